"""Make a synthetic ledger: N projects round 400 places, with K dated claims each (fixed seed).

python benchmarks/synthetic.py OUT.gpkg [N] [K] [ended]     ended: half of the projects have opened, with final costs
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import shapely

from tracker import ingest
from tracker.clean.dates import PartialDate, parse_date
from tracker.model import Claim, Document, IssueLog, Record, Snapshot, Source
from tracker.sources.base import Reading
from tracker.store.home import is_url
from tracker.store.store import Store, create

SECTORS = ("railway", "road", "metro", "airport", "port", "bridge", "tunnel", "hydropower", "nuclear", "canal")
STATUSES = ("proposed", "planned", "construction", "suspended", "completed", "operating", "cancelled")
COUNTRIES = ("CHN", "IND", "BRA", "KEN", "FRA", "USA", "IDN", "EGY", "GBR", "PER", "TUR", "MEX")
WORDS = ("North", "Grand", "Delta", "Harbour", "Central", "Valley", "Coast", "Upper", "Lower", "River", "Lake", "Cape")
OWNERS = tuple(f"Owner {n}" for n in range(2000))


def records(n: int, dated: int, seed: int = 7, *, ended: bool = False) -> Iterator[Record]:
    """Yield n projects. Of the dated claims a third are costs, a third planned openings, the rest progress."""
    r = np.random.default_rng(seed)
    cx, cy = r.uniform(-170, 175, 400), r.uniform(-50, 65, 400)
    place = r.integers(0, 400, n)
    lon = np.clip(cx[place] + r.normal(0, 2.5, n), -180, 180).round(6)
    lat = np.clip(cy[place] + r.normal(0, 1.8, n), -80, 80).round(6)
    wkb = shapely.to_wkb(shapely.points(lon, lat))
    word, word2 = r.integers(0, len(WORDS), n), r.integers(0, len(WORDS), n)
    sector, status = r.integers(0, len(SECTORS), n), r.integers(0, len(STATUSES), n)
    owner = r.integers(0, len(OWNERS), n)
    cost, start = 10 ** r.uniform(8, 11, n), r.integers(1995, 2020, n)
    years = [2000 + i for i in range(26)]
    documents = [Document(f"https://data.example/{y}", f"Yearbook {y}", rank=2, linkable=True) for y in years]
    days: list[PartialDate] = [parse_date(f"{y}-06-30") for y in years]  # type: ignore[misc]
    when = {y: parse_date(str(y)) for y in range(1990, 2060)}
    first = documents[0]
    for i in range(n):
        name = f"{WORDS[word[i]]} {WORDS[word2[i]]} {SECTORS[sector[i]]} {i}"
        claims = [
            Claim("name", name, first),
            Claim("country", COUNTRIES[place[i] % len(COUNTRIES)], first),
            Claim("sector", SECTORS[sector[i]], first),
            Claim("owner", OWNERS[owner[i]], first, as_of=days[0]),
            Claim("geometry", wkb[i], first, unit="exact"),
            Claim("start_actual", when[int(start[i])], documents[10], as_of=days[10]),  # type: ignore[arg-type]
            Claim("cost_budget", float(round(cost[i])), documents[1], as_of=days[1], unit="USD"),
            Claim("status", STATUSES[status[i]], documents[25], as_of=days[25]),
        ]
        for k in range(max(dated - 4, 0)):
            y = 5 + k % 20
            doc, day = documents[y], days[y]
            if k % 3 == 0:
                claims.append(Claim("cost_estimate", float(round(cost[i] * (1 + k / 40))), doc, as_of=day, unit="USD"))
            elif k % 3 == 1:
                opening = when[int(start[i]) + 8 + k // 4]
                claims.append(Claim("completion_planned", opening, doc, as_of=day))  # type: ignore[arg-type]
            else:
                claims.append(
                    Claim("progress_pct", float(min(5 * k, 100)), doc, as_of=day, item="physical", unit="percent")
                )
        if ended and i % 2:
            opened = when[int(start[i]) + 8 + int(word[i]) % 5]
            claims += [
                Claim("completion_actual", opened, documents[25], as_of=days[25]),  # type: ignore[arg-type]
                Claim("cost_actual", float(round(cost[i] * (1 + int(word2[i]) / 10))), documents[25], as_of=days[25],
                      unit="USD"),
            ]  # fmt: skip
        yield Record(f"s{i:07d}", {"row": i}, tuple(claims), f"synthetic:{i}")


def build(ledger: str, n: int, dated: int, *, ended: bool = False) -> None:
    """Import the synthetic release into a new file, or into an empty ledger on a server; tell how long it took."""
    source = Source("synthetic", "Synthetic projects", licence="CC0", releases="complete", curated=True)
    snapshot = Snapshot(f"{n}-{dated}{'-ended' if ended else ''}", "synthetic", n, "2026-01-01T00:00:00Z")
    reading = Reading(source, snapshot, "2026-01-01", "2026-01-01", records(n, dated, ended=ended), IssueLog())
    start = time.monotonic()
    report = ingest.run_import(Store(ledger) if is_url(ledger) else create(Path(ledger)), reading)
    seconds = time.monotonic() - start
    o = report.outcome
    where = "server" if is_url(ledger) else f"{Path(ledger).stat().st_size / 1e6:,.0f} MB"
    print(f"{o.records:,} records, {o.new:,} claims in {seconds:.1f} s, {where}", file=sys.stderr)


if __name__ == "__main__":
    given = [int(x) for x in sys.argv[2:] if x != "ended"]
    build(sys.argv[1], *(given + [100_000, 20][len(given) :]), ended="ended" in sys.argv)
