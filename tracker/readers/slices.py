"""Read a large sheet of an xlsx workbook in slices, so that memory does not grow with it.

The reader of workbooks (calamine) holds a sheet as a whole: a gigabyte for a million rows of twelve columns. Here it
gets small workbooks, one after the other, each with some rows of the sheet and with the styles and texts of the whole.
"""

from __future__ import annotations

import datetime as dt
import io
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO
from xml.etree import ElementTree

import python_calamine as calamine

from tracker.errors import FormatError
from tracker.readers.archive import check_zip, unpack
from tracker.readers.extents import Extent
from tracker.readers.shared_strings import NAME as STRINGS
from tracker.readers.shared_strings import SharedStrings

#: Sheets up to this many cells are read whole; larger ones in slices of so many.
WHOLE = 4_000_000
SLICE = 1_000_000
#: Rows of the first slice: enough to find the header.
FIRST_ROWS = 1_000
_BOOK = "xl/workbook.xml"
_LINKS = "xl/_rels/workbook.xml.rels"
#: What no sheet needs to be read.
_LEFT_OUT = ("xl/worksheets/", "xl/media/", "xl/pivot", "xl/drawings/", "xl/charts/", "customXml/", "docProps/")
_ROW = b"<row "
_END = b"</sheetData></worksheet>"

#: A row as calamine gives it.
Row = list[int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta]


class SlicedSheet:
    """A sheet that is read in slices; to readers it looks like one of calamine's.

    ``height`` and ``width`` are without empty rows and columns around the table; ``iter_rows`` begins with row 1 and
    the first filled column, as calamine's does, and may be called more than once.
    """

    def __init__(self, path: Path, name: str, member: zipfile.ZipInfo, size: Extent) -> None:
        self.path, self.name, self.member, self.size = path, name, member, size
        self.height = self.total_height = size.rows
        self.left, self.width = size.left, size.columns - size.left
        self.start = (0, size.left)
        self._strings: SharedStrings | None = None
        self._first: list[Row] = []

    def iter_rows(self) -> Iterator[Row]:
        """Yield the rows, empty ones too.

        Raises
        ------
        FormatError
            The disk is full.
        CalamineError
            As calamine raises it.
        """
        done = 0
        try:
            for xml in _pieces(self.path, self.member, self.size.columns):
                if not done:
                    self._first = self._first or list(self._rows(xml, 0))
                for row in self._rows(xml, done) if done else self._first:
                    done += 1
                    yield row
        except OSError as e:
            advice = "Make room on the disk for temporary files."
            raise FormatError(f"{self.path} cannot be unpacked: {e.strerror or e}.", advice) from e

    def _rows(self, xml: list[bytes], done: int) -> Iterator[Row]:
        """Yield the rows of a slice, as wide as the whole sheet; the first ``done`` rows of the sheet were there."""
        with tempfile.TemporaryFile(prefix="tracker-") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as z:
                _write_rest(self.path, z)
                _write(z, self.member.filename, xml)
                strings = next((m for m in check_zip(self.path) if m.filename == STRINGS), None)
                if strings is not None:
                    self._strings = self._strings or SharedStrings(self.path, strings)
                    _write(z, STRINGS, self._strings.only(xml))
            xml.clear()
            file.seek(0)
            with calamine.CalamineWorkbook.from_filelike(file) as book:
                sheet = book.get_sheet_by_name(self.name)
        if sheet.start is None:
            return
        before = sheet.start[1] - self.left
        if before < 0:
            raise FormatError(f"{self.path}!{self.name} was changed while it was read.", "Import it again.")
        rows = islice(sheet.iter_rows(), done, None)
        if sheet.width == self.width:
            yield from rows
            return
        left: Row = [""] * before
        right: Row = [""] * (self.width - before - sheet.width)
        for row in rows:
            yield [*left, *row, *right]


def without_sheets(path: Path) -> BinaryIO:
    """Return a workbook that has names of sheets, and nothing in them."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as z:
        _write_rest(path, z)
    file.seek(0)
    return file


def sliced(path: Path, sizes: dict[str, Extent]) -> dict[str, SlicedSheet]:
    """Return the sheets of a workbook that are to be read in slices, by name.

    A sheet is left out (and read whole) where the workbook does not say as most do which member it is.
    """
    large = {name: size for name, size in sizes.items() if size.cells > WHOLE and size.is_plain}
    if not large:
        return {}
    members = {m.filename: m for m in check_zip(path)}
    if not {_BOOK, _LINKS} <= members.keys():
        return {}
    try:
        book, links = (ElementTree.fromstring(_content(path, members[n])) for n in (_BOOK, _LINKS))  # noqa: S314
    except ElementTree.ParseError:
        return {}
    targets = {link.get("Id"): _absolute(link.get("Target") or "") for link in links}
    found = {}
    for sheet in book.iter():
        if sheet.tag.rpartition("}")[2] != "sheet":
            continue
        link = next((v for k, v in sheet.attrib.items() if k.endswith("}id")), None)
        target, name = targets.get(link, ""), sheet.get("name") or ""
        if target in large:
            found[name] = SlicedSheet(path, name, members[target], large[target])
    return found


def _content(path: Path, member: zipfile.ZipInfo) -> bytes:
    """Return a small member; b"" (which is no XML) where it is large or could hide something."""
    if member.file_size > 1024**2:
        return b""
    content = b"".join(unpack(path, member))
    return b"" if b"<!" in content else content


def _absolute(target: str) -> str:
    return target.lstrip("/") if target.startswith(("/xl/", "xl/")) else f"xl/{target}"


def _pieces(path: Path, member: zipfile.ZipInfo, width: int) -> Iterator[list[bytes]]:
    """Yield some rows at a time as the XML of a sheet, in parts: a few first, then as many as a slice may have."""
    head = rest = b""
    parts: list[bytes] = []
    n, most = 0, FIRST_ROWS
    for piece in unpack(path, member):
        piece = rest + piece
        if not head:
            at = piece.find(_ROW)
            if at < 0:
                rest = piece
                continue
            head, piece = piece[:at], piece[at:]
        while (at := _row_after(piece, most - n)) >= 0:
            yield [head, *parts, piece[:at], _END]
            piece, parts, n, most = piece[at:], [], 0, max(1, SLICE // max(width, 1))
        last = max(piece.rfind(_ROW), 0)
        parts.append(piece[:last])
        n += piece.count(_ROW, 0, last)
        rest = piece[last:]
    if head:
        yield [head, *parts, rest[: rest.find(b"</sheetData")], _END]


def _row_after(piece: bytes, n: int) -> int:
    """Return where the row begins that follows ``n`` others, -1 where there are not so many."""
    if piece.count(_ROW) <= n:
        return -1
    at = 0
    for _ in range(n):
        at = piece.find(_ROW, at + 1)
    return at


def _write_rest(path: Path, z: zipfile.ZipFile) -> None:
    """Write what a workbook has beside its sheets and texts."""
    for member in check_zip(path):
        if member.filename != STRINGS and not member.filename.startswith(_LEFT_OUT):
            _write(z, member.filename, unpack(path, member))


def _write(z: zipfile.ZipFile, name: str, content: Iterable[bytes]) -> None:
    with z.open(zipfile.ZipInfo(name), "w", force_zip64=True) as f:
        for piece in content:
            f.write(piece)
