"""Fixtures for tests of the store: the same ledgers, made by copying an empty one, which is faster."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import mkdtemp

import pytest
from ledgers import Clock
from servers import Server, started

from tracker.store.store import Store, create


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return create(tmp_path_factory.mktemp("empty") / "tracker.gpkg").path


#: Tests of these modules run on both homes of a ledger; the others are about the file.
BOTH = {
    "test_as_of_rows",
    "test_import",
    "test_indexes",
    "test_judgements",
    "test_plain_rows",
    "test_read_anew",
    "test_slugs",
    "test_two_clocks",
    "test_undo",
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if metafunc.module.__name__ in BOTH and "home" in metafunc.fixturenames:
        metafunc.parametrize("home", ["file", "server"])


@pytest.fixture
def home() -> str:
    """Where the ledgers of a test live."""
    return "file"


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostGIS server; skips without one."""
    with started() as one:
        yield one


@pytest.fixture
def another(
    home: str, empty_file: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Callable[[], Store]]:
    """Make one more empty ledger, as often as it is called (properties need one for each example)."""
    if home == "server":
        one: Server = request.getfixturevalue("server")
        with ExitStack() as stack:
            yield lambda: Store(stack.enter_context(one.lent()))
    else:
        yield lambda: Store(shutil.copy(empty_file, Path(mkdtemp(dir=tmp_path)) / "tracker.gpkg"))


@pytest.fixture
def store(home: str, empty_file: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Store]:
    """An empty ledger in a folder, or a database, of its own."""
    if home == "server":
        with request.getfixturevalue("server").lent() as address:
            yield Store(address)
    else:
        yield Store(shutil.copy(empty_file, tmp_path / "tracker.gpkg"))


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The ledger's clock: 100 days go by between any two things that it records."""
    made = Clock()
    monkeypatch.setattr("tracker.store.clock.datetime", made)
    return made
