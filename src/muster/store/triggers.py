"""The database itself refuses to change or drop an entry: triggers on every entry table, and proof that they bite.

A text may lose its body only while a seal names it. `recursive_triggers` makes INSERT OR REPLACE meet the delete
trigger on our own connections; a second trigger refuses a replacing insert on anybody else's. PostgreSQL also refuses
TRUNCATE. Django remakes tables when it migrates and drops their triggers with them, so they are put back after every
migration, checked when a ledger is opened for writing, and tried by `muster verify`.

Weakness: who may change the schema may drop a trigger; then the chain still tells.
"""

from __future__ import annotations

from muster.store.entries import ENTRIES

GUARDED = (*(table.name for table in ENTRIES.values()), "store_sealed")
"""Tables whose rows are only ever added."""

_NEVER = "The ledger only ever adds: an entry is never changed or removed. Reverse it and enter it anew."
_NEVER_TEXT = "A text is never changed or removed. Seal its entry, then its body may be emptied."
_NO_LEDGER = "A ledger that has entries is never removed."

_TEXT_MAY_EMPTY = """
    NEW.body IS NULL AND (NEW.salt IS NULL OR NEW.salt = OLD.salt) AND NEW.id = OLD.id
    AND NEW.ledger_id = OLD.ledger_id AND NEW.digest = OLD.digest
    AND EXISTS (SELECT 1 FROM store_sealed WHERE text_id = OLD.id)
"""


def _sqlite_triggers() -> dict[str, str]:
    def refuse(name: str, event: str, table: str, sentence: str, when: str = "") -> tuple[str, str]:
        condition = f"WHEN {when} " if when else ""
        return name, (
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} {condition}"
            f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
        )

    made = []
    for table in GUARDED:
        made.append(refuse(f"{table}_no_update", "UPDATE", table, _NEVER))
        made.append(refuse(f"{table}_no_delete", "DELETE", table, _NEVER))
        made.append(refuse(f"{table}_no_replace", "INSERT", table, _NEVER,
                           f"EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)"))
    made.append(refuse("store_text_no_update", "UPDATE", "store_text", _NEVER_TEXT, f"NOT ({_TEXT_MAY_EMPTY})"))
    made.append(refuse("store_text_no_delete", "DELETE", "store_text", _NEVER_TEXT))
    made.append(refuse("store_text_no_replace", "INSERT", "store_text", _NEVER_TEXT,
                       "EXISTS (SELECT 1 FROM store_text WHERE id = NEW.id)"))
    made.append(refuse("store_ledger_no_delete", "DELETE", "store_ledger", _NO_LEDGER, "OLD.head_sequence > 0"))
    return dict(made)


def _postgresql_triggers() -> dict[str, str]:
    made = {}
    for table in (*GUARDED, "store_text", "store_ledger"):
        sentence = {"store_text": _NEVER_TEXT, "store_ledger": _NO_LEDGER}.get(table, _NEVER)
        if table == "store_text":
            when = "WHEN (NOT (NEW.body IS NULL AND (NEW.salt IS NULL OR NEW.salt = OLD.salt) AND NEW.id = OLD.id " \
                   "AND NEW.ledger_id = OLD.ledger_id AND NEW.digest = OLD.digest))"
            # A trigger's condition may not hold a subquery, so the seal is looked up by a function of its own.
            made["store_text_no_unsealed"] = (
                "CREATE TRIGGER store_text_no_unsealed BEFORE UPDATE ON store_text "
                f"FOR EACH ROW EXECUTE FUNCTION store_refuse_unsealed('{sentence}')")
        else:
            when = ""
        if table != "store_ledger":
            made[f"{table}_no_update"] = (
                f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
                f"FOR EACH ROW {when} EXECUTE FUNCTION store_refuse('{sentence}')")
        when = "WHEN (OLD.head_sequence > 0)" if table == "store_ledger" else ""
        made[f"{table}_no_delete"] = (
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
            f"FOR EACH ROW {when} EXECUTE FUNCTION store_refuse('{sentence}')")
        made[f"{table}_no_truncate"] = (
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION store_refuse('{sentence}')")
    return made


_POSTGRESQL_FUNCTIONS = (
    """CREATE OR REPLACE FUNCTION store_refuse() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION '%', TG_ARGV[0]; END $$""",
    """CREATE OR REPLACE FUNCTION store_refuse_unsealed() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN
         IF NOT EXISTS (SELECT 1 FROM store_sealed WHERE text_id = OLD.id) THEN
           RAISE EXCEPTION '%', TG_ARGV[0];
         END IF;
         RETURN NEW;
       END $$""",
)


def wanted_triggers(vendor: str) -> dict[str, str]:
    """name -> the statement that makes it, for "sqlite" or "postgresql"."""
    return _sqlite_triggers() if vendor == "sqlite" else _postgresql_triggers()


def install_triggers(using: str = "default") -> None:
    """Drop and remake every trigger, so that one that was weakened is whole again."""
    from django.db import connections

    connection = connections[using]
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        if not {"store_ledger", "store_sealed"} <= present:
            return  # migrated backwards, or not yet that far
        if connection.vendor == "postgresql":
            for function in _POSTGRESQL_FUNCTIONS:
                cursor.execute(function)
        for name, statement in wanted_triggers(connection.vendor).items():
            on = f" ON {statement.split(' ON ')[1].split()[0]}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")
            cursor.execute(statement)


def faulty_triggers(using: str = "default") -> list[str]:
    """Names of triggers that are missing, changed or switched off."""
    from django.db import connections

    connection = connections[using]
    wanted = wanted_triggers(connection.vendor)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            found = dict(cursor.fetchall())
            return [name for name, statement in wanted.items() if found.get(name) != statement]
        cursor.execute(
            "SELECT t.tgname, t.tgenabled, p.proname, t.tgtype, c.relname FROM pg_trigger t"
            " JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid"
            " WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace")
        standing = {
            name for name, enabled, function, _, _ in cursor.fetchall()
            if enabled in ("O", "A", b"O", b"A") and function in ("store_refuse", "store_refuse_unsealed")
        }
    return [name for name in wanted if name not in standing]
