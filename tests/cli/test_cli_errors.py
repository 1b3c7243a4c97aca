"""A wrong call or a wrong file ends in one sentence and what to do next, never in a traceback."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from homes import in_a_file
from processes import Tracker
from servers import Server

import maps
from tracker.store.store import create, exists

WRONG_CALLS = [
    (("show", "nowhere-at-all"), "There is no project 'nowhere-at-all'", "tracker list --text"),
    (("show", "pinglu-canl"), "There is no project 'pinglu-canl'", "Did you mean pinglu-canal"),
    (("show", "canal"), "fits", "Use one of these ids"),
    (("history", "pinglu-canl"), "There is no project", "Did you mean pinglu-canal"),
    (("history", "pinglu-canal", "budget"), "There is no field 'budget'", "tracker fields"),
    (("judge", "pinglu-canal", "pinglu-canl"), "There is no project", "Did you mean pinglu-canal"),
    (("list", "--as-of", "soon"), "'soon' is not a date", "2025-06-30"),
    (("list", "--as-of", "2025-13"), "'2025-13' is not a date", "2025-06-30"),
    (("list", "--as-of", "30.06.2025"), "is not a date", "2025-06-30"),
    (("list", "--as-of", "2025/.."), "is not a date", "2025-06-30"),
    (("list", "--recorded-before", "yesterday"), "'yesterday' is not a time", "2026-11-24"),
    (("list", "--bbox", "100,20,112"), "is not four numbers", "100,20,112,26"),
    (("list", "--bbox", "a,b,c,d"), "is not four numbers", "100,20,112,26"),
    (("list", "--bbox", "100,26,112,20"), "not on the earth", "100,20,112,26"),
    (("list", "--bbox", "100,20,1120,26"), "not on the earth", "100,20,112,26"),
    (("list", "--bbox", "nan,20,112,26"), "not on the earth", "100,20,112,26"),
    (("list", "--sort", "size"), "cannot be sorted by 'size'", "name, slug"),
    (("list", "--status", "ongoing"), "There is no status 'ongoing'", "construction"),
    (("list", "--country", "Atlantis"), "There is no country 'Atlantis'", "ISO code"),
    (("show", "pinglu-canal", "--as-of", "1990"), "Nothing was known of pinglu-canal as of 1990", "tracker history"),
    (("show", "pinglu-canal", "--recorded-before", "2020-01-01"), "Nothing was known", "tracker history"),
    (("issues", "--import", "99"), "There is no import 99", "tracker imports"),
    (("map", "-o", "no/such/map.html"), "There is no folder no/such", "--output"),
    (("map", "--status", "ongoing"), "There is no status", "construction"),
]  # fmt: skip


def no_traceback(text: str) -> None:
    assert "Traceback" not in text
    assert "went wrong inside" not in text
    assert 'File "' not in text


@pytest.mark.parametrize(
    ("args", "message", "hint"), WRONG_CALLS, ids=lambda v: " ".join(v) if isinstance(v, tuple) else ""
)
def test_a_wrong_call_is_explained(known: Tracker, args: tuple[str, ...], message: str, hint: str) -> None:
    ran = known(*args)
    assert (ran.code, ran.out) == (2, "")
    first, second = ran.err.splitlines()
    assert first.startswith("Error: ")
    assert message in first
    assert hint in second
    no_traceback(ran.err)


@pytest.mark.parametrize(
    "args",
    [
        ("nonsense",), ("list", "--nonsense"), ("list", "-f", "xml"), ("list", "--limit", "few"), ("list", "extra"),
        ("show",), ("undo", "one"), ("import",), ("map", "--basemap", "moon"), ("db", "nonsense"), ("db", "backup"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_what_the_command_line_does_not_know_points_to_the_help(known: Tracker, args: tuple[str, ...]) -> None:
    ran = known(*args)
    assert (ran.code, ran.out) == (2, "")
    assert "Error: " in ran.err
    assert "-h" in ran.err
    no_traceback(ran.err)


READING = [("list",), ("show", "x"), ("history", "x"), ("sources",), ("imports",), ("issues",), ("map",)]
CHANGING = [("undo", "1"), ("judge", "a", "b")]
CARE = [("db", "info"), ("db", "upgrade"), ("db", "backup", "b.gpkg"), ("db", "rebuild"), ("db", "purge", "1", "--yes")]


@in_a_file
@pytest.mark.parametrize("args", READING + CHANGING + CARE, ids=" ".join)
def test_a_missing_ledger_says_how_to_make_one_and_none_is_made(
    tracker: Tracker, tmp_path: Path, args: tuple[str, ...]
) -> None:
    ran = tracker(*args)
    assert (ran.code, ran.out) == (1, "")
    assert "There is no ledger at tracker.gpkg" in ran.err
    assert "tracker demo" in ran.err
    assert list(tmp_path.iterdir()) == []


@pytest.fixture(scope="session")
def bare(server: Server) -> str:
    """A database without a ledger."""
    return server.make("")


@in_a_file
@pytest.mark.parametrize("args", [*READING, *CHANGING, *CARE, ("import", "a.csv")], ids=" ".join)
def test_a_database_without_a_ledger_says_how_to_make_one_and_none_is_made(
    tracker: Tracker, tmp_path: Path, bare: str, args: tuple[str, ...]
) -> None:
    (tmp_path / "a.csv").write_text("project,field,value,url\ncanal,name,A,https://x.example/\n", encoding="utf-8")
    ran = tracker(*args, "--db", bare)
    assert (ran.code, ran.out) == (1, "")
    assert "There is no ledger in postgresql://" in ran.err
    assert "tracker db create" in ran.err
    assert not exists(bare)


def another_database(path: Path) -> None:
    db = sqlite3.connect(path)
    db.execute("create table mine(x)")
    db.commit()
    db.close()


def cut_short(path: Path) -> None:
    create(path)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])


WRONG_FILES = {
    "text": lambda path: path.write_text("hello", encoding="utf-8"),
    "empty": lambda path: path.write_bytes(b""),
    "another database": another_database,
    "a folder": lambda path: path.mkdir(),
    "cut short": cut_short,
}


@in_a_file
@pytest.mark.parametrize("kind", WRONG_FILES)
@pytest.mark.parametrize("args", [("list",), ("import", "a.csv"), ("db", "upgrade")], ids=" ".join)
def test_a_wrong_file_is_refused_and_left_as_it_was(
    tracker: Tracker, tmp_path: Path, kind: str, args: tuple[str, ...]
) -> None:
    (tmp_path / "a.csv").write_text("project,field,value,url\ncanal,name,A,https://x.example/\n", encoding="utf-8")
    path = tmp_path / "tracker.gpkg"
    WRONG_FILES[kind](path)
    before = path.read_bytes() if path.is_file() else b""
    ran = tracker(*args)
    assert ran.code == 1, ran.err
    first, second = ran.err.splitlines()
    assert first.startswith("Error: ")
    assert second.strip()
    no_traceback(ran.err)
    assert (path.read_bytes() if path.is_file() else b"") == before


def test_a_table_that_cannot_be_read_is_named_with_the_line(tracker: Tracker, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('project,field,value,url\ncanal,name,"A,x\n', encoding="utf-8")
    ran = tracker("import", "a.csv")
    assert ran.code == 1
    assert "a.csv, line 2" in ran.err
    assert "quotes" in ran.err
    no_traceback(ran.err)


def test_what_cannot_be_imported_is_refused(tracker: Tracker, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("hello", encoding="utf-8")
    for name, says in (("nothing.csv", "no file or folder"), ("notes.txt", "notes.txt")):
        ran = tracker("import", name)
        assert ran.code == 2
        assert says in ran.err
        no_traceback(ran.err)


def test_an_import_that_is_not_there_cannot_be_undone(known: Tracker) -> None:
    ran = known("undo", "99")
    assert ran.code == 2
    assert "There is no import 99" in ran.err
    assert "tracker imports" in ran.err


def test_a_project_is_not_compared_with_itself(tracker: Tracker, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("project,field,value,url\ncanal,name,A,https://x.example/\n", encoding="utf-8")
    tracker("import", "a.csv")
    ran = tracker("judge", "canal", "canal")
    assert ran.code == 2
    assert "two different" in ran.err


def test_nothing_is_imported_for_a_map_that_cannot_be_written(tracker: Tracker, tmp_path: Path) -> None:
    ran = tracker("demo", "-o", "no/map.html")
    assert ran.code == 2
    assert "There is no folder no" in ran.err
    assert list(tmp_path.iterdir()) == []


def test_a_page_that_cannot_be_written_is_told(known: Tracker, tmp_path: Path) -> None:
    ran = known("map", "-o", ".", "--sector", "canal")
    assert ran.code == 1
    assert "cannot be used" in ran.err
    assert "permissions" in ran.err
    no_traceback(ran.err)


def test_a_fault_of_our_own_is_admitted_without_a_traceback(known: Tracker, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object, **more: object) -> int:
        raise ZeroDivisionError("by us")

    monkeypatch.setattr(maps, "build", broken)
    ran = known("map", "--sector", "canal")
    assert ran.code == 1
    assert "ZeroDivisionError" in ran.err
    assert "--debug" in ran.err
    assert "Traceback" not in ran.err


def test_debug_shows_where(known: Tracker, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object, **more: object) -> int:
        raise ZeroDivisionError("by us")

    monkeypatch.setattr(maps, "build", broken)
    with pytest.raises(ZeroDivisionError):
        known("map", "--sector", "canal", "--debug")
