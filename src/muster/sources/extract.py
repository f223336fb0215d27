"""The process that opens risky files: HTML, PDF, DOCX. Run as `python -m muster.sources.extract`, one request a line.

Problem: a parser of hostile input can hang, eat all memory or crash the interpreter, and the rest of a batch must go
on.
Choice: one child process with a limit on its memory, asked over its standard input, killed when it takes too long.
Weakness: where the system has no address-space limit (not POSIX), only the time limit holds.
"""

from __future__ import annotations

import json
import re
import sys
import zipfile
from pathlib import Path
from typing import Any

from muster.sources.limits import Limits


class Unreadable(Exception):
    """The file cannot be read; the words go into the problem."""

    def __init__(self, found: str, expected: str, remedy: str) -> None:
        super().__init__(found)
        self.found, self.expected, self.remedy = found, expected, remedy


def extract(path: Path, media: str, limits: Limits) -> dict[str, Any]:
    """Text, pages, title, publisher and date of one file."""
    if media == "html":
        return _html(path, limits)
    if media == "pdf":
        return _pdf(path, limits)
    return _docx(path, limits)


def _decoded(data: bytes) -> str:
    head = data[:4096].decode("ascii", "ignore")
    named = re.search(r"charset=[\"']?([\w-]+)", head, re.I)
    for encoding in (named.group(1) if named else "utf-8", "utf-8", "cp1252"):
        try:
            return data.decode(encoding)
        except (LookupError, UnicodeDecodeError):
            continue
    return data.decode("latin-1")


def _html(path: Path, limits: Limits) -> dict[str, Any]:
    data = path.read_bytes()
    if b"<!ENTITY" in data[:200_000]:
        raise Unreadable("a page that defines entities of its own", "a plain web page",
                         "Save the page again as plain HTML or text; entity definitions are not expanded.")
    if data.count(b"<") > 400_000:
        raise Unreadable("more than 400,000 tags", "a page of ordinary size", "Save the article alone as text.")
    import trafilatura
    from trafilatura.metadata import extract_metadata

    source = _decoded(data)
    text = trafilatura.extract(source, include_comments=False, include_tables=True, favor_recall=True) or ""
    try:
        meta = extract_metadata(source)
    except (ValueError, TypeError, AttributeError):
        meta = None
    return {"text": text, "title": (meta.title or "") if meta else "", "publisher": (meta.sitename or "") if meta
            else "",
            "published": (meta.date or "") if meta else ""}


def _pdf(path: Path, limits: Limits) -> dict[str, Any]:
    import logging

    import pypdf
    from pypdf.errors import PdfReadError, PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(str(path))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("an encrypted PDF", "a PDF that opens without a "
                    "password", "Save it without its password and read it again.")
        count = len(reader.pages)
        if count > limits.pages:
            raise Unreadable(f"{count:,} pages", f"a PDF of at most "
                    f"{limits.pages:,} pages", "Split it and read the parts that matter.")
        pages, length = [], 0
        for page in reader.pages:
            pages.append(_unbroken(page.extract_text() or ""))
            length += len(pages[-1])
            if length > limits.text_characters:
                raise Unreadable(f"more than {limits.text_characters:,} characters", "a report of ordinary length",
                                 "Split it and read the parts that matter.")
        title = str(reader.metadata.title or "") if reader.metadata else ""
    except Unreadable:
        raise
    except (PyPdfError, PdfReadError, OSError, ValueError, KeyError, TypeError, AttributeError, IndexError,
        AssertionError,
            NotImplementedError, RecursionError) as error:
        raise Unreadable(f"a damaged PDF "
                         f"({type(error).__name__})", "a whole PDF", "Fetch or save the file again.") from error
    text = "\f".join(pages)
    if not text.strip():
        raise Unreadable("a PDF without text, perhaps "
                         "scanned", "a PDF with text", "Run text recognition over it and read the result.")
    return {"text": text, "title": title, "publisher": "", "published": ""}


def _unbroken(text: str) -> str:
    """Lines of a page joined to paragraphs: a line that does not end a sentence goes on with the next."""
    lines = [line.strip() for line in text.splitlines()]
    out: list[str] = []
    for line in lines:
        if not line:
            out.append("")
        elif out and out[-1] and not re.search(r"[.!?:;»”\"]$", out[-1]):
            out[-1] = out[-1][:-1] + line if re.search(r"[a-zé]-$",
                out[-1]) and line[:1].islower() else f"{out[-1]} {line}"
        else:
            out.append(line)
    return "\n".join(out)


def _docx(path: Path, limits: Limits) -> dict[str, Any]:
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(info.file_size for info in archive.infolist())
            if unpacked > limits.unpacked_bytes:
                raise Unreadable(f"a DOCX that unpacks to "
                                 f"{unpacked // 1024**2:,} MB", f"at most {limits.unpacked_bytes // 1024**2} MB",
                                 "Do not open it: it may be made to fill the memory. Ask the sender for plain text.")
            for info in archive.infolist():
                if info.filename.endswith(".xml") and b"<!ENTITY" in archive.open(info).read(4096):
                    raise Unreadable("a DOCX that defines entities of "
                                     "its own", "an ordinary DOCX", "Ask the sender for plain text.")
        import docx
        from docx.opc.exceptions import PackageNotFoundError

        try:
            document = docx.Document(str(path))
        except (PackageNotFoundError, KeyError, ValueError) as error:
            raise Unreadable("a DOCX without a document inside", "a whole DOCX", "Save the file again.") from error
        lines = [p.text for p in document.paragraphs]
        lines += [" | ".join(cell.text for cell in row.cells) for table in document.tables for row in table.rows]
        core = document.core_properties
        return {"text": "\n".join(lines), "title": core.title or "", "publisher": "", "published": ""}
    except (zipfile.BadZipFile, OSError, EOFError) as error:
        raise Unreadable(f"a damaged DOCX "
                         f"({type(error).__name__})", "a whole DOCX", "Fetch or save the file again.") from error


def answer(request: dict[str, Any]) -> dict[str, Any]:
    limits = Limits(**request["limits"])
    try:
        return extract(Path(request["path"]), request["media"], limits)
    except Unreadable as error:
        return {"problem": [error.found, error.expected, error.remedy]}
    except MemoryError:
        return {"problem": ["a file that needs more memory than one report may take",
                            f"a file that can be read in "
                            f"{limits.memory_bytes // 1024**2} MB", "Split it, or save its text alone."]}
    except RecursionError:
        return {"problem": ["a file nested deeper than any report", "an ordinary report", "Save its text alone."]}


def _limit_memory(size: int) -> None:
    try:
        import resource
    except ImportError:  # no such limit on this system; the time limit still holds
        return
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    limited = False
    for line in sys.stdin:
        request = json.loads(line)
        if not limited:
            _limit_memory(int(request["limits"]["memory_bytes"]))
            limited = True
        reply = json.dumps(answer(request))
        sys.stdout.write(reply + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
