"""What a page opens with: filters, colour and size in words, as the fragment of a link that the page itself reads.

The page holds all its projects whatever it opens with; a reader takes a filter off like one that she has set herself.
The grammar of the fragment is that of ``static/link.mjs``, which reads it as it reads any link: untrusted.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args
from urllib.parse import quote

from maps.payload import world
from tracker.errors import UsageError
from tracker.fields import STATUS_LABELS
from tracker.views import Atlas

ColourBy = Literal["status", "sector", "progress", "delay", "overrun"]
SizeBy = Literal["cost", "none"]
#: ``{"status": "construction", "cost": "1bn.."}``, or texts as the command takes them: ``["status=construction"]``.
Filter = Mapping[str, str | bool | Sequence[str]] | Sequence[str]

#: Keys of a filter -> what its value is, for messages and help.
KEYS = {
    "status": "status words",
    "sector": "sector words",
    "country": "country codes or names",
    "cost": "a range in US dollars of the page's price year: 1bn.., 500m..2bn",
    "progress": "a range in per cent: 0..50",
    "delay": "a range in years: 2.. (late), ..0 (on time or early)",
    "overrun": "a range of shares of the budget: 0.5.. or 50%.., ..0",
    "text": "words in the name, owner or id",
    "disagree": "1: only where sources disagree",
    "silent": "months without news: 24",
    "nowhere": "1: only without a location",
}
_RANGES = ("cost", "progress", "delay", "overrun")
_FLAGS = ("disagree", "nowhere")
_YES = ("1", "yes", "true", "y")

_AMOUNT = re.compile(r"(-?\d+(?:\.\d+)?)\s*(%|k|m|mn|million|bn|b|billion|tn|trillion)?", re.IGNORECASE)
_SCALE = {"k": 1e3, "m": 1e6, "b": 1e9, "t": 1e12}


@dataclass(frozen=True, slots=True)
class _Words:
    """The words that a page has in one column, and other spellings of them (in small letters)."""

    there: tuple[str, ...]
    also: Mapping[str, str]


def fragment(atlas: Atlas, filters: Filter = (), color_by: str = "status", size_by: str = "cost") -> str:
    """Return the fragment with which the page of `atlas` opens: ``#status=construction&colour=delay``, or "".

    Parameters
    ----------
    filters
        See :data:`KEYS` for the keys. Values of ``status``, ``sector`` and ``country`` may be several (a list, commas,
        or the key again): any of them. Keys act together.
    color_by, size_by
        See :data:`ColourBy` and :data:`SizeBy`.

    Raises
    ------
    UsageError
        An unknown key or value; the hint lists those that there are.
    """
    if color_by not in get_args(ColourBy):
        raise UsageError(f"A map is not coloured by {color_by!r}.", f"Use one of {', '.join(get_args(ColourBy))}.")
    if size_by not in get_args(SizeBy):
        raise UsageError(f"Projects are not sized by {size_by!r}.", f"Use one of {', '.join(get_args(SizeBy))}.")
    parts = [f"{key}={quote(text, safe=',/.-~')}" for key, text in _asked(atlas, filters).items()]
    parts += [f"colour={color_by}"] if color_by != "status" else []
    parts += [f"size={size_by}"] if size_by != "cost" else []
    return f"#{'&'.join(parts)}" if parts else ""


def _asked(atlas: Atlas, filters: Filter) -> dict[str, str]:
    """Return key -> value as the link writes it, in the order of :data:`KEYS`."""
    said: dict[str, list[str]] = {}
    for key, value in _pairs(filters):
        if key not in KEYS:
            raise UsageError(f"There is no filter {key!r}.", f"Filter by {', '.join(KEYS)}.")
        said.setdefault(key, []).append(value.strip())
    out = {}
    for key in KEYS:
        if key in said:
            out[key] = _value(atlas, key, said[key])
    return out


def _pairs(filters: Filter) -> Iterable[tuple[str, str]]:
    if isinstance(filters, str):
        filters = [filters]
    if isinstance(filters, Mapping):
        for key, value in filters.items():
            if isinstance(value, (list, tuple, set, frozenset)):
                for one in value:
                    yield str(key), str(one)
            else:
                yield str(key), "1" if value is True else str(value)
        return
    for text in filters:
        key, sign, value = text.partition("=")
        if not sign:
            raise UsageError(f"{text!r} is not KEY=VALUE.", f"Filter by {', '.join(KEYS)}: status=construction.")
        yield key.strip().lower(), value


def _value(atlas: Atlas, key: str, said: list[str]) -> str:
    if key in _WORDS:
        return _listed(key, _WORDS[key](atlas), said)
    if len(said) > 1:
        raise UsageError(f"{key} is asked for twice: {' and '.join(said)}.", f"Give it once: {KEYS[key]}.")
    (text,) = said
    if key in _RANGES:
        return _range(key, text)
    if key in _FLAGS:
        if text.lower() not in _YES:
            raise UsageError(f"{key}={text} says nothing.", f"Write {key}=1, or leave it out.")
        return "1"
    if key == "silent":
        if not re.fullmatch(r"[1-9]\d{0,2}", text):
            raise UsageError(f"silent={text} is not a number of months.", "Write silent=24.")
        return text
    if not text:
        raise UsageError("text= says nothing.", "Write text=WORDS.")
    return text


def _listed(key: str, words: _Words, said: list[str]) -> str:
    asked = [part.strip() for text in said for part in _parts(text, words) if part.strip()]
    chosen = []
    for word in asked:
        found = word if word in words.there else words.also.get(word.casefold())
        if found is None:
            some = ", ".join(words.there[:40]) + (", ..." if len(words.there) > 40 else "")
            raise UsageError(f"The page has no project with {key} {word!r}.", f"It has {some or 'none'}.")
        chosen.append(found)
    if not chosen:
        raise UsageError(f"{key}= says nothing.", f"Write {key}=WORD; the page has {', '.join(words.there[:40])}.")
    return ",".join(dict.fromkeys(word.replace(",", ",,") for word in chosen))


def _parts(text: str, words: _Words) -> list[str]:
    """Return the words of a list; a name with a comma in it is one word."""
    return [text] if text in words.there or text.casefold() in words.also else text.split(",")


def _statuses(atlas: Atlas) -> _Words:
    return _Words(tuple(STATUS_LABELS), {label.casefold(): word for word, label in STATUS_LABELS.items()})


def _sectors(atlas: Atlas) -> _Words:
    there = tuple(sorted({row.sector for row in atlas.projects if row.sector}))
    return _Words(there, {word.replace("-", " "): word for word in there})


def _countries(atlas: Atlas) -> _Words:
    there = tuple(sorted({code for row in atlas.projects for code in row.country.split(";") if code}))
    names = {name.casefold(): code for code, _, name, *_ in world()["labels"] if code in there}
    return _Words(there, names | {code.casefold(): code for code in there})


_WORDS: dict[str, Callable[[Atlas], _Words]] = {"status": _statuses, "sector": _sectors, "country": _countries}


def _range(key: str, text: str) -> str:
    low, sign, high = text.replace(",", "..").partition("..")
    ends = [_amount(key, low, text), _amount(key, high, text)] if sign else [math.nan, math.nan]
    if not sign or ends == [None, None]:
        raise UsageError(f"{key}={text} is not a range.", f"Write {key}= and {KEYS[key]}.")
    first, last = ends
    if first is not None and last is not None and first > last:
        raise UsageError(f"{key}={text} ends before it begins.", f"Write {key}={high}..{low}.")
    return ",".join("" if end is None else _plain(end) for end in ends)


def _amount(key: str, text: str, whole: str) -> float | None:
    """Return an end of a range as the link has it (an overrun is a share there), None for an open one."""
    text = text.strip()
    if not text:
        return None
    found = _AMOUNT.fullmatch(text)
    scale = (found[2] or "").lower() if found else ""
    if found is None or (scale == "%") > (key in ("progress", "overrun")) or (scale not in ("", "%")) > (key == "cost"):
        raise UsageError(f"{key}={whole} is not a range: {text!r} is no number of it.", f"{key} is {KEYS[key]}.")
    if scale == "%":
        return float(found[1]) / (100 if key == "overrun" else 1)
    return float(found[1]) * _SCALE.get(scale[:1], 1.0)


def _plain(number: float) -> str:
    return f"{round(number, 6):.6f}".rstrip("0").rstrip(".") or "0"
