"""How far a forecast of a kind can be believed: one sentence, with the numbers of a backtest behind it.

The numbers are those of the bundled catalogue (``data/reference-classes/skill.csv``, by ``tracker backtest``), or of a
ledger's own backtest. A forecast that was not tested says so; so does one that is a base rate, or others' figures.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracker.analysis.ladder import ALL
from tracker.analysis.result import LEAST
from tracker.bundled import data_folder

if TYPE_CHECKING:
    from tracker.analysis.result import Result

#: Methods that a class is set against, as backtests call them.
OFFICIAL, BASE_RATE = "official figure", "constant base rate"
_CLASS, NOT_TESTED = "reference class", "not tested"
#: The day (ISO) on which the bundled numbers were made.
MADE = "2026-11-25"
_AGAINST_OFFICIAL = {
    "better": "better than the official {figure}",
    "worse": "worse than the official {figure}",
    "no difference": "no skill over the official {figure} that can be told from chance",
}
_AGAINST_BASE = {
    "better": "better than a constant base rate",
    "worse": "worse than a constant base rate",
    "no difference": "not told from a constant base rate",
}
_FIGURE = {"cost": "cost", "opening": "date"}
_UNIT = {"cost": "in logarithms", "opening": "years"}


@dataclass(frozen=True, slots=True)
class Tested:
    """How forecasts of one quantity fared on past days against one other method.

    Attributes
    ----------
    quantity
        cost or opening.
    against
        :data:`OFFICIAL` or :data:`BASE_RATE`.
    n, projects
        Forecasts that were scored, and of how many projects; 0 where nothing was tested.
    apart, low, high
        Mean CRPS of the class less that of the other method, and its 95 % interval; negative: the class is better. Of
        costs in logarithms of factors, of openings in years. None where nothing was tested.
    word
        better, worse, no difference, or not tested.
    why
        Why nothing was tested.
    ledger
        On which ledger, in words; "" for the one at hand.
    """

    quantity: str
    against: str
    n: int
    projects: int
    apart: float | None
    low: float | None
    high: float | None
    word: str
    why: str = ""
    ledger: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to think of a forecast. ``word``: better, worse, no difference (than the official figure) or not tested."""

    quantity: str
    word: str
    sentence: str
    tested: tuple[Tested, ...] = ()


def verdict(
    quantity: str, reference_class: str, basis: str = "class", tested: Iterable[Tested] = (), as_of: str = ""
) -> Verdict:
    """Return what to think of a forecast of a quantity ("cost" or "opening") by a class.

    Parameters
    ----------
    reference_class
        Its name, as forecasts give it (``cost_class``, ``opening_class``).
    basis
        "class", or "published" for rates of others.
    tested
        Of :func:`bundled` or :func:`of_backtest`; none: not tested.
    as_of
        Day of the forecast (ISO): the bundled numbers may rest on what came later, and then say so.
    """
    if basis == "published":
        return Verdict(quantity, NOT_TESTED, "Not tested: rates of other people's samples, no class of this ledger.")
    own = tuple(t for t in tested if t.quantity == quantity)
    by = {t.against: t for t in own}
    official, base = by.get(OFFICIAL), by.get(BASE_RATE)
    figure = _FIGURE[quantity]
    when = f"past days{f' of {own[0].ledger}' if own and own[0].ledger else ''}"
    if official is None or official.word == NOT_TESTED:
        why = official.why if official else ""
        said = f"Not tested on {when}{f' ({why})' if why else ''}: no skill is shown."
        word = NOT_TESTED
    else:
        told = _AGAINST_OFFICIAL[official.word].format(figure=figure)
        said = f"On {when} {told} ({_numbers(official)})"
        word = official.word
        if base is not None and base.word != NOT_TESTED:
            said += f", {_AGAINST_BASE[base.word]} ({_interval(base)})"
        said += "."
    if own and own[0].ledger and as_of and as_of < MADE:
        said += f" This rests on what came out after {as_of} too."
    if reference_class == ALL:
        said += f" The class is {ALL}: a base rate, no more."
    return Verdict(quantity, word, said, own)


def verdicts(row: Mapping[str, Any], tested: Sequence[Tested] = (), as_of: str = "") -> tuple[Verdict, ...]:
    """Return the verdicts on what a row of :func:`tracker.analysis.forecast.forecast` forecasts: none, one or two."""
    out = []
    if row.get("cost_basis") in ("class", "published"):
        out.append(verdict("cost", _text(row.get("cost_class")), row["cost_basis"], tested, as_of))
    if _text(row.get("opening_class")):
        out.append(verdict("opening", _text(row["opening_class"]), "class", tested, as_of))
    return tuple(out)


def read(path: Path, ledger: str = "") -> tuple[Tested, ...]:
    """Return what a table of ``tracker backtest -f csv`` (UTF-8) says over all its dates."""
    with path.open(encoding="utf-8", newline="") as file:
        return _of(csv.DictReader(file), ledger)


@cache
def bundled() -> tuple[Tested, ...]:
    """Return how forecasts fared on the catalogue that ships with the tracker."""
    return read(data_folder() / "reference-classes" / "skill.csv", "the bundled catalogue")


def of_backtest(result: Result) -> tuple[Tested, ...]:
    """Return what a backtest (:func:`tracker.analysis.backtest.backtest`) says over all its dates."""
    return _of(result.frame.to_dict("records"), "")


def _of(rows: Iterable[Mapping[str, Any]], ledger: str) -> tuple[Tested, ...]:
    out = []
    for row in rows:
        if _is_there(row["date"]):
            continue
        n, projects, method = int(row["n"]), int(row["n_projects"]), _text(row["method"])
        if method in (OFFICIAL, BASE_RATE) and _text(row["verdict"]):
            apart, low, high = (float(row[f"crps_apart{end}"]) for end in ("", "_low", "_high"))
            word = _text(row["verdict"])
            out.append(Tested(row["quantity"], method, n, projects, apart, low, high, word, "", ledger))
        elif method == _CLASS and (why := _text(row["why"])):
            none = (None, None, None)
            out.append(Tested(row["quantity"], OFFICIAL, n, projects, *none, NOT_TESTED, _reason(n, why), ledger))
    return tuple(out)


def _reason(n: int, why: str) -> str:
    return f"fewer than {LEAST} could be judged" if n < LEAST else why


def _is_there(cell: object) -> bool:
    """True for the day of a row; rows of all dates together have none ("" in a file, NaT in a frame)."""
    return cell is not None and cell != "" and cell == cell


def _text(cell: object) -> str:
    """Return the words of a cell; "" of what is missing in a frame or a file."""
    return cell if isinstance(cell, str) else ""


def _numbers(t: Tested) -> str:
    return f"{t.n:,} forecasts of {t.projects:,} projects, CRPS {_interval(t)}"


def _interval(t: Tested) -> str:
    assert t.apart is not None and t.low is not None and t.high is not None
    if isnan(t.low) or isnan(t.high):
        return f"{t.apart:+.2f} {_UNIT[t.quantity]}, no interval"
    return f"{t.apart:+.2f} {_UNIT[t.quantity]}, {t.low:+.2f} to {t.high:+.2f}"
