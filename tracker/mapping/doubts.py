"""Doubts about a mapping that its table raises: headings of another scale, shares taken as percent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tracker.clean.numbers import unit_hint
from tracker.clean.scales import times
from tracker.fields import FIELDS
from tracker.mapping.model import FieldRule
from tracker.mapping.problems import Cleaned
from tracker.model import Issue
from tracker.readers.tables import Cell

#: Fields in percent.
PERCENT = ("progress_pct", "progress_planned")


def heading_doubts(rules: Sequence[FieldRule], where: str) -> Iterator[Issue]:
    """Yield a warning for each column whose heading says a scale, currency or unit that its rule does not.

    "Cost (EUR m)" as plain euros would be wrong by a million, and nothing else would tell.
    """
    for rule in rules:
        if not rule.column or rule.unit_column or FIELDS[rule.field].type not in ("money", "number"):
            continue
        advice = _money_doubt(rule) if FIELDS[rule.field].type == "money" else _number_doubt(rule)
        if advice:
            yield Issue("heading-unit", "warning", rule.field, rule.column, where, advice, rule.column)


def _money_doubt(rule: FieldRule) -> str:
    hint = unit_hint(rule.column)
    if hint.multiplier not in (1.0, rule.multiplier):
        return f"The heading says a scale of {hint.multiplier:g}, the mapping {rule.multiplier:g}: check multiplier."
    if hint.currency and rule.unit and hint.currency != rule.unit:
        return f"The heading says {hint.currency}, the mapping {rule.unit}: check the currency."
    return ""


def _number_doubt(rule: FieldRule) -> str:
    hint = unit_hint(rule.column)
    own = rule.unit or FIELDS[rule.field].unit
    factor = times(hint.unit, own) if hint.unit and own else None
    if factor is None or rule.multiplier == hint.multiplier * factor:
        return ""
    return f"The heading says {hint.unit}, the mapping {own}: give unit = {hint.unit!r}, or check multiplier."


class Shares:
    """What stands in columns of percent: cells that all lie between 0 and 1 are shares rather."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, str], tuple[float, bool]] = {}  # field, column -> highest, has parts of one

    def look(self, rule: FieldRule, cells: Sequence[Cell], cleaned: Sequence[Cleaned]) -> None:
        """Look at one batch of a column; cells with a sign of percent leave no doubt."""
        if rule.field not in PERCENT or rule.multiplier != 1:
            return
        key = (rule.field, rule.column)
        highest, has_parts = self._seen.get(key, (0.0, False))
        for cell, got in zip(cells, cleaned, strict=True):
            if got.values and isinstance(number := got.values[0], float):
                highest = max(highest, 2.0 if isinstance(cell, str) and "%" in cell else number)
                has_parts = has_parts or 0 < number < 1
        self._seen[key] = (highest, has_parts)

    def doubts(self, where: str) -> Iterator[Issue]:
        """Yield a warning for each column that seems to hold shares."""
        for (field, column), (highest, has_parts) in self._seen.items():
            if has_parts and highest <= 1:
                advice = "All its cells lie between 0 and 1. If they are shares, give multiplier = 100."
                yield Issue("shares", "warning", field, column, where, advice, column)
