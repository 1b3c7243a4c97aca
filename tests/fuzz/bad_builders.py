"""How bad files are made: each builder writes into the folder that it is run in and returns what to import."""

from __future__ import annotations

import io
import json
import os
import sqlite3
import struct
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from seeds import KML, SEEDS, zipped

TABLE = "id,name,cost,opening,country,lat,lon\nP1,One,5,2030-01-31,DEU,52.5,13.4\nP2,Two,6.5,2031,DEU,48.1,11.6\n"
HEAD = TABLE.split("\n", 1)[0]


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


def table(*rows: str, name: str = "a.csv", head: str = HEAD) -> Callable[[], str]:
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


def numbered_day(number: int) -> Callable[[], str]:
    """A workbook with a cell that holds a small number and is shown as a day."""

    def build() -> str:
        import xlsxwriter

        with xlsxwriter.Workbook("a.xlsx") as made:
            sheet = made.add_worksheet()
            sheet.write_row(0, 0, ["id", "name", "cost", "opening"])
            sheet.write_row(1, 0, ["P1", "One", 5])
            sheet.write_number(1, 3, number, made.add_format({"num_format": "dd/mm/yyyy"}))
        return "a.xlsx"

    return build


Rows = list[list[object]]
WORKS: Rows = [["id", "name"], ["P1", "One"], ["P2", "Two"], ["P3", "Three"]]
SITES: Rows = [["ref", "note"], ["P1", "north"], ["P1", "south"]]


def book(**sheets: Rows) -> Callable[[], str]:
    """A workbook of these sheets; the longest is the one that is imported."""

    def build() -> str:
        import xlsxwriter

        with xlsxwriter.Workbook("a.xlsx") as made:
            for name, rows in sheets.items():
                sheet = made.add_worksheet(name)
                for n, row in enumerate(rows):
                    sheet.write_row(n, 0, row)
        return "a.xlsx"

    return build


def layers(**tables: Rows) -> Callable[[], str]:
    """A GeoPackage of these layers, of which the first is imported; their rows have no shapes."""

    def build() -> str:
        import numpy as np
        import pyogrio

        for n, (name, (head, *rows)) in enumerate(tables.items()):
            columns = [np.array(cells, dtype=object) for cells in zip(*rows, strict=True)]
            shapes = np.array([None] * len(rows), dtype=object)
            pyogrio.raw.write(
                "a.gpkg", shapes, columns, head, layer=name, geometry_type="Point", crs="EPSG:4326", append=n > 0
            )
        return "a.gpkg"

    return build


def beside(content: str | bytes, name: str = "more.csv") -> Callable[[], str]:
    """A table, and another file that lies beside it."""

    def build() -> str:
        save(name, content)
        return save("a.csv", TABLE)

    return build


def join(what: str = 'sheet = "Sites"', left: str = "id", right: str = "ref") -> str:
    return f'[[join]]\n{what}\nleft = "{left}"\nright = "{right}"\n'


MORE = 'file = "more.csv"'


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
