"""Days as integers: days since 1970-01-01, as the ledger and the page keep them."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

_EPOCH = date(1970, 1, 1).toordinal()


@lru_cache(maxsize=65536)
def day_number(iso: str) -> int:
    """Return the number of an ISO day."""
    return date.fromisoformat(iso).toordinal() - _EPOCH


@lru_cache(maxsize=65536)
def iso_day(number: int) -> str:
    """Return the ISO day of a number."""
    return date.fromordinal(number + _EPOCH).isoformat()
