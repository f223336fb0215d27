"""The commands that keep the ledger sound: verify, recompute, diff, export, seal, backup, restore, doctor."""

from __future__ import annotations

import argparse
from pathlib import Path

from muster.cli import options, working_out
from muster.cli.asking import frame, show
from muster.cli.command import Command
from muster.cli.filing import progress_on_terminal
from muster.errors import Refused
from muster.problems import Problem


def _add_verify(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--head", metavar="HASH",
                        help="check that the chain leads through this head, as printed on a brief")


def _verify(typed: argparse.Namespace) -> int:
    from muster import store
    from muster.briefs import terminal

    mission = options.the_mission(typed)
    findings = store.verify(mission, typed.head, progress=progress_on_terminal("verifying"))
    for finding in findings:
        print(f"BROKEN  {finding}")
    entries, head = store.head_of(mission)
    if not findings:
        print(terminal.paragraph(f"All laws hold on the {entries:,} entries of {mission.slug}: chain, content, "
                                 "evidence, conservation, permanence, times, rebuild, mirror."))
    print(f"Head: {head}")
    return 1 if findings else 0


def _recompute(typed: argparse.Namespace) -> None:
    from muster.actions import keeping

    print(keeping.recompute(options.the_mission(typed)))


def _add_diff(parser: argparse.ArgumentParser) -> None:
    options.add_asking(parser)
    working_out.add_diff(parser)


def _diff(typed: argparse.Namespace) -> None:
    answer = working_out.of_diff(typed)
    if typed.format == "table" and answer.earlier:
        print(f"From: {frame(answer.earlier['then'])}\nTo:   {frame(answer.books)}\n")
    show(answer.tables, typed.format, answer.asked)


def _add_export(parser: argparse.ArgumentParser) -> None:
    options.add_asking(parser, formats=False)
    parser.add_argument("folder", type=Path, help="an empty or new folder for the mission's data package")


def _export(typed: argparse.Namespace) -> None:
    from muster.actions import keeping

    print(keeping.export(options.asked(typed).books(), typed.folder))


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

    if typed.file.exists():
        raise Refused(Problem("muster backup", str(typed.file), "the name of a file that is not there yet",
                              "Choose another name, or remove the old copy first."))
    store.setup()
    print(f"Everything is in {store.backup(typed.file)}; sealing reaches this copy while it stays there.")


def _restore(typed: argparse.Namespace) -> None:
    from muster import store

    store.setup()
    store.prepare()
    restored = store.restore(typed.file, progress=progress_on_terminal("restoring"))
    print("Restored and verified: " + ", ".join(mission.slug for mission in restored))


def _doctor(typed: argparse.Namespace) -> int:
    from muster import store
    from muster.store.doctor import doctor

    store.setup()
    checks = doctor()
    for check in checks:
        print(("ok      " if check.holds else "WRONG   ") + str(check))
    return 0 if all(check.holds for check in checks) else 1


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
