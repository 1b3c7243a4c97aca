"""Forecasts of a past day against what came: by the class, by a constant base rate, by the official figure.

All three are scored on the same projects. Nothing here knows what was told after the day, but the outcome it is
scored with.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf, isnan, log
from typing import Literal

from tracker.analysis import reference
from tracker.analysis.classes import Known, Wait
from tracker.analysis.ladder import rungs
from tracker.analysis.reference import SHOWN
from tracker.analysis.result import LEAST
from tracker.analysis.standing import YEAR

Quantity = Literal["cost", "opening"]
Method = Literal["class", "base rate", "official", "finished only"]
METHODS: tuple[Method, ...] = ("class", "base rate", "official", "finished only")
#: Steps of a year in which a constant rate is drawn.
_STEPS = 12


@dataclass(frozen=True, slots=True)
class Scored:
    """One forecast by one method. ``covered``: whether the outcome stayed at or below each of the SHOWN quantiles,
    None where the quantile lies beyond what can be judged. ``crps``: of cost in logarithms of factors (0.1 is about
    10 %), of openings in years.
    """

    quantity: Quantity
    day: str
    project: str
    method: Method
    crps: float
    brier: float
    covered: tuple[bool | None, ...]


@dataclass(frozen=True, slots=True)
class Price:
    """A cost to forecast, in terms of the first official figure: the latest official one, and the final one."""

    project: str
    sector: str
    official: float
    final: float


@dataclass(frozen=True, slots=True)
class Life:
    """A project on a day, in days since 1970-01-01.

    Attributes
    ----------
    begun
        When it was first spoken of: who was there to be forecast.
    origin
        From when its wait is counted: its first official opening date, or the start of its construction.
    ended
        Its opening if it happened by the day, else None (also where it was given up).
    official
        The opening that was official on the day, None where there is none.
    given_up
        True for what was cancelled by the day: it stays in the class, but is not forecast.
    """

    project: str
    sector: str
    begun: float
    origin: float
    ended: float | None = None
    official: float | None = None
    given_up: bool = False


def figures(day: str, known: Known, asked: Iterable[Price], quantity: Quantity = "cost") -> Iterator[Scored]:
    """Score forecasts of a final figure, by what it was for others in terms of the first official one.

    Costs are factors, and are scored by their logarithms: else one project that became a hundred times as dear would
    outweigh all others. Openings are years later. The event of the Brier score: it ends above the official figure of
    the day. The base rate says the same for all: the share that ended above the first official figure.
    """
    size, unchanged = (log, 1.0) if quantity == "cost" else (float, 0.0)
    pooled = sorted(u.value for u in known.uplifts)
    for one in asked:
        rung = known.cost_class(one.sector)
        if rung is None:
            continue
        above = one.final > one.official
        methods: tuple[tuple[Method, list[float], float], ...] = (
            ("class", known.costs(rung), reference.share_above(known.costs(rung), one.official)),
            ("base rate", pooled, reference.share_above(pooled, unchanged)),
            ("official", [one.official], 0.0),
        )
        for method, values, chance in methods:
            if method == "official":
                covered = _of_one(one.final <= one.official)
            else:
                covered = tuple(one.final <= reference.quantile(values, p) for p in SHOWN)
            crps = reference.crps([size(v) for v in values], size(one.final))
            yield Scored(quantity, day, one.project, method, crps, reference.brier(chance, above), covered)


def _of_one(covered: bool | None) -> tuple[bool | None, ...]:
    """Return what a single figure covers: it is taken for the middle, and says nothing of the other quantiles."""
    return tuple(covered if p == 0.5 else None for p in SHOWN)


def waits(lives: Iterable[Life], day: float) -> tuple[Wait, ...]:
    """Return the waits that a day knows; what has not ended was looked at until the day."""
    return tuple(
        Wait(x.project, x.sector, ((day if x.ended is None else x.ended) - x.origin) / YEAR, x.ended is not None)
        for x in lives
    )


def base_share(lives: Sequence[Life], day: float, horizon: float) -> tuple[float, int]:
    """Return which share of what was under way has ended within ``horizon`` years, and of how many cases.

    Over all yearly dates whose horizon was over by the day: one date alone would swing with the business of the time.
    NaN of fewer than LEAST projects.
    """
    ended = cases = 0
    seen: set[str] = set()
    first = min((x.begun for x in lives), default=day)
    then = day - horizon * YEAR
    while then >= first:
        there = [x for x in lives if x.begun <= then and (x.ended is None or x.ended > then)]
        ended += sum(x.ended is not None and x.ended <= then + horizon * YEAR for x in there)
        cases += len(there)
        seen.update(x.project for x in there)
        then -= YEAR
    return (ended / cases if len(seen) >= LEAST else float("nan")), cases


def openings(
    day: str, at: float, lives: Sequence[Life], ends: Mapping[str, float], horizon: float, *, naive: bool = False
) -> Iterator[Scored]:
    """Score forecasts of when what is under way on a day will open, within a horizon in years.

    Parameters
    ----------
    day, at
        The day, as ISO text and as days since 1970-01-01.
    lives
        All projects as the day knew them.
    ends
        Openings as they are known today; a project that is not there had none. It is only looked at whether and when
        they fall within the horizon, which must be over.
    naive
        Score as well what forgets those that have not ended ("finished only").

    The event of the Brier score: it opens within the horizon. The base rate says the same for all: the share of those
    under way one horizon earlier that have opened since, at a constant rate over time.
    """
    seen = Known((), waits(lives, at))
    closed = Known((), tuple(w for w in seen.waits if w.reached))
    share, _ = base_share(lives, at, horizon)
    if isnan(share):
        return
    grid = [k / _STEPS for k in range(1, round(horizon * _STEPS) + 1)]
    constant = [1 - (1 - share) ** (t / horizon) for t in grid]
    for one in lives:
        if one.ended is not None or one.given_up:
            continue
        since = (at - one.origin) / YEAR
        rung = seen.time_class(one.sector, since)
        if rung is None:
            continue
        rest = (ends.get(one.project, inf) - at) / YEAR
        came = rest <= horizon

        def scored(
            method: Method, times: Sequence[float], shares: Sequence[float], chance: float, project: str = one.project,
            came: bool = came, rest: float = rest,
        ) -> Scored:  # fmt: skip
            crps = reference.crps_within(times, shares, rest, horizon)
            if method == "official":
                covered = _of_one(rest <= times[0] if times[0] <= horizon else None)
            else:
                by = [next((t for t, s in zip(times, shares, strict=True) if s >= p - 1e-12), inf) for p in SHOWN]
                covered = tuple(rest <= t if t <= horizon else None for t in by)
            return Scored("opening", day, project, method, crps, reference.brier(chance, came), covered)

        times = seen.times(rung)
        assert times is not None
        steps, shares = times.steps(since)
        yield scored("class", list(steps - since), list(shares), times.share_by(since + horizon, since))
        yield scored("base rate", grid, constant, share)
        if one.official is not None:
            # A date that is over already says: any day now.
            official = max((one.official - at) / YEAR, 0.0)
            yield scored("official", [official], [1.0], float(official <= horizon))
        own = closed.times(rungs(one.sector)[-1]) if naive else None
        if own is not None and own.at_risk(since):
            steps, shares = own.steps(since)
            yield scored("finished only", list(steps - since), list(shares), own.share_by(since + horizon, since))
