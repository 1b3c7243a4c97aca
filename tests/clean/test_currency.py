"""Currencies: signs with care, names, scales beside them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.clean.currency import SIGNS, WORD_CODES, currency_code, read_money
from tracker.vocab import currency_exists, table


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("USD", "USD"),
        ("usd", "USD"),
        ("(CAD)", "CAD"),
        ("DEM", "DEM"),
        ("ALL", "ALL"),
        ("US$", "USD"),
        ("C$", "CAD"),
        ("A$", "AUD"),
        ("R$", "BRL"),
        ("£", "GBP"),
        ("€", "EUR"),
        ("元", "CNY"),
        ("亿元", "CNY"),
        ("万元", "CNY"),
        ("亿美元", "USD"),
        ("人民币", "CNY"),
        ("Afs", "AFN"),
        ("afghani", "AFN"),
        ("Renminbi", "CNY"),
        ("Canadian Dollars", "CAD"),
        ("U.S. dollars", "USD"),
        ("yen", "JPY"),
        ("£m", "GBP"),
        ("USDm", "USD"),
        ("US$ million", "USD"),
        ("million euros", "EUR"),
        ("millions of euros", "EUR"),
        ("£000", "GBP"),
        ("₹ crore", "INR"),
    ],
)
def test_currencies_are_read(text: str, code: str) -> None:
    assert currency_code(text) == code


@pytest.mark.parametrize(
    "text",
    [
        *("", None, 5, True, "$", "$m", "¥", "Rs", "Rs crore", "kr", "pesos", "dollars", "rupees", "FCFA", "crore"),
        *("million", "m", "all", "top", "dem", "Constant", "XYZ", "x" * 500),
    ],
)
def test_what_currencies_share_is_none(text: object) -> None:
    assert currency_code(text) is None


def test_money_beside_a_number() -> None:
    assert read_money("亿元") == (1e8, "CNY", True)
    assert read_money("Rs crore") == (1e7, "", True)
    assert read_money("lakh") == (1e5, "", False)
    assert read_money("$M") == (1e6, "", True)
    assert read_money("m") is None
    assert read_money("m", is_money=True) == (1e6, "", True)
    assert read_money("km") is None


def test_signs_and_codes_are_of_iso_4217() -> None:
    assert all(currency_exists(code) for code in SIGNS.values() if code)
    assert all(currency_exists(code) for code in WORD_CODES)


def test_every_code_and_current_name_is_read() -> None:
    for code, row in table("currencies").items():
        assert currency_code(code) == code
        if row["current"] == "1":
            assert currency_code(row["name"]) is not None


@given(st.text(max_size=70))
def test_no_text_raises(text: str) -> None:
    code = currency_code(text)
    assert code is None or currency_exists(code)
