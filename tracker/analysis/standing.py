"""How projects stood on a day: first official figure, latest official figure, and how it came out where it did.

First plan, first budget and what they are compared with are those of :mod:`tracker.analysis.slippage`. Whether a
project is open, unfinished or given up is told by its status of that day. Cancelled projects stay: a class that
forgets them knows more than anybody knew.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tracker.analysis import slippage
from tracker.analysis.overrun import Compare, as_stated
from tracker.analysis.vintages import MONTH, Vintage, is_dated
from tracker.clean.days import day_number
from tracker.views.rows import Card, ProjectRow

#: Days of a mean year.
YEAR = 12 * MONTH
#: A first figure told less than so many days before the end is no forecast of it.
LEAD = 365
_OVER = ("operating", "completed", "retired", "cancelled")
_OPEN = ("operating", "retired")


@dataclass(frozen=True, slots=True)
class Cost:
    """First budget, the newest figure that can be compared with it, and how often the one is the other.

    ``times``: the newest figure over the budget, in prices of the budget where they are known; 1 where there is none.
    ``is_final``: whether it is the final cost. ``missed``: a newer figure that could not be compared, and why.
    """

    budget: Vintage
    latest: Vintage
    times: float
    is_final: bool
    missed: str


@dataclass(frozen=True, slots=True)
class Opening:
    """First and latest plan of the opening, and the opening itself where it is told."""

    first: Vintage
    latest: Vintage
    opened: Vintage | None


@dataclass(frozen=True, slots=True)
class Standing:
    """One project on a day."""

    card: Card
    cost: Cost | None
    opening: Opening | None

    @property
    def row(self) -> ProjectRow:
        """Return its row."""
        return self.card.project

    @property
    def is_over(self) -> bool:
        """True where nothing is left to forecast: finished, or given up."""
        return self.row.status in _OVER

    @property
    def is_open(self) -> bool:
        """True where it is, or was, in operation: also where nobody says since when."""
        return self.row.status in _OPEN

    @property
    def uplift(self) -> float | None:
        """Final cost over first budget; None where there is none, or the budget was told too late."""
        cost = self.cost
        if cost is None or not cost.is_final or cost.latest.said_mid - cost.budget.said_mid < LEAD:
            return None
        return cost.times

    def wait(self, now: str) -> tuple[float, bool] | None:
        """Return the years from the first planned opening to the opening, and True; or to ``now``, and False.

        None where there is no first plan, it was told less than a year ahead, or the project is open since nobody
        knows when. A project given up counts as not open by ``now``.
        """
        if self.opening is None:
            return None
        first, opened, day = self.opening.first, self.opening.opened, day_number(now)
        if first.mid - first.said_mid < LEAD:
            return None
        if opened is not None and opened.mid <= day:
            return (opened.mid - first.mid) / YEAR, True
        return None if self.is_open else ((day - first.mid) / YEAR, False)


def standing(card: Card, compare: Compare = as_stated) -> Standing:
    """Return how a project stands, from its card of a moment.

    ``compare``: how a cost is set against a budget, see :mod:`tracker.analysis.overrun`.
    """
    return Standing(card, _cost(card, compare), _opening(card))


def standings(cards: Iterable[Card], compare: Compare = as_stated) -> list[Standing]:
    """Return how projects stand, by slug."""
    return sorted((standing(card, compare) for card in cards), key=lambda s: s.row.slug)


def _cost(card: Card, compare: Compare) -> Cost | None:
    found = slippage.cost_of(card, compare)
    if not isinstance(found, str):
        times = 1 + found.overrun.mid / 100
        return Cost(found.budget, found.latest, times, found.kind == "final", found.missed)
    budget = slippage.budget_of(card)
    if budget is None or budget.low <= 0:
        return None
    return Cost(budget, budget, 1.0, False, found if "cannot be compared" in found else "")


def _opening(card: Card) -> Opening | None:
    found = slippage.opening_of(card)
    if not isinstance(found, str):
        opened = found.latest if found.kind == "opened" else None
        return Opening(found.first, found.first if opened else found.latest, opened)
    first = next((v for v in slippage.plans_of(card) if is_dated(v.claim)), None)
    return Opening(first, first, None) if first else None
