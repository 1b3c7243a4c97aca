"""Units of space: cells of equal degrees. A cell holds its southern and western border, not the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tracker.analysis.panel.assets import AREA, LINE, POINT
from tracker.analysis.panel.lines import cut, edges, piece_km

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

#: Degrees that divide the earth and are exact in binary, so that no border is missed by rounding.
SIZES = (0.25, 0.5, 1.0)


@dataclass(frozen=True)
class Cells:
    """Cells of ``size`` degrees, numbered eastwards from -180 and northwards from -90, from 0."""

    size: float

    @property
    def word(self) -> str:
        """As ``--unit`` names it."""
        return f"cell:{self.size:g}"

    @property
    def title(self) -> str:
        """What one unit is, in words."""
        return f"cell of {self.size:g} degree; named by its centre"

    @property
    def _wide(self) -> int:
        return round(360 / self.size)

    @property
    def _high(self) -> int:
        return round(180 / self.size)

    def at(self, lon: Array, lat: Array) -> Array:
        """Return the cells of some points; longitudes may lie beyond 180."""
        import numpy as np

        column = np.floor((lon + 180) / self.size).astype(np.int64) % self._wide
        row = np.clip(np.floor((lat + 90) / self.size).astype(np.int64), 0, self._high - 1)
        return row * self._wide + column

    def split(self, shapes: Array, kind: Array) -> tuple[Array, Array, Array]:
        """Return (index of the shape, cell, measure): km of lines, km2 of areas, 1 for each point."""
        import numpy as np
        import shapely

        lines, areas, points = (np.flatnonzero(kind == k) for k in (LINE, AREA, POINT))
        of, x0, y0, x1, y1 = edges(shapes[lines])
        edge, t0, t1 = cut(x0, y0, x1, y1, self.size)
        middle = (t0 + t1) / 2
        cell = self.at(x0[edge] + middle * (x1 - x0)[edge], y0[edge] + middle * (y1 - y0)[edge])
        found = [(lines[of[edge]], cell, piece_km(x0, y0, x1, y1, edge, t0, t1))]
        xy, part = shapely.get_coordinates(shapes[points], return_index=True)
        found.append((points[part], self.at(xy[:, 0], xy[:, 1]), np.ones(len(part))))
        found += [self._area(i, shapes[i]) for i in areas.tolist()]
        one, two, three = (np.concatenate([f[k] for f in found]) for k in range(3))
        return one, two, three

    def _area(self, index: int, shape: Any) -> tuple[Array, Array, Array]:  # noqa: ANN401 - a polygon
        import numpy as np
        import shapely

        from tracker.analysis.panel.areas import geodesic_km2

        west, south, east, north = shape.bounds
        xs = np.arange(np.floor(west / self.size), np.floor(east / self.size) + 1) * self.size
        ys = np.arange(np.floor(south / self.size), np.floor(north / self.size) + 1) * self.size
        x, y = (a.ravel() for a in np.meshgrid(xs, ys))
        pieces = shapely.intersection(shape, shapely.box(x, y, x + self.size, y + self.size)) if len(x) > 1 else [shape]
        size = geodesic_km2(np.asarray(pieces))
        some = size > 0
        cell = self.at(x + self.size / 2, y + self.size / 2)[some]
        return np.full(len(cell), index), cell, size[some]

    def centres(self, units: Array) -> tuple[Array, Array]:
        """Return longitude and latitude of the centres."""
        row, column = units // self._wide, units % self._wide
        return (column + 0.5) * self.size - 180, (row + 0.5) * self.size - 90

    def names(self, units: Array) -> list[str]:
        """Return the centres as words: N22.25E108.75."""
        lon, lat = self.centres(units)
        return [
            f"{'N' if y >= 0 else 'S'}{abs(y):g}{'E' if x >= 0 else 'W'}{abs(x):g}"
            for x, y in zip(lon.tolist(), lat.tolist(), strict=True)
        ]

    def everywhere(self) -> Array:
        """Return all cells of the earth."""
        import numpy as np

        return np.arange(self._wide * self._high)

    def near(self, lon: Array, lat: Array, km: float) -> Array:
        """Return cells that hold all those with a centre within ``km`` of some points, and more."""
        import numpy as np

        # Coarse cells that hold a point, and their neighbours within reach, are enough; the distance is taken later.
        high = int(np.ceil(km / (110.5 * self.size))) + 1
        rows = np.unique(self.at(lon, lat))
        out = []
        for row in np.unique(rows // self._wide):
            columns = rows[rows // self._wide == row] % self._wide
            for other in range(max(row - high, 0), min(row + high, self._high - 1) + 1):
                pole = max(abs(other * self.size - 90), abs((other + 1) * self.size - 90))
                narrow = 111.3 * np.cos(np.radians(min(pole, 89.9))) * self.size
                wide = min(int(np.ceil(km / narrow)) + 1, self._wide // 2)
                marks = np.zeros(self._wide + 1, np.int64)
                start, end = columns - wide, columns + wide + 1
                for a, b in (
                    (start, end),
                    (start + self._wide, end + self._wide),
                    (start - self._wide, end - self._wide),
                ):
                    np.add.at(marks, np.clip(a, 0, self._wide), 1)
                    np.add.at(marks, np.clip(b, 0, self._wide), -1)
                out.append(other * self._wide + np.flatnonzero(np.cumsum(marks[:-1]) > 0))
        return np.unique(np.concatenate(out)) if out else np.empty(0, np.int64)
