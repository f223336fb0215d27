"""Filing: reports, statements and rulings become entries of a ledger, all of them or none.

Everything wrong is said at once. What the ledger already holds is recognised by its content, so filing the same thing
twice changes nothing. One pass adds entries to the head of the chain and gathers problems; if there is one, the
transaction is undone, so nothing is half filed.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from muster.errors import Refused
from muster.ledger.drafts import Filing
from muster.ledger.records import Mission
from muster.problems import Problem
from muster.store import database
from muster.store.chain import add_ledger, ledger_head, mission_named, rename
from muster.store.desk import Desk
from muster.store.evidence import file_party, file_report, file_statement
from muster.store.rulings import file_ruling

Progress = Callable[[str, int, int], None] | None

TOLD_EVERY = 500

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Filed:
    """What a filing did. new, already: how many of each kind were added, or known before.

    reports, statements: ids by key. rulings: an id for each ruling of the filing, in its order.
    """

    mission: Mission
    new: Mapping[str, int]
    already: Mapping[str, int]
    reports: Mapping[str, int]
    statements: Mapping[str, int]
    rulings: tuple[int, ...]

    @property
    def changed_nothing(self) -> bool:
        return not any(self.new.values())


def file(mission: Mission | None, filing: Filing, *, author: str, live: bool = False,
         expects: Mapping[str, int | None] | None = None, progress: Progress = None) -> Filed:
    """Put a filing into a mission's ledger, in one transaction.

    mission None: the one the filing names, begun here if it is new. live: its rulings are given by a person now, so
    they are known from when they are recorded. expects: statement key -> id of the ruling the caller saw standing on
    it, or None for none. progress: told (what, done, of how many) now and then.

    Raises Stale when another ruling stands by now, Refused with every problem otherwise.
    """
    if mission is None and not database.is_prepared():
        database.prepare()
    database.demand_prepared()
    if mission is None:
        with database.writing("ledgers"):
            return _file(_mission_of(filing), filing, author, live, expects or {}, progress)
    return _file(mission, filing, author, live, expects or {}, progress)


def _file(mission: Mission, filing: Filing, author: str, live: bool, expects: Mapping[str, int | None],
          progress: Progress) -> Filed:
    with _without_collector(), ledger_head(mission.slug, author=author) as head:
        mission = _named_as_in(filing, mission)
        desk = Desk(head, filing, live=live)
        desk.look_up()
        desk.check_expected(expects)
        _file_all(desk, progress)
        if desk.problems:
            raise Refused(*desk.problems)
    return Filed(mission, desk.new, desk.already, {name: found.id for name, found in desk.reports.items()},
                 {key: found.id for key, found in desk.statements.items()}, tuple(desk.ruling_ids))


def _mission_of(filing: Filing) -> Mission:
    terms = filing.mission
    if terms is None:
        return mission_named()
    if not database.rows("SELECT 1 FROM store_ledger WHERE slug = %s", [terms.slug]):
        return add_ledger(terms)
    return mission_named(terms.slug)


def _named_as_in(filing: Filing, mission: Mission) -> Mission:
    """The mission under its newer name, where the filing is of this mission and has one."""
    terms = filing.mission
    if terms is not None and terms.slug == mission.slug:
        if terms.timezone != mission.timezone:
            raise Refused(Problem(f"mission {terms.slug}, time zone", terms.timezone, mission.timezone,
                                  "A ledger's days are counted in one zone for good: begin another mission."))
        if (terms.name, terms.names) != (mission.name, mission.names) and len(terms.names) >= len(mission.names):
            return rename(mission, terms.name, terms.names)
    return mission


@contextmanager
def _without_collector() -> Iterator[None]:
    """A filing makes many small objects and no cycles of them; looking for cycles takes a tenth of a large load."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _file_all(desk: Desk, progress: Progress) -> None:
    for party in desk.filing.parties:
        file_party(desk, party)
    for report in desk.filing.reports:
        file_report(desk, report)
    for statement in _counted("statements", desk.filing.statements, progress):
        file_statement(desk, statement)
    for ruling in _counted("rulings", desk.filing.rulings, progress):
        file_ruling(desk, ruling)
    desk.compare_texts()


def _counted(what: str, parts: Sequence[T], progress: Progress) -> Iterator[T]:
    for done, part in enumerate(parts, 1):
        yield part
        if progress is not None and (done % TOLD_EVERY == 0 or done == len(parts)):
            progress(what, done, len(parts))
