"""Which column tells, row by row, in what currency, scale or unit the amounts beside it are: "EUR million", "MW"."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.clean.currency import WORD_CODES, currency_code, is_current
from tracker.drafting.guess_column import Column
from tracker.drafting.guess_plan import Plan

#: What a column of units is headed by, beside the amount that it is about ("Cost unit").
_HEADED = ("currency", "unit")
_OF_MONEY = ("cost", "invest", "budget", "spent", "commit", "contract", "amount")


def units_of_money(plan: Plan) -> list[Column]:
    """Return the columns whose cells are currencies, with or without a scale, and scales alone."""
    return [c for c in plan.left() if c.filled and (_is_headed(c) or c.share_of_texts(_is_code) >= 0.95)]


def _is_headed(c: Column) -> bool:
    return c.heading.any(*_HEADED, *_OF_MONEY) and c.units_of_money >= 0.8


def _is_code(text: str) -> bool:
    """True for the code of a currency of today that is no word; such cells are currencies whatever stands above."""
    return len(text) == 3 and text.isupper() and is_current(text) and text not in WORD_CODES


def unit_beside(c: Column, units: Sequence[Column]) -> Column | None:
    """Return the column of units for an amount: the one that shares its words, else the nearest that says most."""
    return max(units, key=lambda u: (_shared(c, u), u.currencies >= 0.5, -abs(u.place - c.place)), default=None)


def scale_beside(c: Column, units: Sequence[Column]) -> Column | None:
    """Return the column that tells the scale of an amount whose currency is known: next to it, and not against it."""
    known = c.heading.hint.currency or c.currency
    near = [
        u
        for u in units
        if u.money_scales >= 0.5
        and (abs(u.place - c.place) == 1 or _shared(c, u))
        and {currency_code(t) or known for t in u.meaning} == {known}
    ]
    return unit_beside(c, near) if c.heading.hint.multiplier == 1 else None


def measures_beside(plan: Plan, c: Column) -> Column | None:
    """Return the column of measures ("km", "MW") for a number without a unit: next to it, or of the same words."""
    near = [
        u
        for u in plan.columns
        if u.heading.has("unit") and u.measures and (abs(u.place - c.place) == 1 or _shared(c, u) > 0)
    ]
    return unit_beside(c, near)


def currencies_of(units: Sequence[Column], plan: Plan) -> set[str]:
    """Return the currency of each column of units in use that holds one alone."""
    used = [c for c in units if c.name in plan.taken]
    return {codes.pop() for c in used if len(codes := {currency_code(t) or "" for t in c.meaning}) == 1}


def _shared(c: Column, other: Column) -> int:
    return len(set(c.heading.stem.split()) & set(other.heading.stem.split()))
