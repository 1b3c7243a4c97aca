"""Run a child over many damaged files; where it dies, say on which file, and go on behind it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent


@dataclass
class Result:
    """What reading the files ``first`` to ``last`` came to. ``problems``: file number and what happened."""

    read: int = 0
    refused: int = 0
    rows: int = 0
    peak_mb: int = 0
    slowest: tuple[float, int] = (0.0, -1)
    problems: list[str] = field(default_factory=list)


def run(ending: str, first: int, last: int, folder: Path) -> Result:
    """Read damaged files of one format in children, each going on where the one before it died."""
    result = Result()
    while first < last:
        (folder / "now").unlink(missing_ok=True)
        command = [sys.executable, str(HERE / "child.py"), ending, str(first), str(last), str(folder)]
        env = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONFAULTHANDLER": "1"}
        ended = subprocess.run(command, capture_output=True, text=True, check=False, env=env)
        lines = [json.loads(line) for line in ended.stdout.splitlines()]
        result.problems += [f"{ending} {p['n']} ({p['file']}): {p['problem']}" for p in lines if "problem" in p]
        if ended.returncode == 0:
            s = lines[-1]
            result.read += s["read"]
            result.refused += s["refused"]
            result.rows += s["rows"]
            result.peak_mb = max(result.peak_mb, s["peak_mb"])
            result.slowest = max(result.slowest, tuple(s["slowest"]))
            return result
        assert (folder / "now").exists(), f"the child did not begin: {ended.stderr[-2000:]}"
        at = int((folder / "now").read_text(encoding="ascii"))
        how = f"exit code {ended.returncode}"
        if ended.returncode < 0:
            how = signal.Signals(-ended.returncode).name
        now = folder / f"now.{ending}"
        kept = folder / f"died-{at}.{ending}"
        if now.exists():
            now.replace(kept)
        result.problems.append(
            f"{ending} {at} ({kept}): the process died of {how}: {ended.stderr[:600]} ... {ended.stderr[-600:]}"
        )
        first = at + 1
    return result
