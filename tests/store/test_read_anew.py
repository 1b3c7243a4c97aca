"""The same bytes read in another way: the corrected reading stands in the place of the first."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ledgers import OTHER, everything, kept_ready, last_time, stated
from make import CURATED, VINTAGE, claim, reading, record

from tracker import ingest, views
from tracker.model import Claim, Source
from tracker.store.read import Moment
from tracker.store.store import Store

WRONG = claim("cost_estimate", 5e6, unit="USD")
RIGHT = claim("cost_estimate", 5e6, unit="EUR")
NAME = claim("name", "A dam", "")


def bring(store: Store, mapping: str, *claims: Claim, source: Source = VINTAGE, release: str = "2026-01-01") -> int:
    """Import the one file of these tests, read by a mapping."""
    made = reading([record("p", *claims)], source, release)
    made = replace(made, snapshot=replace(made.snapshot, sha256="0" * 64), mapping_hash=mapping)
    number = ingest.run_import(store, made).outcome.import_id
    assert number is not None
    return number


@pytest.mark.parametrize("source", [VINTAGE, OTHER, CURATED])
def test_a_corrected_reading_takes_the_place_of_the_first(store: Store, source: Source) -> None:
    bring(store, "first", NAME, WRONG, source=source)
    before = last_time(store)
    was = everything(store)
    second = bring(store, "second", NAME, RIGHT, source=source)

    (row,) = views.projects(store)
    assert (row.cost_estimate, row.cost_estimate_currency, row.conflicts) == (5e6, "EUR", "")
    assert row.n_claims == 2
    assert {(r.unit, r.withdrawn) for r in views.history(store, row.slug, "cost_estimate")} == {
        ("USD", True),
        ("EUR", False),
    }
    assert everything(store, Moment(recorded_before=before))["projects"] == was["projects"]

    ready = kept_ready(store)
    ingest.rebuild(store)
    assert kept_ready(store) == ready

    ingest.undo(store, second)
    assert everything(store)["projects"] == was["projects"]
    assert everything(store)["claims"] == was["claims"]


def test_going_back_to_the_first_reading_is_a_new_import(store: Store) -> None:
    bring(store, "first", NAME, WRONG)
    bring(store, "second", NAME, RIGHT)
    bring(store, "first", NAME, WRONG)
    assert views.projects(store)[0].cost_estimate_currency == "USD"


def test_the_same_bytes_as_a_release_of_another_day_are_another_release(store: Store) -> None:
    bring(store, "same", claim("status", "planned", "2024"), release="2024-12-31")
    bring(store, "same ", claim("status", "planned", "2025"), release="2025-12-31")
    (row,) = views.projects(store)
    assert stated(store, row.slug, "status") == {"planned": False}
    assert len(views.history(store, row.slug, "status")) == 2
