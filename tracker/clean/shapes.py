"""Shapes out of text and bytes: WKT, EWKB, any CRS -> WKB in EPSG:4326, longitude first, without heights.

Nothing raises on odd input: what cannot be read comes back as None, or from the functions that take many values (much
faster than one at a time) as an :class:`Odd`, whose value is an issue code.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyproj import CRS, Transformer

#: An array of shapely geometries and None, or of their coordinates; numpy is loaded only where it is used.
Shapes = Any

#: Collections inside collections beyond this are no map data; GEOS, which recurses, would end the process.
MAX_DEPTH = 16
#: First bytes of a plain point (little endian, no height): the common case that needs no geometry library.
_POINT = struct.pack("<BI", 1, 1)


class Odd(StrEnum):
    """Why a place could not be read; the value is the code of the issue."""

    EMPTY = "empty-geometry"
    BAD_NUMBER = "bad-coordinate"
    OUT_OF_RANGE = "coordinate-out-of-range"
    WRONG_AXIS = "coordinate-wrong-axis"
    NULL_ISLAND = "null-island"
    BAD_SHAPE = "bad-geometry"
    UNKNOWN_CRS = "unknown-crs"


def parse_wkt(text: str, crs: str = "") -> bytes | None:
    """Return the WKB (EPSG:4326, longitude first) of a WKT or EWKT text, None where it is no place; see parse_wkts."""
    found = parse_wkts([text], crs)[0]
    return None if isinstance(found, Odd) else found


def parse_wkts(texts: Sequence[str | None], crs: str = "") -> list[bytes | Odd]:
    """Return the WKB (EPSG:4326, longitude first) of WKT texts.

    ``crs``: what coordinates are in where the text has no ``SRID=...;`` of its own; "" means longitude and latitude.
    Heights are dropped, rings are closed, curves are not read.
    """
    bare: list[str | None] = []
    srids: list[str] = []
    for text in texts:
        text = (text or "").strip()
        srid = ""
        if text[:5].upper() == "SRID=":
            srid, _, text = text[5:].partition(";")
            srid = srid.strip()
            text = text.strip()
        # The reader of GEOS recurses: a text of brackets must not reach it.
        bare.append(text if text and text.upper().count("GEOMETRYCOLLECTION") <= MAX_DEPTH else None)
        srids.append("" if srid == "0" else srid)
    shapes = _read(bare, "from_wkt", "fix")
    return [
        Odd.EMPTY if not (text or "").strip() else value
        for text, value in zip(texts, _deliver(shapes, [_named(s) or crs for s in srids]), strict=True)
    ]


def parse_ewkb_hex(text: str | bytes, crs: str = "") -> bytes | None:
    """Return the WKB (EPSG:4326, longitude first) of one (E)WKB, None where it is no place; see parse_ewkb_hexes."""
    found = parse_ewkb_hexes([text], crs)[0]
    return None if isinstance(found, Odd) else found


def parse_ewkb_hexes(texts: Sequence[str | bytes | None], crs: str = "") -> list[bytes | Odd]:
    r"""Return the WKB (EPSG:4326, longitude first) of (E)WKB, as hex with or without ``\x`` before it, or as bytes.

    The SRID inside wins over ``crs``; without both the coordinates are taken as longitude and latitude. Rings that
    are not closed are damage (BAD_SHAPE).
    """
    import shapely

    blobs: list[bytes | None] = []
    for text in texts:
        blob = text if isinstance(text, bytes) else _bytes(text or "")
        blobs.append(blob if blob and not too_deep(blob) else None)
    # No database writes open rings: they are hex that a spreadsheet has "filled down", last digits counted up.
    shapes = _read(blobs, "from_wkb", "ignore")
    srids = [str(s) if s > 0 else "" for s in shapely.get_srid(shapes).tolist()]
    return [
        Odd.EMPTY if not (text.strip() if text else text) else value
        for text, value in zip(texts, _deliver(shapes, [_named(s) or crs for s in srids]), strict=True)
    ]


def collect(pieces: Sequence[bytes]) -> bytes:
    """Return one WKB of several: lines become a MultiLineString, points a MultiPoint, unlike ones a collection."""
    import shapely

    parts = shapely.get_parts(shapely.from_wkb(list(pieces)))
    if len(parts) == 1:
        together = parts[0]
    else:
        makers = {0: shapely.multipoints, 1: shapely.multilinestrings, 3: shapely.multipolygons}
        kinds = set(shapely.get_type_id(parts).tolist())
        make = makers.get(kinds.pop() if len(kinds) == 1 else -1, shapely.geometrycollections)
        together = make(parts)
    blob = shapely.to_wkb(together, byte_order=1)
    assert isinstance(blob, bytes)
    return blob


def read_wkb(blobs: Sequence[bytes | None]) -> Shapes:
    """Return an array of shapes; None where there is nothing or the bytes are no shape that we can read."""
    return _read(blobs, "from_wkb", "fix")


def write_wkb(shapes: Shapes) -> list[bytes | None]:
    """Return 2D little-endian WKB without SRID; None for None and for empty shapes."""
    import shapely

    flat = shapely.force_2d(shapes)
    flat[shapely.is_empty(flat)] = None
    blobs: list[bytes | None] = shapely.to_wkb(flat, byte_order=1).tolist()
    return blobs


def not_finite(shapes: Shapes) -> list[bool]:
    """Tell for each shape whether one of its coordinates is infinite or no number."""
    import numpy as np
    import shapely

    xy, index = shapely.get_coordinates(shapes, return_index=True)
    found = np.zeros(len(shapes), dtype=bool)
    found[index[~np.isfinite(xy).all(axis=1)]] = True
    flags: list[bool] = found.tolist()
    return flags


def read_loose(text: str) -> Shapes:
    """Return one shape of WKT or hex WKB in the coordinates that stand there, on the earth or not; None for no shape.

    A text that names its own coordinate system is passed over: its axes are as that says.
    """
    blob = _bytes(text)
    if blob is not None:
        return None if too_deep(blob) else _read([blob], "from_wkb", "ignore")[0]
    if text.upper().count("GEOMETRYCOLLECTION") > MAX_DEPTH or text[:5].upper() == "SRID=":
        return None
    return _read([text], "from_wkt", "fix")[0]


def turned(shape: Shapes) -> bytes | None:
    """Return the WKB of one shape with longitude and latitude changed; None where that is no place on the earth."""
    import numpy as np
    import shapely

    if shape is None or shapely.is_empty(shape):
        return None
    flat = shapely.force_2d(shape)
    xy = shapely.get_coordinates(flat)[:, ::-1]
    if not (np.isfinite(xy).all() and (np.abs(xy) <= (180, 90)).all()):
        return None
    return write_wkb(np.array([shapely.transform(flat, lambda xy: xy[:, ::-1])], dtype=object))[0]


def is_plain_point(blob: bytes) -> bool:
    """True for the WKB of a 2D point as this module writes it."""
    return len(blob) == 21 and blob.startswith(_POINT)


@lru_cache(maxsize=64)
def find_crs(text: str) -> CRS | None:
    """Return the CRS of a code ("EPSG:32648", "32648", an OGC URN, WKT or PROJ text), or None where PROJ knows none."""
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    tries = (f"EPSG:{text}", f"ESRI:{text}") if text.isdecimal() else (text,)
    for name in tries:
        try:
            return CRS.from_user_input(name)
        except CRSError:
            continue
    return None


@lru_cache(maxsize=64)
def transformer(crs: str) -> Transformer | None:
    """Return what turns coordinates (x or longitude first) into longitude and latitude; None where they are that.

    Raises
    ------
    ValueError
        PROJ does not know the CRS, or knows no way from it to EPSG:4326.
    """
    from pyproj import CRS, Transformer
    from pyproj.exceptions import ProjError

    found = find_crs(crs)
    if found is None:
        raise ValueError(f"unknown coordinate reference system {crs!r}")
    wgs84 = CRS.from_epsg(4326)
    if found.equals(wgs84, ignore_axis_order=True):
        return None
    try:
        return Transformer.from_crs(found, wgs84, always_xy=True)
    except ProjError as e:
        raise ValueError(f"no way from {crs!r} to longitude and latitude") from e


def to_lonlat(shapes: Shapes, way: Transformer) -> Shapes:
    """Return shapes in longitude and latitude; None where the place has none (far outside the area of the CRS)."""
    import numpy as np
    import shapely

    def move(xy: Shapes) -> Shapes:
        return np.column_stack(way.transform(xy[:, 0], xy[:, 1]))

    moved = shapely.transform(shapely.force_2d(shapes), move)
    # Coordinates that were no numbers before are none after; here only those count that got lost on the way.
    moved[np.array(not_finite(moved), dtype=bool) & ~np.array(not_finite(shapes), dtype=bool)] = None
    return moved


def too_deep(blob: bytes) -> bool:
    """True where a WKB nests collections deeper than MAX_DEPTH, or is cut off: told without recursion."""
    at, left = 0, [1]  # parts still to come, per level
    try:
        while left:
            if left[-1] == 0:
                left.pop()
                continue
            left[-1] -= 1
            order = "<" if blob[at] == 1 else ">"
            (code,) = struct.unpack_from(f"{order}I", blob, at + 1)
            at += 9 if code & 0x2000_0000 else 5
            dims = 2 + bool(code & 0x8000_0000) + bool(code & 0x4000_0000)
            iso, kind = divmod(code & 0xFFFF, 1000)
            dims = max(dims, (2, 3, 3, 4)[iso] if iso < 4 else 2)
            if kind == 1:
                at += 8 * dims
                continue
            (n,) = struct.unpack_from(f"{order}I", blob, at)
            at += 4
            if kind in (2, 8):
                at += 8 * dims * n
            elif kind in (3, 17):
                for _ in range(n):
                    (m,) = struct.unpack_from(f"{order}I", blob, at)
                    at += 4 + 8 * dims * m
            else:
                left.append(n)
                if len(left) > MAX_DEPTH:
                    return True
    except (struct.error, IndexError):
        return True
    return at > len(blob)


def _bytes(text: str) -> bytes | None:
    text = text.strip()
    if text[:2] in ("\\x", "0x", "0X"):
        text = text[2:]
    try:
        return bytes.fromhex(text)
    except ValueError:
        return None


def _named(srid: str) -> str:
    return f"EPSG:{srid}" if srid == "4326" else srid


def _read(values: Sequence[str | bytes | None], how: str, on_invalid: str) -> Shapes:
    """Read WKT or WKB: "fix" closes rings that are open, "ignore" takes them as no shape.

    One curve or surface among the values must not cost the others.
    """
    import numpy as np
    import shapely

    read = getattr(shapely, how)
    # Text with half a surrogate pair gives whatever error GEOS had before.
    odd = (shapely.errors.ShapelyError, NotImplementedError, ValueError)
    array = np.empty(len(values), dtype=object)
    array[:] = values
    try:
        with np.errstate(invalid="ignore"):  # coordinates may hold any bits
            return read(array, on_invalid=on_invalid)
    except odd:
        shapes = np.empty(len(values), dtype=object)
        for i, value in enumerate(values):
            try:
                with np.errstate(invalid="ignore"):
                    shapes[i] = read(value, on_invalid=on_invalid)
            except odd:
                shapes[i] = None
        return shapes


def _deliver(shapes: Shapes, crs: Sequence[str]) -> list[bytes | Odd]:
    """Return WKB in longitude and latitude. ``crs``: of each shape, "" for longitude and latitude."""
    import numpy as np
    import shapely

    odd: dict[int, Odd] = {}
    names = np.array(crs, dtype=object)
    for name in set(crs) - {""}:
        rows = np.flatnonzero(names == name)
        try:
            way = transformer(name)
        except ValueError:
            odd.update(dict.fromkeys(rows.tolist(), Odd.UNKNOWN_CRS))
            continue
        if way is not None:
            shapes[rows] = to_lonlat(shapes[rows], way)
    bounds = shapely.bounds(shapes)
    on_earth = (np.abs(bounds[:, (0, 2)]) <= 180).all(axis=1) & (np.abs(bounds[:, (1, 3)]) <= 90).all(axis=1)
    missing, empty = shapely.is_missing(shapes), shapely.is_empty(shapes)
    # Bounds pass over coordinates that are no numbers.
    on_earth &= ~np.array(not_finite(shapes), dtype=bool)
    for i in np.flatnonzero(missing | empty | ~on_earth).tolist():
        word = Odd.BAD_SHAPE if missing[i] else Odd.EMPTY if empty[i] else Odd.OUT_OF_RANGE
        odd.setdefault(i, word)
    return [odd.get(i, blob or Odd.EMPTY) for i, blob in enumerate(write_wkb(shapes))]
