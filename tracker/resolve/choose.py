"""Choose a value among claims. Pure: claims in, a choice out; the order of rows never matters.

Policies (declared per field): ``latest``, ``earliest-official``, ``median`` and ``union``; series show their newest
value. All but ``union`` speak of the whole project only: other scopes never enter a headline or a total.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from tracker.fields import OVERALL_PROGRESS, Field
from tracker.model import WEAK_RANK
from tracker.store.read import StoredClaim

#: A weak document gives way to a better-ranked one that spoke within this many days (24 months). What does not change
#: (an opening that happened, a final cost) is not told better by being told later: there the distance does not matter.
WEAK_WINDOW_DAYS = 730
_ABOUT = 0.1  # "about 5 bn" agrees with what lies within a tenth of it
_OPEN = -700_000  # lo of an as_of with an open start


# Not frozen, for speed: an import of 100,000 projects makes a million of these.
@dataclass(slots=True)
class Chosen:
    """The winner of one field, and how it stands against the other statements."""

    winner: StoredClaim
    rivals: tuple[StoredClaim, ...] = ()
    conflict: bool = False
    not_compared: tuple[StoredClaim, ...] = ()
    outliers: tuple[StoredClaim, ...] = ()
    members: tuple[StoredClaim, ...] = ()


def choose(field: Field, claims: Iterable[StoredClaim]) -> Chosen | None:
    """Choose for one field of one project by the field's own policy; None where nothing may be chosen."""
    every = list(claims)
    if len(every) == 1:
        return _only(field, every[0])
    every.sort(key=_order)
    if field.policy == "union":
        return _union(every)
    whole = [c for c in every if _may_lead(field, c)]
    if field.cardinality == "series":
        whole = _headline_series(field, whole)
    if not whole or field.cardinality == "events":
        return None
    kept = [c for c in whole if not gives_way(field, c, whole)]
    winner = POLICIES[field.policy](field, kept)
    return _compare(field, winner, whole)


def _only(field: Field, claim: StoredClaim) -> Chosen | None:
    """Choose where there is one statement: nothing stands against it."""
    if field.policy == "union":
        return Chosen(claim, members=(claim,))
    if field.cardinality == "events" or not _may_lead(field, claim):
        return None
    if field.cardinality == "series" and not _headline_series(field, [claim]):
        return None
    return Chosen(claim)


def _may_lead(field: Field, claim: StoredClaim) -> bool:
    """True for what speaks of the whole, in the field's unit: a length in miles is not shown as one in kilometres."""
    return claim.scope == "whole" and (not field.unit or claim.unit in ("", field.unit))


def latest(field: Field, kept: Sequence[StoredClaim]) -> StoredClaim:
    """Newest statement; of a series the one about the newest day."""
    if field.cardinality == "series":
        return min(kept, key=lambda c: (-_about_hi(c), *_newest(c)))
    return min(kept, key=_newest)


def earliest_official(field: Field, kept: Sequence[StoredClaim]) -> StoredClaim:
    """First statement whose date is known; one of an unknown past only where there is no other."""
    return min(kept, key=lambda c: (_lo(c) < _OPEN, _lo(c), _hi(c), *_newest(c)[2:]))


def median(field: Field, kept: Sequence[StoredClaim]) -> StoredClaim:
    """Lower median of one value per voice (its newest), in the unit that most voices use."""
    newest: dict[str, StoredClaim] = {}
    for claim in kept:
        newest.setdefault(claim.voice, claim)
    units = [(c.unit, c.price_year) for c in newest.values()]
    unit = max(sorted(set(units), key=str), key=units.count)
    alike = sorted((c for c in newest.values() if (c.unit, c.price_year) == unit), key=lambda c: (_size(c), c.key))
    return alike[(len(alike) - 1) // 2]


POLICIES: dict[str, Callable[[Field, Sequence[StoredClaim]], StoredClaim]] = {
    "latest": latest,
    "earliest-official": earliest_official,
    "median": median,
}


def gives_way(field: Field, claim: StoredClaim, among: Sequence[StoredClaim]) -> bool:
    """True for a weak document when a better-ranked one spoke within 24 months.

    One aggregator never flips an official status. Where a second, independent voice says the same after the
    better-ranked documents spoke, it is news that they do not have yet, and it stands.
    """
    if claim.rank < WEAK_RANK:
        return False
    better = [b for b in among if b.rank < claim.rank and _spoke_near(field, b, claim)]
    if not better:
        return False
    since = max(_hi(b) for b in better)
    if _hi(claim) <= since:
        return True
    return not any(
        c.voice != claim.voice and _hi(c) > since and _alike(c, claim) and same(field, c, claim) for c in among
    )


def same(field: Field, a: StoredClaim, b: StoredClaim) -> bool:
    """True where two statements give the same value within the field's tolerance, whatever their qualifiers."""
    if field.type == "date":
        if a.lo is None or b.lo is None or a.hi is None or b.hi is None:
            return a.text == b.text
        return max(a.lo - b.hi, b.lo - a.hi) <= field.tolerance
    if field.type in ("money", "number"):
        if a.number is None or b.number is None:
            return False
        return abs(a.number - b.number) <= field.tolerance * max(abs(a.number), abs(b.number))
    return (a.text or "").casefold() == (b.text or "").casefold()


def agree(field: Field, a: StoredClaim, b: StoredClaim) -> bool:
    """True where two statements do not contradict each other, with their qualifiers and the field's tolerance."""
    if same(field, a, b):
        return True
    if field.type == "date":
        if a.lo is None or b.lo is None or a.hi is None or b.hi is None:
            return True
        early, late = (b, a) if a.lo > b.hi else (a, b)
        return _may_be_more(early) or _may_be_less(late)
    if field.type in ("money", "number"):
        if a.number is None or b.number is None or a.number == b.number:
            return True
        if "about" in (a.qualifier, b.qualifier):
            rough = max(field.tolerance, _ABOUT)
            if abs(a.number - b.number) <= rough * max(abs(a.number), abs(b.number)):
                return True
        small, big = (a, b) if a.number < b.number else (b, a)
        return _may_be_more(small) or _may_be_less(big)
    return False


def _compare(field: Field, winner: StoredClaim, whole: Sequence[StoredClaim]) -> Chosen:
    """Set the winner against the other statements about the same thing and time."""
    if field.type in ("text", "geometry") or field.name in ("sector",):
        return Chosen(winner)
    others = [c for c in whole if c is not winner and c.item == winner.item]
    alike = [c for c in others if (c.unit, c.price_year) == (winner.unit, winner.price_year)]
    unlike = [c for c in others if (c.unit, c.price_year) != (winner.unit, winner.price_year)]
    if field.cardinality == "series":
        near = 31 * field.period
        alike = [c for c in alike if abs(_about_hi(c) - _about_hi(winner)) <= near]
        unlike = [c for c in unlike if abs(_about_hi(c) - _about_hi(winner)) <= near]
        if field.name in ("progress_pct", "progress_planned", "work_done", "spent_to_date"):
            # What grows may differ by the days between: only the same day is compared.
            alike = [c for c in alike if _about_hi(c) == _about_hi(winner)]
    against = [c for c in alike if _speaks_apart(c, winner) and not agree(field, c, winner)]
    if field.revisable:
        # A value that was said before the winner's was known is an older forecast, not a conflict.
        since = min(_hi(c) for c in (*alike, winner) if same(field, c, winner))
        # One that only has a latest possible date (a look-up, an undated recall) may be as old as that.
        against = [
            c for c in against if _hi(c) >= since and _hi(c) >= _hi(winner) - 31 * field.period and _lo(c) >= _OPEN
        ]
    outliers = tuple(c for c in whole if _is_outlier(field, c, whole))
    return Chosen(winner, tuple(against), bool(against), tuple(unlike), outliers)


def _speaks_apart(claim: StoredClaim, winner: StoredClaim) -> bool:
    """True for another voice, and for a document that says two things in one breath, as by a cell corrected later."""
    if claim.voice != winner.voice:
        return True
    a, b = ((c.document_id, c.as_of_lo, c.as_of_hi, c.about_lo, c.about_hi) for c in (claim, winner))
    return a == b


def _is_outlier(field: Field, claim: StoredClaim, whole: Sequence[StoredClaim]) -> bool:
    """A weak statement that gives way, and that every comparable better-ranked document of its time contradicts.

    A forecast is judged by what had been said before it: that a later one differs makes it old, not odd.
    """
    if not gives_way(field, claim, whole):
        return False
    better = [
        b
        for b in whole
        if b.rank < claim.rank
        and _alike(b, claim)
        and (field.cardinality != "series" or _about_hi(b) == _about_hi(claim))
        and _spoke_near(field, b, claim)
    ]
    if any(agree(field, claim, b) for b in better):
        return False
    return any(not field.revisable or _hi(b) <= _hi(claim) for b in better)


def _union(every: Sequence[StoredClaim]) -> Chosen | None:
    """One claim per distinct value: the best-ranked, then newest statement of each."""
    best: dict[str, StoredClaim] = {}
    for claim in every:
        value = f"{claim.item}\x1f{(claim.text or '').strip().casefold()}"
        old = best.get(value)
        if old is None or (claim.rank, claim.order) < (old.rank, old.order):
            best[value] = claim
    if not best:
        return None
    members = sorted(best.values(), key=lambda c: (c.rank, *c.order[:2], c.item, c.text or "", c.key))
    return Chosen(members[0], members=tuple(members))


def _order(claim: StoredClaim) -> tuple[int, int, int, bytes]:
    return claim.order


def _spoke_near(field: Field, a: StoredClaim, b: StoredClaim) -> bool:
    """True where two documents spoke near enough in time for the better-ranked to outweigh the weaker."""
    if not field.revisable and field.policy == "latest":
        return True
    return abs(_hi(a) - _hi(b)) <= WEAK_WINDOW_DAYS


def _alike(a: StoredClaim, b: StoredClaim) -> bool:
    """True where two statements measure the same thing in the same money, so that they may be compared."""
    return (a.unit, a.price_year, a.item) == (b.unit, b.price_year, b.item)


def _headline_series(field: Field, whole: list[StoredClaim]) -> list[StoredClaim]:
    """Keep the statements of a series that may stand for the whole work."""
    if field.name in ("progress_pct", "progress_planned"):
        return [c for c in whole if c.item in OVERALL_PROGRESS]
    plain = [c for c in whole if not c.item]
    return plain or whole


def _may_be_more(c: StoredClaim) -> bool:
    return c.qualifier in ("at_least", "low")


def _may_be_less(c: StoredClaim) -> bool:
    return c.qualifier in ("at_most", "high")


def _size(c: StoredClaim) -> float:
    return c.number if c.number is not None else float(c.lo or 0)


#: Of statements alike in date and rank: a figure before an end of a range, the high end before the low.
_RANGE = {"exact": 0, "about": 1, "high": 2, "at_most": 3, "at_least": 4, "low": 5}


def _precision(c: StoredClaim) -> int:
    return _RANGE.get(c.qualifier, len(_RANGE))


def _newest(c: StoredClaim) -> tuple[int, int, int, int, str, float, bytes]:
    """Sort key, newest first. The value stands before the key, so that no source wins by its name."""
    lo, hi, rank, key = c.order
    return lo, hi, rank, _precision(c), c.text or "", c.number or 0.0, key


def _lo(c: StoredClaim) -> int:
    return c.as_of_lo if c.as_of_lo is not None else -(10**7)


def _hi(c: StoredClaim) -> int:
    return c.as_of_hi if c.as_of_hi is not None else -(10**7)


def _about_hi(c: StoredClaim) -> int:
    return c.about_hi if c.about_hi is not None else _hi(c)
