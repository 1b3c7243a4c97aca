"""The verdict on a forecast: what a backtest said of it, in one sentence; the bundled numbers are made anew."""

from __future__ import annotations

import csv
import io
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import CensoredData, ecdf

from tracker.analysis import reference, skill
from tracker.analysis.forecast import COLUMNS
from tracker.analysis.ladder import ALL
from tracker.analysis.skill import BASE_RATE, OFFICIAL, verdict, verdicts
from tracker.bundled import data_folder
from tracker.ledger import open_ledger

BETTER = skill.Tested("opening", OFFICIAL, 40, 20, -0.5, -0.7, -0.3, "better")
TABLE = data_folder() / "reference-classes" / "skill.csv"
DATES = [f"{year}-01-01" for year in range(2015, 2024)]


def test_a_class_that_is_better_says_by_how_much_and_of_how_many() -> None:
    said = verdict("opening", "railway", tested=[BETTER])
    assert said.word == "better"
    assert said.sentence == (
        "On past days better than the official date (40 forecasts of 20 projects, CRPS -0.50 years, -0.70 to -0.30)."
    )


def test_where_no_difference_is_seen_there_is_no_skill() -> None:
    none = skill.Tested("cost", OFFICIAL, 40, 20, -0.05, -0.2, 0.1, "no difference", "", "the bundled catalogue")
    base = skill.Tested("cost", BASE_RATE, 40, 20, 0.2, 0.1, 0.3, "worse", "", "the bundled catalogue")
    said = verdict("cost", "rail", tested=[base, none, BETTER])
    assert said.word == "no difference"
    assert "no skill over the official cost" in said.sentence
    assert "of the bundled catalogue" in said.sentence
    assert said.sentence.endswith("worse than a constant base rate (+0.20 in logarithms, +0.10 to +0.30).")
    assert said.tested == (base, none)


def test_what_was_not_tested_says_so() -> None:
    assert verdict("cost", "rail").sentence == "Not tested on past days: no skill is shown."
    few = skill.Tested("cost", OFFICIAL, 0, 0, None, None, None, "not tested", "fewer than 15 could be judged")
    assert "(fewer than 15 could be judged)" in verdict("cost", "rail", tested=[few]).sentence
    assert verdict("cost", "rail (published)", "published", [BETTER]).word == "not tested"


def test_a_class_of_all_sectors_is_called_a_base_rate() -> None:
    assert "a base rate, no more" in verdict("opening", ALL, tested=[BETTER]).sentence
    assert "base rate" not in verdict("opening", "railway", tested=[BETTER]).sentence


def test_one_verdict_for_each_thing_that_is_forecast() -> None:
    assert verdicts({"cost_basis": "none"}) == ()
    row = {"cost_basis": "class", "cost_class": "rail", "opening_class": float("nan")}
    assert [v.quantity for v in verdicts(row)] == ["cost"]
    assert [v.quantity for v in verdicts({**row, "opening_class": "rail"})] == ["cost", "opening"]


@pytest.fixture(scope="module")
def made(catalogue_file: Path) -> object:
    """The backtest that skill.csv holds: tracker backtest --as-of 2026-11-25 --date 2015-01-01 ... -f csv."""
    return open_ledger(catalogue_file).backtest(DATES, as_of="2026-11-25")


def test_the_bundled_numbers_are_those_of_the_bundled_catalogue(made: object) -> None:
    frame = made.frame  # type: ignore[attr-defined]
    with TABLE.open(encoding="utf-8", newline="") as file:
        shipped = list(csv.DictReader(file))
    now = list(csv.DictReader(io.StringIO(frame.to_csv(index=False))))
    assert len(now) == len(shipped)
    for ours, theirs in zip(now, shipped, strict=True):
        assert ours.keys() == theirs.keys()
        for name, cell in theirs.items():
            try:
                assert float(ours[name]) == pytest.approx(float(cell), rel=1e-9), (theirs, name)
            except ValueError:
                assert ours[name] == cell, (theirs, name)


def test_a_backtest_of_ones_own_stands_in_their_place(made: object) -> None:
    own = skill.of_backtest(made)  # type: ignore[arg-type]
    assert [(t.quantity, t.against, t.n, t.word) for t in own] == [
        (t.quantity, t.against, t.n, t.word) for t in skill.bundled()
    ]
    assert {t.ledger for t in own} == {""}
    assert {t.ledger for t in skill.bundled()} == {"the bundled catalogue"}


def test_forecasts_of_the_catalogue_say_that_they_show_no_skill(catalogue_file: Path) -> None:
    result = open_ledger(catalogue_file).forecast(as_of="2026-11-25")
    frame = result.frame
    assert {"cost_skill", "opening_skill"} <= {c.name for c in COLUMNS}
    has_date = frame["opening_class"].notna()
    assert frame.loc[has_date, "opening_skill"].str.contains("no skill over the official date").all()
    assert frame.loc[~has_date, "opening_skill"].isna().all()
    assert frame.loc[frame["cost_basis"] == "class", "cost_skill"].str.startswith("Not tested").all()
    assert any("no skill over the official date" in note for note in result.notes)


@given(st.lists(st.tuples(st.integers(0, 12), st.booleans()), min_size=1, max_size=40))
def test_kaplan_meier_is_that_of_scipy(rows: list[tuple[int, bool]]) -> None:
    times, reached = [float(t) for t, _ in rows], [r for _, r in rows]
    ours = reference.survival(times, reached)
    theirs = ecdf(CensoredData.right_censored(times, [not r for r in reached])).sf
    for t in range(14):
        assert math.isclose(ours.beyond(t), float(theirs.evaluate(t)), abs_tol=1e-12)
