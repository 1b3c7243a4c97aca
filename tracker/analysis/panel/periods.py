"""Years and months as whole numbers: years as they are, months since January 1960 as Stata counts them (%tm)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from tracker.clean.dates import parse_date
from tracker.errors import UsageError

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

By = Literal["year", "month"]
STEPS: tuple[By, ...] = ("year", "month")


def period_of(days: Array, by: By) -> Array:
    """Return the period of each day (days since 1970-01-01)."""
    import numpy as np

    whole = np.asarray(days, np.int64).astype("datetime64[D]")
    if by == "year":
        return whole.astype("datetime64[Y]").astype(np.int64) + 1970
    return whole.astype("datetime64[M]").astype(np.int64) + 120


def one_period(day: int, by: By) -> int:
    """Return the period of one day (days since 1970-01-01)."""
    when = date.fromordinal(day + date(1970, 1, 1).toordinal())
    return when.year if by == "year" else (when.year - 1960) * 12 + when.month - 1


def name_of(period: int, by: By) -> str:
    """Return a period as people write it: 2024, 2024-06."""
    return str(period) if by == "year" else f"{1960 + period // 12}-{period % 12 + 1:02d}"


def parse(text: str, by: By, option: str, *, last: bool = False) -> int:
    """Return the period that a year or a month names; with ``last`` the last month of a year.

    Raises
    ------
    UsageError
        It is neither.
    """
    found = parse_date(text)
    if found is None or found.is_open:
        raise UsageError(f"{option} {text!r} is no year and no month.", "Write 1990, or 1990-06 with --by month.")
    day = date.fromisoformat(found.hi if last else found.lo)
    return day.year if by == "year" else (day.year - 1960) * 12 + day.month - 1
