"""Forecasts for the pages: what was asked, worked out once for each head of the ledger, and bands for the pictures.

A forecast takes a second or two. The Forecast page works it out when somebody asks and keeps it; the Overview never
waits for one: it draws the bands when the worker has them, and until then says that they are being worked out. Only
those inside see any of it, because the public edition holds no future movement.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from muster.actions import forecasting
from muster.briefs.charts import Fan
from muster.briefs.contests import with_contests
from muster.briefs.forecast_scores import filed_scores
from muster.briefs.forecast_starts import Worked
from muster.briefs.forecasts import helps, tables
from muster.errors import Refused
from muster.forecast.mission import MissionForecast
from muster.ledger.figures import Figure, Table
from muster.ledger.records import Books
from muster.problems import Problem
from muster.quantities import When, parse_when
from muster.web import answers, jobs
from muster.web.answers import Kept
from muster.web.frame import Asked
from muster.web.models import Job, State
from muster.web.pages.page import known_day

KEPT_FOR = timedelta(days=2)
"""Bands of an older head or day that nobody looked at since are made again when somebody does."""

WORKED = Kept(30)
SCORED = Kept(10)

SLIDERS: Mapping[str, tuple[int, int, str]] = {
    "money": (100, 5, "USD m"), "vehicles": (100, 5, ""), "seats": (400, 25, ""), "earlier": (26, 1, ""),
}
"""What can be changed: the most, the step, the unit."""


@dataclass(frozen=True, slots=True)
class ForecastAsked:
    """The day a forecast is made from, until when, for which strength; and what is changed. kept: a promise's name."""

    as_of: date
    until: date | None = None
    strength: int | None = None
    changed: tuple[tuple[str, int], ...] = ()
    kept: str = ""

    @property
    def changes(self) -> list[str]:
        """The changes as `what-if` reads them."""
        words = {"money": "money +{}000000", "vehicles": "vehicles +{}", "seats": "seats +{}",
                 "earlier": "training {} weeks earlier"}
        told = [words[name].format(amount) for name, amount in self.changed if amount]
        return [*told, *([f"{self.kept} on time"] if self.kept else [])]

    @property
    def typed(self) -> dict[str, str]:
        """The same as words of an address."""
        words = {"until": self.until.isoformat() if self.until else "", "kept": self.kept,
                 "strength": "" if self.strength is None else str(self.strength),
                 **{name: str(amount) for name, amount in self.changed if amount}}
        return {name: word for name, word in words.items() if word}


def as_of(asked: Asked) -> date:
    """The day the forecast is made from: the one asked about, never later than what was known."""
    return min(asked.on, known_day(asked) or datetime.now(asked.mission.zone).date())


def asked_in(request: HttpRequest, asked: Asked) -> ForecastAsked:
    """What was asked in an address. Raises Refused with every fault."""
    problems: list[Problem] = []
    day = as_of(asked)
    until = _day(request.GET.get("until", "").strip(), problems)
    if until is None and asked.on > day:
        until = asked.on
    strength = _whole(request, "strength", 10_000_000, problems)
    changed = tuple((name, amount) for name, (most, _step, _unit) in SLIDERS.items()
                    if (amount := _whole(request, name, most, problems)))
    if problems:
        raise Refused(*problems)
    return ForecastAsked(day, until, strength, changed, request.GET.get("kept", "").strip()[:200])


def _day(text: str, problems: list[Problem]) -> date | None:
    if not text:
        return None
    when = parse_when(text, where="until")
    if isinstance(when, When) and when.is_one_day:
        return when.first
    problems.append(Problem("until", text, _("one day as YYYY-MM-DD"), _("Write the day out.")))
    return None


def _whole(request: HttpRequest, name: str, most: int, problems: list[Problem]) -> int | None:
    text = request.GET.get(name, "").strip()
    if not text:
        return None
    if text.isascii() and text.isdigit() and len(text) < 10 and int(text) <= most:
        return int(text)
    problems.append(Problem(name, text[:40], _("a whole number from 0 to %(most)s") % {"most": f"{most:,}"},
                            _("Correct it, or leave it empty.")))
    return None


# --- worked out once --------------------------------------------------------------------------------------


def _key(asked: Asked, *more: Hashable) -> tuple[Hashable, ...]:
    return (*answers.key_of(asked), *more)


def worked(asked: Asked, question: ForecastAsked) -> Worked:
    """The forecast, with what would help, from what is kept or worked out now."""
    strengths = (question.strength,) if question.strength else ()
    plain = replace(question, changed=(), kept="")
    return WORKED.get(_key(asked, plain), lambda: forecasting.forecast(
        asked.mission, as_of=question.as_of, until=question.until, strengths=strengths, files=False,
        with_effects=True))


def changed(asked: Asked, question: ForecastAsked, made: MissionForecast) -> Worked | None:
    """What the changes asked for would bring, each and together; None where none is."""
    if not question.changes or not made.targets:
        return None
    weeks = max(1, (made.until - made.as_of).days // 7)
    return WORKED.get(_key(asked, question, "changes"), lambda: forecasting.effects(
        asked.mission, question.changes, as_of=question.as_of, weeks=weeks, strength=question.strength, at_once=True))


def scores(asked: Asked) -> tuple[Table, Books]:
    """How the filed forecasts did."""
    def made() -> tuple[Table, Books]:
        kept, books = forecasting.kept_forecasts(asked.mission)
        return with_contests(filed_scores(kept, books), books), books

    return SCORED.get(_key(asked, "scores"), made)


def every_table(asked: Asked, question: ForecastAsked) -> dict[str, tuple[Table, Books]]:
    """Every table of the page by name, with the books its figures open in."""
    found = worked(asked, question)
    shown = {table.name: (with_contests(table, found.books), found.books) for table in tables(found)}
    other = changed(asked, question, found.made)
    if other is not None:
        shown["effects"] = (with_contests(helps("effects", other.effects, other), other.books), other.books)
    table, books = scores(asked)
    return {**shown, "scores": (table, books)}


def figures(shown: Mapping[str, tuple[Table, Books]]) -> dict[str, Figure]:
    return {address: figure for table, _books in shown.values() for address, figure in table.figures()}


# --- bands ------------------------------------------------------------------------------------------------


def fan_of(made: MissionForecast) -> tuple[Fan, ...]:
    """The forecast's bands, beginning with what stands on its day."""
    if not made.targets or made.state is None:
        return ()
    present = float(made.state.persons_present)
    first = Fan(made.as_of, present, present, present, (present, present), (present, present))
    return (first, *(Fan(one.day, *_middle(one.band(0.8), one.median), one.band(0.5), one.band(0.95))
                     for one in made.targets))


def _middle(band: tuple[float, float], median: float) -> tuple[float, float, float]:
    return band[0], median, band[1]


def job_for(asked: Asked) -> Job:
    """The job that works out the bands the Overview draws: one for each head of the ledger and day."""
    day, head = as_of(asked), answers.head_of(asked)
    content = sha256(f"{asked.mission.slug} {head} {day}".encode()).hexdigest()
    there = Job.objects.filter(kind=jobs.FORECAST, mission=asked.mission.slug, content=content).first()
    if there is not None:
        return there
    Job.objects.filter(kind=jobs.FORECAST, made__lt=timezone.now() - KEPT_FOR).delete()
    return jobs.once(jobs.FORECAST, asked.mission.slug, content, asked={"as_of": day.isoformat()}, body=b"",
                     author=asked.viewer.name)


def work_out(job: Job) -> tuple[str, dict[str, Any]]:
    """The worker's part: the bands of a year from the day asked."""
    from muster import store

    made = forecasting.forecast(store.mission_named(job.mission), as_of=date.fromisoformat(job.asked["as_of"]),
                                until=None, files=False).made
    rows = [[one.day.isoformat(), one.low, one.middle, one.high, *one.inner, *one.outer] for one in fan_of(made)]
    return f"{len(rows)} days", {"fan": rows}


def bands(asked: Asked) -> tuple[tuple[Fan, ...], str]:
    """The bands for the Overview, and how it stands with them: "", "waiting" or "ready". None for the public."""
    if not asked.viewer.is_inside or asked.public:
        return (), ""
    job = job_for(asked)
    if job.state != State.DONE:
        return (), "" if job.state == State.REFUSED else "waiting"
    rows = job.result.get("fan", [])
    return tuple(Fan(date.fromisoformat(day), low, middle, high, (in_low, in_high), (out_low, out_high))
                 for day, low, middle, high, in_low, in_high, out_low, out_high in rows), "ready"
