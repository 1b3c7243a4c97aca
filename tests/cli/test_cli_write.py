"""The commands that change the ledger, and those that look after it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from homes import in_a_file
from processes import Tracker

from tracker import views
from tracker.bundled import data_folder
from tracker.store.store import Store

TABLE = "project,field,value,unit,as_of,url,publisher,rank\n"
CANAL = "canal,name,A canal,,,https://x.example/,Xinhua,news\n"
COST = "canal,cost_budget,5e9,EUR,2020-01-01,https://x.example/,Xinhua,news\n"
TWIN = "twin,name,The same canal,,,https://y.example/,Ministry,official\n"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "canals.csv"
    path.write_text(TABLE + CANAL + COST + TWIN, encoding="utf-8")
    return path


def names(tracker: Tracker) -> list[str]:
    return [p["slug"] for p in json.loads(tracker("list", "-f", "json").out)]


@in_a_file
def test_import_makes_the_ledger_and_says_what_it_did(tracker: Tracker, table: Path, tmp_path: Path) -> None:
    ran = tracker("import", str(table))
    assert ran.code == 0
    assert "Import 1 of canals: 2 records, 3 new claims, 0 unchanged, 2 projects touched" in ran.out
    assert (tmp_path / "tracker.gpkg").exists()
    assert names(tracker) == ["canal", "twin"]


def test_import_of_the_same_file_changes_nothing_and_says_so(tracker: Tracker, table: Path) -> None:
    tracker("import", str(table))
    ran = tracker("import", str(table))
    assert ran.code == 0
    assert "the same bytes as import 1, nothing changed" in ran.out
    assert len(json.loads(tracker("imports", "-f", "json").out)) == 1


def test_quiet_import(tracker: Tracker, table: Path) -> None:
    ran = tracker("import", "--quiet", str(table))
    assert (ran.code, ran.out, ran.err) == (0, "", "")


def test_several_files_in_one_command(tracker: Tracker, table: Path, tmp_path: Path) -> None:
    other = tmp_path / "others.csv"
    other.write_text(TABLE + CANAL.replace("canal,", "tunnel,", 1), encoding="utf-8")
    assert tracker("import", str(table), str(other)).code == 0
    assert [r["source"] for r in json.loads(tracker("imports", "-f", "json").out)] == ["canals", "others"]


def test_undo_and_redo(tracker: Tracker, table: Path) -> None:
    tracker("import", str(table))
    before = tracker("list", "-f", "json").out
    ran = tracker("undo", "1")
    assert ran.code == 0
    assert "Import 1 is undone; 2 projects changed" in ran.out
    assert names(tracker) == []
    assert "undone" in tracker("imports").out
    tracker("import", str(table))
    assert tracker("list", "-f", "json").out == before
    assert len(json.loads(tracker("imports", "-f", "json").out)) == 2


def test_undo_twice_is_refused(tracker: Tracker, table: Path) -> None:
    tracker("import", str(table))
    tracker("undo", "1")
    ran = tracker("undo", "1")
    assert ran.code == 2
    assert "was undone on" in ran.err
    assert "Import the file again" in ran.err


def test_judge_joins_two_projects_and_takes_them_apart(tracker: Tracker, table: Path) -> None:
    tracker("import", str(table))
    ran = tracker("judge", "canal", "twin", "--why", "one canal, two names")
    assert ran.code == 0
    assert "canal and twin are the same project" in ran.out
    assert names(tracker) == ["canal"]
    shown = tracker("show", "twin")
    assert "(twin is known here as canal)" in shown.out
    assert "The same canal" in shown.out
    ran = tracker("judge", "canal", "twin", "--different")
    assert "are different" in ran.out
    assert names(tracker) == ["canal", "twin"]


def test_judgements_are_listed_with_their_reason_and_taken_back(tracker: Tracker, table: Path) -> None:
    tracker("import", str(table))
    assert "No judgement was made yet" in tracker("judgements").err
    made = tracker("judge", "canal", "twin", "--why", "one canal, two names")
    assert "tracker judgements --undo 1" in made.out
    (row,) = json.loads(tracker("judgements", "-f", "json").out)
    assert (row["first"], row["second"], row["same"], row["kind"]) == ("canal", "twin", True, "person")
    assert (row["reason"], row["undone_at"]) == ("one canal, two names", "")
    assert tracker("judgements", "--undo", "1").code == 0
    assert names(tracker) == ["canal", "twin"]
    (row,) = json.loads(tracker("judgements", "-f", "json").out)
    assert row["undone_at"]
    ran = tracker("judgements", "--undo", "1")
    assert ran.code == 2
    assert "no judgement 1 to undo" in ran.err


def test_the_catalogue_is_copied_to_be_edited_and_imported(tracker: Tracker, tmp_path: Path) -> None:
    ran = tracker("catalogue", "mine")
    assert ran.code == 0
    assert "tracker import mine" in ran.out
    ours = data_folder() / "catalogue"
    copied = {p.relative_to(tmp_path / "mine"): p.read_bytes() for p in (tmp_path / "mine").rglob("*") if p.is_file()}
    assert copied == {p.relative_to(ours): p.read_bytes() for p in ours.rglob("*") if p.is_file()}
    assert tracker("catalogue", "mine").code == 2
    assert "154 records" in tracker("import", "mine").out


def test_db_log_tells_what_was_done_outside_imports(tracker: Tracker, table: Path) -> None:
    tracker("import", str(table))
    assert "Nothing was done" in tracker("db", "log").err
    tracker("undo", "1")
    tracker("db", "purge", "1", "--yes", "--why", "not ours to keep")
    tracker("db", "rebuild")
    purge, rebuild = json.loads(tracker("db", "log", "-f", "json").out)
    assert (purge["what"], rebuild["what"]) == ("purge", "rebuild")
    assert "not ours to keep" in purge["detail"]


def test_db_info_tells_what_the_ledger_is(tracker: Tracker, table: Path, home: str) -> None:
    tracker("import", str(table))
    out = tracker("db", "info").out
    own = {
        "file": ("Ledger         tracker.gpkg", "Kind           GeoPackage", "Check          sound"),
        "server": ("Ledger         postgresql://", "Kind           PostgreSQL", "Check          left to the server"),
    }
    for text in (*own[home], "Projects       2", "3 standing of 3 ever recorded", "Imports        1"):
        assert text in out


@in_a_file
def test_db_backup_copies_the_ledger(tracker: Tracker, table: Path, tmp_path: Path) -> None:
    tracker("import", str(table))
    ran = tracker("db", "backup", "copy.gpkg")
    assert ran.code == 0
    assert "copy.gpkg" in ran.out
    assert [p.slug for p in views.projects(Store(tmp_path / "copy.gpkg"))] == ["canal", "twin"]
    assert tracker("list", "-f", "json", "--db", "copy.gpkg").out == tracker("list", "-f", "json").out
    assert tracker("db", "backup", "copy.gpkg").code == 2


def test_a_server_is_backed_up_by_its_own_tools(known: Tracker, home: str, tmp_path: Path) -> None:
    if home == "server":
        ran = known("db", "backup", "copy.dump")
        assert (ran.code, ran.out) == (2, "")
        assert "pg_dump --format=custom --file=copy.dump" in ran.err
        assert list(tmp_path.iterdir()) == []


def test_db_rebuild_changes_nothing_that_is_read(tracker: Tracker, table: Path) -> None:
    tracker("import", str(table))
    before = tracker("list", "-f", "json").out
    ran = tracker("db", "rebuild")
    assert (ran.code, ran.out) == (0, "2 projects were made anew.\n")
    assert tracker("list", "-f", "json").out == before


def test_db_upgrade_of_a_new_ledger_has_nothing_to_do(tracker: Tracker, table: Path) -> None:
    tracker("import", str(table))
    ran = tracker("db", "upgrade")
    assert ran.code == 0
    assert "nothing to do" in ran.out


def test_db_purge_wants_an_undone_import_and_a_yes(
    tracker: Tracker, table: Path, home: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tracker("import", str(table))
    ran = tracker("db", "purge", "1", "--yes")
    assert ran.code == 2
    assert "tracker undo 1" in ran.err
    tracker("undo", "1")
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    assert tracker("db", "purge", "1").code == 1
    assert len(json.loads(tracker("imports", "-f", "json").out)) == 1
    ran = tracker("db", "purge", "1", "--yes", "--why", "not ours to keep")
    assert ran.code == 0
    assert "Import 1 is gone: 3 claims and 2 records deleted" in ran.out
    assert json.loads(tracker("imports", "-f", "json").out) == []
    if home == "file":
        assert b"The same canal" not in (tmp_path / "tracker.gpkg").read_bytes()


@in_a_file
def test_the_ledger_is_named_by_an_option_else_by_the_environment(
    tracker: Tracker, table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACKER_DB", "mine.gpkg")
    tracker("import", str(table))
    assert (tmp_path / "mine.gpkg").exists()
    assert not (tmp_path / "tracker.gpkg").exists()
    assert names(tracker) == ["canal", "twin"]
    ran = tracker("list", "--db", "other.gpkg")
    assert ran.code == 1
    assert "other.gpkg" in ran.err


def test_demo_makes_the_ledger_and_the_map_and_says_what_is_next(tracker: Tracker, home: str, tmp_path: Path) -> None:
    ran = tracker("demo", "--no-open")
    assert ran.code == 0
    assert "154 records" in ran.out
    for text in ({"file": "tracker.gpkg", "server": "postgresql://"}[home], "map.html", "tracker show pinglu-canal"):
        assert text in ran.out
    assert (tmp_path / "map.html").stat().st_size > 100_000
    for command in [line.split("   ")[0].split() for line in ran.out.splitlines() if line.startswith("  tracker ")]:
        assert tracker(*command[1:]).code == 0, command


def test_map_writes_what_fits_the_filters(known: Tracker, tmp_path: Path) -> None:
    ran = known("map", "-o", "canals.html", "--sector", "canal", "--as-of", "2024", "--title", "Canals")
    assert ran.code == 0
    rows = list(csv.DictReader(io.StringIO(known("list", "-s", "canal", "--as-of", "2024", "-f", "csv").out)))
    assert f"canals.html: {len(rows)} projects" in ran.out
    page = (tmp_path / "canals.html").read_text(encoding="utf-8")
    assert "<title>Canals</title>" in page
    empty = known("map", "-o", "none.html", "--text", "zzz")
    assert empty.code == 0
    assert "Nothing fits the filters" in empty.out
