"""Run the command as a person does, inside this process."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from processes import Ran, Tracker

from tracker.cli.app import main


@pytest.fixture
def tracker(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Tracker:
    """Run ``tracker ARGS`` in this process."""

    def run(*args: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["tracker", *args])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        return Ran(int(ended.value.code or 0), out, err)

    return run


@pytest.fixture
def known(tracker: Tracker, catalogue_file: Path, monkeypatch: pytest.MonkeyPatch) -> Tracker:
    """Run ``tracker ARGS`` on the catalogue's ledger; for reading."""
    monkeypatch.setenv("TRACKER_DB", str(catalogue_file))
    return tracker
