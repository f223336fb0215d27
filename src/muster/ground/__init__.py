"""The ground: sites and areas with their status over time, indicators, and the host's own counts.

Plain Python on the books, like the ledger: no database. Nothing here is support; none of it is ever summed with it.
"""
