"""One CSV of claims."""

from __future__ import annotations

import io
import os
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tracker import ingest, sources, views
from tracker.errors import FormatError, UsageError
from tracker.model import IssueLog
from tracker.readers.csv_rows import read_rows
from tracker.sources.base import Options
from tracker.sources.collect import Gathering
from tracker.store.store import Store

HEADER = "project,field,value,unit,as_of,url,publisher,rank,link,document_note,note"
ROW = "canal,cost_budget,5e9,EUR,2024-05-01,https://xinhua.example/a,Xinhua,news,y,read in a copy,so far"


def table(path: Path, *lines: str, day: str = "2026-11-22") -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    when = datetime.fromisoformat(f"{day}T12:00:00").replace(tzinfo=UTC).timestamp()
    os.utime(path, (when, when))
    return path


def test_a_row_describes_its_document_itself(tmp_path: Path) -> None:
    (record,) = list(sources.open_path(table(tmp_path / "My claims.csv", HEADER, ROW)).records)
    (claim,) = record.claims
    d = claim.document
    assert (d.url, d.publisher, d.rank, d.linkable, d.note) == (
        *("https://xinhua.example/a", "Xinhua", 3, True),
        "read in a copy",
    )
    assert (claim.value, claim.unit, claim.note) == (5e9, "EUR", "so far")


def test_the_file_is_its_own_source_and_its_date_that_of_retrieval(tmp_path: Path) -> None:
    reading = sources.open_path(table(tmp_path / "My claims.csv", HEADER, ROW, day="2025-03-01"))
    assert (reading.source.key, reading.source.name, reading.source.releases) == ("my-claims", "My claims", "complete")
    assert (reading.release_date, reading.retrieved) == ("2025-03-01", "2025-03-01")


def test_what_was_said_after_the_date_of_the_file_is_told(tmp_path: Path) -> None:
    reading = sources.open_path(table(tmp_path / "a.csv", HEADER, ROW, day="2023-03-01"))
    (record,) = list(reading.records)
    assert record.claims == ()
    assert [key[0] for key in reading.issues.counts] == ["said-later"]


def test_a_document_without_a_description_is_told(tmp_path: Path) -> None:
    reading = sources.open_path(
        table(tmp_path / "a.csv", "project,field,value,url", "canal,name,A canal,https://x.example/")
    )
    (record,) = list(reading.records)
    assert record.claims[0].document.rank == 5
    (key,) = reading.issues.counts
    assert key[:4] == ("undescribed-document", "warning", "url", "https://x.example/")
    assert reading.issues.locators[key] == ["a.csv:2"]


@pytest.mark.parametrize(
    "header", [HEADER, "\ufeff" + HEADER, '"project","field","value","url"', " project , field , value , url "]
)
def test_a_header_is_known_however_a_spreadsheet_wrote_it(tmp_path: Path, header: str) -> None:
    path = table(tmp_path / "a.CSV", header, "canal,name,A canal,https://x.example/")
    (record,) = list(sources.open_path(path).records)
    assert record.native_id == "canal"


@pytest.mark.parametrize("name", ["a.csv", "a.txt"])
def test_another_table_is_not_taken_for_claims(tmp_path: Path, name: str) -> None:
    header = "id,name" if name == "a.csv" else HEADER
    with pytest.raises(UsageError) as caught:
        sources.open_path(table(tmp_path / name, header, ROW))
    assert "project, field, value, url" in caught.value.hint


def test_a_header_alone_changes_nothing(tmp_path: Path, store: Store) -> None:
    with pytest.raises(FormatError, match="has no rows"):
        ingest.run_import(store, sources.open_path(table(tmp_path / "a.csv", HEADER)))
    assert views.imports(store) == []


def test_the_file_edited_replaces_what_it_said(tmp_path: Path, store: Store) -> None:
    path = tmp_path / "a.csv"
    ingest.run_import(store, sources.open_path(table(path, HEADER, ROW, day="2026-11-20")))
    ingest.run_import(store, sources.open_path(table(path, HEADER, ROW.replace("5e9", "6e9"), day="2026-11-21")))
    (row,) = views.projects(store)
    assert row.cost_budget == 6e9
    assert {(r.number, r.withdrawn) for r in views.history(store, "canal")} == {(5e9, True), (6e9, False)}


def test_rows_of_several_projects_may_stand_in_any_order(tmp_path: Path) -> None:
    lines = [f"{p},remark,{p} {n},https://x.example/" for n, p in enumerate("abaacba")]
    table(tmp_path / "t.csv", "project,field,value,url", *lines[:4])
    table(tmp_path / "u.csv", "project,field,value,url", *lines[4:])
    options = Options(source="two")
    records = list(sources.open_paths([tmp_path / "t.csv", tmp_path / "u.csv"], options)[0].records)
    assert [(r.native_id, r.locator, [c.value for c in r.claims]) for r in records] == [
        ("a", "t.csv:2", ["a 0", "a 2", "a 3", "a 6"]),
        ("b", "t.csv:3", ["b 1", "b 5"]),
        ("c", "u.csv:2", ["c 4"]),
    ]
    assert records[1].content["rows"][1] == {  # type: ignore[index]
        "project": "b", "field": "remark", "value": "b 5", "url": "https://x.example/",
    }  # fmt: skip


def test_a_table_longer_than_the_memory_waits_in_a_file(tmp_path: Path) -> None:
    lines = [f"p{n % 7},remark,{'text ' * 200}{n},https://x.example/" for n in range(20_000)]  # 20 MB
    path = table(tmp_path / "t.csv", "project,field,value,url", *lines)
    with Gathering("2026-01-01", IssueLog()) as gathering:
        tracemalloc.start()
        gathering.add_rows((str(line), row) for line, row in read_rows(path))
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak < 4e6


def test_where_there_is_no_room_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = table(tmp_path / "t.csv", HEADER, ROW)

    class Full(io.BytesIO):
        def write(self, _: object) -> int:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.TemporaryFile", lambda **_: Full())
    with pytest.raises(FormatError, match="No space left on device"):
        list(sources.open_path(path).records)
