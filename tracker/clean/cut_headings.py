"""Headings that the tables of shapefiles (dBASE) have made short: cut at ten letters or bytes ("PROJECT_NA",
"COMPLETI_1"), or by R without their vowels ("prjct_n", "cntry").
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

#: The most bytes that the name of a column has.
_CUT_AT = 10
#: Two columns that are cut to the same are numbered in place of the last letters.
_NUMBERED = re.compile(r"(.{8})_\d")
#: Beginnings of fewer letters may be those of any of these; longer ones are looked up among all words.
_LIKELY = (
    "name status start number date code description year cost country company amount value contractor construction "
    "completion owner operator capacity length latitude longitude location province progress project sector type "
    "budget currency agency investment planned actual expected estimated approval updated financier percent comment "
    "contact manager commissioning total"
)
_SHORTEST, _SURE = 2, 5
_VOWELS = re.compile("(?<!^)[aeiou]")


def cut_text(text: str) -> str | None:
    """Return a heading that may have been cut, without the number that took the place of letters; else None.

    Ten letters, or nine or ten bytes of UTF-8 where these are more than letters.
    """
    is_full = len(text) == _CUT_AT or (not text.isascii() and len(text.encode("utf-8", "replace")) in (9, _CUT_AT))
    if not is_full:
        return None
    numbered = _NUMBERED.fullmatch(text)
    return numbered[1] if numbered else text


def completed(beginning: str, known: Mapping[str, tuple[str, ...]]) -> set[str]:
    """Return what the words that begin so stand for: of long beginnings what all have in common, of short ones both.

    Empty where that leaves too much open, and where one of two readings is a person: nothing of theirs is mapped.
    """
    if len(beginning) < _SHORTEST:
        return set()
    if len(beginning) >= (_SURE if beginning.isascii() else _SURE - 1):
        all_of = [word for word in known if word.startswith(beginning)]
        words = [word for word in all_of if " " not in word] or all_of
        return set.intersection(*(set(known[word]) for word in words)) if words else set()
    found = {known[word] for word in _LIKELY.split() if word.startswith(beginning)}
    both = {concept for concepts in found for concept in concepts}
    return both if len(found) == 1 or (len(found) == 2 and "person" not in both) else set()


def is_short(text: str) -> bool:
    """True for a heading that fits into such a table."""
    return len(text) <= _CUT_AT and text.isascii()


def without_vowels(word: str, known: Mapping[str, tuple[str, ...]]) -> set[str]:
    """Return what a word stands for that has lost its vowels, and perhaps its end, as R's abbreviate() does it."""
    if len(word) < _SHORTEST + 1 or _VOWELS.search(word):
        return set()
    whole = _bare().get(word)
    likely = [whole] if whole else [w for bare, w in _bare().items() if len(word) > 3 and bare.startswith(word)]
    return set(known[likely[0]]) if len(likely) == 1 else set()


@cache
def _bare() -> dict[str, str]:
    return {_VOWELS.sub("", word): word for word in _LIKELY.split()}
