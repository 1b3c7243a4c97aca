"""Put records into TEMP tables, outside the lock on the ledger: parsing and cleaning never make others wait.

Memory is bounded: the TEMP tables live in a file, and ids that were met are asked of them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
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
#: ``record_id``, ``document_id`` and ``claim_id`` are NULL for what the ledger does not have yet. In a staged claim ""
#: stands for NULL (its columns have no affinity): Python's sqlite3 binds a None ten times as slowly as a text.
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
#: Columns of a staged claim with their types on a server. In the file they have none: "" may stand in each.
_CLAIM = {
    "n": "INTEGER", "record_n": "INTEGER", "key": "BLOB", "field_id": "INTEGER", "item": "TEXT", "scope": "TEXT",
    "value_text": "TEXT", "value_num": "REAL", "value_lo": "INTEGER", "value_hi": "INTEGER", "value_geom": "BLOB",
    "qualifier": "TEXT", "unit": "TEXT", "price_year": "INTEGER", "about": "TEXT", "about_lo": "INTEGER",
    "about_hi": "INTEGER", "as_of": "TEXT", "as_of_lo": "INTEGER", "as_of_hi": "INTEGER", "basis": "INTEGER",
    "document_n": "INTEGER", "raw": "TEXT", "note": "TEXT",
}  # fmt: skip
_BASES = {word: n for n, word in enumerate(AS_OF_BASES)}
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=str).encode

Row = tuple[object, ...]
Cell = str | bytes | int | float


@dataclass(slots=True)
class Staged:
    """What lies in the staging tables."""

    records: int = 0
    claims: int = 0


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
    typed = dialect.is_server(conn)
    rest = (f"{name} {kind}" if typed else name for name, kind in _CLAIM.items() if name != "n")
    dialect.temp_table(conn, "stage_claim", f"n INTEGER primary key, {', '.join(rest)}, claim_id INTEGER")
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
    claim_rows: list[Row] = []
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
            document_n = documents.number(claim.document)
            claim_rows.append(_claim_row(staged.claims, record_n, key, fields[claim.field], claim, document_n))
    if record_rows:
        dialect.load(conn, "stage_record", _RECORD, record_rows)
    documents.flush(conn)
    if claim_rows:
        if dialect.is_server(conn):
            claim_rows = [tuple(None if v == "" else v for v in row) for row in claim_rows]
        dialect.load(conn, "stage_claim", tuple(_CLAIM), claim_rows)


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


def given(conn: sa.Connection, column: str) -> str:
    """SQL for a column of a staged claim (``s``): in the file "" stands for NULL there."""
    return f"s.{column}" if dialect.is_server(conn) else f"nullif(s.{column}, '')"


def _document_row(n: int, version: bytes, d: Document) -> Row:
    return (
        n, version, d.url, d.publisher, d.original_publisher, d.rank, d.licence, d.date, int(d.is_copy),
        int(d.linkable), d.note,
    )  # fmt: skip


def _claim_row(n: int, record_n: int, key: bytes, field_id: int, c: Claim, document_n: int) -> Row:
    text: Cell = ""
    number: Cell = ""
    geom: Cell = ""
    lo: Cell = ""
    hi: Cell = ""
    about: Cell = ""
    about_lo: Cell = ""
    about_hi: Cell = ""
    as_of: Cell = ""
    as_of_lo: Cell = ""
    as_of_hi: Cell = ""
    value = c.value
    kind = value.__class__
    if kind is str:
        text = value  # type: ignore[assignment]
    elif kind is PartialDate:
        text, lo, hi = value.text, day_number(value.lo), day_number(value.hi)  # type: ignore[union-attr]
    elif kind is bytes:
        geom = value  # type: ignore[assignment]
    else:
        number = float(value)  # type: ignore[arg-type]
    if c.about is not None:
        about, about_lo, about_hi = _date(c.about)
    if c.as_of is not None:
        as_of, as_of_lo, as_of_hi = _date(c.as_of)
    return (
        n, record_n, key, field_id, c.item, "" if c.scope == "whole" else c.scope, text, number, lo, hi, geom,
        "" if c.qualifier == "exact" else c.qualifier, c.unit, "" if c.price_year is None else c.price_year,
        about, about_lo, about_hi, as_of, as_of_lo, as_of_hi, _BASES[c.as_of_basis], document_n, c.raw, c.note,
    )  # fmt: skip


def _date(d: PartialDate) -> tuple[str, int, int]:
    """Return (text, lo, hi); no text where it is the day itself."""
    return "" if d.lo == d.hi == d.text else d.text, day_number(d.lo), day_number(d.hi)
