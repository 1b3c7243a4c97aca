"""Cells with two readings ("1.250") are read by what the other cells of their column tell, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from mapped import claims, field, odd, read

from tracker import sources
from tracker.errors import UsageError
from tracker.readers.tables import BATCH_ROWS
from tracker.sources.base import Options


def numbers(folder: Path, cells: tuple[str, ...], more: str = "") -> tuple[list[object], dict[tuple[str, str], int]]:
    table = "Id;Name;Cost\n" + "".join(f"{i};A{i};{cell}\n" for i, cell in enumerate(cells))
    records, issues = read(folder, table, field("cost_estimate", "Cost", f"currency = 'EUR'\n{more}"))
    return [c.value for c in claims(records, "cost_estimate")], odd(issues)


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (("1.250", "1.250.000"), [1250.0, 1250000.0]),
        (("1.250", "12,5"), [1250.0, 12.5]),
        (("1.250", "7.5"), [1.25, 7.5]),
        (("1,250", "0.5"), [1250.0, 0.5]),
        (("1,250", "0,5"), [1.25, 0.5]),
        (("1,250", "€ 1,5 Mio"), [1.25, 1.5e6]),
        (("1,250", "about 1,300", "1,100-1,300", "980"), [1250.0, 1300.0, 1100.0, 1300.0, 980.0]),
        (("about 1.250", "1.250-1.500", "1.234.567"), [1250.0, 1250.0, 1500.0, 1234567.0]),
    ],
)
def test_other_cells_of_the_column_decide(tmp_path: Path, cells: tuple[str, ...], values: list[float]) -> None:
    assert numbers(tmp_path, cells) == (values, {})
    assert numbers(tmp_path, cells[::-1])[1] == {}


@pytest.mark.parametrize(
    ("cells", "values", "open_ones"),
    [
        (("1.250", "2.500", "7"), [7.0], ("1.250", "2.500")),
        (("1.250", "1,250"), [], ("1.250", "1,250")),
        (("1.250", "12,5", "12.5"), [12.5, 12.5], ("1.250",)),
    ],
)
def test_what_no_cell_decides_makes_an_issue_and_no_claim(
    tmp_path: Path, cells: tuple[str, ...], values: list[float], open_ones: tuple[str, ...]
) -> None:
    assert numbers(tmp_path, cells) == (values, {("open-mark", cell): 1 for cell in open_ones})
    settled, issues = numbers(tmp_path, cells, "decimal = ','")
    assert len(settled) >= len(cells)
    assert issues == {}


def test_a_cell_far_below_decides_too(tmp_path: Path) -> None:
    cells = ("1.250", *["7"] * (BATCH_ROWS + 10), "1.250.000")
    values, issues = numbers(tmp_path, cells)
    assert (values[0], issues) == (1250.0, {})


def test_a_few_that_are_written_otherwise_are_told(tmp_path: Path) -> None:
    values, issues = numbers(tmp_path, ("1.250", *["12,5"] * 40, "12.5"))
    assert values[0] == 1250.0
    assert issues == {("mixed-marks", "Cost"): 1}
    assert numbers(tmp_path, (*["12,5"] * 40, "12.5"))[1] == {}  # nothing hangs on it


def test_numbers_of_other_fields_are_read_so_too(tmp_path: Path) -> None:
    table = "Id;Name;Length;Lanes\n1;A;1.318;1.250 lanes\n2;B;12,5;4 lanes\n"
    rules = field("length_km", "Length") + field("capacity", "Lanes", "item = 'lanes'")
    records, issues = read(tmp_path, table, rules)
    assert [c.value for c in claims(records, "length_km")] == [1318.0, 12.5]
    assert ("open-mark", "1.250 lanes") in odd(issues)
    assert [c.value for c in claims(records, "capacity")] == [4.0]


def test_other_signs_of_arabic_numbers_leave_nothing_open(tmp_path: Path) -> None:
    assert numbers(tmp_path, ("١٬٢٥٠",)) == ([1250.0], {})


def test_the_mark_is_said_in_an_option(tmp_path: Path) -> None:
    path = tmp_path / "works.csv"
    path.write_text("Id;Name;Cost\n1;A;1.250\n", encoding="utf-8")
    for word, value in (("comma", 1250.0), ("point", 1.25)):
        options = Options(maps=("id=Id", "name=Name", f"cost_estimate[EUR, decimal={word}]=Cost"))
        (record,) = sources.open_paths([path], options)[0].records
        assert [c.value for c in record.claims if c.field == "cost_estimate"] == [value]
    with pytest.raises(UsageError, match="decimal=dot"):
        sources.open_paths([path], Options(maps=("name=Name", "cost_estimate[decimal=dot]=Cost")))
