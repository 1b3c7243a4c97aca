"""What columns of joined rows say: a field of the mapping with ``joined = true``."""

from __future__ import annotations

from pathlib import Path

import pytest

from tracker import sources
from tracker.errors import FormatError
from tracker.model import Claim, IssueLog, Record
from tracker.sources.base import Options

MAPPING = """
[source]
key = "team"
REDACT
[record]
id = ["No"]
[[field]]
field = "name"
column = "Project"
FIELDS
[[join]]
file = "contracts.csv"
left = "No"
right = "no"
"""
WORKS = "No,Project\nA,Dam\nB,Lock\nC,Quay\n"
CONTRACTS = (
    "no,firm,sum,money,signed,kind\n"
    "B,Bau AG,1500000,EUR,2024-05-01,works\n"
    "A,ACME,20,USD,2023,works\n"
    "A,Pumps Ltd,30,USD,soon,goods\n"
    "X,Nobody,1,USD,2020,works\n"
)
FIRM = 'joined = true\nfield = "contractor"\ncolumn = "firm"\n'


def read(
    folder: Path, *fields: str, redact: str = "", more: str = "", contracts: str = CONTRACTS
) -> tuple[list[Record], IssueLog]:
    (folder / "works.csv").write_text(WORKS, encoding="utf-8")
    (folder / "contracts.csv").write_text(contracts, encoding="utf-8")
    rules = "".join(f"[[field]]\n{rule}\n" for rule in fields)
    text = MAPPING.replace("FIELDS", rules).replace("REDACT", redact) + more
    (folder / "m.toml").write_text(text, encoding="utf-8")
    (reading,) = sources.open_paths([folder / "works.csv"], Options(mapping=folder / "m.toml"))
    return list(reading.records), reading.issues


def said(records: list[Record], field: str) -> dict[str, list[Claim]]:
    return {r.native_id: own for r in records if (own := [c for c in r.claims if c.field == field])}


def test_each_joined_row_says_it_for_itself(tmp_path: Path) -> None:
    records, _ = read(tmp_path, FIRM)
    got = {ref: [c.value for c in own] for ref, own in said(records, "contractor").items()}
    assert got == {"A": ["ACME", "Pumps Ltd"], "B": ["Bau AG"]}


def test_units_dates_and_conditions_are_of_the_joined_row(tmp_path: Path) -> None:
    rule = (
        'joined = true\nfield = "contract_value"\ncolumn = "sum"\ncurrency_column = "money"\nabout_column = "signed"\n'
        'where = { column = "kind", values = ["works"] }\n'
    )
    records, _ = read(tmp_path, rule)
    got = said(records, "contract_value")
    assert [(c.value, c.unit, c.about and c.about.text) for own in got.values() for c in own] == [
        (20.0, "USD", "2023"),
        (1500000.0, "EUR", "2024-05-01"),
    ]


def test_what_is_odd_is_told_where_it_stands(tmp_path: Path) -> None:
    records, issues = read(tmp_path, 'joined = true\nfield = "milestone"\nitem = "contract"\ncolumn = "signed"\n')
    assert [len(own) for own in said(records, "milestone").values()] == [1, 1]
    (key,) = [key for key in issues.counts if key[0] == "bad-date"]
    assert key[3] == "soon"
    assert issues.locators[key] == ["contracts.csv:4"]


def test_an_open_decimal_mark_stays_open(tmp_path: Path) -> None:
    rule = 'joined = true\nfield = "contract_value"\ncolumn = "sum"\ncurrency = "EUR"\n'
    table = "no,sum\nA,1.250\n"
    records, issues = read(tmp_path, rule, contracts=table)
    assert not said(records, "contract_value")
    assert any(key[0] == "open-mark" for key in issues.counts)
    records, _ = read(tmp_path, rule + 'decimal = ","\n', contracts=table)
    assert [c.value for c in said(records, "contract_value")["A"]] == [1250.0]


def test_of_several_joins_those_with_the_column_have_a_say(tmp_path: Path) -> None:
    (tmp_path / "more.csv").write_text("no,note,firm\nC,x,Quay SA\n", encoding="utf-8")
    (tmp_path / "sites.csv").write_text("no,site\nA,1\nB,2\n", encoding="utf-8")
    joins = "".join(f'[[join]]\nfile = "{name}.csv"\nleft = "No"\nright = "no"\n' for name in ("more", "sites"))
    records, _ = read(tmp_path, FIRM, more=joins)
    got = {ref: [c.value for c in own] for ref, own in said(records, "contractor").items()}
    assert got == {"A": ["ACME", "Pumps Ltd"], "B": ["Bau AG"], "C": ["Quay SA"]}


def test_a_column_that_no_joined_table_has_is_told(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=r"The joined tables have no column 'company'") as e:
        read(tmp_path, FIRM.replace('"firm"', '"company"'))
    assert "'firm'" in e.value.hint


@pytest.mark.parametrize("rule", ['field = "sector"\ncolumn = "kind"\n', 'field = "status"\nconstant = "planned"\n'])
def test_what_joined_rows_cannot_say_is_refused(tmp_path: Path, rule: str) -> None:
    with pytest.raises(FormatError, match="joined rows cannot say that"):
        read(tmp_path, "joined = true\n" + rule)


def test_a_redacted_column_of_joined_rows_cannot_be_mapped(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="maps what it redacts: 'firm'"):
        read(tmp_path, FIRM, redact='redact = ["firm"]')


def test_the_table_of_a_row_is_a_condition_too(tmp_path: Path) -> None:
    (tmp_path / "more.csv").write_text("no,firm\nA,Other\n", encoding="utf-8")
    more = '[[join]]\nfile = "more.csv"\nleft = "No"\nright = "no"\n'
    rule = FIRM + 'where = { column = "joined from", values = ["more.csv"] }\n'
    records, _ = read(tmp_path, rule, more=more)
    assert [c.value for own in said(records, "contractor").values() for c in own] == ["Other"]


def test_a_condition_on_a_column_that_a_table_lacks_holds_for_none_of_its_rows(tmp_path: Path) -> None:
    (tmp_path / "more.csv").write_text("no,firm\nA,Other\n", encoding="utf-8")
    more = '[[join]]\nfile = "more.csv"\nleft = "No"\nright = "no"\n'
    rule = FIRM + 'where = { column = "kind", not = ["goods"] }\n'
    records, _ = read(tmp_path, rule, more=more)
    assert [c.value for own in said(records, "contractor").values() for c in own] == ["ACME", "Bau AG"]


@pytest.mark.parametrize(
    ("fields", "ignore", "n"),
    [
        ((), "", 1),
        ((), 'ignore = ["Contact person"]\n', 0),
        (('joined = true\nfield = "contractor"\ncolumn = "Contact person"\n',), "", 0),
    ],
)
def test_a_column_of_persons_is_warned_of_unless_it_is_meant(
    tmp_path: Path, fields: tuple[str, ...], ignore: str, n: int
) -> None:
    (tmp_path / "works.csv").write_text(WORKS, encoding="utf-8")
    (tmp_path / "contracts.csv").write_text("no,Contact person\nA,Ann\n", encoding="utf-8")
    rules = "".join(f"[[field]]\n{rule}\n" for rule in fields)
    text = ignore + MAPPING.replace("FIELDS", rules).replace("REDACT", "")
    (tmp_path / "m.toml").write_text(text, encoding="utf-8")
    (reading,) = sources.open_paths([tmp_path / "works.csv"], Options(mapping=tmp_path / "m.toml"))
    list(reading.records)
    assert sum(key[0] == "person-column" for key in reading.issues.counts) == n
