"""Fixtures for tests of the store: the same ledgers, made by copying an empty one, which is faster."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp

import pytest
from ledgers import Clock

from tracker.store.store import Store, create


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return create(tmp_path_factory.mktemp("empty") / "tracker.gpkg").path


@pytest.fixture
def store(empty_file: Path, tmp_path: Path) -> Store:
    """An empty ledger in a folder of its own."""
    return Store(shutil.copy(empty_file, tmp_path / "tracker.gpkg"))


@pytest.fixture
def another(empty_file: Path, tmp_path: Path) -> Callable[[], Store]:
    """Make one more empty ledger, as often as it is called (properties need one for each example)."""

    def make() -> Store:
        return Store(shutil.copy(empty_file, Path(mkdtemp(dir=tmp_path)) / "tracker.gpkg"))

    return make


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The ledger's clock: 100 days go by between any two things that it records."""
    made = Clock()
    monkeypatch.setattr("tracker.store.store.datetime", made)
    return made
