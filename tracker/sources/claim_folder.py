"""A folder of claims, curated by hand: ``catalogue.toml`` with tables of claims, documents and waypoints.

The bundled catalogue is one; a team's own works the same way. One record per project; its slug is its id.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tracker.clean.dates import parse_date
from tracker.errors import FormatError, UsageError
from tracker.model import Document, Issue, IssueLog, Record, Source
from tracker.readers.csv_rows import read_rows
from tracker.sources.base import Options, Reading, snapshot_of
from tracker.sources.claim_rows import document_from
from tracker.sources.collect import Gathering
from tracker.sources.waypoints import shapes_from

MANIFEST = "catalogue.toml"
READER = "claim-folder-1"
_REQUIRED = {"claims": ("project", "field", "value", "url"), "documents": ("url", "publisher", "rank")}


def knows(path: Path) -> bool:
    """True for a folder with a manifest."""
    return path.is_dir() and (path / MANIFEST).is_file()


def read(path: Path, options: Options) -> Reading:
    """Read the folder. See :class:`tracker.sources.base.Reading`.

    Raises
    ------
    FormatError
        The manifest or a table is not what it should be.
    UsageError
        The options give a date: the manifest does.
    """
    if options.as_of:
        raise UsageError(
            f"{path} says itself when it was read.", f"Leave --as-of out; see [release] in {path / MANIFEST}."
        )
    manifest = _manifest(path / MANIFEST)
    tables = manifest["tables"]
    files = {kind: sorted(path.glob(pattern)) for kind, pattern in tables.items()}
    if not files.get("claims"):
        raise FormatError(f"{path / MANIFEST} names no table of claims that exists.", "Check [tables] claims.")
    snapshot = snapshot_of(path, [path / MANIFEST, *(f for group in files.values() for f in group)])
    issues = IssueLog(listener=options.listener)
    release = manifest["release"]
    about = manifest["source"]
    source = Source(
        key=str(about["key"]),
        name=str(about["name"]),
        publisher=str(about.get("publisher", "")),
        homepage=str(about.get("homepage", "")),
        licence=str(about.get("licence", "")),
        attribution=str(about.get("attribution", "")),
        releases="vintage" if about.get("releases") == "vintage" else "complete",
        prefix=str(about.get("prefix", "")),
        curated=bool(about.get("curated", False)),
    )
    retrieved = str(release["retrieved"])
    records = _records(path, files, retrieved, issues)
    names = tuple(f.relative_to(path).as_posix() for group in files.values() for f in group)
    date = str(release.get("date", retrieved))
    return Reading(source, snapshot, date, retrieved, records, issues, READER, files=names)


def _records(root: Path, files: dict[str, list[Path]], retrieved: str, issues: IssueLog) -> Iterator[Record]:
    documents: dict[str, Document] = {}
    for path in files.get("documents", []):
        for line, row in _rows(path, "documents"):
            document = document_from(row, f"{path.name}:{line}", issues.add)
            if document.url in documents:
                issues.add(Issue("document-twice", "warning", "url", document.url, f"{path.name}:{line}", "Keep one."))
            documents[document.url] = document
    with Gathering(retrieved, issues, documents) as gathering:
        for path in files["claims"]:
            name = path.relative_to(root).as_posix()
            gathering.add_rows((f"{name}:{line}", row) for line, row in _rows(path, "claims"))
        for path in files.get("waypoints", []):
            for project, claim, rows in shapes_from(root, path, documents, issues.add):
                gathering.add_claim(project, path.relative_to(root).as_posix(), rows, claim)
        yield from gathering.records()


def _rows(path: Path, kind: str) -> Iterator[tuple[int, dict[str, str]]]:
    first = True
    for line, row in read_rows(path):
        if first:
            missing = [c for c in _REQUIRED[kind] if c not in row]
            if missing:
                raise FormatError(f"{path} has no column {', '.join(missing)}.", "See docs/how-to/curate.md.")
            first = False
        yield line, row


def _manifest(path: Path) -> dict[str, dict[str, Any]]:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as e:
        raise FormatError(f"{path} cannot be read: {e}.", "Compare it with data/catalogue/catalogue.toml.") from e
    for table, keys in (("source", ("key", "name")), ("release", ("retrieved",)), ("tables", ("claims",))):
        part = data.get(table, {})
        for key in keys:
            if not isinstance(part, dict) or key not in part:
                raise FormatError(f"{path} lacks [{table}] {key}.", "Compare it with data/catalogue/catalogue.toml.")
    for key in ("retrieved", "date"):
        day = data["release"].get(key)
        if day is not None and (parse_date(str(day)) is None or len(str(day)) != 10):
            raise FormatError(f"{path}: [release] {key} = {day!r} is not a day.", "Write it as 2026-11-22.")
    for kind, pattern in data["tables"].items():
        if not isinstance(pattern, str) or not pattern or Path(pattern).is_absolute() or ".." in Path(pattern).parts:
            raise FormatError(f"{path}: [tables] {kind} = {pattern!r} is no file name.", "Write it as claims/*.csv.")
    releases = data["source"].get("releases", "complete")
    if releases not in ("complete", "vintage"):
        raise FormatError(f"{path}: [source] releases = {releases!r}.", "Write complete or vintage.")
    return data
