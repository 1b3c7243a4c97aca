"""Rows of a second table that belong to the records of the first by their id, as [[join]] of a mapping says.

All of them are in memory while the first file is read (about 1 KB per row, more with long shapes): the long file is the
one to import, the short one is joined to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from tracker.errors import FormatError
from tracker.mapping.cells import text_of
from tracker.mapping.joined import JoinedRow
from tracker.model import Issue, IssueLog
from tracker.readers.tables import Cell, Table

#: Column of joined rows that tells which table they come from, where there are several.
ORIGIN = "joined from"
#: Notes on the sheets and layers that are not read.
_OTHERS = ("sheet-chosen", "other-layers")


@dataclass(slots=True)
class _File:
    """One joined table (read by now), the column of ids, and the place of each row by id."""

    table: Table
    column: str
    places: dict[str, list[int]] = field(default_factory=dict)
    #: Columns beside those of the table.
    more: tuple[str, ...] = ()


class JoinedRows(Mapping[str, list[JoinedRow]]):
    """Joined rows by id (cleaned text, as ids of records are). It remembers which were asked for, so knows the rest."""

    def __init__(self, issues: IssueLog) -> None:
        self._issues = issues
        self._files: list[_File] = []
        self._rows: dict[str, list[JoinedRow]] = {}
        self._met: set[str] = set()

    def __getitem__(self, native_id: str) -> list[JoinedRow]:
        rows = self._rows[native_id]
        self._met.add(native_id)
        return rows

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def columns(self) -> set[str]:
        """The columns of all joined tables."""
        return {name for file in self._files for name in (*file.table.columns, *file.more)}

    def add(self, table: Table, column: str, *, origin: str = "", is_own: bool = False) -> None:
        """Read a table whose ``column`` holds the ids of records. What its reader assumed becomes issues.

        Parameters
        ----------
        origin
            Told in each row: which table it comes from; "" where there is one only.
        is_own
            It is a sheet of the imported file, whose other sheets are told of once, with the imported one.

        Raises
        ------
        FormatError
            It has no such column, or cannot be read to its end.
        """
        if column not in table.columns:
            have = ", ".join(map(repr, (c for c in table.columns[:60] if c != table.geometry)))
            raise FormatError(f"{table.name} has no column {column!r} to join by.", f"It has: {have}.")
        file = _File(table, column)
        more: dict[str, Cell] = {_free(ORIGIN, table.columns): origin} if origin else {}
        file.more = tuple(more)
        for batch in table.batches:
            names = list(batch.columns)
            for n, cells in enumerate(zip(*batch.columns.values(), strict=True), batch.start):
                row = JoinedRow(zip(names, cells, strict=True), table.locate(n))
                row.update(more)
                key = text_of(row[column])
                file.places.setdefault(key, []).append(n)
                if key:  # a record without an id has no joined rows
                    self._rows.setdefault(key, []).append(row)
        for code, what in table.notes:
            if code in _OTHERS and is_own:
                continue
            advice = "The reader of the joined table assumed so; say it in [[join]] if not."
            if code in _OTHERS:
                advice = "The others are not joined: sheet of [[join]] names one."
            self._issues.add(Issue(code, "info", "", what, table.name, advice))
        self._files.append(file)

    def tell_what_is_left(self) -> None:
        """Report every joined row that no record asked for; none of them is in the ledger."""
        for file in self._files:
            name, column = file.table.name, file.column
            if not self._met.isdisjoint(file.places):
                advice = "No record has its id, so it is left out."
                for n in sorted(n for key, places in file.places.items() if key not in self._met for n in places):
                    self._issues.add(Issue("unmatched-row", "info", "", "", file.table.locate(n), advice, column))
            elif file.places:
                advice = "Are left and right of [[join]] the columns of the same ids, written in the same way?"
                self._issues.add(Issue("nothing-joined", "warning", "", next(iter(file.places)), name, advice, column))


class Together(Mapping[str, list[JoinedRow]]):
    """Joined rows of several kinds, as one: those of files beside the table, and those of its own other sheets."""

    def __init__(self, parts: Iterable[JoinedRows]) -> None:
        self._parts = tuple(parts)

    def __getitem__(self, native_id: str) -> list[JoinedRow]:
        # Each is asked, since each remembers what it was asked for.
        found = [rows for part in self._parts if (rows := part.get(native_id)) is not None]
        if not found:
            raise KeyError(native_id)
        return found[0] if len(found) == 1 else [row for rows in found for row in rows]

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(key for part in self._parts for key in part))

    def __len__(self) -> int:
        return len(set().union(*self._parts))

    @property
    def columns(self) -> set[str]:
        """The columns of all joined tables."""
        return set().union(*(part.columns for part in self._parts))


def _free(name: str, taken: Iterable[str]) -> str:
    """Return a name that no column has."""
    have, n, free = set(taken), 1, name
    while free in have:
        n += 1
        free = f"{name} ({n})"
    return free
