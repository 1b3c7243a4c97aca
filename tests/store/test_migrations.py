"""Migrations: they make what the tables declare, carry a ledger over with all that is in it, and back it up first."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa
from ledgers import bring, everything, kept_ready, point, sound
from make import claim, record

from tracker.errors import LedgerOutdated, StoreError
from tracker.store import care, migrate
from tracker.store import tables as t
from tracker.store.sqlite.geopackage import PROTECTED
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


NEXT = """
import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = "{before}"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("claim") as batch:
        batch.alter_column("value_text", existing_type=sa.Text(), nullable=True)
        batch.add_column(sa.Column("added", sa.Text(), nullable=True))
    with op.batch_alter_table("project_current") as batch:
        batch.alter_column("owner", existing_type=sa.Text(), nullable=True)
    {fails}
"""


@pytest.fixture
def old(store: Store) -> Path:
    """A ledger of today, which will be an old one."""
    place = claim("geometry", point(108, 22), "", unit="exact", as_of_basis="lookup")
    bring(store, record("p", claim("status", "planned"), place), record("q", claim("status", "operating")))
    bring(store, record("p", claim("status", "construction"), place))
    return store.path


def newer_tracker(monkeypatch: pytest.MonkeyPatch, folder: Path, fails: str = "") -> str:
    """Give the tracker one more migration, which copies the tables behind the layers."""
    scripts = folder / "migrations"
    shutil.copytree(migrate.SCRIPTS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    revision = f"{int(t.SCHEMA) + 1:04}"
    text = NEXT.format(revision=revision, before=t.SCHEMA, fails=fails)
    (scripts / "versions" / f"{revision}_next.py").write_text(text, encoding="utf-8")
    monkeypatch.setattr(migrate, "SCRIPTS", scripts)
    monkeypatch.setattr(t, "SCHEMA", revision)
    return revision


def test_an_upgrade_carries_everything_over(old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(old)
    before, ready, was = everything(store), kept_ready(store), t.SCHEMA
    revision = newer_tracker(monkeypatch, tmp_path)
    with pytest.raises(LedgerOutdated):
        Store(old)
    assert care.upgrade(old)[:2] == (was, revision)
    store = Store(old)
    assert everything(store) == before
    assert kept_ready(store) == ready
    assert sound(store)
    with store.read() as conn:
        assert conn.exec_driver_sql("select count(added) from claim").scalar_one() == 0
        kinds = conn.exec_driver_sql("select type, count(*) from sqlite_master group by type").all()
    assert dict(tuple(k) for k in kinds)["trigger"] == 3 * len(PROTECTED)
    assert dict(tuple(k) for k in kinds)["view"] == 3
    assert bring(store, record("r", claim("status", "planned"))).import_id == 3


def test_an_upgrade_makes_a_backup_first(old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = everything(Store(old))
    with monkeypatch.context() as m:
        newer_tracker(m, tmp_path)
        *_, backup = care.upgrade(old)
    assert backup is not None
    assert everything(Store(backup)) == before


def test_an_upgrade_that_fails_leaves_the_ledger_as_it_was(
    old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, ready = everything(Store(old)), kept_ready(Store(old))
    with monkeypatch.context() as m:
        newer_tracker(m, tmp_path, fails='op.execute("insert into nowhere values(1)")')
        with pytest.raises(StoreError):
            care.upgrade(old)
    store = Store(old)
    assert everything(store) == before
    assert kept_ready(store) == ready
    assert sound(store)
    with pytest.raises(sqlite3.IntegrityError):
        sqlite3.connect(old).execute("delete from claim")


def test_a_ledger_of_today_needs_no_upgrade_and_no_backup(old: Path) -> None:
    before = old.read_bytes()
    assert care.upgrade(old) == (t.SCHEMA, t.SCHEMA, None)
    assert old.read_bytes() == before
    assert [p.name for p in old.parent.glob("*schema*")] == []
