"""Backtests: scores by date, and how often outcomes stayed below the stated quantiles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.analysis.charts import style
from tracker.analysis.reference import SHOWN
from tracker.analysis.result import Result

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_MARKS = ("o", "s", "D", "^")


def draw(result: Result) -> Figure:
    """Return CRPS by date on the left, coverage over all dates on the right, of what could be tested most."""
    frame = result.frame[result.frame["crps"].notna()]
    made, axes = style.figure("Forecasts of past days", height=4.0)
    if frame.empty:
        axes.set_axis_off()
        axes.text(0, 0.5, "Too few projects to test any forecast.", color=style.SOFT)
        style.foot(made, f"{result.n:,} of {result.of:,} projects.")
        return made
    quantity = frame["quantity"].value_counts().index[0]
    frame = frame[frame["quantity"] == quantity]
    axes.remove()
    left, right = made.subplots(1, 2, width_ratios=(3, 2))
    left.set_title(f"Forecasts of past days: {quantity}")
    dated, whole = frame[frame["date"].notna()], frame[frame["date"].isna()]
    for k, method in enumerate(frame["method"].unique()):
        own = dated[dated["method"] == method]
        look = {"marker": _MARKS[k % len(_MARKS)], "color": style.SERIES[k], "label": method}
        left.plot(own["date"].to_numpy(), own["crps"].to_numpy(), lw=1.2, ms=5, **look)
        row = whole[whole["method"] == method]
        if len(row):
            found = [(p, float(row[f"covered_p{round(100 * p)}"].iloc[0])) for p in SHOWN]
            seen = [(p, c) for p, c in found if c == c]
            right.plot([p for p, _ in seen], [c for _, c in seen], ls="none" if len(seen) < 2 else "-", ms=5, **look)
    left.set_ylabel("CRPS, less is better")
    left.set_ylim(bottom=0)
    left.legend(loc="best")
    days = sorted(dated["date"].unique())
    left.set_xticks(days, [str(d)[:10] for d in days], rotation=40, ha="right")
    right.plot([0, 1], [0, 1], color=style.RULE, lw=1.5, zorder=0)
    right.set_xlabel("stated quantile")
    right.set_ylabel("share of outcomes below")
    right.set_xlim(0, 1)
    right.set_ylim(0, 1)
    style.foot(made, f"{result.n:,} of {result.of:,} projects. A missing point: fewer than 15, or not seen yet.")
    return made
