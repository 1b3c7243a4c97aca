"""Import a release: snapshot, records, claims, one transaction. Undo one. What was odd is stored as issues."""

from __future__ import annotations

import gc
import re
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from tracker.errors import UsageError
from tracker.fields import FIELDS
from tracker.model import IssueLog, Source
from tracker.resolve import current
from tracker.sources.base import Reading
from tracker.store import read, stage, version, write
from tracker.store.store import Store, Waiter, add_missing_fields, field_ids
from tracker.store.write import Outcome


@dataclass(slots=True)
class Report:
    """What an import did, for people: the outcome, its issues and how long it took (seconds).

    ``dry_run``: what it would have done; nothing was changed. ``refused``: it met problems and was strict.
    """

    outcome: Outcome
    issues: IssueLog
    seconds: float
    dry_run: bool = False
    refused: bool = False


_NOT_IN_A_SLUG = re.compile("[^0-9a-z_]+")


class _TakenBackError(Exception):
    """Raised inside a transaction to roll it back."""


def slug_for(source: Source, native_id: str) -> str:
    """Return the slug of a record: a curated id as it stands, else the source's prefix and the id; never a name."""
    text = native_id if source.curated else f"{source.prefix or source.key + '-'}{native_id}"
    if text.isascii():  # the same as below, thirty times as fast
        return _NOT_IN_A_SLUG.sub("-", text.lower()).strip("-") or "project"
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    kept = (c if c.isalnum() or c == "_" or unicodedata.category(c)[0] == "M" else "-" for c in text)
    return re.sub("-+", "-", "".join(kept)).strip("-") or "project"


@contextmanager
def _few_collections() -> Iterator[None]:
    """Let Python look for cycles of garbage less often: an import makes millions of objects, none in a cycle."""
    before = gc.get_threshold()
    gc.set_threshold(200_000, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


@_few_collections()
def run_import(
    store: Store,
    reading: Reading,
    *,
    on_wait: Waiter | None = None,
    progress: Callable[[int], None] | None = None,
    on_write: Callable[[], None] | None = None,
    dry_run: bool = False,
    strict: bool = False,
) -> Report:
    """Import one reading. Killed at any moment, it leaves the ledger as it was.

    Parameters
    ----------
    progress
        Told how many records were read, now and then.
    on_write
        Told when all is read and the writing begins.
    dry_run
        Do all of it, and roll it back: the report says what an import would do.
    strict
        Change nothing where any issue is an error or a warning; the report says so.

    Raises
    ------
    FormatError
        The file turns out not to be what it should be; nothing was changed.
    UsageError
        The source's key stands for something else in this ledger.
    LedgerBusy
        Another process is writing; nothing was changed.
    """
    start = time.monotonic()
    source, snapshot, issues = reading.source, reading.snapshot, reading.issues
    hashes = (reading.mapping_hash, reading.options_hash, reading.reader_version)

    def report(outcome: Outcome, *, refused: bool = False) -> Report:
        return Report(outcome, issues, time.monotonic() - start, dry_run, refused)

    with store.read() as conn:
        same = write.same_release(conn, source, snapshot.sha256, reading.release_date, hashes)
        earlier = write.other_reader(conn, source.key, reading.reader_version)
        known = field_ids(conn)
    if earlier:
        raise UsageError(
            f"The source {source.key!r} was imported in another form before ({earlier}): this would replace all of it.",
            "Name another source with --source KEY, or rename the file.",
        )
    # Who asks for every problem gets them also of a file that was imported before.
    if same is not None and issues.listener is None and not strict:
        return report(Outcome(None, source.key, same_as=same))
    # New fields are numbered in a transaction of their own: staging needs the numbers before the lock is taken.
    if missing := [name for name in FIELDS if name not in known]:
        if dry_run:  # the numbers that they would get
            known |= {name: n for n, name in enumerate(missing, max(known.values(), default=0) + 1)}
        else:
            with store.write("number the fields", on_wait) as (conn, _):
                known = add_missing_fields(conn)
    with store.connection() as conn:
        staged = stage.stage(conn, source, reading.records, known, issues, slug_for, progress)
        if strict and troubles(issues):
            return report(Outcome(None, source.key, records=staged.records), refused=True)
        if same is not None:
            return report(Outcome(None, source.key, same_as=same))
        if on_write is not None:
            on_write()
        with suppress(_TakenBackError), store.locked(conn, f"import {source.key}", on_wait) as now:
            same = write.same_release(conn, source, snapshot.sha256, reading.release_date, hashes)
            if same is not None:  # another process was faster
                return report(Outcome(None, source.key, same_as=same))
            if dry_run:
                add_missing_fields(conn)
            outcome = write.commit(conn, now, source, snapshot, reading.release_date, hashes, issues, staged)
            refused = strict and troubles(issues) > 0
            if dry_run or refused:
                outcome.import_id = None
                raise _TakenBackError
            current.refresh(conn, write.TOUCHED)
    return report(outcome, refused=refused)


def troubles(issues: IssueLog) -> int:
    """Return how many issues are errors or warnings."""
    return issues.total("error") + issues.total("warning")


def undo(store: Store, import_id: int, *, on_wait: Waiter | None = None) -> int:
    """Undo an import: mark it, refresh the touched projects, delete nothing. Return how many projects it touched.

    Raises
    ------
    UsageError
        There is no such import, or it is undone already.
    """
    with store.write(f"undo {import_id}", on_wait) as (conn, now):
        run = next((r for r in read.imports(conn) if r.id == import_id), None)
        if run is None:
            raise UsageError(f"There is no import {import_id}.", "`tracker imports` lists them.")
        if run.undone_at:
            raise UsageError(
                f"Import {import_id} was undone on {run.undone_at[:10]} already.", "Import the file again to redo it."
            )
        touched = write.undo_import(conn, now, import_id)
        current.refresh(conn, write.TOUCHED)
    return touched


@_few_collections()
def rebuild(store: Store, *, on_wait: Waiter | None = None) -> int:
    """Make the ready answers anew (live claims, ``project_current``, R*Tree); return how many projects there are."""
    with store.write("rebuild", on_wait) as (conn, now):
        for source_id in {r.source_id for r in read.imports(conn)}:
            write.refresh_live(conn, source_id)
        version.recount(conn)
        done = current.refresh(conn)
        write.log(conn, now, "rebuild", f"{done} projects")
    return done


def purge(store: Store, import_id: int, why: str = "", *, on_wait: Waiter | None = None) -> tuple[int, int]:
    """Delete for good what only one undone import carried; return (claims, records) deleted.

    Raises
    ------
    UsageError
        There is no such import, or it is not undone.
    """
    with store.write(f"purge {import_id}", on_wait) as (conn, now):
        run = next((r for r in read.imports(conn) if r.id == import_id), None)
        if run is None:
            raise UsageError(f"There is no import {import_id}.", "`tracker imports` lists them.")
        if not run.undone_at:
            raise UsageError(
                f"Import {import_id} stands.", f"Run `tracker undo {import_id}` first, and look at the result."
            )
        claims, records = write.purge_import(conn, run)
        write.log(
            conn, now, "purge", f"import {import_id} of {run.source} ({run.sha256}), recorded {run.recorded_at}: {why}"
        )
        current.refresh(conn)
    store.compact(on_wait)
    return claims, records
