"""Which encoding of before Unicode a text is in, told by its letters: of which script they are, and how often each.

Only what is plain is named; the caller has a default for the rest.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

#: Fewer bytes above 127 tell too little.
_FEW = 6
_HIGH = re.compile(rb"[\x80-\xff]+")
#: Encoding, its name for people, the ten letters that make up most of a text in its script.
_ALPHABETS = (
    ("cp1251", "Windows-1251 (Cyrillic)", "оеаинтсрвл"),
    ("koi8-r", "KOI8-R (Cyrillic)", "оеаинтсрвл"),
    ("cp866", "code page 866 (Cyrillic)", "оеаинтсрвл"),
    ("iso8859-5", "ISO 8859-5 (Cyrillic)", "оеаинтсрвл"),
    ("cp1253", "Windows-1253 (Greek)", "αοιετσνηυρ"),
    ("cp1255", "Windows-1255 (Hebrew)", "יוהלאתרמבנ"),
    ("cp1256", "Windows-1256 (Arabic)", "ايلنمرتبوه"),
    ("cp874", "Windows-874 (Thai)", "านรอกเงมย่"),
)
#: A share of text in another script that the ten letters do not reach by chance; prose has 0.6 and more.
_COMMON = 0.45


def legacy_encoding(sample: bytes) -> tuple[str, str] | None:
    """Return (encoding, name for people) of bytes that are no UTF-8, None where nothing plain is to be seen.

    Parameters
    ----------
    sample
        Whole lines, so that no character is cut.
    """
    runs = _HIGH.findall(sample)
    high = sum(map(len, runs))
    if high < _FEW:
        return None
    return _east_asian(sample) or (_alphabet(sample) if high > 2 * len(runs) else _latin(b"".join(runs)))


def _east_asian(sample: bytes) -> tuple[str, str] | None:
    text = _decoded(sample, "cp932")
    if text and _share(text, "\u3000\u30ff\u4e00\u9fff\uff01\uff5e") > 0.95 and _share(text, "\u3041\u30ff") > 0.02:
        return "cp932", "Shift-JIS (Japanese)"
    text = _decoded(sample, "euc_jp")
    if text and _share(text, "\u3000\u30ff\u4e00\u9fff\uff01\uff5e") > 0.95 and _share(text, "\u3041\u30ff") > 0.1:
        return "euc_jp", "EUC-JP (Japanese)"
    text = _decoded(sample, "cp949")
    if text and _share(text, "\uac00\ud7a3") > 0.95:  # a third of Chinese text would be no Hangul
        return "cp949", "EUC-KR (Korean)"
    text = _decoded(sample, "cp950")
    if text and _share(text, "\u3000\u303f\u4e00\u9fff\uff01\uff5e") > 0.95 and _is_frequent_big5(sample):
        return "cp950", "Big5 (Chinese)"
    return None


def _is_frequent_big5(sample: bytes) -> bool:
    """True where the first bytes are those of frequent characters; accented Latin letters are not."""
    leads = Counter(pair[0] for pair in re.findall(rb"[\x81-\xfe][\x40-\x7e\xa1-\xfe]", sample))
    return sum(n for lead, n in leads.items() if 0xA1 <= lead <= 0xC6) > 0.85 * sum(leads.values())


def _alphabet(sample: bytes) -> tuple[str, str] | None:
    found = []
    for encoding, name, letters in _ALPHABETS:
        text = sample.decode(encoding, "replace")
        high = [c for c in text if c > "\x7f"]
        # A capital behind a small letter is rare in words, and the rule where another code page is meant.
        odd = sum(a.islower() and b.isupper() for a, b in pairwise(text) if b > "\x7f")
        common = sum(c.casefold() in letters for c in high) / len(high) - odd / len(high)
        found.append((common, encoding, name))
    common, encoding, name = max(found)
    return (encoding, name) if common >= _COMMON else None


def _latin(high: bytes) -> tuple[str, str] | None:
    """Tell Central European and Turkish from Western letters, by bytes that are no letters there or rare ones."""
    n = len(high)
    polish = [high.count(b) for b in b"\xb3\xb9\xbf\x9c\x9f"]  # ³ ¹ ¿ œ Ÿ are ł ą ż ś ź
    if sum(polish) > 0.3 * n and sum(map(bool, polish)) > 2:
        return "cp1250", "Windows-1250 (Central European)"
    if sum(high.count(b) for b in b"\x9a\x9e\x8a\x8e") > 0.08 * n and not any(b in high for b in b"\xe5\xf5\xe3"):
        return "cp1250", "Windows-1250 (Central European)"  # š ž
    if b"\xf8" in high and b"\xec" in high and b"\xe6" not in high:  # ø and ì are ř and ě
        return "cp1250", "Windows-1250 (Central European)"
    if sum(high.count(b) for b in b"\xf0\xfd\xfe\xdd\xde") > 0.4 * n and b"\xe6" not in high:  # ğ ı ş İ Ş
        return "cp1254", "Windows-1254 (Turkish)"
    return None


def _decoded(sample: bytes, encoding: str) -> str:
    try:
        return sample.decode(encoding)
    except UnicodeDecodeError:
        return ""


def _share(text: str, bounds: str) -> float:
    """Return the share of characters beyond ASCII that lie between pairs of bounds."""
    high = [c for c in text if c > "\x7f"]
    pairs = list(zip(bounds[::2], bounds[1::2], strict=True))
    return sum(any(a <= c <= b for a, b in pairs) for c in high) / len(high) if high else 0.0
