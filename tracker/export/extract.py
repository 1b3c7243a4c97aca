"""Take rows out of the ledger for an export: one state of it, in a fixed order, a few hundred projects at a time.

Memory holds the rows of projects (without which nothing can be sorted) and one chunk of claims, never all claims.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice

import sqlalchemy as sa

from tracker.clean.dates import FIRST, LAST, parse_date
from tracker.errors import UsageError
from tracker.export.columns import URLS_OF, Cell, Column, Row, What, columns_of
from tracker.fields import FIELDS
from tracker.model import RANKS
from tracker.resolve.current import choices_of, day_of
from tracker.resolve.geometry import locate
from tracker.resolve.status import status_of
from tracker.store import read
from tracker.store.read import Moment, StoredClaim
from tracker.store.store import Store
from tracker.views import ClaimRow, Filters, ProjectRow, SourceRow, find
from tracker.views.atlas import data_version
from tracker.views.claims import claim_rows
from tracker.views.history import sources_in
from tracker.views.projects import projects_in

#: Projects of one chunk.
_CHUNK = 500
_RANK_WORDS = {number: word for word, number in RANKS.items()}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to export. ``projects``: ids or parts of names; ``fields``: for claims and observations. Empty means all."""

    what: What = "projects"
    at: Moment = field(default_factory=Moment)
    filters: Filters = field(default_factory=Filters)
    projects: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()

    def describe(self) -> dict[str, str]:
        """Return the choice in words."""
        out = self.filters.describe()
        if self.projects:
            out["project"] = ", ".join(self.projects)
        if self.fields:
            out["field"] = ", ".join(self.fields)
        if self.at.contemporary:
            out["contemporary"] = "yes"
        return out


@dataclass(slots=True)
class Extract:
    """Columns and rows of one export, with what its description needs.

    ``rows`` may be read once, inside :func:`extract`; ``licences`` and ``used`` (keys of sources) fill while it is.
    """

    wanted: Wanted
    columns: tuple[Column, ...]
    rows: Iterator[Row]
    n_projects: int
    n_claims: int
    data_version: str
    sources: dict[str, SourceRow]
    licences: dict[str, None] = field(default_factory=dict)
    used: dict[str, None] = field(default_factory=dict)

    @property
    def recorded_at(self) -> str:
        """Time of the newest import that stands (UTC), "" for an empty ledger: an export knows no wall clock."""
        return max((s.last_recorded for s in self.sources.values()), default="")


@contextmanager
def extract(store: Store, wanted: Wanted, *, geometry: bool) -> Iterator[Extract]:
    """Yield the extract of one state of the ledger, also while an import is writing.

    ``geometry``: for a format with a geometry of its own; else claims of places carry WKT as their value.

    Raises
    ------
    UsageError
        An unknown project, field or filter.
    """
    for name in wanted.fields:
        if name not in FIELDS:
            raise UsageError(f"There is no field {name!r}.", "`tracker fields` lists them.")
    if wanted.fields and wanted.what == "projects":
        raise UsageError("--field does not fit projects.", "Add --what claims or --what observations.")
    named = {find(store, name, wanted.at)[1] for name in wanted.projects}
    with store.read() as conn:
        projects = projects_in(conn, wanted.at, wanted.filters, sort="slug")
        if named:
            projects = [p for p in projects if p.slug in named]
        sources = {s.key: s for s in sources_in(conn, Moment("", wanted.at.recorded_before))}
        out = Extract(
            wanted,
            columns_of(wanted.what, geometry=geometry),
            iter(()),
            len(projects),
            sum(p.n_claims for p in projects),
            data_version(conn, wanted.at),
            sources,
        )
        if wanted.what == "projects":
            out.rows = _project_rows(conn, out, projects)
        else:
            make = _observation_cells if wanted.what == "observations" else _claim_cells
            out.rows = _rows_of_claims(conn, out, projects, lambda rows: make(out, rows, geometry))
        yield out


def _chunks(
    conn: sa.Connection, at: Moment, projects: Sequence[ProjectRow], fields: Sequence[str] | None
) -> Iterator[tuple[list[ProjectRow], dict[int, list[StoredClaim]]]]:
    """Yield some projects with their visible claims by project id."""
    stream = iter(projects)
    while chunk := list(islice(stream, _CHUNK)):
        claims: dict[int, list[StoredClaim]] = {p.fid: [] for p in chunk}
        for claim in read.claims(conn, at, projects=list(claims), fields=fields):
            claims[claim.project_id].append(claim)
        yield chunk, claims


# projects


def _project_rows(conn: sa.Connection, out: Extract, projects: Sequence[ProjectRow]) -> Iterator[Row]:
    at = out.wanted.at
    own = [c.name for c in out.columns if c.name in ProjectRow.__dataclass_fields__]
    keys = _source_keys(conn)
    for chunk, claims in _chunks(conn, at, projects, None):
        proofs = {row.fid: _proofs(claims[row.fid], at) for row in chunk}
        documents = read.documents(
            conn, (c.document_id for by_name in proofs.values() for proof in by_name.values() for c in proof)
        )
        for row in chunk:
            said = {name: [documents[c.document_id] for c in proof] for name, proof in proofs[row.fid].items()}
            sources = sorted({keys[c.source_id] for c in claims[row.fid]})
            yield (
                *(_open_ends(name, getattr(row, name)) for name in own),
                *(" ".join(dict.fromkeys(str(d.url) for d in said[name])) or None for name in URLS_OF),
                ";".join(sources),
                *_rights(out, [str(d.licence) for proof in said.values() for d in proof], sources),
                row.wkb,
            )


def _proofs(claims: Sequence[StoredClaim], at: Moment) -> dict[str, list[StoredClaim]]:
    """Return the claims behind each headline value: the winner, or of a set the members that stand in the headline."""
    choices = choices_of(claims)
    out: dict[str, list[StoredClaim]] = {name: [] for name in URLS_OF}
    for name in URLS_OF:
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


# claims


def _rows_of_claims(
    conn: sa.Connection,
    out: Extract,
    projects: Sequence[ProjectRow],
    make: Callable[[list[ClaimRow]], Iterable[Row]],
) -> Iterator[Row]:
    slugs = {p.fid: p.slug for p in projects}
    fields = list(out.wanted.fields) or None
    for chunk, claims in _chunks(conn, out.wanted.at, projects, fields):
        some = [c for p in chunk for c in claims[p.fid]]
        rows, _ = claim_rows(conn, out.wanted.at, slugs, some)
        yield from make(sorted(rows, key=lambda r: r.project))


def _claim_cells(out: Extract, rows: Iterable[ClaimRow], geometry: bool) -> Iterator[Row]:
    for r in rows:
        d = r.document
        source = out.sources[r.source]
        _rights(out, [d.licence], [r.source])
        cells: Row = (
            r.project, r.field, r.item or None, r.scope, _value(r, geometry), r.qualifier, r.unit or None,
            r.price_year, r.about or None, r.as_of or None, r.basis, _cut_at(r), d.url or None, r.note or None,
            d.publisher or None, d.original_publisher or None, _RANK_WORDS[d.rank], d.licence or None, d.date or None,
            d.is_copy, d.linkable, d.note or None, r.source, source.licence or None, _attribution(source),
            r.raw or None, r.number, _day(r.lo), _day(r.hi), _day(r.about_lo), _day(r.about_hi), _day(r.as_of_lo),
            _day(r.as_of_hi), r.key,
        )  # fmt: skip
        yield (*cells, r.wkb) if geometry else cells


def number_text(number: float) -> str:
    """Return the shortest text that reads back as the same number; whole numbers without a point."""
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)


def _value(r: ClaimRow, geometry: bool) -> str | None:
    if r.wkb is not None:
        return None if geometry else wkt(r.wkb)
    return number_text(r.number) if r.number is not None else r.text


def wkt(wkb: bytes) -> str:
    """Return WKT (longitude latitude) that reads back as exactly the same coordinates."""
    import shapely

    return str(shapely.to_wkt(shapely.from_wkb(wkb), rounding_precision=-1))


def _cut_at(r: ClaimRow) -> str | None:
    """Return the day of retrieval where it cuts the date of saying short, so that an import cuts it there again."""
    date = parse_date(r.as_of) if r.as_of else None
    return r.as_of_hi if date is not None and date.hi != r.as_of_hi else None


def _observation_cells(out: Extract, rows: Iterable[ClaimRow], geometry: bool) -> Iterator[Row]:
    """``geometry`` is not asked for: observations have no place."""
    import pandas as pd

    from tracker.frames import observation_frame

    # The same rows as the frame's, in its order: dated statements of dates, money and numbers.
    kept = [r for r in rows if r.as_of_hi and FIELDS[r.field].type in ("date", "money", "number")]
    frame = observation_frame(kept)
    columns: list[list[Cell]] = []
    for column in out.columns:
        if column.name not in frame:
            continue
        series = frame[column.name]
        cells = series.dt.date.tolist() if column.kind == "day" else series.tolist()
        plain: list[Cell] = [None if pd.isna(x) else x.isoformat() if column.kind == "day" else x for x in cells]
        columns.append(plain)
    for row, *cells in zip(kept, *columns, strict=True):
        yield (*cells, row.source, *_rights(out, [row.document.licence], [row.source]))


# rights and dates


def _rights(out: Extract, licences: Iterable[str], sources: Sequence[str]) -> tuple[str | None, str | None]:
    """Return licence and attribution of a row, and note what the export uses."""
    own = list(dict.fromkeys(x for x in licences if x))
    theirs = [out.sources[s].licence for s in sources if out.sources[s].licence]
    out.licences.update(dict.fromkeys((*own, *theirs)))
    out.used.update(dict.fromkeys(sources))
    credit = dict.fromkeys(x for s in sources if (x := _attribution(out.sources[s])))
    return "; ".join(dict.fromkeys((*own, *theirs))) or None, "; ".join(credit) or None


def _attribution(source: SourceRow) -> str | None:
    return source.attribution or source.publisher or source.name or None


def _source_keys(conn: sa.Connection) -> Mapping[int, str]:
    return {run.source_id: run.source for run in read.imports(conn)}


def _open_ends(name: str, cell: Cell) -> Cell:
    return _day(str(cell)) if name.endswith(("_lo", "_hi")) else None if cell == "" else cell


def _day(iso: str) -> str | None:
    """Return an ISO day, None where there is none or the end is open."""
    return None if iso in ("", FIRST, LAST) else iso
