"""Units and currencies: in the cell, in a column beside it, in the rule."""

from __future__ import annotations

from pathlib import Path

import pytest
from mapped import amounts, claims, field, odd, read


def one(
    folder: Path, name: str, cell: str, more: str = ""
) -> tuple[list[tuple[object, str]], dict[tuple[str, str], int]]:
    """Read one cell as a field; return value and unit, and what was odd."""
    records, issues = read(folder, f"Id;Name;X\n1;A;{cell}\n", field(name, "X", more))
    return amounts(records, name), odd(issues)


@pytest.mark.parametrize(
    ("name", "cell", "more", "value", "unit"),
    [
        ("length_km", "12 km", "", 12, "km"),
        ("length_km", "12", "", 12, "km"),
        ("length_km", "555 m", "", 0.555, "km"),
        ("length_km", "10 miles", "", 16.09344, "km"),
        ("length_km", "555", "unit = 'm'", 0.555, "km"),
        ("length_km", "12 km", "multiplier = 0.001", 12, "km"),  # the heading's factor is not meant for it
        ("length_km", "12345", "multiplier = 0.001", 12.345, "km"),
        ("progress_pct", "81 %", "", 81, "percent"),
        ("progress_pct", "0.81", "multiplier = 100", 81, "percent"),
        ("delay_months", "2 years", "", 24, "months"),
        ("capacity", "45 MW", "", 45, "MW"),
        ("capacity", "1.2 GW", "unit = 'MW'", 1200, "MW"),
        ("capacity", "3.0 MTPA of natural gas", "", 3, "Mt/a"),
        ("capacity", "10.5 bcm/y of gas", "", 10.5, "bcm/a"),
        ("price", "£92.50", "unit = 'GBP/MWh'", 92.5, "GBP/MWh"),
        ("cost_estimate", "1.2 bn USD", "", 1.2e9, "USD"),
        ("cost_estimate", "€ 3,5 Mio", "decimal = ','", 3.5e6, "EUR"),
        ("cost_estimate", "1.1", "currency = 'GBP'\nmultiplier = 1e6", 1.1e6, "GBP"),
        ("cost_estimate", "£1.5bn", "currency = 'GBP'\nmultiplier = 1e6", 1.5e9, "GBP"),
        ("cost_estimate", "$5", "currency = 'USD'\nmultiplier = 1e6", 5e6, "USD"),
    ],
)
def test_what_the_cell_names_goes_first(
    tmp_path: Path, name: str, cell: str, more: str, value: float, unit: str
) -> None:
    assert one(tmp_path, name, cell, more) == ([(value, unit)], {})


@pytest.mark.parametrize(
    ("name", "cell", "more", "value", "unit", "issue"),
    [
        ("capacity", "3 lanes", "", 3, "lanes", ("unknown-unit", "lanes")),
        ("capacity", "45 MW", "unit = 'Mt/a'", 45, "MW", ("other-unit", "MW")),
        ("length_km", "12 ha", "", 12, "ha", ("other-unit", "ha")),
        ("delay_months", "40 days", "", 40, "days", ("other-unit", "days")),
        ("cost_estimate", "50", "", 50, "", ("no-currency", "")),
        ("cost_estimate", "$50", "", 50, "", ("no-currency", "")),
        ("cost_estimate", "USD 5m", "currency = 'GBP'", 5e6, "USD", ("other-currency", "USD 5m")),
    ],
)
def test_what_does_not_fit_is_kept_as_told(
    tmp_path: Path, name: str, cell: str, more: str, value: float, unit: str, issue: tuple[str, str]
) -> None:
    assert one(tmp_path, name, cell, more) == ([(value, unit)], {issue: 1})


@pytest.mark.parametrize(
    ("name", "cell"),
    [("cost_estimate", "12 km"), ("cost_estimate", "12 %"), ("length_km", "3 lanes"), ("capacity", "inf"),
     ("capacity", "1e999"), ("capacity", "many"), ("capacity", "about 3 of the 12 lanes")],
)  # fmt: skip
def test_what_is_no_such_number_stays_in_the_record(tmp_path: Path, name: str, cell: str) -> None:
    records, issues = read(tmp_path, f"Id;Name;X\n1;A;{cell}\n", field(name, "X"))
    assert claims(records, name) == []
    assert odd(issues) == {("bad-number", cell): 1}
    assert records[0].content["X"] == cell


def test_a_column_of_currencies_and_scales(tmp_path: Path) -> None:
    table = (
        "Id,Name,Cost,In\n1,A,5,EUR\n2,B,7,US$ million\n3,C,8 m,million USD\n4,D,9,\n5,E,10,quatloos\n6,F,11,$\n"
        "7,G,£12,EUR\n8,H,13,quatloos\n"
    )
    records, issues = read(tmp_path, table, field("cost_estimate", "Cost", "currency_column = 'In'"))
    assert amounts(records, "cost_estimate") == [
        (5, "EUR"), (7e6, "USD"), (8e6, "USD"), (9, ""), (10, "quatloos"), (11, ""), (12, "GBP"), (13, "quatloos"),
    ]  # fmt: skip
    assert [c.raw for c in claims(records, "cost_estimate")][:3] == ["5 EUR", "7 US$ million", "8 m million USD"]
    assert odd(issues) == {
        ("no-currency", ""): 1,
        ("no-currency", "$"): 1,
        ("unknown-currency", "quatloos"): 2,  # once, with its count
        ("other-currency", "£12"): 1,
    }


def test_a_column_of_units(tmp_path: Path) -> None:
    table = (
        "Id,Name,Size,In\n1,A,5,megawatts\n2,B,7,thousand tonnes\n3,C,3,berths\n4,D,4,berths\n5,E,1 GW,berths\n6,F,6,\n"
    )
    records, issues = read(tmp_path, table, field("capacity", "Size", "unit_column = 'In'\nunit = ''"))
    assert amounts(records, "capacity") == [(5, "MW"), (7000, "t"), (3, "berths"), (4, "berths"), (1, "GW"), (6, "")]
    assert odd(issues) == {("unknown-unit", "berths"): 2}
    assert [issues.locators[k] for k in issues.counts] == [["table.csv:4", "table.csv:5"]]


def test_the_rule_speaks_where_the_unit_cell_is_empty(tmp_path: Path) -> None:
    table = "Id,Name,Cost,In\n1,A,5,\n2,B,6,GBP\n"
    records, issues = read(tmp_path, table, field("cost_estimate", "Cost", "unit_column = 'In'\nunit = 'EUR'"))
    assert amounts(records, "cost_estimate") == [(5, "EUR"), (6, "GBP")]
    assert odd(issues) == {}
