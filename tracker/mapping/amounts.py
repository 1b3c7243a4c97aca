"""Numbers with their units and currencies: what a cell names itself goes before the unit column, that before the rule.

A unit that can be turned into the field's (or the rule's) by an exact factor is; any other is kept as told, with an
issue. The text as given stays in ``raw`` of the claim. How exact a number is told to be ("over 33 bn") becomes its
qualifier, a range two numbers: low and high.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

from tracker.clean.currency import read_money
from tracker.clean.numbers import OPEN, Quantity, has_two_readings, parse_number, parse_quantity
from tracker.clean.qualifiers import split_qualifier, split_range
from tracker.clean.scales import read_measure, times
from tracker.fields import FIELDS
from tracker.mapping.model import FieldRule
from tracker.mapping.problems import Cleaned, Problem
from tracker.readers.tables import Cell
from tracker.vocab import currency_exists

#: "3 lanes": a number and one or two words that are no unit we know.
_COUNTED = re.compile(r"(?P<number>[\d.,' ]*\d)\s*(?P<what>[^\W\d_]{2,20}(?: [^\W\d_]{2,20})?)")
#: "8 m" is metres, and in a column of money eight million.
_MILLIONS = re.compile(r".*\d\s*(?:m|mm)", re.IGNORECASE | re.DOTALL)
#: Ends of a range that are further apart are none: "1-2,000" may be 1,000 to 2,000.
_WIDEST = 100
_BAD = Problem("bad-number", "warning", "It stays in the record; map the cell in values.")
_BAD_CELL = Cleaned(problem=_BAD)
_NEGATIVE = Cleaned(
    problem=Problem(
        "negative-money",
        "warning",
        "No cost is below 0; (12) is minus 12. If it is meant, give negative = true, else map the cell in values.",
    )
)
_ZERO = Problem("zero-money", "warning", 'If 0 means "not told", leave it out: values = { "0" = "" }.')
#: What may well be below 0: a cost of a whole life with its income, money of no certain kind (a correction).
_MAY_BE_NEGATIVE = ("amount_other", "budget_allocated", "cost_lifecycle")
_TWO_READINGS = Cleaned(
    problem=Problem(
        "open-mark",
        "warning",
        "Thousands or decimals? Other cells of its column do not tell: give decimal = '.' or ','; or map it in values.",
    )
)
_NO_CURRENCY = Problem("no-currency", "warning", "It is kept, and enters no total.", raw="")


@dataclass(frozen=True, slots=True)
class Stated:
    """What a unit column says: a unit or currency, and the scale beside it ("USD million": 1e6)."""

    unit: str = ""
    scale: float = 1.0
    problem: Problem | None = None


def _undecided() -> str:
    return OPEN


def amounts_by(
    rule: FieldRule, decimal: str, decide: Callable[[], str] = _undecided
) -> Callable[[str, Cell, str], Cleaned]:
    """Return a function from a cell, as text and as given, and the text of its unit cell to its number and unit.

    ``decide`` tells the decimal mark of the column where ``decimal`` is "" and a cell has two readings, OPEN where it
    cannot: such a cell has none then.
    """
    field = FIELDS[rule.field]
    is_money = field.type == "money"
    settle = _settle_money if is_money else _settle_number
    # A word beside a number is a unit only where nothing else says what is counted.
    has_open_unit = not is_money and not field.unit and not rule.unit

    def clean(text: str, cell: Cell, unit_text: str) -> Cleaned:
        got = reading(text, cell, unit_text)
        return _possible(rule, got) if is_money and len(got.values) == 1 else got

    def reading(text: str, cell: Cell, unit_text: str) -> Cleaned:
        got = plainly(text, cell, unit_text)
        if got.values or not isinstance(cell, str) or got is _TWO_READINGS:
            return got
        told = split_qualifier(text)
        if told is not None:
            got = plainly(told[1], told[1], unit_text)
            if got.values:
                return replace(got, qualifiers=(told[0],))
            if got is _TWO_READINGS:
                return got
            if told[0] != "about":
                return _BAD_CELL
            text = told[1]
        ends = split_range(text)
        return _BAD_CELL if ends is None else _between(*(plainly(end, end, unit_text) for end in ends))

    def plainly(text: str, cell: Cell, unit_text: str) -> Cleaned:
        given = cell if isinstance(cell, (int, float)) else text
        plain = None if isinstance(given, str) else parse_number(given)
        mark = decimal or OPEN
        quantity = parse_quantity(given, mark) if plain is None else Quantity(plain)
        if quantity is None and mark == OPEN and isinstance(given, str) and has_two_readings(given):
            mark = decide()
            if mark == OPEN:
                return _TWO_READINGS
            quantity = parse_quantity(given, mark)
        if quantity is not None:
            if is_money and quantity.unit in ("m", "mm") and _MILLIONS.fullmatch(text):
                quantity = Quantity(_rounded(quantity.value * 1e6), scale=1e6)
            stated = stated_by(unit_text, is_money) if unit_text else Stated()
            return settle(rule, quantity, stated)
        counted = _COUNTED.fullmatch(text) if has_open_unit else None
        if counted is not None and mark == OPEN and has_two_readings(counted["number"]):
            mark = decide()
            if mark == OPEN:
                return _TWO_READINGS
        number = parse_number(counted["number"], mark) if counted else None
        if counted is None or number is None:
            return Cleaned(problem=_BAD)
        return Cleaned((number,), _unknown_unit(counted["what"]), counted["what"])

    return clean


def _possible(rule: FieldRule, got: Cleaned) -> Cleaned:
    """Return an amount of money with a doubt where it is 0, and none where it cannot be."""
    (value,) = got.values
    if not isinstance(value, float) or value > 0 or rule.field in _MAY_BE_NEGATIVE:
        return got
    if value < 0:
        return got if rule.negative else _NEGATIVE
    return replace(got, problem=_ZERO) if rule.field != "spent_to_date" else got


@lru_cache(maxsize=4096)
def stated_by(text: str, is_money: bool) -> Stated:
    """Return what the text of a unit cell says; what we do not know is its own unit, with a problem."""
    if is_money:
        money = read_money(text, is_money=True)
        if money is None:
            advice = "It is kept as told; use an ISO 4217 code, or map the column with currency."
            return Stated(text, 1.0, Problem("unknown-currency", "warning", advice, raw=text))
        scale, code, _ = money
        if code and not currency_exists(code):
            return Stated(code, scale, Problem("unknown-currency", "warning", "Use an ISO 4217 code.", raw=code))
        return Stated(code, scale, None if code else replace(_NO_CURRENCY, raw=text))
    money = read_money(text)
    if money is not None and money[1]:  # the unit of a price may be a currency
        return Stated(money[1], money[0])
    measure = read_measure(text)
    if measure is None:
        return Stated(text, 1.0, _unknown_unit(text))
    return Stated(_word(measure[1]), measure[0])


def _between(low: Cleaned, high: Cleaned) -> Cleaned:
    """Return both ends of a range as one cell of two values, where they are two ends of anything."""
    if low is _TWO_READINGS or high is _TWO_READINGS:
        return _TWO_READINGS
    if not low.values or not high.values or low.unit != high.unit:
        return _BAD_CELL
    (a,), (b,) = low.values, high.values
    if not isinstance(a, float) or not isinstance(b, float) or not 0 <= a < b or (a and b > _WIDEST * a):
        return _BAD_CELL
    return Cleaned((a, b), low.problem or high.problem, low.unit, qualifiers=("low", "high"))


def _settle_money(rule: FieldRule, told: Quantity, stated: Stated) -> Cleaned:
    if told.unit:  # "12 km" is no money
        return Cleaned(problem=_BAD)
    column = stated.unit or rule.unit
    unit = told.currency or column
    problem = stated.problem
    if told.currency:
        problem = None
        if column and told.currency != column:
            advice = "The cell names another currency than its column, and counts."
            problem = Problem("other-currency", "info", advice)
    if not unit:
        problem = problem or _NO_CURRENCY
    elif problem is not None and problem.code == "no-currency":
        problem = None
    return Cleaned((_scaled(rule, told, stated),), problem, unit)


def _settle_number(rule: FieldRule, told: Quantity, stated: Stated) -> Cleaned:
    value = _scaled(rule, told, stated)
    own = FIELDS[rule.field].unit
    unit = _word(told.unit) or stated.unit or rule.unit or own or told.currency
    wanted = own or rule.unit
    problem = None if told.unit else stated.problem
    if wanted and unit != wanted:
        factor = times(unit, wanted)
        if factor is not None:
            return Cleaned((_rounded(value * factor),), None, wanted)
        problem = problem or Problem("other-unit", "warning", f"It is kept as told; {wanted} was to be.", raw=unit)
    return Cleaned((value,), problem, unit)


def _scaled(rule: FieldRule, told: Quantity, stated: Stated) -> float:
    """Return the number in plain units. "$1.5bn" under a heading "(£m)" says its own scale: another is too many."""
    if told.scale != 1.0 or told.unit:
        return told.value
    factor = stated.scale if stated.scale != 1.0 else rule.multiplier
    return told.value if factor == 1.0 else _rounded(told.value * factor)


def _rounded(number: float) -> float:
    """Return a product without the noise of the multiplication: 1.1 * 1e6 is 1100000.0."""
    return float(f"{number:.15g}")


def _unknown_unit(unit: str) -> Problem:
    return Problem("unknown-unit", "warning", "The number is kept with the unit as told.", raw=unit)


def _word(unit: str) -> str:
    """Return the ledger's word of a unit."""
    return "percent" if unit == "%" else unit
