"""One file carries a ledger from one database to another, and proves itself before it is taken in."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from muster import store
from muster.errors import Refused


@pytest.fixture
def saved(database: str, make: Any, tmp_path: Path) -> Path:
    filed = store.file(None, make.filing(
        statements=(make.statement(), make.statement("p2")),
        rulings=(make.ruling(postings=(make.posting(conditions="if paid"),)), make.ruling("r1:p2"))), author="Ann")
    path = store.backup(tmp_path / "freedonia.zip")
    assert store.verify(filed.mission) == []
    return path


def into_new_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store.close()
    monkeypatch.setenv("MUSTER_DATABASE", str(tmp_path / "new.db"))
    store.setup()


def altered(path: Path, name: str, change: Any) -> Path:
    """A copy of a backup in which one file was changed."""
    other = path.with_name("altered.zip")
    with zipfile.ZipFile(path) as packed, zipfile.ZipFile(other, "w") as out:
        for one in packed.namelist():
            text = packed.read(one).decode()
            out.writestr(one, change(text) if one == name else text)
    return other


def test_what_is_restored_equals_what_was_saved(saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mission = store.mission_named("freedonia")
    before = store.open_books(mission, known=2**52)
    head = store.head_of(mission)
    into_new_database(tmp_path, monkeypatch)
    (restored,) = store.restore(saved)
    after = store.open_books(restored, known=2**52)
    assert store.head_of(restored) == head
    assert restored == mission == store.mission_named()
    assert (after.parties, after.reports, after.statements, after.rulings, after.lines, after.lots) == (
        before.parties, before.reports, before.statements, before.rulings, before.lines, before.lots)
    assert after.movements.quantity.tolist() == before.movements.quantity.tolist()
    assert store.verify(restored, head[1]) == []


def test_a_sqlite_backup_restores_into_postgresql(sqlite_database: str, make: Any, tmp_path: Path,
                                                  monkeypatch: pytest.MonkeyPatch,
                                                  request: pytest.FixtureRequest) -> None:
    mission = store.file(None, make.filing(), author="Ann").mission
    head = store.head_of(mission)
    path = store.backup(tmp_path / "freedonia.zip")
    store.close()
    request.getfixturevalue("postgresql_database")
    (restored,) = store.restore(path)
    assert store.head_of(restored) == head
    assert store.verify(restored) == []
    store.file(restored, make.filing(reports=(make.report("r2"),), statements=(), rulings=()), author="Ann")
    assert store.verify(restored) == []


def test_a_mission_that_is_there_is_not_overwritten(saved: Path) -> None:
    with pytest.raises(Refused, match="empty database"):
        store.restore(saved)


@pytest.mark.parametrize(("table", "change"), [
    ("store_movement", lambda text: text.replace(", 400, ", ", 401, ", 1)),
    ("store_statement", lambda text: text.replace("SYL", "SYM")),
    ("store_statement", lambda text: text.splitlines(keepends=True)[0]),
    ("store_text", lambda text: "\n".join(text.splitlines()[:-1])),
    ("store_movement", lambda text: ""),
    ("store_report", lambda text: text.replace("Gazette", "Herald")),
    ("store_ruling", lambda text: text[: len(text) // 2]),
    ("store_line", lambda text: "[1, 2]\n"),
    ("store_lot", lambda text: "{}\n"),
])
def test_a_backup_that_was_tampered_with_is_refused_whole(saved: Path, table: str, change: Any, tmp_path: Path,
                                                          monkeypatch: pytest.MonkeyPatch) -> None:
    path = altered(saved, f"freedonia/{table}.jsonl", change)
    into_new_database(tmp_path, monkeypatch)
    with pytest.raises(Refused):
        store.restore(path)
    assert store.ledgers() == []


def test_a_head_that_was_swapped_is_noticed(saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forged(text: str) -> str:
        manifest = json.loads(text)
        manifest["ledgers"][0]["head_hash"] = "00" * 32
        return json.dumps(manifest)

    path = altered(saved, "manifest.json", forged)
    into_new_database(tmp_path, monkeypatch)
    with pytest.raises(Refused, match="its head says"):
        store.restore(path)


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04 half a zip"])
def test_a_file_that_is_no_backup_is_a_problem_not_a_crash(sqlite_database: str, tmp_path: Path,
                                                           content: bytes) -> None:
    path = tmp_path / "odd.zip"
    path.write_bytes(content)
    with pytest.raises(Refused, match="muster backup"):
        store.restore(path)
    with pytest.raises(Refused, match="muster backup"):
        store.restore(tmp_path / "none.zip")


def test_a_backup_that_can_not_be_written_leaves_nothing(saved: Path, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="can be written"):
        store.backup(tmp_path / "no such folder" / "x.zip")
    assert sorted(path.name for path in tmp_path.iterdir() if path.suffix == ".zip") == ["freedonia.zip"]
