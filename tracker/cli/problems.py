"""``--errors FILE.csv``: every problem of an import on a line of its own, written as it is met."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from tracker.errors import UsageError
from tracker.model import Issue

COLUMNS = ("file", "sheet", "row", "column", "field", "code", "severity", "raw", "advice")
#: A cell may be a whole document; spreadsheets take 32,767 characters.
_LONGEST = 32_000


class ProblemFile:
    """A CSV of problems. It is opened by :meth:`begin`: where nothing can be read at all, an older list stays."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count = 0
        self._files: tuple[str, ...] = ()
        self._stream: TextIO | None = None
        self._early: list[Issue] = []

    def __enter__(self) -> ProblemFile:
        return self

    def __exit__(self, *_: object) -> None:
        if self._stream is not None:
            self._stream.close()
            self._stream = None

    def begin(self, files: Sequence[str]) -> None:
        """Write the header and what was met on opening. ``files``: names that locators begin with."""
        self._files = tuple(files)
        self._stream = self.path.open("w", encoding="utf-8", newline="")
        self._stream.write(",".join(COLUMNS) + "\n")
        for issue in self._early:
            self.add(issue)
        self._early = []

    def add(self, issue: Issue) -> None:
        """Write one problem. Cells that a spreadsheet would run are guarded."""
        from tracker.export.csv_text import text_of

        if self._stream is None:
            self._early.append(issue)
            return
        self.count += 1
        raw = issue.raw if len(issue.raw) <= _LONGEST else issue.raw[:_LONGEST] + "…"
        file, sheet, row = self._place(issue.locator)
        if issue.locator and not file:
            raw = raw or issue.locator  # of no file: the id of a record that this release lacks
        cells = (file, sheet, row, issue.column, issue.field, issue.code, issue.severity, raw, issue.advice)
        self._stream.write(",".join(map(text_of, cells)) + "\n")

    def _place(self, locator: str) -> tuple[str, str, str]:
        """Return file, sheet or layer, and row of a locator such as "units.xlsx!Units:14"."""
        for file in self._files:
            rest = locator.removeprefix(file)
            if rest == locator or rest[:1] not in ("", ":", "!"):
                continue
            if rest[:1] == "!":
                sheet, sign, row = rest[1:].rpartition(":")
                return (file, sheet, row) if sign else (file, row, "")
            return file, "", rest[1:]
        return "", "", ""


def check(path: Path, inputs: Sequence[Path]) -> None:
    """Raise UsageError where problems cannot or should not be written to a path."""
    if path.suffix.lower() != ".csv":
        raise UsageError(f"--errors {path} is not a CSV file.", "Name one that ends in .csv; it is made anew.")
    if not path.parent.is_dir():
        raise UsageError(f"There is no folder {path.parent}.", "Make it first, or name another with --errors.")
    if any(path.resolve() == p.resolve() or p.resolve() in path.resolve().parents for p in inputs):
        raise UsageError(f"--errors {path} is what is to be imported.", "Name another file.")
