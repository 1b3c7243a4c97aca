"""Delay and overrun of projects by sector: one point each, a median where there are enough."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.analysis.charts import style
from tracker.analysis.reference import quantile
from tracker.analysis.result import LEAST, Result
from tracker.vocab import sector_label

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Column, heading, column that says whether it is finished, word for that.
_PANELS = (
    ("delay_months", "Delay, years", "opening_kind", "opened"),
    ("overrun_percent", "Cost over first budget, %", "cost_kind", "final"),
)


def draw(result: Result) -> Figure:
    """Draw the result of :func:`tracker.analysis.slippage.slippage`; filled points are finished projects."""
    from matplotlib.figure import Figure as New

    frame = result.frame[~result.frame["status"].isin(["cancelled", "retired"])]
    sectors = frame["sector"].fillna("other").value_counts()
    order = sorted(sectors.index, key=lambda s: (-sectors[s], s))
    made = New(figsize=(7.2, 1.6 + 0.24 * max(len(order), 4)), layout="constrained")
    for n, (axes, panel) in enumerate(zip(made.subplots(1, 2, sharey=True), _PANELS, strict=True)):
        _panel(axes, frame, order, panel, is_first=not n)
    made.suptitle(result.title, x=0.01, ha="left", weight="bold", size=12)
    style.foot(
        made,
        f"{len(frame):,} of {result.of:,} projects. Filled: opened, or with a final cost; hollow: latest plan or"
        f" estimate.\nLine: median, of {LEAST} projects or more only. Overruns in unlike prices have no median.",
    )
    return made


def _panel(
    axes: Axes, frame: pandas.DataFrame, order: list[str], panel: tuple[str, str, str, str], *, is_first: bool
) -> None:
    column, heading, kind, done = panel
    scale = 12.0 if column == "delay_months" else 1.0
    axes.axvline(0, color=style.SOFT, linewidth=0.8)
    one_price = column == "delay_months" or frame.loc[frame[column].notna(), "prices"].nunique() <= 1
    for place, sector in enumerate(order):
        own = frame[(frame["sector"].fillna("other") == sector) & frame[column].notna()]
        is_done = (own[kind] == done).fillna(False).to_numpy(dtype=bool)
        values = own[column].to_numpy() / scale
        colour = style.SERIES[0]
        axes.scatter(values[is_done], [place] * int(is_done.sum()), s=18, color=colour, alpha=0.8, linewidth=0)
        axes.scatter(
            values[~is_done], [place] * int((~is_done).sum()), s=18, facecolor="none", edgecolor=colour, linewidth=1
        )
        if len(values) >= LEAST and one_price:
            axes.plot([quantile(list(values), 0.5)] * 2, [place - 0.4, place + 0.4], color=style.SERIES[1], linewidth=2)
    every = list(frame[column].dropna() / scale)
    if len(every) >= LEAST and one_price:
        axes.axvline(quantile(every, 0.5), color=style.SERIES[1], linewidth=1, linestyle=(0, (4, 2)))
    axes.set_xlabel(f"{heading} (n = {len(every)})")
    axes.set_yticks(range(len(order)), [sector_label(s) for s in order])
    axes.grid(visible=False, axis="x")
    if is_first:
        axes.invert_yaxis()
