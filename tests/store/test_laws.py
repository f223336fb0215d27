"""The laws of the ledger as properties, on both databases; each is also broken on purpose and seen to fail.

A history is a handful of reports on different days, each with a statement, some ruled on, some of those undone later.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from muster import store
from muster.ledger import fold
from muster.ledger.drafts import Filing, NewRuling
from muster.ledger.records import Mission
from muster.quantities import Hedge, When, end_of_day, hedged
from muster.store import database as db
from muster.store import rulings as rulings_module
from muster.vocabulary import Grade, Stage, Verdict

FIRST = date(2024, 1, 1)
LAWFUL = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
_numbers = itertools.count()


@dataclass(frozen=True)
class Event:
    """One report with one statement. undone_after: days until its ruling is undone; None: it stands."""

    published: int
    amount: int
    hedge: Hedge
    contributor: str
    lot: str
    leaves: Stage
    enters: Stage
    spread: int
    whole: bool
    grade: Grade
    is_accepted: bool
    undone_after: int | None
    cites_next: bool


stages = st.sampled_from([Stage.OUTSIDE, Stage.PLEDGED, Stage.PREPARING, Stage.PRESENT, Stage.LOST])
events = st.builds(
    Event, published=st.integers(0, 300), amount=st.integers(0, 2000),
    hedge=st.sampled_from([Hedge.EXACTLY, Hedge.NEARLY, Hedge.ABOUT, Hedge.AT_LEAST]),
    contributor=st.sampled_from(["SYL", "RUR"]), lot=st.sampled_from(["first", "second"]), leaves=stages, enters=stages,
    spread=st.integers(0, 40), whole=st.booleans(), grade=st.sampled_from([Grade.PARTY, Grade.PRESS]),
    is_accepted=st.booleans(), undone_after=st.none() | st.integers(0, 200), cites_next=st.booleans(),
).filter(lambda event: event.leaves is not event.enters)
histories = st.lists(events, min_size=1, max_size=6)


def filing_of(make: Any, history: Sequence[Event], *, known_by: int | None = None) -> list[Filing]:
    """A filing for each event. known_by: without the reports and rulings that were not yet known then."""
    zone = Mission(0, "", "", make.terms().timezone).zone
    parties = (make.party("SYL"), make.party("RUR"))
    days = [FIRST + timedelta(event.published) for event in history]
    known = [end_of_day(day, zone) for day in days]
    filings = []
    for place, event in enumerate(history):
        name = f"r{place}"
        if known_by is not None and known[place] > known_by:
            continue
        day = days[place]
        amount = hedged(event.amount, event.hedge, f"{event.hedge.value} {event.amount}")
        posting = replace(
            make.posting(amount, lot=event.lot, leaves=event.leaves, enters=event.enters,
                         contributor=event.contributor),
            when=When(day, day + timedelta(event.spread)), whole=event.whole)
        cited = (place + 1) % len(history) if event.cites_next and len(history) > 1 else None
        cites = () if cited is None else (f"r{cited}:p1",)
        rulings: list[NewRuling] = []
        first_known = max(known[place], known[cited] if cited is not None else 0)
        if event.is_accepted and (known_by is None or first_known <= known_by):
            rulings.append(make.ruling(f"{name}:p1", postings=(posting,), cites=cites))
            if event.undone_after is not None:
                undone = first_known + event.undone_after * 86_400_000_000
                if known_by is None or undone <= known_by:
                    rulings.append(make.ruling(f"{name}:p1", verdict=Verdict.UNDO, known=undone))
        filings.append(Filing(
            parties=parties, reports=(make.report(name, published=day),),
            statements=(make.statement("p1", name, contributor=event.contributor, grade=event.grade),),
            rulings=tuple(rulings)))
    return filings


def filed(make: Any, filings: Sequence[Filing], *, in_one: bool = False) -> Mission:
    """A new ledger of these filings: reports and statements first, since a ruling may cite a later report."""
    mission = store.create_ledger(make.terms(f"ledger{next(_numbers)}"))
    evidence = [replace(filing, rulings=()) for filing in filings]
    judgements = [Filing(rulings=filing.rulings) for filing in filings]
    if in_one:
        everything = Filing(None, filings[0].parties, *(
            tuple(itertools.chain.from_iterable(getattr(filing, part) for filing in filings))
            for part in ("reports", "statements", "rulings")))
        store.file(mission, everything, author="Ann")
        return mission
    for filing in (*evidence, *judgements):
        store.file(mission, filing, author="Ann")
    return mission


def positions_of(mission: Mission, *, on: date = date(2026, 1, 1), known: int | None = None) -> dict[Any, Any]:
    """(contributor, conditions, lot, stage) -> every figure that stands there; nothing for zeros."""
    books = store.open_books(mission, known=known)
    count = len(books.lots)
    sums = fold.positions(books.movements, group=np.arange(count, dtype=np.int32), groups=count, on=on)
    found = {}
    for lot in books.lots:
        key = books.line_by_id[lot.line].key
        for stage in Stage:
            figures = tuple(int(getattr(sums, name)[lot.number, stage]) for name in (
                "booked", "between", "low", "high", "open_above", "open_below"))
            if any(figures):
                found[(key.contributor, key.conditions, lot.name, stage)] = figures
    return found


@contextmanager
def unguarded() -> Iterator[None]:
    """What only somebody with full rights over the database could do: triggers and foreign keys off, then on again."""
    from muster.store.triggers import install_triggers, wanted_triggers

    conn = db.connection()
    if conn.vendor == "postgresql":
        db.rows("SET session_replication_role = replica")
        yield
        db.rows("SET session_replication_role = DEFAULT")
        return
    for name in wanted_triggers("sqlite"):
        db.rows(f"DROP TRIGGER {name}")
    db.rows("PRAGMA foreign_keys = OFF")
    yield
    db.rows("PRAGMA foreign_keys = ON")
    install_triggers()


def checks(findings: Sequence[Any]) -> set[str]:
    return {finding.check for finding in findings}


STANDING = Event(10, 400, Hedge.NEARLY, "SYL", "first", Stage.OUTSIDE, Stage.PRESENT, 3, True, Grade.PARTY, True, None,
                 False)
UNDONE = replace(STANDING, published=20, undone_after=30, lot="second")
LATE = replace(STANDING, published=200, amount=50, contributor="RUR")


@pytest.fixture
def ledger(database: str, make: Any) -> Mission:
    return filed(make, filing_of(make, [STANDING, UNDONE, LATE]))


# --- every law, as verify sees it -------------------------------------------------------------------------


@LAWFUL
@given(history=histories)
def test_whatever_is_filed_keeps_every_law(database: str, make: Any, history: list[Event]) -> None:
    assert store.verify(filed(make, filing_of(make, history))) == []


BREAKAGES = {
    "evidence: a report is taken out": (
        "DELETE FROM store_report WHERE id = (SELECT MIN(id) FROM store_report)", "evidence"),
    "evidence: a ruling is taken out": (
        "DELETE FROM store_ruling WHERE id = (SELECT MIN(id) FROM store_ruling)", "evidence"),
    "evidence: a passage is taken out": (
        "DELETE FROM store_text WHERE id = (SELECT MIN(id) * 2 FROM store_statement)", "evidence"),
    "chain: a figure is changed": ("UPDATE store_movement SET quantity = quantity + 1", "content"),
    "chain: a figure and its content id are changed": (
        "UPDATE store_movement SET quantity = quantity + 1, content_id = chain_hash", "chain"),
    "chain: an author is changed": ("UPDATE store_ruling SET author = 'Eve'", "chain"),
    "chain: the last entry is cut off": (
        "DELETE FROM store_movement WHERE id = (SELECT MAX(id) FROM store_movement)", "chain"),
    "chain: a judge is changed": ("UPDATE store_ruling SET judge = 'Eve'", "content"),
    "permanence: a passage is changed": (
        "UPDATE store_text SET body = digest WHERE id = (SELECT MIN(id) * 2 FROM store_statement)", "content"),
    "permanence: a passage is emptied without a seal": (
        "UPDATE store_text SET body = NULL, salt = NULL WHERE id = (SELECT MIN(id) * 2 FROM store_statement)",
        "permanence"),
    "times: a report is known earlier": ("UPDATE store_report SET known = known - 1", "times"),
    "times: a ruling is known before its statement": ("UPDATE store_ruling SET known = known - 1", "times"),
    "times: a movement is known later than its ruling": ("UPDATE store_movement SET known = known + 1", "times"),
    "times: an entry is recorded out of turn": (
        "UPDATE store_ruling SET recorded = recorded - 1000000", "times"),
    "rebuild: a reversal is not exact": (
        "UPDATE store_movement SET low = low + 1 WHERE reverses_id IS NOT NULL", "rebuild"),
    "rebuild: a movement is in another lot": (
        "UPDATE store_movement SET lot_id = (SELECT MAX(id) FROM store_lot)", "rebuild"),
    "rebuild: a movement has another grade": ("UPDATE store_movement SET flags = flags + 1", "rebuild"),
    "rebuild: a posting is changed": ("UPDATE store_ruling SET postings = replace(postings, '400', '401')", "rebuild"),
    "numbers: two lots share a number": ("UPDATE store_lot SET number = 0", "content"),
    "numbers: the head forgets a movement": ("UPDATE store_ledger SET movements = movements - 1", "content"),
    "damage: a ruling's postings are no JSON": ("UPDATE store_ruling SET postings = '{'", "rebuild"),
    "damage: a movement names a stage that is none": ("UPDATE store_movement SET places = 255", "rebuild"),
    "head: the chain's end is changed": ("UPDATE store_ledger SET head_recorded = head_recorded + 1", "chain"),
}


@pytest.mark.parametrize("breakage", BREAKAGES)
def test_verify_names_each_broken_law(ledger: Mission, breakage: str) -> None:
    statement, check = BREAKAGES[breakage]
    assert store.verify(ledger) == []
    with unguarded():
        db.rows(statement)
    assert check in checks(store.verify(ledger))


# --- 2 conservation ---------------------------------------------------------------------------------------


@LAWFUL
@given(history=histories, day=st.integers(-10, 400), until=st.integers(0, 400))
def test_the_stages_of_every_lot_add_up_to_zero(database: str, make: Any, history: list[Event], day: int,
                                                until: int) -> None:
    mission = filed(make, filing_of(make, history))
    known = end_of_day(FIRST + timedelta(until), mission.zone)
    found = positions_of(mission, on=FIRST + timedelta(day), known=known)
    for lot, figures in itertools.groupby(sorted(found), key=lambda key: key[:3]):
        assert sum(found[key][0] + found[key][1] for key in figures) == 0, lot


def test_a_fold_that_forgets_where_things_came_from_breaks_conservation(ledger: Mission,
                                                                        monkeypatch: pytest.MonkeyPatch) -> None:
    honest = fold.positions

    def forgetful(*args: Any, **named: Any) -> Any:
        sums = honest(*args, **named)
        sums.booked[:, Stage.OUTSIDE] = 0
        return sums

    monkeypatch.setattr("muster.store.rebuilding.positions", forgetful)
    assert checks(store.verify(ledger)) == {"conservation"}


# --- 3 permanence -----------------------------------------------------------------------------------------


def test_the_database_itself_refuses_every_change(ledger: Mission) -> None:
    from muster.errors import Refused
    from muster.store.verification import _forbidden

    tried = 0
    for table in ("store_report", "store_statement", "store_ruling", "store_movement", "store_line", "store_lot",
                  "store_party", "store_text"):
        for _, statement in _forbidden(table):
            with pytest.raises(Refused, match="never"), db.writing("x"):
                db.rows(statement, [ledger.id] if "%s" in statement else [])
            tried += 1
    assert tried == 24
    assert store.verify(ledger) == []


def test_a_missing_trigger_is_noticed_and_bites_no_more(ledger: Mission) -> None:
    on = "" if db.connection().vendor == "sqlite" else " ON store_ruling"
    db.rows(f"DROP TRIGGER store_ruling_no_update{on}")
    found = [str(finding) for finding in store.verify(ledger)]
    assert found == [
        "permanence: trigger store_ruling_no_update: it is missing, changed or switched off",
        "permanence: store_ruling: the database let somebody change a row",
    ]


def test_a_weakened_trigger_is_noticed(ledger: Mission) -> None:
    if db.connection().vendor == "sqlite":
        db.rows("DROP TRIGGER store_ruling_no_delete")
        db.rows("CREATE TRIGGER store_ruling_no_delete BEFORE DELETE ON store_ruling BEGIN SELECT 1; END")
    else:
        db.rows("ALTER TABLE store_ruling DISABLE TRIGGER store_ruling_no_delete")
    assert "permanence" in checks(store.verify(ledger))


def test_migrating_again_puts_the_triggers_back(ledger: Mission) -> None:
    with_table = "" if db.connection().vendor == "sqlite" else " ON store_ruling"
    db.rows(f"DROP TRIGGER store_ruling_no_update{with_table}")
    store.prepare()
    assert store.verify(ledger) == []


def test_insert_or_replace_is_refused_even_where_recursive_triggers_are_off(sqlite_database: str, make: Any) -> None:
    import sqlite3

    filed(make, filing_of(make, [STANDING]))
    with sqlite3.connect(sqlite_database) as other, pytest.raises(sqlite3.IntegrityError, match="only ever adds"):
        other.execute("INSERT OR REPLACE INTO store_movement SELECT * FROM store_movement")


# --- 4 three times ----------------------------------------------------------------------------------------


def hindsight_free(make: Any, history: list[Event], until: int) -> None:
    """Raises AssertionError if sources later than a day change what was known then."""
    zone = Mission(0, "", "", make.terms().timezone).zone
    known = end_of_day(FIRST + timedelta(until), zone)
    whole = filed(make, filing_of(make, history))
    before = filing_of(make, history, known_by=known)
    expected = positions_of(filed(make, before), known=known) if before else {}
    assert positions_of(whole, known=known) == expected


@LAWFUL
@given(history=histories, until=st.integers(0, 500))
def test_later_sources_change_nothing_known_before(database: str, make: Any, history: list[Event], until: int) -> None:
    hindsight_free(make, history, until)


def test_a_ruling_known_too_early_would_bring_hindsight(database: str, make: Any,
                                                        monkeypatch: pytest.MonkeyPatch) -> None:
    history = [replace(STANDING, cites_next=True), LATE]
    hindsight_free(make, history, 50)
    monkeypatch.setattr(rulings_module, "known_of_ruling", lambda sources, **_: min(sources))
    with pytest.raises(AssertionError):
        hindsight_free(make, history, 50)


def test_recorded_times_only_rise(ledger: Mission) -> None:
    from muster.store.verification import _all_entries

    recorded = [row[2] for row in _all_entries(ledger.id)]
    assert all(earlier < later for earlier, later in itertools.pairwise(recorded))


# --- 5 order ----------------------------------------------------------------------------------------------


def order_free(make: Any, history: list[Event], order: list[int], until: int) -> None:
    filings = filing_of(make, history)
    known = end_of_day(FIRST + timedelta(until), Mission(0, "", "", make.terms().timezone).zone)
    one = filed(make, filings)
    other = filed(make, [filings[place] for place in order])
    third = filed(make, filings, in_one=True)
    for at in (known, None):
        assert positions_of(one, known=at) == positions_of(other, known=at) == positions_of(third, known=at)


@LAWFUL
@given(history=histories, random=st.randoms(use_true_random=False), until=st.integers(0, 500))
def test_the_order_of_recording_changes_no_position(database: str, make: Any, history: list[Event], random: Any,
                                                    until: int) -> None:
    order = list(range(len(history)))
    random.shuffle(order)
    order_free(make, history, order, until)


def test_a_booking_that_looks_at_its_number_breaks_the_order_law(database: str, make: Any,
                                                                 monkeypatch: pytest.MonkeyPatch) -> None:
    honest = rulings_module.packed_row

    def partial(posting: Any, *, lot: int, **named: Any) -> Any:
        row = honest(posting, lot=lot, **named)
        return (*row[:3], row[3] + lot, *row[4:])

    order_free(make, [STANDING, LATE], [1, 0], 300)
    monkeypatch.setattr(rulings_module, "packed_row", partial)
    with pytest.raises(AssertionError):
        order_free(make, [STANDING, LATE], [1, 0], 300)


def test_the_same_content_has_the_same_ids_in_every_ledger(database: str, make: Any) -> None:
    filings = filing_of(make, [STANDING, UNDONE, LATE])
    one, other = filed(make, filings), filed(make, list(reversed(filings)))
    for table in ("store_report", "store_statement", "store_ruling", "store_movement", "store_lot", "store_line"):
        ids = [
            {bytes(row[0]) for row in db.rows(f"SELECT content_id FROM {table} WHERE ledger_id = %s", [ledger.id])}
            for ledger in (one, other)
        ]
        assert ids[0] == ids[1] != set()
