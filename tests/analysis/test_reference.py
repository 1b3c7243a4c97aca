"""Quantiles, intervals, Kaplan-Meier and scores: by hand, against other computations, and properties."""

from __future__ import annotations

import math
import random
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.analysis import reference

numbers = st.floats(-1e6, 1e6)
samples = st.lists(numbers, min_size=1, max_size=40)


def test_a_quantile_stands_at_its_plotting_position() -> None:
    values = [10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 90.0]
    assert [reference.quantile(values, k / 10) for k in range(1, 10)] == pytest.approx(values)
    assert reference.quantile(values, 0.85) == pytest.approx(85)


def test_quantiles_are_those_of_the_standard_library() -> None:
    values = [random.Random(3).lognormvariate(0.2, 0.5) for _ in range(61)]
    # statistics.quantiles(method="exclusive") uses k / (n + 1) too.
    assert reference.quantile(values, 0.8) == pytest.approx(statistics.quantiles(values, n=10)[7])


def test_beyond_its_ends_a_sample_says_nothing() -> None:
    assert math.isnan(reference.quantile([1.0, 2.0, 3.0], 0.8))
    assert math.isnan(reference.quantile([], 0.5))


def test_the_interval_of_a_median_is_the_one_in_the_books() -> None:
    # n = 10: the 2nd and the 9th value hold the median with 97.9 % (David and Nagaraja 2003, table of section 7.1).
    assert reference.interval([float(k) for k in range(1, 11)], 0.5) == (2, 9)
    low, high = reference.interval([1.0, 2.0, 3.0], 0.5)
    assert math.isnan(low) and math.isnan(high)


def test_the_interval_covers_as_it_says() -> None:
    rng = random.Random(1)
    truth = statistics.NormalDist().inv_cdf(0.8)
    hits = 0
    for _ in range(400):
        low, high = reference.interval([rng.gauss(0, 1) for _ in range(60)], 0.8)
        hits += low <= truth <= high
    assert hits / 400 > 0.93


def test_the_interval_is_close_to_the_bootstrap() -> None:
    rng = random.Random(2)
    values = [rng.lognormvariate(0.2, 0.4) for _ in range(61)]
    again = sorted(reference.quantile(rng.choices(values, k=61), 0.8) for _ in range(1000))
    low, high = reference.interval(values, 0.8)
    assert low == pytest.approx(again[25], rel=0.15)
    assert high == pytest.approx(again[975], rel=0.15)


def test_kaplan_meier_by_hand() -> None:
    # 1 ends, 2 is lost, 3 ends, 4 ends, 5 is lost: 4/5, 4/5 * 2/3, 4/5 * 2/3 * 1/2.
    s = reference.survival([1, 2, 3, 4, 5], [True, False, True, True, False])
    assert [s.beyond(t) for t in (0.5, 1, 2.9, 3, 4, 9)] == pytest.approx([1, 0.8, 0.8, 8 / 15, 4 / 15, 4 / 15])
    assert (s.n, s.at_risk(0), s.at_risk(2), s.at_risk(5)) == (5, 5, 3, 0)
    assert s.quantile(0.5) == 4
    assert math.isnan(s.quantile(0.8))
    assert s.quantile(0.5, since=2) == 4
    assert s.share_by(3, since=2) == pytest.approx(1 / 3)


def test_steps_of_few_are_not_taken() -> None:
    s = reference.survival([1, 2, 3, 4, 5, 6], [True] * 6, least=4)
    assert list(s.times) == [1, 2, 3]
    assert math.isnan(s.quantile(0.8))


@given(st.lists(st.floats(-20, 60), min_size=1, max_size=30), st.floats(0.05, 0.95))
def test_without_open_ends_kaplan_meier_is_the_plain_distribution(times: list[float], p: float) -> None:
    s = reference.survival(times, [True] * len(times))
    at = sorted(times)[len(times) // 2]
    assert s.beyond(at) == pytest.approx(sum(t > at for t in times) / len(times))
    assert s.quantile(p) in times


@given(st.lists(st.tuples(st.floats(0, 40), st.booleans()), min_size=2, max_size=30), st.randoms())
def test_order_does_not_matter_to_survival(rows: list[tuple[float, bool]], rng: random.Random) -> None:
    mixed = rng.sample(rows, len(rows))
    a, b = (reference.survival([t for t, _ in r], [e for _, e in r]) for r in (rows, mixed))
    assert list(a.alive) == pytest.approx(list(b.alive))
    assert list(a.times) == list(b.times)


def test_no_times_no_estimate() -> None:
    with pytest.raises(ValueError, match="no times"):
        reference.survival([], [])


@given(samples, numbers)
def test_crps_is_its_definition(values: list[float], y: float) -> None:
    n = len(values)
    pairs = sum(abs(a - b) for a in values for b in values) / (2 * n * n)
    expected = sum(abs(v - y) for v in values) / n - pairs
    assert reference.crps(values, y) == pytest.approx(expected, abs=1e-6 * (1 + max(map(abs, [*values, y]))))


def test_crps_of_one_value_is_the_absolute_error() -> None:
    assert reference.crps([1.0], 1.4) == pytest.approx(0.4)


@given(st.lists(st.floats(0, 9), min_size=1, max_size=20), st.floats(0, 9))
def test_within_a_wide_horizon_it_is_the_whole_crps(times: list[float], y: float) -> None:
    ordered = sorted(times)
    shares = [(k + 1) / len(ordered) for k in range(len(ordered))]
    assert reference.crps_within(ordered, shares, y, 10.0) == pytest.approx(reference.crps(times, y), abs=1e-9)


def test_what_never_comes_costs_what_was_promised() -> None:
    # Promised for year 1, not come within 5: wrong for 4 years.
    assert reference.crps_within([1.0], [1.0], math.inf, 5.0) == pytest.approx(4)
    assert reference.crps_within([1.0], [0.5], math.inf, 5.0) == pytest.approx(1)
    assert reference.crps_within([7.0], [1.0], math.inf, 5.0) == 0


def test_brier_by_hand() -> None:
    assert reference.brier(0.7, True) == pytest.approx(0.09)
    assert reference.brier(0.7, False) == pytest.approx(0.49)


def test_a_difference_is_a_paired_t_test_where_all_are_apart() -> None:
    ours, theirs = [1.0, 2.0, 2.5, 4.0, 3.0], [1.5, 2.6, 2.4, 5.0, 3.9]
    from scipy.stats import ttest_rel

    found = reference.difference(ours, theirs, range(5))
    expected = ttest_rel(ours, theirs).confidence_interval(0.95)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high))
    assert found.word == "better" if expected.high < 0 else "no difference"


def test_cases_of_one_project_are_not_independent() -> None:
    ours, theirs = [1.0, 1.0, 1.0, 3.0, 3.0, 3.0], [2.0, 2.0, 2.0, 3.0, 3.0, 3.0]
    alone = reference.difference(ours, theirs, range(6))
    grouped = reference.difference(ours, theirs, "aaabbb")
    assert grouped.high - grouped.low > alone.high - alone.low
    assert reference.difference(ours, theirs, range(6), "aaabbb") == grouped
    assert grouped.word == "no difference"
    assert math.isnan(reference.difference(ours, theirs, "aaaaaa").low)
