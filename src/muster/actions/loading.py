"""Loading what exists already: a shipped mission, a data package, a secretariat's sheet. All of it or nothing.

Loading the same thing twice changes nothing: the store knows every part by its content.
"""

from __future__ import annotations

from pathlib import Path

from muster import store
from muster.actions.loaded import Loaded, joined, nothing_filed, tried, would_file
from muster.actions.refused import settled, with_refused_rows
from muster.actions.releases import release
from muster.actions.sheets import load_sheet
from muster.actions.told import filed_text
from muster.errors import Refused
from muster.exchange import package
from muster.exchange.folder import Folder
from muster.ledger.drafts import Filing
from muster.problems import Problem
from muster.store import Filed, database
from muster.store.filing import Progress
from muster.vocabulary import Marking

__all__ = ["Loaded", "load", "write_template"]

MOST_TOLD = 50
"""Lines told of what a release corrects."""


def load(source: str, *, mission_name: str | None, author: str, dry_run: bool = False,
         accept_good_rows: bool = False, marking: Marking = Marking.RESTRICTED, decimal: str = "", dates: str = "",
         replaces: str | None = None, progress: Progress = None) -> Loaded:
    """File a shipped mission by name, a package by its folder, or a sheet by its path.

    Raises Refused when the source is none of these, or when the ledger itself refuses its content.
    With problems and without accept_good_rows nothing is filed and the problems are returned.
    marking: of what a sheet brings; a package says its own. decimal, dates, replaces: of a sheet, see `load_sheet`.
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
        return load_sheet(path, mission_name, author, dry_run=dry_run, accept_good_rows=accept_good_rows,
                          marking=marking, decimal=decimal, dates=dates, replaces=replaces, progress=progress)
    raise Refused(Problem("muster load", source, "a shipped mission, a data package's folder or a sheet",
                          f"Shipped missions: {', '.join(sorted(shipped))}. Check the path."))


def _load_package(folder: Folder, author: str, dry_run: bool, accept_good_rows: bool,
                  progress: Progress) -> Loaded:
    """A package may carry editions: sets of reports with rulings, and so a ledger, of their own. All or none."""
    readings = package.read_editions(folder, accept_good_rows=accept_good_rows)
    problems = tuple(problem for read in readings for problem in read.problems)
    if problems and not accept_good_rows:
        return nothing_filed(None, problems)
    filings = [read.value for read in readings if read.value is not None and read.value.mission is not None]

    def file_all() -> list[Filed]:
        return [_file_release(filing, folder, author, told, progress) for filing in filings]

    told: list[str] = []
    if dry_run:
        known = tried("ledgers", file_all) if database.is_prepared() else None
        lines = [would_file(filing, known[place] if known else None) for place, filing in enumerate(filings)]
        return Loaded(None, "\n".join([*lines, *told]), problems, tuple(filings))
    if not database.is_prepared():
        store.prepare()
    with database.writing("ledgers"):
        filed = file_all()
        if filed:
            store.make_current(filed[0].mission.slug)
    return Loaded(filed[0].mission if filed else None, "\n".join([*map(filed_text, filed), *told]), problems)


def _file_release(filing: Filing, folder: Folder, author: str, told: list[str], progress: Progress) -> Filed:
    """File a package, or a later release of it over the earlier one, and settle what was refused of it before."""
    mission = next((one for one in store.ledgers() if filing.mission and one.slug == filing.mission.slug), None)
    filing = with_refused_rows(filing, author)
    if mission is None:
        return store.file(None, filing, author=author, progress=progress)
    made = release(filing, mission)
    books = store.open_books(mission, with_movements=False)
    filed = [store.file(None, made.filing, author=author, progress=progress)]
    now = Filing(rulings=(*made.now, *settled(made.filing, books, f"{Path(str(folder)).name}/")))
    if now.rulings:
        filed.append(store.file(mission, now, author=author, live=True))
    if made.told:
        told.append(f"{mission.slug}: what differs from the release before:")
        told += [f"  {line}" for line in made.told[:MOST_TOLD]]
        told += [f"  and {len(made.told) - MOST_TOLD:,} more"] if len(made.told) > MOST_TOLD else []
    return joined(filed)


def write_template(path: Path) -> str:
    """An empty sheet with the documented columns and one example row in its notes."""
    from muster.exchange import template

    template.write_template(path)
    return f"{path} is an empty sheet; fill it and run: muster load {path} --dry-run"
