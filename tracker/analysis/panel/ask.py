"""From words, as the command and a notebook give them, to what a panel is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from tracker.analysis.files import need
from tracker.analysis.panel.areas import Areas
from tracker.analysis.panel.assemble import Window
from tracker.analysis.panel.build import CONTROLS, Asked, Controls
from tracker.analysis.panel.countries import Countries
from tracker.analysis.panel.periods import STEPS, By, one_period, parse
from tracker.analysis.panel.place import Units
from tracker.analysis.panel.timing import COHORTS, Cohort
from tracker.clean.days import day_number
from tracker.errors import UsageError

BANDS = (50.0, 100.0, 200.0)


def check(by: str, first: str | int, last: str | int, cohort: str, controls: str) -> None:
    """Raise before anything is read where a word is wrong.

    Raises
    ------
    UsageError
        It says which.
    """
    _one_of(by, STEPS, "period")
    _one_of(cohort, COHORTS, "cohort")
    if controls:
        _one_of(controls, CONTROLS, "kind of controls")
    parse(str(first), cast(By, by), "--from")
    if last:
        parse(str(last), cast(By, by), "--to", last=True)


def asked_of(
    units: Units,
    now: str,
    by: str,
    first: str | int,
    last: str | int,
    cohort: str,
    bands: Sequence[float] | None,
    controls: str,
) -> Asked:
    """Return what is asked for; what was left open is chosen by the units.

    Raises
    ------
    UsageError
        A word is wrong, or scipy is not installed and there are bands.
    """
    check(by, first, last, cohort, controls)
    first, last = str(first), str(last)
    step = cast(By, by)
    end = parse(last, step, "--to", last=True) if last else one_period(day_number(now), step)
    if last and step == "month" and len(last) == 4:
        # The months of a year that has begun: up to the last that is known.
        end = min(end, max(one_period(day_number(now), step), end - 11))
    chosen = tuple(bands) if bands is not None else () if isinstance(units, Countries) else BANDS
    if chosen:
        need("scipy", "analysis")
    whole = isinstance(units, Areas) or not chosen
    default: Controls = "land" if isinstance(units, Areas) else "none" if whole else "near"
    return Asked(
        Window(step, parse(first, step, "--from"), end), now, cast(Cohort, cohort), tuple(sorted(chosen)),
        cast(Controls, controls) if controls else default,
    )  # fmt: skip


def bands_of(text: str) -> tuple[float, ...] | None:
    """Return the distances of ``--bands``; None for "", () for none.

    Raises
    ------
    UsageError
        They are no numbers.
    """
    if not text:
        return None
    if text == "none":
        return ()
    try:
        return tuple(float(x) for x in text.replace(";", ",").split(","))
    except ValueError as e:
        raise UsageError(f"--bands {text!r} are no distances.", "Write kilometres: --bands 50,100,200, or none.") from e


def _one_of(word: str, words: Sequence[str], what: str) -> None:
    if word not in words:
        raise UsageError(f"There is no {what} {word!r}.", f"Use one of {', '.join(words)}.")
