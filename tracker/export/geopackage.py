"""GeoPackage 1.3 (OGC 12-128r17): one layer (or table without places) in a new file, written by Python's own sqlite3.

The file is a copy to edit: it has no ties to the ledger. It carries the spatial index with the triggers of the
specification, and the descriptions of the columns (extension ``gpkg_schema``).
"""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path

from tracker.export.columns import Column, Row

_TYPES = {
    "text": "TEXT", "number": "REAL", "integer": "INTEGER", "flag": "BOOLEAN", "day": "DATE", "geometry": "GEOMETRY",
}  # fmt: skip
_HEADER = b"GP\x00\x01" + struct.pack("<i", 4326)
_BATCH = 5_000
_WGS84 = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],'
    'AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,'
    'AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4326"]]'
)
_BASE = f"""
pragma application_id = {0x47504B47};
pragma user_version = 10300;
create table gpkg_spatial_ref_sys(srs_name TEXT not null, srs_id INTEGER primary key, organization TEXT not null,
  organization_coordsys_id INTEGER not null, definition TEXT not null, description TEXT);
insert into gpkg_spatial_ref_sys values
  ('Undefined cartesian SRS', -1, 'NONE', -1, 'undefined', 'undefined cartesian coordinate reference system'),
  ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', 'undefined geographic coordinate reference system'),
  ('WGS 84 geodetic', 4326, 'EPSG', 4326, '{_WGS84}', 'longitude/latitude coordinates in decimal degrees');
create table gpkg_contents(table_name TEXT not null primary key, data_type TEXT not null, identifier TEXT unique,
  description TEXT default '', last_change DATETIME not null default (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER references gpkg_spatial_ref_sys(srs_id));
create table gpkg_geometry_columns(table_name TEXT not null, column_name TEXT not null,
  geometry_type_name TEXT not null, srs_id INTEGER not null references gpkg_spatial_ref_sys(srs_id),
  z TINYINT not null, m TINYINT not null, primary key(table_name, column_name));
create table gpkg_extensions(table_name TEXT, column_name TEXT, extension_name TEXT not null,
  definition TEXT not null, scope TEXT not null, unique(table_name, column_name, extension_name));
create table gpkg_data_columns(table_name TEXT not null, column_name TEXT not null, name TEXT, title TEXT,
  description TEXT, mime_type TEXT, constraint_name TEXT, primary key(table_name, column_name),
  unique(table_name, name));
create table gpkg_data_column_constraints(constraint_name TEXT not null, constraint_type TEXT not null, value TEXT,
  min NUMERIC, min_is_inclusive BOOLEAN, max NUMERIC, max_is_inclusive BOOLEAN, description TEXT,
  unique(constraint_name, constraint_type, value));
insert into gpkg_extensions values
  ('gpkg_data_columns', null, 'gpkg_schema', 'http://www.geopackage.org/spec121/#extension_schema', 'read-write'),
  ('gpkg_data_column_constraints', null, 'gpkg_schema', 'http://www.geopackage.org/spec121/#extension_schema',
   'read-write');
"""
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
        db.executescript(_BASE)
        names = ", ".join(f'"{c.name}" {_TYPES[c.kind]}' + " not null" * c.required for c in columns)
        db.execute("begin")
        db.execute(f"create table {table}(fid INTEGER primary key autoincrement not null, {names})")
        rtree = f"rtree_{table}_geometry"
        if geometry:
            db.execute(f"create virtual table {rtree} using rtree(id, minx, maxx, miny, maxy)")
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
            db.execute(
                "insert into gpkg_extensions values(?, 'geometry', 'gpkg_rtree_index',"
                " 'http://www.geopackage.org/spec120/#extension_rtree', 'write-only')",
                (table,),
            )
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
            blobs = [_HEADER + wkb if isinstance(wkb, bytes) else None for wkb in wkbs]
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
