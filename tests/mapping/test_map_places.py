"""Places of records: off the earth, empty, swapped."""

from __future__ import annotations

import json
import math
import struct
from pathlib import Path

import pytest
import shapely
from mapped import claims, field, odd, read

from tracker.mapping.apply import Mapper
from tracker.mapping.load import parse
from tracker.model import Claim, IssueLog, Record
from tracker.readers.tables import Batch, Cell, Table

COUNTRY = field("country", "Country")
PAIR = "[[geometry]]\nlat = 'Lat'\nlon = 'Lon'\nprecision = 'exact'\n"


def shape(claim: Claim) -> str:
    assert isinstance(claim.value, bytes)
    return str(shapely.from_wkb(claim.value).wkt)


def native(*cells: Cell, country: str = "") -> tuple[list[Record], IssueLog]:
    """Map a vector table with these shapes."""
    n = len(cells)
    columns: dict[str, list[Cell]] = {
        "Id": [str(i) for i in range(n)], "Name": ["A"] * n, "Country": [country] * n, "__geometry__": list(cells)
    }  # fmt: skip
    table = Table("", tuple(columns), iter([Batch(0, columns)]), lambda i: f"f.gpkg:{i}", geometry="__geometry__")
    data = {
        "source": {"key": "team"},
        "record": {"id": ["Id"]},
        "field": [{"field": "name", "column": "Name"}, {"field": "country", "column": "Country"}],
    }
    issues = IssueLog()
    return list(Mapper(parse(data, "m"), table, "2026-01-01", issues).records()), issues


@pytest.mark.parametrize(
    ("lat", "lon", "code"),
    [
        ("95", "10", "coordinate-out-of-range"),
        ("10", "181", "coordinate-out-of-range"),
        ("0", "0", "null-island"),
        ("0.0", "0.000", "null-island"),
        ("multiple", "10", "bad-coordinate"),
        ("inf", "10", "bad-coordinate"),
        ("12", "", "bad-coordinate"),
        ("12 E", "10", "coordinate-wrong-axis"),
    ],
)
def test_what_is_no_place_is_an_issue_and_no_claim(tmp_path: Path, lat: str, lon: str, code: str) -> None:
    records, issues = read(tmp_path, f"Id,Name,Lat,Lon\n1,A,{lat},{lon}\n", PAIR)
    assert claims(records, "geometry") == []
    assert odd(issues) == {(code, f"{lat} {lon}".strip()): 1}
    assert list(issues.locators.values()) == [["table.csv:2"]]
    assert (records[0].content["Lat"], records[0].content["Lon"]) == (lat, lon)


@pytest.mark.parametrize(("lat", "lon"), [("", ""), ("--", "n/a"), ("NaN", "nan"), (" ", "-")])
def test_empty_cells_are_no_issue(tmp_path: Path, lat: str, lon: str) -> None:
    records, issues = read(tmp_path, f"Id,Name,Lat,Lon\n1,A,{lat},{lon}\n", PAIR)
    assert (claims(records, "geometry"), odd(issues)) == ([], {})


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("POINT (200 10)", "coordinate-out-of-range"),
        ("LINESTRING (10 10, 10 95)", "coordinate-out-of-range"),
        ("POINT EMPTY", "empty-geometry"),
        ("POINT (0 0)", "null-island"),
        ("POINT (nan 5)", "coordinate-out-of-range"),
        ("a bridge", "bad-geometry"),
        ("SRID=999999;POINT (1 2)", "unknown-crs"),
    ],
)
def test_odd_wkt(tmp_path: Path, text: str, code: str) -> None:
    records, issues = read(tmp_path, f'Id,Name,Shape\n1,A,"{text}"\n2,B,POINT (1 2)\n', "[[geometry]]\nwkt = 'Shape'\n")
    assert [shape(c) for c in claims(records, "geometry")] == ["POINT (1 2)"]
    [(found, raw)] = odd(issues)
    assert (found, raw) in ((code, text), ("empty-geometry", text))
    assert records[0].content["Shape"] == text


def test_shapes_of_a_vector_file_are_looked_at_too() -> None:
    blobs = [
        shapely.to_wkb(shapely.from_wkt(t))
        for t in ("POINT (1 2)", "POINT (1 91)", "LINESTRING (1 2, 181 2)", "LINESTRING EMPTY", "POINT (0 0)")
    ]
    blobs.append(struct.pack("<BIdd", 1, 1, 1.0, math.inf))
    blobs.append(struct.pack("<BIIdddd", 1, 2, 2, 1.0, 2.0, math.nan, 3.0))
    records, issues = native(*blobs, None, b"no shape")
    assert [shape(c) for c in claims(records, "geometry")] == ["POINT (1 2)"]
    assert {code for code, _ in odd(issues)} == {
        "coordinate-out-of-range", "empty-geometry", "null-island", "bad-coordinate", "bad-geometry"
    }  # fmt: skip
    assert sum(issues.counts.values()) == 7
    assert sorted(w for where in issues.locators.values() for w in where) == [
        f"f.gpkg:{i}" for i in (1, 2, 3, 4, 5, 6, 8)
    ]
    # Nothing is lost: the record keeps the bytes of a shape that makes no claim, and of no other.
    assert [r.content.get("__geometry__") for r in records] == [
        None, *(b.hex() for b in blobs[1:]), None, b"no shape".hex()
    ]  # fmt: skip


def test_swapped_pairs_are_turned_round_where_the_country_tells(tmp_path: Path) -> None:
    table = (
        "Id,Name,Country,Lat,Lon\n1,A,China,22.8,108.3\n2,B,China,108.3,22.8\n3,C,Kenya,36.1,-0.9\n4,D,,36.1,-0.9\n"
        "5,E,Kenya,52.1,4.3\n6,F,Egypt,33.5,26.5\n7,G,Narnia,108.3,22.8\n"
    )
    records, issues = read(tmp_path, table, COUNTRY + PAIR)
    found = [[(shape(c), c.unit, c.raw) for c in claims([r], "geometry")] for r in records]
    assert found == [
        [("POINT (108.3 22.8)", "exact", "")],
        [("POINT (108.3 22.8)", "approximate", "108.3 22.8")],
        [("POINT (36.1 -0.9)", "approximate", "36.1 -0.9")],
        [("POINT (-0.9 36.1)", "exact", "")],  # no country, no telling
        [("POINT (4.3 52.1)", "exact", "")],  # elsewhere either way
        [("POINT (26.5 33.5)", "exact", "")],  # off Crete: near enough to be what it says
        [],
    ]
    assert odd(issues) == {
        ("swapped-coordinates", "108.3 22.8"): 1,
        ("swapped-coordinates", "36.1 -0.9"): 1,
        ("coordinate-out-of-range", "108.3 22.8"): 1,
        ("unknown-country", "Narnia"): 1,
    }


def test_swapped_shapes_are_turned_round(tmp_path: Path) -> None:
    line = "LINESTRING (22.8 108.3, 22.6 108.6)"
    records, issues = read(
        tmp_path, f'Id,Name,Country,Shape\n1,A,CHN,"{line}"\n', COUNTRY + "[[geometry]]\nwkt = 'Shape'\n"
    )
    [claim] = claims(records, "geometry")
    assert (shape(claim), claim.raw) == ("LINESTRING (108.3 22.8, 108.6 22.6)", line)
    assert odd(issues) == {("swapped-coordinates", line): 1}
    blob = shapely.to_wkb(shapely.from_wkt("POINT (-0.9 36.1)"))
    off = shapely.to_wkb(shapely.from_wkt("POINT (-0.9 136.1)"))
    [turned, lost], issues = native(blob, off, country="Kenya")
    [claim] = claims([turned], "geometry")
    assert (shape(claim), claim.raw) == ("POINT (36.1 -0.9)", "POINT (-0.9 36.1)")
    assert claims([lost], "geometry") == []


def test_several_pairs(tmp_path: Path) -> None:
    rule = "[[geometry]]\npairs = [['La', 'Lo'], ['La2', 'Lo2']]\nshape_column = 'Kind'\n"
    table = "Id,Name,Country,Kind,La,Lo,La2,Lo2\n1,A,,Point,1,2,95,3\n2,B,,Line,1,2,95,3\n3,C,,Line,1,2,3,4\n"
    table += "4,D,KEN,Point,36.1,-0.9,36.2,-0.8\n"
    records, issues = read(tmp_path, table, COUNTRY + rule)
    assert [[shape(c) for c in claims([r], "geometry")] for r in records] == [
        ["POINT (2 1)"],
        [],  # a line without one of its vertices is another line
        ["LINESTRING (2 1, 4 3)"],
        ["MULTIPOINT ((36.1 -0.9), (36.2 -0.8))"],
    ]
    assert odd(issues) == {
        ("coordinate-out-of-range", "95 3"): 2,
        ("swapped-coordinates", "36.1 -0.9; 36.2 -0.8"): 1,
    }


def test_the_notes_of_a_reader_come_once_and_late_ones_too(tmp_path: Path) -> None:
    bad = {"type": "Feature", "properties": {"Id": "1", "Name": "A"}, "geometry": {"type": "Circle", "coordinates": []}}
    high = {
        "type": "Feature",
        "properties": {"Id": "2", "Name": "B"},
        "geometry": {"type": "Point", "coordinates": [1, 2, 3]},
    }
    text = json.dumps({"type": "FeatureCollection", "features": [bad, high]})
    records, issues = read(tmp_path, text, name="table.geojson")
    assert len(records) == 2
    found = odd(issues)
    assert {code: n for (code, _), n in found.items()} == {"bad-geometry": 1, "height-dropped": 1}
