"""Import from Python: the options of the command line, and a report that shows itself."""

from __future__ import annotations

from pathlib import Path

import pytest

import tracker
from tracker.errors import FormatError, UsageError
from tracker.ledger import Ledger

WORKS = "Ref;Project;Cost (EUR m);Opening\nR-01;Harbour tunnel;1.250,5;30/06/2029\nR-02;North <bypass>;310;31.02.2031\n"
MAPS = {"id": "Ref", "name": "Project", "cost_estimate[EUR m]": "Cost (EUR m)", "completion_planned": "Opening"}
FIELDS = [{"field": "name", "column": "Project"}, {"field": "completion_planned", "column": "Opening"}]


@pytest.fixture
def works(tmp_path: Path) -> Path:
    path = tmp_path / "works.csv"
    path.write_text(WORKS, encoding="utf-8")
    return path


@pytest.fixture
def ledger(address: str) -> Ledger:
    return tracker.open(address, create=True)


def test_a_table_with_columns_named_in_a_dict(ledger: Ledger, works: Path) -> None:
    report = ledger.import_path(works, maps=MAPS, as_of="2025-03-31")
    assert (report.import_id, report.outcome.source, report.outcome.records, report.outcome.new) == (1, "works", 2, 5)
    assert (
        repr(report).splitlines()[0].startswith("Import 1 of works: 2 records, 5 new claims, 0 unchanged, 2 projects")
    )
    assert repr(report).splitlines()[1] == "Issues: 1 warning."
    assert list(ledger.projects().index) == ["works-r-01", "works-r-02"]
    assert set(ledger.claims(field="cost_estimate")["as_of"]) == {"2025-03-31"}
    again = ledger.import_path([str(works)], maps=[f"{k}={v}" for k, v in MAPS.items()], as_of="2025-03-31")
    assert (again.import_id, again.outcome.same_as) == (None, 1)
    assert repr(again) == "works: the same bytes as import 1, nothing changed."


def test_the_issues_are_a_frame(ledger: Ledger, works: Path) -> None:
    report = ledger.import_path(works, maps={"id": "Ref", "completion_planned": "Opening"}, dry_run=True)
    frame = report.issue_frame()
    assert frame[["code", "severity", "field", "raw", "count", "locators"]].fillna("").values.tolist() == [
        ["bad-date", "warning", "completion_planned", "31.02.2031", 1, "works.csv:3"],
        ["unmapped-column", "info", "", "Cost (EUR m)", 1, "works.csv"],
        ["unmapped-column", "info", "", "Project", 1, "works.csv"],
    ]
    assert dict(frame.dtypes.astype(str)) == {
        **dict.fromkeys(("code", "severity", "field", "raw", "advice", "locators"), "string"),
        "count": "Int64",
    }
    assert (report.dry_run, report.import_id) == (True, None)
    assert repr(report).startswith("Import of works would give: 2 records")
    assert ledger.projects().empty


def test_the_report_shows_itself_in_a_notebook(ledger: Ledger, works: Path) -> None:
    works.write_text(WORKS.replace("31.02.2031", "<b>soon</b>"), encoding="utf-8")
    html = ledger.import_path(works, maps=MAPS)._repr_html_()
    assert "Import 1 of works" in html
    assert "&lt;b&gt;soon" in html and "<b>soon" not in html
    works.write_text(WORKS.replace("31.02.2031", "2031"), encoding="utf-8")
    report = ledger.import_path(works, maps=MAPS)
    assert "<table" not in report._repr_html_()
    assert report.issue_frame().empty


def test_a_mapping_as_a_file_and_as_data_are_the_same_import(ledger: Ledger, works: Path) -> None:
    toml = works.with_name("works.toml")
    toml.write_text(
        "[source]\nkey = 'w'\nreleases = 'vintage'\n[record]\nid = ['Ref']\n"
        + "".join(f"[[field]]\nfield = '{f['field']}'\ncolumn = '{f['column']}'\n" for f in FIELDS),
        encoding="utf-8",
    )
    data = {"source": {"key": "w", "releases": "vintage"}, "record": {"id": ["Ref"]}, "field": FIELDS}
    assert ledger.import_path(works, str(toml)).import_id == 1
    assert ledger.import_path(works, toml).outcome.same_as == 1
    assert ledger.import_path(works, data).outcome.same_as == 1
    assert data == {"source": {"key": "w", "releases": "vintage"}, "record": {"id": ["Ref"]}, "field": FIELDS}


def test_a_mapping_as_data_is_named_after_the_file_and_takes_options(ledger: Ledger, works: Path) -> None:
    data = {"record": {"id": ["Ref"]}, "field": FIELDS}
    assert ledger.import_path(works, data, crs="EPSG:3857", replace=True).outcome.source == "works"
    assert ledger.import_path(works, data, source="other=The other").outcome.source == "other"
    assert {s.key: s.name for s in ledger.sources()} == {"works": "works", "other": "The other"}
    assert data == {"record": {"id": ["Ref"]}, "field": FIELDS}
    works.write_text(WORKS[: WORKS.index("R-02")], encoding="utf-8")
    assert ledger.import_path(works, data, replace=True).outcome.withdrawn == 1
    with pytest.raises(FormatError, match="field 1: 'colum' is not known"):
        ledger.import_path(works, {"field": [{"field": "name", "colum": "Project"}]})


def test_strict_imports_nothing(ledger: Ledger, works: Path) -> None:
    report = ledger.import_path(works, maps=MAPS, strict=True)
    assert (report.refused, report.import_id) == (True, None)
    assert "refused" in repr(report)
    assert ledger.projects().empty


def test_several_files_are_one_release_or_refused(ledger: Ledger, tmp_path: Path) -> None:
    head = "project,field,value,url,publisher\n"
    paths = [tmp_path / f"{name}.csv" for name in ("dam", "port")]
    for path in paths:
        path.write_text(f"{head}{path.stem},name,A {path.stem},https://x.example/,Xinhua\n", encoding="utf-8")
    with pytest.raises(UsageError, match="sources of their own") as caught:
        ledger.import_path(paths)
    assert "source=KEY" in caught.value.hint
    assert ledger.import_path(paths, source="both").outcome.records == 2
    with pytest.raises(UsageError, match="No file"):
        ledger.import_path([])


def test_a_corrected_cell_beside_the_wrong_one_of_the_same_day_is_shown_as_a_conflict(
    ledger: Ledger, works: Path
) -> None:
    ledger.import_path(works, maps=MAPS, as_of="2025-03-31")
    works.write_text(WORKS.replace("310", "390"), encoding="utf-8")
    ledger.import_path(works, maps=MAPS, as_of="2025-03-31")
    assert list(ledger.projects()["conflicts"].fillna("")) == ["", "cost_estimate"]
    ledger.import_path(works, maps=MAPS, as_of="2025-03-31", replace=True)
    assert list(ledger.projects()["conflicts"].fillna("")) == ["", ""]
    assert list(ledger.projects()["cost_estimate"]) == [1_250_500_000, 390_000_000]


def test_a_table_of_two_heading_rows_in_another_encoding(ledger: Ledger, tmp_path: Path) -> None:
    path = tmp_path / "werke.csv"
    path.write_bytes("Projekt;Kosten\n;EUR m\nÖresund-Brücke;310\n".encode("cp850"))
    how = {"name": "Projekt", "cost_estimate[EUR m]": "Kosten | EUR m"}
    report = ledger.import_path(path, maps=how, as_of="2025", encoding="cp850", header_rows=2)
    assert report.outcome.records == 1
    assert list(ledger.projects()["name"]) == ["Öresund-Brücke"]
    assert list(ledger.claims(field="cost_estimate")["number"]) == [310e6]
    with pytest.raises(UsageError, match="encoding"):
        ledger.import_path(path, maps=how, encoding="no-such-code")
