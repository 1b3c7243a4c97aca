"""What the commands of measures share: options, printing a result, writing it to files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tracker.cli.options import Format

if TYPE_CHECKING:
    from tracker.analysis.files import Chart
    from tracker.analysis.result import Result

Out = Annotated[
    list[Path] | None,
    typer.Option(
        "--out",
        "-o",
        metavar="FILE",
        help="Write to a file: .csv, .parquet, .dta (Stata) with a codebook beside it, or .png, .svg for the chart;"
        " may be repeated.",
    ),
]


def check(out: Sequence[Path] | None, *, has_chart: bool = True) -> None:
    """Raise before anything is computed where a file could not be written."""
    from tracker.analysis import files

    for path in out or ():
        files.check(path, has_chart=has_chart)


def give(
    result: Result,
    form: Format,
    out: Sequence[Path] | None,
    chart: Chart | None = None,
    *,
    shown: Sequence[str] = (),
    most: int = 0,
    give_up: Sequence[str] = (),
    filled: str = "",
    empty: str = "No rows.",
) -> None:
    """Write a result to its files, or print it; what it rests on is always told (on stderr).

    Parameters
    ----------
    shown
        Columns of the printed table, all of them where empty.
    most
        Rows of the printed table at most; 0 for all. CSV and JSON carry all rows and columns.
    give_up
        Columns to leave out of the table where the terminal is too narrow.
    filled
        Column without which a row is not printed; files, CSV and JSON carry it.
    empty
        What to say in place of a table without rows.
    """
    from tracker.analysis import files
    from tracker.cli.tables import emit_frame, say

    if out:
        for path in out:
            for made in files.write(result, path, chart):
                typer.echo(str(made))
    else:
        emit_frame(result, form, shown=shown, most=most, give_up=give_up, filled=filled, empty=empty)
    for line in (result.coverage(), *result.notes, f"Method: {result.method}"):
        say(line)


def cell(value: Any, kind: str) -> str:  # noqa: ANN401 - of any column
    """Return a cell of a frame as people read it; "" where it is missing."""
    import pandas as pd

    if pd.isna(value):
        return ""
    if kind == "number":
        size = abs(value)
        if size >= 1e6:
            return f"{value / 1e9:,.2f} bn" if size >= 1e9 else f"{value / 1e6:,.1f} m"
        return f"{value:,.0f}" if size >= 1000 else f"{value:.1f}" if size >= 10 else f"{value:.2f}"
    if kind == "integer":
        return str(int(value))
    if kind == "flag":
        return "yes" if value else "no"
    if kind == "day":
        return str(value)[:10]
    return str(value)
