"""Bytes to text: which encoding a text file is in, found by looking at all of it once."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

from tracker.errors import FormatError, UsageError
from tracker.readers.legacy import legacy_encoding

#: A line longer than this (in bytes) is no line of a table.
MAX_LINE = 64 * 1024**2
_CHUNK = 1024**2
_SAMPLE = 256 * 1024
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: Bytes that Windows-1252 leaves undefined.
_NOT_CP1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")


@dataclass(frozen=True, slots=True)
class Decoding:
    """How to turn a file into text. ``nul_bytes``: how many NUL characters its text holds."""

    encoding: str
    errors: str = "strict"
    nul_bytes: int = 0
    notes: tuple[tuple[str, str], ...] = ()


def from_head(head: bytes) -> str:
    """Return the encoding that the first bytes show: a byte-order mark or the NULs of UTF-16; else "utf-8"."""
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name
    head = head[: len(head) // 2 * 2]
    if not head:
        return "utf-8"
    half = len(head) // 2
    even, odd = head[0::2].count(0), head[1::2].count(0)
    # Latin letters, digits and separators have a NUL as high byte; other scripts still have the separators.
    if odd > 0.2 * half and even < 0.02 * half:
        return "utf-16-le"
    if even > 0.2 * half and odd < 0.02 * half:
        return "utf-16-be"
    return "utf-8"


def find_encoding(path: Path, wanted: str = "") -> Decoding:
    """Read the whole file once, in pieces, and say how to decode it; ``wanted`` is what the user said.

    Without a mark it is UTF-8 if every byte agrees, else what its letters plainly tell (:mod:`tracker.readers.legacy`),
    else GB 18030 where the bytes come in pairs as Chinese text does, else Windows-1252 (Latin-1 where that has no sign
    for a byte). Text that was encoded twice stays as it is: nobody can tell it from text that means it.

    Raises
    ------
    UsageError
        ``wanted`` is no encoding.
    FormatError
        The file is not in the encoding wanted, or has a line of more than 64 MB.
    """
    if wanted:
        name = known_encoding(wanted)
        at, nul = _try(path, name)
        if at:
            raise FormatError(
                f"{path} is not {wanted} ({at}).", "Leave the encoding out to have it guessed, or name another one."
            )
        return Decoding(name, nul_bytes=nul)
    with path.open("rb") as f:
        name = from_head(f.read(4096))
    at, nul = _try(path, name)
    if not at:
        return Decoding(name, nul_bytes=nul)
    if name != "utf-8":
        what = f"some bytes are not {name.removesuffix('-sig')} ({at}); the sign \ufffd stands for them"
        return Decoding(name, "replace", nul, (("undecodable-bytes", what),))
    name, label = _eight_bit(path)
    _, nul = _try(path, name)
    what = f"not UTF-8 ({at}); read as {label}, name the encoding if letters look wrong"
    return Decoding(name, nul_bytes=nul, notes=(("encoding-guessed", what),))


def known_encoding(name: str) -> str:
    """Return the name that Python gives an encoding ("utf-8-sig" for UTF-8: a mark at the start is no text).

    Raises
    ------
    UsageError
        There is none of that name.
    """
    try:
        info = codecs.lookup(name)
        "a".encode(info.name)  # refuses codecs that are not for text, such as hex
    except (LookupError, ValueError, UnicodeError) as e:
        raise UsageError(f"There is no encoding {name!r}.", "Try utf-8, utf-16, cp1252, gb18030 or cp1251.") from e
    return "utf-8-sig" if info.name == "utf-8" else info.name


def _try(path: Path, encoding: str) -> tuple[str, int]:
    """Return where the file stops being in the encoding ("" where it does not), and the number of NULs."""
    decoder = codecs.getincrementaldecoder(encoding)()
    line, nul, since = 1, 0, 0
    with path.open("rb") as f:
        while True:
            piece = f.read(_CHUNK)
            try:
                text = decoder.decode(piece, final=not piece)
            except UnicodeError as e:
                if not isinstance(e, UnicodeDecodeError):  # some codecs do not say where
                    return f"at or after line {line}", nul
                line += e.object[: e.start].count(b"\n")
                return f"byte 0x{e.object[e.start]:02x} in line {line}", nul
            if not piece:
                return "", nul
            nul += text.count("\x00")
            breaks = text.count("\n")
            line += breaks
            last = max(text.rfind("\n"), text.rfind("\r"))
            since = since + len(text) if last < 0 else len(text) - last - 1
            if since > MAX_LINE:
                raise FormatError(
                    f"{path}, line {line}: the line is longer than {MAX_LINE // 1024**2} MB.", "Is it a table of lines?"
                )


def _lines_above_ascii(path: Path) -> bytes:
    """Return the first lines that have bytes above 127, some 256 KB of them, from the first megabytes."""
    lines: list[bytes] = []
    size = 0
    with path.open("rb") as f:
        head = f.read(8 * _CHUNK)
    whole = head[: max(head.rfind(b"\n"), head.rfind(b"\r")) + 1] if len(head) == 8 * _CHUNK else head
    for line in whole.splitlines():
        if not line.isascii():
            lines.append(line)
            size += len(line)
            if size > _SAMPLE:
                break
    return b"\n".join(lines)


def _eight_bit(path: Path) -> tuple[str, str]:
    """Return (encoding, label) of text that is not Unicode, from its first bytes above 127."""
    paired = lone = 0
    undefined = False
    told = legacy_encoding(_lines_above_ascii(path))
    if told and not _try(path, told[0])[0]:
        return told
    with path.open("rb") as f:
        while piece := f.read(_CHUNK):
            undefined = undefined or _NOT_CP1252.search(piece) is not None
            if paired + lone < 10_000:
                for run in _HIGH_RUN.findall(piece):
                    if len(run) % 2 == 0 and min(run) >= 0xA1:
                        paired += len(run)
                    else:
                        lone += len(run)
    # An accented Latin letter mostly stands alone between plain ones; Chinese characters are pairs in runs.
    if paired > 20 * lone and not _try(path, "gb18030")[0]:
        return "gb18030", "GB 18030 (Chinese)"
    return ("latin-1", "Latin-1") if undefined else ("cp1252", "Windows-1252")
