"""Read claims, imports, slugs: every query that looks at a moment of the ledger.

A :class:`Moment` fixes both clocks. Rows come as light tuples of what is stored; views turn them into what people read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from tracker.clean.days import day_number
from tracker.store import tables as t

#: "No bound": later than every recorded_at.
FOREVER = "9999-12-31T23:59:59.999999Z"
#: At most so many values go into one IN list.
_CHUNK = 900


@dataclass(frozen=True, slots=True)
class Moment:
    """Both clocks. ``as_of``: inclusive ISO day or ""; ``recorded_before``: UTC time or ""."""

    as_of: str = ""
    recorded_before: str = ""

    @property
    def is_now(self) -> bool:
        """True where neither clock is turned back: the ready answers of the ledger hold."""
        return not self.as_of and not self.recorded_before


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One import as stored."""

    id: int
    source_id: int
    source: str
    snapshot: str
    sha256: str
    release_date: str
    mapping_hash: str
    options_hash: str
    reader_version: str
    recorded_at: str
    undone_at: str | None
    n_records: int
    n_new: int
    n_unchanged: int
    n_withdrawn: int
    n_issues: int

    def active(self, at: str) -> bool:
        """True iff recorded by then and not undone by then."""
        return self.recorded_at <= at and not (self.undone_at and self.undone_at <= at)


@dataclass(slots=True)
class StoredClaim:
    """One claim as stored, with the document and the words of the import that carries it. Days are integers."""

    id: int
    key: bytes
    project_id: int
    record_id: int
    source_id: int
    field: str
    item: str
    scope: str
    text: str | None
    number: float | None
    lo: int | None
    hi: int | None
    geom: bytes | None
    qualifier: str
    unit: str
    price_year: int | None
    about: str | None
    about_lo: int | None
    about_hi: int | None
    as_of: str | None
    as_of_lo: int | None
    as_of_hi: int | None
    basis: int
    document_id: int
    rank: int
    voice: str
    raw: str | None
    note: str | None
    standing: int

    @property
    def order(self) -> tuple[int, int, int, bytes]:
        """Sort key, newest first: (lo, hi), then rank, then claim key. Undated ones come last."""
        lo = self.as_of_lo if self.as_of_lo is not None else -(10**7)
        hi = self.as_of_hi if self.as_of_hi is not None else -(10**7)
        return (-lo, -hi, self.rank, self.key)


def imports(conn: sa.Connection) -> list[ImportRow]:
    """Return all imports in the order of their ids."""
    i, s, n = t.import_run, t.source, t.snapshot
    query = (
        sa.select(
            i.c.id, i.c.source_id, s.c.key, n.c.name, n.c.sha256, i.c.release_date, i.c.mapping_hash,
            i.c.options_hash, i.c.reader_version, i.c.recorded_at, i.c.undone_at, i.c.n_records, i.c.n_new,
            i.c.n_unchanged, i.c.n_withdrawn, i.c.n_issues,
        )
        .join(s, s.c.id == i.c.source_id)
        .join(n, n.c.id == i.c.snapshot_id)
        .order_by(i.c.id)
    )  # fmt: skip
    return [ImportRow(*row) for row in _rows(conn, query)]


def newest_release(runs: Iterable[ImportRow], at: str) -> dict[int, int]:
    """Return source id -> id of its newest active import at ``at``: by release date, then by time of recording."""
    best: dict[int, ImportRow] = {}
    for run in runs:
        if run.active(at):
            old = best.get(run.source_id)
            if old is None or (run.release_date, run.recorded_at) >= (old.release_date, old.recorded_at):
                best[run.source_id] = run
    return {s: run.id for s, run in best.items()}


def complete_sources(conn: sa.Connection) -> set[int]:
    """Return the ids of sources whose releases are complete."""
    return set(conn.scalars(sa.select(t.source.c.id).where(t.source.c.releases == "complete")))


def claims(
    conn: sa.Connection,
    moment: Moment,
    *,
    projects: Sequence[int] | None = None,
    records: str = "",
    fields: Sequence[str] | None = None,
    withdrawn: bool = False,
) -> Iterator[StoredClaim]:
    """Yield the claims that stand at a moment, ordered by project and field.

    Parameters
    ----------
    projects
        Project ids (as of today's judgements); None for all.
    records
        SQL of a subquery that gives record ids (for touched records); "" for all.
    fields
        Field names; None for all.
    withdrawn
        Also those that an active import carried once but that the newest release no longer carries (``standing`` 0).
    """
    runs = imports(conn)
    at = moment.recorded_before or FOREVER
    c, r, k, d, f = t.claim, t.record, t.carried, t.document, t.field
    newest = newest_release(runs, at)
    complete = complete_sources(conn)
    every_active = all(run.active(at) for run in runs)

    i = t.import_run.alias("i")
    active_inside = (
        sa.select(sa.literal(1))
        .where(i.c.source_id == r.c.source_id, i.c.id.between(k.c.first_import, k.c.last_import))
        .where(i.c.recorded_at <= at, sa.or_(i.c.undone_at.is_(None), i.c.undone_at > at))
        .exists()
    )
    seen: sa.ColumnElement[bool] = sa.true() if every_active else active_inside
    complete_now = {s: n for s, n in newest.items() if s in complete}
    stands: sa.ColumnElement[bool] = seen
    if complete:
        number = sa.case(*((r.c.source_id == s, n) for s, n in complete_now.items()), else_=-1) if complete_now else -1
        covers = sa.and_(k.c.first_import <= number, k.c.last_import >= number)
        stands = sa.case((r.c.source_id.in_(complete), covers), else_=seen)

    # Of several runs the one that stands, else the last, tells the words and the document.
    later = t.carried.alias("later")
    is_last = ~(
        sa.select(sa.literal(1))
        .where(later.c.claim_id == k.c.claim_id, later.c.first_import > k.c.first_import)
        .where(sa.true() if every_active else later.c.first_import <= sa.func.coalesce(_last_active(runs, at), -1))
        .exists()
    )
    query = (
        sa.select(
            c.c.id, c.c.key, r.c.project_id, c.c.record_id, r.c.source_id, f.c.name,
            sa.func.coalesce(c.c.item, ""), sa.func.coalesce(c.c.scope, "whole"),
            c.c.value_text, c.c.value_num, c.c.value_lo, c.c.value_hi, c.c.value_geom,
            sa.func.coalesce(c.c.qualifier, "exact"), sa.func.coalesce(c.c.unit, ""), c.c.price_year,
            c.c.about, c.c.about_lo, c.c.about_hi, c.c.as_of, c.c.as_of_lo, c.c.as_of_hi, c.c.basis,
            d.c.id, d.c.rank,
            sa.case((d.c.original_publisher != "", d.c.original_publisher), else_=d.c.publisher),
            k.c.raw, k.c.note, sa.cast(stands, sa.Integer),
        )
        .select_from(c)
        .join(r, r.c.id == c.c.record_id)
        .join(f, f.c.id == c.c.field_id)
        .join(k, k.c.claim_id == c.c.id)
        .join(d, d.c.id == k.c.document_id)
    )  # fmt: skip
    query = query.where(sa.or_(stands, sa.and_(seen, is_last)) if withdrawn else stands)
    if not withdrawn:
        query = query.where(sa.or_(r.c.source_id.in_(complete), is_last)) if len(complete) else query.where(is_last)
        if not moment.recorded_before:
            query = query.where(c.c.live == 1)
    if moment.as_of:
        day = day_number(moment.as_of)
        query = query.where(sa.or_(c.c.as_of_hi.is_(None), c.c.as_of_hi <= day))
    if fields is not None:
        query = query.where(f.c.name.in_(list(fields)))
    if records:
        query = query.where(c.c.record_id.in_(sa.text(records)))
    query = query.order_by(r.c.project_id, c.c.field_id, c.c.id, sa.cast(stands, sa.Integer).desc())
    if projects is None:
        chunks: list[Sequence[int] | None] = [None]
    else:
        ids = sorted(set(projects))
        chunks = [ids[n : n + _CHUNK] for n in range(0, len(ids), _CHUNK)]
    for chunk in chunks:
        q = query if chunk is None else query.where(r.c.project_id.in_(chunk))
        previous = -1
        for row in _rows(conn, q):
            claim = StoredClaim(*row)
            if claim.id != previous:  # a withdrawn claim may come with two runs: the standing one is enough
                yield claim
            previous = claim.id


def _rows(conn: sa.Connection, query: sa.Select[Any]) -> Iterator[tuple[Any, ...]]:
    """Yield raw driver tuples: SQLAlchemy's row objects cost more than the query at a million claims."""
    result = conn.execute(query)
    cursor = result.cursor
    if cursor is None:  # pragma: no cover - a select always has one
        return
    while batch := cursor.fetchmany(5000):
        yield from batch
    result.close()


def _last_active(runs: Sequence[ImportRow], at: str) -> int | None:
    return max((run.id for run in runs if run.active(at)), default=None)


def documents(conn: sa.Connection, ids: Iterable[int]) -> dict[int, sa.Row[tuple[object, ...]]]:
    """Return the descriptions of documents by id."""
    wanted = sorted(set(ids))
    out = {}
    for n in range(0, len(wanted), _CHUNK):
        for row in conn.execute(sa.select(t.document).where(t.document.c.id.in_(wanted[n : n + _CHUNK]))):
            out[int(row.id)] = row
    return out


def project_of_slug(conn: sa.Connection, slug: str) -> tuple[int, str] | None:
    """Return (project id, its present slug) for any slug that was ever given, or None."""
    row = conn.execute(
        sa.select(t.record.c.project_id).join(t.slug, t.slug.c.record_id == t.record.c.id).where(t.slug.c.slug == slug)
    ).first()
    if row is None:
        return None
    project = int(row.project_id)
    return project, slugs(conn, [project]).get(project, slug)


def founding_record(conn: sa.Connection, slug: str) -> int | None:
    """Return the record that a slug was given to, or None."""
    found = conn.execute(sa.select(t.slug.c.record_id).where(t.slug.c.slug == slug)).scalar()
    return None if found is None else int(found)


def slugs(conn: sa.Connection, projects: Iterable[int] | None = None) -> dict[int, str]:
    """Return the present slug of projects: the curated, else the oldest slug of their records."""
    query = (
        sa.select(t.record.c.project_id, t.slug.c.slug)
        .join(t.slug, t.slug.c.record_id == t.record.c.id)
        .order_by(t.record.c.project_id, t.slug.c.curated.desc(), t.record.c.id, t.slug.c.slug)
    )
    out: dict[int, str] = {}
    if projects is None:
        for project, slug in conn.execute(query):
            out.setdefault(project, slug)
        return out
    wanted = sorted(set(projects))
    for n in range(0, len(wanted), _CHUNK):
        for project, slug in conn.execute(query.where(t.record.c.project_id.in_(wanted[n : n + _CHUNK]))):
            out.setdefault(project, slug)
    return out


def projects_with_dated_claims(conn: sa.Connection, project: int | None = None) -> frozenset[int]:
    """Return the projects (or whether the one) that have at least one dated claim."""
    query = (
        sa.select(t.record.c.project_id)
        .distinct()
        .where(sa.exists().where(t.claim.c.record_id == t.record.c.id, t.claim.c.as_of_hi.is_not(None)))
    )
    if project is not None:
        query = query.where(t.record.c.project_id == project)
    return frozenset(conn.scalars(query))
