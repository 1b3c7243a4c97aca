"""Join published waypoints into the geometry of projects: lines in their order, sites, sets of sites."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path

from tracker.clean.text import clean_text
from tracker.errors import FormatError
from tracker.fields import PRECISIONS
from tracker.model import Claim, Document, Issue
from tracker.readers.csv_rows import read_rows
from tracker.sources.claim_rows import Report, describe, known_scope

REQUIRED = ("project", "scope", "item", "part", "shape", "precision", "order", "lon", "lat", "url")
Row = dict[str, str]


def shapes_from(
    root: Path, path: Path, documents: Mapping[str, Document], report: Report
) -> Iterator[tuple[str, Claim | None, list[Row]]]:
    """Yield (project, geometry claim, its rows) for each shape of a table of waypoints; no claim for rows that are odd.

    Rows of one project, scope and item are one geometry (WGS 84, longitude first): a LineString, MultiLineString (one
    line per part), Point or MultiPoint. The document of the claim is that of most points; its note names the others.
    """
    rows: list[tuple[str, Row]] = []
    for line, row in read_rows(path):
        where = f"{path.relative_to(root).as_posix()}:{line}"
        missing = [c for c in REQUIRED if c not in row]
        if missing:
            raise FormatError(f"{path} has no column {', '.join(missing)}.", "See docs/how-to/curate.md.")
        project, scope, _ = _group(row)
        if not project:
            report(Issue("no-project", "error", "project", "", where, "Every row names its project."))
        elif _point(row) is None:
            raw = f"{row['lon']} {row['lat']}"
            report(Issue("bad-coordinate", "error", "geometry", raw, where, "Write decimal degrees, longitude first."))
            yield project, None, [row]
        elif not known_scope(scope, "geometry", where, report):
            yield project, None, [row]
        else:
            rows.append((where, row))
    rows.sort(key=lambda r: _group(r[1]))
    for (project, scope, item), group in groupby(rows, key=lambda r: _group(r[1])):
        members = list(group)
        yield project, _claim(scope, item, members, documents, report), [r for _, r in members]


def _claim(
    scope: str, item: str, members: list[tuple[str, Row]], documents: Mapping[str, Document], report: Report
) -> Claim:
    import shapely

    where = members[0][0]
    lines, points = [], []
    for _, part in groupby(sorted(members, key=lambda m: m[1]["part"]), key=lambda m: m[1]["part"]):
        ordered = sorted((r for _, r in part), key=lambda r: int(r["order"] or 0))
        xy = [p for r in ordered if (p := _point(r))]
        if ordered[0]["shape"] == "line" and len(xy) > 1:
            lines.append(xy)
        else:
            points += xy
    shape: shapely.Geometry
    if lines and points:
        raw = "; ".join(f"{x:g} {y:g}" for x, y in points)
        report(
            Issue(
                "point-beside-line", "warning", "geometry", raw, where, "Give points a scope or an item of their own."
            )
        )
    if lines:
        shape = shapely.LineString(lines[0]) if len(lines) == 1 else shapely.MultiLineString(lines)
    else:
        shape = shapely.Point(points[0]) if len(points) == 1 else shapely.MultiPoint(points)
    urls = [clean_text(r["url"]) for _, r in members]
    ranked = sorted(set(urls), key=lambda u: (-urls.count(u), urls.index(u)))
    precision = max((r["precision"].strip() for _, r in members), key=_vagueness)
    if precision not in PRECISIONS:
        report(Issue("no-precision", "warning", "geometry", precision, where, f"Use one of {', '.join(PRECISIONS)}."))
        precision = "approximate"
    notes = [n for _, r in members if (n := clean_text(r.get("note", "")))]
    if len(ranked) > 1:
        notes.append("other points from " + " ".join(ranked[1:]))
    first = next((where, r) for where, r in members if clean_text(r["url"]) == ranked[0])
    return Claim(
        field="geometry",
        value=shapely.to_wkb(shape),
        document=describe(ranked[0], documents, first[1], first[0], report),
        as_of_basis="lookup",
        item=item,
        scope=scope,
        unit=precision,
        note="; ".join(dict.fromkeys(notes)),
    )


def _group(row: Row) -> tuple[str, str, str]:
    return clean_text(row["project"]), clean_text(row["scope"]) or "whole", clean_text(row["item"])


def _point(row: Row) -> tuple[float, float] | None:
    try:
        x, y = float(row["lon"]), float(row["lat"])
        int(row["order"] or 0)
    except ValueError:
        return None
    return (x, y) if -180 <= x <= 180 and -90 <= y <= 90 else None


def _vagueness(word: str) -> int:
    return PRECISIONS.index(word) if word in PRECISIONS else len(PRECISIONS)
