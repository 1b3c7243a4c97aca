"""Look after the file: what it is, and bringing an older one up to date."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from tracker.store import read, schema
from tracker.store import tables as t
from tracker.store.home import Waiter, home_of, is_url
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
        home = store.home.describe(conn)
    undone = sum(bool(r.undone_at) for r in runs)
    last = max((r.recorded_at for r in runs), default="")
    return {
        "Ledger": store.name,
        "Kind": home["Kind"],
        "Schema": f"{t.SCHEMA} (current)",
        "Size": home["Size"],
        "Projects": f"{count['project_current']:,}",
        "Claims": f"{live:,} standing of {count['claim']:,} ever recorded",
        "Documents": f"{count['document']:,}",
        "Records": f"{count['record']:,}",
        "Imports": f"{len(runs)}" + (f", {undone} undone" if undone else ""),
        "Last recorded": last[:19].replace("T", " ") + " UTC" if last else "never",
        "Check": home["Check"],
    }


def let_read(store: Store, role: str, *, on_wait: Waiter | None = None) -> None:
    """Let a role of the server read everything; make it where there is none."""
    from tracker.store.postgis import layers

    with store.connection() as conn, store.locked(conn, f"let {role} read", on_wait):
        layers.let_read(conn, role)


def upgrade(where: str | Path, *, on_wait: Waiter | None = None) -> tuple[str, str, Path | None]:
    """Migrate a ledger; return (schema before, schema after, backup or None where none was made).

    Raises
    ------
    LedgerTooNew
        The ledger was made by a newer tracker; a downgrade is refused.
    StoreError
        It failed, and the ledger is as it was.
    """
    from tracker.store import migrate

    home = home_of(where)
    home.check()
    with home.reading() as conn:  # most often there is nothing to do, for which nobody need wait
        found = schema.version(conn)
    schema.check_upgrade(home, found)
    if found == t.SCHEMA:
        return found, found, None
    if is_url(where):
        return *migrate.upgrade_on_server(home, on_wait), None
    return migrate.upgrade(home, Path(where), on_wait)
