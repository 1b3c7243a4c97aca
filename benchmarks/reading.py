"""Time whole commands on a synthetic ledger, and the map against GeoDataFrame.explore() in the same run.

python benchmarks/synthetic.py big.gpkg 100000 20
python benchmarks/reading.py big.gpkg [RUNS]

Prints a table (Markdown): wall and CPU seconds of whole processes, median of the runs after one warm-up, peak memory.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent


def measure(
    command: list[str], runs: int, env: dict[str, str], may_end: int = 0, *, warm_up: bool = True
) -> tuple[float, float, float]:
    """Return the median wall seconds, median CPU seconds and the highest peak memory (MB).

    `may_end`: an exit code that is an answer too, such as 2 of a command that refuses what is too much.
    """
    wall, cpu, peak = [], [], 0.0
    for k in range(not warm_up, runs + 1):
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=env)
        _, status, usage = os.wait4(process.pid, 0)
        took = time.perf_counter() - start
        assert process.stderr is not None
        if status and os.waitstatus_to_exitcode(status) != may_end:
            raise SystemExit(f"{' '.join(command)} failed: {process.stderr.read().decode()[-500:]}")
        process.returncode = 0
        process.stderr.close()
        if k:
            wall.append(took)
            cpu.append(usage.ru_utime + usage.ru_stime)
        peak = max(peak, usage.ru_maxrss / 1024)
    return statistics.median(wall), statistics.median(cpu), peak


def main(ledger: Path, runs: int) -> None:
    """Run and print."""
    bin_dir = Path(sys.executable).parent
    tracker = str(bin_dir / "tracker")
    env = {**os.environ, "TRACKER_DB": str(ledger), "CI": "true"}
    with tempfile.TemporaryDirectory() as folder:
        ours, theirs = Path(folder, "ours.html"), Path(folder, "theirs.html")
        cases = [
            ("tracker --help", [tracker, "--help"], runs),
            ("tracker show ID", [tracker, "show", "s0001000"], runs),
            ("tracker list", [tracker, "list"], runs),
            ("tracker list --sector canal", [tracker, "list", "--sector", "canal", "--sort", "-cost"], runs),
            ("tracker list --text 'delta 77'", [tracker, "list", "--text", "delta 77"], runs),
            ("tracker map", [tracker, "map", "-o", str(ours)], max(runs // 2, 2)),
            ("GeoDataFrame.explore()", [sys.executable, str(ROOT / "explore_peer.py"), str(ledger), str(theirs)], 2),
        ]
        print("| whole process | wall s | CPU s | peak MB |\n|---|--:|--:|--:|")
        took = {}
        for name, command, times in cases:
            wall, cpu, peak = measure(command, times, env)
            took[name] = wall, cpu
            print(f"| {name} | {wall:.2f} | {cpu:.2f} | {peak:,.0f} |", flush=True)
        a, b = took["tracker map"], took["GeoDataFrame.explore()"]
        print(f"\nexplore() / tracker map: wall {b[0] / a[0]:.1f}, CPU {b[1] / a[1]:.1f}.")
        print(f"Size: tracker {ours.stat().st_size / 1e6:.1f} MB, explore {theirs.stat().st_size / 1e6:.1f} MB.")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 5)
