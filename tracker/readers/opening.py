"""Open any table or vector file by what it holds."""

from __future__ import annotations

from pathlib import Path

from tracker.errors import FormatError
from tracker.readers import delimited, parquet, spreadsheet, vector
from tracker.readers.detect import LABELS, Kind, detect
from tracker.readers.tables import Table, TableOptions

_SHEETS = {Kind.XLSX, Kind.XLS, Kind.ODS}
_VECTORS = {Kind.GEOJSON, Kind.GPKG, Kind.SHAPEFILE, Kind.SHAPEFILE_ZIP, Kind.FLATGEOBUF, Kind.KML, Kind.KMZ}


def open_table(path: Path, options: TableOptions | None = None, crs: str = "") -> Table:
    """Return the table of a file: the sheet or layer that the options name, else the likeliest.

    Raises
    ------
    FormatError
        It cannot be read, or what it holds is no table.
    UsageError
        It has no such sheet or layer, or an extra is missing.
    """
    options = options or TableOptions()
    kind = detect(path)
    if kind is Kind.CSV:
        return delimited.read_delimited(path, options)
    if kind in _SHEETS:
        return spreadsheet.read_sheet(path, options)
    if kind is Kind.PARQUET:
        return parquet.read_parquet(path, options)
    if kind in _VECTORS:
        return vector.read_vector(path, options, crs)
    raise FormatError(f"{path} is {LABELS[kind]}: no table can be read from it.", "Save it as CSV, XLSX or GeoPackage.")
