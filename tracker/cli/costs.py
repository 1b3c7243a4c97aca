"""``tracker costs``: what projects cost, in money that can be added."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, get_args

import typer

from tracker.cli.measures import Out, check, give
from tracker.cli.options import (
    DEFAULT_DB,
    AsOf,
    Bbox,
    Contemporary,
    Country,
    Db,
    Fmt,
    Format,
    RecordedBefore,
    Sector,
    Status,
    Text,
    parse_bbox,
)


class By(StrEnum):
    """One row of what."""

    project = "project"
    sector = "sector"


PricesFolder = Annotated[
    str,
    typer.Option(
        "--prices",
        metavar="FOLDER",
        envvar="TRACKER_PRICES",
        help="Deflators and rates that `tracker prices refresh` wrote; else those that ship with the tracker.",
        show_default="bundled",
    ),
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(costs)


def costs(
    sector: Sector = None,
    status: Status = None,
    country: Country = None,
    text: Text = "",
    bbox: Bbox = "",
    by: Annotated[By, typer.Option("--by", help="One row per sum of each project, or totals per sector.")] = By.project,
    base_year: Annotated[int, typer.Option("--base-year", metavar="YEAR", help="Prices of this year.")] = 2015,
    to: Annotated[
        str, typer.Option("--to", metavar="USD|PPP", help="Dollars at market rates, or international dollars.")
    ] = "USD",
    order: Annotated[
        str,
        typer.Option("--order", metavar="deflate-first|convert-first", help="Which comes first; the other is shown."),
    ] = "deflate-first",
    prices: PricesFolder = "",
    as_of: AsOf = "",
    recorded_before: RecordedBefore = "",
    contemporary: Contemporary = False,
    form: Fmt = Format.table,
    out: Out = None,
    db: Db = DEFAULT_DB,
) -> None:
    """Tell what projects cost, as it was said and in constant dollars and PPP, with how each was made, or why not.

    Examples: tracker costs --sector canal; tracker costs --by sector --to PPP --base-year 2020 --out costs.csv
    """
    from tracker import views
    from tracker.analysis import costs as analysis
    from tracker.analysis.money import Target, To
    from tracker.analysis.prices import load
    from tracker.store.store import Store

    check(out)
    target = Target(base_year, to.upper() if to.upper() in get_args(To) else to, order)  # type: ignore[arg-type]
    tables = load(prices)
    filters = views.Filters(tuple(sector or ()), tuple(status or ()), tuple(country or ()), text, parse_bbox(bbox))
    at = views.moment(as_of, recorded_before, contemporary=contemporary)
    cards = views.atlas(Store(db), at, filters, cards=True).cards.values()
    from tracker.analysis.charts.costs import draw

    if by is By.sector:
        result = analysis.costs_by_sector(cards, tables, target, at)
        give(result, form, out, draw, give_up=(f"Other order ({target.unit})", "No figure", "Not converted"))
    else:
        amount = f"amount_{target.to.lower()}"
        shown = (
            "project", "what", "amount", "currency", "price_year", "price_year_basis", amount, "other_order",
            "difference_pct",
        )  # fmt: skip
        result = analysis.costs(cards, tables, target, at)
        give_up = ("Price year is", f"Other order ({target.unit})", "What", "Difference (percent)")
        give(result, form, out, draw, shown=shown, most=50, give_up=give_up)
