"""Rows of projects at any moment of both clocks, by one statement, where the newest statement of each field wins.

At a date most projects have several statements a field, told one after the other. The statement takes the newest of
each (of a few fields the first) and looks whether any other statement could matter beside it: one of the same day, one
that a better-ranked document contradicts, another voice with another value near enough in time. Where one could, the
row is *in doubt*, and :mod:`tracker.resolve.choose` must decide; so must it for projects of several records. What is in
doubt may be too much, never too little: a test holds the two ways to the same answers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from tracker.clean.dates import FIRST
from tracker.clean.days import day_number
from tracker.fields import AS_OF_BASES, FIELDS
from tracker.model import WEAK_RANK
from tracker.resolve.doubts import ID_MASK, OTHERS, SHOWN, doubts, key, leads, odd, others
from tracker.resolve.headline import headline
from tracker.store import dialect, places, read
from tracker.store import tables as t
from tracker.store.read import Moment
from tracker.store.store import field_ids

_STATUS = ("status", *t.DATE_FIELDS)
#: Columns that need every claim of a project; the others need those of their own field.
_WEAK = f"select 1 from document dk where dk.id = k.document_id and dk.rank >= {WEAK_RANK}"
COUNTED = frozenset({"conflicts", "n_claims", "n_documents", "last_evidence"})

#: TEMP table of the projects whose rows are to be made.
WANTED = "wanted"

#: What records are to be among; None for all.
Some = Any


class Row(NamedTuple):
    """The row of a record that is a project of its own; ``values`` are in the order of ``project_current``."""

    record: int
    in_doubt: bool
    values: Sequence[Any]


def fields_of(columns: Collection[str]) -> tuple[str, ...] | None:
    """Return the fields that some columns of a row are made of; None where they need every claim."""
    if COUNTED & set(columns):
        return None
    out: set[str] = set()
    for column in columns:
        if column in ("fid", "slug"):
            continue
        if column.startswith("status"):
            out.update(_STATUS)
        elif column.startswith("geom"):
            out.add("geometry")
        elif column.startswith("progress"):
            out.add("progress_pct")
        else:
            out.add(next(name for name in sorted(SHOWN, key=len, reverse=True) if column.startswith(name)))
    return tuple(sorted(out))


def rows(
    conn: sa.Connection, moment: Moment, fields: Sequence[str] | None = None, records: Sequence[int] | None = None
) -> Iterator[Row]:
    """Yield the row of each record of which something is known at a moment, as if it were a project of its own.

    Parameters
    ----------
    moment
        As :func:`tracker.store.read.settled` gives it.
    fields
        Only what these fields tell (see :func:`fields_of`); the other columns are empty. None: the whole row.
    records
        Only these; None for all.
    """
    places.prepare(conn)
    ids = field_ids(conn)
    if not FIELDS.keys() <= ids.keys():  # nothing was ever imported here by a tracker of today
        ids = dict.fromkeys(FIELDS, 0) | ids
    query = _query(conn, moment, ids, fields, None if records is None else sa.bindparam("some", expanding=True))
    for chunk in read.chunks(records):
        given = None if chunk is None else {"some": chunk}
        for record, in_doubt, *values in read.stream(conn, query, given, whole=True):
            yield Row(record, bool(in_doubt), values)


def insert_rows(conn: sa.Connection) -> None:
    """Insert the rows of today into ``project_current`` of those in TEMP ``wanted`` that are one record, not in doubt.

    For those that have no row yet. Whatever is in doubt is left to the choosing.
    """
    ids = field_ids(conn)
    if not FIELDS.keys() <= ids.keys():  # nothing was ever imported here by a tracker of today
        return
    places.prepare(conn)
    wanted = sa.text(
        f"select w.project_id from {WANTED} w join record own on own.id = w.project_id and own.project_id = own.id"
        " where not exists(select 1 from project_current done where done.fid = w.project_id)"
        " and not exists(select 1 from record more where more.project_id = w.project_id and more.id <> w.project_id)"
    )
    moment = Moment()
    made = _headline(conn, moment) | {"geom": places.stored(conn, "geometry.value_geom")}
    columns = [made[name] for name in t.CURRENT_COLUMNS]
    query = _select(conn, moment, ids, None, columns, wanted).where(sa.text(f"not ({_doubt(conn, moment, ids, None)})"))
    conn.execute(sa.insert(t.project_current).from_select(t.CURRENT_COLUMNS, query))


def _query(
    conn: sa.Connection, moment: Moment, ids: Mapping[str, int], fields: Sequence[str] | None, some: Some
) -> sa.Select[Any]:
    made = _headline(conn, moment)
    empty = {c for c in t.CURRENT_COLUMNS if c not in ("fid", "slug") and not _made_of(c, fields)}
    columns = [_column(name, "null" if name in empty else made[name]) for name in t.CURRENT_COLUMNS]
    doubt = f"case when {_doubt(conn, moment, ids, fields)} then 1 else 0 end"
    return _select(conn, moment, ids, fields, ["p.fid", doubt, *columns], some)


def _headline(conn: sa.Connection, moment: Moment) -> dict[str, str]:
    """Return SQL for each column of the row of a record."""
    made = headline(conn, day_number(moment.as_of) if moment.as_of else None) | {
        "geom": "geometry.value_geom",
        "geometry_type": places.type_of(conn, "geometry.value_geom"),
        "slug": "(select x.slug from slug x where x.record_id = p.fid order by -x.curated, x.slug limit 1)",
        "fid": "p.fid",
        "conflicts": "null",
    }
    made["name"] = made["name"].replace("p.slug", made["slug"])
    return made


def _doubt(conn: sa.Connection, moment: Moment, ids: Mapping[str, int], fields: Sequence[str] | None) -> str:
    """SQL for: the row is in doubt."""
    reasons = doubts(conn, moment, ids, _shown(fields), conflicts=fields is None)
    if fields is not None:
        return " or ".join(reasons)
    reasons += others(conn, moment, ids)
    # Where nothing was said but what won, nothing can be in doubt, and no index need be asked.
    winners = " + ".join(f"(case when p.{name} is null then 0 else 1 end)" for name in _shown(None))
    return f"p.n_claims > {winners} and ({' or '.join(reasons)})"


def _shown(fields: Sequence[str] | None) -> list[str]:
    return [name for name in SHOWN if fields is None or name in fields]


def _select(
    conn: sa.Connection,
    moment: Moment,
    ids: Mapping[str, int],
    fields: Sequence[str] | None,
    columns: Sequence[str],
    some: Some,
) -> sa.Select[Any]:
    """Return SQL for columns of the records that are known: ``p`` and, named like its field, the winner of each."""
    shown = _shown(fields)
    winners = _winners(conn, moment, ids, shown, every=fields is None, some=some).cte("p")
    joins = "".join(f" {dialect.join_by_id(conn, 'claim', name, f'(p.{name} & {ID_MASK})')}" for name in shown)
    query: Any = sa.select(*(sa.literal_column(sql) for sql in columns))
    made_of: sa.Select[Any] = query.select_from(sa.text(f"p{joins}")).add_cte(winners)
    return made_of


def _made_of(column: str, fields: Sequence[str] | None) -> bool:
    """True where the given fields tell a column."""
    if fields is None:
        return True
    needed = fields_of((column,))
    return needed is not None and set(needed) <= set(fields)


def _column(name: str, sql: str) -> str:
    """Return SQL for a column of a row: texts are never NULL."""
    column = t.project_current.c[name]
    is_text = not isinstance(column.type, (sa.Integer, sa.Double, t.Place))
    return f"coalesce(cast({sql} as text), '')" if is_text else sql


def _winners(
    conn: sa.Connection,
    moment: Moment,
    ids: Mapping[str, int],
    shown: Sequence[str],
    *,
    every: bool,
    some: Some,
) -> sa.Select[Any]:
    """Return SQL for (record, best claim of each field and what it is sorted by, counts), of what is known."""
    c, r, k = t.claim.alias("c"), t.record.alias("r"), t.carried.alias("k")
    conditions = read.visible(conn, moment, c, r, k)[1]
    seen = "" if every else " and k.claim_id is not null"
    columns = {name: f"max({key(FIELDS[name])}) filter (where {leads(name, 'c', ids)}{seen})" for name in shown}
    columns["n_odd"] = f"count(*) filter (where {odd(ids, shown)})"
    best, worst = conn.execute(sa.select(sa.func.min(t.document.c.rank), sa.func.max(t.document.c.rank))).one()
    # A weak document gives way to a better one only.
    is_mixed = best is not None and worst >= WEAK_RANK and best < worst
    columns["n_weak"] = f"count(*) filter (where exists({_WEAK}))" if is_mixed else "0"
    if every:
        in_others = f"c.field_id in ({', '.join(str(ids[name]) for name in OTHERS)})"
        columns |= {
            "n_claims": "count(*)",
            "n_documents": "count(distinct k.document_id)",
            "last_evidence": f"max(c.as_of_hi) filter (where k.basis <> {AS_OF_BASES.index('lookup')}"
            f" and c.as_of_lo <> {day_number(FIRST)})",
            "n_others": f"count(*) filter (where {in_others})",
        }
    made: list[Any] = [sa.literal_column(sql).label(name) for name, sql in columns.items()]
    if every:
        query = (
            sa.select(c.c.record_id.label("fid"), *made)
            .select_from(c.join(r, r.c.id == c.c.record_id).join(k, k.c.claim_id == c.c.id))
            .where(*conditions)
            .group_by(c.c.record_id)
        )
        if moment.as_of:
            query = query.having(sa.or_(sa.func.max(c.c.as_of_hi).is_not(None), ~_spoken(conn, moment, c.c.record_id)))
        return query if some is None else query.where(c.c.record_id.in_(some))
    if shown:
        wanted = c.c.field_id.in_([ids[name] for name in shown])
        told = r.outerjoin(c, sa.and_(c.c.record_id == r.c.id, wanted))
        told = told.outerjoin(k, sa.and_(k.c.claim_id == c.c.id, *conditions))
        query = sa.select(r.c.id.label("fid"), *made).select_from(told).group_by(r.c.id)
    else:
        query = sa.select(r.c.id.label("fid"), *(sa.literal(0).label(name) for name in columns))
    known = _any(conn, moment, r.c.id, r, dated=bool(moment.as_of))
    if moment.as_of:
        known = sa.or_(known, sa.and_(~_spoken(conn, moment, r.c.id, r), _any(conn, moment, r.c.id, r)))
    query = query.where(known)
    return query if some is None else query.where(r.c.id.in_(some))


def _spoken(
    conn: sa.Connection, moment: Moment, record: sa.ColumnElement[int], r: sa.FromClause | None = None
) -> sa.ColumnElement[bool]:
    """SQL for: a dated document speaks of the record, at whatever as-of date."""
    return _any(conn, Moment("", moment.recorded_before), record, r, dated=True)


def _any(
    conn: sa.Connection,
    moment: Moment,
    record: sa.ColumnElement[int],
    r: sa.FromClause | None = None,
    *,
    dated: bool = False,
) -> sa.ColumnElement[bool]:
    """SQL for: the record has a (dated) claim that is visible at the moment. ``r``: where the query has its row."""
    y, ry, ky = t.claim.alias("y"), t.record.alias("ry"), t.carried.alias("ky")
    told = y.join(ky, ky.c.claim_id == y.c.id)
    query = (
        sa.select(sa.literal(1))
        .select_from(told if r is not None else told.join(ry, ry.c.id == y.c.record_id))
        .where(y.c.record_id == record, *read.visible(conn, moment, y, ry if r is None else r, ky)[1])
    )
    if dated:
        query = query.where(y.c.as_of_hi.is_not(None))
    return query.correlate_except(y, ry, ky).exists()
