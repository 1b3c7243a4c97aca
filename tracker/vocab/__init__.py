"""Small vocabularies as CSV, shipped with the package: countries, currencies, sectors."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files


@cache
def table(name: str) -> dict[str, dict[str, str]]:
    """Return a vocabulary as code -> row. ``name``: countries, currencies or sectors."""
    text = (files(__name__) / f"{name}.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    key = next(iter(rows[0]))
    return {row[key]: row for row in rows}


def country_name(alpha3: str, lang: str = "en") -> str | None:
    """Return the short name of a country (ISO 3166-1 alpha-3), or None."""
    row = table("countries").get(alpha3)
    if row is None:
        return None
    return row["name_zh"] if lang == "zh" and row["name_zh"] else row["name"]


def country_code(text: str) -> str | None:
    """Return the alpha-3 code for a code or an English name, whatever the case; None where unknown."""
    text = text.strip()
    if text.upper() in table("countries"):
        return text.upper()
    fold = text.casefold()
    for code, row in table("countries").items():
        if fold in (row["alpha2"].casefold(), row["name"].casefold()):
            return code
    return None


def currency_exists(code: str) -> bool:
    """True for an ISO 4217 code, also one that is no longer legal tender."""
    return code in table("currencies")


def sector_exists(word: str) -> bool:
    """True for a sector word of the tracker."""
    return word in table("sectors")


def sector_label(word: str, lang: str = "en") -> str:
    """Return the label of a sector; an unknown word is its own label."""
    row = table("sectors").get(word)
    if row is None:
        return word
    return row["label_zh"] if lang == "zh" else row["label"]
