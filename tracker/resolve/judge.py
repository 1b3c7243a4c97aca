"""Which records are one project: judgements (by rule, model or person), clusters computed from them, and undoing one.

A project is the cluster; its number is the smallest record id. A merge rewrites ``record.project_id`` and no claim.
The newest verdict on a pair counts: "different" removes the direct tie between two records, other ties stay.
"""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from tracker.errors import UsageError
from tracker.resolve import current
from tracker.store import tables as t
from tracker.store.clusters import membership


def decide(conn: sa.Connection, now: str, a: int, b: int, *, same: bool, kind: str, by: str, reason: str) -> int:
    """Record a judgement on two records and refresh the projects it touches; return its number."""
    if a == b:
        raise UsageError("A record cannot be compared with itself.", "Name two different records.")
    a, b = sorted((a, b))
    before = _clusters_of(conn, (a, b))
    number = conn.execute(
        sa.insert(t.judgement).values(
            record_a=a, record_b=b, same=int(same), kind=kind, by=by, reason=reason, recorded_at=now
        )
    ).inserted_primary_key
    assert number is not None
    _recluster(conn, before)
    return int(number[0])


def undo(conn: sa.Connection, now: str, number: int) -> None:
    """Take a judgement back: it stays in the ledger, marked."""
    row = conn.execute(sa.select(t.judgement).where(t.judgement.c.id == number)).first()
    if row is None or row.undone_at:
        raise UsageError(f"There is no judgement {number} to undo.", "`tracker judgements` lists them.")
    before = _clusters_of(conn, (row.record_a, row.record_b))
    conn.execute(sa.update(t.judgement).where(t.judgement.c.id == number).values(undone_at=now))
    _recluster(conn, before)


def _clusters_of(conn: sa.Connection, records: Iterable[int]) -> set[int]:
    """Return all records that share a project with the given ones."""
    projects = sa.select(t.record.c.project_id).where(t.record.c.id.in_(list(records)))
    return set(conn.scalars(sa.select(t.record.c.id).where(t.record.c.project_id.in_(projects))))


def _recluster(conn: sa.Connection, records: set[int]) -> None:
    members = membership(conn)
    touched = set(conn.scalars(sa.select(t.record.c.project_id).where(t.record.c.id.in_(records))))
    for record in sorted(records):
        project = members.get(record, record)
        conn.execute(sa.update(t.record).where(t.record.c.id == record).values(project_id=project))
        touched.add(project)
    current.refresh(conn, sorted(touched))
