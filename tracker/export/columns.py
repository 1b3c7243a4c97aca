"""The columns of what is exported: name, kind, unit and meaning, derived from the dictionary of fields.

Every format writes the same columns in the same order; formats for maps carry the geometry besides.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal

from tracker.fields import AS_OF_BASES, FIELDS, PRECISIONS, QUALIFIERS, STATUSES
from tracker.model import RANKS
from tracker.views import PROVEN, ProjectRow

What = Literal["projects", "claims", "observations"]
Kind = Literal["text", "number", "integer", "flag", "day", "geometry"]
Cell = str | float | int | bool | bytes | None
Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One column. A missing cell is None; days are inclusive ISO days; geometry is WKB (EPSG:4326, longitude first)."""

    name: str
    kind: Kind
    title: str
    meaning: str
    unit: str = ""
    words: tuple[str, ...] = ()
    required: bool = False
    is_key: bool = False


_EDTF = "EDTF text, as precise as it was said."
_RIGHTS = {
    "sources": Column("sources", "text", "Sources", "Keys of the datasets that speak, joined by ;."),
    "source_key": Column("source_key", "text", "Source", "Key of the dataset that brought it.", required=True),
    "licence": Column(
        "licence", "text", "Licence", "Licences of the documents, where they state one, and of the datasets."
    ),
    "source_licence": Column("source_licence", "text", "Licence of the source", "Licence of the dataset."),
    "attribution": Column("attribution", "text", "Attribution", "Whom to name when you publish it."),
}
_GEOMETRY = Column("geometry", "geometry", "Location", "Place, route or outline; WGS 84, longitude first.")

#: Columns of a project that are no field of the ledger: (title, meaning, words).
_OF_PROJECTS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "slug": ("Id", "Id of the project, for good.", ()),
    "status_basis": (
        "Basis of the status",
        "claimed: a document says it; derived: from dates; inferred: no news for two years.",
        ("claimed", "derived", "inferred"),
    ),
    "status_as_of": ("Status told on", "Day by which the deciding document had spoken.", ()),
    "progress_item": ("Progress of what", "What the percentage measures.", ()),
    "progress_about": ("Progress on", "Day that the percentage describes.", ()),
    "conflicts": ("Conflicts", "Fields on which sources disagree, joined by ;.", ()),
    "n_claims": ("Claims", "How many statements are known.", ()),
    "n_documents": ("Documents", "How many documents make them.", ()),
    "last_evidence": ("Last evidence", "Last day on which a dated document spoke.", ()),
    "geometry_precision": ("Precision of the place", "How exact the geometry is.", PRECISIONS),
    "geometry_type": ("Kind of geometry", "Point, LineString, ...", ()),
}
_DAYS = ("status_as_of", "progress_about", "last_evidence")


def project_columns() -> tuple[Column, ...]:
    """Return the columns of the table of projects, geometry last."""
    own = [_of_project(f.name, str(f.type)) for f in fields(ProjectRow) if f.name not in ("fid", "wkb")]
    # Where each headline value was read.
    urls = [
        Column(f"{name}_url", "text", f"{FIELDS[name].label}: source", f"Where {name} was read; joined by a space.")
        for name in PROVEN
    ]
    return (*own, *urls, _RIGHTS["sources"], _RIGHTS["licence"], _RIGHTS["attribution"], _GEOMETRY)


def claim_columns(*, geometry: bool) -> tuple[Column, ...]:
    """Return the columns of the table of claims: first those that ``tracker import`` reads back, then typed ones.

    ``geometry``: with a column for places; without it they stand as WKT in ``value``.
    """
    text = [
        ("project", "Project", "Id of the project."),
        ("field", "Field", "What is said; a field of the ledger."),
        ("item", "Item", "Tells members of a set or series apart."),
        ("scope", "Scope", "whole, or the phase, section, unit or part that it speaks of."),
        ("value", "Value", f"The value: text, number, WKT (longitude first), or a date as {_EDTF}"),
        ("qualifier", "Qualifier", "How exact the document is."),
        ("unit", "Unit", "Unit; ISO 4217 code of money; precision of geometry."),
        ("price_year", "Price year", "Year of the prices, where stated."),
        ("about", "About", f"Day or period that the value describes. {_EDTF}"),
        ("as_of", "As of", f"When it was said. {_EDTF}"),
        ("as_of_basis", "Basis of the date", "How sure that day is; recalled and lookup stay out of backtests."),
        ("retrieved", "Retrieved", "Where the date of saying is cut short by it: the day on which it was read."),
        ("url", "Address", "Where it was read."),
        ("note", "Note", "What a reader should know."),
        ("publisher", "Publisher", "Whose page it is."),
        ("original_publisher", "Original publisher", "Whose text it is, where the page is a repost."),
        ("rank", "Rank", "Kind of document, best first: official, audit, news, encyclopaedia, aggregator."),
        ("licence", "Licence", "Licence of the document, where it states one."),
        ("date", "Date", f"Date of the document. {_EDTF}"),
        ("is_copy", "Copy", "Whether it was read in a copy."),
        ("link", "Link", "Whether the address may be shown as a link."),
        ("document_note", "Note on the document", "Remark about the document."),
    ]
    words = {
        "field": tuple(FIELDS),
        "qualifier": QUALIFIERS,
        "as_of_basis": AS_OF_BASES,
        "rank": tuple(RANKS),
    }
    kinds: dict[str, Kind] = {"price_year": "integer", "is_copy": "flag", "link": "flag", "retrieved": "day"}
    needed = ("project", "field", "scope", "qualifier", "as_of_basis", "rank")
    columns = [
        Column(name, kinds.get(name, "text"), title, meaning, "", words.get(name, ()), name in needed)
        for name, title, meaning in text
    ]
    columns += [_RIGHTS["source_key"], _RIGHTS["source_licence"], _RIGHTS["attribution"]]
    columns += [
        Column("raw", "text", "Raw value", "The value as the source gives it, where that differs."),
        Column("number", "number", "Number", "The value of money and numbers, in unit."),
        *_ends("value", "Value"),
        *_ends("about", "About"),
        *_ends("as_of", "As of"),
        Column("key", "text", "Key", "Identity of the claim: 32 hexadecimal digits.", required=True, is_key=True),
    ]
    return (*columns, _GEOMETRY) if geometry else tuple(columns)


def observation_columns() -> tuple[Column, ...]:
    """Return the columns of the long table of dated numbers and dates, in the terms of ALFRED."""
    return (
        Column("project", "text", "Project", "Id of the project.", required=True),
        Column("field", "text", "Field", "What is said; a field of the ledger.", words=tuple(FIELDS), required=True),
        Column("item", "text", "Item", "Tells members of a set or series apart."),
        Column("scope", "text", "Scope", "whole, or the part that it speaks of.", required=True),
        Column("date", "day", "Date", "Day that the value describes: the middle of what was said."),
        Column("realtime_start", "day", "Real-time start", "Last day on which it can have been said."),
        Column("value", "number", "Value", "Number in unit; of a date the decimal year of its middle."),
        Column("value_date", "day", "Value as a day", "Of a date its middle day."),
        Column("qualifier", "text", "Qualifier", "How exact the document is.", words=QUALIFIERS, required=True),
        Column("unit", "text", "Unit", "Unit; ISO 4217 code of money; year for dates."),
        Column("price_year", "integer", "Price year", "Year of the prices, where stated."),
        Column(
            *("is_contemporary", "flag", "Contemporary"),
            "False for what is recalled, looked up or dated by a guess: leave it out of backtests.",
        ),
        Column("basis", "text", "Basis of the date", "How sure the day of saying is.", words=AS_OF_BASES),
        Column("document_voice", "text", "Voice", "Who really speaks: the original publisher of a repost."),
        Column("document_rank", "integer", "Rank", "1 official, 2 audit, 3 news, 4 encyclopaedia, 5 aggregator."),
        Column("document_url", "text", "Address", "Where it was read."),
        _RIGHTS["source_key"],
        _RIGHTS["licence"],
        _RIGHTS["attribution"],
    )


def columns_of(what: What, *, geometry: bool) -> tuple[Column, ...]:
    """Return the columns of a table; ``geometry``: for a format with a geometry of its own."""
    if what == "projects":
        return project_columns()
    return claim_columns(geometry=geometry) if what == "claims" else observation_columns()


def _of_project(name: str, annotation: str) -> Column:
    kind: Kind = "number" if "float" in annotation else "integer" if "int" in annotation else "text"
    if name in _OF_PROJECTS:
        title, meaning, words = _OF_PROJECTS[name]
        required = name in ("slug", "status_basis", "n_claims", "n_documents")
        return Column(
            name, "day" if name in _DAYS else kind, title, meaning, "", words, required, is_key=name == "slug"
        )
    if name in FIELDS:
        f = FIELDS[name]
        meaning, unit = f.meaning, f.unit
        if f.type == "date":
            meaning += f" {_EDTF}"
        elif f.type == "money":
            meaning += f" Not converted: in plain units of {name}_currency."
        elif name in ("country", "owner"):
            meaning += " Several are joined by ;."
        return Column(
            name, kind, f.label, meaning, unit, STATUSES if name == "status" else (), required=name == "status"
        )
    base, _, part = name.rpartition("_")
    if part == "currency":
        return Column(name, "text", f"{FIELDS[base].label}: currency", f"ISO 4217 code of {base}.")
    if part == "year":
        base = base.removesuffix("_price")
        return Column(name, "integer", f"{FIELDS[base].label}: price year", "Year of the prices; nominal where empty.")
    return _ends(base, FIELDS[base].label)[part == "hi"]


def _ends(base: str, title: str) -> tuple[Column, Column]:
    return (
        Column(f"{base}_lo", "day", f"{title}: first day", f"First day that {base} may mean; empty where open."),
        Column(f"{base}_hi", "day", f"{title}: last day", f"Last day that {base} may mean; empty where open."),
    )
