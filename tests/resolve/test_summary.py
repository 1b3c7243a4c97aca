"""The row of a project: what enters its headlines."""

from __future__ import annotations

from make import stored

from tracker.clean.days import day_number
from tracker.resolve.current import choices_of, last_evidence, summarise
from tracker.store.read import StoredClaim


def row(*claims: StoredClaim, day: str = "") -> dict[str, object]:
    return summarise(1, "a-canal", claims, choices_of(claims), day_number(day) if day else None)


def test_what_is_said_of_a_part_is_in_no_headline() -> None:
    part = {"scope": "phase:1"}
    made = row(
        stored("name", "First phase", "", **part),
        stored("name_local", "一期", "", **part),
        stored("owner", "Eni", **part),
        stored("country", "ITA", "", **part),
        stored("status", "operating", **part),
        stored("completion_actual", "2022", **part),
        stored("cost_actual", 1e9, unit="EUR", **part),
        stored("length_km", 12, **part),
        stored("progress_pct", 100, item="physical", **part),
    )
    assert made["name"] == "a-canal"
    assert (made["status"], made["status_basis"]) == ("proposed", "derived")
    headline = ("name_local", "owner", "country", "completion_actual", "cost_actual", "length_km", "progress_pct")
    assert [made[name] for name in headline] == [None] * len(headline)


def test_a_set_is_joined_from_what_is_said_of_the_whole() -> None:
    made = row(
        stored("owner", "SSE"), stored("owner", "Eni"), stored("owner", "Equinor", scope="phase:1"),
        stored("country", "KHM", ""), stored("country", "VNM", ""),
    )  # fmt: skip
    assert set(str(made["owner"]).split("; ")) == {"SSE", "Eni"}
    assert set(str(made["country"]).split(";")) == {"KHM", "VNM"}


def test_money_carries_its_currency_and_price_year() -> None:
    made = row(stored("cost_estimate", 5e9, unit="EUR", price_year=2015))
    money = [made[f"cost_estimate{x}"] for x in ("", "_currency", "_price_year")]
    assert money == [5e9, "EUR", 2015]


def test_a_date_stands_as_it_was_said_with_its_first_and_last_day() -> None:
    made = row(stored("completion_planned", "2026-33", "2024-01-01"))
    date = [made[f"completion_planned{x}"] for x in ("", "_lo", "_hi")]
    assert date == ["2026-33", "2026-01-01", "2026-03-31"]


def test_fields_in_conflict_are_named() -> None:
    made = row(
        stored("length_km", 100, by="A"), stored("length_km", 120, by="B"),
        stored("cost_actual", 5e9, by="A", unit="EUR"), stored("cost_actual", 5e9, by="B", unit="EUR"),
    )  # fmt: skip
    assert made["conflicts"] == "length_km"


def test_documents_are_counted_once() -> None:
    made = row(
        stored("length_km", 100, row=7),
        stored("cost_actual", 5e9, unit="EUR", row=7),
        stored("status", "planned", row=8),
    )
    assert (made["n_claims"], made["n_documents"]) == (3, 2)


def test_the_last_evidence_is_the_newest_dated_document_not_a_lookup_nor_an_undated_recall() -> None:
    claims = [
        stored("status", "planned", "2022-03-04"),
        stored("cost_budget", 5e9, "2020", unit="EUR"),
        stored("cost_estimate", 5e9, "../2026-11-22", unit="EUR", as_of_basis="lookup"),
        stored("completion_planned", "2024", "../2025-01-01", as_of_basis="recalled"),
        stored("name", "A canal", ""),
    ]
    assert last_evidence(claims) == day_number("2022-03-04")
    assert last_evidence(claims[2:]) is None
