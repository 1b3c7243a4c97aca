"""The rules of Data Package and Table Schema (version 2), one by one, for each table and format.

The package ``frictionless`` itself was run by hand over the same files; it brings forty others, too many for tests.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import python_calamine
from make import claim, document, reading, record
from pyarrow import parquet

from tracker import ingest
from tracker.export.columns import What
from tracker.export.extract import Wanted
from tracker.export.write import export
from tracker.store.store import Store

_NAME = re.compile(r"[a-z0-9._-]+")
_TYPES = {"string", "number", "integer", "boolean", "date", "geojson", "any"}
_TABLES: list[tuple[What, str]] = [
    (what, form)
    for what in ("projects", "claims", "observations")
    for form in ("csv", "xlsx", "geojson", "gpkg", "parquet")
    if (what, form) != ("observations", "geojson")
]


def cells(path: Path) -> tuple[list[str], list[list[Any]]] | None:
    """Return header and rows of a table; None for formats of maps, whose columns are tested elsewhere."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as f:
            head, *rows = csv.reader(f, strict=True)
        return head, rows
    if path.suffix == ".xlsx":
        head, *rows = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
        return [str(h) for h in head], rows
    if path.suffix == ".parquet":
        table = parquet.read_table(path)
        return table.column_names, [list(row.values()) for row in table.to_pylist()]
    return None


def package_faults(data: dict[str, Any], folder: Path) -> Iterator[str]:
    """Yield what breaks a rule of Data Package 2."""
    if not _NAME.fullmatch(data["name"]):
        yield f"name {data['name']}"
    if not data["$schema"].startswith("https://datapackage.org/profiles/2."):
        yield "$schema"
    if datetime.fromisoformat(data["created"]).tzinfo is None:
        yield "created is no time with a zone"
    if not all(x.get("name") or x.get("path") for x in data.get("licenses", [])):
        yield "a licence without name and path"
    if not all(x.get("title") or x.get("path") for x in data.get("sources", [])):
        yield "a source without title and path"
    for part in (*data.get("licenses", []), *data.get("sources", [])):
        if "path" in part and not re.fullmatch(r"https?://\S+", part["path"]):
            yield f"path {part['path']} is no address"
    for empty in ("licenses", "sources"):
        if empty in data and not data[empty]:
            yield f"{empty} is an empty list"
    names = [r["name"] for r in data["resources"]]
    if len(set(names)) < len(names) or not all(_NAME.fullmatch(n) for n in names):
        yield f"names of resources {names}"
    for r in data["resources"]:
        if r["path"].startswith(("/", "..")) or not (folder / r["path"]).is_file():
            yield f"path {r['path']}"
        if (folder / r["path"]).stat().st_size != r["bytes"]:
            yield "bytes"
        yield from schema_faults(r["schema"])


def schema_faults(schema: dict[str, Any]) -> Iterator[str]:
    """Yield what breaks a rule of Table Schema 2."""
    names = [f["name"] for f in schema["fields"]]
    if len(set(names)) < len(names):
        yield "two fields of one name"
    if not set(schema.get("primaryKey", [])) <= set(names):
        yield "primaryKey"
    if not all(isinstance(x, str) for x in schema["missingValues"]):
        yield "missingValues"
    for f in schema["fields"]:
        if f["type"] not in _TYPES:
            yield f"type {f['type']}"
        if set(f.get("constraints", {})) - {"required", "unique", "enum"}:
            yield f"constraints of {f['name']}"
        if {"trueValues", "falseValues"} & set(f) and f["type"] != "boolean":
            yield f"words for true of {f['name']}"
        if "enum" in f.get("constraints", {}) and len(set(f["constraints"]["enum"])) < len(f["constraints"]["enum"]):
            yield f"enum of {f['name']}"


def value_faults(schema: dict[str, Any], rows: list[list[Any]]) -> Iterator[str]:
    """Yield the cells that are not what the schema says."""
    for n, f in enumerate(schema["fields"]):
        rules, column = f.get("constraints", {}), [row[n] for row in rows]
        given = [c for c in column if c is not None and c not in schema["missingValues"]]
        if rules.get("required") and len(given) < len(column):
            yield f"{f['name']} is required"
        if rules.get("unique") and len(set(given)) < len(given):
            yield f"{f['name']} is unique"
        if "enum" in rules and not set(given) <= set(rules["enum"]):
            yield f"{f['name']}: {set(given) - set(rules['enum'])}"
        for cell in given:
            if not fits(cell, f):
                yield f"{f['name']}: {cell!r} is no {f['type']}"


def fits(cell: Any, field: dict[str, Any]) -> bool:
    """True where a cell reads as the type of its field: as text says it in CSV, or as the format's own type."""
    kind = field["type"]
    if kind == "boolean":
        return cell in (*field.get("trueValues", []), *field.get("falseValues", [])) or isinstance(cell, bool)
    if isinstance(cell, str):
        forms = {
            "number": r"-?\d+(\.\d+)?([eE][+-]?\d+)?",
            "integer": r"-?\d+",
            "date": r"\d{4}-\d\d-\d\d",
            "string": r"(?s).+",
        }
        return bool(re.fullmatch(forms[kind], cell)) and (kind != "date" or bool(date.fromisoformat(cell)))
    types = {"number": (float, int), "integer": (int, float), "date": (date,), "any": (bytes,)}
    return isinstance(cell, types[kind]) and not (kind == "integer" and cell != int(cell))


@pytest.mark.parametrize(("what", "form"), _TABLES)
def test_the_catalogue_keeps_every_rule(catalogue: Store, tmp_path: Path, what: What, form: str) -> None:
    done = export(catalogue, Wanted(what), tmp_path / f"out.{form}")
    assert done.dictionary is not None
    data = json.loads(done.dictionary.read_text(encoding="utf-8"))
    assert list(package_faults(data, tmp_path)) == []
    (resource,) = data["resources"]
    found = cells(tmp_path / f"out.{form}")
    if found is not None:
        head, rows = found
        assert head == [f["name"] for f in resource["schema"]["fields"]]
        assert len(rows) == resource["rows"] == data["tracker"]["rows"] == done.rows
        assert list(value_faults(resource["schema"], rows)) == []


@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet"])
def test_odd_values_keep_them_too(store: Store, tmp_path: Path, form: str) -> None:
    by = document("=Agency", note="-", licence="@")
    odd = record(
        "canal",
        claim("name", "-5", as_of="", by=by),
        claim("cost_growth", -1e-7, unit="percent", by=by),
        claim("cost_estimate", 1.2345678901234567e22, unit="", by=by),
        claim("completion_planned", "../2030", as_of="../2024", about="2024/..", by=by),
    )
    ingest.run_import(store, reading([odd]))
    for what in ("projects", "claims", "observations"):
        done = export(store, Wanted(what), tmp_path / f"{what}.{form}")  # type: ignore[arg-type]
        assert done.dictionary is not None and done.path is not None
        data = json.loads(done.dictionary.read_text(encoding="utf-8"))
        found = cells(done.path)
        assert found is not None
        assert list(package_faults(data, tmp_path)) == []
        assert list(value_faults(data["resources"][0]["schema"], found[1])) == []


@pytest.mark.parametrize("form", ["csv", "xlsx", "geojson", "gpkg", "parquet"])
def test_an_empty_table_has_its_columns_and_says_so(catalogue: Store, tmp_path: Path, form: str) -> None:
    from tracker.views import Filters

    done = export(catalogue, Wanted("claims", filters=Filters(text="no such words")), tmp_path / f"out.{form}")
    assert done.rows == 0
    assert any("Nothing fits" in note for note in done.notes)
    assert done.dictionary is not None
    data = json.loads(done.dictionary.read_text(encoding="utf-8"))
    assert list(package_faults(data, tmp_path)) == []
    found = cells(tmp_path / f"out.{form}")
    if found is not None:
        assert found == ([f["name"] for f in data["resources"][0]["schema"]["fields"]], [])
