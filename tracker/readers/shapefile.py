"""The files beside a .shp: which are there, and what encoding the text of the .dbf is in."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from tracker.errors import FormatError, UsageError
from tracker.readers.decoding import known_encoding

_SAMPLE = 4 * 1024**2
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
#: Encodings that GDAL (iconv) calls otherwise than Python, after "_" became "-".
_GDAL_NAMES = {"mac-roman": "MACINTOSH", "euc-kr": "CP949", "utf-8-sig": "UTF-8", "ascii": "UTF-8"}


def part(path: Path, ending: str) -> Path | None:
    """Return the file beside a .shp with another ending, in small or capital letters; None where there is none."""
    return next((p for e in (ending, ending.upper()) if (p := path.with_suffix(e)).is_file()), None)


def beside(where: str, path: Path, notes: list[tuple[str, str]]) -> None:
    """Check that the parts of a shapefile are there, and whole: GDAL leaves out what is cut off without a word.

    Raises
    ------
    FormatError
        The .shx is missing, or a part is shorter than it says.
    """
    if part(path, ".shx") is None:
        raise FormatError(
            f"{where}: the file {path.stem}.shx is missing.",
            "A shapefile is several files of one name: copy .shp, .shx, .dbf and .prj together, or give the zip.",
        )
    for ending in (".shp", ".shx", ".dbf"):
        found = part(path, ending)
        if found is not None:
            _check_length(where, found)
    if part(path, ".dbf") is None:
        notes.append(("no-attributes", f"{where} has shapes only: the .dbf with its table is missing."))


def _check_length(where: str, path: Path) -> None:
    """Compare a part with the length in its head (ESRI white paper of 1998, p. 4; dBASE III)."""
    size = path.stat().st_size
    with path.open("rb") as f:
        head = f.read(100)
    if path.suffix.lower() == ".dbf":
        rows, start, width = (int.from_bytes(head[a:b], "little") for a, b in ((4, 8), (8, 10), (10, 12)))
        expected = start + rows * width
    else:
        expected = 2 * int.from_bytes(head[24:28], "big")
    if len(head) < 32 or size < expected:
        raise FormatError(
            f"{where}: the {path.suffix} breaks off; it has {size:,} bytes and should have {max(expected, 100):,}.",
            "It was not saved or sent to its end: get all files of it again.",
        )


def gdal_name(encoding: str) -> str:
    """Return what GDAL calls the encoding of a .dbf.

    Raises
    ------
    UsageError
        There is no such encoding, or it writes plain letters as several bytes, which no .dbf does.
    """
    known = known_encoding(encoding)
    name = known.replace("_", "-")
    if "a".encode(known).removeprefix(codecs.BOM_UTF8) != b"a":
        raise UsageError(f"No .dbf is in {encoding}.", "Try utf-8, cp1252, gb18030 or cp1251.")
    if name.startswith("iso8859-"):
        return f"ISO-8859-{name.removeprefix('iso8859-')}"
    return _GDAL_NAMES.get(name, name.upper())


def encoding_of(where: str, path: Path, notes: list[tuple[str, str]]) -> str:
    """Return the encoding of the .dbf where its files do not say it, "" where they do or where it does not matter.

    They say it in a .cpg or in byte 29 of the .dbf (its language driver); many programs write neither.
    """
    dbf = part(path, ".dbf")
    if dbf is None or part(path, ".cpg") is not None:
        return ""
    with dbf.open("rb") as f:
        head = f.read(32)
        if len(head) < 32 or head[29] not in (0x00, 0x57):  # 0x57: "ANSI", whatever that was
            return ""
        f.seek(int.from_bytes(head[8:10], "little"))
        runs = _HIGH_RUN.findall(f.read(_SAMPLE))
    if not runs:
        return ""
    encoding = _guess(runs)
    notes.append(
        ("encoding-guessed", f"{where} has no .cpg; read as {encoding}, name the encoding if letters look wrong.")
    )
    return encoding


def _guess(runs: list[bytes]) -> str:
    """Tell UTF-8, GB 18030 and Windows-1252 by the runs of bytes above 127; a field may cut a run short."""
    good = 0
    for run in runs:
        try:
            run.decode("utf-8")
            good += 1
        except UnicodeDecodeError as e:
            good += e.start > 0 and e.reason == "unexpected end of data"
    if good >= 0.95 * len(runs):
        return "UTF-8"
    paired = sum(len(r) for r in runs if len(r) % 2 == 0 and min(r) >= 0xA1)
    return "CP936" if paired > 0.9 * sum(map(len, runs)) else "CP1252"
