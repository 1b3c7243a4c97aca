"""A CSV of claims that was exported imports again to the same ledger."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from make import VINTAGE, claim, document, reading, record

from tracker import ingest, sources, views
from tracker.clean.text import clean_text, guarded, unguarded
from tracker.export.csv_text import text_of
from tracker.export.extract import Wanted
from tracker.export.write import export
from tracker.resolve import judge
from tracker.store.store import Store, create


def again(store: Store, folder: Path, name: str = "catalogue") -> Store:
    """A new ledger from the exported claims of another; the file's name is the key of its source."""
    csv = folder / f"{name}.csv"
    export(store, Wanted("claims"), csv)
    new = create(folder / f"{name}.gpkg")
    report = ingest.run_import(new, sources.open_path(csv))
    assert report.issues.total() == 0
    return new


def plain(row: views.ClaimRow) -> views.ClaimRow:
    """A claim without what another source and another time of recording change."""
    return replace(row, key="", source="", first_seen="", last_seen="")


def claims(store: Store, at: views.Moment | None = None) -> list[views.ClaimRow]:
    rows = [plain(r) for r in views.all_claims(store, at)]
    return sorted(rows, key=repr)


@pytest.fixture(scope="module")
def copy_file(catalogue_at: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return again(Store(catalogue_at), tmp_path_factory.mktemp("again")).path


@pytest.fixture
def copy(copy_file: Path) -> Store:
    return Store(copy_file)


def test_every_claim_of_the_catalogue_comes_back(catalogue: Store, copy: Store) -> None:
    assert claims(copy) == claims(catalogue)
    assert views.atlas(copy, cards=False).data_version == views.atlas(catalogue, cards=False).data_version


@pytest.mark.parametrize("as_of", ["", "2026-06", "2024", "2019-06"])
@pytest.mark.parametrize("contemporary", [False, True])
def test_every_project_reads_the_same_at_any_date(
    catalogue: Store, copy: Store, as_of: str, contemporary: bool
) -> None:
    at = views.moment(as_of, contemporary=contemporary)
    one, other = ([replace(p, fid=0) for p in views.projects(s, at, sort="slug")] for s in (catalogue, copy))
    assert one == other


def test_every_card_reads_the_same(catalogue: Store, copy: Store) -> None:
    one, other = (views.atlas(s, cards=True).cards for s in (catalogue, copy))
    assert one.keys() == other.keys()
    for slug, card in one.items():
        assert [plain(c) for c in card.claims] == [plain(c) for c in other[slug].claims]
        assert card.choices == other[slug].choices


def test_under_another_name_the_claims_are_the_same(catalogue: Store, tmp_path: Path) -> None:
    assert claims(again(catalogue, tmp_path, "other")) == claims(catalogue)


def test_odd_text_numbers_and_dates_come_back(store: Store, tmp_path: Path) -> None:
    said = document("=Agency", note='-a "quoted", note\nof two lines', licence="@licence")
    odd = record(
        "canal",
        claim("name", "=1+1", by=said, as_of="", as_of_basis="lookup"),
        claim("description", "+49, \r\nsaid\rthey", by=said, as_of="", as_of_basis="lookup"),
        claim("cost_growth", -0.1 - 0.2, by=said, unit="percent", item="-budget"),
        claim("length_km", 1e-7, by=said, unit="km", raw="'=0.1 mm"),
        claim("spent_to_date", 5, by=said, unit="EUR", raw="＝five\t"),
        claim("cost_actual", 7, by=said, unit="EUR", raw="7.0"),
        claim("cost_estimate", 1.2345678901234567e22, by=said, unit="VND", note="'quoted' note"),
        claim("completion_planned", "2027-01/2027-06", as_of="2024-03~", about="2024", by=said, qualifier="about"),
        claim("start_planned", "../2023-07-31", as_of="../2026-11-22", as_of_basis="lookup", by=said),
    )
    ingest.run_import(store, reading([odd]))
    new = again(store, tmp_path, "test")
    assert claims(new) == claims(store)


def test_a_date_that_was_cut_short_is_cut_there_again(store: Store, tmp_path: Path) -> None:
    cut = claim("cost_budget", 5e9, unit="EUR")
    date = claim("cost_budget", 1, as_of="2026").as_of
    assert date is not None
    ingest.run_import(store, reading([record("canal", replace(cut, as_of=date.clamp("2026-02-03")))]))
    (row,) = claims(again(store, tmp_path, "test"))
    assert (row.as_of, row.as_of_hi) == ("2026", "2026-02-03")


def test_lines_scripts_and_places_come_back(store: Store, tmp_path: Path) -> None:
    shapes = (
        "POINT (109.0524 22.6)",
        "LINESTRING (170.1 0.30000000000000004, -179.9 10)",
        "MULTIPOINT (1 2, 3 4)",
        "POLYGON ((0 0, 4 0, 4 4, 0 0), (1 0.5, 2 0.5, 2 1, 1 0.5))",
        "MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)), ((5 5, 6 5, 6 6, 5 5)))",
    )
    said = document("新华社", original_publisher="+33 bn", url="https://例え.example/a,b?c='d'", note="'")
    places = [
        claim("geometry", shapely.to_wkb(shapely.from_wkt(text)), "", as_of_basis="lookup", unit="exact", item=str(n))
        for n, text in enumerate(shapes)
    ]
    text = claim("description", '平陆运河\n"第一"、第二\r\n\ttab; 終', by=said, as_of="", as_of_basis="lookup")
    ingest.run_import(store, reading([record("canal", text, *places)]))
    assert claims(again(store, tmp_path, "test")) == claims(store)


def test_what_was_withdrawn_is_not_exported(store: Store, tmp_path: Path) -> None:
    first, second = claim("cost_budget", 5e9, unit="EUR"), claim("cost_budget", 6e9, unit="EUR")
    ingest.run_import(store, reading([record("canal", first)]))
    ingest.run_import(store, reading([record("canal", second)], release="2026-02-01"))
    assert len(views.history(store, "canal")) == 2
    found = claims(again(store, tmp_path, "test"))
    assert [c.number for c in found] == [6e9]
    assert found == claims(store)


def test_several_sources_that_speak_of_one_project_come_back_as_one(store: Store, tmp_path: Path) -> None:
    ingest.run_import(store, reading([record("canal", claim("cost_budget", 5e9, unit="EUR"))]))
    ingest.run_import(store, reading([record("9", claim("cost_budget", 6e9, unit="EUR", by="Bank"))], VINTAGE))
    ids = [views.find(store, name)[0] for name in ("canal", "v-9")]
    with store.write("judge") as (conn, now):
        judge.decide(conn, now, *ids, same=True, kind="person", by="me", reason="one canal")
    new = again(store, tmp_path, "test")
    assert claims(new) == claims(store)
    assert [p.slug for p in views.projects(new)] == ["canal"]


SIGNS = "=+-@＝＋－＠\t\r\n"
#: Any text, and often one that begins with apostrophes, signs and what stands before them.
ODD_TEXT = st.text() | st.builds("{}{}".format, st.text("'=+-@＝＋－＠\t\r\n \u0338", max_size=5), st.text(max_size=3))


@given(ODD_TEXT)
def test_what_is_guarded_is_clean_again_after_reading(text: str) -> None:
    assert clean_text(guarded(clean_text(text))) == clean_text(text)


@given(ODD_TEXT)
def test_every_text_comes_back_through_a_csv_and_none_of_them_runs(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(tuple(SIGNS))
    [[_, found]] = csv.reader(io.StringIO(f"x,{text_of(text)}\n", newline=""))
    assert unguarded(found) == text


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@a", "'=1", "-", "''@a", "＝1", "＋1", "－1", "＠a", "'＝1", "\t=1"]
)
def test_a_guard_is_put_on_and_taken_off(text: str) -> None:
    assert guarded(text) == f"'{text}"
    assert unguarded(guarded(text)) == text


def test_text_that_begins_with_apostrophes_and_signs_comes_back(store: Store, tmp_path: Path) -> None:
    starts = [f"{quotes}{sign}" for quotes in ("", "'", "''") for sign in "=+-@＝＋－＠1"]
    names = [
        claim("name", f"{start}x", item=f"{start}y", note=f"{start}z", as_of="", as_of_basis="lookup")
        for start in starts
    ]
    ingest.run_import(store, reading([record("canal", *names)]))
    assert claims(again(store, tmp_path, "test")) == claims(store)


@pytest.mark.parametrize("text", ["'s-Hertogenbosch", "'", "a=b", "''"])
def test_other_apostrophes_stay(text: str) -> None:
    assert guarded(text) == text
    assert clean_text(text) == text
