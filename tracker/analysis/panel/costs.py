"""What projects cost, in one money of one price year, for the amounts of a panel."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from tracker.analysis.money import Target, To, comparable
from tracker.analysis.prices import load
from tracker.views import Card


@dataclass(frozen=True, slots=True)
class Costs:
    """Comparable costs by slug, all in ``unit`` ("2015 USD"), and in words which projects have none."""

    amounts: Mapping[str, float]
    unit: str
    notes: tuple[str, ...] = ()


def target_of(money: str | None, base_year: int) -> Target | None:
    """Return the money that ``--money`` names: None for none, dollars where it is left open.

    Raises
    ------
    UsageError
        There is no such money.
    """
    if money in ("", "none"):
        return None
    return Target(base_year, cast(To, (money or "USD").upper()))


def costs_of(cards: Iterable[Card], target: Target, prices: str | Path = "", extend: str = "") -> Costs:
    """Return the final cost, else the latest estimate, else the budget of each project in the money asked for.

    As it is known at the moment of the cards, not as it was known in each period.
    """
    amounts: dict[str, float] = {}
    why: Counter[str] = Counter()
    n = carried = 0
    for slug, cost in comparable(cards, load(prices, extend), target).items():
        n += 1
        if cost is None:
            why["no cost is known"] += 1
        elif cost.converted.amount is None:
            why[cost.converted.why_kind or cost.converted.why_not] += 1
        else:
            amounts[slug] = cost.converted.amount
            carried += bool(cost.converted.extended)
    missing = "; ".join(f"{k:,}: {reason}" for reason, k in sorted(why.items(), key=lambda kv: (-kv[1], kv[0])))
    note = f"Money: {len(amounts):,} of {n:,} projects have a cost in {target.unit}" + (
        f" (not {missing})." if missing else "."
    )
    notes = [note, "A cost counts whole in each stage: it is no spending of the period."]
    if carried:
        notes.append(f"Money: of {carried:,} projects the deflator was carried flat beyond its last year.")
    return Costs(amounts, target.unit, tuple(notes))


def too_many(n: int, most: int) -> str:
    """Return why a panel has no money."""
    return f"No money: for {n:,} projects (more than {most:,}) it is only read where --money USD or PPP asks for it."
