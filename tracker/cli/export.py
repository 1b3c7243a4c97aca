"""The command that writes tables for other programs: export."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from tracker.cli.options import (
    DEFAULT_DB,
    AsOf,
    Bbox,
    Contemporary,
    Country,
    Db,
    RecordedBefore,
    Sector,
    Status,
    Text,
    parse_bbox,
)


class Table(StrEnum):
    """What is exported."""

    projects = "projects"
    claims = "claims"
    observations = "observations"


class FileFormat(StrEnum):
    """Formats of files."""

    csv = "csv"
    xlsx = "xlsx"
    geojson = "geojson"
    gpkg = "gpkg"
    parquet = "parquet"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(export)


def export(
    out: Annotated[
        str,
        typer.Argument(
            metavar="OUT", help="File to write: .csv, .xlsx, .geojson, .gpkg or .parquet; - for CSV on standard output."
        ),
    ],
    what: Annotated[
        Table,
        typer.Option(
            "--what",
            "-w",
            help="projects: one row each; claims: one per statement, can be imported again;"
            " observations: dated numbers and dates, in long form.",
        ),
    ] = Table.projects,
    sector: Sector = None,
    status: Status = None,
    country: Country = None,
    text: Text = "",
    bbox: Bbox = "",
    project: Annotated[
        list[str] | None, typer.Option("--project", "-p", metavar="ID", help="Of this project; may be repeated.")
    ] = None,
    field: Annotated[
        list[str] | None,
        typer.Option("--field", metavar="FIELD", help="Claims or observations of this field; may be repeated."),
    ] = None,
    as_of: AsOf = "",
    recorded_before: RecordedBefore = "",
    contemporary: Contemporary = False,
    form: Annotated[
        FileFormat | None, typer.Option("--format", "-f", help="Where the ending of OUT does not say it.")
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace OUT if it exists.")] = False,
    db: Db = DEFAULT_DB,
) -> None:
    """Write projects, claims or observations to a file; OUT.datapackage.json beside it explains the columns.

    Every row names its licence, whom to credit and where it was read. Equal ledgers and options give equal files.

    Examples: tracker export canals.xlsx --sector canal; tracker export claims.csv --what claims --as-of 2024
    """
    from tracker import views
    from tracker.cli.tables import say
    from tracker.export.extract import Wanted
    from tracker.export.write import export as write
    from tracker.export.write import to_stdout
    from tracker.store.store import Store

    store = Store(db)
    wanted = Wanted(
        what.value,
        views.moment(as_of, recorded_before, contemporary=contemporary),
        views.Filters(tuple(sector or ()), tuple(status or ()), tuple(country or ()), text, parse_bbox(bbox)),
        tuple(project or ()),
        tuple(field or ()),
    )
    if out == "-":
        done = to_stdout(store, wanted, form.value if form else "csv")
    else:
        done = write(store, wanted, Path(out), form.value if form else "", overwrite=overwrite)
        typer.echo(str(done))
    for note in done.notes:
        say(note)
