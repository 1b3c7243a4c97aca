"""Scales and units that stand beside a number: million, 亿, crore; km, MW, tonnes a year."""

from __future__ import annotations

import re
from functools import lru_cache

from tracker.clean.word_forms import word_form
from tracker.clean.words import fold

_SCALE_WORDS = {
    1e3: "k K thousand thousands tsd mille 千 тыс тысяча тысячи тысяч tys 천 ألف الف آلاف الاف",
    1e4: "万 萬 만",
    1e5: "lakh lakhs lac lacs",
    1e6: "M mn Mn mln Mln mio Mio million millions millones millón milhões milhão 百万 百萬 백만 "
    "млн миллион миллиона миллионов مليون ملايين triệu",
    1e7: "crore crores cr Cr 千万 千萬 천만",
    1e8: "亿 億 억",
    1e9: "b B bn Bn BN bln billion billions mrd Mrd milliard milliards milliarden bilhões bilhão 十亿 十億 십억 "
    "млрд миллиард миллиарда миллиардов مليار مليارات بليون mld tỷ",
    1e10: "百亿 百億 백억",
    1e11: "千亿 千億 천억",
    1e12: "tn Tn trn trillion trillions 万亿 兆 조 трлн триллион триллиона триллионов تريليون تريليونات",
}
_SCALES = {word: scale for scale, words in _SCALE_WORDS.items() for word in words.split()}
_SCALES_BY_FORM = {word_form(fold(word)): scale for word, scale in _SCALES.items() if not word.isascii()}
#: Millions of money, and metres or millimetres of anything else. MDP: "millones de pesos", in whose pesos is not told.
_SCALES_OF_MONEY = {"m": 1e6, "mm": 1e6, "MM": 1e6, "T": 1e12, "MDP": 1e6, "mdp": 1e6}
_ZEROS = re.compile(r"['’`]?(000|000000)s?")

_UNIT_WORDS = {
    "%": "% percent pct percentage процентов процента процент パーセント 퍼센트 بالمائة بالمئة",
    "m": "m metre metres meter meters metros mètres 米 м метр метров メートル 미터 متر",
    "km": "km kms kilometre kilometres kilometer kilometers kilómetros 公里 千米 "
    "км километр километров キロメートル 킬로미터 كم كيلومتر",
    "mi": "mi mile miles",
    "ft": "ft feet",
    "mm": "mm",
    "ha": "ha hectare hectares hectáreas 公顷 га гектар гектаров ヘクタール 헥타르 هكتار",
    "km2": "km2 km² sqkm",
    "m2": "m2 m² sqm",
    "m3": "m3 m³",
    "m3/s": "m3/s m³/s cumecs",
    "kW": "kW кВт",
    "MW": "MW MWe MWac megawatt megawatts 兆瓦 МВт メガワット 메가와트 ميجاوات ميغاواط",
    "GW": "GW GWe gigawatt gigawatts 吉瓦 ГВт ギガワット 기가와트 جيجاوات غيغاواط",
    "kWh": "kWh",
    "MWh": "MWh",
    "GWh": "GWh",
    "TWh": "TWh",
    "kV": "kV кВ",
    "t": "t tonne tonnes ton tons 吨 т тонн тонна トン 톤 طن",
    "Mt": "Mt",
    "bcm": "bcm",
    "t/a": "tpa",
    "Mt/a": "Mtpa MTPA",
    "bcm/a": "bcma",
    "TEU": "TEU TEUs",
    "bbl/d": "bbl/d bpd",
    "boe/d": "boe/d",
    "years": "years year yrs yr",
    "months": "months month",
    "days": "days day",
}
_UNITS = {word: unit for unit, words in _UNIT_WORDS.items() for word in words.split()}
#: In small letters too, save "mt": a metric tonne as often as a megatonne.
_SMALL_UNITS = {word.lower(): unit for word, unit in _UNITS.items() if word != "Mt"} | _UNITS
#: "MTPA of natural gas": what is measured is no part of the unit.
_OF_WHAT = re.compile(r" of [^\W\d_]+(?: [^\W\d_]+){0,2}$")
#: Units of one kind of size -> how many of the first one they are, exactly.
_SIZES: tuple[dict[str, float], ...] = (
    {"m": 1, "mm": 0.001, "km": 1e3, "mi": 1609.344, "ft": 0.3048},
    {"m2": 1, "ha": 1e4, "km2": 1e6},
    {"kW": 1, "MW": 1e3, "GW": 1e6},
    {"kWh": 1, "MWh": 1e3, "GWh": 1e6, "TWh": 1e9},
    {"t": 1, "Mt": 1e6},
    {"t/a": 1, "Mt/a": 1e6},
    {"months": 1, "years": 12},
)
#: "万kW": a scale of Chinese, Japanese or Korean right before the unit.
_GLUED = re.compile(r"([千百十万萬亿億兆천백십만억조]{1,2}) ?(\S+)")
_A_YEAR = re.compile(r"\s*(?:/|per |p\.?)\s*(?:annum|year|yr|a|y)\.?$")


def scale_of(word: str, is_money: bool = False) -> float | None:
    """Return the factor of a scale word ("bn" 1e9, "'000" 1e3), or None. "m" is a million of money only."""
    if zeros := _ZEROS.fullmatch(word):
        return float(10 ** len(zeros[1]))
    if is_money and word in _SCALES_OF_MONEY:
        return _SCALES_OF_MONEY[word]
    found = _SCALES.get(word)
    if found is None and len(word) > 1:  # "Million", "MILLION", "BN"; single letters mean what their case says
        found = _SCALES.get(word.lower())
    if found is None and not word.isascii():  # "миллиардах", "بالمليار"
        found = _SCALES_BY_FORM.get(word_form(fold(word)))
    return found


@lru_cache(maxsize=4096)
def read_measure(text: str) -> tuple[float, str] | None:
    """Return factor and unit of a text such as "km", "million tonnes" or "Mt per annum" ("Mt/a"), or None."""
    text = _OF_WHAT.sub("", " ".join(text.split()))
    unit = _unit(text)
    if unit:
        return 1.0, unit
    a_year = _A_YEAR.search(text)
    body = text[: a_year.start()] if a_year else text
    scale, unit = 1.0, _unit(body)
    if not unit:
        head, _, tail = body.partition(" ")
        scale, unit = scale_of(head.rstrip(".")) or 0.0, _unit(tail)
    if not unit and (glued := _GLUED.fullmatch(body)):
        scale, unit = scale_of(glued[1]) or 0.0, _unit(glued[2])
    if not unit or not scale:
        return None
    return scale, f"{unit}/a" if a_year else unit


def times(unit: str, other: str) -> float | None:
    """Return how many of ``other`` one ``unit`` is ("m", "km": 0.001), or None where no exact factor is known."""
    if unit == other:
        return 1.0
    for sizes in _SIZES:
        if unit in sizes and other in sizes:
            return sizes[unit] / sizes[other]
    return None


def _unit(word: str) -> str:
    if word == "per cent":
        return "%"
    return _UNITS.get(word) or _SMALL_UNITS.get(word.lower(), "")
