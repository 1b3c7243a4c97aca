"""``Ledger.export``: the same files as the command's."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

import tracker
from tracker import views
from tracker.errors import UsageError
from tracker.export.csv_text import text_of
from tracker.export.extract import Wanted
from tracker.export.write import export
from tracker.store.store import Store


@pytest.mark.parametrize(
    ("words", "given"),
    [
        (["--sector", "canal", "--as-of", "2024"], {"sector": "canal", "as_of": "2024"}),
        (
            ["-w", "claims", "-p", "pinglu-canal", "--field", "cost_budget", "--field", "geometry", "--contemporary"],
            {"what": "claims", "project": "pinglu-canal", "field": ["cost_budget", "geometry"], "contemporary": True},
        ),
        (["-w", "observations", "--bbox", "100,20,112,26"], {"what": "observations", "bbox": (100, 20, 112, 26)}),
        (
            ["--text", "canal", "--status", "planned", "-c", "china"],
            {"text": "canal", "status": "planned", "country": "china"},
        ),
        (["--recorded-before", "2020-01-01"], {"recorded_before": "2020-01-01"}),
    ],
)
def test_it_writes_what_the_command_writes(
    catalogue_at: str,
    tmp_path: Path,
    app: typer.Typer,
    runner: CliRunner,
    words: list[str],
    given: dict[str, object],
) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    told = runner.invoke(app, ["export", "a/out.csv", *words, "--db", catalogue_at])
    assert told.exit_code == 0, told.output
    done = tracker.open(catalogue_at).export(Path("b/out.csv"), **given)  # type: ignore[arg-type]
    assert told.stdout == f"{done}\n".replace("b/", "a/")
    for name in ("out.csv", "out.csv.datapackage.json"):
        assert Path("a", name).read_bytes() == Path("b", name).read_bytes()


def test_a_path_may_be_text_and_the_format_given(catalogue_at: str) -> None:
    done = tracker.open(catalogue_at).export("canals.txt", form="csv", sector="canal")
    assert str(done).startswith("canals.txt: 11 projects, ")
    with pytest.raises(UsageError, match="exists already"):
        tracker.open(catalogue_at).export("canals.txt", form="csv")
    tracker.open(catalogue_at).export("canals.txt", form="csv", overwrite=True)


@pytest.mark.parametrize("at", [{"as_of": "2019-06"}, {"contemporary": True}, {"as_of": "2024", "contemporary": True}])
def test_claims_are_those_that_stand_at_the_moment(catalogue: Store, tmp_path: Path, at: dict[str, object]) -> None:
    moment = views.moment(**at)  # type: ignore[arg-type]
    export(catalogue, Wanted("claims", moment), tmp_path / "out.csv")
    known = {p.slug for p in views.projects(catalogue, moment)}
    expected = [c.key for c in views.all_claims(catalogue, moment) if c.project in known]
    lines = (tmp_path / "out.csv").read_text(encoding="utf-8")
    assert [k for k in expected if text_of(k) not in lines] == []
    with views.select(catalogue, moment) as chosen:
        assert [c.key for c in chosen.claims()] == expected
