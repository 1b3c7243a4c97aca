"""What viewers see on a server: the layers as plain views over ``project_current``, and the rights to read them.

QGIS, R (sf) and GDAL list the same layers as in the file. The table carries the geometry with its GiST index; the views
are read through it.
"""

from __future__ import annotations

import sqlalchemy as sa

from tracker.store.sqlite.geopackage import LAYERS
from tracker.store.tables import CURRENT_COLUMNS


def create(conn: sa.Connection) -> None:
    """Create the layers and the spatial index."""
    conn.exec_driver_sql("create index if not exists ix_project_current_geom on project_current using gist(geom)")
    columns = ", ".join(CURRENT_COLUMNS)
    for name, (title, _, where) in LAYERS.items():
        if where is not None:
            conn.exec_driver_sql(f"create view {name} as select {columns} from project_current {where}")
            conn.exec_driver_sql(f"comment on view {name} is '{title}'")


def drop(conn: sa.Connection) -> None:
    """Drop the layers (first in every migration)."""
    for name, (_, _, where) in LAYERS.items():
        if where is not None:
            conn.exec_driver_sql(f"drop view if exists {name}")


def let_read(conn: sa.Connection, role: str) -> None:
    """Give a role the right to read everything here, now and later; make the role where there is none."""
    quoted = conn.dialect.identifier_preparer.quote_identifier(role)
    known = conn.execute(sa.text("select 1 from pg_roles where rolname = :role"), {"role": role}).scalar()
    if not known:
        conn.exec_driver_sql(f"create role {quoted}".replace("%", "%%"))
    database = conn.dialect.identifier_preparer.quote_identifier(
        str(conn.exec_driver_sql("select current_database()").scalar_one())
    )
    for statement in (
        f"grant connect on database {database} to {quoted}",
        f"grant usage on schema public to {quoted}",
        f"grant select on all tables in schema public to {quoted}",
        f"alter default privileges in schema public grant select on tables to {quoted}",
    ):
        conn.exec_driver_sql(statement.replace("%", "%%"))
