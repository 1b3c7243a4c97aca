"""Where a project is: the chosen geometry of the whole, else its sections and sites put together."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.clean.wkb import type_of
from tracker.fields import PRECISIONS
from tracker.store.read import StoredClaim


def locate(claims: Sequence[StoredClaim]) -> tuple[bytes, str, str] | None:
    """Return (WKB in EPSG:4326 longitude first, precision, geometry type) or None where no place is known.

    A geometry of the whole wins (areas and routes before pins, then the newest), unless it is only the centre of a town
    or a country and routes of sections are known. Else all sections and parts are put together: lines if there is any
    line, else points; the weakest precision counts. Alternative positions (``item``) stay out.
    """
    plain = [c for c in sorted(claims, key=lambda c: c.order) if c.geom is not None and not c.item]
    whole = [c for c in plain if c.scope == "whole"]
    pieces_of = [c for c in plain if c.scope != "whole"]
    if whole:
        best = min(whole, key=lambda c: (_kind_order(c), c.order))
        vague = best.unit in ("admin", "country") and any(_kind_order(c) < 2 for c in pieces_of)
        if not vague:
            assert best.geom is not None
            return best.geom, best.unit or "approximate", type_of(best.geom)
    if not pieces_of:
        return None
    import shapely

    parts = shapely.get_parts(shapely.from_wkb([c.geom for c in pieces_of]))
    kinds = {g.geom_type for g in parts}
    wanted = next((kind for kind in ("Polygon", "LineString", "Point") if kind in kinds), "")
    if not wanted:
        return None
    pieces = [g for g in parts if g.geom_type == wanted]
    order = {shapely.to_wkb(p): p for p in pieces}
    pieces = [order[k] for k in sorted(order)]
    maker = {"Polygon": shapely.multipolygons, "LineString": shapely.multilinestrings, "Point": shapely.multipoints}
    shape = pieces[0] if len(pieces) == 1 else maker[wanted](pieces)
    precision = max((c.unit or "approximate" for c in pieces_of), key=_precision_order)
    return shapely.to_wkb(shape), precision, shape.geom_type


def _precision_order(word: str) -> int:
    return PRECISIONS.index(word) if word in PRECISIONS else len(PRECISIONS)


def _kind_order(claim: StoredClaim) -> int:
    """An area or a route says more than a pin."""
    assert claim.geom is not None
    kind = type_of(claim.geom)
    return 0 if "Polygon" in kind else 1 if "LineString" in kind else 2
