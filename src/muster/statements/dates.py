# ruff: noqa: E501  (each line of the two expressions below is one shape of time)
"""When: the time a phrase speaks of, as first and last day, resolved against the day of publication.

Problem: "on Friday", "by the end of the month", "mid-May", "in a few weeks' time", "en novembre prochain", "the
following month".
Choice: one expression for each language finds the phrases; each shape has its own small rule; a range is never made
a day.
Weakness: without a day of publication a bare weekday stays unresolved; a day without a year needs another year in
the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from muster.quantities import When, month_end

_EN_MONTHS = "january february march april may june july august september october november december".split()
_FR_MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
_EN_DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_FR_DAYS = "lundi mardi mercredi jeudi vendredi samedi dimanche".split()
_MONTHS = {m: i + 1 for months in (_EN_MONTHS, _FR_MONTHS) for i, m in enumerate(months)}
_MONTHS |= {m[:3]: i + 1 for i, m in enumerate(_EN_MONTHS)} | {"sept": 9, "aout": 8, "janv": 1, "févr": 2, "avr": 4,
    "juil": 7,
        "déc": 12, "fév": 2}
_DAYS = {d: i for days in (_EN_DAYS, _FR_DAYS) for i, d in enumerate(days)}
_SMALL = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9,
          "ten": 10, "eleven": 11, "twelve": 12, "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5,
          "sept": 7, "huit": 8, "neuf": 9, "dix": 10, "onze": 11, "douze": 12, "few": 3, "a few": 3, "several": 4,
              "quelques": 3,
          "couple of": 2, "a couple of": 2}

_M = r"(?:(?:january|february|march|april|may|june|july|august|september|october|november|december)\b" \
     r"|(?:jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec)\b\.?)"
_W = r"(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
_N = r"(?:\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|a\s+few|few|several|a\s+couple\s+of|an|a)"
_U = r"(?:day|week|month|year)s?"
_Y = r"(?:19|20)\d\d"

_BEGINS = r"(?=\d|a[bptun\s]|b[ey]|c[lo]|d[eu]|e[anil]|f[eroi]|in|j[au]|la|m[oai]|n[eoi]|o[cfvn]|ri|s[aueitpo]|t[uhiowe]|un|w[ei]|ye)"
"""The first two letters of every English shape below: most words are left here. A new shape must begin so, or be added."""

_ENGLISH = re.compile(rf"""\b{_BEGINS}(?:
    (?P<iso>{_Y}-\d\d-\d\d)
  | (?:(?P<wd1>{_W}),?\s+(?:the\s+)?)?(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?(?:\s*(?:-|–|to|and)\s*(?P<d1b>\d{{1,2}})(?:st|nd|rd|th)?)?\s+(?:of\s+)?(?P<m1>{_M})(?:,?\s+(?:of\s+)?(?P<y1>{_Y}))?
  | (?:(?P<wd2>{_W}),?\s+)?(?P<m2>{_M})\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?:\s*(?:-|–|to)\s*(?P<d2b>\d{{1,2}})(?:st|nd|rd|th)?)?\b(?!\s*(?:%|percent|million|billion))(?:,?\s+(?P<y2>{_Y}))?
  | (?P<part3>mid|late|early|end\ of|the\ end\ of|beginning\ of|the\ beginning\ of|start\ of|the\ start\ of|middle\ of|the\ middle\ of)[\s-]+(?P<m3>{_M})(?:,?\s+(?:of\s+)?(?P<y3>{_Y}))?
  | (?:between|from)\s+(?P<m4>{_M})(?:\s+(?P<y4a>{_Y}))?\s+(?:and|to|until|till)\s+(?P<m4b>{_M})(?:,?\s+(?:of\s+)?(?P<y4>{_Y}))?
  | (?P<lastnext5>last|next|this|this\ past|this\ coming)\s+(?P<m5>{_M})\b
  | (?P<m6>{_M}),?\s+(?:of\s+)?(?P<y6>{_Y})
  | (?P<m6b>{_M})\s+(?P<ln6b>last\ year|this\ year|next\ year|next)
  | (?:in|by|since|during|until|till|before|from|for|through|of)\s+(?P<m7>{_M})(?!\s*\d)
  | (?P<m7b>{_M})\s+and\s+(?P<m7c>{_M})(?:\s+(?P<ln7b>this\ year|last\ year))?(?:\s+(?P<y7b>{_Y}))?
  | (?P<today>today|tonight|at\ present|right\ now) | (?P<yesterday>yesterday) | (?P<tomorrow>tomorrow)
  | (?P<ln8>last|next|this|this\ coming|the\ previous|the\ following|coming)\s+(?P<wd8>{_W})
  | (?P<wd9>{_W})(?!\s+(?:group|school))
  | (?P<ln10>last|next|this|the\ following|the\ coming|coming|the\ past|that|the\ previous)\s+(?P<u10>week|weekend|month|year|summer|spring|autumn|winter|fall)\b(?!\s+(?:ago|of\ (?!{_Y})))
  | (?P<early11>early|late|mid|later)[\s-]+(?P<ln11>next|last|this)\s+(?P<u11>month|year|week)
  | (?:by\s+)?(?:the\s+|this\s+)?(?P<part12>end|close|beginning|start|middle)\s+of\s+(?P<ln12>the|this|next|last)\s+(?P<u12>week|month|year)
  | (?:by\s+)?(?:the\s+)?(?P<part13>end|close|beginning|start|middle|first\ half|second\ half|summer|spring|autumn|winter)\s+of\s+(?P<y13>{_Y})
  | (?P<part13b>early|late|mid)[\s-]+(?:in\s+)?(?P<y13b>{_Y})
  | (?:in|over|during|within)\s+(?:the\s+)?(?:coming|next|following)\s+(?:(?P<n14>{_N})\s+)?(?P<u14>{_U})
  | (?:in|over|during|for|within)\s+(?:the\s+)?(?:past|last|previous|recent)\s+(?:(?P<n15>{_N})\s+)?(?P<u15>{_U})
  | (?:in|within)\s+(?P<n16>{_N})\s+(?P<u16>{_U})(?:['’]s?)?(?:\s+time)?(?!\s+(?:ago|after|before|later|of))
  | (?:within|in)\s+(?P<u16b>days|weeks|months)\b
  | (?:over\s+|about\s+|more\s+than\s+|some\s+)?(?P<n17>{_N})\s+(?P<u17>{_U})\s+(?:ago|earlier|before)
  | (?P<followingmonth>(?:by\s+|in\s+)?the\ following\ month)
  | (?P<weekbefore>the\ week\ before)
  | (?:in|by|during|since|for|until|from|of|before|through|through\s+to|end-)\s+(?P<y18>{_Y})(?:\s*(?:-|–|and|to)\s*(?P<y18b>{_Y}))?(?!\s*(?:police|officers|soldiers|troops|men|members|personnel|people))
)(?!\w)""", re.IGNORECASE | re.VERBOSE)

_FM = r"(?:janvier|février|mars|avril|mai|juin|juillet|août|aout|septembre|octobre|novembre|décembre)"
_FW = r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)"
_FN = r"(?:\d{1,3}|un|une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|quelques)"
_FU = r"(?:jours?|semaines?|mois|ans?|années?)"

_FRENCH = re.compile(rf"""\b(?:
    (?P<iso>{_Y}-\d\d-\d\d)
  | (?:du\s+)?(?P<d0>\d{{1,2}})(?:er)?\s+au\s+(?P<d0b>\d{{1,2}})\s+(?P<m0>{_FM})(?:\s+(?P<y0>{_Y}))?
  | (?:(?P<wd1>{_FW}),?\s+(?:le\s+)?)?(?P<d1>\d{{1,2}})(?:er)?\s+(?P<m1>{_FM})(?:\s+(?P<y1>{_Y}))?(?:\s+(?P<ln1>dernier|prochain))?
  | (?P<part3>mi|fin|début|au\ début\ d[eu']|à\ la\ fin\ d[eu']|la\ fin\ d[eu']|fin\ du\ mois\ d[e'])[\s-]*(?P<m3>{_FM})(?:\s+(?P<y3>{_Y}))?(?:\s+(?P<ln3>dernier|prochain))?
  | (?:entre|de)\s+(?P<m4>{_FM})(?:\s+(?P<y4a>{_Y}))?\s+(?:et|à)\s+(?P<m4b>{_FM})(?:\s+(?P<y4>{_Y}))?
  | (?P<m5>{_FM})\s+(?P<lastnext5>dernier|prochain)
  | (?P<m6>{_FM})\s+(?P<y6>{_Y})
  | (?:en|depuis|dès|avant|jusqu['’]en|d['’]ici|de|pour|au\ mois\ d[e'’])\s*(?P<m7>{_FM})\b(?!\s+(?:\d|derni|proch))
  | (?P<today>aujourd['’]hui|à\ présent|à\ ce\ jour|actuellement) | (?P<yesterday>hier) | (?P<tomorrow>demain)
  | (?:ce|de\ ce)\s+(?P<wdthis>{_FW}) | (?P<wd8>{_FW})\s+(?P<ln8>dernier|prochain)
  | (?P<wd9>{_FW})
  | (?P<ln10b>cette|ce|cet)\s+(?P<u10b>semaine|week-end|mois|année|été)\b
  | (?:la|le|l['’])\s*(?P<u10>semaine|week-end|mois|année|an|été)\s+(?P<ln10>dernière|dernier|prochaine|prochain|suivante|suivant|passée|passé)
  | (?:d['’]ici\s+|avant\s+|à\s+|jusqu['’]à\s+)?(?:la\s+)?(?P<part12>fin|mi-|début)\s+(?:du|de\s+la|de\s+l['’]|de\s+ce|de\s+cette)\s*(?P<u12>semaine|mois|année)(?:\s+(?P<ln12>prochaine?))?
  | (?:la\s+|à\s+la\s+|au\s+)?(?P<part13>fin|début|mi|milieu)[\s-]+(?:de\s+)?(?P<y13>{_Y})
  | (?:dans|au\ cours\ d)\s*(?:les|des)\s+(?:(?P<n14>{_FN})\s+)?(?P<u14a>{_FU})?\s*(?:prochains?|prochaines?)\s*(?P<u14>{_FU})?(?:\s+à\s+venir)?
  | (?:dans|sous)\s+(?P<n16>{_FN})\s+(?P<u16>{_FU})
  | (?:ces|les)\s+(?:(?P<n15>{_FN})\s+)?(?:derniers|dernières)\s+(?P<u15>{_FU})
  | il\s+y\s+a\s+(?:environ\s+|plus\s+d['’e]\s*)?(?P<n17>{_FN})\s+(?P<u17>{_FU})
  | (?:en|depuis|dès|avant|jusqu['’]en|d['’]ici|pour|de|fin|courant)\s+(?:l['’]an\s+)?(?P<y18>{_Y})(?!\s*(?:policiers|soldats|hommes|militaires|membres))
)(?!\w)""", re.IGNORECASE | re.VERBOSE)


@dataclass(frozen=True, slots=True)
class TimeSaid:
    """A phrase of time and where it stands in the text.

    when: None if the phrase is one but cannot be resolved. until: "by", "until", "before" stood before it.
    since: a beginning, not the time spoken of. ahead: it lies after the publication, or is said of the future.
    """

    start: int
    end: int
    when: When | None
    until: bool
    since: bool
    ahead: bool
    full: bool


def _whole(year: int) -> tuple[date, date]:
    return date(year, 1, 1), date(year, 12, 31)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _add_months(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    first = date(year, month + 1, 1)
    return first.replace(day=min(day.day, month_end(first).day))


def _part_of_month(first: date, part: str) -> tuple[date, date]:
    part = part.lower()
    if part.startswith(("mid", "mi", "the mid")):
        return first.replace(day=10), first.replace(day=20)
    if part.startswith(("late",)) or part == "fin":
        return first.replace(day=20), month_end(first)
    if "end" in part or "fin" in part:
        return first.replace(day=20), month_end(first)
    return first, first.replace(day=10)


def _part_of_year(year: int, part: str) -> tuple[date, date]:
    part = part.lower().strip("- ")
    spans = {"end": (10, 12), "close": (12, 12), "late": (10, 12), "fin": (10, 12), "beginning": (1, 3), "start": (1,
        3), "early": (1, 3),
             "début": (1, 3), "middle": (5, 8), "mid": (5, 8), "mi": (5, 8), "milieu": (5, 8), "first half": (1, 6),
             "second half": (7, 12), "summer": (6, 8), "spring": (3, 5), "autumn": (9, 11), "winter": (12, 12)}
    low, high = spans.get(part, (1, 12))
    if part in ("end", "close", "fin"):
        return date(year, 12, 31), date(year, 12, 31)
    return date(year, low, 1), month_end(date(year, high, 1))


def _count(said: str | None) -> int:
    if not said:
        return 0
    return int(said) if said.isdigit() else _SMALL.get(" ".join(said.lower().split()), 1)


def _unit_days(unit: str) -> int:
    low = unit.lower()
    for stem, days in (("day", 1), ("jour", 1), ("week", 7), ("sem", 7), ("month", 30), ("mois", 30)):
        if low.startswith(stem):
            return days
    return 365


class Calendar:
    """Resolves phrases of one document: its day of publication, and the years its text names."""

    def __init__(self, published: date | None, years: list[int], received: date | None = None) -> None:
        self.published = published
        self.years = years
        self.received = received
        self.latest: date | None = None  # the last full date read, which later phrases may lean on

    @property
    def now(self) -> date | None:
        return self.published

    def year_of(self, month: int, day: int | None, weekday: int | None, ahead: bool) -> int | None:
        """The year of a date said without one."""
        anchor = self.published or self.latest
        if anchor is None and weekday is None and self.years:
            anchor = date(max(self.years), 7, 1)
        if weekday is not None and day is not None:
            fits = [y for y in range(1990, 2100) if _valid(y, month, day) and date(y, month, day).weekday() == weekday]
            near = anchor or (date(max(self.years), 7, 1) if self.years else None)
            if near is not None:
                best = [y for y in fits if abs((date(y, month, day) - near).days) < 550]
                if best:
                    return min(best, key=lambda y: abs((date(y, month, day) - near).days))
            elif self.received is not None:
                # nothing fixes the year but the weekday: the last whole year before the report was received in which
                # it fits
                past = [y for y in fits if y < self.received.year]
                return past[-1] if past else None
        if anchor is None:
            return None
        options = [y for y in (anchor.year - 1, anchor.year, anchor.year + 1) if _valid(y, month, day or 1)]
        if not options:
            return None
        middle = {y: date(y, month, day or 15) for y in options}
        if ahead:
            later = [y for y in options if middle[y] >= anchor - timedelta(days=16)]
            return min(later) if later else options[-1]
        slack = 16 if day is None else 3
        earlier = [y for y in options if middle[y] <= anchor + timedelta(days=slack)]
        best_year = max(earlier) if earlier else options[0]
        if (anchor - middle[best_year]).days > 300 and best_year + 1 in middle:
            return best_year + 1
        return best_year


def _valid(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


Range = tuple[date, date] | None


def _month(said: str) -> int:
    return _MONTHS[said.lower().strip(". ")]


def _a_day(cal: Calendar, g: dict[str, str | None], d: str, m: str, y: str, wd: str, last: str, ahead: bool) -> Range:
    month, day = _month(g[m] or ""), int(g[d] or 1)
    weekday = _DAYS[(g[wd] or "").lower()] if g.get(wd) else None
    year = int(g[y] or 0) if g.get(y) else cal.year_of(month, day, weekday, ahead)
    if year is None or not _valid(year, month, day):
        return None
    first = date(year, month, day)
    final = int(g[last] or 0) if g.get(last) else day
    return first, (date(year, month, final) if _valid(year, month, final) and final >= day else first)


def _in_month(cal: Calendar, month: int, year: int | None, ahead: bool, lean: str = "") -> Range:
    this = cal.published or (date(max(cal.years), 7, 1) if cal.years else None)
    if year is None and this is not None and lean:
        low = lean.lower()
        if low.startswith(("last", "dern")):
            year = this.year if month < this.month else this.year - 1
        elif low.startswith(("next", "proch")):
            year = this.year if month > this.month else this.year + 1
        elif low == "last year":
            year = this.year - 1
        elif low == "next year":
            year = this.year + 1
    if year is None:
        year = cal.year_of(month, None, None, ahead)
    if year is None:
        return None
    first = date(year, month, 1)
    return first, month_end(first)


def _weekday(cal: Calendar, said: str, lean: str, ahead: bool) -> Range:
    if cal.now is None:
        return None
    wanted, now = _DAYS[said.lower()], cal.now
    low = lean.lower()
    if low.startswith(("next", "proch", "coming", "this coming", "the following")) or (ahead and not low):
        day = now + timedelta(days=(wanted - now.weekday()) % 7 or 7)
    else:
        day = now - timedelta(days=(now.weekday() - wanted) % 7)
        if day == now and low.startswith(("last", "dern")):
            day -= timedelta(days=7)
    return day, day


def _leaning(cal: Calendar, lean: str, unit: str) -> Range:
    """last, next, this + week, month, year."""
    if cal.now is None:
        return None
    now, low, what = cal.now, lean.lower(), unit.lower()
    back = low.startswith(("last", "dern", "the past", "pass", "the prev", "that"))
    ahead = low.startswith(("next", "proch", "the fol", "the com", "coming", "suiv"))
    if what.startswith(("weekend", "week-end")):
        saturday = _monday(now) + timedelta(days=5 - (7 if (now.weekday() < 5 and not ahead)
            or (back and now.weekday() >= 5) else 0))
        saturday += timedelta(days=7 if ahead and saturday <= now else 0)
        return saturday, saturday + timedelta(days=1)
    if what.startswith(("week", "sem")):
        monday = _monday(now) + timedelta(days=-7 if back else 7 if ahead else 0)
        return (monday, monday + timedelta(days=6)) if back or ahead else (monday, now)
    if what.startswith(("month", "mois")):
        first = _add_months(now.replace(day=1), -1 if back else 1 if ahead else 0)
        return first, month_end(first)
    year = now.year + (-1 if back else 1 if ahead else 0)
    if what.startswith(("summer", "été")):
        return date(year, 6, 1), date(year, 8, 31)
    if what.startswith("spring"):
        return date(year, 3, 1), date(year, 5, 31)
    if what.startswith(("autumn", "fall")):
        return date(year, 9, 1), date(year, 11, 30)
    if what.startswith("winter"):
        return date(year, 12, 1), date(year, 12, 31)
    return _whole(year)


def _span_ahead(cal: Calendar, number: str | None, unit: str) -> Range:
    if cal.now is None:
        return None
    days, count = _unit_days(unit), _count(number)
    if count == 0 or (number or "").lower() in ("a few", "few", "several", "quelques", "a couple of"):
        if count == 0:
            low, high = (1, 12) if days == 1 else (7, 42) if days == 7 else (30, 180) if days == 30 else (180, 1000)
        else:
            low, high = (2, 10) if days == 1 else (14, 41) if days == 7 else (60, 180) if days == 30 else (730, 1460)
        return cal.now + timedelta(days=low), cal.now + timedelta(days=high)
    if days == 30:
        day = _add_months(cal.now, count)
        return day, day
    day = cal.now + timedelta(days=days * count)
    return day, day


def _span_back(cal: Calendar, number: str | None, unit: str) -> Range:
    if cal.now is None:
        return None
    days, count = _unit_days(unit), _count(number) or 1
    start = _add_months(cal.now, -count) if days == 30 else cal.now - timedelta(days=days * count)
    return start, cal.now


def _ago(cal: Calendar, number: str | None, unit: str) -> Range:
    if cal.now is None:
        return None
    days, count = _unit_days(unit), _count(number) or 1
    if days >= 30:
        back = _add_months(cal.now, -count * (1 if days == 30 else 12))
        return back.replace(day=1), month_end(back)
    day = cal.now - timedelta(days=days * count)
    slack = timedelta(days=0 if days == 1 else 3)
    return day - slack, day + slack


def _end_of(cal: Calendar, part: str, lean: str, unit: str) -> Range:
    base = _leaning(cal, lean or "this", unit)
    if base is None or cal.now is None:
        return None
    first, last = base
    if unit.lower().startswith(("week", "sem")):
        last = first + timedelta(days=6)
    low = part.lower()
    if low.startswith(("end", "close", "fin")):
        return last, last
    if low.startswith(("mid", "mi")):
        middle = first + (last - first) / 2
        return middle - timedelta(days=5), middle + timedelta(days=5)
    return first, min(last, first + timedelta(days=9))


def resolve(g: dict[str, str | None], cal: Calendar, ahead: bool) -> Range:
    """First and last day of one phrase, by its shape."""
    shapes: list[tuple[str, Callable[[], Range]]] = [
        ("iso", lambda: _a_iso(g["iso"] or "")),
        ("d0", lambda: _a_day(cal, g, "d0", "m0", "y0", "wd1", "d0b", ahead)),
        ("d1", lambda: _a_day(cal, g, "d1", "m1", "y1", "wd1", "d1b", ahead)),
        ("d2", lambda: _a_day(cal, g, "d2", "m2", "y2", "wd2", "d2b", ahead)),
        ("part3", lambda: _part(_in_month(cal, _month(g["m3"] or ""), _int(g, "y3"), ahead, g.get("ln3") or ""),
            g["part3"] or "")),
        ("m4", lambda: _months_apart(cal, g, ahead)),
        ("m5", lambda: _in_month(cal, _month(g["m5"] or ""), None, ahead, g["lastnext5"] or "")),
        ("m6", lambda: _in_month(cal, _month(g["m6"] or ""), _int(g, "y6"), ahead)),
        ("m6b", lambda: _in_month(cal, _month(g["m6b"] or ""), None, ahead, g["ln6b"] or "")),
        ("m7", lambda: _in_month(cal, _month(g["m7"] or ""), None, ahead)),
        ("m7b", lambda: _two_months(cal, g, ahead)),
        ("today", lambda: (cal.now, cal.now) if cal.now else None),
        ("yesterday", lambda: _shift(cal, -1)),
        ("tomorrow", lambda: _shift(cal, 1)),
        ("wdthis", lambda: _weekday(cal, g["wdthis"] or "", "", False)),
        ("wd8", lambda: _weekday(cal, g["wd8"] or "", g["ln8"] or "", ahead)),
        ("wd9", lambda: _weekday(cal, g["wd9"] or "", "", ahead)),
        ("u10", lambda: _leaning(cal, g["ln10"] or "", g["u10"] or "")),
        ("u10b", lambda: _leaning(cal, "this", g["u10b"] or "")),
        ("u11", lambda: _early_or_late(cal, g)),
        ("u12", lambda: _end_of(cal, g["part12"] or "", g.get("ln12") or "", g["u12"] or "")),
        ("y13", lambda: _part_of_year(int(g["y13"] or 0), g["part13"] or "")),
        ("y13b", lambda: _part_of_year(int(g["y13b"] or 0), g["part13b"] or "")),
        ("u14", lambda: _span_ahead(cal, g["n14"], g["u14"] or g.get("u14a") or "day")),
        ("u14a", lambda: _span_ahead(cal, g["n14"], g["u14a"] or "day")),
        ("u15", lambda: _span_back(cal, g["n15"], g["u15"] or "")),
        ("u16", lambda: _span_ahead(cal, g["n16"], g["u16"] or "")),
        ("u16b", lambda: _span_ahead(cal, None, g["u16b"] or "")),
        ("u17", lambda: _ago(cal, g["n17"], g["u17"] or "")),
        ("followingmonth", lambda: _leaning(cal, "next", "month")),
        ("weekbefore", lambda: _leaning(cal, "last", "week")),
        ("y18", lambda: (date(int(g["y18"] or 0), 1, 1), date(int(g.get("y18b") or g["y18"] or 0), 12, 31))),
    ]
    for key, rule in shapes:
        if g.get(key):
            return rule()
    return None


def _a_iso(said: str) -> Range:
    try:
        day = date.fromisoformat(said)
    except ValueError:
        return None
    return day, day


def _int(g: dict[str, str | None], key: str) -> int | None:
    said = g.get(key)
    return int(said) if said else None


def _part(found: Range, part: str) -> Range:
    return None if found is None else _part_of_month(found[0], part)


def _shift(cal: Calendar, days: int) -> Range:
    if cal.now is None:
        return None
    day = cal.now + timedelta(days=days)
    return day, day


def _months_apart(cal: Calendar, g: dict[str, str | None], ahead: bool) -> Range:
    year = _int(g, "y4")
    last = _in_month(cal, _month(g["m4b"] or ""), year, ahead)
    if last is None:
        return None
    first = _in_month(cal, _month(g["m4"] or ""), _int(g, "y4a") or last[1].year, ahead)
    return None if first is None or first[0] > last[1] else (first[0], last[1])


def _two_months(cal: Calendar, g: dict[str, str | None], ahead: bool) -> Range:
    first = _in_month(cal, _month(g["m7b"] or ""), _int(g, "y7b"), ahead, g.get("ln7b") or "")
    last = _in_month(cal, _month(g["m7c"] or ""), _int(g, "y7b"), ahead, g.get("ln7b") or "")
    return None if first is None or last is None or first[0] > last[1] else (first[0], last[1])


def _early_or_late(cal: Calendar, g: dict[str, str | None]) -> Range:
    base = _leaning(cal, g["ln11"] or "", g["u11"] or "")
    if base is None:
        return None
    part = (g["early11"] or "").lower()
    if (g["u11"] or "").lower() == "year":
        return _part_of_year(base[0].year, part) if part != "later" else base
    return _part_of_month(base[0].replace(day=1), part) if part != "later" and (g["u11"] or "") == "month" else base


_BY = re.compile(r"(?:\b(?:by|until|till|before|no later than|d['’]ici|avant|jusqu['’]au|jusqu['’]à|jusqu['’]en|"
                 r"au plus tard)"
                 r"(?:\s+(?:the|le|la|l['’]|au|en|à))?\s*)$", re.IGNORECASE)
_SINCE = re.compile(r"(?:\b(?:since|depuis)\b[^,.;:]{0,36}$)|(?:\b(?:since|depuis|dès)(?:\s+(?:the|le|la|l['’]|"
                    r"en))?(?:\s+(?:end|start|beginning|fin|début) (?:of|de))?\s*)$", re.IGNORECASE)


_HINT = re.compile(
    r"\d|day|night|tomorrow|week|month|year|present|now|summer|spring|autumn|winter|fall|january|february|march|april|may|june|july|august"
    r"|september|october|november|december|hier|demain|aujourd|jour|semaine|mois|an|été|ce |lundi|mardi|mercredi|jeudi|vendredi|samedi"
    r"|dimanche|janvier|février|mars|avril|mai|juin|juillet|août|octobre|décembre|fin|début", re.IGNORECASE)


_ENGLISH_HINT = re.compile(r"\d|day|week|month|year|now|tonight|present|tomorrow|summer|spring|autumn|winter|fall|"
    r"jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec", re.IGNORECASE)
"""What every shape of the English expression holds: most sentences are left before it is tried."""


def times(text: str, start: int, end: int, language: str, calendar: Calendar, *,
          ahead: Callable[[int], bool] = lambda _: False) -> list[TimeSaid]:
    """The phrases of time between two positions, resolved; `ahead`: does the text speak of the future at this
    position?"""
    found: list[TimeSaid] = []
    if language != "fr" and not _ENGLISH_HINT.search(text, start, end):
        return found
    if not _HINT.search(text, start, end):
        return found
    pattern = _FRENCH if language == "fr" else _ENGLISH
    for match in pattern.finditer(text, start, end):
        said: dict[str, str | None] = match.groupdict()
        groups = {k: v for k, v in said.items() if v is not None}
        if "m7" in groups and groups["m7"] == "may":
            continue  # "in may" in small letters is the verb
        before = text[max(start, match.start() - 48):match.start()]
        phrase = match.group()
        until = bool(_BY.search(before)) or bool(re.match(r"(?i)(?:by|until|till|before|avant|d['’]ici|jusqu)", phrase))
        since = bool(_SINCE.search(before)) or bool(re.match(r"(?i)(?:since|depuis|dès)", phrase))
        try:
            span = resolve(said, calendar, ahead(match.start()) or until)
        except (ValueError, OverflowError, KeyError):
            span = None
        full = any(k in groups for k in ("y1", "y2", "iso", "y0")) or (("d1" in groups or "d2" in groups)
            and span is not None)
        if full and span is not None and not until:
            calendar.latest = span[1]
        when = None if span is None or span[1] < span[0] else When(span[0], span[1], phrase)
        later = when is not None and calendar.now is not None and when.first > calendar.now
        found.append(TimeSaid(match.start(), match.end(), when, until, since, later, full))
    return found


_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def years_named(text: str) -> list[int]:
    return [int(y) for y in _YEAR.findall(text) if 1980 <= int(y) <= 2100]
