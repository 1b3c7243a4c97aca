"""Read workbooks (xlsx, xlsm, xls, ods): the sheet that holds the table, with the cells as they are stored."""

from __future__ import annotations

import datetime as dt
from array import array
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path

import python_calamine as calamine

from tracker.errors import FormatError, UsageError
from tracker.readers.detect import LABELS, Kind, detect
from tracker.readers.extents import Extent, check_ods, check_xlsx
from tracker.readers.layout import (
    MAX_COLUMNS,
    SAMPLE_ROWS,
    batch_rows,
    batches,
    column_letters,
    filled,
    find_header,
    headings,
    looks_transposed,
    take_columns,
    title_note,
    turn,
)
from tracker.readers.tables import Batch, Cell, Table, TableOptions

_KEPT = {str, int, float, bool, dt.date, dt.datetime}
_SAVE = "Open it in a spreadsheet programme and save it."
_DELETE = "Delete the columns that are empty."

_Value = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta


def sheets(path: Path) -> list[str]:
    """Return the names of the sheets that hold cells (charts do not), hidden ones too, in the order of the workbook.

    Raises
    ------
    FormatError
        No workbook, damaged, protected by a password, or larger than what is safe to read.
    """
    with _workbook(path) as (book, _):
        return [s.name for s in book.sheets_metadata if s.typ == calamine.SheetTypeEnum.WorkSheet]


def read_sheet(path: Path, options: TableOptions | None = None) -> Table:
    """Return the table of one sheet: the one named, else the largest that looks like a table.

    Cells are text, float, bool, date or datetime (no time zone) as the workbook stores them; numbers are float also
    where they are whole; times of day and durations become text. Empty cells and errors such as #N/A are None.
    The sheet is in memory as a whole (the format leaves no choice), its cells become Python's batch by batch.
    Rows without any cell are left out; ``locate`` gives "file.xlsx!Sheet:14".

    Raises
    ------
    UsageError
        There is no sheet of that name.
    FormatError
        As for :func:`sheets`; also where no sheet holds a table.
    """
    options = options or TableOptions()
    with _workbook(path) as (book, size):
        sheet, notes = _choose(path, book, options.sheet)
    if size.errors:
        what = f"{size.errors:,} cells of the workbook hold an error such as #N/A; they count as empty"
        notes.append(("cell-errors", what))
    rows = sheet.iter_rows()
    with _told(path):
        raw = list(islice(rows, max(options.skip_lines, 0) + SAMPLE_ROWS))
    sample = _clean_rows(raw)
    at = options.skip_lines if options.skip_lines >= 0 else find_header(sample)
    while at is not None and at < len(sample) and not filled(sample[at]):
        at += 1
    where = f"{path}!{sheet.name}"
    if at is None or at >= len(sample):
        raise FormatError(f"{where} has no rows.", f"The sheets are {', '.join(book.sheet_names)}.")
    if len(sample[at]) > MAX_COLUMNS:
        raise FormatError(f"{where} has {len(sample[at]):,} columns; {MAX_COLUMNS:,} at most are read.", _DELETE)
    below = chain(raw[at + 1 :], rows)
    turned = options.transposed
    if turned is None:
        turned = sheet.total_height - at < SAMPLE_ROWS and looks_transposed(sample[at:])
    if turned:
        if sheet.total_height > MAX_COLUMNS:
            raise FormatError(
                f"{where} has {sheet.total_height:,} rows: too many for a table with one record a column.",
                "Leave the option out if each line is a record.",
            )
        with _told(path):
            return _turned(path, sheet, at, [sample[at], *_clean_rows(list(below))], notes)
    return _upright(path, sheet, at, sample[at], below, notes + title_note(sample[:at]))


def _upright(
    path: Path,
    sheet: calamine.CalamineSheet,
    at: int,
    head: Sequence[Cell],
    below: Iterator[list[_Value]],
    notes: list[tuple[str, str]],
) -> Table:
    columns, odd = headings(head)
    numbers = array("L")
    return Table(
        name=sheet.name,
        columns=columns,
        batches=_batches(path, columns, below, at + 2, numbers),
        locate=lambda i: f"{path.name}!{sheet.name}:{numbers[i]}",
        notes=notes + odd,
    )


def _batches(
    path: Path, columns: tuple[str, ...], below: Iterator[list[_Value]], number: int, numbers: array[int]
) -> Iterator[Batch]:
    """Yield the rows; ``numbers`` takes the row number of each, ``number`` being that of the first below the header."""

    def kept() -> Iterator[list[_Value]]:
        for n, row in enumerate(below, number):
            if any(row) or any(v != "" for v in row):  # 0 and False are something
                numbers.append(n)
                yield row

    rows, start = kept(), 0
    while True:
        with _told(path):
            cells = take_columns(rows, batch_rows(len(columns)))
        if not cells:
            return
        batch = Batch(start, dict(zip(columns, map(_clean, cells), strict=True)))
        yield batch
        start += len(batch)


def _turned(
    path: Path, sheet: calamine.CalamineSheet, at: int, rows: list[list[Cell]], notes: list[tuple[str, str]]
) -> Table:
    head, records, odd = turn(rows)
    if not head:
        raise FormatError(f"{path}!{sheet.name} has no rows with a label and values beside it.", "Name another sheet.")
    columns, repaired = headings(head)
    left = sheet.start[1] if sheet.start else 0
    places = [left + place for place, _ in records]
    cells = [record for _, record in records]
    what = f"one record a column, {len(records)} in all; it was turned"
    return Table(
        name=sheet.name,
        columns=columns,
        batches=batches(columns, iter(cells)),
        locate=lambda i: f"{path.name}!{sheet.name}:{at + 1}, column {column_letters(places[i])}",
        n_rows=len(records),
        notes=[*notes, ("transposed", what), *odd, *repaired],
    )


def _choose(
    path: Path, book: calamine.CalamineWorkbook, wanted: str
) -> tuple[calamine.CalamineSheet, list[tuple[str, str]]]:
    """Return the sheet wanted, else the one with most rows times columns among those with a header."""
    known = [s for s in book.sheets_metadata if s.typ == calamine.SheetTypeEnum.WorkSheet]
    names = [s.name for s in known]
    if wanted:
        if wanted not in names:
            raise UsageError(f"{path} has no sheet {wanted!r}.", f"It has {', '.join(names)}.")
        return book.get_sheet_by_name(wanted), []
    shown = [s.name for s in known if s.visible == calamine.SheetVisibleEnum.Visible] or names
    best: calamine.CalamineSheet | None = None
    top = (0, 0)
    for name in shown:
        sheet = book.get_sheet_by_name(name)
        rank = (_header_cells(sheet), sheet.height * sheet.width)
        if rank[0] and rank > top:
            best, top = sheet, rank
    if best is None:
        raise FormatError(f"{path} has no sheet with a table.", f"Its sheets are {', '.join(names) or 'none'}.")
    others = [name for name in names if name != best.name]
    if not others:
        return best, []
    return best, [("sheet-chosen", f"{best.name}, the largest table; not read: {', '.join(others)}")]


def _header_cells(sheet: calamine.CalamineSheet) -> int:
    """Return 2 where a sheet has a header of several cells, 1 where of one (mostly remarks), 0 where it has none."""
    sample = _clean_rows(list(islice(sheet.iter_rows(), SAMPLE_ROWS)))
    at = find_header(sample)
    if at is None or not any(isinstance(c, str) for c in sample[at]):
        return 0
    return min(filled(sample[at]), 2)


def _clean_rows(rows: list[list[_Value]]) -> list[list[Cell]]:
    return [_clean(row) for row in rows]


def _clean(values: Sequence[_Value]) -> list[Cell]:
    """Return cells with None for nothing (the reader gives "" for it and for errors), text for times and durations."""
    kinds = set(map(type, values))
    if kinds <= _KEPT:
        return [None if v == "" else v for v in values]  # type: ignore[misc]
    return [None if v == "" else str(v) if isinstance(v, (dt.time, dt.timedelta)) else v for v in values]


@contextmanager
def _workbook(path: Path) -> Iterator[tuple[calamine.CalamineWorkbook, Extent]]:
    kind = detect(path)
    if kind == Kind.XLSX:
        size = check_xlsx(path)
    elif kind == Kind.ODS:
        size = check_ods(path)
    elif kind == Kind.XLS:
        size = Extent()  # at most 65,536 rows and 256 columns
    else:
        raise FormatError(f"{path} is {LABELS[kind]}, not a workbook.", "Give an xlsx, xls or ods file.")
    with _told(path), calamine.CalamineWorkbook.from_path(path) as book:
        yield book, size


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Say in our words what the reader of workbooks did not like."""
    try:
        yield
    except calamine.PasswordError as e:
        raise FormatError(f"{path} is protected by a password.", "Save it without a password.") from e
    except (calamine.CalamineError, OSError, ValueError, OverflowError) as e:
        raise FormatError(
            f"{path} is a damaged workbook ({e}).", "Open it in a spreadsheet programme and save it."
        ) from e
    except BaseException as e:
        # The reader is written in Rust; where it fails an assertion, Python gets an exception of no public class.
        if type(e).__name__ != "PanicException":
            raise
        raise FormatError(f"{path} is a damaged workbook.", _SAVE) from e
