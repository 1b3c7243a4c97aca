"""What money was worth: deflators, purchasing power and exchange rates, looked up with their source, or why not.

Four small tables (``data/econ``, or a folder that ``tracker prices refresh`` wrote): ``deflators.csv`` (country, GDP
deflator, percent a year), ``ppp.csv`` (country, units of its money per international dollar), ``rates.csv`` (currency,
units per US dollar, mean of the year), ``currencies.csv`` (whose money a currency is, and what became of old ones).
Nothing is carried forward, backward or over a gap; but the last year of a deflator where that is asked for by name.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType

from tracker.bundled import data_folder
from tracker.errors import FormatError, UsageError

#: File -> what leads its rows. The years follow as columns.
TABLES = {"deflators": "country", "ppp": "country", "rates": "currency"}
_LEAD = ("publisher", "url")
#: A kind of :class:`Hole`.
NO_DEFLATOR = "no GDP deflator of a year that is needed"
#: What ``--extend`` takes, and how many years beyond its last a deflator then goes.
EXTEND, BEYOND = "last", 2


@dataclass(frozen=True, slots=True)
class Found:
    """A figure, what it is in words, and where it comes from.

    ``extended``: the years for which a deflator was carried flat ("2025 to 2026"), "" where none was.
    """

    value: float
    said: str
    urls: tuple[str, ...]
    extended: str = ""


@dataclass(frozen=True, slots=True)
class Hole:
    """Why there is no figure: in words, and without country and year (``kind``), to count those alike."""

    reason: str
    kind: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "kind", self.kind or self.reason)


@dataclass(frozen=True, slots=True)
class Series:
    """Figures of one country or currency by year, from one place."""

    publisher: str
    url: str
    by_year: Mapping[int, float]

    def span(self) -> str:
        """Return the years that there are, as "1981 to 2024"."""
        return f"{min(self.by_year)} to {max(self.by_year)}" if self.by_year else "no year"


@dataclass(frozen=True, slots=True)
class Currency:
    """Whose money a currency is.

    Attributes
    ----------
    country
        Alpha-3 code of the country (EMU: the euro area) whose prices stand for it; "" where it has no home.
    members
        Countries that share it -> the first year in which it was theirs.
    became, per, until
        The currency that replaced it, how many of the old made one of the new, and from which year; "" if current.
    """

    code: str
    country: str
    members: Mapping[str, int]
    became: str
    per: float
    until: int
    url: str


@dataclass(frozen=True, slots=True)
class Prices:
    """All tables. ``place``: the folder, as it was given; "" for what ships with the tracker.

    ``beyond``: for how many years after its last a deflator is carried flat, as if prices had stood still.
    """

    deflators: Mapping[str, Series]
    ppp: Mapping[str, Series]
    rates: Mapping[str, Series]
    currencies: Mapping[str, Currency]
    place: str = ""
    beyond: int = 0

    def prices_of(self, currency: str, countries: tuple[str, ...], of: int, to: int) -> Found | Hole:
        """Return by how much prices in a currency changed from one year to another (``value``: to / of).

        The GDP deflator of the country whose money it is; of a shared currency that of the project's country where it
        is the only one and used the currency in both years, else that of the whole area.
        """
        who = self.home(currency, countries, of, to)
        return who if isinstance(who, Hole) else self.price_change(who, of, to)

    def home(self, currency: str, countries: tuple[str, ...], *years: int) -> str | Hole:
        """Return the code of the country (or area) whose prices stand for a currency in some years."""
        known = self.currencies.get(currency)
        if known is None:
            return Hole(f"it is not known whose money {currency} is", "it is not known whose money it is")
        if len(countries) == 1 and known.members.get(countries[0], 9999) <= min(years):
            return countries[0]
        if not known.country:
            kind = "it is shared money, and the project is not in one of its countries"
            return Hole(f"{currency}: {kind}", kind)
        return known.country

    def price_change(self, country: str, of: int, to: int) -> Found | Hole:
        """Return prices of the year ``to`` over those of ``of``, by the yearly changes of the GDP deflator."""
        series = self.deflators.get(country)
        if series is None:
            return Hole(f"no GDP deflator of {country}", NO_DEFLATOR)
        first, last = sorted((of, to))
        factor, ends, carried = 1.0, max(series.by_year, default=last), list[int]()
        for year in range(first + 1, last + 1):
            if year in series.by_year:
                factor *= 1 + series.by_year[year] / 100
            elif ends < year <= ends + self.beyond:
                carried.append(year)
            else:
                return Hole(f"no GDP deflator of {country} for {year}", NO_DEFLATOR)
        if first == last and not _spans(series, first):
            return Hole(f"no GDP deflator of {country} for {first}", NO_DEFLATOR)
        value = factor if to >= of else 1 / factor
        said = f"GDP deflator of {country}, {of} to {to}, {series.publisher}"
        if not carried:
            return Found(value, said, (series.url,))
        flat = f"{carried[0]} to {carried[-1]}" if len(carried) > 1 else f"{carried[0]}"
        return Found(value, f"{said}; extended: {flat} as {ends}", (series.url,), flat)

    def rate(self, currency: str, year: int) -> Found | Hole:
        """Return units of a currency per US dollar, mean of a year; of an old one by its fixed rate into the new."""
        if currency == "USD":
            return Found(1.0, "US dollars", ())
        series = self.rates.get(currency)
        if series and year in series.by_year:
            said = f"{currency} per USD, mean of {year}, {series.publisher}"
            return Found(series.by_year[year], said, (series.url,))
        known = self.currencies.get(currency)
        if known and known.became and year >= known.until:
            new = self.rate(known.became, year)
            if isinstance(new, Hole):
                return new
            said = f"{known.per:g} {currency} = 1 {known.became} (fixed), {new.said}"
            return Found(new.value * known.per, said, (known.url, *new.urls))
        return Hole(f"no exchange rate of {currency} for {year}", "no exchange rate of a year that is needed")

    def purchasing_power(self, currency: str, countries: tuple[str, ...], year: int, *years: int) -> Found | Hole:
        """Return units of a currency per international dollar (PPP of GDP) in a year.

        Only of money in its own country: what a sum in foreign money buys where it is spent is not known, nor in which
        of several countries it is. ``years``: others in which it has to have been that country's money.
        """
        if len(countries) != 1:
            where = "in several countries" if countries else "in a country that is not known"
            return Hole(f"the project is {where}, each with a purchasing power of its own")
        country = self.home(currency, countries, year, *years)
        if isinstance(country, Hole):
            return country
        if country != countries[0]:
            return Hole("the sum is not in the money of the country where the project is")
        series = self.ppp.get(country)
        if series is None or year not in series.by_year:
            return Hole(f"no PPP factor of {country} for {year}", "no PPP factor of a year that is needed")
        old = self.currencies[currency]
        said, urls = f"PPP of {country}, {year}, {series.publisher}", [series.url]
        if old.became:
            # Factors of the past are told in the money of today.
            said, urls = f"{old.per:g} {currency} = 1 {old.became} (fixed), {said}", [old.url, series.url]
        return Found(series.by_year[year] * old.per, said, tuple(urls))


def _spans(series: Series, year: int) -> bool:
    """True where the series says something of a year: its own change, or that of the next."""
    return year in series.by_year or year + 1 in series.by_year


def load(folder: str | Path = "", extend: str = "") -> Prices:
    """Return the tables of a folder; those that it lacks, and all of them for "", are the bundled ones.

    ``extend``: "last" for deflators that are carried flat for up to :data:`BEYOND` years after their last; "" for none.

    Raises
    ------
    UsageError
        There is no such folder, or no such way to extend.
    FormatError
        A table is not what it should be: file, line, what to do.
    """
    if extend not in ("", EXTEND):
        raise UsageError(f"Deflators cannot be extended by {extend!r}.", f"Use {EXTEND}, or leave it out.")
    read = _load(str(folder))
    return replace(read, beyond=BEYOND) if extend else read


@cache
def _load(given: str) -> Prices:
    bundled = data_folder() / "econ"
    folder = Path(given) if given else bundled
    if not folder.is_dir():
        raise UsageError(f"There is no folder {given}.", "`tracker prices refresh FOLDER` makes it.")
    if given and not any((folder / f"{name}.csv").is_file() for name in TABLES):
        raise UsageError(f"{given} holds no table of prices.", "`tracker prices refresh FOLDER` writes them.")
    read = {}
    for name, key in TABLES.items():
        own = folder / f"{name}.csv"
        read[name] = _series(own if own.is_file() else bundled / own.name, key)
    currencies = MappingProxyType(_currencies(bundled / "currencies.csv"))
    return Prices(read["deflators"], read["ppp"], read["rates"], currencies, given)


def _series(path: Path, key: str) -> Mapping[str, Series]:
    out = {}
    for line, row in _rows(path, (key, *_LEAD)):
        try:
            by_year = {int(c): float(v) for c, v in row.items() if c not in (key, *_LEAD) and v.strip()}
        except ValueError as e:
            raise FormatError(f"{path}, line {line}: {e}.", "Years are columns, figures plain numbers.") from e
        if key == "currency" and any(v <= 0 for v in by_year.values()):
            raise FormatError(
                f"{path}, line {line}: a rate is not above 0.", "Leave the cell empty where none is known."
            )
        out[row[key]] = Series(row["publisher"], row["url"], MappingProxyType(by_year))
    return MappingProxyType(out)


def _currencies(path: Path) -> dict[str, Currency]:
    out = {}
    for _, row in _rows(path, ("currency", "country", "members", "became", "per", "until", "url")):
        members = dict(one.split() for one in row["members"].split(";") if one)
        out[row["currency"]] = Currency(
            row["currency"], row["country"], MappingProxyType({c: int(year) for c, year in members.items()}),
            row["became"], float(row["per"] or 1), int(row["until"] or 0), row["url"],
        )  # fmt: skip
    return out


def _rows(path: Path, columns: Iterable[str]) -> list[tuple[int, dict[str, str]]]:
    """Return (line, cells) of a table that has some columns."""
    with path.open(encoding="utf-8-sig", newline="") as f:
        reader = csv.DictReader(f, restval="")
        missing = [c for c in columns if c not in (reader.fieldnames or ())]
        if missing:
            hint = "`tracker prices refresh FOLDER` writes it anew."
            raise FormatError(f"{path} has no column {', '.join(missing)}.", hint)
        rows = []
        for row in reader:
            if None in row:
                raise FormatError(f"{path}, line {reader.line_num}: too many cells.", "Each row has those of the head.")
            rows.append((reader.line_num, row))
        return rows
