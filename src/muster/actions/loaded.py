"""What a load did or would do, and trying one: everything is filed and taken back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from muster.actions.told import filed_text
from muster.ledger.drafts import Filing
from muster.ledger.records import Mission
from muster.problems import Problem
from muster.store import Filed, database


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did, or would do. problems: of rows left out. filings: of a dry run, what it would file."""

    mission: Mission | None
    summary: str
    problems: tuple[Problem, ...] = ()
    filings: tuple[Filing, ...] = ()


class _TakenBack(Exception):
    """Ends a trial: its transaction is undone."""


def tried(lock: str, file_them: Callable[[], list[Filed]]) -> list[Filed]:
    """What filing would give, undone at once; Refused when the ledger would refuse it. So a trial promises nothing
    that loading would not keep, and costs as much time."""
    filed: list[Filed] = []
    try:
        with database.writing(lock):
            filed = file_them()
            raise _TakenBack
    except _TakenBack:
        return filed


def would_file(filing: Filing, trial: Filed | None) -> str:
    """"haiti: would file 3 reports, 12 statements, 9 rulings, 9 movements; 40 are known already". trial: none where
    there is no database yet to try it on."""
    if trial is not None:
        return filed_text(trial, as_trial=True)
    return f"{filing.mission.slug if filing.mission else ''}: would file {in_numbers(filing)}."


def nothing_filed(mission: Mission | None, problems: tuple[Problem, ...]) -> Loaded:
    many = f"{len(problems)} problems" if len(problems) != 1 else "1 problem"
    return Loaded(mission, f"Nothing was filed: {many}.", problems)


def in_numbers(filing: Filing) -> str:
    postings = sum(len(ruling.postings) for ruling in filing.rulings)
    parts = ((len(filing.reports), "report"), (len(filing.statements), "statement"), (len(filing.rulings), "ruling"))
    told = ", ".join(counted(count, word) for count, word in parts)
    refused = f"; {counted(len(filing.refused), 'row')} refused" if filing.refused else ""
    return f"{told} with {counted(postings, 'movement')}{refused}"


def counted(count: int, word: str) -> str:
    return f"{count:,} {word}{'s' if count != 1 else ''}"


def joined(filed: Sequence[Filed]) -> Filed:
    """Several filings of one action, told as one."""
    def added(counts: Sequence[dict[str, int]]) -> dict[str, int]:
        kinds = dict.fromkeys(kind for one in counts for kind in one)
        return {kind: sum(one.get(kind, 0) for one in counts) for kind in kinds}

    first = filed[0]
    return Filed(
        first.mission, added([dict(one.new) for one in filed]), added([dict(one.already) for one in filed]),
        {name: entry for one in filed for name, entry in one.reports.items()},
        {key: entry for one in filed for key, entry in one.statements.items()},
        tuple(entry for one in filed for entry in one.rulings))
