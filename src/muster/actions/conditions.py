"""`rule --all --where FIELD=VALUE`: which statements are meant, in the words people use for them.

Problem: compared letter by letter, `contributor=Kenya` meets no statement (the books say KEN), and nothing ruled looks
like nothing waiting. Choice: a value is understood as `record` understands it (names and aliases of parties, the words
of stages and grades), and one that names nothing is refused. Weakness: a resource or a report counts as known when any
statement of the ledger, waiting or not, has it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from muster.actions.references import party_named
from muster.errors import Refused
from muster.ledger.records import Books, Statement
from muster.problems import Problem, did_you_mean
from muster.vocabulary import STAGE_WORDS, Aspect, Grade, Kind, stage_named

Understood = str | Problem
"""The value as the books write it, or why there is none."""


def conditions(where: Sequence[str], books: Books) -> Callable[[Statement], bool]:
    """Does a statement meet all the conditions typed? Raises Refused with every one that names nothing."""
    wanted: list[tuple[str, str]] = []
    problems: list[Problem] = []
    for typed in where:
        name, equals, value = (part.strip() for part in typed.partition("="))
        if not equals or name not in FIELDS:
            problems.append(Problem("--where", typed, f"FIELD=VALUE with FIELD one of {', '.join(FIELDS)}",
                                    "Correct it, for example aspect=flow."))
            continue
        understood = FIELDS[name][0](value, books, f"--where {name}") if value else ""
        if isinstance(understood, Problem):
            problems.append(understood)
        else:
            wanted.append((name, understood))
    if problems:
        raise Refused(*problems)
    return lambda statement: all(FIELDS[name][1](statement, books) == value for name, value in wanted)


def _party(value: str, books: Books, where: str) -> Understood:
    try:
        return party_named(value, books, what=where)
    except Refused as refused:
        return refused.problems[0]


def _one_of(value: str, words: Mapping[str, str], where: str, what: str) -> Understood:
    """words: what may be typed, in small letters -> what is compared."""
    plain = " ".join(value.casefold().split())
    if plain in words:
        return words[plain]
    choices = sorted(set(words))
    remedy = did_you_mean(plain, choices) or (
        f"Use one of: {', '.join(choices)}." if len(choices) <= MOST_LISTED else "Copy it from `muster inbox`.")
    return Problem(where, value, what, remedy)


MOST_LISTED = 45


def _said_somewhere(values: Iterable[str]) -> dict[str, str]:
    return {value.casefold(): value for value in values if value}


_GRADES = {word: grade.word for grade in Grade for word in (grade.word, grade.name.lower().replace("_", "-"))}

FIELDS: Mapping[str, tuple[Callable[[str, Books, str], Understood], Callable[[Statement, Books], str]]] = {
    "report": (
        lambda value, books, where: _one_of(
            value, _said_somewhere(one.name for one in books.reports.values()), where, "the name of a report"),
        lambda statement, books: books.reports[statement.report].name),
    "aspect": (
        lambda value, _, where: _one_of(value, {one.value: one.value for one in Aspect}, where, "an aspect"),
        lambda statement, _: statement.aspect.value),
    "kind": (
        lambda value, _, where: _one_of(value, {one.value: one.value for one in Kind}, where, "a kind of support"),
        lambda statement, _: statement.kind.value if statement.kind else ""),
    "contributor": (_party, lambda statement, _: statement.contributor),
    "resource": (
        lambda value, books, where: _one_of(
            value, _said_somewhere(one.resource for one in books.statements), where, "a resource some statement names"),
        lambda statement, _: statement.resource),
    "stage": (
        lambda value, _, where: stage.word if (stage := stage_named(value)) is not None else _one_of(
            value, {word: word for word in STAGE_WORDS}, where, "a stage"),
        lambda statement, _: statement.stage.word if statement.stage is not None else ""),
    "speaker": (_party, lambda statement, _: statement.speaker),
    "grade": (
        lambda value, _, where: _one_of(value, _GRADES, where, "a grade"),
        lambda statement, _: statement.grade.word),
}
"""Field -> how its value is understood, and what a statement has there."""
