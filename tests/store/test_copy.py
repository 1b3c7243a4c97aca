"""A copy to another home and back loses nothing, goes on after a kill, and writes over nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from ledgers import OTHER, Clock, bring, every_slug, everything, kept_ready, last_time, line, point, sound
from make import VINTAGE, claim, record
from servers import Server

from tracker import ingest, views
from tracker.errors import LedgerMissing, StoreError, UsageError
from tracker.export.extract import Wanted
from tracker.export.write import export
from tracker.resolve import current, judge
from tracker.store import copy as copying
from tracker.store import tables as t
from tracker.store.care import upgrade
from tracker.store.read import Moment
from tracker.store.store import Store

TESTS = Path(__file__).parent.parent


def carry(source: Store, where: str | Path) -> copying.Copied:
    return copying.copy(source, where, current.refresh)


def rows(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table but the layers'."""
    with store.read() as conn:
        return {
            table.name: [tuple(r) for r in conn.execute(sa.select(table).order_by(*table.primary_key.columns))]
            for table in (*copying.TABLES, t.state)
        }


@pytest.fixture(scope="session")
def lived_file(empty_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger in which all has happened: releases, withdrawals, a merge, an undo, a purge of the last import."""
    path = shutil.copy(empty_file, tmp_path_factory.mktemp("lived") / "tracker.gpkg")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tracker.store.clock.datetime", Clock())
        live(Store(path))
    return path


@pytest.fixture
def lived(lived_file: Path, tmp_path: Path) -> Store:
    """A copy of it that a test may change."""
    return Store(shutil.copy(lived_file, tmp_path / "tracker.gpkg"))


def live(store: Store) -> None:
    words = [
        claim("status", "planned"),
        claim("owner", "部门 “A”\tB\\N\n", note="\\."),
        claim("cost_budget", 0.1 + 0.2),
    ]
    places = [claim("geometry", point(8.5, 47.25)), claim("completion_planned", "2030-05~", as_of="2021-06")]
    bring(store, record("p", *words, *places), record("q", claim("geometry", line((170, 1), (-170, 2)))))
    bring(store, record("p", *words[:1]), release="2026-02-01")
    bring(store, record("p", claim("status", "operating", as_of="2025-03"), claim("owner", "M")), source=VINTAGE)
    bring(store, record("x", claim("name", "X", as_of=""), claim("progress_pct", 55.5, item="tunnel")), source=OTHER)
    with store.write("judge") as (conn, now):
        judge.decide(conn, now, 1, 3, same=True, kind="person", by="me", reason="r")
    bring(store, record("p", claim("status", "cancelled", as_of="2026-01")), release="2026-03-01")
    ingest.undo(store, 5)
    bring(store, record("z", claim("owner", "Z")), source=OTHER, release="2026-05-01")
    ingest.undo(store, 6)
    ingest.purge(store, 6, "a test")


def moments(store: Store) -> list[Moment]:
    with store.read() as conn:
        times = list(conn.exec_driver_sql("select recorded_at from import_run order by id").scalars())
    return [
        *(Moment(), Moment("2024-06-30"), Moment("2025-06-30", contemporary=True)),
        *(Moment("", times[1]), Moment("2024-06-30", times[3]), Moment("2026-06-30", last_time(store))),
    ]


@pytest.fixture(params=["file", "server"])
def elsewhere(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str | Path]:
    """Name one more place for a ledger, as often as it is called."""
    names = iter(range(9))
    if request.param == "server":
        one: Server = request.getfixturevalue("server")
        return one.make
    return lambda: tmp_path / f"copy-{next(names)}.gpkg"


def test_there_and_back_nothing_is_lost(lived: Store, elsewhere: Callable[[], str | Path], tmp_path: Path) -> None:
    where, back = elsewhere(), tmp_path / "back.gpkg"
    seen = {at: everything(lived, at) for at in moments(lived)}
    there = carry(lived, where)
    again = carry(Store(where), back)
    assert there.remade == again.remade == there.resumed == 0
    assert there.rows == again.rows
    assert there.rows["import_run"] == 5
    for copy in (Store(where), Store(back)):
        assert rows(copy) == rows(lived)
        assert every_slug(copy) == every_slug(lived)
        assert sound(copy)
        assert views.imports(copy) == views.imports(lived)
        assert views.judgements(copy) == views.judgements(lived)
        for at, expected in seen.items():
            assert everything(copy, at) == expected, at
    assert kept_ready(Store(back)) == kept_ready(lived)


def test_exports_of_the_copy_are_the_same_to_the_byte(
    catalogue_file: Path, elsewhere: Callable[[], str | Path], tmp_path: Path
) -> None:
    where = elsewhere()
    carry(Store(catalogue_file), where)
    for what in ("projects", "claims"):
        texts = []
        for n, place in enumerate((catalogue_file, where)):
            out = tmp_path / f"{n}" / f"{what}.csv"
            out.parent.mkdir(exist_ok=True)
            export(Store(place), Wanted(what=what, at=Moment(as_of="2023-12-31")), out)
            texts.append(out.read_bytes())
        assert texts[0] == texts[1]
    one, two = Store(catalogue_file), Store(where)
    assert everything(one) == everything(two)


def test_life_goes_on_in_the_copy(lived: Store, elsewhere: Callable[[], str | Path], tmp_path: Path) -> None:
    where, back = elsewhere(), tmp_path / "back.gpkg"
    carry(lived, where)
    carry(Store(where), back)
    before = everything(lived)
    for copy in (Store(where), Store(back)):
        made = bring(copy, record("new", claim("owner", "N")), source=OTHER, release="2026-06-01")
        assert made.import_id == 7  # 6 was purged: its number is never given again
        assert made.recorded_at > last_time(lived)
        ingest.undo(copy, 7)
        assert everything(copy) == before
        assert bring(copy, record("p", claim("status", "cancelled")), release="2026-09-01").import_id == 8
        with copy.write("judge") as (conn, now):
            assert judge.decide(conn, now, 1, 2, same=True, kind="person", by="me", reason="r") == 2
        ready = kept_ready(copy)
        ingest.rebuild(copy)
        assert kept_ready(copy) == ready


def test_the_tables_of_a_copied_file_are_closed_to_others(lived: Store, tmp_path: Path) -> None:
    carry(lived, tmp_path / "copy.gpkg")
    with Store(tmp_path / "copy.gpkg").connection() as conn, pytest.raises(sa.exc.IntegrityError):
        conn.exec_driver_sql("delete from claim")


class _Killed(BaseException):
    pass


@pytest.fixture
def broken_off(lived: Store, elsewhere: Callable[[], str | Path], monkeypatch: pytest.MonkeyPatch) -> str | Path:
    """A place where a copy of ``lived`` broke off."""
    where = elsewhere()
    monkeypatch.setattr(copying, "PAGE", 2)
    monkeypatch.setattr(copying, "PAGES", 2)

    def stop(done: int) -> None:
        if done >= copying.count(lived) - 12:
            raise _Killed

    with pytest.raises(_Killed):
        copying.copy(lived, where, current.refresh, progress=stop)
    return where


def test_an_unfinished_copy_is_no_ledger(broken_off: str | Path) -> None:
    with pytest.raises(StoreError, match="broke off"):
        Store(broken_off)
    with pytest.raises(StoreError):
        upgrade(broken_off)


def test_it_goes_on_where_it_stopped(lived: Store, broken_off: str | Path, tmp_path: Path) -> None:
    told: list[int] = []
    done = copying.copy(lived, broken_off, current.refresh, progress=told.append)
    assert copying.count(lived) - 12 <= done.resumed < told[0]
    assert told[-1] == sum(done.rows.values()) == copying.count(lived)
    assert rows(Store(broken_off)) == rows(lived)
    assert everything(Store(broken_off)) == everything(lived)


def test_a_source_that_grew_is_copied_as_it_is_now_or_not_at_all(lived: Store, broken_off: str | Path) -> None:
    ingest.undo(lived, 4)  # a row that was copied is another now
    with pytest.raises(StoreError, match="has changed since its copy") as error:
        carry(lived, broken_off)
    assert "Remove" in error.value.hint
    with pytest.raises(StoreError):
        Store(broken_off)


def test_another_ledger_does_not_go_on_with_it(
    lived: Store, broken_off: str | Path, empty_file: Path, tmp_path: Path
) -> None:
    other = Store(shutil.copy(empty_file, tmp_path / "other.gpkg"))
    with pytest.raises(StoreError, match="has changed since its copy"):
        carry(other, broken_off)


def test_two_copies_into_one_place_do_not_mix(
    lived: Store, elsewhere: Callable[[], str | Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    where = elsewhere()
    monkeypatch.setattr(copying, "PAGE", 2)
    monkeypatch.setattr(copying, "PAGES", 2)
    first = True

    def meanwhile(_: int) -> None:
        nonlocal first
        if first:
            first = False
            carry(lived, where)

    with pytest.raises(StoreError, match="Another process copies into"):
        copying.copy(lived, where, current.refresh, progress=meanwhile)
    assert rows(Store(where)) == rows(lived)


def test_what_was_written_is_read_back(
    lived: Store, elsewhere: Callable[[], str | Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    where = elsewhere()

    def spoil(_: sa.Connection, conn: sa.Connection) -> None:
        conn.exec_driver_sql("update carried set note = 'x'")

    monkeypatch.setattr(copying, "_give_counters", spoil)
    with pytest.raises(StoreError, match="What was read back from carried"):
        carry(lived, where)
    monkeypatch.undo()
    assert carry(lived, where).resumed == copying.count(lived)


def test_a_layer_that_is_stale_in_the_original_is_told(lived: Store, tmp_path: Path) -> None:
    with lived.write("spoil") as (conn, _):
        conn.exec_driver_sql("update project_current set owner = 'stale' where fid = 1")
    assert carry(lived, tmp_path / "copy.gpkg").remade == 1


def test_refused_places(lived: Store, empty_file: Path, tmp_path: Path) -> None:
    before = rows(lived)
    full = Store(shutil.copy(empty_file, tmp_path / "full.gpkg"))
    bring(full, record("f"))
    with pytest.raises(UsageError, match="is not empty"):
        carry(lived, full.path)
    with pytest.raises(UsageError, match="is the ledger to be copied"):
        carry(lived, lived.path)
    with pytest.raises(UsageError, match="is the ledger to be copied"):
        carry(lived, tmp_path / "." / lived.path.name)
    text = tmp_path / "notes.txt"
    text.write_text("mine", encoding="utf-8")
    with pytest.raises(StoreError, match="not a ledger"):
        carry(lived, text)
    assert text.read_text(encoding="utf-8") == "mine"
    with pytest.raises(StoreError, match="no folder"):
        carry(lived, tmp_path / "nowhere" / "x.gpkg")
    assert rows(lived) == before
    assert len(views.imports(full)) == 1


def test_refused_databases(lived: Store, server: Server) -> None:
    with pytest.raises(LedgerMissing) as error:
        carry(lived, server.make(""))
    assert "tracker db create" in error.value.hint
    full = Store(server.make())
    bring(full, record("f"))
    with pytest.raises(UsageError, match="is not empty"):
        carry(lived, str(full.home.engine.url.render_as_string(hide_password=False)))  # type: ignore[attr-defined]
    assert len(views.imports(full)) == 1


def test_a_copy_waits_for_no_other_database(lived: Store, server: Server) -> None:
    """Statistics of all of a database are those of the server's own tables too, which all databases share."""
    said: list[str] = []

    def listen(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        said.append(statement)

    sa.event.listen(sa.Engine, "before_cursor_execute", listen)
    try:
        carry(lived, server.make())
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", listen)
    assert "analyze claim" in said
    assert "analyze" not in said


def test_what_the_server_cannot_keep_is_a_plain_error(lived: Store, server: Server) -> None:
    with lived.write("spoil") as (conn, _):
        conn.exec_driver_sql("update claim set price_year = 99999999999 where id = 1")
    where = server.make()
    with pytest.raises(StoreError, match=r"refused: value .* is out of range"):
        carry(lived, where)
    with pytest.raises(StoreError):
        Store(where)


def test_a_ledger_that_knows_fewer_fields(lived: Store, elsewhere: Callable[[], str | Path]) -> None:
    with lived.write("spoil") as (conn, _):
        unused = "delete from field where name = 'spent_to_date' and id not in (select field_id from claim)"
        assert conn.exec_driver_sql(unused).rowcount == 1
    where = elsewhere()
    assert carry(lived, where).remade == 0
    assert bring(Store(where), record("p", claim("owner", "N")), release="2027-01-01").import_id == 7


KILLED = """
import os, sys, time
from tracker.resolve import current
from tracker.store import copy
from tracker.store.store import Store
copy.PAGE, copy.PAGES = 40, 4
load = copy._load
def slow(conn, page):
    load(conn, page)
    if page.table.name == "claim":
        os.write(1, b".")
        time.sleep(60)
copy._load = slow
copy.copy(Store(sys.argv[1]), sys.argv[2], current.refresh)
"""


def test_killed_in_a_transaction_it_goes_on(
    catalogue_file: Path, elsewhere: Callable[[], str | Path], tmp_path: Path
) -> None:
    where = elsewhere()
    args = [sys.executable, "-W", "error", "-c", KILLED, str(catalogue_file), str(where)]
    with subprocess.Popen(args, stdout=subprocess.PIPE, env=os.environ | {"PYTHONPATH": str(TESTS.parent)}) as child:
        assert child.stdout is not None
        assert child.stdout.read(1) == b"."
        child.kill()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(copying, "PAGE", 40)
        done = carry(Store(catalogue_file), where)
    assert 0 < done.resumed < sum(done.rows.values())
    assert rows(Store(where)) == rows(Store(catalogue_file))


def test_an_empty_ledger_is_copied_too(store: Store, elsewhere: Callable[[], str | Path]) -> None:
    where = elsewhere()
    assert sum(carry(store, where).rows.values()) == 0
    assert bring(Store(where), record("p")).import_id == 1


def test_the_command(lived: Store, elsewhere: Callable[[], str | Path]) -> None:
    where = str(elsewhere())
    code = "import sys; sys.argv[0] = 'tracker'; from tracker.cli.app import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "db", "copy", str(lived.path), where],
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    lines = done.stdout.splitlines()
    assert {line.split()[0] for line in lines[:-2]} == {table.name for table in copying.TABLES}
    assert "every row was read back" in lines[-2]
    assert lines[-1].startswith("Data version of both: ")
    assert done.stderr == ""
