"""The data version: a hash of the set of claims that stand, kept ready while claims come and go.

The keys (128-bit hashes) are added up modulo 2^128 and the sum is hashed: equal sets give equal versions, whatever the
order, and a change costs only what changed. A hash over the sorted keys would read every key at every map.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import sqlalchemy as sa

from tracker.store import tables as t

_NAME = "sum_of_live_claim_keys"
_MODULUS = 1 << 128


def total(keys: Iterable[bytes]) -> int:
    """Return the sum of claim keys modulo 2^128."""
    return sum(int.from_bytes(key, "big") for key in keys) % _MODULUS


def name_of(sum_of_keys: int) -> str:
    """Return 16 hex digits that name a set of claims by the sum of its keys."""
    return hashlib.sha256(sum_of_keys.to_bytes(16, "big")).hexdigest()[:16]


def read(conn: sa.Connection) -> str:
    """Return the version of the claims that stand now."""
    return name_of(_stored(conn))


def move(conn: sa.Connection, risen: Iterable[bytes], fallen: Iterable[bytes]) -> None:
    """Note which claims came to stand and which fell, by their keys."""
    add(conn, total(risen) - total(fallen))


def add(conn: sa.Connection, sum_of_keys: int) -> None:
    """Note claims that came to stand by the sum of their keys; of those that fell, by less than nothing."""
    _store(conn, (_stored(conn) + sum_of_keys) % _MODULUS)


def recount(conn: sa.Connection) -> None:
    """Add up all keys anew."""
    _store(conn, total(conn.scalars(sa.select(t.claim.c.key).where(t.claim.c.live == 1))))


def _stored(conn: sa.Connection) -> int:
    value = conn.execute(sa.select(t.state.c.value).where(t.state.c.name == _NAME)).scalar()
    return int(value, 16) if value else 0


def _store(conn: sa.Connection, value: int) -> None:
    conn.execute(sa.delete(t.state).where(t.state.c.name == _NAME))
    conn.execute(sa.insert(t.state).values(name=_NAME, value=f"{value:032x}"))
