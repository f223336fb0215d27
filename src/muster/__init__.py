"""Muster: the support ledger of a multinational security support mission, from pledge to presence."""

__version__ = "0.1.0"
