"""``tracker costs``: what projects cost, in money that can be added."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, get_args

import typer

from tracker.cli.asking import Asked, asking


class By(StrEnum):
    """One row of what."""

    project = "project"
    sector = "sector"
    country = "country"


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


Extend = Annotated[
    str,
    typer.Option(
        "--extend",
        metavar="last",
        help="Carry the last year of each deflator flat for up to two years; figures say so. Else none is given.",
        show_default="not extended",
    ),
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(asking()(costs))


def costs(
    *,
    asked: Asked,
    by: Annotated[
        By, typer.Option("--by", help="One row per sum of each project, or totals per sector or country.")
    ] = By.project,
    base_year: Annotated[int, typer.Option("--base-year", metavar="YEAR", help="Prices of this year.")] = 2015,
    to: Annotated[
        str, typer.Option("--to", metavar="USD|PPP", help="Dollars at market rates, or international dollars.")
    ] = "USD",
    order: Annotated[
        str,
        typer.Option("--order", metavar="deflate-first|convert-first", help="Which comes first; the other is shown."),
    ] = "deflate-first",
    prices: PricesFolder = "",
    extend: Extend = "",
) -> None:
    """Tell what projects cost, as it was said and in constant dollars and PPP, with how each was made, or why not.

    Examples: tracker costs --sector canal; tracker costs --by sector --to PPP --base-year 2020 --out costs.csv
    """
    from tracker import views
    from tracker.analysis import costs as analysis
    from tracker.analysis.charts.costs import draw
    from tracker.analysis.money import COSTS, Target, To
    from tracker.analysis.prices import load

    target = Target(base_year, to.upper() if to.upper() in get_args(To) else to, order)  # type: ignore[arg-type]
    tables = load(prices, extend)
    at = asked.moment()
    make = {
        By.project: analysis.costs, By.sector: analysis.costs_by_sector, By.country: analysis.costs_by_country
    }[by]  # fmt: skip
    with views.select(asked.store(), at, asked.filters()) as chosen:
        result = make(chosen.cards(COSTS), tables, target, at)
    if by is not By.project:
        asked.give(result, draw, give_up=(f"Other order ({target.unit})", "No figure", "Not converted"))
    else:
        amount = f"amount_{target.to.lower()}"
        told = result.frame["amount_is"].notna()
        shown = (
            "project", "what", "amount", *(["amount_is"] if told.any() else []), "currency", "price_year",
            "price_year_basis", amount, "other_order", "difference_pct",
        )  # fmt: skip
        give_up = ("Price year is", f"Other order ({target.unit})", "What", "Difference (percent)")
        asked.give(result, draw, shown=shown, most=50, give_up=give_up)
