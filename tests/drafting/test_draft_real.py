"""Drafts of the real files: they load, import as they stand, and find what the mappings made by hand find."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from drafts import Drafted, drafted, issues_of, worth

from tracker import ingest, sources
from tracker.bundled import data_folder
from tracker.mapping.load import load
from tracker.mapping.model import Mapping
from tracker.store.store import Store

MAPPINGS = data_folder() / "mappings"
WB = "worldbank/2022_WB_Projects_1_500_downloaded_9_22_2022.xlsx"
#: Mapping made by hand -> its file.
BY_HAND = {
    "canada-mpi": "canada-mpi/MPI_2024_Active_Projects_en.xlsx",
    "uk-gmpp-2014": "uk-gmpp/uk_2014.csv",
    "uk-gmpp-2017": "uk-gmpp/uk_2017.csv",
    "uk-gmpp-2021": "uk-gmpp/uk_2021.csv",
    "uk-gmpp-2023": "uk-gmpp/uk_2023.csv",
    "gem-hydropower": "gem/Global-Hydropower-Tracker-May-2024_2024-05-15.csv",
    "gem-ggit": "gem/ggit-lng-pipelines-map-file-2024-10-08.csv",
    "gem-africa": "gem/africa_2024-11-05.geojson",
    "gem-coal-plants": "gem/Global-Coal-Plant-Tracker-July-2024.xlsx",
    "nyc-projects": "nyc-capital/projects.geojson",
    "nyc-edc": "nyc-capital/edcgeoms_2020-12-28.csv",
    "geonuclear": "geonuclear/nuclear_power_plants.csv",
    "worldbank": WB,
    "afghan-canals": "aiddata-afghan-canals/original_project_data.csv",
}
#: Files without a mapping by hand, and fields that a draft must find in them.
OTHERS = {
    "gem/coal-terminals-map-file-2025-01-15.csv": {"name": "coal-terminal-name", "country": "country/area"},
    "aiddata-gcdf/final_df.csv": {"name": "Title", "country": "Recipient", "status": "Status"},
    "aiddata-gcdf/pakistan_development_combined.geojson": {"name": "Title", "country": "Recipient"},
    "worldbank/aiddata_wb_geocoded_projects.csv": {"name": "project_title", "status": "status"},
    "basemap/ne_10m_ports.json": {"name": "name"},
    "pinglu/canal_centerline.geojson": {},
    "pinglu/stats_county.csv": {"name": "county_name"},
    "econ/gdp.csv": {"country": "Country Code"},
}
#: Sentences in cells of numbers and dates, which no mapping can read: share of cells that a draft makes use of.
SENTENCES = {"uk-gmpp-2023": 0.94}


@cache
def draft_of(path: Path) -> Drafted:
    return drafted(path)


def facts(mapping: Mapping) -> set[tuple[str, object]]:
    """What a mapping says of id, name, country, status, cost and place."""
    found: set[tuple[str, object]] = {("id", c) for c in (*mapping.record.id, *mapping.record.key)}
    for f in mapping.fields:
        if f.field in ("name", "country", "status") or f.field.startswith("cost_"):
            found.add((f.field, f.column or f.constant))
    for g in mapping.geometries:
        found.add(("geometry", "native" if g.native else g.wkt or g.ewkb or g.pairs))
    return found


@pytest.mark.parametrize("name", BY_HAND)
def test_a_draft_finds_what_was_found_by_hand_and_nothing_wrong(name: str, realdata: Path) -> None:
    hand, mine = facts(load(MAPPINGS / f"{name}.toml")), facts(draft_of(realdata / BY_HAND[name]).mapping)
    if name == "afghan-canals":  # by hand the lines of a second file are joined in its place
        mine -= {("geometry", (("Lat", "Long"),))}
    assert mine <= hand
    missed = {field for field, _ in hand - mine}
    # One country for all is found only where the currency and the places tell of it.
    assert missed <= ({"country", "cost_estimate"} if name == "nyc-projects" else {"country"})


def test_four_of_five_facts_are_found(realdata: Path) -> None:
    hand = {n: facts(load(MAPPINGS / f"{n}.toml")) for n in BY_HAND}
    mine = {n: facts(draft_of(realdata / file).mapping) for n, file in BY_HAND.items()}
    found = sum(len(hand[n] & mine[n]) for n in BY_HAND)
    assert found / sum(map(len, hand.values())) >= 0.85  # recall
    assert found / sum(map(len, mine.values())) >= 0.95  # precision


@pytest.mark.parametrize("name", BY_HAND)
def test_money_has_the_currency_and_scale_that_it_has_by_hand(name: str, realdata: Path) -> None:
    hand = {f.column: f for f in load(MAPPINGS / f"{name}.toml").fields if f.field.startswith("cost_")}
    for f in draft_of(realdata / BY_HAND[name]).mapping.fields:
        if f.column in hand and f.unit:  # what the file does not tell is not guessed
            assert f.unit == hand[f.column].unit
            told_in_cells = name == "uk-gmpp-2021"  # "£654.46", in millions, which nothing in the file says
            assert told_in_cells or f.multiplier == hand[f.column].multiplier


@pytest.mark.parametrize("name", BY_HAND)
def test_a_draft_makes_use_of_nearly_all_cells(name: str, realdata: Path) -> None:
    good, full = worth(draft_of(realdata / BY_HAND[name]))
    assert good / full >= SENTENCES.get(name, 0.95)


@pytest.mark.parametrize("file", [*BY_HAND.values(), *OTHERS])
def test_a_draft_accounts_for_every_column(file: str, realdata: Path) -> None:
    it = draft_of(realdata / file)
    columns = it.draft.columns
    left = [c for c in columns if c not in it.mapping.columns()]
    told = it.unplaced()
    assert len(told) == len(left)
    assert all(line.startswith(name) for line, name in zip(told, left, strict=True))
    assert it.draft.placed + it.draft.ignored + len(left) == len(columns)


@pytest.mark.parametrize("file", OTHERS)
def test_files_that_nobody_has_mapped(file: str, realdata: Path, tmp_path: Path) -> None:
    it = draft_of(realdata / file)
    assert OTHERS[file].items() <= it.said.items()
    records, issues = it.read(tmp_path)
    assert records
    assert issues_of(issues, "error") == {}
    good, full = worth(it)
    assert good >= 0.75 * full


@pytest.mark.parametrize("name", ["canada-mpi", "uk-gmpp-2014", "nyc-edc", "worldbank", "afghan-canals", "geonuclear"])
def test_a_draft_imports_as_it_stands(name: str, realdata: Path, store: Store, tmp_path: Path) -> None:
    it = draft_of(realdata / BY_HAND[name])
    toml = tmp_path / "mapping.toml"
    toml.write_text(it.toml, encoding="utf-8")
    report = ingest.run_import(store, sources.open_path(it.path, toml))
    assert report.outcome.new > report.outcome.records > 0
    assert issues_of(report.issues, "error") == {}
    assert "no-stable-id" not in issues_of(report.issues, "info")
    unmapped = issues_of(report.issues, "info").get("unmapped-column", 0)
    assert unmapped == len(it.draft.columns) - it.draft.placed - it.draft.ignored


def test_defence_stays_out(realdata: Path, tmp_path: Path) -> None:
    records, issues = draft_of(realdata / BY_HAND["uk-gmpp-2021"]).read(tmp_path)
    assert issues_of(issues, "info")["out-of-scope"] == 36
    assert len(records) == 184 - 36


def test_a_draft_says_how_the_file_was_read(realdata: Path) -> None:
    canada = draft_of(realdata / BY_HAND["canada-mpi"])
    assert canada.mapping.file.sheet == "MPI 2024 Data"
    assert "not read: About + Caveats, Definitions" in canada.toml
    assert draft_of(realdata / BY_HAND["uk-gmpp-2014"]).mapping.file.transposed is True
    assert draft_of(realdata / BY_HAND["gem-hydropower"]).mapping.file.encoding == "utf-16"
    world = draft_of(realdata / WB)
    assert world.mapping.file.date_order == "mdy"
    assert '# as_of = "2022-09-22"   # its title says so' in world.toml


def test_two_years_side_by_side_speak_of_two_days(realdata: Path) -> None:
    fields = draft_of(realdata / BY_HAND["canada-mpi"]).mapping.fields
    assert [(f.field, f.as_of) for f in fields if f.as_of] == [
        ("status", "2024"), ("status", "2023"), ("cost_estimate", "2024"), ("cost_estimate", "2023"),
    ]  # fmt: skip
