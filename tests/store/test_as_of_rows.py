"""Projects at a date: the statement that finds the newest of each field agrees with the choosing, or is in doubt."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest
from ledgers import OTHER, bring, last_time, line, point
from make import CURATED, VINTAGE, claim, document, record

from tracker import ingest, views
from tracker.fields import AS_OF_BASES, FIELDS, STATUSES
from tracker.model import Claim, Record
from tracker.resolve.judge import decide
from tracker.store import read
from tracker.store.read import Moment
from tracker.store.store import Store
from tracker.views import computed
from tracker.views.projects import SORTS, matches

_AS_OF = ("2001", "2015-06", "2019", "2020-06", "2020-06-30", "2021-01-31", "../2022-02-02", "2023~", "2024-12-01")
_DAYS = ("2000-01-01", "2019-12-31", "2020-06-30", "2022-02-02", "2024-12-31")
_VALUES: dict[str, tuple[Any, ...]] = {
    "text": ("A name", "运河", "a name"),
    "code": ("CHN", "VNM"),
    "date": ("2019", "2020-06", "2020-06-20", "2021-01-31", "2024-12-01", "2030~", "1969-12-31"),
    "money": (1e9, 1.01e9, 0.0, -2.5),
    "number": (20.0, 20.1, 55.5),
    "geometry": (point(108, 22), point(108, 23), line((1, 1), (2, 3))),
}
_VOICES = [document(name, rank) for name, rank in (("Ministry", 1), ("Audit", 2), ("Blog", 5), ("Wiki", 5))]
_VOICES.append(document("Mirror", 5, original_publisher="Ministry"))


def _draw(rng: random.Random, name: str, calm: bool) -> Claim:
    """One statement. ``calm``: as in most tables, one voice and few oddities."""
    field = FIELDS[name]
    values = STATUSES[:3] if name == "status" else _VALUES[field.type]
    undated = (field.static and rng.random() < 0.8) or rng.random() < 0.05
    odd = 0.02 if calm else 0.15
    item = ""
    if name.startswith("progress"):
        item = rng.choice(("overall", "investment", "excavation"))
    elif field.cardinality != "one" and rng.random() < odd:
        item = rng.choice(("first thing", "second thing"))
    return claim(
        name,
        rng.choice(values[:2] if calm else values),
        "" if undated else rng.choice(_AS_OF),
        by=_VOICES[0] if calm and rng.random() < 0.9 else rng.choice(_VOICES),
        unit="mi"
        if field.unit and rng.random() < odd
        else {"money": "EUR" if calm else rng.choice(("EUR", "CNY")), "geometry": rng.choice(("", "exact"))}.get(
            field.type, field.unit
        ),
        item=item,
        scope="phase:1" if rng.random() < odd else "whole",
        as_of_basis="lookup" if undated else rng.choice(AS_OF_BASES[:2] if calm else AS_OF_BASES),
        price_year=2020 if field.type == "money" and rng.random() < odd else None,
        about=rng.choice(("", "2018", "2023-05")) if field.cardinality == "series" else "",
        qualifier=rng.choice(("exact", "about", "at_least")) if rng.random() < odd else "exact",
    )


def _records(rng: random.Random, n: int) -> list[Record]:
    names = sorted(FIELDS)
    out = []
    for i in range(n):
        calm = rng.random() < 0.7
        told = rng.sample(names, rng.randint(1, 7))
        told += rng.choices(told, k=rng.randint(0, 8 if calm else 12))
        claims = {c.key("s", str(i)): c for c in (_draw(rng, name, calm) for name in told)}
        out.append(record(f"r{i}", *claims.values()))
    return out


def _ledger(store: Store, seed: int) -> list[str]:
    """Fill a ledger with releases, an undone one and judgements; return times at which it was read."""
    rng = random.Random(seed)
    first = _records(rng, 90)
    bring(store, *first, source=CURATED, release="2024-01-01")
    bring(store, *_records(rng, 30), source=VINTAGE, release="2024-01-01")
    times = [last_time(store)]
    bring(store, *rng.sample(first, 60), source=CURATED, release="2025-01-01")
    bring(store, *_records(rng, 30), source=VINTAGE, release="2025-01-01")
    undone = bring(store, *_records(rng, 20), source=OTHER)
    for a in range(1, 12, 4):
        with store.write("judge") as (conn, now):
            decide(conn, now, a, a + 2, same=True, kind="person", by="test", reason="")
    times.append(last_time(store))
    assert undone.import_id is not None
    ingest.undo(store, undone.import_id)
    bring(store, *_records(rng, 20), source=replace(VINTAGE, key="more", prefix="m-"), release="2025-06-01")
    with store.write("judge") as (conn, now):
        decide(conn, now, 31, 33, same=True, kind="person", by="test", reason="")
    with store.write("judge") as (conn, now):
        decide(conn, now, 1, 3, same=False, kind="person", by="test", reason="")
    return [*times, last_time(store)]


def _moments(times: list[str]) -> list[Moment]:
    return [
        *(Moment(day) for day in _DAYS),
        *(Moment(day, contemporary=True) for day in _DAYS[1:4]),
        *(Moment(day, time) for day in ("", *_DAYS[1::2]) for time in times),
        Moment(contemporary=True),
        Moment("2022-02-02", times[0], contemporary=True),
    ]


@pytest.mark.parametrize("seed", [1, 2])
def test_the_statement_and_the_choosing_agree_at_every_moment(
    seed: int, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    times = _ledger(store, seed)
    made = {"by the statement": 0, "by choosing": 0}
    slow = computed.chosen

    def counted(conn: Any, at: Moment, projects: Any) -> Any:
        for row in slow(conn, at, projects):
            made["by choosing"] += 1
            yield row

    monkeypatch.setattr(computed, "chosen", counted)
    for moment in _moments(times):
        with store.read() as conn:
            at = read.settled(conn, moment)
            shared = read.merged(conn, at)
            every = {shared.get(i, i) for i in conn.exec_driver_sql("select id from record").scalars()}
            right = {row.fid: row for row in slow(conn, at, every)}
            quick = {row.fid: row for row in computed.computed(conn, at)}
            some = sorted(right)[::3]
            few = {row.fid: row for row in computed.computed(conn, at, projects=some)}
        assert quick == right, moment
        assert few == {fid: right[fid] for fid in some}
        made["by the statement"] += len(quick)
    made["by the statement"] -= made["by choosing"]
    assert min(made.values()) > 300, "both ways must be met"


def test_a_part_of_a_list_is_a_part_of_the_whole(store: Store) -> None:
    _ledger(store, 3)
    at = Moment("2021-06-30")
    cases = (
        views.Filters(),
        views.Filters(sector=("CHN",)),
        views.Filters(status=("planned", "proposed")),
        views.Filters(country=("CHN",), status=("construction",)),
        views.Filters(text="name"),
        views.Filters(bbox=(100, 0, 120, 60)),
    )
    for n, sort in enumerate(SORTS):
        order = f"-{sort}" if n % 2 else sort
        every = views.projects(store, at, sort=order)
        for filters in {cases[n % 6], cases[n % 2 * 3]}:
            whole = [row for row in every if matches(row, filters)]
            assert views.projects(store, at, filters, order) == whole
            assert views.listed(store, at, filters, order, 7) == (whole[:7], len(whole))
            assert views.count(store, at, filters) == len(whole)
