"""Rows that are kept ready: the one statement that makes most of them agrees with the choosing."""

from __future__ import annotations

import random
from typing import Any

import pytest
from ledgers import OTHER, bring, kept_ready, line, point
from make import CURATED, VINTAGE, claim, document, record

from tracker import ingest
from tracker.fields import AS_OF_BASES, FIELDS, STATUSES
from tracker.model import Claim, Record
from tracker.resolve import current, plain_at
from tracker.resolve.doubts import OTHERS, SHOWN
from tracker.resolve.judge import decide
from tracker.store.store import Store

_DATES = ("2019", "2020-06", "2021-01-31", "../2022-02-02", "2024-12-01", "2030~", "0001", "1969-12-31")
_VALUES: dict[str, tuple[Any, ...]] = {
    "text": ("A name", "运河", ""),
    "code": ("CHN", "VNM"),
    "date": _DATES,
    "money": (1e9, 0.0, -2.5),
    "number": (20.0, 55.5),
    "geometry": (point(108, 22), line((1, 1), (2, 3))),
}


def _draw(rng: random.Random, name: str) -> Claim:
    field = FIELDS[name]
    values = STATUSES if name == "status" else _VALUES[field.type]
    undated = field.static or rng.random() < 0.2
    unit = {"money": rng.choice(("EUR", "CNY")), "geometry": rng.choice(("", "exact"))}.get(field.type, field.unit)
    item = ""
    if name.startswith("progress"):
        item = rng.choice(("overall", "investment", "excavation"))
    elif field.cardinality in ("events", "series"):
        item = "first thing" if rng.random() < 0.1 else ""
    return claim(
        name,
        rng.choice([v for v in values if v != ""]),
        "" if undated else rng.choice(_DATES[:5]),
        by=document(rng.choice(("Ministry", "Blog")), rng.choice((1, 5))),
        unit="mi" if field.unit and rng.random() < 0.05 else unit,
        item=item,
        scope="phase:1" if rng.random() < 0.02 else "whole",
        as_of_basis="lookup" if undated else rng.choice(AS_OF_BASES),
        price_year=2020 if field.type == "money" and rng.random() < 0.5 else None,
        about=rng.choice(("", "2023-05")) if not field.static else "",
    )


def _records(rng: random.Random, n: int) -> list[Record]:
    names = sorted(FIELDS)
    out = []
    for i in range(n):
        told = rng.sample(names, rng.randint(1, 9))
        if rng.random() < 0.1:
            told.append(told[0])
        claims = {c.key("s", str(i)): c for c in (_draw(rng, name) for name in told)}
        out.append(record(f"r{i}", *claims.values()))
    return out


def _rows(store: Store) -> dict[str, list[tuple[object, ...]]]:
    return {name: rows for name, rows in kept_ready(store).items() if name in ("projects", "index")}  # type: ignore


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_projects_without_doubt_get_the_row_that_choosing_gives(
    seed: int, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = random.Random(seed)
    first = _records(rng, 400)
    bring(store, *first, source=CURATED, release="2024-01-01")
    bring(store, *_records(rng, 150), source=VINTAGE, release="2024-01-01")
    bring(store, *rng.sample(first, 300), source=CURATED, release="2025-01-01")
    bring(store, *_records(rng, 150), source=VINTAGE, release="2025-01-01")
    undone = bring(store, *_records(rng, 100), source=OTHER)
    assert undone.import_id is not None
    ingest.undo(store, undone.import_id)
    for a in range(1, 40, 4):
        with store.write("judge") as (conn, now):
            decide(conn, now, a, a + 2, same=True, kind="person", by="test", reason="")
    after = _rows(store)

    made = 0
    insert = plain_at.insert_rows

    def counted(conn: Any) -> None:
        nonlocal made
        insert(conn)
        made = conn.exec_driver_sql("select count(*) from project_current").scalar_one()

    monkeypatch.setattr(plain_at, "insert_rows", counted)
    ingest.rebuild(store)
    assert _rows(store) == after
    assert 150 < made < len(after["projects"]), "both ways must be met"

    monkeypatch.setattr(plain_at, "insert_rows", lambda conn: None)
    ingest.rebuild(store)
    assert _rows(store) == after


def test_the_two_ways_see_the_same_fields() -> None:
    assert set(SHOWN) <= current._HEADLINE | {"geometry"}
    silent = current._HEADLINE - {*SHOWN, *OTHERS}  # neither shown, nor ever in conflict
    assert all(FIELDS[name].type == "text" or FIELDS[name].policy == "union" for name in silent)
