"""The ledger for Python: frames with documented columns, types and index, whatever there is to tell."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import fields
from datetime import UTC, date, datetime
from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import pytest
import shapely
from make import CURATED, claim, reading, record

import tracker
from tracker import ingest, views
from tracker.errors import LedgerMissing, StoreError, UsageError
from tracker.ledger import Ledger
from tracker.store.store import Store

TEXT, NUMBER, INTEGER, FLAG, DAY = "string", "Float64", "Int64", "bool", "datetime64[s]"

DATES = ("start_planned", "start_actual", "completion_planned", "completion_actual")
MONEY = ("cost_budget", "cost_estimate", "cost_actual", "spent_to_date")

PROJECTS = {
    "fid": INTEGER, "name": TEXT, "name_local": TEXT, "country": TEXT, "sector": TEXT, "status": TEXT,
    "status_basis": TEXT, "status_as_of": DAY, "progress_pct": NUMBER, "progress_item": TEXT, "progress_about": DAY,
    **{f"{d}{end}": DAY if end else TEXT for d in DATES for end in ("", "_lo", "_hi")},
    **{f"{m}{end}": {"": NUMBER, "_currency": TEXT, "_price_year": INTEGER}[end]
       for m in MONEY for end in ("", "_currency", "_price_year")},
    "length_km": NUMBER, "owner": TEXT, "conflicts": TEXT, "n_claims": INTEGER, "n_documents": INTEGER,
    "last_evidence": DAY, "geometry_precision": TEXT, "geometry_type": TEXT, "geometry": "geometry",
}  # fmt: skip
DOCUMENTS = {
    "url": TEXT, "publisher": TEXT, "original_publisher": TEXT, "rank": INTEGER, "licence": TEXT, "date": TEXT,
    "is_copy": FLAG, "linkable": FLAG, "note": TEXT,
}  # fmt: skip
CLAIMS = {
    "key": TEXT, "project": TEXT, "source": TEXT, "field": TEXT, "item": TEXT, "scope": TEXT, "text": TEXT,
    "number": NUMBER, "lo": DAY, "hi": DAY, "qualifier": TEXT, "unit": TEXT, "price_year": INTEGER, "about": TEXT,
    "about_lo": DAY, "about_hi": DAY, "as_of": TEXT, "as_of_lo": DAY, "as_of_hi": DAY, "basis": TEXT, "raw": TEXT,
    "note": TEXT, "withdrawn": FLAG, "first_seen": TEXT, "last_seen": TEXT,
    **{f"document_{name}": kind for name, kind in DOCUMENTS.items()}, "document_voice": TEXT,
}  # fmt: skip
OBSERVATIONS = {
    "project": TEXT, "field": TEXT, "item": TEXT, "scope": TEXT, "date": DAY, "realtime_start": DAY, "value": NUMBER,
    "value_date": DAY, "qualifier": TEXT, "unit": TEXT, "price_year": INTEGER, "is_contemporary": FLAG, "basis": TEXT,
    "document_voice": TEXT, "document_rank": INTEGER, "document_url": TEXT,
}  # fmt: skip


@pytest.fixture
def ledger(catalogue_at: str) -> Ledger:
    return tracker.open(catalogue_at)


@pytest.fixture
def empty(store: Store, address: str) -> Ledger:
    return tracker.open(address)


def types(frame: pd.DataFrame) -> dict[str, str]:
    return {str(name): str(kind) for name, kind in frame.dtypes.items()}


FRAMES: dict[str, tuple[Callable[[Ledger], pd.DataFrame], dict[str, str]]] = {
    "projects": (lambda ledger: ledger.projects(), PROJECTS),
    "claims": (lambda ledger: ledger.claims(), CLAIMS),
    "observations": (lambda ledger: ledger.observations(), OBSERVATIONS),
    "documents": (lambda ledger: ledger.documents(), {**DOCUMENTS, "voice": TEXT, "n_claims": INTEGER}),
}


@pytest.fixture(scope="module")
def frames(catalogue_at: str) -> dict[str, pd.DataFrame]:
    """Each frame of the whole catalogue, made once; not to be changed."""
    ledger = tracker.open(catalogue_at)
    return {name: make(ledger) for name, (make, _) in FRAMES.items()}


@pytest.mark.parametrize("name", FRAMES)
def test_columns_and_types(frames: dict[str, pd.DataFrame], name: str) -> None:
    assert len(frames[name]) > 100
    assert types(frames[name]) == FRAMES[name][1]


@pytest.mark.parametrize("name", FRAMES)
def test_columns_and_types_are_the_same_where_there_is_nothing(empty: Ledger, name: str) -> None:
    make, expected = FRAMES[name]
    frame = make(empty)
    assert len(frame) == 0
    assert types(frame) == expected


def test_the_history_has_the_columns_of_claims(ledger: Ledger) -> None:
    assert types(ledger.history("pinglu-canal")) == CLAIMS
    nothing = ledger.history("pinglu-canal", recorded_before="2000-01-01")
    assert (len(nothing), types(nothing)) == (0, CLAIMS)


# projects


def test_projects_are_a_geo_data_frame_by_slug_in_wgs_84(ledger: Ledger, empty: Ledger) -> None:
    for frame in (ledger.projects(), empty.projects(), ledger.projects(as_of="1700")):
        assert isinstance(frame, geopandas.GeoDataFrame)
        assert frame.crs is not None
        assert frame.crs.to_epsg() == 4326
        assert frame.index.name == "slug"
        assert frame.geometry.name == "geometry"
    frame = ledger.projects()
    assert frame.index.is_unique
    west, south, east, north = frame.loc["pinglu-canal"].geometry.bounds
    assert 108 < west < east < 110
    assert 21 < south < north < 23


def test_a_project_in_three_lines(ledger: Ledger) -> None:
    canal = ledger.projects().loc["pinglu-canal"]
    assert (canal["name"], canal["sector"], canal["country"], canal["length_km"]) == (
        "Pinglu Canal",
        "canal",
        "CHN",
        134.2,
    )
    assert (canal["cost_budget"], canal["cost_budget_currency"]) == (72.73e9, "CNY")
    assert (canal["completion_planned"], canal["completion_planned_lo"], canal["completion_planned_hi"]) == (
        *("2026-09", pd.Timestamp("2026-09-01")),
        pd.Timestamp("2026-09-30"),
    )


def test_what_is_missing_is_na_and_never_nought(frames: dict[str, pd.DataFrame]) -> None:
    frame = frames["projects"]
    for column in (
        "cost_actual",
        "progress_pct",
        "length_km",
        "name_local",
        "completion_actual",
        "completion_actual_lo",
    ):
        assert frame[column].isna().any(), column
    for column in frame.columns:
        if PROJECTS[column] == TEXT:
            assert not (frame[column] == "").any(), column
    assert not (frame["cost_budget"] == 0).any()


def test_a_project_without_a_place_has_none(store: Store, address: str) -> None:
    ingest.run_import(store, reading([record("canal", claim("name", "A canal", ""))]))
    frame = tracker.open(address).projects()
    assert frame.geometry.isna().all()
    assert types(frame) == PROJECTS


def test_frames_agree_with_the_views(frames: dict[str, pd.DataFrame], catalogue: Store) -> None:
    rows = views.projects(catalogue)
    frame = frames["projects"]
    assert list(frame.index) == [r.slug for r in rows]
    assert [None if pd.isna(v) else v for v in frame["cost_budget"]] == [r.cost_budget for r in rows]
    assert [None if g is None else shapely.to_wkb(g) for g in frame.geometry] == [r.wkb for r in rows]


def test_projects_can_be_filtered_and_sorted(ledger: Ledger, frames: dict[str, pd.DataFrame]) -> None:
    every = frames["projects"]
    canals = ledger.projects(sector="canal")
    assert set(canals.index) == set(every.index[every["sector"] == "canal"])
    assert set(ledger.projects(sector=["canal", "port"]).index) > set(canals.index)
    assert set(ledger.projects(country="China").index) == set(ledger.projects(country=["CHN"]).index)
    assert list(ledger.projects(text="平陆").index) == ["pinglu-canal"]
    assert "pinglu-canal" in ledger.projects(bbox=(108, 21, 110, 23)).index
    claims = ledger.projects(sort="-claims")["n_claims"]
    assert claims.is_monotonic_decreasing
    with pytest.raises(UsageError):
        ledger.projects(status="ongoing")


def test_as_of(ledger: Ledger, frames: dict[str, pd.DataFrame]) -> None:
    then = ledger.projects(as_of="2024-06-30")
    assert (then["last_evidence"] <= pd.Timestamp("2024-06-30")).all()
    assert then.loc["pinglu-canal", "status"] == "construction"
    assert len(ledger.projects(as_of="1700")) == 0
    claims = ledger.claims("pinglu-canal", as_of="2024")
    assert (claims["as_of_hi"].dropna() <= pd.Timestamp("2024-12-31")).all()
    assert len(claims) < len(ledger.claims("pinglu-canal"))
    assert (ledger.observations(as_of="2020")["realtime_start"] <= pd.Timestamp("2020-12-31")).all()
    assert len(ledger.documents(as_of="2020")) < len(frames["documents"])
    card = ledger.card("pinglu-canal", as_of="2024")
    assert card.project.completion_planned == "2026-12"


def test_recorded_before(ledger: Ledger, frames: dict[str, pd.DataFrame]) -> None:
    assert len(ledger.projects(recorded_before="2000-01-01")) == 0
    assert len(ledger.claims(recorded_before="2000-01-01")) == 0
    assert ledger.sources(recorded_before="2000-01-01") == []
    assert ledger.projects(recorded_before="2999-01-01").equals(frames["projects"])


# claims


def test_a_claim_has_its_value_its_dates_and_its_document(ledger: Ledger) -> None:
    frame = ledger.claims("pinglu-canal", field="spent_to_date").set_index("about")
    claim = frame.loc["2024-06-18"]
    assert (claim["number"], claim["unit"], claim["as_of"]) == (34.04e9, "CNY", "2024-06-20")
    assert claim["about_hi"] == pd.Timestamp("2024-06-18")
    assert claim["document_original_publisher"] == "Guangxi Department of Transport"
    assert claim["document_rank"] == 1


def test_claims_of_several_fields_and_of_all_projects(ledger: Ledger, frames: dict[str, pd.DataFrame]) -> None:
    some = ledger.claims(field=["cost_budget", "cost_actual"])
    assert set(some["field"]) == {"cost_budget", "cost_actual"}
    assert some["project"].nunique() > 20
    assert len(frames["claims"]) == frames["projects"]["n_claims"].sum()


def test_a_date_that_is_open_at_one_end_is_missing_there(frames: dict[str, pd.DataFrame]) -> None:
    frame = frames["claims"]
    lookups = frame[frame["as_of"].str.startswith("../", na=False)]
    assert len(lookups)
    assert lookups["as_of_lo"].isna().all()
    assert lookups["as_of_hi"].notna().all()


def test_a_geometry_is_well_known_text(ledger: Ledger) -> None:
    frame = ledger.claims("pinglu-canal", field="geometry")
    (route,) = [shapely.from_wkt(t) for t in frame[frame["scope"] == "whole"]["text"]]
    assert route.geom_type == "LineString"


def test_a_history_marks_what_was_withdrawn(store: Store, address: str) -> None:
    for year, value in (("2025", 5e9), ("2026", 6e9)):
        made = claim("cost_budget", value, "2024-01-01", unit="EUR")
        ingest.run_import(store, reading([record("canal", made)], CURATED, f"{year}-01-01"))
    ledger = tracker.open(address)
    frame = ledger.history("canal", "cost_budget").set_index("number")
    assert frame["withdrawn"].to_dict() == {5e9: True, 6e9: False}
    assert list(ledger.claims("canal")["number"]) == [6e9]


# observations


def test_observations_are_dated_numbers_in_long_form(ledger: Ledger, frames: dict[str, pd.DataFrame]) -> None:
    frame = frames["observations"]
    assert frame["value"].notna().all()
    assert frame["date"].notna().all()
    assert frame["realtime_start"].notna().all()
    assert not frame["field"].isin(["name", "geometry", "status", "owner"]).any()
    spent = ledger.observations("pinglu-canal", field="spent_to_date").set_index("date")["value"]
    assert spent[pd.Timestamp("2023-12-31")] == 25e9


def test_an_observation_is_drawn_on_what_it_describes_and_known_when_it_was_said(ledger: Ledger) -> None:
    frame = ledger.observations("pinglu-canal", field="spent_to_date")
    row = frame[frame["date"] == pd.Timestamp("2023-12-31")].iloc[0]
    assert row["realtime_start"] == pd.Timestamp("2024-03-08")


def test_a_planned_date_is_a_year_with_a_fraction(ledger: Ledger) -> None:
    frame = ledger.observations("pinglu-canal", field="completion_planned")
    september = frame[frame["value_date"] == pd.Timestamp("2026-09-15")]
    assert len(september)
    assert np.allclose(september["value"].astype(float), 2026 + 257 / 365.25, atol=1e-3)
    assert set(september["unit"]) == {"year"}


def test_what_is_recalled_looked_up_or_of_a_guessed_date_stays_out_of_backtests(
    frames: dict[str, pd.DataFrame],
) -> None:
    frame = frames["observations"]
    assert frame["is_contemporary"].any()
    assert not frame.loc[frame["basis"].isin(["recalled", "lookup"]), "is_contemporary"].any()


@pytest.mark.parametrize(
    ("as_of", "basis", "contemporary"),
    [
        ("2020-05-01", "published", True), ("2020-05", "report", True), ("2020-05-01", "data", True),
        ("2020-05-01", "recalled", False), ("../2020-05-01", "lookup", False), ("2020-05~", "published", False),
        ("2020?", "published", False),
    ],
)  # fmt: skip
def test_contemporary(store: Store, address: str, as_of: str, basis: str, contemporary: bool) -> None:
    made = claim("cost_budget", 5e9, as_of, unit="EUR", as_of_basis=basis)
    ingest.run_import(store, reading([record("canal", made)]))
    assert list(tracker.open(address).observations()["is_contemporary"]) == [contemporary]


# documents


def test_documents_count_what_they_say(ledger: Ledger) -> None:
    frame = ledger.documents("pinglu-canal")
    assert frame["url"].is_unique
    assert frame["n_claims"].sum() == len(ledger.claims("pinglu-canal"))
    copy = frame[frame["publisher"] == "jxylab.com"].iloc[0]
    assert (copy["voice"], copy["is_copy"], copy["linkable"]) == ("Xinhua", True, False)


# opening


def test_dates_may_be_numbers_and_dates(ledger: Ledger) -> None:
    wanted = ledger.projects(as_of="2020-12-31")
    for given in (2020, date(2020, 12, 31), datetime(2020, 12, 31, 8, tzinfo=UTC), pd.Timestamp("2020-12-31")):
        assert ledger.projects(as_of=given).equals(wanted)
    assert len(ledger.projects(recorded_before=date(2020, 1, 1))) == 0
    with pytest.raises(UsageError, match="is not a date") as told:
        ledger.projects(as_of=2020.5)  # type: ignore[arg-type]
    assert "datetime.date" in told.value.hint
    panel = ledger.panel("country", first=2018, last=2020, money="", sector="canal").frame
    assert sorted(set(panel["period"])) == [2018, 2019, 2020]


def test_a_missing_ledger_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(LedgerMissing) as caught:
        tracker.open(tmp_path / "none.gpkg")
    assert caught.value.hint
    assert isinstance(caught.value, StoreError)


def test_a_ledger_is_made_only_when_asked(tmp_path: Path) -> None:
    made = tracker.open(tmp_path / "new.gpkg", create=True)
    assert isinstance(made, tracker.Ledger)
    assert "new.gpkg" in repr(made)
    assert tracker.open(tmp_path / "new.gpkg", create=True).projects().empty


def test_a_file_is_imported_and_undone(tmp_path: Path, address: str) -> None:
    path = tmp_path / "canals.csv"
    path.write_text(
        "project,field,value,url,publisher\ncanal,name,A canal,https://x.example/,Xinhua\n", encoding="utf-8"
    )
    ledger = tracker.open(address, create=True)
    report = ledger.import_path(path)
    assert (report.outcome.new, report.issues.total()) == (1, 0)
    assert list(ledger.projects().index) == ["canal"]
    assert report.outcome.import_id is not None
    assert ledger.undo(report.outcome.import_id) == 1
    assert ledger.projects().empty


def test_an_unknown_project_or_field_is_refused(ledger: Ledger) -> None:
    for ask in (
        lambda: ledger.claims("nowhere-at-all"),
        lambda: ledger.card("nowhere-at-all"),
        lambda: ledger.history("pinglu-canal", "budget"),
        lambda: ledger.claims("pinglu-canal", field="budget"),
        lambda: ledger.observations(field=["cost_budget", "budget"]),
        lambda: ledger.projects(as_of="soon"),
        lambda: ledger.projects(sort="size"),
    ):
        with pytest.raises(UsageError) as caught:
            ask()
        assert caught.value.hint


def test_the_public_names_are_all_there_and_nothing_heavy_is_loaded_for_them() -> None:
    code = (
        "import sys, tracker\n"
        "assert not {'geopandas', 'sqlalchemy', 'shapely'} & {m.partition('.')[0] for m in sys.modules}\n"
        "assert all(getattr(tracker, name) for name in tracker.__all__)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
    with pytest.raises(AttributeError):
        _ = tracker.nothing


def test_every_column_of_the_row_is_in_the_frame() -> None:
    names = {f.name for f in fields(views.ProjectRow)} - {"wkb", "slug"} | {"geometry"}
    assert names == PROJECTS.keys()
    claim_names = {f.name for f in fields(views.ClaimRow)} - {"wkb", "document"}
    assert claim_names == {name for name in CLAIMS if not name.startswith("document_")}
    assert {f.name for f in fields(views.DocumentRow)} == DOCUMENTS.keys()
