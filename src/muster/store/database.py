"""The connection: set up late and cheaply, one writer at a time on a ledger, and a still picture for readers.

    setup          which database; reads no table and loads no app, so that a question costs no start-up time
    prepare        makes or migrates the tables (this loads Django's apps)
    writing        a transaction that holds a ledger's head; all of it or nothing
    reading        every query inside sees the same moment
"""

from __future__ import annotations

import os
import time
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

from muster.errors import LawBroken, NotHere, Refused
from muster.problems import Problem
from muster.store import settings as store_settings

ADVISORY_LOCK_SPACE = 0x6D757374  # "must": the first key of our PostgreSQL advisory locks


def setup(database: str | None = None, *, home: str | Path | None = None) -> None:
    """Choose the database for this process. Without arguments: the environment's. May be called again."""
    if home is not None:
        os.environ["MUSTER_HOME"] = str(home)
    if database is not None:
        os.environ["MUSTER_DATABASE"] = database
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "muster.store.settings")
    # Our queries need a connection and no models, so they may run before (or without) Django's apps.
    warnings.filterwarnings("ignore", message="Accessing the database during app initialization")
    from django.db import connections

    wanted = store_settings.database_settings(store_settings.database_address())
    now = connections.settings.get("default", {})
    if any(now.get(key) != value for key, value in wanted.items() if key != "OPTIONS"):
        close()
        if hasattr(connections._connections, "default"):  # type: ignore[attr-defined]
            del connections["default"]
        connections.settings["default"] = connections.configure_settings({"default": wanted})["default"]


def close() -> None:
    """Give the connection back, so that files can be moved and servers stopped."""
    if "DJANGO_SETTINGS_MODULE" in os.environ:
        from django.db import connections

        connections.close_all()


def connection() -> Any:
    """Django's connection to the chosen database."""
    global _connections
    if _connections is None:
        setup()
        from django.db import connections

        _connections = connections
    return _connections["default"]


_connections: Any = None


def database_label() -> str:
    """The database as it may be printed: without a password."""
    wanted = connection().settings_dict
    if connection().vendor == "sqlite":
        return str(wanted["NAME"])
    return f"{wanted['NAME']} on {wanted['HOST'] or 'localhost'}"


def prepare() -> None:
    """Make the tables, or bring them up to date, with their triggers."""
    connection()
    import django
    from django.apps import apps
    from django.core.management import call_command

    if not apps.ready:
        django.setup()
    with _preparing():
        call_command("migrate", verbosity=0, interactive=False)


@contextmanager
def _preparing() -> Iterator[None]:
    """Only one process makes tables at a time. A new database file is its owner's alone."""
    if connection().vendor == "postgresql":
        with answering():
            rows("SELECT pg_advisory_lock(%s, 0)", [ADVISORY_LOCK_SPACE])
            try:
                yield
            finally:
                rows("SELECT pg_advisory_unlock(%s, 0)", [ADVISORY_LOCK_SPACE])
        return
    import fcntl

    path = Path(connection().settings_dict["NAME"])
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = open(path.with_name(f".{path.name}.lock"), "w")  # noqa: SIM115 - held until the tables are there
        path.touch(mode=0o600)
    except OSError as failure:
        raise Refused(Problem(str(path), str(failure), "a place where a database can be kept",
                              "Set MUSTER_DATABASE or MUSTER_HOME to a folder of yours.")) from failure
    with lock, answering():
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def is_prepared() -> bool:
    """Are our tables there? Makes no file where none is."""
    conn = connection()
    if conn.connection is not None and getattr(conn, "muster_is_prepared", None) is conn.connection:
        return True
    if conn.vendor == "sqlite" and not Path(conn.settings_dict["NAME"]).exists():
        return False
    with answering():
        if conn.vendor == "sqlite":
            found = rows("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'store_sealed'")
        else:
            found = rows("SELECT 1 FROM pg_class WHERE oid = to_regclass('store_sealed')")
    if found:
        conn.muster_is_prepared = conn.connection  # asked once for each connection
    return bool(found)


def demand_guarded() -> None:
    """Raise LawBroken unless every trigger stands. Asked once for each connection, before it first writes."""
    from muster.store.triggers import faulty_triggers

    conn = connection()
    if getattr(conn, "muster_is_guarded", None) is conn.connection:
        return
    if faulty := faulty_triggers():
        raise LawBroken(f"The database does not guard its entries: {', '.join(faulty)}. Nothing is written to it. Run"
                        " `muster init` to put the triggers back, then `muster verify`.")
    conn.muster_is_guarded = conn.connection


def demand_prepared() -> None:
    if not is_prepared():
        raise NotHere(Problem(
            database_label(), "", "a database with a mission in it",
            "Run `muster init` to begin one, or set MUSTER_DATABASE to the one you mean.",
        ))


# --- queries ----------------------------------------------------------------------------------------------

CHUNK = 500
"""How many keys one query asks for."""


def rows(query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """The rows a query answers with; none for one that only does something. Places for values are written %s.

    It runs on the driver's own cursor: Django's costs as much again as a small query itself.
    """
    conn = connection()
    if conn.connection is None:
        conn.ensure_connection()
    with conn.wrap_database_errors:
        cursor = conn.connection.cursor()
        cursor.execute(_in_dialect(conn, query), values or None if conn.vendor == "postgresql" else values)
        return list(cursor.fetchall()) if cursor.description else []


def _in_dialect(conn: Any, query: str) -> str:
    return query.replace("%s", "?") if conn.vendor == "sqlite" else query


def rows_in(query: str, keys: Iterable[Any], before: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
    """Rows of a query with `{keys}` where a list of placeholders belongs, asked for in chunks."""
    listed = list(dict.fromkeys(keys))
    for start in range(0, len(listed), CHUNK):
        chunk = listed[start:start + CHUNK]
        yield from rows(query.replace("{keys}", ",".join(["%s"] * len(chunk))), [*before, *chunk])


def insert(table: str, columns: Sequence[str], values: Sequence[Sequence[Any]]) -> None:
    """Rows into a table, by the fastest way the database has."""
    if not values:
        return
    conn = connection()
    quoted = ",".join(f'"{column}"' for column in columns)
    if conn.vendor == "postgresql" and len(values) >= COPY_FROM:
        types = column_types(table, columns)
        with conn.wrap_database_errors, conn.connection.cursor().copy(
                f"COPY {table} ({quoted}) FROM STDIN (FORMAT binary)") as copy:
            copy.set_types(types)
            for row in values:
                copy.write_row(row)
        return
    statement = _in_dialect(conn, f"INSERT INTO {table} ({quoted}) VALUES ({','.join(['%s'] * len(columns))})")
    with conn.wrap_database_errors:
        if len(values) == 1:
            conn.connection.cursor().execute(statement, values[0])
        else:
            conn.connection.cursor().executemany(statement, values)


COPY_FROM = 50
"""From this many rows on, PostgreSQL takes them by COPY."""

_column_types: dict[tuple[str, ...], list[str]] = {}


def column_types(table: str, columns: Sequence[str]) -> list[str]:
    """The PostgreSQL types of a table's columns, which binary COPY has to be told."""
    key = (str(connection().settings_dict["NAME"]), table, *columns)
    if key not in _column_types:
        found = dict(rows("SELECT attname, format_type(atttypid, NULL) FROM pg_attribute"
                          " WHERE attrelid = to_regclass(%s) AND attnum > 0", [table]))
        _column_types[key] = [found[column] for column in columns]
    return _column_types[key]


# --- transactions -----------------------------------------------------------------------------------------


@contextmanager
def writing(lock: str) -> Iterator[None]:
    """A transaction no other writer of the same ledger is inside. Anything raised undoes all of it."""
    from django.db import DatabaseError, InterfaceError, transaction

    try:
        with transaction.atomic():
            if connection().vendor == "postgresql":
                number = int.from_bytes(sha256(lock.encode()).digest()[:4], signed=True)
                rows("SELECT pg_advisory_xact_lock(%s, %s)", [ADVISORY_LOCK_SPACE, number])
            yield
    except (DatabaseError, InterfaceError) as failure:
        _drop_if_broken()
        raise Refused(_nothing_kept(failure)) from failure


def _nothing_kept(failure: Exception) -> Problem:
    said = " ".join(str(failure).split())
    remedy = "Nothing of this was kept. Mend the database, then do it again."
    if "locked" in said:
        remedy = "Somebody else is writing and did not finish in time. Nothing of this was kept; do it again."
    elif "full" in said or "No space" in said:
        remedy = "Nothing of this was kept. Free some space on the disk, then do it again."
    elif "connection" in said or "closed" in said or "server" in said:
        remedy = "Nothing of this was kept. Check that the database server runs, then do it again."
    elif "only ever adds" in said or "never" in said:
        remedy = "Nothing of this was kept."
    return Problem(database_label(), said, "a database that takes what is written", remedy)


@contextmanager
def reading() -> Iterator[None]:
    """Every query inside sees the database as it was at the first one."""
    conn = connection()
    with answering():
        conn.ensure_connection()
    if conn.in_atomic_block or (conn.vendor == "sqlite" and conn.connection.in_transaction):
        yield
        return
    if conn.vendor == "postgresql":
        from django.db import transaction

        with answering(), transaction.atomic():
            rows("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
        return
    with answering():
        rows("BEGIN")
        try:
            yield
        finally:
            rows("ROLLBACK")


@contextmanager
def answering() -> Iterator[None]:
    """A database that does not answer is a problem somebody can do something about."""
    from django.db import DatabaseError, InterfaceError

    try:
        yield
    except (DatabaseError, InterfaceError) as failure:
        _drop_if_broken()
        said = " ".join(str(failure).split())
        raise Refused(Problem(database_label(), said, "a Muster database that answers",
                              "Check that it is there, whole and running, and that MUSTER_DATABASE names it."),
                      ) from failure


def _drop_if_broken() -> None:
    """Let the next action of a long-lived process connect anew, if the server went away."""
    conn = connection()
    if conn.connection is not None and not conn.in_atomic_block:
        conn.close_if_unusable_or_obsolete()


def now_microseconds() -> int:
    return time.time_ns() // 1000
