"""How a ledger grows: import and reading at several sizes, on the file and on a server, whole processes in one run.

python benchmarks/growth.py [SIZES] [CLAIMS] [RUNS]      sizes such as 1000,10000,100000; CLAIMS a project

The server is TRACKER_TEST_PG (skipped without it); each size has a database of its own there, dropped at the end.
The peer of the import is GeoDataFrame.to_postgis of the same places with the latest values, and ogr2ogr with COPY.
Prints two tables (Markdown): wall seconds, the median of the runs after one warm-up; imports run once.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import sqlalchemy as sa
from reading import measure
from synthetic import build

READS = {
    "show": ["show", "s0000500"],
    "list": ["list"],
    "list, filtered": ["list", "--sector", "canal", "--sort", "-cost"],
    "list --as-of, filtered": ["list", "--sector", "canal", "--as-of", "2012"],
    "list --as-of, all rows": ["list", "--as-of", "2012", "--limit", "0", "-f", "csv"],
    "history": ["history", "s0000500"],
    "map": ["map", "-o"],
}
TO_POSTGIS = """
import sys, geopandas, sqlalchemy
frame = geopandas.read_file(sys.argv[1], layer="projects")
frame.to_postgis("peer", sqlalchemy.create_engine(sys.argv[2]), if_exists="replace")
"""


def once(command: list[str], env: dict[str, str]) -> float:
    """Return the wall seconds of one run."""
    start = time.perf_counter()
    subprocess.run(command, check=True, env=env, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def fresh_database(server: str, name: str) -> str:
    """Make a database anew and return its url."""
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as conn:
        conn.exec_driver_sql(f"drop database if exists {name} with (force)")
        conn.exec_driver_sql(f"create database {name} template template0 encoding 'UTF8'")
    engine.dispose()
    return sa.make_url(server).set(database=name).render_as_string(hide_password=False)


def ogr_copy(file: Path, url: str, env: dict[str, str]) -> float:
    """Return the seconds of ogr2ogr carrying the layer of projects over by COPY."""
    at = sa.make_url(url)
    to = f"PG:host={at.host} port={at.port} user={at.username} dbname={at.database}"
    command = ["ogr2ogr", "-f", "PostgreSQL", to, str(file), "projects", "-nln", "peer_ogr", "-overwrite"]
    return once([*command, "--config", "PG_USE_COPY", "YES"], env)


def main(sizes: list[int], dated: int, runs: int) -> None:
    """Run and print."""
    tracker = str(Path(sys.executable).parent / "tracker")
    server = os.environ.get("TRACKER_TEST_PG", "")
    writes, reads = [], []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for n in sizes:
            file = folder / f"g{n}.gpkg"
            homes = {"file": str(file)}
            start = time.perf_counter()
            build(str(file), n, dated)
            took = {"file": time.perf_counter() - start}
            if server:
                homes["server"] = url = fresh_database(server, f"growth_{n}")
                env = {**os.environ, "CI": "true"}
                subprocess.run([tracker, "db", "create", "--db", url], check=True, env=env, stdout=subprocess.DEVNULL)
                start = time.perf_counter()
                build(url, n, dated)
                took["server"] = time.perf_counter() - start
                peer = once([sys.executable, "-c", TO_POSTGIS, str(file), url], env)
                ogr = ogr_copy(file, url, env) if shutil.which("ogr2ogr") else float("nan")
                writes.append(
                    f"| {n:,} | {took['file']:.1f} | {took['server']:.1f} | {peer:.1f} | {ogr:.1f} |"
                    f" {took['server'] / peer:.1f} | {file.stat().st_size / 1e6:.0f} |"
                )
            else:
                writes.append(f"| {n:,} | {took['file']:.1f} | | | | | {file.stat().st_size / 1e6:.0f} |")
            print(writes[-1], flush=True)
            for home, db in homes.items():
                cells = []
                for words in READS.values():
                    command = [tracker, *words]
                    if words[0] == "map":
                        command += [str(folder / "map.html")]
                    cells.append(f"{measure(command, runs, {**os.environ, 'CI': 'true', 'TRACKER_DB': db})[0]:.2f}")
                reads.append(f"| {n:,} | {home} | {' | '.join(cells)} |")
                print(reads[-1], flush=True)
            file.unlink()
    print(
        f"\n| projects x {dated} claims | import, file s | import, server s | to_postgis s | ogr2ogr COPY s |"
        " server / to_postgis | ledger MB |\n|--:|--:|--:|--:|--:|--:|--:|\n" + "\n".join(writes)
    )
    heads = " | ".join(f"{name} s" for name in READS)
    print(f"\n| projects | home | {heads} |\n|--:|---|{'--:|' * len(READS)}\n" + "\n".join(reads))


if __name__ == "__main__":
    given = sys.argv[1:]
    main(
        [int(x) for x in given[0].split(",")] if given else [1000, 10_000, 100_000],
        int(given[1]) if len(given) > 1 else 20,
        int(given[2]) if len(given) > 2 else 2,
    )
