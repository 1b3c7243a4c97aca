"""Rows of ``project_current`` for projects about which everything was told once: there is nothing to choose.

Most projects of most tables are of this kind: one record, one claim a field. One statement makes all their rows, ten
times as quickly as :func:`tracker.resolve.current.summarise` does; a test holds the two to the same answers. Whatever
needs a choice (two claims of one field, a part of a work, an item, a unit that is not the field's, a claim told by
several runs of imports) is left to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import sqlalchemy as sa

from tracker.clean.dates import FIRST
from tracker.clean.days import day_number
from tracker.fields import AS_OF_BASES, FIELDS, OVERALL_PROGRESS
from tracker.resolve.status import WITHDRAWN
from tracker.store import dialect, places
from tracker.store import tables as t

#: TEMP table of the projects whose rows are to be made.
WANTED = "wanted"
_PLAIN = "plain"
_NO_DAY = -(10**7)
_PROGRESS = ("progress_pct", "progress_planned")
_OVERALL = ", ".join(f"'{word}'" for word in OVERALL_PROGRESS)
_LEADS = tuple(name for name, f in FIELDS.items() if f.cardinality != "events")


def insert_rows(conn: sa.Connection, fields: Mapping[str, int]) -> None:
    """Insert the rows of those projects in TEMP ``wanted`` that are plain.

    Parameters
    ----------
    fields
        Number of each field in this ledger.
    """
    if not FIELDS.keys() <= fields.keys():  # nothing was ever imported here by a tracker of today
        return
    places.prepare(conn)
    dialect.temp_table(
        conn,
        _PLAIN,
        "project_id INTEGER primary key, record_id INTEGER, n_claims INTEGER, n_documents INTEGER,"
        " last_evidence INTEGER",
    )
    dialect.analyze(conn, WANTED, "record", "slug", "claim", "carried")
    conn.exec_driver_sql(_find(fields))
    dialect.analyze(conn, _PLAIN)
    conn.exec_driver_sql(_insert(conn, fields))
    conn.exec_driver_sql(f"drop table {_PLAIN}")


def _find(ids: Mapping[str, int]) -> str:
    """Return SQL that finds the plain ones among the wanted projects, and counts what they hold."""
    # Progress in something else than the whole work is no headline: it stands beside, as events do.
    plain = ", ".join(str(ids[name]) for name in _LEADS if name not in _PROGRESS)
    progress = ", ".join(str(ids[name]) for name in _PROGRESS)
    leads = f"(c.field_id in ({plain}) or c.field_id in ({progress}) and c.item in ({_OVERALL}))"
    other_units = [f"c.field_id = {ids[name]} and c.unit <> '{f.unit}'" for name, f in FIELDS.items() if f.unit]
    needs_choice = (
        f"{leads} and (c.scope is not null or c.item is not null and c.field_id not in ({progress})"
        f" or coalesce({' or '.join(other_units)}, false))"
        " or exists(select 1 from carried x where x.claim_id = c.id and x.first_import > k.first_import)"
    )
    claims = f"from {WANTED} w join record r on r.project_id = w.project_id join claim c on c.record_id = r.id"
    evidence = (
        f"max(case when k.basis <> {AS_OF_BASES.index('lookup')} and c.as_of_lo <> {day_number(FIRST)}"
        " then c.as_of_hi end)"
    )
    # Asked of each project by the index. A server puts a long "not in (select ...)" into no hash and reads all of it
    # for each project: 100,000 of them took more than 40 minutes.
    told_twice = (
        "select 1 from claim x where x.record_id = q.record_id and x.live = 1 group by x.field_id having count(*) > 1"
    )
    return (
        f"insert into {_PLAIN} select * from (select r.project_id, min(r.id) as record_id, count(*),"
        f" count(distinct k.document_id), {evidence}"
        f" {claims} join carried k on k.claim_id = c.id where c.live = 1 group by r.project_id"
        f" having min(r.id) = max(r.id) and max(case when {needs_choice} then 1 else 0 end) = 0) q"
        f" where not exists({told_twice})"
    )


def headline(conn: sa.Connection, until: int | None = None) -> dict[str, str]:
    """Return SQL for each column of ``project_current``, of the claims chosen.

    They are named like their fields; ``p`` is the project: its number, slug and counts.

    Parameters
    ----------
    until
        As-of day (number): an actual date after it is not reached yet. None for no bound.
    """
    day = partial(dialect.day, conn)

    def later(event: str) -> str:
        """SQL for: told later than the status was stated, and happened after it."""
        return (
            f"coalesce({event}.as_of_hi, {_NO_DAY}) > coalesce(status.as_of_hi, {_NO_DAY})"
            f" and {event}.value_hi > coalesce(status.as_of_lo, {_NO_DAY})"
        )

    shown = {
        "fid": "p.project_id",
        "slug": "p.slug",
        "name": "coalesce(name.value_text, p.slug)",
        "progress_pct": "progress_pct.value_num",
        "progress_item": "progress_pct.item",
        "progress_about": day("coalesce(progress_pct.about_hi, progress_pct.as_of_hi)"),
        "length_km": "length_km.value_num",
        "conflicts": "null",
        "n_claims": "p.n_claims",
        "n_documents": "p.n_documents",
        "last_evidence": day("p.last_evidence"),
        "geometry_precision": "case when geometry.id is not null then coalesce(geometry.unit, 'approximate') end",
        "geometry_type": places.type_of(conn, "geometry.value_geom"),
        "geom": places.stored(conn, "geometry.value_geom"),
    }
    shown |= {name: f"{name}.value_text" for name in ("name_local", "country", "sector", "owner")}
    for name in t.DATE_FIELDS:
        shown |= {
            name: f"{name}.value_text",
            f"{name}_lo": day(f"{name}.value_lo"),
            f"{name}_hi": day(f"{name}.value_hi"),
        }
    for name in t.MONEY_FIELDS:
        shown |= {
            name: f"{name}.value_num",
            f"{name}_currency": f"{name}.unit",
            f"{name}_price_year": f"{name}.price_year",
        }
    # Way, word, basis and decider of a status: see tracker.resolve.status.
    opened, started = (
        f"{event}.value_hi {'is not null' if until is None else f'<= {until}'}"
        for event in ("completion_actual", "start_actual")
    )
    way = (
        "case when status.id is not null then case"
        f" when status.value_text in ({', '.join(repr(word) for word in WITHDRAWN)}) then 0"
        f" when {opened} and status.value_text <> 'operating' and {later('completion_actual')} then 1"
        f" when {started} and status.value_text in ('proposed', 'planned') and {later('start_actual')} then 2"
        f" else 0 end when {opened} then 1 when {started} then 2"
        " when completion_planned.id is not null then 3 when start_planned.id is not null then 4 else 5 end"
    )
    words = ("status.value_text", "'operating'", "'construction'", "'planned'", "'planned'", "'proposed'")
    deciders = ("status", "completion_actual", "start_actual", "completion_planned", "start_planned")
    said = " ".join(f"when {n} then {claim}.as_of_hi" for n, claim in enumerate(deciders))
    shown |= {
        "status": f"case {way} {' '.join(f'when {n} then {word}' for n, word in enumerate(words))} end",
        "status_basis": f"case {way} when 0 then 'claimed' else 'derived' end",
        "status_as_of": day(f"case {way} {said} end"),
    }
    return shown


def _insert(conn: sa.Connection, ids: Mapping[str, int]) -> str:
    """Return SQL that makes the rows of the plain projects."""
    shown = headline(conn)
    used = sorted(name for name in ids if any(f"{name}." in sql for sql in shown.values()))
    joins = "".join(
        f" left join claim {name} on {name}.record_id = p.record_id and {name}.field_id = {ids[name]}"
        f" and {name}.live = 1" + (f" and {name}.item in ({_OVERALL})" if name in _PROGRESS else "")
        for name in used
    )
    return (
        f"insert into project_current({', '.join(t.CURRENT_COLUMNS)})"
        f" select {', '.join(shown[name] for name in t.CURRENT_COLUMNS)} from (select q.*,"
        " (select x.slug from record r join slug x on x.record_id = r.id"
        " where r.project_id = q.project_id order by -x.curated, x.record_id, x.slug limit 1) as slug"
        f" from {_PLAIN} q) p"
        f"{joins} order by p.project_id"
    )
