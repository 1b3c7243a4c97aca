"""Fiscal years whose first day is known: "FY2024/25" of one that begins in April is 2024-04/2025-03."""

from __future__ import annotations

import re
from datetime import date, timedelta

_START = re.compile(r"(\d{2})-(\d{2})")
#: "2009-10": a fiscal year, or October 2009.
_LIKE_MONTH = re.compile(r"\s*(\d{4})\s*[-/–]\s*(0[1-9]|1[0-2])\s*")


def year_start(text: str) -> tuple[int, int] | None:
    """Return (month, day) of "04-01", None where no year has that day (29 February: not all have it)."""
    match = _START.fullmatch(text)
    try:
        day = date(2001, int(match[1]), int(match[2])) if match else None
    except ValueError:
        return None
    return (day.month, day.day) if day else None


def fiscal_year(first: int, last: int, start: str) -> str:
    """Return the EDTF interval of the fiscal years that begin in the years ``first`` to ``last``.

    Whole months, where they begin with one; "2024" where they are calendar years; "" where ``start`` is no day.
    """
    found = year_start(start)
    if found is None or not 1 <= first <= last <= 9997:
        return ""
    month, day = found
    if found == (1, 1):
        return f"{first:04d}" if first == last else f"{first:04d}/{last:04d}"
    end = date(last + 1, month, day) - timedelta(days=1)
    if day == 1:
        return f"{first:04d}-{month:02d}/{end:%Y-%m}"
    return f"{first:04d}-{month:02d}-{day:02d}/{end.isoformat()}"


def may_be_month(text: str) -> bool:
    """True for "2009-10" and "2009/10": two years, one after the other, or a month of the first."""
    match = _LIKE_MONTH.fullmatch(text)
    return match is not None and int(match[2]) == (int(match[1]) + 1) % 100
