"""The door to the ledger: create, open, read, write, back up. What is in it is others' business."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from tracker.errors import UsageError
from tracker.fields import FIELDS
from tracker.store import schema
from tracker.store import tables as t
from tracker.store.clock import next_time
from tracker.store.home import Waiter, home_of, is_url

__all__ = ["Store", "Waiter", "add_missing_fields", "create", "exists", "field_ids", "is_url"]


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
        schema.check(self.home, self.schema())

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
            return schema.version(conn)

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
            schema.check(self.home, schema.version(conn))  # it may have been upgraded while we waited
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


def field_ids(conn: sa.Connection) -> dict[str, int]:
    """Return the number of each field of the dictionary in this ledger."""
    return {row.name: row.id for row in conn.execute(sa.select(t.field.c.name, t.field.c.id))}


def add_missing_fields(conn: sa.Connection) -> dict[str, int]:
    """Number the fields that this ledger has not met yet; return all numbers.

    The numbers follow the greatest that is there, in the order of the dictionary: a server's own counter would not
    give back those of a dry run.
    """
    known = field_ids(conn)
    missing = [name for name in FIELDS if name not in known]
    if missing:
        new = {name: n for n, name in enumerate(missing, max(known.values(), default=0) + 1)}
        conn.execute(sa.insert(t.field), [{"id": n, "name": name} for name, n in new.items()])
        known |= new
    return known
