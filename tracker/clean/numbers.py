"""Numbers as people write them, and what a heading says of the numbers below it."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from tracker.clean.currency import SIGNS, WORD_CODES, exact_currency, is_current, read_money
from tracker.clean.myriads import plain_myriads
from tracker.clean.scales import read_measure, scale_of

#: Longer cells are sentences, longer headings are not read.
_LONGEST, _LONGEST_HEADING = 64, 400
#: As a decimal mark: not known. "1,234" and "1.234" have no reading then.
OPEN = "?"

_BODY = r"(?:\d(?:[\d.,'’ ]*\d)?\.?|(?<![^\W\d_])[.,]\d+(?![\d.,]))(?:[eE][+-]?\d{1,3})?"
_CELL = re.compile(rf"(?P<before>[^\d.,'’]*?[.]??)\s*(?P<body>{_BODY})\s*(?P<after>\D.*)?")
_PLAIN = re.compile(r"-?\d{1,15}(?:\.\d{1,15})?", re.ASCII)
#: Digits with a point at most that parts no thousands: most cells of most tables, read thirty times as fast so.
_SURE = re.compile(r"-?\d{1,15}(?:\.(?:\d{1,2}|\d{4,15}))?", re.ASCII)
_NOTES = re.compile(r"(?:\s*(?:\*+|[†‡§¶#]|\[\w{1,3}\]|[⁰¹²³⁴⁵⁶⁷⁸⁹ᵃᵇᶜᵈᵉ]+))+$")
_GROUPED = {
    ",": re.compile(r"\d{1,3}(?:,\d{3})+|\d{1,2}(?:,\d{2})+,\d{3}"),  # the second as in India: 1,20,000
    ".": re.compile(r"\d{1,3}(?:\.\d{3})+"),
}
_SPACED = re.compile(r"\d{1,3}(?:([ '’])\d{3})(?:\1\d{3})*(?P<rest>[.,]\d+)?")
_EXPONENT = re.compile(r"\d+(?:[.,]\d+)?[eE][+-]?\d{1,3}")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with what stands beside it: ISO 4217 code, unit ("%", "km", "MW"), each "" where none is told.

    ``scale``: the factor that the cell itself named and ``value`` contains ("$1.5bn": 1000000000.0). A multiplier of
    the heading is not meant for such a cell.
    """

    value: float
    currency: str = ""
    unit: str = ""
    scale: float = 1.0


@dataclass(frozen=True, slots=True)
class UnitHint:
    """What a heading says of the cells below it; multiply them by ``multiplier``. "" and None: nothing said."""

    multiplier: float = 1.0
    currency: str = ""
    unit: str = ""
    price_year: int | None = None


def parse_number(cell: object, decimal: str = "") -> float | None:
    """Return the number of a cell, or None for words, ranges, dates, NaN, infinity and numbers with a unit.

    Reads grouping by comma, point, space or apostrophe, ``(12)`` as negative, currencies, scales ("$1.5bn" is
    1500000000.0), a percent sign (12 % is 12.0) and footnote marks at the end. A unit is not dropped, since "555 m" in
    a column of kilometres would be wrong by a thousand: see :func:`parse_quantity`.

    Parameters
    ----------
    cell
        Text or a number.
    decimal
        "." or ",": the column's decimal mark, which decides "1,234" and "1.234" (see :func:`decimal_mark`). "": those
        two are read as in English, 1234.0 and 1.234; OPEN: they are None. What has one reading only keeps it whatever
        the mark.
    """
    if isinstance(cell, (int, float)):
        return _finite(cell)
    if decimal in ("", ".") and isinstance(cell, str) and _PLAIN.fullmatch(cell):
        return float(cell)
    found = parse_quantity(cell, decimal)
    return found.value if found is not None and found.unit in ("", "%") else None


def parse_quantity(cell: object, decimal: str = "") -> Quantity | None:
    """Return the number of a cell together with the currency or unit that the cell names, or None."""
    if isinstance(cell, (int, float)):
        value = _finite(cell)
        return None if value is None else Quantity(value)
    if not isinstance(cell, str) or len(cell) > _LONGEST:
        return None
    return Quantity(float(cell)) if _SURE.fullmatch(cell) else _quantity(cell, decimal)


def has_two_readings(text: str) -> bool:
    """True for a cell such as "1.234" or "€ 1,234": the mark parts thousands or decimals."""
    return parse_quantity(text, OPEN) is None and parse_quantity(text) is not None


def decimal_mark(samples: Iterable[object]) -> str:
    """Return the decimal mark of a column, "." or ",", from the cells that leave no doubt; "" where none does.

    A few contrary cells (one in twenty) do not count.
    """
    votes = {".": 0, ",": 0}
    for cell in samples:
        if isinstance(cell, str) and (mark := sure_mark(cell)):
            votes[mark] += 1
    return chosen_mark(votes["."], votes[","])


def sure_mark(text: str) -> str:
    """Return the decimal mark that a cell tells by itself, "." or ","; "" where it leaves it open or has none."""
    split = _split(text) if len(text) <= _LONGEST else None
    return _sure_mark(split[2]) if split else ""


def chosen_mark(point: int, comma: int) -> str:
    """Return the decimal mark for which so many cells speak, "" where none or the others are too many to be slips."""
    if comma * 20 <= point and point:
        return "."
    return "," if point * 20 <= comma and comma else ""


def _finite(number: float) -> float | None:
    if isinstance(number, bool):
        return None
    try:
        value = float(number)
    except OverflowError:
        return None
    return value if math.isfinite(value) else None


@lru_cache(maxsize=65536)
def _quantity(text: str, decimal: str) -> Quantity | None:
    split = _split(text)
    if split is None:
        return None
    is_negative, before, body, after = split
    value = _value(body, decimal)
    if value is None:
        return None
    money = read_money(before) if before else None
    if before and money is None:
        return None
    scale, currency, unit = money[0] if money else 1.0, money[1] if money else "", ""
    if after:
        beside = read_money(after, is_money=money is not None)
        measure = read_measure(after) if money is None else None
        if beside is not None:
            scale *= beside[0]
            currency = currency or beside[1]
        elif measure is not None:
            scale, unit = measure
        else:
            return None
    value = _finite(round(value * scale, 6) if scale >= 1e3 else value)
    return None if value is None else Quantity(-value if is_negative else value, currency, unit, scale)


@lru_cache(maxsize=65536)
def _split(text: str) -> tuple[bool, str, str, str] | None:
    """Return (is negative, text before, digits and marks, text after), or None where a cell is no number."""
    text = _NOTES.sub("", text.strip())
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
        text = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text).translate(_SIGNS)
        text = plain_myriads(text)
    brackets = text.startswith("(") and text.endswith(")")
    match = _CELL.fullmatch(text[1:-1].strip() if brackets else text)
    if match is None:
        return None
    before, body, after = match["before"].strip(), match["body"], (match["after"] or "").strip()
    is_negative = before.startswith("-") or before.endswith("-")
    if is_negative and brackets:
        return None
    return is_negative or brackets, before.strip("-+ "), body.strip(), after


#: The last two part the decimals and the thousands of numbers in Arabic digits.
_SIGNS = {
    **{0x2212: "-", 0x2013: "-", 0x2012: "-", 0xFF0D: "-", 0x2019: "'", 0x02BC: "'"},
    **{0x066B: ".", 0x066C: "'"},
}


def _value(body: str, decimal: str) -> float | None:
    """Return the number that digits and marks mean, or None where they are no number ("31.03.2025")."""
    if body.isdecimal():
        return float(body)
    if _EXPONENT.fullmatch(body):
        return float(body.replace(",", "."))
    if " " in body or "'" in body:
        spaced = _SPACED.fullmatch(body)
        return float(re.sub(r"[ ']", "", body).replace(",", ".")) if spaced else None
    mark = _sure_mark(body)
    if mark:
        other = "," if mark == "." else "."
        whole, _, part = body.rpartition(mark) if body.count(mark) == 1 else (body, "", "")
        if other in whole and not _GROUPED[other].fullmatch(whole):
            return None
        whole = whole.replace(other, "")
        return float(f"{whole or 0}.{part or 0}") if whole.isdecimal() or not whole else None
    if body.count(",") + body.count(".") == 1 and decimal != OPEN:  # 1,234 or 1.234
        sign = "," if "," in body else "."
        return float(body.replace(sign, "." if sign == (decimal or ".") else ""))
    return None


def _sure_mark(body: str) -> str:
    """Return the decimal mark that digits and marks tell of, "" where they leave it open or are no number."""
    points, commas = body.count("."), body.count(",")
    if " " in body or "'" in body or not points + commas:
        rest = _SPACED.fullmatch(body)
        return rest["rest"][0] if rest and rest["rest"] else ""
    if points and commas:
        last = "." if body.rindex(".") > body.rindex(",") else ","
        return last if body.count(last) == 1 else ""
    sign = "." if points else ","
    if points + commas > 1:
        return ("," if sign == "." else ".") if _GROUPED[sign].fullmatch(body) else ""
    whole, _, part = body.partition(sign)
    if sign == "," and not part:
        return ""
    is_open = len(part) == 3 and 1 <= len(whole) <= 3 and not whole.startswith("0")
    return "" if is_open else sign


_BRACKETS = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]|\{([^{}]*)\}")
_YEAR = r"(?<!\d)((?:1[89]|20|21)\d\d)(?!\d)"
_PRICES = re.compile(r"\b(?:constant|real|prices?|price (?:base|level|year)|base year|deflated)\b", re.IGNORECASE)
_CODE_YEAR = re.compile(rf"\b([A-Z]{{3}}|US\$|[£€]){_YEAR}")
_YEAR_CODE = re.compile(rf"^{_YEAR}[ -]?(?:[A-Z]{{3}}|[A-Z]{{0,3}}[$£€])|^(?:[A-Z]{{3}}|[A-Z]{{0,3}}[$£€]) ?{_YEAR}")
_FILLING = re.compile(
    r"\b(?:constant|nominal|real|current|prices?|in|at|(?:price|base) (?:year|level)|terms|values?|equivalent)\b"
    + rf"|{_YEAR}(?:[/-]\d\d)?",
    re.IGNORECASE,
)
_MONEY_WORDS = re.compile(
    r"cost|budget|amount|value|invest|price|spen[dt]|expend|benefit|commit|disburs|loan|grant|contract|fund|financ|capex|baseline"
    r"|forecast|presupuesto|monto|importe|inversi|coût|montant|custo|valor|kosten|betrag|投资|金额|造价|资金|gdp|стоимост|бюджет|сумма|инвестиц|затрат|финансир|事業費|費用|金額|予算|投資|工事費"
    r"|사업비|비용|금액|예산|투자|공사비|تكلفة|كلفة|ميزانية|قيمة|استثمار|مبلغ",
    re.IGNORECASE,
)
_SIZE_WORDS = re.compile(
    r"length|height|depth|width|elevation|altitude|distance|diameter|draft|draught|head\b|drop|span|longitud|longueur|长|高|宽|длина|высота|протяж|長|延長|길이|연장|طول",
    re.IGNORECASE,
)
_TIME_WORDS = re.compile(r"duration|period|age\b|life|delay|\bin (?:years|months|days)", re.IGNORECASE)
#: Signs that stand for spaces in the names of columns: "cost_usd", "Amount.(Constant.USD.2021)".
_JOINTS = re.compile(r"[_\n\r\t]+|(?<=[^\W\d_])\.(?=[\w(])")
_MONEY_SIGN = re.compile(r"[$£€¥]")


@lru_cache(maxsize=4096)
def unit_hint(text: str) -> UnitHint:
    """Return multiplier, currency, unit and price year that a heading names.

    'Cost 2024 (CAD) {$M}' -> 1000000.0, 'CAD'; 'Length (m)' -> 'm'; 'Amount (Constant USD2017)' -> 'USD', 2017.
    The year of a column ("Cost 2024") is no price year.
    """
    if len(text) > _LONGEST_HEADING:
        return UnitHint()
    text = _JOINTS.sub(" ", unicodedata.normalize("NFKC", text).replace("U.S.", "US"))
    inner = ["".join(groups) for groups in _BRACKETS.findall(text)]
    outer = " ".join(_BRACKETS.sub(" ", text).split()).strip(" -")
    about_money = bool(_MONEY_WORDS.search(outer)) and not _SIZE_WORDS.search(outer)
    scale, currency, unit = 1.0, "", ""
    for part in [*inner, *_tails(outer)]:
        words = " ".join(_FILLING.sub(" ", _CODE_YEAR.sub(r"\1", part)).split())
        if not 0 < len(words) <= _LONGEST:
            continue
        money = read_money(words, is_money=about_money or bool(currency))
        measure = None if money else read_measure(words)
        if money and part not in inner and outer.isupper() and money[1] in WORD_CODES:
            continue  # TOTAL COST OF ALL
        if money and (about_money or _is_plainly_money(words, money)):
            scale = money[0] if scale == 1.0 else scale
            currency = currency or money[1]
        elif measure and not unit and (part in inner or _is_unit_at_end(outer, measure[1])):
            scale, unit = (measure[0] if scale == 1.0 else scale), measure[1]
    if currency and unit in ("m", "mm"):
        scale, unit = 1e6, ""
    return UnitHint(scale, currency, unit, _price_year(text, inner))


def _is_plainly_money(words: str, money: tuple[float, str, bool]) -> bool:
    """True for what speaks of money or a scale without help: "USD", "£m", "million"; not "B", "won" or "all"."""
    _, code, is_money = money
    if not is_money:
        return len(words) > 1
    return bool(_MONEY_SIGN.search(words)) or (code not in WORD_CODES and code in words.upper())


def _is_unit_at_end(outer: str, unit: str) -> bool:
    """True where the last word of a heading is a unit: "length_km"; "Start year" is none."""
    if unit in ("years", "months", "days"):
        return bool(_TIME_WORDS.search(outer))
    return len(unit) > 1 or unit == "%" or (unit == "m" and bool(_SIZE_WORDS.search(outer)))


def _tails(outer: str) -> list[str]:
    """Return the parts of a heading without brackets that may name a currency, a scale or a unit."""
    words = outer.split()
    found = [" ".join(words[-n:]) for n in (3, 2, 1) if len(words) >= n]
    if glued := re.search(r"[百千万亿]*元$", outer):
        found.append(glued[0])
    for i, word in enumerate(words):
        plain = word.isascii() and word.isalpha()
        code = exact_currency(word) if not plain or (word.isupper() and len(word) == 3) or word in SIGNS else None
        if plain and code and (not is_current(code) or (outer.isupper() and code in WORD_CODES)):
            code = None
        if code is not None or _MONEY_SIGN.search(word):
            found += [" ".join(words[i - 1 : i + 1]), " ".join(words[i : i + 2]), word]
        elif len(word) > 1 and scale_of(word) and not word.isdecimal():
            found.append(word)
    return found


def _price_year(text: str, inner: list[str]) -> int | None:
    glued = _CODE_YEAR.search(text)
    if glued:
        return int(glued[2])
    for part in inner:
        if beside := _YEAR_CODE.search(part.strip()):
            return int(beside[1] or beside[2])
    for part in [*inner, text]:
        said = _PRICES.search(part)
        years = list(re.finditer(_YEAR, part)) if said else []
        if said and years:
            near = min(years, key=lambda year: min(abs(year.start() - said.end()), abs(said.start() - year.end())))
            return int(near[1])
    return None
