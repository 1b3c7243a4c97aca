"""Waypoints joined into shapes."""

from __future__ import annotations

import pytest
import shapely
from claim_folders import NEWS, Folder
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker import sources
from tracker.model import Claim, IssueLog

OSM = "https://osm.example/way/1"


def read(folder: Folder) -> tuple[dict[tuple[str, str], Claim], IssueLog]:
    """The shapes of the one project by scope and item, and the issues."""
    folder.claims({"field": "name", "value": "A canal"})
    reading = sources.open_path(folder.path)
    (record,) = list(reading.records)
    return {(c.scope, c.item): c for c in record.claims if c.field == "geometry"}, reading.issues


def wkt(claim: Claim) -> str:
    assert isinstance(claim.value, bytes)
    return shapely.from_wkb(claim.value).wkt


def points(*xy: tuple[float, float], **more: str) -> list[dict[str, str]]:
    return [{"order": str(n), "lon": str(x), "lat": str(y), **more} for n, (x, y) in enumerate(xy, 1)]


def test_a_line_follows_the_order_of_its_points_not_of_its_rows(folder: Folder) -> None:
    rows = points(*((100 + n, 20) for n in range(12)))
    folder.waypoints(*rows[6:], *rows[:6])
    shapes, issues = read(folder)
    assert wkt(shapes["whole", ""]) == "LINESTRING (" + ", ".join(f"{100 + n} 20" for n in range(12)) + ")"
    assert issues.total() == 0


def test_longitude_comes_first(folder: Folder) -> None:
    folder.waypoints(*points((109.07, 22.65), shape="point"))
    assert wkt(read(folder)[0]["whole", ""]) == "POINT (109.07 22.65)"


def test_parts_of_one_line_are_not_joined(folder: Folder) -> None:
    folder.waypoints(*points((0, 0), (1, 1), part="west"), *points((5, 5), (6, 6), part="east"))
    shape = shapely.from_wkt(wkt(read(folder)[0]["whole", ""]))
    assert shape.geom_type == "MultiLineString"
    assert shape.equals(shapely.from_wkt("MULTILINESTRING ((0 0, 1 1), (5 5, 6 6))"))


def test_sites_of_a_network_are_a_set_of_points(folder: Folder) -> None:
    folder.waypoints(*points((0, 0), (1, 1), (2, 2), shape="point"))
    assert wkt(read(folder)[0]["whole", ""]) == "MULTIPOINT ((0 0), (1 1), (2 2))"


def test_a_line_of_one_point_is_a_point(folder: Folder) -> None:
    folder.waypoints(*points((1, 2)))
    assert wkt(read(folder)[0]["whole", ""]) == "POINT (1 2)"


def test_scopes_and_alternatives_are_shapes_of_their_own(folder: Folder) -> None:
    folder.waypoints(
        *points((0, 0), (9, 9)),
        *points((3, 3), scope="part:lock", shape="point"),
        *points((0, 1), (9, 8), item="by another map"),
    )
    shapes, _ = read(folder)
    assert {key: wkt(c) for key, c in shapes.items()} == {
        ("whole", ""): "LINESTRING (0 0, 9 9)",
        ("part:lock", ""): "POINT (3 3)",
        ("whole", "by another map"): "LINESTRING (0 1, 9 8)",
    }


def test_the_weakest_precision_of_the_points_is_that_of_the_shape(folder: Folder) -> None:
    words = ["exact", "admin", "approximate", "exact"]
    folder.waypoints(
        *({**p, "precision": w} for p, w in zip(points((0, 0), (1, 1), (2, 2), (3, 3)), words, strict=True))
    )
    assert read(folder)[0]["whole", ""].unit == "admin"


def test_an_unknown_precision_is_approximate_and_told(folder: Folder) -> None:
    folder.waypoints(*points((0, 0), (1, 1), precision="rough"))
    shapes, issues = read(folder)
    assert shapes["whole", ""].unit == "approximate"
    (key,) = issues.counts
    assert (key[0], key[3]) == ("no-precision", "rough")


def test_a_place_is_undated_so_that_it_is_visible_at_every_date(folder: Folder) -> None:
    folder.waypoints(*points((0, 0), (1, 1)))
    claim = read(folder)[0]["whole", ""]
    assert claim.as_of is None
    assert claim.as_of_basis == "lookup"


def test_the_document_of_most_points_speaks_and_the_note_names_the_others(folder: Folder) -> None:
    folder.documents(
        {"url": NEWS, "publisher": "Xinhua", "rank": "news"},
        {"url": OSM, "publisher": "OpenStreetMap", "rank": "audit"},
    )
    folder.waypoints(*points((0, 0), url=NEWS), *points((1, 1), (2, 2), url=OSM, note="by hand"))
    claim = read(folder)[0]["whole", ""]
    assert claim.document.publisher == "OpenStreetMap"
    assert claim.note == f"by hand; other points from {NEWS}"


@pytest.mark.parametrize(
    ("lon", "lat"),
    [("", ""), ("109,07", "22.65"), ("181", "0"), ("0", "91"), ("nan", "0"), ("22.65", "109.07"), ("E", "N")],
)
def test_a_bad_coordinate_is_told_and_the_line_goes_on_without_it(folder: Folder, lon: str, lat: str) -> None:
    good = points((0, 0), (1, 1))
    folder.waypoints(good[0], {"order": "2", "lon": lon, "lat": lat}, good[1])
    shapes, issues = read(folder)
    assert wkt(shapes["whole", ""]) == "LINESTRING (0 0, 1 1)"
    (key,) = issues.counts
    assert key[:4] == ("bad-coordinate", "error", "geometry", f"{lon} {lat}")
    assert "longitude first" in key[4]
    assert issues.locators[key] == ["geometry/w.csv:3"]


@pytest.mark.parametrize(
    ("cells", "code", "severity"),
    [
        ({"project": ""}, "no-project", "error"),
        ({"scope": "lock 1"}, "unknown-scope", "error"),
        ({"order": "second"}, "bad-coordinate", "error"),
        ({"scope": "part:x", "url": "https://unknown.example/"}, "undescribed-document", "warning"),
        ({"part": "x", "shape": "point"}, "point-beside-line", "warning"),
    ],
)
def test_an_odd_row_is_told_with_its_line(folder: Folder, cells: dict[str, str], code: str, severity: str) -> None:
    odd = {"order": "3", "lon": "2", "lat": "2", **cells}
    folder.waypoints(odd, *points((0, 0), (1, 1)))
    shapes, issues = read(folder)
    assert wkt(shapes["whole", ""]) == "LINESTRING (0 0, 1 1)"
    (key,) = issues.counts
    assert key[:2] == (code, severity)
    assert key[4]
    assert issues.locators[key] == ["geometry/w.csv:2"]


coordinates = st.lists(
    st.tuples(st.floats(-180, 180, width=32), st.floats(-90, 90, width=32)), min_size=2, max_size=8, unique=True
)


@settings(max_examples=25)
@given(xy=coordinates, random=st.randoms(use_true_random=False))
def test_the_rows_may_stand_in_any_order(
    tmp_path_factory: pytest.TempPathFactory, xy: list[tuple[float, float]], random: object
) -> None:
    folder = Folder(tmp_path_factory.mktemp("any") / "team")
    rows = points(*xy)
    random.shuffle(rows)  # type: ignore[attr-defined]
    folder.waypoints(*rows)
    claim = read(folder)[0]["whole", ""]
    assert isinstance(claim.value, bytes)
    assert shapely.from_wkb(claim.value).equals_exact(shapely.LineString(xy), 1e-9)
