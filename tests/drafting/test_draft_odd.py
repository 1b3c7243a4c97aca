"""Drafts of odd tables: they load, and say what is wrong; and how single guesses are made."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
from drafts import TODAY, drafted, issues_of, written
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.drafting.draft import draft_mapping
from tracker.drafting.toml_text import plain, toml_of
from tracker.errors import TrackerError, UsageError
from tracker.mapping.load import parse

# -- what a draft is


def test_a_draft_is_the_same_each_time(tmp_path: Path) -> None:
    text = "Id,Name,Status,Country\na,Dam,Planned,Kenya\nb,Lock,Ongoing,Uganda\n"
    assert written(tmp_path, text).toml == written(tmp_path, text).toml


def test_every_line_but_the_mapping_is_a_comment_and_offers_load_too(tmp_path: Path) -> None:
    it = written(tmp_path, "Id,Name,Cost,Stage\na,Dam,120,Planned\nb,Lock,0,Ongoing\nc,Port,7,zzz\nd,Quay,8,Planned\n")
    offers = ('# currency = "USD"', "# multiplier = 1e6", '# values = { "0" = "" }', '# values = { "zzz" = "" }')
    text = it.toml
    for offer in offers:
        assert f"\n{offer}\n" in text
        text = text.replace(f"\n{offer}\n", f"\n{offer.removeprefix('# ')}\n")
    mapping = parse(tomllib.loads(text), "draft")
    assert mapping.fields[-1].multiplier == 1e6


def test_the_name_of_a_release_is_not_in_the_key(tmp_path: Path) -> None:
    for name, key in (
        ("Works_2024-05-15.csv", "works"), ("works list June 2023 (1).csv", "works-list"), ("2024.csv", "2024"),
        ("工程.csv", "工程"), ("uk_2014.csv", "uk"), ("march.csv", "march"),
    ):  # fmt: skip
        assert written(tmp_path, "Id,Name\na,Dam\nb,Lock\n", name).mapping.source.key == key


def test_nothing_hangs_on_the_name_of_the_file(tmp_path: Path) -> None:
    text = "Id,Name,Status\na,Dam,Planned\nb,Lock,Ongoing\n"
    plain_, odd = written(tmp_path, text, "x.csv"), written(tmp_path, text, "gem-hydropower_2024.csv")
    assert plain_.mapping.fields == odd.mapping.fields
    assert plain_.mapping.record == odd.mapping.record


# -- odd tables


@pytest.mark.parametrize(
    "text",
    [
        "Project name\nDam\n",
        "a\nx\ny\n",
        "Name,Name,Name\nDam,Lock,Port\n",
        ",,\nDam,1,x\nLock,2,y\n",
        "Name,Cost\n" + "Dam,1\n" * 50,
        "Name,Note\nDam," + "x" * 100_000 + "\nLock,y\n",
        'Name,"Cost ""of"" \\ all #1","a = b"\nDam,5,x\nLock,6,y\n',
        "Name,Status\nDam,\x01\x02\nLock,\x7f\n",
        "Name,Date\nDam,31.02.2024\nLock,99/99/9999\n",
        "Name,Lat,Lon\nDam,NaN,inf\nLock,,\n",
        "Name,Cost\nDam,NaN\nLock,1e999\n",
        "Id,Name\n1,Dam\n1,Lock\n,Port\n",
    ],
    ids=lambda t: ascii(t[:24]),
)
def test_odd_tables_make_drafts_that_load_and_import(tmp_path: Path, text: str) -> None:
    it = written(tmp_path, text)
    assert it.mapping.fields
    if text.count("\n") > 1:
        records, issues = it.read(tmp_path)
        assert 0 < len(records) <= text.count("\n") - 1
        assert issues_of(issues, "error") == {}


@pytest.mark.parametrize("text", ["1,2,3\n4,5,6\n7,8,9\n", "Mail\na@b.example\nc@d.example\n"])
def test_a_table_without_anything_to_place_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(UsageError) as caught:
        written(tmp_path, text)
    assert "could be placed" in str(caught.value)
    assert "docs/how-to/mapping.md" in caught.value.hint


def test_a_file_of_shapes_alone_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "shapes.geojson"
    shape = {"type": "Feature", "properties": None, "geometry": {"type": "Point", "coordinates": [1, 2]}}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [shape]}), encoding="utf-8")
    with pytest.raises(UsageError, match="could be placed"):
        drafted(path)


def test_a_table_of_dashes_is_drafted_by_its_headings(tmp_path: Path) -> None:
    it = written(tmp_path, "proj_id,proj_name,contact name\n-,-,-\nn/a,-,-\n")
    assert it.said == {"name": "proj_name"}
    assert "No cell says anything to guess from" in it.toml


def test_many_columns_are_counted_not_listed(tmp_path: Path) -> None:
    it = written(tmp_path, "Name," + ",".join(f"v{i}" for i in range(2_000)) + "\nDam" + ",1.5" * 2_000 + "\n" * 2)
    assert len(it.draft.columns) == 2_001
    assert len(it.toml.splitlines()) < 400
    assert "#   and 1,700 more." in it.toml


def test_names_that_cannot_be_written_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "odd.geojson"
    properties = {"name": "Dam\ud800", "half\ud83d": "x", "two\nlines": "y\nz", "quote\"'\\": "q"}
    shape = {"type": "Feature", "properties": properties, "geometry": {"type": "Point", "coordinates": [1, 2]}}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [shape, shape]}), encoding="utf-8")
    it = drafted(path)
    assert it.said["name"] == "name"
    assert it.toml.encode("utf-8")


def test_only_the_first_rows_are_read(tmp_path: Path) -> None:
    it = written(tmp_path, "Id,Name\n" + "".join(f"i{k},Project {k}\n" for k in range(25_000)))
    assert "the first 10,000 rows of 25,000" in " ".join(it.toml.replace("\n# ", " ").split())


CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["", "Kenya", "Planned", "2024-05-06", "03/04/2015", "1.234,5", "$5m", "-", "POINT (1 2)", "NaN"]),
    st.integers().map(str),
    st.floats().map(str),
)
HEADS = st.one_of(
    st.text(max_size=15),
    st.sampled_from(["Id", "Name", "Status 2024", "Cost (US$ m)", "Lat", "Lon", "X", "y", "Start date", "国家", "Año"]),
)


@settings(max_examples=60)
@given(st.lists(HEADS, min_size=1, max_size=6), st.lists(st.lists(CELLS, min_size=6, max_size=6), max_size=6))
def test_whatever_the_cells_a_draft_loads_or_says_why(
    tmp_path_factory: pytest.TempPathFactory, heads: list[str], rows: list[list[str]]
) -> None:
    path = tmp_path_factory.mktemp("any") / "table.geojson"
    features = [
        {"type": "Feature", "geometry": None, "properties": dict(zip(heads, row, strict=False))}
        for row in [heads, *rows]
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    try:
        draft = draft_mapping(path, today=TODAY)
    except TrackerError as e:
        assert e.hint
        return
    assert parse(tomllib.loads(draft.toml), "draft").fields


@given(st.text())
def test_any_text_is_written_as_toml_and_in_comments(text: str) -> None:
    text = text.encode("utf-8", "ignore").decode()
    assert tomllib.loads(f"a = {toml_of(text)}\n# {plain(text)}\nb = 1") == {"a": text, "b": 1}


def test_values_are_written_as_toml() -> None:
    value = {"one": ["a", "b"], "two words": {"column": "C", "values": ["x"]}}
    assert tomllib.loads(f"v = {toml_of(value)}")["v"] == value
    for number, text in ((1e6, "1e6"), (1e8, "1e8"), (0.001, "0.001"), (1.609344, "1.609344"), (2017, "2017")):
        assert toml_of(number) == text


# -- single guesses


def test_a_status_with_unknown_words_lists_them(tmp_path: Path) -> None:
    words = ["Planned"] * 3 + ["Under construction"] * 3 + ["on the table"] * 3 + ["zzz"]
    it = written(tmp_path, "Id,Name,Status\n" + "".join(f"i{k},Work {k},{w}\n" for k, w in enumerate(words)))
    assert it.said["status"] == "Status"
    assert '# values = { "on the table" = "", "zzz" = "" }' in it.toml
    assert "2 words in 4 rows: no status that we know." in it.toml


def test_a_heading_alone_places_nothing(tmp_path: Path) -> None:
    it = written(
        tmp_path,
        "Id,Name,Status,Country,Cost,Latitude,Longitude,Start date\n"
        "a,Dam,red,west,cheap,10 km N,20,soon\nb,Lock,green,east,dear,12 km N,30,later\n",
    )
    assert it.said == {"name": "Name"}
    assert it.mapping.geometries == ()
    assert len(it.unplaced()) == 6


def test_cells_alone_place_nothing(tmp_path: Path) -> None:
    it = written(tmp_path, "Id,Name,a,b,c\na,Dam,Kenya,Planned,2024-05-06\nb,Lock,Uganda,Ongoing,2025-01-01\n")
    assert it.said == {"name": "Name"}


def test_codes_of_states_are_no_countries(tmp_path: Path) -> None:
    it = written(tmp_path, "Id,Name,State\n1a,Dam,CA\n1b,Lock,AL\n1c,Port,IN\n")
    assert "country" not in it.said
    assert "status" not in it.said


def test_a_year_is_only_offered_as_the_day_of_saying(tmp_path: Path) -> None:
    it = written(tmp_path, "Id,Name,Year\na,Dam,2021\nb,Lock,2022\n")
    assert it.mapping.record.as_of_column == ""
    assert '# as_of_column = "Year"' in it.toml
    assert it.unplaced()[0].startswith("Year")


def test_days_with_two_readings_are_told_and_not_guessed(tmp_path: Path) -> None:
    it = written(tmp_path, "Id,Name,Start date\na,Dam,03/04/2015\nb,Lock,05/06/2016\n")
    assert it.mapping.file.date_order == ""
    assert '# date_order = "dmy"\n# date_order = "mdy"' in it.toml
    assert "no cell of Start date tells which" in it.toml
    told = written(tmp_path, "Id,Name,Start date\na,Dam,03/24/2015\nb,Lock,05/06/2016\n")
    assert told.mapping.file.date_order == "mdy"


def test_a_mark_with_two_readings_is_told(tmp_path: Path) -> None:
    it = written(tmp_path, "Id;Name;Cost EUR\na;Dam;1.234\nb;Lock;5.678\n")
    assert '# decimal = ","' in it.toml
    assert written(tmp_path, "Id;Name;Cost EUR\na;Dam;1.234,5\nb;Lock;5.678\n").mapping.file.decimal == ","


def test_without_an_id_the_name_and_what_tells_it_apart_are_the_key(tmp_path: Path) -> None:
    it = written(tmp_path, "Name,District,Cost\nDam,North,5\nDam,South,6\nLock,North,7\n")
    assert it.mapping.record.key == ("Name", "District")
    assert "There is no column of ids" in it.toml
    _, issues = it.read(tmp_path)
    assert "no-stable-id" not in issues_of(issues, "info")


def test_a_column_of_the_key_is_mapped_too(tmp_path: Path) -> None:
    it = written(tmp_path, "Name,Country\nDam,Kenya\nDam,Uganda\nLock,Kenya\n")
    assert it.mapping.record.key == ("Name", "Country")
    assert it.said == {"name": "Name", "country": "Country"}


def test_two_columns_that_together_are_the_id(tmp_path: Path) -> None:
    rows = "".join(f"A,{k},Work {k}\n" for k in range(200)) + "B,7,Work 7 of B\n"
    assert written(tmp_path, "agency_id,project_id,name\n" + rows).mapping.record.id == ("agency_id", "project_id")


def test_running_numbers_are_no_ids_where_there_are_better(tmp_path: Path) -> None:
    it = written(tmp_path, "OBJECTID,ID,Ref,Name\n11,1,x-7,Dam\n12,2,x-9,Lock\n13,3,x-11,Port\n")
    assert it.mapping.record.id == ("Ref",)
    assert set(it.mapping.ignore) == {"OBJECTID", "ID"}


@pytest.mark.parametrize(
    ("heads", "row", "rule"),
    [
        ("WKT", '"POINT (36.9 -1.0)"', {"wkt": "WKT"}),
        ("shape", "0101000020E6100000000000000000F03F0000000000000040", {"ewkb": "shape"}),
        ("Lat,Lon", "-1.0,36.9", {"pairs": (("Lat", "Lon"),)}),
        ("x,y", "36.9,-1.5", {"pairs": (("y", "x"),)}),
        ("Lat,Lon", "108.3,22.8", {"pairs": (("Lon", "Lat"),)}),
        ("Lat1,Lon1,Lat2,Lon2", "-1.0,36.9,,", {"pairs": (("Lat1", "Lon1"), ("Lat2", "Lon2"))}),
        ("latitude,longitude,wkt", '-1.0,36.9,"LINESTRING (1 2, 3 4)"', {"wkt": "wkt"}),
    ],
)
def test_places_in_many_forms(tmp_path: Path, heads: str, row: str, rule: dict[str, object]) -> None:
    it = written(tmp_path, f"Id,Name,{heads}\na,Dam,{row}\nb,Lock,{row}\n")
    assert {key: getattr(it.place, key) for key in rule} == rule
    assert it.place.precision == "approximate"
    records, issues = it.read(tmp_path)
    assert sum(c.field == "geometry" for r in records for c in r.claims) == 2
    assert issues_of(issues, "warning") == {}


def test_projected_coordinates_are_not_taken_for_degrees(tmp_path: Path) -> None:
    it = written(tmp_path, "Id,Name,X,Y,Easting\na,Dam,500000,4649776,500000\nb,Lock,500100,4649700,500100\n")
    assert it.mapping.geometries == ()
    assert any(line.startswith("Easting") and "coordinates" in line for line in it.unplaced())


def test_what_is_said_once_is_not_mapped_twice(tmp_path: Path) -> None:
    rows = "".join(f"p{k},Work {k},Kenya,KEN,same,Work {k}\n" for k in range(6))
    it = written(tmp_path, f"Id,Name,Country,Country code,Edition,Label\n{rows}")
    reasons = {line.strip()[2:] for line in it.toml.splitlines() if line.startswith("    # ")}
    assert reasons == {"the country, as Country code says it", "the same in all rows", "the same as Name"}
    assert set(it.mapping.ignore) == {"Country", "Edition", "Label"}


def test_cells_that_mean_nothing_are_named(tmp_path: Path) -> None:
    it = written(tmp_path, "Id,Name,Status,Cost USD\na,Dam,Unknown,TBD\nb,Lock,Planned,5\nc,Port,Ongoing,6\n")
    assert it.mapping.file.empty == ("Unknown", "TBD")
    _, issues = it.read(tmp_path)
    assert issues_of(issues, "warning") == {}


def test_money_of_one_year_is_no_cost(tmp_path: Path) -> None:
    it = written(tmp_path, "Id,Name,Budget 2024,Total cost (USD m),Cost variance\na,Dam,5,120,1\nb,Lock,6,130,2\n")
    assert it.said == {"name": "Name", "cost_estimate": "Total cost (USD m)"}
    assert any(line.startswith("Budget 2024") and "money of one year" in line for line in it.unplaced())


def test_the_original_plan_gives_way_to_the_revised_one(tmp_path: Path) -> None:
    it = written(
        tmp_path,
        "Id,Name,Original completion date,Revised completion date,Original cost (INR crore),Revised cost (INR crore)\n"
        "a,Dam,2019-03-31,2027-03-31,100,250\nb,Lock,2020-03-31,2028-12-31,50,75\n",
    )
    assert it.said == {
        "name": "Name",
        "completion_planned": "Revised completion date",
        "cost_budget": "Original cost (INR crore)",
        "cost_estimate": "Revised cost (INR crore)",
    }
    assert {(f.unit, f.multiplier) for f in it.mapping.fields if f.field.startswith("cost")} == {("INR", 1e7)}


def test_the_sheet_that_is_asked_for_is_read(tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name in ("Large", "Small"):
            sheet = book.add_worksheet(name)
            for r, row in enumerate([["Id", f"{name} name"], ["a", "Dam"], ["b", "Lock"], ["c", "Port"]]):
                sheet.write_row(r, 0, row)
    assert drafted(path, sheet="Small").mapping.file.sheet == "Small"
    assert "Small name" in drafted(path, sheet="Small").toml
