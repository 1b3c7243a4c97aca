"""The few words of SQL that SQLite and PostgreSQL say differently, and how each takes many rows at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa


def run(conn: sa.Connection, statement: str, values: Sequence[object] = ()) -> sa.CursorResult[Any]:
    """Execute a statement that is written as SQLite takes it: ``?`` for values, ``insert or ignore``."""
    if is_server(conn):
        if statement.startswith("insert or ignore "):
            statement = f"insert {statement.removeprefix('insert or ignore ')} on conflict do nothing"
        statement = statement.replace("%", "%%").replace("?", "%s")
    return conn.exec_driver_sql(statement, tuple(values) if values else None)


def is_server(conn: sa.Connection) -> bool:
    """True on PostgreSQL."""
    return conn.dialect.name == "postgresql"


def temp_table(conn: sa.Connection, name: str, columns: str) -> None:
    """Create a TEMP table. ``columns``: as SQLite declares them; a column without a type takes any value there.

    On PostgreSQL each has a type: INTEGER, BLOB and TEXT, ordered by code points.
    """
    if is_server(conn):
        said = []
        for column in columns.split(","):
            words = column.split()
            kind, rest = (words[1], words[2:]) if len(words) > 1 else ("TEXT", [])
            type_ = {"INTEGER": "bigint", "BLOB": "bytea", "REAL": "double precision"}.get(kind, 'text collate "C"')
            said.append(" ".join((words[0], type_, *rest)))
        columns = ", ".join(said)
    conn.exec_driver_sql(f"create temp table {name}({columns})")


def load(conn: sa.Connection, table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Put many rows into a table: by COPY on PostgreSQL, where "" in the columns of a staged claim is NULL already."""
    if is_server(conn):
        driver = conn.connection.driver_connection
        assert driver is not None
        with driver.cursor().copy(f"copy {table}({', '.join(columns)}) from stdin") as copy:
            for row in rows:
                copy.write_row(row)
        return
    marks = ",".join("?" * len(columns))
    conn.exec_driver_sql(f"insert into {table}({', '.join(columns)}) values({marks})", list(rows))


@contextmanager
def indexed_after(conn: sa.Connection, table: sa.Table) -> Iterator[None]:
    """Fill an empty table of the file without its indexes, and make them at the end: sorting once is quicker.

    On a server an index is dropped only where nobody reads, and who reads would wait. Older files have a constraint in
    the place of an index; it stays.
    """
    if is_server(conn) or conn.execute(sa.select(sa.exists(sa.select(table)))).scalar():
        yield
        return
    made = {index["name"] for index in sa.inspect(conn).get_indexes(table.name)}
    indexes = sorted((i for i in table.indexes if i.name in made), key=lambda index: str(index.name))
    for index in indexes:
        index.drop(conn)
    yield
    for index in indexes:
        index.create(conn)


def analyze(conn: sa.Connection, *tables: str) -> None:
    """Let a server count what was just written: without that it joins as if the tables were small."""
    if is_server(conn):
        for table in tables:
            conn.exec_driver_sql(f"analyze {table}")


def analyze_grown(conn: sa.Connection, table: str, rows: int) -> None:
    """Let a server count a table when a tenth or more of it was written: else it plans by old counts."""
    if is_server(conn):
        counted = conn.exec_driver_sql(f"select reltuples from pg_class where oid = '{table}'::regclass").scalar_one()
        if rows * 10 >= max(1, counted):
            analyze(conn, table)


def same(conn: sa.Connection, one: str, other: str) -> str:
    """SQL for: equal, or both NULL."""
    return f"{one} is not distinct from {other}" if is_server(conn) else f"{one} is {other}"


def day(conn: sa.Connection, number: str) -> str:
    """SQL for the date of a day number (days since 1970-01-01)."""
    if is_server(conn):
        return f"(date '1970-01-01' + ({number})::int)"
    return f"date({number} * 86400, 'unixepoch')"


def join_by_id(conn: sa.Connection, table: str, alias: str, number: str) -> str:
    """SQL that joins the row whose id is ``number``, if any, by its index.

    A server would read a large table from end to end instead, once for each such join of a statement.
    """
    if is_server(conn):
        return f"left join lateral (select * from {table} where id = {number} offset 0) {alias} on true"
    return f"left join {table} {alias} on {alias}.id = {number}"
