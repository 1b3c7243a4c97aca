"""Every kind of bad file that we could think of, and what `tracker import` says to it: one row of the matrix each."""
# ruff: noqa: E501 -- a case is a line

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bad_builders import (
    HEAD,
    MORE,
    SITES,
    TABLE,
    WORKS,
    beside,
    bomb_zip,
    book,
    cell,
    cut,
    fatal_xls,
    feature,
    features,
    folder,
    join,
    laughs,
    layers,
    link_to_nowhere,
    locked_zip,
    lying,
    numbered_day,
    odd_path,
    ole,
    parquet,
    pipe,
    point,
    projected_shapefile,
    save,
    seed,
    shapefile,
    sheet,
    table,
    text,
    without_shapes,
    without_table,
)
from seeds import ODS, geojson_value, zipped

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
HAPPENED = '[[field]]\nfield = "completion_actual"\ncolumn = "opening"\n'
DONE = '[[field]]\nfield = "progress_pct"\ncolumn = "done"\n'
LENGTH = '[[field]]\nfield = "length_km"\ncolumn = "length"\n'
CODES = "".join(f'[[field]]\nfield = "{name}"\ncolumn = "{name}"\n' for name in ("status", "sector", "country"))
WKT = '[[geometry]]\nwkt = "shape"\n'
GRID = '[[geometry]]\neasting = "x"\nnorthing = "y"\ncrs = "EPSG:27700"\n'


@dataclass(frozen=True)
class Case:
    """``build`` writes into the empty folder that it is run in and returns what to import.

    ``says``: part of the message of a file that is refused, or the code of an issue of one that is imported; "" where
    nothing is said. ``records``: how many are imported. ``more``: of the mapping. ``file``, ``source``, ``record``:
    lines of its tables of these names.
    """

    title: str
    formats: str
    build: Callable[[], str | Path]
    code: int
    says: str
    records: int = 0
    more: str = ""
    file: str = ""
    source: str = ""
    record: str = ""

    @property
    def mapping(self) -> str:
        """The text of the mapping that the file is imported with."""
        text = MAPPING.replace("[source]\n", f"[source]\n{self.source}\n")
        text = text.replace("[record]\n", f"[record]\n{self.record}\n")
        return text + (f"[file]\n{self.file}\n" if self.file else "") + self.more


ROW = "P1,One,5,2030-01-31,DEU,52.5,13.4"

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
    Case("A joined sheet that is not there", "XLSX, ODS, XLS", book(Works=WORKS, Sites=SITES), 2, "has no sheet 'Nowhere'", more=join('sheet = "Nowhere"')),
    Case("A joined layer that is not there", "GeoPackage", layers(works=WORKS, sites=SITES), 2, "has no layer 'Nowhere'", more=join('sheet = "Nowhere"')),
    Case("A sheet joined to itself", "XLSX, ODS, XLS", book(Works=WORKS, Sites=SITES), 1, "[[join]] joins a.xlsx!Works to itself", more=join('sheet = "Works"', right="id"), file='sheet = "Works"'),
    Case("A layer joined to itself", "GeoPackage", layers(works=WORKS, sites=SITES), 1, "[[join]] joins a.gpkg!works to itself", more=join('sheet = "works"', right="id"), file='sheet = "works"'),
    Case("A file joined to itself", "CSV", text(TABLE), 1, "[[join]] joins a.csv to itself", more=join('file = "a.csv"', right="id")),
    Case("A sheet joined to a file of one table", "CSV, GeoJSON, Parquet", text(TABLE), 2, "is one table; it has no sheet 'Sites' to join", more=join()),
    Case("A sheet of a joined file of one table", "CSV, Parquet", beside("ref\nP1\n"), 2, "more.csv is one table; it has no sheet 'Sites'", more=join(f'{MORE}\nsheet = "Sites"')),
    Case("Joined by a column that the sheet lacks", "all", book(Works=WORKS, Sites=SITES), 1, "has no column 'code' to join by", more=join(right="code")),
    Case("Joined by what is not the id", "all", book(Works=WORKS, Sites=SITES), 1, "left = 'name' is not the id of a record", more=join(left="name")),
    Case("A join of neither file nor sheet", "all", text(TABLE), 1, "names neither a file nor a sheet", more=join("")),
    Case("A joined file in another folder", "all", text(TABLE), 1, "does not lie beside the table", more=join('file = "../more.csv"')),
    Case("A joined file that is not there", "all", text(TABLE), 2, "There is no joined file more.csv", more=join(MORE)),
    Case("A joined file that is empty", "all", beside(b""), 1, "is empty (0 bytes)", more=join(MORE)),
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
    Case("A number with two readings (1.250), and no cell that tells", "CSV", table("P1,One,1.250,2030,DEU,52,13"), 0, "open-mark", 1, MONEY),
    Case("Points for thousands, and now and then for decimals", "CSV", table(*(f"P{n},Name {n},{n}.234.567,2030,DEU,52,13" for n in range(1, 21)), "P21,Odd,1.5,2030,DEU,52,13", "P22,Open,1.250,2030,DEU,52,13"), 0, "mixed-marks", 22, MONEY),
    Case("A cost below 0", "CSV", table("P1,One,(12),2030,DEU,52,13", "P2,Two,-12,2030,DEU,52,13"), 0, "negative-money", 2, MONEY),
    Case("A cost of 0", "CSV", table("P1,One,0,2030,DEU,52,13"), 0, "zero-money", 1, MONEY),
    Case("A day that a spreadsheet made of nothing (1900-01-01)", "CSV", table("P1,One,5,1900-01-01,DEU,52,13"), 0, "empty-date", 1, MONEY),
    Case("A day that a spreadsheet made of nothing (1 as a date)", "XLSX", numbered_day(1), 0, "empty-date", 1, MONEY),
    Case("A day that a spreadsheet made of nothing (0 as a date)", "XLSX", numbered_day(0), 0, "empty-date", 1, MONEY),
    Case("Something that happened, in the future", "CSV", table("P1,One,5,2150-01-31,DEU,52,13"), 0, "event-ahead", 1, HAPPENED),
    Case("A fiscal year without its months", "CSV", table("P1,One,5,FY2031/32,DEU,52,13"), 0, "fiscal-year", 1, MONEY),
    Case("A season, of which half of the earth has another", "CSV", table("P1,One,5,summer 2031,DEU,52,13"), 0, "season", 1, MONEY),
    Case("A heading in millions, mapped as plain money", "CSV", table("P1,One,5", head="id,name,Cost (EUR m)"), 0, "heading-unit", 1, MONEY.partition("[[field]]\nfield = \"completion")[0].replace('"cost"', '"Cost (EUR m)"')),
    Case("Shares where percent should be", "CSV", table("P1,One,0.5", "P2,Two,1", head="id,name,done"), 0, "shares", 2, DONE),
    Case("A row that adds up others", "all", table(ROW, "P9,Total,11.5,,,,"), 0, "total-row", 2, MONEY),
    Case("A column of persons that nothing maps", "all", table("P1,One,J. Doe", head="id,name,contact person"), 0, "person-column", 1),
    Case("A column to be redacted that has another heading", "all", table("P1,One,J. Doe", head="id,name,who to ask"), 0, "redact-missing", 1, source='redact = ["contact"]'),
    Case("Columns that the mapping does not name", "all", text(TABLE), 0, "unmapped-column", 2),
    Case("The same row twice", "all", table(ROW, ROW), 0, "duplicate-row", 1),
    Case("Two columns that say the same", "all", table("P1,One,One", head="id,name,title"), 0, "duplicate-claim", 1, '[[field]]\nfield = "name"\ncolumn = "title"\n'),
    Case("Said on a day that is still to come", "CSV", table("P1,One,2150-01-31", head="id,name,said"), 0, "said-later", 1, record='as_of_column = "said"'),
    Case("A cell in another currency than its column", "CSV", table("P1,One,USD 5,2030,DEU,52,13"), 0, "other-currency", 1, MONEY),
    Case("A currency that nobody knows", "CSV", table("P1,One,5,thalers", head="id,name,cost,in"), 0, "unknown-currency", 1, '[[field]]\nfield = "cost_estimate"\ncolumn = "cost"\ncurrency_column = "in"\n'),
    Case("Money without a currency", "CSV", table(ROW), 0, "no-currency", 1, '[[field]]\nfield = "cost_estimate"\ncolumn = "cost"\n'),
    Case("A number in another unit than the field has", "CSV", table("P1,One,5 ha", head="id,name,length"), 0, "other-unit", 1, LENGTH),
    Case("A unit that nobody knows", "CSV", table("P1,One,5,smoots", head="id,name,length,in"), 0, "unknown-unit", 1, LENGTH + 'unit_column = "in"\n'),
    Case("A status that nobody knows", "CSV", table("P1,One,wibble,rail,DEU", head="id,name,status,sector,country"), 0, "unknown-status", 1, CODES),
    Case("A sector that nobody knows", "CSV", table("P1,One,planned,wibble,DEU", head="id,name,status,sector,country"), 0, "unknown-sector", 1, CODES),
    Case("A country that nobody knows", "CSV", table("P1,One,planned,rail,Atlantis", head="id,name,status,sector,country"), 0, "unknown-country", 1, CODES),
    Case("A row of a sector of defence", "all", table("P1,One,planned,rail,DEU", "P2,Two,planned,military,DEU", head="id,name,status,sector,country"), 0, "out-of-scope", 1, CODES),
    Case("A latitude that is a longitude (13.4 E)", "CSV", table("P1,One,5,2030,DEU,13.4 E,52.5 N"), 0, "coordinate-wrong-axis", 1, ALL),
    Case("A shape without a point", "CSV", table("P1,One,POINT EMPTY", head="id,name,shape"), 0, "empty-geometry", 1, WKT),
    Case("A text that is no shape", "CSV", table("P1,One,POINT(1", head="id,name,shape"), 0, "bad-geometry", 1, WKT),
    Case("A shape in a CRS that nobody knows", "CSV", table("P1,One,SRID=999999;POINT(1 2)", head="id,name,shape"), 0, "unknown-crs", 1, WKT),
    Case("Eastings outside of the area of their CRS", "CSV", table("P1,One,2000000,200000", head="id,name,x,y"), 0, "outside-crs", 1, GRID),
    Case("Joined rows whose id no record has", "XLSX, ODS, XLS", book(Works=WORKS, Sites=[*SITES, ["P9", "lost"]]), 0, "unmatched-row", 3, join()),
    Case("Joined rows whose id no record has", "GeoPackage", layers(works=WORKS, sites=[*SITES, ["P9", "lost"]]), 0, "unmatched-row", 3, join('sheet = "sites"')),
    Case("Joined rows whose id no record has", "CSV", beside("ref,note\nP1,north\nP9,lost\n"), 0, "unmatched-row", 2, join(MORE)),
    Case("Joined rows of which none belongs to a record", "all", book(Works=WORKS, Sites=[SITES[0], ["p-1", "north"]]), 0, "nothing-joined", 3, join()),
    Case("A joined column of persons", "all", book(Works=WORKS, Sites=[["ref", "contact person"], ["P1", "J. Doe"]]), 0, "person-column", 3, join()),
    Case("Sheets that are neither imported nor joined", "XLSX, ODS, XLS", book(Works=WORKS, Sites=SITES, Notes=SITES[:2]), 0, "sheet-chosen", 3, join()),
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
