"""Countries as publishers write them -> ISO 3166-1 alpha-3 codes.

Names and codes stand in ``vocab/countries.csv``, other spellings in ``vocab/country_aliases.csv``; a row without a
country there is a region, which is known and is no country. No position on borders or status is meant.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from tracker.clean.words import fold, plain_text, word_rows

#: Signs that part a list whatever stands between them; commas and words may also be part of a name.
_BETWEEN = re.compile(r"[;|/\n、；؛]+")
_MAYBE = re.compile(
    r"[,，،・]|\s+(?:and|y|e|et|und|with|и|및|و)\s+|\s*[&+和与]\s*|\s+-\s+|\s+و(?=[^\W\d_]{3})", re.IGNORECASE
)
#: A name holds no more commas and "and" than this.
_MOST_SIGNS = 5
#: Words of English that small letters would make codes.
_WORDS = {
    *("am", "an", "and", "are", "as", "at", "be", "by", "can", "do", "et", "fin", "gin", "id", "in", "ir", "is", "it"),
    *("la", "lie", "man", "me", "my", "no", "nor", "per", "so", "to", "va"),
}
_STYLE_OF = (
    r"(?:the )?(?:(?:arab|bolivarian|co ?operative|democratic|federal|federative|hashemite|independent|islamic|oriental"
    r"|people s|plurinational|popular|socialist|sovereign|united) ){0,3}"
    r"(?:republic|kingdom|state|commonwealth|principality|sultanate|union|emirate|grand duchy) of(?: the)?"
)
#: "Islamic Republic of X", "X, Arab Republic of".
_STYLE = re.compile(rf"{_STYLE_OF} (?P<name>.+)")
_INVERTED = re.compile(rf"(?P<name>.+?) {_STYLE_OF}")
_LONGEST = 600


def country_codes(text: object) -> tuple[str, ...]:
    """Return the alpha-3 codes of the countries that a cell names, in its order; () where any part is not known.

    Takes alpha-2 and alpha-3 codes in capitals (or a whole cell in small letters), names in Arabic, Chinese, English,
    French, German, Japanese, Korean, Portuguese, Russian and Spanish, and lists parted by ``;`` ``|`` ``/``, commas or
    "and". "NA" means "not available" more often than Namibia and is not taken; nor are "no", "in" and other small
    words.
    """
    plain = plain_text(text)
    return _codes(plain) if plain and len(plain) <= _LONGEST else ()


def is_region(text: object) -> bool:
    """True for a known region or "world": right in a column of countries, and no country."""
    plain = plain_text(text)
    return bool(plain) and _names().get(fold(plain)) == ""


@lru_cache(maxsize=16384)
def _codes(text: str) -> tuple[str, ...]:
    whole = _one(text) or _small_code(text)
    if whole:
        return (whole,)
    found: list[str] = []
    for part in _BETWEEN.split(text):
        if part.strip(" ,"):
            codes = _listed(part.strip(" ,"))
            if not codes:
                return ()
            found += codes
    return tuple(dict.fromkeys(found))


def _listed(text: str) -> list[str]:
    """Return the codes of "A, B and C", the longest names first ("Trinidad and Tobago"), or []."""
    signs = [match.span() for match in _MAYBE.finditer(text)]
    cuts = [(0, 0), *signs, (len(text), len(text))]
    rest: list[list[str] | None] = [None] * (len(cuts) - 1) + [[]]
    for i in range(len(cuts) - 2, -1, -1):
        for j in range(min(len(cuts) - 1, i + 1 + _MOST_SIGNS), i, -1):
            after = rest[j]
            if after is None:
                continue
            part = text[cuts[i][1] : cuts[j][0]].strip()
            code = _one(part)
            if code or not part:
                rest[i] = [code, *after] if code else after
                break
    return rest[0] or []


def _one(text: str) -> str:
    """Return the code of one code or name, else ""."""
    text = text.strip()
    if text.isascii() and text.isupper() and text in _capital_codes():
        return _capital_codes()[text]
    key = fold(text)
    names = _names()
    found = names.get(key)
    if found is None and key.startswith("the "):
        found = names.get(key[4:])
    if found is None and (style := _STYLE.fullmatch(key) or _INVERTED.fullmatch(key)):
        found = names.get(style["name"])
    return found or ""


def _small_code(text: str) -> str:
    """Return the code of a whole cell such as "fr" or "fra"; words of English are not taken."""
    if text.isascii() and text.islower() and len(text) in (2, 3) and text not in _WORDS:
        return _capital_codes().get(text.upper(), "")
    return ""


@cache
def _capital_codes() -> dict[str, str]:
    codes = {row["alpha2"]: row["alpha3"] for row in word_rows("countries")}
    codes |= {code: code for code in codes.values()}
    codes |= {"UK": "GBR", "UAE": "ARE", "DRC": "COD", "CAR": "CAF", "PRC": "CHN", "ROK": "KOR", "EL": "GRC"}
    codes |= {"KOS": "XKX", "XKO": "XKX", "XKV": "XKX", "ROM": "ROU", "ZAR": "COD", "TMP": "TLS", "WBG": "PSE"}
    del codes["NA"]
    return codes


@cache
def _names() -> dict[str, str]:
    """Return folded name -> alpha-3 code, "" for regions."""
    names = {fold(row["alias"]): row["country"] for row in word_rows("country_aliases")}
    for row in word_rows("countries"):
        names |= {fold(row[column]): row["alpha3"] for column in ("name", "name_zh") if row[column]}
    return names
