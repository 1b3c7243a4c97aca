"""Run the command as a person does, inside this process."""

from __future__ import annotations

import sys

import pytest
from homes import address, catalogue, catalogue_at, home, on_both, server, store
from processes import Ran, Tracker

from tracker.cli.app import main

__all__ = ["address", "catalogue", "catalogue_at", "home", "server", "store"]

BOTH = {
    "test_cli_errors",
    "test_cli_read",
    "test_cli_write",
    "test_import_files",
    "test_import_map",
    "test_import_reports",
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    on_both(metafunc, BOTH)


@pytest.fixture
def tracker(
    home: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest
) -> Tracker:
    """Run ``tracker ARGS`` in this process: on tracker.gpkg, which is not there yet, or on an empty database."""
    if home == "server":
        monkeypatch.setenv("TRACKER_DB", request.getfixturevalue("address"))

    def run(*args: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["tracker", *args])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        return Ran(int(ended.value.code or 0), out, err)

    return run


@pytest.fixture
def known(tracker: Tracker, catalogue_at: str, monkeypatch: pytest.MonkeyPatch) -> Tracker:
    """Run ``tracker ARGS`` on the catalogue's ledger; for reading."""
    monkeypatch.setenv("TRACKER_DB", catalogue_at)
    return tracker
