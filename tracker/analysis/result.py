"""What an analysis gives: a typed frame that says what it is, what it rests on and what it left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import pandas

    from tracker.views import Moment

Kind = Literal["text", "number", "integer", "flag", "day"]
#: No average, quantile or share of fewer is given.
LEAST = 15

_DTYPES: dict[Kind, str] = {
    "text": "string",
    "number": "float64",
    "integer": "Int64",
    "flag": "boolean",
    "day": "datetime64[s]",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a frame. ``unit``: km, percent, years, "USD, constant 2015 prices" ...; "" for words and counts."""

    name: str
    kind: Kind
    label: str
    meaning: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How many were left out for one reason, with the first of them by name."""

    reason: str
    n: int
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """The answer of one analysis.

    Attributes
    ----------
    name
        Short word, as the command: "slippage".
    title
        One line for people.
    frame
        One row per unit; text is pandas' string with NA, numbers float64 with NaN, days datetime64[s] (NaT).
    columns
        Those of the frame, in order.
    n, of
        On how many projects it rests, of how many that were asked for.
    method
        The definition in words, with where it comes from.
    at
        The moment it was known at; None where the input was not a ledger.
    """

    name: str
    title: str
    frame: pandas.DataFrame
    columns: tuple[Column, ...]
    n: int
    of: int
    method: str
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[str, ...] = ()
    at: Moment | None = None

    def __post_init__(self) -> None:
        names = [c.name for c in self.columns]
        if list(self.frame.columns) != names:
            raise AssertionError(f"{self.name}: the frame has {list(self.frame.columns)}, not {names}")

    def coverage(self) -> str:
        """Return the sentence that goes with every number: how many of how many, and what is missing."""
        lines = [f"{self.n:,} of {self.of:,} projects."]
        for one in self.left_out:
            some = f" ({', '.join(one.examples)}{', ...' if one.n > len(one.examples) else ''})" if one.examples else ""
            lines.append(f"Left out: {one.n:,}, {one.reason}{some}.")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        from html import escape

        told = "".join(f"<p>{escape(line)}</p>" for line in (*self.coverage().splitlines(), *self.notes))
        return f"<h4>{escape(self.title)}</h4>{self.frame._repr_html_()}{told}"


#: Unit of a month that is told as a number, as Stata counts them.
MONTHS = "months since 1960-01"
#: When a project was last heard of, for the frames that hold a row a project.
LAST_EVIDENCE = Column(
    "last_evidence", "text", "Last evidence", "Newest day (ISO) of which a document speaks; look-ups do not count."
)


def typed(rows: Sequence[Mapping[str, Any]], columns: Sequence[Column]) -> pandas.DataFrame:
    """Return rows as a frame with exactly these columns, of the type that each kind has; "" in text is NA.

    Days are ISO text, ``datetime.date`` or NA; numbers may be None.
    """
    import pandas as pd

    data = {}
    for c in columns:
        cells = [row.get(c.name) for row in rows]
        if c.kind == "text":
            cells = [cell or None for cell in cells]
        if c.kind == "day":
            # Outside the years of datetime64[ns], yet within those of seconds: 0001 to 9999.
            data[c.name] = pd.Series(pd.array([_day(cell) for cell in cells], dtype="datetime64[s]"))
        else:
            data[c.name] = pd.Series(cells, dtype=_DTYPES[c.kind])
    return pd.DataFrame(data, columns=[c.name for c in columns])


def _day(cell: object) -> Any:  # noqa: ANN401 - numpy's own
    import numpy as np

    return np.datetime64("NaT", "s") if cell is None or cell == "" else np.datetime64(str(cell)[:10], "s")


@dataclass(slots=True)
class Tally:
    """Counts what an analysis leaves out, by reason, and remembers the first few names of each."""

    keep: int = 3
    _counts: Counter[str] = field(default_factory=Counter)
    _names: dict[str, list[str]] = field(default_factory=dict)

    def add(self, reason: str, name: str) -> None:
        """Count one."""
        self._counts[reason] += 1
        names = self._names.setdefault(reason, [])
        if len(names) < self.keep:
            names.append(name)

    def left_out(self) -> tuple[LeftOut, ...]:
        """Return the reasons, the most frequent first."""
        ordered = sorted(self._counts.items(), key=lambda kv: (-kv[1], kv[0]))
        return tuple(LeftOut(reason, n, tuple(self._names[reason])) for reason, n in ordered)


def columns_of(frame_columns: Iterable[Column], *names: str) -> tuple[Column, ...]:
    """Return the named ones of some columns, in the order of the names."""
    by_name = {c.name: c for c in frame_columns}
    return tuple(by_name[name] for name in names)
