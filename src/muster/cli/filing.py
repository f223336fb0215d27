"""The commands that add to the ledger: init, load, record, rule, undo. Each calls one action and says what was done."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable
from pathlib import Path

from muster.cli import options
from muster.cli.command import Command
from muster.errors import Refused
from muster.ledger.drafts import NewRuling
from muster.problems import Problem
from muster.vocabulary import STAGE_WORDS, Aspect, Grade, Marking, Verdict

VERDICTS = {verdict.value: verdict for verdict in Verdict if verdict is not Verdict.UNDO}
MARKING_WORDS = {marking.word: marking for marking in Marking}
GRADE_WORDS = {grade.name.lower().replace("_", "-"): grade for grade in Grade}


def _add_init(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--timezone", required=True, metavar="ZONE",
                        help="the mission's own, such as America/Port-au-Prince")
    parser.add_argument("--administrator", "--admin", required=True, metavar="NAME", help="the first administrator")
    parser.add_argument("--slug", help="short name for the command line (default: made from the name)")


def _init(typed: argparse.Namespace) -> None:
    from muster.actions import missions

    if not typed.mission:
        raise Refused(Problem("muster init", "", "the mission's name", 'Give it with --mission "Name of the mission".'))
    mission = missions.init(typed.mission, timezone=typed.timezone, administrator=typed.administrator, slug=typed.slug)
    print(f"{mission.name} is open as {mission.slug}; its days are days in {mission.timezone}. "
          f"Administrator: {typed.administrator}.\nNext: muster load FILE, or muster read FILE --record; "
          f"for the web: muster user {mission_user(typed.administrator)} --role administrator, then muster serve")


def mission_user(name: str) -> str:
    """A person's name as an account is called: without spaces."""
    return "-".join(name.split())


def _add_load(parser: argparse.ArgumentParser) -> None:
    options.add_author(parser)
    parser.add_argument("source", help="a shipped mission (haiti), a data package's folder, or a sheet (.xlsx, .csv)")
    parser.add_argument("--dry-run", action="store_true", help="say what would be filed, file nothing")
    parser.add_argument("--accept-good-rows", action="store_true",
                        help="file the rows without problems and keep the refused ones with their reasons")
    parser.add_argument("--replace", nargs="?", const="", metavar="SHEET",
                        help="this sheet takes the place of its earlier version, or of SHEET: rows of that which it "
                             "does not have are reversed (rows with an id of their own are corrected without this)")
    parser.add_argument("--decimal", choices=("comma", "point"),
                        help="what ends the whole part of a number where a sheet does not show it: 1.200 or 1,200")
    parser.add_argument("--dates", choices=("day-first", "month-first"),
                        help="what 03/04/2024 means where a sheet does not show it")
    parser.add_argument("--template", action="store_true", help="write an empty sheet to SOURCE instead")


def _load(typed: argparse.Namespace) -> int:
    from muster.actions import loading

    if typed.template:
        print(loading.write_template(Path(typed.source)))
        return 0
    loaded = loading.load(
        typed.source, mission_name=typed.mission, author=typed.author, dry_run=typed.dry_run,
        accept_good_rows=typed.accept_good_rows, replaces=typed.replace, dates=typed.dates or "",
        decimal={"comma": ",", "point": "."}.get(typed.decimal, ""), progress=progress_on_terminal("filing"),
    )
    for problem in loaded.problems:
        print(problem, file=sys.stderr)
    print(loaded.summary)
    return 1 if loaded.problems and not typed.accept_good_rows else 0


def progress_on_terminal(doing: str) -> Callable[[str, int, int], None] | None:
    """A function (what, done, all) that keeps one line of progress, on a terminal only."""
    if not sys.stderr.isatty():
        return None

    def progress(what: str, done: int, total: int) -> None:
        print(f"\r\033[K{doing}: {what} {done:,} of {total:,}", end="\n" if done >= total else "", file=sys.stderr,
              flush=True)
    return progress


def _add_record(parser: argparse.ArgumentParser) -> None:
    options.add_author(parser)
    parser.add_argument("--contributor", required=True, metavar="PARTY", help="party id, name or alias (Kenya, KEN)")
    parser.add_argument("--resource", required=True,
                        help='"personnel", "money", "equipment: trucks", "logistics: beds"')
    parser.add_argument("--quantity", default="",
                        help='as told: 600, "nearly 400", 40-55; empty if nobody gave a number')
    parser.add_argument("--unit", default="", help="persons, units, a currency code (default: by the resource)")
    parser.add_argument("--stage", required=True, choices=sorted(STAGE_WORDS), metavar="STAGE",
                        help="where it stands: " + ", ".join(sorted(set(STAGE_WORDS))))
    parser.add_argument("--when", required=True, metavar="DATE",
                        help='when it was true: YYYY-MM-DD, YYYY-MM, FIRST/LAST, "12 March 2024"')
    parser.add_argument("--aspect", default="flow", choices=[aspect.value for aspect in Aspect],
                        help="what sort of thing this says (default: flow)")
    parser.add_argument("--lot", default="", help="the batch, tranche or shipment it speaks of")
    parser.add_argument("--condition", default="", help="what it waits for, in the source's words")
    parser.add_argument("--said-by", "--speaker", default="", metavar="PARTY", help="whose word it is")
    parser.add_argument("--grade", choices=GRADE_WORDS, metavar="GRADE",
                        help="how near they stand to it: " + ", ".join(GRADE_WORDS) + " (default: the least, press, or "
                             "press-quoting with --said-by; the first three are what --confirmed-only counts, and need "
                             "--said-by and --source)")
    parser.add_argument("--source", default="", metavar="TEXT", help="the document or conversation it was said in")
    parser.add_argument("--words", required=True, help="the passage: what was said, in your own words or quoted")
    parser.add_argument("--dry-run", action="store_true")


def _record(typed: argparse.Namespace) -> None:
    from muster.actions import recording

    recorded = recording.record(
        options.the_mission(typed), author=typed.author, contributor=typed.contributor, resource=typed.resource,
        quantity=typed.quantity, unit=typed.unit, stage=typed.stage, when=typed.when, aspect=typed.aspect,
        lot=typed.lot, condition=typed.condition, said_by=typed.said_by, words=typed.words, dry_run=typed.dry_run,
        grade=GRADE_WORDS[typed.grade] if typed.grade else None, source=typed.source,
    )
    print(recorded.summary)


def _add_rule(parser: argparse.ArgumentParser) -> None:
    options.add_author(parser)
    parser.add_argument("statement", nargs="?", help="a statement's number, S12")
    parser.add_argument("verdict", nargs="*", metavar="VERDICT",
                        help=f"{', '.join(VERDICTS)} (default: as proposed); same as and prefer may be followed by the "
                             "other statement: muster rule S4 same as S2")
    parser.add_argument("--all", action="store_true",
                        help="rule on every statement that waits and matches --where, as proposed")
    parser.add_argument("--where", nargs="*", default=[], metavar="FIELD=VALUE",
                        help="report, aspect, kind, contributor, resource, stage, speaker, grade")
    parser.add_argument("--same-as", metavar="STATEMENT", help="the statement it repeats")
    parser.add_argument("--over", nargs="*", default=[], metavar="STATEMENT",
                        help="with prefer: the statements not preferred")
    parser.add_argument("--quantity", help="book this number instead (settles 'up to N')")
    parser.add_argument("--lot", help="book it on this lot")
    parser.add_argument("--reason", default="", help="why; kept with the ruling")
    parser.add_argument("--role", choices=("reference", "competing", "share", "batch", "unnumbered"), help="of a need")
    parser.add_argument("--dry-run", action="store_true", help="show the posting the ruling would freeze, file nothing")


def _rule(typed: argparse.Namespace) -> None:
    from muster.actions import ruling

    mission = options.the_mission(typed)
    if typed.all:
        done = ruling.rule_all(mission, where=typed.where, author=typed.author, reason=typed.reason,
                               dry_run=typed.dry_run)
    else:
        if not typed.statement:
            raise Refused(Problem("muster rule", "", "a statement's number such as S12",
                                  "Take one from `muster inbox`, or use --all with --where."))
        verdict, others = _verdict_typed(typed.verdict)
        same_as = typed.same_as or (others[0] if others and verdict is Verdict.SAME_AS else None)
        over = (*typed.over, *(others if verdict is Verdict.PREFER else ()))
        done = ruling.rule(
            mission, typed.statement, verdict, author=typed.author, reason=typed.reason, same_as=same_as, over=over,
            quantity=typed.quantity, lot=typed.lot, role=typed.role, dry_run=typed.dry_run,
        )
    for proposed in done.rulings:
        print(ruling_text(proposed))
    print(done.summary)


def _verdict_typed(words: list[str]) -> tuple[Verdict | None, tuple[str, ...]]:
    """The verdict in the words typed, with or without a hyphen, and the statements named behind it."""
    others = [word for word in words if re.fullmatch(r"(?i)s?#?\d+", word)]
    said = " ".join(word.lower() for word in words if word not in others).replace("-", " ").replace("_", " ")
    verdict = VERDICTS.get(said.removesuffix(" over"))
    if (words and verdict is None) or (others and verdict not in (Verdict.SAME_AS, Verdict.PREFER)) or (
            len(others) > 1 and verdict is Verdict.SAME_AS):
        raise Refused(Problem("verdict", " ".join(words), "one of " + ", ".join(VERDICTS),
                              "Choose one; after same as comes one other statement, after prefer those not preferred."))
    return verdict, tuple(others)


def ruling_text(ruling: NewRuling) -> str:
    """A ruling as sentences: the verdict, what it rests on, and each posting it freezes."""
    from muster.briefs.wording import figure
    from muster.ledger.figures import Figure

    lines = [f"{ruling.statement}: {ruling.verdict.value}" + (f" ({ruling.reason})" if ruling.reason else "")]
    if ruling.cites:
        lines.append("    rests on " + ", ".join(ruling.cites))
    for posting in ruling.postings:
        quantity = posting.quantity
        told = figure(Figure(quantity.booked, quantity.low, quantity.high, posting.line.unit))
        lines.append(
            f"    books {told} {posting.line.unit} of {posting.line.contributor} {posting.line.resource}, "
            f"{posting.from_stage.word} -> {posting.to_stage.word}, {posting.when}, lot {posting.lot}"
        )
    return "\n".join(lines)


def _add_undo(parser: argparse.ArgumentParser) -> None:
    options.add_author(parser)
    parser.add_argument("ruling", help="a ruling's number (R13), or a statement's (S12) for its standing ruling")
    parser.add_argument("--reason", required=True, help="why; kept with the undoing")


def _undo(typed: argparse.Namespace) -> None:
    from muster.actions import ruling

    print(ruling.undo(options.the_mission(typed), typed.ruling, author=typed.author, reason=typed.reason).summary)


def _add_regrade(parser: argparse.ArgumentParser) -> None:
    options.add_author(parser)
    parser.add_argument("statement", help="a statement's number, S12")
    parser.add_argument("--grade", choices=GRADE_WORDS, metavar="GRADE",
                        help="how near its speaker stands: " + ", ".join(GRADE_WORDS))
    parser.add_argument("--marking", choices=MARKING_WORDS, help="who may see it")
    parser.add_argument("--reason", required=True, help="why; kept with the change")
    parser.add_argument("--dry-run", action="store_true", help="show what would be booked anew, file nothing")


def _regrade(typed: argparse.Namespace) -> None:
    from muster.actions import regrading

    done = regrading.regrade(
        options.the_mission(typed), typed.statement, author=typed.author, reason=typed.reason,
        grade=GRADE_WORDS[typed.grade] if typed.grade else None,
        marking=MARKING_WORDS[typed.marking] if typed.marking else None, dry_run=typed.dry_run)
    for ruling in done.rulings:
        print(ruling_text(ruling))
    print(done.summary)


def _add_merge(parser: argparse.ArgumentParser) -> None:
    options.add_author(parser)
    parser.add_argument("kept", metavar="PARTY", help="the party both are read as: id, name or alias")
    parser.add_argument("other", metavar="OTHER", help="the party that is the same")
    parser.add_argument("--reason", required=True, help="how you know; kept with the judgement")


def _merge(typed: argparse.Namespace) -> None:
    from muster.actions import merging

    print(merging.merge(options.the_mission(typed), typed.kept, typed.other, author=typed.author, reason=typed.reason))


def _add_party(parser: argparse.ArgumentParser) -> None:
    from muster.actions.parties import KINDS

    options.add_author(parser)
    parser.add_argument("name", metavar="NAME", help="its name (states are known without this)")
    parser.add_argument("--id", default="", metavar="ID", help="short and stable (default: made from the name)")
    parser.add_argument("--kind", choices=KINDS, default="organisation")
    parser.add_argument("--alias", action="append", default=[], metavar="NAME", help="another name or spelling of it")
    parser.add_argument("--host-side", action="store_true",
                        help="its lines stand beside the mission's and are never summed with them")


def _party(typed: argparse.Namespace) -> None:
    from muster.actions import parties

    print(parties.add(options.the_mission(typed), typed.name, author=typed.author, kind=typed.kind, key=typed.id,
                      aliases=tuple(typed.alias), host_side=typed.host_side))


def _add_inbox(parser: argparse.ArgumentParser) -> None:
    options.add_asking(parser)
    parser.add_argument("where", nargs="*", metavar="WORD", help="show only rows that contain every word")


def _inbox(typed: argparse.Namespace) -> None:
    from muster.cli.asking import answer

    answer(("inbox",), typed)


COMMANDS = (
    Command("init", "open a new mission's ledger",
            ('muster init --mission "Border Mission" --timezone Africa/Nairobi --administrator amina',),
            _init, _add_init),
    Command("load", "file a shipped mission, a data package or a sheet, dry run first if you like",
            ("muster load haiti --dry-run", "muster load haiti"), _load, _add_load),
    Command("record", "file your own signed statement",
            ('muster record --contributor Kenya --resource personnel --quantity "about 20" --stage present '
             '--when 2025-03-01 --words "Told by the liaison officer on the phone" --dry-run',), _record, _add_record),
    Command("party", "make a body, unit or person known by its names, so that sheets and statements may name it",
            ('muster party "Harbour Security Fund" --alias HSF',), _party, _add_party),
    Command("inbox", "the statements nobody has ruled on, with the posting proposed", ("muster inbox",),
            _inbox, _add_inbox),
    Command("rule", "judge a statement: accept, reject, unsure, same as, open with, adjust by, prefer",
            ("muster rule --all --where aspect=flow --dry-run",), _rule, _add_rule),
    Command("regrade", "give a statement another grade or marking; what it booked is reversed and booked anew",
            ('muster regrade S99999999 --grade independent --reason "heard by the liaison officer himself"',),
            _regrade, _add_regrade),
    Command("merge", "judge two parties to be one; undo takes it back",
            ('muster merge CAN GAC --reason "its foreign ministry speaks and pays for it"',),
            _merge, _add_merge),
    Command("undo", "take a ruling back by a later ruling; its bookings are reversed",
            ('muster undo R99999999 --reason "recorded twice"',), _undo, _add_undo),
)
