"""Values and comments as TOML has them (toml.io, 1.0.0)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

#: A value as TOML has it.
Toml: TypeAlias = "str | float | bool | Sequence[Toml] | Mapping[str, Toml]"

#: Keys of our own within a line; others are words of the table and stand in quotes.
_OWN_KEYS = ("column", "values", "not")


def toml_of(value: Toml) -> str:
    """Return a value in TOML, on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        short = f"{value:.0e}".replace("e+0", "e")
        return short if value >= 1000 and float(short) == value else repr(value)
    if isinstance(value, str):
        return f'"{"".join(map(_escaped, value))}"'
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{_key(k)} = {toml_of(v)}' for k, v in value.items())} }}"
    return f"[{', '.join(toml_of(v) for v in value)}]"


def fixes(words: Iterable[str]) -> str:
    """Return a table of fixes to be filled in, as one line of TOML."""
    return f"values = {toml_of(dict.fromkeys(words, ''))}"


def plain(text: str) -> str:
    """Return text as a comment may hold it: no controls, no line ends, nothing that cannot be written as UTF-8."""
    clean = "".join(" " if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") else c for c in text)
    return " ".join(clean.split())


def _escaped(c: str) -> str:
    if c in '"\\':
        return f"\\{c}"
    return f"\\u{ord(c):04x}" if ord(c) < 0x20 or 0x7F <= ord(c) < 0xA0 else c


def _key(name: str) -> str:
    return name if name in _OWN_KEYS else toml_of(name)
