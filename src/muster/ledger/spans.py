"""A sum with the least and the most it may be: what a fold gives and tables do arithmetic on.

Differences are taken as intervals (the least of a difference is the least of one less the most of the other), because
two lots, or a need and what stands against it, are not known to err together. Weakness: where they do err together,
the interval is wider than it need be.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from muster.quantities import Quantity


@dataclass(frozen=True, slots=True)
class Span:
    """booked: the figure that counts. low, high: the least and most it may be; None is open on that side."""

    booked: int
    low: int | None
    high: int | None

    def __add__(self, other: Span) -> Span:
        return Span(
            self.booked + other.booked,
            None if self.low is None or other.low is None else self.low + other.low,
            None if self.high is None or other.high is None else self.high + other.high,
        )

    def __sub__(self, other: Span) -> Span:
        return Span(
            self.booked - other.booked,
            None if self.low is None or other.high is None else self.low - other.high,
            None if self.high is None or other.low is None else self.high - other.low,
        )

    @property
    def is_exact(self) -> bool:
        return self.low == self.booked == self.high

    @property
    def is_nothing(self) -> bool:
        return self.is_exact and self.booked == 0


NOTHING = Span(0, 0, 0)


def at_least_nothing(span: Span) -> Span:
    """What stands at a stage: never less than nothing, unless what is booked is (decision 11).

    Where a part of "up to N" has left, taking intervals off each other would say "100 (-150 to 150)". A booked figure
    below zero is a finding and stays as it is, bounds and all.
    """
    if span.booked < 0 or (span.low is not None and span.low >= 0):
        return span
    return Span(span.booked, 0, span.high)


def total(spans: Iterable[Span]) -> Span:
    result = NOTHING
    for span in spans:
        result = result + span
    return result


def span_of(quantity: Quantity) -> Span | None:
    """The span of what was said; None after "up to N", which books nothing until a ruling settles it."""
    return None if quantity.booked is None else Span(quantity.booked, quantity.low, quantity.high)
