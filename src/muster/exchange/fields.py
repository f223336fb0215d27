"""Every table and column of a mission package, in one place: the reader, the descriptor and the manual use this.

A column says what type its cells have, whether it may be empty, what it means, and where its value goes in the
record it becomes (`goes_to`): a field of a statement, an entry of its `detail` or `words`, or nothing.
Known weakness: the tables are fixed; a package may leave tables out but cannot add its own.
"""

from __future__ import annotations

from dataclasses import dataclass

from muster.quantities import Hedge
from muster.vocabulary import Aspect, Grade, Kind, Marking, Stage, Verdict


@dataclass(frozen=True, slots=True)
class Column:
    """One column. type: text, key, reference, references, lots, stages, party, list, quantity, integer, number, day,
    moment, when, choice, yes_no, json, file.
    refers_to: the table a reference points into; "" for any table of statements.
    goes_to: "quantity", "detail:lot", "words:condition" ...; "" when the reader treats it by hand.
    """

    name: str
    type: str
    meaning: str
    required: bool = False
    choices: tuple[str, ...] = ()
    refers_to: str = ""
    goes_to: str = ""


@dataclass(frozen=True, slots=True)
class TableShape:
    """One file of a package. aspect: what its rows state; None for tables that are no statements.

    key: the column whose cells name the rows; unique in the table.
    """

    name: str
    meaning: str
    key: str
    columns: tuple[Column, ...]
    aspect: Aspect | None = None
    holds_statements: bool = False
    required: bool = False

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


STAGE_CHOICES = tuple(stage.word for stage in Stage)
GRADE_CHOICES = tuple(grade.name.lower() for grade in Grade)
MARKING_CHOICES = tuple(marking.word for marking in Marking)
VERDICT_CHOICES = tuple(verdict.value for verdict in Verdict)
KIND_CHOICES = tuple(kind.value for kind in Kind)
ASPECT_CHOICES = tuple(aspect.value for aspect in Aspect)
HEDGE_CHOICES = tuple(hedge.value for hedge in Hedge)


def _statement_table(name: str, meaning: str, aspect: Aspect | None, *own: Column) -> TableShape:
    """A table whose rows are statements: the shared columns around its own."""
    first = (
        Column("id", "key", "short, stable name of the row; with the table's name it is the statement's locator", True),
        Column("source_id", "reference", "the report it stands in", True, refers_to="sources"),
    )
    last = (
        Column("speaker", "party", "who said it; empty when the publisher speaks for itself", goes_to="speaker"),
        Column("grade", "choice", "how near the speaker stands to what is said", True, GRADE_CHOICES, goes_to="grade"),
        Column("marking", "choice", "who may see it; empty: as its report", False, MARKING_CHOICES, goes_to="marking"),
        Column("passage", "text", "the passage; of a citation report, in our own words", True, goes_to="passage"),
        Column("locator", "text", "where in the report; empty: the table and id of this row"),
    )
    return TableShape(name, meaning, "id", (*first, *own, *last), aspect, holds_statements=True)


def _contributor(meaning: str = "whose support it is; ALL for everybody together", required: bool = False) -> Column:
    return Column("contributor", "party", meaning, required, goes_to="contributor")


def _resource(required: bool = True) -> Column:
    return Column("resource", "text", 'the kind, or "kind: thing" in lower case ("equipment: helicopter")', required,
                  goes_to="resource")


def _unit() -> Column:
    return Column("unit", "text", "persons, units, beds ... or an ISO 4217 currency code", goes_to="unit")


def _quantity(meaning: str = 'the number as said: "600", "nearly 400", "40-55"; money in whole currency') -> Column:
    return Column("quantity", "quantity", meaning, goes_to="quantity")


def _when(name: str, meaning: str, required: bool = True) -> Column:
    return Column(name, "when", meaning, required, goes_to="when")


def _stage(required: bool = False) -> Column:
    return Column("stage", "choice", "where it stands, or arrives", required, STAGE_CHOICES, goes_to="stage")


_LOT = Column("lot", "lots", "the lot it speaks of; several are joined by ;", goes_to="detail:lot")
_QUANTITY_WORDS = Column("quantity_words", "text", "the source's own words for the quantity", goes_to="words:quantity")
_STAGE_WORDS = Column("stage_words", "text", "the source's own words for the stage", goes_to="words:stage")
_WHEN_WORDS = Column("when_words", "text", "the source's own words for the time", goes_to="words:when")
_CONDITION = Column("condition", "text", "the condition stated with it", goes_to="words:condition")

SOURCES = TableShape(
    "sources", "The reports: where each statement stands.", "source_id",
    (
        Column("source_id", "key", "short, stable name of the report", True),
        Column("title", "text", "what it is about, in our words", True),
        Column("publisher", "text", "who published it", True),
        Column("published", "day", "day of publication; empty when unknown"),
        Column("received", "moment", "when it came in, for what was not known from its publication on"),
        Column("date_basis", "choice", "where that day comes from", True, ("stated", "inferred", "unknown")),
        Column("address", "text", "where the original is"),
        Column("language", "text", "ISO 639 code of the original", True),
        Column("marking", "choice", "who may see it; empty: restricted", False, MARKING_CHOICES),
        Column("is_citation", "yes_no", "yes: what we hold is our own words, the original is at the address"),
        Column("is_founding", "yes_no", "yes: one of the reports the mission's ledger starts from"),
        Column("body", "file", "the text we hold, as a file of this package"),
    ),
    required=True,
)

PARTIES = TableShape(
    "parties", "States, bodies, units and persons in public office.", "party_id",
    (
        Column("party_id", "key", "short, stable name", True),
        Column("name", "text", "the name shown", True),
        Column("kind", "choice", "what it is", True, ("state", "organisation", "unit", "person")),
        Column("aliases", "list", "other names and spellings met, joined by ;"),
        Column("role", "text", "what it is to the mission"),
        Column("host_side", "yes_no", "yes: its lines stand beside the mission's and are never summed with them"),
        Column("source_id", "reference", "a report that names it", refers_to="sources"),
    ),
    required=True,
)

LOTS = TableShape(
    "lots", "Batches, tranches and shipments, each of one line.", "lot",
    (
        Column("lot", "key", "its name here", True),
        Column("name", "text", "its name in the ledger; empty: as here"),
        Column("contributor", "party", "whose it is", True),
        Column("resource", "text", 'the kind, or "kind: thing"', True),
        Column("unit", "text", "persons, units ... or a currency code", True),
        Column("channel", "text", "trust fund, bilateral, in kind ..."),
        Column("earmark", "text", "what it is bound to"),
        Column("conditions", "text", "on what terms"),
        Column("part_of", "reference", "the larger lot it belongs to", refers_to="lots"),
        Column("quantity", "quantity", "what the whole lot was first said to hold"),
        Column("books", "stages", "the stages its own facts enter, joined by ;; empty: as each fact says"),
        Column("relieves", "reference", "the lot that goes home when this one arrives", refers_to="lots"),
        Column("aliases", "list", "other names met, joined by ;"),
        Column("meaning", "text", "what it is, in words"),
    ),
)

MANDATES = _statement_table(
    "mandates", "Resolutions: begin, end, strength authorised, name of the mission.", Aspect.MANDATE,
    Column("resolution", "text", "number and year", goes_to="detail:resolution"),
    Column("act", "choice", "what is said of it", True, ("adopted", "extended", "expires", "cited", "purpose"),
           goes_to="detail:act"),
    Column("adopted", "day", "day of adoption", goes_to="detail:adopted"),
    Column("starts", "day", "first day", goes_to="detail:starts"),
    Column("ends", "day", "last day", goes_to="detail:ends"),
    Column("authorised_personnel", "integer", "persons authorised; empty when the text sets no figure",
           goes_to="detail:authorised_personnel"),
    Column("name", "text", "the mission's name from the first day on", goes_to="detail:name"),
)

REQUIREMENTS = _statement_table(
    "requirements", "What is needed, with or without a number.", Aspect.NEED,
    _contributor("whose share it is; empty for the mission's need"), _resource(), _unit(), _quantity(),
    Column("role", "choice", "reference: the figure that fills `required`; competing: stands beside it; share, batch: "
           "parts, no requirement; unnumbered", True, ("reference", "competing", "share", "batch", "unnumbered"),
           goes_to="detail:role"),
    Column("from", "day", "first day it holds", goes_to="detail:from"),
    Column("until", "day", "last day it holds", goes_to="detail:until"),
    Column("needed_by", "when", "when it is needed", goes_to="detail:needed_by"),
    _QUANTITY_WORDS,
)

PLEDGES = _statement_table(
    "pledges", "Promises of money, people, equipment, services.", Aspect.PLEDGE,
    _contributor(required=True), _resource(), _unit(), _quantity(),
    _when("announced", "when it was announced"), _stage(),
    Column("measure", "choice", "pledge: adds; tranche: a part of an earlier pledge; restatement: the same again; "
           "revision, superseded: the number changed; rotation: relief, not more; aggregate: a total of many", True,
           ("pledge", "tranche", "restatement", "revision", "rotation", "aggregate", "superseded"),
           goes_to="detail:measure"),
    _LOT,
    Column("lot_of", "reference", "of a part: the lot it is part of", refers_to="lots", goes_to="detail:lot_of"),
    Column("same_as", "references", "rows it restates, as table/id joined by ;", goes_to="detail:same_as"),
    Column("revises", "reference", "the row whose number it replaces, as table/id", goes_to="detail:revises"),
    Column("channel", "text", "trust fund, bilateral, in kind ...", goes_to="detail:channel"),
    Column("earmark", "text", "what it is bound to", goes_to="detail:earmark"),
    _CONDITION, _QUANTITY_WORDS, _STAGE_WORDS,
)

MOVEMENTS = _statement_table(
    "movements", "What arrived, was signed, frozen, spent, lost or went home; balances and snapshots.", None,
    _contributor(required=True), _resource(), _unit(), _quantity(), _stage(),
    Column("from_stage", "choice", "where it stood before", False, STAGE_CHOICES, goes_to="from_stage"),
    _when("when", "when it happened, or the day it was counted"),
    Column("measure", "choice", "flow: it moved; disputed: another source says otherwise; cumulative: a running total; "
           "status: what stands there", True, ("flow", "disputed", "cumulative", "status"), goes_to="detail:measure"),
    _LOT,
    Column("same_as", "references", "rows that tell the same, as table/id joined by ;", goes_to="detail:same_as"),
    Column("reached", "choice", "the furthest stage it had been at before, where the stage it left does not say so",
           False, STAGE_CHOICES, goes_to="detail:reached"),
    Column("at_least_stage", "choice", "of a running total: counts all that ever got at least so far", False,
           tuple(stage.word for stage in Stage if 1 <= stage <= 7), goes_to="detail:at_least_stage"),
    Column("casualty", "text", "kind of casualty that is no loss of strength (wounded)", goes_to="detail:casualty"),
    _QUANTITY_WORDS, _STAGE_WORDS, _WHEN_WORDS,
)

STRENGTH = _statement_table(
    "strength", "Reported strength: persons present, contradictions included.", Aspect.STOCK,
    _contributor(required=True), _resource(), _unit(), _quantity(), _stage(), _when("as_of", "the day it was counted"),
    Column("measure", "choice", "always strength", False, ("strength",), goes_to="detail:measure"),
    _QUANTITY_WORDS,
)

ANNOUNCEMENTS = _statement_table(
    "announcements", "Promises as told, each with the day it was promised for.", Aspect.PLAN,
    _contributor("whose support it is"), _resource(), _unit(), _quantity("how much was promised, where said"),
    _when("announced", "when it was said"), _stage(),
    Column("chain", "text", "one name for all tellings of one promise", True, goes_to="detail:chain"),
    Column("promised_for", "when", "the promised days", goes_to="detail:promised_for"),
    Column("basis", "choice", "where that date comes from: the source, our reading of its words, or none was given",
           True, ("stated", "reading", "none"), goes_to="detail:basis"),
    Column("promisor", "party", "who made the promise; empty when a third party only expects it",
           goes_to="detail:promisor"),
    Column("scope", "choice", "promised to the mission, or something else", True, ("support", "other"),
           goes_to="detail:scope"),
    _LOT, _CONDITION, _WHEN_WORDS, _QUANTITY_WORDS,
)

OUTCOMES = _statement_table(
    "outcomes", "What became of a promise, as far as a source tells it.", Aspect.OUTCOME,
    Column("announcement", "reference", "the telling it belongs to, as table/id", True,
           goes_to="detail:announcement"),
    Column("chain", "text", "the promise", True, goes_to="detail:chain"),
    Column("outcome", "choice", "what became of it", True,
           ("kept", "late", "part", "none_found", "waiting", "overtaken", "open"), goes_to="detail:outcome"),
    Column("happened", "when", "first arrival, unless the passage says otherwise", goes_to="detail:happened"),
    Column("delivered_quantity", "integer", "how much the record shows came", goes_to="detail:delivered_quantity"),
)

SITES = _statement_table(
    "sites", "Dated status of infrastructure and areas, as published.", Aspect.SITE,
    Column("site", "text", "its name", True, goes_to="detail:site"),
    Column("site_kind", "text", "airport, port, road ...", goes_to="detail:site_kind"),
    Column("latitude", "number", "degrees north, WGS 84, coarsened", goes_to="detail:latitude"),
    Column("longitude", "number", "degrees east, WGS 84, coarsened", goes_to="detail:longitude"),
    Column("status", "text", "as its source published it", True, goes_to="detail:status"),
    _when("on", "the day of that status"),
)

INDICATORS = _statement_table(
    "indicators", "The ground: killed, displaced, hungry. Never support.", Aspect.INDICATOR,
    Column("indicator", "text", "what is counted", True, goes_to="detail:indicator"),
    Column("producer", "text", "who counted it", goes_to="detail:producer"),
    _unit(), _quantity(), _when("period", "the days counted"), _QUANTITY_WORDS,
)

RATES = _statement_table(
    "rates", "Exchange rates, as said or as two amounts of one promise imply.", Aspect.RATE,
    Column("base", "text", "currency of which one unit is priced", True, goes_to="detail:base"),
    Column("quote", "text", "currency it is priced in", True, goes_to="detail:quote"),
    Column("rate", "text", "decimal number, or a fraction of two amounts as said", True, goes_to="detail:rate"),
    _when("on", "the day it held"),
)

FORECAST = TableShape(
    "forecast", "The mission's own numbers for its forecast; read also where the descriptor does not list it.", "id",
    (
        Column("name", "text", "training_places, lift_seats_per_week, lift_closed_until, vehicles, beds, cash, "
               "or a parameter of the model (tour_weeks, cost_head_month ...)", True),
        Column("value", "text", "the number; of lift_closed_until a day", True),
        Column("from", "when", "the day it was first known; empty: known from the day it is loaded"),
        Column("until", "when", "the last day it holds; empty: until another takes its place"),
        Column("source", "text", "where it comes from, in words, or the id of a report of the package"),
        Column("source_id", "reference", "the report it stands in; it is known no earlier", refers_to="sources"),
        Column("id", "key", "short, stable name of the row; empty: made of its name, value and day"),
        Column("grade", "choice", "how near the speaker stands to what is said; empty: party", False, GRADE_CHOICES,
               goes_to="grade"),
        Column("marking", "choice", "who may see it; empty: restricted", False, MARKING_CHOICES, goes_to="marking"),
        Column("passage", "text", "what the source says, in our words; empty: written from the row",
               goes_to="passage"),
        Column("locator", "text", "where in the report; empty: the table, name, value and day"),
    ),
    Aspect.CONTEXT, holds_statements=True,
)

FACTS = _statement_table(
    "facts", "Single facts of reports whose text is in the package, each with its exact passage.", None,
    Column("aspect", "choice", "what sort of thing is said", True, ASPECT_CHOICES, goes_to="aspect"),
    _contributor("whose support it is, where one is named"), _resource(False), _unit(), _quantity(), _stage(),
    Column("from_stage", "choice", "where it stood before", False, STAGE_CHOICES, goes_to="from_stage"),
    _when("when", "the days it speaks of", required=False),
    _QUANTITY_WORDS, _STAGE_WORDS, _WHEN_WORDS, _CONDITION,
    Column("detail", "json", "what only this aspect has, as a JSON object of the fields the manual lists"),
)

RULINGS = TableShape(
    "rulings", "Explicit judgements; what none is made of is judged by the posting rules.", "ruling",
    (
        Column("ruling", "key", "short, stable name", True),
        Column("statement", "reference", "the row judged, as table/id", True),
        Column("verdict", "choice", "the judgement", True, VERDICT_CHOICES),
        Column("author", "text", "who judged", True),
        Column("policy", "text", "the named policy that judged; empty for a person"),
        Column("reason", "text", "why, in a sentence", True),
        Column("cites", "references", "other rows it rests on or compares, as table/id joined by ;"),
        Column("replaces", "reference", "the row whose standing ruling this takes the place of, as table/id"),
        Column("known", "moment", "when it could first be made, as a day or an exact time in UTC; empty: as soon as "
               "its sources were known"),
        Column("detail", "json", "a JSON object, where the verdict needs more"),
    ),
)

POSTINGS = TableShape(
    "postings", "The movements that rulings book.", "posting",
    (
        Column("posting", "key", "short, stable name", True),
        Column("ruling", "reference", "the ruling that books it", True, refers_to="rulings"),
        Column("lot", "reference", "the lot that moves", True, refers_to="lots"),
        Column("from_stage", "choice", "where it leaves", True, STAGE_CHOICES),
        Column("to_stage", "choice", "where it arrives", True, STAGE_CHOICES),
        Column("quantity", "quantity", "how much, hedge included", True),
        Column("when", "when", "when it took effect", True),
        Column("when_words", "text", "the source's own words for that time"),
        Column("whole", "yes_no", "yes: all that entered leaves, bounds included"),
        Column("reached", "choice", "the furthest stage this quantity had been at before", False, STAGE_CHOICES),
    ),
)

TABLES: tuple[TableShape, ...] = (
    SOURCES, PARTIES, LOTS, MANDATES, REQUIREMENTS, PLEDGES, MOVEMENTS, STRENGTH, ANNOUNCEMENTS, OUTCOMES, SITES,
    INDICATORS, RATES, FORECAST, FACTS, RULINGS, POSTINGS,
)
"""Every table, in the order in which they are read: what is referred to comes first."""

TABLE_BY_NAME = {table.name: table for table in TABLES}
