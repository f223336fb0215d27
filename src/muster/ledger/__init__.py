"""Lines, lots, movements and the fold; stock checks and contradictions, requirements and gap, promises.

Plain Python on columns and frozen records: no database. Read in this order: `records` (what is kept),
`columns` (movements as arrays), `fold` (the one sum), then the questions built on it.
"""
