"""Where the kilometres of a line lie: conserved, counted once, and the same as other ways of measuring."""

from __future__ import annotations

from typing import Any

import geopandas
import numpy as np
import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st
from panel_made import row
from pyproj import Geod

from tracker.analysis.panel.areas import Areas
from tracker.analysis.panel.assets import AREA, LINE, POINT, Assets, assets_of
from tracker.analysis.panel.countries import countries, land
from tracker.analysis.panel.grid import SIZES, Cells
from tracker.analysis.panel.hexagons import Hexagons
from tracker.analysis.panel.lines import geodesic_km
from tracker.analysis.panel.place import Units, place

GEOD = Geod(ellps="WGS84")

numbers = st.floats(-1, 1, allow_nan=False)


@st.composite
def routes(draw: st.DrawFn) -> shapely.LineString:
    """A line of up to eight points, steps of up to three degrees, anywhere but at the poles; it may cross 180."""
    x, y = 180 * draw(numbers), 75 * draw(numbers)
    points = [(x, y)]
    for _ in range(draw(st.integers(1, 7))):
        x, y = x + 3 * draw(numbers), min(max(y + 3 * draw(numbers), -80), 80)
        points.append(((x + 180) % 360 - 180, y))
    return shapely.LineString(points)


def squares() -> Areas:
    """Polygons that cover the earth between 85 south and 85 north, with borders in common."""
    x, y = (a.ravel() for a in np.meshgrid(np.arange(-180, 180, 20.0), np.arange(-85, 85, 17.0)))
    return Areas(shapely.box(x, y, x + 20, y + 17), tuple(map(str, range(len(x)))), "squares", "square")


def measured(units: Units, *shapes: Any) -> np.ndarray[Any, Any]:
    """Measure of each shape in all units together."""
    array = np.array(shapes, dtype=object)
    kind = np.array([LINE] * len(shapes))
    of, _, size = units.split(array, kind)
    return np.bincount(of, size, minlength=len(shapes))


@pytest.mark.parametrize("units", [*(Cells(s) for s in SIZES), Hexagons(3), squares()], ids=lambda u: u.word)
@given(lines=st.lists(routes(), min_size=1, max_size=4))
def test_length_is_conserved(units: Units, lines: list[shapely.LineString]) -> None:
    whole = geodesic_km(np.array(lines, dtype=object))
    assume((whole > 0).all())  # what has no length is taken for a point
    np.testing.assert_allclose(measured(units, *lines), whole, rtol=1e-3, atol=1e-6)


def test_a_line_that_begins_next_to_nothing_beside_a_border_is_not_lost() -> None:
    line = shapely.LineString([(-2e-306, 1.7e-307), (0, -3)])
    np.testing.assert_allclose(measured(squares(), line), geodesic_km(np.array([line], dtype=object)), rtol=1e-3)


@given(lines=st.lists(routes(), min_size=1, max_size=4), stated=st.floats(1, 5000))
def test_stated_length_is_what_is_divided(lines: list[shapely.LineString], stated: float) -> None:
    assets = assets_of([row(f"p{i}", line, length_km=stated) for i, line in enumerate(lines)], {})
    placed = place(assets, Cells(0.5))
    is_line = np.isin(placed.asset, np.flatnonzero(assets.kind == LINE))
    km = np.bincount(placed.asset[is_line], placed.km_share[is_line] * stated, minlength=len(lines))
    np.testing.assert_allclose(km[assets.kind == LINE], stated, rtol=1e-3)
    # Each project counts once, a line without length as a point.
    np.testing.assert_allclose(np.bincount(placed.asset, placed.share), 1, rtol=1e-3)


def test_by_hand_along_a_parallel() -> None:
    line = shapely.LineString([(0.25, 10.1), (1.75, 10.1)])
    of, cell, km = Cells(0.5).split(np.array([line]), np.array([LINE]))
    names = Cells(0.5).names(cell)
    assert names == ["N10.25E0.25", "N10.25E0.75", "N10.25E1.25", "N10.25E1.75"]
    # A degree of longitude: pi / 180 * a cos(lat) / sqrt(1 - e2 sin(lat)^2).
    degree = np.pi / 180 * 6378.137 * np.cos(np.radians(10.1)) / np.sqrt(1 - 0.00669438 * np.sin(np.radians(10.1)) ** 2)
    np.testing.assert_allclose(km, np.array([0.25, 0.5, 0.5, 0.25]) * degree, rtol=1e-5)
    assert set(of) == {0}


@pytest.mark.parametrize("corner", [(108.5, 22.0), (9.0, 47.0), (-71.0, -33.5), (24.0, 66.0)])
def test_as_an_overlay_in_an_equidistant_projection(corner: tuple[float, float]) -> None:
    """GeoPandas' overlay with the cells, measured in an equidistant projection about each cell."""
    r = np.random.default_rng(5)
    steps = r.normal(0.06, 0.08, (40, 2))
    line = shapely.LineString(np.array(corner) + steps.cumsum(axis=0))
    units = Cells(0.5)
    _, cell, km = units.split(np.array([line]), np.array([LINE]))
    ours = {int(c): km[cell == c].sum() for c in np.unique(cell)}
    lon, lat = units.centres(np.array(sorted(ours)))
    boxes = geopandas.GeoDataFrame(
        {"cell": sorted(ours)}, geometry=shapely.box(lon - 0.25, lat - 0.25, lon + 0.25, lat + 0.25)
    )
    boxes = boxes.set_crs("EPSG:4326")
    one = geopandas.GeoDataFrame(geometry=[line.segmentize(0.01)], crs="EPSG:4326")
    pieces = one.overlay(boxes, how="intersection", keep_geom_type=True)
    theirs = {}
    for cell_, shape in zip(pieces["cell"], pieces.geometry, strict=True):
        middle = shape.centroid
        local = geopandas.GeoSeries([shape], crs="EPSG:4326").to_crs(f"+proj=aeqd +lat_0={middle.y} +lon_0={middle.x}")
        theirs[cell_] = local.length.iloc[0] / 1000
    assert ours.keys() == theirs.keys()
    for c in ours:
        assert ours[c] == pytest.approx(theirs[c], rel=1e-3), c


@pytest.mark.parametrize("units", [Cells(1.0), squares()], ids=lambda u: u.word)
def test_what_lies_on_a_border_counts_once(units: Units) -> None:
    line = shapely.LineString([(20, -17), (20, 0), (40, 0)])
    assert measured(units, line)[0] == pytest.approx(geodesic_km(np.array([line]))[0], rel=1e-6)
    of, _, _ = units.split(np.array([shapely.Point(20, 0)]), np.array([POINT]))
    assert len(of) == 1


def test_what_two_polygons_hold_counts_once() -> None:
    two = Areas(shapely.box([0, 5], [0, 0], [10, 15], [10, 10]), ("a", "b"), "two", "polygon")
    line = shapely.LineString([(1, 5), (14, 5)])
    _of, unit, km = two.split(np.array([line]), np.array([LINE]))
    assert km.sum() == pytest.approx(GEOD.geometry_length(line.segmentize(0.1)) / 1000, rel=1e-4)
    assert km[unit == 0].sum() / km[unit == 1].sum() == pytest.approx(9 / 4, rel=1e-3)


def test_across_the_date_line() -> None:
    line = shapely.LineString([(179.5, -17), (-179.5, -17)])
    for units in (Cells(0.5), Hexagons(3), squares()):
        assert measured(units, line)[0] == pytest.approx(106.5, abs=0.2)
    _, cell, _ = Cells(0.5).split(np.array([line]), np.array([LINE]))
    assert set(Cells(0.5).names(cell)) == {"S16.75E179.75", "S16.75W179.75"}


def test_areas_are_divided_by_their_surface() -> None:
    area = shapely.box(0.25, 0, 1.0, 0.5)
    _of, _cell, km2 = Cells(0.5).split(np.array([area]), np.array([AREA]))
    assert km2[0] / km2.sum() == pytest.approx(1 / 3, rel=1e-5)
    assert km2.sum() == pytest.approx(83.5 * 55.3, rel=0.01)
    _, _, small = Hexagons(4).split(np.array([area]), np.array([AREA]))
    assert len(small) > 1


def test_what_lies_in_no_unit_is_left_out_of_the_shares() -> None:
    one = Areas(np.array([shapely.box(0, 0, 1, 1)]), ("a",), "one", "polygon")
    assets = assets_of([row("half", shapely.LineString([(0.5, 0.5), (1.5, 0.5)])), row("far", shapely.Point(5, 5))], {})
    placed = place(assets, one)
    assert placed.share.tolist() == pytest.approx([0.5], rel=1e-4)
    assert placed.why_not == (("outside of every unit", 0),)


def made(*rows: Any) -> Assets:
    return assets_of(list(rows), {})


def test_countries_share_a_line_by_what_lies_in_each() -> None:
    line = shapely.LineString([(6.0, 45.2), (7.4, 45.2)])  # from Savoy to Turin
    placed = place(made(row("tunnel", line, country="FRA;ITA", length_km=100.0)), countries())
    share = dict(zip(countries().names(placed.unit), placed.km_share, strict=True))
    assert share.keys() == {"FRA", "ITA"}
    assert sum(share.values()) == pytest.approx(1, rel=1e-3)
    assert 0.3 < share["FRA"] < 0.8


def test_where_no_line_tells_countries_share_the_count_and_nothing_else() -> None:
    placed = place(made(row("dam", shapely.Point(-54.6, -25.4), country="BRA;PRY", length_km=8.0)), countries())
    assert placed.share.tolist() == [0.5, 0.5]
    assert np.isnan(placed.km_share).all() and np.isnan(placed.money_share).all()


def test_a_stated_country_goes_before_the_place() -> None:
    at_sea = row("wind-farm", shapely.Point(2.5, 53.5), country="GBR")
    placed = place(made(at_sea, row("silent", shapely.Point(10, 51)), row("nowhere")), countries())
    assert countries().names(placed.unit) == ["DEU", "GBR"]
    assert placed.why_not == (("no country is known", 0),)


@pytest.mark.parametrize(
    ("precision", "in_cells", "in_polygons", "in_countries"),
    [("exact", 1, 1, 1), ("approximate", 1, 1, 1), ("admin", 0, 1, 1), ("country", 0, 0, 1)],
)
def test_precision_says_where_a_place_serves(
    precision: str, in_cells: int, in_polygons: int, in_countries: int
) -> None:
    assets = made(row("p", shapely.Point(10, 51), precision))
    for units, n in ((Cells(0.5), in_cells), (squares(), in_polygons), (countries(), in_countries)):
        assert len(place(assets, units).asset) == n


def test_the_outlines_of_the_basemap() -> None:
    """Known areas (km2, World Bank's surface or land area) within what a simplified outline can give."""
    from tracker.analysis.panel.areas import geodesic_km2

    shapes = countries()
    for code, known in (("BRA", 8_510_000), ("DEU", 357_000), ("RUS", 17_098_000), ("LSO", 30_355), ("FJI", 18_270)):
        assert geodesic_km2(shapes.shapes[[shapes.ids.index(code)]])[0] == pytest.approx(known, rel=0.15), code
    assert geodesic_km2(land().shapes).sum() == pytest.approx(135_000_000, rel=0.02)  # without Antarctica
