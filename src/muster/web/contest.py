"""A contributor's word on its own line: a signed entry in the ledger that confirms it, or contests it.

A confirmation or contest is a statement like any other: its speaker is the party itself, its passage what the desk
officer wrote, and it waits for a ruling. With a number it is a count of that line's stage, so the program holds it
against the ledger by itself and shows the contradiction; without one it is kept as a claim on the line.
"""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256

from django.utils.translation import gettext as _

from muster import store
from muster.errors import Refused
from muster.ledger.drafts import Filing, NewReport, NewStatement
from muster.ledger.lines import line_keys
from muster.ledger.records import Books, Line, Mission
from muster.problems import Problem
from muster.quantities import Quantity, When, on_day, parse_quantity, parse_when
from muster.vocabulary import ORDERED_STAGES, Aspect, Grade, Marking, Stage, stage_named

STAGES = tuple(stage.word for stage in (*ORDERED_STAGES, Stage.HELD))
WORDS = ("confirm", "contest")


def file(mission: Mission, books: Books, line: Line, *, party: str, author: str, word: str, text: str, stage: str,
         quantity: str, day: str, is_public: bool = False) -> str:
    """File the entry. Raises Refused with every fault at once."""
    problems: list[Problem] = []
    said = " ".join(text.split())
    if word not in WORDS:
        problems.append(Problem(_("your word"), word, _("confirm or contest"), _("Choose one.")))
    if not said:
        problems.append(Problem(_("in your words"), "", _("what is right, or what is wrong"), _("Write it down.")))
    amount = parse_quantity(quantity, unit=line.key.unit, where=_("number")) if quantity.strip() else None
    if isinstance(amount, Problem):
        problems.append(amount)
    when = parse_when(day, where=_("day")) if day.strip() else on_day(datetime.now(mission.zone).date())
    if isinstance(when, Problem):
        problems.append(when)
    at = stage_named(stage) if stage else None
    if amount is not None and at is None:
        problems.append(Problem(_("stage"), stage, _("the stage at which so many stand"), _("Choose one.")))
    if problems:
        raise Refused(*problems)
    assert isinstance(when, When)
    assert amount is None or isinstance(amount, Quantity)
    now = datetime.now(UTC)
    key = line_keys(books)[line.id]
    name = f"{word}-{key}-{sha256(f'{author}{now.isoformat()}{said}'.encode()).hexdigest()[:8]}"
    title = f"{party} {'confirms' if word == 'confirm' else 'contests'} {key}"
    marking = Marking.PUBLIC if is_public else Marking.CONTRIBUTORS
    report = NewReport(name, title, party, None, "en", said.encode(), marking)
    statement = NewStatement(
        name, "paragraph 1", said, Aspect.STOCK if amount is not None else Aspect.CLAIM, Grade.PARTY, party,
        line.key.kind, party, line.key.resource, line.key.unit, amount, at if amount is not None else None, when=when,
        marking=marking, words={"quantity": quantity} if quantity.strip() else {},
        detail={"contests" if word == "contest" else "confirms": key,
                **({} if amount is not None else {"interested": "its own line"})})
    store.file(mission, Filing(reports=(report,), statements=(statement,)), author=author, live=True)
    return _("Your word is in the ledger as %(title)s. It waits for a ruling.") % {"title": title}
