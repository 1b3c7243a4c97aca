"""``tracker panel``: units of space by year or month, for event studies and differences in differences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli.asking import Asked, asking
from tracker.cli.costs import Extend, PricesFolder
from tracker.cli.options import Format

if TYPE_CHECKING:
    from tracker.analysis.result import Result


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(asking(has_chart=False)(panel))


def panel(
    *,
    asked: Asked,
    unit: Annotated[
        str,
        typer.Option(
            "--unit",
            "-u",
            metavar="country|cell:SIZE|h3:N|FILE",
            help="Countries, cells of 0.25, 0.5 or 1 degree, H3 cells, or the polygons of a file (such as ADM1).",
        ),
    ] = "country",
    unit_name: Annotated[
        str, typer.Option("--unit-name", metavar="COLUMN", help="Column of FILE that names its polygons.")
    ] = "",
    by: Annotated[str, typer.Option("--by", metavar="year|month", help="Length of a period.")] = "year",
    first: Annotated[str, typer.Option("--from", metavar="PERIOD", help="First year or month.")] = "1990",
    last: Annotated[
        str, typer.Option("--to", metavar="PERIOD", help="Last year or month.", show_default="the last that is known")
    ] = "",
    cohort: Annotated[
        str,
        typer.Option("--cohort", metavar="announcement|ground-breaking|opening", help="The event that treats a unit."),
    ] = "opening",
    bands: Annotated[
        str,
        typer.Option(
            "--bands",
            metavar="KM,KM,...",
            help="Count projects within these distances of the middle of a unit; none for no such columns.",
            show_default="50,100,200; none for countries",
        ),
    ] = "",
    controls: Annotated[
        str,
        typer.Option(
            "--controls",
            metavar="none|near|land",
            help="Units without a project: none, those within the largest band of one, or all on land.",
            show_default="near; all countries or polygons",
        ),
    ] = "",
    money: Annotated[
        str,
        typer.Option(
            "--money",
            metavar="USD|PPP|none",
            help="Costs in dollars at market rates or in international dollars.",
            show_default="USD, for up to 5,000 projects",
        ),
    ] = "",
    base_year: Annotated[int, typer.Option("--base-year", metavar="YEAR", help="Costs in prices of this year.")] = 2015,
    prices: PricesFolder = "",
    extend: Extend = "",
    scheduler: Annotated[
        str,
        typer.Option(
            "--scheduler",
            metavar="ADDRESS",
            help="Split lines on the Dask cluster of this scheduler (tcp://host:8786).",
        ),
    ] = "",
) -> None:
    """Make a panel: projects, km and money by unit and period, cohorts, event time, exposure, never-treated units.

    Examples: tracker panel --sector railway --out panel.csv; tracker panel --unit cell:0.5 --by month -o p.dta
    """
    from tracker.analysis.panel.ask import bands_of
    from tracker.ledger import open_ledger

    chosen = asked.filters()
    result = open_ledger(asked.db).panel(
        unit, by=by, first=first, last=last, cohort=cohort, bands=bands_of(bands), controls=controls,
        unit_name=unit_name, money=money or None, base_year=base_year, prices=prices, extend=extend,
        scheduler=scheduler, sector=chosen.sector, status=chosen.status, country=chosen.country, text=chosen.text,
        bbox=chosen.bbox, as_of=asked.as_of, recorded_before=asked.recorded_before, contemporary=asked.contemporary,
    )  # fmt: skip
    if asked.form is Format.table and not asked.out:
        result = _last_period(result)
    shown = ("unit", "period", "month", "n_approved", "n_construction", "n_opened", "km_opened", "cohort", "event_time")
    asked.give(result, shown=shown, most=40, give_up=("Event time (years)", "Projects approved"))


def _last_period(result: Result) -> Result:
    """Return the last period of units with a project, those with most first: what fits a terminal."""
    from dataclasses import replace

    frame = result.frame
    frame = frame[(frame["period"] == frame["period"].max()) & frame["has_project"]]
    frame = frame.sort_values(["n_opened", "n_construction", "unit"], ascending=[False, False, True])
    told = "The table shows the last period of units with a project. -f csv or --out FILE gives the whole panel."
    return replace(result, frame=frame.reset_index(drop=True), notes=(told, *result.notes))
