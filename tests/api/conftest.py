"""The ledger for Python, in either home."""

from __future__ import annotations

import pytest
from homes import address, catalogue, catalogue_at, home, on_both, server, store

__all__ = ["address", "catalogue", "catalogue_at", "home", "server", "store"]

BOTH = {"test_python_api", "test_python_import"}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    on_both(metafunc, BOTH)
