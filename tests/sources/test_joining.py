"""A second file joined by an id: nothing of it is lost silently, and what is wrong with it is told."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from tracker import sources
from tracker.clean.text import clean_text
from tracker.errors import FormatError, UsageError
from tracker.model import Issue, IssueLog, Record
from tracker.readers.tables import Batch, Table
from tracker.sources.base import Options
from tracker.sources.joining import JoinedRows

MAPPING = """
[source]
key = "team"
[record]
id = ["No"]
[[field]]
field = "name"
column = "Project"
[[join]]
file = "more.csv"
left = "No"
right = "ref"
"""
CSV = "No,Project\nA,Dam\nB,Lock\n7,Port\n"


def write(
    folder: Path, more: str | bytes, *, mapping: str = MAPPING, csv: str = CSV, name: str = "more.csv"
) -> Options:
    """Write a table, its mapping and the joined file; return the options that name the mapping."""
    folder.mkdir(exist_ok=True)
    (folder / "table.csv").write_text(csv, encoding="utf-8")
    (folder / name).write_bytes(more if isinstance(more, bytes) else more.encode())
    path = folder / "mapping.toml"
    path.write_text(mapping.replace("more.csv", name), encoding="utf-8")
    return Options(mapping=path)


def read(folder: Path, options: Options) -> tuple[list[Record], list[tuple[str, str, str, tuple[str, ...], int]]]:
    """The records, and of each issue code, severity, raw, locators and count."""
    reading = sources.open_paths([folder / "table.csv"], options)[0]
    records = list(reading.records)
    log = reading.issues
    return records, [(k[0], k[1], k[3], tuple(log.locators.get(k, ())), n) for k, n in log.counts.items()]


def joined(record: Record) -> list[dict[str, object]]:
    return record.content.get("joined", [])  # type: ignore[return-value]


@pytest.mark.parametrize("name", ["../more.csv", "/tmp/more.csv", "a/../../more.csv", "..\\more.csv", "C:more.csv"])
def test_a_mapping_reads_nothing_that_does_not_lie_beside_the_table(tmp_path: Path, name: str) -> None:
    options = Options(mapping=write(tmp_path, "ref\nA\n").mapping)
    assert isinstance(options.mapping, Path)
    options.mapping.write_text(MAPPING.replace('"more.csv"', f"'{name}'"), encoding="utf-8")
    with pytest.raises(FormatError, match="does not lie beside the table"):
        sources.open_paths([tmp_path / "table.csv"], options)


def test_what_is_redacted_in_a_joined_file_is_not_missed(tmp_path: Path) -> None:
    mapping = MAPPING.replace('key = "team"', 'key = "team"\nredact = ["mail"]')
    csv = "No,Project,More\nA,Dam,1\n"
    assert [
        i[0] for i in read(tmp_path / "a", write(tmp_path / "a", "ref,MAIL\nA,x\n", mapping=mapping, csv=csv))[1]
    ] == ["unmapped-column"]
    found = read(tmp_path / "b", write(tmp_path / "b", "ref,Post\nA,x\n", mapping=mapping, csv=csv))[1]
    assert ("redact-missing", "warning", "mail") in [i[:3] for i in found]


def test_rows_of_one_id_come_together_and_ids_are_compared_as_clean_text(tmp_path: Path) -> None:
    more = "ref,note\n A ,one\nA,two\n7,three\n"
    records, issues = read(tmp_path, write(tmp_path, more))
    assert [[row["note"] for row in joined(r)] for r in records] == [["one", "two"], [], ["three"]]
    assert issues == []


def test_rows_that_no_record_has_are_counted_with_their_places(tmp_path: Path) -> None:
    records, issues = read(tmp_path, write(tmp_path, "ref,note\nX,a\nA,b\n,c\nX,d\n07,e\n"))
    assert [r.native_id for r in records if joined(r)] == ["A"]
    assert issues == [
        ("unmatched-row", "info", "", ("more.csv:2", "more.csv:4", "more.csv:5", "more.csv:6"), 4),
    ]


def test_a_file_of_which_nothing_fits_is_a_warning(tmp_path: Path) -> None:
    _, issues = read(tmp_path, write(tmp_path, "ref,note\nNo. A,a\nNo. B,b\n"))
    assert issues == [("nothing-joined", "warning", "No. A", ("more.csv",), 1)]


def test_rows_of_a_record_that_the_mapping_leaves_out_are_not_odd(tmp_path: Path) -> None:
    exclude = "[[exclude]]\ncolumn = 'Project'\nvalues = ['Dam']\n"
    _, issues = read(tmp_path, write(tmp_path, "ref,note\nA,a\nB,b\n", mapping=MAPPING + exclude))
    assert [i[0] for i in issues] == ["excluded"]


def test_what_is_left_of_two_folders_is_told_with_the_folder(tmp_path: Path) -> None:
    for name, ids in (("a", "A"), ("b", "B")):
        write(tmp_path / name, f"ref,note\n{ids},x\nZ,y\n")
    options = write(tmp_path, "")
    reading = sources.open_paths([tmp_path / "a" / "table.csv", tmp_path / "b" / "table.csv"], options)[0]
    assert len(list(reading.records)) == 6
    assert {w for places in reading.issues.locators.values() for w in places} >= {"a/more.csv:3", "b/more.csv:3"}
    assert reading.files == ("a/table.csv", "b/table.csv", "a/more.csv", "b/more.csv")


def test_a_missing_column_is_told_with_the_columns_there_are(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=r"more\.csv has no column 'ref' to join by") as caught:
        read(tmp_path, write(tmp_path, "Ref,note\nA,a\n"))
    assert caught.value.hint == "It has: 'Ref', 'note'."


def test_rows_are_joined_by_the_id_alone(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="left = 'Project' is not the id") as caught:
        read(tmp_path, write(tmp_path, "ref\nDam\n", mapping=MAPPING.replace('left = "No"', 'left = "Project"')))
    assert "[record] id" in caught.value.hint


@pytest.mark.parametrize("text", ["", "ref,note\n", '{"type": "FeatureCollection", "features": [{"type'])
def test_a_joined_file_that_is_empty_or_breaks_off_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(FormatError, match=r"more\.csv"):
        read(tmp_path, write(tmp_path, text))


def test_what_the_reader_assumed_is_told(tmp_path: Path) -> None:
    # Written in Windows-1252, with a name that promises a workbook.
    more = "ref;note\nA;Brücke über die Elbe\nB;Köln\n".encode("cp1252")
    records, issues = read(tmp_path, write(tmp_path, more, name="more.xlsx"))
    assert "Brücke über die Elbe" in repr(joined(records[0]))
    assert ("misnamed-file", "more.xlsx") in {(i[0], i[3][0]) for i in issues}


def test_the_option_crs_holds_for_the_joined_shapes(tmp_path: Path) -> None:
    import geopandas

    at = shapely.Point(5.0, 52.0)
    frame = geopandas.GeoDataFrame({"ref": ["A"]}, geometry=[at], crs="EPSG:4326").to_crs("EPSG:28992")
    frame.to_file(tmp_path / "more.shp")
    (tmp_path / "more.prj").unlink()
    options = write(tmp_path, b"", name="unused.csv", mapping=MAPPING.replace("more.csv", "more.shp"))
    reading = sources.open_paths([tmp_path / "table.csv"], Options(mapping=options.mapping, crs="EPSG:28992"))[0]
    [place] = [c for r in reading.records for c in r.claims if c.field == "geometry"]
    assert isinstance(place.value, bytes)
    assert shapely.from_wkb(place.value).equals_exact(at, 1e-4)


def test_another_part_of_a_joined_shapefile_is_another_snapshot(tmp_path: Path) -> None:
    import geopandas

    geopandas.GeoDataFrame({"ref": ["A"]}, geometry=[shapely.Point(5, 52)], crs="EPSG:4326").to_file(tmp_path / "m.shp")
    options = write(tmp_path, b"", name="unused.csv", mapping=MAPPING.replace("more.csv", "m.shp"))
    first = sources.open_paths([tmp_path / "table.csv"], options)[0].snapshot.sha256
    table = (tmp_path / "m.dbf").read_bytes()
    (tmp_path / "m.dbf").write_bytes(table.replace(b"A", b"B"))
    assert sources.open_paths([tmp_path / "table.csv"], options)[0].snapshot.sha256 != first


@pytest.mark.parametrize("kind", ["absent", "folder", "pipe"])
@pytest.mark.parametrize("which", ["table.csv", "more.csv", "mapping.toml"])
def test_what_is_no_file_is_refused_by_name(tmp_path: Path, which: str, kind: str) -> None:
    options = write(tmp_path, "ref\nA\n")
    path = tmp_path / which
    path.unlink()
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        if not hasattr(os, "mkfifo"):
            pytest.skip("needs POSIX")
        os.mkfifo(path)
    told = {"absent": "There is no", "folder": "is a folder, not a", "pipe": "is no ordinary file"}[kind]
    with pytest.raises(UsageError, match=told) as caught:
        sources.open_paths([tmp_path / "table.csv"], options)
    assert which in str(caught.value)
    assert caught.value.hint


def test_a_path_that_cannot_even_be_looked_at(tmp_path: Path) -> None:
    options = write(tmp_path, "ref\nA\n")
    with pytest.raises(UsageError, match="cannot be looked at: File name too long"):
        sources.open_paths([tmp_path / ("x" * 300)], options)
    loop = tmp_path / "loop.csv"
    loop.symlink_to(loop)
    with pytest.raises(UsageError, match="cannot be looked at"):
        sources.open_paths([loop], options)


def test_a_pipe_in_a_folder_of_claims_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "claims"
    folder.mkdir()
    (folder / "catalogue.toml").write_text(
        '[source]\nkey = "a"\nname = "A"\n[release]\nretrieved = "2026-11-22"\n[tables]\nclaims = "*.csv"\n',
        encoding="utf-8",
    )
    os.mkfifo(folder / "claims.csv")
    with pytest.raises(UsageError, match=r"claims\.csv is no ordinary file"):
        sources.open_paths([folder])


@given(
    st.lists(st.sampled_from(["A", "B", " A", "", "7"]), max_size=30), st.sets(st.sampled_from(["A", "B", "7", "Q"]))
)
def test_every_row_is_either_joined_or_reported(ids: list[str], asked: set[str]) -> None:
    found: list[Issue] = []
    rows = JoinedRows(IssueLog(listener=found.append))
    batches = iter([Batch(n, {"id": [*ids[n : n + 7]]}) for n in range(0, len(ids), 7)])
    rows.add(Table("t", ("id",), batches, lambda n: f"t:{n}"), "id")
    got = sum(len(rows.get(native) or ()) for native in asked)
    rows.tell_what_is_left()
    if [i.code for i in found] == ["nothing-joined"]:
        assert got == 0 < len(ids)
    else:
        assert got + len(found) == len(ids)
        assert [i.locator for i in found] == [f"t:{n}" for n, text in enumerate(ids) if clean_text(text) not in asked]


def test_the_canals_of_afghanistan_have_all_their_lines(realdata: Path) -> None:
    folder = realdata / "aiddata-afghan-canals"
    mapping = Path(__file__).parents[2] / "data" / "mappings" / "afghan-canals.toml"
    reading = sources.open_path(folder / "original_project_data.csv", mapping)
    n = sum(len(joined(r)) for r in reading.records)
    left = sum(count for (code, *_), count in reading.issues.counts.items() if code == "unmatched-row")
    lines = json.loads((folder / "canal_lines.geojson").read_text(encoding="utf-8"))
    assert n + left == len(lines["features"])
