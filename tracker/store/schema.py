"""Which schema a ledger has, and what to do where it is not this tracker's."""

from __future__ import annotations

import sqlalchemy as sa

from tracker.errors import LedgerOutdated, LedgerTooNew, StoreError
from tracker.store import tables as t
from tracker.store.home import Home

#: What a ledger calls its schema while `tracker db copy` fills it; see :mod:`tracker.store.copy`.
UNFINISHED = "unfinished (go on with `tracker db copy`)"


def version(conn: sa.Connection) -> str:
    """Return the schema version that the ledger says it has."""
    return str(conn.exec_driver_sql("select version_num from alembic_version").scalar_one())


def check(home: Home, found: str) -> None:
    """Raise unless this tracker may read and write a ledger of schema ``found``.

    Raises
    ------
    LedgerOutdated, LedgerTooNew, StoreError
        With what to do next.
    """
    check_upgrade(home, found)
    if found != t.SCHEMA:
        on_file = "Run `tracker db upgrade` (it makes a backup first)."
        on_server = "Let one of its owners run `tracker db upgrade`, after a pg_dump."
        raise LedgerOutdated(
            f"{home.name} has schema {found}; this tracker needs {t.SCHEMA}.", on_file if home.files() else on_server
        )


def check_upgrade(home: Home, found: str) -> None:
    """Raise unless this tracker may bring a ledger of schema ``found`` to its own.

    Raises
    ------
    LedgerTooNew
        It was made by a newer tracker; a downgrade is refused.
    StoreError
        A copy into it is unfinished.
    """
    if found == UNFINISHED:
        raise StoreError(f"The copy into {home.name} broke off.", "Run the same `tracker db copy` again.")
    if found > t.SCHEMA:
        backup = "the backup that the upgrade made" if home.files() else "the pg_dump of before the upgrade"
        raise LedgerTooNew(
            f"{home.name} has schema {found}; this tracker knows only {t.SCHEMA} and never downgrades.",
            f"Install a newer tracker (pip install --upgrade megaproject-tracker), or restore {backup}.",
        )
