"""Make small releases for tests: claims in a line, a reading in another."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from tracker.clean.dates import PartialDate, parse_date
from tracker.clean.days import day_number
from tracker.fields import AS_OF_BASES, FIELDS
from tracker.model import Claim, Document, IssueLog, Record, Snapshot, Source, Value
from tracker.sources.base import Reading
from tracker.store.read import StoredClaim

CURATED = Source("test", "Test source", releases="complete", curated=True)
VINTAGE = Source("vintage", "Yearly release", releases="vintage", prefix="v-")


def document(publisher: str = "Xinhua", rank: int = 3, **more: object) -> Document:
    """A document; its url follows from its publisher."""
    url = str(more.pop("url", f"https://{publisher.lower().replace(' ', '-')}.example/a"))
    return Document(url, publisher, rank=rank, linkable=True, **more)  # type: ignore[arg-type]


def claim(field: str, value: object, as_of: str = "2024-01-01", **more: object) -> Claim:
    """A claim; dates may be EDTF text. ``by``: a document or a publisher's name; ``about``: EDTF text."""
    by = more.pop("by", "Xinhua")
    about = more.pop("about", "")
    typed: Value
    if FIELDS[field].type == "date":
        date = parse_date(str(value))
        assert date is not None, value
        typed = date
    elif FIELDS[field].type in ("money", "number"):
        typed = float(value)  # type: ignore[arg-type]
    else:
        typed = value  # type: ignore[assignment]
    return Claim(
        field=field,
        value=typed,
        document=by if isinstance(by, Document) else document(str(by)),
        as_of=parse_date(as_of) if as_of else None,
        about=parse_date(str(about)) if about else None,
        **more,  # type: ignore[arg-type]
    )


def record(native_id: str, *claims: Claim, **content: object) -> Record:
    """A record; its content is told by its claims unless given."""
    return Record(native_id, content or {"claims": [repr(c) for c in claims]}, claims, f"test:{native_id}")


def reading(records: Iterable[Record], source: Source = CURATED, release: str = "2026-01-01") -> Reading:
    """A release with the given records; equal records make an equal snapshot."""
    rows = list(records)
    digest = hashlib.sha256(repr((release, rows)).encode()).hexdigest()
    snapshot = Snapshot(digest, f"{source.key}-{release}", len(rows), f"{release}T00:00:00Z")
    return Reading(source, snapshot, release, "2026-11-22", iter(rows), IssueLog())


def stored(
    field: str,
    value: object,
    as_of: str = "2024-01-01",
    by: str = "Xinhua",
    rank: int = 3,
    *,
    row: int = 1,
    **more: Any,
) -> StoredClaim:
    """A claim as the ledger gives it back. ``row``: its row id; ``original``: whose words a repost is."""
    said = document(by, rank, original_publisher=str(more.pop("original", "")))
    c = claim(field, value, as_of, by=said, **more)
    date = c.value if isinstance(c.value, PartialDate) else None

    def days(d: PartialDate | None) -> tuple[int | None, int | None]:
        return (day_number(d.lo), day_number(d.hi)) if d else (None, None)

    lo, hi = days(date)
    about_lo, about_hi = days(c.about)
    as_of_lo, as_of_hi = days(c.as_of)
    return StoredClaim(
        id=row,
        key=c.key("test", "p"),
        project_id=1,
        record_id=1,
        source_id=1,
        field=field,
        item=c.item,
        scope=c.scope,
        text=date.text if date else c.value if isinstance(c.value, str) else None,
        number=c.value if isinstance(c.value, float) else None,
        lo=lo,
        hi=hi,
        geom=c.value if isinstance(c.value, bytes) else None,
        qualifier=c.qualifier,
        unit=c.unit,
        price_year=c.price_year,
        about=c.about.text if c.about else None,
        about_lo=about_lo,
        about_hi=about_hi,
        as_of=c.as_of.text if c.as_of else None,
        as_of_lo=as_of_lo,
        as_of_hi=as_of_hi,
        basis=AS_OF_BASES.index(c.as_of_basis),
        document_id=row,
        rank=rank,
        voice=said.original_publisher or said.publisher,
        raw=c.raw,
        note=c.note,
        standing=1,
    )
