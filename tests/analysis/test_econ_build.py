"""The script that makes the tables of prices: what ships comes out of the public files; and its rules, by hand."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from tracker.bundled import data_folder

pytest.importorskip("currency_converter")
ECON = data_folder() / "econ"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("econ_build", ECON / "build.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_shipped_tables_are_what_the_public_files_give(script: ModuleType, realdata: Path) -> None:
    for name, text in script.build(realdata / "econ").items():
        assert text == (ECON / name).read_text(encoding="utf-8"), name


def test_months_make_a_year_only_where_all_twelve_are_there(script: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "exchange-rates-annual.csv").write_text("Date,Country,Exchange rate\n2015-01-01,China,6.2827\n")
    months = [f"{year}-{m:02}-01,Germany,{m}" for year in (1998, 1999) for m in range(1, 13)]
    months += [f"2001-{m:02}-01,United Kingdom,{m}" for m in range(1, 12)]
    months += [f"2002-{m:02}-01,United Kingdom,{m}" for m in range(1, 13)]
    (tmp_path / "exchange-rates-monthly.csv").write_text("\n".join(["Date,Country,Exchange rate", *months]) + "\n")
    made = script.rates(tmp_path)
    assert made["CNY"][2] == {2015: 6.2827}
    assert made["DEM"][2] == {1998: 6.5}  # marks ended with 1998
    assert made["GBP"][2] == {2002: 6.5}  # one month of 2001 is missing
    assert made["PKR"][0] == "World Bank"


def test_tables_leave_what_is_not_known_empty(script: ModuleType) -> None:
    made = {"AAA": ("P", "https://a.example", {1980: 1.0, 2000: 1 / 3}), "BBB": ("P", "https://b.example", {2002: 2.0})}
    assert script.text("country", made) == (
        "country,publisher,url,2000,2001,2002\nAAA,P,https://a.example,0.333333,,\nBBB,P,https://b.example,,,2\n"
    )
