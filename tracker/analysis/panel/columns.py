"""The columns of a panel, each with its meaning: what stands in the codebook."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.analysis.panel.assemble import band_word
from tracker.analysis.panel.periods import By
from tracker.analysis.panel.timing import STATES, Cohort
from tracker.analysis.result import MONTHS, Column

_STATE = {
    "proposed": "announced, not yet approved",
    "approved": "approved or planned, works not begun",
    "construction": "under construction, or built and not yet open",
    "opened": "open",
    "stopped": "suspended, cancelled or retired",
}
#: For labels, which Stata cuts after 80 characters.
_SHORT = {state: "under construction" if state == "construction" else state for state in _STATE}
_EVENT: dict[Cohort, str] = {
    "announcement": "was announced",
    "ground-breaking": "broke ground",
    "opening": "opened",
}


def columns(by: By, unit: str, cohort: Cohort, money: str | None, bands: Sequence[float]) -> tuple[Column, ...]:
    """Return the columns. ``money``: the unit of all amounts, None where there are none."""
    event = _EVENT[cohort]
    scale = "year" if by == "year" else "counted from January 1960, as Stata's %tm does"
    counted = MONTHS if by == "month" else ""
    out = [
        Column("unit", "text", "Unit", f"{unit}."),
        Column(
            "longitude", "number", "Longitude of the middle", "WGS 84; missing where no outline is known.", "degrees"
        ),
        Column("latitude", "number", "Latitude of the middle", "WGS 84; missing where no outline is known.", "degrees"),
        Column("period", "integer", by.capitalize(), f"The {by}: {scale}.", counted),
    ]
    if by == "month":
        out.append(Column("month", "text", "Month, written out", "2024-06 for June 2024."))
    for state in STATES:
        words, short = _STATE[state], _SHORT[state]
        out += [
            Column(
                f"n_{state}", "integer", f"Projects {short}",
                f"Projects of which a part lies in the unit and which at the end of the period are {words}. A project"
                " in two units counts in both: do not add over units.",
            ),
            Column(
                f"projects_{state}", "number", f"Projects {short}, shared",
                f"The same, each project shared over the units that it lies in, so that it counts once: {words}.",
            ),
            Column(
                f"km_{state}", "number", f"Length {short}",
                f"Kilometres in the unit of lines that are {words}: the stated length where one is known, divided as"
                " the line is drawn.", "km",
            ),
        ]  # fmt: skip
        if money:
            out.append(
                Column(
                    f"money_{state}", "number", f"Money {short}",
                    f"Cost, as known at the moment of the panel, of projects that are {words}, divided like the length"
                    " (a point has it whole); projects without a comparable cost count nothing.", money,
                )
            )  # fmt: skip
    out += [
        Column(
            "cohort", "integer", "First treated",
            f"The {by} in which the first project of the unit {event} ({scale}); missing where none did, or where no"
            " date is known.", counted,
        ),
        Column(
            "event_time", "integer", "Event time",
            f"{by.capitalize()}s since the unit was first treated; missing where cohort is.", f"{by}s",
        ),
        Column("treated", "flag", "Treated", f"A project of the unit {event} by the end of the period."),
        Column(
            "anticipation", "flag", "Anticipation",
            "Not treated yet, but a project of the unit is on its way: it is in a stage before the event and is not"
            " stopped.",
        ),
        Column(
            "never_treated", "flag", "Never treated",
            f"No project of the unit {event} by the last day that is known, and none may have without a date.",
        ),
        Column(
            "timing_doubt", "flag", "Timing in doubt",
            f"A project of the unit {event}, but nobody says when: cohort may be too late or missing. Leave the unit"
            " out, or try both.",
        ),
        Column("has_project", "flag", "Has a project", "A project of whatever stage lies in the unit."),
    ]  # fmt: skip
    if bands:
        out.append(
            Column(
                "nearest_km", "number", "Nearest project",
                "Geodesic distance from the middle of the unit to the nearest project of whatever stage; missing where"
                f" it is more than {max(bands):g} km.", "km",
            )
        )  # fmt: skip
    for band in bands:
        out += [
            Column(
                f"n_within_{band_word(band)}km", "integer", f"Projects within {band:g} km",
                f"Projects no more than {band:g} km from the middle of the unit of which each {event} by the end of the"
                " period; those of which only a town, a district or a country is known are not counted.",
            ),
            Column(
                f"cohort_within_{band_word(band)}km", "integer", f"First within {band:g} km",
                f"The {by} in which the first of them {event}; missing where none did ({scale}).", counted,
            ),
        ]  # fmt: skip
    return tuple(out)
