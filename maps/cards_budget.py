"""Which projects carry their cards in a page that cannot carry all: as many as fit, the most told first.

A file that opens fast and can be sent by mail has a size. What a card of a project adds to its columns is what several
documents say, or say differently; so the order is that of :func:`tracker.views.most_told`, and projects that one
document tells in one breath come never: their columns say it all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from tracker.views import Card, ProjectRow, most_told

#: Bytes of a page of very many projects.
PAGE_BYTES = 12_000_000
#: Of these, what is no data: Leaflet, front end, style and the worker.
FRONT_BYTES = 700_000
#: How far a guess of the size is trusted.
_SURE = 0.96


def packed_cards(
    rows: Sequence[ProjectRow], cards: Mapping[str, Card], room: int, pack: Callable[[Mapping[str, Card]], str]
) -> tuple[str, int]:
    """Return the packed block of as many of `cards` as fit into `room` bytes, and how many those are.

    Where all projects have their card all are packed, however big: a page of few projects is never cut.
    """
    if len(cards) >= len(rows):
        return (pack(cards) if cards else ""), len(cards)
    ranked = [row.slug for row in most_told([row for row in rows if row.slug in cards])]
    count = len(ranked)
    while count > 0:
        block = pack({slug: cards[slug] for slug in ranked[:count]})
        if len(block) <= room:
            return block, count
        count = min(count - 1, int(count * max(0.0, room) / len(block) * _SURE))
    return "", 0
