"""What a draft of a mapping will say, before it is written: guesses with the remarks that explain them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tracker.drafting.guess_column import Column
from tracker.drafting.toml_text import Toml


@dataclass(slots=True)
class Rule:
    """One table of the mapping.

    ``keys``: what it says. ``remarks``: sentences above it. ``offers``: lines below it, commented out, for the user to
    choose.
    """

    keys: dict[str, Toml] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    offers: list[str] = field(default_factory=list)

    @property
    def field(self) -> str:
        """The field that it says, "" for other tables."""
        return str(self.keys.get("field", ""))

    @property
    def item(self) -> str:
        """The item of its field."""
        return str(self.keys.get("item", ""))


def counted(n: int, word: str = "row") -> str:
    """Return a number with its noun: 1 row, 1,234 rows."""
    return f"{n:,} {word}" if n == 1 else f"{n:,} {word}s"


@dataclass(slots=True)
class Plan:
    """The draft. ``taken``: names of columns that have a place; ``why``: column -> why it has none."""

    columns: Sequence[Column]
    native: str = ""
    file: Rule = field(default_factory=Rule)
    record: Rule = field(default_factory=Rule)
    fields: list[Rule] = field(default_factory=list)
    places: list[Rule] = field(default_factory=list)
    excludes: list[Rule] = field(default_factory=list)
    joins: list[Rule] = field(default_factory=list)
    ignored: dict[str, str] = field(default_factory=dict)
    redacted: list[str] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)
    why: dict[str, str] = field(default_factory=dict)

    def left(self) -> list[Column]:
        """Return the columns that have no place yet, in their order."""
        return [c for c in self.columns if c.name not in self.taken and c.name not in self.ignored]

    def take(self, columns: Iterable[Column]) -> None:
        """Give columns a place."""
        self.taken.update(c.name for c in columns)

    def say(self, name: str, column: Column | None = None, **keys: Toml) -> Rule:
        """Add a field, of a column or (with ``constant``) of none; return its rule."""
        head: dict[str, Toml] = {"field": name}
        if column is not None:
            head["column"] = column.name
            self.take([column])
        rule = Rule(head | {k: v for k, v in keys.items() if v not in ("", None)})
        self.fields.append(rule)
        return rule

    def ignore(self, column: Column, reason: str) -> None:
        """Leave a column out on purpose."""
        self.ignored[column.name] = reason

    def all_of(self, name: str) -> list[Rule]:
        """Return the rules of a field."""
        return [r for r in self.fields if r.field == name]

    def said(self, name: str, item: str = "") -> Rule | None:
        """Return the first rule of a field (and item), None where it is not said."""
        return next((r for r in self.fields if r.field == name and (not item or r.item == item)), None)

    def column_of(self, name: str) -> Column | None:
        """Return the column that says a field, None where none does."""
        rule = self.said(name)
        wanted = rule.keys.get("column") if rule else None
        return next((c for c in self.columns if c.name == wanted), None)
