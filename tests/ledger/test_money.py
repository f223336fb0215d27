"""Money by currency and converted, at rates somebody told."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from muster.ledger.figures import Figure
from muster.ledger.money import money, rate_on, rates
from muster.quantities import Hedge, hedged
from muster.vocabulary import Aspect, Kind, Verdict

DAY = date(2024, 9, 22)
MILLION = 100_000_000  # in hundredths


def pays(desk: Any, contributor: str, currency: str, millions: Any, day: date, way: str = "outside -> present",
         **more: Any) -> None:
    quantity = millions * MILLION if isinstance(millions, int) else millions
    desk.moves(contributor, way, quantity, day, resource="money", unit=currency, kind=Kind.MONEY,
               **{"lot": f"{contributor}-{currency}", **more})


def needs_dollars(desk: Any) -> None:
    desk.says(Aspect.NEED, resource="money", unit="USD", kind=Kind.MONEY, quantity=600 * MILLION, role="reference")


def tells_rate(desk: Any, base: str, quote: str, rate: str, day: date) -> int:
    said: int = desk.says(Aspect.RATE, resource="", unit="", kind=None, when=day, published=day, base=base,
                          quote=quote, rate=rate)
    return said


def cells(desk: Any, key: str, **asked: Any) -> Any:
    table = money(desk.books(asked.pop("on", DAY), **asked))
    return next(row.cells for row in table.rows if row.key == key)


def amount(figure: Figure) -> Any:
    return figure.as_json()


def test_money_stands_in_its_own_currency(desk: Any) -> None:
    pays(desk, "USA", "USD", 6, date(2024, 4, 26))
    pays(desk, "KEN", "KES", 2100, date(2024, 9, 18))
    assert [(row.key, amount(row.cells["present"])) for row in money(desk.books(DAY)).rows] == [
        ("kes", 2_100_000_000), ("usd", 6_000_000)]


def test_a_total_converts_at_the_latest_rate_told_by_the_day_the_money_moved(desk: Any) -> None:
    needs_dollars(desk)
    pays(desk, "FRA", "EUR", 3, date(2024, 4, 26))
    pays(desk, "USA", "USD", 6, date(2024, 4, 26))
    tells_rate(desk, "EUR", "USD", "1.10", date(2024, 2, 22))
    april = tells_rate(desk, "EUR", "USD", "3200000/3000000", date(2024, 4, 26))
    tells_rate(desk, "EUR", "USD", "1.50", date(2024, 4, 27))
    row = cells(desk, "in-usd")
    assert amount(row["present"]) == 9_200_000
    assert april in row["present"].because.statements
    assert (amount(row["required"]), amount(row["gap"])) == (600_000_000, 590_800_000)
    assert [(str(rate.booked), rate.unit, rate.word) for rate in row["rates"]] == [
        ("1.06667", "USD for 1 EUR", "told on 2024-04-26")]


def test_money_without_a_rate_told_in_time_is_named_as_the_rest(desk: Any) -> None:
    needs_dollars(desk)
    pays(desk, "USA", "USD", 6, date(2024, 4, 26))
    pays(desk, "FRA", "EUR", 3, date(2024, 1, 25))
    tells_rate(desk, "EUR", "USD", "1.10", date(2024, 2, 22))
    row = cells(desk, "in-usd")
    assert amount(row["present"]) == 6_000_000
    assert [(rest.booked, rest.unit, rest.note) for rest in row["rest"]] == [
        (3 * MILLION, "EUR", "EUR: no rate told by the day it last moved")]


def test_a_lot_converts_at_one_rate_so_nothing_is_left_over_at_the_pledge(desk: Any) -> None:
    needs_dollars(desk)
    tells_rate(desk, "EUR", "USD", "1.10", date(2024, 1, 1))
    tells_rate(desk, "EUR", "USD", "1.05", date(2024, 4, 1))
    pays(desk, "FRA", "EUR", 3, date(2024, 1, 25), "outside -> pledged")
    pays(desk, "FRA", "EUR", 3, date(2024, 4, 26), "pledged -> present")
    row = cells(desk, "in-usd")
    assert (amount(row["pledged"]), amount(row["present"])) == (0, 3_150_000)


def test_what_was_taken_back_did_not_move_the_money(desk: Any) -> None:
    needs_dollars(desk)
    tells_rate(desk, "EUR", "USD", "1.10", date(2024, 1, 1))
    tells_rate(desk, "EUR", "USD", "1.05", date(2024, 4, 1))
    pays(desk, "FRA", "EUR", 3, date(2024, 1, 25), "outside -> pledged")
    pays(desk, "FRA", "EUR", 3, date(2024, 4, 26), "pledged -> present")
    desk.rules(len(desk.statements), Verdict.UNDO, replaces=len(desk.rulings))
    assert amount(cells(desk, "in-usd")["pledged"]) == 3_300_000


def test_a_rate_converts_both_ways(desk: Any) -> None:
    needs_dollars(desk)
    tells_rate(desk, "USD", "EUR", "0.8", date(2024, 1, 1))
    pays(desk, "FRA", "EUR", 4, date(2024, 1, 25))
    assert amount(cells(desk, "in-usd")["present"]) == 5_000_000


def test_bounds_convert_with_the_figure(desk: Any) -> None:
    needs_dollars(desk)
    tells_rate(desk, "EUR", "USD", "1.10", date(2024, 1, 1))
    pays(desk, "FRA", "EUR", hedged(3 * MILLION, Hedge.ABOUT, "about 3 million"), date(2024, 1, 25))
    present = amount(cells(desk, "in-usd")["present"])
    assert (present["booked"], present["low"], present["high"]) == (3_300_000, 3_135_000, 3_465_000)


def test_a_promise_told_in_two_currencies_implies_a_rate(desk: Any) -> None:
    euros = desk.says(Aspect.PLEDGE, "FRA", "money", unit="EUR", kind=Kind.MONEY, quantity=85_000_000,
                      when=date(2024, 1, 25))
    dollars = desk.says(Aspect.PLEDGE, "FRA", "money", unit="USD", kind=Kind.MONEY, quantity=92_400_000,
                        when=date(2024, 2, 22), published=date(2024, 2, 22))
    desk.rules(dollars, Verdict.SAME_AS, cites=(euros,))
    told = rate_on(rates(desk.books(DAY)), "EUR", "USD", date(2024, 3, 1))
    assert told is not None
    assert (told.value, told.told_on, told.is_implied) == (Fraction(924, 850), date(2024, 2, 22), True)


def test_the_same_amount_in_two_currencies_is_a_confusion_and_no_rate(desk: Any) -> None:
    canadian = desk.says(Aspect.PLEDGE, "CAN", "money", unit="CAD", kind=Kind.MONEY, quantity=40 * MILLION)
    dollars = desk.says(Aspect.PLEDGE, "CAN", "money", unit="USD", kind=Kind.MONEY, quantity=40 * MILLION)
    desk.rules(dollars, Verdict.SAME_AS, cites=(canadian,))
    assert rates(desk.books(DAY)) == []


@pytest.mark.parametrize("rate", ["", "about one", "0", "-1", "1/0"])
def test_what_is_no_rate_converts_nothing(desk: Any, rate: str) -> None:
    tells_rate(desk, "EUR", "USD", rate, date(2024, 1, 1))
    assert rates(desk.books(DAY)) == []


def test_a_rate_rejected_converts_nothing(desk: Any) -> None:
    desk.rules(tells_rate(desk, "EUR", "USD", "1.10", date(2024, 1, 1)), Verdict.REJECT)
    assert rates(desk.books(DAY)) == []


def test_yen_have_no_hundredths(desk: Any) -> None:
    needs_dollars(desk)
    tells_rate(desk, "JPY", "USD", "0.01", date(2024, 1, 1))
    pays(desk, "JPN", "JPY", 2, date(2024, 1, 25))  # 200 million yen
    assert amount(cells(desk, "in-usd")["present"]) == 2_000_000


def test_without_a_requirement_nothing_is_converted(desk: Any) -> None:
    tells_rate(desk, "EUR", "USD", "1.10", date(2024, 1, 1))
    pays(desk, "FRA", "EUR", 3, date(2024, 1, 25))
    assert [row.key for row in money(desk.books(DAY)).rows] == ["eur"]


def test_every_figure_of_the_money_can_be_opened(desk: Any) -> None:
    needs_dollars(desk)
    tells_rate(desk, "EUR", "USD", "1.10", date(2024, 1, 1))
    pays(desk, "FRA", "EUR", 3, date(2024, 1, 25))
    pays(desk, "KEN", "KES", 2100, date(2024, 9, 18))
    figures = dict(money(desk.books(DAY)).figures())
    assert len(figures) == 3 * 19 + 4
    assert not [address for address, figure in figures.items() if figure.because.is_empty]
