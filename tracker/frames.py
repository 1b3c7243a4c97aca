"""Views as data frames. Dates are text (EDTF) with days beside them; missing is NA, never 0."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

from tracker.fields import FIELDS
from tracker.model import SEVERITIES
from tracker.views import ClaimRow, DocumentRow, ProjectRow

if TYPE_CHECKING:
    import geopandas
    import pandas

    from tracker.model import IssueLog

_NUMBERS = {
    "progress_pct",
    "length_km",
    "number",
    "value",
    "cost_budget",
    "cost_estimate",
    "cost_actual",
    "spent_to_date",
}
_INTEGERS = {"fid", "count", "n_claims", "n_documents", "price_year", "rank", "document_rank"}
_FLAGS = {"withdrawn", "is_copy", "linkable", "document_is_copy", "document_linkable", "is_contemporary"}


def project_frame(rows: Sequence[ProjectRow]) -> geopandas.GeoDataFrame:
    """Return one row per project, indexed by ``slug``.

    Geometry: EPSG:4326, longitude first, None where no place is known. Money: plain units of ``*_currency`` (ISO 4217),
    in prices of ``*_price_year``, nominal where NA. ``*_lo`` and ``*_hi``: datetime64 days, inclusive. Text columns
    are pandas strings with NA; ``progress_pct`` is percent of what ``progress_item`` names; ``length_km`` kilometres.
    """
    import geopandas
    import pandas as pd
    import shapely

    names = [f.name for f in fields(ProjectRow) if f.name != "wkb"]
    frame = pd.DataFrame({n: [getattr(r, n) for r in rows] for n in names})
    days = [n for n in names if n.endswith(("_lo", "_hi")) or n in ("status_as_of", "progress_about", "last_evidence")]
    frame = _typed(frame, days)
    shapes = shapely.from_wkb([r.wkb for r in rows])
    return geopandas.GeoDataFrame(frame, geometry=list(shapes), crs="EPSG:4326").set_index("slug")


def claim_frame(rows: Sequence[ClaimRow]) -> pandas.DataFrame:
    """Return one row per claim: the columns of :class:`tracker.views.ClaimRow`, its document as ``document_*``
    (``document_voice``: who really speaks, the original publisher of a copy).

    ``number``: money in plain units of ``unit``, other numbers in ``unit``. ``lo``, ``hi``, ``about_*``, ``as_of_*``:
    datetime64 days, inclusive; an open start is NaT. Geometry is WKT (EPSG:4326, longitude first) in ``text``.
    """
    import pandas as pd
    import shapely

    names = [f.name for f in fields(ClaimRow) if f.name not in ("wkb", "document")]
    data: dict[str, list[Any]] = {n: [getattr(r, n) for r in rows] for n in names}
    data["text"] = [shapely.from_wkb(r.wkb).wkt if r.wkb else r.text for r in rows]
    for f in fields(DocumentRow):
        data[f"document_{f.name}"] = [getattr(r.document, f.name) for r in rows]
    data["document_voice"] = [r.document.voice for r in rows]
    frame = pd.DataFrame(data)
    return _typed(frame, [n for n in names if n in ("lo", "hi") or n.endswith(("_lo", "_hi"))])


def observation_frame(rows: Sequence[ClaimRow]) -> pandas.DataFrame:
    """Return the dated statements of numbers, money and dates in long form, in the terms of ALFRED.

    Columns: ``project``, ``field``, ``item``, ``scope``; ``date`` (day that the value describes: the middle of
    ``about``, else of ``as_of``; datetime64); ``realtime_start`` (last day on which it can have been said); ``value``
    (number in ``unit``, or for dates the decimal year of the announced day's middle); ``value_date`` (datetime64, for
    dates); ``qualifier``, ``unit``, ``price_year``; ``is_contemporary`` (False for what is only recalled, looked up or
    has an approximate date: leave it out of backtests); ``basis``, ``document_voice``, ``document_rank``,
    ``document_url``. Geometry and text are not observations.
    """
    import pandas as pd

    from tracker.clean.dates import PartialDate

    out = []
    for r in rows:
        kind = FIELDS[r.field].type
        if kind not in ("date", "money", "number") or not r.as_of_hi:
            continue
        lo, hi = (r.about_lo, r.about_hi) if r.about_hi else (r.as_of_lo, r.as_of_hi)
        middle = PartialDate("", lo, hi).midpoint
        value, when = r.number, None
        if kind == "date":
            day = PartialDate("", r.lo, r.hi).midpoint
            when, value = day, day.year + (day.timetuple().tm_yday - 1) / 365.25
        out.append(
            {
                "project": r.project, "field": r.field, "item": r.item, "scope": r.scope, "date": middle,
                "realtime_start": r.as_of_hi, "value": value, "value_date": when, "qualifier": r.qualifier,
                "unit": r.unit or ("year" if kind == "date" else ""), "price_year": r.price_year,
                "is_contemporary": is_contemporary(r), "basis": r.basis, "document_voice": r.document.voice,
                "document_rank": r.document.rank, "document_url": r.document.url,
            }
        )  # fmt: skip
    columns = [
        "project", "field", "item", "scope", "date", "realtime_start", "value", "value_date", "qualifier", "unit",
        "price_year", "is_contemporary", "basis", "document_voice", "document_rank", "document_url",
    ]  # fmt: skip
    frame = pd.DataFrame(out, columns=columns)
    return _typed(frame, ["date", "realtime_start", "value_date"])


def is_contemporary(row: ClaimRow) -> bool:
    """True where a document of that day told it: not recalled, not only looked up, with a date that is not a guess."""
    return row.basis not in ("recalled", "lookup") and not any(c in row.as_of for c in "~?%")


def document_frame(rows: Sequence[ClaimRow]) -> pandas.DataFrame:
    """Return one row per document that says any of the claims: its description as :class:`tracker.views.DocumentRow`.

    ``voice``: who really speaks, the original publisher of a copy; ``n_claims``: how many of the claims it says.
    """
    import pandas as pd

    counts: dict[DocumentRow, int] = {}
    for r in rows:
        counts[r.document] = counts.get(r.document, 0) + 1
    columns = [*(f.name for f in fields(DocumentRow)), "voice", "n_claims"]
    frame = pd.DataFrame([{**asdict(d), "voice": d.voice, "n_claims": n} for d, n in counts.items()], columns=columns)
    return _typed(frame, [])


def issue_frame(issues: IssueLog) -> pandas.DataFrame:
    """Return one row per kind of issue of an import, the worst and most frequent first.

    ``severity``: error, warning or info; ``raw``: the cell as it stands; ``locators``: the first 20 places.
    """
    import pandas as pd

    rows = [
        (
            code,
            severity,
            field,
            raw,
            n,
            advice,
            ", ".join(issues.locators.get((code, severity, field, raw, advice), ())),
        )
        for (code, severity, field, raw, advice), n in issues.counts.items()
    ]
    rows.sort(key=lambda r: (SEVERITIES.index(r[1]), -r[4], r[0], r[2], r[3]))
    columns = ["code", "severity", "field", "raw", "count", "advice", "locators"]
    return _typed(pd.DataFrame(rows, columns=columns), [])


def _typed(frame: pandas.DataFrame, days: Sequence[str]) -> pandas.DataFrame:
    """Give every column its one type, whatever the rows (also none at all)."""
    import pandas as pd

    for name in frame.columns:
        column = frame[name]
        if name in days:
            # The first and the last day of a partial date with an open end mean "unknown".
            text = column.astype("string").replace({"": pd.NA, "0001-01-01": pd.NA, "9999-12-31": pd.NA})
            frame[name] = pd.to_datetime(text, format="%Y-%m-%d", errors="coerce").astype("datetime64[s]")
        elif name in _INTEGERS or name.endswith("_price_year"):
            frame[name] = column.astype("Int64")
        elif name in _NUMBERS:
            frame[name] = column.astype("Float64")
        elif name in _FLAGS:
            frame[name] = column.astype("bool")
        else:
            frame[name] = column.astype("string").replace("", pd.NA)
    return frame
