"""An import is one transaction: killed at any moment, it leaves the ledger as it was before or as it is after."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from ledgers import bring
from make import record

from tracker.store.store import Store

TESTS = Path(__file__).parent.parent
KILLS = 32

# The parent opens the ledger only while no child lives, and forks only while it has it closed.
SCRIPT = """
import json, os, random, signal, sys, time
sys.path[:0] = sys.argv[2:]
from ledgers import bring, kept_ready, last_time, sound, stated
from make import claim, record
from tracker import ingest, views
from tracker.store.store import Store

path, kills = sys.argv[1], int(os.environ["KILLS"])
chance = random.Random(20261124)

def release(status):
    facts = [claim("status", status, by=p) for p in ("Ministry", "Xinhua", "Blog")]
    return [record(f"r{n:03}", *facts, claim("owner", f"{status} {n}")) for n in range(12)]

RELEASES = {status: release(status) for status in ("planned", "operating")}

def seen(store):
    rows = [(p.slug, p.status, p.owner, p.n_claims) for p in views.projects(store)]
    return rows, views.atlas(store, cards=False).data_version

def child():
    store = Store(path)
    while True:
        for status in ("operating", "planned"):
            bring(store, *RELEASES[status])
            os.write(1, b".")

store = Store(path)
allowed = {}
start = time.monotonic()
for status in ("operating", "planned"):
    bring(store, *RELEASES[status])
    allowed[status] = seen(store)
cycle = time.monotonic() - start
inside = finished = 0
for n in range(kills):
    imports = len(views.imports(store))
    pid = os.fork()
    if pid == 0:
        try:
            child()
        finally:
            os._exit(1)
    time.sleep(chance.uniform(0, cycle))
    os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    assert os.WIFSIGNALED(status), "the child ended by itself"
    inside += os.path.exists(path + "-writer")
    rows = views.imports(store)
    finished += len(rows) - imports
    last = "planned" if rows[-1].sha256 == rows[1].sha256 else "operating"
    assert seen(store) == allowed[last], "neither the state before nor the one after"
    assert sound(store)
    ready = kept_ready(store)
    if n % 8 == 0:
        ingest.rebuild(store)
        assert kept_ready(store) == ready
    began = time.monotonic()
    status = "operating" if last == "planned" else "planned"
    assert bring(store, *RELEASES[status]).import_id == len(rows) + 1
    assert time.monotonic() - began < 20, "a lock was left"
    assert seen(store) == allowed[status]
    assert not os.path.exists(path + "-writer")
print()
print(json.dumps({"inside": inside, "finished": finished}))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_killed_at_random_moments_the_ledger_is_whole_and_the_next_import_works(store: Store) -> None:
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", SCRIPT, str(store.path), str(TESTS), str(TESTS / "store")],
        capture_output=True,
        text=True,
        env=os.environ | {"KILLS": str(KILLS)},
        timeout=300,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-2000:]
    told = json.loads(run.stdout.splitlines()[-1])
    # The test would prove nothing if no kill had met an open transaction.
    assert told["inside"] >= KILLS / 8, told


CREATE = """
import os, random, signal, sys, time
from pathlib import Path
from tracker.store.store import Store, create
from tracker.errors import TrackerError
chance = random.Random(7)
folder = Path(sys.argv[1])
begin = time.monotonic()
create(folder / "warm.gpkg")
length = time.monotonic() - begin
for n in range(10):
    path = folder / f"{n}.gpkg"
    pid = os.fork()
    if pid == 0:
        create(path)
        os._exit(0)
    time.sleep(chance.uniform(0, length * 1.2))
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    store = Store(path) if path.exists() else create(path)
    assert store.schema()
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_killed_while_it_is_made_there_is_no_ledger_or_a_sound_one(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-W", "error", "-c", CREATE, str(tmp_path)], check=True, timeout=120)


def test_a_note_that_a_killed_writer_left_stops_nobody(store: Store) -> None:
    note = store.path.with_name(store.path.name + "-writer")
    note.write_text('{"pid": 1, "what": "import x", "since": "2026"}', encoding="utf-8")
    assert bring(store, record("p")).import_id == 1
    assert not note.exists()
