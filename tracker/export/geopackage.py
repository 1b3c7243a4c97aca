"""GeoPackage 1.3 (OGC 12-128r17): one layer (or table without places) in a new file, written by Python's own sqlite3.

The file is a copy to edit: it has no ties to the ledger. It carries the spatial index with the triggers of the
specification, and the descriptions of the columns (extension ``gpkg_schema``).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path

from tracker.export.columns import Column, Row
from tracker.geopackage import APPLICATION_ID, SCHEMA_TABLES, SYSTEM_TABLES, USER_VERSION, add_rtree, to_blob

_TYPES = {
    "text": "TEXT", "number": "REAL", "integer": "INTEGER", "flag": "BOOLEAN", "day": "DATE", "geometry": "GEOMETRY",
}  # fmt: skip
_BATCH = 5_000
_HAS = "({0}.geometry notnull and not ST_IsEmpty({0}.geometry))"
_BOUNDS = "ST_MinX(new.geometry), ST_MaxX(new.geometry), ST_MinY(new.geometry), ST_MaxY(new.geometry)"
_PUT = f"insert or replace into {{rtree}} values(new.fid, {_BOUNDS})"
_GONE = "delete from {rtree} where id = old.fid"
#: Triggers that keep the index when somebody edits the copy; GDAL and QGIS bring the ST_ functions.
_TRIGGERS = {
    "insert": f"after insert on {{table}} when {_HAS.format('new')} begin {_PUT}; end",
    "update1": f"after update of geometry on {{table}} when old.fid = new.fid and {_HAS.format('new')}"
    f" begin {_PUT}; end",
    "update2": f"after update of geometry on {{table}} when old.fid = new.fid and not {_HAS.format('new')}"
    f" begin {_GONE}; end",
    "update3": f"after update on {{table}} when old.fid != new.fid and {_HAS.format('new')} begin {_GONE}; {_PUT}; end",
    "update4": f"after update on {{table}} when old.fid != new.fid and not {_HAS.format('new')}"
    " begin delete from {rtree} where id in (old.fid, new.fid); end",
    "delete": f"after delete on {{table}} when old.geometry not null begin {_GONE}; end",
}


def write(path: Path, table: str, columns: Sequence[Column], rows: Iterable[Row], title: str, changed: str) -> int:
    """Write a new file; return how many rows. Streams. ``changed``: UTC time of its last change."""
    geometry = any(c.kind == "geometry" for c in columns)
    db = sqlite3.connect(path, isolation_level=None)
    try:
        db.execute("pragma journal_mode = off")
        db.execute("pragma synchronous = off")
        db.execute(f"pragma application_id = {APPLICATION_ID}")
        db.execute(f"pragma user_version = {USER_VERSION}")
        db.execute("begin")
        for statement in (*SYSTEM_TABLES, *SCHEMA_TABLES):
            db.execute(statement)
        names = ", ".join(f'"{c.name}" {_TYPES[c.kind]}' + " not null" * c.required for c in columns)
        db.execute(f"create table {table}(fid INTEGER primary key autoincrement not null, {names})")
        rtree = f"rtree_{table}_geometry"
        if geometry:
            for statement in add_rtree(table, "geometry"):
                db.execute(statement)
        n, box = _fill(db, table, columns, rows, rtree)
        db.execute(
            "insert into gpkg_contents values(?,?,?,?,?,?,?,?,?,?)",
            (
                *(table, "features" if geometry else "attributes", table, title, _milliseconds(changed)),
                *box,
                4326 if geometry else None,
            ),
        )
        if geometry:
            db.execute("insert into gpkg_geometry_columns values(?, 'geometry', 'GEOMETRY', 4326, 0, 0)", (table,))
            for name, body in _TRIGGERS.items():
                db.execute(f"create trigger {rtree}_{name} {body.format(table=table, rtree=rtree)}")
        db.executemany(
            "insert into gpkg_data_columns(table_name, column_name, name, title, description) values(?,?,?,?,?)",
            [(table, c.name, c.name, c.title, c.meaning) for c in columns if c.kind != "geometry"],
        )
        db.execute("commit")
    finally:
        db.close()
    return n


def _fill(
    db: sqlite3.Connection, table: str, columns: Sequence[Column], rows: Iterable[Row], rtree: str
) -> tuple[int, tuple[float | None, ...]]:
    """Return how many rows, and their extent (min x, min y, max x, max y; None where nothing has a place)."""
    import shapely

    extent: tuple[float | None, ...] = (None,) * 4

    place = next((n for n, c in enumerate(columns) if c.kind == "geometry"), None)
    insert = f"insert into {table} values({','.join('?' * (len(columns) + 1))})"
    done, stream = 0, iter(rows)
    while batch := list(islice(stream, _BATCH)):
        fids = range(done + 1, done + 1 + len(batch))
        if place is None:
            db.executemany(insert, [(fid, *row) for fid, row in zip(fids, batch, strict=True)])
        else:
            wkbs = [row[place] for row in batch]
            blobs = [to_blob(wkb) if isinstance(wkb, bytes) else None for wkb in wkbs]
            packed = [
                (fid, *row[:place], blob, *row[place + 1 :]) for fid, row, blob in zip(fids, batch, blobs, strict=True)
            ]
            db.executemany(insert, packed)
            placed = [(fid, wkb) for fid, wkb in zip(fids, wkbs, strict=True) if wkb is not None]
            bounds = shapely.bounds(shapely.from_wkb([wkb for _, wkb in placed])).tolist() if placed else []
            for x0, y0, x1, y1 in bounds:
                a, b, c, d = (x0, y0, x1, y1) if extent[0] is None else extent
                extent = (min(a, x0), min(b, y0), max(c, x1), max(d, y1))
            db.executemany(
                f"insert into {rtree} values(?,?,?,?,?)",
                [(fid, x0, x1, y0, y1) for (fid, _), (x0, y0, x1, y1) in zip(placed, bounds, strict=True)],
            )
        done += len(batch)
    return done, extent


def _milliseconds(time: str) -> str:
    """Return a UTC time as the specification writes it."""
    return f"{(time or '1970-01-01T00:00:00.000000Z')[:23]}Z"
