"""Delay and overrun of groups of projects: median, quartiles, intervals, n; and beside what others have published.

Below n = 15 there are no statistics. Overruns in constant prices and in prices as stated are never put together, nor is
anything weighted: each project counts once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import nan
from typing import TYPE_CHECKING, Any, Literal

from tracker.analysis.base_rates import Rate, bundled, known_by
from tracker.analysis.kinds import PUBLISHED
from tracker.analysis.overrun import ASSUMED, CONSTANT
from tracker.analysis.reference import interval, quantile
from tracker.analysis.result import LEAST, Column, LeftOut, Result, typed
from tracker.analysis.slippage import notes_of

if TYPE_CHECKING:
    import pandas

By = Literal["sector", "country"]

DELAY, SCHEDULE = "delay", "schedule overrun"
OVER_CONSTANT, OVER_STATED = "overrun, constant prices", "overrun, prices as stated"
_UNITS = {DELAY: "months", SCHEDULE: "percent", OVER_CONSTANT: "percent", OVER_STATED: "percent"}
_LATE = {DELAY: "delay_months", SCHEDULE: "schedule_overrun_percent"}
ALL = "all"
#: Draws of the bootstrap of a mean; the seed is fixed, so that the same data give the same interval.
_DRAWS, _SEED = 4000, 20261125

METHOD = (
    "Of the projects of `tracker slippage` that were not given up. Quantiles stand at k / (n + 1); the interval of a"
    " median is by order statistics, that of a mean by bootstrap percentiles (4,000 draws), both 95 %. Nothing is"
    " weighted, and the ledger is no sample of all projects: the intervals do not tell of others."
    f" No statistics below n = {LEAST}. docs/reference/methods/slippage.md"
)
COLUMNS = (
    Column("group", "text", "Group", "Sector word or country code; all: every project."),
    Column("measure", "text", "Measure", f"{DELAY}; {SCHEDULE}; {OVER_CONSTANT}; {OVER_STATED}."),
    Column(
        "projects", "text", "Projects", "finished: opened, or with a final cost; all: also latest plans, estimates."
    ),
    Column("n", "integer", "n", "Projects that it rests on."),
    Column("unit", "text", "Unit", "Of the figures: months or percent."),
    Column("median", "number", "Median", f"Missing below n = {LEAST}, as all that follows."),
    Column("median_low", "number", "Median, from", "Lower end of its 95 % interval."),
    Column("median_high", "number", "Median, to", "Upper end of its 95 % interval."),
    Column("quartile_1", "number", "Lower quartile", "A quarter lies below."),
    Column("quartile_3", "number", "Upper quartile", "A quarter lies above."),
    Column("mean", "number", "Mean", "Arithmetic mean."),
    Column("mean_low", "number", "Mean, from", "Lower end of its 95 % interval."),
    Column("mean_high", "number", "Mean, to", "Upper end of its 95 % interval."),
    Column("share_above_0", "number", "Late or over", "Share of projects above 0.", "percent"),
)

BESIDE_METHOD = (
    "Published rates (data/reference-classes/overrun.csv) beside the same statistic of the projects here that are of"
    " that kind, finished or not, and not given up; of one country, those of that kind anywhere. Published rates of"
    " cost are in constant prices, of finished projects; the ledger is no sample of all projects. No statistics below"
    f" n = {LEAST}. docs/reference/methods/slippage.md"
)
BESIDE = (
    Column("kind", "text", "Kind of project", "As the publication says."),
    Column("statistic", "text", "Statistic", "What is published: mean, P50, P80 or a share, of cost or schedule."),
    Column("published", "number", "Published", "The figure."),
    Column("here", "number", "Here", f"The same statistic here; missing below n = {LEAST}."),
    Column("here_low", "number", "Here, from", "Lower end of its 95 % interval (means and medians)."),
    Column("here_high", "number", "Here, to", "Upper end of its 95 % interval."),
    Column("unit", "text", "Unit", "percent or years."),
    Column("n", "integer", "n here", "Projects here that it rests on."),
    Column("finished", "integer", "Finished", "How many of them are finished."),
    Column("measure", "text", "Measured here", f"{DELAY}; {SCHEDULE}; {OVER_CONSTANT}; {OVER_STATED}."),
    Column("publisher", "text", "Publisher", "Where it was read."),
    Column("year", "integer", "Year", "Of publication; missing where neither the source nor its address tells it."),
    Column("url", "text", "Page", "Its address."),
)
_STATISTICS = {
    "mean_cost_overrun": "mean cost overrun",
    "mean_cost_inaccuracy": "mean cost overrun",
    "share_over_budget": "share over budget",
    "mean_schedule_overrun": "mean delay",  # in years; those in percent are of the planned duration
    "dft_2004_optimism_bias_uplift": "cost overrun",
}


#: The rates that ship with the tracker.
published_rates = bundled


def by_group(rows: Result, by: By = "sector") -> Result:
    """Return the statistics of delay and overrun of all projects and of each sector or country.

    A project in several countries counts in each of them, and once in "all".

    Parameters
    ----------
    rows
        What :func:`tracker.analysis.slippage.slippage` gave.
    """
    frame = _kept(rows.frame)
    out = []
    for group, members in _groups(frame, by):
        for measure in _UNITS:
            for projects in ("all", "finished"):
                values = _values(members, measure, projects)
                if values:
                    out.append(_statistics(group, measure, projects, values))
    notes = list(notes_of(frame))
    if small := _small(out):
        notes.append(f"n below {LEAST}: {', '.join(small)}.")
    return Result(
        f"slippage-by-{by}", f"Delay and cost overrun by {by}", typed(out, COLUMNS), COLUMNS, len(frame), rows.of,
        METHOD, _left_out(rows, len(frame)), tuple(notes), rows.at,
    )  # fmt: skip


def _small(rows: Sequence[dict[str, Any]]) -> list[str]:
    """Return what has no statistics: groups of which nothing has, and of others the measure."""
    big = {r["group"] for r in rows if r["n"] >= LEAST}
    out = {r["group"]: r["n"] for r in reversed(rows) if r["group"] not in big}
    for r in rows:
        if r["group"] in big:
            if r["n"] < LEAST:
                out[f"{r['measure']} of {r['group']}{' finished' if r['projects'] != 'all' else ''}"] = r["n"]
        else:
            out[r["group"]] = max(r["n"], out[r["group"]])
    return [f"{what} ({n})" for what, n in sorted(out.items())]


def beside(rows: Result, rates: Iterable[Rate]) -> Result:
    """Return published rates with the same statistics of the projects here.

    Overruns are those in constant prices or those in prices as stated, whichever are more; never both. As of a day only
    what was published by then.

    Parameters
    ----------
    rows
        What :func:`tracker.analysis.slippage.slippage` gave.
    rates
        Of :func:`tracker.analysis.base_rates.read`.
    """
    frame = _kept(rows.frame)
    over = max((OVER_CONSTANT, OVER_STATED), key=lambda m: len(_values(frame, m, "all")))
    out = []
    for rate in known_by(rates, rows.at.as_of if rows.at else ""):
        if rate.measure in _STATISTICS and rate.kind in PUBLISHED:
            late = SCHEDULE if rate.unit == "percent" else DELAY
            out.append(_beside(frame, rate, late if rate.measure == "mean_schedule_overrun" else over))
    out.sort(key=lambda r: (r["kind"], r["statistic"], r["published"], r["publisher"]))
    return Result(
        "slippage-beside-published", "Published overruns, and those here", typed(out, BESIDE), BESIDE, len(frame),
        rows.of, BESIDE_METHOD, _left_out(rows, len(frame)), (*notes_of(frame), _prices_here(frame, over)), rows.at,
    )  # fmt: skip


def _prices_here(frame: pandas.DataFrame, over: str) -> str:
    """Return in which prices the overruns beside published ones are."""
    n = len(_values(frame, over, "all"))
    inflation = ", which may hold inflation too" if over == OVER_STATED else ""
    other = len(_values(frame, OVER_STATED if over == OVER_CONSTANT else OVER_CONSTANT, "all"))
    return (
        f"Cost here is {over}{inflation} ({n:,} projects; {other:,} in other prices are left out); published rates are"
        " in constant prices."
    )


def _kept(frame: pandas.DataFrame) -> pandas.DataFrame:
    """Leave out what was given up: its last plan is none that anybody will keep."""
    return frame[~frame["status"].isin(["cancelled", "retired"])]


def _left_out(rows: Result, kept: int) -> tuple[LeftOut, ...]:
    gone = rows.frame[rows.frame["status"].isin(["cancelled", "retired"])]["project"].tolist()
    if not gone:
        return rows.left_out
    return (*rows.left_out, LeftOut("given up: cancelled or retired", len(gone), tuple(gone[:3])))


def _groups(frame: pandas.DataFrame, by: By) -> Iterator[tuple[str, pandas.DataFrame]]:
    yield ALL, frame
    words = frame[by].fillna("")
    for word in sorted({w for cell in words for w in cell.split(";") if w}):
        yield word, frame[[word in cell.split(";") for cell in words]]


def _values(frame: pandas.DataFrame, measure: str, projects: str) -> list[float]:
    """Return the figures of a measure, ascending: no order of rows changes what is made of them."""
    if measure in _LATE:
        column = _LATE[measure]
        chosen, done = frame[column].notna(), frame["opening_kind"] == "opened"
    else:
        column = "overrun_percent"
        is_constant = frame["prices"].isin([CONSTANT, ASSUMED])
        chosen = frame["overrun_percent"].notna() & (is_constant if measure == OVER_CONSTANT else ~is_constant)
        done = frame["cost_kind"] == "final"
    if projects == "finished":
        chosen &= done.fillna(False)
    return sorted(float(v) for v in frame.loc[chosen.fillna(False), column])


def _statistics(group: str, measure: str, projects: str, values: Sequence[float]) -> dict[str, Any]:
    row: dict[str, Any] = {
        "group": group, "measure": measure, "projects": projects, "n": len(values), "unit": _UNITS[measure],
    }  # fmt: skip
    if len(values) < LEAST:
        return row
    low, high = interval(values, 0.5)
    mean, mean_low, mean_high = mean_of(values)
    return row | {
        "median": quantile(values, 0.5), "median_low": low, "median_high": high, "mean": mean, "mean_low": mean_low,
        "quartile_1": quantile(values, 0.25), "quartile_3": quantile(values, 0.75), "mean_high": mean_high,
        "share_above_0": 100 * sum(v > 0 for v in values) / len(values),
    }  # fmt: skip


def mean_of(values: Sequence[float]) -> tuple[float, float, float]:
    """Return the mean and its 95 % interval by bootstrap percentiles."""
    import numpy as np

    given = np.sort(np.asarray(values, dtype=float))
    rng, n = np.random.default_rng(_SEED), len(given)
    # Some draws at a time: all at once would take 3 GB for 100,000 values.
    step = max(1, 1_000_000 // n)
    parts = [rng.choice(given, size=(min(step, _DRAWS - k), n)).mean(axis=1) for k in range(0, _DRAWS, step)]
    low, high = np.quantile(np.concatenate(parts), [0.025, 0.975])
    return float(given.mean()), float(low), float(high)


def _beside(frame: pandas.DataFrame, rate: Rate, measure: str) -> dict[str, Any]:
    sectors = PUBLISHED[rate.kind]
    members = frame if sectors is None else frame[frame["sector"].isin(sectors)]
    values = _values(members, measure, "all")
    word = "mean schedule overrun" if measure == SCHEDULE else _STATISTICS[rate.measure]
    named = f"{rate.percentile} of {word}" if rate.percentile in ("P50", "P80") else word
    # Delays are published in years.
    here = _like(rate, [v / 12 for v in values] if measure == DELAY else values)
    return {
        "kind": rate.kind, "statistic": named, "published": rate.value, "here": here[0], "here_low": here[1],
        "here_high": here[2], "unit": "years" if measure == DELAY else "percent", "n": len(values),
        "finished": len(_values(members, measure, "finished")), "measure": measure, "publisher": rate.publisher,
        "year": rate.year, "url": rate.url,
    }  # fmt: skip


def _like(rate: Rate, values: Sequence[float]) -> tuple[float, float, float]:
    """Return the statistic that a rate is, and its interval."""
    if len(values) < LEAST:
        return nan, nan, nan
    if rate.percentile in ("P50", "P80"):
        p = int(rate.percentile[1:]) / 100
        return quantile(values, p), *interval(values, p)
    if rate.measure == "share_over_budget":
        return 100 * sum(v > 0 for v in values) / len(values), nan, nan
    return mean_of(values)
