"""Forms of a word: how cells are compared with the word lists of the vocabularies."""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import cache
from importlib.resources import files

#: Longer cells are sentences, never a word of a list.
LONGEST_WORD = 200

_GAPS = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """Return text in small letters without accents; "&" is "and", what is no letter or digit is one space."""
    plain = text.replace("&", " and ")
    if not plain.isascii():  # in ASCII is no accent: three times as fast
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return _GAPS.sub(" ", plain.casefold()).strip()


def word_key(text: str) -> str:
    """Return the folded text without spaces: "On-Going", "on going" and "Ongoing" are one word."""
    return fold(text).replace(" ", "")


#: What a row is called that adds up others.
_TOTALS = frozenset(
    map(
        word_key,
        (
            *("total", "totals", "grand total", "subtotal", "subtotals", "sum total", "overall total", "total general"),
            *("total geral", "somme totale", "summe", "gesamt", "gesamtsumme", "insgesamt", "zwischensumme", "totaal"),
            *("celkem", "razem", "ogółem", "toplam", "tổng", "tổng cộng", "итого", "всего", "المجموع", "الإجمالي"),
            *("合计", "总计", "共计", "小计", "合計", "總計", "小計", "합계", "총계", "소계"),
        ),
    )
)


def is_total(text: str) -> bool:
    """True for what stands where the name should be in a row that adds up others: "Total", "TOTAL:", "合计"."""
    return len(text) <= LONGEST_WORD and word_key(text) in _TOTALS


def plain_text(cell: object) -> str:
    """Return a cell as stripped text; "" for what is no word (None, truth values, bytes, sentences).

    Codes that a spreadsheet keeps as numbers come back as they were written (21020.0 is "21020").
    """
    if isinstance(cell, str):
        return cell.strip() if len(cell) <= 4 * LONGEST_WORD else ""
    if isinstance(cell, bool):
        return ""
    if isinstance(cell, int) or (isinstance(cell, float) and cell.is_integer()):
        return str(int(cell)) if abs(cell) < 1e15 else ""
    return ""


@cache
def word_rows(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of a word list ``tracker/vocab/NAME.csv``."""
    text = (files("tracker.vocab") / f"{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


@cache
def scheme_words(name: str, value: str) -> dict[str, dict[str, str]]:
    """Return a word list as scheme -> folded word -> the column ``value``; the scheme "" is the general list."""
    schemes: dict[str, dict[str, str]] = {}
    for row in word_rows(name):
        schemes.setdefault(row["scheme"], {})[word_key(row["word"])] = row[value]
    return schemes
