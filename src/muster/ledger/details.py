"""What `Statement.detail` may hold for each aspect: one table that the package, the forms and the manual read.

Values are JSON: text, numbers, booleans; days as ISO text; times with a precision as `When` text
("2024-09", "2024-09-01/2024-09-30"). Anything free-worded belongs in the passage or the words, which can be sealed.
"""

from __future__ import annotations

from dataclasses import dataclass

from muster.vocabulary import Aspect


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    type: str       # text, number, integer, day, when, choice, list
    meaning: str
    choices: tuple[str, ...] = ()


DETAILS: dict[Aspect, tuple[Field, ...]] = {
    Aspect.NEED: (
        Field("role", "choice", "what its source or its ruling takes it for",
              ("reference", "competing", "share", "batch", "unnumbered")),
        Field("from", "day", "first day it holds"),
        Field("until", "day", "last day it holds"),
        Field("needed_by", "when", "when it is needed"),
    ),
    Aspect.MANDATE: (
        Field("resolution", "text", "number and year, as the mandate giver writes it"),
        Field("act", "choice", "what is said of it", ("adopted", "extended", "expires", "cited", "purpose")),
        Field("adopted", "day", "day of adoption"),
        Field("starts", "day", "first day of the mandate"),
        Field("ends", "day", "last day of the mandate"),
        Field("authorised_personnel", "integer", "persons authorised; absent when the text sets no figure"),
        Field("name", "text", "the mission's name from `starts` on"),
    ),
    Aspect.PLEDGE: (
        Field("measure", "choice", "how the sheet or package marked it",
              ("pledge", "tranche", "restatement", "revision", "rotation", "aggregate", "superseded")),
        Field("lot", "text", "lot it speaks of"),
        Field("lot_of", "text", "lot of which that is a part"),
        Field("same_as", "list", "keys of the rows it restates"),
        Field("revises", "text", "key of the row whose number it replaces"),
        Field("channel", "text", "trust fund, bilateral, in kind ..."),
        Field("earmark", "text", "what it is bound to"),
    ),
    Aspect.PLAN: (
        Field("chain", "text", "one name for all tellings of one promise"),
        Field("promised_for", "when", "the promised days"),
        Field("basis", "choice", "where that date comes from", ("stated", "reading", "none")),
        Field("promisor", "text", "party that made the promise; absent when a third party only expects it"),
        Field("scope", "choice", "promised to the mission, or else", ("support", "other")),
        Field("promised_quantity", "integer", "how much, where said"),
        Field("lot", "text", "lot it speaks of"),
    ),
    Aspect.OUTCOME: (
        Field("chain", "text", "the promise it is the outcome of"),
        Field("announcement", "text", "key of the telling it belongs to"),
        Field("outcome", "choice", "what became of it",
              ("kept", "late", "part", "none_found", "waiting", "overtaken", "open")),
        Field("happened", "when", "first arrival, unless the passage says otherwise"),
        Field("delivered_quantity", "integer", "how much the record shows came"),
    ),
    Aspect.FLOW: (
        Field("measure", "choice", "how the sheet or package marked it", ("flow", "disputed")),
        Field("lot", "text", "lot that moved; several are joined by ;"),
        Field("same_as", "list", "keys of the rows that tell the same movement"),
        Field("reached", "text", "furthest stage it had been at before, where the stage it left does not say so"),
        Field("casualty", "text", "kind of casualty that is no loss of strength (wounded)"),
    ),
    Aspect.STOCK: (
        Field("measure", "choice", "how the sheet or package marked it", ("cumulative", "status", "strength")),
        Field("lot", "text", "lot it counts; several are joined by ;"),
        Field("same_as", "list", "keys of the rows that tell the same status"),
        Field("site", "text", "the site where it was counted, where the source names one"),
        Field("contests", "text", "key of its own party's line that it contests"),
        Field("confirms", "text", "key of its own party's line that it confirms"),
        Field("at_least_stage", "choice", "counts all that got at least so far, not what stands there",
              ("pledged", "committed", "preparing", "ready", "moving", "present", "spent")),
    ),
    Aspect.RATE: (
        Field("base", "text", "currency of which one unit is priced"),
        Field("quote", "text", "currency it is priced in"),
        Field("rate", "text", "decimal number, or a fraction of two amounts as said"),
    ),
    Aspect.SITE: (
        Field("site", "text", "name of the site or area; absent when the source names none"),
        Field("site_kind", "text", "airport, port, road ..."),
        Field("latitude", "number", "degrees north, WGS 84, coarsened"),
        Field("longitude", "number", "degrees east, WGS 84, coarsened"),
        Field("status", "text", "as its source published it"),
    ),
    Aspect.INDICATOR: (
        Field("indicator", "text", "what is counted"),
        Field("producer", "text", "who counted it"),
    ),
    Aspect.CONTEXT: (
        Field("number", "text", "of a mission's own number for its forecast: its name"),
        Field("value", "text", "that number, or the day it names"),
        Field("from", "when", "the day it was first known"),
        Field("until", "when", "the last day it holds"),
    ),
    Aspect.APPOINTMENT: (
        Field("person", "text", "party id"),
        Field("office", "text", "the post"),
        Field("spelled", "text", "the name as this source spells it"),
    ),
    Aspect.CLAIM: (
        Field("claim", "choice", "of what", ("progress", "effect", "hope")),
        Field("interested", "text", "why its claimant has an interest; absent when none is known"),
        Field("contests", "text", "key of its own party's line that it contests"),
        Field("confirms", "text", "key of its own party's line that it confirms"),
    ),
    Aspect.APPEAL: (
        Field("kinds", "list", "kinds of support asked for"),
        Field("addressee", "text", "who is asked"),
    ),
}
