"""axe-core on every view of the page. Node runs it from tests/maps/axe; .ci/run installs what that needs."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

import maps
from tracker import views
from tracker.store.store import Store

pytestmark = pytest.mark.browser

AXE = Path(__file__).parent / "axe"


@pytest.fixture(scope="module")
def modules() -> str:
    """The folder in which axe/package.json was installed."""
    folder = os.environ.get("TRACKER_AXE", "")
    if not folder or not shutil.which("node"):
        pytest.skip(
            "axe-core is not installed: npm install tests/maps/axe/package.json somewhere, set TRACKER_AXE to it"
        )
    assert (Path(folder) / "node_modules" / "axe-core").is_dir(), f"there is no axe-core in {folder}"
    return folder


def test_no_view_breaks_a_rule(modules: str, catalogue_file: Path, tmp_path: Path) -> None:
    atlas = views.atlas(Store(catalogue_file))
    pages = {lang: tmp_path / f"{lang}.html" for lang in ("en", "zh")}
    for lang, path in pages.items():
        maps.write(atlas, path, lang=lang)  # type: ignore[arg-type]
    run = subprocess.run(
        ["node", str(AXE / "run.mjs"), modules, str(pages["en"]), str(pages["zh"])],
        capture_output=True,
        text=True,
        check=False,
    )
    print(run.stdout)
    assert run.returncode == 0, run.stdout + run.stderr
