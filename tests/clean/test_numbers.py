"""Numbers in cells and units in headings: what is read, what is refused, and laws over generated numbers."""

from __future__ import annotations

import csv
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.clean import numbers
from tracker.clean.numbers import OPEN, Quantity, UnitHint, decimal_mark, parse_number, parse_quantity, unit_hint
from tracker.clean.scales import times


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (12, 12.0),
        (1.5, 1.5),
        ("007", 7.0),
        ("2027.0", 2027.0),
        (" 12 ", 12.0),
        ("1,234.5", 1234.5),
        ("1.234,5", 1234.5),
        ("1 234,5", 1234.5),
        ("1\u00a0234,5", 1234.5),
        ("1\u202f234,5", 1234.5),
        ("1'234.5", 1234.5),
        ("1’234.50", 1234.5),
        ("1 234,567", 1234.567),
        ("1.234.567", 1234567.0),
        ("1,20,000", 120000.0),
        (".5", 0.5),
        ("0,123", 0.123),
        ("12.", 12.0),
        ("1e6", 1e6),
        ("1.5E+09", 1.5e9),
        ("-12", -12.0),
        ("−12", -12.0),
        ("– 12", -12.0),
        ("-£12", -12.0),
        ("£-12", -12.0),
        ("(12)", -12.0),
        ("(£12.3m)", -12.3e6),
        ("£2,013.02", 2013.02),
        ("£12.20\n", 12.2),
        ("$1.5bn", 1.5e9),
        ("US$ 1.5 billion", 1.5e9),
        ("1.5 million", 1.5e6),
        ("12k", 12e3),
        ("£12m", 12e6),
        ("1.5 M€", 1.5e6),
        ("1.5 Mio. €", 1.5e6),
        ("1.234.567,00 €", 1234567.0),
        ("R$ 1.234,56", 1234.56),
        ("1,234,567.89 USD", 1234567.89),
        ("Rs.5", 5.0),
        ("Rs. 1,20,000 crore", 1.2e12),
        ("4.5 lakh", 4.5e5),
        ("72.7亿元", 7.27e9),
        ("72.7 billion yuan", 72.7e9),
        ("12 %", 12.0),
        ("-19%", -19.0),
        ("12.5 percent", 12.5),
        ("12*", 12.0),
        ("12†", 12.0),
        ("12¹", 12.0),
        ("12 [1]", 12.0),
        ("１２", 12.0),
        ("٣", 3.0),
    ],
)
def test_numbers_are_read(cell: object, number: float) -> None:
    assert parse_number(cell) == pytest.approx(number, rel=1e-12)


@pytest.mark.parametrize(
    "cell",
    [
        *(None, True, b"12", "", " ", "-", "--", "*", ".", ",", "%", "£", "TBD", "n/a", "nan", "inf", "-Infinity"),
        *(math.nan, math.inf, 10**400, "1e999", "9" * 70, "x" * 10_000),
        *("31.03.2025", "2014-07-08", "12:30", "1/2", "5-10", "5 - 10", "£12m - £15m", "3 of 4", "12-"),
        *("approx 12", "~12", "> 33", "12 or 13", "Exempt under Section 43", "12 (1)", "12 34", "1,2,3", "1.2.3"),
        *("1 23,4", "12,", "0x10", "1_000", "5e", "1234 567", "12 m", "12 MW", "5 km", "3 apples", "$ (5)"),
    ],
)
def test_words_ranges_dates_and_units_are_no_numbers(cell: object) -> None:
    assert parse_number(cell) is None


def test_the_decimal_mark_decides_what_is_open() -> None:
    assert [parse_number("1,234", mark) for mark in (".", ",", "")] == [1234.0, 1.234, 1234.0]
    assert [parse_number("1.234", mark) for mark in (".", ",", "")] == [1.234, 1234.0, 1.234]
    assert [parse_number("12.5", mark) for mark in (".", ",")] == [12.5, 12.5]
    assert [parse_number("1.234,5", mark) for mark in (".", ",")] == [1234.5, 1234.5]


@pytest.mark.parametrize(
    ("samples", "mark"),
    [
        (["1,234"], ""),
        (["1,234", "1,5"], ","),
        (["1.234", "1.234.567"], ","),
        (["1,234,567"], "."),
        (["words", None, "1.5", 3.2], "."),
        (["1 234,567"], ","),
        (["1 234", "12", "31.03.2025"], ""),
        (["1.5", "1,5"], ""),
        (["1.5"] * 40 + ["1,5"], "."),
        ([], ""),
    ],
)
def test_a_column_tells_its_decimal_mark(samples: list[object], mark: str) -> None:
    assert decimal_mark(samples) == mark


@given(st.integers(-(10**14), 10**14), st.integers(0, 99), st.sampled_from([",.", ".,", " ,", "'.", "\u00a0,"]))
def test_whatever_is_grouped_reads_as_it_was(whole: int, cents: int, signs: str) -> None:
    text = f"{abs(whole):,}".replace(",", signs[0]) + f"{signs[1]}{cents:02d}"
    expected = (-1 if whole < 0 else 1) * float(f"{abs(whole)}.{cents:02d}")
    assert parse_number(("-" if whole < 0 else "") + text) == expected


@given(st.one_of(st.text(max_size=80), st.from_regex(r"[-(£$]?[\d.,' ]{1,20}[%mkM元)]?", fullmatch=True)))
def test_no_text_raises(text: str) -> None:
    for mark in ("", ".", ","):
        number = parse_number(text, mark)
        assert number is None or math.isfinite(number)
    assert isinstance(unit_hint(text), UnitHint)


def test_a_quantity_names_its_currency_unit_and_scale() -> None:
    assert parse_quantity("$1.5bn") == Quantity(1.5e9, scale=1e9)
    assert parse_quantity("CAD 12") == Quantity(12.0, "CAD")
    assert parse_quantity("72.7 亿元") == Quantity(72.7e8, "CNY", scale=1e8)
    assert parse_quantity("134.2 km") == Quantity(134.2, unit="km")
    assert parse_quantity("12 m") == Quantity(12.0, unit="m")
    assert parse_quantity("12 %") == Quantity(12.0, unit="%")


@pytest.mark.parametrize(
    ("heading", "hint"),
    [
        ("Cost 2024 (CAD) {$M}", UnitHint(1e6, "CAD")),
        ("Project Cost Afs", UnitHint(1.0, "AFN")),
        ("Length (m)", UnitHint(unit="m")),
        ("Baseline length (m)", UnitHint(unit="m")),
        ("Capacity (MW)", UnitHint(unit="MW")),
        ("capacity_(mw)", UnitHint(unit="MW")),
        ("Amount (Constant USD2017)", UnitHint(1.0, "USD", "", 2017)),
        ("Amount.(Constant.USD.2021)", UnitHint(1.0, "USD", "", 2021)),
        ("Amount (Nominal USD)", UnitHint(1.0, "USD")),
        ("Cost (2015 EUR m)", UnitHint(1e6, "EUR", "", 2015)),
        ("Cost £m 2019/20 prices", UnitHint(1e6, "GBP", "", 2019)),
        ("Real GDP (2015 US$)", UnitHint(1.0, "USD", "", 2015)),
        ("Budget USD 2024", UnitHint(1.0, "USD")),
        ("TOTAL Baseline Benefits (£m)", UnitHint(1e6, "GBP")),
        ("2016/17 TOTAL Baseline £m\n(including costs of others)", UnitHint(1e6, "GBP")),
        ("Work Progress (%)", UnitHint(unit="%")),
        ("progress_pct", UnitHint(unit="%")),
        ("cost_usd", UnitHint(1.0, "USD")),
        ("length_km", UnitHint(unit="km")),
        ("投资额（亿元）", UnitHint(1e8, "CNY")),
        ("总投资_万元", UnitHint(1e4, "CNY")),
        ("Cost (US$ million)", UnitHint(1e6, "USD")),
        ("Cost (U.S. dollars)", UnitHint(1.0, "USD")),
        ("Cost ($000)", UnitHint(1e3)),
        ("Cost (Rs. crore)", UnitHint(1e7)),
        ("Output (million tonnes per year)", UnitHint(1e6, unit="t/a")),
        ("Remaining lifetime (years)", UnitHint(unit="years")),
    ],
)
def test_headings_name_units(heading: str, hint: UnitHint) -> None:
    assert unit_hint(heading) == hint


@pytest.mark.parametrize(
    "heading",
    [
        *("", "Name", "Start year", "Commitment Year", "Plan B", "Option (B)", "Sectors (all)", "ALL COSTS"),
        *("TOTAL COST OF ALL", "TOP PROJECTS", "Tenders Won", "Team M", "Heat rate (Btu per kWh)", "Project (MOD)"),
        *("Amount (Original Currency)", "Latitude 1", "capacity-(mt)", "Cost 2024", "2016/2017", "x" * 1000),
    ],
)
def test_headings_without_units_say_nothing(heading: str) -> None:
    assert unit_hint(heading) == UnitHint()


def test_real_costs_are_read(realdata) -> None:  # type: ignore[no-untyped-def]
    with (realdata / "aiddata-afghan-canals" / "original_project_data.csv").open(
        encoding="utf-8-sig", newline=""
    ) as file:
        rows = list(csv.DictReader(file))
    costs = [row["Project Cost Afs"] for row in rows]
    assert decimal_mark(costs) == "."
    assert sum(parse_number(cost, ".") is not None for cost in costs) == 87
    progress = [parse_number(row["Work Progress (%)"]) for row in rows if row["Work Progress (%)"]]
    assert progress.count(100.0) == 81
    assert len(progress) == 85


@pytest.mark.parametrize(
    ("unit", "other", "factor"),
    [("m", "km", 0.001), ("mi", "km", 1.609344), ("GW", "MW", 1000.0), ("years", "months", 12.0), ("ha", "km2", 0.01),
     ("TEU", "TEU", 1.0), ("days", "months", None), ("km", "MW", None), ("lanes", "km", None)],
)  # fmt: skip
def test_exact_factors_between_units(unit: str, other: str, factor: float | None) -> None:
    assert times(unit, other) == (None if factor is None else pytest.approx(factor, rel=1e-15))


@given(st.from_regex(r"-?\d{1,16}(\.\d{0,16})?", fullmatch=True), st.sampled_from(["", ".", ",", OPEN]))
def test_plain_digits_are_read_the_short_way_as_they_are_the_long_way(text: str, decimal: str) -> None:
    assert parse_quantity(text, decimal) == numbers._quantity(text, decimal)
