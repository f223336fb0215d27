"""What the reader found, made ready to file: one report, its statements with their passages, the parties they name.

The reader writes names and guide words; the ledger wants party ids, kinds and stages. A name the mission knows (by any
alias) is that party, a state is that state, and two spellings of one person are one party; anyone else named becomes
a party of the mission with the name as the source writes it.

Known weakness: a quantity that several parties give together is booked to no one of them: a person has to split it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path

from muster import store
from muster.actions.told import filed_text
from muster.exchange.states import Named
from muster.ledger.drafts import Filing, NewReport, NewStatement
from muster.ledger.figures import slug
from muster.ledger.records import EVERYONE, Mission, Party
from muster.sources.document import Document
from muster.statements.batch import ReadReport, read_paths
from muster.statements.matching import same_person
from muster.statements.model import REPORT, Statement
from muster.statements.names import MISSION
from muster.vocabulary import Aspect, Grade, Kind, Marking

_EVERY_FILE = "muster read"
_KIND_WORDS = {"personnel": Kind.PERSONNEL, "money": Kind.MONEY, "equipment": Kind.EQUIPMENT,
               "logistics": Kind.LOGISTICS, "logistics service": Kind.LOGISTICS}
_CLAIMED = {"effect": "effect", "hope": "hope"}


@dataclass(frozen=True, slots=True)
class Recorded:
    """What recording one report did."""

    name: str
    summary: str


def read(paths: Sequence[Path], *, published: date | None = None, publisher: str = "", language: str = "",
         progress: Callable[[str, int, int], None] | None = None) -> Iterator[ReadReport]:
    """Read files and folders, one report at a time; see `statements.batch.read_paths`."""
    told = None if progress is None else (lambda number, total, name: progress(name, number, total))
    return read_paths(paths, published=published, publisher=publisher, language=language, progress=told)


def record(mission: Mission, report: ReadReport, *, author: str, marking: Marking = Marking.RESTRICTED,
           address: str = "") -> Recorded:
    """File one report and its statements, unjudged. The same text twice is one report."""
    document = report.document
    if document is None:
        raise ValueError("nothing was read of this file")
    books = store.open_books(mission, with_movements=False)
    names = _Names(tuple(books.parties.values()))
    new_report = replace(_report(document, report.path.read_bytes()), marking=marking, address=address)
    statements = tuple(_statement(said, document, new_report.name, names) for said in report.statements)
    filing = Filing(parties=tuple(names.new.values()), reports=(new_report,), statements=statements)
    return Recorded(new_report.name, filed_text(store.file(mission, filing, author=author, live=True)))


def _report(document: Document, body: bytes) -> NewReport:
    """A report is known by its words, so a copy with other spaces is the same report."""
    digest = (document.text_hash or sha256(body).hexdigest())[:12]
    return NewReport(
        name=f"{slug(document.ident)[:40] or 'report'}-{digest}", title=document.title or document.ident,
        publisher=document.publisher or "not stated", published=document.published, language=document.language,
        body=body,
    )


class _Names:
    """Names to party ids; parties nobody had heard of are gathered in `new`."""

    def __init__(self, parties: tuple[Party, ...]) -> None:
        self.known = {party.id: party for party in parties}
        self.named = Named(parties)
        self.new: dict[str, Party] = {}

    def party(self, name: str, *, is_person: bool = False) -> str:
        """The id behind a name; "" for nobody, `EVERYONE` for the mission as a whole."""
        if name in ("", REPORT):
            return ""
        if name == MISSION:
            return EVERYONE
        found = self.named.find(name)
        if len(found) == 1:
            return self._kept(found[0])
        persons = [one for one in (*self.known.values(), *self.new.values()) if one.kind == "person"]
        spelt = next(
            (one for one in persons if any(same_person(name, other) for other in (one.name, *one.aliases))), None)
        if spelt is not None:
            return self._kept(spelt)
        looks_personal = is_person or (len(name.split()) in (2, 3) and name.istitle())
        made = Party(("P-" if looks_personal else "") + slug(name).upper()[:40], name,
                     "person" if looks_personal else "organisation")
        return self._kept(made)

    def _kept(self, party: Party) -> str:
        if party.id not in self.known and party.id != EVERYONE:
            self.new.setdefault(party.id, party)
        return party.id


def _statement(said: Statement, document: Document, report: str, names: _Names) -> NewStatement:
    page, paragraph = document.place_of(said.start)
    place = f"page {page}, paragraph {paragraph}" if document.pages > 1 else f"paragraph {paragraph}"
    speaker = names.party(said.speaker, is_person=said.kind in ("appeal",))
    giver = _contributor(said, names)
    kind, resource, unit = _what(said)
    made = NewStatement(
        report=report, locator=f"{place}, characters {said.start}-{said.end}, statement {said.number}",
        passage=document.text[said.sentence_start:said.sentence_end].strip() or document.text[said.start:said.end],
        aspect=said.aspect, grade=_grade(speaker, giver), speaker=speaker, kind=kind, contributor=giver,
        resource=resource, unit=unit, quantity=said.quantity(), stage=said.ledger_stage, when=said.as_of,
        words={name: word for name, word in (
            ("quantity", _words_of_quantity(said)), ("stage", said.source_stage), ("when", said.source_date),
            ("condition", said.condition), ("resource", said.resource), ("rule", said.rule)) if word},
    )
    return replace(made, detail=_detail(said, document, made))


def _contributor(said: Statement, names: _Names) -> str:
    """Whose support it is: of several givers together nobody's, of a need nobody's."""
    if said.kind == "need" or len(said.parties) > 1:
        return ""
    return names.party(said.party, is_person=said.kind in ("appointment", "office"))


def _what(said: Statement) -> tuple[Kind | None, str, str]:
    if said.kind == "need":
        kind = _KIND_WORDS.get(said.resource, Kind.EQUIPMENT)
        return kind, said.resource if said.resource in _KIND_WORDS else f"{kind.value}: {said.resource}", ""
    if said.kind != "quantity" or said.ledger_kind is None:
        return None, "", ""
    match said.ledger_kind:
        case Kind.PERSONNEL:
            return Kind.PERSONNEL, "personnel", "persons" if said.unit != "countries" else "countries"
        case Kind.MONEY:
            return Kind.MONEY, "money", said.currency or (said.unit or "")
        case kind:
            thing = (said.unit or said.resource).casefold()
            return kind, f"{kind.value}: {thing.removesuffix('s')}", "units"


def _words_of_quantity(said: Statement) -> str:
    return f"an additional {said.source_quantity}" if said.extra and said.source_quantity else said.source_quantity


def _detail(said: Statement, document: Document, made: NewStatement) -> dict[str, object]:
    match said.aspect:
        case Aspect.MANDATE:
            act = {"adopted": "adopted", "extended": "extended", "expires": "expires"}.get(said.stage or "", "cited")
            return {"resolution": said.resource, "act": act}
        case Aspect.SITE:
            return {"status": said.stage or "told"}
        case Aspect.APPOINTMENT:
            return {"person": made.contributor, "office": said.resource, "spelled": said.party}
        case Aspect.CLAIM:
            interest = {"interested": "its speaker speaks for a party to the mission"} if said.interested else {}
            return {"claim": _CLAIMED.get(said.stage or "", "progress"), **interest}
        case Aspect.PLAN if said.as_of is not None:
            promisor = {"promisor": made.contributor} if made.speaker else {}
            return {"chain": f"{made.contributor}-{made.resource}-{said.quantity_low}", "promised_for": str(said.as_of),
                    "basis": "reading" if said.source_date else "stated", "scope": "support", **promisor}
        case Aspect.NEED:
            return {"role": "unnumbered" if made.quantity is None else "competing"}
    return {}


def _grade(speaker: str, giver: str) -> Grade:
    """Who speaks of whom: a reader cannot tell more than whether anybody is quoted."""
    if speaker and speaker == giver:
        return Grade.PARTY
    return Grade.PRESS_QUOTING if speaker else Grade.PRESS
