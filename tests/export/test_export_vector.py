"""GeoJSON, GeoPackage and GeoParquet: places where GDAL and geopandas look for them."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import geopandas
import pandas as pd
import pytest
import shapely
from homes import in_a_file
from make import claim, reading, record

from tracker import ingest, views
from tracker.errors import UsageError
from tracker.export import geojson, geoparquet
from tracker.export.extract import Wanted
from tracker.export.write import export
from tracker.store.store import Store


def test_geojson_is_one_collection_of_features(catalogue: Store, tmp_path: Path) -> None:
    export(catalogue, Wanted(), tmp_path / "out.geojson")
    data = json.loads((tmp_path / "out.geojson").read_text(encoding="utf-8"))
    projects = views.projects(catalogue, sort="slug")
    assert data["type"] == "FeatureCollection"
    assert "crs" not in data
    assert [f["id"] for f in data["features"]] == [p.slug for p in projects]
    for feature, p in zip(data["features"], projects, strict=True):
        shape = shapely.geometry.shape(feature["geometry"])
        assert shape.equals_exact(shapely.from_wkb(p.wkb), 5.1e-8)
        assert feature["properties"]["status"] == p.status
        assert feature["properties"]["cost_budget"] == p.cost_budget
        assert feature["properties"]["owner"] == (p.owner or None)


def test_seven_decimals_and_rings_by_the_right_hand() -> None:
    ring = [(0.123456789, 0), (0, 1), (1, 1), (0.123456789, 0)]
    clockwise = shapely.to_wkb(shapely.Polygon(ring))
    shape = geojson.shape_of(clockwise)
    assert shape["coordinates"][0][0][0] == 0.1234568
    assert shapely.geometry.shape(shape).exterior.is_ccw


def test_a_project_without_a_place_has_a_null_geometry(store: Store, tmp_path: Path) -> None:
    ingest.run_import(store, reading([record("canal", claim("name", "Canal", as_of=""))]))
    for form in ("geojson", "gpkg", "parquet"):
        export(store, Wanted(), tmp_path / f"out.{form}")
    data = json.loads((tmp_path / "out.geojson").read_text(encoding="utf-8"))
    assert data["features"][0]["geometry"] is None
    assert geopandas.read_parquet(tmp_path / "out.parquet").geometry.isna().all()
    db = sqlite3.connect(tmp_path / "out.gpkg")
    assert db.execute("select geometry, slug from projects").fetchall() == [(None, "canal")]
    db.close()


@in_a_file
@pytest.mark.gdal
def test_gdal_reads_the_layer_as_it_is(catalogue: Store, tmp_path: Path, gdal: object) -> None:
    path = tmp_path / "out.gpkg"
    export(catalogue, Wanted(), path)
    crs, fast, types, slugs, box = gdal(  # type: ignore[operator]
        path,
        "[info['crs'], info['capabilities']['fast_spatial_filter'], {k: str(v) for k, v in frame.dtypes.items()},"
        " list(frame.slug), [float(x) for x in info['total_bounds']]]",
    )
    projects = views.projects(catalogue, sort="slug")
    assert (crs, fast) == ("EPSG:4326", True)
    assert slugs == [p.slug for p in projects]
    assert types["completion_planned_lo"].startswith("datetime64")
    assert types["cost_budget"] == "float64"
    assert box == pytest.approx(shapely.total_bounds(shapely.from_wkb([p.wkb for p in projects])), abs=1e-4)


@in_a_file
@pytest.mark.gdal
@pytest.mark.parametrize("what", ["claims", "observations"])
def test_gdal_reads_the_other_tables_too(catalogue: Store, tmp_path: Path, gdal: object, what: str) -> None:
    path = tmp_path / "out.gpkg"
    done = export(catalogue, Wanted(what), path)  # type: ignore[arg-type]
    rows, names, kind = gdal(path, "[len(frame), list(frame.columns), info['geometry_type']]")  # type: ignore[operator]
    assert rows == done.rows
    assert {"project", "field", "licence", "attribution", "source_key"} <= set(names)
    assert kind == ("Unknown" if what == "claims" else None)


@in_a_file
@pytest.mark.gdal
def test_the_copy_can_be_edited_and_its_index_follows(catalogue: Store, tmp_path: Path) -> None:
    path = tmp_path / "out.gpkg"
    export(catalogue, Wanted(), path)
    code = (
        "import sys, pyogrio\n"
        "frame = pyogrio.read_dataframe(sys.argv[1]).head(2)\n"
        "frame['slug'] = ['a', 'b']\n"
        "pyogrio.write_dataframe(frame, sys.argv[1], layer='projects', append=True)"
    )
    subprocess.run([sys.executable, "-c", code, str(path)], check=True, timeout=60)
    db = sqlite3.connect(path)
    assert db.execute("select count(*) from rtree_projects_geometry").fetchone() == (156,)
    assert db.execute("select rtreecheck('rtree_projects_geometry')").fetchone() == ("ok",)
    db.close()


def test_the_package_explains_its_columns(catalogue: Store, tmp_path: Path) -> None:
    export(catalogue, Wanted("claims"), tmp_path / "out.gpkg")
    db = sqlite3.connect(tmp_path / "out.gpkg")
    words = dict(db.execute("select column_name, title from gpkg_data_columns where table_name = 'claims'"))
    assert db.execute("pragma integrity_check").fetchone() == ("ok",)
    assert db.execute("pragma foreign_key_check").fetchall() == []
    assert db.execute("select count(*) from claims where geometry is not null").fetchone() == (
        sum(c.wkb is not None for c in views.all_claims(catalogue)),
    )
    db.close()
    assert words["as_of"] == "As of"


def test_observations_are_a_table_without_places(catalogue: Store, tmp_path: Path) -> None:
    export(catalogue, Wanted("observations"), tmp_path / "out.gpkg")
    db = sqlite3.connect(tmp_path / "out.gpkg")
    assert db.execute("select table_name, data_type, srs_id from gpkg_contents").fetchall() == [
        ("observations", "attributes", None)
    ]
    db.close()
    export(catalogue, Wanted("observations"), tmp_path / "out.parquet")
    assert len(pd.read_parquet(tmp_path / "out.parquet")) > 2000
    with pytest.raises(UsageError, match="no place"):
        export(catalogue, Wanted("observations"), tmp_path / "out.geojson")


def test_parquet_is_geoparquet(catalogue: Store, tmp_path: Path) -> None:
    export(catalogue, Wanted(), tmp_path / "out.parquet")
    frame = geopandas.read_parquet(tmp_path / "out.parquet")
    projects = views.projects(catalogue, sort="slug")
    assert frame.crs == "OGC:CRS84"
    assert [shapely.to_wkb(g) for g in frame.geometry] == [p.wkb for p in projects]
    assert frame["cost_budget"].dtype == "float64"
    from pyarrow import parquet

    schema = parquet.read_schema(tmp_path / "out.parquet")
    assert str(schema.field("completion_planned_lo").type) == "date32[day]"
    assert schema.field("slug").metadata[b"title"] == b"Id"
    assert json.loads(schema.metadata[b"tracker"])["data_version"]
    # Whether a program asks for the schema or for the file's own metadata.
    for found in (schema.metadata, parquet.read_metadata(tmp_path / "out.parquet").metadata):
        told = json.loads(found[b"geo"])
        assert told["version"] == "1.1.0" and told["primary_column"] == "geometry"
        assert told["columns"] == {"geometry": {"encoding": "WKB", "geometry_types": []}}


def test_without_pyarrow_one_line_says_what_to_install(
    catalogue: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(UsageError, match="pyarrow") as caught:
        export(catalogue, Wanted(), tmp_path / "out.parquet")
    assert "megaproject-tracker[parquet]" in caught.value.hint
    assert not list(tmp_path.iterdir())
    monkeypatch.undo()
    geoparquet.check_installed()
