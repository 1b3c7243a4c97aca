"""Units of space: polygons, of a file of the user's or of countries. What two of them hold belongs to the first."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tracker.analysis.panel.assets import AREA, LINE, POINT
from tracker.analysis.panel.lines import across_date_line, edges, geodesic_km

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Areas:
    """Polygons in EPSG:4326, longitude first, each with a name that no other has."""

    shapes: Array = field(repr=False)
    ids: tuple[str, ...] = field(repr=False)
    word: str
    title: str

    @cached_property
    def _tree(self) -> Any:  # noqa: ANN401 - shapely has no types
        import shapely

        shapely.prepare(self.shapes)
        return shapely.STRtree(self.shapes)

    def __getstate__(self) -> dict[str, Any]:
        # A tree is made anew by each process.
        return {k: v for k, v in self.__dict__.items() if k != "_tree"}

    def split(self, shapes: Array, kind: Array) -> tuple[Array, Array, Array]:
        """Return (index of the shape, polygon, measure): km of lines, km2 of areas, 1 for each point."""
        import numpy as np
        import shapely

        places = np.flatnonzero(kind == POINT)
        points, part = shapely.get_parts(shapes[places], return_index=True)
        one, two = self._tree.query(points, predicate="intersects")
        # The first polygon that holds a point has it.
        order = np.lexsort((two, one))
        one, first = np.unique(one[order], return_index=True)
        found = [(places[part[one]], two[order][first], np.ones(len(one)))]
        lines, areas = np.flatnonzero(kind == LINE), np.flatnonzero(kind == AREA)
        found += self._lines(lines, shapes[lines])
        found.append(self._pieces(areas, shapes[areas], geodesic_km2))
        a, b, c = (np.concatenate([f[k] for f in found]) for k in range(3))
        return a, b, c

    def _lines(self, index: Array, shapes: Array) -> list[tuple[Array, Array, Array]]:
        """Divide lines: those within one polygon as they are, others edge by edge.

        An overlay counts once what a line runs along twice; an edge never lies on itself.
        """
        import numpy as np
        import shapely

        one, two = self._tree.query(shapes, predicate="intersects")
        alone = np.bincount(one, minlength=len(shapes))[one] == 1
        alone[alone] = shapely.covers(self.shapes[two[alone]], shapes[one[alone]])
        one, two = one[alone], two[alone]
        rest = np.setdiff1d(np.arange(len(shapes)), one)
        of, x0, y0, x1, y1 = edges(shapes[rest])
        ends = np.stack([np.stack([x0, y0], 1), np.stack([(x1 + 180) % 360 - 180, y1], 1)], 1)
        # 180 itself stays where it is, so that no edge is thrown to the other side.
        ends[:, 1, 0] = np.where(abs(x1) <= 180, x1, ends[:, 1, 0])
        # To a tenth of a millimetre: overlays lose an edge that begins 1e-306 degrees beside a border.
        ends = np.round(ends, 9)
        pieces = across_date_line(shapely.linestrings(ends)) if len(of) else np.empty(0, object)
        return [(index[one], two, geodesic_km(shapes[one])), self._pieces(index[rest[of]], pieces, geodesic_km)]

    def _pieces(self, index: Array, shapes: Array, measure: Any) -> tuple[Array, Array, Array]:  # noqa: ANN401
        import numpy as np
        import shapely

        one, two = self._tree.query(shapes, predicate="intersects")
        order = np.lexsort((two, one))
        one, two = one[order], two[order]
        alone = np.bincount(one, minlength=len(shapes))[one] == 1
        whole = np.zeros(len(one), bool)
        whole[alone] = shapely.covers(self.shapes[two[alone]], shapes[one[alone]])
        pieces = shapes[one].copy()
        cut = alone & ~whole
        pieces[cut] = shapely.intersection(shapes[one[cut]], self.shapes[two[cut]])
        rest: dict[int, Any] = {}
        for k in np.flatnonzero(~alone):
            left = rest.get(one[k], shapes[one[k]])
            pieces[k] = shapely.intersection(left, self.shapes[two[k]])
            rest[one[k]] = shapely.difference(left, self.shapes[two[k]])
        size = measure(pieces) if len(pieces) else np.empty(0)
        some = size > 0
        return index[one[some]], two[some], size[some]

    def centres(self, units: Array) -> tuple[Array, Array]:
        """Return longitude and latitude of the middles: the centroid, or a point inside where that lies outside.

        NaN for a unit without an outline.
        """
        import numpy as np
        import shapely

        shapes = self.shapes[units]
        middle = shapely.centroid(shapes)
        outside = ~shapely.covers(shapes, middle)
        middle[outside] = shapely.point_on_surface(shapes[outside])
        drawn = ~shapely.is_empty(middle)
        lon, lat = np.full(len(units), np.nan), np.full(len(units), np.nan)
        lon[drawn], lat[drawn] = shapely.get_x(middle[drawn]), shapely.get_y(middle[drawn])
        return lon, lat

    def names(self, units: Array) -> list[str]:
        """Return the names of the polygons."""
        return [self.ids[u] for u in units.tolist()]

    def everywhere(self) -> Array:
        """Return all polygons."""
        import numpy as np

        return np.arange(len(self.ids))

    def near(self, lon: Array, lat: Array, km: float) -> Array:
        """Return all polygons; the distance is taken later."""
        return self.everywhere()


def geodesic_km2(shapes: Array) -> Array:
    """Return the surface of each polygon in square kilometres (WGS 84); 0 for what has none."""
    import numpy as np
    from pyproj import Geod

    geod = Geod(ellps="WGS84")
    return np.array([abs(_area(geod, s)) / 1e6 for s in shapes], float)


def _area(geod: Any, shape: Any) -> float:  # noqa: ANN401 - neither has types
    if shape.geom_type == "Polygon":
        import shapely

        return float(geod.geometry_area_perimeter(shapely.geometry.polygon.orient(shape))[0])
    return sum(_area(geod, part) for part in shape.geoms) if hasattr(shape, "geoms") else 0.0
