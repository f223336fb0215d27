"""Scores predicted rows against annotated ones, by the rules the shared guide publishes.

Problem: the project must measure itself where the shared scorer does not lie beside it.
Choice: the guide's definitions written again: one-to-one within document and kind, by maximum-weight assignment;
quantities
strict, strict with overlapping numbers, lenient; then day, speaker, party, stage and unit among the lenient matches.
Weakness: two scorers can drift apart; a test compares them whenever the shared one is present.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

Row = dict[str, Any]

_SYNONYMS = {
    "united "
    "states": "us;usa;united states of america;washington;u s;u s "
              "a;usaid", "united kingdom": "uk;britain;great britain;u k",
    "united arab emirates": "uae", "european union": "eu;european commission", "united nations": "un",
    "democratic republic of "
    "the congo": "drc", "unsc": "un security council;united nations security council;security council",
    "islamic "
    "development bank": "idb;isdb", "world food "
        "programme": "wfp", "asian development bank": "adb", "saudi arabia": "ksa",
    "mission": "mss;mss mission;gang suppression force;gsf;mmas", "": "none;null",
}
_ALIAS = {said: name for name, many in _SYNONYMS.items() for said in many.split(";")}
_LIGHT = set("the of a an to for and in on by with its de la le les du des et en un une d l".split())


def folded(value: Any) -> str:
    if value is None:
        return ""
    plain = "".join(c for c in unicodedata.normalize("NFKD", str(value)) if not unicodedata.combining(c)).casefold()
    plain = re.sub(r"^the ", "", re.sub(r"[^a-z0-9;]+", " ", plain).strip())
    return _ALIAS.get(plain, plain)


def party_agrees(one: Any, other: Any) -> bool:
    """Lists of parties agree from half of their union on."""
    a, b = ({folded(p) for p in str(x or "").split(";")} - {""} for x in (one, other))
    return a == b if not a or not b else 2 * len(a & b) >= len(a | b)


def person_agrees(one: Any, other: Any) -> bool:
    a, b = folded(one).split(), folded(other).split()
    if not a or not b:
        return a == b
    return set(a) <= set(b) or set(b) <= set(a) or a[-1] == b[-1]


def speaker_agrees(one: Any, other: Any) -> bool:
    a, b = folded(one) or "report", folded(other) or "report"
    return a == b or ("report" not in (a, b) and person_agrees(a, b))


def wording(one: Any, other: Any) -> float:
    a, b = (set(folded(x).split()) - _LIGHT for x in (one, other))
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0


def _bounds(row: Row) -> tuple[float | None, float | None]:
    low, high = row.get("quantity_low"), row.get("quantity_high")
    return None if low is None else float(low), None if high is None else float(high)


def numbers_equal(one: Row, other: Row) -> bool:
    """Both bounds within one per cent, open where the other is open."""
    return all((x is None) == (y is None) and (x is None or y is None or abs(x - y) <= 0.01 * max(abs(x), abs(y)))
               for x, y in zip(_bounds(one), _bounds(other)))


def numbers_overlap(one: Row, other: Row) -> bool:
    """An open end reaches to twice, or half, the closed one; no number overlaps only no number."""
    spans = []
    for row in (one, other):
        low, high = _bounds(row)
        if low is None and high is None:
            spans.append(None)
            continue
        reach_low = high / 2 if low is None and high is not None else low
        reach_high = low * 2 if high is None and low is not None else high
        spans.append((reach_low or 0.0, reach_high or 0.0))
    a, b = spans
    if a is None or b is None:
        return a is b
    slack = 0.001 * max(abs(a[1]), abs(b[1]))
    return a[0] <= b[1] + slack and b[0] <= a[1] + slack


def _agree(one: Row, other: Row, name: str) -> bool:
    return folded(one.get(name)) == folded(other.get(name))


def lenient(gold: Row, said: Row) -> bool:
    return _agree(gold, said, "resource") and numbers_overlap(gold, said)


def strict_overlapping(gold: Row, said: Row) -> bool:
    return lenient(gold, said) and party_agrees(gold["party"], said.get("party")) and _agree(gold, said, "stage")


def strict(gold: Row, said: Row) -> bool:
    return _agree(gold, said, "resource") and numbers_equal(gold, said) and party_agrees(gold["party"],
            said.get("party")) and _agree(gold, said, "stage")


def _anchors_agree(gold: Row, said: Row) -> bool:
    a, b = folded(gold.get("anchor")), folded(said.get("anchor"))
    return bool(a and b) and (a.startswith(b) or b.startswith(a))


def counted(gold: Row, said: Row) -> bool:
    """The criterion of the overall score, by kind."""
    party = party_agrees(gold["party"], said.get("party"))
    kind = gold["kind"]
    if kind == "quantity":
        return party and lenient(gold, said)
    if kind == "mandate":
        one, other = folded(gold["resource"]), folded(said.get("resource"))
        numbers = re.findall(r"\d+", one), re.findall(r"\d+", other)
        act = one == other or "mandate" in (one, other) or (bool(numbers[0]) and numbers[0] == numbers[1])
        return party and act and _agree(gold, said, "stage")
    if kind == "site":
        return (_agree(gold, said, "resource") or wording(gold["resource"],
                said.get("resource")) >= 0.5) and _agree(gold, said, "stage")
    if kind == "appointment":
        return person_agrees(gold["party"], said.get("party"))
    who = party or (kind == "appeal" and person_agrees(gold["party"], said.get("party")))
    return who and (wording(gold["resource"], said.get("resource")) >= 0.25 or _anchors_agree(gold, said))


def _days(row: Row) -> tuple[date, date] | None:
    start, end = row.get("as_of_start"), row.get("as_of_end")
    if not (start or end):
        return None
    return date.fromisoformat(str(start or end)[:10]), date.fromisoformat(str(end or start)[:10])


def near_in_time(gold: Row, said: Row, days: int = 31) -> bool:
    a, b = _days(gold), _days(said)
    return a is not None and b is not None and max((b[0] - a[1]).days, (a[0] - b[1]).days, 0) <= days


def _closeness(gold: Row, said: Row) -> float:
    """Which of several allowed partners is meant, 0 to 1."""
    return (0.2 * party_agrees(gold.get("party"), said.get("party")) + 0.15 * _agree(gold, said,
            "stage") + 0.1 * _agree(gold, said, "unit")
            + 0.15 * wording(gold.get("resource"), said.get("resource")) + (0.2 * numbers_equal(gold, said)
                if gold["kind"] == "quantity" else 0.0)
            + 0.05 * speaker_agrees(gold.get("speaker"), said.get("speaker"))
            + 0.05 * (near_in_time(gold, said) or (_days(gold) is None
                and _days(said) is None)) + 0.1 * _anchors_agree(gold, said))


def assign(weights: list[list[float]]) -> list[tuple[int, int]]:
    """Maximum-weight assignment; a weight of 0 is no pair."""
    if not weights or not weights[0]:
        return []
    from scipy.optimize import linear_sum_assignment

    rows, columns = linear_sum_assignment(weights, maximize=True)
    return [(int(i), int(j)) for i, j in zip(rows, columns) if weights[i][j] > 0]


def paired(gold: Iterable[Row], said: Iterable[Row], allowed: Callable[[Row, Row], bool]) -> list[tuple[Row, Row]]:
    """One-to-one partners within document and kind."""
    groups: dict[tuple[Any, Any], tuple[list[Row], list[Row]]] = {}
    for side, rows in enumerate((gold, said)):
        for row in rows:
            groups.setdefault((row.get("doc"), row.get("kind")), ([], []))[side].append(row)
    found = []
    for ours, theirs in groups.values():
        weights = [[1 + 0.01 * _closeness(a, b) if allowed(a, b) else 0.0 for b in theirs] for a in ours]
        found += [(ours[i], theirs[j]) for i, j in assign(weights)]
    return found


@dataclass(frozen=True, slots=True)
class Rate:
    """Precision, recall and F1, with the counts they come from."""

    matched: int
    gold: int
    said: int

    @property
    def precision(self) -> float:
        return self.matched / self.said if self.said else 0.0

    @property
    def recall(self) -> float:
        return self.matched / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        total = self.gold + self.said
        return 2 * self.matched / total if total else 0.0


@dataclass(slots=True)
class Scores:
    overall: Rate
    kinds: dict[str, Rate]
    languages: dict[str, Rate]
    strict: Rate
    strict_overlapping: Rate
    lenient: Rate
    shares: dict[str, tuple[int, int]] = field(default_factory=dict)
    errors: Counter[str] = field(default_factory=Counter)
    strict_by_language: dict[str, Rate] = field(default_factory=dict)

    def share(self, name: str) -> float:
        right, of = self.shares[name]
        return right / of if of else 0.0


def score(gold: list[Row], said: list[Row], languages: dict[str, str]) -> Scores:
    """All measures. languages: document -> language; rows of other documents are left aside."""
    gold = [g for g in gold if g["doc"] in languages]
    said = [s for s in said if s["doc"] in languages]
    pairs = paired(gold, said, counted)

    def part(test: Callable[[Row], bool]) -> Rate:
        return Rate(sum(1 for g, _ in pairs if test(g)), sum(map(test, gold)), sum(map(test, said)))

    # type: ignore[misc]
    kinds = {k: part(lambda r, k=k: r["kind"] == k) for k in ("quantity", "mandate", "site", "appointment",
        "undertaking", "appeal")}
    # type: ignore[misc]
    tongues = {t: part(lambda r, t=t: languages[r["doc"]] == t) for t in sorted(set(languages.values()))}
    ours, theirs = [g for g in gold if g["kind"] == "quantity"], [s for s in said if s["kind"] == "quantity"]
    exact = paired(ours, theirs, strict)
    over, loose = paired(ours, theirs, strict_overlapping), paired(ours, theirs, lenient)
    result = Scores(Rate(len(pairs), len(gold), len(said)), kinds, tongues, Rate(len(exact), len(ours), len(theirs)),
                    Rate(len(over), len(ours), len(theirs)), Rate(len(loose), len(ours), len(theirs)))
    for t in tongues:
        result.strict_by_language[t] = Rate(sum(1 for g, _ in exact if languages[g["doc"]] == t), sum(1 for g in ours
            if languages[g["doc"]] == t),
                sum(1 for s in theirs if languages[s["doc"]] == t))
    result.shares = _shares(loose)
    result.errors = _errors(ours, theirs, loose)
    return result


def _shares(loose: list[tuple[Row, Row]]) -> dict[str, tuple[int, int]]:
    def of(bits: list[bool]) -> tuple[int, int]:
        return sum(bits), len(bits)

    return {
        "as of within 31 days": of([near_in_time(g, s) for g, s in loose if _days(g)]),
        "no day where none is told": of([_days(s) is None for g, s in loose if not _days(g)]),
        "speaker": of([speaker_agrees(g.get("speaker"), s.get("speaker")) for g, s in loose]),
        "speaker where one "
        "is named": of([speaker_agrees(g.get("speaker"), s.get("speaker")) for g, s in loose
            if folded(g.get("speaker")) != "report"]),
        "party": of([party_agrees(g["party"], s.get("party")) for g, s in loose]),
        "stage": of([_agree(g, s, "stage") for g, s in loose]),
        "unit": of([_agree(g, s, "unit") for g, s in loose]),
    }


def _errors(gold: list[Row], said: list[Row], loose: list[tuple[Row, Row]]) -> Counter[str]:
    """How often each thing went wrong with a quantity."""
    found: Counter[str] = Counter()
    found["not read"] = len(gold) - len(loose)
    found["read but not annotated"] = len(said) - len(loose)
    for g, s in loose:
        if not party_agrees(g["party"], s.get("party")):
            found["wrong party"] += 1
        if not _agree(g, s, "stage"):
            found[f"{g.get('stage')} taken for {s.get('stage')}"] += 1
        if not numbers_equal(g, s):
            found["bounds differ"] += 1
        if not speaker_agrees(g.get("speaker"), s.get("speaker")):
            found["wrong speaker"] += 1
        if _days(g) and not near_in_time(g, s):
            found["wrong day"] += 1
    return found


def score_pairs(gold: list[Row], said: dict[frozenset[tuple[str, int]], tuple[str, tuple[str, int],
    tuple[str, int]]]) -> tuple[Rate, Counter[str]]:
    """Listed pairs found with their relation; order counts for updates only. said: pair -> (relation, a, b)."""
    right, wrong, given = 0, Counter[str](), 0
    for row in gold:
        a, b = (row["a"][0], int(row["a"][1])), (row["b"][0], int(row["b"][1]))
        answer = said.get(frozenset((a, b)))
        if answer is None:
            wrong[f"{row['relation']} not answered"] += 1
            continue
        given += 1
        if answer[0] == row["relation"] and (row["relation"] != "updates" or answer[1:] == (a, b)):
            right += 1
        else:
            wrong[f"{row['relation']} taken for {answer[0]}"] += 1
    return Rate(right, len(gold), given), wrong
