"""Shapes on their way from a file into a table: packed as WKB, moved to EPSG:4326, what cannot be read counted."""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Sequence
from typing import Any

from tracker.clean.shapes import find_crs, is_plain_point, not_finite, read_wkb, to_lonlat, transformer, write_wkb
from tracker.errors import FormatError
from tracker.readers.tables import Cell

#: WKB, or why there is none (text), or None where the file says nothing; and whether heights were left out.
Packed = tuple[bytes | str | None, bool]

_KINDS = {"Point": 1, "LineString": 2, "Polygon": 3, "MultiPoint": 4, "MultiLineString": 5, "MultiPolygon": 6}
_XY = struct.Struct("<dd")
_PARTS = {4: 1, 5: 2, 6: 3}
#: Locators that a note gives.
_KEEP = 20


def pack(geometry: Any) -> Packed:  # noqa: ANN401 -- whatever stands in the file
    """Return a GeoJSON geometry as 2D WKB in its own coordinates."""
    if not geometry:
        return None, False
    try:
        heights: list[bool] = []
        blob = _pack(geometry, heights)
    except _NoShapeError as e:
        return str(e), False
    except (TypeError, ValueError, KeyError, IndexError, AttributeError, OverflowError, struct.error):
        kind = geometry.get("type") if isinstance(geometry, dict) else type(geometry).__name__
        return f"{str(kind)[:40]} with coordinates that are no such shape", False
    return blob, bool(heights)


class _NoShapeError(Exception):
    """A geometry that is none."""


def _pack(geometry: dict[str, Any], heights: list[bool]) -> bytes | None:
    name = geometry["type"]
    if name == "GeometryCollection":
        parts = [p for g in geometry["geometries"] if (p := _pack(g, heights))]
        return struct.pack("<BII", 1, 7, len(parts)) + b"".join(parts) if parts else None
    kind = _KINDS.get(name)
    if kind is None:
        raise _NoShapeError(f"geometry of type {str(name)[:40]!r}")
    return _pack_kind(kind, geometry["coordinates"], heights)


def _pack_kind(kind: int, places: Any, heights: list[bool]) -> bytes | None:  # noqa: ANN401
    if not places:
        return None
    if kind == 1:
        x, y = places[0], places[1]
        if len(places) > 2 and not heights:
            heights.append(True)
        return None if x != x or y != y else struct.pack("<BIdd", 1, 1, x, y)
    if kind == 2:
        return struct.pack("<BI", 1, 2) + _run(places, heights)
    if kind == 3:
        rings = [_run(ring, heights) for ring in places if ring]
        return struct.pack("<BII", 1, 3, len(rings)) + b"".join(rings) if rings else None
    parts = [p for part in places if (p := _pack_kind(_PARTS[kind], part, heights))]
    return struct.pack("<BII", 1, kind, len(parts)) + b"".join(parts) if parts else None


def _run(places: Sequence[Sequence[float]], heights: list[bool]) -> bytes:
    if len(places[0]) > 2 and not heights:
        heights.append(True)
    flat = [number for place in places for number in (place[0], place[1])]
    return struct.pack(f"<I{len(flat)}d", len(places), *flat)


def _is_finite(point: bytes) -> bool:
    x, y = _XY.unpack_from(point, 5)
    return math.isfinite(x) and math.isfinite(y)


class Deliverer:
    """Brings the shapes of one table to EPSG:4326, longitude first, and says in its notes what it could not keep.

    Parameters
    ----------
    where
        The file, as messages name it.
    crs
        What coordinates are in, as text for PROJ; "" where the file does not say: then they must fit degrees.
    locate
        Row -> where it stands.
    notes
        Added to at once (reprojected) and by ``close``.

    Raises
    ------
    FormatError
        PROJ does not know the CRS.
    """

    def __init__(self, where: str, crs: str, locate: Callable[[int], str], notes: list[tuple[str, str]]) -> None:
        self.where, self.crs, self.locate, self.notes = where, crs, locate, notes
        self.lost: dict[str, tuple[int, list[str]]] = {}
        self.n_heights = 0
        self.checked = bool(crs)
        try:
            self.way = transformer(crs) if crs else None
        except ValueError as e:
            raise FormatError(
                f"{where}: {str(e)[:200]}.", "State the CRS of its coordinates, such as EPSG:32648."
            ) from e
        if self.way is not None:
            found = find_crs(crs)
            name = found.name if found is not None else crs
            notes.append(
                ("reprojected", f"{where} is in {name}; shapes were moved to longitude and latitude (WGS 84).")
            )

    def deliver(self, start: int, packed: Sequence[Packed]) -> list[Cell]:
        """Return the cells of the geometry column for rows from ``start`` on."""
        cells: list[Cell] = [None] * len(packed)
        slow: list[tuple[int, bytes]] = []
        for i, (blob, heights) in enumerate(packed):
            self.n_heights += heights
            if isinstance(blob, str):
                self._lose(start + i, blob)
            elif blob is None:
                continue
            elif self.way is None and is_plain_point(blob) and _is_finite(blob):
                cells[i] = blob
            else:
                slow.append((i, blob))
        shapes = read_wkb([blob for _, blob in slow])
        moved = to_lonlat(shapes, self.way) if self.way is not None else shapes
        rows = zip(slow, shapes.tolist(), moved.tolist(), not_finite(moved), write_wkb(moved), strict=True)
        for (i, _), shape, place, lost, blob in rows:
            cells[i] = blob
            if shape is None:
                self._lose(start + i, "shape that cannot be read")
            elif place is None:
                self._lose(start + i, f"shape outside the area of {self.crs[:60]}")
            elif lost:
                self._lose(start + i, "coordinates that are no numbers")
                cells[i] = None
        if not self.checked:
            self._check_degrees(cells)
        return cells

    def close(self) -> None:
        """Add the notes that need all rows."""
        if self.n_heights:
            self.notes.append(("height-dropped", f"Heights were left out (rows: {self.n_heights:,})."))
        for what, (n, where) in self.lost.items():
            places = ", ".join(where) + (", …" if n > len(where) else "")
            self.notes.append(("bad-geometry", f"Kept without geometry (rows: {n:,}), {what}: {places}."))

    def _lose(self, row: int, what: str) -> None:
        n, where = self.lost.get(what, (0, []))
        if len(where) < _KEEP:
            where.append(self.locate(row))
        self.lost[what] = (n + 1, where)

    def _check_degrees(self, cells: list[Cell]) -> None:
        """Refuse projected coordinates that do not say so: where no shape of the first batch with any is on Earth."""
        import numpy as np
        import shapely

        blobs = [c for c in cells if isinstance(c, bytes)]
        if not blobs:
            return
        self.checked = True
        bounds = np.abs(shapely.bounds(read_wkb(blobs)))
        if not ((bounds[:, (0, 2)] <= 360).all(axis=1) & (bounds[:, (1, 3)] <= 90).all(axis=1)).any():
            raise projected(self.where)


def projected(where: str) -> FormatError:
    """Return the error for coordinates beyond degrees in a file without a CRS."""
    return FormatError(
        f"{where} does not say its coordinate reference system, and its coordinates are not degrees.",
        "State the CRS they are in, such as EPSG:32648 (its publisher, or the .prj file of a shapefile, can tell).",
    )
