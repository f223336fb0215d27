"""Times keep their precision and are resolved against the day of publication."""

from __future__ import annotations

from datetime import date

import pytest

from muster.statements.dates import Calendar, times, years_named

PUBLISHED = date(2031, 3, 12)  # a Wednesday

CASES = [
    ("en", "on Friday", "2031-03-07", "2031-03-07"), ("en", "yesterday", "2031-03-11", "2031-03-11"),
        ("en", "last week", "2031-03-03", "2031-03-09"),
    ("en", "in May 2030", "2030-05-01", "2030-05-31"), ("en", "mid-May 2030", "2030-05-10", "2030-05-20"),
        ("en", "late May 2030", "2030-05-20", "2030-05-31"),
    ("en", "in a few weeks", "2031-03-26", "2031-04-22"), ("en", "by the end of the month", "2031-03-31", "2031-03-31"),
    ("en", "the following month", "2031-04-01", "2031-04-30"), ("en", "between April and June "
            "of 2029", "2029-04-01", "2029-06-30"),
    ("en", "last October", "2030-10-01", "2030-10-31"), ("en", "on 8 November", "2030-11-08", "2030-11-08"),
        ("en", "next month", "2031-04-01", "2031-04-30"),
    ("fr", "mardi", "2031-03-11", "2031-03-11"), ("fr", "hier", "2031-03-11", "2031-03-11"), ("fr", "la semaine "
            "dernière", "2031-03-03", "2031-03-09"),
    ("fr", "d'ici la fin du mois", "2031-03-31", "2031-03-31"), ("fr", "à la mi-juin 2030", "2030-06-10", "2030-06-20"),
    ("fr", "en octobre 2029", "2029-10-01", "2029-10-31"), ("fr", "le 30 septembre "
            "dernier", "2030-09-30", "2030-09-30"),
    ("fr", "avant la fin de l'année", "2031-12-31", "2031-12-31"),
]


@pytest.mark.parametrize(("language", "text", "first", "last"), CASES, ids=[c[1] for c in CASES])
def test_a_phrase_of_time_means_these_days(language: str, text: str, first: str, last: str) -> None:
    found = times(text, 0, len(text), language, Calendar(PUBLISHED, years_named(text)))
    assert [(t.when.first.isoformat(), t.when.last.isoformat()) for t in found if t.when] == [(first, last)]


def test_a_weekday_stays_unresolved_when_nothing_tells_the_day_of_publication() -> None:
    assert [t.when for t in times("on Tuesday", 0, 10, "en", Calendar(None, []))] == [None]


def test_weekday_and_day_together_fix_the_year() -> None:
    text = "Monday 16 September"
    found = times(text, 0, len(text), "en", Calendar(None, [], date(2026, 1, 1)))
    assert [t.when.first for t in found if t.when] == [date(2024, 9, 16)]
