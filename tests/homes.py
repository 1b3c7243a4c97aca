"""Both homes of a ledger: the same test runs on a file and in a database. Conftests take their fixtures from here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from servers import Server, started

from tracker.store import tables as t
from tracker.store.store import Store, create, is_url

#: For tests of what only a file has, in modules whose tests run on both homes.
in_a_file = pytest.mark.parametrize("home", ["file"], scope="session")


def on_both(metafunc: pytest.Metafunc, modules: set[str]) -> None:
    """Run each test of some modules that has a ledger behind it on both homes, unless it is :data:`in_a_file`."""
    if metafunc.module.__name__ in modules and "home" in metafunc.fixturenames:
        given = [mark.args[0] for mark in metafunc.definition.iter_markers("parametrize")]
        if "home" not in given:
            metafunc.parametrize("home", ["file", "server"], scope="session")


def contents(address: str) -> object:
    """All that is in a ledger: the bytes of a file, the rows of a database."""
    if not is_url(address):
        return Path(address).read_bytes()
    with Store(address).read() as conn:
        return {
            table.name: [tuple(row) for row in conn.execute(sa.select(table).order_by(*table.primary_key.columns))]
            for table in t.metadata.sorted_tables
        }


@pytest.fixture(scope="session")
def home() -> str:
    """Where the ledgers of a test live: file or server."""
    return "file"


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostGIS server; skips without one."""
    with started() as one:
        yield one


@pytest.fixture
def address(home: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """Where the ledger of a test is: a file, which is not there yet, or a database with an empty ledger."""
    if home == "file":
        yield str(tmp_path / "tracker.gpkg")
        return
    with request.getfixturevalue("server").lent() as lent:
        yield lent


@pytest.fixture
def store(home: str, address: str) -> Store:
    """An empty ledger of a test's own, in either home."""
    return create(address) if home == "file" else Store(address)


@pytest.fixture(scope="session")
def catalogue_at(home: str, request: pytest.FixtureRequest) -> str:
    """The file or address of a ledger with the bundled catalogue; not to be written to."""
    if home == "file":
        return str(request.getfixturevalue("catalogue_file"))
    return str(request.getfixturevalue("server").catalogue)


@pytest.fixture
def catalogue(catalogue_at: str) -> Store:
    """The catalogue's ledger for reading, in either home."""
    return Store(catalogue_at)
