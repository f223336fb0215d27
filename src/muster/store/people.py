"""Who is known to a mission: people with an account, and those who have recorded or judged something in its ledger.

An account is only a name until its owner chooses a password on a page; `muster init` makes one for the first
administrator, `muster user` for others.
"""

from __future__ import annotations

from muster.ledger.records import Mission
from muster.store import database
from muster.store.entries import ENTRIES


def plain(name: str) -> str:
    """A name as it is compared: "Amina  Njeri" and "amina-njeri" are one person."""
    return "-".join(name.replace("-", " ").split()).casefold()


def register(name: str) -> None:
    """Make an account without a password, if there is none of that name."""
    from django.contrib.auth.models import User

    account = "-".join(name.split())[:150]
    with database.writing("people"):
        if not User.objects.filter(username__iexact=account).exists():
            user = User(username=account)
            user.set_unusable_password()
            user.save()


def known_to(mission: Mission) -> frozenset[str]:
    """The plain names of everybody known to a mission."""
    names = {name for (name,) in database.rows("SELECT username FROM auth_user WHERE is_active")}
    for table in ENTRIES.values():
        names |= {name for (name,) in database.rows(
            f"SELECT DISTINCT author FROM {table.name} WHERE ledger_id = %s", [mission.id])}
    names |= {judge for (judge,) in database.rows(
        "SELECT DISTINCT judge FROM store_ruling WHERE ledger_id = %s AND policy = ''", [mission.id])}
    return frozenset(map(plain, names))
