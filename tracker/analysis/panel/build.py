"""The panel, all of it in order: place, choose controls, measure distances, assemble, and say what was left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from tracker.analysis.panel.assemble import Near, Window, frame_of
from tracker.analysis.panel.assets import LINE, POINT, Assets, assets_of
from tracker.analysis.panel.columns import columns
from tracker.analysis.panel.costs import Costs
from tracker.analysis.panel.countries import Countries, land
from tracker.analysis.panel.exposure import pairs
from tracker.analysis.panel.periods import By, name_of, one_period
from tracker.analysis.panel.place import Placed, Splitter, Units, here, place
from tracker.analysis.panel.timing import Cohort, Day, Timeline
from tracker.analysis.result import Result, Tally
from tracker.clean.days import day_number
from tracker.errors import UsageError
from tracker.views import Moment, ProjectRow

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

Controls = Literal["none", "near", "land"]
CONTROLS: tuple[Controls, ...] = ("none", "near", "land")
#: More rows than these fill the memory of a small machine.
MOST_ROWS = 8_000_000

METHOD = (
    "Stocks at the end of each period, from dated events and, where none is dated, from the day on which a document"
    " first says so. Lines are cut at the borders of units, edges straight in longitude and latitude, pieces measured"
    " as geodesics on WGS 84 and scaled to the stated length. Distances are geodesics from the middle of a unit to the"
    " nearest point of a project. docs/reference/methods/panel.md tells more."
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a panel is asked for.

    Attributes
    ----------
    window
        Periods, both ends included.
    now
        ISO day up to which anything is known; no period may begin after it.
    cohort
        The event that treats a unit.
    bands
        Distances in km; () for no exposure.
    controls
        Units without a project beside those with one: none; near, those with a middle within the largest band of a
        project; land, all whose middle is on land (all units where they are countries or polygons).
    """

    window: Window
    now: str
    cohort: Cohort = "opening"
    bands: tuple[float, ...] = (50.0, 100.0, 200.0)
    controls: Controls = "near"


def panel(
    rows: Sequence[ProjectRow],
    timelines: Mapping[str, Timeline],
    units: Units,
    asked: Asked,
    *,
    costs: Costs | None = None,
    at: Moment | None = None,
    splitter: Splitter = here,
    notes: Sequence[str] = (),
) -> Result:
    """Return the panel of some projects. ``timelines``: by slug, see :func:`tracker.analysis.panel.timing.timeline`.

    Raises
    ------
    UsageError
        The window or the bands cannot be, or the panel would have more than :data:`MOST_ROWS` rows.
    """
    import numpy as np

    _check(units, asked)
    assets = assets_of(rows, timelines, costs.amounts if costs else None)
    placed = place(assets, units, splitter)
    numbers = np.unique(np.concatenate([placed.unit, _controls(assets, units, asked)]))
    if len(numbers) * asked.window.length > MOST_ROWS:
        raise UsageError(
            f"The panel would have {len(numbers):,} units of {asked.window.length:,} periods: over {MOST_ROWS:,} rows.",
            "Take larger units, fewer periods, or --controls near.",
        )
    near = _near(assets, units, numbers, asked) if asked.bands else None
    frame = frame_of(assets, placed, units, numbers, asked.window, asked.cohort, near)
    by = asked.window.by
    described = columns(by, units.title.capitalize(), asked.cohort, costs.unit if costs else None, asked.bands)
    tally = Tally()
    for reason, i in placed.why_not:
        tally.add(reason, assets.slug[i])
    n = len(set(placed.asset.tolist()))
    return Result(
        name="panel",
        title=f"Panel by {units.word} and {by}, treated by {asked.cohort}",
        frame=frame[[c.name for c in described]],
        columns=described,
        n=n,
        of=len(assets),
        method=METHOD,
        left_out=tally.left_out(),
        notes=(*_notes(assets, placed, asked, len(numbers)), *(costs.notes if costs else ()), *notes),
        at=at,
    )


def _check(units: Units, asked: Asked) -> None:
    window = asked.window
    if window.length < 1:
        raise UsageError("The panel ends before it begins.", "Give --from before --to.")
    today = one_period(day_number(asked.now), window.by)
    if window.last > today:
        raise UsageError(
            f"{name_of(window.last, window.by)} is later than what is known ({asked.now}).",
            f"End it with --to {name_of(today, window.by)} or before: nothing is known of what comes.",
        )
    if any(not 0 < band <= 2000 for band in asked.bands) or len(set(asked.bands)) < len(asked.bands):
        raise UsageError(
            "Bands are different distances of up to 2,000 km.", "Write --bands 50,100,200, or --bands none."
        )
    if asked.bands and isinstance(units, Countries):
        raise UsageError(
            "There are no bands around countries: the middle of a country says little of what lies near it.",
            "Leave --bands out, or take cells or the polygons of a file.",
        )
    if not asked.bands and asked.controls == "near" and not isinstance(units, Countries):
        raise UsageError("Without bands nothing is near.", "Take --controls none or land, or give --bands.")


def _controls(assets: Assets, units: Units, asked: Asked) -> Array:
    """Return the units that a panel has beside those with a project."""
    import numpy as np

    if asked.controls == "none":
        return np.empty(0, np.int64)
    if isinstance(units, Countries):
        return units.everywhere()
    from tracker.analysis.panel.areas import Areas

    if asked.controls == "land":
        found = units.everywhere()
        if isinstance(units, Areas):
            return found
    else:
        from tracker.analysis.panel.exposure import reached, samples, serves

        which = np.flatnonzero(serves(assets))
        _, x, y, _ = samples(assets, which, max(asked.bands))
        found = units.near((x + 180) % 360 - 180, y, max(asked.bands) * 1.5)
        found = found[reached(assets, *units.centres(found), max(asked.bands))]
    if isinstance(units, Areas):
        return found
    return found[on_land(*units.centres(found))]


def on_land(lon: Array, lat: Array) -> Array:
    """Return which points are on land of the bundled basemap."""
    import numpy as np
    import shapely

    one, _ = shapely.STRtree(land().shapes).query(shapely.points(lon, lat), predicate="within")
    out = np.zeros(len(lon), bool)
    out[one] = True
    return out


def _near(assets: Assets, units: Units, numbers: Array, asked: Asked) -> Near:
    lon, lat = units.centres(numbers)
    return Near(*pairs(assets, lon, lat, asked.bands), asked.bands)


def _notes(assets: Assets, placed: Placed, asked: Asked, n_units: int) -> list[str]:
    """Return what the numbers do not say of themselves."""
    import numpy as np

    by = asked.window.by
    out = [f"{n_units:,} units, {len(np.unique(placed.unit)):,} of them with a project; {asked.window.length:,} {by}s."]

    stated, drawn = assets.stated_km, assets.drawn_km
    here_ = np.zeros(len(assets), bool)
    here_[placed.asset] = True
    lines = here_ & (assets.kind == LINE)
    known = ~np.isnan(stated)
    out.append(
        f"Length: {np.sum(lines & known):,} lines are scaled to the length that is stated,"
        f" {np.sum(lines & ~known):,} have the length that is drawn."
    )
    rough = lines & known & ((drawn < stated / 2) | (drawn > stated * 2))
    if rough.any():
        out.append(f"{_some(assets, rough)} drawn at less than half or more than twice the stated length: where their"
                   " kilometres lie is rough.")  # fmt: skip
    whole = np.where(known, stated, drawn)
    total = np.nansum(whole[here_])
    in_units = np.nansum(placed.km_share * whole[placed.asset])
    if total - in_units > 1e-4 * max(total, 1):
        pins = here_ & (assets.kind == POINT) & known
        out.append(
            f"{in_units:,.0f} of {total:,.0f} km lie in units; the rest lies outside of all, or belongs to projects"
            f" ({np.sum(pins):,}) that have a stated length and only a point."
        )
    coarse = [slug for slug, line in _dated(assets, asked.cohort) if _is_coarse(line, by)]
    if coarse:
        out.append(f"Of {len(coarse):,} projects the day of the event is less precise than a {by}: its middle counts.")
    undated = np.array([line.is_undated(asked.cohort) for line in assets.timelines], bool) & here_
    if undated.any():
        out.append(f"{_some(assets, undated)} past the event, but nobody says when: timing_doubt marks their units.")
    silent = np.array([not line.steps for line in assets.timelines], bool) & here_
    if silent.any():
        out.append(f"{_some(assets, silent)} in no stage, since nothing dated is known of them.")
    vague = here_ & np.isin(assets.precision, ("admin", "country"))
    if asked.bands and vague.any():
        out.append(f"{_some(assets, vague)} placed by a town, a district or a country, and make no exposure.")
    if one_period(day_number(asked.now), by) == asked.window.last:
        out.append(f"{name_of(asked.window.last, by)} ends for this panel on {asked.now}, the last day that is known.")
    return out


def _dated(assets: Assets, cohort: Cohort) -> list[tuple[str, Day]]:
    pairs_ = zip(assets.slug, assets.timelines, strict=True)
    return [(slug, day) for slug, line in pairs_ if (day := line.event(cohort)) is not None]


def _is_coarse(day: Day, by: By) -> bool:
    return one_period(day.lo, by) != one_period(day.hi, by)


def _some(assets: Assets, which: Array) -> str:
    """Return "3 projects (a, b, c) are", with no more than three names."""
    names = [assets.slug[i] for i in which.nonzero()[0][:4]]
    n = int(which.sum())
    listed = ", ".join(names[:3]) + (", ..." if n > 3 else "")
    return f"{n:,} project{'s' if n > 1 else ''} ({listed}) {'are' if n > 1 else 'is'}"
