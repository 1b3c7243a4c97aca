"""Choosing a value: the rules of DESIGN.md, one by one, and laws that hold for any claims."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from make import stored

from tracker.fields import FIELDS
from tracker.resolve.choose import Chosen, agree, choose
from tracker.store.read import StoredClaim

PLAN, STATUS, COST = "completion_planned", "status", "cost_estimate"


def chosen(*claims: StoredClaim) -> Chosen:
    result = choose(FIELDS[claims[0].field], claims)
    assert result is not None
    return result


def texts(claims: tuple[StoredClaim, ...]) -> list[str | None]:
    return [c.text for c in claims]


# latest


def test_the_newest_statement_is_shown() -> None:
    assert chosen(stored(PLAN, "2027", "2023-01-01"), stored(PLAN, "2029", "2024-06-01")).winner.text == "2029"


def test_of_partial_dates_the_one_that_begins_later_is_newer() -> None:
    whole_year, march = stored(PLAN, "2027", "2024", by="A"), stored(PLAN, "2029", "2024-03-01", by="B")
    assert chosen(whole_year, march).winner is march


def test_of_one_day_the_better_ranked_document_is_shown() -> None:
    news, official = stored(PLAN, "2027", by="A", rank=3), stored(PLAN, "2029", by="B", rank=1)
    assert chosen(news, official).winner is official


def test_of_statements_alike_a_figure_goes_before_the_end_of_a_range() -> None:
    low = stored(COST, 4e9, unit="EUR", qualifier="low")
    exact = stored(COST, 5e9, unit="EUR")
    assert chosen(low, exact).winner is exact


def test_an_undated_statement_gives_way_to_any_dated_one() -> None:
    undated, dated = stored("name", "Old name", "", by="A"), stored("name", "New name", "1990", by="B")
    assert chosen(undated, dated).winner is dated


# weak documents


@pytest.mark.parametrize("weak", [4, 5])
def test_one_weak_document_does_not_flip_an_official_status(weak: int) -> None:
    official = stored(STATUS, "construction", "2024-01-01", by="Ministry", rank=1)
    aggregator = stored(STATUS, "operating", "2025-06-01", by="Blog", rank=weak)
    assert chosen(official, aggregator).winner is official


def test_established_news_is_not_weak() -> None:
    official = stored(STATUS, "construction", "2024-01-01", by="Ministry", rank=1)
    news = stored(STATUS, "operating", "2025-06-01", by="Xinhua", rank=3)
    assert chosen(official, news).winner is news


def test_after_24_months_of_silence_a_weak_document_is_heard() -> None:
    official = stored(STATUS, "construction", "2020-01-01", by="Ministry", rank=1)
    at_the_end = stored(STATUS, "operating", "2021-12-31", by="Blog", rank=5)
    later = stored(STATUS, "operating", "2022-02-01", by="Blog", rank=5)
    assert chosen(official, at_the_end).winner is official
    assert chosen(official, later).winner is later


def test_a_weak_document_alone_is_shown() -> None:
    only = stored(STATUS, "operating", by="Blog", rank=5)
    assert chosen(only).winner is only


def test_an_aggregator_gives_way_to_an_encyclopaedia() -> None:
    wiki = stored(STATUS, "construction", "2024-01-01", by="Wikipedia", rank=4)
    blog = stored(STATUS, "operating", "2024-06-01", by="Blog", rank=5)
    assert chosen(wiki, blog).winner is wiki


def test_a_fact_is_not_told_better_by_a_weak_document_however_late() -> None:
    official = stored("completion_actual", "2014-12-12", "2015-01-01", by="Ministry", rank=1)
    blog = stored("completion_actual", "2014-11-01", "2025-01-01", by="Blog", rank=5)
    assert chosen(official, blog).winner is official


def test_two_weak_voices_that_say_the_same_later_are_news() -> None:
    official = stored(PLAN, "2026-12", "2026-02-02", by="CGTN", rank=3)
    first = stored(PLAN, "2026-09", "2026-02-25", by="Digital Phablet", rank=5)
    second = stored(PLAN, "2026-09", "2026-05-28", by="Sino Truck", rank=5)
    assert chosen(official, first).winner is official
    assert chosen(official, first, second).winner is second


@pytest.mark.parametrize(
    "second",
    [
        stored(PLAN, "2026-09", "2026-05-28", by="Blog", rank=5),
        stored(PLAN, "2026-09", "2026-05-28", by="Mirror", original="Blog", rank=5),
        stored(PLAN, "2028-12", "2026-05-28", by="Other", rank=5),
        stored(PLAN, "2026-09", "2026-01-15", by="Other", rank=5),
    ],
    ids=["the same voice again", "a repost of the first", "another value", "before the better one spoke"],
)
def test_what_does_not_corroborate_a_weak_voice(second: StoredClaim) -> None:
    official = stored(PLAN, "2026-12", "2026-02-02", by="CGTN", rank=3)
    first = stored(PLAN, "2026-09", "2026-02-25", by="Blog", rank=5)
    assert chosen(official, first, second).winner is official


@pytest.mark.parametrize("other", [{"unit": "USD"}, {"unit": "CNY", "price_year": 2015}])
def test_an_amount_in_other_money_corroborates_nothing(other: dict[str, object]) -> None:
    official = stored(COST, 72e9, "2025-06-01", by="Ministry", rank=1, unit="CNY")
    first = stored(COST, 90e9, "2025-07-01", by="Blog", rank=5, unit="CNY")
    second = stored(COST, 90e9, "2025-08-01", by="Other", rank=5, **other)
    assert chosen(official, first, second).winner is official


def test_a_vague_statement_corroborates_nothing() -> None:
    """ "Not before 2026" does not say "2031", although the two do not contradict each other."""
    official = stored(PLAN, "2026-12", "2026-02-02", by="CGTN", rank=3)
    wild = stored(PLAN, "2031", "2026-02-25", by="Blog", rank=5)
    vague = stored(PLAN, "2026-01", "2026-03-25", by="Other", rank=5, qualifier="at_least")
    assert chosen(official, wild, vague).winner is official


# scopes


@pytest.mark.parametrize("scope", ["phase:1", "section:east", "unit:2", "part:madao-hub"])
def test_a_part_never_enters_a_headline(scope: str) -> None:
    whole = stored(COST, 5e9, "2015-01-01", unit="EUR")
    part = stored(COST, 1e9, "2024-01-01", unit="EUR", scope=scope)
    result = chosen(part, whole)
    assert result.winner is whole
    assert not result.conflict
    assert choose(FIELDS[COST], [part]) is None


def test_a_part_does_not_make_a_weak_document_give_way() -> None:
    weak = stored(STATUS, "construction", by="Blog", rank=5)
    part = stored(STATUS, "operating", by="Ministry", rank=1, scope="phase:1")
    assert chosen(weak, part).winner is weak


def test_milestones_have_no_headline() -> None:
    assert choose(FIELDS["milestone"], [stored("milestone", "2024-05-01", item="first concrete")]) is None


# earliest-official


def test_a_budget_is_the_first_one() -> None:
    first = stored("cost_budget", 5e9, "2010-05-01", by="A", unit="EUR")
    later = stored("cost_budget", 8e9, "2018-05-01", by="B", unit="EUR")
    assert chosen(later, first).winner is first


def test_a_weak_document_tells_no_budget_beside_a_better_one() -> None:
    blog = stored("cost_budget", 4e9, "2010-01-01", by="Blog", rank=5, unit="EUR")
    official = stored("cost_budget", 5e9, "2010-05-01", by="Ministry", rank=1, unit="EUR")
    assert chosen(blog, official).winner is official


def test_a_budget_of_an_unknown_past_is_taken_only_where_there_is_no_other() -> None:
    recalled = stored("cost_budget", 4e9, "../2020-01-01", by="A", unit="EUR", as_of_basis="recalled")
    dated = stored("cost_budget", 5e9, "2015-01-01", by="B", unit="EUR")
    assert chosen(recalled, dated).winner is dated
    assert chosen(recalled).winner is recalled


# median and union


def median(*claims: StoredClaim) -> Chosen:
    result = choose(replace(FIELDS[COST], policy="median"), claims)
    assert result is not None
    return result


def test_the_median_of_an_even_number_is_the_lower_one() -> None:
    values = [stored(COST, v, by=name, unit="EUR") for v, name in ((4e9, "A"), (5e9, "B"), (6e9, "C"), (7e9, "D"))]
    assert median(*values).winner.number == 5e9


def test_each_voice_has_one_value_in_the_median_its_newest() -> None:
    loud = [stored(COST, 9e9, f"2023-0{m}-01", by="Loud", unit="EUR") for m in range(1, 6)]
    newest = stored(COST, 5e9, "2024-01-01", by="Loud", unit="EUR")
    others = [stored(COST, 4e9, by="A", unit="EUR"), stored(COST, 6e9, by="B", unit="EUR")]
    assert median(*loud, newest, *others).winner is newest


def test_reposts_are_one_voice_in_the_median() -> None:
    reposts = [stored(COST, 9e9, by=f"Site {n}", original="Xinhua", unit="EUR") for n in range(5)]
    others = [stored(COST, 4e9, by="A", unit="EUR"), stored(COST, 5e9, by="B", unit="EUR")]
    assert median(*reposts, *others).winner.number == 5e9


def test_the_median_is_taken_in_the_money_that_most_voices_use() -> None:
    usd = stored(COST, 1e9, by="A", unit="USD")
    eur = [stored(COST, 4e9, by="B", unit="EUR"), stored(COST, 5e9, by="C", unit="EUR")]
    result = median(usd, *eur)
    assert result.winner.number == 4e9
    assert result.not_compared == (usd,)


def test_a_set_is_the_union_of_its_values_the_best_document_of_each() -> None:
    claims = [
        stored("owner", "Eni", "2024-01-01", by="Blog", rank=5),
        stored("owner", "ENI", "2020-01-01", by="Ministry", rank=1),
        stored("owner", "SSE", "2024-01-01", by="Xinhua", rank=3),
    ]
    result = chosen(*claims)
    assert texts(result.members) == ["ENI", "SSE"]
    assert not result.conflict


# conflicts


def test_two_voices_on_one_fact_conflict_whenever_they_spoke() -> None:
    a = stored("completion_actual", "2014-12-12", "2015-01-01", by="A")
    b = stored("completion_actual", "2015-06-01", "2024-01-01", by="B")
    result = chosen(a, b)
    assert result.conflict
    assert result.rivals == (a,)


def test_one_voice_does_not_contradict_itself() -> None:
    a = stored("completion_actual", "2014-12-12", "2015-01-01", by="A")
    b = stored("completion_actual", "2015-06-01", "2024-01-01", by="A")
    assert not chosen(a, b).conflict


def test_a_repost_does_not_contradict_its_original() -> None:
    a = stored("completion_actual", "2014-12-12", "2015-01-01", by="Xinhua")
    b = stored("completion_actual", "2015-06-01", "2024-01-01", by="Mirror", original="Xinhua")
    assert not chosen(a, b).conflict


def test_an_older_forecast_is_no_conflict() -> None:
    old, new = stored(PLAN, "2024", "2020-01-01", by="A"), stored(PLAN, "2028", "2023-01-01", by="B")
    result = chosen(old, new)
    assert result.winner is new
    assert not result.conflict


def test_a_forecast_conflicts_with_one_said_after_it_was_known() -> None:
    first = stored(PLAN, "2028", "2023-01-01", by="A")
    other = stored(PLAN, "2031", "2023-05-01", by="B")
    again = stored(PLAN, "2028", "2023-09-01", by="A")
    result = chosen(first, other, again)
    assert result.winner is again
    assert result.rivals == (other,)


def test_a_forecast_of_more_than_a_period_ago_is_no_rival() -> None:
    first = stored(PLAN, "2028", "2015-01-01", by="A")
    other = stored(PLAN, "2031", "2016-01-01", by="B")
    again = stored(PLAN, "2028", "2023-09-01", by="A")
    assert not chosen(first, other, again).conflict


def test_a_statement_of_unknown_date_is_no_rival_of_a_forecast() -> None:
    dated = stored(PLAN, "2028", "2020-09-01", by="A")
    lookup = stored(PLAN, "2021", "../2023-11-22", by="B", as_of_basis="lookup")
    assert not chosen(dated, lookup).conflict


@pytest.mark.parametrize(
    ("a", "b", "agrees"),
    [
        (("completion_actual", "2024-05-01", {}), ("completion_actual", "2024-05-31", {}), True),
        (("completion_actual", "2024-05-01", {}), ("completion_actual", "2024-06-02", {}), False),
        (("completion_actual", "2024", {}), ("completion_actual", "2024-06-02", {}), True),
        (("completion_actual", "2024-05", {"qualifier": "at_least"}), ("completion_actual", "2025-05", {}), True),
        (("completion_actual", "2024-05", {}), ("completion_actual", "2025-05", {"qualifier": "at_most"}), True),
        (("completion_actual", "2024-05", {}), ("completion_actual", "2025-05", {"qualifier": "at_least"}), False),
        (("completion_actual", "2024-05", {"qualifier": "at_most"}), ("completion_actual", "2025-05", {}), False),
        (("length_km", 100, {}), ("length_km", 102, {}), True),
        (("length_km", 100, {}), ("length_km", 103, {}), False),
        (("length_km", 100, {"qualifier": "about"}), ("length_km", 109, {}), True),
        (("length_km", 100, {"qualifier": "about"}), ("length_km", 115, {}), False),
        (("length_km", 100, {"qualifier": "at_least"}), ("length_km", 150, {}), True),
        (("length_km", 100, {"qualifier": "low"}), ("length_km", 150, {"qualifier": "high"}), True),
        (("length_km", 100, {}), ("length_km", 150, {"qualifier": "at_most"}), True),
        (("length_km", 100, {"qualifier": "at_most"}), ("length_km", 150, {}), False),
        (("length_km", 100, {}), ("length_km", 150, {"qualifier": "at_least"}), False),
        (("status", "operating", {}), ("status", "operating", {}), True),
        (("status", "operating", {}), ("status", "construction", {}), False),
    ],
)
def test_what_agrees(
    a: tuple[str, object, dict[str, str]], b: tuple[str, object, dict[str, str]], agrees: bool
) -> None:
    one, two = stored(a[0], a[1], by="A", **a[2]), stored(b[0], b[1], by="B", **b[2])
    assert agree(FIELDS[a[0]], one, two) is agrees
    assert agree(FIELDS[a[0]], two, one) is agrees
    assert chosen(one, two).conflict is not agrees


# money


@pytest.mark.parametrize("other", [{"unit": "USD"}, {"unit": "EUR", "price_year": 2015}, {"unit": ""}])
def test_amounts_in_unlike_money_are_not_compared(other: dict[str, object]) -> None:
    a = stored("cost_actual", 5e9, "2024-01-01", by="A", unit="EUR")
    b = stored("cost_actual", 9e9, "2023-01-01", by="B", **other)
    result = chosen(a, b)
    assert not result.conflict
    assert result.rivals == ()
    assert result.not_compared == (b,)


def test_a_length_in_miles_is_not_shown_as_one_in_kilometres() -> None:
    km = stored("length_km", 134.2, "2020-01-01", by="A", unit="km")
    miles = stored("length_km", 83.4, "2024-01-01", by="B", unit="miles")
    result = chosen(km, miles)
    assert result.winner is km
    assert not result.conflict
    assert choose(FIELDS["length_km"], [miles]) is None


# outliers


def test_a_weak_statement_that_every_better_document_contradicts_is_an_outlier() -> None:
    better = [
        stored(PLAN, "2026-12", "2024-08-30", by="Xinhua", rank=3),
        stored(PLAN, "2026-12", "2026-02-02", by="CGTN", rank=3),
    ]
    odd = stored(PLAN, "2028-12", "2026-02-03", by="Khabar Asia", rank=5)
    result = chosen(*better, odd)
    assert result.winner is better[1]
    assert result.outliers == (odd,)


def test_a_weak_statement_that_one_better_document_shares_is_no_outlier() -> None:
    better = [
        stored(PLAN, "2028-12", "2025-08-30", by="Xinhua", rank=3),
        stored(PLAN, "2026-12", "2026-02-02", by="CGTN", rank=3),
    ]
    weak = stored(PLAN, "2028-12", "2026-02-03", by="Khabar Asia", rank=5)
    assert chosen(*better, weak).outliers == ()


def test_a_forecast_is_not_odd_because_later_ones_differ() -> None:
    weak = stored(PLAN, "2026-12", "2024-02-03", by="Blog", rank=5)
    later = stored(PLAN, "2028-12", "2025-02-02", by="CGTN", rank=3)
    assert chosen(weak, later).outliers == ()


def test_what_is_in_other_money_is_no_outlier() -> None:
    official = stored(COST, 72e9, "2025-06-01", by="Ministry", rank=1, unit="CNY")
    odd = stored(COST, 4.2e9, "2026-02-02", by="Khabar Asia", rank=5, unit="USD")
    result = chosen(official, odd)
    assert result.outliers == ()
    assert result.not_compared == (odd,)


# series


def test_the_headline_of_a_series_is_about_the_newest_day() -> None:
    early = stored("spent_to_date", 33e9, "2024-06-26", by="A", unit="CNY", about="2024-06")
    article_of_march_about_december = stored(
        "spent_to_date", 25e9, "2025-03-08", by="B", unit="CNY", about="2023-12-31"
    )
    assert chosen(early, article_of_march_about_december).winner is early


def test_kinds_of_progress_are_never_one_line() -> None:
    investment = stored("progress_pct", 68.7, "2025-03-03", item="investment")
    earthwork = stored("progress_pct", 87.3, "2025-06-03", item="earthwork")
    assert chosen(investment, earthwork).winner is investment
    assert choose(FIELDS["progress_pct"], [earthwork]) is None


def test_progress_of_two_kinds_is_no_conflict() -> None:
    investment = stored("progress_pct", 68.7, "2025-03-03", by="A", item="investment")
    volume = stored("progress_pct", 80, "2025-03-03", by="B", item="work volume")
    assert not chosen(investment, volume).conflict


def test_progress_of_another_day_is_no_conflict_and_of_the_same_day_is() -> None:
    a = stored("progress_pct", 68.7, "2025-03-03", by="A", item="investment")
    earlier = stored("progress_pct", 60.0, "2025-02-03", by="B", item="investment")
    same_day = stored("progress_pct", 60.0, "2025-03-03", by="C", item="investment")
    assert not chosen(a, earlier).conflict
    assert chosen(a, same_day).conflict


# laws

claims_of_a_field = st.sampled_from(
    ["status", "completion_planned", "completion_actual", "cost_budget", "cost_estimate", "owner", "progress_pct"]
).flatmap(lambda field: st.tuples(st.just(field), st.lists(a_claim(field), max_size=9)))


def a_claim(field: str) -> st.SearchStrategy[StoredClaim]:
    """Claims of few values, dates and voices, so that ties and repetitions are common."""
    kind = FIELDS[field].type
    values = {
        "date": st.sampled_from(["2024", "2024-05", "2024-06-30", "2026"]),
        "code": st.sampled_from(["construction", "operating", "planned"]),
        "money": st.sampled_from([1e9, 1.01e9, 2e9]),
        "number": st.sampled_from([50.0, 51.0, 80.0]),
        "text": st.sampled_from(["Eni", "ENI", "SSE"]),
    }[kind]
    return st.builds(
        lambda value, as_of, by, rank, **more: stored(field, value, as_of, by, rank, **more),
        values,
        st.sampled_from(["2023", "2023-05-01", "2024-05-01", "2025-06", "../2025-01-01"]),
        st.sampled_from(["A", "B", "C"]),
        st.sampled_from([1, 3, 4, 5]),
        scope=st.sampled_from(["whole", "whole", "whole", "phase:1"]),
        qualifier=st.sampled_from(["exact", "exact", "at_least", "about"]),
        unit=st.sampled_from(["EUR", "EUR", "USD"]) if kind == "money" else st.just(""),
        original=st.sampled_from(["", "", "A"]),
        item=st.sampled_from(["investment", "physical", "earthwork"]) if field == "progress_pct" else st.just(""),
        about=st.sampled_from(["", "2023-05-01"]) if field == "progress_pct" else st.just(""),
        row=st.integers(1, 10**6),
    )


def unlike(claims: list[StoredClaim]) -> list[StoredClaim]:
    """Claims with keys of their own, as the ledger keeps them."""
    return list({c.key: c for c in claims}.values())


def keys(result: Chosen | None) -> object:
    if result is None:
        return None

    def each(claims: tuple[StoredClaim, ...]) -> list[bytes]:
        return sorted(c.key for c in claims)

    return (
        result.winner.key,
        result.conflict,
        each(result.rivals),
        each(result.not_compared),
        each(result.outliers),
        [c.key for c in result.members],
    )


@given(claims_of_a_field, st.randoms(use_true_random=False), st.sampled_from(["", "median"]))
def test_neither_the_order_of_rows_nor_their_ids_matter(
    given_claims: tuple[str, list[StoredClaim]], random: object, policy: str
) -> None:
    name, claims = given_claims
    field = FIELDS[name]
    if policy and field.type == "money":
        field = replace(field, policy="median")
    claims = unlike(claims)
    # Other numbers of rows; what is one document stays one.
    shuffled = [c._replace(id=n, document_id=c.document_id + 7, record_id=n) for n, c in enumerate(claims)]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert keys(choose(field, claims)) == keys(choose(field, shuffled))


@given(claims_of_a_field)
def test_claims_have_a_total_order_without_row_ids(given_claims: tuple[str, list[StoredClaim]]) -> None:
    claims = unlike(given_claims[1])
    orders = [c.order for c in claims]
    assert len(set(orders)) == len(claims)
    assert [c._replace(id=0, document_id=0).order for c in claims] == orders


@given(claims_of_a_field)
def test_what_a_choice_says_holds(given_claims: tuple[str, list[StoredClaim]]) -> None:
    name, claims = given_claims
    field = FIELDS[name]
    result = choose(field, claims)
    if result is None:
        assert not claims or field.policy != "union"
        return
    if field.policy != "union":
        assert result.winner.scope == "whole"
        assert all(c.scope == "whole" for c in (*result.rivals, *result.outliers, *result.not_compared))
    assert result.conflict == bool(result.rivals)
    assert result.winner not in result.rivals
    for rival in result.rivals:
        one = [(c.document_id, c.as_of_lo, c.as_of_hi, c.about_lo, c.about_hi) for c in (rival, result.winner)]
        assert rival.voice != result.winner.voice or one[0] == one[1], "one voice, but not in one breath"
        assert (rival.unit, rival.price_year, rival.item) == (
            result.winner.unit,
            result.winner.price_year,
            result.winner.item,
        )
        assert not agree(field, rival, result.winner)
    for odd in result.outliers:
        assert odd.rank >= 4


def test_a_document_that_says_two_things_in_one_breath_contradicts_itself() -> None:
    wrong, right = stored(COST, 5e9, unit="EUR", by="Ministry"), stored(COST, 7e9, unit="EUR", by="Ministry")
    assert chosen(wrong, right).conflict
    assert not chosen(wrong, stored(COST, 7e9, "2024-02-01", unit="EUR", by="Ministry")).conflict
    assert not chosen(wrong, stored(COST, 7e9, unit="EUR", by="Ministry", row=2)).conflict, "another page"
    done = [
        stored("progress_pct", n, unit="percent", item="overall", about=day) for n, day in ((10, "2022"), (20, "2023"))
    ]
    assert not chosen(*done).conflict
