"""Charts of what projects cost: the two orders of conversion side by side, and totals by sector."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracker.analysis.charts import style
from tracker.analysis.costs import NAMES
from tracker.analysis.result import Result

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: Projects of one chart: more could not be read.
_MOST = 25


def draw(result: Result) -> Figure:
    """Return the totals of :func:`costs_by`, or the largest projects of :func:`costs` in both orders."""
    by = next((word for word, name in NAMES.items() if name == result.name), None)
    return _groups(result, by) if by else _projects(result)


def _projects(result: Result) -> Figure:
    unit = next(c.unit for c in result.columns if c.name == "other_order")
    column = "amount_usd" if unit.endswith("USD") else "amount_ppp"
    frame = result.frame[result.frame["is_cost"] & result.frame[column].notna()].head(_MOST).iloc[::-1]
    made, axes = style.figure("What projects cost, in both orders", height=1.6 + 0.24 * max(len(frame), 4))
    if frame.empty:
        return _nothing(made, axes, result)
    order = frame["order"].iloc[0]
    other = "convert-first" if order == "deflate-first" else "deflate-first"
    places = range(len(frame))
    axes.hlines(places, frame[column] / 1e9, frame["other_order"].fillna(frame[column]) / 1e9, color=style.RULE, lw=3)
    axes.plot(frame[column] / 1e9, places, "o", color=style.SERIES[0], label=order)
    axes.plot(frame["other_order"] / 1e9, places, "D", color=style.SERIES[1], mfc="none", label=other)
    axes.set_yticks(places, [_short(name) for name in frame["name"].fillna(frame["project"])])
    axes.set_ylim(-0.7, len(frame) - 0.3)
    axes.grid(axis="y", visible=False)
    axes.set_xlabel(f"billion {unit}, constant prices")
    axes.set_xlim(left=0)
    axes.legend(loc="lower right")
    style.foot(made, f"The {len(frame):,} largest of {result.n:,} that can be converted, of {result.of:,} projects.")
    return made


def _groups(result: Result, by: str) -> Figure:
    unit = next(c.unit for c in result.columns if c.name == "total")
    frame = result.frame[result.frame["total"].notna()].iloc[::-1]
    made, axes = style.figure(f"What the projects of each {by} cost", height=1.6 + 0.28 * max(len(frame), 4))
    if frame.empty:
        return _nothing(made, axes, result)
    places = range(len(frame))
    axes.barh(places, frame["total"] / 1e9, color=style.SERIES[0])
    for place, total, n, projects in zip(places, frame["total"], frame["n"], frame["projects"], strict=True):
        axes.annotate(f" {n} of {projects}", (total / 1e9, place), va="center", fontsize=8, color=style.SOFT)
    axes.set_yticks(places, frame[by].fillna(f"no {by}"))
    axes.set_ylim(-0.7, len(frame) - 0.3)
    axes.grid(axis="y", visible=False)
    axes.set_xlabel(f"billion {unit}, constant prices")
    axes.margins(x=0.12)
    axes.set_xlim(left=0)
    style.foot(made, f"Beside each bar: projects in the total, of the {by}'s. {result.n:,} of {result.of:,} projects.")
    return made


def _nothing(made: Figure, axes: Any, result: Result) -> Figure:  # noqa: ANN401 - matplotlib is untyped here
    axes.set_axis_off()
    axes.text(0, 0.5, "No cost could be converted.", color=style.SOFT)
    style.foot(made, f"{result.n:,} of {result.of:,} projects.")
    return made


def _short(name: str) -> str:
    return name if len(name) <= 38 else name[:37] + "…"
