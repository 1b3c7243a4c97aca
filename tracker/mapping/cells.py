"""Turn the cells of one column into clean values by a field rule. Each distinct cell is cleaned once.

A cleaner returns values and, for what it cannot read, the code of an issue with advice; it never raises.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from tracker.clean.currency import currency_code
from tracker.clean.dates import PartialDate
from tracker.clean.loose_dates import parse_loose
from tracker.clean.numbers import parse_number, parse_quantity
from tracker.clean.places import country_codes, is_region
from tracker.clean.sectors import sector_word
from tracker.clean.status import status_word
from tracker.clean.text import clean_text
from tracker.fields import FIELDS, STATUSES
from tracker.mapping.model import FieldRule, FileRule
from tracker.model import Severity, Value
from tracker.readers.tables import Cell
from tracker.vocab import currency_exists, sector_exists

#: Cells that mean "nothing stands here" in every table.
EMPTY = frozenset({"", "-", "--", "n/a", "na", "nan", "none", "null", "#n/a", "#ref!", "#value!"})


@dataclass(frozen=True, slots=True)
class Problem:
    """What is odd about a cell."""

    code: str
    severity: Severity
    advice: str


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The values of one cell (several where it is split) and what is odd about it."""

    values: tuple[Value, ...] = ()
    problem: Problem | None = None


NOTHING = Cleaned()
Cleaner = Callable[[str, Cell], Cleaned]


def cleaner_of(rule: FieldRule, file: FileRule) -> Callable[[Cell], Cleaned]:
    """Return a function from a raw cell to its clean values, with a memory of the cells it has met."""
    empty = EMPTY | {word.casefold() for word in file.empty}
    by_type: dict[str, Cleaner] = {
        "date": partial(_date, rule.date_order or file.date_order),
        "money": partial(_number, rule.decimal or file.decimal, rule.multiplier),
        "number": partial(_number, rule.decimal or file.decimal, rule.multiplier),
        "code": partial(_code, rule.field, rule.scheme),
        "text": _text,
    }
    clean = by_type[FIELDS[rule.field].type]
    fixed = {clean_text(k).casefold(): v for k, v in rule.values.items()}
    memory: dict[tuple[type, Cell], Cleaned] = {}

    def one(cell: Cell) -> Cleaned:
        if cell is None:
            return NOTHING
        key = (cell.__class__, cell)
        known = memory.get(key)
        if known is None:
            known = _clean(cell, clean, fixed, rule.split, empty)
            if len(memory) < 200_000:
                memory[key] = known
        return known

    return one


def text_of(cell: Cell) -> str:
    """Return a cell as text: 2027.0 is 2027, a date is ISO."""
    if cell is None or cell.__class__ is bytes:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, (datetime, date)):
        return cell.isoformat()
    return clean_text(str(cell))


def _clean(cell: Cell, clean: Cleaner, fixed: dict[str, str], split: str, empty: frozenset[str]) -> Cleaned:
    text = text_of(cell)
    if text.casefold() in fixed:
        text = clean_text(fixed[text.casefold()])
        cell = text
    if text.casefold() in empty:
        return NOTHING
    if not split or not isinstance(cell, str):
        return clean(text, cell)
    values: list[Value] = []
    problem = None
    for part in text.split(split):
        part = part.strip()
        if part and part.casefold() not in empty:
            got = clean(part, part)
            values += got.values
            problem = problem or got.problem
    return Cleaned(tuple(values), problem)


def _text(text: str, cell: Cell) -> Cleaned:
    return Cleaned((text,))


def _date(order: str, text: str, cell: Cell) -> Cleaned:
    date_: PartialDate | None = parse_loose(cell if not isinstance(cell, bytes) else text, order)
    if date_ is None:
        return Cleaned(problem=Problem("bad-date", "warning", "Give date_order, or map the cell in values."))
    return Cleaned((date_,))


def _number(decimal: str, multiplier: float, text: str, cell: Cell) -> Cleaned:
    raw = cell if isinstance(cell, (int, float)) else text
    number = parse_number(raw, decimal)
    if number is None:
        return Cleaned(problem=Problem("bad-number", "warning", "It stays in the record; map the cell in values."))
    if multiplier != 1.0:
        # "$1.5bn" under a heading "(£m)" says its own scale: the heading's would be one too many.
        quantity = parse_quantity(raw, decimal)
        if quantity is None or quantity.scale == 1:
            number *= multiplier
    return Cleaned((number,))


def _code(field: str, scheme: str, text: str, cell: Cell) -> Cleaned:
    if field == "status":
        word = status_word(text, scheme) or (text if text in STATUSES else None)
        if word is None:
            return Cleaned(problem=Problem("unknown-status", "warning", "Map it in values; it stays in the record."))
        return Cleaned((word,))
    if field == "country":
        codes = country_codes(text)
        if not codes and is_region(text):
            return NOTHING
        if not codes:
            return Cleaned(problem=Problem("unknown-country", "warning", "Map it in values to an alpha-3 code."))
        return Cleaned(codes)
    if field == "sector":
        sector = text if sector_exists(text) else sector_word(text, scheme)
        if sector is None:
            return Cleaned((text,), Problem("unknown-sector", "info", "It is kept as it stands; map it in values."))
        return Cleaned((sector,))
    return Cleaned((text,))


def unit_of(cell: Cell) -> tuple[str, Problem | None]:
    """Return a currency or unit that stands in a cell of its own."""
    text = text_of(cell)
    if not text:
        return "", None
    code = currency_code(text)
    if code and currency_exists(code):
        return code, None
    return text, None if len(text) != 3 else Problem("unknown-currency", "warning", "Use an ISO 4217 code.")
