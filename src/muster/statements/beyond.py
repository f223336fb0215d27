"""Beyond the guide's kinds: needs without a number, claims of progress, what two parties agree on, offices, context."""

from __future__ import annotations

import re

from muster.statements.analysis import SentenceReading
from muster.statements.names import MISSION
from muster.statements.scene import Event, Scene, said_in, span
from muster.statements.speech import Voice
from muster.statements.wording import phrase

_NEED = re.compile(r"part of (?:that|the|this) support|requisite (?:support|resources)|"
                   r"\bthe support\b[^.]{0,40}\b(?:includ|among|such as|namely)|"
                   r"\bneeds?\b(?: for| of)?|\bneeded\b|\blacks?\b|\bshort(?:age)?s? of\b|\brequires?\b|"
                   r"\bbesoins?\b|\bmanque(?:nt)?\b|\bnécessit", re.I)
_NEED_KIND = re.compile(r"(?P<personnel>\bpersonnel\b|\btroops\b|\bmore (?:officers|soldiers|police)\b|"
        r"\beffectifs\b|\bhommes\b|\btroupes\b)|"
        r"(?P<equipment>\bequipment\b|\bvehicles\b|\bhelicopters\b|\bweapons\b|\bmatériel\b|"
        r"\béquipements?\b|\bhélicoptères\b|\bvéhicules\b)|"
        r"(?P<logistics>\blogistics?\b|\blogistical support\b|\blogistique\b|\bair support\b)|"
        r"(?P<money>\bfinancial (?:resources|support|means|pledges|commitments)\b|\bfunding\b|"
        r"\bfunds\b|\bmoney\b|\bfinancements?\b|\bfonds\b|"
        r"\bressources financières\b|(?<=and )\bfinancial resources\b)", re.I)
_CLAIM = re.compile(r"\b(?:tangible|significant|real|remarkable|great|good) (?:progress|results|success|gains)\b|"
                    r"\bmade (?:[a-z]+ )?progress\b|\bimprovements? in\b|"
                    r"\binject(?:ed)? hope\b|\breinstated hope\b|\brestored? (?:hope|peace|order|calm|stability)\b|"
                    r"\brestoring (?:peace|order)\b|\brelative calm\b|"
                    r"\braised the confidence\b|\bhas won back\b|\bsuccessful outcomes?\b|\bpositive outcomes?\b|"
                    r"\bgarnering support\b|"
                    r"\b(?:progrès|avancées?) (?:tangibles?|importants?|réels?|notables?)\b|\bredonné espoir\b|"
                    r"\bramené le calme\b|\brétabli (?:l'ordre|la paix)\b", re.I)
_TALKS = re.compile(r"\b(?:discussions?|talks|agreed|agreement|pourparlers|discussions|convenu|accord)\b", re.I)
_AIM = re.compile(r"\b(?:enhancing|strengthening|promoting|boosting|deepening|expanding|investing in|fostering|"
                  r"developing|renforcer|développer|promouvoir|"
                  r"approfondir|investir dans)\b", re.I)
_OFFICES = [(("prime", "minister"), "Prime "
            "Minister"), (("president",), "President"), (("premier", "ministre"), "Prime "
            "Minister"),
            (("président",), "President"), (("vice", "president"), "Vice President"), (("foreign", "minister"),
                "Foreign Minister"),
            (("defence", "minister"), "Defence "
            "Minister"), (("defense", "minister"), "Defence "
            "Minister"), (("secretary-general",),
            "Secretary-General"),
            (("inspector", "general"), "Inspector General")]
_OFFICE_WORDS = frozenset(words[0] for words, _ in _OFFICES)
_CONTEXT = re.compile(r"\b\d[\d,.]*\s+(?:peacekeeping\s+)?missions\b|\b\d[\d,.]*\s+(?:million|millions|"
        r"milliards?)\s+(?:de\s+|d['’])?(?:people|inhabitants|habitants|personnes)\b", re.I)


def beyond(scene: Scene, s: SentenceReading, voice: Voice | None) -> None:
    """Adds what a sentence tells besides the guide's kinds."""
    text = said_in(s)
    _needs(scene, s, voice, text)
    _claims(scene, s, voice, text)
    _agreements(scene, s, voice, text)
    _offices(scene, s, voice)
    _context(scene, s, voice, text)


def _needs(scene: Scene, s: SentenceReading, voice: Voice | None, text: str) -> None:
    """What is asked for without a number, by kind: "the support, which includes personnel, equipment and
    logistics"."""
    head = _NEED.search(text)
    if head is None:
        return
    kinds: list[tuple[str, str, int, int]] = []
    for match in _NEED_KIND.finditer(text):
        kind = next(k for k, words in match.groupdict().items() if words)
        if kind not in {k for k, *_ in kinds}:
            kinds.append((kind, match.group(), match.start(), match.end()))
    for kind, word, begin, end in kinds:
        if any(f.value is not None
                and s.tokens[f.last].end <= s.sentence.start + begin <= s.tokens[f.last].end + 24
                    for f in s.figures):
            continue
        first, last = span(s, begin, end)
        scene.add(Event(s, "need", MISSION, kind, "required", scene.when(s, first, default=True), first,
            last, "need without a number",
                    0.6, voice, unit=word))


def _claims(scene: Scene, s: SentenceReading, voice: Voice | None, text: str) -> None:
    """Progress, effect and hope, as claimed by whoever claims them."""
    for match in _CLAIM.finditer(text):
        first, last = span(s, match.start(), match.end())
        party = next((m.party for m in reversed(s.mentions) if m.last < first and m.sort in ("mission", "state",
            "org")), MISSION)
        resource = " ".join(s.words(first, min(last + 4, len(s.tokens) - 1)).split()[:8])
        scene.add(Event(s, "claim", party, resource, None, scene.when(s, first, default=True), first,
            last, "claim of progress or effect", 0.5, voice))
        return


def _agreements(scene: Scene, s: SentenceReading, voice: Voice | None, text: str) -> None:
    """"talks between A and B extended to enhancing tourism": what two parties undertake together."""
    match = _TALKS.search(text)
    if match is None:
        return
    pair = list(dict.fromkeys(m.giver for m in s.mentions if m.sort in ("state", "org", "people")
        and m.giver not in ("UNSC",)))[:2]
    party = "; ".join(pair) if len(pair) == 2 else scene.topic or (pair[0] if pair else "")
    if not party:
        return
    for aim in _AIM.finditer(text, match.start()):
        first, _ = span(s, aim.start(), aim.end())
        resource, last = phrase(s, first)
        if resource:
            scene.add(Event(s, "undertaking", party, resource, None, scene.when(s, first), first, last,
                "agreed between two", 0.4, voice))


def _offices(scene: Scene, s: SentenceReading, voice: Voice | None) -> None:
    """Presidents and ministers at home: offices, which the guide leaves out."""
    known = {(e.party, e.resource) for e in scene.found if e.kind == "office"}
    for i, token in enumerate(s.tokens):
        if token.low not in _OFFICE_WORDS or not token.is_capital:
            continue
        for words, post in _OFFICES:
            length = len(words)
            if tuple(t.low for t in s.tokens[i:i + length]) != words or not token.is_capital:
                continue
            person = next((p for p in s.persons if i + length <= p.first <= i + length + 1
                and s.low(p.first - 1) in (*words, ".", ",")), None)
            if person is None:
                break
            name = scene.speakers.full(person.name)
            if (name, post) not in known:
                known.add((name, post))
                unit = scene.speakers.state_of(name) or next((m.giver for m in s.mentions if m.sort in ("state",
                    "people")), "")
                scene.add(Event(s, "office", name, post, None, None, i, person.last, "office before "
                            "a name", 0.6, voice,
                            unit=unit or None))
            break


def _context(scene: Scene, s: SentenceReading, voice: Voice | None, text: str) -> None:
    """Numbers that are no support: missions once taken part in, inhabitants."""
    for match in _CONTEXT.finditer(text):
        first, last = span(s, match.start(), match.end())
        party = next((m.giver for m in s.mentions if m.sort == "state"), scene.topic or MISSION)
        scene.add(Event(s, "context", party, match.group(), None, None, first, last, "a number that is "
                    "no support", 0.7,
                    voice))
