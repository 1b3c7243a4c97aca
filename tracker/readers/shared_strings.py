"""The texts of an xlsx workbook (shared strings), so that a slice of a sheet needs no more than those it names."""

from __future__ import annotations

import mmap
import tempfile
import weakref
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tracker.readers.archive import unpack

NAME = "xl/sharedStrings.xml"
_CELL = b't="s"'
_NUMBER = b't="s"><v>'
_EMPTY = b"<si/>"
_FILL = 10_000
_COPY = 1024**2


class SharedStrings:
    """The member that holds the texts, on the disk, and where in it each of them begins.

    Raises
    ------
    OSError
        The disk is full.
    """

    def __init__(self, path: Path, member: zipfile.ZipInfo) -> None:
        import numpy as np

        file = tempfile.TemporaryFile(prefix="tracker-")  # noqa: SIM115 -- it goes with this object
        weakref.finalize(self, file.close)
        found: list[Any] = []
        done, rest = 0, b""
        for piece in unpack(path, member):
            file.write(piece)
            piece = rest + piece
            at = _places(piece[:-1], b"<si")
            behind = np.frombuffer(piece, np.uint8)[at + 3]
            at = at[(behind <= ord(" ")) | (behind == ord("/")) | (behind == ord(">"))]
            found.append(at + done - len(rest))
            done += len(piece) - len(rest)
            # A tag that is cut is found with the next piece; one that was found is not found again.
            rest = piece[-3:]
        self.starts = np.concatenate(found) if found else np.zeros(0, np.int64)
        file.flush()
        self.blob: Any = b""
        if done:
            self.blob = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            weakref.finalize(self, self.blob.close)

    def only(self, sheet: Sequence[bytes]) -> Iterator[bytes]:
        """Yield the member with the texts that the cells of some XML name, the others being empty.

        All of it comes where the XML or the member is not written as nearly all programmes write it.
        """
        import numpy as np

        end = self.blob.rfind(b"</sst>")
        if end < 0 or not len(self.starts) or not all(map(_names_plainly, sheet)):
            for at in range(0, len(self.blob), _COPY):
                yield self.blob[at : at + _COPY]
            return
        wanted = np.zeros(len(self.starts) + 1, bool)
        for piece in sheet:
            wanted[_numbers(piece, len(self.starts))] = True
        wanted[-1] = False
        yield self.blob[: int(self.starts[0])]
        ends = np.append(self.starts[1:], end)
        turns = np.flatnonzero(np.diff(np.concatenate(([False], wanted))))
        at = 0
        for first, after in zip(turns[0::2].tolist(), turns[1::2].tolist(), strict=True):
            yield from _fill(first - at)
            yield self.blob[int(self.starts[first]) : int(ends[after - 1])]
            at = after
        # What stands behind the last one that is wanted is wanted by nobody.
        yield b"</sst>"


def _fill(n: int) -> Iterator[bytes]:
    for _ in range(n // _FILL):
        yield _EMPTY * _FILL
    yield _EMPTY * (n % _FILL)


def _numbers(piece: bytes, most: int) -> Any:  # noqa: ANN401 -- an array of numpy
    """Return the numbers of the texts that cells name; ``most`` stands for those that do not exist."""
    import numpy as np

    at = _places(piece, _NUMBER)
    b = np.frombuffer(piece + bytes(16), np.uint8)
    value, place = np.zeros(len(at), np.int64), at + len(_NUMBER)
    for _ in range(9):
        digit = b[place]
        is_digit = (digit >= ord("0")) & (digit <= ord("9"))
        value = np.where(is_digit, value * 10 + digit - 48, value)
        place = place + is_digit
    return np.minimum(value, most)


def _names_plainly(piece: bytes) -> bool:
    """True where each cell that names a text does so in the usual form."""
    return piece.count(_CELL) == piece.count(_NUMBER) and b"t='s'" not in piece


def _places(piece: bytes, text: bytes) -> Any:  # noqa: ANN401
    """Return where a text stands, in ascending order."""
    import numpy as np

    b = np.frombuffer(piece, np.uint8)
    n = len(b) - len(text) + 1
    if n <= 0:
        return np.zeros(0, np.int64)
    at = np.flatnonzero((b[:n] == text[0]) & (b[1 : n + 1] == text[1]))
    for k in range(2, len(text)):
        at = at[b[at + k] == text[k]]
    return at
