"""Projects of one state of the ledger and all that is said of them, a few hundred projects at a time.

For what is too long to hold at once: memory holds the rows of projects (without which nothing can be sorted) and one
chunk of claims, never all claims.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import sqlalchemy as sa

from tracker.resolve.current import choices_of, day_of
from tracker.resolve.geometry import locate
from tracker.resolve.status import status_of
from tracker.store import read
from tracker.store.read import Moment, StoredClaim
from tracker.store.store import Store
from tracker.views.atlas import data_version
from tracker.views.cards import cards_of, chunks
from tracker.views.claims import claim_rows, document_row
from tracker.views.history import check_fields, sources_in
from tracker.views.moments import today
from tracker.views.projects import Filters, find, projects_in
from tracker.views.rows import Card, ClaimRow, DocumentRow, ProjectRow, SourceRow

#: Headline values of a project of which :meth:`Selection.proven` tells the documents.
PROVEN = (
    "name", "name_local", "country", "sector", "owner", "status", "progress_pct", "start_planned", "start_actual",
    "completion_planned", "completion_actual", "cost_budget", "cost_estimate", "cost_actual", "spent_to_date",
    "length_km", "geometry",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Proven:
    """A project, the documents behind each headline value of :data:`PROVEN`, and the keys of the sources that speak."""

    project: ProjectRow
    documents: Mapping[str, tuple[DocumentRow, ...]]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Selection:
    """Projects in the order of their slugs, and what is known of them.

    ``sources`` are those that stand at the moment of the ledger, by key; ``data_version`` names its claims. May be read
    inside :func:`select` only.
    """

    at: Moment
    projects: tuple[ProjectRow, ...]
    sources: Mapping[str, SourceRow]
    data_version: str
    _conn: sa.Connection

    def claims(self, fields: Sequence[str] = ()) -> Iterator[ClaimRow]:
        """Yield the claims that stand, project by project, in reading order. ``fields``: only these; empty means all.

        Raises
        ------
        UsageError
            There is no such field.
        """
        check_fields(fields)
        return self._claims(fields)

    def _claims(self, fields: Sequence[str]) -> Iterator[ClaimRow]:
        for chunk, claims in self._chunks(list(fields) or None):
            slugs = {p.fid: p.slug for p in chunk}
            rows, _ = claim_rows(self._conn, self.at, slugs, [c for p in chunk for c in claims[p.fid]])
            yield from sorted(rows, key=lambda r: r.project)

    @property
    def now(self) -> str:
        """The ledger's today (ISO day): the as-of day, else the day of the newest import."""
        return today(self._conn, self.at)

    def cards(self, fields: Sequence[str]) -> Iterator[Card]:
        """Yield each project as a card that holds the claims and choices of some fields only.

        Raises
        ------
        UsageError
            There is no such field.
        """
        check_fields(fields)
        return self._cards(list(fields))

    def _cards(self, fields: Sequence[str]) -> Iterator[Card]:
        for chunk, claims in self._chunks(fields):
            yield from cards_of(self._conn, self.at, chunk, claims)

    def proven(self) -> Iterator[Proven]:
        """Yield each project with the documents behind its headline values."""
        keys = {run.source_id: run.source for run in read.imports(self._conn)}
        for chunk, claims in self._chunks(None):
            proofs = {p.fid: _proofs(claims[p.fid], self.at) for p in chunk}
            ids = {c.document_id for by_name in proofs.values() for proof in by_name.values() for c in proof}
            documents = {i: document_row(d) for i, d in read.documents(self._conn, ids).items()}
            for p in chunk:
                said = {n: tuple(documents[c.document_id] for c in proof) for n, proof in proofs[p.fid].items()}
                yield Proven(p, said, tuple(sorted({keys[c.source_id] for c in claims[p.fid]})))

    def _chunks(self, fields: Sequence[str] | None) -> Iterator[tuple[list[ProjectRow], dict[int, list[StoredClaim]]]]:
        """Yield some projects with their visible claims by project id."""
        return chunks(self._conn, self.at, self.projects, fields)


@contextmanager
def select(
    store: Store, at: Moment | None = None, filters: Filters | None = None, names: Sequence[str] = ()
) -> Iterator[Selection]:
    """Yield projects of one state of the ledger, also while an import is writing.

    ``names``: only these projects, by id or a part of a name; empty means all that pass the filters.

    Raises
    ------
    UsageError
        An unknown project or filter.
    """
    at = at or Moment()
    named = {find(store, name, at)[1] for name in names}
    with store.read() as conn:
        rows = projects_in(conn, at, filters or Filters(), sort="slug")
        yield Selection(
            at,
            tuple(p for p in rows if not named or p.slug in named),
            {s.key: s for s in sources_in(conn, Moment("", at.recorded_before))},
            data_version(conn, at),
            conn,
        )


def _proofs(claims: Sequence[StoredClaim], at: Moment) -> dict[str, list[StoredClaim]]:
    """Return the claims behind each headline value: the winner, or of a set the members that stand in the headline."""
    choices = choices_of(claims)
    out: dict[str, list[StoredClaim]] = {name: [] for name in PROVEN}
    for name in PROVEN:
        if name in choices:
            chosen = choices[name]
            out[name] = [c for c in chosen.members or (chosen.winner,) if c.scope == "whole"]
    out["name_local"] = out["name_local"][:1]
    decided = status_of(choices, day_of(at.as_of)).decided_by
    out["status"] = [decided] if decided else []
    places = [c for c in claims if c.field == "geometry"]
    found = locate(places)
    if found:
        whole = [c for c in places if c.geom == found[0] and not c.item]
        out["geometry"] = sorted(whole, key=lambda c: c.order)[:1] or [
            c for c in sorted(places, key=lambda c: c.order) if c.scope != "whole" and not c.item
        ]
    return out
