"""Each change of a forecast as a dated event: who announced when that an opening moved, or a cost grew, by how much.

The value that stands is the first one said; a statement that says the same, or the same more loosely, changes nothing.
So the changes of a chain sum to its last value less its first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import floor, log10
from typing import TYPE_CHECKING, Any, Literal

from tracker.analysis.result import Column, Result, Tally, typed
from tracker.analysis.vintages import FIELDS as NEEDED
from tracker.analysis.vintages import FORECASTS, MONTH, Chain, Forecast, Vintage, chains
from tracker.clean.dates import FIRST
from tracker.clean.days import iso_day
from tracker.model import WEAK_RANK

if TYPE_CHECKING:
    from tracker.views import Card, Moment

#: first: the first value said. revision: another value. narrowed: within the one before. outcome: how it came out.
#: odd: a weak document's value that better ones contradict; it stands beside and changes nothing. restated: no news.
Kind = Literal["first", "revision", "narrowed", "outcome", "odd", "restated"]

#: A rounded figure is the same figure if it is no further off than this ("about": than a tenth), as for conflicts.
_ROUNDED, _ABOUT = 0.02, 0.1

METHOD = (
    "The statements of one forecast (same scope, item, currency and price year), oldest first. An event is a statement"
    " whose value differs from the one that stood: the same value again, a looser one that contains it and a rounded"
    " one are none. Dates are compared at their midpoints (a month is 30.4375 days); half_width_months is the sum of"
    " both half widths. Cumulated is against the first value. docs/reference/methods/slippage.md"
)

COLUMNS = (
    Column("project", "text", "Project", "Id of the project."),
    Column("name", "text", "Name", "Its name."),
    Column("sector", "text", "Sector", "Sector word of the tracker."),
    Column("country", "text", "Country", "ISO 3166-1 alpha-3 codes, joined by ;."),
    Column("forecast", "text", "Forecast of", "opening, start, cost, programme cost, life-cycle cost or milestone."),
    Column("scope", "text", "Scope", "whole, or the phase, section, unit or part that it speaks of."),
    Column("item", "text", "Item", "Which programme or milestone, where there are several."),
    Column("announced", "text", "Announced", "When it was said, as exactly as that is known (EDTF)."),
    Column("announced_day", "day", "Announced, middle day", "The middle of the days on which it may have been said."),
    Column("basis", "text", "Basis", "published, report, data, or recalled: a later document tells of it."),
    Column(
        "event",
        "text",
        "Event",
        "first: first value said; revision: another value; narrowed: within what was said before; outcome: how it came"
        " out; odd: a weak document's value that better ones contradict, which changes nothing; restated: the same"
        " again (only where asked for).",
    ),
    Column("from_value", "text", "From", "The value that stood before: a date (EDTF) or an amount in short."),
    Column("to_value", "text", "To", "The value that was announced."),
    Column("to_day", "day", "To, middle day", "The middle of the days that a date may mean."),
    Column("to_amount", "number", "To, amount", "The amount in plain units of the currency, the middle of a range."),
    Column("currency", "text", "Currency", "ISO 4217 code of an amount; missing for dates."),
    Column("price_year", "integer", "Price year", "Year of the prices where the document states one."),
    Column("months", "number", "Moved", "Later (+) or earlier (-) than the value before.", "months"),
    Column(
        "half_width_months", "number", "±", "Months by which the move may differ: dates as vague as said.", "months"
    ),
    Column("amount", "number", "Change, amount", "More (+) or less (-) than the value before, in plain units."),
    Column("percent", "number", "Change", "The change against the value before.", "percent"),
    Column("cumulated_months", "number", "Since the first", "Later (+) or earlier (-) than the first value.", "months"),
    Column("cumulated_percent", "number", "Since the first", "The change against the first value.", "percent"),
    Column("mark", "text", "Mark", "What to mind: a bound, a weak document, a value that was said before."),
    Column("publisher", "text", "Said by", "Who speaks: of a repost the original publisher."),
    Column("rank", "integer", "Rank", "1 official, 2 audit or statistics, 3 news, 4 encyclopaedia, 5 aggregator."),
    Column("url", "text", "Document", "Address of the document that was read."),
    Column("claim", "text", "Claim", "Key of the claim, as in `tracker history -f csv`."),
)


@dataclass(frozen=True, slots=True)
class Event:
    """One step of a chain: ``change`` in days or units of the currency, against ``before`` (None for the first).

    ``cumulated``: against the first value; odd statements and restatements have no part in it.
    """

    kind: Kind
    before: Vintage | None
    after: Vintage
    change: float
    cumulated: float
    marks: tuple[str, ...]


def revisions(
    cards: Iterable[Card],
    at: Moment | None = None,
    forecasts: Sequence[Forecast] = tuple(FORECASTS),
    *,
    restated: bool = False,
) -> Result:
    """Return the events of projects, chain by chain, oldest first.

    Parameters
    ----------
    cards
        With the claims of :data:`NEEDED` at least; as of a date, those visible then.
    at
        The moment of the cards.
    forecasts
        Only these.
    restated
        Also the statements that say the same again: then every dated statement is there, the series of estimates by
        announcement.
    """
    rows: list[dict[str, Any]] = []
    tally = Tally()
    n = of = undated = 0
    for card in cards:
        of += 1
        made = list(chains(card, forecasts))
        undated += _undated(card, forecasts)
        for chain in made:
            rows.extend(_row(card, chain, e) for e in events(chain) if restated or e.kind != "restated")
        if any(len(c.vintages) > 1 or c.outcome for c in made):
            n += 1
        elif made:
            tally.add("one dated statement of each forecast, nothing to compare it with", card.project.slug)
        else:
            tally.add("no dated forecast", card.project.slug)
    notes = []
    if undated:
        notes.append(
            f"Forecasts of which it is only known by when they were said are in no series: {undated:,}"
            " (`tracker history` shows them)."
        )
    rows.sort(key=lambda r: r["project"])
    return Result(
        "revisions", "Revisions of forecasts", typed(rows, COLUMNS), COLUMNS, n, of, METHOD, tally.left_out(),
        tuple(notes), at,
    )  # fmt: skip


def without_restated(result: Result) -> Result:
    """Return the events of :func:`revisions` that change something, the first values and the odd ones."""
    kept = result.frame[result.frame["event"] != "restated"].reset_index(drop=True)
    return replace(result, frame=kept)


def events(chain: Chain) -> Iterator[Event]:
    """Yield what happened to a forecast, oldest first; the changes but for odd ones sum to last less first."""
    first: Vintage | None = None
    stood: Vintage | None = None
    before: list[Vintage] = []
    for one in chain.vintages:
        if any(key in chain.odd for key in one.keys):
            change = one.mid - stood.mid if stood else 0.0
            yield Event("odd", stood, one, change, 0.0, _marks(one, stood, before, odd=True))
        elif stood is None:
            first = stood = one
            yield Event("first", None, one, 0.0, 0.0, _marks(one, None, before))
        elif not says_the_same(stood, one):
            kind: Kind = "narrowed" if stood.low <= one.low and one.high <= stood.high else "revision"
            yield Event(kind, stood, one, *_moved(first, stood, one), _marks(one, stood, before))
            before.append(stood)
            stood = one
        else:
            yield Event("restated", stood, one, 0.0, 0.0, _marks(one, None, before))
    if chain.outcome is not None and stood is not None:
        end = chain.outcome
        yield Event("outcome", stood, end, *_moved(first, stood, end), _marks(end, stood, ()))


def says_the_same(stood: Vintage, new: Vintage) -> bool:
    """True where a statement is no news: the same value, a looser one that contains it, or the figure rounded."""
    if new.low <= stood.low and stood.high <= new.high:
        return True
    if new.claim.number is None or new.low != new.high or stood.low != stood.high:
        return False
    limit = _ABOUT if "about" in (new.claim.qualifier, stood.claim.qualifier) else _ROUNDED
    if abs(new.mid - stood.mid) > limit * max(abs(new.mid), abs(stood.mid)):
        return False
    return is_rounded(stood.mid, new.mid) or is_rounded(new.mid, stood.mid)


def is_rounded(full: float, short: float) -> bool:
    """True where ``short`` is ``full`` rounded to the digits that ``short`` shows: 72.7 of 72.73, 103 of 102.7."""
    if not short:
        return full == 0
    digits = len(f"{abs(short):.15g}".replace(".", "").strip("0").split("e", maxsplit=1)[0])
    place = floor(log10(abs(short))) - digits + 1
    # Half a unit of its last place, and a hair for what binary fractions lose.
    return abs(full - short) <= 0.5 * 10.0**place * (1 + 1e-9)


def _moved(first: Vintage | None, stood: Vintage | None, new: Vintage) -> tuple[float, float]:
    if first is None or stood is None:
        return 0.0, 0.0
    return new.mid - stood.mid, new.mid - first.mid


def _marks(new: Vintage, stood: Vintage | None, before: Sequence[Vintage], *, odd: bool = False) -> tuple[str, ...]:
    marks = [new.bound] if new.bound else []
    if odd:
        marks.append("weak document, contradicted by better ones")
    elif new.claim.document.rank >= WEAK_RANK:
        marks.append("weak document")
    if new.claim.qualifier == "about":
        marks.append("about")
    if stood is not None and any(says_the_same(old, new) for old in before):
        marks.append("back to an earlier value")
    if stood is not None and new.claim.as_of_lo <= stood.claim.as_of_hi and stood.claim.as_of_lo <= new.claim.as_of_hi:
        marks.append("said at the same time as the value before")
    return tuple(marks)


def _undated(card: Card, forecasts: Sequence[Forecast]) -> int:
    plans = {field for name in forecasts for field in FORECASTS[name][0]}
    return sum(c.field in plans and (c.basis == "lookup" or c.as_of_lo in ("", FIRST)) for c in card.claims)


def _row(card: Card, chain: Chain, e: Event) -> dict[str, Any]:
    p, c, before = card.project, e.after.claim, e.before
    row: dict[str, Any] = {
        "project": p.slug, "name": p.name, "sector": p.sector, "country": p.country, "forecast": chain.forecast,
        "scope": chain.scope, "item": chain.item, "announced": c.as_of, "basis": c.basis, "event": e.kind,
        "announced_day": middle_day(e.after), "from_value": before.text if before else "", "to_value": e.after.text,
        "currency": chain.unit, "price_year": chain.price_year, "mark": "; ".join(e.marks),
        "publisher": c.document.voice, "rank": c.document.rank, "url": c.document.url, "claim": c.key,
    }  # fmt: skip
    if e.kind == "restated":
        before = None
    if c.number is None:
        row["to_day"] = iso_day(int(e.after.mid))
        if before:
            row["months"] = e.change / MONTH
            row["half_width_months"] = (before.half_width + e.after.half_width) / MONTH
        if e.kind not in ("odd", "restated"):
            row["cumulated_months"] = e.cumulated / MONTH
    else:
        first = e.after.mid - e.cumulated
        row["to_amount"] = e.after.mid
        if first and e.kind not in ("odd", "restated"):
            row["cumulated_percent"] = 100 * e.cumulated / first
        if before:
            row["amount"] = e.change
            row["percent"] = 100 * e.change / before.mid if before.mid else None
    return row


def middle_day(v: Vintage) -> str:
    """Return the middle of the days on which it may have been said, as ISO text; "" where one end is open."""
    c = v.claim
    return "" if c.as_of_lo in ("", FIRST) else iso_day(int(v.said_mid))


__all__ = ["COLUMNS", "NEEDED", "Event", "events", "is_rounded", "revisions", "says_the_same"]
