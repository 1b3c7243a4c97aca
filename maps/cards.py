"""The block ``cards`` of a page: claims, choices and documents of the projects that carry them.

Columns have the forms of :mod:`maps.columns`, and two more that a worker can turn into flat arrays:

- a column of dates is ``{"days": dates, "i": [...]}``: each distinct date once, and which a claim has (0: none);
- choices are columns too; lists of places in the card stand one after the other: ``{"n": [lengths], "v": [places]}``.

Its reader is ``static/claimcols.mjs``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from maps.columns import Column, coded, dates, values
from maps.forecasts import SHARES
from maps.measures import prices_block
from tracker.analysis.prices import Prices
from tracker.fields import FIELDS
from tracker.views import Card, Choice, ClaimRow, DocumentRow, ProjectRow

_WORDS = ("source", "field", "item", "scope", "qualifier", "unit", "basis")
_LISTS = ("rivals", "not_compared", "outliers", "members")
_CODES = frozenset(name for name, field in FIELDS.items() if field.type == "code")


def cards_block(
    rows: Sequence[ProjectRow],
    cards: Mapping[str, Card],
    forecasts: Sequence[Any] | None = None,
    prices: Prices | None = None,
) -> dict[str, Any]:
    """Return claims and documents, sorted by project; ``count`` says how many claims each project has.

    Its key ``prices`` has what measures of another day need, of the parameter's tables (the bundled ones where None);
    ``forecasts``: of :func:`maps.forecasts.forecasts_block`.
    """
    claims: list[ClaimRow] = []
    count: list[int] = []
    choices: list[Sequence[Choice]] = []
    for row in rows:
        card = cards.get(row.slug)
        claims += card.claims if card else ()
        count.append(len(card.claims) if card else 0)
        choices.append(list(card.choices.values()) if card else ())
    number: dict[DocumentRow, int] = {}
    same: dict[int, int] = {}  # by identity first: hashing a row of nine fields for each claim takes longest of all
    document = []
    for claim in claims:
        place = same.get(id(claim.document))
        if place is None:
            place = same[id(claim.document)] = number.setdefault(claim.document, len(number))
        document.append(place)
    out = {
        "n": len(claims),
        "count": values(count),
        "choices": _choices(choices),
        "claims": _claims(claims) | {"document": values(document)},
        "documents": _documents(list(number)),
        "prices": prices_block(cards.values(), prices),
    }
    return out | {"shares": SHARES, "forecasts": forecasts} if forecasts else out


def _claims(claims: Sequence[ClaimRow]) -> dict[str, Column]:
    out = {name: coded([getattr(c, name) for c in claims]) for name in _WORDS}
    out["text"] = coded(["" if c.number is not None or c.lo or c.wkb else c.text for c in claims])
    # the source's own word matters where ours is a code; elsewhere the raw text only repeats the value
    out["raw"] = coded([c.raw if c.field in _CODES and c.raw != c.text else "" for c in claims])
    out["note"] = coded([c.note for c in claims])
    out["number"] = values([c.number for c in claims])
    out["price_year"] = values([c.price_year for c in claims])
    out["date"] = distinct_dates((c.text, c.lo, c.hi) if c.lo else ("", "", "") for c in claims)
    out["about"] = distinct_dates((c.about, c.about_lo, c.about_hi) for c in claims)
    out["as_of"] = distinct_dates((c.as_of, c.as_of_lo, c.as_of_hi) for c in claims)
    out["withdrawn"] = values([int(c.withdrawn) for c in claims])
    out["order"] = values(_key_order(claims))
    return out


def distinct_dates(rows: Iterable[tuple[str, str, str]]) -> dict[str, Any]:
    """Return dates from (EDTF text, first day, last day): each distinct one once, by its first day, and codes."""
    column = list(rows)
    words = sorted({row for row in column if row[1]}, key=lambda row: (row[1], row[2], row[0]))
    number = {row: k for k, row in enumerate(words, start=1)}
    return {"days": dates([("", "", ""), *words]), "i": values([number.get(row, 0) for row in column])}


def _key_order(claims: Sequence[ClaimRow]) -> list[int]:
    """Return the place of each claim's key among those of its project and field: the last word of a total order.

    Where no two claims of a group were said on the same day by documents of the same rank nobody asks for that word;
    they are numbered as they come, which takes no room.
    """
    out = [0] * len(claims)
    start = 0
    for end in [*_breaks(claims), len(claims)]:
        groups: dict[str, list[int]] = {}
        for k in range(start, end):
            groups.setdefault(claims[k].field, []).append(k)
        for name, group in groups.items():
            if len(group) > 1:
                told = {(claims[k].as_of_lo, claims[k].as_of_hi, claims[k].document.rank) for k in group}
                apart = len(told) == len(group) and (name not in FIELDS or FIELDS[name].policy != "median")
                ordered = group if apart else sorted(group, key=lambda k: claims[k].key)
                for place, k in enumerate(ordered):
                    out[k] = place
        start = end
    return out


def _breaks(claims: Sequence[ClaimRow]) -> list[int]:
    """Return the places where the claims of another project begin."""
    return [k for k in range(1, len(claims)) if claims[k].project != claims[k - 1].project]


def _documents(documents: Sequence[DocumentRow]) -> dict[str, Any]:
    out: dict[str, Any] = {"n": len(documents)}
    out["url"] = values(d.url for d in documents)
    for name in ("publisher", "original_publisher", "licence", "rank", "date", "note"):
        out[name] = coded(getattr(d, name) for d in documents)
    out["is_copy"] = values(int(d.is_copy) for d in documents)
    out["linkable"] = values(int(d.linkable) for d in documents)
    return out


def _choices(choices: Sequence[Sequence[Choice]]) -> dict[str, Any]:
    every = [choice for group in choices for choice in group]
    out: dict[str, Any] = {"count": values(map(len, choices)), "n": len(every)}
    out["field"] = coded(c.field for c in every)
    out["winner"] = values(c.winner for c in every)
    out["conflict"] = values(int(c.conflict) for c in every)
    for name in _LISTS:
        lists = [getattr(c, name) for c in every]
        out[name] = {"n": values(map(len, lists)), "v": values(place for places in lists for place in places)}
    return out
