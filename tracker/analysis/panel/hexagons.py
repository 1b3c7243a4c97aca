"""Units of space: H3 cells (hexagons and twelve pentagons), by the library h3 of the extra ``analysis``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tracker.analysis.panel.assets import AREA, LINE, POINT
from tracker.analysis.panel.lines import edges, piece_km

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

#: A line is cut into pieces of an edge's length over so many; each piece lies where its middle lies.
_PIECES = 16


@dataclass(frozen=True)
class Hexagons:
    """H3 cells of a resolution from 0 to 15; the number of a unit is its H3 index."""

    resolution: int

    @property
    def word(self) -> str:
        """As ``--unit`` names it."""
        return f"h3:{self.resolution}"

    @property
    def title(self) -> str:
        """What one unit is, in words."""
        return f"H3 cell of resolution {self.resolution}; named by its index"

    def at(self, lon: Array, lat: Array) -> Array:
        """Return the cells of some points."""
        import numpy as np
        from h3.api import basic_int as h3

        r = self.resolution
        found = (h3.latlng_to_cell(y, x, r) for x, y in zip(lon.tolist(), lat.tolist(), strict=True))
        return np.fromiter(found, np.int64, len(lon))

    def split(self, shapes: Array, kind: Array) -> tuple[Array, Array, Array]:
        """Return (index of the shape, cell, measure): km of lines, number of small cells of areas, 1 for a point."""
        import numpy as np
        import shapely
        from h3.api import basic_int as h3

        lines, areas, points = (np.flatnonzero(kind == k) for k in (LINE, AREA, POINT))
        of, x0, y0, x1, y1 = edges(shapes[lines])
        number = np.arange(len(x0))
        whole = piece_km(x0, y0, x1, y1, number, np.zeros(len(x0)), np.ones(len(x0)))
        step = h3.average_hexagon_edge_length(self.resolution, "km") / _PIECES
        count = np.maximum(np.ceil(whole / step), 1).astype(np.int64)
        edge = np.repeat(number, count)
        nth = np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count)
        t0, t1 = nth / count[edge], (nth + 1) / count[edge]
        t = (t0 + t1) / 2
        lon = x0[edge] + t * (x1 - x0)[edge]
        cell = self.at((lon + 180) % 360 - 180, y0[edge] + t * (y1 - y0)[edge])
        found = [(lines[of[edge]], cell, piece_km(x0, y0, x1, y1, edge, t0, t1))]
        xy, part = shapely.get_coordinates(shapes[points], return_index=True)
        found.append((points[part], self.at(xy[:, 0], xy[:, 1]), np.ones(len(part))))
        found += [self._area(i, shapes[i]) for i in areas.tolist()]
        one, two, three = (np.concatenate([f[k] for f in found]) for k in range(3))
        return one, two, three

    def _area(self, index: int, shape: Any) -> tuple[Array, Array, Array]:  # noqa: ANN401 - a polygon
        """Divide an area by the smaller cells, two steps finer, whose centre it holds."""
        import numpy as np
        from h3.api import basic_int as h3

        small = h3.geo_to_cells(shape, min(self.resolution + 2, 15))
        if not small:
            inside = shape.representative_point()
            return np.array([index]), self.at(np.array([inside.x]), np.array([inside.y])), np.ones(1)
        big = np.array([h3.cell_to_parent(c, self.resolution) for c in small], np.int64)
        cell, n = np.unique(big, return_counts=True)
        return np.full(len(cell), index), cell, n.astype(float)

    def centres(self, units: Array) -> tuple[Array, Array]:
        """Return longitude and latitude of the centres."""
        import numpy as np
        from h3.api import basic_int as h3

        both = np.array([h3.cell_to_latlng(int(u)) for u in units]).reshape(-1, 2)
        return both[:, 1], both[:, 0]

    def names(self, units: Array) -> list[str]:
        """Return the indices in the usual hexadecimal form."""
        return [f"{u:x}" for u in units.tolist()]

    def everywhere(self) -> Array:
        """Return all cells of the earth."""
        import numpy as np
        from h3.api import basic_int as h3

        return np.array(
            sorted(c for base in h3.get_res0_cells() for c in h3.cell_to_children(base, self.resolution)), np.int64
        )

    def near(self, lon: Array, lat: Array, km: float) -> Array:
        """Return cells that hold all those with a centre within ``km`` of some points, and more."""
        import numpy as np
        from h3.api import basic_int as h3

        # The coarsest neighbours reach further than km; pentagons and distortion are covered by two rings.
        coarse = next(
            (r for r in range(self.resolution, -1, -1) if h3.average_hexagon_edge_length(r, "km") >= km * 0.75), 0
        )
        homes = {h3.latlng_to_cell(y, x, coarse) for x, y in zip(lon.tolist(), lat.tolist(), strict=True)}
        wide = {c for home in homes for c in h3.grid_disk(home, 2)}
        return np.array(sorted(c for big in wide for c in h3.cell_to_children(big, self.resolution)), np.int64)
