"""Bring a ledger to the newest schema with the Alembic migrations that ship in the package.

Every migration runs in one transaction: our views and triggers go first and come back last.
"""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from tracker.geopackage import APPLICATION_ID, USER_VERSION
from tracker.store import tables as t
from tracker.store.home import Home
from tracker.store.sqlite import engine as sqlite
from tracker.store.sqlite import geopackage
from tracker.store.store import next_time

SCRIPTS = Path(__file__).parent / "migrations"


def create(path: Path) -> None:
    """Make a new ledger file with the newest schema."""
    engine = sqlite.make_engine(path, read_only=False)
    try:
        with engine.connect() as conn:
            conn.exec_driver_sql(f"pragma application_id={APPLICATION_ID}")
            conn.exec_driver_sql(f"pragma user_version={USER_VERSION}")
            conn.exec_driver_sql("pragma journal_mode=wal")
            with sqlite.write_lock(conn, path, "create", None):
                geopackage.create_base(conn)
                # Alembic would say VARCHAR(32), which GDAL warns of.
                conn.exec_driver_sql("create table alembic_version(version_num TEXT not null primary key)")
                _run(conn, "head")
                geopackage.create_layers(conn)
                geopackage.lock_tables(conn)
    finally:
        engine.dispose()
    sqlite.checkpoint(path)


def create_on_server(conn: sa.Connection) -> None:
    """Make the newest schema in an empty database, inside the caller's transaction."""
    from tracker.store.postgis import layers

    conn.exec_driver_sql("create table alembic_version(version_num text not null primary key)")
    _run(conn, "head")
    layers.create(conn)


def upgrade(path: Path) -> tuple[str, str]:
    """Migrate an older ledger to the newest schema; return (from, to). The caller has made a backup."""
    sqlite.check_file(path)
    engine = sqlite.make_engine(path, read_only=False)
    try:
        with sqlite.translated(), engine.connect() as conn:
            before = version(conn)
            # Batch migrations copy tables; SQLite must not check references while they stand apart.
            conn.exec_driver_sql("pragma foreign_keys=off")
            with sqlite.write_lock(conn, path, "upgrade", None):
                geopackage.unlock_tables(conn)
                geopackage.drop_layers(conn)
                _run(conn, "head")
                geopackage.create_layers(conn)
                geopackage.refresh_extent(conn, next_time(conn))
                geopackage.lock_tables(conn)
            return before, version(conn)
    finally:
        engine.dispose()
        sqlite.checkpoint(path)


def upgrade_on_server(home: Home) -> tuple[str, str]:
    """Migrate a ledger on a server, in one transaction; return (from, to)."""
    from tracker.store.postgis import layers

    with home.connection() as conn, home.locked(conn, "upgrade", None):
        before = version(conn)
        layers.drop(conn)
        _run(conn, "head")
        layers.create(conn)
        return before, version(conn)


def version(conn: sa.Connection) -> str:
    """Return the schema version that the file says it has."""
    return str(conn.exec_driver_sql("select version_num from alembic_version").scalar_one())


def is_ours(name: str | None) -> bool:
    """True for the tables that migrations look after; GeoPackage and R*Tree tables are hidden from them."""
    return name is None or not name.startswith(("gpkg_", "rtree_", "sqlite_"))


def _run(conn: sa.Connection, target: str) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = conn
    command.upgrade(config, target)
    assert version(conn) == t.SCHEMA
