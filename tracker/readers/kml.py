"""Stream the placemarks of KML 2.2 as features: name, description, times, extended data, folder and shape.

GDAL would hold the whole file (15 times its size) and make a layer of each folder; here a folder is a column.
Styles, overlays and models are left out. Linked files are never fetched.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, BinaryIO
from xml.parsers import expat

from tracker.errors import FormatError
from tracker.readers.features import Features, unique

CHUNK = 1 << 16
MAX_DEPTH = 100
#: Longest text of one element (coordinates of a line), in characters.
MAX_TEXT = 1 << 26
#: Elements of a placemark that become columns.
_TEXTS = frozenset(("name", "description", "address", "Snippet", "when", "begin", "end"))
_SHAPES = {"Point": "Point", "LineString": "LineString", "LinearRing": "LineString"}


class Kml:
    """One KML file. ``where``: the file, as messages name it; ``open_file`` opens it for bytes, from the start."""

    def __init__(
        self, where: str, open_file: Callable[[], BinaryIO], encoding: str, notes: list[tuple[str, str]]
    ) -> None:
        self.where, self.open_file, self.encoding, self.notes = where, open_file, encoding, notes

    def read(self) -> Features:
        """Yield (feature, 0).

        Raises
        ------
        FormatError
            No XML, no KML, broken off, nested too deeply, or with a document type (KML has none; it can hide a bomb).
        """
        with self.open_file() as file:
            reader = _Placemarks(self.where)
            parser = _parser(reader, self.where, self.encoding)
            try:
                while chunk := file.read(CHUNK):
                    parser.Parse(chunk, False)
                    for feature in reader.ready:
                        yield feature, 0
                    reader.ready.clear()
                parser.Parse(b"", True)
            except expat.ExpatError as e:
                cut = expat.errors.messages.get(e.code) in (
                    expat.errors.XML_ERROR_NO_ELEMENTS,
                    expat.errors.XML_ERROR_UNCLOSED_TOKEN,
                    expat.errors.XML_ERROR_PARTIAL_CHAR,
                )
                raise FormatError(
                    f"{self.where}, line {e.lineno:,}, column {e.offset + 1:,}: {expat.ErrorString(e.code)}.",
                    "The file breaks off or is empty: get it again." if cut else "Mend that place, or get it again.",
                ) from e
            except (LookupError, ValueError) as e:
                raise FormatError(
                    f"{self.where} is in an encoding that cannot be read: {str(e)[:100]}.", "Save it as UTF-8."
                ) from e
            except OSError as e:
                raise FormatError(f"{self.where} cannot be read: {e.strerror or e}.", "Get the file again.") from e
            for feature in reader.ready:
                yield feature, 0
            if reader.links and not any(code == "linked-files" for code, _ in self.notes):
                self.notes.append(
                    ("linked-files", f"{self.where} links to {reader.links} other files; they were not read.")
                )


def _parser(reader: _Placemarks, where: str, encoding: str) -> expat.XMLParserType:
    parser = expat.ParserCreate(encoding or None)
    parser.buffer_text = True
    parser.buffer_size = CHUNK
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text

    def refuse(*_: object) -> None:
        raise FormatError(f"{where} has a document type declaration, which KML has not.", "Remove <!DOCTYPE ...>.")

    parser.StartDoctypeDeclHandler = refuse
    return parser


class _Placemarks:
    """Handlers of the XML parser; finished features wait in ``ready``."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.ready: list[dict[str, Any]] = []
        self.links = 0
        self.path: list[str] = []
        self.folders: list[str] = []
        self.mark: dict[str, Any] | None = None  # properties of the placemark that is being read
        self.extended: list[tuple[str, str]] = []
        self.key = ""
        self.shapes: list[list[dict[str, Any]]] = []  # of the placemark, and of each MultiGeometry that is open
        self.rings: list[list[list[float]]] = []
        self.track: list[list[float]] = []
        self.parts: list[str] = []
        self.length = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        if not self.path and tag not in ("kml", "Document", "Folder", "Placemark"):
            raise FormatError(f"{self.where} is XML, but not KML: its root is <{name[:60]}>.", "It should be <kml>.")
        self.path.append(tag)
        if len(self.path) > MAX_DEPTH:
            raise FormatError(
                f"{self.where} nests elements more than {MAX_DEPTH} deep.", "No map data look like that: get it again."
            )
        self.parts, self.length = [], 0
        if tag in ("Folder", "Document"):
            self.folders.append("")
        elif tag == "Placemark":
            self.mark = {"id": attributes["id"]} if "id" in attributes else {}
            self.extended, self.shapes = [], [[]]
        elif tag == "NetworkLink":
            self.links += 1
        elif self.mark is not None:
            if tag in ("Data", "SimpleData"):
                self.key = attributes.get("name", "")
            elif tag == "MultiGeometry":
                self.shapes.append([])
            elif tag == "Polygon":
                self.rings = []
            elif tag == "Track":
                self.track = []

    def text(self, text: str) -> None:
        self.length += len(text)
        if self.length > MAX_TEXT:
            raise FormatError(
                f"{self.where} has an element of more than {MAX_TEXT >> 20} million characters.",
                "Take that text out of the file.",
            )
        self.parts.append(text)

    def end(self, name: str) -> None:
        tag = self.path.pop()
        text = "".join(self.parts).strip()
        self.parts, self.length = [], 0
        parent = self.path[-1] if self.path else ""
        if tag in ("Folder", "Document"):
            self.folders.pop()
        elif tag == "name" and parent in ("Folder", "Document"):
            self.folders[-1] = text
        elif self.mark is None:
            return
        elif tag == "Placemark":
            self._finish(self.mark)
            self.mark = None
        elif tag in _TEXTS and parent in ("Placemark", "TimeStamp", "TimeSpan"):
            if text:
                self.mark[tag] = text
        elif (tag == "value" and parent == "Data") or tag == "SimpleData":
            self.extended.append((self.key, text))
        elif len(self.shapes) > 0:
            self._shape(tag, parent, text)

    def _shape(self, tag: str, parent: str, text: str) -> None:
        if tag == "coordinates":
            places = _places(text)
            if parent == "LinearRing" and "Polygon" in self.path:
                self.rings.append(places)
            elif parent in _SHAPES:
                at: Any = (places[0] if places else []) if parent == "Point" else places
                self._add({"type": _SHAPES[parent], "coordinates": at})
        elif tag == "Polygon":
            self._add({"type": "Polygon", "coordinates": self.rings})
        elif tag == "coord" and parent == "Track":
            self.track += _places(",".join(text.split()))
        elif tag == "Track":
            self._add({"type": "LineString", "coordinates": self.track})
        elif tag == "MultiGeometry" and len(self.shapes) > 1:
            self._add(_together(self.shapes.pop()))

    def _add(self, shape: dict[str, Any]) -> None:
        self.shapes[-1].append(shape)

    def _finish(self, properties: dict[str, Any]) -> None:
        folder = " / ".join(f for f in self.folders if f)
        if folder:
            properties["folder"] = folder
        taken = set(properties) | {*_TEXTS, "id", "folder"}
        for key, value in self.extended:
            properties[unique(key, taken)] = value or None
        shape = _together(self.shapes[0]) if self.shapes and self.shapes[0] else None
        self.ready.append({"type": "Feature", "properties": properties, "geometry": shape})


def _together(shapes: list[dict[str, Any]]) -> dict[str, Any]:
    """Return one geometry of several: a multi geometry where all are of one simple kind."""
    if len(shapes) == 1:
        return shapes[0]
    kinds = {s["type"] for s in shapes}
    if len(kinds) == 1 and (kind := kinds.pop()) in ("Point", "LineString", "Polygon"):
        return {"type": f"Multi{kind}", "coordinates": [s["coordinates"] for s in shapes]}
    return {"type": "GeometryCollection", "geometries": shapes}


def _places(text: str) -> list[list[float]]:
    """Return [longitude, latitude, height] of "108.3,22.8,0 108.4,22.9"; a place that is none makes the shape none."""
    try:
        return [[float(n) for n in place.split(",") if n] for place in text.split()]
    except ValueError:
        return [[]]
