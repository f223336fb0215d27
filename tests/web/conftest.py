"""The web in tests: the web's settings over whatever this process has loaded, and a small mission to show.

One process runs all tests, and Django's settings are loaded once; so the web's are laid over the store's.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from muster.ledger.drafts import Filing, MissionTerms, NewReport, NewRuling, NewStatement
from muster.ledger.records import LineKey, Mission, Party, Posting
from muster.quantities import Quantity, exactly, on_day
from muster.vocabulary import Aspect, Grade, Kind, Marking, Stage, Verdict


@pytest.fixture(scope="session")
def web_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The web's settings and apps, for the rest of the session."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MUSTER_HOME", str(tmp_path_factory.mktemp("web-home")))
        patch.setenv("MUSTER_PLAIN_HTTP", "1")
        patch.setenv("DJANGO_SETTINGS_MODULE", os.environ.get("DJANGO_SETTINGS_MODULE", "muster.store.settings"))
        import django
        from django.test.utils import override_settings

        from muster.web import settings as web

        django.setup()
        values = {name: getattr(web, name) for name in dir(web) if name.isupper() and name != "DATABASES"}
        values["ALLOWED_HOSTS"] = ["testserver", "localhost"]
        over = override_settings(**values)
    over.enable()  # for good: the process ends with the session


@pytest.fixture(scope="session")
def web_template(web_settings: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite database with the web's tables, made once."""
    from muster import store

    folder = tmp_path_factory.mktemp("web-template")
    with pytest.MonkeyPatch.context() as patch:
        _use(patch, str(folder / "template.db"), folder)
        store.prepare()
        _closed()
    return folder / "template.db"


@pytest.fixture(scope="session")
def haiti_template(web_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with the Haiti mission in it."""
    from muster.actions import loading

    folder = tmp_path_factory.mktemp("haiti-template")
    shutil.copy(web_template, folder / "haiti.db")
    with pytest.MonkeyPatch.context() as patch:
        _use(patch, str(folder / "haiti.db"), folder)
        loading.load("haiti", mission_name=None, author="editors")
        _closed()
    return folder / "haiti.db"


def _use(patch: pytest.MonkeyPatch, address: str, home: Path) -> None:
    from muster import store

    patch.setenv("MUSTER_DATABASE", address)
    patch.setenv("MUSTER_HOME", str(home))
    store.setup()


def _closed() -> None:
    from django.db import connection

    from muster import store

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()


@pytest.fixture
def empty(web_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A fresh database with the web's tables and no mission."""
    yield from _fresh(web_template, tmp_path, monkeypatch)


@pytest.fixture
def haiti(haiti_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A fresh copy of the Haiti mission."""
    yield from _fresh(haiti_template, tmp_path, monkeypatch)


def _fresh(template: Path, folder: Path, patch: pytest.MonkeyPatch) -> Iterator[None]:
    from muster import store

    path = folder / "home" / "muster.db"
    path.parent.mkdir()
    shutil.copy(template, path)
    _use(patch, str(path), path.parent)
    yield
    store.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_on_both(request: pytest.FixtureRequest, web_settings: None) -> None:
    """A fresh database of each kind, with the web's tables."""
    if request.param == "sqlite":
        request.getfixturevalue("empty")
    else:
        from muster import store

        request.getfixturevalue("postgresql_database")
        store.prepare()


@pytest.fixture
def visitor(web_settings: None) -> Any:
    """A browser without an account."""
    from django.test import Client

    return Client()


SignIn = Callable[..., Any]


@pytest.fixture
def signed_in(web_settings: None) -> SignIn:
    """signed_in("amina", "recorder") is a browser in which she is signed in."""
    from django.contrib.auth.models import User
    from django.test import Client

    from muster.web.pages.accounts import make_person

    def sign_in(name: str, *roles: str, party: str = "", checks: bool = False) -> Client:
        make_person(name, roles, party=party)
        client = Client(enforce_csrf_checks=checks)
        client.force_login(User.objects.get(username=name), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


# --- a mission made for a test ----------------------------------------------------------------------------


@dataclass
class Builder:
    """Files small things into one mission, each with its report, statement and ruling."""

    slug: str = "freedonia"
    count: int = 0
    parties: dict[str, Party] = field(default_factory=lambda: {
        "FRE": Party("FRE", "Freedonia", "state", ("Fredonia",), "lead nation"),
        "SYL": Party("SYL", "Sylvania", "state", (), "contributor")})

    @property
    def mission(self) -> Mission:
        from muster import store

        return store.mission_named(self.slug)

    def begin(self) -> Builder:
        from muster import store

        store.create_ledger(MissionTerms(self.slug, "Mission in Freedonia", "Africa/Nairobi"))
        store.file(self.mission, Filing(parties=tuple(self.parties.values())), author="amina")
        store.make_current(self.slug)
        return self

    def said(self, passage: str, aspect: Aspect = Aspect.FLOW, *, contributor: str = "FRE", quantity: int | None = 200,
             stage: Stage = Stage.PRESENT, day: date = date(2025, 3, 1), marking: Marking = Marking.PUBLIC,
             resource: str = "personnel", unit: str = "persons", kind: Kind | None = Kind.PERSONNEL, lot: str = "",
             book: bool = True, title: str = "", body: str = "", detail: dict[str, Any] | None = None,
             publisher: str = "Gazette", speaker: str = "FRE", grade: Grade = Grade.PARTY) -> str:
        """One statement in a report of its own; with book, a movement from outside. Returns the report's name."""
        from muster import store

        self.count += 1
        name = f"report-{self.count}"
        amount: Quantity | None = None if quantity is None else exactly(quantity)
        report = NewReport(name, title or f"Report {self.count}", publisher, day, "en", (body or passage).encode(),
                           marking)
        statement = NewStatement(name, "paragraph 1", passage, aspect, grade, speaker, kind, contributor,
                                 resource, unit, amount, stage if aspect in (Aspect.FLOW, Aspect.STOCK) else None,
                                 when=on_day(day), detail=detail or {})
        rulings: tuple[NewRuling, ...] = ()
        if book and aspect is Aspect.FLOW and amount is not None:
            posting = Posting(LineKey(contributor, kind or Kind.PERSONNEL, resource, unit), lot or f"lot-{self.count}",
                              "", Stage.OUTSIDE, stage, amount, on_day(day))
            rulings = (NewRuling(statement.key, Verdict.ACCEPT, "amina", postings=(posting,)),)
        store.file(self.mission, Filing(reports=(report,), statements=(statement,), rulings=rulings), author="amina")
        return name


@pytest.fixture
def freedonia(empty: None) -> Builder:
    """A mission with nothing in it but two parties."""
    return Builder().begin()
