"""The commands that keep the ledger sound: verify, recompute, diff, export, seal, backup, restore, doctor."""

from __future__ import annotations

import argparse
from pathlib import Path

from muster.cli import options
from muster.cli.asking import frame, show
from muster.cli.command import Command
from muster.cli.filing import progress_on_terminal


def _add_verify(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--head", metavar="HASH",
                        help="check that the chain leads through this head, as printed on a brief")


def _verify(typed: argparse.Namespace) -> int:
    from muster import store

    mission = options.the_mission(typed)
    findings = store.verify(mission, head=typed.head, progress=progress_on_terminal("verifying"))
    for finding in findings:
        print(("ok      " if finding.holds else "BROKEN  ") + str(finding))
    print(f"Head of {mission.slug}: {store.head(mission)}")
    return 0 if all(finding.holds for finding in findings) else 1


def _recompute(typed: argparse.Namespace) -> None:
    from muster import store

    print(store.recompute(options.the_mission(typed), progress=progress_on_terminal("rebuilding")))


def _add_diff(parser: argparse.ArgumentParser) -> None:
    options.add_asking(parser)
    parser.add_argument("--from-on", metavar="DATE", help="the earlier day (default: as --on)")
    parser.add_argument("--from-known", metavar="DATE|TIME", help="what was known then (default: as --known)")


def _diff(typed: argparse.Namespace) -> None:
    from muster.ledger.lines import diff

    asked = options.asked(typed)
    books = asked.books()
    on = options.one_day(typed.from_on, where="--from-on") if typed.from_on else asked.on
    known = (options.time_known(typed.from_known, asked.mission.zone, where="--from-known")[1]
             if typed.from_known else asked.known)
    earlier = asked.books(on=on, known=known)
    if typed.format == "table":
        print(f"From: {frame(earlier)}\nTo:   {frame(books)}\n")
    show([diff(earlier, books)], typed.format)


def _add_export(parser: argparse.ArgumentParser) -> None:
    options.add_asking(parser)
    parser.add_argument("folder", type=Path, help="an empty or new folder for the mission's data package")


def _export(typed: argparse.Namespace) -> None:
    from muster.exchange import export

    print(export.write_package(options.asked(typed).books(), typed.folder))


def _add_seal(parser: argparse.ArgumentParser) -> None:
    options.add_author(parser)
    parser.add_argument("entries", nargs="+", help="statements (S12) or reports (D5) whose texts become unreadable")
    parser.add_argument("--second", required=True, metavar="NAME", help="the second person; sealing takes two")
    parser.add_argument("--reason", required=True, choices=("filed by mistake", "classified", "personal"))


def _seal(typed: argparse.Namespace) -> None:
    from muster.actions import sealing

    print(sealing.seal(options.the_mission(typed), typed.entries, reason=typed.reason,
                       authors=(typed.author, typed.second)))


def _add_backup(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="where to write it; it is readable on both databases")


def _backup(typed: argparse.Namespace) -> None:
    from muster import store

    store.setup()
    print(store.backup(typed.file))


def _restore(typed: argparse.Namespace) -> None:
    from muster import store

    store.setup()
    print(store.restore(typed.file))


def _doctor(typed: argparse.Namespace) -> int:
    from muster import store

    sound = True
    for check in store.doctor():
        sound &= check.holds
        print(("ok      " if check.holds else "WRONG   ") + str(check))
    return 0 if sound else 1


COMMANDS = (
    Command("verify", "prove the laws on the data at hand: chain, evidence, conservation, triggers, rebuild",
            ("muster verify",), _verify, _add_verify),
    Command("recompute", "rebuild what is derived from the ledger (the column mirror)", ("muster recompute",),
            _recompute),
    Command("diff", "what changed between two days, or between what was known at two times",
            ("muster diff --from-on 2024-09-22 --on 2025-02-10",), _diff, _add_diff),
    Command("export", "write the ledger as a data package that loads again", ("muster export haiti-copy",),
            _export, _add_export),
    Command("seal", "make texts unreadable that were filed by mistake, are classified or personal (two people)",
            ('muster seal S99999999 --reason personal --author amina --second jean',), _seal, _add_seal),
    Command("backup", "write every ledger of this database into one file", ("muster backup muster-backup.zip",),
            _backup, _add_backup),
    Command("restore", "read a backup into an empty database", ("muster restore muster-backup.zip",),
            _restore, _add_backup),
    Command("doctor", "check this machine: database, triggers, mirror, disk, versions", ("muster doctor",), _doctor),
)
