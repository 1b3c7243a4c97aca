"""Where the place of a record stands: shapes, pairs of latitude and longitude, and how exact they are."""

from __future__ import annotations

import re

from tracker.clean.coordinates import PRECISION_WORDS, Odd, country_bounds, inside, point_or_odd
from tracker.drafting.guess_column import Column
from tracker.drafting.guess_plan import Plan, Rule
from tracker.vocab import table

_POINTS_LOOKED_AT = 2_000
#: Words for latitude that mean width too, as headings have them; degrees are written to hundredths at least.
_WIDTHS = frozenset(("breite",))
_HUNDREDTHS = re.compile(r"\d[.,]\d\d|[°'′]")
_SHAPE_WORDS = frozenset(("point", "line", "polygon", "area", "site", "multipoint", "linestring"))
#: Currencies of many countries: they tell of none.
_OF_MANY = frozenset(("US", "EU", "XO", "XA", "XC", "XP", "XD", "GB", "CH"))


def guess_places(plan: Plan) -> None:
    """Find the geometry. What repeats it is left out."""
    pairs = _pairs(plan)
    shape = _shape_column(plan)
    if plan.native:
        rule = Rule({"native": True}, ["The geometry of the file itself."])
        for c in (c for pair in pairs for c in pair):
            plan.ignore(c, "the place, which is the geometry of the file")
    elif shape is not None and (not pairs or shape.fill >= pairs[0][0].fill):
        kind = "wkt" if shape.wkt >= 0.8 else "ewkb"
        rule = Rule({kind: shape.name})
        plan.take([shape])
        for c in (c for pair in pairs for c in pair):
            plan.ignore(c, f"the place, which {shape.name} holds")
    elif pairs:
        rule = _pair_rule(plan, pairs)
    else:
        for c in plan.left():
            if c.heading.has("xy") and c.filled:
                plan.why[c.name] = (
                    "coordinates of a grid (map them in [[geometry]] with easting, northing and crs), or two in a cell"
                )
        return
    rule.keys["precision"] = "approximate"
    _guess_precision(plan, rule)
    plan.places.append(rule)


def _pair_rule(plan: Plan, pairs: list[tuple[Column, Column]]) -> Rule:
    plan.take(c for pair in pairs for c in pair)
    mixed_up = any(lat.heading.has("lon") or lon.heading.has("lat") for lat, lon in pairs)
    remarks = ["The headings are mixed up: no latitude is beyond 90 degrees."] if mixed_up else []
    if len(pairs) == 1:
        return Rule({"lat": pairs[0][0].name, "lon": pairs[0][1].name}, remarks)
    rule = Rule({"pairs": [[lat.name, lon.name] for lat, lon in pairs]}, remarks)
    kind = next((c for c in plan.left() if _says_shape(c)), None)
    if kind is not None:
        rule.keys["shape_column"] = kind.name
        rule.remarks.append("The points of a Line are its vertices, those of other shapes are sites.")
        plan.take([kind])
    return rule


def _says_shape(c: Column) -> bool:
    return c.heading.any("geometry", "type") and c.share_of_texts(lambda t: t.casefold() in _SHAPE_WORDS) >= 0.9


def _pairs(plan: Plan) -> list[tuple[Column, Column]]:
    """Return (latitude, longitude) columns; numbered ones that are still empty come with those that are not."""
    lats, lons = _axis(plan, "lat", "y"), _axis(plan, "lon", "x")
    pairs = []
    for number in sorted(lats):
        if number in lons:
            pairs.append(_the_right_way_round(lats[number], lons[number]))
    filled = [pair for pair in pairs if all(c.filled for c in pair)]
    good = [pair for pair in filled if pair[0].degrees("lat") >= 0.9 <= pair[1].degrees("lon")]
    if not good:
        return []
    empty = [pair for pair in pairs if pair not in filled] if len(pairs) > 1 else []
    good = [pair for pair in good if not _may_be_sizes(*pair)]
    return [pair for pair in pairs if pair in good or pair in empty] if good else []


def _may_be_sizes(lat: Column, lon: Column) -> bool:
    """True where the headings may be width and length too ("Breite", "Länge"), and the cells are hardly degrees."""
    if lat.heading.stem not in _WIDTHS:
        return False
    return bool(lat.heading.hint.unit) or min(c.share_of_texts(_HUNDREDTHS.search) for c in (lat, lon)) < 0.5


def _axis(plan: Plan, concept: str, letter: str) -> dict[int, Column]:
    """Return number of the pair -> column of one axis, the plainest heading of each number."""
    found: dict[int, Column] = {}
    for c in plan.left():
        h = c.heading
        named = h.has(concept) and not h.any("length", "id", "country", "accuracy") and not h.has("lat", "lon")
        if concept == "lon" and h.has("lon", "length"):  # "longitud" is either
            named = c.degrees("lon") == 1 and not h.hint.unit
        if not named and h.stem == letter:
            named = c.numeric > 0.9 and any(q.value % 1 for q, _ in c.quantities)
        if named and (h.number not in found or _doubt(c) < _doubt(found[h.number])):
            found[h.number] = c
    return found


def _doubt(c: Column) -> tuple[bool, int]:
    """Return how little the heading of an axis says that it is one."""
    return c.heading.has("length"), c.heading.rest


def _the_right_way_round(lat: Column, lon: Column) -> tuple[Column, Column]:
    """Return the pair with headings that were mixed up put right: no latitude is over 90 degrees."""
    if lat.filled and lat.degrees("lat") < 0.5 and lat.degrees("lon") >= 0.9 <= lon.degrees("lat"):
        return lon, lat
    return lat, lon


def _shape_column(plan: Plan) -> Column | None:
    shapes = [c for c in plan.left() if c.filled and max(c.wkt, c.ewkb) >= 0.8]
    return max(shapes, key=lambda c: (c.fill, -c.place)) if shapes else None


def _guess_precision(plan: Plan, rule: Rule) -> None:
    for c in plan.left():
        words = {t: t.casefold().strip() for t in c.meaning}
        known = {t: w for t, w in words.items() if w in PRECISION_WORDS}
        if c.heading.has("accuracy") and len(words) <= 20 and sum(c.meaning[t] for t in known) >= 0.8 * c.filled > 0:
            del rule.keys["precision"]
            rule.keys["precision_column"] = c.name
            rule.keys["precision_values"] = known
            plan.take([c])
            return
    rule.remarks.append('Say precision = "exact" if the places were surveyed.')


def points(plan: Plan) -> list[tuple[float, float]]:
    """Return some points (longitude, latitude) of the sample, [] where the places are no pairs of columns."""
    keys = plan.places[0].keys if plan.places else {}
    by_name = {c.name: c for c in plan.columns}
    pair = keys.get("pairs", [[keys.get("lat", ""), keys.get("lon", "")]])
    first = pair[0] if isinstance(pair, list) else []
    lat, lon = (by_name.get(str(name)) for name in first)
    if lat is None or lon is None:
        return []
    found = []
    for y, x in zip(lat.cells[:_POINTS_LOOKED_AT], lon.cells[:_POINTS_LOOKED_AT], strict=True):
        point = point_or_odd(y, x)
        if not isinstance(point, Odd):
            found.append(point)
    return found


def guess_one_country(plan: Plan, currencies: set[str]) -> None:
    """Say one country for all rows where the currency and the places both tell of it; else offer what one tells."""
    by_code = {row["alpha2"]: code for code, row in table("countries").items()}
    told = {by_code[c[:2]] for c in currencies if c[:2] in by_code and c[:2] not in _OF_MANY}
    code = next(iter(told)) if len(told) == 1 else ""
    there = points(plan)
    boxes = country_bounds(code) if code else ()
    if code and there and sum(inside(x, y, boxes) for x, y in there) >= 0.95 * len(there):
        rule = plan.say("country", constant=code)
        rule.remarks.append("No column names a country; the currency and the places tell of this one.")
