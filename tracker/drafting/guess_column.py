"""What the cells of a column are, by a sample of them: numbers, dates, places, words that we know.

Every share is of the cells that hold something, 0.0 where none does.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cached_property

from tracker.clean.coordinates import Axis, Odd, parse_degrees
from tracker.clean.currency import currency_code, read_money
from tracker.clean.dates import PartialDate
from tracker.clean.headings import Heading
from tracker.clean.loose_dates import date_order, parse_loose
from tracker.clean.numbers import Quantity, decimal_mark, parse_quantity
from tracker.clean.places import country_codes, is_region
from tracker.clean.scales import read_measure
from tracker.clean.sectors import sector_word
from tracker.clean.status import status_word
from tracker.clean.text import is_web
from tracker.clean.vague_dates import parse_vague
from tracker.drafting.guess_headers import heading_of
from tracker.fields import STATUSES
from tracker.mapping.cells import EMPTY, text_of
from tracker.readers.tables import Cell

#: Distinct cells that are looked at; more tell nothing new.
_LOOKED_AT = 400
#: Of a long text only so much is kept.
_LONGEST = 500
#: Words for "nothing", beside those that every mapping knows.
NOTHING_WORDS = frozenset(
    (
        *("tbd", "tba", "tbc", "unknown", "not known", "not available", "not found", "not applicable", "not given"),
        *(
            "to be determined",
            "to be confirmed",
            "to be decided",
            "unspecified",
            "..",
            "...",
            "?",
            "nil",
            "#n/a",
            "s/d",
        ),
        *(
            "s.d.",
            "n.d.",
            "n.a.",
            "n/d",
            "nd",
            "k.a.",
            "k. a.",
            "unbekannt",
            "keine angabe",
            "inconnu",
            "non disponible",
        ),
        *("desconocido", "sin dato", "sin datos", "sin información", "no disponible", "não informado", "desconhecido"),
        *("无", "暂无", "不详", "未知", "待定", "空"),
    )
)
_WKT = re.compile(
    r"\s*(?:SRID=\d+;)?\s*(?:POINT|LINESTRING|POLYGON|MULTIPOINT|MULTILINESTRING|MULTIPOLYGON|GEOMETRYCOLLECTION)"
    r"\s*(?:ZM?|M)?\s*(?:\(|EMPTY)",
    re.IGNORECASE,
)
_EWKB = re.compile(r"(?:\\x)?0[01](?:[0-9A-F]{8}){2}[0-9A-F]*", re.IGNORECASE)
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|bmp|tiff?)(?:[?#].*)?$", re.IGNORECASE)
#: Longer cells are no numbers.
_MARKED = re.compile(r"\A(?=.{3,64}\Z).*\d[.,]\d")
_LETTER = re.compile(r"[^\W\d_]")


class Column:
    """One column of the sample. ``cells``: as the reader gave them, long texts cut."""

    def __init__(self, place: int, name: str, cells: Sequence[Cell]) -> None:
        self.place, self.name = place, name
        self.cells = [cell[:_LONGEST] if isinstance(cell, str) else cell for cell in cells]

    @cached_property
    def heading(self) -> Heading:
        """What its heading says."""
        return heading_of(self.name)

    @cached_property
    def texts(self) -> list[str]:
        """Every cell as text, "" for what means nothing."""
        memory: dict[tuple[type, Cell], str] = {}
        out = []
        for cell in self.cells:
            key = (cell.__class__, cell)
            text = memory.get(key)
            if text is None:
                text = text_of(cell)
                text = memory[key] = "" if text.casefold() in EMPTY else text
            out.append(text)
        return out

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each text stands, those that mean nothing left out."""
        found = Counter(self.texts)
        del found[""]
        return found

    @cached_property
    def meaning(self) -> Counter[str]:
        """As ``counts``, also without "unknown" and its like."""
        return Counter({t: n for t, n in self.counts.items() if t.casefold() not in NOTHING_WORDS})

    @cached_property
    def filled(self) -> int:
        """How many cells hold something."""
        return sum(self.counts.values())

    @property
    def fill(self) -> float:
        """The share of all cells that hold something."""
        return self.filled / len(self.cells) if self.cells else 0.0

    @property
    def uniqueness(self) -> float:
        """How many different cells there are, of those that hold something."""
        return len(self.counts) / self.filled if self.filled else 0.0

    @cached_property
    def looked_at(self) -> list[tuple[Cell, str, int]]:
        """Distinct cells, each with its text and count, from all over the sample."""
        first: dict[str, Cell] = {}
        for text, cell in zip(self.texts, self.cells, strict=True):
            if text and text in self.meaning and text not in first:
                first[text] = cell
        step = max(1, len(first) // _LOOKED_AT)
        return [(cell, text, self.meaning[text]) for text, cell in list(first.items())[::step]]

    def share(self, known: Callable[[Cell], object]) -> float:
        """Return the share of cells for which a test holds."""
        total = sum(n for _, _, n in self.looked_at)
        return sum(n for cell, _, n in self.looked_at if known(cell)) / total if total else 0.0

    def share_of_texts(self, known: Callable[[str], object]) -> float:
        """Return the share of cells whose text passes a test."""
        total = sum(n for _, _, n in self.looked_at)
        return sum(n for _, text, n in self.looked_at if known(text)) / total if total else 0.0

    def samples(self, n: int = 3) -> list[str]:
        """Return the first distinct texts."""
        return list(self.counts)[:n]

    # what the cells are

    @cached_property
    def decimal(self) -> str:
        """The decimal mark of its texts, "" where they leave it open; one cell may decide, so all of them count."""
        return decimal_mark({cell for cell in self.cells if isinstance(cell, str) and _MARKED.search(cell)})

    @cached_property
    def quantities(self) -> list[tuple[Quantity, int]]:
        """The cells that are numbers, each with its count."""
        found = []
        for cell, _, n in self.looked_at:
            quantity = None if isinstance(cell, (bool, date, bytes)) else parse_quantity(cell, self.decimal)
            if quantity is not None:
                found.append((quantity, n))
        return found

    @cached_property
    def numeric(self) -> float:
        """Share of numbers, with or without units."""
        total = sum(n for _, _, n in self.looked_at)
        return sum(n for _, n in self.quantities) / total if total else 0.0

    @cached_property
    def currency(self) -> str:
        """The currency that nearly all its numbers name themselves, else ""."""
        named = Counter[str]()
        for quantity, n in self.quantities:
            named[quantity.currency] += n
        code, n = named.most_common(1)[0] if named else ("", 0)
        return code if n >= 0.9 * named.total() else ""

    @cached_property
    def date_order(self) -> str:
        """How it writes days in digits, "" where no cell tells."""
        return date_order(cell for cell, _, _ in self.looked_at)

    @cached_property
    def is_order_open(self) -> bool:
        """True where days in digits have two readings and no cell tells which."""
        return not self.date_order and self.share(lambda c: _date(c, "dmy") and not _date(c, "")) > 0

    def dates(self, order: str = "") -> Iterator[PartialDate | None]:
        """Yield the date of every cell."""
        order = order or self.date_order or "dmy"
        memory: dict[str, PartialDate | None] = {"": None}
        for text, cell in zip(self.texts, self.cells, strict=True):
            if text not in memory:
                memory[text] = _date(cell, order)
            yield memory[text]

    @cached_property
    def dated(self) -> float:
        """Share of dates, bare years and such as "mid-2026" among them."""
        order = self.date_order or "dmy"
        return self.share(lambda c: _date(c, order))

    @cached_property
    def plainly_dated(self) -> float:
        """Share of days, months, quarters and years, without those that take more words."""
        order = self.date_order or "dmy"
        return self.share(lambda c: _plain_date(c, order))

    @cached_property
    def fiscal_year(self) -> str:
        """The first of its cells that is a fiscal year of unknown months, "" where none is."""
        return next((t for _, t, _ in self.looked_at if (vague := parse_vague(t)) and vague.doubt == "fiscal-year"), "")

    @cached_property
    def is_years(self) -> bool:
        """True where its dates are bare years."""
        return self.share_of_texts(lambda t: len(t.removesuffix(".0")) == 4 and t[:4].isdecimal()) > 0.5

    @cached_property
    def worded(self) -> float:
        """Share of texts with a letter that are no address."""
        return self.share(lambda c: isinstance(c, str) and _LETTER.search(c) and not is_web(c))

    @cached_property
    def is_text(self) -> bool:
        """True for words and sentences, no numbers and dates."""
        return self.worded >= 0.8 and self.dated < 0.5 and self.numeric < 0.5

    @cached_property
    def mean_length(self) -> float:
        """Letters of a cell on average."""
        return sum(len(t) for _, t, _ in self.looked_at) / len(self.looked_at) if self.looked_at else 0.0

    @cached_property
    def non_latin(self) -> float:
        """Share of texts with letters of other scripts than Latin."""
        return self.share_of_texts(lambda t: any(ord(c) >= 0x370 and c.isalpha() and not _is_latin(c) for c in t))

    @cached_property
    def countries(self) -> float:
        """Share of names and codes of countries, regions among them."""
        return self.share(lambda c: country_codes(c) or is_region(c))

    @cached_property
    def statuses(self) -> float:
        """Share of words for a status."""
        return self.share_of_texts(is_status)

    @cached_property
    def sectors(self) -> float:
        """Share of words for a sector."""
        return self.share_of_texts(sector_word)

    @cached_property
    def currencies(self) -> float:
        """Share of currencies."""
        return self.share_of_texts(lambda t: not t[:1].isdigit() and currency_code(t))

    @cached_property
    def units_of_money(self) -> float:
        """Share of currencies and of scales of money: "EUR", "EUR million", "млн руб", "million"; no bare "m"."""
        return self.share_of_texts(lambda t: not t[:1].isdigit() and len(t) > 1 and read_money(t, is_money=True))

    @cached_property
    def money_scales(self) -> float:
        """Share of units of money that name a scale."""
        return self.share_of_texts(lambda t: (money := read_money(t, is_money=True)) and money[0] != 1)

    @cached_property
    def measures(self) -> frozenset[str]:
        """The units that its cells are, where nearly all are some ("km", "million tonnes"), else none."""
        found = [(measure[1] if (measure := read_measure(text)) else "", n) for _, text, n in self.looked_at]
        known = sum(n for unit, n in found if unit)
        return frozenset(unit for unit, _ in found if unit) if known >= 0.9 * sum(n for _, n in found) else frozenset()

    @cached_property
    def addresses(self) -> float:
        """Share of web addresses."""
        return self.share_of_texts(is_web)

    @cached_property
    def pictures(self) -> float:
        """Share of files or addresses of pictures."""
        return self.share_of_texts(_PICTURE.search)

    @cached_property
    def mails(self) -> float:
        """Share of mail addresses."""
        return self.share_of_texts(_MAIL.search)

    @cached_property
    def wkt(self) -> float:
        """Share of well-known text."""
        return self.share_of_texts(_WKT.match)

    @cached_property
    def ewkb(self) -> float:
        """Share of hex-coded well-known binary."""
        return self.share_of_texts(lambda t: len(t) >= 42 and _EWKB.fullmatch(t))

    def degrees(self, axis: Axis) -> float:
        """Return the share of latitudes or longitudes."""
        return self.share(lambda c: not isinstance(parse_degrees(c, axis), Odd))

    def unknown(self, known: Callable[[str], object], most: int = 30) -> list[tuple[str, int]]:
        """Return the commonest texts that a test does not know, with their counts."""
        return [(t, n) for t, n in self.meaning.most_common() if not known(t)][:most]

    def separator(self, among: str) -> str:
        """Return the sign that parts several values in some of its cells, "" where none does."""
        for sign in among:
            if self.share_of_texts(lambda t, sign=sign: sign in t.strip(sign)) >= 0.005:  # type: ignore[misc]
                return sign
        return ""


def is_status(text: str) -> bool:
    """True for a word that stands for a status in any list."""
    return status_word(text) is not None or text in STATUSES


def _date(cell: Cell, order: str) -> PartialDate | None:
    """Return the date of a cell as an import reads it, also one told in words ("by the end of 2031")."""
    plain = _plain_date(cell, order)
    if plain is not None or not isinstance(cell, str):
        return plain
    vague = parse_vague(cell, order)
    return vague.date if vague is not None else None


def _plain_date(cell: Cell, order: str) -> PartialDate | None:
    return None if isinstance(cell, (bytes, bool)) else parse_loose(cell, order)


def _is_latin(c: str) -> bool:
    return "\u1e00" <= c <= "\u1eff" or "\u2c60" <= c <= "\u2c7f" or "\ua720" <= c <= "\ua7ff" or c in "ªº"
