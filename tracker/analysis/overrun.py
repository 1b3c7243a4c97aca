"""A later cost over a first budget: in the same money of the same year, brought there, or refused with the reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tracker.analysis.money import Money, countries_of, money_of
from tracker.analysis.prices import Hole, Prices
from tracker.analysis.vintages import Vintage

if TYPE_CHECKING:
    from tracker.views import Card

#: In prices of one year, as documents state them; the same where a year is that of the statement; of unstated years.
CONSTANT, ASSUMED, AS_STATED = "constant", "constant, year assumed", "as stated"


@dataclass(frozen=True, slots=True)
class Overrun:
    """A cost over a budget, less 1, in percent: with ranges at their middle, and with the ends that make it extreme.

    ``prices``: :data:`CONSTANT`, :data:`ASSUMED` or :data:`AS_STATED`; ``how`` in words. ``extended``: the years for
    which the deflator was carried flat, "" where it was not.
    """

    low: float
    mid: float
    high: float
    prices: str
    how: str
    extended: str = ""


#: From a project, its budget and a later cost to the overrun; or why the two cannot be compared, in words.
Compare = Callable[["Card", Vintage, Vintage], "Overrun | str"]


def as_stated(card: Card, budget: Vintage, cost: Vintage) -> Overrun | str:
    """Compare two amounts in the same currency and the same, or in both cases an unstated, price year."""
    b, c = budget.claim, cost.claim
    if unlike := _other_money(budget, cost):
        return unlike
    if b.price_year != c.price_year:
        return f"{_prices(c.price_year)} against a budget in {_prices(b.price_year)}"
    if b.price_year:
        return ratio(budget, cost, 1.0, CONSTANT, _prices(b.price_year))
    return ratio(budget, cost, 1.0, AS_STATED, "price years not stated")


def in_constant(prices: Prices, *, assume: bool = False) -> Compare:
    """Return what compares in constant prices: the cost is brought into prices of the budget's year.

    By the GDP deflator of the country whose money it is; never from one currency into another, whose rate would add to
    the overrun or take from it.

    Parameters
    ----------
    prices
        The deflators.
    assume
        Where a document states no price year, take the year in which it spoke; else two amounts that both lack it are
        compared as they are, and one that lacks it is not compared with one that has it.
    """

    def compare(card: Card, budget: Vintage, cost: Vintage) -> Overrun | str:
        b, c = budget.claim, cost.claim
        if unlike := _other_money(budget, cost):
            return unlike
        stated = b.price_year is not None and c.price_year is not None
        if (b.price_year == c.price_year and (stated or not assume)) or not (stated or assume):
            return as_stated(card, budget, cost)
        countries = countries_of(card)
        first, last = _year(money_of(b, countries)), _year(money_of(c, countries))
        if isinstance(first, str) or isinstance(last, str):
            return first if isinstance(first, str) else str(last)
        found = prices.prices_of(c.unit, countries, last, first)
        if isinstance(found, Hole):
            return found.reason
        told = found.said if last != first else _prices(first)
        over = ratio(budget, cost, found.value, CONSTANT if stated else ASSUMED, told)
        return over if isinstance(over, str) else replace(over, extended=found.extended)

    return compare


def ratio(budget: Vintage, cost: Vintage, factor: float, prices: str, how: str) -> Overrun | str:
    """Return the overrun; ``factor``: what a unit of the cost is worth in prices of the budget."""
    if min(budget.low, cost.low) <= 0:
        return "an amount that is not positive"

    def percent(a: float, b: float) -> float:
        return 100 * (a * factor / b - 1)

    low, mid, high = percent(cost.low, budget.high), percent(cost.mid, budget.mid), percent(cost.high, budget.low)
    return Overrun(low, mid, high, prices, how)


def _other_money(budget: Vintage, cost: Vintage) -> str:
    b, c = budget.claim.unit, cost.claim.unit
    if not b or not c:
        return "an amount without a currency"
    return "" if b == c else f"{c} against a budget in {b}"


def _year(money: Money) -> int | str:
    found = money.year()
    return found.reason if isinstance(found, Hole) else found[0]


def _prices(year: int | None) -> str:
    return f"prices of {year}" if year else "prices of a year not stated"
