"""The frame of a panel from pieces, timelines and distances: sums over periods, cohorts, event time, flags."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tracker.analysis.panel.assets import Assets
from tracker.analysis.panel.periods import By, name_of, period_of
from tracker.analysis.panel.place import Placed, Units
from tracker.analysis.panel.timing import STATES, Cohort

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    Array = np.ndarray[Any, Any]

#: Stages that come before the event of a cohort: a unit that has one of them and is not treated yet anticipates.
_BEFORE: dict[Cohort, tuple[str, ...]] = {
    "announcement": (),
    "ground-breaking": ("proposed", "approved"),
    "opening": ("proposed", "approved", "construction"),
}
#: "No period": larger than any.
_NEVER = 10**9


@dataclass(frozen=True, slots=True)
class Window:
    """The periods of a panel, both ends included, and the day up to which anything is known."""

    by: By
    first: int
    last: int

    @property
    def length(self) -> int:
        """Number of periods."""
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class Near:
    """Projects near the middles of units: (place of the unit, asset, km), and the bands in km."""

    unit: Array
    asset: Array
    km: Array
    bands: tuple[float, ...]


def band_word(band: float) -> str:
    """Return a band as it stands in names of columns: 50, 7_5."""
    return f"{band:g}".replace(".", "_")


def frame_of(
    assets: Assets, placed: Placed, units: Units, numbers: Array, window: Window, cohort: Cohort, near: Near | None
) -> pd.DataFrame:
    """Return one row per unit of ``numbers`` (rising) and period, in that order. See columns.py for the columns."""
    import numpy as np
    import pandas as pd

    n, length = len(numbers), window.length
    place = np.searchsorted(numbers, placed.unit)
    periods = np.arange(window.first, window.last + 1)
    names = np.array(units.names(numbers), dtype=object)
    lon, lat = units.centres(numbers)
    data: dict[str, Any] = {
        "unit": pd.array(np.repeat(names, length), dtype="string"),
        "longitude": np.repeat(np.asarray(lon, float), length),
        "latitude": np.repeat(np.asarray(lat, float), length),
        "period": pd.array(np.tile(periods, n), dtype="Int64"),
    }
    if window.by == "month":
        data["month"] = pd.array(
            np.tile(np.array([name_of(int(p), "month") for p in periods], dtype=object), n), dtype="string"
        )
    data |= _stages(assets, placed, place, n, window)
    data |= _cohorts(assets, placed, place, n, window, cohort, data)
    if near is not None:
        data |= _exposures(assets, near, n, window, cohort)
    return pd.DataFrame(data)


def _stages(assets: Assets, placed: Placed, place: Array, n: int, window: Window) -> dict[str, Any]:
    """Return what is in each stage at the end of each period: projects, shares, km, money."""
    import numpy as np
    import pandas as pd

    # A change of stage takes a project out of one and puts it into the next, from its period on.
    rows = [
        (i, day, new, old)
        for i, line in enumerate(assets.timelines)
        for (day, new), old in zip(line.steps, [-1] + [state for _, state in line.steps], strict=False)
    ]
    asset, day, new, old = np.array(rows, np.int64).reshape(-1, 4).T
    period = np.maximum(period_of(day, window.by) - window.first, 0)
    inside = period < window.length
    asset, period, new, old = asset[inside], period[inside], new[inside], old[inside]

    # Pieces of each project stand together: join the changes with them by their places.
    count = np.bincount(placed.asset, minlength=len(assets))
    start = np.cumsum(count) - count
    change = np.repeat(np.arange(len(asset)), count[asset])
    nth = np.arange(len(change)) - np.repeat(np.cumsum(count[asset]) - count[asset], count[asset])
    piece = start[asset[change]] + nth
    at = place[piece] * window.length + period[change]
    km = _km(assets, placed)
    weights = {
        "n": np.ones(len(piece)),
        "projects": placed.share[piece],
        "km": np.nan_to_num(km[piece]),
    }
    if assets.cost is not None:
        weights["money"] = np.nan_to_num((placed.money_share * assets.cost[placed.asset])[piece])
    size = n * window.length
    out: dict[str, Any] = {}
    for k, state in enumerate(STATES):
        comes, goes = new[change] == k, old[change] == k
        for word, weight in weights.items():
            sums = np.bincount(at[comes], weight[comes], minlength=size)
            sums -= np.bincount(at[goes], weight[goes], minlength=size)
            level = np.cumsum(sums.reshape(n, window.length), axis=1).ravel()
            if word == "n":
                out[f"n_{state}"] = pd.array(np.rint(level).astype(np.int64), dtype="Int64")
            else:
                # What came and went again leaves a rounding error, no length.
                out[f"{word}_{state}"] = np.where(np.abs(level) < 1e-9 * max(weight.max(initial=0), 1), 0.0, level)
    return out


def _km(assets: Assets, placed: Placed) -> Array:
    """Return the km of each piece: its share of the stated length, else of the length as drawn."""
    import numpy as np

    whole = np.where(np.isnan(assets.stated_km), assets.drawn_km, assets.stated_km)
    return np.asarray(placed.km_share * whole[placed.asset])


def events(assets: Assets, window: Window, cohort: Cohort) -> Array:
    """Return the period of each project's event; a number beyond all periods where there is none."""
    import numpy as np

    days = [e.middle if (e := line.event(cohort)) else None for line in assets.timelines]
    out = np.full(len(days), _NEVER, np.int64)
    has = np.array([d is not None for d in days], bool)
    out[has] = period_of(np.array([d for d in days if d is not None], np.int64), window.by)
    return out


def _cohorts(
    assets: Assets, placed: Placed, place: Array, n: int, window: Window, cohort: Cohort, stages: dict[str, Any]
) -> dict[str, Any]:
    import numpy as np
    import pandas as pd

    event = events(assets, window, cohort)
    first = np.full(n, _NEVER, np.int64)
    np.minimum.at(first, place, event[placed.asset])
    undated = np.array([line.is_undated(cohort) for line in assets.timelines], bool)
    doubt = np.zeros(n, bool)
    doubt[place[undated[placed.asset]]] = True
    has = np.zeros(n, bool)
    has[place] = True
    dated = first < _NEVER
    spread = np.repeat(first, window.length)
    known = np.repeat(dated, window.length)
    period = np.tile(np.arange(window.first, window.last + 1), n)
    treated = known & (period >= spread)
    waiting = np.zeros(len(period), bool)
    for state in _BEFORE[cohort]:
        waiting |= np.asarray(stages[f"n_{state}"] > 0, bool)
    return {
        "cohort": pd.arrays.IntegerArray(np.where(known, spread, 0).astype(np.int64), ~known),
        "event_time": pd.arrays.IntegerArray(np.where(known, period - spread, 0).astype(np.int64), ~known),
        "treated": pd.array(treated, dtype="boolean"),
        "anticipation": pd.array(waiting & ~treated, dtype="boolean"),
        "never_treated": pd.array(np.repeat(~dated & ~doubt, window.length), dtype="boolean"),
        "timing_doubt": pd.array(np.repeat(doubt, window.length), dtype="boolean"),
        "has_project": pd.array(np.repeat(has, window.length), dtype="boolean"),
    }


def _exposures(assets: Assets, near: Near, n: int, window: Window, cohort: Cohort) -> dict[str, Any]:
    import numpy as np
    import pandas as pd

    event = events(assets, window, cohort)[near.asset]
    happened = event < _NEVER
    nearest = np.full(n, np.inf)
    np.minimum.at(nearest, near.unit, near.km)
    out: dict[str, Any] = {"nearest_km": np.repeat(np.where(np.isfinite(nearest), nearest, np.nan), window.length)}
    for band in near.bands:
        inside = happened & (near.km <= band)
        period = np.maximum(event[inside] - window.first, 0)
        seen = period < window.length
        at = near.unit[inside][seen] * window.length + period[seen]
        count = np.bincount(at, minlength=n * window.length).reshape(n, window.length).cumsum(axis=1).ravel()
        first = np.full(n, _NEVER, np.int64)
        np.minimum.at(first, near.unit[inside], event[inside])
        none = np.repeat(first == _NEVER, window.length)
        out[f"n_within_{band_word(band)}km"] = pd.array(count, dtype="Int64")
        out[f"cohort_within_{band_word(band)}km"] = pd.arrays.IntegerArray(
            np.where(none, 0, np.repeat(first, window.length)).astype(np.int64), none
        )
    return out
