"""Vector files as tables: GeoJSON, GeoPackage, shapefile (also zipped), FlatGeobuf, KML and KMZ, in any CRS.

Shapes come as WKB in EPSG:4326, longitude first, without heights, in the column ``__geometry__``. Text stays text:
no dates or numbers are guessed. Notes that need every row (heights, bad shapes) are there once all batches are read.
"""

from __future__ import annotations

import io
import shutil
import tempfile
import weakref
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from tracker.errors import FormatError, UsageError
from tracker.readers import ogr
from tracker.readers.archive import check_zip, unpack
from tracker.readers.detect import LABELS, Kind, ask, detect
from tracker.readers.features import table_of
from tracker.readers.geojson import GeoJson
from tracker.readers.kml import Kml
from tracker.readers.shapefile import beside, encoding_of, gdal_name
from tracker.readers.tables import Batch, Table, TableOptions

#: Layers of programs, not of people.
_STYLES = frozenset(("layer_styles", "qgis_projects"))
_SHAPES = ("POINT", "LINESTRING", "POLYGON", "MULTIPOINT", "MULTILINESTRING", "MULTIPOLYGON")
_SHAPEFILE = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_GDAL = (Kind.GPKG, Kind.FLATGEOBUF)


def layers(path: Path) -> list[str]:
    """Return the names of the layers of a vector file, in its order; [""] where it is one table.

    Raises
    ------
    FormatError
        The file cannot be read, or is no vector file.
    """
    kind = _kind(path)
    if kind in _GDAL:
        names = [name for name, _ in ogr.list_layers(path.name, _for_gdal(path))]
        return [""] if kind is Kind.FLATGEOBUF else [n for n in names if n not in _STYLES]
    if kind is Kind.SHAPEFILE_ZIP:
        return list(_shapefiles(path))
    return [""]


def read_vector(path: Path, options: TableOptions, crs: str = "") -> Table:
    """Return one layer of a vector file as a table.

    Parameters
    ----------
    path
        The file.
    options
        ``sheet`` names the layer; without it the first one with shapes is read. A note names the others.
    crs
        What coordinates are in ("EPSG:32648"), where the file does not say or is wrong; "" for what it says.

    Raises
    ------
    FormatError
        The file cannot be read at all, or does not say its CRS and has coordinates that are not degrees.
    UsageError
        It has no layer of that name.
    """
    kind = _kind(path)
    notes: list[tuple[str, str]] = []
    if kind in _GDAL:
        found = ogr.list_layers(path.name, _for_gdal(path))
        name = _choose(path, options, found, notes)
        only = kind is Kind.FLATGEOBUF
        if kind is Kind.GPKG:
            _note_hidden_shapes(path, name, dict(found)[name], notes)
        return ogr.read_layer(ogr.Layer(path.name, _for_gdal(path), name, is_only=only), crs, notes)
    if kind is Kind.SHAPEFILE:
        _no_layers(path, options.sheet or path.stem, path.stem)
        return _read_shapefile(path.name, path, path.stem, options, crs, notes, is_only=True)
    if kind is Kind.SHAPEFILE_ZIP:
        return _read_zipped(path, options, crs, notes)
    _no_layers(path, options.sheet, "")
    if kind is Kind.GEOJSON:
        json = GeoJson(path.name, lambda: path.open("rb"), options.encoding)
        return table_of(path.name, json.read, lambda: crs or json.crs, notes)
    where, opener = (path.name, lambda: path.open("rb")) if kind is Kind.KML else _main_kml(path)
    kml = Kml(where, opener, options.encoding, notes)
    # KML knows no other CRS (OGC 12-007r2, 8.1).
    return table_of(where, kml.read, lambda: crs or "OGC:CRS84", notes)


def _kind(path: Path) -> Kind:
    kind = detect(path)
    # What looks like other JSON is read as GeoJSON too: the reader says best what it is not.
    if kind is Kind.JSON:
        return Kind.GEOJSON
    if kind not in (*_GDAL, Kind.GEOJSON, Kind.SHAPEFILE, Kind.SHAPEFILE_ZIP, Kind.KML, Kind.KMZ):
        raise FormatError(f"{path} is {LABELS[kind]}, no vector file.", "Give it the ending of what it is.")
    return kind


def _for_gdal(path: Path) -> str:
    """Return the path so that GDAL takes nothing in it for an address or an archive.

    Raises
    ------
    FormatError
        The path has a sign that pyogrio would take for the end of the name.
    """
    full = str(path.resolve())
    for sign in "!;?":
        if sign in full:
            raise FormatError(
                f"{full} cannot be opened: its name has a {sign!r}.", "Rename it, or the folder it is in."
            )
    return full


def _choose(path: Path, options: TableOptions, found: list[tuple[str, bool]], notes: list[tuple[str, str]]) -> str:
    names, wanted = [name for name, _ in found], options.sheet
    if wanted and wanted not in names:
        raise _unknown_layer(path, wanted, names)
    if not names:
        raise FormatError(f"{path} has no layers.", "Get the file again.")
    free = [(name, has_shapes) for name, has_shapes in found if name not in options.joined] or found
    first = wanted or next((name for name, has_shapes in free if has_shapes and name not in _STYLES), free[0][0])
    others = [name for name in names if name != first and name not in _STYLES and name not in options.joined]
    if others:
        more = ", ".join(others[:10]) + (", …" if len(others) > 10 else "")
        notes.append(("other-layers", f"{path.name}: layer {first} was read; there are also {more}."))
    return first


def _note_hidden_shapes(path: Path, layer: str, has_shapes: bool, notes: list[tuple[str, str]]) -> None:
    """Say so where a table has a column of shapes that the GeoPackage does not list: GDAL takes it for text."""
    if has_shapes:
        return
    columns = ask(
        path,
        "select name from pragma_table_info(?) where upper(type) like '%geom%' or upper(type) in "
        f"({', '.join(map(repr, _SHAPES))})",
        layer,
    )
    if columns:
        what = f"the shapes of {layer} (column {columns[0][0]}) are not listed in the GeoPackage and were not read"
        notes.append(("no-geometry", f"{path.name}: {what}; save the layer anew, as with ogr2ogr."))


def _no_layers(path: Path, wanted: str, only: str) -> None:
    if wanted != only:
        raise UsageError(f"{path} is one table; it has no layer {wanted!r}.", "Leave the name of the layer out.")


def _unknown_layer(path: Path, wanted: str, names: list[str]) -> UsageError:
    return UsageError(f"{path} has no layer {wanted!r}.", f"Its layers: {', '.join(names[:20])}.")


def _read_shapefile(
    where: str, path: Path, name: str, options: TableOptions, crs: str, notes: list[tuple[str, str]], is_only: bool
) -> Table:
    beside(where, path, notes)
    encoding = gdal_name(options.encoding) if options.encoding else encoding_of(where, path, notes)
    table = ogr.read_layer(ogr.Layer(where, _for_gdal(path), path.stem, encoding), crs, notes)
    return table if is_only else replace(table, name=name)


def _shapefiles(path: Path) -> dict[str, dict[str, zipfile.ZipInfo]]:
    """Return the shapefiles of an archive: name -> ending -> member."""
    members = [m for m in check_zip(path) if not m.filename.startswith("__MACOSX/")]
    stems = {m.filename[:-4]: m.filename[:-4].rpartition("/")[2] for m in members if _ending(m) == ".shp"}
    short = list(stems.values())
    found: dict[str, dict[str, zipfile.ZipInfo]] = {}
    for stem, name in stems.items():
        parts = {_ending(m): m for m in members if m.filename[:-4] == stem and _ending(m) in _SHAPEFILE}
        found[name if short.count(name) == 1 else stem] = parts
    return found


def _ending(member: zipfile.ZipInfo) -> str:
    return member.filename[-4:].lower()


def _read_zipped(path: Path, options: TableOptions, crs: str, notes: list[tuple[str, str]]) -> Table:
    found = _shapefiles(path)
    name = _choose(path, options, [(n, True) for n in found], notes)
    # Unpacked, because names inside archives are in any encoding and GDAL seeks in what it reads.
    unpacked = _Unpacking()
    try:
        for ending, member in found[name].items():
            with (unpacked.folder / f"layer{ending}").open("wb") as f:
                f.writelines(unpack(path, member))
    except OSError as e:
        advice = "Make room on the disk for temporary files."
        raise FormatError(f"{path} cannot be unpacked: {e.strerror}.", advice) from e
    only = len(found) == 1
    where = path.name if only else f"{path.name}!{name}"
    table = _read_shapefile(where, unpacked.folder / "layer.shp", name, options, crs, notes, is_only=only)
    unpacked.batches = table.batches
    return replace(table, batches=unpacked)


class _Unpacking(Iterator[Batch]):
    """Batches of what was unpacked into a temporary folder, which goes with the last batch or with this object."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="tracker-"))
        self.close = weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)
        self.batches: Iterator[Batch] = iter(())

    def __next__(self) -> Batch:
        try:
            return next(self.batches)
        except StopIteration:
            self.close()
            raise


def _main_kml(path: Path) -> tuple[str, Callable[[], BinaryIO]]:
    """Return the first KML of a KMZ (OGC 12-007r2, annex C): its name for messages, and how to open it."""
    members = [m for m in check_zip(path) if m.filename.lower().endswith(".kml")]
    main = next((m for m in members if m.filename.lower() == "doc.kml"), members[0])
    return f"{path.name}!{main.filename}", lambda: io.BufferedReader(_Unpacked(unpack(path, main)))  # type: ignore[type-var]


class _Unpacked(io.RawIOBase):
    """A member of an archive as a file to read from start to end."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self.pieces, self.rest = pieces, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        while not self.rest:
            piece = next(self.pieces, None)
            if piece is None:
                return 0
            self.rest = piece
        n = min(len(buffer), len(self.rest))
        buffer[:n], self.rest = self.rest[:n], self.rest[n:]
        return n
