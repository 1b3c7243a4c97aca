"""The two blocks of data in a page: ``projects`` (map, legend, search, list) and ``cards`` (claims and documents).

Coordinates are EPSG:4326, longitude first, as integers of 1e-5 degree (about one metre), each the difference from the
one before. Money is in plain units of its currency. Forms of columns: :mod:`maps.columns`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from operator import attrgetter
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from maps.columns import Column, coded, dates, days, values
from maps.forecasts import about_forecasts
from maps.measures import money_block
from tracker.analysis.prices import Prices
from tracker.fields import FIELDS, GROUPS, STATUS_LABELS
from tracker.views import Atlas, ProjectRow

Shapes = npt.NDArray[np.object_]  # shapely geometries

COORDINATE_UNIT = 1e-5
MAX_LATITUDE = 85.05  # where Web Mercator ends

CODES = ("country", "sector", "status", "status_basis", "progress_item", "owner", "conflicts", "geometry_precision")
DATES = ("start_planned", "start_actual", "completion_planned", "completion_actual")
MONEY = ("cost_budget", "cost_estimate", "cost_actual", "spent_to_date")

#: What the page has to know of a field: to label it, and to choose among its claims as of another day.
FIELD_RULES = (
    "name", "label", "unit", "group", "type", "cardinality", "static", "revisable", "policy", "tolerance", "period",
)  # fmt: skip

#: Order of shapely's type numbers by what they draw: 1 points, 2 lines, 3 areas.
_KIND = {0: 1, 4: 1, 1: 2, 2: 2, 5: 2, 3: 3, 6: 3}


@lru_cache(maxsize=1)
def world() -> dict[str, Any]:
    """Return the bundled basemap, as ``basemap/build.py`` made it."""
    return json.loads((Path(__file__).with_name("basemap") / "world.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def projects_block(rows: Sequence[ProjectRow], measures: Mapping[str, Column] | None = None) -> dict[str, Any]:
    """Return the columns of all projects, in the order of `rows`; ``measures``: those of :mod:`maps.measures`."""

    def column(name: str) -> list[Any]:
        return list(map(attrgetter(name), rows))

    out: dict[str, Any] = {"n": len(rows)}
    for name in ("slug", "name", "name_local", "progress_pct", "length_km", "n_claims", "n_documents"):
        out[name] = values(column(name))
    for name in CODES:
        out[name] = coded(column(name))
    for name in ("status_as_of", "progress_about", "last_evidence"):
        out[name] = days(column(name))
    for name in DATES:
        out[name] = dates(zip(column(name), column(name + "_lo"), column(name + "_hi"), strict=True))
    for name in MONEY:
        out[name] = values(column(name))
        out[name + "_currency"] = coded(column(name + "_currency"))
        out[name + "_price_year"] = values(column(name + "_price_year"))
    if measures:
        out["measures"] = dict(measures)
    out["geometry"] = geometry([row.wkb for row in rows])
    return out


def geometry(wkb: Sequence[bytes | None]) -> dict[str, Any]:
    """Return shapes: ``kind`` (0 none, 1 points, 2 lines, 3 areas), ``parts`` a project, ``size`` a part, ``x``, ``y``.

    What cannot be read, is empty or not finite counts as no location. Of a collection only the members of the
    highest dimension are drawn; of an area all rings.
    """
    n = len(wkb)
    shapes: Any = shapely.from_wkb(np.array(wkb, dtype=object), on_invalid="ignore")
    for k in np.flatnonzero(shapely.get_type_id(shapes) == 7):
        shapes[k] = _highest(shapes[k])
    kinds = np.zeros(9, dtype=int)  # the last one is for -1, the type number of None
    for number, drawn_as in _KIND.items():
        kinds[number] = drawn_as
    xy, at = shapely.get_coordinates(shapes, return_index=True)
    odd = np.bincount(at[~np.isfinite(xy).all(axis=1)], minlength=n)
    usable = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes)) & (odd == 0)
    kind: Any = np.where(usable, kinds[shapely.get_type_id(shapes)], 0)
    drawn = np.flatnonzero(kind)
    parts, owner = _parts(shapes[drawn], kind[drawn])
    xy, at = shapely.get_coordinates(parts, return_index=True)
    xy[:, 1] = np.clip(xy[:, 1], -MAX_LATITUDE, MAX_LATITUDE)
    whole = np.rint(xy / COORDINATE_UNIT).astype(np.int64)
    delta = np.diff(whole, axis=0, prepend=np.zeros((1, 2), dtype=np.int64))
    return {
        "unit": COORDINATE_UNIT,
        "kind": values(kind.tolist()),
        "parts": values(np.bincount(drawn[owner], minlength=n).tolist()),
        "size": values(np.bincount(at, minlength=len(parts)).tolist()),
        "x": {"v": delta[:, 0].tolist()},
        "y": {"v": delta[:, 1].tolist()},
    }


def _parts(shapes: Shapes, kind: npt.NDArray[np.int_]) -> tuple[Shapes, npt.NDArray[np.int_]]:
    """Return the drawable parts and the number of the shape of each. Points of one shape stay one part."""
    areas = kind == 3
    simple = shapes.copy()
    simple[areas] = shapely.boundary(shapes[areas])
    single = kind == 1
    parts, owner = shapely.get_parts(simple[~single], return_index=True)
    owner = np.flatnonzero(~single)[owner]
    every = np.concatenate([parts, simple[single]])
    owner = np.concatenate([owner, np.flatnonzero(single)])
    order = np.argsort(owner, kind="stable")
    return every[order], owner[order]


def _highest(shape: BaseGeometry) -> BaseGeometry | None:
    """Return the members of the highest dimension of a collection as one shape."""
    members = [part for part in shapely.get_parts(shape) if not shapely.is_empty(part)]
    if not members:
        return None
    top = max(shapely.get_dimensions(part) for part in members)
    flat = [p for part in members if shapely.get_dimensions(part) == top for p in shapely.get_parts(part)]
    make = {0: shapely.multipoints, 1: shapely.multilinestrings, 2: shapely.multipolygons}
    if any(shapely.get_type_id(p) >= 4 for p in flat):  # multi shapes inside the collection: one level deeper
        return _highest(shapely.geometrycollections(flat))
    whole: BaseGeometry = make[int(top)](flat)
    return whole


def about_block(atlas: Atlas, prices: Prices | None = None) -> dict[str, Any]:
    """Return what the page says about itself: dates, version, sources, and the dictionary of fields."""
    return {
        "now": atlas.now,
        "as_of": atlas.as_of,
        "recorded_before": atlas.recorded_before,
        "data_version": atlas.data_version,
        "filters": dict(sorted(atlas.filters.items())),
        "has_cards": bool(atlas.cards),
        "osm": _uses_openstreetmap(atlas),
        "money": money_block(atlas, prices),
        **({"forecasts": about_forecasts(atlas)} if atlas.cards else {}),
        "sources": [
            {
                "key": s.key,
                "name": s.name,
                "publisher": s.publisher,
                "homepage": s.homepage,
                "licence": s.licence,
                "attribution": s.attribution,
            }
            for s in atlas.sources
        ],
        "countries": countries(atlas.projects),
        "fields": {f.name: {name: getattr(f, name) for name in FIELD_RULES} for f in FIELDS.values()},
        "groups": GROUPS,
        "status_labels": STATUS_LABELS,
    }


def countries(rows: Sequence[ProjectRow]) -> dict[str, list[str]]:
    """Return numeric code and English name of each country of `rows`, by alpha-3 code, where the basemap knows it."""
    used = {code for row in rows for code in row.country.split(";")}
    return {code: [numeric, name] for code, numeric, name, *_ in sorted(world()["labels"]) if code in used}


def _uses_openstreetmap(atlas: Atlas) -> bool:
    """True where a document on the page is under the ODbL, so that the page has to say so."""
    licences = {c.document.licence for card in atlas.cards.values() for c in card.claims}
    licences |= {s.licence for s in atlas.sources}
    return any("odbl" in licence.lower() for licence in licences)
