"""``tracker forecast`` and ``tracker backtest`` as people call them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from processes import Tracker


def test_forecast_lists_unfinished_projects_beside_the_official_figures(known: Tracker) -> None:
    ran = known("forecast", "--sector", "railway")
    assert ran.code == 0
    assert "stuttgart-21" in ran.out and "Official opening" in ran.out and "Opening P50" in ran.out
    assert "no promises" in ran.err and "Kaplan-Meier" in ran.err and "projects." in ran.err


def test_forecast_of_one_shows_every_class(known: Tracker) -> None:
    ran = known("forecast", "high-speed-2", "-f", "json")
    rows = json.loads(ran.out)
    assert {r["quantity"] for r in rows} == {"cost", "opening"}
    assert "rail (published)" in {r["reference_class"] for r in rows}
    assert sum(r["used"] for r in rows) == 2
    assert known("forecast", "nothing of this name").code == 2


def test_forecast_as_of_knows_that_day_only(known: Tracker) -> None:
    ran = known("forecast", "--as-of", "2020", "-f", "csv")
    rows = list(csv.DictReader(io.StringIO(ran.out)))
    assert rows
    assert all(r["opening_p10"] > "2020-12-31" for r in rows if r["opening_p10"])


def test_forecast_of_what_is_over_says_so(known: Tracker) -> None:
    ran = known("forecast", "pinglu-canal")
    assert ran.code == 0
    assert "nothing is left to forecast" in ran.err


def test_files(known: Tracker, tmp_path: Path) -> None:
    ran = known("forecast", "high-speed-2", "-o", str(tmp_path / "a.svg"), "-o", str(tmp_path / "a.csv"))
    assert ran.code == 0
    assert (tmp_path / "a.svg").stat().st_size > 5000
    assert (tmp_path / "a.csv.codebook.json").exists()


def test_backtest_tells_n_scores_and_skill(known: Tracker, tmp_path: Path) -> None:
    ran = known("backtest", "--date", "2015", "--date", "2022-01-01")
    assert ran.code == 0
    assert "fewer than 15" in ran.out and "constant base rate" in ran.out and "official figure" in ran.out
    assert "no skill over the official figure" in ran.err
    assert known("backtest", "--date", "2100").code == 2
    assert known("backtest", "--date", "2022-01-01", "--sector", "canal", "-o", str(tmp_path / "b.png")).code == 0
