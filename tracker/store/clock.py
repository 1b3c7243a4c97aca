"""The ledger's clock: each thing that is recorded has a later time than all before it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa


def next_time(conn: sa.Connection) -> str:
    """Return now as UTC text, later than every time in the ledger: recorded_at is strictly increasing."""
    last = conn.exec_driver_sql(
        "select max(t) from (select max(recorded_at) t from import_run union all select max(undone_at) from import_run"
        " union all select max(recorded_at) from judgement union all select max(undone_at) from judgement) as times"
    ).scalar()
    now = datetime.now(UTC)
    if last:
        now = max(now, datetime.fromisoformat(last) + timedelta(microseconds=1))
    return now.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
