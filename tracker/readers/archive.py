"""Look into zip archives before anybody unpacks them: counts, sizes and ratios are checked first."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from tracker.errors import FormatError

#: All members together, unpacked, in bytes.
MAX_TOTAL = 2 * 1024**3
#: Unpacked to packed size of one member, looked at from ``RATIO_FROM`` bytes on.
MAX_RATIO = 200
RATIO_FROM = 10 * 1024**2
MAX_MEMBERS = 10_000
#: The list of members itself, in bytes: it is read into memory as a whole.
MAX_DIRECTORY = 4 * 1024**2
_CHUNK = 1024**2
_ENCRYPTED = 0x1
_UNPACK = "Unpack it yourself if you trust it, and give the file inside."


def check_zip(path: Path) -> list[zipfile.ZipInfo]:
    """Return the members of a zip archive (folders left out), having unpacked nothing.

    Raises
    ------
    FormatError
        Damaged or cut off, protected by a password, or larger than what is safe to unpack.
    """
    _check_directory(path)
    try:
        with zipfile.ZipFile(path) as archive:
            members = [m for m in archive.infolist() if not m.is_dir()]
    except (zipfile.BadZipFile, ValueError, LookupError, OverflowError, NotImplementedError, struct.error) as e:
        # zipfile raises IndexError for a member without a name.
        raise FormatError(f"{path} is a damaged zip archive ({e}).", "Fetch it again.") from e
    if len(members) > MAX_MEMBERS:
        raise FormatError(f"{path} holds {len(members):,} files; {MAX_MEMBERS:,} at most are read.", _UNPACK)
    total = sum(m.file_size for m in members)
    if total > MAX_TOTAL:
        raise FormatError(
            f"{path} would unpack to {total / 1024**3:,.1f} GB; {MAX_TOTAL // 1024**3} GB at most are read.", _UNPACK
        )
    for m in members:
        if m.flag_bits & _ENCRYPTED:
            raise FormatError(f"{path} is protected by a password ({m.filename}).", "Save it without a password.")
        if m.file_size > RATIO_FROM and m.file_size > MAX_RATIO * max(m.compress_size, 1):
            sizes = f"{m.compress_size:,} to {m.file_size:,} bytes"
            raise FormatError(f"{path} looks like a zip bomb: {m.filename} unpacks from {sizes}.", _UNPACK)
    return members


def unpack(path: Path, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield the content of a member in pieces of about a megabyte.

    The size in the list of members may lie; who unpacks with another library relies on it.

    Raises
    ------
    FormatError
        The member is damaged, packed in an unusual way, or larger than the archive says.
    """
    damaged = f"{path} is damaged: {member.filename} cannot be unpacked"
    with path.open("rb") as f:
        f.seek(max(member.header_offset, 0))
        header = f.read(30)
        if len(header) < 30 or header[:4] != b"PK\x03\x04":
            raise FormatError(f"{damaged}.", "Fetch it again.")
        name, extra = struct.unpack_from("<HH", header, 26)
        f.seek(name + extra, 1)
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise FormatError(f"{damaged}: packed in an unusual way.", "Save it again with another programme.")
        inflate = zlib.decompressobj(-zlib.MAX_WBITS) if member.compress_type == zipfile.ZIP_DEFLATED else None
        packed, size = member.compress_size, 0
        while packed > 0 and (piece := f.read(min(_CHUNK, packed))):
            packed -= len(piece)
            while piece:
                try:
                    out = inflate.decompress(piece, _CHUNK) if inflate else piece
                except zlib.error as e:
                    raise FormatError(f"{damaged} ({e}).", "Fetch it again.") from e
                piece = inflate.unconsumed_tail if inflate else b""
                size += len(out)
                if size > member.file_size:
                    raise FormatError(f"{path} is not what it says: {member.filename} is larger inside.", _UNPACK)
                yield out
        if size < member.file_size:
            raise FormatError(f"{damaged}: it is cut off.", "Fetch it again.")


def _check_directory(path: Path) -> None:
    """Refuse an endless list of members, from the record at the end of the archive (APPNOTE 6.3, 4.3.16)."""
    with path.open("rb") as f:
        size = f.seek(0, 2)
        f.seek(max(0, size - 22 - 0xFFFF))
        tail = f.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 22:
        raise FormatError(f"{path} is a zip archive that is cut off.", "Fetch it again.")
    (directory,) = struct.unpack_from("<I", tail, at + 12)
    if directory > MAX_DIRECTORY:
        raise FormatError(f"{path} holds far more files than {MAX_MEMBERS:,}, which is what is read at most.", _UNPACK)
