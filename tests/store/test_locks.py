"""One writer, any number of readers, and one SQLite library per process."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from ledgers import bring, everything, sound
from make import claim, record

import tracker
from tracker import ingest, views
from tracker.errors import LedgerBusy
from tracker.store.sqlite import engine
from tracker.store.store import Store

TESTS = Path(__file__).parent.parent


def python(code: str, *arguments: object) -> subprocess.Popen[str]:
    """Run code in another process, with our helpers at hand."""
    begin = "import sys; sys.path[:0] = sys.argv[2:4]; path = sys.argv[1]\n"
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", begin + code, str(arguments[0]), str(TESTS), str(TESTS / "store")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ended(process: subprocess.Popen[str]) -> str:
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    return out


@pytest.fixture
def ledger(store: Store) -> Store:
    bring(store, record("p", claim("status", "planned"), claim("name", "Canal", "", as_of_basis="lookup")))
    return store


# What another process does while this one holds a write transaction.
REFUSED = """
from make import claim, record
from ledgers import bring
from tracker.errors import LedgerBusy
from tracker.store.sqlite import engine
from tracker.store.store import Store
from tracker import views
engine.PATIENCE_S = 0.6
store = Store(path)
print([p.status for p in views.projects(store)])
told = []
try:
    from make import reading
    from tracker import ingest
    ingest.run_import(store, reading([record("p", claim("status", "cancelled"))]), on_wait=told.append)
except LedgerBusy as e:
    print("busy:", e)
print("told:", *told)
"""


def read_with_the_public_api(path: Path) -> None:
    """Everything that opens and closes the ledger, and may so drop this process's locks."""
    ledger = tracker.open(path)
    assert list(ledger.projects().status) == ["planned"]
    assert len(ledger.claims("p")) == 2
    assert len(ledger.observations()) == 0
    assert len(ledger.history("p")) == 2
    assert ledger.card("p").project.slug == "p"
    assert ledger.atlas().projects
    assert ledger.sources()
    from tracker.store.care import describe

    assert describe(ledger.store)["Check"] == "sound"
    ledger.store.backup(path.with_name(f"copy-{time.monotonic_ns()}.gpkg"))


def test_reading_in_the_process_that_writes_drops_no_lock_and_loses_nothing(ledger: Store) -> None:
    """DESIGN: a process holds a write transaction while the public API reads; a second process must be refused."""
    with ledger.write("a long import") as (conn, now):
        ingest.write.log(conn, now, "before", "row 1")
        read_with_the_public_api(ledger.path)
        # It reads, tries to write, and closes the file: the last to close it would delete the log of a lockless writer.
        out = ended(python(REFUSED, ledger.path))
        assert "['planned']" in out
        assert f"busy: {ledger.path} is being written by process {os.getpid()} (a long import" in out
        read_with_the_public_api(ledger.path)
        ingest.write.log(conn, now, "after", "row 2")
    with ledger.read() as conn:
        assert conn.exec_driver_sql("select what from log order by id").scalars().all() == ["before", "after"]
    assert sound(ledger)
    assert ended(python(REFUSED, ledger.path)) == "['planned']\ntold:\n"
    assert views.projects(ledger)[0].status == "cancelled"
    assert sound(ledger)


GUARDED = """
import builtins, io, os, sqlite3
from pathlib import Path
path = Path(path)
opened = []

def watch(event, arguments):
    if event == "open" and os.fspath(arguments[0] if not isinstance(arguments[0], int) else "").startswith(str(path)):
        opened.append(arguments[0])

import sys
sys.addaudithook(watch)
import tracker, maps
assert not {"pyogrio", "osgeo"} & set(sys.modules)
ledger = tracker.open(path)
ledger.projects(), ledger.claims(), ledger.observations(), ledger.documents(), ledger.history("p"), ledger.card("p")
maps.build(ledger.atlas()).get_root().render()
maps.write(ledger.atlas(), path.with_name("map.html"))
ledger.undo(1)
ledger.store.backup(path.with_name("copy-of-it.gpkg"))
others = {"pyogrio", "fiona", "osgeo", "duckdb", "adbc_driver_sqlite", "pysqlite3", "apsw"} & set(sys.modules)
assert not others, others
if Path("/proc/self/maps").exists():
    libraries = Path("/proc/self/maps").read_text()
    assert "libgdal" not in libraries
notes = [p for p in opened if str(p).endswith("-writer")]
assert set(map(str, opened)) == set(map(str, notes)), opened
"""


def test_the_public_api_opens_the_ledger_with_one_sqlite_library_and_by_no_other_way(ledger: Store) -> None:
    ended(python(GUARDED, ledger.path))


def test_a_second_writer_waits_and_is_told_for_whom(ledger: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_STEP_MS", 20)
    holding, told = threading.Event(), []

    def hold() -> None:
        with ledger.write("import big"):
            holding.set()
            deadline = time.monotonic() + 10
            while not told and time.monotonic() < deadline:
                time.sleep(0.01)

    thread = threading.Thread(target=hold)
    thread.start()
    assert holding.wait(10)
    with ledger.write("another", told.append):
        pass
    thread.join()
    (line,) = told
    assert line.startswith(f"Waiting for process {os.getpid()} (import big, since 20")
    assert str(ledger.path) in line


def test_a_writer_gives_up_after_its_patience_and_nothing_is_changed(
    ledger: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "PATIENCE_S", 0.3)
    before = everything(ledger)
    with ledger.write("import big"), pytest.raises(LedgerBusy, match=r"written by process .*gave up") as e:
        bring(ledger, record("p", claim("status", "cancelled")))
    assert "run the command again" in e.value.hint
    assert everything(ledger) == before
    bring(ledger, record("p", claim("status", "cancelled")))
    assert views.projects(ledger)[0].status == "cancelled"


def test_the_note_of_the_next_writer_is_not_taken_away(ledger: Store) -> None:
    note = ledger.path.with_name(ledger.path.name + "-writer")
    with ledger.write("first"):
        assert '"what": "first"' in note.read_text(encoding="utf-8")
    assert not note.exists()


WRITER = """
from make import claim, record, reading
from tracker import ingest
from tracker.resolve import current
from tracker.store.store import Store

was = current.refresh
def refresh(conn, projects=None):  # stop in the middle of the transaction until told to go on
    done = was(conn, projects)
    print("open", flush=True)
    sys.stdin.readline()
    return done
current.refresh = refresh
rows = [record("p", claim("status", "operating")), record("q", claim("status", "planned"))]
print(ingest.run_import(Store(path), reading(rows)).outcome.import_id, flush=True)
"""


@pytest.fixture
def importing(ledger: Store) -> Iterator[subprocess.Popen[str]]:
    """Another process in the middle of an import; a line on its stdin lets it finish."""
    process = python(WRITER, ledger.path)
    assert process.stdout
    assert process.stdout.readline() == "open\n", process.communicate()
    yield process
    if process.poll() is None:
        process.communicate("\n", timeout=60)


def test_readers_see_one_state_while_another_process_imports(ledger: Store, importing: subprocess.Popen[str]) -> None:
    before = everything(ledger)
    with ledger.read() as conn:
        count = "select count(*) from claim where live = 1"
        assert conn.exec_driver_sql(count).scalar_one() == 2
        assert everything(ledger) == before
        out, _ = importing.communicate("\n", timeout=60)
        assert out == "2\n"
        # This read began before the import was finished: it goes on to see what it saw.
        assert conn.exec_driver_sql(count).scalar_one() == 2
        assert views.count(ledger) == 2
    assert {p.slug: p.status for p in views.projects(ledger)} == {"p": "operating", "q": "planned"}
    assert sound(ledger)


def test_a_backup_while_another_process_imports_is_the_state_before(
    ledger: Store, importing: subprocess.Popen[str], tmp_path: Path
) -> None:
    before = everything(ledger)
    copy = Store(ledger.backup(tmp_path / "copy.gpkg"))
    assert everything(copy) == before
    assert sound(copy)
    importing.communicate("\n", timeout=60)
    assert everything(copy) == before
    assert bring(copy, record("q", claim("status", "planned"))).import_id == 2


def test_two_processes_that_import_the_same_at_once_import_it_once(ledger: Store) -> None:
    code = WRITER.split("was = ")[0] + "rows = [record('z', claim('status', 'planned'))]\n" + WRITER.splitlines()[-1]
    numbers = sorted(ended(p) for p in [python(code, ledger.path) for _ in range(2)])
    assert numbers == ["2\n", "None\n"]
    assert len(views.imports(ledger)) == 2


def test_two_processes_that_make_one_ledger_end_with_one(tmp_path: Path) -> None:
    code = """
from tracker.errors import UsageError
from tracker.store.store import create
try:
    create(path)
    print("made")
except UsageError as e:
    print("there")
"""
    path = tmp_path / "new.gpkg"
    answers = sorted(ended(p) for p in [python(code, path) for _ in range(2)])
    assert answers == ["made\n", "there\n"]
    assert sound(Store(path))
    assert [p.name for p in tmp_path.iterdir()] == ["new.gpkg"]
