"""The panel: stages, cohorts, flags, exposure; nothing counted twice, nothing from the future."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from panel_made import asked, built, day, row
from pyproj import Geod

import tracker
from tracker import views
from tracker.analysis.panel import timing
from tracker.analysis.panel.assemble import Window
from tracker.analysis.panel.assets import assets_of
from tracker.analysis.panel.build import Asked, panel
from tracker.analysis.panel.costs import Costs
from tracker.analysis.panel.exposure import pairs
from tracker.analysis.panel.grid import Cells
from tracker.analysis.panel.hexagons import Hexagons
from tracker.analysis.panel.periods import name_of, one_period, parse, period_of
from tracker.analysis.panel.timing import Timeline, timeline
from tracker.analysis.panel.unit_words import areas_of, units_of
from tracker.errors import FormatError, UsageError
from tracker.store.store import Store

GEOD = Geod(ellps="WGS84")
CANAL = shapely.LineString([(108.3, 22.3), (108.7, 22.3)])
PORT = shapely.Point(108.6, 21.7)


def cells_of(frame: pd.DataFrame, unit: str) -> pd.DataFrame:
    return frame[frame["unit"] == unit].set_index("period")


def test_stages_cohort_and_event_time_of_a_canal_by_hand() -> None:
    rows = [row("canal", CANAL, length_km=100.0), row("port", PORT)]
    times = {"canal": built("2001-05-01", "2004-01-01", "2008-06-01"), "port": built(begun="2003-01-01")}
    got = panel(rows, times, Cells(0.5), asked(2000, 2010))
    assert (got.n, got.of, len(got.frame)) == (2, 2, 3 * 11)
    west = cells_of(got.frame, "N22.25E108.25")
    assert west["n_proposed"].tolist() == [0, 1, 1, 1] + [0] * 7
    assert west["n_construction"].tolist() == [0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0]
    assert west["n_opened"].tolist() == [0] * 8 + [1] * 3
    np.testing.assert_allclose(west["km_opened"][2008:], 50.0, rtol=1e-6)
    np.testing.assert_allclose(west["projects_opened"][2008:], 0.5, rtol=1e-6)
    assert (west["cohort"] == 2008).all()
    assert west["event_time"].tolist() == list(range(-8, 3))
    assert west["treated"].tolist() == [False] * 8 + [True] * 3
    assert west["anticipation"].tolist() == [False] + [True] * 7 + [False] * 3
    port = cells_of(got.frame, "N21.75E108.75")
    assert port["cohort"].isna().all() and port["event_time"].isna().all()
    assert port["never_treated"].all() and port["has_project"].all()
    assert port["anticipation"].tolist() == [False] * 3 + [True] * 8
    assert (port["km_construction"] == 0).all()  # a point has no length


@pytest.mark.parametrize(("cohort", "year"), [("announcement", 2001), ("ground-breaking", 2004), ("opening", 2008)])
def test_cohort_by_each_event(cohort: Any, year: int) -> None:
    times = {"canal": built("2001-05-01", "2004-01-01", "2008-06-01")}
    frame = panel([row("canal", CANAL)], times, Cells(1.0), asked(cohort=cohort)).frame
    assert set(frame["cohort"]) == {year}


def test_first_treated_is_the_first_of_several_projects() -> None:
    rows = [row("a", PORT), row("b", PORT)]
    times = {"a": built(opened="2007-01-01"), "b": built(opened="2003-01-01")}
    frame = panel(rows, times, Cells(1.0), asked()).frame
    assert set(frame["cohort"]) == {2003}
    assert frame["n_opened"].tolist() == [0] * 3 + [1] * 4 + [2] * 4


def test_open_by_nobody_knows_when_is_no_control() -> None:
    open_now = Timeline(steps=((day("2009-03-01").middle, 3),), reached=3)
    frame = panel([row("old", PORT)], {"old": open_now}, Cells(1.0), asked()).frame
    assert not frame["never_treated"].any()
    assert frame["timing_doubt"].all()
    assert frame["cohort"].isna().all()


def test_what_happened_before_the_first_period_is_there_from_the_start() -> None:
    frame = panel([row("old", PORT)], {"old": built(opened="1961-01-01")}, Cells(1.0), asked()).frame
    assert frame["n_opened"].tolist() == [1] * 11
    assert frame["event_time"].tolist() == list(range(39, 50))


def test_by_month() -> None:
    times = {"port": built(begun="2009-11-30", opened="2010-02-01")}
    window = Window("month", parse("2009-10", "month", ""), parse("2010-03", "month", ""))
    frame = panel([row("port", PORT)], times, Cells(1.0), Asked(window, "2010-03-31", bands=(), controls="none")).frame
    assert frame["month"].tolist() == ["2009-10", "2009-11", "2009-12", "2010-01", "2010-02", "2010-03"]
    assert frame["n_construction"].tolist() == [0, 1, 1, 1, 0, 0]
    assert frame["event_time"].tolist() == [-4, -3, -2, -1, 0, 1]


def test_periods_are_those_of_stata() -> None:
    assert parse("1960-01", "month", "") == 0
    assert parse("2024", "month", "", last=True) == 779  # tm(2024m12)
    assert [name_of(779, "month"), name_of(-1, "month")] == ["2024-12", "1959-12"]
    days = np.arange(-20_000, 30_000, 37)
    for by in ("year", "month"):
        assert period_of(days, by).tolist() == [one_period(int(d), by) for d in days]


def test_money_goes_with_the_length_and_a_point_has_it_whole() -> None:
    rows = [row("canal", CANAL), row("port", PORT), row("poor", PORT)]
    times = {slug: built(opened="2005-01-01") for slug in ("canal", "port", "poor")}
    costs = Costs({"canal": 10e9, "port": 2e9}, "2015 USD", ("Money: 2 of 3.",))
    got = panel(rows, times, Cells(0.5), asked(), costs=costs)
    last = got.frame[got.frame["period"] == 2010].set_index("unit")["money_opened"]
    np.testing.assert_allclose(sorted(last), [2e9, 5e9, 5e9], rtol=1e-6)
    assert next(c for c in got.columns if c.name == "money_opened").unit == "2015 USD"
    assert "Money: 2 of 3." in got.notes
    assert not [c for c in panel(rows, times, Cells(0.5), asked()).columns if c.name.startswith("money")]


# -- nothing twice, whatever the order ---------------------------------------------------------------------------------

days_of = st.dates(min_value=pd.Timestamp("1995-01-01").date(), max_value=pd.Timestamp("2015-01-01").date())


@st.composite
def ledgers(draw: st.DrawFn) -> tuple[list[views.ProjectRow], dict[str, Timeline]]:
    """Up to six projects: lines and points in a few cells, with up to three dates in order."""
    rows, times = [], {}
    for i in range(draw(st.integers(1, 6))):
        at = st.tuples(st.floats(-3, 3).map(lambda x: round(x, 3)), st.floats(-3, 3).map(lambda x: round(x, 3)))
        points = draw(st.lists(at, min_size=1, max_size=4))
        shape = shapely.Point(points[0]) if len(points) == 1 else shapely.LineString(points)
        dates = sorted(draw(st.lists(days_of, min_size=3, max_size=3)))
        known = draw(st.integers(0, 3))
        times[f"p{i}"] = built(*(d.isoformat() for d in dates[:known]))
        rows.append(row(f"p{i}", shape, length_km=draw(st.sampled_from([None, 12.5]))))
    return rows, times


@settings(max_examples=20)
@given(given_=ledgers(), size=st.sampled_from([0.25, 0.5, 1.0]), seed=st.integers(0, 9))
def test_no_project_and_no_kilometre_counts_twice(
    given_: tuple[list[views.ProjectRow], dict[str, Timeline]], size: float, seed: int
) -> None:
    rows, times = given_
    got = panel(rows, times, Cells(size), asked(1990, 2020))
    frame = got.frame
    last = frame[frame["period"] == 2020]
    shared = sum(last[f"projects_{s}"].sum() for s in timing.STATES)
    assert shared == pytest.approx(sum(bool(times[r.slug].steps) for r in rows), rel=1e-3)
    assets = assets_of(rows, times)
    km = np.where(np.isnan(assets.stated_km), assets.drawn_km, assets.stated_km)
    staged = np.array([bool(t.steps) for t in assets.timelines]) & ~np.isnan(assets.drawn_km)
    assert sum(last[f"km_{s}"].sum() for s in timing.STATES) == pytest.approx(km[staged].sum(), rel=1e-3)
    # A project is in one stage at a time, and the sums of projects never fall below those of a unit.
    assert (frame[[f"n_{s}" for s in timing.STATES]] >= 0).all(axis=None)
    order = np.random.default_rng(seed).permutation(len(rows))
    again = panel([rows[i] for i in order], times, Cells(size), asked(1990, 2020))
    pd.testing.assert_frame_equal(again.frame, frame)


# -- exposure ----------------------------------------------------------------------------------------------------------


@settings(max_examples=8)
@given(given_=ledgers())
def test_distances_are_those_to_every_point_of_a_line(
    given_: tuple[list[views.ProjectRow], dict[str, Timeline]],
) -> None:
    rows, times = given_
    assets = assets_of(rows, times)
    lon, lat = (a.ravel() for a in np.meshgrid(np.arange(-4.25, 4.5, 0.5), np.arange(-4.25, 4.5, 0.5)))
    unit, asset, km = pairs(assets, lon, lat, (50.0, 200.0))
    ours = dict(zip(zip(unit.tolist(), asset.tolist(), strict=True), km, strict=True))
    assert len(ours) == len(unit)
    for i, shape in enumerate(assets.shape):
        xy = shapely.get_coordinates(shapely.segmentize(shape, 0.01))
        for u in range(0, len(lon), 7):
            n = len(xy)
            exact = min(GEOD.inv([lon[u]] * n, [lat[u]] * n, xy[:, 0], xy[:, 1])[2]) / 1000
            if exact < 199:
                assert ours[u, i] == pytest.approx(exact, abs=1.0)
            elif exact > 201:
                assert (u, i) not in ours


def test_exposure_counts_what_happened_within_a_band() -> None:
    rows = [row("near", shapely.Point(10.25, 50.25)), row("far", shapely.Point(11.75, 50.25))]
    times = {"near": built(opened="2003-01-01"), "far": built(opened="2006-01-01")}
    got = panel(rows, times, Cells(0.5), asked(bands=(50.0, 150.0), controls="near"))
    home = cells_of(got.frame, "N50.25E10.25")
    assert home["nearest_km"].iloc[0] == 0
    assert home["n_within_50km"].tolist() == [0] * 3 + [1] * 8
    assert home["n_within_150km"].tolist() == [0] * 3 + [1] * 3 + [2] * 5
    assert set(home["cohort_within_150km"]) == {2003}
    beside = cells_of(got.frame, "N50.75E11.75")
    assert beside["never_treated"].all() and not beside["has_project"].any()
    assert beside["cohort_within_150km"].iloc[0] == 2003
    distance = GEOD.inv(11.75, 50.75, 11.75, 50.25)[2] / 1000
    assert beside["nearest_km"].iloc[0] == pytest.approx(distance, abs=0.01)
    controls = got.frame[~got.frame["has_project"]]
    assert len(controls) and controls["nearest_km"].max() <= 150


@pytest.mark.parametrize("precision", ["admin", "country"])
def test_a_centre_of_a_town_or_country_makes_no_exposure(precision: str) -> None:
    rows = [row("vague", shapely.Point(10.25, 50.25), precision), row("sure", shapely.Point(10.75, 50.25))]
    times = {slug: built(opened="2003-01-01") for slug in ("vague", "sure")}
    got = panel(rows, times, Cells(0.5), asked(bands=(50.0,)))
    assert got.frame["n_within_50km"].max() == 1
    assert got.n == 1 and got.left_out[0].examples == ("vague",)


def test_exposure_across_the_date_line_and_inside_an_area() -> None:
    rows = [row("fiji", shapely.Point(179.75, -17.25)), row("lake", shapely.box(-179.9, -17.4, -179.1, -17.1))]
    _, asset, km = pairs(assets_of(rows, {}), np.array([-179.75]), np.array([-17.25]), (100.0,))
    assert asset.tolist() == [0, 1]
    assert km == pytest.approx([53.2, 0.0], abs=0.1)


# -- timelines ---------------------------------------------------------------------------------------------------------


def test_a_later_word_takes_no_stage_back_but_stops_and_resumes() -> None:
    times = timeline_from("2000-01-01 planned", "2003-01-01 construction", "2005-01-01 suspended",
                          "2006-06-01 planned", "2008-01-01 operating", "2009-01-01 construction")  # fmt: skip
    assert [s for _, s in times.steps] == [0, 1, 2, 4, 2, 3]
    assert times.approval is not None and times.opening is None
    assert times.is_undated("opening") and times.is_undated("ground-breaking")


def timeline_from(*said: str, **dates: str) -> Timeline:
    from make import claim  # the claims of other tests, as rows

    rows = []
    for text in said:
        as_of, word = text.split()
        rows.append(as_row(claim("status", word, as_of)))
    days = {f"{k}_{end}": v for k, v in dates.items() for end in ("lo", "hi")}
    return timeline(row("p", PORT, **days), rows, "2015-01-01")


def as_row(c: Any) -> views.ClaimRow:
    document = views.DocumentRow(c.document.url, c.document.publisher, "", c.document.rank, "", "", False, True, "")
    return views.ClaimRow(
        "0" * 32, "p", "test", c.field, c.item, c.scope, str(c.value), None, "", "", None, "exact", "", None, "", "",
        "", c.as_of.text, c.as_of.lo, c.as_of.hi, c.as_of_basis, document, "", "", False, "", "",
    )  # fmt: skip


def test_announced_is_not_known_where_the_papers_begin_after_the_works() -> None:
    late = timeline_from("2006-01-01 construction", start_actual="2003-01-01")
    assert late.announcement is None and late.is_undated("announcement")
    early = timeline_from("2001-01-01 proposed", start_actual="2003-01-01")
    assert early.announcement == day("2001-01-01") and not early.is_undated("announcement")


def test_what_lies_after_today_has_not_happened() -> None:
    times = timeline_from("2010-01-01 construction", completion_actual="2016-05-01")
    assert times.opening is None and times.reached == 2


def test_weak_documents_speak_only_where_no_other_does() -> None:
    weak = views.DocumentRow("u", "Somebody", "", 5, "", "", False, True, "")
    from make import claim

    good = as_row(claim("status", "construction", "2005-01-01"))
    bad = replace(as_row(claim("status", "operating", "2004-01-01")), document=weak)
    assert timeline(row("p"), [good, bad], "2015-01-01").reached == 2
    assert timeline(row("p"), [bad], "2015-01-01").reached == 3


# -- the catalogue, and both clocks ------------------------------------------------------------------------------------


def read(store: Store, as_of: str = "") -> tuple[list[views.ProjectRow], dict[str, Timeline], str]:
    from tracker.views.evidence import evidence

    now, rows, times = evidence(store, views.moment(as_of), views.Filters(), timing.FIELDS, timeline)
    return rows, times, now


@pytest.mark.parametrize("as_of", ["2012-06-30", "2018", "2024-03"])
def test_as_of_never_looks_ahead(catalogue: Store, as_of: str) -> None:
    rows, times, now = read(catalogue, as_of)
    last = one_period(day(now).middle, "year")
    for line in times.values():
        events = [line.announcement, line.approval, line.ground_breaking, line.opening]
        assert all(e is None or e.hi <= day(now).middle for e in events)
        assert all(d <= day(now).middle for d, _ in line.steps)
    got = panel(rows, times, units_of("country"), asked(1990, last, now=now, controls="land"))
    assert got.frame["cohort"].max() <= last
    with pytest.raises(UsageError, match="later than what is known"):
        panel(rows, times, units_of("country"), asked(1990, last + 1, now=now))
    # What was only told later changes nothing: the claims of then are all that is asked.
    cut = defaultdict(list)
    for c in views.all_claims(catalogue, fields=list(timing.FIELDS)):
        if c.as_of_hi and c.as_of_hi <= now:
            cut[c.project].append(c)
    assert {r.slug: timeline(r, cut[r.slug], now) for r in rows} == times


def test_the_catalogue_by_cell(catalogue: Store) -> None:
    got = tracker.open(catalogue.path).panel("cell:0.5", first="1995", last="2025", bands=(100,), money="USD")
    frame, columns = got.frame, {c.name for c in got.columns}
    assert got.of == 154 and got.n + sum(x.n for x in got.left_out) == got.of
    assert set(frame.columns) == columns
    assert len(frame) == frame["unit"].nunique() * 31
    last = frame[frame["period"] == 2025]
    rows, times, _ = read(catalogue)
    km = 0.0
    for r in rows:
        if r.geometry_type.endswith("LineString") and r.geometry_precision in ("exact", "approximate"):
            steps = [s for d, s in times[r.slug].steps if d <= day("2025-12-31").middle]
            drawn = GEOD.geometry_length(shapely.from_wkb(r.wkb)) / 1000
            km += (r.length_km or drawn) if steps and steps[-1] == 3 else 0
    assert last["km_opened"].sum() == pytest.approx(km, rel=1e-3)
    pinglu = last[(last["longitude"].sub(108.75).abs() < 0.3) & (last["latitude"].sub(22.25).abs() < 0.3)]
    assert pinglu["n_construction"].max() >= 1
    assert (frame["never_treated"] & frame["treated"]).sum() == 0
    assert (frame["treated"].astype(int).groupby(frame["unit"]).diff().dropna() >= 0).all()


def test_hexagons_and_polygons(catalogue: Store) -> None:
    rows, times, now = read(catalogue)
    hexagons = panel(rows, times, Hexagons(2), asked(2020, 2024, now=now, bands=(100.0,), controls="near"))
    assert hexagons.frame["unit"].str.len().unique().tolist() == [15]
    cells = panel(rows, times, Cells(1.0), asked(2020, 2024, now=now))
    a, b = (r.frame[r.frame["period"] == 2024]["km_opened"].sum() for r in (hexagons, cells))
    assert a == pytest.approx(b, rel=1e-3)


def test_land_controls_are_on_land() -> None:
    got = panel(
        [row("port", PORT)], {"port": built(opened="2005-01-01")}, Cells(1.0), asked(2009, 2010, controls="land")
    )
    one = got.frame[got.frame["period"] == 2010]
    assert 15_000 < len(one) < 24_000
    assert one["never_treated"].sum() == len(one) - 1


# -- units of a file and wrong words -----------------------------------------------------------------------------------


def states(**columns: list[str]) -> Any:
    import geopandas

    return geopandas.GeoDataFrame(columns, geometry=shapely.box([0, 10], [0, 0], [10, 20], [10, 10]), crs="EPSG:4326")


def test_polygons_of_a_file(tmp_path: Any) -> None:
    path = tmp_path / "adm1.geojson"
    states(kind=["state", "state"], shapeName=["West", "East"], pop=["1", "2"]).to_file(path)
    units = units_of(str(path))
    assert units.names(np.array([0, 1])) == ["West", "East"]
    assert "shapeName" in units.title
    assert units_of(str(path), "pop").names(np.array([1])) == ["2"]
    got = panel([row("p", shapely.Point(12, 5), "admin")], {"p": built(opened="2005-01-01")}, units,
                asked(controls="land", bands=(50.0,)))  # fmt: skip
    assert got.frame.groupby("unit")["never_treated"].all().to_dict() == {"East": False, "West": True}


def test_files_that_serve_not() -> None:
    with pytest.raises(FormatError, match="names each polygon differently"):
        areas_of(states(kind=["a", "a"]), "x")
    with pytest.raises(FormatError, match="no column 'b'"):
        areas_of(states(kind=["a", "c"]), "x", "b")
    with pytest.raises(FormatError, match="does not name each polygon"):
        areas_of(states(kind=["a", "a"]), "x", "kind")
    with pytest.raises(FormatError, match="no polygons"):
        areas_of(states(kind=["a", "c"]).set_geometry(shapely.points([0, 1], [0, 1]), crs="EPSG:4326"), "x")


@pytest.mark.parametrize("word", ["cell:0.3", "cell", "h3:12", "h3:x", "adm1.gpkg", "planet"])
def test_no_such_units(word: str) -> None:
    with pytest.raises(UsageError) as e:
        units_of(word)
    assert e.value.hint
