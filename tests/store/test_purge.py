"""Purge: what only one undone import brought is gone for good, from the bytes of the file too; the rest stays."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledgers import (
    OTHER,
    RELEASES,
    bring,
    every_slug,
    everything,
    kept_ready,
    last_time,
    records_drawn,
    slow_property,
    sound,
    stated,
)
from make import CURATED, VINTAGE, claim, document, record

from tracker import ingest, views
from tracker.errors import UsageError
from tracker.model import Record
from tracker.resolve import judge
from tracker.store.care import log_rows
from tracker.store.read import Moment
from tracker.store.store import Store

SECRET = "Jane Doe, 5 Elm Street"


def files_hold(store: Store, text: str) -> bool:
    return any(text.encode() in p.read_bytes() for p in store.path.parent.glob("tracker.gpkg*"))


@pytest.fixture
def ledger(store: Store) -> Store:
    """Import 2 brought what must go; 1 and 3 are of the same source, 4 of another."""
    kept = claim("status", "planned")
    bring(store, record("p", kept, cell="public"))
    secret = claim("owner", SECRET, by=document(f"Notes of {SECRET}"), note=SECRET, raw=SECRET)
    bring(store, record("p", kept, secret, cell=SECRET), record("gone", claim("owner", SECRET), cell=SECRET))
    bring(store, record("p", kept, cell="public again"))
    bring(store, record("p", claim("owner", "Ministry"), cell="other"), source=OTHER)
    return store


def test_what_only_the_purged_import_carried_is_gone_from_the_file(ledger: Store) -> None:
    assert files_hold(ledger, SECRET)
    ingest.undo(ledger, 2)
    assert files_hold(ledger, SECRET)
    assert ingest.purge(ledger, 2, "asked by the person") == (2, 1)
    assert not files_hold(ledger, SECRET)
    assert sound(ledger)
    assert stated(ledger, "p", "owner") == {}
    assert every_slug(ledger) == ["o-p", "p"]
    assert [i.id for i in views.imports(ledger)] == [1, 3, 4]


def test_other_imports_are_intact(ledger: Store) -> None:
    ingest.undo(ledger, 2)
    before, ready = everything(ledger), kept_ready(ledger)
    ingest.purge(ledger, 2)
    assert everything(ledger) == before
    assert kept_ready(ledger)["projects"] == ready["projects"]
    with ledger.read() as conn:
        contents = conn.exec_driver_sql("select import_id, content from record_version order by id").all()
    assert [tuple(r) for r in contents] == [
        *((1, '{"cell":"public"}'), (3, '{"cell":"public again"}')),
        (4, '{"cell":"other"}'),
    ]


def test_the_log_tells_what_was_purged_and_why(ledger: Store) -> None:
    ingest.undo(ledger, 2)
    gone = views.imports(ledger)[1]
    ingest.purge(ledger, 2, "asked by the person")
    (row,) = log_rows(ledger)
    assert row.what == "purge"
    for part in ("import 2 of test", gone.sha256, gone.recorded_at, "asked by the person"):
        assert part in row.detail


def test_an_import_that_stands_is_not_purged(ledger: Store) -> None:
    before = everything(ledger)
    with pytest.raises(UsageError, match="Import 2 stands") as e:
        ingest.purge(ledger, 2)
    assert "tracker undo 2" in e.value.hint
    with pytest.raises(UsageError, match="no import 9"):
        ingest.purge(ledger, 9)
    assert everything(ledger) == before


def test_the_number_of_a_purged_import_is_never_given_again(ledger: Store) -> None:
    ingest.undo(ledger, 4)
    ingest.purge(ledger, 4)
    assert bring(ledger, record("x", claim("status", "planned"))).import_id == 5


def test_content_that_a_later_import_repeats_stays(store: Store) -> None:
    first, second = claim("status", "planned"), claim("owner", "X")
    bring(store, record("p", first, cell="public"), record("q", first, cell="q"))
    bring(store, record("p", second, cell="public"))
    bring(store, record("p", first, cell="other"), record("q", first, cell="q"))
    ingest.undo(store, 1)
    ingest.purge(store, 1)
    with store.read() as conn:
        rows = conn.exec_driver_sql("select import_id, content from record_version order by content").all()
    assert [tuple(r) for r in rows] == [(3, '{"cell":"other"}'), (2, '{"cell":"public"}'), (3, '{"cell":"q"}')]


def test_records_without_claims_of_other_imports_stay(store: Store) -> None:
    odd = Record("odd", {"cell": "could not be read"}, (), "test:1")
    bring(store, odd, source=OTHER)
    bring(store, record("p", claim("status", "planned")))
    ingest.undo(store, 2)
    assert ingest.purge(store, 2) == (1, 1)
    assert files_hold(store, "could not be read")
    assert every_slug(store) == ["o-odd"]


def test_projects_that_were_tied_through_a_purged_record_fall_apart(store: Store) -> None:
    for n, source in enumerate((CURATED, OTHER, VINTAGE)):
        bring(store, record("p", claim("owner", f"Owner {n}")), source=source)
    with store.write("judge") as (conn, now):
        judge.decide(conn, now, 1, 2, same=True, kind="person", by="me", reason="")
    with store.write("judge") as (conn, now):
        judge.decide(conn, now, 1, 3, same=True, kind="person", by="me", reason="")
    ingest.undo(store, 1)
    ingest.purge(store, 1)
    assert {p.slug: p.owner for p in views.projects(store)} == {"o-p": "Owner 1", "v-p": "Owner 2"}
    now = Moment(recorded_before=last_time(store))
    assert views.projects(store, now) == views.projects(store)
    assert sound(store)


@slow_property(3)
@given(
    imports=st.lists(st.tuples(records_drawn(), RELEASES), min_size=2, max_size=4),
    source=st.sampled_from((CURATED, VINTAGE)),
    which=st.integers(0, 3),
)
def test_purging_an_undone_import_changes_no_view_of_today_nor_of_times_without_it(
    another: Callable[[], Store], imports: list[Any], source: Any, which: int
) -> None:
    store = another()
    numbers, seen = [], {}
    for records, release in imports:
        number = bring(store, *records, source=source, release=release).import_id
        if number is not None:
            numbers.append(number)
            seen[number] = last_time(store)
    number = numbers[which % len(numbers)]
    ingest.undo(store, number)
    with_it = {n for n in numbers if n >= number}
    moments = [Moment(), *(Moment(recorded_before=t) for n, t in seen.items() if n not in with_it)]
    before = [everything(store, at) for at in moments]
    ingest.purge(store, number)
    assert [everything(store, at) for at in moments] == before
    ready = kept_ready(store)
    ingest.rebuild(store)
    assert kept_ready(store) == ready
    assert sound(store)


def test_a_purged_ledger_is_smaller(store: Store, tmp_path: Path) -> None:
    bring(store, record("p", claim("status", "planned")))
    bring(store, *(record(f"r{n}", claim("owner", f"Owner {n}"), text="x" * 2000) for n in range(300)), source=OTHER)
    size = store.path.stat().st_size
    ingest.undo(store, 2)
    ingest.purge(store, 2)
    assert store.path.stat().st_size < size / 2
