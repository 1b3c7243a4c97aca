"""How much a page can carry and still open and move well; what is measured is in docs/benchmarks.md."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

import numpy as np
import shapely

from tracker.views import Atlas, ProjectRow

#: Projects up to which a page opens in three seconds and filters in a tenth of one.
PROJECTS = 150_000
#: Vertices of lines and areas, all together: 10,000 lines of 50 are half a million.
VERTICES = 1_500_000
#: Statements in the cards of a page that carries all of them: about 40 MB of text once unpacked.
CLAIMS = 700_000
#: Vertices of one shape: a border or a river in full detail.
ONE_SHAPE = 100_000

_BATCH = 10_000


def judge(atlas: Atlas) -> list[str]:
    """Return a sentence for each limit that the page of `atlas` would pass, with what to do; none where it is fine.

    Nothing is written or changed. Whoever writes pages asks first and stops where anything is said.
    """
    n = len(atlas.projects)
    out = judge_count(n)
    total, largest, where = _vertices(atlas.projects)
    if total > VERTICES:
        out.append(
            f"The shapes have {total:,} vertices, more than a page can draw well (up to {VERTICES:,}): simplify them "
            "before they are imported, or choose a part of the world by --bbox."
        )
    elif largest > ONE_SHAPE:
        out.append(
            f"The shape of {where} has {largest:,} vertices, more than one project may have ({ONE_SHAPE:,}): simplify "
            "it before it is imported."
        )
    claims = sum(len(card.claims) for card in atlas.cards.values())
    if claims > CLAIMS and len(atlas.cards) >= n:
        out.append(
            f"{claims:,} statements are more than the cards of a page can hold (up to {CLAIMS:,}): choose some "
            "projects by --sector, --status, --country or --bbox, or read them by `tracker export`."
        )
    return out


def judge_count(n: int) -> list[str]:
    """Return the sentence of :func:`judge` about the number of projects alone; none where a page can show so many."""
    if n <= PROJECTS:
        return []
    return [
        f"{n:,} projects are more than a page can show well (up to {PROJECTS:,}): choose some by --sector, "
        "--status, --country or --bbox, or write all of them as a file by `tracker export` and open that in QGIS."
    ]


def _vertices(rows: Sequence[ProjectRow]) -> tuple[int, int, str]:
    """Return vertices of all shapes, those of the largest, and the slug of its project; single points do not count."""
    total, largest, where = 0, 0, ""
    # a point is 21 bytes of WKB, or 25 with a reference system: only what is longer is read
    rest = (row for row in rows if row.wkb is not None and len(row.wkb) > 25)
    while batch := list(islice(rest, _BATCH)):
        shapes = shapely.from_wkb(np.array([row.wkb for row in batch], dtype=object), on_invalid="ignore")
        counts = shapely.get_num_coordinates(shapes)
        total += int(counts.sum())
        most = int(counts.argmax())
        if counts[most] > largest:
            largest, where = int(counts[most]), batch[most].slug
    return total, largest, where
