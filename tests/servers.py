"""Databases for tests: copies of one empty ledger on the server that TRACKER_TEST_PG names."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, cached_property
from itertools import count
from pathlib import Path
from tempfile import mkdtemp

import pytest
import sqlalchemy as sa

from tracker import ingest, sources
from tracker.bundled import data_folder
from tracker.store import tables as t
from tracker.store.store import Store, create

_numbers = count(1)
_IDS = [table for table in t.metadata.sorted_tables if "id" in table.columns]
_EMPTY = "; ".join(
    (
        *(f"delete from {table.name}" for table in reversed(t.metadata.sorted_tables)),
        *(f"select setval(pg_get_serial_sequence('{table.name}', 'id'), 1, false)" for table in _IDS),
    )
)


class Server:
    """Makes and drops databases. ``address``: of a database whose user may create others."""

    def __init__(self, address: str) -> None:
        self.url = sa.engine.make_url(address)
        self.engine = sa.create_engine(self.url, isolation_level="AUTOCOMMIT", poolclass=sa.pool.NullPool)
        self.template = self.make("")
        self.free: list[str] = []
        create(self.template)

    def make(self, template: str | None = None) -> str:
        """Return the address of a new database: a copy of the empty ledger, or with "" one without anything."""
        name = f"tracker_test_{os.getpid()}_{next(_numbers)}"
        source = sa.engine.make_url(self.template if template is None else template or "x:///template0").database
        with self.engine.connect() as conn:
            conn.exec_driver_sql(f"create database {name} template {source}")
            # What a fall of the machine would take is no loss here, and nobody waits for the disk.
            conn.exec_driver_sql(f"alter database {name} set synchronous_commit = off")
        return self.url.set(database=name).render_as_string(hide_password=False)

    @contextmanager
    def lent(self) -> Iterator[str]:
        """Yield the address of an empty ledger, which is emptied again and lent to the next: faster than a new one.

        For tests that change nothing but the rows of its tables.
        """
        address = self.free.pop() if self.free else self.make()
        yield address
        engine = sa.create_engine(address, isolation_level="AUTOCOMMIT", poolclass=sa.pool.NullPool)
        with engine.connect() as conn:
            conn.exec_driver_sql(_EMPTY)
        self.free.append(address)

    @cached_property
    def catalogue(self) -> str:
        """The address of a ledger with the bundled catalogue; not to be written to."""
        address = self.make()
        ingest.run_import(Store(address), sources.open_path(data_folder() / "catalogue"))
        return address

    def drop(self) -> None:
        """Drop all databases that this process made."""
        with self.engine.connect() as conn:
            mine = conn.exec_driver_sql(
                f"select datname from pg_database where datname like 'tracker_test_{os.getpid()}_%%'"
            )
            for name in mine.scalars().all():
                conn.exec_driver_sql(f"drop database if exists {name} with (force)")


@cache
def _server(address: str) -> Server:
    """One server for all folders of tests, each of which has a fixture of its own."""
    return Server(address)


@contextmanager
def started() -> Iterator[Server]:
    """Yield the server of TRACKER_TEST_PG; skip without one, fail in .ci/run."""
    address = os.environ.get("TRACKER_TEST_PG", "")
    if not address:
        _lacking("no PostGIS: set TRACKER_TEST_PG to the address of a database")
    server = _server(address)
    try:
        yield server
    finally:  # the session is over, for all folders
        server.drop()


def _lacking(message: str) -> None:
    if os.environ.get("TRACKER_CI"):
        pytest.fail(message)
    pytest.skip(message)


class Cluster:
    """A PostgreSQL server of our own on a free port of 127.0.0.1, which a test may stop and start."""

    def __init__(self, binaries: Path, folder: Path, wrap: Callable[[list[str]], list[str]]) -> None:
        self.binaries, self.folder, self.wrap = binaries, folder, wrap
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self._run("initdb", "-D", str(folder / "data"), "-U", "tracker", "--auth=trust", "-E", "UTF8", "--no-sync")
        self.address = f"postgresql+psycopg://tracker@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Start it and wait until it takes connections."""
        # That it may fall is meant, but not the machine under it: nobody need wait for the disk.
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
        self._control("start", "-l", str(self.folder / "log"), "-o", options)

    def stop(self, how: str) -> None:
        """Stop it. ``how``: fast (an administrator stops it) or immediate (as if the machine fell)."""
        self._control("stop", "-m", how)

    def _control(self, *args: str) -> None:
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-w", *args)

    def _run(self, program: str, *args: str) -> None:
        command = self.wrap([str(self.binaries / program), *args])
        subprocess.run(
            command, check=True, timeout=60, cwd=self.folder,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip


@contextmanager
def own_cluster() -> Iterator[Cluster]:
    """Yield a running server of our own; skip where its programs are missing, fail in .ci/run."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=lambda p: int(p.parts[-3].split(".")[0]))
    pg_ctl = found[-1] if found else shutil.which("pg_ctl")
    if not pg_ctl:
        _lacking("no PostgreSQL programs: install postgresql and postgis")
    folder = Path(mkdtemp(prefix="tracker-pg-"))  # the tests' own folders are closed to other users

    def wrap(command: list[str]) -> list[str]:
        return ["runuser", "-u", "postgres", "--", *command] if os.getuid() == 0 else command

    try:
        if os.getuid() == 0:  # PostgreSQL refuses to run as root
            shutil.chown(folder, "postgres", "postgres")
        cluster = Cluster(Path(str(pg_ctl)).resolve().parent, folder, wrap)
        cluster.start()
        try:
            yield cluster
        finally:
            cluster.stop("immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
