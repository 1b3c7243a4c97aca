"""Sums into one money: worked by hand, against published figures, and what must hold whatever the numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest
from cards_made import card, said
from hypothesis import given
from hypothesis import strategies as st

from tracker import views
from tracker.analysis.money import (
    ASSUMED,
    COSTS,
    MIDDLE,
    NO_CURRENCY,
    STATED,
    Money,
    Order,
    Target,
    To,
    chosen,
    comparable,
    convert,
    money_of,
    sum_of,
)
from tracker.analysis.prices import Currency, Found, Prices, Series, load
from tracker.errors import UsageError
from tracker.store.store import Store

PINGLU = Money(72.7e9, "CNY", ("CHN",), 2022)
#: Prices in Utopia (UTO) rose by half and then doubled, in the USA by a tenth each year. Crowns are at 4 and then 8.
BY_HAND = Prices(
    {
        "UTO": Series("hand", "https://a.example/d", {2011: 50.0, 2012: 100.0}),
        "USA": Series("hand", "https://a.example/d", {2011: 10.0, 2012: 10.0}),
    },
    {"UTO": Series("hand", "https://a.example/p", {2010: 2.0, 2012: 3.0})},
    {"UTC": Series("hand", "https://a.example/r", {2010: 4.0, 2012: 8.0})},
    {
        "UTC": Currency("UTC", "UTO", {}, "", 1.0, 0, "https://a.example/c"),
        "USD": Currency("USD", "USA", {}, "", 1.0, 0, "https://a.example/c"),
        "OLD": Currency("OLD", "UTO", {}, "UTC", 100.0, 2011, "https://a.example/c"),
        "SHA": Currency("SHA", "", {"UTO": 2012}, "", 1.0, 0, "https://a.example/c"),
    },
)
CROWNS = Money(1200.0, "UTC", ("UTO",), 2010)


@pytest.mark.parametrize(
    ("target", "wanted"),
    [
        (Target(2012), 1200 * 1.5 * 2 / 8),
        (Target(2012, order="convert-first"), 1200 / 4 * 1.1 * 1.1),
        (Target(2010), 300),
        (Target(2012, "PPP"), 1200 * 1.5 * 2 / 3),
        (Target(2012, "PPP", "convert-first"), 1200 / 2 * 1.1 * 1.1),
    ],
)
def test_worked_by_hand(target: Target, wanted: float) -> None:
    got = convert(CROWNS, target, BY_HAND)
    assert got.amount == pytest.approx(wanted, rel=1e-12)
    assert got.target is target
    assert not got.why_not
    assert got.price_year == 2010
    assert got.price_year_basis == STATED


def test_each_result_says_how_it_was_made() -> None:
    got = convert(CROWNS, Target(2012), BY_HAND)
    assert got.deflator == "GDP deflator of UTO, 2010 to 2012, hand"
    assert (got.price_factor, got.rate, got.rate_year) == (3.0, 8.0, 2012)
    assert got.rate_said == "UTC per USD, mean of 2012, hand"
    assert got.urls == ("https://a.example/d", "https://a.example/r")


@pytest.mark.parametrize(
    ("money", "target", "why"),
    [
        (replace(CROWNS, price_year=2013), Target(2012), "no GDP deflator of UTO for 2013"),
        (CROWNS, Target(2012, order="convert-first"), ""),
        (replace(CROWNS, price_year=2011), Target(2012, order="convert-first"), "no exchange rate of UTC for 2011"),
        (CROWNS, Target(2011), "no exchange rate of UTC for 2011"),
        (CROWNS, Target(2011, "PPP"), "no PPP factor of UTO for 2011"),
        (replace(CROWNS, currency="XXX"), Target(2012), "it is not known whose money XXX is"),
        (
            replace(CROWNS, price_year=None),
            Target(2012),
            "no price year is stated, and the year of saying is not known",
        ),
        (replace(CROWNS, price_year=None, said_lo="2010-12-01", said_hi="2011-02-01"), Target(2012), "several years"),
        (replace(CROWNS, price_year=None, said_lo="0001-01-01", said_hi="2011-02-01"), Target(2012), "not known"),
        (replace(CROWNS, currency="SHA"), Target(2012), "shared money"),
        (replace(CROWNS, countries=("UTO", "USA")), Target(2012, "PPP"), "several countries"),
        (replace(CROWNS, countries=()), Target(2012, "PPP"), "not known"),
        (replace(CROWNS, currency="USD"), Target(2012, "PPP"), "not in the money of the country"),
    ],
)
def test_what_cannot_be_converted_says_why_and_has_no_amount(money: Money, target: Target, why: str) -> None:
    got = convert(money, target, BY_HAND)
    assert why in got.why_not
    assert (got.amount is None) is bool(why)


def test_a_year_without_price_year_is_named_an_assumption() -> None:
    got = convert(replace(CROWNS, price_year=None, said_lo="2010-02-01", said_hi="2010-02-28"), Target(2012), BY_HAND)
    assert got.price_year_basis == ASSUMED
    assert got.amount == convert(CROWNS, Target(2012), BY_HAND).amount


def test_old_money_by_its_fixed_rate() -> None:
    """100 OLD became one crown in 2011: prices are those of its country, the rate is the fixed one."""
    old = replace(CROWNS, amount=120_000.0, currency="OLD")
    got = convert(old, Target(2012), BY_HAND)
    assert got.amount == pytest.approx(1200 * 3 / 8)
    assert "100 OLD = 1 UTC (fixed)" in got.rate_said
    assert convert(old, Target(2012, order="convert-first"), BY_HAND).why_not == "no exchange rate of OLD for 2010"
    assert convert(old, Target(2012, "PPP"), BY_HAND).amount == pytest.approx(1200)


@pytest.mark.parametrize(
    ("target", "billions"),
    [
        (Target(2015), 10.08),
        (Target(2015, order="convert-first"), 8.75),
        (Target(2024), 10.15),
        (Target(2024, order="convert-first"), 11.58),
        (Target(2024, "PPP"), 20.67),
    ],
)
def test_the_canal_of_analysis_md(target: Target, billions: float) -> None:
    """72.7 bn CNY in prices of 2022, worked apart from this code (numbers of docs/reference/methods/money.md)."""
    amount = convert(PINGLU, target, load()).amount
    assert amount is not None
    assert amount / 1e9 == pytest.approx(billions, abs=0.005)


@pytest.mark.parametrize(
    ("currency", "country", "nominal", "published", "off"),
    [("EUR", "DEU", 3876.81e9, 3633.57926992e9, 0.02), ("DKK", "DNK", 2831.643856e9, 356.222057632e9, 0.05)],
)
def test_the_world_bank_s_own_constant_dollars(
    currency: str, country: str, nominal: float, published: float, off: float
) -> None:
    """GDP of 2022: NY.GDP.MKTP.CN into NY.GDP.MKTP.KD of the same release of WDI (2023). Deflators were revised since.

    https://github.com/open-numbers/ddf--open_numbers--world_development_indicators, commit 00185452d20d
    """
    amount = convert(Money(nominal, currency, (country,), 2022), Target(2015), load()).amount
    assert amount == pytest.approx(published, rel=off)


@pytest.mark.parametrize(
    ("countries", "year", "whose"),
    [
        (("FRA",), 2010, "FRA"),
        (("FRA", "ITA"), 2010, "EMU"),
        (("TUR",), 2010, "EMU"),
        (("LTU",), 2013, "EMU"),  # it had the litas then
        (("LTU",), 2016, "EMU"),  # and in the base year, 2012
        (("FRA",), 1995, "EMU"),
        ((), 2010, "EMU"),
    ],
)
def test_whose_prices_a_sum_in_euros_has(countries: tuple[str, ...], year: int, whose: str) -> None:
    got = convert(Money(1e9, "EUR", countries, year), Target(2012), load())
    assert got.deflator.startswith(f"GDP deflator of {whose}, {year} to 2012"), got.why_not


def test_dollars_in_panama_have_prices_of_panama_and_in_egypt_of_america() -> None:
    for country, whose in (("PAN", "PAN"), ("EGY", "USA")):
        got = convert(Money(1e9, "USD", (country,), 2010), Target(2015), load())
        assert got.deflator.startswith(f"GDP deflator of {whose}")


@pytest.mark.parametrize("bad", [{"to": "EUR"}, {"order": "neither"}])
def test_words_that_do_not_exist(bad: dict[str, str]) -> None:
    with pytest.raises(UsageError) as e:
        Target(**bad)  # type: ignore[arg-type]
    assert e.value.hint


TARGETS = st.builds(
    Target, st.integers(2000, 2024), st.sampled_from(get_args(To)), st.sampled_from(get_args(Order))
)  # fmt: skip
MONEYS = st.builds(
    Money,
    st.floats(1.0, 1e12),
    st.sampled_from(["USD", "EUR", "GBP", "CNY", "INR", "PKR", "FRF", "XOF", "QQQ"]),
    st.sampled_from([("USA",), ("FRA",), ("GBR",), ("CHN",), ("IND",), ("PAK",), ("FRA", "GBR"), ()]),
    st.integers(1975, 2030) | st.none(),
    st.just("2012-01-01"),
    st.sampled_from(["2012-12-31", "2013-01-01"]),
)


@given(MONEYS, TARGETS)
def test_an_amount_or_a_reason_and_proportional(money: Money, target: Target) -> None:
    prices = load()
    got = convert(money, target, prices)
    assert (got.amount is None) == bool(got.why_not) == bool(got.why_kind)
    if got.amount is not None:
        assert got.deflator and got.rate_said and got.price_factor
        assert got.amount > 0
        twice = convert(replace(money, amount=2 * money.amount), target, prices).amount
        assert twice == pytest.approx(2 * got.amount)


@given(MONEYS, st.integers(2000, 2024), st.integers(2000, 2024))
def test_between_base_years_only_prices_and_rates_change(money: Money, first: int, second: int) -> None:
    """Deflating in two steps is deflating in one: the product with the rate differs by the change of prices alone."""
    prices = load()
    a, b = (convert(money, Target(y), prices) for y in (first, second))
    if a.amount is None or b.amount is None or a.deflator.split(",")[0] != b.deflator.split(",")[0]:
        return
    change = prices.price_change(a.deflator.split(",")[0].removeprefix("GDP deflator of "), first, second)
    assert isinstance(change, Found)
    assert b.amount * (b.rate or 0) == pytest.approx(a.amount * (a.rate or 0) * change.value)


@given(st.integers(2000, 2024), st.sampled_from(["USD", "EUR", "CNY", "PKR"]))
def test_in_its_own_year_the_order_is_all_one(year: int, currency: str) -> None:
    prices = load()
    a, b = (convert(Money(1e9, currency, (), year), Target(year, order=o), prices).amount for o in get_args(Order))
    assert a == pytest.approx(b) or None in (a, b)


def test_comparable_of_the_catalogue(catalogue: Store) -> None:
    cards = views.atlas(catalogue, cards=True).cards
    costs = comparable(cards.values(), load())
    assert costs.keys() == cards.keys()
    known = [c for c in costs.values() if c is not None]
    assert sum(c.converted.amount is not None for c in known) > 80
    for slug, cost in costs.items():
        names = [n for n in COSTS if chosen(cards[slug], n) is not None]
        if cost is None:
            assert not names
            continue
        assert cost.claim.field == names[0]
        said = getattr(cards[slug].project, names[0])
        assert cost.money.amount == said or (cost.what == MIDDLE and cost.high in (said, None))
        assert (cost.converted.amount is None) == bool(cost.converted.why_not)
    budget = comparable(cards.values(), load(), fields=["cost_budget"])["pinglu-canal"]
    assert budget is not None
    assert budget.converted.price_year_basis == ASSUMED
    assert budget.converted.amount == pytest.approx(10.0847e9, rel=1e-4)


def test_of_a_range_the_middle_counts() -> None:
    """One document says "USD 15 to 20 bn": two claims, one sum."""
    ends = [
        said("cost_estimate", n * 1e9, "2024-06-01", unit="USD", qualifier=q) for n, q in ((15, "low"), (20, "high"))
    ]
    found = sum_of(card(*ends), "cost_estimate")
    assert found is not None
    assert (found.money.amount, found.low, found.high, found.what) == (17.5e9, 15e9, 20e9, MIDDLE)
    alone = sum_of(card(said("cost_estimate", 20e9, "2024-06-01", unit="USD", qualifier="at_most")), "cost_estimate")
    assert alone is not None
    assert (alone.money.amount, alone.low, alone.high, alone.what) == (20e9, None, None, "at most")


def test_a_bare_number_is_kept_and_converted_into_nothing() -> None:
    bare = card(said("cost_estimate", 1250.0, "2024-06-01"))
    cost = comparable([bare], load())["p"]
    assert cost is not None
    assert (cost.money.amount, cost.money.currency) == (1250.0, "")
    assert (cost.converted.amount, cost.converted.why_not, cost.converted.why_kind) == (None, NO_CURRENCY, NO_CURRENCY)


@pytest.mark.parametrize("year", [2020, "2020"])
def test_a_base_year_is_a_number_or_its_digits(year: int | str) -> None:
    assert Target(year) == Target(2020)  # type: ignore[arg-type]


@pytest.mark.parametrize("year", ["", "of old", "-20", 20.5, None])
def test_other_base_years_are_refused(year: object) -> None:
    with pytest.raises(UsageError) as e:
        Target(year)  # type: ignore[arg-type]
    assert e.value.hint


def test_only_money_is_money(catalogue: Store) -> None:
    card = views.card(catalogue, "pinglu-canal")
    name = next(c for c in card.claims if c.field == "name")
    with pytest.raises(UsageError) as e:
        money_of(name, ())
    assert e.value.hint
