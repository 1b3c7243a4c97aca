"""Any table or vector file, read by a mapping: which column says what (see docs/how-to/mapping.md)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from tracker.clean.dates import parse_date
from tracker.errors import UsageError
from tracker.mapping.apply import Mapper
from tracker.mapping.cells import text_of
from tracker.mapping.load import load
from tracker.mapping.model import Mapping
from tracker.model import IssueLog, Record
from tracker.readers.opening import open_table
from tracker.readers.tables import Cell, TableOptions
from tracker.sources.base import Reading, snapshot_of

READER = "mapped-table-1"


def read(path: Path, mapping_path: Path, as_of: str = "") -> Reading:
    """Read a file by a mapping.

    Parameters
    ----------
    as_of
        Date of the rows that have none of their own, EDTF; before the mapping's. It is the release date too, else the
        file's own date.

    Raises
    ------
    UsageError, FormatError
        The date, the mapping or the file is not what it should be.
    """
    if as_of and parse_date(as_of) is None:
        raise UsageError(f"--as-of {as_of!r} is not a date.", "Write 2024, 2024-06 or 2024-06-30.")
    mapping = load(mapping_path)
    files = [path, *(path.parent / join.file for join in mapping.joins)]
    for file in files:
        if not file.is_file():
            raise UsageError(f"There is no file {file}.", "Check the path, or the join of the mapping.")
    snapshot = snapshot_of(path.parent if len(files) > 1 else path, files)
    retrieved = datetime.now(UTC).date().isoformat()
    said = parse_date(as_of or mapping.record.as_of)
    released = min(said.hi, retrieved) if said else snapshot.retrieved_at[:10]
    issues = IssueLog()
    return Reading(
        mapping.source,
        snapshot,
        released,
        retrieved,
        _records(path, mapping, retrieved, issues, as_of),
        issues,
        READER,
        hashlib.sha256(mapping_path.read_bytes()).hexdigest(),
        hashlib.sha256(as_of.encode()).hexdigest() if as_of else "",
    )


def _records(path: Path, mapping: Mapping, retrieved: str, issues: IssueLog, as_of: str) -> Iterator[Record]:
    f = mapping.file
    table = open_table(path, TableOptions(f.sheet, f.encoding, f.separator, f.skip_lines, f.transposed))
    joined = _joined(path.parent, mapping)
    yield from Mapper(mapping, table, retrieved, issues, as_of=as_of, joined=joined).records()


def _joined(folder: Path, mapping: Mapping) -> dict[str, list[dict[str, Cell]]]:
    """Return the rows of all joined files by id."""
    out: dict[str, list[dict[str, Cell]]] = {}
    for join in mapping.joins:
        for batch in open_table(folder / join.file).batches:
            names = list(batch.columns)
            for cells in zip(*batch.columns.values(), strict=True):
                row = dict(zip(names, cells, strict=True))
                out.setdefault(text_of(row.get(join.right)), []).append(row)
    return out
