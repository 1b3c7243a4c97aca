"""How large the sheets of a workbook are, before a reader makes room for all their cells at once.

A workbook of 2 kB may hold two cells in opposite corners of a sheet: 17 billion cells to whoever makes a grid of them.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.parsers import expat

from tracker.errors import FormatError
from tracker.readers.archive import check_zip, unpack

#: Cells of one sheet, empty ones between filled ones counted. A cell takes some 70 bytes while it is read.
MAX_CELLS = 12_000_000
#: The same for a sheet that can be read in slices (xlsx that is written as nearly all programmes write it).
MAX_SLICED = 64_000_000

#: A cell that says where it is, as nearly all programmes write it.
_PLAIN = re.compile(rb'<c r="([A-Z]{1,3}[0-9]{1,9})"')
_REFERENCE = re.compile(rb"""\sr=["']([A-Za-z]{0,3}[0-9]{1,9})["']""")
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_ROW = re.compile(rb"<(?:\w+:)?row[\s/>]")
_ROW_NUMBER = re.compile(rb"""<row[^>]*?\sr=["']([0-9]{1,9})["']""")
_ERROR = re.compile(rb"""\st=["']e["']""")
_DIGITS = b"0123456789"
_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
#: Zeros behind a piece, so that one may look ahead at its end.
_AHEAD = 24


@dataclass(slots=True)
class Extent:
    """Rows and columns up to the last filled cell of a sheet, and its cells that hold an error.

    ``left``: empty columns before the first filled one. ``tags``: rows that are written down, wherever they stand.
    ``is_plain``: rows in order and numbered, each cell says where it is; such a sheet may be cut between rows.
    """

    rows: int = 0
    columns: int = 0
    errors: int = 0
    tags: int = 0
    left: int = 1 << 14
    is_plain: bool = True

    @property
    def cells(self) -> int:
        """Cells up to the last filled one, empty ones counted."""
        return self.rows * self.columns


def check_xlsx(path: Path) -> dict[str, Extent]:
    """Return the sizes of the sheets of an xlsx workbook by member; all of it is unpacked once to be sure of them.

    Raises
    ------
    FormatError
        A damaged or oversized archive, or a sheet of more than 12,000,000 cells (64,000,000 where it can be cut).
    """
    sizes = {}
    for member in check_zip(path):
        found = _scan(path, member)
        _refuse(path, member.filename, found, MAX_SLICED if found.is_plain else MAX_CELLS)
        if found.cells:
            sizes[member.filename] = found
    return sizes


def check_ods(path: Path) -> dict[str, Extent]:
    """Return the size of the largest sheet of an OpenDocument spreadsheet, where cells and rows may be repeated.

    Raises
    ------
    FormatError
        A damaged or oversized archive, broken XML, or a sheet of more than 12,000,000 cells.
    """
    total = Extent(is_plain=False)
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
    return {"content.xml": total}


def _scan(path: Path, member: zipfile.ZipInfo) -> Extent:
    found = Extent()
    rest = b""
    is_xml = member.filename.lower().endswith((".xml", ".rels"))
    for piece in unpack(path, member):
        if not is_xml:
            continue
        # Cut before a row, so that none is looked at in two halves.
        piece = rest + piece
        last = piece.rfind(b"<row")
        if last < 0:
            last = max(piece.rfind(b":row ") - 20, len(piece) - 4 * 1024**2)
        piece, rest = (piece[:last], piece[last:]) if last > 0 else (b"", piece)
        _count(piece, found)
    _count(rest, found)
    found.rows = max(found.rows, found.tags)
    return found


def _count(piece: bytes, found: Extent) -> None:
    if not _count_plain(piece, found):
        found.is_plain = False
        _count_odd(piece, found)
    if b't="e"' in piece or b"t='e'" in piece:
        found.errors += len(_ERROR.findall(piece))


def _count_plain(piece: bytes, found: Extent) -> bool:
    """Count where all rows and cells begin as nearly all programmes write them; False, and nothing done, if not.

    A million rows of twelve columns take 3 s so, and 15 s one by one.
    """
    import numpy as np

    b = np.frombuffer(piece + bytes(_AHEAD), np.uint8)
    # Anything that could be the tag of a cell: "c" between "<" or ":" and what may follow a name.
    at = np.flatnonzero(b == ord("c"))
    before, behind = b[at - 1], b[at + 1]
    cell = ((before == ord("<")) | (before == ord(":"))) & ((behind <= ord(" ")) | (behind == 47) | (behind == 62))
    cells = at[cell] - 1
    # The tag of a row: "<row".
    at = np.flatnonzero((b[:-3] == ord("<")) & (b[1:-2] == ord("r")) & (b[2:-1] == ord("o")) & (b[3:] == ord("w")))
    if not (_follows(b, cells, b'<c r="') and _follows(b, at, b'<row r="')):
        return False
    rows, _ = _number_at(b, at + 8)
    place = cells + 6
    column = np.zeros(len(cells), np.int64)
    for _ in range(3):
        letter = b[place]
        is_letter = (letter >= ord("A")) & (letter <= ord("Z"))
        column = np.where(is_letter, column * 26 + letter - 64, column)
        place = place + is_letter
    numbers, ends = _number_at(b, place)
    if not (ends.all() and (column > 0).all()):
        return False
    if len(at):
        own = np.searchsorted(at, cells) - 1
        in_order = rows[0] > found.rows and bool((np.diff(rows) > 0).all())
        if not in_order or (len(cells) and (own[0] < 0 or not (rows[own] == numbers).all())):
            found.is_plain = False
    elif len(cells):
        found.is_plain = False
    if len(cells):
        found.columns = max(found.columns, int(column.max()))
        found.left = min(found.left, int(column.min()) - 1)
    found.rows = max(found.rows, int(rows.max(initial=0)), int(numbers.max(initial=0)))
    found.tags += len(at)
    return True


def _follows(b: Any, at: Any, text: bytes) -> bool:  # noqa: ANN401 -- arrays of numpy
    """True where the text stands at every one of the places."""
    return all(bool((b[at + k] == sign).all()) for k, sign in enumerate(text))


def _number_at(b: Any, at: Any) -> tuple[Any, Any]:  # noqa: ANN401
    """Return the whole numbers (of up to nine digits) that stand at the places, and where a quote follows them."""
    import numpy as np

    value, place = np.zeros(len(at), np.int64), at
    for _ in range(9):
        digit = b[place]
        is_digit = (digit >= ord("0")) & (digit <= ord("9"))
        value = np.where(is_digit, value * 10 + digit - 48, value)
        place = place + is_digit
    return value, (b[place] == ord('"')) & (place > at)


def _count_odd(piece: bytes, found: Extent) -> None:
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
            _refuse(self.path, "content.xml", Extent(self.rows, self.columns), MAX_CELLS)
            if self.rows * self.columns > self.total.rows * self.total.columns:
                self.total.rows, self.total.columns = self.rows, self.columns


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 12 else 1


def _refuse(path: Path, part: str, size: Extent, most: int) -> None:
    if size.cells > most:
        raise FormatError(
            f"{path} ({part}) spans {size.rows:,} rows and {size.columns:,} columns; {most:,} cells at most are read.",
            "Delete what stands far from the table, or save the sheet as CSV, which may be of any length.",
        )
