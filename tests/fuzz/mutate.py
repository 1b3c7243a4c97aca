"""Damage files: bytes, and (where the format has parts) the parts before they are put together again."""

from __future__ import annotations

import copy
import io
import json
import random
import re
import sqlite3
import zipfile
import zlib
from pathlib import Path
from typing import Any

from seeds import zipped

_NUMBERS = (
    b"\xff\xff\xff\xff",
    b"\0\0\0\0",
    b"\x7f\xff\xff\xff",
    b"\xff\xff\xff\x7f",
    b"\0\0\0\x80",
    b"\x00\x00\xf8\x7f",
)
_XML = (
    *(
        b"<",
        b">",
        b"/",
        b"&",
        b"]]>",
        b"<![CDATA[",
        b"&#0;",
        b"&#xD800;",
        b"&x;",
        b'"',
        b"<!DOCTYPE x [<!ENTITY y 'z'>]>",
    ),
    *(b"<Placemark>", b"</Placemark>", b"<Polygon>", b"<coordinates>", b"nan,inf ", b"1e999,1 ", b"-1", b"999999999"),
    *(
        b"<row>",
        b"</row>",
        b"<c>",
        b"</c>",
        b'r="A1"',
        b'r="ZZZ9"',
        b'r="A0"',
        b'r="A99999999999"',
        b't="s"',
        b's="77"',
    ),
    *(
        b"<v>",
        b"</v>",
        b't="d"',
        b"<is>",
        b"<t>",
        b"<mergeCell ref='A1:ZZ'/>",
        b'table:number-columns-repeated="999999"',
    ),
    *(b"<table:table-row>", b'office:value="x"', b'office:date-value="31"', b"<text:p>", b"\xff", b"\xed\xa0\x80"),
)
_TOKENS = {
    "json": (
        *(b"{", b"}", b"[", b"]", b",", b":", b'"', b"null", b"1e999"),
        *(b"-", b"\\u", b"NaN", b"\xff", b'"type"', b"true"),
        *(b'"Feature"', b"00", b"\\ud800", b"9" * 5000, b"[" * 2000),
        *(b'{"a":' * 1500, b"\x1e", b"\xef\xbb\xbf", b"Infinity"),
    ),
    "csv": (
        *(b'"', b'""', b",", b";", b"\t", b"|", b"\n", b"\r", b"\r\n"),
        *(b"\0", b"\xff", b"\xef\xbb\xbf", b"sep=;\n", b"\x1a"),
        *(b"\xff\xfe", b"\xfe\xff", b"\xc3", b"\x81", b"," * 3000),
        *(b'"' * 999, b"nan", b"1e999", b"\xe2\x80\xa8", b"\x0c"),
    ),
    "xml": _XML,
    "bytes": (b"\0", b"\xff" * 8, b"\0" * 64, b"PK\x03\x04", b"PAR1", *_NUMBERS),
}  # fmt: skip
_KIND = {"csv": "csv", "geojson": "json", "kml": "xml"}
_ATTRIBUTE = re.compile(rb'\s[\w:]+="([^"<]*)"')
_TEXT = re.compile(rb">([^<]*)<")
_ELEMENT = re.compile(rb"(<([\w:]+)(?:\s[^<>]*)?(?:/>|>[^<]*</\2>))")
_TEXTS = (
    *(b"", b" ", b"0", b"-1", b"1", b"7", b"99999999", b"1e999"),
    *(b"nan", b"A1", b"B2", b"XFD1048576", b"A0", b"1A", b"s", b"e"),
    *(b"str", b"inlineStr", b"b", b"n", b"d", b"2022-13-45"),
    *(b"PT99999999999H", b"&amp;", b"\xc3\xa9", b"&#x10FFFF;", b"x" * 999),
    *(b"1,2", b"1,2,3 4,5", b"1,2,3,4", b",", b"nan,nan", b"999,999"),
    *(b"1e400,1", b"rId1", b"../x", b"float", b"A1:ZZ99"),
    *(b"worksheets/sheet1.xml", b"hidden", b"18446744073709551616", b"-9223372036854775808", b"_x0000_", b"44000.5"),
)  # fmt: skip
_VALUES: tuple[Any, ...] = (
    *(None, True, 0, -1, 2**63, 10**400, 1e308, float("nan")),
    *(float("inf"), "", "x" * 5000, "\ud800", "\0", [], {}, [[]]),
    *([1], [1, 2], ["a", "b"], [None, None], [1e300, 1e300]),
    *({"type": "Point"}, {"type": []}, {"a": {"b": [{}]}}, "Point"),
    *("EPSG:99999", "urn:ogc:def:crs:EPSG::4326", "Feature", "features"),
)  # fmt: skip


def mutate(rnd: random.Random, ending: str, seeds: list[bytes], scratch: Path) -> bytes:
    """Return a damaged file made of one of the seeds (sometimes of two)."""
    data = rnd.choice(seeds)
    whole = rnd.random() < 0.4
    if ending in ("xlsx", "ods", "kmz", "zip") and not whole:
        return _members(rnd, data, ending)
    if ending == "geojson" and not whole:
        return _json(rnd, data)
    if ending == "kml" and not whole:
        return _xml(rnd, data)
    if ending == "gpkg" and not whole:
        return _database(rnd, data, scratch)
    if ending == "parquet" and not whole:
        return _footer(rnd, data)
    if rnd.random() < 0.1:
        other = rnd.choice(seeds)
        data = data[: rnd.randrange(len(data) + 1)] + other[rnd.randrange(len(other) + 1) :]
    return _bytes(rnd, data, _KIND.get(ending, "bytes"))


def _bytes(rnd: random.Random, data: bytes, kind: str, low: int = 0) -> bytes:
    """Change some bytes from ``low`` on: bits, bytes, numbers, cuts, copies, tokens of the format."""
    b = bytearray(data)
    for _ in range(rnd.choice((1, 1, 2, 4, 10))):
        if len(b) <= low:
            b += b"x"
        i, way = rnd.randrange(low, len(b)), rnd.random()
        if way < 0.25:
            b[i] = rnd.randrange(256)
        elif way < 0.4:
            b[i] ^= 1 << rnd.randrange(8)
        elif way < 0.5:
            del b[i : i + rnd.choice((1, 2, 4, 16, 200))]
        elif way < 0.6:
            j = rnd.randrange(len(b))
            b[i:i] = b[j : j + rnd.choice((1, 4, 8, 64, 600))]
        elif way < 0.7:
            b[i : i + 4] = rnd.choice(_NUMBERS)
        elif way < 0.75:
            del b[i:]
        else:
            b[i:i] = rnd.choice(_TOKENS[kind])
    return bytes(b)


def _members(rnd: random.Random, data: bytes, ending: str) -> bytes:
    """Damage members of an archive and pack it soundly again, so that the damage reaches the reader inside."""
    with zipfile.ZipFile(io.BytesIO(data)) as z:
        members: dict[str, bytes | str] = {m: z.read(m) for m in z.namelist()}
    for _ in range(rnd.choice((1, 1, 2))):
        name, way = rnd.choice(list(members)), rnd.random()
        content = members[name]
        assert isinstance(content, bytes)
        if way < 0.05:
            del members[name]
        elif way < 0.08:
            members[name + "x"] = members.pop(name)
        elif way < 0.12:
            members[name] = members[rnd.choice(list(members))]
        elif ending == "zip" and name.endswith(("shp", "shx", "dbf")):
            # Their head tells the length, which is checked: mostly leave it alone.
            members[name] = _bytes(rnd, content, "bytes", low=rnd.choice((0, 24, 32, 100)) % max(len(content), 1))
        elif b"<" in content and rnd.random() < 0.6:
            members[name] = _xml(rnd, content)
        else:
            members[name] = _bytes(rnd, content, "xml")
        if not members:
            break
    packed = zipped(members)
    return _bytes(rnd, packed, "bytes") if rnd.random() < 0.1 else packed


def _xml(rnd: random.Random, data: bytes) -> bytes:
    """Change texts, attributes and elements of XML so that it mostly stays XML."""
    for _ in range(rnd.choice((1, 1, 2, 5))):
        way = rnd.random()
        found = list((_ATTRIBUTE if way < 0.45 else _TEXT if way < 0.75 else _ELEMENT).finditer(data))
        if not found:
            continue
        a, b = rnd.choice(found).span(1)
        if way < 0.75:
            new = rnd.choice(_TEXTS)
        elif way < 0.85:
            new = b""
        else:
            c, d = rnd.choice(found).span(1)
            new = data[a:b] + data[c:d]
        data = data[:a] + new + data[b:]
    return data


def _json(rnd: random.Random, data: bytes) -> bytes:
    """Change values of a JSON text, wherever they stand."""
    text = data.decode("utf-16" if data[:2] == b"\xff\xfe" else "utf-8")
    lines = [json.loads(line) for line in text.splitlines()] if text.startswith('{"type": "Feature",') else None
    root: Any = {"root": lines if lines is not None else json.loads(text)}
    for _ in range(rnd.choice((1, 1, 2, 5))):
        places: list[tuple[Any, Any]] = []
        stack: list[Any] = [root]
        while stack:
            at = stack.pop()
            items = list(at.items() if isinstance(at, dict) else enumerate(at))
            places += [(at, key) for key, _ in items if at is not root]
            stack += [v for _, v in items if isinstance(v, dict | list)]
        if not places:
            break
        at, key = rnd.choice(places)
        way = rnd.random()
        if way < 0.15:
            del at[key]
        elif way < 0.25 and isinstance(at, dict):
            at[str(rnd.choice(_VALUES))[:50]] = at.pop(key)
        elif way < 0.35:
            other, place = rnd.choice(places)
            at[key] = copy.deepcopy(_get(other, place))
        else:
            at[key] = copy.deepcopy(rnd.choice(_VALUES))
    ascii_only = rnd.random() < 0.7
    if lines is not None and isinstance(root["root"], list):
        out = "\n".join(json.dumps(v, ensure_ascii=ascii_only) for v in root["root"])
    else:
        out = json.dumps(root["root"], ensure_ascii=ascii_only)
    return out.encode("utf-8", "surrogatepass")


def _get(holder: Any, key: Any) -> Any:
    """Return a member of a list or an object, None where it is gone."""
    try:
        return holder[key]
    except LookupError:
        return None


def _database(rnd: random.Random, data: bytes, scratch: Path) -> bytes:
    """Change cells of any table of a database, or damage a shape, or drop a table."""
    scratch.write_bytes(data)
    db = sqlite3.connect(scratch)
    try:
        db.execute("pragma writable_schema=on")
        names = [
            n for (n,) in db.execute("select name from sqlite_master where type='table' and name not like 'sqlite_%'")
        ]
        for _ in range(rnd.choice((1, 1, 2, 3))):
            table = rnd.choice(
                [*names, *["gpkg_contents", "gpkg_geometry_columns", "seed", "gpkg_spatial_ref_sys"] * 4]
            )
            try:
                columns = [row[1] for row in db.execute(f'pragma table_info("{table}")')]
                if rnd.random() < 0.08:
                    db.execute(f'drop table "{table}"')
                    continue
                rows = db.execute(f'select rowid from "{table}" order by rowid').fetchall()
                if not rows or not columns:
                    continue
                column, (row,) = rnd.choice(columns), rnd.choice(rows)
                (old,) = db.execute(f'select "{column}" from "{table}" where rowid = ?', (row,)).fetchone() or (None,)
                new: Any = rnd.choice(
                    (None, -1, 2**62, "", "x", b"\0", "geom", "seed", 0.5, "POINT", 99999, "../x", "é" * 99)
                )
                if isinstance(old, bytes):
                    new = _bytes(rnd, old, "bytes")
                db.execute(f'update "{table}" set "{column}" = ? where rowid = ?', (new, row))
            except sqlite3.Error:  # a constraint, or no table of that name any more
                continue
        db.commit()
    finally:
        db.close()
    return scratch.read_bytes()


def _footer(rnd: random.Random, data: bytes) -> bytes:
    """Damage the description at the end of a Parquet file, or its pages, and keep the marks at both ends."""
    size = int.from_bytes(data[-8:-4], "little")
    pages, footer = data[4 : -8 - size], data[-8 - size : -8]
    if rnd.random() < 0.7:
        footer = _bytes(rnd, footer, "bytes")
    else:
        pages = _bytes(rnd, pages, "bytes")
    return b"PAR1" + pages + footer + len(footer).to_bytes(4, "little") + b"PAR1"


def checksum(data: bytes) -> str:
    """A short name for a file."""
    return f"{zlib.crc32(data):08x}"
