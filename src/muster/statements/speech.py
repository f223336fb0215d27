"""Who answers for each sentence: speakers, quotations that run on, "he said", "according to".

Problem: a figure is somebody's figure; the text names them before, behind or a sentence away, by name, post or pronoun.
Choice: verbs of saying and their subjects by position, quotation runs followed over sentences, pronouns to the last
speaker.
Weakness: reported speech without any verb of saying ("the plan foresees") is the report's own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from muster.statements.analysis import DocumentReading, SentenceReading
from muster.statements.model import REPORT
from muster.statements.names import MISSION, TITLES, Person, index, same_person, state_currency
from muster.statements.verbs import Tense, VerbGroup

_PRONOUNS = {"en": frozenset(("he", "she", "they", "it", "i", "we")), "fr": frozenset(("il", "elle", "ils", "elles",
    "on", "je", "j'", "nous"))}
_GENERIC = {
    "en": frozenset("""officials officers sources source reports witnesses experts analysts diplomats diplomat
    spokesman spokeswoman
        spokesperson statement organisers participants observers soldiers commanders minister ministry department
        army military
        police office embassy presidency government treasury newspaper agency paper report mission force organisation
        organization company commander general colonel ambassador envoy official officer group council committee
        court parliament
        cabinet communiqué service navy command chief broadcaster channel leaders donors lawmakers headquarters
        somebody someone delegation
        charity fund bank president bureau secretariat residents dispatch""".split()),
    "fr": frozenset("""responsable responsables sources source rapports témoins experts analystes diplomates
    porte-parole communiqué
        organisateurs ministre ministère département armée police bureau ambassade présidence gouvernement trésor
        journal agence
        rapport mission force organisation compagnie commandant général colonel ambassadeur envoyé officier groupe
        conseil
        comité cour parlement cabinet service marine commandement chef chaîne dirigeants donateurs état-major président
        quotidien officiels autorités banque secrétariat hebdomadaire""".split()),
}
_PLAIN_ENGLISH = {
    "responsable": "official", "responsables": "officials", "officiels": "officials", "témoins": "witnesses",
    "analystes": "analysts", "diplomates": "diplomats", "porte-parole": "spokesperson", "ministère": "ministry",
    "département": "department", "armée": "army", "ambassade": "embassy", "présidence": "presidency",
        "gouvernement": "government",
    "bureau": "office", "organisateurs": "organisers", "autorités": "authorities", "état-major": "general staff",
    "parlement": "parliament", "trésor": "treasury", "donateurs": "donors", "secrétariat": "secretariat",
    "journal": "newspaper", "agence": "agency", "chaîne": "channel", "ministre": "minister", "cour": "court",
    "rapports": "reports", "dirigeants": "leaders", "marine": "navy", "banque": "bank", "commandement": "command",
}
_REFER_BACK = frozenset("""newspaper paper agency department ministry army military office embassy presidency
government treasury
    organisation organization statement communiqué spokesman spokeswoman spokesperson broadcaster channel police
    mission force
    council service committee fund bank headquarters command secretariat bureau charity company dispatch
    journal agence département ministère armée bureau ambassade présidence gouvernement trésor porte-parole chaîne
    conseil comité banque état-major quotidien communiqué""".split())
_ALSO_OTHER = frozenset("announce add put show call count find recall hear learn think believe praise thank "
        "maintain describe "
        "ajouter annoncer lancer rappeler relever apprendre penser soutenir poursuivre évaluer "
        "calculer report".split())
_NOT_PERSONS = frozenset("""army police force forces navy ministry department office court assembly council parlement
parliament embassy unit
    times herald post news university institute centre center group committee party house école assemblée cour
    états""".split())
_PAPERS = frozenset("""newspaper paper daily weekly broadcaster channel agency magazine radio station website journal
quotidien hebdomadaire
    agence chaîne magazine site""".split())
_WRITTEN = frozenset("statement communiqué report letter tweet post posting note notice".split())


@dataclass(frozen=True, slots=True)
class Voice:
    """A speaker found in a sentence: the name, if it stands for a person, and the verb or phrase that shows it."""

    name: str
    person: bool
    first: int
    last: int
    state: str = ""
    pronoun: bool = False
    generic: str = ""


def _adjective(state: str) -> str:
    """The people-word of a state in English: Canada -> Canadian."""
    for names in index("en").values():
        for name in names:
            if name.party == state and name.sort == "people":
                return " ".join(name.exact)
    return state


def s_after(sentence: SentenceReading, last: int) -> str:
    return sentence.low(last + 1)


_ADJECTIVES: dict[str, str] = {}


def adjective(state: str) -> str:
    if not _ADJECTIVES:
        for names in index("en").values():
            for name in names:
                if name.sort == "people":
                    _ADJECTIVES.setdefault(name.party, " ".join(name.exact))
        for known in state_currency():
            _ADJECTIVES.setdefault(known, known)
        _ADJECTIVES["United States"] = "US"
    return _ADJECTIVES.get(state, state)


class Speakers:
    """Finds the speaker of every sentence of one document."""

    def __init__(self, reading: DocumentReading) -> None:
        self.reading = reading
        self.tongue = "fr" if reading.language == "fr" else "en"
        self.full_names: dict[str, str] = {}
        self.states: dict[str, str] = {}
        self.bodies: list[tuple[str, str]] = []
        self._register()

    # --- who is who ---------------------------------------------------------------------------------------

    def _register(self) -> None:
        for sentence in self.reading.sentences:
            for person in sentence.persons:
                words = person.name.split()
                if len(words) > 1:
                    self.full_names.setdefault(words[-1], person.name)
                state = self._state_beside(sentence, person.first, person.last)
                if state:
                    self.states.setdefault(words[-1], state)

    def _state_beside(self, sentence: SentenceReading, first: int, last: int) -> str:
        """The state a person is shown to belong to: "Kenya's X", "President X of Kenya", "X, the French president"."""
        low = sentence.low
        begin, commas = first, 0
        while begin > 0 and first - begin < 7 and (
            (sentence.tokens[begin - 1].text == "," and not commas and begin == first)
            or (sentence.tokens[begin - 1].is_word and low(begin - 1) not in ("and", "et", "by", "to", "with", "met",
                "par"))
            or low(begin - 1) in ("'s", ".")
        ):
            begin -= 1
            commas += sentence.tokens[begin].text == ","
            m = sentence.mention_at(begin)
            if m and m.sort in ("state", "people", "office", "capital"):
                return m.giver
        end = last
        if s_after(sentence, last) not in (",", "of", "(", "de", "du", "–", "—"):
            return ""
        while end + 1 < len(sentence.tokens) and end - last < 7:
            end += 1
            if sentence.by_token.get(end) or sentence.tokens[end].text in ".;:”»\"":
                break
            m = sentence.mention_at(end)
            if m and m.sort in ("state", "people", "office"):
                return m.giver
        return ""

    def full(self, name: str) -> str:
        words = name.split()
        return self.full_names.get(words[-1], name) if len(words) == 1 else name

    def state_of(self, name: str) -> str:
        words = name.split()
        return self.states.get(words[-1], "") if words else ""

    def learn_states(self, voices: list[Voice | None]) -> list[Voice | None]:
        """A speaker whose state is nowhere told speaks for the state that acts in what he says: "Kenya stands
        ready"."""
        acting: dict[str, dict[str, int]] = {}
        for s, voice in zip(self.reading.sentences, voices):
            if voice is None or not voice.person or self.state_of(voice.name):
                continue
            for verb in s.verbs:
                acts = verb.has("give", "send", "pledge", "deploy", "lead") or (verb.tense is Tense.FUTURE
                    and not verb.has("be", "have"))
                if not verb.finite or not acts:
                    continue
                m = s.mention_at(verb.first - 1)
                if m is not None and m.sort == "state" and s.low(m.first - 1) not in ("in", "of", "to", "for"):
                    counts = acting.setdefault(voice.name.split()[-1], {})
                    counts[m.giver] = counts.get(m.giver, 0) + 1
        for name, counts in acting.items():
            best = max(counts, key=lambda state: (counts[state], state))
            if counts[best] >= 2 or len(counts) == 1:
                self.states[name] = best
        return [replace(v, state=self.state_of(v.name)) if v is not None and v.person and not v.state else v
                for v in voices]

    # --- voices of a sentence -----------------------------------------------------------------------------

    def _noun_phrase(self, s: SentenceReading, i: int, backwards: bool) -> Voice | None:
        """The party, person or kind of speaker nearest to token i on one side, within the phrase."""
        order = range(i, max(-1, i - 16), -1) if backwards else range(i, min(len(s.tokens), i + 9))
        best: Voice | None = None
        commas = 0
        for k in order:
            low = s.low(k)
            if s.tokens[k].text in "”»\"“«;:":
                break
            verb = s.by_token.get(k)
            if verb is not None and (verb.finite or verb.frames[0] == "say") and not (backwards and commas):
                break
            if low == ",":
                commas += 1
                if not backwards and best is not None:
                    beyond = next((p for p in s.persons if p.first in (k + 1, k + 2, k + 3)
                        and len(p.name.split()) > 1), None)
                    if beyond is not None and best.generic:
                        return Voice(self.full(beyond.name), True, beyond.first, beyond.last, best.state
                                or self.state_of(beyond.name))
                    break
                continue
            if low in ("that", "que", "qu'") and not backwards:
                break
            person = next((p for p in s.persons if p.first <= k <= p.last), None)
            beside = backwards and person is not None and k == i and person.last == i and len(person.name) > 2
            if person is not None and not self._is_a_person(s, person) and not beside:
                person = None
            if person is not None and len(person.name.split()) == 1 and best is not None and s.low(
                    person.first - 1) in (
                    "des", "de", "of", "du", "d'"):
                person = None
            if person is not None and backwards and s.low(person.first - 1) in ("in", "of", "from",
                    "at") and len(person.name.split()) == 1:
                person = None
            if person is not None and (len(person.name) > 1):
                return Voice(self.full(person.name), True, person.first, person.last, self.state_of(person.name))
            if low in _PRONOUNS[self.tongue] and best is None and (k in (i, i - 1) or low not in ("it", "on", "il",
                    "i", "we")):
                return Voice("", False, k, k, pronoun=True)
            if low in _GENERIC[self.tongue] and best is None and not (backwards and s.low(k - 1) in ("dedicated",
                    "in", "to", "with")):
                best = self._generic(s, k)
                if (not backwards and low in ("official", "responsable", "spokesperson", "spokesman",
                        "porte-parole")) or backwards:
                    continue
                continue
            m = s.mention_at(k)
            if m is not None and m.sort != "people":
                if best is not None and m.sort in ("state", "capital", "mission", "org", "office", "council", "media"):
                    return best
                named = backwards and s.low(m.first - 1) in ("of", "the")
                if named and (whose := self._person_of(s, m.first)) is not None:
                    return whose
                if best is None and m.sort == "mission" and s.low(m.last + 1) == "'s":
                    continue
                if best is None and not (m.sort == "state" and s.low(m.last + 1) == "'s"):
                    best = Voice(m.party, False, m.first, m.last, m.giver if m.sort == "state" else m.state)
                    if not self._goes_on(s, m.first, backwards):
                        continue
        return best

    def _person_of(self, s: SentenceReading, k: int) -> Voice | None:
        """"James Watters of the State Department said": the person before "of"."""
        i = k - 1
        while s.low(i) in ("the", "of", "for", "from"):
            i -= 1
        person = next((p for p in s.persons if p.last == i), None)
        return None if person is None else Voice(self.full(person.name), True, person.first, person.last,
                self.state_of(person.name))

    def _is_a_person(self, s: SentenceReading, person: Person) -> bool:
        """A capital by itself at the start of a sentence is a word, unless the text names somebody so."""
        words = person.name.split()
        if len(words) > 1:
            return words[-1].lower() not in _NOT_PERSONS
        if words[0] in self.full_names:
            return True
        before = s.low(person.first - 1)
        if words[0].lower() in _GENERIC[self.tongue] or words[0].lower() in _NOT_PERSONS:
            return False
        return (person.first > 0 and s.tokens[0].start != s.tokens[person.first].start and before not in ("“", '"',
                "«", "the", "la", "le", "l'", "'s")) \
            or before in ("president", "minister", "m.", "mr", ".", "colonel", "general")

    @staticmethod
    def _goes_on(s: SentenceReading, k: int, backwards: bool) -> bool:
        return backwards and k > 0 and s.low(k - 1) in (",", "of", "for", "de", "du")

    def _paper(self, s: SentenceReading, k: int) -> Voice | None:
        """"the daily El Sol", "le journal La Tribune": a paper by its name."""
        if s.low(k) not in _PAPERS:
            return None
        last = k
        while last + 1 < len(s.tokens) and s.tokens[last + 1].is_word and s.tokens[last + 1].is_capital:
            last += 1
        return Voice(s.words(k + 1, last), False, k, last, generic=s.low(k)) if last > k else None

    def _generic(self, s: SentenceReading, k: int) -> Voice:
        """"Canada's defence ministry", "the officers", "a State Department spokesperson", "sources"."""
        paper = self._paper(s, k)
        if paper is not None:
            return paper
        low = s.low(k)
        noun = _PLAIN_ENGLISH.get(low, low)
        first = k
        while first > 0 and k - first < 5 and (s.tokens[first - 1].is_word or s.low(first - 1) == "'s") \
                and s.by_token.get(first - 1) is None and s.low(first - 1) not in (
                    "a", "an", "the", "said", "to", "and", "by", "le", "la", "les", "l'", "un", "une", "selon", "par",
                        "et", "des"):
            first -= 1
        last = k
        m = next((s.mention_at(j) for j in range(first, k + 1) if s.mention_at(j)), None)
        if m is None and s.low(k + 1) in ("of", "for", "du", "de", "d'", "des", "at", "in", "en"):
            m = next((s.mention_at(j) for j in range(k + 2, min(k + 6, len(s.tokens))) if s.mention_at(j)), None)
            last = m.last if m else k
        if m is None and self.tongue == "fr":
            m = s.mention_at(k + 1) or s.mention_at(k + 2)
        middle = [s.low(j) for j in range(first, k) if s.low(j) != "'s" and s.mention_at(j) is None]
        if m is not None and m.sort in ("state", "people", "capital"):
            return Voice(" ".join([adjective(m.party), *middle, noun]), False, first, last, m.party, generic=noun)
        if m is not None and m.sort in ("office", "org", "council", "mission", "media"):
            if noun in ("spokesperson", "spokesman", "spokeswoman"):
                return Voice(f"{m.party} spokesperson", False, first, last, m.state, generic=noun)
            return Voice(m.party, False, first, last, m.state, generic=noun)
        return Voice(" ".join([*middle, noun]), False, first, last, generic=noun)

    def _says(self, verb: VerbGroup) -> bool:
        return ("say" in verb.frames or verb.lemma in ("make", "speak", "give", "let", "expect", "fear", "hope",
                "espérer", "parler")) and not verb.modal and (verb.finite or verb.progressive)

    def _really_says(self, s: SentenceReading, verb: VerbGroup) -> bool:
        """Verbs that speak only in a phrase: "made known", "spoke of", "gave the number as", "let it be known", "X
        expects"."""
        after = [s.low(k) for k in range(verb.last + 1, min(len(s.tokens), verb.last + 6))]
        if verb.lemma == "make":
            return after[:1] in (["known"], ["clear"], ["public"])
        if verb.lemma in ("speak", "parler"):
            return after[:1] in (["of"], ["de"], ["d'"]) or s.low(verb.first - 1) == "so"
        if verb.lemma == "give":
            return bool({"number", "figure", "cost", "total", "strength"} & set(after)) and bool({"as",
                    "at"} & set(after))
        if verb.lemma == "let":
            return after[:3] == ["it", "be", "known"]
        if verb.lemma in ("expect", "fear", "hope", "espérer"):
            person = next((p for p in s.persons if p.last < verb.first and verb.first - p.last <= 6), None)
            return person is not None and not verb.passive and self._is_a_person(s, person)
        return True

    def voices(self, s: SentenceReading) -> list[Voice]:
        """The speakers a sentence names, in order."""
        found: list[Voice] = []
        for verb in s.verbs:
            if not self._says(verb) or not self._really_says(s, verb):
                continue
            voice = self._subject(s, verb)
            if voice is None:
                continue
            if (verb.lemma in _ALSO_OTHER and not self._speaks(s, verb, voice)) or self._aside(s, verb):
                continue
            found.append(voice)
        found.extend(self._according(s))
        return found

    def _aside(self, s: SentenceReading, verb: VerbGroup) -> bool:
        """A verb of saying inside a relative clause speaks of something else ("equipment which they said they
        needed")."""
        if any(s.sentence.quoted):
            return False
        here = s.clause[verb.main]
        first = s.clause.index(here)
        subject = next((m for m in s.mentions if m.last == verb.first - 1), None)
        if subject is not None and subject.sort != "people":
            before = subject.first - 1
            before -= 1 if s.low(before) == "the" else 0
            if before > 0 and s.tokens[before].is_word and s.low(before) not in ("that", "and", "but", "as", "so",
                    "what", "que", "et", "mais", "while") \
                    and s.mention_at(before) is None and any(
                        v.finite and v.last < before and not any(s.tokens[k].text in ",;:" for k in range(v.last + 1,
                            subject.first)) for v in s.verbs):
                return True
        return s.low(first) in ("which", "that", "dont", "whom", "que") and s.low(first - 1) not in (",", "say",
                "said") and any(
            v.finite and s.clause[v.main] != here and v.last < first for v in s.verbs) and not any(
            "say" in v.frames and v.last < first for v in s.verbs)

    def _subject(self, s: SentenceReading, verb: VerbGroup) -> Voice | None:
        if self.tongue == "fr" and "-" in s.low(verb.first) and s.low(verb.first).split("-")[-1] in _PRONOUNS["fr"]:
            return Voice("", False, verb.first, verb.first, pronoun=True)
        before = s.tokens[verb.first - 1].text if verb.first else ""
        inverted = before in ("”", "»", "\"", ",") or not before
        after_is_mark = verb.last + 1 < len(s.tokens) and s.tokens[verb.last + 1].text in ",.;”»\""
        if inverted and not after_is_mark and not verb.passive:
            ahead = self._noun_phrase(s, verb.last + 1, False)
            left_pronoun = verb.first and s.low(verb.first - 1) in _PRONOUNS[self.tongue]
            named_next = ahead is not None and ahead.person and ahead.first - verb.last <= 4 and any(v.finite
                and v.last < verb.first for v in s.verbs)
            if ahead is not None and not left_pronoun and (before != "," or named_next or self._no_subject_left(s,
                    verb)):
                return ahead
        if verb.passive or not verb.first:
            return None
        if verb.progressive and not verb.finite:
            main = next((v for v in s.verbs if v.finite and v.first < verb.first), None)
            return self._noun_phrase(s, main.first - 1, True) if main is not None and main.first else None
        if before == "," and verb.first >= 2 and not s.quoted_at(verb.first - 2):
            opening = next((k for k in range(verb.first - 2, 0, -1) if s.tokens[k].text == ","), None)
            inside = [p for p in s.persons if opening is not None and opening < p.first < verb.first and (
                len(p.name.split()) > 1 or p.name in self.full_names)]
            if inside and opening is not None and any(s.low(k) in _GENERIC[self.tongue] | {"president", "président",
                    "ministre"}
                    for k in range(max(0, opening - 6), opening)):
                who = inside[-1]
                return Voice(self.full(who.name), True, who.first, who.last, self.state_of(who.name))
            if opening is not None and verb.first - opening < 16 and not any(
                    v.finite for v in s.verbs if v.first < opening and s.clause[v.main] == s.clause[verb.main]):
                beyond = self._noun_phrase(s, opening - 1, True)
                if beyond is not None:
                    return beyond
        return self._noun_phrase(s, verb.first - 1, True)

    def _no_subject_left(self, s: SentenceReading, verb: VerbGroup) -> bool:
        """Was the comma before the verb the end of what is said, not of an apposition to the subject?"""
        others = [v for v in s.verbs if v.finite and v.last < verb.first]
        return (bool(others) and any(s.quoted_at(k) for k in range(verb.first))) or (bool(others)
                and self.tongue == "fr")

    def _speaks(self, s: SentenceReading, verb: VerbGroup, voice: Voice) -> bool:
        """Verbs that can also mean something else: speech only before "that", after a quotation, or by a person or
        office."""
        after = s.low(verb.last + 1)
        mention = next((m for m in s.mentions if m.first == voice.first), None)
        if verb.lemma in ("announce", "annoncer") and mention is not None and mention.sort in ("state",
                "capital") and not voice.generic:
            return False
        if after in ("that", "que", "qu'", ":", "“", "«") or any(s.quoted_at(k) for k in range(len(s.tokens))):
            return True
        if after in (".", ",") or verb.last == len(s.tokens) - 1:
            return True
        if verb.lemma == "count" and any(f.first > verb.last for f in s.figures) and not voice.pronoun:
            return mention is not None and mention.sort in ("org", "media", "office")
        if verb.lemma in ("put", "estimate", "calculate") and any(f.first > verb.last for f in s.figures):
            return not voice.pronoun and (verb.lemma != "put" or any(s.low(k) == "at" for k in range(verb.last + 1,
                    min(len(s.tokens), verb.last + 8))))
        if verb.lemma in ("announce", "annoncer", "count", "calculate", "evaluate", "report", "find"):
            return voice.person or voice.generic != "" or voice.pronoun or verb.lemma in ("report",)
        return voice.person and verb.lemma in ("add", "ajouter")

    def _according(self, s: SentenceReading) -> list[Voice]:
        found = []
        for i in range(len(s.tokens)):
            low = s.low(i)
            start = -1
            if low == ":" and i + 1 < len(s.tokens) and s.tokens[i + 1].text in "“«\"" and not any(
                    "say" in v.frames and v.last < i for v in s.verbs):
                voice = self._noun_phrase(s, i - 1, True)
                if voice is not None and (voice.person or voice.generic):
                    found.append(voice)
                continue
            trio = tuple(s.low(k) for k in range(i, i + 4))
            if trio[1:] in (("the", "words", "of"), ("the", "count", "of"), ("the", "view", "of"), ("the", "estimate",
                    "of")) or trio == (
                    "by", "the", "figures", "of"):
                start = i + 4
            elif trio[:3] in (("à", "en", "croire"), ("de", "l'", "avis")) or trio[:2] == ("auprès", "de"):
                start = i + (2 if trio[0] == "auprès" else 3)
            if low in ("according", "going") and s.low(i + 1) in ("to", "by"):
                start = i + 2
            elif low == "selon" or (low == "d'" and s.low(i + 1) == "après"):
                start = i + (1 if low == "selon" else 2)
            elif low in ("for", "pour") and i == 0:
                person = next((p for p in s.persons if p.first <= i + 2 and p.first > i), None)
                if person is not None:
                    found.append(Voice(self.full(person.name), True, person.first, person.last,
                        self.state_of(person.name)))
                continue
            elif low in ("opinion", "estimate", "view", "words", "avis", "mots") and i and s.low(i - 1) in ("his",
                    "her", "son", "son"):
                found.append(Voice("", False, i, i, pronoun=True))
                continue
            if start < 0 or start >= len(s.tokens):
                continue
            if s.low(start) in ("him", "her", "them", "lui", "elle", "eux"):
                found.append(Voice("", False, start, start, pronoun=True))
                continue
            voice = self._noun_phrase(s, start, False)
            if voice is not None:
                found.append(voice)
        return found

    # --- the whole document -------------------------------------------------------------------------------

    def of_each_sentence(self) -> list[Voice | None]:
        """The speaker of each sentence, None for the report itself."""
        result: list[Voice | None] = []
        last_person: Voice | None = None
        last_any: Voice | None = None
        for s in self.reading.sentences:
            chosen: Voice | None = None
            for voice in self.voices(s):
                settled = self._settle(voice, s, last_person, last_any)
                if settled is not None and (chosen is None or (settled.person and not chosen.person)):
                    chosen = settled
            if chosen is None and s.sentence.quoted and all(
                    q for q, t in zip(s.sentence.quoted, s.tokens) if t.is_word):
                chosen = self._runs_on(result, s, last_any)
            result.append(chosen)
            if chosen is not None and len(result) > 1 and result[-2] is None and _SAID_SO.search(
                    s.text[s.sentence.start:s.sentence.end]):
                result[-2] = chosen
            if chosen is not None:
                last_any = chosen
                if chosen.person:
                    last_person = chosen
            else:
                named = [p for p in s.persons if len(p.name.split()) > 1 or p.name in self.full_names]
                acting = [p for p in named if not self._governed(s, p)]
                if named:
                    who = (acting or named)[0].name
                    last_person = Voice(self.full(who), True, 0, 0, self.state_of(who))
        self._look_ahead(result)
        for i in range(len(result) - 1):
            one, two = result[i], result[i + 1]
            if one is not None and two is not None and two.person and not one.person and one.generic in ("minister",
                    "president", "spokesman", "spokeswoman", "spokesperson",
                    "commander", "general", "ambassador", "official", "envoy",
                        "chief") and any(self.reading.sentences[i + 1].sentence.quoted):
                result[i] = two
        return self.learn_states(result)

    @staticmethod
    def _governed(s: SentenceReading, person: Person) -> bool:
        """Does a preposition stand before the name and its titles ("talks with Prime Minister X")?"""
        k = person.first - 1
        while k >= 0 and s.low(k) in TITLES:
            k -= 1
        return s.low(k) in ("with", "of", "by", "from", "to", "for", "against", "under", "avec", "de", "du", "par", "à")

    def _settle(self, voice: Voice, s: SentenceReading, person: Voice | None, any_voice: Voice | None) -> Voice | None:
        if voice.pronoun:
            word = s.low(voice.first).split("-")[-1]
            if word in ("elle", "it", "il") and person is None and any_voice is None:
                return self._body_in(s, voice.first)
            if word in ("he", "she", "il", "elle", "i", "opinion", "view") or s.low(voice.first) in ("opinion",
                    "estimate", "view", "avis", "words"):
                return person or any_voice
            return any_voice or person or self._body_in(s, voice.first)
        if voice.name in ("même source", "same source"):
            return any_voice or person
        if voice.generic in ("communiqué", "statement", "letter", "tweet") and voice.name.split()[0] in ("son", "his",
                "her", "its", "their", "leur", voice.generic):
            own = next((m for m in s.mentions if m.sort in ("org", "office", "council")), None)
            known = person if voice.name.split()[0] in ("son", "his", "her") else None
            return known or (Voice(own.party, False, own.first, own.last, own.state) if own is not None else voice)
        if voice.generic and voice.name == voice.generic and voice.generic in _REFER_BACK | set(_PLAIN_ENGLISH.values(
                )):
            earlier = self._earlier_body(s, voice.generic)
            if earlier:
                return Voice(earlier, False, voice.first, voice.last, voice.state, generic=voice.generic)
        return voice

    def _body_in(self, s: SentenceReading, before: int) -> Voice | None:
        """The body named nearest before a pronoun in the same sentence."""
        for m in reversed(s.mentions):
            if m.last < before and m.sort in ("org", "mission", "office", "council"):
                name = self.reading.mission if m.party == MISSION else m.party
                return Voice(name, False, m.first, m.last, m.state)
        return None

    def _earlier_body(self, s: SentenceReading, noun: str) -> str:
        """The body an earlier sentence named, which "the newspaper" or "the ministry" refers to."""
        wanted = {"newspaper": ("media",), "paper": ("media",), "broadcaster": ("media",), "channel": ("media",),
            "agency": ("media", "org"),
                  "department": ("office",), "council": ("council",)}.get(noun)
        for earlier in reversed(self.reading.sentences[:s.sentence.number + 1]):
            if s.sentence.number - earlier.sentence.number > 3:
                break
            for m in reversed(earlier.mentions):
                if wanted and m.sort in wanted:
                    return m.party
                if wanted is None and noun in m.party.lower():
                    return m.party
                if wanted is None and noun in ("organisation", "organization") and m.sort in ("org", "council"):
                    return m.party
            for voice in self.voices(earlier) if earlier is not s else []:
                if voice.generic == noun and voice.name != noun:
                    return voice.name
        return ""

    def _runs_on(self, result: list[Voice | None], s: SentenceReading, last: Voice | None) -> Voice | None:
        """A sentence wholly in quotation marks goes on with whoever was quoted just before."""
        if result and result[-1] is not None and any(self.reading.sentences[len(result) - 1].sentence.quoted):
            return result[-1]
        if result and result[-1] is not None and self.reading.sentences[
                len(result) - 1].sentence.paragraph == s.sentence.paragraph:
            return result[-1]
        recent = [v for v in result[-3:] if v is not None]
        if last is not None and last.person and recent and all(v.name == last.name for v in recent):
            return last
        return None

    def _look_ahead(self, result: list[Voice | None]) -> None:
        """A quotation whose speaker is named only in a later sentence of the same run."""
        readings = self.reading.sentences
        for i in range(len(readings) - 2, -1, -1):
            s, after = readings[i], readings[i + 1]
            if result[i] is None and result[i + 1] is not None and any(s.sentence.quoted) and s.sentence.quoted \
                    and s.sentence.paragraph == after.sentence.paragraph:
                open_at_end = s.sentence.quoted[-1] or (not any(t.text in "”»" for t in s.tokens)
                    and s.tokens[-1].text != "\"")
                whole = all(q for q, t in zip(s.sentence.quoted, s.tokens) if t.is_word)
                if (open_at_end and any(after.sentence.quoted)) or (whole and not any(after.sentence.quoted)):
                    result[i] = result[i + 1]


_SAID_SO = re.compile(r"\b(?:l['’]a|l['’]ont|l['’]avait)\s+(?:annoncé|indiqué|dit|précisé|confirmé|révélé|"
        r"fait savoir)|\b(?:announced|said|confirmed|reported) (?:this|it|so)\b", re.I)
_SPEAKER_SPLIT = re.compile(r"\s+")


def speaker_name(voice: Voice | None) -> str:
    return REPORT if voice is None or not voice.name else _SPEAKER_SPLIT.sub(" ", voice.name)


def same_speaker(one: str, other: str) -> bool:
    return one == other or (REPORT not in (one, other) and same_person(one, other))
