"""What people write into the quantity cell of a sheet -> a quantity and the unit it names, or how to say it plainly.

Problem: "EUR 2.5m", "€2,5 Mio", "1.200", "nearly 400", "une vingtaine" and "twelve" are all ordinary; some of them can
be read two ways. Choice: separators are settled first (what a mark can only mean; else what the sheet's other cells
show, or its owner says), then the reader of reports reads the cell: it must be one figure and nothing else. What could
still be two numbers is refused with both written out.

    1 200, 1'200, 1.200.000, 1.200,50, 2,5      can only be read one way
    1.200 persons                               one way: there is no fifth of a person
    EUR 1.200, 1,200 million                    two ways, unless other cells or --decimal settle it
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from muster.exchange.said_halves import halves_in_figures
from muster.problems import Problem
from muster.quantities import Hedge, Quantity, hedged, is_currency, minor_digits, parse_quantity, to_minor
from muster.statements.numbers import FAMILIES, SYMBOLS, Figure, figures
from muster.statements.resources import resource_at
from muster.statements.tokens import Token, tokenise

_GAPS = "'’ \u00a0\u202f\u2009"
_NUMERAL = re.compile(rf"\d+(?:[.,{_GAPS}]\d+)*")
_SCALES = {"mio": ("million", "millions"), "mill": ("million", "millions"), "mrd": ("billion", "milliards"),
           "tsd": ("thousand", "mille"), "millionen": ("million", "millions"), "milliarde": ("billion", "milliards"),
           "milliarden": ("billion", "milliards"), "tausend": ("thousand", "mille")}
"""Scale words of neighbouring languages that sheets keep -> the English and the French one."""
_SCALE_AFTER = re.compile(r"(?i)\s*(?:m|k|b|bn|mn|mln|bln|md|mds|mio|mill|mrd|tsd|thousand|mille|millions?|"
                          r"millionen|milliarden?|tausend|"
                          r"milliards?|billions?)\b")
_CODE = re.compile(r"(?<![A-Za-z])([A-Z]{3})(?![A-Za-z])")
_SYMBOL = re.compile("|".join(re.escape(symbol) for symbol in sorted(SYMBOLS, key=len, reverse=True)), re.IGNORECASE)
_MONEY_PREFIX = re.compile(r"(?i)^([ktu]?shs?|ugsh|rs|fr)\.?(?=\d)")
_OTHER_DOLLARS = frozenset("CAN AUS NZL SGP HKG JAM BHS BRB BLZ TTO GUY TWN NAM FJI".split())
_PLAIN_UNITS = frozenset("person persons people personne personnes unit units item items unité unités".split())
REMEDY = "Write it in figures, for example 2500000 or nearly 400, or leave it empty if nobody gave a number."


@dataclass(frozen=True, slots=True)
class Habit:
    """How a sheet writes numbers. decimal: "," or "." where that is known, "" where not. why: what shows it."""

    decimal: str = ""
    why: str = ""
    language: str = "en"


def habit_shown(cells: Iterable[str], *, semicolons: bool = False, language: str = "en") -> Habit:
    """The decimal mark that the cells show; where they show none, a comma if semicolons stand between the cells."""
    shown: dict[str, str] = {}
    for cell in cells:
        for numeral in _NUMERAL.findall(cell):
            mark = _mark_shown(numeral)
            if mark:
                shown.setdefault(mark, numeral)
    if len(shown) == 1:
        ((mark, numeral),) = shown.items()
        return Habit(mark, f"as {numeral!r} shows", language)
    if not shown and semicolons:
        return Habit(",", "since semicolons stand between the cells", language)
    return Habit(language=language)


def _mark_shown(numeral: str) -> str:
    """The decimal mark of a numeral that can be read in one way only; "" where it has none or could be two."""
    marks = [mark for mark in numeral if mark in ".,"]
    parts = re.split(r"[.,]", numeral)
    if not marks or (len(marks) == 1 and len(parts[1]) == 3 and _could_be_group(parts[0])):
        return ""
    if len(set(marks)) == 2:
        return marks[-1] if marks.count(marks[-1]) == 1 else ""
    return marks[0] if len(marks) == 1 else {".": ",", ",": "."}[marks[0]]


def _could_be_group(first: str) -> bool:
    """Could this be what stands before a separator of thousands?"""
    return first.isdigit() and 1 <= len(first) <= 3 and not first.startswith("0")


_SPACED = re.compile(rf"(\d{{1,3}}(?:[{_GAPS}]\d{{3}})+)(?:[.,](\d+))?")


def _plain(numeral: str, decimal: str) -> tuple[str, ...]:
    """The numeral without separators and with a decimal point: one way, two (the group first), or none."""
    if any(gap in numeral for gap in _GAPS):
        spaced = _SPACED.fullmatch(numeral)
        if spaced is None:
            return ()
        return (re.sub(r"\D", "", spaced.group(1)) + (f".{spaced.group(2)}" if spaced.group(2) else ""),)
    marks = [mark for mark in numeral if mark in ".,"]
    parts = re.split(r"[.,]", numeral)
    if not marks:
        return (numeral,)
    if len(marks) > 1:
        last = marks[-1] if len(set(marks)) == 2 else ""
        groups = parts[:-1] if last else parts
        if (last and marks.count(last) > 1) or not _could_be_group(groups[0]) or any(
                len(group) != 3 for group in groups[1:]):
            return ()
        return ("".join(groups) + (f".{parts[-1]}" if last else ""),)
    as_decimal, as_group = ".".join(parts), "".join(parts)
    if len(parts[1]) != 3 or not _could_be_group(parts[0]):
        return (as_decimal,)
    if decimal:
        return (as_decimal if marks[0] == decimal else as_group,)
    return (as_group, as_decimal)


def _plain_in_cents(numeral: str, decimal: str) -> tuple[str, ...]:
    """The same for money whose smallest unit is a hundredth: three figures behind a mark are a group, if anything.

    "1,500" is a group even where nothing shows the habit; what would be a third decimal is never guessed at.
    """
    ways = _plain(numeral, "")
    if len(ways) < 2:
        return ways
    is_group = decimal != "," if "," in numeral else decimal == ","
    return ways[:1] if is_group else ways


@dataclass(frozen=True, slots=True)
class Amount:
    unit: str
    quantity: Quantity


def read_amount(said: str, *, unit: str, where: str, habit: Habit | None = None, is_money: bool = False,
                is_number: bool = False, contributor: str = "", resource: str = "",
                may_declare: bool = True) -> Amount | Problem:
    """The quantity in a cell and its unit.

    unit: what the unit cell says, "" if nothing; money may name its currency in either. is_number: the cell held a
    bare number, whose decimal mark is a point whatever the sheet's habit. contributor: whose dollars "$" means.
    may_declare: can the habit be declared where this was typed?
    """
    habit = Habit(".") if is_number else habit or Habit()
    rest = _MONEY_PREFIX.sub(r"\1 ", halves_in_figures(" ".join(said.split())))
    if is_money:
        found = _currency(rest, unit.upper(), where, contributor, habit)
        if isinstance(found, Problem):
            return replace(found, found=said) if found.found == rest else found
        rest, unit = found
    quantities = {}
    for text in _readings(rest, unit, habit):
        quantity = _quantity(text, said=" ".join(said.split()), unit=unit, where=where, habit=habit, resource=resource)
        if isinstance(quantity, Quantity):
            quantities[text] = quantity
    if len({(one.booked, one.low, one.high) for one in quantities.values()}) > 1:
        declare = ", or say with --decimal comma or --decimal point which mark ends the whole part"
        return Problem(where, said, "an amount that can be read one way only",
                       f"Write {' or '.join(quantities)}{declare if may_declare else ''}.")
    if not quantities:
        expected = f"an amount of {unit}" if is_currency(unit) else f"a whole number of {unit or 'units'}"
        return Problem(where, said, expected, REMEDY)
    return Amount(unit, next(iter(quantities.values())))


def _readings(text: str, unit: str, habit: Habit) -> list[str]:
    """The cell with its numerals written plainly, in each way they can be read."""
    readings = [""]
    place = 0
    for match in _NUMERAL.finditer(text):
        in_cents = is_currency(unit) and minor_digits(unit) < 3 and not _SCALE_AFTER.match(text, match.end())
        ways = (_plain_in_cents if in_cents else _plain)(match.group(), habit.decimal)
        readings = [before + text[place:match.start()] + way for before in readings for way in ways]
        place = match.end()
    return [before + text[place:] for before in readings][:8]


def _currency(said: str, unit: str, where: str, contributor: str, habit: Habit) -> tuple[str, str] | Problem:
    """What is left of the cell without its currency, and the currency's code."""
    named = [code for code in _CODE.findall(re.sub(r"(?<=[A-Z])(?=\d)", " ", said)) if is_currency(code)]
    rest, found = said, ""
    if named:
        found = named[0]
        rest = re.sub(rf"(?<![A-Za-z]){found}(?![A-Za-z])", " ", said)
    elif (symbol := _SYMBOL.search(said)) is not None:
        found = SYMBOLS[symbol.group().lower()]
        rest = said[:symbol.start()] + " " + said[symbol.end():]
        if symbol.group() == "$" and is_currency(unit) and unit in FAMILIES["$"][1]:
            found = unit
        elif symbol.group() in "$¥" and not unit and (contributor in _OTHER_DOLLARS or symbol.group() == "¥"):
            return Problem(where, said, "a currency that can be read one way only",
                           "Write its code, for example USD, CAD or JPY.")
    else:
        word = _money_word(said, habit.language)
        found = word if is_currency(word) else "USD" if word == "$" and contributor not in _OTHER_DOLLARS else ""
        if word and not found and not is_currency(unit):
            return Problem(where, said, "a currency that can be read one way only", "Write its code, for example KES.")
        if word and not is_currency(word) and unit in FAMILIES.get(word, ("", set()))[1]:
            found = unit
    if len(set(named)) > 1 or (found and unit and unit != found):
        return Problem(where, said, f"one currency, not {unit or ' and '.join(named)} beside {found}",
                       "Correct the quantity or the unit.")
    if not found and not is_currency(unit):
        return _no_currency(said, unit, where, habit)
    return " ".join(rest.split()), found or unit


def _no_currency(said: str, unit: str, where: str, habit: Habit) -> Problem:
    """Which cell lacks the currency: the unit where the quantity is a plain number, else the quantity as it stands."""
    is_number = any(_whole_figure(_neighbours(reading, tongue), tongue, "") is not None
                    for tongue in ("en", "fr") for reading in _readings(said, "", habit))
    if unit or is_number:
        return Problem(where.replace("column quantity", "column unit").replace("--quantity", "--unit"), unit,
                       "an ISO 4217 currency code", "Write USD, EUR, KES ...")
    unknown = next(iter(_CODE.findall(re.sub(r"(?<=[A-Z])(?=\d)", " ", said))), "")
    return Problem(where, said, "an amount of money with its currency",
                   (f"{unknown} is no ISO 4217 code. " if unknown else "")
                   + "Write the code and the number in figures, for example EUR 1500000.")


def _money_word(said: str, language: str) -> str:
    for tongue in (language, "fr" if language == "en" else "en"):
        told = _whole_figure(_neighbours(said, tongue), tongue, "")
        if told is not None and told.money:
            return told.money
    return ""


def _neighbours(text: str, language: str) -> str:
    """Scale words of other languages in this one's."""
    place = 1 if language == "fr" else 0
    return re.sub(rf"(?i)(?<![^\W\d_])({'|'.join(_SCALES)})\b\.?",
                  lambda match: f" {_SCALES[match.group(1).lower()][place]}", text)


def _quantity(text: str, *, said: str, unit: str, where: str, habit: Habit, resource: str) -> Quantity | Problem:
    """One reading of a cell: a plain number, hedged or a range, else whatever the reader of reports understands."""
    plain = parse_quantity(text, unit=unit, where=where)
    if isinstance(plain, Quantity):
        return Quantity(plain.booked, plain.low, plain.high, said if plain.word else "")
    for language in (habit.language, "fr" if habit.language == "en" else "en"):
        told = _whole_figure(_neighbours(text, language), language, resource or unit)
        if told is not None and told.value is not None and not told.percent:
            try:
                return _bounded(told, unit, said)
            except ValueError:
                return plain
    return plain


def _whole_figure(text: str, language: str, noun: str) -> Figure | None:
    """The one figure a cell consists of; a noun of what is counted may follow it."""
    # A third decimal would be taken for a group of thousands in French; a zero behind it says that it is not.
    tokens = tokenise(re.sub(r"(\d\.\d{3})(?!\d)", r"\g<1>0", text), language)
    if not tokens or len(tokens) > 24:
        return None
    found = figures(tokens, language, [False] * len(tokens))
    if len(found) != 1 or found[0].first != 0:
        return None
    return found[0] if _is_only_a_noun(tokens[found[0].last + 1:], language, noun) else None


def _is_only_a_noun(tokens: list[Token], language: str, noun: str) -> bool:
    while tokens and tokens[0].low in ("of", "de", "d'"):
        tokens = tokens[1:]
    said = " ".join(token.low for token in tokens)
    if not said or said == "." or said in _PLAIN_UNITS or said == noun.rpartition(": ")[2].lower():
        return True
    counted = resource_at(tokens, 0, language)
    return counted is not None and counted.last == len(tokens) - 1 and (
        counted.kind == "personnel") == (noun in ("personnel", "persons"))


def _bounded(told: Figure, unit: str, said: str) -> Quantity:
    """Raises ValueError for a fraction of the smallest unit."""
    assert told.value is not None  # the caller has looked
    currency = unit if is_currency(unit) else "JPY"
    value = to_minor(told.value, currency)
    if told.until is None:
        return hedged(value, told.hedge, "" if told.hedge is Hedge.EXACTLY else said)
    until = to_minor(told.until, currency)
    if told.hedge in (Hedge.BETWEEN, Hedge.EXACTLY):
        return hedged(value, Hedge.BETWEEN, said, until=until)
    return Quantity(value, hedged(value, told.hedge).low, hedged(until, told.hedge).high, said)
