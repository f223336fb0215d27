"""Which statements cannot both be right: the rules by which the program finds it, pair by pair.

Each rule yields pairs of statements on one topic; `contradictions` groups them into cases. "About 400" and 382 agree:
only bounds that exclude each other count. A round figure of money ("85 million") stands for what rounds to it.

    counts       two counts of the same scope within two months, which no booked movement between them explains
    ledger       a count and what the ledger holds on its day
    event        one arrival or loss told with two numbers
    promise      one promise told with two numbers, or replaced within a month
    currency     one promise told in another currency, as the same number or as two numbers
    attribution  what is the whole mission's told of one contributor
    stage        the same sum told as promised and as received, while another figure for what came excludes it
    total        a running total that falls, or that exceeds all that was promised
    need         two figures of one need for the same time
    date         one promise told, within a fortnight, for days that lie more than a fortnight apart
    site         one site told in two states for the same day, or one event there on two days
    ground       one indicator of the ground with two values for the same days

Known weakness: windows of time are conventions. Two counts ten weeks apart that no movement explains are not reported
against each other, only against the ledger.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from functools import cached_property
from itertools import combinations
from typing import TypeVar

from muster.ledger.judged import Judged
from muster.ledger.promises import all_announcements
from muster.ledger.records import EVERYONE, Books, Statement
from muster.ledger.requirements import Role, all_needs
from muster.ledger.scopes import Scope, Standings, scope_of
from muster.ledger.spans import Span
from muster.ledger.stocks import agrees, all_checks, booked_by
from muster.ledger.told import contributor_of, name_of
from muster.quantities import Quantity, is_currency
from muster.vocabulary import Aspect, DateBasis, Kind, Stage, Verdict

COUNTS_WITHIN_DAYS = 60
REPLACED_WITHIN_DAYS = 30
SAME_EVENT_DAYS = 5
TOLD_WITHIN_DAYS = 14
DATES_APART_DAYS = 14
RATE_SPREAD_PERCENT = 5
LOOSE = 20
CASH_WORDS = frozenset({"stands at", "holds", "deposited", "received", "paid", "paid in", "collected", "raised"})

T = TypeVar("T")


class Rule(Enum):
    """By what rule two statements were found to exclude each other; in the order in which a case is named."""

    ATTRIBUTION = "attribution"
    STAGE = "stage"
    COUNTS = "counts"
    EVENT = "event"
    CURRENCY = "currency"
    PROMISE = "promise"
    TOTAL = "total"
    NEED = "need"
    DATE = "date"
    SITE = "site"
    GROUND = "ground"
    LEDGER = "ledger"

    @property
    def words(self) -> str:
        return _WORDS[self]


_WORDS = {
    Rule.ATTRIBUTION: "told of one contributor, and of the whole mission",
    Rule.STAGE: "told as promised, and as received",
    Rule.COUNTS: "counted differently",
    Rule.EVENT: "one event told with different numbers",
    Rule.CURRENCY: "one promise told in different currencies",
    Rule.PROMISE: "one promise told with different numbers",
    Rule.TOTAL: "running totals that do not follow from each other",
    Rule.NEED: "different figures for one need",
    Rule.DATE: "one promise told for different days",
    Rule.SITE: "told in different states, or on different days",
    Rule.GROUND: "counted differently on the ground",
    Rule.LEDGER: "counted otherwise than the ledger has it",
}


@dataclass(frozen=True, slots=True)
class Topic:
    """What two statements disagree about. key is stable; title is for a reader."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two statements that exclude each other; the second is None where the ledger is the other side."""

    rule: Rule
    topic: Topic
    one: int
    other: int | None = None


def all_pairs(books: Books) -> tuple[Pair, ...]:
    """Every pair found, each once."""
    search = _Search(books)
    found = (
        *search.told_otherwise, *search.ledger(), *search.events(), *search.promises(), *search.currencies(),
        *search.attributions(), *search.needs(), *search.dates(), *search.sites(), *search.ground())
    return tuple(dict.fromkeys(found))


# --- when two numbers exclude each other ------------------------------------------------------------------


def exclude(one: Quantity, other: Quantity, unit: str) -> bool:
    """Can the two not both be right? Round sums of money stand for what rounds to them."""
    return not _rounded(one, unit).overlaps(_rounded(other, unit))


def _rounded(told: Quantity, unit: str) -> Quantity:
    if not is_currency(unit):
        return told
    high = None if told.high is None else told.high + _rounding(told.high)
    return Quantity(told.booked, max(0, told.low - _rounding(told.low)), high)


def _rounding(amount: int) -> int:
    """Half of the last digit that is not zero, at most one in a hundred: 85,000,000 may be 84.5 to 85.5 million."""
    if amount <= 0:
        return 0
    digits = str(amount)
    zeros = len(digits) - len(digits.rstrip("0"))
    return min(int(10**zeros) // 2, amount // 100)


def _sum(quantities: Sequence[Quantity]) -> Quantity:
    high = None if any(one.high is None for one in quantities) else sum(one.high or 0 for one in quantities)
    return Quantity(sum(one.booked or 0 for one in quantities), sum(one.low for one in quantities), high)


def _shifted(told: Quantity, change: Span) -> Quantity:
    """What a count would have become by what is booked since."""
    low = 0 if change.low is None else max(0, told.low + change.low)
    high = None if told.high is None or change.high is None else max(low, told.high + change.high)
    return Quantity(None, low, high)


def _loosened(told: Quantity) -> Quantity:
    """Its bounds a twentieth wider: head counts of different days never quite meet."""
    high = None if told.high is None else told.high + told.high // LOOSE
    return Quantity(told.booked, max(0, told.low - told.low // LOOSE), high)


def _days_apart(one: Statement, other: Statement) -> int:
    """Days between the two; 0 where their times overlap."""
    assert one.when is not None  # every rule keeps only statements with a time
    assert other.when is not None
    return max(0, (other.when.first - one.when.last).days, (one.when.first - other.when.last).days)


def _last(statement: Statement) -> date:
    assert statement.when is not None  # every rule keeps only statements with a time
    return statement.when.last


def _near(told: Iterable[Statement], days: int) -> Iterator[tuple[Statement, Statement]]:
    """Each two of them no more than so many days apart, the earlier first."""
    in_order = sorted(told, key=lambda one: (_first(one), _last(one), one.id))
    for place, earlier in enumerate(in_order):
        for later in in_order[place + 1:]:
            if (_first(later) - _last(earlier)).days > days:
                break
            yield earlier, later


def _first(statement: Statement) -> date:
    assert statement.when is not None  # every rule keeps only statements with a time
    return statement.when.first


def _grouped(items: Iterable[T], by: Callable[[T], Hashable]) -> Mapping[Hashable, list[T]]:
    groups: dict[Hashable, list[T]] = {}
    for item in items:
        groups.setdefault(by(item), []).append(item)
    return groups


# --- the rules --------------------------------------------------------------------------------------------


class _Search:
    """The books' statements as the rules need them, on the day asked about."""

    def __init__(self, books: Books) -> None:
        self.books = books
        self.judged = Judged(books)
        self.standings = Standings(books)

    def _is_told(self, statement: Statement) -> bool:
        return statement.when is None or statement.when.first <= self.books.on

    def _of(self, aspect: Aspect, *measures: str) -> list[Statement]:
        """Statements of an aspect with a number and a time; only of these measures, "" being none."""
        return [one for one in self.books.index.of_aspect(aspect)
                if one.quantity is not None and one.when is not None and self._is_told(one)
                and (not measures or self._measure(one) in measures)]

    @staticmethod
    def _measure(statement: Statement) -> str:
        return str(statement.detail.get("measure", ""))

    def _topic(self, sort: str, statement: Statement, tail: str) -> Topic:
        whose = contributor_of(self.books, statement.contributor) or "the mission"
        key = " ".join((sort, statement.contributor or "mission", statement.resource, _unit(statement), tail))
        return Topic(key, f"{whose}: {statement.resource}, {tail or 'promised'}")

    def _are_disjoint(self, one: Statement, other: Statement) -> bool:
        assert one.quantity is not None  # every rule keeps only statements with a number
        assert other.quantity is not None
        return exclude(one.quantity, other.quantity, one.unit)

    # --- counts and the ledger

    @cached_property
    def told_otherwise(self) -> tuple[Pair, ...]:
        """Counts and running totals that exclude each other."""
        return (*self.counts(), *self.stages(), *self.totals())

    def _counts(self) -> Mapping[Scope, list[Statement]]:
        scoped = ((scope_of(one), one) for one in self._of(Aspect.STOCK, "", "strength", "status"))
        groups: dict[Scope, list[Statement]] = {}
        for scope, one in scoped:
            if scope is not None and "percent" not in one.unit:
                groups.setdefault(replace(scope, unit=_unit(one)), []).append(one)
        return groups

    def counts(self) -> Iterator[Pair]:
        groups = self._counts()
        self.standings.all_on((scope, _last(one)) for scope, told in groups.items() if len(told) > 1 for one in told)
        for scope, told in groups.items():
            for earlier, later in _near(told, COUNTS_WITHIN_DAYS):
                if self._are_disjoint(earlier, later) and not self._is_explained(scope, earlier, later):
                    yield Pair(Rule.COUNTS, self._topic("told", later, scope.stage.word), earlier.id, later.id)

    def _is_explained(self, scope: Scope, earlier: Statement, later: Statement) -> bool:
        """Does what was booked between the two, other than from them, make them agree?"""
        assert earlier.quantity is not None
        assert later.quantity is not None
        change = self.standings.standing(scope, _last(later)) - self.standings.standing(scope, _last(earlier))
        from_them = sum(
            booked_by(ruling, scope, _last(later)) - booked_by(ruling, scope, _last(earlier))
            for one in (earlier, later) for ruling in self.books.standing_rulings.get(one.id, ()))
        moved = Span(change.booked - from_them, *(None if end is None else end - from_them
                                                  for end in (change.low, change.high)))
        if moved.is_nothing:
            return False
        return not exclude(_loosened(_shifted(earlier.quantity, moved)), later.quantity, later.unit)

    def ledger(self) -> Iterator[Pair]:
        """Counts that contradict the ledger; one that contradicts nothing else goes with the one before, if near.

        What is off by no more than a twentieth and contradicts nothing else is left to the table of checks.
        """
        elsewhere = {told for pair in self.told_otherwise for told in (pair.one, pair.other)}
        before: dict[Hashable, Statement] = {}
        for one in all_checks(self.books, self.standings):
            if one.agrees or not one.because.lots or "percent" in one.scope.unit:
                continue
            if one.statement.id not in elsewhere and agrees(_loosened(one.told), one.ledger):
                continue
            tail = "totals" if self._measure(one.statement) == "cumulative" else one.scope.stage.word
            topic = self._topic("told", one.statement, tail)
            yield Pair(Rule.LEDGER, topic, one.statement.id)
            if one.statement.id in elsewhere:
                continue
            earlier = before.get(one.scope)
            before[one.scope] = one.statement
            if earlier is not None and _days_apart(earlier, one.statement) <= COUNTS_WITHIN_DAYS:
                yield Pair(Rule.LEDGER, topic, earlier.id, one.statement.id)

    # --- one event, one promise

    def events(self) -> Iterator[Pair]:
        for told in self.books.index.flows_in_question(SAME_EVENT_DAYS):
            for one, other in _near(filter(self._is_told, told), SAME_EVENT_DAYS):
                if self._is_one_event(one, other) and self._are_disjoint(one, other):
                    stage = one.stage.word if one.stage is not None else ""
                    yield Pair(Rule.EVENT, self._topic("event", one, stage), one.id, other.id)

    def _is_one_event(self, one: Statement, other: Statement) -> bool:
        if one.report == other.report:
            return False
        lots = one.detail.get("lot"), other.detail.get("lot")
        if all(lots) and lots[0] != lots[1]:
            return False
        if all(self.books.index.is_booked(said.id) for said in (one, other)):
            return False
        return _days_apart(one, other) <= (SAME_EVENT_DAYS if "disputed" in (
            self._measure(one), self._measure(other)) else 0)

    @cached_property
    def _said_again(self) -> Mapping[int, list[int]]:
        """Statement -> those it is ruled to be the same as."""
        found: dict[int, list[int]] = {}
        for ruling in self.books.index.standing_as(Verdict.SAME_AS):
            found.setdefault(ruling.statement, []).extend(ruling.cites)
        return found

    def _restated(self, statement: Statement) -> tuple[Statement, ...]:
        """The statements this one tells again, by ruling or by its own word."""
        cited = self._said_again.get(statement.id, ())
        if not cited and not statement.detail.get("same_as"):
            return ()
        named = statement.detail.get("same_as")
        keys = [str(key) for key in named] if isinstance(named, list | tuple) else []
        by_id = self.books.statement_by_id
        found = [by_id[one] for one in cited if one in by_id]
        found += [one for key in keys for one in self.books.index.named(key)]
        return _unique(found)

    def promises(self) -> Iterator[Pair]:
        for again in self._of(Aspect.PLEDGE):
            if self._whole_of(again):
                continue  # told of another party, not with another number
            first = [one for one in self._restated(again) if one.quantity is not None and one.unit == again.unit
                     and one.contributor == again.contributor]
            together = _sum([one.quantity for one in first if one.quantity])
            assert again.quantity is not None  # _of keeps only those with a number
            if first and exclude(again.quantity, together, again.unit) and all(
                    self._are_disjoint(again, one) for one in first):
                for one in first:
                    yield Pair(Rule.PROMISE, self._topic("promised", again, ""), one.id, again.id)
        yield from self._totals_of_promises()
        yield from self._replaced()

    def _totals_of_promises(self) -> Iterator[Pair]:
        """Two totals of the same promises, told with different numbers."""
        totals: dict[int, list[Statement]] = {}
        for again in self._of(Aspect.PLEDGE):
            for first in self._restated(again):
                if first.unit == again.unit and first.contributor == again.contributor:
                    totals.setdefault(first.id, []).append(again)
        for told in totals.values():
            for one, other in combinations(told, 2):
                if self._are_disjoint(one, other):
                    yield Pair(Rule.PROMISE, self._topic("promised", one, ""), one.id, other.id)

    def _replaced(self) -> Iterator[Pair]:
        """A figure that another, told elsewhere within a month, replaces; or that stands unjudged beside it."""
        told = self._of(Aspect.PLEDGE, "", "pledge", "superseded", "revision")
        for same in _grouped(told, lambda one: (one.contributor, one.kind, one.resource, one.unit)).values():
            for one, other in _near(same, REPLACED_WITHIN_DAYS):
                measures = self._measure(one), self._measure(other)
                is_replaced = measures[0] == "superseded" or measures[1] == "revision" or "revises" in other.detail
                is_unjudged = "" in measures and any(not self.judged.is_ruled(said.id) for said in (one, other))
                if (is_replaced or is_unjudged) and one.report != other.report and self._are_disjoint(one, other):
                    yield Pair(Rule.PROMISE, self._topic("promised", one, ""), one.id, other.id)

    def currencies(self) -> Iterator[Pair]:
        """Readings of one promise in other currencies: the same number, or two that no rate brings together."""
        readings: dict[int, list[Statement]] = {}
        for again in self._of(Aspect.PLEDGE):
            for first in self._restated(again):
                if first.quantity is None or first.unit == again.unit or not is_currency(again.unit):
                    continue
                readings.setdefault(first.id, []).append(again)
                if again.quantity is not None and first.quantity.booked == again.quantity.booked:
                    yield Pair(Rule.CURRENCY, self._topic_of_promise(first), first.id, again.id)
        for first_id, told in readings.items():
            topic = self._topic_of_promise(self.books.statement_by_id[first_id])
            for one, other in combinations(told, 2):
                if one.unit == other.unit and self._are_far_apart(one, other):
                    yield Pair(Rule.CURRENCY, topic, one.id, other.id)
                    yield Pair(Rule.CURRENCY, topic, first_id, one.id)

    def _topic_of_promise(self, first: Statement) -> Topic:
        topic = self._topic("currency", first, "")
        day = first.when.first.isoformat() if first.when else ""
        return Topic(f"{topic.key} {first.quantity.booked if first.quantity else ''} {day}", topic.title)

    @staticmethod
    def _are_far_apart(one: Statement, other: Statement) -> bool:
        assert one.quantity is not None
        assert other.quantity is not None
        low, high = sorted((one.quantity.booked or 0, other.quantity.booked or 0))
        return (high - low) * 100 > high * RATE_SPREAD_PERCENT

    def attributions(self) -> Iterator[Pair]:
        """A number told of one contributor that its source, or a ruling, says is the whole mission's."""
        for again in self._of(Aspect.PLEDGE):
            topic = self._topic("attribution", again, "")
            whole = self._whole_of(again)
            if not whole:
                continue
            yield from (Pair(Rule.ATTRIBUTION, topic, first.id, again.id) for first in whole)
            own = [one for one in self._of(Aspect.PLEDGE, "pledge") if (one.contributor, one.resource, one.unit) == (
                again.contributor, again.resource, again.unit) and self._are_disjoint(one, again)]
            if own:
                largest = max(own, key=lambda one: (one.quantity.low if one.quantity else 0, -one.id))
                yield Pair(Rule.ATTRIBUTION, topic, largest.id, again.id)

    def _whole_of(self, again: Statement) -> tuple[Statement, ...]:
        """Of what a statement tells again: what is the whole mission's while it names one contributor."""
        return tuple(first for first in self._restated(again)
                     if first.quantity is not None and first.unit == again.unit
                     and first.contributor in ("", EVERYONE) and again.contributor not in ("", EVERYONE))

    # --- running totals

    def _totals(self) -> Mapping[Hashable, list[tuple[Stage, Statement]]]:
        """Running totals by whose and what, with the stage they speak of."""
        listed = [(one.stage or scope.stage, one) for one in self._of(Aspect.STOCK, "cumulative")
                  if (scope := scope_of(one))]
        listed += [(one.stage or Stage.PLEDGED, one) for one in self._of(Aspect.PLEDGE, "aggregate")]
        return _grouped(listed, lambda pair: (
            pair[1].contributor, pair[1].kind, pair[1].resource, pair[1].unit, pair[1].detail.get("lot", "")))

    def stages(self) -> Iterator[Pair]:
        for totals in self._totals().values():
            for (stage, one), (further, other) in combinations(sorted(totals, key=lambda pair: pair[0]), 2):
                if stage > Stage.COMMITTED or further <= stage or self._are_disjoint(one, other) \
                        or one.report == other.report or _days_apart(one, other) > COUNTS_WITHIN_DAYS:
                    continue
                third = [said for place, said in totals if place >= Stage.PRESENT and said not in (one, other)
                         and min(_days_apart(said, one), _days_apart(said, other)) <= COUNTS_WITHIN_DAYS
                         and self._are_disjoint(said, one) and self._are_disjoint(said, other)]
                if third:
                    topic = self._topic("told", one, "totals")
                    yield Pair(Rule.STAGE, topic, one.id, other.id)
                    yield from (Pair(Rule.STAGE, topic, one.id, said.id) for said in third)

        yield from self._sounding_like_cash()

    def _sounding_like_cash(self) -> Iterator[Pair]:
        """A total of promises told in the words of a balance ("stands at"), and what had been received by then."""
        for totals in self._totals().values():
            for stage, one in totals:
                if stage > Stage.COMMITTED or one.words.get("stage", "").casefold() not in CASH_WORDS:
                    continue
                yield from (Pair(Rule.STAGE, self._topic("told", one, "totals"), one.id, said.id)
                            for place, said in totals if place >= Stage.PRESENT
                            and _days_apart(said, one) <= COUNTS_WITHIN_DAYS and self._are_disjoint(said, one))

    def totals(self) -> Iterator[Pair]:
        for totals in self._totals().values():
            for told in _grouped(totals, lambda pair: pair[0]).values():
                yield from self._falling([one for _, one in told if one.aspect is Aspect.STOCK])
        yield from self._more_than_promised()

    def _falling(self, told: Sequence[Statement]) -> Iterator[Pair]:
        in_order = sorted(told, key=lambda one: (_last(one), one.id))
        for place, later in enumerate(in_order):
            for earlier in reversed(in_order[:place]):
                assert earlier.quantity is not None
                assert later.quantity is not None
                low, high = _rounded(earlier.quantity, later.unit).low, _rounded(later.quantity, later.unit).high
                if high is not None and low > high:
                    yield Pair(Rule.TOTAL, self._topic("told", later, "totals"), earlier.id, later.id)
                    break

    def _more_than_promised(self) -> Iterator[Pair]:
        """A contributor's total further on that exceeds the last total of its promises told before."""
        promised = [one for one in self._of(Aspect.PLEDGE, "restatement")
                    if len([said for said in self._restated(one) if said.unit == one.unit]) > 1]
        for total in self._of(Aspect.STOCK, "cumulative"):
            before = [one for one in promised if (one.contributor, one.resource, one.unit) == (
                total.contributor, total.resource, total.unit) and _last(one) <= _last(total)]
            if not before or total.contributor == EVERYONE or total.quantity is None:
                continue
            last = max(before, key=lambda one: (_last(one), one.id))
            high = last.quantity.high if last.quantity else None
            if high is not None and total.quantity.low > high and self._are_disjoint(total, last):
                yield Pair(Rule.TOTAL, self._topic("promised", total, ""), last.id, total.id)

    # --- needs, dates, the ground

    def needs(self) -> Iterator[Pair]:
        needs = [need for need in all_needs(self.books) if need.role in (Role.REFERENCE, Role.COMPETING)
                 and need.quantity is not None and need.statement.resource]
        for told in _grouped(needs, lambda need: need.subject).values():
            for one, other in combinations(told, 2):
                begins = max(one.since or date.min, other.since or date.min)
                ends = min(one.until or date.max, other.until or date.max)
                if begins < ends and self._are_disjoint(one.statement, other.statement):
                    title = f"needed: {one.subject.resource}"
                    topic = Topic(f"need {one.subject.key}", title)
                    yield Pair(Rule.NEED, topic, one.statement.id, other.statement.id)

    def dates(self) -> Iterator[Pair]:
        stated = [one for one in all_announcements(self.books) if one.basis is DateBasis.STATED and one.promised_for]
        for told in _grouped(stated, lambda one: one.chain).values():
            for one, other in combinations(told, 2):
                if one.promised_for is None or other.promised_for is None \
                        or one.statement.report == other.statement.report \
                        or abs((other.told - one.told).days) > TOLD_WITHIN_DAYS:
                    continue
                if not one.promised_for.overlaps(other.promised_for, slack_days=DATES_APART_DAYS):
                    whose = contributor_of(self.books, one.statement.contributor)
                    topic = Topic(f"date {one.chain}", f"{whose}: {one.chain}, promised for")
                    yield Pair(Rule.DATE, topic, one.statement.id, other.statement.id)

    def sites(self) -> Iterator[Pair]:
        told = [one for one in self.books.index.of_aspect(Aspect.SITE)
                if one.when and one.detail.get("site") and self._is_told(one)]
        for name, same in _grouped(told, lambda one: one.detail["site"]).items():
            in_order = sorted(same, key=lambda one: (_last(one), one.id))
            for place, later in enumerate(in_order):
                for earlier in in_order[:place]:
                    between = in_order[in_order.index(earlier) + 1:place]
                    if earlier.report != later.report and _is_site_disputed(earlier, later, between):
                        yield Pair(Rule.SITE, Topic(f"site {name}", str(name)), earlier.id, later.id)

    def ground(self) -> Iterator[Pair]:
        told = self._of(Aspect.INDICATOR)
        for same in _grouped(told, lambda one: (one.detail.get("indicator"), one.unit, one.when)).values():
            for one, other in combinations(same, 2):
                if self._are_disjoint(one, other):
                    name = str(one.detail.get("indicator", ""))
                    yield Pair(Rule.GROUND, Topic(f"ground {name} {one.when}", f"{name}, {one.when}"), one.id, other.id)


def _unique(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    return tuple({one.id: one for one in statements}.values())


def _unit(statement: Statement) -> str:
    """Persons, whatever a source calls them."""
    return "persons" if statement.kind is Kind.PERSONNEL else statement.unit


def _is_site_disputed(earlier: Statement, later: Statement, between: Sequence[Statement]) -> bool:
    """Two states for the same day; one event on two days with nothing between; or a state that disputes the last."""
    states = [str(one.detail.get("status", "")).casefold() for one in (earlier, later)]
    if states[0] == states[1]:
        return not between and _days_apart(earlier, later) > SAME_EVENT_DAYS
    if "disputed" in states[1]:
        return not between
    return earlier.when == later.when


@dataclass(frozen=True, slots=True)
class Alias:
    """A name spelled otherwise than its party's: a note, no contradiction."""

    party: str
    name: str
    spelled: str
    statement: int


def aliases(books: Books) -> tuple[Alias, ...]:
    """Names that sources spell in their own way, by the name shown."""
    found = []
    for statement in books.index.of_aspect(Aspect.APPOINTMENT):
        person, spelled = statement.detail.get("person"), statement.detail.get("spelled")
        if person and spelled and name_of(books, str(person)) != spelled:
            found.append(Alias(str(person), name_of(books, str(person)), str(spelled), statement.id))
    return tuple(sorted(found, key=lambda one: (one.name.casefold(), one.spelled)))
