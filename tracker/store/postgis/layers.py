"""What viewers see on a server: the layers as plain views over ``project_current``, and the rights to read them.

QGIS, R (sf) and GDAL list the same layers as in the file. The table carries the geometry with its GiST index; the views
are read through it.
"""

from __future__ import annotations

import sqlalchemy as sa

from tracker.errors import StoreError
from tracker.store.postgis import references
from tracker.store.sqlite.geopackage import LAYERS
from tracker.store.tables import CURRENT_COLUMNS


def create(conn: sa.Connection) -> None:
    """Create the layers and the spatial index, and what looks after references."""
    references.create(conn)
    conn.exec_driver_sql("create index if not exists ix_project_current_geom on project_current using gist(geom)")
    columns = ", ".join(CURRENT_COLUMNS)
    for name, (title, _, where) in LAYERS.items():
        if where is not None:
            conn.exec_driver_sql(f"create view {name} as select {columns} from project_current {where}")
            conn.exec_driver_sql(f"comment on view {name} is '{title}'")


def drop(conn: sa.Connection) -> None:
    """Drop the layers, and what looks after references (first in every migration)."""
    references.drop(conn)
    for name, (_, _, where) in LAYERS.items():
        if where is not None:
            conn.exec_driver_sql(f"drop view if exists {name}")


def let_read(conn: sa.Connection, role: str) -> None:
    """Give a role the right to read everything here, now and later; make the role where there is none.

    Raises
    ------
    StoreError
        The user may not: without the right PostgreSQL grants nothing and only warns.
    """
    owned_by = owner(conn)
    if not conn.execute(sa.text("select pg_has_role(cast(:r as name), 'USAGE')"), {"r": owned_by}).scalar_one():
        raise StoreError(
            f"Only {owned_by}, who owns the ledger, can let others read it.",
            f"Ask them, or let them run: grant {owned_by} to your user.",
        )
    name = _quoted(conn, role)
    if not conn.execute(sa.text("select 1 from pg_roles where rolname = :role"), {"role": role}).scalar():
        try:
            conn.exec_driver_sql(f"create role {name}".replace("%", "%%"))
        except sa.exc.DBAPIError as e:
            if getattr(e.orig, "sqlstate", None) != "42501":
                raise
            raise StoreError(
                f"There is no role {role}, and this user may not make one.",
                f"Let an administrator run `create role {name}`, then run the command again.",
            ) from e
    database = _quoted(conn, str(conn.exec_driver_sql("select current_database()").scalar_one()))
    later = f"alter default privileges for role {_quoted(conn, owned_by)} in schema public"
    for statement in (
        f"grant connect on database {database} to {name}",
        f"grant usage on schema public to {name}",
        f"grant select on all tables in schema public to {name}",
        f"{later} grant select on tables to {name}",
    ):
        conn.exec_driver_sql(statement.replace("%", "%%"))


def owner(conn: sa.Connection) -> str:
    """Return the role that the tables of the ledger belong to."""
    return str(
        conn.exec_driver_sql("select tableowner from pg_tables where schemaname = 'public' and tablename = 'carried'")
        .scalar_one()
    )  # fmt: skip


def owner_of_database(conn: sa.Connection) -> str:
    """Return the role that the database belongs to."""
    query = "select pg_get_userbyid(datdba)::text from pg_database where datname = current_database()"
    return str(conn.exec_driver_sql(query).scalar_one())


def act_as(conn: sa.Connection, role: str) -> None:
    """Act as a role to the end of the transaction, where the user is a member of it."""
    if conn.execute(sa.text("select pg_has_role(cast(:role as name), 'MEMBER')"), {"role": role}).scalar_one():
        conn.exec_driver_sql(f"set local role {_quoted(conn, role)}".replace("%", "%%"))


def _quoted(conn: sa.Connection, name: str) -> str:
    return conn.dialect.identifier_preparer.quote_identifier(name)
