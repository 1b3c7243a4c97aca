"""What finished projects of its kind say of an unfinished one, for its card in the terminal; how far to believe it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import isnan
from typing import TYPE_CHECKING, Any

from tracker.cli import words

if TYPE_CHECKING:
    from tracker.store.store import Store
    from tracker.views import Card, Moment

#: Above this many projects a card does not wait for the classes to be made: they are made of all projects.
UP_TO = 500
_OVER = ("operating", "completed", "retired", "cancelled")
_SHOWN = ("p10", "p50", "p80", "p90")


def forecast_lines(store: Store, card: Card, at: Moment) -> list[str]:
    """Return the forecasts of an unfinished project with a verdict on each; nothing of one that is over."""
    from tracker import views

    slug = card.project.slug
    if card.project.status in _OVER:
        return []
    if views.count(store, at) > UP_TO:
        return [f"`tracker forecast {slug}` compares it with finished projects of its kind."]
    from tracker.analysis import base_rates, skill
    from tracker.analysis.classes import known
    from tracker.analysis.forecast import NO_BOUND, by_class, first_is
    from tracker.analysis.overrun import in_constant
    from tracker.analysis.prices import load
    from tracker.analysis.slippage import FIELDS
    from tracker.analysis.standing import standings

    with views.select(store, at) as chosen:
        every, now = standings(chosen.cards(FIELDS), in_constant(load())), chosen.now
    rates = base_rates.known_by(base_rates.bundled(), at.as_of)
    own = next(s for s in every if s.row.slug == slug)
    used = [r for r in by_class(own, known(every, now), now, rates) if r["used"]]
    out: list[str] = []
    for row in used:
        basis = "published" if row["reference_class"].endswith("(published)") else "class"
        verdict = skill.verdict(row["quantity"], row["reference_class"], basis, skill.bundled(), at.as_of)
        label = "Final cost" if row["quantity"] == "cost" else "Opening"
        lines = ["; ".join(_parts(row))]
        if row["quantity"] == "cost" and own.cost is not None:
            budget = own.cost.budget
            if row["mark"]:
                # First of all: nobody should read a quantile that was passed long ago as what the project will cost.
                official = words.amount(budget.mid * own.cost.times, row["unit"])
                lines.insert(0, f"{NO_BOUND[0].upper()}{NO_BOUND[1:]} ({official} now).")
            lines.append(f"From the first budget of {words.amount(budget.mid, row['unit'])}, {first_is(budget)}")
        lines.append(verdict.sentence)
        out += [f"{'' if k else label:<17}{line}" for k, line in enumerate(lines)]
    if out:
        out.append(f"`tracker forecast {slug}` shows every class.")
    return out


def _parts(row: Mapping[str, Any]) -> Iterator[str]:
    """Yield the quantiles, the class with n, and how often the official figure held."""
    is_cost = row["quantity"] == "cost"
    told = [f"{p.upper()} {text}" for p in _SHOWN if (text := _quantile(row, p))]
    means = row.get("why") or ""  # of published rates, which have no n of ours
    yield ", ".join(told) or means or "no quantile is seen yet"
    yield f"{row['reference_class']}, n = {row['n']}" if row.get("n") else row["reference_class"]
    holds = row.get("holds")
    if holds is not None and not isnan(holds):
        yield f"{100 * holds:.0f} % of these kept to the official {'cost of now' if is_cost else 'date'}"


def _quantile(row: Mapping[str, Any], p: str) -> str:
    value = row.get(f"{row['quantity']}_{p}")
    if row["quantity"] == "cost":
        return "" if value is None or isnan(value) else words.amount(value, row["unit"])
    return words.day(value[:7]) if value else ""
