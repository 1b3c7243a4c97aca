"""Cells of mapped tables as people write them: vague dates, and numbers about, over, up to, between."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mapped import claims, field, odd, read

from tracker.mapping.amounts import amounts_by
from tracker.mapping.model import FieldRule

COST = "cost_estimate"


def told(folder: Path, name: str, cell: str, more: str = "") -> tuple[list[tuple[object, str, str]], dict[str, int]]:
    """Read one cell as a field; return value, unit and qualifier of each claim, and the codes of what was odd."""
    records, issues = read(folder, f"Id;Name;X\n1;A;{cell}\n", field(name, "X", more))
    found = claims(records, name)
    assert all(c.raw == cell for c in found if c.qualifier != "exact")
    assert records[0].content["X"] == cell
    return [
        (pytest.approx(c.value, rel=1e-12) if isinstance(c.value, float) else str(c.value), c.unit, c.qualifier)
        for c in found
    ], {code: n for (code, _), n in odd(issues).items()}


@pytest.mark.parametrize(
    ("name", "cell", "more", "expected"),
    [
        (COST, "approx. £450m", "", [(450e6, "GBP", "about")]),
        (COST, "~ USD 5 bn", "", [(5e9, "USD", "about")]),
        (COST, ">CHF 2 Mrd", "", [(2e9, "CHF", "at_least")]),
        (COST, "over 33 bn", "currency = 'CNY'\nmultiplier = 1e6", [(33e9, "CNY", "at_least")]),
        (COST, "over 33", "currency = 'CNY'\nmultiplier = 1e9", [(33e9, "CNY", "at_least")]),
        (COST, "up to 5 m", "currency = 'EUR'", [(5e6, "EUR", "at_most")]),
        (COST, "AUD 12-14 billion", "", [(12e9, "AUD", "low"), (14e9, "AUD", "high")]),
        (COST, "circa 12 to 14", "currency = 'EUR'\nmultiplier = 1e6", [(12e6, "EUR", "low"), (14e6, "EUR", "high")]),
        (COST, "800m - 1.2bn", "currency = 'EUR'", [(800e6, "EUR", "low"), (1.2e9, "EUR", "high")]),
        (COST, "1.200-1.400", "currency = 'EUR'\ndecimal = ','", [(1200, "EUR", "low"), (1400, "EUR", "high")]),
        (COST, "5", "currency = 'EUR'\nqualifier = 'at_least'", [(5, "EUR", "at_least")]),
        (COST, "about 5", "currency = 'EUR'\nqualifier = 'at_least'", [(5, "EUR", "about")]),
        ("length_km", "800 m - 1.2 km", "", [(0.8, "km", "low"), (1.2, "km", "high")]),
        ("length_km", "> 90", "", [(90, "km", "at_least")]),
        ("progress_pct", "≤ 5 %", "", [(5, "percent", "at_most")]),
        ("progress_pct", "~80%", "", [(80, "percent", "about")]),
        ("capacity", "max. 40 MW", "", [(40, "MW", "at_most")]),
    ],
)
def test_how_exact_a_cell_is(
    tmp_path: Path, name: str, cell: str, more: str, expected: list[tuple[float, str, str]]
) -> None:
    assert told(tmp_path, name, cell, more) == (expected, {})


@pytest.mark.parametrize(
    "cell",
    ["about many", "over approx. 5", "14-12", "12m - 15", "1-2000", "USD 5 - EUR 7", "2019-2024", "up to 5-7", "-5-7",
     "about 3 of the 12 lanes", "about 12 km", "5 or 7"],
)  # fmt: skip
def test_what_has_two_readings_is_no_amount(tmp_path: Path, cell: str) -> None:
    assert told(tmp_path, COST, cell, "currency = 'EUR'") == ([], {"bad-number": 1})


def test_parts_of_a_split_cell_keep_their_own_words(tmp_path: Path) -> None:
    table = "Id|Name|X\n1|A|~5 MW; 7 MW; up to 9 MW; 1-2 MW\n"
    records, issues = read(tmp_path, table, field("capacity", "X", "split = ';'"))
    found = [(c.value, c.qualifier) for c in claims(records, "capacity")]
    assert found == [(5, "about"), (7, "exact"), (9, "at_most"), (1, "low"), (2, "high")]
    assert odd(issues) == {}


def test_currencies_in_a_column_of_their_own_hold_for_both_ends(tmp_path: Path) -> None:
    records, issues = read(
        tmp_path, "Id,Name,X,In\n1,A,12-14,US$ million\n", field(COST, "X", "currency_column = 'In'")
    )
    found = [(c.value, c.unit, c.qualifier, c.raw) for c in claims(records, COST)]
    assert found == [(12e6, "USD", "low", "12-14 US$ million"), (14e6, "USD", "high", "12-14 US$ million")]
    assert odd(issues) == {}


@pytest.mark.parametrize(
    ("cell", "more", "edtf", "codes"),
    [
        ("mid-2026", "", "2026-05/2026-08", {}),
        ("by 2031", "", "../2031", {}),
        ("2026–27", "", "2026/2027", {}),
        ("FY2023/24", "", "2023/2024", {"fiscal-year": 1}),
        ("summer 2027", "", "2027-22", {"season": 1}),
        ("令和20年", "", "2038", {}),
        ("45000", "date_order = 'serial'", "2023-03-15", {}),
        ("2027", "date_order = 'serial'", "2027", {}),
        ("end of 2027", "values = { 'end of 2027' = '2027-11' }", "2027-11", {}),
    ],
)
def test_dates_in_words(tmp_path: Path, cell: str, more: str, edtf: str, codes: dict[str, int]) -> None:
    assert told(tmp_path, "completion_planned", cell, more) == ([(edtf, "", "exact")], codes)


def test_a_number_of_days_is_no_date_until_the_mapping_says_so(tmp_path: Path) -> None:
    records, issues = read(tmp_path, "Id,Name,X\n1,A,45000\n", field("completion_planned", "X"))
    assert claims(records, "completion_planned") == []
    assert [(key[0], "serial" in key[4]) for key in issues.counts] == [("bad-date", True)]


_NEAR = r"[~<>≤]?(about |USD )?\d{1,4}([.,]\d{1,3})?( ?(m|bn|km))?([-–]| to )\d{1,4} ?(m|bn|km|%)?"


@given(st.one_of(st.text(max_size=40), st.from_regex(_NEAR, fullmatch=True)), st.sampled_from(["", "USD", "bn", "km"]))
def test_whatever_is_read_has_its_lower_end_first(text: str, unit: str) -> None:
    for name in (COST, "length_km", "capacity"):
        got = amounts_by(FieldRule(name, "X"), "")(text, text, unit)
        assert len(got.qualifiers) in (0, len(got.values))
        if got.qualifiers == ("low", "high"):
            low, high = got.values
            assert isinstance(low, float)
            assert isinstance(high, float)
            assert 0 <= low < high
