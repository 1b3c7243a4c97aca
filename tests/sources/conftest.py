"""Folders of claims to import."""

from __future__ import annotations

from pathlib import Path

import pytest
from claim_folders import Folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A folder with a manifest and one described document, Xinhua's."""
    return Folder(tmp_path / "team")
