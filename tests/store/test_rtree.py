"""A packed R*Tree is the one SQLite would make: sound, complete, and open to changes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
import sqlalchemy as sa

from tracker.store.sqlite import rtree


@pytest.fixture
def conn() -> Iterator[sa.Connection]:
    engine = sa.create_engine("sqlite://")
    with engine.connect() as conn:
        conn.exec_driver_sql("create virtual table g using rtree(id, minx, maxx, miny, maxy)")
        yield conn


def boxes(n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    r = np.random.default_rng(seed)
    x, y = r.uniform(-180, 180, n), r.uniform(-90, 90, n)
    wide = r.uniform(0, 3, n) * r.integers(0, 2, n)
    return r.permutation(n).astype(np.int64) * 3 - 50, np.column_stack([x, y, x + wide, y + wide])


def sound(conn: sa.Connection) -> bool:
    return bool(conn.exec_driver_sql("select rtreecheck('main', 'g')").scalar_one() == "ok")


def found(conn: sa.Connection, west: float, south: float, east: float, north: float) -> set[int]:
    hit = f"maxx >= {west} and minx <= {east} and maxy >= {south} and miny <= {north}"
    return set(conn.exec_driver_sql(f"select id from g where {hit}").scalars())


@pytest.mark.parametrize("n", [500, 1999, 2041, 40_000])
def test_rows_are_found_where_they_are(conn: sa.Connection, n: int) -> None:
    ids, bounds = boxes(n, n)
    assert rtree.fill(conn, "g", ids, bounds)
    assert sound(conn)
    assert conn.exec_driver_sql("select count(*) from g").scalar_one() == n
    for west, south in np.random.default_rng(1).uniform(-90, 80, (20, 2)):
        got = found(conn, west, south, west + 10, south + 10)
        inside = (
            (bounds[:, 2] >= west)
            & (bounds[:, 0] <= west + 10)
            & (bounds[:, 3] >= south)
            & (bounds[:, 1] <= south + 10)
        )
        assert set(ids[inside].tolist()) <= got
        assert len(got) <= inside.sum() + 2  # 32-bit numbers, rounded outwards


def test_it_changes_like_any_other(conn: sa.Connection) -> None:
    ids, bounds = boxes(3000, 5)
    rtree.fill(conn, "g", ids, bounds)
    conn.exec_driver_sql("insert into g values(-1000, 1, 2, 3, 4)")
    conn.exec_driver_sql("delete from g where id = ?", [(int(k),) for k in ids[:2500]])
    assert sound(conn)
    assert conn.exec_driver_sql("select count(*) from g").scalar_one() == 501
    assert -1000 in found(conn, 1, 3, 2, 4)


def test_bounds_are_rounded_outwards_by_no_more_than_needed() -> None:
    ids, bounds = boxes(1000, 3)
    cells = rtree.cells(ids, bounds)
    assert (cells["minx"].astype(float) <= bounds[:, 0]).all()
    assert (cells["maxy"].astype(float) >= bounds[:, 3]).all()
    assert np.abs(cells["minx"] - bounds[:, 0]).max() < 2e-5


def test_few_rows_and_a_tree_that_holds_something_are_left_alone(conn: sa.Connection) -> None:
    ids, bounds = boxes(600, 9)
    assert not rtree.fill(conn, "g", ids[:10], bounds[:10])
    conn.exec_driver_sql("insert into g values(7, 1, 2, 3, 4)")
    assert not rtree.fill(conn, "g", ids, bounds)
    assert conn.exec_driver_sql("select count(*) from g").scalar_one() == 1
