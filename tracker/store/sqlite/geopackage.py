"""Make a SQLite file a valid OGC GeoPackage 1.3 (OGC 12-128r17) with our layers, and keep others from writing.

The layers are plain views over ``project_current``. GDAL follows a view's geometry column to its table and uses the
table's R*Tree, but only where the table itself is registered (tried with GDAL 3.6 and 3.12), so ``project_current`` is
a layer too. GDAL cannot edit a view, and triggers keep it from editing the table. We fill the R*Tree ourselves: the
specification's triggers need ST_ functions that plain SQLite lacks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from tracker import geopackage as standard
from tracker.store.tables import CURRENT_COLUMNS

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

#: Bytes before the WKB in a geometry of ours.
HEADER_BYTES = len(standard.to_blob(b""))
RTREE = "rtree_project_current_geom"

#: Layer name -> (identifier, geometry type, WHERE clause; None: the table itself).
LAYERS: dict[str, tuple[str, str, str | None]] = {
    "project_current": ("One row per project (the table behind the layers)", "GEOMETRY", None),
    "projects": ("All projects", "GEOMETRY", ""),
    "projects_points": ("Projects drawn as points", "GEOMETRY", "where geometry_type in ('Point', 'MultiPoint')"),
    "projects_lines": (
        "Projects drawn as lines",
        "GEOMETRY",
        "where geometry_type in ('LineString', 'MultiLineString')",
    ),
}

#: Tables that only the tracker may write.
PROTECTED = (
    "source", "snapshot", "import_run", "record", "record_version", "document", "field", "claim",
    "carried", "judgement", "slug", "issue", "log", "state", "project_current",
)  # fmt: skip
_REFUSAL = "This table is written by the tracker only. Use tracker import, or export a copy to edit."


def create_base(conn: sa.Connection) -> None:
    """Create the GeoPackage system tables and the R*Tree in an empty file."""
    for statement in (*standard.SYSTEM_TABLES, *standard.add_rtree("project_current", "geom")):
        conn.exec_driver_sql(statement)


def create_layers(conn: sa.Connection) -> None:
    """Create and register the layers (the views come last in every migration)."""
    columns = ", ".join(CURRENT_COLUMNS)
    # A table registered as "attributes" keeps GDAL and QGIS from listing all of our tables as layers.
    conn.exec_driver_sql(
        "insert into gpkg_contents(table_name, data_type, identifier) values('source', 'attributes', 'Sources')"
    )
    for name, (title, kind, where) in LAYERS.items():
        if where is not None:
            conn.exec_driver_sql(f"create view {name} as select {columns} from project_current {where}")
        conn.exec_driver_sql(
            "insert into gpkg_contents(table_name, data_type, identifier, srs_id) values(?, 'features', ?, 4326)",
            (name, title),
        )
        conn.exec_driver_sql("insert into gpkg_geometry_columns values(?, 'geom', ?, 4326, 0, 0)", (name, kind))


def drop_layers(conn: sa.Connection) -> None:
    """Drop the layers (the views go first in every migration)."""
    conn.exec_driver_sql("delete from gpkg_contents where table_name = 'source'")
    for name, (_, _, where) in LAYERS.items():
        if where is not None:
            conn.exec_driver_sql(f"drop view if exists {name}")
        conn.exec_driver_sql("delete from gpkg_geometry_columns where table_name = ?", (name,))
        conn.exec_driver_sql("delete from gpkg_contents where table_name = ?", (name,))


def lock_tables(conn: sa.Connection) -> None:
    """Create the triggers that refuse every writer. DDL is transactional: nobody sees the tables open."""
    for table in PROTECTED:
        for verb in ("insert", "update", "delete"):
            conn.exec_driver_sql(
                f"create trigger if not exists keep_{table}_{verb} before {verb} on {table} "
                f"begin select raise(abort, '{_REFUSAL}'); end"
            )


def unlock_tables(conn: sa.Connection) -> None:
    """Drop those triggers for the length of our own transaction."""
    for table in PROTECTED:
        for verb in ("insert", "update", "delete"):
            conn.exec_driver_sql(f"drop trigger if exists keep_{table}_{verb}")


def index_bounds(conn: sa.Connection, fids: npt.NDArray[np.int64], bounds: npt.NDArray[np.float64]) -> None:
    """Put bounds (a row each: minx, miny, maxx, maxy) into the R*Tree: at once where it is empty, else one by one."""
    from tracker.store.sqlite import rtree

    if len(fids) and not rtree.fill(conn, RTREE, fids, bounds):
        rows = [(fid, b[0], b[2], b[1], b[3]) for fid, b in zip(fids.tolist(), bounds.tolist(), strict=True)]
        conn.exec_driver_sql(f"insert into {RTREE} values(?, ?, ?, ?, ?)", rows)


def touching(box: tuple[float, float, float, float]) -> sa.TextClause:
    """Return SQL for the fids whose bounds touch a box (west, south, east, north; west > east crosses 180 degrees).

    The R*Tree rounds outwards: what it gives is checked again by the caller.
    """
    west, south, east, north = (float(x) for x in box)
    between = f"maxx >= {west} or minx <= {east}" if west > east else f"maxx >= {west} and minx <= {east}"
    return sa.text(f"select id from {RTREE} where ({between}) and maxy >= {south} and miny <= {north}")


def refresh_extent(conn: sa.Connection, now: str) -> None:
    """Write the extent and the time of change of each layer."""
    box = conn.exec_driver_sql(f"select min(minx), min(miny), max(maxx), max(maxy) from {RTREE}").one()
    for name in LAYERS:
        conn.exec_driver_sql(
            "update gpkg_contents set min_x=?, min_y=?, max_x=?, max_y=?, last_change=? where table_name=?",
            (*box, now, name),
        )
