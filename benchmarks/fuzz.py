"""Damage small files of every format and read them: a long run of what tests/fuzz does for a minute.

python benchmarks/fuzz.py [--files 10000] [--from 0] [--keep FOLDER] [ENDING ...]

Endings: csv xlsx xls ods parquet geojson gpkg zip fgb kml kmz. Prints a table (Markdown): how many files were read or
refused with an error in words, the slowest, the highest memory; below it whatever else happened, with the file kept.
A file is known by its ending and its number, so that a run goes on where another one ended.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "fuzz"))

from campaign import run
from seeds import SEEDS


def main(arguments: list[str]) -> int:
    """Run and print; return 1 where anything was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("endings", nargs="*", default=list(SEEDS), metavar="ENDING")
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--from", type=int, default=0, dest="first")
    parser.add_argument("--keep", type=Path, default=None)
    given = parser.parse_args(arguments)
    folder = given.keep or Path(tempfile.mkdtemp(prefix="tracker-fuzz-"))
    print("| format | files | read | refused | died or failed | slowest s | peak MB | seconds |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|", flush=True)
    found: list[str] = []
    for ending in given.endings:
        start = time.monotonic()
        r = run(ending, given.first, given.first + given.files, folder / ending)
        found += r.problems
        print(
            f"| {ending} | {given.files:,} | {r.read:,} | {r.refused:,} | {len(r.problems)} | {r.slowest[0]:.2f} |"
            f" {r.peak_mb} | {time.monotonic() - start:.0f} |",
            flush=True,
        )
    print("\n" + "\n\n".join(found) if found else "\nNothing was found.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
