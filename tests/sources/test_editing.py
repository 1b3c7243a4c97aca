"""An editor changes a row of the catalogue and imports it again: what she expects happens, and nothing else."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tracker import ingest, sources, views
from tracker.bundled import data_folder
from tracker.errors import UsageError
from tracker.ingest import Report
from tracker.store.store import Store

KEPT = ("pinglu-canal", "panama-canal-expansion")
Rows = list[dict[str, str]]


def edit(path: Path, change: Callable[[Rows], Rows | None]) -> None:
    """Change the rows of a table as a spreadsheet would."""
    with path.open(encoding="utf-8", newline="") as f:
        reader = csv.DictReader(f)
        rows, header = list(reader), reader.fieldnames
    assert header
    changed = change(rows)
    rows = rows if changed is None else changed
    with path.open("w", encoding="utf-8", newline="") as f:
        writer = csv.DictWriter(f, header, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The catalogue with two of its projects."""
    path = tmp_path / "catalogue"
    shutil.copytree(data_folder() / "catalogue", path)
    for table in (*path.glob("claims/*.csv"), *path.glob("geometry/*.csv")):
        edit(table, lambda rows: [r for r in rows if r["project"] in KEPT])
    return path


@pytest.fixture
def ledger(folder: Path, store: Store) -> Store:
    """A ledger into which that folder was imported."""
    again(store, folder)
    return store


def again(store: Store, folder: Path) -> Report:
    return ingest.run_import(store, sources.open_path(folder))


def change_claims(folder: Path, change: Callable[[Rows], Rows | None]) -> None:
    edit(folder / "claims" / "water.csv", change)


def rows_of(rows: Rows, field: str, **cells: str) -> Rows:
    found = [
        r
        for r in rows
        if r["project"] == "pinglu-canal" and r["field"] == field and all(r[k] == v for k, v in cells.items())
    ]
    assert found, f"the catalogue has no {field} with {cells}"
    return found


def everything(store: Store) -> object:
    """All that readers see of the ledger today."""
    atlas = views.atlas(store)
    return (
        atlas.projects,
        {
            slug: ([(c.key, c.note, c.document) for c in card.claims], card.choices)
            for slug, card in atlas.cards.items()
        },
        atlas.data_version,
    )


def statements(store: Store, field: str) -> dict[tuple[str, str], bool]:
    """(value, as of) -> withdrawn, of one field of the canal."""
    return {(r.text, r.as_of): r.withdrawn for r in views.history(store, "pinglu-canal", field)}


def test_the_same_files_again_change_nothing(folder: Path, ledger: Store) -> None:
    before = everything(ledger)
    report = again(ledger, folder)
    assert (report.outcome.import_id, report.outcome.same_as) == (None, 1)
    assert everything(ledger) == before


def test_rows_in_another_order_say_the_same(folder: Path, ledger: Store) -> None:
    before = everything(ledger)
    change_claims(folder, lambda rows: rows[::-1])
    outcome = again(ledger, folder).outcome
    assert (outcome.new, outcome.withdrawn) == (0, 0)
    assert everything(ledger) == before


def test_an_edited_value_replaces_the_old_one_which_stays_in_the_history_marked(folder: Path, ledger: Store) -> None:
    asked = views.card(ledger, "pinglu-canal").project
    assert asked.cost_budget == 72.73e9

    def correct(rows: Rows) -> None:
        for row in rows_of(rows, "cost_budget", value="72730000000", as_of="2022-08"):
            row["value"] = "72740000000"

    change_claims(folder, correct)
    outcome = again(ledger, folder).outcome
    assert (outcome.new, outcome.withdrawn, outcome.projects) == (1, 1, 1)
    assert views.card(ledger, "pinglu-canal").project.cost_budget == 72.74e9
    told = statements(ledger, "cost_budget")
    assert told["72730000000", "2022-08"] is True
    assert told["72740000000", "2022-08"] is False
    assert told["72730000000", "2022-08-28"] is False


def test_before_the_edit_was_recorded_the_old_value_stood(folder: Path, ledger: Store) -> None:
    change_claims(folder, lambda rows: rows_of(rows, "cost_budget", as_of="2022-08")[0].update(value="9e10"))
    edited = again(ledger, folder).outcome.recorded_at
    (first, _) = views.imports(ledger)
    for time, budget in ((first.recorded_at, 72.73e9), (edited, 9e10)):
        at = views.moment(recorded_before=time)
        assert views.card(ledger, "pinglu-canal", at).project.cost_budget == budget


def test_a_deleted_row_is_withdrawn(folder: Path, ledger: Store) -> None:
    assert views.card(ledger, "pinglu-canal").project.status == "operating"

    def delete(rows: Rows) -> Rows:
        gone = rows_of(rows, "completion_actual")
        return [r for r in rows if r not in gone]

    change_claims(folder, delete)
    outcome = again(ledger, folder).outcome
    assert (outcome.new, outcome.withdrawn) == (0, 1)
    card = views.card(ledger, "pinglu-canal")
    assert card.project.completion_actual == ""
    assert card.project.status == "construction"
    assert "completion_actual" not in {c.field for c in card.claims}
    assert list(statements(ledger, "completion_actual").values()) == [True]


def test_an_added_row_is_read_and_the_rest_stays_as_it_was(folder: Path, ledger: Store) -> None:
    before = views.history(ledger, "pinglu-canal")

    def add(rows: Rows) -> Rows:
        model = rows_of(rows, "length_km", value="134.2")[0]
        return [*rows, {**model, "value": "140", "as_of": "2026-10-01", "note": ""}]

    change_claims(folder, add)
    outcome = again(ledger, folder).outcome
    assert (outcome.new, outcome.withdrawn) == (1, 0)
    assert outcome.unchanged == report_size(ledger) - 1
    assert views.card(ledger, "pinglu-canal").project.length_km == 140
    kept = {(r.key, r.first_seen) for r in before}
    assert kept < {(r.key, r.first_seen) for r in views.history(ledger, "pinglu-canal")}


def report_size(store: Store) -> int:
    return sum(r.n_claims for r in views.projects(store))


def test_an_edited_note_makes_no_new_claim(folder: Path, ledger: Store) -> None:
    def annotate(rows: Rows) -> None:
        rows_of(rows, "cost_budget", as_of="2022-08")[0]["note"] = "Seen again"

    recorded = views.imports(ledger)[-1].recorded_at
    change_claims(folder, annotate)
    outcome = again(ledger, folder).outcome
    assert (outcome.new, outcome.withdrawn) == (0, 0)

    def note(at: views.Moment) -> str:
        (row,) = [r for r in views.history(ledger, "pinglu-canal", "cost_budget", at) if r.as_of == "2022-08"]
        return row.note

    assert note(views.moment()) == "Seen again"
    assert note(views.moment(recorded_before=recorded)) == "Investment estimate at ground-breaking"


def test_a_document_ranked_anew_changes_the_choice_and_no_claim(folder: Path, ledger: Store) -> None:
    """The aggregator that said the end of 2028 is alone against CGTN, until it were established news."""
    at = "2026-02-20"
    assert views.card(ledger, "pinglu-canal", views.moment(at)).project.completion_planned == "2026-12"

    def promote(rows: Rows) -> None:
        found = [r for r in rows if "khabarasia.com/video/20260203" in r["url"]]
        assert found
        for row in found:
            row["rank"] = "news"

    recorded = views.imports(ledger)[-1].recorded_at
    edit(folder / "documents.csv", promote)
    outcome = again(ledger, folder).outcome
    assert (outcome.new, outcome.withdrawn) == (0, 0)
    assert views.card(ledger, "pinglu-canal", views.moment(at)).project.completion_planned == "2028-12"
    was = views.moment(at, recorded)
    assert views.card(ledger, "pinglu-canal", was).project.completion_planned == "2026-12"
    assert {r.document.rank for r in views.card(ledger, "pinglu-canal").claims if "20260203" in r.document.url} == {3}


def test_a_moved_waypoint_moves_the_route(folder: Path, ledger: Store) -> None:
    before = views.card(ledger, "pinglu-canal").project.wkb

    def move(rows: Rows) -> None:
        row = next(r for r in rows if r["project"] == "pinglu-canal" and not r["scope"] and r["order"] == "20")
        row["lon"] = str(float(row["lon"]) + 0.01)

    edit(folder / "geometry" / "waypoints-osm.csv", move)
    outcome = again(ledger, folder).outcome
    assert (outcome.new, outcome.withdrawn) == (1, 1)
    assert views.card(ledger, "pinglu-canal").project.wkb != before


def test_a_deleted_project_leaves_the_list_and_not_the_history(folder: Path, ledger: Store) -> None:
    for table in (*folder.glob("claims/*.csv"), *folder.glob("geometry/*.csv")):
        edit(table, lambda rows: [r for r in rows if r["project"] != "pinglu-canal"])
    again(ledger, folder)
    assert [p.slug for p in views.projects(ledger)] == ["panama-canal-expansion"]
    rows = views.history(ledger, "pinglu-canal")
    assert rows
    assert all(r.withdrawn for r in rows)
    with pytest.raises(UsageError) as caught:
        views.card(ledger, "pinglu-canal")
    assert "tracker history pinglu-canal" in caught.value.hint


def test_undoing_an_edit_gives_everything_back(folder: Path, ledger: Store) -> None:
    before = everything(ledger)
    change_claims(folder, lambda rows: [{**r, "note": "x"} for r in rows if r["field"] != "cost_budget"])
    edit(folder / "documents.csv", lambda rows: [{**r, "rank": "aggregator"} for r in rows])
    number = again(ledger, folder).outcome.import_id
    assert everything(ledger) != before
    assert number is not None
    ingest.undo(ledger, number)
    assert everything(ledger) == before


def test_an_edit_taken_back_and_imported_again_stands(folder: Path, ledger: Store) -> None:
    before = everything(ledger)
    original = (folder / "claims" / "water.csv").read_bytes()
    change_claims(folder, lambda rows: rows_of(rows, "cost_budget", as_of="2022-08")[0].update(value="9e10"))
    again(ledger, folder)
    (folder / "claims" / "water.csv").write_bytes(original)
    outcome = again(ledger, folder).outcome
    assert outcome.import_id == 3
    assert (outcome.new, outcome.withdrawn) == (0, 1)
    assert everything(ledger) == before
