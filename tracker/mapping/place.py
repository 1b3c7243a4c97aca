"""Where a record is, by the geometry rules of a mapping: WKB in EPSG:4326, longitude first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Mapping as MappingOf

from tracker.clean import coordinates
from tracker.mapping.cells import text_of
from tracker.mapping.model import GeometryRule
from tracker.readers.tables import Cell

#: (WKB or None, precision, scope, (issue code, raw, advice) or None)
Place = tuple[bytes | None, str, str, tuple[str, str, str] | None]


class Places:
    """The geometry rules of one mapping. ``native``: the table's own geometry column, "" where there is none."""

    def __init__(self, rules: Sequence[GeometryRule], native: str) -> None:
        if not rules and native:
            rules = (GeometryRule(native=True),)
        self.rules, self.native = rules, native

    def of(
        self, columns: MappingOf[str, list[Cell]], i: int, joined: Sequence[MappingOf[str, Cell]]
    ) -> Iterator[Place]:
        """Yield the places of row ``i``; ``joined``: rows of joined files, whose geometries are put together."""
        for rule in self.rules:
            precision = rule.precision
            if rule.precision_column:
                word = text_of(columns.get(rule.precision_column, [None] * (i + 1))[i])
                precision = rule.precision_values.get(word, word if word in coordinates.PRECISION_WORDS else precision)
            if rule.native:
                cell = columns[self.native][i] if self.native in columns else None
                if isinstance(cell, bytes):
                    yield cell, precision, rule.scope, None
            elif rule.wkt or rule.ewkb:
                text = text_of(columns[rule.wkt or rule.ewkb][i])
                if text:
                    wkb = coordinates.parse_wkt(text) if rule.wkt else coordinates.parse_ewkb_hex(text)
                    problem = None if wkb else ("bad-geometry", text[:80], "It stays in the record.")
                    yield wkb, precision, rule.scope, problem
            else:
                yield from self._pairs(rule, precision, columns, i)
        pieces = [cell for row in joined for cell in row.values() if isinstance(cell, bytes)]
        if pieces:
            yield coordinates.collect(pieces), "approximate", "whole", None

    def _pairs(
        self, rule: GeometryRule, precision: str, columns: MappingOf[str, list[Cell]], i: int
    ) -> Iterator[Place]:
        points = []
        for lat, lon in rule.pairs:
            a, b = columns[lat][i], columns[lon][i]
            if text_of(a) == "" and text_of(b) == "":
                continue
            point = coordinates.point_from(a, b)
            if point is None:
                yield (
                    None,
                    precision,
                    rule.scope,
                    ("bad-coordinate", f"{text_of(a)} {text_of(b)}", "Check latitude and longitude."),
                )
            else:
                points.append(point)
        if points:
            line = bool(rule.shape_column) and text_of(columns[rule.shape_column][i]).casefold() == "line"
            yield coordinates.wkb_of(points, line=line and len(points) > 1), precision, rule.scope, None
