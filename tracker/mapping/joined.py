"""A row of a joined table: its cells, and where it stands."""

from __future__ import annotations

from collections.abc import Iterable

from tracker.readers.tables import Cell


class JoinedRow(dict[str, Cell]):
    """Column -> cell. ``where``: file, sheet and row, as messages name them."""

    __slots__ = ("where",)

    def __init__(self, cells: Iterable[tuple[str, Cell]], where: str) -> None:
        super().__init__(cells)
        self.where = where
