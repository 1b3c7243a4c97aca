"""Costs of projects and totals of sectors: nothing unlike is added, nothing is lost, as-of never looks ahead."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from cards_made import card, said
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from make import claim, reading, record

import tracker
from tracker import ingest, views
from tracker.analysis.charts.costs import draw
from tracker.analysis.costs import costs, costs_by_country, costs_by_sector
from tracker.analysis.files import write
from tracker.analysis.money import COSTS, MIDDLE, NO_CURRENCY, Target, chosen, comparable
from tracker.analysis.prices import load
from tracker.errors import UsageError
from tracker.store.store import Store, create

PRICES = load()
TARGETS = [Target(), Target(2020, "PPP"), Target(2010, order="convert-first")]


@pytest.fixture(scope="module")
def cards(catalogue_file: Path) -> list[views.Card]:
    return list(views.atlas(Store(catalogue_file), cards=True).cards.values())


@pytest.mark.parametrize("target", TARGETS, ids=str)
def test_every_project_is_told_or_left_out(cards: list[views.Card], target: Target) -> None:
    for result in (costs(cards, PRICES, target), costs_by_sector(cards, PRICES, target)):
        assert result.of == len(cards)
        assert result.n + sum(one.n for one in result.left_out) == result.of
        assert "PPP" not in target.to or "international" in result.title


@pytest.mark.parametrize("target", TARGETS, ids=str)
def test_totals_are_the_sums_of_their_projects(cards: list[views.Card], target: Target) -> None:
    frame = costs(cards, PRICES, target).frame
    column = f"amount_{target.to.lower()}"
    wanted = frame[frame["is_cost"]].groupby("sector")[column].sum(min_count=1).dropna()
    got = costs_by_sector(cards, PRICES, target).frame.set_index("sector")["total"].dropna()
    assert dict(got) == pytest.approx(dict(wanted))
    assert (frame["is_cost"].groupby(frame["project"]).sum() == 1).all()


def test_a_total_without_any_figure_is_missing_and_not_0(cards: list[views.Card]) -> None:
    frame = costs_by_sector(cards, PRICES).frame
    assert (frame["total"].isna() == (frame["n"] == 0)).all()
    assert (frame["n"] == 0).any()
    assert (frame["n"] + frame["not_converted"] + frame["unknown"] == frame["projects"]).all()


def test_nominal_sums_are_as_they_were_said(cards: list[views.Card]) -> None:
    frame = costs(cards, PRICES).frame
    said = {(c.project.slug, n): chosen(c, n) for c in cards for n in COSTS}
    assert len(frame) == sum(c is not None for c in said.values())
    names = {"final cost": "cost_actual", "latest estimate": "cost_estimate", "budget": "cost_budget"}
    for row in frame.itertuples():
        one = said[row.project, names[row.what]]
        assert one is not None
        assert (one.unit, one.as_of) == (row.currency, row.said)
        assert one.number == row.amount or one.number in (row.amount_low, row.amount_high)
        assert (row.amount_is == MIDDLE) == (not math.isnan(row.amount_low)) if row.amount_is is not pd.NA else True
    ranges = frame[frame["amount_low"].notna()]
    assert len(ranges) > 1 and (ranges["amount"] == (ranges["amount_low"] + ranges["amount_high"]) / 2).all()
    usd = frame["amount_usd"].isna()
    assert (usd == frame["why_not_usd"].notna()).all()
    assert (
        frame.loc[~usd, ["deflator", "rate_of", "figures_from", "price_year", "price_year_basis"]].notna().all().all()
    )


def test_money_without_a_currency_is_told_and_in_no_total() -> None:
    good = card(said("cost_estimate", 5e6, "2020-06-01", unit="EUR"), slug="good", country="FRA")
    bare = card(said("cost_estimate", 1250.0, "2020-06-01"), slug="bare", country="FRA")
    told = costs([good, bare], PRICES)
    row = told.frame.set_index("project").loc["bare"]
    assert (row["amount"], row["why_not_usd"], row["why_not_ppp"]) == (1250.0, NO_CURRENCY, NO_CURRENCY)
    assert pd.isna(row["currency"]) and pd.isna(row["amount_usd"]) and pd.isna(row["amount_ppp"])
    for result in (told, costs_by_sector([good, bare], PRICES), costs_by_country([good, bare], PRICES)):
        assert (result.n, result.of) == (1, 2)
        assert [(one.reason, one.examples) for one in result.left_out] == [
            ("cost not converted: no currency", ("bare",))
        ]
    total = costs_by_sector([good, bare], PRICES).frame.iloc[0]
    assert (total["n"], total["not_converted"]) == (1, 1)


def test_a_project_in_two_countries_counts_whole_in_each() -> None:
    shared = card(said("cost_estimate", 5e6, "2020-06-01", unit="USD"), slug="shared")
    shared = replace(shared, project=replace(shared.project, country="FRA;ITA"))
    result = costs_by_country([shared], PRICES)
    assert set(result.frame["country"]) == {"FRA", "ITA"} and result.frame["total"].nunique() == 1
    assert (result.n, result.of) == (1, 1)
    assert any("several countries" in note for note in result.notes)


def test_what_a_flat_deflator_would_bring_in_says_so() -> None:
    new, old = (card(said("cost_budget", 5e6, f"{y}-06-01", unit="USD"), slug=f"y{y}") for y in (2026, 1900))
    reasons = {one.examples[0]: one.reason for one in costs([new, old], PRICES).left_out}
    assert "--extend last" in reasons["y2026"] and "--extend" not in reasons["y1900"]
    assert costs([new], load(extend="last")).n == 1


def test_the_other_order_is_the_other_order(cards: list[views.Card]) -> None:
    here = costs(cards, PRICES, Target()).frame.set_index(["project", "what"])
    there = costs(cards, PRICES, Target(order="convert-first")).frame.set_index(["project", "what"])
    assert (
        here["other_order"].dropna() == there["amount_usd"].dropna().reindex(here["other_order"].dropna().index)
    ).all()


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.randoms(use_true_random=False))
def test_the_order_of_projects_changes_nothing(cards: list[views.Card], random: object) -> None:
    mixed = list(cards[:60])
    random.shuffle(mixed)  # type: ignore[attr-defined]
    for make in (costs, costs_by_sector):
        assert make(mixed, PRICES).frame.equals(make(cards[:60], PRICES).frame)


SAID = st.lists(
    st.tuples(st.integers(2005, 2024), st.sampled_from(["CNY", "USD"]), st.sampled_from(COSTS)), min_size=1, max_size=6
)


@settings(max_examples=5)
@given(SAID, st.integers(2005, 2024))
def test_as_of_never_looks_ahead(
    tmp_path_factory: pytest.TempPathFactory, said: list[tuple[int, str, str]], day: int
) -> None:
    """What was said later changes nothing of what is told as of a day."""

    def told(rows: list[tuple[int, str, str]]) -> str:
        store = create(tmp_path_factory.mktemp("ledger") / "tracker.gpkg")
        claims = [claim("name", "Canal", "2004-06-01"), claim("country", "CHN", "2004-06-01")]
        claims += [claim(f, y * 1e6, f"{y}-06-01", unit=c) for y, c, f in rows]
        ingest.run_import(store, reading([record("canal", *claims)]))
        at = views.moment(str(day), "")
        cards = views.atlas(store, at, cards=True).cards.values()
        return str(costs(cards, PRICES, at=at).frame.to_csv())

    assert told(said) == told([row for row in said if row[0] <= day])


def test_unlike_money_is_never_added(tmp_path: Path) -> None:
    """A billion yuan and a billion dollars are no two billion of anything; a currency without rate is not added."""
    store = create(tmp_path / "tracker.gpkg")
    rows = [("a", "CNY"), ("b", "USD"), ("c", "TJS")]
    ingest.run_import(
        store,
        reading(
            record(
                n,
                claim("name", n),
                claim("sector", "canal"),
                claim("cost_actual", 1e9, "2015-06-01", unit=c, price_year=2015),
            )
            for n, c in rows
        ),
    )
    cards = list(views.atlas(store, cards=True).cards.values())
    row = costs_by_sector(cards, PRICES).frame.iloc[0]
    assert (row["projects"], row["n"], row["not_converted"]) == (3, 2, 1)
    assert row["total"] == pytest.approx(1e9 + 1e9 / 6.2827)
    assert sum(c is not None and c.converted.amount is not None for c in comparable(cards, PRICES).values()) == 2


def test_a_base_year_without_prices_is_refused(cards: list[views.Card]) -> None:
    with pytest.raises(UsageError, match="no prices of 1700") as e:
        costs(cards, PRICES, Target(1700))
    assert e.value.hint == "The deflators have 1981 to 2024."


def test_files_and_charts(cards: list[views.Card], tmp_path: Path) -> None:
    for name, result in (("a", costs(cards, PRICES)), ("b", costs_by_sector(cards, PRICES)), ("c", costs([], PRICES))):
        for ending in ("csv", "dta", "parquet", "svg"):
            made = write(result, tmp_path / f"{name}.{ending}", draw)
            assert all(p.stat().st_size for p in made)
    svg = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert "deflate-first" in svg and "convert-first" in svg
    assert "No cost could be converted." in (tmp_path / "c.svg").read_text(encoding="utf-8")


def test_for_python(catalogue_file: Path) -> None:
    ledger = tracker.open(catalogue_file)
    result = ledger.costs(country="CHN", base_year=2020, to="PPP", as_of="2024")
    assert result.at is not None
    assert result.at.as_of.startswith("2024")
    assert set(result.frame["country"]) >= {"CHN"}
    assert ledger.costs(by="sector").name == "costs-by-sector"
    with pytest.raises(UsageError):
        ledger.costs(by="colour")
