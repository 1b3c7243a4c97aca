"""Measures and forecasts on the page are those of the commands: at the page's now, and replayed as of other days."""

from __future__ import annotations

import json
import math
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import make
import pandas
import pytest
from test_map_replay import DAYS, replayed

from maps.cards import cards_block
from maps.columns import unpack
from maps.forecasts import SHARES, about_forecasts, forecasts_block
from maps.measures import MONEY, measures_block, money_block
from maps.payload import projects_block
from tracker import ingest, views
from tracker.analysis import base_rates, costs, forecast, skill, slippage, slippage_groups
from tracker.analysis.overrun import in_constant
from tracker.analysis.prices import load
from tracker.analysis.standing import standings
from tracker.store.store import Store, create
from tracker.views import Atlas

#: How far a rounded column may be from the number itself.
ROUNDED = {"cost": 5e-6, "delay": 5.1e-5, "overrun": 5.1e-6, "stated": 0.0, "carried": 0.0}


def decoded(column: dict[str, Any], n: int) -> list[float | None]:
    return [column["c"]] * n if "c" in column else column["v"]


def commands(store: Store, day: str = "", *, apart: bool = False, extend: str = "") -> dict[str, dict[str, float]]:
    """Return by slug what `tracker costs` and `tracker slippage` say: dollars, years, share.

    ``apart``: read the cards for each as the commands do; else once.
    """
    at = views.moment(day) if day else views.Moment()
    out: dict[str, dict[str, float]] = {}
    atlas = views.atlas(store, at, cards=True)
    tables = load(extend=extend)
    costly = costs.costs(atlas.cards.values(), tables).frame
    for row in costly[costly["is_cost"]].itertuples():
        if not math.isnan(row.amount_usd):
            out.setdefault(row.project, {})["cost"] = row.amount_usd
            out[row.project]["carried"] = float(bool(row.extended is not pandas.NA and row.extended))
    compare = in_constant(tables)
    if apart:
        with views.select(store, at) as chosen:
            late = slippage.slippage(chosen.cards(slippage.FIELDS), now=chosen.now, compare=compare).frame
    else:
        late = slippage.slippage(atlas.cards.values(), now=atlas.now, compare=compare).frame
    for row in late.itertuples():
        if not math.isnan(row.delay_months):
            out.setdefault(row.project, {})["delay"] = row.delay_months / 12
        if not math.isnan(row.overrun_percent):
            out.setdefault(row.project, {})["overrun"] = row.overrun_percent / 100
            out[row.project]["stated"] = float(row.prices == "as stated")
            if row.extended is not pandas.NA and row.extended:
                out[row.project]["carried"] = out[row.project].get("carried", 0.0) + 2
    return out


def is_near(name: str, found: float, wanted: float) -> bool:
    return abs(found - wanted) <= ROUNDED[name] * (max(1.0, abs(wanted)) if name == "cost" else 1.0)


@pytest.mark.parametrize("extend", ["", "last"])
def test_each_project_has_the_numbers_of_the_commands(catalogue: Store, extend: str) -> None:
    atlas = views.atlas(catalogue)
    block = measures_block(atlas, load(extend=extend))
    wanted = commands(catalogue, apart=True, extend=extend)
    seen = dict.fromkeys(block, 0)
    for name, column in block.items():
        for row, value in zip(atlas.projects, decoded(column, len(atlas.projects)), strict=True):
            said = wanted.get(row.slug, {}).get(name, 0.0 if name == "carried" else None)
            assert (value is None) == (said is None), (row.slug, name, value, said)
            if value is not None and said is not None:
                assert is_near(name, value, said), (row.slug, name, value, said)
                seen[name] += 1
    assert seen["cost"] > (130 if extend else 90) and seen["delay"] > 70 and seen["overrun"] > 60
    flat = sum(1 for value in decoded(block["carried"], len(atlas.projects)) if value)
    assert flat > 20 if extend else not flat
    assert projects_block(atlas.projects, block)["measures"] == block


@pytest.mark.parametrize("extend", ["", "last"])
def test_the_page_replays_them(catalogue: Store, extend: str) -> None:
    atlas = views.atlas(catalogue)
    days = [*(DAYS[-2:] if extend else DAYS), atlas.now]  # nothing is carried on before the last years
    answers = replayed(atlas, days, load(extend=extend))
    seen = dict.fromkeys(ROUNDED, 0)
    for day in days:
        wanted = commands(catalogue, day, extend=extend)
        for slug, found in answers[day].items():
            names = {"constantCost": "cost", "overrunStated": "stated"}
            names |= {name: name for name in ("delay", "overrun", "carried")}
            row = {name: found["row"][key] for key, name in names.items()}
            assert row == found["measures"], (day, slug)
            for name, value in row.items():
                said = wanted.get(slug, {}).get(name, 0.0 if name == "carried" else None)
                assert (value is None) == (said is None), (day, slug, name, value, said)
                if value is not None:
                    assert value == pytest.approx(said, rel=1e-9, abs=1e-9), (day, slug, name)
                    seen[name] += 1 if name != "carried" else bool(value)
            # charts and the card's sentence tell the same delay, to the day
            if row["delay"] is not None:
                assert found["story"] == pytest.approx(row["delay"] * 365.25, abs=1.01), (day, slug)
    assert min(seen[name] for name in ("cost", "delay", "overrun", "stated")) > 150, seen
    assert bool(seen["carried"]) == bool(extend)


def test_medians_are_those_of_the_command(catalogue: Store) -> None:
    node = shutil.which("node")
    if not node:
        pytest.skip("node is not installed")
    atlas = views.atlas(catalogue)
    rows = slippage.slippage(atlas.cards.values(), now=atlas.now, compare=in_constant(load()))
    frame = slippage_groups.by_group(rows, "sector").frame
    whole = frame[(frame["group"] == "all") & (frame["projects"] == "all")].set_index("measure")
    text = json.dumps(projects_block(atlas.projects, measures_block(atlas))).encode()
    script = Path(__file__).parent / "js" / "medians.mjs"
    found = json.loads(subprocess.run([node, str(script)], input=text, capture_output=True, check=True).stdout)
    wanted = {"delay": ("delay", 12), "overrun": ("overrun, prices as stated", 100)}
    for name, (measure, unit) in wanted.items():
        assert found[name]["n"] == whole["n"][measure]
        assert found[name]["median"] == pytest.approx(whole["median"][measure] / unit, abs=1e-4)
        assert found["charts"][name] == pytest.approx(found[name]["median"])


def awkward(seed: int, n: int) -> Iterator[Any]:
    """Yield records in which plans, costs and their dates are as odd as documents make them, and often collide."""
    rng = Random(seed)
    voices = [make.document(f"Voice {k}", rank=k % 5 + 1) for k in range(4)]
    days = ["2009", "2012", "2012-05", "2014-03-01", "2016~", "../2015-06-30", "2018-01/2019-02", "2020-07-01", ""]
    dates = ["2010", "2013-06", "2017", "2021-03-05", "2025~", "../2022", "2019-02-01/..", "2016-01/2018-06", "2030"]
    qualifiers = ["exact", "exact", "about", "low", "high", "at_most", "at_least"]
    for k in range(n):
        claims = [
            make.claim("name", f"P {k}", "2008"),
            make.claim("country", rng.choice(["DEU", "FRA", "CHN"]), "2008"),
        ]
        if rng.random() < 0.2:
            claims.append(make.claim("country", "AUT", "2014"))
        if rng.random() < 0.3:
            claims.append(make.claim("status", rng.choice(["operating", "cancelled", "construction"]), "2015"))
        for _ in range(rng.randrange(2, 14)):
            field = rng.choice(["completion_planned", "completion_planned", "completion_actual", *MONEY, *MONEY])
            more: dict[str, Any] = {"by": rng.choice(voices), "qualifier": rng.choice(qualifiers)}
            more["as_of_basis"] = rng.choice(["published", "published", "recalled", "lookup"])
            more["scope"] = rng.choice(["whole", "whole", "whole", "phase:1"])
            value: object = rng.choice(dates)
            if field in MONEY:
                value = rng.choice([0.0, 50.0, 100.0, 150.0, 200.0, 1e9])
                own = ("EUR", None) if rng.random() < 0.5 else (None, 2010)
                more["unit"] = own[0] or rng.choice(["EUR", "EUR", "DEM", "CNY", "USD", "XXX", None])
                more["price_year"] = own[1] and rng.choice([1990, 2010, 2015, 2031])
            claims.append(make.claim(field, value, rng.choice(days), **more))
        yield make.record(f"p{k}", *claims)


@pytest.mark.parametrize("extend", ["", "last"])
def test_the_page_replays_odd_statements_too(tmp_path: Path, extend: str) -> None:
    store = create(tmp_path / "odd.gpkg")
    ingest.run_import(store, make.reading(awkward(7, 150)))
    days = ["2010-12-31", "2013-01-01", "2016-12-31", "2026-01-01"]
    atlas = views.atlas(store)
    assert len(atlas.projects) == 150
    answers = replayed(atlas, days, load(extend=extend))
    seen = dict.fromkeys(ROUNDED, 0)
    for day in days:
        wanted = commands(store, day, extend=extend)
        for slug, found in answers[day].items():
            for name in ROUNDED:
                value = found["measures"][name]
                said = wanted.get(slug, {}).get(name, 0.0 if name == "carried" else None)
                assert (value is None) == (said is None), (day, slug, name, value, said)
                if value is not None:
                    assert value == pytest.approx(said, rel=1e-9, abs=1e-9), (day, slug, name)
                    seen[name] += 1
    assert min(seen.values()) > 10, seen


def test_prices_of_the_page_are_those_that_it_needs(catalogue: Store) -> None:
    atlas = views.atlas(catalogue)
    block = cards_block(atlas.projects, atlas.cards)["prices"]
    units = {c.unit for card in atlas.cards.values() for c in card.claims if c.field.startswith("cost_")}
    assert set(block["currencies"]) <= units
    assert set(block["deflators"]) <= set(load().deflators)
    assert len(json.dumps(block)) < 20_000


def test_rows_alone_tell_only_costs_of_a_stated_price_year(catalogue: Store) -> None:
    atlas = views.atlas(catalogue, cards=False)
    block = measures_block(atlas)
    wanted = commands(catalogue)
    column = decoded(block["cost"], len(atlas.projects))
    told = {row.slug: v for row, v in zip(atlas.projects, column, strict=True) if v is not None}
    assert told
    assert all(is_near("cost", v, wanted[slug]["cost"]) for slug, v in told.items())
    assert block["delay"] == block["overrun"] == block["stated"] == {"c": None}
    assert not money_block(atlas)["complete"] and money_block(views.atlas(catalogue))["complete"]


@cache
def _rows(path: Path) -> tuple[Atlas, list[dict[str, Any]]]:
    store = Store(path)
    atlas = views.atlas(store)
    every = standings(atlas.cards.values(), in_constant(load()))
    frame = forecast.forecast(every, atlas.now, rates=base_rates.bundled()).frame
    return atlas, frame.to_dict("records")


def told(catalogue_file: Path) -> Iterator[tuple[dict[str, Any], Any]]:
    atlas, rows = _rows(catalogue_file)
    block = dict(zip((r.slug for r in atlas.projects), forecasts_block(atlas) or (), strict=True))
    by = {row["project"]: row for row in rows}
    for slug, made in block.items():
        assert bool(made) == (slug in by), slug
        if made:
            yield by[slug], made


def _iso(day: float) -> str:
    from tracker.clean.days import iso_day

    return iso_day(round(day))


def test_forecasts_are_those_of_the_command(catalogue_file: Path) -> None:
    seen = {"opening": 0, "cost": 0}
    for row, (opening, cost) in told(catalogue_file):
        assert (opening is None) == (not isinstance(row["opening_class"], str))
        if opening is not None:
            cls, n, opened, first, official, holds, days = opening
            assert (cls, n, opened) == (row["opening_class"], row["opening_n"], row["opening_opened"])
            assert _iso(first) == str(row["opening_first"])[:10]
            assert _iso(official) == str(row["opening_official"])[:10]
            assert (holds is None) == math.isnan(row["opening_holds"])
            assert holds is None or holds == pytest.approx(row["opening_holds"], abs=6e-4)
            for p, day in zip(SHARES, days, strict=True):
                if f"opening_p{p}" in row:
                    assert ("" if day is None else _iso(day)) == str(row[f"opening_p{p}"])[:10].replace("NaT", "")
            assert sorted(d for d in days if d is not None) == [d for d in days if d is not None]
            seen["opening"] += 1
        if cost is not None:
            cls, n, is_published, currency, _, first, official, holds, amounts = cost
            assert ("published" if is_published else "class") == row["cost_basis"]
            assert (currency, first) == (row["currency"], row["cost_first"])
            assert official == pytest.approx(row["cost_official"])
            for p, amount in zip(SHARES, amounts, strict=True):
                said = row.get(f"cost_p{p}", math.nan)
                if f"cost_p{p}" in row:
                    assert (amount is None) == math.isnan(said)
                    assert amount is None or amount == said
            seen["cost"] += 1
    assert seen["opening"] > 20 and seen["cost"] > 5, seen


def test_a_page_of_a_selection_has_no_forecasts(catalogue: Store) -> None:
    atlas = views.atlas(catalogue, filters=views.Filters(("canal",)))
    assert forecasts_block(atlas) is None
    assert about_forecasts(atlas)["part"] and not about_forecasts(views.atlas(catalogue))["part"]


def test_the_verdict_is_that_of_the_backtest(catalogue: Store) -> None:
    said = about_forecasts(views.atlas(catalogue))
    for tested in skill.bundled():
        if tested.against == skill.OFFICIAL:
            verdict = said["skill"][tested.quantity]
            assert (verdict["n"], verdict["projects"], verdict["why"]) == (tested.n, tested.projects, tested.why)
            assert verdict["verdict"] == ("" if tested.word == skill.NOT_TESTED else tested.word)
    assert set(said["skill"]) == {"cost", "opening"}


def test_a_page_carries_them(catalogue: Store) -> None:
    import re

    import maps

    text = maps.build(views.atlas(catalogue)).get_root().render()
    blocks = {m[1]: unpack(m[2]) for m in re.finditer(r'id="(tracker-(?:projects|cards))">([^<]*)<', text)}
    assert set(blocks["tracker-projects"]["projects"]["measures"]) == set(ROUNDED)
    assert blocks["tracker-projects"]["about"]["money"]["year"] == 2015
    assert blocks["tracker-cards"]["shares"] == list(SHARES)
    assert any(blocks["tracker-cards"]["forecasts"])
