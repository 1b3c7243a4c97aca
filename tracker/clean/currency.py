"""Currencies as people write them -> ISO 4217 codes. What several currencies share ($, ¥, Rs, pesos) stays None."""

from __future__ import annotations

from functools import cache, lru_cache

from tracker.clean.scales import scale_of
from tracker.clean.words import fold, plain_text, word_rows

#: Signs and short forms that mean one currency, as they stand in text (capitals matter).
SIGNS = {
    **{"£": "GBP", "€": "EUR", "₹": "INR", "₽": "RUB", "₺": "TRY", "₴": "UAH", "₪": "ILS", "₦": "NGN", "₱": "PHP"},
    **{"₫": "VND", "₩": "KRW", "₸": "KZT", "₼": "AZN", "₾": "GEL", "֏": "AMD", "₡": "CRC", "₲": "PYG", "₵": "GHS"},
    **{"৳": "BDT", "฿": "THB", "៛": "KHR", "₭": "LAK", "₮": "MNT", "؋": "AFN"},
    **{"US$": "USD", "U.S.$": "USD", "USD$": "USD", "$US": "USD", "U$S": "USD", "HK$": "HKD", "NZ$": "NZD"},
    **{"C$": "CAD", "CA$": "CAD", "CAN$": "CAD", "CDN$": "CAD", "Cdn$": "CAD", "CAD$": "CAD"},
    **{"A$": "AUD", "AU$": "AUD", "AUD$": "AUD"},
    **{"S$": "SGD", "NT$": "TWD", "R$": "BRL", "MX$": "MXN", "Mex$": "MXN", "J$": "JMD", "TT$": "TTD", "GH₵": "GHS"},
    **{"RMB¥": "CNY", "CN¥": "CNY", "JP¥": "JPY", "S/": "PEN", "S/.": "PEN", "Kč": "CZK", "zł": "PLN", "元": "CNY"},
    **{"RMB": "CNY", "Rp": "IDR", "RM": "MYR", "Tk": "BDT", "Afs": "AFN", "Af": "AFN", "KSh": "KES", "Ksh": "KES"},
    **{"KShs": "KES", "TSh": "TZS", "USh": "UGX", "Php": "PHP"},
    **{"人民币": "CNY", "元人民币": "CNY", "人民币元": "CNY", "美元": "USD", "欧元": "EUR", "日元": "JPY", "円": "JPY"},
    **{
        "원": "KRW",
        "руб": "RUB",
        "руб.": "RUB",
        "đồng": "VND",
        "港元": "HKD",
        "港币": "HKD",
        "英镑": "GBP",
        "韩元": "KRW",
        "卢布": "RUB",
        "新台币": "TWD",
    },
}

#: Longer texts are no currency.
_LONGEST = 60

#: Names beside those of ``vocab/currencies.csv``.
_NAMES = {
    **{"AFN": "afghani|afghanis|afs", "AUD": "australian dollars", "ARS": "argentine pesos|pesos argentinos"},
    **{"BDT": "taka", "BRL": "real|reais|reais brasileiros", "BTN": "ngultrum", "CAD": "canadian dollars"},
    **{"CHF": "swiss francs|sfr", "CLP": "chilean pesos|pesos chilenos", "COP": "colombian pesos|pesos colombianos"},
    **{"CNY": "yuan|renminbi|rmb|yuan renminbi|chinese yuan renminbi", "ETB": "birr", "EUR": "euro|euros"},
    **{"GBP": "sterling|pound sterling|pounds sterling|british pounds|uk pounds", "GEL": "lari", "GHS": "cedi|cedis"},
    **{"GTQ": "quetzal|quetzales", "HNL": "lempira|lempiras", "HUF": "forint|forints", "IDR": "rupiah"},
    **{"ILS": "shekel|shekels|new israeli shekel", "JPY": "yen", "KHR": "riel", "KRW": "won", "KZT": "tenge"},
    **{"LAK": "kip", "MMK": "kyat|kyats", "MNT": "tugrik|togrog", "MXN": "mexican pesos|pesos mexicanos"},
    **{"MYR": "ringgit", "NGN": "naira", "PAB": "balboa", "PGK": "kina", "PHP": "philippine pesos"},
    **{"PKR": "pakistani rupees|pak rs", "PLN": "zloty|zlotys", "PYG": "guarani|guaranies", "THB": "baht"},
    **{"RUB": "russian rouble|russian roubles", "TRY": "turkish lira|turkish liras", "UAH": "hryvnia|hryvnias"},
    **{"USD": "us dollar|us dollars|u s dollar|u s dollars|united states dollars|american dollars"},
    **{"UZS": "uzbek sum|uzbek soum|узбекских сумов", "VND": "dong", "XDR": "sdr|sdrs", "ZAR": "rand"},
}
#: The same in Russian, Japanese, Korean and Arabic, but what several countries call alike ("доллар", "ドル", "ريال").
_FAR_NAMES = {
    **{"RUB": "рубль|рубля|рублей|рубли|российских рублей|ルーブル|루블", "UAH": "гривна|гривны|гривен|гривень"},
    **{
        "KZT": "тенге",
        "CNY": "юань|юаня|юаней|人民元|中国元|위안|위안화|يوان",
        "JPY": "иена|иены|иен|日本円|엔|엔화|ين|ين ياباني",
    },
    **{
        "USD": "доллар сша|доллара сша|долларов сша|долл сша|米ドル|アメリカドル|us 달러|미 달러|미국 달러|دولار أمريكي"
    },
    **{
        "EUR": "евро|ユーロ|유로|유로화|يورو",
        "KRW": "вон|韓国ウォン|ウォン|한국 원|원화",
        "INR": "индийских рупий|インドルピー|인도 루피",
    },
    **{
        "GBP": "фунт стерлингов|фунтов стерлингов|英ポンド|영국 파운드|جنيه إسترليني",
        "TRY": "турецких лир|トルコリラ|ليرة تركية",
    },
    **{
        "SAR": "ريال سعودي|саудовских риалов|サウジリヤル",
        "AED": "درهم إماراتي|дирхам оаэ|дирхамов оаэ",
        "QAR": "ريال قطري",
    },
    **{"EGP": "جنيه مصري", "KWD": "دينار كويتي", "IQD": "دينار عراقي", "JOD": "دينار أردني", "BHD": "دينار بحريني"},
    **{"OMR": "ريال عماني", "MAD": "درهم مغربي", "DZD": "دينار جزائري", "TND": "دينار تونسي", "LYD": "دينار ليبي"},
}
#: Codes that are words of English: taken in capitals only, and in headings only beside a word for money.
WORD_CODES = frozenset(("ALL", "BAM", "COP", "CUP", "GEL", "LAK", "MAD", "MOP", "PEN", "RON", "SOS", "TOP", "TRY"))

#: Signs that say that an amount is money and not which.
SHARED_SIGNS = frozenset(("$", "¥", "Rs", "Rs.", "kr", "Kr", "kr.", "FCFA", "CFA", "R"))


def currency_code(text: object) -> str | None:
    """Return the ISO 4217 code of a code, sign or name, also beside a scale ("US$ million", "亿元", "£m"), or None.

    Signs and names that several currencies share ("$", "¥", "Rs", "kr", "pesos", "FCFA") are None.
    """
    plain = plain_text(text)
    found = read_money(plain, is_money=True) if plain and len(plain) <= _LONGEST else None
    return found[1] or None if found else None


@lru_cache(maxsize=8192)
def read_money(text: str, is_money: bool = False) -> tuple[float, str, bool] | None:
    """Return factor, code and whether it is money of a scale and a currency in either order, or None.

    The code is "" where the sign is shared or there is none. ``is_money``: the number is known to be money, so that
    a bare "m" is million.
    """
    text = " ".join(text.split()).strip(' ()[]{},:;"')
    if len(text) > _LONGEST:
        return None
    code = exact_currency(text)
    if code is not None:
        return 1.0, code, True
    scale = scale_of(text.rstrip("."), is_money)
    if scale:
        return scale, "", is_money
    for i in range(1, len(text)):
        left, right = text[:i].rstrip(" ./-"), text[i:].lstrip(" .-")
        if right.startswith(("of ", "in ")):
            right = right[3:]
        for word, sign in ((left, right), (right.rstrip("."), left)):
            scale, code = scale_of(word, is_money=True), exact_currency(sign)
            if scale and code is not None:
                return scale, code, True
    return None


def exact_currency(text: str) -> str | None:
    """Return the code of a bare sign, code or name; "" for one that several currencies share, None for no currency."""
    if text in SHARED_SIGNS:
        return ""
    if text in SIGNS:
        return SIGNS[text]
    if text.isascii() and text.isalpha() and len(text) == 3:
        code = text.upper()
        if code in _codes() and (text.isupper() or (_codes()[code] and code not in WORD_CODES)):
            return code
    return _names().get(fold(text))


@cache
def _codes() -> dict[str, bool]:
    """Return ISO codes -> whether they are money today."""
    return {row["code"]: row["current"] == "1" for row in word_rows("currencies")}


def is_current(code: str) -> bool:
    """True for the ISO 4217 code of a currency that is money today."""
    return _codes().get(code, False)


@cache
def _names() -> dict[str, str]:
    names = {
        fold(name): code for told in (_NAMES, _FAR_NAMES) for code, all_ in told.items() for name in all_.split("|")
    }
    for row in word_rows("currencies"):
        if row["current"] == "1":
            name = fold(row["name"])
            for form in (name, f"{name}s"):
                names.setdefault(form, row["code"])
    names.pop("", None)
    return names
