"""The two blocks of data in a page: ``projects`` (map, legend, search, list) and ``cards`` (claims and documents).

Coordinates are EPSG:4326, longitude first, as integers of 1e-5 degree (about one metre), each the difference from the
one before. Money is in plain units of its currency. Forms of columns: :mod:`maps.columns`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from operator import attrgetter
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from maps.columns import Column, coded, dates, days, values
from tracker.fields import FIELDS, GROUPS, STATUS_LABELS
from tracker.views import Atlas, Card, Choice, ClaimRow, DocumentRow, ProjectRow

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


def projects_block(rows: Sequence[ProjectRow]) -> dict[str, Any]:
    """Return the columns of all projects, in the order of `rows`."""

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


def cards_block(rows: Sequence[ProjectRow], cards: dict[str, Card]) -> dict[str, Any]:
    """Return claims and documents, sorted by project; ``count`` says how many claims each project has."""
    claims: list[ClaimRow] = []
    count: list[int] = []
    choices: list[list[list[Any]]] = []
    for row in rows:
        card = cards.get(row.slug)
        claims += card.claims if card else ()
        count.append(len(card.claims) if card else 0)
        choices.append([_choice(c) for c in card.choices.values()] if card else [])
    number: dict[DocumentRow, int] = {}
    document = [number.setdefault(claim.document, len(number)) for claim in claims]
    return {
        "n": len(claims),
        "count": values(count),
        "choices": choices,
        "claims": _claims(claims) | {"document": values(document)},
        "documents": _documents(list(number)),
    }


def _claims(claims: Sequence[ClaimRow]) -> dict[str, Column]:
    out = {
        name: coded(getattr(c, name) for c in claims)
        for name in ("source", "field", "item", "scope", "qualifier", "unit", "basis")
    }
    out["text"] = values("" if c.number is not None or c.lo or c.wkb else c.text for c in claims)
    # the source's own word matters where ours is a code; elsewhere the raw text only repeats the value
    out["raw"] = values(
        c.raw if FIELDS.get(c.field) and FIELDS[c.field].type == "code" and c.raw != c.text else "" for c in claims
    )
    out["note"] = values(c.note for c in claims)
    out["number"] = values(c.number for c in claims)
    out["price_year"] = values(c.price_year for c in claims)
    out["date"] = dates((c.text, c.lo, c.hi) if c.lo else ("", "", "") for c in claims)
    out["about"] = dates((c.about, c.about_lo, c.about_hi) for c in claims)
    out["as_of"] = dates((c.as_of, c.as_of_lo, c.as_of_hi) for c in claims)
    out["withdrawn"] = values(int(c.withdrawn) for c in claims)
    out["order"] = values(_key_order(claims))
    return out


def _key_order(claims: Sequence[ClaimRow]) -> list[int]:
    """Return the place of each claim's key among those of its project and field: the last word of a total order."""
    groups: dict[tuple[str, str], list[int]] = {}
    for k, c in enumerate(claims):
        groups.setdefault((c.project, c.field), []).append(k)
    out = [0] * len(claims)
    for group in groups.values():
        for place, k in enumerate(sorted(group, key=lambda k: claims[k].key)):
            out[k] = place
    return out


def _documents(documents: Sequence[DocumentRow]) -> dict[str, Any]:
    out: dict[str, Any] = {"n": len(documents)}
    out["url"] = values(d.url for d in documents)
    for name in ("publisher", "original_publisher", "licence", "rank", "date", "note"):
        out[name] = coded(getattr(d, name) for d in documents)
    out["is_copy"] = values(int(d.is_copy) for d in documents)
    out["linkable"] = values(int(d.linkable) for d in documents)
    return out


def _choice(c: Choice) -> list[Any]:
    """Return a choice as a short list, in the order that ``decode.mjs`` reads."""
    return [c.field, c.winner, list(c.rivals), int(c.conflict), list(c.not_compared), list(c.outliers), list(c.members)]


def about_block(atlas: Atlas) -> dict[str, Any]:
    """Return what the page says about itself: dates, version, sources, and the dictionary of fields."""
    return {
        "now": atlas.now,
        "as_of": atlas.as_of,
        "recorded_before": atlas.recorded_before,
        "data_version": atlas.data_version,
        "filters": dict(sorted(atlas.filters.items())),
        "has_cards": bool(atlas.cards),
        "osm": _uses_openstreetmap(atlas),
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
