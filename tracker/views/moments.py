"""Both clocks as people write them, and the ledger's own today."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa

from tracker.clean.dates import parse_date
from tracker.errors import UsageError
from tracker.store import tables as t
from tracker.store.read import FOREVER, Moment


def moment(as_of: str = "", recorded_before: str = "", *, contemporary: bool = False) -> Moment:
    """Make a moment from what people write.

    Parameters
    ----------
    as_of
        2025, 2025-06 or 2025-06-30: what documents had told by the end of it. "" for no bound.
    recorded_before
        A day (its beginning, UTC) or a time in ISO 8601: the ledger as it stood then. "" for now.
    contemporary
        Leave out what no document of its day told: recalled plans, look-ups, dates that are a guess.
    """
    day = ""
    if as_of:
        date = parse_date(as_of)
        if date is None or date.is_open:
            raise UsageError(f"{as_of!r} is not a date.", "Write 2025, 2025-06 or 2025-06-30.")
        day = date.hi
    when = ""
    if recorded_before:
        try:
            time = datetime.fromisoformat(recorded_before)
        except ValueError as e:
            raise UsageError(
                f"{recorded_before!r} is not a time.", "Write 2026-11-24 or 2026-11-24T18:30:00Z (UTC)."
            ) from e
        time = time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
        when = time.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return Moment(day, when, contemporary)


def today(conn: sa.Connection, at: Moment) -> str:
    """Return the ledger's today (ISO day): the day of the newest active import (the epoch where there is none), or the
    as-of day where that is earlier. Of days that have not come nothing is known.
    """
    ends = at.recorded_before or FOREVER
    i = t.import_run.c
    newest = conn.execute(
        sa.select(sa.func.max(i.recorded_at)).where(
            i.recorded_at <= ends, sa.or_(i.undone_at.is_(None), i.undone_at > ends)
        )
    ).scalar()
    last = str(newest)[:10] if newest else "1970-01-01"
    return min(at.as_of, last) if at.as_of else last
