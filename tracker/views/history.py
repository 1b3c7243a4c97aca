"""What was said when, what was imported when, from where, and what was odd about it."""

from __future__ import annotations

import json

import sqlalchemy as sa

from tracker.errors import UsageError
from tracker.fields import FIELDS
from tracker.store import read
from tracker.store import tables as t
from tracker.store.read import FOREVER, Moment
from tracker.store.store import Store
from tracker.views.claims import claim_rows
from tracker.views.projects import find
from tracker.views.rows import ClaimRow, ImportRow, IssueRow, SourceRow


def history(store: Store, name: str, field: str = "", at: Moment | None = None) -> list[ClaimRow]:
    """Return all that was ever said of a project (or of one field), withdrawn claims marked, oldest first per field."""
    at = at or Moment()
    if field and field not in FIELDS:
        raise UsageError(f"There is no field {field!r}.", "`tracker fields` lists them.")
    project, slug = find(store, name)
    with store.read() as conn:
        fields = [field] if field else None
        claims = list(read.claims(conn, at, projects=[project], fields=fields, withdrawn=True))
        return claim_rows(conn, at, slug, claims)[0]


def all_claims(
    store: Store, at: Moment | None = None, *, projects: list[int] | None = None, fields: list[str] | None = None
) -> list[ClaimRow]:
    """Return the standing claims of many projects in reading order, project by project."""
    at = at or Moment()
    with store.read() as conn:
        claims = list(read.claims(conn, at, projects=projects, fields=fields))
        rows, _ = claim_rows(conn, at, read.slugs(conn), claims)
    return sorted(rows, key=lambda r: r.project)


def imports(store: Store, at: Moment | None = None) -> list[ImportRow]:
    """Return the imports recorded by a moment, oldest first; an undone one stays, with its time."""
    ends = (at or Moment()).recorded_before or FOREVER
    with store.read() as conn:
        return [
            ImportRow(
                r.id, r.source, r.snapshot, r.sha256, r.release_date, r.recorded_at,
                r.undone_at if r.undone_at and r.undone_at <= ends else "",
                r.n_records, r.n_new, r.n_unchanged, r.n_withdrawn, r.n_issues,
            )
            for r in read.imports(conn)
            if r.recorded_at <= ends
        ]  # fmt: skip


def sources(store: Store, at: Moment | None = None) -> list[SourceRow]:
    """Return the sources that an active import brought, with their licence and what they hold at the moment."""
    with store.read() as conn:
        return sources_in(conn, at or Moment())


def sources_in(conn: sa.Connection, at: Moment) -> list[SourceRow]:
    """:func:`sources` inside a read that is open already."""
    runs = [r for r in read.imports(conn) if r.active(at.recorded_before or FOREVER)]
    counts = _counts(conn, at)
    out = []
    for s in conn.execute(sa.select(t.source).order_by(t.source.c.key)):
        own = [r for r in runs if r.source_id == s.id]
        if own:
            n_records, n_claims = counts.get(s.id, (0, 0))
            out.append(
                SourceRow(
                    s.key, s.name, s.publisher, s.homepage, s.licence, s.attribution, s.releases, len(own),
                    n_records, n_claims, max(r.release_date for r in own), max(r.recorded_at for r in own),
                )
            )  # fmt: skip
    return out


def issues(store: Store, at: Moment | None = None, import_id: int | None = None) -> list[IssueRow]:
    """Return the issues of the active imports (or of one), worst and most frequent first."""
    ends = (at or Moment()).recorded_before or FOREVER
    with store.read() as conn:
        runs = {r.id: r for r in read.imports(conn)}
        if import_id is not None and import_id not in runs:
            raise UsageError(f"There is no import {import_id}.", "`tracker imports` lists them.")
        wanted = [import_id] if import_id is not None else [i for i, r in runs.items() if r.active(ends)]
        rows = conn.execute(sa.select(t.issue).where(t.issue.c.import_id.in_(wanted))).all()
    order = {"error": 0, "warning": 1, "info": 2}
    out = [
        IssueRow(
            r.import_id, runs[r.import_id].source, r.severity, r.code, r.field, r.raw, r._mapping["count"],
            tuple(json.loads(r.locators)), r.advice,
        )
        for r in rows
    ]  # fmt: skip
    return sorted(out, key=lambda r: (order.get(r.severity, 3), -r.count, r.code, r.field, r.raw, r.import_id))


def _counts(conn: sa.Connection, at: Moment) -> dict[int, tuple[int, int]]:
    """Return source id -> (records, claims) that stand at a moment."""
    if at.is_now:
        runs = {r.id: r for r in read.imports(conn)}
        complete = read.complete_sources(conn)
        # The newest release of a complete source is all that stands of it: its import has counted it.
        newest = read.newest_release(runs.values(), FOREVER)
        out = {s: (runs[n].n_records, runs[n].n_new + runs[n].n_unchanged) for s, n in newest.items() if s in complete}
        rest = [s for s in newest if s not in complete]
        rows = conn.execute(
            sa.select(t.record.c.source_id, sa.func.count(sa.distinct(t.claim.c.record_id)), sa.func.count())
            .join(t.claim, t.claim.c.record_id == t.record.c.id)
            .where(t.claim.c.live == 1, t.record.c.source_id.in_(rest))
            .group_by(t.record.c.source_id)
        )
        return out | {s: (records, claims) for s, records, claims in rows}
    records: dict[int, set[int]] = {}
    claims: dict[int, int] = {}
    for claim in read.claims(conn, at):
        records.setdefault(claim.source_id, set()).add(claim.record_id)
        claims[claim.source_id] = claims.get(claim.source_id, 0) + 1
    return {s: (len(r), claims[s]) for s, r in records.items()}
