"""What parts the digits in a column, a point or a comma, where a cell alone has two readings ("1.250").

Such a cell is read by what the other cells of its column tell. Where none does and all have a comma ("1,250"), it parts
thousands: three digits after a decimal comma throughout a column are seldom, and English is written so. Else, and where
cells contradict each other, such a cell has no reading. All cells of the column count, also those that come later: the
table is read once more for it, at the first such cell, and never where there is none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from tracker.clean.numbers import OPEN, chosen_mark, sure_mark
from tracker.model import Issue
from tracker.readers.tables import Table

#: A point before three digits, in whatever words.
_POINT = re.compile(r"(?<![\d.,])\d{1,3}\.\d{3}(?![\d.,])")


class Marks:
    """The marks of the columns of one table.

    Parameters
    ----------
    columns
        Those that hold numbers.
    again
        Opens the table anew; None where it cannot be read twice: nothing is decided then.
    """

    def __init__(self, columns: Iterable[str], again: Callable[[], Table] | None) -> None:
        self._columns, self._again = set(columns), again
        self._votes: dict[str, Counter[str]] | None = None
        self._first: dict[tuple[str, str], str] = {}  # column, mark -> the first cell that tells it
        self._asked: set[str] = set()
        self._points: set[str] = set()  # columns in which a cell such as 1.250 is open

    def of(self, column: str) -> str:
        """Return the decimal mark of a column, "." or ","; OPEN where its cells do not tell."""
        if self._votes is None:
            self._votes = self._look()
        self._asked.add(column)
        return self._chosen(column) or OPEN

    def doubts(self, where: str) -> Iterator[Issue]:
        """Yield a warning for each column whose open cells were read by most of the others, against a few."""
        for column in sorted(self._asked):
            votes, mark = (self._votes or {}).get(column, Counter()), self._chosen(column)
            other = "," if mark == "." else "."
            if mark and votes[other]:
                most, few = self._first[column, mark], self._first[column, other]
                advice = f"Cells such as 1.250 were read as most are written ({most!r}); {few!r} is written otherwise."
                yield Issue("mixed-marks", "warning", "", column, where, advice, column)

    def _chosen(self, column: str) -> str:
        votes = (self._votes or {}).get(column)
        if votes is None:
            return ""
        return chosen_mark(votes["."], votes[","]) if votes else "" if column in self._points else "."

    def _look(self) -> dict[str, Counter[str]]:
        if self._again is None:
            return {}
        votes: dict[str, Counter[str]] = {column: Counter() for column in self._columns}
        for batch in self._again().batches:
            for column, found in votes.items():
                for text, n in Counter(c for c in batch.columns.get(column, ()) if isinstance(c, str)).items():
                    if mark := sure_mark(text):
                        found[mark] += n
                        self._first.setdefault((column, mark), text)
                    elif _POINT.search(text):
                        self._points.add(column)
        return votes
