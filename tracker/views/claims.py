"""Stored claims as rows for people: days as ISO text, documents in full, when they were first and last seen."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from tracker.clean.days import iso_day
from tracker.fields import AS_OF_BASES, FIELDS
from tracker.resolve.choose import Chosen
from tracker.store import read
from tracker.store import tables as t
from tracker.store.read import FOREVER, Moment, StoredClaim
from tracker.views.rows import Choice, ClaimRow, DocumentRow

_ORDER = {name: n for n, name in enumerate(FIELDS)}
_CHUNK = 900


def reading_order(claim: StoredClaim) -> tuple[object, ...]:
    """Sort key: fields as in the dictionary, whole before parts, then by item and by time of saying."""
    return (
        _ORDER.get(claim.field, len(_ORDER)),
        claim.scope != "whole",
        claim.scope,
        claim.item,
        claim.as_of_hi if claim.as_of_hi is not None else -(10**7),
        claim.rank,
        claim.text or "",
        claim.number or 0.0,
        claim.key,
    )


def claim_rows(
    conn: sa.Connection, at: Moment, slug: str | Mapping[int, str], claims: Sequence[StoredClaim]
) -> tuple[list[ClaimRow], dict[int, int]]:
    """Return the rows in reading order, and the place of each claim id among them.

    ``slug``: of the one project, or by project id.
    """
    ordered = sorted(claims, key=reading_order)
    documents = {i: document_row(d) for i, d in read.documents(conn, (c.document_id for c in ordered)).items()}
    seen = _seen(conn, at, ordered)
    sources = {row.id: row.key for row in conn.execute(sa.select(t.source.c.id, t.source.c.key))}
    rows = [
        ClaimRow(
            key=c.key.hex(),
            project=slug if isinstance(slug, str) else slug.get(c.project_id, str(c.project_id)),
            source=sources[c.source_id],
            field=c.field,
            item=c.item,
            scope=c.scope,
            text=c.text if c.text is not None else "" if c.number is None else f"{c.number:.15g}",
            number=c.number,
            lo=_iso(c.lo),
            hi=_iso(c.hi),
            wkb=c.geom,
            qualifier=c.qualifier,
            unit=c.unit,
            price_year=c.price_year,
            about=_edtf(c.about, c.about_lo),
            about_lo=_iso(c.about_lo),
            about_hi=_iso(c.about_hi),
            as_of=_edtf(c.as_of, c.as_of_lo),
            as_of_lo=_iso(c.as_of_lo),
            as_of_hi=_iso(c.as_of_hi),
            basis=AS_OF_BASES[c.basis],
            document=documents[c.document_id],
            raw=c.raw or "",
            note=c.note or "",
            withdrawn=not c.standing,
            first_seen=seen[c.id][0],
            last_seen=seen[c.id][1],
        )
        for c in ordered
    ]
    return rows, {c.id: n for n, c in enumerate(ordered)}


def to_choice(name: str, chosen: Chosen, index: Mapping[int, int]) -> Choice:
    """Return a choice whose claims are places in the card's list."""

    def places(claims: Sequence[StoredClaim]) -> tuple[int, ...]:
        return tuple(sorted(index[c.id] for c in claims))

    return Choice(
        name,
        index[chosen.winner.id],
        places(chosen.rivals),
        chosen.conflict,
        places(chosen.not_compared),
        places(chosen.outliers),
        tuple(index[c.id] for c in chosen.members),
    )


def document_row(d: sa.Row[tuple[object, ...]]) -> DocumentRow:
    """Return a document as people read it."""
    return DocumentRow(
        d.url, d.publisher, d.original_publisher, d.rank, d.licence, d.date, bool(d.is_copy), bool(d.linkable), d.note
    )


def _seen(conn: sa.Connection, at: Moment, claims: Sequence[StoredClaim]) -> dict[int, tuple[str, str]]:
    """Return claim id -> recorded_at of its first and last active carrier."""
    ends = at.recorded_before or FOREVER
    active: dict[int, list[tuple[int, str]]] = {}
    for run in read.imports(conn):
        if run.active(ends):
            active.setdefault(run.source_id, []).append((run.id, run.recorded_at))
    source_of = {c.id: c.source_id for c in claims}
    out: dict[int, tuple[str, str]] = dict.fromkeys(source_of, ("", ""))
    ids = sorted(source_of)
    k = t.carried.c
    for n in range(0, len(ids), _CHUNK):
        query = sa.select(k.claim_id, k.first_import, k.last_import).where(k.claim_id.in_(ids[n : n + _CHUNK]))
        for claim, first, last in conn.execute(query):
            carriers = active.get(source_of[claim], [])
            lo = bisect_left(carriers, (first, ""))
            hi = bisect_right(carriers, (last, "~"))
            if lo < hi:
                a, b = out[claim]
                start, end = carriers[lo][1], carriers[hi - 1][1]
                out[claim] = (min(a, start) if a else start, max(b, end))
    return out


def _iso(day: int | None) -> str:
    return "" if day is None else iso_day(day)


def _edtf(text: str | None, lo: int | None) -> str:
    return text if text is not None else _iso(lo)
