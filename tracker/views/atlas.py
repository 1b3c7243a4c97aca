"""All that a map needs, in one read of the ledger."""

from __future__ import annotations

import sqlalchemy as sa

from tracker.resolve.current import by_project
from tracker.store import read, version
from tracker.store.read import Moment
from tracker.store.store import Store
from tracker.views.history import sources_in
from tracker.views.moments import today
from tracker.views.projects import Filters, make_card, projects_in
from tracker.views.rows import Atlas, Card

#: Above this many projects a page carries no cards: it would not open fast enough.
CARDS_UP_TO = 5_000


def atlas(
    store: Store, at: Moment | None = None, filters: Filters | None = None, *, cards: bool | None = None
) -> Atlas:
    """Return projects and, for up to :data:`CARDS_UP_TO` of them (or where asked), their cards."""
    at = at or Moment()
    filters = (filters or Filters()).checked()
    made: dict[str, Card] = {}
    with store.read() as conn:
        rows = projects_in(conn, at, filters, sort="slug")
        now = today(conn, at)
        if len(rows) <= CARDS_UP_TO if cards is None else cards:
            slug = {r.fid: r.slug for r in rows}
            for project, group in by_project(read.claims(conn, at, projects=list(slug))):
                made[slug[project]] = make_card(conn, at, now, project, slug[project], group)
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


def data_version(conn: sa.Connection, at: Moment) -> str:
    """Return 16 hex digits that name the set of claims that stand (whatever the as-of date)."""
    at = read.settled(conn, at)
    if not at.recorded_before:
        return version.read(conn)
    return version.name_of(version.total(read.keys(conn, Moment("", at.recorded_before))))
