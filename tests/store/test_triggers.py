"""Nobody but the tracker writes to its tables: any other program that opens the file is refused."""

from __future__ import annotations

import sqlite3

import pytest
from ledgers import bring, everything, kept_ready
from make import claim, record

from tracker import ingest
from tracker.model import Issue
from tracker.store.sqlite.geopackage import PROTECTED
from tracker.store.store import Store
from tracker.store.tables import metadata


@pytest.fixture
def full(store: Store) -> Store:
    """A ledger with at least one row in every table."""
    from make import reading

    made = reading([record("p", claim("status", "planned")), record("q", claim("status", "planned"))])
    made.issues.add(Issue("odd", "info"))
    ingest.run_import(store, made)
    from tracker.resolve import judge

    with store.write("judge") as (conn, now):
        judge.decide(conn, now, 1, 2, same=False, kind="person", by="me", reason="")
    ingest.rebuild(store)
    return store


def foreign(store: Store) -> sqlite3.Connection:
    """Open the file as another program would, with nothing of ours."""
    return sqlite3.connect(store.path)


def test_every_table_of_the_schema_is_protected() -> None:
    assert set(PROTECTED) == set(metadata.tables)


@pytest.mark.parametrize("table", sorted(metadata.tables))
def test_other_programs_may_neither_insert_nor_update_nor_delete(full: Store, table: str) -> None:
    before = everything(full), kept_ready(full)
    db = foreign(full)
    column = next(iter(metadata.tables[table].columns)).name
    count = db.execute(f"select count(*) from {table}").fetchone()[0]
    assert count, f"the test needs a row in {table}"
    for statement in (
        f"insert into {table} select * from {table} limit 1",
        f"insert or replace into {table} select * from {table} limit 1",
        f"update {table} set {column} = {column}",
        f"delete from {table}",
    ):
        with pytest.raises(sqlite3.IntegrityError, match="written by the tracker only"):
            db.execute(statement)
    db.rollback()
    db.close()
    assert (everything(full), kept_ready(full)) == before


@pytest.mark.parametrize("layer", ["projects", "projects_points", "projects_lines"])
def test_layers_are_views_that_nobody_can_write_to(full: Store, layer: str) -> None:
    db = foreign(full)
    for statement in (
        f"update {layer} set name = 'x'",
        f"delete from {layer}",
        f"insert into {layer}(slug) values('x')",
    ):
        with pytest.raises(sqlite3.OperationalError, match="cannot modify"):
            db.execute(statement)
    db.close()


def test_the_tables_are_locked_again_after_every_kind_of_write(full: Store) -> None:
    def triggers() -> int:
        with full.read() as conn:
            return int(conn.exec_driver_sql("select count(*) from sqlite_master where type = 'trigger'").scalar_one())

    wanted = 3 * len(PROTECTED)
    assert triggers() == wanted
    bring(full, record("p", claim("status", "cancelled")))
    ingest.undo(full, 2)
    ingest.purge(full, 2)
    assert triggers() == wanted
    with pytest.raises(RuntimeError), full.write("fails"):
        raise RuntimeError
    assert triggers() == wanted


def test_while_we_write_others_never_find_the_tables_open(full: Store) -> None:
    with full.write("a long import"):
        db = sqlite3.connect(full.path, timeout=0)
        with pytest.raises((sqlite3.IntegrityError, sqlite3.OperationalError), match=r"tracker only|locked"):
            db.execute("delete from claim")
        db.close()
