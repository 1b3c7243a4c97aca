"""Countries: spellings, lists, regions, and the list of aliases itself."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.clean.places import country_codes, is_region
from tracker.clean.words import fold, word_rows
from tracker.vocab import table


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("CHN", "CHN"),
        ("US", "USA"),
        ("fr", "FRA"),
        ("UK", "GBR"),
        ("Germany", "DEU"),
        ("GERMANY", "DEU"),
        ("中国", "CHN"),
        ("Brasil", "BRA"),
        ("Allemagne", "DEU"),
        ("Republic of Benin", "BEN"),
        ("Yemen, Republic of", "YEM"),
        ("Egypt, Arab Republic of", "EGY"),
        ("Islamic  Republic of Afghanistan", "AFG"),
        ("Türkiye", "TUR"),
        ("Turkiye", "TUR"),
        ("Viet Nam", "VNM"),
        ("Ivory Coast", "CIV"),
        ("Côte d’Ivoire", "CIV"),
        ("Cote d'Ivoire", "CIV"),
        ("DR Congo", "COD"),
        ("Congo - Kinshasa", "COD"),
        ("Democratic Republic of the Congo", "COD"),
        ("Republic of the Congo", "COG"),
        ("Congo", "COG"),
        ("Korea, North", "PRK"),
        ("Republic of Korea", "KOR"),
        ("Kosovo", "XKX"),
        ("The Gambia", "GMB"),
        ("Trinidad and Tobago", "TTO"),
        ("Algeria;", "DZA"),
        ("DR Congo;Zambia;", "COD ZMB"),
        ("CHN|IND|CHN", "CHN IND"),
        ("China / Viet Nam", "CHN VNM"),
        ("Russia, Ukraine", "RUS UKR"),
        ("France and Spain", "FRA ESP"),
        ("中国、越南", "CHN VNM"),
        ("Bosnia and Herzegovina and Croatia", "BIH HRV"),
        ("Antigua and Barbuda, Grenada, and Trinidad and Tobago", "ATG GRD TTO"),
        ("Guinea and Guinea-Bissau", "GIN GNB"),
        ("Korea, Republic of, Japan", "KOR JPN"),
    ],
)
def test_countries_are_read(text: str, codes: str) -> None:
    assert country_codes(text) == tuple(codes.split())


@pytest.mark.parametrize(
    "text",
    [
        *("", ";", None, 5, True, "NA", "N/A", "no", "in", "and", "XX", "ABC", "Atlantis", "x" * 5000),
        *(
            "Africa, regional",
            "World",
            "South Asia",
            "Mpumalanga, South Africa",
            "France;Atlantis",
            "France and others",
        ),
        *("Joint Petroleum Development Area, Timor-Leste", "New South Wales and Victoria"),
    ],
)
def test_what_is_not_wholly_countries_is_empty(text: object) -> None:
    assert country_codes(text) == ()


def test_regions_are_known() -> None:
    assert is_region("Africa, regional")
    assert is_region("  south asia ")
    assert not is_region("Atlantis")
    assert not is_region("France")
    assert not is_region(None)


def test_every_name_and_code_of_the_list_is_read() -> None:
    for code, row in table("countries").items():
        assert country_codes(row["name"]) == (code,)
        assert country_codes(code) == (code,)
        assert country_codes(row["alpha2"]) == ((code,) if code != "NAM" else ())


def test_the_aliases_are_sound() -> None:
    rows = word_rows("country_aliases")
    assert {row["country"] for row in rows} <= {*table("countries"), ""}
    keys = [fold(row["alias"]) for row in rows]
    assert len(keys) == len(set(keys))
    for row in rows:
        assert country_codes(row["alias"]) == ((row["country"],) if row["country"] else ()), row


@given(st.lists(st.sampled_from(sorted(table("countries"))), min_size=1, max_size=8, unique=True))
def test_lists_of_names_read_back(codes: list[str]) -> None:
    names = [table("countries")[code]["name"] for code in codes]
    assert country_codes(";".join(names)) == tuple(codes)


@given(st.text(max_size=100))
def test_no_text_raises(text: str) -> None:
    assert set(country_codes(text)) <= set(table("countries"))
    assert is_region(text) in (True, False)


def test_real_names_are_known(realdata) -> None:  # type: ignore[no-untyped-def]
    with (realdata / "worldbank" / "aiddata_wb_geocoded_projects.csv").open(encoding="utf-8", newline="") as file:
        names = [row["recipients"] for row in csv.DictReader(file)]
    assert len(names) == 5881
    assert sum(bool(country_codes(name)) for name in names) == 5766
    assert all(country_codes(name) or is_region(name) for name in names)
