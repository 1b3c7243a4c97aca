"""Backtests: no hindsight, scores by hand, refusals, the command, and the long tests on real files."""

from __future__ import annotations

import importlib.util
import math
import random
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest
from cards_made import card, said
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker import views
from tracker.analysis import files
from tracker.analysis.backtest import COLUMNS, Past, backtest, table
from tracker.analysis.charts.backtest import draw
from tracker.analysis.classes import Known, Uplift
from tracker.analysis.result import LEAST, typed
from tracker.analysis.scoring import Life, Price, base_share, figures, openings
from tracker.analysis.slippage import FIELDS
from tracker.analysis.standing import YEAR, standings
from tracker.clean.days import day_number
from tracker.errors import UsageError
from tracker.ledger import open_ledger
from tracker.store.store import Store
from tracker.views import Card

AT = "2020-01-01"
DAY = float(day_number(AT))
LATER = "2026-06-30"


def lives(n: int = 40, seed: int = 1) -> tuple[list[Life], dict[str, float]]:
    """Projects begun from 2000 on, of 4 to 12 years, as 2020 knew them; and all their ends."""
    rng = random.Random(seed)
    out, ends = [], {}
    for k in range(n):
        start = day_number("2000-01-01") + rng.random() * 19 * YEAR
        end = start + (4 + 8 * rng.random()) * YEAR
        ends[f"p{k}"] = end
        out.append(Life(f"p{k}", "road", start, start, end if end <= DAY else None, start + 5 * YEAR))
    return out, ends


# by hand


def test_figures_by_hand() -> None:
    known = Known(tuple(Uplift(str(k), "road", math.exp(k / 10)) for k in range(-4, 12)), ())
    (ours, base, official) = figures(AT, known, [Price("x", "road", 1.0, math.exp(0.3))])
    assert official.crps == pytest.approx(0.3)
    assert official.brier == 1  # it said: no more than this
    assert ours.brier == pytest.approx((11 / 16 - 1) ** 2)
    assert base.crps == ours.crps  # roads are all there is
    # P10 of 16 stands at 1.7: -0.33; P50 at 0.35; P80 at 0.96.
    assert ours.covered == (False, True, True, True)
    assert official.covered == (None, False, None, None)


def test_openings_by_hand() -> None:
    # 20 took 1, 2 ... 20 years from 1990 on; one more begins in 2015 and takes 7.
    begun = float(day_number("1990-01-01"))
    old = [Life(f"o{k}", "road", begun, begun, begun + k * YEAR) for k in range(1, 21)]
    new = Life("x", "road", DAY - 5 * YEAR, DAY - 5 * YEAR, None, DAY + YEAR)
    ours, base, official = openings(AT, DAY, [*old, new], {"x": DAY + 2 * YEAR}, 3.0)
    # Of the 15 that took longer than 5 years 3 ended by year 8.
    assert ours.brier == pytest.approx((3 / 15 - 1) ** 2)
    # |F - 1{2 <= t}|^2 over 3 years: F is 0, 1/15, 2/15 and jumps at 1, 2, 3.
    assert ours.crps == pytest.approx(0 + (1 / 15) ** 2 + (2 / 15 - 1) ** 2)
    assert official.crps == pytest.approx(1)
    assert official.brier == 0  # it said within 3 years, and so it came
    share, cases = base_share([*old, new], DAY, 3.0)
    assert base.brier == pytest.approx((share - 1) ** 2)
    assert cases > 100
    # Half of them had not ended by then: that cannot be judged within the horizon.
    assert ours.covered[1:] == (None, None, None)


def test_an_opening_of_the_past_that_did_not_happen_is_due_any_day() -> None:
    begun = float(day_number("1990-01-01"))
    old = [Life(f"o{k}", "road", begun, begun, begun + k * YEAR) for k in range(1, 21)]
    late = Life("x", "road", DAY - 5 * YEAR, DAY - 5 * YEAR, None, DAY - YEAR)
    official = [s for s in openings(AT, DAY, [*old, late], {}, 3.0) if s.method == "official"]
    assert official[0].crps == pytest.approx(3)
    assert official[0].brier == 1


# no hindsight


def test_what_comes_after_the_horizon_changes_nothing() -> None:
    known, ends = lives()
    sooner = {k: e for k, e in ends.items() if e <= DAY + 3 * YEAR}
    later = {k: e if e <= DAY + 3 * YEAR else e + 9 * YEAR for k, e in ends.items()}
    scores = [list(openings(AT, DAY, known, x, 3.0)) for x in (ends, sooner, later)]
    assert scores[0] == scores[1] == scores[2]
    assert scores[0]


def test_what_was_given_up_later_is_forecast_and_did_not_open() -> None:
    known, ends = lives()
    unfinished = [x.project for x in known if x.ended is None]
    gone = dict.fromkeys(unfinished[:3])
    scored = list(openings(AT, DAY, known, {k: e for k, e in ends.items() if k not in gone}, 3.0))
    mine = {s.project for s in scored if s.method == "class"}
    assert set(gone) & mine
    for s in scored:
        if s.project in gone and s.method == "official":
            assert s.covered[1] in (False, None)


@settings(max_examples=15)
@given(st.randoms())
def test_order_does_not_matter(rng: random.Random) -> None:
    known, ends = lives()
    mixed = rng.sample(known, len(known))
    a, b = (sorted(openings(AT, DAY, x, ends, 3.0), key=lambda s: (s.project, s.method)) for x in (known, mixed))
    assert [(s.project, s.crps, s.brier) for s in a] == [(s.project, s.crps, s.brier) for s in b]


def past_and_future(n: int = 60) -> tuple[list[Card], list[Card]]:
    """Projects as 2020 and as 2026 know them; what documents of 2026 add is marked by a later day."""
    then, now = [], []
    for k in range(n):
        # From 2001 on; 3 to 11 years were planned, up to 4 more were needed.
        plan = 2004 + k % 20 + k // 20
        opened = plan + k % 5
        claims = [said("completion_planned", str(plan), f"{plan - 3}-01-01"),
                  said("cost_budget", 100, f"{plan - 3}-01-01", unit="EUR")]  # fmt: skip
        if plan - 3 < 2020:
            if opened < 2019:
                end = [said("completion_actual", str(opened), f"{opened + 1}-01-01"),
                       said("cost_actual", 100 + 10 * (k % 7), f"{opened + 1}-01-01", unit="EUR")]  # fmt: skip
                then.append(card(*claims, *end, slug=f"p{k:02}", status="operating"))
                now.append(then[-1])
                continue
            then.append(card(*claims, slug=f"p{k:02}", status="construction"))
            end = [said("completion_actual", str(opened), "2026-01-01"),
                   said("cost_actual", 100 + 10 * (k % 7), "2026-01-01", unit="EUR")]  # fmt: skip
            is_open = opened < 2026
            now.append(card(*claims, *(end if is_open else ()), slug=f"p{k:02}",
                            status="operating" if is_open else "cancelled"))  # fmt: skip
    return then, now


def test_a_backtest_scores_all_three_on_the_same_projects() -> None:
    then, now = past_and_future()
    result = backtest([Past(AT, standings(then))], standings(now), LATER)
    frame = result.frame
    for quantity in ("cost", "opening"):
        own = frame[(frame["quantity"] == quantity) & frame["date"].notna()]
        assert list(own["method"]) == ["reference class", "constant base rate", "official figure"]
        assert own["n"].nunique() == 1 and (own["n"] >= LEAST).all()
        assert own["crps"].notna().all()
        whole = frame[(frame["quantity"] == quantity) & frame["date"].isna()]
        assert list(whole["crps"]) == pytest.approx(list(own["crps"]))
    assert result.n + sum(x.n for x in result.left_out) == result.of
    assert any("skill" in note or "better" in note or "worse" in note for note in result.notes)


def test_nothing_of_the_day_but_outcomes_comes_from_today() -> None:
    then, now = past_and_future()
    whole = backtest([Past(AT, standings(then))], standings(now), LATER).frame
    # More finished projects that only today knows of: they are in no class of then, and nobody asked for them.
    more = [card(said("completion_planned", "2010", "2005-01-01"), said("completion_actual", "2019", "2026-01-01"),
                 slug=f"new{k}", status="operating") for k in range(30)]  # fmt: skip
    pd.testing.assert_frame_equal(whole, backtest([Past(AT, standings(then))], standings([*now, *more]), LATER).frame)


def test_small_dates_are_refused_with_their_n() -> None:
    then, now = past_and_future(20)
    frame = backtest([Past(AT, standings(then))], standings(now), LATER).frame
    assert frame[["crps", "brier"]].isna().all(axis=None)
    assert frame["why"].str.contains("fewer than 15").all()


def test_a_horizon_that_is_not_over_is_refused() -> None:
    then, now = past_and_future()
    frame = backtest([Past(AT, standings(then))], standings(now), "2022-06-30").frame
    own = frame[(frame["quantity"] == "opening") & frame["date"].notna()]
    assert list(own["why"]) == ["3 years are not over"]


def test_a_date_of_the_future_is_a_wrong_call() -> None:
    with pytest.raises(UsageError, match="not before"):
        backtest([Past("2030-01-01", [])], [], LATER)


def test_nothing_to_test_is_no_error() -> None:
    result = backtest([Past(AT, [])], [], LATER)
    assert (result.n, result.of) == (0, 0)
    assert result.frame["why"].notna().all()
    assert typed(table([], []), COLUMNS).empty


# the catalogue


def test_the_catalogue(catalogue: Store, tmp_path: Path) -> None:
    result = open_ledger(catalogue.name).backtest(["2016", "2022-01-01"])
    frame = result.frame
    assert (frame["n"] >= LEAST)[frame["crps"].notna()].all()
    early = frame[(frame["date"] == pd.Timestamp("2016-12-31")) & (frame["quantity"] == "cost")]
    assert list(early["why"].str.contains("fewer than 15")) == [True]
    assert frame[(frame["quantity"] == "opening") & (frame["method"] == "reference class")]["n"].max() > 20
    # What the output says of skill where it says that a forecast is no better than the official date.
    assert any("no skill over the official figure" in note for note in result.notes)
    for name in ("a.svg", "b.svg"):
        files.write(result, tmp_path / name, draw)
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()
    files.write(backtest([], [], LATER), tmp_path / "c.svg", draw)
    assert "Too few" in (tmp_path / "c.svg").read_text(encoding="utf-8")


def test_a_past_day_knows_its_own_documents_only(catalogue: Store) -> None:
    with views.select(catalogue, views.moment("2019-12-31", contemporary=True)) as chosen:
        rows = standings(chosen.cards(FIELDS))
    for s in rows:
        for c in s.card.claims:
            assert c.as_of_hi <= "2019-12-31" and c.basis not in ("recalled", "lookup")
        if s.opening and s.opening.opened:
            assert s.opening.opened.low <= day_number("2019-12-31")


# real files


@pytest.fixture(scope="module")
def script() -> ModuleType:
    path = Path(__file__).parents[2] / "benchmarks" / "backtest.py"
    spec = importlib.util.spec_from_file_location("benchmarks_backtest", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_reactors(script: ModuleType, realdata: Path, tmp_path: Path) -> None:
    rows = script.reactors(realdata, tmp_path / "r.gpkg")
    n, closed, median, km = script.construction_times(rows, "1900-01-01")
    assert (n, closed, round(median, 2), round(km, 2)) == (724, 639, 6.35, 6.62)
    n, closed, median, km = script.construction_times(rows, "2005-01-01")
    assert (n, closed, round(median, 2), round(km, 2)) == (133, 72, 6.00, 7.59)
    scored, dates = script.five_years(rows)
    frame = typed(table(scored, dates), COLUMNS)
    whole = frame[frame["date"].isna()].set_index("method")
    assert whole.loc["reference class", "n"] > 800
    # To forget the unfinished is worse than to count them.
    assert whole.loc["reference class", "brier"] < whole.loc["finished projects only", "brier"]


def test_uk_projects(script: ModuleType, realdata: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = script.uk_projects(realdata, tmp_path / "uk.gpkg")
    scored, dates = script.next_release("opening", told["completion_planned"])
    frame = typed(table(scored, dates), COLUMNS)
    assert "93 of them also in the next release" in capsys.readouterr().out
    first = frame[frame["date"] == pd.Timestamp("2013-09-30")]
    assert list(first["why"].str.contains("fewer than 15")) == [True]
    last = frame[frame["date"] == pd.Timestamp("2021-03-31")].set_index("method")
    assert last.loc["reference class", "n"] == 93
    assert last.loc["reference class", "crps"] < last.loc["official figure", "crps"]
