"""The data dictionary beside an export."""

from __future__ import annotations

import csv
import hashlib
import json
import math
from pathlib import Path
from typing import Any

import pytest
from make import VINTAGE, claim, document, reading, record

from tracker import ingest, views
from tracker.export.columns import columns_of
from tracker.export.describe import _licence
from tracker.export.extract import Wanted
from tracker.export.write import export
from tracker.store.store import Store


def package(store: Store, path: Path, wanted: Wanted) -> dict[str, Any]:
    done = export(store, wanted, path, overwrite=True)
    assert done.dictionary == path.with_name(f"{path.name}.datapackage.json")
    return json.loads(done.dictionary.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


@pytest.mark.parametrize("what", ["projects", "claims", "observations"])
def test_it_describes_every_column_of_the_file(catalogue: Store, tmp_path: Path, what: str) -> None:
    path = tmp_path / "out.csv"
    data = package(catalogue, path, Wanted(what))  # type: ignore[arg-type]
    (resource,) = data["resources"]
    with path.open(encoding="utf-8", newline="") as f:
        found = list(csv.DictReader(f))
    fields = resource["schema"]["fields"]
    assert [f["name"] for f in fields] == list(found[0])
    assert all(f["title"] and f["description"] for f in fields)
    assert resource["path"] == "out.csv"
    assert resource["rows"] == len(found)
    assert resource["hash"] == f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
    assert resource["schema"]["missingValues"] == [""]
    for f in fields:
        cells = [r[f["name"]] for r in found]
        rules = f.get("constraints", {})
        if rules.get("required"):
            assert all(cells), f["name"]
        if "enum" in rules:
            assert {c for c in cells if c} <= set(rules["enum"]), f["name"]
        if f["type"] == "number":
            assert all(math.isfinite(float(c)) for c in cells if c)
        if f["type"] == "boolean":
            assert set(cells) <= {"y", "n", ""}


def test_units_come_from_the_dictionary_of_fields() -> None:
    units = {c.name: c.unit for c in columns_of("projects", geometry=True) if c.unit}
    assert units == {"progress_pct": "percent", "length_km": "km"}


def test_it_says_which_ledger_and_what_bounds_it(catalogue: Store, tmp_path: Path) -> None:
    wanted = Wanted("projects", views.moment("2024"), views.Filters(sector=("canal",)))
    data = package(catalogue, tmp_path / "out.csv", wanted)
    atlas = views.atlas(catalogue, cards=False)
    assert data["tracker"]["data_version"] == data["version"] == atlas.data_version
    assert data["tracker"]["as_of"] == "2024-12-31"
    assert data["tracker"]["filters"] == {"sector": "canal"}
    assert data["title"] == "Projects of the Megaproject Tracker, as of 2024-12-31, sector: canal"
    assert data["created"] == f"{views.sources(catalogue)[0].last_recorded[:19]}Z"


def test_it_names_the_sources_and_licences_that_are_used(store: Store, tmp_path: Path) -> None:
    free = document("Bank", licence="CC BY 4.0")
    ingest.run_import(store, reading([record("canal", claim("name", "Canal", as_of="", by=free))]))
    ingest.run_import(store, reading([record("dam", claim("name", "Dam", as_of="", by="Xinhua"))], VINTAGE))
    both = package(store, tmp_path / "out.csv", Wanted())
    assert [s["title"] for s in both["sources"]] == ["Test source", "Yearly release"]
    one = package(store, tmp_path / "out.csv", Wanted(projects=("canal",)))
    assert [s["title"] for s in one["sources"]] == ["Test source"]
    assert one["licenses"] == [
        {"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/", "title": "CC BY 4.0"}
    ]
    other = package(store, tmp_path / "out.csv", Wanted(projects=("v-dam",)))
    assert "licenses" not in other


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("ODbL 1.0", "ODbL-1.0"),
        ("ODbL", "ODbL-1.0"),
        ("cc by-sa 4.0", "CC-BY-SA-4.0"),
        ("CC BY-SA", "other"),
        ("Facts with their sources; one file: ODbL 1.0", "other"),
    ],
)
def test_a_licence_is_named_only_where_the_whole_text_is_one(text: str, name: str) -> None:
    assert _licence(text)["name"] == name
    assert _licence(text)["title"] == text
