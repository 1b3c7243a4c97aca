"""A folder of claims: manifest, tables, documents; nothing of a row is lost."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
import sqlalchemy as sa
from claim_folders import MANIFEST, NEWS, Folder

from tracker import ingest, sources, views
from tracker.errors import FormatError, UsageError
from tracker.model import IssueLog, Record
from tracker.store import tables as t
from tracker.store.store import Store

NAME = {"field": "name", "value": "A canal"}
COST = {"field": "cost_budget", "value": "5e9", "unit": "EUR", "as_of": "2024-05-01"}


def read(path: Path) -> tuple[list[Record], IssueLog]:
    reading = sources.open_path(path)
    return list(reading.records), reading.issues


def codes(issues: IssueLog) -> list[tuple[str, str, str, list[str]]]:
    """Code, severity, raw value and locators of each issue."""
    return [(key[0], key[1], key[3], issues.locators[key]) for key in issues.counts]


def test_a_folder_becomes_one_record_per_project(folder: Folder) -> None:
    folder.claims(NAME, COST, {"project": "tunnel", **NAME}, {**COST, "value": "6e9"})
    records, issues = read(folder.path)
    assert [(r.native_id, len(r.claims)) for r in records] == [("canal", 3), ("tunnel", 1)]
    assert codes(issues) == []


def test_the_document_of_a_claim_is_the_described_one(folder: Folder) -> None:
    folder.claims(COST)
    (record,), _ = read(folder.path)
    document = record.claims[0].document
    assert (document.publisher, document.rank, document.linkable) == ("Xinhua", 3, True)


def test_tables_are_joined_by_their_pattern(folder: Folder) -> None:
    folder.claims(NAME, name="a.csv").claims(COST, name="b.csv")
    (record,), _ = read(folder.path)
    assert [c.field for c in record.claims] == ["name", "cost_budget"]


def test_the_manifest_says_what_the_source_is(folder: Folder) -> None:
    more = 'releases = "vintage"\nprefix = "t-"\nlicence = "CC BY 4.0"\nattribution = "A team"'
    folder.claims(NAME).manifest(MANIFEST.replace("curated = true", more))
    reading = sources.open_path(folder.path)
    s = reading.source
    assert (s.key, s.name, s.releases, s.prefix, s.curated) == ("team", "A team's folder", "vintage", "t-", False)
    assert (s.licence, s.attribution) == ("CC BY 4.0", "A team")
    assert (reading.release_date, reading.retrieved) == ("2026-11-22", "2026-11-22")


def test_a_byte_order_mark_of_a_spreadsheet_is_no_part_of_the_first_column(folder: Folder) -> None:
    folder.claims(NAME)
    path = folder.path / "claims" / "a.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert read(folder.path)[0][0].native_id == "canal"


def test_the_same_files_are_the_same_snapshot_whatever_their_dates(folder: Folder) -> None:
    folder.claims(NAME)
    first = sources.open_path(folder.path).snapshot.sha256
    (folder.path / "claims" / "a.csv").touch()
    (folder.path / "notes.txt").write_text("not a table of claims", encoding="utf-8")
    assert sources.open_path(folder.path).snapshot.sha256 == first
    folder.claims(COST)
    assert sources.open_path(folder.path).snapshot.sha256 != first


# odd rows


def test_odd_rows_leave_issues_with_file_and_line_and_the_rest_goes_on(folder: Folder) -> None:
    folder.claims(
        NAME,
        {"field": "budget", "value": "5e9"},
        {**COST, "value": "five"},
        COST,
        {**COST, "project": " "},
        {**COST, "url": "https://unknown.example/"},
    )
    (record,), issues = read(folder.path)
    assert [c.field for c in record.claims] == ["name", "cost_budget", "cost_budget"]
    assert codes(issues) == [
        ("no-project", "error", "", ["claims/a.csv:6"]),
        ("unknown-field", "error", "budget", ["claims/a.csv:3"]),
        ("bad-number", "error", "five", ["claims/a.csv:4"]),
        ("undescribed-document", "warning", "https://unknown.example/", ["claims/a.csv:7"]),
    ]


def test_a_row_over_several_lines_is_found_by_its_last(folder: Folder) -> None:
    folder.claims({**NAME, "note": "two\nlines"}, {**COST, "value": "five"})
    _, issues = read(folder.path)
    assert codes(issues) == [("bad-number", "error", "five", ["claims/a.csv:4"])]


def test_a_document_twice_leaves_an_issue(folder: Folder) -> None:
    folder.claims(NAME).documents(
        {"url": NEWS, "publisher": "A", "rank": "news"}, {"url": NEWS, "publisher": "B", "rank": "official"}
    )
    _, issues = read(folder.path)
    assert codes(issues) == [("document-twice", "warning", NEWS, ["documents.csv:3"])]


def content(store: Store) -> dict[str, object]:
    """The stored content of each record by its native id."""
    with store.read() as conn:
        rows = conn.execute(
            sa.select(t.record.c.native_id, t.record_version.c.content).join(
                t.record_version, t.record_version.c.record_id == t.record.c.id
            )
        )
        return {native: json.loads(text) for native, text in rows}


def flat(value: object) -> list[object]:
    if isinstance(value, dict):
        return [x for v in value.values() for x in flat(v)]
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [x for v in value for x in flat(v)]
    return [value]


def test_a_row_that_becomes_no_claim_stays_in_the_content_of_its_record(folder: Folder, store: Store) -> None:
    folder.claims(NAME, {"field": "budget", "value": "5e9 or so", "note": "as heard"})
    ingest.run_import(store, sources.open_path(folder.path))
    assert {"5e9 or so", "as heard"} <= set(flat(content(store)["canal"]))


def test_cells_beyond_the_header_and_columns_of_ones_own_stay_in_the_content(folder: Folder, store: Store) -> None:
    path = folder.path / "claims" / "a.csv"
    path.write_text(
        f"project,field,value,url,colour\ncanal,name,A canal,{NEWS},blue,more,still more\n", encoding="utf-8"
    )
    ingest.run_import(store, sources.open_path(folder.path))
    kept = " ".join(str(x) for x in flat(content(store)["canal"]))
    assert "blue" in kept
    assert "more,still more" in kept


def test_a_waypoint_that_is_no_place_stays_in_the_content(folder: Folder, store: Store) -> None:
    folder.claims(NAME).waypoints({"order": "1", "lon": "somewhere", "lat": "22.4", "name": "Lock 1"})
    report = ingest.run_import(store, sources.open_path(folder.path))
    assert [c[0] for c in codes(report.issues)] == ["bad-coordinate"]
    assert {"somewhere", "Lock 1"} <= set(flat(content(store)["canal"]))


def test_one_statement_twice_is_kept_once_and_told(folder: Folder, store: Store) -> None:
    folder.claims(COST, {**COST, "note": "again"})
    report = ingest.run_import(store, sources.open_path(folder.path))
    assert report.outcome.new == 1
    assert [(c[0], c[1]) for c in codes(report.issues)] == [("duplicate-claim", "info")]


def test_issues_are_stored_counted_with_their_first_twenty_locators(folder: Folder, store: Store) -> None:
    folder.claims(NAME, *({**COST, "unit": "RMB", "value": str(n)} for n in range(30)))
    ingest.run_import(store, sources.open_path(folder.path))
    (issue,) = views.issues(store)
    assert (issue.code, issue.severity, issue.field, issue.raw, issue.count) == (
        *("unknown-currency", "warning", "cost_budget", "RMB"),
        30,
    )
    assert issue.locators == tuple(f"claims/a.csv:{n}" for n in range(3, 23))
    assert "ISO 4217" in issue.advice


# what is no folder of claims


@pytest.mark.parametrize(
    ("good", "bad", "says"),
    [
        ("[source]", "[source", "cannot be read"),
        ('key = "team"', "", "lacks [source] key"),
        ("[source]", 'source = "key and name"\n[other]', "lacks [source] key"),
        ('retrieved = "2026-11-22"', "", "lacks [release] retrieved"),
        ('retrieved = "2026-11-22"', 'retrieved = "last week"', "'last week' is not a day"),
        ('retrieved = "2026-11-22"', 'retrieved = "2026-11"', "'2026-11' is not a day"),
        ('retrieved = "2026-11-22"', 'retrieved = "2026-11-22"\ndate = "soon"', "'soon' is not a day"),
        ('claims = "claims/*.csv"', "", "lacks [tables] claims"),
        ('claims = "claims/*.csv"', 'claims = "other/*.csv"', "no table of claims that exists"),
        ('claims = "claims/*.csv"', "claims = 3", "[tables] claims = 3"),
        ('claims = "claims/*.csv"', 'claims = "../*.csv"', "[tables] claims = '../*.csv'"),
        ('claims = "claims/*.csv"', 'claims = "/claims/*.csv"', "[tables] claims = '/claims/*.csv'"),
        ("curated = true", 'releases = "vintages"', "[source] releases = 'vintages'"),
    ],
)
def test_a_bad_manifest_is_refused_with_what_to_do(folder: Folder, good: str, bad: str, says: str) -> None:
    assert good in MANIFEST
    folder.claims(NAME).manifest(MANIFEST.replace(good, bad, 1))
    with pytest.raises(FormatError) as caught:
        sources.open_path(folder.path)
    assert says in str(caught.value)
    assert "catalogue.toml" in str(caught.value)
    assert caught.value.hint


def broken(path: Path) -> FormatError:
    with pytest.raises(FormatError) as caught:
        list(sources.open_path(path).records)
    assert caught.value.hint
    return caught.value


@pytest.mark.parametrize(
    ("table", "header", "row", "missing"),
    [
        ("claims/a.csv", "project,field,value", "canal,name,A canal", "url"),
        ("claims/a.csv", "project,field,url", f"canal,name,{NEWS}", "value"),
        ("documents.csv", "url,publisher", f"{NEWS},Xinhua", "rank"),
        (
            "geometry/w.csv",
            "project,scope,item,part,shape,precision,order,lon,url",
            "canal,,,,line,exact,1,108,x",
            "lat",
        ),
    ],
)
def test_a_table_without_a_column_is_refused_by_name(
    folder: Folder, table: str, header: str, row: str, missing: str
) -> None:
    folder.claims(NAME)
    (folder.path / table).write_text(f"{header}\n{row}\n", encoding="utf-8")
    error = broken(folder.path)
    assert f"no column {missing}" in str(error)
    assert table.rpartition("/")[2] in str(error)


def test_a_table_that_is_not_utf_8_is_refused(folder: Folder) -> None:
    folder.claims(NAME)
    (folder.path / "claims" / "b.csv").write_bytes(
        "project,field,value,url\ncanal,name,Kanalbrücke,x\n".encode("latin-1")
    )
    error = broken(folder.path)
    assert "b.csv is not UTF-8" in str(error)
    assert "UTF-8" in error.hint


@pytest.mark.parametrize(
    "text", ['project,field,value,url\ncanal,name,"A canal,x\n', 'project,field,value,url\ncanal,name,"A" canal,x\n']
)
def test_broken_quotes_are_refused_with_the_line(folder: Folder, text: str) -> None:
    folder.claims(NAME)
    (folder.path / "claims" / "b.csv").write_text(text, encoding="utf-8")
    assert "b.csv, line 2" in str(broken(folder.path))


def test_a_column_twice_is_refused(folder: Folder) -> None:
    folder.claims(NAME)
    (folder.path / "claims" / "b.csv").write_text("project,field,value,url,value\ncanal,name,A,x,B\n", encoding="utf-8")
    assert "column 'value' twice" in str(broken(folder.path))


def test_an_empty_table_is_refused(folder: Folder) -> None:
    folder.claims(NAME)
    (folder.path / "claims" / "b.csv").write_text("", encoding="utf-8")
    assert "b.csv is empty" in str(broken(folder.path))


def test_a_table_with_a_header_alone_says_nothing(folder: Folder) -> None:
    folder.claims(NAME)
    (folder.path / "claims" / "b.csv").write_text("project,field,value,url\n", encoding="utf-8")
    assert len(read(folder.path)[0]) == 1


def test_a_folder_that_turns_out_broken_changes_nothing(folder: Folder, store: Store) -> None:
    folder.claims(NAME)
    (folder.path / "claims" / "b.csv").write_text('project,field,value,url\ncanal,name,"A\n', encoding="utf-8")
    with pytest.raises(FormatError):
        ingest.run_import(store, sources.open_path(folder.path))
    assert views.imports(store) == []
    assert views.projects(store) == []


def test_what_no_source_knows_is_refused_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("hello", encoding="utf-8")
    for path, says in (
        (tmp_path / "notes.txt", "notes.txt"),
        (tmp_path / "nowhere", "no file"),
    ):
        with pytest.raises(UsageError) as caught:
            sources.open_path(path)
        assert says in str(caught.value)
        assert caught.value.hint
