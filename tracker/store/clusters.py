"""Which records are one project at a time: the judgements that stand then, and the clusters that they make."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from tracker.store import tables as t

#: "No bound": later than every recorded_at.
FOREVER = "9999-12-31T23:59:59.999999Z"


def membership(conn: sa.Connection, at: str = FOREVER) -> dict[int, int]:
    """Return record -> project at a time, for records that any judgement ever spoke of (others stand alone)."""
    j = t.judgement
    rows = conn.execute(sa.select(j.c.record_a, j.c.record_b, j.c.same, j.c.recorded_at, j.c.undone_at)).all()
    spoken = {r for row in rows for r in row[:2]}
    verdict: dict[tuple[int, int], bool] = {}
    for a, b, same, recorded, undone in sorted(rows, key=lambda row: str(row[3])):
        if recorded <= at and not (undone and undone <= at):
            verdict[a, b] = bool(same)
    return cluster(spoken, [pair for pair, same in verdict.items() if same])


def cluster(records: Iterable[int], ties: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Return record -> smallest record of its connected cluster (union-find)."""
    parent = {r: r for r in records}

    def root(r: int) -> int:
        while parent[r] != r:
            parent[r] = parent[parent[r]]
            r = parent[r]
        return r

    for a, b in ties:
        low, high = sorted((root(a), root(b)))
        parent[high] = low
    return {r: root(r) for r in parent}
