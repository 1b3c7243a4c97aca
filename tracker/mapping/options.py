"""A mapping in options of the command line, as the data that a TOML file would give: one way to say a thing.

``--map FIELD=COLUMN``, or with what must be known of the column in brackets: ``cost_estimate[USD m]=Total cost``.
Beside the fields of the dictionary these words stand before ``=``: id, key, as_of, url, ignore, redact, for the place
lat, lon, easting, northing, wkt and ewkb, and rank, which is followed by what kind of document the table is. The rules
are told in docs/how-to/import.md.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from collections.abc import Mapping as MappingOf
from copy import deepcopy
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from tracker.clean.currency import read_money
from tracker.clean.loose_dates import DATE_ORDERS
from tracker.clean.scales import read_measure
from tracker.errors import UsageError
from tracker.fields import AS_OF_BASES, FIELDS, PRECISIONS
from tracker.model import RANKS

#: Words that may stand before "=" beside the names of fields.
RECORD_WORDS = ("id", "key", "as_of", "url", "rank", "ignore", "redact")
PLACE_WORDS = ("lat", "lon", "easting", "northing", "wkt", "ewkb")
#: Of places that are no degrees: their coordinate system may stand in brackets, as EPSG:27700.
_WITH_CRS = ("easting", "northing", "wkt", "ewkb")
_CRS = re.compile(r"(?:EPSG|ESRI):\d+", re.IGNORECASE)
_OPTION = re.compile(r"\s*([^\W\d]\w*)\s*(?:\[([^\]]*)\])?\s*=\s*(.*\S)\s*", re.DOTALL)
_NUMBERS: dict[str, Callable[[str], float]] = {"multiplier": float, "price_year": int}
#: Keys whose values are no text, or one that cannot stand between commas.
_WORDS: dict[str, dict[str, str | bool]] = {
    "decimal": {"comma": ",", "point": ".", ".": "."},
    "negative": {"true": True, "false": False},
}
_SEE = "Write FIELD=COLUMN, as name=Project or 'cost_estimate[USD m]=Total cost'; see docs/how-to/import.md."

Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """One option: ``target`` is a field or one of the words above; ``what`` holds keys and values as TOML has them."""

    text: str
    target: str
    column: str
    what: MappingOf[str, Any]

    def columns(self) -> list[str]:
        """Return all columns that it names."""
        if self.target == "rank":
            return []
        return [self.column, *(str(v) for k, v in self.what.items() if k.endswith("_column"))]


def parse_option(text: str) -> Column:
    """Return what a ``--map`` says.

    Raises
    ------
    UsageError
        No FIELD=COLUMN, no such field, or brackets that say nothing of that field.
    """
    match = _OPTION.fullmatch(text)
    if match is None:
        raise UsageError(f"--map {text!r} is not FIELD=COLUMN.", _SEE)
    target, inside, column = match[1], match[2] or "", match[3]
    if target == "geometry":
        raise UsageError(
            f"--map {text!r}: in which form?",
            "Write lat=COLUMN and lon=COLUMN, easting=COLUMN and northing=COLUMN, wkt=COLUMN or ewkb=COLUMN.",
        )
    words = (*FIELDS, *RECORD_WORDS, *PLACE_WORDS)
    if target not in words:
        near = get_close_matches(target, words, n=1)
        hint = f"Did you mean {near[0]}?" if near else f"`tracker fields` lists them; also {', '.join(RECORD_WORDS)}."
        raise UsageError(f"--map {text!r}: there is no field {target!r}.", hint)
    if target == "rank" and column not in RANKS:
        raise UsageError(f"--map {text!r}: {column!r} is no rank.", f"Write rank= and one of {', '.join(RANKS)}.")
    what: Data = {}
    for word in (w.strip() for w in inside.split(",")):
        key, sign, value = (part.strip() for part in word.partition("="))
        if sign and key in _WORDS:
            if value not in _WORDS[key]:
                raise UsageError(f"--map {text!r}: {key}={value} says nothing.", f"Write {' or '.join(_WORDS[key])}.")
            what[key] = _WORDS[key][value]
        elif sign and key:
            what[key] = _number(text, key, value) if key in _NUMBERS else value
        elif word:
            what |= _meaning(text, target, word)
    return Column(text, target, column, what)


def _number(text: str, key: str, value: str) -> float:
    try:
        return _NUMBERS[key](value)
    except ValueError as e:
        raise UsageError(f"--map {text!r}: {key}={value} is not a number.", "Write it as 1e6 or 2015.") from e


def _meaning(text: str, target: str, word: str) -> Data:
    """Return what a bare word in brackets means for a target: a unit, a factor, the order of dates, a precision."""
    kind = FIELDS[target].type if target in FIELDS else target
    if kind in ("money", "number"):
        try:
            return {"multiplier": float(word)}
        except ValueError:
            pass
    if kind == "money" and (money := read_money(word, is_money=True)):
        factor, code, _ = money
        return ({"multiplier": factor} if factor != 1 else {}) | ({"currency": code} if code else {})
    if target in _WITH_CRS and _CRS.fullmatch(word):
        return {"crs": word}
    if kind == "number":
        factor, unit = read_measure(word) or (1.0, word)
        return ({"multiplier": factor} if factor != 1 else {}) | {"unit": unit}
    known: dict[str, tuple[str, Sequence[str]]] = {
        "date": ("date_order", DATE_ORDERS),
        "as_of": ("as_of_basis", AS_OF_BASES),
        "url": ("rank", tuple(RANKS)),
        **dict.fromkeys(PLACE_WORDS, ("precision", PRECISIONS)),
    }
    key, words = known.get(kind, ("", ()))
    if word in words:
        return {key: word}
    if kind == "money":
        hint = "Write a currency by its code, a scale or both: USD, EUR m, 1e6."
    elif words:
        hint = f"Write {key}, one of {', '.join(words)}, or another KEY=VALUE of docs/how-to/mapping.md."
    else:
        hint = "Write KEY=VALUE with a key of docs/how-to/mapping.md, as item=planned."
    raise UsageError(f"--map {text!r}: {word!r} says nothing of {target}.", hint)


def merged(base: MappingOf[str, Any], columns: Sequence[Column]) -> Data:
    """Return the data of a mapping with options put in: what they say of a field, the id or the place goes first.

    An option replaces what was said of its field with the same item and scope; several options for one field stand
    together.

    Raises
    ------
    UsageError
        Not as many columns of latitude as of longitude, or of eastings as of northings.
    """
    data = deepcopy(dict(base))
    record: Data = data.setdefault("record", {})
    fields = [_field(c) for c in columns if c.target in FIELDS]
    said = {_place_of(f) for f in fields}
    data["field"] = [f for f in data.get("field", []) if _place_of(f) not in said] + fields
    if places := _places(columns):
        data["geometry"] = places
    for target in ("id", "key"):
        if named := [c.column for c in columns if c.target == target]:
            record[target] = named
    for c in columns:
        if c.target == "rank":
            record["rank"] = c.column
        if c.target in ("as_of", "url"):
            record |= {f"{c.target}_column": c.column, **c.what}
    ignored = [c.column for c in columns if c.target == "ignore"]
    data["ignore"] = [*data.get("ignore", []), *ignored]
    if hidden := [c.column for c in columns if c.target == "redact"]:
        about: Data = data.setdefault("source", {})
        about["redact"] = [*about.get("redact", []), *hidden]
    return data


def _field(c: Column) -> Data:
    return {"field": c.target, "column": c.column, **c.what}


def _place_of(field: MappingOf[str, Any]) -> tuple[str, str, str]:
    return str(field.get("field")), str(field.get("item", "")), str(field.get("scope", "whole"))


def _places(columns: Sequence[Column]) -> list[Data]:
    out: list[Data] = []
    if pairs := _pairs(columns, "lat", "lon"):
        what = {k: v for pair in pairs for c in pair for k, v in c.what.items()}
        out.append({"pairs": [[lat.column, lon.column] for lat, lon in pairs], **what})
    for x, y in _pairs(columns, "easting", "northing"):
        out.append({"easting": x.column, "northing": y.column, **x.what, **y.what})
    out += [{c.target: c.column, **c.what} for c in columns if c.target in ("wkt", "ewkb")]
    return out


def _pairs(columns: Sequence[Column], one: str, other: str) -> list[tuple[Column, Column]]:
    first, second = ([c for c in columns if c.target == word] for word in (one, other))
    if len(first) != len(second):
        more, less = (one, other) if len(first) > len(second) else (other, one)
        raise UsageError(f"--map {more}=... stands without {less}=...", f"Add --map {less}=COLUMN.")
    return list(zip(first, second, strict=True))


def check_columns(columns: Sequence[Column], have: Sequence[str], where: str, guessed: str = "") -> None:
    """Raise UsageError where an option names a column that the table lacks, with the nearest that it has.

    ``guessed``: how its letters were read where the file does not say it: they may be the wrong ones.
    """
    by_fold = {name.casefold(): name for name in have}
    for c in columns:
        for name in c.columns():
            if name in have or c.target == "ignore":
                continue
            near = get_close_matches(name.casefold(), by_fold, n=1, cutoff=0.5)
            guess = f"Did you mean {by_fold[near[0]]!r}? " if near else ""
            more = ", ..." if len(have) > 60 else "."
            hint = f"{guess}It has: {', '.join(map(repr, have[:60]))}{more}"
            if guessed:
                hint += f" Its letters are a guess: {guessed} (--encoding NAME says which they are)."
            raise UsageError(f"--map {c.text!r}: {where} has no column {name!r}.", hint)


def key_of(name: str) -> str:
    """Return a key made of a file's name without its ending: small letters and digits of any script, "-" between."""
    text = unicodedata.normalize("NFKC", name).casefold()
    kept = "".join(c if c.isalnum() or c in "_." or unicodedata.category(c)[0] == "M" else "-" for c in text)
    return re.sub("-+", "-", kept).strip("-._")


def source_of(text: str) -> tuple[str, str]:
    """Return key and name of ``--source KEY`` or ``--source "KEY=Name"``; the name is "" where none is given.

    Raises
    ------
    UsageError
        The key is not made of letters and digits, with - _ . between them.
    """
    key, _, name = (part.strip() for part in text.partition("="))
    if not key or key_of(key) != key.casefold():
        raise UsageError(f"--source {text!r} is no key.", "Use letters, digits, - and _, as in works-2025.")
    return key, name
