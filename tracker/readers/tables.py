"""Tables as readers hand them on: columns of cells in batches, each row with a locator. No knowledge of publishers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

#: What a cell may hold. Text formats give text; spreadsheets and vector files give what they store.
Cell = str | int | float | bool | date | datetime | bytes | None

#: Rows of one batch, at most.
BATCH_ROWS = 5_000


@dataclass(slots=True)
class Batch:
    """Some consecutive rows. ``start``: place of the first in its table, from 0. Columns are equally long."""

    start: int
    columns: dict[str, list[Cell]]

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()), []))


@dataclass(slots=True)
class Table:
    """One table of a file, to be read once.

    Parameters
    ----------
    name
        Sheet or layer; "" where a file is one table.
    columns
        Unique names in the order of the file; a heading that stands twice gets " (2)".
    locate
        Place of a row -> where it stands, as "file.xlsx!Units:14" (line or row numbers as people see them).
    geometry
        Name of the column that holds WKB in EPSG:4326, longitude first; "" where there is none.
    n_rows
        How many rows there are, where that is known.
    notes
        What the reader assumed or repaired: (code, what), to be stored as issues.
    """

    name: str
    columns: tuple[str, ...]
    batches: Iterator[Batch]
    locate: Callable[[int], str]
    geometry: str = ""
    n_rows: int | None = None
    notes: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class TableOptions:
    """How to read a file where guessing is not enough; "" and 0 mean guess.

    ``skip_lines``: title lines above the header. ``transposed``: one record a column, the first column names fields.
    ``header_rows``: rows that make the headings together (never guessed); of text tables and sheets that are upright.
    ``joined``: sheets or layers that are read beside this one: not the likeliest, and not told as left out.
    """

    sheet: str = ""
    encoding: str = ""
    separator: str = ""
    skip_lines: int = -1
    transposed: bool | None = None
    header_rows: int = 1
    joined: tuple[str, ...] = ()
