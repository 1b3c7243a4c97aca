"""What a WKB geometry is, read from its first bytes: no geometry library needed to list or show projects."""

from __future__ import annotations

import struct

_TYPES = (
    "Geometry", "Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon", "GeometryCollection",
)  # fmt: skip


def type_of(wkb: bytes) -> str:
    """Return the geometry type (ISO and EWKB codes alike), "Geometry" for one we do not know."""
    code = _uint(wkb, 1) & 0xFF_FFFF
    code %= 1000
    return _TYPES[code] if code < len(_TYPES) else _TYPES[0]


def count_points(wkb: bytes) -> int | None:
    """Return the number of vertices of a 2D Point, LineString, MultiPoint or MultiLineString; None for others."""
    kind = type_of(wkb)
    if kind == "Point":
        return 1
    if kind == "LineString":
        return _uint(wkb, 5)
    if kind == "MultiPoint":
        return _uint(wkb, 5)
    if kind == "MultiLineString":
        total, at = 0, 9
        for _ in range(_uint(wkb, 5)):
            n = _uint(wkb, at + 5)
            total += n
            at += 9 + 16 * n
        return total
    return None


def _uint(wkb: bytes, at: int) -> int:
    order = "<" if wkb[0] == 1 else ">"
    return int(struct.unpack_from(f"{order}I", wkb, at)[0])
