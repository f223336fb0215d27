"""The address of a figure as somebody typed it -> the figure, or which part of the address names nothing.

table/row/column, and the number of a part where a cell lists several. Letters match without regard to case.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from muster.briefs.questions import QUESTIONS, WORKED_OUT
from muster.ledger.figures import Figure, Table
from muster.problems import Problem, did_you_mean

WHERE = "muster why"
MOST_LISTED = 24


def canonical_table(address: str) -> str:
    """The address with its table's name in small letters, as all are."""
    name, slash, rest = address.partition("/")
    return name.lower() + slash + rest


def unknown_table(name: str) -> Problem:
    names = (*QUESTIONS, *WORKED_OUT)
    remedy = did_you_mean(name, names) or f"Tables: {', '.join(names)}."
    return Problem(f"{WHERE}, table", name, "the name of a table, as the answers print it,", remedy)


def figure_of(address: str, tables: Sequence[Table]) -> tuple[str, Figure] | Problem:
    """The figure and its address as the tables write it. tables: those worked out, the one asked for among them."""
    name, _, rest = address.partition("/")
    found = [table for table in tables if table.name == name]
    if not found:
        return Problem(f"{WHERE}, table", name, "a table of this answer",
                       "Type the options that its answer printed behind the address.")
    table = found[0]
    figures = {where.casefold(): (where, figure) for where, figure in table.figures()}
    if address.casefold() in figures:
        return figures[address.casefold()]
    keys = {row.key.casefold(): row.key for row in table.rows}
    row = max((key for key in keys if f"{rest.casefold()}/".startswith(f"{key}/")), key=len, default=None)
    if row is None:
        return _unknown_row(rest.rpartition("/")[0] or rest, table)
    column = rest[len(row):].strip("/").lower()
    begins = f"{name}/{keys[row]}/"
    there = [where[len(begins):] for where, _ in figures.values() if where.startswith(begins)]
    if column in table.columns and not any(one.partition("/")[0] == column for one in there):
        return Problem(f"{WHERE}, column", column, f"a figure of {name}/{keys[row]}",
                       f"Its cell holds none. {_listed('Its figures', there)}")
    return Problem(f"{WHERE}, column", column, f"a column with a figure in {name}/{keys[row]}",
                   did_you_mean(column, there) or _listed("Its figures", there))


def _unknown_row(key: str, table: Table) -> Problem:
    keys = [row.key for row in table.rows]
    if not keys:
        return Problem(f"{WHERE}, row", key, f"the key of a row of {table.name}",
                       "It has no rows here: nothing of the kind is recorded, or by another day (--on, --known).")
    remedy = did_you_mean(key, keys) or _listed("Rows", keys)
    if table.name in WORKED_OUT:
        remedy = f"Type behind the address the options its answer printed. {remedy}"
    return Problem(f"{WHERE}, row", key, f"the key of a row of {table.name}", remedy)


def _listed(what: str, names: Iterable[str]) -> str:
    all_names = list(names)
    if not all_names:
        return f"{what}: none."
    more = f" and {len(all_names) - MOST_LISTED:,} more" if len(all_names) > MOST_LISTED else ""
    return f"{what}: {', '.join(all_names[:MOST_LISTED])}{more}."
