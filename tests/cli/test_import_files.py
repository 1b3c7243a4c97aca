"""``tracker import`` of several files, of standard input, and of one bad file among good ones."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from homes import in_a_file
from processes import COMMAND, Tracker, process

from tracker import ingest, sources
from tracker.errors import StoreError
from tracker.store import read
from tracker.store.store import Store, create

posix = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX")
CLAIMS = "project,field,value,unit,as_of,url,publisher,rank\n"
MAPS = ("--map", "id=Ref", "--map", "name=Project")


def claims(path: Path, project: str, *rows: str) -> Path:
    path.parent.mkdir(exist_ok=True)
    lines = rows or (f"{project},name,A {project},,,https://x.example/,Xinhua,news",)
    path.write_text(CLAIMS + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def table(path: Path, *rows: str, header: str = "Ref,Project") -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def slugs(tracker: Tracker) -> list[str]:
    return [p["slug"] for p in json.loads(tracker("list", "-f", "json").out)]


def standard_input(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))


# several files


def test_several_files_of_one_mapping_are_one_release(tracker: Tracker, tmp_path: Path) -> None:
    table(tmp_path / "north.csv", "N1,A dam", "N2,A port")
    table(tmp_path / "south.csv", "S1,A canal")
    command = ("import", "north.csv", "south.csv", *MAPS, "--source", "works", "--replace")
    ran = tracker(*command)
    assert ran.code == 0, ran.err
    assert "Import 1 of works: 3 records" in ran.out
    assert slugs(tracker) == ["works-s1", "works-n1", "works-n2"]
    (run,) = json.loads(tracker("imports", "-f", "json").out)
    assert run["snapshot"] == "north.csv and 1 more"
    assert "nothing changed" in tracker("import", "south.csv", "north.csv", *command[3:]).out


def test_the_locators_name_the_file_with_its_folder_where_two_have_one_name(tracker: Tracker, tmp_path: Path) -> None:
    for year, ref in (("2024", "A"), ("2025", "B")):
        table(tmp_path / year / "works.csv", f"{ref},soon", header="Ref,Opening")
    ran = tracker(
        "import", "2024/works.csv", "2025/works.csv", "--map", "id=Ref", "--map", "completion_planned=Opening",
        "--errors", "problems.csv",
    )  # fmt: skip
    assert ran.code == 0, ran.err
    text = (tmp_path / "problems.csv").read_text(encoding="utf-8")
    assert "2024/works.csv,,2,Opening,completion_planned,bad-date" in text
    assert "2025/works.csv,,2,Opening,completion_planned,bad-date" in text
    where = [w for i in json.loads(tracker("issues", "-f", "json").out) for w in i["locators"]]
    assert {"2024/works.csv:2", "2025/works.csv:2"} <= set(where)


def test_rows_without_an_id_that_stand_in_two_files_are_two(tracker: Tracker, tmp_path: Path) -> None:
    table(tmp_path / "a.csv", "1,A dam")
    table(tmp_path / "b.csv", "1,A dam")
    assert "2 records" in tracker("import", "a.csv", "b.csv", "--map", "name=Project").out


def test_a_column_that_the_second_file_lacks_undoes_the_first(tracker: Tracker, tmp_path: Path) -> None:
    table(tmp_path / "a.csv", "1,A dam")
    table(tmp_path / "b.csv", "2,A port", header="Ref,Name")
    ran = tracker("import", "a.csv", "b.csv", *MAPS)
    assert ran.code == 2
    assert "b.csv has no column 'Project'" in ran.err
    assert not (tmp_path / "tracker.gpkg").exists()


def test_joined_files_stand_beside_each_file(tracker: Tracker, tmp_path: Path) -> None:
    (tmp_path / "m.toml").write_text(
        "[source]\nkey = 'works'\n[record]\nid = ['Ref']\n[[field]]\nfield = 'name'\ncolumn = 'Project'\n"
        "[[join]]\nfile = 'more.csv'\nleft = 'Ref'\nright = 'Ref'\n",
        encoding="utf-8",
    )
    for folder in ("a", "b"):
        table(tmp_path / folder / f"{folder}.csv", f"{folder},Project {folder}")
        table(tmp_path / folder / "more.csv", f"{folder},more of {folder}", header="Ref,Note")
    ran = tracker("import", "a/a.csv", "b/b.csv", "-m", "m.toml")
    assert ran.code == 0, ran.err
    (tmp_path / "b" / "more.csv").write_text("Ref,Note\nb,changed\n", encoding="utf-8")
    assert "Import 2" in tracker("import", "a/a.csv", "b/b.csv", "-m", "m.toml").out
    (tmp_path / "b" / "more.csv").unlink()
    ran = tracker("import", "a/a.csv", "b/b.csv", "-m", "m.toml")
    assert ran.code == 2
    assert "There is no joined file" in ran.err


def test_tables_of_claims_with_one_source_are_one_release(tracker: Tracker, tmp_path: Path) -> None:
    claims(tmp_path / "a.csv", "dam")
    claims(tmp_path / "b.csv", "port")
    ran = tracker("import", "a.csv", "b.csv", "--source", "ours=Our list")
    assert "Import 1 of ours: 2 records" in ran.out
    assert slugs(tracker) == ["dam", "port"]


def test_two_files_that_would_be_one_source_are_not_let_replace_each_other(tracker: Tracker, tmp_path: Path) -> None:
    claims(tmp_path / "2024" / "canals.csv", "old")
    claims(tmp_path / "2025" / "canals.csv", "new")
    ran = tracker("import", "2024/canals.csv", "2025/canals.csv")
    assert ran.code == 2
    assert "would both be the source 'canals'" in ran.err
    assert tracker("import", "2024/canals.csv", "2025/canals.csv", "--source", "canals").code == 0
    assert slugs(tracker) == ["new", "old"]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("a.csv", "a.csv", *MAPS), "a.csv is named twice"),
        (("folder", *MAPS), "folder is a folder, not a table"),
        (("folder",), "folder is a folder without catalogue.toml"),
        (("a.csv", "folder", "--source", "x"), "not all tables of claims"),
        (("-", "-"), "Standard input can be read once"),
    ],
)
def test_files_that_make_no_release(tracker: Tracker, tmp_path: Path, args: tuple[str, ...], message: str) -> None:
    table(tmp_path / "a.csv", "1,A dam")
    (tmp_path / "folder").mkdir()
    ran = tracker("import", *args)
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err
    assert not (tmp_path / "tracker.gpkg").exists()


@in_a_file
def test_the_parts_of_a_shapefile_belong_to_its_bytes(tracker: Tracker, tmp_path: Path) -> None:
    code = (
        "import geopandas, shapely, sys\n"
        "frame = geopandas.GeoDataFrame({'Ref': ['1'], 'Project': [sys.argv[1]]},"
        " geometry=[shapely.Point(4, 52)], crs=4326)\n"
        "frame.to_file('dams.shp')"
    )
    for name in ("A dam", "A weir"):
        subprocess.run([sys.executable, "-W", "ignore", "-c", code, name], check=True, cwd=tmp_path, timeout=60)
        ran = tracker("import", "dams.shp", *MAPS, "--replace")
        assert "Import" in ran.out, ran.err
    assert [p["name"] for p in json.loads(tracker("list", "-f", "json").out)] == ["A weir"]


# claims with a date


def test_the_date_of_undated_claims(tracker: Tracker, tmp_path: Path) -> None:
    rows = (
        "dam,name,A dam,,,https://x.example/,Xinhua,news",
        "dam,cost_budget,5,EUR,,https://x.example/,Xinhua,news",
        "dam,cost_estimate,6,EUR,2023-01,https://x.example/,Xinhua,news",
    )
    claims(tmp_path / "a.csv", "dam", *rows)
    assert tracker("import", "a.csv", "--as-of", "2024-06").code == 0
    said = {c["field"]: (c["as_of"], c["basis"]) for c in json.loads(tracker("history", "dam", "-f", "json").out)}
    assert said["cost_budget"] == ("2024-06", "report")
    assert said["cost_estimate"] == ("2023-01", "published")
    assert said["name"][0] == ""
    assert "undated" not in tracker("issues").out
    assert "Import 2" in tracker("import", "a.csv", "--as-of", "2024-07").out


# standard input


def test_a_table_from_standard_input(tracker: Tracker, monkeypatch: pytest.MonkeyPatch) -> None:
    standard_input(monkeypatch, "Ref;Project\nR1;Kanal über\n".encode("cp1252"))
    ran = tracker("import", "-", *MAPS, "--source", "works")
    assert ran.code == 0, ran.err
    (run,) = json.loads(tracker("imports", "-f", "json").out)
    assert (run["source"], run["snapshot"]) == ("works", "-")
    assert [p["name"] for p in json.loads(tracker("list", "-f", "json").out)] == ["Kanal über"]


def test_claims_from_standard_input_want_a_source(tracker: Tracker, monkeypatch: pytest.MonkeyPatch) -> None:
    text = CLAIMS + "dam,name,A dam,,,https://x.example/,Xinhua,news\n"
    standard_input(monkeypatch, text.encode())
    ran = tracker("import", "-")
    assert ran.code == 2
    assert "--source my-ministry" in ran.err
    standard_input(monkeypatch, text.encode())
    assert "Import 1 of ours" in tracker("import", "-", "--source", "ours").out


@pytest.mark.parametrize(
    ("data", "args", "message"),
    [
        (b"", MAPS, "standard input is empty"),
        (b'project,field,value,url\n"a,b\n', (), "standard input, line 2"),
        (b"%PDF-1.7", MAPS, "standard input is a PDF document"),
        (b"Ref,Name\n1,a\n", MAPS, "standard input has no column 'Project'"),
        (b"Ref,Name\n1,a\n", (), "standard input is a text table"),
    ],
)
def test_what_is_wrong_with_standard_input_is_told_of_it(
    tracker: Tracker, monkeypatch: pytest.MonkeyPatch, data: bytes, args: tuple[str, ...], message: str
) -> None:
    standard_input(monkeypatch, data)
    ran = tracker("import", "-", *args, "--source", "works")
    assert ran.code in (1, 2)
    assert message in ran.err
    assert "/tmp" not in ran.err


@posix
def test_a_pipe(tmp_path: Path) -> None:
    ran = process("import", "-", *MAPS, "--source", "works", "--json", input=b"Ref,Project\nR1,A dam\n")
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout)["records"] == 1


# one of several fails


def test_what_was_imported_before_a_failure_is_told(tracker: Tracker, tmp_path: Path) -> None:
    claims(tmp_path / "a.csv", "dam")
    (tmp_path / "b.csv").write_text(CLAIMS + 'port,name,"A port\n', encoding="utf-8")
    claims(tmp_path / "c.csv", "canal")
    ran = tracker("import", "a.csv", "b.csv", "c.csv")
    assert ran.code == 1
    assert "Import 1 of a" in ran.out
    assert "b.csv, line" in ran.err
    assert "Imported before: a (import 1). Not imported: b, c." in ran.err
    assert slugs(tracker) == ["dam"]


def test_a_fault_of_our_own_in_the_second_file_tells_too(
    tracker: Tracker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = ingest.run_import

    def broken(*args: object, **more: object) -> ingest.Report:
        if args[1].source.key == "b":  # type: ignore[attr-defined]
            raise ZeroDivisionError("by us")
        return real(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(ingest, "run_import", broken)
    for name in "ab":
        claims(tmp_path / f"{name}.csv", name)
    ran = tracker("import", "a.csv", "b.csv")
    assert ran.code == 1
    assert "Imported before: a (import 1). Not imported: b." in ran.err


def test_ctrl_c_after_the_first_file(tracker: Tracker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = ingest.run_import

    def stopped(*args: object, **more: object) -> ingest.Report:
        if args[1].source.key == "b":  # type: ignore[attr-defined]
            raise KeyboardInterrupt
        return real(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(ingest, "run_import", stopped)
    for name in "ab":
        claims(tmp_path / f"{name}.csv", name)
    ran = tracker("import", "a.csv", "b.csv")
    assert ran.code == 130
    assert "Interrupted in b; it left no trace." in ran.err
    assert "Imported before: a (import 1). Not imported: b." in ran.err
    assert slugs(tracker) == ["a"]


@posix
def test_ctrl_c_while_one_file_waits_changes_nothing(store: Store, address: str, tmp_path: Path) -> None:
    claims(tmp_path / "a.csv", "dam")
    with store.write("a long import"):
        child = subprocess.Popen(
            [*COMMAND, "import", "a.csv", "--db", address],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509
        )
        assert child.stderr is not None
        assert re.match(r"Waiting for (process|tracker) \d+ \(a long import", child.stderr.readline())
        child.send_signal(signal.SIGINT)
        out, err = child.communicate(timeout=60)
    assert (child.returncode, out, err.strip()) == (130, "", "Interrupted; nothing was changed.")


def test_ctrl_c_inside_a_statement_of_the_transaction(
    store: Store, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    claims(tmp_path / "a.csv", "dam")

    def stop(cursor: object, statement: str, *_: object) -> None:
        if statement.upper().startswith("INSERT INTO IMPORT_RUN"):
            raise KeyboardInterrupt

    sa.event.listen(getattr(store.home, "writer", None) or store.home.engine, "do_execute", stop)  # type: ignore[attr-defined]
    with pytest.raises(KeyboardInterrupt):
        ingest.run_import(store, sources.open_path(tmp_path / "a.csv"))
    again = Store(address)
    with again.read() as conn:
        assert read.imports(conn) == []
    assert ingest.run_import(again, sources.open_path(tmp_path / "a.csv")).outcome.new == 1


def test_a_busy_ledger_has_an_exit_code_of_its_own(
    tracker: Tracker, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for home in ("sqlite", "postgis"):
        monkeypatch.setattr(f"tracker.store.{home}.engine.PATIENCE_S", 0.1)
    claims(tmp_path / "a.csv", "dam")
    with store.write("a long import"):
        ran = tracker("import", "a.csv")
    assert ran.code == 4
    assert "is being written by" in ran.err


# a new ledger


@pytest.mark.parametrize(
    ("name", "text", "more"),
    [
        ("a.csv", CLAIMS + 'port,name,"A port\n', ()),
        ("a.csv", CLAIMS + "port,name\n", ("--strict",)),
        ("a.geojson", '{"type": "FeatureCollection", "features": [{"type": "Feature", "prop', ("--map", "name=n")),
        (
            "a.geojson",
            '{"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": null, "properties": {"n": 1}},',
            ("--map", "name=n"),
        ),
        ("a.csv", "Ref,Project\n", MAPS),
    ],
)
def test_a_file_that_breaks_off_leaves_no_new_ledger(
    tracker: Tracker, tmp_path: Path, name: str, text: str, more: tuple[str, ...]
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    ran = tracker("import", name, *more)
    assert ran.code in (1, 3), ran.err
    assert [p.name for p in tmp_path.iterdir()] == [name]


def test_a_new_ledger_stays_where_the_first_of_two_files_came_in(tracker: Tracker, tmp_path: Path) -> None:
    claims(tmp_path / "a.csv", "dam")
    (tmp_path / "b.csv").write_text(CLAIMS + 'port,name,"A port\n', encoding="utf-8")
    assert tracker("import", "a.csv", "b.csv").code == 1
    assert slugs(tracker) == ["dam"]


@in_a_file
def test_a_ledger_that_was_there_before_stays_though_it_is_empty(tracker: Tracker, tmp_path: Path) -> None:
    create(tmp_path / "tracker.gpkg")
    (tmp_path / "b.csv").write_text(CLAIMS + 'port,name,"A port\n', encoding="utf-8")
    assert tracker("import", "b.csv").code == 1
    assert (tmp_path / "tracker.gpkg").exists()


def test_a_ledger_into_which_another_process_writes_is_not_removed(tmp_path: Path) -> None:
    store = create(tmp_path / "tracker.gpkg")
    with store.write("an import"):
        assert not Store(store.path).discard()
    assert store.path.exists()


def test_who_waits_for_a_ledger_that_is_removed_is_told(tmp_path: Path) -> None:
    store = create(tmp_path / "tracker.gpkg")
    with store.connection() as conn:
        assert Store(store.path).discard()
        with pytest.raises(StoreError, match="removed by another process"), store.locked(conn, "an import"):
            pass
