"""Changes of forecasts: what is one, what is none, and that they add up."""

from __future__ import annotations

import math
import random
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from cards_made import card, said
from hypothesis import given, settings
from hypothesis import strategies as st
from make import CURATED, claim, reading, record

from tracker import ingest, views
from tracker.analysis import files
from tracker.analysis.charts.revisions import draw
from tracker.analysis.result import Result
from tracker.analysis.revisions import NEEDED, events, is_rounded, revisions, without_restated
from tracker.analysis.vintages import MONTH, chains, vintages
from tracker.store.read import StoredClaim
from tracker.store.store import Store, create


def rows_of(result: Result, **wanted: str) -> pd.DataFrame:
    frame = result.frame
    for name, value in wanted.items():
        frame = frame[frame[name] == value]
    return frame.reset_index(drop=True)


def kinds(*claims: StoredClaim) -> list[str]:
    return [e.kind for c in chains(card(*claims)) for e in events(c)]


# what is a revision


def test_the_same_value_again_is_no_revision() -> None:
    same = [said("completion_planned", "2026-12", f"202{y}-01-01", by=f"Paper {y}") for y in range(4)]
    assert kinds(*same) == ["first", "restated", "restated", "restated"]
    assert list(revisions([card(*same)]).frame["event"]) == ["first"]
    every = revisions([card(*same)], restated=True)
    assert len(every.frame) == 4
    pd.testing.assert_frame_equal(without_restated(every).frame, revisions([card(*same)]).frame)


def test_a_looser_date_changes_nothing_and_a_closer_one_narrows() -> None:
    loose = said("completion_planned", "2026", "2021-01-01")
    close = said("completion_planned", "2026-12", "2022-01-01")
    again = said("completion_planned", "2026", "2023-01-01", by="Paper")
    moved = said("completion_planned", "2027-06", "2024-01-01")
    assert kinds(loose, close, again, moved) == ["first", "narrowed", "restated", "revision"]
    last = revisions([card(loose, close, again, moved)]).frame.iloc[-1]
    assert (last["from_value"], last["to_value"]) == ("2026-12", "2027-06")
    assert last["months"] == pytest.approx(181 / MONTH)  # 16 December to 15 June
    assert last["half_width_months"] == pytest.approx((15 + 14.5) / MONTH)


@pytest.mark.parametrize(
    ("full", "short", "same"),
    [(72.73e9, 72.7e9, True), (102.7e9, 103e9, True), (44.6e9, 44.7e9, False), (5.5, 6, True), (0.0, 0.0, True)],
)
def test_a_rounded_figure_is_the_same(full: float, short: float, same: bool) -> None:
    assert is_rounded(full, short) is same


def test_a_rounded_amount_is_no_revision_but_a_small_change_is() -> None:
    def money(value: float, year: int, **more: Any) -> StoredClaim:
        return said("cost_estimate", value, f"{year}-01-01", unit="CNY", **more)

    assert kinds(money(72.73e9, 2022), money(72.7e9, 2023)) == ["first", "restated"]
    assert kinds(money(44.6e9, 2022), money(44.7e9, 2023)) == ["first", "revision"]
    # One digit is no rounding of 44.6: that is a tenth less.
    assert kinds(money(44.6e9, 2022), money(40e9, 2023)) == ["first", "revision"]
    assert kinds(money(44.6e9, 2022), money(40e9, 2023, qualifier="about")) == ["first", "revision"]
    assert kinds(money(5.3e9, 2022), money(5e9, 2023, qualifier="about")) == ["first", "restated"]


def test_the_ends_of_a_range_are_one_statement() -> None:
    low = said("cost_estimate", 54e9, "2024-06", by="HS2 Ltd", unit="GBP", price_year=2019, qualifier="low")
    high = said("cost_estimate", 66e9, "2024-06", by="HS2 Ltd", unit="GBP", price_year=2019, qualifier="high")
    (only,) = vintages(c for c in card(low, high).claims if c.field == "cost_estimate")
    assert (only.low, only.mid, only.high, only.text, only.bound) == (54e9, 60e9, 66e9, "54 bn to 66 bn", "")
    assert len(only.keys) == 2
    (alone,) = vintages(c for c in card(high).claims if c.field == "cost_estimate")
    assert (alone.mid, alone.bound) == (66e9, "at most")


def test_unlike_money_parts_and_items_are_chains_of_their_own() -> None:
    made = card(
        said("cost_budget", 10, "2010", unit="GBP"),
        said("cost_estimate", 20, "2012", unit="GBP", price_year=2011),
        said("cost_estimate", 30, "2014", unit="USD"),
        said("cost_estimate", 40, "2016", unit="GBP", scope="phase:1"),
        said("cost_programme", 50, "2018", unit="GBP", item="a"),
        said("cost_programme", 60, "2020", unit="GBP", item="b"),
    )
    assert [e for e in (list(events(c)) for c in chains(made)) if len(e) > 1] == []
    assert revisions([made]).n == 0
    assert "nothing to compare it with" in revisions([made]).left_out[0].reason


def test_the_outcome_ends_a_chain_and_later_plans_are_none() -> None:
    made = card(
        said("completion_planned", "2020", "2015-01-01"),
        said("completion_planned", "2022", "2019-01-01"),
        said("completion_planned", "2030", "2026-01-01"),
        said("completion_actual", "2023-07-02", "2023-08-01"),
    )
    frame = revisions([made]).frame
    assert list(frame["event"]) == ["first", "revision", "outcome"]
    assert frame["cumulated_months"].iloc[-1] == pytest.approx(36.0, abs=0.05)


def test_a_statement_without_a_day_is_in_no_series_and_it_is_said() -> None:
    made = card(
        said("completion_planned", "2020", "../2026-11-22", basis="lookup"),
        said("completion_planned", "2021", "2015"),
        said("completion_planned", "2022", "2016"),
    )
    result = revisions([made])
    assert len(result.frame) == 2
    assert "in no series: 1" in result.notes[0]


def test_what_to_mind_is_marked() -> None:
    made = card(
        said("completion_planned", "2020", "2015-01-01"),
        said("completion_planned", "2022", "2017-01-01", qualifier="at_most"),
        said("completion_planned", "2020", "2019-06-01", by="Blog", rank=5),
    )
    marks = list(revisions([made]).frame["mark"].fillna(""))
    assert marks == ["", "at most", "weak document; back to an earlier value"]


# properties

DAYS = st.dates(min_value=pd.Timestamp("2000-01-01").date(), max_value=pd.Timestamp("2026-01-01").date())
DATES = st.one_of(
    st.integers(2000, 2050).map(str),
    st.tuples(st.integers(2000, 2050), st.integers(1, 12)).map(lambda t: f"{t[0]}-{t[1]:02d}"),
    DAYS.map(str),
)
PLANS = st.lists(
    st.builds(
        lambda value, day, rank, by: said("completion_planned", value, str(day), by=f"{by}{day}", rank=rank),
        DATES, DAYS, st.sampled_from([1, 3, 5]), st.sampled_from(["A", "B", "C"]),
    ),
    min_size=1, max_size=8, unique_by=lambda c: (c.as_of, c.voice),
)  # fmt: skip
COSTS = st.lists(
    st.builds(
        lambda field, value, day, unit, year: said(field, value, str(day), by=f"A{day}", unit=unit, price_year=year),
        st.sampled_from(["cost_budget", "cost_estimate"]), st.floats(1e6, 1e12), DAYS, st.sampled_from(["GBP", "USD"]),
        st.sampled_from([None, 2010, 2019]),
    ),
    min_size=1, max_size=8, unique_by=lambda c: (c.as_of, c.field),
)  # fmt: skip


@given(PLANS, COSTS)
def test_changes_sum_to_last_less_first(plans: list[StoredClaim], costs: list[StoredClaim]) -> None:
    for chain in chains(card(*plans, *costs)):
        good = [v for v in chain.vintages if not chain.odd.intersection(v.keys)]
        steps = [e for e in events(chain) if e.kind in ("revision", "narrowed", "outcome")]
        if not good:
            continue
        last = steps[-1].after if steps else good[0]
        assert math.isclose(sum(e.change for e in steps), last.mid - good[0].mid, rel_tol=1e-9, abs_tol=1e-3)
        assert all(a.after == b.before for a, b in pairwise(steps))
        # What was said last is what stood last, or says the same, only more loosely or rounded.
        assert last is good[-1] or good[-1].low <= last.high + 0.1 * abs(last.high)
        assert sum(1 for _ in events(chain)) == len(chain.vintages) + bool(chain.outcome)


@settings(max_examples=30)
@given(PLANS, COSTS, st.randoms(use_true_random=False))
def test_the_order_of_claims_does_not_matter(
    plans: list[StoredClaim], costs: list[StoredClaim], rng: random.Random
) -> None:
    claims = plans + costs
    one = revisions([card(*claims)], restated=True).frame
    rng.shuffle(claims)
    pd.testing.assert_frame_equal(one, revisions([card(*claims)], restated=True).frame)


@pytest.mark.parametrize("day", ["2014", "2018-06", "2022-03-31", "2026-02-03"])
def test_as_of_never_looks_ahead(catalogue: Store, day: str) -> None:
    at = views.moment(day)
    with views.select(catalogue, at) as chosen:
        then = revisions(chosen.cards(NEEDED), at)
    with views.select(catalogue) as chosen:
        said_by = {c.key: c.as_of_hi for p in chosen.cards(NEEDED) for c in p.claims}
    assert len(then.frame)
    assert all(said_by[key] <= at.as_of for key in then.frame["claim"])


def test_what_is_said_later_changes_nothing_as_of_before(tmp_path: Path) -> None:
    early = [claim("completion_planned", "2020", "2015-01-01"), claim("completion_planned", "2022", "2017-01-01")]
    late = [claim("completion_planned", "2019", "2018-01-01"), claim("completion_actual", "2023", "2023-06-01")]
    frames = []
    for n, claims in enumerate((early, early + late)):
        store = create(tmp_path / f"{n}.gpkg")
        ingest.run_import(store, reading([record("a", *claims)], CURATED))
        with views.select(store, views.moment("2017")) as chosen:
            frames.append(revisions(chosen.cards(NEEDED), restated=True).frame)
    pd.testing.assert_frame_equal(*frames)
    assert len(frames[0]) == 2


# the catalogue, checked by hand against data/catalogue/claims


@pytest.fixture(scope="module")
def told(catalogue_file: Path) -> Result:
    with views.select(Store(catalogue_file), names=["pinglu-canal", "high-speed-2"]) as chosen:
        return revisions(chosen.cards(NEEDED))


def test_pinglu(told: Result) -> None:
    opening = rows_of(told, project="pinglu-canal", forecast="opening")
    assert list(opening["event"]) == ["first", "odd", "revision", "outcome"]
    assert list(opening["announced"]) == ["2023-08-27", "2026-02-03", "2026-02-25", "2026-09"]
    assert list(opening["to_value"]) == ["2026-12", "2028-12", "2026-09", "2026-09-16"]
    assert opening["mark"][1] == "weak document, contradicted by better ones"
    assert math.isnan(opening["cumulated_months"][1])
    # From 16 December to 15 September 2026: 92 days.
    assert opening["months"][2] == pytest.approx(-92 / 30.4375)
    assert opening["cumulated_months"][3] == pytest.approx(-91 / 30.4375)
    cost = rows_of(told, project="pinglu-canal", forecast="cost", currency="CNY")
    assert list(cost["to_amount"]) == [72.73e9]  # 72.7 bn is the same figure rounded


def test_hs2(told: Result) -> None:
    opening = rows_of(told, project="high-speed-2", forecast="opening", scope="whole")
    assert list(opening["to_value"]) == ["2026", "2029/2033", "2043"]
    assert list(opening["announced"]) == ["2012-01", "2021~", "2026-05-20"]
    assert opening["basis"][0] == "recalled"
    assert list(opening["mark"].fillna(""))[2] == "at most"
    assert opening["months"][1] == pytest.approx(60.0, abs=0.1)  # mid 2026 to mid 2031
    assert opening["cumulated_months"][2] == pytest.approx(17 * 12, abs=0.1)
    assert opening["half_width_months"][2] == pytest.approx(30 + 6, abs=0.1)
    cost = rows_of(told, project="high-speed-2", forecast="cost", scope="whole")
    in_2019 = cost[cost["price_year"] == 2019]
    assert list(in_2019["to_amount"]) == [44.6e9, 60e9]
    assert in_2019["percent"].iloc[1] == pytest.approx(100 * (60 / 44.6 - 1))
    # Prices of 2011, of 2019 and of years not stated are three series, and no step leads from one to another.
    assert list(cost["event"]) == ["first", "first", "revision", "first", "revision"]


def test_the_phase_is_not_mixed_with_the_whole(told: Result) -> None:
    phase = rows_of(told, project="high-speed-2", forecast="opening", scope="phase:2")
    assert list(phase["to_value"]) == ["2032"]


@pytest.mark.parametrize("forecast", ["opening", "cost"])
def test_the_chart_is_the_same_every_time(told: Result, forecast: str, tmp_path: Path) -> None:
    from dataclasses import replace

    one = replace(told, frame=rows_of(told, forecast=forecast))
    for name in ("a.svg", "b.svg"):
        files.write(one, tmp_path / name, draw)
    text = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert text == (tmp_path / "b.svg").read_text(encoding="utf-8")
    assert "High Speed 2" in text and "Announced on" in text
