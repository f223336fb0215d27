"""A killed process, a full disk, a lost connection and two writers leave the ledger before or after, never between.

Children are forked with no connection open; each dies at a point of its own choosing.
"""

from __future__ import annotations

import os
import resource
import select
import signal
import time
from collections.abc import Callable
from typing import Any

import pytest

from muster import store
from muster.errors import LawBroken, Refused, Stale
from muster.ledger.drafts import Filing
from muster.ledger.records import Mission
from muster.store import database as db

DONE, REFUSED, STALE = 0, 3, 4


def in_child(work: Callable[[], object]) -> int:
    """Start work in a process of its own; its id."""
    store.close()
    child = os.fork()
    if child:
        return child
    try:
        work()
        os._exit(DONE)
    except Stale:
        os._exit(STALE)
    except Refused:
        os._exit(REFUSED)
    except BaseException:
        os._exit(1)


def outcome(child: int) -> int:
    """How a child ended: its exit code, or minus the signal that killed it."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def batch(make: Any, number: int, size: int = 3) -> Filing:
    places = [f"batch {number} row {row}" for row in range(size)]
    return make.filing(
        mission=None, parties=(), reports=(), statements=tuple(make.statement(place) for place in places),
        rulings=tuple(make.ruling(f"r1:{place}", postings=(make.posting(conditions=f"batch {number}"),))
                      for place in places))


@pytest.fixture
def mission(database: str, make: Any) -> Mission:
    return store.file(None, make.filing(statements=(), rulings=()), author="Ann").mission


def dies_at(call: int) -> None:
    """From now on, the process dies in its so-manieth call to the database."""
    counts = {"left": call}

    def mortal(honest: Callable[..., Any]) -> Callable[..., Any]:
        def one(*args: Any, **named: Any) -> Any:
            counts["left"] -= 1
            if counts["left"] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return honest(*args, **named)
        return one

    db.rows = mortal(db.rows)
    db.insert = mortal(db.insert)


def test_a_load_killed_at_any_call_to_the_database_leaves_all_or_nothing(mission: Mission, make: Any) -> None:
    call, seen = 0, set()
    while True:
        call += 1
        before = store.head_of(mission)

        def doomed(call: int = call) -> None:
            dies_at(call)
            store.file(mission, batch(make, call), author="Ann")

        ended = outcome(in_child(doomed))
        assert ended in (DONE, -signal.SIGKILL)
        store.setup()
        after = store.head_of(mission)
        assert (after == before) == (ended != DONE)
        seen.add(ended)
        if ended == DONE:
            break
        assert call < 100
    assert seen == {DONE, -signal.SIGKILL}
    assert call > 15
    assert store.verify(mission) == []
    assert len(store.open_books(mission).movements) == 3
    store.file(mission, batch(make, 1), author="Ann")
    assert store.verify(mission) == []


def test_what_was_acknowledged_before_a_kill_is_there(mission: Mission, make: Any) -> None:
    acknowledged = 0
    for life in range(6):
        reader, writer = os.pipe()

        def endless(life: int = life, writer: int = writer) -> None:
            for number in range(10_000):
                store.file(mission, batch(make, life * 10_000 + number, 1), author="Ann")
                os.write(writer, b".")

        child = in_child(endless)
        os.close(writer)
        select.select([reader], [], [], 20)
        time.sleep(0.004 * life)
        os.kill(child, signal.SIGKILL)
        assert outcome(child) == -signal.SIGKILL
        said = b""
        while part := os.read(reader, 65536):
            said += part
        os.close(reader)
        acknowledged += len(said)
    store.setup()
    kept = len(store.open_books(mission).movements)
    assert acknowledged <= kept <= acknowledged + 6
    assert acknowledged >= 6
    assert store.verify(mission) == []


def test_two_writers_at_once_both_get_their_turn(mission: Mission, make: Any) -> None:
    def writes(first: int) -> None:
        for number in range(first, first + 15):
            store.file(mission, batch(make, number, 2), author="Ann")

    children = [in_child(lambda: writes(0)), in_child(lambda: writes(100))]
    assert [outcome(child) for child in children] == [DONE, DONE]
    store.setup()
    assert len(store.open_books(mission).movements) == 60
    assert store.verify(mission) == []


def test_of_two_people_who_rule_on_the_same_thing_one_is_told_to_look_again(mission: Mission, make: Any) -> None:
    store.file(mission, Filing(statements=(make.statement(),)), author="Ann")

    def rules(judge: str) -> None:
        store.file(mission, Filing(rulings=(make.ruling(author=judge),)), author=judge, live=True,
                   expects={"r1:p1": None})

    children = [in_child(lambda: rules("Ann")), in_child(lambda: rules("Bob"))]
    assert sorted(outcome(child) for child in children) == [DONE, STALE]
    store.setup()
    assert len(store.open_books(mission).rulings) == 1


def test_readers_see_one_moment_while_somebody_writes(mission: Mission, make: Any) -> None:
    store.file(mission, batch(make, 0), author="Ann")
    with db.reading():
        before = len(store.open_books(mission).movements)

        def writes() -> None:
            store.file(mission, batch(make, 1), author="Ann")

        conn = db.connection()
        child = os.fork()
        if not child:
            conn.connection = None  # the parent's; a forked child opens its own
            try:
                writes()
                os._exit(DONE)
            except BaseException:
                os._exit(1)
        assert outcome(child) == DONE
        assert len(store.open_books(mission).movements) == before == 3
    assert len(store.open_books(mission).movements) == 6


def test_a_full_database_is_a_problem_and_keeps_nothing(sqlite_database: str, make: Any) -> None:
    mission = store.file(None, make.filing(), author="Ann").mission
    head = store.head_of(mission)
    ((pages,),) = db.rows("PRAGMA page_count")
    db.rows(f"PRAGMA max_page_count = {pages + 3}")
    with pytest.raises(Refused, match="Free some space"):
        store.file(mission, batch(make, 1, 500), author="Ann")
    assert store.head_of(mission) == head
    db.rows("PRAGMA max_page_count = 1000000")
    store.file(mission, batch(make, 1, 500), author="Ann")
    assert store.verify(mission) == []


def test_a_disk_that_takes_no_more_is_a_problem_and_keeps_nothing(sqlite_database: str, make: Any) -> None:
    mission = store.file(None, make.filing(), author="Ann").mission
    head = store.head_of(mission)

    def on_a_full_disk() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
        store.file(mission, batch(make, 1, 2000), author="Ann")

    assert outcome(in_child(on_a_full_disk)) == REFUSED
    store.setup()
    assert store.head_of(mission) == head
    assert store.verify(mission) == []


def test_a_lost_connection_keeps_nothing_and_the_next_try_works(postgresql_database: str, make: Any,
                                                                monkeypatch: pytest.MonkeyPatch) -> None:
    import psycopg

    mission = store.file(None, make.filing(), author="Ann").mission
    head = store.head_of(mission)
    honest = db.insert

    def cut(table: str, *rest: Any) -> None:
        if table == "store_movement":
            with psycopg.connect(postgresql_database, autocommit=True) as other:
                other.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                              " WHERE datname = current_database() AND pid <> pg_backend_pid()")
        honest(table, *rest)

    monkeypatch.setattr(db, "insert", cut)
    with pytest.raises(Refused, match="do it again"):
        store.file(mission, batch(make, 1), author="Ann")
    monkeypatch.setattr(db, "insert", honest)
    assert store.head_of(mission) == head
    store.file(mission, batch(make, 1), author="Ann")
    assert store.verify(mission) == []


def test_a_long_lived_reader_connects_anew_when_the_server_was_away(postgresql_database: str, make: Any) -> None:
    import psycopg

    mission = store.file(None, make.filing(), author="Ann").mission
    with psycopg.connect(postgresql_database, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                      " WHERE datname = current_database() AND pid <> pg_backend_pid()")
    with pytest.raises(Refused, match="database that answers"):
        store.open_books(mission)
    assert len(store.open_books(mission).movements) == 1


def test_a_database_that_does_not_answer_is_a_problem(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "odd.db").write_bytes(b"this is no database, but long enough to be looked at" * 100)
    for address in (str(tmp_path / "odd.db"), f"postgresql://nobody@/none?host={tmp_path}"):
        monkeypatch.setenv("MUSTER_DATABASE", address)
        store.setup()
        with pytest.raises(Refused, match="database that answers"):
            store.mission_named()
    store.close()


def test_a_database_whose_guards_were_taken_away_is_not_written_to(mission: Mission, make: Any) -> None:
    on = "" if db.connection().vendor == "sqlite" else " ON store_ruling"
    db.rows(f"DROP TRIGGER store_ruling_no_update{on}")
    store.close()
    with pytest.raises(LawBroken, match="muster init"):
        store.file(mission, batch(make, 1), author="Ann")
    store.prepare()
    store.file(mission, batch(make, 1), author="Ann")
