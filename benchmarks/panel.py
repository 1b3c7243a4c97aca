"""Time the treatment panel, and its spatial split in one process against a local Dask cluster.

python benchmarks/panel.py panel [N] [UNIT]       N projects (half lines of about 100 km), 40 years, with bands
python benchmarks/panel.py cluster [VERTICES]     the split alone, in one process and on two worker processes
python benchmarks/panel.py ledger big.gpkg        the whole command on a ledger that benchmarks/synthetic.py made

Prints tables (Markdown). Fixed seeds.
"""

from __future__ import annotations

import os
import resource
import sys
import time
from dataclasses import MISSING, fields
from pathlib import Path

import numpy as np
import shapely
from reading import measure

from tracker.analysis.panel.assemble import Window
from tracker.analysis.panel.assets import LINE
from tracker.analysis.panel.build import Asked, panel
from tracker.analysis.panel.grid import Cells
from tracker.analysis.panel.timing import Day, Timeline
from tracker.analysis.panel.unit_words import units_of
from tracker.views import ProjectRow

BLANK = {f.name: "" if f.type == "str" else 0 if f.type == "int" else None for f in fields(ProjectRow)}
assert all(f.default is MISSING for f in fields(ProjectRow))


def lines(n: int, vertices: int, seed: int = 7) -> np.ndarray:
    """Return n winding lines of about 100 km on all continents."""
    r = np.random.default_rng(seed)
    step = 100 / vertices / 111
    turn = r.normal(0, 0.4, (n, vertices)).cumsum(axis=1) + r.uniform(0, 6.3, (n, 1))
    lat = r.uniform(-45, 60, (n, 1)) + (step * np.sin(turn)).cumsum(axis=1)
    lon = r.uniform(-170, 170, (n, 1)) + (step * np.cos(turn) / np.cos(np.radians(lat))).cumsum(axis=1)
    return shapely.linestrings(np.stack([lon, lat], axis=2))


def projects(n: int, seed: int = 7) -> tuple[list[ProjectRow], dict[str, Timeline]]:
    """Return n projects, every second one a line of 20 vertices, with three dated events each."""
    r = np.random.default_rng(seed)
    wkb = shapely.to_wkb(lines(n, 20, seed)).tolist()
    lon, lat = r.uniform(-170, 170, n), r.uniform(-45, 60, n)
    wkb[1::2] = shapely.to_wkb(shapely.points(lon, lat))[1::2].tolist()
    start = r.integers(3000, 18000, n)
    rows, times = [], {}
    for i in range(n):
        slug = f"s{i:07d}"
        rows.append(ProjectRow(**{**BLANK, "slug": slug, "wkb": wkb[i], "geometry_precision": "exact"}))
        a, b, c = (int(start[i] + d) for d in (0, 1000, 2500))
        at = tuple(Day(x, x, x) for x in (a, b, c))
        times[slug] = Timeline(at[0], None, at[1], at[2], ((a, 0), (b, 2), (c, 3)), 3)
    return rows, times


def time_panel(n: int, word: str) -> None:
    """Make one panel and tell how long it took."""
    rows, times = projects(n)
    units = units_of(word)
    start, cpu = time.perf_counter(), time.process_time()
    made = panel(rows, times, units, Asked(Window("year", 1985, 2024), "2025-01-01"))
    wall, cpu = time.perf_counter() - start, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print("| projects | unit | rows | wall s | CPU s | peak MB |\n|--:|---|--:|--:|--:|--:|")
    print(f"| {n:,} | {word} | {len(made.frame):,} | {wall:.1f} | {cpu:.1f} | {peak:,.0f} |")


def time_cluster(vertices: int) -> None:
    """Split lines here and on a cluster of two processes; the results have to be equal."""
    from distributed import Client, LocalCluster

    from tracker.analysis.panel.cluster import OnCluster
    from tracker.analysis.panel.countries import countries

    print("| lines | vertices | unit | one process s | two workers s |\n|--:|--:|---|--:|--:|")
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster, Client(cluster):
        split = OnCluster(cluster.scheduler_address)
        split(Cells(0.5), lines(100, 20), np.full(100, LINE))  # the workers load their libraries
        for n, units in ((10_000, Cells(0.5)), (200_000, Cells(0.5)), (10_000, countries()), (100_000, countries())):
            shapes, kind = lines(n, vertices), np.full(n, LINE)
            start = time.perf_counter()
            here = units.split(shapes, kind)
            middle = time.perf_counter()
            there = split(units, shapes, kind)
            end = time.perf_counter()
            assert np.isclose(here[2].sum(), there[2].sum(), rtol=1e-12)
            print(f"| {n:,} | {vertices} | {units.word} | {middle - start:.1f} | {end - middle:.1f} |", flush=True)


def time_ledger(path: Path) -> None:
    """Time the whole command."""
    env = {**os.environ, "TRACKER_DB": str(path), "CI": "true"}
    out = path.with_suffix(".parquet")
    command = [
        str(Path(sys.executable).with_name("tracker")),
        "panel",
        "--unit",
        "cell:0.5",
        "--from",
        "1985",
        "-o",
        str(out),
    ]
    wall, cpu, peak = measure(command, 1, env)
    print(f"| tracker panel | wall s {wall:.1f} | CPU s {cpu:.1f} | peak MB {peak:,.0f} |")


if __name__ == "__main__":
    what, *rest = sys.argv[1:] or ["panel"]
    if what == "cluster":
        time_cluster(int(rest[0]) if rest else 20)
    elif what == "ledger":
        time_ledger(Path(rest[0]))
    else:
        time_panel(int(rest[0]) if rest else 100_000, rest[1] if len(rest) > 1 else "cell:0.5")
