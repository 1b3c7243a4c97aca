"""As a process of its own: pipes, encodings, colours, Ctrl-C."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from processes import COMMAND, process

from tracker.store.store import create

posix = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX")


@pytest.fixture(autouse=True)
def _ledger(catalogue_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_DB", str(catalogue_file))
    monkeypatch.delenv("COLUMNS")
    monkeypatch.delenv("NO_COLOR")


@posix
@pytest.mark.parametrize(
    "args",
    [("list", "-f", "csv"), ("list", "-n", "0"), ("sources", "-f", "json")],
    ids=" ".join,
)
def test_a_reader_that_has_gone_is_no_error(args: tuple[str, ...]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        ran = process(*args, stdout=writer, stderr=subprocess.PIPE)
    finally:
        os.close(writer)
    assert ran.returncode == 0
    assert b"Error" not in ran.stderr
    assert b"Exception" not in ran.stderr


@posix
def test_head_takes_the_first_line_and_leaves() -> None:
    words = " ".join(shlex.quote(w) for w in [*COMMAND, "list", "-f", "csv"])
    ran = subprocess.run(
        ["bash", "-o", "pipefail", "-c", f"{words} | head -1"], capture_output=True, check=False, timeout=60
    )
    assert ran.stdout.startswith(b"fid,slug,name")
    assert (ran.returncode, ran.stderr) == (0, b"")


def test_a_pipe_of_another_encoding_gets_utf_8() -> None:
    env = {"PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"}
    ran = process("show", "平陆", env=env)
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert "平陆运河" in ran.stdout.decode("utf-8")
    ran = process("show", "没有", env=env)
    assert ran.returncode == 2
    assert "没有" in ran.stderr.decode("utf-8")


def on_a_terminal(*args: str, **env: str) -> tuple[int, str]:
    """Run a command whose output is a terminal; return its exit code and what the terminal got."""
    import pty

    ours, theirs = pty.openpty()
    more = {**os.environ, "TERM": "xterm-256color", **env}
    child = subprocess.Popen([*COMMAND, *args], stdout=theirs, stderr=theirs, stdin=theirs, env=more)
    os.close(theirs)
    got = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # Linux says so when the other end is closed
            break
        if not part:
            break
        got += part
    os.close(ours)
    return child.wait(timeout=60), got.decode(env.get("PYTHONIOENCODING", "utf-8"))


@posix
def test_a_terminal_gets_styles_and_a_pipe_none() -> None:
    code, painted = on_a_terminal("show", "pinglu-canal")
    assert code == 0
    assert "\x1b[1m" in painted
    assert b"\x1b" not in process("show", "pinglu-canal").stdout


@posix
def test_no_color_is_honoured() -> None:
    code, text = on_a_terminal("show", "pinglu-canal", NO_COLOR="1")
    assert code == 0
    assert "\x1b[" not in text
    code, text = on_a_terminal("list", "-n", "5", NO_COLOR="1")
    assert code == 0
    assert not re.search(r"\x1b\[[0-9;]*(3[0-8]|4[0-8]|9[0-7]|10[0-7])[0-9;]*m", text)


@posix
def test_a_terminal_that_lacks_a_script_shows_marks_in_its_place() -> None:
    code, text = on_a_terminal("show", "pinglu-canal", PYTHONIOENCODING="cp1252", NO_COLOR="1")
    assert code == 0
    assert "Pinglu Canal" in text
    assert "????" in text


@posix
def test_interrupting_a_command_that_waits_changes_nothing(tmp_path: Path) -> None:
    store = create(tmp_path / "busy.gpkg")
    env = {**os.environ, "TRACKER_DB": str(store.path)}
    with store.write("a long import") as _:
        child = subprocess.Popen(
            [*COMMAND, "db", "rebuild"],
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            # What runs in the background of a shell inherits that Ctrl-C is ignored: not what a person has.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509
        )
        assert child.stderr is not None
        waiting = child.stderr.readline()
        child.send_signal(signal.SIGINT)
        out, err = child.communicate(timeout=60)
    assert "Waiting for process" in waiting
    assert "a long import" in waiting
    assert child.returncode == 130
    assert out == ""
    assert err.strip() == "Interrupted; nothing was changed."


@posix
def test_the_bar_of_a_copy_tells_of_a_copy(catalogue_file: Path) -> None:
    code, text = on_a_terminal("db", "copy", str(catalogue_file), "copy.gpkg")
    assert code == 0
    assert "Copying " in text
    assert re.search(r"[\d,]+ of [\d,]+ rows", text)
    assert "Reading" not in text
    assert "records" not in text
