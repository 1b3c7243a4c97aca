"""Vector files by way of GDAL, wrong content, memory, and the real files."""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
import zipfile
from collections import Counter
from datetime import date
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely
from vector_files import SHAPES, G, codes, collection, feature, point, read, refused, saved, wkt, written

from tracker.clean.wkb import type_of
from tracker.errors import TrackerError
from tracker.readers import features
from tracker.readers.tables import BATCH_ROWS, Cell, TableOptions
from tracker.readers.vector import layers, read_vector


@pytest.mark.parametrize("name", ["a.gpkg", "a.fgb", "a.shp"])
def test_types_and_places_of_gdal_formats(tmp_path: Path, name: str) -> None:
    how = {"SPATIAL_INDEX": "NO"} if name == "a.fgb" else {}
    rows, table = read(written(tmp_path / name, SHAPES, kind="Point", **how))
    assert table.columns == ("n", "i", "f", "yes", "day", G)
    day: Cell = date(2022, 8, 28)
    if name == "a.fgb":  # FlatGeobuf has times only
        day = "2022-08-28T00:00:00"
    assert list(rows[0].values())[:5] == ["运河 0", 2**40, 0.5, True, day]
    assert [rows[1][k] for k in ("n", "f", "day", G)] == [None, None, None, None]
    assert str(rows[2]["day"]).startswith("1850-02-03")
    assert [type(v) for v in list(rows[2].values())[:4]] == [str, int, float, bool]
    assert wkt(rows[0][G]) == "POINT (108.5 22.1)"
    assert table.locate(1) == {"a.gpkg": "a.gpkg!a:feature 2"}.get(name, f"{name}:feature 2")
    assert codes(table) <= {"encoding-guessed"}


@pytest.mark.parametrize("name", ["a.gpkg", "a.fgb", "a.shp"])
@pytest.mark.parametrize("pattern", ["-ab", "a-b", "ab-", "--", "a--b-c-"])
def test_rows_without_a_shape_do_not_move_the_others(tmp_path: Path, name: str, pattern: str) -> None:
    shapes: list[object] = [None if c == "-" else shapely.Point(k + 1, ord(c) - 96) for k, c in enumerate(pattern)]
    how = {"SPATIAL_INDEX": "NO"} if name == "a.fgb" else {}
    rows, _ = read(written(tmp_path / name, shapes, kind="Point", **how))
    assert [r[G] and wkt(r[G]) for r in rows] == [s and str(s) for s in shapes]


@pytest.mark.parametrize("name", ["a.gpkg", "a.fgb", "a.shp"])
def test_any_crs_comes_out_in_degrees(tmp_path: Path, name: str) -> None:
    line = shapely.LineString([(855_000, 2_450_000, 7), (856_000, 2_451_000, 8)])
    rows, table = read(written(tmp_path / name, [line], "EPSG:32648", "LineString Z"))
    west, south, east, north = shapely.from_wkb(rows[0][G]).bounds
    assert (round(west, 2), round(south, 2), round(east, 2), round(north, 2)) == (108.44, 22.12, 108.45, 22.13)
    assert not shapely.has_z(shapely.from_wkb(rows[0][G]))
    assert {"reprojected", "height-dropped"} <= codes(table)


def test_places_outside_the_area_of_a_crs_are_noted(tmp_path: Path) -> None:
    far = [shapely.Point(855_000, 2_450_000), shapely.Point(1e30, 1e30)]
    rows, table = read(written(tmp_path / "a.gpkg", far, "EPSG:32648", "Point"))
    assert [r[G] is None for r in rows] == [False, True]
    assert any(c == "bad-geometry" and "feature 2" in w for c, w in table.notes)


def test_layers_of_a_geopackage(tmp_path: Path) -> None:
    path = written(tmp_path / "a.gpkg", [None], layer="notes", kind="Point")
    written(path, SHAPES, layer="canals", kind="Point", append=True)
    pyogrio.raw.write(
        path, None, [np.array(["x"], dtype=object)], ["t"], layer="plain", geometry_type=None, append=True
    )
    assert layers(path) == ["notes", "canals", "plain"]
    rows, table = read(path, sheet="canals")
    assert (len(rows), table.name) == (3, "canals")
    assert table.notes == [("other-layers", "a.gpkg: layer canals was read; there are also notes, plain.")]
    rows, table = read(path)
    assert table.name == "notes"
    assert ("other-layers", "a.gpkg: layer notes was read; there are also canals, plain.") in table.notes
    rows, table = read(path, sheet="plain")
    assert rows == [{"t": "x"}]
    assert table.geometry == ""
    message, hint = refused(path, sheet="roads")
    assert "roads" in message
    assert "canals" in hint


def test_a_key_of_ones_own_is_a_column(tmp_path: Path) -> None:
    rows, table = read(written(tmp_path / "a.gpkg", SHAPES, kind="Point", FID="project_no"))
    assert table.columns[0] == "project_no"
    assert [r["project_no"] for r in rows] == [1, 2, 3]


def test_curves_become_lines(tmp_path: Path) -> None:
    path = written(tmp_path / "a.gpkg", [shapely.Point(0, 0), shapely.Point(1, 1)], kind="Unknown")
    arc = struct.pack("<BII6d", 1, 8, 3, 0, 0, 1, 1, 2, 0)
    header = b"GP\x00\x01" + struct.pack("<i", 4326)
    set_blob(path, 2, header + arc)
    rows, table = read(path)
    assert wkt(rows[0][G]) == "POINT (0 0)"
    assert isinstance(rows[1][G], bytes)
    assert type_of(rows[1][G]) == "LineString"
    assert shapely.get_num_coordinates(shapely.from_wkb(rows[1][G])) > 10
    assert "curves" in codes(table)


def test_damaged_shapes_do_not_cost_their_rows(tmp_path: Path) -> None:
    path = written(tmp_path / "a.gpkg", [shapely.Point(0, 0), shapely.Point(1, 1)], kind="Unknown")
    set_blob(path, 2, b"GP\x00\x01" + struct.pack("<i", 4326) + b"\x01\x02\x00")
    rows, _ = read(path)
    assert [(r["n"], r[G] is None) for r in rows] == [("运河 0", False), (None, True)]


def test_coordinates_that_are_no_numbers(tmp_path: Path) -> None:
    def header(flags: int) -> bytes:
        return b"GP\x00" + bytes([flags]) + struct.pack("<i", 4326)

    path = written(tmp_path / "a.gpkg", [shapely.Point(0, 0)] * 5, kind="Unknown")
    nan, inf = float("nan"), float("inf")
    signalling = b"\x01\x00\x00\x00\x00\x00\xf0\x7f"
    set_blob(path, 2, header(1) + struct.pack("<BIdd", 1, 1, 5, inf))
    set_blob(path, 3, header(1) + struct.pack("<BII4d", 1, 2, 2, 1, 2, nan, 4))
    set_blob(path, 4, header(1) + struct.pack("<BII3d", 1, 2, 2, 1, 2, 3) + signalling)
    set_blob(path, 5, header(17) + struct.pack("<BIdd", 1, 1, nan, nan))
    rows, table = read(path)
    assert [r[G] is None for r in rows] == [False, True, True, True, True]
    assert [w.split(": ")[0] for c, w in table.notes if c == "bad-geometry"] == ["Kept without geometry (rows"]
    assert "(rows: 3), coordinates that are no numbers" in next(w for c, w in table.notes if c == "bad-geometry")
    doc = collection(feature({}, point(1, inf)), feature({}, {"type": "LineString", "coordinates": [[1, nan], [1, 2]]}))
    rows, table = read(saved(tmp_path / "a.geojson", doc))
    assert [r[G] for r in rows] == [None, None]
    assert codes(table) == {"bad-geometry"}


def set_blob(path: Path, fid: int, blob: bytes) -> None:
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for (name,) in db.execute("select name from sqlite_master where type = 'trigger'").fetchall():
            db.execute(f'drop trigger "{name}"')
        db.execute("update a set geom = ? where fid = ?", (blob, fid))


def test_a_shapefile_without_prj(tmp_path: Path) -> None:
    written(tmp_path / "a.shp", SHAPES, kind="Point")
    (tmp_path / "a.prj").unlink()
    rows, table = read(tmp_path / "a.shp")
    assert wkt(rows[0][G]) == "POINT (108.5 22.1)"
    assert "no-crs" in codes(table)
    written(tmp_path / "b.shp", [shapely.Point(855_000, 2_450_000)], kind="Point")
    (tmp_path / "b.prj").unlink()
    message, hint = refused(tmp_path / "b.shp")
    assert "b.shp" in message
    assert "EPSG:32648" in hint
    assert wkt(read(tmp_path / "b.shp", crs="EPSG:32648")[0][0][G]).startswith("POINT (108.4")


@pytest.mark.parametrize(
    ("stored", "guessed", "text"),
    [("UTF-8", "UTF-8", "运河 0"), ("CP936", "CP936", "运河 0"), ("ISO-8859-1", "CP1252", "Ñuñoa")],
)
def test_a_shapefile_without_cpg(tmp_path: Path, stored: str, guessed: str, text: str) -> None:
    path = tmp_path / "a.shp"
    names = np.array([text] * 3, dtype=object)
    blobs = np.array([shapely.to_wkb(shapely.Point(1, 2))] * 3, dtype=object)
    pyogrio.raw.write(path, blobs, [names], ["n"], geometry_type="Point", crs="EPSG:4326", encoding=stored)
    rows, table = read(path)
    assert rows[0]["n"] == text
    (tmp_path / "a.cpg").unlink()
    dbf = (tmp_path / "a.dbf").read_bytes()
    (tmp_path / "a.dbf").write_bytes(dbf[:29] + b"\x00" + dbf[30:])
    rows, table = read(path)
    assert rows[0]["n"] == text
    assert any(c == "encoding-guessed" and guessed in w for c, w in table.notes)
    assert read(path, encoding=stored)[0][0]["n"] == text


def test_text_that_is_not_in_its_encoding_is_no_error(tmp_path: Path) -> None:
    path = written(tmp_path / "a.shp", SHAPES, kind="Point")
    dbf = (tmp_path / "a.dbf").read_bytes()
    (tmp_path / "a.dbf").write_bytes(dbf.replace("运河".encode(), b"\xff\xfe\xff\xfe\xff\xfe"))
    (tmp_path / "a.cpg").write_text("UTF-8")
    rows, _ = read(path)
    assert len(rows) == 3


def test_parts_of_a_shapefile_that_are_missing(tmp_path: Path) -> None:
    written(tmp_path / "a.shp", SHAPES, kind="Point")
    (tmp_path / "a.dbf").unlink()
    rows, table = read(tmp_path / "a.shp")
    assert len(rows) == 3
    assert "no-attributes" in codes(table)
    (tmp_path / "a.shx").unlink()
    message, hint = refused(tmp_path / "a.shp")
    assert "a.shx is missing" in message
    assert ".dbf" in hint


def zipped(path: Path, folder: Path, stems: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        for stem, inside in stems.items():
            for part in sorted(folder.glob(f"{stem}.*")):
                z.write(part, inside + part.suffix)
        z.writestr("readme.txt", "hello")
        z.writestr("__MACOSX/._a.shp", b"\x00")
    return path


def test_a_zipped_shapefile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    written(tmp_path / "a.shp", SHAPES, "EPSG:4326", "Point")
    path = zipped(tmp_path / "z.zip", tmp_path, {"a": "数据/运河"})
    assert layers(path) == ["运河"]
    rows, table = read(path)
    assert (rows[0]["n"], wkt(rows[2][G])) == ("运河 0", "POINT (109 23)")
    assert table.locate(0) == "z.zip:feature 1"
    assert list(temporary.iterdir()) == []
    table = read_vector(path, TableOptions())  # never read
    del table
    assert list(temporary.iterdir()) == []


def test_several_shapefiles_in_a_zip(tmp_path: Path) -> None:
    written(tmp_path / "a.shp", SHAPES, "EPSG:4326", "Point")
    written(tmp_path / "b.shp", SHAPES[:1], "EPSG:4326", "Point")
    path = zipped(tmp_path / "z.zip", tmp_path, {"a": "x/canals", "b": "x/ports"})
    assert layers(path) == ["canals", "ports"]
    rows, table = read(path)
    assert len(rows) == 3
    assert "other-layers" in codes(table)
    rows, table = read(path, sheet="ports")
    assert (len(rows), table.name) == (1, "ports")
    assert table.locate(0) == "z.zip!ports:feature 1"
    assert "roads" in refused(path, sheet="roads")[0]


def test_a_zip_without_shx_or_damaged(tmp_path: Path) -> None:
    written(tmp_path / "a.shp", SHAPES, "EPSG:4326", "Point")
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as z:
        z.write(tmp_path / "a.shp", "a.shp")
    assert "is missing" in refused(tmp_path / "z.zip")[0]
    whole = zipped(tmp_path / "y.zip", tmp_path, {"a": "a"}).read_bytes()
    (tmp_path / "y.zip").write_bytes(whole[: len(whole) // 2])
    assert "y.zip" in refused(tmp_path / "y.zip")[0]


@pytest.mark.parametrize("name", ["a.gpkg", "a.fgb", "a.shp"])
def test_files_that_break_off(tmp_path: Path, name: str) -> None:
    many: list[object] = [shapely.LineString([(k / 9, 1), (k / 9, 2), (k / 9, 3)]) for k in range(2000)]
    path = written(tmp_path / name, many, kind="LineString")
    for part in [path] if name != "a.shp" else [path, path.with_suffix(".shx"), path.with_suffix(".dbf")]:
        whole = part.read_bytes()
        part.write_bytes(whole[: len(whole) * 2 // 3])
        message, hint = refused(path)
        assert name in message
        assert "again" in hint
        part.write_bytes(whole)
    assert len(read(path)[0]) == 2000


def test_more_rows_than_a_batch(tmp_path: Path) -> None:
    many: list[object] = [shapely.Point(k / 100, 1) for k in range(BATCH_ROWS + 10)]
    rows, _ = read(written(tmp_path / "a.gpkg", many, kind="Point"))
    assert [r["i"] for r in rows] == [2**40 + k for k in range(BATCH_ROWS + 10)]


def test_odd_names_of_files(tmp_path: Path) -> None:
    plain = written(tmp_path / "a.gpkg", SHAPES, kind="Point")
    for name in ("a b & 运河 #%41.gpkg", "a.zip.gpkg", "vsizip.gpkg"):
        plain.rename(tmp_path / name)
        assert len(read(tmp_path / name)[0]) == 3
        (tmp_path / name).rename(plain)
    plain.rename(tmp_path / "a!b.gpkg")
    assert "Rename" in refused(tmp_path / "a!b.gpkg")[1]


# Wrong content under a right extension, and files that would lead elsewhere


@pytest.mark.parametrize("ending", [".geojson", ".gpkg", ".fgb", ".shp", ".zip", ".kml", ".kmz"])
@pytest.mark.parametrize(
    "content",
    [
        b"", b"id,name\n1,x\n", b"\x00\x01\x02garbage\xff" * 20, b"<html><body>Not found</body></html>",
        b"PK\x03\x04xx", b"SQLite format 3\x00" + b"\x00" * 200, b"fgb\x03fgb\x00" + b"\xff" * 200,
        b"\x00\x00\x27\x0a" + b"\x00" * 20 + b"\x00\x00\x00\x32\xe8\x03\x00\x00" + b"\x00" * 68,
        b'<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer>'
        b"</OGRVRTDataSource>",
        b'{"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline ! read /etc/passwd"}',
    ],
)  # fmt: skip
def test_wrong_content_gives_a_message(tmp_path: Path, ending: str, content: bytes) -> None:
    path = tmp_path / f"a{ending}"
    path.write_bytes(content)
    with pytest.raises(TrackerError) as caught:
        read(path)
    assert "a" + ending in str(caught.value) or "a.shx" in str(caught.value)
    assert "passwd" not in str(caught.value)


def test_layers_of_one_table(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.geojson", collection())
    assert layers(path) == [""]
    assert "no layer" in refused(path, sheet="x")[0]
    assert layers(written(tmp_path / "b.shp", SHAPES, kind="Point")) == [""]
    assert len(read(tmp_path / "b.shp", sheet="b")[0]) == 3


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    """100,000 features in a process of its own: what reading them adds to the peak is a few batches."""
    line = json.dumps(feature({"name": "x" * 100, "n": 5, "kind": "canal"}, point(1.5, 2.5)))
    path = saved(tmp_path / "a.geojson", '{"features": [\n' + ",\n".join([line] * 100_000) + "\n]}")
    script = (
        "import resource, sys; from pathlib import Path; from tracker.readers.vector import read_vector\n"
        "from tracker.readers.tables import TableOptions; import shapely, pyproj\n"
        "peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "before = peak(); n = sum(len(b) for b in read_vector(Path(sys.argv[1]), TableOptions()).batches)\n"
        "print(n, (peak() - before) // 1024)"
    )
    if sys.platform == "win32":
        pytest.skip("no getrusage on Windows")
    root = Path(features.__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONPATH": str(root)},
    )  # fmt: skip
    n, grown = map(int, done.stdout.split())
    assert n == 100_000
    assert grown < 60 if sys.platform != "darwin" else grown < 60 * 1024


# Real files


def kinds(path: Path) -> Counter[str]:
    rows, table = read(path)
    assert all(len(r) == len(table.columns) for r in rows)
    return Counter(type_of(g) if isinstance(g := r[G], bytes) else "" for r in rows)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("gem/africa_2024-11-05.geojson", {"Point": 4065, "LineString": 234, "MultiLineString": 25}),
        ("nyc-capital/projects.geojson", {"Point": 2010}),
        ("aiddata-afghan-canals/canal_lines.geojson", {"LineString": 988, "MultiLineString": 1}),
        ("aiddata-gcdf/pakistan_development_combined.geojson", {"MultiPolygon": 100}),
        ("basemap/geoBoundaries-PAK-ADM1.geojson", {"Polygon": 6, "MultiPolygon": 2}),
        ("basemap/ne_10m_ports.json", {"Point": 1081}),
        ("basemap/ne_50m_rivers_lake_centerlines.json", {"LineString": 279, "MultiLineString": 182, "": 1}),
    ],
)
def test_counts_of_real_files(realdata: Path, name: str, expected: dict[str, int]) -> None:
    assert kinds(realdata / name) == expected


def test_real_routes(realdata: Path) -> None:
    routes = sorted((realdata / "gem" / "routes").rglob("*.geojson"))
    found = [kinds(path) for path in routes]
    assert len(found) == 63
    assert sum(1 for k in found if set(k) == {""}) == 4  # no route is known, on purpose
    assert all(sum(k.values()) for k in found)


def test_real_numbers_with_leading_zeros(realdata: Path) -> None:
    message, hint = refused(realdata / "aiddata-afghan-canals" / "canal_starts.geojson")
    assert "line 19, column 44 (feature 14): a number begins with 0" in message
    assert hint
