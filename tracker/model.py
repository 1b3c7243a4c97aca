"""Plain data that flows through the tracker: no input or output here."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from tracker.clean.dates import PartialDate

#: Documents by how far they can be trusted; the smaller number is better.
RANKS = {"official": 1, "audit": 2, "news": 3, "encyclopaedia": 4, "aggregator": 5}
RANK_LABELS = {
    1: "official",
    2: "audit or statistics",
    3: "established news",
    4: "encyclopaedia",
    5: "aggregator or repost",
}
#: From this rank on a document is weak: it gives way to a better one of the last 24 months.
WEAK_RANK = 4


def _hash(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


Severity = Literal["info", "warning", "error"]
#: The worst first.
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")


@dataclass(frozen=True, slots=True)
class Source:
    """A dataset that publishes releases.

    ``releases``: "complete" (what the newest active release does not carry is withdrawn) or
    "vintage" (each release speaks for its day). ``curated``: its native ids are slugs.
    """

    key: str
    name: str
    publisher: str = ""
    homepage: str = ""
    licence: str = ""
    attribution: str = ""
    releases: Literal["complete", "vintage"] = "complete"
    prefix: str = ""
    curated: bool = False
    redact: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One file (or folder) as received. Its bytes are not stored. ``retrieved_at``: UTC, ISO 8601."""

    sha256: str
    name: str
    size: int
    retrieved_at: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """What says a claim. ``url`` may be shown as text only, see ``linkable``."""

    url: str
    publisher: str = ""
    original_publisher: str = ""
    rank: int = 5
    licence: str = ""
    date: str = ""
    is_copy: bool = False
    linkable: bool = False
    note: str = ""

    @property
    def identity(self) -> str:
        """What makes it this document and no other, in the identity of its claims."""
        return self.url or f"{self.publisher}\x1f{self.date}"

    @property
    def version(self) -> bytes:
        """128-bit hash of the whole description: a new rank or licence makes another version."""
        parts = (
            self.url,
            self.publisher,
            self.original_publisher,
            str(self.rank),
            self.licence,
            self.date,
            str(self.is_copy),
            str(self.linkable),
            self.note,
        )
        return _hash("\x1f".join(parts))


Value = str | float | bytes | PartialDate


# Not frozen, though nobody changes one: a frozen dataclass sets its attributes five times as slowly; an import makes
# millions of these.
@dataclass(slots=True, unsafe_hash=True)
class Claim:
    """One statement of one document about one field of one record, before it is stored.

    ``value`` is typed by the field: str (text, code), float (money, number), bytes (geometry: WKB,
    EPSG:4326, longitude first), PartialDate (date). ``unit`` is a unit or an ISO 4217 currency.
    ``raw`` is the value as given; ``note`` may change without making another claim.
    """

    field: str
    value: Value
    document: Document
    as_of: PartialDate | None = None
    as_of_basis: str = "published"
    about: PartialDate | None = None
    item: str = ""
    scope: str = "whole"
    qualifier: str = "exact"
    unit: str = ""
    price_year: int | None = None
    raw: str = ""
    note: str = ""

    def key(self, source: str, native_id: str) -> bytes:
        """128-bit identity (DESIGN: raw text, note, locator and snapshot are not part of it)."""
        return self.key_in(f"{source}\x1f{native_id}\x1f")

    def key_in(self, record: str) -> bytes:
        """:meth:`key`, given what starts the identity of all claims of a record: source and id, each with U+001F."""
        value, about, as_of, document = self.value, self.about, self.as_of, self.document
        text = value if value.__class__ is str else normal(value)
        return _hash(
            f"{record}{self.field}\x1f{self.item}\x1f{self.scope}\x1f{text}\x1f{self.qualifier}\x1f{self.unit}"
            f"\x1f{'' if self.price_year is None else self.price_year}\x1f{'' if about is None else about.text}"
            f"\x1f{'' if as_of is None else as_of.text}\x1f{document.url or document.identity}"
        )


def normal(value: Value) -> str:
    """Return the one text that stands for a typed value in the identity of a claim."""
    if isinstance(value, PartialDate):
        return value.text
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, float):
        return repr(value)
    return value


@dataclass(frozen=True, slots=True)
class Record:
    """One row or object of a source, by the publisher's own id, with what it says.

    ``content`` is all of it (after the source's redact list) and is stored per changed version.
    """

    native_id: str
    content: Mapping[str, object]
    claims: tuple[Claim, ...] = ()
    locator: str = ""


@dataclass(frozen=True, slots=True)
class Issue:
    """Something odd in the data: stored, counted and listed, never raised. ``column``: the heading of its column."""

    code: str
    severity: Severity
    field: str = ""
    raw: str = ""
    locator: str = ""
    advice: str = ""
    column: str = ""


#: Stands for the raw values of an issue beyond those that are told apart; the records keep them all.
OTHER_VALUES = "(other values)"


@dataclass(slots=True)
class IssueLog:
    """Counts issues per (code, severity, field, raw) and keeps the first 20 locators of each.

    Of one code and field at most ``most`` different raw values are told apart; further ones are counted together under
    :data:`OTHER_VALUES`. ``listener`` is told of every single one as it comes.
    """

    keep: int = 20
    most: int = 10_000
    counts: dict[tuple[str, Severity, str, str, str], int] = field(default_factory=dict)
    locators: dict[tuple[str, Severity, str, str, str], list[str]] = field(default_factory=dict)
    kinds: dict[tuple[str, str], int] = field(default_factory=dict)
    listener: Callable[[Issue], None] | None = None

    def add(self, issue: Issue) -> None:
        """Count one issue."""
        if self.listener is not None:
            self.listener(issue)
        raw = issue.raw if len(issue.raw) <= 200 else issue.raw[:200] + "…"
        key = (issue.code, issue.severity, issue.field, raw, issue.advice)
        if key not in self.counts:
            kind = (issue.code, issue.field)
            if self.kinds.setdefault(kind, 0) < self.most:
                self.kinds[kind] += 1
            else:
                key = (issue.code, issue.severity, issue.field, OTHER_VALUES, issue.advice)
        self.counts[key] = self.counts.get(key, 0) + 1
        where = self.locators.setdefault(key, [])
        if issue.locator and len(where) < self.keep:
            where.append(issue.locator)

    def total(self, severity: Severity | None = None) -> int:
        """Return how many issues were counted, of one severity or in all."""
        return sum(n for k, n in self.counts.items() if severity in (None, k[1]))
