"""Drafts of shapefiles: headings that dBASE cut, numbered or took the vowels from."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely
from drafts import Drafted, amounts, drafted, issues_of


def shapefile(path: Path, columns: dict[str, list[object]], encoding: str = "utf-8") -> Drafted:
    """Write points with these columns, named as they would be cut, and draft the mapping."""
    n = len(next(iter(columns.values())))
    points = np.array([shapely.to_wkb(shapely.Point(30 + k, 1)) for k in range(n)], dtype=object)
    cells = [np.array(v, dtype=object if isinstance(v[0], str) else None) for v in columns.values()]
    pyogrio.raw.write(
        path, points, cells, list(columns), geometry_type="Point", crs="EPSG:4326", encoding=encoding
    )  # fmt: skip
    return drafted(path)


def test_headings_cut_at_ten_letters(tmp_path: Path) -> None:
    it = shapefile(
        tmp_path / "works.shp",
        {
            "PROJECT_CO": ["W-1", "W-2", "W-3"],
            "PROJECTNAM": ["Ring road", "Lake dam", "Port quay"],
            "COUNTRYNAM": ["Uganda", "Kenya", "Kenya"],
            "PROJECT_ST": ["Ongoing", "Completed", "Proposed"],
            "ESTIMATED_": [45.5, 120.0, 61.2],
            "TOTAL_COST": [45500000.0, 120000000.0, 61200000.0],
            "CONSTRUC_1": ["2021-03-01", "2015-06-01", "2028-01-01"],
            "PLANNED_CO": ["x", "y", "z"],
            "COMPLETION": ["2027-03-01", "2019-06-01", "2031-01-01"],
            "IMPLEMENTI": ["Roads authority", "Water board", "Ports authority"],
            "CONTRACTOR": ["Builders", "Masons", "Divers"],
            "LAST_UPDAT": ["2025-01-02", "2025-02-03", "2025-03-04"],
            "PROJ_MANAG": ["A. Person", "B. Person", "C. Person"],
        },
    )
    assert it.said == {
        "name": "PROJECTNAM",
        "country": "COUNTRYNAM",
        "status": "PROJECT_ST",
        "cost_estimate": "TOTAL_COST",
        "completion_actual": "COMPLETION",
        "completion_planned": "COMPLETION",
        "owner/implementi": "IMPLEMENTI",
        "contractor": "CONTRACTOR",
    }
    assert it.mapping.record.as_of_column == "LAST_UPDAT"
    assert it.mapping.source.redact == ("PROJ_MANAG",)
    assert [line.split()[0] for line in it.unplaced()] == [
        "PROJECT_CO",  # code, cost, country, ...
        "ESTIMATED_",
        "CONSTRUC_1",
        "PLANNED_CO",
    ]
    _, issues = it.read(tmp_path)
    assert issues_of(issues, "error") == {}


def test_start_and_status_are_told_apart_by_their_cells(tmp_path: Path) -> None:
    it = shapefile(
        tmp_path / "works.shp",
        {
            "PROJECT_NA": ["Ring road", "Lake dam"],
            "CURRENT_ST": ["Ongoing", "Proposed"],
            "PLANNED_ST": ["2021-03-01", "2028-06-01"],
        },
    )
    assert it.said == {"name": "PROJECT_NA", "status": "CURRENT_ST", "start_planned": "PLANNED_ST"}


def test_headings_without_vowels(tmp_path: Path) -> None:
    it = shapefile(
        tmp_path / "works.shp",
        {
            "prjct_n": ["Ring road", "Lake dam"],
            "cntry": ["Uganda", "Kenya"],
            "stts": ["Ongoing", "Proposed"],
            "strt_dt": ["2021-03-01", "2028-06-01"],
            "cst_usd": [45500000.0, 120000000.0],
            "cntrctr": ["Builders", "Masons"],
        },
    )
    assert it.said == {
        "name": "prjct_n",
        "country": "cntry",
        "status": "stts",
        "start_actual": "strt_dt",
        "start_planned": "strt_dt",
        "cost_estimate": "cst_usd",
        "contractor": "cntrctr",
    }
    records, _ = it.read(tmp_path)
    assert amounts(records, "cost_estimate") == [(45.5e6, "USD"), (120e6, "USD")]


@pytest.mark.parametrize(
    ("encoding", "name", "cost"), [("cp1251", "НАИМЕНОВАН", "СТОИМОСТЬ_"), ("utf-8", "Наиме", "Стоим")]
)
def test_russian_headings_cut_by_bytes(tmp_path: Path, encoding: str, name: str, cost: str) -> None:
    it = shapefile(
        tmp_path / "works.shp",
        {name: ["Мост", "Порт"], cost: [45500000.0, 120000000.0], "Готов": [1.5, 99.0]},
        encoding,
    )
    assert it.said["name"] == name
    assert it.said["cost_estimate"] == cost
