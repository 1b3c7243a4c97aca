"""What every source hands to an import."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from tracker.errors import FormatError
from tracker.model import IssueLog, Record, Snapshot, Source


class Format(Protocol):
    """What a source module offers."""

    def knows(self, path: Path) -> bool:
        """Return whether this source can read what is at the path."""
        ...

    def read(self, path: Path) -> Reading:
        """Read it."""
        ...


@dataclass(slots=True)
class Reading:
    """One release of one source, ready to be imported. ``records`` may be read once.

    ``release_date`` and ``retrieved`` are ISO days; no as_of ends later than ``retrieved``.
    """

    source: Source
    snapshot: Snapshot
    release_date: str
    retrieved: str
    records: Iterator[Record]
    issues: IssueLog = field(default_factory=IssueLog)
    reader_version: str = "1"
    mapping_hash: str = ""
    options_hash: str = ""


def snapshot_of(root: Path, files: Iterable[Path]) -> Snapshot:
    """Hash files (name and bytes of each, in the order of their names) into one snapshot."""
    digest, size, newest = hashlib.sha256(), 0, 0.0
    for path in sorted(files):
        try:
            data = path.read_bytes()
            newest = max(newest, path.stat().st_mtime)
        except OSError as e:
            raise FormatError(f"{path} cannot be read: {e.strerror}.", "Check its permissions.") from e
        name = path.relative_to(root).as_posix() if path != root else path.name
        digest.update(f"{name}\x00{len(data)}\x00".encode())
        digest.update(data)
        size += len(data)
    when = datetime.fromtimestamp(newest, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return Snapshot(digest.hexdigest(), root.name, size, when)
