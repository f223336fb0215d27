"""Many files to statements: one report after another, each with its problems, and reprints marked.

Problem: a folder of a thousand reports holds copies, broken files and languages nobody reads; none may stop the rest.
Choice: a generator; the reading of a file depends on that file alone, so the order of files is irrelevant. Only the
mark
"tells the same story as" looks at the others, and always names the first in alphabetical order.
Weakness: to find rewrites every report is compared with all before it that share a figure or a name run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from muster.problems import Problem
from muster.sources.document import Document
from muster.sources.files import found_in, read_file
from muster.sources.guarded import Extractor
from muster.sources.limits import STANDARD, Limits
from muster.sources.reprints import Fingerprint, Likeness, fingerprint, likeness
from muster.statements.model import Statement
from muster.statements.reader import GrammarReader, Reader


@dataclass(frozen=True, slots=True)
class ReadReport:
    """One file read: its document (None if it could not be), statements, problems, and the report it repeats, if
    any."""

    path: Path
    document: Document | None
    statements: tuple[Statement, ...]
    problems: tuple[Problem, ...]
    same_as: str = ""
    likeness: Likeness = Likeness.DIFFERENT


def read_paths(paths: Iterable[Path | str], *, published: date | None = None, publisher: str = "", language: str = "",
               reader: Reader | None = None, limits: Limits = STANDARD, received: date | None = None,
               progress: Callable[[int, int, str], None] | None = None) -> Iterator[ReadReport]:
    """Read files and folders, one report at a time.

    published, publisher, language: believed for every file when given.
    progress: called with (number, of how many, file name) before each file.
    """
    files = list(found_in(Path(p) for p in paths))
    reads = reader or GrammarReader()
    seen: list[Fingerprint] = []
    with Extractor(limits) as extractor:
        for number, path in enumerate(files, 1):
            if progress is not None:
                progress(number, len(files), path.name)
            understood = read_file(path, published=published, publisher=publisher, language=language,
                extractor=extractor,
                    limits=limits, received=received)
            document = understood.value
            if document is None:
                yield ReadReport(path, None, (), understood.problems)
                continue
            same_as, how = _repeats(document, seen)
            yield ReadReport(path, document, tuple(reads.read(document)), understood.problems, same_as, how)


def _repeats(document: Document, seen: list[Fingerprint]) -> tuple[str, Likeness]:
    mark = fingerprint(document)
    best, name = Likeness.DIFFERENT, ""
    for earlier in seen:
        how, _ = likeness(mark, earlier)
        if how is not Likeness.DIFFERENT:
            best, name = how, earlier.ident
            break
    seen.append(mark)
    return name, best
