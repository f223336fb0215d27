"""The tables are what the code that writes them takes them for, and only ever made by one process."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any

import pytest

from muster import store
from muster.errors import Refused
from muster.store import database as db
from muster.store.entries import ENTRIES, canonical_json, content_bytes, content_id


def test_every_model_has_the_columns_and_the_content_its_rows_are_written_with(sqlite_database: str) -> None:
    store.prepare()
    from muster.store import models

    for kind, table in ENTRIES.items():
        model: Any = getattr(models, kind.capitalize())
        assert model._meta.db_table == table.name
        assert {field.column for field in model._meta.local_fields} == set(table.columns)
        assert table.content == model.CONTENT
        model.objects.values_list(*model.CONTENT).first()  # each is a path the ORM understands


def test_migrations_make_what_the_models_say(sqlite_database: str) -> None:
    store.prepare()
    from django.core.management import call_command

    call_command("makemigrations", "store", check=True, dry_run=True, verbosity=0)


def test_a_content_id_is_the_same_however_it_was_put_together() -> None:
    one = content_id("line", {"resource": "personnel", "variant": 0, "channel": ""})
    assert one == content_id("line", {"variant": 0, "resource": "personnel", "earmark": None})
    assert one != content_id("lot", {"resource": "personnel", "variant": 0})
    assert content_bytes("line", {"é": "ü"}) == '{"entry":"line","é":"ü"}'.encode()
    assert canonical_json({"b": [1.5, None, True], "a": {}}) == '{"a":{},"b":[1.5,null,true]}'


def test_several_processes_may_make_the_tables_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                                       make: Any) -> None:
    monkeypatch.setenv("MUSTER_DATABASE", str(tmp_path / "new" / "muster.db"))
    store.setup()
    store.close()
    children = []
    for number in range(3):
        child = os.fork()
        if not child:
            try:
                store.create_ledger(make.terms(f"mission{number}"))
                os._exit(0)
            except BaseException:
                os._exit(1)
        children.append(child)
    assert [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children] == [0, 0, 0]
    assert sorted(mission.slug for mission in store.ledgers()) == ["mission0", "mission1", "mission2"]
    assert stat.S_IMODE(os.stat(tmp_path / "new" / "muster.db").st_mode) == 0o600
    store.close()


def test_a_place_where_no_database_can_be_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                                       make: Any) -> None:
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("MUSTER_DATABASE", str(tmp_path / "file" / "muster.db"))
    store.setup()
    with pytest.raises(Refused, match="a place where a database can be kept"):
        store.create_ledger(make.terms())
    store.close()


@pytest.mark.parametrize(("address", "engine", "name"), [
    ("/data/x.db", "sqlite3", "/data/x.db"), ("sqlite:///data/x.db", "sqlite3", "/data/x.db"),
    ("sqlite:////data/x.db", "sqlite3", "/data/x.db"),
    ("postgresql://ann:p%40ss@db.example:5433/muster", "postgresql", "muster"),
])
def test_a_database_address_is_read_as_it_is_written(address: str, engine: str, name: str) -> None:
    from muster.store.settings import database_settings

    read = database_settings(address)
    assert (read["ENGINE"].rsplit(".", 1)[1], read["NAME"]) == (engine, name)
    if engine == "postgresql":
        assert (read["USER"], read["PASSWORD"], read["HOST"], read["PORT"]) == ("ann", "p@ss", "db.example", "5433")


def test_a_password_is_never_said(postgresql_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUSTER_DATABASE", "postgresql://ann:secret@127.0.0.1:1/none")
    store.setup()
    with pytest.raises(Refused) as refused:
        store.mission_named()
    assert "secret" not in str(refused.value)
    assert "none on 127.0.0.1" in db.database_label()
