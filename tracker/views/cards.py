"""Cards of many projects, some hundred at a time: statements of SQL for each project would take longest of all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

import sqlalchemy as sa

from tracker.resolve.current import choices_of
from tracker.store import read
from tracker.store.read import Moment, StoredClaim
from tracker.views.claims import claim_rows, reading_order, to_choice
from tracker.views.rows import Card, ProjectRow

#: Projects of one chunk.
CHUNK = 500


def chunks(
    conn: sa.Connection, at: Moment, projects: Iterable[ProjectRow], fields: Sequence[str] | None = None
) -> Iterator[tuple[list[ProjectRow], dict[int, list[StoredClaim]]]]:
    """Yield some projects at a time with their visible claims by project id. ``fields``: only of these."""
    stream = iter(projects)
    while chunk := list(islice(stream, CHUNK)):
        claims: dict[int, list[StoredClaim]] = {p.fid: [] for p in chunk}
        for claim in read.claims(conn, at, projects=list(claims), fields=fields):
            claims[claim.project_id].append(claim)
        yield chunk, claims


def cards_of(
    conn: sa.Connection, at: Moment, chunk: Sequence[ProjectRow], claims: Mapping[int, Sequence[StoredClaim]]
) -> Iterator[Card]:
    """Yield the cards of the projects of a chunk."""
    slugs = {p.fid: p.slug for p in chunk}
    rows, place = claim_rows(conn, at, slugs, [c for p in chunk for c in claims[p.fid]])
    for p in chunk:
        own = sorted(claims[p.fid], key=reading_order)
        index = {c.id: n for n, c in enumerate(own)}
        choices = {name: to_choice(name, c, index) for name, c in choices_of(own).items()}
        yield Card(p, tuple(rows[place[c.id]] for c in own), choices)
