"""Turn the cells of one column into clean values by a field rule. Each distinct cell is cleaned once.

A cleaner returns values and, for what it cannot read, the code of an issue with advice; it never raises.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial

from tracker.clean.dates import PartialDate
from tracker.clean.fiscal_years import may_be_month
from tracker.clean.loose_dates import is_empty_day, parse_loose
from tracker.clean.places import country_codes, is_region
from tracker.clean.sectors import sector_word
from tracker.clean.status import status_word
from tracker.clean.text import clean_text
from tracker.clean.vague_dates import parse_vague
from tracker.clean.words import is_total
from tracker.fields import FIELDS, STATUSES
from tracker.mapping.amounts import amounts_by
from tracker.mapping.model import FieldRule, FileRule
from tracker.mapping.problems import NOTHING, Cleaned, Problem
from tracker.model import Value
from tracker.readers.tables import Cell
from tracker.vocab import sector_exists

#: Cells that mean "nothing stands here" in every table.
EMPTY = frozenset({"", "-", "--", "n/a", "na", "nan", "none", "null", "#n/a", "#ref!", "#value!"})
#: Distinct cells that a cleaner remembers at once: a column of names must not fill the memory.
_REMEMBERED = 20_000
#: Longer texts are no name of a country.
_LONGEST_NAME = 100

#: "03/04/2015": its order is open, or there is no such day.
_IN_DIGITS = re.compile(r"\d{1,4}([/.\-])\d{1,2}\1\d{1,4}.*", re.DOTALL)
_UNORDERED = Problem("bad-date", "warning", "If the day exists, give date_order; or map the cell in values.")
_SERIAL = Problem("bad-date", "warning", 'If it counts the days of a spreadsheet, give date_order = "serial".')
#: A number of days since 1900, of the years 1954 to 2119.
_MAY_BE_SERIAL = re.compile(r"[2-7]\d{4}(?:\.\d+)?")
_DOUBTS = {
    "fiscal-year": Problem(
        "fiscal-year",
        "info",
        "It counts as all the years that it may lie in; give fiscal_year_start, or map it in values.",
    ),
    "season": Problem(
        "season", "info", "It is read as a season of the north; map it in values where the work lies in the south."
    ),
}
_YEARS_OR_MONTH = Problem(
    "bad-date",
    "warning",
    "A fiscal year or a month? Say it by fiscal_year_start in [[field]], or by values.",
)
_EMPTY_DAY = Problem(
    "empty-date", "warning", 'A spreadsheet writes so what is empty. If it is meant, map the cell in values, to "1900".'
)
_NO_DATE = Problem("bad-date", "warning", 'Map the cell in values to a date such as 2026 or 2026-12, or to "".')

#: Text of a cell, the cell, text of its unit cell -> what it turned into.
Cleaner = Callable[[str, Cell, str], Cleaned]
#: Cells of a column and of its unit column (None where there is none) -> what each turned into.
ColumnCleaner = Callable[[Sequence[Cell], Sequence[Cell] | None], list[Cleaned]]


def cleaner_of(rule: FieldRule, file: FileRule, mark_of: Callable[[str], str] | None = None) -> ColumnCleaner:
    """Return what cleans a column by a rule, batch by batch; it remembers the cells that it has met.

    ``mark_of`` tells the decimal mark of a column where the rule and the file do not, see
    :class:`tracker.mapping.marks.Marks`.
    """
    empty = empty_words(file)
    kind = FIELDS[rule.field].type
    clean: Cleaner
    if kind in ("money", "number"):
        decimal = rule.decimal or file.decimal or ("" if rule.column else ".")
        clean = amounts_by(rule, decimal, *((partial(mark_of, rule.column),) if mark_of else ()))
    elif kind == "date":
        clean = partial(_date, rule.date_order or file.date_order)
        if start := rule.fiscal_year_start or file.fiscal_year_start:
            clean = partial(_fiscal, clean, start, rule.date_order or file.date_order, bool(rule.fiscal_year_start))
    elif kind == "code":
        clean = partial(_code, rule.field, rule.scheme)
    elif rule.field == "name":
        clean = _name
    else:
        clean = _text
    fixed = {clean_text(k).casefold(): v for k, v in rule.values.items()}
    # 1, 1.0 and True are one key of a dict, and other cells.
    texts: dict[str, Cleaned] = {}
    others: dict[tuple[object, ...], Cleaned] = {}

    def one(cell: Cell, unit: Cell, has_unit: bool) -> Cleaned:
        if isinstance(cell, bytes):  # no field but the geometry takes bytes
            return NOTHING
        beside = text_of(unit)
        got = _clean(cell, beside, clean, fixed, rule.split, empty)
        if got.values:
            raw = f"{cell} {beside}".rstrip() if has_unit else str(cell)
            got.raws = tuple(["" if raw == str(value) else raw for value in got.values])
        return got

    def column(cells: Sequence[Cell], units: Sequence[Cell] | None) -> list[Cleaned]:
        for memory in (texts, others):
            if len(memory) > _REMEMBERED:
                memory.clear()
        out: list[Cleaned] = []
        for i, cell in enumerate(cells):
            if cell is None:
                out.append(NOTHING)
            elif units is None and cell.__class__ is str:
                known = texts.get(cell)
                if known is None:
                    known = texts[cell] = one(cell, None, False)
                out.append(known)
            else:
                unit = units[i] if units is not None else None
                key = (cell.__class__, cell, unit)
                known = others.get(key)
                if known is None:
                    known = others[key] = one(cell, unit, units is not None)
                out.append(known)
        return out

    return column


def empty_words(file: FileRule) -> frozenset[str]:
    """Return the casefolded cells that mean nothing in a file."""
    return EMPTY | {clean_text(word).casefold() for word in file.empty}


def text_of(cell: Cell) -> str:
    """Return a cell as text: 2027.0 is 2027, a date is ISO."""
    if cell.__class__ is str:
        return clean_text(cell)
    if cell is None or cell.__class__ is bytes:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, (datetime, date)):
        return cell.isoformat()
    return clean_text(str(cell))


def _clean(cell: Cell, unit: str, clean: Cleaner, fixed: dict[str, str], split: str, empty: frozenset[str]) -> Cleaned:
    text = text_of(cell)
    folded = text.casefold()
    if folded in fixed:
        text = clean_text(fixed[folded])
        cell, folded = text, text.casefold()
    if folded in empty:
        return NOTHING
    if not split or not isinstance(cell, str):
        return clean(text, cell, unit)
    values: dict[tuple[Value, str, str], None] = {}
    problem = None
    for part in text.split(split):
        part = part.strip()
        if part and part.casefold() not in empty:
            got = clean(part, part, unit)
            told = got.qualifiers or ("",) * len(got.values)
            values |= {(value, got.unit, how): None for value, how in zip(got.values, told, strict=True)}
            problem = problem or got.problem
            unit = unit or got.unit
    units, hows = tuple(own for _, own, _ in values), tuple(how for *_, how in values)
    several = units if len(set(units)) > 1 else ()
    return Cleaned(
        tuple(value for value, *_ in values),
        problem,
        units[0] if units else unit,
        units=several,
        qualifiers=hows if any(hows) else (),
    )


def _text(text: str, cell: Cell, _: str) -> Cleaned:
    return Cleaned((text,))


def _name(text: str, cell: Cell, _: str) -> Cleaned:
    if is_total(text):
        advice = "A sum of other rows counts twice. Leave it out with [[exclude]]: the column, and this word in values."
        return Cleaned((text,), Problem("total-row", "warning", advice))
    return Cleaned((text,))


def _date(order: str, text: str, cell: Cell, _: str) -> Cleaned:
    date_: PartialDate | None = parse_loose(cell if not isinstance(cell, bytes) else text, order)
    if date_ is not None:
        return Cleaned(problem=_EMPTY_DAY) if is_empty_day(date_) else Cleaned((date_,))
    vague = parse_vague(text, order) if isinstance(cell, str) else None
    if vague is not None:
        return Cleaned((vague.date,), _DOUBTS.get(vague.doubt))
    if text == "00:00:00":  # 0, formatted as a day, as a workbook tells it
        return Cleaned(problem=_EMPTY_DAY)
    if _MAY_BE_SERIAL.fullmatch(text):
        return Cleaned(problem=_SERIAL)
    return Cleaned(problem=_UNORDERED if _IN_DIGITS.fullmatch(text) else _NO_DATE)


def _fiscal(plainly: Cleaner, start: str, order: str, is_own: bool, text: str, cell: Cell, unit: str) -> Cleaned:
    """Read a date where the first day of fiscal years is known; ``is_own``: for this column, not for the whole file."""
    if not isinstance(cell, str):
        return plainly(text, cell, unit)
    if may_be_month(text):
        if not is_own:
            return Cleaned(problem=_YEARS_OR_MONTH)
    elif parse_loose(cell, order) is not None:
        return plainly(text, cell, unit)
    vague = parse_vague(text, order, start)
    return plainly(text, cell, unit) if vague is None else Cleaned((vague.date,), _DOUBTS.get(vague.doubt))


def _code(field: str, scheme: str, text: str, cell: Cell, _: str) -> Cleaned:
    if field == "status":
        word = status_word(text, scheme) or (text if text in STATUSES else None)
        if word is None:  # a project has one of eight statuses or none: any other would hide the last known one
            return Cleaned(problem=Problem("unknown-status", "warning", "Map it in values; it stays in the record."))
        return Cleaned((word,))
    if field == "country":
        codes = country_codes(text)
        if not codes and is_region(text):
            return NOTHING
        if not codes:
            advice = "It is kept as it stands; map it in values to an alpha-3 code."
            return Cleaned((text,) if len(text) <= _LONGEST_NAME else (), Problem("unknown-country", "warning", advice))
        return Cleaned(codes)
    if field == "sector":
        sector = text if sector_exists(text) else sector_word(text, scheme)
        if sector is None:
            return Cleaned((text,), Problem("unknown-sector", "info", "It is kept as it stands; map it in values."))
        return Cleaned((sector,))
    return Cleaned((text,))
