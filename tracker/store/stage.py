"""Put records into TEMP tables, outside the lock on the ledger: parsing and cleaning never make others wait.

Memory is bounded: the TEMP tables live in a file, and ids that were met are asked of them.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import blake2b
from itertools import islice

import sqlalchemy as sa

from tracker.clean.dates import PartialDate
from tracker.clean.days import day_number
from tracker.fields import AS_OF_BASES
from tracker.model import Claim, Document, Issue, IssueLog, Record, Source
from tracker.store import dialect

_BATCH = 2000
#: Whole documents remembered at once.
_LATELY = 20_000
_ROW_TWICE = "The same row twice; it is kept once."
_ID_TWICE = "It is kept as a record of its own; ids should be unique."
_CLAIM_TWICE = "The same document says the same twice; once is kept."
#: ``record_id``, ``document_id`` and ``claim_id`` are NULL for what the ledger does not have yet.
_TABLES = {
    "stage_record": "n INTEGER primary key, native_id TEXT unique, slug TEXT, locator TEXT, content_hash BLOB,"
    " content TEXT, said_hash BLOB, record_id INTEGER",
    "stage_document": "n INTEGER primary key, version BLOB unique, url TEXT, publisher TEXT, original_publisher TEXT,"
    " rank INTEGER, licence TEXT, date TEXT, is_copy INTEGER, linkable INTEGER, note TEXT, document_id INTEGER",
}
_RECORD = ("n", "native_id", "slug", "locator", "content_hash", "content", "said_hash")
_DOCUMENT = (
    "n", "version", "url", "publisher", "original_publisher", "rank", "licence", "date", "is_copy", "linkable", "note",
)  # fmt: skip
#: Columns of a staged claim, with their types: those that each claim has, and those that stand together or not at all.
_ALWAYS = {
    "n": "INTEGER primary key", "record_n": "INTEGER", "key": "BLOB", "field_id": "INTEGER", "basis": "INTEGER",
    "document_n": "INTEGER",
}  # fmt: skip
_SOMETIMES: tuple[dict[str, str], ...] = (
    {"value_text": "TEXT"}, {"value_num": "REAL"}, {"value_lo": "INTEGER", "value_hi": "INTEGER"},
    {"value_geom": "BLOB"}, {"unit": "TEXT"}, {"as_of_lo": "INTEGER", "as_of_hi": "INTEGER"}, {"as_of": "TEXT"},
    {"item": "TEXT"}, {"scope": "TEXT"}, {"qualifier": "TEXT"}, {"price_year": "INTEGER"},
    {"about_lo": "INTEGER", "about_hi": "INTEGER"}, {"about": "TEXT"}, {"raw": "TEXT"}, {"note": "TEXT"},
)  # fmt: skip
(_TEXT, _NUMBER, _DAYS, _GEOM, _UNIT, _AS_OF_DAYS, _AS_OF, _ITEM, _SCOPE, _QUALIFIER, _PRICE_YEAR, _ABOUT_DAYS, _ABOUT,
 _RAW, _NOTE) = (1 << n for n in range(len(_SOMETIMES)))  # fmt: skip
_BASES = {word: n for n, word in enumerate(AS_OF_BASES)}
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=str).encode

Row = tuple[object, ...]


@dataclass(slots=True)
class Staged:
    """What lies in the staging tables. ``keys``: the sum of the claims' keys, see :mod:`tracker.store.version`."""

    records: int = 0
    claims: int = 0
    keys: int = 0


def stage(
    conn: sa.Connection,
    source: Source,
    records: Iterable[Record],
    fields: Mapping[str, int],
    issues: IssueLog,
    slug_for: Callable[[Source, str], str],
    progress: Callable[[int], None] | None = None,
) -> Staged:
    """Put records into TEMP tables of this connection; takes no lock on the ledger.

    A second record with one native id is kept under an id of its own, a claim twice is kept once; both leave an issue.
    """
    for name, columns in _TABLES.items():
        dialect.temp_table(conn, name, columns)
    declared = (f"{name} {kind}" for group in (_ALWAYS, *_SOMETIMES) for name, kind in group.items())
    dialect.temp_table(conn, "stage_claim", f"{', '.join(declared)}, claim_id INTEGER")
    staged = Staged()
    documents = _Documents()
    stream = iter(records)
    # One transaction, on the TEMP tables alone: each statement would be one of its own else.
    conn.exec_driver_sql("begin")
    try:
        while batch := list(islice(stream, _BATCH)):
            _stage_batch(conn, source, batch, fields, issues, slug_for, staged, documents)
            if progress:
                progress(staged.records)
    except BaseException:
        conn.exec_driver_sql("rollback")
        raise
    conn.exec_driver_sql("commit")
    return staged


def _stage_batch(
    conn: sa.Connection,
    source: Source,
    batch: list[Record],
    fields: Mapping[str, int],
    issues: IssueLog,
    slug_for: Callable[[Source, str], str],
    staged: Staged,
    documents: _Documents,
) -> None:
    natives = _known_ids(conn, batch)
    record_rows: list[Row] = []
    claim_rows: defaultdict[int, list[Row]] = defaultdict(list)
    for record in batch:
        if "\x1f" in record.native_id:  # what parts the pieces of an identity never stands in one
            record = replace(record, native_id=record.native_id.replace("\x1f", " "))
        content = _encode(record.content)
        digest = blake2b(content.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        said = _said(digest, record)
        if record.native_id in natives:
            own = _own_id(conn, record.native_id, said, natives)
            if own is None:
                issues.add(Issue("duplicate-row", "warning", "id", record.native_id, record.locator, _ROW_TWICE))
                continue
            issues.add(Issue("duplicate-id", "warning", "id", record.native_id, record.locator, _ID_TWICE))
            record = replace(record, native_id=own)
        native = record.native_id
        natives[native] = said
        staged.records += 1
        record_n = staged.records
        record_rows.append((record_n, native, slug_for(source, native), record.locator, digest, content, said))
        start = f"{source.key}\x1f{native}\x1f"
        keys: set[bytes] = set()  # the key of a claim holds the id of its record: no other record can have it
        for claim in record.claims:
            key = claim.key_in(start)
            if key in keys:
                raw = claim.raw or str(claim.value)[:80]
                issues.add(Issue("duplicate-claim", "info", claim.field, raw, record.locator, _CLAIM_TWICE))
                continue
            keys.add(key)
            staged.claims += 1
            staged.keys += int.from_bytes(key, "big")
            document_n = documents.number(claim.document)
            shape, row = _claim_row(staged.claims, record_n, key, fields[claim.field], claim, document_n)
            claim_rows[shape].append(row)
    if record_rows:
        dialect.load(conn, "stage_record", _RECORD, record_rows)
    documents.flush(conn)
    for shape, rows in claim_rows.items():
        dialect.load(conn, "stage_claim", _columns(shape), rows)


class _Documents:
    """Numbers for documents, by their versions: 170 MB for a million of them."""

    def __init__(self) -> None:
        self._versions: dict[bytes, int] = {}
        #: Of those met lately no version need be made.
        self._lately: dict[Document, int] = {}
        self._last: Document | None = None
        self._last_n = 0
        self._rows: list[Row] = []

    def number(self, document: Document) -> int:
        """Return the number of a document in the staging table; a new one is put there by :meth:`flush`."""
        if document is self._last:  # most often all claims of a record are of one document
            return self._last_n
        n = self._lately.get(document)
        if n is None:
            version = document.version
            n = self._versions.get(version)
            if n is None:
                n = self._versions[version] = len(self._versions) + 1
                self._rows.append(_document_row(n, version, document))
            self._lately[document] = n
        self._last, self._last_n = document, n
        return n

    def flush(self, conn: sa.Connection) -> None:
        """Write the new documents."""
        if self._rows:
            dialect.load(conn, "stage_document", _DOCUMENT, self._rows)
            self._rows.clear()
        if len(self._lately) > _LATELY:
            self._lately.clear()


def _known_ids(conn: sa.Connection, batch: list[Record]) -> dict[str, bytes]:
    """Return native id -> hash of what is said, of those ids of a batch that are staged already."""
    ids = [record.native_id for record in batch]
    rows = conn.execute(
        sa.text("select native_id, said_hash from stage_record where native_id in :ids").bindparams(
            sa.bindparam("ids", ids, expanding=True)
        )
    )
    return {row[0]: row[1] for row in rows}


def _said(content_hash: bytes, record: Record) -> bytes:
    """Return the hash of all that a record says: its content, and the shapes of its claims, which stand beside it."""
    shapes = [claim.value for claim in record.claims if claim.value.__class__ is bytes]
    if not shapes:
        return content_hash
    digest = blake2b(content_hash, digest_size=16)
    for shape in shapes:
        digest.update(shape)
    return digest.digest()


def _own_id(conn: sa.Connection, native_id: str, said: bytes, natives: Mapping[str, bytes]) -> str | None:
    """Return the id of a further record with one native id; None where the ledger gets just this one already.

    It follows from what the record says, never from the order of the rows. It is short, and longer where two are alike.
    """
    if natives[native_id] == said:
        return None
    for length in (4, 16):
        own = f"{native_id}~{said[:length].hex()}"
        other = natives.get(own) or _staged(conn, own)
        if other is None:
            return own
        if other == said:
            break
    return None


def _staged(conn: sa.Connection, native_id: str) -> bytes | None:
    """Return the hash of what a staged record says, None where there is no such record."""
    query = "select said_hash from stage_record where native_id = ?"
    found: bytes | None = dialect.run(conn, query, (native_id,)).scalar()
    return found


def _document_row(n: int, version: bytes, d: Document) -> Row:
    return (
        n, version, d.url, d.publisher, d.original_publisher, d.rank, d.licence, d.date, int(d.is_copy),
        int(d.linkable), d.note,
    )  # fmt: skip


def _claim_row(n: int, record_n: int, key: bytes, field_id: int, c: Claim, document_n: int) -> tuple[int, Row]:
    """Return the shape of a claim (bits: which groups of columns it fills) and its cells, in the order of the columns.

    Cells that are not there are not bound: most of the columns of most claims are empty, and each cell costs as much as
    one that is full.
    """
    row: list[object] = [n, record_n, key, field_id, _BASES[c.as_of_basis], document_n]
    value = c.value
    kind = value.__class__
    if kind is str:
        shape = _TEXT
        row.append(value)
    elif kind is PartialDate:
        shape = _TEXT | _DAYS
        row += (value.text, day_number(value.lo), day_number(value.hi))  # type: ignore[union-attr]
    elif kind is bytes:
        shape = _GEOM
        row.append(value)
    else:
        shape = _NUMBER
        row.append(float(value))  # type: ignore[arg-type]
    if c.unit:
        shape |= _UNIT
        row.append(c.unit)
    if (d := c.as_of) is not None:
        shape |= _AS_OF_DAYS
        row += (day_number(d.lo), day_number(d.hi))
        if not _is_day(d):
            shape |= _AS_OF
            row.append(d.text)
    if c.item:
        shape |= _ITEM
        row.append(c.item)
    if c.scope != "whole":
        shape |= _SCOPE
        row.append(c.scope)
    if c.qualifier != "exact":
        shape |= _QUALIFIER
        row.append(c.qualifier)
    if c.price_year is not None:
        shape |= _PRICE_YEAR
        row.append(c.price_year)
    if (d := c.about) is not None:
        shape |= _ABOUT_DAYS
        row += (day_number(d.lo), day_number(d.hi))
        if not _is_day(d):
            shape |= _ABOUT
            row.append(d.text)
    if c.raw:
        shape |= _RAW
        row.append(c.raw)
    if c.note:
        shape |= _NOTE
        row.append(c.note)
    return shape, tuple(row)


@lru_cache
def _columns(shape: int) -> tuple[str, ...]:
    """Return the names of the columns that claims of a shape fill."""
    groups = (group for n, group in enumerate(_SOMETIMES) if shape >> n & 1)
    return tuple(name for group in (_ALWAYS, *groups) for name in group)


def _is_day(d: PartialDate) -> bool:
    """True where the text of a date is the day itself, and need not be kept."""
    return d.lo == d.hi == d.text
