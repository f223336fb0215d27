"""Figures keep their hedge, their range and their currency."""

from __future__ import annotations

from decimal import Decimal

import pytest

from muster.statements.numbers import bounds, figures
from muster.statements.tokens import tokenise

ENGLISH = [
    ("320 men", 320, 320), ("three hundred and "
            "twenty men", 320, 320), ("nearly 400 "
            "officers", 380, 400), ("a little under 200 men", 190, 200),
    ("about "
     "310 men", 294, 326), ("some 1,400 users", 1330, 1470), ("more than "
            "600 men", 600, None), ("no fewer than 10 "
            "states", 10, None),
    ("seven of them "
     "at least", 7, None), ("up to 5,500 "
            "soldiers", None, 5500), ("fewer than "
            "90 men", None, 90), ("between 1,500 and 2,000 men", 1500, 2000),
    ("40 to 55 "
     "million euros", 40_000_000, 55_000_000), ("US$ 1.5 bn", 1_500_000_000, 1_500_000_000), ("two dozen "
            "countries", 24, 24),
    ("C$80.5 million", 80_500_000, 80_500_000), ("another 500 troops", 500, 500), ("only 14 men", 14, 14),
]
FRENCH = [
    ("2 900 "
     "hommes", 2900, 2900), ("13.000 soldats", 13000, 13000), ("105,75 millions de dollars", 105_750_000, 105_750_000),
    ("quatre-vingt-dix "
     "policiers", 90, 90), ("une vingtaine "
            "d'hommes", 19, 21), ("un millier de soldats", 950, 1050), ("près de 750 hommes", 712, 750),
    ("quelque 380 "
     "policiers", 361, 399), ("plus de 2 milliards "
            "de rands", 2_000_000_000, None), ("jusqu'à 2 500 hommes", None, 2500),
    ("entre 150 et 200 "
     "hommes", 150, 200), ("un peu moins de 200 hommes", 190, 200), ("trois cents Casques bleus", 300, 300),
]


def _bounds(text: str, language: str) -> tuple[int | None, int | None]:
    tokens = tokenise(text, language)
    figure = figures(tokens, language, [False] * len(tokens))[0]
    assert figure.value is not None
    low, high = bounds(Decimal(figure.value), figure.hedge, figure.until, whole=not figure.money)
    return (None if low is None else int(low)), (None if high is None else int(high))


@pytest.mark.parametrize(("text", "low", "high"), ENGLISH, ids=[t for t, *_ in ENGLISH])
def test_an_english_figure_has_these_bounds(text: str, low: int | None, high: int | None) -> None:
    assert _bounds(text, "en") == (low, high)


@pytest.mark.parametrize(("text", "low", "high"), FRENCH, ids=[t for t, *_ in FRENCH])
def test_a_french_figure_has_these_bounds(text: str, low: int | None, high: int | None) -> None:
    assert _bounds(text, "fr") == (low, high)


def test_handed_over_is_no_hedge() -> None:
    assert _bounds("handed over 14 trucks", "en") == (14, 14)
