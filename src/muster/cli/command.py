"""What every command of the terminal has: a name, one line of help, an example that runs, and a function."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass


def no_arguments(parser: argparse.ArgumentParser) -> None:
    """A command without arguments of its own."""


@dataclass(frozen=True, slots=True)
class Command:
    """examples: complete command lines; each runs as a test on the demonstration mission."""

    name: str
    help: str
    examples: tuple[str, ...]
    run: Callable[[argparse.Namespace], int | None]
    add_arguments: Callable[[argparse.ArgumentParser], None] = no_arguments
