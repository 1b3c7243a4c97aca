"""What a command printed; and running it as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

COMMAND = [sys.executable, "-c", "import sys; sys.argv[0] = 'tracker'; from tracker.cli.app import main; main()"]


@dataclass(frozen=True)
class Ran:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str


Tracker = Callable[..., Ran]


def process(*args: str, env: dict[str, str] | None = None, **more: Any) -> subprocess.CompletedProcess[bytes]:
    """Run ``tracker ARGS`` to its end."""
    more.setdefault("capture_output", "stdout" not in more)
    return subprocess.run([*COMMAND, *args], check=False, timeout=60, env={**os.environ, **(env or {})}, **more)
