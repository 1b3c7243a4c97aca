"""Export inside this process, and read files with GDAL in another one."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer
from homes import address, catalogue, catalogue_at, home, on_both, server, store
from typer.testing import CliRunner

from tracker.cli import export as command

__all__ = ["address", "catalogue", "catalogue_at", "home", "server", "store"]

Gdal = Callable[[Path, str], Any]

BOTH = {
    "test_command",
    "test_dateline",
    "test_describe",
    "test_export_vector",
    "test_notebook",
    "test_python_export",
    "test_reimport",
    "test_tables",
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    on_both(metafunc, BOTH)


@pytest.fixture
def gdal() -> Gdal:
    """Evaluate an expression on ``frame`` and ``info`` of a vector file in a process of its own (one SQLite each)."""

    def read(path: Path, expression: str) -> Any:
        code = (
            "import sys, json, pyogrio\n"
            "info = pyogrio.read_info(sys.argv[1], force_total_bounds=True)\n"
            "frame = pyogrio.read_dataframe(sys.argv[1])\n"
            f"print(json.dumps({expression}, default=str))"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, str(path)], capture_output=True, text=True, timeout=60, check=True
        )
        return json.loads(done.stdout)

    return read


@pytest.fixture
def app() -> typer.Typer:
    """The command alone."""
    app = typer.Typer()
    command.register(app)
    app.callback()(lambda: None)
    return app


@pytest.fixture
def runner() -> CliRunner:
    """Runs it in this process."""
    return CliRunner()
