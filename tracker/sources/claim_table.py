"""A CSV of claims, one row each: what ``tracker`` exports and anyone can write in a spreadsheet.

The columns are those of a claim folder; the document may be described in the same row. The source's key is the
file's name, so the same file edited and imported again replaces what it said.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from tracker.errors import FormatError, UsageError
from tracker.mapping.options import source_of
from tracker.model import IssueLog, Record, Source
from tracker.readers.csv_rows import read_rows
from tracker.sources.base import Options, Reading, label_of, snapshot_of_files
from tracker.sources.claim_rows import REQUIRED
from tracker.sources.collect import Gathering

READER = "claim-table-1"
#: A header is shorter than this.
_HEADER = 1 << 16


def knows(path: Path) -> bool:
    """True for a CSV (or what came from standard input) whose header has the columns of a claim."""
    if not path.is_file() or (path.suffix.lower() != ".csv" and path.name != "-"):
        return False
    try:
        with path.open(encoding="utf-8-sig") as f:
            header = {name.strip().strip('"') for name in f.readline(_HEADER).split(",")}
    except (OSError, UnicodeDecodeError):
        return False
    return set(REQUIRED) <= header


def read(path: Path, options: Options) -> Reading:
    """Read one table. The day of retrieval is the file's own date, its release date too."""
    return read_all([path], options)


def read_all(paths: Sequence[Path], options: Options) -> Reading:
    """Read tables as one release: of the source that the options name, else that of the first file's name.

    Raises
    ------
    UsageError
        Standard input, and no source is named; or a date that is none.
    """
    labels = label_of(paths)
    snapshot = snapshot_of_files(paths, labels)
    retrieved = datetime.fromisoformat(snapshot.retrieved_at).astimezone(UTC).date().isoformat()
    options.check_date(retrieved)
    path = paths[0]
    if options.source:
        key, name = source_of(options.source)
    elif path.name == "-":
        raise UsageError("What comes from standard input has no name.", "Name its source: --source my-ministry.")
    else:
        key, name = path.stem.lower().replace(" ", "-"), path.stem
    issues = IssueLog(listener=options.listener)
    source = Source(key=key, name=name or key, releases="complete", prefix=f"{key}-", curated=True)
    return Reading(
        source=source,
        snapshot=snapshot,
        release_date=retrieved,
        retrieved=retrieved,
        records=_records(paths, labels, retrieved, issues, options.as_of),
        issues=issues,
        reader_version=READER,
        options_hash=options.hashed(),
        files=tuple(labels.values()),
    )


def _records(
    paths: Sequence[Path], labels: dict[Path, str], retrieved: str, issues: IssueLog, as_of: str
) -> Iterator[Record]:
    empty = True
    with Gathering(retrieved, issues, as_of=as_of) as gathering:
        for path in paths:
            gathering.add_rows((f"{labels[path]}:{line}", row) for line, row in read_rows(path))
        for record in gathering.records():
            empty = False
            yield record
    if empty:
        raise FormatError(f"{paths[0]} has no rows.", "Add one row per claim below the header.")
