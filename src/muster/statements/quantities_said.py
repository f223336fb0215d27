"""Quantities: each figure weighed: is it a claim, whose, at which stage, of which day.

Problem: noun, giver, verb and day of a figure stand in other places of the sentence, or in the sentence before.
Choice: the grammar finds figure, noun, verbs and names; what it sees are signs, and learned weights choose
(`loglinear.py`): first the stage, then the party among all that could be meant, then whether it is a claim at all.
Without weights, as in the trainer's first pass, the grammar's stage and the first vote for a party stand.
Weakness: each choice is made for itself; a wrong stage can mislead the choice of the party.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from muster.quantities import Hedge, When
from muster.statements.analysis import DocumentReading, SentenceReading
from muster.statements.candidates import candidates
from muster.statements.counted import Claim, Counted
from muster.statements.counting import counted_by
from muster.statements.currencies import money_unit
from muster.statements.days_of_figures import when_of
from muster.statements.givers import body_owner, subject_party, votes
from muster.statements.governing import clause_text, control, governors, main_verb, window
from muster.statements.loglinear import Models
from muster.statements.memory import Memory
from muster.statements.names import MISSION
from muster.statements.numbers import bounds
from muster.statements.question import Candidate, Question
from muster.statements.ruled_stage import ruled_stage, verbs_say
from muster.statements.signs_of_claim import claim_signs
from muster.statements.signs_of_stage import stage_signs
from muster.statements.speech import Voice
from muster.statements.stages import StageFound
from muster.statements.uncounted import uncounted
from muster.statements.understood import nothing_said, shares_in_words, understood
from muster.statements.verbs import VerbGroup

LEAST = 0.55
"""The chance of being a claim from which on a figure is kept."""
LEAST_SURE = 0.1
"""The chance of being right in all from which on a figure is kept: below it a statement misleads more than it tells."""

_READY_LATER = re.compile(r"\b(?:will be|to be|expected to be|should be|be)\s+(?:fully\s+)?(?:mission-ready|"
        r"operational|ready to (?:deploy|go|leave)|deployable|combat-ready|ready)\b|"
        r"\b(?:seront|sera|devraient être|devrait être)\s+(?:opérationnel\w*|prêts?|prêtes?)", re.I)
_HEDGE_BEHIND = {"at least": Hedge.AT_LEAST, "at most": Hedge.AT_MOST, "or so": Hedge.ABOUT,
    "or more": Hedge.AT_LEAST, "au moins": Hedge.AT_LEAST, "au plus": Hedge.AT_MOST, "au maximum": Hedge.AT_MOST,
    "ou plus": Hedge.AT_LEAST, "au minimum": Hedge.AT_LEAST}


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


class QuantityReader:
    """Reads the quantities of one document, sentence by sentence, remembering what was spoken of."""

    def __init__(self, document: DocumentReading, voices: list[Voice | None], models: Models | None = None,
                 trace: list[Traced] | None = None) -> None:
        self.memory = Memory(document, voices)
        self.voices = voices
        self.models = models
        self.trace = trace

    def read(self) -> list[Claim]:
        """The claims of the whole document, in the order of its text."""
        for s, voice in zip(self.memory.document.sentences, self.voices):
            start = len(self.memory.claims)
            for c in counted_in(self.memory, s):
                claim = self._weigh(s, c, voice, self.memory.claims[start:])
                if claim is not None:
                    self.memory.claims.append(claim)
            _shared_out(s, self.memory.claims[start:])
            _ready_later(self.memory, s, voice, start)
            _remember(self.memory, s)
        return self.memory.claims

    def _weigh(self, s: SentenceReading, c: Counted, voice: Voice | None, here: list[Claim]) -> Claim | None:
        """The claim that a figure makes, or None when it more likely makes none."""
        memory = self.memory
        ruling = governors(s, c)
        verb, found = ruled_stage(memory, s, c, here, ruling)
        governor = ruling[0][0] if ruling else main_verb(s, c)
        q = Question(memory, s, c, governor, bool(ruling and ruling[0][1]), voice, here, memory.claims, [], found.stage)
        signs = stage_signs(q, found, ruling, control(s, governor) if governor else None, clause_text(s, c),
                            window(s, c)) + verbs_say(s, c, ruling)
        stages = self.models.stage.probabilities(signs) if self.models else {found.stage: 1.0}
        q.stage = max(stages, key=stages.__getitem__)
        ruler = verb if verb is not None and s.by_token.get(verb.main) is verb else main_verb(s, c)
        q.votes = votes(memory, s, c, ruler, voice)
        first = q.votes[0][1] if q.votes and found.stage not in ("required", "authorised") else MISSION
        named = candidates(q)
        shares = self.models.party.probabilities([n.signs for n in named]) if self.models else [
            float(n.party == first) for n in named]
        best = max(range(len(named)), key=shares.__getitem__)
        told = claim_signs(q, stages, shares[best])
        kept = self.models.claim.probabilities(told)["claim"] if self.models else float(not c.guess
            and c.figure.word not in ("some", "none", "one"))
        claim = self._made(s, c, verb, found, named[best].party, q.stage, voice, here)
        sure = kept * shares[best] * stages[q.stage]
        claim.confidence = round(max(0.01, min(0.99, sure)), 2)
        if self.trace is not None:
            self.trace.append(Traced(s, c, signs, named, told, claim, first, found.stage))
        if kept < LEAST or (self.models is not None and sure < LEAST_SURE):
            return None
        if self.models is not None and found.rule != "take-home pay":
            claim.rule = _in_words(self.models, signs, stages, named[best], found)
        return claim

    def _made(self, s: SentenceReading, c: Counted, verb: VerbGroup | None, found: StageFound, party: str, stage: str,
              voice: Voice | None, here: list[Claim]) -> Claim:
        """The claim, its bounds and its day, once party and stage are chosen."""
        f = c.figure
        hedge = f.hedge
        if hedge is Hedge.EXACTLY and c.head is not None:
            behind = " ".join(s.low(k) for k in range(c.last + 1, c.last + 3))
            hedge = _HEDGE_BEHIND.get(behind, hedge)
        low, high = (None, None) if f.value is None else bounds(f.value, hedge, f.until, whole=c.kind != "money")
        if f.hedge is Hedge.AT_MOST and f.word.lower().startswith("no more than") and stage in ("pledged", "received",
                "deployed"):
            low = f.value
        c.unit = money_unit(self.memory, c, party, voice)
        when = when_of(self.memory, s, c, verb, stage, here)
        return Claim(c, party, stage, low, high, when, found.rule, verb, found.word, 0.6, voice, found.subject)


def counted_in(memory: Memory, s: SentenceReading) -> list[Counted]:
    """Everything of a sentence that may be counted: figures with a noun, figures without, things without a figure."""
    found: list[Counted] = []
    for figure in sorted([*shares_in_words(s), *s.figures], key=lambda f: f.first):
        one = counted_by(memory, s, figure, found)
        if one is None and not (figure.money or (figure.in_words and figure.value == 1)):
            one = understood(memory, s, figure, found)
        if one is not None:
            found.append(one)
    found += nothing_said(memory, s, found)
    covered = {i for c in found for i in range(c.first, c.last + 1)} | {
        i for c in found if c.head is not None for i in range(c.head.first, c.head.last + 1)}
    near = {i for f in s.figures if f.value != 1 for i in range(f.first, f.last + 3)}
    for r in s.resources:
        if r.first not in covered and r.first not in near and (bare := uncounted(memory, s, r, found)) is not None:
            found.append(bare)
    return sorted(found, key=lambda c: c.first)


def _in_words(models: Models, signs: list[str], stages: dict[str, float], chosen: Candidate, found: StageFound) -> str:
    """How a statement was chosen: the strongest signs for its stage and for its party."""
    stage, *rivals = sorted(stages, key=lambda k: (-stages[k], k))
    told = models.stage.reasons(signs, stage, rivals[0]) if rivals else []
    whose = models.party.reasons(chosen.signs)
    return f"{stage} by {', '.join(told) or found.rule}; {chosen.party} by {', '.join(whose) or 'nothing better'}"


def _shared_out(s: SentenceReading, claims: list[Claim]) -> None:
    """"Kuwait and Qatar 250 and 80 million respectively": the parties and the sums go in order."""
    if s.words_said.isdisjoint(("respectively", "respectivement")):
        return
    for claim in claims:
        parties = claim.party.split("; ")
        same = [e for e in claims if e.party == claim.party]
        if len(parties) == len(same) > 1:
            for e, party in zip(same, parties):
                e.party = party
            return


def _ready_later(memory: Memory, s: SentenceReading, voice: Voice | None, start: int) -> None:
    """"in training now and operational next month": a second claim of the same number, ready at that time."""
    here = next((e for e in reversed(memory.claims[start:]) if e.counted.kind == "personnel"
        and e.stage in ("in_training", "pledged", "ready")), None)
    before = next((e for e in reversed(memory.claims[:start]) if e.counted.kind == "personnel"
        and e.stage == "in_training" and e.counted.reading.sentence.number == s.sentence.number - 1), None)
    lot = here or before
    if lot is None or lot.low is None:
        return
    text = s.text[s.sentence.start:s.sentence.end]
    match = _READY_LATER.search(text)
    if match is None:
        return
    training = re.search(r"training|formation|entraîn", text) is not None
    if any(e.stage == "ready" for e in memory.claims[start:]) and not (lot is here and training):
        return
    at = s.sentence.start + match.start()
    later = [t for t in s.times if t.when is not None and t.start >= at - 60]
    if not later:
        return
    if lot.stage in ("pledged", "ready") and training:
        lot.stage = "in_training"
        if memory.published is not None:
            lot.when = When(memory.published, memory.published)
    elif lot is here and lot.when == later[0].when and memory.published is not None:
        lot.when = When(memory.published, memory.published)
    tokens = [i for i, t in enumerate(s.tokens) if t.start >= at and t.end <= s.sentence.start + match.end()]
    counted = Counted(s, lot.counted.figure, lot.counted.kind, lot.counted.unit, tokens[0] if tokens else 0,
        tokens[-1] if tokens else 0, None)
    memory.claims.append(Claim(counted, lot.party, "ready", lot.low, lot.high, later[0].when,
        "ready later than trained", None, match.group(), lot.confidence, voice or lot.voice, lot.role))


def _remember(memory: Memory, s: SentenceReading) -> None:
    """Whom and when the sentence was about, for the next one."""
    if s.low(0) in ("the", "le", "la") and {s.low(1), s.low(2)} & {"fund", "fonds", "force", "mission", "conference"}:
        memory.last_subject = MISSION
    first = next((v for v in s.verbs if v.finite), None)
    party = "" if first is None else subject_party(s, first) or body_owner(s, first)
    if party and party != MISSION:
        memory.last_subject = party
        memory.topic_party = party
    for t in s.times:
        if t.when is not None and not t.since and not t.until and t.full and (t.when.last - t.when.first).days <= 3 \
                and memory.event_day is None and (memory.published is None or t.when.first <= memory.published):
            memory.event_day = t.when
