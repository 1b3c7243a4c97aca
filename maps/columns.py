"""Columns of the page's data: how lists of Python values become compact JSON that the page turns back into arrays.

- ``{"c": value}``: every row has this value;
- ``{"v": [...]}``: one value a row, ``None`` where there is none;
- ``{"d": [words], "i": [...]}``: a dictionary, row k has ``words[i[k]]``;
- ``{"lo": [...], "w": [...], "x": {...}}``: partial dates. First day (days since 1970-01-01, ``None`` where there is no
  date), days from it to the last, and the EDTF text of those rows whose text does not follow from the two.

The reader of these forms is ``static/decode.mjs``.
"""

from __future__ import annotations

import base64
import gzip
import json
import math
import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

Column = dict[str, Any]

_EPOCH = date(1970, 1, 1).toordinal()
#: Bytes from which compressing hard costs seconds and saves a few percent.
_BIG = 4_000_000
_SURROGATE = re.compile("[\ud800-\udfff]")


def values(items: Iterable[Any]) -> Column:
    """Return numbers or texts as they are. Whole floats become integers; NaN and infinity become None."""
    out = list(items)
    if float in set(map(type, out)):
        out = [_number(x) if isinstance(x, float) else x for x in out]
    return _constant(out) or {"v": out}


def coded(items: Iterable[str]) -> Column:
    """Return a dictionary-coded column of texts; words stand in the order of their first use."""
    column = list(items)
    number = {word: k for k, word in enumerate(dict.fromkeys(column))}
    if len(number) == 1:
        return {"c": column[0]}
    return {"d": list(number), "i": list(map(number.__getitem__, column))}


def dates(rows: Iterable[tuple[str, str, str]]) -> Column:
    """Return partial dates from (EDTF text, first day, last day); an empty first day means no date."""
    # joined texts rather than tuples: the garbage collector does not have to walk through them
    column = list(map("\x1f".join, rows))
    known = {row: _coded_date(*row.rsplit("\x1f", 2)) for row in dict.fromkeys(column)}
    if not any(lo is not None or odd_text for lo, _, odd_text in known.values()):
        return {"c": None}
    found = list(map(known.__getitem__, column))
    odd = {}
    if any(odd_text for _, _, odd_text in known.values()):
        odd = {str(k): column[k].rsplit("\x1f", 2)[0] for k, date_ in enumerate(found) if date_[2]}
    return {"lo": [date_[0] for date_ in found], "w": [date_[1] for date_ in found], "x": odd}


def days(items: Iterable[str]) -> Column:
    """Return ISO days or partial dates without ends (``2026-03``) as partial dates."""
    return dates((text, *ends(text)) for text in items)


@lru_cache(maxsize=65536)
def ends(text: str) -> tuple[str, str]:
    """Return the first and last ISO day of ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; two empty texts for others."""
    try:
        if len(text) == 4:
            return f"{date(int(text), 1, 1)}", f"{text}-12-31"
        if len(text) == 7:
            first = date(int(text[:4]), int(text[5:]), 1)
            return f"{first}", f"{(first + timedelta(days=31)).replace(day=1) - timedelta(days=1)}"
        day = date.fromisoformat(text[:10])
    except ValueError:
        return "", ""
    return f"{day}", f"{day}"


def _coded_date(text: str, lo: str, hi: str) -> tuple[int | None, int, bool]:
    """Return first day, days to the last, and whether the page has to be told the text."""
    if not lo:
        return None, 0, bool(text)
    a, b = date.fromisoformat(lo), date.fromisoformat(hi or lo)
    width = b.toordinal() - a.toordinal()
    plain = lo
    if width:
        whole_year = lo[4:] == "-01-01" and hi[4:] == "-12-31" and lo[:4] == hi[:4]
        whole_month = lo[8:] == "01" and lo[:7] == hi[:7] and (b + timedelta(days=1)).day == 1
        plain = lo[:4] if whole_year else lo[:7] if whole_month else ""
    return a.toordinal() - _EPOCH, width, text != plain


def _number(x: float) -> float | int | None:
    if not math.isfinite(x):
        return None
    return int(x) if x.is_integer() and abs(x) < 2**53 else x


def _constant(items: Sequence[Any]) -> Column | None:
    """Return the constant form where all items are equal (and of one type: 0 is not False)."""
    if not items:
        return {"c": None}
    first = items[0]
    if first != items[-1] or items.count(first) != len(items) or len(set(map(type, items))) > 1:
        return None
    return {"c": first}


def pack(data: object) -> str:
    """Return JSON, gzipped (no time stamp) and in base64: safe inside HTML whatever the data say.

    Lone surrogates, which UTF-8 cannot hold, become U+FFFD.
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    try:
        raw = text.encode()
    except UnicodeEncodeError:
        raw = _SURROGATE.sub("\ufffd", text).encode()
    level = 6 if len(raw) < _BIG else 3
    return base64.b64encode(gzip.compress(raw, level, mtime=0)).decode("ascii")


def unpack(block: str) -> Any:  # noqa: ANN401 - JSON may be anything
    """Return the data of a packed block (for tests and for people who want to look inside a page)."""
    return json.loads(gzip.decompress(base64.b64decode(block)))
