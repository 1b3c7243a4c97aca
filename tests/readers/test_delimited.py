"""Text tables as they occur: encodings, separators, odd rows, titles, one record a column."""

from __future__ import annotations

import random
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import FormatError, TrackerError, UsageError
from tracker.readers.delimited import read_delimited
from tracker.readers.tables import BATCH_ROWS, Cell, Table, TableOptions

PLAIN = "id,name,cost\nP1,Pinglu canal,72.7\nP2,Second lock,\n"


def save(text: str | bytes, encoding: str = "utf-8") -> Path:
    path = Path("table.csv")
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return path


def read(text: str | bytes, written: str = "utf-8", **options: object) -> tuple[Table, list[tuple[Cell, ...]]]:
    table = read_delimited(save(text, written), TableOptions(**options))  # type: ignore[arg-type]
    return table, rows_of(table)


def rows_of(table: Table) -> list[tuple[Cell, ...]]:
    rows: list[tuple[Cell, ...]] = []
    for batch in table.batches:
        assert tuple(batch.columns) == table.columns
        assert batch.start == len(rows)
        rows += zip(*batch.columns.values(), strict=True)
    assert table.n_rows == len(rows)
    return rows


def codes(table: Table) -> list[str]:
    return [code for code, _ in table.notes]


def test_plain() -> None:
    table, rows = read(PLAIN)
    assert table.columns == ("id", "name", "cost")
    assert rows == [("P1", "Pinglu canal", "72.7"), ("P2", "Second lock", "")]
    assert [table.locate(i) for i in range(2)] == ["table.csv:2", "table.csv:3"]
    assert table.notes == []


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [
        ("utf-8", []),
        ("utf-8-sig", []),
        ("utf-16", []),
        ("utf-16-le", []),
        ("utf-16-be", []),
        ("utf-32", []),
        ("cp1252", ["encoding-guessed"]),
        ("latin-1", ["encoding-guessed"]),
    ],
)
def test_encodings(encoding: str, expected: list[str]) -> None:
    table, rows = read("id;place\n1;Lebel-sur-Quévillon\n2;Rivière\n", encoding)
    assert table.columns == ("id", "place")
    assert rows == [("1", "Lebel-sur-Quévillon"), ("2", "Rivière")]
    assert codes(table) == expected


def test_chinese_without_unicode() -> None:
    table, rows = read("项目,投资\n平陆运河,727亿元\n", "gb18030")
    assert table.columns == ("项目", "投资")
    assert rows == [("平陆运河", "727亿元")]
    assert "GB 18030" in table.notes[0][1]


def test_stated_encoding_wins() -> None:
    assert read("имя,n\nканал,1\n", "cp1251", encoding="cp1251")[1] == [("канал", "1")]
    with pytest.raises(FormatError, match=r"not utf-8 \(byte 0xe9 in line 2\)"):
        read("a,b\né,1\n", "cp1252", encoding="utf-8")
    for name in ("klingon", "hex"):
        with pytest.raises(UsageError, match="no encoding"):
            read_delimited(save(PLAIN), TableOptions(encoding=name))


def test_text_encoded_twice_is_left_alone() -> None:
    twice = "é".encode().decode("latin-1")
    assert read(f"a,b\n{twice},1\n")[1] == [(twice, "1")]


def test_damaged_utf16_is_read_with_a_note() -> None:
    table, rows = read("a,b\n1,x\n".encode("utf-16") + b"\x00\xd8,\x00")
    assert rows[0] == ("1", "x")
    assert "undecodable-bytes" in codes(table)


def test_nul_bytes_are_taken_out() -> None:
    table, rows = read("a,b\n1,x\x00y\n" + "2,z\n" * 50)
    assert rows[0] == ("1", "xy")
    assert codes(table) == ["nul-bytes"]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_separators(separator: str) -> None:
    """Quoted cells hold every separator, quotes and line breaks."""
    nasty = '"a,b;c\td|e ""f""\nsecond, line; yes\t|"'
    text = "".join(separator.join(row) + "\n" for row in [("id", "what", "n"), *[("1", nasty, "2")] * 5])
    table, rows = read(text)
    assert table.columns == ("id", "what", "n")
    assert rows == [("1", 'a,b;c\td|e "f"\nsecond, line; yes\t|', "2")] * 5
    assert table.locate(4) == "table.csv:10"


def test_decimal_commas_and_sentences_do_not_mislead() -> None:
    table, rows = read("id;cost;share\n1;1,5;2,5\n2;3,5;4,5\n")
    assert table.columns == ("id", "cost", "share")
    assert rows[0] == ("1", "1,5", "2,5")
    assert read("id;what\n1;first, second, third\n2;none\n")[0].columns == ("id", "what")


def test_stated_separator_wins() -> None:
    assert read("a,b;c\n1,2;3\n", separator=";")[1] == [("1,2", "3")]
    assert read("a\tb\n1\t2\n", separator="tab")[1] == [("1", "2")]
    with pytest.raises(UsageError, match="no separator"):
        read(PLAIN, separator=";;")


def test_line_of_excel_that_names_the_separator() -> None:
    table, rows = read("sep=|\nid|name\n1|x\n")
    assert rows == [("1", "x")]
    assert table.locate(0) == "table.csv:3"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(end: str) -> None:
    table, rows = read(PLAIN.replace("\n", end))
    assert len(rows) == 2
    assert table.locate(1) == "table.csv:3"


def test_titles_above_the_header() -> None:
    text = "Major projects 2024,,,\n,,,\nSource:,Ministry,,\nid,name,cost,year\n1,a,2,2020\n2,b,,\n"
    table, rows = read(text)
    assert table.columns == ("id", "name", "cost", "year")
    assert rows == [("1", "a", "2", "2020"), ("2", "b", "", "")]
    assert table.locate(0) == "table.csv:5"
    assert codes(table) == ["title-lines"]
    assert "Major projects 2024" in table.notes[0][1]
    assert read(text, skip_lines=4)[0].columns == ("1", "a", "2", "2020")
    assert read(text, skip_lines=0)[0].columns[0] == "Major projects 2024"


def test_titles_of_one_cell() -> None:
    table, rows = read('"Title, with comma"\nNote\nid,name,cost\n1,a,2\n')
    assert table.columns == ("id", "name", "cost")
    assert rows == [("1", "a", "2")]


def test_headings_are_made_unique() -> None:
    table, rows = read('rating,rating,,rating (2)," two\nlines ",\n1,2,3,4,5,6\n')
    assert table.columns == ("rating", "rating (3)", "column 3", "rating (2)", "two lines", "column 6")
    assert rows == [("1", "2", "3", "4", "5", "6")]
    assert codes(table) == ["no-heading", "same-heading"]


def test_empty_columns_at_the_end_are_left_out() -> None:
    table, rows = read("a,b,,\n1,2,,\n3,4,,\n")
    assert table.columns == ("a", "b")
    assert rows == [("1", "2"), ("3", "4")]
    assert table.notes == []


def test_ragged_rows_lose_nothing() -> None:
    table, rows = read('a,b\n1\n1,2,"x,y",4\n5,6\n\n,\n  \n7,8,,\n')
    assert table.columns == ("a", "b", "+")
    assert rows == [("1", "", ""), ("1", "2", '["x,y", "4"]'), ("5", "6", ""), ("7", "8", "")]
    assert [table.locate(i) for i in range(4)] == ["table.csv:2", "table.csv:3", "table.csv:4", "table.csv:8"]
    assert codes(table) == ["short-rows", "long-rows"]


def test_one_column() -> None:
    table, rows = read("name\na\nb\n")
    assert table.columns == ("name",)
    assert rows == [("a",), ("b",)]


def test_header_only() -> None:
    table, rows = read("id,name\n")
    assert table.columns == ("id", "name")
    assert rows == []


@pytest.mark.parametrize("text", ["\n\n\n", " \r\n", ",,,\n,,,\n"])
def test_blank(text: str) -> None:
    with pytest.raises(FormatError, match="no rows"):
        read(text)


def test_huge_cell_is_kept() -> None:
    cell = "x" * 10_000_000
    assert read(f"a,b\n1,{cell}\n2,y\n")[1] == [("1", cell), ("2", "y")]


def test_endless_cell_is_refused() -> None:
    with pytest.raises(FormatError, match="line 3: a cell is over"):
        read("a,b\n1,2\n1," + "x" * 17_000_000 + "\n")


def test_too_many_columns_are_refused() -> None:
    with pytest.raises(FormatError, match="300,000 columns"):
        read(",".join(f"c{i}" for i in range(300_000)) + "\n")


def test_late_wide_row_is_refused() -> None:
    with pytest.raises(FormatError, match="60,000 columns"):
        read("a,b\n" + "1,2\n" * 500 + ",".join("x" * 60_000) + "\n")


@pytest.mark.parametrize("text", ['a,b\n1,"x\n2,y\n', 'a,b\n1,x\n2,"', 'a,b\n1,"x""\n', 'a,b\n"'])
def test_open_quote_swallows_no_rows(text: str) -> None:
    with pytest.raises(FormatError, match=r"line \d: a quote is opened and never closed"):
        read(text)
    with pytest.raises(FormatError, match="never closed"):
        read("a,b\n" + "1,2\n" * 20_000 + text.removeprefix("a,b\n"))


def test_sloppy_quotes_are_kept() -> None:
    assert read('a,b\n5" pipe,"x"y\n1,2\n')[1] == [('5" pipe', "xy"), ("1", "2")]


def test_a_cell_over_many_lines_is_told() -> None:
    table, rows = read('a,b\n1,"' + "x\n" * 300 + '"\n2,y\n')
    assert len(rows) == 2
    assert codes(table) == ["long-cell"]


TURNED = (
    "Project name,North line,South port,East dam,West bridge,A,B,C,D,E,F,G,H,I,J,K\n"
    "Department,DfT,DfT,DECC,DfT,1,1,1,1,1,1,1,1,1,1,1\n"
    'Start date,2010,,2012,2013,1,1,1,1,1,1,1,1,1,1,"two\nlines"\n'
    "Budget (£m),1,2,3,4,1,1,1,1,1,1,1,1,1,1,1\n"
    ",,,,,,,,,,,,,,,\n"
    "Budgets are nominal.,,,,,,,,,,,,,,,\n"
)


def test_one_record_a_column() -> None:
    table, rows = read(TURNED)
    assert table.columns == ("Project name", "Department", "Start date", "Budget (£m)")
    assert rows[:2] == [("North line", "DfT", "2010", "1"), ("South port", "DfT", "", "2")]
    assert len(rows) == 15
    assert (table.locate(0), table.locate(14)) == ("table.csv:1, column B", "table.csv:1, column P")
    assert codes(table) == ["transposed", "remark"]
    assert read(TURNED, transposed=False)[0].columns[1] == "North line"
    assert read("id,P1,P2\nname,a,b\n", transposed=True)[1] == [("P1", "a"), ("P2", "b")]


def test_a_column_a_year_is_not_turned() -> None:
    years = range(1960, 2024)
    text = ",".join(["Country name", "Code", *map(str, years)]) + "\n"
    text += "".join(",".join([name, "XXX", *["1"] * len(years)]) + "\n" for name in ("China", "Kenya", "Peru", "Spain"))
    assert len(read(text)[1]) == 4


def test_batches_and_places() -> None:
    n = 2 * BATCH_ROWS + 1
    table, rows = read("id,n\n" + "".join(f"P{i},{i}\n" for i in range(n)))
    assert len(rows) == n
    assert rows[-1] == (f"P{n - 1}", str(n - 1))
    assert table.locate(n - 1) == f"table.csv:{n + 1}"


def test_memory_is_flat() -> None:
    line = "P1,some name,1.5,2.5,3.5\n"
    path = save("id,name,a,b,c\n" + line * 30_000)
    tracemalloc.start()
    try:
        n = sum(len(batch) for batch in read_delimited(path).batches)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert n == 30_000
    assert peak < 10 * 1024**2


@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    try:
        read(data)
    except TrackerError as e:
        assert str(e)


_PIECES = [
    b",",
    b";",
    b"\t",
    b'"',
    b'""',
    b"\n",
    b"\r",
    b"\r\n",
    b"\x00",
    b"id",
    b"name",
    b"1.5",
    b" ",
    b"\xe9",
    b"\xff",
]


def test_many_odd_tables() -> None:
    rng = random.Random(3)
    for _ in range(200):
        try:
            read(b"".join(rng.choices(_PIECES, k=rng.randrange(1, 200))))
        except TrackerError as e:
            assert e.hint


@given(st.lists(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\x00")), min_size=3, max_size=3)))
def test_what_was_written_is_read(rows: list[list[str]]) -> None:
    import csv

    path = Path("table.csv")
    with path.open("w", newline="", encoding="utf-8") as f:
        writer = csv.writer(f, quoting=csv.QUOTE_ALL)
        writer.writerow(["id", "name", "status"])
        writer.writerows(rows)
    table = read_delimited(path, TableOptions(separator=",", skip_lines=0, transposed=False))
    assert rows_of(table) == [tuple(row) for row in rows if "".join(row).strip()]


REAL = [
    ("aiddata-afghan-canals/original_project_data.csv", 87, 18),
    ("aiddata-gcdf/final_df.csv", 3306, 24),
    ("econ/exchange-rates-annual.csv", 993, 3),
    ("econ/exchange-rates-monthly.csv", 17_237, 3),
    ("econ/gdp.csv", 13_979, 4),
    ("econ/inflation-gdp.csv", 11_182, 4),
    ("econ/ppp-gdp.csv", 6856, 4),
    ("gem/Global-Hydropower-Tracker-May-2024_2024-05-15.csv", 4424, 39),
    ("gem/coal-terminals-map-file-2025-01-15.csv", 521, 18),
    ("gem/ggit-lng-pipelines-map-file-2024-10-08.csv", 4358, 25),
    ("geonuclear/nuclear_power_plants.csv", 804, 16),
    ("nyc-capital/edcgeoms_2020-12-28.csv", 100, 5),
    ("pinglu/stats_county.csv", 4, 4),
    # README counts the column of labels: 200 and 144 columns.
    ("uk-gmpp/uk_2014.csv", 199, 15),
    ("uk-gmpp/uk_2017.csv", 143, 14),
    ("uk-gmpp/uk_2021.csv", 184, 16),
    ("uk-gmpp/uk_2023.csv", 244, 19),
    ("worldbank/aiddata_wb_geocoded_projects.csv", 5881, 18),
    ("worldbank/aiddata_wb_geocoded_transactions.csv", 11_343, 7),
]


@pytest.mark.parametrize(("name", "n", "width"), REAL, ids=[name for name, _, _ in REAL])
def test_real_files(realdata: Path, name: str, n: int, width: int) -> None:
    table = read_delimited(realdata / name)
    assert (len(rows_of(table)), len(table.columns)) == (n, width)


def test_real_oddities(realdata: Path) -> None:
    hydro = read_delimited(realdata / "gem/Global-Hydropower-Tracker-May-2024_2024-05-15.csv")
    places = [c for batch in hydro.batches for c in batch.columns["country"]]
    assert places.count("China") == 915
    uk = read_delimited(realdata / "uk-gmpp/uk_2023.csv")
    batch = next(uk.batches)
    assert "colour_rating (2)" in uk.columns
    assert sum(c != "" for c in batch.columns["colour_rating"]) == 123
    turned = read_delimited(realdata / "uk-gmpp/uk_2014.csv")
    assert next(turned.batches).columns["Department"].count("MOD") == 40
    nyc = next(read_delimited(realdata / "nyc-capital/edcgeoms_2020-12-28.csv").batches)
    assert max(len(str(c)) for c in nyc.columns["geom"]) > 10_000
