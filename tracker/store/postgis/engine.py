"""Connections to a PostgreSQL server, and what its errors mean to people.

Everything runs in explicit transactions, as on the file: readers in REPEATABLE READ (one state for their length),
writers one at a time under an advisory lock that the server lets go of when a client dies.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from typing import Any

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from tracker.errors import LedgerBusy, LedgerMissing, StoreError, UsageError
from tracker.store.home import Waiter

#: One number for all ledgers: the lock is of one database.
LOCK = 0x7472616B  # "trak"
#: How long a writer waits for another one, seconds.
PATIENCE_S = 60.0
_STEP_S = 0.2
_CONNECT_S = 10


def make_engine(address: str) -> sa.Engine:
    """Return an engine for an address; its connections are in UTC and open no transaction by themselves.

    Raises
    ------
    UsageError
        The address is of another kind, or the extra is missing.
    """
    try:
        url = sa.engine.make_url(address)
    except sa.exc.ArgumentError as e:
        raise UsageError("The address of the ledger cannot be read.", _EXAMPLE) from e
    if url.drivername not in ("postgresql", "postgresql+psycopg"):
        raise UsageError(f"A ledger cannot live in {url.drivername!r}.", _EXAMPLE)
    if not url.database:
        raise UsageError("The address of the ledger names no database.", _EXAMPLE)
    if find_spec("psycopg") is None:
        raise UsageError(
            "A ledger on a server needs the extra 'postgis'.", "pip install 'megaproject-tracker[postgis]'"
        )
    engine = sa.create_engine(
        url.set(drivername="postgresql+psycopg"),
        # A command is short and a team is large: a connection is closed after its use.
        poolclass=NullPool,
        isolation_level="AUTOCOMMIT",
        hide_parameters=True,
        connect_args={
            "connect_timeout": _CONNECT_S,
            "application_name": f"tracker {os.getpid()}",
            "options": "-c timezone=UTC -c lock_timeout=60000 -c client_min_messages=warning",
            # A client that went away without a word is noticed within two minutes.
            "keepalives_idle": 60, "keepalives_interval": 15, "keepalives_count": 4,
        },
    )  # fmt: skip

    @sa.event.listens_for(engine, "connect")
    def _dates_as_text(driver: Any, _record: object) -> None:  # noqa: ANN401
        from psycopg.types.string import TextLoader

        driver.adapters.register_loader("date", TextLoader)

    return engine


_EXAMPLE = "Write postgresql+psycopg://user@host:5432/database (the password may stand in a .pgpass file)."


@contextmanager
def reading(engine: sa.Engine, name: str) -> Iterator[sa.Connection]:
    """One state of the ledger for the length of the block, also while an import is writing."""
    with translated(name), engine.connect() as conn:
        conn.exec_driver_sql("begin isolation level repeatable read read only")
        try:
            yield conn
        finally:
            with suppress(sa.exc.DBAPIError):
                conn.exec_driver_sql("rollback")


@contextmanager
def write_lock(conn: sa.Connection, name: str, what: str, on_wait: Waiter | None) -> Iterator[None]:
    """Take the write lock, waiting for another writer and saying for whom; commit at the end.

    Raises
    ------
    LedgerBusy
        Another process held the lock for longer than :data:`PATIENCE_S`.
    """
    conn.exec_driver_sql("begin")
    try:
        _take(conn, name, on_wait)
        # The server shows it to whoever waits.
        label = f"tracker {os.getpid()} ({what})"[:63]
        conn.execute(sa.text("select set_config('application_name', :label, true)"), {"label": label})
        yield
        conn.exec_driver_sql("commit")
    except BaseException:
        with suppress(sa.exc.DBAPIError, sa.exc.PendingRollbackError):
            conn.exec_driver_sql("rollback")
        raise


def _take(conn: sa.Connection, name: str, on_wait: Waiter | None) -> None:
    start, told = time.monotonic(), False
    while not conn.exec_driver_sql(f"select pg_try_advisory_xact_lock({LOCK})").scalar_one():
        who = _holder(conn)
        if time.monotonic() - start > PATIENCE_S:
            raise LedgerBusy(
                f"{name} is being written by {who}; gave up after {PATIENCE_S:.0f} s.",
                "Wait for it to finish, then run the command again. Nothing was changed.",
            )
        if on_wait and not told:
            on_wait(f"Waiting for {who} to finish writing {name} ...")
            told = True
        time.sleep(_STEP_S)


def _holder(conn: sa.Connection) -> str:
    row = conn.exec_driver_sql(
        "select a.application_name, a.usename, a.client_addr::text, a.xact_start::text from pg_locks l"
        " join pg_stat_activity a on a.pid = l.pid"
        f" where l.locktype = 'advisory' and l.objid = {LOCK} and l.granted limit 1"
    ).first()
    if row is None:
        return "another process"
    place = f" at {row[2]}" if row[2] else ""
    return f"{row[0] or 'a program'} of {row[1]}{place}, since {str(row[3])[:19]}"


@contextmanager
def translated(name: str) -> Iterator[None]:
    """Turn the server's errors into ours, with advice; never a password."""
    try:
        yield
    except sa.exc.DBAPIError as e:
        raise translate(e, name) from e


def translate(error: sa.exc.DBAPIError, name: str) -> StoreError:
    """Return our error for one of the driver's."""
    state = str(getattr(error.orig, "sqlstate", None) or "")
    text = str(error.orig).strip().splitlines()[0] if str(error.orig).strip() else type(error.orig).__name__
    if state == "3D000" or ("does not exist" in text and "database" in text):
        return LedgerMissing(f"There is no database at {name}.", "Make it (createdb), then run `tracker db create`.")
    if state == "42P01":
        return LedgerMissing(f"There is no ledger in {name}.", "Run `tracker db create` to make one.")
    if state == "42501":
        return StoreError(
            f"{name} does not allow this: {text}.",
            "Ask its owner for the right; a viewer's role can read only (`tracker db create --viewer` makes one).",
        )
    if state == "25006":
        return StoreError(f"{name} may only be read.", "Use the address of the primary server.")
    if state in ("55P03", "57014"):
        return LedgerBusy(f"{name} is busy: {text}.", "Wait a little, then run the command again.")
    if state == "53100":
        return StoreError(f"The disk of {name} is full; nothing was changed.", "Free some space and run it again.")
    if state.startswith("28"):
        return StoreError(f"{name} refuses this user: {text}.", "Check the user, the password and pg_hba.conf.")
    if error.connection_invalidated or state.startswith(("08", "57P")) or isinstance(error, sa.exc.OperationalError):
        return StoreError(
            f"{name} cannot be reached, or went away: {text}.",
            "Nothing was changed. Check that the server runs and run the command again.",
        )
    return StoreError(f"{name} refused: {text}.", "Run again with --debug for the details.")
