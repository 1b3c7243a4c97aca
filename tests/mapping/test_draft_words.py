"""Headings and the words that they are read by."""

from __future__ import annotations

import re

import pytest

from tracker.clean.words import fold, word_rows
from tracker.mapping import guess_amounts, guess_codes, guess_dates, guess_identity, guess_others, guess_places
from tracker.mapping.guess_heading import plain_words, read_heading


@pytest.mark.parametrize(
    ("text", "concepts"),
    [
        ("Planned Implementation Start Date (MM/DD/YYYY)", {"planned", "works", "start"}),
        ("PLANNED_START_DATE", {"planned", "start"}),
        ("Fecha de inicio prevista", {"date", "start", "planned"}),
        ("geplanterBaubeginn", {"planned", "works", "start"}),
        ("Date de début des travaux", {"date", "start", "works"}),
        ("计划竣工时间", {"planned", "end", "date"}),
        ("Previsão de conclusão", {"planned", "end"}),
        ("ConstructionStartAt", {"works", "start", "date"}),
        ("OperationalTo", {"retire"}),
        ("projectname", {"project", "name"}),
        ("projektname", {"project", "name"}),
        ("PROJECT_NA", {"project", "name"}),
        ("maprojid", {"project", "id"}),
        ("GEM unit/phase ID", {"part", "stage", "id"}),
        ("Plant name (other)", {"thing", "name", "other"}),
        ("project_name_(local_lang/script)", {"project", "name", "local"}),
        ("Coût total (MDH)", {"cost", "total"}),
        ("总投资（亿元）", {"invest"}),
        ("Maître d'ouvrage", {"owner"}),
        ("% complete", {"percent", "end"}),
        ("Statut", {"status"}),
        ("Project number", {"project", "id"}),
        ("No. de proyecto", {"project", "id"}),
        ("Number of lanes", set()),
        ("NUM_UNITS", set()),
        ("", set()),
        ("!!!", set()),
    ],
)
def test_headings_are_read_word_by_word(text: str, concepts: set[str]) -> None:
    assert read_heading(text).concepts == concepts


def test_years_and_numbers_of_a_heading() -> None:
    status, cost, second = read_heading("Status 2023"), read_heading("Cost 2024 (CAD) {$M}"), read_heading("Lat. 2")
    assert (status.years, status.stem, status.number) == (("2023",), "status", 0)
    assert (cost.years, cost.stem, cost.hint.currency, cost.hint.multiplier) == (("2024",), "cost", "CAD", 1e6)
    assert (second.stem, second.number) == ("lat", 2)
    assert read_heading("2016/17 TOTAL Baseline").years == ("2016",)


@pytest.mark.parametrize(
    ("text", "multiplier", "currency"),
    [
        ("Monto (millones de soles PEN)", 1e6, "PEN"),
        ("Coût (en millions de FCFA)", 1e6, ""),
        ("Costo (S/ millones)", 1e6, "PEN"),
        ("valor_total_r$", 1.0, "BRL"),
        ("Cost (US$ '000)", 1e3, "USD"),
        ("Length (m)", 1.0, ""),
    ],
)
def test_units_among_other_words(text: str, multiplier: float, currency: str) -> None:
    hint = read_heading(text).hint
    assert (hint.multiplier, hint.currency) == (multiplier, currency)


def test_sentences_are_no_headings() -> None:
    text = "A confidence assessment of the project at a fixed point in time, using a scale of cost and start and end"
    assert read_heading(text).concepts == set()


def test_plain_words_for_people() -> None:
    assert plain_words("Total IDA Commitment (US$)") == "total ida commitment"
    assert plain_words("retiredYear") == "retired year"
    assert plain_words("建设单位") == "建设单位"


def test_every_word_stands_once_and_in_its_folded_form() -> None:
    rows = word_rows("column_words")
    folded = [fold(row["word"]) for row in rows]
    assert len(set(folded)) == len(folded) > 1_500
    assert all(folded)
    assert {row["language"] for row in rows} == {"en", "fr", "es", "pt", "de", "zh"}


def test_every_concept_is_used_and_every_used_concept_has_words() -> None:
    import inspect

    modules = (guess_amounts, guess_codes, guess_dates, guess_identity, guess_others, guess_places)
    named = {w for m in modules for w in re.findall(r'"([a-z]+)"', inspect.getsource(m))}
    concepts = {c for row in word_rows("column_words") for c in row["concept"].split()} - {"filler"}
    assert concepts - named == set()
