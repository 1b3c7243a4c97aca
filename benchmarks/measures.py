"""Time the measures on a big ledger: whole processes, CPU (user and system) and peak memory.

python benchmarks/measures.py big.gpkg [COMMAND ...]     of a ledger of benchmarks/synthetic.py N 20 ended

Prints a table (Markdown). CPU time is told, which other work on the same cores changes little.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

#: Command -> its arguments; OUT stands for a file of a scratch folder.
RUNS = {
    "costs": ("costs", "-o", "OUT.csv"),
    "costs --by sector": ("costs", "--by", "sector"),
    "slippage": ("slippage", "-o", "OUT.csv"),
    "slippage --by sector": ("slippage", "--by", "sector"),
    "revisions": ("revisions", "-o", "OUT.csv"),
    "forecast": ("forecast", "-o", "OUT.csv"),
    "panel --unit cell:0.5 --from 1985": ("panel", "--unit", "cell:0.5", "--from", "1985", "-o", "OUT.parquet"),
    "panel --unit cell:0.5 --from 1985 --money USD": (
        "panel",
        "--unit",
        "cell:0.5",
        "--from",
        "1985",
        "--money",
        "USD",
        "-o",
        "OUT.parquet",
    ),
    "panel (countries)": ("panel", "--from", "1985", "-o", "OUT.parquet"),
}


def once(command: list[str], env: dict[str, str]) -> tuple[float, float, float]:
    """Return wall seconds, CPU seconds and peak memory (MB) of one run: these are too long to run twice."""
    start = time.perf_counter()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=said, env=env)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = 0
        if status:
            said.seek(0)
            raise SystemExit(f"{' '.join(command)} failed: {said.read().decode()[-500:]}")
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main(ledger: str, wanted: list[str]) -> None:
    """Run each command once."""
    env = {**os.environ, "TRACKER_DB": ledger, "CI": "true"}
    tracker = str(Path(sys.executable).with_name("tracker"))
    print("| whole process | wall s | CPU s | peak MB |\n|---|--:|--:|--:|", flush=True)
    for name, args in RUNS.items():
        if wanted and not any(name.startswith(w) for w in wanted):
            continue
        with tempfile.TemporaryDirectory() as folder:
            given = [a.replace("OUT", f"{folder}/out") for a in args]
            wall, cpu, peak = once([tracker, *given], env)
        print(f"| `tracker {name}` | {wall:.0f} | {cpu:.0f} | {peak:,.0f} |", flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
