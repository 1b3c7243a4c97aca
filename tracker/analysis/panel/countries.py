"""Countries as units, and land: from the outlines that the bundled basemap draws (Natural Earth 1:50m, simplified)."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracker.analysis.panel.areas import Areas
from tracker.analysis.panel.lines import across_date_line
from tracker.clean.coordinates import country_bounds
from tracker.vocab import table

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]


class Countries(Areas):
    """Countries by alpha-3 code, all of the tracker's list. A shape may be empty where the basemap has none."""


@lru_cache(maxsize=1)
def countries() -> Countries:
    """Return the countries. An outline belongs to the country whose label stands in it.

    An outline without a label belongs to the one country whose box holds it (with a margin of one degree); to none
    where there are several.
    """
    import numpy as np
    import shapely

    faces, labels = _faces()
    codes = sorted(table("countries"))
    owner = np.full(len(faces), -1)
    tree = shapely.STRtree(faces)
    # Where two labels stand in one outline, it is that of the country of its size.
    known = sorted((code, x, y, size) for code, x, y, size in labels if code in codes)
    fit = np.full(len(faces), np.inf)
    for code, x, y, size in known:
        for face in tree.query(shapely.Point(x, y), predicate="intersects"):
            off = abs(np.log(max(size, 0.05) ** 2 / faces[face].area))
            if off < fit[face]:
                owner[face], fit[face] = codes.index(code), off
    for i in np.flatnonzero(owner == -1):
        west, south, east, north = faces[i].bounds
        homes = [
            code
            for code in codes
            if any(w <= west and east <= e and s <= south and north <= n for w, s, e, n in country_bounds(code))
        ]
        if len(homes) == 1:
            owner[i] = codes.index(homes[0])
    shapes = np.array([shapely.MultiPolygon(list(faces[owner == k])) for k in range(len(codes))], dtype=object)
    return Countries(shapes, tuple(codes), "country", "country, ISO 3166-1 alpha-3")


@lru_cache(maxsize=1)
def land() -> Areas:
    """Return the pieces of land of the basemap without Antarctica, to tell land from sea."""
    import numpy as np

    faces, _ = _faces()
    return Areas(np.array(faces), tuple(str(i) for i in range(len(faces))), "land", "piece of land")


@lru_cache(maxsize=1)
def _faces() -> tuple[Array, list[tuple[str, float, float, float]]]:
    """Return the areas that coasts and borders enclose, and (alpha-3, longitude, latitude, size) of the labels.

    The size is the square root of the area in degrees.
    """
    import numpy as np
    import shapely

    # A file of data: the code of the maps (and folium with it) is not loaded for it.
    found = find_spec("maps")
    assert found is not None and found.submodule_search_locations, "maps ship with the tracker"
    path = Path(found.submodule_search_locations[0]) / "basemap" / "world.json"
    world = json.loads(path.read_text(encoding="utf-8"))
    scale = world["scale"]
    arcs = [np.cumsum(np.array(arc, float).reshape(-1, 2), axis=0) / scale for arc in world["arcs"]]
    used = {n if n >= 0 else ~n for ring in world["land"] for n in ring} | set(world["borders"])
    lines = across_date_line(np.array([shapely.linestrings(arcs[n]) for n in sorted(used) if len(arcs[n]) > 1]))
    # Land ends at the seam of the map, on both of its sides, and at the pole.
    seam = shapely.boundary(shapely.box(-180, -90, 180, 90))
    noded = shapely.get_parts(np.array([shapely.union_all([*lines, seam])]))
    enclosed = np.array(shapely.get_parts(shapely.polygonize(noded)))
    # Rings of land hold each other where a lake or an enclosed sea is drawn: an even number of rings is water.
    rings = [np.concatenate([arcs[n] if n >= 0 else arcs[~n][::-1] for n in ring]) for ring in world["land"]]
    outlines = [half for ring in rings if len(ring) > 3 for half in _outline(ring)]
    inside = shapely.STRtree(outlines).query(shapely.point_on_surface(enclosed), predicate="within")[0]
    is_land = np.bincount(inside, minlength=len(enclosed)) % 2 == 1
    # Antarctica holds no projects and would only be a large crowd of controls.
    is_land &= shapely.bounds(enclosed)[:, 3] > -60
    labels = [(row[0], row[3] / scale, row[4] / scale, row[5]) for row in world["labels"]]
    return enclosed[is_land], labels


def _outline(ring: Array) -> list[Any]:
    """Return the polygon of a ring, in two halves where it lies across the date line."""
    import numpy as np
    import shapely

    turns = np.cumsum(np.concatenate([[0], np.round(np.diff(ring[:, 0]) / 360)]))
    flat = shapely.polygons(np.stack([ring[:, 0] - 360 * turns, ring[:, 1]], 1))
    if not flat.is_valid:
        flat = shapely.make_valid(flat)
    if not turns.any():
        return [flat]
    at = [(k, shapely.intersection(flat, shapely.box(k - 180, -90, k + 180, 90))) for k in (-360, 0, 360)]
    return [shapely.transform(half, lambda xy, k=k: xy - [k, 0]) for k, half in at if not half.is_empty]
