"""Where a ledger lives, and what is done differently there: in a file, or on a server."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa

Waiter = Callable[[str], None]


class Home(Protocol):
    """What both homes offer. ``name``: the file, or the address without its password."""

    name: str

    def files(self) -> list[Path]:
        """The files that are the ledger; none on a server."""
        ...

    def exists(self) -> bool:
        """True where something is there, whatever it is."""
        ...

    def check(self) -> None:
        """Raise where it is no ledger of ours, with what to do next."""
        ...

    def create(self) -> None:
        """Make an empty ledger."""
        ...

    def reading(self) -> AbstractContextManager[sa.Connection]:
        """Yield a connection that sees one state of the ledger."""
        ...

    def connection(self) -> AbstractContextManager[sa.Connection]:
        """Yield a connection for staging into TEMP tables and then :meth:`locked`."""
        ...

    def locked(self, conn: sa.Connection, what: str, on_wait: Waiter | None) -> AbstractContextManager[None]:
        """Hold the write lock for the block; commit at its end, take all back on an error."""
        ...

    def finish(self, conn: sa.Connection, now: str) -> None:
        """Do what is due at the end of each write."""
        ...

    def compact(self, on_wait: Waiter | None = None) -> None:
        """Give back the space of what was deleted."""
        ...

    def discard(self) -> bool:
        """Remove a ledger into which nothing was ever imported; False where it stays."""
        ...

    def backup(self, target: Path) -> Path:
        """Copy the ledger."""
        ...

    def describe(self, conn: sa.Connection) -> dict[str, str]:
        """Return kind, size and soundness, as label -> text."""
        ...


def is_url(where: str | Path) -> bool:
    """True for the address of a server."""
    return "://" in str(where)


def home_of(where: str | Path) -> Home:
    """Return the home that a path or an address names; nothing is opened yet.

    Raises
    ------
    UsageError
        An address of another kind, or the extra for servers is missing.
    """
    if is_url(where):
        from tracker.store.postgis.home import ServerHome

        return ServerHome(str(where))
    from tracker.store.sqlite.home import FileHome

    return FileHome(Path(where))
