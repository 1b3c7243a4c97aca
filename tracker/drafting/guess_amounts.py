"""Which columns say costs and other money, progress, length and capacity, in what unit and on what scale."""

from __future__ import annotations

import re
from collections.abc import Callable
from statistics import median

from tracker.clean.headings import plain_words
from tracker.clean.numbers import parse_number
from tracker.drafting.guess_codes import family
from tracker.drafting.guess_column import Column
from tracker.drafting.guess_plan import Plan, Rule, counted
from tracker.drafting.guess_units import currencies_of, measures_beside, scale_beside, unit_beside, units_of_money
from tracker.drafting.toml_text import fixes
from tracker.fields import FIELDS

_NOT_MONEY = (
    *("variance", "benefit", "per", "percent", "currency", "progress", "capacity", "length", "id", "date", "yearly"),
    *("lat", "lon", "shown", "status", "type", "comment", "person", "url"),
)
_MONEY = ("cost", "invest", "budget", "wholelife", "spent", "commit", "contract", "amount")
#: Below this a project's cost is hardly a plain number of a currency.
_SMALL = 100_000
#: Smaller numbers under "Approved" or "Contract sum" may count anything.
_SUM = 1_000
_KM = {"km": 1.0, "m": 0.001, "mi": 1.609344, "ft": 0.0003048}
#: A number whose mark may part the thousands or the decimals.
_OPEN = re.compile(r"(?<![\d.,])[1-9]\d{0,2}[.,]\d{3}(?![\d.,])")
_ELECTRIC = ("MW", "kW", "GW")


def guess_money(plan: Plan) -> set[str]:
    """Find the money; return the currencies that headings and cells tell."""
    units = units_of_money(plan)
    found: dict[tuple[str, str], list[Column]] = {}
    for c in plan.left():
        if c in units or not _is_money(c, units):
            continue
        said = _money_field(c, plan)
        if said is not None:
            found.setdefault(said, []).append(c)
    codes: set[str] = set()
    for (field, item), columns in found.items():
        best = max(columns, key=lambda c: _money_rank(c, units))
        for c in columns:
            if c is not best:
                plan.why[c.name] = f"{field}, which {best.name} says"
        alike = family(best, columns) if field != "spent_to_date" else [best]
        for c in alike:
            plan.why.pop(c.name, None)
            rule = plan.say(field, c, item=item, **({"as_of": c.heading.years[0]} if len(alike) > 1 else {}))
            _say_money(plan, rule, c, units)
            codes.add(str(rule.keys.get("currency", "")))
    return (codes | currencies_of(units, plan)) - {""}


def _is_money(c: Column, units: list[Column]) -> bool:
    h = c.heading
    if not c.filled or c.numeric < 0.75 or h.any(*_NOT_MONEY) or (h.hint.unit and not h.hint.currency):
        return False
    is_agreed = h.has("approval") and not h.rest
    if not (h.any(*_MONEY) or is_agreed or (h.has("planned") and h.hint.currency and not h.rest)):
        return False
    if any(q.unit for q, _ in c.quantities) or (c.is_years and c.dated > 0.9 and not h.hint.currency):
        return False
    told = h.hint.currency or h.hint.multiplier != 1 or c.currency or units
    return bool(told) or h.any("cost", "invest", "budget", "wholelife", "spent", "commit") or _is_sum(c)


def _is_sum(c: Column) -> bool:
    """True for what was approved or agreed ("Sanctioned", "Contract sum"), where the cells are as large as money is."""
    h = c.heading
    values = [abs(q.value) for q, _ in c.quantities if q.value]
    is_large = bool(values) and median(values) >= _SUM
    return is_large and not c.is_years and (h.has("amount", "contract") or (h.has("approval") and not h.rest))


def _money_field(c: Column, plan: Plan) -> tuple[str, str] | None:
    """Return (field, item) of a column of money."""
    h = c.heading
    if h.has("wholelife"):
        return "cost_lifecycle", "whole life"
    is_cost = h.any("cost", "invest")
    if h.years and not is_cost:
        plan.why[c.name] = f"money of one year ({h.years[0]})"
        return None
    if h.has("contract"):
        return "contract_value", "contract"
    if h.has("spent"):
        return "spent_to_date", ""
    if h.has("commit") and not is_cost:
        return "budget_allocated", plain_words(_without_unit(c))
    if h.any("budget", "first") or (h.has("approval") and not h.has("planned")):
        return "cost_budget", ""
    if is_cost:
        return ("cost_actual" if h.has("actual") and not h.has("planned") else "cost_estimate"), ""
    if h.any("project", "planned") or (h.has("total") and not h.rest):
        return "cost_estimate", ""
    return "amount_other", plain_words(_without_unit(c))


def _without_unit(c: Column) -> str:
    """Return a heading without the currency at its end: it is no part of what is said."""
    words = c.name.split()
    while len(words) > 1 and len(words[-1]) == 3 and words[-1].isupper():
        words.pop()
    return " ".join(words)


def _money_rank(c: Column, units: list[Column]) -> tuple[float, ...]:
    h = c.heading
    told = bool(h.hint.currency or c.currency or units)
    zeros = sum(n for q, n in c.quantities if q.value == 0) / max(sum(n for _, n in c.quantities), 1)
    newest = float(max(h.years)) if h.years else 9999.0
    fullness = round(c.fill * c.numeric * (1 - zeros), 1)
    return fullness, newest, float(told), float(h.has("total")), -float(h.rest), -float(c.place)


def _say_money(plan: Plan, rule: Rule, c: Column, units: list[Column]) -> None:
    hint = c.heading.hint
    currency = hint.currency or c.currency
    unit = scale_beside(c, units) if currency else unit_beside(c, units)
    if currency:
        rule.keys["currency"] = currency
    if unit is not None:
        rule.keys["unit_column" if unit.money_scales else "currency_column"] = unit.name
        plan.take([unit])
    if not currency and (unit is None or not unit.currencies):
        _say_no_currency(rule, c)
    if hint.multiplier != 1:
        rule.keys["multiplier"] = hint.multiplier
    elif _is_small(c) and not (unit and unit.money_scales):
        typical = median(abs(q.value) for q, _ in c.quantities if q.value)
        rule.remarks.append(f"No scale is told, and {typical:,.0f} is little for a project: thousands, or millions?")
        rule.offers.append("multiplier = 1e6")
    if hint.price_year:
        rule.keys["price_year"] = hint.price_year
    _offer_zeros(rule, c)


def _say_no_currency(rule: Rule, c: Column) -> None:
    if sum(bool(q.currency) for q, _ in c.quantities) >= 0.5 * len(c.quantities):
        rule.remarks.append("The cells name their currencies.")
    else:
        rule.remarks.append("No currency is told: the amounts are kept, and enter no total.")
        rule.offers.append('currency = "USD"')


def _is_small(c: Column) -> bool:
    values = [abs(q.value) for q, _ in c.quantities if q.value]
    return bool(values) and median(values) < _SMALL and all(q.scale == 1 for q, _ in c.quantities)


def _offer_zeros(rule: Rule, c: Column) -> None:
    zeros = [text for cell, text, _ in c.looked_at if _is_zero(cell, c)]
    if zeros:
        rows = sum(c.meaning[text] for text in zeros)
        rule.remarks.append(f'0 stands in {counted(rows)}. If it means "not given", take the # away:')
        rule.offers.append(fixes(zeros[:5]))


def _is_zero(cell: object, c: Column) -> bool:
    return parse_number(cell, c.decimal) == 0


def guess_numbers(plan: Plan) -> None:
    """Find progress, length and capacity."""
    _one_each(plan, _progress)
    _one_each(plan, _length)
    _one_each(plan, _capacity)


def _one_each(plan: Plan, guess: Callable[[Plan, Column], Rule | None]) -> None:
    """Say the fullest column of each field and item."""
    found: dict[tuple[str, str], tuple[tuple[float, ...], Column, Rule]] = {}
    for c in plan.left():
        if not c.filled or c.numeric < 0.8:
            continue
        rule = guess(plan, c)
        if rule is None:
            continue
        rank = (c.fill, -float(c.heading.rest), -float(c.place))
        key = (rule.field, rule.item)
        if key not in found or rank > found[key][0]:
            if key in found:
                plan.why[found[key][1].name] = f"{rule.field}, which {c.name} says"
            found[key] = (rank, c, rule)
        else:
            plan.why[c.name] = f"{rule.field}, which {found[key][1].name} says"
    for _, c, rule in found.values():
        plan.take([c, *(u for u in plan.columns if u.name == rule.keys.get("unit_column"))])
        plan.why.pop(c.name, None)
        plan.fields.append(rule)


def _progress(plan: Plan, c: Column) -> Rule | None:
    h = c.heading
    says = h.has("progress") or (h.has("percent") and h.any("end", "ended", "physical", "works"))
    if not says or h.any("variance", "date", "year", "cost", "amount", "benefit", "owner"):
        return None
    values = [q.value for q, _ in c.quantities]
    if not values or min(values) < 0 or max(values) > 105:
        plan.why[c.name] = "progress, but not from 0 to 100"
        return None
    item = "physical" if h.has("physical") else "financial" if h.any("financial", "spent") else "unspecified"
    rule = _rule("progress_planned" if h.has("planned") else "progress_pct", c, item)
    rule.keys["unit"] = "percent"
    if max(values) <= 1 and any(value % 1 for value in values):
        rule.keys["multiplier"] = 100.0
        rule.remarks.append("The cells are shares from 0 to 1.")
    if item == "unspecified":
        rule.remarks.append('What does it measure? Put it in item: physical, financial, "work volume".')
    return rule


def _length(plan: Plan, c: Column) -> Rule | None:
    h = c.heading
    if not h.has("length") or h.any("lat", "per", "cost", "amount", "id", "capacity", "date", "country", "variance"):
        return None
    rule = _rule("length_km", c)
    own = sum(bool(q.unit) for q, _ in c.quantities)
    if own >= 0.9 * len(c.quantities):
        rule.remarks.append("The cells name their units.")
        return rule
    factor = _KM.get(h.hint.unit)
    if factor is None and (unit := measures_beside(plan, c)) is not None and unit.measures <= _KM.keys():
        rule.keys["unit_column"] = unit.name
        return rule
    if factor is None:
        plan.why[c.name] = "a length without a unit: map it as length_km, with multiplier = 0.001 if in metres"
        return None
    rule.keys["unit"] = "km"
    if (factor := factor * h.hint.multiplier) != 1:
        rule.keys["multiplier"] = factor
    return rule


def _capacity(plan: Plan, c: Column) -> Rule | None:
    h = c.heading
    if not h.has("capacity") or h.any("per", "country", "cost", "amount", "id", "date", "shown", "variance", "benefit"):
        return None
    own = {q.unit for q, _ in c.quantities}
    unit = h.hint.unit or (next(iter(own)) if len(own) == 1 else "")
    beside = measures_beside(plan, c) if not unit else None
    if beside is not None and "%" not in beside.measures:
        rule = _rule("capacity", c, "electric" if beside.measures <= set(_ELECTRIC) else "unspecified")
        rule.keys["unit_column"] = beside.name
        return rule
    if not unit or unit == "%":
        plan.why[c.name] = 'a capacity without a unit: map it as capacity, with unit = "MW" or another'
        return None
    rule = _rule("capacity", c, "electric" if unit in _ELECTRIC else "unspecified")
    rule.keys["unit"] = unit
    if h.hint.unit and h.hint.multiplier != 1:
        rule.keys["multiplier"] = h.hint.multiplier
    return rule


def _rule(field: str, c: Column, item: str = "") -> Rule:
    rule = Rule({"field": field, "column": c.name})
    if item:
        rule.keys["item"] = item
    return rule


def guess_decimal(plan: Plan) -> None:
    """Say the decimal mark where a number would have two readings: for the file, else column by column.

    What no cell of the file tells is left to the user: such cells make no claim.
    """
    by_name = {c.name: c for c in plan.columns}
    rules = [(r, c) for r in plan.fields if (c := _numbers_of(r, by_name)) is not None]
    marks = {c.decimal for _, c in rules} - {""}
    is_open = [c for _, c in rules if _is_mark_open(c)]
    if len(marks) == 1 and ("," in marks or is_open):
        plan.file.keys["decimal"] = marks.pop()
        told = [c.name for c in is_open if not c.decimal]
        if told:
            what = f"1,234 and 1.234 have two readings. What parts the digits in {', '.join(told)},"
            plan.file.remarks.append(f"{what} other columns tell.")
        return
    for rule, c in rules:
        if c.decimal == "," or (c.decimal and c in is_open):
            rule.keys["decimal"] = c.decimal
    left = [c.name for c in is_open if not c.decimal]
    if left:
        what = f"1,234 and 1.234 have two readings, and no cell of {', '.join(left)} tells which:"
        plan.file.remarks += [what, "without one of these lines such cells make no claim."]
        plan.file.offers += ['decimal = "."   # 1,234 is 1234', 'decimal = ","   # 1.234 is 1234']


def _numbers_of(rule: Rule, by_name: dict[str, Column]) -> Column | None:
    if FIELDS[rule.field].type not in ("money", "number"):
        return None
    return by_name.get(str(rule.keys.get("column", "")))


def _is_mark_open(c: Column) -> bool:
    return any(isinstance(cell, str) and _OPEN.search(cell) for cell in set(c.cells))
