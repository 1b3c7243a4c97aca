"""Write a first mapping of any table: what its columns seem to say, by their headings and their cells together.

A draft always loads. What is only guessed stands there with a remark, what could not be decided as a comment.
"""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from tracker.clean.headings import read_heading
from tracker.clean.loose_dates import date_order, parse_loose
from tracker.drafting import guess_amounts, guess_codes, guess_dates, guess_identity, guess_others, guess_places
from tracker.drafting.draft_toml import write
from tracker.drafting.guess_column import NOTHING_WORDS, Column
from tracker.drafting.guess_headers import with_groups
from tracker.drafting.guess_joins import offer_joins
from tracker.drafting.guess_plan import Plan, Rule, counted
from tracker.drafting.toml_text import plain, toml_of
from tracker.errors import FormatError, UsageError
from tracker.fields import FIELDS
from tracker.mapping.load import parse
from tracker.mapping.model import RecordRule
from tracker.mapping.options import key_of
from tracker.readers.decoding import find_encoding
from tracker.readers.detect import Kind, detect
from tracker.readers.opening import open_table
from tracker.readers.tables import Batch, Cell, Table, TableOptions

#: Rows and cells of the sample.
MAX_ROWS, MAX_CELLS = 10_000, 1_000_000
#: A heading is no longer, and a record has no more of them.
_LONGEST_LABEL, _MOST_LABELS = 60, 200
_TYPED = ("date", "money", "number", "code")
#: Parts of a file's name that tell of one release: days, months, years, copies.
_RELEASE = re.compile(
    r"(?<![^\W_])(?:(?:19|20)\d\d(?:[-_.]?(?:0[1-9]|1[0-2])(?:[-_.]?(?:0[1-9]|[12]\d|3[01]))?)?|\d{1,2}[-_.]\d{1,2}[-_.](?:19|20)?\d\d|q[1-4]|v\d+"
    r"|jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?|copy|\(\d+\))(?![^\W_])",
    re.IGNORECASE,
)
_DATE_IN_TEXT = re.compile(
    r"(?<!\d)(?:\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|\d{1,2} [^\W\d_]{3,12} \d{4}|[^\W\d_]{3,12} \d{1,2}, \d{4}"
    r"|\d{4}年\d{1,2}月(?:\d{1,2}日)?|[^\W\d_]{3,12}[ -]\d{4}|(?:19|20)\d\d)(?!\d)"
)
#: Notes of readers that the draft repeats.
_TOLD = ("title-lines", "sheet-chosen", "other-layers", "transposed", "encoding-guessed", "short-rows", "long-rows")


@dataclass(frozen=True, slots=True)
class Draft:
    """A mapping to be checked by a person. ``placed``, ``ignored``: of how many of the columns it makes use."""

    toml: str
    columns: tuple[str, ...]
    placed: int
    ignored: int

    @property
    def count(self) -> str:
        """How many columns found a place, in words."""
        n = len(self.columns)
        left = n - self.placed - self.ignored
        return f"{self.placed} of {n} columns placed, {self.ignored} ignored, {left} not placed"


def draft_mapping(
    path: Path, *, today: str, sheet: str = "", crs: str = "", mapping_name: str = "mapping.toml"
) -> Draft:
    """Return a draft of the mapping of a file.

    Parameters
    ----------
    path
        Any table or vector file.
    today
        ISO day from which on days are ahead: what is ahead is planned.
    sheet
        Sheet or layer, "" for the likeliest.
    crs
        What the coordinates of a vector file are in ("EPSG:3857") where it does not say so.
    mapping_name
        What the draft will be called; stands in the command that it ends with.

    Raises
    ------
    FormatError
        The file cannot be read.
    UsageError
        It has no such sheet, or nothing in it could be the name of a project.
    """
    table = open_table(path, TableOptions(sheet=sheet), crs)
    grouped = with_groups(path, table, sheet, crs)
    table = grouped or table
    columns, n_rows, is_all = _sample(table)
    plan = Plan(columns, native=table.geometry)
    _guess(plan, today)
    if not plan.fields and _names_fields(columns):
        table = open_table(path, TableOptions(sheet=sheet, transposed=True), crs)
        columns, n_rows, is_all = _sample(table)
        plan = Plan(columns, native=table.geometry)
        _guess(plan, today)
    if not plan.fields:
        _fall_back(plan, path)
    _describe_file(plan, path, table, sheet, today)
    offer_joins(plan, path, table, crs)
    if table is grouped:
        plan.file.keys["header_rows"] = 2
        plan.file.remarks.append("The headings stand in two rows, groups above names.")
    if crs:
        plan.file.keys["crs"] = crs
    source = _source(path)
    return _written(plan, source, path, mapping_name, _head(path, table, n_rows, is_all, plan))


def _sample(table: Table) -> tuple[list[Column], int, bool]:
    """Return the columns of the first rows, how many rows these are, and whether they are all."""
    names = [name for name in table.columns if name != table.geometry and _is_nameable(name)]
    cells: dict[str, list[Cell]] = {name: [] for name in names}
    n = 0
    for batch in _batches(table, len(names)):
        n += len(batch)
        for name in names:
            cells[name] += [c[:600] if isinstance(c, str) else c for c in batch.columns[name]]
    is_all = next(table.batches, None) is None
    return [Column(place, name, cells[name]) for place, name in enumerate(names)], n, is_all


def _batches(table: Table, width: int) -> Iterator[Batch]:
    n = 0
    for batch in table.batches:
        yield batch
        n += len(batch)
        if n >= MAX_ROWS or n * width >= MAX_CELLS:
            return


def _names_fields(columns: Sequence[Column]) -> bool:
    """True where the first column reads as headings do: the table has one record a column."""
    labels = list(columns[0].counts) if columns else []
    known = sum(bool(read_heading(label).concepts) for label in labels if len(label) <= _LONGEST_LABEL)
    return 3 <= len(labels) <= _MOST_LABELS and known >= 0.6 * len(labels)


def _is_nameable(name: str) -> bool:
    """True for names that a mapping can name: not empty, and no halves of characters, which TOML cannot hold."""
    return bool(name) and not any(0xD800 <= ord(c) <= 0xDFFF for c in name)


def _guess(plan: Plan, today: str) -> None:
    """Place the columns, the surest first: a column that has its place is no candidate for another."""
    says_something = any(c.filled for c in plan.columns)
    if says_something:
        guess_others.leave_out_empty(plan)
    guess_others.redact_persons(plan)
    guess_others.guess_address(plan)
    guess_places.guess_places(plan)
    guess_identity.guess_names(plan)
    guess_others.leave_out_totals(plan)
    guess_identity.guess_id(plan)
    guess_codes.guess_country(plan)
    guess_codes.guess_status(plan)
    guess_codes.guess_sector(plan)
    guess_dates.guess_as_of(plan, today)
    guess_dates.guess_dates(plan, today)
    currencies = guess_amounts.guess_money(plan)
    guess_amounts.guess_numbers(plan)
    guess_others.guess_description(plan)
    guess_others.guess_who(plan)
    if plan.said("country") is None:
        guess_places.guess_one_country(plan, currencies)
    guess_identity.guess_key(plan)
    guess_others.leave_out_military(plan)
    if says_something:
        guess_others.leave_out_rest(plan)
    guess_dates.guess_date_order(plan)
    guess_dates.offer_fiscal_year(plan)
    guess_amounts.guess_decimal(plan)
    _guess_nothing_words(plan)


def _guess_nothing_words(plan: Plan) -> None:
    """Name the cells that mean nothing in this file, in columns whose cells are read."""
    typed = {r.keys.get("column") for r in plan.fields if FIELDS[r.field].type in _TYPED}
    words = {
        text: None for c in plan.columns if c.name in typed for text in c.counts if text.casefold() in NOTHING_WORDS
    }
    if words:
        plan.file.keys["empty"] = list(words)


def _fall_back(plan: Plan, path: Path) -> None:
    """Say the best column of text as the name, since a mapping without a field does not load."""
    texts = [c for c in plan.columns if c.name not in plan.redacted and c.worded >= 0.5 and not c.addresses]
    if not texts and not any(c.filled for c in plan.columns):
        free = [c for c in plan.columns if c.name not in plan.redacted]
        texts = [c for c in free if c.heading.has("name")] or free[:1]
    if not texts:
        have = ", ".join(repr(c.name) for c in plan.columns[:30])
        advice = "Write a mapping by hand, see docs/how-to/mapping.md."
        raise UsageError(
            f"No column of {path} could be placed: none holds names.",
            f"It has: {have}. {advice}" if have else "Is it the right file?",
        )
    best = max(texts, key=_likeness_to_names)
    plan.ignored.pop(best.name, None)
    rule = plan.say("name", best)
    rule.remarks.append("Nothing could be placed by heading and cells together; this may be the name.")
    if not plan.record.keys.get("id"):
        plan.record.keys.setdefault("key", [best.name])


def _likeness_to_names(c: Column) -> tuple[float, ...]:
    named = c.heading.has("name") - float(c.heading.any("comment", "description", "url", "status", "date"))
    return named, c.uniqueness * c.fill, min(c.mean_length, 60), -c.place


def _describe_file(plan: Plan, path: Path, table: Table, sheet: str, today: str) -> None:
    notes = dict(table.notes)
    keys = plan.file.keys
    if table.name and (sheet or "sheet-chosen" in notes or "other-layers" in notes):
        plan.file.keys = {"sheet": table.name, **keys}
    if "transposed" in notes:
        plan.file.keys["transposed"] = True
    if detect(path) is Kind.CSV and (found := find_encoding(path)).encoding not in ("utf-8", "utf-8-sig", "ascii"):
        if found.notes:  # said for sure, nobody would hear of it again at the import
            plan.file.remarks.append("The encoding is a guess. If letters look wrong above or below, name another one:")
            plan.file.remarks.append("cp1251 or koi8-r (Cyrillic), cp1250, shift_jis, euc_kr, big5, cp1256 (Arabic).")
            plan.file.offers.insert(0, f"encoding = {toml_of(found.encoding)}")
        else:
            plan.file.keys = {"encoding": found.encoding, **plan.file.keys}
    if "as_of_column" not in plan.record.keys:
        _offer_as_of(plan, notes.get("title-lines", ""), path.stem, today)
    order = [f.name for f in fields(RecordRule)]
    plan.record.keys = dict(sorted(plan.record.keys.items(), key=lambda k: order.index(k[0])))
    what = "official, audit, news or encyclopaedia; where nothing is told it counts as aggregator"
    plan.record.offers.append(f'rank = "official"   # {what}')


def _offer_as_of(plan: Plan, title: str, stem: str, today: str) -> None:
    year = next((o for o in plan.record.offers if o.startswith("as_of_column")), "")
    day, told = today[:4], "the day when the list speaks"
    for text, what in ((stem, "its name says so"), (title, "its title says so")):
        found = [m[0] for m in _DATE_IN_TEXT.finditer(text)]
        days = [d.text for t in found if (d := parse_loose(t, date_order([t]) or "dmy")) and d.lo <= today]
        if days:
            day, told = max(days, key=len), what
    plan.record.remarks.append(
        "When does the list speak? Without as_of its rows count as looked up on the day when the file was fetched."
    )
    plan.record.offers.insert(0, f"as_of = {toml_of(day)}   # {told}; or give --as-of at the import")
    if year:  # two ways to say it: the year of the row goes after
        plan.record.offers.remove(year)
        plan.record.offers.insert(1, year)


def _source(path: Path) -> Rule:
    stem = _RELEASE.sub(" ", path.stem)
    key = key_of(" ".join(re.sub(r"[_\s.]+", " ", stem).split())) or key_of(path.stem) or "my-source"
    name = plain(re.sub(r"[-_\s]+", " ", stem)) or plain(path.stem) or key
    return Rule({"key": key, "name": name}, offers=['publisher = ""', 'licence = ""'])


def _head(path: Path, table: Table, n_rows: int, is_all: bool, plan: Plan) -> list[str]:
    of_all = f" of {table.n_rows:,}" if table.n_rows is not None else ""
    what = counted(n_rows) if is_all else f"the first {counted(n_rows)}{of_all}"
    lines = [
        f"Draft of a mapping for {path.name}, by tracker draft-mapping: guessed from the headings and {what}.",
        "Check each line, then delete the remarks. Lines with # do nothing: take the # away where one is right.",
    ]
    lines += [f"Read as: {code.replace('-', ' ')}: {what.rstrip('.')}." for code, what in table.notes if code in _TOLD]
    if not any(c.filled for c in plan.columns):
        lines.append("No cell says anything to guess from: map the columns below by hand.")
    if plan.redacted:
        lines.append("Columns of persons are never stored; they are named under redact.")
    if plan.said("name") is None:
        lines.append("No column of names was found; projects without a name are shown by their id.")
    if plan.said("country") is None:
        lines.append(
            'No country was found. For one country add: [[field]], field = "country", constant = "..." (alpha-3).'
        )
    if sector := guess_codes.offer_sector(plan):
        lines.append(
            f'No sector was found; most names speak of one: [[field]], field = "sector", constant = "{sector}".'
        )
    return lines


def _written(plan: Plan, source: Rule, path: Path, mapping_name: str, head: list[str]) -> Draft:
    if plan.redacted:
        source.keys["redact"] = list(plan.redacted)
    columns = tuple(c.name for c in plan.columns)
    placed = len(plan.taken - plan.ignored.keys())
    draft = Draft("", columns, placed, len(plan.ignored))
    tail = [
        f"{draft.count}.",
        f"Next: tracker import {shlex.quote(plain(path.name))} --mapping {shlex.quote(plain(mapping_name))} --dry-run",
    ]
    text = write(plan, source, head, tail)
    try:
        mapping = parse(tomllib.loads(text), mapping_name)
    except (tomllib.TOMLDecodeError, FormatError) as e:  # our fault, never the file's
        raise AssertionError(f"the draft does not load: {e}") from e
    assert mapping.columns() <= set(columns)
    return Draft(text, columns, placed, len(plan.ignored))
