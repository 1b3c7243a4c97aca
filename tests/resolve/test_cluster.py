"""Records joined into projects."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tracker.store.clusters import cluster

records = st.sets(st.integers(1, 40), min_size=1)
ties = records.flatmap(
    lambda rs: st.tuples(
        st.just(rs), st.lists(st.tuples(st.sampled_from(sorted(rs)), st.sampled_from(sorted(rs))), max_size=30)
    )
)


def neighbours(start: int, pairs: list[tuple[int, int]]) -> set[int]:
    """All that can be reached from a record, the slow and plain way."""
    found, again = {start}, True
    while again:
        again = False
        for a, b in pairs:
            if (a in found) != (b in found):
                found |= {a, b}
                again = True
    return found


def test_records_without_ties_stand_alone() -> None:
    assert cluster([3, 1, 2], []) == {1: 1, 2: 2, 3: 3}


def test_a_chain_of_ties_is_one_project_named_after_its_smallest_record() -> None:
    assert cluster([5, 9, 2, 7], [(9, 5), (9, 2)]) == {2: 2, 5: 2, 9: 2, 7: 7}


@given(ties)
def test_a_project_is_all_that_can_be_reached(case: tuple[set[int], list[tuple[int, int]]]) -> None:
    rs, pairs = case
    found = cluster(rs, pairs)
    assert found == {r: min(neighbours(r, pairs)) for r in rs}


@given(ties, st.randoms(use_true_random=False))
def test_neither_the_order_nor_the_direction_of_ties_matters(
    case: tuple[set[int], list[tuple[int, int]]], random: object
) -> None:
    rs, pairs = case
    turned = [(b, a) for a, b in pairs]
    random.shuffle(turned)  # type: ignore[attr-defined]
    assert cluster(sorted(rs, reverse=True), turned) == cluster(rs, pairs)
