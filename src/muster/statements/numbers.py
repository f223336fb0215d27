"""Figures in a sentence: "nearly 400", "une vingtaine", "40 to 55 million", "C$80.5m", "90 %".

Problem: a number is digits or words, hedged before or after, a range, with a currency before, after or only understood.
Choice: a small grammar over tokens, English and French in one table each; bounds by the shared hedging rules.
Weakness: "1,500" in French is read as one and a half thousand only when three digits follow and no scale word does.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal

from muster.quantities import SPREAD, Hedge
from muster.statements.tokens import Token

_EN_UNITS = dict(zip(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen".split(), range(20)))
_EN_TENS = dict(zip("twenty thirty forty fifty sixty seventy eighty ninety".split(), range(20, 100, 10)))
_FR_UNITS = dict(zip(
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize".split(), range(17)))
_FR_UNITS["une"] = 1
_FR_TENS = {"vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60,
            "septante": 70, "octante": 80, "huitante": 80, "nonante": 90}
_FR_ABOUT = {"dizaine": 10, "douzaine": 12, "quinzaine": 15, "vingtaine": 20, "trentaine": 30, "quarantaine": 40,
             "cinquantaine": 50, "soixantaine": 60, "centaine": 100, "millier": 1000}
_SCALE = {
    "en": {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12, "dozen": 12,
           "m": 10**6, "mn": 10**6, "bn": 10**9, "b": 10**9, "k": 1000, "mln": 10**6, "bln": 10**9, "score": 20,
           "millions": 10**6, "billions": 10**9, "crore": 10**7, "lakh": 10**5},
    "fr": {"cent": 100, "cents": 100, "mille": 1000, "million": 10**6, "millions": 10**6, "milliard": 10**9,
           "milliards": 10**9, "mds": 10**9, "md": 10**9, "m": 10**6, "billion": 10**12, "douzaines": 12,
           "dizaines": 10, "centaines": 100, "milliers": 1000, "k": 1000},
}
_VAGUE = {
    "en": frozenset("hundreds thousands dozens scores tens millions billions several many few numerous".split()),
    "fr": frozenset("centaines milliers dizaines douzaines plusieurs quelques nombreux nombreuses millions".split()),
}
_LARGE = {"million", "billion", "trillion", "millions", "billions", "milliard", "milliards", "m", "mn", "bn", "b",
    "mds",
          "md", "mln", "bln"}

SYMBOLS = {
    "$": "USD", "us$": "USD", "$us": "USD", "c$": "CAD", "ca$": "CAD", "$ca": "CAD", "a$": "AUD", "au$": "AUD",
    "nz$": "NZD", "hk$": "HKD", "s$": "SGD", "j$": "JMD", "r$": "BRL", "€": "EUR", "£": "GBP", "¥": "JPY",
    "₦": "NGN", "₹": "INR",
}
CODES = frozenset("""USD EUR GBP CAD AUD NZD CHF JPY CNY INR KES UGX TZS RWF BIF ZAR NGN GHS XOF XAF HTG DOP JMD TTD BBD
    BZD SEK NOK DKK PLN CZK HUF RON TRY AED SAR QAR KWD BHD OMR EGP MAD DZD TND BRL MXN ARS CLP COP PEN KRW THB IDR MYR
    PHP SGD HKD PKR BDT LKR NPR ETB SOS SDG SSP MWK ZMW MZN NAD BWP AOA CDF RUB UAH""".split())
MONEY_WORDS = {
    # word -> code, or a family that the party's own state decides
    "dollar": "$", "dollars": "$", "euro": "EUR", "euros": "EUR", "rand": "ZAR", "rands": "ZAR", "yen": "JPY",
    "yens": "JPY", "yuan": "CNY", "renminbi": "CNY", "naira": "NGN", "nairas": "NGN", "gourde": "HTG", "gourdes": "HTG",
    "shilling": "shilling", "shillings": "shilling", "ksh": "KES", "kshs": "KES", "sh": "shilling", "shs": "shilling",
    "ugsh": "UGX", "ushs": "UGX", "pound": "pound", "pounds": "pound", "livre": "pound", "livres": "pound",
    "franc": "franc", "francs": "franc", "fcfa": "XAF", "cfa": "XAF", "crown": "crown", "crowns": "crown",
    "krone": "crown", "kroner": "crown", "kronor": "crown", "krona": "crown", "couronne": "crown",
    "couronnes": "crown", "peso": "peso", "pesos": "peso", "rupee": "rupee", "rupees": "rupee", "roupies": "rupee",
    "riyal": "riyal", "riyals": "riyal", "rial": "riyal", "rials": "riyal", "dirham": "dirham", "dirhams": "dirham",
    "dinar": "dinar", "dinars": "dinar", "zloty": "PLN", "zlotys": "PLN", "zlotych": "PLN", "lira": "TRY",
    "liras": "TRY", "rouble": "RUB", "roubles": "RUB", "ruble": "RUB", "rubles": "RUB", "birr": "ETB",
    "won": "KRW", "baht": "THB", "kwacha": "kwacha", "cedi": "GHS", "cedis": "GHS", "forint": "HUF",
    "forints": "HUF", "hryvnia": "UAH", "hryvnias": "UAH", "ringgit": "MYR", "taka": "BDT", "metical": "MZN",
    "meticais": "MZN",
}
FAMILIES = {
    "shilling": ("KES", {"KES", "UGX", "TZS", "SOS"}), "pound": ("GBP", {"GBP", "EGP", "LBP", "SYP", "SSP", "SDG"}),
    "franc": ("XAF", {"CHF", "XAF", "XOF", "RWF", "BIF", "CDF", "DJF", "GNF", "KMF"}),
    "crown": ("SEK", {"SEK", "NOK", "DKK", "CZK", "ISK"}),
    "peso": ("MXN", {"MXN", "ARS", "CLP", "COP", "PHP", "DOP", "UYU", "CUP"}),
    "rupee": ("INR", {"INR", "PKR", "LKR", "NPR", "MUR", "SCR"}), "riyal": ("SAR", {"SAR", "QAR", "OMR", "YER", "IRR"}),
    "dirham": ("AED", {"AED", "MAD"}), "dinar": ("JOD", {"JOD", "KWD", "BHD", "IQD", "DZD", "TND", "LYD", "RSD"}),
    "kwacha": ("ZMW", {"ZMW", "MWK"}),
    "$": ("USD", {"CAD", "AUD", "NZD", "SGD", "HKD", "TTD", "JMD", "BSD", "BBD", "BZD", "GYD", "FJD", "NAD", "TWD"}),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A number said. first..last are its tokens, hedge and currency included; `core` is the first token of the digits.

    vague: a word for many without a number ("hundreds"): value is None.
    money: an ISO code, a family of currencies ("shilling") or "" when none stands there.
    extra: "another", "additional", "de plus": it adds to what is there.
    part: "of the 285": the whole, of which another figure is a part.
    """

    first: int
    last: int
    core: int
    value: Decimal | None
    until: Decimal | None
    hedge: Hedge
    money: str
    extra: bool
    percent: bool
    scaled: bool
    vague: bool = False
    word: str = ""
    in_words: bool = False


def digits(text: str, language: str, scale_follows: bool) -> Decimal:
    """The value of a figure written in digits, by the habits of the language."""
    plain = text
    for gap in "\u00a0\u202f\u2009'’ ":
        plain = plain.replace(gap, "")
    if language == "fr":
        whole, comma, rest = plain.partition(",")
        if comma and len(rest) == 3 and not scale_follows and "." not in plain:
            return Decimal(whole + rest)
        pieces = whole.split(".")
        if len(pieces) > 1 and all(len(p) == 3 for p in pieces[1:]) and not (scale_follows and len(pieces) == 2):
            whole = "".join(pieces)
        return Decimal(whole + ("." + rest if comma and rest.isdigit() else ""))
    return Decimal(plain.replace(",", ""))


def _word_value(token: Token, language: str) -> tuple[int, bool] | None:
    """The value of a number word below a hundred, hyphenated ones too, and if it is an about-word."""
    low = token.low
    if not low[0].isalpha():
        return None
    units, tens = (_FR_UNITS, _FR_TENS) if language == "fr" else (_EN_UNITS, _EN_TENS)
    if low in units:
        return units[low], False
    if low in tens:
        return tens[low], False
    if language == "fr" and (stem := low.rstrip("s")) in _FR_ABOUT and not low.endswith("s"):
        return _FR_ABOUT[stem], True
    if "-" in low:
        return _hyphenated(low, language)
    return None


def _hyphenated(low: str, language: str) -> tuple[int, bool] | None:
    pieces = [p for p in low.split("-") if p not in ("et", "and")]
    units, tens = (_FR_UNITS, _FR_TENS) if language == "fr" else (_EN_UNITS, _EN_TENS)
    total, group = 0, 0
    for piece in pieces:
        if piece in ("vingt", "vingts") and group == 4:
            group = 80
        elif piece in units:
            group += units[piece]
        elif piece in tens:
            group += tens[piece]
        elif piece in ("cent", "cents", "hundred"):
            group = (group or 1) * 100
        elif piece in ("mille", "thousand"):
            total, group = total + (group or 1) * 1000, 0
        else:
            return None
    return total + group, False


def _read_number(tokens: list[Token], i: int, language: str) -> tuple[Decimal, int, bool, bool, bool] | None:
    """Value, next token, about-word, scaled by millions, written in words; None if no number starts at i."""
    scales = _SCALE["fr" if language == "fr" else "en"]
    n, about, scaled, words = len(tokens), False, False, False
    total, group, j, seen = Decimal(0), Decimal(0), i, False
    first = tokens[i]
    if language == "fr" and first.low in ("un", "une") and i + 1 < n:
        following = _word_value(tokens[i + 1], language)
        if following is not None and following[1]:
            return _read_number(tokens, i + 1, language)
    if first.is_number:
        follows = i + 1 < n and tokens[i + 1].low in _LARGE
        group = digits(first.text, language, follows)
        j, seen = i + 1, True
    else:
        words = True
    while j < n:
        low = tokens[j].low
        if not seen and low in ("a", "an") and language == "en" and j + 1 < n and tokens[j + 1].low in (
                "hundred", "thousand", "million", "billion", "dozen"):
            group, seen, j = Decimal(1), True, j + 1
            continue
        if not seen and low == "half" and [t.low for t in tokens[j + 1:j + 2]] == ["a"] and j + 2 < n \
                and tokens[j + 2].low in ("million", "billion"):
            return Decimal(scales[tokens[j + 2].low]) / 2, j + 3, False, True, True
        if not seen and low == "half" and [t.low for t in tokens[j:j + 3]] == ["half", "a", "dozen"]:
            return Decimal(6), j + 3, True, False, True
        scale = scales.get(low)
        if scale is not None and (seen or low in ("cent", "mille")):
            if low in ("m", "b", "k", "md") and tokens[j - 1].end != tokens[j].start and tokens[j].text not in ("M",
                    "Md"):
                break
            if low.rstrip("s") in ("douzaine", "dizaine", "centaine", "millier"):
                about = True
            if scale == 100:
                group = (group or Decimal(1)) * 100
            else:
                total, group = total + (group or Decimal(1)) * scale, Decimal(0)
                scaled = scaled or scale >= 10**6
            seen, j = True, j + 1
            if language == "en" and j + 1 < n and tokens[j].low == "and" and words \
                    and _word_value(tokens[j + 1], language) and scale in (100, 1000):
                j += 1
            continue
        if not first.is_number:
            value = _word_value(tokens[j], language)
            if value is not None and (group == 0 or group % 100 == 0 or value[0] < 10 <= group % 100
                    or (language == "fr" and group % 100 in (60, 80, 4))):
                if language == "fr" and group % 100 == 4 and value[0] == 20:
                    group = group - 4 + 80
                elif group and not seen:
                    break
                else:
                    if seen and group % 100 and group % 10 and value[0] < 10:
                        break
                    group += value[0]
                about, seen, j = about or value[1], True, j + 1
                continue
            if language == "fr" and low == "et" and seen and j + 1 < n and tokens[j + 1].low in ("un", "une", "onze") \
                    and group % 100 in (20, 30, 40, 50, 60):
                j += 1
                continue
        break
    if not seen:
        return None
    return total + group, j, about, scaled, words


_BEFORE = {
    "en": {
        ("nearly",): Hedge.NEARLY, ("almost",): Hedge.NEARLY, ("close", "to"): Hedge.NEARLY,
        ("a", "little", "under"): Hedge.NEARLY, ("just", "under"): Hedge.NEARLY, ("just", "below"): Hedge.NEARLY,
        ("a", "little", "less", "than"): Hedge.NEARLY, ("slightly", "less", "than"): Hedge.NEARLY,
        ("a", "little", "fewer", "than"): Hedge.NEARLY, ("slightly", "under"): Hedge.NEARLY,
        ("just", "short", "of"): Hedge.NEARLY, ("not", "quite"): Hedge.NEARLY, ("little", "short", "of"): Hedge.NEARLY,
        ("approaching",): Hedge.NEARLY, ("nearing",): Hedge.NEARLY,
        ("about",): Hedge.ABOUT, ("around",): Hedge.ABOUT, ("roughly",): Hedge.ABOUT, ("some",): Hedge.ABOUT,
        ("approximately",): Hedge.ABOUT, ("an", "estimated"): Hedge.ABOUT, ("estimated",): Hedge.ABOUT,
        ("circa",): Hedge.ABOUT, ("c",): Hedge.ABOUT, ("ca",): Hedge.ABOUT, ("in", "the", "region", "of"): Hedge.ABOUT,
        ("in", "the", "order", "of"): Hedge.ABOUT, ("on", "the", "order", "of"): Hedge.ABOUT, ("~",): Hedge.ABOUT,
        ("more", "or", "less"): Hedge.ABOUT,
        ("more", "than"): Hedge.AT_LEAST, ("over",): Hedge.AT_LEAST, ("at", "least"): Hedge.AT_LEAST,
        ("no", "fewer", "than"): Hedge.AT_LEAST, ("no", "less", "than"): Hedge.AT_LEAST, ("above",): Hedge.AT_LEAST,
        ("not", "less", "than"): Hedge.AT_LEAST, ("not", "fewer", "than"): Hedge.AT_LEAST,
        ("upwards", "of"): Hedge.AT_LEAST, ("upward", "of"): Hedge.AT_LEAST, ("in", "excess", "of"): Hedge.AT_LEAST,
        ("just", "over"): Hedge.AT_LEAST, ("a", "little", "over"): Hedge.AT_LEAST, ("well", "over"): Hedge.AT_LEAST,
        ("a", "little", "more", "than"): Hedge.AT_LEAST, ("slightly", "more", "than"): Hedge.AT_LEAST,
        ("slightly", "over"): Hedge.AT_LEAST, ("a", "minimum", "of"): Hedge.AT_LEAST, ("exceeding",): Hedge.AT_LEAST,
        ("better", "than"): Hedge.AT_LEAST, ("beyond",): Hedge.AT_LEAST, ("topping",): Hedge.AT_LEAST,
        ("up", "to"): Hedge.AT_MOST, ("at", "most"): Hedge.AT_MOST, ("less", "than"): Hedge.AT_MOST,
        ("fewer", "than"): Hedge.AT_MOST, ("below",): Hedge.AT_MOST, ("under",): Hedge.AT_MOST,
        ("as", "many", "as"): Hedge.AT_MOST, ("as", "much", "as"): Hedge.AT_MOST, ("a", "maximum", "of"): Hedge.AT_MOST,
        ("not", "more", "than"): Hedge.AT_MOST, ("no", "more", "than"): Hedge.AT_MOST, ("anything", "up",
            "to"): Hedge.AT_MOST,
        ("only",): Hedge.EXACTLY, ("just",): Hedge.EXACTLY, ("exactly",): Hedge.EXACTLY,
    },
    "fr": {
        ("près", "de"): Hedge.NEARLY, ("près", "d'"): Hedge.NEARLY, ("presque",): Hedge.NEARLY,
        ("un", "peu", "moins", "de"): Hedge.NEARLY, ("un", "peu", "moins", "d'"): Hedge.NEARLY,
        ("à", "peine", "moins", "de"): Hedge.NEARLY, ("pas", "loin", "de"): Hedge.NEARLY,
        ("environ",): Hedge.ABOUT, ("quelque",): Hedge.ABOUT, ("à", "peu", "près"): Hedge.ABOUT,
            ("autour", "de"): Hedge.ABOUT,
        ("aux", "alentours", "de"): Hedge.ABOUT, ("de", "l'", "ordre", "de"): Hedge.ABOUT, ("approximativement",
            ): Hedge.ABOUT,
        ("les", "quelque"): Hedge.ABOUT, ("quelques",): Hedge.ABOUT,
        ("plus", "de"): Hedge.AT_LEAST, ("plus", "d'"): Hedge.AT_LEAST, ("au", "moins"): Hedge.AT_LEAST,
        ("un", "peu", "plus", "de"): Hedge.AT_LEAST, ("un", "peu", "plus", "d'"): Hedge.AT_LEAST,
        ("d'", "au", "moins"): Hedge.AT_LEAST, ("pas", "moins", "de"): Hedge.AT_LEAST, ("pas", "moins",
            "d'"): Hedge.AT_LEAST,
        ("au", "minimum"): Hedge.AT_LEAST, ("minimum", "de"): Hedge.AT_LEAST, ("au", "-delà", "de"): Hedge.AT_LEAST,
        ("jusqu'", "à"): Hedge.AT_MOST, ("au", "plus"): Hedge.AT_MOST, ("moins", "de"): Hedge.AT_MOST,
        ("moins", "d'"): Hedge.AT_MOST, ("au", "maximum"): Hedge.AT_MOST, ("un", "maximum", "de"): Hedge.AT_MOST,
        ("tout", "au", "plus"): Hedge.AT_MOST, ("pas", "plus", "de"): Hedge.AT_MOST, ("seulement",): Hedge.EXACTLY,
        ("exactement",): Hedge.EXACTLY, ("à", "peine"): Hedge.EXACTLY,
    },
}
_AFTER = {
    "en": {("or", "so"): Hedge.ABOUT, ("or", "more"): Hedge.AT_LEAST, ("at", "least"): Hedge.AT_LEAST,
           ("at", "most"): Hedge.AT_MOST, ("or", "fewer"): Hedge.AT_MOST, ("or", "less"): Hedge.AT_MOST,
           ("of", "them", "at", "least"): Hedge.AT_LEAST, ("plus",): Hedge.AT_LEAST, ("+",): Hedge.AT_LEAST},
    "fr": {("environ",): Hedge.ABOUT, ("au", "moins"): Hedge.AT_LEAST, ("au", "plus"): Hedge.AT_MOST,
           ("au", "maximum"): Hedge.AT_MOST, ("ou", "plus"): Hedge.AT_LEAST},
}
_EXTRA_BEFORE = {"en": {"another", "additional", "further", "extra", "more", "second", "next", "new"},
                 "fr": {"autres", "supplémentaires", "encore", "nouveaux", "nouvelles"}}
_SKIPPED_BEFORE = {"en": {"the", "a", "an", "another", "additional", "further", "extra", "first", "other", "final",
    "last",
            "remaining", "initial", "its", "their", "of", "total", "these", "those", "second", "next"},
                   "fr": {"les", "des", "de", "d'", "ces", "ses", "leurs", "le", "la", "l'"}}


_HEDGE_ENDS = {tongue: frozenset(words[-1] for words in table) for tongue, table in _BEFORE.items()}
_NOT_HEDGED = frozenset("add adds added handed hand hands handing turned turn turns took take takes taken taking "
        "pass passed "
        "bring brought going went come under sign signed".split())


def _hedge_before(tokens: list[Token], i: int, language: str) -> tuple[Hedge, int]:
    """The hedge that ends before token i, and where it starts; determiners between are stepped over."""
    tongue = "fr" if language == "fr" else "en"
    table = _BEFORE[tongue]
    for skipped in range(0, 3):
        stop = i - skipped
        if stop <= 0 or (skipped and tokens[stop].low not in _SKIPPED_BEFORE[tongue]):
            break
        for length in (4, 3, 2, 1) if tokens[stop - 1].low in _HEDGE_ENDS[tongue] else ():
            if stop - length < 0:
                continue
            words = tuple(t.low for t in tokens[stop - length:stop])
            if words in (("over",), ("under",), ("above",), ("up", "to")) and stop > length \
                    and tokens[stop - length - 1].low in _NOT_HEDGED:
                continue
            if words in table and not (skipped and words[0] in ("some", "over", "above", "below", "under", "only",
                    "just")):
                return table[words], stop - length
    return Hedge.EXACTLY, i


def _hedge_after(tokens: list[Token], j: int, language: str) -> tuple[Hedge | None, int]:
    table = _AFTER["fr" if language == "fr" else "en"]
    for length in (4, 2, 1):
        words = tuple(t.low for t in tokens[j:j + length])
        if len(words) == length and words in table:
            return table[words], j + length
    return None, j


def _money_at(tokens: list[Token], i: int) -> str:
    token = tokens[i]
    if token.low in SYMBOLS:
        return SYMBOLS[token.low]
    if token.text in CODES or token.text == "Rs":
        return token.text if token.text in CODES else "rupee"
    return ""


_DOLLARS_OF = {
    "us": "USD", "american": "USD", "américains": "USD", "u.s": "USD", "u.s.": "USD", "canadian": "CAD",
        "canadiens": "CAD",
    "australian": "AUD", "australiens": "AUD", "zealand": "NZD", "néo-zélandais": "NZD", "jamaican": "JMD",
    "kenyan": "KES", "kényans": "KES", "ugandan": "UGX", "tanzanian": "TZS", "swiss": "CHF", "suisses": "CHF",
        "norwegian": "NOK",
    "norvégiennes": "NOK", "swedish": "SEK", "suédoises": "SEK", "danish": "DKK", "danoises": "DKK", "czech": "CZK",
    "tchèques": "CZK", "british": "GBP", "sterling": "GBP", "cfa": "XAF", "rwandan": "RWF", "rwandais": "RWF",
    "burundian": "BIF", "burundais": "BIF", "congolese": "CDF", "congolais": "CDF", "saudi": "SAR", "qatari": "QAR",
    "emirati": "AED", "kuwaiti": "KWD", "indian": "INR", "pakistani": "PKR", "hong": "HKD", "singapore": "SGD",
    "lebanese": "LBP", "libanaises": "LBP", "egyptian": "EGP", "égyptiennes": "EGP", "mexican": "MXN",
}


def _money_after(tokens: list[Token], j: int) -> tuple[str, int]:
    """A currency that follows the number, with a people-word before or after it ("Canadian dollars")."""
    n = len(tokens)
    if j < n and tokens[j].low in ("de", "d'", "of") and j + 1 < n and tokens[j + 1].low in MONEY_WORDS:
        j += 1
    if j < n and tokens[j].low in SYMBOLS:
        return SYMBOLS[tokens[j].low], j + 1
    if j < n and tokens[j].text in CODES:
        return tokens[j].text, j + 1
    if j + 1 < n and tokens[j].low in _DOLLARS_OF and tokens[j + 1].low in MONEY_WORDS:
        return _DOLLARS_OF[tokens[j].low], j + 2
    if j + 2 < n and tokens[j].low in ("new", "hong") and tokens[j + 2].low in MONEY_WORDS:
        return _DOLLARS_OF.get(tokens[j + 1].low, "USD"), j + 3
    if j < n and tokens[j].low in MONEY_WORDS:
        money = MONEY_WORDS[tokens[j].low]
        if j + 1 < n and tokens[j + 1].low in _DOLLARS_OF:
            return _DOLLARS_OF[tokens[j + 1].low], j + 2
        return money, j + 1
    return "", j


def bounds(value: Decimal, hedge: Hedge, until: Decimal | None, *, whole: bool) -> tuple[Decimal | None,
    Decimal | None]:
    """Least and most, None for open; whole things are rounded outward."""
    below, above = value - SPREAD * value, value + SPREAD * value
    if whole:
        below, above = Decimal(math.floor(below)), Decimal(math.ceil(above))
    match hedge:
        case Hedge.NEARLY:
            return below, value
        case Hedge.ABOUT:
            return (below, (until + SPREAD * until).to_integral_value() if whole else until + SPREAD * until) \
                if until is not None else (below, above)
        case Hedge.AT_LEAST:
            return value, None
        case Hedge.AT_MOST:
            return None, value
        case Hedge.BETWEEN:
            return value, until
        case _:
            return (value, until) if until is not None else (value, value)


_SHILLINGS = ("ksh", "sh", "kshs", "shs", "ush", "fcfa")

_RANGE = {"en": {"to", "-", "–", "—", "and", "or"}, "fr": {"à", "-", "–", "—", "et", "ou"}}


def _second_end(tokens: list[Token], j: int, language: str, between: bool) -> tuple[Decimal, int, bool] | None:
    """The upper end of a range that goes on at token j."""
    if j + 1 >= len(tokens):
        return None
    joint = tokens[j].low
    if joint not in _RANGE["fr" if language == "fr" else "en"]:
        return None
    if (joint in ("and", "et") and not between) or (joint in ("or", "ou") and not tokens[j + 1].is_number):
        return None
    k = j + 1
    if _money_at(tokens, k) and k + 1 < len(tokens):
        k += 1
    read = _read_number(tokens, k, language)
    return None if read is None else (read[0], read[1], read[3])


_PLAIN_BEGINNINGS = {
    "en": frozenset((*SYMBOLS, *_EN_UNITS, *_EN_TENS, *_VAGUE["en"], *_SHILLINGS, "a", "an", "half", "cent", "mille")),
    "fr": frozenset((*SYMBOLS, *_FR_UNITS, *_FR_TENS, *_VAGUE["fr"], *_SHILLINGS, "half", "cent", "mille")),
}


def _may_begin(token: Token, tongue: str) -> bool:
    """Could a figure begin with this token? Most tokens are plainly no number, and are left at once."""
    return (token.is_number or token.low in _PLAIN_BEGINNINGS[tongue] or "-" in token.low or token.text in CODES
            or token.text == "Rs" or (tongue == "fr" and token.low.rstrip("s") in _FR_ABOUT))


def figures(tokens: list[Token], language: str, taken: list[bool]) -> list[Figure]:
    """Every figure of a sentence in order; tokens already taken (dates, names) are left alone."""
    found: list[Figure] = []
    i, n = 0, len(tokens)
    tongue = "fr" if language == "fr" else "en"
    while i < n:
        if taken[i] or not _may_begin(tokens[i], tongue):
            i += 1
            continue
        if tongue == "fr" and tokens[i].low in ("un", "une") and i + 1 < n and tokens[i + 1].low in ("peu", "autre",
                "tel", "maximum", "minimum"):
            i += 1
            continue
        start, money = i, _money_at(tokens, i)
        at = i + 1 if money and i + 1 < n else i
        if not money and tokens[i].low in _SHILLINGS and i + 1 < n and tokens[i + 1].is_number:
            money, at = MONEY_WORDS.get(tokens[i].low, "shilling"), i + 1
        read = _read_number(tokens, at, language) if not taken[at] else None
        if read is None:
            if tokens[i].low in _VAGUE[tongue] and not taken[i]:
                found.append(_vague(tokens, i, tongue))
            i += 1
            continue
        figure, i = _figure(tokens, start, at, money, read, language)
        if figure is not None:
            found.append(figure)
    return found


def _vague(tokens: list[Token], i: int, tongue: str) -> Figure:
    last = i
    if tongue == "en" and i + 2 < len(tokens) and tokens[i + 1].low == "of" and tokens[i + 2].low in _VAGUE["en"]:
        last = i + 2
    money, after = _money_after(tokens, last + 1)
    return Figure(i, after - 1, i, None, None, Hedge.EXACTLY, money, False, False, False, True,
                  " ".join(t.text for t in tokens[i:after]), True)


def _figure(tokens: list[Token], start: int, at: int, money: str,
            read: tuple[Decimal, int, bool, bool, bool], language: str) -> tuple[Figure | None, int]:
    tongue = "fr" if language == "fr" else "en"
    n = len(tokens)
    value, j, about, scaled, in_words = read
    hedge, first = _hedge_before(tokens, start, language)
    between = first == start and start > 0 and tokens[start - 1].low in ("between", "entre")
    until = None
    end = _second_end(tokens, j, language, between)
    if end is None and money == "":
        named, after = _money_after(tokens, j)
        if named and between:
            end = _second_end(tokens, after, language, between)
    if (end is not None and end[0] > value) or (end is not None and end[2]):
        until, j = end[0], end[1]
        if end[2] and not scaled and until is not None:
            magnitude = Decimal(10) ** (len(str(int(until))) - 1)
            scale = max(s for s in (10**6, 10**9, 10**12) if s <= magnitude)
            value = value * scale if value < 10**5 else value
            scaled = True
        if until is not None and until <= value:
            until = None
        elif hedge is Hedge.EXACTLY:
            hedge = Hedge.BETWEEN
        if between:
            first = start - 1
    named, after = _money_after(tokens, j)
    if named and (money == "" or (money == "USD" and named != "$")):
        money, j = (named if money == "" else money), after
    percent = (j < n and (tokens[j].text == "%" or tokens[j].low in ("percent", "pct", "pour-cent"))) or (
        j + 1 < n and (tokens[j].low, tokens[j + 1].low) in (("per", "cent"), ("pour", "cent")))
    if percent:
        j += 1 if tokens[j].text == "%" or tokens[j].low in ("percent", "pct") else 2
    later, behind = _hedge_after(tokens, j, language)
    if later is not None and hedge is Hedge.EXACTLY:
        hedge, j = later, behind
    if about and hedge is Hedge.EXACTLY:
        hedge = Hedge.ABOUT
    extra = any(t.low in _EXTRA_BEFORE[tongue] for t in tokens[max(0, first - 2):start]) or any(
        t.low in ("more", "additional", "further", "supplémentaires", "autres") for t in tokens[j:j + 2]) or (
        tongue == "fr" and any((tokens[k].low, tokens[k + 1].low) in (("de", "plus"), ("en", "plus"))
                for k in range(j, min(j + 4, n - 1))))
    word = " ".join(t.text for t in tokens[first:j])
    return Figure(first, j - 1, at, value, until, hedge, money, extra, percent, scaled, False, word, in_words), j
