"""Read a mapping from TOML and check it: every wrong key and word is named, with what to write instead."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping as MappingOf
from dataclasses import fields as fields_of
from difflib import get_close_matches
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any, TypeVar

from tracker.clean.dates import parse_date
from tracker.clean.fiscal_years import year_start
from tracker.clean.loose_dates import DATE_ORDERS
from tracker.clean.shapes import find_crs
from tracker.errors import FormatError
from tracker.fields import AS_OF_BASES, FIELDS, PRECISIONS, QUALIFIERS
from tracker.mapping.model import (
    ExcludeRule,
    FieldRule,
    FileRule,
    GeometryRule,
    JoinRule,
    Mapping,
    RecordRule,
    WhereRule,
)
from tracker.model import RANKS, Source

Rule = TypeVar("Rule")
#: More rows of headings than this are a slip of the pen.
MAX_HEADER_ROWS = 20
_TABLES = ("source", "file", "record", "field", "geometry", "exclude", "join", "ignore")
_SEE = "See docs/how-to/mapping.md."
_LISTS = ("field", "geometry", "exclude", "join")
#: Annotation of an attribute -> (what TOML must hold for it, how a message says that).
_KINDS: dict[str, tuple[tuple[type, ...], str]] = {
    "str": ((str,), "a text: put it in quotes"),
    "bool": ((bool,), "true or false"),
    "bool | None": ((bool, type(None)), "true or false"),
    "int": ((int,), "a whole number"),
    "int | None": ((int, type(None)), "a whole number"),
    "float": ((int, float), "a number"),
    "tuple[str, ...]": ((tuple,), 'a list of texts: ["a", "b"]'),
    "MappingOf[str, str]": ((dict,), 'a table of texts: { "raw" = "clean" }'),
}


def load(path: Path) -> Mapping:
    """Return the mapping of a TOML file.

    Raises
    ------
    FormatError
        Not TOML, or it says something that no mapping can say.
    """
    return parse(read_toml(path), str(path))


def read_toml(path: Path) -> dict[str, Any]:
    """Return what a TOML file says, not checked yet.

    Raises
    ------
    FormatError
        It cannot be read, or is no TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as e:
        raise FormatError(f"The mapping {path} cannot be read: {e}.", _SEE) from e


def parse(data: MappingOf[str, Any], name: str) -> Mapping:
    """Return the mapping that TOML data describes; ``name`` stands in messages."""
    for key in data:
        _known(key, _TABLES, f"{name}: [{key}]")
        if key in _LISTS and not isinstance(data[key], list):
            raise FormatError(f"{name}: [{key}] stands for one table.", f"Write [[{key}]], in double brackets.")
    if not isinstance(data.get("source", {}), dict):
        raise FormatError(f"{name}: source is not a table.", "Write [source] and below it key = 'my-ministry'.")
    about = dict(data.get("source", {}))
    if "key" not in about:
        raise FormatError(f"{name} lacks [source] key.", "Give the source a short name: key = 'my-ministry'.")
    about.setdefault("name", about["key"])
    about.setdefault("prefix", f"{about['key']}-")
    source = _rule(Source, about, f"{name}: [source]")
    file = _file(data.get("file", {}), f"{name}: [file]")
    places = enumerate(data.get("geometry", []), 1)
    mapping = Mapping(
        source=source,
        file=file,
        record=_rule(RecordRule, data.get("record", {}), f"{name}: [record]"),
        fields=tuple(_field(d, f"{name}: field {n}") for n, d in enumerate(data.get("field", []), 1)),
        geometries=tuple(_geometry(d, f"{name}: geometry {n}", file.crs) for n, d in places),
        excludes=tuple(_rule(ExcludeRule, d, f"{name}: exclude") for d in data.get("exclude", [])),
        joins=tuple(_join(d, f"{name}: join {n}") for n, d in enumerate(data.get("join", []), 1)),
        ignore=_texts(data.get("ignore", []), f"{name}: ignore"),
    )
    if mapping.source.releases not in ("complete", "vintage"):
        raise FormatError(f"{name}: releases = {mapping.source.releases!r}.", "Write complete or vintage.")
    if mapping.record.as_of_basis not in AS_OF_BASES:
        _known(mapping.record.as_of_basis, AS_OF_BASES, f"{name}: as_of_basis")
    if mapping.record.rank:
        _known(mapping.record.rank, tuple(RANKS), f"{name}: rank")
    _date(mapping.record.as_of, f"{name}: [record] as_of")
    if not mapping.fields:
        raise FormatError(f"{name} maps no field.", "Add [[field]] tables: field = 'name', column = 'Project'.")
    hidden = {column.casefold() for column in mapping.source.redact}
    both = sorted(column for column in mapping.said_columns() if column.casefold() in hidden)
    if both:
        advice = (
            "A redacted column is never stored: take it from redact, or map it nowhere (where and exclude may use it)."
        )
        raise FormatError(f"{name} maps what it redacts: {', '.join(map(repr, both))}.", advice)
    return mapping


def _file(data: MappingOf[str, Any], where: str) -> FileRule:
    rule = _rule(FileRule, data, where)
    _days(rule, where)
    _headings(rule, where)
    return rule


def _headings(rule: FileRule | JoinRule, where: str) -> None:
    """Check what is said of the rows of headings."""
    if not 1 <= rule.header_rows <= MAX_HEADER_ROWS:
        raise FormatError(
            f"{where}: header_rows = {rule.header_rows} is not right.", f"Give a number from 1 to {MAX_HEADER_ROWS}."
        )
    if rule.transposed and rule.header_rows > 1:
        raise FormatError(
            f"{where}: header_rows is for tables with one record a line, not for transposed ones.",
            "Leave one of the two out.",
        )


def _days(rule: FileRule | FieldRule, where: str) -> None:
    """Check what a table or a column says of its dates."""
    if rule.date_order:
        _known(rule.date_order, DATE_ORDERS, f"{where}: date_order")
    if rule.fiscal_year_start and year_start(rule.fiscal_year_start) is None:
        raise FormatError(
            f"{where}: fiscal_year_start = {rule.fiscal_year_start!r} is no day of a year.",
            'Write month and day in digits: "04-01" for the first of April.',
        )


def _field(data: MappingOf[str, Any], where: str) -> FieldRule:
    given = dict(data)
    _where(given, where)
    if "currency" in given:
        given["unit"] = given.pop("currency")
    if "currency_column" in given:
        given["unit_column"] = given.pop("currency_column")
    if given.get("field") in ("progress_pct", "progress_planned") and not given.get("item"):
        given["item"] = "unspecified"  # a percentage always measures something: here nobody says what
    rule = _rule(FieldRule, given, where)
    _known(rule.field, tuple(FIELDS), f"{where}: field")
    _known(rule.qualifier, QUALIFIERS, f"{where}: qualifier")
    _days(rule, where)
    if bool(rule.column) == bool(rule.constant):
        raise FormatError(f"{where} ({rule.field}) needs a column or a constant.", _SEE)
    if rule.joined and (rule.constant or rule.field == "sector"):
        raise FormatError(
            f"{where} ({rule.field}): joined rows cannot say that.",
            "joined = true is for a column of the joined table; the sector is told by the first table.",
        )
    _date(rule.as_of, f"{where}: as_of")
    _date(rule.about, f"{where}: about")
    return rule


def _geometry(data: MappingOf[str, Any], where: str, file_crs: str) -> GeometryRule:
    given = dict(data)
    _where(given, where)
    if "lat" in given or "lon" in given:
        given["pairs"] = [[given.pop("lat", ""), given.pop("lon", "")]]
    pairs = given.get("pairs", [])
    if not isinstance(pairs, list) or not all(isinstance(pair, list) and len(pair) == 2 for pair in pairs):
        raise FormatError(f"{where}: pairs is not a list of pairs.", 'Write pairs = [["Lat 1", "Lon 1"], ...].')
    given["pairs"] = tuple((str(a), str(b)) for a, b in pairs)
    is_projected = bool(given.get("easting") or given.get("northing"))
    if is_projected and not given.get("crs"):
        given["crs"] = file_crs
    rule = _rule(GeometryRule, given, where)
    if not (rule.native or rule.pairs or rule.wkt or rule.ewkb or is_projected):
        raise FormatError(
            f"{where} names no column.",
            "Give lat and lon, pairs, easting and northing, wkt, ewkb, or native = true.",
        )
    if is_projected and not (rule.easting and rule.northing):
        raise FormatError(f"{where} has one of easting and northing.", "Name the column of the other one too.")
    if is_projected and not rule.crs:
        raise FormatError(
            f"{where}: in which coordinate system are {rule.easting!r} and {rule.northing!r}?",
            'Say it by its code: crs = "EPSG:27700" (British National Grid), "EPSG:32648" (UTM zone 48N), ...',
        )
    if rule.crs and (rule.native or rule.pairs):
        raise FormatError(
            f"{where}: crs is for easting and northing, wkt and ewkb.",
            "Latitude and longitude are degrees of WGS 84; the crs of a vector file stands in [file].",
        )
    if rule.crs and find_crs(rule.crs) is None:
        raise FormatError(
            f"{where}: crs = {rule.crs!r} is not known.", 'Give the code of the EPSG register, as "EPSG:27700".'
        )
    for word in (rule.precision, *rule.precision_values.values()):
        _known(word, PRECISIONS, f"{where}: precision")
    return rule


def _join(data: MappingOf[str, Any], where: str) -> JoinRule:
    """Return the rule of a join. What it names lies beside the table: a mapping of somebody reads nothing else."""
    rule = _rule(JoinRule, data, where)
    if not rule.file and not rule.sheet:
        raise FormatError(
            f"{where} names neither a file nor a sheet.",
            'Give file = "more.csv" (it lies beside the table), or sheet = "Sites" (of the same file), or both.',
        )
    _headings(rule, where)
    for path in (PurePosixPath(rule.file), PureWindowsPath(rule.file)):
        if path.anchor or ".." in path.parts:
            raise FormatError(
                f"{where}: file = {rule.file!r} does not lie beside the table.",
                "Put it into the table's folder or below, and name it from there.",
            )
    return rule


def _where(given: dict[str, Any], where: str) -> None:
    """Turn ``where = { column = "Status", values = [...] }`` (or ``not = [...]``; or a list of such) into rules."""
    if "where" not in given:
        return
    said = given["where"]
    rules = []
    for one in said if isinstance(said, list) else [said]:
        if not isinstance(one, dict):
            raise FormatError(
                f"{where}: where is not a table.", 'Write where = { column = "Status", values = ["open"] }.'
            )
        for key in one:
            _known(key, ("column", "values", "not"), f"{where}: where")
        if "column" not in one or ("values" in one) == ("not" in one):
            raise FormatError(f"{where}: where is incomplete.", "Give a column, and either values or not.")
        words = _texts(one.get("values", one.get("not")), f"{where}: where")
        rules.append(_rule(WhereRule, {"column": one["column"], "values": words, "negate": "not" in one}, where))
    given["where"] = tuple(rules)


def _texts(value: object, where: str) -> tuple[str, ...]:
    if not isinstance(value, (list, tuple)) or not all(isinstance(v, str) for v in value):
        raise FormatError(f"{where} is not a list of texts.", 'Write ["a", "b"].')
    return tuple(value)


def _rule(kind: type[Rule], data: MappingOf[str, Any], where: str) -> Rule:
    if not isinstance(data, dict):
        raise FormatError(f"{where} is not a table.", _SEE)
    names = {f.name for f in fields_of(kind)}  # type: ignore[arg-type]
    given: dict[str, Any] = {}
    for key, value in data.items():
        _known(key, tuple(names), where)
        given[key] = tuple(value) if isinstance(value, list) else value
    try:
        rule = kind(**given)
    except TypeError as e:
        raise FormatError(f"{where} is incomplete: {e}.", _SEE) from e
    for f in fields_of(kind):  # type: ignore[arg-type]
        value = getattr(rule, f.name)
        types, must = _KINDS.get(str(f.type), ((object,), ""))
        parts = value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else ()
        if (
            not isinstance(value, types)
            or (isinstance(value, bool) and bool not in types and must)
            or (must and not all(isinstance(v, str) for v in parts))
        ):
            raise FormatError(f"{where}: {f.name} = {value!r} is not right.", f"It must be {must}.")
    return rule


def _known(word: str, words: tuple[str, ...], where: str) -> None:
    if word not in words:
        near = get_close_matches(str(word), words, n=1)
        hint = f"Did you mean {near[0]!r}?" if near else f"Use one of {', '.join(sorted(words))}."
        raise FormatError(f"{where}: {word!r} is not known.", hint)


def _date(text: str, where: str) -> None:
    if text and parse_date(text) is None:
        raise FormatError(f"{where} = {text!r} is not a date.", "Write 2024, 2024-06 or 2024-06-30.")
