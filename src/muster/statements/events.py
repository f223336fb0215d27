"""What is said without a count: mandates, sites, appointments, undertakings, appeals, needs, claims, open offers.

Problem: "the Council extended it by a year", "Godfrey Otunge, who commands the force", "Kenya stands ready to offer
more".
Choice: one small rule for each kind over the same verbs, names and times the quantities use.
Weakness: what is undertaken or asked for is given in the text's first words after the verb, in French through a short
table of verbs; a place is any capitalised name that is no party and no known person.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from muster.quantities import When
from muster.statements.analysis import DocumentReading, SentenceReading
from muster.statements.names import MISSION, Mention, Person
from muster.statements.speech import Speakers, Voice
from muster.statements.verbs import Tense, VerbGroup


@dataclass(slots=True)
class Event:
    """A statement of a kind without a quantity, in the making. first..last: the tokens of its passage."""

    reading: SentenceReading
    kind: str
    party: str
    resource: str
    stage: str | None
    when: When | None
    first: int
    last: int
    rule: str
    confidence: float
    voice: Voice | None
    unit: str | None = None
    verb: VerbGroup | None = None
    condition: str = ""


_FUTURE_EN = frozenset("ready prepared willing determined eager keen poised set due".split())
_POST = {
    "en": {"commander": "commander", "force commander": "Force Commander", "deputy commander": "deputy commander",
           "deputy force "
           "commander": "deputy force "
            "commander", "commander-in-chief": "commander-in-chief", "spokesperson": "spokesperson",
           "spokesman": "spokesman", "spokeswoman": "spokeswoman", "chief "
            "of staff": "chief "
            "of staff", "head of "
            "mission": "head of mission",
           "special envoy": "special envoy", "special "
            "representative": "special "
            "representative", "police "
            "commissioner": "police commissioner",
           "contingent "
           "commander": "contingent commander", "leader": "leader", "mission leader": "leader", "envoy": "envoy",
           "sector "
           "commander": "sector "
            "commander", "battalion commander": "battalion commander", "deputy": "deputy", "head": "head",
           "deputy head": "deputy head", "deputy special representative": "deputy special representative"},
    "fr": {"commandant": "commander", "commandant "
            "en chef": "commander-in-chief", "commandante": "commander",
            "porte-parole": "spokesperson",
           "chef de la "
           "mission": "head of "
            "mission", "chef d'état-major": "chief "
            "of staff", "commandant "
            "adjoint": "deputy "
            "commander", "adjoint": "deputy commander",
           "représentant "
           "spécial": "special "
            "representative", "représentante "
            "spéciale": "special representative", "envoyé spécial": "special envoy",
           "commandant de "
           "la force": "force "
            "commander", "commandant du "
            "contingent": "contingent commander", "chef de mission": "head of mission",
           "chef du "
           "contingent": "contingent "
            "commander", "commissaire de police": "police commissioner", "patron": "head", "chef": "head"},
}
_AT_HOME = frozenset("""president minister premier police-chief chief-of-police inspector-general treasury
secretary-general secretary
    navy army gang gangs ministry ministère président ministre premier gouvernement trésor armée gouverneur""".split())
_UNIT_WORDS = {
    "en": frozenset("force mission contingent battalion unit team peacekeepers operation police task brigade "
                    "company platoon squadron".split()),
    "fr": frozenset("force mission contingent bataillon unité équipe opération détachement compagnie upc".split()),
}
_PLACE_NOUNS = {
    "en": frozenset("""airport airfield airstrip port seaport base bases camp camps headquarters hospital station
    prison palace terminal town city
        village road bridge barracks outpost post compound embassy district perimeter installations infrastructure
        neighbourhood
        neighborhood stronghold area zone building mine border locality commune""".split()),
    "fr": frozenset("""aéroport aérodrome port base bases camp camps siège hôpital commissariat prison palais
    terminal ville village route pont caserne poste
        position localité localités quartier quartiers ambassade périmètre infrastructures zone bâtiment mine
        frontière commune axe cité""".split()),
}
_OPENED = frozenset("base camp headquarters hospital office outpost post station training centre center school "
                    "barracks clinic command hq hub siège hôpital bureau poste centre caserne".split())
_GROUPS = {"rebels": "rebels", "rebel": "rebels", "militants": "militants", "insurgents": "insurgents",
    "jihadists": "jihadists", "rebelles": "rebels",
           "jihadistes": "jihadists", "terrorists": "terrorists", "islamists": "Islamists", "miliciens": "militias",
               "militias": "militias", "separatists": "separatists",
           "army": "army", "armée": "army", "gunmen": "gunmen", "attackers": "attackers", "fighters": "fighters",
               "assaillants": "attackers", "hommes armés": "gunmen",
           "armés": "armed "
                    "groups", "islamist": "Islamists", "islamistes": "Islamists", "terroristes": "terrorists",
        "bandits": "bandits",
               "insurgés": "insurgents", "gang": "gangs", "troops": "", "forces": ""}
_COUNCILS_HOME = {"parliament": "", "parlement": ""}
_FR_VERBS = {"envoyer": "send", "donner": "give", "fournir": "provide", "soutenir": "support", "aider": "help",
    "former": "train", "déployer": "deploy",
             "diriger": "lead", "rejoindre": "join", "protéger": "protect", "rester": "stay",
                 "renforcer": "reinforce", "financer": "finance",
             "livrer": "deliver", "participer": "take part", "contribuer": "contribute", "prendre": "take",
                 "établir": "base", "arriver": "arrive",
             "verser": "pay", "équiper": "equip", "retirer": "withdraw", "quitter": "leave", "venir": "arrive",
                 "poursuivre": "continue",
             "appuyer": "support", "accompagner": "accompany", "monter": "mount", "confirmer": "confirm",
                 "suivre": "follow"}
_FR_NOUNS = {"soutien": "support", "appui": "support", "troupes": "troops", "soldats": "soldiers",
    "policiers": "police", "mission": "mission", "force": "force",
             "aide": "aid", "argent": "money", "financement": "funding", "véhicules": "vehicles",
                 "hélicoptères": "helicopters", "matériel": "equipment",
             "équipement": "equipment", "paix": "peace", "sécurité": "security", "pays": "country",
                 "résolution": "resolution", "renforts": "reinforcements",
             "renforcement": "reinforcement", "retrait": "withdrawal", "cessez-le-feu": "ceasefire",
                 "formation": "training", "contingent": "contingent",
             "mois": "month", "fin": "end", "opération": "operation", "transition": "transition",
                 "maintien": "keeping", "route": "route",
             "commandement": "command", "combat": "combat", "dons": "donations", "fonds": "funds", "an": "year",
                 "année": "year", "hommes": "men",
             "militaires": "soldiers", "moyens": "means", "humanitaire": "humanitarian", "contingents": "contingents",
                 "base": "base", "élections": "elections",
             "dialogue": "dialogue", "gouvernement": "government", "police": "police", "population": "population",
                 "ravitaillement": "supply"}


def _phrase(s: SentenceReading, first: int, limit: int = 8) -> tuple[str, int]:
    """Up to eight words from a token on, to the end of its clause; French nouns and verbs through a short table."""
    words: list[str] = []
    i = first
    while i < len(s.tokens) and len(words) < limit:
        token = s.tokens[i]
        if token.text in ".;:”»\"()—" or (token.text == "," and len(words) >= 3):
            break
        if token.is_word or token.is_number or token.low == "'s":
            low = token.low
            if s.language == "fr":
                m = s.mention_at(i)
                if m is not None:
                    if m.first == i:
                        words.append(m.party)
                elif low in _FR_NOUNS:
                    words.append(_FR_NOUNS[low])
                elif low in _FR_VERBS:
                    words.append(_FR_VERBS[low])
                elif token.is_capital or token.is_number:
                    words.append(token.text)
            elif low == "'s" and words:
                words[-1] += "'s"
            else:
                words.append(token.text)
        i += 1
    return " ".join(words), max(first, i - 1)


class EventReader:
    """Reads everything without a count from one document."""

    def __init__(self, document: DocumentReading, voices: list[Voice | None], speakers: Speakers) -> None:
        self.document = document
        self.voices = voices
        self.speakers = speakers
        self.language = document.language
        self.tongue = "fr" if document.language == "fr" else "en"
        self.published = document.document.published
        self.found: list[Event] = []
        self.topic = ""
        self.last_person = ""
        self.last_site: tuple[str, str, When | None, int] | None = None
        self.counted_clauses: set[tuple[int, int]] = set()
        self.known_people = set(speakers.full_names.values())
        self.titled = self._titled_people()

    def _titled_people(self) -> set[str]:
        """Last words of names that are surely persons: with a title, or speaking."""
        found = set()
        for voice in self.voices:
            if voice is not None and voice.person:
                found.add(voice.name.split()[-1])
        for s in self.document.sentences:
            for p in s.persons:
                if (p.first and s.low(p.first - 1) in _TITLED) or s.low(p.first) in _TITLED:
                    found.add(p.name.split()[-1])
        return found

    def read(self, counted: set[tuple[int, int]], givers: dict[int, str]) -> list[Event]:
        """counted: (sentence, clause) where a pledge or need with a number was read already; givers: sentence -> who
        gives there."""
        self.counted_clauses = counted
        for s, voice in zip(self.document.sentences, self.voices):
            self._mandates(s, voice)
            self._sites(s, voice)
            self._appointments(s, voice)
            self._undertakings(s, voice)
            self._appeals(s, voice)
            self._beyond(s, voice)
            party = givers.get(s.sentence.number, "") or self._first_subject(s)
            held = next((e.party for e in reversed(self.found) if e.kind == "site" and e.reading is s), "")
            if (party and party != MISSION) or (held and held != MISSION):
                self.topic = held or party
            if voice is not None and voice.person:
                self.last_person = voice.name
            elif (named := [p for p in s.persons if p.name.split()[-1] in self.speakers.full_names
                    and len(p.name) > 2]):
                self.last_person = self.speakers.full(named[0].name)
        return self.found

    # --- shared -------------------------------------------------------------------------------------------

    def _when(self, s: SentenceReading, i: int, *, until: bool = False, default: bool = False) -> When | None:
        usable = [t for t in s.times if t.when is not None and not t.since]
        if until:
            usable = [t for t in usable if t.until] or usable
        if usable:
            position = s.tokens[i].start
            best = min(usable, key=lambda t: abs(t.start - position))
            when = best.when
            if when is not None and best.until:
                return When(when.last, when.last, when.words)
            return when
        return When(self.published, self.published) if default and self.published else None

    def _first_subject(self, s: SentenceReading) -> str:
        verb = next((v for v in s.verbs if v.finite), None)
        return self.subject(s, verb) if verb is not None else ""

    def subject(self, s: SentenceReading, verb: VerbGroup, *, persons: bool = False) -> str:
        """The party or person in front of a verb."""
        run: list[str] = []
        last = -9
        for m in s.mentions:
            if m.last >= verb.first or m.sort in ("media", "region"):
                continue
            before = s.low(m.first - 1)
            before = s.low(m.first - 2) if before in ("the", "la", "le", "les", "l'") else before
            if before in _PREPOSITIONS and m.first > 0:
                continue
            if m.sort == "people" and not any(r.first in (m.last + 1, m.last + 2, m.first - 1) for r in s.resources) \
                    and s.low(m.last + 1) not in ("government", "army", "authorities", "president", "gouvernement",
                        "forces", "police") \
                    and s.low(m.first - 1) not in ("the", "les", "gouvernement", "armée", "président"):
                continue
            crossed = any(v.finite and not v.has("say") and m.last < v.first < verb.first
                and s.clause[v.main] != s.clause[verb.main]
                and not self._encloses(s, m, v)
                          for v in s.verbs)
            if crossed and s.clause[m.first] != s.clause[verb.main]:
                continue
            if run and all(s.low(k) in (",", "and", "et", "the", "la", "le", "les", "l'") for k in range(last + 1,
                    m.first)):
                run.append(m.giver)
            else:
                run = [m.giver]
            last = m.last
        person = self._person_before(s, verb)
        if persons and person is not None and (last < person.last):
            return self.speakers.full(person.name)
        if run:
            return "; ".join(dict.fromkeys(run))
        if person is not None and (state := self.speakers.state_of(person.name)):
            return state
        return ""

    @staticmethod
    def _encloses(s: SentenceReading, m: Mention, v: VerbGroup) -> bool:
        """Is the verb inside a relative clause that hangs on the mention?"""
        return s.parent.get(s.clause[v.main], -1) == s.clause[m.first]

    def _person_before(self, s: SentenceReading, verb: VerbGroup) -> Person | None:
        here = [p for p in s.persons if p.last < verb.first and s.clause[p.first] == s.clause[verb.main]
                and (p.name.split()[-1] in self.titled or p.name.split()[-1] in self.speakers.full_names)]
        return here[-1] if here else None

    def _is_person(self, name: str) -> bool:
        return name.split()[-1] in self.titled

    # --- mandates -----------------------------------------------------------------------------------------

    def _mandates(self, s: SentenceReading, voice: Voice | None) -> None:
        text = s.text[s.sentence.start:s.sentence.end]
        council = next((m for m in s.mentions if m.sort == "council"), None)
        number = re.search(r"\b(?:resolution|res\.?|résolution)\s+(?:no\.?\s*|n°\s*)?(\d{3,4})\b", text, re.I)
        named = re.search(r"\bmandate\b|\bmandat\b|\bresolution\b|\brésolution\b|\b(?:extend|renew|"
                          r"prolong)\w* (?:the )?[\w'’ -]{0,30}(?:duration|mission)\b", text, re.I)
        if council is None and not named:
            return
        term = _TERM.search(text)
        party = council.party if council is not None else self._home_council(s)
        resource = number.group(1) if number else "mandate"
        for verb in sorted(s.verbs, key=lambda v: not v.has("extend")):
            stage = self._mandate_stage(s, verb, council, bool(named))
            if stage is None:
                continue
            self._mandate(s, voice, party, resource, stage, verb)
            made = self.found[-1]
            if stage == "adopted" and term is not None and made.kind == "mandate" and made.stage == "adopted":
                ends = _after(made.when, term)
                self.found.append(Event(s, "mandate", party, resource, "expires", ends, verb.first, verb.last,
                    "mandate for a term", 0.45, voice, verb=verb))
            return
        if number and _FULFIL.search(text):
            at = self._span(s, number.start(), number.end())
            self.found.append(Event(s, "mandate", party, resource, "requested", None, at[0], at[1], "a resolution "
                        "to be "
                        "applied", 0.5,
                voice, verb=verb))

    def _mandate(self, s: SentenceReading, voice: Voice | None, party: str, resource: str, stage: str,
        verb: VerbGroup) -> None:
        until = next((t for t in s.times if t.until and t.when is not None), None)
        plain = [t for t in s.times if t.when is not None and not t.until and not t.since]
        if stage == "expires":
            when = self._when(s, verb.main, until=True)
        elif plain:
            when = min(plain, key=lambda t: abs(t.start - s.tokens[verb.main].start)).when
        else:
            when = None
        add = Event(s, "mandate", party, resource, stage, when, verb.first, verb.last, "mandate verb", 0.6, voice,
            verb=verb)
        self.found.append(add)
        if until is not None and stage in ("adopted", "extended") and until.when is not None:
            day = When(until.when.last, until.when.last, until.when.words)
            self.found.append(Event(s, "mandate", party, resource, "expires", day, verb.first, verb.last,
                "mandate until", 0.5, voice, verb=verb))

    def _home_council(self, s: SentenceReading) -> str:
        if any(s.low(i) in ("parliament", "parlement", "bundestag", "congress") for i in range(len(s.tokens))):
            state = next((m.giver for m in s.mentions if m.sort in ("state", "people")), "") or self.topic
            if state:
                return state
        return "UNSC"

    def _mandate_stage(self, s: SentenceReading, verb: VerbGroup, council: Mention | None, named: bool) -> str | None:
        after = " ".join(s.low(i) for i in range(verb.last + 1, min(len(s.tokens), verb.last + 12)))
        before = " ".join(s.low(i) for i in range(max(0, verb.first - 10), verb.first))
        about = re.compile(r"\b(?:mandate|mandat|resolution|résolution|mission|force|deployment|déploiement|"
                           r"operation|opération|duration|transformation)\b")
        asked = verb.has("require") or verb.lemma in ("urge", "call", "appeler", "exhorter", "ask", "demander",
            "propose")
        if asked and ((council is not None and council.first > verb.last) or re.search(r"\b(?:mandate|mandat|"
                    r"resolution|"
                    r"résolution)\b", after)):
            return "requested"
        if verb.tense in (Tense.FUTURE, Tense.CONDITIONAL) and verb.has("adopt"):
            return None
        if verb.negated:
            return None
        if verb.has("extend") and (re.search(r"\b(?:mandate|mandat|mission|duration|force|authori[sz]ation|"
                    r"autorisation)\b", after + " " + before)):
            return "extended"
        if verb.lemma in ("end", "terminate", "wind up",
                "terminer") and council is not None and council.last < verb.first and re.search(r"\bmission\b|"
                r"\bforce\b", after):
            return "expires"
        if verb.lemma in ("run", "last", "courir", "durer") and re.search(r"\bmandate\b|"
                r"\bmandat\b", before) and any(t.until
                for t in s.times):
            return "expires"
        if (verb.has("expire") and re.search(r"\bmandate\b|\bmandat\b|"
                    r"authori[sz]ation", before + " " + after) and verb.lemma not in ("end",
                    )) \
                or (verb.lemma in ("end", "terminer", "achever", "expire", "expirer") and re.search(r"\bmandate\b|"
                    r"\bmandat\b",
                    before + " " + after)):
            return "expires"
        decides = verb.has("adopt") or verb.lemma in ("authorise", "authorize", "approve", "autoriser", "approuver",
            "decide", "mandate", "sanction",
                "endorse", "create", "établir", "accorder", "establish",
                "entériner", "back", "clear")
        if decides and ((council is not None and (about.search(after) or about.search(before) or verb.passive
                or "troops" in after or "casques" in after))
                        or (named and verb.has("adopt"))):
            return "adopted"
        return None

    # --- sites --------------------------------------------------------------------------------------------

    def _places(self, s: SentenceReading, first: int, last: int) -> list[tuple[str, int, int]]:
        """Names of places between two tokens: capitalised names that are no party and no known person."""
        found: list[tuple[str, int, int]] = []
        for m in s.mentions:
            if m.sort == "capital" and first <= m.first <= last:
                found.append((s.words(m.first, m.last), m.first, m.last))
        for p in s.persons:
            if any(f.first <= p.first <= f.last
                    for f in s.figures) or (s.low(p.first) in _PLACE_NOUNS[self.tongue] | _BASES and p.first == p.last):
                continue
            if set(p.name.lower().split()) & {"council", "conseil", "assembly", "parliament", "conference", "ministry"}:
                continue
            if first <= p.first <= last and not self._is_person(p.name) and s.low(p.first - 1) not in _TITLED:
                if s.low(p.first - 1) in ("'s",) and s.low(p.first) in ("national",):
                    continue
                begin, name = p.first, s.words(p.first, p.last)
                if s.low(p.last + 1) in _PLACE_NOUNS["en"] and self.tongue == "en":
                    name = s.words(p.first, p.last + 1)
                found.append((name, begin, p.last))
        return [self._with_share(s, place) for place in sorted(found, key=lambda f: f[1])]

    @staticmethod
    def _with_share(s: SentenceReading, place: tuple[str, int, int]) -> tuple[str, int, int]:
        """"Moundou (80%)": the share behind a name belongs to it."""
        name, first, last = place
        if s.low(last + 1) == "(" and last + 3 < len(s.tokens) and s.tokens[last + 2].is_number and s.low(
                last + 3) in ("%", "percent", "per", "pour"):
            end = next((k for k in range(last + 3, min(last + 7, len(s.tokens))) if s.low(k) == ")"), last + 3)
            return f"{name} ({s.tokens[last + 2].text}%)", first, end
        return place

    def _common_place(self, s: SentenceReading, first: int, last: int) -> tuple[str, int, int] | None:
        """"several critical installations", "the perimeter of the airport": a place without a name."""
        for i in range(first, last + 1):
            if s.low(i) in _PLACE_NOUNS[self.tongue]:
                begin = i
                while begin > first and s.tokens[begin - 1].is_word and s.low(begin - 1) not in (
                        "the", "a", "an", "of", "several", "la", "le", "les", "l'", "de", "des", "d'", "du", "its",
                            "their", "un", "une", "some", "and", "in", "at"):
                    begin -= 1
                return s.words(begin, i), begin, i
        return None

    def _sites(self, s: SentenceReading, voice: Voice | None) -> None:
        if self._share_of_town(s, voice):
            return
        if self._stationed(s, voice):
            return
        if self._held(s, voice) or self._withdrawal(s, voice) or self._named_after(s, voice):
            return
        before = len(self.found)
        for verb in s.verbs:
            stage = self._site_stage(s, verb)
            if stage is None:
                continue
            self._site_of(s, voice, verb, stage)
            if len(self.found) == before and any(
                    s.low(k) in _PLACE_NOUNS[self.tongue] or s.low(k) in _BASES or s.low(k) in ("towns", "cities",
                        "villages") for k in range(len(s.tokens))):
                end = self._clause_end(s, verb)
                party = self._agent(s, verb, end, stage) if verb.passive else self._holder(s, verb)
                self.last_site = (party or self.topic or MISSION, stage, self._when(s, verb.main), s.sentence.number)

    def _stationed(self, s: SentenceReading, voice: Voice | None) -> bool:
        """"Burundian troops are in Sake and Mushaki, South Sudanese in Rumangabo and Ugandans in Bunagana"."""
        if any(v.tense in (Tense.FUTURE, Tense.CONDITIONAL) for v in s.verbs) or s.figures:
            return False
        made: list[Event] = []
        for m in s.mentions:
            if m.sort not in ("people", "state", "mission", "armed group", "org"):
                continue
            verbed, k = False, m.last + 1
            while k < len(s.tokens) and k - m.last < 8:
                verb = s.by_token.get(k)
                if verb is not None and verb.lemma in ("be", "être", "deploy", "déployer", "station", "stationner",
                        "base", "baser"):
                    verbed, k = True, verb.last + 1
                elif s.low(k) in _BESIDE or any(r.first <= k <= r.last for r in s.resources):
                    k += 1
                else:
                    break
            if s.low(k) not in ("in", "at", "à", "dans", "en") or not (verbed or made):
                continue
            stop = next((n.first - 1 for n in s.mentions if n.first > k and n.sort in ("people", "state", "mission",
                "armed group")),
                        len(s.tokens) - 1)
            places = self._places(s, k + 1, stop)
            when = self._when(s, k, default=True)
            for name, begin, end in self._list_of(s, places) if places and places[0][1] - k <= 3 else []:
                made.append(Event(s, "site", m.giver, name, "secured", when, begin, end, "stationed at", 0.45, voice))
        if len(made) < 2:
            return False
        self.found.extend(made)
        return True

    def _named_after(self, s: SentenceReading, voice: Voice | None) -> bool:
        """"Seven posts were closed. They are Kono, Kailahun and Bo", "Among the towns lost are Palma and Quissanga"."""
        text = s.text[s.sentence.start:s.sentence.end]
        lost = _TOWNS_LOST.search(text)
        if lost is not None:
            word = lost["what"].lower()
            stage = next(name for name, words in _LOST_WORDS.items() if word in words)
            first, last = self._span(s, lost.start(), lost.end())
            party, when = self.topic or MISSION, self._when(s, first)
        elif self.last_site is not None and self.last_site[3] >= s.sentence.number - 2 and _THEY_ARE.match(text):
            party, stage, when, _ = self.last_site
            last = 1
        else:
            return False
        places = self._places(s, last + 1, len(s.tokens) - 1)
        if not places:
            return False
        for name, begin, end in self._list_of(s, places):
            self.found.append(Event(s, "site", party, name, stage, when, begin, end, "named afterwards", 0.45, voice))
        return True

    def _held(self, s: SentenceReading, voice: Voice | None) -> bool:
        """"Under army control are Bongor and Kelo", "Bria has been in rebel hands", "sous le contrôle des rebelles"."""
        text = s.text[s.sentence.start:s.sentence.end]
        match = _HELD.search(text)
        if match is None or self._SHARE.search(text):
            return False
        first, last = self._span(s, match.start(), match.end())
        holder = next((m.giver for m in s.mentions if first <= m.first <= last + 3 and m.sort not in ("capital",
            "media")), "")
        if not holder:
            holder = next((_GROUPS[s.low(k)] for k in range(first, min(last + 4, len(s.tokens)))
                if _GROUPS.get(s.low(k))), "")
        if holder == "army":
            holder = self.topic or "army"
        if not holder:
            return False
        after, before = self._places(s, last + 1, len(s.tokens) - 1), self._places(s, 0, first - 1)
        places = [p for p in (before or after) if p[0] != holder]
        if not places:
            return False
        when = self._when(s, first, default=True)
        for name, begin, end in self._list_of(s, places):
            self.found.append(Event(s, "site", holder, name, "secured", when, begin, end, "held by", 0.5, voice))
        return True

    def _withdrawal(self, s: SentenceReading, voice: Voice | None) -> bool:
        """"The withdrawal of the French from Tessalit and Kidal": lost for who left, once it is done."""
        text = s.text[s.sentence.start:s.sentence.end]
        match = _WITHDRAWAL.search(text)
        if match is None or any(v.tense in (Tense.FUTURE, Tense.CONDITIONAL) for v in s.verbs):
            return False
        first, last = self._span(s, match.start(), match.end())
        stop = next((v.first - 1 for v in s.verbs if v.first > last and v.finite), len(s.tokens) - 1)
        places = self._places(s, last + 1, stop)
        party = next((m.giver for m in s.mentions if first - 6 <= m.first <= last and m.sort in ("state", "people",
            "mission", "org", "armed group")), "") or self.topic
        if not places or not party:
            return False
        when = self._when(s, first)
        for name, begin, end in self._list_of(s, places):
            self.found.append(Event(s, "site", party, name, "lost", when, begin, end, "withdrawal from", 0.5, voice))
        return True

    def _clause_end(self, s: SentenceReading, verb: VerbGroup) -> int:
        """The last token of what a verb governs: to the next finite verb of another subject, or the clause's end."""
        nxt = next((v.first for v in s.verbs if v.first > verb.last and v.finite), len(s.tokens))
        end = len(s.tokens) - 1
        for i in range(verb.last + 1, len(s.tokens)):
            if s.tokens[i].text in ".;”»\"—" or (s.tokens[i].text == ":" and not self._list_follows(s,
                    i)) or (i >= nxt - 1 and i >= nxt - 2):
                end = i - 1
                break
        return max(end, verb.last)

    @staticmethod
    def _list_follows(s: SentenceReading, colon: int) -> bool:
        """Does a list of capitalised names stand behind the colon?"""
        after = s.tokens[colon + 1:colon + 12]
        return bool(after) and after[0].is_capital and any(t.text == "," for t in after)

    def _site_of(self, s: SentenceReading, voice: Voice | None, verb: VerbGroup, stage: str) -> None:
        end = self._clause_end(s, verb)
        if verb.passive or verb.lemma in ("fall", "tomber") or (stage == "attacked" and verb.lemma in ("come", "be")):
            start = max((v.last + 1 for v in s.verbs if v.last < verb.first and v.finite), default=0)
            start = max([start, *(k + 1 for k in range(verb.first) if s.tokens[k].text in ";:")])
            places = self._places(s, start, verb.first - 1)
            party = self._agent(s, verb, end, stage)
        else:
            places = self._places(s, verb.last + 1, end)
            party = self._holder(s, verb) or (MISSION if verb.tense is Tense.BARE else "")
        if not party and not places:
            return
        party = party or self._noun_holder(s, verb) or self.topic or MISSION
        if not places and verb.tense is Tense.BARE and not party:
            party = MISSION
        if places and verb.lemma in ("leave", "quitter") and places[0][1] - verb.last > 5:
            return
        if not places:
            common = self._common_place(s, verb.last + 1, min(end, verb.last + 9)) if not verb.passive else None
            if common is None or stage in ("lost", "closed") or (stage == "opened" and not self._opened_thing(s,
                    common)):
                return
            if stage == "attacked" and party not in ("gangs",) and party == MISSION:
                return
            places = [common]
        else:
            places = self._list_of(s, places)
            if stage == "opened" and not any(s.low(i) in _OPENED for i in range(verb.last + 1,
                    end + 1)) and not verb.passive:
                return
        when = self._when(s, verb.main, default=verb.tense in (Tense.PRESENT, Tense.PERFECT))
        for name, first, last in places:
            self.found.append(Event(s, "site", party, name, stage, when, first, last, f"verb of "
                        f"{stage}", 0.5, voice,
                        verb=verb))

    def _opened_thing(self, s: SentenceReading, common: tuple[str, int, int]) -> bool:
        return common[0].split()[-1].lower() in _OPENED

    def _list_of(self, s: SentenceReading, places: list[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
        """The first place and those joined to it by commas and "and"."""
        kept = [places[0]]
        for place in places[1:]:
            between = [s.low(k) for k in range(kept[-1][2] + 1, place[1])]
            if all(w.isdigit() or w in ("%", "percent", ",", "and", "et", "the", "as", "well", "towns", "of", "then",
                    "also", "puis", "la", "le", "de", "town", "in", "à", "villages",
                         "puis", "then", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche",
                             "localités", "cité", "cités", "villes",
                         "ville", "communes", "quartiers", "axe", "both", "whole", "towns", "camps",
                         "east", "west", "north", "south", "centre", "center", "region", "province", "celui", "celle",
                             "ceux", "d'", "du", "des", "from", "base", "camp",
                         "camps", "bases", "town", "village", "city", "those", "est", "ouest", "nord", "sud", "dans",
                             "l'",
                         "finally", "later", "both", "both", "(", ")", "near", "or") for w in between):
                kept.append(place)
            else:
                break
        return kept

    def _noun_holder(self, s: SentenceReading, verb: VerbGroup) -> str:
        """"The police retook Solino": a holder that is only a noun."""
        for k in range(verb.first - 1, max(-1, verb.first - 6), -1):
            if s.low(k) in ("police", "soldiers", "militia", "militias", "soldats", "forces", "villagers", "guards",
                    "milice"):
                return s.low(k)
        return ""

    def _holder(self, s: SentenceReading, verb: VerbGroup) -> str:
        party = self.subject(s, verb)
        group = next((_GROUPS[s.low(i)] for i in range(verb.first - 1, max(-1, verb.first - 7), -1)
            if s.low(i) in _GROUPS), None)
        armed = [m for m in s.mentions if m.sort == "armed group" and m.last < verb.first]
        if armed and (not party or armed[-1].party == party):
            return armed[-1].party
        if group:
            if group == "army":
                return party or self.topic or "army"
            return party or group
        if not party and verb.first and s.low(verb.first - 1) in ("it", "they", "he", "who", "which", "qui", "il",
                "elle", "ils", "also", "have"):
            return self.topic or MISSION
        return party

    def _agent(self, s: SentenceReading, verb: VerbGroup, end: int, stage: str) -> str:
        words = ("by", "par") if stage == "closed" else ("by", "par", "to", "from", "aux", "au", "des")
        for i in range(verb.last + 1, min(len(s.tokens), end + 2)):
            if s.low(i) in words:
                for k in range(i + 1, min(i + 5, len(s.tokens))):
                    m = s.mention_at(k)
                    if m is not None and m.sort != "capital":
                        return m.giver
                    if s.low(k) in _GROUPS and _GROUPS[s.low(k)]:
                        return _GROUPS[s.low(k)]
        if stage == "closed":
            owner = next((m.giver for m in s.mentions if m.last < verb.first and m.sort in ("mission", "state",
                "people", "org")), "")
            return owner or self.topic or MISSION
        return ""

    def _site_stage(self, s: SentenceReading, verb: VerbGroup) -> str | None:
        if verb.negated or verb.tense in (Tense.FUTURE, Tense.CONDITIONAL) or verb.modal in ("to",):
            return None
        if verb.tense is Tense.BARE and verb.lemma == "retirer" and s.low(verb.last + 1) in ("de", "d'", "du"):
            return "lost"
        if verb.tense is Tense.BARE and not verb.passive and not (verb.progressive or verb.lemma in ("secure",
                "protect", "sécuriser", "protéger")):
            return None
        if verb.tense is Tense.BARE and not verb.passive and verb.has("secure") and not re.search(
                r"\b(?:work|efforts?|role|success|succeeded|helped|travail|"
                r"rôle)\b", " ".join(s.low(k) for k in range(max(0, verb.first - 9), verb.first))):
            return None
        low = verb.lemma
        after = s.low(verb.last + 1)
        second = s.low(verb.last + 2)
        if (low in ("move", "march", "sweep", "push", "advance") and after in ("into", "to")) or (low in ("entrer",
                "enter") and after in ("à", "dans", "en")):
            return "secured" if s.tokens[min(verb.last + 2, len(s.tokens) - 1)].is_capital else None
        if low == "mettre" and (after, second) == ("la", "main"):
            return "secured"
        if low in ("come", "be") and (after, second) in (("under", "attack"), ("under", "fire")):
            return "attacked"
        if low in ("keep", "have", "garder", "conserver", "avoir") and self._armed_before(s,
                verb) and verb.last + 1 < len(s.tokens) and (
                s.tokens[verb.last + 1].is_capital):
            return "secured"
        if low in ("fall", "tomber") and (after in ("to", "into", "aux", "entre") or after == "in"):
            return "secured"
        if low == "give up":
            return "closed" if any(s.low(k) in _BASES for k in range(verb.last + 1, min(len(s.tokens),
                    verb.last + 5))) else "lost"
        if low in ("withdraw", "pull out", "pull back", "leave", "retirer", "quitter", "abandon", "abandonner",
                "evacuate", "évacuer", "vacate", "flee", "quit"):
            if after in ("from", "of") or low in ("abandon", "quitter", "abandonner", "vacate", "evacuate", "évacuer",
                    "leave") or (low == "retirer" and after in ("de", "d'", "du")):
                return "lost" if low not in ("vacate",) else "closed"
            return None
        if low in ("lose", "perdre"):
            return "lost"
        if low in ("drive out",) or (low in ("chasser", "drive", "expel", "push") and "out" in [s.low(k)
                for k in range(verb.last + 1, verb.last + 4)]):
            return "secured"
        if low in ("turn over", "hand over", "give back", "remettre", "close", "shut", "shut down", "dismantle",
                "fermer",
                "restituer", "rendre", "démanteler", "hand", "return", "transfer") \
                and any(s.low(i) in _BASES
                        for i in range(len(s.tokens))):
            return "closed"
        if verb.has("attack") and low not in ("hit", "strike", "target"):
            return "attacked"
        if verb.has("open") and low not in ("build", "launch", "construct", "construire", "établir"):
            return "opened"
        if verb.has("secure") and low not in ("take", "prendre", "clear", "hold on", "tenir", "veiller", "reprendre",
                "hold", "capture", "recover"):
            return "secured"
        if low in ("take", "capture", "prendre", "reprendre", "hold", "tenir", "recover", "clear", "garder", "enter"):
            over = s.low(verb.last + 1)
            named = verb.last + 1 < len(s.tokens) and s.tokens[verb.last + 1].is_capital
            if over in ("control", "over", "le", "the", "back") or named or low not in ("take", "prendre", "enter"):
                return "secured"
        return None

    @staticmethod
    def _armed_before(s: SentenceReading, verb: VerbGroup) -> bool:
        near = range(max(0, verb.first - 5), verb.first)
        return any(s.low(k) in _GROUPS for k in near) or any(m.sort == "armed group" and m.last in near
                for m in s.mentions)

    _SHARE = re.compile(r"(\d{1,3})\s?(?:%|percent|per cent|pour cent)\s+(?:of|de|du|d['’])\s*(?:the\s+|la\s+|"
                        r"l['’]\s*)?", re.I)

    def _share_of_town(self, s: SentenceReading, voice: Voice | None) -> bool:
        """"90% of Port-au-Prince is under the gangs", "the capital is for the most part in the hands of gangs"."""
        text = s.text[s.sentence.start:s.sentence.end]
        armed = next((m for m in s.mentions if m.sort == "armed group"), None)
        group = armed.party if armed else next((_GROUPS[s.low(i)] for i in range(len(s.tokens))
            if _GROUPS.get(s.low(i)) not in (None, "", "army")), "")
        if not group:
            return False
        share = self._SHARE.search(text)
        held = re.search(r"in the hands of|under (?:the )?(?:control|gangs|rule)|control|hold|held by|tiennent|"
                         r"contrôl|aux mains|sous la coupe|overrun|dominate", text, re.I)
        if not held:
            return False
        name, percent = "", ""
        if share:
            percent = f" ({share.group(1)}%)"
            at = s.sentence.start + share.end()
            place = [p for p in self._places(s, 0, len(s.tokens) - 1) if s.tokens[p[1]].start >= at - 1]
            if place:
                name = re.sub(r" \(\d+%\)$", "", place[0][0])
            elif re.search(r"capital", text[share.end():share.end() + 30], re.I):
                name = self._capital()
        elif re.search(r"\bthe capital\b|"
                       r"\bla capitale\b", text, re.I) and re.search(r"in the hands|aux mains|under the control|"
                r"overrun", text):
            name = self._capital()
        if not name:
            return False
        when = self._when(s, 0, default=True)
        self.found.append(Event(s, "site", group, name + percent, "secured", when, 0, len(s.tokens) - 1, "share of "
                    "a town", 0.6, voice))
        return True

    def _capital(self) -> str:
        for s in self.document.sentences:
            for m in s.mentions:
                if m.sort == "capital" and m.party in ("Haiti", "Somalia", "South Sudan", "Central African "
                        "Republic", "Mali",
                        "Democratic Republic "
                        "of the Congo"):
                    return s.words(m.first, m.last)
        states = [m.party for s in self.document.sentences for m in s.mentions if m.sort == "state"]
        return "Port-au-Prince" if "Haiti" in states else "the capital"

    # --- appointments -------------------------------------------------------------------------------------

    def _appointments(self, s: SentenceReading, voice: Voice | None) -> None:
        seen = {e.party for e in self.found if e.kind == "appointment"}
        for person in s.persons:
            if len(person.name.split()) < 2 and person.name not in self.speakers.full_names:
                continue
            post = self._post_of(s, person)
            if post is None:
                continue
            name = self.speakers.full(person.name)
            if name in seen:
                continue
            seen.add(name)
            self.found.append(Event(s, "appointment", name, post[0], None, None, min(person.first, post[1]),
                max(person.last, post[2]),
                        "post beside a name", 0.6, voice, unit=post[3]))

    def _post_of(self, s: SentenceReading, person: Person) -> tuple[str, int, int, str] | None:
        """The post shown beside a person, its tokens and organisation, if it is one of a mission or contingent."""
        behind = self._post_at(s, person.last + 1, min(len(s.tokens), person.last + 13), person, True)
        if behind is not None:
            return behind
        named = next((v for v in s.verbs if v.lemma in ("appoint", "name", "nommer", "désigner", "choose")
            and abs(v.first - person.last) <= 4), None)
        if named is not None:
            inside = [(w, i) for i in range(named.last + 1, min(len(s.tokens), named.last + 9)) for w in (s.low(i),)
                if w in _POST[self.tongue]]
            if inside:
                return _POST[self.tongue][inside[0][0]], named.first, inside[0][1], self.document.mission
        ahead = self._post_at(s, max(0, person.first - 9), person.first, person, False)
        if ahead is not None:
            return ahead
        return self._commanding(s, person)

    def _post_at(self, s: SentenceReading, first: int, stop: int, person: Person, behind: bool) -> tuple[str, int,
        int, str] | None:
        posts = _POST[self.tongue]
        if behind and (first >= len(s.tokens) or s.tokens[first].text not in (",", "(", "–", "—")):
            return None
        for i in range(first, stop) if behind else range(stop - 1, first - 1, -1):
            if s.tokens[i].text in ".;”»\"“«" and s.low(i - 1) not in ("brig", "gen", "lt", "col", "maj", "capt", "m"):
                if behind:
                    return None
                break
            verb = s.by_token.get(i)
            if verb is not None and verb.finite:
                if behind:
                    return None
                break
            if behind and any(s.low(k) in ("under", "with", "by", "met", "sous", "avec") for k in range(first, i)):
                return None
            for length in (4, 3, 2, 1):
                words = " ".join(s.low(k) for k in range(i, min(i + length, len(s.tokens)))).replace("' ", "'")
                if words in posts and (behind or i + length - 1 < person.first):
                    unit = self._unit_near(s, i, i + length - 1, person)
                    if not unit or self._civil(s, i, length):
                        break
                    if not behind and not self._joined(s, i + length, person.first):
                        break
                    begin = i
                    if s.low(i - 1) in ("force", "contingent", "deputy", "battalion", "sector") and self.tongue == "en":
                        begin = i - 1
                    title = posts[words] if begin == i else s.words(begin, i + length - 1)
                    if self.tongue == "en" and s.low(begin - 1) == "deputy":
                        title = "deputy " + title
                    return title, begin, i + length - 1, unit
        return None

    @staticmethod
    def _joined(s: SentenceReading, first: int, stop: int) -> bool:
        """Between a post before a name and the name: only titles, "of the force", commas."""
        gap = stop - first
        if gap > 8:
            return False
        return not any(s.by_token.get(k) and s.by_token[k].finite for k in range(first,
                stop)) and not any(s.low(k) in ("and", "et", "with", "to") for k in range(first, stop))

    @staticmethod
    def _civil(s: SentenceReading, i: int, length: int) -> bool:
        around = {s.low(k) for k in range(max(0, i - 3), min(len(s.tokens), i + length + 3))}
        return bool(around & {"gang", "gangs", "opposition", "party", "rebel", "council", "chérizier", "army",
                "armée", "ministry", "navy", "embassy", "government",
                    "gouvernement", "armées"})

    def _unit_near(self, s: SentenceReading, first: int, last: int, person: Person) -> str:
        """The mission or contingent a post belongs to; "" if it is none of one."""
        low = range(max(0, min(first, person.first) - 5), min(len(s.tokens), max(last, person.last) + 8))
        for k in low:
            m = s.mention_at(k)
            if m is not None and m.sort == "mission":
                return self.document.mission if self.document.mission != MISSION else "MSS mission" if self._is_haiti(
                        ) else "mission"
        words = {s.low(k) for k in low}
        contingent = next((m.party for k in low if (m := s.mention_at(k)) is not None and m.sort in ("people",
            "state") and m.first != 0), "")
        if words & {"contingent", "battalion", "bataillon", "unit", "upc", "unité"} and contingent:
            return f"{contingent} contingent"
        if words & _UNIT_WORDS[self.tongue] and not words & {"police", "army"}:
            return self.document.mission if self.document.mission != MISSION else "mission"
        if words & {"envoy", "représentant", "representative", "envoyé"} and words & {"special", "spécial",
                "spéciale", "un", "onu"}:
            return "United Nations"
        posts = {s.low(k) for k in range(first, last + 1)}
        if posts & {"envoy", "representative", "envoyé", "représentant", "représentante"}:
            body = next((m.party for k in low if (m := s.mention_at(k)) is not None and m.sort in ("org", "council")),
                "")
            if body:
                return body
        if posts & {"commander", "commandant", "leader"} and not words & _AT_HOME:
            return f"{contingent} contingent" if contingent else (self.document.mission
                    if self.document.mission != MISSION else "mission")
        return ""

    def _is_haiti(self) -> bool:
        return any(m.party == "Haiti" for s in self.document.sentences for m in s.mentions)

    def _commanding(self, s: SentenceReading, person: Person) -> tuple[str, int, int, str] | None:
        """"commanded by X", "sous les ordres de X", "X, qui commande la mission", "X commands it"."""
        before = " ".join(s.low(k) for k in range(max(0, person.first - 9), person.first))
        if re.search(r"(?:commanded|led|headed) by|under the command of|sous les ordres d|commandée? par|"
                     r"dirigée? par|sous le commandement d", before) \
                and not re.search(r"party|gang|government", before):
            return "commander", max(0, person.first - 3), person.last, self.document.mission
        verb = next((v for v in s.verbs if v.first > person.last and v.first - person.last <= 5), None)
        if verb is not None and verb.finite and verb.lemma in ("command", "commander") and not verb.passive:
            return "commander", person.first, verb.last, self.document.mission
        follows = verb is not None and verb.lemma in ("succeed", "replace", "become", "succéder", "remplacer",
            "devenir")
        if verb is not None and (follows or s.low(verb.last) in ("succeeds", "succeeded")) and not verb.passive:
            post = next((_POST[self.tongue][s.low(k)] for k in range(verb.last + 1, min(len(s.tokens), verb.last + 10))
                         if s.low(k) in _POST[self.tongue]), "")
            if post:
                return post, person.first, verb.last, self.document.mission
        leads = verb is not None and verb.finite and not verb.passive and verb.lemma in ("lead", "head", "diriger",
            "mener")
        if verb is not None and leads:
            led = {s.low(k) for k in range(verb.last + 1, min(len(s.tokens), verb.last + 6))}
            if led & _UNIT_WORDS[self.tongue] and not led & {"gang", "party", "opposition"}:
                return "commander", person.first, verb.last, self.document.mission
        return None

    # --- undertakings -------------------------------------------------------------------------------------

    def _undertakings(self, s: SentenceReading, voice: Voice | None) -> None:
        for verb in s.verbs:
            found = self._undertaking(s, verb, voice)
            if found is not None:
                self.found.append(found)
                return

    def _undertaking(self, s: SentenceReading, verb: VerbGroup, voice: Voice | None) -> Event | None:
        promise = verb.has("pledge") and (verb.finite or verb.passive) and verb.lemma not in ("prévoir", "raise")
        doing = verb.has("pledge", "give", "send", "deploy", "train", "lead", "open", "withdraw", "return", "secure",
            "spend", "receive", "close") \
            or verb.lemma in _DOING or verb.lemma in _FR_VERBS
        ahead = verb.finite and verb.tense is Tense.FUTURE and not verb.has("say") and doing
        ahead = ahead or (verb.tense is Tense.CONDITIONAL and verb.finite and verb.has("deploy", "send", "give")
            and not verb.has("say") and verb.modal in (
            "should", "", "devrait", "devraient", "would") and not self._hypothetical(s, verb))
        ready = verb.lemma in ("be", "stand", "être") and s.low(verb.last + 1) in ("ready", "prepared", "willing",
            "prêt", "prêts", "disposé", "determined") \
            and verb.finite
        refuse = verb.lemma in ("refuse", "reject", "decline", "rule out", "refuser", "rejeter",
            "exclude") and verb.finite
        denied = verb.negated and verb.tense in (Tense.FUTURE, Tense.CONDITIONAL) and verb.has("send", "give",
            "deploy", "pledge")
        if denied:
            promise = ahead = ready = False
            refuse = True
        if not (promise or ahead or ready or refuse) or verb.lemma in ("end", "expire"):
            return None
        if self._figured(s, verb) or any(abs(f.first - verb.last) <= 3 and f.value is not None and (f.money
                or f.value > 3) for f in s.figures):
            return None
        if ahead and verb.lemma == "follow" and not verb.has("give"):
            return None
        if ahead and verb.lemma in ("be", "have", "être", "avoir", "need", "cost", "depend", "show", "last", "see",
                "mean"):
            return None
        party = self.subject(s, verb)
        if not party and verb.first and s.low(verb.first - 1) in ("we", "nous", "i", "j'", "je") and voice is not None:
            party = voice.state
        if not party and verb.first and s.low(verb.first - 1) in ("it", "they", "ils", "il", "elle", "elles", "he",
                "who", "qui"):
            named = [m for m in s.mentions if m.last < verb.first and m.sort in ("state", "org")]
            party = named[0].giver if named else self.topic
        if not party and ahead and ((verb.first and s.low(verb.first - 1) in _THESE) or s.low(0) in _THESE
                or verb.passive):
            party = self.topic
        if not party and ahead and any(r.kind == "personnel" and r.last < verb.first for r in s.resources):
            party = self.topic or MISSION
        if not party or party in ("UNSC", "gangs") or any(m.sort == "armed group" and m.party == party
                for m in s.mentions):
            return None
        start = verb.last + 1 if promise or ready or refuse else verb.main
        if promise and s.low(start) in ("that", "que", "qu'"):
            start += 1
        resource, last = _phrase(s, start)
        if self.tongue == "fr" and not resource:
            resource = _FR_VERBS.get(verb.lemma, "support")
        if denied:
            resource = "no " + " ".join(w for w in resource.split() if w.lower() != "any")
        elif refuse:
            resource = "refuse " + " ".join(resource.split()[:7])
        if not resource:
            return None
        ready = ready or verb.modal in ("ready", "prepared", "willing")
        rule = "refusal" if refuse else "readiness" if ready else "promise" if promise else "what will be done"
        return Event(s, "undertaking", party, resource, None, self._when(s, verb.main), verb.first, last, rule, 0.4,
                voice, verb=verb,
                     condition=self._condition(s))

    def _hypothetical(self, s: SentenceReading, verb: VerbGroup) -> bool:
        """"had it been paid, they would have come": no promise."""
        return any(s.low(k) in ("if", "si", "s'", "had", "said", "have", "dit")
                for k in range(max(0, verb.first - 12), min(len(s.tokens), verb.last + 1)))

    def _figured(self, s: SentenceReading, verb: VerbGroup) -> bool:
        """Was a number read for this verb's clause?"""
        return (s.sentence.number, s.clause[verb.main]) in self.counted_clauses

    def _condition(self, s: SentenceReading) -> str:
        """What it depends on, in the source's words."""
        text = s.text[s.sentence.start:s.sentence.end]
        match = _CONDITION.search(text)
        return " ".join(match.group().split()[:16]) if match else ""

    # --- beyond the guide: needs, claims, agreements, offices, context ------------------------------------

    def _beyond(self, s: SentenceReading, voice: Voice | None) -> None:
        text = s.text[s.sentence.start:s.sentence.end]
        self._needs(s, voice, text)
        self._claims(s, voice, text)
        self._agreements(s, voice, text)
        self._offices(s, voice)
        self._context(s, voice, text)

    def _span(self, s: SentenceReading, begin: int, end: int) -> tuple[int, int]:
        """The tokens of a passage given by its characters within the sentence."""
        inside = [i for i, t in enumerate(s.tokens) if t.start < s.sentence.start + end
            and t.end > s.sentence.start + begin]
        return (inside[0], inside[-1]) if inside else (0, len(s.tokens) - 1)

    def _needs(self, s: SentenceReading, voice: Voice | None, text: str) -> None:
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
            first, last = self._span(s, begin, end)
            self.found.append(Event(s, "need", MISSION, kind, "required", self._when(s, first, default=True), first,
                last, "need without a number",
                        0.6, voice, unit=word))

    def _claims(self, s: SentenceReading, voice: Voice | None, text: str) -> None:
        """Progress, effect and hope, as claimed by whoever claims them."""
        for match in _CLAIM.finditer(text):
            first, last = self._span(s, match.start(), match.end())
            party = next((m.party for m in reversed(s.mentions) if m.last < first and m.sort in ("mission", "state",
                "org")), MISSION)
            resource = " ".join(s.words(first, min(last + 4, len(s.tokens) - 1)).split()[:8])
            self.found.append(Event(s, "claim", party, resource, None, self._when(s, first, default=True), first,
                last, "claim of progress or effect", 0.5, voice))
            return

    def _agreements(self, s: SentenceReading, voice: Voice | None, text: str) -> None:
        """"talks between A and B extended to enhancing tourism": what two parties undertake together."""
        match = _TALKS.search(text)
        if match is None:
            return
        pair = list(dict.fromkeys(m.giver for m in s.mentions if m.sort in ("state", "org", "people")
            and m.giver not in ("UNSC",)))[:2]
        party = "; ".join(pair) if len(pair) == 2 else self.topic or (pair[0] if pair else "")
        if not party:
            return
        for aim in _AIM.finditer(text, match.start()):
            first, _ = self._span(s, aim.start(), aim.end())
            resource, last = _phrase(s, first)
            if resource:
                self.found.append(Event(s, "undertaking", party, resource, None, self._when(s, first), first, last,
                    "agreed between two", 0.4, voice))

    def _offices(self, s: SentenceReading, voice: Voice | None) -> None:
        """Presidents and ministers at home: offices, which the guide leaves out."""
        known = {(e.party, e.resource) for e in self.found if e.kind == "office"}
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
                name = self.speakers.full(person.name)
                if (name, post) not in known:
                    known.add((name, post))
                    unit = self.speakers.state_of(name) or next((m.giver for m in s.mentions if m.sort in ("state",
                        "people")), "")
                    self.found.append(Event(s, "office", name, post, None, None, i, person.last, "office before "
                                "a name", 0.6, voice,
                                unit=unit or None))
                break

    def _context(self, s: SentenceReading, voice: Voice | None, text: str) -> None:
        """Numbers that are no support: missions once taken part in, inhabitants."""
        for match in _CONTEXT.finditer(text):
            first, last = self._span(s, match.start(), match.end())
            party = next((m.giver for m in s.mentions if m.sort == "state"), self.topic or MISSION)
            self.found.append(Event(s, "context", party, match.group(), None, None, first, last, "a number that is "
                        "no support", 0.7,
                        voice))

    # --- appeals ------------------------------------------------------------------------------------------

    def _appeals(self, s: SentenceReading, voice: Voice | None) -> None:
        for verb in s.verbs:
            if not verb.finite or verb.negated or verb.passive:
                continue
            asks = verb.lemma in _ASKING or (verb.lemma == "call" and s.low(verb.last + 1) in ("on", "upon", "for")) \
                or (verb.lemma == "appeler" and s.low(verb.last + 1) in ("à", "au", "aux")) or (verb.lemma in ("ask",
                    "demander") and self._asks(s, verb))
            if not asks or self._figured(s, verb):
                continue
            party = self.subject(s, verb, persons=True)
            if not party and s.low(verb.first - 1) in ("he", "she", "il", "elle", "l'", "also", "aussi"):
                party = voice.name if voice is not None and voice.person else self.last_person
            if not party and s.low(verb.first - 1) in ("they", "it", "ils", "elle", "who", "qui"):
                party = self.topic
            if not party and voice is not None:
                party = voice.name
            if not party:
                continue
            resource, last = _phrase(s, verb.last + 1, 10)
            if not resource and s.sentence.number and s.low(verb.first - 1) in ("l'", "le", "it"):
                resource, last = _phrase(self.document.sentences[s.sentence.number - 1], 0)[0], verb.last
            resource = _short(resource)
            if resource:
                self.found.append(Event(s, "appeal", party, resource, None, self._when(s, verb.main, default=True),
                    verb.first, last,
                            "verb of asking", 0.45, voice, verb=verb))
                return

    def _asks(self, s: SentenceReading, verb: VerbGroup) -> bool:
        after = s.low(verb.last + 1)
        return after not in ("whether", "if", "about", "what", "how", "si",
                "questions") and verb.tense is not Tense.FUTURE


_TITLED = frozenset("""president minister general colonel brigadier commander lieutenant captain major admiral
commodore inspector commissioner
    spokesman spokeswoman spokesperson mr mrs ms dr ambassador secretary secretary-general chief envoy senator gen
    col brig lt maj capt
    président ministre général colonel commandant capitaine amiral porte-parole m mme lieutenant-colonel ambassadeur
    secrétaire commissaire""".split())
_PREPOSITIONS = frozenset("""to for in with against at into of from by on about after near via inside outside around
across à en au aux pour dans avec de du
    d' des par vers contre chez sur""".split())
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
_HELD = re.compile(r"\bunder (?:the )?(?:full |firm )?control of\b|"
                   r"\bunder (?:the )?[\w'’-]+(?: [\w'’-]+)? (?:control|rule)\b|\bin (?:the )?hands of\b|"
                   r"\bin [\w'’-]+(?: [\w'’-]+)? hands\b|"
                   r"\b(?:held|controlled|occupied|ruled|run) by\b|\bsous (?:le )?contrôle d(?:es?|u|e la|"
                   r"e l['’])\b|\baux mains d(?:es?|u|e la|e l['’])\b|"
                   r"\b(?:contrôlée?s?|tenue?s?|occupée?s?) par\b", re.I)
_WITHDRAWAL = re.compile(r"\b(?:withdrawal|retreat|pull-?out|departure|retrait|départ)\b[^.;,]{0,50}?\b(?:from|de|"
        r"d['’]|des)\b", re.I)
_BESIDE = frozenset("""now already still also troops soldiers forces men police officers peacekeepers army contingent
's the désormais déjà aussi
    soldats troupes hommes policiers forces armée contingent toujours""".split())
_LOST_WORDS = {"lost": ("lost", "abandoned", "perdues", "perdus", "left", "abandonnées"), "secured": ("taken",
    "retaken", "captured", "recaptured", "liberated", "freed", "seized",
            "prises", "reprises",
            "libérées", "secured"),
               "closed": ("closed", "handed over", "given back", "returned", "vacated", "transferred", "fermés",
                   "fermées", "rendus", "rendues", "rétrocédés", "rétrocédées"),
               "attacked": ("attacked", "shelled", "bombed", "attaquées", "bombardées")}
_TOWNS_LOST = re.compile(r"\b(?:towns?|cities|city|villages?|bases?|camps?|posts?|sites?|places?|positions?|"
        r"localities|villes?|villages?|localités|camps?|postes?)\s+(?:\w+\s+)?(?P<what>"
        + "|".join(sorted((w for words in _LOST_WORDS.values() for w in words), key=len, reverse=True))
        + r")\b[^.:]{0,40}?(?:\b(?:are|were|is|include|included|sont|étaient)\b|:)", re.I)
_THEY_ARE = re.compile(r"(?:They|These|Those|It|Among them|Ce|Il s['’]agit|This)\s*(?:are|were|is|was|include|"
        r"included|sont|d|de)\b", re.I)
_FULFIL = re.compile(r"fulfil|reali[sz]e|implement|carr(?:y|ied) out|\bappl(?:y|ied)\b|mettre en œuvre|appliquer|"
        r"réaliser", re.I)
_TERM = re.compile(r"\b(?:for|pour|une durée de|a period of)\s+(?:an?\s+(?:initial\s+)?|one\s+|un\s+|"
                   r"une\s+)?(?P<n>\d+|six|twelve|three|nine|douze|trois|neuf)?[\s-]*(?P<unit>year|month|an\b|"
                   r"mois)s?", re.I)
_TERM_NUMBERS = {"six": 6, "twelve": 12, "three": 3, "nine": 9, "douze": 12, "trois": 3, "neuf": 9}


def _after(when: When | None, term: re.Match[str]) -> When | None:
    """The day a term ends that begins on a known day."""
    if when is None or not when.is_one_day:
        return None
    said = term["n"] or "1"
    months = (int(said) if said.isdigit() else _TERM_NUMBERS.get(said.lower(), 1)) * (12
        if term["unit"].lower() in ("year", "an") else 1)
    index = when.first.year * 12 + when.first.month - 1 + months
    try:
        end = date(index // 12, index % 12 + 1, min(when.first.day, 28))
    except ValueError:
        return None
    return When(end, end, term.group())


_BASES = frozenset("base bases camp camps post posts outpost outposts fob fobs position positions facility site "
                   "sites barracks poste postes emprise emprises caserne casernes".split())
_THESE = frozenset("""these those all both tous toutes ces others several d'autres d' autres the les they ils elles
troops soldiers officers men hommes soldats
    policiers equipment vehicles contingents forces renforts""".split())
_DOING = frozenset("""help support build carry evacuate repatriate host fund finance treat continue start begin
activate strengthen monitor supervise rebuild
    restore reimburse refund teach assist back escort equip arm cooperate organise organize rejoin appoint monitor
    stay work take put set""".split())
_ASKING = frozenset("recommend urge appeal demand exhort implore plead beg recommander exhorter réclamer implorer "
                    "solliciter".split())
_CONDITION = re.compile(r"\b(?:as soon as|once|provided that|if|on condition|subject to|until|unless|to enable|"
        r"dès que|si|à condition|sous réserve|une fois)\b[^.;”»]{3,120}", re.I)


def _short(resource: str) -> str:
    words = resource.split()
    while words and words[0].lower() in ("on", "upon", "for", "to", "the", "that"):
        words.pop(0)
    return " ".join(words[:8])


def days(when: When | None) -> tuple[date | None, date | None]:
    return (None, None) if when is None else (when.first, when.last)
