"""`muster demo`: opens the Haiti mission and prints its picture."""
from __future__ import annotations
from muster.cli.command import Command
COMMANDS: tuple[Command, ...] = ()
