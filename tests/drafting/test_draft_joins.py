"""Sheets and layers with the same ids: a draft offers to join them, and what it offers works as it stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import shapely
import xlsxwriter
from drafts import Drafted, drafted, issues_of, written

from tracker import sources
from tracker.model import IssueLog, Record

WORKS: list[list[Any]] = [
    ["Code", "Project", "Country", "Status"],
    *([f"R-{n}", f"Bridge over the river {n}", "Kenya", "Planned"] for n in range(1, 7)),
]
SITES: list[list[Any]] = [["CODE", "Site"], ["R-1", "North"], ["R-1", "South"], ["R-5", "East"], ["R-9", "Nowhere"]]
NOTES: list[list[Any]] = [["About", "Text"], ["Made by", "the ministry"], ["Made in", "May"]]
Sheets = Mapping[str, list[list[Any]]]


def book(folder: Path, sheets: Sheets) -> Path:
    path = folder / "works.xlsx"
    with xlsxwriter.Workbook(path) as made:
        for name, rows in sheets.items():
            sheet = made.add_worksheet(name)
            for n, row in enumerate(rows):
                sheet.write_row(n, 0, row)
    return path


def package(folder: Path) -> Path:
    import geopandas

    path = folder / "works.gpkg"
    head, *rows = WORKS
    columns = dict(zip(head, zip(*rows, strict=True), strict=True))
    points = [shapely.Point(36 + n / 10, -1) for n in range(len(rows))]
    geopandas.GeoDataFrame(columns, geometry=points, crs="EPSG:4326").to_file(path, layer="Works")
    lines = [shapely.LineString([(x, 9_900_000), (x + 1000, 9_900_000)]) for x in (300_000, 310_000, 320_000)]
    reaches = {"code": ["R-2", "R-2", "R-9"], "Reach": ["upper", "lower", "lost"]}
    geopandas.GeoDataFrame(reaches, geometry=lines, crs="EPSG:32737").to_file(path, layer="Reaches")
    none = geopandas.GeoDataFrame({"Reach": ["upper"]}, geometry=[None], crs="EPSG:4326")
    none.to_file(path, layer="Words")
    return path


def offers(it: Drafted) -> list[str]:
    """The blocks that are offered, without their #."""
    blocks = re.findall(r"^# \[\[join\]\]\n(?:# .+\n)+", it.toml, re.MULTILINE)
    return [re.sub("^# ", "", block, flags=re.MULTILINE) for block in blocks]


def accepted(it: Drafted, folder: Path, source: str = "") -> tuple[list[Record], IssueLog]:
    """Import with a draft in which the # of each offer was taken away; ``source``: lines for its [source]."""
    toml = it.toml.replace("[source]\n", f"[source]\n{source}\n")
    for block in offers(it):
        toml = toml.replace(re.sub("^(?=.)", "# ", block, flags=re.MULTILINE), block)
    assert toml.count("\n[[join]]\n") == len(offers(it))
    path = folder / "accepted.toml"
    path.write_text(toml, encoding="utf-8")
    reading = sources.open_path(it.path, path)
    return list(reading.records), reading.issues


def joined(records: list[Record]) -> dict[str, object]:
    """Id -> joined rows, of the records that have some."""
    return {r.native_id: r.content["joined"] for r in records if "joined" in r.content}


def remarks(it: Drafted) -> str:
    """The draft with its lines of comment put together."""
    return it.toml.replace("\n# ", " ")


def test_what_is_offered_loads_and_keeps_the_rows_of_the_other_sheet(tmp_path: Path) -> None:
    it = drafted(book(tmp_path, {"Works": WORKS, "Sites": SITES, "Read me": NOTES}))
    assert offers(it) == ['[[join]]\nsheet = "Sites"\nleft = "Code"\nright = "CODE"\n']
    assert "The sheet Sites has CODE too; 3 of 4 rows looked at have an id that was seen here." in remarks(it)
    assert it.mapping.joins == ()  # nothing is joined before somebody says so
    assert joined(it.read(tmp_path)[0]) == {}
    records, issues = accepted(it, tmp_path)
    assert len(records) == 6
    assert joined(records) == {
        "R-1": [{"CODE": "R-1", "Site": "North"}, {"CODE": "R-1", "Site": "South"}],
        "R-5": [{"CODE": "R-5", "Site": "East"}],
    }
    assert issues_of(issues, "info") == {"sheet-chosen": 1, "unmatched-row": 1}
    assert not issues_of(issues, "warning")
    [told] = [raw for code, _, _, raw, *_ in issues.counts if code == "sheet-chosen"]
    assert told.endswith("Read me")
    assert "Sites" not in told


def test_what_is_offered_of_a_layer_gives_its_shapes(tmp_path: Path) -> None:
    it = drafted(package(tmp_path))
    assert it.mapping.file.sheet == "Works"
    assert offers(it) == ['[[join]]\nsheet = "Reaches"\nleft = "Code"\nright = "code"\n']
    assert "The layer Reaches has code too; 2 of 3 rows looked at" in remarks(it)
    records, issues = accepted(it, tmp_path)
    assert joined(records) == {"R-2": [{"code": "R-2", "Reach": "upper"}, {"code": "R-2", "Reach": "lower"}]}
    assert issues_of(issues, "info")["unmatched-row"] == 1
    shapes = [c.value for r in records if r.native_id == "R-2" for c in r.claims if c.field == "geometry"]
    kinds = [shapely.from_wkb(shape).geom_type for shape in shapes if isinstance(shape, bytes)]
    assert sorted(kinds) == ["MultiLineString", "Point"]


def test_several_sheets_with_the_id_are_offered_each(tmp_path: Path) -> None:
    costs: list[list[Any]] = [["Code.", "Part", "Cost"], ["R-2", "Deck", 5]]
    it = drafted(book(tmp_path, {"Costs": costs, "Works": WORKS, "Sites": SITES}))
    assert [block.splitlines()[1:4:2] for block in offers(it)] == [
        ['sheet = "Costs"', 'right = "Code."'],
        ['sheet = "Sites"', 'right = "CODE"'],
    ]
    records, _ = accepted(it, tmp_path)
    assert joined(records)["R-2"] == [{"Code.": "R-2", "Part": "Deck", "Cost": 5.0, "joined from": "Costs"}]
    assert joined(records).keys() == {"R-1", "R-2", "R-5"}


def test_a_sheet_that_was_asked_for_is_offered_the_others(tmp_path: Path) -> None:
    path = book(
        tmp_path, {"Works": WORKS, "More works": [[*WORKS[0]], *([f"R-{n}", *WORKS[n][1:]] for n in (1, 2, 3))]}
    )
    it = drafted(path, sheet="More works")
    assert offers(it) == ['[[join]]\nsheet = "Works"\nleft = "Code"\nright = "Code"\n']
    assert "3 of 6 rows looked at" in remarks(it)
    assert len(joined(accepted(it, tmp_path)[0])) == 3


def test_columns_of_persons_are_told_with_the_offer(tmp_path: Path) -> None:
    people: list[list[Any]] = [["Code", "Site", "Contact person"], ["R-1", "North", "J. Doe"]]
    it = drafted(book(tmp_path, {"Works": WORKS, "Sites": people}))
    assert 'It seems to hold persons: name "Contact person" under redact first.' in remarks(it)
    assert "J. Doe" not in it.toml
    _, issues = accepted(it, tmp_path)
    assert issues_of(issues, "warning") == {"person-column": 1}
    records, issues = accepted(it, tmp_path, source='redact = ["Contact person"]')
    assert joined(records) == {"R-1": [{"Code": "R-1", "Site": "North"}]}
    assert not issues_of(issues, "warning")


def test_sites_without_persons_are_offered_without_a_word_of_them(tmp_path: Path) -> None:
    assert "persons" not in drafted(book(tmp_path, {"Works": WORKS, "Sites": SITES})).toml


@pytest.mark.parametrize(
    "sheets",
    [
        {"Works": WORKS},
        {"Works": WORKS, "Read me": NOTES},
        {"Works": WORKS, "Sites": [["Project code", "Site"], *SITES[1:]]},
        {"Works": WORKS, "Empty": []},
        {"Works": WORKS, "Headings": [["Code", "Site"]]},
        {"Works": [row[1:] for row in WORKS], "Sites": SITES},
    ],
    ids=["one sheet", "words", "another heading", "an empty sheet", "no rows", "no id"],
)
def test_nothing_is_offered_where_no_column_fits(tmp_path: Path, sheets: Sheets) -> None:
    it = drafted(book(tmp_path, sheets))
    assert offers(it) == []
    assert "[[join]]" not in it.toml
    assert len(it.read(tmp_path)[0]) == 6


def test_nothing_is_offered_for_a_file_of_one_table(tmp_path: Path) -> None:
    text = "\n".join(",".join(row) for row in WORKS) + "\n"
    (tmp_path / "more.csv").write_text("Code,Site\nR-1,North\n", encoding="utf-8")
    assert "[[join]]" not in written(tmp_path, text).toml
