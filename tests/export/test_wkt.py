"""WKT of exports reads back as the same bytes."""

from __future__ import annotations

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from tracker.export.wkt import wkt

X = st.floats(-180, 180)
Y = st.floats(-90, 90)


def back(text: str) -> object:
    return shapely.to_wkb(shapely.from_wkt(text))


@pytest.mark.parametrize(
    "text",
    [
        "POINT (109.05 22.6)",
        "POINT (-0 1e-07)",
        "LINESTRING (0.30000000000000004 0, 1 2.5)",
        "POLYGON ((0 0, 4 0, 4 4, 0 0), (1 0.5, 2 0.5, 2 1, 1 0.5))",
        "MULTIPOINT (1 2, 3 4)",
        "MULTILINESTRING ((0 0, 1 1), (2 2, 3 3))",
        "MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)), ((5 5, 6 5, 6 6, 5 5)))",
        "GEOMETRYCOLLECTION (POINT (1 2), LINESTRING (0 0, 1 1))",
        "LINESTRING EMPTY",
        "POINT Z (1 2 3)",
    ],
)
def test_each_kind_is_written_as_people_write_it(text: str) -> None:
    found = wkt(shapely.to_wkb(shapely.from_wkt(text)))
    assert found == text
    assert back(found) == back(text)


@given(st.lists(st.tuples(X, Y), min_size=2, max_size=5))
def test_coordinates_come_back_to_the_last_bit(points: list[tuple[float, float]]) -> None:
    wkb = shapely.to_wkb(shapely.LineString(points))
    assert back(wkt(wkb)) == wkb
