"""Projects with their claims of a few fields, one after the other, so that a big ledger needs little memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from tracker.store import read
from tracker.store.read import Moment
from tracker.store.store import Store
from tracker.views.claims import claim_rows
from tracker.views.moments import today
from tracker.views.projects import Filters, projects_in
from tracker.views.rows import ClaimRow, ProjectRow

T = TypeVar("T")
_CHUNK = 5_000


def evidence(
    store: Store,
    at: Moment,
    filters: Filters,
    fields: Sequence[str],
    made: Callable[[ProjectRow, Sequence[ClaimRow], str], T],
) -> tuple[str, list[ProjectRow], dict[str, T]]:
    """Return the ledger's today (ISO day), the projects by id, and by id what ``made`` makes of each.

    ``made`` gets a project, its visible claims of the fields in reading order, and today. It is all of one read.
    """
    out: dict[str, T] = {}
    with store.read() as conn:
        now = today(conn, at)
        rows = projects_in(conn, at, filters, sort="slug")
        for start in range(0, len(rows), _CHUNK):
            chunk = rows[start : start + _CHUNK]
            slug = {row.fid: row.slug for row in chunk}
            said: dict[str, list[ClaimRow]] = {row.slug: [] for row in chunk}
            claims = list(read.claims(conn, at, projects=list(slug), fields=fields))
            for claim in claim_rows(conn, at, slug, claims)[0]:
                said[claim.project].append(claim)
            out |= {row.slug: made(row, said[row.slug], now) for row in chunk}
    return now, rows, out
