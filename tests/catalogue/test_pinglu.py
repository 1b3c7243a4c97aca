"""The Pinglu Canal is right in every detail."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
import shapely

from tracker import views
from tracker.store.store import Store
from tracker.views import Card, ClaimRow

CANAL = "pinglu-canal"


def card(store: Store, as_of: str = "") -> Card:
    return views.card(store, CANAL, views.moment(as_of))


def statements(card: Card, field: str, item: str | None = None) -> list[ClaimRow]:
    return [c for c in card.claims if c.field == field and c.scope == "whole" and item in (None, c.item)]


def chosen(card: Card, field: str) -> ClaimRow:
    return card.claims[card.choices[field].winner]


def kilometres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance of two points (longitude, latitude)."""
    (x, y), (u, v) = ((math.radians(p) for p in point) for point in (a, b))
    h = math.sin((v - y) / 2) ** 2 + math.cos(y) * math.cos(v) * math.sin((u - x) / 2) ** 2
    return 2 * 6371.0088 * math.asin(math.sqrt(h))


# where


def test_the_route_is_one_line_of_43_points_from_the_river_in_the_north_to_the_sea(catalogue: Store) -> None:
    p = card(catalogue).project
    assert p.wkb is not None
    route = shapely.from_wkb(p.wkb)
    assert (route.geom_type, p.geometry_type, p.geometry_precision) == ("LineString", "LineString", "approximate")
    xy = list(route.coords)
    assert len(xy) == 43
    assert xy[0] == pytest.approx((109.0725, 22.6460), abs=1e-3)
    assert xy[-1][1] < 21.8
    drawn = sum(kilometres(a, b) for a, b in pairwise(xy))
    assert drawn == pytest.approx(122, abs=1.5)


def test_the_three_locks_are_points_on_the_route_from_north_to_south(catalogue: Store) -> None:
    c = card(catalogue)
    assert c.project.wkb is not None
    route = shapely.from_wkb(c.project.wkb)
    hubs = {}
    for row in c.claims:
        if row.field == "geometry" and row.scope.endswith("-hub"):
            assert row.wkb is not None
            hubs[row.scope] = shapely.from_wkb(row.wkb)
            assert row.unit == "exact"
    assert set(hubs) == {"part:madao-hub", "part:qishi-hub", "part:qingnian-hub"}
    for name, point in hubs.items():
        assert point.geom_type == "Point", name
        assert route.distance(point) < 0.02, name
    along = sorted(hubs, key=lambda name: route.project(hubs[name]))
    assert along == ["part:madao-hub", "part:qishi-hub", "part:qingnian-hub"]


def test_its_length_is_that_of_the_ministry_not_the_drawn_one(catalogue: Store) -> None:
    c = card(catalogue)
    assert c.project.length_km == 134.2
    assert not c.choices["length_km"].conflict


def test_who_and_where(catalogue: Store) -> None:
    p = card(catalogue).project
    assert (p.name, p.name_local, p.country, p.sector) == ("Pinglu Canal", "平陆运河", "CHN", "canal")


# money


def test_the_budget(catalogue: Store) -> None:
    c = card(catalogue)
    assert (c.project.cost_budget, c.project.cost_budget_currency) == (72.73e9, "CNY")
    assert chosen(c, "cost_budget").as_of == "2022-08"
    assert not c.choices["cost_budget"].conflict


def test_the_estimate_of_an_aggregator_in_dollars_is_not_compared(catalogue: Store) -> None:
    c = card(catalogue)
    choice = c.choices["cost_estimate"]
    assert chosen(c, "cost_estimate").unit == "CNY"
    odd = [c.claims[i] for i in choice.not_compared]
    assert [(r.number, r.unit, r.document.voice) for r in odd] == [(4.2e9, "USD", "Khabar Asia")]
    assert not choice.conflict


def test_the_money_spent_grows_from_2023_to_2025(catalogue: Store) -> None:
    c = card(catalogue)
    series = {(r.about or r.as_of): (r.number, r.qualifier) for r in statements(c, "spent_to_date")}
    assert series == {
        "2023-08-27": (15.8e9, "at_least"),
        "2023-12-31": (25e9, "at_least"),
        "2024-06-12": (33e9, "at_least"),
        "2024-06-18": (34.04e9, "exact"),
        "2024-06-26": (33.5e9, "exact"),
        "2024-08-28": (38.63e9, "exact"),
        "2025-02-28": (50e9, "at_least"),
    }
    assert all(r.unit == "CNY" for r in statements(c, "spent_to_date"))
    assert (c.project.spent_to_date, chosen(c, "spent_to_date").qualifier) == (50e9, "at_least")


@pytest.mark.parametrize(
    ("as_of", "spent"), [("2023-12-31", 15.8e9), ("2024-03-08", 25e9), ("2024-08-30", 38.63e9), ("2025-03-02", 38.63e9)]
)
def test_an_article_of_march_about_december_is_known_in_march(catalogue: Store, as_of: str, spent: float) -> None:
    assert card(catalogue, as_of).project.spent_to_date == spent


# progress


def test_each_kind_of_percentage_is_a_series_of_its_own(catalogue: Store) -> None:
    c = card(catalogue)
    series = {
        kind: sorted((r.about or r.as_of, r.number, r.qualifier) for r in statements(c, "progress_pct", kind))
        for kind in {r.item for r in statements(c, "progress_pct")}
    }
    assert series == {
        "investment": [
            ("2025-02-28", 68.7, "exact"),
            ("2026-01-25", 89.7, "exact"),
            ("2026-01-25", 89.7, "exact"),
        ],
        "work volume": [("2025-08-05", 80, "at_least")],
        "earthwork": [("2025-02-28", 87.3, "exact"), ("2025-11-13", 90, "at_least")],
        "lock concrete": [("2025-02-28", 64, "exact")],
        "concrete": [("2025-11-13", 90, "at_least")],
    }


def test_the_headline_says_what_its_percentage_measures(catalogue: Store) -> None:
    p = card(catalogue).project
    assert (p.progress_pct, p.progress_item, p.progress_about) == (89.7, "investment", "2026-01-25")


def test_earthwork_alone_is_no_progress_of_the_whole(catalogue: Store) -> None:
    p = card(catalogue, "2025-12-31").project
    assert (p.progress_pct, p.progress_item) == (80, "work volume")


# when


def test_the_start(catalogue: Store) -> None:
    c = card(catalogue)
    assert c.project.start_actual == "2022-08-28"
    assert not c.choices["start_actual"].conflict


@pytest.mark.parametrize(
    ("as_of", "opening", "voice"),
    [
        ("2023-08-31", "2026-12", "Xinhua"),
        ("2025-01-01", "2026-12", "Xinhua"),
        ("2026-02-20", "2026-12", "CGTN"),
        # One weak page alone tells of September; the announcement of 25 February was read nowhere else.
        ("2026-03-01", "2026-12", "CGTN"),
        # Established news, of a day between 28 February and 28 April.
        ("2026-04-27", "2026-12", "CGTN"),
        ("2026-04-28", "2026-09", "CCTV News"),
        ("2026-05-28", "2026-09", "CCTV News"),
        # Two weak voices later say the same.
        ("2026-06-30", "2026-09", "Archypedia"),
        ("", "2026-09", "Archypedia"),
    ],
)
def test_the_planned_opening_as_it_was_known(catalogue: Store, as_of: str, opening: str, voice: str) -> None:
    c = card(catalogue, as_of)
    assert c.project.completion_planned == opening
    assert chosen(c, "completion_planned").document.voice == voice


def test_that_the_plan_was_brought_forward_is_shown_before_it_is_believed(catalogue: Store) -> None:
    c = card(catalogue, "2026-03-01")
    rivals = {(c.claims[i].text, c.claims[i].document.voice) for i in c.choices["completion_planned"].rivals}
    assert ("2026-09", "Digital Phablet") in rivals
    (moved,) = [r for r in c.claims if r.field == "milestone" and "moved forward" in r.item]
    assert (moved.text, moved.document.voice) == ("2026-02-25", "Digital Phablet")
    assert "leader" in moved.note


@pytest.mark.parametrize("as_of", ["2026-02-20", "2026-06-30", ""])
def test_the_aggregator_that_says_2028_is_an_outlier(catalogue: Store, as_of: str) -> None:
    c = card(catalogue, as_of)
    odd = [c.claims[i] for i in c.choices["completion_planned"].outliers]
    assert ("2028-12", "Khabar Asia") in [(r.text, r.document.voice) for r in odd]
    assert all(r.document.rank == 5 for r in odd)


def test_the_opening_is_derived_from_one_weak_source(catalogue: Store) -> None:
    c = card(catalogue)
    assert (c.project.completion_actual, c.project.status, c.project.status_basis) == (
        *("2026-09-16", "operating"),
        "derived",
    )
    (only,) = statements(c, "completion_actual")
    assert only.document.rank == 5
    assert statements(c, "status") == []


def test_before_that_was_told_the_canal_was_under_construction(catalogue: Store) -> None:
    p = card(catalogue, "2026-08-31").project
    assert (p.status, p.status_basis, p.completion_actual) == ("construction", "derived", "")


def test_milestones_2022_to_2026(catalogue: Store) -> None:
    dates = {r.item.casefold(): r.text for r in card(catalogue).claims if r.field == "milestone"}
    expected = {
        "official approval": "2022-03",
        "ground-breaking at the madao hub": "2022-08-28",
        "works begin along the full line": "2023-05-23",
        "qingnian hub flood sluice passes water": "2023-12-31",
        "main channel fully excavated": "2026-05-28",
        "all 27 bridges confirmed complete": "2026-05-10",
    }
    assert expected.items() <= dates.items()


def test_what_was_read_in_a_copy_is_no_link_and_names_the_original(catalogue: Store) -> None:
    copies = {r.document for r in card(catalogue).claims if r.document.is_copy}
    assert copies
    for d in copies:
        assert d.original_publisher, d.url
        assert not d.linkable or d.url.startswith(("https://github.com/", "https://www.163.com/")), d.url
