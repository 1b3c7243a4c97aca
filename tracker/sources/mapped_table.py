"""Any table or vector file, read by a mapping: which column says what (see docs/how-to/mapping.md).

Several files that one mapping reads are one release: what one of them lacks another may carry.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tracker.clean.dates import parse_date
from tracker.errors import FormatError, UsageError
from tracker.fields import FIELDS
from tracker.mapping import options as mapping_options
from tracker.mapping.apply import Mapper
from tracker.mapping.cells import text_of
from tracker.mapping.load import parse
from tracker.mapping.model import Mapping
from tracker.model import IssueLog, Record
from tracker.readers.opening import open_table
from tracker.readers.shapefile import part
from tracker.readers.tables import Cell, Table, TableOptions
from tracker.sources.base import Options, Reading, label_of, snapshot_of_files

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
    joined_files = {p.parent / join.file for p in paths for join in mapping.joins}
    for file in (*paths, *sorted(joined_files)):
        if not file.is_file():
            what = "is a folder, not a table" if file.is_dir() else "is not there"
            raise UsageError(
                f"{file} {what}.", "Name the files themselves; check the path, or the join of the mapping."
            )
    labels = label_of(paths)
    snapshot = snapshot_of_files(paths, labels, {*joined_files, *_parts(paths)})
    said = parse_date(options.as_of or mapping.record.as_of)
    issues = IssueLog(listener=options.listener)
    joined = {folder: _joined(folder, mapping) for folder in {p.parent for p in paths}}

    def mapper(path: Path) -> tuple[Mapper, Table]:
        table = _open(path, labels[path], mapping)
        where = "standard input" if path.name == "-" else labels[path]
        mapping_options.check_columns(columns, [c for c in table.columns if c != table.geometry], where)
        made = Mapper(mapping, table, retrieved, issues, as_of=options.as_of, joined=joined[path.parent])
        return made, table

    first, table = mapper(paths[0])

    def records() -> Iterator[Record]:
        yield from first.records()
        for path in paths[1:]:
            another, _ = mapper(path)
            # A row without an id that stands in two files is two rows, as it would be in one.
            another.occurrences = first.occurrences
            yield from another.records()

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
        files=tuple(labels.values()),
    )


def _mapping(
    paths: Sequence[Path], options: Options, columns: Sequence[mapping_options.Column]
) -> tuple[dict[str, Any], Mapping]:
    """Return the mapping as data, with all options put in, and as the rules that it makes."""
    name = str(options.mapping) if options.mapping else "--map"
    data: dict[str, Any] = {"source": {}}
    if options.mapping is not None:
        data = _toml(options.mapping)
        if options.source and isinstance(data.get("source", {}), dict):
            data["source"] = _renamed(data.get("source", {}), options.source)
        parse(data, name)  # what is wrong in the file is told as such, before options are put into it
    else:
        if not any(c.target in FIELDS for c in columns):
            raise UsageError("--map names no field.", "Add one, as --map name=COLUMN; `tracker fields` lists them.")
        key = mapping_options.key_of(paths[0].stem)
        if not key and not options.source:
            raise UsageError("What comes from standard input has no name.", "Name its source: --source my-ministry.")
        data["source"] = _renamed({}, options.source or f"{key}={paths[0].stem}")
        # A table that somebody reads with a few options is a list of its day, unless it is said to be complete.
        data["source"]["releases"] = "vintage"
    if options.replace:
        data["source"]["releases"] = "complete"
    if options.crs or options.sheet:
        data.setdefault("file", {}).update({k: v for k, v in (("crs", options.crs), ("sheet", options.sheet)) if v})
    data = mapping_options.merged(data, columns)
    try:
        return data, parse(data, name)
    except FormatError as e:  # the file alone was sound
        raise UsageError(str(e), e.hint) from e


def _renamed(about: dict[str, Any], source: str) -> dict[str, Any]:
    """Return [source] under another key; its ids get a prefix of their own."""
    key, name = mapping_options.source_of(source)
    kept = {k: v for k, v in about.items() if k != "prefix" or about.get("key") == key}
    return {**kept, "key": key, **({"name": name} if name else {})}


def _toml(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise UsageError(f"There is no mapping {path}.", "Check the path; `tracker draft-mapping FILE` begins one.")
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as e:
        raise FormatError(f"The mapping {path} cannot be read: {e}.", "See docs/how-to/mapping.md.") from e


def _parts(paths: Sequence[Path]) -> Iterator[Path]:
    """Yield the files that belong to a shapefile, and what a GeoPackage in use holds beside itself."""
    for path in paths:
        if path.suffix.lower() == ".shp":
            yield from (p for ending in _PARTS if (p := part(path, ending)))
        if (wal := path.with_name(path.name + "-wal")).is_file():
            yield wal


def _open(path: Path, label: str, mapping: Mapping) -> Table:
    f = mapping.file
    table = open_table(path, TableOptions(f.sheet, f.encoding, f.separator, f.skip_lines, f.transposed), f.crs)
    # What is said of the whole table names the file too.
    table.name = f"{label}!{table.name}" if table.name else label
    if label != path.name:
        locate = table.locate
        table.locate = lambda i: label + locate(i).removeprefix(path.name)
    return table


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
