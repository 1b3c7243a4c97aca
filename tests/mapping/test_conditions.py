"""Rules that hold for some rows: ``where``."""

from __future__ import annotations

from pathlib import Path

import pytest
from mapped import BASE, HEAD, claims, field, odd, read

from tracker.errors import FormatError
from tracker.mapping.load import load

TABLE = "Id,Name,State,Year,Lat,Lon\n1,A,Operating,2009,1,2\n2,B,planned,2030,3,4\n3,C,,2031,5,6\n"


def test_one_column_is_two_fields_by_another(tmp_path: Path) -> None:
    records, issues = read(
        tmp_path,
        TABLE,
        field("completion_actual", "Year", "where = { column = 'State', values = ['operating'] }")
        + field("completion_planned", "Year", "where = { column = 'State', not = ['operating', ''] }")
        + "ignore = []\n[[geometry]]\nlat = 'Lat'\nlon = 'Lon'\nwhere = { column = 'State', not = [''] }\n".replace(
            "ignore = []\n", ""
        ),
    )
    assert [str(c.value) for c in claims(records, "completion_actual")] == ["2009"]
    assert [str(c.value) for c in claims(records, "completion_planned")] == ["2030"]
    assert [bool(claims([r], "geometry")) for r in records] == [True, True, False]
    assert records[2].content["Year"] == "2031"
    assert odd(issues) == {}


def test_all_conditions_must_be_met_and_constants_obey_too(tmp_path: Path) -> None:
    both = "where = [{ column = 'State', not = ['planned'] }, { column = 'Year', values = ['2009', '2030'] }]"
    more = f"[[field]]\nfield = 'sector'\nconstant = 'dam'\n{both}\n[[geometry]]\nlat = 'Lat'\nlon = 'Lon'\n"
    records, _ = read(tmp_path, TABLE, more)
    assert [len(claims([r], "sector")) for r in records] == [1, 0, 0]


def test_a_cell_of_another_row_is_no_issue(tmp_path: Path) -> None:
    table = "Id,Name,State,Year\n1,A,open,soon\n2,B,planned,2030\n"
    _, issues = read(
        tmp_path, table, field("completion_planned", "Year", "where = { column = 'State', values = ['planned'] }")
    )
    assert odd(issues) == {}


@pytest.mark.parametrize(
    ("where", "message"),
    [
        ("'State'", "where is not a table"),
        ("{ column = 'State' }", "where is incomplete"),
        ("{ column = 'State', values = ['a'], not = ['b'] }", "where is incomplete"),
        ("{ values = ['a'] }", "where is incomplete"),
        ("{ column = 'State', values = 'a' }", "is not a list of texts"),
        ("{ column = 'State', value = ['a'] }", "'value' is not known"),
        ("{ column = 5, values = ['a'] }", "column = 5 is not right"),
    ],
)
def test_a_wrong_condition_says_so(tmp_path: Path, where: str, message: str) -> None:
    path = tmp_path / "mapping.toml"
    path.write_text(HEAD + BASE + f"where = {where}\n", encoding="utf-8")
    with pytest.raises(FormatError) as caught:
        load(path)
    assert message in str(caught.value)
    assert caught.value.hint


def test_a_condition_on_a_missing_column_says_so(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="no column 'Stage'"):
        read(tmp_path, TABLE, field("completion_actual", "Year", "where = { column = 'Stage', values = ['x'] }"))


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ("multiplier = '1000'\n", "multiplier = '1000' is not right"),
        ("multiplier = true\n", "multiplier = True is not right"),
        ("price_year = '2020'\n", "price_year = '2020' is not right"),
        ("values = ['a']\n", "values = ('a',) is not right"),
        ("values = { a = 1 }\n", "values = {'a': 1} is not right"),
        ("[exclude]\ncolumn = 'x'\n", "[exclude] stands for one table"),
        ("[[exclude]]\ncolumn = 'x'\nvalues = 'y'\n", "values = 'y' is not right"),
        ("[[exclude]]\ncolumn = 'x'\nvalues = ['y']\nkeep = 1\n", "keep = 1 is not right"),
        ("[file]\nskip_lines = 'two'\n", "skip_lines = 'two' is not right"),
        ("[[geometry]]\npairs = ['Lat', 'Lon']\n", "pairs is not a list of pairs"),
    ],
)
def test_a_wrong_kind_of_value_says_what_it_must_be(tmp_path: Path, toml: str, message: str) -> None:
    path = tmp_path / "mapping.toml"
    path.write_text(HEAD + BASE + toml, encoding="utf-8")
    with pytest.raises(FormatError) as caught:
        load(path)
    assert message in str(caught.value)
    assert caught.value.hint
