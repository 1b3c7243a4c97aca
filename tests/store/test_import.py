"""Imports: twice is once, what makes a claim, complete and vintage releases, the order of releases, issues."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledgers import (
    OTHER,
    RELEASES,
    SOURCES,
    Everything,
    bring,
    everything,
    kept_ready,
    last_time,
    point,
    records_drawn,
    slow_property,
    sound,
    stated,
)
from make import CURATED, VINTAGE, claim, document, reading, record

from tracker import ingest, views
from tracker.model import Claim, Issue, Record, Source
from tracker.store import stage
from tracker.store.read import Moment
from tracker.store.store import Store

PROPERTY = slow_property(4)


def but_for_times(seen: Everything) -> object:
    """What is said, without when it was last seen and by how many imports."""

    def rows(claims: Any) -> list[views.ClaimRow]:
        return [replace(c, first_seen="", last_seen="") for c in claims]

    atlas: Any = seen["atlas"]
    histories: Any = seen["histories"]
    return (
        atlas.projects,
        atlas.data_version,
        {slug: (rows(card.claims), card.choices) for slug, card in atlas.cards.items()},
        {slug: rows(claims) for slug, claims in histories.items()},
        [replace(s, n_imports=0, last_recorded="") for s in atlas.sources],
    )


# twice is once


def bytes_of(store: Store) -> bytes:
    """The file, where there is one."""
    return b"".join(path.read_bytes() for path in store.home.files()[:1])


@PROPERTY
@given(source=SOURCES, release=RELEASES, records=records_drawn())
def test_the_same_bytes_again_change_nothing(
    another: Callable[[], Store], source: Source, release: str, records: list[Record]
) -> None:
    store = another()
    first = bring(store, *records, source=source, release=release)
    before = everything(store), views.imports(store), bytes_of(store)
    again = bring(store, *records, source=source, release=release)
    assert (again.import_id, again.same_as) == (None, first.import_id)
    assert (everything(store), views.imports(store), bytes_of(store)) == before


@PROPERTY
@given(source=SOURCES, records=records_drawn(), data=st.data())
def test_the_same_claims_in_another_order_say_the_same(
    another: Callable[[], Store], source: Source, records: list[Record], data: st.DataObject
) -> None:
    store = another()
    bring(store, *records, source=source)
    before, ready = everything(store), kept_ready(store)
    moved = [
        record(r.native_id, *data.draw(st.permutations(r.claims)), locator="elsewhere")
        for r in data.draw(st.permutations(records))
    ]
    outcome = ingest.run_import(store, replace(reading(moved, source), snapshot=other_bytes())).outcome
    assert (outcome.new, outcome.withdrawn, outcome.projects) == (0, 0, 0)
    assert but_for_times(everything(store)) == but_for_times(before)
    assert kept_ready(store) == ready


@PROPERTY
@given(source=SOURCES, records=records_drawn(), data=st.data())
def test_two_ledgers_say_the_same_whatever_the_order_of_rows(
    another: Callable[[], Store], source: Source, records: list[Record], data: st.DataObject
) -> None:
    told = []
    shuffled = [record(r.native_id, *data.draw(st.permutations(r.claims))) for r in data.draw(st.permutations(records))]
    for rows in (records, shuffled):
        store = another()
        bring(store, *rows, source=source)
        projects, version, cards, *rest = but_for_times(everything(store))  # type: ignore[misc]
        told.append(([replace(p, fid=0) for p in projects], version, cards, *rest))
    assert told[0] == told[1]


def other_bytes() -> Any:
    """The snapshot of other bytes."""
    return reading([], release="1900-01-01").snapshot


@pytest.mark.parametrize("what", ["mapping_hash", "options_hash", "reader_version"])
def test_the_same_bytes_read_otherwise_supersede_what_was_read_before(store: Store, what: str) -> None:
    wrong = record("p", claim("status", "planned"))
    bring(store, wrong)
    otherwise = replace(
        reading([wrong]), **{what: "another"}, records=iter([record("p", claim("status", "operating"))])
    )
    outcome = ingest.run_import(store, otherwise).outcome
    assert (outcome.import_id, outcome.withdrawn) == (2, 1)
    assert views.card(store, "p").project.status == "operating"


def test_the_same_bytes_of_another_source_are_another_import(store: Store) -> None:
    bring(store, record("p", claim("status", "planned")))
    assert bring(store, record("p", claim("status", "planned")), source=OTHER).import_id == 2
    assert [p.slug for p in views.projects(store)] == ["o-p", "p"]


def test_an_editor_may_go_back_to_an_earlier_text(store: Store) -> None:
    first, second = record("p", claim("status", "planned")), record("p", claim("status", "cancelled"))
    for text in (first, second, first):
        bring(store, text)
    assert views.card(store, "p").project.status == "planned"
    assert [i.n_withdrawn for i in views.imports(store)] == [0, 1, 1]


def test_an_old_release_that_is_there_already_is_not_imported_again(store: Store) -> None:
    old, new = record("p", claim("status", "planned")), record("p", claim("status", "construction"))
    bring(store, new, release="2026-01-01")
    bring(store, old, release="2025-01-01")
    again = bring(store, old, release="2025-01-01")
    assert (again.import_id, again.same_as) == (None, 2)


# what makes a claim

STATED = claim("cost_estimate", 5e9, "2024-01-01", unit="EUR", by="Ministry", raw="5 bn", note="as read")


@pytest.mark.parametrize(
    "edited",
    [
        replace(STATED, raw="EUR 5,000 million"),
        replace(STATED, note="read again"),
        replace(STATED, as_of_basis="recalled"),
        replace(STATED, document=document("Ministry", rank=1)),
        replace(STATED, document=document("Ministry", licence="CC0", note="moved")),
    ],
    ids=["raw", "note", "basis", "rank", "description"],
)
def test_words_rank_and_basis_make_no_other_claim_but_show_anew(store: Store, edited: Claim) -> None:
    bring(store, record("p", STATED))
    before = everything(store)
    outcome = bring(store, record("p", edited))
    assert (outcome.new, outcome.unchanged, outcome.withdrawn) == (0, 1, 0)
    (row,) = views.card(store, "p").claims
    assert (row.raw, row.note, row.basis) == (edited.raw, edited.note, edited.as_of_basis)
    assert (row.document.rank, row.document.licence) == (edited.document.rank, edited.document.licence)
    assert [c.key for c in views.history(store, "p")] == [row.key]
    first = views.imports(store)[0].recorded_at
    assert everything(store, Moment(recorded_before=first)) == before


def test_locator_and_snapshot_make_no_other_claim(store: Store) -> None:
    bring(store, record("p", STATED))
    moved = replace(record("p", STATED, row="elsewhere"), locator="sheet 2, row 9")
    outcome = bring(store, moved)
    assert (outcome.import_id, outcome.new, outcome.withdrawn, outcome.projects) == (2, 0, 0, 0)


@pytest.mark.parametrize(
    "other",
    [
        replace(STATED, value=6e9),
        replace(STATED, field="cost_actual"),
        replace(STATED, item="lot 1"),
        replace(STATED, scope="phase:1"),
        replace(STATED, qualifier="at_least"),
        replace(STATED, unit="USD"),
        replace(STATED, price_year=2015),
        replace(STATED, about=claim("status", "planned", "2023").as_of),
        replace(STATED, as_of=claim("status", "planned", "2024-01-02").as_of),
        replace(STATED, document=document("Ministry", url="https://ministry.example/b")),
    ],
    ids=["value", "field", "item", "scope", "qualifier", "unit", "price year", "about", "as of", "document"],
)
def test_what_is_said_of_what_when_and_by_which_document_makes_another_claim(store: Store, other: Claim) -> None:
    bring(store, record("p", STATED))
    outcome = bring(store, record("p", other))
    assert (outcome.new, outcome.withdrawn) == (1, 1)
    assert [c.withdrawn for c in views.history(store, "p")].count(True) == 1


def test_a_better_rank_changes_the_choice_from_that_import_on(store: Store) -> None:
    official = claim("status", "planned", "2024-01-01", by=document("Ministry", 2))
    bring(store, record("p", official, claim("status", "construction", "2024-05-01", by=document("Blog", 5))))
    assert views.card(store, "p").project.status == "planned"
    bring(store, record("p", official, claim("status", "construction", "2024-05-01", by=document("Blog", 1))))
    assert views.card(store, "p").project.status == "construction"
    assert views.projects(store)[0].status == "construction"
    first = views.imports(store)[0].recorded_at
    then = views.card(store, "p", Moment(recorded_before=first))
    assert (then.project.status, [c.document.rank for c in then.claims]) == ("planned", [2, 5])
    assert [c.document.rank for c in views.history(store, "p", at=Moment(recorded_before=first))] == [2, 5]


def test_one_id_twice_is_two_records_and_one_claim_twice_is_one_and_both_are_noted(store: Store) -> None:
    said = claim("status", "planned")
    other = record("p", claim("status", "cancelled"))
    outcome = bring(store, record("p", said, said), other, other)
    assert (outcome.records, outcome.new) == (2, 2)
    assert views.card(store, "p").project.status == "planned"
    assert sorted(p.status for p in views.projects(store)) == ["cancelled", "planned"]
    assert {(i.code, i.count) for i in views.issues(store)} == {
        ("duplicate-id", 1),
        ("duplicate-row", 1),
        ("duplicate-claim", 1),
    }


def test_one_id_with_the_same_words_and_another_shape_is_another_record(store: Store) -> None:
    here, there = (record("p", claim("geometry", point(x, 1), ""), name="Canal") for x in (1, 2))
    outcome = bring(store, here, there, there)
    assert (outcome.records, outcome.new) == (2, 2)
    assert {(i.code, i.count) for i in views.issues(store)} == {("duplicate-id", 1), ("duplicate-row", 1)}
    assert bring(store, here, there, release="2026-02-01").unchanged == 2


def test_further_records_of_one_id_are_kept_also_where_their_short_ids_are_alike(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = stage._said
    # A hash of which the four bytes that make a short id are always the same.
    monkeypatch.setattr(stage, "_said", lambda digest, of: bytes(4) + said(digest, of)[4:])
    rows = [record("p", n=n) for n in range(4)]
    assert bring(store, *rows, *rows).records == 4
    assert {(i.code, i.count) for i in views.issues(store)} == {("duplicate-id", 3), ("duplicate-row", 4)}


# complete and vintage


def test_what_the_newest_complete_release_lacks_is_withdrawn_and_stays_in_the_history_marked(store: Store) -> None:
    bring(store, record("p", claim("status", "planned"), claim("owner", "Ministry")), record("q", claim("owner", "X")))
    outcome = bring(store, record("p", claim("status", "planned")))
    assert outcome.withdrawn == 2
    assert [c.field for c in views.card(store, "p").claims] == ["status"]
    assert stated(store, "p", "owner") == {"Ministry": True}
    assert [p.slug for p in views.projects(store)] == ["p"]
    assert stated(store, "q", "owner") == {"X": True}


def test_a_withdrawn_claim_that_comes_back_stands_again(store: Store) -> None:
    said = claim("owner", "Ministry")
    for claims in ((said,), (claim("status", "planned"),), (said,)):
        bring(store, record("p", *claims))
    assert stated(store, "p", "owner") == {"Ministry": False}
    (row,) = views.card(store, "p").claims
    first, _, third = (i.recorded_at for i in views.imports(store))
    assert (row.first_seen, row.last_seen) == (first, third)


def test_in_a_vintage_release_an_old_figure_that_is_missing_means_nothing(store: Store) -> None:
    bring(store, record("p", claim("cost_estimate", 1e9, "2024", unit="EUR")), source=VINTAGE, release="2024-12-31")
    outcome = bring(
        store, record("p", claim("cost_estimate", 2e9, "2025", unit="EUR")), source=VINTAGE, release="2025-12-31"
    )
    assert outcome.withdrawn == 0
    assert stated(store, "v-p", "cost_estimate") == {"1000000000": False, "2000000000": False}
    assert views.card(store, "v-p").project.cost_estimate == 2e9
    assert not views.issues(store)


def many(n: int, *, start: int = 0) -> list[Record]:
    return [record(f"r{i:02}", claim("status", "planned")) for i in range(start, n)]


def test_what_a_complete_list_withdrew_stays_withdrawn_when_releases_of_a_day_follow(store: Store) -> None:
    def told(said: str) -> dict[str, bool]:
        return {r.text: r.withdrawn for r in views.history(store, said)}

    whole = replace(VINTAGE, releases="complete")
    bring(
        store, record("p", claim("owner", "X")), record("q", claim("owner", "Y")), source=VINTAGE, release="2024-01-01"
    )
    bring(store, record("p", claim("owner", "X")), source=whole, release="2025-01-01")
    before = everything(store)
    bring(store, record("p", claim("owner", "Z", "2026-01-01")), source=VINTAGE, release="2026-01-01")
    bring(store, record("r", claim("owner", "W", "2023-01-01")), source=VINTAGE, release="2023-01-01")
    assert [p.slug for p in views.projects(store)] == ["v-p"]
    assert told("v-p") == {"X": False, "Z": False}
    assert told("v-q") == {"Y": True}
    assert told("v-r") == {"W": True}
    then = views.imports(store)[1].recorded_at
    assert everything(store, Moment(recorded_before=then))["claims"] == before["claims"]
    kept = kept_ready(store)
    ingest.rebuild(store)
    assert kept_ready(store) == kept
    ingest.undo(store, 4)
    ingest.undo(store, 3)
    assert everything(store) == before
    again = bring(
        store, record("p", claim("owner", "X")), record("q", claim("owner", "Y")), source=VINTAGE, release="2025-01-01"
    )
    assert told("v-q") == {"Y": False}
    assert again.import_id == 5


def test_records_that_a_vintage_release_lacks_were_last_seen_before_and_are_noted_once(store: Store) -> None:
    first = bring(store, *many(30), source=VINTAGE, release="2024-12-31")
    second = bring(store, *many(30, start=25), source=VINTAGE, release="2025-12-31")
    (issue,) = views.issues(store)
    assert (issue.code, issue.severity, issue.import_id, issue.count) == ("record-absent", "info", 2, 25)
    assert issue.locators == tuple(f"r{i:02}" for i in range(20))
    assert "2024-12-31" in issue.advice
    assert views.imports(store)[1].n_issues == 25
    (gone,), (kept,) = views.card(store, "v-r00").claims, views.card(store, "v-r29").claims
    assert (gone.last_seen, kept.last_seen) == (first.recorded_at, second.recorded_at)
    assert (gone.withdrawn, views.count(store)) == (False, 30)


def test_a_record_that_stays_away_is_noted_with_the_release_in_which_it_went_only(store: Store) -> None:
    bring(store, *many(2), source=VINTAGE, release="2023-12-31")
    bring(store, *many(1), source=VINTAGE, release="2024-12-31")
    bring(store, *many(1), record("new", claim("status", "planned")), source=VINTAGE, release="2025-12-31")
    assert [(i.import_id, i.locators) for i in views.issues(store)] == [(2, ("r01",))]


def test_the_absence_is_noted_also_where_the_older_release_is_imported_later(store: Store) -> None:
    bring(store, *many(1), source=VINTAGE, release="2025-12-31")
    bring(store, *many(3), source=VINTAGE, release="2024-12-31")
    (issue,) = views.issues(store)
    assert (issue.code, issue.import_id, issue.locators) == ("record-absent", 2, ("r01", "r02"))
    assert "2025-12-31" in issue.advice


def test_in_a_complete_release_an_absent_record_is_withdrawn_and_no_issue(store: Store) -> None:
    bring(store, *many(3))
    assert bring(store, *many(2)).withdrawn == 1
    assert not views.issues(store)


# release order


def test_an_older_complete_release_imported_later_changes_nothing_that_stands(store: Store) -> None:
    bring(store, record("p", claim("status", "construction")), release="2026-01-01")
    before, ready = everything(store), kept_ready(store)
    old = record("p", claim("status", "planned", note="x"))
    outcome = bring(store, old, record("q", claim("status", "planned")), release="2025-01-01")
    assert (outcome.import_id, outcome.new, outcome.withdrawn) == (2, 2, 0)
    after = everything(store)
    for view in ("projects", "claims", "count"):
        assert after[view] == before[view]
    assert kept_ready(store)["projects"] == ready["projects"]
    assert stated(store, "p", "status") == {"construction": False, "planned": True}
    assert views.sources(store)[0].last_release == "2026-01-01"


@pytest.mark.parametrize("source", [CURATED, VINTAGE], ids=["complete", "vintage"])
@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["in order", "older later"])
def test_the_words_and_rank_of_the_newest_release_hold_in_any_order_of_imports(
    store: Store, source: Source, order: tuple[int, int]
) -> None:
    old = record("p", claim("status", "planned", by=document("Blog", 5), note="old"))
    new = record("p", claim("status", "planned", by=document("Blog", 1), note="new"))
    releases = ((old, "2024-12-31"), (new, "2025-12-31"))
    for n in order:
        bring(store, releases[n][0], source=source, release=releases[n][1])
    (row,) = views.all_claims(store)
    assert (row.note, row.document.rank) == ("new", 1)
    (row,) = views.history(store, row.project)
    assert (row.note, row.document.rank) == ("new", 1)


@pytest.mark.parametrize("source", [CURATED, VINTAGE], ids=["complete", "vintage"])
def test_layers_follow_where_another_release_comes_to_tell_the_words(store: Store, source: Source) -> None:
    """2026 says weak, 2025 (imported later) and 2027 say official: from 2027 on the official word counts."""
    official = claim("status", "planned", "2024-01-01", by=document("Ministry", 2))
    weak = claim("status", "operating", "2024-05-01", by=document("Blog", 5))
    strong = replace(weak, document=document("Blog", 1))
    for release, said in (("2026-01-01", weak), ("2025-01-01", strong), ("2027-01-01", strong)):
        bring(store, record("p", official, said), source=source, release=release)
    assert views.projects(store)[0].status == "operating"
    ready = kept_ready(store)
    ingest.rebuild(store)
    assert kept_ready(store) == ready


def test_words_of_an_undone_import_do_not_hide_those_of_an_earlier_one(store: Store) -> None:
    for note in ("first", "second"):
        bring(store, record("p", claim("status", "planned", note=note)), source=VINTAGE)
    bring(store, record("x", claim("status", "planned")))
    ingest.undo(store, 2)
    assert [c.note for c in views.card(store, "v-p").claims] == ["first"]
    assert [c.note for c in views.history(store, "v-p")] == ["first"]


# sources, records, issues


def test_a_source_is_described_as_in_its_newest_release(store: Store) -> None:
    said = record("p", claim("status", "planned"))
    bring(store, said, source=replace(CURATED, licence="CC0"), release="2025-01-01")
    before = everything(store)
    bring(store, said, source=replace(CURATED, name="New name", licence="CC-BY"), release="2026-01-01")
    (row,) = views.sources(store)
    assert (row.key, row.name, row.licence, row.n_imports) == ("test", "New name", "CC-BY", 2)
    first = views.imports(store)[0].recorded_at
    (then,) = views.sources(store, Moment(recorded_before=first))
    assert (then.name, then.licence) == ("Test source", "CC0")
    ingest.undo(store, 2)
    assert everything(store) == before


def test_a_source_counts_what_it_holds_alike_now_and_looking_back(store: Store) -> None:
    empty = Record("empty", {"a": "row that could not be read"}, (), "test:9")
    bring(store, record("p", claim("status", "planned"), claim("owner", "X")), empty)
    (now,) = views.sources(store)
    (back,) = views.sources(store, Moment(recorded_before=last_time(store)))
    assert now == back
    assert (now.n_records, now.n_claims) == (2, 2)


def test_issues_are_stored_with_their_count_and_the_first_20_places(store: Store) -> None:
    made = reading([record("p", claim("status", "planned"))])
    for n in range(33):
        made.issues.add(Issue("bad-number", "error", "cost_actual", "n/a", f"rows.csv:{n}", "Write digits."))
    made.issues.add(Issue("no-currency", "warning", "cost_actual", "", "rows.csv:99"))
    ingest.run_import(store, made)
    worst, other = views.issues(store)
    assert (worst.code, worst.severity, worst.field, worst.raw, worst.count) == (
        *("bad-number", "error", "cost_actual", "n/a"),
        33,
    )
    assert worst.locators == tuple(f"rows.csv:{n}" for n in range(20))
    assert (worst.advice, other.code, other.count) == ("Write digits.", "no-currency", 1)
    assert views.imports(store)[0].n_issues == 34


def test_issues_of_an_undone_import_are_listed_only_when_asked_for(store: Store) -> None:
    made = reading([record("p", claim("status", "planned"))])
    made.issues.add(Issue("no-currency", "warning", "cost_actual", "", "rows.csv:99"))
    recorded = ingest.run_import(store, made).outcome.recorded_at
    ingest.undo(store, 1)
    assert views.issues(store) == []
    assert len(views.issues(store, import_id=1)) == 1
    assert len(views.issues(store, Moment(recorded_before=recorded))) == 1


def test_the_content_of_a_record_is_kept_once_for_each_change(store: Store) -> None:
    said = claim("status", "planned")
    for cell in ("a", "a", "b", "b", "a"):
        bring(store, record("p", said, cell=cell), record("x", said, cell="same"), release="2026-01-01")
        bring(store, record("y", said), source=OTHER)
    with store.read() as conn:
        rows = conn.exec_driver_sql(
            "select r.native_id, v.content from record_version v join record r on r.id = v.record_id"
            " where r.native_id in ('p', 'x') order by v.id"
        ).all()
    assert [c for native, c in rows if native == "p"] == ['{"cell":"a"}', '{"cell":"b"}', '{"cell":"a"}']
    assert [c for native, c in rows if native == "x"] == ['{"cell":"same"}']


def test_an_import_that_fails_in_the_middle_leaves_nothing(store: Store) -> None:
    def rows() -> Any:
        yield record("p", claim("status", "planned"))
        raise RuntimeError("the disk was pulled")

    made = replace(reading([]), records=rows())
    with pytest.raises(RuntimeError):
        ingest.run_import(store, made)
    assert views.imports(store) == []
    assert sound(store)
    assert bring(store, record("p", claim("geometry", point(1, 2), "", unit="exact"))).import_id == 1
