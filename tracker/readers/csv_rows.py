"""Stream the rows of a UTF-8 CSV with their line numbers."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from tracker.errors import FormatError

#: A cell may be long, but not endless.
MAX_CELL = 16 * 1024 * 1024


def read_rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield (line number of the row's last line, row) with stripped header names; absent cells are "".

    Cells beyond the header are kept under the key "" joined by commas, so that nothing is lost.

    Raises
    ------
    FormatError
        Not UTF-8, no header, a header name twice, or broken quoting.
    """
    csv.field_size_limit(MAX_CELL)
    try:
        with path.open(encoding="utf-8-sig", newline="") as f:
            reader = csv.reader(f, strict=True)
            header = [name.strip() for name in next(reader, [])]
            if not any(header):
                raise FormatError(f"{path} is empty.", "It should begin with a line of column names.")
            twice = sorted({n for n in header if n and header.count(n) > 1})
            if twice:
                raise FormatError(f"{path} has the column {twice[0]!r} twice.", "Rename one of them.")
            for cells in reader:
                if not any(cells):
                    continue
                row = dict.fromkeys(header, "")
                row.update(zip(header, cells, strict=False))
                if len(cells) > len(header):
                    row[""] = ",".join(cells[len(header) :])
                yield reader.line_num, row
    except UnicodeDecodeError as e:
        raise FormatError(f"{path} is not UTF-8 (byte {e.start}).", "Save it as CSV UTF-8.") from e
    except csv.Error as e:
        raise FormatError(f"{path}, line {reader.line_num}: {e}.", "Check the quotes around that line.") from e
    except OSError as e:
        raise FormatError(f"{path} cannot be read: {e.strerror}.", "Check its permissions.") from e
