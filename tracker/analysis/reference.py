"""The statistics of a reference class: quantiles and their intervals, time with open ends, and scores of forecasts.

Numbers in, numbers out. "Share" is between 0 and 1; NaN means that the sample does not say.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import inf, nan
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

#: Quantiles that forecasts show: a cost or a date that one in ten, half, eight and nine in ten stay below.
SHOWN = (0.1, 0.5, 0.8, 0.9)


def quantile(values: Sequence[float], p: float) -> float:
    """Return the empirical quantile with Weibull's plotting positions: the k-th of n values stands at k / (n + 1).

    NaN outside of 1 / (n + 1) to n / (n + 1), where a sample of n says nothing.
    """
    import numpy as np

    n = len(values)
    # A hair of room: 0.9 * 10 is not 9 to the last bit.
    if not n or not 1 - 1e-9 <= p * (n + 1) <= n + 1e-9:
        return nan
    return float(np.quantile(np.asarray(values, dtype=float), p, method="weibull"))


def interval(values: Sequence[float], p: float, level: float = 0.95) -> tuple[float, float]:
    """Return an interval for the quantile ``p`` of what the values were drawn from, by order statistics.

    It covers with at least the level whatever the distribution (David and Nagaraja 2003, section 7.1). An end is NaN
    where the sample is too small to bound it.
    """
    low, high = _ranks(len(values), p, level)
    ordered = sorted(values)
    return (ordered[low - 1] if low else nan), (ordered[high - 1] if high else nan)


@lru_cache(maxsize=1024)
def _ranks(n: int, p: float, level: float) -> tuple[int, int]:
    """Return which of n ordered values, counted from 1, bound a quantile; 0 where none does."""
    import numpy as np
    from scipy.stats import binom

    tail = (1 - level) / 2
    # P(k-th value > quantile) = P(fewer than k of n lie below) = cdf(k - 1).
    below = binom.cdf(np.arange(n), n, p)
    low, short = int((below <= tail).sum()), int((below < 1 - tail).sum())
    return low, (short + 1 if short < n else 0)


def share_above(values: Sequence[float], x: float) -> float:
    """Return the share of values above ``x``; NaN of none."""
    return sum(v > x for v in values) / len(values) if values else nan


@dataclass(frozen=True, slots=True)
class Survival:
    """Kaplan-Meier's estimate of a time that some have not reached yet.

    Attributes
    ----------
    times, alive
        Steps (ascending) and the share that goes on beyond each.
    ends
        All times, reached or not, ascending: who is still looked at.
    """

    times: np.ndarray
    alive: np.ndarray
    ends: np.ndarray

    @property
    def n(self) -> int:
        """Return how many there are, reached or not."""
        return len(self.ends)

    def beyond(self, t: float) -> float:
        """Return the share that goes on beyond ``t``. After the last time looked at it stays as it was."""
        import numpy as np

        k = int(np.searchsorted(self.times, t, side="right"))
        return float(self.alive[k - 1]) if k else 1.0

    def at_risk(self, since: float) -> int:
        """Return how many were looked at for longer than ``since`` without having reached it."""
        import numpy as np

        return self.n - int(np.searchsorted(self.ends, since, side="right"))

    def share_by(self, t: float, since: float = -inf) -> float:
        """Return the share of those that go on beyond ``since`` which is reached by ``t``; NaN where none goes on."""
        rest = self.beyond(since)
        if rest <= 0 or not self.at_risk(since):
            return nan
        return max(0.0, 1 - self.beyond(t) / rest)

    def quantile(self, p: float, since: float = -inf) -> float:
        """Return the time by which a share ``p`` of those that go on beyond ``since`` is reached; NaN if not seen."""
        import numpy as np

        rest = self.beyond(since)
        if rest <= 0:
            return nan
        # Both are in order: looked up, not gone through, for it is asked of every project of a ledger.
        after = int(np.searchsorted(self.times, since, side="right"))
        low_enough = len(self.alive) - int(np.searchsorted(self.alive[::-1], rest * (1 - p) + 1e-12, side="right"))
        k = max(after, low_enough)
        return float(self.times[k]) if k < len(self.times) else nan

    def steps(self, since: float = -inf) -> tuple[np.ndarray, np.ndarray]:
        """Return the times after ``since`` and the share reached by each, of those that go on beyond it."""
        later = self.times > since
        return self.times[later], 1 - self.alive[later] / self.beyond(since)


def survival(times: Sequence[float], reached: Sequence[bool], least: int = 1) -> Survival:
    """Return the Kaplan-Meier estimate; what is not reached was only looked at until its time.

    What ended otherwise (cancelled) belongs in as not reached until today: it never will be, and to leave it out would
    be hindsight. ``least``: steps at which fewer are left to look at are not taken, since one of them would move the
    estimate by a fifth or more; what comes then is unknown.

    Raises
    ------
    ValueError
        There is no time at all.
    """
    import numpy as np

    if not times:
        raise ValueError("no times")
    given, came = np.asarray(times, dtype=float), np.asarray(reached, dtype=bool)
    # By hand, not by scipy.stats.ecdf: to load that takes a second, which a card in the terminal has not.
    steps, ends = np.unique(given), np.sort(given)
    at_risk = len(ends) - np.searchsorted(ends, steps, side="left")
    ended = np.bincount(np.searchsorted(steps, given[came]), minlength=len(steps))
    alive = np.cumprod((at_risk - ended) / at_risk)
    enough = at_risk >= least
    return Survival(steps[enough], alive[enough], ends)


def crps(values: Sequence[float], y: float) -> float:
    """Return the continuous ranked probability score of a sample against what came: in units of the values, less is
    better; of one value it is the absolute error (Gneiting and Raftery 2007).
    """
    import numpy as np

    x = np.sort(np.asarray(values, dtype=float))
    n = len(x)
    # Half of the mean difference of all pairs, by ranks instead of n squared pairs.
    half_spread = float(np.sum((2 * np.arange(1, n + 1) - n - 1) * x)) / n**2
    return float(np.mean(np.abs(x - y))) - half_spread


def crps_within(times: Sequence[float], shares: Sequence[float], y: float, horizon: float) -> float:
    """Return the part of the CRPS between 0 and a horizon, of a distribution that steps to each share at its time.

    What comes after the horizon (``y`` may be infinite) counts as not come by then: so the score needs nothing that is
    known later only, and it stays proper. In units of time.
    """
    import numpy as np

    t = np.asarray(times, dtype=float)
    edges = np.unique(np.clip(np.concatenate([t, [0.0, min(y, horizon), horizon]]), 0.0, horizon))
    starts = edges[:-1]
    k = np.searchsorted(t, starts, side="right")
    said = np.concatenate([[0.0], np.asarray(shares, dtype=float)])[k]
    return float(np.sum((said - (starts >= y)) ** 2 * np.diff(edges)))


def brier(share: float, came: bool) -> float:
    """Return the squared error of a stated chance."""
    return (share - came) ** 2


@dataclass(frozen=True, slots=True)
class Difference:
    """Mean difference of two scores and its 95 % interval; it is shown only where the interval leaves out 0."""

    mean: float
    low: float
    high: float

    @property
    def word(self) -> str:
        """Return better, worse or no difference (of the first against the second; scores are losses)."""
        if self.high < 0:
            return "better"
        return "worse" if self.low > 0 else "no difference"


def difference(ours: Sequence[float], theirs: Sequence[float], *groupings: Sequence[Hashable]) -> Difference:
    """Compare two scores of the same cases. Cases of one group (a project, a date) are not independent.

    The standard error adds up the residuals within groups first, with Student's t for as many groups; of several
    groupings the one that says least is taken. NaN ends of fewer than two groups.
    """
    from math import sqrt

    from scipy.stats import t

    apart = [a - b for a, b in zip(ours, theirs, strict=True)]
    n = len(apart)
    mean = sum(apart) / n if n else nan
    reach = 0.0
    for groups in groupings:
        sums: dict[Hashable, float] = {}
        for group, d in zip(groups, apart, strict=True):
            sums[group] = sums.get(group, 0.0) + d - mean
        many = len(sums)
        if many < 2:
            return Difference(mean, nan, nan)
        error = sqrt(many / (many - 1) * sum(s * s for s in sums.values())) / n
        reach = max(reach, float(t.ppf(0.975, many - 1)) * error)
    return Difference(mean, mean - reach, mean + reach)
