"""A file to a document: what kind it is, its words, and who published it when, as far as anything says so.

Problem: reports come as text, web pages, PDF and DOCX, with or without a list that tells date and publisher, and some
files are broken or hostile.
Choice: the kind is told by the first bytes, then by the name; text is read here, the rest in a guarded process; a
`documents.jsonl` beside the file or its folder supplies what the file does not state.
Weakness: a date that stands only in the middle of the text is not taken for the day of publication.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from muster.problems import Problem, Understood
from muster.sources.document import Document, document_from_text
from muster.sources.guarded import Extractor
from muster.sources.language import NAMES, READ, detect
from muster.sources.limits import STANDARD, Limits

SUFFIXES = (".txt", ".text", ".md", ".html", ".htm", ".pdf", ".docx")


def found_in(paths: Iterable[Path]) -> Iterator[Path]:
    """The files to read, folders opened, in the order of their names; lists (documents.jsonl) are no reports."""
    for path in paths:
        if path.is_dir():
            yield from sorted(p for p in path.rglob("*") if p.is_file() and p.suffix.lower() in SUFFIXES)
        else:
            yield path


def media_of(path: Path, head: bytes) -> str:
    """text, html, pdf, docx or binary, by the first bytes and then by the name."""
    if head.startswith(b"%PDF") or b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return "docx" if path.suffix.lower() == ".docx" else "binary"
    if path.suffix.lower() in (".pdf", ".docx"):
        return path.suffix.lower()[1:]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "text"
    if b"\x00" in head:
        return "binary"
    start = head[:1024].lstrip().lower()
    if path.suffix.lower() in (".html", ".htm") or start.startswith((b"<!doctype html", b"<html")):
        return "html"
    return "text"


_CONTROL = re.compile(r"[\x01-\x08\x0e-\x1f\x7f]")


def decode(data: bytes, where: str) -> tuple[str | None, list[Problem]]:
    """The characters of a text file, and what was wrong with its encoding."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            try:
                return data.decode(encoding), []
            except UnicodeDecodeError:
                break
    try:
        text = data.decode("utf-8")
        problems: list[Problem] = []
    except UnicodeDecodeError as error:
        text = data.decode("cp1252", "replace")
        problems = [Problem(where, f"bytes that are not UTF-8 (first at {error.start})", "text in UTF-8",
                            "It was read as Windows-1252; check accents, or save it as UTF-8.")]
    if len(_CONTROL.findall(text[:20_000])) > 0.02 * max(1, len(text[:20_000])):
        return None, [Problem(where, "binary data", "the text of a "
                    "report", "Read the report itself: txt, HTML, PDF or DOCX.")]
    return text, problems


_MONTHS = {m: i for i, ms in enumerate((
    ("january", "janvier", "jan"), ("february", "février", "feb"), ("march", "mars", "mar"), ("april", "avril",
        "apr"), ("may", "mai"),
    ("june", "juin", "jun"), ("july", "juillet", "jul"), ("august", "août", "aug"), ("september", "septembre", "sep",
        "sept"),
    ("october", "octobre", "oct"), ("november", "novembre", "nov"), ("december", "décembre", "dec")), 1) for m in ms}
_ISO = r"(?P<iso>\d{4}-\d{2}-\d{2})"
_DMY = r"(?P<d>\d{1,2})(?:er|st|nd|rd|th)?\s+(?P<m>[A-Za-zéûô]+)\.?,?\s+(?P<y>\d{4})"
_MDY = r"(?P<m2>[A-Za-z]+)\.?\s+(?P<d2>\d{1,2}),?\s+(?P<y2>\d{4})"
_STATED = re.compile(
    rf"(?:\bdate\b\s*:?|\bpublished(?:\s+on)?\b\s*:?|\bpublié\s+le\b\s*:?|\bposted(?:\s+on)?\b\s*:?|"
    rf"\bmis en ligne le\b)\s*(?:{_ISO}|{_DMY}|{_MDY})", re.I)
_SOURCE = re.compile(r"(?:^|\n)\s*(?:Original source|Source|Publisher)\s*:\s*(?P<name>[^\n]{2,60}?)\s*$", re.I)


def stated_date(text: str) -> tuple[date | None, int]:
    """The day of publication a text's head states, and where the head ends if it opens the text."""
    match = _STATED.search(text[:400])
    if match is None:
        return None, 0
    g = match.groupdict()
    try:
        if g["iso"]:
            day = date.fromisoformat(g["iso"])
        else:
            month = _MONTHS.get((g["m"] or g["m2"] or "").lower())
            if month is None:
                return None, 0
            day = date(int(g["y"] or g["y2"]), month, int(g["d"] or g["d2"]))
    except ValueError:
        return None, 0
    opens = not text[:match.start()].strip()
    return day, match.end() if opens else 0


def stated_publisher(text: str) -> str:
    match = _SOURCE.search(text[-400:])
    return match["name"] if match else ""


@lru_cache(maxsize=64)
def _list_at(path: str, changed: float) -> dict[str, dict[str, Any]]:
    rows: dict[str, dict[str, Any]] = {}
    for line in Path(path).read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            row = json.loads(line)
        except ValueError:
            continue
        if isinstance(row, dict) and isinstance(row.get("id"), str):
            rows[row["id"]] = row
    return rows


def listed(path: Path) -> dict[str, Any]:
    """The row of documents.jsonl, beside the file or its folder, that tells of this file; empty if none does."""
    for folder in (path.parent, path.parent.parent):
        beside = folder / "documents.jsonl"
        try:
            if beside.is_file() and beside.stat().st_size < 20 * 1024**2:
                row = _list_at(str(beside), beside.stat().st_mtime).get(path.stem)
                if row is not None:
                    return row
        except OSError:
            continue
    return {}


def _nothing(problem: Problem) -> Understood[Document | None]:
    return Understood(None, (problem,))


def _head_of(path: Path, limits: Limits) -> tuple[bytes, Problem | None]:
    try:
        size = path.stat().st_size
        if not path.is_file():
            return b"", Problem(path.name, "a folder or device", "a file", "Give the files in it.")
        if size == 0:
            return b"", Problem(path.name, "", "the text of a report", "The file is empty; fetch it again.")
        if size > limits.file_bytes:
            return b"", Problem(path.name, f"a file of "
                    f"{size / 1024**2:,.0f} MB", f"a report of at most "
                    f"{limits.file_bytes / 1024**2:,.0f} MB",
                                "Cut out the report itself and read that.")
        with path.open("rb") as file:
            return file.read(4096), None
    except OSError as error:
        return b"", Problem(path.name, error.strerror or "an unreadable file", "a file that can be "
                "opened", "Check its name and its "
                "rights.")


def read_file(path: Path | str, *, published: date | None = None, publisher: str = "", language: str = "",
              extractor: Extractor | None = None, limits: Limits = STANDARD,
                  received: date | None = None) -> Understood[Document | None]:
    """One file as a document, or None with the one problem that says why not.

    published, publisher, language: believed when given; else documents.jsonl, else the file, else the text tell.
    extractor: share one among the files of a batch. received: the day of reading; today when not given.
    """
    path = Path(path)
    head, problem = _head_of(path, limits)
    if problem is not None:
        return _nothing(problem)
    media = media_of(path, head)
    if media == "binary":
        return _nothing(Problem(path.name, "binary data", "a report as txt, HTML, PDF "
                    "or DOCX", "Save the report in one of these forms."))
    data = path.read_bytes()
    problems: list[Problem] = []
    held: dict[str, Any] = {}
    if media == "text":
        text, problems = decode(data, path.name)
        if text is None:
            return Understood(None, tuple(problems))
    else:
        own = extractor or Extractor(limits)
        try:
            reply = own.extract(path, media)
        finally:
            if extractor is None:
                own.close()
        if isinstance(reply, Problem):
            return _nothing(reply)
        held, text = reply, reply["text"]
    if not text.strip():
        return _nothing(Problem(path.name, "", "the text of a "
                    "report", "The file has no text; save the article itself."))
    if len(text) > limits.text_characters:
        return _nothing(Problem(path.name, f"{len(text):,} "
                    f"characters", f"a report of at most "
                    f"{limits.text_characters:,}", "Split it."))
    row = listed(path)
    document, more = _dressed(path, text, media, held, row, data, published, publisher, language, received)
    return Understood(document, (*problems, *more))


def _dressed(path: Path, text: str, media: str, held: dict[str, Any], row: dict[str, Any], data: bytes,
    published: date | None, publisher: str,
             language: str, received: date | None) -> tuple[Document, list[Problem]]:
    """The document with all that is known about it, each from the best teller."""
    problems: list[Problem] = []
    inside, head_end = stated_date(text)
    day = published
    if day is None and row.get("published_on"):
        day = _day(row["published_on"])
        if day is None:
            problems.append(Problem(f"documents.jsonl, {path.stem}, "
                        f"published_on", str(row["published_on"]), "a date as YYYY-MM-DD", "Correct it."))
    day = day or inside or _day(held.get("published") or "")
    tongue = language or str(row.get("language") or "") or detect(text)
    if tongue not in READ:
        problems.append(Problem(path.name, f"a text in {NAMES.get(tongue, tongue)}", "English or French",
                    "It is kept as a report, but nothing is read from it; enter what it says by hand."))
    who = publisher or str(row.get("publisher") or "") or str(held.get("publisher") or "") or stated_publisher(text)
    document = document_from_text(
        text, ident=path.stem, language=tongue, published=day, publisher=who, title=str(held.get("title") or ""),
        received=received or date.today(), file_hash=hashlib.sha256(data).hexdigest(), media_type=_MEDIA[media],
        group=str(row.get("group") or ""))
    return replace(document, body_start=head_end), problems


_MEDIA = {"text": "text/plain", "html": "text/html", "pdf": "application/pdf",
          "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}


def _day(said: object) -> date | None:
    try:
        return date.fromisoformat(str(said)[:10])
    except ValueError:
        return None
