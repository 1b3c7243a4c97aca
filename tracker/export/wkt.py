"""Places as text: WKT that reads back as exactly the same coordinates.

GEOS writes 0.30000000000000004 as 0.3 and, with more digits, other numbers wrongly; a place that was exported and
imported again would then be another place.
"""

from __future__ import annotations

from typing import Any


def wkt(wkb: bytes) -> str:
    """Return WKB (EPSG:4326) as WKT, longitude latitude, each number in the shortest form that reads back the same."""
    import shapely

    return _text(shapely.from_wkb(wkb))


def _text(shape: Any) -> str:  # noqa: ANN401 - shapely brings no types
    from shapely.geometry import mapping

    name = shape.geom_type.upper() + " Z" * bool(shape.has_z)
    if shape.is_empty:
        return f"{name} EMPTY"
    if name.startswith("GEOMETRYCOLLECTION"):
        return f"{name} ({', '.join(map(_text, shape.geoms))})"
    inner = _numbers(mapping(shape)["coordinates"])
    return f"{name} {inner}" if inner.startswith("(") else f"{name} ({inner})"


def _numbers(part: Any) -> str:  # noqa: ANN401 - a position, or tuples of them to any depth
    if isinstance(part[0], float):
        return " ".join(repr(float(x)).removesuffix(".0") for x in part)
    return f"({', '.join(map(_numbers, part))})"
