"""``tracker import --map``: a mapping in options, beside or instead of a file."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
import xlsxwriter
from processes import Tracker

from tracker.errors import UsageError
from tracker.mapping.load import parse
from tracker.mapping.options import Column, check_columns, key_of, merged, parse_option, source_of
from tracker.store import read
from tracker.store.store import Store

TABLE = """Ref;Project;Where;Cost (EUR m);Said;Opening;Lat;Long
R-01;Harbour tunnel;Netherlands;1.250,5;2025-03-31;30/06/2029;52,10;4,30
R-02;North bypass;Netherlands;310;2025-04-30;2031;53,05;5,80
"""


@pytest.fixture
def works(tmp_path: Path) -> Path:
    path = tmp_path / "works.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def maps(*options: str) -> list[str]:
    return [word for option in options for word in ("--map", option)]


def projects(tracker: Tracker) -> dict[str, dict[str, object]]:
    return {p["slug"]: p for p in json.loads(tracker("list", "-f", "json").out)}


def releases() -> list[tuple[str, str]]:
    with Store(os.environ.get("TRACKER_DB", "tracker.gpkg")).read() as conn:
        return [(run.source, run.releases) for run in read.imports(conn)]


@pytest.mark.parametrize(
    ("text", "target", "column", "what"),
    [
        ("name=Project", "name", "Project", {}),
        (" name = Project name ", "name", "Project name", {}),
        ("name=a=b", "name", "a=b", {}),
        ("name=Cost [USD]", "name", "Cost [USD]", {}),
        ("cost_estimate[USD]=Cost", "cost_estimate", "Cost", {"currency": "USD"}),
        ("cost_estimate[USD m]=Cost", "cost_estimate", "Cost", {"currency": "USD", "multiplier": 1e6}),
        ("cost_estimate[€ bn]=Cost", "cost_estimate", "Cost", {"currency": "EUR", "multiplier": 1e9}),
        ("cost_estimate[EUR, 1000]=Cost", "cost_estimate", "Cost", {"currency": "EUR", "multiplier": 1e3}),
        (
            "cost_estimate[million, currency_column=Cur, price_year=2015]=Cost", "cost_estimate", "Cost",
            {"multiplier": 1e6, "currency_column": "Cur", "price_year": 2015},
        ),
        ("capacity[MW, item=installed]=Size", "capacity", "Size", {"unit": "MW", "item": "installed"}),
        ("length_km[0.001]=Metres", "length_km", "Metres", {"multiplier": 0.001}),
        ("completion_planned[dmy]=Opening", "completion_planned", "Opening", {"date_order": "dmy"}),
        ("completion_planned[serial]=Opening", "completion_planned", "Opening", {"date_order": "serial"}),
        ("lat[exact]=Lat", "lat", "Lat", {"precision": "exact"}),
        ("easting[EPSG:27700]=E", "easting", "E", {"crs": "EPSG:27700"}),
        ("northing[crs=EPSG:2193, exact]=N", "northing", "N", {"crs": "EPSG:2193", "precision": "exact"}),
        ("wkt[epsg:32648]=Shape", "wkt", "Shape", {"crs": "epsg:32648"}),
        ("as_of[published]=Said", "as_of", "Said", {"as_of_basis": "published"}),
        ("url[official]=Link", "url", "Link", {"rank": "official"}),
    ],
)  # fmt: skip
def test_an_option_says_what_a_table_of_the_file_would(
    text: str, target: str, column: str, what: dict[str, object]
) -> None:
    assert parse_option(text) == Column(text, target, column, what)


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("name", "is not FIELD=COLUMN", "name=Project"),
        ("=Project", "is not FIELD=COLUMN", "name=Project"),
        ("name=", "is not FIELD=COLUMN", "name=Project"),
        ("nam=Project", "there is no field 'nam'", "Did you mean name?"),
        ("zzzz=Project", "there is no field 'zzzz'", "tracker fields"),
        ("geometry=Shape", "in which form", "wkt=COLUMN"),
        ("cost_estimate[dollars and cents]=Cost", "says nothing of cost_estimate", "EUR m"),
        ("cost_estimate[multiplier=much]=Cost", "multiplier=much is not a number", "1e6"),
        ("completion_planned[USD]=Opening", "'USD' says nothing", "dmy"),
        ("status[foo]=State", "'foo' says nothing of status", "KEY=VALUE"),
        ("lat[near]=Lat", "'near' says nothing of lat", "exact"),
        ("lat[EPSG:27700]=Lat", "'EPSG:27700' says nothing of lat", "exact"),
    ],
)
def test_a_wrong_option_is_explained(text: str, message: str, hint: str) -> None:
    with pytest.raises(UsageError, match=r"--map") as e:
        parse_option(text)
    assert message in str(e.value)
    assert hint in e.value.hint


def test_options_go_before_the_file_field_by_field() -> None:
    base = {
        "source": {"key": "team"},
        "record": {"id": ["Old"], "as_of": "2020"},
        "field": [
            {"field": "name", "column": "Title"},
            {"field": "capacity", "column": "A", "item": "planned"},
            {"field": "capacity", "column": "B", "item": "built"},
        ],
        "geometry": [{"wkt": "Shape"}],
    }
    options = [
        parse_option(o) for o in ("name=Project", "capacity[item=built]=C", "id=Ref", "lat=Y", "lon=X", "ignore=Z")
    ]
    mapping = parse(merged(base, options), "test")
    assert [(f.field, f.column) for f in mapping.fields] == [("capacity", "A"), ("name", "Project"), ("capacity", "C")]
    assert (mapping.record.id, mapping.record.as_of, mapping.ignore) == (("Ref",), "2020", ("Z",))
    assert [g.pairs for g in mapping.geometries] == [(("Y", "X"),)]
    assert base["record"] == {"id": ["Old"], "as_of": "2020"}


def test_a_latitude_wants_a_longitude() -> None:
    with pytest.raises(UsageError, match="lat=") as e:
        merged({}, [parse_option("lat=Y")])
    assert "--map lon=COLUMN" in e.value.hint


def test_an_easting_wants_a_northing() -> None:
    with pytest.raises(UsageError, match="northing=") as e:
        merged({}, [parse_option("northing=Y")])
    assert "--map easting=COLUMN" in e.value.hint


def test_several_columns_of_one_set_stand_together() -> None:
    data = merged({}, [parse_option("owner=First"), parse_option("owner=Second")])
    assert [f["column"] for f in data["field"]] == ["First", "Second"]


def test_a_column_that_is_not_there_is_told_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="no column 'project name'") as e:
        check_columns([parse_option("name=project name")], ["Ref", "Project Name"], "works.csv")
    assert "Did you mean 'Project Name'?" in e.value.hint
    with pytest.raises(UsageError, match="no column 'Cur'"):
        check_columns([parse_option("cost_estimate[currency_column=Cur]=Cost")], ["Cost"], "works.csv")


@pytest.mark.parametrize(
    ("name", "key"),
    [("Works 2025 (final)", "works-2025-final"), ("平陆运河", "平陆运河"), ("-", ""), ("परियोजना", "परियोजना")],
)
def test_a_key_is_made_of_the_name_of_a_file(name: str, key: str) -> None:
    assert key_of(name) == key
    if key:
        assert source_of(f"{key}=Some name") == (key, "Some name")


@pytest.mark.parametrize("text", ["", "a b", "=Name", "a/b", "-"])
def test_a_key_of_other_signs_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        source_of(text)


# the command


def test_a_table_without_any_mapping_file(tracker: Tracker, works: Path) -> None:
    ran = tracker(
        "import", str(works),
        *maps("id=Ref", "name=Project", "country=Where", "cost_estimate[EUR m]=Cost (EUR m)", "as_of=Said"),
        *maps("completion_planned=Opening", "lat=Lat", "lon=Long"),
    )  # fmt: skip
    assert ran.code == 0, ran.err
    assert "Import 1 of works: 2 records" in ran.out
    tunnel = projects(tracker)["works-r-01"]
    assert (tunnel["name"], tunnel["country"], tunnel["cost_estimate"]) == ("Harbour tunnel", "NLD", 1.2505e9)
    assert tunnel["cost_estimate_currency"] == "EUR"
    assert releases() == [("works", "vintage")]
    assert tracker("issues").err == "Nothing odd was met.\n"


def test_other_options_are_another_import_of_the_same_bytes(tracker: Tracker, works: Path) -> None:
    tracker("import", str(works), *maps("id=Ref", "name=Project"))
    assert "nothing changed" in tracker("import", str(works), *maps("id=Ref", "name=Project")).out
    assert "Import 2 of works" in tracker("import", str(works), *maps("id=Ref", "name=Project", "country=Where")).out


def test_options_beside_a_file(tracker: Tracker, works: Path, tmp_path: Path) -> None:
    (tmp_path / "works.toml").write_text(
        "[source]\nkey = 'list'\n[record]\nid = ['Ref']\n[[field]]\nfield = 'name'\ncolumn = 'Ref'\n", encoding="utf-8"
    )
    ran = tracker("import", str(works), "-m", "works.toml", *maps("name=Project", "country=Where"))
    assert ran.code == 0, ran.err
    assert projects(tracker)["list-r-01"]["name"] == "Harbour tunnel"


def test_the_source_is_named_by_an_option(tracker: Tracker, works: Path, tmp_path: Path) -> None:
    (tmp_path / "works.toml").write_text(
        "[source]\nkey = 'list'\nprefix = 'l-'\nlicence = 'CC BY 4.0'\n[record]\nid = ['Ref']\n"
        "[[field]]\nfield = 'name'\ncolumn = 'Project'\n",
        encoding="utf-8",
    )
    tracker("import", str(works), "-m", "works.toml")
    assert tracker("import", str(works), "-m", "works.toml", "--source", "mine=My own list").code == 0
    rows = {r["key"]: r for r in json.loads(tracker("sources", "-f", "json").out)}
    assert (rows["mine"]["name"], rows["mine"]["licence"]) == ("My own list", "CC BY 4.0")
    assert set(projects(tracker)) == {"l-r-01", "l-r-02", "mine-r-01", "mine-r-02"}


def test_replace_withdraws_what_the_file_lacks_and_a_vintage_does_not(tracker: Tracker, works: Path) -> None:
    options = maps("id=Ref", "name=Project", "as_of=Said", "cost_estimate[EUR m]=Cost (EUR m)")
    tracker("import", str(works), *options)
    works.write_text("\n".join(TABLE.splitlines()[:2]) + "\n", encoding="utf-8")
    ran = tracker("import", str(works), *options)
    assert "withdrawn" not in ran.out
    assert "record-absent" in ran.out
    assert set(projects(tracker)) == {"works-r-01", "works-r-02"}
    ran = tracker("import", str(works), *options, "--replace")
    assert "2 withdrawn" in ran.out
    assert set(projects(tracker)) == {"works-r-01"}


def test_replace_for_a_mapping_of_vintages(tracker: Tracker, works: Path, tmp_path: Path) -> None:
    (tmp_path / "works.toml").write_text(
        "[source]\nkey = 'list'\nreleases = 'vintage'\n[record]\nid = ['Ref']\n"
        "[[field]]\nfield = 'name'\ncolumn = 'Project'\n",
        encoding="utf-8",
    )
    tracker("import", str(works), "-m", "works.toml", "--replace")
    assert releases() == [("list", "complete")]


def test_the_date_of_undated_rows(tracker: Tracker, works: Path) -> None:
    tracker("import", str(works), *maps("id=Ref", "cost_estimate[EUR m]=Cost (EUR m)"), "--as-of", "2024-06")
    (claim,) = json.loads(tracker("history", "works-r-01", "-f", "json").out)
    assert (claim["as_of"], claim["basis"]) == ("2024-06", "report")


@pytest.mark.parametrize(
    ("more", "message", "hint"),
    [
        (["--map", "name=Projekt"], "has no column 'Projekt'", "Did you mean 'Project'?"),
        (["--map", "id=Ref"], "names no field", "name=COLUMN"),
        (["--map", "cost_estimate[itm=x]=Cost (EUR m)"], "'itm' is not known", "Did you mean 'item'?"),
        (["--map", "name=Project", "--as-of", "soon"], "'soon' is not a date", "2024-06-30"),
        (["--map", "name=Project", "--as-of", "2150"], "lies after the day", "rows were said"),
        (["--map", "name=Project", "--source", "my list"], "is no key", "letters"),
        (["--map", "name=Project", "--map", "lat=Lat"], "without lon", "--map lon=COLUMN"),
        (["-m", "none.toml"], "There is no mapping none.toml", "tracker draft-mapping"),
        (["--crs", "EPSG:3857"], "--crs is for tables", "--map FIELD=COLUMN"),
        ([], "which column says what is not known", "tracker draft-mapping works.csv"),
    ],
)
def test_a_wrong_call_makes_no_ledger(
    tracker: Tracker, works: Path, tmp_path: Path, more: list[str], message: str, hint: str
) -> None:
    ran = tracker("import", works.name, *more)
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err
    assert hint in ran.err
    assert not (tmp_path / "tracker.gpkg").exists()


def test_a_sheet_is_named(tracker: Tracker, tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "two.xlsx") as book:
        for name, cell in (("First", "A dam"), ("Second", "A canal")):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["Ref", "Project"])
            sheet.write_row(1, 0, ["R1", cell])
    for option, name, found in (("--sheet", "Second", "A canal"), ("--layer", "First", "A dam")):
        assert tracker("import", "two.xlsx", *maps("id=Ref", "name=Project"), option, name, "--source", name).code == 0
        assert found in {p["name"] for p in projects(tracker).values()}
        shown = tracker("issues").out
        assert "sheet-chosen" in shown
        assert f"not read: {'First' if name == 'Second' else 'Second'}" in shown
        assert "--sheet NAME" in shown
    ran = tracker("import", "two.xlsx", *maps("id=Ref", "name=Project"), "--sheet", "Third")
    assert ran.code == 2
    assert "Second" in ran.err


def test_coordinates_of_a_file_that_does_not_state_their_system(tracker: Tracker, tmp_path: Path) -> None:
    point = {"type": "Point", "coordinates": [448251.8, 5411932.7]}
    feature = {"type": "Feature", "properties": {"Ref": "R1", "Project": "A tower"}, "geometry": point}
    (tmp_path / "towers.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    ran = tracker("import", "towers.geojson", *maps("id=Ref", "name=Project"), "--crs", "EPSG:32631")
    assert ran.code == 0, ran.err
    assert "Point" in tracker("show", "towers-r1").out
    tracker("export", "towers.csv")
    row = (tmp_path / "towers.csv").read_text(encoding="utf-8")
    assert "2.294" in row and "48.85" in row


def test_an_encoding_is_named(tracker: Tracker, tmp_path: Path) -> None:
    (tmp_path / "works.csv").write_bytes("Ref,Project\nR1,Ελ Ćwik".encode("cp1253", "ignore") + b"\n")
    call = ("import", "works.csv", *maps("id=Ref", "name=Project"), "--encoding")
    assert tracker(*call, "cp1253").code == 0
    assert [p["name"] for p in projects(tracker).values()] == ["Ελ wik"]
    ran = tracker(*call, "cp12530", "--db", "other.gpkg")
    assert (ran.code, ran.out) == (2, "")
    assert "There is no encoding 'cp12530'" in ran.err
    assert not (tmp_path / "other.gpkg").exists()
    ran = tracker("import", "works.csv", "--encoding", "cp1253")
    assert ran.code == 2
    assert "--encoding is for tables that a mapping reads" in ran.err


def test_headings_of_two_rows(tracker: Tracker, tmp_path: Path) -> None:
    table = ",,Place,\nRef,Project,E,N\nR1,A dam,530268,179640\n"
    (tmp_path / "works.csv").write_text(table, encoding="utf-8")
    options = maps("id=Ref", "name=Project", "easting[EPSG:27700]=Place | E", "northing=Place | N")
    assert tracker("import", "works.csv", "--header-rows", "2", *options).code == 0
    (project,) = projects(tracker).values()
    assert project["name"] == "A dam"
    assert "Nothing odd was met" in tracker("issues").err
    for wrong, told in (("0", ""), ("4", "3 of the 4 rows"), ("21", "--header-rows")):
        ran = tracker("import", "works.csv", "--header-rows", wrong, *options)
        assert ran.code == 2
        assert told in ran.err
