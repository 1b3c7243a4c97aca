"""Find the data that ships with the tracker, in a checkout and in an installed wheel alike."""

from __future__ import annotations

from pathlib import Path

from tracker.errors import StoreError


def data_folder() -> Path:
    """Return the folder ``data/`` (in a wheel: ``tracker/_data``)."""
    here = Path(__file__).resolve().parent
    for folder in (here / "_data", here.parent / "data"):
        if (folder / "catalogue").is_dir():
            return folder
    raise StoreError("The bundled data is missing.", "Install the tracker again: pip install --force-reinstall .")
