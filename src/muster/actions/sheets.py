"""Loading a secretariat's sheet: what it says, what it corrects of its earlier versions, and what was refused of it.

All of it is one transaction: the rows, the rulings that take the place of earlier rows' (each a reversal and a new
entry), and the settling of rows refused before.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from muster import store
from muster.actions.loaded import Loaded, counted, joined, nothing_filed, tried, would_file
from muster.actions.references import reference
from muster.actions.refused import settled, with_refused_rows
from muster.actions.told import filed_text
from muster.exchange import sheet
from muster.exchange.sheet_filing import EarlierRow, lot_of
from muster.ledger.drafts import Filing
from muster.ledger.records import Books, Ruling, Statement
from muster.ledger.told import key_of
from muster.store import Filed, database
from muster.store.filing import Progress
from muster.vocabulary import Marking, Verdict


def load_sheet(path: Path, mission_name: str | None, author: str, *, dry_run: bool, accept_good_rows: bool,
               marking: Marking = Marking.RESTRICTED, decimal: str = "", dates: str = "", replaces: str | None = None,
               progress: Progress = None) -> Loaded:
    """See `sheet.read_sheet` for decimal, dates and replaces (a file's name, or a sheet's as reports show it)."""
    mission = store.mission_named(mission_name)
    books = store.open_books(mission, with_movements=False)
    earlier = earlier_rows(books)
    read = sheet.read_sheet(
        path, parties=books.parties, accept_good_rows=accept_good_rows, earlier=earlier, marking=marking,
        decimal=decimal, dates=dates, replaces=sheet.sheet_name(Path(replaces)) if replaces else replaces)
    if not read.value.reports or (read.problems and not accept_good_rows):
        return nothing_filed(mission, read.problems)
    filing = with_refused_rows(replace(read.value, mission=None), author)
    now = Filing(rulings=(*read.now, *settled(filing, books, f"{path.name}, ")))
    by_key = {key_of(books, one): one.id for one in books.statements} if read.corrected else {}
    seen = {one.earlier.key: books.standing_rulings[by_key[one.earlier.key]][-1].id for one in read.corrected}

    def file_it() -> list[Filed]:
        with database.writing(mission.slug):
            filed = [store.file(mission, filing, author=author, progress=progress)]
            if now.rulings:
                filed.append(store.file(mission, now, author=author, live=True, expects=seen))
        return filed

    told = "".join(f"\n{line}" for line in (*read.notes, *_told(read, len(now.rulings) - len(read.now), dry_run)))
    told += _left(read.left, path, books)
    whole = replace(filing, rulings=(*filing.rulings, *now.rulings))
    if dry_run:
        return Loaded(mission, would_file(whole, joined(tried(mission.slug, file_it))) + told, read.problems, (whole,))
    return Loaded(mission, filed_text(joined(file_it())) + told, read.problems)


def _told(read: sheet.ReadSheet, settled_rows: int, dry_run: bool) -> list[str]:
    told = []
    out, refused = len(read.corrected), len(read.value.refused)
    if out:
        does = "would be" if dry_run else "is" if out == 1 else "are"
        of_them = "it" if out == 1 else "them"
        told.append(f"{counted(out, 'earlier row')} {does} ruled out and what was booked of {of_them} reversed:")
        told += [f"  {one}" for one in read.corrected[:50]]
        told += [f"  and {out - 50:,} more"] if out > 50 else []
    if refused:
        told.append(f"{counted(refused, 'row')} refused; the inbox keeps them until the sheet is loaded again.")
    if settled_rows:
        does = "would be" if dry_run else "is" if settled_rows == 1 else "are"
        told.append(f"{counted(settled_rows, 'row')} refused before {does} settled.")
    return told


def _left(left: tuple[EarlierRow, ...], path: Path, books: Books) -> str:
    """Rows of an earlier version that this one does not have: if they were corrected in it, they count twice."""
    if not left:
        return ""
    by_key = {key_of(books, one): one for one in books.statements}
    rows = [f"  {reference('S', by_key[row.key].id)}: {row.cells}" for row in left[:5]]
    rows += [f"  and {len(left) - 5:,} more"] if len(left) > 5 else []
    are = "is not in this one and still counts" if len(left) == 1 else "are not in this one and still count"
    return (f"\n{counted(len(left), 'row')} of an earlier {path.name} {are}:\n" + "\n".join(rows)
            + f"\nIf this sheet takes its place: muster load {path} --replace")


def earlier_rows(books: Books) -> list[EarlierRow]:
    """Every row that sheets brought into the ledger, as it stands, in the order of filing."""
    ruled: dict[int, Ruling] = {}
    for ruling in books.rulings:
        if ruling.policy == sheet.POLICY and ruling.verdict in (Verdict.ACCEPT, Verdict.SAME_AS):
            ruled[ruling.statement] = ruling
    return [_earlier_row(books, books.statement_by_id[entry], ruled[entry]) for entry in sorted(ruled)
            if entry in books.statement_by_id and books.statement_by_id[entry].passage is not None]


def _earlier_row(books: Books, statement: Statement, by_sheet: Ruling) -> EarlierRow:
    """by_sheet: the last ruling a sheet gave on it."""
    key, own_id = key_of(books, statement), statement.words.get("id", "")
    standing = books.standing_rulings.get(statement.id, ())
    accepted = [ruling for ruling in standing if ruling.verdict is Verdict.ACCEPT]
    same = [cited for ruling in standing if ruling.verdict is Verdict.SAME_AS for cited in ruling.cites[:1]]
    first = books.statement_by_id.get(same[0]) if same else None
    return EarlierRow(
        key, books.reports[statement.report].name.rpartition("-")[0], own_id,
        (statement.passage or "").removesuffix(f"; id: {own_id}"), lot_of(key, statement.stage, by_sheet.postings),
        same_as=key_of(books, first) if first else "", counts=bool(accepted),
        corrected=bool(standing) and standing[-1].verdict is Verdict.REJECT and standing[-1].policy == sheet.POLICY,
        postings=accepted[-1].postings if accepted and accepted[-1].policy == sheet.POLICY else None)
