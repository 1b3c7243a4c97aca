"""The bundled catalogue keeps its own rules."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from tracker import views
from tracker.bundled import data_folder
from tracker.clean.dates import parse_date
from tracker.clean.days import day_number
from tracker.fields import AS_OF_BASES, FIELDS, PRECISIONS, QUALIFIERS, SCOPE_KINDS
from tracker.model import RANKS
from tracker.store.store import Store
from tracker.vocab import country_name, currency_exists, sector_exists

CATALOGUE = data_folder() / "catalogue"
Row = dict[str, str]

#: Projects of which no source gives a place yet. The list may only become shorter.
WITHOUT_PLACE: frozenset[str] = frozenset()


def table(path: Path) -> Iterator[tuple[str, Row]]:
    with path.open(encoding="utf-8", newline="") as f:
        reader = csv.DictReader(f)
        for row in reader:
            yield f"{path.name}:{reader.line_num}", row


@pytest.fixture(scope="module")
def claims() -> list[tuple[str, Row]]:
    return [r for path in sorted((CATALOGUE / "claims").glob("*.csv")) for r in table(path)]


@pytest.fixture(scope="module")
def waypoints() -> list[tuple[str, Row]]:
    return [r for path in sorted((CATALOGUE / "geometry").glob("*.csv")) for r in table(path)]


@pytest.fixture(scope="module")
def documents() -> dict[str, Row]:
    return {row["url"]: row for _, row in table(CATALOGUE / "documents.csv")}


@pytest.fixture(scope="module")
def projects(claims: list[tuple[str, Row]]) -> dict[str, dict[str, list[Row]]]:
    """Project -> field -> rows."""
    out: dict[str, dict[str, list[Row]]] = {}
    for _, row in claims:
        out.setdefault(row["project"], {}).setdefault(row["field"], []).append(row)
    return out


def test_importing_it_leaves_no_error_and_no_warning(catalogue: Store) -> None:
    odd = [(i.code, i.raw, i.locators) for i in views.issues(catalogue) if i.severity != "info"]
    assert odd == []


def test_every_row_has_the_url_from_which_it_was_read_and_the_url_is_described(
    claims: list[tuple[str, Row]], waypoints: list[tuple[str, Row]], documents: dict[str, Row]
) -> None:
    for where, row in claims + waypoints:
        assert row["url"].startswith(("http://", "https://")), where
        assert row["url"] in documents, where


def test_every_document_is_described_once_with_publisher_and_rank() -> None:
    seen = set()
    for where, row in table(CATALOGUE / "documents.csv"):
        assert row["url"] not in seen, where
        seen.add(row["url"])
        assert row["publisher"].strip(), where
        assert row["rank"] in RANKS, where
        assert row["is_copy"] in ("y", "n"), where
        assert row["link"] in ("y", "n"), where
        assert not row["date"] or parse_date(row["date"]), where


def test_a_copy_says_so_and_names_the_original_where_it_is_known() -> None:
    for where, row in table(CATALOGUE / "documents.csv"):
        if row["is_copy"] == "y":
            assert "read in a copy" in row["note"], where
            assert row["original_publisher"].strip() or "not named" in row["note"], where


def test_words_are_those_of_the_dictionary(claims: list[tuple[str, Row]]) -> None:
    for where, row in claims:
        field = FIELDS.get(row["field"])
        assert field is not None, where
        assert row["qualifier"] in ("", *QUALIFIERS), where
        assert row["as_of_basis"] in ("", *AS_OF_BASES), where
        kind, _, name = row["scope"].partition(":")
        assert not kind or kind == "whole" or (kind in SCOPE_KINDS and name), where
        if field.type == "money":
            assert currency_exists(row["unit"]), where
        if field.cardinality in ("series", "events") and field.name.startswith(("milestone", "progress")):
            assert row["item"], where


def test_every_value_is_of_the_type_of_its_field(claims: list[tuple[str, Row]]) -> None:
    for where, row in claims:
        kind = FIELDS[row["field"]].type
        if kind == "date":
            assert parse_date(row["value"]) is not None, where
        elif kind in ("money", "number"):
            float(row["value"])
        assert row["value"].strip(), where
        for column in ("as_of", "about"):
            assert not row[column] or parse_date(row[column]) is not None, where


def test_every_project_has_a_name_a_country_and_a_sector(projects: dict[str, dict[str, list[Row]]]) -> None:
    for slug, fields in projects.items():
        assert [r["scope"] for r in fields["name"]] == [""], slug
        assert fields["country"], slug
        assert all(country_name(r["value"]) for r in fields["country"]), slug
        assert len(fields["sector"]) == 1, slug
        assert sector_exists(fields["sector"][0]["value"]), slug


def test_every_project_has_a_place_or_is_known_to_lack_it(
    projects: dict[str, dict[str, list[Row]]], waypoints: list[tuple[str, Row]], catalogue: Store
) -> None:
    placed = {row["project"] for _, row in waypoints}
    assert placed <= projects.keys()
    assert projects.keys() - placed == WITHOUT_PLACE
    drawn = {p.slug for p in views.projects(catalogue) if p.wkb}
    assert projects.keys() - drawn == WITHOUT_PLACE


def test_waypoints_have_a_precision_and_lines_an_order(waypoints: list[tuple[str, Row]]) -> None:
    orders: dict[tuple[str, ...], list[int]] = {}
    for where, row in waypoints:
        assert row["precision"] in PRECISIONS, where
        assert row["shape"] in ("line", "point", "points"), where
        key = tuple(row[k] for k in ("project", "scope", "item", "part"))
        orders.setdefault(key, []).append(int(row["order"]))
    for key, numbers in orders.items():
        assert len(set(numbers)) == len(numbers), key


def test_what_comes_from_openstreetmap_stands_in_a_file_of_its_own(documents: dict[str, Row]) -> None:
    """A shape is in one file: with its points from elsewhere, it stands where its share-alike points stand."""
    shapes: dict[tuple[str, ...], list[str]] = {}
    for path in sorted((CATALOGUE / "geometry").glob("*.csv")):
        for where, row in table(path):
            licence = documents[row["url"]]["licence"]
            if path.name == "waypoints-osm.csv":
                shapes.setdefault((row["project"], row["scope"], row["item"]), []).append(licence)
            else:
                assert "ODbL" not in licence, where
    for shape, licences in shapes.items():
        assert any("ODbL" in licence for licence in licences), shape


def test_a_plan_for_a_time_that_was_past_is_told_as_recalled(claims: list[tuple[str, Row]]) -> None:
    """An article that says when it should have opened recalls an older plan: it is no forecast of its own day."""
    late = []
    for where, row in claims:
        if row["field"] in ("start_planned", "completion_planned") and row["as_of"]:
            value, said = parse_date(row["value"]), parse_date(row["as_of"])
            assert value is not None, where
            assert said is not None, where
            if value.hi < said.lo and row["as_of_basis"] != "recalled":
                late.append((where, row["value"], row["as_of"], row["as_of_basis"]))
    assert late == []


def test_a_planned_date_of_unknown_day_is_recalled_or_looked_up(claims: list[tuple[str, Row]]) -> None:
    for where, row in claims:
        if row["as_of"].startswith("../"):
            assert row["as_of_basis"] in ("recalled", "lookup"), where


def test_milestones_say_what_happened_and_when(claims: list[tuple[str, Row]]) -> None:
    for where, row in claims:
        if row["field"] in ("milestone", "milestone_planned"):
            assert parse_date(row["value"]) is not None, where
            assert row["item"] == row["item"].strip(), where
            assert row["item"], where


def test_what_happened_was_not_told_before_it_happened(claims: list[tuple[str, Row]]) -> None:
    for where, row in claims:
        if row["field"] in ("milestone", "start_actual", "completion_actual") and row["as_of"]:
            value, said = parse_date(row["value"]), parse_date(row["as_of"])
            assert value is not None, where
            assert said is not None, where
            # The paper of the day before may announce it.
            assert day_number(value.lo) <= day_number(said.hi) + 1, where


def test_percentages_are_between_0_and_100(claims: list[tuple[str, Row]]) -> None:
    for where, row in claims:
        if row["field"] in ("progress_pct", "progress_planned"):
            assert 0 <= float(row["value"]) <= 100, where
            assert row["unit"] == "percent", where


def test_what_is_left_out_has_a_reason(projects: dict[str, dict[str, list[Row]]]) -> None:
    rows = list(table(CATALOGUE / "left-out.csv"))
    assert rows
    for where, row in rows:
        assert len(row["reason"].split()) >= 3, where
        assert row["url"], where
        assert row["project"] in projects, where


def test_every_project_is_listed_once_with_what_is_meant_by_its_whole(
    projects: dict[str, dict[str, list[Row]]],
) -> None:
    listed = [row["project"] for _, row in table(CATALOGUE / "projects.csv")]
    assert sorted(listed) == sorted(projects)
    for where, row in table(CATALOGUE / "projects.csv"):
        assert row["whole"].strip(), where


def test_every_project_is_read_under_its_own_name(catalogue: Store, projects: dict[str, dict[str, list[Row]]]) -> None:
    rows = views.projects(catalogue)
    assert {p.slug for p in rows} == projects.keys()
    assert len(rows) == 154
    assert all(p.name != p.slug for p in rows)
