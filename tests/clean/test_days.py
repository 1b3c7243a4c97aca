"""Days as numbers."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from tracker.clean.dates import FIRST, LAST
from tracker.clean.days import day_number, iso_day


def test_days_are_counted_from_1970() -> None:
    assert day_number("1970-01-01") == 0
    assert day_number("1970-01-02") == 1
    assert day_number("1969-12-31") == -1


@given(st.dates())
def test_a_number_gives_its_day_back(day: date) -> None:
    assert iso_day(day_number(day.isoformat())) == day.isoformat()


@given(st.dates(), st.dates())
def test_numbers_are_in_the_order_of_the_days(a: date, b: date) -> None:
    assert day_number(b.isoformat()) - day_number(a.isoformat()) == (b - a).days


def test_the_open_ends_are_days_too() -> None:
    for end in (FIRST, LAST):
        assert iso_day(day_number(end)) == end
