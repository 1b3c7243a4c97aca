"""Tables of prices as files: from the World Bank's rows to our CSV, and what is known of one currency by year."""

from __future__ import annotations

import csv
import io
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field

from tracker.analysis.prices import TABLES, Currency, Found, Hole, Prices
from tracker.errors import UsageError

#: Table -> series of the World Development Indicators.
INDICATORS = {"deflators": "NY.GDP.DEFL.KD.ZG", "ppp": "PA.NUS.PPP", "rates": "PA.NUS.FCRF"}


@dataclass(slots=True)
class Row:
    """Figures of one country or currency, and whose they are at the World Bank."""

    economy: str
    figures: dict[int, float] = field(default_factory=dict)


def table(name: str, rows: Iterable[tuple[str, int, float]], currencies: Mapping[str, Currency]) -> dict[str, Row]:
    """Return (economy, year, value) by country, or for ``rates`` by currency.

    A currency has the rates of its country, in the years in which it was the money there: WDI gives those of Germany in
    marks until 1998 and in euros since.
    """
    by_economy: dict[str, Row] = {}
    for economy, year, value in rows:
        by_economy.setdefault(economy, Row(economy)).figures[year] = value
    if name != "rates":
        return by_economy
    out = {}
    for code, known in currencies.items():
        source, since, until = _rates_of(known, by_economy)
        if code == "USD" or source not in by_economy:
            continue
        # A 0 stands for a rate too small for the digits of WDI (before a new currency was made).
        kept = {y: v for y, v in by_economy[source].figures.items() if since <= y < until and v > 0}
        if kept:
            out[code] = Row(source, kept)
    return out


def _rates_of(known: Currency, there: Container[str]) -> tuple[str, int, int]:
    """Return the economy whose rates a currency has, and from which year until before which."""
    if known.became:
        return known.country, 0, known.until
    if known.members and known.country in ("", "EMU"):
        members = sorted(known.members, key=lambda c: (known.members[c], c))
        first = next((c for c in members if c in there), members[0])
        return first, known.members[first], 9999
    return known.country, 0, 9999


def text(name: str, rows: Mapping[str, Row], publisher: str, address: str) -> str:
    """Return a table as CSV. ``address``: with {economy} and {series}, where each row can be looked up."""
    years = sorted({year for row in rows.values() for year in row.figures})
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    span = range(years[0], years[-1] + 1)
    writer.writerow([TABLES[name], "publisher", "url", *span])
    for code in sorted(rows):
        url = address.format(economy=rows[code].economy, series=INDICATORS[name])
        figures = rows[code].figures
        writer.writerow([code, publisher, url, *(repr(figures[y]) if y in figures else "" for y in span)])
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class Year:
    """What is known of a currency in a year; None where it is not.

    ``rate``: units per US dollar; ``prices``: price level, base year 100; ``ppp``: units per international dollar.
    """

    currency: str
    year: int
    rate: float | None
    prices: float | None
    ppp: float | None


def years(prices: Prices, currency: str, country: str, base_year: int) -> tuple[list[Year], list[str]]:
    """Return what is known of a currency by year, and in words: whose prices, from where, which years are missing.

    Raises
    ------
    UsageError
        Nothing is known of it.
    """
    known = prices.currencies.get(currency)
    if known is None:
        raise UsageError(f"Nothing is known of the currency {currency!r}.", "Give an ISO 4217 code: CNY, EUR, USD.")
    where = (country,) if country else ()
    home = prices.home(currency, where, base_year)
    whose = "" if isinstance(home, Hole) else home
    series = (
        prices.rates.get(currency), prices.rates.get(known.became), prices.deflators.get(whose), prices.ppp.get(whose),
    )  # fmt: skip
    spans = [one.by_year for one in series if one is not None]
    all_years = sorted({y for span in spans for y in span})
    rows: list[Year] = []
    sources: dict[str, None] = {}
    for year in range(all_years[0], all_years[-1] + 1) if all_years else ():
        found = {
            "rate": prices.rate(currency, year),
            "prices": prices.price_change(whose, base_year, year),
            "ppp": prices.purchasing_power(currency, (whose,), year),
        }
        cells = {n: f.value if isinstance(f, Found) else None for n, f in found.items()}
        if any(v is not None for v in cells.values()):
            level = cells["prices"]
            rows.append(Year(currency, year, cells["rate"], None if level is None else level * 100, cells["ppp"]))
            for f in found.values():
                if isinstance(f, Found):
                    sources.update(dict.fromkeys(f.urls))
    notes = [f"{home.reason}." if isinstance(home, Hole) else f"Prices and PPP of {home}."]
    if known.became:
        notes.append(f"{known.per:g} {currency} = 1 {known.became}, fixed, since {known.until}.")
    names = (("rate", "exchange rate"), ("prices", "deflator"), ("ppp", "PPP factor"))
    for name, label in names:
        have = [r.year for r in rows if getattr(r, name) is not None]
        notes.append(f"{label[0].upper()}{label[1:]}: {have[0]} to {have[-1]}." if have else f"No {label}.")
    return rows, [*notes, *(f"Source: {url}" for url in sources)]
