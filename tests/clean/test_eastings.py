"""Points out of eastings and northings. The places are known ones, in degrees to some metres."""

from __future__ import annotations

import math
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.clean.eastings import area_of, points_of
from tracker.clean.shapes import Odd

CELLS = st.one_of(
    st.none(), st.booleans(), st.floats(), st.integers(-(10**12), 10**12), st.text(max_size=12),
    st.sampled_from(["529090", "179 645", "1e400", "nan", "-", "0"]),
)  # fmt: skip


def lonlat(easting: object, northing: object, crs: str, decimal: str = "") -> tuple[float, float] | Odd:
    found = points_of([easting], [northing], crs, decimal)[0]
    if isinstance(found, Odd):
        return found
    assert found[:5] == struct.pack("<BI", 1, 1)
    lon, lat = struct.unpack_from("<dd", found, 5)
    return round(lon, 3), round(lat, 3)


@pytest.mark.parametrize(
    ("easting", "northing", "crs", "place"),
    [
        (530268, 179640, "EPSG:27700", (-0.125, 51.501)),  # Westminster Bridge
        ("530 268", "179,640.0", "EPSG:27700", (-0.125, 51.501)),
        (1748735, 5427916, "EPSG:2193", (174.776, -41.287)),  # Wellington; the register has northing first
        (4321000, 3210000, "EPSG:3035", (10.0, 52.0)),  # origin of the European grid; northing first too
        (500000, 0.001, "EPSG:32648", (105.0, 0.0)),
        (700000, 6600000, "EPSG:2154", (3.0, 46.5)),  # origin of Lambert-93
        (-20037508.34, 0.5, "EPSG:3857", (-180.0, 0.0)),
        (10, 50, "EPSG:4326", (10.0, 50.0)),
        (10, 50, "EPSG:4258", (10.0, 50.0)),  # latitude first in the register: the words decide, not it
    ],
)
def test_known_places(easting: object, northing: object, crs: str, place: tuple[float, float]) -> None:
    assert lonlat(easting, northing, crs) == place


@pytest.mark.parametrize(
    ("easting", "northing", "odd"),
    [
        (None, None, Odd.EMPTY),
        ("", " ", Odd.EMPTY),
        (math.nan, None, Odd.EMPTY),
        (530268, None, Odd.BAD_NUMBER),
        ("TQ 30268", "79640", Odd.BAD_NUMBER),
        (True, 179640, Odd.BAD_NUMBER),
        (math.inf, 179640, Odd.BAD_NUMBER),
        (0, 0, Odd.NULL_ISLAND),
        ("0", "0.00", Odd.NULL_ISLAND),
        (-0.125, 51.501, Odd.OUT_OF_RANGE),  # degrees
        (5e7, 5e7, Odd.OUT_OF_RANGE),
        (1e300, 1, Odd.OUT_OF_RANGE),
    ],
)
def test_what_is_no_place(easting: object, northing: object, odd: Odd) -> None:
    assert lonlat(easting, northing, "EPSG:27700") is odd
    assert points_of([530268, easting], [179640, northing], "EPSG:27700")[1] is odd


def test_a_decimal_comma() -> None:
    assert lonlat("530.268,5", "179640,25", "EPSG:27700", ",") == (-0.125, 51.501)


def test_the_area_of_a_system() -> None:
    assert area_of("EPSG:27700") == pytest.approx((-10.01, 48.75, 3.01, 62.01), abs=0.5)
    utm = area_of("EPSG:25833")
    assert utm is not None
    assert utm[0] < 4.5  # all of Norway is mapped in zone 33
    assert area_of("EPSG:3832") is None  # across the date line
    assert area_of("no such") is None


def test_an_unknown_system_is_an_error() -> None:
    with pytest.raises(ValueError, match="unknown"):
        points_of([1], [2], "EPSG:1")


@given(st.lists(st.tuples(CELLS, CELLS), max_size=8))
def test_anything_may_stand_there(rows: list[tuple[object, object]]) -> None:
    found = points_of([a for a, _ in rows], [b for _, b in rows], "EPSG:27700")
    assert len(found) == len(rows)
    for point in found:
        if isinstance(point, bytes):
            lon, lat = struct.unpack_from("<dd", point, 5)
            assert abs(lon) <= 180
            assert abs(lat) <= 90
