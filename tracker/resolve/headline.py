"""SQL for the columns of a project's row, from the claims that were chosen.

The same as :func:`tracker.resolve.current.summarise` says in Python; tests hold the two to the same answers.
"""

from __future__ import annotations

from functools import partial

import sqlalchemy as sa

from tracker.resolve.status import WITHDRAWN
from tracker.store import dialect, places
from tracker.store import tables as t

_NO_DAY = -(10**7)


def headline(conn: sa.Connection, until: int | None = None) -> dict[str, str]:
    """Return SQL for each column of ``project_current``, of the claims chosen.

    They are named like their fields; ``p`` is the project: its number, slug and counts.

    Parameters
    ----------
    until
        As-of day (number): an actual date after it is not reached yet. None for no bound.
    """
    day = partial(dialect.day, conn)

    def later(event: str) -> str:
        """SQL for: told later than the status was stated, and happened after it."""
        return (
            f"coalesce({event}.as_of_hi, {_NO_DAY}) > coalesce(status.as_of_hi, {_NO_DAY})"
            f" and {event}.value_hi > coalesce(status.as_of_lo, {_NO_DAY})"
        )

    shown = {
        "fid": "p.project_id",
        "slug": "p.slug",
        "name": "coalesce(name.value_text, p.slug)",
        "progress_pct": "progress_pct.value_num",
        "progress_item": "progress_pct.item",
        "progress_about": day("coalesce(progress_pct.about_hi, progress_pct.as_of_hi)"),
        "length_km": "length_km.value_num",
        "conflicts": "null",
        "n_claims": "p.n_claims",
        "n_documents": "p.n_documents",
        "last_evidence": day("p.last_evidence"),
        "geometry_precision": "case when geometry.id is not null then coalesce(geometry.unit, 'approximate') end",
        "geometry_type": places.type_of(conn, "geometry.value_geom"),
        "geom": places.stored(conn, "geometry.value_geom"),
    }
    shown |= {name: f"{name}.value_text" for name in ("name_local", "country", "sector", "owner")}
    for name in t.DATE_FIELDS:
        shown |= {
            name: f"{name}.value_text",
            f"{name}_lo": day(f"{name}.value_lo"),
            f"{name}_hi": day(f"{name}.value_hi"),
        }
    for name in t.MONEY_FIELDS:
        shown |= {
            name: f"{name}.value_num",
            f"{name}_currency": f"{name}.unit",
            f"{name}_price_year": f"{name}.price_year",
        }
    # Way, word, basis and decider of a status: see tracker.resolve.status.
    opened, started = (
        f"{event}.value_hi {'is not null' if until is None else f'<= {until}'}"
        for event in ("completion_actual", "start_actual")
    )
    way = (
        "case when status.id is not null then case"
        f" when status.value_text in ({', '.join(repr(word) for word in WITHDRAWN)}) then 0"
        f" when {opened} and status.value_text <> 'operating' and {later('completion_actual')} then 1"
        f" when {started} and status.value_text in ('proposed', 'planned') and {later('start_actual')} then 2"
        f" else 0 end when {opened} then 1 when {started} then 2"
        " when completion_planned.id is not null then 3 when start_planned.id is not null then 4 else 5 end"
    )
    words = ("status.value_text", "'operating'", "'construction'", "'planned'", "'planned'", "'proposed'")
    deciders = ("status", "completion_actual", "start_actual", "completion_planned", "start_planned")
    said = " ".join(f"when {n} then {claim}.as_of_hi" for n, claim in enumerate(deciders))
    shown |= {
        "status": f"case {way} {' '.join(f'when {n} then {word}' for n, word in enumerate(words))} end",
        "status_basis": f"case {way} when 0 then 'claimed' else 'derived' end",
        "status_as_of": day(f"case {way} {said} end"),
    }
    return shown
