"""Print rows as a table, CSV or JSON: data on stdout, messages on stderr, an empty state that says what to do."""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, fields, is_dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from tracker.clean.text import guarded
from tracker.cli.options import Format

if TYPE_CHECKING:
    import pandas

    from tracker.analysis.result import Result
    from tracker.views import Filters, Moment

Row = TypeVar("Row")
Column = tuple[str, Callable[[Any], str]]


def emit(
    rows: Sequence[Any],
    columns: Sequence[Column],
    form: Format,
    empty: str,
    footer: str = "",
    *,
    of: type,
    give_up: Sequence[str] = (),
) -> None:
    """Print rows of the dataclass ``of``. ``columns`` (heading, cell) make the table; CSV and JSON carry all of it.

    ``give_up``: headings to leave out, in this order, where the terminal is too narrow for all.
    """
    if form is Format.json:
        out = [plain(row) for row in rows]
        sys.stdout.write(json.dumps(out, ensure_ascii=False, indent=1) + "\n")
        return
    if form is Format.csv:
        write_csv(rows, of)
        return
    if not rows:
        say(empty)
        return
    cells = {heading: [one_line(cell(row)) for row in rows] for heading, cell in columns}
    print_table(cells, give_up)
    if footer:
        say(footer)


#: An id that nobody can tell from others: it ends in a hash or a long number.
_OPAQUE = re.compile(r"(^|[-_])(?=[0-9a-f]*[0-9])[0-9a-f]{8,}$|(^|[-_])[0-9]{5,}$")
#: Letters of a name in a table of figures.
_NAME = 40


def emit_frame(
    result: Result,
    form: Format,
    *,
    shown: Sequence[str] = (),
    most: int = 0,
    give_up: Sequence[str] = (),
    filled: str = "",
    empty: str = "No rows.",
) -> None:
    """Print the frame of a result. ``shown``: columns of the table (all where empty), ``most``: its rows (0: all).

    Beside ids that say nothing the name stands, where the result has it. ``filled``: column without which a row is not
    part of the table. ``empty``: what to say where there is no row.
    """
    from tracker.cli.measures import cell

    frame = result.frame
    if form is Format.json:
        text = frame.to_json(orient="records", date_format="iso", date_unit="s", force_ascii=False, indent=1)
        sys.stdout.write(text + "\n")
        return
    if form is Format.csv:
        guarded_ = frame.assign(**{c.name: frame[c.name].map(guard) for c in result.columns if c.kind == "text"})
        guarded_.to_csv(sys.stdout, index=False, lineterminator="\n", date_format="%Y-%m-%d")
        return
    if frame.empty:
        say(empty)
        return
    told = frame[frame[filled].notna()] if filled else frame
    if told.empty:
        say("No row has enough projects for a figure.")
        return
    rows = told.head(most) if most else told
    shown = _with_name(shown, rows)
    columns = [c for c in result.columns if not shown or c.name in shown]
    columns.sort(key=lambda c: shown.index(c.name) if shown else 0)
    cells = {}
    for c in columns:
        heading = f"{c.label} ({c.unit})" if c.unit else c.label
        right = c.kind in ("number", "integer")
        texts = [one_line(cell(v, c.kind)) for v in rows[c.name]]
        if c.name == "name" and shown:
            texts = [text if len(text) <= _NAME else f"{text[: _NAME - 1]}…" for text in texts]
        cells[f" {heading}" if right else heading] = texts
    print_table(cells, give_up)
    if len(rows) < len(frame):
        say(f"{len(rows):,} of {len(frame):,} rows. -f csv or --out FILE gives all.")


def _with_name(shown: Sequence[str], rows: pandas.DataFrame) -> Sequence[str]:
    """Return the columns of a table with the name after the id, where an id is a hash or a long number."""
    if "project" not in shown or "name" in shown or "name" not in rows.columns:
        return shown
    if not any(_OPAQUE.search(slug) for slug in rows["project"].dropna()):
        return shown
    after = list(shown).index("project") + 1
    return [*shown[:after], "name", *shown[after:]]


def print_table(texts_of: Mapping[str, list[str]], give_up: Sequence[str] = ()) -> None:
    """Print a table of texts by heading; a heading that begins with a blank is a column of numbers."""
    from rich.box import SIMPLE_HEAD
    from rich.cells import cell_len
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    class Out(Console):
        """A console that says when the reader of our output has gone."""

        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    console = Out(highlight=False, soft_wrap=False)
    if not console.is_terminal:
        # Wide enough that nothing is cut where no terminal sets a width.
        console = Out(highlight=False, width=200)
    cells = dict(texts_of)
    width = {h: max(cell_len(h.strip()), *map(cell_len, texts)) + 3 for h, texts in cells.items()}
    for heading in give_up:
        if sum(width[h] for h in cells) + 2 > console.width:
            cells = {h: texts for h, texts in cells.items() if h.strip() != heading}
    table = Table(box=SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    for place, heading in enumerate(cells):
        justify: Literal["left", "right"] = "right" if heading.startswith(" ") else "left"
        # The first column is an id that people copy: it is never broken.
        table.add_column(heading.strip(), justify=justify, overflow="fold", no_wrap=bool(give_up) or not place)
    for texts in zip(*cells.values(), strict=True):
        table.add_row(*map(Text, texts))
    console.print(table)


def write_csv(rows: Sequence[Any], of: type) -> None:
    """Write rows as CSV (UTF-8, one header line, empty = missing); text that a spreadsheet would run is guarded."""
    names = [f.name for f in fields(of) if f.name != "wkb"]
    flat = [n for n in names if n != "document"]
    extra = []
    if "document" in names:
        from tracker.views import DocumentRow

        extra = [f"document_{f.name}" for f in fields(DocumentRow)]
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow([*flat, *extra])
    for row in rows:
        cells = [getattr(row, n) for n in flat]
        if extra:
            cells += [getattr(row.document, f.name) for f in fields(row.document)]
        writer.writerow([guard(c) for c in cells])


def guard(cell: object) -> object:
    """Return a cell that no spreadsheet takes for a formula; numbers are not touched, lines end in one way."""
    if cell is None:
        return ""
    if isinstance(cell, tuple):
        return "; ".join(str(c) for c in cell)
    if isinstance(cell, str):
        # Python's csv leaves a bare carriage return unquoted, and then cannot read it again.
        return guarded(cell).replace("\r\n", "\n").replace("\r", "\n")
    return cell


def plain(row: Any) -> dict[str, Any]:  # noqa: ANN401 - any dataclass
    """Return a row as JSON types; geometry is left out (``tracker map`` and exports carry it)."""
    assert is_dataclass(row) and not isinstance(row, type)
    return {k: v for k, v in asdict(row).items() if k != "wkb"}


def one_line(text: str) -> str:
    """Return text on one line, without control characters that a terminal would obey."""
    return "".join(" " if c in "\n\r\t" else c for c in text if c.isprintable() or c in "\n\r\t")


def nothing(at: Moment, filters: Filters) -> str:
    """Return what to say where no project fits, with what to do about it."""
    parts = [f"{k} {v}" for k, v in filters.describe().items()]
    if at.as_of:
        parts.append(f"as of {at.as_of}")
    if at.recorded_before:
        parts.append(f"in the ledger of {at.recorded_before[:19].replace('T', ' ')} UTC")
    if not parts:
        return "The ledger is empty. Begin with `tracker demo`, or `tracker import PATH`."
    return f"No project fits {', '.join(parts)}. Take a filter away, or run `tracker list` to see all."


def say(text: str) -> None:
    """Tell people something on stderr."""
    sys.stderr.write(text + "\n")
