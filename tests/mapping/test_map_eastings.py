"""Places by easting and northing: where they are, what is odd, and what a mapping must say."""

from __future__ import annotations

from pathlib import Path

import pytest
import shapely
from mapped import BASE, HEAD, claims, field, odd, read

from tracker.errors import FormatError
from tracker.mapping.load import load, parse
from tracker.mapping.options import merged, parse_option
from tracker.model import Claim

GRID = "[[geometry]]\neasting = 'E'\nnorthing = 'N'\ncrs = 'EPSG:27700'\n"
COUNTRY = field("country", "Country")


def place(claim: Claim) -> tuple[float, float]:
    assert isinstance(claim.value, bytes)
    point = shapely.from_wkb(claim.value)
    return round(point.x, 2), round(point.y, 2)


def row(*cells: str) -> str:
    return "Id;Name;E;N;Country\n1;A;" + ";".join((*cells, "GBR")[:3]) + "\n"


def test_a_point_in_longitude_and_latitude(tmp_path: Path) -> None:
    records, issues = read(tmp_path, row("530268", "179640"), GRID + COUNTRY)
    (claim,) = claims(records, "geometry")
    assert place(claim) == (-0.12, 51.5)
    assert claim.unit == "approximate"
    assert odd(issues) == {}
    assert records[0].content["E"] == "530268"


def test_precision_is_said_as_for_latitude_and_longitude(tmp_path: Path) -> None:
    records, _ = read(tmp_path, row("530268", "179640"), GRID + "precision = 'exact'\n" + COUNTRY)
    assert claims(records, "geometry")[0].unit == "exact"


def test_the_decimal_mark_of_the_file_holds(tmp_path: Path) -> None:
    head = HEAD + "[file]\ndecimal = ','\n"
    records, issues = read(tmp_path, row("530.268,5", "179.640,5"), GRID + COUNTRY, head=head)
    assert (place(claims(records, "geometry")[0]), odd(issues)) == ((-0.12, 51.5), {})


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (("", ""), ""),
        (("-", "n/a"), ""),
        (("0", "0"), "null-island"),
        (("530268", ""), "bad-coordinate"),
        (("TQ 302", "796"), "bad-coordinate"),
        (("-0.12", "51.5"), "coordinate-out-of-range"),
        (("5e7", "5e7"), "coordinate-out-of-range"),
    ],
)
def test_what_is_no_place_is_an_issue_and_no_claim(tmp_path: Path, cells: tuple[str, str], code: str) -> None:
    records, issues = read(tmp_path, row(*cells), GRID + COUNTRY)
    assert claims(records, "geometry") == []
    assert odd(issues) == ({(code, " ".join(cells).strip()): 1} if code else {})
    if code:
        assert list(issues.locators.values()) == [["table.csv:2"]]


def test_a_place_beyond_the_area_of_the_system_is_kept_and_told(tmp_path: Path) -> None:
    records, issues = read(tmp_path, row("1700000", "179640"), GRID)
    assert len(claims(records, "geometry")) == 1
    assert odd(issues)["outside-crs", "1700000 179640"] == 1


def test_columns_that_changed_places_are_turned_round_by_the_country(tmp_path: Path) -> None:
    table = "Id;Name;E;N;Country\n1;A;5427916;1748735;NZL\n2;B;1748735;5427916;NZL\n3;C;1748735;5427916;GBR\n"
    records, issues = read(tmp_path, table, GRID.replace("27700", "2193") + "precision = 'exact'\n" + COUNTRY)
    found = [claims([r], "geometry") for r in records]
    assert [place(c) for (c,) in found] == [(174.78, -41.29)] * 3
    assert odd(issues) == {("swapped-coordinates", "5427916 1748735"): 1}
    assert found[0][0].raw == "5427916 1748735"


def test_several_points_are_several_tables(tmp_path: Path) -> None:
    table = "Id;Name;E;N;E2;N2\n1;A;530268;179640;400000;300000\n"
    records, _ = read(tmp_path, table, GRID + GRID.replace("'E'", "'E2'").replace("'N'", "'N2'"))
    assert [place(c) for c in claims(records, "geometry")] == [(-0.12, 51.5), (-2.0, 52.6)]


def test_a_condition_holds_for_eastings_too(tmp_path: Path) -> None:
    more = "where = { column = 'Country', values = ['FRA'] }\n"
    records, issues = read(tmp_path, row("530268", "x"), GRID + more + COUNTRY)
    assert (claims(records, "geometry"), odd(issues)) == ([], {})


def test_a_text_of_shapes_may_have_a_system_of_its_own(tmp_path: Path) -> None:
    table = 'Id;Name;Shape\n1;A;POINT (530268 179640)\n2;B;"SRID=4326;POINT (1 2)"\n'
    geometry = "[[geometry]]\nwkt = 'Shape'\ncrs = 'EPSG:27700'\n"
    records, _ = read(tmp_path, table, geometry)
    assert [place(c) for c in claims(records, "geometry")] == [(-0.12, 51.5), (1, 2)]


@pytest.mark.parametrize(
    ("rule", "message", "hint"),
    [
        ("easting = 'E'\nnorthing = 'N'", "in which coordinate system are 'E' and 'N'", "EPSG:27700"),
        ("easting = 'E'\ncrs = 'EPSG:27700'", "one of easting and northing", "other one"),
        ("easting = 'E'\nnorthing = 'N'\ncrs = 'EPSG:1'", "crs = 'EPSG:1' is not known", "EPSG register"),
        ("lat = 'E'\nlon = 'N'\ncrs = 'EPSG:27700'", "crs is for easting and northing", "WGS 84"),
        ("native = true\ncrs = 'EPSG:27700'", "crs is for easting and northing", r"[file]"),
        ("precision = 'exact'", "names no column", "easting and northing"),
    ],
)
def test_a_wrong_rule_is_explained(tmp_path: Path, rule: str, message: str, hint: str) -> None:
    path = tmp_path / "m.toml"
    path.write_text(f"{HEAD}{BASE}[[geometry]]\n{rule}\n", encoding="utf-8")
    with pytest.raises(FormatError) as e:
        load(path)
    assert message in str(e.value)
    assert hint in e.value.hint


def test_the_system_of_the_file_does_too() -> None:
    base = {"source": {"key": "team"}, "file": {"crs": "EPSG:27700"}, "field": [{"field": "name", "column": "Name"}]}
    for options in (["easting=E", "northing=N"], ["easting=E", "northing[EPSG:2193, exact]=N"]):
        mapping = parse(merged(base, [parse_option(o) for o in options]), "m")
        (rule,) = mapping.geometries
        assert (rule.easting, rule.northing) == ("E", "N")
        assert {"E", "N"} <= mapping.said_columns()
    assert (rule.crs, rule.precision) == ("EPSG:2193", "exact")
