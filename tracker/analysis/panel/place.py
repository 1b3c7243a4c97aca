"""Which share of a project lies in which unit. The shares of a project never come to more than one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from tracker.analysis.panel.areas import Areas
from tracker.analysis.panel.assets import LINE, NOWHERE, POINT, Assets
from tracker.analysis.panel.countries import Countries

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]


class Units(Protocol):
    """Units of space. Numbers of units are int64; shapes are in EPSG:4326, longitude first."""

    @property
    def word(self) -> str:
        """As ``--unit`` names it."""

    @property
    def title(self) -> str:
        """What one unit is, in words."""

    def split(self, shapes: Array, kind: Array) -> tuple[Array, Array, Array]:
        """Return (index of the shape, unit, measure) of the pieces; a unit may come several times."""

    def centres(self, units: Array) -> tuple[Array, Array]:
        """Return longitude and latitude of the middles."""

    def names(self, units: Array) -> list[str]:
        """Return how each unit is called."""

    def everywhere(self) -> Array:
        """Return all units there are."""

    def near(self, lon: Array, lat: Array, km: float) -> Array:
        """Return units that hold all those with a middle within ``km`` of some points, and more."""


Splitter = Callable[[Units, "Array", "Array"], tuple["Array", "Array", "Array"]]


@dataclass(frozen=True, slots=True)
class Placed:
    """Pieces of projects, ordered by project and unit, each pair once.

    Attributes
    ----------
    asset, unit
        Index into the assets; number of the unit.
    share
        Part of the project that lies there; those of a project come to 1, to less where a part lies in no unit.
    km_share, money_share
        The same where length and money can be divided so; NaN where nobody knows how they divide.
    why_not
        (reason, index of the asset) of those that lie in no unit.
    """

    asset: Array
    unit: Array
    share: Array
    km_share: Array
    money_share: Array
    why_not: tuple[tuple[str, int], ...]


def here(units: Units, shapes: Array, kind: Array) -> tuple[Array, Array, Array]:
    """Split in this process."""
    return units.split(shapes, kind)


def place(assets: Assets, units: Units, splitter: Splitter = here) -> Placed:
    """Return which share of each project lies in which unit.

    A line is divided by its length, an area by its surface; several points count alike. In countries the stated
    countries go before the place: one stated country has the whole project, several share it by what lies in each,
    and count alike where no line or area tells (its length and money then divide nobody knows how).
    A place that is only the centre of a town or a district serves for countries and for the polygons of a file, not
    for cells; one of which only the country is known serves for countries.
    """
    import numpy as np

    why: list[tuple[str, int]] = []
    if isinstance(units, Countries):
        return _in_countries(assets, units, splitter)
    serves = {"exact", "approximate", ""} | ({"admin"} if isinstance(units, Areas) else set())
    fits = np.array([p in serves for p in assets.precision], bool)
    has = assets.kind != NOWHERE
    for i in np.flatnonzero(~(fits & has)):
        vague = (
            "only its country is known" if assets.precision[i] == "country" else "only its town or district is known"
        )
        why.append((vague if has[i] else "no place is known", int(i)))
    asset, unit, size = _sized(assets, units, np.flatnonzero(fits & has), splitter)
    why += [("outside of every unit", int(i)) for i in np.setdiff1d(np.flatnonzero(fits & has), asset)]
    return _shares(assets, asset, unit, size, why)


def _sized(assets: Assets, units: Units, which: Array, splitter: Splitter) -> tuple[Array, Array, Array]:
    """Return (asset, unit, measure), each pair once, ordered."""
    import numpy as np

    of, unit, size = splitter(units, assets.shape[which], assets.kind[which])
    asset = which[of]
    order = np.lexsort((size, unit, asset))
    asset, unit, size = asset[order], np.asarray(unit, np.int64)[order], size[order]
    starts = np.ones(len(asset), bool)
    starts[1:] = (asset[1:] != asset[:-1]) | (unit[1:] != unit[:-1])
    first = np.flatnonzero(starts)
    total = np.add.reduceat(size, first) if len(first) else size
    return asset[first], unit[first], total


def _shares(assets: Assets, asset: Array, unit: Array, size: Array, why: list[tuple[str, int]]) -> Placed:
    import numpy as np

    inside = np.bincount(asset, size, minlength=len(assets))
    # What is drawn in no unit stays in the whole: the shares then come to less than one.
    whole = np.maximum(inside, _whole(assets))
    share = size / whole[asset]
    is_line = assets.kind[asset] == LINE
    divided = assets.kind[asset] != POINT
    alone = np.bincount(asset, minlength=len(assets))[asset] == 1
    return Placed(
        asset, unit, share,
        np.where(is_line | divided, share, np.nan),
        np.where(divided | (alone & (share > 0.999999)), share, np.nan),
        tuple(why),
    )  # fmt: skip


def _whole(assets: Assets) -> Array:
    """Return the measure of each whole project: km of a line, number of points; 0 where the pieces must tell."""
    import numpy as np
    import shapely

    points = np.where(assets.kind == POINT, shapely.get_num_geometries(assets.shape), 0)
    # A hair less, so that rounding in the cutting does not look like a part that lies outside.
    return np.where(assets.kind == LINE, np.nan_to_num(assets.drawn_km) * (1 - 1e-5), points)


def _in_countries(assets: Assets, units: Countries, splitter: Splitter) -> Placed:
    import numpy as np

    number = {code: i for i, code in enumerate(units.ids)}
    codes = [[number[c] for c in dict.fromkeys(stated) if c in number] for stated in assets.countries]
    why: list[tuple[str, int]] = []
    one = [i for i, c in enumerate(codes) if len(c) == 1]
    parts = [_whole_in(np.array(one, np.int64), np.array([codes[i][0] for i in one], np.int64))]

    # Several countries: by the line or area, within the countries that are stated.
    drawn = [
        i
        for i, c in enumerate(codes)
        if len(c) > 1 and assets.kind[i] not in (NOWHERE, POINT) and assets.precision[i] in ("exact", "approximate", "")
    ]
    asset, unit, size = _sized(assets, units, np.array(drawn, np.int64), splitter)
    stated = np.array([u in codes[a] for a, u in zip(asset, unit, strict=True)], bool)
    divided = _shares(assets, asset[stated], unit[stated], size[stated], [])
    parts.append(divided)
    found = set(divided.asset.tolist())
    alike = [(i, u) for i, c in enumerate(codes) if len(c) > 1 and i not in found for u in c]
    count = np.array([1 / len(codes[i]) for i, _ in alike])
    nobody = np.full(len(alike), np.nan)
    parts.append(
        Placed(
            np.array([i for i, _ in alike], np.int64), np.array([u for _, u in alike], np.int64),
            count, nobody, nobody, (),
        )
    )  # fmt: skip

    # None is stated: where it lies tells, also the centre of a district.
    silent = np.array([i for i, c in enumerate(codes) if not c and assets.kind[i] != NOWHERE], np.int64)
    asset, unit, size = _sized(assets, units, silent, splitter)
    parts.append(_shares(assets, asset, unit, size, []))
    why += [("no country is known", i) for i, c in enumerate(codes) if not c and assets.kind[i] == NOWHERE]
    why += [("it lies in no country of the basemap", int(i)) for i in np.setdiff1d(silent, asset)]

    names = ("asset", "unit", "share", "km_share", "money_share")
    columns = [np.concatenate([getattr(p, n) for p in parts]) for n in names]
    order = np.lexsort((columns[1], columns[0]))
    return Placed(
        columns[0][order],
        columns[1][order],
        columns[2][order],
        columns[3][order],
        columns[4][order],
        tuple(sorted(why)),
    )


def _whole_in(asset: Array, unit: Array) -> Placed:
    import numpy as np

    ones = np.ones(len(asset))
    return Placed(asset, unit, ones, ones, ones, ())
