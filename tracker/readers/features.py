"""Features (dicts in the form of GeoJSON) made into a table: shared by the readers of GeoJSON and KML.

A source is read twice: first for the names of columns, the count and every fault of form, so that nothing is imported
of a broken file; then for the rows.
"""

from __future__ import annotations

import json
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from tracker.errors import FormatError
from tracker.readers.shapes import Deliverer, pack
from tracker.readers.tables import BATCH_ROWS, Batch, Cell, Table

GEOMETRY = "__geometry__"
#: Feature, and the line on which it stands (0: features of this file have no lines of their own).
Features = Iterator[tuple[dict[str, Any], int]]

#: More names than that are values in the place of names.
MAX_COLUMNS = 20_000
#: Cells of one batch: wide tables come in smaller batches.
MAX_CELLS = 2_000_000
_OWN = frozenset(("type", "properties", "geometry", "bbox"))


@dataclass(slots=True)
class Survey:
    """What the first reading finds. ``columns``: (is a property, key) -> unique name."""

    columns: dict[tuple[bool, str], str] = field(default_factory=dict)
    n_rows: int = 0
    lines: _Lines | None = None
    has_heights: bool = False
    odd: int = 0


class _Lines:
    """Line of the n-th feature, kept as the places where the count of lines leaves that of features."""

    def __init__(self) -> None:
        self.rows, self.jumps = array("Q"), array("Q")
        self.expected = 0

    def add(self, row: int, line: int) -> None:
        if line != self.expected:
            self.rows.append(row)
            self.jumps.append(line)
        self.expected = line + 1

    def __getitem__(self, row: int) -> int:
        at = bisect_right(self.rows, row) - 1
        return row + 1 if at < 0 else self.jumps[at] + row - self.rows[at]


def table_of(where: str, read: Callable[[], Features], crs: Callable[[], str], notes: list[tuple[str, str]]) -> Table:
    """Return the table of a file's features.

    Parameters
    ----------
    where
        The file, as locators and messages name it.
    read
        Begins to read the features, each time from the start.
    crs
        What coordinates are in, as text for PROJ; "" for longitude and latitude. Asked after the first reading.
    notes
        Kept and added to.

    Raises
    ------
    FormatError
        The file breaks off, or is not what it should be; it has more than MAX_COLUMNS names.
    """
    survey = _survey(where, read)
    if survey.odd:
        notes.append(("bad-feature", f"{survey.odd} members of {where} are not features; their rows are empty."))
    lines = survey.lines

    def locate(row: int) -> str:
        return f"{where}:{lines[row]}" if lines is not None else f"{where}:feature {row + 1}"

    deliverer = Deliverer(where, crs(), locate, notes)
    return Table(
        name="",
        columns=(*survey.columns.values(), GEOMETRY),
        batches=_batches(read, survey, deliverer),
        locate=locate,
        geometry=GEOMETRY,
        n_rows=survey.n_rows,
        notes=notes,
    )


def _survey(where: str, read: Callable[[], Features]) -> Survey:
    survey = Survey()
    names: dict[str, None] = {}
    own: dict[str, None] = {}
    id_differs = False
    for feature, line in read():
        if line:
            survey.lines = survey.lines or _Lines()
            survey.lines.add(survey.n_rows, line)
        survey.n_rows += 1
        properties = feature.get("properties")
        if isinstance(properties, dict):
            if not properties.keys() <= names.keys():
                names.update(dict.fromkeys(properties))
                if len(names) > MAX_COLUMNS:
                    raise FormatError(
                        f"{where} has more than {MAX_COLUMNS:,} different property names.",
                        "They look like values: give every feature the same properties.",
                    )
        elif properties is not None or not (feature.keys() & _OWN):
            survey.odd += 1
        if len(feature) > 3 and not feature.keys() <= own.keys():
            own.update(dict.fromkeys(k for k in feature if k not in _OWN))
            if len(own) > MAX_COLUMNS:
                raise FormatError(
                    f"{where} has features with more than {MAX_COLUMNS:,} different members.",
                    "Keep only the members that you need.",
                )
        if "id" in feature and not id_differs and isinstance(properties, dict):
            id_differs = properties.get("id", feature["id"]) != feature["id"]
    # Programs often write the id twice, before and among the properties.
    if "id" in own and "id" in names and not id_differs:
        del own["id"]
    taken = {GEOMETRY}
    for is_property, key in [(False, "id")] * ("id" in own) + [(True, k) for k in names] + [(False, k) for k in own]:
        if (is_property, key) not in survey.columns:
            survey.columns[is_property, key] = unique(key, taken)
    return survey


def unique(name: str, taken: set[str]) -> str:
    """Return the name, with " (2)" or more after it where it is taken, and take it."""
    name = _text(name)
    free, n = name, 1
    while free in taken:
        n += 1
        free = f"{name} ({n})"
    taken.add(free)
    return free


def _batches(read: Callable[[], Features], survey: Survey, deliverer: Deliverer) -> Iterator[Batch]:
    size = max(1, min(BATCH_ROWS, MAX_CELLS // (len(survey.columns) + 1)))
    features = read()
    start = 0
    nothing: dict[str, Any] = {}
    while rows := [feature for feature, _ in islice(features, size)]:
        properties = [p if isinstance(p := row.get("properties"), dict) else nothing for row in rows]
        columns: dict[str, list[Cell]] = {}
        for (is_property, key), name in survey.columns.items():
            columns[name] = cells([r.get(key) for r in (properties if is_property else rows)])
        packed = [pack(row.get("geometry")) for row in rows]
        columns[GEOMETRY] = deliverer.deliver(start, packed)
        yield Batch(start, columns)
        start += len(rows)
    deliverer.close()


def cells(values: list[Any]) -> list[Cell]:
    """Return values as cells: lists and objects as JSON text, NaN (which JSON has not, but programs write) as None."""
    kinds = set(map(type, values))
    if float in kinds:
        values = [None if v != v else v for v in values]
    if dict in kinds or list in kinds:
        values = [json.dumps(v, ensure_ascii=False) if isinstance(v, dict | list) else v for v in values]
        kinds.add(str)
    if str in kinds:
        try:
            "".join([v for v in values if isinstance(v, str)]).encode()
        except UnicodeEncodeError:
            values = [_text(v) if isinstance(v, str) else v for v in values]
    return values


def _text(text: str) -> str:
    """Return text without halves of surrogate pairs, which JSON can write and no file can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")
