"""The Haiti mission opened once for each kind of database; each test works on a copy of its own."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.conftest import DATABASES, _named, _run, _use


@pytest.fixture(scope="session")
def haiti_file(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    from muster import store

    folder = tmp_path_factory.mktemp("haiti")
    path = folder / "muster.db"
    shutil.copy(sqlite_template, path)
    with pytest.MonkeyPatch.context() as patch:
        _use(patch, str(path), folder)
        _load()
        store.close()
    return path


@pytest.fixture(scope="session")
def haiti_template(postgresql_server: str, postgresql_template: str,
                   tmp_path_factory: pytest.TempPathFactory) -> str:
    from muster import store

    name = "muster_haiti"
    _run(postgresql_server, f"CREATE DATABASE {name} TEMPLATE {postgresql_template}")
    with pytest.MonkeyPatch.context() as patch:
        _use(patch, _named(postgresql_server, name), tmp_path_factory.mktemp("haiti-postgresql"))
        _load()
        store.close()
    return name


def _load() -> None:
    from muster.actions import loading

    loaded = loading.load("haiti", mission_name=None, author="tests")
    assert not loaded.problems


@pytest.fixture
def haiti_on_sqlite(haiti_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    from muster import store

    home = tmp_path / "home"
    home.mkdir()
    shutil.copy(haiti_file, home / "muster.db")
    _use(monkeypatch, str(home / "muster.db"), home)
    yield
    store.close()


@pytest.fixture
def haiti_on_postgresql(postgresql_server: str, haiti_template: str, tmp_path: Path,
                        monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    from muster import store

    name = f"muster_{uuid.uuid4().hex[:12]}"
    _run(postgresql_server, f"CREATE DATABASE {name} TEMPLATE {haiti_template}")
    (tmp_path / "home").mkdir()
    _use(monkeypatch, _named(postgresql_server, name), tmp_path / "home")
    yield
    store.close()
    _run(postgresql_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=DATABASES)
def haiti(request: pytest.FixtureRequest) -> None:
    """The Haiti mission in a fresh database of each kind."""
    request.getfixturevalue(f"haiti_on_{request.param}")


Run = Callable[..., str]


@pytest.fixture
def muster(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command line in an empty folder and returns what it printed; fails on another exit code."""
    from muster.cli.main import main

    monkeypatch.chdir(tmp_path)

    def run(*words: str, code: int = 0) -> str:
        capsys.readouterr()
        got = main(words)
        printed = capsys.readouterr()
        assert got == code, f"muster {' '.join(words)} ended with {got}:\n{printed.out}{printed.err}"
        return printed.out + printed.err
    return run
