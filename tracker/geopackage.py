"""What every GeoPackage 1.3 (OGC 12-128r17) holds, the ledger's own and exported copies: system tables, geometry blobs.

Knows nothing of the ledger; the statements run on any SQLite connection.
"""

from __future__ import annotations

import struct

APPLICATION_ID = 0x47504B47  # "GPKG"
USER_VERSION = 10300

_WGS84 = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],'
    'AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,'
    'AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4326"]]'
)

#: Creates the system tables in an empty file and registers WGS 84 (EPSG:4326), one statement each.
SYSTEM_TABLES = (
    "create table gpkg_spatial_ref_sys(srs_name TEXT not null, srs_id INTEGER primary key, organization TEXT not null,"
    " organization_coordsys_id INTEGER not null, definition TEXT not null, description TEXT)",
    f"""insert into gpkg_spatial_ref_sys values
  ('Undefined cartesian SRS', -1, 'NONE', -1, 'undefined', 'undefined cartesian coordinate reference system'),
  ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', 'undefined geographic coordinate reference system'),
  ('WGS 84 geodetic', 4326, 'EPSG', 4326, '{_WGS84}', 'longitude/latitude coordinates in decimal degrees')""",
    "create table gpkg_contents(table_name TEXT not null primary key, data_type TEXT not null,"
    " identifier TEXT unique, description TEXT default '',"
    " last_change DATETIME not null default (strftime('%Y-%m-%dT%H:%M:%fZ','now')),"
    " min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER references gpkg_spatial_ref_sys(srs_id))",
    "create table gpkg_geometry_columns(table_name TEXT not null, column_name TEXT not null,"
    " geometry_type_name TEXT not null, srs_id INTEGER not null references gpkg_spatial_ref_sys(srs_id),"
    " z TINYINT not null, m TINYINT not null, primary key(table_name, column_name))",
    "create table gpkg_extensions(table_name TEXT, column_name TEXT, extension_name TEXT not null,"
    " definition TEXT not null, scope TEXT not null, unique(table_name, column_name, extension_name))",
)
#: The ``gpkg_schema`` extension: titles and meanings of columns.
SCHEMA_TABLES = (
    "create table gpkg_data_columns(table_name TEXT not null, column_name TEXT not null, name TEXT, title TEXT,"
    " description TEXT, mime_type TEXT, constraint_name TEXT, primary key(table_name, column_name),"
    " unique(table_name, name))",
    "create table gpkg_data_column_constraints(constraint_name TEXT not null, constraint_type TEXT not null,"
    " value TEXT, min NUMERIC, min_is_inclusive BOOLEAN, max NUMERIC, max_is_inclusive BOOLEAN, description TEXT,"
    " unique(constraint_name, constraint_type, value))",
    "insert into gpkg_extensions select value, null, 'gpkg_schema',"
    " 'http://www.geopackage.org/spec121/#extension_schema', 'read-write'"
    """ from json_each('["gpkg_data_columns", "gpkg_data_column_constraints"]')""",
)

_HEADER = b"GP\x00\x01" + struct.pack("<i", 4326)


def add_rtree(table: str, column: str) -> tuple[str, ...]:
    """Return statements that create the R*Tree of a geometry column (``rtree_TABLE_COLUMN``) and register it."""
    return (
        f"create virtual table rtree_{table}_{column} using rtree(id, minx, maxx, miny, maxy)",
        f"insert into gpkg_extensions values('{table}', '{column}', 'gpkg_rtree_index',"
        " 'http://www.geopackage.org/spec120/#extension_rtree', 'write-only')",
    )


def to_blob(wkb: bytes) -> bytes:
    """Wrap WKB (EPSG:4326, longitude first) as a GeoPackage geometry without an envelope."""
    return _HEADER + wkb


def to_wkb(blob: bytes) -> bytes:
    """Return the WKB in a geometry that :func:`to_blob` wrapped."""
    return blob[len(_HEADER) :]
