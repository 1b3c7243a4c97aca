"""What every source hands to an import."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from tracker.clean.dates import parse_date
from tracker.errors import FormatError, UsageError
from tracker.model import Issue, IssueLog, Record, Snapshot, Source
from tracker.readers.detect import refuse_ledger


@dataclass(frozen=True, slots=True)
class Options:
    """What the caller says of files beside their names; "", 0 and None leave it to the file.

    Parameters
    ----------
    mapping
        Which column says what: a TOML file, or the same as data.
    maps
        The same in options, "FIELD=COLUMN", see :mod:`tracker.mapping.options`; they go before the file.
    source
        Key of the source, or "KEY=Name".
    as_of
        Date on which rows without one of their own were said, EDTF.
    crs, sheet
        Of files that state no coordinate system; sheet or layer to read.
    encoding, header_rows
        Of text tables and shapefiles that do not say their encoding; how many rows make the headings.
    replace
        The files are the complete list: what the source said before and they don't say is withdrawn.
    listener
        Told of every issue as it comes.
    """

    mapping: Path | Mapping[str, Any] | None = None
    maps: tuple[str, ...] = ()
    source: str = ""
    as_of: str = ""
    crs: str = ""
    sheet: str = ""
    encoding: str = ""
    header_rows: int = 0
    replace: bool = False
    listener: Callable[[Issue], None] | None = None

    @property
    def by_column(self) -> bool:
        """True where a mapping, in a file or in options, tells which column says what."""
        return self.mapping is not None or bool(self.maps)

    def hashed(self, *more: str) -> str:
        """Return the hash of what changes the claims of the same bytes: the date, and ``more``; "" for nothing."""
        said = [text for text in (self.as_of, *more) if text]
        return hashlib.sha256("\x1f".join(said).encode("utf-8", "surrogatepass")).hexdigest() if said else ""

    def check_date(self, retrieved: str) -> None:
        """Raise UsageError where ``as_of`` is no date, or lies after the ISO day on which the file came."""
        said = parse_date(self.as_of) if self.as_of else None
        if self.as_of and said is None:
            raise UsageError(f"--as-of {self.as_of!r} is not a date.", "Write 2024, 2024-06 or 2024-06-30.")
        if said is not None and said.lo > retrieved:
            raise UsageError(
                f"--as-of {self.as_of!r} lies after the day on which the file was received ({retrieved}).",
                "Give the day on which its rows were said.",
            )


class Format(Protocol):
    """What a source module offers."""

    def knows(self, path: Path) -> bool:
        """Return whether this source can read what is at the path."""
        ...

    def read(self, path: Path, options: Options) -> Reading:
        """Read it."""
        ...


@dataclass(slots=True)
class Reading:
    """One release of one source, ready to be imported. ``records`` may be read once.

    ``release_date`` and ``retrieved`` are ISO days; no as_of ends later than ``retrieved``. ``total``: how many records
    to expect, where that is known. ``files``: the names in the locators of its records.
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
    total: int | None = None
    files: tuple[str, ...] = ()


def check_path(path: Path, what: str, advice: str = "Check the path.", *, folder: bool = False) -> None:
    """Raise UsageError where no file (or with ``folder`` none of both) can be at a path; ``what`` should be there.

    A pipe or a device is refused too: files are read more than once.
    """
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError) as e:
        raise UsageError(f"There is no {what} {path}.", advice) from e
    except (OSError, ValueError) as e:
        reason = e.strerror if isinstance(e, OSError) and e.strerror else str(e)
        raise UsageError(f"{path} cannot be looked at: {reason}.", "Check the path and its permissions.") from e
    if stat.S_ISDIR(mode) and not folder:
        raise UsageError(f"{path} is a folder, not a {what}.", f"Name the file itself. {advice}")
    if not stat.S_ISDIR(mode) and not stat.S_ISREG(mode):
        raise UsageError(f"{path} is no ordinary file.", "Use - to read standard input, or save it as a file first.")


def snapshot_of(root: Path, files: Iterable[Path], name: str = "") -> Snapshot:
    """Hash files (name and bytes of each, in the order of their names) into one snapshot; ``name`` of it, else root's.

    Raises
    ------
    UsageError, FormatError
        One of them is no file, or cannot be read.
    """
    digest, size, newest = hashlib.sha256(), 0, 0.0
    for path in sorted(files):
        label = path.relative_to(root).as_posix() if path != root else path.name
        check_path(path, "file")
        refuse_ledger(path)  # before a plain handle of it is opened
        try:
            with path.open("rb") as f:
                about = os.fstat(f.fileno())
                digest.update(f"{label}\x00{about.st_size}\x00".encode("utf-8", "surrogateescape"))
                while part := f.read(1 << 20):
                    digest.update(part)
        except OSError as e:
            raise FormatError(f"{path} cannot be read: {e.strerror}.", "Check its permissions.") from e
        newest = max(newest, about.st_mtime)
        size += about.st_size
    when = datetime.fromtimestamp(newest, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return Snapshot(digest.hexdigest(), name or root.name, size, when)


def label_of(paths: Sequence[Path]) -> dict[Path, str]:
    """Return the name of each file in locators: its own, with folders where two have the same.

    Raises
    ------
    UsageError
        A file is named twice.
    """
    full = [p.resolve() for p in paths]
    for n, path in enumerate(full):
        if path in full[:n]:
            raise UsageError(f"{paths[n]} is named twice.", "Name each file once.")
    names = [p.name for p in paths]
    if len(set(names)) == len(names):
        return dict(zip(paths, names, strict=True))
    root = os.path.commonpath([p.parent for p in full])
    return {p: f.relative_to(root).as_posix() for p, f in zip(paths, full, strict=True)}


def snapshot_of_files(paths: Sequence[Path], labels: Mapping[Path, str], more: Iterable[Path] = ()) -> Snapshot:
    """Return one snapshot of the files of a release, in whatever order they are named, and of ``more`` beside them."""
    files = {*paths, *more}
    name = labels[paths[0]] if len(paths) == 1 else f"{min(labels.values())} and {len(paths) - 1} more"
    if len(files) == 1:
        return snapshot_of(paths[0], files, name)
    full = {f.resolve() for f in files}
    return snapshot_of(Path(os.path.commonpath([f.parent for f in full])), full, name)
