"""Tables whose headings stand in two rows: groups ("Cost (million)") above the names ("Original", "Current")."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tracker.clean.headings import Heading, read_heading
from tracker.errors import UsageError
from tracker.readers.layout import HEADING_SEPARATOR
from tracker.readers.opening import open_table
from tracker.readers.tables import Table, TableOptions

#: What groups are called by.
_GROUPS = ("cost", "budget", "invest", "amount", "date", "lat", "lon")
#: Longer ones are titles.
_MOST_WORDS = 6
#: What a name that says one of these means by itself, whatever group stands above it (a cell that is not merged with
#: those to its left looks the same as one that is).
_OWN = (
    *("id", "name", "start", "opening", "end", "date", "status", "country", "lat", "lon", "length", "capacity"),
    *("progress", "sector", "description", "url", "contractor", "owner", "cost", "budget", "spent", "comment"),
)


def with_groups(path: Path, table: Table, sheet: str, crs: str) -> Table | None:
    """Return the table with its headings made of two rows, None where what stands above them is a title or nothing."""
    if "title-lines" not in dict(table.notes):
        return None
    try:
        wide = open_table(path, TableOptions(sheet=sheet, header_rows=2), crs)
    except UsageError:  # it has one row alone
        return None
    pairs = list(zip(table.columns, wide.columns, strict=False))
    if len(table.columns) != len(wide.columns) or not all(_ends_with(long, short) for short, long in pairs):
        return None  # the header and the first row below it
    groups = {long.partition(HEADING_SEPARATOR)[0] for short, long in pairs if long != short}
    if any(len(group.split()) > _MOST_WORDS for group in groups):
        return None
    return wide if len(groups) > 1 or any(_is_group(group) for group in groups) else None


def heading_of(name: str) -> Heading:
    """Return what a heading says; of one that two rows make, what its own row says where that is enough."""
    above, sign, own = name.rpartition(HEADING_SEPARATOR)
    if sign and above:
        below, group = read_heading(own), read_heading(above)
        is_apart = below.concepts.isdisjoint(group.concepts) and not group.any("planned", "actual", "first")
        if below.any(*_OWN) and is_apart:
            return replace(below, text=name)
    return read_heading(name)


def _ends_with(long: str, short: str) -> bool:
    """True where a heading of two rows has the one of the lower row at its end, or is it ("column 3": nothing)."""
    return long == short or long.endswith(f"{HEADING_SEPARATOR}{short}") or short.startswith("column ")


def _is_group(text: str) -> bool:
    """True for a plain heading: "Cost (million)", "Dates"; not for "Works of the county"."""
    heading = read_heading(text)
    return heading.rest == 0 and heading.any(*_GROUPS) and not heading.any("project", "works", "name")
