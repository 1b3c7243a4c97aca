"""Rows of a second file that belong to the records of the first by their id, as [[join]] of a mapping says.

All of them are in memory while the first file is read (about 1 KB per row, more with long shapes): the long file is the
one to import, the short one is joined to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tracker.errors import FormatError
from tracker.mapping.cells import text_of
from tracker.model import Issue, IssueLog
from tracker.readers.tables import Cell, Table

Row = dict[str, Cell]


@dataclass(slots=True)
class _File:
    """One joined file: its table (read by now), the column of ids, and the place of each row by id."""

    table: Table
    column: str
    places: dict[str, list[int]] = field(default_factory=dict)


class JoinedRows(Mapping[str, list[Row]]):
    """Joined rows by id (cleaned text, as ids of records are). It remembers which were asked for, so knows the rest."""

    def __init__(self, issues: IssueLog) -> None:
        self._issues = issues
        self._files: list[_File] = []
        self._rows: dict[str, list[Row]] = {}
        self._met: set[str] = set()

    def __getitem__(self, native_id: str) -> list[Row]:
        rows = self._rows[native_id]
        self._met.add(native_id)
        return rows

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def columns(self) -> set[str]:
        """The columns of all joined files."""
        return {name for file in self._files for name in file.table.columns}

    def add(self, table: Table, column: str) -> None:
        """Read a table whose ``column`` holds the ids of records. What its reader assumed becomes issues.

        Raises
        ------
        FormatError
            It has no such column, or cannot be read to its end.
        """
        if column not in table.columns:
            have = ", ".join(map(repr, (c for c in table.columns[:60] if c != table.geometry)))
            raise FormatError(f"{table.name} has no column {column!r} to join by.", f"It has: {have}.")
        file = _File(table, column)
        for batch in table.batches:
            names = list(batch.columns)
            for n, cells in enumerate(zip(*batch.columns.values(), strict=True), batch.start):
                row = dict(zip(names, cells, strict=True))
                key = text_of(row[column])
                file.places.setdefault(key, []).append(n)
                if key:  # a record without an id has no joined rows
                    self._rows.setdefault(key, []).append(row)
        for code, what in table.notes:
            advice = "The reader of the joined file assumed so; save it in another way if that is wrong."
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
