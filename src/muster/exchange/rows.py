"""One raw row of a package -> a report, a party, a lot's terms, a statement, or everything wrong with it.

Nothing here looks at other rows: what a row refers to is returned beside it, so that `package` can check it once
everything is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from muster.exchange.amounts import parse_amount
from muster.exchange.cells import value_of
from muster.exchange.fields import TableShape
from muster.exchange.folder import RawRow
from muster.ledger.details import DETAILS, Field
from muster.ledger.drafts import NewReport, NewStatement
from muster.ledger.posting_rules import LotTerms
from muster.ledger.records import Party
from muster.problems import Problem
from muster.quantities import Quantity, When, is_currency, parse_when
from muster.vocabulary import Aspect, Grade, Kind, Marking, Stage


@dataclass(frozen=True, slots=True)
class References:
    """What a row names of others, each with the place where it does."""

    parties: tuple[tuple[str, str], ...] = ()
    lots: tuple[tuple[str, str], ...] = ()
    sources: tuple[tuple[str, str], ...] = ()
    rows: tuple[tuple[str, str], ...] = ()     # "table/id"
    rulings: tuple[tuple[str, str], ...] = ()


@dataclass
class Read:
    """A row on its way: its values by column, what is wrong with it, what it refers to."""

    table: TableShape
    row: RawRow
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def at(self, column: str) -> str:
        return f"{self.row.where}, column {column}"

    def fault(self, column: str, found: object, expected: str, remedy: str) -> None:
        self.problems.append(Problem(self.at(column), str(found), expected, remedy))

    @property
    def key(self) -> str:
        return str(self.values.get(self.table.key) or "")

    @property
    def reference(self) -> str:
        """How other rows name this one: "pledges/KEN-1000"."""
        return f"{self.table.name}/{self.key}"

    def references(self, *, lots_told: bool = True) -> References:
        """What this row names, by its columns' types and its details' meaning.

        lots_told: also the lots a fact only speaks of, which matter where the posting rules will book it.
        """
        found: dict[str, list[tuple[str, str]]] = {
            name: [] for name in ("parties", "lots", "sources", "rows", "rulings")}
        for column in self.table.columns:
            value = self.values.get(column.name)
            if value is None:
                continue
            names = value if isinstance(value, tuple) else (value,)
            match column.type:
                case "party":
                    kind = "parties"
                case "lots":
                    kind = "lots"
                case "reference" | "references":
                    kind = column.refers_to or "rows"
                case _:
                    continue
            found[kind] += [(str(name), self.at(column.name)) for name in names]
        for name, value in (self.values.get("detail") or {}).items() if self.table.name == "facts" else ():
            if name in ("promisor", "person") and isinstance(value, str):
                found["parties"].append((value, self.at("detail")))
            if lots_told and name in ("lot", "lot_of") and isinstance(value, str):
                found["lots"] += [(lot.strip(), self.at("detail")) for lot in value.split(";") if lot.strip()]
        return References(**{kind: tuple(names) for kind, names in found.items()})


def read_row(table: TableShape, row: RawRow) -> Read:
    """Every cell by its column's type; wrong cells are problems, and all of them are found."""
    read = Read(table, row)
    for column in table.columns:
        value = value_of(column, row.cells.get(column.name, ""), read.at(column.name))
        if isinstance(value, Problem):
            read.problems.append(value)
        else:
            read.values[column.name] = value
    if "resource" in read.values:
        _read_quantity(read)
    elif read.values.get("quantity") is not None and table.name != "postings":
        _read_amount(read, str(read.values.get("unit") or ""))
    if "stages" in {column.type for column in table.columns}:
        _read_stages(read)
    return read


def kind_of(resource: str) -> Kind | None:
    """The kind a resource's first word names: "equipment: helicopter" -> EQUIPMENT."""
    word = resource.partition(":")[0].strip()
    return next((kind for kind in Kind if kind.value == word), None)


def _read_quantity(read: Read) -> None:
    """The quantity by its unit, after kind and unit have been held against each other."""
    resource, unit = str(read.values["resource"] or ""), str(read.values.get("unit") or "")
    kind = kind_of(resource)
    if resource and kind is None:
        read.fault("resource", resource, "one of " + ", ".join(kind.value for kind in Kind)
                   + ', alone or before ": thing"', "Begin with the kind, as in equipment: helicopter.")
        return
    if resource != resource.lower():
        read.fault("resource", resource, "lower case", "Write it in lower case, so that one thing has one name.")
    if kind is Kind.MONEY and not is_currency(unit):
        read.fault("unit", unit, "an ISO 4217 currency code", "Write USD, EUR, KES ...")
        return
    _read_amount(read, unit)


def _read_amount(read: Read, unit: str) -> None:
    said = read.values.get("quantity")
    if said is None:
        return
    if not unit:
        read.fault("unit", "", "the unit of the quantity beside it",
                   "Write persons, units, beds ... or a currency code.")
        return
    if len(unit) == 3 and unit.isupper() and not is_currency(unit):
        read.fault("unit", unit, "an ISO 4217 currency code", "Correct the code.")
        return
    quantity = parse_amount(str(said), unit=unit, where=read.at("quantity"))
    if isinstance(quantity, Problem):
        read.problems.append(quantity)
    else:
        read.values["quantity"] = quantity


def _read_stages(read: Read) -> None:
    for column in read.table.columns:
        if column.type != "stages" or read.values.get(column.name) is None:
            continue
        stages = []
        for word in read.values[column.name]:
            if word.upper() in Stage.__members__:
                stages.append(Stage[word.upper()])
            else:
                read.fault(column.name, word, "one of " + ", ".join(stage.word for stage in Stage),
                           "Correct the stage.")
        read.values[column.name] = tuple(stages)


# --- rows that are no statements --------------------------------------------------------------------------


def report_of(read: Read, body: bytes, zone: ZoneInfo) -> NewReport:
    value = read.values
    return NewReport(
        name=read.key, title=value["title"], publisher=value["publisher"], published=value.get("published"),
        language=value["language"], body=body,
        marking=Marking[value["marking"].upper()] if value.get("marking") else Marking.RESTRICTED,
        is_citation=bool(value.get("is_citation")), address=value.get("address") or "",
        is_founding=bool(value.get("is_founding")), date_is_inferred=value["date_basis"] == "inferred",
        received=microseconds(value["received"], zone) if value.get("received") else None,
    )


def microseconds(moment: date, zone: ZoneInfo) -> int:
    """Since 1970 UTC: of a time that time, of a day its last microsecond in the mission's zone."""
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time.max, zone)
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def party_of(read: Read) -> Party:
    value = read.values
    return Party(read.key, value["name"], value["kind"], value.get("aliases") or (), value.get("role") or "",
                 bool(value.get("host_side")))


def lot_of(read: Read) -> LotTerms:
    value = read.values
    kind = kind_of(value["resource"])
    assert kind is not None  # read_row refused the rest
    return LotTerms(
        name=read.key, contributor=value["contributor"], kind=kind, resource=value["resource"], unit=value["unit"],
        part_of=value.get("part_of") or "", channel=value.get("channel") or "", earmark=value.get("earmark") or "",
        conditions=value.get("conditions") or "", quantity=value.get("quantity"), books=value.get("books"),
        relieves=value.get("relieves") or "",
    )


# --- statements -------------------------------------------------------------------------------------------


def statement_of(read: Read, keys: Mapping[str, str]) -> NewStatement:
    """The statement a row makes. keys: "table/id" -> statement key, for what it refers to."""
    value = read.values
    detail: dict[str, Any] = {}
    words: dict[str, str] = {}
    for column in read.table.columns:
        place, _, name = column.goes_to.partition(":")
        found = value.get(column.name)
        if not name or found is None:
            continue
        if place == "words":
            words[name] = found
        elif column.type in ("reference", "references") and not column.refers_to:
            detail[name] = [keys[ref] for ref in found] if isinstance(found, tuple) else keys[found]
        else:
            detail[name] = _as_json(found)
    detail |= value.get("detail") or {}
    aspect = aspect_of(read)
    quantity = value.get("quantity")
    if aspect is Aspect.PLAN and isinstance(quantity, Quantity) and quantity.booked is not None:
        detail.setdefault("promised_quantity", quantity.booked)
    resource = value.get("resource") or ""
    return NewStatement(
        report=value["source_id"], locator=locator_of(read), passage=value["passage"], aspect=aspect,
        grade=Grade[value["grade"].upper()], speaker=value.get("speaker") or "", kind=kind_of(resource),
        contributor=value.get("contributor") or "", resource=resource, unit=value.get("unit") or "",
        quantity=quantity, stage=_stage(value.get("stage")), from_stage=_stage(value.get("from_stage")),
        when=_when_of(read), marking=Marking[value["marking"].upper()] if value.get("marking") else None,
        words=words, detail=detail,
    )


def locator_of(read: Read) -> str:
    return str(read.values.get("locator") or read.reference)


def key_of(read: Read) -> str:
    """The statement's key in the ledger."""
    return f"{read.values['source_id']}:{locator_of(read)}"


def aspect_of(read: Read) -> Aspect:
    if read.table.aspect is not None:
        return read.table.aspect
    if read.table.name == "movements":
        return Aspect.FLOW if read.values.get("measure") in ("flow", "disputed") else Aspect.STOCK
    return Aspect(read.values["aspect"])


def faults_of_detail(read: Read) -> list[Problem]:
    """What a row's JSON details hold that their aspect does not know, or not so."""
    given = read.values.get("detail")
    if not given or not read.table.holds_statements or read.problems:
        return []
    aspect = aspect_of(read)
    fields = {known.name: known for known in DETAILS.get(aspect, ())}
    problems = []
    for name, value in given.items():
        at = f"{read.at('detail')}, {name}"
        if name not in fields:
            problems.append(Problem(at, name, "one of " + (", ".join(fields) or f"nothing for {aspect.value}"),
                                    "Rename or remove it."))
        elif not _fits(fields[name], value):
            problems.append(Problem(at, str(value)[:60], f"{fields[name].meaning} ({_type_in_words(fields[name])})",
                                    "Correct the value."))
    return problems


def _fits(known: Field, value: object) -> bool:
    match known.type:
        case "choice":
            return value in known.choices
        case "integer":
            return isinstance(value, int) and not isinstance(value, bool) and value >= 0
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "list":
            return isinstance(value, list) and all(isinstance(part, str) for part in value)
        case "day":
            return isinstance(value, str) and _is_day(value)
        case "when":
            return isinstance(value, str) and not isinstance(parse_when(value, where=""), Problem)
        case _:
            return isinstance(value, str)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _type_in_words(known: Field) -> str:
    return "one of " + ", ".join(known.choices) if known.choices else known.type


def _stage(word: str | None) -> Stage | None:
    return Stage[word.upper()] if word else None


def _when_of(read: Read) -> When | None:
    column = next((column for column in read.table.columns if column.goes_to == "when"), None)
    if column is None:
        return None
    when: When | None = read.values.get(column.name)
    words = read.values.get("when_words")
    return When(when.first, when.last, words) if when is not None and words else when


def _as_json(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, When):
        return str(value)
    if isinstance(value, tuple):  # lots
        return ";".join(value)
    return value
