"""What lies within some distance of the middle of a unit: geodesic, and only where a place is known well enough."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from tracker.analysis.panel.assets import AREA, NOWHERE, Assets
from tracker.analysis.panel.lines import cut, edges

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

#: Before distances are taken lines are simplified by this part of the smallest band.
_SIMPLER = 0.01
_CHUNK = 10_000
#: WGS 84: half of the long axis in km, and the square of its eccentricity.
_A, _E2 = 6378.137, 0.00669437999014


def serves(assets: Assets) -> Array:
    """Return which projects make an exposure: a centre of a town, a district or a country does not."""
    import numpy as np

    known = np.array([p in ("exact", "approximate", "") for p in assets.precision], bool)
    return np.asarray(known & (assets.kind != NOWHERE))


def samples(assets: Assets, which: Array, smallest: float) -> tuple[Array, Array, Array, Array]:
    """Return (asset, longitude, latitude, follows) of points along projects, at most half of ``smallest`` km apart.

    The points of a project stand together. ``follows``: the point goes on from the one before it. Of an area it is the
    outline. Longitudes may lie beyond 180.
    """
    import numpy as np
    import shapely

    shapes = assets.shape[which].copy()
    areas = assets.kind[which] == AREA
    shapes[areas] = shapely.boundary(shapes[areas])
    # A degree is at most 111.7 km.
    shapes = shapely.simplify(shapes, smallest * _SIMPLER / 111.7)
    lines = shapely.get_dimensions(shapes) == 1
    of, x0, y0, x1, y1 = edges(shapes[lines])
    edge, t0, t1 = cut(x0, y0, x1, y1, smallest / 2 / 111.7 / 1.5)
    dx, dy = (x1 - x0)[edge], (y1 - y0)[edge]
    ax, ay, bx, by, owner = x0[edge] + t0 * dx, y0[edge] + t0 * dy, x0[edge] + t1 * dx, y0[edge] + t1 * dy, of[edge]
    # Each piece gives its end, and its beginning where it does not go on from the piece before it.
    start = np.ones(len(edge), bool)
    start[1:] = (owner[1:] != owner[:-1]) | (abs(ax[1:] - bx[:-1]) > 1e-9) | (abs(ay[1:] - by[:-1]) > 1e-9)
    at = np.flatnonzero(start)
    xy, part = shapely.get_coordinates(shapes[~lines], return_index=True)
    return (
        np.concatenate([which[lines][np.insert(owner, at, owner[at])], which[~lines][part]]),
        np.concatenate([np.insert(bx, at, ax[at]), xy[:, 0]]),
        np.concatenate([np.insert(by, at, ay[at]), xy[:, 1]]),
        np.concatenate([np.insert(np.ones(len(edge), bool), at, False), np.zeros(len(part), bool)]),
    )


def reached(assets: Assets, lon: Array, lat: Array, km: float) -> Array:
    """Return which middles have a project within about ``km``."""
    import numpy as np
    from scipy.spatial import cKDTree

    which = np.flatnonzero(serves(assets))
    if not len(which) or not len(lon):
        return np.zeros(len(lon), bool)
    _, x, y, _ = samples(assets, which, km / 4)
    far, _ = cKDTree(_on_earth(x, y)).query(_on_earth(lon, lat), distance_upper_bound=km)
    return np.asarray(np.isfinite(far))


def pairs(assets: Assets, lon: Array, lat: Array, bands: Sequence[float]) -> tuple[Array, Array, Array]:
    """Return (place in lon/lat, asset, km) of all projects within the largest band of some middles, each pair once.

    The distance is the geodesic (WGS 84) from the middle to the nearest point of the project, 0 inside an area; a
    middle without coordinates is near nothing.
    """
    import numpy as np
    from scipy.spatial import cKDTree

    which = np.flatnonzero(serves(assets))
    known = np.flatnonzero(np.isfinite(lon))
    if not len(which) or not len(known):
        return np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0)
    lon, lat = lon[known], lat[known]
    reach = max(bands)
    asset, x, y, follows = samples(assets, which, min(bands))
    here, there = _on_earth(lon, lat), _on_earth(x, y)
    tree = cKDTree(here)
    found = [_inside(assets, which, lon, lat)]
    # Chunks end where a project ends.
    ends = np.flatnonzero(np.append(asset[1:] != asset[:-1], True)) + 1
    cuts = [0, *ends[np.flatnonzero(np.diff(ends // _CHUNK, prepend=0))].tolist(), len(asset)]
    for start, end in pairwise(cuts):
        if start == end:
            continue
        # A chord is shorter than the way over the ground, and the nearest sample is no further off than half a step.
        near = cKDTree(there[start:end]).sparse_distance_matrix(
            tree, reach + min(bands) / 4, output_type="ndarray"
        )  # fmt: skip
        # A piece is no longer than a third of the smallest band, and its chord hardly shorter.
        sample, unit = _nearest(
            near["i"] + start, near["j"].astype(np.int64), near["v"], asset, here, (there, follows), min(bands) / 5
        )
        km = _geodesic(sample, unit, (lon, lat, here), (x, y, there), follows)
        inside = km <= reach
        found.append((unit[inside], asset[sample[inside]], km[inside]))
    unit, owner, km = (np.concatenate([f[k] for f in found]) for k in range(3))
    if len(found[0][0]):
        order = np.lexsort((km, owner, unit))
        unit, owner, km = unit[order], owner[order], km[order]
        first = np.append(True, (unit[1:] != unit[:-1]) | (owner[1:] != owner[:-1]))
        unit, owner, km = unit[first], owner[first], km[first]
    return known[unit], owner, km


def _nearest(
    sample: Array, unit: Array, chord: Array, asset: Array, middles: Array, points: tuple[Array, Array], half: float
) -> tuple[Array, Array]:
    """Return (sample, unit) with the sample beside the nearest point of each project for each unit.

    A line that comes by twice may be nearest between two samples of one pass while the nearest sample is on the other.
    A sample is at most ``half`` a piece from the foot of a perpendicular, so of samples that are no further off than
    the hypotenuse over the nearest one and that half the pieces beside them decide.
    """
    import numpy as np

    if not len(sample):
        return sample, unit
    key = (asset[sample] - asset[sample].min()) * len(middles) + unit
    order = np.argsort(key, kind="stable")
    key, near = key[order], chord[order]
    first = np.append(True, key[1:] != key[:-1])
    group = np.cumsum(first) - 1
    least = np.minimum.reduceat(near, np.flatnonzero(first))
    able = np.flatnonzero(near <= np.hypot(least, half)[group])
    several = able[np.bincount(group[able])[group[able]] > 1]
    chosen = order[several]
    near[several] = _to_pieces(sample[chosen], unit[chosen], near[several], middles, points)
    able = able[np.lexsort((near[able], group[able]))]
    # Of equally near ones the first.
    best = order[able[np.append(True, group[able][1:] != group[able][:-1])]]
    return sample[best], unit[best]


def _to_pieces(sample: Array, unit: Array, chord: Array, middles: Array, points: tuple[Array, Array]) -> Array:
    """Return the least distance in space (km) from middles to samples and the pieces beside them."""
    import numpy as np

    there, follows = points
    best = chord.copy()
    for which, other in _beside(sample, follows):
        one, u = there[sample[which]], middles[unit[which]]
        along = there[other] - one
        t = np.clip(((u - one) * along).sum(1) / np.maximum((along**2).sum(1), 1e-12), 0, 1)
        best[which] = np.minimum(best[which], np.sqrt(((one + t[:, None] * along - u) ** 2).sum(1)))
    return best


def _beside(sample: Array, follows: Array) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    """Return places in ``sample`` and the samples before them on the same line; the same of those after them."""
    import numpy as np

    before = np.flatnonzero(follows[sample])
    after = np.flatnonzero(np.append(follows[1:], False)[sample])
    return (before, sample[before] - 1), (after, sample[after] + 1)


def _geodesic(
    sample: Array, unit: Array, middles: tuple[Array, Array, Array], points: tuple[Array, Array, Array], follows: Array
) -> Array:
    """Return the km from each middle to the foot of the perpendicular on the pieces beside its nearest point."""
    import numpy as np
    from pyproj import Geod

    (lon, lat, here), (x, y, there) = middles, points
    geod = Geod(ellps="WGS84")
    best = np.asarray(geod.inv(lon[unit], lat[unit], x[sample], y[sample])[2]) / 1000
    for which, other in _beside(sample, follows):
        one, u = sample[which], unit[which]
        along = there[other] - there[one]
        t = ((here[u] - there[one]) * along).sum(1) / np.maximum((along**2).sum(1), 1e-12)
        beside = t > 0
        which, other, one, u, t = which[beside], other[beside], one[beside], u[beside], np.minimum(t[beside], 1)
        fx, fy = x[one] + t * (x[other] - x[one]), y[one] + t * (y[other] - y[one])
        best[which] = np.minimum(best[which], np.asarray(geod.inv(lon[u], lat[u], fx, fy)[2]) / 1000)
    return best


def _inside(assets: Assets, which: Array, lon: Array, lat: Array) -> tuple[Array, Array, Array]:
    """Return (place, asset, 0) of middles inside of an area."""
    import numpy as np
    import shapely

    areas = which[assets.kind[which] == AREA]
    one, two = shapely.STRtree(shapely.points(lon, lat)).query(assets.shape[areas], predicate="intersects")
    return two, areas[one], np.zeros(len(one))


def _on_earth(lon: Array, lat: Array) -> Array:
    """Return points of the ellipsoid in space, km from the middle of the earth."""
    import numpy as np

    a, b = np.radians(lon), np.radians(lat)
    n = _A / np.sqrt(1 - _E2 * np.sin(b) ** 2)
    return np.stack([n * np.cos(b) * np.cos(a), n * np.cos(b) * np.sin(a), n * (1 - _E2) * np.sin(b)], 1)
