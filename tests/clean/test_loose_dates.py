"""Dates of tables: the forms that publishers use, what stays open, and laws over generated days."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.clean import loose_dates
from tracker.clean.loose_dates import date_order, parse_loose

days = st.dates(date(1800, 1, 1), date(2200, 12, 31))


@pytest.mark.parametrize(
    ("cell", "edtf"),
    [
        ("2014-07-08", "2014-07-08"),
        ("2010-5-3", "2010-05-03"),
        ("2022-06-30T00:00:00Z", "2022-06-30"),
        ("2020-05-01T10:11:12.1234567+02:00", "2020-05-01"),
        ("2001-07-19 00:00:00", "2001-07-19"),
        ("2003/03/23 00:00:00", "2003-03-23"),
        ("2015-04-21 00:00:00 UTC", "2015-04-21"),
        ("9/30/2026 12:00:00 AM", "2026-09-30"),
        ("31/05/2010", "2010-05-31"),
        ("31.03.2025", "2025-03-31"),
        ("03.04.2015", "2015-04-03"),
        ("04/04/2015", "2015-04-04"),
        ("Apr/21/2015", "2015-04-21"),
        ("21-Apr-15", "2015-04-21"),
        ("21-Apr-70", "1970-04-21"),
        ("21-Apr-69", "2069-04-21"),
        ("31/12/15", "2015-12-31"),
        ("12/31/99", "1999-12-31"),
        ("99-12-31", "1999-12-31"),
        ("April 21, 2015", "2015-04-21"),
        ("21st April 2015", "2015-04-21"),
        ("2015-Apr-21", "2015-04-21"),
        ("21 de abril de 2015", "2015-04-21"),
        ("1er janvier 2015", "2015-01-01"),
        ("21. März 2015", "2015-03-21"),
        ("3 de março de 2021", "2021-03-03"),
        ("août 2020", "2020-08"),
        ("set/2021", "2021-09"),
        ("Sept. 2021", "2021-09"),
        ("April 2015", "2015-04"),
        ("Apr-2015", "2015-04"),
        ("Apr-15", "2015-04"),
        ("2015 April", "2015-04"),
        ("02/2015", "2015-02"),
        ("2015/02", "2015-02"),
        ("2015-02", "2015-02"),
        ("Q3 2025", "2025-35"),
        ("2025 Q3", "2025-35"),
        ("2025Q3", "2025-35"),
        ("2025-Q3", "2025-35"),
        ("3Q 2025", "2025-35"),
        ("T2 2024", "2024-34"),
        ("H1 2026", "2026-40"),
        ("2H 2026", "2026-41"),
        ("2026年12月", "2026-12"),
        ("2026年9月16日", "2026-09-16"),
        ("2026年", "2026"),
        ("20150421", "2015-04-21"),
        ("2027.0", "2027"),
        ("２０２６", "2026"),
        (2027, "2027"),
        (2027.0, "2027"),
        (date(2015, 4, 21), "2015-04-21"),
        (datetime(2015, 4, 21, 23, 59, tzinfo=UTC), "2015-04-21"),
        ("2026-12~", "2026-12~"),
        ("202X", "202X"),
        ("2019/2020", "2019/2020"),
        ("../2023-07-31", "../2023-07-31"),
    ],
)
def test_dates_are_read(cell: object, edtf: str) -> None:
    found = parse_loose(cell)
    assert found is not None
    assert found.text == edtf
    assert found.lo <= found.hi


@pytest.mark.parametrize(
    "cell",
    [
        *(None, True, b"2015", "", " ", "--", "-", "TBD", "not found", "NaT", "May", "#N/A", "x" * 100),
        *("31.02.2024", "2024-02-31", "31 November 2015", "15/13/2015", "13/2015", "1/012/2014", "20151321", "1/1/1"),
        *("03/04/2015", "01/02/15", "24-07-09", "15-Apr", "5 km 2015", "March 2012 – May 2013", "mid-2025"),
        *("FY2025", "FY 2024/25", "2016/17", "2020-21", "2020-21~", "2025-33", "Q5 2025", "H3 2025", "4Q25"),
        *(
            "9999-12-31",
            "0001-01-01",
            "1799",
            "2201",
            1799,
            2201,
            2027.5,
            45000,
            -5,
            float("nan"),
            float("inf"),
            10**30,
        ),
    ],
)
def test_what_is_no_date_or_has_two_readings_is_none(cell: object) -> None:
    assert parse_loose(cell) is None


def test_the_order_decides_between_readings_only() -> None:
    assert str(parse_loose("03/04/2015", "dmy")) == "2015-04-03"
    assert str(parse_loose("03/04/2015", "mdy")) == "2015-03-04"
    assert str(parse_loose("03.04.2015", "mdy")) == "2015-03-04"
    assert str(parse_loose("15-04-21", "ymd")) == "2015-04-21"
    assert str(parse_loose("9/30/2026", "dmy")) == "2026-09-30"
    assert str(parse_loose("2015-04-03", "mdy")) == "2015-04-03"


def test_serial_numbers_are_dates_when_asked() -> None:
    assert str(parse_loose(45000, serials=True)) == "2023-03-15"
    assert str(parse_loose("45000.5", serials=True)) == "2023-03-15"
    assert str(parse_loose(2015, serials=True)) == "2015"
    assert parse_loose(60, serials=True) is None  # 29 February 1900, which never was


def test_missing_values_of_pandas_are_none() -> None:
    pandas = pytest.importorskip("pandas")
    assert parse_loose(pandas.NaT) is None
    assert str(parse_loose(pandas.Timestamp("2015-01-02 10:00"))) == "2015-01-02"


@pytest.mark.parametrize(
    ("samples", "order"),
    [
        (["03/04/2015"], ""),
        (["03/04/2015", "31/05/2010"], "dmy"),
        (["1/2/2020", "9/30/2026 12:00:00 AM"], "mdy"),
        (["2003/03/23", "2004-01-02"], "ymd"),
        (["03.04.2025"], "dmy"),
        (["2015-01-02", "31/12/2015"], "dmy"),
        (["31/12/2015", "12/31/2015"], ""),
        (["31/12/2015"] * 30 + ["12/31/2015"], "dmy"),
        (["31/12/15"], "dmy"),
        (["31-12-15"], ""),
        (["31.02.2024", None, "x", 5, date(2020, 1, 1)], "dmy"),
        ([], ""),
    ],
)
def test_a_column_tells_its_order(samples: list[object], order: str) -> None:
    assert date_order(samples) == order


@given(days, st.sampled_from(["dmy", "mdy", "ymd"]), st.sampled_from("/.-"))
def test_a_day_reads_back_in_its_order(day: date, order: str, sign: str) -> None:
    parts = {"d": f"{day.day:02d}", "m": f"{day.month:02d}", "y": f"{day.year:04d}"}
    found = parse_loose(sign.join(parts[part] for part in order), order)
    assert found is not None
    assert found.text == day.isoformat()


@given(st.lists(days, min_size=1, max_size=20), st.sampled_from(["dmy", "mdy"]))
def test_the_order_of_a_column_is_never_the_wrong_one(column: list[date], order: str) -> None:
    form = "%d/%m/%Y" if order == "dmy" else "%m/%d/%Y"
    assert date_order([day.strftime(form) for day in column]) in ("", order)


@given(st.one_of(st.text(max_size=70), st.from_regex(r"[\dQHAprMay/.\- :TZ年月日]{1,25}", fullmatch=True)))
def test_no_text_raises(text: str) -> None:
    for order in ("", "dmy", "mdy", "ymd"):
        found = parse_loose(text, order, serials=True)
        assert found is None or found.lo <= found.hi
    assert date_order([text]) in ("", "dmy", "mdy", "ymd")


def test_real_dates_are_read(realdata) -> None:  # type: ignore[no-untyped-def]
    with (realdata / "aiddata-gcdf" / "final_df.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [row["Actual Completion Date (MM/DD/YYYY)"] for row in csv.DictReader(file)]
    given_ = [cell for cell in cells if cell]
    assert len(given_) == 2195
    assert all(parse_loose(cell) for cell in given_)


@given(days, st.sampled_from(["", "dmy", "mdy", "ymd", "serial"]))
def test_plain_days_are_read_the_short_way_as_they_are_the_long_way(day: date, order: str) -> None:
    text = day.isoformat()
    assert parse_loose(text, order) == loose_dates._text(text, order if order != "serial" else "")
