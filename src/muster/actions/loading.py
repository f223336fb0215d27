"""Loading what exists already: a shipped mission, a data package, a secretariat's sheet. All of it or nothing.

Loading the same thing twice changes nothing: the store knows every part by its content.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from muster import store
from muster.actions.told import filed_text
from muster.errors import Refused
from muster.exchange import package
from muster.exchange.folder import Folder
from muster.ledger.drafts import Filing
from muster.ledger.records import Mission
from muster.problems import Problem
from muster.store.filing import Progress


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did, or would do. refused: rows left out, each with its problem."""

    mission: Mission | None
    summary: str
    problems: tuple[Problem, ...] = ()


def load(source: str, *, mission_name: str | None, author: str, dry_run: bool = False,
         accept_good_rows: bool = False, progress: Progress = None) -> Loaded:
    """File a shipped mission by name, a package by its folder, or a sheet by its path.

    Raises Refused when the source is none of these, or when the ledger itself refuses its content.
    With problems and without accept_good_rows nothing is filed and the problems are returned.
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
        return _load_sheet(path, mission_name, author, dry_run, accept_good_rows, progress)
    raise Refused(Problem("muster load", source, "a shipped mission, a data package's folder or a sheet",
                          f"Shipped missions: {', '.join(sorted(shipped))}. Check the path."))


def _load_package(folder: Folder, author: str, dry_run: bool, accept_good_rows: bool,
                  progress: Progress) -> Loaded:
    """A package may carry editions: sets of reports with rulings, and so a ledger, of their own."""
    summaries: list[str] = []
    problems: list[Problem] = []
    opened: Mission | None = None
    for read in package.read_editions(folder, accept_good_rows=accept_good_rows):
        problems.extend(read.problems)
        if read.problems and not accept_good_rows:
            continue
        filing = read.value
        if filing is None or filing.mission is None:
            continue
        if dry_run:
            summaries.append(f"{filing.mission.slug}: would file {_counted(filing)}.")
            continue
        filed = store.file(None, filing, author=author, progress=progress)
        opened = opened or filed.mission
        summaries.append(filed_text(filed))
    if problems and not accept_good_rows:
        return Loaded(None, f"Nothing was filed: {len(problems)} problems.", tuple(problems))
    if opened is not None:
        store.make_current(opened.slug)
    return Loaded(opened, "\n".join(summaries), tuple(problems))


def _load_sheet(path: Path, mission_name: str | None, author: str, dry_run: bool, accept_good_rows: bool,
                progress: Progress) -> Loaded:
    mission = store.mission_named(mission_name)
    parties = store.open_books(mission, with_movements=False).parties
    from muster.exchange import sheet

    read = sheet.read_sheet(path, parties=parties, accept_good_rows=accept_good_rows)
    if read.value is None or (read.problems and not accept_good_rows):
        return Loaded(mission, f"Nothing was filed: {len(read.problems)} problems.", read.problems)
    filing = replace(read.value, mission=None)
    if dry_run:
        return Loaded(mission, f"{mission.slug}: would file {_counted(filing)}.", read.problems)
    filed = store.file(mission, filing, author=author, progress=progress)
    return Loaded(mission, filed_text(filed), read.problems)


def _counted(filing: Filing) -> str:
    postings = sum(len(ruling.postings) for ruling in filing.rulings)
    return (f"{len(filing.reports)} reports, {len(filing.statements)} statements, {len(filing.rulings)} rulings "
            f"with {postings} movements")


def write_template(path: Path) -> str:
    """An empty sheet with the documented columns and one example row in its notes."""
    from muster.exchange import sheet

    sheet.write_template(path)
    return f"{path} is an empty sheet; fill it and run: muster load {path} --dry-run"
