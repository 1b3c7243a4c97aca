"""Where a project is drawn."""

from __future__ import annotations

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from make import stored

from tracker.resolve.geometry import locate
from tracker.store.read import StoredClaim

PIN = "POINT (108.9 22.4)"
ROUTE = "LINESTRING (109.07 22.65, 108.94 22.45, 108.58 21.7)"
AREA = "POLYGON ((0 0, 1 0, 1 1, 0 0))"


def place(wkt: str, precision: str = "exact", scope: str = "whole", as_of: str = "", **more: object) -> StoredClaim:
    wkb = shapely.to_wkb(shapely.from_wkt(wkt))
    return stored("geometry", wkb, as_of, unit=precision, scope=scope, **more)


def located(*claims: StoredClaim) -> tuple[str, str, str]:
    found = locate(claims)
    assert found is not None
    wkb, precision, kind = found
    shape = shapely.from_wkb(wkb)
    assert shape.geom_type == kind
    return shape.wkt, precision, kind


def test_without_a_place_there_is_none() -> None:
    assert locate([]) is None


def test_a_route_says_more_than_a_newer_pin_and_an_area_more_than_a_route() -> None:
    route, pin = place(ROUTE, as_of="2020-01-01"), place(PIN, as_of="2024-01-01")
    assert located(pin, route) == (ROUTE, "exact", "LineString")
    assert located(pin, route, place(AREA, "approximate"))[1:] == ("approximate", "Polygon")


def test_of_two_pins_the_newer_counts() -> None:
    assert located(place("POINT (1 1)", as_of="2020-01-01"), place(PIN, as_of="2024-01-01"))[0] == PIN


def test_the_whole_goes_before_its_parts() -> None:
    locks = [place(f"POINT (108.9 2{n})", scope=f"part:{n}") for n in range(3)]
    assert located(place(ROUTE, "approximate"), *locks) == (ROUTE, "approximate", "LineString")
    assert located(place(PIN), *locks)[0] == PIN


@pytest.mark.parametrize("precision", ["admin", "country"])
def test_routes_of_sections_say_more_than_the_centre_of_a_town_or_country(precision: str) -> None:
    vague = place("POINT (0 0)", precision)
    section = place(ROUTE, "approximate", "section:1")
    assert located(vague, section) == (ROUTE, "approximate", "LineString")
    assert located(vague, place(PIN, scope="part:1")) == ("POINT (0 0)", precision, "Point")


def test_sections_are_put_together_as_lines_and_sites_beside_them_stay_out() -> None:
    wkt, precision, kind = located(
        place("LINESTRING (0 0, 1 1)", scope="section:b"),
        place("LINESTRING (2 2, 3 3)", "approximate", scope="section:a"),
        place(PIN, scope="part:lock"),
    )
    assert (precision, kind) == ("approximate", "MultiLineString")
    assert shapely.from_wkt(wkt).equals(shapely.from_wkt("MULTILINESTRING ((0 0, 1 1), (2 2, 3 3))"))


def test_sites_alone_are_put_together_as_points() -> None:
    sites = [place("POINT (1 1)", scope="unit:1"), place("MULTIPOINT (2 2, 3 3)", "admin", scope="unit:2")]
    wkt, precision, kind = located(*sites)
    assert (precision, kind) == ("admin", "MultiPoint")
    assert shapely.get_num_geometries(shapely.from_wkt(wkt)) == 3


def test_one_section_is_no_collection() -> None:
    assert located(place(ROUTE, scope="section:1")) == (ROUTE, "exact", "LineString")


def test_the_weakest_precision_counts_and_an_unknown_one_is_approximate() -> None:
    words = ["exact", "admin", "approximate"]
    sites = [place(f"POINT ({n} 1)", word, scope=f"unit:{n}") for n, word in enumerate(words)]
    assert located(*sites)[1] == "admin"
    assert located(place(PIN, ""))[1] == "approximate"


def test_alternative_positions_are_not_drawn() -> None:
    other = place("POINT (0 0)", item="by another map")
    assert locate([other]) is None
    assert located(other, place(PIN))[0] == PIN
    assert located(place("POINT (0 0)", scope="part:x", item="by another map"), place(PIN, scope="part:x"))[0] == PIN


def test_a_collection_of_shapes_does_not_break_the_drawing() -> None:
    odd = place(f"GEOMETRYCOLLECTION ({PIN}, {ROUTE})", scope="section:1")
    found = locate([odd])
    assert found is None or shapely.from_wkb(found[0]).is_valid


@given(st.permutations(range(6)))
def test_the_order_of_claims_does_not_matter(order: list[int]) -> None:
    claims = [
        place("LINESTRING (0 0, 1 1)", scope="section:b"),
        place("LINESTRING (2 2, 3 3)", scope="section:a", by="Other"),
        place("LINESTRING (2 2, 3 3)", scope="section:c"),
        place(PIN, scope="part:lock"),
        place("POINT (1 1)", "admin"),
        place("POINT (2 2)", "admin", by="Other"),
    ]
    assert locate([claims[n] for n in order]) == locate(claims)
