"""CSV and XLSX: what stands in the cells, and that nothing in them runs."""

from __future__ import annotations

import csv
import io
import os
import zipfile
from pathlib import Path

import pytest
import python_calamine
from make import claim, document, reading, record

from tracker import ingest, views
from tracker.errors import UsageError
from tracker.export import csv_text, xlsx
from tracker.export.columns import Cell, Column
from tracker.export.extract import Wanted
from tracker.export.write import export
from tracker.store.store import Store


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f, strict=True))


def test_one_row_for_each_project_in_the_order_of_ids(catalogue: Store, tmp_path: Path) -> None:
    done = export(catalogue, Wanted(), tmp_path / "out.csv")
    found = rows(tmp_path / "out.csv")
    assert [r["slug"] for r in found] == [p.slug for p in views.projects(catalogue, sort="slug")]
    assert done.rows == len(found) == 154


def test_the_cells_of_a_project(catalogue: Store, tmp_path: Path) -> None:
    export(catalogue, Wanted(projects=("pinglu-canal",)), tmp_path / "out.csv")
    (row,) = rows(tmp_path / "out.csv")
    card = views.card(catalogue, "pinglu-canal")
    cost = card.claims[card.choices["cost_budget"].winner]
    assert row["cost_budget"] == f"{cost.number:.0f}"
    assert row["cost_budget_url"] == cost.document.url
    assert row["geometry"].startswith("LINESTRING (10")
    assert row["status_url"].startswith("http")
    assert row["sources"] == "catalogue"
    assert "OpenStreetMap" in row["attribution"]
    assert "ODbL" in row["licence"]
    assert row["cost_actual"] == ""


def test_every_headline_value_names_where_it_was_read(catalogue: Store, tmp_path: Path) -> None:
    export(catalogue, Wanted(), tmp_path / "out.csv")
    for row in rows(tmp_path / "out.csv"):
        for name in [c.removesuffix("_url") for c in row if c.endswith("_url")]:
            told = row[name] and not (name == "name" and row[name] == row["slug"])
            if told and (name, row[name]) != ("status", "proposed"):
                assert row[f"{name}_url"], (row["slug"], name)
            elif not told:
                assert not row[f"{name}_url"], (row["slug"], name)
        assert row["licence"] and row["attribution"]


@pytest.mark.parametrize("at", [{"as_of": "2019"}, {"contemporary": True}, {"recorded_before": "2020-01-01"}])
def test_the_clocks_and_filters_are_those_of_lists(catalogue: Store, tmp_path: Path, at: dict[str, str]) -> None:
    moment = views.moment(**at)  # type: ignore[arg-type]
    filters = views.Filters(country=("CHN",))
    export(catalogue, Wanted("projects", moment, filters), tmp_path / "out.csv")
    expected = views.projects(catalogue, moment, filters, "slug")
    assert [(r["slug"], r["status"], r["completion_planned"]) for r in rows(tmp_path / "out.csv")] == [
        (p.slug, p.status, p.completion_planned) for p in expected
    ]


def test_claims_of_some_projects_and_fields(catalogue: Store, tmp_path: Path) -> None:
    wanted = Wanted("claims", projects=("pinglu-canal", "funan-techo-canal"), fields=("cost_budget", "geometry"))
    export(catalogue, wanted, tmp_path / "out.csv")
    found = rows(tmp_path / "out.csv")
    assert {r["project"] for r in found} == {"pinglu-canal", "funan-techo-canal"}
    assert {r["field"] for r in found} == {"cost_budget", "geometry"}
    assert all(r["url"] and r["source_licence"] and r["attribution"] for r in found)
    assert next(r["value"] for r in found if r["field"] == "geometry").startswith("LINESTRING")


def test_observations_are_those_of_the_frame(catalogue: Store, tmp_path: Path) -> None:
    from tracker.frames import observation_frame

    export(catalogue, Wanted("observations"), tmp_path / "out.csv")
    found = rows(tmp_path / "out.csv")
    frame = observation_frame(views.all_claims(catalogue))
    assert len(found) == len(frame)
    assert [r["value"] for r in found] == [csv_text.text_of(v) for v in frame["value"].tolist()]
    assert [r["date"] for r in found[:50]] == [str(d.date()) for d in frame["date"][:50]]
    assert {r["is_contemporary"] for r in found} == {"y", "n"}


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "-1"),
        ("-1.5e-7", "-1.5e-7"),
        ("-1+1", "'-1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("\r=1", '"\'\r=1"'),
        ("a=b", "a=b"),
        ("'=1", "''=1"),
        (-5.0, "-5"),
        (-0.5, "-0.5"),
        (72730000000.0, "72730000000"),
        (1e300, "1e+300"),
        (0.1 + 0.2, "0.30000000000000004"),
        (2026, "2026"),
        (True, "y"),
        (False, "n"),
        ('say "a", b', '"say ""a"", b"'),
        ("two\nlines", '"two\nlines"'),
        ("bare\rreturn", '"bare\rreturn"'),
        ("平陆运河", "平陆运河"),
    ],
)
def test_cells_of_csv(cell: Cell, text: str) -> None:
    assert csv_text.text_of(cell) == text


def test_equal_ledgers_give_equal_bytes(catalogue: Store, tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        for form in ("csv", "geojson", "xlsx", "gpkg", "parquet"):
            export(catalogue, Wanted(), tmp_path / name / f"out.{form}")
            os.utime(tmp_path / name / f"out.{form}", (0, 0))
    for path in sorted((tmp_path / "a").iterdir()):
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes(), path.name


def test_a_sheet_of_rows_and_one_of_columns(catalogue: Store, tmp_path: Path) -> None:
    export(catalogue, Wanted("claims"), tmp_path / "out.xlsx")
    export(catalogue, Wanted("claims"), tmp_path / "out.csv")
    book = python_calamine.CalamineWorkbook.from_path(str(tmp_path / "out.xlsx"))
    assert book.sheet_names == ["claims", "columns"]
    table = book.get_sheet_by_name("claims").to_python()
    found = rows(tmp_path / "out.csv")
    assert len(table) == len(found) + 1 == 3559
    assert table[0] == list(found[0])
    place = table[0].index("note")
    assert [r[place] for r in table[1:]] == [r["note"].replace("\r", "") for r in found]
    names = book.get_sheet_by_name("columns").to_python()
    assert [r[0] for r in names[1:]] == table[0]


def test_a_sheet_holds_no_formula_and_no_link(store: Store, tmp_path: Path) -> None:
    evil = document('=HYPERLINK("http://a.example","b")', url="https://a.example/?x=<&>")
    ingest.run_import(
        store,
        reading(
            [
                record(
                    "canal",
                    claim("name", "=cmd|' /C calc'!A0", as_of="", by=evil),
                    claim("description", "@x", as_of="", by=evil),
                )
            ]
        ),
    )
    export(store, Wanted("claims"), tmp_path / "out.xlsx")
    with zipfile.ZipFile(tmp_path / "out.xlsx") as z:
        sheets = [z.read(n).decode() for n in z.namelist() if n.startswith("xl/worksheets/sheet")]
        styles = z.read("xl/styles.xml").decode()
    assert all("<f" not in s and "hyperlink" not in s.lower().replace("=hyperlink(", "") for s in sheets)
    assert 'quotePrefix="1"' in styles
    table = python_calamine.CalamineWorkbook.from_path(str(tmp_path / "out.xlsx")).get_sheet_by_index(0).to_python()
    assert table[1][table[0].index("value")] == "=cmd|' /C calc'!A0"


def test_a_cell_too_long_for_a_sheet_is_cut_and_told(store: Store, tmp_path: Path) -> None:
    ingest.run_import(store, reading([record("canal", claim("description", "x" * 40_000, as_of=""))]))
    done = export(store, Wanted("claims"), tmp_path / "out.xlsx")
    assert done.notes == (
        "1 cells of value are longer than a sheet allows and were cut; they end in …. Write .csv for all.",
    )
    table = python_calamine.CalamineWorkbook.from_path(str(tmp_path / "out.xlsx")).get_sheet_by_index(0).to_python()
    text = table[1][table[0].index("value")]
    assert len(text) == xlsx.MAX_TEXT and text.endswith("x…")


def test_more_rows_than_a_sheet_holds_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError, match="1,048,575") as caught:
        xlsx.check_size(1_048_576)
    assert ".csv" in caught.value.hint
    monkeypatch.setattr(xlsx, "MAX_ROWS", 2)
    column = Column("a", "text", "A", "")
    with pytest.raises(UsageError, match="more"):
        xlsx.write(tmp_path / "a.xlsx", "a", [column], [("1",), ("2",), ("3",)], "")
    assert not [p for p in tmp_path.iterdir() if p.name.startswith(".")]


def test_rows_stream(tmp_path: Path) -> None:
    taken = []

    def source() -> object:
        for n in range(3):
            taken.append(n)
            yield (str(n),)

    class Out(io.StringIO):
        def write(self, text: str) -> int:
            if text == "0\n":
                assert taken == [0]
            return super().write(text)

    assert csv_text.write(Out(), [Column("a", "text", "A", "")], source()) == 3  # type: ignore[arg-type]
