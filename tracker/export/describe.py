"""Describe an export as a Frictionless Data Package (https://datapackage.org, version 2): its data dictionary."""

from __future__ import annotations

import hashlib
import json
import re
from importlib.metadata import version
from pathlib import Path

from tracker.export.columns import Column
from tracker.export.extract import Extract

_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_MEDIA = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "geojson": "application/geo+json",
    "gpkg": "application/geopackage+sqlite3",
    "parquet": "application/vnd.apache.parquet",
}
#: Formats of which programs that know Frictionless count the rows.
_TABULAR = ("csv", "xlsx", "parquet")
_TYPES = {"text": "string", "number": "number", "integer": "integer", "flag": "boolean", "day": "date"}
#: Licences by what the whole text may be -> (Open Definition id, address). No version is invented.
_LICENCES = (
    (r"ODbL([ -]?(v ?)?1\.0)?|Open Database License", "ODbL-1.0", "https://opendatacommons.org/licenses/odbl/1-0/"),
    (r"ODC-By([ -]?1\.0)?", "ODC-BY-1.0", "https://opendatacommons.org/licenses/by/1-0/"),
    (r"CC0([ -]?1\.0)?", "CC0-1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
    (r"CC[ -]BY[ -]SA[ -]4\.0", "CC-BY-SA-4.0", "https://creativecommons.org/licenses/by-sa/4.0/"),
    (r"CC[ -]BY[ -]SA[ -]3\.0", "CC-BY-SA-3.0", "https://creativecommons.org/licenses/by-sa/3.0/"),
    (r"CC[ -]BY[ -]4\.0", "CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/"),
    (r"CC[ -]BY[ -]3\.0( IGO)?", "CC-BY-3.0", "https://creativecommons.org/licenses/by/3.0/"),
    (r"MIT", "MIT", "https://opensource.org/license/mit"),
)
_SPATIAL = {"geojson": "geojson", "gpkg": "any", "parquet": "any"}


def about(extract: Extract) -> dict[str, object]:
    """Return what makes this export this one: versions, both clocks, filters. No wall clock."""
    at = extract.wanted.at
    return {
        "version": version("megaproject-tracker"),
        "data_version": extract.data_version,
        "as_of": at.as_of or None,
        "recorded_before": at.recorded_before or None,
        "filters": extract.wanted.describe(),
    }


def title_of(extract: Extract) -> str:
    """Return a title: the table, and the clocks and filters that bound it."""
    at = extract.wanted.at
    parts = [f"{extract.wanted.what.capitalize()} of the Megaproject Tracker"]
    parts += [f"as of {at.as_of}"] if at.as_of else []
    parts += [f"in the ledger of {at.recorded_before[:19]}Z"] if at.recorded_before else []
    parts += [f"{name}: {words}" for name, words in extract.wanted.describe().items()]
    return ", ".join(parts)


def package(extract: Extract, name: str, form: str, file: Path, rows: int) -> str:
    """Return datapackage.json as text. ``name``: of the data file, ``file``: where its bytes are now."""
    what = extract.wanted.what
    keys = [c.name for c in extract.columns if c.is_key]
    schema: dict[str, object] = {"fields": [_field(c, form) for c in extract.columns], "missingValues": [""]}
    if keys:
        schema["primaryKey"] = keys
    with file.open("rb") as f:
        digest = hashlib.file_digest(f, "sha256").hexdigest()
    resource: dict[str, object] = {
        "name": what,
        "path": name,
        "format": form,
        "mediatype": _MEDIA[form],
        "encoding": "utf-8",
        "bytes": file.stat().st_size,
        "hash": f"sha256:{digest}",
        "schema": schema,
    }
    if form in _TABULAR:
        resource["rows"] = rows
    out: dict[str, object] = {
        "$schema": _PROFILE,
        "name": f"tracker-{what}",
        "title": title_of(extract),
        "created": f"{extract.recorded_at[:19]}Z" if extract.recorded_at else "1970-01-01T00:00:00Z",
        "version": extract.data_version,
    }
    if licences := [_licence(text) for text in sorted(extract.licences)]:
        out["licenses"] = licences
    if sources := [_source(extract, key) for key in sorted(extract.used)]:
        out["sources"] = sources
    out["resources"] = [resource]
    out["tracker"] = {**about(extract), "rows": rows}
    return json.dumps(out, ensure_ascii=False, indent=1) + "\n"


def _field(c: Column, form: str) -> dict[str, object]:
    kind = _SPATIAL.get(form, "string") if c.kind == "geometry" else _TYPES[c.kind]
    out: dict[str, object] = {"name": c.name, "type": kind, "title": c.title, "description": c.meaning}
    if c.kind == "geometry" and form not in _SPATIAL:
        out["description"] = f"{c.meaning} Written as WKT."
    if kind == "boolean" and form in ("csv", "xlsx"):
        out |= {"trueValues": ["y"], "falseValues": ["n"]}
    if c.unit:
        out["unit"] = c.unit
    constraints: dict[str, object] = {}
    if c.required:
        constraints["required"] = True
    if c.is_key:
        constraints |= {"required": True, "unique": True}
    if c.words:
        constraints["enum"] = list(c.words)
    if constraints:
        out["constraints"] = constraints
    return out


def _licence(text: str) -> dict[str, str]:
    """Return a licence with its id where the text is one that we know, always with the text itself."""
    for pattern, name, path in _LICENCES:
        if re.fullmatch(pattern, text.strip(), re.IGNORECASE):
            return {"name": name, "path": path, "title": text}
    return {"name": "other", "title": text}


def _source(extract: Extract, key: str) -> dict[str, str]:
    source = extract.sources[key]
    out = {"title": source.name, "path": source.homepage, "version": source.last_release}
    return {k: v for k, v in out.items() if v}
