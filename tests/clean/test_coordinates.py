"""Places out of numbers and text, as people write them."""

from __future__ import annotations

import csv
import math
import subprocess
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from tracker.clean import coordinates as c
from tracker.clean import shapes
from tracker.clean.coordinates import Odd
from tracker.clean.wkb import type_of
from tracker.vocab import table

latitudes = st.floats(-90, 90)
longitudes = st.floats(-180, 180)


def wkt(blob: object) -> str:
    assert isinstance(blob, bytes)
    return str(shapely.to_wkt(shapely.from_wkb(blob), rounding_precision=6, trim=True))


@pytest.mark.parametrize(
    "value",
    [
        22.825, "22.825", " 22,825 ", "+22.825", "22.825°", "22°49'30\"N", "22° 49′ 30″ N", "22º49’30''", "N 22 49 30",
        "22:49:30", "22 49.5", "22° 49,5' N", "22d49m30s", "22 deg 49 min 30 sec N", "22.825 North", "北纬22度49分30秒",
        "北緯22°49′30″", "22\u00a049\u202f30 N", "N22.825°",
    ],
)  # fmt: skip
def test_a_latitude_in_many_ways(value: object) -> None:
    assert c.parse_degrees(value, "lat") == pytest.approx(22.825)


@pytest.mark.parametrize(
    "value", ["-100.5", "−100.5", "100.5 W", "W100°30'", "-100°30'", "西经100.5", "100,5W", -100.5]
)
def test_a_longitude_in_the_west(value: object) -> None:
    assert c.parse_degrees(value, "lon") == pytest.approx(-100.5)


@pytest.mark.parametrize(
    ("value", "odd"),
    [
        (None, Odd.EMPTY), ("", Odd.EMPTY), ("  ", Odd.EMPTY), (math.nan, Odd.EMPTY), (math.inf, Odd.BAD_NUMBER),
        ("nan", Odd.BAD_NUMBER), ("inf", Odd.BAD_NUMBER), ("1_0", Odd.BAD_NUMBER), (True, Odd.BAD_NUMBER),
        ("n/a", Odd.BAD_NUMBER), ("22.5 30", Odd.BAD_NUMBER), ("22°61'", Odd.BAD_NUMBER), ("1.234,5", Odd.BAD_NUMBER),
        ("22°10'60\"", Odd.BAD_NUMBER), ("-5 N", Odd.BAD_NUMBER), ("N 5 S", Odd.BAD_NUMBER), ("5 E", Odd.WRONG_AXIS),
        ("90.0001", Odd.OUT_OF_RANGE), (-91, Odd.OUT_OF_RANGE), ("90°30'", Odd.OUT_OF_RANGE), ("1e400", Odd.BAD_NUMBER),
        (b"5", Odd.BAD_NUMBER), ("9" * 5000, Odd.BAD_NUMBER), ("5 O", Odd.BAD_NUMBER), ([5], Odd.BAD_NUMBER),
        (10**400, Odd.OUT_OF_RANGE),
    ],
)  # fmt: skip
def test_what_is_no_latitude(value: object, odd: Odd) -> None:
    assert c.parse_degrees(value, "lat") is odd


@given(st.text(max_size=90) | st.text("0123456789.,-+°'\"NSEWdms ", max_size=40), st.sampled_from(["lat", "lon"]))
def test_no_text_raises(text: str, axis: c.Axis) -> None:
    found = c.parse_degrees(text, axis)
    assert isinstance(found, Odd) or abs(found) <= 180
    c.pair_or_odd(text)


@given(latitudes, longitudes)
def test_numbers_come_back_as_they_are(lat: float, lon: float) -> None:
    expected = None if lat == lon == 0 else (lon, lat)
    assert c.point_from(lat, lon) == c.point_from(repr(lat), repr(lon)) == expected


def test_two_cells() -> None:
    assert c.point_from("22.8", 108) == (108.0, 22.8)
    assert c.point_or_odd("", None) is Odd.EMPTY
    assert c.point_or_odd("", 108) is Odd.BAD_NUMBER
    assert c.point_or_odd(108, 22) is Odd.OUT_OF_RANGE
    assert c.point_or_odd("0.0", 0) is Odd.NULL_ISLAND
    assert c.point_from(0, 0) is None
    assert c.point_or_odd("108 E", "22 N") is Odd.WRONG_AXIS


@pytest.mark.parametrize(
    "text",
    [
        "22.8, 108.3", "(22.8,108.3)", "22.8 108.3", "22,8; 108,3", "22,8 108,3", "22.8 / 108.3", "22°48'N 108°18'E",
        "108°18'E, 22°48'N", "22 48 0 N 108 18 0 E", "22,8, 108,3",
    ],
)  # fmt: skip
def test_two_numbers_in_one_cell(text: str) -> None:
    assert c.pair_from(text) == pytest.approx((108.3, 22.8))


def test_a_cell_without_two_numbers() -> None:
    assert c.pair_or_odd(" ") is Odd.EMPTY
    assert c.pair_from("Qinzhou") is None
    assert c.pair_or_odd("95.1, 200") is Odd.OUT_OF_RANGE
    assert c.pair_or_odd("1 " * 200) is Odd.BAD_NUMBER


def test_many_points_at_once() -> None:
    found = c.points_from([1, "2", "x", None], [5, "6", 7, ""])
    assert [wkt(found[0]), wkt(found[1]), *found[2:]] == ["POINT (5 1)", "POINT (6 2)", Odd.BAD_NUMBER, Odd.EMPTY]
    assert c.points_from([], []) == []
    assert all(shapes.is_plain_point(b) for b in c.points_wkb([(1, 2), (3, 4)]))


def test_pairs_of_one_row() -> None:
    pairs: list[tuple[object, object]] = [(1, 5), ("1", "5"), ("", None), (2, 6)]
    assert wkt(c.shape_from_pairs(pairs)) == "MULTIPOINT ((5 1), (6 2))"
    assert wkt(c.shape_from_pairs(pairs, line=True)) == "LINESTRING (5 1, 6 2)"
    assert wkt(c.shape_from_pairs(pairs[:2], line=True)) == "POINT (5 1)"
    assert c.shape_from_pairs([*pairs, ("x", 1)]) is Odd.BAD_NUMBER
    assert c.shape_from_pairs([("", "")]) is Odd.EMPTY
    with pytest.raises(ValueError, match="no point"):
        c.wkb_of([])


def test_shapes_put_together() -> None:
    line, point = c.wkb_of([(1, 2), (3, 4)], line=True), c.wkb_of([(1, 2)])
    assert c.collect([line]) == line
    assert wkt(c.collect([line, line])) == "MULTILINESTRING ((1 2, 3 4), (1 2, 3 4))"
    assert wkt(c.collect([point, c.wkb_of([(1, 2), (3, 4)])])) == "MULTIPOINT ((1 2), (1 2), (3 4))"
    assert type_of(c.collect([line, point])) == "GeometryCollection"


# WKT and EWKB


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("POINT (108 22)", "POINT (108 22)"),
        ("point z (108 22 5)", "POINT (108 22)"),
        ("SRID=4326;POINT(108 22)", "POINT (108 22)"),
        ("srid=0; POINT(108 22)", "POINT (108 22)"),
        ("SRID=3857;POINT(12022505.02 2511525.23)", "POINT (108 22)"),
        ("SRID=102100;POINT(12022505.02 2511525.23)", "POINT (108 22)"),
        ("LINESTRING(0 0, 1 1)", "LINESTRING (0 0, 1 1)"),
        ("POLYGON((0 0, 1 0, 1 1))", "POLYGON ((0 0, 1 0, 1 1, 0 0))"),
        ("GEOMETRYCOLLECTION(POINT(1 2))", "GEOMETRYCOLLECTION (POINT (1 2))"),
    ],
)
def test_wkt(text: str, expected: str) -> None:
    assert wkt(c.parse_wkt(text)).startswith(expected)


def test_odd_wkt_does_not_touch_its_neighbours() -> None:
    texts = [
        "POINT(1 2)", None, "", "POINT EMPTY", "nonsense", "LINESTRING(1 1)", "CIRCULARSTRING(0 0,1 1,2 0)",
        "POINT(500 1)", "POINT(1 91)", "LINESTRING(1 1, nan 1)",
        "SRID=99999;POINT(1 2)", "SRID=x;POINT(1 2)", "POINT(3 4)",
        "GEOMETRYCOLLECTION(" * 100_000 + ")" * 100_000, "x\x00y", "\ud800",
    ]  # fmt: skip
    odd = [
        None, Odd.EMPTY, Odd.EMPTY, Odd.EMPTY, Odd.BAD_SHAPE, Odd.BAD_SHAPE, Odd.BAD_SHAPE, Odd.OUT_OF_RANGE,
        Odd.OUT_OF_RANGE, Odd.OUT_OF_RANGE,
        Odd.UNKNOWN_CRS, Odd.UNKNOWN_CRS, None, Odd.BAD_SHAPE, Odd.BAD_SHAPE, Odd.BAD_SHAPE,
    ]  # fmt: skip
    found = c.parse_wkts(texts)
    assert [f if isinstance(f, Odd) else None for f in found] == odd
    assert (wkt(found[0]), wkt(found[12])) == ("POINT (1 2)", "POINT (3 4)")
    assert c.parse_wkt("nonsense") is None
    assert c.parse_wkts([]) == []


def test_a_column_in_another_crs() -> None:
    assert wkt(c.parse_wkt("POINT(855000 2450000)", "EPSG:32648")).startswith("POINT (108.4")
    assert wkt(c.parse_wkts(["SRID=4326;POINT(1 2)"], "EPSG:32648")[0]) == "POINT (1 2)"
    assert c.parse_wkts(["POINT(1 2)"], "no-such") == [Odd.UNKNOWN_CRS]
    assert c.parse_wkts(["POINT(1e30 1e30)"], "EPSG:32648")[0] in (Odd.BAD_SHAPE, Odd.OUT_OF_RANGE)


def test_ewkb() -> None:
    point = shapely.set_srid(shapely.Point(108, 22, 5), 4326)
    text = shapely.to_wkb(point, hex=True, include_srid=True)
    blob = shapely.to_wkb(point, include_srid=True, byte_order=0)
    for value in (text, text.lower(), f"\\x{text}", f" 0x{text} ", blob):
        assert wkt(c.parse_ewkb_hex(value)) == "POINT (108 22)"
    moved = shapely.to_wkb(shapely.set_srid(shapely.Point(855_000, 2_450_000), 32648), hex=True, include_srid=True)
    assert wkt(c.parse_ewkb_hex(moved)).startswith("POINT (108.4")
    assert c.parse_ewkb_hexes(["", None, b"", "zz", text[:-2], "01"]) == [Odd.EMPTY] * 3 + [Odd.BAD_SHAPE] * 3


def test_hex_that_a_spreadsheet_counted_up_is_damage() -> None:
    good = shapely.to_wkb(shapely.Polygon([(0, 0), (1, 0), (1, 1)]), hex=True)
    assert c.parse_ewkb_hexes([good, good[:-1] + "7"])[1] is Odd.BAD_SHAPE


def test_deep_shapes_do_not_end_the_process() -> None:
    for part in (
        "010700000001000000",
        "00000000070000000100000000"[:18],
        "0104000020E610000001000000",
        "01EF03000001000000",
    ):
        assert c.parse_ewkb_hexes([part * 200_000]) == [Odd.BAD_SHAPE]
    nested = shapely.GeometryCollection([shapely.GeometryCollection([shapely.Point(1, 2)]), shapely.Point(3, 4)])
    assert type_of(c.parse_ewkb_hex(shapely.to_wkb(nested)) or b"") == "GeometryCollection"


@pytest.mark.parametrize("flavor", ["iso", "extended"])
@pytest.mark.parametrize("order", [0, 1])
@pytest.mark.parametrize(
    "text",
    [
        "POINT (1 2)", "POINT Z (1 2 3)", "LINESTRING Z (1 2 3, 4 5 6)", "POLYGON ((0 0, 1 0, 1 1, 0 0))",
        "MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)), ((5 5, 6 5, 6 6, 5 5)))", "MULTILINESTRING ((1 2, 3 4), (5 6, 7 8))",
        "GEOMETRYCOLLECTION Z (MULTIPOINT Z ((1 2 3), (4 5 6)), POLYGON Z ((0 0 0, 1 0 0, 1 1 0, 0 0 0)))",
    ],
)  # fmt: skip
def test_depth_is_measured_without_error(text: str, order: int, flavor: str) -> None:
    blob = shapely.to_wkb(shapely.from_wkt(text), byte_order=order, flavor=flavor, output_dimension=3)
    assert not shapes.too_deep(blob)
    assert shapes.too_deep(blob[:-9])


@given(st.binary(max_size=60))
def test_no_bytes_raise(blob: bytes) -> None:
    found = c.parse_ewkb_hexes([blob])[0]
    assert isinstance(found, bytes | Odd)


def test_reading_and_writing_arrays() -> None:
    points = [shapely.to_wkb(shapely.Point(1, 2, 3)), None, b"\x01\x02", shapely.to_wkb(shapely.Point())]
    found = shapes.read_wkb(points)
    assert [s is None for s in found] == [False, True, True, False]
    assert shapes.write_wkb(found) == [shapely.to_wkb(shapely.Point(1, 2)), None, None, None]
    assert shapes.write_wkb(np.empty(0, dtype=object)) == []


def test_crs_by_name() -> None:
    assert shapes.transformer("EPSG:4326") is None
    assert shapes.transformer("OGC:CRS84") is None
    assert shapes.transformer("urn:ogc:def:crs:OGC:1.3:CRS84") is None
    assert shapes.transformer("32648") is not None
    with pytest.raises(ValueError, match="unknown"):
        shapes.transformer("klingon")


# Countries


def test_swapped_places_are_told_by_the_country() -> None:
    china, mexico = c.country_bounds("CHN"), c.country_bounds("MEX")
    assert c.swapped_back((22.8, 108.3, 22.8, 108.3), china)  # latitude 108 is not on the earth
    assert c.swapped_back((22.0, 108.3, 22.8, 109.0), china)
    assert c.swapped_back((24.797, -100.059, 24.797, -100.059), mexico)
    assert not c.swapped_back((108.3, 22.8, 108.3, 22.8), china)
    assert not c.swapped_back((2.3, 48.8, 2.3, 48.8), china)  # elsewhere either way
    assert not c.swapped_back((22.8, 108.3, 22.8, 108.3), ())
    assert not c.swapped_back((22.0, 50.0, 22.8, 109.0), china)  # only a part would lie inside
    # Off Crete the axes may change places and the point would lie in Egypt: it is near enough to be what it says.
    assert not c.swapped_back((26.5, 33.5, 26.5, 33.5), c.country_bounds("EGY"))


@pytest.mark.parametrize(
    ("alpha3", "lon", "lat"),
    [
        ("RUS", 37.6, 55.7), ("RUS", -170.0, 66.0), ("RUS", 177.5, 64.7), ("USA", -74, 40.7), ("USA", -149.9, 61.2),
        ("USA", 173.2, 52.9), ("FJI", 178.4, -18.1), ("FJI", -179.9, -16.7), ("NZL", 174.8, -41.3), ("FRA", 2.3, 48.8),
        ("FRA", 55.5, -21.1), ("FRA", -52.3, 4.9), ("KIR", 173, 1.4), ("CHN", 108.3, 22.8), ("CHN", 110.3, 20.0),
        ("GBR", -0.1, 51.5), ("IDN", 140.7, -2.5), ("PAK", 66.9, 24.8), ("CHL", -70.6, -33.4), ("SGP", 103.8, 1.3),
    ],
)  # fmt: skip
def test_boxes_hold_the_country(alpha3: str, lon: float, lat: float) -> None:
    assert c.inside(lon, lat, c.country_bounds(alpha3))


def test_boxes_are_in_order_and_tight_at_the_date_line() -> None:
    codes = [a for a in table("countries") if c.country_bounds(a)]
    assert len(codes) >= 230
    for alpha3 in codes:
        for west, south, east, north in c.country_bounds(alpha3):
            assert -180 <= west < east <= 180
            assert -90 <= south < north <= 90
    assert c.country_bounds("XYZ") == ()
    for alpha3, elsewhere in (("FJI", 0.0), ("RUS", -50.0), ("USA", 20.0)):
        assert not any(w <= elsewhere <= e for w, _, e, _ in c.country_bounds(alpha3))


def test_cleaners_load_no_geometry_library() -> None:
    code = "import sys, tracker.clean.coordinates; sys.exit('shapely' in sys.modules or 'numpy' in sys.modules)"
    root = Path(c.__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=root).returncode == 0


# Real files


def column(path: Path, name: str) -> list[str]:
    csv.field_size_limit(16 * 1024**2)
    with path.open(encoding="utf-8-sig", newline="") as f:
        return [row[name] for row in csv.DictReader(f)]


def kinds(found: list[bytes | Odd]) -> Counter[str]:
    return Counter(f.value if isinstance(f, Odd) else type_of(f) for f in found)


def test_real_wkt(realdata: Path) -> None:
    texts = column(realdata / "gem" / "ggit-lng-pipelines-map-file-2024-10-08.csv", "geometry")
    assert kinds(c.parse_wkts(texts)) == {"LineString": 2730, "MultiLineString": 337, "Point": 1291}


def test_real_ewkb(realdata: Path) -> None:
    """40 of the 100 were damaged by a spreadsheet: their last digits count up from row to row."""
    texts = column(realdata / "nyc-capital" / "edcgeoms_2020-12-28.csv", "geom")
    assert kinds(c.parse_ewkb_hexes(texts)) == {"MultiPolygon": 60, "bad-geometry": 40}


def test_plain_cells_take_the_short_way_to_the_same_places() -> None:
    lats = ["22.8", 22.8, 22, "-22.8", "1_0", "nan", " 22.8", "22,8", "91", None, True, "0", "٣"]
    lons = ["108.3", 108.3, 108, "-108.3", "5", "5", "108.3 ", "108,3", "5", None, 5, "0.0", "5"]
    slow = [c.point_or_odd(lat, lon) for lat, lon in zip(lats, lons, strict=True)]
    assert [s if isinstance(s, c.Odd) else c.wkb_of([s]) for s in slow] == c.points_from(lats, lons)


def test_points_are_joined_in_their_order() -> None:
    points = [(4.0, 52.0), (5.0, 53.0)]
    blobs = c.points_wkb(points)
    assert c.joined_points(blobs) == c.wkb_of(points)
    assert c.joined_points(blobs, line=True) == c.wkb_of(points, line=True)
    assert c.joined_points(blobs[:1], line=True) == blobs[0]


@pytest.mark.parametrize(
    ("text", "turned"),
    [
        ("POINT (22.8 108.3)", "POINT (108.3 22.8)"),
        ("LINESTRING Z (22.8 108.3 5, 22.6 108.6 5)", "LINESTRING (108.3 22.8, 108.6 22.6)"),
        ("01010000000000000000003640000000000000ff3f", "POINT (1.9375 22)"),
        ("POINT (1 200)", None),
        ("POINT (200 1)", None),
        ("POINT EMPTY", None),
        ("SRID=3857;POINT (22.8 108.3)", None),
        ("a bridge", None),
        ("GEOMETRYCOLLECTION (" * 40, None),
    ],
)
def test_a_shape_is_turned_round(text: str, turned: str | None) -> None:
    blob = shapes.turned(shapes.read_loose(text))
    assert (None if blob is None else shapely.from_wkb(blob).wkt) == turned
