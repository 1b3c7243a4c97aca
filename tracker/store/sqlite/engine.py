"""Open the ledger's file: one SQLite library per process, explicit transactions, patient writers.

Writers begin IMMEDIATE and wait; readers begin DEFERRED and see one state (WAL). A deferred transaction that reads and
then writes would fail at once however long the timeout, so nobody does that.
"""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from tracker.errors import LedgerBusy, LedgerMissing, StoreError
from tracker.geopackage import APPLICATION_ID

#: How long a writer waits for another one, seconds.
PATIENCE_S = 60.0
_STEP_MS = 200


def connect(path: Path, *, read_only: bool) -> sqlite3.Connection:
    """Open the file with our pragmas. A file that may not be written is opened immutable (no WAL beside it)."""
    writable = os.access(path, os.W_OK) and os.access(path.parent, os.W_OK) if path.exists() else True
    wal = path.with_name(path.name + "-wal")
    uri = "file:" + quote(str(path.resolve()))
    if not writable and not (wal.exists() and wal.stat().st_size):
        uri += "?mode=ro&immutable=1"
    elif read_only or path.exists():
        uri += "?mode=rw"
    db = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False, timeout=_STEP_MS / 1000)
    db.execute(f"pragma busy_timeout={_STEP_MS if not read_only else 5000}")
    db.execute("pragma foreign_keys=on")
    # What an import stages may be larger than the memory: it lies in a file of its own. Readers keep theirs at hand.
    db.execute(f"pragma temp_store={'memory' if read_only else 'file'}")
    db.execute("pragma temp.cache_size=-32768")
    db.execute("pragma cache_size=-65536")
    db.execute("pragma synchronous=normal")
    if read_only:
        db.execute("pragma query_only=on")
    return db


def make_engine(path: Path, *, read_only: bool) -> sa.Engine:
    """Return an engine whose connections are opened by :func:`connect`, one for each use."""
    return sa.create_engine(
        "sqlite://", creator=lambda: connect(path, read_only=read_only), poolclass=NullPool, hide_parameters=True
    )


def check_file(path: Path) -> None:
    """Raise where ``path`` is not a ledger of ours; the message says what to do."""
    if not path.exists():
        raise LedgerMissing(
            f"There is no ledger at {path}.", "Run `tracker demo` to make one, or name one with --db PATH."
        )
    if path.is_dir():
        raise StoreError(f"{path} is a folder, not a ledger.", "Name the .gpkg file with --db PATH.")
    # Never look with plain open(): closing such a handle drops the locks that SQLite holds for this process.
    ours = False
    try:
        db = connect(path, read_only=True)
        try:
            (application,) = db.execute("pragma application_id").fetchone()
            tables = db.execute("select count(*) from sqlite_master where name in ('alembic_version', 'carried')")
            ours = application == APPLICATION_ID and tables.fetchone()[0] == 2
        finally:
            db.close()
    except sqlite3.Error as e:
        if e.sqlite_errorcode != sqlite3.SQLITE_NOTADB:
            raise _translate(e) from e
    if not ours:
        raise StoreError(
            f"{path} is not a ledger of the tracker.",
            "Name another file with --db PATH; `tracker demo` makes a new one.",
        )


@contextmanager
def reading(engine: sa.Engine) -> Iterator[sa.Connection]:
    """One state of the ledger for the length of the block, also while an import is writing."""
    with translated(), engine.connect() as conn:
        conn.exec_driver_sql("begin")
        try:
            yield conn
        finally:
            conn.exec_driver_sql("rollback")


@contextmanager
def write_lock(conn: sa.Connection, path: Path, what: str, on_wait: Callable[[str], None] | None) -> Iterator[None]:
    """Take the write lock (BEGIN IMMEDIATE), waiting for another writer and saying for whom; commit at the end.

    Raises
    ------
    LedgerBusy
        Another process held the lock for longer than :data:`PATIENCE_S`.
    StoreError
        The file is not there any more.
    """
    patiently(conn, "begin immediate", path, on_wait)
    if not path.exists():  # taken away while we waited: what is written now would be gone with it
        conn.exec_driver_sql("rollback")
        raise StoreError(f"{path} was removed by another process; nothing was changed.", "Run the command again.")
    note = _note(path)
    with suppress(OSError):
        note.write_text(
            json.dumps({"pid": os.getpid(), "what": what, "since": datetime.now(UTC).isoformat(timespec="seconds")}),
            encoding="utf-8",
        )
    # The note goes before the lock does: after it, the next writer's note may stand there.
    try:
        yield
        with suppress(OSError):
            note.unlink(missing_ok=True)
        conn.exec_driver_sql("commit")
    except BaseException:
        with suppress(OSError):
            note.unlink(missing_ok=True)
        # After Ctrl-C inside a statement the connection is closed already, which rolled it back.
        with suppress(sa.exc.SQLAlchemyError, sqlite3.Error):
            conn.exec_driver_sql("rollback")
        raise


def patiently(conn: sa.Connection, statement: str, path: Path, on_wait: Callable[[str], None] | None) -> None:
    """Run a statement that needs the write lock; wait for another writer, and say for whom. See :func:`write_lock`."""
    start, told = time.monotonic(), False
    while True:
        try:
            conn.exec_driver_sql(statement)
            return
        except sa.exc.OperationalError as e:
            if "locked" not in str(e.orig) and "busy" not in str(e.orig):
                raise
            who = _holder(_note(path))
            if time.monotonic() - start > PATIENCE_S:
                raise LedgerBusy(
                    f"{path} is being written by {who}; gave up after {PATIENCE_S:.0f} s.",
                    "Wait for it to finish, then run the command again. Nothing was changed.",
                ) from e
            if on_wait and not told:
                on_wait(f"Waiting for {who} to finish writing {path} ...")
                told = True


def put_in_place(new: Path, path: Path) -> None:
    """Give a finished file its name; FileExistsError where another process was faster."""
    try:
        os.link(new, path)
    except OSError:
        if path.exists():
            raise FileExistsError(path) from None
        new.rename(path)  # a disk without hard links


def checkpoint(path: Path) -> None:
    """Fold the write-ahead log into the file and cut it to nothing, if no reader stands in the way."""
    with suppress(sqlite3.Error):
        db = connect(path, read_only=False)
        try:
            db.execute("pragma wal_checkpoint(truncate)")
        finally:
            db.close()


def backup(path: Path, target: Path) -> None:
    """Copy a ledger with SQLite's backup API; what an open transaction wrote is left out."""
    with translated():
        src, dst = connect(path, read_only=True), sqlite3.connect(target)
        try:
            src.backup(dst)
        except BaseException:
            dst.close()
            target.unlink(missing_ok=True)
            raise
        finally:
            src.close()
            dst.close()


def _note(path: Path) -> Path:
    """Return where the holder of the write lock tells who it is."""
    return path.with_name(path.name + "-writer")


def _holder(note: Path) -> str:
    try:
        data = json.loads(note.read_text(encoding="utf-8"))
        return f"process {data['pid']} ({data['what']}, since {data['since']})"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"


@contextmanager
def translated() -> Iterator[None]:
    """Turn SQLite's errors into ours, with advice."""
    try:
        yield
    except (sa.exc.DBAPIError, sqlite3.Error) as e:
        raise _translate(e) from e


def _translate(error: Exception) -> StoreError:
    text = str(getattr(error, "orig", None) or error)
    low = text.lower()
    if "disk is full" in low or "disk i/o" in low:
        return StoreError(
            "The disk is full or failing; nothing was changed.", "Free some space and run the command again."
        )
    if "readonly" in low or "read-only" in low:
        return StoreError("The ledger may not be written here.", "Check the permissions of the file and its folder.")
    if "unable to open" in low:
        return StoreError("The ledger cannot be opened here.", "Check the permissions of the file and its folder.")
    if "locked" in low or "busy" in low:
        return LedgerBusy("The ledger is being written by another process.", "Wait for it to finish, then run again.")
    if "malformed" in low or "not a database" in low or "no such table" in low:
        return StoreError(f"The ledger is damaged: {text}.", "Restore a backup (`tracker db backup` makes them).")
    return StoreError(f"The ledger refused: {text}.", "Run again with --debug for the details.")
