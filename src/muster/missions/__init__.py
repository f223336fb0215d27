"""Missions that ship with Muster: data only."""
