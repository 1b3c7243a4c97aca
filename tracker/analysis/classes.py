"""The reference classes that a day knew: uplifts of finished projects, and waits for openings with their open ends."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import isnan

from tracker.analysis.ladder import Rung, first_with, rungs
from tracker.analysis.reference import Survival, interval, quantile, survival
from tracker.analysis.result import LEAST
from tracker.analysis.standing import Standing

#: Openings that a class must have seen after the age of a project, however many wait; and projects that must be left
#: to look at where a date is read off: fewer tell nothing.
REACHED = 5


@dataclass(frozen=True, slots=True)
class Uplift:
    """Final over first official cost of a finished project."""

    project: str
    sector: str
    value: float


@dataclass(frozen=True, slots=True)
class Wait:
    """Years from a first official date (or any start) to the end, or until it was last looked at."""

    project: str
    sector: str
    years: float
    reached: bool


@dataclass(frozen=True, slots=True)
class Known:
    """What was known on a day. Order does not matter. Each class is made once, when it is first asked for."""

    uplifts: tuple[Uplift, ...]
    waits: tuple[Wait, ...]
    _costs: dict[Rung, list[float]] = field(default_factory=dict, compare=False)
    _quantiles: dict[tuple[Rung, float], float] = field(default_factory=dict, compare=False)
    _intervals: dict[tuple[Rung, float], tuple[float, float]] = field(default_factory=dict, compare=False)
    _times: dict[Rung, Survival | None] = field(default_factory=dict, compare=False)
    _opened: dict[Rung, list[float]] = field(default_factory=dict, compare=False)

    def costs(self, rung: Rung) -> list[float]:
        """Return the uplifts of a class, ascending."""
        if rung not in self._costs:
            self._costs[rung] = sorted(u.value for u in self.uplifts if u.sector in rung)
        return self._costs[rung]

    def cost_quantile(self, rung: Rung, p: float) -> float:
        """Return a quantile of the uplifts of a class, NaN where it is too small for that."""
        if (rung, p) not in self._quantiles:
            self._quantiles[rung, p] = quantile(self.costs(rung), p)
        return self._quantiles[rung, p]

    def cost_interval(self, rung: Rung, p: float) -> tuple[float, float]:
        """Return the 95 % interval of a quantile of the uplifts of a class."""
        if (rung, p) not in self._intervals:
            self._intervals[rung, p] = interval(self.costs(rung), p)
        return self._intervals[rung, p]

    def share_within(self, rung: Rung, times: float) -> float:
        """Return the share of a class whose uplift is ``times`` or less."""
        own = self.costs(rung)
        return bisect_right(own, times) / len(own)

    def times(self, rung: Rung) -> Survival | None:
        """Return the waits of a class, None where it has none."""
        if rung not in self._times:
            own = sorted((w.years, w.reached) for w in self.waits if w.sector in rung)
            given = [y for y, _ in own], [r for _, r in own]
            self._times[rung] = survival(*given, least=REACHED) if own else None
        return self._times[rung]

    def opened(self, rung: Rung, since: float) -> int:
        """Return how many of a class were reached after ``since``."""
        if rung not in self._opened:
            self._opened[rung] = sorted(w.years for w in self.waits if w.reached and w.sector in rung)
        own = self._opened[rung]
        return len(own) - bisect_right(own, since)

    def has_costs(self, rung: Rung) -> bool:
        """True where a class is big enough for quantiles of cost."""
        return len(self.costs(rung)) >= LEAST

    def has_times(self, rung: Rung, since: float) -> bool:
        """True where enough of a class waited longer than ``since``, and enough of these came to an end."""
        times = self.times(rung)
        return times is not None and times.at_risk(since) >= LEAST and self.opened(rung, since) >= REACHED

    def cost_class(self, sector: str) -> Rung | None:
        """Return the narrowest class of a sector that is big enough."""
        return first_with(sector, self.has_costs)

    def time_class(self, sector: str, since: float) -> Rung | None:
        """Return the narrowest class of a sector that is big enough for what has waited for ``since`` years.

        Rather one of which half is seen to have opened: of a narrower one without it little can be told.
        """
        enough = [rung for rung in rungs(sector) if self.has_times(rung, since)]
        return next((rung for rung in enough if self._has_half(rung, since)), enough[-1] if enough else None)

    def _has_half(self, rung: Rung, since: float) -> bool:
        times = self.times(rung)
        return times is not None and not isnan(times.quantile(0.5, since))


def known(among: Iterable[Standing], now: str) -> Known:
    """Return what the projects of a day make known about their classes."""
    rows: Sequence[Standing] = list(among)
    uplifts = [Uplift(s.row.slug, s.row.sector, s.uplift) for s in rows if s.uplift is not None]
    waits = [Wait(s.row.slug, s.row.sector, *wait) for s in rows if (wait := s.wait(now)) is not None]
    return Known(tuple(uplifts), tuple(waits))
