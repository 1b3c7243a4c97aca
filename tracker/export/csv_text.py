"""CSV: UTF-8, one header row, empty = missing, ISO days, WKT; text that a spreadsheet would run is guarded."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TextIO

from tracker.clean.text import guarded
from tracker.export.columns import Cell, Column, Row
from tracker.export.extract import number_text
from tracker.export.wkt import wkt

#: Runs nothing, though it begins with a sign.
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?", re.ASCII)
_QUOTED = re.compile(r'[",\r\n]')


def write(stream: TextIO, columns: Sequence[Column], rows: Iterable[Row]) -> int:
    """Write a header and the rows; return how many. Streams.

    Python's csv module leaves a bare carriage return unquoted and then cannot read it again, so cells are quoted here.
    """
    stream.write(",".join(c.name for c in columns) + "\n")
    n = 0
    for row in rows:
        stream.write(",".join(map(text_of, row)) + "\n")
        n += 1
    return n


def text_of(cell: Cell) -> str:
    """Return a cell as CSV writes it. Numbers are never guarded: -5 stays a number."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        text = cell if _NUMBER.fullmatch(cell) else guarded(cell)
    elif isinstance(cell, bool):
        return "y" if cell else "n"
    elif isinstance(cell, float):
        return number_text(cell)
    else:
        text = wkt(cell) if isinstance(cell, bytes) else str(cell)
    return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text
