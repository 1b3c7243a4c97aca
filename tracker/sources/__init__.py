"""Sources: each turns one kind of file into records with claims. A new one is one file here and one line below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tracker.errors import FormatError, UsageError
from tracker.mapping.options import source_of
from tracker.readers.detect import LABELS, Kind, detect
from tracker.sources import claim_folder, claim_table, mapped_table
from tracker.sources.base import Format, Options, Reading, check_path

#: Asked in this order; the first that knows the path reads it.
SOURCES: tuple[Format, ...] = (claim_folder, claim_table)
_NO_TABLES = (Kind.JSON, Kind.XML, Kind.SQLITE)


def open_path(path: Path, mapping: Path | None = None, as_of: str = "") -> Reading:
    """Return the reading of one file or folder, see :func:`open_paths`."""
    return open_paths([path], Options(mapping=mapping, as_of=as_of))[0]


def open_paths(paths: Sequence[Path], options: Options | None = None) -> list[Reading]:
    """Return the readings of files and folders, by the sources that know them or by a mapping.

    With a mapping all files together are one release of its source, so are several tables of claims with a source named
    in the options; else each is a release of a source of its own.

    Raises
    ------
    UsageError
        Nothing is there, no source knows what is, options that don't go together, or two files would be one source.
    FormatError
        A file cannot be read at all.
    """
    options = options or Options()
    for path in paths:
        check_path(path, "file or folder", folder=True)
    if options.by_column:
        return [mapped_table.read(paths, options)]
    told = {"--crs": options.crs, "--sheet": options.sheet, "--encoding": options.encoding}
    for name, given in (told | {"--header-rows": options.header_rows}).items():
        if given:
            raise UsageError(
                f"{name} is for tables that a mapping reads.",
                "Add --map FIELD=COLUMN or --mapping TOML, or leave it out.",
            )
    if options.source and len(paths) > 1:
        if not all(claim_table.knows(path) for path in paths):
            raise UsageError(
                "--source makes one source of all files, and these are not all tables of claims.",
                "Import them one by one.",
            )
        return [claim_table.read_all(paths, options)]
    readings = [_known(path, options) for path in paths]
    firsts: dict[str, Path] = {}
    for path, reading in zip(paths, readings, strict=True):
        other = firsts.setdefault(reading.source.key, path)
        if other is not path:
            raise UsageError(
                f"{other} and {path} would both be the source {reading.source.key!r}: one would replace the other.",
                "Give --source KEY to make them one release, or import them one by one with a --source of their own.",
            )
    return readings


def _known(path: Path, options: Options) -> Reading:
    """Return the reading of what a source knows by itself, with the options put in."""
    for source in SOURCES:
        if source.knows(path):
            return _with(source.read(path, options), options)
    if path.is_dir():
        raise UsageError(
            f"{path} is a folder without {claim_folder.MANIFEST}.",
            "Name the files in it, or make it a folder of claims: see docs/how-to/curate.md.",
        )
    kind = detect(path)  # tells what is wrong with a file that cannot be read at all
    if kind in _NO_TABLES:
        raise FormatError(
            f"{path} is {LABELS[kind]}: no table can be read from it.", "Save it as CSV, XLSX or GeoPackage."
        )
    raise UsageError(
        f"{path} is {LABELS[kind]}; which column says what is not known.",
        f"Say it with --map name=COLUMN and so on, or begin with `tracker draft-mapping {path}`."
        " A table of claims has the columns project, field, value, url.",
    )


def _with(reading: Reading, options: Options) -> Reading:
    """Return a reading under the source that the options name, complete where they say so."""
    source, said = reading.source, []
    if options.source:
        key, name = source_of(options.source)
        source = replace(source, key=key, name=name or key, prefix=f"{key}-")
        said.append(options.source)
    if options.replace:
        source = replace(source, releases="complete")
        said.append("replace")
    hashed = options.hashed(*said)
    return replace(reading, source=source, options_hash=hashed)
