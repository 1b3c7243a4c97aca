"""The words by which headings are read."""

from __future__ import annotations

import inspect
import re

from tracker.clean.word_forms import phrase_form
from tracker.clean.words import fold, word_rows
from tracker.drafting import (
    guess_amounts,
    guess_codes,
    guess_dates,
    guess_identity,
    guess_others,
    guess_places,
    guess_units,
)


def test_every_word_stands_once_and_in_its_folded_form() -> None:
    rows = word_rows("column_words")
    folded = [fold(row["word"]) for row in rows]
    assert len(set(folded)) == len(folded) > 1_500
    assert all(folded)
    assert {row["language"] for row in rows} == {"en", "fr", "es", "pt", "de", "zh", "ru", "ja", "ko", "ar"}


def test_every_concept_is_used_and_every_used_concept_has_words() -> None:
    modules = (guess_amounts, guess_codes, guess_dates, guess_identity, guess_others, guess_places, guess_units)
    named = {w for m in modules for w in re.findall(r'"([a-z]+)"', inspect.getsource(m))}
    concepts = {c for row in word_rows("column_words") for c in row["concept"].split()} - {"filler"}
    assert concepts - named == set()


def test_words_that_take_one_form_stand_for_one_thing() -> None:
    found: dict[str, set[str]] = {}
    for row in word_rows("column_words"):
        found.setdefault(phrase_form(row["word"]), set()).add(row["concept"])
    assert {form: concepts for form, concepts in found.items() if len(concepts) > 1} == {}
