"""Cut lines and areas at 180 degrees, as RFC 7946 (3.1.9) wants: else a map draws them once around the world."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import shapely


def cut(shape: shapely.Geometry) -> shapely.Geometry:
    """Return the shape (EPSG:4326, longitude first) in parts that do not cross 180 degrees.

    A line or ring crosses where one of its segments would span more than 180 degrees of longitude: the short way is
    meant. What crosses nowhere comes back as it is, and so does a ring around a pole.
    """
    import shapely

    if shape.is_empty or shape.geom_type not in ("LineString", "MultiLineString", "Polygon", "MultiPolygon"):
        return shape
    west, _, east, _ = shape.bounds
    if east - west <= 180:
        return shape
    whole = [(part, _unrolled(part)) for part in shapely.get_parts(shape)]
    if all(unrolled is None for _, unrolled in whole):
        return shape
    pieces = [piece for part, unrolled in whole for piece in ([part] if unrolled is None else _pieces(unrolled))]
    many = shapely.MultiPolygon if pieces[0].geom_type == "Polygon" else shapely.MultiLineString
    return many(pieces)


def _unrolled(part: Any) -> Any:  # noqa: ANN401 - shapely brings no types
    """Return a line or polygon whose longitudes run on beyond 180; None where it does not cross."""
    import numpy as np
    import shapely

    if part.geom_type == "LineString":
        found = _run_on(part)
        return None if found is None else shapely.LineString(found)
    shell = _run_on(part.exterior)
    if shell is None:
        return None
    west, east = shell[:, 0].min(), shell[:, 0].max()
    holes = []
    for ring in part.interiors:
        found = _run_on(ring)
        hole = shapely.get_coordinates(ring) if found is None else found
        # A hole lies within its outer ring, whichever side of 180 its own first point is on.
        turns = (t for t in (0, 360, -360) if west <= hole[:, 0].min() + t and hole[:, 0].max() + t <= east)
        holes.append(np.add(hole, (next(turns, 0), 0)))
    return shapely.Polygon(shell, holes)


def _run_on(line: Any) -> Any:  # noqa: ANN401
    """Return the points of a line with longitudes that make no jump; None where there was none, or around a pole."""
    import numpy as np
    import shapely

    points = shapely.get_coordinates(line)
    longitudes = np.unwrap(points[:, 0], period=360.0)
    around_a_pole = line.geom_type == "LinearRing" and abs(longitudes[0] - longitudes[-1]) > 180
    if around_a_pole or (longitudes == points[:, 0]).all():
        return None
    return np.column_stack([longitudes, points[:, 1]])


def _pieces(unrolled: Any) -> Iterator[Any]:  # noqa: ANN401
    """Yield what of a line or polygon lies within -180 to 180, and what lies a turn or more beyond, brought back."""
    import shapely
    from shapely.affinity import translate

    west, _, east, _ = unrolled.bounds
    for turn in range(int((west + 180) // 360), int((east + 180) // 360) + 1):
        strip = shapely.box(turn * 360 - 180, -90, turn * 360 + 180, 90)
        for piece in shapely.get_parts(unrolled.intersection(strip)):
            if piece.geom_type == unrolled.geom_type:  # not the points at which it only touches the meridian
                yield translate(piece, -360.0 * turn)
