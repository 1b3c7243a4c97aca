"""Cards without a ledger behind them: claims in a line, chosen among as the ledger does."""

from __future__ import annotations

from itertools import count
from typing import Any

from make import stored

from tracker.clean.days import iso_day
from tracker.fields import AS_OF_BASES
from tracker.resolve.current import choices_of, summarise
from tracker.store.read import StoredClaim
from tracker.views.claims import reading_order, to_choice
from tracker.views.computed import row_of
from tracker.views.rows import Card, ClaimRow, DocumentRow

_ROWS = count(1)


def said(field: str, value: object, as_of: str, by: str = "Ministry", rank: int = 1, **more: Any) -> StoredClaim:
    """One claim; each is a document of its own unless ``by`` is the same."""
    basis = more.pop("basis", "published")
    return stored(field, value, as_of, by, rank, row=next(_ROWS), as_of_basis=basis, **more)


def card(
    *claims: StoredClaim, slug: str = "p", status: str = "", country: str = "GBR", sector: str = "railway"
) -> Card:
    """The card of these claims, in whatever order they are given."""
    about = [said("country", country, ""), said("sector", sector, "")] if country else []
    every = sorted((*claims, *about), key=reading_order)
    if status:
        every.append(said("status", status, "2099-01-01"))
    choices = choices_of(every)
    index = {c.id: n for n, c in enumerate(every)}
    project = row_of(summarise(1, slug, every, choices))
    return Card(project, tuple(_row(slug, c) for c in every), {n: to_choice(n, c, index) for n, c in choices.items()})


def _row(slug: str, c: StoredClaim) -> ClaimRow:
    def day(number: int | None) -> str:
        return "" if number is None else iso_day(number)

    url = f"https://{c.voice.lower().replace(' ', '-')}.example/a"
    return ClaimRow(
        key=c.key.hex(), project=slug, source="test", field=c.field, item=c.item, scope=c.scope,
        text=c.text if c.text is not None else f"{c.number:.15g}" if c.number is not None else "", number=c.number,
        lo=day(c.lo), hi=day(c.hi), wkb=None, qualifier=c.qualifier, unit=c.unit, price_year=c.price_year,
        about=c.about or "", about_lo=day(c.about_lo), about_hi=day(c.about_hi), as_of=c.as_of or "",
        as_of_lo=day(c.as_of_lo), as_of_hi=day(c.as_of_hi), basis=AS_OF_BASES[c.basis],
        document=DocumentRow(url, c.voice, "", c.rank, "", "", False, True, ""), raw="", note="", withdrawn=False,
        first_seen="", last_seen="",
    )  # fmt: skip
