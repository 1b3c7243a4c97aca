"""Write releases into the ledger: stage outside the lock, then a few set-based statements inside it.

Everything here appends. What it updates are ready answers (``claim.live``, ``record.project_id``) and the end of a run
of carriers; ``undone_at`` is set once.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import blake2b
from itertools import islice
from typing import Any

import sqlalchemy as sa

from tracker.clean.dates import PartialDate
from tracker.clean.days import day_number
from tracker.fields import AS_OF_BASES
from tracker.model import Claim, Document, Issue, IssueLog, Record, Snapshot, Source
from tracker.store import clusters, read, version
from tracker.store import tables as t
from tracker.store.read import FOREVER

_BATCH = 2000
_ROW_TWICE = "The same row twice; it is kept once."
_ID_TWICE = "It is kept as a record of its own; ids should be unique."
_STAGE = """
create temp table stage_record(n INTEGER primary key, native_id TEXT unique, slug TEXT, locator TEXT, content_hash BLOB,
  content TEXT, record_id INTEGER);
create temp table stage_document(n INTEGER primary key, version BLOB unique, url TEXT, publisher TEXT,
  original_publisher TEXT, rank INTEGER, licence TEXT, date TEXT, is_copy INTEGER, linkable INTEGER, note TEXT,
  document_id INTEGER);
create temp table stage_claim(n INTEGER primary key, record_n INTEGER, key BLOB, field_id INTEGER, item TEXT,
  scope TEXT, value_text TEXT, value_num REAL, value_lo INTEGER, value_hi INTEGER, value_geom BLOB, qualifier TEXT,
  unit TEXT, price_year INTEGER, about TEXT, about_lo INTEGER, about_hi INTEGER, as_of TEXT, as_of_lo INTEGER,
  as_of_hi INTEGER, basis INTEGER, document_n INTEGER, raw TEXT, note TEXT, claim_id INTEGER)
"""
_CLAIM = (
    "key, record_id, field_id, item, scope, value_text, value_num, value_lo, value_hi, value_geom, qualifier, unit,"
    " price_year, about, about_lo, about_hi, as_of, as_of_lo, as_of_hi"
)


@dataclass(slots=True)
class Staged:
    """What lies in the staging tables."""

    records: int = 0
    claims: int = 0


@dataclass(slots=True)
class Outcome:
    """What an import did. ``import_id`` None: the same was imported before, nothing changed."""

    import_id: int | None
    source: str
    recorded_at: str = ""
    records: int = 0
    new: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    projects: int = 0
    same_as: int | None = None


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
    for statement in _STAGE.split(";\n"):
        conn.exec_driver_sql(statement)
    staged = Staged()
    natives: dict[str, bytes] = {}
    keys: set[bytes] = set()
    documents: dict[Document, int] = {}
    stream = iter(records)
    while batch := list(islice(stream, _BATCH)):
        record_rows: list[tuple[object, ...]] = []
        claim_rows: list[tuple[object, ...]] = []
        document_rows: list[tuple[object, ...]] = []
        for record in batch:
            content = json.dumps(record.content, ensure_ascii=False, separators=(",", ":"), default=str)
            digest = blake2b(content.encode("utf-8", "surrogatepass"), digest_size=16).digest()
            if record.native_id in natives:
                own = f"{record.native_id}~{digest[:4].hex()}"
                again = natives[record.native_id] == digest or own in natives
                if again:
                    issues.add(Issue("duplicate-row", "warning", "id", record.native_id, record.locator, _ROW_TWICE))
                    continue
                issues.add(Issue("duplicate-id", "warning", "id", record.native_id, record.locator, _ID_TWICE))
                # The id of a second record follows from what it says, never from the order of the rows.
                record = replace(record, native_id=own)
            natives[record.native_id] = digest
            staged.records += 1
            slug = slug_for(source, record.native_id)
            record_rows.append((staged.records, record.native_id, slug, record.locator, digest, content))
            for claim in record.claims:
                key = claim.key(source.key, record.native_id)
                if key in keys:
                    issues.add(
                        Issue(
                            "duplicate-claim",
                            "info",
                            claim.field,
                            claim.raw or str(claim.value)[:80],
                            record.locator,
                            "The same document says the same twice; once is kept.",
                        )
                    )
                    continue
                keys.add(key)
                document_n = documents.get(claim.document)
                if document_n is None:
                    document_n = documents[claim.document] = len(documents) + 1
                    document_rows.append(_document_row(document_n, claim.document))
                staged.claims += 1
                claim_rows.append(
                    _claim_row(staged.claims, staged.records, key, fields[claim.field], claim, document_n)
                )
        if record_rows:
            conn.exec_driver_sql("insert into stage_record values(?,?,?,?,?,?,null)", record_rows)
        if document_rows:
            conn.exec_driver_sql(
                "insert or ignore into stage_document values(?,?,?,?,?,?,?,?,?,?,?,null)", document_rows
            )
        if claim_rows:
            conn.exec_driver_sql(f"insert into stage_claim values({','.join('?' * 24)},null)", claim_rows)
        if progress:
            progress(staged.records)
    return staged


def same_release(
    conn: sa.Connection, source: Source, sha256: str, release_date: str, hashes: tuple[str, str, str]
) -> int | None:
    """Return the active import that already is this snapshot read this way, or None.

    Of a complete source an import that was superseded since does not count where this one would stand in its place: an
    editor may go back to an earlier text.
    """
    runs = [r for r in read.imports(conn) if r.source == source.key and r.active(FOREVER)]
    newest = max(runs, key=lambda run: run.order, default=None)
    for run in runs:
        if run.sha256 == sha256 and (run.mapping_hash, run.options_hash, run.reader_version) == hashes:
            assert newest is not None
            if source.releases == "vintage" or run is newest or release_date < newest.release_date:
                return run.id
    return None


def other_reader(conn: sa.Connection, source_key: str, reader_version: str) -> str:
    """Return the reader of the source's newest active import where it is another kind than this one, else ""."""
    runs = [r for r in read.imports(conn) if r.source == source_key and r.active(FOREVER)]
    newest = max(runs, key=lambda run: run.order, default=None)
    if newest is None or newest.reader_version.rpartition("-")[0] == reader_version.rpartition("-")[0]:
        return ""
    return newest.reader_version


def commit(
    conn: sa.Connection,
    now: str,
    source: Source,
    snapshot: Snapshot,
    release_date: str,
    hashes: tuple[str, str, str],
    issues: IssueLog,
) -> tuple[Outcome, list[int]]:
    """Move what was staged into the ledger, inside the caller's transaction; return outcome and touched projects."""
    source_id = _source_id(conn, source.key)
    snapshot_id = _snapshot_id(conn, snapshot)
    siblings = [r for r in read.imports(conn) if r.source_id == source_id]
    previous = siblings[-1].id if siblings else -1
    newest = read.newest_release(siblings, FOREVER).get(source_id)
    mapping, options, reader = hashes
    import_id = int(
        conn.execute(
            sa.insert(t.import_run).values(
                source_id=source_id, snapshot_id=snapshot_id, source_name=source.name, publisher=source.publisher,
                homepage=source.homepage, licence=source.licence, attribution=source.attribution,
                releases=source.releases, release_date=release_date, mapping_hash=mapping, options_hash=options,
                reader_version=reader, recorded_at=now,
            )
        ).inserted_primary_key[0]  # type: ignore[index]
    )  # fmt: skip
    run: Callable[..., sa.CursorResult[Any]] = conn.exec_driver_sql
    columns = "version, url, publisher, original_publisher, rank, licence, date, is_copy, linkable, note"
    run(f"insert or ignore into document({columns}) select {columns} from stage_document order by n")
    run("update stage_document set document_id = (select id from document d where d.version = stage_document.version)")
    run(
        "insert or ignore into record(source_id, native_id, project_id)"
        " select ?, native_id, 0 from stage_record order by n",
        (source_id,),
    )
    run("update record set project_id = id where project_id = 0")
    run(
        "update stage_record set record_id ="
        " (select id from record r where r.source_id = ? and r.native_id = stage_record.native_id)",
        (source_id,),
    )
    _give_slugs(conn, source)
    run(
        "insert into record_version(record_id, import_id, locator, content_hash, content)"
        " select s.record_id, ?, s.locator, s.content_hash, s.content from stage_record s"
        " left join record_version v on v.id = (select max(id) from record_version x where x.record_id = s.record_id)"
        " where v.id is null or v.content_hash <> s.content_hash order by s.n",
        (import_id,),
    )
    before = int(run("select coalesce(max(id), 0) from claim").scalar_one())
    run(
        f"insert or ignore into claim({_CLAIM}, live)"
        f" select s.key, r.record_id, {_CLAIM.partition('record_id, ')[2]}, 0"
        " from stage_claim s join stage_record r on r.n = s.record_n order by s.n"
    )
    run("update stage_claim set claim_id = (select id from claim c where c.key = stage_claim.key)")
    new = int(run("select count(*) from stage_claim where claim_id > ?", (before,)).scalar_one())
    staged = int(run("select count(*) from stage_claim").scalar_one())
    words = (
        "(select d.document_id from stage_document d where d.n = s.document_n) is k.document_id"
        " and s.basis = k.basis and s.raw is k.raw and s.note is k.note"
    )
    run(
        "update carried as k set last_import = ? from stage_claim s"
        f" where k.claim_id = s.claim_id and k.last_import = ? and {words}",
        (import_id, previous),
    )
    run("create temp table touched(record_id INTEGER primary key)")
    run(
        "insert or ignore into touched select r.record_id from stage_claim s join stage_record r on r.n = s.record_n"
        " left join carried k on k.claim_id = s.claim_id and k.last_import = ? where k.claim_id is null",
        (import_id,),
    )
    run(
        "insert into carried(claim_id, first_import, last_import, document_id, basis, raw, note)"
        " select s.claim_id, ?, ?, d.document_id, s.basis, s.raw, s.note from stage_claim s"
        " join stage_document d on d.n = s.document_n"
        " left join carried k on k.claim_id = s.claim_id and k.last_import = ?"
        " where k.claim_id is null order by s.claim_id",
        (import_id, import_id, import_id),
    )
    if newest is not None and newest.id != previous:
        # The import before is not the newest release (or is undone): a longer run may now tell a claim's words.
        run(
            "insert or ignore into touched select r.record_id from stage_claim s"
            " join stage_record r on r.n = s.record_n"
            " where (select count(*) from carried k where k.claim_id = s.claim_id) > 1"
        )
    withdrawn = refresh_live(conn, source_id)
    touched = [int(p) for p in run(
        "select distinct r.project_id from touched x join record r on r.id = x.record_id order by 1"
    ).scalars()]  # fmt: skip
    records = int(run("select count(*) from stage_record").scalar_one())
    if source.releases == "vintage":
        _note_absent(conn, import_id, issues)
    write_issues(conn, import_id, issues)
    conn.execute(
        sa.update(t.import_run)
        .where(t.import_run.c.id == import_id)
        .values(n_records=records, n_new=new, n_unchanged=staged - new, n_withdrawn=withdrawn, n_issues=issues.total())
    )
    outcome = Outcome(import_id, source.key, now, records, new, staged - new, withdrawn)
    return outcome, touched


def refresh_live(conn: sa.Connection, source_id: int) -> int:
    """Make ``claim.live`` of one source anew; note records that change in TEMP ``touched``; return how many fell.

    A claim is live while an active import carries it, and for complete sources while the newest active release does.
    """
    run: Callable[..., sa.CursorResult[Any]] = conn.exec_driver_sql
    run("create temp table if not exists touched(record_id INTEGER primary key)")
    newest = read.newest_release(read.imports(conn), FOREVER).get(source_id)
    if newest is not None and newest.releases == "complete":
        stands = (
            "exists(select 1 from carried k where k.claim_id = c.id and k.first_import <= :n and k.last_import >= :n)"
        )
    else:
        stands = (
            "exists(select 1 from carried k join import_run i on i.source_id = :s and i.undone_at is null"
            " and i.id between k.first_import and k.last_import where k.claim_id = c.id)"
        )
    run("create temp table flip(claim_id INTEGER primary key, record_id INTEGER, live INTEGER)")
    conn.execute(
        sa.text(
            "insert into flip select id, record_id, 1 - live"
            f" from (select c.id, c.record_id, c.live, {stands} as stands"
            " from claim c join record r on r.id = c.record_id where r.source_id = :s) where live <> stands"
        ),
        {"n": newest.id if newest else -1, "s": source_id},
    )
    run("update claim set live = f.live from flip f where f.claim_id = claim.id")
    run("insert or ignore into touched select record_id from flip")
    keys = "select c.key from flip f join claim c on c.id = f.claim_id where f.live = ?"
    version.move(conn, run(keys, (1,)).scalars(), run(keys, (0,)).scalars())
    fallen = int(run("select count(*) from flip where live = 0").scalar_one())
    run("drop table flip")
    return fallen


def undo_import(conn: sa.Connection, now: str, import_id: int) -> list[int]:
    """Mark an import undone and return the touched projects. Deletes nothing."""
    conn.execute(sa.update(t.import_run).where(t.import_run.c.id == import_id).values(undone_at=now))
    source_id = conn.execute(sa.select(t.import_run.c.source_id).where(t.import_run.c.id == import_id)).scalar_one()
    refresh_live(conn, int(source_id))
    # A claim that stands on may now be told in another import's words: only where it has more than one run.
    conn.execute(
        sa.text(
            "insert or ignore into touched select c.record_id from carried k join claim c on c.id = k.claim_id"
            " join record r on r.id = c.record_id"
            " where r.source_id = :s and k.first_import <= :i and k.last_import >= :i and exists(select 1"
            " from carried o where o.claim_id = k.claim_id and o.first_import <> k.first_import)"
        ),
        {"s": source_id, "i": import_id},
    )
    rows = conn.exec_driver_sql(
        "select distinct r.project_id from touched x join record r on r.id = x.record_id order by 1"
    )
    return [int(p) for p in rows.scalars()]


def purge_import(conn: sa.Connection, run: read.ImportRow) -> tuple[int, int]:
    """Delete an import and all that no other import carries; return (claims, records) deleted.

    Runs of carriers are cut short or in two; content that a later import repeats unchanged stays, as that import's.
    """
    do: Callable[..., sa.CursorResult[Any]] = conn.exec_driver_sql
    do("pragma secure_delete=on")  # what is deleted is overwritten at once, not only by the vacuum that follows
    siblings = [r.id for r in read.imports(conn) if r.source_id == run.source_id]
    place = siblings.index(run.id)
    before = siblings[place - 1] if place else None
    after = siblings[place + 1] if place + 1 < len(siblings) else None
    n = run.id
    if before is not None and after is not None:
        do(
            "insert into carried(claim_id, first_import, last_import, document_id, basis, raw, note)"
            " select claim_id, ?, last_import, document_id, basis, raw, note from carried"
            " where first_import < ? and last_import > ?",
            (after, n, n),
        )
    if before is not None:
        do("update carried set last_import = ? where first_import < ? and last_import >= ?", (before, n, n))
    if after is not None:
        do("update carried set first_import = ? where first_import = ? and last_import > ?", (after, n, n))
    do("delete from carried where first_import = ?", (n,))
    claims = do("delete from claim where not exists(select 1 from carried k where k.claim_id = claim.id)").rowcount
    # What a record said in full is kept once for the imports that repeat it: it passes to the next of them, if any.
    do(
        "create temp table heir as select v.id, (select min(i.id) from import_run i join carried k"
        " on i.id between k.first_import and k.last_import join claim c on c.id = k.claim_id"
        " where c.record_id = v.record_id and i.source_id = ? and i.id > ? and i.id < coalesce((select min(x.import_id)"
        " from record_version x where x.record_id = v.record_id and x.id > v.id), i.id + 1)) as import_id"
        " from record_version v where v.import_id = ?",
        (run.source_id, n, n),
    )
    do(
        "update record_version set import_id = h.import_id from heir h"
        " where h.id = record_version.id and h.import_id is not null"
    )
    do("delete from record_version where import_id = ?", (n,))
    do("drop table heir")
    do(
        "create temp table gone as select r.id from record r where r.source_id = ?"
        " and not exists(select 1 from claim c where c.record_id = r.id)"
        " and not exists(select 1 from record_version v where v.record_id = r.id)",
        (run.source_id,),
    )
    do("delete from slug where record_id in (select id from gone)")
    parted = do("delete from judgement where record_a in (select id from gone) or record_b in (select id from gone)")
    records = do("delete from record where id in (select id from gone)").rowcount
    if parted.rowcount:
        do("update record set project_id = id")
        for record, project in clusters.membership(conn).items():
            do("update record set project_id = ? where id = ?", (project, record))
    do("drop table gone")
    do("delete from document where not exists(select 1 from carried k where k.document_id = document.id)")
    do("delete from issue where import_id = ?", (n,))
    do("delete from import_run where id = ?", (n,))
    do("delete from snapshot where not exists(select 1 from import_run i where i.snapshot_id = snapshot.id)")
    return int(claims), int(records)


def log(conn: sa.Connection, now: str, what: str, detail: str) -> None:
    """Note what was done to the ledger outside imports."""
    conn.execute(sa.insert(t.log).values(at=now, what=what, detail=detail))


def write_issues(conn: sa.Connection, import_id: int, issues: IssueLog) -> None:
    """Store the counted issues of an import."""
    rows = [
        {
            "import_id": import_id, "code": code, "severity": severity, "field": field, "raw": raw, "advice": advice,
            "count": count,
            "locators": json.dumps(issues.locators[code, severity, field, raw, advice], ensure_ascii=False),
        }
        for (code, severity, field, raw, advice), count in issues.counts.items()
    ]  # fmt: skip
    if rows:
        conn.execute(sa.insert(t.issue), rows)


def _note_absent(conn: sa.Connection, import_id: int, issues: IssueLog) -> None:
    """Note the records that the release before has and this one lacks, and those of this one that the next lacks.

    So the absence of a record is noted whichever of the two releases was imported first.
    """
    runs = read.imports(conn)
    here = next(run for run in runs if run.id == import_id)
    others = [run for run in runs if run.source_id == here.source_id and run.active(FOREVER) and run.id != import_id]
    before = max((run for run in others if run.order < here.order), key=lambda run: run.order, default=None)
    after = min((run for run in others if run.order > here.order), key=lambda run: run.order, default=None)
    if before is not None:
        advice = f"The release of {before.release_date} has it; what was said then stays."
        for native_id in _absent(conn, before, here):
            issues.add(Issue("record-absent", "info", locator=native_id, advice=advice))
    if after is not None:
        advice = f"The release of {after.release_date} lacks it; what is said here stays."
        for native_id in _absent(conn, here, after):
            issues.add(Issue("record-absent", "info", locator=native_id, advice=advice))


def _absent(conn: sa.Connection, one: read.ImportRow, other: read.ImportRow) -> list[str]:
    """Return the native ids of records of which one import carries claims and the other none."""
    carries = (
        "exists(select 1 from claim c join carried k on k.claim_id = c.id"
        " where c.record_id = r.id and :{0} between k.first_import and k.last_import)"
    )
    query = (
        f"select r.native_id from record r where r.source_id = :s and {carries.format('one')}"
        f" and not {carries.format('other')} order by r.native_id"
    )
    return list(conn.scalars(sa.text(query), {"s": one.source_id, "one": one.id, "other": other.id}))


def _source_id(conn: sa.Connection, key: str) -> int:
    found = conn.execute(sa.select(t.source.c.id).where(t.source.c.key == key)).scalar()
    if found is not None:
        return int(found)
    made = conn.execute(sa.insert(t.source).values(key=key)).inserted_primary_key
    assert made is not None
    return int(made[0])


def _snapshot_id(conn: sa.Connection, snapshot: Snapshot) -> int:
    found = conn.execute(sa.select(t.snapshot.c.id).where(t.snapshot.c.sha256 == snapshot.sha256)).scalar()
    if found is not None:
        return int(found)
    made = conn.execute(
        sa.insert(t.snapshot).values(
            sha256=snapshot.sha256, name=snapshot.name, url=snapshot.url, size=snapshot.size,
            retrieved_at=snapshot.retrieved_at,
        )
    ).inserted_primary_key  # fmt: skip
    assert made is not None
    return int(made[0])


def _give_slugs(conn: sa.Connection, source: Source) -> None:
    """Give each new record its slug; one that is taken gets a suffix from the id, never from the order."""
    new = "from stage_record s where not exists(select 1 from slug x where x.record_id = s.record_id)"
    conn.exec_driver_sql(
        f"insert or ignore into slug(slug, record_id, curated)"
        f" select s.slug, s.record_id, ? {new} order by s.native_id",
        (int(source.curated),),
    )
    rest = conn.exec_driver_sql(f"select s.slug, s.record_id, s.native_id {new}").all()
    for slug, record_id, native_id in rest:
        text = f"{source.key}\x1f{native_id}"
        digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
        conn.exec_driver_sql("insert into slug values(?, ?, 0)", (f"{slug}-{digest}", record_id))


def _document_row(n: int, d: Document) -> tuple[object, ...]:
    return (
        n, d.version, d.url, d.publisher, d.original_publisher, d.rank, d.licence, d.date, int(d.is_copy),
        int(d.linkable), d.note,
    )  # fmt: skip


def _claim_row(n: int, record_n: int, key: bytes, field_id: int, c: Claim, document_n: int) -> tuple[object, ...]:
    text = number = lo = hi = geom = None
    value = c.value
    if isinstance(value, PartialDate):
        text, lo, hi = value.text, day_number(value.lo), day_number(value.hi)
    elif isinstance(value, bytes):
        geom = value
    elif isinstance(value, str):
        text = value
    else:
        number = float(value)
    return (
        n, record_n, key, field_id, c.item or None, None if c.scope == "whole" else c.scope, text, number, lo, hi, geom,
        None if c.qualifier == "exact" else c.qualifier, c.unit or None, c.price_year, *_date(c.about), *_date(c.as_of),
        AS_OF_BASES.index(c.as_of_basis), document_n, c.raw or None, c.note or None,
    )  # fmt: skip


def _date(d: PartialDate | None) -> tuple[str | None, int | None, int | None]:
    if d is None:
        return None, None, None
    plain = d.lo == d.hi == d.text
    return None if plain else d.text, day_number(d.lo), day_number(d.hi)
