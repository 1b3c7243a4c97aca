"""Forecast fans: what the class says behind the official line; of many projects one bar each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracker.analysis.charts import style
from tracker.analysis.reference import SHOWN
from tracker.analysis.result import Result

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from tracker.analysis.overrun import Compare
    from tracker.analysis.standing import Standing
    from tracker.analysis.vintages import Vintage

#: Projects of one chart: more could not be read.
_MOST = 25
_P = tuple(f"p{round(100 * p)}" for p in SHOWN)


def bars(result: Result) -> Figure:
    """Return the openings of :func:`tracker.analysis.forecast.forecast`: P10 to P80 behind the official date."""
    frame = result.frame[result.frame["opening_p10"].notna()].copy()
    frame["official"] = _years(frame["opening_official"])
    frame = frame.sort_values(["official", "project"]).head(_MOST).iloc[::-1]
    made, axes = style.figure("Openings: the class behind the official date", height=1.6 + 0.26 * max(len(frame), 4))
    if frame.empty:
        return _nothing(made, axes, result)
    places = list(range(len(frame)))
    low, middle, high = (_years(frame[f"opening_{p}"]) for p in ("p10", "p50", "p80"))
    last = max(x for x in (*low, *middle, *high, *frame["official"]) if x == x) + 2
    open_end = high.isna()
    axes.hlines(places, low, high.fillna(last), color=style.SERIES[0], alpha=0.25, lw=8)
    axes.plot(middle, places, "|", color=style.SERIES[0], ms=10, mew=2, label="half of the class open (P50)")
    axes.plot(frame["official"], places, "o", color=style.INK, ms=5, label="official date")
    for place, is_open in zip(places, open_end, strict=True):
        if is_open:
            axes.annotate("→", (last, place), va="center", ha="right", color=style.SERIES[0])
    axes.set_yticks(places, frame["project"])
    axes.set_ylim(-0.7, len(frame) - 0.3)
    axes.grid(axis="y", visible=False)
    made.legend(loc="outside upper right", ncols=2)
    style.foot(
        made,
        f"Bars: P10 to P80; an arrow: the class has not seen P80. The {len(frame)} next of {result.n:,}"
        f" forecasts, of {result.of:,} unfinished projects.",
    )
    return made


def fan(result: Result, project: Standing, now: str, compare: Compare) -> Figure:
    """Return the forecast of one project behind the line of its official figures.

    Parameters
    ----------
    result
        Of :func:`tracker.analysis.forecast.classes`.
    project
        How it stands.
    now
        The day of the forecast (ISO).
    compare
        Brings the official costs into the prices of the budget; those that it cannot are not drawn.
    """
    used = result.frame[result.frame["used"].fillna(False)].set_index("quantity")
    given = [q for q in ("cost", "opening") if q in used.index and used.loc[q, [f"{q}_{p}" for p in _P]].notna().any()]
    made, first = style.figure(str(project.row.name), height=1.4 + 2.9 * max(len(given), 1))
    if not given:
        return _nothing(made, first, result)
    first.remove()
    panels = made.subplots(len(given), 1, squeeze=False)[:, 0]
    told = []
    for k, (axes, quantity) in enumerate(zip(panels, given, strict=True)):
        row = used.loc[quantity]
        if not k:
            axes.set_title(str(project.row.name))
        said, ends, label = _cost(project, row, compare) if quantity == "cost" else _opening(project, row)
        _draw(axes, said, ends, now)
        axes.set_ylabel(label)
        axes.ticklabel_format(axis="y", style="plain", useOffset=False)
        told.append(f"{quantity}: {row['reference_class']}, n = {row['n']}")
    panels[0].legend(loc="upper left")
    style.foot(made, f"Reference class of {'; '.join(told)}. Band: P10 to P90, darker P50 to P80, where seen.")
    return made


def _cost(
    project: Standing,
    row: Any,  # noqa: ANN401 - a row of a frame
    compare: Compare,
) -> tuple[list[tuple[float, float]], list[float], str]:
    cost = project.cost
    assert cost is not None
    size = 1e9 if cost.budget.mid >= 1e9 else 1e6
    said = [(cost.budget.said_mid, cost.budget.mid / size)]
    for v in _said(project, "cost_estimate", cost.budget):
        found = compare(project.card, cost.budget, v)
        if not isinstance(found, str):
            said.append((v.said_mid, cost.budget.mid * (1 + found.mid / 100) / size))
    ends = [float(row[f"cost_{p}"]) / size for p in _P]
    year = cost.budget.claim.price_year
    unit = f"{'billion' if size == 1e9 else 'million'} {row['unit']}"
    return said, ends, f"{unit}, prices of {year}" if year else unit


def _opening(project: Standing, row: Any) -> tuple[list[tuple[float, float]], list[float], str]:  # noqa: ANN401
    import pandas as pd

    opening = project.opening
    assert opening is not None
    said = [
        (v.said_mid, 1970 + v.mid / 365.25)
        for v in (opening.first, *_said(project, "completion_planned", opening.first))
    ]
    days = [row[f"opening_{p}"] for p in _P]
    return said, [float("nan") if pd.isna(d) else d.year + d.day_of_year / 365.25 for d in days], "year of opening"


def _said(project: Standing, field: str, since: Vintage) -> list[Vintage]:
    """Return what was said of the whole after a vintage, oldest first, without what better documents contradict."""
    from tracker.analysis.vintages import is_dated, vintages

    card = project.card
    odd = {card.claims[i].key for choice in card.choices.values() for i in choice.outliers}
    own = (c for c in card.claims if c.field == field and c.scope == "whole" and not c.item and is_dated(c))
    return [v for v in vintages(own) if odd.isdisjoint(v.keys) and v.said_mid > since.said_mid]


def _draw(axes: Axes, said: Sequence[tuple[float, float]], ends: Sequence[float], now: str) -> None:
    """Draw the official line, and the fan that opens from its first figure to now and stays as wide."""
    from math import isnan

    from matplotlib import dates

    from tracker.clean.days import day_number

    x0, y0 = said[0]
    today = float(day_number(now))
    right = today + max(200.0, 0.12 * (today - x0))
    x = [x0, today, right]
    low, middle, upper, high = ends
    seen = [v for v in ends if not isnan(v)]
    if isnan(high):
        # What the class has not seen is open: up to the top of the chart, without an edge.
        highest = max(*seen, *(y for _, y in said))
        top = highest + 0.3 * ((highest - min(y0, low)) or 1.0)
        axes.fill_between(x, [y0, seen[-1], seen[-1]], [y0, top, top], color=style.SERIES[0], alpha=0.06, lw=0)
        axes.annotate(" not seen", (right, top), va="top", fontsize=8, color=style.SOFT)
    axes.fill_between(x, [y0, low, low], [y0, seen[-1], seen[-1]], color=style.SERIES[0], alpha=0.15, lw=0)
    if not isnan(upper):
        axes.fill_between(x, [y0, middle, middle], [y0, upper, upper], color=style.SERIES[0], alpha=0.25, lw=0)
    if not isnan(middle):
        axes.plot(x, [y0, middle, middle], color=style.SERIES[0], lw=1, ls="--", label="reference class, P50")
    for p, value in zip(_P, ends, strict=True):
        if not isnan(value):
            axes.annotate(f" {p.upper()}", (right, value), va="center", fontsize=8, color=style.SOFT)
    days, values = zip(*said, strict=True)
    axes.step([*days, today], [*values, values[-1]], where="post", color=style.INK, lw=1.4, label="official")
    axes.plot(days, values, "o", color=style.INK, ms=4)
    # Matplotlib counts days as we do, from 1970.
    axes.xaxis.set_major_locator(dates.AutoDateLocator())  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_formatter(dates.DateFormatter("%Y"))  # type: ignore[no-untyped-call]
    axes.margins(x=0.06)


def _years(days: Any) -> Any:  # noqa: ANN401 - a pandas series
    return days.dt.year + days.dt.day_of_year / 365.25


def _nothing(made: Figure, axes: Axes, result: Result) -> Figure:
    axes.set_axis_off()
    axes.text(0, 0.5, "No class is big enough for a forecast.", color=style.SOFT)
    style.foot(made, f"{result.n:,} of {result.of:,} projects.")
    return made
