"""Bring a ledger to the newest schema with the Alembic migrations that ship in the package.

Every migration runs in one transaction: our views and triggers go first and come back last.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from tracker.errors import StoreError
from tracker.geopackage import APPLICATION_ID, USER_VERSION
from tracker.store import schema
from tracker.store import tables as t
from tracker.store.clock import next_time
from tracker.store.home import Home, Waiter
from tracker.store.sqlite import engine as sqlite
from tracker.store.sqlite import geopackage

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


def upgrade(home: Home, path: Path, on_wait: Waiter | None = None) -> tuple[str, str, Path | None]:
    """Migrate an older ledger to the newest schema; return (from, to, backup or None where nothing was to do).

    The backup is made under the write lock: it holds all that was written until then. Where the upgrade fails the
    ledger is what it was, and the backup goes again.
    """
    sqlite.check_file(path)
    engine = sqlite.make_engine(path, read_only=False)
    kept = None
    try:
        with sqlite.translated(), engine.connect() as conn:
            # Batch migrations copy tables; SQLite must not check references while they stand apart.
            conn.exec_driver_sql("pragma foreign_keys=off")
            with sqlite.write_lock(conn, path, "upgrade", on_wait):
                before = schema.version(conn)
                schema.check_upgrade(home, before)
                if before == t.SCHEMA:
                    return before, before, None
                kept = _back_up(path, before)
                geopackage.unlock_tables(conn)
                geopackage.drop_layers(conn)
                _run(conn, "head")
                geopackage.create_layers(conn)
                geopackage.refresh_extent(conn, next_time(conn))
                geopackage.lock_tables(conn)
                _check_references(conn)
        return before, t.SCHEMA, kept
    except BaseException:
        if kept is not None:
            kept.unlink(missing_ok=True)
        raise
    finally:
        engine.dispose()
        sqlite.checkpoint(path)


def upgrade_on_server(home: Home, on_wait: Waiter | None = None) -> tuple[str, str]:
    """Migrate a ledger on a server, in one transaction; return (from, to).

    Raises
    ------
    StoreError
        Only who owns the tables can.
    """
    from tracker.store.postgis import layers

    with home.connection() as conn, home.locked(conn, "upgrade", on_wait):
        before = schema.version(conn)
        schema.check_upgrade(home, before)
        if before != t.SCHEMA:
            owner = layers.owner(conn)
            if not conn.execute(sa.text("select pg_has_role(cast(:r as name), 'USAGE')"), {"r": owner}).scalar_one():
                raise StoreError(
                    f"Only {owner}, who owns the ledger in {home.name}, can upgrade it; nothing was changed.",
                    f"Ask them, or let them run: grant {owner} to your user.",
                )
            layers.drop(conn)
            _run(conn, "head")
            layers.create(conn)
        return before, t.SCHEMA


def _back_up(path: Path, found: str) -> Path:
    """Copy the ledger to a name of its own beside it; the copy gets that name when it is whole."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    target = path.with_name(f"{path.stem}-schema{found}-{stamp}{path.suffix}")
    part = target.with_name(f"{target.name}-part")
    sqlite.backup(path, part)
    return part.rename(target)


def _check_references(conn: sa.Connection) -> None:
    """Raise where a migration took away what something refers to: nobody looked while it ran."""
    row = conn.exec_driver_sql("pragma foreign_key_check").first()
    if row is not None:
        raise StoreError(
            f"The upgrade would leave rows of {row[0]} that refer to nothing; nothing was changed.",
            "Report it: this is a fault of the tracker.",
        )


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
    assert schema.version(conn) == t.SCHEMA
