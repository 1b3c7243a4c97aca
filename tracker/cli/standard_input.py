"""``-`` for standard input: kept in a file of its own while it is imported, because files are read more than once."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tracker.cli.tables import say
from tracker.errors import TrackerError, UsageError

DASH = Path("-")


@contextmanager
def spooled(paths: Sequence[Path]) -> Iterator[list[Path]]:
    """Yield the paths, with a temporary file named "-" where one of them is "-".

    Raises
    ------
    UsageError
        "-" stands twice. Errors that name the temporary file speak of standard input instead.
    """
    if DASH not in paths:
        yield list(paths)
        return
    if paths.count(DASH) > 1:
        raise UsageError("Standard input can be read once.", "Name - once.")
    if sys.stdin.isatty():
        say("Reading standard input; end it with Ctrl-D.")
    with tempfile.TemporaryDirectory(prefix="tracker-") as folder:
        file = Path(folder) / "-"
        with file.open("wb") as f:
            shutil.copyfileobj(sys.stdin.buffer, f, 1 << 20)
        try:
            yield [file if p == DASH else p for p in paths]
        except TrackerError as e:
            e.args = (str(e).replace(str(file), "standard input"),)
            e.hint = e.hint.replace(str(file), "-")
            raise
