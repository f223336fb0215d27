"""Charts as SVG: what stands over time with its bounds, and how much of what was needed or promised is there.

Problem: a page, a printed brief and a file must show the same picture, in light and dark, on a phone, without a chart
library, and be readable by someone who cannot see it.
Choice: plain SVG whose parts carry class names. On a page the stylesheet colours them; as a file (`standalone`) the
colours travel inside. Every chart has a title and a description in words, and the page shows its figures as a table.
Weakness: nothing moves; a value is read off the table, not by pointing.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from html import escape

STANDALONE_STYLE = """
.bg{fill:#fff}.axis,.grid{stroke:#c9ced6;stroke-width:1;fill:none}.axis{stroke:#5a6472}
text{font:12px system-ui,sans-serif;fill:#1b2430}.small{font-size:11px;fill:#465062}
.band{fill:#1f6f8b;fill-opacity:.2}.line{stroke:#1f6f8b;stroke-width:2.5;fill:none}
.level{stroke:#8a3b12;stroke-width:1.5;stroke-dasharray:6 4;fill:none}.level-word{fill:#8a3b12}
.told{fill:none;stroke:#3d4653;stroke-width:1.5}.range{stroke:#3d4653;stroke-width:1}
.plan{fill:#7a4fa3}.plan-line{stroke:#7a4fa3;stroke-width:1.5;stroke-dasharray:2 3;fill:none}.plan-word{fill:#7a4fa3}
.now{stroke:#1b2430;stroke-width:1}.fan{fill:#1f6f8b;fill-opacity:.14}
.fan-line{stroke:#1f6f8b;stroke-width:1.5;stroke-dasharray:5 3;fill:none}
.need{fill:none;stroke:#8a3b12;stroke-width:1.5}.promised{fill:#c5d7de}.reached{fill:#77a9ba}.present{fill:#1f6f8b}
"""


@dataclass(frozen=True, slots=True)
class Step:
    """What stood from this day on. high None: open upward."""

    day: date
    booked: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """A count somebody told of one day. who: shown to a screen reader and in the table beside it."""

    day: date
    booked: float
    low: float | None = None
    high: float | None = None
    who: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """An announced addition, drawn on the base line with its size."""

    day: date
    size: float
    who: str = ""


@dataclass(frozen=True, slots=True)
class Level:
    """What is required from one day to another."""

    first: date
    last: date
    value: float
    word: str


@dataclass(frozen=True, slots=True)
class Fan:
    """A forecast for one day: its middle, and the ranges that hold half, four of five and nineteen of twenty futures.

    A day told exactly (the first: what stands there) has ranges of no width.
    """

    day: date
    low: float
    middle: float
    high: float
    inner: tuple[float, float] = (0.0, 0.0)
    outer: tuple[float, float] = (0.0, 0.0)

    @property
    def ranges(self) -> tuple[tuple[float, float], ...]:
        """From the widest to the narrowest; a range nobody gave is left to the one around it."""
        return tuple(one for one in (self.outer, (self.low, self.high), self.inner) if one != (0.0, 0.0))


@dataclass(frozen=True, slots=True)
class OverTime:
    """One quantity over time. on: the day asked about, drawn as an upright line."""

    title: str
    unit: str
    on: date
    steps: Sequence[Step] = ()
    counts: Sequence[Count] = ()
    levels: Sequence[Level] = ()
    announced: Sequence[Count] = ()
    batches: Sequence[Batch] = ()
    fan: Sequence[Fan] = ()
    names: dict[str, str] = field(default_factory=dict)
    """Words of the key: booked, told, announced, fan, on."""

    @property
    def is_empty(self) -> bool:
        return not (self.steps or self.counts or self.announced)

    @property
    def days(self) -> tuple[date, date]:
        found = [self.on, *(step.day for step in self.steps), *(fan.day for fan in self.fan),
                 *(count.day for count in (*self.counts, *self.announced)), *(batch.day for batch in self.batches)]
        return min(found), max(found)

    @property
    def top(self) -> float:
        values: list[float] = []
        for step in self.steps:
            values += [step.booked, step.high or 0]
        for count in (*self.counts, *self.announced):
            values += [count.booked, count.high or 0]
        begin, end = self.days
        values += [level.value for level in self.levels if level.last >= begin and level.first <= end]
        return rounded_up(max([*values, *(max(part.high, part.outer[1]) for part in self.fan)], default=1))


@dataclass(frozen=True, slots=True)
class Bar:
    """One kind of support: how much was needed, promised, ever got on its way, and is present.

    need None: no number was given, and `need_word` says so. Numbers are in major units.
    """

    name: str
    unit: str
    need: float | None
    need_word: str
    promised: float
    present: float
    present_word: str
    told: str
    """The whole bar in words: "present 400 (380-400) of 2,500 required; promised 2,500"."""


KEY_WORDS = {"booked": "present, with bounds", "told": "counts told", "announced": "announced total",
             "batches": "announced addition", "fan": "forecast: 50, 80, 95 %",
             "on": "the day asked about"}


def rounded_up(top: float) -> float:
    """The next number that reads well on an axis."""
    if top <= 0:
        return 1
    size: float = 10.0 ** math.floor(math.log10(top))
    return next(size * step for step in (1, 1.5, 2, 3, 4, 5, 6, 8, 10) if size * step >= top)


# --- over time --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where a day and a value fall on the drawing."""

    begin: date
    end: date
    top: float
    width: int
    height: int
    left: int = 52
    right: int = 14
    above: int = 14
    below: int = 30

    def x(self, day: date) -> float:
        share = (day - self.begin).days / max((self.end - self.begin).days, 1)
        return round(self.left + share * (self.width - self.left - self.right), 1)

    def y(self, value: float) -> float:
        share = max(0.0, min(value / self.top, 1.0))
        return round(self.height - self.below - share * (self.height - self.above - self.below), 1)


def over_time(shown: OverTime, *, ident: str, narrow: bool = False, standalone: bool = False) -> str:
    """The chart as SVG. ident: unique on its page. narrow: drawn for a phone. Empty when there is nothing to draw."""
    if shown.is_empty:
        return ""
    begin, end = shown.days
    room = timedelta(days=max(5, (end - begin).days // 40))
    width, height = (360, 300) if narrow else (760, 330)
    frame = _Frame(begin - room, end + room, shown.top, width, height)
    parts = [*_grid(frame, narrow)]
    parts += _fan(shown.fan, frame)
    parts += [*_band(shown, frame), *_levels(shown, frame, narrow)]
    parts += [_told(count, frame) for count in shown.counts]
    parts += [*_announced(shown, frame)]
    parts += [f'<path class="now" d="M{frame.x(shown.on)} {frame.above}V{frame.height - frame.below}"/>']
    key, tall = _key(shown, frame, narrow)
    return _drawn([*parts, *key], width, height + tall, title=shown.title, told=in_words(shown), ident=ident,
                  standalone=standalone)


def in_words(shown: OverTime) -> str:
    """What the picture shows, for someone who cannot see it."""
    told = []
    if shown.steps:
        peak = max(shown.steps, key=lambda step: step.booked)
        last = [step for step in shown.steps if step.day <= shown.on]
        told.append(f"Highest {peak.booked:,.0f} {shown.unit} from {peak.day}.")
        if last:
            told.append(f"On {shown.on}: {last[-1].booked:,.0f}.")
    for level in shown.levels:
        if level.first <= shown.on <= level.last:
            told.append(f"{level.word}: {level.value:,.0f}.")
    if shown.counts:
        told.append(f"{len(shown.counts)} counts told by sources are drawn beside it.")
    return " ".join(told)


def _grid(frame: _Frame, narrow: bool) -> list[str]:
    parts = []
    steps = 4
    for number in range(steps + 1):
        value = frame.top * number / steps
        y = frame.y(value)
        kind = "grid" if number else "axis"
        parts.append(f'<path class="{kind}" d="M{frame.left} {y}H{frame.width - frame.right}"/>')
        parts.append(f'<text class="small" x="{frame.left - 6}" y="{y + 4}" text-anchor="end">{value:,.0f}</text>')
    for day, word in date_marks(frame.begin, frame.end, 4 if narrow else 9):
        x = frame.x(day)
        base = frame.height - frame.below
        parts.append(f'<path class="axis" d="M{x} {base}v5"/>')
        parts.append(f'<text class="small" x="{x}" y="{base + 19}" text-anchor="middle">{word}</text>')
    return parts


def date_marks(begin: date, end: date, most: int) -> list[tuple[date, str]]:
    """First days of months, quarters or years, at most so many; each with its label."""
    months = [date(year, month, 1) for year in range(begin.year, end.year + 1) for month in range(1, 13)]
    inside = [day for day in months if begin <= day <= end]
    for every in (1, 2, 3, 6, 12, 24, 60, 120, 240):
        kept = [day for day in inside if (day.year * 12 + day.month - 1) % every == 0]
        if len(kept) <= most:
            return [(day, f"{day.year}" if every >= 12 else f"{day:%Y-%m}") for day in kept]
    return [(begin, str(begin.year))]


def _band(shown: OverTime, frame: _Frame) -> list[str]:
    if not shown.steps:
        return []
    until = max(shown.on, shown.steps[-1].day)
    steps = [*shown.steps, Step(until, shown.steps[-1].booked, shown.steps[-1].low, shown.steps[-1].high)]
    upper, lower, middle = [], [], []
    for step, after in zip(steps, [*steps[1:], steps[-1]]):
        low = step.booked if step.low is None else step.low
        high = frame.top if step.high is None else step.high
        for day in (step.day, after.day):
            x = frame.x(day)
            upper.append(f"{x} {frame.y(high)}")
            lower.append(f"{x} {frame.y(low)}")
            middle.append(f"{x} {frame.y(step.booked)}")
    return [f'<path class="band" d="M{"L".join([*upper, *reversed(lower)])}Z"/>',
            f'<path class="line" d="M{"L".join(middle)}"/>']


def _fan(fan: Sequence[Fan], frame: _Frame) -> list[str]:
    """The ranges one over the other, so that the likelier is the darker, and the middle as a line."""
    if not fan:
        return []
    layers = min(len(part.ranges) for part in fan)
    drawn = [_area([(part.day, *part.ranges[layer]) for part in fan], frame, "fan") for layer in range(layers)]
    middle = "L".join(f"{frame.x(part.day)} {frame.y(part.middle)}" for part in fan)
    return [*drawn, f'<path class="fan-line" d="M{middle}"/>']


def _area(points: Sequence[tuple[date, float, float]], frame: _Frame, name: str) -> str:
    upper = [f"{frame.x(day)} {frame.y(high)}" for day, _, high in points]
    lower = [f"{frame.x(day)} {frame.y(low)}" for day, low, _ in points]
    return f'<path class="{name}" d="M{"L".join([*upper, *reversed(lower)])}Z"/>'


def _levels(shown: OverTime, frame: _Frame, narrow: bool) -> list[str]:
    parts = []
    for level in shown.levels:
        first, last = max(level.first, frame.begin), min(level.last, frame.end)
        if first > last:
            continue
        y = frame.y(level.value)
        parts.append(f'<path class="level" d="M{frame.x(first)} {y}H{frame.x(last)}"/>')
        word = f"{level.value:,.0f}" if narrow else f"{level.word} {level.value:,.0f}"
        below = y + 14 if y < frame.above + 16 else y - 5
        parts.append(f'<text class="small level-word" x="{frame.x(first) + 3}" y="{below}">{escape(word)}</text>')
    return parts


def _told(count: Count, frame: _Frame) -> str:
    x, y = frame.x(count.day), frame.y(count.booked)
    told = escape(f"{count.day}: {count.booked:,.0f}{', ' + count.who if count.who else ''}")
    stem = ""
    if count.low is not None and count.high is not None and count.low != count.high:
        stem = f'<path class="range" d="M{x} {frame.y(count.low)}V{frame.y(count.high)}"/>'
    return f'<g>{stem}<circle class="told" cx="{x}" cy="{y}" r="3.5"><title>{told}</title></circle></g>'


def _announced(shown: OverTime, frame: _Frame) -> list[str]:
    parts = []
    for batch in shown.batches:
        x, y = frame.x(batch.day), frame.y(0)
        told = escape(f"{batch.day}: {batch.size:,.0f} more{', ' + batch.who if batch.who else ''}")
        parts.append(f'<path class="plan" d="M{x - 4} {y}h8l-4 -8Z"><title>{told}</title></path>')
    for count in shown.announced:
        x, y = frame.x(count.day), frame.y(count.booked)
        told = escape(f"{count.day}: {count.booked:,.0f}{', ' + count.who if count.who else ''}")
        parts.append(f'<path class="plan" d="M{x} {y - 5}l5 5l-5 5l-5 -5Z"><title>{told}</title></path>')
    return parts


def _key(shown: OverTime, frame: _Frame, narrow: bool) -> tuple[list[str], int]:
    """The key under the chart, and how much room it takes."""
    words = {**KEY_WORDS, **shown.names}
    marks = []
    if shown.steps:
        marks.append(('<path class="band" d="M0 -9h18v10h-18Z"/><path class="line" d="M0 -4h18"/>', words["booked"]))
    if shown.counts:
        marks.append(('<circle class="told" cx="9" cy="-4" r="3.5"/>', words["told"]))
    if shown.announced:
        marks.append(('<path class="plan" d="M9 -9l5 5l-5 5l-5 -5Z"/>', words["announced"]))
    if shown.batches:
        marks.append(('<path class="plan" d="M5 0h8l-4 -8Z"/>', words["batches"]))
    if shown.fan:
        marks.append(('<path class="fan" d="M0 -9h18v10h-18Z"/><path class="fan-line" d="M0 -4h18"/>', words["fan"]))
    marks.append(('<path class="now" d="M9 -11v13"/>', words["on"]))
    across = 1 if narrow else 3
    wide = (frame.width - frame.left) // across
    parts = []
    for number, (mark, word) in enumerate(marks):
        x, y = frame.left + number % across * wide, frame.height + 16 + number // across * 19
        parts.append(f'<g transform="translate({x} {y})">{mark}<text x="24" y="0">{escape(word)}</text></g>')
    return parts, 8 + 19 * math.ceil(len(marks) / across) + 6


# --- bars -------------------------------------------------------------------------------------------------


def bars(shown: Sequence[Bar], *, title: str, ident: str, narrow: bool = False, standalone: bool = False) -> str:
    """Each kind of support on a scale of its own: what is present, inside what was promised, against what is needed.

    A bar without a needed number has no goal line; its words say that none was given.
    """
    if not shown:
        return ""
    width, row = (360, 84) if narrow else (760, 58)
    parts = []
    for number, one in enumerate(shown):
        parts += _bar(one, number * row + 20, width)
    told = ". ".join(f"{one.name}: {one.told}" for one in shown)
    return _drawn(parts, width, len(shown) * row + 8, title=title, told=told, ident=ident, standalone=standalone)


def _bar(one: Bar, y: int, width: int) -> list[str]:
    top = max(one.need or 0, one.promised, one.present, 1)
    room = width - 8

    def wide(value: float) -> float:
        return round(max(value, 0) / top * room, 1)

    name = f'<tspan font-weight="600">{escape(one.name)}</tspan>'
    parts = [f'<text x="2" y="{y - 6}">{name} {escape(one.told)}</text>' if width > 500 else
             f'<text x="2" y="{y - 6}">{name}</text>' + _lines(one.told, 2, y + 32),
             f'<rect class="promised" x="2" y="{y}" width="{wide(one.promised)}" height="18"/>',
             f'<rect class="present" x="2" y="{y + 4}" width="{wide(one.present)}" height="10"/>']
    if one.need:
        x = 2 + wide(one.need)
        parts.append(f'<path class="need" d="M{x} {y - 3}v24"/>')
    return parts


def _lines(text: str, x: int, y: int) -> str:
    """Text wrapped to a phone's width."""
    return "".join(f'<text class="small" x="{x}" y="{y + 14 * place}">{escape(part)}</text>'
                   for place, part in enumerate(textwrap.wrap(text, 56)))


def _drawn(parts: Sequence[str], width: int, height: int, *, title: str, told: str, ident: str,
           standalone: bool) -> str:
    space = ' xmlns="http://www.w3.org/2000/svg"' if standalone else ""
    paper = f'<rect class="bg" width="{width}" height="{height}"/>'
    style = f"<style>{STANDALONE_STYLE}</style>{paper}" if standalone else ""
    return (
        f'<svg{space} viewBox="0 0 {width} {height}" role="img" aria-labelledby="{ident}-t {ident}-d">'
        f'<title id="{ident}-t">{escape(title)}</title><desc id="{ident}-d">{escape(told)}</desc>'
        f"{style}{''.join(parts)}</svg>"
    )
