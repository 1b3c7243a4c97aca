"""``tracker prices``: the deflators and rates behind money; what ships, and how to have newer ones."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tracker.cli.costs import PricesFolder
from tracker.cli.options import Fmt, Format

group = typer.Typer(
    help="Deflators, purchasing power and exchange rates: what is known, and how to have newer figures.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="prices")


@group.command()
def refresh(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where to write; made if it is not there.")],
) -> None:
    """Fetch deflators, PPP factors and exchange rates of all countries from the World Bank (needs the network).

    Example: tracker prices refresh prices, then tracker costs --prices prices (or TRACKER_PRICES=prices).
    """
    from datetime import UTC, datetime

    from tracker import fetch
    from tracker.analysis import prices, prices_files
    from tracker.analysis.files import need
    from tracker.errors import FetchError, UsageError

    need("wbgapi", "analysis")
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file.", "Name a folder.")
    currencies = prices.load().currencies
    texts, told = {}, []
    for name, code in prices_files.INDICATORS.items():
        rows = list(fetch.world_bank(code))
        if not rows:
            raise FetchError(f"The World Bank gave no figure of {code}.", "Nothing was written. Run it again later.")
        table = prices_files.table(name, rows, currencies)
        publisher = f"World Bank, fetched {datetime.now(UTC):%Y-%m-%d}"
        texts[name] = prices_files.text(name, table, publisher, fetch.WORLD_BANK)
        years = [y for one in table.values() for y in one.figures]
        told.append(f"{folder / name}.csv: {len(table):,} rows, {min(years)} to {max(years)}.")
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        # Written beside and then renamed: never half a table.
        part = folder / f"{name}.csv.part"
        part.write_text(text, encoding="utf-8")
        part.replace(folder / f"{name}.csv")
    for line in told:
        typer.echo(line)
    typer.echo(f"Use them: tracker costs --prices {folder}, or TRACKER_PRICES={folder}.", err=True)


@group.command()
def show(
    currency: Annotated[str, typer.Argument(metavar="CURRENCY", help="ISO 4217 code, as CNY.")],
    base_year: Annotated[int, typer.Option("--base-year", metavar="YEAR", help="Prices of this year are 100.")] = 2015,
    country: Annotated[
        str, typer.Option("--country", "-c", help="Of a shared currency: in this country (EUR in France).")
    ] = "",
    prices: PricesFolder = "",
    form: Fmt = Format.table,
) -> None:
    """Show what is known of a currency by year: rate, price level and PPP factor, with sources and holes.

    Examples: tracker prices show CNY; tracker prices show EUR --country France
    """
    from tracker.analysis import prices as tables
    from tracker.analysis import prices_files
    from tracker.cli.tables import emit
    from tracker.errors import UsageError
    from tracker.vocab import country_code

    place = country_code(country) if country else ""
    if place is None:
        raise UsageError(f"There is no country {country!r}.", "Use an ISO code (CHN) or the English name.")
    years, notes = prices_files.years(tables.load(prices), currency.upper(), place, base_year)
    emit(
        years,
        [
            (" Year", lambda r: str(r.year)),
            (f" {currency.upper()} per USD", lambda r: _digits(r.rate)),
            (f" Prices ({base_year} = 100)", lambda r: "" if r.prices is None else f"{r.prices:.1f}"),
            (" per international $", lambda r: _digits(r.ppp)),
        ],
        form,
        empty=f"Nothing is known of {currency.upper()}.",
        footer="\n".join(notes),
        of=prices_files.Year,
    )


def _digits(value: float | None) -> str:
    return "" if value is None else f"{value:,.6g}"
