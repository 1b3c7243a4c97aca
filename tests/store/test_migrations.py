"""Migrations make what the tables declare."""

from __future__ import annotations

import sqlite3

import sqlalchemy as sa
from ledgers import bring
from make import claim, record

from tracker.store import care, migrate
from tracker.store import tables as t
from tracker.store.store import Store


def differences(conn: sa.Connection) -> list[object]:
    """What Alembic would change to bring the file to what the tables declare."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    options = {"compare_type": True, "include_name": lambda name, kind, _: kind != "table" or migrate.is_ours(name)}
    return compare_metadata(MigrationContext.configure(conn, opts=options), t.metadata)


def test_migrations_from_an_empty_file_make_what_the_tables_declare(store: Store) -> None:
    with store.read() as conn:
        assert differences(conn) == []


def test_a_difference_would_be_seen(store: Store) -> None:
    db = sqlite3.connect(store.path)
    db.execute("alter table claim add column surplus TEXT")
    db.execute("drop index ix_claim_probe")
    db.commit()
    db.close()
    with store.read() as conn:
        assert {d[0] for d in differences(conn)} == {"remove_column", "add_index"}  # type: ignore[index]


def test_tables_of_the_geopackage_and_its_index_are_hidden_from_migrations(store: Store) -> None:
    with store.read() as conn:
        names = conn.exec_driver_sql("select name from sqlite_master where type = 'table'").scalars().all()
    hidden = {n for n in names if not migrate.is_ours(n)}
    assert {"gpkg_contents", "gpkg_geometry_columns", "gpkg_spatial_ref_sys", "gpkg_extensions"} <= hidden
    assert {n for n in names if n.startswith("rtree_")} <= hidden
    assert {n for n in names if migrate.is_ours(n)} == {*t.metadata.tables, "alembic_version"}


def test_columns_and_checks_of_the_file_are_those_of_the_tables(store: Store) -> None:
    """What Alembic does not compare: nullability, primary keys, unique keys, foreign keys."""
    with store.read() as conn:
        look = sa.inspect(conn)
        for name, table in t.metadata.tables.items():
            assert {c["name"]: c["nullable"] for c in look.get_columns(name)} == {
                c.name: bool(c.nullable) for c in table.columns
            }, name
            assert look.get_pk_constraint(name)["constrained_columns"] == [c.name for c in table.primary_key], name
            uniques = {
                tuple(c.name for c in u.columns) for u in table.constraints if isinstance(u, sa.UniqueConstraint)
            }
            assert {tuple(u["column_names"]) for u in look.get_unique_constraints(name)} == uniques, name
            keys = {(k.parent.name, k.column.table.name) for k in table.foreign_keys}
            assert {(k["constrained_columns"][0], k["referred_table"]) for k in look.get_foreign_keys(name)} == keys


def test_a_ledger_of_today_needs_no_upgrade_and_no_backup(store: Store) -> None:
    bring(store, record("p", claim("status", "planned")))
    before = store.path.read_bytes()
    assert care.upgrade(store.path) == (t.SCHEMA, t.SCHEMA, None)
    assert store.path.read_bytes() == before
    assert [p.name for p in store.path.parent.glob("*schema*")] == []
