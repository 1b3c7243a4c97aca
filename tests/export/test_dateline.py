"""Lines and areas that cross 180 degrees are cut there in GeoJSON, and nothing else is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import shapely
from make import claim, reading, record

from tracker import ingest
from tracker.export import dateline, geojson
from tracker.export.extract import Wanted
from tracker.export.write import export
from tracker.store.store import Store


def jumps(shape: shapely.Geometry) -> bool:
    """True where a part spans more than half of the world."""
    return any(part.bounds[2] - part.bounds[0] > 180 for part in shapely.get_parts(shape))


@pytest.mark.parametrize(
    ("wkt", "cut"),
    [
        ("LINESTRING (170 0, -170 10)", "MULTILINESTRING ((170 0, 180 5), (-180 5, -170 10))"),
        ("LINESTRING (-170 0, 170 10)", "MULTILINESTRING ((180 5, 170 10), (-170 0, -180 5))"),
        ("LINESTRING (170 0, 180 5, -170 10)", "MULTILINESTRING ((170 0, 180 5), (-180 5, -170 10))"),
        (
            "LINESTRING (178 0, -178 4, 178 8)",
            "MULTILINESTRING ((178 0, 180 2), (180 6, 178 8), (-180 2, -178 4, -180 6))",
        ),
        (
            "MULTILINESTRING ((0 0, 1 1), (170 0, -170 10))",
            "MULTILINESTRING ((0 0, 1 1), (170 0, 180 5), (-180 5, -170 10))",
        ),
        (
            "POLYGON ((170 0, -170 0, -170 10, 170 10, 170 0))",
            "MULTIPOLYGON (((170 0, 180 0, 180 10, 170 10, 170 0)), ((-180 0, -170 0, -170 10, -180 10, -180 0)))",
        ),
    ],
)
def test_what_crosses_is_cut(wkt: str, cut: str) -> None:
    found = dateline.cut(shapely.from_wkt(wkt))
    assert shapely.equals(shapely.normalize(found), shapely.normalize(shapely.from_wkt(cut)))
    assert not jumps(found)


@pytest.mark.parametrize(
    "wkt",
    [
        "POINT (180 0)",
        "MULTIPOINT (179 0, -179 0)",
        "LINESTRING (-90 0, 0 0, 90 0)",
        "LINESTRING (0 0, 180 5)",
        "MULTILINESTRING ((170 0, 180 5), (-180 5, -170 10))",
        "POLYGON ((-120 -10, 0 -10, 120 -10, 120 10, 0 10, -120 10, -120 -10))",
        "POLYGON ((0 -70, 90 -70, 180 -70, -90 -70, 0 -70))",  # around the pole
        "LINESTRING EMPTY",
        "GEOMETRYCOLLECTION (POINT (179 0), POINT (-179 0))",
    ],
)
def test_what_does_not_cross_comes_back_as_it_is(wkt: str) -> None:
    shape = shapely.from_wkt(wkt)
    assert dateline.cut(shape) is shape


def test_a_hole_goes_with_its_area() -> None:
    hole = [(-179, 2), (-178, 2), (-178, 3), (-179, 2)]
    shape = shapely.Polygon([(170, 0), (-170, 0), (-170, 10), (170, 10)], [hole])
    found = dateline.cut(shape)
    assert found.area == pytest.approx(200 - 0.5)
    assert not found.contains(shapely.Point(-178.3, 2.3))


def test_a_cable_across_the_pacific_is_drawn_the_short_way(store: Store, tmp_path: Path) -> None:
    cable = shapely.to_wkb(shapely.from_wkt("LINESTRING (151.2 -33.9, 178 -18, -158 21, -122.4 37.7)"))
    said = claim("geometry", cable, as_of="", unit="approximate")
    ingest.run_import(store, reading([record("cable", said)]))
    export(store, Wanted(), tmp_path / "out.geojson")
    data = json.loads((tmp_path / "out.geojson").read_text(encoding="utf-8"))
    (feature,) = data["features"]
    shape = shapely.geometry.shape(feature["geometry"])
    assert shape.geom_type == "MultiLineString"
    assert not jumps(shape)
    assert data["bbox"] == [-180, -33.9, 180, 37.7]


def test_the_box_is_that_of_the_places(store: Store, tmp_path: Path) -> None:
    places = {"a": "POINT (12.5 -41)", "b": "LINESTRING (-3 50, 2.25 51.125)"}
    ingest.run_import(
        store,
        reading(
            [
                record(name, claim("geometry", shapely.to_wkb(shapely.from_wkt(wkt)), as_of="", unit="exact"))
                for name, wkt in places.items()
            ]
        ),
    )
    export(store, Wanted(), tmp_path / "out.geojson")
    assert json.loads((tmp_path / "out.geojson").read_text(encoding="utf-8"))["bbox"] == [-3, -41, 12.5, 51.125]


def test_without_places_there_is_no_box(store: Store, tmp_path: Path) -> None:
    export(store, Wanted(), tmp_path / "out.geojson")
    assert json.loads((tmp_path / "out.geojson").read_text(encoding="utf-8")) == {
        "type": "FeatureCollection",
        "features": [],
    }


def test_coordinates_are_longitude_first() -> None:
    assert geojson.shape_of(shapely.to_wkb(shapely.Point(109.05, 22.6)))["coordinates"] == [109.05, 22.6]
