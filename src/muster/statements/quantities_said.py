"""Quantities: each figure with its noun, its giver, its stage and its day.

Problem: noun, giver, verb and day of a figure stand in other places of the sentence, or in the sentence before.
Choice: the noun beside the figure; the governing verb of its clause; the giver by the verb's roles, the noun's own
people-word, or the name that opens its part of a list; what is missing is taken from the figure before.
Weakness: see `analysis.py`; a total told beside its parts can take a part's giver.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from muster.quantities import Hedge, When
from muster.statements.analysis import DocumentReading, SentenceReading
from muster.statements.names import MISSION, TITLES, Mention, mentions, state_currency
from muster.statements.numbers import FAMILIES, Figure, bounds
from muster.statements.candidates import Candidate, Question, candidates
from muster.statements.loglinear import Models
from muster.statements.resources import Resource
from muster.statements.senses import Sense, senses
from muster.statements.signs_of_claim import claim_signs
from muster.statements.signs_of_stage import stage_signs
from muster.statements.speech import Voice
from muster.statements.stages import FORWARD, StageFound, stage_of_verb, stage_of_words
from muster.statements.tokens import Sentence, tokenise
from muster.statements.understood import nothing_said, shares_in_words, understood
from muster.statements.verbs import Tense, VerbGroup


@dataclass(slots=True)
class Counted:
    """A figure and the noun phrase around it. head: None when the noun is only understood."""

    reading: SentenceReading
    figure: Figure | None
    kind: str
    unit: str
    first: int
    last: int
    head: Resource | None
    own: tuple[str, ...] = ()
    money: str = ""
    rate: str = ""
    percent_of: str = ""
    bare: bool = False
    part: bool = False
    guess: str = ""


@dataclass(slots=True)
class Claim:
    """A quantity claim in the making."""

    counted: Counted
    party: str
    stage: str
    low: Decimal | None
    high: Decimal | None
    when: When | None
    rule: str
    verb: VerbGroup | None
    stage_word: str
    confidence: float
    voice: Voice | None
    role: str = ""


_STOP_UNITS = {
    "en": frozenset("""day days week weeks month months year years hour hours minute minutes second seconds km
    kilometres kilometers
        kilometre kilometer miles mile metres meters square acres hectares am pm o'clock times percent percentage
        points point
        degrees age aged weekend weekends decade decades fold-fold votes vote per occasion occasions provinces
        districts regions
        members-states parties schools children families households residents inhabitants refugees displaced townships
        towns villages cities gangs militants rebels gunmen fighters bodies buildings houses homes""".split()),
    "fr": frozenset("""jour jours semaine semaines mois an ans année années heure heures minute minutes km kilomètres
    kilomètre mètres
        hectares fois points voix provinces villes villages districts régions enfants familles habitants réfugiés
        déplacés jihadistes
        rebelles terroristes gangs paragraphes écoles maisons membres-états""".split()),
}
_NOT_SUPPORT = re.compile(
    r"(?:displaced|in need|hungry|hunger|famine|starv|refugees?|homeless|civilians? (?:were |have been |"
    r"had been )?(?:killed|dead)|inhabitants|residents|"
    r"population|have died|were murdered|déplacés|affamés|réfugiés|habitants|population|civils (?:ont été )?tués|"
    r"votes?\b|voted)", re.I)
_RATE_WORDS = re.compile(
    r"^\s*(?:,\s*)?(?:(?P<each>each|apiece|chacune?)|(?:per|a|an|par|for each|for every)\s+(?P<one>soldier|officer|"
    r"trooper|peacekeeper|head|person|month|year|day|week|soldat|policier|"
    r"tête|mois|an|année|jour|homme)(?:\s+(?:and\s+|et\s+)?(?:per|a|an|each|every|par)\s+(?P<two>month|year|day|"
    r"week|mois|an|jour))?|(?P<adv>annually|monthly|yearly|annuels?|mensuels?)|each\s+(?P<ev>month|year))", re.I)
_RATE_PLAIN = {"mois": "month", "an": "year", "année": "year", "jour": "day", "soldat": "soldier",
    "policier": "officer",
               "tête": "soldier", "homme": "soldier", "head": "soldier", "trooper": "soldier", "person": "soldier"}
_OF_NOUN = {
    "en": {"force": "personnel", "troops": "personnel", "strength": "personnel", "personnel": "personnel",
        "soldiers": "personnel", "officers": "personnel",
           "contingent": "personnel", "equipment": "other "
            "equipment", "budget": "money", "costs": "money", "cost": "money",
           "funding": "money", "funds": "money", "vehicles": "vehicle", "men": "personnel", "police": "personnel",
               "staff": "personnel"},
    "fr": {"effectif": "personnel", "effectifs": "personnel", "troupes": "personnel", "force": "personnel",
        "soldats": "personnel",
           "matériel": "other "
            "equipment", "équipement": "other "
            "equipment", "budget": "money", "coûts": "money", "coût": "money",
           "financement": "money", "fonds": "money", "policiers": "personnel"},
}
_TOTAL = re.compile(r"^(?:so far|in all|altogether|until now|to date|in total|yet|jusqu'ici|au total|en tout|"
                    r"à ce jour|pour l'instant|pour l' instant)\b(?! (?:it|he|she|they|il|elle))"
                    r"|\b(?:a total of|number of|total de|nombre de|nombre des)$", re.I)
_AMOUNTS = frozenset("come amount total reach follow add stand venir atteindre suivre élever".split())
_GOING = frozenset("go leave depart follow fly partir aller suivre".split())
_GOVERNMENT = frozenset("""treasury government parliament cabinet army ministry authorities navy police contingent
troops congress senate
    administration leadership president trésor gouvernement parlement armée ministère autorités marine contingent
    présidence état""".split())
_LEAVING = re.compile(r"\bwithdraw|\bpull(?:ed|ing|s)? out|\bpull-?out|\bdraw-?down|\bdeparture|\bleav(?:e|es|"
        r"ing) the (?:force|mission|country)|\bretrait|\bretir(?:e|er|ent|é)|"
        r"\bdépart\b|\bquitt(?:e|er|ent|é)|\bwind(?:s|ing)? up|\bend of the mission", re.I)
_GATHERED = frozenset("""raise come gather collect receive get be mobilise mobilize bring réunir récolter recueillir
mobiliser rassembler lever collecter
    venir go obtain obtenir""".split())
_CONFERENCE = re.compile(r"\bdonor|\bpromised?\b|\bpledging\b|\bpledge(?:d|s)?\b|conférence (?:des|"
        r"de) (?:donateurs|bailleurs)|"
        r"\bpromesses?\b|\bpromis\b|appel aux dons", re.I)
_TAKEN_HOME = re.compile(r"\b(?:takes?|took|taking|taken) home\b|\btake-home\b|\bpockets?\b|\bsoldiers? (?:gets?|"
        r"earns?|receives?|is left with)\b|"
        r"\bsoldats? (?:touche|perçoit|reçoit|gagne)|\bleft with\b|il (?:lui|leur) reste")
_KEPT = re.compile(r"\b(?:keeps?|kept|retains?|deducts?|deducted|withholds?|docked)\b|\b(?:en )?(?:retient|prélève|"
                   r"garde|déduit)\b|prélevés?\b|déduits?\b")
_STAGE_NOUNS = frozenset("offer pledge promise offre promesse need appeal request besoin ceiling maximum plafond "
        "commitment shortfall loss".split())
_ADJECTIVE_STAGE = {"planned": "authorised", "authorised": "authorised", "authorized": "authorised",
    "intended": "authorised", "ceiling": "authorised",
                    "maximum": "authorised", "plafond": "authorised", "promised": "pledged", "pledged": "pledged",
        "offer": "pledged", "pledge": "pledged",
                    "promise": "pledged", "offre": "pledged", "promesse": "pledged", "required": "required",
        "needed": "required", "need": "required",
                    "besoin": "required", "appeal": "required", "request": "required", "shortfall": "required",
        "requested": "required"}
_BREAKDOWN = frozenset("consist comprise include form compose make_up compter comprendre composer "
        "former".split()) | {"make up"}
_PERCENT_UNIT = {"effectif": "authorised "
        "strength", "effectifs": "authorised "
        "strength", "troupes": "troops", "soldats": "troops",
        "matériel": "equipment",
                 "équipement": "equipment", "coûts": "costs", "coût": "costs", "financement": "funding",
        "fonds": "funds", "policiers": "police"}
_BODY_WORDS = frozenset("fund bank foundation facility trust programme program agency company corporation council "
        "church union club group authority fonds banque fondation".split())
_BODIES = frozenset("""team force contingent group party crew batch unit battalion company platoon detachment squad
delegation tranche wave
    équipe contingent groupe unité bataillon détachement équipage escouade vague""".split())
_READY_LATER = re.compile(r"\b(?:will be|to be|expected to be|should be|be)\s+(?:fully\s+)?(?:mission-ready|"
        r"operational|ready to (?:deploy|go|leave)|deployable|combat-ready|ready)\b|"
        r"\b(?:seront|sera|devraient être|devrait être)\s+(?:opérationnel\w*|prêts?|prêtes?)", re.I)
_SHORT_STATES = ("US", "U.S.", "UK", "UN", "EU", "UAE")
_HEDGE_BEHIND = {"at least": Hedge.AT_LEAST, "at most": Hedge.AT_MOST, "or so": Hedge.ABOUT,
    "or more": Hedge.AT_LEAST, "au moins": Hedge.AT_LEAST,
                 "au plus": Hedge.AT_MOST, "au maximum": Hedge.AT_MOST, "ou plus": Hedge.AT_LEAST,
        "au minimum": Hedge.AT_LEAST}
_ORDINALS = frozenset("""first second third fourth fifth sixth seventh eighth ninth tenth advance last final new
another latest
    premier première deuxième second seconde troisième quatrième cinquième sixième septième huitième nouveau
    dernier""".split())
_COLLECTIVE = frozenset("countries contingents battalions companies platoons brigades regiments units teams "
        "groups".split()) | {
    "formed police units"}
_OF_THEM = {("of", "them"), ("of", "these"), ("of", "those"), ("d'", "entre"), ("of", "whom"), ("among", "them"),
    ("parmi", "eux")}
_CONVERSION = frozenset(("or", "soit", "ou", "about", "("))
_LIGHT = {
    "en": frozenset("of the these those them its their his our a an new more other such same fresh".split()),
    "fr": frozenset("de d' des du les ces ses leurs la le l' autres nouveaux nouvelles".split()),
}


@dataclass(slots=True)
class Traced:
    """What was weighed for one figure, for training."""

    reading: SentenceReading
    counted: Counted
    stage_signs: list[str]
    named: list[Candidate]
    claim_signs: list[str]
    claim: Claim
    ruled_party: str
    ruled_stage: str
    left_out: bool


class QuantityReader:
    """Reads the quantities of one document, sentence by sentence, remembering what was spoken of."""

    def __init__(self, document: DocumentReading, voices: list[Voice | None], models: Models | None = None,
                 trace: list[Traced] | None = None) -> None:
        self.models = models
        self.trace = trace
        self.least = 0.5
        self._counted_states: list[str] | None = None
        self._named: Counter[str] | None = None
        self._senses: dict[int, list[Sense]] = {}
        self.people = {v.name.split()[-1] for v in voices if v is not None and v.person and v.name}
        self.proper = self._proper_names(document)
        self.document = document
        self.voices = voices
        self.language = document.language
        self.tongue = "fr" if document.language == "fr" else "en"
        self.published = document.document.published
        self.claims: list[Claim] = []
        self.topic_party = ""
        self.event_day: When | None = None
        self.last_subject = ""
        self.last_noun: tuple[SentenceReading, Resource] | None = None
        self.publisher_state = self._publisher_state()
        self.much = self._much()
        self.leaving = len(_LEAVING.findall(document.document.text[:20000])) >= 2
        self.conference = len(_CONFERENCE.findall(document.document.text[:20000])) >= 1 and bool(
            re.search(r"conference|conférence|meeting|summit|sommet|réunion", document.document.text[:20000], re.I))

    def _much(self) -> list[str]:
        """The senses that a report is full of: more than one of every three sentences."""
        counted = Counter(name for s in self.document.sentences for name in {z.name for z in self.senses(s)})
        return [name for name in ("ask", "need", "promise", "withdraw", "leave", "home", "train", "ready", "freeze",
                                  "die", "receive", "pay", "approve", "deliver", "conference", "owe")
                if counted[name] >= max(2, 0.3 * len(self.document.sentences))]

    def _proper_names(self, document: DocumentReading) -> set[str]:
        """Names in no table that are no persons' either: written with a capital inside a sentence, without a title."""
        found: set[str] = set()
        titled: set[str] = set()
        for s in document.sentences:
            for p in s.persons:
                if s.low(p.first - 1) in TITLES or s.low(p.first) in TITLES or p.name.split()[-1] in self.people:
                    titled.add(p.name.split()[-1])
                elif p.first > 0 and s.tokens[p.first - 1].text not in "“\"«.":
                    found.add(p.name)
        return {n for n in found if n.split()[-1] not in titled}

    def _unlisted(self, s: SentenceReading, verb: VerbGroup) -> str:
        """A giver in no table, right in front of its verb: "Caritas pledged 2 million"."""
        for p in reversed(s.persons):
            if p.last < verb.first and verb.first - p.last <= 2 and s.clause[p.first] == s.clause[verb.main]:
                bodylike = bool(set(p.name.lower().split()) & _BODY_WORDS)
                governed = s.low(p.first - 1) in ("to", "for", "in", "with", "of", "from", "by", "at", "de", "du",
                    "à", "en", "par", "pour", "and")
                if (p.name in self.proper or bodylike) and not governed:
                    return p.name
        return ""

    # --- noun phrases -------------------------------------------------------------------------------------

    def counted(self, s: SentenceReading) -> list[Counted]:
        found: list[Counted] = []
        halves = self._halves(s)
        taken = {f.first for f in halves}
        halves += [f for f in shares_in_words(s) if f.first not in taken]
        for figure in sorted([*halves, *s.figures], key=lambda f: f.first):
            one = self._counted(s, figure, found)
            if one is None and not (figure.money or (figure.in_words and figure.value == 1)):
                one = understood(self, s, figure, found)
            if one is not None:
                found.append(one)
        found += nothing_said(self, s, found)
        covered = {i for c in found for i in range(c.first, c.last + 1)} | {
            i for c in found if c.head is not None for i in range(c.head.first, c.head.last + 1)}
        near = {i for f in s.figures if f.value != 1 for i in range(f.first, f.last + 3)}
        for r in s.resources:
            if r.first not in covered and r.first not in near and (bare := self._uncounted(s, r, found)) is not None:
                found.append(bare)
        return sorted(found, key=lambda c: c.first)

    def is_time_or_crowd(self, low: str) -> bool:
        """Is a word a unit of time or length, or a crowd that is no support?"""
        return low in _STOP_UNITS[self.tongue]

    def count_of(self, s: SentenceReading, f: Figure, kind: str, unit: str, guess: str) -> Counted:
        """A figure with a noun that is only understood."""
        money = unit if kind == "money" and not f.percent else ""
        return Counted(s, f, kind, unit, f.first, f.last, None, money=money, bare=True, guess=guess)

    def _uncounted(self, s: SentenceReading, r: Resource, found: list[Counted]) -> Counted | None:
        """"with radios", "no helicopters", "a Kenyan officer", "a fifth contingent": things without a figure."""
        before = [s.low(k) for k in range(max(0, r.first - 4), r.first)]
        own = tuple(m.giver for m in s.mentions if m.sort in ("people", "state") and (
            (r.first - 2 <= m.last < r.first and (m.sort == "people" or s.low(m.last + 1) == "'s" or s.words(m.first,
                m.last) in _SHORT_STATES))
            or (self.tongue == "fr" and m.sort == "people" and m.first in (r.last + 1, r.last + 2))))
        none = bool(set(before) & {"no", "neither", "nor", "none", "aucun", "aucune"}) or before[-2:] in (["not",
            "one"], ["a", "single"]) or (
            before[-1:] in (["any"], ["de"], ["d'"]) and any(v.negated and r.first - v.last <= 4 and v.last < r.first
                for v in s.verbs))
        joined = bool(found) and found[-1].figure is not None and found[-1].figure.word == "none" and r.first - found[
            -1].last <= 3
        if none or joined:
            if r.unit in _COLLECTIVE or (r.unit == "personnel" and r.said in ("people", "person", "members", "men")):
                return None
            return self._pseudo(s, r, Decimal(0), "none", own)
        if not r.plural and not bool(set(before[-3:]) & {"a", "an", "one", "un", "une", "its", "their", "son", "sa"}):
            if not (own and r.unit in _COLLECTIVE):
                return None
        if not r.plural:
            return self._single(s, r, found, own, set(before[-3:])) or replace(
                self._pseudo(s, r, Decimal(1), "one", own), guess="a single one")
        if (set(before[-1:]) & {"of", "'", "-"} and r.kind == "personnel"):
            return None
        return self._pseudo(s, r, None, "some", own)

    def _single(self, s: SentenceReading, r: Resource, found: list[Counted], own: tuple[str, ...],
        before: set[str]) -> Counted | None:
        """"A Kenyan officer was killed" and "a fifth contingent arrived" count as one."""
        verbs = {f for v in s.verbs if abs(v.first - r.last) < 12 for f in v.frames}
        if r.unit not in _COLLECTIVE:
            return self._pseudo(s, r, Decimal(1), "one", own) if "lose" in verbs and own else None
        headed = found or any(f.first > r.last and f.first - r.last < 5 for f in s.figures)
        moved = verbs & {"deploy", "send", "return", "withdraw", "pledge"}
        return self._pseudo(s, r, Decimal(1), "one", own) if before & _ORDINALS and not headed and moved else None

    def _pseudo(self, s: SentenceReading, r: Resource, value: Decimal | None, word: str, own: tuple[str,
        ...]) -> Counted:
        figure = Figure(r.first, r.last, r.first, value, None, Hedge.EXACTLY, "", False, False, False, value is None,
            word, True)
        return Counted(s, figure, r.kind, r.unit, r.first, r.last, r, own)

    def _believed(self, c: Counted, claim: Claim, here: list[Claim]) -> bool:
        """Things without a figure are only kept when the text plainly has them delivered, in place, held back or
        lost."""
        word = c.figure.word if c.figure is not None else ""
        verb = claim.verb
        if c.figure is not None and c.figure.vague and word != "some" and c.kind != "money":
            return verb is not None and c.unit != "personnel" and claim.rule.startswith("verb of")
        if word not in ("some", "none", "one"):
            return True
        if verb is None or verb.tense in FORWARD or not claim.rule.startswith("verb of"):
            return False
        if word == "none":
            return claim.stage in ("received", "deployed", "withdrawn", "lost", "returned")
        if word == "one":
            return claim.stage in ("lost", "deployed", "returned", "withdrawn")
        if any(h.counted.kind == c.kind and h.counted.unit == c.unit and h.party == claim.party and h.counted.figure
                and h.counted.figure.value is not None
               for h in here + self.claims[-3:]):
            return False
        if c.kind == "personnel":
            close = verb.first > c.last and verb.finite and verb.first - c.last <= 4
            return bool(c.own) and c.unit not in _COLLECTIVE and close \
                and verb.has("deploy", "send", "return", "withdraw", "train") and verb.lemma not in ("leave",
                    "quitter") and c.unit not in ("personnel", "support staff") \
                and claim.stage in ("deployed", "returned", "withdrawn", "in_training")
        s = c.reading
        if (c.unit == "equipment" and claim.stage != "lost") or (c.head is not None and c.head.said in ("arms", "arm",
                "supplies")):
            return False
        if any(f.money for f in s.figures) or s.low(c.first - 1) in ("for", "pour", "of", "de") or (verb.progressive
                and verb.tense is Tense.PAST):
            return False
        if verb.tense is Tense.BARE and not verb.passive:
            return False
        given = claim.stage in ("received", "frozen") and verb.has("give", "receive", "freeze", "send")
        broken = claim.stage == "lost" and c.kind in ("vehicle", "aircraft")
        return given or broken or (claim.stage == "deployed" and claim.party == MISSION and verb.has("have", "be"))

    def _counted(self, s: SentenceReading, f: Figure, before: list[Counted]) -> Counted | None:
        after = s.text[s.tokens[f.last].end:s.tokens[f.last].end + 60]
        if f.in_words and f.value == 1 and s.low(f.first - 1) in ("not", "pas"):
            scanned = self._noun_after(s, f)
            return self._pseudo(s, scanned[0], Decimal(0), "none",
                    scanned[1]) if scanned is not None and scanned[0] is not None else None
        if not f.money and not f.scaled and f.value is not None and s.low(f.last + 1) in ("of", "des", "sur"):
            total = next((g for g in s.figures if 0 < g.first - f.last <= 3 and g.money and g.scaled), None)
            if total is not None and f.value < 1000:
                scaled = replace(f, value=f.value * (10**9 if (total.value or 0) >= 10**9 else 10**6),
                    money=total.money, scaled=True)
                return Counted(s, scaled, "money", total.money, f.first, f.last, None, money=total.money, part=True)
        if f.money:
            return None if self._conversion(s, f, before) else self._money(s, f, after)
        if f.percent:
            return self._percent(s, f)
        if f.vague and (s.low(f.last + 1) in ("times", "of") and not any(r.first - f.last <= 4 and r.first > f.last
                for r in s.resources)):
            return None
        if f.first and (s.low(f.first - 1) in ("no", "resolution", "res", "article", "chapter", "résolution", "n",
                "aged", "numéro", "-", "/", "à l'article")
                        or s.tokens[f.first - 1].text == "°"):
            return None
        single = f.value == 1 and f.in_words and f.hedge is Hedge.EXACTLY
        if f.first >= 2 and s.low(f.first - 1) in ("of", "de", "d'", "totalling",
                "numbering") and s.low(f.first - 2) in _BODIES and f.value is not None \
                and s.low(f.last + 1) not in _STOP_UNITS[self.tongue] and ((near := self._noun_after(s, f)) is None
                    or near[0] is None):
            return Counted(s, f, "personnel", "personnel", f.first, f.last, None, bare=True)
        scan = self._noun_after(s, f)
        if scan is None:
            return None
        head, own, last = scan
        if f.vague and (head is None or head.unit == "countries"):
            return None
        whole = next((g for g in s.figures if g.first > f.last), None)
        if head is None and whole is not None and s.low(f.last + 1) in ("of", "des",
                "sur") and whole.first - f.last <= 3:
            beyond = self._noun_after(s, whole)
            if beyond is not None and beyond[0] is not None:
                head, own, last = beyond[0], beyond[1], f.last
                return Counted(s, f, head.kind, head.unit, f.first, f.last, head, own, part=True, bare=True)
        if head is None:
            return self._without_noun(s, f, before, own, last, single)
        if single and not self._one_counts(s, f, head, before):
            return None
        if head.unit == "countries" and self._sovereign_only(s, f, head):
            return None
        if f.value is not None and f.value > 2_000_000 and head.kind == "personnel":
            return None
        return Counted(s, f, head.kind, self._unit(s, head, f), f.first, last, head, own, rate=self._each(after, head))

    def _halves(self, s: SentenceReading) -> list[Figure]:
        """"about half of the force", "la moitié des soldats": fifty per cent."""
        found = []
        for i in range(len(s.tokens) - 2):
            if s.low(i) not in ("half", "moitié"):
                continue
            after = next((k for k in range(i + 1, min(i + 5, len(s.tokens))) if s.low(k) in _OF_NOUN[self.tongue]),
                None)
            if after is None or s.low(i + 1) not in ("of", "the", "its", "des", "de", "du"):
                continue
            hedge = Hedge.ABOUT if s.low(i - 1) in ("about", "around", "roughly",
                "some") or s.low(i - 2) == "environ" else Hedge.EXACTLY
            found.append(Figure(i, i, i, Decimal(50), None, hedge, "", False, True, False, False, s.words(i, i), True))
        return found

    def _each(self, after: str, head: Resource) -> str:
        return ""

    def _unit(self, s: SentenceReading, head: Resource, f: Figure) -> str:
        return head.unit

    def _one_counts(self, s: SentenceReading, f: Figure, head: Resource, before: list[Counted]) -> bool:
        """"One officer and 24 soldiers" counts; "one officer said" and "un policier" by themselves do not."""
        low = s.low(f.core)
        if low in ("un", "une"):
            return bool(before) and before[-1].figure is not None and before[-1].head is not None and (
                before[-1].kind == head.kind or head.kind in ("vehicle", "aircraft")) and head.kind != "personnel"
        return s.low(f.last + 1) == "of" or head.kind in ("vehicle", "aircraft") or any(
            g is not f and g.first > f.last and g.first - f.last < 6 for g in s.figures)

    def _sovereign_only(self, s: SentenceReading, f: Figure, head: Resource) -> bool:
        """Counts of countries are annotated when they contribute personnel."""
        text = s.text[s.sentence.start:s.sentence.end].lower()
        return not re.search(r"personnel|troop|officer|soldier|contribut|people|mission|force|police|militaires|"
                r"soldats|policiers|fourni", text) \
            or bool(re.search(r"donors?|dollars|euros|\$|€|conference|dons\b|argent", text))

    def _noun_after(self, s: SentenceReading, f: Figure) -> tuple[Resource | None, tuple[str, ...], int] | None:
        """The noun a figure counts: scanned forward over adjectives, people-words and "of the"; None: not a count."""
        own: list[str] = []
        i, head, last = f.last + 1, None, f.last
        steps, people_only = 0, False
        n = len(s.tokens)
        by_start = {r.first: r for r in s.resources}
        while i < n and steps < 8:
            steps += 1
            low = s.low(i)
            token = s.tokens[i]
            if i in by_start:
                resource = by_start[i]
                if head is not None and self.tongue == "fr":
                    break
                if resource.unit == "equipment" and head is not None and head.kind != "other equipment":
                    break
                head, last, i = resource, resource.last, resource.last + 1
                if self.tongue == "fr":
                    i = self._french_adjectives(s, i, own)
                    last = max(last, i - 1)
                    break
                continue
            m = s.mention_at(i)
            if m is not None and m.first == i and m.sort == "people":
                own.append(m.party)
                last, i, people_only = m.last, m.last + 1, True
                continue
            if m is not None and m.sort == "state" and m.first == i and (s.low(m.last + 1) in ("'s",)
                    or self._adjective_use(s, m)):
                own.append(m.party)
                i = m.last + (2 if s.low(m.last + 1) == "'s" else 1)
                continue
            if head is not None or (not token.is_word and token.text != "-" and low != "'s"):
                break
            if m is not None and m.sort in ("mission", "office", "unit",
                    "org") and m.first == i and self.tongue == "en":
                i = m.last + 1
                continue
            if low in _STOP_UNITS[self.tongue] and head is None:
                return None
            if own and low in ("and", "et") and (beside := s.mention_at(i + 1)) is not None and beside.sort == "people":
                own.append(beside.party)
                i = beside.last + 1
                continue
            if low in _LIGHT[self.tongue] and steps <= 3:
                i += 1
                continue
            verb = s.by_token.get(i)
            if verb is not None and (verb.finite or verb.first != i) and not self._adjectival(s, i):
                break
            if low in ("to", "in", "for", "from", "at", "on", "with", "by", "and", "or", "who", "which", "that", "as",
                    "out", "have", "are", "were",
                       "was", "is", "à", "en", "pour", "dans", "sur", "avec", "par", "et", "ou", "qui", "dont", "que",
                           "ont", "sont", "a", "au", "aux", "y"):
                break
            i += 1
        if head is None and people_only:
            return None if self._only_victims(s, f) or f.vague else (self._people(s, f, last), tuple(own), last)
        return head, tuple(own), last

    def _people(self, s: SentenceReading, f: Figure, last: int) -> Resource:
        return Resource(last, last, "personnel", "personnel", True, s.low(last))

    def _only_victims(self, s: SentenceReading, f: Figure) -> bool:
        return f.value is not None and f.value > 500_000

    def _adjective_use(self, s: SentenceReading, m: Mention) -> bool:
        return self.tongue == "en" and s.text[s.tokens[m.first].start:s.tokens[m.last].end] in ("US", "UK", "UAE",
                "New Zealand", "EU", "UN")

    def _adjectival(self, s: SentenceReading, i: int) -> bool:
        """A participle or noun that looks like a verb, in front of a noun: "trained soldiers", "armed police"."""
        return any(r.first in (i + 1, i + 2) for r in s.resources)

    def _french_adjectives(self, s: SentenceReading, i: int, own: list[str]) -> int:
        """Adjectives behind a French noun: the people-words among them tell whose it is."""
        steps = 0
        while i < len(s.tokens) and steps < 4:
            m = s.mention_at(i)
            if m is not None and m.sort == "people":
                own.append(m.party)
                i, steps = m.last + 1, steps + 1
                continue
            low = s.low(i)
            if low in ("de", "d'", "du", "des", "et",
                    "ou") or not s.tokens[i].is_word or s.by_token.get(i) or s.tokens[i].is_number:
                if low == "et" and i + 1 < len(s.tokens) and (nxt := s.mention_at(
                        i + 1)) is not None and nxt.sort == "people" and own:
                    own.append(nxt.party)
                    return nxt.last + 1
                if low in ("et", "ou") or not low:
                    break
                break
            i, steps = i + 1, steps + 1
        return i

    def _without_noun(self, s: SentenceReading, f: Figure, before: list[Counted], own: tuple[str, ...], last: int,
                      single: bool) -> Counted | None:
        """"an additional 600", "the UAE 235 million", "another 116 landed": the noun of the figure before."""
        if single or f.vague:
            return None
        following = s.low(f.last + 1)
        named = s.mention_at(f.first - 1)
        if before and before[-1].kind == "money" and before[-1].figure is not None and before[
                -1].figure.scaled and named is not None \
                and named.sort in ("state", "org",
                    "capital") and not f.scaled and f.value is not None and f.value < 1000:
            scale = 10**9 if (before[-1].figure.value or 0) >= 10**9 else 10**6
            grown = replace(f, value=f.value * scale, money=before[-1].money, scaled=True)
            return Counted(s, grown, "money", before[-1].money, f.first, f.last, None, money=before[-1].money,
                    bare=True)
        if following in _STOP_UNITS[self.tongue] or following == "-" or (f.value is not None and f.value == 0):
            return None
        previous = before[-1] if before else self._last_counted(s, f)
        if f.scaled:
            if (previous is not None and previous.kind == "money") or not before:
                kind_money = previous.money if previous is not None and previous.kind == "money" else "USD"
                return Counted(s, f, "money", kind_money, f.first, f.last, None, own, money=kind_money, bare=True)
            return None
        yearlike = s.tokens[f.core].is_number and f.value is not None and 1950 <= f.value < 2100
        if yearlike and f.hedge is Hedge.EXACTLY \
                and "," not in s.tokens[f.core].text and not f.extra:
            return None
        nxt = s.tokens[f.last + 1] if f.last + 1 < len(s.tokens) else None
        free = nxt is None or not nxt.is_word or s.by_token.get(f.last + 1) is not None or following in (
            "of", "in", "to", "from", "for", "who", "and", "or", "more", "others", "at", "by", "on", "are", "were",
                "have", "had", "de", "à", "en", "qui",
            "et", "ont", "sont", "dans", "sur", "hors", "pour", "parmi", "dont", "autres", "as", "went", "out",
                "strong", "ones",
                "altogether", "total", "au", "overall", "there", "here", "already", "now", "so", "currently", "today",
                    "last", "this", "next", "more", "d'", "y",
            "strong", "each", "premiers", "premières", "derniers", "respectively", "arrived", "will", "would", "by",
                "que", "that", "contre", "which")
        if previous is not None and previous.kind == "money" and f.value is not None and f.value >= 5 and (
                _KEPT.search(text := s.text[s.sentence.start:s.sentence.end].lower()) or _TAKEN_HOME.search(text)):
            return Counted(s, f, "money", previous.money, f.first, f.last, None, own, money=previous.money, bare=True)
        if not free or previous is None or previous.kind == "money" or (previous.percent_of
                and previous.kind != "personnel"):
            return None
        if f.value is not None and f.value < 3 and not f.extra and s.low(f.first - 1) != "dont" and not before:
            return None
        ruled = s.by_token.get(f.first - 1)
        if ruled is not None and ruled.has("have", "deploy", "withdraw", "send", "number", "pledge", "give", "lose",
                "train") and f.value is not None and f.value >= 5:
            before = [previous]
        if before or f.extra or following in ("of", "have", "are", "were",
                "landed") or s.by_token.get(f.last + 1) or s.low(f.first - 1) in (
                "with", "avec", "'s", "for", "and", "the", ",", "number", "compte", "has", "total", "to", "aux",
                    "les", "des", "et",
                    "first", "its", "their", "or", "of"):
            few = f.value is not None and f.value <= 12 and previous.unit in _COLLECTIVE - {"countries"}
            collective = previous.unit in _COLLECTIVE or bool(previous.percent_of)
            unit = "personnel" if collective and not few else previous.unit
            return Counted(s, f, previous.kind, unit, f.first, f.last, None, own, money=previous.money, bare=True,
                           part=self._of_them(s, f))
        return None

    def _of_them(self, s: SentenceReading, f: Figure) -> bool:
        """"200 of them", "close to 400 of these", "dont 60": a part of what was counted before."""
        return (s.low(f.last + 1), s.low(f.last + 2)) in _OF_THEM or s.low(f.first - 1) == "dont" or (
            s.low(f.first - 2), s.low(f.first - 1)) in (("of", "whom"), ("of", "which"), ("of", "them"))

    def _last_counted(self, s: SentenceReading, f: Figure) -> Counted | None:
        moving = any(v.has("deploy", "send", "train", "return") for v in s.verbs)
        body = next((r for r in s.resources if r.kind == "personnel" and r.last < f.first and r.unit in _COLLECTIVE),
            None)
        if (body is not None and any(v.has("number") and body.last < v.first and v.last < f.first
                for v in s.verbs)) or (any(
                m.sort == "mission" and m.last < f.first for m in s.mentions) and any(v.has("number")
                    and v.last < f.first for v in s.verbs)):
            return Counted(s, None, "personnel", "personnel", f.first, f.last, None)
        if body is not None and s.low(f.first - 1) in (",", "another", "encore"):
            return Counted(s, None, "personnel", "personnel", f.first, f.last, None)
        for r in s.resources:
            if r.kind == "personnel" and r.last < f.first and r.unit not in _COLLECTIVE and not any(
                    g.last < r.first <= g.last + 3 for g in s.figures) \
                    and s.low(r.last + 1) in ("numbers", "strength", "levels", "presence"):
                return Counted(s, None, r.kind, r.unit, r.first, r.last, r)
        if self.claims:
            pool = [e.counted for e in self.claims[-4:]]
            if moving and any(e.kind == "personnel" for e in pool):
                return next(e for e in reversed(pool) if e.kind == "personnel")
            return pool[-1]
        if self.last_noun is not None:
            s, noun = self.last_noun
            return Counted(s, None, noun.kind, noun.unit, noun.first, noun.last, noun)
        return None

    def _money(self, s: SentenceReading, f: Figure, after: str) -> Counted:
        rate = ""
        match = _RATE_WORDS.match(after)
        if match:
            if match["each"]:
                rate = " each"
            elif match["adv"]:
                rate = " per month" if match["adv"].lower().startswith("men") or match["adv"].lower().startswith(
                    "month") else " per year"
            else:
                for piece in (match["one"], match["two"], match["ev"]):
                    if piece:
                        rate += " per " + _RATE_PLAIN.get(piece.lower(), piece.lower())
        if not rate and f.first and s.low(f.first - 1) in ("annual", "yearly"):
            rate = " per year"
        return Counted(s, f, "money", f.money, f.first, f.last, None, money=f.money, rate=rate)

    def _conversion(self, s: SentenceReading, f: Figure, before: list[Counted]) -> bool:
        """"€1.235 billion, or over $1.6 billion", "(€3.19 billion)", "soit 105 millions de dollars": the same sum
        again."""
        if not before or before[-1].kind != "money" or before[-1].money == f.money:
            return False
        gap = f.first - before[-1].last
        between = [s.low(k) for k in range(before[-1].last + 1, f.first)]
        if gap > 4 or any(s.mention_at(k) for k in range(before[-1].last + 1, f.first)):
            return False
        return bool(between) and (between[-1] in ("(", "or", "soit", "ou") or "or" in between or "soit" in between)

    def _percent(self, s: SentenceReading, f: Figure) -> Counted | None:
        """"40 percent of the equipment": shares of force, equipment or budget; other shares are no support."""
        i = f.last + 1
        if s.low(i) not in ("of", "de", "d'", "des", "du", "the", "its"):
            return None
        for k in range(i, min(i + 6, len(s.tokens))):
            kind = _OF_NOUN[self.tongue].get(s.low(k))
            if kind:
                noun = _PERCENT_UNIT.get(s.low(k), s.low(k))
                if noun == "equipment" and "need" in s.text[s.tokens[k].end:s.tokens[k].end + 16]:
                    noun = "required equipment"
                return Counted(s, f, kind, f"percent of {noun}", f.first, k, None, percent_of=noun)
        return None

    # --- governors ----------------------------------------------------------------------------------------

    def _clause_chain(self, s: SentenceReading, i: int) -> list[int]:
        chain, c = [], s.clause[i]
        while c >= 0:
            chain.append(c)
            c = s.parent.get(c, -1)
        return chain

    def _carries(self, v: VerbGroup) -> bool:
        """Can this verb give a stage?"""
        frames = v.frames
        if frames == ("other",):
            return v.tense is Tense.FUTURE and v.finite
        if frames == ("be",):
            return v.finite
        if frames == ("say",) or frames in (("secure",), ("open",), ("close",), ("attack",), ("adopt",), ("extend",),
                ("expire",)):
            return False
        return not (set(frames) <= {"say", "other", "lead", "be", "secure", "open", "close", "attack"})

    def governors(self, s: SentenceReading, c: Counted) -> list[tuple[VerbGroup, bool]]:
        """The verbs that may rule a figure, nearest in meaning first; the flag: the figure stands behind the verb."""
        found: list[tuple[VerbGroup, bool]] = []
        here = s.clause[c.first]
        behind = [v for v in s.verbs if v.first > c.last and v.first - c.last <= 3 and not v.finite
            and not v.progressive
                  and (v.first == c.last + 1 or s.low(c.last + 1) in (",", "in", "of"))]
        ruling = [v for v in s.verbs if v.finite and v.first > c.last and s.clause[v.main] == here and self._carries(v)]
        leading = [v for v in s.verbs if v.finite and v.last < c.first and s.clause[v.main] == here]
        a_whole = s.low(c.first - 1) in ("the", "des") and any(0 < c.first - g.last <= 3 and g is not c.figure
            for g in s.figures)
        if ruling and not leading and behind and not a_whole:
            found.append((ruling[0], False))
        leaving = [v for v in s.verbs if v.progressive and v.first == c.last + 1 and v.lemma in ("leave", "return",
            "withdraw", "arrive", "go", "come")]
        if leaving:
            found.append((leaving[0], False))
        if behind and self._carries(behind[0]) and behind[0].passive:
            found.append((behind[0], False))
        contact = next((v for v in s.verbs if v.first > c.last), None)
        if contact is not None and contact.finite and self._carries(contact) and contact.first - c.last <= 4 and (
                s.low(c.last + 1) in ("it", "they", "he", "we", "she") or s.mention_at(c.last + 1) is not None
                or (s.low(c.last + 1) == "the" and s.mention_at(c.last + 2) is not None)) and leading and (
                    s.mention_at(contact.first - 1) is not None or s.low(contact.first - 1) in ("it", "they", "he",
                        "we", "she")):
            found.append((contact, True))
        opener = s.low(c.last + 1)
        if opener in ("that", "which", "whom", "que", "qu'") and s.low(c.last + 2) not in ("is", "are", "was", "were",
                "has", "have", "had"):
            relative = next((v for v in s.verbs if v.first > c.last), None)
            if relative is not None and self._carries(relative) and any(c.last < m.first < relative.first
                    for m in s.mentions) \
                    and relative.first - c.last < 7:
                found.append((relative, True))
        if s.low(c.last + 1) in ("who", "which", "that", "qui") or (s.low(c.last + 1) == ","
                and s.low(c.last + 2) in ("who", "qui", "which")):
            relative = next((v for v in s.verbs if v.first > c.last), None)
            if relative is not None and self._carries(relative) and relative.first - c.last < 6:
                found.append((relative, False))
        for clause in self._clause_chain(s, c.first):
            inside = [v for v in s.verbs if s.clause[v.main] == clause and self._carries(v)]
            left = [v for v in inside if v.last < c.first and (v.finite or not any(
                s.tokens[k].text == "," for k in range(v.last + 1, c.first)) or not v.passive)]
            right = [v for v in inside if v.first > c.last and (v.finite or v.passive or not left)]
            if left and not any(v.finite for v in right):
                right = []
            if left:
                found.extend((v, True) for v in reversed(left))
            if right:
                found.extend((v, False) for v in right[:2])
            if (left or right) and clause == here:
                break
        return found

    def _control(self, s: SentenceReading, v: VerbGroup) -> VerbGroup | None:
        earlier = [w for w in s.verbs if w.last < v.first]
        return earlier[-1] if earlier else None

    # --- one sentence -------------------------------------------------------------------------------------

    def read(self) -> list[Claim]:
        for s, voice in zip(self.document.sentences, self.voices):
            self._sentence(s, voice)
        return self.claims

    def _ready_later(self, s: SentenceReading, voice: Voice | None, start: int) -> None:
        """"in training now and operational next month": a second claim of the same number, ready at that time."""
        here = next((e for e in reversed(self.claims[start:]) if e.counted.kind == "personnel"
            and e.stage in ("in_training", "pledged")), None)
        before = next((e for e in reversed(self.claims[:start]) if e.counted.kind == "personnel"
            and e.stage in ("in_training",)
                       and e.counted.reading.sentence.number == s.sentence.number - 1), None)
        lot = here or before
        if lot is None or lot.low is None:
            return
        text = s.text[s.sentence.start:s.sentence.end]
        match = _READY_LATER.search(text)
        if match is None or any(e.stage == "ready" for e in self.claims[start:]):
            return
        at = s.sentence.start + match.start()
        later = [t for t in s.times if t.when is not None and t.start >= at - 60]
        if not later:
            return
        if lot.stage == "pledged" and re.search(r"training|formation|entraîn", text):
            lot.stage = "in_training"
            if self.published is not None:
                lot.when = When(self.published, self.published)
        elif lot is here and lot.when == later[0].when and self.published is not None:
            lot.when = When(self.published, self.published)
        tokens = [i for i, t in enumerate(s.tokens) if t.start >= at and t.end <= s.sentence.start + match.end()]
        counted = Counted(s, lot.counted.figure, lot.counted.kind, lot.counted.unit, tokens[0] if tokens else 0,
            tokens[-1] if tokens else 0, None)
        self.claims.append(Claim(counted, lot.party, "ready", lot.low, lot.high, later[0].when, "ready later than "
                    "trained", None,
                    match.group(), 0.5,
                    voice or lot.voice, lot.role))

    def _shared_out(self, s: SentenceReading, claims: list[Claim]) -> None:
        """"Kuwait and Qatar 250 and 80 million respectively": the parties and the sums go in order."""
        if not any(s.low(i) in ("respectively", "respectivement") for i in range(len(s.tokens))):
            return
        for claim in claims:
            parties = claim.party.split("; ")
            same = [e for e in claims if e.party == claim.party]
            if len(parties) == len(same) > 1:
                for e, party in zip(same, parties):
                    e.party = party
                return

    def _sentence(self, s: SentenceReading, voice: Voice | None) -> None:
        start = len(self.claims)
        for c in self.counted(s):
            claim = self._claim(s, c, voice, self.claims[start:])
            if claim is not None:
                self.claims.append(claim)
        self._shared_out(s, self.claims[start:])
        self._ready_later(s, voice, start)
        self._remember(s)

    def _claim(self, s: SentenceReading, c: Counted, voice: Voice | None, here: list[Claim]) -> Claim | None:
        assert c.figure is not None
        objections = []
        text = s.text[s.sentence.start:s.sentence.end]
        if c.kind == "personnel" and c.unit in ("personnel", "women", "support staff") and _NOT_SUPPORT.search(text):
            objections.append("not support")
        verb, found = self._stage(s, c, here)
        if found is None:
            objections.append("no stage")
            found = StageFound("deployed" if c.kind in ("personnel", "aircraft") else "received", "none",
                "no stage told", "")
        ruled_party, role = self._party(s, c, verb, found, voice, here)
        settled = self._settled(s, c, found, verb, ruled_party)
        objections += self._objections(s, c, verb, found, settled)
        believed = self._believed(c, Claim(c, ruled_party, settled, None, None, None, found.rule, verb, found.word, 0.6,
                                           voice, role), here)
        if not believed:
            objections.append("not believed")
        if c.guess:
            objections.append(f"noun by {c.guess}")
        governors = self.governors(s, c)
        governor = governors[0][0] if governors else self._main_verb(s, c)
        q = Question(self, s, c, governor, bool(governors and governors[0][1]), voice, here, self.claims,
            [], settled)
        signs = stage_signs(q, found, settled, governors, self._control(s, governor) if governor else None,
            self._clause_text(s, c), self._window(s, c))
        stages = self.models.stage.probabilities(signs) if self.models else {settled: 1.0}
        q.stage = max(stages, key=lambda k: stages[k])
        q.votes = self._votes(s, c, verb, found, voice, here, ruled_party, role)
        named = candidates(q)
        shares = self.models.party.probabilities([n.signs for n in named]) if self.models else [
            float(n.party == ruled_party) for n in named]
        best = max(range(len(named)), key=lambda k: shares[k])
        party, stage = named[best].party, q.stage
        told = claim_signs(q, stages, shares[best], objections)
        kept = self.models.claim.probabilities(told)["claim"] if self.models else float(not objections)
        claim = self._made(s, c, verb, found, party, stage, role, voice, here)
        claim.confidence = round(max(0.01, min(0.99, kept * shares[best] * stages[stage])), 2)
        if self.trace is not None:
            self.trace.append(Traced(s, c, signs, named, told, claim, ruled_party, settled, bool(objections)))
        return claim if kept >= self.least else None

    def _objections(self, s: SentenceReading, c: Counted, verb: VerbGroup | None, found: StageFound,
                    stage: str) -> list[str]:
        objections = []
        if found.rule == "no stage told" and not c.own and c.head is not None and c.head.said in (
                "people", "person", "persons", "personnes", "personne", "heads", "head", "women", "femmes",
                    "officials", "civilians", "civils"):
            objections.append("plain people")
        if stage == "lost" and c.kind == "personnel" and c.unit in ("personnel", "women",
                "support staff") and not c.own and not (
                verb is not None and verb.lemma in ("lose", "perdre")
                    and not verb.passive) and s.low(c.last) not in ("men", "hommes", "members"):
            objections.append("plain people lost")
        return objections

    def _votes(self, s: SentenceReading, c: Counted, verb: VerbGroup | None, found: StageFound, voice: Voice | None,
               here: list[Claim], ruled_party: str, role: str) -> list[tuple[str, str]]:
        """What each rule by itself would say of the party."""
        ruler = verb if verb is not None and s.by_token.get(verb.main) is verb else self._main_verb(s, c)
        votes = [("answer", ruled_party), (f"answer by {role}", ruled_party),
                 ("relative clause", self._relative_party(s, c, verb)), ("source behind", self._source_party(s, c)),
                 ("opens the list", self._list_party(s, c)), ("of the whole", self._of_the_whole(s, c)),
                 ("ours", self._ours(s, c, voice)), ("owner", self._owner(s, c)),
                 ("people of the clause", self._clause_people(s, c)), ("giver elsewhere", self._giver_elsewhere(s)),
                 ("giver before", self._giver_before(s, c, verb, found)), ("subject before", self.last_subject),
                 ("topic", self.topic_party)]
        if ruler is not None:
            votes += [("subject", self._subject_party(s, ruler)), ("whole subject", self._whole_subject(s, ruler)),
                      ("subject's own", self._body_owner(s, ruler)), ("in no table", self._unlisted(s, ruler) or
                       self._unlisted_body(s, ruler))]
            if self._pronoun_before(s, ruler):
                votes.append(("pronoun", self.last_subject))
        if c.own:
            votes.append(("the noun's people", "; ".join(dict.fromkeys(c.own))))
        if c.kind == "money" and c.money:
            votes += [("currency", state) for state in self.states_counted()[:4]
                      if state_currency().get(state) == c.money and c.money not in ("USD", "EUR")]
        return [(name, party) for name, party in votes if party]

    def _made(self, s: SentenceReading, c: Counted, verb: VerbGroup | None, found: StageFound, party: str, stage: str,
              role: str, voice: Voice | None, here: list[Claim]) -> Claim:
        assert c.figure is not None
        f = c.figure
        hedge = f.hedge
        if hedge is Hedge.EXACTLY and c.head is not None:
            behind = " ".join(s.low(k) for k in range(c.last + 1, c.last + 3))
            hedge = _HEDGE_BEHIND.get(behind, hedge)
        low, high = (None, None) if f.value is None else bounds(f.value, hedge, f.until, whole=c.kind != "money")
        if f.hedge is Hedge.AT_MOST and f.word.lower().startswith("no more than") and stage in ("pledged", "received",
                "deployed"):
            low = f.value
        unit = self._money_unit(c, party, voice)
        c.unit = unit
        when = self._when(s, c, verb, stage, here)
        return Claim(c, party, stage, low, high, when, found.rule, verb, found.word, 0.6, voice, role)

    def _money_unit(self, c: Counted, party: str, voice: Voice | None) -> str:
        if c.kind != "money" or c.percent_of:
            return c.unit
        code = c.money
        if code == "$":
            return self._plain_dollar(party) + c.rate
        if code in FAMILIES:
            usual, members = FAMILIES[code]
            own = state_currency().get(party, "")
            spoken = state_currency().get(voice.state, "") if voice else ""
            counted = self.states_counted()
            code = own if own in members else spoken if spoken in members else usual
            if code == usual and usual != "USD":
                for state in counted:
                    if state_currency().get(state) in members:
                        code = state_currency()[state]
                        break
        return code + c.rate

    def _plain_dollar(self, party: str) -> str:
        """Bare dollars are a state's own only in that government's own text."""
        own = state_currency().get(party, "")
        mine = own in FAMILIES["$"][1] and party.lower() in self.document.document.publisher.lower()
        return own if mine else "USD"

    def senses(self, s: SentenceReading) -> list[Sense]:
        """The senses of a sentence's words, looked up once."""
        found = self._senses.get(s.sentence.number)
        if found is None:
            found = self._senses[s.sentence.number] = senses(s.tokens, self.language)
        return found

    def states_counted(self) -> list[str]:
        """The states named in the text, most often first."""
        if self._counted_states is None:
            self._counted_states = self._states_in_text()
        return self._counted_states

    def share_of_names(self, party: str) -> str:
        """How much of a report's naming of states is of one state."""
        counted = Counter(m.party for s in self.document.sentences for m in s.mentions
                          if m.sort in ("state", "people", "capital")) if self._named is None else self._named
        self._named = counted
        share = counted[party] / max(1, sum(counted.values()))
        return "nearly all" if share > 0.75 else "most" if share > 0.5 else "a third" if share > 0.3 else "few"

    def _publisher_state(self) -> str:
        """The state that a report's publisher stands for, by its name."""
        name = self.document.document.publisher
        tokens = tokenise(name, self.language)
        found = mentions(Sentence(0, len(name), tokens, 0, 0), self.language) if tokens else []
        return next((m.giver for m in found if m.sort in ("state", "people", "capital")), "")

    def _states_in_text(self) -> list[str]:
        seen: dict[str, int] = {}
        for s in self.document.sentences:
            for m in s.mentions:
                if m.sort in ("state", "people", "capital"):
                    seen[m.party] = seen.get(m.party, 0) + 1
        return sorted(seen, key=lambda p: -seen[p])

    # --- stage --------------------------------------------------------------------------------------------

    def _stage(self, s: SentenceReading, c: Counted, here: list[Claim]) -> tuple[VerbGroup | None, StageFound | None]:
        clause_text = self._clause_text(s, c)
        told = self._split_particle(s, c) or self._told_before(s, c) or self._whole_of_the_first(s, c)
        if told is not None:
            return None, told
        whole = self._whole_of(s, c, here)
        if (whole is not None and not (self._of_them(s, c.figure) if c.figure else False)) or (whole is not None
                and not any(
                v.last < c.first and s.clause[v.main] == s.clause[c.first] and self._carries(v) for v in s.verbs)):
            return whole.verb, StageFound(whole.stage, whole.role, "part of the figure before", whole.stage_word)
        day_set = any(t.when is not None and t.when.is_one_day for t in s.times)
        if c.kind == "money":
            kept = self._pay(s, c)
            if kept is not None:
                return None, kept
        for verb, is_object in self.governors(s, c):
            by_mission = self._subject_party(s, verb) in ("", MISSION) and not c.own
            found = stage_of_verb(verb, resource=c.kind, control=self._control(s, verb), leaves_on_a_day=day_set,
                    by_mission=by_mission, is_object=is_object, by_council=self._by_council(s, verb),
                    homeward=self._homeward(s, verb), located=not is_object and self._located(s, verb),
                    leaves_place=self._leaves_place(s, verb))
            if found is not None:
                there = clause_text if s.clause[verb.main] == s.clause[c.first] else self._text_of_clause(s,
                    s.clause[verb.main])
                return verb, self._corrected(s, c, found, verb, there)
        cue = stage_of_words(self._window(s, c), self.language) or (stage_of_words(clause_text, self.language)
            if not here else None)
        if cue is not None:
            return None, StageFound(cue[0], "none", "words of the clause", cue[1])
        if here and here[-1].counted.kind == c.kind:
            return here[-1].verb, StageFound(here[-1].stage, here[-1].role, "same as the figure "
                    "before", here[-1].stage_word)
        cue = stage_of_words(s.text[s.sentence.start:s.sentence.end], self.language)
        if cue is not None:
            return None, StageFound(cue[0], "none", "words of the sentence", cue[1])
        for earlier in reversed(self.claims):
            if earlier.counted.kind == c.kind and earlier.counted.reading.sentence.number >= s.sentence.number - 2:
                return None, StageFound(earlier.stage, earlier.role, "same as the sentence before", earlier.stage_word)
        if c.bare:
            return None, None
        if c.kind == "money":
            return None, StageFound("pledged" if self.conference else "received", "none", "no stage told", "")
        return None, StageFound("deployed" if c.kind in ("personnel", "aircraft") else "received", "none",
                "no stage told", "")

    def _pay(self, s: SentenceReading, c: Counted) -> StageFound | None:
        """Deductions and take-home pay: kept by the treasury is spent by the state, taken home is received by its
        soldiers."""
        text = self._clause_text(s, c).lower()
        if _TAKEN_HOME.search(text):
            return StageFound("received", "own state", "take-home pay", "take home")
        if _KEPT.search(text):
            return StageFound("spent", "own state", "a deduction", "keep")
        return None

    def _split_particle(self, s: SentenceReading, c: Counted) -> StageFound | None:
        """"pull 500 men out", "bring its 300 soldiers home", "call 40 back": the particle stands behind the figure."""
        if c.kind not in ("personnel", "vehicle", "aircraft"):
            return None
        verb = next((v for v in reversed(s.verbs) if v.last < c.first and c.first - v.last <= 5), None)
        behind = [s.low(k) for k in range(c.last + 1, min(c.last + 4, len(s.tokens)))]
        if verb is None or verb.lemma not in ("pull", "bring", "take", "draw", "call", "fly", "order", "get", "ship",
                "move"):
            return None
        if "home" in behind[:2] or (verb.lemma in ("fly", "bring", "call", "order") and behind[:1] == ["back"]):
            return StageFound("returned", "giver", "brought home", verb.lemma)
        if behind[:1] in (["out"], ["back"], ["down"]) and verb.lemma in ("pull", "take", "draw", "get", "move"):
            return StageFound("withdrawn", "giver", "pulled out", verb.lemma)
        return None

    def _whole_of_the_first(self, s: SentenceReading, c: Counted) -> StageFound | None:
        """"the first 200 of 1,500 soldiers": the 1,500 are promised, the 200 have come."""
        part = next((g for g in s.figures if 0 < c.first - g.last <= 3 and g is not c.figure), None)
        relative = s.low(c.last + 1) in ("that", "which", "whom", "who")
        if part is None or relative or c.kind == "money" or s.low(part.last + 1) != "of" or "first" not in (
                s.low(part.first - 1), s.low(part.first - 2)):
            return None
        return StageFound("pledged", "giver", "the whole of which the first came", "first")

    def _told_before(self, s: SentenceReading, c: Counted) -> StageFound | None:
        """"a planned 2,500", "the promised 1,000", "an offer of 600": the word in front tells the stage."""
        for i in range(c.first - 1, max(-1, c.first - 3), -1):
            word = s.low(i)
            if word in ("of", "de", "d'", "a", "an", "the", "its", "for", "les", "des", "la", "another", "some"):
                continue
            stage = _ADJECTIVE_STAGE.get(word)
            if stage and (word not in _STAGE_NOUNS or s.low(i + 1) in ("of", "de", "d'", "for")):
                return StageFound(stage, "none", "word before the figure", word)
            break
        if c.percent_of and c.kind == "money" and re.search(r"missing|lack|short|manqu", self._clause_text(s, c)):
            return StageFound("required", "none", "a share that is missing", "missing")
        if c.percent_of and any(v.has("have") and v.last < c.first for v in s.verbs):
            return StageFound("deployed", "theme", "a share at hand", "have")
        return None

    def _whole_of(self, s: SentenceReading, c: Counted, here: list[Claim]) -> Claim | None:
        """The claim this figure is a part of: "200 of them", "it consists of four", "ce sont 23 Jamaïcains"."""
        earlier = here[-1] if here else self.claims[-1] if self.claims else None
        if earlier is None or earlier.counted.reading.sentence.number < s.sentence.number - 1:
            return None
        if c.part and earlier.counted.kind == c.kind and self._of_them(s, c.figure) if c.figure else False:
            return earlier
        if here and here[-1].counted.kind == c.kind and (s.low(c.first - 1) in ("including", "dont", "among", "whom")
                or (s.low(c.first - 2), s.low(c.first - 1)) == ("y",
                    "compris")):
            return here[-1]
        if here:
            first = here[-1]
            if first.rule == "part of the figure before" and not any(first.counted.last < v.first < c.first
                    and v.finite for v in s.verbs):
                return first
            return None
        verb = next((v for v in reversed(s.verbs) if v.last < c.first), None)
        opening = s.low(0)
        if verb is not None and ((verb.lemma in _BREAKDOWN and (self._subject_party(s, verb) in ("", earlier.party))
                and not verb.modal)
                or (opening in ("ce", "c'") and verb.lemma == "être")) and (
                c.kind == earlier.counted.kind or (earlier.counted.kind == "money"
                    and earlier.counted.figure is not None
                and earlier.counted.figure.value is None)):
            return earlier
        return None

    def _window(self, s: SentenceReading, c: Counted) -> str:
        """The words of the clause that lie between the figures around this one."""
        here = s.clause[c.first]
        first, last = c.first, c.last
        others = {i for f in s.figures for i in range(f.first, f.last + 1)} - set(range(c.first, c.last + 1))
        while first > 0 and s.clause[first - 1] == here and first - 1 not in others:
            first -= 1
        while last + 1 < len(s.tokens) and s.clause[last + 1] == here and last + 1 not in others:
            last += 1
        return s.text[s.tokens[first].start:s.tokens[last].end]

    @staticmethod
    def _located(s: SentenceReading, verb: VerbGroup) -> bool:
        """"are on the island already", "sont à Kidal"."""
        after = [s.low(k) for k in range(verb.last + 1, verb.last + 3)]
        return bool(set(after) & {"in", "on", "at", "there", "here", "à", "en", "dans", "sur", "au", "aux",
                "là"}) and after[0] not in ("to", "a", "the")

    @staticmethod
    def _homeward(s: SentenceReading, verb: VerbGroup) -> bool:
        """"flew home", "rentrés chez eux"."""
        after = [s.low(k) for k in range(verb.last + 1, verb.last + 4)]
        return "home" in after[:2] or after[:2] == ["chez", "eux"] or after[:2] == ["au", "pays"]

    @staticmethod
    def _leaves_place(s: SentenceReading, verb: VerbGroup) -> bool:
        """"left Marka" is a withdrawal, "left for Bangui" and "will leave on Friday" are not."""
        following = s.tokens[verb.last + 1] if verb.last + 1 < len(s.tokens) else None
        return following is not None and (following.is_capital or following.low in ("the", "their", "its", "somalia"))

    def _by_council(self, s: SentenceReading, verb: VerbGroup) -> bool:
        """Is a council, or its resolution, what decides here?"""
        for m in s.mentions:
            if m.sort == "council" and m.last < verb.first and verb.first - m.last < 14:
                return True
        return any(s.low(i) in ("resolution", "résolution") for i in range(max(0, verb.first - 12), verb.first))

    def _clause_text(self, s: SentenceReading, c: Counted) -> str:
        return self._text_of_clause(s, s.clause[c.first])

    @staticmethod
    def _text_of_clause(s: SentenceReading, here: int) -> str:
        inside = [i for i, k in enumerate(s.clause) if k == here]
        return s.text[s.tokens[inside[0]].start:s.tokens[inside[-1]].end]

    def _corrected(self, s: SentenceReading, c: Counted, found: StageFound, verb: VerbGroup,
        clause_text: str) -> StageFound:
        """Set phrases of the clause outrank a general verb ("are in training", "is short of")."""
        if verb.has("have", "be", "number", "expect") or verb.lemma in ("go", "come", "begin", "take", "aller", "get"):
            cue = stage_of_words(clause_text, self.language)
            allowed = ("in_training", "required", "ready", "frozen", "lost", "withdrawn", "returned") + (
                ("authorised",) if verb.has("have", "be", "number") and verb.lemma not in ("go", "come") else ())
            cue = stage_of_words(self._window(s, c), self.language) if cue is None or cue[0] not in allowed else cue
            if cue is not None and cue[0] in allowed:
                return StageFound(cue[0], found.subject, "words of the clause", cue[1])
        return found

    def _settled(self, s: SentenceReading, c: Counted, found: StageFound, verb: VerbGroup | None, party: str) -> str:
        """The stage once the party is known: what a state will do is a pledge, what is foreseen of the mission is
        not."""
        stage = found.stage
        if stage in ("deployed",
                "pledged") and c.kind == "personnel" and verb is not None and verb.lemma in _GOING and not c.own:
            before = next((e for e in reversed(self.claims) if e.counted.kind == "personnel"), None)
            if before is not None and before.stage in ("withdrawn", "returned") and before.party == party \
                    and before.counted.reading.sentence.number >= s.sentence.number - 2:
                return before.stage
        if self.leaving and stage in ("deployed", "pledged", "ready") and c.kind == "personnel" and verb is not None \
                and verb.lemma in ("leave", "depart", "go", "partir",
                    "quitter") and s.low(verb.last + 1) not in ("for", "to", "pour", "à", "into"):
            return "withdrawn"
        if stage == "authorised" and party != MISSION and found.rule.startswith("same as"):
            return "pledged"
        if verb is None:
            return stage
        if party != MISSION and stage == "deployed" and (verb.tense in FORWARD or verb.has("expect")):
            return "pledged"
        if stage == "pledged" and party == MISSION and c.kind == "personnel" and verb.modal in ("could", "might",
                "may", "pourrait", "pourraient"):
            return "authorised"
        if stage == "authorised" and party != MISSION and verb.tense in FORWARD and not verb.has("authorise", "commit"):
            return "pledged"
        if c.kind == "money" and c.rate and stage in ("received", "pledged") and verb.tense in (Tense.PRESENT,
                Tense.PAST, Tense.PERFECT) and (
                "month" in c.rate or "soldier" in c.rate or "year" in c.rate) and verb.lemma in ("pay", "give",
                    "verser", "payer", "provide", "spend", "cover"):
            return "spent"
        if stage == "received" and c.kind == "money" and self.conference and verb.has(
                "give") and verb.tense is Tense.PRESENT:
            return "pledged"
        if stage == "received" and c.kind == "money" and self.conference and verb.lemma in _GATHERED:
            return "pledged"
        return stage

    # --- party --------------------------------------------------------------------------------------------

    def _subject_party(self, s: SentenceReading, verb: VerbGroup) -> str:
        """The party in front of a verb that may be its subject."""
        clause = s.clause[verb.main]
        best = ""
        for m in s.mentions:
            if m.last >= verb.first:
                break
            if m.sort in ("media", "armed group"):
                continue
            chain = self._clause_chain(s, verb.main)
            if s.clause[m.first] not in chain:
                continue
            before = s.low(m.first - 1)
            if before in ("the", "la", "le", "l'", "les"):
                before = s.low(m.first - 2)
            if m.party == "UNSC":
                continue
            if m.sort == "state" and before in ("of", "de", "du", "d'") and {s.low(m.first - 2),
                    s.low(m.first - 3)} & _GOVERNMENT:
                best = m.giver
                continue
            if m.sort == "capital" and before in ("in", "à") and s.low(m.first - 2) in _GOVERNMENT:
                best = m.giver
                continue
            if m.sort == "people" and not any(r.first in (m.last + 1, m.last + 2, m.first - 1) for r in s.resources) \
                    and s.low(m.last + 1) not in _GOVERNMENT and s.low(
                        m.first - 1) not in _GOVERNMENT and s.by_token.get(m.last + 1) is None:
                continue
            if before in ("to", "for", "in", "with", "against", "at", "into", "of", "from", "by", "on", "about",
                    "after", "à", "en", "au", "aux", "pour",
                          "dans", "avec", "de", "du", "d'", "des", "par", "vers",
                              "contre") and m.first > 0 and m.sort != "mission":
                continue
            if before in ("to", "for", "in", "with", "of", "from", "by", "de", "à", "pour",
                    "dans") and m.sort == "mission":
                continue
            if s.clause[m.first] == clause or not best:
                best = m.giver
        return best

    def _list_party(self, s: SentenceReading, c: Counted) -> str:
        """The name that opens this figure's part of a list: "Denmark with $17 million", "Germany's part is"."""
        i = c.first - 1
        steps = 0
        while i >= 0 and steps < 6:
            low = s.low(i)
            m = s.mention_at(i)
            if m is not None and m.sort in ("state", "org", "people", "capital", "council", "office"):
                before = s.low(m.first - 1)
                if before in ("the", "la", "le", "l'", "les"):
                    before = s.low(m.first - 2)
                if before in ("to", "for", "in", "à", "en", "au", "pour", "dans", "into", "aux", "against", "with",
                        "among") or (m.sort == "people" \
                        and s.low(m.last + 1) not in ("'s", ":")):
                    return ""
                previous = s.by_token.get(m.first - 1) or s.by_token.get(m.first - 2)
                if previous is not None and previous.finite and previous.last in (m.first - 1,
                        m.first - 2) and not previous.passive \
                        and previous.lemma not in ("be", "être", "come", "venir"):
                    return ""
                return self._before_and(s, m)
            if (low == "," and s.low(i + 1) in ("with", "avec")) or low == "'":
                i, steps = i - 1, steps + 1
                continue
            if low in (",", ";", ".", "and", "et") or s.tokens[i].is_number:
                return ""
            verb = s.by_token.get(i)
            if verb is not None and verb.finite and verb.lemma not in ("be", "être") and not (verb.lemma in _AMOUNTS
                    and c.kind == "money"):
                return ""
            i, steps = i - 1, steps + 1
        return ""

    def _before_and(self, s: SentenceReading, m: Mention) -> str:
        """"France and Spain 3 million each": all names of the coordination that ends with m."""
        parties, i = [m.giver], m.first - 1
        while i > 0:
            while s.low(i) in ("the", "la", "le", "les", "l'"):
                i -= 1
            if s.low(i) not in ("and", "et"):
                break
            other = s.mention_at(i - 1)
            if other is None or other.sort not in ("state", "org"):
                break
            parties.insert(0, other.giver)
            i = other.first - 1
            break
        return "; ".join(dict.fromkeys(parties))

    def _source_party(self, s: SentenceReading, c: Counted) -> str:
        """"from Germany", "of Sierra Leone", "de Washington", behind the figure and before the next one."""
        stop = min((d.first for d in s.figures if d.first > c.last), default=len(s.tokens))
        owned = s.mention_at(c.last + 2)
        if s.low(c.last + 1) in ("is", "are", "was", "were") and owned is not None and s.low(owned.last + 1) == "'s":
            return owned.giver
        for i in range(c.last + 1, min(stop, c.last + 12)):
            low = s.low(i)
            if low in ("from", "by", "de", "d'", "du", "des", "par", "of"):
                k = i + 1
                if s.low(k) in ("the", "la", "le", "l'", "les"):
                    k += 1
                m = s.mention_at(k)
                if low == "by" and s.low(i - 1) in ("followed", "led", "headed", "backed"):
                    return ""
                if m is not None and m.sort in ("state", "org", "capital", "office", "council", "people") and (
                        low in ("from", "by", "par") or i == c.last + 1 or (low in ("de", "d'", "du", "des")
                            and i - c.last <= 3)):
                    return self._and_more(s, m)
            verb = s.by_token.get(i)
            if verb is not None and verb.finite and not verb.passive and verb.lemma not in ("come", "be", "venir",
                    "être"):
                break
            if s.tokens[i].text in ";.":
                break
        return ""

    def _and_more(self, s: SentenceReading, m: Mention) -> str:
        parties = [m.giver]
        i = m.last + 1
        while i + 1 < len(s.tokens) and s.low(i) in (",", "and", "et"):
            k = i + 1
            while s.low(k) in ("the", "and", "et", "la", "le", "les", "l'", "de", "du", "des"):
                k += 1
            nxt = s.mention_at(k)
            if nxt is None or nxt.sort not in ("state", "org") or (s.tokens[nxt.last + 1:]
                    and s.tokens[nxt.last + 1].is_number):
                break
            parties.append(nxt.giver)
            i = nxt.last + 1
        return "; ".join(dict.fromkeys(parties))

    def _whole_subject(self, s: SentenceReading, verb: VerbGroup) -> str:
        """All parties of a coordinated subject: "Benin, Jamaica, the Bahamas and Belize announced"."""
        run: list[Mention] = []
        for m in s.mentions:
            if m.last >= verb.first:
                break
            if m.sort in ("state", "org", "capital", "people", "office"):
                if run and all(s.low(k) in (",", "and", "et", "the", "la", "le", "les", "l'")
                        for k in range(run[-1].last + 1, m.first)):
                    run.append(m)
                else:
                    run = [m]
        if len(run) > 1 and verb.first - run[-1].last <= 8:
            return "; ".join(dict.fromkeys(m.giver for m in run))
        return ""

    def _party(self, s: SentenceReading, c: Counted, verb: VerbGroup | None, found: StageFound, voice: Voice | None,
               here: list[Claim]) -> tuple[str, str]:
        """Who gives, has, sends or loses it, and the role that told."""
        stage = found.stage
        if c.unit == "countries" or (stage in ("required", "authorised") and not c.own):
            return MISSION, "none"
        if c.own:
            return "; ".join(dict.fromkeys(c.own)), "own"
        rule = [self._relative_party(s, c, verb), self._source_party(s, c)]
        if found.subject == "own state":
            return self._own_state(s), "own state"
        taken = verb is not None and found.subject == "taker"
        if not taken:
            rule.append(self._list_party(s, c))
        for party in rule:
            if party:
                return party, "giver"
        if c.figure is not None and c.kind == "personnel" and s.low(c.figure.last + 1) == "of" \
                and s.low(c.figure.last + 2) in ("its", "their", "his"):
            named = [m for m in s.mentions if m.last < c.first and m.sort in ("state", "capital", "people")]
            if named or self.last_subject:
                return (named[-1].giver if named else self.last_subject), "possessive"
        if found.rule == "part of the figure before" and (whole := self._whole_of(s, c, here)) is not None:
            return whole.party, whole.role
        if self._is_total(s, c, verb):
            return MISSION, "total"
        if c.part and c.figure is not None and (behind := self._of_the_whole(s, c)):
            return behind, "giver"
        ours = self._ours(s, c, voice)
        if ours:
            return ours, "ours"
        if s.low(c.first - 1) in ("its", "their", "ses", "leurs", "son", "sa", "leur") and c.kind == "personnel":
            ruler = verb or self._main_verb(s, c)
            whose = (self._subject_party(s, ruler) if ruler is not None and ruler.last < c.first
                else "") or self.last_subject
            if whose:
                return whose, "possessive"
        owner = self._owner(s, c)
        if owner:
            return owner, "owner"
        if taken:
            return self._giver_elsewhere(s) or MISSION, "taker"
        if c.kind == "money":
            return self._money_party(s, c, verb, found, here)
        return self._party_of_things(s, c, verb, found, here)

    def _is_total(self, s: SentenceReading, c: Counted, verb: VerbGroup | None) -> bool:
        """"So far some 1,300 have arrived", "up to 900 could be deployed", "in all 400": a total over all givers, at
        the head of its sentence."""
        if c.kind != "personnel" or c.own or c.figure is None or c.figure.extra:
            return False
        head = " ".join(s.low(k) for k in range(0, c.first))
        return bool(_TOTAL.search(head)) or (c.figure.hedge is Hedge.AT_MOST and verb is not None
                and verb.first > c.last and verb.tense in FORWARD)

    def _own_state(self, s: SentenceReading) -> str:
        """The state whose soldiers are paid: named in the sentence, or the last state spoken of."""
        for m in s.mentions:
            if m.sort in ("state", "people"):
                return m.giver
        states = [p for p in (self.last_subject, self.topic_party) if p in state_currency()]
        return states[0] if states else next(iter(self.states_counted()), MISSION)

    def _party_of_things(self, s: SentenceReading, c: Counted, verb: VerbGroup | None, found: StageFound,
            here: list[Claim]) -> tuple[str, str]:
        relative = verb is not None and verb.first > c.last and s.clause[verb.main] != s.clause[c.first]
        ruler = self._main_verb(s, c) if verb is None or relative else verb
        if ruler is not None and ruler.last < c.first:
            subject = self._subject_party(s, ruler)
            if subject and not (ruler.passive and found.subject in ("giver", "none") and c.kind != "personnel"):
                return (self._whole_subject(s, ruler) or subject), found.subject
            if not subject and found.subject in ("giver", "theme") and (unlisted := self._unlisted(s, ruler)):
                return unlisted, "giver"
            if ruler.first and s.low(ruler.first - 1) in ("they", "ils", "elles", "it", "elle", "il", "he",
                    "she") and self.last_subject \
                    and not c.bare:
                return self.last_subject, "pronoun"
        near = self._clause_people(s, c)
        if near:
            return near, "clause"
        things = c.kind in ("vehicle", "aircraft", "weapon", "other equipment", "logistics service")
        if things and (giver := self._giver_elsewhere(s) or self._giver_before(s, c, verb, found)):
            return giver, "giver"
        if here and here[-1].counted.kind == c.kind:
            return here[-1].party, here[-1].role
        if c.figure is not None and c.figure.word == "none":
            return MISSION, "none"
        earlier = next((e for e in reversed(self.claims) if e.counted.kind == c.kind and e.stage not in ("authorised",
            "required")), None)
        recent = earlier is not None and earlier.counted.reading.sentence.number >= s.sentence.number - 2
        if earlier is not None and recent and earlier.counted.unit != "countries":
            return earlier.party, "figure before"
        voice = self.voices[s.sentence.number]
        if voice is not None and voice.state and c.kind == "personnel" and found.stage in ("pledged",
                "in_training", "ready"):
            return voice.state, "speaker"
        if any(m.sort == "mission" and m.last < c.first and s.clause[m.first] == s.clause[c.first] for m in s.mentions):
            return MISSION, "mission named"
        if self.topic_party and self.topic_party != MISSION:
            return self.topic_party, "topic"
        return MISSION, "none"

    def _relative_party(self, s: SentenceReading, c: Counted, verb: VerbGroup | None) -> str:
        """"the 150 police whom Guatemala is sending": the subject between the noun and its verb."""
        if verb is None or verb.first <= c.last or s.low(c.last + 1) not in ("that", "which", "whom", "que", "qu'"):
            return ""
        inside = [m for m in s.mentions if c.last < m.first and m.last < verb.first and m.sort in ("state", "org",
            "capital", "office")]
        return inside[-1].giver if inside else ""

    def _of_the_whole(self, s: SentenceReading, c: Counted) -> str:
        """"75 of the 150 whom Guatemala is sending": the party of the whole behind the part."""
        for v in s.verbs:
            if v.first > c.last and self._carries(v):
                inside = [m for m in s.mentions if c.last < m.first and m.last < v.first and m.sort in ("state",
                    "org", "capital", "office")]
                return inside[-1].giver if inside else ""
        return ""

    def _ours(self, s: SentenceReading, c: Counted, voice: Voice | None) -> str:
        """"our next batch", "nos forces": the speaker's own state."""
        if voice is None or not voice.state:
            return ""
        here = s.clause[c.first]
        inside = {s.low(i) for i, k in enumerate(s.clause) if k == here}
        return voice.state if inside & {"our", "we", "us", "my", "nos", "notre", "nous", "mes", "j'", "je"} else ""

    def _owner(self, s: SentenceReading, c: Counted) -> str:
        """"Kenya's first batch of about 400 officers", "la première unité du Sénégal, 139 hommes"."""
        for i in range(c.first - 1, max(-1, c.first - 7), -1):
            m = s.mention_at(i)
            if (s.by_token.get(i) is not None and s.by_token[i].finite) or s.tokens[i].text in ";:.":
                return ""
            if m is not None and m.sort in ("state", "people", "capital", "org") and (s.low(m.last + 1) == "'s"
                    and m.last + 1 < c.first):
                return m.giver
            if m is not None and m.sort == "people" and c.kind == "personnel":
                return m.giver
            if (m is not None and m.sort in ("state", "org") and s.low(m.first - 1) in ("du", "de", "d'", "of",
                    "from") and c.kind == "personnel" \
                    and s.tokens[c.first - 1].text in (",",)) or (m is not None and m.sort == "state"
                        and s.low(c.first - 1) == "soit"):
                return m.giver
        return ""

    def _clause_people(self, s: SentenceReading, c: Counted) -> str:
        """A people-word or an "of X" in the same clause, when nothing nearer tells."""
        here = s.clause[c.first]
        for m in s.mentions:
            if s.clause[m.first] != here:
                continue
            before = s.low(m.first - 1)
            before = s.low(m.first - 2) if before in ("the", "la", "le", "les", "l'") else before
            if m.sort == "people" and s.low(m.last + 1) not in ("minister", "president", "government") \
                    and any((r.first > m.last and r.first - m.last <= 2) or (r.last < m.first
                        and m.first - r.last <= 2) for r in s.resources):
                return m.giver
            if m.sort in ("state", "org") and before in ("from", "of", "by", "du", "de", "des",
                    "par") and c.kind != "personnel":
                return m.giver
        return ""

    def _main_verb(self, s: SentenceReading, c: Counted) -> VerbGroup | None:
        """The finite verb of the clause around a figure, whatever it tells."""
        for clause in self._clause_chain(s, c.first):
            inside = [v for v in s.verbs if v.finite and s.clause[v.main] == clause and "say" not in v.frames]
            left = [v for v in inside if v.last < c.first]
            if left:
                return left[-1]
            if inside:
                return inside[0]
        return None

    def _money_party(self, s: SentenceReading, c: Counted, verb: VerbGroup | None, found: StageFound,
                     here: list[Claim]) -> tuple[str, str]:
        ruler = verb if verb is not None else self._main_verb(s, c)
        if ruler is not None and ((ruler.last < c.first and not ruler.passive) or found.stage in ("spent", "frozen")):
            subject = self._subject_party(s, ruler)
            if subject and verb is not None and verb.has("receive") and (of := self._giver_elsewhere(s)):
                return of, "giver"
            wanted = found.subject == "giver" or (verb is None and found.stage in ("pledged", "spent",
                "committed")) or ruler.lemma in (
                "follow", "account", "suivre", "have")
            if subject and wanted:
                return (self._whole_subject(s, ruler) or subject), "giver"
            if wanted and self._pronoun_before(s, ruler) and self.last_subject:
                return self.last_subject, "giver"
        behind = verb is not None and verb.first > c.last
        if here and here[-1].counted.kind == "money" and here[-1].party != MISSION and (behind
                or found.stage in ("spent", "frozen")):
            return here[-1].party, here[-1].role
        giver = self._giver_elsewhere(s) if not self.conference and not (found.stage == "received"
            and found.subject == "theme") else ""
        if giver:
            return giver, "giver"
        if not self.conference and (extra := self._giver_before(s, c, verb, found)):
            return extra, "giver"
        body = self._unlisted_body(s,
            ruler) if ruler is not None and ruler.last < c.first and found.subject == "giver" else ""
        if body:
            return body, "giver"
        if found.stage in ("spent", "committed", "frozen"):
            own = [state for state, code in state_currency().items() if code == c.money and code not in ("USD", "EUR",
                "XOF", "XAF", "CHF")]
            if len(own) == 1:
                return own[0], "currency"
            if c.money in FAMILIES:
                states = [p for p in self.states_counted() if state_currency().get(p) in FAMILIES[c.money][1]]
                if states and c.money != "$":
                    return states[0], "currency"
        if here and here[-1].counted.kind == "money" and c.part:
            return here[-1].party, here[-1].role
        return MISSION, "none"

    def _unlisted_body(self, s: SentenceReading, verb: VerbGroup) -> str:
        """A giver in no table: a capitalised name with Fund, Bank, Foundation and the like in front of the verb."""
        for p in reversed(s.persons):
            if p.last < verb.first and verb.first - p.last <= 3 and set(p.name.lower().split()) & _BODY_WORDS:
                return p.name
        return ""

    def _giver_before(self, s: SentenceReading, c: Counted, verb: VerbGroup | None, found: StageFound) -> str:
        """Who gave in the sentences just before, for "another 3 million" and things delivered without a giver."""
        if verb is None and not (c.figure and c.figure.extra):
            return ""
        if found.stage not in ("pledged", "received", "committed"):
            return ""
        if verb is not None and (verb.lemma in ("hold", "have", "collect", "avoir", "disposer")
                or (found.stage == "pledged" and verb.passive)):
            return ""
        for earlier in reversed(self.claims):
            if earlier.counted.reading.sentence.number < s.sentence.number - 3:
                return ""
            if earlier.role == "giver" and earlier.party != MISSION:
                return earlier.party
        return ""

    def _pronoun_before(self, s: SentenceReading, verb: VerbGroup) -> bool:
        return any(s.low(k) in ("it", "il", "elle", "who", "which", "qui") for k in range(max(0, verb.first - 3),
                verb.first))

    def _giver_elsewhere(self, s: SentenceReading) -> str:
        for m in s.mentions:
            before = s.low(m.first - 1)
            if before in ("the", "la", "le", "l'", "les"):
                before = s.low(m.first - 2)
            if m.sort == "capital" and before not in ("from", "by", "par"):
                continue
            if m.sort in ("state", "org", "capital", "office") and before in ("from", "by", "de", "des", "du", "d'",
                    "par") \
                    and not (before in ("de", "du", "des", "d'") and s.low(m.first - 2) in ("république",)):
                return m.giver
        for v in s.verbs:
            if v.has("give", "pledge", "send") and v.finite and not v.passive:
                inside = [m for m in s.mentions if m.last < v.first and v.first - m.last <= 2 and m.sort in ("state",
                    "org", "capital", "office")]
                if inside:
                    return inside[-1].giver
        return ""

    # --- time ---------------------------------------------------------------------------------------------

    def _when(self, s: SentenceReading, c: Counted, verb: VerbGroup | None, stage: str,
        here: list[Claim]) -> When | None:
        said = [t for t in s.times if t.when is not None]
        said = [t for t in said if not self._aside(s, t.start, c.first)] or (said if self.published is None else [])
        usable = [t for t in said if not t.since] or ([] if self.published is not None else said)
        if usable:
            position = s.tokens[c.first].start
            pool = [t for t in usable if self._same_clause(s, t.start, c.first)] or usable
            best = min(pool, key=lambda t: abs(t.start - position))
            when = best.when
            assert when is not None
            if best.until and (when.last - when.first).days < 12:
                when = When(when.last, when.last, when.words)
            if not best.until and not best.ahead and not (verb is not None and verb.tense is Tense.FUTURE):
                self.event_day = when
            return when
        if here and self._whole_of(s, c, here) is not None and here[-1].when is not None:
            return here[-1].when
        past = verb is not None and verb.tense in (Tense.PAST, Tense.PERFECT)
        if self.published is None:
            return self.event_day
        if self.event_day is not None and ((past and verb is not None and verb.tense is Tense.PAST)
                or (stage in ("pledged", "received", "required") and c.kind == "money")
                or stage == "received"):
            return self.event_day
        return When(self.published, self.published)

    def _aside(self, s: SentenceReading, position: int, i: int) -> bool:
        """Does a time stand in a relative clause that the figure is not in?"""
        at = next((k for k, token in enumerate(s.tokens) if token.start >= position), 0)
        here = s.clause[at]
        return here not in self._clause_chain(s, i) and s.low(s.clause.index(here)) in ("which", "who", "whose",
                "qui", "dont")

    def _same_clause(self, s: SentenceReading, position: int, i: int) -> bool:
        for k, token in enumerate(s.tokens):
            if token.start >= position:
                return s.clause[k] == s.clause[i]
        return False

    def _body_owner(self, s: SentenceReading, verb: VerbGroup) -> str:
        """"The battalion from Nepal arrived": whose the subject is."""
        for r in s.resources:
            if r.kind != "personnel" or r.last >= verb.first:
                continue
            for m in s.mentions:
                before = s.low(m.first - 1)
                if r.last < m.first < verb.first and m.first - r.last <= 3 and before in ("from", "of", "de", "du",
                        "d'", "des") \
                        and m.sort in ("state", "org"):
                    return m.giver
        return ""

    def _remember(self, s: SentenceReading) -> None:
        """Whom and when the sentence was about, for the next one."""
        if s.low(0) in ("the", "le", "la") and {s.low(1), s.low(2)} & {"fund", "fonds", "force", "mission",
                "conference"}:
            self.last_subject = MISSION
        for v in s.verbs:
            if v.finite:
                party = self._subject_party(s, v) or self._body_owner(s, v)
                if party and party != MISSION:
                    self.last_subject = party
                    self.topic_party = party
                break
        for r in s.resources:
            if r.kind == "personnel" and r.plural and r.unit not in _COLLECTIVE:
                self.last_noun = (s, r)
        for t in s.times:
            if t.when is not None and not t.since and not t.until and t.full and (
                    t.when.last - t.when.first).days <= 3 \
                    and self.event_day is None and (self.published is None or t.when.first <= self.published):
                self.event_day = t.when


def first_day(when: When | None) -> date | None:
    return None if when is None else when.first


__all__ = ["FORWARD", "Claim", "Counted", "QuantityReader"]
