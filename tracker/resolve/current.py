"""The row of a project: headline values under the default policies.

:func:`summarise` is pure and serves both the stored table ``project_current`` (no bound, nothing that depends on today)
and every other date, which is computed on reading.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter

import sqlalchemy as sa

from tracker.clean.dates import FIRST
from tracker.clean.days import day_number, iso_day
from tracker.fields import AS_OF_BASES, FIELDS
from tracker.geopackage import to_blob, to_wkb
from tracker.resolve import plain_at
from tracker.resolve.choose import Chosen, choose
from tracker.resolve.geometry import locate
from tracker.resolve.plain_at import WANTED
from tracker.resolve.status import status_of
from tracker.store import dialect, places, read
from tracker.store import tables as t
from tracker.store.read import Moment, StoredClaim

_LOOKUP = AS_OF_BASES.index("lookup")
_FIRST_DAY = day_number(FIRST)
_HEADLINE = frozenset(name for name, f in FIELDS.items() if f.cardinality != "events" and f.type != "geometry")
_BATCH = 2000


def choices_of(claims: Sequence[StoredClaim]) -> dict[str, Chosen]:
    """Choose every headline field of one project. ``claims``: visible and standing, any order."""
    groups: dict[str, list[StoredClaim]] = {}
    for claim in claims:
        if claim.field in _HEADLINE:
            groups.setdefault(claim.field, []).append(claim)
    out: dict[str, Chosen] = {}
    for name in sorted(groups):
        chosen = choose(FIELDS[name], groups[name])
        if chosen is not None:
            out[name] = chosen
    return out


def summarise(
    project: int, slug: str, claims: Sequence[StoredClaim], choices: Mapping[str, Chosen], day: int | None = None
) -> dict[str, object]:
    """Return the row of one project as a mapping with the columns of ``project_current`` (``geom`` is plain WKB)."""
    status = status_of(choices, day)
    row: dict[str, object] = dict.fromkeys(t.CURRENT_COLUMNS)
    row.update(
        fid=project,
        slug=slug,
        name=_text(choices.get("name")) or slug,
        name_local=_text(choices.get("name_local")),
        country=_joined(choices.get("country"), ";"),
        sector=_text(choices.get("sector")),
        status=status.word,
        status_basis=status.basis,
        status_as_of=_day(status.decided_by.as_of_hi) if status.decided_by else None,
        owner=_joined(choices.get("owner"), "; "),
        conflicts=";".join(sorted(name for name, c in choices.items() if c.conflict)) or None,
        n_claims=len(claims),
        n_documents=len({c.document_id for c in claims}),
        last_evidence=_day(last_evidence(claims)),
    )
    if progress := choices.get("progress_pct"):
        w = progress.winner
        row.update(
            progress_pct=w.number,
            progress_item=w.item,
            progress_about=_day(w.about_hi if w.about_hi is not None else w.as_of_hi),
        )
    for name in t.DATE_FIELDS:
        if name in choices:
            w = choices[name].winner
            row.update({name: w.text, f"{name}_lo": _day(w.lo), f"{name}_hi": _day(w.hi)})
    for name in t.MONEY_FIELDS:
        if name in choices:
            w = choices[name].winner
            row.update({name: w.number, f"{name}_currency": w.unit, f"{name}_price_year": w.price_year})
    if length := choices.get("length_km"):
        row["length_km"] = length.winner.number
    place = locate([c for c in claims if c.field == "geometry"])
    if place:
        row["geom"], row["geometry_precision"], row["geometry_type"] = place
    return row


def last_evidence(claims: Iterable[StoredClaim]) -> int | None:
    """Return the newest day on which a dated document spoke; look-ups and undated recalls do not count."""
    return max(
        (c.as_of_hi for c in claims if c.as_of_hi is not None and c.basis != _LOOKUP and c.as_of_lo != _FIRST_DAY),
        default=None,
    )


def by_project(claims: Iterable[StoredClaim]) -> Iterator[tuple[int, list[StoredClaim]]]:
    """Group claims that come ordered by project."""
    for project, group in groupby(claims, key=attrgetter("project_id")):
        yield project, list(group)


def refresh(conn: sa.Connection, projects: Sequence[int] | str | None = None) -> int:
    """Make ``project_current`` and its spatial index anew for the given projects; return how many.

    ``projects``: their ids, or SQL that selects them; None for all.
    """
    dialect.temp_table(conn, WANTED, "project_id INTEGER primary key")
    if projects is None:
        conn.execute(sa.delete(t.project_current))
        places.forget(conn, "")
        conn.exec_driver_sql(f"insert into {WANTED} select distinct project_id from record")
    else:
        if isinstance(projects, str):
            conn.exec_driver_sql(f"insert into {WANTED} {projects}")
        elif projects:
            dialect.load(conn, WANTED, ("project_id",), [(i,) for i in sorted(set(projects))])
        conn.exec_driver_sql(f"delete from project_current where fid in (select project_id from {WANTED})")
        places.forget(conn, WANTED)
    dialect.analyze(conn, WANTED, "record", "slug", "claim", "carried")
    plain_at.insert_rows(conn)
    rest = list(
        conn.exec_driver_sql(
            f"select project_id from {WANTED} except select fid from project_current order by 1"
        ).scalars()
    )
    for start in range(0, len(rest), _BATCH):
        chunk = rest[start : start + _BATCH]
        _fill(conn, read.claims(conn, Moment(), projects=chunk), read.slugs(conn, chunk))
    _index_places(conn)
    done = conn.exec_driver_sql(
        f"select count(*) from {WANTED} w join project_current p on p.fid = w.project_id"
    ).scalar_one()
    conn.exec_driver_sql(f"drop table {WANTED}")
    dialect.analyze_grown(conn, "project_current", int(done))
    return int(done)


def _index_places(conn: sa.Connection) -> None:
    """Put the bounds of the wanted projects' places into the spatial index of the file."""
    if dialect.is_server(conn):
        return
    import numpy as np
    import shapely

    rows = conn.exec_driver_sql(
        f"select p.fid, p.geom from {WANTED} w join project_current p on p.fid = w.project_id"
        " where p.geom is not null order by p.fid"
    )
    fids: list[int] = []
    bounds = [np.empty((0, 4))]
    for batch in rows.partitions(_BATCH):
        fids += [fid for fid, _ in batch]
        bounds.append(shapely.bounds(shapely.from_wkb([to_wkb(blob) for _, blob in batch])))
    places.index(conn, np.array(fids, dtype=np.int64), np.concatenate(bounds))


def _fill(conn: sa.Connection, claims: Iterable[StoredClaim], slugs: Mapping[int, str]) -> None:
    # "" stands for NULL on the way: Python's sqlite3 binds a None ten times as slowly as a text.
    on_server = dialect.is_server(conn)
    marks = ["%s" if on_server else "nullif(?, '')"] * len(t.CURRENT_COLUMNS)
    if on_server:
        marks[t.CURRENT_COLUMNS.index("geom")] = places.stored(conn, "%s")
    insert = f"insert into project_current({', '.join(t.CURRENT_COLUMNS)}) values({', '.join(marks)})"
    nothing = None if on_server else ""
    rows: list[tuple[object, ...]] = []
    for project, group in by_project(claims):
        row = summarise(project, slugs.get(project, str(project)), group, choices_of(group))
        wkb = row["geom"]
        if isinstance(wkb, bytes) and not on_server:
            row["geom"] = to_blob(wkb)
        rows.append(tuple([nothing if v is None or v == "" else v for v in row.values()]))
    if rows:
        conn.exec_driver_sql(insert, rows)


def _text(choice: Chosen | None) -> str | None:
    whole = _of_the_whole(choice)
    return whole[0].text if whole else None


def _joined(choice: Chosen | None, separator: str) -> str | None:
    whole = _of_the_whole(choice)
    return separator.join(dict.fromkeys((c.text or "") for c in whole)) if whole else None


def _of_the_whole(choice: Chosen | None) -> list[StoredClaim]:
    """Return what stands in the headline: of a set, the members that speak of the whole project."""
    if choice is None:
        return []
    return [c for c in choice.members or (choice.winner,) if c.scope == "whole"]


def _day(number: int | None) -> str | None:
    return iso_day(number) if number is not None else None


def day_of(iso: str) -> int | None:
    """Return the number of an ISO day, None for ""."""
    return day_number(iso) if iso else None
