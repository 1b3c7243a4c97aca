"""Where records are, by the geometry rules of a mapping: WKB in EPSG:4326, longitude first, whole batches at once.

What is no place on the earth becomes a problem and no geometry. Where the countries of a record are known, a shape
that lies far outside them, and inside when longitude and latitude change places, is turned round: the claim is
approximate, its raw text is what stood there, and a problem says so.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tracker.clean import coordinates
from tracker.clean.coordinates import Box, Odd
from tracker.clean.eastings import area_of, points_of
from tracker.clean.shapes import not_finite, read_loose, read_wkb, turned
from tracker.mapping.cells import empty_words, text_of
from tracker.mapping.conditions import masked, rows_where
from tracker.mapping.model import FileRule, GeometryRule
from tracker.mapping.problems import Problem
from tracker.readers.tables import Cell

_CHECK = "Check latitude and longitude, or easting and northing; it stays in the record."
_STAYS = "It stays in the record, without a place."
#: Why a place could not be read -> the problem. "Swapped" is told of those that could.
_PROBLEMS = {
    Odd.EMPTY: Problem("empty-geometry", "warning", _STAYS),
    Odd.BAD_NUMBER: Problem("bad-coordinate", "warning", "Check latitude and longitude, or easting and northing."),
    Odd.OUT_OF_RANGE: Problem("coordinate-out-of-range", "warning", _CHECK),
    Odd.WRONG_AXIS: Problem("coordinate-wrong-axis", "warning", _CHECK),
    Odd.NULL_ISLAND: Problem("null-island", "warning", _STAYS),
    Odd.BAD_SHAPE: Problem("bad-geometry", "warning", "It stays in the record."),
    Odd.UNKNOWN_CRS: Problem("unknown-crs", "warning", _STAYS),
}
_SWAPPED = Problem(
    "swapped-coordinates", "warning", "Told by the country; the place was turned round and counts as approximate."
)
_OUTSIDE = Problem(
    "outside-crs",
    "warning",
    "It is kept. Check easting, northing and crs: the place lies beyond the area of the system.",
)
_JOINED = GeometryRule(precision="approximate")

Columns = Mapping[str, list[Cell]]
#: WKB, or why there is none, or None where nothing stands.
Shape = bytes | Odd | None


@dataclass(slots=True)
class Place:
    """One place of one row, or what is odd about it, or both. ``raw``: as given, where that is not the same."""

    wkb: bytes | None
    precision: str = ""
    scope: str = "whole"
    raw: str = ""
    problem: Problem | None = None
    column: str = ""


@dataclass(slots=True)
class _Found:
    """The shapes of one rule. ``raw``: text of a row as given; ``other_way``: its shape with the axes changed.

    ``area``: where the points of a projected system may be expected; its axes are not those of degrees.
    """

    shapes: list[Shape]
    raw: Callable[[int], str]
    other_way: Callable[[int], bytes | None]
    column: str = ""
    is_projected: bool = False
    area: Box | None = None


class Places:
    """The geometry rules of one mapping. ``native``: the table's own geometry column, "" where there is none."""

    def __init__(self, rules: Sequence[GeometryRule], native: str, file: FileRule) -> None:
        if not rules and native:
            rules = (GeometryRule(native=True),)
        self.rules, self.native = rules, native
        self.empty = empty_words(file)
        # Of a table of text nothing but the mapping says what its shapes are in.
        self.crs, self.decimal = "" if native else file.crs, file.decimal

    def of(
        self,
        columns: Columns,
        n: int,
        joined: Mapping[int, Sequence[Mapping[str, Cell]]],
        countries: Callable[[int], Sequence[str]],
    ) -> list[list[Place]]:
        """Return the places of each of ``n`` rows.

        Parameters
        ----------
        joined
            Row -> rows of joined files, whose geometries are put together.
        countries
            Row -> alpha-3 codes of its countries, where it names some.
        """
        out: list[list[Place]] = [[] for _ in range(n)]
        for rule in self.rules:
            held = rows_where(rule.where, columns, n)
            for found in self._found(rule, columns, n, held, out):
                self._add(out, rule, columns, found, countries)
        if joined:
            self._add(out, _JOINED, columns, _joined(joined, n), countries)
        return out

    def _found(
        self, rule: GeometryRule, columns: Columns, n: int, held: list[bool] | None, out: list[list[Place]]
    ) -> Iterator[_Found]:
        if rule.native:
            if self.native in columns:
                blobs = [c if isinstance(c, bytes) else None for c in masked(columns[self.native], held)]
                yield _from_blobs(blobs)
        elif rule.wkt or rule.ewkb:
            name = rule.wkt or rule.ewkb
            texts = [self._text(cell) for cell in masked(columns[name], held)]
            parse = coordinates.parse_wkts if rule.wkt else coordinates.parse_ewkb_hexes
            read = parse(texts, rule.crs or self.crs)
            shapes: list[Shape] = [s if t else None for s, t in zip(read, texts, strict=True)]
            _leave_out_null_island(shapes)
            yield _Found(shapes, texts.__getitem__, lambda i: turned(read_loose(texts[i])), name)
        elif rule.easting:
            yield self._projected(rule, columns, held)
        elif len(rule.pairs) == 1:
            yield self._points(rule.pairs[0], columns, held)
        else:
            yield self._sites(rule, columns, n, held, out)

    def _points(self, pair: tuple[str, str], columns: Columns, held: list[bool] | None) -> _Found:
        lats, lons = ([self._cell(c) for c in masked(columns[name], held)] for name in pair)
        shapes: list[Shape] = [None if s is Odd.EMPTY else s for s in coordinates.points_from(lats, lons)]

        def other_way(i: int) -> bytes | None:
            point = coordinates.point_or_odd(lons[i], lats[i])
            return None if isinstance(point, Odd) else coordinates.wkb_of([point])

        return _Found(shapes, lambda i: f"{text_of(lats[i])} {text_of(lons[i])}".strip(), other_way, ", ".join(pair))

    def _projected(self, rule: GeometryRule, columns: Columns, held: list[bool] | None) -> _Found:
        names = (rule.easting, rule.northing)
        easts, norths = ([self._cell(c) for c in masked(columns[name], held)] for name in names)
        shapes = _points_in(rule.crs, easts, norths, self.decimal)

        def other_way(i: int) -> bytes | None:
            return _blob(_points_in(rule.crs, [norths[i]], [easts[i]], self.decimal)[0])

        def raw(i: int) -> str:
            return f"{text_of(easts[i])} {text_of(norths[i])}".strip()

        return _Found(shapes, raw, other_way, ", ".join(names), is_projected=True, area=area_of(rule.crs))

    def _sites(
        self, rule: GeometryRule, columns: Columns, n: int, held: list[bool] | None, out: list[list[Place]]
    ) -> _Found:
        """Put the pairs of each row together. A pair that cannot be read is left out, save of a line: it needs all."""
        pairs = [self._points(pair, columns, held) for pair in rule.pairs]
        kinds = columns[rule.shape_column] if rule.shape_column else []
        shapes: list[Shape] = [None] * n
        for i in range(n):
            blobs: list[bytes] = []
            is_line = bool(kinds) and text_of(kinds[i]).casefold() == "line"
            is_whole = True
            for found in pairs:
                shape = found.shapes[i]
                if isinstance(shape, bytes):
                    blobs.append(shape)
                elif shape is not None:
                    is_whole = False
                    out[i].append(Place(None, problem=_PROBLEMS[shape], raw=found.raw(i), column=found.column))
            if blobs and (is_whole or not is_line):
                shapes[i] = coordinates.joined_points(blobs, line=is_line)

        def raw(i: int) -> str:
            return "; ".join(text for found in pairs if (text := found.raw(i)))

        name = ", ".join(column for pair in rule.pairs[:1] for column in pair)
        return _Found(shapes, raw, lambda i: turned(_one(shapes[i])), name)

    def _add(
        self,
        out: list[list[Place]],
        rule: GeometryRule,
        columns: Columns,
        found: _Found,
        countries: Callable[[int], Sequence[str]],
    ) -> None:
        precisions = columns.get(rule.precision_column) if rule.precision_column else None
        swapped, area = _swapped(found, countries), found.area
        for i, shape in enumerate(found.shapes):
            if shape is None:
                continue
            precision = rule.precision
            if precisions is not None:
                word = text_of(precisions[i])
                known = word if word in coordinates.PRECISION_WORDS else precision
                precision = rule.precision_values.get(word, known)
            other = swapped.get(i)
            if other is not None:
                precision = "approximate" if precision == "exact" else precision
                out[i].append(Place(other, precision, rule.scope, found.raw(i), _SWAPPED, found.column))
            elif isinstance(shape, Odd):
                problem = _PROBLEMS[shape]
                out[i].append(Place(None, precision, rule.scope, found.raw(i), problem, found.column))
            else:
                out[i].append(Place(shape, precision, rule.scope))
                if area is not None and not _is_in(shape, area):
                    out[i][-1].raw, out[i][-1].problem, out[i][-1].column = found.raw(i), _OUTSIDE, found.column

    def _text(self, cell: Cell) -> str:
        text = text_of(cell)
        return "" if text.casefold() in self.empty else text

    def _cell(self, cell: Cell) -> Cell:
        """Return a cell, None where it says nothing."""
        return None if isinstance(cell, str) and cell.strip().casefold() in self.empty else cell


def _points_in(crs: str, easts: Sequence[Cell], norths: Sequence[Cell], decimal: str) -> list[Shape]:
    try:
        return [None if s is Odd.EMPTY else s for s in points_of(easts, norths, crs, decimal)]
    except ValueError:
        empty = [a is None and b is None for a, b in zip(easts, norths, strict=True)]
        return [None if nothing else Odd.UNKNOWN_CRS for nothing in empty]


def _from_blobs(blobs: list[bytes | None]) -> _Found:
    """Check shapes that came as WKB from a reader: on the earth, with coordinates that are numbers."""
    import shapely

    read = read_wkb(blobs)
    lost = not_finite(read)
    shapes: list[Shape] = list(blobs)
    for i, (x0, y0, x1, y1) in enumerate(shapely.bounds(read).tolist()):
        if blobs[i] is None:
            continue
        if lost[i]:
            shapes[i] = Odd.BAD_NUMBER
        elif x0 != x0:
            shapes[i] = Odd.BAD_SHAPE if read[i] is None else Odd.EMPTY
        elif x0 < -180 or x1 > 180 or y0 < -90 or y1 > 90:
            shapes[i] = Odd.OUT_OF_RANGE
        elif x0 == x1 == y0 == y1 == 0:
            shapes[i] = Odd.NULL_ISLAND

    def raw(i: int) -> str:
        blob = blobs[i] or b""
        return str(shapely.to_wkt(read[i], rounding_precision=-1)) if read[i] is not None else blob.hex()

    return _Found(shapes, raw, lambda i: turned(read[i]))


def _leave_out_null_island(shapes: list[Shape]) -> None:
    null = coordinates.points_wkb([(0.0, 0.0)])[0]
    for i, shape in enumerate(shapes):
        if shape == null:
            shapes[i] = Odd.NULL_ISLAND


def _joined(joined: Mapping[int, Sequence[Mapping[str, Cell]]], n: int) -> _Found:
    blobs: list[bytes | None] = [None] * n
    for i, rows in joined.items():
        pieces = [cell for row in rows for cell in row.values() if isinstance(cell, bytes)]
        if pieces:
            blobs[i] = coordinates.collect(pieces)
    return _from_blobs(blobs)


def _swapped(found: _Found, countries: Callable[[int], Sequence[str]]) -> dict[int, bytes]:
    """Return the rows whose shape is to be turned round, with the shape turned."""
    import shapely

    seen = {i: boxes for i, s in enumerate(found.shapes) if s is not None and (boxes := _boxes(countries(i)))}
    rows = [i for i in seen if isinstance(found.shapes[i], bytes)]
    bounds = shapely.bounds(read_wkb([_blob(found.shapes[i]) for i in rows])).tolist() if rows else []
    out: dict[int, bytes] = {}
    if found.is_projected:
        return _turned_inside(found, seen, dict(zip(rows, bounds, strict=True)))
    for i, box in zip(rows, bounds, strict=True):
        if coordinates.swapped_back(tuple(box), seen[i]):
            other = found.other_way(i)
            if other is not None:
                out[i] = other
    for i, boxes in seen.items():
        if found.shapes[i] is Odd.OUT_OF_RANGE:
            other = found.other_way(i)
            if other is not None:
                x0, y0, x1, y1 = shapely.bounds(_one(other)).tolist()
                if coordinates.swapped_back((y0, x0, y1, x1), boxes):
                    out[i] = other
    return out


def _turned_inside(found: _Found, seen: Mapping[int, tuple[Box, ...]], bounds: Mapping[int, Box]) -> dict[int, bytes]:
    """Return the points far outside their countries (or nowhere) that lie inside with easting and northing changed."""
    out: dict[int, bytes] = {}
    for i, boxes in seen.items():
        if i in bounds and not coordinates.is_far(bounds[i], boxes):
            continue
        other = found.other_way(i)
        if other is not None and coordinates.inside(*_lonlat(other), boxes):
            out[i] = other
    return out


def _lonlat(point: bytes) -> tuple[float, float]:
    """Return longitude and latitude of a point as this package writes it."""
    return struct.unpack_from("<dd", point, 5)


def _is_in(point: bytes, box: Box) -> bool:
    return coordinates.inside(*_lonlat(point), (box,))


def _boxes(codes: Sequence[str]) -> tuple[Box, ...]:
    """Return the boxes of all countries; () where one of them has none."""
    found = [coordinates.country_bounds(code) for code in codes]
    return tuple(box for boxes in found for box in boxes) if all(found) else ()


def _blob(shape: Shape) -> bytes | None:
    return shape if isinstance(shape, bytes) else None


def _one(shape: Shape) -> object:
    return read_wkb([_blob(shape)])[0]
