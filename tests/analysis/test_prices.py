"""Tables of prices: what ships is whole and sourced, holes are holes, files that are not right are told."""

from __future__ import annotations

import csv
from itertools import pairwise
from pathlib import Path

import pytest

from tracker import views
from tracker.analysis import prices_files
from tracker.analysis.prices import NO_DEFLATOR, TABLES, Found, Hole, load
from tracker.bundled import data_folder
from tracker.errors import FormatError, UsageError
from tracker.fetch import WORLD_BANK
from tracker.fields import FIELDS
from tracker.store.store import Store

PRICES = load()


@pytest.mark.parametrize("name", [*TABLES, "currencies"])
def test_every_row_says_where_it_is_from(name: str) -> None:
    with (data_folder() / "econ" / f"{name}.csv").open(encoding="utf-8", newline="") as f:
        rows = list(csv.DictReader(f))
    assert len(rows) > 30
    assert all(row["url"].startswith("https://") for row in rows)
    keys = [next(iter(row.values())) for row in rows]
    assert keys == sorted(set(keys))


def test_every_country_and_currency_of_the_catalogue_is_there_or_known_to_be_missing(catalogue: Store) -> None:
    rows = views.projects(catalogue)
    countries = {c for r in rows for c in r.country.split(";") if c}
    assert countries - PRICES.deflators.keys() == {"TKM"}
    assert countries <= PRICES.ppp.keys()
    money = {c.unit for c in views.all_claims(catalogue) if FIELDS[c.field].type == "money"}
    assert money - PRICES.rates.keys() - {"USD"} == {"TJS"}
    assert money <= PRICES.currencies.keys()


def test_prices_are_chained_and_back_is_the_inverse() -> None:
    there, back = PRICES.price_change("CHN", 2015, 2022), PRICES.price_change("CHN", 2022, 2015)
    assert isinstance(there, Found)
    assert isinstance(back, Found)
    assert there.value * back.value == pytest.approx(1)
    step = 1.0
    for year in range(2016, 2023):
        step *= 1 + PRICES.deflators["CHN"].by_year[year] / 100
    assert there.value == pytest.approx(step)


def test_a_gap_is_not_leapt_over() -> None:
    assert PRICES.price_change("TJK", 2010, 2020) == Hole(
        "no GDP deflator of TJK for 2017", "no GDP deflator of a year that is needed"
    )
    assert isinstance(PRICES.price_change("TKM", 2010, 2011), Hole)
    assert isinstance(PRICES.price_change("CHN", 2030, 2030), Hole)
    assert isinstance(PRICES.rate("EUR", 1998), Hole)


def test_francs_since_1999_are_at_the_fixed_rate() -> None:
    euro, franc = PRICES.rate("EUR", 2015), PRICES.rate("FRF", 2015)
    assert isinstance(euro, Found)
    assert isinstance(franc, Found)
    assert franc.value == pytest.approx(euro.value * 6.55957)
    then = PRICES.rate("FRF", 1994)
    assert isinstance(then, Found)
    assert then.value == pytest.approx(5.55, abs=0.01)


def test_rates_that_were_carried_over_by_hand_have_no_slip() -> None:
    """A lost digit would stand out: year on year none of these moved further than the naira in 2024 (2.3 times)."""
    for code, series in PRICES.rates.items():
        if series.publisher == "World Bank":
            years = sorted(series.by_year)
            assert years == list(range(years[0], years[-1] + 1))
            moves = [series.by_year[b] / series.by_year[a] for a, b in pairwise(years)]
            assert all(1 / 1.3 < m < 2.6 for m in moves), code


def test_what_ships_is_what_the_real_files_say(realdata: Path) -> None:
    with (realdata / "econ" / "inflation-gdp.csv").open(encoding="utf-8", newline="") as f:
        for row in csv.DictReader(f):
            series, year = PRICES.deflators.get(row["Country Code"]), int(row["Year"])
            if series is not None and year >= 1981:
                assert series.by_year[year] == pytest.approx(float(row["Inflation"]), rel=1e-5, abs=1e-6)
    with (realdata / "econ" / "exchange-rates-annual.csv").open(encoding="utf-8", newline="") as f:
        china = {r["Date"][:4]: r["Exchange rate"] for r in csv.DictReader(f) if r["Country"] == "China"}
    assert all(PRICES.rates["CNY"].by_year[int(y)] == float(v) for y, v in china.items())


ROWS = [
    ("DEU", 1998, 1.76), ("DEU", 1999, 0.94), ("DEU", 2015, 0.9), ("CHN", 2015, 6.2), ("USA", 2015, 1.0),
    ("BRA", 1970, 0.0), ("SEN", 2015, 591.0), ("BEN", 2015, 591.2), ("ZZZ", 2015, 3.0),
]  # fmt: skip


def test_rates_of_the_world_bank_go_to_the_money_of_the_year(tmp_path: Path) -> None:
    made = prices_files.table("rates", ROWS, PRICES.currencies)
    assert {c: r.figures for c, r in made.items()} == {
        "DEM": {1998: 1.76},
        "EUR": {2015: 0.9} | {1999: 0.94},
        "CNY": {2015: 6.2},
        "XOF": {2015: 591.2},
    }


def test_a_refreshed_folder_is_read_again_and_goes_before_what_ships(tmp_path: Path) -> None:
    growth = [("CHN", 2024, 1.0), ("CHN", 2025, 2.0), ("USA", 2025, 3.0)]
    for name, rows in (("deflators", growth), ("rates", ROWS)):
        made = prices_files.table(name, rows, PRICES.currencies)
        text = prices_files.text(name, made, "World Bank, fetched 2026-11-25", WORLD_BANK)
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    own = load(tmp_path)
    assert own.price_change("CHN", 2024, 2025) == Found(
        1.02,
        "GDP deflator of CHN, 2024 to 2025, World Bank, fetched 2026-11-25",
        ("https://api.worldbank.org/v2/country/CHN/indicator/NY.GDP.DEFL.KD.ZG",),
    )
    assert isinstance(own.rate("GBP", 2015), Hole), "tables are not mixed"
    assert own.ppp == PRICES.ppp, "a table that is not there is the bundled one"
    assert own.place == str(tmp_path)


def test_folders_and_tables_that_are_not_right(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There is no folder") as e:
        load(tmp_path / "nowhere")
    assert "tracker prices refresh" in e.value.hint
    with pytest.raises(UsageError, match="holds no table"):
        load(tmp_path)
    for n, (text, told) in enumerate(
        [
            ("country,url,2015\nCHN,x,1\n", "no column publisher"),
            ("country,publisher,url,2015\nCHN,a,b,much\n", "line 2"),
            ("country,publisher,url,late\nCHN,a,b,1\n", "line 2"),
            ("country,publisher,url,2015\nCHN,a,b,1,2\n", "too many cells"),
        ]
    ):
        folder = tmp_path / str(n)
        folder.mkdir()
        (folder / "deflators.csv").write_text(text, encoding="utf-8")
        with pytest.raises(FormatError, match=told) as bad:
            load(folder)
        assert bad.value.hint
    (folder / "rates.csv").write_text("currency,publisher,url,2015\nCNY,a,b,0\n", encoding="utf-8")
    (folder / "deflators.csv").unlink()
    load.__globals__["_load"].cache_clear()
    with pytest.raises(FormatError, match="not above 0"):
        load(folder)


def test_years_of_a_currency_tell_whose_prices_and_which_are_missing() -> None:
    rows, notes = prices_files.years(PRICES, "CNY", "", 2015)
    by_year = {r.year: r for r in rows}
    assert by_year[2015].prices == 100
    assert by_year[2015].rate == 6.2827
    assert by_year[2025].prices is None
    assert "Prices and PPP of CHN." in notes
    assert "Deflator: 1986 to 2024." in notes
    assert sum(n.startswith("Source: https://") for n in notes) == 3
    with pytest.raises(UsageError):
        prices_files.years(PRICES, "QQQ", "", 2015)
    assert "1936.27 ITL = 1 EUR, fixed, since 1999." in prices_files.years(PRICES, "ITL", "", 2015)[1]
    assert prices_files.years(PRICES, "XOF", "", 2015)[1][0].startswith("XOF: it is shared money")


# carried flat


def test_deflators_are_carried_flat_only_where_asked_for_by_name_and_two_years_at_most() -> None:
    flat = load(extend="last")
    assert load().price_change("CHN", 2025, 2015) == Hole("no GDP deflator of CHN for 2025", NO_DEFLATOR)
    there = flat.price_change("CHN", 2026, 2015)
    assert isinstance(there, Found)
    assert there.value == pytest.approx(load().price_change("CHN", 2024, 2015).value)  # type: ignore[union-attr]
    assert there.extended == "2025 to 2026"
    assert there.said == "GDP deflator of CHN, 2026 to 2015, World Bank; extended: 2025 to 2026 as 2024"
    assert isinstance(flat.price_change("CHN", 2027, 2015), Hole)
    # From the last year of the country, not of the table.
    assert isinstance(flat.price_change("TJK", 2018, 2015), Found)
    assert isinstance(flat.price_change("TJK", 2019, 2015), Hole)
    # Years that are known are as they were, and a base year is never one that is not known.
    assert flat.price_change("CHN", 2015, 2022) == load().price_change("CHN", 2015, 2022)
    assert isinstance(flat.price_change("USA", 2026, 2026), Hole)
    with pytest.raises(UsageError, match="cannot be extended"):
        load(extend="trend")
