"""Values that cannot be: costs below 0, of 0, the first days of spreadsheets; and what kind of document it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from mapped import BASE, HEAD, claims, field, odd, read

from tracker import sources
from tracker.errors import UsageError
from tracker.model import RANKS
from tracker.sources.base import Options


@pytest.mark.parametrize(
    ("name", "cell", "more", "values", "codes"),
    [
        ("cost_estimate", "-5", "", [], ["negative-money"]),
        ("cost_estimate", "(12)", "", [], ["negative-money"]),
        ("cost_estimate", "(12)", "negative = true", [-12.0], []),
        ("cost_estimate", "-5", "values = { '-5' = '5' }", [5.0], []),
        ("cost_estimate", "0", "", [0.0], ["zero-money"]),
        ("cost_estimate", "0", "values = { '0' = '' }", [], []),
        ("spent_to_date", "0", "", [0.0], []),
        ("cost_lifecycle", "(12)", "item = 'whole life'", [-12.0], []),
    ],
)
def test_money_that_cannot_be(
    tmp_path: Path, name: str, cell: str, more: str, values: list[float], codes: list[str]
) -> None:
    records, issues = read(tmp_path, f"Id,Name,X\n1,A,{cell}\n", field(name, "X", f"currency = 'EUR'\n{more}"))
    assert [c.value for c in claims(records, name)] == values
    assert [code for code, _ in odd(issues)] == codes


@pytest.mark.parametrize("cell", ["1/1/1900", "1900-01-01", "31.12.1899", "1899-12-30"])
def test_an_empty_date_of_a_spreadsheet_is_no_date(tmp_path: Path, cell: str) -> None:
    rule = field("completion_actual", "X", "date_order = 'dmy'")
    records, issues = read(tmp_path, f"Id,Name,X\n1,A,{cell}\n2,B,1900\n3,C,2.1.1900\n", rule)
    assert [getattr(c.value, "text", "") for c in claims(records, "completion_actual")] == ["1900", "1900-01-02"]
    assert odd(issues) == {("empty-date", cell): 1}


def test_a_list_is_of_unknown_origin_until_its_rank_is_said(tmp_path: Path) -> None:
    path, toml = tmp_path / "works.csv", tmp_path / "works.toml"
    path.write_text("Id,Name\n1,A\n", encoding="utf-8")
    toml.write_text(HEAD + BASE, encoding="utf-8")

    def rank(options: Options) -> int:
        (record,) = sources.open_paths([path], options)[0].records
        return record.claims[0].document.rank

    assert rank(Options(mapping=toml)) == RANKS["aggregator"]
    assert rank(Options(mapping=toml, maps=("rank=official",))) == RANKS["official"]
    assert rank(Options(maps=("id=Id", "name=Name", "rank=audit"))) == RANKS["audit"]
    with pytest.raises(UsageError, match="no rank"):
        sources.open_paths([path], Options(maps=("name=Name", "rank=best")))
