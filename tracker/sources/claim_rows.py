"""Turn rows of a table of claims into claims. Pure; what is odd becomes an issue and the rest goes on.

The columns are the format's contract, see docs/how-to/curate.md.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from tracker.clean.dates import FIRST, PartialDate, parse_date
from tracker.clean.text import clean_text, is_web, unguarded
from tracker.fields import AS_OF_BASES, FIELDS, PRECISIONS, QUALIFIERS, SCOPE_KINDS, STATUSES, Field
from tracker.model import RANKS, Claim, Document, Issue, Value
from tracker.vocab import country_name, currency_exists, sector_exists

REQUIRED = ("project", "field", "value", "url")
COLUMNS = (
    *("project", "field", "item", "scope", "value", "qualifier", "unit", "price_year"),
    *("about", "as_of", "as_of_basis", "retrieved", "url", "note", "raw"),
)
DOCUMENT_COLUMNS = (
    *("publisher", "original_publisher", "rank", "licence", "date", "is_copy", "link", "document_note"),
)

Report = Callable[[Issue], None]


def document_from(row: Mapping[str, str], locator: str, report: Report, prefix: str = "") -> Document:
    """Return the document that a row describes; ``prefix`` is "document_" where the row is a claim's."""
    word = clean_text(row.get("rank", ""))
    if word and word not in RANKS:
        report(Issue("unknown-rank", "warning", "rank", word, locator, f"Use one of {', '.join(RANKS)}."))
    date = clean_text(row.get("date", ""))
    if date and parse_date(date) is None:
        report(Issue("bad-date", "warning", "date", date, locator, "Write 2026, 2026-12 or 2026-12-16."))
        date = ""
    url = clean_text(row.get("url", ""))
    return Document(
        url=url,
        publisher=clean_text(row.get("publisher", "")),
        original_publisher=clean_text(row.get("original_publisher", "")),
        rank=RANKS.get(word, RANKS["aggregator"]),
        licence=clean_text(row.get("licence", "")),
        date=date,
        is_copy=row.get("is_copy", "").strip() in ("y", "yes", "true", "1"),
        linkable=is_web(url) and row.get("link", "").strip() in ("y", "yes", "true", "1"),
        note=clean_text(row.get(f"{prefix}note", "")),
    )


def claim_from(
    row: Mapping[str, str], document: Document, retrieved: str, locator: str, report: Report
) -> Claim | None:
    """Return the claim of a row, or None with an issue that says what is wrong and what to write."""
    name = clean_text(row.get("field", ""))
    field = FIELDS.get(name)
    if field is None:
        report(Issue("unknown-field", "error", name, name, locator, "`tracker fields` lists the fields."))
        return None
    given = row.get("value", "")
    unit = clean_text(row.get("unit", ""))
    value = _value(field, given, row, locator, report)
    if value is None:
        return None
    scope = clean_text(row.get("scope", "")) or "whole"
    if not known_scope(scope, name, locator, report):
        return None
    qualifier = clean_text(row.get("qualifier", "")) or "exact"
    if qualifier not in QUALIFIERS:
        report(Issue("unknown-qualifier", "error", name, qualifier, locator, f"Use one of {', '.join(QUALIFIERS)}."))
        return None
    unit = _unit(field, unit, locator, report)
    said = _as_of(field, row, retrieved, locator, report)
    if said is None:
        return None
    as_of, basis = said
    about = _optional_date(row.get("about", ""), "about", locator, report)
    year = row.get("price_year", "").strip()
    if year and not (year.isdecimal() and 1800 <= int(year) <= 2200):
        report(Issue("bad-price-year", "warning", name, year, locator, "Write a year such as 2015."))
        year = ""
    return Claim(
        field=name,
        value=value,
        document=document,
        as_of=as_of,
        as_of_basis=basis,
        about=about,
        item=clean_text(row.get("item", "")),
        scope=scope,
        qualifier=qualifier,
        unit=unit,
        price_year=int(year) if year else None,
        raw=_raw(row, given, value),
        note=clean_text(row.get("note", "")),
    )


def _raw(row: Mapping[str, str], given: str, value: Value) -> str:
    """Return the words of the source: those of the column ``raw`` where there is one (also none), else the cell itself.

    What an export gives back as ``value`` is the typed value.
    """
    if "raw" in row:
        return unguarded(row["raw"])
    text = unguarded(given)
    return "" if isinstance(value, bytes) or str(value) == text else text


def known_scope(scope: str, field: str, locator: str, report: Report) -> bool:
    """True for whole, phase:x, section:x, unit:x and part:x; else report what to write."""
    kind, _, name = scope.partition(":")
    if scope == "whole" or (kind in SCOPE_KINDS and name):
        return True
    report(Issue("unknown-scope", "error", field, scope, locator, "Write whole, phase:x, section:x, unit:x or part:x."))
    return False


def describe(
    url: str, documents: Mapping[str, Document], row: Mapping[str, str], locator: str, report: Report
) -> Document:
    """Return the document of a row: the described one, else what the row itself says of it."""
    found = documents.get(clean_text(url))
    if found is not None:
        return found
    document = document_from(row, locator, report, prefix="document_")
    if not document.publisher:
        advice = "Describe it in documents.csv, or in the columns publisher and rank."
        report(Issue("undescribed-document", "warning", "url", document.url, locator, advice))
    return document


def _value(field: Field, raw: str, row: Mapping[str, str], locator: str, report: Report) -> Value | None:
    text = clean_text(raw)
    if not text:
        report(Issue("empty-value", "error", field.name, "", locator, "Give a value or delete the row."))
        return None
    if field.type == "date":
        date = parse_date(text)
        if date is None:
            report(
                Issue("bad-date", "error", field.name, text, locator, "Write 2026, 2026-12, 2026-12-16 or other EDTF.")
            )
        return date
    if field.type in ("money", "number"):
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            report(Issue("bad-number", "error", field.name, text, locator, "Write digits with a point: 72700000000."))
            return None
        return number
    if field.type == "geometry":
        return _geometry(text, locator, report)
    if field.name == "status" and text not in STATUSES:
        report(Issue("unknown-status", "error", field.name, text, locator, f"Use one of {', '.join(STATUSES)}."))
        return None
    if field.name == "country" and country_name(text) is None:
        report(Issue("unknown-country", "warning", field.name, text, locator, "Use an ISO 3166-1 alpha-3 code."))
    if field.name == "sector" and not sector_exists(text):
        report(Issue("unknown-sector", "warning", field.name, text, locator, "See vocab/sectors.csv for the words."))
    return text


def _geometry(text: str, locator: str, report: Report) -> bytes | None:
    import shapely

    try:
        shape = shapely.from_wkt(text)
    except shapely.errors.ShapelyError:
        shape = None
    if shape is None or shape.is_empty or not _on_earth(shape.bounds):
        report(Issue("bad-geometry", "error", "geometry", text, locator, "Write WKT in longitude latitude order."))
        return None
    wkb = shapely.to_wkb(shapely.force_2d(shape))
    assert isinstance(wkb, bytes)
    return wkb


def _on_earth(bounds: tuple[float, float, float, float]) -> bool:
    x0, y0, x1, y1 = bounds
    return -180 <= x0 <= x1 <= 180 and -90 <= y0 <= y1 <= 90


def _unit(field: Field, unit: str, locator: str, report: Report) -> str:
    if field.type == "money":
        if unit and not currency_exists(unit):
            report(Issue("unknown-currency", "warning", field.name, unit, locator, "Use an ISO 4217 code such as CNY."))
        elif not unit:
            report(Issue("no-currency", "warning", field.name, "", locator, "It is kept, and enters no total."))
    elif field.type == "number":
        if field.unit and unit and unit != field.unit:
            report(Issue("other-unit", "warning", field.name, unit, locator, f"The field is in {field.unit}."))
        return unit or field.unit
    elif field.type == "geometry" and unit not in PRECISIONS:
        report(
            Issue("no-precision", "info", field.name, unit, locator, f"Write one of {', '.join(PRECISIONS)} as unit.")
        )
        return "approximate"
    return unit


def _as_of(
    field: Field, row: Mapping[str, str], retrieved: str, locator: str, report: Report
) -> tuple[PartialDate | None, str] | None:
    # A row may say itself when its page was read; the day of the whole table holds for the others.
    own = _optional_date(row.get("retrieved", ""), "retrieved", locator, report)
    retrieved = own.hi if own is not None and own.lo == own.hi else retrieved
    basis = clean_text(row.get("as_of_basis", "")) or "published"
    if basis not in AS_OF_BASES:
        report(Issue("unknown-basis", "error", field.name, basis, locator, f"Use one of {', '.join(AS_OF_BASES)}."))
        return None
    text = clean_text(row.get("as_of", ""))
    if not text:
        if field.static:
            return None, "lookup"
        report(Issue("undated", "info", field.name, "", locator, "It counts as said by the day of retrieval."))
        return PartialDate(f"../{retrieved}", FIRST, retrieved), "lookup"
    date = parse_date(text)
    if date is None:
        report(Issue("bad-date", "error", "as_of", text, locator, "Write 2026, 2026-12, 2026-12-16 or other EDTF."))
        return None
    if date.lo > retrieved:
        report(
            Issue("said-later", "error", "as_of", text, locator, f"It was retrieved on {retrieved}: check the date.")
        )
        return None
    return date.clamp(retrieved), basis


def _optional_date(text: str, column: str, locator: str, report: Report) -> PartialDate | None:
    text = clean_text(text)
    if not text:
        return None
    date = parse_date(text)
    if date is None:
        report(Issue("bad-date", "warning", column, text, locator, "Write 2026, 2026-12, 2026-12-16 or other EDTF."))
    return date
