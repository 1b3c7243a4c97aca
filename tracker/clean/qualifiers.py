"""How exact a number is told to be: "approx. £450m", "over 33 bn", "< 5", "AUD 12-14 billion".

Texts in, texts out: what remains when the words are taken off is read as any other number (``tracker.clean.numbers``).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from tracker.clean.currency import read_money

#: Longer cells are sentences.
_LONGEST = 80

#: Qualifier -> words and signs in front of a number.
_BEFORE = {
    "about": (
        *("~", "≈", "∼", "≃", "approx.", "approx", "approximately", "about", "around", "roughly", "circa", "ca.", "ca"),
        *("c.", "some", "nearly", "almost", "close to", "est.", "estimated", "environ", "env.", "près de", "quelque"),
        *("aprox.", "aprox", "aproximadamente", "alrededor de", "cerca de", "unos", "unas", "por volta de", "etwa"),
        *("rund", "zirka", "ungefähr", "约", "大约", "約", "около"),
    ),
    "at_least": (
        *(">=", ">", "≥", "⩾", "over", "above", "exceeding", "minimum", "min.", "min", "more than", "at least"),
        *("not less than", "no less than", "in excess of", "upwards of", "greater than", "plus de", "au moins"),
        *(
            "más de",
            "al menos",
            "por lo menos",
            "mais de",
            "pelo menos",
            "über",
            "mindestens",
            "mehr als",
            "超过",
            "超過",
        ),
        *("不少于", "不低于", "более"),
    ),
    "at_most": (
        *(
            "<=",
            "<",
            "≤",
            "⩽",
            "under",
            "below",
            "maximum",
            "max.",
            "max",
            "up to",
            "less than",
            "at most",
            "no more than",
        ),
        *("not more than", "not exceeding", "moins de", "au plus", "jusqu'à", "menos de", "como máximo", "a lo sumo"),
        *("hasta", "até", "no máximo", "unter", "höchstens", "bis zu", "weniger als", "不超过", "不超過", "至多"),
    ),
}
#: The same behind a number.
_AFTER = {
    "about": ("approx.", "approx", "approximately", "or so", "est.", "est", "estimated", "environ", "aprox.", "左右"),
    "at_least": ("+", "or more", "and above", "or above", "minimum", "min.", "ou plus", "o más", "oder mehr", "以上"),
    "at_most": ("or less", "or below", "maximum", "max.", "ou moins", "o menos", "ou menos", "oder weniger", "以下"),
}


def _any_of(table: dict[str, tuple[str, ...]]) -> tuple[str, dict[str, str]]:
    """Return a pattern for any word of a table, longest first, and word -> qualifier.

    Words stand apart from letters and digits ("Cairo 5" is not about 5, "min5" is a name); signs and Chinese need not.
    """
    words = {word: qualifier for qualifier, all_ in table.items() for word in all_}
    forms = []
    for word in sorted(words, key=len, reverse=True):
        form = re.escape(word).replace(r"\ ", r"\s+")
        form = rf"(?<!\w){form}" if word[0].isalpha() and ord(word[0]) < _CJK else form
        forms.append(rf"{form}(?!\w)" if word[-1].isalpha() and ord(word[-1]) < _CJK else form)
    return "|".join(forms), words


#: The first letter that is written without spaces between words.
_CJK = 0x2E80
_FRONT_ANY, _FRONT_WORDS = _any_of(_BEFORE)
_BACK_ANY, _BACK_WORDS = _any_of(_AFTER)
_FRONT = re.compile(rf"({_FRONT_ANY})\s*(\S.*)", re.IGNORECASE | re.DOTALL)
_BACK = re.compile(rf"(.*[^\s(])\s*\(?({_BACK_ANY})\)?", re.IGNORECASE | re.DOTALL)
#: "USD >5 bn": the sign behind the currency.
_INSIDE = re.compile(r"([^\d<>~≈≤≥]{1,20}?)\s*([<>]=?|[~≈≤≥])\s*(\d.*)", re.DOTALL)

_NUMBER = r"\d(?:[\d.,'’ ]*\d)?"
#: Left and right end, each (before, digits, after). Letters may stand behind the left one, in front of the right one.
_RANGE = re.compile(
    rf"(?P<a0>[^\d<>~+\-]*?)(?P<a>{_NUMBER})(?P<a1>[^\d\-]*?)\s*(?P<sign>-|\bto\b|\band\b|\bbis\b|\bund\b|\bet\b|\by\b|\be\b|\bà\b|\ba\b|至|到)"
    rf"\s*(?P<b0>[^\d<>~+\-]*?)(?P<b>{_NUMBER})(?P<b1>[^\d]*)",
    re.IGNORECASE | re.DOTALL,
)
#: "010-1234" is no range, "2019-2024" the years of one.
_CODE = re.compile(r"0\d")
_PERIOD = re.compile(r"(?:19|20|21)\d\d\s*\D{1,4}?\s*(?:19|20|21)\d\d")
#: "between 12 and 14": a bare "and" joins two numbers that are no range.
_OPENERS = re.compile(r"(between|from|entre|zwischen|von|de)\s+(.*)", re.IGNORECASE | re.DOTALL)
_PAIRS = {
    "between": ("and", "-"), "entre": ("et", "y", "e", "-"), "zwischen": ("und", "-"), "from": ("to", "-"),
    "von": ("bis", "-"), "de": ("à", "a"), "": ("-", "to", "bis", "至", "到"),
}  # fmt: skip


@lru_cache(maxsize=8192)
def split_qualifier(text: str) -> tuple[str, str] | None:
    """Return qualifier and remaining text of a number that is told as about, at least or at most; None for any other.

    "over 33 bn" -> ("at_least", "33 bn"). Two words that say different things ("over approx. 5") leave the second
    in the text, where no number will be read.
    """
    text = _plain(text)
    if len(text) > _LONGEST:
        return None
    if found := _FRONT.fullmatch(text):
        return _FRONT_WORDS[_word(found[1])], found[2]
    if found := _BACK.fullmatch(text):
        return _BACK_WORDS[_word(found[2])], found[1]
    found = _INSIDE.fullmatch(text)
    if found and read_money(found[1], is_money=True) is not None:
        return _FRONT_WORDS[found[2]], f"{found[1]} {found[3]}"
    return None


@lru_cache(maxsize=8192)
def split_range(text: str) -> tuple[str, str] | None:
    """Return the two ends of a range, each with its currency, scale and unit; None where a text is no range.

    "AUD 12-14 billion" -> ("AUD 12 billion", "AUD 14 billion"). What stands behind the second number holds for the
    first too where that has nothing of its own, and the currency in front of the first for the second. A scale behind
    the first alone ("12m - 15") leaves the second open: None; so are two bare years and codes with zeros in front.
    Whether the first number is the smaller one, the caller looks.
    """
    text = _plain(text)
    if len(text) > _LONGEST:
        return None
    opener = ""
    if opened := _OPENERS.fullmatch(text):
        opener, text = opened[1].casefold(), opened[2]
    found = _RANGE.fullmatch(text)
    if found is None or found["sign"].casefold() not in _PAIRS[opener]:
        return None
    if _CODE.match(found["a"]) or _CODE.match(found["b"]) or _PERIOD.fullmatch(text):
        return None
    a0, a1, b0, b1 = (found[name].strip() for name in ("a0", "a1", "b0", "b1"))
    if a1 and not b1:
        return None
    left, right = " ".join((a0, found["a"], a1 or b1)).strip(), " ".join((b0 or a0, found["b"], b1)).strip()
    if b0 and not a0:  # "12 - USD 14 bn"
        left = f"{b0} {left}"
    elif not a0 and a1 and (code := _currency(b1)) and not _currency(a1):  # "800 m - 1.2 bn USD"
        left = f"{code} {left}"
    return left, right


def _word(text: str) -> str:
    return " ".join(text.casefold().split())


def _currency(text: str) -> str:
    money = read_money(text, is_money=True)
    return money[1] if money else ""


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).translate({0x2013: "-", 0x2014: "-", 0x2012: "-", 0x2212: "-"})
    return text.strip()
