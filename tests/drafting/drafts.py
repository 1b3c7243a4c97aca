"""Drafts of mappings for tests: made, loaded and used on the same file."""

from __future__ import annotations

import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tracker import sources
from tracker.clean.text import clean_text
from tracker.drafting.draft import Draft, draft_mapping
from tracker.fields import FIELDS
from tracker.mapping.cells import cleaner_of, empty_words
from tracker.mapping.conditions import masked, rows_where
from tracker.mapping.load import parse
from tracker.mapping.model import FieldRule, GeometryRule, Mapping
from tracker.model import IssueLog, Record
from tracker.readers.opening import open_table
from tracker.readers.tables import TableOptions

TODAY = "2026-11-24"


@dataclass(frozen=True)
class Drafted:
    """A draft with the mapping that it is."""

    path: Path
    draft: Draft
    mapping: Mapping

    @property
    def toml(self) -> str:
        return self.draft.toml

    @property
    def said(self) -> dict[str, str]:
        """Field (with its item, where it has one) -> column or constant; of several the first."""
        out: dict[str, str] = {}
        for f in self.mapping.fields:
            out.setdefault(f"{f.field}/{f.item}" if f.item else f.field, f.column or f.constant)
        return out

    def rule(self, field: str) -> FieldRule:
        return next(f for f in self.mapping.fields if f.field == field)

    @property
    def place(self) -> GeometryRule:
        return self.mapping.geometries[0]

    def read(self, folder: Path) -> tuple[list[Record], IssueLog]:
        """Use the draft as it stands."""
        toml = folder / "drafted.toml"
        toml.write_text(self.toml, encoding="utf-8")
        reading = sources.open_path(self.path, toml)
        return list(reading.records), reading.issues

    def without_comments(self) -> list[str]:
        return [line for line in self.toml.splitlines() if line and not line.startswith("#")]

    def unplaced(self) -> list[str]:
        """The names that the draft lists as not placed, with what it says of them."""
        lines = self.toml.partition("# Not placed")[2].splitlines()[2:]
        return [line.removeprefix("#   ") for line in lines if line.startswith("#   ")]


def drafted(path: Path, sheet: str = "", crs: str = "") -> Drafted:
    draft = draft_mapping(path, today=TODAY, sheet=sheet, crs=crs)
    return Drafted(path, draft, parse(tomllib.loads(draft.toml), "draft"))


def written(folder: Path, text: str, name: str = "table.csv", encoding: str = "utf-8") -> Drafted:
    """Write a table and draft its mapping."""
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return drafted(path)


def issues_of(log: IssueLog, severity: str) -> dict[str, int]:
    found: Counter[str] = Counter()
    for (code, kind, *_), n in log.counts.items():
        if kind == severity:
            found[code] += n
    return dict(found)


def worth(it: Drafted) -> tuple[int, int]:
    """Return how many cells of mapped columns give values, and how many hold something."""
    f = it.mapping.file
    table = open_table(it.path, TableOptions(f.sheet, f.encoding, f.separator, f.skip_lines, f.transposed))
    empty = empty_words(f)
    cleaners = [(rule, cleaner_of(rule, f)) for rule in it.mapping.fields if rule.column]
    good = full = 0
    for batch in table.batches:
        for rule, clean in cleaners:
            cells = masked(batch.columns[rule.column], rows_where(rule.where, batch.columns, len(batch)))
            units = batch.columns[rule.unit_column] if rule.unit_column else None
            for cell, got in zip(cells, clean(cells, units), strict=True):
                if cell is not None and clean_text(str(cell)).casefold() not in empty:
                    full += 1
                    is_code = FIELDS[rule.field].type == "code"  # an unknown country is kept, and is none
                    good += bool(got.values) and not (is_code and got.problem)
    return good, full


def amounts(records: list[Record], name: str) -> list[tuple[Any, str]]:
    """Return value and unit of all claims about a field; values to the last digits."""
    found = [c for r in records for c in r.claims if c.field == name]
    return [(pytest.approx(c.value, rel=1e-12), c.unit) for c in found]


def dates(records: list[Record], name: str) -> list[str]:
    """Return the dates that all claims about a field say, as text."""
    assert FIELDS[name].type == "date"
    return [str(getattr(c.value, "text", "")) for r in records for c in r.claims if c.field == name]
