"""Headings that several rows make: which rows, and what a column is called then."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import UsageError
from tracker.readers.layout import headings, joined_headers
from tracker.readers.opening import open_table
from tracker.readers.tables import Cell, Table, TableOptions

NAMES = ("Id", "Project", "Cost (EUR m) | 2024", "Cost (EUR m) | 2025", "Opening")
UNDER_GROUPS = ",,Cost (EUR m),,\nId,Project,2024,2025,Opening\nR1,A dam,10,12,2030\n"
MERGED = "Id,Project,Cost (EUR m),,Opening\n,,2024,2025,\nR1,A dam,10,12,2030\n"


def read(text: str, **options: object) -> tuple[Table, list[tuple[Cell, ...]]]:
    Path("t.csv").write_text(text, encoding="utf-8")
    table = open_table(Path("t.csv"), TableOptions(**{"header_rows": 2, **options}))  # type: ignore[arg-type]
    return table, [row for b in table.batches for row in zip(*b.columns.values(), strict=True)]


def test_merged_cells_speak_for_what_is_right_of_them() -> None:
    table, rows = read(MERGED)
    assert table.columns == NAMES
    assert rows == [("R1", "A dam", "10", "12", "2030")]
    assert (table.locate(0), table.notes, table.n_rows) == ("t.csv:3", [], 1)


def test_a_group_ends_where_the_next_begins_and_not_before() -> None:
    assert read(UNDER_GROUPS)[0].columns == (*NAMES[:4], "Cost (EUR m) | Opening")
    assert read(UNDER_GROUPS.replace("m),,", "m),,Dates"))[0].columns == (*NAMES[:4], "Dates | Opening")


@pytest.mark.parametrize("title", ["List of works\n", "List of works\n\n", "\n", ",,,,\n"])
@pytest.mark.parametrize("table", [UNDER_GROUPS, MERGED])
def test_titles_stay_above(title: str, table: str) -> None:
    found, rows = read(title + table)
    assert found.columns[:4] == NAMES[:4]
    assert rows == [("R1", "A dam", "10", "12", "2030")]
    assert [code for code, _ in found.notes] == (["title-lines"] if "List" in title else [])
    assert found.locate(0) == f"t.csv:{3 + title.count(chr(10))}"


def test_skip_lines_says_where_the_first_stands() -> None:
    text = "Works,as of,2025,,\nsecond,title,,,\n" + MERGED
    assert read(text)[0].columns != NAMES
    assert read(text, skip_lines=2)[0].columns == NAMES


def test_ragged_rows_and_columns_without_a_heading() -> None:
    table, rows = read("Id,Cost,,,\n,2024,2025\nR1,1,2,,x,y\nR2\n")
    assert table.columns == ("Id", "Cost | 2024", "Cost | 2025", "column 4", "column 5", "+")
    assert rows == [("R1", "1", "2", "", "x", '["y"]'), ("R2", "", "", "", "", "")]
    assert {"no-heading", "short-rows", "long-rows"} == {code for code, _ in table.notes}


def test_three_rows() -> None:
    text = ",Money,,,\n,Plan,,Paid,\nId,2024,2025,2024,2025\nR1,1,2,3,4\n"
    assert read(text, header_rows=3)[0].columns == (
        "Id", "Money | Plan | 2024", "Money | Plan | 2025", "Money | Paid | 2024", "Money | Paid | 2025",
    )  # fmt: skip


def test_a_table_that_looks_transposed_is_read_as_it_stands() -> None:
    wide = "Name," + ",".join(f"P{i}" for i in range(20)) + "\n"
    text = wide + "Start date,2024" + "," * 19 + "\nStatus,a" + "," * 19 + "\nCost,1" + "," * 19 + "\n"
    assert read(text, header_rows=1)[0].notes[0][0] == "transposed"
    table, rows = read(text)
    assert (table.columns[:2], len(rows)) == (("Name | Start date", "P0 | 2024"), 2)


def test_fewer_rows_than_are_asked_for() -> None:
    with pytest.raises(UsageError, match="3 of the 4 rows") as e:
        read(MERGED, header_rows=4)
    assert "skip_lines" in e.value.hint


def test_a_sheet_with_merged_cells() -> None:
    with xlsxwriter.Workbook("t.xlsx") as book:
        sheet = book.add_worksheet("Works")
        sheet.write(0, 0, "List of works")
        for c, name in ((0, "Id"), (1, "Project"), (4, "Opening")):
            sheet.merge_range(2, c, 3, c, name)
        sheet.merge_range(2, 2, 2, 3, "Cost (EUR m)")
        sheet.write_row(3, 2, [2024, 2025])
        sheet.write_row(4, 0, ["R1", "A dam", 10, 12, 2030])
    table = open_table(Path("t.xlsx"), TableOptions(header_rows=2))
    rows = [row for b in table.batches for row in zip(*b.columns.values(), strict=True)]
    assert table.columns == NAMES
    assert rows == [("R1", "A dam", 10.0, 12.0, 2030.0)]
    assert table.locate(0) == "t.xlsx!Works:5"
    assert [code for code, _ in table.notes] == ["title-lines"]
    with pytest.raises(UsageError, match=r"t.xlsx!Works has 3 of the 9 rows"):
        open_table(Path("t.xlsx"), TableOptions(header_rows=9))


ROWS = st.lists(st.lists(st.sampled_from(["", " ", "a", "b", "c|d", None, 2024.0]), max_size=6), min_size=1, max_size=4)


@given(ROWS)
def test_every_column_has_a_name_of_its_own(rows: list[list[Cell]]) -> None:
    joined = joined_headers(rows)
    names, _ = headings(joined)
    assert len(set(names)) == len(names) == max(map(len, rows))
    for c, cell in enumerate(joined):
        own = [row[c] for row in rows if c < len(row) and row[c] not in ("", " ", None)]
        assert all(("2024" if part == 2024 else str(part)) in str(cell) for part in own)
