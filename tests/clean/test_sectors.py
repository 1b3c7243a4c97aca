"""Sectors of publishers, and what is out of scope."""

from __future__ import annotations

import csv
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.clean.sectors import is_military, sector_word
from tracker.clean.words import word_key, word_rows
from tracker.vocab import table


@pytest.mark.parametrize(
    ("scheme", "text", "sector"),
    [
        ("oc4ids", "transport.rail", "railway"),
        ("oc4ids", "naturalResources.floodProtection", "flood-defence"),
        ("oc4ids", "energy", "energy"),
        ("oc4ids", "socialHousing", "housing"),
        ("oc4ids", "economy", "other"),
        ("cofog", "04.5.1", "road"),
        ("cofog", "GF0703", "health"),
        ("dac", "210", "transport"),
        ("dac", "120", "health"),
        ("dac", "21020", "road"),
        ("dac", 21020, "road"),
        ("dac", 21020.0, "road"),
        ("dac", "21081", "other"),
        ("dac", "23199", "energy"),  # a purpose that is not listed is of its group
        ("dac", "32299", "mining"),
        ("dac", "151|160|220", "telecom"),
        ("gem", "GHPT", "hydropower"),
        ("gem", "GCPT", "coal"),
        ("gem", "GGIT", "pipeline"),
        ("gem", "GOIT", "pipeline"),
        ("gem", "GGIT-lng", "lng"),
        ("gem", "GGIT - import", "lng"),
        ("gem", "GCTT", "port"),
        ("gem", "GNPT", "nuclear"),
        ("gem", "GWPT", "wind"),
        ("gem", "GSPT", "solar"),
        ("canada-mpi", "Mining", "mining"),
        ("worldbank", "Rural and Inter-Urban Roads", "road"),
        ("worldbank", "Ports/Waterways", "port"),
        ("nyc", "FAIR BRIDGES", "bridge"),
        ("dpwh", "Flood Control Structures, Waterway", "flood-defence"),
        ("", "GHPT", "hydropower"),
        ("", "Agriculture, forestry, fishing", "agriculture"),
        ("", "High-speed railway line to the north", "high-speed-rail"),
        ("", "Coal mine", "mining"),
        ("", "TRAFFIC WORK IN CONJUNCTION WITH HIGHWAYS", "road"),
        ("", "高速公路", "road"),
        ("", "平陆运河工程", "canal"),
        ("", "Carreteras", "road"),
        ("", "Road; Roads", "road"),
        ("", "Energy; Solar", "solar"),  # a wide word gives way to a narrow one
        ("", "Health; Education", "other"),  # two wide ones say no more
        ("", "Water", "water"),
        ("", "Public transport", "urban-transport"),
        ("", "Social housing", "housing"),
    ],
)
def test_words_of_publishers(scheme: str, text: object, sector: str) -> None:
    assert sector_word(text, scheme) == sector


@pytest.mark.parametrize("text", ["", "21020", 210, "xyz", "phrase", None, True, b"road", "Bridges, Roads", "x" * 9000])
def test_unknown_and_several_sectors_are_none(text: object) -> None:
    assert sector_word(text) is None


def test_every_sector_word_reads_as_itself() -> None:
    for word, row in table("sectors").items():
        assert sector_word(word) == word
        assert sector_word(row["label"]) == word
        assert sector_word(row["label_zh"]) == word


def test_the_list_is_sound() -> None:
    rows = word_rows("sector_words")
    assert {row["sector"] for row in rows} <= set(table("sectors"))
    seen = Counter((row["scheme"], word_key(row["word"])) for row in rows)
    assert [key for key, count in seen.items() if count > 1] == []


@pytest.mark.parametrize(
    "text",
    [
        *("MOD", "MOD & CO", "mod", "Military Capability", "military", "Ministry of Defence", "Department of Defense"),
        *("Ministerio de Defensa Nacional", "Ministère des Armées", "Defence", "国防部", "Royal Navy"),
    ],
)
def test_defence_is_out_of_scope(text: str) -> None:
    assert is_military(text)


@pytest.mark.parametrize(
    "text",
    [
        *("DFT", "Flood and coastal defence", "Sea defences", "Modern Methods", "Environment", "", None, 5),
        *("US Army Corps of Engineers", "Infrastructure and Construction", "Exempt under Section 26 (Defence)"),
    ],
)
def test_civilian_works_stay(text: object) -> None:
    assert not is_military(text)


@given(st.text(max_size=80), st.sampled_from(["", "dac", "gem"]))
def test_no_text_raises(text: str, scheme: str) -> None:
    assert sector_word(text, scheme) in (*table("sectors"), None)
    assert is_military(text) in (True, False)


def test_real_departments(realdata) -> None:  # type: ignore[no-untyped-def]
    for name, count in (("uk_2021.csv", 36), ("uk_2023.csv", 52)):
        with (realdata / "uk-gmpp" / name).open(encoding="cp1252", newline="") as file:
            rows = list(csv.DictReader(file, delimiter=";"))
        assert sum(is_military(row["department"]) for row in rows) == count
        assert not any(is_military(row["report_category"]) and row["department"] != "MOD" for row in rows)


def test_real_sectors_are_known(realdata) -> None:  # type: ignore[no-untyped-def]
    with (realdata / "aiddata-gcdf" / "final_df.csv").open(encoding="utf-8-sig", newline="") as file:
        assert all(sector_word(row["AidData Sector Name"]) for row in csv.DictReader(file))
    path = realdata / "gem" / "ggit-lng-pipelines-map-file-2024-10-08.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        found = Counter(sector_word(row["tracker-custom"], "gem") for row in csv.DictReader(file))
    assert found == {"pipeline": 3067, "lng": 1291}
