"""Projects for tests of the panel: a row from a shape, a timeline from days."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Any

import shapely

from tracker.analysis.panel.assemble import Window
from tracker.analysis.panel.build import Asked
from tracker.analysis.panel.timing import Day, Timeline
from tracker.clean.days import day_number
from tracker.views import ProjectRow

BLANK = {f.name: "" if f.type == "str" else 0 if f.type == "int" else None for f in fields(ProjectRow)}


def row(slug: str, shape: Any = None, precision: str = "exact", **more: Any) -> ProjectRow:
    wkb = None if shape is None else shapely.to_wkb(shape)
    return ProjectRow(**{**BLANK, "slug": slug, "wkb": wkb, "geometry_precision": precision if wkb else "", **more})


def day(iso: str) -> Day:
    n = day_number(iso)
    return Day(n, n, n)


def built(announced: str = "", begun: str = "", opened: str = "") -> Timeline:
    """A project with these events."""
    events = [(day(x), state) if x else None for x, state in ((announced, 0), (begun, 2), (opened, 3))]
    steps = tuple((e[0].middle, e[1]) for e in events if e)
    a, b, c = (e[0] if e else None for e in events)
    return Timeline(a, None, b, c, steps, max((s for _, s in steps), default=-1))


def asked(first: int = 2000, last: int = 2010, **more: Any) -> Asked:
    """Years, known up to the end of the last, without exposure unless bands are given."""
    more.setdefault("bands", ())
    more.setdefault("controls", "none")
    return Asked(Window("year", first, last), more.pop("now", date(last, 12, 31).isoformat()), **more)
