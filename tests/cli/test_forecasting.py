"""The forecast from the terminal: shapes, honesty about history, and sentences for what cannot be known."""

from __future__ import annotations

import json
import re
import shutil
from datetime import date
from functools import cache

import pytest


def test_2500_by_january_2025_was_next_to_impossible_in_september(haiti_on_sqlite, muster):
    rows = json.loads(muster("forecast", "--as-of", "2024-09-30", "--until", "2025-01-31", "--strength", "2500",
                             "--futures", "2000", "--format", "json"))
    assert rows[-1]["date"] == "2025-01-31"
    assert rows[-1]["probability"] < 0.02
    assert len(rows[-1]["quantiles"]) == 23


def test_a_forecast_for_a_past_day_is_a_replay_and_is_not_filed(haiti_on_sqlite, muster):
    muster("forecast", "--as-of", "2024-09-30", "--until", "2024-12-31", "--futures", "500")
    assert "Nothing in the record" in muster("scores")


def test_todays_forecast_is_filed_once_with_every_method_beside_it(haiti_on_sqlite, muster):
    for _ in range(2):
        muster("forecast", "--futures", "500")
    rows = json.loads(muster("scores", "--format", "json"))
    assert {"pool", "announced schedule"} <= {row["method"] for row in rows}
    assert len({(row["method"], row["for_day"]) for row in rows}) == len(rows)


def test_the_outside_view_answers_a_plain_series(haiti_on_sqlite, muster, tmp_path):
    (tmp_path / "series.csv").write_text("date,strength\n2024-01-31,100\n2024-02-29,400\n2024-03-31,600\n")
    rows = json.loads(muster("forecast", "--series", "series.csv", "--authorised", "2023-12-01", "--ceiling", "5000",
                             "--format", "json"))
    assert [row["date"] for row in rows] == ["2024-06-30", "2024-09-30", "2025-03-31"]
    assert all(row["quantiles"]["0.1"] <= row["median"] <= row["quantiles"]["0.9"] for row in rows)


@pytest.mark.parametrize("words", [
    ("forecast", "--as-of", "2024-09-30", "--until", "2024-01-01"),
    ("forecast", "--series", "nowhere.csv", "--authorised", "2023-12-01", "--ceiling", "5000"),
    ("forecast", "--numbers", "nowhere.csv", "--as-of", "2024-09-30"),
    ("what-if", "wings +3", "--as-of", "2024-09-30"),
    ("backtest", "--since", "2027-01-01"),
])
def test_what_cannot_be_forecast_is_said_in_a_sentence(haiti_on_sqlite, muster, words):
    printed = muster(*words, code=1)
    assert "belongs" in printed
    assert "Traceback" not in printed


def test_an_empty_mission_gets_no_made_up_number(database, muster):
    muster("init", "--mission", "Empty", "--timezone", "Africa/Nairobi", "--administrator", "amina")
    assert "nothing is recorded as promised or present" in muster("forecast", "--as-of", "2025-01-01", code=1)


def test_a_loaded_packages_own_numbers_bind_its_forecast(database, muster, tmp_path):
    """Kept in the ledger, exported and loaded elsewhere with it, and unknown to a forecast made before their day."""
    from importlib.resources import files

    package = tmp_path / "mine"
    shutil.copytree(str(files("muster.missions") / "haiti"), package)
    about = json.loads((package / "datapackage.json").read_text())
    about["mission"]["slug"], about["editions"] = "mine", []
    about["resources"] = [one for one in about["resources"] if "edition" not in one and one["name"] != "forecast"]
    (package / "datapackage.json").write_text(json.dumps(about))
    (package / "forecast.csv").write_text("name,value,from,until,source\nbeds,410,2024-09-01,,note of the base\n")
    muster("load", str(package))

    def binding(*words: str) -> dict[str, float]:
        printed = muster("forecast", "--until", "2025-06-30", "--futures", "2000", *words)
        return {name: float(share) for name, share in re.findall(r"^\s*(beds|the promise itself)\s+([\d.]+)",
                                                                  printed, re.MULTILINE)}

    assert binding("--as-of", "2024-09-30")["beds"] > 5
    assert "beds" not in binding("--as-of", "2024-08-20")  # not known yet, and said so
    muster("export", str(tmp_path / "out"))
    muster("backup", str(tmp_path / "all.zip"))
    assert "410" in (tmp_path / "out" / "facts.csv").read_text()


def test_a_forecast_is_the_same_from_a_ledger_read_once_opened_each_day_or_held_in_columns(
        haiti_on_sqlite, monkeypatch):
    from muster import store
    from muster.actions import forecasting
    from muster.quantities import end_of_day
    from muster.store import held

    mission = store.mission_named("haiti")

    def made() -> list[dict[str, object]]:
        return forecasting.forecast(mission, as_of=date(2025, 7, 10), until=date(2025, 12, 31), futures=300,
                                    files=False).made.as_rows()

    once = made()
    with monkeypatch.context() as patch:
        patch.setattr(forecasting, "books_by_day", lambda mission: cache(
            lambda day: store.open_books(mission, on=day, known=end_of_day(day, mission.zone))))
        assert made() == once
    monkeypatch.setattr(held, "HELD_FROM", 0)
    assert made() == once
