"""The encoding that a user names: of a text table, of the .dbf of a shapefile, and names of none."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely

from tracker.errors import UsageError
from tracker.readers.opening import open_table
from tracker.readers.tables import Cell, TableOptions

#: Names as people and Python write them -> a text in that encoding.
TEXTS = {
    "latin-1": "Öñß", "ISO-8859-15": "€Öñ", "cp1252": "Öñß", "mac_roman": "Öñß", "cp437": "Öñß", "cp850": "Öñß",
    "gb18030": "平陆运河", "gbk": "平陆运河", "big5": "運河", "cp949": "운하", "euc-kr": "운하",
    "shift_jis": "運河かな", "euc_jp": "運河かな", "koi8-r": "Канал",
    "windows-1251": "Канал", "iso8859-5": "Канал", "mac_cyrillic": "Канал",
    "cp1253": "Κανάλι", "cp1256": "قناة", "tis-620": "คลอง", "utf8": "Öñß平",
}  # fmt: skip


def cells(path: Path, encoding: str) -> list[Cell]:
    return [cell for b in open_table(path, TableOptions(encoding=encoding)).batches for cell in b.columns["name"]]


@pytest.fixture
def shapefile(tmp_path: Path) -> Path:
    path = tmp_path / "a.shp"
    blobs = np.array([shapely.to_wkb(shapely.Point(1, 2))], dtype=object)
    names = np.array(["x" * 20], dtype=object)
    pyogrio.raw.write(path, blobs, [names], ["name"], geometry_type="Point", crs="EPSG:4326")
    return path


@pytest.mark.parametrize("encoding", TEXTS)
def test_text_is_read_in_the_encoding_that_is_named(shapefile: Path, encoding: str) -> None:
    text = TEXTS[encoding]
    table = shapefile.with_suffix(".csv")
    table.write_bytes(f"id,name\n1,{text}\n".encode(encoding))
    assert cells(table, encoding) == [text]
    dbf = shapefile.with_suffix(".dbf")
    dbf.write_bytes(dbf.read_bytes().replace(b"x" * 20, text.encode(encoding).ljust(20)))
    assert cells(shapefile, encoding) == [text]


@pytest.mark.parametrize("name", ["utf9", "hex", "cp1252\x00", "ü"])
def test_a_name_of_no_encoding_is_told_whatever_the_file(shapefile: Path, name: str) -> None:
    json = shapefile.with_suffix(".geojson")
    json.write_text('{"type": "FeatureCollection", "features": []}', encoding="utf-8")
    table = shapefile.with_suffix(".csv")
    table.write_text("id,name\n1,A\n", encoding="utf-8")
    for path in (shapefile, json, table):
        with pytest.raises(UsageError, match="There is no encoding") as e:
            open_table(path, TableOptions(encoding=name))
        assert "cp1252" in e.value.hint


@pytest.mark.parametrize("name", ["utf-16", "utf-32-le"])
def test_no_dbf_is_in_two_bytes_a_letter(shapefile: Path, name: str) -> None:
    with pytest.raises(UsageError, match=f"No .dbf is in {name}"):
        open_table(shapefile, TableOptions(encoding=name))
