"""Databases for tests: copies of one empty ledger on the server that TRACKER_TEST_PG names."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

import pytest
import sqlalchemy as sa

from tracker.store.store import create

_numbers = count(1)


class Server:
    """Makes and drops databases. ``address``: of a database whose user may create others."""

    def __init__(self, address: str) -> None:
        self.url = sa.engine.make_url(address)
        self.engine = sa.create_engine(self.url, isolation_level="AUTOCOMMIT", poolclass=sa.pool.NullPool)
        self.template = self.make("")
        create(self.template)

    def make(self, template: str | None = None) -> str:
        """Return the address of a new database: a copy of the empty ledger, or with "" one without anything."""
        name = f"tracker_test_{os.getpid()}_{next(_numbers)}"
        source = sa.engine.make_url(self.template).database if template is None else "template0"
        with self.engine.connect() as conn:
            conn.exec_driver_sql(f"create database {name} template {source}")
        return self.url.set(database=name).render_as_string(hide_password=False)

    def drop(self) -> None:
        """Drop all databases that this process made."""
        with self.engine.connect() as conn:
            mine = conn.exec_driver_sql(
                f"select datname from pg_database where datname like 'tracker_test_{os.getpid()}_%%'"
            )
            for name in mine.scalars().all():
                conn.exec_driver_sql(f"drop database if exists {name} with (force)")


@contextmanager
def started() -> Iterator[Server]:
    """Yield the server of TRACKER_TEST_PG; skip without one, fail in .ci/run."""
    address = os.environ.get("TRACKER_TEST_PG", "")
    if not address:
        message = "no PostGIS: set TRACKER_TEST_PG to the address of a database"
        if os.environ.get("TRACKER_CI"):
            pytest.fail(message)
        pytest.skip(message)
    server = Server(address)
    try:
        yield server
    finally:
        server.drop()
