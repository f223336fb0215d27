"""What to ask of whom: the open and overdue lines, contributor by contributor, and what nobody has promised.

Contributors stand in alphabetical order and are never ranked. A line is open while anything of it stands short of
`present` or is held. Nothing is computed of what would be best to ask for: this lists what was promised, on what
condition, what waits for what, since when, and who said so. Promises without a number stay without one.

Known weakness: a need counts as promised when the words for it and for a promised thing contain one another
("medevac helicopters", "helicopter"); things that are the same under different names are not matched.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from muster.ledger.figures import Because, Cell, Figure, Row, Table, exact, slug
from muster.ledger.fold import positions
from muster.ledger.index import OPEN_STAGES
from muster.ledger.judged import Judged
from muster.ledger.kept import once_a_lines
from muster.ledger.promises import Announcement, Chain, all_chains, is_owed, is_unsettled, state_of
from muster.ledger.records import Books, LineKey, Lot, Statement
from muster.ledger.requirements import Need, Requirement, requirements
from muster.ledger.scopes import Standings
from muster.ledger.spans import NOTHING, Span
from muster.ledger.standing import PERSONS, Standing, is_host_side, shown, standing, unique_keys, whole_lot
from muster.ledger.told import NO_NUMBER, citation, contributor_of, figure_of, in_words
from muster.quantities import When, on_day
from muster.vocabulary import Aspect, Kind, Stage, Verdict

SHORT_OF_PRESENT = OPEN_STAGES
NOBODY = "nobody yet"


def ask(books: Books) -> Table:
    """What is open with whom, in alphabetical order; then what nobody has promised."""
    desk = _Desk(books)
    rows = sorted([*desk.lines(), *desk.unnumbered(), *desk.unbooked()], key=lambda row: row[0])
    listed = [cells for _, cells in rows] + [cells for _, cells in desk.nobody()]
    keys = unique_keys(slug(f"{cells['contributor']} {cells['resource']}") or "row" for cells in listed)
    return Table(
        "ask", f"What is open with whom on {books.on}",
        ("contributor", "resource", "through", "open", "stands", "promised_for", "overdue_days", "condition", "waits",
         "since", "said_by", "side"),
        tuple(Row(key, cells) for key, cells in zip(keys, listed)),
        ("Contributors are in alphabetical order; lines past their date say by how many days, and needs nobody has "
         "promised come last.",),
        {"promised_for": "promised for", "overdue_days": "overdue, days", "waits": "what waits for it",
         "said_by": "said by"})


Ordered = tuple[tuple[str, str, str], dict[str, Cell]]


@dataclass(frozen=True, slots=True)
class _Open:
    """What is needed to write one row."""

    contributor: str
    kind: Kind
    resource: str
    figure: Figure
    stands: str
    since: When | None
    said: Statement | None
    condition: str = ""
    through: str = ""


class _Desk:
    """The books' open lines and promises on their day."""

    def __init__(self, books: Books) -> None:
        self.books = books
        self.judged = Judged(books)
        self.chains = [chain for chain in all_chains(books) if is_owed(chain) and chain.first.is_support]
        self.chains_about: dict[tuple[str, Kind | None, str], list[Chain]] = {}
        for chain in self.chains:
            said = chain.first.statement
            self.chains_about.setdefault((said.contributor, said.kind, said.resource), []).append(chain)
        self.stands: Standing[int] = standing(books, lambda line: line.id)
        self.standings = Standings(books)
        self.named: set[str] = set()  # chains that stand beside a line

    def lines(self) -> Iterator[Ordered]:
        """Every line of which something stands short of present or is held."""
        found: dict[int, dict[Stage, Span]] = {}
        for line in self.books.lines:
            spans = {stage: self.stands.span(line.id, stage) or NOTHING for stage in SHORT_OF_PRESENT}
            if there := {stage: span for stage, span in spans.items() if span.booked > 0}:
                found[line.id] = there
        open_lots = _open_lots(self.books, found)
        for line_id, there in found.items():
            line = self.books.line_by_id[line_id]
            since, said = self.books.index.first_opened(line_id, open_lots[line_id]) or (None, None)
            unit = PERSONS if line.key.kind is Kind.PERSONNEL else line.key.unit
            total = Span(0, 0, 0)
            for span in there.values():
                total = total + span
            figure = shown(total, unit, Because(lines=(line.id,), stages=tuple(there),
                                                how="what stands short of present, and what is held"))
            yield self._row(_Open(
                line.key.contributor, line.key.kind, line.key.resource, figure,
                ", ".join(f"{stage.word} {in_words(span.booked, unit)}" for stage, span in there.items()),
                since, said, line.key.conditions,
                ", ".join(_unique((line.key.channel, line.key.earmark)))))

    def unnumbered(self) -> Iterator[Ordered]:
        """Promises without a number, of contributors that gave none for that resource."""
        numbered = {(line.key.contributor, line.key.kind, line.key.resource) for line in self.books.lines}
        found: dict[tuple[str, Kind | None, str], list[Statement]] = {}
        for aspect in (Aspect.PLEDGE, Aspect.OFFER, Aspect.UNDERTAKING):
            for one in self.judged.told_once(aspect):
                of = (one.contributor, one.kind, one.resource)
                if self._is_unnumbered(one) and one.contributor and of not in numbered and self._is_said_by_now(one) \
                        and Verdict.UNSURE not in self.judged.verdicts(one.id):
                    found.setdefault(of, []).append(one)
        for (contributor, kind, resource), told in found.items():
            figure = Figure(None, word=NO_NUMBER, because=Because(statements=tuple(one.id for one in told)))
            first = told[0]
            yield self._row(_Open(contributor, kind or Kind.UNDERTAKING, resource or "support not named", figure,
                                  "promised", first.when, first,
                                  "; ".join(_unique(one.condition for one in told))))

    def unbooked(self) -> Iterator[Ordered]:
        """Promises still to be kept for which no line stands open: told, but nothing of them is booked."""
        for chain in self.chains:
            latest = chain.latest.statement
            party = self.books.parties.get(latest.contributor)
            if party is not None and party.kind == "unit":
                continue  # a hope for the whole mission: nobody to ask
            if chain.name not in self.named and latest.contributor and is_unsettled(chain):
                figure = figure_of(latest) if latest.quantity is not None else Figure(
                    None, word=NO_NUMBER, because=Because(statements=chain.statements))
                yield self._row(_Open(latest.contributor, latest.kind or Kind.UNDERTAKING, latest.resource, figure,
                                      "told, not booked", _when_told(chain.first), latest))

    def nobody(self) -> Iterator[Ordered]:
        """Needs on the day for which no promise is on record, by kind and name."""
        promised = {(line.key.kind, line.key.resource) for line in self.books.lines}
        promised |= {(one.kind, one.resource) for one in self.judged.told_once(Aspect.PLEDGE) if one.kind}
        for of, need in sorted(requirements(self.books).items(), key=lambda item: item[0].order):
            if of.host_side or any(_is_thing(of.resource, other) for kind, other in promised if kind is of.kind):
                continue
            told = _needs_told(need)
            yield ("", "", ""), {
                "contributor": NOBODY, "resource": of.resource, "through": None, "open": need.figure,
                "stands": "needed",
                "promised_for": None, "overdue_days": None, "condition": None, "waits": None,
                "since": min((each.since for each in told if each.since), default=None),
                "said_by": citation(self.books, told[0].statement) if told else None, "side": "mission",
            }

    def _row(self, found: _Open) -> Ordered:
        books = self.books
        about = self.chains_about.get((found.contributor, found.kind, found.resource), [])
        self.named.update(chain.name for chain in about)
        mine = [chain for chain in about if not _is_before(chain, found.since)]
        last = max(mine, key=lambda chain: (chain.latest.told, chain.latest.statement.id), default=None)
        promised_for = last.latest.promised_for if last else None
        late = (books.on - promised_for.last).days if promised_for else 0
        conditions = _unique([found.condition, *(one for chain in mine for one in chain.conditions)])
        said = [one for one in (found.said, last.latest.statement if last else None) if one is not None]
        name = contributor_of(books, found.contributor)
        return (name.casefold(), found.kind.value, found.resource), {
            "contributor": name, "resource": found.resource, "through": found.through or None, "open": found.figure,
            "stands": found.stands,
            "promised_for": str(promised_for) if promised_for else None,
            "overdue_days": exact(late, "days", Because(
                statements=(last.latest.statement.id,), how="days past the date last promised"))
            if last is not None and late > 0 else None,
            "condition": "; ".join(conditions) or None,
            "waits": _what_waits(mine, self.standings, found.figure) or None,
            "since": _day(found.since), "said_by": "; ".join(_unique(citation(books, one) for one in said)) or None,
            "side": "host" if is_host_side(found.contributor, books) else "mission",
        }

    def _is_unnumbered(self, one: Statement) -> bool:
        return one.quantity is None or bool(self.judged.detail(one).get("without_number"))

    def _is_said_by_now(self, one: Statement) -> bool:
        return one.when is None or one.when.first <= self.books.on


def _open_lots(books: Books, lines: Collection[int]) -> Mapping[int, list[int]]:
    """Line id -> the numbers of its lots of which anything is open; a lot stands where it and its parts together do."""
    wanted = [lot for line in lines for lot in books.lots_of_line.get(line, ())]
    row: dict[int, int] = {}
    group = np.full(len(books.line_of_lot), -1, dtype=np.int32)
    for lot in wanted:
        whole = whole_lot(lot, books)
        group[lot.number] = row.setdefault(whole, len(row))
    folded = positions(books.movements, group=group, groups=len(row), on=books.on, known=books.known,
                       with_reached=False)
    is_open = np.any(folded.booked[:, [int(stage) for stage in OPEN_STAGES]] > 0, axis=1)
    found: dict[int, list[int]] = {line: [] for line in lines}
    for lot in wanted:
        if is_open[group[lot.number]]:
            found[lot.line].append(lot.number)
    return found


def _when_told(one: Announcement) -> When:
    """When it was told, as precisely as its source says."""
    when = one.statement.when
    return when if when is not None and when.first == one.told else on_day(one.told)


def _day(when: When | None) -> date | str | None:
    """A day where it is one; else as precise as the source has it: "2024-02"."""
    return when if when is None else when.first if when.is_one_day else str(when)


def _is_before(chain: Chain, since: When | None) -> bool:
    """Was it promised for days before the line began? Then it was another promise."""
    promised_for = chain.latest.promised_for
    return since is not None and promised_for is not None and promised_for.last < since.first


def _what_waits(mine: Sequence[Chain], standings: Standings, still: Figure) -> str:
    """The promises of a line that cannot be kept before their condition is met, each with what is left of it."""
    told = []
    for chain in mine:
        left = _left_of(chain, standings, still)
        if chain.conditions and left:
            told.append(f"{left} ({state_of(chain, standings.books.on)})")
    return "; ".join(told)


def _left_of(chain: Chain, standings: Standings, still: Figure) -> str:
    """"239 of 600 persons": what is open of the largest number any telling names; "" where all of it has come."""
    said = [one.quantity.booked for one in chain.tellings if one.quantity and one.quantity.booked]
    unit = chain.first.statement.unit
    if not said:
        return chain.name
    lots = _lots_of(chain, standings)
    left = max(said) if still.booked is None else min(max(said), int(still.booked))
    if lots:
        there = (standings.at(lots, stage, standings.books.on).booked for stage in SHORT_OF_PRESENT)
        left = min(left, sum(booked for booked in there if booked > 0))
    if left <= 0:
        return ""
    return in_words(left, unit) if left == max(said) else f"{left:,} of {in_words(max(said), unit)}"


def _lots_of(chain: Chain, standings: Standings) -> tuple[Lot, ...]:
    named = next((str(one.statement.detail["lot"]) for one in chain.tellings if one.statement.detail.get("lot")), "")
    return standings.lots_named(named) if named else ()


def _needs_told(need: Requirement) -> list[Need]:
    return [each for each in (need.reference, *need.unnumbered, *need.competing) if each is not None]


def _is_thing(needed: str, promised: str) -> bool:
    """Is what is needed the thing promised, or one kind of it? "medevac helicopters" are helicopters."""
    asked, offered = _words_of(needed), _words_of(promised)
    if not asked or "unspecified" in asked:
        return True  # the kind as a whole: anything of it answers
    return bool(offered) and (asked <= offered or offered <= asked)


def _words_of(resource: str) -> frozenset[str]:
    """The words after the kind, in the singular; none for a kind as a whole."""
    thing = resource.partition(":")[2].partition("(")[0]
    return frozenset(re.sub(r"(?<=[^s])s$", "", word) for word in re.findall(r"[\w-]+", thing.lower()))


def _unique(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(word for word in words if word))


# --- what waits for what ----------------------------------------------------------------------------------


def waits(books: Books) -> Table:
    """What waits for what on the day: promises on their stated condition, and what is held."""
    rows = [*_waiting_promises(books), *_waiting_statements(books), *_held(books)]
    rows.sort(key=lambda row: (str(row["contributor"]).casefold(), str(row["resource"])))
    keys = unique_keys(slug(f"{cells['contributor']} {cells['resource']}") or "row" for cells in rows)
    return Table(
        "waits", f"What waits for what on {books.on}",
        ("contributor", "resource", "quantity", "stands", "waits_for", "since", "days", "said_by"),
        tuple(Row(key, cells) for key, cells in zip(keys, rows)),
        ("A condition is given in its source's words; whether it is met is for a person to rule.",),
        {"waits_for": "waits for", "said_by": "said by"})


def _waiting_promises(books: Books) -> Iterator[dict[str, Cell]]:
    """One row for each condition of each promise still to be kept."""
    standings = Standings(books)
    for chain in all_chains(books):
        if not is_unsettled(chain):
            continue
        for condition in chain.conditions:
            told = [one for one in chain.tellings if one.statement.condition == condition]
            first = told[0]
            figure = figure_of(first.statement)
            if first.quantity is None:
                figure = Figure(None, word=NO_NUMBER, because=Because(statements=(first.statement.id,)))
            yield _wait(books, first.statement, figure, _standing_words(standings, chain), condition,
                        _when_told(first))


def _waiting_statements(books: Books) -> Iterator[dict[str, Cell]]:
    """Pledges and needs told with a condition, which no chain of announcements carries.

    Once anything of such a pledge got past `pledged` its condition no longer holds it.
    """
    judged, moved_on = Judged(books), _MovedOn(books)
    for aspect in (Aspect.PLEDGE, Aspect.NEED, Aspect.OFFER, Aspect.UNDERTAKING):
        for one in judged.told_once(aspect):
            if one.condition and (one.when is None or one.when.first <= books.on) and not moved_on.has(one):
                yield _wait(books, one, figure_of(one), aspect.value, one.condition, one.when)


@once_a_lines
def _lots_by_name(books: Books) -> tuple[Mapping[LineKey, int], Mapping[tuple[int, str], Lot]]:
    """Line ids by their terms, and lots by line and name."""
    return {line.key: line.id for line in books.lines}, {(lot.line, lot.name): lot for lot in books.lots}


class _MovedOn:
    """Which statements promised a lot of which anything has since got past `pledged`."""

    def __init__(self, books: Books) -> None:
        self.books = books
        self.standings = Standings(books)
        self.line_of, self.lots = _lots_by_name(books)

    def has(self, statement: Statement) -> bool:
        for posting in (each for ruling in self.books.standing_rulings.get(statement.id, ())
                        for each in ruling.postings):
            lot = self.lots.get((self.line_of.get(posting.line, 0), posting.lot))
            if lot and self.standings.reached(self.standings.subtree(lot), Stage.COMMITTED, self.books.on).booked > 0:
                return True
        return False


def _held(books: Books) -> Iterator[dict[str, Cell]]:
    """What is held (frozen, barred, unserviceable) waits for its release."""
    stands = standing(books, lambda line: line.id)
    told = books.index.last_held()
    for line in books.lines:
        span = stands.span(line.id, Stage.HELD)
        if span is None or span.booked <= 0:
            continue
        figure = stands.figure(line.id, Stage.HELD)
        assert figure is not None  # its span was found
        statement = told.get(line.id)
        since = statement.when if statement is not None else None
        yield {
            "contributor": contributor_of(books, line.key.contributor), "resource": line.key.resource,
            "quantity": figure, "stands": Stage.HELD.word, "waits_for": "its release",
            "since": _day(since), "days": _days_since(since, books, statement),
            "said_by": citation(books, statement) if statement is not None else None,
        }


def _wait(books: Books, one: Statement, figure: Figure, stands: str, condition: str,
          since: When | None) -> dict[str, Cell]:
    return {
        "contributor": contributor_of(books, one.contributor) or "the mission", "resource": one.resource or None,
        "quantity": figure, "stands": stands, "waits_for": condition, "since": _day(since),
        "days": _days_since(since, books, one), "said_by": citation(books, one),
    }


def _days_since(since: When | None, books: Books, statement: Statement | None) -> Figure | None:
    if since is None or statement is None or since.first > books.on:
        return None
    days = (books.on - since.first).days
    return exact(days, "days", Because(statements=(statement.id,), how="days since it was said"))


def _standing_words(standings: Standings, chain: Chain) -> str:
    """Where the promise's lot stands ("preparing 600 persons"); how the promise stands where it names none."""
    on = standings.books.on
    lots = _lots_of(chain, standings)
    unit = chain.first.statement.unit
    there = ((stage, standings.at(lots, stage, on).booked) for stage in (*SHORT_OF_PRESENT, Stage.PRESENT))
    told = ", ".join(f"{stage.word} {in_words(booked, unit)}" for stage, booked in there if booked > 0)
    return told or state_of(chain, on)
