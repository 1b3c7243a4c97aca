"""The peer: GeoDataFrame.explore() on the projects of a ledger, one HTML file. Run in a process of its own.

python benchmarks/explore_peer.py PROJECTS.gpkg OUT.html
"""

import sys

import geopandas

COLUMNS = [
    "name", "country", "sector", "status", "status_as_of", "start_actual", "completion_planned", "progress_pct",
    "cost_budget", "cost_budget_currency", "cost_estimate", "owner",
]  # fmt: skip

frame = geopandas.read_file(sys.argv[1], layer="projects", columns=COLUMNS)
for name in frame.columns:
    if str(frame[name].dtype).startswith("datetime"):
        frame[name] = frame[name].astype(str)
frame.explore(column="status", tooltip=COLUMNS).save(sys.argv[2])
