"""Any table or vector file, read by a mapping: which column says what (see docs/how-to/mapping.md).

Several files that one mapping reads are one release: what one of them lacks another may carry.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tracker.clean.dates import parse_date
from tracker.errors import FormatError, UsageError
from tracker.fields import FIELDS
from tracker.mapping import options as mapping_options
from tracker.mapping.apply import Mapper
from tracker.mapping.load import parse, read_toml
from tracker.mapping.model import Mapping
from tracker.model import IssueLog, Record
from tracker.readers.shapefile import part
from tracker.readers.tables import Table
from tracker.sources.base import Options, Reading, check_path, label_of, snapshot_of_files
from tracker.sources.joining import JoinedRows
from tracker.sources.joins import Joins, joined_files, open_imported

READER = "mapped-table-1"
#: Beside a shapefile or a GeoPackage that is in use: they belong to its bytes.
_PARTS = (".dbf", ".shx", ".prj", ".cpg")


def read(paths: Sequence[Path], options: Options) -> Reading:
    """Read files by a mapping, which a TOML file or options tell.

    The first file is opened at once, so that a wrong column is told before anything is done. The release date is that
    of ``options.as_of``, else the mapping's, else the files' own.

    Raises
    ------
    UsageError, FormatError
        The options, the mapping or a file is not what it should be.
    """
    retrieved = datetime.now(UTC).date().isoformat()
    options.check_date(retrieved)
    columns = [mapping_options.parse_option(text) for text in options.maps]
    data, mapping = _mapping(paths, options, columns)
    beside = joined_files(mapping, paths)
    for path in paths:
        check_path(path, "table")
    for path in beside:
        check_path(path, "joined file", "Check file in [[join]] of the mapping: it lies beside the table.")
    labels, joined_labels = label_of(paths), label_of(beside)
    snapshot = snapshot_of_files(paths, labels, {*beside, *_parts(beside), *_parts(paths)})
    for text in (mapping.record.as_of, *(rule.as_of for rule in mapping.fields)):
        if (day := parse_date(text) if text else None) is not None and day.lo > retrieved:
            raise FormatError(
                f"as_of = {text!r} of the mapping lies after today ({retrieved}).", "Give the day on which it was said."
            )
    said = parse_date(options.as_of or mapping.record.as_of)
    issues = IssueLog(listener=options.listener)
    joins = Joins(mapping, labels, joined_labels, issues)

    def mapper(path: Path) -> tuple[Mapper, Table, JoinedRows]:
        table, sheet = open_imported(path, labels[path], mapping)
        where = "standard input" if path.name == "-" else labels[path]
        guessed = dict(table.notes).get("encoding-guessed", "")
        mapping_options.check_columns(columns, [c for c in table.columns if c != table.geometry], where, guessed)
        joined, own = joins.of(path, sheet)
        made = Mapper(
            mapping,
            table,
            retrieved,
            issues,
            as_of=options.as_of,
            joined=joined,
            again=lambda: open_imported(path, labels[path], mapping)[0],
        )
        made.check_joined(joined.columns)
        made.check_redacted(joined.columns)
        return made, table, own

    first, table, own = mapper(paths[0])

    def records() -> Iterator[Record]:
        yield from first.records()
        own.tell_what_is_left()
        for path in paths[1:]:
            another, _, of_another = mapper(path)
            # A row without an id that stands in two files is two rows, as it would be in one.
            another.occurrences = first.occurrences
            yield from another.records()
            of_another.tell_what_is_left()
        joins.tell_what_is_left()

    return Reading(
        source=mapping.source,
        snapshot=snapshot,
        release_date=min(said.hi, retrieved) if said else snapshot.retrieved_at[:10],
        retrieved=retrieved,
        records=records(),
        issues=issues,
        reader_version=READER,
        mapping_hash=hashlib.sha256(
            json.dumps(data, sort_keys=True, ensure_ascii=False, default=str).encode("utf-8", "surrogatepass")
        ).hexdigest(),
        options_hash=options.hashed(),
        total=table.n_rows if len(paths) == 1 else None,
        files=tuple(dict.fromkeys((*labels.values(), *joined_labels.values()))),
    )


def _mapping(
    paths: Sequence[Path], options: Options, columns: Sequence[mapping_options.Column]
) -> tuple[dict[str, Any], Mapping]:
    """Return the mapping as data, with all options put in, and as the rules that it makes."""
    given = options.mapping
    if isinstance(given, Path):
        check_path(given, "mapping", "Check the path; `tracker draft-mapping FILE` begins one.")
        name, data = str(given), read_toml(given)
    else:
        name, data = ("--map", {}) if given is None else ("mapping", deepcopy(dict(given)))
    if given is None and not any(c.target in FIELDS for c in columns):
        raise UsageError("--map names no field.", "Add one, as --map name=COLUMN; `tracker fields` lists them.")
    about = data.setdefault("source", {})
    if isinstance(about, dict):
        if not isinstance(given, Path) and "key" not in about:
            # A table that somebody reads with a few options is a list of its day, unless it is said to be complete.
            data["source"] = {"releases": "vintage", **_renamed(about, options.source or _named_after(paths[0]))}
        elif options.source:
            data["source"] = _renamed(about, options.source)
    if given is not None:
        # What is wrong in the file is told as such, before options are put into it; they may bring all the fields.
        has_fields = "field" in data or not any(c.target in FIELDS for c in columns)
        parse(data if has_fields else {**data, "field": [{"field": "name", "constant": "-"}]}, name)
    if options.replace:
        data["source"]["releases"] = "complete"
    told = {k: getattr(options, k) for k in ("crs", "sheet", "encoding", "header_rows") if getattr(options, k)}
    if told:
        data.setdefault("file", {}).update(told)
    data = mapping_options.merged(data, columns)
    try:
        return data, parse(data, name)
    except FormatError as e:  # the file alone was sound
        raise UsageError(str(e), e.hint) from e


def _named_after(path: Path) -> str:
    """Return the source that a file's name makes, as ``--source`` has it."""
    key = mapping_options.key_of(path.stem)
    if not key:
        raise UsageError("What comes from standard input has no name.", "Name its source: --source my-ministry.")
    return f"{key}={path.stem}"


def _renamed(about: dict[str, Any], source: str) -> dict[str, Any]:
    """Return [source] under another key; its ids get a prefix of their own."""
    key, name = mapping_options.source_of(source)
    kept = {k: v for k, v in about.items() if k != "prefix" or about.get("key") == key}
    return {**kept, "key": key, **({"name": name} if name else {})}


def _parts(paths: Sequence[Path]) -> Iterator[Path]:
    """Yield the files that belong to a shapefile, and what a GeoPackage in use holds beside itself."""
    for path in paths:
        if path.suffix.lower() == ".shp":
            yield from (p for ending in _PARTS if (p := part(path, ending)))
        if (wal := path.with_name(path.name + "-wal")).is_file():
            yield wal
