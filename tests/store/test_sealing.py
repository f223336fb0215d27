"""What two people seal is unreadable on every exit: books, database files, backups; the chain still proves itself."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from muster import store
from muster.errors import Refused
from muster.ledger.drafts import Filing
from muster.store import database as db
from muster.store.sealing import remembered

SECRET = "The informant lives behind the ZANZIBAR bakery."
PEOPLE = ("Ann", "Bob")


@pytest.fixture
def filed(database: str, make: Any) -> store.Filed:
    """A report full of what should not have been filed."""
    return store.file(None, make.filing(
        reports=(make.report(title=SECRET, address=SECRET, body=SECRET.encode() * 300), make.report("r2")),
        statements=(make.statement(passage=SECRET, words={"condition": SECRET}), make.statement("p1", "r2")),
        rulings=(make.ruling(reason=SECRET, postings=(make.posting(conditions=SECRET),)), make.ruling("r2:p1")),
    ), author="Ann")


def files_with(secret: bytes, folder: Path) -> list[str]:
    return [path.name for path in sorted(folder.rglob("*")) if path.is_file() and secret in path.read_bytes()]


def test_a_sealed_report_takes_its_statements_reasons_and_conditions_with_it(filed: store.Filed) -> None:
    store.seal(filed.mission, [filed.reports["r1"]], reason="names an informant", authors=PEOPLE)
    books = store.open_books(filed.mission)
    assert SECRET not in repr(books)
    sealed, other = books.statements
    assert (sealed.sealed, sealed.passage, dict(sealed.words)) == (True, None, {})
    assert other.passage == "Nearly 400 officers arrived."
    assert [ruling.reason for ruling in books.rulings] == [None, "the gazette says so"]
    assert books.reports[filed.reports["r1"]].sealed
    assert store.report_body(filed.mission, filed.reports["r1"]) is None


def test_figures_stay_and_the_chain_still_proves_itself(filed: store.Filed) -> None:
    head = store.head_of(filed.mission)[1]
    store.seal(filed.mission, [filed.statements["r1:p1"]], reason="personal", authors=PEOPLE)
    assert store.open_books(filed.mission).movements.quantity.tolist() == [400, 400]
    assert store.verify(filed.mission, head) == []


def test_no_file_holds_a_byte_of_what_was_sealed(sqlite_database: str, make: Any, tmp_path: Path) -> None:
    mission = store.file(None, make.filing(
        reports=(make.report(body=b"Z" * 9000 + b"ZANZIBAR" * 2000),),
        statements=tuple(make.statement(f"p{number}", passage=f"ZANZIBAR {number} " * 20) for number in range(200)),
    ), author="Ann").mission
    store.backup(tmp_path / "safe.zip")
    assert files_with(b"ZANZIBAR", tmp_path / "home") != []
    (report,) = store.open_books(mission).reports
    done = store.seal(mission, [report], reason="classified", authors=PEOPLE)
    assert done.unreachable == ()
    assert files_with(b"ZANZIBAR", tmp_path / "home") == []
    with zipfile.ZipFile(tmp_path / "safe.zip") as packed:
        assert all(b"ZANZIBAR" not in packed.read(name) for name in packed.namelist())
    assert store.verify(mission) == []


def test_a_backup_out_of_reach_is_named(filed: store.Filed, tmp_path: Path) -> None:
    store.backup(tmp_path / "gone.zip")
    (tmp_path / "gone.zip").rename(tmp_path / "elsewhere.zip")
    done = store.seal(filed.mission, [filed.statements["r1:p1"]], reason="personal", authors=PEOPLE)
    assert any("gone.zip" in sentence for sentence in done.unreachable)


def test_an_old_backup_is_sealed_again_when_it_is_restored(filed: store.Filed, database: str, tmp_path: Path,
                                                           monkeypatch: pytest.MonkeyPatch) -> None:
    store.backup(tmp_path / "old.zip")
    (tmp_path / "old.zip").rename(tmp_path / "kept.zip")
    store.seal(filed.mission, [filed.reports["r1"]], reason="names an informant", authors=PEOPLE)
    store.close()
    monkeypatch.setenv("MUSTER_DATABASE", str(tmp_path / "new.db"))
    store.setup()
    (mission,) = store.restore(tmp_path / "kept.zip")
    assert SECRET not in repr(store.open_books(mission))
    assert store.verify(mission) == []
    store.close()
    assert all(b"ZANZIBAR" not in path.read_bytes() for path in tmp_path.glob("new.db*"))


def test_filing_a_sealed_report_again_brings_nothing_back(filed: store.Filed, make: Any) -> None:
    store.seal(filed.mission, [filed.reports["r1"]], reason="names an informant", authors=PEOPLE)
    again = store.file(filed.mission, Filing(
        reports=(make.report(title=SECRET, address=SECRET, body=SECRET.encode() * 300),),
        statements=(make.statement(passage=SECRET, words={"condition": SECRET}),),
        rulings=(make.ruling(reason=SECRET, postings=(make.posting(conditions=SECRET),)),),
    ), author="Ann")
    assert again.changed_nothing
    assert SECRET not in repr(store.open_books(filed.mission))


@pytest.mark.parametrize(("authors", "reason", "said"), [
    (("Ann", "ann "), "personal", "two different people"), (("Ann", ""), "personal", "two different people"),
    (PEOPLE, " ", "why it must not be read"),
])
def test_sealing_needs_two_people_and_a_reason(filed: store.Filed, authors: tuple[str, str], reason: str,
                                               said: str) -> None:
    with pytest.raises(Refused, match=said):
        store.seal(filed.mission, [filed.reports["r1"]], reason=reason, authors=authors)
    assert store.open_books(filed.mission).reports[filed.reports["r1"]].title == SECRET


def test_sealing_what_is_not_there_or_sealed_already_is_refused(filed: store.Filed) -> None:
    with pytest.raises(Refused, match="of this mission"):
        store.seal(filed.mission, [1], reason="personal", authors=PEOPLE)
    store.seal(filed.mission, [filed.statements["r1:p1"]], reason="personal", authors=PEOPLE)
    with pytest.raises(Refused, match="nothing left to seal"):
        store.seal(filed.mission, [filed.statements["r1:p1"]], reason="personal", authors=PEOPLE)


def test_the_seal_keeps_its_reason_and_authors(filed: store.Filed) -> None:
    done = store.seal(filed.mission, [filed.reports["r1"]], reason="names an informant", authors=PEOPLE)
    ((reason, first, second, digests),) = db.rows(
        "SELECT reason, first_author, second_author, digests FROM store_seal WHERE id = %s", [done.seal])
    assert (reason, first, second) == ("names an informant", "Ann", "Bob")
    assert len(json.loads(digests)) == done.texts == 5
    assert set(remembered()) == set(json.loads(digests))


def test_a_sealed_name_is_gone_from_the_parties(filed: store.Filed, make: Any) -> None:
    store.file(filed.mission, Filing(parties=(make.party("P-X", name="Jane Roe", aliases=("J. Roe",)),)), author="Ann")
    ((entry,),) = db.rows("SELECT id FROM store_party WHERE key = %s", ["P-X"])
    store.seal(filed.mission, [entry], reason="below public office", authors=PEOPLE)
    assert "Roe" not in repr(store.open_books(filed.mission).parties)


def test_a_text_may_not_be_emptied_unless_a_seal_names_it(filed: store.Filed) -> None:
    with pytest.raises(Refused, match="never changed or removed"), db.writing("x"):
        db.rows("UPDATE store_text SET body = NULL, salt = NULL WHERE id = %s", [2 * filed.statements["r1:p1"]])
