"""What projects cost, as it was said and in one money of one price year; totals only over money that is alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Literal

from tracker.analysis.money import (
    COSTS,
    MIDDLE,
    Converted,
    Money,
    Said,
    Target,
    comparable,
    convert,
    countries_of,
    sum_of,
)
from tracker.analysis.prices import BEYOND, EXTEND, NO_DEFLATOR, Hole, Prices
from tracker.analysis.result import LAST_EVIDENCE, Column, Result, Tally, typed
from tracker.errors import UsageError
from tracker.views import Card, Moment

METHOD = (
    "{first}; {to}. A price year that no document states is taken to be the year in which the sum was said."
    " Sums of the whole project only. docs/reference/methods/money.md"
)
_FIRST = {
    "deflate-first": "Deflated with the GDP deflator of the money's own country, then converted at the {rate} of {y}",
    "convert-first": "Converted at the {rate} of the price year, then deflated with the GDP deflator of the USA",
}
_SHORT = {"cost_actual": "final cost", "cost_estimate": "latest estimate", "cost_budget": "budget"}


def columns(target: Target) -> tuple[Column, ...]:
    """Return the columns of :func:`costs`."""
    usd, ppp = replace(target, to="USD"), replace(target, to="PPP")
    return (
        Column("project", "text", "Id", "Id of the project."),
        Column("name", "text", "Name", "Name of the project."),
        Column("country", "text", "Country", "Alpha-3 codes joined by ;."),
        Column("sector", "text", "Sector", "Sector word."),
        Column("what", "text", "What", "Final cost, latest estimate or budget."),
        Column("is_cost", "flag", "Its cost", "True for the one of: final cost, else estimate, else budget."),
        Column("amount", "number", "Amount", "As it was said, in units of the currency; of a range the middle."),
        Column("amount_is", "text", "Amount is", "middle of a range, at most or at least; missing for a plain figure."),
        Column("amount_low", "number", "From", "Lower end of a range; missing for a single figure."),
        Column("amount_high", "number", "To", "Upper end of a range; missing for a single figure."),
        Column("currency", "text", "Currency", "ISO 4217 code; missing where no document says one."),
        Column("price_year", "integer", "Prices of", "Year of the prices that the sum is in."),
        Column("price_year_basis", "text", "Price year is", "stated, or an assumption that is named."),
        Column("said", "text", "Said", "When it was said (EDTF)."),
        Column("amount_usd", "number", "Constant", "At market rates; missing where why_not_usd says why.", usd.unit),
        Column("amount_ppp", "number", "Constant", "At PPP; missing where why_not_ppp says why.", ppp.unit),
        Column("other_order", "number", "Other order", "As the chosen one of both, in the other order.", target.unit),
        Column("difference_pct", "number", "Difference", "Other order over this one, less 1.", "percent"),
        Column("deflator", "text", "Deflator", "Which deflator, from which year to which."),
        Column("price_factor", "number", "Price factor", "What the sum was multiplied with for the change of prices."),
        Column("extended", "text", "Extended", "Years for which the deflator was carried flat (--extend last)."),
        Column("rate", "number", "Rate", "Units of the currency per US dollar."),
        Column("rate_of", "text", "Rate of", "Which rate, of which year."),
        Column("ppp_rate", "number", "PPP factor", "Units of the currency per international dollar."),
        Column("ppp_rate_of", "text", "PPP factor of", "Which factor, of which year."),
        Column("order", "text", "Order", "deflate-first or convert-first."),
        Column("why_not_usd", "text", "Why not in dollars", "Why it could not be converted."),
        Column("why_not_ppp", "text", "Why not in PPP", "Why it could not be converted."),
        Column("document", "text", "Document", "Address of the document that says the sum."),
        Column("figures_from", "text", "Figures from", "Addresses of deflator and rates, joined by ;."),
        LAST_EVIDENCE,
    )  # fmt: skip


def costs(cards: Iterable[Card], prices: Prices, target: Target | None = None, at: Moment | None = None) -> Result:
    """Return each budget, estimate and final cost, nominal and in constant dollars and PPP; largest cost first.

    Raises
    ------
    UsageError
        There are no prices of the base year.
    """
    wanted = _checked(target, prices)
    rows: list[dict[str, Any]] = []
    left, of, n = Tally(), 0, 0
    for card in cards:
        of += 1
        sums = [(name, one) for name in COSTS if (one := sum_of(card, name)) is not None]
        if not sums:
            left.add("no budget, estimate or final cost of the whole", card.project.slug)
            continue
        made, kinds = zip(*(_row(card, name, one, prices, wanted) for name, one in sums), strict=True)
        made[0]["is_cost"] = True
        rows += made
        if made[0][_amount(wanted)] is None:
            left.add(_why(kinds[0], sums[0][1].money, wanted, prices), card.project.slug)
        else:
            n += 1
    sizes = {r["project"]: r[_amount(wanted)] or 0.0 for r in rows if r["is_cost"]}
    rows.sort(key=lambda r: (-sizes[r["project"]], r["project"], COSTS.index(r["what"])))
    assumed = sum(r["price_year_basis"].startswith("assumed") for r in rows)
    gaps = sorted(r["difference_pct"] for r in rows if r["is_cost"] and r["difference_pct"] is not None)
    notes = (
        [f"{assumed:,} of {len(rows):,} sums state no price year: taken as prices of the year of saying."]
        if rows
        else []
    )
    if ranges := sum(r["amount_is"] == MIDDLE for r in rows):
        notes.append(
            f"Of {ranges:,} of {len(rows):,} sums, told as ranges, the middle counts (amount_low, amount_high)."
        )
    if gaps:
        notes.append(f"The other order differs by {gaps[0]:+.1f} to {gaps[-1]:+.1f} percent ({_projects(len(gaps))}).")
    if carried := sum(bool(r["extended"]) for r in rows):
        notes.append(f"{carried:,} of {len(rows):,} sums rest on a deflator that was carried flat (column extended).")
    notes += _newer(prices, left)
    for r in rows:
        r["what"] = _SHORT[r["what"]]
    cols = columns(wanted)
    title = f"What projects cost, in constant {wanted.unit}"
    return Result("costs", title, typed(rows, cols), cols, n, of, _method(wanted), left.left_out(), tuple(notes), at)


def _row(card: Card, name: str, said: Said, prices: Prices, target: Target) -> tuple[dict[str, Any], str]:
    """Return a row, and the kind of reason why it has no amount."""
    money, claim = said.money, said.claim
    usd, ppp = (convert(money, replace(target, to=to), prices) for to in ("USD", "PPP"))
    main = usd if target.to == "USD" else ppp
    other = _other(money, target, prices).amount
    project = card.project
    row = {
        "project": project.slug, "name": project.name, "country": project.country, "sector": project.sector,
        "what": name, "is_cost": False, "amount": money.amount, "amount_is": said.what,
        "amount_low": said.low, "amount_high": said.high, "currency": money.currency,
        "price_year": main.price_year, "price_year_basis": main.price_year_basis, "said": claim.as_of,
        "amount_usd": usd.amount, "amount_ppp": ppp.amount, "other_order": other,
        "difference_pct": (other / main.amount - 1) * 100 if other is not None and main.amount else None,
        "deflator": main.deflator or usd.deflator, "price_factor": main.price_factor or usd.price_factor,
        "extended": main.extended or usd.extended,
        "rate": usd.rate, "rate_of": usd.rate_said, "ppp_rate": ppp.rate, "ppp_rate_of": ppp.rate_said,
        "order": target.order, "why_not_usd": usd.why_not, "why_not_ppp": ppp.why_not, "document": claim.document.url,
        "figures_from": ";".join(dict.fromkeys((*usd.urls, *ppp.urls))), "last_evidence": project.last_evidence,
    }  # fmt: skip
    return row, main.why_kind


def _projects(n: int) -> str:
    return f"{n:,} project{'' if n == 1 else 's'}"


def _why(kind: str, money: Money, target: Target, prices: Prices) -> str:
    """Return why a cost is left out, with what would bring it in where a deflator carried flat does."""
    reason = f"cost not converted: {kind}"
    if prices.beyond or kind != NO_DEFLATOR:
        return reason
    carried = convert(money, target, replace(prices, beyond=BEYOND))
    return reason if carried.amount is None else f"{reason} (--extend {EXTEND} carries the last one flat)"


def _other(money: Money, target: Target, prices: Prices) -> Converted:
    order = "convert-first" if target.order == "deflate-first" else "deflate-first"
    return convert(money, replace(target, order=order), prices)  # type: ignore[arg-type]


By = Literal["sector", "country"]
#: By what -> name of the result.
NAMES: Mapping[By, str] = {"sector": "costs-by-sector", "country": "costs-by-country"}
_GROUP = {
    "sector": ("Sector word.", "Projects of the sector."),
    "country": ("Alpha-3 code.", "Projects in the country, also those that are in others too."),
}


def costs_by_sector(
    cards: Iterable[Card], prices: Prices, target: Target | None = None, at: Moment | None = None
) -> Result:
    """Return :func:`costs_by` sector."""
    return costs_by("sector", cards, prices, target, at)


def costs_by_country(
    cards: Iterable[Card], prices: Prices, target: Target | None = None, at: Moment | None = None
) -> Result:
    """Return :func:`costs_by` country."""
    return costs_by("country", cards, prices, target, at)


def costs_by(
    by: By, cards: Iterable[Card], prices: Prices, target: Target | None = None, at: Moment | None = None
) -> Result:
    """Return the sum of what the projects of each sector or country cost, over those that can be converted, the largest
    first.

    One sum per project (final cost, else estimate, else budget), so that no project counts twice; a group without any
    has no total, not 0. A project in several countries counts whole in each of them: such totals overlap.

    Raises
    ------
    UsageError
        There are no prices of the base year.
    """
    wanted = _checked(target, prices)
    meaning, whose = _GROUP[by]
    cols = (
        Column(by, "text", by.capitalize(), meaning),
        Column("projects", "integer", "Projects", whose),
        Column("n", "integer", "With a figure", "Projects in the total."),
        Column("not_converted", "integer", "Not converted", "Projects with a cost that could not be converted."),
        Column("unknown", "integer", "No figure", "Projects of which no document tells a cost."),
        Column("total", "number", "Total", "Of the projects with a figure; missing where there is none.", wanted.unit),
        Column("other_order", "number", "Other order", "Of the same projects, where all have it.", wanted.unit),
        Column("difference_pct", "number", "Difference", "Other order over this one, of those with both.", "percent"),
    )  # fmt: skip
    groups: dict[str, dict[str, Any]] = {}
    left, of, n, carried, several = Tally(), 0, 0, 0, 0
    for card in cards:
        of += 1
        slug = card.project.slug
        words = [card.project.sector] if by == "sector" else list(countries_of(card)) or [""]
        several += len(words) > 1
        cost = comparable((card,), prices, wanted)[slug]
        pair = None
        if cost is None:
            what = "unknown"
            left.add("no budget, estimate or final cost of the whole", slug)
        elif cost.converted.amount is None:
            what = "not_converted"
            left.add(_why(cost.converted.why_kind, cost.money, wanted, prices), slug)
        else:
            what = "n"
            n += 1
            carried += bool(cost.converted.extended)
            pair = (cost.converted.amount, _other(cost.money, wanted, prices).amount)
        for word in words:
            row = groups.setdefault(word, {by: word, "projects": 0, "n": 0, "not_converted": 0, "unknown": 0})
            row["projects"] += 1
            row[what] += 1
            if pair:
                row.setdefault("pairs", []).append(pair)
    rows = [_totals(row) for row in groups.values()]
    rows.sort(key=lambda r: (-(r["total"] or 0.0), r[by]))
    notes = (
        f"A total is of the projects in the ledger that tell a cost, not of the {by}."
        " A project and a part of it, where both are in the ledger, count twice.",
        *((f"Projects in several countries ({several:,}) count whole in each: totals overlap.",) if several else ()),
        *((f"{carried:,} of {n:,} projects rest on a deflator that was carried flat.",) if carried else ()),
        *_newer(prices, left),
    )
    title = f"What the projects of each {by} cost, in constant {wanted.unit}"
    return Result(NAMES[by], title, typed(rows, cols), cols, n, of, _method(wanted), left.left_out(), notes, at)


def _totals(row: dict[str, Any]) -> dict[str, Any]:
    """Return a group with its totals, summed in order of size, so that the order of projects changes nothing."""
    from math import fsum

    pairs = row.pop("pairs", [])
    row["total"] = fsum(a for a, _ in pairs) if pairs else None
    both = [(a, b) for a, b in pairs if b is not None]
    # Only where it is the same sum: over fewer projects it could not be compared.
    row["other_order"] = fsum(b for _, b in both) if pairs and len(both) == len(pairs) else None
    here, there = fsum(a for a, _ in both), fsum(b for _, b in both)
    row["difference_pct"] = (there / here - 1) * 100 if here else None
    return row


def _checked(target: Target | None, prices: Prices) -> Target:
    """Return the target, or raise where nothing could be brought to its year."""
    wanted = target or Target()
    if isinstance(prices.price_change("USA", wanted.base_year, wanted.base_year), Hole):
        years = prices.deflators["USA"].span() if "USA" in prices.deflators else "no year"
        raise UsageError(f"There are no prices of {wanted.base_year}.", f"The deflators have {years}.")
    return wanted


def _newer(prices: Prices, left: Tally) -> list[str]:
    """Return where newer figures come from, if any was missing."""
    if prices.place or not any(NO_DEFLATOR in one.reason for one in left.left_out()):
        return []
    ends = max((max(s.by_year) for s in prices.deflators.values() if s.by_year), default=0)
    how = "`tracker prices refresh FOLDER` fetches newer ones."
    if not prices.beyond:
        how += f" --extend {EXTEND} carries the last year flat for up to {BEYOND} years."
    return [f"The deflators that ship with the tracker end in {ends}. {how}"]


def _amount(target: Target) -> str:
    return f"amount_{target.to.lower()}"


def _method(target: Target) -> str:
    rate = "mean exchange rate" if target.to == "USD" else "purchasing power parity of GDP"
    first = _FIRST[target.order].format(y=target.base_year, rate=rate)
    return METHOD.format(first=first, to=f"in constant {target.unit}")
