"""Which rows of a batch a rule holds for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tracker.clean.text import clean_text
from tracker.mapping.cells import text_of
from tracker.mapping.model import WhereRule
from tracker.readers.tables import Cell


def rows_where(rules: Sequence[WhereRule], columns: Mapping[str, list[Cell]], n: int) -> list[bool] | None:
    """Return for each of ``n`` rows whether it meets all conditions; None where there are none."""
    held: list[bool] | None = None
    for rule in rules:
        words = {clean_text(word).casefold() for word in rule.values}
        cells: Sequence[Cell] = columns.get(rule.column) or [None] * n
        met = {cell: (text_of(cell).casefold() in words) != rule.negate for cell in set(cells)}
        one = [met[cell] for cell in cells]
        held = one if held is None else [a and b for a, b in zip(held, one, strict=True)]
    return held


def masked(cells: list[Cell], held: list[bool] | None) -> list[Cell]:
    """Return the cells of the rows that are held; None for the others."""
    return cells if held is None else [cell if ok else None for cell, ok in zip(cells, held, strict=True)]
