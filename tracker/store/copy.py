"""Carry a ledger to another home without loss: from a file to a server, back, or to one of the same kind.

Rows go with their numbers, table after table, in pages ordered by primary key that are read from one state of the
ledger. Every few pages are one transaction, together with a note of how far they reach and a digest of all that went
before. A copy that broke off goes on after the noted rows, where the digest says that they are the same still.

While it is unfinished its schema is called :data:`MARK`, which no tracker opens or upgrades: nobody takes a half for
the whole. The last transaction makes the layers anew, reads back every row, and gives the schema its name.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from itertools import chain, islice, zip_longest
from pathlib import Path

import sqlalchemy as sa

from tracker.errors import StoreError, UsageError
from tracker.store import dialect, places, schema, version
from tracker.store import tables as t
from tracker.store.clock import next_time
from tracker.store.home import Home, Waiter, home_of
from tracker.store.store import Store, add_missing_fields

#: What stands for the number of the schema until all is there.
MARK = schema.UNFINISHED
#: Rows read at once; with their texts and shapes they are to fit into the memory many times.
PAGE = 2_000
#: Pages that are one transaction.
PAGES = 10
#: In the order of their references; ``state`` goes last, ``project_current`` is made anew.
TABLES = tuple(table for table in t.metadata.sorted_tables if table not in (t.project_current, t.state))

_NOTE = "copy"
_CHANGED = "Remove {to} (or take another, empty database) and run the copy again."

Row = tuple[object, ...]
Reached = dict[str, tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Copied:
    """What was carried. ``rows``: table -> rows; ``resumed``: how many were there from a copy that broke off.

    ``remade``: projects whose row, made anew, is another than in the original (which needs ``tracker db rebuild``).
    """

    source: str
    target: str
    rows: dict[str, int]
    resumed: int
    data_version: str
    remade: int


@dataclass(frozen=True, slots=True)
class _Page:
    """Rows of one table; ``upto`` and ``digest`` are of all its rows up to their end."""

    table: sa.Table
    rows: list[Row]
    upto: int
    digest: str


def count(source: Store) -> int:
    """Return how many rows there are to carry."""
    with source.read() as conn:
        return sum(conn.execute(sa.select(sa.func.count()).select_from(table)).scalar_one() for table in TABLES)


def copy(
    source: Store,
    where: str | Path,
    refresh: Callable[[sa.Connection], int],
    *,
    on_wait: Waiter | None = None,
    progress: Callable[[int], None] | None = None,
    on_finish: Callable[[], None] | None = None,
) -> Copied:
    """Carry a ledger into a new file, an empty ledger, or one whose copy broke off.

    Parameters
    ----------
    refresh
        Makes all projects' rows anew from the claims (:func:`tracker.resolve.current.refresh`).
    progress
        Told how many rows are there, now and then.
    on_finish
        Told when all rows are there, and the layers are made and all is read back.

    Raises
    ------
    UsageError
        The target holds something else, or is the source.
    StoreError
        The source has changed since the copy broke off; what was read back is not what was written; the homes' own.
    """
    target = home_of(where)
    _check_other(source.home, target)
    if not target.exists() and target.files():
        target.create()
    target.check()
    with source.read() as origin, target.connection() as conn:
        reached = _begin(conn, target, where, on_wait)
        resumed = done = sum(n for n, _ in reached.values())
        steps = _missing(origin, source.name, target.name, dict(reached))
        while (first := next(steps, None)) is not None:
            with target.locked(conn, f"copy of {Path(source.name).name}", on_wait):
                _check_note(conn, target.name, reached)
                for page in chain((first,), islice(steps, PAGES - 1)):
                    _load(conn, page)
                    reached[page.table.name] = (page.upto, page.digest)
                    done += len(page.rows)
                _write_note(conn, reached)
            if progress is not None:
                progress(done)
        if on_finish is not None:
            on_finish()
        with target.locked(conn, f"copy of {Path(source.name).name}", on_wait):
            _check_note(conn, target.name, reached)
            _give_counters(origin, conn)
            _copy_state(origin, conn)
            # Our tables by name: for all of a database it would hold the server's own against other databases' copies.
            dialect.analyze(conn, *(table.name for table in TABLES))
            found = _verify(origin, conn, target.name, reached)
            if "record" in reached:
                add_missing_fields(conn)  # the original may know fewer fields than this tracker
                refresh(conn)
            remade = _differing(origin, conn)
            target.finish(conn, next_time(conn))
            _name_schema(conn, t.SCHEMA)
    rows = {table.name: reached.get(table.name, (0, ""))[0] for table in TABLES}
    return Copied(source.name, target.name, rows, resumed, found, remade)


def _check_other(source: Home, target: Home) -> None:
    same = source.name == target.name
    if source.files() and target.files() and target.exists():
        same = source.files()[0].samefile(target.files()[0])
    if same:
        raise UsageError(f"{target.name} is the ledger to be copied.", "Name another place to copy it to.")


def _begin(conn: sa.Connection, target: Home, where: str | Path, on_wait: Waiter | None) -> Reached:
    """Mark an empty ledger, or return how far the copy that broke off came."""
    if schema.version(conn) != MARK:
        Store(where)  # says what to do with one that is too old or too new
    with target.locked(conn, "begin a copy", on_wait):
        if schema.version(conn) == MARK:
            return _read_note(conn)
        for table in TABLES:
            if conn.execute(sa.select(sa.literal(1)).select_from(table).limit(1)).scalar():
                raise UsageError(
                    f"{target.name} is not empty; a ledger is copied into an empty place only.",
                    "Name a new file, or an empty database that `tracker db create` prepared.",
                )
        _name_schema(conn, MARK)
        conn.execute(sa.delete(t.state))
        _write_note(conn, {})
    return {}


def _missing(origin: sa.Connection, source: str, target: str, reached: Reached) -> Iterator[_Page]:
    """Yield the pages that the target lacks; raise where the others are not what they were when they were copied."""
    for table in TABLES:
        upto, digest = reached.get(table.name, (0, ""))
        last = 0
        for page in _told(origin, source, table):
            if page.upto > upto:
                if last < upto:
                    break
                yield page
            elif page.upto == upto and page.digest != digest:
                break
            last = page.upto
        else:
            if last >= upto:
                continue
        raise StoreError(f"{source} has changed since its copy to {target} broke off.", _CHANGED.format(to=target))


def _told(conn: sa.Connection, name: str, table: sa.Table) -> Iterator[_Page]:
    """:func:`_pages` of the source; its errors name it, and not the target."""
    pages = _pages(conn, table)
    while True:
        try:
            page = next(pages, None)
        except sa.exc.DBAPIError as e:
            text = (str(e.orig).strip().splitlines() or [""])[0]
            raise StoreError(
                f"{name} cannot be read any more: {text}.", "Run the same command again: it goes on where it stopped."
            ) from e
        if page is None:
            return
        yield page


def _pages(conn: sa.Connection, table: sa.Table) -> Iterator[_Page]:
    """Yield all rows of a table by primary key."""
    key = tuple(table.primary_key.columns)
    places_of_key = [list(table.columns).index(c) for c in key]
    query = sa.select(table).order_by(*key).limit(PAGE)
    after, upto, digest = query, 0, ""
    while rows := [tuple(row) for row in conn.execute(after)]:
        upto += len(rows)
        digest = blake2b(f"{digest}{rows!r}".encode(), digest_size=16).hexdigest()
        yield _Page(table, rows, upto, digest)
        last = [sa.literal(rows[-1][n], c.type) for n, c in zip(places_of_key, key, strict=True)]
        after = query.where(sa.tuple_(*key) > sa.tuple_(*last)) if len(key) > 1 else query.where(key[0] > last[0])


def _load(conn: sa.Connection, page: _Page) -> None:
    columns = [f'"{c.name}"' for c in page.table.columns]
    with _as_ours(conn):
        dialect.load(conn, page.table.name, columns, page.rows)


@contextmanager
def _as_ours(conn: sa.Connection) -> Iterator[None]:
    """Turn the errors of a driver that is used directly (COPY) into those of SQLAlchemy, which the homes translate."""
    driver = conn.dialect.dbapi
    assert driver is not None
    try:
        yield
    except driver.OperationalError as e:
        raise sa.exc.OperationalError("copy", None, e) from e
    except driver.Error as e:
        raise sa.exc.DBAPIError("copy", None, e) from e


def _give_counters(origin: sa.Connection, conn: sa.Connection) -> None:
    """Go on counting where the source does: the number of a purged import is never given again."""
    for table in TABLES:
        if "id" not in table.columns:
            continue
        last = _counter(origin, table.name)
        if last and dialect.is_server(conn):
            query = "select setval(pg_get_serial_sequence(?, 'id'), ?)"
            dialect.run(conn, query, (table.name, last))
        elif last and table.dialect_options["sqlite"]["autoincrement"]:
            dialect.run(conn, "delete from sqlite_sequence where name = ?", (table.name,))
            dialect.run(conn, "insert into sqlite_sequence(name, seq) values(?, ?)", (table.name, last))


def _counter(conn: sa.Connection, table: str) -> int:
    """Return the greatest number that was ever given in a table, as far as its home remembers; 0 for none."""
    last = int(conn.exec_driver_sql(f"select coalesce(max(id), 0) from {table}").scalar_one())
    if dialect.is_server(conn):
        sequence = dialect.run(conn, "select pg_get_serial_sequence(?, 'id')", (table,)).scalar_one()
        given = conn.exec_driver_sql(f"select case when is_called then last_value else 0 end from {sequence}").scalar()
    else:
        given = dialect.run(conn, "select seq from sqlite_sequence where name = ?", (table,)).scalar()
    return max(last, int(given or 0))


def _copy_state(origin: sa.Connection, conn: sa.Connection) -> None:
    conn.execute(sa.delete(t.state))
    rows = [dict(row) for row in origin.execute(sa.select(t.state).order_by(t.state.c.name)).mappings()]
    if rows:
        conn.execute(sa.insert(t.state), rows)


def _verify(origin: sa.Connection, conn: sa.Connection, target: str, reached: Reached) -> str:
    """Read back every row; return the data version, which is counted anew from the claims."""
    for table in TABLES:
        upto, digest = 0, ""
        for page in _pages(conn, table):
            upto, digest = page.upto, page.digest
        if (upto, digest) != reached.get(table.name, (0, "")):
            raise StoreError(
                f"What was read back from {table.name} in {target} is not what was written.", _CHANGED.format(to=target)
            )
    live = conn.scalars(sa.select(t.claim.c.key).where(t.claim.c.live == 1))
    found = version.name_of(version.total(live))
    if found != version.read(origin):
        raise StoreError(
            f"The data version of the copy is {found}, and {version.read(origin)} in the original.",
            "Run `tracker db rebuild` on the original, then copy it anew.",
        )
    return found


def _differing(origin: sa.Connection, conn: sa.Connection) -> int:
    """Return how many rows of ``project_current`` are not the same in both."""
    return sum(one != other for one, other in zip_longest(_current(origin), _current(conn)))


def _current(conn: sa.Connection) -> Iterator[Row]:
    table = t.project_current
    columns = [places.wkb_of(conn, c) if c.name == "geom" else c for c in table.columns]
    query = sa.select(*columns).order_by(table.c.fid).execution_options(yield_per=PAGE)
    for row in conn.execute(query):
        yield tuple(bytes(cell) if isinstance(cell, memoryview) else cell for cell in row)


def _read_note(conn: sa.Connection) -> Reached:
    text = conn.execute(sa.select(t.state.c.value).where(t.state.c.name == _NOTE)).scalar_one()
    return {name: (int(upto), str(digest)) for name, (upto, digest) in json.loads(text).items()}


def _write_note(conn: sa.Connection, reached: Reached) -> None:
    conn.execute(sa.delete(t.state).where(t.state.c.name == _NOTE))
    conn.execute(sa.insert(t.state).values(name=_NOTE, value=json.dumps(reached)))


def _check_note(conn: sa.Connection, target: str, reached: Reached) -> None:
    """Raise where another process copies into the same place."""
    if schema.version(conn) != MARK or _read_note(conn) != reached:
        raise StoreError(
            f"Another process copies into {target} too.", "Let it finish; run the command again if it broke off."
        )


def _name_schema(conn: sa.Connection, name: str) -> None:
    dialect.run(conn, "update alembic_version set version_num = ?", (name,))
