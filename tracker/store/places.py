"""How the place of a project lies in ``project_current``: a GeoPackage blob with an R*Tree, or PostGIS with GiST.

Claims keep their WKB as it is in both homes; only the layers differ.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from tracker.clean.wkb import type_of as type_of_wkb
from tracker.geopackage import to_blob
from tracker.store.dialect import is_server
from tracker.store.sqlite import geopackage

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

Box = tuple[float, float, float, float]


def prepare(conn: sa.Connection) -> None:
    """Give this connection the functions that :func:`stored` and :func:`type_of` name."""
    if is_server(conn):
        return
    driver = conn.connection.driver_connection
    assert driver is not None
    driver.create_function("geometry_type", 1, _type_of, deterministic=True)
    driver.create_function("geopackage_blob", 1, _to_blob, deterministic=True)


def stored(conn: sa.Connection, wkb: str) -> str:
    """SQL for a geometry as the layer keeps it, from SQL for its WKB."""
    return f"ST_GeomFromWKB({wkb}, 4326)" if is_server(conn) else f"geopackage_blob({wkb})"


def type_of(conn: sa.Connection, wkb: str) -> str:
    """SQL for the type of a geometry (Point ...), from SQL for its WKB."""
    return f"substr(ST_GeometryType({stored(conn, wkb)}), 4)" if is_server(conn) else f"geometry_type({wkb})"


def wkb_of(conn: sa.Connection, column: sa.ColumnElement[bytes]) -> sa.ColumnElement[bytes]:
    """SQL for the WKB of a stored geometry."""
    return sa.func.ST_AsBinary(column) if is_server(conn) else sa.func.substr(column, geopackage.HEADER_BYTES + 1)


def touching(conn: sa.Connection, box: Box) -> sa.TextClause:
    """SQL for the fids whose bounds touch a box (west, south, east, north; west > east crosses 180 degrees).

    What it gives is checked again by the caller.
    """
    if not is_server(conn):
        return geopackage.touching(box)
    west, south, east, north = (float(x) for x in box)
    boxes = [(west, 180.0), (-180.0, east)] if west > east else [(west, east)]
    hits = " or ".join(f"geom && ST_MakeEnvelope({x0}, {south}, {x1}, {north}, 4326)" for x0, x1 in boxes)
    return sa.text(f"select fid from project_current where {hits}")


def forget(conn: sa.Connection, wanted: str) -> None:
    """Take the projects of a TEMP table out of the spatial index ("" for all)."""
    if not is_server(conn):
        some = f" where id in (select project_id from {wanted})" if wanted else ""
        conn.exec_driver_sql(f"delete from {geopackage.RTREE}{some}")


def index(conn: sa.Connection, fids: npt.NDArray[np.int64], bounds: npt.NDArray[np.float64]) -> None:
    """Put bounds (a row each: minx, miny, maxx, maxy) into the spatial index; a server keeps its own."""
    if not is_server(conn):
        geopackage.index_bounds(conn, fids, bounds)


def _type_of(wkb: bytes | None) -> str | None:
    return None if wkb is None else type_of_wkb(wkb)


def _to_blob(wkb: bytes | None) -> bytes | None:
    return None if wkb is None else to_blob(wkb)
