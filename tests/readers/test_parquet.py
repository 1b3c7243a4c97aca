"""Parquet and GeoParquet: types, geometry in any CRS, damage."""

from __future__ import annotations

import decimal
import json
import math
import random
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import shapely

from tracker.errors import FormatError, TrackerError, UsageError
from tracker.readers.parquet import read_parquet
from tracker.readers.tables import BATCH_ROWS, Cell, Table

pa = pytest.importorskip("pyarrow", reason="needs the extra: parquet")
pq = pytest.importorskip("pyarrow.parquet")


def columns_of(table: Table) -> dict[str, list[Cell]]:
    found: dict[str, list[Cell]] = {name: [] for name in table.columns}
    for batch in table.batches:
        assert batch.start == len(found[table.columns[0]])
        assert len(batch) <= BATCH_ROWS
        for name, cells in batch.columns.items():
            found[name] += cells
    assert table.n_rows == len(found[table.columns[0]])
    return found


def save(table: Any, **options: object) -> Path:
    pq.write_table(table, "a.parquet", **options)
    return Path("a.parquet")


def geo(shapes: list[object], **column: object) -> Path:
    wkb = [None if s is None else s if isinstance(s, bytes) else shapely.to_wkb(s) for s in shapes]
    meta = {"version": "1.1.0", "primary_column": "shape", "columns": {"shape": {"encoding": "WKB", **column}}}
    table = pa.table({"id": pa.array(range(len(wkb))), "shape": pa.array(wkb, pa.binary())})
    return save(table.replace_schema_metadata({"geo": json.dumps(meta)}))


def test_types() -> None:
    far = 10**15
    table = pa.table(
        {
            "n": pa.array([1, None]),
            "x": pa.array([math.nan, 2.5]),
            "text": pa.array(["a", None], pa.large_string()),
            "word": pa.array(["b", None]).dictionary_encode(),
            "flag": pa.array([True, None]),
            "money": pa.array([decimal.Decimal("1.50"), None]),
            "day": pa.array([date(2020, 1, 2), None]),
            "time": pa.array([1_577_836_800_000_000_001, None], pa.timestamp("ns", "UTC")),
            "far": pa.array([far, None], pa.timestamp("ms")),
            "clock": pa.array([3_600_000_000_000, None], pa.time64("ns")),
            "span": pa.array([5, None], pa.duration("ns")),
            "list": pa.array([["a", "é"], None]),
            "struct": pa.array([{"d": date(2020, 1, 2)}, None]),
            "bytes": pa.array([b"\x00\xff", None]),
            "nothing": pa.nulls(2),
        }
    )
    found = columns_of(read_parquet(save(table)))
    assert math.isnan(found.pop("x")[0])  # type: ignore[arg-type]
    assert found.pop("far")[0]
    first = {name: cells[0] for name, cells in found.items()}
    assert first == {
        "n": 1,
        "text": "a",
        "word": "b",
        "flag": True,
        "money": 1.5,
        "day": date(2020, 1, 2),
        "time": datetime(2020, 1, 1, tzinfo=UTC),
        "clock": "01:00:00.000000000",
        "span": "5 ns",
        "list": '["a", "é"]',
        "struct": '{"d": "2020-01-02"}',
        "bytes": b"\x00\xff",
        "nothing": None,
    }
    assert all(cells[1] is None for cells in found.values())


def test_batches_and_places() -> None:
    n = 2 * BATCH_ROWS + 3
    table = read_parquet(save(pa.table({"i": pa.array(range(n))}), row_group_size=4000))
    assert columns_of(table)["i"] == list(range(n))
    assert table.locate(0) == "a.parquet:row 1"


def test_same_names() -> None:
    table = read_parquet(save(pa.Table.from_arrays([pa.array([1]), pa.array([2])], names=["a", "a"])))
    assert columns_of(table) == {"a": [1], "a (2)": [2]}
    assert read_parquet(save(pa.table({"a": pa.array([], pa.int64())}))).n_rows == 0


POINT = shapely.Point(108.5, 22.5)


@pytest.mark.parametrize("crs", [{}, {"crs": {"id": {"authority": "EPSG", "code": 4326}}}, {"crs": None}])
def test_degrees(crs: dict[str, object]) -> None:
    table = read_parquet(geo([POINT, None, shapely.LineString([(1, 2, 3), (4, 5, 6)])], **crs))
    assert table.geometry == "shape"
    cells = columns_of(table)["shape"]
    assert cells == [shapely.to_wkb(POINT), None, shapely.to_wkb(shapely.LineString([(1, 2), (4, 5)]))]
    assert ("no-crs" in dict(table.notes)) == (crs == {"crs": None})


def test_other_crs() -> None:
    import pyproj

    utm = pyproj.CRS.from_epsg(32648)
    way = pyproj.Transformer.from_crs(4326, utm, always_xy=True)
    moved = shapely.Point(*way.transform(108.5, 22.5))
    own = json.loads(pyproj.CRS.from_user_input("+proj=utm +zone=48 +datum=WGS84").to_json())
    own.pop("id", None)
    for crs in (utm.to_json_dict(), own):
        table = read_parquet(geo([moved, shapely.Point(1e30, 1e30)], crs=crs))
        (near, lost) = columns_of(table)["shape"]
        assert isinstance(near, bytes)
        assert shapely.distance(shapely.from_wkb(near), POINT) < 1e-9
        assert lost is None
        assert [code for code, _ in table.notes] == ["reprojected", "bad-geometry"]
    with pytest.raises(FormatError):
        read_parquet(geo([moved], crs={"type": "nonsense"}))
    with pytest.raises(FormatError, match="not degrees"):
        columns_of(read_parquet(geo([moved], crs=None)))


def test_odd_geometry() -> None:
    table = read_parquet(geo([b"nonsense", POINT]))
    assert columns_of(table)["shape"] == [None, shapely.to_wkb(POINT)]
    assert [code for code, _ in table.notes] == ["bad-geometry"]
    for path in (
        geo([POINT], encoding="point"),
        save(pa.table({"a": [1]}).replace_schema_metadata({"geo": "{"})),
        save(
            pa.table({"a": [1]}).replace_schema_metadata(
                {"geo": '{"primary_column": "g", "columns": {"g": {"encoding": "WKB"}}}'}
            )
        ),
    ):
        table = read_parquet(path)
        assert table.geometry == ""
        assert [code for code, _ in table.notes] == ["no-geometry"]


def test_damage() -> None:
    good = save(pa.table({"a": pa.array(range(500)), "b": pa.array([f"text {i}" for i in range(500)])})).read_bytes()
    rng = random.Random(1)
    for _ in range(150):
        data = bytearray(good)
        for _ in range(rng.randrange(1, 8)):
            data[rng.randrange(4, len(data) - 4)] = rng.randrange(256)
        Path("b.parquet").write_bytes(data)
        try:
            for _batch in read_parquet(Path("b.parquet")).batches:
                pass
        except TrackerError as e:
            assert e.hint
    with pytest.raises(FormatError, match="damaged Parquet"):
        Path("b.parquet").write_bytes(good[:100])
        read_parquet(Path("b.parquet"))


def test_without_pyarrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(UsageError, match="need an extra") as e:
        read_parquet(Path("a.parquet"))
    assert "megaproject-tracker[parquet]" in e.value.hint
