"""A large sheet read in slices is the sheet that it is when read whole."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
import xlsxwriter

from tracker.errors import FormatError
from tracker.readers import slices
from tracker.readers.extents import check_xlsx
from tracker.readers.spreadsheet import read_sheet
from tracker.readers.tables import Table, TableOptions


def everything(table: Table) -> tuple[object, ...]:
    rows, places = [], []
    for batch in table.batches:
        rows += list(zip(*batch.columns.values(), strict=True))
        places += [table.locate(batch.start + i) for i in range(len(batch))]
    return table.name, table.columns, rows, places, table.notes


def both(path: Path, monkeypatch: pytest.MonkeyPatch, options: TableOptions | None = None, cells: int = 60) -> int:
    """Compare the two; return how many rows there are."""
    whole = everything(read_sheet(path, options))
    with monkeypatch.context() as patch:
        patch.setattr(slices, "WHOLE", 0)
        patch.setattr(slices, "SLICE", cells)
        patch.setattr(slices, "FIRST_ROWS", 3)
        assert slices.sliced(path, check_xlsx(path)), "it was not read in slices"
        sliced = everything(read_sheet(path, options))
    assert sliced == whole
    rows = whole[2]
    assert isinstance(rows, list)
    return len(rows)


def written(path: str, seed: int, **how: bool) -> Path:
    """A sheet with empty rows, empty columns, dates, errors, texts that come again, and a second sheet."""
    rnd = random.Random(seed)
    with xlsxwriter.Workbook(path, how) as book:
        sheet, other = book.add_worksheet("Data"), book.add_worksheet("Über <&>")
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        left, top = rnd.choice((0, 2)), rnd.choice((0, 1, 4))
        sheet.write_row(top, left, ["id", "name", "", "day", "sum", "text"])
        for i in range(top + 1, 120):
            if rnd.random() < 0.2:
                continue
            if rnd.random() < 0.8:  # the first column may be empty for whole slices
                sheet.write(i, left, f"P{i}" if not 40 < i < 70 else None)
            sheet.write(i, left + 1, rnd.choice(("a", "ä & <b>", " spaced ", "P7", "line\nbreak", f"only {i}")))
            sheet.write(i, left + 3, 40_000 + i, day)
            if rnd.random() < 0.3:
                sheet.write_formula(i, left + 4, "=1/0", value="#DIV/0!")
            else:
                sheet.write(i, left + 4, rnd.choice((1, 2.5, -1e300, True)))
        if rnd.random() < 0.5:
            sheet.write(400, left, "far below")
        other.write_row(0, 0, ["x", "y"])
        other.write_row(1, 0, [1, "only here"])
    return Path(path)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("inline", [False, True])
def test_slices_are_the_whole(seed: int, inline: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written("a.xlsx", seed, constant_memory=inline)
    assert both(path, monkeypatch) > 50
    assert both(path, monkeypatch, TableOptions(sheet="Über <&>", transposed=False)) == 1
    assert both(path, monkeypatch, TableOptions(sheet="Data", skip_lines=9, transposed=False), cells=500) > 50


def test_a_wide_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    with xlsxwriter.Workbook("a.xlsx") as book:
        sheet = book.add_worksheet("Data")
        for i in range(30):
            sheet.write_row(i, 0, [f"c{i}-{j}" for j in range(300)])
    assert both(Path("a.xlsx"), monkeypatch, TableOptions(transposed=False)) == 29


def test_real_files(realdata: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of Excel itself, with rich text and styles."""
    for name, n in (
        ("canada-mpi/MPI_2024_Active_Projects_en.xlsx", 504),
        ("worldbank/2022_WB_Projects_1_500_downloaded_9_22_2022.xlsx", 500),
    ):
        assert both(realdata / name, monkeypatch, cells=3000) == n
    assert both(realdata / "gem/Global-Coal-Plant-Tracker-July-2024.xlsx", monkeypatch, cells=200_000) == 14_004


def test_a_full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    path = written("a.xlsx", 1)
    monkeypatch.setattr(slices, "WHOLE", 0)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tracker.readers.slices.tempfile.TemporaryFile", full)
    with pytest.raises(FormatError, match="cannot be unpacked: No space left") as e:
        read_sheet(path)
    assert "temporary files" in e.value.hint
