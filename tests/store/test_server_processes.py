"""Many processes and one ledger on a server: nothing is lost, doubled or half done, whoever dies in the middle."""

from __future__ import annotations

import random
import signal
import subprocess
import time
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from ledgers import bring, everything, kept_ready
from make import claim, record
from servers import Server
from test_locks import WRITER, ended, python

from tracker import ingest, views
from tracker.errors import LedgerBusy, StoreError
from tracker.store.postgis import engine
from tracker.store.store import Store


@pytest.fixture
def home() -> str:
    return "server"


@pytest.fixture
def address(server: Server) -> str:
    made: str = server.make()
    bring(Store(made), record("p", claim("status", "planned"), claim("name", "Canal", "", as_of_basis="lookup")))
    return made


@pytest.fixture
def ledger(address: str) -> Store:
    return Store(address)


@pytest.fixture
def importing(address: str) -> Iterator[subprocess.Popen[str]]:
    """Another process in the middle of an import; a line on its stdin lets it finish."""
    process = python(WRITER, address)
    assert process.stdout
    assert process.stdout.readline() == "open\n", process.communicate()
    yield process
    if process.poll() is None:
        process.communicate("\n", timeout=60)


def end_writers(server: Server, address: str) -> int:
    """Terminate the sessions of the tracker in a database, as a restart of the server does; return how many."""
    query = sa.text("select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = :d")
    with server.engine.connect() as conn:
        return len(conn.execute(query, {"d": sa.engine.make_url(address).database}).all())


def locks(server: Server, address: str) -> int:
    query = f"select count(*) from pg_locks l join pg_database d on d.oid = l.database where l.objid = {engine.LOCK}"
    with server.engine.connect() as conn:
        name = sa.engine.make_url(address).database
        return int(conn.execute(sa.text(f"{query} and d.datname = :d"), {"d": name}).scalar_one())


def test_readers_see_one_state_while_another_process_imports(ledger: Store, importing: subprocess.Popen[str]) -> None:
    before = everything(ledger)
    with ledger.read() as conn:
        count = "select count(*) from claim where live = 1"
        assert conn.exec_driver_sql(count).scalar_one() == 2
        assert everything(ledger) == before
        out, err = importing.communicate("\n", timeout=60)
        assert out == "2\n", err
        assert conn.exec_driver_sql(count).scalar_one() == 2
        assert views.count(ledger) == 2
    assert {p.slug: p.status for p in views.projects(ledger)} == {"p": "operating", "q": "planned"}


GIVES_UP = """
from tracker.store.postgis import engine
engine.PATIENCE_S = 0.6
from tracker.cli.app import main
sys.argv = ["tracker", "undo", "1", "--db", path]
main()
"""


def test_a_second_writer_is_told_for_whom_it_waits_and_ends_with_code_4(
    ledger: Store, address: str, importing: subprocess.Popen[str]
) -> None:
    before = everything(ledger)
    second = python(GIVES_UP, address)
    out, err = second.communicate(timeout=60)
    assert second.returncode == 4, err
    assert not out
    who = f"tracker {importing.pid} (import test) of "
    assert f"Waiting for {who}" in err
    assert f"is being written by {who}" in err
    assert "gave up after 1 s." in err
    assert "run the command again. Nothing was changed." in err
    assert everything(ledger) == before


def test_a_writer_in_another_database_stands_in_nobodys_way(server: Server, importing: subprocess.Popen[str]) -> None:
    other = Store(server.make())
    told: list[str] = []
    with other.write("anything", told.append):
        pass
    assert not told


def test_a_writer_who_may_not_be_looked_at_is_named_all_the_same(
    ledger: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "PATIENCE_S", 0.3)
    monkeypatch.setattr(engine, "_holder", lambda _: "another process")
    with ledger.write("big"), pytest.raises(LedgerBusy, match="by another process; gave up"):
        bring(ledger, record("p", claim("status", "cancelled")))


AT_ONCE = """
from make import CURATED, VINTAGE, claim, reading, record
from dataclasses import replace
from tracker import ingest
from tracker.store.store import Store
store = Store(path)
print("ready", flush=True)
job = sys.stdin.readline().strip()
if job == "undo":
    print(ingest.undo(store, 1))
else:
    source = replace(VINTAGE, key=job, prefix=job + "-")
    rows = [record(f"r{n}", claim("status", "operating"), claim("owner", f"{job} {n}")) for n in range(40)]
    print(ingest.run_import(store, reading(rows, source, "2026-01-01")).outcome.new)
"""


@pytest.mark.parametrize("isolation", ["read committed", "serializable"])
def test_two_importers_and_one_undo_at_once_lose_nothing_and_double_nothing(
    server: Server, address: str, isolation: str
) -> None:
    """Whatever isolation the server gives by default."""
    name = sa.engine.make_url(address).database
    with server.engine.connect() as conn:
        conn.exec_driver_sql(f"alter database {name} set default_transaction_isolation = '{isolation}'")
    jobs = ["one", "two", "two", "undo"]
    workers = [python(AT_ONCE, address) for _ in jobs]
    for worker in workers:
        assert worker.stdout
        assert worker.stdout.readline() == "ready\n", worker.communicate()
    for worker, job in zip(workers, jobs, strict=True):
        assert worker.stdin
        worker.stdin.write(job + "\n")
        worker.stdin.flush()
    numbers = [ended(worker) for worker in workers]
    assert numbers[0] == "80\n"
    assert sorted(numbers[1:3]) == ["0\n", "80\n"]  # the same release twice is one
    assert numbers[3] == "1\n"
    store = Store(address)
    assert sorted(p.slug for p in views.projects(store)) == sorted(
        f"{j}-r{n}" for j in ("one", "two") for n in range(40)
    )
    assert len(views.imports(store)) == 3
    ready = kept_ready(store)
    ingest.rebuild(store)
    assert kept_ready(store) == ready
    assert locks(server, address) == 0


FOREVER = """
import time
from ledgers import bring
from make import claim, record
from tracker.store.store import Store
store = Store(path)
print("ready", flush=True)
n = 0
while True:
    n += 1
    status = ("operating", "planned")[n % 2]
    bring(store, *(record(f"r{i:02}", claim("status", status), claim("owner", f"{status} {i}")) for i in range(12)))
"""


def test_killed_at_random_moments_no_lock_is_left_and_no_half_import(server: Server, address: str) -> None:
    chance = random.Random(20261124)
    store = Store(address)
    for _ in range(4):
        process = python(FOREVER, address)
        assert process.stdout
        assert process.stdout.readline() == "ready\n", process.communicate()
        time.sleep(chance.uniform(0.05, 0.6))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        began = time.monotonic()
        statuses = {(p.status, p.owner.split()[0]) for p in views.projects(store) if p.slug.startswith("r")}
        assert len(statuses) <= 1, "half an import"
        assert all(status == word for status, word in statuses)
        with store.write("look"):
            pass
        assert time.monotonic() - began < 10, "a lock was left"
    ready = kept_ready(store)
    ingest.rebuild(store)
    assert kept_ready(store) == ready
    assert locks(server, address) == 0


def test_killed_in_the_middle_of_a_long_statement_the_server_notices(server: Server, address: str) -> None:
    """The server would finish the statement else, with the lock held."""
    code = """
from tracker.store.store import Store
with Store(path).write("long") as (conn, _):
    print("open", flush=True)
    conn.exec_driver_sql("select pg_sleep(60)")
"""
    process = python(code, address)
    assert process.stdout
    assert process.stdout.readline() == "open\n", process.communicate()
    time.sleep(0.2)
    process.kill()
    process.communicate()
    began = time.monotonic()
    with Store(address).write("next"):
        pass
    assert time.monotonic() - began < 15


CLI_IMPORT = """
from tracker.cli.app import main
from tracker.resolve import current
from tracker.store import stage, write
where = sys.stdin.readline().strip()
places = {"staging": (stage, "_claim_row"), "writing": (write, "write_issues"), "end": (current, "refresh")}
module, name = places[where]
was = getattr(module, name)
def stop(*args, **kw):
    done = was(*args, **kw)
    setattr(module, name, was)
    print("open", flush=True)
    sys.stdin.readline()
    return done
setattr(module, name, stop)
sys.argv = ["tracker", "demo", "--no-open", "--db", path]
main()
"""


@pytest.mark.parametrize("where", ["staging", "writing", "end"])
def test_a_server_that_goes_away_in_mid_import_is_a_clear_error_and_nothing_half(
    server: Server, address: str, where: str
) -> None:
    store = Store(address)
    before = everything(store)
    process = python(CLI_IMPORT, address)
    assert process.stdin
    assert process.stdout
    process.stdin.write(where + "\n")
    process.stdin.flush()
    assert process.stdout.readline() == "open\n", process.communicate()
    assert end_writers(server, address) >= 1
    _, err = process.communicate("\n", timeout=60)
    assert process.returncode == 1, err
    assert "Traceback" not in err
    assert "went away" in err
    told = "Look with `tracker imports`" if where == "end" else "Nothing was changed. Check that the server runs"
    assert told in err
    assert everything(store) == before
    assert locks(server, address) == 0


def test_a_reader_whose_session_is_ended_is_told(server: Server, address: str, ledger: Store) -> None:
    with pytest.raises(StoreError, match="went away"), ledger.read() as conn:
        end_writers(server, address)
        conn.exec_driver_sql("select 1")
    assert views.count(ledger) == 1


def test_sessions_are_set_on_purpose(ledger: Store) -> None:
    wanted = {
        "timezone": "UTC",
        "lock_timeout": "1min",
        "idle_in_transaction_session_timeout": "10min",
        "transaction_isolation": "repeatable read",
        "transaction_read_only": "on",
    }
    with ledger.read() as conn:
        assert {name: conn.exec_driver_sql(f"show {name}").scalar_one() for name in wanted} == wanted
    with ledger.write("look") as (conn, _):
        assert conn.exec_driver_sql("show transaction_isolation").scalar_one() == "read committed"
        assert conn.exec_driver_sql("show client_connection_check_interval").scalar_one() == "2s"
    # A connection is closed after its use: who only has a ledger open holds none.
    assert ledger.home.engine.pool.__class__.__name__ == "NullPool"  # type: ignore[attr-defined]
