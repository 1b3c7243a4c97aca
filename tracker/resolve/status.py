"""The status of a project: claimed, derived from dates, or inferred from silence. Only the first is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tracker.resolve.choose import Chosen
from tracker.store.read import StoredClaim

#: Silent for longer than this (days), an unfinished project's status is inferred, not known.
SILENCE_DAYS = 730
OPEN_ENDED = ("proposed", "planned", "construction", "suspended", "completed")
WITHDRAWN = ("cancelled", "suspended", "retired")


@dataclass(frozen=True, slots=True)
class Status:
    """A status word with its basis (claimed | derived | inferred) and the claim that decides it."""

    word: str
    basis: str
    decided_by: StoredClaim | None = None


def status_of(choices: Mapping[str, Chosen], day: int | None = None) -> Status:
    """Return the status that the chosen claims support.

    A claimed status holds, unless a document that spoke later tells of the opening or the start of works after it.
    Without a claim it is derived: opened -> operating, started -> construction, planned -> planned, else proposed.

    Parameters
    ----------
    choices
        Chosen claims by field.
    day
        As-of day (number), or None for no bound: an actual date then counts as reached.
    """
    claimed = choices["status"].winner if "status" in choices else None
    opened = _reached(choices.get("completion_actual"), day)
    started = _reached(choices.get("start_actual"), day)
    if claimed is not None:
        word = claimed.text or "proposed"
        if word not in WITHDRAWN:
            if opened and word != "operating" and _after(opened, claimed):
                return Status("operating", "derived", opened)
            if started and word in ("proposed", "planned") and _after(started, claimed):
                return Status("construction", "derived", started)
        return Status(word, "claimed", claimed)
    if opened:
        return Status("operating", "derived", opened)
    if started:
        return Status("construction", "derived", started)
    for name in ("completion_planned", "start_planned"):
        if name in choices:
            return Status("planned", "derived", choices[name].winner)
    return Status("proposed", "derived")


def with_silence(status: str, basis: str, last_evidence: int | None, today: int) -> str:
    """Return the basis, turned to "inferred" where an unfinished project has been silent for two years."""
    if status in OPEN_ENDED and last_evidence is not None and today - last_evidence > SILENCE_DAYS:
        return "inferred"
    return basis


def _reached(choice: Chosen | None, day: int | None) -> StoredClaim | None:
    if choice is None or choice.winner.hi is None:
        return None
    return choice.winner if day is None or choice.winner.hi <= day else None


def _after(event: StoredClaim, claimed: StoredClaim) -> bool:
    """True where the event was told later than the status was stated, and happened after it."""
    said = event.as_of_hi if event.as_of_hi is not None else -(10**7)
    stated = claimed.as_of_hi if claimed.as_of_hi is not None else -(10**7)
    since = claimed.as_of_lo if claimed.as_of_lo is not None else -(10**7)
    return said > stated and event.hi is not None and event.hi > since
