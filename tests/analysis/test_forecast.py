"""Reference class forecasts: by hand, the ladder of classes, refusals, what was known when, and the command."""

from __future__ import annotations

import csv
import json
import math
import random
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from cards_made import card, said
from hypothesis import given, settings
from hypothesis import strategies as st
from make import claim, reading, record

from tracker import ingest, views
from tracker.analysis import base_rates, files, skill
from tracker.analysis.charts import forecast as charts
from tracker.analysis.classes import Known, Uplift, Wait, known
from tracker.analysis.forecast import ABOVE, NO_BOUND, classes, forecast
from tracker.analysis.kinds import PUBLISHED, published_kind
from tracker.analysis.ladder import ALL, FAMILIES, KINDS, rungs
from tracker.analysis.overrun import as_stated, in_constant
from tracker.analysis.prices import load
from tracker.analysis.reference import quantile
from tracker.analysis.slippage import FIELDS
from tracker.analysis.standing import YEAR, Standing, standing, standings
from tracker.bundled import data_folder
from tracker.errors import UsageError
from tracker.ledger import open_ledger
from tracker.store.store import Store
from tracker.views import Card
from tracker.vocab import sector_exists, table

NOW = "2026-06-30"


def done(k: int, times: float = 1.0, late: int = 0, sector: str = "railway", currency: str = "EUR") -> Card:
    """A project budgeted at 100, planned for mid 2015, that cost ``times`` as much and opened ``late`` years later."""
    return card(
        said("cost_budget", 100, "2010-01-01", unit=currency), said("cost_actual", 100 * times, "2025-01-01",
        unit=currency), said("completion_planned", "2015-07-01", "2010-01-01"),
        said("completion_actual", f"{2015 + late}-07-01", "2025-01-01"), slug=f"done-{k:03}", sector=sector,
        status="operating",
    )  # fmt: skip


def going(slug: str = "now", plan: str = "2030-07-01", sector: str = "railway", **more: object) -> Card:
    """An unfinished project, budgeted at 1000 and put at 1200 since."""
    return card(
        said("cost_budget", 1000, "2020-01-01", unit="GBP"), said("cost_estimate", 1200, "2024-01-01", unit="GBP"),
        said("completion_planned", plan, "2020-01-01"), slug=slug, sector=sector, status="construction", **more,
    )  # type: ignore[arg-type]  # fmt: skip


def past(n: int = 19, sector: str = "railway") -> list[Card]:
    """Projects that cost 1.05, 1.10 ... times their budget and opened 0, 1, 2, 3, 0, ... years late."""
    return [done(k, 1 + (k + 1) / 20, k % 4, sector) for k in range(n)]


def row_of(cards: list[Card], slug: str = "now", **more: object) -> pd.Series:
    frame = forecast(standings(cards), NOW, **more).frame.set_index("project")  # type: ignore[arg-type]
    return frame.loc[slug]


def near(day: pd.Timestamp, text: str) -> bool:
    """True for the same day, give or take what leap years do to 365.25 days."""
    return abs((day - pd.Timestamp(text)).days) <= 1


# by hand


def test_a_cost_is_the_budget_times_the_uplifts_of_the_class() -> None:
    row = row_of([*past(), going()])
    # 19 uplifts 1.05 ... 1.95: the k-th stands at k / 20.
    assert [row[f"cost_p{p}"] for p in (10, 50, 80, 90)] == pytest.approx([1100, 1500, 1800, 1900])
    assert (row["cost_basis"], row["cost_class"], row["cost_n"], row["currency"]) == ("class", "railway", 19, "GBP")
    assert (row["cost_first"], row["cost_official"]) == (1000, 1200)
    assert row["cost_holds"] == pytest.approx(4 / 19)  # 1.05, 1.10, 1.15 and 1.20 itself
    assert row["cost_p80_low"] < row["cost_p80"]


def test_an_opening_is_the_first_plan_and_the_waits_of_the_class() -> None:
    row = row_of([*past(20), going()])
    # Waits of 20: 0 (5), 1 (5), 2 (5), 3 (5) years. It itself has not waited yet, and weighs nothing.
    assert near(row["opening_p10"], "2030-07-01")
    assert near(row["opening_p50"], "2031-07-01")
    assert near(row["opening_p80"], "2033-07-01")
    assert (row["opening_class"], row["opening_n"], row["opening_opened"]) == ("railway", 20, 20)
    assert row["opening_holds"] == pytest.approx(0.25)


def test_who_has_waited_is_set_beside_those_who_had_waited_as_long() -> None:
    row = row_of([*past(40), going(plan="2025-01-01")])
    # One and a half years late by now: those who opened after 2 or 3 years remain.
    assert (row["opening_n"], row["opening_opened"]) == (20, 20)
    assert near(row["opening_p10"], "2027-01-01")
    assert near(row["opening_p80"], "2028-01-01")
    assert math.isnan(row["opening_holds"])


def test_money_of_other_years_is_brought_to_the_budget() -> None:
    told = card(
        said("cost_budget", 100, "2012-01-01", unit="GBP", price_year=2011), said("cost_actual", 200, "2025-01-01",
        unit="GBP", price_year=2024), status="operating",
    )  # fmt: skip
    constant = standing(told, in_constant(load())).uplift
    assert constant is not None and 1 < constant < 2
    assert standing(told, as_stated).uplift is None


def test_unlike_money_makes_no_uplift() -> None:
    told = card(
        said("cost_budget", 100, "2012-01-01", unit="GBP"), said("cost_actual", 200, "2025-01-01", unit="USD"),
        status="operating",
    )  # fmt: skip
    assert standing(told, in_constant(load())).uplift is None
    assert len(known(standings([*past(14), told]), NOW).uplifts) == 14


def test_what_was_told_shortly_before_the_end_is_no_forecast() -> None:
    late = card(
        said("completion_planned", "2025-07-01", "2025-03-01"), said("completion_actual", "2025-06-01", "2025-07-01"),
        said("cost_budget", 100, "2025-03-01", unit="EUR"), said("cost_actual", 100, "2025-08-01", unit="EUR"),
        status="operating",
    )  # fmt: skip
    assert standing(late).wait(NOW) is None
    assert standing(late).uplift is None


def test_given_up_is_not_open_and_stays_in() -> None:
    gone = card(said("completion_planned", "2016-07-01", "2010-01-01"), status="cancelled", slug="gone")
    assert standing(gone).wait("2026-07-01") == (pytest.approx(10, abs=0.01), False)
    before = row_of([*past(20), going()])
    after = row_of([*past(20), *(card(*[said("completion_planned", "2016-07-01", "2010-01-01")], status="cancelled",
                                      slug=f"gone-{k}") for k in range(8)), going()])  # fmt: skip
    assert after["opening_n"] == 28 and after["opening_opened"] == before["opening_opened"]
    assert after["opening_holds"] < before["opening_holds"]


def test_open_since_nobody_knows_when_counts_nowhere() -> None:
    told = card(said("completion_planned", "2016-07-01", "2010-01-01"), status="operating")
    assert standing(told).wait(NOW) is None


# classes


def test_every_ladder_widens_and_ends_with_all() -> None:
    for sector in table("sectors"):
        ladder = rungs(sector)
        assert ladder[-1].name == ALL and sector in ladder[0]
        sets = [r.sectors for r in ladder[:-1]]
        assert all(a < b for a, b in pairwise(sets) if a and b)
    assert [r.name for r in rungs("metro")] == ["metro", "rail", "all transport", ALL]
    assert [r.name for r in rungs("")] == [ALL]
    assert all(sector_exists(s) for members in FAMILIES.values() for s in members)
    assert all(part in FAMILIES or sector_exists(part) for parts in KINDS.values() for part in parts)


def test_the_class_widens_until_it_is_big_enough() -> None:
    cards = [*past(14), going()]
    refused = forecast(standings(cards), NOW)
    assert refused.frame.empty and refused.left_out[0].reason.startswith("cost: 14 finished projects")
    assert row_of([*cards, done(50, 1.5, 1, "metro")])["cost_class"] == "rail"
    assert row_of([*cards, done(50, 1.5, 1, "canal")])["cost_class"] == "all transport"
    assert row_of([*cards, done(50, 1.5, 1, "nuclear")])["cost_class"] == ALL
    assert row_of([*cards, done(50, 1.5, 1)])["cost_class"] == "railway"


def test_the_choice_of_the_class_is_shown() -> None:
    cards = [*past(19), *(done(100 + k, 3, 4, "nuclear") for k in range(19)), going()]
    row = row_of(cards)
    assert row["cost_p50_least"] == pytest.approx(1500)
    assert row["cost_p50_most"] > 1900
    frame = classes(standings(cards), NOW, "now").frame
    assert list(frame[frame["used"]]["reference_class"]) == ["railway", "railway"]
    cost = frame[frame["quantity"] == "cost"].set_index("reference_class")
    assert cost.loc[ALL, "n"] == 38
    assert cost.loc["railway", "cost_p50"] == pytest.approx(1500)
    assert list(cost["why"].dropna()) == []


def test_a_small_class_says_how_small() -> None:
    frame = classes(standings([*past(14), going()]), NOW, "now").frame
    assert set(frame[frame["quantity"] == "cost"]["why"]) == {"fewer than 15"}
    assert frame[[c for c in frame if "_p" in c]].isna().all(axis=None)


def test_published_rates_are_a_named_fallback() -> None:
    rates = base_rates.read(data_folder() / "reference-classes" / "overrun.csv")
    row = row_of([going(sector="road")], rates=rates)
    assert (row["cost_basis"], row["cost_class"]) == ("published", "roads (published)")
    assert (row["cost_p50"], row["cost_p80"]) == (1150, 1320)  # Department for Transport, 2004
    assert row["cost_mean_low"] == pytest.approx(1200, abs=10) and row["cost_mean_high"] == pytest.approx(1240)
    assert row["cost_why"].startswith("http")
    assert row_of([*past(19, "road"), going(sector="road")], rates=rates)["cost_basis"] == "class"
    result = forecast(standings([going(sector="telecom", plan="2030-07-01")]), NOW, rates=rates)
    assert result.n == 0 and "no published rate" in result.left_out[0].reason
    assert all(sector_exists(s) for sectors in PUBLISHED.values() for s in sectors or ())
    assert [published_kind(s) for s in ("metro", "dam", "hydropower", "geothermal", "telecom")] == [
        "rail", "dams", "hydroelectric dams", "", "",
    ]  # fmt: skip
    assert {k for k in PUBLISHED if k != "all projects"} <= {r.kind for r in rates}


def test_published_rates_obey_the_clock() -> None:
    every = base_rates.bundled()
    assert base_rates.known_by(every, "") == every
    assert all(r.year is not None and r.year <= 2009 for r in base_rates.known_by(every, "2010-06-30"))
    assert not any(r.year == 2010 for r in base_rates.known_by(every, "2010-06-30"))  # in which month is not known
    road = standings([going(sector="road")])
    assert forecast(road, NOW, rates=every, at=views.moment("2003")).frame.empty
    assert forecast(road, NOW, rates=every, at=views.moment("2004")).frame.iloc[0]["cost_p80"] == 1320
    wind = standings([going(sector="wind")])
    assert forecast(wind, NOW, rates=every).n == 1 and forecast(wind, NOW, rates=every, at=views.moment("2010")).n == 0


def test_years_of_publication_stand_in_the_row() -> None:
    """From memory there is none: the year is in the source, its address, the measure or the note."""
    with (data_folder() / "reference-classes" / "overrun.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            told = " ".join(row[name] for name in ("source_publisher", "source_url", "measure", "note"))
            assert row["year"] in told, row


def test_skill_of_an_earlier_day_says_that_it_came_later() -> None:
    told = skill.verdict("opening", "railway", tested=skill.bundled(), as_of="2010-12-31").sentence
    assert told.endswith("This rests on what came out after 2010-12-31 too.")
    assert "came out after" not in skill.verdict("opening", "railway", tested=skill.bundled()).sentence


def test_an_official_figure_above_p80_is_marked() -> None:
    budget = said("cost_budget", 1000, "1993", unit="GBP", basis="recalled")
    dear = card(budget, said("cost_estimate", 5000, "2024-01-01", unit="GBP"), slug="dear", status="construction")
    result = forecast(standings([*past(), going(), dear]), NOW)
    rows = result.frame.set_index("project")
    assert rows.loc["dear", "cost_mark"] == ABOVE and pd.isna(rows.loc["now", "cost_mark"])
    assert rows.loc["dear", "cost_first_is"] == "said 1993, recalled, prices not stated"
    assert rows.loc["now", "cost_first_is"] == "said 2020-01-01, prices not stated"
    assert any(NO_BOUND in note and "dear" in note for note in result.notes)
    used = classes(standings([*past(), dear]), NOW, "dear").frame.set_index("reference_class")
    assert used.loc["railway", "mark"] == ABOVE


def test_what_has_no_forecast_is_counted_by_reason_not_by_number() -> None:
    few = [going(f"w{k}", plan=f"{2010 + k}-07-01") for k in range(8)]
    reasons = [one.reason for one in forecast(standings([going("n"), *few]), NOW).left_out]
    assert len(reasons) == 1 and "fewer than 15 projects in all sectors waited as long" in reasons[0]


def test_what_is_over_is_not_forecast() -> None:
    result = forecast(standings(past()), NOW)
    assert (result.n, result.of, len(result.frame)) == (0, 0, 0)
    told = classes(standings(past()), NOW, "done-000")
    assert told.frame.empty and "nothing is left to forecast" in told.left_out[0].reason


# properties

_WAITS = st.lists(st.tuples(st.floats(-3, 12), st.booleans()), min_size=16, max_size=40)


@settings(max_examples=40)
@given(_WAITS, st.floats(-3, 6))
def test_a_later_quantile_is_never_earlier_and_never_past(rows: list[tuple[float, bool]], since: float) -> None:
    made = Known((), tuple(Wait(str(k), "road", y, e) for k, (y, e) in enumerate(rows)))
    rung = made.time_class("road", since)
    if rung is None:
        return
    times = made.times(rung)
    assert times is not None
    found = [times.quantile(p, since) for p in (0.1, 0.5, 0.8, 0.9)]
    seen = [q for q in found if not math.isnan(q)]
    assert seen == sorted(seen) and all(q > since for q in seen)
    # Once not seen, never seen again.
    assert found[: len(seen)] == seen


@settings(max_examples=10)
@given(st.randoms())
def test_the_order_of_projects_does_not_matter(rng: random.Random) -> None:
    cards = [*past(), going(), going("other", sector="metro")]
    rows = standings(cards)
    mixed = rng.sample(rows, len(rows))
    pd.testing.assert_frame_equal(forecast(rows, NOW).frame, forecast(mixed, NOW).frame)


@settings(max_examples=10)
@given(st.lists(st.floats(0.3, 6), min_size=15, max_size=40))
def test_costs_scale_with_the_budget_and_keep_its_currency(times: list[float]) -> None:
    cards = [*(done(k, x) for k, x in enumerate(times)), going()]
    row = row_of(cards)
    assert row["currency"] == "GBP"
    assert row["cost_p50"] == pytest.approx(1000 * quantile(times, 0.5), rel=0.006)


# the catalogue


@pytest.fixture(scope="module")
def rows(catalogue_file: Path) -> list[Standing]:
    with views.select(Store(catalogue_file)) as chosen:
        return standings(chosen.cards(FIELDS), in_constant(load()))


def test_the_catalogue_is_forecast_where_classes_allow(rows: list[Standing], catalogue: Store) -> None:
    result = forecast(rows, "2026-11-22")
    assert result.n + sum(x.n for x in result.left_out) == result.of == sum(not s.is_over for s in rows)
    frame = result.frame
    given_cost = frame[frame["cost_basis"] == "class"]
    assert (given_cost["cost_n"] >= 15).all() and (given_cost["cost_p50"] > 0).all()
    assert (frame["opening_n"].dropna() >= 15).all()
    assert (frame["opening_p10"].dropna() > pd.Timestamp("2026-11-22")).all()
    # The middle of the class by another library.
    uplifts = np.array([s.uplift for s in rows if s.uplift is not None])
    one = given_cost[given_cost["cost_class"] == ALL].iloc[0]
    assert one["cost_p50"] == pytest.approx(one["cost_first"] * float(np.median(uplifts)), rel=0.006)


def test_as_of_never_looks_ahead(catalogue: Store) -> None:
    ledger = open_ledger(catalogue.name)
    early = ledger.forecast(as_of="2020")
    assert early.at is not None and early.at.as_of == "2020-12-31"
    assert (early.frame["opening_p10"].dropna() > pd.Timestamp("2020-12-31")).all()
    with views.select(catalogue, views.moment("2020")) as chosen:
        told = standings(chosen.cards(FIELDS))
    assert all(c.as_of_lo <= "2020-12-31" for s in told for c in s.card.claims if c.as_of_lo)
    assert not any(w.reached and s.opening and s.opening.opened and s.opening.opened.low > 18627
                   for s in told for w in known([s], "2020-12-31").waits)  # fmt: skip


def test_what_is_told_later_changes_no_earlier_forecast(catalogue_copy: Store) -> None:
    ledger = open_ledger(catalogue_copy.name)
    before = ledger.forecast(as_of="2021").frame
    later = [
        record(
            f"late-{k}", claim("sector", "railway", "2020-01-01"), claim("cost_budget", 1e9, "2022-01-01", unit="EUR"),
            claim("completion_planned", "2024", "2022-01-01"), claim("cost_actual", 9e9, "2025-01-01", unit="EUR"),
            claim("completion_actual", "2025", "2025-06-01"), claim("name", f"Late {k}", "2022-01-01"),
        )
        for k in range(20)
    ]  # fmt: skip
    ingest.run_import(catalogue_copy, reading(later))
    pd.testing.assert_frame_equal(ledger.forecast(as_of="2021").frame, before)
    rail = ledger.forecast(sector="railway").frame
    assert set(rail["cost_class"].dropna()) == {"railway"}
    assert set(rail["opening_class"].dropna()) <= {"railway", "all transport", ALL}


def test_the_ledger_gives_the_same(catalogue: Store, rows: list[Standing]) -> None:
    ledger = open_ledger(catalogue.name)
    mine = ledger.forecast(sector="railway")
    assert set(mine.frame["sector"]) == {"railway"}
    assert set(ledger.forecast("high-speed-2").frame["quantity"]) == {"cost", "opening"}
    with pytest.raises(UsageError):
        ledger.forecast("no such project anywhere")


def test_the_charts(rows: list[Standing], tmp_path: Path) -> None:
    files.write(forecast(rows, "2026-11-22"), tmp_path / "all.svg", charts.bars)
    assert "official date" in (tmp_path / "all.svg").read_text(encoding="utf-8")
    own = next(s for s in rows if s.row.slug == "high-speed-2")
    found = classes(rows, "2026-11-22", "high-speed-2")
    compare = in_constant(load())
    for name in ("a.svg", "b.svg"):
        files.write(found, tmp_path / name, lambda r: charts.fan(r, own, "2026-11-22", compare))
    text = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert text == (tmp_path / "b.svg").read_text(encoding="utf-8")
    assert "official" in text and "P90" in text
    small = standings([going()])
    nothing = classes(small, NOW, "now")
    files.write(nothing, tmp_path / "c.svg", lambda r: charts.fan(r, small[0], NOW, compare))
    assert "No class" in (tmp_path / "c.svg").read_text(encoding="utf-8")
    files.write(forecast(small, NOW), tmp_path / "d.svg", charts.bars)


@pytest.mark.parametrize("ending", [".csv", ".dta", ".parquet"])
def test_tables_are_written_with_a_codebook(rows: list[Standing], tmp_path: Path, ending: str) -> None:
    made = files.write(forecast(rows, "2026-11-22"), tmp_path / f"a{ending}")
    book = json.loads(made[1].read_text(encoding="utf-8"))
    assert book["n_projects"] > 15 and "Kaplan-Meier" in book["method"]
    assert files.write(classes(rows, "2026-11-22", "high-speed-2"), tmp_path / f"b{ending}")


def test_classes_of_known_waits_and_uplifts_are_sorted_apart() -> None:
    made = known(standings([*past(3), going()]), NOW)
    assert [u.value for u in made.uplifts] == pytest.approx([1.05, 1.1, 1.15])
    assert made.waits[-1] == Wait("now", "railway", pytest.approx(-4.0, abs=0.01), False)
    assert Uplift("done-000", "railway", made.uplifts[0].value) == made.uplifts[0]
    assert YEAR == 365.25
