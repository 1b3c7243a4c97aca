"""Read workbooks (xlsx, xlsm, xls, ods): the sheet that holds the table, with the cells as they are stored."""

from __future__ import annotations

import datetime as dt
from array import array
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path

import python_calamine as calamine

from tracker.errors import FormatError, UsageError
from tracker.readers.apart import read_apart
from tracker.readers.detect import LABELS, Kind, detect
from tracker.readers.extents import Extent, check_ods, check_xlsx
from tracker.readers.layout import (
    MAX_COLUMNS,
    SAMPLE_ROWS,
    batch_rows,
    batches,
    check_header_rows,
    column_letters,
    filled,
    find_header,
    find_headers,
    headings,
    joined_headers,
    looks_transposed,
    take_columns,
    title_note,
    turn,
)
from tracker.readers.slices import SlicedSheet, sliced, without_sheets
from tracker.readers.tables import Batch, Cell, Table, TableOptions

_KEPT = {str, int, float, bool, dt.date, dt.datetime}
_SAVE = "Open it in a spreadsheet programme and save it."
_DELETE = "Delete the columns that are empty."

#: A sheet that is in memory as a whole, or one that is read in slices.
_Sheet = calamine.CalamineSheet | SlicedSheet
_Value = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta


def sheets(path: Path) -> list[str]:
    """Return the names of the sheets that hold cells (charts do not), hidden ones too, in the order of the workbook.

    Raises
    ------
    FormatError
        No workbook, damaged, protected by a password, or larger than what is safe to read.
    """
    if detect(path) == Kind.XLS:
        return list(read_apart(_names_of_xls, path))
    return _sheet_names(path)


def _names_of_xls(path: Path) -> Iterator[str]:
    yield from _sheet_names(path)


def _sheet_names(path: Path) -> list[str]:
    with _workbook(path) as book:
        return [s.name for s in book.book.sheets_metadata if s.typ == calamine.SheetTypeEnum.WorkSheet]


def read_sheet(path: Path, options: TableOptions | None = None) -> Table:
    """Return the table of one sheet: the one named, else the largest that looks like a table.

    Cells are text, float, bool, date or datetime (no time zone) as the workbook stores them; numbers are float also
    where they are whole; times of day and durations become text. Empty cells and errors such as #N/A are None.
    The sheet is in memory as a whole, a large one of xlsx a slice at a time; cells become Python's batch by batch.
    Rows without any cell are left out; ``locate`` gives "file.xlsx!Sheet:14".

    Raises
    ------
    UsageError
        There is no sheet of that name, or it has fewer rows than are to make its headings.
    FormatError
        As for :func:`sheets`; also where no sheet holds a table.
    """
    options = options or TableOptions()
    return _read_xls(path, options) if detect(path) == Kind.XLS else _read(path, options)


def _read_xls(path: Path, options: TableOptions) -> Table:
    parts = read_apart(_parts_of_xls, path, options)
    table: Table = next(parts)
    places: list[str] = []

    def batches() -> Iterator[Batch]:
        for batch, where in parts:
            places.extend(where)
            yield batch

    return replace(table, batches=batches(), locate=lambda i: places[i])


def _parts_of_xls(path: Path, options: TableOptions) -> Iterator[object]:
    """Yield the table without its rows, then (batch, place of each row): what can be handed to another process."""
    table = _read(path, options)
    yield replace(table, batches=iter(()), locate=str)
    for batch in table.batches:
        yield batch, [table.locate(batch.start + i) for i in range(len(batch))]


def _read(path: Path, options: TableOptions) -> Table:
    with _workbook(path) as book:
        sheet, notes = _choose(path, book, options.sheet, options.joined)
        names = book.book.sheet_names
    if book.errors:
        what = f"{book.errors:,} cells of the workbook hold an error such as #N/A; they count as empty"
        notes.append(("cell-errors", what))
    rows = sheet.iter_rows()
    with _told(path):
        raw = list(islice(rows, max(options.skip_lines, 0) + SAMPLE_ROWS))
    sample = _clean_rows(raw)
    at = options.skip_lines if options.skip_lines >= 0 else find_headers(sample, options.header_rows)
    while at is not None and at < len(sample) and not filled(sample[at]):
        at += 1
    where = f"{path}!{sheet.name}"
    if at is None or at >= len(sample):
        raise FormatError(f"{where} has no rows.", f"The sheets are {', '.join(names)}.")
    if len(sample[at]) > MAX_COLUMNS:
        raise FormatError(f"{where} has {len(sample[at]):,} columns; {MAX_COLUMNS:,} at most are read.", _DELETE)
    head = sample[at : at + options.header_rows]
    check_header_rows(where, len(head), options.header_rows)
    below = chain(raw[at + len(head) :], rows)
    turned = options.transposed if len(head) == 1 else False
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
    titles = title_note(sample[:at])
    joined = joined_headers(head) if len(head) > 1 else head[0]
    return _upright(path, sheet, at + len(head) - 1, joined, below, notes + titles)


def _upright(
    path: Path,
    sheet: _Sheet,
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


def _turned(path: Path, sheet: _Sheet, at: int, rows: list[list[Cell]], notes: list[tuple[str, str]]) -> Table:
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


def _choose(path: Path, book: _Book, wanted: str, joined: Sequence[str] = ()) -> tuple[_Sheet, list[tuple[str, str]]]:
    """Return the sheet wanted, else the one with most rows times columns among those with a header.

    The ``joined`` ones are read beside it: another goes before them, and they are not told as left out.
    """
    known = [s for s in book.book.sheets_metadata if s.typ == calamine.SheetTypeEnum.WorkSheet]
    names = [s.name for s in known]
    if wanted:
        if wanted not in names:
            raise UsageError(f"{path} has no sheet {wanted!r}.", f"It has {', '.join(names)}.")
        return book.sheet(wanted), _left_out(wanted, "as asked for", [n for n in names if n not in joined])
    shown = [s.name for s in known if s.visible == calamine.SheetVisibleEnum.Visible] or names
    shown = [name for name in shown if name not in joined] or shown
    best: _Sheet | None = None
    top = (0, 0)
    for name in shown:
        sheet = book.sheet(name)
        rank = (_header_cells(sheet), sheet.height * sheet.width)
        if rank[0] and rank > top:
            best, top = sheet, rank
    if best is None:
        raise FormatError(f"{path} has no sheet with a table.", f"Its sheets are {', '.join(names) or 'none'}.")
    return best, _left_out(best.name, "the largest table", [n for n in names if n not in joined])


def _left_out(chosen: str, why: str, names: Sequence[str]) -> list[tuple[str, str]]:
    """Return the note on the sheets that are not read; no note where there is one sheet only."""
    others = ", ".join(name for name in names if name != chosen)
    return [("sheet-chosen", f"{chosen}, {why}; not read: {others}")] if others else []


def _header_cells(sheet: _Sheet) -> int:
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


@dataclass(frozen=True, slots=True)
class _Book:
    """An open workbook, its sheets that are read in slices, and how many cells of it hold an error."""

    book: calamine.CalamineWorkbook
    sliced: Mapping[str, SlicedSheet]
    errors: int

    def sheet(self, name: str) -> _Sheet:
        return self.sliced.get(name) or self.book.get_sheet_by_name(name)


@contextmanager
def _workbook(path: Path) -> Iterator[_Book]:
    kind = detect(path)
    sizes: dict[str, Extent] = {}
    if kind == Kind.XLSX:
        sizes = check_xlsx(path)
    elif kind == Kind.ODS:
        sizes = check_ods(path)
    elif kind != Kind.XLS:  # of which a sheet has at most 65,536 rows and 256 columns
        raise FormatError(f"{path} is {LABELS[kind]}, not a workbook.", "Give an xlsx, xls or ods file.")
    in_slices = sliced(path, sizes)
    with _told(path):
        # Where all sheets come in slices, nobody needs the texts of the whole workbook in memory.
        light = 0 < len(sizes) == len(in_slices)
        opened = calamine.CalamineWorkbook.from_object(without_sheets(path) if light else path)
    with _told(path), opened as book:
        yield _Book(book, in_slices, sum(size.errors for size in sizes.values()))


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Say in our words what the reader of workbooks did not like."""
    try:
        yield
    except calamine.PasswordError as e:
        raise FormatError(f"{path} is protected by a password.", "Save it without a password.") from e
    except (calamine.CalamineError, OSError, ValueError, OverflowError) as e:
        raise FormatError(f"{path} is a damaged workbook ({' '.join(str(e).split())[:200]}).", _SAVE) from e
    except BaseException as e:
        # The reader is written in Rust; where it fails an assertion, Python gets an exception of no public class.
        if type(e).__name__ != "PanicException":
            raise
        raise FormatError(f"{path} is a damaged workbook.", _SAVE) from e
