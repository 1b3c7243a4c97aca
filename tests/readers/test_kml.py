"""KML and KMZ: placemarks, folders, shapes, and what is refused."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from vector_files import G, codes, read, refused, saved, wkt

from tracker.readers import kml
from tracker.readers.vector import layers


def kml_of(*parts: str) -> str:
    body = "".join(parts)
    return (
        '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"'
        f' xmlns:gx="http://www.google.com/kml/ext/2.2"><Document><name>Ports</name>{body}</Document></kml>'
    )


PLACE = "<Point><coordinates> 108.5,22.1,7 </coordinates></Point>"
LINE = "<LineString><coordinates>1,2,0\n3,4,0</coordinates></LineString>"
RING = "<LinearRing><coordinates>0,0 1,0 1,1 0,0</coordinates></LinearRing>"
AREA = f"<Polygon><outerBoundaryIs>{RING}</outerBoundaryIs></Polygon>"


def mark(body: str, attributes: str = "") -> str:
    return f"<Placemark{attributes}>{body}</Placemark>"


def test_placemarks_with_their_data_and_folders(tmp_path: Path) -> None:
    data = (
        '<ExtendedData><Data name="status"><displayName>S</displayName><value>built &amp; open</value></Data>'
        '<SchemaData><SimpleData name="cost">5</SimpleData></SchemaData><Data name="name"><value>x</value></Data>'
        "</ExtendedData>"
    )
    text = kml_of(
        "<Folder><name>South</name><Folder><name>Bay</name>",
        mark(f"<name>钦州</name><description><![CDATA[<b>x</b>]]></description>{data}{PLACE}", ' id="p1"'),
        "</Folder>",
        mark(f"<name>Line</name><TimeSpan><begin>2020</begin></TimeSpan><Style><name>no</name></Style>{LINE}"),
        "</Folder><GroundOverlay><name>picture</name></GroundOverlay>",
        mark("<name>bare</name>"),
    )
    rows, table = read(saved(tmp_path / "a.kml", text))
    assert rows[0] == {
        **dict.fromkeys(table.columns),
        "id": "p1", "name": "钦州", "description": "<b>x</b>", "status": "built & open", "cost": "5", "name (2)": "x",
        "folder": "Ports / South / Bay", G: rows[0][G],
    }  # fmt: skip
    assert wkt(rows[0][G]) == "POINT (108.5 22.1)"
    assert (rows[1]["folder"], rows[1]["begin"], wkt(rows[1][G])) == ("Ports / South", "2020", "LINESTRING (1 2, 3 4)")
    assert (rows[2]["name"], rows[2][G]) == ("bare", None)
    assert table.locate(2) == "a.kml:feature 3"
    assert codes(table) == {"height-dropped"}


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        (AREA, "POLYGON ((0 0, 1 0, 1 1, 0 0))"),
        (RING, "LINESTRING (0 0, 1 0, 1 1, 0 0)"),
        (f"<MultiGeometry>{LINE}{LINE}</MultiGeometry>", "MULTILINESTRING ((1 2, 3 4), (1 2, 3 4))"),
        (f"<MultiGeometry>{AREA}</MultiGeometry>", "POLYGON ((0 0, 1 0, 1 1, 0 0))"),
        (
            f"<MultiGeometry>{PLACE}<MultiGeometry>{LINE}</MultiGeometry></MultiGeometry>",
            "GEOMETRYCOLLECTION (POINT (108.5 22.1), LINESTRING (1 2, 3 4))",
        ),
        ("<gx:Track><gx:coord>1 2 0</gx:coord><gx:coord>3 4 0</gx:coord></gx:Track>", "LINESTRING (1 2, 3 4)"),
    ],
)
def test_shapes_of_kml(tmp_path: Path, shape: str, expected: str) -> None:
    assert wkt(read(saved(tmp_path / "a.kml", kml_of(mark(shape))))[0][0][G]) == expected


@pytest.mark.parametrize("coordinates", ["x,y", "1", "1,2 3", "1,,2;3"])
def test_odd_coordinates_of_kml(tmp_path: Path, coordinates: str) -> None:
    shape = f"<LineString><coordinates>{coordinates}</coordinates></LineString>"
    rows, table = read(saved(tmp_path / "a.kml", kml_of(mark(shape), mark(PLACE))))
    assert [r[G] is None for r in rows] == [True, False]
    assert "bad-geometry" in codes(table)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        (kml_of(mark(PLACE))[:-20], "column"),
        (kml_of(mark(PLACE))[:-6], "no element found"),
        (kml_of(mark(PLACE)).replace("</Point>", "</Pint>"), "mismatched tag"),
        (kml_of("<Folder>" * 100_000), "deep"),
        (kml_of("<Placemark>" + "<MultiGeometry>" * 100_000), "deep"),
    ],
)
def test_broken_kml(tmp_path: Path, text: str, part: str) -> None:
    message, hint = refused(saved(tmp_path / "a.kml", text))
    assert part in message
    assert hint


def test_a_document_type_is_refused(tmp_path: Path) -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE k [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><kml><Placemark/></kml>'
    with zipfile.ZipFile(tmp_path / "a.kmz", "w") as z:
        z.writestr("doc.kml", bomb)
    assert "document type" in refused(tmp_path / "a.kmz")[0]


def test_kmz_and_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kml, "CHUNK", 50)
    text = kml_of(mark(PLACE), "<NetworkLink><Link><href>http://127.0.0.1:1/x.kml</href></Link></NetworkLink>")
    with zipfile.ZipFile(tmp_path / "a.kmz", "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("other.kml", kml_of())
        z.writestr("doc.kml", text)
    rows, table = read(tmp_path / "a.kmz")
    assert len(rows) == 1
    assert table.locate(0) == "a.kmz!doc.kml:feature 1"
    assert "linked-files" in codes(table)
    assert layers(tmp_path / "a.kmz") == [""]
