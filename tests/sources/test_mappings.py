"""The bundled mappings against the real files, and the loader and the mapper on small ones."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import shapely

from tracker import sources
from tracker.bundled import data_folder
from tracker.errors import FormatError
from tracker.mapping.load import load
from tracker.model import Claim, IssueLog, Record
from tracker.readers.opening import open_table
from tracker.readers.tables import TableOptions

MAPPINGS = data_folder() / "mappings"


@dataclass(frozen=True)
class Expected:
    """What one real file gives; the counts are those of the README of the real data where it has them.

    ``statuses``: by word of the ledger, of the claims whose date starts with ``year``. ``costs``: field -> claims.
    ``first``: value of the first record's claim by field. ``warnings``: by code.
    """

    mapping: str
    file: str
    records: int
    geometries: int
    statuses: dict[str, int] = field(default_factory=dict)
    year: str = ""
    costs: dict[str, int] = field(default_factory=dict)
    first: dict[str, object] = field(default_factory=dict)
    warnings: dict[str, int] = field(default_factory=dict)
    excluded: int = 0
    repeated_ids: int = 0


WB = "worldbank/{}_WB_Projects_1_500_downloaded_9_22_2022.xlsx"

#: 124 rows of Canada without position, one "multiple", one blank; 40 outlines of EDC were filled down and are open;
#: of the 36 rows of GMPP 2023 that are exempt some belong to the ministry of defence.
EXPECTED = [
    Expected(
        "canada-mpi",
        "canada-mpi/MPI_2024_Active_Projects_en.xlsx",
        504,
        378,
        {"proposed": 185, "construction": 144, "planned": 104 + 1 + 70},
        "2024",
        {"cost_estimate": 504 + 504 - 136},
        {"cost_estimate": 140e6, "country": "CAN"},
        {"bad-coordinate": 1},
    ),
    Expected(
        "uk-gmpp-2014",
        "uk-gmpp/uk_2014.csv",
        199 - 40,
        0,
        costs={"cost_lifecycle": 143},
        first={"name": "FE Capital Investment Programme", "cost_lifecycle": 5609.46e6},
        warnings={"bad-date": 3, "bad-number": 8},
        excluded=40,
    ),
    Expected(
        "uk-gmpp-2017",
        "uk-gmpp/uk_2017.csv",
        143 - 33,
        0,
        costs={"cost_lifecycle": 105},
        first={"name": "Local Land Charges (LLC) Programme", "cost_lifecycle": 193.3e6},
        warnings={"bad-date": 1, "bad-number": 3},
        excluded=33,
    ),
    Expected(
        "uk-gmpp-2021",
        "uk-gmpp/uk_2021.csv",
        184 - 36,
        0,
        costs={"cost_lifecycle": 136},
        warnings={"bad-date": 5, "bad-number": 7},
        excluded=36,
    ),
    Expected(
        "uk-gmpp-2023",
        "uk-gmpp/uk_2023.csv",
        244 - 52,
        0,
        costs={"cost_lifecycle": 164},
        first={"name": "Civil Service Pensions 2015 Remedy"},
        warnings={"bad-date": 25, "bad-number": 27},
        excluded=52,
    ),
    Expected(
        "gem-hydropower",
        "gem/Global-Hydropower-Tracker-May-2024_2024-05-15.csv",
        4_424,
        4_424,
        {
            "operating": 2_689,
            "planned": 634,
            "proposed": 469,
            "construction": 330,
            "cancelled": 151,
            "suspended": 135 + 11,
            "retired": 5,
        },
        costs={"completion_actual": 2_648 + 3 + 5, "completion_planned": 1 + 132 + 53 + 151 + 9 + 191},
        repeated_ids=6,
    ),
    Expected(
        "gem-ggit",
        "gem/ggit-lng-pipelines-map-file-2024-10-08.csv",
        4_358,
        2_730 + 337 + 1_291,
        {
            "operating": 2_557,
            "proposed": 778,
            "cancelled": 470,
            "construction": 329,
            "suspended": 150 + 23 + 18,
            "retired": 33,
        },
        costs={
            "completion_actual": 1_977 + 4 + 18 + 23 + 28 - 1,
            "completion_planned": 126 + 70 + 124 + 272,
            "capacity": 1_884 + 1_159,
        },
        warnings={"bad-date": 1, "event-ahead": 1},  # opened in the year 1; in operation by its status, opened in 2030
    ),
    Expected(
        "gem-africa",
        "gem/africa_2024-11-05.geojson",
        4_324,
        4_065 + 234 + 25,
        {
            "operating": 2_055,
            "proposed": 435 + 117 + 56,
            "planned": 377 + 27 + 11,
            "construction": 234 + 51,
            "suspended": 224 + 234 + 52 + 1,
            "cancelled": 379,
            "retired": 60,
        },
        costs={
            "completion_actual": 1_553 + 1 + 41 + 77 + 46 + 1,
            "completion_planned": 37 + 117 + 94 + 36 + 4 + 66 + 105 + 19 + 15 + 28,
            "capacity": 46 + 433 + 51 + 219 + 1_090 + 908 + 323 + 88 + 91 + 79 + 20,
        },
        repeated_ids=24,
    ),
    Expected(
        "gem-coal-plants",
        "gem/Global-Coal-Plant-Tracker-July-2024.xlsx",
        14_004,
        14_004,
        {
            "operating": 6_525,
            "cancelled": 3_063,
            "retired": 2_955,
            "construction": 421,
            "planned": 254 + 229,
            "suspended": 210 + 166,
            "proposed": 181,
        },
        costs={
            "completion_actual": 6_416 + 166 + 2_822,
            "completion_planned": 10 + 70 + 135 + 143 + 14 + 103 + 5 + 87,
        },
    ),
    Expected(
        "nyc-projects",
        "nyc-capital/projects.geojson",
        2_010,
        2_010,
        costs={"cost_budget": 2_010 - 70, "cost_estimate": 2_010},
        first={"cost_estimate": 5e6},
    ),
    Expected(
        "nyc-edc",
        "nyc-capital/edcgeoms_2020-12-28.csv",
        100,
        60,
        warnings={"bad-geometry": 40},
        repeated_ids=36,
    ),
    Expected(
        "afghan-canals",
        "aiddata-afghan-canals/original_project_data.csv",
        87,
        86,
        {"completed": 83, "construction": 4},
        costs={"cost_estimate": 87, "progress_pct": 85, "length_km": 85, "completion_actual": 82},
        first={"cost_estimate": 1678992.99, "length_km": 0.555, "progress_pct": 100.0},
    ),
    Expected(
        "geonuclear",
        "geonuclear/nuclear_power_plants.csv",
        804,
        804 - 45,
        {
            "operating": 414,
            "retired": 209 + 3,
            "planned": 79,
            "construction": 61,
            "suspended": 25 + 6,
            "cancelled": 4 + 2,
        },
    ),
    Expected(
        "worldbank",
        WB.format(2022),
        500,
        0,
        {"construction": 494, "operating": 6},
        costs={"cost_estimate": 500 - 62, "milestone_planned": 500 - 130},
        first={"cost_estimate": 252e6},
    ),
    Expected(
        "worldbank",
        WB.format(1995),
        372,
        0,
        {"operating": 297, "cancelled": 74, "construction": 1},
        costs={"cost_estimate": 293},
    ),
]


def claims_of(records: list[Record], name: str) -> list[Claim]:
    return [c for r in records for c in r.claims if c.field == name]


def codes(issues: IssueLog, *severities: str) -> dict[str, int]:
    """How many issues there are of each code, of some severities."""
    found: Counter[str] = Counter()
    for (code, severity, *_), n in issues.counts.items():
        if severity in severities:
            found[code] += n
    return dict(found)


@pytest.mark.parametrize("it", EXPECTED, ids=[f"{e.mapping}-{Path(e.file).stem[:4]}" for e in EXPECTED])
def test_the_bundled_mapping_reads_the_real_file(it: Expected, realdata: Path) -> None:
    path = MAPPINGS / f"{it.mapping}.toml"
    reading = sources.open_path(realdata / it.file, path)
    records = list(reading.records)
    assert len(records) == it.records
    assert len(records) - len({r.native_id for r in records}) == it.repeated_ids
    assert len(claims_of(records, "geometry")) == it.geometries
    statuses = [c for c in claims_of(records, "status") if str(c.as_of or "").startswith(it.year)]
    assert Counter(c.value for c in statuses) == it.statuses
    for name, n in it.costs.items():
        assert len(claims_of(records, name)) == n, name
    for name, value in it.first.items():
        assert claims_of(records[:1], name)[0].value == pytest.approx(value), name
    for claim in (c for r in records for c in r.claims if c.field.startswith("cost_")):
        assert len(claim.unit) == 3
    assert codes(reading.issues, "error") == {}
    assert codes(reading.issues, "warning") == it.warnings
    assert codes(reading.issues, "info").get("out-of-scope", 0) == it.excluded
    assert codes(reading.issues, "info").get("no-stable-id", 0) == 0

    mapping = load(path)
    f = mapping.file
    table = open_table(realdata / it.file, TableOptions(f.sheet, f.encoding, f.separator, f.skip_lines, f.transposed))
    reported = {raw for (code, _, _, raw, _) in reading.issues.counts if code == "unmapped-column"}
    assert set(table.columns) - mapping.columns() - {table.geometry} == reported == set()
    assert mapping.columns() <= set(table.columns)


def test_every_bundled_mapping_is_tested() -> None:
    assert {p.stem for p in MAPPINGS.glob("*.toml")} == {e.mapping for e in EXPECTED}


def test_points_of_a_line_are_its_vertices_and_else_sites(realdata: Path) -> None:
    reading = sources.open_path(realdata / EXPECTED[0].file, MAPPINGS / "canada-mpi.toml")
    kinds = Counter(shapely.from_wkb(c.value).geom_type for c in claims_of(list(reading.records), "geometry"))
    assert kinds["LineString"] + kinds["MultiPoint"] == 30  # rows with a second point
    assert kinds["LineString"] > 0


def test_the_lines_of_a_canal_are_joined(realdata: Path) -> None:
    reading = sources.open_path(
        realdata / "aiddata-afghan-canals/original_project_data.csv", MAPPINGS / "afghan-canals.toml"
    )
    shapes = {
        r.native_id: shapely.from_wkb(c.value) for r in reading.records for c in r.claims if c.field == "geometry"
    }
    assert sum(len(shapely.get_parts(s)) for s in shapes.values()) >= 988
    assert len(shapely.get_parts(shapes["N003"])) == 123


def test_gmpp_speaks_on_the_day_of_collection(realdata: Path) -> None:
    reading = sources.open_path(realdata / "uk-gmpp/uk_2021.csv", MAPPINGS / "uk-gmpp-2021.toml")
    costs = claims_of(list(reading.records), "cost_lifecycle")
    assert {(str(c.as_of), c.as_of_basis, c.unit) for c in costs} == {("2021-03-31", "data", "GBP")}


# -- small files

HEAD = "[source]\nkey = 'team'\n"
NAME = "[[field]]\nfield = 'name'\ncolumn = 'Project'\n"


def write(folder: Path, toml: str, csv: str = "Project,Cost\nDam,5\n") -> tuple[Path, Path]:
    """Write a table and a mapping and return their paths."""
    table, mapping = folder / "table.csv", folder / "mapping.toml"
    table.write_text(csv, encoding="utf-8")
    mapping.write_text(HEAD + toml, encoding="utf-8")
    return table, mapping


def read(folder: Path, toml: str, csv: str) -> tuple[list[Record], IssueLog]:
    table, mapping = write(folder, toml, csv)
    reading = sources.open_path(table, mapping)
    return list(reading.records), reading.issues


@pytest.mark.parametrize(
    ("toml", "message", "advice"),
    [
        (NAME + "colum = 'x'\n", "field 1: 'colum' is not known", "Did you mean 'column'?"),
        ("[recrod]\nid = ['Project']\n", "'recrod' is not known", "Did you mean 'record'?"),
        ("[[field]]\nfield = 'cost_estimat'\ncolumn = 'Cost'\n", "'cost_estimat' is not known", "'cost_estimate'?"),
        ("[[field]]\nfield = 'name'\n", "field 1 (name) needs a column or a constant", "mapping.md"),
        (NAME + "constant = 'x'\n", "field 1 (name) needs a column or a constant", "mapping.md"),
        ("[record]\nas_of = 'May 24th'\n" + NAME, "as_of = 'May 24th' is not a date", "Write 2024"),
        ("[record]\nid = ['Project']\n", "maps no field", "[[field]]"),
        (NAME + "[[geometry]]\nprecision = 'exact'\n", "geometry 1 names no column", "lat and lon"),
    ],
)
def test_a_wrong_mapping_says_what_to_write(tmp_path: Path, toml: str, message: str, advice: str) -> None:
    _, path = write(tmp_path, toml)
    with pytest.raises(FormatError) as caught:
        load(path)
    assert message in str(caught.value)
    assert advice in caught.value.hint


def test_a_missing_column_lists_the_columns(tmp_path: Path) -> None:
    with pytest.raises(FormatError) as caught:
        read(tmp_path, NAME + "[[field]]\nfield = 'status'\ncolumn = 'Stage'\n", "Project,Cost\nDam,5\n")
    assert "no column 'Stage'" in str(caught.value)
    assert "'Project', 'Cost'" in caught.value.hint


def test_values_multiplier_and_split(tmp_path: Path) -> None:
    toml = (
        "[record]\nid = ['Project']\nas_of = '2020'\n" + NAME + "[[field]]\nfield = 'cost_estimate'\ncolumn = 'Cost'\n"
        "currency = 'EUR'\nmultiplier = 1e6\nvalues = { '0' = '' }\n"
        "[[field]]\nfield = 'status'\ncolumn = 'Stage'\nvalues = { 'half done' = 'construction' }\n"
        "[[field]]\nfield = 'owner'\ncolumn = 'Owner'\nsplit = ';'\n"
    )
    csv = "Project,Cost,Stage,Owner,Note\nDam,5,Half done,A; B,x\nLock,0,whatever,C,y\nPort,2.5bn,,,\n"
    records, issues = read(tmp_path, toml, csv)
    assert [(c.value, c.unit, c.raw) for c in claims_of(records, "cost_estimate")] == [
        (5e6, "EUR", "5"),
        (2.5e9, "EUR", "2.5bn"),  # its own scale counts, not the heading's too
    ]
    assert [(c.value, c.raw) for c in claims_of(records, "status")] == [("construction", "Half done")]
    assert [c.value for c in claims_of(records, "owner")] == ["A", "B", "C"]
    assert codes(issues, "warning") == {"unknown-status": 1}
    assert codes(issues, "info") == {"unmapped-column": 1}
    assert records[0].content["Note"] == "x"


def test_each_row_speaks_on_its_own_day(tmp_path: Path) -> None:
    toml = (
        "[record]\nid = ['Project']\nas_of = '2020'\nas_of_column = 'Said'\nurl_column = 'Page'\n[file]\n"
        "date_order = 'dmy'\n" + NAME + "[[field]]\nfield = 'status'\ncolumn = 'Stage'\n"
    )
    csv = (
        "Project,Stage,Said,Page\nDam,Planned,03/04/2019,https://a.example/1\nLock,Planned,,No page\n"
        "Port,Planned,soon,\nQuay,Planned,01/01/2050,\n"
    )
    records, issues = read(tmp_path, toml, csv)
    statuses = claims_of(records, "status")
    assert [str(c.as_of) for c in statuses] == ["2019-04-03", "2020", "2020", "2020"]
    assert [c.document.url for c in statuses] == ["https://a.example/1", "", "", ""]
    assert codes(issues, "warning") == {"bad-date": 1, "said-later": 1}


def test_rows_without_an_id_get_one_and_are_told(tmp_path: Path) -> None:
    csv = "Project,Cost\nDam,5\nDam,5\nLock,6\n"
    records, issues = read(tmp_path, NAME, csv)
    assert len({r.native_id for r in records}) == 3
    assert codes(issues, "info")["no-stable-id"] == 3
    keyed, issues = read(tmp_path, "[record]\nkey = ['Project']\n" + NAME, csv.replace("Lock,6", "Lock,7"))
    assert keyed[0].native_id == keyed[1].native_id != keyed[2].native_id
    assert "no-stable-id" not in codes(issues, "info")


def test_rows_are_left_out(tmp_path: Path) -> None:
    toml = "[record]\nid = ['Project']\n" + NAME + "[[exclude]]\ncolumn = 'By'\nvalues = ['{}']\nkeep = {}\n"
    csv = "Project,By\nDam,Ministry of Defence\nLock,Transport\nPort,transport\n"
    records, issues = read(tmp_path, toml.format("Ministry of Defence", "false"), csv)
    assert [r.native_id for r in records] == ["Lock", "Port"]
    assert codes(issues, "info") == {"out-of-scope": 1}
    records, issues = read(tmp_path, toml.format("Ministry of Defence", "true"), csv)
    assert [r.native_id for r in records] == ["Dam"]
    assert codes(issues, "info") == {"excluded": 2}


def test_the_geometry_of_a_second_file_is_joined(tmp_path: Path) -> None:
    line = '{{"type":"Feature","properties":{{"id":"{}"}},"geometry":{{"type":"LineString","coordinates":{}}}}}'
    features = [line.format("A", "[[1,2],[3,4]]"), line.format("A", "[[3,4],[5,6]]"), line.format("B", "[[7,8],[9,8]]")]
    (tmp_path / "lines.geojson").write_text(
        '{"type":"FeatureCollection","features":[' + ",".join(features) + "]}", encoding="utf-8"
    )
    toml = (
        "[record]\nid = ['No']\n" + NAME + "[[join]]\nfile = 'lines.geojson'\nleft = 'No'\nright = 'id'\n"
        "[[geometry]]\nlat = 'Lat'\nlon = 'Lon'\nscope = 'part:gate'\n"
    )
    records, issues = read(tmp_path, toml, "No,Project,Lat,Lon\nA,Dam,2,1\nB,Lock,,\nC,Port,95,1\n")
    shapes = [[(c.scope, shapely.from_wkb(c.value).wkt) for c in claims_of([r], "geometry")] for r in records]
    assert shapes == [
        [("part:gate", "POINT (1 2)"), ("whole", "MULTILINESTRING ((1 2, 3 4), (3 4, 5 6))")],
        [("whole", "LINESTRING (7 8, 9 8)")],
        [],
    ]
    assert codes(issues, "warning") == {"coordinate-out-of-range": 1}
