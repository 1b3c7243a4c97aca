"""Status words: the crosswalk, plain words in several languages, and the list itself."""

from __future__ import annotations

import csv
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.clean.status import status_word
from tracker.clean.words import word_key, word_rows
from tracker.fields import STATUSES


@pytest.mark.parametrize(
    ("scheme", "word", "status"),
    [
        ("oc4ids", "identification", "proposed"),
        ("oc4ids", "implementation", "construction"),
        ("oc4ids", "maintenance", "operating"),
        ("oc4ids", "completed", "operating"),  # the name of maintenance before 0.9.4
        ("iati", "1", "proposed"),
        ("iati", 2, "construction"),
        ("iati", "6", "suspended"),
        ("gem", "pre-permit", "planned"),
        ("gem", "shut in", "suspended"),
        ("gem", "shelved - inferred 2 y", "suspended"),
        ("gem", "cancelled - inferred 4 y", "cancelled"),
        ("worldbank", "Active", "construction"),
        ("worldbank", "Closed", "operating"),
        ("worldbank", "Dropped", "cancelled"),
        ("osm", "construction:railway", "construction"),
        ("osm", "disused=yes", "retired"),
        ("canada-mpi", "Announced & Planning", "proposed"),
        ("canada-mpi", "In review", "planned"),
        ("canada-mpi", "Suspended (Formal)", "suspended"),
        ("geonuclear", "Shutdown", "retired"),
        ("geonuclear", "Suspended Operation", "suspended"),
        ("geonuclear", "Cancelled Construction", "cancelled"),
        ("aiddata", "Pipeline: Pledge", "proposed"),
        ("aiddata", "Completion", "completed"),
        ("dpwh", "On-Going", "construction"),
        ("dpwh", "Not Yet Started", "planned"),
        ("", "Completed", "completed"),
        ("", "Closed", "completed"),
        ("", "  UNDER   construction ", "construction"),
        ("", "Operating (2015)", "operating"),
        ("", "En Ejecución", "construction"),
        ("", "mis en service", "operating"),
        ("", "在建", "construction"),
        ("", "pipeline: commitment", "planned"),  # of one scheme only
        ("no such scheme", "cancelled", "cancelled"),
    ],
)
def test_words_of_publishers(scheme: str, word: object, status: str) -> None:
    assert status_word(word, scheme) == status


@pytest.mark.parametrize("word", ["", "1", 2, None, True, 1.5, b"open", "unknown", "not found", "42%", "x" * 10_000])
def test_what_says_nothing_is_none(word: object) -> None:
    assert status_word(word) is None


def test_a_tail_that_may_contradict_is_not_dropped() -> None:
    assert status_word("Approved - on hold") is None
    assert status_word("Completed (phase 1)") is None


def test_the_list_is_sound() -> None:
    rows = word_rows("status_words")
    assert {row["status"] for row in rows} == {*STATUSES, ""}
    seen = Counter((row["scheme"], word_key(row["word"])) for row in rows)
    assert [key for key, count in seen.items() if count > 1] == []
    assert all(word_key(row["word"]) for row in rows)
    assert all(row["scheme"] or row["status"] or row["word"] in ("unknown", "n/a", "none", "other") for row in rows)


@given(st.text(max_size=60), st.sampled_from(["", "iati", "osm", "gem"]))
def test_no_text_raises(text: str, scheme: str) -> None:
    assert status_word(text, scheme) in (*STATUSES, None)


def test_real_words_are_known(realdata) -> None:  # type: ignore[no-untyped-def]
    path = realdata / "gem" / "Global-Hydropower-Tracker-May-2024_2024-05-15.csv"
    with path.open(encoding="utf-16", newline="") as file:
        found = Counter(status_word(row["status"], "gem") for row in csv.DictReader(file))
    assert found == {
        "operating": 2689,
        "planned": 634,
        "proposed": 469,
        "construction": 330,
        "cancelled": 151,
        "suspended": 135 + 11,
        "retired": 5,
    }
