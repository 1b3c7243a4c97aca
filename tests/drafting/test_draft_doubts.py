"""Drafts of tables that newcomers get wrong: sums among rows, one record a column, plans and deeds in one column."""

from __future__ import annotations

from pathlib import Path

import pytest
from drafts import amounts, dates, drafted, issues_of, written


@pytest.mark.parametrize(
    "text",
    [
        "Code,Project,Country,Cost (USD m)\n01,Dam,Kenya,5\n02,Lock,Kenya,7\n,Total,,12\n",
        "Code,Project,Country,Cost (USD m)\n01,Dam,Kenya,5\n02,Lock,Kenya,7\nGrand total,,,12\n",
    ],
)
def test_a_draft_leaves_rows_out_that_add_up_others(tmp_path: Path, text: str) -> None:
    it = written(tmp_path, text)
    assert it.mapping.record.id == ("Code",)  # which the row of the sum has not
    records, issues = it.read(tmp_path)
    assert [r.native_id for r in records] == ["01", "02"]
    assert amounts(records, "cost_estimate") == [(5e6, "USD"), (7e6, "USD")]
    assert issues_of(issues, "info") == {"total-row": 1}


def test_a_draft_turns_a_table_with_one_record_a_column(tmp_path: Path) -> None:
    it = written(
        tmp_path,
        "Project ID,P-1,P-2\nProject name,Dam,Lock\nCountry,Kenya,Uganda\nStatus,Planned,Under construction\n"
        'Cost (£m),"1,400.5",12\n',
    )
    assert it.mapping.file.transposed
    records, _ = it.read(tmp_path)
    assert [r.native_id for r in records] == ["P-1", "P-2"]
    assert amounts(records, "cost_estimate") == [(1400.5e6, "GBP"), (12e6, "GBP")]


def test_a_year_completed_that_is_ahead_is_a_plan(tmp_path: Path) -> None:
    table = "Id,Name,Year completed,Status\n1,Dam,2010,Operating\n2,Lock,2031,Under construction\n"
    records, _ = written(tmp_path, table).read(tmp_path)
    assert dates(records, "completion_actual") == ["2010"]
    assert dates(records, "completion_planned") == ["2031"]


def test_a_guessed_encoding_is_told_at_each_import(tmp_path: Path) -> None:
    path = tmp_path / "works.csv"
    path.write_bytes("Id;Nom du projet\n1;Écluse\n2;Pont\n".encode("cp1252"))
    it = drafted(path)
    _, issues = it.read(tmp_path)
    assert issues_of(issues, "info")["encoding-guessed"] == 1


def test_millions_of_pesos(tmp_path: Path) -> None:
    it = written(tmp_path, 'Clave,Nombre,Monto de inversión (MDP)\na1,Tren,"1,200.5"\na2,Presa,900\n')
    assert it.rule("cost_estimate").multiplier == 1e6
