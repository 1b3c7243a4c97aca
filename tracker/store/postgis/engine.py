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
#: What every session of ours asks for; how long a statement may take is the server's to say.
_SETTINGS = {
    "timezone": "UTC",
    "client_min_messages": "warning",
    # Tables are in public; managed servers keep PostGIS apart. Schemas that are not there do no harm.
    "search_path": "public,postgis,extensions",
    "lock_timeout": "60s",
    # A client that was stopped or put to sleep in the middle of a write keeps nobody waiting for longer.
    "idle_in_transaction_session_timeout": "10min",
    # One that went away without a word (a cut cable) is noticed within two minutes.
    "tcp_keepalives_idle": "60", "tcp_keepalives_interval": "15", "tcp_keepalives_count": "4",
}  # fmt: skip
_LOST = ("08", "57P", "25P03")


def make_engine(address: str) -> sa.Engine:
    """Return an engine for an address; its connections are in UTC and open no transaction by themselves.

    Raises
    ------
    UsageError
        The address is of another kind, or the extra is missing.
    """
    url = url_of(address)
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
            "options": " ".join(f"-c {name}={value}" for name, value in _SETTINGS.items()),
            # A server that went away without a word is noticed within two minutes.
            "keepalives_idle": 60, "keepalives_interval": 15, "keepalives_count": 4,
        },
    )  # fmt: skip

    @sa.event.listens_for(engine, "connect")
    def _dates_as_text(driver: Any, _record: object) -> None:  # noqa: ANN401
        from psycopg.types.string import TextLoader

        driver.adapters.register_loader("date", TextLoader)

    return engine


_EXAMPLE = "Write postgresql+psycopg://user@host:5432/database (the password may stand in a .pgpass file)."


def url_of(address: str) -> sa.URL:
    """Return an address in its parts, the password at its own place, where it is never printed.

    Raises
    ------
    UsageError
        It cannot be read. The message repeats nothing of it: what was taken for a port may be half a password.
    """
    encode = "In a password write @ as %40, : as %3A, / as %2F and % as %25, or keep it in a .pgpass file."
    try:
        url = sa.engine.make_url(address)
    except sa.exc.ArgumentError:
        raise UsageError("The address of the ledger cannot be read.", _EXAMPLE) from None
    except ValueError:
        raise UsageError("The port in the address of the ledger is no number.", encode) from None
    if "@" in (url.host or "") or "@" in (url.database or ""):
        raise UsageError("The address of the ledger has an @ too many.", encode)
    secret = url.query.get("password")
    if secret:
        url = url.set(password=secret if isinstance(secret, str) else secret[-1])
    # Settings of the session are ours; what else is secret in a query must not be printed either.
    return url.difference_update_query(["password", "sslpassword", "options"])


def name_of(url: sa.URL) -> str:
    """Return an address as it is printed: without password and settings."""
    return url.set(drivername="postgresql", query={}).render_as_string(hide_password=True)


def notice_lost_clients(conn: sa.Connection) -> None:
    """Let the server look every two seconds whether we are still there, in the middle of a statement too."""
    with suppress(sa.exc.DBAPIError):  # PostgreSQL 13 has no such setting, Windows cannot do it
        conn.exec_driver_sql("set client_connection_check_interval = '2s'")


def prepare_for_writing(conn: sa.Connection) -> None:
    """Ask for what an import needs, in this session alone; all else (durability too) is the server's to say.

    TEMP tables of staging stay in memory up to 64 MB, sorts and joins up to 64 MB each: a server's own bounds (8 and
    4 MB) are meant for many readers. To compile plans (JIT) takes longer than to run them.
    """
    for setting in ("temp_buffers = '64MB'", "work_mem = '64MB'", "jit = off"):
        conn.exec_driver_sql(f"set {setting}")


@contextmanager
def reading(engine: sa.Engine, name: str) -> Iterator[sa.Connection]:
    """One state of the ledger for the length of the block, also while an import is writing."""
    with translated(name), engine.connect() as conn:
        conn.exec_driver_sql("begin isolation level repeatable read read only")
        try:
            yield conn
        finally:
            with suppress(sa.exc.DBAPIError, sa.exc.PendingRollbackError):
                conn.exec_driver_sql("rollback")


@contextmanager
def write_lock(conn: sa.Connection, name: str, what: str, on_wait: Waiter | None) -> Iterator[None]:
    """Take the write lock, waiting for another writer and saying for whom; commit at the end.

    Raises
    ------
    LedgerBusy
        Another process held the lock for longer than :data:`PATIENCE_S`.
    """
    # Whatever the server's default: each statement must see what the writer before us committed.
    conn.exec_driver_sql("begin isolation level read committed read write")
    try:
        _take(conn, name, on_wait)
        # The server shows it to whoever waits.
        label = f"tracker {os.getpid()} ({what})"[:63]
        conn.execute(sa.text("select set_config('application_name', :label, true)"), {"label": label})
        yield
        _commit(conn, name)
    except BaseException:
        with suppress(sa.exc.DBAPIError, sa.exc.PendingRollbackError):
            conn.exec_driver_sql("rollback")
        raise


def _commit(conn: sa.Connection, name: str) -> None:
    try:
        conn.exec_driver_sql("commit")
    except sa.exc.DBAPIError as e:
        if not _is_lost(e):
            raise
        raise StoreError(
            f"{name} went away at the very end of the write: it may be in the ledger, or not, never in part.",
            "Look with `tracker imports`, then run the command again: what is there already is not doubled.",
        ) from e


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
        "select a.application_name, a.usename, host(a.client_addr), a.xact_start::text from pg_locks l"
        " join pg_stat_activity a on a.pid = l.pid join pg_database d on d.oid = l.database"
        f" where l.locktype = 'advisory' and l.classid = 0 and l.objid = {LOCK} and l.objsubid = 1 and l.granted"
        " and d.datname = current_database() limit 1"
    ).first()
    if row is None:
        return "another process"
    # Where and since when is told only to who may see it: the same user, or a member of pg_read_all_stats.
    place = f" at {row[2]}" if row[2] else ""
    since = f", since {str(row[3])[:19]} UTC" if row[3] else ""
    return f"{row[0] or 'a program'} of {row[1]}{place}{since}"


@contextmanager
def translated(name: str) -> Iterator[None]:
    """Turn the server's errors into ours, with advice; never a password. COPY raises the driver's own."""
    import psycopg

    try:
        yield
    except (sa.exc.DBAPIError, psycopg.Error) as e:
        raise translate(e, name) from e


def _is_lost(error: Exception) -> bool:
    """True where the connection was lost."""
    raw = getattr(error, "orig", None) or error
    state = str(getattr(raw, "sqlstate", None) or "")
    return bool(getattr(error, "connection_invalidated", False)) or state.startswith(_LOST)


def _words(raw: BaseException) -> str:
    """Return what the server says, on one line: the first of it, or where several addresses were tried all of it."""
    lines = [line.strip() for line in str(raw).splitlines() if line.strip()] or [type(raw).__name__]
    if lines[0].startswith("connection failed") and len(lines) > 1 and lines[1].startswith("Multiple"):
        lines = lines[1:]
    if "ultiple connection attempts failed" in lines[0]:
        return "; ".join(line.removeprefix("- ") for line in lines[1:])
    return lines[0].rstrip(".")


def translate(error: Exception, name: str) -> StoreError:
    """Return our error for one of the driver's (as it is, or wrapped by SQLAlchemy)."""
    raw = getattr(error, "orig", None) or error
    state, text = str(getattr(raw, "sqlstate", None) or ""), _words(raw)
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
    if state == "57014":
        return LedgerBusy(
            f"{name} stopped this: {text}; nothing was changed.",
            "Run it again; where the server allows too little time, ask for more: alter role ... set statement_timeout",
        )
    if state == "55P03":
        return LedgerBusy(f"{name} is busy: {text}; nothing was changed.", "Wait a little, then run the command again.")
    if state == "53100":
        return StoreError(f"The disk of {name} is full; nothing was changed.", "Free some space and run it again.")
    if state == "53300" or "too many clients" in text or "remaining connection slots" in text:
        return LedgerBusy(f"{name} has too many connections.", "Wait a little, then run the command again.")
    if _is_refusal(raw, state, text):
        return StoreError(f"{name} refuses this user: {text}.", "Check the user, the password and pg_hba.conf.")
    if _is_lost(error) or isinstance(error, sa.exc.OperationalError) or type(raw).__name__ == "OperationalError":
        return StoreError(
            f"{name} cannot be reached, or went away: {text}.",
            "Nothing was changed. Check that the server runs and run the command again.",
        )
    return StoreError(f"{name} refused: {text}.", "Run again with --debug for the details.")


def _is_refusal(raw: BaseException, state: str, text: str) -> bool:
    """True where the server did not let the user in; before that the driver tells no SQLSTATE."""
    asked = getattr(getattr(raw, "pgconn", None), "needs_password", False) is True
    signs = ("authentication failed", "pg_hba.conf", "role", "not permitted to log in")
    refused = "no password supplied" in text or ("FATAL" in text and any(sign in text for sign in signs))
    return state.startswith("28") or asked or refused
