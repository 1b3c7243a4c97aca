"""Partial dates: the part of EDTF (ISO 8601-2:2019, levels 0 to 2) that project data uses.

``2026``, ``2026-12``, ``2026-12-16``, ``2026-12~`` (about), ``2026?``, ``202X``, quarters ``2026-33`` to ``-36``,
halves ``2026-40`` and ``-41``, seasons ``2026-21`` to ``-24`` (northern), intervals ``2027-01/2027-06``,
open ends ``../2023-07-31`` and ``2023-07-31/..``.

A partial date is a text with the first and the last day that it may mean (inclusive ISO days, years 0001 to 9999).
The library ``edtf`` is the oracle of our tests; parsing here is a hundred times faster.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

FIRST, LAST = "0001-01-01", "9999-12-31"

_SEASONS = {
    21: (3, 5), 22: (6, 8), 23: (9, 11),
    33: (1, 3), 34: (4, 6), 35: (7, 9), 36: (10, 12),
    40: (1, 6), 41: (7, 12),
}  # fmt: skip
_ONE = re.compile(r"(\d{4}|\d{3}X|\d{2}XX)(?:-(\d{2}))?(?:-(\d{2}))?([~?%])?", re.ASCII)


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date as precise as it was said. ``lo`` and ``hi`` are inclusive ISO days."""

    text: str
    lo: str
    hi: str

    @property
    def is_approximate(self) -> bool:
        """True where the text says that the date itself is uncertain or about."""
        return any(c in self.text for c in "~?%")

    @property
    def is_open(self) -> bool:
        """True where one end is not known."""
        return self.lo == FIRST or self.hi == LAST

    @property
    def midpoint(self) -> date:
        """Middle day; with an open end, the known end. Durations are taken between midpoints."""
        if self.lo == FIRST:
            return date.fromisoformat(self.hi)
        if self.hi == LAST:
            return date.fromisoformat(self.lo)
        lo, hi = date.fromisoformat(self.lo), date.fromisoformat(self.hi)
        return lo + (hi - lo) // 2

    @property
    def half_width_days(self) -> float:
        """Half of the days between the ends: the uncertainty of a duration that uses the midpoint."""
        if self.is_open:
            return float("inf")
        return (date.fromisoformat(self.hi) - date.fromisoformat(self.lo)).days / 2

    def clamp(self, latest: str) -> PartialDate:
        """Return the date with ``hi`` no later than the ISO day ``latest`` (text unchanged)."""
        if self.hi <= latest:
            return self
        return PartialDate(self.text, min(self.lo, latest), latest)

    def __str__(self) -> str:
        return self.text


@lru_cache(maxsize=65536)
def parse_date(text: str) -> PartialDate | None:
    """Parse EDTF text. Return None where it is not one (31.02.2024, 2024-02-31, words)."""
    text = text.strip()
    if "/" in text:
        left, _, right = text.partition("/")
        lo = (FIRST, FIRST) if left in ("", "..") else _ends(left)
        hi = (LAST, LAST) if right in ("", "..") else _ends(right)
        if lo is None or hi is None or lo[0] > hi[1] or (lo[0] == FIRST and hi[1] == LAST):
            return None
        return PartialDate(text, lo[0], hi[1])
    ends = _ends(text)
    return PartialDate(text, *ends) if ends else None


def from_day(day: date) -> PartialDate:
    """Return the partial date that is exactly one day."""
    iso = day.isoformat()
    return PartialDate(iso, iso, iso)


def _ends(text: str) -> tuple[str, str] | None:
    m = _ONE.fullmatch(text)
    if not m:
        return None
    year, month, day, _ = m.groups()
    if "X" in year:
        if month:
            return None
        lo, hi = year.replace("X", "0"), year.replace("X", "9")
        return (f"{max(lo, '0001')}-01-01", f"{hi}-12-31")
    if year == "0000":
        return None
    if month is None:
        return f"{year}-01-01", f"{year}-12-31"
    if day is None and int(month) in _SEASONS:
        a, b = _SEASONS[int(month)]
        return f"{year}-{a:02d}-01", f"{year}-{b:02d}-{calendar.monthrange(int(year), b)[1]}"
    if day is None and month == "24":
        if year == "9999":
            return None
        end = date(int(year) + 1, 3, 1) - timedelta(days=1)
        return f"{year}-12-01", end.isoformat()
    if not 1 <= int(month) <= 12:
        return None
    last = calendar.monthrange(int(year), int(month))[1]
    if day is None:
        return f"{year}-{month}-01", f"{year}-{month}-{last:02d}"
    if not 1 <= int(day) <= last:
        return None
    return f"{year}-{month}-{day}", f"{year}-{month}-{day}"


def months_between(earlier: PartialDate, later: PartialDate) -> float:
    """Return the months between two midpoints (30.4375 days each); negative where `later` is before."""
    return (later.midpoint - earlier.midpoint).days / 30.4375
