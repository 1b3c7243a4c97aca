"""The spatial split on a local Dask cluster of two processes: equal results, and one line where it cannot be."""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd
import pytest
import shapely
from panel_made import asked, built, row

from tracker.analysis.panel.build import panel
from tracker.analysis.panel.cluster import OnCluster
from tracker.analysis.panel.grid import Cells
from tracker.errors import UsageError


def test_a_cluster_of_two_processes_gives_the_same_panel() -> None:
    distributed = pytest.importorskip("distributed")
    r = np.random.default_rng(3)
    shapes = shapely.linestrings(r.uniform(-3, 3, (40, 6, 2)))
    rows = [row(f"p{i:02d}", s if i % 3 else shapely.Point(i / 10, 1)) for i, s in enumerate(shapes)]
    times = {one.slug: built(begun="2003-01-01", opened="2006-01-01") for one in rows}
    here = panel(rows, times, Cells(0.5), asked()).frame
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50) as two:
        there = panel(rows, times, Cells(0.5), asked(), splitter=OnCluster(two.scheduler_address)).frame
    pd.testing.assert_frame_equal(there, here, rtol=1e-12)


def test_no_scheduler_is_one_line() -> None:
    pytest.importorskip("distributed")
    with pytest.raises(UsageError, match=r"No Dask scheduler answers at tcp://127\.0\.0\.1:9") as e:
        OnCluster("tcp://127.0.0.1:9", seconds=0.5)(Cells(0.5), np.array([shapely.Point(1, 1)]), np.array([1]))
    assert e.value.hint


def test_a_missing_library_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "dask_geopandas", None)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(UsageError, match="needs dask_geopandas") as e:
        OnCluster("tcp://127.0.0.1:9")
    assert "[cluster]" in e.value.hint
