"""Money that can be added: nominal sums into one money of one price year, each with how it was done, or why not.

Deflate in the money's own country, then convert at the rate of the base year: so does the World Bank in its series in
constant dollars. The other order answers another question (what the dollars of then would buy of America's products
now) and may be asked for by name. Nothing is guessed: what cannot be converted says why.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

from tracker.analysis.prices import Hole, Prices
from tracker.analysis.vintages import Vintage, vintages
from tracker.errors import UsageError
from tracker.views import Card, ClaimRow

Order = Literal["deflate-first", "convert-first"]
To = Literal["USD", "PPP"]
#: As in the World Bank's series of constant 2015 dollars.
BASE_YEAR = 2015
#: What a project costs: the best of these that is known.
COSTS = ("cost_actual", "cost_estimate", "cost_budget")
STATED, ASSUMED = "stated", "assumed: year of the statement"
#: Why a bare number is in no total: it is kept as it was said, of whatever money.
NO_CURRENCY = "no currency"
#: What an amount is that stands between two ends.
MIDDLE = "middle of a range"


@dataclass(frozen=True, slots=True)
class Target:
    """Which money: dollars (``USD``, at market rates) or international dollars (``PPP``), of which year's prices."""

    base_year: int = BASE_YEAR
    to: To = "USD"
    order: Order = "deflate-first"

    def __post_init__(self) -> None:
        year = self.base_year
        if isinstance(year, str) and year.isascii() and year.isdigit():
            object.__setattr__(self, "base_year", int(year))
        elif not isinstance(year, int):
            raise UsageError(f"{year!r} is no base year.", "Give a year, as 2015.")
        if self.to not in get_args(To):
            raise UsageError(f"Money cannot be turned into {self.to!r}.", f"Use one of {', '.join(get_args(To))}.")
        if self.order not in get_args(Order):
            raise UsageError(f"There is no order {self.order!r}.", f"Use one of {', '.join(get_args(Order))}.")

    @property
    def unit(self) -> str:
        """The unit of what comes out: "2015 USD", "2015 international $"."""
        return f"{self.base_year} {'USD' if self.to == 'USD' else 'international $'}"


@dataclass(frozen=True, slots=True)
class Money:
    """A sum as it was said. ``amount`` in plain units of ``currency``; ``said_lo`` and ``said_hi``: ISO days of saying.

    ``currency``: "" where none was said. ``countries``: alpha-3 codes of the project. ``price_year``: as stated, None
    where nothing was stated.
    """

    amount: float
    currency: str
    countries: tuple[str, ...] = ()
    price_year: int | None = None
    said_lo: str = ""
    said_hi: str = ""

    def year(self) -> tuple[int, str] | Hole:
        """Return the price year and on what it rests: stated, or the year in which the sum was said (an assumption)."""
        if self.price_year is not None:
            return self.price_year, STATED
        first, last = self.said_lo[:4], self.said_hi[:4]
        if not last or first in ("", "0001") or last == "9999":
            return Hole("no price year is stated, and the year of saying is not known")
        if first != last:
            return Hole("no price year is stated, and it was said somewhere within several years")
        return int(first), ASSUMED


@dataclass(frozen=True, slots=True)
class Converted:
    """A sum in the money asked for, and how it was made.

    Attributes
    ----------
    amount
        In the unit of ``target``; None where ``why_not`` says why there is none, and ``why_kind`` the kind of reason.
    price_factor
        What prices were multiplied with; ``deflator`` says by which series from which year to which.
    rate
        What was divided by: units of the currency per (international) dollar; ``rate_said`` says of which year.
    extended
        The years for which the deflator was carried flat; "" where it was not.
    """

    target: Target
    amount: float | None = None
    why_not: str = ""
    why_kind: str = ""
    price_year: int | None = None
    price_year_basis: str = ""
    deflator: str = ""
    price_factor: float | None = None
    rate_said: str = ""
    rate: float | None = None
    rate_year: int | None = None
    urls: tuple[str, ...] = field(default=())
    extended: str = ""


def convert(money: Money, target: Target, prices: Prices) -> Converted:
    """Return a sum in another money of one price year, with what it was made by, or why it cannot be."""
    dated = money.year()
    if not money.currency:
        year, basis = (None, "") if isinstance(dated, Hole) else dated
        return Converted(target, None, NO_CURRENCY, NO_CURRENCY, year, basis)
    if isinstance(dated, Hole):
        return Converted(target, None, dated.reason, dated.kind)
    year, basis = dated
    rate_year = target.base_year if target.order == "deflate-first" else year
    if target.to == "USD":
        rate = prices.rate(money.currency, rate_year)
    else:
        rate = prices.purchasing_power(money.currency, money.countries, rate_year, year, target.base_year)
    if target.order == "deflate-first":
        change = prices.prices_of(money.currency, money.countries, year, target.base_year)
    else:
        change = prices.price_change("USA", year, target.base_year)
    for hole in (change, rate):
        if isinstance(hole, Hole):
            return Converted(target, None, hole.reason, hole.kind, year, basis)
    assert not isinstance(change, Hole) and not isinstance(rate, Hole)
    return Converted(
        target, money.amount * change.value / rate.value, "", "", year, basis,
        change.said, change.value, rate.said, rate.value, rate_year, tuple(dict.fromkeys((*change.urls, *rate.urls))),
        change.extended,
    )  # fmt: skip


def money_of(claim: ClaimRow, countries: Sequence[str], amount: float | None = None) -> Money:
    """Return the sum that a claim of money says of a project in some countries; its currency "" where none was said.

    ``amount``: instead of the claim's own, the middle of the range that it is an end of.

    Raises
    ------
    UsageError
        It is no claim of money.
    """
    if claim.number is None:
        raise UsageError(f"{claim.field} of {claim.project} is no sum of money.", "`tracker fields` tells the types.")
    said = claim.number if amount is None else amount
    return Money(said, claim.unit, tuple(countries), claim.price_year, claim.as_of_lo, claim.as_of_hi)


def countries_of(card: Card) -> tuple[str, ...]:
    """Return the alpha-3 codes of a project."""
    return tuple(c for c in card.project.country.split(";") if c)


def chosen(card: Card, name: str) -> ClaimRow | None:
    """Return the claim behind the headline value of a field of money, None where there is none."""
    choice = card.choices.get(name)
    if choice is None or getattr(card.project, name) is None:
        return None
    claim = card.claims[choice.winner]
    return claim if claim.number is not None and claim.scope == "whole" else None


@dataclass(frozen=True, slots=True)
class Said:
    """A sum as one document says it: the claim that was chosen, and the range of which it may be an end.

    ``money``: at the middle of the range. ``low`` and ``high``: its ends; None for a single figure. ``what``: what the
    amount is, "" for a single figure without a bound.
    """

    claim: ClaimRow
    money: Money
    low: float | None = None
    high: float | None = None
    what: str = ""


def sum_of(card: Card, name: str) -> Said | None:
    """Return the sum behind the headline value of a field of money, None where there is none.

    A document that says "15 to 20 bn" makes two claims: the ledger chooses one, every measure takes the middle.
    """
    claim = chosen(card, name)
    if claim is None:
        return None
    same = vintages(c for c in card.claims if c.field == name and c.scope == "whole" and c.number is not None)
    found = next((v for v in same if claim.key in v.keys), None)
    amount, ends, what = _of_vintage(found)
    low, high = ends
    return Said(claim, money_of(claim, countries_of(card), amount), low, high, what)


def _of_vintage(found: Vintage | None) -> tuple[float | None, tuple[float | None, float | None], str]:
    if found is None:
        return None, (None, None), ""
    if len(found.keys) > 1:
        return found.mid, (found.low, found.high), MIDDLE
    return found.mid, (None, None), found.bound


@dataclass(frozen=True, slots=True)
class Cost(Said):
    """What a project costs: the claim that says it, the sum as it was said, and what became of it."""

    converted: Converted = field(kw_only=True)


def comparable(
    cards: Iterable[Card], prices: Prices, target: Target | None = None, fields: Sequence[str] = COSTS
) -> dict[str, Cost | None]:
    """Return by slug what each project costs in one money of one price year, None where nothing is said of it.

    The first of ``fields`` that the project has: the final cost, else the latest estimate, else the budget; of a range
    its middle. It is not replaced by the next where it cannot be converted: ``converted.why_not`` tells why, and
    ``amount`` is None.
    """
    wanted = target or Target()
    out: dict[str, Cost | None] = {}
    for card in cards:
        said = next((one for name in fields if (one := sum_of(card, name)) is not None), None)
        out[card.project.slug] = (
            None
            if said is None
            else Cost(
                said.claim, said.money, said.low, said.high, said.what, converted=convert(said.money, wanted, prices)
            )
        )
    return out
