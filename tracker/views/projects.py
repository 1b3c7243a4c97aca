"""Projects as rows and as cards, at any moment of both clocks."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any

import sqlalchemy as sa

from tracker.clean.days import day_number, iso_day
from tracker.errors import UsageError
from tracker.fields import STATUSES
from tracker.resolve import current, plain_at
from tracker.resolve.current import choices_of, summarise
from tracker.resolve.status import OPEN_ENDED, SILENCE_DAYS, with_silence
from tracker.store import places, read
from tracker.store import tables as t
from tracker.store.read import Moment, StoredClaim
from tracker.store.store import Store
from tracker.views.claims import claim_rows, to_choice
from tracker.views.computed import TEXT, computed, is_quiet, row_of
from tracker.views.moments import today
from tracker.views.rows import Card, ProjectRow
from tracker.vocab import country_code, sector_exists

#: Up to so many projects are fetched by their numbers; above that all are read in one go.
_FEW = 900
#: At another moment up to so many projects are computed one by one; above that all are.
_SOME = 20_000

#: What projects can be sorted by -> columns of the row. Money sorts within its currency.
SORTS = {
    "name": ("name",),
    "slug": ("slug",),
    "status": ("status", "name"),
    "sector": ("sector", "name"),
    "country": ("country", "name"),
    "cost": ("cost_estimate_currency", "cost_estimate"),
    "budget": ("cost_budget_currency", "cost_budget"),
    "progress": ("progress_pct",),
    "start": ("start_actual_lo",),
    "opening": ("completion_actual_lo",),
    "planned-opening": ("completion_planned_lo",),
    "evidence": ("last_evidence",),
    "claims": ("n_claims",),
}


@dataclass(frozen=True, slots=True)
class Filters:
    """Which projects. Empty means all; several values of one filter are alternatives, filters act together.

    ``bbox``: west, south, east, north in degrees (WGS 84); west > east crosses the date line.
    """

    sector: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    text: str = ""
    bbox: tuple[float, float, float, float] | None = None

    def checked(self) -> Filters:
        """Return the filters with countries as alpha-3 codes; raise UsageError on words that cannot match."""
        for word in self.status:
            if word not in STATUSES:
                raise UsageError(f"There is no status {word!r}.", f"Use one of {', '.join(STATUSES)}.")
        codes = []
        for word in self.country:
            code = country_code(word)
            if code is None:
                raise UsageError(f"There is no country {word!r}.", "Use an ISO code (CHN) or the English name.")
            codes.append(code)
        if self.bbox:
            west, south, east, north = self.bbox
            if not (-90 <= south <= north <= 90 and -180 <= west <= 180 and -180 <= east <= 180):
                raise UsageError(
                    "The box is not on the earth.", "Give west,south,east,north in degrees: 100,20,112,26."
                )
        return replace(self, country=tuple(codes))

    def columns(self) -> tuple[str, ...]:
        """Return the columns of a row that the filters in use look at."""
        looks = {
            ("sector",): self.sector, ("status",): self.status, ("country",): self.country,
            ("name", "name_local", "owner"): self.text, ("geom",): self.bbox,
        }  # fmt: skip
        return tuple(name for names, used in looks.items() if used for name in names)

    def describe(self) -> dict[str, str]:
        """Return the filters in use as words, for titles and citations."""
        out = {k: ", ".join(getattr(self, k)) for k in ("sector", "status", "country") if getattr(self, k)}
        if self.text:
            out["text"] = self.text
        if self.bbox:
            out["bbox"] = ",".join(f"{x:g}" for x in self.bbox)
        return out


def fold(text: str) -> str:
    """Return text for searching: no case, no marks, in any script."""
    if text.isascii():
        return text.lower()
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))


def projects(
    store: Store, at: Moment | None = None, filters: Filters | None = None, sort: str = "name", limit: int | None = None
) -> list[ProjectRow]:
    """Return projects at a moment. ``sort``: a key of :data:`SORTS`, with "-" in front for descending.

    Today's rows come ready from ``project_current``; any other moment is computed from its claims. Rows that lack what
    is sorted by come last.
    """
    with store.read() as conn:
        return projects_in(conn, at or Moment(), filters or Filters(), sort, limit)


def listed(
    store: Store, at: Moment | None = None, filters: Filters | None = None, sort: str = "name", limit: int | None = None
) -> tuple[list[ProjectRow], int]:
    """:func:`projects`, and how many there are without the limit: in one look at the ledger."""
    with store.read() as conn:
        return _listed(conn, at or Moment(), filters or Filters(), sort, limit)


def projects_in(
    conn: sa.Connection, at: Moment, filters: Filters, sort: str = "name", limit: int | None = None
) -> list[ProjectRow]:
    """:func:`projects` inside a read that is open already."""
    return _listed(conn, at, filters, sort, limit)[0]


def _listed(
    conn: sa.Connection, at: Moment, filters: Filters, sort: str, limit: int | None
) -> tuple[list[ProjectRow], int]:
    filters = filters.checked()
    _check_sectors(conn, filters)
    key = sort.removeprefix("-")
    if key not in SORTS:
        raise UsageError(f"Projects cannot be sorted by {key!r}.", f"Use one of {', '.join(SORTS)}.")
    now = today(conn, at)
    at = read.settled(conn, at)
    if at.is_now:
        found = _asked(conn, filters, SORTS[key])
        places = _in_order(found, sort)[: limit or None]
        return _ready(conn, [int(found[i][0]) for i in places], now), len(found)
    rows, total = _at(conn, at, filters, sort, limit)
    return [_with_silence(row, now) for row in rows], total


def _at(
    conn: sa.Connection, at: Moment, filters: Filters, sort: str, limit: int | None
) -> tuple[list[ProjectRow], int]:
    """Return the projects of another moment: first what they are chosen and sorted by, then the rows that are shown."""
    columns = SORTS[sort.removeprefix("-")]
    some, total = None, 0
    if limit or filters != Filters():
        fields = plain_at.fields_of((*columns, *filters.columns()))
        if fields is not None:
            keys = [
                (r.fid, r.slug, *(getattr(r, c) for c in columns))
                for r in computed(conn, at, fields)
                if matches(r, filters)
            ]
            some, total = [keys[i][0] for i in _in_order(keys, sort)[: limit or None]], len(keys)
            if len(some) <= _SOME:
                rows = {r.fid: r for r in computed(conn, at, projects=some)}
                return [rows[fid] for fid in some], total
    wanted = None if some is None else set(some)
    found = [r for r in computed(conn, at) if (matches(r, filters) if wanted is None else r.fid in wanted)]
    keys = [(r.fid, r.slug, *(getattr(r, c) for c in columns)) for r in found]
    total = total or len(found)
    return [found[i] for i in _in_order(keys, sort)[: limit or None]], total


def count(store: Store, at: Moment | None = None, filters: Filters | None = None) -> int:
    """Return how many projects pass the filters at a moment."""
    with store.read() as conn:
        return count_in(conn, at or Moment(), filters or Filters())


def _check_sectors(conn: sa.Connection, filters: Filters) -> None:
    """Raise on a sector that neither the vocabulary nor the ledger knows."""
    unknown = [word for word in filters.sector if not sector_exists(word)]
    if unknown:
        known = set(conn.scalars(sa.select(t.project_current.c.sector).distinct()))
        for word in unknown:
            if word not in known:
                near = get_close_matches(word, sorted(x for x in known if x), n=3, cutoff=0.5)
                hint = (
                    f"Did you mean {' or '.join(near)}?"
                    if near
                    else f"Known here: {', '.join(sorted(x for x in known if x))}."
                )
                raise UsageError(f"There is no sector {word!r}.", hint)


def count_in(conn: sa.Connection, at: Moment, filters: Filters) -> int:
    """Return how many projects the filters let through."""
    filters, at = filters.checked(), read.settled(conn, at)
    if at.is_now:
        return len(_asked(conn, filters, ()))
    return sum(matches(row, filters) for row in computed(conn, at, plain_at.fields_of(filters.columns())))


def matches(row: ProjectRow, filters: Filters) -> bool:
    """True where a row passes the filters."""
    if filters.sector and row.sector not in filters.sector:
        return False
    if filters.status and row.status not in filters.status:
        return False
    if filters.country and not set(filters.country) & set(row.country.split(";")):
        return False
    if filters.text and not _has_words(filters.text, row.name, row.name_local, row.slug, row.owner):
        return False
    return not filters.bbox or (row.wkb is not None and _inside(row.wkb, filters.bbox))


def find(store: Store, name: str, at: Moment | None = None) -> tuple[int, str]:
    """Return (project id, its slug) for a slug, old or new, or a part of a name that fits one project only.

    ``at``: by the judgements that stood in the ledger of that moment.

    Raises
    ------
    UsageError
        Nothing fits, or several do: the message names the nearest.
    """
    when = at.recorded_before if at else ""
    with store.read() as conn:
        found = read.project_of_slug(conn, name, when)
        if found:
            return found
        c = t.project_current.c
        rows = conn.execute(sa.select(c.fid, c.slug, c.name, c.name_local)).all()
    wanted = fold(name)
    hits = [r for r in rows if wanted in fold(f"{r.name}\n{r.name_local or ''}\n{r.slug}")]
    if len(hits) == 1:
        with store.read() as conn:
            return read.project_of_slug(conn, hits[0].slug, when) or (int(hits[0].fid), str(hits[0].slug))
    if hits:
        names = ", ".join(sorted(r.slug for r in hits)[:8])
        raise UsageError(f"{name!r} fits {len(hits)} projects: {names}.", "Use one of these ids.")
    near = get_close_matches(wanted, [str(r.slug) for r in rows], n=3, cutoff=0.5)
    hint = f"Did you mean {' or '.join(near)}? " if near else ""
    raise UsageError(f"There is no project {name!r}.", f"{hint}`tracker list --text WORD` searches names.")


def card(store: Store, name: str, at: Moment | None = None) -> Card:
    """Return one project in depth at a moment: its row, its visible claims in reading order, what was chosen."""
    at = at or Moment()
    project, slug = find(store, name, at)
    with store.read() as conn:
        claims = list(read.claims(conn, at, projects=[project]))
        if not claims or (is_quiet(claims, at) and read.spoken_of(conn, at, [project])):
            when = f" as of {at.as_of}" if at.as_of else ""
            when += f" in the ledger of {at.recorded_before}" if at.recorded_before else ""
            raise UsageError(
                f"Nothing was known of {slug}{when}.", f"`tracker history {slug}` tells what was said when."
            )
        return make_card(conn, at, today(conn, at), project, slug, claims)


def make_card(
    conn: sa.Connection, at: Moment, now: str, project: int, slug: str, claims: Sequence[StoredClaim]
) -> Card:
    """Return the card of one project from its visible claims."""
    choices = choices_of(claims)
    row = _with_silence(row_of(summarise(project, slug, claims, choices, current.day_of(at.as_of))), now)
    rows, index = claim_rows(conn, at, slug, claims)
    return Card(row, tuple(rows), {name: to_choice(name, c, index) for name, c in choices.items()})


def _asked(conn: sa.Connection, filters: Filters, sort: Sequence[str]) -> list[tuple[Any, ...]]:
    """Return (fid, slug, sort columns) of today's projects that pass the filters, without making their rows."""
    c = t.project_current.c
    query = sa.select(c.fid, c.slug, *(c[name] for name in sort))
    if filters.sector:
        query = query.where(c.sector.in_(filters.sector))
    if filters.status:
        query = query.where(c.status.in_(filters.status))
    if filters.country:
        query = query.where(sa.or_(*(c.country.contains(code, autoescape=True) for code in filters.country)))
    if filters.bbox:
        query = query.where(c.fid.in_(places.touching(conn, filters.bbox))).add_columns(places.wkb_of(conn, c.geom))
    if filters.text:
        query = query.add_columns(c.name, c.name_local, c.owner)
    result = conn.execute(query)
    assert result.cursor is not None
    rows = list(result.cursor.fetchall())
    if filters.text:
        rows = [r for r in rows if _has_words(filters.text, r[1], *(x or "" for x in r[-3:]))]
    if filters.bbox:
        place = 2 + len(sort)
        rows = [r for r in rows if _inside(r[place], filters.bbox)]
    return rows


def _ready(conn: sa.Connection, fids: Sequence[int], now: str) -> list[ProjectRow]:
    """Return today's rows of the given projects, in that order."""
    c = t.project_current.c
    silent_since = iso_day(day_number(now) - SILENCE_DAYS)
    basis = sa.case(
        (
            sa.and_(c.status.in_(OPEN_ENDED), sa.cast(c.last_evidence, sa.Text) < sa.cast(silent_since, sa.Text)),
            "inferred",
        ),
        else_=c.status_basis,
    )
    columns = [
        places.wkb_of(conn, c.geom) if name == "geom"
        else basis if name == "status_basis"
        else sa.func.coalesce(sa.cast(c[name], sa.Text), "") if name in TEXT
        else c[name]
        for name in t.CURRENT_COLUMNS
    ]  # fmt: skip
    query = sa.select(*columns)
    if len(fids) <= _FEW:
        query = query.where(c.fid.in_(fids))
    result = conn.execute(query)
    assert result.cursor is not None
    rows = {row[0]: row for row in result.cursor.fetchall()}
    return [ProjectRow(*rows[fid]) for fid in fids]


def _in_order(rows: Sequence[tuple[Any, ...]], sort: str) -> list[int]:
    """Return the places of (fid, slug, sort columns ...) in order; those that lack the last column come last."""
    n = len(SORTS[sort.removeprefix("-")])
    places = sorted(range(len(rows)), key=lambda i: rows[i][1])
    if sort == "slug":
        return places
    filled = [i for i in places if rows[i][1 + n] not in ("", None)]
    empty = [i for i in places if rows[i][1 + n] in ("", None)]
    filled.sort(key=lambda i: tuple(_sortable(v) for v in rows[i][2 : 2 + n]), reverse=sort.startswith("-"))
    return filled + empty


def _has_words(text: str, *cells: str) -> bool:
    folded = fold("\n".join(cells))
    return all(word in folded for word in fold(text).split())


def _with_silence(row: ProjectRow, now: str) -> ProjectRow:
    evidence = day_number(row.last_evidence) if row.last_evidence else None
    basis = with_silence(row.status, row.status_basis, evidence, day_number(now))
    return row if basis == row.status_basis else replace(row, status_basis=basis)


def _inside(wkb: bytes, box: tuple[float, float, float, float]) -> bool:
    import shapely

    x0, y0, x1, y1 = shapely.from_wkb(wkb).bounds
    west, south, east, north = box
    if y1 < south or y0 > north:
        return False
    return bool((x1 >= west or x0 <= east) if west > east else (x1 >= west and x0 <= east))


def _sortable(value: object) -> object:
    return fold(value) if isinstance(value, str) else value
