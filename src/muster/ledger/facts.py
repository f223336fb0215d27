"""What the founding reports say: every fact in order, what each asks for, and what they tell together.

A ledger starts from its founding reports. Their facts keep their aspect, speaker, value and words; nothing is added
from other sources, so what a report does not name (a site, a number) stays unnamed here. What two founding reports
tell of one batch is shown once, with both tellings: the date slips, the number does not double.

Known weakness: two tellings are taken for one batch when contributor, resource and number agree and no ruling says
otherwise, since the reports name no lots.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from muster.ledger.figures import Because, Cell, Figure, Row, Table, exact, slug
from muster.ledger.judged import Judged
from muster.ledger.records import Books, Report, Statement
from muster.ledger.standing import unique_keys
from muster.ledger.told import NO_NUMBER, contributor_of, figure_of, name_of, source_of, speaker_of
from muster.vocabulary import Aspect, Kind, Stage

KINDS_ASKED_FOR = (Kind.PERSONNEL, Kind.EQUIPMENT, Kind.LOGISTICS, Kind.MONEY)
_FACT = re.compile(r"fact (\d+)")
BATCHES = (Aspect.STOCK, Aspect.PLAN, Aspect.PLEDGE, Aspect.FLOW)


def founding_reports(books: Books) -> tuple[Report, ...]:
    """The reports the ledger starts from, by name."""
    return tuple(sorted((report for report in books.reports.values() if report.is_founding),
                        key=lambda report: report.name))


def founding_statements(books: Books) -> tuple[Statement, ...]:
    """Their statements, report by report, in the order of their facts; those rejected left out."""
    place = {report.id: number for number, report in enumerate(founding_reports(books))}
    judged = Judged(books)
    told = [one for one in books.index.of_reports(place) if not judged.is_rejected(one.id)]
    return tuple(sorted(told, key=lambda one: (place[one.report], _fact_number(one), one.id)))


def _fact_number(statement: Statement) -> tuple[int, ...]:
    """"paragraph 18, fact 15" comes after "paragraph 2, fact 14": by fact, where facts are numbered."""
    fact = _FACT.search(statement.locator)
    return (int(fact.group(1)),) if fact else tuple(int(number) for number in re.findall(r"\d+", statement.locator))


def facts(books: Books) -> Table:
    """Every fact of the founding reports, in order, from its own passage.

    Where a report's facts are numbered, what only draws on them (the need behind an appeal) is no fact of its own.
    """
    everything = founding_statements(books)
    numbered = {one.report for one in everything if _FACT.search(one.locator)}
    told = [one for one in everything if one.report not in numbered or _FACT.search(one.locator)]
    keys = unique_keys(slug(f"{source_of(books, one)} {'-'.join(map(str, _fact_number(one)))}") for one in told)
    reports = founding_reports(books)
    note = f"{len(told)} facts of {len(reports)} reports." if told else "This ledger has no founding reports."
    return Table(
        "facts", "What the founding reports say",
        ("report", "place", "aspect", "about", "value", "when", "speaker", "words"),
        tuple(Row(key, _fact_cells(one, books)) for key, one in zip(keys, told)), (note,))


def _fact_cells(one: Statement, books: Books) -> dict[str, Cell]:
    return {
        "report": source_of(books, one), "place": one.locator, "aspect": _aspect_words(one),
        "about": _about(one, books) or None,
        "value": figure_of(one) if one.quantity is not None else None,
        "when": _time_words(one) or (str(one.when) if one.when else None),
        "speaker": speaker_of(books, one),
        "words": "sealed" if one.sealed else one.passage,
    }


def _aspect_words(one: Statement) -> str:
    claim = one.detail.get("claim")
    if one.aspect is Aspect.CLAIM and claim:
        return f"claim of {claim}"
    return one.aspect.value


def _about(one: Statement, books: Books) -> str:
    """Whose and what, as far as it is told: "Kenya: personnel, preparing"."""
    parts = [part for part in (one.resource, one.stage.word if one.stage not in (None, Stage.OUTSIDE) else "") if part]
    whose = contributor_of(books, one.contributor)
    if one.aspect is Aspect.APPEAL:
        kinds = one.detail.get("kinds")
        return ", ".join(kinds) if isinstance(kinds, list | tuple) else str(one.detail.get("addressee", ""))
    if one.aspect is Aspect.MANDATE:
        return " ".join(str(one.detail[name]) for name in ("resolution", "act") if one.detail.get(name))
    if one.aspect is Aspect.APPOINTMENT:
        return f"{name_of(books, str(one.detail.get('person', '')))}, {one.detail.get('office', '')}"
    return f"{whose}: {', '.join(parts)}" if whose and parts else whose or ", ".join(parts)


def _time_words(one: Statement) -> str:
    return one.words.get("when", "")


# --- what each asks for -----------------------------------------------------------------------------------


def asks_named(books: Books) -> Table:
    """Who names which kind of support as needed: one row a kind, one column a founding report."""
    reports = founding_reports(books)
    named = {(kind, report.id): tuple(_naming(books, kind, report)) for kind in KINDS_ASKED_FOR for report in reports}
    rows = []
    for kind in KINDS_ASKED_FOR:
        in_reports = [report for report in reports if named[kind, report.id]]
        grounds = tuple(one.id for report in in_reports for one in named[kind, report.id])
        looked_at = grounds or tuple(one.id for report in reports for other in KINDS_ASKED_FOR
                                     for one in named[other, report.id])
        rows.append(Row(kind.value, {
            "kind": kind.value,
            **{report.name: _named_cell(books, named[kind, report.id]) for report in reports},
            "named_in": exact(len(in_reports), "reports", Because(
                statements=looked_at, how="founding reports that name it as needed")) if looked_at else None,
        }))
    dates = (f"{report.name}: {report.published or 'undated'}{' (date inferred)' if report.date_is_inferred else ''}"
             for report in reports)
    return Table("asks_named", "What each founding report asks for",
                 ("kind", *(report.name for report in reports), "named_in"), tuple(rows),
                 ("; ".join(dates),) if reports else ("This ledger has no founding reports.",),
                 {"named_in": "named in"})


def _naming(books: Books, kind: Kind, report: Report) -> Iterator[Statement]:
    for one in founding_statements(books):
        if one.report != report.id:
            continue
        kinds = one.detail.get("kinds")
        asked = isinstance(kinds, list | tuple) and kind.value in kinds
        if (one.aspect is Aspect.APPEAL and asked) or (one.aspect is Aspect.NEED and (one.kind is kind or asked)):
            yield one


def _named_cell(books: Books, told: Sequence[Statement]) -> Figure | str:
    """The number asked for, or that none was given, and by whom; "not named" where the report is silent."""
    if not told:
        return "not named"
    speakers = ", ".join(dict.fromkeys(speaker_of(books, one) for one in told))
    because = Because(statements=tuple(one.id for one in told))
    numbered = next((one for one in told if one.quantity is not None), None)
    if numbered is None or numbered.quantity is None:
        return Figure(None, word=NO_NUMBER, because=because, note=speakers)
    said = numbered.quantity
    return Figure(said.booked, said.low, said.high, numbered.unit, said.word, because, speakers)


# --- what they tell together ------------------------------------------------------------------------------


def founding(books: Books) -> Table:
    """What the founding reports tell together: who is present, one batch told twice, the mandate, what is claimed."""
    told = founding_statements(books)
    rows = [*_present_rows(told, books), *_batch_rows(told, books), *_mandate_rows(told, books),
            *_claim_rows(told, books)]
    keys = unique_keys(key for key, _ in rows)
    return Table(
        "founding", "What the founding reports tell",
        ("theme", "what", "value", "when", "condition", "said_by", "words"),
        tuple(Row(key, cells) for key, (_, cells) in zip(keys, rows)),
        ("A claim is its speaker's; an interest is named where the speaker has one.",), {"said_by": "said by"})


Keyed = tuple[str, dict[str, Cell]]


def _cells(theme: str, one: Statement, books: Books, *, what: str = "") -> dict[str, Cell]:
    return {
        "theme": theme, "what": what or _about(one, books) or None,
        "value": figure_of(one) if one.quantity is not None else None,
        "when": _time_words(one) or (str(one.when) if one.when else None),
        "condition": one.condition or None,
        "said_by": f"{speaker_of(books, one)} in {source_of(books, one)}",
        "words": "sealed" if one.sealed else one.passage,
    }


def _present_rows(told: Sequence[Statement], books: Books) -> Iterator[Keyed]:
    for one in told:
        if one.aspect in (Aspect.STOCK, Aspect.FLOW) and one.stage is Stage.PRESENT:
            yield "present", _cells("present" if one.aspect is Aspect.STOCK else "arrived", one, books)


def _batch_rows(told: Sequence[Statement], books: Books) -> Iterator[Keyed]:
    """Batches that more than one founding report tells: once together, then telling by telling."""
    batches: dict[tuple[object, ...], list[Statement]] = {}
    for one in told:
        if (one.aspect in BATCHES and one.quantity is not None and one.stage is not Stage.PRESENT) or one.condition:
            quantity = one.quantity.booked if one.quantity else None
            batches.setdefault((one.contributor, one.kind, one.resource, one.unit, quantity), []).append(one)
    for said in batches.values():
        reports = dict.fromkeys(source_of(books, one) for one in said)
        if len(reports) < 2:
            continue
        yield "told-twice", _together(said, list(reports), books)
        for one in said:
            stage = one.words.get("stage") or (one.stage.word if one.stage else "")
            yield f"telling-{slug(source_of(books, one))}", _cells("one telling", one, books, what=stage)


def _together(said: Sequence[Statement], reports: Sequence[str], books: Books) -> dict[str, Cell]:
    """The batch once, with how its date slipped and what it waits for."""
    first = said[0]
    figure = figure_of(first)
    dates = _unique(_time_words(one) for one in said if one.aspect is Aspect.PLAN)
    return {
        "theme": f"one batch told in {len(reports)} reports, counted once",
        "what": _about(first, books),
        "value": Figure(figure.booked, figure.low, figure.high, figure.unit, figure.word,
                        Because(statements=tuple(one.id for one in said))),
        "when": f"slipped from \"{dates[0]}\" to \"{dates[-1]}\"" if len(dates) > 1 else next(iter(dates), None),
        "condition": "; ".join(_unique(one.condition for one in said)) or None,
        "said_by": ", ".join(_unique(f"{speaker_of(books, one)} in {source_of(books, one)}" for one in said)),
        "words": None,
    }


def _mandate_rows(told: Sequence[Statement], books: Books) -> Iterator[Keyed]:
    for one in told:
        if one.aspect is Aspect.MANDATE:
            yield "mandate", _cells("mandate", one, books)


def _claim_rows(told: Sequence[Statement], books: Books) -> Iterator[Keyed]:
    for one in told:
        if one.aspect is Aspect.CLAIM:
            interest = one.detail.get("interested")
            yield "claim", _cells(_aspect_words(one), one, books,
                                  what=f"its speaker {interest}" if interest else "no interest known")


def _unique(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(word for word in words if word))
