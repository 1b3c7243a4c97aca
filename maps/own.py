"""A data frame of the user's own on the page: drawn beside the ledger's projects, never counted among them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import shapely

from maps.columns import values
from maps.payload import geometry
from tracker.errors import UsageError

LABELS = {"en": "Your own data", "zh": "您自己的数据"}

#: Columns that hold names, in this order, where the user names none.
_NAMES = ("name", "title", "label", "project", "place")
#: Longer cells are cut: a card is no place to read a document.
_LONGEST_CELL = 2_000


def own_block(own: object, name: str = "", lang: str = "en") -> list[dict[str, Any]]:
    """Return the layers of the block ``tracker-own``.

    Parameters
    ----------
    own
        A GeoDataFrame in any CRS, or a mapping of legend label -> GeoDataFrame.
    name
        Column with the names; "" for the first of "name", "title", "label", "project", "place" that is there, else the
        first column of text.
    lang
        Language of the label that a single frame gets.

    Raises
    ------
    UsageError
        Not a GeoDataFrame, no geometry, no CRS, or no column of that name.
    """
    frames: Mapping[Any, Any] = own if isinstance(own, Mapping) else {LABELS[lang]: own}
    return [_layer(str(label), frame, name) for label, frame in frames.items()]


def _layer(label: str, frame: Any, name: str) -> dict[str, Any]:  # noqa: ANN401 - checked here
    shapes = _shapes(label, frame)
    place = frame.columns.get_indexer_for([frame.geometry.name])
    columns = [k for k in range(len(frame.columns)) if k not in place]
    labels = [str(frame.columns[k]) for k in columns]
    cells = [[_cell(v) for v in frame.iloc[:, k].tolist()] for k in columns]
    chosen = _name_column(label, labels, cells, name)
    if chosen is None:
        names = [f"{label} {k}" for k in range(1, len(frame) + 1)]
    else:
        names = [str(v) if v is not None else "" for v in cells.pop(chosen)]
        labels.pop(chosen)
    return {
        "label": label,
        "n": len(frame),
        "name": values(names),
        "fields": labels,
        "columns": [values(column) for column in cells],
        "geometry": geometry(shapes),
    }


def _shapes(label: str, frame: Any) -> list[bytes | None]:  # noqa: ANN401 - checked here
    """Return the shapes as WKB in EPSG:4326, longitude first."""
    import geopandas
    from pyproj.exceptions import ProjError

    what = f"own={label!r}" if label not in LABELS.values() else "own="
    if not isinstance(frame, geopandas.GeoDataFrame):
        raise UsageError(
            f"{what} is a {type(frame).__name__}, not a GeoDataFrame.",
            "Give geopandas.GeoDataFrame(frame, geometry=geopandas.points_from_xy(frame.lon, frame.lat), "
            'crs="EPSG:4326"), or {"legend label": frame} for several.',
        )
    if frame._geometry_column_name not in frame.columns:
        raise UsageError(f"{what} has no geometry.", 'Say which column it is: frame.set_geometry("shape").')
    if frame.crs is None:
        raise UsageError(
            f"{what} does not say in what coordinates it is (its CRS is missing).",
            'Tell it: frame.set_crs("EPSG:4326") where they are degrees, longitude first; else its own code.',
        )
    try:
        placed = frame.geometry.to_crs("EPSG:4326")
    except ProjError as e:
        raise UsageError(f"{what} cannot be turned into degrees: {e}", "Check frame.crs, or set the right one.") from e
    return list(shapely.to_wkb(placed.to_numpy()))


def _name_column(label: str, labels: list[str], cells: list[list[Any]], name: str) -> int | None:
    if name:
        if name not in labels:
            raise UsageError(f"{label!r} has no column {name!r}.", f"own_name is one of {', '.join(labels)}.")
        return labels.index(name)
    folded = [column.casefold() for column in labels]
    found = next((folded.index(word) for word in _NAMES if word in folded), None)
    if found is not None:
        return found
    return next((k for k, column in enumerate(cells) if any(isinstance(v, str) for v in column)), None)


def _cell(value: Any) -> str | float | int | None:  # noqa: ANN401 - cells are anything
    """Return a cell as the page shows it: text, a number, or None where there is nothing."""
    if hasattr(value, "item") and getattr(value, "shape", None) == ():  # a number of numpy's
        value = value.item()
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float)):
        return value if abs(value) < 2**53 else str(value)
    if isinstance(value, datetime):  # a day as a day; pandas' NaT is one too
        text = value.isoformat() if value == value else ""
        text = text.removesuffix("T00:00:00").replace("T", " ")
    elif isinstance(value, date):
        text = value.isoformat()
    else:
        text = str(value)
        text = "" if text in ("<NA>", "NaT") else text
    return (text if len(text) <= _LONGEST_CELL else f"{text[:_LONGEST_CELL]}…") or None
