"""Fixtures that all tests share: a fresh ledger, and the catalogue's ledger (built once a run)."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

from tracker import ingest, sources
from tracker.bundled import data_folder
from tracker.store.store import Store, create

settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("dev", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "dev")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty ledger in a folder of its own."""
    return create(tmp_path / "tracker.gpkg")


@pytest.fixture(scope="session")
def catalogue_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with the bundled catalogue; not to be written to."""
    path = tmp_path_factory.mktemp("catalogue") / "tracker.gpkg"
    ingest.run_import(create(path), sources.open_path(data_folder() / "catalogue"))
    return path


@pytest.fixture
def catalogue(catalogue_file: Path) -> Store:
    """The catalogue's ledger for reading."""
    return Store(catalogue_file)


@pytest.fixture
def catalogue_copy(catalogue_file: Path, tmp_path: Path) -> Store:
    """A copy of the catalogue's ledger that a test may change."""
    path = tmp_path / "tracker.gpkg"
    shutil.copy(catalogue_file, path)
    return Store(path)


@pytest.fixture(autouse=True)
def _own_ground(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run every test in an empty folder, without the ledger or the colours of whoever runs it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TRACKER_DB", raising=False)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "200")
    os.environ.pop("TRACKER_DEBUG", None)


@pytest.fixture(scope="session")
def realdata() -> Path:
    """The folder of real files: TRACKER_REALDATA, else ../shared/realdata beside the repository."""
    beside = Path(__file__).resolve().parents[2] / "shared" / "realdata"
    folder = Path(os.environ.get("TRACKER_REALDATA") or beside)
    if not folder.is_dir():
        assert not os.environ.get("TRACKER_CI"), f"there are no real files at {folder}"
        pytest.skip("no real files: set TRACKER_REALDATA")
    return folder
