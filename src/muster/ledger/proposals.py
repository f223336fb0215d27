"""What rulings the program proposes for a statement just read or recorded: the likeliest first, then the others.

Nothing is booked by proposing; a person, or a policy the mission names, files one of these or none. Unlike the posting
rules for a sheet of facts, a proposal looks at what the ledger holds: whether the same lot was told before, where it
stands, and whether a count agrees. The ruling then freezes the whole posting, so later entries cannot change it.

    told before                  same as the earlier statement: counts once
    a count that agrees          a check
    a count where nothing stands opens its scope with it ("nearly 400": 400 in 380 to 400)
    any other count              a check that contradicts, or adjust by the difference
    a movement                   from the furthest stage where its lot or line stands
    a promise                    outside -> pledged; or part of what is promised already
    up to N                      asks which number to book

Known weakness: "the same" is the same contributor, resource and number within half a year; two equal batches told
without names look like one, and a person has to say that they are two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from muster.ledger.drafts import NewRuling
from muster.ledger.judged import Judged
from muster.ledger.records import EVERYONE, Books, LineKey, Lot, Posting, Statement
from muster.ledger.scopes import Standings, scope_of
from muster.ledger.spans import Span
from muster.ledger.stocks import agrees
from muster.ledger.told import is_refused_row, key_of, standing
from muster.quantities import Quantity, When, on_day
from muster.vocabulary import GROUPS_OF_PERSONS, NO_LOSS_OF_STRENGTH, ORDERED_STAGES, Aspect, Kind, Stage, Verdict

POLICY = "as proposed"
AUTHOR = "muster"
SAME_WITHIN = timedelta(days=183)
SAME_EVENT_WITHIN = timedelta(days=3)
UNDER_WAY = (Stage.PREPARING, Stage.READY, Stage.MOVING)
"""Stages of a batch that is on its way: a promise of that number is of this batch, a count present is of another."""
ADDING_WORDS = ("additional", "more", "further", "another", "supplémentaire", "de plus")
MOVING = (Aspect.FLOW, Aspect.PLEDGE, Aspect.PLAN, Aspect.STOCK)


def propose(statement: Statement, books: Books) -> tuple[NewRuling, ...]:
    """The rulings to choose from, likeliest first; never empty.

    To settle "up to N", propose again for the statement with the number put in its place.
    """
    return proposals_for((statement,), books)[0]


def proposals_for(statements: Sequence[Statement], books: Books) -> list[tuple[NewRuling, ...]]:
    """The same for many statements of the same books, reading them once."""
    standings, judged = Standings(books), Judged(books)
    return [_proposed(_Proposer(statement, books, standings, judged)) for statement in statements]


def _proposed(proposer: _Proposer) -> tuple[NewRuling, ...]:
    statement = proposer.statement
    if is_refused_row(proposer.books, statement):
        return (proposer.ruling(Verdict.UNSURE, "a row refused on loading: correct it in its file and load that again"),
                proposer.ruling(Verdict.REJECT, "not to be loaded"))
    if statement.aspect is Aspect.NEED:
        role = statement.detail.get("role") or ("unnumbered" if statement.quantity is None else "competing")
        return (proposer.ruling(Verdict.ACCEPT, "a need as told", role=role),)
    if statement.aspect not in MOVING or statement.kind is None:
        return (proposer.ruling(Verdict.ACCEPT, "kept as said; moves nothing"),)
    if statement.quantity is None:
        return (proposer.ruling(Verdict.ACCEPT, "no number given: nothing to book", without_number=True),)
    if statement.kind is Kind.PERSONNEL and statement.unit in GROUPS_OF_PERSONS:
        return (proposer.ruling(Verdict.ACCEPT, "told in groups whose size nobody gave: kept open, nothing to book",
                                without_number=True),)
    if statement.quantity.booked is None:
        word = statement.quantity.word or f"up to {statement.quantity.high}"
        return (proposer.ruling(Verdict.UNSURE, f"{word}: say which number to book", asks="quantity",
                                most=statement.quantity.high),)
    if statement.when is None:
        return (proposer.ruling(Verdict.UNSURE, "no day is told: say when it happened", asks="when"),)
    if statement.aspect is Aspect.PLAN and (planned := proposer.of_plan()):
        return planned
    earlier = proposer.told_before()
    same = () if earlier is None else (
        proposer.ruling(Verdict.SAME_AS, "told before: counts once", cites=(key_of(proposer.books, earlier),)),)
    match statement.aspect:
        case Aspect.STOCK:
            return (*same, *proposer.of_count())
        case Aspect.FLOW:
            return (*same, *proposer.of_flow())
        case _:
            return (*same, *proposer.of_promise())


@dataclass(frozen=True, slots=True)
class _Proposer:
    statement: Statement
    books: Books
    standings: Standings
    judged: Judged

    # --- the three sorts ----------------------------------------------------------------------------------

    def of_count(self) -> tuple[NewRuling, ...]:
        scope = scope_of(self.statement)
        told = self._quantity
        if scope is None:
            return (self.ruling(Verdict.ACCEPT, "a count without a scope: nothing to check it against"),)
        stood = self.standings.standing(scope, self._day)
        saw: dict[str, Any] = {"booked": stood.booked, "low": stood.low, "high": stood.high}
        checked = self.ruling(Verdict.ACCEPT, "a count: checked, books nothing", check="agrees")
        nothing_stands = stood.is_nothing
        if agrees(told, stood) and not nothing_stands:
            return (checked,)
        checked = self.ruling(Verdict.ACCEPT, f"a count that contradicts the ledger, which holds {stood.booked:,}",
                              check="contradicts")
        if scope.contributor == EVERYONE or scope.at_least:
            return (checked,)  # nobody's line to open: all contributors together are only ever a check
        if nothing_stands:
            came_from = self._furthest_before(scope.stage)
            if came_from is None or (came_from in UNDER_WAY and not self._is_that_batch(came_from)):
                opened = self._post(Stage.OUTSIDE, scope.stage, told)
                return (self.ruling(Verdict.OPEN_WITH, "nothing stood there: opened with this count",
                                    postings=(opened,), stood=saw), checked)
            moved = self._post(came_from, scope.stage, told)
            return (self.ruling(Verdict.ADJUST_BY, f"it has come from {came_from.word}", postings=(moved,), stood=saw),
                    checked)
        return (checked, self.ruling(Verdict.ADJUST_BY, "the difference to the ledger, booked",
                                     postings=(self._correction(scope.stage, told, stood),), stood=saw))

    def of_flow(self) -> tuple[NewRuling, ...]:
        casualty = str(self.statement.detail.get("casualty", "")) or self.statement.resource.partition(": ")[2]
        if casualty.lower() in NO_LOSS_OF_STRENGTH:
            return (self.ruling(Verdict.ACCEPT, f"{casualty}: no loss of strength", casualty=casualty),)
        entered = self.statement.stage
        if entered is None:
            return (self.ruling(Verdict.UNSURE, "no stage is told: say where it arrived", asks="stage"),)
        left = self.statement.from_stage
        if left is None:
            left = self._furthest_before(entered) or (
                Stage.PRESENT if entered in (Stage.RETURNED, Stage.LOST) else Stage.OUTSIDE)
        return (self.ruling(Verdict.ACCEPT, f"moved from {left.word}", postings=self._posts(left, entered)),
                self.ruling(Verdict.UNSURE, "looked at, not decided"))

    def of_plan(self) -> tuple[NewRuling, ...]:
        """A plan for a batch counted already moves nothing; told again for the same stage, it supports that telling."""
        batch = next((other for other in self._alike() if other.aspect in (Aspect.FLOW, Aspect.STOCK)
                      or any(ruling.postings for ruling in standing(self.books, other))), None)
        if batch is None:
            return self._expected()
        other_day = batch.aspect is Aspect.PLAN and self.statement.detail.get("promised_for") != batch.detail.get(
            "promised_for")
        if batch.stage is self.statement.stage and not other_day:
            return (self.ruling(Verdict.SAME_AS, "told before: counts once", cites=(key_of(self.books, batch),)),)
        return (self.ruling(Verdict.ACCEPT, "what is planned for a batch already counted: moves nothing",
                            batch=key_of(self.books, batch)),)

    def _expected(self) -> tuple[NewRuling, ...]:
        """A plan that is no promise of its own: a third party's expectation, or of what the line holds already."""
        detail = self.statement.detail
        if "chain" in detail and not detail.get("promisor"):
            return (self.ruling(Verdict.ACCEPT, "an expectation, not a promise of its giver: moves nothing"),)
        lots = self._candidates()
        held = sum(max(self._stands(lot, stage), 0) for lot in lots for stage in ORDERED_STAGES if not lot.part_of)
        if held >= self._quantity.low > 0 and not self._is_said_to_add:
            return (self.ruling(Verdict.ACCEPT, "part of what is counted already: adds nothing to it"),)
        return ()

    def of_promise(self) -> tuple[NewRuling, ...]:
        promised = replace(self._post(Stage.OUTSIDE, Stage.PLEDGED, self._quantity), when=self._said_on)
        new = self.ruling(Verdict.ACCEPT, "promised", postings=(promised,))
        open_promise = self._lot_standing(Stage.PLEDGED, self._quantity)
        if open_promise is None or not self._is_enough(open_promise, Stage.PLEDGED):
            return (new,)
        part = self.ruling(Verdict.ACCEPT, f"part of {open_promise.name}: adds nothing to it",
                           lot=self._lot_name, lot_of=open_promise.name)
        return (new, part) if self._is_said_to_add else (part, new)

    # --- what they share ----------------------------------------------------------------------------------

    @property
    def _quantity(self) -> Quantity:
        assert self.statement.quantity is not None  # propose() asks for it
        return self.statement.quantity

    @property
    def _said_on(self) -> When:
        """The day a promise was made: of a plan the day it was told, since its own time is when it is to happen."""
        assert self.statement.when is not None  # propose() asks for it
        if self.statement.aspect is not Aspect.PLAN:
            return self.statement.when
        published = self.books.reports[self.statement.report].published
        return on_day(published) if published is not None else self.statement.when

    @property
    def _day(self) -> date:
        assert self.statement.when is not None  # propose() asks for it
        return self.statement.when.last

    @property
    def _lot_name(self) -> str:
        return str(self.statement.detail.get("lot", "")) or key_of(self.books, self.statement)

    @property
    def _is_said_to_add(self) -> bool:
        said = (self.statement.words.get("quantity", ""), self._quantity.word, self.statement.passage or "")
        return any(word in " ".join(said).lower() for word in ADDING_WORDS)

    def ruling(self, verdict: Verdict, reason: str, *, postings: tuple[Posting, ...] = (),
               cites: tuple[str, ...] = (), **detail: Any) -> NewRuling:
        return NewRuling(key_of(self.books, self.statement), verdict, AUTHOR, POLICY, reason, cites, postings,
                         detail=detail)

    def told_before(self) -> Statement | None:
        """The earliest statement that tells the same: this contributor, resource and number, near enough in time."""
        alike = self._alike()
        booked = [other for other in alike if any(ruling.postings for ruling in standing(self.books, other))]
        return next(iter(booked or alike), None)

    def _alike(self) -> list[Statement]:
        alike = self.books.index.of_subject(self.statement.contributor, self.statement.resource)
        return sorted(filter(self._is_the_same, alike), key=lambda other: (other.known, other.id))

    def _is_the_same(self, other: Statement) -> bool:
        mine = self.statement
        if other.id == mine.id or (other.known, other.id) > (mine.known, mine.id) or self.judged.is_rejected(other.id):
            return False
        if other.aspect not in MOVING or other.quantity is None or other.when is None or mine.when is None:
            return False
        if (other.contributor, other.kind, other.resource, other.unit) != (
                mine.contributor, mine.kind, mine.resource, mine.unit):
            return False
        lots = str(mine.detail.get("lot", "")), str(other.detail.get("lot", ""))
        if all(lots) and lots[0] != lots[1]:
            return False
        if other.quantity.booked != self._quantity.booked:
            return False
        promises = (Aspect.PLEDGE, Aspect.PLAN)
        if mine.aspect in promises and (other.aspect in promises or other.stage in UNDER_WAY):
            return mine.when.overlaps(other.when, slack_days=SAME_WITHIN.days)
        if mine.stage is not other.stage:
            return False
        if mine.aspect is Aspect.STOCK is other.aspect and mine.stage is not Stage.PRESENT:
            return mine.when.overlaps(other.when, slack_days=SAME_WITHIN.days)
        return mine.aspect is Aspect.FLOW is other.aspect and mine.when.overlaps(
            other.when, slack_days=SAME_EVENT_WITHIN.days)

    def _candidates(self) -> tuple[Lot, ...]:
        """The lot it names, or every lot of its lines."""
        lines = {line.id for line in self.books.lines if self._is_my_line(line.key)}
        named = str(self.statement.detail.get("lot", ""))
        lots = tuple(lot for lot in self.books.lots if lot.line in lines)
        return tuple(lot for lot in lots if lot.name == named) or lots

    def _is_my_line(self, key: LineKey) -> bool:
        mine = self.statement
        return (key.contributor, key.kind, key.resource, key.unit) == (
            mine.contributor, mine.kind, mine.resource, mine.unit)

    def _stands(self, lot: Lot, stage: Stage) -> int:
        return self.standings.at(self.standings.subtree(lot), stage, self._day).booked

    def _is_that_batch(self, stage: Stage) -> bool:
        """Is what stands there the batch counted here: named by it, or of that number?"""
        lot = self._lot_standing(stage, self._quantity)
        told = self._quantity
        return lot is not None and (self.statement.detail.get("lot") == lot.name or (
            told.low <= self._stands(lot, stage) and (told.high is None or self._stands(lot, stage) <= told.high)))

    def _is_enough(self, lot: Lot, stage: Stage) -> bool:
        return self._stands(lot, stage) >= self._quantity.low

    def _lot_standing(self, stage: Stage, quantity: Quantity) -> Lot | None:
        """The smallest lot with enough at a stage, else the one with most there."""
        there = [(self._stands(lot, stage), lot) for lot in self._candidates()]
        there = [(amount, lot) for amount, lot in there if amount > 0]
        enough = [(amount, -lot.number, lot) for amount, lot in there if amount >= quantity.low]
        if enough:
            return min(enough, key=lambda found: found[:2])[2]
        return max(there, key=lambda found: (found[0], found[1].number), default=(0, None))[1]

    def _furthest_before(self, entered: Stage) -> Stage | None:
        """The furthest stage before this one where its lot or line stands; one with enough is preferred."""
        if entered in (Stage.RETURNED, Stage.LOST):
            places: tuple[Stage, ...] = (Stage.PRESENT, Stage.SPENT, Stage.HELD)
        else:
            limit = entered if entered in ORDERED_STAGES else Stage.PRESENT
            places = (*(stage for stage in reversed(ORDERED_STAGES) if stage < limit), Stage.HELD)
        standing_at = [(place, lot) for place in places if (lot := self._lot_standing(place, self._quantity))]
        enough = [place for place, lot in standing_at if self._is_enough(lot, place)]
        return next(iter(enough), None) or next((place for place, _ in standing_at), None)

    def _line(self) -> LineKey:
        mine = self.statement
        known = [line.key for line in self.books.lines if self._is_my_line(line.key)]
        channel, earmark = str(mine.detail.get("channel", "")), str(mine.detail.get("earmark", ""))
        exact = [key for key in known if (key.channel, key.earmark) == (channel, earmark)]
        fresh = LineKey(mine.contributor, mine.kind or Kind.UNDERTAKING, mine.resource, mine.unit, channel, earmark)
        return next(iter(exact or (known if not channel and not earmark else [])), fresh)

    def _posts(self, left: Stage, entered: Stage) -> tuple[Posting, ...]:
        """One posting; an exact number larger than what stands there brings the rest from outside."""
        lot = self._lot_standing(left, self._quantity) if left is not Stage.OUTSIDE else None
        stands = self._stands(lot, left) if lot else 0
        told = self._quantity
        if told.is_exact and lot and told.booked and 0 < stands < told.booked:
            rest = told.booked - stands
            return (self._post(left, entered, Quantity(stands, stands, stands)),
                    self._post(Stage.OUTSIDE, entered, Quantity(rest, rest, rest)))
        return (self._post(left, entered, told),)

    def _post(self, left: Stage, entered: Stage, quantity: Quantity) -> Posting:
        statement = self.statement
        assert statement.when is not None  # propose() asks for it
        named = str(statement.detail.get("lot", ""))
        lot = self._lot_standing(left, quantity) if left is not Stage.OUTSIDE else None
        reached = Stage.PLEDGED if left in (Stage.HELD, Stage.LAPSED) else Stage.OUTSIDE
        if lot is None:
            larger = str(statement.detail.get("lot_of", ""))
            return Posting(self._line(), self._lot_name, larger, left, entered, quantity, statement.when,
                           reached=reached)
        line = self.books.line_by_id[lot.line].key
        stands = self.standings.at(self.standings.subtree(lot), left, self._day)
        if stands == Span(quantity.booked or 0, quantity.low, quantity.high) and named in ("", lot.name):
            larger = self.books.lot_by_id[lot.part_of].name if lot.part_of else ""
            return Posting(line, lot.name, larger, left, entered, quantity, statement.when, whole=True, reached=reached)
        if named == lot.name:
            larger = self.books.lot_by_id[lot.part_of].name if lot.part_of else ""
            return Posting(line, named, larger, left, entered, quantity, statement.when, reached=reached)
        return Posting(line, named or f"{lot.name}/{self._lot_name}", lot.name, left, entered, quantity, statement.when,
                       reached=reached)

    def _correction(self, stage: Stage, told: Quantity, stood: Span) -> Posting:
        """The difference between a count and the ledger: from outside what is missing, to outside what is too much."""
        assert told.booked is not None  # propose() asks for it
        difference = told.booked - stood.booked
        amount = abs(difference)
        spread = Quantity(amount, amount, amount)
        if difference > 0:
            return self._post(Stage.OUTSIDE, stage, spread)
        return self._post(stage, Stage.OUTSIDE, spread)
