"""`muster`: finds the command, runs it, and turns what went wrong into sentences and an exit code.

Exit codes: 0 done, 1 refused or not found (the reasons are printed), 2 the command line itself was wrong.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from muster import __version__
from muster.cli import asking, demo, filing, forecasting, keeping, opening, options, reading, serving
from muster.cli.command import Command
from muster.errors import MusterError

COMMANDS: tuple[Command, ...] = (
    *demo.COMMANDS, *asking.COMMANDS, *opening.COMMANDS, *forecasting.COMMANDS, *reading.COMMANDS, *filing.COMMANDS,
    *keeping.COMMANDS, *serving.COMMANDS,
)


class _Parser(argparse.ArgumentParser):
    """argparse, but its errors end with the way to the help."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog}: {message}. See `{self.prog} --help`.\n")


def parser() -> argparse.ArgumentParser:
    made = _Parser(
        prog="muster", description="The support ledger of a multinational security support mission.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="Start with `muster demo`. Every figure opens with `muster why`.",
    )
    made.add_argument("--version", action="version", version=f"muster {__version__}")
    subparsers = made.add_subparsers(dest="command", metavar="COMMAND", required=True, parser_class=_Parser)
    for command in COMMANDS:
        sub = subparsers.add_parser(
            command.name, help=command.help, description=command.help[0].upper() + command.help[1:] + ".",
            epilog="example:\n" + "\n".join(f"  {line}" for line in command.examples),
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        options.add_mission(sub)
        command.add_arguments(sub)
        sub.set_defaults(run=command.run)
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    asked = parser().parse_args(arguments)
    try:
        code = asked.run(asked)
        sys.stdout.flush()
    except MusterError as refused:
        print(refused, file=sys.stderr)
        return 1
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("Stopped; nothing was left half done.", file=sys.stderr)
        return 130
    return int(code or 0)


if __name__ == "__main__":
    sys.exit(main())
