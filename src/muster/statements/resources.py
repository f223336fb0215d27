"""What is counted: nouns of people, vehicles, aircraft, weapons, other equipment and services, in two languages.

Problem: "police officers", "MaxxPro", "casques bleus" and "bedding" each belong to one class and have one plain unit.
Choice: a table (data/resources.tsv); plurals by rule; the longest phrase wins.
Weakness: a noun that is not in the table is not counted, so a new kind of equipment needs a new row.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from muster.statements.names import table
from muster.statements.tokens import Token, tokenise


@dataclass(frozen=True, slots=True)
class Resource:
    """A noun found at tokens first..last: its class, its plain unit, and if it stands in the plural."""

    first: int
    last: int
    kind: str
    unit: str
    plural: bool
    said: str


@dataclass(frozen=True, slots=True)
class _Noun:
    words: tuple[str, ...]
    kind: str
    unit: str
    plural: bool
    plain: str


def _plural(word: str, french: bool) -> str:
    if french:
        return " ".join(w if w.endswith(("s", "x", "z")) or w in ("de", "d'", "des", "à") else w + "s"
                for w in word.split(" "))
    if word.endswith(("s", "x", "ch", "sh")):
        return word + "es"
    if word.endswith("y") and word[-2] not in "aeiou":
        return word[:-1] + "ies"
    return word + "s"


def _own_plural(unit: str, plural: str, kind: str) -> str:
    """English plurals name their own unit ("jeeps"), except police officers and the like, whose plain noun is the
    row's."""
    return unit if kind == "personnel" or " " in unit else plural


_TYPES = re.compile(r"(?P<air>(?:F|MiG|MIG|Mig|Mi|MI|Su|SU|UH|CH|AH|MQ|L|An|AN|Il|IL|C|MD|AW|EC|"
                    r"Bell)-?\d{1,3}[A-Z]{0,2}s?)|(?:T|BTR|BMP|M|AMX|VAB|ERC|MRAP)-?\d{2,3}[A-Z]?s?")
"""Types by letters and figures: F-16, Mi-17, T-72."""


@cache
def _nouns(language: str) -> dict[str, list[_Noun]]:
    french = language == "fr"
    found: dict[str, list[_Noun]] = {}
    for row in table("resources.tsv"):
        kind, unit = row[0], row[1]
        cell = (row[3] if len(row) > 3 else "") if french else row[2]
        for entry in cell.split(";"):
            if not entry:
                continue
            singular, _, plural = entry.partition("|")
            plural = plural or _plural(singular, french)
            plain = unit if french or kind == "personnel" else plural
            for said, many in {(singular, singular == plural), (plural, True)}:
                words = tuple(t.low for t in tokenise(said, language))
                noun = _Noun(words, kind, unit, many, plain)
                found.setdefault(words[0], []).append(noun)
    for nouns in found.values():
        nouns.sort(key=lambda noun: (-len(noun.words), not noun.plural))
    return found


def resource_at(tokens: list[Token], i: int, language: str) -> Resource | None:
    """The longest noun of the table that begins at token i."""
    low = tokens[i].low
    if (made := _TYPES.fullmatch(tokens[i].text)) is not None and i:
        kind, unit = ("aircraft", "aircraft") if made["air"] else ("vehicle", "armoured vehicles")
        return Resource(i, i, kind, unit, True, low)
    for noun in _nouns("fr" if language == "fr" else "en").get(low, ()):
        length = len(noun.words)
        if length == 1 or tuple(t.low for t in tokens[i:i + length]) == noun.words:
            return Resource(i, i + length - 1, noun.kind, noun.plain, noun.plural,
                            " ".join(t.low for t in tokens[i:i + length]))
    return None
