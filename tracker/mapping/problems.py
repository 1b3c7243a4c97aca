"""What a cell turned into, and what is odd about it."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.model import Severity, Value


@dataclass(frozen=True, slots=True)
class Problem:
    """What is odd about a cell. ``raw``: the odd part, where that is not all of it; None for the cell as it stands."""

    code: str
    severity: Severity
    advice: str
    raw: str | None = None


# Not frozen, for speed: a column of names makes one of these for each row.
@dataclass(slots=True)
class Cleaned:
    """The values of one cell (several where it is split), what is odd about it, and the unit or currency of numbers.

    ``raws``: for each value the cell as given, with its unit cell; "" where that is the value itself. ``units``: the
    unit of each value, where the parts of a cell have several ("5 USD; 7 EUR"); () where ``unit`` is that of all.
    ``qualifiers``: how exact the cell says that each value is ("over 33 bn": at_least), "" where it does not say; ()
    where it says nothing of any: then the rule's counts.
    """

    values: tuple[Value, ...] = ()
    problem: Problem | None = None
    unit: str = ""
    raws: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    qualifiers: tuple[str, ...] = ()


NOTHING = Cleaned()
