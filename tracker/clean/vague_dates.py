"""Dates told in words that leave more than a day open: "mid-2026", "by 2031", "FY2023/24", "summer 2027" -> EDTF.

Never more precise than what was said: a word with two readings becomes the interval that holds both. What each word
becomes is told in docs/how-to/mapping.md.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from tracker.clean.dates import FIRST, LAST, PartialDate
from tracker.clean.fiscal_years import fiscal_year, may_be_month, year_start
from tracker.clean.loose_dates import PIVOT, parse_loose, within
from tracker.clean.words import fold

_LONGEST = 60

#: Months of a year that a word leaves open, and years of a decade.
_PARTS = {
    "start": ("01", "01", 0, 0),
    "early": ("01", "03", 0, 3),
    "mid": ("05", "08", 3, 6),
    "late": ("10", "12", 6, 9),
    "end": ("12", "12", 9, 9),
}
#: In English "end of 2027" names December (so does the ledger); "Ende 2027", "fin 2027" may be any of the last months.
_PART_WORDS = {
    "start": "start beginning",
    "early": "early debut anfang beginn principio principios comienzo comienzos inicio inicios comeco",
    "mid": "mid middle midyear mediados meados mitad metade milieu mi mitte",
    "late": "late fin fins fines ende finales final fim finais",
    "end": "end yearend",
}
_PART_OF = {word: part for part, words in _PART_WORDS.items() for word in words.split()}
_SEASON_WORDS = {
    21: "spring printemps primavera fruhling fruhjahr",
    22: "summer ete verano verao sommer",
    23: "autumn fall automne otono outono herbst",
    24: "winter hiver invierno inverno",
}
_SEASON_OF = {word: season for season, words in _SEASON_WORDS.items() for word in words.split()}
_ORDINALS = (
    "first 1st 1 1er 1o premier primer primero primeiro erstes erste",
    "second 2nd 2 2e 2eme 2o deuxieme segundo zweites zweite",
    "third 3rd 3 3e 3eme 3o troisieme tercer tercero terceiro drittes dritte",
    "fourth 4th 4 4e 4eme 4o quatrieme cuarto quarto viertes vierte last",
)
_ORDINAL_OF = {word: n for n, words in enumerate(_ORDINALS, 1) for word in words.split()}
_HALVES = frozenset(("half", "semestre", "halbjahr", "semester"))
_QUARTERS = frozenset(("quarter", "trimestre", "quartal"))
_FILLING = frozenset(
    (
        *("a", "the", "of", "in", "at", "de", "del", "des", "du", "d", "la", "le", "el", "les", "l", "au", "en"),
        *("no", "na", "do", "da", "im", "year", "years"),
    )
)

_ABOUT = re.compile(
    r"(?:[~≈∼]|(?:c|ca|env|est|approx|aprox)\.|(?:circa|ca|approx|approximately|around|about|roughly|estimated|environ|vers"
    r"|hacia|alrededor de|aprox|por volta de|cerca de|etwa|ungefähr|约|大约)(?=[\s\d]))\s*(.+)",
    re.IGNORECASE,
)
_ABOUT_AFTER = re.compile(r"(.*\d)\s*\(?(?:est\.?|estimated|approx\.?|approximate|左右)\)?", re.IGNORECASE)
_BY = re.compile(
    r"(?:by|no later than|not later than|at the latest|latest|d['’]ici(?: à)?|au plus tard|spätestens|bis|a más tardar"
    r"|hasta|até)(?: the)?\s+(.+)",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"(?:before|prior to|avant|antes de|vor)\s+(.+)", re.IGNORECASE)
_FROM = re.compile(
    r"(?:from|since|not before|not earlier than|no earlier than|earliest|ab|seit|depuis|à partir de"
    r"|a partir de|desde)\s+(.+)",
    re.IGNORECASE,
)
_FROM_TO = re.compile(r"(?:from|de|von) .+ (?:to|à|a|bis) ", re.IGNORECASE)
_AFTER = re.compile(r"(?:after|later than|beyond|post|après|después de|nach|após)[\s-]+(.+)", re.IGNORECASE)
_FISCAL = re.compile(
    r"(?:F\.?Y\.?|(?:fiscal|financial) years?)\s*'?(\d{4}|\d{2})(?:\s*[-/]\s*(\d{4}|\d{2}))?"
    r"|(\d{4})\s*[-/]\s*(\d{4}|\d{2})\s*\(?(?:F\.?Y\.?|(?:fiscal|financial) year)\)?",
    re.IGNORECASE,
)
_YEARS = re.compile(r"(\d{4})\s*([-/])\s*(\d{4}|\d{2})")
_DECADE = re.compile(r"(\d{2}[1-9])0\s*'?s", re.IGNORECASE)
_SEASON_OF_TWO = re.compile(r"([^\W\d_]+)\s+(?:of |de )?(\d{4})\s*[-/]\s*(\d{4}|\d{2})")
_ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018, "民國": 1911, "民国": 1911}
_ERA = re.compile(rf"({'|'.join(_ERAS)})\s*(\d{{1,3}}|元)\s*年(度)?(?:\s*(\d{{1,2}})\s*月(?:\s*(\d{{1,2}})\s*日)?)?")
_CHINESE = re.compile(r"(\d{4})\s*年\s*(上半年|下半年|[初底末中])")
_CHINESE_PARTS = {"初": "early", "中": "mid", "底": "late", "末": "late"}
_BETWEEN = re.compile(
    r"between (.+) and (.+)|from (.+) to (.+)|entre (.+) (?:et|y|e) (.+)|zwischen (.+) und (.+)|von (.+) bis (.+)"
    r"|de (.+) (?:à|a) (.+)"
    r"|(.+?)(?: - | to | bis | à | até )(.+)|([^\-/]+)[-/]([^\-/]+)",
    re.IGNORECASE,
)


_FULL_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")


@dataclass(frozen=True, slots=True)
class VagueDate:
    """A date as wide as its words, and what was taken for granted: "fiscal-year", "season" (northern) or ""."""

    date: PartialDate
    doubt: str = ""


@lru_cache(maxsize=8192)
def parse_vague(text: str, order: str = "", fiscal: str = "") -> VagueDate | None:
    """Return the date of words such as "mid-2026" or "by the end of 2031", or None.

    Meant for what :func:`tracker.clean.loose_dates.parse_loose` does not read; ``order`` as there, for the days in it.
    ``fiscal``: the day ("04-01") on which fiscal years begin, if that is known; "2024-25" and "2009/10" are
    fiscal years then. Never raises.
    """
    text = unicodedata.normalize("NFKC", text) if not text.isascii() else text
    text = " ".join(re.sub("[–—‒−]", "-", text).split())
    if len(text) > _LONGEST or not any(c.isdigit() or c == "元" for c in text):
        return None
    if (match := _ABOUT.fullmatch(text) or _ABOUT_AFTER.fullmatch(text)) and (inner := _read(match[1], order, fiscal)):
        return _made("/".join(end if end[-1:] in "~?%." else f"{end}~" for end in _ends(inner)), inner.doubt)
    if (match := _BY.fullmatch(text)) and (inner := _read(match[1], order, fiscal)):
        return _made(f"../{_ends(inner)[-1]}", inner.doubt)
    if _FROM_TO.match(text):
        return _range(text, order)
    if (match := _FROM.fullmatch(text)) and (inner := _read(match[1], order, fiscal)):
        return _made(f"{_ends(inner)[0]}/..", inner.doubt)
    if match := _BEFORE.fullmatch(text):
        # Words are taken with all they may mean: "before the end of 2031" is no later than that end.
        if (plain := parse_loose(match[1], order)) and not (fiscal and may_be_month(match[1])):
            return _made(f"../{_beside(plain, -1)}")
        inner = _read(match[1], order, fiscal)
        return _made(f"../{_ends(inner)[-1]}", inner.doubt) if inner else None
    if match := _AFTER.fullmatch(text):
        plain = parse_loose(match[1], order)
        return _made(f"{_beside(plain, 1)}/..") if plain and not (fiscal and may_be_month(match[1])) else None
    return _read(text, order, fiscal)


def _read(text: str, order: str, fiscal: str) -> VagueDate | None:
    """Read what may stand behind "by" and "about": a plain date, a part of one, a range."""
    if fiscal and (told := _known_fiscal(text, fiscal)):
        return told
    plain = parse_loose(text, order)
    if plain is not None:
        return VagueDate(plain) if not plain.is_open else None
    if match := _FISCAL.fullmatch(text):
        return _fiscal(match[1] or match[3], match[2] or match[4] or "")
    if years := _YEARS.fullmatch(text):
        return _years(years[1], years[3], years[2])
    if era := _ERA.fullmatch(text):
        return _era(era)
    if (chinese := _CHINESE.fullmatch(text)) and chinese[2] in _CHINESE_PARTS:
        return _part(_CHINESE_PARTS[chinese[2]], chinese[1])
    if chinese:
        return _made(f"{chinese[1]}-{40 if chinese[2] == '上半年' else 41}")
    if season := _SEASON_OF_TWO.fullmatch(text):
        # Two years have one winter between them in the north, and one summer in the south.
        is_told = _SEASON_OF.get(fold(season[1])) in (22, 24) and _follows(season[2], season[3])
        return _made(f"{season[2]}-12/{int(season[2]) + 1:04d}-02") if is_told else None
    return _words(text, order) or _range(text, order)


def _words(text: str, order: str) -> VagueDate | None:
    """Read "mid-2026", "late June 2027", "early 2030s", "first half of 2026", "summer 2027"."""
    if decade := _DECADE.fullmatch(text):
        return _made(f"{decade[1]}X")
    words = fold(text).split()
    if words[:2] == ["year", "end"]:
        words = words[1:]
    words = [word for word in words if word not in _FILLING]
    if len(words) < 2:
        return None
    first, rest = words[0], " ".join(words[1:])
    if first in _PART_OF:
        if re.fullmatch(r"\d{4}", rest):
            return _part(_PART_OF[first], rest)
        if decade := _DECADE.fullmatch(rest):
            _, _, low, high = _PARTS[_PART_OF[first]]
            return _made(f"{decade[1]}{low}/{decade[1]}{high}" if low < high else f"{decade[1]}{low}")
        within_it = parse_loose(rest, order)  # of a month or a quarter: all of it
        return VagueDate(within_it) if within_it and _is_month_or_quarter(within_it.text) else None
    if first in _SEASON_OF and re.fullmatch(r"\d{4}", rest):
        season, year = _SEASON_OF[first], int(rest)
        if season == 24:  # the one that begins in December, or the one that ends in February
            return _made(f"{year - 1:04d}-12/{year + 1:04d}-02", "season")
        return _made(f"{rest}-{season}", "season")
    if len(words) == 3 and first in _ORDINAL_OF and re.fullmatch(r"\d{4}", words[2]):
        n = _ORDINAL_OF[first]
        if words[1] in _HALVES:
            n = 2 if first == "last" else n
            return _made(f"{words[2]}-{39 + n}") if n <= 2 else None
        if words[1] in _QUARTERS:
            return _made(f"{words[2]}-{32 + n}")
    return None


def _range(text: str, order: str) -> VagueDate | None:
    """Read "March 2012 - May 2013", "Q3/Q4 2027", "between 2026 and 2028"; the first end may lack its year."""
    match = _BETWEEN.fullmatch(text)
    if match is None:
        return None
    left, right = (part.strip() for part in match.groups() if part is not None)
    year = _FULL_YEAR.search(right)
    if year is None:  # "Apr-15 - Jun-17": days or years
        return None
    first = _side(left if _FULL_YEAR.search(left) else f"{left} {year[0]}", order)
    last = _side(right, order)
    if first is None or last is None:
        return None
    a, b = first.date, last.date
    if a.lo > b.lo or a.hi > b.hi or a.text == b.text:
        return None
    return _made(f"{_ends(first)[0]}/{_ends(last)[-1]}", first.doubt or last.doubt)


def _side(text: str, order: str) -> VagueDate | None:
    plain = parse_loose(text, order)
    if plain is not None:
        return None if plain.is_open else VagueDate(plain)
    return _words(text, order)


def _part(part: str, year: str) -> VagueDate | None:
    first, last, _, _ = _PARTS[part]
    return _made(f"{year}-{first}" if first == last else f"{year}-{first}/{year}-{last}")


def _follows(year: str, later: str) -> bool:
    """True where a year, of two digits or four, is the one after another."""
    return str(int(year) + 1).endswith(later)


def _years(year: str, later: str, sign: str) -> VagueDate | None:
    """Return two years as an interval: "2026-2027", and "2026/27", which a fiscal year may be: it lies within both."""
    if len(later) == 2:
        if not _follows(year, later):
            # 2025-33 is a quarter in EDTF, 2020-24 a winter: such a text has two readings.
            if sign == "-" and (int(later) <= 24 or 33 <= int(later) <= 36 or later in ("40", "41")):
                return None
            if int(later) <= int(year) % 100:
                return None
            later = f"{year[:2]}{later}"
        else:
            later = str(int(year) + 1)
    return _made(f"{year}/{later}") if int(year) < int(later) else None


def _fiscal(year: str, later: str) -> VagueDate | None:
    """Return a fiscal year as the calendar years that it may lie in.

    "FY2023/24" begins in the first and ends in the second. "FY24" ends in 2024 or, as in Japan, begins in it.
    """
    full = int(year) if len(year) == 4 else int(year) + (1900 if int(year) >= PIVOT else 2000)
    if later:
        return _made(f"{full:04d}/{full + 1:04d}", "fiscal-year") if _follows(str(full), later) else None
    return _made(f"{full - 1:04d}/{full + 1:04d}", "fiscal-year")


def _known_fiscal(text: str, start: str) -> VagueDate | None:
    """Return a fiscal year whose first day is told. "FY24" stays one of two: it is called by its end or its start."""
    if match := _FISCAL.fullmatch(text):
        year, later = match[1] or match[3], match[2] or match[4] or ""
    elif (match := _YEARS.fullmatch(text)) and len(match[3]) == 2:
        year, later = match[1], match[3]
    else:
        return None
    full = int(year) if len(year) == 4 else int(year) + (1900 if int(year) >= PIVOT else 2000)
    is_calendar = year_start(start) == (1, 1)
    if later:
        return _made(fiscal_year(full, full, start)) if _follows(str(full), later) and not is_calendar else None
    if is_calendar:
        return _made(fiscal_year(full, full, start))
    return _made(fiscal_year(full - 1, full, start), "fiscal-year")


def _era(match: re.Match[str]) -> VagueDate | None:
    """Return a year of Japan or Taiwan ("令和20年": 2038); a fiscal year of Japan (年度) begins in April."""
    year = _ERAS[match[1]] + (1 if match[2] == "元" else int(match[2]))
    if match[3]:
        return None if match[4] or match[1].startswith("民") else _made(f"{year:04d}-04/{year + 1:04d}-03")
    text = f"{year:04d}" + "".join(f"-{int(part):02d}" for part in match.groups()[3:] if part)
    return _made(text)


def _is_month_or_quarter(text: str) -> bool:
    return re.fullmatch(r"\d{4}-\d{2}", text) is not None


def _beside(plain: PartialDate, step: int) -> str:
    """Return the year before or after a year, else the day beside a date."""
    if re.fullmatch(r"\d{4}", plain.text):
        return f"{int(plain.text) + step:04d}"
    day = plain.lo if step < 0 else plain.hi
    return "" if day in (FIRST, LAST) else (date.fromisoformat(day) + timedelta(days=step)).isoformat()


def _ends(found: VagueDate) -> list[str]:
    return found.date.text.split("/")


def _made(text: str, doubt: str = "") -> VagueDate | None:
    made = within(text)
    return VagueDate(made, doubt) if made is not None else None
