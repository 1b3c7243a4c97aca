"""``tracker slippage`` and ``tracker revisions``: how late, how much over, and when that was told."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from tracker.cli.asking import Asked, asking
from tracker.cli.costs import Extend, PricesFolder


class By(StrEnum):
    """What has a row."""

    project = "project"
    sector = "sector"
    country = "country"


class Forecast(StrEnum):
    """Of what forecasts are made."""

    opening = "opening"
    start = "start"
    cost = "cost"
    programme = "programme cost"
    lifecycle = "life-cycle cost"
    milestone = "milestone"


Project = Annotated[
    list[str] | None,
    typer.Option("--project", "-p", metavar="ID", help="Id of a project or a part of its name; may be repeated."),
]

#: Columns of the printed tables.
_ROWS = (
    "project", "first_plan", "opening", "opening_kind", "delay_months", "delay_half_width", "delay_bound",
    "schedule_overrun_percent", "overrun_percent", "overrun_from", "cost_kind", "prices",
)  # fmt: skip
#: Those that a narrow terminal goes without, by heading.
_LESS = (
    "± (months)", "Delay is", "Cost is", "Prices", "Schedule overrun (percent)", "First plan", "Opening", "Is",
    "Cost over first budget",
)  # fmt: skip
_GROUPS = (
    "group", "measure", "projects", "n", "unit", "median", "median_low", "median_high", "quartile_1", "quartile_3",
    "mean", "share_above_0",
)  # fmt: skip
_PUBLISHED = (
    "kind", "statistic", "published", "publisher", "year", "here", "here_low", "here_high", "unit", "n", "finished",
)  # fmt: skip
_EVENTS = (
    "project", "forecast", "scope", "announced", "event", "from_value", "to_value", "currency", "price_year", "months",
    "percent", "mark",
)  # fmt: skip


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(asking()(slippage))
    app.command()(asking()(revisions))


def slippage(
    *,
    project: Project = None,
    asked: Asked,
    by: Annotated[
        By, typer.Option("--by", help="One row per project, or statistics per sector or country.")
    ] = By.project,
    published: Annotated[
        bool, typer.Option("--published", help="Published rates with the same statistics here.")
    ] = False,
    assume_year: Annotated[
        bool,
        typer.Option(
            "--assume-year",
            help="Where a document states no price year, take the year in which it spoke: all in constant prices.",
        ),
    ] = False,
    sort: Annotated[
        str, typer.Option("--sort", help="project, sector, delay, schedule or overrun; with - in front for descending.")
    ] = "project",
    prices: PricesFolder = "",
    extend: Extend = "",
) -> None:
    """Tell how late projects are against the first plan, and how much over the first budget; with what it rests on.

    Examples: tracker slippage --sort -delay; tracker slippage --by sector --out slippage.csv --out slippage.png
    """
    from tracker import views
    from tracker.analysis import slippage as analysis
    from tracker.analysis.charts.slippage import draw
    from tracker.analysis.overrun import in_constant
    from tracker.analysis.prices import load
    from tracker.errors import UsageError

    if published and by is not By.project:
        raise UsageError("--published has rows of its own.", "Leave --by out.")
    at = asked.moment()
    compare = in_constant(load(prices, extend), assume=assume_year)
    with views.select(asked.store(), at, asked.filters(), tuple(project or ())) as chosen:
        rows = analysis.slippage(chosen.cards(analysis.FIELDS), at, now=chosen.now, compare=compare)
    rows = analysis.ordered(rows, sort)
    if published:
        from tracker.analysis.slippage_groups import beside, published_rates

        asked.give(
            beside(rows, published_rates()), lambda _: draw(rows), shown=_PUBLISHED,
            give_up=("Finished", "Here, from", "Here, to", "Publisher"),
        )  # fmt: skip
    elif by is not By.project:
        from tracker.analysis.slippage_groups import by_group

        asked.give(
            by_group(rows, "sector" if by is By.sector else "country"), lambda _: draw(rows), shown=_GROUPS,
            filled="median", give_up=("Late or over (percent)", "Mean", "Lower quartile", "Upper quartile"),
        )  # fmt: skip
    else:
        asked.give(rows, draw, shown=_ROWS, most=50, give_up=_LESS)


def revisions(
    *,
    project: Project = None,
    forecast: Annotated[
        list[Forecast] | None, typer.Option("--forecast", help="Only these; may be repeated.", show_default="all")
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Also statements that say the same again: the whole series.")
    ] = False,
    asked: Asked,
) -> None:
    """List each change of a forecast: when it was announced, from what to what, how big, by whom.

    The chart draws what was announced against when, a dot per statement. Examples: tracker revisions -p high-speed-2;
    tracker revisions --forecast opening --sector nuclear --out nuclear.png
    """
    from tracker import views
    from tracker.analysis import revisions as analysis
    from tracker.analysis.charts.revisions import draw
    from tracker.analysis.vintages import FORECASTS

    at = asked.moment()
    of = tuple(name for name in FORECASTS if not forecast or name in forecast)
    with views.select(asked.store(), at, asked.filters(), tuple(project or ())) as chosen:
        series = analysis.revisions(chosen.cards(analysis.NEEDED), at, of, restated=True)
    result = series if every else analysis.without_restated(series)
    asked.give(
        result, lambda _: draw(series), shown=_EVENTS, most=100,
        give_up=("Mark", "Price year", "Scope"),
    )  # fmt: skip
