"""Slugs: where they come from, what happens to them in merges and splits, and that old ones work for ever."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from ledgers import OTHER, bring, last_time
from make import CURATED, VINTAGE, claim, record

from tracker import ingest, sources, views
from tracker.errors import UsageError
from tracker.ingest import slug_for
from tracker.model import Record, Source
from tracker.resolve import judge
from tracker.store import dialect
from tracker.store.read import Moment
from tracker.store.store import Store


def slugs(store: Store) -> list[str]:
    return [p.slug for p in views.projects(store, sort="slug")]


def named(native_id: str) -> Record:
    """A record that tells its id in a claim, so that a project can be told from its card."""
    return record(native_id, claim("owner", native_id), claim("name", "One Name For All", "", as_of_basis="lookup"))


def owners(store: Store, slug: str, at: Moment | None = None) -> list[str]:
    return sorted(c.text for c in views.card(store, slug, at).claims if c.field == "owner")


def merge(store: Store, a: str, b: str, *, same: bool = True) -> int:
    """Judge two records, by their own slugs."""
    with store.write("judge") as (conn, now):
        records = [dialect.run(conn, "select record_id from slug where slug = ?", (s,)).scalar_one() for s in (a, b)]
        return judge.decide(conn, now, *records, same=same, kind="person", by="me", reason="")


@pytest.mark.parametrize(
    ("source", "native_id", "slug"),
    [
        (CURATED, "pinglu-canal", "pinglu-canal"),
        (Source("gem-hydropower", "GEM", prefix="gem-"), "G100123", "gem-g100123"),
        (Source("uk-gmpp", "GMPP"), "HS2 / 4", "uk-gmpp-hs2-4"),
        (CURATED, "Đập Sơn La", "đập-sơn-la"),
        (CURATED, "平陆运河", "平陆运河"),
        (CURATED, "नर्मदा नहर", "नर्मदा-नहर"),
        (CURATED, "../%20?", "20"),
        (CURATED, "???", "project"),
    ],
)
def test_a_slug_is_the_curated_id_or_the_sources_prefix_and_the_id(source: Source, native_id: str, slug: str) -> None:
    assert slug_for(source, native_id) == slug


def test_slugs_never_come_from_names(store: Store) -> None:
    bring(store, named("b7"), named("a9"))
    assert slugs(store) == ["a9", "b7"]


def test_a_slug_that_is_taken_gets_a_suffix_whatever_the_order_of_rows(another: Callable[[], Store]) -> None:
    seen = []
    for rows in (("A 1", "a-1", "a.1"), ("a.1", "a-1", "A 1")):
        store = another()
        bring(store, *(named(n) for n in rows))
        seen.append({slug: owners(store, slug) for slug in slugs(store)})
    assert seen[0] == seen[1]
    assert seen[0]["a-1"] == ["A 1"]
    assert len(seen[0]) == 3
    assert all(s.startswith("a-1") for s in seen[0])


def test_any_number_of_sources_may_use_one_id(store: Store) -> None:
    for n in range(3):
        bring(store, named("canal"), source=replace(CURATED, key=f"team-{n}"))
    first, *others = slugs(store)
    assert first == "canal"
    assert len(set(others)) == 2
    assert all(s.startswith("canal-") for s in others)


def test_two_tables_on_a_project_of_the_catalogue_can_both_be_imported(catalogue_copy: Store, tmp_path: Path) -> None:
    for name in ("mine.csv", "yours.csv"):
        path = tmp_path / name
        path.write_text(
            "project,field,value,url,as_of\npinglu-canal,owner,X,https://a.example,2024\n", encoding="utf-8"
        )
        assert ingest.run_import(catalogue_copy, sources.open_path(path)).outcome.new == 1
    assert "X" not in owners(catalogue_copy, "pinglu-canal")
    assert len([s for s in slugs(catalogue_copy) if s.startswith("pinglu-canal-")]) == 2


def test_of_a_merge_the_curated_slug_stays_and_the_other_leads_to_it(store: Store) -> None:
    bring(store, named("1"), source=OTHER)
    bring(store, named("canal"))
    merge(store, "o-1", "canal")
    assert slugs(store) == ["canal"]
    assert views.card(store, "o-1").project.slug == "canal"
    assert views.find(store, "o-1") == views.find(store, "canal")
    assert owners(store, "o-1") == ["1", "canal"]
    assert {c.project for c in views.history(store, "o-1")} == {"canal"}


def test_of_a_merge_without_a_curated_slug_the_oldest_stays(store: Store) -> None:
    bring(store, named("z"), source=OTHER)
    bring(store, named("a"), source=VINTAGE)
    merge(store, "o-z", "v-a")
    assert slugs(store) == ["o-z"]
    assert views.card(store, "v-a").project.slug == "o-z"


def test_after_a_split_each_record_has_its_own_slug_again(store: Store) -> None:
    bring(store, named("1"), source=OTHER)
    bring(store, named("canal"))
    merge(store, "o-1", "canal")
    merge(store, "o-1", "canal", same=False)
    assert {s: owners(store, s) for s in slugs(store)} == {"o-1": ["1"], "canal": ["canal"]}


def test_looking_back_slugs_are_those_of_then(store: Store) -> None:
    bring(store, named("1"), source=OTHER)
    bring(store, named("canal"))
    apart = Moment(recorded_before=last_time(store))
    merge(store, "o-1", "canal")
    together = Moment(recorded_before=last_time(store))
    merge(store, "o-1", "canal", same=False)
    for at, then in ((apart, {"canal": ["canal"], "o-1": ["1"]}), (together, {"canal": ["1", "canal"]})):
        assert {p.slug: owners(store, p.slug, at) for p in views.projects(store, at)} == then
        assert {
            s: sorted({c.text for c in card.claims if c.field == "owner"})
            for s, card in views.atlas(store, at).cards.items()
        } == then
        assert {c.project for c in views.all_claims(store, at)} == set(then)
        assert views.card(store, "o-1", at).project.slug == ("o-1" if at is apart else "canal")


def test_an_unknown_project_is_refused_and_the_nearest_named(store: Store) -> None:
    bring(store, named("pinglu-canal"))
    with pytest.raises(UsageError, match="no project 'pinglu-kanal'") as e:
        views.card(store, "pinglu-kanal")
    assert "pinglu-canal" in e.value.hint


def test_the_slug_of_an_undone_import_is_kept_for_its_record(store: Store) -> None:
    bring(store, named("1"), source=OTHER)
    ingest.undo(store, 1)
    with pytest.raises(UsageError, match="Nothing was known of o-1"):
        views.card(store, "o-1")
    bring(store, named("1"), source=OTHER)
    assert slugs(store) == ["o-1"]
