"""How statements of different reports stand to each other, with the reason."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from muster.quantities import When
from muster.statements.matching import Relation, relate, same_lots, same_person, spelt_alike
from muster.statements.model import Statement


def _said(party: str, number: int | None, stage: str, day: date | None = None, *, resource: str = "personnel",
    unit: str = "soldiers", doc: str = "a",
          start: int = 0) -> Statement:
    value = None if number is None else Decimal(number)
    return Statement(doc, 1, "quantity", party, resource, value, value, unit, stage, When(day, day) if day else None,
            start=start, end=start + 1)


MAY, JUNE, NEXT_YEAR = date(2031, 5, 10), date(2031, 6, 20), date(2033, 5, 10)

CASES = [
    (_said("Kenya", 600, "pledged", MAY), _said("Kenya", 600, "pledged", JUNE), Relation.SAME),
    (_said("Kenya", 600, "pledged", MAY), _said("Kenya", 600, "deployed", JUNE), Relation.UPDATES),
    (_said("Kenya", 600, "ready", MAY), _said("Kenya", 217, "deployed", JUNE), Relation.UPDATES),
    (_said("Kenya", 600, "pledged", MAY), _said("Benin", 600, "pledged", MAY), Relation.DIFFERENT),
    (_said("Jamaica", 200, "pledged", MAY), _said("Jamaica", 500, "pledged", JUNE), Relation.CONTRADICTS),
    (_said("mission", 90, "received", MAY, resource="money", unit="USD"), _said("Canada", 40, "received", MAY,
        resource="money", unit="USD"), Relation.SUPPORTS),
    (_said("France", 100, "pledged", MAY, resource="money", unit="EUR"), _said("France", 30, "pledged", NEXT_YEAR,
        resource="money", unit="EUR"), Relation.DIFFERENT),
    (_said("Germany", 20, "pledged", MAY, resource="money", unit="EUR"), _said("Germany", 20, "pledged", MAY,
        resource="money", unit="USD"), Relation.CONTRADICTS),
    (_said("Spain", 24, "received", MAY, resource="vehicle"), _said("Spain", 20, "received", JUNE,
        resource="vehicle"), Relation.DIFFERENT),
]


@pytest.mark.parametrize(("one", "other", "relation"), CASES)
def test_two_statements_stand_in_this_relation(one: Statement, other: Statement, relation: Relation) -> None:
    match = relate(one, other)
    assert match.relation is relation
    assert match.reason


def test_the_later_state_updates_the_earlier_whichever_is_given_first() -> None:
    early, late = _said("Kenya", 600, "pledged", MAY), _said("Kenya", 600, "deployed", JUNE)
    assert (relate(early, late).turned, relate(late, early).turned) == (False, True)


def test_a_name_spelt_twice_is_one_person() -> None:
    assert same_person("Garry Conille", "Cornille")
    assert same_person("Godfrey Otunge", "Godfrey Otungue")
    assert not same_person("Ana Ferreira", "Luis Ortega")
    assert not spelt_alike("Diop", "Diof")


def test_parts_that_add_up_are_the_same_lot_under_another_name() -> None:
    whole = [_said("Kenya", 144, "deployed", MAY)]
    parts = [_said("Kenya", 120, "deployed", MAY, doc="b", unit="men", start=4), _said("Kenya", 24, "deployed", MAY,
        doc="b", unit="women", start=9)]
    [lot] = same_lots(whole, parts)
    assert (lot.one, lot.other) == (tuple(whole), tuple(parts))


def test_a_contingent_and_its_head_count_are_the_same_lot() -> None:
    [lot] = same_lots([_said("Kenya", 144, "deployed", MAY)], [_said("Kenya", 1, "deployed", MAY, doc="b",
        unit="contingents", start=3)])
    assert "head-count" in lot.reason


def test_numbers_that_do_not_add_up_are_no_lot() -> None:
    assert same_lots([_said("Kenya", 144, "deployed", MAY)], [_said("Kenya", 120, "deployed", MAY), _said("Kenya", 30,
        "deployed", MAY)]) == []
