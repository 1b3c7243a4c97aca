"""Look after the file: what it is, and bringing an older one up to date."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from tracker.errors import LedgerTooNew
from tracker.store import read
from tracker.store import tables as t
from tracker.store.sqlite import engine as sqlite
from tracker.store.store import Store


@dataclass(frozen=True, slots=True)
class LogRow:
    """Something that was done to the ledger outside imports. ``at``: UTC."""

    at: str
    what: str
    detail: str


def log_rows(store: Store) -> list[LogRow]:
    """Return the log, oldest first."""
    with store.read() as conn:
        rows = conn.execute(sa.select(t.log.c.at, t.log.c.what, t.log.c.detail).order_by(t.log.c.id))
        return [LogRow(at, what, detail) for at, what, detail in rows]


def describe(store: Store) -> dict[str, str]:
    """Return what there is to say about a ledger, as label -> text."""
    with store.read() as conn:
        count = {
            table.name: conn.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for table in (t.project_current, t.claim, t.document, t.record)
        }
        live = conn.execute(sa.select(sa.func.count()).where(t.claim.c.live == 1)).scalar_one()
        runs = read.imports(conn)
        check = str(conn.exec_driver_sql("pragma quick_check(1)").scalar_one())
        journal = str(conn.exec_driver_sql("pragma journal_mode").scalar_one())
    undone = sum(bool(r.undone_at) for r in runs)
    last = max((r.recorded_at for r in runs), default="")
    return {
        "Ledger": str(store.path),
        "Kind": f"GeoPackage on SQLite {sqlite3.sqlite_version}, journal {journal}",
        "Schema": f"{t.SCHEMA} (current)",
        "Size": f"{store.path.stat().st_size / 1e6:,.1f} MB",
        "Projects": f"{count['project_current']:,}",
        "Claims": f"{live:,} standing of {count['claim']:,} ever recorded",
        "Documents": f"{count['document']:,}",
        "Records": f"{count['record']:,}",
        "Imports": f"{len(runs)}" + (f", {undone} undone" if undone else ""),
        "Last recorded": last[:19].replace("T", " ") + " UTC" if last else "never",
        "Check": "sound" if check == "ok" else f"DAMAGED: {check}",
    }


def upgrade(path: Path) -> tuple[str, str, Path | None]:
    """Migrate a ledger; return (schema before, schema after, backup or None where nothing was to do).

    Raises
    ------
    LedgerTooNew
        The file was made by a newer tracker; a downgrade is refused.
    """
    from tracker.store import migrate

    sqlite.check_file(path)
    engine = sqlite.make_engine(path, read_only=True)
    with sqlite.reading(engine) as conn:
        before = migrate.version(conn)
    if before > t.SCHEMA:
        raise LedgerTooNew(
            f"{path} has schema {before}; this tracker knows only {t.SCHEMA} and never downgrades.",
            "Install a newer tracker, or restore the backup that the upgrade made.",
        )
    if before == t.SCHEMA:
        return before, before, None
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    backup = path.with_name(f"{path.stem}-schema{before}-{stamp}{path.suffix}")
    sqlite.backup(path, backup)
    return *migrate.upgrade(path), backup
