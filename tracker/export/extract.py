"""Turn what views tell into rows of an export: one state of the ledger, in a fixed order, in a stream."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice

from tracker.clean.dates import FIRST, LAST, parse_date
from tracker.errors import UsageError
from tracker.export.columns import Cell, Column, Row, What, columns_of
from tracker.export.wkt import wkt
from tracker.fields import FIELDS
from tracker.model import RANKS
from tracker.views import (
    PROVEN,
    ClaimRow,
    Filters,
    Moment,
    ProjectRow,
    Proven,
    Selection,
    SourceRow,
    Store,
    select,
)

_RANK_WORDS = {number: word for word, number in RANKS.items()}
#: Claims of which observations are made at a time.
_BATCH = 5_000


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
    sources: Mapping[str, SourceRow]
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
    if wanted.fields and wanted.what == "projects":
        raise UsageError("A field does not fit projects.", "Ask for claims or observations, as with --what claims.")
    with select(store, wanted.at, wanted.filters, wanted.projects) as chosen:
        out = Extract(
            wanted,
            columns_of(wanted.what, geometry=geometry),
            iter(()),
            len(chosen.projects),
            sum(p.n_claims for p in chosen.projects),
            chosen.data_version,
            chosen.sources,
        )
        out.rows = _rows(out, chosen, geometry=geometry)
        yield out


def _rows(out: Extract, chosen: Selection, *, geometry: bool) -> Iterator[Row]:
    if out.wanted.what == "projects":
        return _project_cells(out, chosen.proven())
    claims = chosen.claims(out.wanted.fields)
    return _observation_cells(out, claims) if out.wanted.what == "observations" else _claim_cells(out, claims, geometry)


def _project_cells(out: Extract, projects: Iterable[Proven]) -> Iterator[Row]:
    own = [c.name for c in out.columns if c.name in ProjectRow.__dataclass_fields__]
    for p in projects:
        yield (
            *(_open_ends(name, getattr(p.project, name)) for name in own),
            *(" ".join(dict.fromkeys(d.url for d in p.documents[name])) or None for name in PROVEN),
            ";".join(p.sources),
            *_rights(out, [d.licence for said in p.documents.values() for d in said], p.sources),
            p.project.wkb,
        )


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


def _cut_at(r: ClaimRow) -> str | None:
    """Return the day of retrieval where it cuts the date of saying short, so that an import cuts it there again."""
    date = parse_date(r.as_of) if r.as_of else None
    return r.as_of_hi if date is not None and date.hi != r.as_of_hi else None


def _observation_cells(out: Extract, rows: Iterable[ClaimRow]) -> Iterator[Row]:
    import pandas as pd

    from tracker.frames import observation_frame

    # The same rows as the frame's, in its order: dated statements of dates, money and numbers.
    kept = (r for r in rows if r.as_of_hi and FIELDS[r.field].type in ("date", "money", "number"))
    while batch := list(islice(kept, _BATCH)):
        frame = observation_frame(batch)
        columns: list[list[Cell]] = []
        for column in out.columns:
            if column.name not in frame:
                continue
            series = frame[column.name]
            cells = series.dt.date.tolist() if column.kind == "day" else series.tolist()
            columns.append([None if pd.isna(x) else x.isoformat() if column.kind == "day" else x for x in cells])
        for row, *plain in zip(batch, *columns, strict=True):
            yield (*plain, row.source, *_rights(out, [row.document.licence], [row.source]))


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


def _open_ends(name: str, cell: Cell) -> Cell:
    return _day(str(cell)) if name.endswith(("_lo", "_hi")) else None if cell == "" else cell


def _day(iso: str) -> str | None:
    """Return an ISO day, None where there is none or the end is open."""
    return None if iso in ("", FIRST, LAST) else iso
