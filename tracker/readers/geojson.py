"""Stream the features of GeoJSON: collections, single features, bare geometries, one feature a line, text sequences.

Only one feature is in memory at a time. RFC 7946 and its predecessor of 2008 (the ``crs`` member), RFC 8142.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, TextIO

from tracker.errors import FormatError, UsageError
from tracker.readers.decoding import from_head
from tracker.readers.features import Features

#: Characters read at a time, and the longest feature.
CHUNK = 1 << 20
MAX_FEATURE = 1 << 26
#: A value that a chunk cuts ("tru", "\u00") fails so close to the end of what is read.
_NEAR = 16
_GEOMETRIES = frozenset((
    *("Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon", "GeometryCollection"),
))  # fmt: skip
#: White space, and the sign that stands before each text of a sequence (RFC 8142).
_BLANK = " \t\n\r\x1e"
_MEND = "Mend that place and import again; `python -m json.tool FILE` shows it too."
_OTHERS = {
    "Topology": "It is TopoJSON: convert it, for example with `ogr2ogr out.geojson FILE`.",
    "esri": "It is Esri JSON: convert it with `ogr2ogr out.geojson FILE`, or ask the server for f=geojson.",
}


class GeoJson:
    """One file of GeoJSON. ``crs``: its ``crs`` member as text for PROJ, known after a reading ("" where none).

    Parameters
    ----------
    where
        The file, as messages name it.
    open_file
        Opens the file for bytes, from the start.
    encoding
        "" for UTF-8, or what its first bytes show.
    """

    def __init__(self, where: str, open_file: Callable[[], BinaryIO], encoding: str = "") -> None:
        self.where, self.open_file, self.encoding = where, open_file, encoding
        self.crs = ""

    def read(self) -> Features:
        """Yield (feature, line): the line where each feature is a text of its own, else 0.

        Raises
        ------
        FormatError
            The file is empty, no JSON, no GeoJSON, breaks off, nests too deeply, or is not in its encoding.
        UsageError
            There is no encoding of that name.
        """
        with self.open_file() as raw:
            encoding = self.encoding or _encoding(raw)
            try:
                file = io.TextIOWrapper(raw, encoding=encoding, newline="")
            except LookupError as e:
                raise UsageError(f"There is no encoding {encoding!r}.", "Try utf-8, utf-16, cp1252 or gb18030.") from e
            text = _Window(self.where, file)
            try:
                yield from self._texts(text)
            except UnicodeError as e:  # not every codec says where
                raise FormatError(
                    f"{self.where} is not in {encoding} (after line {text.line():,}).",
                    "Save it as UTF-8, or name its encoding.",
                ) from e
            except OSError as e:
                raise FormatError(f"{self.where} cannot be read: {e.strerror or e}.", "Get the file again.") from e

    def _texts(self, text: _Window) -> Features:
        first = text.peek()
        if first == "":
            raise FormatError(f"{self.where} is empty.", "It should hold GeoJSON.")
        if first == "[":
            for feature in text.members():
                yield _feature(feature), 0
            self._end(text)
            return
        if first != "{":
            raise FormatError(
                f"{self.where} is not JSON: it begins with {text.sample()!r}.",
                "Give the file the ending of what it is (.kml, .csv, .gpkg), or get it again.",
            )
        line = text.line()
        head: dict[str, Any] = {}
        for key in text.names():
            if key == "features" and text.peek() == "[":
                for feature in text.members():
                    yield self._checked(feature), 0
                head[key] = True
            else:
                head[key] = text.value()
        self._note_crs(head)
        if head.get("features") is True:
            self._end(text)
            return
        yield self._root(head), line if text.peek() else 0
        while text.peek():
            line = text.line()
            root = text.value()
            if isinstance(root, dict) and isinstance(root.get("features"), list):
                for feature in root["features"]:
                    yield _feature(feature), line
            else:
                yield self._root(root), line

    def _root(self, root: Any) -> dict[str, Any]:  # noqa: ANN401 -- whatever stands in the file
        """Return the feature that a text of its own is: a Feature or a geometry."""
        kind = str(root.get("type")) if isinstance(root, dict) else type(root).__name__
        if kind == "Feature":
            return _feature(root)
        if kind in _GEOMETRIES:
            return {"type": "Feature", "properties": {}, "geometry": root}
        if kind == "FeatureCollection":
            raise FormatError(f"{self.where} is a FeatureCollection without features.", "Get the file again.")
        raise FormatError(
            f"{self.where} is JSON, but not GeoJSON: its root is of type {kind[:60]!r}.",
            _OTHERS.get(kind, "It should be a FeatureCollection, a Feature or a geometry."),
        )

    def _checked(self, feature: Any) -> dict[str, Any]:  # noqa: ANN401
        if isinstance(feature, dict) and "attributes" in feature and "properties" not in feature:
            raise FormatError(f"{self.where} is JSON, but not GeoJSON.", _OTHERS["esri"])
        return _feature(feature)

    def _end(self, text: _Window) -> None:
        if text.peek():
            raise text.fault("something follows the end of the collection")

    def _note_crs(self, head: dict[str, Any]) -> None:
        crs = head.get("crs")
        if isinstance(crs, dict):
            properties = crs.get("properties")
            name = properties.get("name", properties.get("code")) if isinstance(properties, dict) else None
            if crs.get("type") == "EPSG" and isinstance(name, int | str):
                name = f"EPSG:{name}"
            self.crs = str(name) if name else ""


class _Window:
    """A window that moves over a long JSON text and knows the line it is on."""

    def __init__(self, where: str, file: TextIO) -> None:
        self.where, self.file = where, file
        self.decode = json.JSONDecoder(strict=False).raw_decode
        self.text, self.at, self.done = "", 0, False
        self.n = 0  # features so far
        # Line breaks and characters since the last one, before the window; what was counted inside it.
        self.breaks, self.column, self.counted = 1, 0, 0

    def more(self) -> bool:
        """Read on, so that the window begins where we are; False at the end of the file."""
        if self.done:
            return False
        self._count(self.at)
        rest = self.text[self.at :]
        if len(rest) > MAX_FEATURE:
            raise self.fault(
                f"a feature is longer than {MAX_FEATURE >> 20} million characters",
                "Simplify its shape, or convert the file to GeoPackage.",
            )
        new = self.file.read(max(CHUNK, len(rest)))
        self.text, self.at, self.counted, self.done = rest + new, 0, 0, new == ""
        return not self.done

    def peek(self) -> str:
        """Go to the next character that is not blank and return it; "" at the end of the file."""
        while True:
            while self.at < len(self.text):
                c = self.text[self.at]
                if c not in _BLANK:
                    return c
                self.at += 1
            if not self.more():
                return ""

    def sample(self) -> str:
        """Return the next few characters."""
        return self.text[self.at : self.at + 20]

    def value(self) -> Any:  # noqa: ANN401 -- whatever stands in the file
        """Return the value that stands next and go behind it."""
        self.peek()
        while True:
            try:
                value, end = self.decode(self.text, self.at)
            except json.JSONDecodeError as e:
                cut = e.pos >= len(self.text) - _NEAR or e.msg.startswith("Unterminated")
                if cut and not self.done:
                    self.more()
                    continue
                if (cut and not self.text[e.pos :].strip()) or e.msg.startswith("Unterminated"):
                    raise self._broken_off() from e
                raise self._bad(e) from e
            except RecursionError as e:
                raise self.fault(
                    "brackets are nested too deeply", "No map data look like that: get the file again."
                ) from e
            except ValueError as e:  # Python refuses to read whole numbers of more than 4,300 digits
                raise self.fault("a number is too long", _MEND) from e
            # A number that ends with the window may go on after it.
            if end == len(self.text) and not self.done:
                self.more()
                continue
            self.at = end
            return value

    def names(self) -> Iterator[str]:
        """Yield the keys of the object that stands next; the caller takes each value before the next key."""
        self.at += 1
        if self.peek() == "}":
            self.at += 1
            return
        while True:
            if self.peek() != '"':
                raise self._expected("a name in double quotes")
            key = self.value()
            if self.peek() != ":":
                raise self._expected("a colon")
            self.at += 1
            yield str(key)
            if self._comma("}"):
                return

    def members(self) -> Iterator[Any]:
        """Yield the members of the list that stands next."""
        self.at += 1
        if self.peek() == "]":
            self.at += 1
            return
        while True:
            yield self.value()
            self.n += 1
            if self._comma("]"):
                return

    def line(self) -> int:
        """Return the line of the place where we are, from 1."""
        self._count(self.at)
        return self.breaks

    def fault(self, what: str, hint: str = _MEND, at: int | None = None) -> FormatError:
        """Return the error that says where we are, or what stands ``at`` a place of the window."""
        self._count(self.at if at is None else at)
        feature = f" (feature {self.n + 1:,})" if self.n else ""
        return FormatError(f"{self.where}, line {self.breaks:,}, column {self.column + 1:,}{feature}: {what}.", hint)

    def _comma(self, close: str) -> bool:
        """Go behind a comma (False) or the closing bracket (True)."""
        c = self.peek()
        if c not in (",", close) or c == "":
            raise self._expected(f"a comma or {close}")
        self.at += 1
        return c == close

    def _expected(self, what: str) -> FormatError:
        c = self.peek()
        return self.fault(f"{what} should stand here, not {c!r}") if c else self._broken_off()

    def _broken_off(self) -> FormatError:
        self.at = len(self.text)
        return self.fault("the file breaks off", "It was not saved or sent to its end: get it again.")

    def _bad(self, e: json.JSONDecodeError) -> FormatError:
        text, at = self.text, e.pos
        if text[at : at + 1].isdigit() and at and text[at - 1] == "0":
            return self.fault("a number begins with 0; JSON allows that in quotes only", at=at - 1)
        return self.fault(f"{e.msg[:1].lower()}{e.msg[1:]}, but there is {text[at : at + 20]!r}", at=at)

    def _count(self, end: int) -> None:
        """Count line breaks of the window up to ``end``."""
        if end <= self.counted:
            return
        n = self.text.count("\n", self.counted, end)
        self.breaks += n
        self.column = end - self.text.rfind("\n", self.counted, end) - 1 if n else self.column + end - self.counted
        self.counted = end


def _feature(value: Any) -> dict[str, Any]:  # noqa: ANN401
    return value if isinstance(value, dict) else {}


def _encoding(raw: BinaryIO) -> str:
    start = raw.read(4096)
    raw.seek(0)
    return from_head(start)
