"""Loading what exists already: a shipped mission, a data package, a secretariat's sheet. All of it or nothing.

Loading the same thing twice changes nothing: the store knows every part by its content.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from muster import store
from muster.actions.references import reference
from muster.actions.told import filed_text
from muster.errors import Refused
from muster.exchange import package
from muster.exchange.folder import Folder
from muster.ledger.drafts import Filing, NewReport, NewStatement
from muster.ledger.records import Books, Mission
from muster.ledger.told import key_of
from muster.problems import Problem
from muster.store import Filed, database
from muster.store.filing import Progress
from muster.vocabulary import Aspect, Grade, Marking


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did, or would do. problems: of rows left out. filings: of a dry run, what it would file."""

    mission: Mission | None
    summary: str
    problems: tuple[Problem, ...] = ()
    filings: tuple[Filing, ...] = ()


def load(source: str, *, mission_name: str | None, author: str, dry_run: bool = False,
         accept_good_rows: bool = False, marking: Marking = Marking.RESTRICTED, progress: Progress = None) -> Loaded:
    """File a shipped mission by name, a package by its folder, or a sheet by its path.

    Raises Refused when the source is none of these, or when the ledger itself refuses its content.
    With problems and without accept_good_rows nothing is filed and the problems are returned.
    marking: of what a sheet brings; a package says its own.
    """
    store.setup()
    shipped = package.shipped_missions()
    path = Path(source)
    if source in shipped:
        return _load_package(shipped[source], author, dry_run, accept_good_rows, progress)
    if path.is_dir():
        return _load_package(path, author, dry_run, accept_good_rows, progress)
    if path.is_file() and path.name == "datapackage.json":
        return _load_package(path.parent, author, dry_run, accept_good_rows, progress)
    if path.is_file():
        return _load_sheet(path, mission_name, author, dry_run, accept_good_rows, marking, progress)
    raise Refused(Problem("muster load", source, "a shipped mission, a data package's folder or a sheet",
                          f"Shipped missions: {', '.join(sorted(shipped))}. Check the path."))


def _load_package(folder: Folder, author: str, dry_run: bool, accept_good_rows: bool,
                  progress: Progress) -> Loaded:
    """A package may carry editions: sets of reports with rulings, and so a ledger, of their own. All or none."""
    readings = package.read_editions(folder, accept_good_rows=accept_good_rows)
    problems = tuple(problem for read in readings for problem in read.problems)
    if problems and not accept_good_rows:
        return _nothing_filed(None, problems)
    filings = [read.value for read in readings if read.value is not None and read.value.mission is not None]

    def file_all() -> list[Filed]:
        return [store.file(None, with_refused_rows(filing, author), author=author, progress=progress)
                for filing in filings]

    if dry_run:
        known = _tried("ledgers", file_all) if database.is_prepared() else None
        told = [_would_file(filing, known[place] if known else None) for place, filing in enumerate(filings)]
        return Loaded(None, "\n".join(told), problems, tuple(filings))
    if not database.is_prepared():
        store.prepare()
    with database.writing("ledgers"):
        filed = file_all()
        if filed:
            store.make_current(filed[0].mission.slug)
    return Loaded(filed[0].mission if filed else None, "\n".join(map(filed_text, filed)), problems)


def _load_sheet(path: Path, mission_name: str | None, author: str, dry_run: bool, accept_good_rows: bool,
                marking: Marking, progress: Progress) -> Loaded:
    from muster.exchange import sheet

    mission = store.mission_named(mission_name)
    books = store.open_books(mission, with_movements=False)
    told = [books.statement_by_id[ruling.statement] for ruling in books.rulings if ruling.policy == sheet.POLICY]
    earlier = {one.passage or "": key_of(books, one) for one in reversed(told)}  # of equal rows, the first filed
    read = sheet.read_sheet(path, parties=books.parties, accept_good_rows=accept_good_rows, earlier=earlier,
                            marking=marking)
    if read.value is None or (read.problems and not accept_good_rows):
        return _nothing_filed(mission, read.problems)
    filing = replace(read.value, mission=None)

    def file_it() -> list[Filed]:
        return [store.file(mission, with_refused_rows(filing, author), author=author, progress=progress)]

    if dry_run:
        would = _would_file(filing, _tried(mission.slug, file_it)[0])
        return Loaded(mission, would + _left_of_earlier(path, filing, books), read.problems, (filing,))
    filed = file_it()[0]
    refused = f" {len(filing.refused):,} rows were refused and are kept in the inbox." if filing.refused else ""
    return Loaded(mission, filed_text(filed) + refused + _left_of_earlier(path, filing, books), read.problems)


def _left_of_earlier(path: Path, filing: Filing, books: Books) -> str:
    """Rows of an earlier sheet of this name that this one does not have: if they were corrected, they count twice."""
    stem = filing.reports[0].name.rpartition("-")[0]
    now = {statement.passage for statement in filing.statements}
    left = [
        one for one in books.statements
        if one.passage not in now and books.reports[one.report].name.rpartition("-")[0] == stem
        and any(ruling.postings for ruling in books.standing_rulings.get(one.id, ()))
    ]
    if not left:
        return ""
    undo = "; ".join(f'muster undo {reference("S", one.id)} --reason "corrected"' for one in left[:5])
    more = f" (and {len(left) - 5} more)" if len(left) > 5 else ""
    return (f"\n{len(left)} rows of an earlier {path.name} are not in this one and still count. "
            f"If they were corrected here: {undo}{more}")


class _TakenBack(Exception):
    """Ends a trial: its transaction is undone."""


def _tried(lock: str, file_them: Callable[[], list[Filed]]) -> list[Filed]:
    """What filing would give, undone at once; Refused when the ledger would refuse it. So a trial promises nothing
    that loading would not keep, and costs as much time."""
    filed: list[Filed] = []
    try:
        with database.writing(lock):
            filed = file_them()
            raise _TakenBack
    except _TakenBack:
        return filed


def _would_file(filing: Filing, tried: Filed | None) -> str:
    """"haiti: would file 3 reports, 12 statements and 9 rulings with 9 movements; 40 entries are known already"."""
    slug = filing.mission.slug if filing.mission else tried.mission.slug if tried else ""
    if tried is None:
        return f"{slug}: would file {_in_numbers(filing)}."
    known = sum(tried.already.values())
    if tried.changed_nothing:
        return f"{slug}: nothing new; all {known:,} entries are known already."
    return f"{slug}: would file {_in_numbers(filing)}" + (f"; {known:,} of them known already." if known else ".")


def _nothing_filed(mission: Mission | None, problems: tuple[Problem, ...]) -> Loaded:
    many = f"{len(problems)} problems" if len(problems) != 1 else "1 problem"
    return Loaded(mission, f"Nothing was filed: {many}.", problems)


def with_refused_rows(filing: Filing, author: str) -> Filing:
    """The filing with a report of its refused rows: each is kept as it stood, unjudged, with why it was refused."""
    if not filing.refused:
        return filing
    told = [
        f"{row.where}: {', '.join(f'{name} {cell!r}' for name, cell in row.cells.items() if cell)}. "
        + " ".join(map(str, row.reasons)) for row in filing.refused
    ]
    body = "\n".join(told).encode()
    report = NewReport(f"refused-{sha256(body).hexdigest()[:12]}", "Rows refused on loading", author, None, "en", body)
    kept = tuple(
        NewStatement(report.name, f"row {number}", passage, Aspect.CONTEXT, Grade.COUNTERPART)
        for number, passage in enumerate(told, 1)
    )
    return replace(filing, reports=(*filing.reports, report), statements=(*filing.statements, *kept))


def _in_numbers(filing: Filing) -> str:
    postings = sum(len(ruling.postings) for ruling in filing.rulings)
    parts = ((len(filing.reports), "report"), (len(filing.statements), "statement"), (len(filing.rulings), "ruling"))
    told = ", ".join(f"{count:,} {word}{'s' if count != 1 else ''}" for count, word in parts)
    refused = f"; {len(filing.refused):,} rows refused" if filing.refused else ""
    return f"{told} with {postings:,} movement{'s' if postings != 1 else ''}{refused}"


def write_template(path: Path) -> str:
    """An empty sheet with the documented columns and one example row in its notes."""
    from muster.exchange import sheet

    sheet.write_template(path)
    return f"{path} is an empty sheet; fill it and run: muster load {path} --dry-run"
