"""How a ledger grows: import and reading at several sizes, on the file and on a server, whole processes in one run.

python benchmarks/growth.py [SIZES] [CLAIMS] [RUNS] [HOMES]

SIZES such as 1000,10000,100000; CLAIMS dated ones a project (4 more are not, so 20 make 24); HOMES file,server. The
server is TRACKER_TEST_PG (skipped without it); each size has a database of its own there, dropped at the end. Three
peers write the same to the server: GeoDataFrame.to_postgis of all claims (one row a claim, with its document, its words
and its place, and an index by project and field), and GeoDataFrame.to_postgis and ogr2ogr with COPY of the layer of
projects alone (one row a project, the latest values). Prints two tables (Markdown): wall seconds of whole processes;
reading is the median of the runs after one warm-up, imports and peers run once.
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

READS = {
    "show": ["show", "s0000500"],
    "list": ["list"],
    "list, filtered": ["list", "--sector", "canal", "--sort", "-cost"],
    "list --as-of, filtered": ["list", "--sector", "canal", "--as-of", "2012"],
    "list --as-of, all rows": ["list", "--as-of", "2012", "--limit", "0", "-f", "csv"],
    "history": ["history", "s0000500"],
    "map, filtered": ["map", "--sector", "canal", "-o"],
    "map": ["map", "-o"],
}
#: Projects up to which the peers write too: a frame of all claims of more does not fit into memory.
PEERS_UP_TO = 100_000
#: Peers: SCRIPT GEOPACKAGE URL. Each prints the seconds of writing alone.
TO_POSTGIS = """
import sys, time, geopandas, sqlalchemy
frame = geopandas.read_file(sys.argv[1], layer="projects")
start = time.perf_counter()
frame.to_postgis("peer", sqlalchemy.create_engine(sys.argv[2]), if_exists="replace")
print(time.perf_counter() - start)
"""
TO_POSTGIS_CLAIMS = """
import sqlite3, sys, time, geopandas, pandas, sqlalchemy
query = '''
select r.native_id, f.name as field, c.item, c.scope, c.value_text, c.value_num, c.value_lo, c.value_hi, c.qualifier,
  c.unit, c.price_year, c.about, c.about_lo, c.about_hi, c.as_of, c.as_of_lo, c.as_of_hi, k.basis, k.raw, k.note,
  d.url, d.publisher, d.rank, d.licence, d.date, c.value_geom
from claim c join record r on r.id = c.record_id join field f on f.id = c.field_id join carried k on k.claim_id = c.id
join document d on d.id = k.document_id order by c.id
'''
table = pandas.read_sql(query, sqlite3.connect(sys.argv[1]))
place = geopandas.GeoSeries.from_wkb(table.pop("value_geom"), crs=4326)
frame = geopandas.GeoDataFrame(table, geometry=place)
start = time.perf_counter()
engine = sqlalchemy.create_engine(sys.argv[2])
frame.to_postgis("peer_claims", engine, if_exists="replace")
with engine.begin() as conn:
    conn.exec_driver_sql("create index on peer_claims(native_id, field, as_of_lo desc)")
print(time.perf_counter() - start)
"""
HEAD = (
    "| projects | home | import s | peak MB | ledger MB | to_postgis, all claims s | writing alone s"
    " | to_postgis, projects s | writing alone s | ogr2ogr, projects s |\n|--:|---|--:|--:|--:|--:|--:|--:|--:|--:|"
)


def once(command: list[str], env: dict[str, str]) -> tuple[float, float, str]:
    """Return the wall seconds, the peak memory (MB) and the output of one run."""
    start = time.perf_counter()
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        said = child.stdout.read()
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, command)
    return time.perf_counter() - start, used.ru_maxrss / 1024, said


def on_server(server: str, statement: str) -> None:
    """Run a statement outside a transaction."""
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=sa.pool.NullPool)
    with engine.connect() as conn:
        conn.exec_driver_sql(statement)


def fresh_database(server: str, name: str) -> str:
    """Make a database anew and return its url."""
    on_server(server, f"drop database if exists {name} with (force)")
    on_server(server, f"create database {name} template template0 encoding 'UTF8'")
    return sa.make_url(server).set(database=name).render_as_string(hide_password=False)


def ogr_copy(file: Path, url: str, env: dict[str, str]) -> float:
    """Return the seconds of ogr2ogr carrying the layer of projects over by COPY."""
    at = sa.make_url(url)
    to = f"PG:host={at.host} port={at.port} user={at.username} dbname={at.database}"
    command = ["ogr2ogr", "-f", "PostgreSQL", to, str(file), "projects", "-nln", "peer_ogr", "-overwrite"]
    return once([*command, "--config", "PG_USE_COPY", "YES"], env)[0]


def peers(file: Path, url: str, env: dict[str, str]) -> list[float]:
    """Return seconds: to_postgis of all claims, of it writing; to_postgis of the layer, of it writing; ogr2ogr."""
    out: list[float] = []
    for script in (TO_POSTGIS_CLAIMS, TO_POSTGIS):
        wall, _, said = once([sys.executable, "-c", script, str(file), url], env)
        out += [wall, float(said)]
    return [*out, ogr_copy(file, url, env) if shutil.which("ogr2ogr") else float("nan")]


def size(db: str) -> float:
    """Return the size of a ledger, MB."""
    if "://" not in db:
        return Path(db).stat().st_size / 1e6
    engine = sa.create_engine(db, poolclass=sa.pool.NullPool)
    with engine.connect() as conn:
        return int(conn.exec_driver_sql("select pg_database_size(current_database())").scalar_one()) / 1e6


def main(sizes: list[int], dated: int, runs: int, wanted: list[str]) -> None:
    """Run and print."""
    tracker = str(Path(sys.executable).parent / "tracker")
    server = os.environ.get("TRACKER_TEST_PG", "") if "server" in wanted else ""
    env = {**os.environ, "CI": "true"}
    print(HEAD, flush=True)
    reads = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for n in sizes:
            file = folder / f"g{n}.gpkg"
            homes = {"file": str(file)}
            if server:
                homes["server"] = url = fresh_database(server, f"growth_{n}_{os.getpid()}")
                subprocess.run([tracker, "db", "create", "--db", url], check=True, env=env, stdout=subprocess.DEVNULL)
            for home, db in homes.items():
                build = [sys.executable, str(Path(__file__).parent / "synthetic.py"), db, str(n), str(dated)]
                took, peak, _ = once(build, env)
                cells = f"| {n:,} | {home} | {took:.1f} | {peak:.0f} | {size(db):,.0f} |"
                beside = peers(file, db, env) if home == "server" and n <= PEERS_UP_TO else []
                print(cells + "".join(f" {seconds:.1f} |" for seconds in beside), flush=True)
            for home, db in homes.items():
                times = []
                for words in READS.values():
                    command = [tracker, *words] + ([str(folder / "map.html")] if words[0] == "map" else [])
                    wall, _, peak = measure(command, runs, {**env, "TRACKER_DB": db}, may_end=2)
                    times.append(f"{wall:.1f} ({peak:.0f})")
                reads.append(f"| {n:,} | {home} | {' | '.join(times)} |")
                print(reads[-1], file=sys.stderr, flush=True)
            file.unlink()
            if server:
                on_server(server, f"drop database {sa.make_url(homes['server']).database} with (force)")
    heads = f"| projects | home | {' | '.join(READS)} |\n|--:|---|{'--:|' * len(READS)}\n"
    print(f"\nSeconds (peak MB):\n\n{heads}" + "\n".join(reads))


if __name__ == "__main__":
    given = sys.argv[1:]
    main(
        [int(x) for x in given[0].split(",")] if given else [1000, 10_000, 100_000],
        int(given[1]) if len(given) > 1 else 20,
        int(given[2]) if len(given) > 2 else 2,
        given[3].split(",") if len(given) > 3 else ["file", "server"],
    )
