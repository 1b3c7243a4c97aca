"""A single CSV of claims, one row each: what ``tracker`` exports and anyone can write in a spreadsheet.

The columns are those of a claim folder; the document may be described in the same row. The source's key is the
file's name, so the same file edited and imported again replaces what it said.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from tracker.errors import FormatError
from tracker.model import IssueLog, Record, Source
from tracker.readers.csv_rows import read_rows
from tracker.sources.base import Reading, snapshot_of
from tracker.sources.claim_rows import REQUIRED
from tracker.sources.collect import Gathering

READER = "claim-table-1"


def knows(path: Path) -> bool:
    """True for a CSV whose header has the columns of a claim."""
    if not path.is_file() or path.suffix.lower() != ".csv":
        return False
    try:
        with path.open(encoding="utf-8-sig") as f:
            header = {name.strip().strip('"') for name in f.readline().split(",")}
    except (OSError, UnicodeDecodeError):
        return False
    return set(REQUIRED) <= header


def read(path: Path) -> Reading:
    """Read the table. The day of retrieval is the file's own date, its release date too."""
    snapshot = snapshot_of(path, [path])
    retrieved = datetime.fromisoformat(snapshot.retrieved_at).astimezone(UTC).date().isoformat()
    key = path.stem.lower().replace(" ", "-")
    issues = IssueLog()
    source = Source(key=key, name=path.stem, releases="complete", prefix=f"{key}-", curated=True)
    return Reading(source, snapshot, retrieved, retrieved, _records(path, retrieved, issues), issues, READER)


def _records(path: Path, retrieved: str, issues: IssueLog) -> Iterator[Record]:
    gathering = Gathering(retrieved, issues)
    gathering.add_rows((f"{path.name}:{line}", row) for line, row in read_rows(path))
    empty = True
    for record in gathering.records():
        empty = False
        yield record
    if empty:
        raise FormatError(f"{path} has no rows.", "Add one row per claim below the header.")
