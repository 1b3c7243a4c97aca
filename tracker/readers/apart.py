"""Read a file in a process of its own, where a damaged one may end the code that reads it.

The reader of old workbooks (calamine, compiled) gives up on some damaged files by ending its process, or asks for all
the memory there is. Here that is the end of a child only, and becomes an error in words.
"""

from __future__ import annotations

import importlib
import json
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tracker.errors import FormatError, TrackerError

#: A function of a module that yields what it finds in a file.
Reader = Callable[..., Iterator[Any]]

#: Address space of the child, bytes: room for all but absurd sheets of that format (65,536 rows, 256 columns).
MEMORY = 1024**3
#: The child takes no code from the folder that it runs in.
_CHILD = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from tracker.readers.apart import serve; serve()"


def read_apart(reader: Reader, path: Path, *more: object) -> Iterator[Any]:
    """Yield what ``reader(path, *more)`` yields in a child process.

    The child is done, and has come to a good end, before the first of it comes; the rest waits on the disk.

    Raises
    ------
    UsageError, FormatError
        As the reader raises them; FormatError too where the child came to a bad end or no child can be started.
    """
    with tempfile.TemporaryFile(prefix="tracker-") as file:
        try:
            ended = subprocess.run(  # noqa: S603 -- our own interpreter and code
                [sys.executable, "-I", "-c", _CHILD, json.dumps([p for p in sys.path if p])],
                input=pickle.dumps((reader.__module__, reader.__name__, path, *more)),
                stdout=file,
                # What a panic of Rust tells while it ends is of no use to people.
                stderr=subprocess.DEVNULL,
                check=False,
            )
        except OSError as e:
            what = f"{path} cannot be read: a second process cannot be started ({e.strerror})."
            raise FormatError(what, "Save it as xlsx, which is read without.") from e
        if ended.returncode:
            raise FormatError(
                f"{path} is damaged: the programme that reads such files gave up on it.",
                "Open it in a spreadsheet programme and save it as xlsx.",
            )
        file.seek(0)
        while (found := pickle.load(file)) is not None:  # noqa: S301 -- written by our own code
            if isinstance(found, TrackerError):
                raise found
            yield found


def serve() -> None:
    """Be the child: take a call from standard input, leave what came of it on standard output."""
    _limit_memory()
    module, name, path, *more = pickle.load(sys.stdin.buffer)  # noqa: S301 -- written by our own code
    reader: Reader = getattr(importlib.import_module(module), name)
    out = sys.stdout.buffer
    try:
        for found in reader(path, *more):
            pickle.dump(found, out)
    except TrackerError as e:
        pickle.dump(e, out)
    pickle.dump(None, out)


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    most = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY if most == resource.RLIM_INFINITY else min(MEMORY, most), most))
