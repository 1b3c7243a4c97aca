"""Partial dates: against the library edtf where it reads the form, and laws that hold for all of them."""

from __future__ import annotations

import warnings
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.clean.dates import FIRST, LAST, PartialDate, from_day, months_between, parse_date

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the oracle's grammar warns when it is built
    from edtf import EDTFParseException, parse_edtf

few = settings(max_examples=25)  # the oracle takes its time
years = st.integers(1, 9998).map(lambda y: f"{y:04d}")
months = st.builds(lambda y, m: f"{y}-{m:02d}", years, st.integers(1, 12))
days = st.dates(date(1, 1, 1), date(9998, 12, 31)).map(date.isoformat)
marks = st.sampled_from(["", "~", "?", "%"])
plain = st.builds(str.__add__, st.one_of(years, months, days), marks)
unspecified = st.one_of(st.integers(1, 999).map(lambda d: f"{d:03d}X"), st.integers(1, 99).map(lambda c: f"{c:02d}XX"))
parts_of_year = st.builds(
    lambda y, part: f"{y}-{part}", years, st.sampled_from([21, 22, 23, 24, 33, 34, 35, 36, 40, 41])
)
single = st.one_of(plain, unspecified, parts_of_year)
between = st.tuples(plain, plain).map(sorted).map("/".join)
known = plain.filter(lambda d: not d.startswith("0001"))  # that year stands for an unknown start
open_ended = st.one_of(known.map(lambda d: f"../{d}"), known.map(lambda d: f"{d}/.."))
#: Texts that are dates, with a few intervals whose ends cross.
texts = st.one_of(single, between, open_ended)
dates = texts.map(parse_date).filter(lambda d: d is not None)
closed = dates.filter(lambda d: not d.is_open)


def oracle(text: str) -> tuple[str, str] | None:
    """First and last day as the library edtf reads a text."""
    try:
        found = parse_edtf(text)
    except EDTFParseException:
        return None

    def iso(day: object, unbounded: str) -> str:
        if not hasattr(day, "tm_year"):
            return unbounded
        return f"{day.tm_year:04d}-{day.tm_mon:02d}-{day.tm_mday:02d}"

    return iso(found.lower_strict(), FIRST), iso(found.upper_strict(), LAST)


# The library ends a winter at the end of its December; 2026-24 is tested on its own below.
@few
@given(st.one_of(plain, unspecified, parts_of_year.filter(lambda t: not t.endswith("-24"))))
def test_a_single_date_has_the_ends_that_the_library_gives(text: str) -> None:
    parsed = parse_date(text)
    assert parsed is not None
    assert (parsed.lo, parsed.hi) == oracle(text)


@few
@given(between)
def test_an_interval_has_the_ends_that_the_library_gives(text: str) -> None:
    parsed, (lo, hi) = parse_date(text), oracle(text)
    if lo <= hi:
        assert parsed is not None
        assert (parsed.lo, parsed.hi) == (lo, hi)
    else:
        assert parsed is None  # the library takes what ends before it begins


@few
@given(open_ended)
def test_an_open_end_is_the_first_or_the_last_day_there_is(text: str) -> None:
    parsed = parse_date(text)
    assert parsed is not None
    assert parsed.is_open
    assert (parsed.lo, parsed.hi) == oracle(text)


@pytest.mark.parametrize(
    ("text", "lo", "hi"),
    [
        ("2026-24", "2026-12-01", "2027-02-28"),
        ("2023-24", "2023-12-01", "2024-02-29"),
        ("2023-07-31/", "2023-07-31", LAST),
        ("/2023-07", FIRST, "2023-07-31"),
        ("202X/203X", "2020-01-01", "2039-12-31"),
        ("2026-33/2026-34", "2026-01-01", "2026-06-30"),
        ("000X", FIRST, "0009-12-31"),
        (" 2026-12 ", "2026-12-01", "2026-12-31"),
    ],
)
def test_forms_that_the_library_reads_otherwise(text: str, lo: str, hi: str) -> None:
    parsed = parse_date(text)
    assert parsed is not None
    assert (parsed.lo, parsed.hi) == (lo, hi)


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "soon", "31.12.2024", "12/2026", "2024/12/31", "2026-13", "2026-00", "2026-12-00", "2023-02-29",
        "2024-02-31", "2026-42", "2026-12-33", "0000", "0000-01-01", "202X-05", "XXXX", "X026", "26", "20261216",
        "2026-1", "2026-1-1", "2027/2026", "../..", "/", "2026/2027/2028", "2026-12-16T10:00:00Z", "2026~~", "9999-24",
        "-2026", "+2026", "2026 ?",
    ],
)  # fmt: skip
def test_what_is_no_date_is_none(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize("text", ["\uff12\uff10\uff12\uff16", "٢٠٢٦", "2026-\uff11\uff12", "२०२६-०१-०१"])
def test_digits_of_other_scripts_are_no_date(text: str) -> None:
    """They look like one, but nothing after us reads them."""
    assert parse_date(text) is None


@given(st.text(max_size=24))
def test_no_text_raises(text: str) -> None:
    parsed = parse_date(text)
    assert parsed is None or date.fromisoformat(parsed.lo) <= date.fromisoformat(parsed.hi)


@given(st.text(alphabet="0123456789-/.X~?% ", max_size=24))
def test_no_text_of_date_characters_raises(text: str) -> None:
    parsed = parse_date(text)
    assert parsed is None or date.fromisoformat(parsed.lo) <= date.fromisoformat(parsed.hi)


@given(dates)
def test_the_first_day_is_not_after_the_last(d: PartialDate) -> None:
    assert date.fromisoformat(d.lo) <= date.fromisoformat(d.hi)


@given(dates)
def test_the_text_reads_as_the_same_date_again(d: PartialDate) -> None:
    assert parse_date(d.text) == d
    assert str(d) == d.text


@given(dates, st.dates(date(1, 1, 1)).map(date.isoformat))
def test_clamping_lets_nothing_end_later_and_moves_nothing_else(d: PartialDate, latest: str) -> None:
    clamped = d.clamp(latest)
    assert clamped.lo <= clamped.hi
    assert clamped.hi == min(d.hi, latest)
    assert clamped.lo == min(d.lo, latest)
    assert clamped.text == d.text
    assert clamped.clamp(latest) == clamped


@given(closed)
def test_the_midpoint_lies_within_and_half_the_width_reaches_both_ends(d: PartialDate) -> None:
    lo, hi = date.fromisoformat(d.lo), date.fromisoformat(d.hi)
    assert lo <= d.midpoint <= hi
    assert d.half_width_days == (hi - lo).days / 2
    assert abs((d.midpoint - lo).days - d.half_width_days) <= 0.5


@given(dates.filter(lambda d: d.is_open))
def test_with_an_open_end_the_known_end_is_the_midpoint(d: PartialDate) -> None:
    known = d.hi if d.lo == FIRST else d.lo
    assert d.midpoint.isoformat() == known
    assert d.half_width_days == float("inf")


@given(dates, dates)
def test_months_between_turn_their_sign_with_the_direction(a: PartialDate, b: PartialDate) -> None:
    assert months_between(a, b) == -months_between(b, a)
    assert months_between(a, a) == 0
    if a.midpoint < b.midpoint:
        assert months_between(a, b) > 0


@given(st.dates(date(1000, 1, 1), date(9000, 1, 1)), st.integers(0, 2000))
def test_months_between_count_months(day: date, later: int) -> None:
    a, b = from_day(day), from_day(day + timedelta(days=later))
    assert months_between(a, b) == pytest.approx(later / (365.25 / 12))


@given(st.dates())
def test_a_day_is_exactly_that_day(day: date) -> None:
    d = from_day(day)
    assert d == parse_date(day.isoformat())
    assert d.lo == d.hi == day.isoformat()
    assert d.midpoint == day
    assert d.half_width_days == 0


@pytest.mark.parametrize(
    ("text", "about"), [("2026", False), ("2026~", True), ("2026-05?/2027", True), ("202X", False)]
)
def test_about_is_told_from_exact(text: str, about: bool) -> None:
    parsed = parse_date(text)
    assert parsed is not None
    assert parsed.is_approximate is about
