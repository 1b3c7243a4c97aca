"""Opening, making and copying a ledger: what is refused, and that the message says what to do next."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

import pytest
from ledgers import bring, everything, kept_ready, sound
from make import claim, record

from tracker import views
from tracker.errors import LedgerMissing, LedgerOutdated, LedgerTooNew, StoreError, TrackerError, UsageError
from tracker.store.care import upgrade
from tracker.store.sqlite import engine
from tracker.store.store import Store, create

SAID = record("p", claim("status", "planned"))


def refusal(path: Path | str) -> TrackerError:
    with pytest.raises(TrackerError) as e:
        Store(path)
    assert e.value.hint
    assert "Traceback" not in str(e.value)
    return e.value


# what is no ledger


def test_where_there_is_none_the_hint_is_to_make_one(tmp_path: Path) -> None:
    error = refusal(tmp_path / "none.gpkg")
    assert isinstance(error, LedgerMissing)
    assert "There is no ledger at" in str(error)
    assert "tracker demo" in error.hint
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_no_ledger(tmp_path: Path) -> None:
    assert "is a folder" in str(refusal(tmp_path))


@pytest.mark.parametrize("content", [b"", b"project,field,value\n", b"PK\x03\x04" + bytes(200), bytes(5000)])
def test_another_file_is_no_ledger_and_stays_as_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "file.gpkg"
    path.write_bytes(content)
    error = refusal(path)
    assert str(error) == f"{path} is not a ledger of the tracker."
    assert "--db PATH" in error.hint
    assert path.read_bytes() == content
    assert [p.name for p in tmp_path.iterdir()] == ["file.gpkg"]


@pytest.mark.parametrize("application", [0, 0x47504B47], ids=["a SQLite file", "a GeoPackage"])
def test_a_database_of_others_is_no_ledger_and_stays_as_it_is(tmp_path: Path, application: int) -> None:
    path = tmp_path / "other.gpkg"
    with sqlite3.connect(path) as db:
        db.execute(f"pragma application_id={application}")
        db.execute("create table parcels(fid INTEGER primary key)")
    db.close()
    before = path.read_bytes()
    assert "is not a ledger" in str(refusal(path))
    with pytest.raises(StoreError, match="is not a ledger"):
        upgrade(path)
    assert path.read_bytes() == before


def test_a_damaged_ledger_is_called_damaged(store: Store) -> None:
    data = bytearray(store.path.read_bytes())
    data[100:4000] = bytes(3900)
    store.path.write_bytes(data)
    error = refusal(store.path)
    assert "damaged" in str(error) or "not a ledger" in str(error)


def restamp(path: Path, schema: str) -> None:
    db = sqlite3.connect(path)
    db.execute("update alembic_version set version_num = ?", (schema,))
    db.commit()
    db.close()


def test_an_older_schema_asks_for_an_upgrade_and_is_never_migrated_on_opening(store: Store) -> None:
    restamp(store.path, "0000")
    before = store.path.read_bytes()
    error = refusal(store.path)
    assert isinstance(error, LedgerOutdated)
    assert "has schema 0000" in str(error)
    assert "tracker db upgrade" in error.hint
    assert store.path.read_bytes() == before


def test_a_newer_schema_is_refused_also_by_upgrade(store: Store) -> None:
    restamp(store.path, "9999")
    error = refusal(store.path)
    assert isinstance(error, LedgerTooNew)
    assert "knows only" in str(error)
    assert "newer tracker" in error.hint
    before = store.path.read_bytes()
    with pytest.raises(LedgerTooNew, match="never downgrades"):
        upgrade(store.path)
    assert store.path.read_bytes() == before


# making one


def test_an_existing_file_is_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("mine")
    with pytest.raises(UsageError, match="exists already"):
        create(path)
    assert path.read_text() == "mine"


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"no folder .*sub"):
        create(tmp_path / "sub" / "tracker.gpkg")


@pytest.mark.parametrize("name", ["a b.gpkg", "100%.gpkg", "què?#.gpkg", "平陆.gpkg"])
def test_any_file_name_will_do(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    bring(create(path), SAID)
    assert views.count(Store(path)) == 1
    assert [p.name for p in tmp_path.iterdir()] == [name]


# a full disk


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every file may grow by a few pages only; SQLite then says what it says on a full disk."""
    was = engine.connect

    def connect(path: Path, *, read_only: bool) -> sqlite3.Connection:
        db = was(path, read_only=read_only)
        (pages,) = db.execute("pragma page_count").fetchone()
        db.execute(f"pragma max_page_count={pages + 8}")
        return db

    monkeypatch.setattr(engine, "connect", connect)
    yield
    monkeypatch.undo()


def test_on_a_full_disk_nothing_is_changed_and_the_message_says_so(store: Store, full_disk: None) -> None:
    bring(store, SAID)
    before, ready = everything(store), kept_ready(store)
    big = [record(f"r{n}", claim("owner", f"Owner {n} " + "x" * 900)) for n in range(300)]
    with pytest.raises(StoreError, match=r"disk is full .*nothing was changed") as e:
        bring(store, *big, release="2026-02-01")
    assert "Free some space" in e.value.hint
    assert everything(store) == before
    assert kept_ready(store) == ready
    assert sound(store)
    assert not store.path.with_name("tracker.gpkg-writer").exists()


def test_after_space_was_freed_the_import_works(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    big = [record(f"r{n}", claim("owner", f"Owner {n} " + "x" * 900)) for n in range(300)]
    with monkeypatch.context() as m:
        was = engine.connect

        def connect(path: Path, *, read_only: bool) -> sqlite3.Connection:
            db = was(path, read_only=read_only)
            db.execute("pragma max_page_count=80")
            return db

        m.setattr(engine, "connect", connect)
        with pytest.raises(StoreError, match="disk is full"):
            bring(store, *big)
    assert bring(store, *big).import_id == 1
    assert views.count(store) == 300


def test_a_ledger_that_finds_no_room_is_not_left_half_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    was = engine.connect

    def connect(path: Path, *, read_only: bool) -> sqlite3.Connection:
        db = was(path, read_only=read_only)
        db.execute("pragma max_page_count=20")
        return db

    monkeypatch.setattr(engine, "connect", connect)
    with pytest.raises(StoreError, match="disk is full"):
        create(tmp_path / "tracker.gpkg")
    assert list(tmp_path.iterdir()) == []


# read-only places

AS_NOBODY = """
import json, os, sys
import geopandas, tracker, tracker.frames, tracker.ledger
import alembic.command, alembic.config, alembic.script, logging.config, tracker.store.migrate
from pathlib import Path
sys.path[:0] = sys.argv[2:]
from ledgers import bring
from make import claim, record
from tracker.errors import TrackerError
from tracker.store.store import Store, create
path = Path(sys.argv[1])
if os.geteuid() == 0:  # root may write everywhere
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
assert not os.access(path, os.W_OK)

def read():
    ledger = tracker.open(path)
    return [list(ledger.projects().status), len(ledger.history("p")), ledger.atlas().projects[0].slug]

def tried(what):
    try:
        return what()
    except TrackerError as e:
        return [type(e).__name__, str(e), e.hint]

print(json.dumps({
    "read": tried(read),
    "write": tried(lambda: bring(Store(path), record("q", claim("status", "planned")))),
    "create": tried(lambda: create(path.with_name("new.gpkg"))),
    "unreadable": tried(lambda: Store(path.with_name("unreadable.gpkg"))),
}))
"""


@pytest.fixture(scope="module")
def as_nobody(empty_file: Path) -> Iterator[dict[str, list[object]]]:
    """What somebody meets who may not write: a read-only ledger in a folder that is read-only for her."""
    if os.name != "posix":
        pytest.skip("permissions of POSIX")
    folder = Path(mkdtemp())
    path = Path(shutil.copy(empty_file, folder / "tracker.gpkg"))
    bring(Store(path), SAID)
    shutil.copy(path, folder / "unreadable.gpkg").chmod(0)
    path.chmod(0o444)
    folder.chmod(0o555)
    before = path.read_bytes()
    tests = Path(__file__).parent.parent
    run = subprocess.run(
        [sys.executable, "-c", AS_NOBODY, str(path), str(tests), str(tests / "store")],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert sorted(p.name for p in folder.iterdir()) == ["tracker.gpkg", "unreadable.gpkg"]
    assert path.read_bytes() == before
    folder.chmod(0o755)
    shutil.rmtree(folder)
    if "setgroups" in run.stderr or "setuid" in run.stderr:
        pytest.skip("may not become another user here")
    assert run.returncode == 0, run.stderr
    yield json.loads(run.stdout)


def test_a_read_only_file_in_a_read_only_folder_can_be_read(as_nobody: dict[str, list[object]]) -> None:
    assert as_nobody["read"] == [["planned"], 1, "p"]


@pytest.mark.parametrize(
    ("what", "message"),
    [
        ("write", "The ledger may not be written here."),
        ("create", "The ledger cannot be opened here."),
        ("unreadable", "The ledger cannot be opened here."),
    ],
)
def test_what_permissions_forbid_is_refused_with_the_reason(
    as_nobody: dict[str, list[object]], what: str, message: str
) -> None:
    kind, told, hint = as_nobody[what]
    assert (kind, told) == ("StoreError", message)
    assert hint == "Check the permissions of the file and its folder."


def test_where_nothing_may_be_written_nothing_is_written_beside(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    bring(store, SAID)
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)
    store.path.chmod(0o444)
    seen = []
    with store.read() as conn:
        seen.append(conn.exec_driver_sql("select slug from projects").scalar_one())
        seen += sorted(p.name for p in store.path.parent.iterdir())
    assert seen == ["p", "tracker.gpkg"]
    with pytest.raises(StoreError, match="may not be written here"):
        bring(store, record("q"))


# copies


def test_a_backup_is_a_ledger_that_tells_the_same(store: Store, tmp_path: Path) -> None:
    bring(store, SAID)
    copy = Store(store.backup(tmp_path / "copy.gpkg"))
    assert everything(copy) == everything(store)
    bring(store, record("q", claim("status", "planned")))
    assert views.count(copy) == 1


def test_a_backup_never_writes_over_a_file(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "mine.txt"
    path.write_text("mine")
    with pytest.raises(UsageError, match="exists already"):
        store.backup(path)
    assert path.read_text() == "mine"


def test_a_backup_that_cannot_be_written_leaves_nothing(store: Store, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened here"):
        store.backup(tmp_path / "nowhere" / "copy.gpkg")
