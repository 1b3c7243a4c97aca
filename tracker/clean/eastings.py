"""Points out of eastings and northings, in any projected CRS -> WKB in EPSG:4326, longitude first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from tracker.clean.coordinates import Box, points_wkb
from tracker.clean.numbers import parse_number
from tracker.clean.shapes import Odd, find_crs, transformer

_PLAIN = re.compile(r"-?\d{1,9}(?:\.\d{1,9})?", re.ASCII)
#: A point that does not come back to its place (in units of the CRS) was beyond what the projection can tell.
_DRIFT = 1.0
#: Degrees that a CRS is used beyond its area without a slip; zones of UTM are used for whole countries (Norway).
_BEYOND, _BEYOND_ZONE = 1.0, 20.0


def points_of(
    eastings: Sequence[object], northings: Sequence[object], crs: str, decimal: str = ""
) -> list[bytes | Odd]:
    """Return the WKB of a point for each pair of cells, or why there is none.

    EMPTY where both cells are None; BAD_NUMBER for words and half pairs; NULL_ISLAND where both are 0; OUT_OF_RANGE
    where the CRS has no such place, and for what are degrees (both in the range of longitude and latitude).

    Parameters
    ----------
    eastings, northings
        Numbers, or text with any grouping, in the unit of the CRS.
    crs
        As PROJ knows it ("EPSG:27700"). Easting (x) comes first whatever order of axes the CRS has.
    decimal
        Decimal mark of the column, as for :func:`tracker.clean.numbers.parse_number`.

    Raises
    ------
    ValueError
        PROJ does not know the CRS, or knows no way from it to longitude and latitude.
    """
    import numpy as np

    out: list[bytes | Odd] = [_odd(e, n) for e, n in zip(eastings, northings, strict=True)]
    xs = np.array([_number(cell, decimal) for cell in eastings], dtype=float)
    ys = np.array([_number(cell, decimal) for cell in northings], dtype=float)
    good = np.isfinite(xs) & np.isfinite(ys)
    for i in np.flatnonzero(good & (xs == 0) & (ys == 0)).tolist():
        out[i] = Odd.NULL_ISLAND
    good &= (xs != 0) | (ys != 0)
    way = transformer(crs)
    lons, lats = xs.copy(), ys.copy()
    if way is not None:
        beyond = good & (np.abs(xs) <= 180) & (np.abs(ys) <= 90) & _is_projected(crs)
        with np.errstate(invalid="ignore"):
            lons, lats = way.transform(xs, ys)
            back_x, back_y = way.transform(lons, lats, direction="INVERSE")
            beyond |= good & ~((np.abs(back_x - xs) <= _DRIFT) & (np.abs(back_y - ys) <= _DRIFT))
    else:
        beyond = good & False
    with np.errstate(invalid="ignore"):
        beyond |= good & ~((np.abs(lons) <= 180) & (np.abs(lats) <= 90))
    for i in np.flatnonzero(beyond).tolist():
        out[i] = Odd.OUT_OF_RANGE
    rows = np.flatnonzero(good & ~beyond).tolist()
    for i, blob in zip(rows, points_wkb([(lons[i], lats[i]) for i in rows]), strict=True):
        out[i] = blob
    return out


@lru_cache(maxsize=64)
def area_of(crs: str) -> Box | None:
    """Return the box (west, south, east, north in degrees) in which points of a CRS may be expected; None: anywhere.

    It is the area that the register gives, with a margin. One across the date line is None.
    """
    found = find_crs(crs)
    area = found.area_of_use if found is not None else None
    if found is None or area is None or area.west > area.east:
        return None
    beyond = _BEYOND_ZONE if "UTM zone" in found.name else _BEYOND
    return area.west - beyond, area.south - _BEYOND, area.east + beyond, area.north + _BEYOND


def _is_projected(crs: str) -> bool:
    found = find_crs(crs)
    return found is not None and found.is_projected


def _odd(easting: object, northing: object) -> Odd:
    """Return why there is no place where one of the cells is no number."""
    return Odd.EMPTY if _is_nothing(easting) and _is_nothing(northing) else Odd.BAD_NUMBER


def _is_nothing(cell: object) -> bool:
    return cell is None or cell != cell or (isinstance(cell, str) and not cell.strip())


def _number(cell: object, decimal: str) -> float:
    """Return the number of a cell, NaN for none."""
    if isinstance(cell, str) and decimal != "," and _PLAIN.fullmatch(cell):
        return float(cell)
    number = None if isinstance(cell, bool) else parse_number(cell, decimal)
    return float("nan") if number is None else float(number)
