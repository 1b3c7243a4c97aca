"""What those who ask a ledger in Python write: one word or several, and the two clocks."""

from __future__ import annotations

from collections.abc import Sequence

from tracker import views

Words = str | Sequence[str]


def moment_of(as_of: str, recorded_before: str, contemporary: bool) -> views.Moment:
    """Return both clocks as one moment."""
    return views.moment(as_of, recorded_before, contemporary=contemporary)


def words(given: Words) -> tuple[str, ...]:
    """Return one word or several as several; none for ""."""
    return (given,) if isinstance(given, str) and given else tuple(given)
