"""The series of what was forecast when: statements of one forecast, oldest first, each with its day of announcement.

A forecast is told by several fields: an opening by ``completion_planned`` and in the end ``completion_actual``, a cost
by ``cost_budget``, ``cost_estimate`` and ``cost_actual``. A chain holds what may be compared: one project, one scope,
one item, one currency, one price year. A phase is never set against the whole, nor prices of 2011 against later ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from tracker.clean.dates import FIRST, LAST, PartialDate
from tracker.clean.days import day_number
from tracker.views.rows import Card, Choice, ClaimRow

Forecast = Literal["opening", "start", "cost", "programme cost", "life-cycle cost", "milestone"]

#: Fields that forecast, and the one that tells how it came out ("" where none does).
FORECASTS: Mapping[Forecast, tuple[tuple[str, ...], str]] = {
    "opening": (("completion_planned",), "completion_actual"),
    "start": (("start_planned",), "start_actual"),
    "cost": (("cost_budget", "cost_estimate"), "cost_actual"),
    "programme cost": (("cost_programme",), ""),
    "life-cycle cost": (("cost_lifecycle",), ""),
    "milestone": (("milestone_planned",), "milestone"),
}
#: All fields that the forecasts need.
FIELDS = tuple(dict.fromkeys(name for plans, actual in FORECASTS.values() for name in (*plans, actual) if name))
#: Days of a mean month, as :func:`tracker.clean.dates.months_between` counts.
MONTH = 30.4375
_BOUNDS = {"at_most": "at most", "at_least": "at least", "low": "at least", "high": "at most"}


@dataclass(frozen=True, slots=True)
class Vintage:
    """What one document said at one time: a day or an amount, or a range of it.

    ``low``, ``mid`` and ``high`` are days since 1970-01-01 (a date that is open at one end has no width) or amounts in
    plain units of the currency. ``bound``: "at most", "at least" or "". ``text``: the value as people read it; the two
    ends of a range are one vintage. ``claim`` stands for it, ``keys`` are those of all its claims.
    """

    claim: ClaimRow
    low: float
    mid: float
    high: float
    bound: str
    text: str
    keys: tuple[str, ...]

    @property
    def half_width(self) -> float:
        """Half of what lies between the ends, in days or units of the currency."""
        return (self.high - self.low) / 2

    @property
    def said_mid(self) -> float:
        """The middle day of its announcement, as days since 1970-01-01."""
        return day_number(PartialDate("", self.claim.as_of_lo, self.claim.as_of_hi).midpoint.isoformat())


@dataclass(frozen=True, slots=True)
class Chain:
    """The vintages of one forecast that may be compared with each other, oldest first.

    ``unit``: "" for dates, else a currency. ``odd``: keys of weak statements that better documents of the time
    contradict. ``outcome``: how it came out, None where that is not told.
    """

    project: str
    forecast: Forecast
    scope: str
    item: str
    unit: str
    price_year: int | None
    vintages: tuple[Vintage, ...]
    outcome: Vintage | None
    odd: frozenset[str]


def is_dated(claim: ClaimRow) -> bool:
    """True where it is known when it was said, not only by when."""
    return bool(claim.as_of_lo) and claim.as_of_lo != FIRST and claim.basis != "lookup"


def vintage(claim: ClaimRow, other: ClaimRow | None = None) -> Vintage:
    """Return the vintage of a statement. ``other``: the high end of the range whose low end ``claim`` is."""
    top = other or claim
    bound = "" if other else _BOUNDS.get(claim.qualifier, "")
    text = f"{_said(claim)} to {_said(top)}" if other else _said(claim)
    keys = (claim.key, other.key) if other else (claim.key,)
    if claim.number is not None and top.number is not None:
        low, high = claim.number, top.number
        return Vintage(claim, low, (low + high) / 2, high, bound, text, keys)
    date = PartialDate("", claim.lo, top.hi)
    mid = day_number(date.midpoint.isoformat())
    if date.is_open:
        return Vintage(claim, mid, mid, mid, "at most" if date.lo == FIRST else "at least", text, keys)
    return Vintage(claim, day_number(date.lo), mid, day_number(date.hi), bound, text, keys)


def vintages(claims: Iterable[ClaimRow]) -> list[Vintage]:
    """Return the vintages of comparable claims, oldest first, the two ends of a range as one.

    In the ledger's order: by the first, then the last day on which it may have been said, then the better document
    last. The order of ``claims`` does not matter.
    """
    groups: dict[tuple[object, ...], list[ClaimRow]] = {}
    for c in claims:
        if c.number is not None or (c.lo and c.hi and (c.lo != FIRST or c.hi != LAST)):
            said = (c.document.url or c.document.publisher, c.as_of, c.about, c.field, c.scope, c.item)
            groups.setdefault((*said, c.unit, c.price_year), []).append(c)
    return sorted((v for group in groups.values() for v in _ranges(group)), key=_order)


def chains(card: Card, forecasts: Iterable[Forecast] = tuple(FORECASTS)) -> Iterator[Chain]:
    """Yield the chains of a project, the whole before its parts; statements without a known date are left out."""
    odd = frozenset(card.claims[i].key for choice in card.choices.values() for i in choice.outliers)
    for forecast in forecasts:
        plans, actual = FORECASTS[forecast]
        groups: dict[tuple[str, str, str, int | None], list[ClaimRow]] = {}
        ends: dict[tuple[str, str, str, int | None], list[ClaimRow]] = {}
        for claim in card.claims:
            into = groups if claim.field in plans else ends if claim.field == actual else None
            if into is not None and (is_dated(claim) or claim.field == actual):
                into.setdefault(alike(claim), []).append(claim)
        for key in sorted(groups, key=lambda k: (k[0] != "whole", *map(str, k))):
            scope, item, unit, year = key
            end = outcome(card, actual, ends.get(key, ()))
            said = vintages(groups[key])
            if end is not None:
                said = [v for v in said if v.claim.as_of_lo <= _reached(end)]
            if said:
                yield Chain(card.project.slug, forecast, scope, item, unit, year, tuple(said), end, odd)


def alike(claim: ClaimRow) -> tuple[str, str, str, int | None]:
    """Return what two statements must have in common to be compared: scope, item, currency, price year."""
    unit = claim.unit if claim.number is not None else ""
    return claim.scope, claim.item, unit, claim.price_year


def outcome(card: Card, field: str, among: Iterable[ClaimRow]) -> Vintage | None:
    """Return how it came out: what the card chose if that is among the claims, else what was told last."""
    ends = vintages(among)
    if not ends:
        return None
    if field in card.choices:
        won = chosen(card, card.choices[field]).key
        for one in ends:
            if won in one.keys:
                return one
        if ends[-1].claim.scope == "whole":
            return None  # in other money than the final cost that was chosen
    return ends[-1]


def chosen(card: Card, choice: Choice) -> ClaimRow:
    """Return the claim that won."""
    return card.claims[choice.winner]


def _said(claim: ClaimRow) -> str:
    """Return a date as EDTF, an amount in short: 72.73 bn."""
    if claim.number is None:
        return claim.text
    for limit, word in ((1e12, " tn"), (1e9, " bn"), (1e6, " m")):
        if abs(claim.number) >= limit:
            return f"{claim.number / limit:,.2f}".rstrip("0").rstrip(".") + word
    return f"{claim.number:,.15g}"


def _reached(end: Vintage) -> str:
    """Until when a forecast could be made: the event, or of money the day on which the final figure was told."""
    return end.claim.hi or end.claim.as_of_hi or LAST


def _ranges(group: list[ClaimRow]) -> Iterator[Vintage]:
    """Yield the vintages of what one document said of one thing at one time."""
    low = [c for c in group if c.qualifier == "low"]
    high = [c for c in group if c.qualifier == "high"]
    paired = len(low) == len(high) == 1 and (
        low[0].number <= high[0].number
        if low[0].number is not None and high[0].number is not None
        else low[0].lo <= high[0].hi
    )
    if paired:
        yield vintage(low[0], high[0])
    for c in group:
        if not paired or (c is not low[0] and c is not high[0]):
            yield vintage(c)


def _order(v: Vintage) -> tuple[object, ...]:
    c = v.claim
    first = c.field != "cost_budget"
    return c.as_of_lo, c.as_of_hi, first, -c.document.rank, v.mid, v.low, v.text, c.key
