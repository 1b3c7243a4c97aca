"""The worked notebooks: valid, without outputs, and every cell runs; figures in prose are computed, not typed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
NAMES = [p.name for p in NOTEBOOKS]
#: Warnings are errors in the cells as they are in the tests; ipykernel's own are its own.
_STRICT = "import warnings\nwarnings.simplefilter('error')\nwarnings.filterwarnings('ignore', module='ipykernel')"
#: Runs a notebook with a kernel that listens on files only, not on ports.
_RUN = """
import sys, nbformat
from jupyter_client import AsyncKernelManager
from nbclient import NotebookClient
notebook = nbformat.read(sys.argv[1], as_version=4)
kernel = AsyncKernelManager(kernel_name="python3", transport="ipc")
NotebookClient(notebook, timeout=120, km=kernel).execute()
nbformat.write(notebook, sys.argv[1])
"""


def read(path: Path) -> nbformat.NotebookNode:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    return notebook


def shown(cell: nbformat.NotebookNode, kind: str) -> str:
    return "".join(output.get("data", {}).get(kind, "") for output in cell.get("outputs", []))


@pytest.fixture(scope="module")
def pinglu(tmp_path_factory: pytest.TempPathFactory) -> nbformat.NotebookNode:
    """The notebook about the Pinglu Canal after a run in an empty folder, in a process of its own."""
    folder = tmp_path_factory.mktemp("notebook")
    notebook = read(FOLDER / "pinglu.ipynb")
    notebook.cells.insert(0, nbformat.v4.new_code_cell(_STRICT))
    path = folder / "run.ipynb"
    nbformat.write(notebook, path)
    own = {name: str(folder) for name in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "TMPDIR")}
    done = subprocess.run(
        [sys.executable, "-c", _RUN, str(path)],
        check=False,
        cwd=folder,
        env={**os.environ, **own},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return read(path)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=NAMES)
def test_it_is_kept_without_outputs(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    notebook = read(path)
    assert text == nbformat.writes(notebook).rstrip("\n") + "\n"
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    for cell in notebook.cells:
        assert cell.source.strip()
        assert not cell.metadata
        assert cell.cell_type == "markdown" or (cell.outputs, cell.execution_count) == ([], None)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=NAMES)
def test_no_figure_is_typed_into_its_prose(path: Path) -> None:
    for cell in read(path).cells:
        if cell.cell_type == "markdown":
            prose = re.sub(r"`[^`]*`|\]\([^)]*\)", "", cell.source)
            assert not re.search(r"\d", prose), cell.source
        # Nor into the sentences that the cells compute, outside of their {...}.
        for sentence in re.findall(r"""f"([^"]*)\"""", cell.source if cell.cell_type == "code" else ""):
            assert not re.search(r"\d", re.sub(r"\{[^}]*\}", "", sentence)), sentence


@pytest.mark.parametrize("path", NOTEBOOKS, ids=NAMES)
def test_links_of_a_notebook_lead_somewhere(path: Path) -> None:
    for cell in read(path).cells:
        for link in re.findall(r"\]\(([^)\s]+)\)", cell.source if cell.cell_type == "markdown" else ""):
            assert link.startswith("https://") or (path.parent / link.partition("#")[0]).resolve().exists(), link


def test_every_cell_runs_and_shows_something(pinglu: nbformat.NotebookNode) -> None:
    for cell in pinglu.cells[1:]:
        if cell.cell_type == "code":
            assert cell.outputs, cell.source
            assert all(output.output_type != "error" for output in cell.outputs)
            # Nothing went to standard error, where warnings would stand.
            assert all(output.get("name") != "stderr" for output in cell.outputs)


def test_ledger_card_and_map_show_themselves(pinglu: nbformat.NotebookNode) -> None:
    html = {cell.source.splitlines()[-1]: shown(cell, "text/html") for cell in pinglu.cells}
    assert "Megaproject catalogue" in html["ledger"]
    assert "平陆运河" in html["card"]
    assert "<iframe" in html["m"]


def test_what_it_computes_is_what_the_ledger_says(pinglu: nbformat.NotebookNode) -> None:
    said = "\n".join(shown(cell, "text/markdown") for cell in pinglu.cells)
    assert "nan" not in said.lower()
    assert re.search(r"budget at CNY 72\.70 to 72\.73 bn", said)
    assert re.search(r"All \d+ statements came back", said)
    assert re.search(r"data version `[0-9a-f]{16}`", said)
