"""Two clocks: after any history, the ledger tells what it told at any earlier time, and never the future."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledgers import (
    DAYS,
    OTHER,
    RELEASES,
    SOURCES,
    Clock,
    bring,
    every_slug,
    everything,
    kept_ready,
    last_time,
    records_drawn,
    slow_property,
)
from make import CURATED, VINTAGE, claim, record

from tracker import ingest, sources, views
from tracker.model import Record, Source
from tracker.resolve import judge
from tracker.store.read import Moment
from tracker.store.store import Store

Words = tuple[str, str, int, str]  # raw, note, rank, basis
Op = tuple[str, int, int, tuple[Source, str, list[Record]]]  # what, two numbers, a release


@dataclass
class Release:
    """What the model knows of an import."""

    source: Source
    release: str
    records: list[Record]
    order: int
    active: bool = True

    def words(self) -> dict[str, Words]:
        return {
            c.key(self.source.key, r.native_id).hex(): (c.raw, c.note, c.document.rank, c.as_of_basis)
            for r in self.records
            for c in r.claims
        }


def standing(releases: list[Release]) -> dict[str, Words]:
    """The claims that stand by DESIGN.md, in the words of the newest release that carries them."""
    out: dict[str, Words] = {}
    for source in (CURATED, OTHER, VINTAGE):
        active = [r for r in releases if r.active and r.source is source]
        active.sort(key=lambda r: (r.release, r.order))
        for r in active[-1:] if source.releases == "complete" else active:
            out |= r.words()
    return out


def do(store: Store, releases: list[Release], op: Op) -> None:
    """Do one thing to the ledger and to the model of it."""
    what, a, b, (source, release, records) = op
    active = [n for n, r in enumerate(releases) if r.active]
    with store.read() as conn:
        ids = list(conn.exec_driver_sql("select id from record order by id").scalars())
        judged = list(conn.exec_driver_sql("select id from judgement where undone_at is null order by id").scalars())
    if what == "undo" and active:
        number = active[a % len(active)]
        ingest.undo(store, number + 1)
        releases[number].active = False
    elif what in ("same", "different") and ids[a % len(ids)] != ids[b % len(ids)]:
        with store.write("judge") as (conn, now):
            pair = (ids[a % len(ids)], ids[b % len(ids)])
            judge.decide(conn, now, *pair, same=what == "same", kind="person", by="me", reason="")
    elif what == "undo judgement" and judged:
        with store.write("undo") as (conn, now):
            judge.undo(conn, now, judged[a % len(judged)])
    elif what == "import" and bring(store, *records, source=source, release=release).import_id is not None:
        releases.append(Release(source, release, records, len(releases)))


IMPORTS = st.tuples(st.just("import"), st.just(0), st.just(0), st.tuples(SOURCES, RELEASES, records_drawn()))
OTHERS = st.tuples(
    st.sampled_from(("undo", "undo", "same", "different", "undo judgement")),
    st.integers(0, 9),
    st.integers(0, 9),
    st.just((CURATED, "", [])),
)


@slow_property(4)
@given(first=IMPORTS, ops=st.lists(st.one_of(IMPORTS, OTHERS), min_size=4, max_size=7))
def test_any_earlier_state_can_be_read_again_and_rebuilding_changes_nothing(
    another: Callable[[], Store], clock: Clock, first: Op, ops: list[Op]
) -> None:
    store = another()
    releases: list[Release] = []
    seen = {}
    for op in (first, *ops):
        do(store, releases, op)
        seen[last_time(store)] = everything(store), views.imports(store)
        told = {r.key: (r.raw, r.note, r.document.rank, r.basis) for r in views.all_claims(store)}
        assert told == standing(releases)
    for time, (was, imports) in seen.items():
        at = Moment(recorded_before=time)
        assert everything(store, at) == was
        assert views.imports(store, at) == imports
    ready = kept_ready(store)
    ingest.rebuild(store)
    assert kept_ready(store) == ready


@slow_property(5)
@given(source=SOURCES, first=records_drawn(), second=records_drawn(), day=st.sampled_from(DAYS))
def test_nobody_sees_the_future(
    another: Callable[[], Store], source: Source, first: list[Record], second: list[Record], day: str
) -> None:
    store = another()
    bring(store, *first, source=source, release="2025-01-01")
    bring(store, *second, source=source, release="2026-01-01")
    for at in (Moment(day), Moment(day, last_time(store)), Moment(day, contemporary=True)):
        atlas = views.atlas(store, at)
        rows = [*views.all_claims(store, at), *(c for card in atlas.cards.values() for c in card.claims)]
        for project in every_slug(store):
            rows += views.history(store, project, at=at)
        assert not [r for r in rows if r.as_of_hi > day]
        assert atlas.now == day
        for row in (*atlas.projects, *views.projects(store, at)):
            assert max(row.last_evidence, row.status_as_of) <= day


def test_what_was_said_within_a_period_is_visible_from_its_last_day(store: Store) -> None:
    bring(store, record("p", claim("status", "construction", "2024-02")))
    assert views.count(store, Moment("2024-02-28")) == 0
    assert views.count(store, Moment("2024-02-29")) == 1


def test_an_undated_name_is_visible_at_every_date_and_an_undated_status_at_none(store: Store) -> None:
    undated = (claim("name", "Canal", "", as_of_basis="lookup"), claim("status", "cancelled", "", as_of_basis="lookup"))
    bring(store, record("p", *undated, claim("status", "construction", "1998-05-05")))
    card = views.card(store, "p", Moment("2000-01-01"))
    assert [(c.field, c.text) for c in card.claims] == [("name", "Canal"), ("status", "construction")]
    assert card.project.status == "construction"


def test_a_project_of_which_no_dated_document_speaks_any_more_is_known_at_every_date_again(store: Store) -> None:
    bring(store, record("p", claim("name", "Canal", "", as_of_basis="lookup")))
    before = everything(store, at=Moment("2000-01-01"))
    assert views.count(store, Moment("2000-01-01")) == 1
    imported = bring(store, record("q", claim("status", "planned", "2020")), source=VINTAGE).recorded_at
    with store.write("judge") as (conn, now):
        judge.decide(conn, now, 1, 2, same=True, kind="person", by="me", reason="")
    assert views.count(store, Moment("2000-01-01")) == 0
    assert views.count(store, Moment("2000-01-01", imported)) == 1
    ingest.undo(store, 2)
    assert everything(store, Moment("2000-01-01")) == before


@pytest.mark.parametrize("step", [timedelta(0), timedelta(days=-1)], ids=["stands still", "goes back"])
def test_times_of_recording_increase_even_where_the_clock_does_not(store: Store, clock: Clock, step: timedelta) -> None:
    clock.step = step
    times = [bring(store, record("p", claim("status", "planned"))).recorded_at]
    times.append(bring(store, record("p", claim("status", "construction"))).recorded_at)
    ingest.undo(store, 2)
    times.append(last_time(store))
    bring(store, record("q", claim("status", "construction")), source=VINTAGE)
    times.append(last_time(store))
    with store.write("judge") as (conn, now):
        number = judge.decide(conn, now, 1, 2, same=True, kind="person", by="me", reason="")
    times.append(last_time(store))
    with store.write("undo") as (conn, now):
        judge.undo(conn, now, number)
    times.append(last_time(store))
    assert times == sorted(set(times))
    assert len(set(times)) == 6
    assert all(t.endswith("Z") for t in times)


def test_the_ledgers_today_is_the_day_of_its_newest_active_import(store: Store, clock: Clock) -> None:
    first = bring(store, record("p", claim("status", "construction", "2025-12-01")))
    assert (views.atlas(store).now, views.card(store, "p").project.status_basis) == (first.recorded_at[:10], "claimed")
    clock.time += timedelta(days=900)
    second = bring(store, record("q", claim("status", "planned")), source=OTHER)
    assert (views.atlas(store).now, views.card(store, "p").project.status_basis) == (
        second.recorded_at[:10],
        "inferred",
    )
    ingest.undo(store, 2)
    assert (views.atlas(store).now, views.card(store, "p").project.status_basis) == (first.recorded_at[:10], "claimed")


# partial dates and the day of retrieval


def table(folder: Path, *rows: str) -> Path:
    """A CSV of claims that was received on 5 March 2026."""
    path = folder / "mine.csv"
    path.write_text("project,field,value,as_of,url\n" + "\n".join(rows), encoding="utf-8")
    day = datetime(2026, 3, 5, 12, tzinfo=UTC).timestamp()
    os.utime(path, (day, day))
    return path


def test_nothing_was_said_after_the_day_on_which_it_was_read(store: Store, tmp_path: Path) -> None:
    rows = ("p,status,construction,2026,https://a.example", "p,owner,Ministry,2026-03,https://a.example")
    ingest.run_import(store, sources.open_path(table(tmp_path, *rows)))
    assert views.count(store, Moment("2026-03-04")) == 0
    status, owner = views.card(store, "p", Moment("2026-03-05")).claims
    assert (status.as_of, status.as_of_lo, status.as_of_hi) == ("2026", "2026-01-01", "2026-03-05")
    assert (owner.as_of, owner.as_of_lo, owner.as_of_hi) == ("2026-03", "2026-03-01", "2026-03-05")


def test_a_statement_from_after_the_day_of_retrieval_is_left_out_and_noted(store: Store, tmp_path: Path) -> None:
    rows = ("p,status,construction,2026-03-06,https://a.example", "p,name,Canal,,https://a.example")
    ingest.run_import(store, sources.open_path(table(tmp_path, *rows)))
    assert [c.field for c in views.card(store, "p").claims] == ["name"]
    (issue,) = (i for i in views.issues(store) if i.code == "said-later")
    assert (issue.raw, issue.locators) == ("2026-03-06", ("mine.csv:2",))


def test_an_undated_statement_counts_as_said_by_the_day_of_retrieval(store: Store, tmp_path: Path) -> None:
    ingest.run_import(store, sources.open_path(table(tmp_path, "p,status,construction,,https://a.example")))
    (row,) = views.card(store, "p").claims
    assert (row.basis, row.as_of_hi) == ("lookup", "2026-03-05")
    assert views.count(store, Moment("2026-03-04")) == 0
    assert views.count(store, Moment("2026-03-05")) == 1
