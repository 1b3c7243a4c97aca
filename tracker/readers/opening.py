"""Open any table or vector file by what it holds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tracker.errors import FormatError
from tracker.readers import delimited, parquet, spreadsheet, vector
from tracker.readers.decoding import known_encoding
from tracker.readers.detect import LABELS, Kind, detect, misnamed
from tracker.readers.tables import Batch, Table, TableOptions

_SHEETS = {Kind.XLSX, Kind.XLS, Kind.ODS}
_VECTORS = {Kind.GEOJSON, Kind.GPKG, Kind.SHAPEFILE, Kind.SHAPEFILE_ZIP, Kind.FLATGEOBUF, Kind.KML, Kind.KMZ}


def open_table(path: Path, options: TableOptions | None = None, crs: str = "") -> Table:
    """Return the table of a file: the sheet or layer that the options name, else the likeliest.

    Raises
    ------
    FormatError
        It cannot be read, or what it holds is no table; while its batches are read: it has no rows.
    UsageError
        It has no such sheet or layer, there is no encoding of that name, or an extra is missing.
    """
    options = options or TableOptions()
    if options.encoding:  # also of a file that says its own: a wrong word must not go unnoticed
        known_encoding(options.encoding)
    kind = detect(path)
    table = _open(path, kind, options, crs)
    if told := misnamed(path, kind):
        table.notes.insert(0, ("misnamed-file", told))
    table.batches = _some(path, table.batches)
    return table


def _some(path: Path, batches: Iterator[Batch]) -> Iterator[Batch]:
    """Yield the batches; an empty table is refused, since of a complete list it would withdraw everything."""
    any_rows = False
    for batch in batches:
        any_rows = any_rows or len(batch) > 0
        yield batch
    if not any_rows:
        raise FormatError(f"{path} has names of columns, but no rows.", "Is it the whole file? Get it again.")


def _open(path: Path, kind: Kind, options: TableOptions, crs: str) -> Table:
    if kind is Kind.CSV:
        return delimited.read_delimited(path, options)
    if kind in _SHEETS:
        return spreadsheet.read_sheet(path, options)
    if kind is Kind.PARQUET:
        return parquet.read_parquet(path, options)
    if kind in _VECTORS:
        return vector.read_vector(path, options, crs)
    raise FormatError(f"{path} is {LABELS[kind]}: no table can be read from it.", "Save it as CSV, XLSX or GeoPackage.")
