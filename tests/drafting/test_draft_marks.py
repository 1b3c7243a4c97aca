"""Drafts of tables in German, with codes of currencies, two rows of headings, and sheets with the same id."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter
from drafts import drafted, written

GERMAN = "Nr;Projekt;Status;Breite;Länge;Kosten;cur\n"


def test_german_degrees_and_codes_of_currencies_are_placed(tmp_path: Path) -> None:
    rows = "1;Brücke A;in Bau;48,78;9,18;1.250;EUR\n2;Brücke B;geplant;50,11;8,68;12,5;BRL\n"
    it = written(tmp_path, GERMAN + rows)
    assert it.place.pairs == (("Breite", "Länge"),)
    assert it.rule("cost_estimate").unit_column == "cur"
    assert it.mapping.file.decimal == ","
    records, issues = it.read(tmp_path)
    assert not issues.total()
    assert [c.value for r in records for c in r.claims if c.field == "cost_estimate"] == [1250.0, 12.5]


def test_widths_and_lengths_are_no_degrees(tmp_path: Path) -> None:
    it = written(tmp_path, GERMAN + "1;Brücke A;in Bau;12,5;85,5;5;EUR\n2;Brücke B;geplant;10;60;6;BRL\n")
    assert it.mapping.geometries == ()


def test_what_no_cell_tells_of_marks_is_left_to_the_user(tmp_path: Path) -> None:
    it = written(tmp_path, "Id;Project;Status;Cost (EUR)\n1;Dam;planned;1.250\n2;Lock;planned;2.500\n")
    assert not it.mapping.file.decimal
    assert '# decimal = ","' in it.toml
    it = written(tmp_path, "Id;Project;Status;Cost (EUR)\n1;Dam;planned;1.250\n2;Lock;planned;2.500.000\n")
    assert it.mapping.file.decimal == ","


def test_two_rows_of_headings_and_a_sheet_with_the_same_id(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Works")
        sheet.merge_range("D1:F1", "Cost (million)")
        sheet.write_row(1, 0, ["Code", "Project", "Status", "Original", "Current", "Currency", "Opening"])
        for i in range(1, 7):
            sheet.write_row(i + 1, 0, [f"R-{i}", f"Dam {i}", "Planned", 100.5 + i, 120.5 + i, "EUR", 2029 + i])
        other = book.add_worksheet("Places")
        other.write_row(0, 0, ["Code", "Site"])
        other.write_row(1, 0, ["R-1", "North"])
    it = drafted(path)
    assert it.mapping.file.header_rows == 2
    assert it.said["cost_budget"] == "Cost (million) | Original"
    assert it.said["cost_estimate"] == "Cost (million) | Current"
    assert it.rule("cost_budget").multiplier == 1e6
    assert "[[join]]" in it.toml
    records, _ = it.read(tmp_path)
    assert len(records) == 6


def test_a_title_above_is_no_row_of_headings(tmp_path: Path) -> None:
    it = written(tmp_path, ",Works of the county,\nId,Project,Status\n1,Dam,planned\n2,Lock,planned\n")
    assert it.mapping.file.header_rows == 1


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Budget", "cost_budget"),
        ("Approved", "cost_budget"),
        ("Sanctioned", "cost_budget"),
        ("Approved amount", "cost_budget"),
        ("Original cost", "cost_budget"),
        ("Baukosten genehmigt", "cost_budget"),
        ("Contract sum", "contract_value/contract"),
        ("Planned cost", "cost_estimate"),
    ],
)
def test_budgets_are_told_from_estimates(tmp_path: Path, heading: str, field: str) -> None:
    it = written(tmp_path, f"Id;Project;Status;{heading}\n1;Dam;planned;1200000\n2;Lock;planned;2500000\n")
    assert it.said.get(field) == heading
