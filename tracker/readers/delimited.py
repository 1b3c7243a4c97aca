"""Read text tables (CSV and its kin): any encoding, separator and line end; ragged, titled and transposed ones too."""

from __future__ import annotations

import csv
import json
import re
from array import array
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path

from tracker.errors import FormatError, UsageError
from tracker.readers.csv_rows import MAX_CELL
from tracker.readers.decoding import Decoding, find_encoding
from tracker.readers.layout import (
    MAX_COLUMNS,
    SAMPLE_ROWS,
    batches,
    check_header_rows,
    column_letters,
    filled,
    find_header,
    find_headers,
    headings,
    is_blank,
    joined_headers,
    looks_transposed,
    title_note,
    turn,
)
from tracker.readers.tables import Batch, Table, TableOptions

SEPARATORS = (",", ";", "\t", "|")
#: Cells beyond the header are kept here, as a JSON list.
OVERFLOW = "+"
#: A cell that runs over more lines than this is reported: a stray quote may have swallowed rows.
LONG_CELL_LINES = 200
#: Read after the last line: where it does not come back as a row of its own, a quote was still open.
_END = "\ue000end of file\ue000"
_NUMBER = re.compile(r"\s*[-+]?[\d.,\s]*\d[\d.,\s%]*$")
_EXCEL_HINT = re.compile(r'^"?sep=(.)"?\s*$')
_NAMES = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}


@dataclass(frozen=True, slots=True)
class _Text:
    """A text table that is understood as far as its rows: how to open it and how to split its lines."""

    path: Path
    decoding: Decoding
    separator: str
    skip: int

    @contextmanager
    def lines(self) -> Iterator[Iterator[str]]:
        """Open the file and give its lines, from the first that belongs to the table."""
        with self.path.open(encoding=self.decoding.encoding, errors=self.decoding.errors, newline="") as f:
            lines: Iterator[str] = islice(f, self.skip, None)
            if self.decoding.nul_bytes:
                lines = (line.replace("\x00", "") for line in lines)
            csv.field_size_limit(MAX_CELL)
            yield lines

    def rows(self, lines: Iterator[str]) -> Iterator[tuple[int, list[str]]]:
        """Yield (line on which the row begins, cells) and refuse broken quotes."""
        reader = csv.reader(chain(lines, (_END,)), delimiter=self.separator)
        begin = self.skip + 1
        advice = "Look for a stray quote in that row; double a quote that belongs to the text."
        try:
            for row in reader:
                if row and row[-1].endswith(_END):
                    if row == [_END] and begin == self.skip + reader.line_num:
                        return
                    raise FormatError(f"{self.path}, line {begin}: a quote is opened and never closed.", advice)
                yield begin, row
                begin = self.skip + reader.line_num + 1
        except csv.Error as e:
            what = f"a cell is over {MAX_CELL:,} characters" if "field limit" in str(e) else str(e)
            raise FormatError(f"{self.path}, line {begin}: {what}.", advice) from e


@dataclass(slots=True)
class _Survey:
    """What one pass over all rows tells, so that nothing is found out half-way through an import.

    ``lines``: on which line each row of data begins. ``width``: columns, without empty ones at the end.
    """

    lines: array[int] = field(default_factory=lambda: array("Q"))
    width: int = 0
    blank: int = 0
    short: int = 0
    trimmed: int = 0
    overflow: int = 0
    notes: list[tuple[str, str]] = field(default_factory=list)

    @property
    def is_even(self) -> bool:
        """True where every row may be taken as it is."""
        return not (self.blank or self.short or self.trimmed or self.overflow)


def read_delimited(path: Path, options: TableOptions | None = None) -> Table:
    """Return the table of a text file: text cells, "" where a cell is empty or missing.

    The file is gone through twice, in a stream each time: first to find the encoding, ragged rows and the
    line of every row, then for the batches. Rows without any text are left out. ``locate`` gives the line on which
    a row begins (a quoted cell may hold line breaks), in a transposed table the column.

    Raises
    ------
    UsageError
        An option names no encoding or separator, or more rows of headings than there are.
    FormatError
        Not in the encoding asked for, no rows at all, more than 50,000 columns, a quote that is never closed,
        a cell of more than 16 MB.
    """
    options = options or TableOptions()
    decoding = find_encoding(path, options.encoding)
    notes = list(decoding.notes)
    if decoding.nul_bytes:
        notes.append(("nul-bytes", f"{decoding.nul_bytes:,} NUL characters were taken out"))
    text, sample = _understand(path, decoding, options)
    at = 0 if options.skip_lines >= 0 else find_headers([row for _, row in sample], options.header_rows)
    while at is not None and at < len(sample) and not filled(sample[at][1]):
        at += 1
    if at is None or at >= len(sample):
        raise FormatError(f"{path} has no rows: its lines are blank.", "Is it the file you meant?")
    _refuse_wide(text, max(len(row) for _, row in sample[at:]))
    head = [row for _, row in sample[at : at + options.header_rows]]
    check_header_rows(str(path), len(head), options.header_rows)
    if options.header_rows == 1 and _is_transposed(text, sample[at:], options):
        return _turned(text, sample[at][0], notes)
    notes += title_note([row for _, row in sample[:at]])
    if len(head) > 1:
        joined = ["" if c is None else str(c) for c in joined_headers(head)]
        return _upright(text, at + len(head) - 1, joined, notes)
    return _upright(text, at, head[0], notes)


def _is_transposed(text: _Text, sample: Sequence[tuple[int, list[str]]], options: TableOptions) -> bool:
    if options.transposed is not None:
        return options.transposed
    rows = [row for _, row in sample]
    return len(rows) < SAMPLE_ROWS and looks_transposed(rows)


def _upright(text: _Text, at: int, header: list[str], notes: list[tuple[str, str]]) -> Table:
    """Return a table with one record a line; ``at``: how many rows stand above its (last) header."""
    named = max((i for i, c in enumerate(header) if not is_blank(c)), default=-1) + 1
    survey = _survey(text, at, named, len(header))
    columns, odd = headings(header[:named] + [""] * (survey.width - named))
    if survey.overflow:
        columns = (*columns, OVERFLOW)
    lines, name = survey.lines, text.path.name
    return Table(
        name="",
        columns=columns,
        batches=_batches(text, at, columns, survey),
        locate=lambda i: f"{name}:{lines[i]}",
        n_rows=len(lines),
        notes=[*notes, *odd, *survey.notes],
    )


def _survey(text: _Text, at: int, named: int, physical: int) -> _Survey:
    """Go through all rows below the header, which has ``physical`` cells, the last with a heading being ``named``."""
    found = _Survey(width=named)
    before = 0
    row: list[str] = []
    with text.lines() as lines:
        for line, row in islice(text.rows(lines), at + 1, None):
            if before and line - before > LONG_CELL_LINES:
                found.notes.append(_long(before, line - before))
            before = line
            if _is_empty(row):
                found.blank += 1
                continue
            found.lines.append(line)
            if len(row) == physical == named:
                continue
            beyond = max((i for i in range(named, len(row)) if row[i].strip()), default=-1) + 1
            found.short += len(row) < named
            found.trimmed += len(row) > named
            found.overflow += beyond > physical
            found.width = max(found.width, min(beyond, physical))
            _refuse_wide(text, beyond)
    # No row follows the last one and tells where it ends.
    if (extra := sum(cell.count("\n") for cell in row)) > LONG_CELL_LINES:
        found.notes.append(_long(before, extra + 1))
    if found.short:
        what = f"{found.short:,} rows have fewer cells than the header; the missing ones count as empty"
        found.notes.append(("short-rows", what))
    if found.overflow:
        what = f'{found.overflow:,} rows have more cells than the header; the rest is kept in the column "{OVERFLOW}"'
        found.notes.append(("long-rows", what))
    return found


def _long(line: int, n: int) -> tuple[str, str]:
    return "long-cell", f"the row in line {line} runs over {n} lines: check its quotes"


def _is_empty(row: list[str]) -> bool:
    return not (row and row[0].strip()) and not "".join(row).strip()


def _batches(text: _Text, at: int, columns: tuple[str, ...], survey: _Survey) -> Iterator[Batch]:
    with text.lines() as lines:
        rows: Iterator[list[str]] = islice(csv.reader(lines, delimiter=text.separator), at + 1, None)
        if not survey.is_even:
            rows = (_fit(row, survey) for row in rows if not _is_empty(row))
        try:
            yield from batches(columns, rows)
        except ValueError as e:
            raise FormatError(f"{text.path} was changed while it was read.", "Import it again.") from e


def _fit(row: list[str], survey: _Survey) -> list[str]:
    width = survey.width
    cells = row[:width] + [""] * (width - len(row))
    if survey.overflow:
        rest = row[width:]
        cells.append(json.dumps(rest, ensure_ascii=False) if any(c.strip() for c in rest) else "")
    return cells


def _turned(text: _Text, first_line: int, notes: list[tuple[str, str]]) -> Table:
    rows = []
    with text.lines() as lines:
        for line, row in text.rows(lines):
            if line >= first_line:
                rows.append(row)
            if len(rows) > MAX_COLUMNS:
                advice = "Leave the option out if each line is a record."
                raise FormatError(f"{text.path} has too many lines for a table with one record a column.", advice)
    head, records, odd = turn(rows)
    if not head:
        raise FormatError(f"{text.path} has no rows with a label and values beside it.", "Is it the file you meant?")
    columns, repaired = headings(head)
    what = f"one record a column, {len(records)} in all; it was turned"
    name = text.path.name
    places = [place for place, _ in records]
    cells = [["" if c is None else c for c in record] for _, record in records]
    return Table(
        name="",
        columns=columns,
        batches=batches(columns, iter(cells)),
        locate=lambda i: f"{name}:{first_line}, column {column_letters(places[i])}",
        n_rows=len(records),
        notes=[*notes, ("transposed", what), *odd, *repaired],
    )


def _understand(path: Path, decoding: Decoding, options: TableOptions) -> tuple[_Text, list[tuple[int, list[str]]]]:
    """Return the file with its separator, and its first rows."""
    skip = max(options.skip_lines, 0)
    wanted = _NAMES.get(options.separator.lower(), options.separator)
    if len(wanted) > 1 or wanted in ('"', "\n", "\r"):
        raise UsageError(f"{options.separator!r} is no separator.", "Give one character, or tab.")
    with path.open(encoding=decoding.encoding, errors=decoding.errors, newline="") as f:
        first = f.readline(100)
    if options.skip_lines < 0 and (told := _EXCEL_HINT.match(first.replace("\x00", ""))):
        skip, wanted = 1, wanted or told[1]
    best: tuple[_Text, list[tuple[int, list[str]]]] | None = None
    top = -1.0
    problem: FormatError | None = None
    for separator in (wanted,) if wanted else SEPARATORS:
        text = _Text(path, decoding, separator, skip)
        try:
            with text.lines() as lines:
                sample = list(islice(text.rows(lines), SAMPLE_ROWS))
        except FormatError as e:
            problem = e
            continue
        score = _score([row for _, row in sample])
        if score > top:
            top, best = score, (text, sample)
    # A quote left open breaks the right separator only: no reason to be content with one that splits nothing.
    if problem is not None and top < 0.5:
        raise problem
    assert best is not None
    return best


def _score(rows: Sequence[Sequence[str]]) -> float:
    """How much a split looks like a table: a header of words, and rows as wide as it."""
    at = find_header(rows)
    if at is None:
        return 0.0
    header, body = rows[at], [row for row in rows[at:] if any(row)]
    if filled(header) < 2:
        return 0.0
    even = sum(len(row) == len(header) for row in body) / len(body)
    words = sum(not is_blank(c) and not _NUMBER.match(c) for c in header) / len(header)
    # Several separators may split evenly ("1,5;2,5"): the wrong one finds no header, or fewer columns.
    return even * words * 0.95**at + min(len(header), 1000) / 100_000


def _refuse_wide(text: _Text, width: int) -> None:
    if width > MAX_COLUMNS:
        raise FormatError(
            f"{text.path} has {width:,} columns, split at {text.separator!r}; {MAX_COLUMNS:,} at most are read.",
            "Check the separator, or give a table with one record a line.",
        )
