"""What newcomers get wrong and nothing else tells: scales of headings, shares, sums, persons, armed forces, letters."""

from __future__ import annotations

from pathlib import Path

import pytest
import shapely
from mapped import HEAD, claims, field, odd, read

from tracker import sources
from tracker.errors import FormatError, UsageError
from tracker.fields import FIELDS
from tracker.model import Record
from tracker.sources.base import Options, Reading


def opened(path: Path, options: Options) -> Reading:
    return sources.open_paths([path], options)[0]


def dates(records: list[Record], name: str) -> list[str]:
    assert FIELDS[name].type == "date"
    return [str(getattr(c.value, "text", "")) for c in claims(records, name)]


@pytest.mark.parametrize(
    ("heading", "name", "more", "is_told"),
    [
        ("Cost (EUR m)", "cost_estimate", "currency = 'EUR'", True),
        ("Cost (EUR m)", "cost_estimate", "currency = 'USD'\nmultiplier = 1e6", True),
        ("Cost (EUR m)", "cost_estimate", "currency = 'EUR'\nmultiplier = 1e6", False),
        ("Cost (EUR m)", "cost_estimate", "currency = 'EUR'\nmultiplier = 1_000_000", False),
        ("Cost", "cost_estimate", "currency = 'EUR'\nmultiplier = 1e6", False),
        ("Length (m)", "length_km", "", True),
        ("Length (m)", "length_km", "unit = 'm'", False),
        ("Length (m)", "length_km", "multiplier = 0.001", False),
        ("Length (km)", "length_km", "", False),
        ("Capacity (kW)", "capacity", "unit = 'MW'\nitem = 'electric'", True),
        ("Done (%)", "progress_pct", "", False),
    ],
)
def test_a_heading_that_says_another_scale_or_unit_is_told(
    tmp_path: Path, heading: str, name: str, more: str, is_told: bool
) -> None:
    _, issues = read(tmp_path, f"Id,Name,{heading}\n1,A,5\n", field(name, heading, more))
    assert (("heading-unit", heading) in odd(issues)) is is_told


@pytest.mark.parametrize(
    ("cells", "more", "is_told"),
    [
        (("0.45", "1", "0"), "", True),
        (("0.45", "1", "0"), "multiplier = 100", False),
        (("0.45", "45"), "", False),
        (("0.4 %", "0.9%"), "", False),
        (("0", "1"), "", False),
        (("", "x"), "", False),
    ],
)
def test_shares_that_are_taken_as_percent_are_told(
    tmp_path: Path, cells: tuple[str, ...], more: str, is_told: bool
) -> None:
    table = "Id,Name,Done\n" + "".join(f"{i},A{i},{cell}\n" for i, cell in enumerate(cells))
    _, issues = read(tmp_path, table, field("progress_pct", "Done", more))
    assert (("shares", "Done") in odd(issues)) is is_told


def test_a_row_that_adds_up_others_is_told(tmp_path: Path) -> None:
    records, issues = read(tmp_path, "Id,Name\n1,Dam\n2,Total port of call\n3,TOTAL:\n4,合计\n5,Итого\n6,الإجمالي\n")
    assert len(records) == 6
    assert {raw for code, raw in odd(issues) if code == "total-row"} == {"TOTAL:", "合计", "Итого", "الإجمالي"}


def test_rows_of_a_sector_of_defence_stay_out_without_being_named(tmp_path: Path) -> None:
    table = "Id,Name,Kind\n1,Harbour,Port\n2,Secret,Military\n3,Levee,Flood defence\n"
    records, issues = read(tmp_path, table, field("sector", "Kind"))
    assert [r.native_id for r in records] == ["1", "3"]
    assert ("out-of-scope", "") in odd(issues)
    assert "Secret" not in str(issues.counts)


def test_persons_are_told_and_redacted_by_an_option(tmp_path: Path) -> None:
    path = tmp_path / "works.csv"
    path.write_text("Id,Name,E-mail\n1,Dam,somebody@example.org\n", encoding="utf-8")
    maps = ("id=Id", "name=Name")
    reading = opened(path, Options(maps=maps))
    assert "E-mail" in next(iter(reading.records)).content
    assert odd(reading.issues) == {("person-column", "E-mail"): 1}
    reading = opened(path, Options(maps=(*maps, "redact=E-mail")))
    records = list(reading.records)
    assert "E-mail" not in records[0].content
    assert odd(reading.issues) == {}


def test_shapes_in_a_table_are_in_the_system_of_the_file(tmp_path: Path) -> None:
    table = "Id,Name,Shape\n1,Dam,POINT (500000 0)\n2,Lock,SRID=4326;POINT (9 0.5)\n"
    rule = "[[geometry]]\nwkt = 'Shape'\n[file]\ncrs = 'EPSG:32632'\n"
    records, issues = read(tmp_path, table, rule)
    found = [shapely.from_wkb(c.value).coords[0] for c in claims(records, "geometry")]
    assert found == [pytest.approx((9.0, 0.0), abs=1e-9), (9.0, 0.5)]
    assert odd(issues) == {}


def test_a_guessed_encoding_is_told_with_an_unknown_column(tmp_path: Path) -> None:
    path = tmp_path / "works.csv"
    path.write_bytes("Id;Nom du projet\n1;Écluse\n2;Pont\n".encode("cp1252"))
    with pytest.raises(UsageError) as caught:
        opened(path, Options(maps=("name=Имя",)))
    assert "Its letters are a guess" in caught.value.hint


def test_options_may_bring_all_the_fields_of_a_mapping(tmp_path: Path) -> None:
    path, toml = tmp_path / "works.csv", tmp_path / "works.toml"
    path.write_bytes("Номер;Имя\n1;Мост\n".encode("cp1251"))
    toml.write_text(HEAD + "[file]\nencoding = 'cp1251'\n", encoding="utf-8")
    reading = opened(path, Options(mapping=toml, maps=("name=Имя", "id=Номер")))
    assert [c.value for r in reading.records for c in r.claims] == ["Мост"]
    with pytest.raises(FormatError, match="maps no field"):
        opened(path, Options(mapping=toml, maps=("id=Номер",)))
    toml.write_text(HEAD + "[file]\nencodng = 'cp1251'\n", encoding="utf-8")
    with pytest.raises(FormatError, match="encodng"):
        opened(path, Options(mapping=toml, maps=("name=Имя",), replace=True))


@pytest.mark.parametrize(
    ("cell", "number"),
    [("١٬٢٥٠٫٥", 1250.5), ("۱۲", 12.0), ("3,5 млн", 3.5e6), ("336 tỷ đồng", 336e9), ("120억원", 12e9)],
)
def test_numbers_in_other_letters(tmp_path: Path, cell: str, number: float) -> None:
    records, _ = read(tmp_path, f'Id,Name,Cost\n1,A,"{cell}"\n', field("cost_estimate", "Cost", "decimal = ','"))
    assert [c.value for c in claims(records, "cost_estimate")] == [number]


def test_dates_in_other_digits(tmp_path: Path) -> None:
    records, _ = read(tmp_path, "Id,Name,Day\n1,A,٢٠٢٩\n2,B,٣١/١٢/٢٠٢٨\n", field("completion_planned", "Day"))
    assert dates(records, "completion_planned") == ["2029", "2028-12-31"]


def test_events_that_are_still_to_come_are_told(tmp_path: Path) -> None:
    table = "Id,Name,Opened\n1,A,2019\n2,B,2190\n"
    _, issues = read(tmp_path, table, field("completion_actual", "Opened"))
    assert odd(issues) == {("event-ahead", "2190"): 1}
    _, issues = read(tmp_path, table, field("completion_planned", "Opened"))
    assert odd(issues) == {}
