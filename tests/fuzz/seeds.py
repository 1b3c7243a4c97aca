"""Small sound files of every format, to be damaged: rich in what the formats have, and made anew for each run."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROWS = [
    ("P1", "Pinglu Canal", "广西", 72.7, "2022-08-28", 108.6, 22.1),
    ("P2", "Second «Avenue»", "", -1.5, "31.02.2024", -73.9, 40.7),
    ("P3", 'Quoted, "twice"\nand broken', None, 1e300, "", 0.0, -0.0),
    ("P4", "ÅÄÖ & <Co>", "x" * 300, None, "2030", 180.0, 90.0),
]
HEAD = ("id", "name", "region", "cost", "start", "lon", "lat")
GEOMETRIES: list[dict[str, Any] | None] = [
    {"type": "Point", "coordinates": [108.6, 22.1, 5.0]},
    None,
    {"type": "MultiPolygon", "coordinates": [[[[0, 0], [1, 0], [1, 1], [0, 0]]], [[[5, 5], [6, 5], [6, 6], [5, 5]]]]},
    {"type": "GeometryCollection", "geometries": [{"type": "LineString", "coordinates": [[1, 2], [3, 4.5]]}]},
]


def zipped(members: dict[str, bytes | str]) -> bytes:
    """A zip archive, always the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for name, content in members.items():
            z.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def csv_text() -> str:
    def quoted(cell: object) -> str:
        text = "" if cell is None else str(cell)
        return '"' + text.replace('"', '""') + '"' if set(text) & set(',"\n;') else text

    return "".join(",".join(map(quoted, row)) + "\r\n" for row in [HEAD, *ROWS])


def csv_seeds(folder: Path) -> list[bytes]:
    text = csv_text()
    semicolons = "Titel der Liste\n\n" + text.replace(",", ";").replace("\r\n", "\n")
    turned = "\n".join("\t".join(str(row[i]) for row in [HEAD, *ROWS * 6]) for i in (0, 3, 4))
    return [
        text.encode(),
        ("\ufeff" + text).encode("utf-16-le"),
        semicolons.encode("cp1252", "replace"),
        turned.encode("utf-8-sig"),
        text.replace("\r\n", "\r").encode("gb18030"),
    ]


def geojson_value() -> dict[str, Any]:
    rows = zip(ROWS, GEOMETRIES, strict=True)
    features = [
        {"type": "Feature", "id": i, "properties": {**dict(zip(HEAD, row, strict=True)), "more": [1, {"d": None}]}}
        | {"geometry": shape}
        for i, (row, shape) in enumerate(rows)
    ]
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    return {"type": "FeatureCollection", "crs": crs, "bbox": [0, 0, 1, 1], "features": features}


def geojson_seeds(folder: Path) -> list[bytes]:
    whole = geojson_value()
    lines = "\n".join(json.dumps(f, ensure_ascii=False) for f in whole["features"])
    moved = {**whole, "crs": {"type": "name", "properties": {"name": "EPSG:32648"}}}
    return [json.dumps(whole).encode(), lines.encode(), json.dumps(moved, indent=1).encode("utf-16")]


KML = (
    '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>D</name>'
    '<Folder><name>F</name><Placemark id="1"><name>é</name><description><![CDATA[<b>x</b>]]></description>'
    '<TimeSpan><begin>2020</begin></TimeSpan><ExtendedData><Data name="k"><value>v</value></Data></ExtendedData>'
    "<Polygon><outerBoundaryIs><LinearRing><coordinates>0,0 1,0 1,1 0,0</coordinates></LinearRing></outerBoundaryIs>"
    "</Polygon></Placemark></Folder><NetworkLink><href>x</href></NetworkLink><Placemark><MultiGeometry><Point>"
    "<coordinates>1,2,3</coordinates></Point><LineString><coordinates>1,2 3,4</coordinates></LineString>"
    "</MultiGeometry></Placemark></Document></kml>"
)


def kml_seeds(folder: Path) -> list[bytes]:
    return [KML.encode(), KML.replace("UTF-8", "ISO-8859-1").encode("latin-1")]


def kmz_seeds(folder: Path) -> list[bytes]:
    return [zipped({"doc.kml": KML, "files/a.png": b"\x89PNG"})]


def xlsx_seeds(folder: Path) -> list[bytes]:
    import xlsxwriter

    made = []
    for how in ({}, {"constant_memory": True}):
        path = folder / "seed.xlsx"
        with xlsxwriter.Workbook(path, how) as book:
            book.add_worksheet("Notes").write(0, 0, "Read me")
            sheet = book.add_worksheet("Data & more")
            day = book.add_format({"num_format": "dd/mm/yyyy"})
            hour = book.add_format({"num_format": "[h]:mm:ss"})
            sheet.write_row(0, 0, (*HEAD, "day", "time", "yes", "sum", "error"))
            for i, row in enumerate(ROWS, 1):
                for j, cell in enumerate(row):
                    sheet.write(i, j, cell)
                sheet.write(i, 7, 44_000 + i, day)
                sheet.write(i, 8, 1.25 * i, hour)
                sheet.write_boolean(i, 9, i % 2)
                sheet.write_formula(i, 10, "=D2*2", value=145.4)
                sheet.write_formula(i, 11, "=1/0", value="#DIV/0!")
            sheet.merge_range(8, 0, 8, 3, "merged")
        made.append(path.read_bytes())
    return made


ODS = (
    '<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="Data"><table:table-column table:number-columns-repeated="4"/>ROWS'
    '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="1024"/>'
    "</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
)


def ods_seeds(folder: Path) -> list[bytes]:
    def text(t: str) -> str:
        return f'<table:table-cell office:value-type="string"><text:p>{t}</text:p></table:table-cell>'

    rows = f"<table:table-row>{text('id')}{text('name')}{text('cost')}{text('day')}</table:table-row>" + "".join(
        f"<table:table-row>{text(f'P{i}')}{text('a &amp; b')}"
        f'<table:table-cell office:value-type="float" office:value="{i}.5"><text:p>{i}</text:p></table:table-cell>'
        '<table:table-cell office:value-type="date" office:date-value="2022-08-28" table:number-columns-repeated="2"/>'
        '<table:table-cell office:value-type="boolean" office:boolean-value="true"/>'
        '<table:table-cell office:value-type="time" office:time-value="PT1H"/></table:table-row>'
        for i in range(4)
    )
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    parts: dict[str, bytes | str] = {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": ODS.replace("ROWS", rows),
        "META-INF/manifest.xml": manifest,
    }
    return [zipped(parts)]


def xls_seeds(folder: Path) -> list[bytes]:
    """A workbook of Excel 97 ([MS-XLS], BIFF8) in its container ([MS-CFB])."""

    def record(kind: int, data: bytes) -> bytes:
        return struct.pack("<HH", kind, len(data)) + data

    def text(t: str) -> bytes:
        wide = not t.isascii()
        return struct.pack("<HB", len(t), wide) + t.encode("utf-16-le" if wide else "ascii")

    words = [*HEAD, *(str(c or "") for row in ROWS for c in row[:3])]
    sst = struct.pack("<II", len(words), len(words)) + b"".join(map(text, words))
    bof = struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 6)
    font = record(0x31, struct.pack("<HHHHHBBBB", 200, 0, 0x7FFF, 400, 0, 0, 0, 0, 0) + b"\x05\x00Arial")
    formats = b"".join(record(0xE0, struct.pack("<HH", 0, f) + bytes(16)) for f in (0, 14))
    at = 0
    cells = [record(0xFD, struct.pack("<HHHI", 0, c, 0, c)) for c in range(len(HEAD))]
    for r, row in enumerate(ROWS, 1):
        cells += [record(0xFD, struct.pack("<HHHI", r, c, 0, len(HEAD) + 3 * (r - 1) + c)) for c in range(3)]
        cells.append(record(0x203, struct.pack("<HHHd", r, 3, 0, row[3] or 0.0)))
        cells.append(record(0x203, struct.pack("<HHHd", r, 4, 1, 44_000.0 + r)))
        cells.append(record(0x27E, struct.pack("<HHHI", r, 5, 0, (100 * r << 2) | 3)))
        cells.append(record(0x205, struct.pack("<HHHBB", r, 6, 0, 7 if r == 2 else r % 2, r == 2)))
    area = record(0x200, struct.pack("<IIHHH", 0, len(ROWS) + 1, 0, len(HEAD), 0))
    sheet = record(0x809, bof[:2] + b"\x10\x00" + bof[4:]) + area + b"".join(cells) + record(0x0A, b"")

    def book(offset: int) -> bytes:
        bound = struct.pack("<IBB", offset, 0, 0) + struct.pack("<BB", 4, 0) + b"Data"
        code_page = record(0x42, struct.pack("<H", 1200)) + record(0x22, b"\x00\x00")
        parts = record(0x809, bof) + code_page + font + formats
        return parts + record(0x85, bound) + record(0xFC, sst) + record(0x0A, b"")

    at = len(book(0))
    stream = (book(at) + sheet).ljust(4096 + 512, b"\x00")
    n = -(-len(stream) // 512)
    stream = stream.ljust(n * 512, b"\x00")

    def entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
        label = name.encode("utf-16-le") + b"\x00\x00"
        head = label.ljust(64, b"\x00") + struct.pack("<HBBIII", len(label), kind, 1, NONE, NONE, child)
        return (head + bytes(36) + struct.pack("<IQ", start, size)).ljust(128, b"\x00")

    NONE, END = 0xFFFFFFFF, 0xFFFFFFFE
    # Sectors: 0 the table of sectors, 1 the folder, then the stream.
    fat = [0xFFFFFFFD, END, *range(3, 2 + n), END]
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(512, b"\xff")
    folder_ = entry("Root Entry", 5, 1, END, 0) + entry("Workbook", 2, NONE, 2, len(stream)) + bytes(256)
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIIII", 0, 1, 1, 0, 4096, END, 0, END, 0, 0) + b"\xff" * (4 * 108)
    return [head + table + folder_ + stream]


def _arrow() -> Any:
    import pyarrow as pa

    columns = dict(zip(HEAD, zip(*ROWS, strict=True), strict=True))
    columns = {name: list(cells) for name, cells in columns.items()}
    more = {
        "when": pa.array([0, None, 2**40, -5], pa.timestamp("ms", "UTC")),
        "day": pa.array([0, 1, None, 9_000_000], pa.date32()),
        "kind": pa.array(["a", "b", None, "a"]).dictionary_encode(),
        "list": pa.array([[1, 2], None, [], [3]]),
        "big": pa.array([1, 2, None, 4], pa.decimal128(20, 3)),
    }
    return pa, pa.table({**columns, **more})


def parquet_seeds(folder: Path) -> list[bytes]:
    import pyarrow.parquet as pq
    import shapely

    pa, table = _arrow()
    shapes = [None if g is None else shapely.to_wkb(shapely.from_geojson(json.dumps(g))) for g in GEOMETRIES]
    geo = {
        "version": "1.1.0",
        "primary_column": "geometry",
        "columns": {"geometry": {"encoding": "WKB", "geometry_types": [], "crs": None}},
    }
    with_shapes = table.append_column("geometry", pa.array(shapes, pa.binary()))
    with_shapes = with_shapes.replace_schema_metadata({"geo": json.dumps(geo)})
    made = []
    plain: dict[str, Any] = {"compression": "none", "use_dictionary": False, "data_page_version": "2.0"}
    for content, how in (
        (table, {"compression": "snappy"}),
        (with_shapes, {"compression": "zstd"}),
        (table, plain),
    ):
        out = io.BytesIO()
        pq.write_table(content, out, **how)
        made.append(out.getvalue())
    return made


def _vector(path: Path, kind: str, crs: str, **how: Any) -> None:
    import numpy as np
    import pyogrio
    import shapely

    shapes = [None if g is None else shapely.from_geojson(json.dumps(g)) for g in GEOMETRIES]
    if kind != "Unknown":
        shapes = [shapes[2], None, shapes[2], shapes[2]]
    blobs = np.array([None if s is None else shapely.to_wkb(s) for s in shapes], dtype=object)
    columns: list[Any] = [np.array([str(row[i] or "")[:80] for row in ROWS], dtype=object) for i in (0, 1, 2)]
    columns += [
        np.arange(4),
        np.arange(4) / 2,
        np.array(["2022-08-28", "NaT", "1850-02-03", "2030-01-01"], "datetime64[D]"),
    ]
    names = ["id", "name", "region", "n", "f", "day"]
    pyogrio.raw.write(path, blobs, columns, names, geometry_type=kind, crs=crs, **how)


def gpkg_seeds(folder: Path) -> list[bytes]:
    path = folder / "seed.gpkg"
    _vector(path, "Unknown", "EPSG:32648")
    return [path.read_bytes()]


def fgb_seeds(folder: Path) -> list[bytes]:
    made = []
    for index in ("NO", "YES"):
        path = folder / f"seed-{index}.fgb"
        shapes = GEOMETRIES[1]
        if index == "YES":  # an index has no place for a row without a shape
            GEOMETRIES[1] = GEOMETRIES[0]
        try:
            _vector(path, "Unknown", "EPSG:4326", driver="FlatGeobuf", SPATIAL_INDEX=index)
        finally:
            GEOMETRIES[1] = shapes
        made.append(path.read_bytes())
    return made


def shapefile_seeds(folder: Path) -> list[bytes]:
    path = folder / "seed.shp"
    _vector(path, "MultiPolygon", "EPSG:32648")
    parts = ("shp", "shx", "dbf", "prj", "cpg")
    return [zipped({f"a/seed.{e}": path.with_suffix(f".{e}").read_bytes() for e in parts})]


#: Ending of the file -> its seeds.
SEEDS: dict[str, Callable[[Path], list[bytes]]] = {
    "csv": csv_seeds,
    "xlsx": xlsx_seeds,
    "xls": xls_seeds,
    "ods": ods_seeds,
    "parquet": parquet_seeds,
    "geojson": geojson_seeds,
    "gpkg": gpkg_seeds,
    "zip": shapefile_seeds,
    "fgb": fgb_seeds,
    "kml": kml_seeds,
    "kmz": kmz_seeds,
}
