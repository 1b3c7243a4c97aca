"""A ledger in a database of a PostgreSQL server with PostGIS."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from tracker.errors import LedgerMissing, StoreError, UsageError
from tracker.store import tables as t
from tracker.store.home import Waiter
from tracker.store.postgis import engine as pg
from tracker.store.postgis import layers


class ServerHome:
    """See :class:`tracker.store.home.Home`. ``address``: ``postgresql+psycopg://user@host:port/database``."""

    def __init__(self, address: str) -> None:
        self.engine = pg.make_engine(address)
        self.name = pg.name_of(self.engine.url)

    def files(self) -> list[Path]:
        """There are none."""
        return []

    def exists(self) -> bool:
        """True where the database holds a ledger."""
        with pg.translated(self.name), self.engine.connect() as conn:
            return _is_ledger(conn)

    def check(self) -> None:
        """Raise where the database holds no ledger of ours."""
        if not self.exists():
            raise LedgerMissing(f"There is no ledger in {self.name}.", "Run `tracker db create` to make one.")

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Yield a connection that sees one state of the ledger."""
        with pg.reading(self.engine, self.name) as conn:
            yield conn

    @contextmanager
    def connection(self) -> Iterator[sa.Connection]:
        """Yield a connection for staging into TEMP tables and then :meth:`locked`."""
        with pg.translated(self.name), self.engine.connect() as conn:
            pg.notice_lost_clients(conn)
            pg.prepare_for_writing(conn)
            yield conn

    @contextmanager
    def locked(self, conn: sa.Connection, what: str, on_wait: Waiter | None) -> Iterator[None]:
        """Hold the write lock for the block and commit at its end."""
        with pg.write_lock(conn, self.name, what, on_wait):
            if what == "upgrade":  # new tables belong to whom the old ones do, whoever of the team makes them
                layers.act_as(conn, layers.owner(conn))
            yield

    def finish(self, conn: sa.Connection, now: str) -> None:
        """Nothing is due: views and indexes are the server's own business."""

    def create(self) -> None:
        """Prepare an empty database: extension, schema, layers.

        Raises
        ------
        UsageError
            It holds tables already.
        StoreError
            The role lacks a right: the message names it.
        """
        from tracker.store import migrate

        with self.connection() as conn, self.locked(conn, "create", None):
            self._check_empty(conn)
            self._add_postgis(conn)
            # The team is who the database belongs to: what one member makes, each may write.
            layers.act_as(conn, layers.owner_of_database(conn))
            self._check_rights(conn)
            migrate.create_on_server(conn)

    def _check_empty(self, conn: sa.Connection) -> None:
        if _is_ledger(conn):
            raise UsageError(f"{self.name} holds a ledger already.", "Use it as it is, or another database.")
        other = conn.exec_driver_sql(
            "select min(c.relname) from pg_class c where c.relnamespace = 'public'::regnamespace"
            " and c.relkind in ('r', 'p', 'v', 'm', 'f') and not exists(select 1 from pg_depend d"
            " where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')"
        ).scalar()
        if other:
            raise UsageError(
                f"{self.name} is not empty: it holds the table {other!r}.",
                "A ledger has a database of its own (a viewer may read all of it): make one with createdb.",
            )

    def _add_postgis(self, conn: sa.Connection) -> None:
        if conn.exec_driver_sql("select 1 from pg_extension where extname = 'postgis'").scalar():
            return
        there = conn.exec_driver_sql("select 1 from pg_available_extensions where name = 'postgis'").scalar()
        if not there:
            raise StoreError(
                f"The server of {self.name} has no PostGIS.", "Install it there (Debian: postgresql-postgis)."
            )
        try:
            conn.exec_driver_sql("create extension postgis")
        except sa.exc.DBAPIError as e:
            if getattr(e.orig, "sqlstate", None) != "42501":
                raise
            raise StoreError(
                f"This user may not add PostGIS to {self.name}.",
                "Let an administrator run once in that database: create extension postgis",
            ) from e

    def _check_rights(self, conn: sa.Connection) -> None:
        if not conn.exec_driver_sql("select has_schema_privilege(current_user, 'public', 'create')").scalar_one():
            raise StoreError(
                f"This user may not make tables in {self.name}.",
                "Let its owner run: grant create on schema public to the user, or make the user the database's owner.",
            )

    def compact(self, on_wait: Waiter | None = None) -> None:
        """Give back the space of what was deleted, for the server to use again."""
        with pg.translated(self.name), self.engine.connect() as conn:
            # By name: a bare VACUUM takes the server's own tables too, and waits for whoever works on them.
            conn.exec_driver_sql(f"vacuum {', '.join(table.name for table in t.metadata.sorted_tables)}")

    def discard(self) -> bool:
        """A database stays."""
        return False

    def backup(self, target: Path) -> Path:
        """Refused: servers have tools of their own for this."""
        raise UsageError(
            "A ledger on a server is backed up by the server's own tools.",
            f"pg_dump --format=custom --file={target} DATABASE.",
        )

    def describe(self, conn: sa.Connection) -> dict[str, str]:
        """Return kind, size and soundness, as label -> text."""
        server = str(conn.exec_driver_sql("show server_version").scalar_one()).split()[0]
        postgis = str(conn.exec_driver_sql("select postgis_lib_version()").scalar_one())
        size = int(conn.exec_driver_sql("select pg_database_size(current_database())").scalar_one())
        return {
            "Kind": f"PostgreSQL {server} with PostGIS {postgis}",
            "Size": f"{size / 1e6:,.1f} MB",
            "Check": "left to the server",
        }


def _is_ledger(conn: sa.Connection) -> bool:
    """True where both are there: other programs have an alembic_version, too."""
    return bool(
        conn.exec_driver_sql(
            "select to_regclass('public.alembic_version') is not null and to_regclass('public.carried') is not null"
        ).scalar_one()
    )
