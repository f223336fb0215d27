"""A mission's data package -> a Filing for each of its editions, or every fault of every file at once.

A package is a folder with a Frictionless descriptor (datapackage.json) and the CSV tables that `fields` lists, all of
them optional but the sources and parties. What no row of `rulings` judges is judged by the posting rules, so a package
may hold facts alone; "posting_rules": false in the descriptor leaves such rows unjudged. An edition is a set of reports
with lots and rulings of its own, which becomes a ledger of its own ("haiti@seeds"); its tables stand beside the others'
in the descriptor, marked with its name.

A row is refused whole: with a fault in any cell, or when what it names was refused or does not exist. Without
`accept_good_rows` one fault refuses everything. Known weakness: everything is held in memory while it is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from muster.exchange.amounts import parse_amount
from muster.exchange.fields import FORECAST, TABLE_BY_NAME, TABLES
from muster.exchange.folder import (
    Folder,
    RawRow,
    Resource,
    bytes_inside,
    read_descriptor,
    read_rows,
    resources_of,
    text_of,
)
from muster.exchange.own_numbers import read_numbers, ruling_on
from muster.exchange.rows import (
    Read,
    faults_of_detail,
    key_of,
    locator_of,
    lot_of,
    microseconds,
    party_of,
    read_row,
    report_of,
    statement_of,
)
from muster.ledger.drafts import Filing, MissionTerms, NewRuling, NewStatement, RefusedRow
from muster.ledger.posting_rules import LotTerms, ruling_for
from muster.ledger.records import EVERYONE, LineKey, Party, Posting
from muster.problems import Problem, Understood
from muster.quantities import Quantity, When
from muster.vocabulary import Stage, Verdict

LARGEST_BODY_BYTES = 8 * 2**20


def shipped_missions() -> Mapping[str, Folder]:
    """The missions that come with Muster: short name -> package folder."""
    missions = files("muster.missions")
    return {
        folder.name: folder
        for folder in sorted(missions.iterdir(), key=lambda entry: entry.name)
        if folder.is_dir() and (folder / "datapackage.json").is_file()
    }


def editions_of(folder: Folder) -> tuple[str, ...]:
    """The names of a package's editions beside the whole of it."""
    descriptor = read_descriptor(folder, folder.name)
    listed = descriptor.get("editions") if isinstance(descriptor, Mapping) else None
    return tuple(str(entry.get("name")) for entry in listed if isinstance(entry, dict)) \
        if isinstance(listed, list) else ()


def read_editions(folder: Folder, *, accept_good_rows: bool = False) -> list[Understood[Filing]]:
    """The whole package, then each of its editions."""
    return [read_package(folder, edition=edition, accept_good_rows=accept_good_rows)
            for edition in ("", *editions_of(folder))]


def read_package(folder: Folder, *, edition: str = "", accept_good_rows: bool = False) -> Understood[Filing]:
    """What a package holds, ready to file, and every problem met.

    With problems the filing is empty, unless accept_good_rows: then it holds every row that is right, all it refers to
    being right too, and in `refused` the others with their reasons.
    """
    label = folder.name
    descriptor = read_descriptor(folder, label)
    if isinstance(descriptor, Problem):
        return Understood(Filing(), (descriptor,))
    terms, reports, problems = _terms_of(descriptor, edition, label)
    listed, faults = resources_of(descriptor, label)
    problems += faults
    reading = _Reading(folder, label, reports, descriptor.get("posting_rules") is not False)
    listed += _unlisted(folder, listed)
    present = {resource.table for resource in listed}
    problems += [Problem(f"{label}/datapackage.json, resources", "", f"the table {table.name}", "Add the file.")
                 for table in TABLES if table.required and table.name not in present]
    for resource in sorted(listed, key=lambda one: [table.name for table in TABLES].index(one.table)):
        own = any(other.table == resource.table and other.edition == edition for other in listed)
        if resource.edition == (edition if own else ""):
            rows, faults = read_rows(folder, label, resource)
            problems += faults
            reading.take(resource.table, rows)
    if terms is None:
        return Understood(Filing(), tuple(problems + reading.problems()))
    filing = reading.filing(terms)
    problems += reading.problems()
    if problems and not accept_good_rows:
        return Understood(Filing(), tuple(problems))
    return Understood(filing, tuple(problems))


def _unlisted(folder: Folder, listed: Sequence[Resource]) -> list[Resource]:
    """The sheet of the mission's own numbers, which is read where it lies, listed or not."""
    path = f"{FORECAST.name}.csv"
    if any(resource.table == FORECAST.name for resource in listed) or not (folder / path).is_file():
        return []
    return [Resource(FORECAST.name, path, FORECAST.name, "")]


# --- the descriptor's own parts ---------------------------------------------------------------------------


def _terms_of(descriptor: Mapping[str, Any], edition: str,
              label: str) -> tuple[MissionTerms | None, frozenset[str] | None, list[Problem]]:
    """The ledger's name and zone, and of an edition the reports it is made of."""
    where = f"{label}/datapackage.json, mission"
    mission = descriptor.get("mission")
    if not isinstance(mission, dict):
        return None, None, [Problem(where, "", 'an object with slug, name and timezone', "Add it.")]
    reports: frozenset[str] | None = None
    if edition:
        listed = descriptor.get("editions")
        entry = next((one for one in listed if isinstance(one, dict) and one.get("name") == edition), None) \
            if isinstance(listed, list) else None
        if entry is None or not isinstance(entry.get("reports"), list):
            return None, None, [Problem(f"{label}/datapackage.json, editions", edition,
                                        "an edition with a list of reports", "Describe the edition.")]
        reports = frozenset(str(name) for name in entry["reports"])
        own = entry.get("mission")
        mission = mission | (own if isinstance(own, dict) else {})
    problems = [Problem(f"{where}, {name}", str(mission.get(name, "")), "text", "Fill it in.")
                for name in ("slug", "name", "timezone") if not isinstance(mission.get(name), str)
                or not mission.get(name)]
    names: list[tuple[date, str]] = []
    for entry in mission.get("names") or []:
        try:
            names.append((date.fromisoformat(entry["from"]), str(entry["name"])))
        except (KeyError, TypeError, ValueError):
            problems.append(Problem(f"{where}, names", str(entry)[:60], 'an object with "from" (a day) and "name"',
                                    "Correct the entry."))
    try:
        ZoneInfo(str(mission.get("timezone", "")) or "?")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        problems.append(Problem(f"{where}, timezone", str(mission.get("timezone", "")), "an IANA time zone",
                                "Write it as America/Port-au-Prince."))
    if problems:
        return None, reports, problems
    slug = f"{mission['slug']}@{edition}" if edition else mission["slug"]
    return MissionTerms(slug, mission["name"], mission["timezone"], tuple(sorted(names))), reports, []


# --- the rows together ------------------------------------------------------------------------------------


@dataclass
class _Reading:
    """Every row of one edition on its way to a filing."""

    folder: Folder
    label: str
    only_reports: frozenset[str] | None = None
    posting_rules: bool = True  # whether they judge what no ruling does
    rows: dict[str, list[Read]] = field(default_factory=dict)
    late: list[Problem] = field(default_factory=list)  # met on rows already refused, or on no row

    def take(self, table: str, raw: Sequence[RawRow]) -> None:
        shape = TABLE_BY_NAME[table]
        if shape is FORECAST:
            reads, reports = read_numbers(raw, self.rows.get("sources", ()))
            self.rows.setdefault("sources", []).extend(
                read for read in reports if self.only_reports is None or read.key in self.only_reports)
        else:
            reads = [read_row(shape, row) for row in raw]
        if self.only_reports is not None:
            if table == "sources":
                reads = [read for read in reads if read.key in self.only_reports]
            elif shape.holds_statements:
                reads = [read for read in reads if read.values.get("source_id") in self.only_reports]
            elif table == "parties":
                for read in reads:  # who named a party elsewhere is no matter of this edition
                    read.values["source_id"] = None
        seen: dict[str, Read] = {}
        for read in reads:
            read.problems += faults_of_detail(read)
            if read.key in seen:
                read.fault(shape.key, read.key, "a name of its own",
                           f"It is used already in {seen[read.key].row.where}. Rename one of the two.")
            elif read.key:
                seen[read.key] = read
        self.rows[table] = reads

    def good(self, table: str) -> list[Read]:
        return [read for read in self.rows.get(table, ()) if not read.problems]

    def every(self) -> Iterable[Read]:
        for table in TABLES:
            yield from self.rows.get(table.name, ())

    def statements(self) -> list[Read]:
        return [read for table in TABLES if table.holds_statements for read in self.good(table.name)]

    def problems(self) -> list[Problem]:
        return [problem for read in self.every() for problem in read.problems] + self.late

    def filing(self, terms: MissionTerms) -> Filing:
        """Everything that is right, after what is wrong has taken with it what depends on it."""
        bodies = self._bodies()
        self._check_keys()
        self._check_passages(bodies)
        self._check_rulings()
        self._drop_dangling()
        lots = {read.key: lot_of(read) for read in self.good("lots")}
        self._judge(lots)
        self._drop_dangling()
        lots = {read.key: lot_of(read) for read in self.good("lots")}
        statements, rulings = self._built(lots, ZoneInfo(terms.timezone))
        zone = ZoneInfo(terms.timezone)
        reports = tuple(report_of(read, bodies.get(read.key, b""), zone) for read in self.good("sources"))
        refused = tuple(RefusedRow(read.row.where, read.row.cells, tuple(read.problems))
                        for read in self.every() if read.problems)
        return Filing(terms, self._parties(statements, rulings), reports, statements, rulings, refused)

    def _bodies(self) -> dict[str, bytes]:
        bodies = {}
        for read in self.good("sources"):
            path = read.values.get("body")
            if not path:
                continue
            content = bytes_inside(self.folder, path, read.at("body"), LARGEST_BODY_BYTES)
            text = content if isinstance(content, Problem) else text_of(content, f"{self.label}/{path}")
            if isinstance(text, Problem):
                read.problems.append(text)
            else:
                bodies[read.key] = text.encode()
        return bodies

    def _check_keys(self) -> None:
        """No two statements of one report may have the same place in it."""
        seen: dict[str, Read] = {}
        for read in self.statements():
            other = seen.setdefault(key_of(read), read)
            if other is not read:
                read.fault("locator", locator_of(read), "a place of its own in its report",
                           f"{other.row.where} has the same. Add what tells them apart.")

    def _check_passages(self, bodies: Mapping[str, bytes]) -> None:
        """Where the text is in the package, a passage is an exact part of it."""
        texts = {name: body.decode() for name, body in bodies.items()}
        for read in self.statements():
            text = texts.get(read.values["source_id"])
            if text is not None and read.values["passage"] not in text:
                read.fault("passage", read.values["passage"][:60], "an exact part of the report's text",
                           "Copy it from the text again.")

    def _check_rulings(self) -> None:
        """A ruling cannot be known before what it rests on."""
        published = {read.key: read.values.get("published") for read in self.good("sources")}
        received = {read.key for read in self.good("sources") if read.values.get("received")}
        report_of_row = {read.reference: read.values["source_id"] for read in self.statements()}
        for read in self.good("rulings"):
            known = read.values.get("known")
            named = (read.values["statement"], *(read.values.get("cites") or ()))
            for reference in named if known is not None else ():
                report = report_of_row.get(reference, "")
                day = published.get(report)
                if report and day is None and report not in received:
                    read.fault("known", known, f"nothing, since the report of {reference} has no date",
                               "Leave the cell empty: it is known from the day it is filed.")
                elif day is not None and day > (known.date() if isinstance(known, datetime) else known):
                    read.fault("known", known, f"a day no earlier than {day}, when {reference} was published",
                               "Leave the cell empty, or correct the day.")

    def _drop_dangling(self) -> None:
        """Refuse what names something refused or missing, until nothing more falls."""
        fallen = True
        while fallen:
            fallen = False
            there = self._there()
            for read in self.every():
                if read.problems:
                    continue
                named = read.references(lots_told=self.posting_rules)
                for kind, names in (("parties", named.parties), ("lots", named.lots), ("sources", named.sources),
                                    ("rows", named.rows), ("rulings", named.rulings)):
                    for name, where in names:
                        if name not in there[kind]:
                            read.problems.append(self._dangling(kind, name, where))
                            fallen = True
            fallen = self._drop_half_booked() or fallen

    def _there(self) -> dict[str, set[str]]:
        return {
            "parties": {read.key for read in self.good("parties")} | {EVERYONE},
            "lots": {read.key for read in self.good("lots")},
            "sources": {read.key for read in self.good("sources")},
            "rows": {read.reference for read in self.statements()},
            "rulings": {read.key for read in self.good("rulings")},
        }

    def _dangling(self, kind: str, name: str, where: str) -> Problem:
        expected = {"parties": "the id of a party in parties", "lots": "the name of a lot in lots",
                    "sources": "the id of a source in sources", "rulings": "the name of a ruling in rulings",
                    "rows": "a row named as table/id"}[kind]
        refused = any((read.key if kind != "rows" else read.reference) == name for read in self.every()
                      if read.problems and (kind == "rows" or read.table.name == kind))
        return Problem(where, name, expected, "That row was refused: mend it first." if refused
                       else "Add it there, or correct the name.")

    def _drop_half_booked(self) -> bool:
        """A ruling stands with all its postings or not at all."""
        broken = {read.values.get("ruling"): read for read in self.rows.get("postings", ()) if read.problems}
        fallen = False
        for read in self.good("rulings"):
            if read.key in broken:
                read.fault("ruling", read.key, "a ruling whose postings are all right",
                           f"Mend {broken[read.key].row.where} first.")
                fallen = True
        return fallen

    def _judge(self, lots: Mapping[str, LotTerms]) -> None:
        """Hold the posting rules against every row they will judge, and every posting against its lot."""
        statements = self._statements()
        judged = self._judged()
        for read in self.statements():
            if read.reference not in judged:
                ruling = ruling_for(statements[read.reference], lots=lots, said=self._said(statements))
                if isinstance(ruling, Problem):
                    read.problems.append(Problem(f"{read.row.where}: {ruling.where}", ruling.found, ruling.expected,
                                                 ruling.remedy))
        for read in self.good("postings"):
            quantity = _posted_quantity(read, lots)
            if isinstance(quantity, Problem):
                read.problems.append(quantity)
            elif quantity.booked is None:
                read.fault("quantity", read.values["quantity"], "a number to book",
                           "Say which number the ruling takes.")
            if read.values["from_stage"] == read.values["to_stage"]:
                read.fault("to_stage", read.values["to_stage"], "a stage other than the one it leaves",
                           "Correct one of the two stages.")

    def _judged(self) -> frozenset[str]:
        """Rows that somebody judged, whether or not the ruling could be read: the posting rules leave them alone."""
        if not self.posting_rules:
            return frozenset(read.reference for read in self.statements())
        return frozenset(str(read.values.get("statement")) for read in self.rows.get("rulings", ()))

    def _statements(self) -> dict[str, NewStatement]:
        good = self.statements()
        keys = {read.reference: key_of(read) for read in good}
        return {read.reference: statement_of(read, keys) for read in good}

    def _said(self, statements: Mapping[str, NewStatement]) -> dict[str, NewStatement]:
        return {statement.key: statement for statement in statements.values()}

    def _built(self, lots: Mapping[str, LotTerms],
               zone: ZoneInfo) -> tuple[tuple[NewStatement, ...], tuple[NewRuling, ...]]:
        statements = self._statements()
        keys = {reference: statement.key for reference, statement in statements.items()}
        said = self._said(statements)
        judged = self._judged()
        rulings: list[NewRuling] = []
        for reference, statement in statements.items():
            if reference not in judged:
                ruling = ruling_on(statement) or ruling_for(statement, lots=lots, said=said)
                if isinstance(ruling, NewRuling):
                    rulings.append(ruling)
        names = {read.key: read.values["name"] for read in self.good("lots") if read.values.get("name")}
        postings: dict[str, list[Posting]] = {}
        for read in self.good("postings"):
            postings.setdefault(read.values["ruling"], []).append(_posting_of(read, lots, names))
        rulings += [_ruling_of(read, keys, tuple(postings.get(read.key, ())), zone) for read in self.good("rulings")]
        return tuple(statements.values()), tuple(rulings)

    def _parties(self, statements: Sequence[NewStatement], rulings: Sequence[NewRuling]) -> tuple[Party, ...]:
        """All parties, of an edition those its rows name; the row for everybody together only serves foreign keys."""
        parties = [party_of(read) for read in self.good("parties") if read.key != EVERYONE]
        if self.only_reports is None:
            return tuple(parties)
        named = {name for statement in statements for name in (
            statement.contributor, statement.speaker, statement.detail.get("promisor"), statement.detail.get("person"))}
        named |= {posting.line.contributor for ruling in rulings for posting in ruling.postings}
        return tuple(party for party in parties if party.id in named)


def _posted_quantity(read: Read, lots: Mapping[str, LotTerms]) -> Quantity | Problem:
    terms = lots[read.values["lot"]]
    return parse_amount(str(read.values["quantity"]), unit=terms.unit, where=read.at("quantity"))


def _posting_of(read: Read, lots: Mapping[str, LotTerms], names: Mapping[str, str]) -> Posting:
    value = read.values
    quantity = _posted_quantity(read, lots)
    assert isinstance(quantity, Quantity)  # _judge refused the rest
    when: When = value["when"]
    if value.get("when_words"):
        when = When(when.first, when.last, value["when_words"])
    larger = lots[value["lot"]].part_of
    return Posting(
        line=line_of(value["lot"], lots), lot=names.get(value["lot"], value["lot"]), part_of=names.get(larger, larger),
        from_stage=Stage[value["from_stage"].upper()], to_stage=Stage[value["to_stage"].upper()], quantity=quantity,
        when=when, whole=bool(value.get("whole")),
        reached=Stage[value["reached"].upper()] if value.get("reached") else Stage.OUTSIDE,
    )


def line_of(lot: str, lots: Mapping[str, LotTerms]) -> LineKey:
    """The line of a lot: that of the largest lot it is part of."""
    terms, seen = lots[lot], {lot}
    while terms.part_of in lots and terms.part_of not in seen:
        seen.add(terms.part_of)
        terms = lots[terms.part_of]
    return terms.line


def _ruling_of(read: Read, keys: Mapping[str, str], postings: tuple[Posting, ...], zone: ZoneInfo) -> NewRuling:
    value = read.values
    known = value.get("known")
    return NewRuling(
        statement=keys[value["statement"]], verdict=Verdict(value["verdict"]), author=value["author"],
        policy=value.get("policy") or "", reason=value["reason"],
        cites=tuple(keys[reference] for reference in value.get("cites") or ()), postings=postings,
        replaces=keys[value["replaces"]] if value.get("replaces") else "",
        known=microseconds(known, zone) if known is not None else None, detail=value.get("detail") or {},
    )
