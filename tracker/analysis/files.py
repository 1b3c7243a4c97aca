"""Write a result to a file: CSV, Parquet, Stata with labels, or a chart; a codebook stands beside tables."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracker.analysis.result import MONTHS, Result
from tracker.errors import UsageError

if TYPE_CHECKING:
    import pandas
    from matplotlib.figure import Figure

TABLES = (".csv", ".parquet", ".dta")
CHARTS = (".png", ".svg")
#: Stata's limits: 32 characters for a name, 80 for a label.
_NAME, _LABEL = 32, 80

Chart = Callable[[Result], "Figure"]


def check(path: Path, *, has_chart: bool) -> None:
    """Raise before anything is computed where a file could not be written.

    Raises
    ------
    UsageError
        The ending is none of ours, the folder is missing, there is no such chart, or a library is not installed.
    """
    ending = path.suffix.lower()
    endings = TABLES + (CHARTS if has_chart else ())
    if ending not in endings:
        raise UsageError(f"{path} ends in none of {', '.join(endings)}.", "The ending says what is written.")
    if not path.parent.is_dir():
        raise UsageError(f"There is no folder {path.parent}.", "Make it first.")
    if ending == ".parquet":
        need("pyarrow", "parquet")
    if ending in CHARTS:
        need("matplotlib", "analysis")


def need(module: str, extra: str) -> None:
    """Raise in one line where an optional library is missing.

    Raises
    ------
    UsageError
        It is; the hint says how to get it.
    """
    from importlib.util import find_spec

    if find_spec(module) is None:
        raise UsageError(f"This needs {module}.", f"Install it: pip install 'megaproject-tracker[{extra}]'")


def write(result: Result, path: Path, chart: Chart | None = None) -> list[Path]:
    """Write a result; return the files that were made. Equal results give equal bytes."""
    ending = path.suffix.lower()
    if ending in CHARTS:
        assert chart is not None
        return [_draw(result, path, chart)]
    frame = result.frame
    if ending == ".csv":
        frame.to_csv(path, index=False, lineterminator="\n", date_format="%Y-%m-%d")
    elif ending == ".parquet":
        frame.to_parquet(path, index=False)
    else:
        _stata(result, path)
    book = path.with_name(path.name + ".codebook.json")
    book.write_text(json.dumps(codebook(result), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return [path, book]


def codebook(result: Result) -> dict[str, Any]:
    """Return what the columns mean, what the numbers rest on and how they were made."""
    at = result.at
    return {
        "name": result.name,
        "title": result.title,
        "method": result.method,
        "as_of": (at.as_of or None) if at else None,
        "recorded_before": (at.recorded_before or None) if at else None,
        "contemporary": at.contemporary if at else False,
        "n_projects": result.n,
        "of_projects": result.of,
        "left_out": [{"reason": x.reason, "n": x.n, "examples": list(x.examples)} for x in result.left_out],
        "notes": list(result.notes),
        "rows": len(result.frame),
        "columns": [
            {"name": c.name, "type": c.kind, "unit": c.unit or None, "label": c.label, "meaning": c.meaning}
            for c in result.columns
        ],
    }


def _stata(result: Result, path: Path) -> None:
    """Write Stata 118 (UTF-8) with a label for every variable; missing is Stata's missing."""
    import pandas as pd

    frame = result.frame.copy()
    dates: dict[Hashable, str] = {}
    for c in result.columns:
        if c.kind == "text":
            frame[c.name] = frame[c.name].fillna("").astype(object)
        elif c.unit == MONTHS:
            frame[c.name] = _month_days(frame[c.name])
            dates[c.name] = "tm"
        elif c.kind in ("integer", "flag"):
            frame[c.name] = frame[c.name].astype("Float64").astype("float64")
        elif c.kind == "day":
            frame[c.name] = frame[c.name].astype("datetime64[ms]")
            dates[c.name] = "td"
    labels = {c.name: (f"{c.label} ({c.unit})" if c.unit else c.label)[:_LABEL] for c in result.columns}
    assert all(len(name) <= _NAME for name in labels)
    frame.to_stata(
        path, write_index=False, version=118, variable_labels=labels, convert_dates=dates,
        data_label=result.title[:_LABEL], time_stamp=pd.Timestamp("2000-01-01").to_pydatetime(),
    )  # fmt: skip


def _month_days(months: pandas.Series[int]) -> pandas.Series[pandas.Timestamp]:
    """Return the first days of months that are counted from January 1960; NaT for none."""
    import numpy as np
    import pandas as pd

    known = months.notna().to_numpy()
    days = np.full(len(months), np.datetime64("NaT"), "datetime64[ms]")
    days[known] = np.datetime64("1960-01", "M") + months[known].to_numpy("int64").astype("timedelta64[M]")
    return pd.Series(days, months.index)


def _draw(result: Result, path: Path, chart: Chart) -> Path:
    from tracker.analysis.charts import style

    with style.ours():
        figure = chart(result)
        # Neither format carries a date, so that equal results give equal files.
        meta = {"Date": None} if path.suffix.lower() == ".svg" else {"Software": None}
        figure.savefig(path, metadata=meta, dpi=200)
    return path
