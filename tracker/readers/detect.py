"""What a file is, by its content; its name decides only where content cannot. Nothing is unpacked or parsed here."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from enum import StrEnum
from pathlib import Path
from typing import Any

from tracker.errors import FormatError
from tracker.readers.archive import check_zip, unpack
from tracker.readers.decoding import from_head

_HEAD = 64 * 1024


class Kind(StrEnum):
    """The formats that are told apart and may be read."""

    CSV = "csv"
    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    PARQUET = "parquet"
    GEOJSON = "geojson"
    JSON = "json"
    GPKG = "gpkg"
    SHAPEFILE = "shapefile"
    SHAPEFILE_ZIP = "shapefile_zip"
    FLATGEOBUF = "flatgeobuf"
    KML = "kml"
    KMZ = "kmz"
    XML = "xml"
    SQLITE = "sqlite"


#: What people call it.
LABELS = {
    Kind.CSV: "a text table (CSV)",
    Kind.XLSX: "an Excel workbook (xlsx)",
    Kind.XLS: "an old Excel workbook (xls)",
    Kind.ODS: "an OpenDocument spreadsheet",
    Kind.PARQUET: "a Parquet file",
    Kind.GEOJSON: "GeoJSON",
    Kind.JSON: "JSON, but not GeoJSON",
    Kind.GPKG: "a GeoPackage",
    Kind.SHAPEFILE: "a shapefile",
    Kind.SHAPEFILE_ZIP: "a zipped shapefile",
    Kind.FLATGEOBUF: "a FlatGeobuf file",
    Kind.KML: "KML",
    Kind.KMZ: "a KMZ file",
    Kind.XML: "XML, but not KML",
    Kind.SQLITE: "an SQLite database, but not a GeoPackage",
}

#: Extensions that promise something; "csv", "txt" and others that promise text are left to the content.
_PROMISES = {
    ".csv": {Kind.CSV},
    ".tsv": {Kind.CSV},
    ".xlsx": {Kind.XLSX},
    ".xlsm": {Kind.XLSX},
    ".xls": {Kind.XLS},
    ".ods": {Kind.ODS},
    ".parquet": {Kind.PARQUET},
    ".geoparquet": {Kind.PARQUET},
    ".geojson": {Kind.GEOJSON},
    ".json": {Kind.JSON, Kind.GEOJSON},
    ".gpkg": {Kind.GPKG},
    ".shp": {Kind.SHAPEFILE},
    ".fgb": {Kind.FLATGEOBUF},
    ".kml": {Kind.KML},
    ".kmz": {Kind.KMZ},
    ".xml": {Kind.XML, Kind.KML},
}
#: Under these names text may well be a table: programmes write such files.
_TABLE_NAMES = {".csv", ".tsv", ".xls", ".xlsx", ".xlsm", ".ods"}
_TEXT_NAMES = {".csv", ".tsv"}

_UNPACK = "Unpack it and give the file inside."
_SAVE = "Save it as CSV or xlsx and give that."
#: First bytes of what is recognised and not read: (bytes, what it is, what to do).
_FOREIGN = (
    (b"PARE", "an encrypted Parquet file", "Save it without encryption."),
    (b"\x1f\x8b", "packed with gzip", _UNPACK),
    (b"BZh", "packed with bzip2", _UNPACK),
    (b"\xfd7zXZ\x00", "packed with xz", _UNPACK),
    (b"\x28\xb5\x2f\xfd", "packed with zstd", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", _UNPACK),
    (b"Rar!\x1a\x07", "a RAR archive", _UNPACK),
    (b"%PDF", "a PDF document", "Look for the table itself; numbers are not read from PDF."),
    (b"{\\rtf", "an RTF document", _SAVE),
    (b"\x89PNG", "a picture (PNG)", "Look for the table itself."),
    (b"\xff\xd8\xff", "a picture (JPEG)", "Look for the table itself."),
    (b"GIF8", "a picture (GIF)", "Look for the table itself."),
    (b"II*\x00", "a picture or raster (TIFF)", "Rasters are not read."),
    (b"MM\x00*", "a picture or raster (TIFF)", "Rasters are not read."),
    (b"\x89HDF\r\n\x1a\n", "an HDF5 or NetCDF file", _SAVE),
    (b"CDF\x01", "a NetCDF file", _SAVE),
    (b"ARROW1", "an Arrow (Feather) file", "Save it as Parquet."),
    (b"<stata_dta>", "a Stata file", _SAVE),
    (b"$FL2", "an SPSS file", _SAVE),
)
_JSON_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"?|[{}\[\]:,]', re.DOTALL)
_GEOJSON_TYPES = {
    *("FeatureCollection", "Feature", "GeometryCollection", "Point", "MultiPoint", "LineString", "MultiLineString"),
    *("Polygon", "MultiPolygon"),
}
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def detect(path: Path) -> Kind:
    """Return what a file is, having checked that it may be opened safely.

    Raises
    ------
    FormatError
        Not there, a folder, empty, no permission, a format that is not read, cut off, a zip bomb, content that
        cannot be what the name promises, or a ledger of the tracker itself.
    """
    head = _read_head(path)
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        return _zip_kind(path)
    if head.startswith(b"PAR1"):
        return _parquet_kind(path)
    if head.startswith(b"fgb\x03fgb"):
        return Kind.FLATGEOBUF
    if head.startswith(b"SQLite format 3\x00"):
        return _sqlite_kind(path, head)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _ole_kind(path, head)
    if head[:4] == b"\x00\x00\x27\x0a" and head[28:32] == b"\xe8\x03\x00\x00":
        if path.suffix.lower() == ".shx":
            raise FormatError(f"{path} is the index of a shapefile.", "Give the .shp beside it.")
        return Kind.SHAPEFILE
    if path.suffix.lower() == ".dbf" and head[:1] in (b"\x03", b"\x30", b"\x83", b"\x8b"):
        raise FormatError(f"{path} is the table of a shapefile, without its geometry.", "Give the .shp beside it.")
    for mark, what, advice in _FOREIGN:
        if head.startswith(mark):
            raise FormatError(f"{path} is {what}.", advice)
    if b"OSMHeader" in head[:64]:
        raise FormatError(f"{path} is an OpenStreetMap extract (PBF).", "Convert the layers wanted to GeoPackage.")
    return _text_kind(path, head)


def misnamed(path: Path, kind: Kind) -> str:
    """Return a sentence where the name promises something else than the content is, else ""."""
    promised = _PROMISES.get(path.suffix.lower())
    if promised is None or kind in promised:
        return ""
    return f"{path.name} is {LABELS[kind]}, whatever its name says; it was read as such"


def refuse_ledger(path: Path) -> None:
    """Refuse a ledger of the tracker, without opening the file by other means than SQLite.

    Closing a plain handle of a ledger would drop the locks that SQLite holds for this process.

    Raises
    ------
    FormatError
        It is one.
    """
    try:
        tables = _tables(path)
    except FormatError:  # no database, or a damaged one: not a ledger that anybody has open
        return
    if "alembic_version" in tables and "claim" in tables:
        raise FormatError(
            f"{path} is a ledger of the tracker itself, not something to import.",
            "Read it with --db; to take claims from it, run `tracker export claims.csv --db` on it and import that.",
        )


def _read_head(path: Path) -> bytes:
    try:
        if path.is_dir():
            advice = "Give the files inside it; several may be given at once."
            if path.suffix.lower() == ".gdb":
                advice = "It is a file geodatabase: save its layers as GeoPackage."
            raise FormatError(f"{path} is a folder.", advice)
        if not path.exists():
            what = f"{path} is a link to nowhere." if path.is_symlink() else f"There is no file {path}."
            raise FormatError(what, "Check the name and the folder you are in.")
        if not path.is_file():
            raise FormatError(f"{path} is no ordinary file.", "Use - to read standard input.")
        refuse_ledger(path)
        with path.open("rb") as f:
            head = f.read(_HEAD)
    except PermissionError as e:
        raise FormatError(f"{path} may not be read: no permission.", "Ask its owner, or copy it.") from e
    except (OSError, ValueError) as e:
        reason = e.strerror if isinstance(e, OSError) and e.strerror else str(e)
        raise FormatError(f"{path} cannot be read: {reason}.", "Check the name and the disk.") from e
    if not head:
        raise FormatError(f"{path} is empty (0 bytes).", "Fetch it again.")
    return head


def _zip_kind(path: Path) -> Kind:
    members = check_zip(path)
    names = {m.filename for m in members}
    if "xl/workbook.xml" in names:
        return Kind.XLSX
    if "xl/workbook.bin" in names:
        raise FormatError(f"{path} is an Excel binary workbook (xlsb).", "Save it as xlsx.")
    if "mimetype" in names and "content.xml" in names:
        mime = next(unpack(path, next(m for m in members if m.filename == "mimetype")), b"")
        if mime.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
            return Kind.ODS
        raise FormatError(f"{path} is an OpenDocument file, but no spreadsheet.", _SAVE)
    if "[Content_Types].xml" in names:
        if any(n.startswith("xl/") for n in names):
            return Kind.XLSX
        raise FormatError(f"{path} is an Office document, but no workbook.", _SAVE)
    shapes = sorted(n for n in names if n.lower().endswith(".shp") and not n.startswith("__MACOSX/"))
    if shapes:
        return Kind.SHAPEFILE_ZIP
    if any(n.lower().endswith(".kml") for n in names):
        return Kind.KMZ
    if any(".gdb/" in n.lower() for n in names):
        raise FormatError(f"{path} is a zipped file geodatabase.", "Save its layers as GeoPackage.")
    inside = ", ".join(sorted(names)[:3]) + (", …" if len(names) > 3 else "")
    raise FormatError(f"{path} is a zip archive ({inside or 'with nothing inside'}).", _UNPACK)


def _parquet_kind(path: Path) -> Kind:
    with path.open("rb") as f:
        size = f.seek(0, 2)
        f.seek(max(0, size - 4))
        tail = f.read()
    if size < 12 or tail not in (b"PAR1", b"PARE"):
        raise FormatError(f"{path} is a Parquet file that is cut off.", "Fetch it again.")
    return Kind.PARQUET


def _sqlite_kind(path: Path, head: bytes) -> Kind:
    tables = _tables(path)
    if head[68:72] in (b"GPKG", b"GP10", b"GP11") or "gpkg_contents" in tables:
        return Kind.GPKG
    return Kind.SQLITE


def _tables(path: Path) -> set[str]:
    return {str(name) for (name,) in ask(path, "select name from sqlite_master where type = 'table'")}


def ask(path: Path, query: str, *values: str) -> list[tuple[Any, ...]]:
    """Return what a database answers, having taken no lock (another process may be writing).

    Raises
    ------
    FormatError
        It is no database, or a damaged one.
    """
    try:
        uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(uri, uri=True)) as db:
            return db.execute(query, values).fetchall()
    except (sqlite3.Error, UnicodeError) as e:
        raise FormatError(f"{path} is a damaged database ({e}).", "Fetch it again, or restore a backup.") from e


def _ole_kind(path: Path, head: bytes) -> Kind:
    """Tell old workbooks from other OLE files by the names in the folder of the container ([MS-CFB] 2.6)."""
    sector = 1 << min(int.from_bytes(head[30:32], "little"), 12)
    start = (int.from_bytes(head[48:52], "little") + 1) * sector
    with path.open("rb") as f:
        size = f.seek(0, 2)
        f.seek(min(start, size))
        folder = f.read(8192)
    if "EncryptedPackage".encode("utf-16-le") in folder:
        raise FormatError(f"{path} is protected by a password.", "Save it without a password.")
    if any(name.encode("utf-16-le") + b"\x00\x00" in folder for name in ("Workbook", "WORKBOOK", "Book", "BOOK")):
        return Kind.XLS
    if start >= size:
        raise FormatError(f"{path} is an old Office file that is cut off.", "Fetch it again.")
    raise FormatError(f"{path} is an old Office file, but no workbook.", _SAVE)


def _text_kind(path: Path, head: bytes) -> Kind:
    encoding = from_head(head[:4096])
    text = head.decode(encoding, "replace").lstrip("\ufeff\x1e \t\r\n")
    suffix = path.suffix.lower()
    strange = len(_CONTROL.findall(text)) / max(len(text), 1)
    broken = text.count("\ufffd")
    # A few NULs in a table of text are repaired; random bytes are mostly no UTF-8 either.
    if strange > (0.02 if broken else 0.1):
        promised = f" It is not {_a(suffix)} either." if suffix in _PROMISES else ""
        first = head[:8].hex(" ")
        raise FormatError(f"{path} is in a format that is not known (it begins with {first}).{promised}", _SAVE)
    if not text:
        raise FormatError(f"{path} holds nothing but spaces.", "Fetch it again.")
    if text[0] in "{[":
        return Kind.GEOJSON if _is_geojson(text) else Kind.JSON
    if text[0] == "<":
        return _markup_kind(path, text)
    if suffix in _PROMISES and suffix not in _TABLE_NAMES:
        raise FormatError(f"{path} is plain text, not {_a(suffix)}: {text[:40]!r}.", "Fetch it again, or rename it.")
    if suffix in _TABLE_NAMES - _TEXT_NAMES and not any(s in text.split("\n", 1)[0] for s in ",;\t|"):
        raise FormatError(f"{path} is plain text, not {_a(suffix)}: {text[:40]!r}.", "Fetch it again, or rename it.")
    return Kind.CSV


def _a(suffix: str) -> str:
    return LABELS[min(_PROMISES[suffix])]


def _is_geojson(text: str) -> bool:
    """True where the outermost object is of a GeoJSON type (RFC 7946, 1.4); projects often hold GeoJSON inside."""
    depth = 0
    parts = [m.group() for m in _JSON_TOKEN.finditer(text)]
    for i, part in enumerate(parts[:-1]):
        if part in "{[":
            if depth == 0 and part == "[":
                return False
            depth += 1
        elif part in "}]":
            depth -= 1
        elif depth == 1 and part[0] == '"' and parts[i + 1] == ":":
            if part in ('"features"', '"geometry"', '"geometries"', '"coordinates"'):
                return True
            if part == '"type"':
                return "".join(parts[i + 2 : i + 3]).strip('"') in _GEOJSON_TYPES
    return False


def _markup_kind(path: Path, text: str) -> Kind:
    low = text[:4096].lower()
    if re.match(r"(<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:(?:\w+:)?|!doctype\s+)kml[\s>]", low, re.DOTALL):
        return Kind.KML
    if "<!doctype html" in low or "<html" in low:
        advice = "It may be an error page or a web table: open it in a spreadsheet programme and save it as xlsx."
        raise FormatError(f"{path} is a web page.", advice)
    if "urn:schemas-microsoft-com:office:spreadsheet" in low:
        raise FormatError(f"{path} is an Excel workbook of 2003 in XML.", "Open it and save it as xlsx.")
    if "<gpx" in low:
        raise FormatError(f"{path} is a GPX track.", "Convert it to GeoJSON or GeoPackage.")
    return Kind.XML
