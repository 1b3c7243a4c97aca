"""The door to the ledger's file: create, open, read, write, back up, upgrade. What is in it is others' business."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from tracker.errors import LedgerBusy, LedgerOutdated, LedgerTooNew, StoreError, UsageError
from tracker.fields import FIELDS
from tracker.store import tables as t
from tracker.store.sqlite import engine as sqlite
from tracker.store.sqlite import geopackage

Waiter = Callable[[str], None]


class Store:
    """One ledger file.

    Parameters
    ----------
    path
        The GeoPackage. Opening never migrates and never creates.

    Raises
    ------
    LedgerMissing, LedgerOutdated, LedgerTooNew, StoreError
        With what to do next.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        sqlite.check_file(self.path)
        self._reader = sqlite.make_engine(self.path, read_only=True)
        self._writer = sqlite.make_engine(self.path, read_only=False)
        found = self.schema()
        if found < t.SCHEMA:
            raise LedgerOutdated(
                f"{self.path} has schema {found}; this tracker needs {t.SCHEMA}.",
                "Run `tracker db upgrade` (it makes a backup first).",
            )
        if found > t.SCHEMA:
            raise LedgerTooNew(
                f"{self.path} has schema {found}; this tracker knows only {t.SCHEMA}.",
                "Install a newer tracker: pip install --upgrade megaproject-tracker.",
            )

    def schema(self) -> str:
        """Return the file's schema version."""
        with sqlite.reading(self._reader) as conn:
            return str(conn.exec_driver_sql("select version_num from alembic_version").scalar_one())

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """Yield a connection that sees one state of the ledger."""
        with sqlite.reading(self._reader) as conn:
            yield conn

    @contextmanager
    def connection(self) -> Iterator[sa.Connection]:
        """Yield a connection for staging into TEMP tables and then :meth:`locked`."""
        with sqlite.translated(), self._writer.connect() as conn:
            yield conn
        sqlite.checkpoint(self.path)

    @contextmanager
    def locked(self, conn: sa.Connection, what: str, on_wait: Waiter | None = None) -> Iterator[str]:
        """Hold the write lock for the block and commit at its end; yield the time of the transaction.

        The tables stand open for us alone: the triggers that refuse writers are dropped and made again inside the
        transaction, so nobody else ever sees them gone.
        """
        with sqlite.write_lock(conn, self.path, what, on_wait):
            geopackage.unlock_tables(conn)
            now = next_time(conn)
            yield now
            geopackage.refresh_extent(conn, now)
            geopackage.lock_tables(conn)

    @contextmanager
    def write(self, what: str, on_wait: Waiter | None = None) -> Iterator[tuple[sa.Connection, str]]:
        """:meth:`connection` and :meth:`locked` in one: for everything that needs no staging."""
        with self.connection() as conn, self.locked(conn, what, on_wait) as now:
            yield conn, now

    def compact(self, on_wait: Waiter | None = None) -> None:
        """Give back the space of what was deleted, so that its bytes are gone from the file too.

        Where another process writes for too long the space stays; what was deleted is overwritten all the same.
        """
        with suppress(LedgerBusy), self.connection() as conn:
            sqlite.patiently(conn, "vacuum", self.path, on_wait)

    def discard(self) -> bool:
        """Remove the file if nothing was ever imported into it; False where it stays.

        It stays where another process is writing, too: the lock is held while the file goes, and who waits for it is
        told (see :func:`tracker.store.sqlite.engine.write_lock`).
        """
        with suppress(StoreError, OSError), sqlite.translated(), self._writer.connect() as conn:
            conn.exec_driver_sql("begin immediate")
            try:
                if conn.exec_driver_sql("select count(*) from import_run").scalar_one():
                    return False
                for suffix in ("", "-wal", "-shm"):
                    self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
            finally:
                conn.exec_driver_sql("rollback")
            return True
        return False

    def backup(self, target: Path) -> Path:
        """Copy the ledger with SQLite's backup API; a running import is left out, never half copied."""
        if target.exists():
            raise UsageError(f"{target} exists already.", "Name another file.")
        sqlite.backup(self.path, target)
        return target


def create(path: str | Path) -> Store:
    """Make an empty ledger at ``path`` (which must not exist) and open it."""
    from tracker.store import migrate

    path = Path(path)
    if path.exists():
        raise UsageError(f"{path} exists already.", "Name another file with --db PATH.")
    if not path.parent.is_dir():
        raise StoreError(f"There is no folder {path.parent}.", "Make it first, or name another place with --db PATH.")
    # Made beside and put in place whole: killed at any moment, there is no ledger or a sound one.
    new = path.with_name(f"{path.name}-new-{os.getpid()}")
    try:
        with sqlite.translated():
            migrate.create(new)
        sqlite.put_in_place(new, path)
    except FileExistsError as e:
        raise UsageError(f"{path} exists already.", "Name another file with --db PATH.") from e
    finally:
        for suffix in ("", "-wal", "-shm", "-writer"):
            new.with_name(new.name + suffix).unlink(missing_ok=True)
    return Store(path)


def next_time(conn: sa.Connection) -> str:
    """Return now as UTC text, later than every time in the ledger: recorded_at is strictly increasing."""
    last = conn.exec_driver_sql(
        "select max(t) from (select max(recorded_at) t from import_run union all select max(undone_at) from import_run"
        " union all select max(recorded_at) from judgement union all select max(undone_at) from judgement)"
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
