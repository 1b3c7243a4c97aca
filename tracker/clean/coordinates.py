"""Places out of numbers as people write them: latitude and longitude, degrees and minutes, swapped pairs.

Nothing raises on odd input. ``point_from``, ``pair_from``, ``parse_wkt`` and ``parse_ewkb_hex`` return None where
they find no place; ``point_or_odd``, ``pair_or_odd``, ``points_from``, ``parse_wkts`` ... say why, as :class:`Odd`,
whose value is an issue code. Numbers go in as (latitude, longitude), the order of tables; shapes come
out in EPSG:4326, longitude first.
"""

from __future__ import annotations

import csv
import math
import re
import struct
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from typing import Literal

from tracker.clean.shapes import Odd, collect, parse_ewkb_hex, parse_ewkb_hexes, parse_wkt, parse_wkts
from tracker.fields import PRECISIONS

__all__ = [
    "PRECISION_WORDS",
    "Axis",
    "Box",
    "Odd",
    "collect",
    "country_bounds",
    "inside",
    "is_far",
    "joined_points",
    "pair_from",
    "pair_or_odd",
    "parse_degrees",
    "parse_ewkb_hex",
    "parse_ewkb_hexes",
    "parse_wkt",
    "parse_wkts",
    "point_from",
    "point_or_odd",
    "points_from",
    "points_wkb",
    "shape_from_pairs",
    "swapped_back",
    "wkb_of",
]

#: What a mapping may say of how exact a place is.
PRECISION_WORDS = frozenset(PRECISIONS)
Axis = Literal["lat", "lon"]
#: West, south, east, north in degrees; west <= east: a country across the date line has two boxes.
Box = tuple[float, float, float, float]

_FAR = 2.0
_LIMIT = {"lat": 90.0, "lon": 180.0}
#: Hemispheres -> (axis, sign). O is left out: west in French and Spanish, east in German.
_HEMISPHERES: dict[str, tuple[Axis, int]] = {
    **dict.fromkeys(("N", "NORTH", "北纬", "北緯"), ("lat", 1)),
    **dict.fromkeys(("S", "SOUTH", "南纬", "南緯"), ("lat", -1)),
    **dict.fromkeys(("E", "EAST", "东经", "東經", "東経"), ("lon", 1)),
    **dict.fromkeys(("W", "WEST", "西经", "西經", "西経"), ("lon", -1)),
}
_HEMISPHERE = "|".join(sorted(_HEMISPHERES, key=len, reverse=True))
_NUMBER = r"\d{1,20}(?:[.,]\d{1,30})?"
_DEGREES = re.compile(
    rf"(?P<lead>{_HEMISPHERE})?[ .:]*(?P<sign>[-+])?(?P<d>{_NUMBER})"
    rf"(?:(?: ?(?:°|D|DEG|度) ?|[ :])(?:(?P<m>{_NUMBER})(?:(?: ?(?:'|M|MIN|分) ?|[ :])(?:(?P<s>{_NUMBER}))?)?)?)?"
    rf" ?(?:\"|''|秒)? ?(?P<trail>{_HEMISPHERE})?\.?"
)
_LETTERS = re.compile(rf"(\d ?D(?:EG)? ?)({_NUMBER}) ?M(?:IN)? ?({_NUMBER}) ?S(?:EC)?")
#: Signs that stand for minus, degree, minute and second.
_SIGNS = str.maketrans({
    **dict.fromkeys("−–‒﹣－", "-"), **dict.fromkeys("º˚∘", "°"), **dict.fromkeys("′’‘´`ʹ", "'"),
    **dict.fromkeys("″”“ʺ", '"'), "\u00a0": " ", "\u202f": " ", "\u2009": " ", "，": ",",
})  # fmt: skip
_DECIMAL = re.compile(r"-?\d{1,3}(?:\.\d{1,30})?", re.ASCII)
#: No coordinate is longer; longer text is not looked at.
_MAX_TEXT = 80


def parse_degrees(value: object, axis: Axis) -> float | Odd:
    """Return decimal degrees of a number or text: "22,825", "22°49'30N", "S 22 49.5", "东经108°19′".

    A comma is a decimal mark; a hemisphere of the other axis is WRONG_AXIS; NaN and "" are EMPTY.
    """
    if isinstance(value, bool):
        return Odd.BAD_NUMBER
    if isinstance(value, int | float):
        return _ranged(value, axis)
    if value is None or not isinstance(value, str):
        return Odd.EMPTY if value is None else Odd.BAD_NUMBER
    text = value.strip()
    if not text:
        return Odd.EMPTY
    if len(text) > _MAX_TEXT:
        return Odd.BAD_NUMBER
    try:
        number = float(text)
    except ValueError:
        return _sexagesimal(text, axis)
    # float() also takes "nan", "inf" and "1_000", which no publisher means as a coordinate.
    return _ranged(number, axis) if math.isfinite(number) and "_" not in text else Odd.BAD_NUMBER


def point_from(lat: object, lon: object) -> tuple[float, float] | None:
    """Return (longitude, latitude) in degrees of two cells, None where they are no place; see point_or_odd."""
    point = point_or_odd(lat, lon)
    return None if isinstance(point, Odd) else point


def point_or_odd(lat: object, lon: object) -> tuple[float, float] | Odd:
    """Return (longitude, latitude) in degrees of two cells, or why they are no place.

    (0, 0) is NULL_ISLAND: in tables it stands for "unknown". One cell empty and the other not is BAD_NUMBER.
    """
    y, x = parse_degrees(lat, "lat"), parse_degrees(lon, "lon")
    if isinstance(y, Odd) or isinstance(x, Odd):
        odd = [v for v in (y, x) if isinstance(v, Odd)]
        if odd == [Odd.EMPTY, Odd.EMPTY]:
            return Odd.EMPTY
        return next((o for o in odd if o is not Odd.EMPTY), Odd.BAD_NUMBER)
    return Odd.NULL_ISLAND if x == y == 0 else (x, y)


def pair_from(text: str) -> tuple[float, float] | None:
    """Return (longitude, latitude) of one cell that holds both, None where it is no place; see pair_or_odd."""
    point = pair_or_odd(text)
    return None if isinstance(point, Odd) else point


def pair_or_odd(text: str) -> tuple[float, float] | Odd:
    """Return (longitude, latitude) of one cell that holds both, latitude first: "22.8, 108.3", "22°49'N 108°19'E".

    Hemispheres turn the order round where they stand the other way.
    """
    text = text.strip().strip("()[]")
    if not text:
        return Odd.EMPTY
    if len(text) > 2 * _MAX_TEXT:
        return Odd.BAD_NUMBER
    tries = [re.split(sep, text) for sep in (r"\s*[;/|]\s*", r"\s*,\s+|\s+,\s*", r"\s*,\s*", r"\s+")]
    tries.append(re.split(r"(?<=[NSEWnsew])[\s,;]*(?=[\d+-])", text))
    odd = Odd.BAD_NUMBER
    for halves in tries:
        if len(halves) == 2:
            point = point_or_odd(*halves)
            if point is Odd.WRONG_AXIS:
                point = point_or_odd(*reversed(halves))
            if not isinstance(point, Odd):
                return point
            odd = point if point not in (Odd.EMPTY, Odd.BAD_NUMBER) else odd
    return odd


def points_wkb(points: Sequence[tuple[float, float]]) -> list[bytes]:
    """Return the WKB of many (longitude, latitude)."""
    import numpy as np

    rows = np.empty(len(points), dtype=[("order", "u1"), ("kind", "<u4"), ("xy", "<f8", 2)])
    rows["order"], rows["kind"] = 1, 1
    rows["xy"] = np.asarray(points, dtype="<f8").reshape(-1, 2)
    size, blob = rows.dtype.itemsize, rows.tobytes()
    return [blob[i : i + size] for i in range(0, len(blob), size)]


def points_from(lats: Sequence[object], lons: Sequence[object]) -> list[bytes | Odd]:
    """Return the WKB of a point for each pair of cells, or why there is none."""
    found: list[tuple[float, float] | Odd] = []
    for lat, lon in zip(lats, lons, strict=True):
        y, x = _plain(lat), _plain(lon)
        # Comparisons with NaN are false.
        found.append((x, y) if -90 <= y <= 90 and -180 <= x <= 180 and (x or y) else point_or_odd(lat, lon))
    blobs = iter(points_wkb([p for p in found if not isinstance(p, Odd)]))
    return [p if isinstance(p, Odd) else next(blobs) for p in found]


def wkb_of(points: Sequence[tuple[float, float]], line: bool = False) -> bytes:
    """Return the WKB of (longitude, latitude)s: a Point; of several a MultiPoint, or with ``line`` a LineString.

    Raises
    ------
    ValueError
        There is no point.
    """
    if not points:
        raise ValueError("no point")
    if len(points) == 1:
        return points_wkb(points)[0]
    if line:
        flat = [number for point in points for number in point]
        return struct.pack(f"<BII{len(flat)}d", 1, 2, len(points), *flat)
    return struct.pack("<BII", 1, 4, len(points)) + b"".join(points_wkb(points))


def joined_points(points: Sequence[bytes], line: bool = False) -> bytes:
    """Return the WKB of several points as ``points_wkb`` writes them, in their order; see wkb_of."""
    if len(points) == 1:
        return points[0]
    if line:
        return struct.pack("<BII", 1, 2, len(points)) + b"".join(point[5:] for point in points)
    return struct.pack("<BII", 1, 4, len(points)) + b"".join(points)


def shape_from_pairs(pairs: Iterable[tuple[object, object]], line: bool = False) -> bytes | Odd:
    """Return the WKB of the (latitude, longitude) pairs of one row; empty pairs and repeated points are passed over.

    A pair that cannot be read makes the whole shape odd: a line that leaves out a vertex would be another line.
    """
    points: list[tuple[float, float]] = []
    for lat, lon in pairs:
        point = point_or_odd(lat, lon)
        if point is Odd.EMPTY:
            continue
        if isinstance(point, Odd):
            return point
        if not points or point != points[-1]:
            points.append(point)
    return wkb_of(points, line) if points else Odd.EMPTY


def country_bounds(alpha3: str) -> tuple[Box, ...]:
    """Return boxes that hold a country's land with a margin of one degree; () for a code that we have none for.

    Overseas parts have boxes of their own; a country across the date line has boxes on both sides of it.
    """
    return _bounds().get(alpha3, ())


def inside(lon: float, lat: float, boxes: Iterable[Box]) -> bool:
    """True where a place lies in one of the boxes."""
    return any(w <= lon <= e and s <= lat <= n for w, s, e, n in boxes)


def swapped_back(bounds: Box, boxes: Sequence[Box]) -> bool:
    """True where a shape is far outside a country and wholly inside it when longitude and latitude change places.

    ``bounds``: of the shape as written, also beyond degrees; ``boxes``: of the country. Far is more than _FAR degrees
    beyond the boxes: what lies near (offshore, across the border) is not taken for swapped.
    """
    x0, y0, x1, y1 = bounds
    return is_far(bounds, boxes) and any(w <= y0 and y1 <= e and s <= x0 and x1 <= n for w, s, e, n in boxes)


def is_far(bounds: Box, boxes: Sequence[Box]) -> bool:
    """True where a shape lies more than _FAR degrees beyond all boxes."""
    x0, y0, x1, y1 = bounds
    return not any(x0 <= e + _FAR and x1 >= w - _FAR and y0 <= n + _FAR and y1 >= s - _FAR for w, s, e, n in boxes)


@cache
def _bounds() -> dict[str, tuple[Box, ...]]:
    text = (files("tracker") / "vocab" / "country_bounds.csv").read_text(encoding="utf-8")
    found: dict[str, tuple[Box, ...]] = {}
    for row in csv.DictReader(text.splitlines()):
        box = (float(row["west"]), float(row["south"]), float(row["east"]), float(row["north"]))
        found[row["alpha3"]] = (*found.get(row["alpha3"], ()), box)
    return found


def _plain(cell: object) -> float:
    """Return the number of a plain cell, NaN for all others: they need a closer look."""
    if cell.__class__ is float:
        return cell
    if cell.__class__ is str and _DECIMAL.fullmatch(cell):
        return float(cell)
    return math.nan


def _ranged(number: float, axis: Axis) -> float | Odd:
    if number != number:
        return Odd.EMPTY
    if abs(number) == math.inf:
        return Odd.BAD_NUMBER
    return float(number) if abs(number) <= _LIMIT[axis] else Odd.OUT_OF_RANGE


def _sexagesimal(text: str, axis: Axis) -> float | Odd:
    """Read degrees, minutes and seconds, a decimal comma or a hemisphere."""
    text = " ".join(text.translate(_SIGNS).upper().split())
    # In "22d49m30s" the last letter means seconds, not south.
    match = _DEGREES.fullmatch(_LETTERS.sub(r"\1\2'\3''", text))
    if match is None:
        return Odd.BAD_NUMBER
    lead, trail = match["lead"], match["trail"]
    if lead and trail:
        return Odd.BAD_NUMBER
    whole = [match["d"], match["m"] or "", match["s"] or ""]
    degrees, minutes, seconds = (float(part.replace(",", ".") or "0") for part in whole)
    if minutes >= 60 or seconds >= 60:
        return Odd.BAD_NUMBER
    # "22.5 30" is two numbers, not degrees and minutes: only the last part may have a fraction.
    last = max(i for i, part in enumerate(whole) if part)
    if any("." in part or "," in part for part in whole[:last]):
        return Odd.BAD_NUMBER
    number = degrees + minutes / 60 + seconds / 3600
    minus = match["sign"] == "-"
    word = lead or trail
    if word:
        of, sign = _HEMISPHERES[word]
        if of != axis:
            return Odd.WRONG_AXIS
        if minus and sign > 0:
            return Odd.BAD_NUMBER
        return _ranged(sign * number, axis)
    return _ranged(-number if minus else number, axis)
