"""Backtest reference class forecasts on real files: UK major projects, the world's reactors, the bundled catalogue.

python benchmarks/backtest.py ../shared/realdata

The files are read at run time and nothing of them is kept. Prints tables (Markdown) for docs/benchmarks.md.

UK Government Major Projects Portfolio, releases of 2013, 2016, 2021 and 2023: no release tells how a project ended, so
what is forecast is the figure of the next release, from how figures changed between releases before. Projects are
joined by name. GeoNuclearData: no documents of the time and no planned openings, so a past day is made of the
construction starts and openings until then; what is forecast is whether and when a reactor opens within five years.
"""

from __future__ import annotations

import re
import statistics
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tracker import ingest, sources, views
from tracker.analysis import backtest
from tracker.analysis.classes import Known, Uplift
from tracker.analysis.overrun import in_constant
from tracker.analysis.prices import load
from tracker.analysis.reference import survival
from tracker.analysis.result import LEAST, Result, typed
from tracker.analysis.scoring import Life, Price, Quantity, Scored, figures, openings
from tracker.analysis.standing import YEAR, standings
from tracker.bundled import data_folder
from tracker.clean.dates import PartialDate
from tracker.clean.days import day_number
from tracker.sources.base import Options
from tracker.store.store import Store, create

RELEASES = {"2014": "2013-09-30", "2017": "2016-09-30", "2021": "2021-03-31", "2023": "2023-03-31"}
REACTOR_DATES = tuple(f"{year}-01-01" for year in range(1970, 2019, 5))
WHAT = {"cost": "final cost", "opening": "opening"}
NEXT = {"cost": "the cost in the next release", "opening": "the end in the next release"}
#: Forecasts, and (quantity, day, why there are none).
Forecasts = tuple[list[Scored], list[tuple[Quantity, str, str]]]
CATALOGUE_DATES = tuple(f"{year}-01-01" for year in range(2015, 2024))


def imported(store: Store, path: Path, mapping: str) -> None:
    """Import a real file through its mapping."""
    for reading in sources.open_paths([path], Options(mapping=data_folder() / "mappings" / f"{mapping}.toml")):
        ingest.run_import(store, reading)


def same_name(name: str) -> str:
    """Return what names of one project have in common: no brackets, no "programme", no punctuation."""
    plain = re.sub(r"\(.*?\)|\b(programme|project|the)\b", "", name.casefold())
    return " ".join(re.findall(r"\w+", plain))


def uk_projects(folder: Path, ledger: Path) -> dict[str, dict[str, dict[str, float]]]:
    """Return field -> project -> day of the release -> planned end (years) or whole-life cost (GBP)."""
    store = create(ledger)
    for year in RELEASES:
        imported(store, folder / "uk-gmpp" / f"uk_{year}.csv", f"uk-gmpp-{year}")
    claims = views.all_claims(store, fields=["name", "completion_planned", "cost_lifecycle"])
    names = {(c.project, c.as_of_hi): c.text for c in claims if c.field == "name"}
    last = {c.project: c.text for c in claims if c.field == "name"}
    out: dict[str, dict[str, dict[str, float]]] = {"completion_planned": {}, "cost_lifecycle": {}}
    for c in claims:
        if c.field != "name":
            name = same_name(names.get((c.project, c.as_of_hi), last[c.project]))
            value = c.number if c.number is not None else _year(c)
            out[c.field].setdefault(name, {})[c.as_of_hi] = value
    return out


def _year(claim: views.ClaimRow) -> float:
    return day_number(PartialDate("", claim.lo, claim.hi).midpoint.isoformat()) / YEAR


def next_release(quantity: Quantity, told: Mapping[str, Mapping[str, float]]) -> Forecasts:
    """Score forecasts of the next release: of a cost as a factor, of an end as years later."""
    days = list(RELEASES.values())
    scored: list[Scored] = []
    dates: list[tuple[Quantity, str, str]] = []
    unchanged = 1.0 if quantity == "cost" else 0.0

    def change(before: float, after: float) -> float:
        return after / before if quantity == "cost" else after - before

    known: list[Uplift] = []
    for k, day in enumerate(days[:-1]):
        both = {name: t for name, t in told.items() if day in t and days[k + 1] in t}
        if quantity == "cost":
            both = {name: t for name, t in both.items() if t[day] > 0}
        asked = [Price(name, "", unchanged, change(t[day], t[days[k + 1]])) for name, t in sorted(both.items())]
        new = list(figures(day, Known(tuple(known), ()), asked, quantity))
        why = "" if len(known) >= LEAST else f"{len(known)} changes known by then, fewer than {LEAST}"
        dates.append((quantity, day, why))
        # No sectors are told, so the class is that of all projects, which is the base rate.
        scored += [s for s in new if s.method != "base rate"]
        known += [Uplift(a.project, "", a.final) for a in asked]
        there = sum(day in t for t in told.values())
        print(f"- {quantity}, {day}: {there} projects told, {len(both)} of them also in the next release.")
    return scored, dates


def reactors(folder: Path, ledger: Path) -> list[tuple[str, int, int | None, int]]:
    """Return (reactor, construction start, opening or None, day of the newest statement) in days since 1970."""
    store = create(ledger)
    imported(store, folder / "geonuclear" / "nuclear_power_plants.csv", "geonuclear")
    claims = views.all_claims(store, fields=["start_actual", "completion_actual"])
    newest = max(day_number(c.as_of_hi) for c in claims)
    ends = {c.project: day_number(c.lo) for c in claims if c.field == "completion_actual"}
    return [(c.project, day_number(c.lo), ends.get(c.project), newest) for c in claims if c.field == "start_actual"]


def construction_times(rows: Iterable[tuple[str, int, int | None, int]], since: str) -> tuple[int, int, float, float]:
    """Return n, how many are finished, their median years, and the Kaplan-Meier median of all."""
    first = day_number(since)
    own = [(s, e, now) for _, s, e, now in rows if s >= first]
    closed = [(e - s) / YEAR for s, e, _ in own if e is not None]
    km = survival([((e or now) - s) / YEAR for s, e, now in own], [e is not None for _, e, _ in own])
    return len(own), len(closed), statistics.median(closed), km.quantile(0.5)


def five_years(rows: Iterable[tuple[str, int, int | None, int]]) -> Forecasts:
    """Score forecasts of openings within five years."""
    own = list(rows)
    ends = {name: float(end) for name, _, end, _ in own if end is not None}
    scored: list[Scored] = []
    for day in REACTOR_DATES:
        at = day_number(day)
        lives = [Life(n, "nuclear", s, s, e if e is not None and e <= at else None) for n, s, e, _ in own if s <= at]
        scored += openings(day, at, lives, ends, 5.0, naive=True)
    came = [
        s.project in ends and ends[s.project] <= day_number(s.day) + 5 * YEAR for s in scored if s.method == "class"
    ]
    share = sum(came) / len(came)
    print(f"Within five years {share:.0%} opened; a constant that knew it beforehand had a Brier score of"
          f" {share * (1 - share):.3f}.\n")  # fmt: skip
    return scored, [("opening", day, "") for day in REACTOR_DATES]


def catalogue(ledger: Path) -> Result:
    """Return the backtest of the bundled catalogue."""
    store = create(ledger)
    ingest.run_import(store, sources.open_path(data_folder() / "catalogue"))
    compare = in_constant(load())
    pasts = []
    for day in CATALOGUE_DATES:
        atlas = views.atlas(store, views.moment(day, contemporary=True), cards=True)
        pasts.append(backtest.Past(day, standings(atlas.cards.values(), compare)))
    whole = views.atlas(store, cards=True)
    return backtest.backtest(pasts, standings(whole.cards.values(), compare), whole.now, compare=compare)


def show(frame: Any, what: Mapping[str, str] | None = None) -> None:
    """Print the rows of a backtest as Markdown, and what they say in words."""
    print("| date | method | n | CRPS | Brier | P10 | P50 | P80 | P90 | CRPS of the class less this |")
    print("|---|---|--:|--:|--:|--:|--:|--:|--:|---|")

    def cell(x: float) -> str:
        return "" if x != x else f"{x:.2f}"

    for r in frame.itertuples():
        day = "**all**" if r.date != r.date else str(r.date)[:10]
        if isinstance(r.why, str):
            print(f"| {day} | refused: {r.why} | {r.n} | | | | | | | |")
            continue
        ci = "" if r.crps_apart != r.crps_apart else f"{r.crps_apart:+.2f}"
        if r.crps_apart_low == r.crps_apart_low:
            ci += f" ({r.crps_apart_low:+.2f} to {r.crps_apart_high:+.2f}), {r.verdict}"
        covered = " | ".join(cell(getattr(r, f"covered_p{p}")) for p in (10, 50, 80, 90))
        print(f"| {day} | {r.method} | {r.n} | {cell(r.crps)} | {cell(r.brier)} | {covered} | {ci} |")
    print()
    for line in backtest.verdicts(frame, what or WHAT):
        print(f"- {line}")
    print()


def main(folder: Path) -> None:
    """Run and print."""
    with tempfile.TemporaryDirectory() as scratch:
        print("### UK Government Major Projects Portfolio: the figure of the next release\n")
        told = uk_projects(folder, Path(scratch, "uk.gpkg"))
        for quantity, field in (("cost", "cost_lifecycle"), ("opening", "completion_planned")):
            scored, dates = next_release(quantity, told[field])  # type: ignore[arg-type]
            print()
            show(typed(backtest.table(scored, dates), backtest.COLUMNS), NEXT)
        print("### Reactors: construction times, and openings within five years\n")
        rows = reactors(folder, Path(scratch, "reactors.gpkg"))
        for since in ("1900-01-01", "2005-01-01"):
            n, closed, median, km = construction_times(rows, since)
            print(f"- started since {since[:4]}: {n} reactors, {closed} in operation; their median {median:.2f} years,"
                  f" Kaplan-Meier over all {km:.2f} years.")  # fmt: skip
        print()
        scored, dates = five_years(rows)
        show(typed(backtest.table(scored, dates), backtest.COLUMNS))
        print("### The bundled catalogue: openings within three years, final costs\n")
        result = catalogue(Path(scratch, "catalogue.gpkg"))
        show(result.frame)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
