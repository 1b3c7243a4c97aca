"""Read what [[join]] of a mapping names: files beside the table, and other sheets or layers of the table's own file."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from pathlib import Path

from tracker.clean.headings import read_heading
from tracker.errors import FormatError, UsageError
from tracker.mapping.model import FileRule, JoinRule, Mapping
from tracker.model import Issue, IssueLog
from tracker.readers.detect import Kind, detect
from tracker.readers.opening import open_table
from tracker.readers.tables import Table, TableOptions
from tracker.sources.joining import JoinedRows, Together


def joined_files(mapping: Mapping, paths: Sequence[Path]) -> list[Path]:
    """Return the files beside the tables at ``paths`` that are joined to them."""
    return sorted({path.parent / join.file for path in paths for join in mapping.joins if join.file})


def open_imported(path: Path, label: str, mapping: Mapping) -> tuple[Table, str]:
    """Return the table that is imported, and the bare name of its sheet; joined sheets are not told as left out."""
    return _open(path, label, mapping.file, mapping.file.crs, _sheets(mapping, path, path.parent, is_own=True))


class Joins:
    """The joins of a mapping at work on the files of one release.

    A file beside the tables is read once for each folder. Another sheet of a table's own file is read with that table.

    Parameters
    ----------
    labels
        Names of the imported files in locators.
    joined_labels
        Names of the files that :func:`joined_files` gives.

    Raises
    ------
    FormatError, UsageError
        A file cannot be read, has no such sheet or column, or rows are joined by what is not the id.
    """

    def __init__(
        self, mapping: Mapping, labels: MappingOf[Path, str], joined_labels: MappingOf[Path, str], issues: IssueLog
    ) -> None:
        for join in mapping.joins:
            if mapping.record.id != (join.left,):
                raise FormatError(
                    f"[[join]] of {join.told}: left = {join.left!r} is not the id of a record.",
                    "Rows are joined by the id: let [record] id name this one column.",
                )
        self._mapping, self._labels, self._joined_labels, self._issues = mapping, labels, joined_labels, issues
        #: (file, sheet) of what was read from beside.
        self._read: set[tuple[Path, str]] = set()
        self._beside = {folder: self._files(folder) for folder in sorted({path.parent for path in labels})}

    def of(self, path: Path, sheet: str) -> tuple[Together, JoinedRows]:
        """Return all rows that are joined to a table, and those of them that are of its own file.

        Parameters
        ----------
        path, sheet
            The table: its file, and the bare name of its sheet or layer, "" where the file is one table.
        """
        if (path.resolve(), sheet) in self._read:
            raise _to_itself(self._labels[path], sheet)
        own = JoinedRows(self._issues)
        for join in self._mapping.joins:
            if join.file:
                continue
            if not sheet:
                raise UsageError(
                    f"{path} is one table; it has no sheet {join.sheet!r} to join.",
                    "For a table in another file give its name: file in [[join]] of the mapping.",
                )
            if join.sheet == sheet:
                raise _to_itself(self._labels[path], sheet)
            self._add(own, join, path, path.parent, self._labels[path])
        return Together((self._beside[path.parent], own)), own

    def tell_what_is_left(self) -> None:
        """Report every row of files beside the tables that no record asked for."""
        for rows in self._beside.values():
            rows.tell_what_is_left()

    def _files(self, folder: Path) -> JoinedRows:
        rows = JoinedRows(self._issues)
        for join in self._mapping.joins:
            if join.file:
                path = folder / join.file
                name = self._add(rows, join, path, folder, self._joined_labels[path])
                self._read.add((path.resolve(), name))
        return rows

    def _add(self, rows: JoinedRows, join: JoinRule, path: Path, folder: Path, label: str) -> str:
        """Read one joined table, as its content says and in the CRS of the first; return the bare name of its sheet."""
        is_own = path in self._labels
        sheets = _sheets(self._mapping, path, folder, is_own=is_own)
        table, name = _open(path, label, join, self._mapping.file.crs, sheets)
        if join.sheet and not name and detect(path) in (Kind.CSV, Kind.PARQUET):
            raise UsageError(f"{path} is one table; it has no sheet {join.sheet!r}.", "Leave sheet out of [[join]].")
        m = self._mapping
        meant = {*m.ignore, join.right, *(column for f in m.fields if f.joined for column in f.columns())}
        redacted = {column.casefold() for column in m.source.redact}
        for column in table.columns:
            if column not in meant and column.casefold() not in redacted and read_heading(column).has("person"):
                advice = "The record keeps it. If it holds persons, redact it: redact of [source]; else ignore it."
                self._issues.add(Issue("person-column", "warning", "", column, table.name, advice, column))
        # As the mapping says it, not by the file's name, which the next release may change.
        origin = "!".join(part for part in (join.file, join.sheet) if part) if len(self._mapping.joins) > 1 else ""
        rows.add(table, join.right, origin=origin, is_own=is_own and bool(join.sheet))
        return name


def _sheets(mapping: Mapping, path: Path, folder: Path, *, is_own: bool) -> tuple[str, ...]:
    """Return the sheets of a file that joins name; ``is_own``: it is imported itself. Tables lie in ``folder``."""
    return tuple(
        join.sheet for join in mapping.joins if join.sheet and (folder / join.file == path if join.file else is_own)
    )


def _open(path: Path, label: str, rule: FileRule | JoinRule, crs: str, joined: tuple[str, ...]) -> tuple[Table, str]:
    """Return a table that is named with its file, and the bare name of its sheet."""
    how = TableOptions(
        rule.sheet, rule.encoding, rule.separator, rule.skip_lines, rule.transposed, rule.header_rows, joined
    )
    table = open_table(path, how, crs)
    name = table.name
    # What is said of the whole table names the file too.
    table.name = f"{label}!{name}" if name else label
    if label != path.name:
        locate = table.locate
        table.locate = lambda i: label + locate(i).removeprefix(path.name)
    return table, name


def _to_itself(label: str, sheet: str) -> FormatError:
    what = f"{label}!{sheet}" if sheet else label
    return FormatError(
        f"[[join]] joins {what} to itself.",
        "Name another sheet or file in [[join]]; which sheet is imported say sheet of [file] and --sheet.",
    )
