"""Projects at any moment other than now: computed on reading, never stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import sqlalchemy as sa

from tracker.resolve import current, plain_at
from tracker.resolve.current import by_project, choices_of, summarise
from tracker.store import read
from tracker.store import tables as t
from tracker.store.read import Moment, StoredClaim
from tracker.views.rows import ProjectRow

#: Columns of a row that hold text: "" where there is none.
TEXT = frozenset(c.name for c in t.project_current.columns if not isinstance(c.type, (sa.Integer, sa.Double, t.Place)))
#: So many projects are chosen at a time.
_CHUNK = 900


def computed(
    conn: sa.Connection, at: Moment, fields: Sequence[str] | None = None, projects: Sequence[int] | None = None
) -> Iterator[ProjectRow]:
    """Yield the projects of which something was known at a moment, in no order.

    Most rows come from one statement; where it is in doubt, or several records are one project, all claims are read and
    chosen among.

    Parameters
    ----------
    at
        As :func:`tracker.store.read.settled` gives it.
    fields
        Only the columns that these fields tell need be right, see :func:`tracker.resolve.plain_at.fields_of`.
    projects
        Only these; None for all.
    """
    shared = read.merged(conn, at)
    heads = set(shared.values())
    rest = set() if projects is None else heads.intersection(projects)
    records = None if projects is None else [p for p in projects if p not in heads]
    for record, in_doubt, values in plain_at.rows(conn, at, fields, records):
        if record in shared:
            rest.add(shared[record])
        elif in_doubt:
            rest.add(record)
        else:
            yield ProjectRow(*values)
    yield from chosen(conn, at, rest)


def chosen(conn: sa.Connection, at: Moment, projects: Iterable[int]) -> Iterator[ProjectRow]:
    """Yield the rows of the given projects, chosen among all their claims."""
    day = current.day_of(at.as_of)
    for chunk in read.chunks(projects):
        assert chunk is not None
        slugs = read.slugs(conn, chunk, at.recorded_before)
        groups = dict(by_project(read.claims(conn, at, projects=chunk)))
        # A project is known once a dated document spoke of it; one of which none ever did is known at every date.
        quiet = [project for project, claims in groups.items() if is_quiet(claims, at)]
        spoken = read.spoken_of(conn, at, quiet) if quiet else set()
        for project, claims in groups.items():
            if project not in spoken:
                slug = slugs.get(project, str(project))
                yield row_of(summarise(project, slug, claims, choices_of(claims), day))


def is_quiet(claims: Sequence[StoredClaim], at: Moment) -> bool:
    """True where no dated document speaks at an as-of date: names and places are visible at every date."""
    return bool(at.as_of) and all(c.as_of_hi is None for c in claims)


def row_of(values: Mapping[str, object]) -> ProjectRow:
    """Return the row of a mapping with the columns of ``project_current`` (``geom``: plain WKB)."""
    return ProjectRow(*("" if v is None and k in TEXT else v for k, v in values.items()))  # type: ignore[arg-type]
