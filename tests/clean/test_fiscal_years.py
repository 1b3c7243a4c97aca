"""Fiscal years whose first day is known."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.clean.dates import parse_date
from tracker.clean.fiscal_years import fiscal_year, may_be_month, year_start
from tracker.clean.vague_dates import parse_vague


@pytest.mark.parametrize(
    ("text", "start", "edtf"),
    [
        ("FY2024/25", "04-01", "2024-04/2025-03"),
        ("FY2024-25", "04-01", "2024-04/2025-03"),
        ("FY 2024-2025", "07-01", "2024-07/2025-06"),
        ("FY24/25", "10-01", "2024-10/2025-09"),
        ("2024-25", "04-01", "2024-04/2025-03"),
        ("2024–25", "04-01", "2024-04/2025-03"),
        ("2024/25", "07-16", "2024-07-16/2025-07-15"),
        ("2024/25", "04-06", "2024-04-06/2025-04-05"),
        ("2009-10", "04-01", "2009-04/2010-03"),
        ("1999-00", "04-01", "1999-04/2000-03"),
        ("financial year 2024/25", "04-01", "2024-04/2025-03"),
        ("2024/25 (FY)", "04-01", "2024-04/2025-03"),
        ("by FY2030/31", "04-01", "../2031-03"),
        ("about 2024-25", "04-01", "2024-04~/2025-03~"),
        ("from 2024-25", "04-01", "2024-04/.."),
        ("before 2009-10", "04-01", "../2010-03"),
        # not told by the first day: called by its start, or by its end
        ("FY24", "04-01", "2023-04/2025-03"),
        ("FY2024", "01-01", "2024"),
        # years, and no fiscal years
        ("2024-2025", "04-01", "2024/2025"),
        ("2024-27", "04-01", "2024/2027"),
        ("mid-2026", "04-01", "2026-05/2026-08"),
    ],
)
def test_what_a_text_becomes(text: str, start: str, edtf: str) -> None:
    found = parse_vague(text, "", start)
    assert found is not None
    assert found.date.text == edtf
    assert found.doubt == ("fiscal-year" if text == "FY24" else "")


@pytest.mark.parametrize("text", ["FY2024/26", "after 2009-10"])
def test_what_has_no_one_reading_is_none(text: str) -> None:
    assert parse_vague(text, "", "04-01") is None


def test_without_a_first_day_it_stays_open() -> None:
    assert [str(f.date) for t in ("FY2024/25", "2024-25") if (f := parse_vague(t))] == ["2024/2025", "2024/2025"]


@pytest.mark.parametrize("text", ["", "4-1", "04/01", "13-01", "04-31", "02-29", "April", "2024-04-01"])
def test_no_day_of_a_year(text: str) -> None:
    assert year_start(text) is None
    assert fiscal_year(2024, 2024, text) == ""


def test_what_may_be_a_month() -> None:
    assert [t for t in ("2009-10", "2009/10", "2011-12", "2009-11", "2012-13", "1999-00", "2009-10-01")
            if may_be_month(t)] == ["2009-10", "2009/10", "2011-12"]  # fmt: skip


@given(st.integers(1800, 2199), st.dates(date(2001, 1, 1), date(2001, 12, 31)))
def test_one_year_follows_the_other_without_a_gap(year: int, day: date) -> None:
    start = f"{day:%m-%d}"
    one, two = (parse_date(fiscal_year(y, y, start)) for y in (year, year + 1))
    assert one is not None
    assert two is not None
    assert one.lo == f"{year:04d}-{start}"
    assert date.fromisoformat(two.lo).toordinal() == date.fromisoformat(one.hi).toordinal() + 1
