"""Values in words: money, dates, qualifiers, bases. Pure; one way of saying a thing on the command line."""

from __future__ import annotations

from tracker.clean.wkb import count_points, type_of
from tracker.fields import FIELDS, STATUS_LABELS
from tracker.model import RANK_LABELS, WEAK_RANK
from tracker.views.rows import ClaimRow, ProjectRow

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_QUALIFIERS = {"exact": "", "at_least": "over ", "at_most": "up to ", "about": "about ", "low": "from ", "high": "to "}
_DATE_QUALIFIERS = {**_QUALIFIERS, "at_least": "not before ", "at_most": "by "}
_BASES = {
    "published": "said",
    "report": "reported",
    "data": "data of",
    "recalled": "recalled, plan of",
    "lookup": "read by",
}


def amount(number: float | None, unit: str = "") -> str:
    """Return a number with its unit: CNY 72.73 bn, 134.2 km, 89.7 %."""
    if number is None:
        return ""
    is_money = len(unit) == 3 and unit.isupper() and unit.isascii()
    size, word = number, ""
    for limit, name in ((1e12, " tn"), (1e9, " bn"), (1e6, " m")):
        if abs(number) >= limit and (is_money or limit <= 1e9):
            size, word = number / limit, name
            break
    digits = f"{size:,.2f}".rstrip("0").rstrip(".") if abs(size) < 1000 else f"{size:,.0f}"
    if is_money:
        return f"{unit} {digits}{word}"
    return f"{digits}{word} {'%' if unit == 'percent' else unit}".strip()


def day(edtf: str) -> str:
    """Return an EDTF date as people read it: 16 Sep 2026, Sep 2026, 2026, about 2026, Jan 2027 to Jun 2027."""
    if not edtf:
        return ""
    if "/" in edtf:
        a, b = edtf.split("/", 1)
        if a in ("", ".."):
            return f"{day(b)} or before"
        if b in ("", ".."):
            return f"{day(a)} or later"
        return f"{day(a)} to {day(b)}"
    text, about = edtf.rstrip("~?%"), "about " if edtf[-1] in "~?%" else ""
    parts = text.split("-")
    if "X" in text:
        return f"{about}{text.replace('X', '0')}s"
    if len(parts) == 3:
        return f"{about}{int(parts[2])} {_MONTHS[int(parts[1]) - 1]} {parts[0]}"
    if len(parts) == 2:
        n = int(parts[1])
        if n <= 12:
            return f"{about}{_MONTHS[n - 1]} {parts[0]}"
        names = {21: "spring", 22: "summer", 23: "autumn", 24: "winter", 40: "first half of", 41: "second half of"}
        return f"{about}{names.get(n, f'Q{n - 32}')} {parts[0]}"
    return f"{about}{text}"


def value(claim: ClaimRow) -> str:
    """Return the value of a claim in words, with its qualifier."""
    kind = FIELDS[claim.field].type if claim.field in FIELDS else "text"
    if kind == "date":
        return _DATE_QUALIFIERS[claim.qualifier] + day(claim.text)
    if kind in ("money", "number"):
        year = f" ({claim.price_year} prices)" if claim.price_year else ""
        unit = claim.unit or ("(no currency)" if kind == "money" else "")
        return _QUALIFIERS[claim.qualifier] + amount(claim.number, unit) + year
    if kind == "geometry":
        return f"{geometry_type(claim.wkb)}, {claim.unit}"
    if claim.field == "status":
        return STATUS_LABELS.get(claim.text, claim.text)
    return claim.text


def said(claim: ClaimRow) -> str:
    """Return when it was said, and how sure that is: said 27 Aug 2023; recalled, plan of 2017; undated."""
    if not claim.as_of:
        return "undated"
    text = claim.as_of.removeprefix("../")
    if claim.basis == "recalled" and claim.as_of.startswith("../"):
        return f"recalled by {day(text)}"
    return f"{_BASES[claim.basis]} {day(text)}"


def source(claim: ClaimRow) -> str:
    """Return who says it: the publisher, the original of a repost, and its rank."""
    d = claim.document
    name = d.publisher or "no publisher named"
    if d.original_publisher and d.original_publisher != d.publisher:
        name = f"{d.original_publisher}, read at {d.publisher}" if d.publisher else d.original_publisher
    return f"{name} ({RANK_LABELS[d.rank]})"


def voice(claim: ClaimRow) -> str:
    """Return the short name of who speaks."""
    return claim.document.voice or "no publisher named"


def status(row: ProjectRow) -> str:
    """Return the status with its basis in words."""
    label = STATUS_LABELS.get(row.status, row.status)
    when = f" on {day(row.status_as_of)}" if row.status_as_of else ""
    if row.status_basis == "claimed":
        return f"{label}, as stated{when}"
    if row.status_basis == "derived" and row.status == "proposed":
        return f"{label}: neither a status nor a date is known"
    if row.status_basis == "derived":
        return f"{label}, derived from dates"
    return f"{label}, inferred: no news since {day(row.last_evidence)}"


def is_weak(claims: list[ClaimRow]) -> bool:
    """True where all that say it are weak documents."""
    return bool(claims) and all(c.document.rank >= WEAK_RANK for c in claims)


def geometry_type(wkb: bytes | None) -> str:
    """Return what a geometry is, with the number of its points."""
    if not wkb:
        return ""
    n = count_points(wkb)
    return f"{type_of(wkb)} of {n} points" if n and n > 1 else type_of(wkb)


def months(n: float) -> str:
    """Return a number of months in words: 3 months, 2.5 years."""
    n = abs(n)
    if n < 1.5:
        return "a month" if n >= 0.5 else "days"
    return f"{n:.0f} months" if n < 24 else f"{n / 12:.1f} years".replace(".0 ", " ")
