"""Other sheets and layers of a file that hold the same ids: how they can be joined, offered as comments."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from tracker.clean.headings import read_heading
from tracker.drafting.guess_plan import Plan, Rule, counted
from tracker.drafting.toml_text import toml_of
from tracker.errors import FormatError
from tracker.mapping.cells import text_of
from tracker.readers.detect import Kind, detect
from tracker.readers.opening import open_table
from tracker.readers.spreadsheet import sheets
from tracker.readers.tables import Table, TableOptions
from tracker.readers.vector import layers

#: Sheets that are looked at for ids, and batches of each.
_MOST_SHEETS, _MOST_BATCHES = 20, 2


def offer_joins(plan: Plan, path: Path, table: Table, crs: str) -> None:
    """Offer a join of each sheet or layer that is not read and has a column called as the id is.

    Case, spaces and signs in headings do not matter. How many rows fit is told with it.
    """
    ids = plan.record.keys.get("id")
    if not {"sheet-chosen", "other-layers"} & dict(table.notes).keys() or not isinstance(ids, list) or len(ids) != 1:
        return
    left = str(ids[0])
    known = {text_of(text) for c in plan.columns if c.name == left for text in c.counts}
    for other in _others(path, table, crs):
        right = next((name for name in other.columns if _bare(name) == _bare(left)), "")
        if not right:
            continue
        try:
            cells = [cell for batch in islice(other.batches, _MOST_BATCHES) for cell in batch.columns[right]]
        except FormatError:  # broken below its headings
            continue
        n = sum(text_of(cell) in known for cell in cells)
        where = "layer" if "other-layers" in dict(table.notes) else "sheet"
        told = f"{n:,} of {counted(len(cells))} looked at {'has' if n == 1 else 'have'} an id that was seen here"
        remarks = [f"The {where} {other.name} has {right} too; {told}."]
        if persons := [name for name in other.columns if read_heading(name).has("person")]:
            remarks.append(f"It seems to hold persons: name {', '.join(map(toml_of, persons))} under redact first.")
        remarks.append("To keep its rows with the records (a [[field]] with joined = true maps a column of them):")
        plan.joins.append(
            Rule(
                remarks=remarks,
                offers=[f"sheet = {toml_of(other.name)}", f"left = {toml_of(left)}", f"right = {toml_of(right)}"],
            )
        )


def _others(path: Path, table: Table, crs: str) -> Iterator[Table]:
    """Yield the other sheets or layers of a file that are tables."""
    is_book = detect(path) in (Kind.XLSX, Kind.XLS, Kind.ODS)
    for name in (sheets(path) if is_book else layers(path))[:_MOST_SHEETS]:
        if name == table.name:
            continue
        try:
            yield open_table(path, TableOptions(sheet=name), crs)
        except FormatError:  # no table
            continue


def _bare(heading: str) -> str:
    return "".join(c for c in heading.casefold() if c.isalnum()) or heading
