"""Fill an empty R*Tree of SQLite at once, packed by Sort-Tile-Recursive (Leutenegger, Lopez and Edgington, 1997).

SQLite puts one row after the other into a tree that it splits and tidies on the way, which costs ten times as much as
writing its nodes, as GDAL does too. The tables behind the tree are described at the head of SQLite's ext/rtree/rtree.c:
NODE(nodeno, data), PARENT(nodeno, parentnode), ROWID(rowid, nodeno); the root is node 1 and begins with the depth.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Bounds = npt.NDArray[np.float64]
    Cells = npt.NDArray[Any]

#: Fewer rows than this go in one by one.
FEWEST = 500
#: Part of a node that is filled: the rest is for rows that come later.
_FILLED = 0.8
#: A cell of a node: id, then bounds of 32 bits, all big-endian.
_CELL = [("id", ">i8"), ("minx", ">f4"), ("maxx", ">f4"), ("miny", ">f4"), ("maxy", ">f4")]
_CELL_BYTES = 24
_ROOT = 1
_HEAD = 4


def fill(conn: sa.Connection, table: str, fids: npt.NDArray[np.int64], bounds: Bounds) -> bool:
    """Put all rows into an R*Tree; False, and nothing done, where it is not empty or the rows are few.

    Parameters
    ----------
    fids
        Ids, each once.
    bounds
        A row each: minx, miny, maxx, maxy.
    """
    if len(fids) < FEWEST:
        return False
    root = conn.exec_driver_sql(f"select data from {table}_node where nodeno = {_ROOT}").scalar_one()
    if root[:_HEAD] != bytes(_HEAD):
        return False
    import numpy as np

    numbers = iter(range(_ROOT + 1, 2**62))
    level = cells(fids, bounds)
    depth, parents = 0, f"{table}_rowid(rowid, nodeno)"
    capacity = (len(root) - _HEAD) // _CELL_BYTES
    while True:
        last = len(level) <= capacity
        above: list[Cells] = []
        for members in [level] if last else tiles(level, max(2, int(capacity * _FILLED))):
            number = _ROOT if last else next(numbers)
            conn.exec_driver_sql(
                f"insert or replace into {table}_node(nodeno, data) values(?, ?)",
                (number, _node(members, depth if last else 0, len(root))),
            )
            conn.exec_driver_sql(f"insert into {parents} values(?, ?)", [(int(k), number) for k in members["id"]])
            above.append(_around(number, members))
        if last:
            return True
        depth, parents = depth + 1, f"{table}_parent(nodeno, parentnode)"
        level = np.concatenate(above).astype(_CELL)  # it would be of this machine's order else


def cells(fids: npt.NDArray[np.int64], bounds: Bounds) -> Cells:
    """Return the cells of rows: bounds as 32-bit numbers, rounded outwards."""
    import numpy as np

    out = np.empty(len(fids), dtype=_CELL)
    out["id"] = fids
    for name, column, outwards in (
        ("minx", 0, -np.inf),
        ("miny", 1, -np.inf),
        ("maxx", 2, np.inf),
        ("maxy", 3, np.inf),
    ):
        exact = bounds[:, column]
        near = exact.astype(np.float32)
        inside = near > exact if outwards < 0 else near < exact
        out[name] = np.where(inside, np.nextafter(near, np.float32(outwards)), near)
    return out


def tiles(level: Cells, size: int) -> Iterator[Cells]:
    """Yield the cells in groups of at most `size` that lie together: slices by x, each cut by y."""
    import numpy as np

    nodes = math.ceil(len(level) / size)
    slices = math.ceil(math.sqrt(nodes))
    x = level["minx"].astype(float) + level["maxx"]
    for part in np.array_split(level[np.argsort(x, kind="stable")], slices):
        y = part["miny"].astype(float) + part["maxy"]
        yield from np.array_split(part[np.argsort(y, kind="stable")], math.ceil(len(part) / size))


def _around(number: int, members: Cells) -> Cells:
    """Return the cell of a node: its number and the bounds of its members."""
    import numpy as np

    low, high = (members["minx"].min(), members["miny"].min()), (members["maxx"].max(), members["maxy"].max())
    return np.array([(number, low[0], high[0], low[1], high[1])], dtype=_CELL)


def _node(members: Cells, depth: int, size: int) -> bytes:
    """Return the data of a node: depth, number of cells, cells, zeros."""
    return (struct.pack(">HH", depth, len(members)) + members.tobytes()).ljust(size, b"\0")
