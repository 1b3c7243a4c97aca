"""Dates as tables write them -> partial dates. What has two readings and no evidence stays None.

``tracker.clean.dates`` reads EDTF; this reads the rest: spreadsheets, ministries, APIs. Words that leave more than a
day, month or year open ("mid-2026", "by 2031") are for ``tracker.clean.vague_dates``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache

from tracker.clean.dates import PartialDate, from_day, parse_date
from tracker.clean.far_dates import far_part, western_year
from tracker.clean.words import fold

#: What a mapping may say of how a column writes days: the order in digits, or days counted by a spreadsheet.
DATE_ORDERS = ("dmy", "mdy", "ymd", "serial")

FIRST_YEAR, LAST_YEAR = 1800, 2200

#: Two-digit years from here on are of the twentieth century.
PIVOT = 70

_LONGEST = 60
_EXCEL_DAY_0 = date(1899, 12, 30)

_MONTH_NAMES = (
    "jan january enero ene janvier janv januar janner janeiro январь января янв يناير جانفي كانون_الثاني",
    "feb february febrero fevrier fevr fev februar fevereiro февраль февраля фев февр فبراير فيفري شباط",
    "mar march marzo mars marz maerz mrz marco март марта мар مارس آذار",
    "apr april abril abr avril avr апрель апреля апр أبريل إبريل أفريل نيسان",
    "may mayo mai maio май мая مايو ماي أيار",
    "jun june junio juin juni junho июнь июня июн يونيو يونية جوان حزيران",
    "jul july julio juillet juil juli julho июль июля июл يوليو يولية جويلية تموز",
    "aug august agosto ago aout август августа авг أغسطس أوت آب",
    "sep sept september septiembre setiembre set septembre setembro сентябрь сентября сен сент سبتمبر أيلول",
    "oct october octubre octobre oktober okt outubro out октябрь октября окт أكتوبر تشرين_الأول",
    "nov november noviembre novembre novembro ноябрь ноября ноя нояб نوفمبر تشرين_الثاني",
    "dec december diciembre dic decembre dezember dez dezembro декабрь декабря дек ديسمبر كانون_الأول",
)
_MONTHS = {
    fold(name).replace(" ", "_"): number for number, names in enumerate(_MONTH_NAMES, 1) for name in names.split()
}
#: Months of two words, as in Syria and Iraq: with and without their "of".
_TWO_WORDS = {name.replace("_", " "): name for name in _MONTHS if "_" in name}

#: A time of day behind a date is dropped: the date is the one that the publisher wrote, whatever its zone.
_TIME = re.compile(
    r"(?:T|\s+T?)\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?\s*(?:[ap]\.?\s?m\.?)?\s*(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})?$",
    re.IGNORECASE,
)
_NUMERIC = re.compile(r"(\d{1,4})([/.\-])(\d{1,2})\2(\d{1,4})\.?")
_YEAR_MONTH = re.compile(r"(\d{4})[/.](\d{1,2})|(\d{4})-(\d)")
_MONTH_YEAR = re.compile(r"(\d{1,2})[/.\-](\d{4})")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_YEAR = re.compile(r"(\d{4})(?:\.0+)?")
_PIECE = r"(?:[QTH]\s?[1-4]|[1-4]\s?[QTH])"
_PART = re.compile(
    rf"(?P<piece>{_PIECE})[\s/\-]*(?:OF )?(?P<year>\d{{4}})|(?P<year2>\d{{4}})[\s/\-]*(?P<piece2>{_PIECE})"
)
#: 2024年3月5日 of China and Japan, 2024년 3월 5일 of Korea.
_EASTERN = re.compile(r"(\d{4})\s*[年년](?:\s*(\d{1,2})\s*[月월](?:\s*(\d{1,2})\s*[日号號일])?)?")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th|er|o)\b")
_FILLING = frozenset(
    (*("de", "del", "of", "the", "den", "le", "el", "г", "год", "года"), *map(fold, ("م", "عام", "سنة")))
)
_SPAN_OF_YEARS = re.compile(r"\d{4}-(\d{2})[~?%]?")


#: Most cells of most columns of dates, read ten times as fast so. Later days of a month go the long way: not all exist.
_PLAIN_DAY = re.compile(r"(?:1[89]|2[01])\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])", re.ASCII)

#: What a spreadsheet makes of an empty cell, or of 0, that it takes for a day.
_EMPTY_DAYS = frozenset(("1899-12-30", "1899-12-31", "1900-01-01"))


def is_empty_day(found: PartialDate) -> bool:
    """True for the first days that spreadsheets count: they stand for nothing. The year 1900 alone is a year."""
    return found.lo == found.hi and found.lo in _EMPTY_DAYS


def parse_loose(cell: object, order: str = "", serials: bool = False) -> PartialDate | None:
    """Return the date of a cell as precise as it was written, or None.

    Reads EDTF, days and times of ISO 8601 (the day as written, in whatever zone), ``31/05/2010``, ``Apr/21/2015``,
    ``21-Apr-15``, ``April 2015``, ``Q3 2025``, ``H1 2026``, ``2026年12月``, ``2026년 12월``, ``令和8年``, years as text
    or number, date objects; months in Arabic, English, French, German, Portuguese, Russian and Spanish. Years outside
    1800 to 2200, fiscal years and days that do not exist are None, and so is ``03/04/2015`` without an ``order``.

    Parameters
    ----------
    cell
        Text, number or date.
    order
        "dmy", "mdy" or "ymd": how the column writes days in digits (see :func:`date_order`). It decides between
        readings; a cell that has one reading only keeps it. "": points mean day first, as in 03.04.2015. "serial":
        as ``serials``.
    serials
        True where numbers outside the years are days counted by a spreadsheet (45000 is 2023-03-15).
    """
    if order == "serial":
        order, serials = "", True
    if isinstance(cell, (date, datetime)):
        return within(cell.isoformat()[:10])  # "NaT" of pandas is no date there
    if isinstance(cell, (bool, bytes)) or cell is None:
        return None
    if isinstance(cell, (int, float)):
        return _number(cell, serials)
    if not isinstance(cell, str) or len(cell) > _LONGEST:
        return None
    if _PLAIN_DAY.fullmatch(cell):
        return PartialDate(cell, cell, cell)
    found = _text(cell, order)
    if found is None and serials and re.fullmatch(r"\d{2,7}(?:\.\d+)?", cell.strip()):
        return _number(float(cell), serials)
    return found


def date_order(samples: Iterable[object]) -> str:
    """Return "dmy", "mdy" or "ymd": how a column writes days in digits; "" where no cell tells or cells contradict.

    A cell tells where one of its numbers is over 12 or begins with a year of four digits. Contrary cells are passed
    over where they are fewer than one in twenty.
    """
    votes = {"dmy": 0, "mdy": 0, "ymd": 0}
    has_points = False
    for cell in samples:
        match = _NUMERIC.fullmatch(_day_part(cell)) if isinstance(cell, str) and len(cell) <= _LONGEST else None
        if match is None:
            continue
        orders = list(_readings(match))
        if len(orders) == 1:
            votes[orders[0]] += 1
        has_points = has_points or match[2] == "."
    if not votes["dmy"] and not votes["mdy"]:
        return "ymd" if votes["ymd"] else "dmy" if has_points else ""
    best, other = ("dmy", "mdy") if votes["dmy"] >= votes["mdy"] else ("mdy", "dmy")
    return best if votes[other] * 20 <= votes[best] else ""


def _number(number: float, serials: bool) -> PartialDate | None:
    if number != number or abs(number) > 1e9:
        return None
    if number == int(number):
        found = _text(str(int(number)), "")
        if found is not None:
            return found
    if serials and 61 <= number < 2_958_466:  # before day 61 spreadsheets count a day that never was
        return within((_EXCEL_DAY_0 + timedelta(days=int(number))).isoformat())
    return None


def within(text: str) -> PartialDate | None:
    """Return the partial date of EDTF text whose years are ones that a project can have."""
    found = parse_date(text)
    if found is None:
        return None
    years = [int(year) for year in re.findall(r"(?<!\d)\d{4}", text.replace("X", "0"))]
    return found if all(FIRST_YEAR <= year <= LAST_YEAR for year in years) else None


def _day_part(text: str) -> str:
    """Return a cell without its time of day, in the plain forms of letters and digits."""
    text = text.strip()
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).replace("–", "-")
        text = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)  # ٢٠٢٩ is 2029
        text = western_year(text)
    return _TIME.sub("", text).strip()


@lru_cache(maxsize=65536)
def _text(text: str, order: str) -> PartialDate | None:
    text = _day_part(text)
    if not any(c.isdigit() for c in text):
        return None
    if year := _YEAR.fullmatch(text):
        return within(year[1])
    if numeric := _NUMERIC.fullmatch(text):
        return _choose(_readings(numeric, order), order or ("dmy" if numeric[2] == "." else ""))
    if (span := _SPAN_OF_YEARS.fullmatch(text)) and int(span[1]) > 12:
        return None  # 2020-21 is a fiscal year; EDTF would read a season
    found = within(text)
    if found is not None:
        return found
    for pattern, form in ((_YEAR_MONTH, "ym"), (_MONTH_YEAR, "my"), (_EASTERN, "ymd"), (_COMPACT, "ymd")):
        if match := pattern.fullmatch(text):
            parts = [int(part) for part in match.groups() if part]
            return _join(*(parts if form != "my" else parts[::-1]))
    if not text.isascii() and (far := far_part(text)):
        return _part_of_year(*far) if far[1] else within(far[0])
    if part := _PART.fullmatch(text.upper()):
        return _part_of_year(part["year"] or part["year2"], part["piece"] or part["piece2"])
    return _with_month_name(text)


def _readings(match: re.Match[str], order: str = "") -> dict[str, date]:
    """Return order -> day for the orders in which three numbers are a day that exists.

    Years of two digits come first only behind hyphens, where the order says so, or where they can be nothing else.
    """
    first, middle, last = match[1], match[3], match[4]
    tries: list[tuple[str, str, str, str]] = []
    if len(first) == 4:
        tries = [("ymd", first, middle, last)] if len(last) <= 2 else []
    elif len(first) <= 2 and len(last) in (2, 4):
        tries = [("dmy", last, middle, first), ("mdy", last, first, middle)]
        if len(last) == 2 and (match[2] == "-" or order == "ymd" or int(first) > 31):
            tries.append(("ymd", first, middle, last))
    found = {}
    for name, year, month, day in tries:
        try:
            found[name] = date(_full_year(year), int(month), int(day))
        except ValueError:
            continue
    return found


def _choose(readings: dict[str, date], order: str) -> PartialDate | None:
    days = {readings[order]} if order in readings else set(readings.values())
    day = days.pop() if len(days) == 1 else None
    return from_day(day) if day is not None and FIRST_YEAR <= day.year <= LAST_YEAR else None


def _full_year(digits: str) -> int:
    year = int(digits)
    return year if len(digits) > 2 else year + (1900 if year >= PIVOT else 2000)


def _join(year: int, month: int | None = None, day: int | None = None) -> PartialDate | None:
    text = f"{year:04d}"
    for part in (month, day):
        text += "" if part is None else f"-{part:02d}"
    if month is not None and not 1 <= month <= 12:
        return None
    return within(text)


def _part_of_year(year: str, piece: str) -> PartialDate | None:
    """Return a quarter (Q3, 3Q, T3) or a half (H1) of a year as EDTF."""
    number = int(piece.strip("QTH "))
    if "H" in piece:
        return within(f"{year}-{39 + number}") if number <= 2 else None
    return within(f"{year}-{32 + number}")


def _with_month_name(text: str) -> PartialDate | None:
    """Read "21-Apr-15", "April 21, 2015", "21 de abril de 2015", "Apr/2015", "2015 April"."""
    folded = _ORDINAL.sub("", fold(text))
    if not folded.isascii():
        for two, one in _TWO_WORDS.items():
            folded = folded.replace(two, one)
    words = [word for word in folded.split() if word not in _FILLING]
    months = [(i, _MONTHS[word]) for i, word in enumerate(words) if word in _MONTHS]
    numbers = [word for word in words if word.isdecimal()]
    if len(months) != 1 or len(numbers) != len(words) - 1 or not 1 <= len(numbers) <= 2:
        return None
    place, month = months[0]
    years = [word for word in numbers if len(word) == 4]
    if len(years) > 1 or any(len(word) not in (1, 2, 4) for word in numbers):
        return None
    if len(numbers) == 1:  # "Apr-15" is how spreadsheets write a month; "15-Apr" is a day without a year
        year = numbers[0]
        return _join(_full_year(year), month) if len(year) == 4 or (len(year) == 2 and place == 0) else None
    if years:
        day = numbers[1] if numbers[0] == years[0] else numbers[0]
        return _join(int(years[0]), month, int(day))
    day, year = numbers
    return _join(_full_year(year), month, int(day)) if place < 2 and len(year) == 2 else None
