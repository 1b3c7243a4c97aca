"""What those who ask a ledger in Python write: one word or several, and the two clocks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from tracker import views
from tracker.errors import UsageError

Words = str | Sequence[str]
#: A day of documents: 2025, "2025", "2025-06", "2025-06-30", or a date (also a datetime or a pandas Timestamp).
When = str | int | date


def moment_of(as_of: When, recorded_before: When, contemporary: bool) -> views.Moment:
    """Return both clocks as one moment.

    Raises
    ------
    UsageError
        What is given is no date, or no time.
    """
    return views.moment(day_text(as_of), _text(recorded_before), contemporary=contemporary)


def day_text(given: When) -> str:
    """Return a date as text: of a time its day.

    Raises
    ------
    UsageError
        It is no date.
    """
    return _text(given.date() if isinstance(given, datetime) else given)


def words(given: Words) -> tuple[str, ...]:
    """Return one word or several as several; none for ""."""
    return (given,) if isinstance(given, str) and given else tuple(given)


def _text(given: When) -> str:
    if isinstance(given, date):
        return given.isoformat()
    if isinstance(given, str) or (isinstance(given, int) and not isinstance(given, bool)):
        return str(given)
    raise UsageError(f"{given!r} is not a date.", "Write 2025, '2025-06-30' or datetime.date(2025, 6, 30).")
