"""Help, options that all commands share, and the promises of every message."""

from __future__ import annotations

import ast
import inspect
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from processes import Tracker

import tracker as package
from tracker import errors
from tracker.cli.app import app
from tracker.cli.options import SORTS
from tracker.views.projects import SORTS as KEYS

ROOT = Path(package.__file__).parent
READING = ("list", "show", "history", "sources", "imports", "issues", "map")


def commands() -> dict[str, object]:
    """Every command by its words, with typer's description of it."""
    root = typer.main.get_command(app)

    def walk(group: object, words: str) -> Iterator[tuple[str, object]]:
        for name, command in group.commands.items():  # type: ignore[attr-defined]
            yield f"{words}{name}", command
            if hasattr(command, "commands"):
                yield from walk(command, f"{words}{name} ")

    return dict(walk(root, ""))


COMMANDS = commands()


@pytest.mark.parametrize("words", ["", *COMMANDS])
@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_every_command_has_help(tracker: Tracker, words: str, flag: str) -> None:
    ran = tracker(*words.split(), flag)
    assert ran.code == 0
    assert ran.out.startswith("Usage: tracker")
    assert len(ran.out.splitlines()) > 4
    assert ran.err == ""


def test_the_commands_of_the_first_version_are_there() -> None:
    reading = "list show history sources imports issues fields map judgements"
    changing = "demo import undo judge catalogue"
    care = {f"db {name}" for name in ("info", "upgrade", "backup", "rebuild", "log", "purge")}
    assert {*reading.split(), *changing.split(), *care} <= COMMANDS.keys()


def test_every_option_and_command_is_explained() -> None:
    for words, command in COMMANDS.items():
        assert command.help, words  # type: ignore[attr-defined]
        for parameter in command.params:  # type: ignore[attr-defined]
            assert parameter.help, (words, parameter.name)


@pytest.mark.parametrize("words", READING)
def test_every_reading_command_has_both_clocks_and_says_which_is_which(tracker: Tracker, words: str) -> None:
    text = " ".join(tracker(words, "--help").out.split())
    assert "--as-of DATE" in text
    assert "--recorded-before TIME" in text
    assert "the world's clock turned back" in text
    assert "our own clock turned back" in text


#: What reads no ledger.
WITHOUT = ("fields", "db", "catalogue", "draft-mapping", "prices", "prices refresh", "prices show")


@pytest.mark.parametrize("words", [w for w in COMMANDS if w not in WITHOUT])
def test_every_command_takes_another_ledger(tracker: Tracker, words: str) -> None:
    text = tracker(*words.split(), "--help").out
    assert "--db" in text
    assert "TRACKER_DB" in text


def test_without_a_command_the_help_is_shown(tracker: Tracker) -> None:
    ran = tracker()
    assert "Usage: tracker" in ran.out + ran.err
    assert "tracker demo" in ran.out + ran.err


def test_the_version(tracker: Tracker) -> None:
    ran = tracker("--version")
    assert ran.code == 0
    assert re.fullmatch(r"\d+\.\d+\.\d+\S*\n", ran.out)


def test_the_words_of_sort_are_those_of_the_view() -> None:
    assert tuple(KEYS) == SORTS


@pytest.mark.parametrize("args", [["--help"], ["list", "--help"], ["db", "--help"], ["--version"]])
def test_help_loads_nothing_heavy(args: list[str]) -> None:
    code = (
        "import sys, json, contextlib, io\n"
        "from tracker.cli.app import app\n"
        f"sys.argv = ['tracker', *{args!r}]\n"
        "with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()): app()\n"
        "print(json.dumps(sorted(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, timeout=60)
    loaded = {name.partition(".")[0] for name in json.loads(ran.stdout)}
    assert loaded.isdisjoint({"geopandas", "pandas", "numpy", "shapely", "sqlalchemy", "alembic", "folium", "maps"})


# what messages promise


def source_files() -> list[Path]:
    return [p for p in ROOT.rglob("*.py") if "migrations" not in p.parts]


def texts(path: Path) -> Iterator[str]:
    """Every text in the code of a file, the fixed parts of f-strings too; comments are not texts."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_every_error_says_what_to_do_next() -> None:
    names = {name for name, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, Exception)}
    found = 0
    for path in (*source_files(), *(ROOT.parent / "maps").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
                found += 1
                where = f"{path.name}:{node.lineno}"
                hint = next((k.value for k in node.keywords if k.arg == "hint"), None)
                hint = node.args[1] if len(node.args) == 2 else hint
                assert hint is not None, where
                assert not isinstance(hint, ast.Constant) or len(str(hint.value).split()) >= 2, where
    assert found > 40


def test_every_command_that_a_message_names_exists() -> None:
    named = {
        (path.name, words)
        for path in (*source_files(), *(ROOT.parent / "maps").glob("*.py"))
        for text in texts(path)
        for words in re.findall(r"`tracker ([a-z][a-z-]*(?: [a-z]+)?)", text)
    }
    assert named
    unknown = {n for n in named if n[1] not in COMMANDS and n[1].split()[0] not in COMMANDS}
    assert unknown == set()
    groups = {w for w in COMMANDS if any(other.startswith(f"{w} ") for other in COMMANDS)}
    assert {n for n in named if n[1].split()[0] in groups and n[1] not in COMMANDS} == set()
