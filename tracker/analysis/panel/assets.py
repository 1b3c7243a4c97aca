"""What a project is to a panel: where it lies and how surely, how long it is, when it reached which stage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tracker.analysis.panel.timing import Timeline
from tracker.views import ProjectRow

if TYPE_CHECKING:
    import numpy as np

#: Names of geometry kinds: what is divided is the line's length, the area's surface, or nothing.
NOWHERE, POINT, LINE, AREA = range(4)


@dataclass(frozen=True, slots=True)
class Assets:
    """Projects in columns, one place in each array per project.

    Attributes
    ----------
    slug, countries, precision
        Id; alpha-3 codes; exact | approximate | admin | country | "" (see fields.PRECISIONS).
    shape
        Geometries of one kind each (EPSG:4326, longitude first), None where no place is known.
    kind
        NOWHERE, POINT, LINE or AREA.
    drawn_km
        Geodesic length of a line as drawn (WGS 84); NaN for others.
    stated_km
        Length as stated (official); NaN where none is.
    cost
        Money in one unit for all; NaN where it cannot be compared. None where no money is asked for.
    """

    slug: tuple[str, ...]
    countries: tuple[tuple[str, ...], ...]
    precision: tuple[str, ...]
    shape: np.ndarray[Any, Any]
    kind: np.ndarray[Any, Any]
    drawn_km: np.ndarray[Any, Any]
    stated_km: np.ndarray[Any, Any]
    timelines: tuple[Timeline, ...]
    cost: np.ndarray[Any, Any] | None = None

    def __len__(self) -> int:
        return len(self.slug)


def assets_of(
    rows: Sequence[ProjectRow], timelines: Mapping[str, Timeline], costs: Mapping[str, float] | None = None
) -> Assets:
    """Return the projects as columns, ordered by their ids whatever the order of the rows."""
    import numpy as np
    import shapely

    from tracker.analysis.panel.lines import geodesic_km

    rows = sorted(rows, key=lambda r: r.slug)
    shape, kind = one_kind(shapely.from_wkb([r.wkb for r in rows]))
    drawn = np.full(len(rows), np.nan)
    is_line = kind == LINE
    drawn[is_line] = geodesic_km(shape[is_line])
    # A line without length is a point.
    dots = is_line & ~(drawn > 0)
    shape[dots], kind[dots], drawn[dots] = shapely.point_on_surface(shape[dots]), POINT, np.nan
    stated = np.array([r.length_km if r.length_km is not None and r.length_km > 0 else np.nan for r in rows], float)
    return Assets(
        tuple(r.slug for r in rows),
        tuple(tuple(c for c in r.country.split(";") if c) for r in rows),
        tuple(r.geometry_precision for r in rows),
        shape, kind, drawn, stated,
        tuple(timelines.get(r.slug, Timeline()) for r in rows),
        None if costs is None else np.array([costs.get(r.slug, np.nan) for r in rows], float),
    )  # fmt: skip


def one_kind(shapes: np.ndarray[Any, Any]) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Return geometries of one kind each, and which: of mixed ones the lines, else the areas, else the points stay."""
    import numpy as np
    import shapely

    shapes = np.array(shapes, dtype=object)
    of_type = np.array([NOWHERE, POINT, LINE, LINE, AREA, POINT, LINE, AREA, NOWHERE])
    types = shapely.get_type_id(shapes)  # -1 for None
    kind = of_type[np.where(types < 0, 0, types + 1)]
    empty = shapely.is_empty(shapes)
    shapes[empty], kind[empty] = None, NOWHERE
    for i in np.flatnonzero((types == shapely.GeometryType.GEOMETRYCOLLECTION) & ~empty):
        parts, kinds = one_kind(shapely.get_parts(shapes[i : i + 1]))
        for wanted, gather in ((LINE, shapely.multilinestrings), (AREA, shapely.union_all), (POINT, shapely.union_all)):
            if (kinds == wanted).any():
                pieces = shapely.get_parts(parts[kinds == wanted])
                shapes[i], kind[i] = gather(pieces), wanted
                break
    return shapes, kind
