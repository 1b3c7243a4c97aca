"""What was said when, what was imported when, from where, and what was odd about it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from tracker.errors import UsageError
from tracker.fields import FIELDS
from tracker.store import read
from tracker.store import tables as t
from tracker.store.read import FOREVER, Moment
from tracker.store.store import Store
from tracker.views.claims import claim_rows
from tracker.views.projects import find
from tracker.views.rows import ClaimRow, ImportRow, IssueRow, JudgementRow, SourceRow


def history(store: Store, name: str, field: str = "", at: Moment | None = None) -> list[ClaimRow]:
    """Return all that was ever said of a project (or of one field), withdrawn claims marked, oldest first per field."""
    at = at or Moment()
    check_fields([field] if field else [])
    project, slug = find(store, name, at)
    with store.read() as conn:
        fields = [field] if field else None
        claims = list(read.claims(conn, at, projects=[project], fields=fields, withdrawn=True))
        return claim_rows(conn, at, slug, claims)[0]


def all_claims(
    store: Store, at: Moment | None = None, *, projects: list[int] | None = None, fields: list[str] | None = None
) -> list[ClaimRow]:
    """Return the standing claims of many projects in reading order, project by project."""
    at = at or Moment()
    check_fields(fields or [])
    with store.read() as conn:
        claims = list(read.claims(conn, at, projects=projects, fields=fields))
        rows, _ = claim_rows(conn, at, read.slugs(conn, at=at.recorded_before), claims)
    return sorted(rows, key=lambda r: r.project)


def check_fields(names: Sequence[str]) -> None:
    """Raise UsageError where the dictionary of fields has no such name."""
    for name in names:
        if name not in FIELDS:
            raise UsageError(f"There is no field {name!r}.", "`tracker fields` lists them.")


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


def judgements(store: Store) -> list[JudgementRow]:
    """Return all judgements, oldest first; an undone one stays, with its time."""
    with store.read() as conn:
        own: dict[int, str] = {}
        for slug, record in conn.execute(sa.select(t.slug.c.slug, t.slug.c.record_id).order_by(t.slug.c.slug)):
            own.setdefault(record, slug)
        j = t.judgement
        return [
            JudgementRow(
                r.id, own.get(r.record_a, str(r.record_a)), own.get(r.record_b, str(r.record_b)), bool(r.same), r.kind,
                r.by, r.reason, r.recorded_at, r.undone_at or "",
            )
            for r in conn.execute(sa.select(j).order_by(j.c.id))
        ]  # fmt: skip


def sources(store: Store, at: Moment | None = None) -> list[SourceRow]:
    """Return the sources that an active import brought, with their licence and what they hold at the moment."""
    with store.read() as conn:
        return sources_in(conn, at or Moment())


def sources_in(conn: sa.Connection, at: Moment) -> list[SourceRow]:
    """:func:`sources` inside a read that is open already."""
    ends = at.recorded_before or FOREVER
    runs = [r for r in read.imports(conn) if r.active(ends)]
    newest = read.newest_release(runs, ends)
    counts = _counts(conn, at, newest)
    out = []
    for s in sorted(newest.values(), key=lambda run: run.source):
        own = [r for r in runs if r.source_id == s.source_id]
        n_records, n_claims = counts.get(s.source_id, (0, 0))
        out.append(
            SourceRow(
                s.source, s.source_name, s.publisher, s.homepage, s.licence, s.attribution, s.releases, len(own),
                n_records, n_claims, s.release_date, max(r.recorded_at for r in own),
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
        wanted = [import_id] if import_id is not None else [r.id for r in read.standing(runs.values(), ends)]
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


def _counts(conn: sa.Connection, at: Moment, newest: Mapping[int, read.ImportRow]) -> dict[int, tuple[int, int]]:
    """Return source id -> (records, claims) that stand at a moment."""
    out: dict[int, tuple[int, int]] = {}
    if not at.as_of and not at.contemporary:
        # The newest release of a complete source is all that stands of it: its import has counted it.
        out = {s: (r.n_records, r.n_new + r.n_unchanged) for s, r in newest.items() if r.releases == "complete"}
    rest = newest.keys() - out.keys()
    if not rest:
        return out
    if at.is_now:
        rows = conn.execute(
            sa.select(t.record.c.source_id, sa.func.count(sa.distinct(t.claim.c.record_id)), sa.func.count())
            .join(t.claim, t.claim.c.record_id == t.record.c.id)
            .where(t.claim.c.live == 1, t.record.c.source_id.in_(rest))
            .group_by(t.record.c.source_id)
        )
        return out | {s: (records, claims) for s, records, claims in rows}
    return read.count_by_source(conn, at) | out
