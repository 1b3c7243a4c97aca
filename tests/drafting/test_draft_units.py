"""Drafts of tables that tell the unit of an amount in a column beside it."""

from __future__ import annotations

from pathlib import Path

import pytest
from drafts import amounts, issues_of, written


@pytest.mark.parametrize(
    ("text", "column", "costs"),
    [
        (
            "Id,Name,Cost,Unit\na,Dam,1250.5,EUR million\nb,Lock,890,EUR million\nc,Port,45,USD thousand\n",
            "Unit",
            [(1250.5e6, "EUR"), (890e6, "EUR"), (45e3, "USD")],
        ),
        (
            "Код;Название;Стоимость;Ед. изм.\na;Плотина;1250,5;млн руб\nb;Шлюз;890;млн руб.\nc;Порт;4,5;млрд руб\n",
            "Ед. изм.",
            [(1250.5e6, "RUB"), (890e6, "RUB"), (4.5e9, "RUB")],
        ),
        (
            "整理番号,事業名,事業費,単位\na,ダム,1250,百万円\nb,道路,3,億円\n",
            "単位",
            [(1.25e9, "JPY"), (3e8, "JPY")],
        ),
        (
            "Nr;Projektname;Kosten;Einheit\na;Tunnel;1,5;Mrd. EUR\nb;Damm;890;Mio. EUR\n",
            "Einheit",
            [(1.5e9, "EUR"), (890e6, "EUR")],
        ),
        (
            "Id,Name,Cost,Cost currency\na,Dam,1250500000,EUR\nb,Lock,890000000,USD\n",
            "Cost currency",
            [(1250.5e6, "EUR"), (890e6, "USD")],
        ),
        (
            "Id,Name,Cost (EUR),Cost unit\na,Dam,1250.5,million\nb,Lock,890,thousand\n",
            "Cost unit",
            [(1250.5e6, "EUR"), (890e3, "EUR")],
        ),
    ],
    ids=["English", "Russian", "Japanese", "German", "currency", "scale"],
)
def test_a_unit_of_each_row(tmp_path: Path, text: str, column: str, costs: list[tuple[float, str]]) -> None:
    it = written(tmp_path, text)
    rule = it.rule("cost_estimate")
    assert (rule.unit_column, rule.multiplier) == (column, 1.0)
    assert it.draft.count == "4 of 4 columns placed, 0 ignored, 0 not placed"
    assert "No scale is told" not in it.toml
    records, issues = it.read(tmp_path)
    assert amounts(records, "cost_estimate") == costs
    assert issues_of(issues, "warning") == {}


def test_a_column_of_currencies_keeps_its_name_in_the_mapping(tmp_path: Path) -> None:
    it = written(tmp_path, "Id,Name,Cost,Currency\na,Dam,1250500000,EUR\nb,Lock,890000000,USD\n")
    assert 'currency_column = "Currency"' in it.toml


def test_one_column_of_units_serves_all_amounts(tmp_path: Path) -> None:
    it = written(tmp_path, "Id,Name,Total cost,Spent to date,Unit\na,Dam,120,12,EUR million\nb,Lock,80,8,EUR million\n")
    assert {f.field: f.unit_column for f in it.mapping.fields if f.field != "name"} == {
        "cost_estimate": "Unit",
        "spent_to_date": "Unit",
    }


def test_scales_without_a_currency_are_told(tmp_path: Path) -> None:
    it = written(tmp_path, "Id,Name,Cost,Unit\na,Dam,1250.5,million\nb,Lock,890,thousand\n")
    assert it.rule("cost_estimate").unit_column == "Unit"
    assert "No currency is told" in it.toml
    assert '# currency = "USD"' in it.toml


def test_lengths_and_capacities_with_units_of_each_row(tmp_path: Path) -> None:
    it = written(
        tmp_path,
        "Id,Name,Length,Unit of length,Capacity,Capacity unit\na,A,2,km,120,MW\nb,B,200,m,2,GW\nc,C,3,km,7,MW\n",
    )
    assert it.rule("length_km").unit_column == "Unit of length"
    assert (it.rule("capacity").unit_column, it.rule("capacity").item) == ("Capacity unit", "electric")
    records, issues = it.read(tmp_path)
    assert amounts(records, "length_km") == [(2, "km"), (0.2, "km"), (3, "km")]
    assert amounts(records, "capacity") == [(120, "MW"), (2, "GW"), (7, "MW")]
    assert issues_of(issues, "warning") == {}


@pytest.mark.parametrize(
    "text",
    [
        "Id,Name,Cost (USD),Unit\na,Dam,1250000,Unit 1\nb,Lock,8900000,Unit 2\n",  # a part of the works
        "Id,Name,Cost (USD),Unit\na,Dam,1250000,m\nb,Lock,8900000,m\n",  # metres of something
        "Id,Name,Cost (USD),Other,Unit\na,Dam,1250000,x,EUR million\nb,Lock,8900000,y,EUR million\n",
    ],
)
def test_units_of_something_else_are_left_alone(tmp_path: Path, text: str) -> None:
    rule = written(tmp_path, text).rule("cost_estimate")
    assert (rule.unit, rule.unit_column) == ("USD", "")
