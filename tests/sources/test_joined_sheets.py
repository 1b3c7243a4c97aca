"""Another sheet of the workbook, or another layer of the GeoPackage, that is imported: joined by the id."""

from __future__ import annotations

import sqlite3
import zipfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import shapely
import xlsxwriter

from tracker import sources
from tracker.errors import FormatError, UsageError
from tracker.model import Record
from tracker.sources.base import Options

MAPPING = """
[source]
key = "team"
[file]
sheet = "Works"
[record]
id = ["No"]
[[field]]
field = "name"
column = "Project"
"""
JOIN = "[[join]]\nsheet = 'Sites'\nleft = 'No'\nright = 'ref'\n"
WORKS: list[list[Any]] = [["No", "Project"], ["A", "Dam"], ["B", "Lock"], [7, "Port"]]
SITES: list[list[Any]] = [["ref", "note"], ["A", "one"], ["A", "two"], [7, "three"], ["X", "nobody's"]]
Sheets = Mapping[str, list[list[Any]]]
BOOK: Sheets = {"Works": WORKS, "Sites": SITES, "Read me": [["Hello", "there"], ["a", "b"]]}


def xlsx(path: Path, book: Sheets = BOOK) -> Path:
    path.parent.mkdir(exist_ok=True)
    with xlsxwriter.Workbook(path) as made:
        for name, rows in book.items():
            sheet = made.add_worksheet(name)
            for n, row in enumerate(rows):
                sheet.write_row(n, 0, row)
    return path


def ods(path: Path, book: Sheets = BOOK) -> Path:
    names = {n: f"urn:oasis:names:tc:opendocument:xmlns:{n}:1.0" for n in ("office", "table", "text")}
    declared = " ".join(f'xmlns:{n}="{uri}"' for n, uri in names.items())

    def cell(value: object) -> str:
        kind = "string" if isinstance(value, str) else f'float" office:value="{value}'
        return f'<table:table-cell office:value-type="{kind}"><text:p>{value}</text:p></table:table-cell>'

    def sheet(name: str, rows: Sequence[Sequence[object]]) -> str:
        lines = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
        return f'<table:table table:name="{name}">{lines}</table:table>'

    with zipfile.ZipFile(path, "w") as z:
        z.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        body = "".join(sheet(*item) for item in book.items())
        z.writestr(
            "content.xml",
            f"<office:document-content {declared}><office:body><office:spreadsheet>{body}"
            "</office:spreadsheet></office:body></office:document-content>",
        )
        z.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    return path


def read(
    *paths: Path, mapping: str = MAPPING + JOIN, sheet: str = ""
) -> tuple[list[Record], dict[str, list[tuple[str, tuple[str, ...]]]]]:
    """The records, and of the issues by code: raw and locators."""
    toml = paths[0].parent / "m.toml"
    toml.write_text(mapping, encoding="utf-8")
    reading = sources.open_paths(list(paths), Options(mapping=toml, sheet=sheet))[0]
    records = list(reading.records)
    told: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for key in reading.issues.counts:
        told.setdefault(key[0], []).append((key[3], tuple(reading.issues.locators.get(key, ()))))
    return records, told


def notes(records: Sequence[Record]) -> list[list[object]]:
    return [[row["note"] for row in r.content.get("joined", [])] for r in records]  # type: ignore[attr-defined]


@pytest.mark.parametrize(("ending", "make"), [("xlsx", xlsx), ("ods", ods)])
def test_another_sheet_of_the_same_workbook(tmp_path: Path, ending: str, make: Callable[[Path], Path]) -> None:
    path = make(tmp_path / f"book.{ending}")
    records, told = read(path)
    assert notes(records) == [["one", "two"], [], ["three"]]
    assert told.pop("unmatched-row") == [("", (f"{path.name}!Sites:5",))]
    # The joined sheet is read: it is not among those that are told as left out, and the rest is told once.
    assert told == {"sheet-chosen": [("Works, as asked for; not read: Read me", (f"{path.name}!Works",))]}


def test_without_a_name_the_sheet_that_is_imported_is_none_of_the_joined(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "book.xlsx", {"Sites": [*SITES, *[["Y", "more"]] * 9], "Works": WORKS})
    records, told = read(path, mapping=MAPPING.replace('sheet = "Works"', "") + JOIN)
    assert [r.native_id for r in records] == ["A", "B", "7"]
    assert notes(records)[0] == ["one", "two"]
    assert told.keys() == {"unmatched-row"}


def test_a_sheet_of_another_workbook_with_lines_above_and_two_rows_of_headings(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["Sites of the works", "", ""],
        ["as of May", "", ""],
        ["", "Place", "Place"],
        ["ref", "a", "b"],
        ["B", 1, 2],
    ]
    xlsx(tmp_path / "more.xlsx", {"Else": SITES * 3, "Sites": rows})
    path = xlsx(tmp_path / "book.xlsx", {"Works": WORKS})
    more = "file = 'more.xlsx'\nheader_rows = 2\nskip_lines = 2\n"
    records, told = read(path, mapping=MAPPING + JOIN + more)
    assert [r.content.get("joined") for r in records] == [
        None,
        [{"ref": "B", "Place | a": 1.0, "Place | b": 2.0}],
        None,
    ]
    assert told["sheet-chosen"] == [("Sites, as asked for; not read: Else", ("more.xlsx!Sites",))]


def test_a_joined_text_table_is_read_as_the_join_says(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "book.xlsx")
    (tmp_path / "more.csv").write_bytes("ref|note\nA|\u0141\u00f3d\u017a, a; b\n".encode("cp1250"))
    join = "[[join]]\nfile = 'more.csv'\nleft = 'No'\nright = 'ref'\nencoding = 'cp1250'\nseparator = '|'\n"
    records, told = read(path, mapping=MAPPING + join)
    assert notes(records)[0] == ["\u0141\u00f3d\u017a, a; b"]
    assert told.keys() == {"sheet-chosen"}


def test_the_sheet_of_each_file_is_joined_to_its_own_file(tmp_path: Path) -> None:
    paths = [
        xlsx(tmp_path / f"{name}.xlsx", {"Works": [WORKS[0], [key, name]], "Sites": [SITES[0], ["A", f"of {name}"]]})
        for name, key in (("one", "A"), ("two", "A"), ("three", "B"))
    ]
    records, told = read(*paths)
    assert notes(records) == [["of one"], ["of two"], []]
    assert told.pop("nothing-joined") == [("A", ("three.xlsx!Sites",))]
    assert not told


def test_rows_of_several_joins_tell_where_they_come_from_and_no_column_hides_another(tmp_path: Path) -> None:
    costs: list[list[Any]] = [["ref", "note", "joined from"], ["A", 5, "the bank"]]
    path = xlsx(tmp_path / "book.xlsx", {"Works": WORKS, "Sites": SITES, "Costs": costs})
    (tmp_path / "more.csv").write_text("ref,note\nA,third\n", encoding="utf-8")
    records, _ = read(
        path,
        mapping=MAPPING + JOIN + JOIN.replace("Sites", "Costs") + JOIN.replace("sheet = 'Sites'", "file = 'more.csv'"),
    )
    assert records[0].content["joined"] == [
        {"ref": "A", "note": "third", "joined from": "more.csv"},
        {"ref": "A", "note": "one", "joined from": "Sites"},
        {"ref": "A", "note": "two", "joined from": "Sites"},
        {"ref": "A", "note": 5.0, "joined from": "the bank", "joined from (2)": "Costs"},
    ]


def test_a_sheet_of_persons_is_told_and_can_be_redacted(tmp_path: Path) -> None:
    people: list[list[Any]] = [["ref", "note", "Contact person"], ["A", "x", "J. Doe"]]
    path = xlsx(tmp_path / "book.xlsx", {"Works": WORKS, "Sites": people})
    assert read(path)[1] == {"person-column": [("Contact person", ("book.xlsx!Sites",))]}
    records, told = read(path, mapping=MAPPING.replace('"team"', '"team"\nredact = ["contact person"]') + JOIN)
    assert records[0].content["joined"] == [{"ref": "A", "note": "x"}]
    assert not told


@pytest.mark.parametrize("how", ["sheet", "layer"])
def test_a_sheet_that_is_not_there_is_told_with_those_that_are(tmp_path: Path, how: str) -> None:
    path = xlsx(tmp_path / "book.xlsx") if how == "sheet" else package(tmp_path / "book.gpkg")
    with pytest.raises(UsageError, match=f"has no {how} 'Nowhere'") as caught:
        read(path, mapping=MAPPING + JOIN.replace("Sites", "Nowhere"))
    assert all(name in caught.value.hint for name in ("Works", "Sites"))


@pytest.mark.parametrize("join", ["sheet = 'Works'", "file = 'book.xlsx'", "file = 'book.xlsx'\nsheet = 'Works'"])
def test_a_sheet_is_not_joined_to_itself(tmp_path: Path, join: str) -> None:
    path = xlsx(
        tmp_path / "book.xlsx", {"Works": [*WORKS, ["C", "Quay"], ["D", "Weir"], ["E", "Pier"]], "Sites": SITES}
    )
    mapping = MAPPING + JOIN.replace("sheet = 'Sites'", join).replace("'ref'", "'No'")
    with pytest.raises(FormatError, match=r"\[\[join\]\] joins book\.xlsx!Works to itself") as caught:
        read(path, mapping=mapping)
    assert "--sheet" in caught.value.hint
    with pytest.raises(FormatError, match=r"joins book\.xlsx!Sites to itself"):
        read(path, sheet="Sites", mapping=(MAPPING + JOIN).replace("Project", "note").replace("No", "ref"))


def test_the_workbook_may_be_named_as_the_file_too(tmp_path: Path) -> None:
    records, told = read(xlsx(tmp_path / "book.xlsx"), mapping=MAPPING + JOIN + "file = 'book.xlsx'\n")
    assert notes(records) == [["one", "two"], [], ["three"]]
    assert told["sheet-chosen"] == [("Works, as asked for; not read: Read me", ("book.xlsx!Works",))]


@pytest.mark.parametrize("name", ["a.csv", "a.geojson"])
def test_a_file_of_one_table_has_no_other_sheet(tmp_path: Path, name: str) -> None:
    text = "No,Project\nA,Dam\n"
    if name == "a.geojson":
        text = (
            '{"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": null,'
            ' "properties": {"No": "A", "Project": "Dam"}}]}'
        )
    (tmp_path / name).write_text(text, encoding="utf-8")
    mapping = MAPPING.replace('sheet = "Works"', "")
    with pytest.raises(UsageError, match=r"is one table; it has no sheet 'Sites' to join") as caught:
        read(tmp_path / name, mapping=mapping + JOIN)
    assert "file in [[join]]" in caught.value.hint
    (tmp_path / "more.csv").write_text("ref\nA\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"more\.csv is one table; it has no sheet 'Sites'"):
        read(tmp_path / name, mapping=mapping + JOIN + "file = 'more.csv'\n")


@pytest.mark.parametrize(
    ("more", "what"),
    [
        ("", "join 1 names neither a file nor a sheet"),
        ("file = ''", "join 1 names neither a file nor a sheet"),
        ("sheet = 5", "sheet = 5 is not right"),
        ("sheet = 'Sites'\nheader_rows = 0", "header_rows = 0 is not right"),
        ("sheet = 'Sites'\nheader_rows = 2\ntransposed = true", "not for transposed ones"),
        ("sheet = 'Sites'\nskip_lines = true", "skip_lines = True is not right"),
        ("sheets = 'Sites'", "'sheets' is not known"),
    ],
)
def test_what_a_join_cannot_say(tmp_path: Path, more: str, what: str) -> None:
    with pytest.raises(FormatError, match=what) as caught:
        read(xlsx(tmp_path / "book.xlsx"), mapping=MAPPING + JOIN.replace("sheet = 'Sites'", more))
    assert caught.value.hint


def package(path: Path) -> Path:
    import geopandas

    works = geopandas.GeoDataFrame(
        {"No": ["A", "B"], "Project": ["Canal", "Dyke"]}, geometry=[shapely.Point(5, 52), None], crs="EPSG:4326"
    )
    lines = [shapely.LineString([(x, 5.8e6), (x + 1000, 5.8e6)]) for x in (500_000, 600_000, 700_000)]
    sites = geopandas.GeoDataFrame(
        {"ref": ["B", "B", "Z"], "note": ["one", "two", "lost"]}, geometry=lines, crs="EPSG:32631"
    )
    works.to_file(path, layer="Works")
    sites.to_file(path, layer="Sites")
    return path


@pytest.mark.parametrize("named", [True, False])
def test_another_layer_of_a_geopackage_gives_its_shapes(tmp_path: Path, named: bool) -> None:
    path = package(tmp_path / "book.gpkg")
    records, told = read(path, mapping=(MAPPING if named else MAPPING.replace('sheet = "Works"', "")) + JOIN)
    assert notes(records) == [[], ["one", "two"]]
    [place] = [c.value for c in records[1].claims if c.field == "geometry"]
    assert isinstance(place, bytes)
    shape = shapely.from_wkb(place)
    assert shape.geom_type == "MultiLineString"
    assert 2.9 < shape.bounds[0] < 4.6, "not in degrees"
    assert told.keys() == {"unmatched-row", "reprojected"}


def test_what_a_joined_layer_says_is_in_the_snapshot(tmp_path: Path) -> None:
    path = package(tmp_path / "book.gpkg")
    toml = tmp_path / "m.toml"
    toml.write_text(MAPPING + JOIN, encoding="utf-8")
    first = sources.open_paths([path], Options(mapping=toml))[0].snapshot.sha256
    assert sources.open_paths([path], Options(mapping=toml))[0].snapshot.sha256 == first
    with closing(sqlite3.connect(path)) as db, db:
        # Layers of GeoPackage have triggers on their R-trees, for which SQLite alone lacks the functions.
        db.execute("drop trigger if exists rtree_Sites_geom_update1")
        for (name,) in db.execute("select name from sqlite_master where type = 'trigger'").fetchall():
            db.execute(f'drop trigger "{name}"')
        db.execute("update Sites set note = 'three' where note = 'two'")
    reading = sources.open_paths([path], Options(mapping=toml))[0]
    assert reading.snapshot.sha256 != first
    assert notes(list(reading.records))[1] == ["one", "three"]
