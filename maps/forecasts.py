"""Forecasts of unfinished projects for the card: quantiles of their class, as tracker.analysis.forecast makes them.

Per project two short lists, read by ``static/claimcols.mjs``; null where nothing is told:

- opening: [class, n that had waited as long, how many of them opened, first plan, latest plan, share of the class that
  is open by then, [quantiles]], in days since 1970-01-01;
- cost: [class, n, 0 of a class or 1 of published rates, currency, price year, first budget, official figure, share of
  the class that ended no higher, [quantiles]], in plain units of the currency, to three figures as the command says.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import isfinite
from typing import Any

from maps.measures import has_all_cards
from tracker.analysis import base_rates, reference, skill
from tracker.analysis.base_rates import Rate, published
from tracker.analysis.classes import Known, known
from tracker.analysis.overrun import in_constant
from tracker.analysis.prices import load
from tracker.analysis.standing import YEAR, Cost, Opening, Standing, standings
from tracker.views import Atlas

#: Percent of the class; the fan draws them all.
SHARES = (10, 25, 50, 75, 80, 90)
_DIGITS = 3  # of shares
_EPOCH = date(1970, 1, 1).toordinal()


def forecasts_block(atlas: Atlas) -> list[Any] | None:
    """Return [opening, cost] of each project in the order of the rows, 0 where it has neither; None for no forecast.

    Classes are made of all projects of a ledger: of an atlas with filters there is none, as it would differ from what
    `tracker forecast` tells.
    """
    if is_part(atlas):
        return None
    rates = base_rates.known_by(base_rates.bundled(), atlas.as_of)
    every = standings(atlas.cards.values(), in_constant(load()))
    classes = known(every, atlas.now)
    made = {s.row.slug: _of(s, classes, rates, atlas.now) for s in every if not s.is_over}
    out = [made.get(row.slug, 0) for row in atlas.projects]
    return out if any(out) else None


def is_part(atlas: Atlas) -> bool:
    """True where a page cannot make the classes of its ledger: it has a selection of the projects, or of the cards."""
    return bool(atlas.filters) or not has_all_cards(atlas)


def about_forecasts(atlas: Atlas) -> dict[str, Any]:
    """Return the day and the shares of the forecasts, how such forecasts fared on past days of the catalogue, `part`.

    `part`: True where the page carries a part of the statements, so that it has no forecasts.
    """
    against = {t.quantity: t for t in skill.bundled() if t.against == skill.OFFICIAL}
    told = {name: _skill(t) for name, t in against.items()}
    return {"now": atlas.now, "shares": list(SHARES), "skill": told, "part": is_part(atlas)}


def _skill(t: skill.Tested) -> dict[str, Any]:
    tested = t.word != skill.NOT_TESTED
    apart = [round(x, 4) for x in (t.apart, t.low, t.high) if x is not None and isfinite(x)]
    return {
        "verdict": t.word if tested else "", "n": t.n, "projects": t.projects,
        "apart": apart if len(apart) == 3 else None, "why": t.why,
    }  # fmt: skip


def _of(s: Standing, classes: Known, rates: Sequence[Rate], now: str) -> list[Any] | int:
    opening = _opening(s, s.opening, classes, now) if s.opening else None
    cost = _cost(s, s.cost, classes, rates) if s.cost else None
    return [opening, cost] if opening or cost else 0


def _opening(s: Standing, opening: Opening, classes: Known, now: str) -> list[Any] | None:
    day = date.fromisoformat(now).toordinal() - _EPOCH
    first, official = opening.first.mid, opening.latest.mid
    since = (day - first) / YEAR
    rung = classes.time_class(s.row.sector, since)
    times = None if rung is None else classes.times(rung)
    if rung is None or times is None:
        return None
    waits = [times.quantile(p / 100, since) for p in SHARES]
    holds = times.share_by((official - first) / YEAR, since) if official > day else None
    return [
        rung.name, times.at_risk(since), classes.opened(rung, since), _whole(first), _whole(official), _share(holds),
        [round(first + w * YEAR) if isfinite(w) else None for w in waits],
    ]  # fmt: skip


def _cost(s: Standing, cost: Cost, classes: Known, rates: Sequence[Rate]) -> list[Any] | None:
    first = cost.budget.mid
    claim = cost.budget.claim
    money = [claim.unit, claim.price_year, _whole(first), _whole(first * cost.times)]
    rung = classes.cost_class(s.row.sector)
    if rung is not None:
        uplifts = classes.costs(rung)
        holds = 1 - reference.share_above(uplifts, cost.times)
        quantiles = [_amount(first * reference.quantile(uplifts, p / 100)) for p in SHARES]
        return [rung.name, len(uplifts), 0, *money, _share(holds), quantiles]
    found = published(rates, s.row.sector)
    if found is None or (found.p50 is None and found.p80 is None):
        return None
    told = {50: found.p50, 80: found.p80}
    return [found.kind, 0, 1, *money, None, [_amount(first * x) if (x := told.get(p)) else None for p in SHARES]]


def _amount(x: float) -> int | float | None:
    """Return an amount to three figures: more would feign a precision that no class has."""
    return _whole(float(f"{x:.3g}")) if isfinite(x) else None


def _whole(x: float) -> int | float:
    return int(x) if float(x).is_integer() and abs(x) < 2**53 else x


def _share(x: float | None) -> float | None:
    return round(x, _DIGITS) if x is not None and isfinite(x) else None
