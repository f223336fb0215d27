"""A figure with its noun, and the claim it becomes: the two shapes that the reading of quantities hands on."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from muster.quantities import When
from muster.statements.analysis import SentenceReading
from muster.statements.numbers import Figure
from muster.statements.resources import Resource
from muster.statements.speech import Voice
from muster.statements.verbs import VerbGroup


@dataclass(slots=True)
class Counted:
    """A figure and the noun phrase around it. head: None when the noun is only understood."""

    reading: SentenceReading
    figure: Figure
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


STOP_UNITS = {
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
"""Words that tell that a figure counts time, length, votes or a crowd."""

COLLECTIVE = frozenset("countries contingents battalions companies platoons brigades regiments units teams "
        "groups".split()) | {
    "formed police units"}
"""Units that stand for many persons each."""
