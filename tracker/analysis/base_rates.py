"""Published overrun rates by kind of project, with the page that each was read from (data/reference-classes)."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tracker.analysis.kinds import published_kind
from tracker.bundled import data_folder

_MEANS = ("mean_cost_overrun", "mean_cost_inaccuracy")


@dataclass(frozen=True, slots=True)
class Rate:
    """One published figure: ``value`` in ``unit`` (percent over the estimate, or years); mean, P50 or P80.

    ``year``: of its publication, where its source or its address tells it; None: known since nobody knows when.
    """

    kind: str
    measure: str
    percentile: str
    value: float
    publisher: str
    url: str
    unit: str = "percent"
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Published:
    """What is published on the cost of one kind of project, as factors on the estimate; None where nothing is."""

    kind: str
    p50: float | None
    p80: float | None
    mean_low: float | None
    mean_high: float | None
    urls: tuple[str, ...]


def read(path: Path) -> tuple[Rate, ...]:
    """Return the rates of a table (CSV, UTF-8); rows without a number are passed over."""
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(
            Rate(
                r["project_type"], r["measure"], r["percentile"], float(r["value"]), r["source_publisher"],
                r["source_url"], r["unit"], int(r["year"]) if r.get("year") else None,
            )
            for r in csv.DictReader(file)
            if r["value"].replace(".", "", 1).replace("-", "", 1).isdigit()
        )  # fmt: skip


@cache
def bundled() -> tuple[Rate, ...]:
    """Return the rates that ship with the tracker."""
    return read(data_folder() / "reference-classes" / "overrun.csv")


def known_by(rates: Iterable[Rate], as_of: str) -> tuple[Rate, ...]:
    """Return the rates that were published by the end of a day (ISO; "" for today: all of them).

    Of a year it is not known when in it: a rate counts from the last day of its year. One without a year is not used
    before today.
    """
    return tuple(r for r in rates if not as_of or (r.year is not None and f"{r.year:04d}-12-31" <= as_of))


def published(rates: Iterable[Rate], sector: str) -> Published | None:
    """Return what is published for a sector; None where nothing is. Means of unlike studies are a range, no average."""
    kind = published_kind(sector)
    own = [r for r in rates if r.kind == kind]
    means = [r for r in own if r.percentile == "mean" and r.measure in _MEANS]
    at = {r.percentile: r for r in own if r.measure.endswith("uplift") and r.percentile in ("P50", "P80")}
    used = [*at.values(), *means]
    if not used:
        return None

    def factor(r: Rate | None) -> float | None:
        return 1 + r.value / 100 if r else None

    means.sort(key=lambda r: r.value)
    low, high = (means[0], means[-1]) if means else (None, None)
    urls = tuple(dict.fromkeys(r.url for r in used))
    return Published(kind, factor(at.get("P50")), factor(at.get("P80")), factor(low), factor(high), urls)
