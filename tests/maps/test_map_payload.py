"""The data of a page: columns that come back as they went in, and shapes that survive odd geometry."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import fake_atlas
import pytest
import shapely

from maps import columns
from maps.build import build
from maps.cards import cards_block
from maps.payload import geometry, projects_block


def decoded(column: columns.Column, n: int) -> list[object]:
    """Read a column as the page does."""
    if "c" in column:
        return [column["c"]] * n
    return column["v"] if "v" in column else [column["d"][k] for k in column["i"]]


@pytest.mark.parametrize(
    "items", [[], ["a"], ["a", "a"], ["a", "", "b"], [1.0, None, 2.5], [float("nan"), 1e15], [0, False], ["\ud800"]]
)
def test_columns_come_back(items: list[object]) -> None:
    words = [str(x) for x in items]
    packed = columns.unpack(columns.pack({"a": columns.values(items), "b": columns.coded(words)}))
    expected = [None if x != x else "\ufffd" if x == "\ud800" else x for x in items]  # NaN and lone surrogates
    assert decoded(packed["a"], len(items)) == expected
    assert decoded(packed["b"], len(items)) == [w.replace("\ud800", "\ufffd") for w in words]


@pytest.mark.parametrize(
    ("text", "lo", "hi", "odd"),
    [
        ("2026", "2026-01-01", "2026-12-31", False),
        ("2026-12", "2026-12-01", "2026-12-31", False),
        ("2024-02", "2024-02-01", "2024-02-29", False),
        ("2026-12-16", "2026-12-16", "2026-12-16", False),
        ("2026-12~", "2026-12-01", "2026-12-31", True),
        ("2026", "2026-01-01", "2026-11-22", True),  # clamped to the day of retrieval
        ("../2023-07-31", "0001-01-01", "2023-07-31", True),
    ],
)
def test_dates_keep_their_words_only_where_needed(text: str, lo: str, hi: str, odd: bool) -> None:
    column = columns.dates([(text, lo, hi), ("", "", "")])
    assert column["x"] == ({"0": text} if odd else {})
    assert column["lo"][1] is None


def test_ends_of_plain_dates() -> None:
    assert columns.ends("2024-02") == ("2024-02-01", "2024-02-29")
    assert columns.ends("2026") == ("2026-01-01", "2026-12-31")
    assert columns.ends("words") == columns.ends("") == ("", "")


def test_shapes() -> None:
    shapes = [
        shapely.Point(109, 22),
        None,
        shapely.LineString([(0, 0), (1, 1), (2, 0)]),
        shapely.box(0, 0, 1, 1),
        shapely.MultiPoint([(0, 0), (1, 1)]),
        shapely.GeometryCollection([shapely.Point(5, 5), shapely.LineString([(0, 0), (1, 0)])]),
        shapely.GeometryCollection([shapely.MultiLineString([[(0, 0), (1, 0)], [(3, 3), (4, 4)]])]),
        shapely.Point(),
        shapely.Point(float("nan"), 1),
        shapely.Point(10, 89.9),
    ]
    out = geometry([None if s is None else shapely.to_wkb(s) for s in shapes])
    assert decoded(out["kind"], len(shapes)) == [1, 0, 2, 3, 1, 2, 2, 0, 0, 1]
    assert decoded(out["parts"], len(shapes)) == [1, 0, 1, 1, 1, 1, 2, 0, 0, 1]
    sizes = decoded(out["size"], 9)
    assert sizes == [1, 3, 5, 2, 2, 2, 2, 1]
    xs, x = [], 0
    for step in out["x"]["v"]:
        x += step
        xs.append(x * out["unit"])
    assert xs[:4] == pytest.approx([109, 0, 1, 2])
    assert sum(out["y"]["v"]) * out["unit"] == pytest.approx(85.05)  # where Web Mercator ends


def test_unreadable_geometry_is_no_location() -> None:
    assert decoded(geometry([b"not a geometry", None])["kind"], 2) == [0, 0]


def test_empty_atlas() -> None:
    assert projects_block([])["n"] == 0
    assert cards_block([], {})["n"] == 0


def test_cards_keep_claims_and_documents() -> None:
    atlas = fake_atlas.small()
    block = cards_block(atlas.projects, atlas.cards)
    pinglu = atlas.cards["pinglu-canal"]
    assert decoded(block["count"], len(atlas.projects))[:2] == [len(pinglu.claims), 7]
    numbers = decoded(block["claims"]["number"], block["n"])
    assert numbers[: len(pinglu.claims)] == [c.number for c in pinglu.claims]
    documents = decoded(block["claims"]["document"], block["n"])
    urls = decoded(block["documents"]["url"], block["documents"]["n"])
    assert [urls[k] for k in documents[: len(pinglu.claims)]] == [c.document.url for c in pinglu.claims]


def test_same_bytes_in_two_processes() -> None:
    code = (
        "import fake_atlas, maps, hashlib; "
        "print(hashlib.sha256(maps.build(fake_atlas.small()).get_root().render().encode()).hexdigest())"
    )
    here = Path(__file__).parent
    runs = [
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONPATH": f"{here}:{here.parents[1]}", "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    ]
    assert runs[0] == runs[1] and len(runs[0]) > 60


def test_rendering_twice_gives_the_same() -> None:
    m = build(fake_atlas.small())
    assert m.get_root().render() == m.get_root().render()


def test_basemap_names_no_machine() -> None:
    import maps.basemap.build as script

    folder = Path(script.__file__).parent
    for name in ("README.md", "build.py", "world.json"):
        text = (folder / name).read_text(encoding="utf-8")
        assert not re.search(r"(?:^|\s)/(?:home|root|tmp|work)\b", text), name  # a path of somebody's machine
    assert (folder / "world.json").stat().st_size < 500_000
