"""Halves, quarters and years as Russian, Arabic, Japanese, Korean and Chinese tables write them."""

from __future__ import annotations

import re

#: Years of Japan count from an emperor's accession: Reiwa 6 is 2024. The first one is 元.
_ERA = re.compile(r"(令和|平成|昭和)\s*(元|\d{1,2})(?=\s*年)")
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925}

_EASTERN = re.compile(
    r"(?P<year>\d{4})\s*[年년]\s*(?:第?\s*(?P<q>[1-4])\s*(?:四半期|季度|분기)|(?P<h>[上下상하])\s*(?:半期|半年|반기))"
)
_RUSSIAN = re.compile(
    r"(?P<n>[1-4]|I{1,3}|IV)(?:-?(?:й|ый|ий|е|ое))?\s*(?P<kind>кв|квартал\w*|полугоди\w*|п/г)\.?\s*(?P<year>\d{4})(?:\s*г(?:\.|ода?)?)?"
)
_ARABIC = re.compile(
    r"(?:ال)?(?P<kind>ربع|نصف) ال(?P<n>[^\W\d_]+)(?: من)?(?: (?:عام|سنة))?[ ,،]+(?P<year>\d{4})(?: ?م)?"
)
_ARABIC_NUMBERS = {"أول": 1, "اول": 1, "أولى": 1, "ثاني": 2, "ثانى": 2, "ثالث": 3, "رابع": 4}
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4}
#: "2024 г.", "2024 год", "عام 2024", "2024 م".
_YEAR = re.compile(r"(?:(?:عام|سنة) )?(\d{4})(?:\s*(?:г\.?|год|года|م))?")


def western_year(text: str) -> str:
    """Return text with its years of Japan as years of the common era: "令和6年3月" -> "2024年3月"."""
    return _ERA.sub(lambda era: str(_ERAS[era[1]] + (1 if era[2] == "元" else int(era[2]))), text)


def far_part(text: str) -> tuple[str, str] | None:
    """Return the year and its part ("Q3", "H1", "" for all of it) that a text names; None for any other text."""
    if year := _YEAR.fullmatch(text):
        return year[1], ""
    if found := _EASTERN.fullmatch(text):
        half = "H1" if (found["h"] or "") in "上상" else "H2"
        return found["year"], f"Q{found['q']}" if found["q"] else half
    if found := _RUSSIAN.fullmatch(text):
        number = _ROMAN.get(found["n"]) or int(found["n"])
        return found["year"], f"{'Q' if found['kind'].startswith('кв') else 'H'}{number}"
    if (found := _ARABIC.fullmatch(text)) and found["n"] in _ARABIC_NUMBERS:
        return found["year"], f"{'Q' if found['kind'] == 'ربع' else 'H'}{_ARABIC_NUMBERS[found['n']]}"
    return None
