"""Rows of a table of claims: what each becomes, and what each odd one is told."""

from __future__ import annotations

import unicodedata

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from make import document

from tracker.clean.dates import PartialDate, parse_date
from tracker.clean.text import clean_text
from tracker.cli.tables import guard
from tracker.fields import FIELDS
from tracker.model import Claim, Document, Issue
from tracker.sources.claim_rows import COLUMNS, claim_from, document_from

RETRIEVED = "2026-11-22"
XINHUA = document("Xinhua")


def read(document: Document = XINHUA, **cells: str) -> tuple[Claim | None, list[Issue]]:
    """The claim of a row, and the issues it left. Cells that are not given are those of a plain row."""
    plain = {"field": "cost_budget", "value": "5000000000", "unit": "EUR", "as_of": "2024-05-01"}
    issues: list[Issue] = []
    return claim_from({**plain, **cells}, document, RETRIEVED, "water.csv:7", issues.append), issues


def claim_of(**cells: str) -> Claim:
    claim, issues = read(**cells)
    assert claim is not None
    assert issues == []
    return claim


# what a good row becomes


def test_a_full_row() -> None:
    claim = claim_of(
        field="spent_to_date", item="by the owner", scope="phase:1", value="33000000000", qualifier="at_least",
        unit="CNY", price_year="2022", about="2023-12", as_of="2024-03-08", as_of_basis="report", note=" so far ",
    )  # fmt: skip
    assert claim == Claim(
        field="spent_to_date", value=33e9, document=XINHUA, as_of=parse_date("2024-03-08"), as_of_basis="report",
        about=parse_date("2023-12"), item="by the owner", scope="phase:1", qualifier="at_least", unit="CNY",
        price_year=2022, raw="33000000000", note="so far",
    )  # fmt: skip


def test_empty_cells_mean_the_common_case() -> None:
    claim = claim_of(item="", scope="", qualifier="", price_year="", about="", as_of_basis="", note="")
    assert (claim.scope, claim.qualifier, claim.as_of_basis) == ("whole", "exact", "published")
    assert (claim.item, claim.price_year, claim.about, claim.note) == ("", None, None, "")


def test_absent_columns_mean_the_same_as_empty_cells() -> None:
    full = dict.fromkeys(COLUMNS, "") | {"field": "name", "value": "A canal"}
    short = {"field": "name", "value": "A canal"}
    one, other = (claim_from(row, XINHUA, RETRIEVED, "", lambda issue: None) for row in (full, short))
    assert one == other


def test_a_number_is_typed_and_the_text_kept() -> None:
    claim = claim_of(value=" 7.27e10 ")
    assert claim.value == 72.7e9
    assert claim.raw == " 7.27e10 "


def test_a_date_is_partial() -> None:
    assert claim_of(field="completion_planned", value="2026-33", unit="").value == parse_date("2026-33")


def test_a_number_of_a_fixed_unit_needs_none() -> None:
    assert claim_of(field="length_km", value="134.2", unit="").unit == "km"


def test_a_geometry_is_well_known_text_longitude_first_and_flat() -> None:
    claim = claim_of(field="geometry", value="LINESTRING Z (109 22 5, 108 21 7)", unit="exact", as_of="")
    assert isinstance(claim.value, bytes)
    assert shapely.from_wkb(claim.value).wkt == "LINESTRING (109 22, 108 21)"


def test_an_undated_name_is_visible_at_every_date() -> None:
    claim = claim_of(field="name", value="Pinglu Canal", unit="", as_of="")
    assert claim.as_of is None


def test_no_document_speaks_after_the_day_it_was_read() -> None:
    assert claim_of(as_of="2026").as_of == PartialDate("2026", "2026-01-01", RETRIEVED)
    assert claim_of(as_of="2026-01/..").as_of == PartialDate("2026-01/..", "2026-01-01", RETRIEVED)


def test_a_row_may_say_itself_when_its_page_was_read() -> None:
    assert claim_of(as_of="2024", retrieved="2024-07-01").as_of == PartialDate("2024", "2024-01-01", "2024-07-01")
    claim, (issue,) = read(as_of="2024-07-02", retrieved="2024-07-01")
    assert claim is None
    assert issue.code == "said-later"


def test_the_words_of_the_source_are_kept_beside_the_typed_value() -> None:
    claim = claim_of(value="5000000000", raw="five billion euros")
    assert (claim.value, claim.raw) == (5e9, "five billion euros")


@pytest.mark.parametrize(
    ("cells", "raw"),
    [
        ({"value": "5000000000"}, "5000000000"),
        ({"value": "5000000000", "raw": ""}, ""),
        ({"value": "5000000000.0", "raw": "5000000000.0"}, "5000000000.0"),
        ({"field": "geometry", "value": "POINT (1 2)", "unit": "exact"}, ""),
        ({"field": "geometry", "value": "POINT (1 2)", "unit": "exact", "raw": "2 N, 1 E"}, "2 N, 1 E"),
    ],
)
def test_a_column_of_raw_words_is_kept_as_it_stands(cells: dict[str, str], raw: str) -> None:
    assert claim_of(**cells).raw == raw


@given(st.sampled_from(["", "=", "+", "-", "@", "＝"]), st.text(alphabet="=+-@a1 '＋", max_size=6))
def test_what_was_guarded_for_a_spreadsheet_reads_as_it_was(first: str, rest: str) -> None:
    text = clean_text(f"{first}{rest}")
    assert clean_text(str(guard(text))) == text


def test_text_is_one_form_whatever_the_keyboard() -> None:
    composed, apart = (unicodedata.normalize(form, "Đèo Cả") for form in ("NFC", "NFD"))
    one = claim_of(field="name", value=composed, unit="", as_of="")
    other = claim_of(field="name", value=apart, unit="", as_of="")
    assert one.value == other.value == composed


@given(st.text())
def test_clean_text_can_be_stored_and_is_clean(text: str) -> None:
    clean = clean_text(text)
    clean.encode("utf-8")
    assert "\x00" not in clean
    assert clean_text(clean) == clean


# what an odd row is told


@pytest.mark.parametrize(
    ("cells", "code", "severity", "field", "raw", "advice"),
    [
        ({"field": "budget"}, "unknown-field", "error", "budget", "budget", "tracker fields"),
        ({"value": " "}, "empty-value", "error", "cost_budget", "", "delete the row"),
        ({"value": "5 billion"}, "bad-number", "error", "cost_budget", "5 billion", "72700000000"),
        ({"value": "5,000,000"}, "bad-number", "error", "cost_budget", "5,000,000", "72700000000"),
        ({"value": "inf"}, "bad-number", "error", "cost_budget", "inf", "72700000000"),
        ({"value": "1e999"}, "bad-number", "error", "cost_budget", "1e999", "72700000000"),
        ({"value": "nan"}, "bad-number", "error", "cost_budget", "nan", "72700000000"),
        (
            {"field": "completion_planned", "value": "end of 2026", "unit": ""},
            *("bad-date", "error", "completion_planned", "end of 2026", "2026-12-16"),
        ),
        ({"field": "status", "value": "ongoing"}, "unknown-status", "error", "status", "ongoing", "planned"),
        ({"field": "geometry", "value": "22.4 108.9"}, *("bad-geometry", "error", "geometry", "22.4 108.9", "WKT")),
        (
            {"field": "geometry", "value": "POINT (22 108)"},
            *("bad-geometry", "error", "geometry", "POINT (22 108)", "longitude latitude"),
        ),
        ({"field": "geometry", "value": "POINT EMPTY"}, "bad-geometry", "error", "geometry", "POINT EMPTY", "WKT"),
        ({"scope": "stage 2"}, "unknown-scope", "error", "cost_budget", "stage 2", "phase:x"),
        ({"scope": "phase"}, "unknown-scope", "error", "cost_budget", "phase", "phase:x"),
        ({"scope": "phase:"}, "unknown-scope", "error", "cost_budget", "phase:", "phase:x"),
        ({"qualifier": "over"}, "unknown-qualifier", "error", "cost_budget", "over", "at_least"),
        ({"as_of_basis": "guess"}, "unknown-basis", "error", "cost_budget", "guess", "recalled"),
        ({"as_of": "last May"}, "bad-date", "error", "as_of", "last May", "2026-12-16"),
        ({"as_of": "2026-11-23"}, "said-later", "error", "as_of", "2026-11-23", RETRIEVED),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_read_leaves_one_issue_and_no_claim(
    cells: dict[str, str], code: str, severity: str, field: str, raw: str, advice: str
) -> None:
    claim, issues = read(**cells)
    assert claim is None
    (issue,) = issues
    assert (issue.code, issue.severity, issue.field, issue.raw) == (code, severity, field, raw)
    assert issue.locator == "water.csv:7"
    assert advice in issue.advice


@pytest.mark.parametrize(
    ("cells", "code", "severity", "field", "raw", "advice", "kept"),
    [
        ({"unit": "RMB"}, "unknown-currency", "warning", "cost_budget", "RMB", "ISO 4217", ("unit", "RMB")),
        ({"unit": ""}, "no-currency", "warning", "cost_budget", "", "enters no total", ("unit", "")),
        (
            {"field": "length_km", "value": "80", "unit": "miles"},
            *("other-unit", "warning", "length_km", "miles", "in km", ("unit", "miles")),
        ),
        ({"price_year": "15"}, "bad-price-year", "warning", "cost_budget", "15", "2015", ("price_year", None)),
        ({"price_year": "MMXV"}, "bad-price-year", "warning", "cost_budget", "MMXV", "2015", ("price_year", None)),
        ({"price_year": "20²5"}, "bad-price-year", "warning", "cost_budget", "20²5", "2015", ("price_year", None)),
        ({"about": "spring"}, "bad-date", "warning", "about", "spring", "2026-12-16", ("about", None)),
        (
            {"field": "country", "value": "China", "unit": ""},
            *("unknown-country", "warning", "country", "China", "alpha-3", ("value", "China")),
        ),
        (
            {"field": "sector", "value": "canals", "unit": ""},
            *("unknown-sector", "warning", "sector", "canals", "sectors.csv", ("value", "canals")),
        ),
        (
            {"field": "geometry", "value": "POINT (1 2)", "unit": "precise"},
            *("no-precision", "info", "geometry", "precise", "approximate", ("unit", "approximate")),
        ),
        (
            {"as_of": ""},
            *("undated", "info", "cost_budget", "", "retrieval", ("as_of_basis", "lookup")),
        ),
    ],
)  # fmt: skip
def test_an_odd_cell_leaves_an_issue_and_the_claim_stands(
    cells: dict[str, str], code: str, severity: str, field: str, raw: str, advice: str, kept: tuple[str, object]
) -> None:
    claim, issues = read(**cells)
    (issue,) = issues
    assert (issue.code, issue.severity, issue.field, issue.raw) == (code, severity, field, raw)
    assert issue.locator == "water.csv:7"
    assert advice in issue.advice
    assert claim is not None
    assert getattr(claim, kept[0]) == kept[1]


def test_an_undated_claim_counts_as_said_by_the_day_of_retrieval() -> None:
    claim, _ = read(as_of="")
    assert claim is not None
    assert claim.as_of == parse_date(f"../{RETRIEVED}")


words = st.one_of(
    st.sampled_from(
        ["", "whole", "phase:1", "exact", "about", "2024", "2024-05-01", "EUR", "5e9", "POINT (1 2)", "CHN"]
    ),
    st.text(max_size=12),
)


@given(
    st.sampled_from(sorted(FIELDS)),
    st.fixed_dictionaries(dict.fromkeys(("item", "scope", "value", "qualifier", "unit", "price_year"), words)),
    st.fixed_dictionaries(dict.fromkeys(("about", "as_of", "as_of_basis", "note"), words)),
)
def test_no_row_raises_and_none_is_dropped_in_silence(field: str, what: dict[str, str], when: dict[str, str]) -> None:
    claim, issues = read(field=field, **what, **when)
    if claim is None:
        assert any(issue.severity == "error" for issue in issues)
    else:
        assert claim.as_of is None or claim.as_of.hi <= RETRIEVED
        assert len(claim.key("test", "p")) == 16
    assert all(issue.advice and issue.locator for issue in issues)


# documents


def described(**cells: str) -> tuple[Document, list[Issue]]:
    issues: list[Issue] = []
    plain = {"url": "https://example.org/a", "publisher": "Xinhua", "rank": "news", "link": "y"}
    return document_from({**plain, **cells}, "documents.csv:3", issues.append), issues


@pytest.mark.parametrize(
    ("word", "rank"), [("official", 1), ("audit", 2), ("news", 3), ("encyclopaedia", 4), ("aggregator", 5), ("", 5)]
)
def test_ranks(word: str, rank: int) -> None:
    document, issues = described(rank=word)
    assert document.rank == rank
    assert issues == []


def test_an_unknown_rank_is_the_weakest_and_told() -> None:
    document, (issue,) = described(rank="ministry")
    assert document.rank == 5
    assert (issue.code, issue.raw, issue.locator) == ("unknown-rank", "ministry", "documents.csv:3")
    assert "official" in issue.advice


def test_a_bad_date_of_a_document_is_left_out_and_told() -> None:
    document, (issue,) = described(date="May 2024")
    assert document.date == ""
    assert (issue.code, issue.severity, issue.raw) == ("bad-date", "warning", "May 2024")


@pytest.mark.parametrize(
    ("url", "link", "linkable"),
    [
        ("https://example.org/a", "y", True),
        ("http://example.org/a", "yes", True),
        ("https://example.org/a", "n", False),
        ("https://example.org/a", "", False),
        ("javascript:alert(1)", "y", False),
        ("data:text/html,x", "y", False),
        ("file:///etc/passwd", "y", False),
        ("example.org/a", "y", False),
    ],
)
def test_only_web_addresses_that_the_table_vouches_for_may_be_links(url: str, link: str, linkable: bool) -> None:
    document, _ = described(url=url, link=link)
    assert document.linkable is linkable
    assert document.url == url
