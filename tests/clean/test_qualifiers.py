"""Words round numbers: about, at least, at most, and the two ends of a range."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.clean.numbers import parse_quantity
from tracker.clean.qualifiers import split_qualifier, split_range


@pytest.mark.parametrize(
    ("text", "qualifier", "rest"),
    [
        ("approx. £450m", "about", "£450m"),
        ("Approximately 5", "about", "5"),
        ("about 12 km", "about", "12 km"),
        ("~12", "about", "12"),
        ("circa USD 3bn", "about", "USD 3bn"),
        ("ca. 4", "about", "4"),
        ("c.£4bn", "about", "£4bn"),
        ("£~450m", "about", "£ 450m"),
        ("33 bn (est.)", "about", "33 bn"),
        ("5 million or so", "about", "5 million"),
        ("environ 3 Md", "about", "3 Md"),
        ("约12亿元", "about", "12亿元"),
        (">CHF 2 Mrd", "at_least", "CHF 2 Mrd"),
        ("over 33 bn", "at_least", "33 bn"),
        ("at least 12", "at_least", "12"),
        ("More than $1.5bn", "at_least", "$1.5bn"),
        ("über 5 Mrd. EUR", "at_least", "5 Mrd. EUR"),
        ("más de 300 millones", "at_least", "300 millones"),
        ("USD >5 bn", "at_least", "USD 5 bn"),
        ("100+", "at_least", "100"),
        ("£5m or more", "at_least", "£5m"),
        ("up to 20", "at_most", "20"),
        ("< 5", "at_most", "5"),
        ("≤5 MW", "at_most", "5 MW"),
        ("jusqu'à 7", "at_most", "7"),
    ],
)
def test_words_say_how_exact(text: str, qualifier: str, rest: str) -> None:
    assert split_qualifier(text) == (qualifier, rest)


@pytest.mark.parametrize(
    "text", ["12", "£12m", "C$5", "C 5", "Cairo 5", "min5", "5 forest", "-5", "12 m2", "", "x" * 99]
)
def test_other_texts_say_nothing(text: str) -> None:
    assert split_qualifier(text) is None


@pytest.mark.parametrize(
    ("text", "left", "right"),
    [
        ("AUD 12-14 billion", "AUD 12 billion", "AUD 14 billion"),
        ("£12m - £15m", "£ 12 m", "£ 15 m"),
        ("12–14 km", "12 km", "14 km"),
        ("between 12 and 14 bn USD", "12 bn USD", "14 bn USD"),
        ("800 m - 1.2 bn USD", "USD 800 m", "1.2 bn USD"),
        ("12 - USD 14 bn", "USD 12 bn", "USD 14 bn"),
        ("from 5 to 7", "5", "7"),
        ("entre 5 y 7 millones", "5 millones", "7 millones"),
        ("10-12 %", "10 %", "12 %"),
        ("1 200 - 1 400", "1 200", "1 400"),
    ],
)
def test_both_ends_of_a_range_are_whole(text: str, left: str, right: str) -> None:
    assert split_range(text) == (left, right)


@pytest.mark.parametrize(
    "text",
    ["12", "12m - 15", "12 and 14", "2014-07-08", "-5-10", "2019-2024", "2019 to 2024", "010-1234", "5-", "", "x-y"],
)
def test_what_is_no_range(text: str) -> None:
    assert split_range(text) is None


@given(st.text(max_size=90))
def test_no_text_raises(text: str) -> None:
    split_qualifier(text)
    split_range(text)


@given(st.integers(0, 10**9), st.sampled_from(["", "£", "USD ", "-"]), st.sampled_from(["", "m", " bn", " %", " km"]))
def test_plain_numbers_are_left_alone(number: int, before: str, after: str) -> None:
    text = f"{before}{number}{after}"
    assert split_qualifier(text) is None
    assert split_range(text) is None


@given(
    st.sampled_from(["about", "~", "over", "<", "≥", "up to"]), st.integers(1, 10**9), st.sampled_from(["", "m", " km"])
)
def test_the_number_behind_a_word_is_the_plain_one(word: str, number: int, after: str) -> None:
    split = split_qualifier(f"{word} {number}{after}")
    assert split is not None
    assert parse_quantity(split[1]) == parse_quantity(f"{number}{after}")
