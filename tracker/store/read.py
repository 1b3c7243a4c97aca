"""Read claims, imports, slugs: every query that looks at a moment of the ledger.

A :class:`Moment` fixes both clocks. Rows come as light tuples of what is stored; views turn them into what people read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import merge
from typing import Any, NamedTuple

import sqlalchemy as sa

from tracker.clean.days import day_number
from tracker.fields import AS_OF_BASES, FIELDS
from tracker.store import clusters
from tracker.store import tables as t
from tracker.store.dialect import is_server

#: "No bound": later than every recorded_at.
FOREVER = clusters.FOREVER
#: At most so many values go into one IN list.
_CHUNK = 900
#: So many rows come from the driver at once.
_BATCH = 5000
_HINDSIGHT = (AS_OF_BASES.index("recalled"), AS_OF_BASES.index("lookup"))
_STATIC = tuple(name for name, f in FIELDS.items() if f.static)


@dataclass(frozen=True, slots=True)
class Moment:
    """Both clocks. ``as_of``: inclusive ISO day or ""; ``recorded_before``: UTC time or "".

    ``contemporary``: without what no document of its day told (recalled, looked up, dated by a guess).
    """

    as_of: str = ""
    recorded_before: str = ""
    contemporary: bool = False

    @property
    def is_now(self) -> bool:
        """True where neither clock is turned back and nothing is left out: the ready answers of the ledger hold."""
        return not self.as_of and not self.recorded_before and not self.contemporary


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One import as stored."""

    id: int
    source_id: int
    source: str
    snapshot: str
    sha256: str
    source_name: str
    publisher: str
    homepage: str
    licence: str
    attribution: str
    releases: str
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

    @property
    def order(self) -> tuple[str, str]:
        """Sort key of releases: by release date, then by time of recording; never by import number."""
        return (self.release_date, self.recorded_at)

    def active(self, at: str) -> bool:
        """True iff recorded by then and not undone by then."""
        return self.recorded_at <= at and not (self.undone_at and self.undone_at <= at)


# A tuple with names: made from a row of the driver four times as quickly as a dataclass, by the million.
class StoredClaim(NamedTuple):
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
            i.c.id, i.c.source_id, s.c.key, n.c.name, n.c.sha256, i.c.source_name, i.c.publisher, i.c.homepage,
            i.c.licence, i.c.attribution, i.c.releases, i.c.release_date, i.c.mapping_hash, i.c.options_hash,
            i.c.reader_version, i.c.recorded_at, i.c.undone_at, i.c.n_records, i.c.n_new, i.c.n_unchanged,
            i.c.n_withdrawn, i.c.n_issues,
        )
        .join(s, s.c.id == i.c.source_id)
        .join(n, n.c.id == i.c.snapshot_id)
        .order_by(i.c.id)
    )  # fmt: skip
    return [ImportRow(*row) for row in stream(conn, query)]


def standing(runs: Iterable[ImportRow], at: str) -> list[ImportRow]:
    """Return the imports that are active at ``at``, without those whose bytes were read anew since, in another way.

    The corrected reading stands in the place of the first, whatever the source's releases mean. The same bytes as a
    release of another day are another release: the publisher said it again.
    """
    active = sorted((run for run in runs if run.active(at)), key=lambda run: run.recorded_at)
    last = {(run.source_id, run.sha256, run.release_date): run for run in active}
    return [run for run in active if last[run.source_id, run.sha256, run.release_date] is run]


def newest_release(runs: Iterable[ImportRow], at: str) -> dict[int, ImportRow]:
    """Return source id -> its newest active import at ``at``: by release date, then by time of recording."""
    return {run.source_id: run for run in sorted(standing(runs, at), key=lambda run: run.order)}


def newest_complete(runs: Iterable[ImportRow], at: str) -> dict[int, ImportRow]:
    """Return source id -> its newest active import at ``at`` that is a complete list.

    What no release from this one on carries is withdrawn; releases of a day that follow it bring nothing of it back.
    """
    return newest_release((run for run in runs if run.releases == "complete"), at)


def settled(conn: sa.Connection, moment: Moment) -> Moment:
    """Return the moment without its bound on recording where nothing was recorded or undone after it.

    The ready answers of the ledger (``live``, ``project_id``, ``project_current``) hold then.
    """
    if not moment.recorded_before:
        return moment
    later = [
        sa.exists().where(column > moment.recorded_before)
        for table in (t.import_run, t.judgement)
        for column in (table.c.recorded_at, table.c.undone_at)
    ]
    changed = conn.execute(sa.select(sa.cast(sa.or_(*later), sa.Integer))).scalar_one()
    return moment if changed else replace(moment, recorded_before="")


def visible(
    conn: sa.Connection,
    moment: Moment,
    c: sa.FromClause,
    r: sa.FromClause,
    k: sa.FromClause,
    *,
    withdrawn: bool = False,
) -> tuple[sa.ColumnElement[bool], list[sa.ColumnElement[bool]]]:
    """Return SQL that says whether a claim stands at a moment, and the conditions under which it is visible then.

    Parameters
    ----------
    moment
        As :func:`settled` gives it.
    c, r, k
        The tables of claims, records and runs of carriers, or aliases of them, as the query joins them. Of the runs of
        a claim the conditions let one through.
    withdrawn
        See :func:`claims`: then two runs of a claim may come.
    """
    runs = imports(conn)
    at = moment.recorded_before or FOREVER
    newest = newest_release(runs, at)
    complete = {s: run.id for s, run in newest.items() if run.releases == "complete"}
    since = {s: "".join(run.order) for s, run in newest_complete(runs, at).items() if s not in complete}
    every_active = all(run.active(at) for run in runs)
    now_read = {run.id for run in standing(runs, at)}
    reread = sorted(run.id for run in runs if run.active(at) and run.id not in now_read)

    i = t.import_run.alias("i")
    later = t.carried.alias("later")

    def told(run: sa.FromClause, but: Sequence[int] = ()) -> sa.ScalarSelect[Any]:
        """Return when a run of carriers last spoke, in the order of releases; NULL where no carrier is active.

        ``but``: imports that do not count.
        """
        query = (
            sa.select(sa.func.max(i.c.release_date + i.c.recorded_at))
            .where(i.c.source_id == r.c.source_id, i.c.id.between(run.c.first_import, run.c.last_import))
            .where(i.c.recorded_at <= at, sa.or_(i.c.undone_at.is_(None), i.c.undone_at > at))
        )
        if but:
            query = query.where(i.c.id.not_in(but))
        return query.correlate(r, k, later).scalar_subquery()

    seen: sa.ColumnElement[bool] = sa.true() if every_active else told(k).is_not(None)
    stands: sa.ColumnElement[bool] = told(k, reread).is_not(None) if reread else seen
    if since:  # a complete list, and releases of a day after it
        first = sa.case(*((r.c.source_id == s, order) for s, order in since.items()), else_="")
        stands = sa.and_(stands, sa.func.coalesce(told(k, reread), "") >= first)
    covers: sa.ColumnElement[bool] = sa.false()
    if complete:
        number = sa.case(*((r.c.source_id == s, n) for s, n in complete.items()), else_=-1)
        covers = sa.and_(k.c.first_import <= number, k.c.last_import >= number)
        stands = sa.case((r.c.source_id.in_(complete), covers), else_=stands)

    # Of several runs the one that stands, else that of the newest release, tells the words and the document.
    is_last = ~(
        sa.select(sa.literal(1))
        .where(later.c.claim_id == k.c.claim_id, later.c.first_import != k.c.first_import)
        .where(sa.func.coalesce(told(later, reread), "") > sa.func.coalesce(told(k, reread), ""))
        .correlate(r, k)
        .exists()
    )

    is_complete = r.c.source_id.in_(complete)
    if withdrawn:
        conditions = [sa.or_(sa.and_(is_complete, stands), sa.and_(seen, is_last))]
    elif moment.recorded_before:
        conditions = [stands, sa.or_(is_complete, is_last)]
    else:  # that it stands is known; only where there were several imports a claim has several runs
        conditions = [c.c.live == 1]
        often = {s for s, n in Counter(run.source_id for run in runs).items() if n > 1}
        picked = [(r.c.source_id.in_(often & complete.keys()), covers)] if often & complete.keys() else []
        if often - complete.keys():
            picked.append((r.c.source_id.in_(often - complete.keys()), is_last))
        if picked:
            conditions.append(sa.case(*picked, else_=sa.true()))
    if moment.as_of:
        static = sa.select(t.field.c.id).where(t.field.c.name.in_(_STATIC)).scalar_subquery()
        undated = sa.and_(c.c.as_of_hi.is_(None), c.c.field_id.in_(static))
        conditions.append(sa.or_(undated, c.c.as_of_hi <= day_number(moment.as_of)))
    if moment.contemporary:
        sure = sa.or_(c.c.as_of.is_(None), ~sa.or_(*(c.c.as_of.contains(mark, autoescape=True) for mark in "~?%")))
        conditions.append(sa.or_(c.c.as_of_hi.is_(None), sa.and_(k.c.basis.not_in(_HINDSIGHT), sure)))
    return stands, conditions


def claims(
    conn: sa.Connection,
    moment: Moment,
    *,
    projects: Sequence[int] | None = None,
    fields: Sequence[str] | None = None,
    withdrawn: bool = False,
) -> Iterator[StoredClaim]:
    """Yield the claims that stand at a moment, ordered by project.

    Parameters
    ----------
    projects
        Project ids under the judgements of the moment; None for all.
    fields
        Field names; None for all.
    withdrawn
        Also those that an active import carried once but that the newest release no longer carries (``standing`` 0).
    """
    moment = settled(conn, moment)
    c, r, k, d, f = t.claim, t.record, t.carried, t.document, t.field
    stands, conditions = visible(conn, moment, c, r, k, withdrawn=withdrawn)
    query = (
        sa.select(
            c.c.id, c.c.key, r.c.project_id, c.c.record_id, r.c.source_id, f.c.name,
            sa.func.coalesce(c.c.item, ""), sa.func.coalesce(c.c.scope, "whole"),
            c.c.value_text, c.c.value_num, c.c.value_lo, c.c.value_hi, c.c.value_geom,
            sa.func.coalesce(c.c.qualifier, "exact"), sa.func.coalesce(c.c.unit, ""), c.c.price_year,
            c.c.about, c.c.about_lo, c.c.about_hi, c.c.as_of, c.c.as_of_lo, c.c.as_of_hi, k.c.basis,
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
    query = query.where(*conditions)
    if fields is not None:
        query = query.where(c.c.field_id.in_(sa.select(t.field.c.id).where(t.field.c.name.in_(list(fields)))))
    # Projects come one after the other. What a project's claims are sorted by is the business of who reads them; only
    # where a claim may come twice its two rows stand side by side.
    query = query.order_by(
        r.c.project_id, *((c.c.id, sa.cast(stands, sa.Integer).desc(), k.c.first_import.desc()) if withdrawn else ())
    )
    # Judgements of another time: the same claims, grouped by the projects of then.
    members = clusters.membership(conn, moment.recorded_before) if moment.recorded_before else {}
    if not members:
        yield from _distinct(conn, query, r.c.project_id, projects)
        return
    moved = set(members)
    if projects is not None:
        asked = set(projects)
        moved = {n for n, p in members.items() if p in asked}
        alone = _distinct(conn, query, c.c.record_id, [p for p in asked if p not in members])
    else:
        alone = (claim for claim in _distinct(conn, query, r.c.project_id, None) if claim.record_id not in members)
    judged = [
        claim._replace(project_id=members[claim.record_id])
        for claim in _distinct(conn, query, c.c.record_id, list(moved))
    ]
    # Records of which no judgement ever spoke are their own projects at every time: they come in the same order.
    yield from merge(alone, sorted(judged, key=_project), key=_project)


def keys(conn: sa.Connection, moment: Moment) -> Iterator[bytes]:
    """Yield the keys of the claims that stand at a moment, in no order."""
    for (key,) in stream(conn, _of_visible(conn, moment, t.claim.c.key), whole=True):
        yield key


def count_by_source(conn: sa.Connection, moment: Moment) -> dict[int, tuple[int, int]]:
    """Return source id -> (records, claims) that stand at a moment."""
    counts = (sa.func.count(sa.distinct(t.claim.c.record_id)), sa.func.count())
    query = _of_visible(conn, moment, t.record.c.source_id, *counts).group_by(t.record.c.source_id)
    return {source: (records, claims) for source, records, claims in stream(conn, query, whole=True)}


def _of_visible(conn: sa.Connection, moment: Moment, *columns: sa.ColumnElement[Any]) -> sa.Select[Any]:
    """Return SQL that reads columns of the claims that stand at a moment, of their records and carriers."""
    c, r, k = t.claim, t.record, t.carried
    query: sa.Select[Any] = sa.select(*columns)
    told = c.join(r, r.c.id == c.c.record_id).join(k, k.c.claim_id == c.c.id)
    return query.select_from(told).where(*visible(conn, settled(conn, moment), c, r, k)[1])


def _project(claim: StoredClaim) -> int:
    return claim.project_id


def _distinct(
    conn: sa.Connection, query: sa.Select[Any], column: sa.ColumnElement[int], wanted: Sequence[int] | None
) -> Iterator[StoredClaim]:
    """Yield the rows whose ``column`` is among the wanted (None: all) as claims, each claim once."""
    for chunk in chunks(wanted):
        q = query if chunk is None else query.where(column.in_(chunk))
        previous = -1
        for claim in map(StoredClaim._make, stream(conn, q, whole=chunk is None)):
            if claim.id != previous:  # a withdrawn claim may come with two runs: the standing one is enough
                yield claim
            previous = claim.id


def stream(
    conn: sa.Connection, query: sa.Select[Any], given: Mapping[str, object] | None = None, *, whole: bool = False
) -> Iterator[tuple[Any, ...]]:
    """Yield rows as the driver gives them: SQLAlchemy's own cost more than the query at a million claims.

    ``whole``: the query reads the whole ledger. A server then sends its rows a few thousand at a time (else all at
    once), and plans for all of them.
    """
    if whole and is_server(conn):
        conn.exec_driver_sql("set local cursor_tuple_fraction = 1")
        conn.exec_driver_sql("set local jit = off")
        with conn.execute(query, given, execution_options={"yield_per": _BATCH}) as result:
            for rows in result.partitions():
                yield from rows  # the first of them is in SQLAlchemy's hands already: its cursor lacks it
        return
    with conn.execute(query, given) as result:
        cursor = result.cursor
        assert cursor is not None  # a select always has one
        while batch := cursor.fetchmany(_BATCH):
            yield from batch


def documents(conn: sa.Connection, ids: Iterable[int]) -> dict[int, sa.Row[tuple[object, ...]]]:
    """Return the descriptions of documents by id."""
    wanted = sorted(set(ids))
    out = {}
    for n in range(0, len(wanted), _CHUNK):
        for row in conn.execute(sa.select(t.document).where(t.document.c.id.in_(wanted[n : n + _CHUNK]))):
            out[int(row.id)] = row
    return out


def project_of_slug(conn: sa.Connection, slug: str, at: str = "") -> tuple[int, str] | None:
    """Return (project id, its slug) for any slug that was ever given, or None. ``at``: by the judgements of a time."""
    row = conn.execute(
        sa.select(t.record.c.id, t.record.c.project_id)
        .join(t.slug, t.slug.c.record_id == t.record.c.id)
        .where(t.slug.c.slug == slug)
    ).first()
    if row is None:
        return None
    project = clusters.membership(conn, at).get(row.id, row.id) if at else int(row.project_id)
    return project, slugs(conn, [project], at).get(project, slug)


def founding_record(conn: sa.Connection, slug: str) -> int | None:
    """Return the record that a slug was given to, or None."""
    found = conn.execute(sa.select(t.slug.c.record_id).where(t.slug.c.slug == slug)).scalar()
    return None if found is None else int(found)


def slugs(conn: sa.Connection, projects: Iterable[int] | None = None, at: str = "") -> dict[int, str]:
    """Return the slug of projects: the curated, else the oldest slug of their records.

    ``at``: of the projects that the judgements of a time made; "" for now.
    """
    members = clusters.membership(conn, at) if at else {}
    column = t.record.c.id if at else t.record.c.project_id
    query = sa.select(t.record.c.id, column, t.slug.c.curated, t.slug.c.slug).join(
        t.slug, t.slug.c.record_id == t.record.c.id
    )
    wanted = None
    if projects is not None:
        asked = set(projects)
        wanted = asked | {r for r, p in members.items() if p in asked}
    best: dict[int, tuple[int, int, str]] = {}
    for chunk in chunks(wanted):
        for record, own, curated, slug in conn.execute(query if chunk is None else query.where(column.in_(chunk))):
            project, age = members.get(own, own), (-curated, record, slug)
            if project not in best or age < best[project]:
                best[project] = age
    return {project: slug for project, (_, _, slug) in best.items()}


def merged(conn: sa.Connection, moment: Moment) -> dict[int, int]:
    """Return record -> project for all records that share their project with others at a moment."""
    if moment.recorded_before:
        members = clusters.membership(conn, moment.recorded_before)
        shared = {p for n, p in members.items() if n != p}
        return {n: p for n, p in members.items() if p in shared}
    r = t.record.c
    own = dict(tuple(row) for row in conn.execute(sa.select(r.id, r.project_id).where(r.id != r.project_id)))
    return own | {p: p for p in own.values()}


def spoken_of(conn: sa.Connection, moment: Moment, projects: Iterable[int]) -> set[int]:
    """Return those of the projects that have a dated claim at the moment, whatever its as-of date."""
    moment = settled(conn, moment)
    if moment.recorded_before:
        at = Moment("", moment.recorded_before)
        return {c.project_id for c in claims(conn, at, projects=list(projects)) if c.as_of_hi is not None}
    c, r = t.claim.c, t.record.c
    dated = sa.exists().where(c.record_id == r.id, c.live == 1, c.as_of_hi.is_not(None))
    query = sa.select(r.project_id).distinct().where(dated)
    return {p for chunk in chunks(projects) for p in conn.scalars(query.where(r.project_id.in_(chunk or ())))}


def chunks(wanted: Iterable[int] | None) -> list[Sequence[int] | None]:
    """Return the numbers in lists short enough for one query; [None] for all."""
    if wanted is None:
        return [None]
    ids = sorted(set(wanted))
    return [ids[n : n + _CHUNK] for n in range(0, len(ids), _CHUNK)]
