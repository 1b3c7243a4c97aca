"""Amounts counted by myriads, as in China, Japan and Korea: "3兆5,000億円", "1억 2,000만 원", "2千万"."""

from __future__ import annotations

import re
from itertools import pairwise

_MYRIADS = {"万": 1e4, "萬": 1e4, "만": 1e4, "亿": 1e8, "億": 1e8, "억": 1e8, "兆": 1e12, "조": 1e12}
_SIGNS = {1e4: "万", 1e8: "億", 1e12: "兆"}
_THOUSANDS = {"": 1.0, "十": 10.0, "십": 10.0, "百": 100.0, "백": 100.0, "千": 1e3, "천": 1e3}
_NUMBER = r"\d[\d,]*(?:\.\d+)?"
_GROUP = rf"({_NUMBER})\s*([十百千십백천]?)([万萬만亿億억兆조])"
_GROUPS = re.compile(_GROUP)
#: Two groups at least, or one and a rest: a single one is a number with a scale, which is read as any other.
_COMPOUND = re.compile(rf"(?:{_GROUP}\s*)+(?:{_GROUP}|(?P<rest>\d,?\d{{3}}))(?!\s*[\d.,十百千万萬亿億兆십백천만억조])")


def plain_myriads(text: str) -> str:
    """Return text in which a compound amount stands as one number of its smallest myriad: "1億2000万円" -> "12000万円".

    The myriad stays, so that the cell is known to name its own scale. What is no compound, or whose groups do not fall
    in size ("2千万3億"), stays as it is.
    """
    found = _COMPOUND.search(text)
    if found is None:
        return text
    groups = [float(n.replace(",", "")) * _THOUSANDS[k] * _MYRIADS[m] for n, k, m in _GROUPS.findall(found[0])]
    sizes = [_MYRIADS[m] for _, _, m in _GROUPS.findall(found[0])]
    rest = found["rest"]
    if any(a <= b for a, b in pairwise(sizes)):
        return text
    total = sum(groups) + (float(rest.replace(",", "")) if rest else 0.0)
    sign, size = ("万", 1e4) if rest else (_SIGNS[min(sizes)], min(sizes))
    number = f"{total / size:.6f}".rstrip("0").rstrip(".")
    return f"{text[: found.start()]}{number}{sign}{text[found.end() :]}"
