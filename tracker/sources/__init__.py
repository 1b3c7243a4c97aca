"""Sources: each turns one kind of file into records with claims. A new one is one file here and one line below."""

from __future__ import annotations

from pathlib import Path

from tracker.errors import UsageError
from tracker.sources import claim_folder, claim_table, mapped_table
from tracker.sources.base import Format, Reading

#: Asked in this order; the first that knows the path reads it.
SOURCES: tuple[Format, ...] = (claim_folder, claim_table)


def open_path(path: Path, mapping: Path | None = None, as_of: str = "") -> Reading:
    """Return the reading of a file or folder by the source that knows it, or of any table by a mapping.

    Parameters
    ----------
    mapping
        A TOML file that tells which column says what; None for folders and tables of claims.
    as_of
        Date of rows without one of their own (tables read by a mapping only), EDTF.

    Raises
    ------
    UsageError
        Nothing is there, or no source knows what is.
    """
    if not path.exists():
        raise UsageError(f"There is no file or folder {path}.", "Check the path.")
    if mapping is not None:
        return mapped_table.read(path, mapping, as_of)
    for source in SOURCES:
        if source.knows(path):
            return source.read(path)
    raise UsageError(
        f"{path} says nothing that the tracker knows by itself.",
        "Give a mapping with --mapping, a folder of claims, or a CSV with the columns project, field, value, url.",
    )
