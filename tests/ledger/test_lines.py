"""Lines, their stories, contributors, and what differs between two openings."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from muster.errors import NotHere
from muster.ledger.contributors import contributors
from muster.ledger.lines import diff, line, lines, lots, moves, told
from muster.ledger.records import Lot
from muster.quantities import When
from muster.vocabulary import Aspect, Kind, Verdict

JUNE, JULY, AUTUMN = date(2024, 6, 25), date(2024, 7, 16), date(2024, 10, 12)


def thousand_and_a_flight(desk: Any) -> None:
    desk.moves("KEN", "outside -> pledged", 1000, date(2023, 7, 29), lot="KEN-1000")
    desk.moves("KEN", "pledged -> present", 200, JUNE, lot="KEN-1000", whole=False)


def test_a_line_tells_what_was_promised_and_what_came(desk: Any) -> None:
    thousand_and_a_flight(desk)
    row = lines(desk.books(JULY)).rows[0]
    assert row.key == "ken-personnel"
    assert [row.cells[name].booked for name in ("promised_total", "pledged", "present", "lots")] == [1000, 800, 200, 1]


def test_contributors_stand_in_alphabetical_order(desk: Any) -> None:
    desk.moves("USA", "outside -> present", 34, JULY, resource="equipment: maxxpro mrap", unit="units",
               kind=Kind.EQUIPMENT)
    thousand_and_a_flight(desk)
    desk.moves("JAM", "outside -> present", 24, JULY)
    books = desk.books(JULY)
    in_order = ["Jamaica", "Kenya", "United States"]
    assert [row.cells["contributor"] for row in lines(books).rows] == in_order
    assert [row.cells["contributor"] for row in contributors(books).rows] == in_order


def test_lines_of_one_name_keep_keys_of_their_own(desk: Any) -> None:
    desk.moves("KEN", "outside -> pledged", 1, JUNE, conditions="funds")
    desk.moves("KEN", "outside -> pledged", 1, JUNE, conditions="equipment")
    assert [row.key for row in lines(desk.books(JULY)).rows] == ["ken-personnel", "ken-personnel-2"]


def test_a_lot_stands_where_it_and_its_parts_stand(desk: Any) -> None:
    desk.moves("KEN", "outside -> pledged", 600, JUNE, lot="N600")
    desk.moves("KEN", "pledged -> present", 217, JULY, lot="B3")
    key, part = next((one, lot) for one, lot in desk.lots.items() if lot.name == "B3")
    desk.lots[key] = Lot(part.id, part.number, part.line, part.name, part_of=1)
    whole, piece = lots(desk.books(JULY)).rows
    assert [whole.cells[stage].booked for stage in ("pledged", "present")] == [383, 217]
    assert (piece.cells["pledged"].booked, piece.cells["pledged"].note) == (-217, "drawn from N600")
    assert set(whole.cells["present"].because.lots) == {1, 2}


def test_a_line_is_found_by_key_by_id_and_by_words(desk: Any) -> None:
    thousand_and_a_flight(desk)
    desk.moves("JAM", "outside -> present", 24, JULY)
    books = desk.books(JULY)
    assert {line(books, asked)[0].rows[0].key for asked in ("ken-personnel", 1, "kenya", "Kenya personnel")} == {
        "ken-personnel"}


def test_a_line_that_could_be_several_names_them(desk: Any) -> None:
    thousand_and_a_flight(desk)
    desk.moves("JAM", "outside -> present", 24, JULY)
    with pytest.raises(NotHere, match="One of: jam-personnel, ken-personnel"):
        line(desk.books(JULY), "personnel")
    with pytest.raises(NotHere, match="lists them all"):
        line(desk.books(JULY), "submarines")


def test_a_story_keeps_what_was_taken_back_and_says_so(desk: Any) -> None:
    thousand_and_a_flight(desk)
    desk.rules(len(desk.statements), Verdict.UNDO, replaces=len(desk.rulings))
    books = desk.books(JULY)
    assert [(row.cells["to"], row.cells["state"]) for row in moves(books).rows] == [
        ("pledged", "stands"), ("present", "taken back")]
    assert lines(books).rows[0].cells["present"].booked == 0


def test_a_story_says_what_may_have_happened_and_what_is_to_come(desk: Any) -> None:
    october = When(date(2024, 10, 1), date(2024, 10, 31))
    desk.moves("KEN", "outside -> present", 600, october)
    states = [moves(desk.books(on)).rows[0].cells["state"] for on in (JULY, AUTUMN, date(2024, 10, 31))]
    assert states == ["to come", "may have happened", "stands"]


def test_what_was_said_of_a_line_tells_how_it_was_judged(desk: Any) -> None:
    thousand_and_a_flight(desk)
    again = desk.says(Aspect.PLEDGE, "KEN", quantity=1000)
    desk.rules(again, Verdict.SAME_AS, cites=(1,))
    desk.says(Aspect.STOCK, "KEN", quantity=600)
    desk.rules(desk.says(Aspect.STOCK, "KEN", quantity=9000), Verdict.REJECT)
    desk.says(Aspect.STOCK, "JAM", quantity=24)
    judged = [(row.cells["told"].booked, row.cells["judged"]) for row in told(desk.books(JULY)).rows]
    assert sorted(judged) == [(200, "booked"), (600, "unjudged"), (1000, "booked"), (1000, "same as"),
                              (9000, "reject")]


def test_a_lines_story_has_the_rows_of_the_full_tables(desk: Any) -> None:
    desk.moves("JAM", "outside -> present", 24, JULY)
    thousand_and_a_flight(desk)
    books = desk.books(JULY)
    every = [dict(table.figures()) for table in (lines(books), lots(books), moves(books), told(books))]
    for part, whole in zip(line(books, "ken-personnel"), every):
        assert part.rows
        assert dict(part.figures()).items() <= whole.items()


def test_a_contributor_shows_open_lines_and_what_they_wait_for(desk: Any) -> None:
    desk.moves("KEN", "outside -> pledged", 1000, JUNE, conditions="requisite support")
    desk.moves("KEN", "pledged -> present", 400, JULY, conditions="requisite support", whole=False)
    row = contributors(desk.books(JULY)).rows[0]
    assert [row.cells[name].booked for name in ("promised_total", "open", "present", "open_lines")] == [
        1000, 600, 400, 1]
    assert row.cells["waits_for"] == "requisite support"


def test_a_contributor_who_delivered_all_waits_for_nothing(desk: Any) -> None:
    desk.moves("KEN", "outside -> pledged", 400, JUNE, conditions="requisite support")
    desk.moves("KEN", "pledged -> present", 400, JULY, conditions="requisite support")
    row = contributors(desk.books(JULY)).rows[0]
    assert (row.cells["open_lines"].booked, row.cells["waits_for"]) == (0, "")


def test_every_figure_can_be_opened(desk: Any) -> None:
    thousand_and_a_flight(desk)
    books = desk.books(JULY)
    figures = [pair for table in (lines(books), lots(books), moves(books), told(books), contributors(books))
               for pair in table.figures()]
    assert len(figures) == 50
    assert not [address for address, figure in figures if figure.because.is_empty]


# --- what differs ------------------------------------------------------------------------------------------


def changes(then: Any, now: Any) -> list[tuple[str, Any, Any, str]]:
    return [(row.key, then_cell and then_cell.booked, now_cell and now_cell.booked, row.cells["why"])
            for row in diff(then, now).rows
            for then_cell, now_cell in [(row.cells["then"], row.cells["now"])]]


def test_a_difference_names_what_became_known(desk: Any) -> None:
    thousand_and_a_flight(desk)
    desk.moves("KEN", "present -> lost", 1, JULY, lot="KEN-1000", whole=False, published=date(2024, 9, 1))
    why = "became known: present to lost on 2024-07-16 (A paper (the party itself), report-3 (2024-09-01), passage)"
    assert changes(desk.books(AUTUMN, known=JULY), desk.books(AUTUMN)) == [
        ("ken-personnel-lost", 0, 1, why), ("ken-personnel-present", 200, 199, why)]


def test_a_difference_names_what_came_into_effect(desk: Any) -> None:
    thousand_and_a_flight(desk)
    assert [row[:3] for row in changes(desk.books(date(2024, 1, 1)), desk.books(JULY))] == [
        ("ken-personnel-pledged", 1000, 800), ("ken-personnel-present", 0, 200)]
    assert diff(desk.books(date(2024, 1, 1)), desk.books(JULY)).rows[0].cells["why"].startswith(
        "came into effect: pledged to present on 2024-06-25")


def test_a_line_that_was_not_recorded_then_was_not_zero_then(desk: Any) -> None:
    thousand_and_a_flight(desk)
    assert [row[:3] for row in changes(desk.books(date(2023, 1, 1)), desk.books(date(2024, 1, 1)))] == [
        ("ken-personnel-pledged", None, 1000)]


def test_nothing_differs_from_itself(desk: Any) -> None:
    thousand_and_a_flight(desk)
    assert diff(desk.books(JULY), desk.books(JULY)).rows == ()
