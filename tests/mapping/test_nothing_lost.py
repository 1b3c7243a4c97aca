"""Odd cells become issues with a place, nothing is lost, and what is redacted stands nowhere."""

from __future__ import annotations

import json
import math
import tomllib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from mapped import BASE, HEAD, claims, field, odd, read

from tracker import ingest, sources
from tracker.errors import FormatError
from tracker.mapping.apply import Mapper
from tracker.mapping.load import load, parse
from tracker.model import IssueLog
from tracker.readers.tables import Batch, Cell, Table
from tracker.store.store import Store


def test_words_that_no_list_knows(tmp_path: Path) -> None:
    table = (
        "Id,Name,State,Sector,Country\n1,A,half done,chocolate,Narnia\n2,B,half done,chocolate,Narnia\n"
        "3,C,open,road,Kenya\n"
    )
    records, issues = read(
        tmp_path, table, field("status", "State") + field("sector", "Sector") + field("country", "Country")
    )
    assert [c.value for c in claims(records, "status")] == ["operating"]
    assert [c.value for c in claims(records, "sector")] == ["chocolate", "chocolate", "road"]
    assert [c.value for c in claims(records, "country")] == ["Narnia", "Narnia", "KEN"]
    assert odd(issues) == {
        ("unknown-status", "half done"): 2,
        ("unknown-sector", "chocolate"): 2,
        ("unknown-country", "Narnia"): 2,
    }
    assert next(iter(issues.locators.values())) == ["table.csv:2", "table.csv:3"]
    assert records[0].content["State"] == "half done"


def test_days_that_do_not_exist_and_cells_of_another_kind(tmp_path: Path) -> None:
    table = "Id;Name;Day;Cost\n1;A;31.02.2024;5\n2;B;30.06.2024;soon\n3;C;see note;31.03.2024\n"
    records, issues = read(
        tmp_path, table, field("start_actual", "Day", "date_order = 'dmy'") + field("length_km", "Cost")
    )
    assert [str(c.value) for c in claims(records, "start_actual")] == ["2024-06-30"]
    assert odd(issues) == {
        ("bad-date", "31.02.2024"): 1,
        ("bad-date", "see note"): 1,
        ("bad-number", "soon"): 1,
        ("bad-number", "31.03.2024"): 1,
    }
    assert all(where for where in issues.locators.values())
    assert [r.content["Day"] for r in records] == ["31.02.2024", "30.06.2024", "see note"]


def test_typed_cells_of_all_kinds() -> None:
    cells: list[Cell] = [math.inf, -math.inf, math.nan, True, date(2024, 3, 1), 5, 5.5, None, 10**400, "7"]
    n = len(cells)
    columns: dict[str, list[Cell]] = {"Id": [str(i) for i in range(n)], "X": cells}
    table = Table("", tuple(columns), iter([Batch(0, columns)]), lambda i: f"t.parquet:{i}")
    data = {"source": {"key": "t"}, "record": {"id": ["Id"]}, "field": [{"field": "length_km", "column": "X"}]}
    issues = IssueLog()
    records = list(Mapper(parse(data, "m"), table, "2026-01-01", issues).records())
    assert [c.value for c in claims(records, "length_km")] == [5.0, 5.5, 7.0]
    places = sorted(w for where in issues.locators.values() for w in where)
    assert places == [f"t.parquet:{i}" for i in (0, 1, 3, 4, 8)]  # NaN is how such files say "nothing"
    assert {code for code, _ in odd(issues)} == {"bad-number"}
    assert json.loads(json.dumps([r.content["X"] for r in records]))[:5] == ["inf", "-inf", "nan", True, "2024-03-01"]


def test_issues_name_their_column(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    add = IssueLog.add
    monkeypatch.setattr(IssueLog, "add", lambda self, issue: (seen.append(issue), add(self, issue))[1])
    read(
        tmp_path,
        "Id,Name,Day,Lat,Lon,More\n1,A,soon,95,1,x\n",
        field("start_actual", "Day") + "[[geometry]]\nlat = 'Lat'\nlon = 'Lon'\n",
    )
    assert [(i.code, i.column) for i in seen] == [
        ("unmapped-column", "More"),
        ("bad-date", "Day"),
        ("coordinate-out-of-range", "Lat, Lon"),
    ]


def test_the_second_of_two_records_with_one_id_is_told(tmp_path: Path, store: Store) -> None:
    (tmp_path / "table.csv").write_text("Id,Name\n1,A\n2,B\n1,C\n", encoding="utf-8")
    (tmp_path / "mapping.toml").write_text(HEAD + BASE, encoding="utf-8")
    report = ingest.run_import(store, sources.open_path(tmp_path / "table.csv", tmp_path / "mapping.toml"))
    twice = [(key, where) for key, where in report.issues.locators.items() if key[0] == "duplicate-id"]
    assert [where for _, where in twice] == [["table.csv:4"]]


SECRET = "Jane Roe, 555-0100"


def test_what_is_redacted_stands_nowhere(tmp_path: Path) -> None:
    table = f'Id,Name,Contact,Cost\n1,A,"{SECRET}",soon\n'
    features = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"id": "1", "contact": SECRET, "kind": "canal"},
                "geometry": {"type": "Point", "coordinates": [200, 1]},
            }
        ],
    }
    (tmp_path / "more.geojson").write_text(json.dumps(features), encoding="utf-8")
    head = HEAD + "redact = ['CONTACT']\n"
    join = "[[join]]\nfile = 'more.geojson'\nleft = 'Id'\nright = 'id'\n"
    where = "where = { column = 'Contact', not = [''] }"
    records, issues = read(tmp_path, table, field("length_km", "Cost", where) + join, head=head)
    assert {code for code, _ in odd(issues)} == {"bad-number", "coordinate-out-of-range"}  # and no unmapped column
    [joined] = records[0].content["joined"]
    assert set(joined) == {"id", "kind", "__geometry__"}  # the shape is off the earth: the record keeps it
    everything = repr(records) + repr(issues)
    assert "Jane" not in everything
    assert "555-0100" not in everything


@pytest.mark.parametrize(
    "rule",
    [
        field("remark", "contact"),
        field("length_km", "Cost", "unit_column = 'Contact'"),
        "[[geometry]]\nwkt = 'Contact'\n",
    ],
)
def test_a_redacted_column_is_not_mapped(tmp_path: Path, rule: str) -> None:
    path = tmp_path / "mapping.toml"
    path.write_text(HEAD + "redact = ['Contact']\n" + BASE + rule, encoding="utf-8")
    with pytest.raises(FormatError, match=r"maps what it redacts: '[cC]ontact'") as caught:
        load(path)
    assert "never stored" in caught.value.hint


def test_what_is_to_be_redacted_and_has_another_heading_is_told(tmp_path: Path) -> None:
    head = HEAD + "redact = ['Contact']\n"
    _, issues = read(tmp_path, f'Id,Name,Contact person\n1,A,"{SECRET}"\n', head=head)
    assert odd(issues) == {("person-column", "Contact person"): 1, ("redact-missing", "Contact"): 1}
    assert issues.total("warning") == 2
    _, issues = read(tmp_path, "Id,Name\n1,A\n", head=head)  # all columns are known: it is not there
    assert odd(issues) == {}


def test_each_part_of_a_cell_keeps_its_own_currency(tmp_path: Path) -> None:
    rule = field("cost_estimate", "Cost", "split = ';'")
    records, _ = read(tmp_path, "Id,Name,Cost\n1,A,5 USD; 7 EUR; 5 EUR\n2,B,5 USD; 7\n3,C,8 USD\n", rule)
    assert [(c.value, c.unit) for c in records[0].claims[1:]] == [(5, "USD"), (7, "EUR"), (5, "EUR")]
    assert [(c.value, c.unit) for r in records[1:] for c in r.claims[1:]] == [(5, "USD"), (7, "USD"), (8, "USD")]


def test_a_day_that_a_value_is_about_and_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    rule = field("progress_pct", "Done", "about_column = 'Day'")
    records, issues = read(tmp_path, "Id,Name,Done,Day\n1,A,50,sometime\n2,B,60,2024-05-01\n3,C,70,-\n", rule)
    assert [c.value for c in claims(records, "progress_pct")] == [50, 60, 70]
    assert odd(issues) == {("bad-date", "sometime"): 1}


def test_a_column_called_joined_stays_beside_what_is_joined(tmp_path: Path) -> None:
    (tmp_path / "more.csv").write_text("id,Z\n1,z\n", encoding="utf-8")
    records, _ = read(
        tmp_path, "Id,Name,joined\n1,A,kept\n", "[[join]]\nfile = 'more.csv'\nleft = 'Id'\nright = 'id'\n"
    )
    assert records[0].content == {"Id": "1", "Name": "A", "joined": "kept", "joined (2)": [{"id": "1", "Z": "z"}]}


def test_a_date_in_the_mapping_ends_no_later_than_the_file_came(tmp_path: Path) -> None:
    today = datetime.now(UTC).date().isoformat()
    records, _ = read(tmp_path, "Id,Name,S\n1,A,planned\n", field("status", "S", f"as_of = '{today[:4]}'"))
    [said] = claims(records, "status")
    assert said.as_of is not None
    assert said.as_of.hi <= today
    with pytest.raises(FormatError, match="lies after today"):
        read(tmp_path, "Id,Name,S\n1,A,planned\n", field("status", "S", "as_of = '2999'"))


def test_cells_of_a_key_that_are_all_empty_are_no_key() -> None:
    text = HEAD + "[record]\nkey = ['K']\n[[field]]\nfield = 'name'\ncolumn = 'Name'\n"
    cells: dict[str, list[Cell]] = {"K": [None, None, "x"], "Name": ["A", "B", "C"]}
    issues = IssueLog()
    table = Table("", ("K", "Name"), iter([Batch(0, cells)]), str)
    records = list(Mapper(parse(tomllib.loads(text), "m"), table, "2025-01-01", issues).records())
    assert len({r.native_id for r in records}) == 3
    assert odd(issues) == {("no-stable-id", ""): 2}
