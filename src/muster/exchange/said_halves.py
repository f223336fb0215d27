"""Halves in words, which the reader of reports does not count: "one and a half million" -> "1.5 million".

English, French and the German words that sheets of neighbours keep. Only a half behind a number of its own or behind
its scale is taken ("two and a half million", "deux millions et demi"); "half a million" the reader knows. Weakness:
quarters and thirds stay words, and are refused with the remedy to write figures.
"""

from __future__ import annotations

import re

_ONES = {name: number for number, names in enumerate((
    "one a an un une ein eine", "two deux zwei", "three trois drei", "four quatre vier", "five cinq fünf",
    "six sechs", "seven sept sieben", "eight huit acht", "nine neuf neun", "ten dix zehn", "eleven onze elf",
    "twelve douze zwölf"), 1) for name in names.split()}
_NUMBER = rf"(?P<n>\d+|{'|'.join(sorted(_ONES, key=len, reverse=True))})"
_SCALE = r"(?P<scale>millions?|billions?|milliards?|millionen|milliarden?)"
_HALF = r"(?:and\s+a\s+half|et\s+demie?|und\s+ein(?:e)?\s+halbe?)"
_BEFORE_SCALE = re.compile(rf"(?i)(?<!\w){_NUMBER}\s+{_HALF}(?!\w)")
_BEHIND_SCALE = re.compile(rf"(?i)(?<!\w)(?<![\d.,]){_NUMBER}\s+{_SCALE}\s+{_HALF}(?!\w)")
_GERMAN = re.compile(rf"(?i)(?<!\w)(?P<n>anderthalb|(?:{'|'.join(sorted(_ONES, key=len, reverse=True))})einhalb)(?!\w)")
_GERMAN_ONES = re.compile(rf"(?i)(?<!\w){_NUMBER}(?=\s+(?:millionen|milliarden?|tausend)(?!\w))")


def halves_in_figures(said: str) -> str:
    """The same cell with such halves, and German numbers before a scale word, written in figures."""
    told = _BEHIND_SCALE.sub(lambda found: f"{_ones(found['n'])}.5 {found['scale']}", said)
    told = _BEFORE_SCALE.sub(lambda found: f"{_ones(found['n'])}.5", told)
    told = _GERMAN.sub(lambda found: f"{_ones(found['n'].lower().removesuffix('einhalb'))}.5", told)
    return _GERMAN_ONES.sub(lambda found: str(_ones(found["n"])), told)


def _ones(word: str) -> int:
    return int(word) if word.isdigit() else 1 if word == "anderthalb" else _ONES[word.lower()]
