"""Read Parquet and GeoParquet, where the extra ``parquet`` (pyarrow) is installed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.errors import FormatError, UsageError
from tracker.readers.layout import MAX_COLUMNS, batch_rows, headings
from tracker.readers.shapes import Deliverer, Packed
from tracker.readers.tables import Batch, Cell, Table, TableOptions

if TYPE_CHECKING:
    from pyarrow import Array
    from pyarrow.parquet import ParquetFile

#: The CRS of a column that names none (GeoParquet 1.1.0, "crs"); x is first in any CRS.
_CRS84 = "OGC:CRS84"


def read_parquet(path: Path, options: TableOptions | None = None) -> Table:
    """Return the table of a Parquet file; ``options`` say nothing about it and are ignored.

    It streams by row group. Cells keep their types: decimals become float, times of day and durations text,
    lists and structs JSON text, instants keep their zone. The primary geometry column of GeoParquet 1.x
    (WKB) comes out in EPSG:4326, longitude first; it is reprojected where the file says another CRS. NaN stays NaN.

    Raises
    ------
    UsageError
        pyarrow is not installed.
    FormatError
        Damaged, encrypted, more than 50,000 columns, or geometry that cannot be brought to EPSG:4326.
    """
    try:
        import pyarrow.parquet as pq
    except ImportError as e:
        raise UsageError(
            "Parquet files need an extra.", "Install it: pip install 'megaproject-tracker[parquet]'"
        ) from e
    with _told(path):
        file = pq.ParquetFile(path, memory_map=False, pre_buffer=False)
        schema = file.schema_arrow
        meta = file.metadata
    if not len(schema.names):
        raise FormatError(f"{path} has no columns.", "Is it the file you meant?")
    if len(schema.names) > MAX_COLUMNS:
        raise FormatError(
            f"{path} has {len(schema.names):,} columns; {MAX_COLUMNS:,} at most are read.",
            "Keep only the columns that you need.",
        )
    columns, notes = headings(list(schema.names))
    place, crs = _geometry(schema.names, meta.metadata or {}, notes)

    def locate(i: int) -> str:
        return f"{path.name}:row {i + 1}"

    shapes = None if place is None else Deliverer(path.name, crs, locate, notes)
    return Table(
        name="",
        columns=columns,
        batches=_batches(path, file, columns, place, shapes),
        locate=locate,
        geometry="" if place is None else columns[place],
        n_rows=meta.num_rows,
        notes=notes,
    )


def _batches(
    path: Path, file: ParquetFile, columns: tuple[str, ...], place: int | None, shapes: Deliverer | None
) -> Iterator[Batch]:
    start = 0
    with file:
        batches = file.iter_batches(batch_size=batch_rows(len(columns)))
        while True:
            with _told(path):
                batch = next(batches, None)
                cells = [] if batch is None else [_column(batch.column(i)) for i in range(len(columns))]
            if batch is None:
                break
            if not batch.num_rows:
                continue
            if place is not None and shapes is not None:
                packed: list[Packed] = [(v if isinstance(v, bytes) else None, False) for v in cells[place]]
                cells[place] = shapes.deliver(start, packed)
            yield Batch(start, dict(zip(columns, cells, strict=True)))
            start += batch.num_rows
    if start != file.metadata.num_rows:
        raise FormatError(
            f"{path} is damaged: {start:,} rows where it says {file.metadata.num_rows:,}.", "Fetch it again."
        )
    if shapes is not None:
        shapes.close()


def _column(column: Array) -> list[Cell]:
    """Return Python's cells of an Arrow column."""
    import pyarrow as pa

    kind = column.type
    if pa.types.is_dictionary(kind):
        column, kind = column.dictionary_decode(), kind.value_type
    if pa.types.is_timestamp(kind) and kind.unit == "ns":
        column = column.cast(pa.timestamp("us", kind.tz), safe=False)
    if pa.types.is_decimal(kind):
        return [None if v is None else float(v) for v in column.to_pylist()]
    if pa.types.is_duration(kind):
        # Python's durations end at microseconds, Arrow's may not.
        return [None if v is None else f"{v} {kind.unit}" for v in column.cast(pa.int64()).to_pylist()]
    if pa.types.is_time(kind):
        return [None if v is None else str(v) for v in column.cast(pa.string()).to_pylist()]
    if pa.types.is_nested(kind):
        return [None if v is None else json.dumps(v, ensure_ascii=False, default=str) for v in column.to_pylist()]
    try:
        values: list[Cell] = column.to_pylist()
    except (OverflowError, ValueError):  # a day beyond the year 9999
        values = column.cast(pa.string()).to_pylist()
    return values


def _geometry(names: list[str], metadata: dict[bytes, bytes], notes: list[tuple[str, str]]) -> tuple[int | None, str]:
    """Return (place of the primary geometry column, its CRS as text for PROJ or "" where it is unknown)."""
    if b"geo" not in metadata:
        return None, ""
    try:
        geo = json.loads(metadata[b"geo"])
        primary = geo["primary_column"]
        column = geo["columns"][primary]
        encoding, crs = column["encoding"], column.get("crs", _CRS84)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        notes.append(("no-geometry", "the metadata of GeoParquet cannot be read; the table is read without geometry"))
        return None, ""
    if primary not in names:
        notes.append(("no-geometry", f"the geometry column {primary!r} is not there"))
        return None, ""
    if encoding != "WKB":
        notes.append(("no-geometry", f"geometry in the encoding {encoding!r} is not read; save it as WKB"))
        return None, ""
    if crs is None:
        notes.append(("no-crs", "the file says that its CRS is unknown; degrees on WGS 84 are assumed"))
        return names.index(primary), ""
    return names.index(primary), _crs_text(crs)


def _crs_text(crs: object) -> str:
    """Return a code where PROJJSON names one (a code is quicker to look up), else the PROJJSON."""
    found = crs.get("id") if isinstance(crs, dict) else None
    if isinstance(found, dict) and "authority" in found and "code" in found:
        return f"{found['authority']}:{found['code']}"
    return crs if isinstance(crs, str) else json.dumps(crs)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Say in our words what the reader of Parquet did not like."""
    import pyarrow as pa

    try:
        yield
    except (pa.ArrowException, OSError, ValueError, OverflowError, KeyError) as e:
        text = str(e).split("\n", 1)[0][:200]
        raise FormatError(f"{path} is a damaged Parquet file ({text}).", "Fetch it again, or save it anew.") from e
