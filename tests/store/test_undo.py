"""Undo is right when every view equals the one before; it deletes nothing, and later imports stay."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledgers import (
    RELEASES,
    SOURCES,
    Clock,
    Everything,
    bring,
    everything,
    kept_ready,
    records_drawn,
    slow_property,
    sound,
    stated,
)
from make import CURATED, VINTAGE, claim, record

from tracker import ingest, views
from tracker.errors import UsageError
from tracker.model import Record, Source
from tracker.store.store import Store

PROPERTY = slow_property(4)
IMPORTS = st.tuples(records_drawn(), SOURCES, RELEASES)
Import = tuple[list[Record], Source, str]


def drawn(store: Store, given: Import) -> int | None:
    records, source, release = given
    return bring(store, *records, source=source, release=release).import_id


@PROPERTY
@given(earlier=st.lists(IMPORTS, max_size=2), last=IMPORTS)
def test_undo_of_the_last_import_restores_every_view(
    another: Callable[[], Store], earlier: list[Import], last: Import
) -> None:
    store = another()
    for one in earlier:
        drawn(store, one)
    before, ready = everything(store), kept_ready(store)
    number = drawn(store, last)
    if number is None:  # the same as an earlier one
        return
    ingest.undo(store, number)
    assert everything(store) == before
    after = kept_ready(store)
    for part in {"projects", "index", "state"} & ready.keys():
        assert after[part] == ready[part] or (part == "state" and not ready[part])
    assert all(live == 0 for number, live in after["live"][len(ready["live"]) :])  # type: ignore[misc]


def without_numbers(seen: Everything) -> Everything:
    """What is seen, but for row numbers and numbers of imports, which depend on what else was imported."""
    atlas: Any = seen["atlas"]
    cards = {s: replace(c, project=replace(c.project, fid=0)) for s, c in atlas.cards.items()}
    projects = tuple(replace(p, fid=0) for p in atlas.projects)
    named: Any = seen["projects"]
    issues: Any = seen["issues"]
    return seen | {
        "atlas": replace(atlas, projects=projects, cards=cards),
        "projects": [replace(p, fid=0) for p in named],
        # What is noted against another release of the time (a record that is absent, a newer list that stands) stays
        # true of that day, and another ledger may not have that release.
        "issues": [replace(i, import_id=0) for i in issues if i.code not in ("record-absent", "older-release")],
    }


@PROPERTY
@given(first=IMPORTS, middle=IMPORTS, last=IMPORTS)
def test_undo_in_the_middle_reads_as_if_that_import_had_never_been_made(
    another: Callable[[], Store], clock: Clock, first: Import, middle: Import, last: Import
) -> None:
    store, twin = another(), another()
    start = clock.time
    for ledger, imports in ((store, (first, middle, last)), (twin, (first, last))):
        numbers = []
        for n, one in enumerate(imports):
            # Both ledgers record the first and the last import at the same times.
            place = n if ledger is store or n == 0 else 2
            clock.time = start + clock.step * 10 * place
            numbers.append(drawn(ledger, one))
        if None in numbers:
            return
    ingest.undo(store, 2)
    expected = everything(twin)
    assert without_numbers(everything(store)) == without_numbers(expected)
    ready = kept_ready(store)
    ingest.rebuild(store)
    assert kept_ready(store) == ready


@PROPERTY
@given(first=IMPORTS, second=IMPORTS)
def test_redo_is_a_new_import_and_shows_what_stood_before(
    another: Callable[[], Store], clock: Clock, first: Import, second: Import
) -> None:
    store = another()
    drawn(store, first)
    if drawn(store, second) is None:
        return
    before: Any = everything(store)
    ingest.undo(store, 2)
    assert drawn(store, second) == 3
    after: Any = everything(store)
    assert [replace(p, status_basis="") for p in after["projects"]] == [
        replace(p, status_basis="") for p in before["projects"]
    ]
    assert {c.key for c in after["claims"]} == {c.key for c in before["claims"]}
    assert after["atlas"].data_version == before["atlas"].data_version
    one, two, three = views.imports(store)
    assert (one.undone_at, bool(two.undone_at), three.undone_at) == ("", True, "")
    assert two.sha256 == three.sha256


def test_undo_deletes_nothing(store: Store) -> None:
    bring(store, record("p", claim("status", "planned"), claim("owner", "X")))

    def rows() -> list[int]:
        with store.read() as conn:
            tables = ("claim", "carried", "record", "record_version", "document", "slug", "import_run", "snapshot")
            return [conn.exec_driver_sql(f"select count(*) from {t}").scalar_one() for t in tables]

    before = rows()
    assert ingest.undo(store, 1) == 1
    assert rows() == before
    assert views.projects(store) == []
    assert views.sources(store) == []


def test_what_a_later_import_also_carries_stays(store: Store) -> None:
    kept, gone = claim("status", "planned"), claim("owner", "X")
    bring(store, record("p", kept, gone), source=VINTAGE, release="2024-01-01")
    later = bring(store, record("p", kept), source=VINTAGE, release="2025-01-01")
    ingest.undo(store, 1)
    (row,) = views.history(store, "v-p")
    assert (row.field, row.first_seen, row.last_seen) == ("status", later.recorded_at, later.recorded_at)


def test_undo_of_the_newest_complete_release_brings_back_what_it_withdrew(store: Store) -> None:
    bring(store, record("p", claim("status", "planned"), claim("owner", "X")))
    bring(store, record("p", claim("status", "cancelled")))
    assert stated(store, "p", "owner") == {"X": True}
    ingest.undo(store, 2)
    assert stated(store, "p", "owner") == {"X": False}
    assert views.projects(store)[0].owner == "X"


def test_undo_of_an_old_complete_release_leaves_the_newest(store: Store) -> None:
    bring(store, record("p", claim("status", "planned")))
    bring(store, record("p", claim("status", "cancelled")))
    ingest.undo(store, 1)
    assert stated(store, "p", "status") == {"cancelled": False}


def test_undo_of_a_changed_kind_of_release_restores_it(store: Store) -> None:
    bring(store, record("p", claim("owner", "X")), source=replace(CURATED, releases="vintage"))
    before = everything(store)
    bring(store, record("q", claim("owner", "Y")), source=CURATED, release="2026-06-01")
    assert [p.slug for p in views.projects(store)] == ["q"]
    ingest.undo(store, 2)
    assert everything(store) == before


def test_undoing_twice_is_refused_and_says_how_to_redo(store: Store) -> None:
    bring(store, record("p", claim("status", "planned")))
    ingest.undo(store, 1)
    before = views.imports(store)
    with pytest.raises(UsageError, match=r"undone on .* already") as e:
        ingest.undo(store, 1)
    assert "Import the file again" in e.value.hint
    assert views.imports(store) == before
    assert sound(store)


def test_an_unknown_import_cannot_be_undone(store: Store) -> None:
    with pytest.raises(UsageError, match="no import 7") as e:
        ingest.undo(store, 7)
    assert "tracker imports" in e.value.hint
