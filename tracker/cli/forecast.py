"""``tracker forecast`` and ``tracker backtest``: what a reference class says of the end, and how far to believe it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli.asking import Asked, asking
from tracker.cli.costs import PricesFolder

if TYPE_CHECKING:
    from tracker.analysis.overrun import Compare
    from tracker.analysis.standing import Standing
    from tracker.store.store import Store
    from tracker.views import Filters, Moment

#: Years of the dates that a backtest takes unless told otherwise.
_YEARS = 12


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(asking()(forecast))
    app.command()(asking("status", "contemporary")(backtest))


def forecast(
    *,
    project: Annotated[
        str,
        typer.Argument(metavar="[ID]", help="Id of a project or a part of its name: by every class it belongs to."),
    ] = "",
    asked: Asked,
    prices: PricesFolder = "",
) -> None:
    """Forecast final cost and opening of unfinished projects from what became of projects of their kind.

    Shares of past projects, no promises; `tracker backtest` tells how far to believe them.

    Examples: tracker forecast --sector railway; tracker forecast high-speed-2 --out hs2.png
    """
    from tracker import views
    from tracker.analysis import base_rates, skill
    from tracker.analysis import forecast as analysis
    from tracker.analysis.charts import forecast as charts
    from tracker.analysis.overrun import in_constant
    from tracker.analysis.prices import load

    store = asked.store()
    at = asked.moment()
    slug = views.find(store, project, at)[1] if project else ""
    compare = in_constant(load(prices))
    rows, now = _standings(store, at, compare)
    rates = base_rates.bundled()
    if slug:
        own = next(s for s in rows if s.row.slug == slug)
        by_class = (
            "quantity", "reference_class", "used", "n", "opened", "unit", "cost_p10", "cost_p50", "cost_p80",
            "cost_p90", "opening_p10", "opening_p50", "opening_p80", "opening_p90", "holds", "mark", "why",
        )  # fmt: skip
        found = analysis.classes(rows, now, slug, rates=rates, tested=skill.bundled(), at=at)
        asked.give(
            found, lambda r: charts.fan(r, own, now, compare), shown=by_class,
            give_up=("Unit", "Cost P10", "Opening P10", "Cost P90", "Opening P90", "Why not"),
        )  # fmt: skip
        return
    shown = (
        "project", "currency", "cost_official", "cost_p50", "cost_p80", "cost_mark", "cost_class", "cost_n",
        "opening_official", "opening_p10", "opening_p50", "opening_p80", "opening_class", "opening_n", "opening_holds",
    )  # fmt: skip
    wanted = _wanted(store, at, asked.filters())
    found = analysis.forecast(rows, now, asked=wanted, rates=rates, tested=skill.bundled(), at=at)
    asked.give(
        found, charts.bars, shown=shown, most=50,
        give_up=("Opening P80", "n waiting", "Class of cost", "Class of opening", "Date holds", "Opening P10", "n"),
    )  # fmt: skip


def backtest(
    *,
    date: Annotated[
        list[str] | None,
        typer.Option(
            "--date",
            "-d",
            metavar="DATE",
            help="Day of the forecasts; may be repeated.",
            show_default=f"1 January of the last {_YEARS} years",
        ),
    ] = None,
    horizon: Annotated[
        float, typer.Option("--horizon", min=0.5, max=50, help="Years within which an opening is looked for.")
    ] = 3.0,
    asked: Asked,
    prices: PricesFolder = "",
) -> None:
    """Forecast at past dates with what documents of those days told, and compare with what happened.

    Against the official figures and a constant base rate, with n for each date; fewer than 15 projects are refused.
    What is only recalled is left out, as with --contemporary. Filters choose what is forecast; classes are made of all.
    There is no filter by status: today's would be hindsight.

    Examples: tracker backtest; tracker backtest --date 2020 --date 2022-07 --horizon 2 --out scores.png
    """
    from tracker import views
    from tracker.analysis import backtest as analysis
    from tracker.analysis.charts.backtest import draw
    from tracker.analysis.overrun import in_constant
    from tracker.analysis.prices import load

    store = asked.store()
    at = asked.moment()
    compare = in_constant(load(prices))
    today, now = _standings(store, at, compare)
    days = date or [f"{int(now[:4]) - back}-01-01" for back in range(_YEARS, 0, -1)]
    moments = [views.moment(day, asked.recorded_before, contemporary=True) for day in days]
    pasts = [analysis.Past(m.as_of, _standings(store, m, compare)[0]) for m in dict.fromkeys(moments)]
    wanted = _wanted(store, at, asked.filters())
    shown = (
        "quantity", "date", "method", "n", "crps", "brier", "covered_p10", "covered_p50", "covered_p80", "covered_p90",
        "crps_apart", "crps_apart_low", "crps_apart_high", "verdict", "why",
    )  # fmt: skip
    found = analysis.backtest(pasts, today, now, asked=wanted, horizon=horizon, compare=compare, at=at)
    asked.give(
        found, draw, shown=shown,
        give_up=("Covered by P90", "from", "to", "Covered by P10", "Covered by P80", "Covered by P50", "Why not"),
    )  # fmt: skip


def _standings(store: Store, at: Moment, compare: Compare) -> tuple[list[Standing], str]:
    """Return how all projects stand at a moment, and the ledger's today."""
    from tracker import views
    from tracker.analysis.slippage import FIELDS
    from tracker.analysis.standing import standings

    with views.select(store, at) as chosen:
        return standings(chosen.cards(FIELDS), compare), chosen.now


def _wanted(store: Store, at: Moment, filters: Filters) -> set[str] | None:
    """Return the slugs that pass the filters; None where there are none, which is all."""
    from tracker import views

    return {p.slug for p in views.projects(store, at, filters)} if filters.describe() else None
