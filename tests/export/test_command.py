"""``tracker export``: what is written where, what is refused, and that nothing half done stays."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from tracker import views
from tracker.errors import UsageError
from tracker.export import csv_text
from tracker.export.extract import Wanted
from tracker.export.write import export, to_stdout
from tracker.store.store import Store


def test_the_command_writes_the_file_and_its_dictionary(
    catalogue_at: str, tmp_path: Path, app: typer.Typer, runner: CliRunner
) -> None:
    args = ["export", "canals.csv", "--sector", "canal", "--db", catalogue_at]
    done = runner.invoke(app, args)
    assert done.exit_code == 0, done.output
    n = len(views.projects(Store(catalogue_at), filters=views.Filters(sector=("canal",))))
    assert done.stdout.startswith(f"canals.csv: {n} projects, ")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["canals.csv", "canals.csv.datapackage.json"]


def test_a_dash_is_standard_output(catalogue_at: str, tmp_path: Path, app: typer.Typer, runner: CliRunner) -> None:
    done = runner.invoke(app, ["export", "-", "-w", "claims", "-p", "pinglu-canal", "--db", catalogue_at])
    assert done.exit_code == 0
    assert done.stdout.startswith("project,field,item,")
    assert done.stdout.count("\npinglu-canal,") > 50
    assert not list(tmp_path.iterdir())
    done = runner.invoke(app, ["export", "-", "-f", "geojson", "--db", catalogue_at])
    assert len(json.loads(done.stdout)["features"]) == 154


def test_an_empty_table_is_told(catalogue_at: str, app: typer.Typer, runner: CliRunner) -> None:
    done = runner.invoke(app, ["export", "a.csv", "--text", "no such words", "--db", catalogue_at])
    assert done.exit_code == 0
    assert "Nothing fits" in done.stderr
    assert len(Path("a.csv").read_text(encoding="utf-8").splitlines()) == 1


@pytest.mark.parametrize(
    ("out", "wanted", "message"),
    [
        ("a.shp", Wanted(), "no format"),
        ("a", Wanted(), "no ending"),
        ("nowhere/a.csv", Wanted(), "no folder"),
        ("folder.csv", Wanted(), "is a folder"),
        ("a.csv", Wanted(fields=("cost_budget",)), "does not fit projects"),
        ("a.csv", Wanted("claims", fields=("cost",)), "no field 'cost'"),
        ("a.csv", Wanted(projects=("atlantis-9",)), "no project"),
        ("a.csv", Wanted(filters=views.Filters(status=("lost",))), "no status"),
        ("a.csv", Wanted(filters=views.Filters(country=("Atlantis",))), "no country"),
    ],
)
def test_a_wrong_call_leaves_nothing(catalogue: Store, tmp_path: Path, out: str, wanted: Wanted, message: str) -> None:
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(UsageError, match=message) as caught:
        export(catalogue, wanted, tmp_path / out)
    assert caught.value.hint
    assert [p.name for p in tmp_path.iterdir()] == ["folder.csv"]


def test_a_file_is_replaced_only_when_asked(catalogue: Store, tmp_path: Path) -> None:
    out = tmp_path / "a.csv"
    out.write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="exists already"):
        export(catalogue, Wanted(), out)
    assert out.read_text(encoding="utf-8") == "mine"
    export(catalogue, Wanted(), out, overwrite=True)
    assert out.read_text(encoding="utf-8").startswith("slug,")


def test_a_dictionary_of_something_else_is_not_replaced_either(catalogue: Store, tmp_path: Path) -> None:
    (tmp_path / "a.csv.datapackage.json").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="exists already"):
        export(catalogue, Wanted(), tmp_path / "a.csv")


def test_the_ledger_is_never_replaced(catalogue_copy: Store, tmp_path: Path) -> None:
    before = catalogue_copy.path.read_bytes()
    (tmp_path / "link.gpkg").symlink_to(catalogue_copy.path)
    os.link(catalogue_copy.path, tmp_path / "hard.gpkg")
    shutil.copy(catalogue_copy.path, tmp_path / "other.gpkg")
    for name in ("tracker.gpkg", "link.gpkg", "hard.gpkg", "other.gpkg"):
        with pytest.raises(UsageError, match=r"belongs to the ledger|is a ledger"):
            export(catalogue_copy, Wanted(), tmp_path / name, overwrite=True)
    with pytest.raises(UsageError, match="belongs to the ledger"):
        export(catalogue_copy, Wanted(), tmp_path / "tracker.gpkg-wal", "csv")
    assert catalogue_copy.path.read_bytes() == before
    # A copy that was exported is no ledger and may be replaced.
    export(catalogue_copy, Wanted(), tmp_path / "copy.gpkg")
    export(catalogue_copy, Wanted(), tmp_path / "copy.gpkg", overwrite=True)


def test_an_export_that_fails_leaves_the_old_file(
    catalogue: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "a.csv"
    export(catalogue, Wanted(), out)
    before = out.read_bytes()

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device", str(out))

    monkeypatch.setattr(csv_text, "write", full)
    with pytest.raises(OSError, match="No space"):
        export(catalogue, Wanted("claims"), out, overwrite=True)
    assert out.read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.csv", "a.csv.datapackage.json"]


def test_only_text_goes_to_standard_output(catalogue: Store) -> None:
    with pytest.raises(UsageError, match="not text"):
        to_stdout(catalogue, Wanted(), "gpkg")
