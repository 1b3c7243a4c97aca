"""GeoJSON (RFC 7946): WGS 84, longitude first, 7 decimals (about a centimetre), one feature a line.

Lines and areas that cross 180 degrees are cut there; the box of all places stands at the end.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, TextIO

from tracker.export import dateline
from tracker.export.columns import Column, Row

_DECIMALS = 7


def write(stream: TextIO, columns: Sequence[Column], rows: Iterable[Row]) -> int:
    """Write one FeatureCollection; return how many features. Streams. A row without a place has a null geometry."""
    names = [c.name for c in columns if c.kind != "geometry"]
    place = next(n for n, c in enumerate(columns) if c.kind == "geometry")
    key = next(n for n, c in enumerate(columns) if c.is_key)
    stream.write('{"type": "FeatureCollection", "features": [')
    n = 0
    box: list[float] = []
    for row in rows:
        wkb = row[place]
        shape = shape_of(wkb) if isinstance(wkb, bytes) else None
        if shape is not None:
            box = _around(box, shape["coordinates"])
        cells = (*row[:place], *row[place + 1 :])
        feature = {
            "type": "Feature",
            "id": row[key],
            "geometry": shape,
            "properties": dict(zip(names, map(_plain, cells), strict=True)),
        }
        stream.write((",\n" if n else "\n") + json.dumps(feature, ensure_ascii=False, allow_nan=False))
        n += 1
    stream.write("\n]" + (f', "bbox": {json.dumps(box)}' if box else "") + "}\n")
    return n


def shape_of(wkb: bytes) -> dict[str, Any]:
    """Return a geometry object: rounded, outer rings counterclockwise (3.1.6), cut at 180 degrees (3.1.9)."""
    import shapely

    shape = shapely.geometry.mapping(shapely.orient_polygons(dateline.cut(shapely.from_wkb(wkb))))
    return {"type": shape["type"], "coordinates": _rounded(shape["coordinates"])}


def _rounded(part: Any) -> Any:  # noqa: ANN401 - positions, or lists of them to any depth
    if isinstance(part, (list, tuple)):
        return [_rounded(p) for p in part]
    return round(part, _DECIMALS)


def _around(box: list[float], part: Any) -> list[float]:  # noqa: ANN401
    """Return west, south, east, north of a box ([]: none yet) and the positions of a geometry."""
    if part and isinstance(part[0], (list, tuple)):
        for inner in part:
            box = _around(box, inner)
        return box
    x, y = part
    return [min(box[0], x), min(box[1], y), max(box[2], x), max(box[3], y)] if box else [x, y, x, y]


def _plain(cell: object) -> object:
    """Whole numbers without a point, as in CSV."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return int(cell)
    return cell
