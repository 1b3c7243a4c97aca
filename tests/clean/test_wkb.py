"""What a geometry is, told from its bytes, against shapely."""

from __future__ import annotations

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from tracker.clean.wkb import count_points, type_of

point = st.tuples(st.floats(-180, 180, width=32), st.floats(-90, 90, width=32))
line = st.lists(point, min_size=2, max_size=12)
shapes = st.one_of(
    point.map(shapely.Point),
    line.map(shapely.LineString),
    st.lists(point, min_size=1, max_size=9).map(shapely.MultiPoint),
    st.lists(line, min_size=1, max_size=5).map(shapely.MultiLineString),
)


def bytes_of(shape: shapely.Geometry, order: int, flavor: str) -> bytes:
    wkb = shapely.to_wkb(shape, byte_order=order, flavor=flavor)
    assert isinstance(wkb, bytes)
    return wkb


@given(shapes, st.sampled_from([0, 1]), st.sampled_from(["iso", "extended"]))
def test_type_and_number_of_points(shape: shapely.Geometry, order: int, flavor: str) -> None:
    wkb = bytes_of(shape, order, flavor)
    assert type_of(wkb) == shape.geom_type
    assert count_points(wkb) == shapely.get_num_coordinates(shape)


@pytest.mark.parametrize("flavor", ["iso", "extended"])
@pytest.mark.parametrize("order", [0, 1])
@pytest.mark.parametrize(
    "wkt",
    [
        "POLYGON ((0 0, 1 0, 1 1, 0 0))",
        "MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)))",
        "GEOMETRYCOLLECTION (POINT (0 0))",
    ],
)
def test_areas_and_collections_have_a_type_and_no_count(wkt: str, order: int, flavor: str) -> None:
    shape = shapely.from_wkt(wkt)
    wkb = bytes_of(shape, order, flavor)
    assert type_of(wkb) == shape.geom_type
    assert count_points(wkb) is None


@pytest.mark.parametrize("flavor", ["iso", "extended"])
@pytest.mark.parametrize(
    "wkt", ["POINT Z (1 2 3)", "LINESTRING Z (1 2 3, 4 5 6)", "MULTILINESTRING Z ((1 2 3, 4 5 6))"]
)
def test_heights_do_not_hide_the_type(wkt: str, flavor: str) -> None:
    shape = shapely.from_wkt(wkt)
    assert type_of(bytes_of(shape, 1, flavor)) == shape.geom_type


def test_an_unknown_code_is_just_a_geometry() -> None:
    assert type_of(b"\x01" + (99).to_bytes(4, "little")) == "Geometry"
