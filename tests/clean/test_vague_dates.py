"""Dates in words: what each becomes, what stays open, and laws: never narrower than said, never another plain date."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.clean.dates import parse_date
from tracker.clean.loose_dates import parse_loose
from tracker.clean.vague_dates import parse_vague


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        # parts of a year
        ("mid-2026", "2026-05/2026-08"),
        ("Mid 2026", "2026-05/2026-08"),
        ("end of 2027", "2027-12"),
        ("end-2027", "2027-12"),
        ("year-end 2027", "2027-12"),
        ("late 2027", "2027-10/2027-12"),
        ("early 2030", "2030-01/2030-03"),
        ("beginning of 2030", "2030-01"),
        ("late June 2027", "2027-06"),
        ("mid-Q3 2027", "2027-35"),
        ("first half of 2026", "2026-40"),
        ("second quarter of 2027", "2027-34"),
        ("2030s", "203X"),
        ("early 2030s", "2030/2033"),
        ("mid-2030s", "2033/2036"),
        ("late 2030s", "2036/2039"),
        # other languages
        ("mi-2027", "2027-05/2027-08"),
        ("à la fin de 2027", "2027-10/2027-12"),
        ("début 2028", "2028-01/2028-03"),
        ("1er semestre 2026", "2026-40"),
        ("2e trimestre 2027", "2027-34"),
        ("a mediados de 2027", "2027-05/2027-08"),
        ("finales de 2027", "2027-10/2027-12"),
        ("principios de 2028", "2028-01/2028-03"),
        ("segundo semestre de 2027", "2027-41"),
        ("meados de 2027", "2027-05/2027-08"),
        ("fim de 2027", "2027-10/2027-12"),
        ("início de 2028", "2028-01/2028-03"),
        ("Mitte 2028", "2028-05/2028-08"),
        ("Ende 2027", "2027-10/2027-12"),
        ("Anfang 2029", "2029-01/2029-03"),
        ("2. Quartal 2027", "2027-34"),
        ("2027年底", "2027-10/2027-12"),
        ("2027年下半年", "2027-41"),
        ("令和20年", "2038"),
        ("令和20年3月31日", "2038-03-31"),
        ("令和元年", "2019"),
        ("令和20年度", "2038-04/2039-03"),
        ("民國115年", "2026"),
        # open ends
        ("by 2031", "../2031"),
        ("by the end of 2031", "../2031-12"),
        ("no later than mid-2031", "../2031-08"),
        ("d'ici fin 2030", "../2030-12"),
        ("bis Ende 2030", "../2030-12"),
        ("before 2031", "../2030"),
        ("before 15 March 2031", "../2031-03-14"),
        ("before the end of 2031", "../2031-12"),
        ("after 2030", "2031/.."),
        ("from May 2026", "2026-05/.."),
        ("not before 2030", "2030/.."),
        # ranges
        ("2026-2027", "2026/2027"),
        ("2026–27", "2026/2027"),
        ("2020-21", "2020/2021"),
        ("1999-00", "1999/2000"),
        ("2016/17", "2016/2017"),
        ("2026 to 2028", "2026/2028"),
        ("from 2026 to 2028", "2026/2028"),
        ("between 2026 and 2028", "2026/2028"),
        ("March 2012 – May 2013", "2012-03/2013-05"),
        ("Q3/Q4 2027", "2027-35/2027-36"),
        ("May 10 - June 2027", "2027-05-10/2027-06"),
        ("late 2026 / early 2027", "2026-10/2027-03"),
        ("winter 2026/27", "2026-12/2027-02"),
        ("summer 2026/27", "2026-12/2027-02"),
        # about
        ("c. 2027", "2027~"),
        ("circa March 2027", "2027-03~"),
        ("~2027", "2027~"),
        ("2027 (est.)", "2027~"),
        ("about mid-2026", "2026-05~/2026-08~"),
    ],
)
def test_words_are_read(text: str, edtf: str) -> None:
    found = parse_vague(text)
    assert found is not None
    assert (found.date.text, found.doubt) == (edtf, "")
    assert found.date == parse_date(edtf)


@pytest.mark.parametrize(
    ("text", "edtf", "doubt"),
    [
        ("FY2023/24", "2023/2024", "fiscal-year"),
        ("FY 2023-2024", "2023/2024", "fiscal-year"),
        ("2023/24 FY", "2023/2024", "fiscal-year"),
        ("FY24", "2023/2025", "fiscal-year"),
        ("FY99", "1998/2000", "fiscal-year"),
        ("fiscal year 2024", "2023/2025", "fiscal-year"),
        ("by FY2027", "../2028", "fiscal-year"),
        ("summer 2027", "2027-22", "season"),
        ("été 2027", "2027-22", "season"),
        ("primavera de 2027", "2027-21", "season"),
        ("winter 2027", "2026-12/2028-02", "season"),
    ],
)
def test_what_was_taken_for_granted_is_told(text: str, edtf: str, doubt: str) -> None:
    found = parse_vague(text)
    assert found is not None
    assert (found.date.text, found.doubt) == (edtf, doubt)


@pytest.mark.parametrize(
    "text",
    [
        *("", "mid", "TBD 2027", "5 km 2015", "2027 or 2028", "not 2030", "late 26", "2100s", "FY2023/25", "FY2023/4"),
        *("2025-33", "2025-40", "2020-24", "2027-2026", "2030 to 2026", "Apr-15 - Jun-17", "03/04/2015", "mid-1700"),
        *("by", "by soon", "before ../2031", "about 2026/..", "2199-2203", "5th quarter of 2026", "x" * 100, "元"),
    ],
)
def test_what_has_two_readings_or_none_stays_open(text: str) -> None:
    assert parse_vague(text) is None


def test_the_order_of_days_reaches_the_words() -> None:
    found = parse_vague("before 03/04/2031", "mdy")
    assert found is not None
    assert found.date.text == "../2031-03-03"


@given(
    st.integers(1801, 2199), st.sampled_from(["mid-{}", "late {}", "early {}", "end of {}", "about {}", "start of {}"])
)
def test_a_part_of_a_year_lies_within_it(year: int, form: str) -> None:
    found = parse_vague(form.format(year))
    assert found is not None
    assert f"{year}-01-01" <= found.date.lo <= found.date.hi <= f"{year}-12-31"


@given(st.integers(1801, 2190), st.integers(1, 9), st.sampled_from(["-", "/", " – ", " to "]))
def test_two_years_hold_both_and_nothing_else(year: int, more: int, sign: str) -> None:
    found = parse_vague(f"{year}{sign}{year + more}")
    assert found is not None
    assert (found.date.lo, found.date.hi) == (f"{year}-01-01", f"{year + more}-12-31")


@given(st.dates().filter(lambda day: 1800 <= day.year <= 2200))
def test_a_plain_day_reads_as_ever(day: object) -> None:
    found = parse_vague(str(day))
    assert found is not None
    assert found.date == parse_loose(str(day))


_PIECES = (
    *("mid", "late ", "end of ", "by ", "before ", "after ", "from ", " to ", "2026", "27", "-", "/", "FY", "Q3 ", "~"),
    *("summer ", "c. ", "令和", "年", "May ", " and ", "between ", "2030s", "..", "1", "9999", "0000"),
)


@given(st.one_of(st.text(max_size=70), st.lists(st.sampled_from(_PIECES), max_size=7).map("".join)))
def test_no_text_raises_and_what_is_read_is_edtf(text: str) -> None:
    for order in ("", "dmy", "serial"):
        found = parse_vague(text, order)
        if found is not None:
            assert found.date.lo <= found.date.hi
            assert parse_date(found.date.text) == found.date
