"""The status of a project: claimed, derived from dates, or inferred from silence."""

from __future__ import annotations

from itertools import groupby

import pytest
from make import stored

from tracker.clean.days import day_number
from tracker.fields import FIELDS, STATUSES
from tracker.resolve.choose import choose
from tracker.resolve.status import Status, status_of, with_silence
from tracker.store.read import StoredClaim

STARTED = stored("start_actual", "2020-05-01", "2020-05-02")
OPENED = stored("completion_actual", "2024-09-16", "2024-09-17")


def status(*claims: StoredClaim, day: str = "") -> Status:
    choices = {
        name: chosen
        for name, group in groupby(sorted(claims, key=lambda c: c.field), key=lambda c: c.field)
        if (chosen := choose(FIELDS[name], group))
    }
    return status_of(choices, day_number(day) if day else None)


# claimed


@pytest.mark.parametrize("word", STATUSES)
def test_what_a_document_says_is_claimed(word: str) -> None:
    said = stored("status", word)
    assert status(said) == Status(word, "claimed", said)


def test_a_claim_holds_against_dates_that_were_told_before_it() -> None:
    """A document that knows of the start and still says planned is believed."""
    said = stored("status", "planned", "2021-01-01")
    assert status(STARTED, said) == Status("planned", "claimed", said)


# derived


def test_without_a_claim_the_dates_tell() -> None:
    planned = stored("completion_planned", "2026", "2018-01-01")
    first_planned = stored("start_planned", "2019", "2018-01-01")
    assert status(planned, STARTED, OPENED) == Status("operating", "derived", OPENED)
    assert status(planned, STARTED) == Status("construction", "derived", STARTED)
    assert status(planned) == Status("planned", "derived", planned)
    assert status(first_planned) == Status("planned", "derived", first_planned)
    assert status(stored("name", "A canal", "")) == Status("proposed", "derived")
    assert status() == Status("proposed", "derived")


def test_a_date_that_is_not_reached_yet_tells_nothing() -> None:
    assert status(STARTED, OPENED, day="2024-09-16").word == "operating"
    assert status(STARTED, OPENED, day="2024-09-15").word == "construction"
    assert status(STARTED, day="2020-04-30").word == "proposed"


def test_a_partial_date_is_reached_when_it_is_over() -> None:
    opened = stored("completion_actual", "2024-09", "2024-09-17")
    assert status(STARTED, opened, day="2024-09-29").word == "construction"
    assert status(STARTED, opened, day="2024-09-30").word == "operating"


def test_of_a_part_that_opened_the_project_does_not_operate() -> None:
    first_phase = stored("completion_actual", "2022-01-01", "2022-01-02", scope="phase:1")
    assert status(STARTED, first_phase).word == "construction"


# an event told after the claim


@pytest.mark.parametrize("word", ["proposed", "planned", "construction", "completed"])
def test_an_opening_told_later_outdates_a_claim(word: str) -> None:
    said = stored("status", word, "2023-01-01")
    assert status(said, STARTED, OPENED) == Status("operating", "derived", OPENED)


@pytest.mark.parametrize(("word", "now"), [("proposed", "construction"), ("planned", "construction")])
def test_a_start_told_later_outdates_a_plan(word: str, now: str) -> None:
    said = stored("status", word, "2019-01-01")
    assert status(said, STARTED) == Status(now, "derived", STARTED)


def test_an_event_of_before_the_claim_does_not_outdate_it_however_late_it_was_told() -> None:
    said = stored("status", "planned", "2021-01-01")
    told_late = stored("start_actual", "2015-05-01", "2022-01-01")
    assert status(said, told_late).basis == "claimed"


def test_an_event_that_is_not_reached_does_not_outdate_a_claim() -> None:
    said = stored("status", "construction", "2023-01-01")
    assert status(said, STARTED, OPENED, day="2024-01-01") == Status("construction", "claimed", said)


@pytest.mark.parametrize("word", ["cancelled", "suspended"])
def test_cancelled_and_suspended_win_over_every_date(word: str) -> None:
    said = stored("status", word, "2023-01-01")
    assert status(said, STARTED, OPENED) == Status(word, "claimed", said)


def test_operating_needs_no_derivation() -> None:
    said = stored("status", "operating", "2023-01-01")
    assert status(said, OPENED) == Status("operating", "claimed", said)


def test_an_event_of_1970_is_compared_as_any_other() -> None:
    said = stored("status", "planned", "1970-01-01")
    told_later = stored("start_actual", "1969-06-01", "1971-01-01")
    assert status(said, told_later).basis == "claimed"


# inferred


@pytest.mark.parametrize("word", ["proposed", "planned", "construction", "suspended", "completed"])
@pytest.mark.parametrize("basis", ["claimed", "derived"])
def test_two_silent_years_make_an_unfinished_status_inferred(word: str, basis: str) -> None:
    last = day_number("2022-01-01")
    assert with_silence(word, basis, last, day_number("2024-01-01")) == basis
    assert with_silence(word, basis, last, day_number("2024-01-02")) == "inferred"


@pytest.mark.parametrize("word", ["operating", "cancelled", "retired"])
def test_what_has_ended_may_be_silent(word: str) -> None:
    assert with_silence(word, "claimed", day_number("1990-01-01"), day_number("2024-01-01")) == "claimed"


def test_silence_is_counted_from_dated_documents_only() -> None:
    assert with_silence("planned", "derived", None, day_number("2024-01-01")) == "derived"
