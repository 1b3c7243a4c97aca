"""Slippage lines: what was announced against when it was announced, a dot per statement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.analysis.charts import style
from tracker.analysis.result import Result

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Up to so many lines have a name and a colour of their own.
_NAMED = 6
_DATES = ("opening", "start", "milestone")


def draw(result: Result) -> Figure:
    """Draw the result of :func:`tracker.analysis.revisions.revisions`, of the whole projects.

    Of dates the announced day is drawn, under it the line on which a plan is for today; where there are amounts only,
    the change since the first.
    """
    frame = result.frame[(result.frame["scope"] == "whole") & result.frame["announced_day"].notna()]
    dates = frame[frame["forecast"].isin(_DATES)]
    if not dates.empty:
        # One kind of date only: an opening is not drawn over the start of works.
        of = next(name for name in _DATES if (dates["forecast"] == name).any())
        return _figure(result, dates[dates["forecast"] == of], f"Announced {of}", "to_day")
    return _figure(result, frame, "Change of the announced cost, %", "to_amount")


def _figure(result: Result, frame: pandas.DataFrame, heading: str, column: str) -> Figure:
    made, axes = style.figure(result.title)
    key = ["project", "forecast", "item", "currency", "price_year"]
    lines = [_drawn(group, column) for _, group in frame.groupby(key, dropna=False, sort=True)]
    lines = [line for line in lines if line["y"].notna().any()]
    few = len(lines) <= _NAMED
    for n, line in enumerate(lines):
        _line(axes, line, style.SERIES[n % len(style.SERIES)] if few else style.SOFT, named=few)
    axes.set_ylabel(heading)
    axes.set_xlabel("Announced on")
    if lines and column == "to_day":
        first, last = min(line["x"].min() for line in lines), max(line["x"].max() for line in lines)
        axes.plot([first, last], [first, last], color=style.RULE, linewidth=1.2, zorder=1)
        axes.annotate("planned for today", (first, first), color=style.SOFT, fontsize=8, ha="left", va="top")
    style.foot(
        made,
        f"{sum(map(len, lines)):,} statements of {len({line['project'].iloc[0] for line in lines}):,} of {result.of:,}"
        " projects. Hollow: recalled later. Square: how it came out.\n"
        "Cross: a weak document that better ones contradict.",
    )
    return made


def _drawn(line: pandas.DataFrame, column: str) -> pandas.DataFrame:
    """Add where each statement is drawn. An event is drawn on its day, whenever it was told."""
    if column == "to_day":
        happened = line["event"] == "outcome"
        return line.assign(x=line["announced_day"].where(~happened, line["to_day"]), y=line["to_day"])
    first = line.loc[line["event"] == "first", "to_amount"]
    base = first.iloc[0] if len(first) and first.iloc[0] else float("nan")
    return line.assign(x=line["announced_day"], y=100 * (line["to_amount"] / base - 1))


def _line(axes: Axes, line: pandas.DataFrame, colour: str, *, named: bool) -> None:
    steps = line[~line["event"].isin(["odd", "restated"])]
    name = str(line["name"].iloc[0]) if named else None
    unit, year = line["currency"].iloc[0], line["price_year"].iloc[0]
    if named and isinstance(unit, str):
        name = f"{name}, {unit}" + (f" of {int(year)}" if line["price_year"].notna().iloc[0] else "")
    size, alpha = (20, 1.0) if named else (9, 0.45)
    axes.step(steps["x"], steps["y"], where="post", color=colour, linewidth=1.2, alpha=alpha, label=name)
    is_recalled, is_odd, is_end = line["basis"] == "recalled", line["event"] == "odd", line["event"] == "outcome"
    is_plain = ~is_odd & ~is_end
    dots = ((is_plain & ~is_recalled, "o", colour), (is_plain & is_recalled, "o", style.PAPER), (is_end, "s", colour))
    for which, marker, face in dots:
        x, y = line.loc[which, "x"], line.loc[which, "y"]
        axes.scatter(x, y, s=size, marker=marker, facecolor=face, edgecolor=colour, alpha=alpha, zorder=3)
    axes.scatter(line.loc[is_odd, "x"], line.loc[is_odd, "y"], s=22, marker="x", color=colour, alpha=alpha, zorder=3)
    if named:
        axes.legend(loc="best", fontsize=8)
