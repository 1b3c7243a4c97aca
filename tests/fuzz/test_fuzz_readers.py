"""Damaged files of every format: a table or an error in words, in bounded memory and time, in processes of their own.

A short run of what benchmarks/fuzz.py does by the ten thousand. What it found stands in test_bad_input.py and below.
"""

from __future__ import annotations

import struct
import sys
import zipfile
from datetime import date
from pathlib import Path

import campaign
import pytest
from seeds import SEEDS, geojson_value, zipped

from tracker.errors import FormatError, UsageError
from tracker.readers import apart
from tracker.readers.detect import detect
from tracker.readers.opening import open_table
from tracker.readers.spreadsheet import sheets
from tracker.readers.tables import TableOptions

#: Files of one format in the default run; each old workbook takes a child of its own.
FILES = {"xls": 20, "gpkg": 200, "zip": 300, "xlsx": 300}


@pytest.mark.skipif(sys.platform == "win32", reason="limits of memory and time need POSIX")
@pytest.mark.parametrize("ending", SEEDS)
def test_damaged_files(ending: str, tmp_path: Path) -> None:
    n = FILES.get(ending, 400)
    result = campaign.run(ending, 0, n, tmp_path / ending)
    assert not result.problems, "\n".join(result.problems)
    assert result.read + result.refused == n
    assert result.read > n / 50, "hardly any damage gets as far as the reader"
    assert result.peak_mb < 400


@pytest.mark.parametrize("ending", SEEDS)
def test_the_sound_files_are_read(ending: str, tmp_path: Path) -> None:
    for n, data in enumerate(SEEDS[ending](tmp_path)):
        path = tmp_path / f"{n}.{ending}"
        path.write_bytes(data)
        table = open_table(path)
        rows = sum(len(batch) for batch in table.batches)
        assert rows >= 2
        assert "id" in table.columns
        assert not any(code == "misnamed-file" for code, _ in table.notes)


def test_an_old_workbook_is_read_in_another_process(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(SEEDS["xls"](tmp_path)[0])
    assert sheets(path) == ["Data"]
    table = open_table(path)
    (batch,) = table.batches
    assert table.columns == ("id", "name", "region", "cost", "start", "lon", "lat")
    assert batch.columns["name"][1] == "Second «Avenue»"
    assert batch.columns["start"][0] == date(2020, 6, 19)
    assert batch.columns["lon"] == [1.0, 2.0, 3.0, 4.0]
    assert table.locate(3) == "a.xls!Data:5"
    with pytest.raises(UsageError, match="no sheet 'x'") as e:
        open_table(path, TableOptions(sheet="x"))
    assert "Data" in e.value.hint


def test_no_second_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(SEEDS["xls"](tmp_path)[0])
    monkeypatch.setattr(apart.sys, "executable", str(tmp_path / "nowhere"))
    with pytest.raises(FormatError, match="a second process cannot be started"):
        open_table(path)


def test_a_member_without_a_name(tmp_path: Path) -> None:
    """zipfile raised IndexError."""
    data = bytearray(zipped({"a": "", "doc.kml": "<kml/>"}))
    at = data.index(b"PK\x01\x02")
    struct.pack_into("<HH", data, at + 28, 0, 1)  # the one letter of its name is an extra field now
    path = tmp_path / "a.kmz"
    path.write_bytes(data)
    with pytest.raises(FormatError, match="is a damaged zip archive"):
        detect(path)


def test_a_member_that_cannot_be_unpacked(tmp_path: Path) -> None:
    """zlib.error came out of the look at what kind of OpenDocument a file is."""
    data = bytearray(SEEDS["ods"](tmp_path)[0])
    data[30 + len("mimetype")] = 0xFF
    path = tmp_path / "a.ods"
    path.write_bytes(data)
    with pytest.raises(FormatError, match="mimetype cannot be unpacked"):
        detect(path)


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ('{"type": ["a"]}', ""),  # TypeError: unhashable
        ('{"type": "FeatureCollection", "features": []}', "utf-16"),  # a UnicodeError that does not say where
    ],
)
def test_geojson(content: str, encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(FormatError):
        open_table(path, TableOptions(encoding=encoding))


def test_a_geopackage_with_a_type_of_geometry_that_nobody_knows(tmp_path: Path) -> None:
    """The batches had a column more than the table."""
    import sqlite3
    from contextlib import closing

    path = tmp_path / "a.gpkg"
    path.write_bytes(SEEDS["gpkg"](tmp_path)[0])
    with closing(sqlite3.connect(path)) as db:
        db.execute("update gpkg_geometry_columns set geometry_type_name = 'x'")
        db.commit()
    table = open_table(path)
    (batch,) = table.batches
    assert tuple(batch.columns) == table.columns
    assert table.geometry in table.columns
    assert sum(v is not None for v in batch.columns[table.geometry]) == 3


def test_a_shapefile_with_names_of_columns_in_another_encoding_than_it_says(tmp_path: Path) -> None:
    SEEDS["zip"](tmp_path)
    path = tmp_path / "seed.dbf"
    good = path.read_bytes()
    path.write_bytes(good.replace(b"region\0", b"r\xe9gion\0"))
    with pytest.raises(FormatError, match="a name of a column is not in the encoding that the file says") as e:
        open_table(tmp_path / "seed.shp")
    assert "encoding" in e.value.hint
    table = open_table(tmp_path / "seed.shp", TableOptions(encoding="cp1252"))
    assert table.columns[2] == "région"
    # Where the .cpg is empty the name was taken for Latin-1 at first, and refused where the rows are read.
    (tmp_path / "seed.cpg").write_bytes(b"")
    path.write_bytes(good.replace(b"n\0\0\0\0\0\0\0\0\0\0N", b"\xff\0\0\0\0\0\0\0\0\0\0N"))
    table = open_table(tmp_path / "seed.shp")
    (batch,) = table.batches
    assert tuple(batch.columns) == table.columns
    assert batch.columns["ÿ"] == [0, 1, 2, 3]


def test_messages_do_not_repeat_the_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "a.kml"
    path.write_text(f'<?xml version="1.0" encoding="{"x" * 5000}"?><kml/>', encoding="utf-8")
    with pytest.raises(FormatError) as e:
        open_table(path)
    assert len(str(e.value)) < 300
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as z, zipfile.ZipFile(_xlsx(tmp_path)) as sound:
        for name in sound.namelist():
            z.writestr(name, sound.read(name).replace(b't="s"', b't="' + b"x" * 5000 + b'"'))
    with pytest.raises(FormatError) as e:
        open_table(tmp_path / "a.xlsx")
    assert len(str(e.value)) < 500


def _xlsx(folder: Path) -> Path:
    path = folder / "sound.xlsx"
    path.write_bytes(SEEDS["xlsx"](folder)[0])
    return path


def test_the_same_number_is_the_same_file(tmp_path: Path) -> None:
    """A find can be made again from its number."""
    import random

    from mutate import mutate

    assert geojson_value() == geojson_value()
    for ending in SEEDS:
        seeds = SEEDS[ending](tmp_path)
        for n in range(20):
            one, other = (mutate(random.Random(f"{ending}-{n}"), ending, seeds, tmp_path / "s") for _ in range(2))
            assert one == other, (ending, n)
