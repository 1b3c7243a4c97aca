"""Bad places: files that may not be read, ledgers that are none, are locked, or have no room to grow."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from bad_builders import HEAD, TABLE, fatal_xls, laughs, save
from bad_files import MAPPING
from test_bad_input import content, run

from tracker import ingest, sources
from tracker.store.sqlite import engine
from tracker.store.store import Store, create

COMMAND = [sys.executable, "-c", "import sys; sys.argv[0] = 'tracker'; from tracker.cli.app import main; main()"]
Said = tuple[int, str, str]


@pytest.fixture(autouse=True)
def _files(tmp_path: Path) -> None:
    save("mapping.toml", MAPPING)
    save("good.csv", TABLE)


@pytest.fixture
def ledger(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A ledger that something was imported into."""
    save("before.csv", "project,field,value,as_of,url\np,name,Good,,https://x.example/\n")
    path = tmp_path / "tracker.gpkg"
    ingest.run_import(create(path), sources.open_path(Path("before.csv")))
    return path


def process(*args: str, **more: object) -> Said:
    ended = subprocess.run(
        [*COMMAND, *args],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        **more,  # type: ignore[call-overload]
    )
    return ended.returncode, ended.stdout, ended.stderr


IMPORT = ("import", "good.csv", "--mapping", "mapping.toml")


def test_no_permission(ledger: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    if os.geteuid():
        Path("good.csv").chmod(0)
    else:  # root may read everything
        was = Path.open

        def refuse(path: Path, *args: object, **more: object) -> object:
            if path.name == "good.csv":
                raise PermissionError(13, "Permission denied", str(path))
            return was(path, *args, **more)  # type: ignore[call-overload]

        monkeypatch.setattr(Path, "open", refuse)
    before = content(ledger)
    code, out, err = run(capsys, monkeypatch, *IMPORT)
    assert (code, out) == (1, "")
    assert "ermission" in err
    assert content(ledger) == before


def test_what_is_refused_makes_no_ledger(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    save("good.csv", "")
    assert run(capsys, monkeypatch, *IMPORT)[0] == 1
    assert not Path("tracker.gpkg").exists()


@pytest.mark.parametrize("broken", ["good.csv", "x" * 5000 + ".csv"])
def test_the_ledger_is_no_ledger(
    broken: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = Path("good.csv").read_bytes()
    code, out, err = run(capsys, monkeypatch, *IMPORT, "--db", broken)
    assert code in (1, 2)
    assert out == ""
    assert err.startswith("Error: ")
    assert "inside the tracker" not in err
    assert Path("good.csv").read_bytes() == before


def test_the_ledger_is_a_folder_or_damaged(
    ledger: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, _, err = run(capsys, monkeypatch, *IMPORT, "--db", ".")
    assert (code, err.split(",")[0]) == (1, "Error: . is a folder")
    data = bytearray(ledger.read_bytes())
    data[4096 : 4096 * 40] = b"\x55" * (4096 * 39)
    save("damaged.gpkg", bytes(data))
    code, _, err = run(capsys, monkeypatch, *IMPORT, "--db", "damaged.gpkg")
    assert code == 1
    assert "damaged" in err
    assert "backup" in err


def test_a_ledger_is_not_imported(
    ledger: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = content(ledger)
    for name in ("tracker.gpkg", "link.csv", "hard.gpkg"):
        if name == "link.csv":
            Path(name).symlink_to(ledger)
        if name == "hard.gpkg":
            Path(name).hardlink_to(ledger)
        code, _, err = run(capsys, monkeypatch, "import", name, "--mapping", "mapping.toml")
        assert code == 1
        assert f"{name} is a ledger of the tracker itself" in err
    assert content(ledger) == before


LOOK = """
import sqlite3, sys
db = sqlite3.connect(sys.argv[1], timeout=0, isolation_level=None)
try:
    db.execute("begin immediate")
    print("got it")
except sqlite3.OperationalError as e:
    print(e)
"""


@pytest.mark.parametrize("mode", ["wal", "delete"])
def test_looking_at_a_ledger_does_not_drop_its_locks(ledger: Path, mode: str) -> None:
    """Closing a plain handle would: another process could then write at the same time."""
    import sqlite3

    from tracker.errors import FormatError
    from tracker.readers.detect import detect

    db = sqlite3.connect(ledger, isolation_level=None)
    db.execute(f"pragma journal_mode={mode}")
    db.execute("begin exclusive")
    with pytest.raises(FormatError, match="ledger of the tracker itself"):
        detect(ledger)
    looked = subprocess.run([sys.executable, "-c", LOOK, str(ledger)], capture_output=True, text=True, check=True)
    db.execute("rollback")
    db.close()
    assert looked.stdout.strip() == "database is locked"


def test_a_locked_ledger(ledger: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """It waits, says for whom, and gives up in the end."""
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys\nfrom tracker.store.store import Store\n"
            "with Store(sys.argv[1]).write('a long import'):\n    print('held', flush=True)\n    sys.stdin.read()",
            str(ledger),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    monkeypatch.setattr(engine, "PATIENCE_S", 0.5)
    code, out, err = run(capsys, monkeypatch, *IMPORT)
    holder.communicate("", timeout=60)
    assert (code, out) == (4, "")
    waiting, told, advice = err.splitlines()[:3]
    assert waiting.startswith(f"Waiting for process {holder.pid} (a long import, since ")
    assert "is being written by" in told
    assert "Nothing was changed." in advice
    code, out, _ = run(capsys, monkeypatch, *IMPORT)
    assert (code, out.split(",")[0]) == (0, "Import 2 of bad: 2 records")


def many_rows() -> None:
    save("good.csv", HEAD + "\n" + "".join(f"P{i},Name {i} {'x' * 400},5,2030,DEU,52.5,13.4\n" for i in range(3000)))


def unchanged(ledger: Path) -> None:
    with Store(ledger).read() as conn:
        assert conn.exec_driver_sql("select count(*) from import_run").scalar_one() == 1
        assert conn.exec_driver_sql("select count(*) from claim").scalar_one() == 1
        assert conn.exec_driver_sql("select count(*) from record").scalar_one() == 1
        assert conn.exec_driver_sql("pragma integrity_check").scalar_one() == "ok"


def small_files() -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))


def test_no_room_for_the_ledger_to_grow(ledger: Path) -> None:
    many_rows()
    code, out, err = process(*IMPORT, preexec_fn=small_files)
    assert (code, out) == (1, ""), err
    assert err.startswith("Error: The disk is full or failing; nothing was changed.\n  Free some space")
    unchanged(ledger)


@pytest.fixture
def small_disk(tmp_path: Path) -> object:
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1500k", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("mounting a small disk needs root")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk(ledger: Path, small_disk: Path) -> None:
    many_rows()
    there = Path(shutil.copy(ledger, small_disk / "tracker.gpkg"))
    code, out, err = process(*IMPORT, "--db", str(there))
    assert (code, out) == (1, ""), err
    assert err.startswith("Error: The disk is full or failing; nothing was changed.\n  Free some space")
    unchanged(there)
    # There is no room for a new ledger either, and none is left half made.
    (small_disk / "fill").write_bytes(bytes(max(0, shutil.disk_usage(small_disk).free - 100_000)))
    code, out, err = process(*IMPORT, "--db", str(small_disk / "new.gpkg"))
    assert code == 1
    assert "full" in err
    assert sorted(p.name for p in small_disk.iterdir()) == ["fill", "tracker.gpkg"]


def test_no_room_to_unpack(ledger: Path, small_disk: Path) -> None:
    import zipfile

    with zipfile.ZipFile("a.zip", "w", zipfile.ZIP_DEFLATED) as z:
        noise = os.urandom(3_000_000)
        z.writestr("a.shp", b"\0\0\x27\x0a" + noise)
        z.writestr("a.dbf", noise)
    before = content(ledger)
    code, _, err = process(
        "import", "a.zip", "--mapping", "mapping.toml", env={**os.environ, "TMPDIR": str(small_disk)}
    )
    assert code == 1
    assert "a.zip cannot be unpacked: No space left on device" in err
    assert "temporary files" in err
    assert content(ledger) == before
    assert list(small_disk.iterdir()) == []


@pytest.mark.parametrize("what", ["xls", "kml", "stdin"])
def test_as_a_process_nothing_else_is_said(ledger: Path, what: str) -> None:
    """Compiled code that gives up ends a child, and its last words are not shown."""
    if what == "xls":
        name = fatal_xls()
    elif what == "kml":
        name = save("a.kml", laughs("kml") + "<kml>&l9;</kml>")
    else:
        name = "-"
    code, out, err = process("import", name, "--mapping", "mapping.toml", input="")
    assert (code, out) == (1, "")
    assert err.startswith("Error: ")
    assert len(err.splitlines()) == 2
    unchanged(ledger)
