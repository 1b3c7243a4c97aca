"""A ledger in a file: a SQLite database that is also a GeoPackage."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import sqlalchemy as sa

from tracker.errors import LedgerBusy, StoreError, UsageError
from tracker.store.home import Waiter
from tracker.store.sqlite import engine as sqlite
from tracker.store.sqlite import geopackage


class FileHome:
    """See :class:`tracker.store.home.Home`. ``path``: the GeoPackage."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = str(path)
        self.engine = sqlite.make_engine(path, read_only=True)
        self.writer = sqlite.make_engine(path, read_only=False)

    def files(self) -> list[Path]:
        """The file, and those that SQLite and we keep beside it."""
        return [self.path.with_name(self.path.name + end) for end in ("", "-wal", "-shm", "-writer")]

    def exists(self) -> bool:
        """True where there is a file, whatever it is."""
        return self.path.exists()

    def check(self) -> None:
        """Raise where the file is no ledger of ours."""
        sqlite.check_file(self.path)

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Yield a connection that sees one state of the ledger."""
        with sqlite.reading(self.engine) as conn:
            yield conn

    @contextmanager
    def connection(self) -> Iterator[sa.Connection]:
        """Yield a connection for staging into TEMP tables and then :meth:`locked`."""
        with sqlite.translated(), self.writer.connect() as conn:
            yield conn
        sqlite.checkpoint(self.path)

    @contextmanager
    def locked(self, conn: sa.Connection, what: str, on_wait: Waiter | None) -> Iterator[None]:
        """Hold the write lock for the block and commit at its end.

        The tables stand open for us alone: the triggers that refuse writers are dropped and made again inside the
        transaction, so nobody else ever sees them gone.
        """
        with sqlite.write_lock(conn, self.path, what, on_wait):
            geopackage.unlock_tables(conn)
            yield
            geopackage.lock_tables(conn)

    def finish(self, conn: sa.Connection, now: str) -> None:
        """Write what the layers say of themselves."""
        geopackage.refresh_extent(conn, now)

    def create(self) -> None:
        """Make an empty ledger where there is no file. Killed at any moment, there is no ledger or a sound one."""
        from tracker.store import migrate

        path = self.path
        if path.exists():
            raise UsageError(f"{path} exists already.", "Name another file with --db PATH.")
        if not path.parent.is_dir():
            raise StoreError(
                f"There is no folder {path.parent}.", "Make it first, or name another place with --db PATH."
            )
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
        with suppress(StoreError, OSError), sqlite.translated(), self.writer.connect() as conn:
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

    def describe(self, conn: sa.Connection) -> dict[str, str]:
        """Return kind, size and soundness, as label -> text."""
        check = str(conn.exec_driver_sql("pragma quick_check(1)").scalar_one())
        journal = str(conn.exec_driver_sql("pragma journal_mode").scalar_one())
        return {
            "Kind": f"GeoPackage on SQLite {sqlite3.sqlite_version}, journal {journal}",
            "Size": f"{self.path.stat().st_size / 1e6:,.1f} MB",
            "Check": "sound" if check == "ok" else f"DAMAGED: {check}",
        }
