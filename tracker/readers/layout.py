"""How a table lies on its sheet: title lines, the header, headings, and tables with one record a column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from statistics import median
from typing import TypeVar

from tracker.errors import UsageError
from tracker.readers.tables import BATCH_ROWS, Batch, Cell

T = TypeVar("T")

#: Rows that are looked at to find the header.
SAMPLE_ROWS = 100
#: More columns than this are a misread file, or no table that a mapping could name.
MAX_COLUMNS = 50_000
#: Cells of one batch: wide tables come in smaller batches.
MAX_CELLS = 2_000_000
#: A table with one record a column is taken for one only where it has fewer lines.
MAX_TURNED_LINES = SAMPLE_ROWS
#: Between the parts of a heading that several rows make.
HEADING_SEPARATOR = " | "
_STEP = 250
_WORD = re.compile(r"[a-z]+")
#: Words of headings. "project" and "programme" are not among them: names of projects are full of them.
_LABELS = frozenset(
    {
        *("name", "title", "id", "identifier", "number", "code", "date", "start", "end", "finish", "status"),
        *("stage", "phase", "rating", "confidence", "assessment", "department", "ministry", "agency", "authority"),
        *("owner", "contractor", "developer", "company", "sponsor", "description", "aims", "cost", "costs"),
        *("budget", "budgeted", "baseline", "forecast", "spent", "spend", "expenditure", "amount", "value"),
        *("currency", "variance", "sector", "type", "category", "country", "region", "province", "state"),
        *("district", "city", "location", "latitude", "longitude", "lat", "lon", "capacity", "length", "progress"),
        *("completion", "year", "comment", "comments", "commentary", "narrative", "notes", "source", "url"),
        *("website", "reference"),
    }
)


def filled(row: Sequence[Cell]) -> int:
    """Return how many cells of a row hold something."""
    return sum(not is_blank(c) for c in row)


def is_blank(cell: Cell) -> bool:
    """True for None, empty text and text of spaces."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def find_header(rows: Sequence[Sequence[Cell]]) -> int | None:
    """Return the place of the header among the first rows, None where no row holds anything.

    It is the first row that fills at least two cells and more than half of what a row of this table
    usually fills; titles above it fill one or two. A table of one column begins with its first filled row.
    """
    fills = [filled(row) for row in rows]
    wide = [n for n in fills if n >= 2]
    if len(wide) * 2 < sum(n > 0 for n in fills):
        return next((i for i, n in enumerate(fills) if n), None)
    usual = max(median(wide), max(wide, key=lambda n: (wide.count(n), n))) if wide else 1
    enough = max(2.0, 0.55 * usual) if wide else 1
    return next((i for i, n in enumerate(fills) if n >= enough), None)


def find_headers(rows: Sequence[Sequence[Cell]], n: int) -> int | None:
    """Return the place of the first of ``n`` rows that make the headings, None where no row holds anything.

    The upper ones may have few cells (merged ones have one), as titles do: a row above the header that
    :func:`find_header` sees is taken where it has more than one cell, or one that is not the first of its row.
    """
    at = find_header(rows)
    if at is None:
        return None
    first = at
    while first > 0 and at - first < n - 1:
        above = rows[first - 1]
        if not filled(above) or (filled(above) == 1 and not is_blank(above[0])):
            break
        first -= 1
    return first


def check_header_rows(where: str, found: int, wanted: int) -> None:
    """Raise UsageError where a table has fewer rows than are to make its headings."""
    if found < wanted:
        raise UsageError(
            f"{where} has {found} of the {wanted} rows that should make its headings.",
            "Give header_rows as it is, and skip_lines where the first of them is not found.",
        )


def joined_headers(rows: Sequence[Sequence[Cell]]) -> list[Cell]:
    """Return one row of headings made of several: "Cost | 2024" where "Cost" stands above "2023" and "2024".

    A cell that is blank (as the rest of merged cells is) takes what stands to the left of it in its row, as far as the
    cells above both are the same. In a column that has nothing below, only what stands in it counts.
    """
    width = max((len(row) for row in rows), default=0)
    given = [[_heading(row[c]) if c < len(row) else "" for c in range(width)] for row in rows]
    full: list[list[str]] = []
    for r, row in enumerate(given):
        out: list[str] = []
        for c, text in enumerate(row):
            is_below = r < len(given) - 1 and any(lower[c] for lower in given[r + 1 :])
            if not text and c and is_below and all(upper[c] == upper[c - 1] for upper in full):
                text = out[c - 1]
            out.append(text)
        full.append(out)
    names: list[Cell] = []
    for column in zip(*full, strict=True):
        parts = [part for i, part in enumerate(column) if part and part not in column[:i]]
        names.append(HEADING_SEPARATOR.join(parts) or None)
    return names


def _heading(cell: Cell) -> str:
    """Return a cell of a header as text: a year that a spreadsheet keeps as 2024.0 is "2024"."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(str(cell).replace("\ufeff", "").split()) if cell is not None else ""


def headings(row: Sequence[Cell]) -> tuple[tuple[str, ...], list[tuple[str, str]]]:
    """Return unique names of columns, and notes on those that were repaired.

    White space is put in order; an empty heading becomes "column 7" (counted from 1), a second "Cost" "Cost (2)".
    """
    names: list[str] = []
    seen: set[str] = set()
    given = [" ".join(str(c).replace("\ufeff", "").split()) if c is not None else "" for c in row]
    taken = set(given)
    empty: list[str] = []
    twice: list[str] = []
    for place, name in enumerate(given, 1):
        if not name:
            name = f"column {place}"
            empty.append(name)
        unique, n = name, 1
        while unique in seen or (n > 1 and unique in taken):
            n += 1
            unique = f"{name} ({n})"
        if n > 1:
            twice.append(unique)
        seen.add(unique)
        names.append(unique)
    notes = []
    if empty:
        notes.append(("no-heading", f"{len(empty)} without a heading: {_some(empty)}"))
    if twice:
        notes.append(("same-heading", f"{len(twice)} with a heading that stood before: {_some(twice)}"))
    return tuple(names), notes


def looks_transposed(rows: Sequence[Sequence[Cell]]) -> bool:
    """True where all the rows of a table look like fields, and its columns like records.

    Far more columns than lines are not enough (a line a country, a column a year): the first column must
    speak in words of headings, and do so more than the first row.
    """
    rows = [row for row in rows if filled(row) >= 2]
    width = max((len(row) for row in rows), default=0)
    if not 3 <= len(rows) < MAX_TURNED_LINES or width < 3 * len(rows):
        return False
    down = [_is_label(row[0]) for row in rows]
    across = [_is_label(c) for c in rows[0][1:]]
    return sum(down) >= max(3, 0.5 * len(down)) and sum(down) / len(down) > 1.5 * sum(across) / len(across)


def turn(rows: Sequence[Sequence[Cell]]) -> tuple[list[Cell], list[tuple[int, list[Cell]]], list[tuple[str, str]]]:
    """Turn a table with one record a column: (headings, [(column from 0, cells of the record)], notes).

    A line with a label and nothing beside it is a remark; a column without any cell is no record.
    """
    lines = [row for row in rows if any(not is_blank(c) for c in row[1:])]
    remarks = [str(row[0]) for row in rows if row and not is_blank(row[0]) and filled(row) == 1]
    notes = [("remark", f"a line with nothing beside it: {_some(remarks)}")] if remarks else []
    width = max((len(row) for row in lines), default=0)
    head = [row[0] for row in lines]
    records = []
    for c in range(1, width):
        record = [row[c] if c < len(row) else None for row in lines]
        if filled(record):
            records.append((c, record))
    return head, records, notes


def batch_rows(width: int) -> int:
    """Return how many rows a batch of so many columns may have."""
    return max(1, min(BATCH_ROWS, MAX_CELLS // max(width, 1)))


def take_columns(rows: Iterator[Sequence[T]], size: int) -> list[list[T]]:
    """Take up to ``size`` rows and return them as columns; [] where there are no rows left.

    Few rows are alive at a time: that is twice as fast as turning all at once (memory caches, garbage collection).

    Raises
    ------
    ValueError
        Rows are not equally long.
    """
    columns: list[list[T]] = []
    for left in range(size, 0, -_STEP):
        some = list(islice(rows, min(left, _STEP)))
        if not some:
            break
        if columns:
            for column, more in zip(columns, zip(*some, strict=True), strict=True):
                column.extend(more)
        else:
            columns = list(map(list, zip(*some, strict=True)))
    return columns


def batches(columns: Sequence[str], rows: Iterator[Sequence[Cell]]) -> Iterator[Batch]:
    """Yield rows of text or of cells as batches; raises ValueError where they are not as wide as the table."""
    start = 0
    while cells := take_columns(rows, batch_rows(len(columns))):
        batch = Batch(start, dict(zip(columns, cells, strict=True)))
        yield batch
        start += len(batch)


def column_letters(place: int) -> str:
    """Return the name that spreadsheets give a column, counted from 0: A ... Z, AA ..."""
    text = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def title_note(rows: Sequence[Sequence[Cell]]) -> list[tuple[str, str]]:
    """Return the note on rows above the header that hold something."""
    texts = [str(c).strip() for row in rows for c in row if not is_blank(c)]
    return [("title-lines", f"above the header, not read: {_some(texts)}")] if texts else []


def _is_label(cell: Cell) -> bool:
    return isinstance(cell, str) and any(w in _LABELS for w in _WORD.findall(cell.lower()))


def _some(texts: Sequence[str]) -> str:
    short = [t if len(t) <= 60 else t[:60] + "…" for t in texts[:5]]
    return "; ".join(short) + ("; …" if len(texts) > 5 else "")
