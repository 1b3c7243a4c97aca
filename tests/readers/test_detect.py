"""What a file is, whatever its name says; and what is never opened."""

from __future__ import annotations

import os
import sqlite3
import struct
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import FormatError, TrackerError
from tracker.readers import archive
from tracker.readers.detect import LABELS, Kind, detect, misnamed
from tracker.store.store import Store

CSV = "id,name\n1,a\n"
SHP = struct.pack(">i20xi", 9994, 50) + struct.pack("<ii", 1000, 1) + bytes(64)


def save(name: str, content: str | bytes) -> Path:
    path = Path(name)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def pack(name: str, **members: str | bytes) -> Path:
    path = Path(name)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        for member, content in members.items():
            z.writestr(member, content)
    return path


def database(name: str, *statements: str) -> Path:
    with closing(sqlite3.connect(name)) as db:
        for statement in statements:
            db.execute(statement)
        db.commit()
    return Path(name)


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.csv", CSV, Kind.CSV),
        ("a.txt", "\ufeff" + CSV, Kind.CSV),
        ("a", CSV.encode("utf-16"), Kind.CSV),
        ("a.tsv", CSV.encode("utf-16-le"), Kind.CSV),
        ("export.xls", "id\tname\n1\ta\n", Kind.CSV),
        ("a.csv", "name\nPinglu\n", Kind.CSV),
        ("a.geojson", '{"type": "FeatureCollection", "features": []}', Kind.GEOJSON),
        ("a.json", '\ufeff {"name": "x", "crs": {"type": "name"}, "features": [', Kind.GEOJSON),
        ("a.json", '{"type":"Feature","geometry":null}', Kind.GEOJSON),
        ("a.json", '{"coordinates": [1, 2], "type": "Point"}', Kind.GEOJSON),
        ("a.csv", '{"type":"FeatureCollection","features":[]}', Kind.GEOJSON),
        ("project.json", '{"id": "x", "locations": [{"geometry": {"type": "Point"}}]}', Kind.JSON),
        ("a.json", '{"type": "Topology", "objects": {}}', Kind.JSON),
        ("a.json", '[{"type": "Feature"}]', Kind.JSON),
        ("a.json", "{", Kind.JSON),
        ("a.json", '{"a": "' + '\\"' * 30_000, Kind.JSON),
        ("a.json", "[" * 60_000, Kind.JSON),
        ("a.kml", '<?xml version="1.0"?>\n<!-- x -->\n<kml xmlns="http://www.opengis.net/kml/2.2"/>', Kind.KML),
        ("a.kml", "<kml:kml>", Kind.KML),
        ("a.xml", '<?xml version="1.0"?><iati-activities version="2.03"/>', Kind.XML),
        ("a.fgb", b"fgb\x03fgb\x00rest", Kind.FLATGEOBUF),
        ("a.shp", SHP, Kind.SHAPEFILE),
        ("a.parquet", b"PAR1" + bytes(20) + b"PAR1", Kind.PARQUET),
    ],
)
def test_kinds(name: str, content: str | bytes, kind: Kind) -> None:
    assert detect(save(name, content)) is kind


def test_kinds_in_zip() -> None:
    types = {"[Content_Types].xml": "<Types/>"}
    assert detect(pack("a.xlsx", **types, **{"xl/workbook.xml": "<workbook/>"})) is Kind.XLSX
    mime = "application/vnd.oasis.opendocument."
    assert detect(pack("a.ods", mimetype=f"{mime}spreadsheet", **{"content.xml": "<x/>"})) is Kind.ODS
    assert detect(pack("a.zip", **{"sub/a.SHP": SHP, "sub/a.dbf": b"\x03"})) is Kind.SHAPEFILE_ZIP
    assert detect(pack("a.kmz", **{"doc.kml": "<kml/>"})) is Kind.KMZ
    for members, what in [
        ({**types, "word/document.xml": ""}, "no workbook"),
        ({**types, "xl/workbook.bin": ""}, "xlsb"),
        ({"mimetype": f"{mime}text", "content.xml": ""}, "no spreadsheet"),
        ({"a.gdb/a00000001.gdbtable": ""}, "geodatabase"),
        ({"a.csv": CSV}, r"zip archive \(a.csv\)"),
        ({}, "nothing inside"),
    ]:
        with pytest.raises(FormatError, match=what) as e:
            detect(pack("b.xlsx", **members))
        assert e.value.hint


def test_databases() -> None:
    assert detect(database("a.sqlite", "create table t (x)")) is Kind.SQLITE
    assert detect(database("a.db", "create table gpkg_contents (x)")) is Kind.GPKG
    assert detect(database("a.gpkg", "pragma application_id = 0x47504B47", "create table t (x)")) is Kind.GPKG
    with pytest.raises(FormatError, match="damaged database"):
        detect(save("b.gpkg", b"SQLite format 3\x00" + b"\x07" * 5000))


def test_the_ledger_itself_is_refused(store: Store) -> None:
    with pytest.raises(FormatError, match="ledger of the tracker itself") as e:
        detect(Path("tracker.gpkg"))
    assert "tracker export" in e.value.hint


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("a.csv", b"%PDF-1.7\n", "PDF"),
        ("a.csv", b"\x1f\x8b\x08\x00", "gzip"),
        ("a.xls", "<html><table>", "web page"),
        ("a.csv", "\n<!DOCTYPE html>\n<title>404", "web page"),
        ("a.xls", '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "2003"),
        ("a.xlsx", "hello world", "plain text, not an Excel workbook"),
        ("a.geojson", CSV, "plain text, not GeoJSON"),
        ("a.parquet", CSV, "plain text, not a Parquet file"),
        ("a.gpkg", CSV, "plain text, not a GeoPackage"),
        ("a.parquet", b"PAR1" + bytes(30), "cut off"),
        ("a.parquet", b"PARE" + bytes(30), "encrypted"),
        ("a.shx", SHP, "index of a shapefile"),
        ("a.dbf", b"\x03" + bytes(40), "table of a shapefile"),
        ("a.pbf", b"\x00\x00\x00\x0d\x0a\x09OSMHeader", "OpenStreetMap"),
        ("a.xlsx", bytes(range(256)) * 4, "not known .* not an Excel workbook"),
        ("a.csv", bytes(1000), "not known"),
        ("a.csv", " \n\n ", "nothing but spaces"),
        ("a.csv", b"", "empty"),
        ("a.xlsx", b"PK\x03\x04" + bytes(50), "cut off"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(40), "cut off|no workbook"),
    ],
)
def test_refused(name: str, content: str | bytes, what: str) -> None:
    with pytest.raises(FormatError, match=what) as e:
        detect(save(name, content))
    assert name in str(e.value)
    assert e.value.hint


def test_what_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="is a folder"):
        detect(tmp_path)
    with pytest.raises(FormatError, match="no file"):
        detect(tmp_path / "nowhere.csv")
    with pytest.raises(FormatError, match=r"cannot be read|no file"):
        detect(Path("x" * 5000))
    if hasattr(os, "mkfifo"):
        os.mkfifo("pipe")
        with pytest.raises(FormatError, match="no ordinary file"):
            detect(Path("pipe"))


def test_no_permission(monkeypatch: pytest.MonkeyPatch) -> None:
    path = save("a.csv", CSV)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)  # root may read everything
    with pytest.raises(FormatError, match="no permission"):
        detect(path)


def test_misnamed() -> None:
    assert misnamed(Path("a.csv"), Kind.CSV) == ""
    assert misnamed(Path("a.dat"), Kind.PARQUET) == ""
    assert misnamed(Path("a.json"), Kind.GEOJSON) == ""
    assert misnamed(Path("a.xls"), Kind.CSV).startswith("a.xls is a text table (CSV), whatever")
    assert set(LABELS) == set(Kind)


def test_zip_bomb() -> None:
    with pytest.raises(FormatError, match="zip bomb"):
        detect(pack("a.xlsx", **{"xl/workbook.xml": bytes(11 * 1024**2)}))


def test_many_members(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_MEMBERS", 20)
    with pytest.raises(FormatError, match="holds 30 files"):
        detect(pack("a.zip", **{f"{i}.kml": "" for i in range(30)}))
    monkeypatch.setattr(archive, "MAX_DIRECTORY", 1000)
    with pytest.raises(FormatError, match="far more files"):
        detect(Path("a.zip"))


def test_total_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_TOTAL", 1000)
    with pytest.raises(FormatError, match="would unpack"):
        detect(pack("a.kmz", **{"a.kml": "x" * 600, "b.kml": "y" * 600}))


def test_password() -> None:
    path = pack("a.zip", **{"a.kml": "x"})
    data = bytearray(path.read_bytes())
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(FormatError, match="password"):
        detect(save("a.zip", bytes(data)))


def test_sizes_that_lie() -> None:
    path = pack("a.zip", **{"a.kml": "x" * 100_000})
    data = bytearray(path.read_bytes())
    struct.pack_into("<I", data, data.rindex(b"PK\x01\x02") + 24, 10)
    (member,) = archive.check_zip(save("a.zip", bytes(data)))
    with pytest.raises(FormatError, match="larger inside"):
        list(archive.unpack(path, member))
    member.file_size = 1_000_000
    with pytest.raises(FormatError, match="cut off"):
        list(archive.unpack(path, member))


@given(
    st.binary(min_size=1, max_size=200),
    st.sampled_from([b"", b"PK\x03\x04", b"PAR1", b"SQLite format 3\0", b"{", b"<"]),
)
def test_any_bytes(data: bytes, start: bytes) -> None:
    try:
        assert detect(save("any", start + data)) in Kind
    except TrackerError as e:
        assert e.hint


def test_real_files(realdata: Path) -> None:
    kinds = {
        ".csv": {Kind.CSV},
        ".xlsx": {Kind.XLSX},
        ".geojson": {Kind.GEOJSON},
        ".json": {Kind.JSON, Kind.GEOJSON},
        ".topojson": {Kind.JSON},
        ".xml": {Kind.XML},
        ".osm": {Kind.XML},
        ".md": {Kind.CSV},
        ".tsv": {Kind.CSV},
    }
    n = 0
    for path in realdata.rglob("*.*"):
        if path.suffix == ".pbf":
            with pytest.raises(FormatError, match="OpenStreetMap"):
                detect(path)
            continue
        assert detect(path) in kinds[path.suffix], path
        n += 1
    assert n > 500
    for path in [*realdata.glob("dpwh/*/*.json"), *realdata.glob("oc4ids/*/*.json")]:
        assert detect(path) is Kind.JSON, path
    for path in realdata.glob("basemap/ne_*.json"):
        assert detect(path) is Kind.GEOJSON, path
