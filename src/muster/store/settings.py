"""Where this machine keeps its ledgers, and Django's settings for them.

    MUSTER_DATABASE   a path or sqlite:///path, or postgresql://user:password@host:port/name
    MUSTER_HOME       the folder for everything else (mirror, secret key, backups' register); default: this user's
                      data folder. The default database is muster.db in it.

Asking commands use the connection alone and never load the app registry, so the apps of the web cost them nothing.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


def home_folder() -> Path:
    """The folder that holds what belongs to this installation."""
    told = os.environ.get("MUSTER_HOME")
    if told:
        return Path(told)
    import platformdirs

    return Path(platformdirs.user_data_dir("muster", appauthor=False))


def database_address() -> str:
    return os.environ.get("MUSTER_DATABASE") or str(home_folder() / "muster.db")


def database_settings(address: str) -> dict[str, Any]:
    """Django's entry for a database address."""
    if address.startswith(("postgresql://", "postgres://")):
        parts = urlsplit(address)
        options: dict[str, Any] = {"application_name": "muster", **dict(parse_qsl(parts.query))}
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")) or "muster",
            "USER": unquote(parts.username or ""), "PASSWORD": unquote(parts.password or ""),
            "HOST": options.pop("host", None) or unquote(parts.hostname or ""), "PORT": str(parts.port or ""),
            "OPTIONS": options,
        }
    path = address.removeprefix("sqlite://")
    path = path[1:] if path.startswith("//") else path
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(Path(path).expanduser()),
        "OPTIONS": {"timeout": BUSY_SECONDS, "transaction_mode": "IMMEDIATE", "init_command": SQLITE_PRAGMAS},
    }


BUSY_SECONDS = 20

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL;"
    "PRAGMA synchronous=FULL;"
    "PRAGMA recursive_triggers=ON;"   # else INSERT OR REPLACE deletes without the delete trigger
    "PRAGMA secure_delete=ON;"        # what is sealed leaves no bytes in free pages
    "PRAGMA foreign_keys=ON;"
    "PRAGMA cache_size=-65536;"
)


def _secret_key() -> str:
    """This installation's own secret, made on first use and readable by its owner alone.

    The web's settings call it; here nothing signs, and asking a question writes no file.
    """
    path = home_folder() / "secret.key"
    if not path.exists():
        import secrets

        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(50))
        except FileExistsError:
            pass
    return path.read_text()


DATABASES = {"default": database_settings(database_address())}
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "muster.store",
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
