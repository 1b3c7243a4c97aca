"""Small tables with a mapping, for the tests of the mapper."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tracker import sources
from tracker.model import Claim, IssueLog, Record

HEAD = "[source]\nkey = 'team'\n"
BASE = "[record]\nid = ['Id']\nas_of = '2025'\n[[field]]\nfield = 'name'\ncolumn = 'Name'\n"


def field(name: str, column: str, more: str = "") -> str:
    """Return the TOML of a field rule."""
    return f"[[field]]\nfield = '{name}'\ncolumn = '{column}'\n{more}\n"


def read(
    folder: Path, table: str, toml: str = "", *, head: str = HEAD, name: str = "table.csv"
) -> tuple[list[Record], IssueLog]:
    """Read a table by BASE and more rules; return its records and what was odd."""
    (folder / name).write_text(table, encoding="utf-8")
    (folder / "mapping.toml").write_text(head + BASE + toml, encoding="utf-8")
    reading = sources.open_path(folder / name, folder / "mapping.toml")
    return list(reading.records), reading.issues


def claims(records: list[Record], name: str) -> list[Claim]:
    """Return all claims about a field."""
    return [c for r in records for c in r.claims if c.field == name]


def amounts(records: list[Record], name: str) -> list[tuple[Any, str]]:
    """Return value and unit of all claims about a field; values to the last digits."""
    return [(pytest.approx(c.value, rel=1e-12), c.unit) for c in claims(records, name)]


def odd(issues: IssueLog) -> dict[tuple[str, str], int]:
    """Return (code, raw) -> how often."""
    found: Counter[tuple[str, str]] = Counter()
    for key, n in issues.counts.items():
        found[key[0], key[3]] += n
    return dict(found)
