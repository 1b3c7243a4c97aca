"""XLSX: one sheet of rows and one that explains the columns. Text is written as text, never as a formula or a link."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tracker.clean.text import runs
from tracker.errors import UsageError
from tracker.export.columns import Column, Row
from tracker.export.wkt import wkt

#: Rows of a sheet below its header, and characters of a cell: limits of the format.
MAX_ROWS = 1_048_575
MAX_TEXT = 32_767
_TOO_MANY = "A sheet holds 1,048,575 rows; this table has more."
_ADVICE = "Write .csv or .parquet, or filter with --project, --field or --country."


def write(
    path: Path, sheet: str, columns: Sequence[Column], rows: Iterable[Row], created: str
) -> tuple[int, list[str]]:
    """Write the file row by row; return how many rows, and what did not fit into cells.

    ``created``: UTC time that the file gives as its own, so that equal rows make equal files.

    Raises
    ------
    UsageError
        More rows than a sheet can hold.
    """
    import xlsxwriter

    cut: Counter[str] = Counter()
    with TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.") as folder:
        options = {
            "constant_memory": True, "tmpdir": folder, "strings_to_formulas": False, "strings_to_urls": False,
            "strings_to_numbers": False,
        }  # fmt: skip
        book = xlsxwriter.Workbook(str(path), options)
        book.use_zip64()
        book.set_properties({"created": datetime.fromisoformat(created or "1970-01-01").replace(tzinfo=None)})
        # The mark that spreadsheets set for an apostrophe typed in front: editing the cell does not make it a formula.
        guard = book.add_format({"quote_prefix": True})
        bold = book.add_format({"bold": True})
        main = book.add_worksheet(sheet)
        _head(main, [c.name for c in columns], bold)
        n = 0
        try:
            for n, row in enumerate(rows, 1):
                if n > MAX_ROWS:
                    raise UsageError(_TOO_MANY, _ADVICE)
                _write_row(main, n, row, guard, lambda place: cut.update([columns[place].name]))
        except BaseException:
            main.row_data_fh.close()  # the library closes its temporary file only where all went well
            raise
        _describe(book.add_worksheet("columns"), columns, bold)
        book.close()
    return n, [
        f"{many:,} cells of {name} are longer than a sheet allows and were cut; they end in …. Write .csv for all."
        for name, many in cut.items()
    ]


def _write_row(sheet: Any, n: int, row: Row, guard: object, tell: Callable[[int], None]) -> None:  # noqa: ANN401
    """Write the cells of one row; ``tell`` hears of the place of each that is too long."""
    for place, cell in enumerate(row):
        if cell is None:
            continue
        if isinstance(cell, bool):
            sheet.write_string(n, place, "y" if cell else "n")
        elif isinstance(cell, (int, float)):
            sheet.write_number(n, place, cell)
        else:
            text = wkt(cell) if isinstance(cell, bytes) else cell
            if len(text) > MAX_TEXT:
                # A geometry cut short is no WKT any more, so that nobody reads a part for the whole.
                text = text[: MAX_TEXT - 1] + "…"
                tell(place)
            sheet.write_string(n, place, text, guard if runs(text) else None)


def check_size(rows: int) -> None:
    """Raise before anything is written where the rows are known to be too many."""
    if rows > MAX_ROWS:
        raise UsageError(_TOO_MANY, _ADVICE)


def _head(sheet: Any, names: Sequence[str], bold: object) -> None:  # noqa: ANN401 - xlsxwriter brings no types
    for place, name in enumerate(names):
        sheet.write_string(0, place, name, bold)
    sheet.freeze_panes(1, 1)


def _describe(sheet: Any, columns: Sequence[Column], bold: object) -> None:  # noqa: ANN401
    _head(sheet, ["column", "title", "type", "unit", "meaning", "words"], bold)
    for n, c in enumerate(columns, 1):
        kind = {"flag": "y or n", "geometry": "WKT"}.get(c.kind, c.kind)
        for place, text in enumerate((c.name, c.title, kind, c.unit, c.meaning, ", ".join(c.words))):
            sheet.write_string(n, place, text)
