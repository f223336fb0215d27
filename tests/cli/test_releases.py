"""A later release of a package over the earlier: new rows filed, the same rows nothing, changed rows corrected."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from tests.exchange.conftest import LOTS, MOVEMENTS, PARTIES, PLEDGES, SOURCES, tables, write

__all__ = ["tables", "write"]

from muster.vocabulary import Verdict


@pytest.fixture
def kit(database, muster, tables: Any, write: Any) -> Any:
    """Loads the small package with rows changed: kit(pledges={"FRE-300": {"quantity": "200"}})."""
    given = {"sources": SOURCES, "parties": PARTIES, "lots": LOTS, "pledges": PLEDGES, "movements": MOVEMENTS}

    def load(*options: str, new: Any = (), code: int = 0, **changed: dict[str, dict[str, str]]) -> str:
        rows = {name: [dict(row) for row in listed] for name, listed in given.items()}
        for table, changes in changed.items():
            for row in rows[table]:
                row.update(changes.get(row.get("id") or row.get("source_id") or row.get("lot") or "", {}))
        for table, row in new:
            rows[table].append({**rows[table][0], **row})
        return muster("load", str(write(rows)), *options, code=code)
    load()
    return load


def standing(muster: Any, *asked: str) -> dict[str, int]:
    (row,) = json.loads(muster("gap", "--on", "2031-12-01", "--format", "json", *asked))
    return {stage: value["booked"] if isinstance(value, dict) else value for stage in ("pledged", "present")
            if (value := row[stage])}


def test_the_same_release_changes_nothing(kit, muster):
    assert standing(muster) == {"pledged": 180, "present": 120}
    assert "nothing new" in kit()


def test_a_changed_row_is_tried_then_reversed_and_entered_anew(kit, muster):
    from muster import store

    known = store.open_books(store.mission_named("kit")).known
    changed = {"movements": {"FRE-1": {"quantity": "about 100", "passage": "About 100 have come."}}}
    tried = kit("--dry-run", **changed)
    assert "note-2:movements/FRE-1: quantity about 120 -> about 100; other passage" in tried
    assert standing(muster) == {"pledged": 180, "present": 120}
    kit(**changed)
    assert standing(muster) == {"pledged": 200, "present": 100}
    assert "nothing new" in kit(**changed)
    before = store.open_books(store.mission_named("kit"), on=date(2031, 12, 1), known=known)
    assert sorted(map(int, before.movements.quantity)) == [120, 300]
    assert "All laws hold" in muster("verify")


def test_an_older_release_loaded_again_corrects_back(kit, muster):
    for quantity in ("100", "about 120", "100", "about 120"):
        kit(movements={"FRE-1": {"quantity": quantity}})
        assert standing(muster)["present"] == int(quantity.split()[-1])
    assert "All laws hold" in muster("verify")


def test_new_rows_are_filed_beside_the_old(kit, muster):
    kit(new=[("movements", {"id": "FRE-2", "quantity": "50", "when": "2031-04", "passage": "Fifty more came."})])
    assert standing(muster) == {"pledged": 130, "present": 170}


def test_a_row_judged_otherwise_gets_a_later_ruling(kit, muster):
    changed = {"movements": {"FRE-1": {"measure": "disputed"}}}
    kit(lots={"FRE-300": {"books": "present"}})
    assert "nothing new" in kit(lots={"FRE-300": {"books": "present"}})
    assert standing(muster)["present"] == 120
    kit(**changed)
    assert standing(muster) == {"pledged": 300}
    assert "All laws hold" in muster("verify")


def test_what_a_person_has_ruled_since_stands_against_the_package(kit, muster):
    from muster import store
    from muster.actions.references import reference

    mission = store.mission_named("kit")
    (pledge,) = [one for one in store.open_books(mission).statements if one.aspect.value == "pledge"]
    muster("rule", reference("S", pledge.id), "reject", "--reason", "never signed")
    assert "nothing new" in kit()
    assert standing(muster) == {"pledged": -120, "present": 120}


def test_a_report_of_another_day_is_filed_again_with_its_rows(kit, muster):
    changed = {"sources": {"note-2": {"published": "2031-03-05"}}}
    assert "note-2: filed again as note-2.2" in kit(**changed)
    assert standing(muster) == {"pledged": 180, "present": 120}
    assert "nothing new" in kit(**changed)


def test_a_title_put_right_corrects_no_row(kit, muster):
    assert "nothing new" in kit(sources={"note-2": {"title": "The arrival"}})


def test_rows_that_are_gone_are_pointed_out(kit, muster, tables, write):
    given = {"sources": SOURCES, "parties": PARTIES, "lots": LOTS, "pledges": PLEDGES}
    printed = muster("load", str(write(given)))
    assert "note-2" in printed
    assert "no longer in the package, and still counted: note-2:movements/FRE-1" in printed


def test_rows_refused_of_a_package_are_settled_by_its_next_release(kit, muster):
    kit("--accept-good-rows", new=[("movements", {"id": "FRE-9", "quantity": "many", "passage": "Many came."})])
    assert "'many'" in muster("inbox")
    assert "FRE-9" not in standing(muster)
    kit(new=[("movements", {"id": "FRE-9", "quantity": "30", "passage": "Many came."})])
    assert "Nothing waits" in muster("inbox")
    assert standing(muster)["present"] == 150


def test_a_release_over_a_regraded_row_leaves_it_regraded(kit, muster):
    from muster import store
    from muster.actions.references import reference

    mission = store.mission_named("kit")
    (moved,) = [one for one in store.open_books(mission).statements if one.aspect.value == "flow"]
    muster("regrade", reference("S", moved.id), "--grade", "press", "--reason", "a newspaper's count")
    assert "nothing new" in kit()
    assert standing(muster, "--confirmed-only") == {"pledged": 300}


def test_each_verdict_of_a_corrected_row_is_one(kit, muster):
    from muster import store

    kit(movements={"FRE-1": {"quantity": "100"}})
    books = store.open_books(store.mission_named("kit"))
    verdicts = [[ruling.verdict for ruling in books.standing_rulings[one.id]]
                for one in books.statements if one.aspect.value == "flow"]
    assert verdicts == [[Verdict.REJECT], [Verdict.ACCEPT]]
