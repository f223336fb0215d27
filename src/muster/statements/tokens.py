"""Text to tokens and sentences, each with its place in the text.

Problem: every statement must point at the exact characters it came from, and the rules need words, figures and
marks apart ("Kenya's" is Kenya and 's, "l'Italie" is l' and Italie, "2 900" is one figure in French).
Choice: one regular expression, no model; sentence ends from marks, abbreviations and quotation marks.
Weakness: a sentence that ends in an abbreviation is glued to the next when that begins with a name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

_NUMBER = r"\d{1,3}(?:[.,\u00a0\u202f\u2009'’ ]\d{3})+(?![\d])(?:[.,]\d{1,2}(?!\d))?|\d+(?:[.,]\d+)?"
_NUMBER_EN = r"\d{1,3}(?:[,\u00a0\u202f\u2009]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"

_WORD = r"[^\W\d_](?:[^\W\d_]|\d)*(?:[-‐‑](?:[dDlL]['’])?[^\W_]+)*"

_TOKEN = {
    "en": re.compile(
        rf"(?:[A-Z]\.){{2,}}|(?:US|CA|AU|NZ|C|A|HK|S|J|R)?\$|[€£¥₦₹]|{_NUMBER_EN}|['’]s\b|n['’]t\b|"
        rf"(?:{_WORD}(?:['’](?!(?:s|t|re|ve|ll|d|m)\b)[^\W\d_]\w*)?)|[^\s\w]|_",
    ),
    "fr": re.compile(
        rf"(?:[A-Z]\.){{2,}}|(?:US|CA|C)?\$(?:US|CA)?|[€£¥₦₹]|{_NUMBER}|"
        rf"(?:[Qq]u|[Jj]usqu|[Ll]orsqu|[Pp]uisqu|[Aa]ujourd['’]hui|[dlnsjcmtDLNSJCMT])['’](?=\w)|"
        rf"[Aa]ujourd['’]hui|(?:{_WORD})|[^\s\w]|_",
    ),
}

_ABBREVIATIONS = frozenset("""
    mr mrs ms dr m mm mme mgr st ste gen gén col lt maj capt sgt brig adm cmdr insp prof sen rep gov pres hon rev
    jan feb mar apr jun jul aug sept sep oct nov dec janv févr avr juil déc no nos vs etc inc ltd co approx ca cf p pp
    e.g i.e u.s u.n u.k a.m p.m art fig vol min hr
    """.split())

OPENING, CLOSING = "“«„", "”»"


class Token(NamedTuple):
    """A word, figure or mark. `low` is for comparing: small letters, straight apostrophes and hyphens."""

    text: str
    low: str
    start: int
    end: int
    is_number: bool
    is_word: bool
    is_capital: bool


@dataclass(slots=True)
class Sentence:
    """One sentence: its tokens and place; `paragraph` counts from 0; `quoted` tells for each token if it is in
    quotes."""

    start: int
    end: int
    tokens: list[Token]
    number: int
    paragraph: int
    quoted: list[bool] = field(default_factory=list)


@lru_cache(maxsize=65536)
def lowered(text: str) -> str:
    return text.lower().replace("’", "'").replace("‐", "-").replace("‑", "-")


@lru_cache(maxsize=65536)
def _looks(said: str) -> tuple[str, bool, bool, bool]:
    """A token's form for comparing; is it a figure, a word, written with a capital?"""
    return lowered(said), said[0].isdecimal(), said[0].isalpha(), said[0].isupper()


def tokenise(text: str, language: str, start: int = 0, end: int | None = None) -> list[Token]:
    """The tokens between two positions of the text."""
    pattern = _TOKEN["fr" if language == "fr" else "en"]
    stop = len(text) if end is None else end
    found = []
    for match in pattern.finditer(text, start, stop):
        said = match.group()
        first, last = match.span()
        low, is_number, is_word, is_capital = _looks(said)
        found.append(Token(said, low, first, last, is_number, is_word, is_capital))
    return found


_PARAGRAPH_END = re.compile(r"\n\s*\n|\n(?=\s*[-•*–]\s)|\n")
_MARK = re.compile(r"[.!?…]+[\"”»’')\]\u00a0\u202f ]*(?=\s|$)|[.!?…]+[\"”»]")


def _goes_on(text: str, start: int, after: int) -> bool:
    """Was a line only wrapped here? It ends without a mark, and is long or the next begins with a small letter."""
    line_start = max(start, text.rfind("\n", 0, after - 1) + 1)
    line = text[line_start:after - 1].rstrip()
    following = text[after:after + 1]
    if not line or not following or following.isspace() or line[-1] in ".!?:;…\"”»":
        return False
    return following.islower() or (len(line) >= 60 and (following.isalnum() or following in "“«\"('’"))


def paragraphs(text: str) -> list[tuple[int, int]]:
    """Start and end of each paragraph, blank ones left out; a line broken in the middle of a sentence goes on."""
    found, start = [], 0
    for mark in _PARAGRAPH_END.finditer(text):
        if mark.group() == "\n" and _goes_on(text, start, mark.end()):
            continue
        if text[start:mark.start()].strip():
            found.append((start, mark.start()))
        start = mark.end()
    if text[start:].strip():
        found.append((start, len(text)))
    return found


def _ends_here(text: str, mark: re.Match[str], start: int, stop: int) -> bool:
    """Does this mark end a sentence?"""
    after = text[mark.end():mark.end() + 3].lstrip()
    if not after or mark.end() >= stop:
        return True
    said = mark.group()
    if said.startswith(".") and not said.startswith(".."):
        before = re.search(r"[\w.]+$", text[max(start, mark.start() - 12):mark.start()])
        word = before.group().lower() if before else ""
        if word in _ABBREVIATIONS or (re.fullmatch(r"(?:[a-z]\.)*[a-z]", word) and word not in ("i", "y")):
            # an initial or abbreviation ends a sentence only before a plain small-word opener
            return word in ("a.m", "p.m", "u.s", "u.n", "etc") and bool(
                re.match(r"\s*(?:The|A|In|On|It|He|She|They|But|And|Le|La|Les|Il|"
                         r"Elle)\b", text[mark.end():mark.end() + 8]))
    quoted = any(c in said for c in "\"”»")
    if quoted and (after[0].islower() or after[0] in ",;"):
        return False
    return not after[0].islower()


def _spans(text: str, start: int, stop: int) -> list[tuple[int, int]]:
    found, begin = [], start
    for mark in _MARK.finditer(text, start, stop):
        if mark.start() < begin or not _ends_here(text, mark, begin, stop):
            continue
        end = min(mark.end(), stop)
        while end > mark.start() and text[end - 1].isspace():
            end -= 1
        found.append((begin, end))
        begin = end
        while begin < stop and text[begin].isspace():
            begin += 1
    if begin < stop and text[begin:stop].strip():
        found.append((begin, stop))
    return found


LONGEST = 240
"""Tokens of the longest sentence read as one; what is longer is a table or worse, and is read in pieces."""


def _cut(tokens: list[Token]) -> list[list[Token]]:
    return [tokens[i:i + LONGEST] for i in range(0, len(tokens), LONGEST)]


def sentences(text: str, language: str, body_start: int = 0) -> list[Sentence]:
    """The sentences of a text, in order, with quotation marks followed from sentence to sentence."""
    found: list[Sentence] = []
    for place, (begin, finish) in enumerate(paragraphs(text)):
        begin = max(begin, body_start)
        while begin < finish and text[begin].isspace():
            begin += 1
        inside = False
        whole = (tokenise(text, language, first, last) for first, last in _spans(text, begin, finish))
        for tokens in (piece for one in whole for piece in _cut(one)):
            start, end = tokens[0].start, tokens[-1].end
            quoted = []
            for token in tokens:
                if token.text in OPENING:
                    inside = True
                elif token.text in CLOSING:
                    inside = False
                elif token.text == '"':
                    inside = not inside
                quoted.append(inside and token.text not in '"“«„')
            found.append(Sentence(start, end, tokens, len(found), place, quoted))
    return found
