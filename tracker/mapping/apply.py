"""Apply a mapping to a table: batches of columns in, records with claims out. Pure but for the issues it reports.

Columns that are neither mapped nor ignored on purpose are reported once; the record keeps all of them (after the
source's redact list), so that nothing is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import blake2b
from itertools import count

from tracker.clean.dates import FIRST, PartialDate, parse_date
from tracker.clean.headings import read_heading
from tracker.clean.loose_dates import is_empty_day, parse_loose
from tracker.clean.sectors import is_military
from tracker.clean.text import clean_text, is_web
from tracker.errors import FormatError
from tracker.fields import FIELDS
from tracker.mapping.cells import ColumnCleaner, cleaner_of, empty_words, text_of
from tracker.mapping.conditions import masked, rows_where
from tracker.mapping.doubts import Shares, heading_doubts
from tracker.mapping.joined import JoinedRow
from tracker.mapping.marks import Marks
from tracker.mapping.model import FieldRule, Mapping
from tracker.mapping.place import Place, Places
from tracker.mapping.problems import Cleaned, Problem
from tracker.model import RANKS, Claim, Document, Issue, IssueLog, Record, Value
from tracker.readers.tables import Batch, Cell, Table

#: What to do about notes of a reader that assumed nothing.
_ADVICE = dict.fromkeys(("sheet-chosen", "other-layers"), "The others are not in the ledger: --sheet NAME imports one.")

#: Dates and documents remembered at once.
_REMEMBERED = 20_000

Joined = MappingOf[str, list[JoinedRow]]

#: Dates of what has happened.
_CAME = frozenset(("start_actual", "completion_actual", "milestone"))


@dataclass(slots=True)
class _Column:
    """One rule at work on one batch: clean values, and the cells that they and their dates came from.

    ``told``: when and how it was said, where that is not told by the row; ``about``: where it is not told by a cell.
    ``wheres``: where the cells stand, if not in the rows of the table itself.
    """

    rule: FieldRule
    values: list[Cleaned]
    cells: list[Cell]
    abouts: list[Cell] | None
    told: tuple[PartialDate | None, str] | None
    about: PartialDate | None
    may_lie_ahead: bool
    wheres: list[str] | None = None


class Mapper:
    """One mapping at work on one table.

    Parameters
    ----------
    as_of
        Date of rows without one of their own, EDTF; "" for the day of retrieval (basis lookup).
    joined
        Rows of joined files by id (text), each with its cells.
    again
        Opens the table once more, where it can be: all cells of a column tell what "1.250" means in it.
    """

    def __init__(
        self,
        mapping: Mapping,
        table: Table,
        retrieved: str,
        issues: IssueLog,
        *,
        as_of: str = "",
        joined: Joined | None = None,
        again: Callable[[], Table] | None = None,
    ) -> None:
        self.mapping, self.table, self.retrieved, self.issues = mapping, table, retrieved, issues
        self.joined = joined or {}
        self.given = parse_date(as_of or mapping.record.as_of)
        self.lookup = PartialDate(f"../{retrieved}", FIRST, retrieved)
        self.redact = {name.casefold() for name in mapping.source.redact}
        self._check_columns()
        own = [rule for rule in mapping.fields if not rule.joined]
        self.marks = Marks((r.column for r in own if r.column and FIELDS[r.field].type in ("money", "number")), again)
        self.rules = [(rule, cleaner_of(rule, mapping.file, self.marks.of)) for rule in own]
        self.joined_rules = [(rule, cleaner_of(rule, mapping.file)) for rule in mapping.fields if rule.joined]
        self.places = Places(mapping.geometries, table.geometry, mapping.file)
        self.empty = empty_words(mapping.file)
        self.documents: dict[str, Document] = {}
        self.occurrences: dict[str, int] = {}
        self.dates: dict[Cell, PartialDate | None] = {}
        self.said: dict[Cell, tuple[PartialDate | None, str]] = {}
        self.noted: set[tuple[str, str]] = set()
        self.shares = Shares()
        for doubt in heading_doubts(mapping.fields, table.name):
            self.issues.add(doubt)

    def records(self) -> Iterator[Record]:
        """Yield the records of the table, in its order."""
        self._pass_notes_on()
        for batch in self.table.batches:
            yield from self._batch(batch)
        # Some a reader can only tell after the last row: heights left out, shapes that could not be read.
        self._pass_notes_on()
        for doubt in (*self.shares.doubts(self.table.name), *self.marks.doubts(self.table.name)):
            self.issues.add(doubt)

    def _pass_notes_on(self) -> None:
        for code, what in self.table.notes:
            if (code, what) not in self.noted:
                self.noted.add((code, what))
                advice = _ADVICE.get(code, "The reader assumed so; say it in [file] if not.")
                self.issues.add(Issue(code, "info", "", what, self.table.name, advice))

    def _batch(self, batch: Batch) -> Iterator[Record]:
        columns, r = batch.columns, self.mapping.record
        n = len(batch)
        blank: list[Cell] = [None] * n
        outside = self._excluded(batch)
        ids = [columns[c] for c in r.id if c in columns]
        natives = [" ".join(text_of(cells[i]) for cells in ids).strip() for i in range(n)]
        cleaned = [self._column(rule, clean, columns, n) for rule, clean in self.rules]
        countries = [column.values for column in cleaned if column.rule.field == "country"]
        joined = {i: rows for i in range(n) if natives[i] and (rows := self.joined.get(natives[i]))}
        places = self.places.of(
            columns, n, joined, lambda i: [str(code) for values in countries for code in values[i].values]
        )
        of_joined = [self._joined_column(rule, clean, joined) for rule, clean in self.joined_rules]
        said = columns.get(r.as_of_column, blank) if r.as_of_column else blank
        urls = columns.get(r.url_column, blank) if r.url_column else blank
        names = [name for name in columns if name != self.table.geometry and name.casefold() not in self.redact]
        kept = [[c if c.__class__ is str else _plain(c) for c in columns[name]] for name in names]
        contents = [dict(zip(names, row, strict=True)) for row in zip(*kept, strict=True)] or [{} for _ in range(n)]
        for i in range(n):
            where = self.table.locate(batch.start + i)
            if outside[i]:
                if outside[i] == "out-of-scope":
                    self.issues.add(
                        Issue("out-of-scope", "info", locator=where, advice="The tracker is about civilian works.")
                    )
                else:  # the mapping names the code
                    self.issues.add(Issue(outside[i], "info", locator=where, advice="Left out by the mapping."))
                continue
            content = contents[i]
            native = natives[i] or self._made_id(content, where)
            as_of, basis = self._as_of(said[i], where)
            document = self._document(urls[i])
            claims: list[Claim] = []
            cells = [(column, i) for column in cleaned]
            for column, whose in of_joined:
                cells += [(column, row) for row in whose.get(i, ())]
            for column, row in cells:
                got = column.values[row]
                at = where if column.wheres is None else column.wheres[row]
                if got.problem is not None:
                    self._tell(got.problem, column.rule.field, str(column.cells[row]), at, column.rule.column)
                if got.values:
                    self._say(claims, column, row, got, as_of, basis, document, at)
            lost = False
            for place in places[i]:
                self._place(place, claims, document, where)
                lost = lost or place.wkb is None
            if lost and self.table.geometry:  # a shape that makes no claim would be lost: the record keeps its bytes
                content[self.table.geometry] = _plain(columns[self.table.geometry][i])
            if i in joined:
                content[_free("joined", content)] = [self._content_of(row, lost) for row in joined[i]]
            yield Record(native, content, tuple(claims), where)

    def _column(self, rule: FieldRule, clean: ColumnCleaner, columns: MappingOf[str, list[Cell]], n: int) -> _Column:
        """Clean the cells of one rule in one batch; those of rows that it does not hold for are left out."""
        blank: list[Cell] = [None] * n
        constant: Cell = rule.constant
        raw = columns.get(rule.column, blank) if rule.column else [constant] * n
        units = columns.get(rule.unit_column, blank) if rule.unit_column else None
        values = clean(masked(raw, rows_where(rule.where, columns, n)), units)
        self.shares.look(rule, raw, values)
        told: tuple[PartialDate | None, str] | None = None
        if FIELDS[rule.field].static:
            told = None, "lookup"
        elif rule.as_of:
            said = parse_date(rule.as_of)
            told = said and said.clamp(self.retrieved), self.mapping.record.as_of_basis
        about = parse_date(rule.about) if rule.about else None
        abouts = columns.get(rule.about_column, blank) if rule.about_column and not rule.about else None
        return _Column(rule, values, raw, abouts, told, about, rule.field in _CAME)

    def _joined_column(
        self, rule: FieldRule, clean: ColumnCleaner, joined: MappingOf[int, list[JoinedRow]]
    ) -> tuple[_Column, dict[int, range]]:
        """Clean the cells of one rule in the rows that are joined to one batch; tell which of them are whose.

        Rows of a table that lacks one of its columns (there may be several joins) have no say.
        """
        rows: list[JoinedRow] = []
        whose: dict[int, range] = {}
        wanted = rule.columns()
        for i, several in joined.items():
            start = len(rows)
            rows += [row for row in several if wanted <= row.keys()]
            whose[i] = range(start, len(rows))
        column = self._column(rule, clean, {name: [row[name] for row in rows] for name in wanted}, len(rows))
        column.wheres = [row.where for row in rows]
        return column, whose

    def _say(
        self,
        claims: list[Claim],
        column: _Column,
        i: int,
        got: Cleaned,
        as_of: PartialDate | None,
        basis: str,
        document: Document,
        where: str,
    ) -> None:
        """Add the claims of one cell."""
        rule = column.rule
        if column.told is not None:
            as_of, basis = column.told
        about = column.about if column.abouts is None else self._about(column.abouts[i], rule, where)
        if column.may_lie_ahead:
            self._look_ahead(got, rule, where)
        several: Iterable[tuple[Value, str, str, str]]
        if len(got.values) == 1 and not got.qualifiers:  # nearly all: the long way takes a third more
            several = ((got.values[0], got.raws[0], got.unit, rule.qualifier),)
        else:
            units = got.units or (got.unit,) * len(got.values)
            told = (how or rule.qualifier for how in got.qualifiers or ("",) * len(got.values))
            several = zip(got.values, got.raws, units, told, strict=True)
        for value, raw, unit, qualifier in several:
            claims.append(
                # By place: names would cost a third more, at millions of claims.
                Claim(
                    rule.field, value, document, as_of, basis, about, rule.item, rule.scope, qualifier, unit,
                    rule.price_year, raw,
                )
            )  # fmt: skip

    def _about(self, cell: Cell, rule: FieldRule, where: str) -> PartialDate | None:
        about = self._date(cell)
        if about is None and text_of(cell).casefold() not in self.empty:
            advice = "What the value is about is not known then; it stays in the record."
            self.issues.add(Issue("bad-date", "warning", rule.field, str(cell), where, advice, rule.about_column))
        return about

    def _look_ahead(self, got: Cleaned, rule: FieldRule, where: str) -> None:
        """Report events that lie ahead."""
        for value, raw in zip(got.values, got.raws, strict=True):
            if isinstance(value, PartialDate) and value.lo > self.retrieved:
                advice = (
                    "It is kept as an event that is still to come. If it is a plan, map it as planned (with where)."
                )
                self.issues.add(
                    Issue("event-ahead", "warning", rule.field, raw or value.text, where, advice, rule.column)
                )

    def _place(self, place: Place, claims: list[Claim], document: Document, where: str) -> None:
        if place.problem is not None:
            self._tell(place.problem, "geometry", place.raw, where, place.column)
        if place.wkb is not None:
            claims.append(
                Claim(
                    "geometry",
                    place.wkb,
                    document,
                    None,
                    "lookup",
                    scope=place.scope,
                    unit=place.precision,
                    raw=place.raw,
                )
            )

    def _tell(self, problem: Problem, field: str, raw: str, where: str, column: str) -> None:
        raw = raw if problem.raw is None else problem.raw
        self.issues.add(Issue(problem.code, problem.severity, field, raw, where, problem.advice, column))

    def _content_of(self, row: MappingOf[str, Cell], shapes: bool) -> dict[str, object]:
        """Return a joined row as it is kept, with or without its shapes."""
        return {
            name: _plain(cell)
            for name, cell in row.items()
            if name.casefold() not in self.redact and (shapes or not isinstance(cell, bytes))
        }

    def _as_of(self, cell: Cell, where: str) -> tuple[PartialDate | None, str]:
        known = self.said.get(cell)
        if known is not None:
            return known
        basis = self.mapping.record.as_of_basis
        if cell is not None and text_of(cell):
            own = self._date(cell)
            column = self.mapping.record.as_of_column
            if own is None:
                advice = "The date of the release is taken instead."
                self.issues.add(Issue("bad-date", "warning", "as_of", str(cell), where, advice, column))
            elif own.lo > self.retrieved:
                advice = f"Retrieved on {self.retrieved}."
                self.issues.add(Issue("said-later", "warning", "as_of", str(cell), where, advice, column))
            else:
                if len(self.said) > _REMEMBERED:
                    self.said.clear()
                self.said[cell] = known = own.clamp(self.retrieved), basis
                return known
        if self.given is not None:
            return self.given.clamp(self.retrieved), basis
        return self.lookup, "lookup"

    def _date(self, cell: Cell) -> PartialDate | None:
        if cell is None or isinstance(cell, bytes):
            return None
        if cell not in self.dates:
            if len(self.dates) > _REMEMBERED:
                self.dates.clear()
            found = parse_loose(cell, self.mapping.file.date_order)
            self.dates[cell] = None if found is not None and is_empty_day(found) else found
        return self.dates[cell]

    def _document(self, cell: Cell) -> Document:
        url = text_of(cell)
        if not is_web(url):  # "No page yet"
            url = ""
        known = self.documents.get(url)
        if known is None:
            r, s = self.mapping.record, self.mapping.source
            address = url or r.url or s.homepage
            known = Document(
                url=address,
                publisher=r.publisher or s.publisher or s.name,
                rank=RANKS.get(r.rank, RANKS["aggregator"]),  # of unknown origin, as in a table of claims
                licence=r.licence or s.licence,
                linkable=is_web(address),
            )
            if len(self.documents) > _REMEMBERED:
                self.documents.clear()
            self.documents[url] = known
        return known

    def _made_id(self, content: MappingOf[str, object], where: str) -> str:
        """Return an id for a record that has none: a hash of its key columns, else of its content and occurrence."""
        key = [str(content.get(c, "")) for c in self.mapping.record.key]
        if any(content.get(c) not in (None, "") for c in self.mapping.record.key):
            return blake2b("\x1f".join(key).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
        digest = blake2b(repr(sorted(content.items())).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
        n = self.occurrences[digest] = self.occurrences.get(digest, 0) + 1
        advice = "Name id or key columns in [record], else a corrected row is another record."
        self.issues.add(Issue("no-stable-id", "info", "", "", where, advice))
        return digest if n == 1 else f"{digest}-{n}"

    def _excluded(self, batch: Batch) -> list[str]:
        """Return for each row the code of the rule that leaves it out, or "". Rows of a sector of defence go always."""
        out = [""] * len(batch)
        for sector in self.mapping.fields:
            if sector.field == "sector" and sector.column:
                for i, cell in enumerate(batch.columns.get(sector.column, ())):
                    if is_military(text_of(cell)):
                        out[i] = "out-of-scope"
        for rule in self.mapping.excludes:
            words = {clean_text(v).casefold() for v in rule.values}
            for i, cell in enumerate(batch.columns.get(rule.column, ())):
                hit = text_of(cell).casefold() in words
                if hit != rule.keep and not out[i]:
                    out[i] = "out-of-scope" if is_military(text_of(cell)) else rule.code
        return out

    def _check_columns(self) -> None:
        have = set(self.table.columns)
        wanted = self.mapping.columns()
        missing = sorted(wanted - have - set(self.mapping.ignore))
        if missing:
            raise FormatError(
                f"{self.table.name or 'The table'} has no column {', '.join(map(repr, missing))}.",
                f"It has: {', '.join(map(repr, self.table.columns[:60]))}.",
            )
        for name in self._unmapped():
            if read_heading(name).has("person"):
                advice = (
                    "The record keeps it. If it holds persons, redact it: redact of [source], or --map redact=COLUMN."
                )
                self.issues.add(Issue("person-column", "warning", "", name, self.table.name, advice, name))
                continue
            advice = "Map it, or name it under ignore; it stays in the record."
            self.issues.add(Issue("unmapped-column", "info", "", name, self.table.name, advice, name))

    def _unmapped(self) -> list[str]:
        wanted = self.mapping.columns()
        return [
            name
            for name in self.table.columns
            if name not in wanted and name != self.table.geometry and name.casefold() not in self.redact
        ]

    def check_joined(self, columns: Collection[str]) -> None:
        """Check the columns that rules want of joined rows; ``columns``: those of all joined tables.

        Raises
        ------
        FormatError
            One of them is not there.
        """
        wanted = {name for rule, _ in self.joined_rules for name in rule.columns()}
        if missing := sorted(wanted - set(columns)):
            have = f"They have: {', '.join(map(repr, sorted(columns)[:60]))}." if columns else "Nothing is joined."
            raise FormatError(f"The joined tables have no column {', '.join(map(repr, missing))}.", have)

    def check_redacted(self, elsewhere: Iterable[str] = ()) -> None:
        """Report what is to be redacted and is not there: it may stand in an unmapped column under another heading.

        ``elsewhere``: columns of joined files. Where no column is unmapped there is nothing to fear.
        """
        have = {name.casefold() for name in (*self.table.columns, *elsewhere)}
        lacking = [name for name in self.mapping.source.redact if name.casefold() not in have]
        if lacking and self._unmapped():
            advice = "No column is called so. Look whether one that is not mapped holds what must not be stored."
            for name in lacking:
                self.issues.add(Issue("redact-missing", "warning", "", name, self.table.name, advice))


def _free(name: str, taken: MappingOf[str, object]) -> str:
    """Return a name that no column has."""
    return next(free for n in count(1) if (free := name if n == 1 else f"{name} ({n})") not in taken)


def _plain(cell: Cell) -> object:
    """Return a cell as JSON keeps it."""
    if isinstance(cell, (datetime, date)):
        return cell.isoformat()
    if isinstance(cell, bytes):
        return cell.hex()
    if isinstance(cell, float) and (cell != cell or cell in (float("inf"), float("-inf"))):
        return str(cell)
    return cell
