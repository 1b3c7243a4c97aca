"""Parquet, with places GeoParquet 1.1: WKB, longitude first (OGC:CRS84). Needs pyarrow, the extra ``parquet``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from tracker.errors import UsageError
from tracker.export.columns import Column, Row

_BATCH = 20_000


def check_installed() -> None:
    """Raise where pyarrow is missing.

    Raises
    ------
    UsageError
        With the command that installs it.
    """
    try:
        import pyarrow  # noqa: F401
    except ImportError as e:
        raise UsageError(
            "Parquet needs the package pyarrow, which is not installed.",
            'Run: pip install "megaproject-tracker[parquet]", or write .csv or .gpkg.',
        ) from e


def write(path: Path, columns: Sequence[Column], rows: Iterable[Row], about: Mapping[str, object]) -> int:
    """Write the file batch by batch; return how many rows. ``about`` goes into its metadata under ``tracker``."""
    import pyarrow as pa
    from pyarrow import parquet

    types = {
        "text": pa.string(), "number": pa.float64(), "integer": pa.int64(), "flag": pa.bool_(), "day": pa.date32(),
        "geometry": pa.binary(),
    }  # fmt: skip
    metadata = {"tracker": json.dumps(about, ensure_ascii=False)}
    if any(c.kind == "geometry" for c in columns):
        # No crs means OGC:CRS84. Kinds and box are known only when all rows were read: too late for the schema, and
        # what stands in the file's footer alone is not seen by programs that ask Arrow for the schema.
        column = {"encoding": "WKB", "geometry_types": []}
        metadata["geo"] = json.dumps(
            {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}
        )
    schema = pa.schema(
        [
            pa.field(c.name, types[c.kind], nullable=not c.required, metadata={"title": c.title, "meaning": c.meaning})
            for c in columns
        ],
        metadata=metadata,
    )
    done, stream = 0, iter(rows)
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        while batch := list(islice(stream, _BATCH)):
            cells = [_typed(c, [row[n] for row in batch]) for n, c in enumerate(columns)]
            arrays = [pa.array(values, types[c.kind]) for values, c in zip(cells, columns, strict=True)]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
            done += len(batch)
    return done


def _typed(column: Column, cells: list[Any]) -> list[Any]:
    if column.kind == "day":
        return [None if c is None else date.fromisoformat(c) for c in cells]
    return cells
