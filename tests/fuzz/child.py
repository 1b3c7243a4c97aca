"""Read damaged files in a process of its own, with limits on memory and time: python child.py ENDING FIRST LAST FOLDER.

File ``n`` depends on its ending and on ``n`` alone. What is found goes to stdout, a line of JSON each; the last line is
a summary. Should compiled code end the process, the file it worked on lies in FOLDER/now.ENDING.
"""

from __future__ import annotations

import json
import os
import random
import re
import resource
import signal
import sys
import time
import traceback
import warnings
from pathlib import Path

#: Address space, bytes; seconds of the processor for one file (of the clock: six times as many).
MEMORY = 3 * 1024**3
SECONDS = 20


def peak_mb() -> float:
    """The highest memory of this process; that of the one which started it is left out where Linux can tell."""
    status = Path("/proc/self/status")
    if status.exists():
        found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text(encoding="ascii", errors="replace"))
        if found:
            return int(found[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(ending: str, first: int, last: int, folder: Path) -> None:
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from mutate import checksum, mutate
    from seeds import SEEDS

    from tracker.errors import FormatError, UsageError
    from tracker.readers.opening import open_table
    from tracker.readers.spreadsheet import sheets
    from tracker.readers.tables import TableOptions
    from tracker.readers.vector import layers

    def options(rnd: random.Random) -> TableOptions:
        return TableOptions(
            encoding=rnd.choice(("", "", "utf-8", "utf-16", "cp1252", "gb18030", "utf-7", "hex")),
            separator=rnd.choice(("", "", ",", "tab", "\x00", "é")),
            skip_lines=rnd.choice((-1, -1, 0, 1, 3, 200)),
            transposed=rnd.choice((None, None, True, False)),
        )

    warnings.simplefilter("error")
    folder.mkdir(parents=True, exist_ok=True)
    seeds = SEEDS[ending](folder)
    path, also = folder / f"now.{ending}", layers if ending not in ("csv", "xlsx", "xls", "ods", "parquet") else None
    if ending in ("xlsx", "xls", "ods"):
        also = sheets
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, hard))
    read = refused = rows = 0
    slowest = (0.0, -1)
    for n in range(first, last):
        rnd = random.Random(f"{ending}-{n}")
        data = mutate(rnd, ending, seeds, folder / "scratch")
        path.write_bytes(data)
        (folder / "now").write_text(str(n), encoding="ascii")
        start = time.process_time()
        # Nobody handles these signals: they end the process, even inside compiled code.
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        signal.alarm(6 * SECONDS)
        try:
            try:
                if also is not None and n % 4 == 0:
                    also(path)
                table = open_table(path, options(rnd) if n % 5 == 0 else None)
                for batch in table.batches:
                    assert list(batch.columns) == list(table.columns), "columns of a batch are not those of the table"
                    assert len({len(cells) for cells in batch.columns.values()}) <= 1, "columns of unequal length"
                    rows += len(batch)
                    table.locate(batch.start)
                for code, what in table.notes:
                    assert code, what
                    what.encode()
                read += 1
            finally:
                signal.setitimer(signal.ITIMER_PROF, 0)
                signal.alarm(0)
        except (FormatError, UsageError) as e:
            refused += 1
            problem = "" if e.hint and str(e) and len(str(e)) < 1000 else f"a poor message: {e!s:.200} {e.hint:.100}"
            try:
                (str(e) + e.hint).encode()
            except UnicodeEncodeError:
                problem = "a message that cannot be printed"
        except BaseException as e:  # noqa: BLE001 -- whatever it is, it is what we look for
            where = traceback.extract_tb(e.__traceback__)[-4:]
            places = " < ".join(f"{Path(f.filename).name}:{f.lineno}" for f in reversed(where))
            problem = f"{type(e).__name__}: {str(e)[:150]} at {places}"
        else:
            problem = ""
        took = time.process_time() - start
        slowest = max(slowest, (took, n))
        if problem:
            kept = folder / f"{checksum(data)}.{ending}"
            kept.write_bytes(data)
            print(json.dumps({"n": n, "problem": problem, "file": str(kept)}), flush=True)
    peak = peak_mb()
    summary = {"read": read, "refused": refused, "rows": rows, "slowest": slowest, "peak_mb": round(peak)}
    print(json.dumps(summary), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))
