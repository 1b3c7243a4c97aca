"""References on a server are looked after a statement at a time, and refuse what a foreign key would refuse."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from ledgers import bring
from make import claim, record
from servers import Server

from tracker.store import tables as t
from tracker.store.postgis import layers, references
from tracker.store.store import Store

REFERRED = ("source", "record", "field", "claim", "import_run", "document")


@pytest.fixture
def at(server: Server) -> Iterator[str]:
    """The address of a ledger with a record and two claims."""
    with server.lent() as address:
        bring(Store(address), record("p", claim("status", "planned"), claim("name", "A canal")))
        yield address


def run(address: str, *statements: str) -> None:
    engine = sa.create_engine(address, isolation_level="AUTOCOMMIT", poolclass=sa.pool.NullPool)
    with engine.connect() as conn:
        for statement in statements:
            conn.exec_driver_sql(statement)


def refused(address: str, *statements: str) -> str:
    """What the server says against statements."""
    with pytest.raises(sa.exc.IntegrityError) as info:
        run(address, *statements)
    assert getattr(info.value.orig, "sqlstate", None) == "23503"
    return str(info.value.orig)


def test_a_row_that_refers_to_nothing_is_refused(at: str) -> None:
    said = refused(at, "insert into claim(id, key, record_id, field_id, live) values(9, 'k', 77, 1, 0)")
    assert said.startswith("claim.record_id refers to 77, which is not in record")
    assert "claim.field_id refers to 999" in refused(
        at, "insert into claim(id, key, record_id, field_id, live) select 9, 'k', id, 999, 0 from record"
    )
    values = "(claim_id, first_import, last_import, document_id, basis)"
    for row, column in (("99, 1, 1", "claim_id"), ("min(c.id), 99, 1", "first_import")):
        select = f"select {row}, min(d.id), 0 from claim c, document d"
        assert refused(at, f"insert into carried{values} {select}").startswith(f"carried.{column}")
    assert "carried.document_id refers to 99" in refused(at, "update carried set document_id = 99")
    assert "carried.last_import refers to 99" in refused(at, "update carried set last_import = 99")
    assert "slug.record_id refers to 99" in refused(at, "insert into slug values('x', 99, 0)")
    assert "record.source_id refers to 99" in refused(
        at, "insert into record(id, source_id, native_id, project_id) values(9, 99, 'x', 9)"
    )


def test_one_wrong_row_among_many_is_refused(at: str) -> None:
    """Of no value, of the only row, of many rows: as a foreign key does."""
    run(at, "insert into slug select 's' || n, (select min(id) from record), 0 from generate_series(1, 5000) n")
    wrong = "select 't' || n, case n when 4321 then 99 else r.id end, 0 from record r, generate_series(1, 5000) n"
    assert "slug.record_id refers to 99" in refused(at, f"insert into slug {wrong}")
    with Store(at).read() as conn:
        assert conn.exec_driver_sql("select count(*) from slug").scalar_one() == 5001
    run(at, "delete from slug where left(slug, 1) = 's'", "insert into slug select 'x', 99, 0 where false")


def test_what_is_referred_to_stays(at: str) -> None:
    for parent, by in (
        ("record", "record_version.record_id"),
        ("claim", "carried.claim_id"),
        ("document", "carried.document_id"),
    ):
        said = refused(at, f"delete from {parent}")
        assert by in said and said.startswith(f"{parent} ")
    assert "is referred to by claim.field_id" in refused(at, "delete from field")
    for parent in REFERRED:
        assert "referred to by their number" in refused(at, f"update {parent} set id = id + 100")
        assert "referred to by their number" in refused(at, f"truncate {parent} cascade")
    run(at, "update claim set live = live", "delete from field where name = 'nothing of the kind'")


def test_an_older_ledger_with_foreign_keys_is_brought_in_line(server: Server) -> None:
    address = server.make()
    bring(Store(address), record("p", claim("status", "planned")))
    engine = sa.create_engine(address)

    def keys(conn: sa.Connection) -> set[str]:
        long = ", ".join(f"'{table.name}'::regclass" for table in references.LONG)
        query = f"select conname from pg_constraint where contype = 'f' and conrelid in ({long})"
        return set(conn.exec_driver_sql(query).scalars())

    with engine.begin() as conn:
        assert keys(conn) == set()
        layers.drop(conn)
        for table in references.LONG:
            for key in table.foreign_key_constraints:
                conn.execute(sa.schema.AddConstraint(key))
        assert len(keys(conn)) == sum(len(table.foreign_keys) for table in references.LONG)
        layers.create(conn)
        assert keys(conn) == set()
    assert "record 1 is referred to by" in refused(address, "delete from record")
    with engine.begin() as conn:
        layers.drop(conn)
        conn.exec_driver_sql("update claim set record_id = 99")
        with pytest.raises(sa.exc.IntegrityError, match=r"claim\.record_id refers to 99"):
            layers.create(conn)
        conn.rollback()
    engine.dispose()


def test_no_reference_is_forgotten() -> None:
    """Where few rows are written the keys are declared; all others are in the list."""
    few = {"judgement", "import_run", "issue"}
    assert {table.name for table in t.metadata.sorted_tables if table.foreign_keys} - few == {
        table.name for table in references.LONG
    }
