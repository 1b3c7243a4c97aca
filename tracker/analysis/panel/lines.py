"""Lines and their lengths: geodesic on WGS 84, cut where they cross the borders of a grid.

Between two points a line runs straight in longitude and latitude, as RFC 7946 and every overlay have it; an edge over
more than 180 degrees of longitude goes the short way round, across the date line. Longitude first, degrees.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

#: Longest piece (degrees) of which the geodesic between its ends is taken for its length.
_STEP = 0.5


def edges(shapes: Array) -> tuple[Array, Array, Array, Array, Array]:
    """Return (index of the shape, x0, y0, x1, y1) of every edge of some lines; x1 may lie beyond 180."""
    import numpy as np
    import shapely

    parts, of = shapely.get_parts(shapes, return_index=True)
    xy, part = shapely.get_coordinates(parts, return_index=True)
    follows = part[1:] == part[:-1]
    x0, y0 = xy[:-1][follows].T
    x1, y1 = xy[1:][follows].T
    dx = x1 - x0
    x1 = np.where(dx > 180, x1 - 360, np.where(dx < -180, x1 + 360, x1))
    moves = (x0 != x1) | (y0 != y1)
    return of[part[1:][follows][moves]], x0[moves], y0[moves], x1[moves], y1[moves]


def geodesic_km(shapes: Array) -> Array:
    """Return the length of each line in kilometres."""
    import numpy as np

    of, x0, y0, x1, y1 = edges(shapes)
    edge, t0, t1 = cut(x0, y0, x1, y1, _STEP)
    km = piece_km(x0, y0, x1, y1, edge, t0, t1)
    return np.bincount(of[edge], km, minlength=len(shapes))


def piece_km(x0: Array, y0: Array, x1: Array, y1: Array, edge: Array, t0: Array, t1: Array) -> Array:
    """Return the length (km) of the pieces from t0 to t1 (0 to 1) of some edges."""
    import numpy as np
    from pyproj import Geod

    dx, dy = (x1 - x0)[edge], (y1 - y0)[edge]
    ax, ay = x0[edge] + t0 * dx, y0[edge] + t0 * dy
    bx, by = x0[edge] + t1 * dx, y0[edge] + t1 * dy
    _, _, metres = Geod(ellps="WGS84").inv(ax, ay, bx, by)
    return np.asarray(metres, float) / 1000


def cut(x0: Array, y0: Array, x1: Array, y1: Array, size: float) -> tuple[Array, Array, Array]:
    """Cut edges at the multiples of ``size`` degrees; return (edge, t0, t1) of the pieces, t from 0 to 1."""
    import numpy as np

    n = len(x0)
    number = np.arange(n)
    edge, t = [number, number], [np.zeros(n), np.ones(n)]
    for a, b in ((x0, x1), (y0, y1)):
        low, high = np.minimum(a, b), np.maximum(a, b)
        first = np.floor(low / size).astype(np.int64) + 1
        count = np.maximum(np.ceil(high / size).astype(np.int64) - first, 0)
        of = np.repeat(number, count)
        nth = np.arange(len(of)) - np.repeat(np.cumsum(count) - count, count)
        border = (first[of] + nth) * size
        edge.append(of)
        t.append((border - a[of]) / (b - a)[of])
    edges_, ts = np.concatenate(edge), np.concatenate(t)
    order = np.lexsort((ts, edges_))
    edges_, ts = edges_[order], ts[order]
    same = (edges_[1:] == edges_[:-1]) & (ts[1:] > ts[:-1])
    return edges_[1:][same], ts[:-1][same], ts[1:][same]


def across_date_line(shapes: Array) -> Array:
    """Return lines with those that run across 180 degrees cut there, so that planar tools do not draw them round."""
    import numpy as np
    import shapely

    of, x0, y0, x1, y1 = edges(shapes)
    parts, whose = shapely.get_parts(shapes, return_index=True)
    xy, part = shapely.get_coordinates(parts, return_index=True)
    jumps = (part[1:] == part[:-1]) & (abs(np.diff(xy[:, 0])) > 180)
    out = shapes.copy()
    for i in np.unique(whose[part[1:][jumps]]):
        own = of == i
        if not own.any():
            continue
        edge, t0, t1 = cut(x0[own], y0[own], x1[own], y1[own], 180.0)
        dx, dy = (x1 - x0)[own][edge], (y1 - y0)[own][edge]
        ax, ay = x0[own][edge] + t0 * dx, y0[own][edge] + t0 * dy
        bx, by = x0[own][edge] + t1 * dx, y0[own][edge] + t1 * dy
        turn = np.where(ax + bx > 360, 360, np.where(ax + bx < -360, -360, 0))
        ends = np.stack([np.stack([ax - turn, ay], 1), np.stack([bx - turn, by], 1)], 1)
        out[i] = shapely.multilinestrings(shapely.linestrings(ends))
    return out
