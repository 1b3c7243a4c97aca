"""What a mapping says, as plain data. The file format is told in docs/how-to/mapping.md."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass
from dataclasses import field as stored

from tracker.model import Source


@dataclass(frozen=True, slots=True)
class FileRule:
    """How to read the table where guessing is not enough. ``empty``: cells that mean nothing ("--", "N/A").

    ``crs``: of a vector file that states none, and of WKT, EWKB and eastings in a table, as "EPSG:3857".
    ``header_rows``: how many rows make the headings. ``fiscal_year_start``: "04-01", see FieldRule.
    """

    sheet: str = ""
    encoding: str = ""
    separator: str = ""
    skip_lines: int = -1
    transposed: bool | None = None
    header_rows: int = 1
    decimal: str = ""
    date_order: str = ""
    fiscal_year_start: str = ""
    empty: tuple[str, ...] = ()
    crs: str = ""


@dataclass(frozen=True, slots=True)
class RecordRule:
    """Which columns make a record, when it speaks and which document says it.

    ``id``: columns of the publisher's own id; ``key``: columns that tell records apart where there is no id.
    ``as_of``: a date for all rows; ``as_of_column``: a date per row. ``url_column``: the address of the row's document.
    """

    id: tuple[str, ...] = ()
    key: tuple[str, ...] = ()
    as_of: str = ""
    as_of_column: str = ""
    as_of_basis: str = "report"
    url: str = ""
    url_column: str = ""
    publisher: str = ""
    rank: str = ""
    licence: str = ""


@dataclass(frozen=True, slots=True)
class WhereRule:
    """Rows for which a rule holds: those whose cell is among the words (or, with ``negate``, is not).

    Case does not matter; an empty cell is "".
    """

    column: str
    values: tuple[str, ...]
    negate: bool = False


@dataclass(frozen=True, slots=True)
class FieldRule:
    """One column (or a constant) that says one field.

    ``unit`` or ``currency`` are fixed, ``unit_column`` is per row, and what a cell names itself ("12 km") goes before
    both; ``multiplier`` turns bare numbers into plain units. ``values`` maps raw cells to clean ones ("" leaves a cell
    out); ``negative``: amounts below 0 are meant; ``scheme`` names the vocabulary of status and sector words.
    ``split``: separator of several values in a cell.
    ``about``, ``as_of``: dates of this column alone. ``where``: the rule holds for rows that meet all conditions.
    ``fiscal_year_start``: month and day ("04-01") on which the years begin that cells write as "FY2024/25", "2024-25".
    ``joined``: the columns are those of joined rows, each of which says something of its own.
    """

    field: str
    column: str = ""
    constant: str = ""
    item: str = ""
    scope: str = "whole"
    qualifier: str = "exact"
    unit: str = ""
    unit_column: str = ""
    multiplier: float = 1.0
    price_year: int | None = None
    values: MappingOf[str, str] = stored(default_factory=dict)
    scheme: str = ""
    split: str = ""
    date_order: str = ""
    fiscal_year_start: str = ""
    decimal: str = ""
    negative: bool = False
    about: str = ""
    about_column: str = ""
    as_of: str = ""
    where: tuple[WhereRule, ...] = ()
    joined: bool = False

    def columns(self) -> set[str]:
        """Return the columns whose cells the rule reads."""
        return {self.column, self.unit_column, self.about_column, *(w.column for w in self.where)} - {""}


@dataclass(frozen=True, slots=True)
class GeometryRule:
    """Where the place of a record stands: one of the ways, with its precision.

    ``pairs``: (latitude, longitude) columns; with ``shape_column`` saying Line they are the vertices of one line, else
    sites. ``easting``, ``northing``: columns of one point in ``crs`` ("EPSG:27700"). ``wkt``, ``ewkb``: a column of
    text, in ``crs`` where it says none. ``native``: the geometry of a vector file. ``where``: as in FieldRule.
    """

    native: bool = False
    pairs: tuple[tuple[str, str], ...] = ()
    easting: str = ""
    northing: str = ""
    crs: str = ""
    shape_column: str = ""
    wkt: str = ""
    ewkb: str = ""
    precision: str = "approximate"
    precision_column: str = ""
    precision_values: MappingOf[str, str] = stored(default_factory=dict)
    scope: str = "whole"
    where: tuple[WhereRule, ...] = ()


@dataclass(frozen=True, slots=True)
class ExcludeRule:
    """Rows that stay out: those whose cell is among the values (or, with ``keep``, is not)."""

    column: str
    values: tuple[str, ...]
    keep: bool = False
    code: str = "excluded"


@dataclass(frozen=True, slots=True)
class JoinRule:
    """A second table whose rows are joined to the first by an id. Several rows for one id make one MultiGeometry.

    ``file`` lies beside the first; "" for the file of the first, of which ``sheet`` names another sheet or layer. The
    rest is as in FileRule, for this table alone.
    """

    left: str
    right: str
    file: str = ""
    sheet: str = ""
    encoding: str = ""
    separator: str = ""
    skip_lines: int = -1
    transposed: bool | None = None
    header_rows: int = 1

    @property
    def told(self) -> str:
        """What is joined, as messages name it."""
        sheet = f"sheet {self.sheet!r}" if self.sheet else ""
        return " of ".join(part for part in (sheet, self.file) if part)


@dataclass(frozen=True, slots=True)
class Mapping:
    """A whole mapping. ``ignore``: columns that are left out on purpose (they stay in the record's content)."""

    source: Source
    file: FileRule = FileRule()
    record: RecordRule = RecordRule()
    fields: tuple[FieldRule, ...] = ()
    geometries: tuple[GeometryRule, ...] = ()
    excludes: tuple[ExcludeRule, ...] = ()
    joins: tuple[JoinRule, ...] = ()
    ignore: tuple[str, ...] = ()

    def columns(self) -> set[str]:
        """Return every column of the first table that the mapping names."""
        own = [f for f in self.fields if not f.joined]
        out = self._said_columns(own) | {*self.ignore} | {e.column for e in self.excludes}
        out |= {c for f in own for c in f.columns()} | {w.column for g in self.geometries for w in g.where}
        return out - {""}

    def said_columns(self) -> set[str]:
        """Return the columns whose cells may come to stand in the ledger: as a value, an id, the raw text of either."""
        return self._said_columns(self.fields)

    def _said_columns(self, fields: Iterable[FieldRule]) -> set[str]:
        r = self.record
        out = {*r.id, *r.key, r.as_of_column, r.url_column}
        for f in fields:
            out |= {f.column, f.unit_column, f.about_column}
        for g in self.geometries:
            out |= {g.shape_column, g.wkt, g.ewkb, g.easting, g.northing, g.precision_column}
            out |= {c for pair in g.pairs for c in pair}
        return (out | {j.left for j in self.joins}) - {""}
