"""The main job: the two founding reports, read live on an empty mission and ruled as proposed, open its ledger."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest

TEXT = "Kenya sent 20 officers to the mission on 3 March 2025, and the commander thanked them for having come."
FOUNDING = files("muster.missions") / "haiti" / "founding"


@pytest.fixture
def read_and_ruled(database, muster, tmp_path):
    """Both founding reports, in our own words as shipped, recorded and ruled on an empty mission."""
    muster("init", "--mission", "Test", "--timezone", "America/Port-au-Prince", "--administrator", "amina")
    for name, day in (("seed-000", "2024-09-22"), ("seed-002", "2024-10-11")):
        (tmp_path / f"{name}.txt").write_text((FOUNDING / f"{name}.txt").read_text(encoding="utf-8"), encoding="utf-8")
        muster("read", f"{name}.txt", "--published", day, "--record")
    muster("rule", "--all")


@pytest.fixture
def gap(read_and_ruled, muster):
    return {row["resource"]: row for row in json.loads(muster("gap", "--on", "2024-10-12", "--format", "json"))}


def test_nearly_400_kenyan_officers_are_present(gap):
    present = gap["personnel"]["present"]
    assert (present["booked"], present["low"], present["high"]) == (400, 380, 400)


def test_one_lot_of_600_is_in_preparation_told_by_both(gap, muster):
    assert gap["personnel"]["preparing"] == 600
    assert gap["personnel"]["pledged"] == 0
    grounds = json.loads(muster("why", "gap/personnel/preparing", "--on", "2024-10-12", "--format", "json"))
    assert len(grounds["movements"]) == 1
    assert len({statement["source"] for statement in grounds["statements"]}) == 2


def test_each_kind_is_needed_without_a_number(gap):
    for resource in ("personnel", "equipment", "logistics", "money"):
        assert gap[resource]["required"]["word"] == "no number given"
    assert gap["personnel"]["gap"] is None


def test_the_600_slip_from_a_few_weeks_to_the_following_month(read_and_ruled, muster):
    told = json.loads(muster("promises", "--on", "2024-10-12", "--format", "json"))["announcements"]
    days = [row["promised_for"] for row in told if row["quantity"] == 600]
    assert days[0] < "2024-11"
    assert "2024-11" in days


def test_the_extension_is_told_and_46_missions_are_no_support(read_and_ruled, gap, muster):
    assert "extended" in muster("mandate", "--on", "2024-10-12")
    assert not any("46" in json.dumps(row) or "12000000" in json.dumps(row) for row in gap.values())


def test_reading_again_files_nothing_new(read_and_ruled, muster):
    assert "nothing new" in muster("read", "seed-000.txt", "--published", "2024-09-22", "--record")


def test_a_batch_goes_on_after_a_file_that_cannot_be_read(database, muster, tmp_path):
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "good.txt").write_text(TEXT, encoding="utf-8")
    printed = muster("read", "empty.txt", "good.txt", code=1)
    assert "empty.txt" in printed
    assert "20" in printed


def test_statements_are_written_in_the_guides_fields(database, muster, tmp_path):
    (tmp_path / "one.txt").write_text(TEXT, encoding="utf-8")
    muster("read", "one.txt", "--jsonl", "out.jsonl")
    row = json.loads((tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()[0])
    assert (row["doc"], row["party"], row["quantity_low"], row["stage"]) == ("one", "Kenya", 20, "deployed")


def test_a_page_with_marks_escapes_what_the_report_holds(database, muster, tmp_path):
    (tmp_path / "one.txt").write_text("<script>x()</script> " + TEXT, encoding="utf-8")
    muster("read", "one.txt", "--html", "out.html")
    page = (tmp_path / "out.html").read_text(encoding="utf-8")
    assert "<mark" in page
    assert "<script>" not in page
