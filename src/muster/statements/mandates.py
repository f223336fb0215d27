"""Mandates: adopted, extended, expiring, asked for; by the Security Council, a regional body or a parliament.

Problem: one sentence tells several acts ("the mandate, renewed in November for a year, runs out on D"), and half of
them
are told without naming who acts.
Choice: every verb of a mandate in a sentence gives its own act; a day behind "until", or a term added to the day of the
act, gives the end as a second one. The body is the one named, else the one that sent the document's mission.
Weakness: a resolution told only by its number is taken for adopted.
"""

from __future__ import annotations

import re
from datetime import date

from muster.quantities import When, month_end
from muster.statements.analysis import SentenceReading
from muster.statements.names import Mention
from muster.statements.scene import Event, Scene, said_in, span
from muster.statements.speech import Voice
from muster.statements.subjects import subject_of
from muster.statements.verbs import Tense, VerbGroup

_NUMBER = re.compile(r"\b(?:resolution|res\.?|résolution)\s+(?:no\.?\s*|n°\s*)?(\d{3,4})\b", re.I)
_NAMED = re.compile(r"\bmandates?\b|\bmandats?\b|\bresolution\b|\brésolution\b|\bauthori[sz]ation\b|\bautorisation\b|"
    r"\b(?:extend|renew|prolong)\w* (?:the )?[\w'’ -]{0,30}(?:duration|mission)\b|\b(?:its|the|whose) term\b", re.I)
_OBJECT = re.compile(r"\b(?:mandates?|mandats?|resolution|résolution|mission|force|deployment|déploiement|operation|"
    r"opération|duration|transformation|authori[sz]ation|autorisation|term|presence|présence)\b")
_MANDATE = re.compile(r"\b(?:mandates?|mandats?|resolution|résolution|authori[sz]ation|autorisation|term)\b")
_FULFIL = re.compile(r"fulfil|reali[sz]e|implement|carr(?:y|ied) out|\bappl(?:y|ied)\b|mettre en œuvre|appliquer|"
    r"réaliser", re.I)
_WISHED = re.compile(
    r"\b(?:request|requests|demande|appeal|call)\b[^.;]{0,60}\b(?:resolution|mandate|résolution|mandat)\b", re.I)
_TERM = re.compile(
    r"\b(?:for|pour|d['’]une durée de|une durée de|a period of|by|d['’])\s*(?:an?\s+(?:initial\s+|further\s+|"
    r"additional\s+|second\s+)?|another\s+|one\s+|une?\s+(?:période\s+(?:initiale\s+)?de\s+)?)?"
    r"(?P<n>\d+|six|twelve|three|nine|two|eighteen|douze|trois|neuf|deux|dix-huit)?[\s-]*(?P<unit>years?|months?|"
    r"ans?\b|"
    r"années?|mois)\b", re.I)
_TERM_NUMBERS = {"six": 6, "twelve": 12, "three": 3, "nine": 9, "two": 2, "eighteen": 18, "douze": 12, "trois": 3,
    "neuf": 9, "deux": 2, "dix-huit": 18}
_PARLIAMENTS = frozenset("parliament parlement bundestag congress knesset assembly riksdag sejm".split())
_SENT_BY = {"SAMIDRC": "SADC", "SAMIM": "SADC", "EACRF": "EAC", "ECOMIG": "ECOWAS", "ECOMOG": "ECOWAS",
    "AMIS": "African Union", "MISCA": "African Union", "AFISMA": "African Union", "EUFOR": "European Union",
    "EUTM": "European Union", "Takuba": "France"}
_BLOCS = [(re.compile(r"\b(?:southern african|d['’]afrique australe)\b", re.I), "SADC"),
    (re.compile(r"\b(?:east african|est-africain\w*)\b", re.I), "EAC"),
    (re.compile(r"\b(?:west african|ouest-africain\w*)\b", re.I), "ECOWAS")]
_ASKING = frozenset("urge call appeler exhorter ask demander propose proposer recommend recommander solliciter request "
    "seek demand réclamer appeal plead".split())
_NOMINAL_END = re.compile(
    r"\b(?:end|expiry|expiration|last day|close|fin|terme|échéance|termination)\s+(?:of|du|de|d['’]|au)\s*"
    r"(?:the |its |their |this |his |la |le |l['’]|son |leur )?(?:[\w'’-]+ ){0,2}(?:mandate|mandat|term)\b|"
    r"\bmis fin au mandat\b|\bmandat\b[^.;]{0,60}\b(?:arrive\w* à (?:échéance|(?:son )?terme)|prend\w* fin|"
    r"vient à échéance)\b",
    re.I)
_REFUSING = frozenset("refuse reject decline refuser rejeter fail".split())
_DECIDING = frozenset("""authorise authorize approve autoriser approuver decide mandate sanction endorse create établir
    accorder establish entériner back clear décider voter mandater""".split())
_CLOSING = frozenset("close fermer shut".split())
_ENDING = frozenset("end terminate wind up terminer achever expire expirer lapse finish échoir".split())


def mandates(scene: Scene, s: SentenceReading, voice: Voice | None) -> None:
    """Adds the acts on a mandate that a sentence tells."""
    text = said_in(s)
    named = _NAMED.search(text) is not None
    council = next((m for m in s.mentions if m.sort == "council"), None)
    if council is None and not named:
        return
    number = _NUMBER.search(text)
    party = council.party if council is not None and not number else "UNSC" if number else _body(scene, s)
    resource = number.group(1) if number else "mandate"
    told: set[str] = set()
    for verb in s.verbs:
        stage = _stage(s, verb, council, named)
        if stage is None or stage in told or (stage == "adopted" and told & {"extended", "requested"}) \
                or (stage == "extended" and "requested" in told):
            continue
        told.add(stage)
        if stage == "expires" and verb.lemma in _CLOSING and resource != "mandate":
            continue
        told |= _act(scene, s, voice, Event(s, "mandate", party, resource, stage, None, verb.first, verb.last,
            "mandate verb", 0.6, voice, verb=verb))
    lasts = number is not None and re.search(r"\bgave it until\b|\bgives it until\b|\blui donne jusqu", text)
    ended = _NOMINAL_END.search(text) or lasts
    if ended and not told & {"expires"}:
        first, last = span(s, ended.start(), ended.end())
        scene.add(Event(s, "mandate", party, resource, "expires", scene.when(s, first), first, last,
            "end of a mandate", 0.5, voice))
        return
    if told:
        return
    wished = _WISHED.search(text)
    if wished:
        first, last = span(s, wished.start(), wished.end())
        scene.add(Event(s, "mandate", party, resource, "requested", None, first, last, "a request for a mandate", 0.4,
            voice))
        return
    if number and _FULFIL.search(text):
        first, last = span(s, number.start(), number.end())
        scene.add(Event(s, "mandate", party, resource, "requested", None, first, last, "a resolution to be applied",
            0.5, voice))
    elif council is not None and (adopted := _by_its_date(scene, s, council, voice, party, resource)):
        scene.add(adopted)


def _body(scene: Scene, s: SentenceReading) -> str:
    """Whose mandate it is where no council is named."""
    words = {t.low for t in s.tokens}
    if words & {"resolution", "résolution"} and not any(m.sort == "council" for m in s.mentions):
        return "UNSC"
    if words & _PARLIAMENTS:
        state = next((m.giver for m in s.mentions if m.sort in ("state", "people")), "") or scene.topic
        if state:
            return state.split("; ")[-1]
    text = said_in(s)
    for shape, bloc in _BLOCS:
        if shape.search(text):
            return bloc
    if (sender := _SENT_BY.get(scene.document.mission)) is not None:
        return sender
    councils = [m.party for r in scene.document.sentences for m in r.mentions if m.sort == "council"]
    return councils[0] if len(set(councils)) == 1 else "UNSC"


def _by_its_date(scene: Scene, s: SentenceReading, council: Mention, voice: Voice | None, party: str,
        resource: str) -> Event | None:
    """"a resolution of the Security Council of 12 March": a resolution told by its day."""
    for i, token in enumerate(s.tokens):
        if token.low in ("resolution", "résolution") and 0 < council.first - i <= 4:
            near = [t for t in s.times if t.when is not None
                and 0 <= t.start - s.tokens[council.last].end <= 14]
            if near:
                return Event(s, "mandate", party, resource, "adopted", near[0].when, i, council.last,
                    "resolution by its day", 0.5, voice)
    return None


def _act(scene: Scene, s: SentenceReading, voice: Voice | None, event: Event) -> set[str]:
    """Adds an act with its day, and its end where the same sentence tells one. Returns the stages told besides."""
    verb = event.verb
    assert verb is not None
    until = next((t.when for t in s.times if t.when is not None and (t.until or _to(s, t.start))), None)
    dated = [t for t in s.times if t.when is not None and not t.until and not t.since and not _to(s, t.start)]
    if event.stage == "expires":
        event.when = scene.when(s, verb.main, until=True)
    elif dated:
        event.when = min(dated, key=lambda t: abs(t.start - s.tokens[verb.main].start)).when
    scene.add(event)
    if event.stage not in ("adopted", "extended"):
        return set()
    if until is not None:
        day = When(until.last, until.last, until.words)
        scene.add(Event(s, "mandate", event.party, event.resource, "expires", day, verb.first, verb.last,
            "mandate until", 0.5, voice, verb=verb))
        return {"expires"}
    term = _TERM.search(said_in(s), max(0, s.tokens[verb.main].start - s.sentence.start))
    if term is None or (event.stage == "extended" and event.when is None):
        return set()
    scene.add(Event(s, "mandate", event.party, event.resource, "expires", _after(event.when, term), verb.first,
        verb.last, "mandate for a term", 0.45, voice, verb=verb))
    return {"expires"}


def _to(s: SentenceReading, start: int) -> bool:
    """Does "to" or "through" stand before a time: "extended to 20 November"?"""
    return re.search(r"\b(?:to|through|au)\s*$", s.text[max(0, start - 9):start]) is not None


def _stage(s: SentenceReading, verb: VerbGroup, council: Mention | None, named: bool) -> str | None:
    after = " ".join(s.low(i) for i in range(verb.last + 1, min(len(s.tokens), verb.last + 12)))
    before = " ".join(s.low(i) for i in range(max(0, verb.first - 10), verb.first))
    if _asks(verb) and ((council is not None and 0 < council.first - verb.last <= 4 and _OBJECT.search(after))
            or _MANDATE.search(" ".join(after.split()[:6]))):
        return "requested"
    if verb.negated:
        return None
    if verb.tense in (Tense.FUTURE, Tense.CONDITIONAL) and verb.has("adopt", "extend"):
        due = verb.modal in ("must", "doit", "devra", "to", "") and _MANDATE.search(after)
        return "expires" if due and any(t.until for t in s.times) else None
    refused = any(v.lemma in _REFUSING and 0 < verb.first - v.last <= 2 for v in s.verbs)
    if refused:
        return None
    if verb.has("extend") and (_OBJECT.search(after) or _OBJECT.search(before)):
        return "extended"
    if _ends(s, verb, council, before, after):
        return "expires"
    if verb.passive and verb.lemma in ("grant", "give", "accorder", "confier", "donner") and _MANDATE.search(
            " ".join(before.split()[-4:])):
        return "adopted"
    decides = (verb.has("adopt") or verb.lemma in _DECIDING) and not (verb.lemma == "pass" and s.low(
        verb.last + 1) in ("from", "to", "through", "on"))
    if not decides or (verb.tense is Tense.BARE and not verb.passive):
        return None
    counted = any(f.value is not None and f.value > 31 and -4 < f.first - verb.last <= 6 for f in s.figures)
    if counted and not _MANDATE.search(before + " " + after):
        return None
    if council is not None and (_OBJECT.search(after) or _OBJECT.search(before)):
        return "adopted"
    return "adopted" if named and verb.has("adopt") and verb.lemma not in ("vote", "voter") else None


def _asks(verb: VerbGroup) -> bool:
    return verb.lemma in _ASKING and verb.finite and not verb.passive and not verb.negated


def _ends(s: SentenceReading, verb: VerbGroup, council: Mention | None, before: str, after: str) -> bool:
    """Does a mandate end here, or a council end its mission?"""
    if verb.lemma in ("run", "last", "courir", "durer"):
        return _MANDATE.search(before) is not None and any(t.until for t in s.times)
    if not (verb.has("expire") or verb.lemma in _ENDING or (verb.lemma in _CLOSING and not verb.passive)):
        return False
    if _MANDATE.search(before) or _MANDATE.search(" ".join(after.split()[:4])):
        return True
    if council is not None and council.last < verb.first and re.search(r"\bmission\b|\bforce\b", after):
        return True
    return any(m.sort == "mission" for m in subject_of(s, verb).mentions) and any(
        t.when is not None and not t.since for t in s.times)


def _after(when: When | None, term: re.Match[str]) -> When | None:
    """When a term ends that begins on a known day, or in a known month."""
    if when is None or (when.last - when.first).days > 31:
        return None
    said = (term["n"] or "1").lower()
    count = int(said) if said.isdigit() else _TERM_NUMBERS.get(said, 1)
    months = count * (12 if term["unit"].lower().startswith(("year", "an")) else 1)
    try:
        first, last = _later(when.first, months), _later(when.last, months)
        if not when.is_one_day:
            last = month_end(last)
    except ValueError:
        return None
    return When(first, last, term.group())


def _later(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, min(day.day, 28))
