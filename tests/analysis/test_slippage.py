"""Delay and overrun: their definitions, by hand, beside another computation, and what is refused."""

from __future__ import annotations

import csv
import math
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import scipy.stats
from cards_made import card, said
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker import views
from tracker.analysis import files
from tracker.analysis.charts.slippage import draw
from tracker.analysis.kinds import PUBLISHED
from tracker.analysis.overrun import as_stated, in_constant
from tracker.analysis.prices import load
from tracker.analysis.result import LEAST, Result
from tracker.analysis.slippage import FIELDS, Opening, cost_of, opening_of, ordered, slippage
from tracker.analysis.slippage_groups import (
    ALL,
    DELAY,
    OVER_CONSTANT,
    OVER_STATED,
    SCHEDULE,
    beside,
    by_group,
    mean_of,
    published_rates,
)
from tracker.bundled import data_folder
from tracker.clean.dates import months_between, parse_date
from tracker.errors import UsageError
from tracker.ledger import open_ledger
from tracker.store.read import StoredClaim
from tracker.store.store import Store
from tracker.views import Card
from tracker.vocab import sector_exists

CONSTANT = in_constant(load())
GUESSED = in_constant(load(), assume=True)


def gbp(field: str, value: float, as_of: str, **more: Any) -> StoredClaim:
    return said(field, value, as_of, unit=more.pop("unit", "GBP"), **more)


def opened(first: str, actual: str, slug: str = "p", **more: str) -> Card:
    return card(
        said("completion_planned", first, "2010-01-01"), said("completion_actual", actual, "2026-01-01"), slug=slug,
        **more,
    )  # fmt: skip


# delay


@pytest.mark.parametrize(("first", "actual"), [("2015", "2018-07-02"), ("2016-06", "2016-02"), ("2015-12-31", "2015")])
def test_delay_is_what_lies_between_midpoints(first: str, actual: str) -> None:
    row = slippage([opened(first, actual)]).frame.iloc[0]
    a, b = parse_date(first), parse_date(actual)
    assert a and b
    assert row["delay_months"] == pytest.approx(months_between(a, b))
    assert row["delay_half_width"] == pytest.approx((a.half_width_days + b.half_width_days) / 30.4375)
    assert row["opening_kind"] == "opened"


def test_the_first_plan_is_the_earliest_of_which_it_is_known_when_it_was_said() -> None:
    made = card(
        said("completion_planned", "2019", "../2026-11-22", basis="lookup"),
        said("completion_planned", "2020", "2012", basis="recalled", by="Encyclopaedia", rank=4),
        said("completion_planned", "2022", "2015"),
        said("completion_planned", "2025", "2021"),
    )
    opening = opening_of(made)
    assert isinstance(opening, Opening)
    assert (opening.first.text, opening.latest.text, opening.kind) == ("2020", "2025", "expected")


def test_an_undated_original_plan_counts_only_where_a_document_recalls_it() -> None:
    actual = said("completion_actual", "2020", "2021")
    told = card(said("completion_planned", "2015", "../2021", basis="recalled"), actual)
    looked = card(said("completion_planned", "2015", "../2021", basis="lookup"), actual)
    assert isinstance(opening_of(told), Opening)
    assert opening_of(looked) == "no plan of the opening of which it is known when it was made"


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (card(), "no planned opening"),
        (card(said("completion_planned", "2015", "2010")), "one plan of the opening only"),
        (card(said("completion_planned", "2015", "2010"), status="operating"), "in operation, but no document gives"),
        (card(said("completion_planned", "2015", "2010", scope="phase:1"), said("completion_actual", "2016", "2017")),
         "no planned opening"),
        # Said after it had opened: no plan.
        (card(said("completion_planned", "2015", "2019"), said("completion_actual", "2016", "2017")),
         "no plan of the opening"),
    ],
)  # fmt: skip
def test_no_delay_is_told_and_why(made: Card, why: str) -> None:
    found = opening_of(made)
    assert isinstance(found, str) and found.startswith(why)


def test_a_weak_odd_plan_is_neither_first_nor_latest() -> None:
    made = card(
        said("completion_planned", "2026-12", "2024-01-01"),
        said("completion_planned", "2027-12", "2025-06-01"),
        said("completion_planned", "2035", "2025-09-01", by="Blog", rank=5),
    )
    opening = opening_of(made)
    assert isinstance(opening, Opening)
    assert opening.latest.text == "2027-12"


def test_bounds_are_kept() -> None:
    late = said("completion_planned", "2043", "2026", qualifier="at_most")
    early = said("completion_planned", "2026", "2012", qualifier="at_most")
    plain = said("completion_planned", "2026", "2012")
    later = said("completion_planned", "2030", "2020")

    def bound(*claims: StoredClaim) -> str:
        return str(slippage([card(*claims)]).frame["delay_bound"].fillna("")[0])

    assert bound(plain, late) == "at most"
    assert bound(early, later) == "at least"
    assert bound(early, late) == "open either way"
    assert bound(plain, later) == ""


def test_overdue_needs_a_today() -> None:
    made = card(said("completion_planned", "2015", "2010"), said("completion_planned", "2018", "2014"))
    assert pd.isna(slippage([made]).frame["overdue"][0])
    assert slippage([made], now="2019-01-01").frame["overdue"][0]
    assert not slippage([made], now="2018-06-01").frame["overdue"][0]


def test_what_was_given_up_is_a_row_but_in_no_median() -> None:
    gone = card(said("completion_planned", "2015", "2010"), said("completion_planned", "2018", "2014"),
                status="cancelled", slug="gone")  # fmt: skip
    rows = slippage([gone, *(opened("2015", "2016", slug=f"p{n}") for n in range(LEAST))])
    assert rows.frame["opening_kind"][0] == "given up"
    groups = by_group(rows)
    assert groups.n == LEAST
    assert groups.left_out[-1].examples == ("gone",)


# overrun


def test_overrun_in_the_same_money() -> None:
    made = card(gbp("cost_budget", 10, "2010"), gbp("cost_estimate", 12, "2015"), gbp("cost_actual", 15, "2020"))
    row = slippage([made]).frame.iloc[0]
    assert row["overrun_percent"] == pytest.approx(50)
    assert (row["cost_kind"], row["prices"]) == ("final", "as stated")


def test_a_range_gives_a_range() -> None:
    low, high = (gbp("cost_estimate", v, "2020", by="One", qualifier=q) for v, q in ((18, "low"), (22, "high")))
    row = slippage([card(gbp("cost_budget", 10, "2010"), low, high)]).frame.iloc[0]
    assert list(row[["overrun_low", "overrun_percent", "overrun_high"]]) == pytest.approx([80, 100, 120])


def test_an_estimate_before_the_budget_is_not_set_against_it() -> None:
    assert cost_of(card(gbp("cost_budget", 10, "2010"), gbp("cost_estimate", 8, "2005"))) == "no later cost"


def test_a_budget_of_an_unknown_age_is_not_the_first() -> None:
    made = card(gbp("cost_budget", 10, "../2026-11-22", basis="lookup"), gbp("cost_actual", 20, "2020"))
    assert cost_of(made) == "no first budget of which it is known when it was made"


@pytest.mark.parametrize(
    ("later", "why"),
    [
        ({"unit": "USD"}, "USD against a budget in GBP"),
        ({"price_year": 2019}, "prices of 2019 against a budget in prices of a year not stated"),
        ({"unit": ""}, "an amount without a currency"),
    ],
)
def test_unlike_money_is_refused(later: dict[str, object], why: str) -> None:
    made = card(gbp("cost_budget", 10, "2010"), gbp("cost_actual", 20, "2020", **later))
    for compare in (as_stated, CONSTANT):
        assert cost_of(made, compare) == f"costs that cannot be compared ({why})"


def test_an_older_cost_stands_in_where_the_newest_cannot_be_compared_and_it_is_said() -> None:
    made = card(
        gbp("cost_budget", 10, "2010"), gbp("cost_estimate", 13, "2015"), gbp("cost_actual", 30, "2020", unit="USD")
    )
    row = slippage([made]).frame.iloc[0]
    assert row["overrun_percent"] == pytest.approx(30)
    assert row["not_compared"] == "USD 30, said 2020: USD against a budget in GBP"


def deflator(country: str, first: int, last: int) -> float:
    """Prices of the year ``last`` over those of ``first``, read from the table by another way."""
    table = pd.read_csv(data_folder() / "econ" / "deflators.csv", index_col="country")
    growth = table.loc[country, [str(y) for y in range(first + 1, last + 1)]].astype(float)
    return float(np.exp(np.log1p(growth / 100).sum()))


def test_stated_price_years_are_brought_together_by_the_deflator() -> None:
    made = card(
        gbp("cost_budget", 16.3e9, "2013", price_year=2011), gbp("cost_estimate", 60e9, "2024-06", price_year=2019)
    )
    cost = cost_of(made, CONSTANT)
    assert not isinstance(cost, str)
    assert cost.overrun.prices == "constant"
    assert cost.overrun.mid == pytest.approx(100 * (60 / (16.3 * deflator("GBR", 2011, 2019)) - 1))
    assert isinstance(cost_of(made, as_stated), str)


def test_a_year_is_assumed_only_where_that_is_asked_for() -> None:
    made = card(gbp("cost_budget", 10, "2010-03"), gbp("cost_actual", 15, "2020-06"))
    plain, guessed = cost_of(made, CONSTANT), cost_of(made, GUESSED)
    assert not isinstance(plain, str) and not isinstance(guessed, str)
    assert plain.overrun.prices == "as stated"
    assert plain.overrun.mid == pytest.approx(50)
    assert guessed.overrun.prices == "constant, year assumed"
    assert guessed.overrun.mid == pytest.approx(100 * (1.5 / deflator("GBR", 2010, 2020) - 1))


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["cost_budget", "cost_estimate", "cost_actual"]), st.floats(1e3, 1e12),
            st.sampled_from(["GBP", "USD", "CNY"]), st.sampled_from([None, 2005, 2015]), st.integers(2000, 2023),
        ),
        min_size=1, max_size=8,
    ),
    st.booleans(), st.randoms(use_true_random=False),
)  # fmt: skip
def test_no_ratio_of_unlike_money_in_whatever_order(
    given_: list[tuple[str, float, str, int | None, int]], assume: bool, rng: random.Random
) -> None:
    claims = [said(f, v, str(y), by=f"{f}{n}", unit=u, price_year=p) for n, (f, v, u, p, y) in enumerate(given_)]
    compare = in_constant(load(), assume=assume)
    one = slippage([card(*claims)], compare=compare).frame
    rng.shuffle(claims)
    pd.testing.assert_frame_equal(one, slippage([card(*claims)], compare=compare).frame)
    units = {u for f, _, u, _, _ in given_ if f == "cost_budget"}
    for row in one.to_dict("records"):
        assert row["currency"] in units
        alike = row["budget_price_year"] is row["cost_price_year"] or row["budget_price_year"] == row["cost_price_year"]
        assert alike or row["prices"] != "as stated"
        assert assume or row["prices"] != "constant, year assumed"
        assert (row["overrun_percent"] > 0) == (row["overrun_high"] > 0)


# the catalogue


@pytest.fixture(scope="module")
def rows(catalogue_file: Path) -> Result:
    with views.select(Store(catalogue_file)) as chosen:
        return slippage(chosen.cards(FIELDS), now="2026-11-24", compare=CONSTANT)


def test_pinglu_by_hand(rows: Result) -> None:
    row = rows.frame.set_index("project").loc["pinglu-canal"]
    # Said on 27 August 2023: December 2026; opened on 16 September 2026, 91 days before 16 December.
    assert (row["first_plan"], row["first_plan_said"], row["opening"]) == ("2026-12", "2023-08-27", "2026-09-16")
    assert row["delay_months"] == pytest.approx(-91 / 30.4375)
    assert row["delay_half_width"] == pytest.approx(15 / 30.4375)
    assert (row["opening_kind"], row["opening_revisions"]) == ("opened", 1)
    # 72.73 bn at ground-breaking, 72.7 bn in June 2025; the aggregator's 4.2 bn dollars are not looked at.
    assert (row["budget_amount"], row["cost_amount"], row["currency"]) == (72.73e9, 72.7e9, "CNY")
    assert row["overrun_percent"] == pytest.approx(100 * (72.7 / 72.73 - 1))
    assert (row["cost_kind"], row["prices"], row["cost_said"]) == ("estimate", "as stated", "2025-06-25")


def test_hs2_by_hand(rows: Result) -> None:
    row = rows.frame.set_index("project").loc["high-speed-2"]
    # Plan of January 2012: 2026. Told in May 2026: by 2043. Seventeen years, give or take half of each year.
    assert (row["first_plan"], row["first_plan_said"], row["first_plan_basis"]) == ("2026", "2012-01", "recalled")
    assert (row["opening"], row["opening_said"], row["delay_bound"]) == ("2043", "2026-05-20", "at most")
    assert row["delay_months"] == pytest.approx(17 * 12, abs=0.05)
    assert row["delay_half_width"] == pytest.approx(12, abs=0.05)
    # 16.3 bn in prices of 2011; 54 to 66 bn in prices of 2019. The range of 2026 is in prices that nobody states.
    assert (row["budget_amount"], row["budget_price_year"], row["cost"]) == (16.3e9, 2011, "54 bn to 66 bn")
    factor = deflator("GBR", 2011, 2019)
    for column, amount in (("overrun_low", 54), ("overrun_percent", 60), ("overrun_high", 66)):
        assert row[column] == pytest.approx(100 * (amount / (16.3 * factor) - 1))
    assert row["prices"] == "constant"
    assert row["not_compared"].startswith("GBP 87.7 bn to 102.7 bn, said 2026-05-20: prices of a year not stated")


def test_all_are_accounted_for(rows: Result) -> None:
    assert rows.n + sum(x.n for x in rows.left_out) == rows.of == 154
    frame = rows.frame
    assert frame["delay_months"].notna().sum() > 60
    # Each figure names the documents that it rests on, and when they spoke.
    for prefix, figure in (("first_plan", "delay_months"), ("opening", "delay_months"), ("cost", "overrun_percent"),
                           ("budget", "overrun_percent")):  # fmt: skip
        has = frame[frame[figure].notna()]
        assert has[[f"{prefix}_said", f"{prefix}_by", f"{prefix}_url", f"{prefix}_claim"]].notna().all(axis=None)


def test_what_is_first_and_latest_is_what_the_card_shows(catalogue: Store, rows: Result) -> None:
    atlas = views.atlas(catalogue)
    shown = {p.slug: p for p in atlas.projects}
    for row in rows.frame.to_dict("records"):
        p = shown[row["project"]]
        if row["opening_kind"] == "opened":
            assert row["opening"] == p.completion_actual
        elif isinstance(row["opening"], str) and " to " not in row["opening"]:
            assert row["opening"] == p.completion_planned
        if isinstance(row["budget"], str) and " to " not in row["budget"]:
            assert row["budget_amount"] == p.cost_budget


@pytest.mark.parametrize("day", ["2015", "2020-03", "2024-01-15"])
def test_as_of_never_looks_ahead(catalogue: Store, day: str) -> None:
    at = views.moment(day, contemporary=True)
    with views.select(catalogue, at) as chosen:
        assert chosen.now == at.as_of
        result = slippage(chosen.cards(FIELDS), at, now=chosen.now, compare=GUESSED)
    with views.select(catalogue) as chosen:
        claims = {c.key: c for p in chosen.cards(FIELDS) for c in p.claims}
    for prefix in ("first_plan", "opening", "budget", "cost"):
        for key in result.frame[f"{prefix}_claim"].dropna():
            assert claims[key].as_of_hi <= at.as_of
            assert claims[key].basis not in ("recalled", "lookup")


def test_sorting(rows: Result) -> None:
    delays = ordered(rows, "-delay").frame["delay_months"]
    assert delays.iloc[0] == delays.max() and delays.dropna().is_monotonic_decreasing
    assert math.isnan(delays.iloc[-1])
    with pytest.raises(UsageError, match="cannot be sorted"):
        ordered(rows, "size")


# schedule


def built(start: str, first: str, actual: str, **more: Any) -> Card:
    return card(
        said("start_actual", start, "2011-01-01"), said("completion_planned", first, "2010-01-01"),
        said("completion_actual", actual, "2026-01-01"), **more,
    )  # fmt: skip


def test_schedule_overrun_by_hand() -> None:
    # Begun on day 0, planned for day 1000, opened on day 1500: half of the planned duration late.
    row = slippage([built("2010-01-01", "2012-09-27", "2014-02-09")]).frame.iloc[0]
    assert row["schedule_overrun_percent"] == pytest.approx(50)
    assert (row["schedule_overrun_low"], row["schedule_overrun_high"]) == pytest.approx((50, 50))
    assert row["planned_years"] == pytest.approx(1000 / 365.25)
    assert (row["start"], row["start_kind"], row["start_by"]) == ("2010-01-01", "actual", "Ministry")


def test_schedule_overrun_of_vague_dates_has_both_ends() -> None:
    # Begun in 2010 (365 days), planned for 2014, opened in 2016 (366 days).
    row = slippage([built("2010", "2014", "2016")]).frame.iloc[0]
    day = {text: (pd.Timestamp(text) - pd.Timestamp("2010-01-01")).days for text in (
        "2010-12-31", "2014-01-01", "2014-12-31", "2016-01-01", "2016-12-31")}  # fmt: skip
    low = day["2016-01-01"] / day["2014-12-31"] - 1
    last = day["2010-12-31"]
    high = (day["2016-12-31"] - last) / (day["2014-01-01"] - last) - 1
    assert row["schedule_overrun_low"] == pytest.approx(100 * low)
    assert row["schedule_overrun_high"] == pytest.approx(100 * high)
    assert row["schedule_overrun_low"] < row["schedule_overrun_percent"] < row["schedule_overrun_high"]


@given(st.integers(0, 3000), st.integers(1, 3000), st.integers(-4000, 4000))
def test_schedule_overrun_is_actual_over_planned_duration_less_one(begin: int, planned: int, late: int) -> None:
    days = [pd.Timestamp("2000-01-01") + pd.Timedelta(days=n) for n in (begin, begin + planned, begin + planned + late)]
    start, first, end = (f"{d:%Y-%m-%d}" for d in days)
    made = card(
        said("start_actual", start, "2026"), said("completion_planned", first, "1980-01-01"),
        said("completion_actual", end, "2026"),
    )  # fmt: skip
    row = slippage([made]).frame.iloc[0]
    assert row["schedule_overrun_percent"] == pytest.approx(100 * ((planned + late) / planned - 1))
    assert math.copysign(1, row["schedule_overrun_percent"]) == math.copysign(1, row["delay_months"])


@pytest.mark.parametrize(
    ("start", "first", "why"),
    [
        ("", "2014", "no start of construction"),
        ("2015", "2014", "construction began after the first planned opening"),
        ("2014-01", "2014", "the planned duration is not longer than its dates are vague"),
    ],
)
def test_no_schedule_overrun_and_why(start: str, first: str, why: str) -> None:
    begun = [said("start_actual", start, "2016-01-01")] if start else []
    made = card(*begun, said("completion_planned", first, "2010"), said("completion_actual", "2016", "2026"))
    row = slippage([made]).frame.iloc[0]
    assert row["no_schedule"] == why
    assert math.isnan(row["schedule_overrun_percent"]) and row["delay_months"] > 0


def test_a_start_that_was_only_planned_stands_in_where_none_is_told() -> None:
    plans = (said("start_planned", "2011-01-01", "2010"), said("start_planned", "2012-01-01", "2011-06"))
    ends = (said("completion_planned", "2014-01-01", "2010"), said("completion_actual", "2015-01-01", "2026"))
    row = slippage([card(*plans, *ends)]).frame.iloc[0]
    assert (row["start"], row["start_kind"]) == ("2011-01-01", "planned")
    row = slippage([card(*plans, said("start_actual", "2012-06-01", "2013"), *ends)]).frame.iloc[0]
    assert (row["start"], row["start_kind"]) == ("2012-06-01", "actual")


def test_schedule_overruns_have_statistics_and_stand_beside_those_in_percent(rows: Result) -> None:
    frame = by_group(rows).frame
    of_all = frame[(frame["group"] == ALL) & (frame["projects"] == "all")].set_index("measure")
    kept = rows.frame[~rows.frame["status"].isin(["cancelled", "retired"])]
    shares = kept["schedule_overrun_percent"].dropna()
    assert of_all.loc[SCHEDULE, "n"] == len(shares) >= LEAST
    assert of_all.loc[SCHEDULE, "median"] == pytest.approx(shares.median())
    published = beside(rows, published_rates()).frame
    told = published[published["statistic"] == "mean schedule overrun"]
    assert (told["unit"] == "percent").all() and (told["measure"] == SCHEDULE).all()
    assert list(told["published"]) == [74.28]
    assert set(published.loc[published["statistic"] == "mean delay", "unit"]) == {"years"}


# deflators that are carried flat


def test_an_overrun_in_newer_prices_only_with_deflators_carried_flat() -> None:
    made = card(
        gbp("cost_budget", 100, "2020-01-01", price_year=2023), gbp("cost_estimate", 150, "2026-01-01", price_year=2026)
    )
    assert cost_of(made, CONSTANT) == "costs that cannot be compared (no GDP deflator of GBR for 2025)"
    row = slippage([made], compare=in_constant(load(extend="last"))).frame.iloc[0]
    change = 1 + load().deflators["GBR"].by_year[2024] / 100
    assert row["overrun_percent"] == pytest.approx(100 * (1.5 / change - 1))
    assert row["extended"] == "2025 to 2026"
    assert row["prices"] == "constant"
    assert "extended: 2025 to 2026 as 2024" in row["prices_how"]


# groups


def test_no_statistics_below_fifteen() -> None:
    for n in (LEAST - 1, LEAST):
        rows = slippage(opened("2015", "2016", slug=f"p{i}") for i in range(n))
        row = by_group(rows).frame.iloc[0]
        assert (row["group"], row["measure"], row["n"]) == (ALL, DELAY, n)
        assert math.isnan(row["median"]) == (n < LEAST)
    assert by_group(slippage([opened("2015", "2016")])).notes[-1] == "n below 15: all (1), railway (1)."


#: Places (from 1) of the 95 % interval of a median, of tables of the sign test: Conover, Practical Nonparametric
#: Statistics; two-sided level at most 0.05.
@pytest.mark.parametrize(("n", "low", "high"), [(15, 4, 12), (20, 6, 15), (25, 8, 18), (30, 10, 21)])
def test_the_interval_of_a_median_is_that_of_the_sign_test(n: int, low: int, high: int) -> None:
    days = [f"20{10 + i}-01-01" for i in range(n)]
    rows = slippage(opened("2010-01-01", day, slug=f"p{i:02}") for i, day in enumerate(days))
    row = by_group(rows).frame.iloc[0]
    delays = sorted(rows.frame["delay_months"])
    assert (row["median_low"], row["median_high"]) == (delays[low - 1], delays[high - 1])
    assert row["median"] == pytest.approx(np.median(delays))


def test_the_interval_of_a_mean_is_that_of_scipy() -> None:
    values = list(np.random.default_rng(1).lognormal(size=40))
    mean, low, high = mean_of(values)
    theirs = scipy.stats.bootstrap(
        (values,), np.mean, method="percentile", n_resamples=4000, rng=np.random.default_rng(7)
    ).confidence_interval
    assert mean == pytest.approx(np.mean(values))
    assert (low, high) == pytest.approx(tuple(theirs), rel=0.03)


def test_unlike_prices_are_never_put_together(rows: Result) -> None:
    frame = by_group(rows).frame
    of_all = frame[(frame["group"] == ALL) & (frame["projects"] == "all")].set_index("measure")
    kept = rows.frame[~rows.frame["status"].isin(["cancelled", "retired"])]
    counts = kept.loc[kept["overrun_percent"].notna(), "prices"].value_counts()
    assert of_all.loc[OVER_CONSTANT, "n"] == counts["constant"] < LEAST
    assert of_all.loc[OVER_STATED, "n"] == counts["as stated"]
    values = kept.loc[kept["prices"] == "as stated", "overrun_percent"].dropna()
    assert of_all.loc[OVER_STATED, "median"] == pytest.approx(values.median())


def test_a_project_in_two_countries_counts_in_both_and_once_in_all() -> None:
    rows = slippage([opened("2015", "2016")])
    both = replace(rows, frame=rows.frame.assign(country="FRA;ITA"))
    frame = by_group(both, "country").frame
    counted = frame[frame["projects"] == "all"]
    assert dict(zip(counted["group"], counted["n"], strict=True)) == {ALL: 1, "FRA": 1, "ITA": 1}


def test_row_order_changes_no_statistic(rows: Result) -> None:
    mixed = replace(rows, frame=rows.frame.sample(frac=1, random_state=1).reset_index(drop=True))
    pd.testing.assert_frame_equal(by_group(rows).frame, by_group(mixed).frame)


def test_notes_count_what_the_table_counts(rows: Result) -> None:
    """What was given up is in neither."""
    for result in (by_group(rows), by_group(rows, "country"), beside(rows, published_rates())):
        assert result.notes[0].startswith("Delay: ") and result.notes[0] != rows.notes[0]
    frame = by_group(rows).frame
    all_ = frame[(frame["group"] == ALL) & (frame["projects"] == "all")].set_index("measure")["n"]
    delay, schedule, over = (int(note.split(": ")[1].split(" ")[0]) for note in by_group(rows).notes[:3])
    assert (delay, schedule) == (all_[DELAY], all_["schedule overrun"])
    assert over == all_[[m for m in all_.index if m.startswith("overrun, ")]].sum()


def test_a_first_budget_is_official_only_where_an_official_document_tells_it() -> None:
    def row(rank: int) -> pd.Series[Any]:
        budget = said("cost_budget", 1.2e9, "1993", "Report", rank, unit="EUR")
        late = said("cost_estimate", 7e9, "2024", "Ministry", 1, unit="EUR")
        result = slippage([card(budget, late)])
        assert any("no official document" in note for note in result.notes) == (rank > 2)
        return result.frame.iloc[0]

    assert [row(rank)["budget_kind"] for rank in (1, 2, 3, 5)] == ["official", "official", "told", "told"]
    assert row(1)["overrun_from"] == "EUR 7 bn (2024) over 1.2 bn (1993)"
    assert row(5)["overrun_from"] == "EUR 7 bn (2024) over 1.2 bn (1993, weak)"


def test_estimates_without_a_budget_are_counted() -> None:
    told = [said("cost_estimate", n * 1e9, f"{y}-06-01", unit="EUR") for n, y in ((1, 2015), (2, 2020))]
    assert any("No first budget: 1 project has" in note for note in slippage([card(*told)]).notes)
    assert not any("No first budget" in note for note in slippage([card(told[0])]).notes)


# published rates


def test_published_rates_name_their_page_and_our_kinds_their_sectors() -> None:
    with (data_folder() / "reference-classes" / "overrun.csv").open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    assert len(table) == 92
    assert all(r["source_url"].startswith("http") and r["source_publisher"] for r in table)
    assert {k for k in PUBLISHED if k != "all projects"} <= {r["project_type"] for r in table}
    assert all(sector_exists(s) for sectors in PUBLISHED.values() for s in sectors or ())


def test_published_rates_stand_beside_ours(rows: Result) -> None:
    result = beside(rows, published_rates())
    frame = result.frame
    assert {"rail", "nuclear power", "transport infrastructure"} <= set(frame["kind"])
    assert frame["url"].notna().all()
    assert (frame["here"].notna() == (frame["n"] >= LEAST)).all()
    transport = frame[(frame["kind"] == "transport infrastructure") & (frame["statistic"] == "mean cost overrun")]
    members = rows.frame[rows.frame["sector"].isin(PUBLISHED["transport infrastructure"] or ())]
    members = members[~members["status"].isin(["cancelled", "retired"]) & (members["prices"] == "as stated")]
    assert transport["n"].iloc[0] == members["overrun_percent"].notna().sum()
    assert transport["here"].iloc[0] == pytest.approx(members["overrun_percent"].mean())
    assert sorted(transport["published"]) == [28.0, 30.0]
    assert frame.groupby(["kind", "statistic", "published"])["url"].nunique().sum() == len(frame)
    assert {2002, 2003} == set(transport["year"])
    assert "prices as stated" in result.notes[-1] and "constant prices" in result.notes[-1]
    early = beside(replace(rows, at=views.moment("2010")), published_rates()).frame
    assert not early.empty and early["year"].max() <= 2010
    years = frame[frame["statistic"] == "mean delay"].iloc[0]
    assert (years["unit"], years["published"], years["measure"]) == ("years", 2.0, DELAY)


# for notebooks, and the chart


def test_the_ledger_gives_the_same(catalogue: Store, rows: Result) -> None:
    ledger = open_ledger(catalogue.name)
    same = ledger.slippage()
    pd.testing.assert_frame_equal(same.frame.drop(columns="overdue"), rows.frame.drop(columns="overdue"))
    assert ledger.slippage(by="published", sector="railway").n < 20
    assert set(ledger.revisions(project="pinglu-canal", forecast="opening").frame["forecast"]) == {"opening"}
    with pytest.raises(UsageError, match="no slippage by"):
        ledger.slippage(by="owner")
    with pytest.raises(UsageError, match="no forecast of"):
        ledger.revisions(forecast="weather")


def test_the_chart(rows: Result, tmp_path: Path) -> None:
    for name in ("a.svg", "b.svg"):
        files.write(rows, tmp_path / name, draw)
    text = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert text == (tmp_path / "b.svg").read_text(encoding="utf-8")
    assert "High-speed rail" in text and "Delay, years" in text


@pytest.mark.parametrize("ending", [".csv", ".dta", ".parquet"])
def test_tables_are_written_with_a_codebook(rows: Result, tmp_path: Path, ending: str) -> None:
    made = files.write(rows, tmp_path / f"a{ending}")
    assert [p.exists() for p in made] == [True, True]


def test_a_card_of_some_fields_is_the_card_without_the_others(catalogue: Store) -> None:
    atlas = views.atlas(catalogue)
    with views.select(catalogue) as chosen:
        for some in chosen.cards(FIELDS):
            whole = atlas.cards[some.project.slug]
            assert [c.key for c in some.claims] == [c.key for c in whole.claims if c.field in FIELDS]
            for name, choice in some.choices.items():
                theirs = whole.choices[name]
                assert some.claims[choice.winner].key == whole.claims[theirs.winner].key
                for part in ("rivals", "not_compared", "outliers"):
                    assert [some.claims[i].key for i in getattr(choice, part)] == [
                        whole.claims[i].key for i in getattr(theirs, part)
                    ]
