"""Who answers for each sentence, and for each part of it: attributions followed over the whole document.

Problem: a figure is somebody's figure; the text names them before, behind or a sentence away, by name, post or
pronoun, and
goes on in their words without saying so.
Choice: attributions by sentence (sayings.py), pronouns to the last speaker, quotations that run on, transcripts by
their
labels; an unattributed sentence goes on with a speaker only where its own words show it ("Of that, ...", "would").
Weakness: reported speech without any verb of saying ("the plan foresees") is the report's own.
"""

from __future__ import annotations

import re
from dataclasses import replace

from muster.statements.analysis import DocumentReading, SentenceReading
from muster.statements.model import REPORT
from muster.statements.names import TITLES, Person, same_person
from muster.statements.people import CROWDS, People, kinds
from muster.statements.sayings import sayings
from muster.statements.subjects import subject_of
from muster.statements.verbs import Tense
from muster.statements.voices import Voice, mission_name, voice_of
from muster.statements.who_speaks import Saying

__all__ = ["Speakers", "Voice", "same_speaker", "speaker_name"]

_REFER_BACK = frozenset("""newspaper paper agency department ministry army military office embassy presidency
    government treasury organisation organization statement communiqué spokesman spokeswoman spokesperson broadcaster
    channel police mission force council service committee fund bank headquarters command secretariat bureau charity
    bloc alliance
    company dispatch note release document report letter bulletin institute""".split())
_WRITTEN = frozenset(
    "statement communiqué letter tweet note release document bulletin report briefing dispatch".split())
_SAID_SO = re.compile(r"\b(?:l['’]a|l['’]ont|l['’]avait)\s+(?:annoncé|indiqué|dit|précisé|confirmé|révélé|"
    r"fait savoir)|\b(?:announced|said|confirmed|reported) (?:this|it|so)\b", re.I)
_OF_THAT = re.compile(r"(?:Of (?:that|this|these|those|them|the sum|the total)\b|(?:[A-Z][\w-]+|\d[\d,.]*)(?: [a-z]+)? "
    r"(?:of (?:this|that|these|those|them|which)|belong)\b|The (?:rest|remainder|others?|balance)\b|Sur ce total|"
    r"De ce total|Parmi eux|Le reste\b|Les autres\b|Dont\b)")
_OF_THEM = re.compile(r"\d (?:of them|of these|d['’]entre eux)\b")
_FOLLOWING = re.compile(r"\b(?:following (?:account|figures|list|numbers|details)|as follows)\b", re.I)
_TITLED = ("minister", "president", "spokesman", "spokeswoman", "spokesperson", "commander", "general", "ambassador",
    "official", "envoy", "chief", "head", "secretary", "director", "coordinator", "leader")
_LABELS = ("question", "q", "asked", "answer", "réponse", "a")
_SPEAKER_SPLIT = re.compile(r"\s+")


class Speakers:
    """Finds the speaker of every sentence of one document."""

    def __init__(self, reading: DocumentReading) -> None:
        self.reading = reading
        self.tongue = "fr" if reading.language == "fr" else "en"
        self.people = People(reading)
        self.full_names = self.people.full_names
        self._said: dict[int, list[Saying]] = {}
        self._result: list[Voice | None] = []
        self._listing = False

    def full(self, name: str) -> str:
        return self.people.full(name)

    def state_of(self, name: str) -> str:
        return self.people.state_of(name)

    # --- the whole document -------------------------------------------------------------------------------

    def of_each_sentence(self) -> list[Voice | None]:
        """The speaker of each sentence, None for the report itself."""
        result: list[Voice | None] = []
        person: Voice | None = None
        anybody: Voice | None = None
        label: Voice | None = None
        labels = self._labels()
        for s in self.reading.sentences:
            if s.sentence.number in labels:
                label = labels[s.sentence.number]
            told = [] if self._inside_a_quotation(result, s) else self._settled(s, person, anybody)
            self._said[s.sentence.number] = told
            chosen = self._chosen(told) or (self._goes_on(result, s, anybody) if label is None else label)
            result.append(chosen)
            if chosen is not None and len(result) > 1 and result[-2] is None and _SAID_SO.search(
                    s.text[s.sentence.start:s.sentence.end]):
                result[-2] = chosen
            anybody = chosen or anybody
            person = self._person_after(s, chosen, person)
        self._look_ahead(result)
        self._named_next(result)
        self._result = self._learn_states(result)
        return self._result

    def at(self, s: SentenceReading, token: int) -> Voice | None:
        """The speaker who answers for one token of a sentence."""
        whole = self._result[s.sentence.number] if s.sentence.number < len(self._result) else None
        told = self._said.get(s.sentence.number, [])
        if not told:
            return whole
        here = [one for one in told if one.first <= token <= one.last]
        if not here:
            return None
        best = max(here, key=lambda one: (one.first <= one.voice.first <= token, one.first, one.voice.person))
        if len(here) == 1 and whole is not None and not whole.person and best.voice.name == whole.name:
            return whole
        return replace(best.voice, state=best.voice.state or self.state_of(best.voice.name))

    @staticmethod
    def _chosen(told: list[Saying]) -> Voice | None:
        chosen: Voice | None = None
        for one in told:
            if chosen is None or (one.voice.person and not chosen.person):
                chosen = one.voice
        return chosen

    def _office_acting(self, s: SentenceReading) -> Voice | None:
        """"A source at the Treasury was more talkative. According to him …": an unnamed person acting."""
        verb = next((v for v in s.verbs if v.finite), None)
        if verb is None:
            return None
        found = subject_of(s, verb)
        if found.role not in ("thing", "parties"):
            return None
        voice = voice_of(self.people, s, found.first, found.last, self.tongue, backwards=True)
        if voice is None or not voice.generic or voice.generic not in kinds("en").values() or voice.generic in CROWDS:
            return None
        return voice

    def _settled(self, s: SentenceReading, person: Voice | None, anybody: Voice | None) -> list[Saying]:
        found = []
        for one in sayings(self.people, s, self.tongue):
            voice = self._settle(one.voice, s, person, anybody)
            if voice is not None and voice.name:
                found.append(replace(one, voice=voice))
        return found

    def _person_after(self, s: SentenceReading, chosen: Voice | None, before: Voice | None) -> Voice | None:
        """The person whom "he" means in the next sentence."""
        if chosen is not None and chosen.person:
            return chosen
        named = [p for p in s.persons if len(p.name.split()) > 1 or p.name in self.full_names]
        named = [p for p in named if self.people.is_one(s, p, self.tongue)]
        acting = [p for p in named if not _governed(s, p)]
        if chosen is None and not acting and (office := self._office_acting(s)) is not None:
            return office
        if chosen is not None or not named:
            return before
        who = (acting or named)[0].name
        return Voice(self.full(who), True, 0, 0, self.state_of(who))

    def _inside_a_quotation(self, result: list[Voice | None], s: SentenceReading) -> bool:
        """Is the whole sentence in the words of somebody already quoted? What is said inside is then his."""
        words = [q for q, t in zip(s.sentence.quoted, s.tokens) if t.is_word]
        if not words or not all(words) or not result or result[-1] is None:
            return False
        return any(self.reading.sentences[len(result) - 1].sentence.quoted)

    # --- pronouns and references --------------------------------------------------------------------------

    def _settle(self, voice: Voice, s: SentenceReading, person: Voice | None, anybody: Voice | None) -> Voice | None:
        if voice.pronoun:
            return self._meant(voice, s, person, anybody)
        if voice.name == "same source":
            return anybody or person
        if voice.generic in _WRITTEN:
            return self._author(voice, s, person, anybody)
        if voice.generic in ("minister", "president", "general", "colonel", "commander", "ambassador", "official",
                "spokesman", "spokeswoman", "spokesperson", "chief") and voice.name == voice.generic \
                and (name := self._titled_nearby(voice, s)):
            return Voice(name, True, voice.first, voice.last, self.state_of(name))
        if voice.generic and voice.name == voice.generic and voice.generic in _REFER_BACK and (
                earlier := self._earlier_body(s, voice.generic)):
            return Voice(earlier, False, voice.first, voice.last, voice.state, generic=voice.generic)
        return voice

    def _meant(self, voice: Voice, s: SentenceReading, person: Voice | None, anybody: Voice | None) -> Voice | None:
        word = s.low(voice.first).split("-")[-1]
        if word in ("he", "she", "il", "elle", "i", "je", "j'", "his", "her", "him", "lui"):
            if word in ("his", "her") and (office := self._office_acting(s)) is not None and office.first < voice.first:
                return office
            inside = [p for p in s.persons if p.last < voice.first and self.people.is_one(s, p, self.tongue)
                and not _governed(s, p) and (len(p.name.split()) > 1 or p.name in self.full_names)]
            if inside and word not in ("i", "je", "j'"):
                name = self.full(inside[0].name)
                return Voice(name, True, voice.first, voice.last, self.state_of(name))
            if person is None and word in ("elle", "il"):
                return anybody or self._body_in(s, voice.first)
            return person or anybody
        if word in ("they", "ils", "elles") and (crowd := self._crowd_in(s, voice.first)) is not None:
            return crowd
        if word in ("it", "they", "we", "on", "nous", "ils", "elles", "their", "its", "them", "eux"):
            return self._body_in(s, voice.first) if word == "it" and anybody is None else (
                anybody or person or self._body_in(s, voice.first))
        return anybody or person or self._body_in(s, voice.first)

    def _crowd_in(self, s: SentenceReading, before: int) -> Voice | None:
        """"The officers receive …, they complain": the people named in front of "they"."""
        words = kinds(self.tongue)
        for k in range(before - 1, -1, -1):
            if s.low(k) in words and s.low(k).endswith("s") and s.low(k - 1) in ("the", "les", "its", "their", "some"):
                return Voice(words[s.low(k)], False, k, k, generic=words[s.low(k)])
        return None

    def _author(self, voice: Voice, s: SentenceReading, person: Voice | None, anybody: Voice | None) -> Voice:
        """The one who wrote "the statement": its owner, the body beside it, or the one named before."""
        if voice.name != voice.generic and voice.state == "" and " " not in voice.name.replace(voice.generic,
                "").strip():
            return voice
        own = s.low(voice.first - 1)
        if own in ("his", "her", "son", "sa") and person is not None:
            return person
        beside = [m for m in s.mentions if m.sort in ("org", "office", "council", "mission") and abs(
            m.first - voice.last) <= 6]
        if beside:
            name = mission_name(self.reading) if beside[0].sort == "mission" else beside[0].party
            return Voice(name, False, voice.first, voice.last, beside[0].state, generic=voice.generic)
        acting = next((m for m in s.mentions if m.sort in ("org", "office", "council") and s.low(m.first - 1) not in (
            "of", "de", "du", "des", "to", "à", "at", "with") and m.last < voice.first), None)
        if acting is not None and voice.name == voice.generic and own not in ("the",):
            return Voice(acting.party, False, voice.first, voice.last, acting.state, generic=voice.generic)
        earlier = self._earlier_body(s, voice.generic)
        if not earlier and voice.name == voice.generic and anybody is not None and own in ("the", "le", "la", "cette",
                "l'"):
            return anybody
        return Voice(earlier, False, voice.first, voice.last, generic=voice.generic) if earlier else voice

    def _titled_nearby(self, voice: Voice, s: SentenceReading) -> str:
        """"the minister" is the last person called so, if not long ago."""
        for number, name in reversed(self.people.titles.get(voice.generic, [])):
            if s.sentence.number - 8 <= number <= s.sentence.number:
                return name
        return ""

    def _body_in(self, s: SentenceReading, before: int) -> Voice | None:
        """The body named nearest before a pronoun in the same sentence."""
        for m in reversed(s.mentions):
            if m.last < before and m.sort in ("org", "mission", "office", "council"):
                name = mission_name(self.reading) if m.sort == "mission" else m.party
                return Voice(name, False, m.first, m.last, m.state)
        return None

    def _earlier_body(self, s: SentenceReading, noun: str) -> str:
        """The body an earlier sentence named, which "the newspaper" or "the ministry" refers to."""
        wanted = {"newspaper": ("media",), "paper": ("media",), "broadcaster": ("media",), "channel": ("media",),
            "agency": ("media", "org"), "department": ("office",), "council": ("council",), "mission": ("mission",),
            "force": ("mission",)}.get(noun)
        for earlier in reversed(self.reading.sentences[max(0, s.sentence.number - 3):s.sentence.number + 1]):
            for m in reversed(earlier.mentions):
                if wanted and m.sort in wanted:
                    return mission_name(self.reading) if m.sort == "mission" else m.party
                if wanted is None and (noun in m.party.lower()
                        or (noun in ("organisation", "organization", "bloc", "alliance")
                        and m.sort in ("org", "council"))):
                    return m.party
            for one in self._said.get(earlier.sentence.number, []):
                if one.voice.generic == noun and one.voice.name != noun:
                    return one.voice.name
        return ""

    # --- speech that runs on ------------------------------------------------------------------------------

    def _goes_on(self, result: list[Voice | None], s: SentenceReading, last: Voice | None) -> Voice | None:
        """A sentence without attribution that plainly goes on with the speaker before."""
        words = [q for q, t in zip(s.sentence.quoted, s.tokens) if t.is_word]
        if words and all(words):
            return self._quoted_on(result, s, last)
        if not result or result[-1] is None or any(words):
            return None
        before = self.reading.sentences[len(result) - 1]
        if before.sentence.paragraph != s.sentence.paragraph and self._paragraphs_are_long():
            return None
        if any(t.text == ";" for t in before.tokens) and self.at_end(before) is None:
            return None
        text = s.text[s.sentence.start:s.sentence.end]
        told_before = before.text[before.sentence.start:before.sentence.end]
        if _FOLLOWING.search(told_before) or (len(result) > 1 and result[-1] is not None and self._listing):
            self._listing = before.sentence.paragraph == s.sentence.paragraph
            return result[-1]
        if _OF_THAT.match(text) or _OF_THEM.search(text) or self._reported_on(before, s):
            return result[-1]
        return None

    def at_end(self, s: SentenceReading) -> Voice | None:
        """Who answers for the end of a sentence."""
        told = self._said.get(s.sentence.number, [])
        end = len(s.tokens) - 1
        return next((one.voice for one in told if one.last >= end), None) if told else (
            self._result[s.sentence.number] if s.sentence.number < len(self._result) else None)

    def _paragraphs_are_long(self) -> bool:
        return len(self.reading.sentences) > 2 * len({s.sentence.paragraph for s in self.reading.sentences})

    def _reported_on(self, before: SentenceReading, s: SentenceReading) -> bool:
        """"would" or "had been" after "he said that": the words of the one who spoke, moved into the past."""
        if self.tongue == "fr":
            return False
        told = self._said.get(before.sentence.number, [])
        if told and not any(one.reported for one in told):
            return False
        first = next((v for v in s.verbs if v.finite), None)
        if first is None:
            return False
        moved = first.modal in ("would", "could") or s.low(first.first) in ("would", "could")
        return moved and not any(t.low == "if" for t in s.tokens)

    def _quoted_on(self, result: list[Voice | None], s: SentenceReading, last: Voice | None) -> Voice | None:
        """A sentence wholly in quotation marks goes on with whoever was quoted just before."""
        if result and result[-1] is not None and (any(self.reading.sentences[len(result) - 1].sentence.quoted)
                or self.reading.sentences[len(result) - 1].sentence.paragraph == s.sentence.paragraph):
            return result[-1]
        recent = [v for v in result[-3:] if v is not None]
        return last if last is not None and last.person and recent and all(v.name == last.name
                for v in recent) else None

    def _look_ahead(self, result: list[Voice | None]) -> None:
        """A quotation whose speaker is named only in a later sentence of the same run."""
        readings = self.reading.sentences
        for i in range(len(readings) - 2, -1, -1):
            s, after = readings[i], readings[i + 1]
            if result[i] is None and result[i + 1] is not None and any(s.sentence.quoted) \
                    and s.sentence.paragraph == after.sentence.paragraph:
                open_at_end = s.sentence.quoted[-1] or (not any(t.text in "”»" for t in s.tokens)
                    and s.tokens[-1].text != "\"")
                whole = all(q for q, t in zip(s.sentence.quoted, s.tokens) if t.is_word)
                if (open_at_end and any(after.sentence.quoted)) or (whole and not any(after.sentence.quoted)):
                    result[i] = result[i + 1]

    def _named_next(self, result: list[Voice | None]) -> None:
        """"its commander has said. General X told …": an office is named by the sentence that follows."""
        for i in range(len(result) - 1):
            one, two = result[i], result[i + 1]
            if one is not None and two is not None and two.person and not one.person and one.generic in _TITLED \
                    and self._said.get(i + 1) and not any(v.voice.pronoun for v in self._said[i + 1]):
                result[i] = two
                self._said[i] = [replace(v, voice=two) if v.voice.name == one.name else v for v in self._said.get(i,
                    [])]

    def _labels(self) -> dict[int, Voice | None]:
        """"Spokeswoman: ...", "MR. DALGLEISH: ...", "Answer by X: ...": a transcript's labels, if at least two."""
        found: dict[int, Voice | None] = {}
        answering: Voice | None = None
        for s in self.reading.sentences:
            colon = next((k for k in range(1, min(8, len(s.tokens) - 1)) if s.tokens[k].text == ":"), None)
            if colon is None or not s.tokens[0].is_capital or s.tokens[colon + 1].text in "“«\"":
                continue
            words = [s.low(k) for k in range(colon)]
            if s.by_token.get(0) and words[0] not in _LABELS:
                continue
            if words[0] in ("question", "q", "asked"):
                found[s.sentence.number] = None
                continue
            voice = self._label(s, colon, words)
            if voice is None and words[0] in ("answer", "réponse", "a"):
                voice = answering
            if voice is not None:
                answering = voice if words[0] in ("answer", "réponse") else answering
                found[s.sentence.number] = voice
        return found if len(found) >= 3 or (len(found) >= 2 and None in found.values()) else {}

    def _label(self, s: SentenceReading, colon: int, words: list[str]) -> Voice | None:
        person = next((p for p in s.persons if p.first < colon and len(p.name.split()) > 1), None)
        if person is not None:
            return Voice(self.full(person.name), True, person.first, person.last, self.state_of(person.name))
        if (words[0] in ("answer", "réponse") and colon > 1) or (words[0] in TITLES and colon <= 5):
            named = [s.tokens[k].text for k in range(colon) if s.tokens[k].is_word and s.low(k) not in (*TITLES,
                "answer",
                "by", "réponse", "de", "baroness", "lord")]
            name = " ".join(w.title() if w.isupper() else w for w in named)
            if name:
                return Voice(name, True, 0, colon - 1, self.state_of(name))
        if set(words) & set(kinds(self.tongue)) and colon <= 4 and not set(words) & CROWDS:
            return Voice(s.words(0, colon - 1), False, 0, colon - 1, generic=words[-1])
        return None

    # --- whose state --------------------------------------------------------------------------------------

    def _learn_states(self, voices: list[Voice | None]) -> list[Voice | None]:
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
                self.people.states[name] = best
        return [replace(v, state=self.state_of(v.name)) if v is not None and v.person and not v.state else v
                for v in voices]


def _governed(s: SentenceReading, person: Person) -> bool:
    """Does a preposition stand before the name and its titles ("talks with Prime Minister X")?"""
    k = person.first - 1
    while k >= 0 and s.low(k) in TITLES:
        k -= 1
    return s.low(k) in ("with", "of", "by", "from", "to", "for", "against", "under", "avec", "de", "du", "par", "à")


def speaker_name(voice: Voice | None) -> str:
    return REPORT if voice is None or not voice.name else _SPEAKER_SPLIT.sub(" ", voice.name)


def same_speaker(one: str, other: str) -> bool:
    return one == other or (REPORT not in (one, other) and same_person(one, other))
