"""GeoJSON in all its forms: what is delivered, what is refused, and what is said about it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import shapely
from vector_files import G, codes, collection, feature, point, read, refused, saved, wkt

from tracker.readers import features, geojson
from tracker.readers.tables import TableOptions
from tracker.readers.vector import read_vector


def test_cells_of_geojson_are_what_json_holds(tmp_path: Path) -> None:
    first = {"name": "平陆运河", "cost": 72_700_000_000, "share": 0.5, "open": True, "start": "2022-08-28"}
    second = {"name": None, "share": float("nan"), "tags": ["lock", "弯"], "extra": {"a": 1}, "big": 10**30}
    rows, table = read(
        saved(tmp_path / "a.geojson", collection(feature(first, point(108.5, 22.1)), feature(second, point(109, 23))))
    )
    assert table.columns == ("name", "cost", "share", "open", "start", "tags", "extra", "big", G)
    assert rows[0] == {**first, "tags": None, "extra": None, "big": None, G: rows[0][G]}
    assert wkt(rows[0][G]) == "POINT (108.5 22.1)"
    assert (rows[1]["share"], rows[1]["tags"], rows[1]["extra"]) == (None, '["lock", "弯"]', '{"a": 1}')
    assert rows[1]["big"] == 10**30
    assert (table.name, table.geometry, table.notes) == ("", G, [])
    assert table.locate(1) == "a.geojson:feature 2"


@pytest.mark.parametrize(
    ("geometry", "expected"),
    [
        ({"type": "LineString", "coordinates": [[0, 1, 5], [2, 3, 5]]}, "LINESTRING (0 1, 2 3)"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}, "POLYGON ((0 0, 1 0, 1 1, 0 0))"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1]]]}, "POLYGON ((0 0, 1 0, 1 1, 0 0))"),
        ({"type": "MultiPoint", "coordinates": [[0, 1], [2, 3]]}, "MULTIPOINT ((0 1), (2 3))"),
        ({"type": "MultiLineString", "coordinates": [[[0, 1], [2, 3]]]}, "MULTILINESTRING ((0 1, 2 3))"),
        (
            {"type": "MultiPolygon", "coordinates": [[[[0, 0], [1, 0], [1, 1], [0, 0]]]]},
            "MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)))",
        ),
        (
            {"type": "GeometryCollection", "geometries": [point(1, 2), {"type": "MultiPoint", "coordinates": []}]},
            "GEOMETRYCOLLECTION (POINT (1 2))",
        ),
    ],
)
def test_every_kind_of_shape(tmp_path: Path, geometry: object, expected: str) -> None:
    rows, table = read(saved(tmp_path / "a.geojson", collection(feature({"a": 1}, geometry))))
    assert wkt(rows[0][G]) == expected
    assert ("height-dropped" in codes(table)) == ("5" in json.dumps(geometry))


@pytest.mark.parametrize(
    "nothing",
    [
        None, {}, {"type": "Point", "coordinates": []}, {"type": "GeometryCollection", "geometries": []},
        {"type": "MultiPolygon", "coordinates": [[]]}, {"type": "Point", "coordinates": [float("nan"), 1]},
    ],
)  # fmt: skip
def test_no_shape_is_none_without_a_word(tmp_path: Path, nothing: object) -> None:
    rows, table = read(saved(tmp_path / "a.geojson", collection(feature({"a": 1}, nothing))))
    assert rows == [{"a": 1, G: None}]
    assert table.notes == []


@pytest.mark.parametrize(
    "odd",
    [
        {"type": "Point", "coordinates": ["108", "22"]}, {"type": "Point", "coordinates": [1]},
        {"type": "LineString", "coordinates": [[1, 2]]}, {"type": "LineString", "coordinates": [1, 2]},
        {"type": "Circle", "coordinates": [1, 2]}, {"type": "Point"}, "POINT (1 2)", [1, 2],
        {"type": ["Point"], "coordinates": [1, 2]}, {"type": "Point", "coordinates": [10**400, 1]},
        {"type": "Point", "coordinates": {"x": 1, "y": 2}}, {"type": "GeometryCollection", "geometries": [[1]]},
    ],
)  # fmt: skip
def test_an_odd_shape_does_not_cost_its_row(tmp_path: Path, odd: object) -> None:
    rows, table = read(
        saved(tmp_path / "a.geojson", collection(feature({"a": 1}, odd), feature({"a": 2}, point(1, 2))))
    )
    assert [(r["a"], r[G] is None) for r in rows] == [(1, True), (2, False)]
    assert [c for c, _ in table.notes] == ["bad-geometry"]
    assert "a.geojson:feature 1" in table.notes[0][1]


def test_roots_other_than_a_collection(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    for root in (feature({"a": 1}, point(1, 2)), [feature({"a": 1}, point(1, 2))]):
        rows, table = read(saved(path, root))
        assert rows == [{"a": 1, G: rows[0][G]}]
        assert table.locate(0) == "a.json:feature 1"
    assert wkt(read(saved(path, point(1, 2)))[0][0][G]) == "POINT (1 2)"
    rows, table = read(saved(path, collection()))
    assert rows == []
    assert table.columns == (G,)


def test_one_feature_a_line(tmp_path: Path) -> None:
    lines = [json.dumps(feature({"n": n}, point(n, n))) for n in range(4)]
    path = saved(tmp_path / "a.geojsonl", lines[0] + "\n" + lines[1] + "\n\n\n" + lines[2] + "\r\n" + lines[3])
    rows, table = read(path)
    assert [r["n"] for r in rows] == [0, 1, 2, 3]
    assert [table.locate(i) for i in range(4)] == [f"a.geojsonl:{n}" for n in (1, 2, 5, 6)]
    sequence = saved(tmp_path / "b.geojsons", "".join(f"\x1e{line}\n" for line in lines))
    rows, table = read(sequence)
    assert [r["n"] for r in rows] == [0, 1, 2, 3]
    assert table.locate(2) == "b.geojsons:3"


def test_names_that_stand_twice(tmp_path: Path) -> None:
    doc = collection(feature({"id": "P1", G: "mine", "a": 1}, None, id=7, title="t"), feature({"id": "P2"}, None, id=8))
    rows, table = read(saved(tmp_path / "a.geojson", doc))
    assert table.columns == ("id", "id (2)", f"{G} (2)", "a", "title", G)
    assert [rows[0][c] for c in table.columns] == [7, "P1", "mine", 1, "t", None]
    same = collection(feature({"id": 1}, None, id=1), feature({"id": 2}, None, id=2))
    assert read(saved(tmp_path / "b.geojson", same))[0] == [{"id": 1, G: None}, {"id": 2, G: None}]


def test_members_that_are_no_features_keep_their_place(tmp_path: Path) -> None:
    rows, table = read(saved(tmp_path / "a.geojson", collection(None, 5, feature({"a": 1}, None), {"x": 1})))
    assert [r["a"] for r in rows] == [None, None, 1, None]
    assert codes(table) == {"bad-feature"}


@pytest.mark.parametrize("chunk", [1, 7, 64, 1000])
def test_where_chunks_end_does_not_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chunk: int) -> None:
    doc = collection(
        *(
            feature({"n": n, "text": 'quote " \\ \u00e9 \U0001f6a2', "yes": True}, point(n + 0.25, -n))
            for n in range(9)
        ),
        name="layer",
    )
    path = saved(tmp_path / "a.geojson", doc)
    ascii_path = saved(tmp_path / "b.geojson", json.dumps(doc, indent=1))
    whole = read(path)[0]
    monkeypatch.setattr(geojson, "CHUNK", chunk)
    assert read(path)[0] == whole == read(ascii_path)[0]
    assert len(whole) == 9


def test_a_crs_member_also_behind_the_features(tmp_path: Path) -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32648"}}
    doc = collection(feature({"a": 1}, point(855_000, 2_450_000, 9)), feature({"a": 2}, None))
    for content in ({**doc, "crs": crs}, {"crs": crs, **doc}):
        rows, table = read(saved(tmp_path / "a.geojson", content))
        lon, lat = shapely.get_coordinates(shapely.from_wkb(rows[0][G]))[0]
        assert (round(lon, 1), round(lat, 1)) == (108.4, 22.1)
        assert rows[1][G] is None
        assert codes(table) == {"reprojected", "height-dropped"}
    crs84 = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    rows, table = read(saved(tmp_path / "b.geojson", {**collection(feature({}, point(108, 22))), "crs": crs84}))
    assert wkt(rows[0][G]) == "POINT (108 22)"
    assert table.notes == []


def test_latitude_first_is_never_assumed(tmp_path: Path) -> None:
    crs = {"type": "name", "properties": {"name": "EPSG:4326"}}
    rows, _ = read(saved(tmp_path / "a.geojson", collection(feature({}, point(108, 22)), crs=crs)))
    assert wkt(rows[0][G]) == "POINT (108 22)"


def test_projected_coordinates_that_do_not_say_so(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.geojson", collection(feature({}, point(855_000, 2_450_000))))
    message, hint = refused(path)
    assert "not degrees" in message
    assert "EPSG:32648" in hint
    assert wkt(read(path, crs="EPSG:32648")[0][0][G]).startswith("POINT (108.4")
    assert "no-such" in refused(path, crs="no-such")[0]


def test_a_single_stray_coordinate_is_left_to_the_mapping(tmp_path: Path) -> None:
    rows, _ = read(saved(tmp_path / "a.geojson", collection(feature({}, point(999, 1)), feature({}, point(1, 2)))))
    assert wkt(rows[0][G]) == "POINT (999 1)"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_encodings_with_a_mark(tmp_path: Path, encoding: str) -> None:
    path = saved(tmp_path / "a.geojson", collection(feature({"名": "运河"}, None)), encoding=encoding)
    assert read(path)[0] == [{"名": "运河", G: None}]


def test_another_encoding_is_refused_or_named(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.geojson", collection(feature({"n": "Nuevo León"}, None)), encoding="latin-1")
    assert "utf-8" in refused(path)[0]
    assert read(path, encoding="latin-1")[0][0]["n"] == "Nuevo León"
    assert "klingon" in refused(path, encoding="klingon")[0]


def test_halves_of_surrogates_do_not_get_through(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.geojson", r'{"type":"Feature","properties":{"a\ud800":"x\udfff"},"geometry":null}')
    assert read(path)[0] == [{"a?": "x?", G: None}] or "\ud800" not in str(read(path)[0])


@pytest.mark.parametrize(
    ("text", "part", "place"),
    [
        ('{"type":"FeatureCollection",\n"features":[\n{"type":"Feature","properties":{"id": 02898}}]}', "0", "line 3"),
        ('{"type":"FeatureCollection","features":[{"type":"Feature"},\n{"type"', "breaks off", "line 2"),
        ('{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"a":"xyz', "breaks off", "line 1"),
        ('{"type":"FeatureCollection","features":[{"type":"Feature"}', "breaks off", "line 1"),
        ('{"type":"FeatureCollection","features":[{"type":"Feature"} {"type":"Feature"}]}', "comma", "column 60"),
        ('{"type":"FeatureCollection","features":[{"type":"Feature"},]}', "there is ']}'", "feature 2"),
        ("{'type':'Feature'}", "double quotes", "column 2"),
        ('{"type":"FeatureCollection","features":[]} x', "follows", "column 44"),
        ('{"type":"FeatureCollection"}', "without features", ""),
        ('{"type":"Feature","properties":{"n":' + "9" * 5000 + "}}", "too long", "line 1"),
        ('{"type":"Topology","objects":{}}', "Topology", ""),
        ('{"a":1}', "not GeoJSON", ""),
        ('{"features":[{"attributes":{"a":1},"geometry":{"x":1,"y":2}}]}', "not GeoJSON", ""),
        ('{"type":"Feature","geometry":{"type":"Point","coordinates":' + "[" * 100_000, "too deeply", "line 1"),
        ('{"type":"Feature","properties":' + '{"a":' * 100_000, "too deeply", "line 1"),
        ("[" * 100_000, "too deeply", ""),
    ],
)  # fmt: skip
def test_broken_geojson_says_where_and_what_to_do(tmp_path: Path, text: str, part: str, place: str) -> None:
    message, hint = refused(saved(tmp_path / "a.geojson", text))
    assert message.startswith("a.geojson")
    assert part in message
    assert place in message
    assert hint
    assert len(message) < 300


def test_the_place_of_a_fault_far_into_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(geojson, "CHUNK", 100)
    lines = [json.dumps(feature({"n": n}, point(1, 2))) for n in range(200)]
    lines[150] = '{"type": "Feature", "properties": {"n": 0150}}'
    path = saved(tmp_path / "a.geojson", '{"features": [\n' + ",\n".join(lines) + "]}")
    assert "line 152, column 41 (feature 151)" in refused(path)[0]


def test_names_that_are_values_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(features, "MAX_COLUMNS", 50)
    path = saved(tmp_path / "a.geojson", collection(*(feature({f"n{n}": n}, None) for n in range(60))))
    assert "different property names" in refused(path)[0]


def test_wide_tables_come_in_smaller_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(features, "MAX_CELLS", 50)
    path = saved(
        tmp_path / "a.geojson", collection(*(feature({f"n{k}": n for k in range(9)}, None) for n in range(20)))
    )
    table = read_vector(path, TableOptions())
    assert max(len(b) for b in table.batches) <= 5


def test_a_feature_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(geojson, "MAX_FEATURE", 1000)
    monkeypatch.setattr(geojson, "CHUNK", 100)
    path = saved(tmp_path / "a.geojson", collection(feature({"a": "x" * 5000}, None)))
    assert "longer than" in refused(path)[0]


def test_a_cell_of_ten_megabytes(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.geojson", collection(feature({"a": "x" * 10_000_000}, None), feature({"a": "y"}, None)))
    assert [len(str(r["a"])) for r in read(path)[0]] == [10_000_000, 1]
