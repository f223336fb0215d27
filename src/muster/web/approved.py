"""What waits for a second person, and what is done when they agree: rulings, their undoing, regradings, mergers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from muster.actions import merging, regrading, ruling
from muster.errors import Refused, Stale
from muster.ledger.records import Mission
from muster.problems import Problem
from muster.vocabulary import Grade, Marking, Verdict
from muster.web.frame import Asked
from muster.web.models import Waiting


def let_wait(asked: Asked, about: str, arguments: Mapping[str, Any], told: str) -> None:
    """Keep it until somebody else decides. about: the statement, or what else it is on. Raises Stale when one waits."""
    try:
        with transaction.atomic():
            Waiting.objects.create(mission=asked.mission.slug, statement=about, asked=dict(arguments), told=told,
                                   author=asked.viewer.name)
    except IntegrityError:
        raise Stale(Problem(about, "", _("a statement for which nothing waits yet"),
                            _("Somebody proposed a ruling on it already; it waits for approval."))) from None


def carry_out(mission: Mission, waiting: Waiting) -> str:
    """Do what was approved, in both names. Raises what the action raises.

    The names stand together as its author, never in its reason: the public reads reasons and is told no author.
    """
    arguments = dict(waiting.asked)
    do = _DONE.get(str(arguments.get("verdict")), _ruled)
    return do(mission, waiting, arguments, f"{waiting.author}, approved by {waiting.decided_by}")


def _ruled(mission: Mission, waiting: Waiting, arguments: dict[str, Any], author: str) -> str:
    return ruling.rule(mission, waiting.statement, verdict_of(arguments), author=author, seen=arguments.get("seen"),
                       **given(arguments)).summary


def _undone(mission: Mission, waiting: Waiting, arguments: dict[str, Any], author: str) -> str:
    return ruling.undo(mission, arguments["ruling"], author=author, reason=arguments.get("reason", "")).summary


def _regraded(mission: Mission, waiting: Waiting, arguments: dict[str, Any], author: str) -> str:
    marking, grade = arguments.get("marking"), arguments.get("grade")
    return regrading.regrade(
        mission, waiting.statement, author=author, reason=arguments.get("reason", ""),
        marking=Marking[marking.upper()] if marking else None, grade=Grade(grade) if grade is not None else None,
    ).summary


def _merged(mission: Mission, waiting: Waiting, arguments: dict[str, Any], author: str) -> str:
    return merging.merge(mission, arguments["kept"], arguments["other"], author=author,
                         reason=arguments.get("reason", ""))


_DONE: Mapping[str, Callable[[Mission, Waiting, dict[str, Any], str], str]] = {
    Verdict.UNDO.value: _undone, "regrade": _regraded, "merge": _merged}


def verdict_of(arguments: Mapping[str, Any]) -> Verdict:
    """The verdict of a form; undoing has a form of its own. Raises Refused."""
    try:
        verdict = Verdict(arguments["verdict"])
    except ValueError:
        verdict = Verdict.UNDO
    if verdict is Verdict.UNDO:
        raise Refused(Problem(_("verdict"), str(arguments["verdict"]), _("one of the verdicts"), _("Choose one.")))
    return verdict


def given(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """What the form says, as `actions.ruling.rule` takes it: only what its verdict uses."""
    verdict = arguments["verdict"]
    return {
        "reason": arguments["reason"], "same_as": arguments["same_as"] if verdict == Verdict.SAME_AS.value else None,
        "over": tuple(arguments["over"]) if verdict == Verdict.PREFER.value else (),
        "quantity": arguments["quantity"], "lot": arguments["lot"], "role": arguments["role"],
    }
