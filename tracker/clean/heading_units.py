"""Scales, currencies and units that headings name in other letters than Latin: "млн руб.", "百万円", "مليون درهم"."""

from __future__ import annotations

import re
from functools import cache

from tracker.clean.currency import read_money
from tracker.clean.numbers import UnitHint
from tracker.clean.word_forms import phrase_form

#: Beside those that :mod:`tracker.clean.scales` and :mod:`tracker.clean.currency` know.
_SCALE_WORDS = {
    1e3: "тыс|тысяч|천|ألف|آلاف",
    1e6: "млн|миллион|миллионов|백만|مليون|ملايين",
    1e8: "억",
    1e9: "млрд|миллиард|миллиардов|십억|مليار|مليارات|بليون",
    1e12: "трлн|триллион|триллионов|조|تريليون",
}
_CURRENCY_WORDS = {
    **{
        "RUB": "руб|рубль|рублей|российских рублей",
        "USD": "долл сша|долларов сша|доллар сша|米ドル|미국달러|미달러|دولار أمريكي",
    },
    **{"EUR": "евро|ユーロ|유로|يورو", "KZT": "тенге", "UAH": "гривен|гривна|грн", "CNY": "юаней|юань", "KGS": "сомов"},
    **{"BYN": "белорусских рублей|бел руб", "UZS": "сумов", "KRW": "원", "JPY": "円", "SAR": "ريال سعودي"},
    **{"QAR": "ريال قطري", "OMR": "ريال عماني", "YER": "ريال يمني", "AED": "درهم إماراتي|درهم اماراتي"},
    **{"MAD": "درهم مغربي", "EGP": "جنيه مصري", "SDG": "جنيه سوداني", "KWD": "دينار كويتي", "DZD": "دينار جزائري"},
    **{"IQD": "دينار عراقي", "JOD": "دينار أردني", "BHD": "دينار بحريني", "TND": "دينار تونسي", "LYD": "دينار ليبي"},
    **{"LBP": "ليرة لبنانية", "SYP": "ليرة سورية", "TRY": "ليرة تركية"},
    # Of which country is not told: the scale before them counts all the same.
    **{"": "долл|долларов|ドル|달러|دولار|ريال|درهم|جنيه|دينار|ليرة"},
}
_UNIT_WORDS = {
    **{
        "km": "км|километров|كم|كلم|كيلومتر|キロメートル|킬로미터",
        "m": "м|метров|م|متر|メートル|미터",
        "MW": "мвт|ميغاواط|ميجاوات|ميغاوات",
    },
    **{"GW": "гвт|غيغاواط|جيجاوات", "kW": "квт|كيلوواط|كيلووات", "ha": "га|هكتار", "%": "процентов"},
}
#: Money at the end of words without spaces: "総事業費億円", "총사업비억원".
_GLUED = re.compile(r"[十百千万億兆십백천만억조]{0,4}[円원元]$")
_MOST_WORDS = 4


def units_beside(outside: str, inside: list[str]) -> tuple[UnitHint, str]:
    """Return what the brackets of a heading or its last words tell of its cells, and the heading without these words.

    Nothing told is an empty hint; Latin letters are left to :func:`tracker.clean.numbers.unit_hint`.
    """
    for part in inside:
        if not part.isascii() and (found := _hint(part)) is not None:
            return found, outside
    words = outside.replace("_", " ").split()
    for n in range(min(_MOST_WORDS, len(words) - 1), 0, -1):
        tail = " ".join(words[-n:])
        if not tail.isascii() and (found := _hint(tail)) is not None:
            return found, " ".join(words[:-n])
    if (glued := _GLUED.search(outside)) and (found := _hint(glued[0])) is not None:
        return found, outside[: glued.start()]
    return UnitHint(), outside


def _hint(text: str) -> UnitHint | None:
    text = text.strip(" .,:;/")
    if money := read_money(text, is_money=True):
        return UnitHint(money[0], money[1])
    form = phrase_form(text)
    units, currencies, scales = _forms()
    if form in units:
        return UnitHint(unit=units[form])
    for scale, factor in scales:
        rest = form.removeprefix(scale).strip() if form.startswith(scale) else None
        if rest is not None and (rest in currencies or (not rest and scale)):
            return UnitHint(factor, currencies.get(rest, ""))
        if rest in units and scale:
            return UnitHint(factor, unit=units[rest])
    return None


@cache
def _forms() -> tuple[dict[str, str], dict[str, str], list[tuple[str, float]]]:
    """Return units, currencies and scales by the forms of their words, the longest scale first."""
    units = {phrase_form(word): unit for unit, words in _UNIT_WORDS.items() for word in words.split("|")}
    currencies = {phrase_form(word): code for code, words in _CURRENCY_WORDS.items() for word in words.split("|")}
    scales = {phrase_form(word): factor for factor, words in _SCALE_WORDS.items() for word in words.split("|")}
    return units, currencies, [*sorted(scales.items(), key=lambda s: (-len(s[0]), s[0])), ("", 1.0)]
