"""The column mirror holds what the database holds, or is built anew."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from muster import store
from muster.ledger.columns import BYTES_A_MOVEMENT, COLUMN_TYPES, Movements
from muster.ledger.drafts import Filing
from muster.ledger.records import Mission
from muster.quantities import exactly
from muster.store import mirror


@pytest.fixture(autouse=True)
def small_segments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mirror, "SEGMENT_FROM", 10)


def grow(make: Any, mission: Mission | None, first: int, last: int) -> Mission:
    """More movements: of lots in an order that is not theirs."""
    numbers = range(first, last)
    filing = make.filing(
        statements=tuple(make.statement(f"p{number}") for number in numbers),
        rulings=tuple(make.ruling(f"r1:p{number}", postings=(make.posting(exactly(number), lot=f"lot {-number % 7}"),))
                      for number in numbers))
    return store.file(mission, filing, author="Ann").mission


def sizes(mission: Mission) -> list[int]:
    return [segment.rows for segment in mirror.segments_in(mirror.folder_of(mission))]


def assert_equal(mission: Mission) -> None:
    """The mirror's columns against the database's, in one order."""
    columns = mirror.mirrored_movements(mission)
    truth = mirror.concatenated(list(mirror.stretches(mission)))

    def ordered(movements: Movements) -> Any:
        return np.array(sorted(zip(*(getattr(movements, name).tolist() for name in COLUMN_TYPES))))

    assert np.array_equal(ordered(columns), ordered(truth))
    assert len(columns) == len(truth)


def test_segments_are_extended_and_small_ones_swallowed(database: str, make: Any) -> None:
    mission = grow(make, None, 0, 9)
    seen = []
    for last in (9, 25, 30, 36, 80, 95, 110):
        mission = grow(make, mission, 0, last)
        assert_equal(mission)
        seen.append(sizes(mission))
    assert seen == [[], [25], [25], [25, 11], [80], [80, 15], [80, 30]]
    assert store.verify(mission) == []


def test_a_segment_takes_47_bytes_a_movement_and_some_for_its_head(database: str, make: Any) -> None:
    mission = grow(make, None, 0, 3000)
    assert_equal(mission)
    (segment,) = mirror.segments_in(mirror.folder_of(mission))
    assert BYTES_A_MOVEMENT == 47
    assert segment.path.stat().st_size <= 48 * 3000 + 4096


def test_columns_are_memory_mapped_and_sorted_by_lot(database: str, make: Any) -> None:
    mission = grow(make, None, 0, 50)
    (columns,) = mirror.column_segments(mission)
    assert not columns.quantity.flags.owndata
    assert not columns.quantity.flags.writeable
    assert (np.diff(columns.lot) >= 0).all()


def test_a_mirror_of_another_chain_is_built_anew(database: str, make: Any) -> None:
    mission = grow(make, None, 0, 30)
    assert_equal(mission)
    (segment,) = mirror.segments_in(mirror.folder_of(mission))
    mirror._write(segment.path.parent, mission, mirror.read_segment(segment), 1, segment.last, "00" * 32)
    segment.path.unlink()
    assert [finding.check for finding in store.verify(mission)] == ["mirror"]
    assert_equal(mission)
    assert store.verify(mission) == []


@pytest.mark.parametrize("damage", [b"", b"not arrow", None])
def test_a_damaged_segment_is_built_anew(database: str, make: Any, damage: bytes | None) -> None:
    mission = grow(make, None, 0, 30)
    assert_equal(mission)
    (segment,) = mirror.segments_in(mirror.folder_of(mission))
    whole = segment.path.read_bytes()
    segment.path.write_bytes(whole[: len(whole) // 2] if damage is None else damage)
    assert_equal(mission)
    assert sizes(mission) == [30]


def test_a_changed_number_in_a_segment_is_found_by_verify(database: str, make: Any) -> None:
    mission = grow(make, None, 0, 30)
    assert_equal(mission)
    (segment,) = mirror.segments_in(mirror.folder_of(mission))
    columns = {name: np.array(getattr(mirror.read_segment(segment), name)) for name in COLUMN_TYPES}
    columns["quantity"][3] += 1
    mirror._write(segment.path.parent, mission, Movements(**columns), 1, segment.last, segment.chain_hash)
    assert [finding.check for finding in store.verify(mission)] == ["mirror"]


def test_leftovers_of_a_crash_are_ignored_and_swept(database: str, make: Any) -> None:
    mission = grow(make, None, 0, 30)
    assert_equal(mission)
    folder = mirror.folder_of(mission)
    (old,) = mirror.segments_in(folder)
    kept = old.path.read_bytes()
    grow(make, mission, 30, 45)
    assert_equal(mission)
    old.path.write_bytes(kept)  # as if the process had died before it removed what it had swallowed
    assert_equal(mission)
    grow(make, mission, 45, 80)
    assert_equal(mission)
    assert sizes(mission) == [80]
    assert len(list(folder.glob("*.arrow"))) == 1


def test_without_a_place_to_write_columns_come_from_the_database(database: str, make: Any,
                                                                  monkeypatch: pytest.MonkeyPatch,
                                                                  tmp_path: Path) -> None:
    mission = grow(make, None, 0, 30)
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("MUSTER_HOME", str(tmp_path / "file"))
    assert_equal(mission)


def test_the_mirror_is_the_owners_alone_and_holds_no_text(database: str, make: Any) -> None:
    mission = grow(make, None, 0, 30)
    assert_equal(mission)
    folder = mirror.folder_of(mission)
    assert os.stat(folder).st_mode & 0o077 == 0
    content = b"".join(path.read_bytes() for path in folder.iterdir())
    assert b"officers" not in content
    assert b"SYL" not in content


def test_a_ledger_without_movements_has_empty_columns(database: str, make: Any) -> None:
    mission = store.file(None, make.filing(rulings=()), author="Ann").mission
    assert len(mirror.mirrored_movements(mission)) == 0
    assert len(mirror.mirrored_movements(store.create_ledger(make.terms("empty")))) == 0
    assert store.file(mission, Filing(rulings=(make.ruling(),)), author="Ann").new["movements"] == 1
    assert len(mirror.mirrored_movements(mission)) == 1
