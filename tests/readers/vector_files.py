"""Small vector files that tests write, and how they read them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pytest
import shapely

from tracker.errors import FormatError, TrackerError, UsageError
from tracker.readers import features
from tracker.readers.tables import BATCH_ROWS, Cell, Table, TableOptions
from tracker.readers.vector import read_vector

G = features.GEOMETRY


def rows_of(table: Table) -> list[dict[str, Cell]]:
    rows: list[dict[str, Cell]] = []
    for batch in table.batches:
        assert list(batch.columns) == list(table.columns)
        assert batch.start == len(rows)
        assert len(batch) <= BATCH_ROWS
        rows += [dict(zip(batch.columns, r, strict=True)) for r in zip(*batch.columns.values(), strict=True)]
    assert table.n_rows == len(rows)
    return rows


def read(path: Path, sheet: str = "", encoding: str = "", crs: str = "") -> tuple[list[dict[str, Cell]], Table]:
    table = read_vector(path, TableOptions(sheet=sheet, encoding=encoding), crs)
    return rows_of(table), table


def codes(table: Table) -> set[str]:
    return {code for code, _ in table.notes}


def wkt(cell: Cell) -> str:
    assert isinstance(cell, bytes)
    shape = shapely.from_wkb(cell)
    assert not shapely.has_z(shape)
    assert shapely.get_srid(shape) == 0
    return str(shapely.to_wkt(shape, rounding_precision=4, trim=True))


def feature(properties: object = None, geometry: object = None, **more: object) -> dict[str, object]:
    return {"type": "Feature", "properties": properties, "geometry": geometry, **more}


def point(*at: float) -> dict[str, object]:
    return {"type": "Point", "coordinates": list(at)}


def collection(*members: object, **more: object) -> dict[str, object]:
    return {"type": "FeatureCollection", "features": list(members), **more}


def saved(path: Path, content: object, **how: Any) -> Path:
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    path.write_text(text, **{"encoding": "utf-8", **how})
    return path


def refused(path: Path, **how: str) -> tuple[str, str]:
    """The message and the hint of the error that reading ends with."""
    with pytest.raises(TrackerError) as caught:
        read(path, **how)
    assert isinstance(caught.value, FormatError | UsageError)
    return str(caught.value), caught.value.hint


def written(path: Path, shapes: list[object], crs: str = "EPSG:4326", kind: str = "Unknown", **how: Any) -> Path:
    """A file with the columns n (text), i (integer), f (number), yes (true or false) and day (date)."""
    n = len(shapes)
    columns = {
        "n": np.array([None if k == 1 else f"运河 {k}" for k in range(n)], dtype=object),
        "i": np.arange(n, dtype="int64") + 2**40,
        "f": np.array([np.nan if k == 1 else k + 0.5 for k in range(n)]),
        "yes": np.array([k % 2 == 0 for k in range(n)]),
        "day": np.array(["2022-08-28", "NaT", *["1850-02-03"] * n][:n], dtype="datetime64[D]"),
    }
    blobs = np.array([None if s is None else shapely.to_wkb(s) for s in shapes], dtype=object)
    pyogrio.raw.write(
        path, blobs, list(columns.values()), list(columns), geometry_type=kind, crs=crs,
        **{"driver": {".fgb": "FlatGeobuf"}.get(path.suffix), **how},
    )  # fmt: skip
    return path


SHAPES: list[object] = [shapely.Point(108.5, 22.1), None, shapely.Point(109, 23)]
