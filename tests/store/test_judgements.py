"""Judgements: two records become one project and part again; no claim is rewritten."""

from __future__ import annotations

import pytest
from ledgers import OTHER, bring, everything, kept_ready, last_time, point
from make import CURATED, VINTAGE, claim, record

from tracker import ingest, views
from tracker.errors import UsageError
from tracker.model import Source
from tracker.resolve import judge
from tracker.store.read import Moment
from tracker.store.store import Store

# Records 1, 2 and 3, of three sources.
A, B, C = 1, 2, 3


@pytest.fixture
def three(store: Store) -> Store:
    def one(source: Source, owner: str, x: float, status: str, day: str) -> None:
        place = claim("geometry", point(x, 1), "", unit="exact", by=owner, as_of_basis="lookup")
        said = (claim("owner", owner, day, by=owner), claim("status", status, day, by=owner))
        bring(store, record("p", *said, place), source=source)

    one(CURATED, "Anna", 10, "planned", "2024-01-01")
    one(OTHER, "Bert", 20, "construction", "2024-06-01")
    one(VINTAGE, "Carl", 30, "operating", "2025-01-01")
    return store


def decide(store: Store, a: int, b: int, *, same: bool = True) -> int:
    with store.write("judge") as (conn, now):
        return judge.decide(conn, now, a, b, same=same, kind="person", by="me", reason="the same river")


def take_back(store: Store, number: int) -> None:
    with store.write("undo") as (conn, now):
        judge.undo(conn, now, number)


def in_order(owner: str) -> str:
    return "; ".join(sorted(owner.split("; ")))


def projects(store: Store) -> dict[str, str]:
    return {p.slug: in_order(p.owner) for p in views.projects(store, sort="slug")}


def test_records_that_are_the_same_are_read_as_one_project(three: Store) -> None:
    decide(three, A, B)
    assert projects(three) == {"p": "Anna; Bert", "v-p": "Carl"}
    card = views.card(three, "p")
    assert card.project.status == "construction"
    assert (card.project.n_claims, {c.source for c in card.claims}) == (6, {"test", "other"})
    assert card.project == next(p for p in views.projects(three) if p.slug == "p")


def test_a_judgement_rewrites_no_claim(three: Store) -> None:
    def claims() -> list[object]:
        with three.read() as conn:
            return [tuple(r) for r in conn.exec_driver_sql("select * from claim order by id")]

    before = claims()
    decide(three, A, B)
    decide(three, C, A)
    assert claims() == before
    assert projects(three) == {"p": "Anna; Bert; Carl"}


def test_ties_go_on_from_record_to_record_and_part_where_the_middle_is_taken_out(three: Store) -> None:
    decide(three, A, B)
    decide(three, B, C)
    assert list(projects(three)) == ["p"]
    decide(three, B, C, same=False)
    assert projects(three) == {"p": "Anna; Bert", "v-p": "Carl"}
    decide(three, B, A, same=False)
    assert projects(three) == {"p": "Anna", "o-p": "Bert", "v-p": "Carl"}


def test_different_leaves_other_ties_alone(three: Store) -> None:
    for pair in ((A, B), (B, C), (A, C)):
        decide(three, *pair)
    decide(three, A, B, same=False)
    assert list(projects(three)) == ["p"]


def test_the_later_judgement_on_a_pair_holds(three: Store) -> None:
    decide(three, A, B)
    decide(three, A, B, same=False)
    decide(three, B, A)
    assert projects(three) == {"p": "Anna; Bert", "v-p": "Carl"}


def test_taking_a_judgement_back_restores_every_view_and_the_earlier_one_holds_again(three: Store) -> None:
    alone = everything(three)
    first = decide(three, A, B)
    together, ready = everything(three), kept_ready(three)
    second = decide(three, A, B, same=False)
    assert everything(three) == alone
    take_back(three, second)
    assert everything(three) == together
    assert kept_ready(three) == ready
    take_back(three, first)
    assert everything(three) == alone


def test_judgements_have_two_times(three: Store) -> None:
    apart = last_time(three)
    number = decide(three, A, B)
    judged = last_time(three)
    take_back(three, number)
    (row,) = views.judgements(three)
    assert (row.first, row.second, row.same, row.by, row.reason) == ("p", "o-p", True, "me", "the same river")
    assert (row.recorded_at, row.undone_at) == (judged, last_time(three))
    for time, owners in ((apart, "Anna"), (judged, "Anna; Bert"), (row.undone_at, "Anna")):
        at = Moment(recorded_before=time)
        assert in_order(views.card(three, "p", at).project.owner) == owners


def test_an_import_after_the_judgement_refreshes_the_project_that_it_belongs_to(three: Store) -> None:
    decide(three, A, B)
    bring(three, record("p", claim("owner", "Berta", by="Bert")), source=OTHER)
    assert projects(three) == {"p": "Anna; Berta", "v-p": "Carl"}
    ready = kept_ready(three)
    ingest.rebuild(three)
    assert kept_ready(three) == ready


def test_the_project_of_an_undone_import_gives_its_part_back(three: Store) -> None:
    decide(three, A, B)
    ingest.undo(three, 1)
    assert projects(three) == {"p": "Bert", "v-p": "Carl"}
    ready = kept_ready(three)
    ingest.rebuild(three)
    assert kept_ready(three) == ready


def test_a_record_is_not_compared_with_itself(three: Store) -> None:
    with pytest.raises(UsageError, match="with itself"):
        decide(three, A, A)


def test_a_judgement_is_taken_back_once_only(three: Store) -> None:
    number = decide(three, A, B)
    take_back(three, number)
    for wrong in (number, 99):
        with pytest.raises(UsageError, match=f"no judgement {wrong} to undo"):
            take_back(three, wrong)
