"""An atlas from the data frame that ``Ledger.projects()`` gives: what a notebook has at hand, without the cards."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

import shapely

from tracker.errors import UsageError
from tracker.views import Atlas, ProjectRow

if TYPE_CHECKING:
    import geopandas

#: Columns of a row that are numbers, or nothing; all others are text.
_NUMBERS = {f.name for f in fields(ProjectRow) if "float" in str(f.type) or "int" in str(f.type)}
_WHOLE = {f.name for f in fields(ProjectRow) if str(f.type) in ("int", "int | None")}
_COUNTS = ("fid", "n_claims", "n_documents")


def as_atlas(data: Any) -> Atlas:  # noqa: ANN401 - checked here
    """Return an atlas as it is, and a data frame of ``Ledger.projects()`` as an atlas without cards.

    Rows may be fewer, in another order or in another CRS than the ledger gave them; columns of one's own are left out.

    Raises
    ------
    UsageError
        For anything else, and for a frame that lacks columns.
    """
    if isinstance(data, Atlas):
        return data
    import geopandas

    if not isinstance(data, geopandas.GeoDataFrame):
        raise UsageError(
            f"A map is not made from a {type(data).__name__}.",
            "Give ledger.atlas(), or the frame of ledger.projects().",
        )
    if data.index.name == "slug":
        data = data.reset_index()
    names = [f.name for f in fields(ProjectRow) if f.name != "wkb"]
    missing = [name for name in names if name not in data.columns]
    if missing:
        raise UsageError(
            f"The frame is not one of Ledger.projects(): it has no {', '.join(missing[:4])}.",
            "Give ledger.atlas() or the frame of ledger.projects() first, and your own frame as own=frame.",
        )
    if data.crs is None:
        raise UsageError("The frame has lost its CRS.", 'Give it back: frame.set_crs("EPSG:4326").')
    said = data.attrs.get("tracker")
    told: dict[str, str] = {k: str(v) for k, v in said.items()} if isinstance(said, dict) else {}
    rows = _rows(data, names)
    return Atlas(
        projects=rows,
        cards={},
        now=told.get("now") or _newest(rows),
        as_of=told.get("as_of", ""),
        recorded_before=told.get("recorded_before", ""),
        data_version=told.get("data_version", ""),
    )


def _rows(data: geopandas.GeoDataFrame, names: list[str]) -> tuple[ProjectRow, ...]:
    import pandas as pd

    columns: dict[str, list[Any]] = {}
    for name in names:
        gone = pd.isna(data[name]).tolist()
        columns[name] = [_plain(name, None if no else v) for v, no in zip(data[name].tolist(), gone, strict=True)]
    for name in ("start_planned", "start_actual", "completion_planned", "completion_actual"):
        for end, far in (("_lo", "0001-01-01"), ("_hi", "9999-12-31")):  # a frame has nothing where an end is open
            days = zip(columns[name], columns[name + end], strict=True)
            columns[name + end] = [day or (far if text else "") for text, day in days]
    columns["wkb"] = list(shapely.to_wkb(data.geometry.to_crs("EPSG:4326").to_numpy()))
    order = list(columns)
    rows = [ProjectRow(**dict(zip(order, cells, strict=True))) for cells in zip(*columns.values(), strict=True)]
    return tuple(sorted(rows, key=lambda row: row.slug))


def _plain(name: str, value: Any) -> Any:  # noqa: ANN401 - cells of a frame
    """Return a cell as :class:`ProjectRow` holds it: nothing is None for numbers, 0 for counts and "" for text."""
    if value is None:
        return 0 if name in _COUNTS else None if name in _NUMBERS else ""
    if name in _NUMBERS:
        return int(value) if name in _WHOLE else float(value)
    return str(value)[:10] if name.endswith(("_lo", "_hi")) or hasattr(value, "isoformat") else str(value)


def _newest(rows: tuple[ProjectRow, ...]) -> str:
    """Return the newest day of evidence: the page knows no wall clock, and a frame from a file no ledger."""
    return max((row.last_evidence[:10] for row in rows if row.last_evidence), default="1970-01-01")
