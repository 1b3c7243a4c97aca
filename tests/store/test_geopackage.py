"""The layers of the live file, as QGIS, R and GDAL see them: right types, ids, extent, index; and no way to write.

GDAL never opens the ledger in our process (one SQLite library per process): everything here runs in another one.
"""

from __future__ import annotations

import importlib.util
import json
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ledgers import bring, everything, kept_ready, line, point, sound
from make import claim, record

from tracker import ingest, views
from tracker.resolve import current
from tracker.store.store import Store

pytestmark = pytest.mark.gdal
needs_pyogrio = pytest.mark.skipif(importlib.util.find_spec("pyogrio") is None, reason="needs pyogrio")
needs_ogr = pytest.mark.skipif(shutil.which("ogrinfo") is None, reason="needs ogrinfo")

LAYERS = ("projects", "projects_points", "projects_lines")
GUANGXI = (105.0, 20.0, 112.0, 25.0)


def place(shape: bytes, **more: object) -> Any:
    return claim("geometry", shape, "", unit="exact", as_of_basis="lookup", **more)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with a point, a line, a line of two sections, a point far away, and a project without a place."""
    from tracker.store.store import create

    store = create(tmp_path_factory.mktemp("layers") / "tracker.gpkg")
    bring(
        store,
        record(
            "lock",
            place(point(109.5, 22.5)),
            claim("name", "Schleuse Größe 1, 平陆", "", as_of_basis="lookup"),
            claim("status", "construction", "2026-05-01"),
            claim("progress_pct", 55.5, "2026-05-01", item="physical", about="2026-04-30"),
            claim("completion_planned", "2026-12", "2026-05-01"),
            claim("cost_estimate", 72.7e9, "2026-05-01", unit="CNY", price_year=2022),
            claim("length_km", 134.2, "2026-05-01", unit="km"),
        ),
        record("canal", place(line((108, 21.5), (109, 22.9))), claim("status", "planned", "2025-01-01")),
        record(
            "railway",
            place(line((10, 50), (11, 51)), scope="section:a"),
            place(line((11, 51), (12, 50)), scope="section:b"),
            claim("status", "operating", "2025-01-01"),
        ),
        record("dam", place(point(-70.25, -30.5)), claim("status", "proposed", "2025-01-01")),
        record("plan", claim("status", "proposed", "2025-01-01")),
    )
    return store.path


@pytest.fixture
def ledger(file: Path, tmp_path: Path) -> Store:
    return Store(shutil.copy(file, tmp_path / "tracker.gpkg"))


def gdal(code: str, path: Path) -> Any:
    """Run code with pyogrio in another process; it prints JSON."""
    begin = "import json, sys, warnings, pyogrio\npath = sys.argv[1]\n"
    run = subprocess.run(
        [sys.executable, "-c", begin + code, str(path)], capture_output=True, text=True, check=False, timeout=120
    )
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def ogr(*arguments: object) -> str:
    run = subprocess.run([str(a) for a in arguments], capture_output=True, text=True, check=False, timeout=60)
    return run.stdout + run.stderr


SEE = """
out = {"layers": [str(name) for name, _ in pyogrio.list_layers(path)]}
for layer in ("projects", "projects_points", "projects_lines"):
    info = pyogrio.read_info(path, layer=layer, force_feature_count=True, force_total_bounds=True)
    types = dict(zip(info["fields"].tolist(), info["ogr_types"], strict=True))
    frame = pyogrio.read_dataframe(path, layer=layer, fid_as_index=True)
    near = pyogrio.read_dataframe(path, layer=layer, bbox=(105, 20, 112, 25))
    out[layer] = {
        "types": types, "crs": info["crs"], "bounds": list(info["total_bounds"]), "count": info["features"],
        "fid": info["fid_column"], "geometry": info["geometry_name"], "near": sorted(near.slug),
        "rows": {
            row.slug: {
                "fid": int(fid), "wkt": row.geometry.wkt if row.geometry else None, "name": row["name"],
                "lo": str(row.completion_planned_lo)[:10], "hi": str(row.completion_planned_hi)[:10],
                "evidence": str(row.last_evidence)[:10], "cost": row.cost_estimate, "n": int(row.n_claims),
                "year": row.cost_estimate_price_year,
            }
            for fid, row in frame.iterrows()
        },
    }
print(json.dumps(out))
"""


@pytest.fixture(scope="module")
def seen(file: Path) -> Any:
    if importlib.util.find_spec("pyogrio") is None:
        pytest.skip("needs pyogrio")
    return gdal(SEE, file)


def test_gdal_lists_our_layers_and_none_of_our_tables(seen: Any) -> None:
    assert set(LAYERS) <= set(seen["layers"])
    assert set(seen["layers"]) - set(LAYERS) <= {"project_current", "source"}


@pytest.mark.parametrize("layer", LAYERS)
def test_columns_have_the_types_that_users_expect(seen: Any, layer: str) -> None:
    types = seen[layer]["types"]
    days = {n for n in types if n.endswith(("_lo", "_hi"))} | {"status_as_of", "progress_about", "last_evidence"}
    numbers = {"progress_pct", "cost_budget", "cost_estimate", "cost_actual", "spent_to_date", "length_km"}
    counts = {n for n in types if n.endswith("_price_year")} | {"n_claims", "n_documents"}
    assert len(days) == 11
    assert len(counts) == 6
    for name, kind in types.items():
        wanted = "OFTDate" if name in days else "OFTReal" if name in numbers else None
        assert kind == (wanted or ("OFTInteger64" if name in counts else "OFTString")), name
    columns = {f for f in views.ProjectRow.__dataclass_fields__ if f not in ("fid", "wkb")}
    assert set(types) == columns


def test_rows_carry_ids_dates_numbers_and_any_script(seen: Any, file: Path) -> None:
    rows = seen["projects"]["rows"]
    ours = {p.slug: p.fid for p in views.projects(Store(file))}
    assert {slug: row["fid"] for slug, row in rows.items()} == ours
    assert rows["lock"] == {
        "fid": ours["lock"],
        "wkt": "POINT (109.5 22.5)",
        "name": "Schleuse Größe 1, 平陆",
        "lo": "2026-12-01",
        "hi": "2026-12-31",
        "evidence": "2026-05-01",
        "cost": 72.7e9,
        "n": 7,
        "year": 2022,
    }
    assert rows["plan"]["wkt"] is None


def test_layers_have_crs_extent_ids_and_their_kind_of_geometry(seen: Any) -> None:
    for layer, count in (("projects", 5), ("projects_points", 2), ("projects_lines", 2)):
        told = seen[layer]
        assert (told["crs"], told["fid"], told["geometry"], told["count"]) == ("EPSG:4326", "fid", "geom", count)
        assert told["bounds"] == pytest.approx([-70.25, -30.5, 109.5, 51.0], abs=1e-4)
    assert sorted(seen["projects_points"]["rows"]) == ["dam", "lock"]
    assert sorted(seen["projects_lines"]["rows"]) == ["canal", "railway"]
    assert seen["projects_lines"]["rows"]["railway"]["wkt"].startswith("MULTILINESTRING ((")


def test_a_box_finds_what_lies_in_it(seen: Any) -> None:
    found = {layer: seen[layer]["near"] for layer in LAYERS}
    assert found == {"projects": ["canal", "lock"], "projects_points": ["lock"], "projects_lines": ["canal"]}


NEAR = """
print(json.dumps({
    layer: len(pyogrio.read_dataframe(path, layer=layer, bbox=(105, 20, 112, 25)))
    for layer in ("projects", "projects_points", "projects_lines")
}))
"""


def without_index(ledger: Store) -> None:
    """Empty the R*Tree, as nobody should: who still finds anything in a box does not use it."""
    db = sqlite3.connect(ledger.path)
    db.execute("delete from rtree_project_current_geom")
    db.commit()
    db.close()


@needs_pyogrio
def test_pyogrio_finds_by_the_index(ledger: Store) -> None:
    without_index(ledger)
    assert gdal(NEAR, ledger.path) == {"projects": 0, "projects_points": 0, "projects_lines": 0}
    ingest.rebuild(ledger)
    assert gdal(NEAR, ledger.path) == {"projects": 2, "projects_points": 1, "projects_lines": 1}


@needs_ogr
def test_ogrinfo_finds_by_the_index(ledger: Store) -> None:
    def found(layer: str) -> int:
        return ogr("ogrinfo", "-ro", "-q", "-spat", *GUANGXI, ledger.path, layer).count("OGRFeature(")

    assert [found(layer) for layer in LAYERS] == [2, 1, 1]
    without_index(ledger)
    assert [found(layer) for layer in LAYERS] == [0, 0, 0]


@needs_ogr
def test_ogrinfo_reads_the_layers_without_a_complaint(file: Path) -> None:
    told = ogr("ogrinfo", "-ro", "-so", file, "projects")
    assert "Feature Count: 5" in told
    assert "FID Column = fid" in told
    assert "completion_planned_lo: Date (0.0)" in told
    assert "cost_estimate: Real (0.0)" in told
    assert "n_claims: Integer64 (0.0)" in told
    assert "name: String (0.0)" in told
    assert "ERROR" not in told
    assert "Warning" not in told


STATUSES = """
frame = pyogrio.read_dataframe(path, layer="projects")
print(json.dumps(dict(zip(frame.slug, frame.status))))
"""


@pytest.mark.parametrize("reader", [pytest.param("pyogrio", marks=needs_pyogrio), pytest.param("ogr", marks=needs_ogr)])
def test_layers_can_be_read_while_an_import_is_writing(ledger: Store, reader: str) -> None:
    with ledger.write("a long import") as (conn, _):
        conn.exec_driver_sql("update claim set value_text = 'cancelled' where value_text = 'planned'")
        conn.exec_driver_sql("delete from project_current where slug = 'dam'")
        current.refresh(conn, [2])
        if reader == "pyogrio":
            statuses = gdal(STATUSES, ledger.path)
            assert (len(statuses), statuses["canal"]) == (5, "planned")
        else:
            told = ogr("ogrinfo", "-ro", "-q", ledger.path, "projects")
            assert told.count("OGRFeature(projects)") == 5
            assert "status (String) = planned" in told
            assert "cancelled" not in told
    assert {p.slug: p.status for p in views.projects(ledger)}.get("canal") == "cancelled"
    assert sound(ledger)


WRITE = """
tried = {}
for layer in ("projects", "projects_points", "projects_lines", "project_current"):
    frame = pyogrio.read_dataframe(path, layer=layer).head(1)
    frame["name"] = "Changed by somebody"
    try:
        pyogrio.write_dataframe(frame, path, layer=layer, append=True)
        tried[layer] = "written"
    except Exception as e:
        tried[layer] = type(e).__name__
print(json.dumps(tried))
"""


@needs_pyogrio
def test_pyogrio_cannot_write(ledger: Store) -> None:
    before = everything(ledger), kept_ready(ledger)
    assert "written" not in gdal(WRITE, ledger.path).values()
    assert (everything(ledger), kept_ready(ledger)) == before
    assert sound(ledger)


@needs_ogr
@pytest.mark.parametrize("layer", [*LAYERS, "project_current"])
@pytest.mark.parametrize("how", ["-append", "-overwrite", "-upsert"])
def test_ogr2ogr_cannot_write(ledger: Store, file: Path, layer: str, how: str) -> None:
    before = everything(ledger), kept_ready(ledger)
    told = ogr("ogr2ogr", "-update", how, "-nln", layer, ledger.path, file, "projects")
    assert "ERROR" in told
    assert (everything(ledger), kept_ready(ledger)) == before
    assert sound(ledger)


@needs_ogr
@pytest.mark.parametrize(
    "sql",
    [
        "delete from project_current",
        "update project_current set name = 'x'",
        "delete from projects",
        "delete from claim",
    ],
)
def test_sql_by_way_of_gdal_changes_nothing(ledger: Store, sql: str) -> None:
    before = everything(ledger), kept_ready(ledger)
    ogr("ogrinfo", ledger.path, "-sql", sql)
    assert (everything(ledger), kept_ready(ledger)) == before


def test_the_file_says_that_it_is_a_geopackage(file: Path) -> None:
    db = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    assert db.execute("pragma application_id").fetchone() == (0x47504B47,)
    assert db.execute("pragma user_version").fetchone() == (10300,)
    registered = dict(db.execute("select table_name, data_type from gpkg_contents"))
    assert {name for name, kind in registered.items() if kind == "features"} == {*LAYERS, "project_current"}
    for name in registered:
        assert db.execute(f"select count(*) from {name}").fetchone()
    declared = {r[2] for r in db.execute("pragma table_info(project_current)")}
    assert declared <= {"TEXT", "REAL", "INTEGER", "DATE", "BLOB"}
    (blob,) = db.execute("select geom from projects where slug = 'lock'").fetchone()
    assert blob[:8] == b"GP\x00\x01\xe6\x10\x00\x00"
    assert blob[8:] == point(109.5, 22.5)
    db.close()


def test_the_index_has_a_row_for_each_place_which_holds_it(file: Path) -> None:
    store = Store(file)
    shapes = {p.fid: p for p in views.projects(store) if p.wkb}
    rows = {r[0]: r[1:] for r in kept_ready(store)["index"]}  # type: ignore[index]
    assert rows.keys() == shapes.keys()
    minx, maxx, miny, maxy = rows[next(f for f, p in shapes.items() if p.slug == "canal")]
    assert minx <= 108 <= 109 <= maxx
    assert miny <= 21.5 <= 22.9 <= maxy
