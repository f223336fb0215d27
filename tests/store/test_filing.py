"""What is filed stands once, whole or not at all, and says everything that is wrong with it at once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from muster import store
from muster.errors import NotHere, Refused, Stale
from muster.ledger.drafts import Filing
from muster.quantities import Quantity, end_of_day
from muster.vocabulary import Kind, Stage, Verdict


def booked(mission: Any) -> int:
    """The sum of all movements into the mission's field."""
    return int(store.open_books(mission).movements.quantity.sum())


def test_a_filing_comes_back_as_it_was_said(database: str, make: Any) -> None:
    filed = store.file(None, make.filing(), author="Ann")
    books = store.open_books(filed.mission)
    (statement,) = books.statements
    assert statement.passage == "Nearly 400 officers arrived."
    assert statement.quantity == make.statement().quantity
    assert statement.when == make.statement().when
    assert dict(statement.words) == {"quantity": "nearly 400", "condition": "if paid"}
    (ruling,) = books.rulings
    assert ruling.postings == make.ruling().postings
    assert ruling.reason == "the gazette says so"
    assert books.reports[statement.report].title == "Report r1"
    assert store.report_body(filed.mission, statement.report) == b"the whole report"
    assert books.parties["SYL"] == make.party()


def test_filing_twice_changes_nothing(database: str, make: Any) -> None:
    filing = make.filing(rulings=(
        make.ruling(), make.ruling(verdict=Verdict.UNDO), make.ruling(replaces="r1:p1", reason="looked again"),
    ))
    first = store.file(None, filing, author="Ann")
    head = store.head_of(first.mission)
    again = store.file(None, filing, author="Bob")
    assert again.changed_nothing
    assert again.already == {"parties": 1, "reports": 1, "statements": 1, "rulings": 3}
    assert again.rulings == first.rulings
    assert store.head_of(first.mission) == head


def test_every_fault_is_said_at_once_and_nothing_is_kept(database: str, make: Any) -> None:
    mission = store.create_ledger(make.terms())
    filing = make.filing(
        statements=(make.statement(passage=" "), make.statement("p2", contributor="NOBODY"),
                    make.statement("p3", report="r9"), make.statement("p4")),
        rulings=(make.ruling("r1:p9"), make.ruling("r1:p4", author=""),
                 make.ruling("r1:p4", postings=(make.posting(Quantity(None, 0, 5, "up to 5")),)),
                 make.ruling("r1:p4", verdict=Verdict.SAME_AS),
                 make.ruling("r1:p4", postings=(make.posting(enters=Stage.OUTSIDE),)),
                 make.ruling("r1:p4", postings=(make.posting(contributor="NOBODY"),))),
    )
    with pytest.raises(Refused) as refused:
        store.file(mission, filing, author="Ann")
    assert [problem.where for problem in refused.value.problems] == [
        "statement r1:p1", "statement r1:p2, contributor", "statement r9:p3", "ruling on r1:p9", "ruling on r1:p4",
        "ruling on r1:p4", "ruling on r1:p4", "ruling on r1:p4", "ruling on r1:p4, contributor",
    ]
    assert store.head_of(mission)[0] == 0
    assert store.open_books(mission).reports == {}


@pytest.mark.parametrize("broken", ["nul \x00", "half \ud800"])
def test_letters_no_database_keeps_are_refused_wherever_they_stand(database: str, make: Any, broken: str) -> None:
    mission = store.create_ledger(make.terms())
    filings = [
        make.filing(parties=(make.party(broken),)), make.filing(reports=(make.report(publisher=broken),)),
        make.filing(statements=(make.statement(broken),)), make.filing(statements=(make.statement(speaker=broken),)),
        make.filing(rulings=(make.ruling(policy=broken),)),
        make.filing(rulings=(make.ruling(postings=(make.posting(lot=broken),)),)),
        make.filing(rulings=(make.ruling(detail={"why": broken}),)),
    ]
    for filing in filings:
        with pytest.raises(Refused):
            store.file(mission, filing, author="Ann")
    assert store.head_of(mission)[0] == 0


def test_a_detail_that_is_not_json_is_a_problem(database: str, make: Any) -> None:
    for detail in ({"day": date(2024, 1, 1)}, {"rate": float("nan")}):
        with pytest.raises(Refused, match="detail"):
            store.file(None, make.filing(statements=(make.statement(detail=detail),)), author="Ann")


@pytest.mark.parametrize(("changes", "found"), [
    ({"passage": "Nearly 500 officers arrived."}, "words recorded there"),
    ({"speaker": "the minister"}, "what is recorded for that place"),
])
def test_the_same_place_with_another_content_is_refused(database: str, make: Any, changes: dict[str, str],
                                                        found: str) -> None:
    filed = store.file(None, make.filing(), author="Ann")
    with pytest.raises(Refused, match=found):
        store.file(filed.mission, Filing(statements=(make.statement(**changes),)), author="Ann")


def test_the_same_report_with_another_body_is_refused(database: str, make: Any) -> None:
    filed = store.file(None, make.filing(), author="Ann")
    with pytest.raises(Refused, match="words recorded there"):
        store.file(filed.mission, Filing(reports=(make.report(body=b"another"),)), author="Ann")


def test_undoing_takes_back_exactly_what_was_booked(database: str, make: Any) -> None:
    filed = store.file(None, make.filing(), author="Ann")
    store.file(filed.mission, Filing(rulings=(make.ruling(verdict=Verdict.UNDO),)), author="Bob", live=True)
    columns = store.open_books(filed.mission).movements
    assert columns.quantity.tolist() == [400, -400]
    assert columns.low.tolist() == [380, -380]
    assert columns.high.tolist() == [400, -400]
    assert columns.places.tolist()[0] == columns.places.tolist()[1]


def test_rule_undo_and_rule_again_are_three_rulings(database: str, make: Any) -> None:
    mission = store.file(None, make.filing(rulings=()), author="Ann").mission
    for verdict, booked_then in ((Verdict.ACCEPT, 400), (Verdict.UNDO, 0), (Verdict.ACCEPT, 400), (Verdict.UNDO, 0),
                                 (Verdict.ACCEPT, 400)):
        store.file(mission, Filing(rulings=(make.ruling(verdict=verdict),)), author="Ann", live=True)
        assert booked(mission) == booked_then
    assert len(store.open_books(mission).rulings) == 5


def test_a_second_judgement_must_say_what_it_replaces(database: str, make: Any) -> None:
    mission = store.file(None, make.filing(), author="Ann").mission
    with pytest.raises(Refused, match="replaces"):
        store.file(mission, Filing(rulings=(make.ruling(verdict=Verdict.REJECT),)), author="Bob", live=True)
    store.file(mission, Filing(rulings=(make.ruling(verdict=Verdict.REJECT, replaces="r1:p1"),)), author="Bob")
    assert booked(mission) == 0
    (standing,) = store.open_books(mission).standing_rulings.values()
    assert [ruling.verdict for ruling in standing] == [Verdict.REJECT]


@pytest.mark.parametrize(("first", "second"), [
    (Verdict.ACCEPT, Verdict.PREFER), (Verdict.PREFER, Verdict.ACCEPT), (Verdict.OPEN_WITH, Verdict.ADJUST_BY)])
def test_a_statement_is_booked_once_whichever_rulings_stand_on_it(database: str, make: Any, first: Verdict,
                                                                  second: Verdict) -> None:
    def ruling(verdict: Verdict, **changes: Any) -> Any:
        return make.ruling(verdict=verdict, cites=("r1:p2",), postings=(make.posting(),), **changes)

    both = make.filing(statements=(make.statement(), make.statement("p2")), rulings=(ruling(first), ruling(second)))
    with pytest.raises(Refused, match=f'no second booking beside "{first.value}"'):
        store.file(None, both, author="Ann")
    filed = store.file(None, make.filing(statements=both.statements, rulings=(ruling(first),)), author="Ann")
    with pytest.raises(Refused, match="no second booking"):
        store.file(filed.mission, Filing(rulings=(ruling(second),)), author="Ann")
    store.file(filed.mission, Filing(rulings=(ruling(second, replaces="r1:p1"),)), author="Ann")
    assert booked(filed.mission) == 400
    assert store.verify(filed.mission) == []


def test_a_preference_that_books_nothing_stands_beside_what_booked_and_outlives_it(database: str, make: Any) -> None:
    beside = make.ruling(verdict=Verdict.PREFER, cites=("r1:p2",), postings=())
    filed = store.file(None, make.filing(
        statements=(make.statement(), make.statement("p2")),
        rulings=(make.ruling(verdict=Verdict.ADJUST_BY, postings=(make.posting(),)), beside)), author="Ann")
    assert booked(filed.mission) == 400
    store.file(filed.mission, Filing(rulings=(make.ruling(verdict=Verdict.REJECT, replaces="r1:p1"),)), author="Ann")
    assert booked(filed.mission) == 0


def test_what_another_statement_replaced_is_reversed_once(database: str, make: Any) -> None:
    mission = store.file(None, make.filing(statements=(make.statement(), make.statement("p2"))), author="Ann").mission
    store.file(mission, Filing(rulings=(make.ruling("r1:p2", replaces="r1:p1"),)), author="Ann", live=True)
    assert booked(mission) == 400
    store.file(mission, Filing(rulings=(make.ruling("r1:p1", replaces="r1:p1"),)), author="Ann", live=True)
    assert booked(mission) == 800


def test_a_ruling_on_what_changed_meanwhile_is_stale(database: str, make: Any) -> None:
    filed = store.file(None, make.filing(), author="Ann")
    (seen,) = filed.rulings
    undo = Filing(rulings=(make.ruling(verdict=Verdict.UNDO),))
    store.file(filed.mission, undo, author="Bob", live=True, expects={"r1:p1": seen})
    with pytest.raises(Stale):
        store.file(filed.mission, undo, author="Cyd", live=True, expects={"r1:p1": seen})
    assert booked(filed.mission) == 0


def test_conditions_tell_lines_apart_and_are_found_again(database: str, make: Any) -> None:
    filing = make.filing(
        statements=(make.statement(), make.statement("p2"), make.statement("p3")),
        rulings=(make.ruling(postings=(make.posting(conditions="if paid"),)),
                 make.ruling("r1:p2", postings=(make.posting(conditions="if housed"),)), make.ruling("r1:p3")),
    )
    mission = store.file(None, filing, author="Ann").mission
    assert store.file(mission, filing, author="Ann").changed_nothing
    assert sorted(line.key.conditions for line in store.open_books(mission).lines) == ["", "if housed", "if paid"]


def test_a_part_of_a_lot_is_made_after_its_whole(database: str, make: Any) -> None:
    mission = store.file(None, make.filing(rulings=(make.ruling(
        postings=(make.posting(lot="144", part_of="600"), make.posting(lot="600")),),)), author="Ann").mission
    lots = {lot.name: lot for lot in store.open_books(mission).lots}
    assert lots["144"].part_of == lots["600"].id
    assert lots["600"].part_of is None


def test_lots_that_are_parts_of_each_other_are_refused(database: str, make: Any) -> None:
    with pytest.raises(Refused, match="circle"):
        store.file(None, make.filing(rulings=(make.ruling(
            postings=(make.posting(lot="a", part_of="b"), make.posting(lot="b", part_of="a")),),)), author="Ann")


def test_money_without_a_currency_is_refused(database: str, make: Any) -> None:
    from dataclasses import replace

    line = replace(make.posting().line, kind=Kind.MONEY, unit="dollars")
    with pytest.raises(Refused, match="ISO 4217"):
        store.file(None, make.filing(rulings=(make.ruling(postings=(make.posting(line=line),)),)), author="Ann")


def test_a_report_is_known_from_the_end_of_its_day_in_the_missions_zone(database: str, make: Any) -> None:
    filed = store.file(None, make.filing(), author="Ann")
    (report,) = store.open_books(filed.mission).reports.values()
    assert report.known == end_of_day(date(2024, 9, 22), filed.mission.zone)
    assert store.open_books(filed.mission, known=report.known - 1).statements == ()
    assert len(store.open_books(filed.mission, known=report.known).movements) == 1


def test_a_ruling_given_now_is_known_now_and_not_before(database: str, make: Any) -> None:
    mission = store.file(None, make.filing(rulings=()), author="Ann").mission
    store.file(mission, Filing(rulings=(make.ruling(),)), author="Ann", live=True)
    (ruling,) = store.open_books(mission).rulings
    assert ruling.known == ruling.recorded
    assert len(store.open_books(mission, known=ruling.known - 1).movements) == 0


def test_a_ruling_is_known_no_earlier_than_what_it_cites(database: str, make: Any) -> None:
    filing = make.filing(
        reports=(make.report(), make.report("r2", published=date(2025, 1, 5))),
        statements=(make.statement(), make.statement("p1", "r2")), rulings=(make.ruling(cites=("r2:p1",)),),
    )
    mission = store.file(None, filing, author="Ann").mission
    (ruling,) = store.open_books(mission).rulings
    assert ruling.known == end_of_day(date(2025, 1, 5), mission.zone)


def test_a_party_known_by_another_name_gains_an_alias(database: str, make: Any) -> None:
    mission = store.file(None, make.filing(), author="Ann").mission
    again = Filing(parties=(make.party(name="Sylvania", aliases=("SY",)),))
    assert store.file(mission, again, author="Ann").new == {"aliases": 2}
    assert store.file(mission, again, author="Ann").changed_nothing
    assert store.open_books(mission).parties["SYL"].aliases == ("Sylvania", "SY")


def test_a_mission_keeps_its_slug_and_zone_and_takes_a_newer_name(database: str, make: Any) -> None:
    from dataclasses import replace

    store.file(None, make.filing(), author="Ann")
    names = ((date(2023, 10, 2), "MSS"), (date(2025, 10, 2), "GSF"))
    renamed = store.file(None, Filing(replace(make.terms(), name="GSF", names=names)), author="Ann")
    assert store.mission_named("freedonia").name_on(date(2024, 1, 1)) == "MSS"
    assert renamed.mission.name == "GSF"
    with pytest.raises(Refused, match="one zone"):
        store.file(None, Filing(replace(make.terms(), timezone="UTC")), author="Ann")


def test_a_mission_that_is_not_there_is_named_with_those_that_are(database: str, make: Any) -> None:
    store.create_ledger(make.terms())
    with pytest.raises(NotHere, match="freedonia"):
        store.mission_named("sylvania")
    assert store.mission_named() == store.mission_named("freedonia")


def test_asking_makes_no_database(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUSTER_DATABASE", str(tmp_path / "none.db"))
    store.setup()
    with pytest.raises(NotHere, match="muster init"):
        store.mission_named()
    assert list(tmp_path.iterdir()) == []
    store.close()


def test_a_large_filing_is_filed_as_a_small_one(database: str, make: Any) -> None:
    count = 700
    filing = make.filing(
        statements=tuple(make.statement(f"p{number}") for number in range(count)),
        rulings=tuple(make.ruling(f"r1:p{number}", postings=(make.posting(lot=f"lot {number % 300}"),))
                      for number in range(count)),
    )
    mission = store.file(None, filing, author="Ann").mission
    assert store.file(mission, filing, author="Ann").changed_nothing
    assert booked(mission) == 400 * count
    assert store.verify(mission) == []
