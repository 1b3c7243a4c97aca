"""Apply a mapping to a table: batches of columns in, records with claims out. Pure but for the issues it reports.

Columns that are neither mapped nor ignored on purpose are reported once; the record keeps all of them (after the
source's redact list), so that nothing is lost.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as MappingOf
from datetime import date, datetime
from hashlib import blake2b

from tracker.clean.dates import FIRST, PartialDate, parse_date
from tracker.clean.loose_dates import parse_loose
from tracker.clean.sectors import is_military
from tracker.clean.text import clean_text, is_web
from tracker.errors import FormatError
from tracker.fields import FIELDS
from tracker.mapping.cells import Cleaned, cleaner_of, text_of, unit_of
from tracker.mapping.model import FieldRule, Mapping
from tracker.mapping.place import Places
from tracker.model import RANKS, Claim, Document, Issue, IssueLog, Record
from tracker.readers.tables import Batch, Cell, Table

Joined = MappingOf[str, list[dict[str, Cell]]]


class Mapper:
    """One mapping at work on one table.

    Parameters
    ----------
    as_of
        Date of rows without one of their own, EDTF; "" for the day of retrieval (basis lookup).
    joined
        Rows of joined files by id (text), each with its cells.
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
    ) -> None:
        self.mapping, self.table, self.retrieved, self.issues = mapping, table, retrieved, issues
        self.joined = joined or {}
        self.given = parse_date(as_of or mapping.record.as_of)
        self.lookup = PartialDate(f"../{retrieved}", FIRST, retrieved)
        self._check_columns()
        self.rules = [(rule, cleaner_of(rule, mapping.file)) for rule in mapping.fields]
        self.places = Places(mapping.geometries, table.geometry)
        self.redact = {name.casefold() for name in mapping.source.redact}
        self.documents: dict[str, Document] = {}
        self.occurrences: dict[str, int] = {}
        self.dates: dict[Cell, PartialDate | None] = {}

    def records(self) -> Iterator[Record]:
        """Yield the records of the table, in its order."""
        for code, what in self.table.notes:
            self.issues.add(
                Issue(code, "info", "", what, self.table.name, "The reader assumed so; say it in [file] if not.")
            )
        for batch in self.table.batches:
            yield from self._batch(batch)

    def _batch(self, batch: Batch) -> Iterator[Record]:
        columns, r = batch.columns, self.mapping.record
        n = len(batch)
        blank: list[Cell] = [None] * n
        outside = self._excluded(batch)
        ids = [columns[c] for c in r.id if c in columns]
        cleaned: list[tuple[FieldRule, list[Cleaned], list[Cell], list[Cell]]] = []
        for rule, clean in self.rules:
            cells = columns.get(rule.column, blank) if rule.column else [rule.constant] * n
            units = columns.get(rule.unit_column, blank) if rule.unit_column else blank
            abouts = columns.get(rule.about_column, blank) if rule.about_column else blank
            cleaned.append((rule, [clean(c) for c in cells], units, abouts))
        said = columns.get(r.as_of_column, blank) if r.as_of_column else blank
        urls = columns.get(r.url_column, blank) if r.url_column else blank
        names = [name for name in columns if name != self.table.geometry and name.casefold() not in self.redact]
        kept = [columns[name] for name in names]
        for i in range(n):
            where = self.table.locate(batch.start + i)
            if outside[i]:
                self.issues.add(Issue(outside[i], "info", "", "", where, "Left out by the mapping."))
                continue
            content = {name: _plain(cells[i]) for name, cells in zip(names, kept, strict=True)}
            native = " ".join(text_of(cells[i]) for cells in ids).strip()
            rows = self.joined.get(native, []) if native else []
            native = native or self._made_id(content, where)
            as_of, basis = self._as_of(said[i], where)
            document = self._document(urls[i], where)
            claims: list[Claim] = []
            for rule, values, units, abouts in cleaned:
                got = values[i]
                if got.problem is not None:
                    raw = rule.constant or str(columns[rule.column][i])
                    self.issues.add(
                        Issue(got.problem.code, got.problem.severity, rule.field, raw, where, got.problem.advice)
                    )
                if got.values:
                    self._say(claims, rule, got, units[i], abouts[i], as_of, basis, document, where, columns, i)
            for wkb, precision, scope, problem in self.places.of(columns, i, rows):
                if problem:
                    self.issues.add(Issue(problem[0], "warning", "geometry", problem[1], where, problem[2]))
                if wkb is not None:
                    claims.append(Claim("geometry", wkb, document, None, "lookup", scope=scope, unit=precision))
            if rows:
                content["joined"] = [{k: _plain(v) for k, v in row.items() if not isinstance(v, bytes)} for row in rows]
            yield Record(native, content, tuple(claims), where)

    def _say(
        self,
        claims: list[Claim],
        rule: FieldRule,
        got: Cleaned,
        unit_cell: Cell,
        about_cell: Cell,
        as_of: PartialDate | None,
        basis: str,
        document: Document,
        where: str,
        columns: MappingOf[str, list[Cell]],
        i: int,
    ) -> None:
        field = FIELDS[rule.field]
        unit = rule.unit
        if unit_cell is not None:
            unit, problem = unit_of(unit_cell)
            if problem:
                self.issues.add(Issue(problem.code, problem.severity, rule.field, unit, where, problem.advice))
        if field.type == "money" and not unit:
            self.issues.add(Issue("no-currency", "warning", rule.field, "", where, "It is kept, and enters no total."))
        if field.type == "number":
            unit = unit or field.unit
        if rule.as_of:
            as_of, basis = parse_date(rule.as_of), self.mapping.record.as_of_basis
        about = parse_date(rule.about) if rule.about else self._date(about_cell)
        static = field.static
        for value in got.values:
            raw = rule.constant or str(columns[rule.column][i])
            claims.append(
                Claim(
                    field=rule.field,
                    value=value,
                    document=document,
                    as_of=None if static else as_of,
                    as_of_basis="lookup" if static else basis,
                    about=about,
                    item=rule.item,
                    scope=rule.scope,
                    qualifier=rule.qualifier,
                    unit=unit if field.type in ("money", "number") else "",
                    price_year=rule.price_year,
                    raw="" if raw == str(value) else raw,
                )
            )

    def _as_of(self, cell: Cell, where: str) -> tuple[PartialDate | None, str]:
        basis = self.mapping.record.as_of_basis
        if cell is not None and text_of(cell):
            own = self._date(cell)
            if own is None:
                advice = "The date of the release is taken instead."
                self.issues.add(Issue("bad-date", "warning", "as_of", str(cell), where, advice))
            elif own.lo > self.retrieved:
                self.issues.add(
                    Issue("said-later", "warning", "as_of", str(cell), where, f"Retrieved on {self.retrieved}.")
                )
            else:
                return own.clamp(self.retrieved), basis
        if self.given is not None:
            return self.given.clamp(self.retrieved), basis
        return self.lookup, "lookup"

    def _date(self, cell: Cell) -> PartialDate | None:
        if cell is None or isinstance(cell, bytes):
            return None
        if cell not in self.dates:
            self.dates[cell] = parse_loose(cell, self.mapping.file.date_order)
        return self.dates[cell]

    def _document(self, cell: Cell, where: str) -> Document:
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
                rank=RANKS.get(r.rank, RANKS["news"]),
                licence=r.licence or s.licence,
                linkable=is_web(address),
            )
            if len(self.documents) < 500_000:
                self.documents[url] = known
        return known

    def _made_id(self, content: MappingOf[str, object], where: str) -> str:
        """Return an id for a record that has none: a hash of its key columns, else of its content and occurrence."""
        key = [str(content.get(c, "")) for c in self.mapping.record.key]
        if any(key):
            return blake2b("\x1f".join(key).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
        digest = blake2b(repr(sorted(content.items())).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
        n = self.occurrences[digest] = self.occurrences.get(digest, 0) + 1
        advice = "Name id or key columns in [record], else a corrected row is another record."
        self.issues.add(Issue("no-stable-id", "info", "", "", where, advice))
        return digest if n == 1 else f"{digest}-{n}"

    def _excluded(self, batch: Batch) -> list[str]:
        """Return for each row the code of the rule that leaves it out, or ""."""
        out = [""] * len(batch)
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
        for name in self.table.columns:
            if name not in wanted and name != self.table.geometry:
                advice = "Map it, or name it under ignore; it stays in the record."
                self.issues.add(Issue("unmapped-column", "info", "", name, self.table.name, advice))


def _plain(cell: Cell) -> object:
    """Return a cell as JSON keeps it."""
    if isinstance(cell, (datetime, date)):
        return cell.isoformat()
    if isinstance(cell, bytes):
        return cell.hex()
    if isinstance(cell, float) and (cell != cell or cell in (float("inf"), float("-inf"))):
        return str(cell)
    return cell
