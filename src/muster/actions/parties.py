"""Making a party known to a mission, so that sheets, `record` and conditions may name it.

Every state is known without this, and packages and reports bring their own parties. What is missing otherwise is the
fund, firm or unit that only an officer's own sheet names; guessing it from a misspelt cell would make two of one.
"""

from __future__ import annotations

import re

from muster import store
from muster.actions.told import filed_text
from muster.errors import Refused
from muster.exchange.states import Named, plain
from muster.ledger.drafts import Filing
from muster.ledger.records import EVERYONE, Mission, Party
from muster.problems import Problem

KINDS = ("organisation", "unit", "person", "state")


def add(mission: Mission, name: str, *, author: str, kind: str = "organisation", key: str = "",
        aliases: tuple[str, ...] = (), host_side: bool = False) -> str:
    """File a party under a name nobody bears yet. key: its id; made from the name where none is given.

    Raises Refused where a name or the id is taken: whoever bears it is told.
    """
    books = store.open_books(mission, with_movements=False)
    named = Named(books.parties.values())
    key, name = (key or _key(name)).strip(), " ".join(name.split())
    problems = []
    if not plain(name):
        problems.append(Problem("muster party", name, "the party's name", "Write it as its papers do."))
    if key in books.parties or key == EVERYONE or not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}", key):
        problems.append(Problem("--id", key, "an id of its own: letters, figures and hyphens, at most 40",
                                "Give another with --id."))
    for one in (name, *aliases):
        problems += [Problem("muster party", one, "a name nobody bears yet",
                             f"{bearer.name} ({bearer.id}) bears it: write that, or add the party under another name.")
                     for bearer in named.find(one)]
    if problems:
        raise Refused(*problems)
    made = Party(key, name, kind, aliases, host_side=host_side)
    filed = store.file(mission, Filing(parties=(made,)), author=author, live=True)
    return f"{filed_text(filed)} {name} is {key}: sheets and `muster record` may name it."


def _key(name: str) -> str:
    """An id from a name: "Trust Fund for Port Security" -> TRUST-FUND-FOR-PORT-SECURITY, cut at a word."""
    key = ""
    for word in plain(name).upper().split():
        longer = f"{key}-{word}" if key else word[:40]
        if len(longer) > 40:
            break
        key = longer
    return re.sub(r"[^A-Z0-9-]", "", key)
