"""Every kind of bad file that we could think of, and what `tracker import` says to it: one row of the matrix each."""
# ruff: noqa: E501 -- a case is a line

from __future__ import annotations

import io
import json
import os
import sqlite3
import struct
import zipfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from seeds import KML, ODS, SEEDS, geojson_value, zipped

TABLE = "id,name,cost,opening,country,lat,lon\nP1,One,5,2030-01-31,DEU,52.5,13.4\nP2,Two,6.5,2031,DEU,48.1,11.6\n"
MAPPING = """
[source]
key = "bad"
name = "Bad files"
publisher = "Nobody"
licence = "CC0"
releases = "vintage"

[record]
id = ["id"]
as_of = "2024-01-01"

[[field]]
field = "name"
column = "name"
"""
MONEY = """
[[field]]
field = "cost_estimate"
column = "cost"
currency = "EUR"

[[field]]
field = "completion_planned"
column = "opening"
"""
PLACES = """
[[field]]
field = "country"
column = "country"

[[geometry]]
lat = "lat"
lon = "lon"
precision = "exact"
"""
ALL = MONEY + PLACES


@dataclass(frozen=True)
class Case:
    """``build`` writes into the empty folder that it is run in and returns what to import.

    ``says``: part of the message of a file that is refused, or the code of an issue of one that is imported; "" where
    nothing is said. ``records``: how many are imported. ``more``: of the mapping. ``file``: lines of its [file].
    """

    title: str
    formats: str
    build: Callable[[], str | Path]
    code: int
    says: str
    records: int = 0
    more: str = ""
    file: str = ""


def save(name: str, content: str | bytes) -> str:
    path = Path(name)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return name


def seed(ending: str, n: int = 0) -> bytes:
    return SEEDS[ending](Path())[n]


def cut(ending: str, n: int = 0, part: float = 0.6) -> Callable[[], str]:
    """A sound file, broken off."""

    def build() -> str:
        data = seed(ending, n)
        for left in Path().iterdir():
            if left.name.startswith("seed"):
                left.unlink()
        return save(f"a.{ending}", data[: int(len(data) * part)])

    return build


def table(*rows: str, name: str = "a.csv", head: str = TABLE.split("\n", 1)[0]) -> Callable[[], str]:
    return lambda: save(name, "\n".join([head, *rows]) + "\n")


def text(content: str | bytes, name: str = "a.csv") -> Callable[[], str]:
    return lambda: save(name, content)


def features(*members: object, **more: object) -> Callable[[], str]:
    whole = {"type": "FeatureCollection", "features": list(members), **more}
    return lambda: save("a.geojson", json.dumps(whole))


def feature(n: int, geometry: object, **more: object) -> dict[str, object]:
    return {"type": "Feature", "properties": {"id": f"P{n}", "name": f"Name {n}", **more}, "geometry": geometry}


def point(*at: float) -> dict[str, object]:
    return {"type": "Point", "coordinates": list(at)}


def sheet(rows: str, more: str = "", **members: str | bytes) -> Callable[[], str]:
    """An xlsx whose sheet has this XML."""

    def build() -> str:
        with zipfile.ZipFile(io.BytesIO(seed("xlsx"))) as z:
            parts: dict[str, str | bytes] = {m: z.read(m) for m in z.namelist()}
        Path("seed.xlsx").unlink()
        main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        for name in [n for n in parts if n.startswith("xl/worksheets/sheet")]:
            parts[name] = f'{more}<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'
        return save("a.xlsx", zipped({**parts, **members}))

    return build


def cell(at: str, value: str) -> str:
    return f'<c r="{at}" t="inlineStr"><is><t>{value}</t></is></c>'


def bomb_zip(name: str, member: str, size: int) -> Callable[[], str]:
    return lambda: save(name, zipped({member: bytes(size), "xl/workbook.xml": "<x/>", "[Content_Types].xml": "<x/>"}))


def lying() -> str:
    """A member that says it is small and is not."""
    data = bytearray(zipped({"doc.kml": KML + " " * 5_000_000}))
    struct.pack_into("<I", data, data.rindex(b"PK\x01\x02") + 24, 1000)
    return save("a.kmz", bytes(data))


def locked_zip() -> str:
    data = bytearray(zipped({"doc.kml": KML}))
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    return save("a.kmz", bytes(data))


def ole(stream: str) -> Callable[[], str]:
    def build() -> str:
        data = bytearray(4096)
        data[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        data[30] = 9
        data[512 : 512 + 2 * len(stream)] = stream.encode("utf-16-le")
        return save("a.xlsx", bytes(data))

    return build


def shapefile(*missing: str) -> Callable[[], str]:
    def build() -> str:
        seed("zip")
        for ending in missing:
            Path(f"seed.{ending}").unlink()
        return "seed.shp"

    return build


def projected_shapefile() -> str:
    """A shapefile in metres that does not say so."""
    import numpy as np
    import pyogrio
    import shapely

    shapes = np.array([shapely.to_wkb(shapely.Point(500_000, 2_400_000 + k)) for k in range(2)], dtype=object)
    names = np.array(["P1", "P2"], dtype=object)
    pyogrio.raw.write("a.shp", shapes, [names, names], ["id", "name"], geometry_type="Point", crs="EPSG:32648")
    Path("a.prj").unlink()
    return "a.shp"


def without_table() -> str:
    """A GeoPackage whose table is not in its list of contents."""
    save("a.gpkg", seed("gpkg"))
    with closing(sqlite3.connect("a.gpkg")) as db:
        db.executescript("delete from gpkg_geometry_columns; delete from gpkg_contents; delete from gpkg_extensions")
        db.commit()
    return "a.gpkg"


def without_shapes() -> str:
    """A GeoPackage whose table is listed as one with shapes, and its column of them is not."""
    save("a.gpkg", seed("gpkg"))
    with closing(sqlite3.connect("a.gpkg")) as db:
        db.executescript("delete from gpkg_geometry_columns; update gpkg_contents set data_type = 'attributes'")
        db.commit()
    return "a.gpkg"


def parquet(**columns: list[object]) -> Callable[[], str]:
    def build() -> str:
        import pyarrow as pa
        import pyarrow.parquet as pq

        pq.write_table(pa.table(columns), "a.parquet")
        return "a.parquet"

    return build


def fatal_xls() -> str:
    """An old workbook whose list of streams goes on without end: its reader wants all memory, and is ended."""
    data = bytearray(seed("xls"))
    struct.pack_into("<I", data, 512 + 4, 1)
    return save("a.xls", bytes(data))


def link_to_nowhere() -> str:
    Path("a.csv").symlink_to("gone.csv")
    return "a.csv"


def pipe() -> str:
    os.mkfifo("a.csv")
    return "a.csv"


def folder(name: str) -> Callable[[], str]:
    def build() -> str:
        Path(name).mkdir()
        return name

    return build


def laughs(kind: str) -> str:
    lines = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    return f'<?xml version="1.0"?><!DOCTYPE {kind} [<!ENTITY l0 "ha">{lines}]>'


def odd_path(name: str, content: Callable[[], bytes]) -> Callable[[], str]:
    return lambda: save(name, content())


ROW = "P1,One,5,2030-01-31,DEU,52.5,13.4"
HEAD = TABLE.split("\n", 1)[0]

#: What is refused: nothing is imported, and the ledger is as it was.
REFUSED = [
    Case("Empty file", "all", text(b""), 1, "is empty (0 bytes)"),
    Case("Empty file under another name", "all", text(b"", "a.gpkg"), 1, "is empty (0 bytes)"),
    Case("Nothing but spaces", "CSV", text(" \n\n "), 1, "holds nothing but spaces"),
    Case("Nothing but separators", "CSV", text(",,,\n,,,\n"), 1, "has no rows: its lines are blank"),
    Case("Header only", "CSV", text(HEAD + "\n"), 1, "has names of columns, but no rows"),
    Case("Header only", "XLSX", sheet(f'<row r="1">{cell("A1", "id")}{cell("B1", "name")}</row>'), 1, "but no rows"),
    Case("No features", "GeoJSON", features(), 1, "has no column 'id', 'name'"),
    Case("Columns that the mapping does not know", "all", text("a,b\n1,2\n"), 1, "has no column 'id', 'name'"),
    Case("Encoding said wrongly", "CSV", text(TABLE.replace("One", "Öne").encode("cp1252")), 1, "is not utf-8 (byte 0xd6 in line 2)", file='encoding = "utf-8"'),
    Case("An encoding that does not exist", "CSV", text(TABLE), 2, "There is no encoding 'klingon'", file='encoding = "klingon"'),
    Case("Broken off in a quoted cell", "CSV", text(TABLE + 'P3,"Three'), 1, "line 4: a quote is opened and never closed"),
    Case("Broken off", "GeoJSON", cut("geojson"), 1, "the file breaks off"),
    Case("Broken off", "XLSX", cut("xlsx"), 1, "is a zip archive that is cut off"),
    Case("Broken off", "ODS", cut("ods"), 1, "is a zip archive that is cut off"),
    Case("Broken off", "XLS", cut("xls"), 1, "is a damaged workbook"),
    Case("Broken off", "Parquet", cut("parquet"), 1, "is a Parquet file that is cut off"),
    Case("Broken off", "GeoPackage", cut("gpkg"), 1, "is a damaged database"),
    Case("Broken off", "FlatGeobuf", cut("fgb"), 1, "breaks off after"),
    Case("Broken off", "shapefile (zip)", cut("zip"), 1, "is a zip archive that is cut off"),
    Case("Broken off", "KML", cut("kml"), 1, "The file breaks off or is empty"),
    Case("Broken off", "KMZ", cut("kmz"), 1, "is a zip archive that is cut off"),
    Case("A cell of 17 MB", "CSV", table("P1," + "x" * 17_000_000), 1, "a cell is over 16,777,216 characters"),
    Case("A line of 70 MB", "CSV", text(b"id,name\nP1," + b"x " * 35_000_000), 1, "the line is longer than 64 MB"),
    Case("A million columns", "CSV", text("id,name" + ",x" * 1_000_000 + "\n1,2\n"), 1, "50,000 at most are read"),
    Case("A million columns", "GeoJSON", features({"type": "Feature", "geometry": None, "properties": {str(i): 1 for i in range(1_000_000)}}), 1, "has more than 20,000 different property names"),
    Case("Two cells in opposite corners of a sheet", "XLSX", sheet(f'<row r="1">{cell("A1", "id")}</row><row r="1048576">{cell("XFD1048576", "x")}</row>'), 1, "spans 1,048,576 rows and 16,384 columns"),
    Case("A cell repeated a million times", "ODS", lambda: save("a.ods", zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": ODS.replace("ROWS", '<table:table-row table:number-rows-repeated="1000000"><table:table-cell table:number-columns-repeated="1000"><text:p>x</text:p></table:table-cell></table:table-row>')})), 1, "12,000,000 cells at most are read"),
    Case("Bomb: a member packed to a thousandth", "XLSX, ODS, KMZ, zip", bomb_zip("a.xlsx", "xl/worksheets/sheet1.xml", 20 * 1024**2), 1, "looks like a zip bomb"),
    Case("Bomb: a member larger than the list says", "XLSX, ODS, KMZ, zip", lying, 1, "is larger inside"),
    Case("Bomb: an archive in an archive", "zip", lambda: save("a.zip", zipped({"b.zip": zipped({"c.csv": bytes(5_000_000)})})), 1, "is a zip archive (b.zip)"),
    Case("Bomb: 70,000 members", "zip", lambda: save("a.zip", zipped({f"{i}.kml": "" for i in range(70_000)})), 1, "holds 70,000 files; 10,000 at most are read"),
    Case("Bomb: entities in entities", "KML", text(laughs("kml") + "<kml>&l9;</kml>", "a.kml"), 1, "document type"),
    Case("Bomb: entities in entities", "XLSX", sheet(f'<row r="1">{cell("A1", "id")}{cell("B1", "&l9;")}</row><row r="2">{cell("A2", "&l9;")}</row>', laughs("worksheet")), 1, "damaged workbook"),
    Case("Bomb: entities in entities", "ODS", lambda: save("a.ods", zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": laughs("x") + "<x>&l9;</x>"})), 1, "its content is no XML"),
    Case("Brackets in brackets, 100,000 deep", "GeoJSON", lambda: save("a.geojson", '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"a":' + "[" * 100_000 + "]" * 100_000 + "}}]}"), 1, "brackets are nested too deeply"),
    Case("Elements in elements, 100,000 deep", "KML", text("<kml>" + "<Folder>" * 100_000 + "</Folder>" * 100_000 + "</kml>", "a.kml"), 1, "nests elements more than 100 deep"),
    Case("Damage that ends the code which reads it", "XLS", fatal_xls, 1, "the programme that reads such files gave up on it"),
    Case("A password", "XLSX", ole("EncryptedPackage"), 1, "is protected by a password"),
    Case("A password", "zip, KMZ", locked_zip, 1, "is protected by a password"),
    Case("Text that is called a workbook", "XLSX", text("hello world", "a.xlsx"), 1, "is plain text, not an Excel workbook"),
    Case("A web page that is called a table", "CSV, XLS", text("<!DOCTYPE html><html><table></table></html>", "a.xls"), 1, "is a web page"),
    Case("A PDF that is called a table", "CSV", text(b"%PDF-1.7\n"), 1, "is a PDF document"),
    Case("A picture that is called a table", "CSV", text(b"\x89PNG\r\n\x1a\n" + bytes(99)), 1, "is a picture (PNG)"),
    Case("Random bytes", "all", text(bytes(range(256)) * 9, "a.bin"), 1, "is in a format that is not known"),
    Case("An archive of tables", "zip", lambda: save("a.zip", zipped({"a.csv": TABLE})), 1, "is a zip archive (a.csv)"),
    Case("JSON that is not GeoJSON", "JSON", text('{"id": "P1", "name": "One"}', "a.json"), 1, "is JSON, but not GeoJSON"),
    Case("Brackets that do not match", "GeoJSON", text('{"type":"FeatureCollection","features":[{"type":"Feature"]]}', "a.geojson"), 1, "expecting ',' delimiter"),
    Case("Coordinates that are no degrees, without a CRS", "GeoJSON, shapefile", features(feature(1, point(500_000, 2_400_000)), feature(2, point(500_100, 2_400_000))), 1, "its coordinates are not degrees"),
    Case("A CRS that nobody knows", "GeoJSON", features(feature(1, point(1, 2)), crs={"type": "name", "properties": {"name": "EPSG:123456"}}), 1, "EPSG:123456"),
    Case("The .shx is missing", "shapefile", shapefile("shx"), 1, "the file seed.shx is missing"),
    Case("The .dbf is missing", "shapefile", shapefile("dbf"), 1, "has no column 'id', 'name'"),
    Case("The .prj is missing, and they are no degrees", "shapefile", projected_shapefile, 1, "does not say its coordinate reference system"),
    Case("A sheet that is not there", "XLSX, ODS, XLS", lambda: save("a.xlsx", seed("xlsx")), 2, "has no sheet 'Nowhere'", file='sheet = "Nowhere"'),
    Case("A folder", "all", folder("tables"), 2, "is a folder"),
    Case("No such file", "all", lambda: "gone.csv", 2, "There is no file"),
    Case("A link to nowhere", "all", link_to_nowhere, 2, "There is no file"),
    Case("A pipe, a device", "all", pipe, 2, "is no ordinary file"),
    Case("A name that GDAL would take apart", "GeoPackage, FlatGeobuf, shapefile", odd_path("a!b.gpkg", lambda: seed("gpkg")), 1, "its name has a '!'"),
]  # fmt: skip

#: What is imported, with a word about what was odd.
IMPORTED = [
    Case("Windows-1252, unsaid", "CSV", text(TABLE.replace("One", "Öne").encode("cp1252")), 0, "encoding-guessed", 2),
    Case("UTF-16 with a byte-order mark", "CSV", text(TABLE.encode("utf-16")), 0, "", 2),
    Case("UTF-16 without one", "CSV", text(TABLE.encode("utf-16-le")), 0, "", 2),
    Case("UTF-8 with a byte-order mark", "CSV", text("\ufeff" + TABLE), 0, "", 2),
    Case("Half a character at the end", "CSV in UTF-16", text(("\ufeff" + TABLE).encode("utf-16-le") + b"\x20"), 0, "undecodable-bytes", 3),
    Case("Lines that end with CR alone", "CSV", text(TABLE.replace("\n", "\r")), 0, "", 2),
    Case("NUL characters", "CSV", text(TABLE.replace("One", "O\0ne")), 0, "nul-bytes", 2),
    Case("A cell of 10 MB", "CSV", table("P1," + "x" * 10_000_000 + ",5,2030,DEU,52,13"), 0, "", 1),
    Case("Rows that are too short", "CSV", table("P1,One", ROW.replace("P1", "P2")), 0, "short-rows", 2),
    Case("Rows that are too long", "CSV", table(ROW + ",more,and more"), 0, "long-rows", 1),
    Case("A heading that stands twice", "CSV", table("P1,One,Two", head="id,name,name"), 0, "same-heading", 1),
    Case("Columns without a heading", "CSV", table("P1,One,Two", head="id,name,"), 0, "no-heading", 1),
    Case("A row in which a quote swallowed others", "CSV", table('P1,"One' + "\nx" * 300 + '"'), 0, "long-cell", 1),
    Case("Numbers, words and nothing in one column", "CSV", table(ROW, "P2,Two,soon,2031,DEU,48,11", "P3,Three,,2031,DEU,48,11"), 0, "bad-number", 3, MONEY),
    Case("Numbers and words in one column", "XLSX", sheet(f'<row r="1">{cell("A1", "id")}{cell("B1", "name")}{cell("C1", "cost")}{cell("D1", "opening")}</row><row r="2">{cell("A2", "P1")}{cell("B2", "One")}<c r="C2"><v>5</v></c></row><row r="3">{cell("A3", "P2")}<c r="B3" t="b"><v>1</v></c>{cell("C3", "soon")}</row>'), 0, "bad-number", 2, MONEY),
    Case("A day that does not exist (31.02.2024)", "CSV", table("P1,One,5,31.02.2024,DEU,52,13"), 0, "bad-date", 1, MONEY),
    Case("NaN and infinite numbers", "CSV", table("P1,One,NaN,2030,DEU,52,13", "P2,Two,inf,2030,DEU,52,13", "P3,Three,1e999,2030,DEU,52,13"), 0, "bad-number", 3, MONEY),
    Case("NaN and infinite numbers", "Parquet", parquet(id=["P1", "P2"], name=["One", "Two"], cost=[float("nan"), float("inf")], opening=["2030", "2031"]), 0, "bad-number", 2, MONEY),
    Case("NaN and infinite coordinates", "GeoJSON", text('{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":"P1","name":"One"},"geometry":{"type":"Point","coordinates":[NaN,1]}},{"type":"Feature","properties":{"id":"P2","name":"Two"},"geometry":{"type":"Point","coordinates":[1e999,1]}}]}', "a.geojson"), 0, "bad-geometry", 2),
    Case("An id that stands twice", "all", table(ROW, "P1,Another,7,2032,DEU,50,9"), 0, "duplicate-id", 2, MONEY),
    Case("Rows without an id", "all", table(ROW, ",Nameless,7,2032,DEU,50,9"), 0, "no-stable-id", 2),
    Case("Latitude beyond 90 degrees", "CSV", table("P1,One,5,2030,DEU,152.5,13.4"), 0, "coordinate-out-of-range", 1, ALL),
    Case("Coordinates that are no numbers", "CSV", table("P1,One,5,2030,DEU,north,east"), 0, "bad-coordinate", 1, ALL),
    Case("Latitude and longitude changed places", "CSV", table("P1,One,5,2030,DEU,13.4,52.5"), 0, "swapped-coordinates", 1, ALL),
    Case("Latitude 0, longitude 0", "CSV", table("P1,One,5,2030,DEU,0,0"), 0, "null-island", 1, ALL),
    Case("Latitude first, as it should not be", "GeoJSON", features(feature(1, point(52.5, 13.4), country="DEU")), 0, "swapped-coordinates", 1, '[[field]]\nfield = "country"\ncolumn = "country"\n'),
    Case("A shape that is no shape", "GeoJSON", features(feature(1, {"type": "Polygon", "coordinates": [[1, 2]]}), feature(2, {"type": "Sphere"})), 0, "bad-geometry", 2),
    Case("No geometry", "GeoJSON", features(feature(1, None), feature(2, point(13, 52))), 0, "", 2),
    Case("Points, lines and areas in one file", "GeoJSON", lambda: save("a.geojson", json.dumps(geojson_value())), 0, "height-dropped", 4),
    Case("A collection of geometries", "GeoJSON", features(feature(1, {"type": "GeometryCollection", "geometries": [point(13, 52), {"type": "LineString", "coordinates": [[13, 52], [14, 53]]}]})), 0, "", 1),
    Case("The old `crs` member", "GeoJSON", features(feature(1, point(500_000, 5_800_000)), crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32633"}}), 0, "reprojected", 1),
    Case("Members that are no features", "GeoJSON", features(feature(1, None), "x", 5), 0, "bad-feature", 3),
    Case("A workbook that is called a table", "CSV", lambda: save("a.csv", seed("xlsx")), 0, "misnamed-file", 5),
    Case("A table that is called a workbook", "XLS", text(TABLE.replace(",", "\t"), "a.xls"), 0, "misnamed-file", 2),
    Case("Cells that hold an error (#N/A)", "XLSX", lambda: save("a.xlsx", seed("xlsx")), 0, "cell-errors", 5),
    Case("The .prj is missing, and they are degrees", "shapefile", shapefile("prj"), 0, "no-crs", 4),
    Case("A table that the GeoPackage does not list", "GeoPackage", without_table, 0, "no-geometry", 4),
    Case("Shapes that the GeoPackage does not list", "GeoPackage", without_shapes, 0, "no-geometry", 4),
    Case("Any other sign in the path", "all", odd_path("ä b\n'\"\\ %20#é🚧.csv", TABLE.encode), 0, "", 2),
]  # fmt: skip


def page_row(case: Case) -> str:
    """The row of a case in docs/reference/bad-input.md."""
    if case.code:
        return f"| {case.title} | {case.formats} | {case.says} | {case.code} |"
    says = f"`{case.says}`" if case.says else ""
    return f"| {case.title} | {case.formats} | {says} |"


if __name__ == "__main__":  # what belongs into the page
    print("\n".join(map(page_row, REFUSED)), "\n\n", "\n".join(map(page_row, IMPORTED)), sep="")
