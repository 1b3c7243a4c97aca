"""From an older schema with data in it to a newer one, in both homes: nothing is lost, a failure changes nothing."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa
from ledgers import OTHER, bring, kept_ready, sound
from make import claim, record
from servers import Server
from test_locks import python
from test_server_rights import as_user, roles, sql

from tracker import ingest, views
from tracker.errors import LedgerBusy, LedgerOutdated, LedgerTooNew, StoreError, TrackerError
from tracker.export.extract import Wanted
from tracker.export.write import export
from tracker.resolve import judge
from tracker.store import care, migrate
from tracker.store import tables as t
from tracker.store.postgis import engine
from tracker.store.read import Moment
from tracker.store.sqlite.geopackage import PROTECTED
from tracker.store.store import Store

__all__ = ["roles"]

#: The schema of a tracker that is still to come: columns with content made of what is there, a table that refers to
#: claims, and on a file copies of the tables behind the layers.
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
        batch.add_column(sa.Column("said", sa.Text(), nullable=True))
    op.execute("update claim set said = 'said: ' || coalesce(value_text, '')")
    with op.batch_alter_table("project_current") as batch:
        batch.alter_column("owner", existing_type=sa.Text(), nullable=True)
        batch.add_column(sa.Column("added", sa.Integer(), nullable=False, server_default="7"))
    op.create_table(
        "extra",
        sa.Column("id", sa.Integer(), sa.Identity(), primary_key=True),
        sa.Column("claim_id", sa.Integer(), sa.ForeignKey("claim.id"), nullable=False),
    )
    op.create_index("ix_extra_claim_id", "extra", ["claim_id"])
    op.execute("insert into extra(claim_id) select id from claim where live = 1")
    {last}
"""
FAILS = 'op.execute("insert into nowhere values(1)")'
STOPS = "import sys; print('open', flush=True); sys.stdin.readline()"
TODAY = t.SCHEMA
TOMORROW = f"{int(TODAY) + 1:04}"


@pytest.fixture(params=["file", "server"])
def home(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def old(home: str, catalogue_file: Path, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """The catalogue in a ledger of today, which will be an old one; also a merge and an undone import."""
    if home == "file":
        where = str(shutil.copy(catalogue_file, tmp_path / "tracker.gpkg"))
    else:
        server: Server = request.getfixturevalue("server")
        where = server.make(server.catalogue)
    store = Store(where)
    bring(store, record("x", claim("name", "X", as_of=""), claim("status", "planned")), source=OTHER)
    with store.write("judge") as (conn, now):
        judge.decide(conn, now, 1, 2, same=True, kind="person", by="me", reason="r")
    bring(store, record("y", claim("status", "planned")), source=OTHER, release="2026-02-01")
    ingest.undo(store, 3)
    return where


@dataclass
class Newer:
    """A tracker that knows one more schema. ``last``: what its migration does at the end."""

    folder: Path
    patch: pytest.MonkeyPatch

    def scripts(self, last: str = "") -> Path:
        folder = self.folder / f"migrations{len(list(self.folder.iterdir()))}"
        shutil.copytree(migrate.SCRIPTS, folder, ignore=shutil.ignore_patterns("__pycache__"))
        text = NEXT.format(revision=TOMORROW, before=TODAY, last=last)
        (folder / "versions" / f"{TOMORROW}_next.py").write_text(text, encoding="utf-8")
        return folder

    def begin(self, last: str = "") -> None:
        self.patch.setattr(migrate, "SCRIPTS", self.scripts(last))
        self.patch.setattr(t, "SCHEMA", TOMORROW)

    def end(self) -> None:
        self.patch.undo()


@pytest.fixture
def newer(tmp_path: Path) -> Iterator[Newer]:
    with pytest.MonkeyPatch.context() as patch:
        (tmp_path / "newer").mkdir()
        yield Newer(tmp_path / "newer", patch)


def rows(where: str) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table of today."""
    with Store(where).read() as conn:
        return {
            table.name: [tuple(r) for r in conn.execute(sa.select(table).order_by(*table.primary_key.columns))]
            for table in t.metadata.sorted_tables
        }


def told(where: str, folder: Path) -> list[object]:
    """What readers see, at several moments, and exports."""
    store = Store(where)
    with store.read() as conn:
        first = conn.exec_driver_sql("select recorded_at from import_run where id = 1").scalar_one()
    out: list[object] = []
    for at in (Moment(), Moment("2024-06-30", first)):
        out += (views.projects(store, at), views.all_claims(store, at), views.issues(store, at))
    for what in ("projects", "claims"):
        export(store, Wanted(what=what), folder / f"{what}.csv", overwrite=True)  # type: ignore[arg-type]
        out.append((folder / f"{what}.csv").read_bytes())
    return out


def backups(where: str) -> list[Path]:
    return [] if "://" in where else sorted(Path(where).parent.glob("*schema*"))


def test_an_upgrade_carries_everything_over(old: str, home: str, newer: Newer, tmp_path: Path) -> None:
    before, ready, raw = told(old, tmp_path), kept_ready(Store(old)), rows(old)
    newer.begin()
    with pytest.raises(LedgerOutdated, match=f"has schema {TODAY}; this tracker needs {TOMORROW}") as e:
        Store(old)
    assert "tracker db upgrade" in e.value.hint
    assert ("backup" if home == "file" else "pg_dump") in e.value.hint
    found, now, backup = care.upgrade(old)
    assert (found, now) == (TODAY, TOMORROW)
    assert told(old, tmp_path) == before
    assert rows(old) == raw
    store = Store(old)
    assert sound(store)
    with store.read() as conn:
        wrong = "select count(*) from claim where said is null or said <> 'said: ' || coalesce(value_text, '')"
        assert conn.exec_driver_sql(wrong).scalar_one() == 0
        assert conn.exec_driver_sql("select count(*) from claim where live = 1").scalar_one() == (
            conn.exec_driver_sql("select count(*) from extra").scalar_one()
        )
        assert set(conn.exec_driver_sql("select added from project_current").scalars()) == {7}
        assert conn.exec_driver_sql("select count(*) from projects").scalar_one() == len(raw["project_current"])
        if home == "file":
            kinds = dict(
                tuple(k) for k in conn.exec_driver_sql("select type, count(*) from sqlite_master group by type")
            )
            assert (kinds["trigger"], kinds["view"]) == (3 * len(PROTECTED), 3)
        else:
            indexes = conn.exec_driver_sql("select indexdef from pg_indexes where tablename = 'project_current'")
            assert any("USING gist (geom)" in text for text in indexes.scalars())

    # Life goes on, with the numbers that are due.
    assert bring(store, record("z", claim("status", "planned")), source=OTHER, release="2026-03-01").import_id == 4
    ingest.undo(store, 4)
    after = kept_ready(store)
    assert ingest.rebuild(store) == len(raw["project_current"])
    assert kept_ready(store) == after
    assert len(after["projects"]) == len(ready["projects"])

    assert care.upgrade(old) == (TOMORROW, TOMORROW, None)
    assert backups(old) == ([backup] if backup else [])
    newer.end()
    if backup:
        assert rows(str(backup)) == raw
        assert sound(Store(backup))


def test_an_upgrade_that_fails_leaves_the_ledger_as_it_was(old: str, home: str, newer: Newer) -> None:
    before = rows(old)
    for last, error in ((FAILS, StoreError), ("1 / 0", ZeroDivisionError)):
        newer.begin(last)
        with pytest.raises(error) as e:
            care.upgrade(old)
        assert not isinstance(e.value, TrackerError) or e.value.hint
        newer.end()
        assert rows(old) == before
        assert sound(Store(old))
        assert backups(old) == []
    if home == "file":
        with closing(sqlite3.connect(old)) as db, pytest.raises(sqlite3.IntegrityError):
            db.execute("delete from claim")
    assert bring(Store(old), record("z", claim("status", "planned")), source=OTHER, release="2026-03-01").import_id == 4
    newer.begin()
    assert care.upgrade(old)[:2] == (TODAY, TOMORROW)


def test_a_migration_that_loses_what_is_referred_to_is_taken_back(
    catalogue_copy: Store, home: str, newer: Newer
) -> None:
    """A server looks for itself."""
    if home == "file":
        newer.begin('op.execute("delete from document")')
        with pytest.raises(StoreError, match="refer to nothing; nothing was changed"):
            care.upgrade(catalogue_copy.path)
        newer.end()
        assert sound(Store(catalogue_copy.path))
        assert backups(str(catalogue_copy.path)) == []


def test_a_downgrade_is_refused_with_advice(old: str, home: str, newer: Newer, tmp_path: Path) -> None:
    newer.begin()
    backup = care.upgrade(old)[2]
    newer.end()
    for refused in (lambda: Store(old), lambda: care.upgrade(old)):
        with pytest.raises(LedgerTooNew, match=f"has schema {TOMORROW}; this tracker knows only {TODAY}") as e:
            refused()
        assert "Install a newer tracker" in e.value.hint
        assert ("backup" if home == "file" else "pg_dump") in e.value.hint
    code = "import sys; sys.argv[0] = 'tracker'; from tracker.cli.app import main; main()"
    (tmp_path / "a.csv").write_text("project,field,value,url\ncanal,name,A,https://x.example/\n", encoding="utf-8")
    for command in (("db", "upgrade"), ("import", "a.csv")):
        args = [sys.executable, "-c", code, *command, "--db", old]
        done = subprocess.run(args, capture_output=True, text=True, check=False, timeout=60)
        assert (done.returncode, done.stdout) == (1, "")
        assert f"has schema {TOMORROW}; this tracker knows only {TODAY} and never downgrades." in done.stderr
        assert "Install a newer tracker" in done.stderr
    newer.begin()
    assert len(views.imports(Store(old))) == 3
    newer.end()
    if backup:  # what the advice says
        assert len(views.imports(Store(backup))) == 3


UPGRADES = """
from pathlib import Path
from tracker.store import migrate, tables
migrate.SCRIPTS, tables.SCHEMA = Path(sys.stdin.readline().strip()), sys.stdin.readline().strip()
from tracker.cli.app import main
sys.argv = ["tracker", "db", "upgrade", "--db", path]
main()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT], ids=["kill", "ctrl-c"])
def test_an_upgrade_that_is_interrupted_changes_nothing(old: str, home: str, how: signal.Signals, newer: Newer) -> None:
    before = rows(old)
    process = python("import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n" + UPGRADES, old)
    assert process.stdin
    assert process.stdout
    process.stdin.write(f"{newer.scripts(STOPS)}\n{TOMORROW}\n")
    process.stdin.flush()
    assert process.stdout.readline() == "open\n", process.communicate()
    if home == "file":  # readers see the old ledger all the while; on a server they wait for the end
        assert rows(old) == before
    os.kill(process.pid, how)
    _, err = process.communicate(timeout=60)
    if how == signal.SIGINT:
        assert (process.returncode, err.strip()) == (130, "Interrupted; nothing was changed.")
        assert backups(old) == []
    assert rows(old) == before
    assert sound(Store(old))
    newer.begin()
    assert care.upgrade(old)[:2] == (TODAY, TOMORROW)
    assert sound(Store(old))
    assert rows(old) == before


def test_who_waited_while_it_was_upgraded_writes_nothing(old: str, newer: Newer) -> None:
    store = Store(old)
    with store.connection() as conn:
        newer.begin()
        care.upgrade(old)
        newer.end()
        with pytest.raises(LedgerTooNew, match="never downgrades"), store.locked(conn, "an import"):
            pytest.fail("an older tracker wrote into a newer ledger")
    newer.begin()
    assert len(views.imports(Store(old))) == 3


def test_the_second_of_two_upgrades_finds_nothing_to_do(old: str, home: str, newer: Newer) -> None:
    newer.begin()
    care.upgrade(old)
    kept = backups(old)
    store = Store(old)
    # As one that looked at the schema before the first was done, and then waited for the lock.
    if home == "file":
        assert migrate.upgrade(store.home, Path(old)) == (TOMORROW, TOMORROW, None)
    else:
        assert migrate.upgrade_on_server(store.home) == (TOMORROW, TOMORROW)
    assert backups(old) == kept


# --- on a server -----------------------------------------------------------------------------------------------------


@pytest.fixture
def shared(server: Server) -> str:
    """A small ledger in a database of its own."""
    address: str = server.make()
    bring(Store(address), record("p", claim("status", "planned")))
    return address


@pytest.mark.parametrize("home", ["server"], indirect=True)
def test_a_viewer_is_refused_and_reads_on_after_the_upgrade(
    home: str, shared: str, server: Server, roles: Callable[[str], str], newer: Newer
) -> None:
    viewer = roles("")
    care.let_read(Store(shared), viewer)
    before = rows(shared)
    newer.begin()
    with pytest.raises(LedgerOutdated) as outdated:
        Store(as_user(shared, viewer))
    assert "Let one of its owners run `tracker db upgrade`" in outdated.value.hint
    with pytest.raises(StoreError, match=f"Only {server.url.username}, who owns the ledger in .*, can upgrade it") as e:
        care.upgrade(as_user(shared, viewer))
    assert f"grant {server.url.username} to your user" in e.value.hint
    newer.end()
    assert rows(shared) == before
    newer.begin()
    assert care.upgrade(shared) == (TODAY, TOMORROW, None)
    seen = Store(as_user(shared, viewer))
    assert [p.slug for p in views.projects(seen)] == ["p"]
    for name in ("extra", "projects", "projects_points", "project_current"):
        sql(as_user(shared, viewer), f"select * from {name}")


@pytest.mark.parametrize("home", ["server"], indirect=True)
def test_any_member_of_the_team_upgrades_and_all_of_it_stays_the_teams(
    home: str, server: Server, roles: Callable[[str], str], newer: Newer
) -> None:
    from tracker.store.store import create

    address, team = server.make(""), roles("")
    one, two = roles(f"in role {team}"), roles(f"in role {team}")
    sql(address, "create extension postgis", f"alter database {sa.engine.make_url(address).database} owner to {team}")
    bring(create(as_user(address, one)), record("p", claim("status", "planned")))
    newer.begin()
    assert care.upgrade(as_user(address, two))[:2] == (TODAY, TOMORROW)
    with Store(address).read() as conn:
        mine = (
            f"select relname from pg_class where relnamespace = 'public'::regnamespace and relowner = '{team}'::regrole"
        )
        assert {"extra", "claim", "projects", "projects_lines"} <= set(conn.exec_driver_sql(mine).scalars())
    assert bring(Store(as_user(address, one)), record("q", claim("status", "planned"))).import_id == 2


@pytest.mark.parametrize("home", ["server"], indirect=True)
def test_a_reader_who_holds_a_table_for_long_is_told_of_and_nothing_changes(
    home: str, shared: str, newer: Newer, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = rows(shared)
    monkeypatch.setitem(engine._SETTINGS, "lock_timeout", "300ms")
    reader = Store(shared)
    with reader.read() as conn:
        conn.exec_driver_sql("select * from projects")
        newer.begin()
        with pytest.raises(LedgerBusy, match="lock timeout; nothing was changed") as e:
            care.upgrade(shared)
        assert e.value.exit_code == 4
        newer.end()
        assert views.count(reader) == 1
    assert rows(shared) == before
