"""Write releases into the ledger: what :mod:`tracker.store.stage` staged, by a few set-based statements.

Everything here appends. What it updates are ready answers (``claim.live``, ``record.project_id``) and the end of a run
of carriers; ``undone_at`` is set once.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b

import sqlalchemy as sa

from tracker.model import Issue, IssueLog, Snapshot, Source
from tracker.store import clusters, dialect, read, version
from tracker.store import tables as t
from tracker.store.read import FOREVER
from tracker.store.stage import Staged

_OPTIONAL = (
    "item", "scope", "value_text", "value_num", "value_lo", "value_hi", "value_geom", "qualifier", "unit", "price_year",
    "about", "about_lo", "about_hi", "as_of", "as_of_lo", "as_of_hi",
)  # fmt: skip


#: SQL for the projects whose rows an import or an undo may change, see TEMP ``touched``.
TOUCHED = "select distinct r.project_id from touched x join record r on r.id = x.record_id"


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


def same_release(
    conn: sa.Connection, source: Source, sha256: str, release_date: str, hashes: tuple[str, str, str]
) -> int | None:
    """Return the active import that already is this snapshot read this way, or None.

    An import that was superseded since (by any release of a complete source, by a complete one of any other) does not
    count where this one would stand in its place: an editor may go back to an earlier text.
    """
    runs = [r for r in read.standing(read.imports(conn), FOREVER) if r.source == source.key]
    complete = source.releases == "complete"
    over = max((r for r in runs if complete or r.releases == "complete"), key=lambda run: run.order, default=None)
    for run in runs:
        if run.sha256 == sha256 and (run.mapping_hash, run.options_hash, run.reader_version) == hashes:
            if over is None or run is over or release_date < over.release_date:
                return run.id
            if not complete and run.order > over.order:
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
    staged: Staged,
) -> Outcome:
    """Move what was staged into the ledger, inside the caller's transaction; :data:`TOUCHED` tells the projects."""
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
    run = partial(dialect.run, conn)
    dialect.analyze(conn, "stage_document", "stage_record", "stage_claim")
    columns = "version, url, publisher, original_publisher, rank, licence, date, is_copy, linkable, note"
    run(f"insert or ignore into document({columns}) select {columns} from stage_document where true order by n")
    run("update stage_document set document_id = (select id from document d where d.version = stage_document.version)")

    # What the ledger has is found by its key; what is new gets the next numbers, in the order of the file.
    if known := run("select 1 from record where source_id = ? limit 1", (source_id,)).scalar():
        run(
            "update stage_record set record_id = r.id from record r"
            " where r.source_id = ? and r.native_id = stage_record.native_id",
            (source_id,),
        )
    first_record = _last_id(conn, "record")
    run(
        f"insert into record(id, source_id, native_id, project_id) select n + {first_record}, ?, native_id,"
        f" n + {first_record} from stage_record where record_id is null order by n",
        (source_id,),
    )
    run(f"update stage_record set record_id = n + {first_record} where record_id is null")
    _give_slugs(conn, source)
    run(
        "insert into record_version(record_id, import_id, locator, content_hash, content)"
        " select s.record_id, ?, s.locator, s.content_hash, s.content from stage_record s"
        " left join record_version v on v.id = (select max(id) from record_version x where x.record_id = s.record_id)"
        " where v.id is null or v.content_hash <> s.content_hash order by s.n",
        (import_id,),
    )
    if known:
        run("update stage_claim set claim_id = c.id from claim c where c.key = stage_claim.key")
    first_claim = _last_id(conn, "claim")
    # New claims stand at once, unless a newer complete release does not carry them.
    list_ = read.newest_complete(siblings, FOREVER).get(source_id)
    stands = list_ is None or (release_date, now) > list_.order
    if list_ is not None and not stands:
        advice = f"The list of {list_.release_date} stands: what it lacks is kept and not shown."
        issues.add(Issue("older-release", "info", "", release_date, "", advice))
    record_id, of_record = f"s.record_n + {first_record}", ""
    if known:
        record_id, of_record = "r.record_id", " join stage_record r on r.n = s.record_n"
    with dialect.indexed_after(conn, t.claim):
        run(
            f"insert into claim(id, key, record_id, field_id, {', '.join(_OPTIONAL)}, live) select s.n + {first_claim},"
            f" s.key, {record_id}, s.field_id, {', '.join(f's.{c}' for c in _OPTIONAL)}, {int(stands)}"
            f" from stage_claim s{of_record} where s.claim_id is null order by s.n"
        )
    unchanged = int(run("select count(claim_id) from stage_claim").scalar_one()) if known else 0
    new = staged.claims - unchanged
    if stands:
        had = run("select key from stage_claim where claim_id is not null").scalars() if unchanged else ()
        version.add(conn, staged.keys - version.total(had))
    dialect.temp_table(conn, "touched", "record_id INTEGER primary key")
    insert = "insert into carried(claim_id, first_import, last_import, document_id, basis, raw, note)"
    run(
        "insert or ignore into touched select r.record_id from stage_record r"
        " where r.n in (select record_n from stage_claim where claim_id is null)"
    )
    run(
        f"{insert} select s.n + {first_claim}, {import_id}, {import_id}, d.document_id, s.basis, s.raw, s.note"
        " from stage_claim s join stage_document d on d.n = s.document_n where s.claim_id is null order by s.n"
    )
    if unchanged:
        same = partial(dialect.same, conn)
        words = (
            "(select d.document_id from stage_document d where d.n = s.document_n) = k.document_id"
            f" and s.basis = k.basis and {same('s.raw', 'k.raw')} and {same('s.note', 'k.note')}"
        )
        run(
            "update carried as k set last_import = ? from stage_claim s"
            f" where k.claim_id = s.claim_id and k.last_import = ? and {words}",
            (import_id, previous),
        )
        told_anew = (
            " left join carried k on k.claim_id = s.claim_id and k.last_import = ?"
            " where k.claim_id is null and s.claim_id is not null"
        )
        run(
            "insert or ignore into touched select r.record_id from stage_claim s"
            f" join stage_record r on r.n = s.record_n{told_anew}",
            (import_id,),
        )
        run(
            f"{insert} select s.claim_id, {import_id}, {import_id}, d.document_id, s.basis, s.raw, s.note"
            f" from stage_claim s join stage_document d on d.n = s.document_n{told_anew} order by s.claim_id",
            (import_id,),
        )
    if newest is not None and newest.id != previous:
        # The import before is not the newest release (or is undone): a longer run may now tell a claim's words.
        run(
            "insert or ignore into touched select r.record_id from stage_claim s"
            " join stage_record r on r.n = s.record_n"
            " where (select count(*) from carried k where k.claim_id = s.claim_id) > 1"
        )
    withdrawn = refresh_live(conn, source_id) if siblings else 0
    touched = int(run(f"select count(*) from ({TOUCHED}) as t").scalar_one())
    if source.releases == "vintage":
        _note_absent(conn, import_id, issues)
    write_issues(conn, import_id, issues)
    conn.execute(
        sa.update(t.import_run)
        .where(t.import_run.c.id == import_id)
        .values(
            n_records=staged.records,
            n_new=new,
            n_unchanged=unchanged,
            n_withdrawn=withdrawn,
            n_issues=issues.total(),
        )
    )
    return Outcome(import_id, source.key, now, staged.records, new, unchanged, withdrawn, touched)


def refresh_live(conn: sa.Connection, source_id: int) -> int:
    """Make ``claim.live`` of one source anew; note records that change in TEMP ``touched``; return how many fell.

    A claim is live while an active import carries it that is not older than the newest active complete one.
    """
    run = partial(dialect.run, conn)
    run("create temp table if not exists touched(record_id INTEGER primary key)")
    runs = read.imports(conn)
    newest = read.newest_release(runs, FOREVER).get(source_id)
    list_ = read.newest_complete(runs, FOREVER).get(source_id)
    now_read = {run.id for run in read.standing(runs, FOREVER)}
    others = (run.id for run in runs if run.source_id == source_id and run.id not in now_read)
    reread = ", ".join(map(str, (0, *others)))
    if newest is not None and newest is list_:
        stands = (
            "exists(select 1 from carried k where k.claim_id = c.id and k.first_import <= :n and k.last_import >= :n)"
        )
    else:
        stands = (
            "exists(select 1 from carried k join import_run i on i.source_id = :s and i.undone_at is null"
            f" and i.release_date || i.recorded_at >= :since and i.id not in ({reread})"
            " and i.id between k.first_import and k.last_import where k.claim_id = c.id)"
        )
    dialect.temp_table(conn, "flip", "claim_id INTEGER primary key, record_id INTEGER, live INTEGER")
    conn.execute(
        sa.text(
            "insert into flip select id, record_id, 1 - live"
            f" from (select c.id, c.record_id, c.live, case when {stands} then 1 else 0 end as stands"
            " from claim c join record r on r.id = c.record_id where r.source_id = :s) as x where live <> stands"
        ),
        {"n": newest.id if newest else -1, "s": source_id, "since": "".join(list_.order) if list_ else ""},
    )
    run("update claim set live = f.live from flip f where f.claim_id = claim.id")
    run("insert or ignore into touched select record_id from flip where true")
    keys = "select c.key from flip f join claim c on c.id = f.claim_id where f.live = ?"
    version.move(conn, run(keys, (1,)).scalars(), run(keys, (0,)).scalars())
    fallen = int(run("select count(*) from flip where live = 0").scalar_one())
    run("drop table flip")
    return fallen


def undo_import(conn: sa.Connection, now: str, import_id: int) -> int:
    """Mark an import undone and return how many projects it :data:`TOUCHED`. Deletes nothing."""
    conn.execute(sa.update(t.import_run).where(t.import_run.c.id == import_id).values(undone_at=now))
    source_id = conn.execute(sa.select(t.import_run.c.source_id).where(t.import_run.c.id == import_id)).scalar_one()
    refresh_live(conn, int(source_id))
    # A claim that stands on may now be told in another import's words: only where it has more than one run.
    dialect.run(
        conn,
        "insert or ignore into touched select c.record_id from carried k join claim c on c.id = k.claim_id"
        " join record r on r.id = c.record_id"
        " where r.source_id = ? and k.first_import <= ? and k.last_import >= ? and exists(select 1"
        " from carried o where o.claim_id = k.claim_id and o.first_import <> k.first_import)",
        (source_id, import_id, import_id),
    )
    return int(conn.exec_driver_sql(f"select count(*) from ({TOUCHED}) as t").scalar_one())


def purge_import(conn: sa.Connection, run: read.ImportRow) -> tuple[int, int]:
    """Delete an import and all that no other import carries; return (claims, records) deleted.

    Runs of carriers are cut short or in two; content that a later import repeats unchanged stays, as that import's.
    """
    do = partial(dialect.run, conn)
    on_file = not dialect.is_server(conn)
    if on_file:
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
    if on_file:  # for each document that goes the file looks through all carriers; a server joins the two once
        do("create index purged on carried(document_id)")
    do("delete from document where not exists(select 1 from carried k where k.document_id = document.id)")
    if on_file:
        do("drop index purged")
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
    others = [run for run in read.standing(runs, FOREVER) if run.source_id == here.source_id and run.id != import_id]
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


def _last_id(conn: sa.Connection, table: str) -> int:
    """Return the greatest row number of a table of ours, 0 where it is empty."""
    return int(conn.exec_driver_sql(f"select coalesce(max(id), 0) from {table}").scalar_one())


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
    dialect.run(
        conn,
        f"insert or ignore into slug(slug, record_id, curated)"
        f" select s.slug, s.record_id, ? {new} order by s.native_id",
        (int(source.curated),),
    )
    rest = conn.exec_driver_sql(f"select s.slug, s.record_id, s.native_id {new}").all()
    for slug, record_id, native_id in rest:
        text = f"{source.key}\x1f{native_id}"
        digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
        dialect.run(conn, "insert into slug values(?, ?, 0)", (f"{slug}-{digest}", record_id))
