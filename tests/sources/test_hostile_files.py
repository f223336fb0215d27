"""Every broken or hostile file gives one sentence, and the rest of the batch goes on."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest

from muster.sources.files import read_file
from muster.sources.limits import Limits
from muster.statements.batch import read_paths

GOOD = ("The Freedonian government said on Monday that 120 soldiers had arrived in the capital. "
        "They will be followed by more.")


def _pdf(pages: int, password: str = "") -> bytes:
    writer = pypdf.PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(72, 72)
    if password:
        writer.encrypt(password)
    held = io.BytesIO()
    writer.write(held)
    return held.getvalue()


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _binary(path: Path) -> None:
    path.write_bytes(bytes(range(256)) * 40)


def _enormous_text(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(2 * 1024**3)


def _encrypted(path: Path) -> None:
    path.write_bytes(_pdf(1, "secret"))


def _truncated(path: Path) -> None:
    path.write_bytes(_pdf(3)[:200])


def _many_pages(path: Path) -> None:
    path.write_bytes(_pdf(5_000))


def _bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * (210 * 1024**2))


def _entities(path: Path) -> None:
    path.write_text('<!DOCTYPE html [<!ENTITY a "aaaaaaaaaa"><!ENTITY b '
                    '"&a;&a;&a;&a;&a;&a;&a;&a;">]><html><body>&b;</body></html>')


def _not_a_docx(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "no document here")


def _scanned(path: Path) -> None:
    path.write_bytes(_pdf(2))


CASES: list[tuple[str, Callable[[Path], None], str]] = [
    ("empty.txt", _empty, "fetch it again"),
    ("noise.txt", _binary, "Save the report"),
    ("huge.txt", _enormous_text, "Cut out the report"),
    ("locked.pdf", _encrypted, "without its password"),
    ("half.pdf", _truncated, "again"),
    ("endless.pdf", _many_pages, "Split it"),
    ("bomb.docx", _bomb, "may be made to fill the memory"),
    ("entities.html", _entities, "entity definitions are not expanded"),
    ("hollow.docx", _not_a_docx, "again"),
    ("scan.pdf", _scanned, "text recognition"),
]


@pytest.mark.parametrize(("name", "make", "said"), CASES, ids=[c[0] for c in CASES])
def test_a_hostile_file_gives_one_sentence_that_says_what_to_do(tmp_path: Path, name: str, make: Callable[[Path],
    None], said: str) -> None:
    path = tmp_path / name
    make(path)
    understood = read_file(path)
    assert understood.value is None
    assert [said in problem.remedy for problem in understood.problems] == [True]


def test_a_file_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    path = tmp_path / "slow.html"
    path.write_text(f"<html><body><p>{GOOD}</p></body></html>")
    understood = read_file(path, limits=Limits(seconds=0.001))
    assert understood.value is None
    assert "more than 0.001 seconds" in understood.problems[0].found


def test_a_missing_file_is_a_problem_and_no_traceback(tmp_path: Path) -> None:
    assert read_file(tmp_path / "nowhere.txt").value is None


def test_the_batch_goes_on_after_every_kind_of_broken_file(tmp_path: Path) -> None:
    for name, make, _ in CASES[:2] + CASES[3:5]:
        make(tmp_path / name)
    (tmp_path / "zz.txt").write_text(GOOD)
    reports = list(read_paths([tmp_path]))
    assert [r.document is not None for r in reports] == [False, False, False, False, True]
    assert next(s.quantity_low for s in reports[-1].statements if s.kind == "quantity") == 120
