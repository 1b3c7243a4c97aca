"""Workbooks: which sheet, which cells, and what is too large to be opened."""

from __future__ import annotations

import random
import zipfile
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from tracker.errors import FormatError, TrackerError, UsageError
from tracker.readers import extents
from tracker.readers.layout import column_letters
from tracker.readers.spreadsheet import read_sheet, sheets
from tracker.readers.tables import BATCH_ROWS, Cell, Table, TableOptions

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
#: Cells of one sheet: reference -> text, number, or the XML of a cell.
Sheet = Mapping[str, object]


def workbook(path: str, book: Mapping[str, str | Sheet], hidden: Iterable[str] = ()) -> Path:
    """Write an xlsx as the standard (ECMA-376) has it; a sheet is rows of cells by reference, or its XML."""
    names = list(book)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/></Types>',
        )
        link = f'<Relationship Id="r" Type="{REL}/officeDocument" Target="xl/workbook.xml"/>'
        z.writestr("_rels/.rels", f'<Relationships xmlns="{PACKAGE}/relationships">{link}</Relationships>')
        parts = "".join(
            f'<sheet name="{n}" sheetId="{i}" r:id="r{i}" state="{"hidden" if n in hidden else "visible"}"/>'
            for i, n in enumerate(names, 1)
        )
        z.writestr("xl/workbook.xml", f'<workbook xmlns="{MAIN}" xmlns:r="{REL}"><sheets>{parts}</sheets></workbook>')
        links = "".join(
            f'<Relationship Id="r{i}" Type="{REL}/worksheet" Target="worksheets/sheet{i}.xml"/>'
            for i in range(1, len(names) + 1)
        )
        links += f'<Relationship Id="s" Type="{REL}/styles" Target="styles.xml"/>'
        z.writestr(
            "xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>'
        )
        z.writestr(
            "xl/styles.xml",
            f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/>'
            '<xf numFmtId="20"/></cellXfs></styleSheet>',
        )
        for i, name in enumerate(names, 1):
            sheet = book[name]
            body = sheet if isinstance(sheet, str) else rows_xml(sheet)
            z.writestr(
                f"xl/worksheets/sheet{i}.xml", f'<worksheet xmlns="{MAIN}"><sheetData>{body}</sheetData></worksheet>'
            )
    return Path(path)


def rows_xml(cells: Sheet) -> str:
    rows: dict[int, list[str]] = {}
    for reference, value in cells.items():
        row = int(reference.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
        rows.setdefault(row, []).append(cell_xml(reference, value))
    return "".join(f'<row r="{r}">{"".join(row)}</row>' for r, row in rows.items())


def cell_xml(reference: str, value: object) -> str:
    if isinstance(value, bool):
        return f'<c r="{reference}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, str) and value.startswith("#"):
        return f'<c r="{reference}" t="e"><v>{value}</v></c>'
    if isinstance(value, tuple):
        return f'<c r="{reference}" s="{value[0]}"><v>{value[1]}</v></c>'
    if isinstance(value, str):
        return f'<c r="{reference}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
    return f'<c r="{reference}"><v>{value}</v></c>'


def grid(rows: Iterable[Iterable[object]], first: int = 1) -> Sheet:
    return {
        f"{column_letters(c)}{r}": value
        for r, row in enumerate(rows, first)
        for c, value in enumerate(row)
        if value is not None
    }


def rows_of(table: Table) -> list[tuple[Cell, ...]]:
    rows: list[tuple[Cell, ...]] = []
    for batch in table.batches:
        assert tuple(batch.columns) == table.columns
        assert batch.start == len(rows)
        rows += zip(*batch.columns.values(), strict=True)
    return rows


NOON = datetime(2023, 3, 15, 12)  # noqa: DTZ001 -- workbooks know no time zone
TABLE = [("id", "name", "cost"), ("P1", "Pinglu canal", 72.7), ("P2", "Second lock", None), ("P3", "Third", 3)]


def test_cells_keep_their_types() -> None:
    sheet = grid(
        [("id", "flag", "day", "time", "clock", "bad"), ("P1", False, (1, 45000), (1, 45000.5), (2, 0.25), "#N/A")]
    )
    table = read_sheet(workbook("a.xlsx", {"Data": sheet}))
    assert table.name == "Data"
    assert rows_of(table) == [("P1", False, date(2023, 3, 15), NOON, "06:00:00", None)]
    assert table.locate(0) == "a.xlsx!Data:2"
    assert [code for code, _ in table.notes] == ["cell-errors"]


def test_the_largest_table_is_read() -> None:
    about = grid([(f"A long remark about the data, number {i}",) for i in range(50)])
    book = {"About": about, "Units": grid(TABLE), "Codes": grid(TABLE[:2]), "Empty": "", "Raw": grid(TABLE * 3)}
    path = workbook("a.xlsx", book, hidden=["Raw"])
    assert sheets(path) == ["About", "Units", "Codes", "Empty", "Raw"]
    table = read_sheet(path)
    assert table.name == "Units"
    assert rows_of(table) == [("P1", "Pinglu canal", 72.7), ("P2", "Second lock", None), ("P3", "Third", 3.0)]
    assert table.notes == [("sheet-chosen", "Units, the largest table; not read: About, Codes, Empty, Raw")]
    named = read_sheet(path, TableOptions(sheet="Codes"))
    assert len(rows_of(named)) == 1
    assert named.notes == [("sheet-chosen", "Codes, as asked for; not read: About, Units, Empty, Raw")]
    with pytest.raises(UsageError, match="no sheet 'units'") as e:
        read_sheet(path, TableOptions(sheet="units"))
    assert "Units" in e.value.hint
    with pytest.raises(FormatError, match="has no rows"):
        read_sheet(path, TableOptions(sheet="Empty"))


def test_titles_blank_rows_and_places() -> None:
    rows = [("Projects, as of 2022",), (), TABLE[0], TABLE[1], (), (None, None, 0), TABLE[3]]
    table = read_sheet(workbook("a.xlsx", {"data": grid(rows, first=3)}))
    assert table.columns == ("id", "name", "cost")
    assert rows_of(table) == [("P1", "Pinglu canal", 72.7), (None, None, 0.0), ("P3", "Third", 3.0)]
    assert [table.locate(i) for i in range(3)] == ["a.xlsx!data:6", "a.xlsx!data:8", "a.xlsx!data:9"]
    assert "Projects, as of 2022" in table.notes[0][1]
    told = read_sheet(Path("a.xlsx"), TableOptions(skip_lines=5))
    assert told.columns == ("P1", "Pinglu canal", "72.7")


def test_headings() -> None:
    table = read_sheet(workbook("a.xlsx", {"a": grid([("x", "x", None, 2024), (1, 2, 3, 4)])}))
    assert table.columns == ("x", "x (2)", "column 3", "2024.0")


def test_one_record_a_column() -> None:
    labels = ("Project name", "Department", "Start date", "Budget (£m)")
    rows = [(None, label, *(f"{label[0]}{i}" for i in range(14))) for label in labels]
    table = read_sheet(workbook("a.xlsx", {"a": grid(rows)}))
    assert table.columns == labels
    assert rows_of(table)[0] == ("P0", "D0", "S0", "B0")
    assert table.locate(0) == "a.xlsx!a:1, column C"
    assert len(read_sheet(Path("a.xlsx"), TableOptions(transposed=False)).columns) == 15


def test_several_batches() -> None:
    n = BATCH_ROWS + 7
    table = read_sheet(workbook("a.xlsx", {"a": grid([("id", "n"), *((f"P{i}", i) for i in range(n))])}))
    assert len(rows_of(table)) == n
    assert table.locate(n - 1) == f"a.xlsx!a:{n + 1}"


FAR = '<row r="1"><c r="A1"><v>1</v></c></row>'


@pytest.mark.parametrize(
    "far",
    [
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        '<row><c s="1" r="XFD1048576"><v>1</v></c></row>',
        "<x:row xmlns:x='" + MAIN + "' r='1048576'><x:c r='xfd1048576'><x:v>1</x:v></x:c></x:row>",
        '<row r="1048576">' + "<c><v>1</v></c>" * 100 + "</row>",
    ],
)
def test_cells_far_apart_are_refused_unread(far: str) -> None:
    with pytest.raises(FormatError, match=r"spans 1,048,576 rows and [\d,]+ columns") as e:
        read_sheet(workbook("a.xlsx", {"a": FAR + far}))
    assert "CSV" in e.value.hint


ODS_OPEN = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
)


def ods(path: str, rows: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        z.writestr(
            "content.xml",
            f'{ODS_OPEN}<table:table table:name="Data">{rows}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
        z.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    return Path(path)


def ods_row(*texts: str, repeat: int = 1, cells: int = 1) -> str:
    body = "".join(
        f'<table:table-cell office:value-type="string" table:number-columns-repeated="{cells}">'
        f"<text:p>{text}</text:p></table:table-cell>"
        for text in texts
    )
    return f'<table:table-row table:number-rows-repeated="{repeat}">{body}</table:table-row>'


def test_ods() -> None:
    rest = (
        '<table:table-row table:number-rows-repeated="1048570"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row>'
    )
    path = ods("a.ods", ods_row("id", "name") + ods_row("P1", "a") + ods_row("P2", "b", repeat=2) + rest)
    table = read_sheet(path)
    assert rows_of(table) == [("P1", "a"), ("P2", "b"), ("P2", "b")]
    for bomb in (ods_row("x", repeat=1_000_000, cells=1000), rest + ods_row("x", cells=16_384)):
        with pytest.raises(FormatError, match="spans"):
            read_sheet(ods("b.ods", ods_row("id", "name") + bomb))
    with pytest.raises(FormatError, match="no XML"):
        read_sheet(ods("c.ods", "<unclosed>"))


def test_no_workbook() -> None:
    Path("a.xlsx").write_text("id,name\n1,a\n", encoding="utf-8")
    with pytest.raises(FormatError, match="is a text table"):
        read_sheet(Path("a.xlsx"))
    path = workbook("b.xlsx", {"About": grid([(1,), (2,)]), "Empty": ""})
    with pytest.raises(FormatError, match="no sheet with a table") as e:
        sheets(path)
        read_sheet(path)
    assert "About" in e.value.hint


def test_password() -> None:
    ole = bytearray(4096)
    ole[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    ole[30] = 9
    ole[512:544] = "EncryptedPackage".encode("utf-16-le")
    Path("a.xlsx").write_bytes(ole)
    with pytest.raises(FormatError, match="password"):
        read_sheet(Path("a.xlsx"))


def test_damaged() -> None:
    """Bytes changed, cut or doubled: a table or our error, nothing else."""
    good = workbook("a.xlsx", {"a": grid(TABLE), "b": grid(TABLE)}).read_bytes()
    rng = random.Random(7)
    for _ in range(200):
        data = bytearray(good)
        for _ in range(rng.randrange(1, 6)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        if rng.random() < 0.2:
            del data[rng.randrange(len(data)) :]
        Path("b.xlsx").write_bytes(data)
        try:
            rows_of(read_sheet(Path("b.xlsx")))
        except TrackerError as e:
            assert str(e)


def test_damaged_xml() -> None:
    good = rows_xml(grid(TABLE))
    rng = random.Random(8)
    pieces = [
        "<c",
        "r=",
        '"A1"',
        "</row>",
        "<row ",
        't="s"',
        "<v>",
        "&lt;",
        "999999",
        "\x00",
        '"',
        "XFD",
        "-1",
        "1e400",
    ]
    for _ in range(200):
        at = rng.randrange(len(good))
        path = workbook("b.xlsx", {"a": good[:at] + rng.choice(pieces) + good[at + rng.randrange(5) :]})
        try:
            rows_of(read_sheet(path))
        except TrackerError as e:
            assert str(e)


def test_extent_is_counted() -> None:
    path = workbook("a.xlsx", {"a": grid(TABLE), "b": {"AB12": "x", "C13": "#REF!"}})
    found = list(extents.check_xlsx(path).values())
    assert [(x.rows, x.columns, x.left, x.errors, x.is_plain) for x in found] == [
        (4, 3, 0, 0, True),
        (13, 28, 2, 1, True),
    ]


@pytest.mark.parametrize(
    ("name", "sheet", "n", "width", "header"),
    [
        ("canada-mpi/MPI_2024_Active_Projects_en.xlsx", "MPI 2024 Data", 504, 30, 1),
        ("gem/Global-Coal-Plant-Tracker-July-2024.xlsx", "Units", 14_004, 41, 1),
        ("worldbank/2022_WB_Projects_1_500_downloaded_9_22_2022.xlsx", "data", 500, 27, 2),
        ("worldbank/1995_WB_Projects_1_500_downloaded_9_22_2022.xlsx", "data", 372, 27, 2),
    ],
)
def test_real_files(realdata: Path, name: str, sheet: str, n: int, width: int, header: int) -> None:
    table = read_sheet(realdata / name)
    assert (table.name, len(table.columns), len(rows_of(table))) == (sheet, width, n)
    assert table.locate(0).endswith(f"!{sheet}:{header + 1}")
