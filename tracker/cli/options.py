"""Options that many commands share, declared once so that they read the same everywhere."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from tracker.errors import UsageError


class Format(StrEnum):
    """How rows are printed."""

    table = "table"
    csv = "csv"
    json = "json"


Db = Annotated[
    str,
    typer.Option(
        "--db",
        envvar="TRACKER_DB",
        help="The ledger: a GeoPackage file, or postgresql+psycopg://user@host/database.",
        show_default="tracker.gpkg",
    ),
]
DEFAULT_DB = "tracker.gpkg"
AsOf = Annotated[
    str,
    typer.Option(
        "--as-of",
        metavar="DATE",
        help="What documents had told by the end of this date (2025, 2025-06-30): the world's clock turned back.",
    ),
]
RecordedBefore = Annotated[
    str,
    typer.Option(
        "--recorded-before",
        metavar="TIME",
        help="The ledger as it stood at this time (UTC; a date means its beginning): our own clock turned back.",
    ),
]
Contemporary = Annotated[
    bool,
    typer.Option("--contemporary", help="Leave out what no document of its day told: recalled plans and look-ups."),
]
Fmt = Annotated[Format, typer.Option("--format", "-f", help="table, csv or json.")]
Sector = Annotated[list[str] | None, typer.Option("--sector", "-s", help="Sector word; may be repeated.")]
Status = Annotated[list[str] | None, typer.Option("--status", help="Status word; may be repeated.")]
Country = Annotated[
    list[str] | None, typer.Option("--country", "-c", help="ISO code or English name; may be repeated.")
]
Text = Annotated[str, typer.Option("--text", "-t", help="Words in the name (any script), the owner or the id.")]
Bbox = Annotated[str, typer.Option("--bbox", metavar="W,S,E,N", help="Box in degrees, for example 100,20,112,26.")]


#: Words that `tracker list --sort` takes; views.projects gives each its columns (a test keeps them equal).
SORTS = (
    "name", "slug", "status", "sector", "country", "cost", "budget", "progress", "start", "opening",
    "planned-opening", "evidence", "claims",
)  # fmt: skip


def check_output(path: Path) -> None:
    """Raise where a page cannot be written because its folder is missing, before anything is done for it."""
    if not path.parent.is_dir():
        raise UsageError(f"There is no folder {path.parent}.", "Make it first, or name another with --output.")


def parse_bbox(text: str) -> tuple[float, float, float, float] | None:
    """Return west, south, east, north of ``--bbox``; None for ""."""
    if not text:
        return None
    try:
        west, south, east, north = (float(x) for x in text.replace(";", ",").split(","))
    except ValueError as e:
        raise UsageError(f"--bbox {text!r} is not four numbers.", "Give west,south,east,north: 100,20,112,26.") from e
    return west, south, east, north
