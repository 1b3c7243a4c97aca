"""When a project reached which stage, from what documents told: events with a date, and what was only said of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from tracker.clean.dates import FIRST, LAST
from tracker.clean.days import day_number
from tracker.views import ClaimRow, ProjectRow

Cohort = Literal["announcement", "ground-breaking", "opening"]
COHORTS: tuple[Cohort, ...] = ("announcement", "ground-breaking", "opening")

#: What a project can be at the end of a period. ``stopped``: suspended, cancelled or retired.
STATES = ("proposed", "approved", "construction", "opened", "stopped")
_PROPOSED, _APPROVED, _CONSTRUCTION, _OPENED, _STOPPED = range(5)
#: Works that are done are not yet open: they stay with those under construction.
_STATE_OF = {
    "proposed": _PROPOSED,
    "planned": _APPROVED,
    "construction": _CONSTRUCTION,
    "completed": _CONSTRUCTION,
    "operating": _OPENED,
    "suspended": _STOPPED,
    "cancelled": _STOPPED,
    "retired": _STOPPED,
}
_LEVEL = {"announcement": _PROPOSED, "ground-breaking": _CONSTRUCTION, "opening": _OPENED}
#: Fields whose claims :func:`timeline` wants.
FIELDS = (
    "status", "start_planned", "start_actual", "completion_planned", "completion_actual",
    "milestone", "cost_budget", "cost_estimate", "cost_actual",
)  # fmt: skip
#: Milestones are free text: only these words, as a whole, are taken for an event of the panel.
ANNOUNCED = frozenset({"project announced", "announced", "announcement"})
APPROVED = frozenset({
    "project approved", "approved", "approval", "project approval", "official approval", "final investment decision",
})  # fmt: skip
_WEAK_RANK = 4


@dataclass(frozen=True, slots=True)
class Day:
    """When something happened: the middle day of what was said, and its ends (days since 1970-01-01)."""

    middle: int
    lo: int
    hi: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """When a project reached which stage.

    Attributes
    ----------
    announcement, approval, ground_breaking, opening
        Events with a date; None where it did not happen or no date is known.
    steps
        (day, index into :data:`STATES`), from that day on; days rise. Also from what was only said of a state: then
        the day is the one on which it was first said.
    reached
        The furthest state that it is known to have reached (index into :data:`STATES`, never stopped); -1 for none.
    """

    announcement: Day | None = None
    approval: Day | None = None
    ground_breaking: Day | None = None
    opening: Day | None = None
    steps: tuple[tuple[int, int], ...] = field(default=())
    reached: int = -1

    def event(self, cohort: Cohort) -> Day | None:
        """Return the event that makes a cohort."""
        return {"announcement": self.announcement, "ground-breaking": self.ground_breaking, "opening": self.opening}[
            cohort
        ]

    def is_undated(self, cohort: Cohort) -> bool:
        """Tell whether the event has happened and nobody says when: such a project is treated, not a control."""
        return self.event(cohort) is None and self.reached >= _LEVEL[cohort]


def timeline(row: ProjectRow, claims: Iterable[ClaimRow], now: str) -> Timeline:
    """Return the timeline of a project.

    Announcement is the day of a milestone that says so, else the first day on which a document told of its status,
    dates or costs, unless works had begun before: then the papers at hand begin too late and it is not known.
    Approval is a milestone that says so, else the first status "planned" (planned, approved). Ground breaking and
    opening are the chosen start_actual and completion_actual. A status that was said never takes a stage back, but it
    stops a project (suspended, cancelled, retired) and lets it go on.

    Parameters
    ----------
    claims
        As visible at the moment that is asked for; other fields than :data:`FIELDS` and parts of the project are left
        out.
    now
        ISO day of that moment: nothing later has happened.
    """
    today = day_number(now)
    whole = [c for c in claims if c.scope == "whole" and c.field in FIELDS]
    started, opened = (
        _event(row.start_actual_lo, row.start_actual_hi, today),
        _event(row.completion_actual_lo, row.completion_actual_hi, today),
    )
    statuses = _statuses(whole)
    said = [_PROPOSED] if whole else []
    steps: list[tuple[int, int, int]] = []  # day, state, 1 for an event with a date
    for day, word in statuses:
        steps.append((day, _STATE_OF[word], 0))
    begun = min((d.middle for d in (started, opened) if d), default=None)

    first = min((day_number(c.as_of_hi) for c in whole if c.as_of_hi and c.basis != "lookup"), default=None)
    announced = _milestone(whole, ANNOUNCED, today)
    if first is not None and first <= today and (announced is None or first < announced.middle):
        announced = Day(first, _first_lo(whole, first), first)
    approved = _milestone(whole, APPROVED, today)
    planned = next((day for day, word in statuses if word == "planned"), None)
    if planned is not None and (approved is None or planned < approved.middle):
        approved = Day(planned, planned, planned)
    if begun is not None and announced is not None and announced.middle > begun:
        announced = None
    if begun is not None and approved is not None and approved.middle > begun:
        approved = None

    for event, state in (
        (announced, _PROPOSED), (approved, _APPROVED), (started, _CONSTRUCTION), (opened, _OPENED),
    ):  # fmt: skip
        if event is not None:
            steps.append((event.middle, state, 1))
    # "By 2019" is no date of an event, yet from its end on the stage is known.
    for hi, state in ((row.start_actual_hi, _CONSTRUCTION), (row.completion_actual_hi, _OPENED)):
        if hi and hi != LAST and day_number(hi) <= today:
            steps.append((day_number(hi), state, 0))
    if row.status in _STATE_OF:
        said.append(_STATE_OF[row.status])
    said += [state for _, state, _ in steps]
    reached = max((state for state in said if state != _STOPPED), default=-1)
    return Timeline(announced, approved, started, opened, _walk(steps), reached)


def _event(lo: str, hi: str, today: int) -> Day | None:
    """Return a date as a day; None where it is open at an end or lies after today."""
    if not lo or not hi or lo == FIRST or hi == LAST:
        return None
    first, last = day_number(lo), day_number(hi)
    if first > today:
        return None
    middle = min(first + (last - first) // 2, today)
    return Day(middle, first, min(last, today))


def _milestone(claims: Sequence[ClaimRow], words: frozenset[str], today: int) -> Day | None:
    days = [
        _event(c.lo, c.hi, today)
        for c in claims
        if c.field == "milestone" and c.item.casefold() in words
    ]  # fmt: skip
    return min((d for d in days if d), key=lambda d: d.middle, default=None)


def _statuses(claims: Sequence[ClaimRow]) -> list[tuple[int, str]]:
    """Return (day of saying, word) of the status, oldest first; weak documents count only where no other speaks."""
    said = [c for c in claims if c.field == "status" and c.as_of_hi and c.text in _STATE_OF]
    best = [c for c in said if c.document.rank < _WEAK_RANK]
    found = sorted((c.as_of_hi, c.as_of_lo, -c.document.rank, c.key, c.text) for c in best or said)
    return [(day_number(f[0]), f[4]) for f in found]


def _first_lo(claims: Sequence[ClaimRow], hi: int) -> int:
    lows = [day_number(c.as_of_lo) for c in claims if c.as_of_lo and c.as_of_hi and day_number(c.as_of_hi) == hi]
    return min(lows, default=hi)


def _walk(steps: list[tuple[int, int, int]]) -> tuple[tuple[int, int], ...]:
    """Return the changes of state: none goes back, what stops can go on where something later says so."""
    furthest, state = -1, -1
    out: list[tuple[int, int]] = []
    # On one day: an event with a date before what was said, a lower stage before a higher one.
    for day, said, is_event in sorted(steps, key=lambda s: (s[0], -s[2], s[1])):
        if said == _STOPPED:
            new = _STOPPED
        elif said > furthest:
            furthest = new = said
        elif state == _STOPPED and not is_event:
            new = furthest
        else:
            continue
        if new != state:
            out.append((day, new))
            state = new
    return tuple(out)
