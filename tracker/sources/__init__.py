"""Sources: each turns one kind of file into records with claims. A new one is one file here and one line below."""

from __future__ import annotations

from pathlib import Path

from tracker.errors import UsageError
from tracker.sources import claim_folder, claim_table
from tracker.sources.base import Format, Reading

#: Asked in this order; the first that knows the path reads it.
SOURCES: tuple[Format, ...] = (claim_folder, claim_table)


def open_path(path: Path) -> Reading:
    """Return the reading of a file or folder by the source that knows it.

    Raises
    ------
    UsageError
        Nothing is there, or no source knows what is.
    """
    if not path.exists():
        raise UsageError(f"There is no file or folder {path}.", "Check the path.")
    for source in SOURCES:
        if source.knows(path):
            return source.read(path)
    raise UsageError(
        f"{path} is nothing that the tracker can import yet.",
        "Give a folder of claims (with catalogue.toml) or a CSV of claims with the columns project, field, value, url.",
    )
