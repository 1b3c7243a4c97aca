"""Measures of the projects on a page: cost in constant dollars, delay, overrun; by the definitions of tracker.analysis.

The page replays them as of another day (``static/measures.mjs``) with the deflators and rates of :func:`prices_block`.
Of a project without a card only costs of a stated price year can be told: a row alone does not say when a sum was said,
nor what was planned first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cache
from math import nan
from typing import Any

from maps.columns import Column, values
from tracker.analysis.money import BASE_YEAR, COSTS, Money, Target, comparable, convert
from tracker.analysis.overrun import AS_STATED, Compare, in_constant
from tracker.analysis.prices import Hole, Prices, load
from tracker.analysis.slippage import cost_of, opening_of
from tracker.views import Atlas, Card, ProjectRow

#: Days of a mean year: twelve months of :data:`tracker.analysis.vintages.MONTH`.
YEAR = 365.25
#: Fields of money that a measure may rest on.
MONEY = COSTS


def measures_block(atlas: Atlas, prices: Prices | None = None) -> dict[str, Column]:
    """Return the columns ``cost`` (US dollars of :data:`BASE_YEAR`), ``delay`` (years) and ``overrun`` (share).

    A fourth, ``stated``, is 1 where an overrun is in prices as stated, of years that no document tells, and may hold
    inflation too; 0 where it is in constant prices. The two are never put together in one average. A fifth,
    ``carried``, says what rests on a deflator carried flat (``Prices.beyond``): 1 the cost, 2 the overrun, 3 both.

    In the order of the projects; six figures of a cost, four decimals of a year, five of a share; None where there is
    none. ``prices``: the bundled ones where None.
    """
    tables = prices or load()
    compare = in_constant(tables)
    cost, carried = _costs_of_rows(atlas.projects, tables)
    delay: list[float | None] = [None] * len(cost)
    overrun: list[float | None] = [None] * len(cost)
    stated: list[int | None] = [None] * len(cost)
    for k, row in enumerate(atlas.projects if atlas.cards else ()):
        if card := atlas.cards.get(row.slug):
            cost[k], delay[k], overrun[k], stated[k], carried[k] = _of_card(card, tables, compare)
    columns: dict[str, list[Any]] = {
        "cost": cost,
        "delay": delay,
        "overrun": overrun,
        "stated": stated,
        "carried": carried,
    }
    return {name: values(column) for name, column in columns.items()}


def has_all_cards(atlas: Atlas) -> bool:
    """True where every project comes with its card."""
    return bool(atlas.cards) and len(atlas.cards) >= len(atlas.projects)


def money_block(atlas: Atlas, prices: Prices | None = None) -> dict[str, Any]:
    """Return the money of the column ``cost``, and whether all projects have the statements behind their measures.

    ``beyond``: for how many years after its last a deflator is carried flat.
    """
    complete = has_all_cards(atlas) or not atlas.projects
    return {"currency": "USD", "year": BASE_YEAR, "complete": complete, "beyond": prices.beyond if prices else 0}


def _of_card(
    card: Card, prices: Prices, compare: Compare
) -> tuple[float | None, float | None, float | None, int | None, int]:
    cost = comparable((card,), prices)[card.project.slug]
    amount = cost.converted.amount if cost else None
    opening, over = opening_of(card), cost_of(card, compare)
    carried = int(amount is not None and cost is not None and bool(cost.converted.extended))
    return (
        None if amount is None else figures(amount),
        None if isinstance(opening, str) else round(opening.days / YEAR, 4),
        None if isinstance(over, str) else round(over.overrun.mid / 100, 5),
        None if isinstance(over, str) else int(over.overrun.prices == AS_STATED),
        carried + (0 if isinstance(over, str) or not over.overrun.extended else 2),
    )


def figures(amount: float) -> float:
    """Return an amount to six figures: more only make the page longer."""
    return float(f"{amount:.6g}")


def _costs_of_rows(rows: Iterable[ProjectRow], prices: Prices) -> tuple[list[float | None], list[int]]:
    """Return the costs that rows alone tell, those in prices of a stated year; and 1 by a carried deflator."""

    @cache
    def worth(currency: str, year: int, country: str) -> tuple[float, int]:
        """Return what a unit is worth in dollars, NaN where that is not known, and 1 by a carried deflator."""
        countries = tuple(c for c in country.split(";") if c)
        made = convert(Money(1.0, currency, countries, year), Target(), prices)
        return (nan, 0) if made.amount is None else (made.amount, int(bool(made.extended)))

    out: list[float | None] = []
    carried: list[int] = []
    for row in rows:
        # As comparable(): the first that there is, not the next where it cannot be converted.
        if row.cost_actual is not None:
            amount, currency, year = row.cost_actual, row.cost_actual_currency, row.cost_actual_price_year
        elif row.cost_estimate is not None:
            amount, currency, year = row.cost_estimate, row.cost_estimate_currency, row.cost_estimate_price_year
        elif row.cost_budget is not None:
            amount, currency, year = row.cost_budget, row.cost_budget_currency, row.cost_budget_price_year
        else:
            out.append(None)
            carried.append(0)
            continue
        one, flat = worth(currency, year, row.country) if year is not None and currency else (nan, 0)
        out.append(figures(amount * one) if one == one else None)
        carried.append(flat)
    return out, carried


def prices_block(cards: Iterable[Card], prices: Prices | None = None) -> dict[str, Any]:
    """Return the deflators and rates that the statements of cards may need, whatever the day.

    ``base``: the year of the page's prices. ``currencies``: code -> [home country or "", units per US dollar in the
    base year or None, {member: its first year}], of members only countries of the projects. ``deflators``: country ->
    [first year, [change of prices in percent or None a year]], and the last of its years where it is carried on flat.
    """
    tables = prices or load()
    currencies: set[str] = set()
    countries: set[str] = set()
    years = {BASE_YEAR}
    for card in cards:
        countries.update(card.project.country.split(";"))
        for claim in card.claims:
            if claim.field in MONEY and claim.number is not None:
                currencies.add(claim.unit)
                said = (claim.as_of_lo[:4], claim.as_of_hi[:4])
                years.update(int(y) for y in said if y not in ("", "0001", "9999"))
                if claim.price_year is not None:
                    years.add(claim.price_year)
            elif claim.field == "country":
                countries.add(claim.text)
    known = {code: tables.currencies[code] for code in sorted(currencies) if code in tables.currencies}
    out: dict[str, Any] = {}
    for code, currency in known.items():
        rate = tables.rate(code, BASE_YEAR)
        members = {c: year for c, year in currency.members.items() if c in countries}
        out[code] = [currency.country, None if isinstance(rate, Hole) else rate.value, members]
    homes = {home for home, _, _ in out.values()} | {c for _, _, members in out.values() for c in members}
    deflators = {c: _changes(tables, c, years) for c in sorted(homes) if c in tables.deflators}
    return {"base": BASE_YEAR, "currencies": out, "deflators": deflators}


def _changes(prices: Prices, country: str, years: Collection[int]) -> list[Any]:
    """Return first year and changes from it on, as far as any of the years may need them (one more on either side)."""
    by_year = dict(prices.deflators[country].by_year)
    ends = max(by_year, default=BASE_YEAR)
    by_year |= dict.fromkeys(range(ends + 1, ends + prices.beyond + 1), 0.0)
    span = [y for y in range(min(years) - 1, max(years) + 2) if y in by_year]
    if not span:
        return [BASE_YEAR, []]
    changes = [span[0], [by_year.get(y) for y in range(span[0], span[-1] + 1)]]
    return [*changes, ends] if span[-1] > ends else changes
