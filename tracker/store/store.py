"""The door to the ledger: create, open, read, write, back up. What is in it is others' business."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from tracker.errors import LedgerOutdated, LedgerTooNew, StoreError, UsageError
from tracker.fields import FIELDS
from tracker.store import tables as t
from tracker.store.home import Waiter, home_of, is_url

__all__ = ["Store", "Waiter", "add_missing_fields", "create", "exists", "field_ids", "is_url", "next_time"]


class Store:
    """One ledger, in a file or on a server.

    Parameters
    ----------
    where
        Path of a GeoPackage, or the address of a database (``postgresql+psycopg://...``). Opening never migrates and
        never creates.

    Raises
    ------
    LedgerMissing, LedgerOutdated, LedgerTooNew, StoreError
        With what to do next.
    """

    def __init__(self, where: str | Path) -> None:
        self.home = home_of(where)
        self.home.check()
        found = self.schema()
        if found.startswith("unfinished"):
            raise StoreError(f"The copy into {self.name} broke off.", "Run the same `tracker db copy` again.")
        if found < t.SCHEMA:
            raise LedgerOutdated(
                f"{self.name} has schema {found}; this tracker needs {t.SCHEMA}.",
                "Run `tracker db upgrade` (it makes a backup first).",
            )
        if found > t.SCHEMA:
            raise LedgerTooNew(
                f"{self.name} has schema {found}; this tracker knows only {t.SCHEMA}.",
                "Install a newer tracker: pip install --upgrade megaproject-tracker.",
            )

    @property
    def name(self) -> str:
        """What people call it: the file, or the address without its password."""
        return self.home.name

    @property
    def path(self) -> Path:
        """The file of a ledger that is one.

        Raises
        ------
        UsageError
            It lives on a server.
        """
        files = self.home.files()
        if not files:
            raise UsageError(f"{self.name} is no file.", "Name a file with --db PATH.")
        return files[0]

    def schema(self) -> str:
        """Return the ledger's schema version."""
        with self.read() as conn:
            return str(conn.exec_driver_sql("select version_num from alembic_version").scalar_one())

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """Yield a connection that sees one state of the ledger."""
        with self.home.reading() as conn:
            yield conn

    @contextmanager
    def connection(self) -> Iterator[sa.Connection]:
        """Yield a connection for staging into TEMP tables and then :meth:`locked`."""
        with self.home.connection() as conn:
            yield conn

    @contextmanager
    def locked(self, conn: sa.Connection, what: str, on_wait: Waiter | None = None) -> Iterator[str]:
        """Hold the write lock for the block and commit at its end; yield the time of the transaction."""
        with self.home.locked(conn, what, on_wait):
            now = next_time(conn)
            yield now
            self.home.finish(conn, now)

    @contextmanager
    def write(self, what: str, on_wait: Waiter | None = None) -> Iterator[tuple[sa.Connection, str]]:
        """:meth:`connection` and :meth:`locked` in one: for everything that needs no staging."""
        with self.connection() as conn, self.locked(conn, what, on_wait) as now:
            yield conn, now

    def compact(self, on_wait: Waiter | None = None) -> None:
        """Give back the space of what was deleted, so that its bytes are gone too."""
        self.home.compact(on_wait)

    def discard(self) -> bool:
        """Remove the ledger if nothing was ever imported into it; False where it stays."""
        return self.home.discard()

    def backup(self, target: Path) -> Path:
        """Copy the ledger; a running import is left out, never half copied."""
        return self.home.backup(target)


def exists(where: str | Path) -> bool:
    """True where there is something at a path or an address."""
    return home_of(where).exists()


def create(where: str | Path) -> Store:
    """Make an empty ledger at a path (which must not exist) or in an empty database, and open it."""
    home_of(where).create()
    return Store(where)


def next_time(conn: sa.Connection) -> str:
    """Return now as UTC text, later than every time in the ledger: recorded_at is strictly increasing."""
    last = conn.exec_driver_sql(
        "select max(t) from (select max(recorded_at) t from import_run union all select max(undone_at) from import_run"
        " union all select max(recorded_at) from judgement union all select max(undone_at) from judgement) as times"
    ).scalar()
    now = datetime.now(UTC)
    if last:
        now = max(now, datetime.fromisoformat(last) + timedelta(microseconds=1))
    return now.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def field_ids(conn: sa.Connection) -> dict[str, int]:
    """Return the number of each field of the dictionary in this ledger."""
    return {row.name: row.id for row in conn.execute(sa.select(t.field.c.name, t.field.c.id))}


def add_missing_fields(conn: sa.Connection) -> dict[str, int]:
    """Number the fields that this ledger has not met yet; return all numbers."""
    known = field_ids(conn)
    new = [{"name": name} for name in FIELDS if name not in known]
    if new:
        conn.execute(sa.insert(t.field), new)
        known = field_ids(conn)
    return known
