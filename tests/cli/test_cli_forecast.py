"""``tracker forecast`` and ``tracker backtest`` as people call them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from processes import Tracker

from tracker.cli import expected


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


# the card


def test_the_card_of_an_unfinished_project_says_how_far_to_believe_its_forecast(known: Tracker) -> None:
    ran = known("show", "high-speed-2")
    assert ran.code == 0
    own = ran.out.split("Forecast from projects of its kind")[1].split("Milestones")[0]
    assert "Final cost" in own and "P50 GBP" in own and "all sectors, n = " in own
    assert "Not tested on past days of the bundled catalogue" in own
    assert "no skill over the official date that can be told from chance (118 forecasts of 42 projects" in own
    assert "a base rate, no more" in own


def test_the_card_gives_published_rates_where_no_class_is_big_enough(known: Tracker) -> None:
    own = known("show", "istanbul-canal", "--as-of", "2022").out.split("Forecast from")[1].split("Milestones")[0]
    assert "mean +28 % to +30 %; transport infrastructure (published)" in own
    assert "rates of other people's samples" in own


def test_what_is_over_has_no_forecast_on_its_card(known: Tracker) -> None:
    assert "Forecast from" not in known("show", "pinglu-canal").out


def test_in_a_big_ledger_the_card_names_the_command(known: Tracker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expected, "UP_TO", 10)
    assert "`tracker forecast high-speed-2` compares it with finished projects" in known("show", "high-speed-2").out


def test_a_card_says_first_that_its_class_is_no_bound(known: Tracker) -> None:
    lines = known("show", "seine-nord-europe-canal").out.splitlines()
    start = next(k for k, line in enumerate(lines) if line.startswith("  Final cost  "))
    assert "The official figure is above P80 of its class already: the forecast is no bound" in lines[start]
    assert "P50" in lines[start + 1]
    assert "From the first budget of EUR 1.2 bn, said 1993, recalled, prices not stated" in lines[start + 2]


def test_forecasts_of_a_day_know_no_later_rate(known: Tracker) -> None:
    ran = known("forecast", "--as-of", "2010", "--contemporary", "-f", "csv")
    assert ran.code == 0 and "published" not in ran.out
