"""What a mapping says of the dates of a table or a column: their order, and where fiscal years begin."""

from __future__ import annotations

from pathlib import Path

import pytest
from mapped import BASE, HEAD, claims, field, odd, read

from tracker.errors import FormatError, UsageError
from tracker.mapping.load import load, parse
from tracker.mapping.options import merged, parse_option

OPENING = "completion_planned"
BEGINS = "fiscal_year_start = '04-01'\n"


def dates(folder: Path, cell: str, own: str = "", file: str = "") -> tuple[list[str], dict[tuple[str, str], int]]:
    head = f"{HEAD}[file]\n{file}" if file else HEAD
    records, issues = read(folder, f"Id;Name;X\n1;A;{cell}\n", field(OPENING, "X", own), head=head)
    return [str(c.value) for c in claims(records, OPENING)], odd(issues)


@pytest.mark.parametrize("place", ["own", "file"])
def test_a_fiscal_year_has_its_months(tmp_path: Path, place: str) -> None:
    assert dates(tmp_path, "FY2024/25", **{place: BEGINS}) == (["2024-04/2025-03"], {})
    assert dates(tmp_path, "2024-25", **{place: BEGINS}) == (["2024-04/2025-03"], {})
    assert dates(tmp_path, "30/06/2029", **{place: BEGINS}) == (["2029-06-30"], {})
    assert dates(tmp_path, "2009-11", **{place: BEGINS}) == (["2009-11"], {})
    assert dates(tmp_path, "mid-2026", **{place: BEGINS}) == (["2026-05/2026-08"], {})
    assert dates(tmp_path, "FY24", **{place: BEGINS}) == (["2023-04/2025-03"], {("fiscal-year", "FY24"): 1})


def test_the_column_goes_before_the_file(tmp_path: Path) -> None:
    found = dates(tmp_path, "2024-25", "fiscal_year_start = '07-01'", BEGINS)
    assert found == (["2024-07/2025-06"], {})


@pytest.mark.parametrize("cell", ["2009-10", "2009/10"])
def test_years_that_may_be_a_month_count_as_fiscal_where_the_column_says_so(tmp_path: Path, cell: str) -> None:
    assert dates(tmp_path, cell, BEGINS) == (["2009-04/2010-03"], {})
    assert dates(tmp_path, cell, "", BEGINS) == ([], {("bad-date", cell): 1})
    assert dates(tmp_path, cell) == (["2009-10"], {})


def test_without_a_first_day_it_stays_open(tmp_path: Path) -> None:
    assert dates(tmp_path, "FY2024/25") == (["2024/2025"], {("fiscal-year", "FY2024/25"): 1})
    assert dates(tmp_path, "2024-25") == (["2024/2025"], {})


def test_an_option_says_it_too() -> None:
    options = [parse_option("name=Name"), parse_option(f"{OPENING}[fiscal_year_start=07-01]=X")]
    mapping = parse(merged({"source": {"key": "team"}}, options), "m")
    assert mapping.fields[1].fiscal_year_start == "07-01"


def test_days_of_a_spreadsheet_by_an_option(tmp_path: Path) -> None:
    option = parse_option(f"{OPENING}[serial]=X")
    assert option.what == {"date_order": "serial"}
    assert dates(tmp_path, "45000", "date_order = 'serial'") == (["2023-03-15"], {})
    with pytest.raises(UsageError) as e:
        parse_option(f"{OPENING}[excel]=X")
    assert "dmy, mdy, ymd, serial" in e.value.hint


@pytest.mark.parametrize(
    ("toml", "message", "hint"),
    [
        ("[file]\ndate_order = 'day first'", "[file]: date_order: 'day first' is not known", "dmy, mdy, serial, ymd"),
        ("[file]\ndate_order = 'dym'", "[file]: date_order: 'dym' is not known", "Did you mean"),
        (field(OPENING, "X", "date_order = 'DMY'"), "field 2: date_order: 'DMY' is not known", "dmy"),
        ("[file]\nfiscal_year_start = 'April'", "fiscal_year_start = 'April' is no day of a year", '"04-01"'),
        (field(OPENING, "X", "fiscal_year_start = '4-1'"), "field 2: fiscal_year_start = '4-1'", '"04-01"'),
        ("[file]\nfiscal_year_start = 4", "fiscal_year_start = 4 is not right", "a text"),
        ("[file]\nheader_rows = 0", "header_rows = 0 is not right", "from 1 to 20"),
        ("[file]\nheader_rows = 2\ntransposed = true", "not for transposed ones", "Leave one"),
    ],
)
def test_a_wrong_word_is_told_with_the_right_ones(tmp_path: Path, toml: str, message: str, hint: str) -> None:
    path = tmp_path / "m.toml"
    path.write_text(HEAD + BASE + toml, encoding="utf-8")
    with pytest.raises(FormatError) as e:
        load(path)
    assert message in str(e.value)
    assert hint in e.value.hint
