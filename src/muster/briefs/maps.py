"""A country with its first-level areas and the places spoken of, as SVG, from the shapes that ship with Muster.

Problem: any mission country must have a map, offline, light enough for a phone.
Choice: plate carrée with the middle latitude's width, which at a country's size looks as people expect. Neighbours
are drawn as outlines so that a coast can be told from a border.
Weakness: not for measuring; positions of the public edition are coarse, and the page says so.
Shapes: Natural Earth (public domain); `tools/shapes.py` makes them.
"""

from __future__ import annotations

import json
import math
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from html import escape
from importlib import resources
from itertools import pairwise
from typing import Any

from muster.briefs.charts import STANDALONE_STYLE

MAP_STYLE = """
.land{fill:#eef2f4;stroke:#767f8b;stroke-width:.6}.beside{fill:none;stroke:#c9ced6}
.place{fill:#1f6f8b;stroke:#fff;stroke-width:1.5}.place.bad{fill:#8f1d16}
"""
SPECK = 0.02
"""Islets smaller than this share of the largest ring do not stretch the view."""


@dataclass(frozen=True, slots=True)
class Place:
    """A point on the map. told: its whole story in words; address: where it leads on a page, or ""."""

    name: str
    longitude: float
    latitude: float
    told: str
    address: str = ""
    bad: bool = False


Ring = list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Area:
    """A first-level area. names: by language where it differs from `name`."""

    code: str
    name: str
    names: dict[str, str]
    rings: list[Ring]


@dataclass(frozen=True, slots=True)
class Country:
    code: str
    areas: tuple[Area, ...]
    view: tuple[float, float, float, float]  # west, south, east, north of its main parts

    def holds(self, longitude: float, latitude: float) -> bool:
        return any(_inside(area.rings, longitude, latitude) for area in self.areas)


def _packed() -> zipfile.ZipFile:
    file = resources.files("muster").joinpath("missions", "shapes", "shapes.zip")
    return zipfile.ZipFile(file.open("rb"))


@cache
def index() -> dict[str, dict[str, Any]]:
    """ISO alpha-3 -> name, bounds and number of areas of every country that ships."""
    with _packed() as packed:
        found: dict[str, dict[str, Any]] = json.loads(packed.read("index.json"))
    return found


@lru_cache(maxsize=16)
def country(code: str) -> Country:
    """A country's areas. Raises KeyError for a code that is not in `index`."""
    if code not in index():
        raise KeyError(code)
    with _packed() as packed:
        held = json.loads(packed.read(f"{code}.json"))
    arcs = [_points(flat, held) for flat in held["arcs"]]
    areas = tuple(
        Area(area["code"], area["name"], {key: area[key] for key in ("en", "fr", "es") if key in area},
             [_joined(ring, arcs) for ring in area["rings"]])
        for area in held["areas"]
    )
    return Country(code, areas, _view([ring for area in areas for ring in area.rings]))


def _points(flat: Sequence[int], held: dict[str, Any]) -> Ring:
    x, y, points = 0, 0, []
    for across, up in zip(flat[::2], flat[1::2]):
        x, y = x + across, y + up
        points.append((held["west"] + x * held["step"], held["south"] + y * held["step"]))
    return points


def _joined(ring: Sequence[int], arcs: Sequence[Ring]) -> Ring:
    """A ring out of its arcs; ~number is an arc drawn the other way round."""
    points: Ring = []
    for number in ring:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += arc if not points else arc[1:]
    return points


def _box(ring: Ring) -> tuple[float, float, float, float]:
    """West, south, east, north."""
    return min(x for x, _ in ring), min(y for _, y in ring), max(x for x, _ in ring), max(y for _, y in ring)


def _view(rings: Sequence[Ring]) -> tuple[float, float, float, float]:
    boxes = [_box(ring) for ring in rings]
    sizes = [(east - west) * (north - south) for west, south, east, north in boxes]
    largest = boxes[sizes.index(max(sizes))]
    reach = max(largest[2] - largest[0], largest[3] - largest[1])
    near = [box for box, size in zip(boxes, sizes) if size >= SPECK * max(sizes)
            and abs(box[0] - largest[0]) < 2 * reach and abs(box[1] - largest[1]) < 2 * reach]
    return (min(box[0] for box in near), min(box[1] for box in near),
            max(box[2] for box in near), max(box[3] for box in near))


def _inside(rings: Iterable[Ring], x: float, y: float) -> bool:
    """Even-odd rule over all rings of an area."""
    odd = False
    for ring in rings:
        for (x1, y1), (x2, y2) in pairwise(ring):
            if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                odd = not odd
    return odd


def country_of(codes: Iterable[str], points: Sequence[tuple[float, float]] = ()) -> str | None:
    """The first of these ISO codes that has a shape; else the country most of the points lie in; else None."""
    known = index()
    for code in codes:
        if code in known:
            return code
    votes: dict[str, int] = {}
    for x, y in points:
        for code, about in known.items():
            west, south, east, north = about["bounds"]
            if west <= x <= east and south <= y <= north and country(code).holds(x, y):
                votes[code] = votes.get(code, 0) + 1
    return max(votes, key=lambda code: votes[code]) if votes else None


def area_at(code: str, longitude: float, latitude: float) -> Area | None:
    return next((area for area in country(code).areas if _inside(area.rings, longitude, latitude)), None)


# --- the drawing ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Where a position falls on the drawing."""

    west: float
    north: float
    across: float
    up: float
    width: int
    height: int

    def xy(self, x: float, y: float) -> tuple[float, float]:
        return round((x - self.west) * self.across, 1), round((self.north - y) * self.up, 1)

    def path(self, ring: Ring) -> str:
        points = [self.xy(x, y) for x, y in ring]
        kept = [point for place, point in enumerate(points) if place == 0 or point != points[place - 1]]
        return "M" + "L".join(f"{x:g} {y:g}" for x, y in kept) + "Z"


def _sheet(view: tuple[float, float, float, float], width: int) -> _Sheet:
    west, south, east, north = view
    room = 0.05 * max(east - west, north - south)
    west, south, east, north = west - room, south - room, east + room, north + room
    across = width / (east - west)
    up = across / max(math.cos(math.radians((south + north) / 2)), 0.2)
    return _Sheet(west, north, across, up, width, round((north - south) * up))


def draw(code: str, places: Sequence[Place], *, ident: str, title: str, language: str = "en", width: int = 760,
         standalone: bool = False) -> str:
    """The map as SVG. Each place is a mark with its words; on a page it is a link."""
    shape = country(code)
    sheet = _sheet(shape.view, width)
    parts = [f'<path class="beside" d="{_outlines(code, shape.view, sheet)}"/>']
    for area in shape.areas:
        name = escape(area.names.get(language, area.name))
        rings = "".join(sheet.path(ring) for ring in area.rings)
        parts.append(f'<path class="land" fill-rule="evenodd" d="{rings}"><title>{name}</title></path>')
    parts += [_label(area, sheet, language) for area in shape.areas if len(shape.areas) <= 40]
    parts += [_mark(place, sheet) for place in places]
    told = "; ".join(f"{place.name}: {place.told}" for place in places)
    space = ' xmlns="http://www.w3.org/2000/svg"' if standalone else ""
    paper = f'<rect class="bg" width="{sheet.width}" height="{sheet.height}"/>'
    style = f"<style>{STANDALONE_STYLE}{MAP_STYLE}</style>{paper}" if standalone else ""
    role = "group" if any(place.address for place in places) else "img"
    return (
        f'<svg{space} viewBox="0 0 {sheet.width} {sheet.height}" role="{role}" aria-labelledby="{ident}-t {ident}-d">'
        f'<title id="{ident}-t">{escape(title)}</title><desc id="{ident}-d">{escape(told)}</desc>'
        f"{style}{''.join(parts)}</svg>"
    )


def _outlines(code: str, view: tuple[float, float, float, float], sheet: _Sheet) -> str:
    """The areas of neighbouring countries that reach into the view, as lines."""
    west, south, east, north = view
    room = 0.05 * max(east - west, north - south)
    found = []
    for other, about in index().items():
        if other == code or not _meet(about["bounds"], (west - room, south - room, east + room, north + room)):
            continue
        for area in country(other).areas:
            for ring in area.rings:
                if _meet(_box(ring), (west - room, south - room, east + room, north + room)):
                    found.append(sheet.path(ring))
    return "".join(found) or "M0 0"


def _meet(one: Sequence[float], other: Sequence[float]) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def _label(area: Area, sheet: _Sheet, language: str) -> str:
    largest = max(area.rings, key=lambda ring: len(ring))
    x = (min(p[0] for p in largest) + max(p[0] for p in largest)) / 2
    y = (min(p[1] for p in largest) + max(p[1] for p in largest)) / 2
    left, top = sheet.xy(x, y)
    name = escape(area.names.get(language, area.name))
    return f'<text class="small" x="{left}" y="{top}" text-anchor="middle" aria-hidden="true">{name}</text>'


def _mark(place: Place, sheet: _Sheet) -> str:
    x, y = sheet.xy(place.longitude, place.latitude)
    shape = f"M{x} {y - 7}l7 7l-7 7l-7 -7Z" if place.bad else f"M{x - 6} {y}a6 6 0 1 0 12 0a6 6 0 1 0 -12 0Z"
    kind = "place bad" if place.bad else "place"
    told = escape(f"{place.name}: {place.told}")
    mark = f'<path class="{kind}" d="{shape}"><title>{told}</title></path>'
    return f'<a href="{escape(place.address)}" aria-label="{told}">{mark}</a>' if place.address else mark
