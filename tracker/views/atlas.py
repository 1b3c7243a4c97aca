"""All that a map needs, in one read of the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

import sqlalchemy as sa

from tracker.store import read, version
from tracker.store.read import Moment
from tracker.store.store import Store
from tracker.views.cards import cards_of, chunks
from tracker.views.history import sources_in
from tracker.views.moments import today
from tracker.views.projects import Filters, projects_in
from tracker.views.rows import Atlas, Card, ProjectRow

#: Up to this many projects all cards are read; above it those of the most told (:func:`most_told`).
CARDS_UP_TO = 5_000
#: Statements in the cards of very many projects: a page holds no more.
CLAIMS_UP_TO = 400_000


def atlas(
    store: Store, at: Moment | None = None, filters: Filters | None = None, *, cards: bool | None = None
) -> Atlas:
    """Return projects and their cards: of all for up to :data:`CARDS_UP_TO` projects, else of the most told.

    ``cards``: True for the cards of all projects, False for none.
    """
    at = at or Moment()
    filters = (filters or Filters()).checked()
    made: dict[str, Card] = {}
    with store.read() as conn:
        rows = projects_in(conn, at, filters, sort="slug")
        now = today(conn, at)
        told = rows if cards or len(rows) <= CARDS_UP_TO else most_told(rows, CLAIMS_UP_TO)
        if told and cards is not False:
            for some, claims in chunks(conn, at, sorted(told, key=lambda r: r.fid)):
                made |= {card.project.slug: card for card in cards_of(conn, at, some, claims)}
        return Atlas(
            projects=tuple(rows),
            cards=made,
            now=now,
            as_of=at.as_of,
            recorded_before=at.recorded_before,
            data_version=data_version(conn, at),
            sources=tuple(sources_in(conn, Moment("", at.recorded_before))),
            filters=filters.describe(),
        )


def most_told(rows: Sequence[ProjectRow], claims: int | None = None) -> list[ProjectRow]:
    """Return the projects that more than one document tells of, or on which sources disagree; the most told first.

    Disputed ones come before others, then by the number of claims, then the newest evidence, then by slug. `claims`:
    stop before there are more than so many.
    """
    told = [r for r in rows if r.n_documents > 1 or r.conflicts]
    told.sort(key=lambda r: r.slug)
    told.sort(key=lambda r: (bool(r.conflicts), r.n_claims, r.last_evidence), reverse=True)
    if claims is None:
        return told
    ends = accumulate(r.n_claims for r in told)
    return [r for r, end in zip(told, ends, strict=True) if end <= claims]


def dates_of(store: Store, at: Moment) -> dict[str, str]:
    """Return what dates a table or a map: now, as_of, recorded_before and data_version, as in an atlas."""
    with store.read() as conn:
        return {
            "now": today(conn, at),
            "as_of": at.as_of,
            "recorded_before": at.recorded_before,
            "data_version": data_version(conn, at),
        }


def data_version(conn: sa.Connection, at: Moment) -> str:
    """Return 16 hex digits that name the set of claims that stand (whatever the as-of date)."""
    at = read.settled(conn, at)
    if not at.recorded_before:
        return version.read(conn)
    return version.name_of(version.total(read.keys(conn, Moment("", at.recorded_before))))
