"""Time `tracker import` of whole files against pyogrio reading and writing the same file, whole processes in one run.

python benchmarks/importing.py [ROWS] [RUNS] [KINDS]

ROWS points with 12 attributes as GeoJSON, GeoPackage and CSV (and a tenth of them as XLSX); KINDS: csv,gpkg. Issues are
counted, the spatial index is current, and every import is repeated once with the same bytes. RUNS rounds, the least of
each. Prints a table (Markdown).
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import numpy as np
from reading import measure
from synthetic import COUNTRIES, SECTORS, STATUSES, WORDS

MAPPING = """
[source]
key = "bench"
name = "Benchmark"
releases = "vintage"
[record]
id = ["code"]
as_of_column = "last_update"
url_column = "source_url"
"""
FIELDS = {
    "name": "name", "country": "country", "sector": "sector", "status": "status", "progress_pct": "pct",
    "start_planned": "start", "completion_planned": "planned_end", "completion_actual": "actual_end",
}  # fmt: skip
PARSE = {
    "geojson": "import sys, pyogrio; pyogrio.read_arrow(sys.argv[1])",
    "gpkg": "import sys, pyogrio; pyogrio.read_arrow(sys.argv[1])",
    "csv": "import sys, csv; [None for _ in csv.reader(open(sys.argv[1], encoding='utf-8', newline=''))]",
    "xlsx": "import sys, python_calamine as c; c.load_workbook(sys.argv[1]).get_sheet_by_index(0).to_python()",
}
PEER = """
import os, sys, pyogrio
frame = pyogrio.read_dataframe(sys.argv[1])
if os.path.exists(sys.argv[2]):
    os.remove(sys.argv[2])
pyogrio.write_dataframe(frame, sys.argv[2])
"""


def points(n: int, folder: Path, kinds: list[str]) -> None:
    """Write n points with 12 attributes (fixed seed) as points.KIND; XLSX with a tenth of the rows."""
    import geopandas as gpd
    import pandas as pd

    r = np.random.default_rng(7)
    cx, cy = r.uniform(-170, 175, 400), r.uniform(-50, 65, 400)
    place = r.integers(0, 400, n)
    start = r.integers(7000, 20000, n)
    end = start + r.integers(300, 4000, n)
    number = pd.Series(np.arange(n).astype(str))

    def days(numbers: np.ndarray) -> pd.Series:
        return pd.Series(numbers.astype("datetime64[D]").astype(str))

    word = np.array(WORDS)
    frame = pd.DataFrame({
        "code": "P" + number,
        "name": pd.Series(word[r.integers(0, len(WORDS), n)]) + " " + word[r.integers(0, len(WORDS), n)] + " " + number,
        "country": np.array(COUNTRIES)[place % len(COUNTRIES)],
        "sector": np.array(SECTORS)[r.integers(0, len(SECTORS), n)],
        "status": np.array(STATUSES)[r.integers(0, len(STATUSES), n)],
        "cost": (10 ** r.uniform(6, 11, n)).round(0),
        "pct": r.integers(0, 101, n),
        "start": days(start),
        "planned_end": days(end),
        "actual_end": days(end + r.integers(-100, 900, n)).where(pd.Series(r.random(n) < 0.3)),
        "source_url": "https://data.example/" + pd.Series(place % 190).astype(str) + "/" + number,
        "last_update": days(r.integers(19500, 20400, n)),
    })  # fmt: skip
    lon = np.clip(cx[place] + r.normal(0, 2.5, n), -180, 180).round(6)
    lat = np.clip(cy[place] + r.normal(0, 1.8, n), -80, 80).round(6)
    shaped = gpd.GeoDataFrame(frame, geometry=gpd.points_from_xy(lon, lat), crs=4326)
    flat = frame.assign(lon=lon, lat=lat)
    for kind in kinds:
        path = folder / f"points.{kind}"
        if kind == "csv":
            flat.to_csv(path, index=False)
        elif kind == "xlsx":
            import xlsxwriter

            with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
                sheet = book.add_worksheet()
                rows = [
                    list(flat.columns),
                    *flat.head(n // 10).astype(object).where(flat.notna(), None).values.tolist(),
                ]
                for i, row in enumerate(rows):
                    sheet.write_row(i, 0, row)
        else:
            shaped.to_file(path)


def mapping(kind: str) -> str:
    """Return the mapping of a file of a kind."""
    rules = [f'[[field]]\nfield = "{field}"\ncolumn = "{column}"' for field, column in FIELDS.items()]
    rules.append('[[field]]\nfield = "cost_estimate"\ncolumn = "cost"\ncurrency = "USD"')
    flat = kind in ("csv", "xlsx")
    rules.append('[[geometry]]\nlat = "lat"\nlon = "lon"' if flat else "[[geometry]]\nnative = true")
    return MAPPING + "\n".join(rules)


def least(commands: list[list[str]], runs: int, env: dict[str, str]) -> list[tuple[float, ...]]:
    """Run commands in turn, several rounds; return the least wall and CPU seconds of each, and its peak memory (MB).

    What disturbs a machine only adds: the least is what a command takes, and no round favours one of them.
    """
    rounds = [[measure(command, 1, env, warm_up=False) for command in commands] for _ in range(runs)]
    return [
        (min(r[0] for r in one), min(r[1] for r in one), max(r[2] for r in one)) for one in zip(*rounds, strict=True)
    ]


def main(n: int, runs: int, kinds: list[str]) -> None:
    """Run and print."""
    env = {**os.environ, "CI": "true"}
    tracker = str(Path(sys.executable).parent / "tracker")
    print(
        "| file | rows | parsing alone s | pyogrio reads and writes s | tracker import s | ratio | CPU ratio | peak MB"
        " | same bytes again s | file MB | ledger MB |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|"
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        points(n, folder, kinds)
        for kind in kinds:
            path, toml, out, db = (folder / f for f in (f"points.{kind}", "m.toml", f"out.{kind}", "bench.gpkg"))
            toml.write_text(mapping(kind), encoding="utf-8")
            command = [tracker, "import", str(path), "--mapping", str(toml), "--db", str(db)]
            fresh = ["sh", "-c", 'rm -f "$0" "$0"-wal "$0"-shm && exec "$@"', str(db), *command]
            alone = [sys.executable, "-c", PARSE[kind], str(path)]
            beside = [sys.executable, "-c", PEER, str(path), str(out)] if kind != "xlsx" else alone
            floor, peer, ours, again = least([alone, beside, fresh, command], runs, env)
            rows = n // 10 if kind == "xlsx" else n
            print(
                f"| {kind} | {rows:,} | {floor[0]:.2f} | {peer[0]:.2f} | {ours[0]:.2f} | {ours[0] / peer[0]:.1f} |"
                f" {ours[1] / peer[1]:.1f} | {ours[2]:.0f} | {again[0]:.2f} | {path.stat().st_size / 1e6:.1f} |"
                f" {db.stat().st_size / 1e6:.1f} |",
                flush=True,
            )


if __name__ == "__main__":
    given = sys.argv[1:]
    main(
        int(given[0]) if given else 100_000,
        int(given[1]) if len(given) > 1 else 3,
        given[2].split(",") if len(given) > 2 else ["geojson", "gpkg", "csv", "xlsx"],
    )
