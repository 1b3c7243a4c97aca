"""How large the sheets of a workbook are, before a reader makes room for all their cells at once.

A workbook of 2 kB may hold two cells in opposite corners of a sheet: 17 billion cells to whoever makes a grid of them.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from xml.parsers import expat

from tracker.errors import FormatError
from tracker.readers.archive import check_zip, unpack

#: Cells of one sheet, empty ones between filled ones counted. A cell takes some 70 bytes while it is read.
MAX_CELLS = 16_000_000

#: A cell that says where it is, as nearly all programmes write it.
_PLAIN = re.compile(rb'<c r="([A-Z]{1,3}[0-9]{1,9})"')
_REFERENCE = re.compile(rb"""\sr=["']([A-Za-z]{0,3}[0-9]{1,9})["']""")
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_ROW = re.compile(rb"<(?:\w+:)?row[\s/>]")
_ROW_NUMBER = re.compile(rb"""<row[^>]*?\sr=["']([0-9]{1,9})["']""")
_ERROR = re.compile(rb"""\st=["']e["']""")
_DIGITS = b"0123456789"
_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


@dataclass(slots=True)
class Extent:
    """Rows and columns up to the last filled cell of the largest sheet; cells of all sheets that hold an error.

    ``tags``: rows that are written down, wherever they stand.
    """

    rows: int = 0
    columns: int = 0
    errors: int = 0
    tags: int = 0


def check_xlsx(path: Path) -> Extent:
    """Return the size of the largest sheet of an xlsx workbook; every member is unpacked once to be sure of it.

    Raises
    ------
    FormatError
        A damaged or oversized archive, or a sheet of more than 16,000,000 cells.
    """
    total = Extent()
    for member in check_zip(path):
        found = _scan(path, member)
        _refuse(path, member.filename, found)
        if found.rows * found.columns > total.rows * total.columns:
            total.rows, total.columns = found.rows, found.columns
        total.errors += found.errors
    return total


def check_ods(path: Path) -> Extent:
    """Return the size of the largest sheet of an OpenDocument spreadsheet, where cells and rows may be repeated.

    Raises
    ------
    FormatError
        A damaged or oversized archive, broken XML, or a sheet of more than 16,000,000 cells.
    """
    total = Extent()
    for member in check_zip(path):
        if member.filename != "content.xml":
            for _ in unpack(path, member):
                pass
            continue
        counter = _OdsCounter(path, total)
        try:
            for piece in unpack(path, member):
                counter.parser.Parse(piece, False)
            counter.parser.Parse(b"", True)
        except expat.ExpatError as e:
            raise FormatError(f"{path} is damaged: its content is no XML ({e}).", "Fetch it again.") from e
    return total


def _scan(path: Path, member: zipfile.ZipInfo) -> Extent:
    found = Extent()
    rest = b""
    is_xml = member.filename.lower().endswith(".xml")
    for piece in unpack(path, member):
        if not is_xml:
            continue
        # Cut before a row, so that none is looked at in two halves.
        piece = rest + piece
        last = max(piece.rfind(b"<row"), piece.rfind(b":row ") - 20, len(piece) - 4 * 1024**2)
        piece, rest = (piece[:last], piece[last:]) if last > 0 else (b"", piece)
        _count(piece, found)
    _count(rest, found)
    found.rows = max(found.rows, found.tags)
    return found


def _count(piece: bytes, found: Extent) -> None:
    references = _PLAIN.findall(piece)
    numbers = set(_ROW_NUMBER.findall(piece))
    cells = piece.count(b"<c ") + piece.count(b"<c>") + piece.count(b":c ") + piece.count(b":c>")
    tags = piece.count(b"<row")
    if cells != len(references):
        # Prefixed, lower-case, or cells that follow one another without saying where they are.
        references = _REFERENCE.findall(piece)
        tags = len(_ROW.findall(piece))
        found.columns = max(found.columns, *(len(_CELL.findall(row)) for row in _ROW.split(piece)))
    joined = b" ".join(references)
    numbers.update(joined.translate(None, _LETTERS).split())
    found.columns = max(found.columns, *map(_place, {b"", *joined.translate(None, _DIGITS).split()}))
    found.rows = max(found.rows, *map(int, numbers or {b"0"}))
    found.tags += tags
    if b't="e"' in piece or b"t='e'" in piece:
        found.errors += len(_ERROR.findall(piece))


def _place(letters: bytes) -> int:
    place = 0
    for letter in letters.upper():
        place = place * 26 + letter - 64
    return place


class _OdsCounter:
    """Counts rows and columns up to the last filled cell, as the XML goes by."""

    def __init__(self, path: Path, total: Extent) -> None:
        self.path, self.total = path, total
        self.rows = self.row_repeats = self.columns = self.column = self.last = 0
        self.repeats = 1
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table:table":
            self.rows = self.row_repeats = self.columns = 0
        elif name == "table:table-row":
            self.column = self.last = 0
            self.repeats = _number(attributes.get("table:number-rows-repeated"))
        elif name in ("table:table-cell", "table:covered-table-cell"):
            self.column += _number(attributes.get("table:number-columns-repeated"))
            if "office:value-type" in attributes or "table:formula" in attributes:
                self.last = self.column
        elif name == "text:p":
            self.last = self.column

    def _end(self, name: str) -> None:
        if name != "table:table-row":
            return
        self.row_repeats += self.repeats
        if self.last:
            self.rows = self.row_repeats
            self.columns = max(self.columns, self.last)
            _refuse(self.path, "content.xml", Extent(self.rows, self.columns))
            if self.rows * self.columns > self.total.rows * self.total.columns:
                self.total.rows, self.total.columns = self.rows, self.columns


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 12 else 1


def _refuse(path: Path, part: str, size: Extent) -> None:
    if size.rows * size.columns > MAX_CELLS:
        raise FormatError(
            f"{path} ({part}) spans {size.rows:,} rows and {size.columns:,} columns; "
            f"{MAX_CELLS:,} cells at most are read.",
            "Delete what stands far from the table, or save the sheet as CSV, which may be of any length.",
        )
