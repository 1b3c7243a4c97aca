"""`tracker map`: what the page opens with, and what it refuses to write."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from processes import Tracker

import maps.limits
import tracker.views


def config(path: Path) -> dict[str, Any]:
    """Return the settings that the page is started with."""
    found = re.search(r"\nstart\(map_atlas, (\{.*\})\);\n", path.read_text(encoding="utf-8"))
    assert found
    return json.loads(found[1])  # type: ignore[no-any-return]


def test_filters_are_what_the_page_asks_first(known: Tracker, tmp_path: Path) -> None:
    ran = known(
        *("map", "--filter", "status=construction", "--filter", "country=China", "--filter", "cost=1bn.."),
        *("--color-by", "delay", "--size-by", "none", "--basemap", "none"),
    )
    assert ran.code == 0, ran.err
    asked = config(tmp_path / "map.html")["initial"]
    assert asked == "#status=construction&country=CHN&cost=1000000000,&colour=delay&size=none"
    everything = int(re.search(r"([\d,]+) projects", ran.out)[1].replace(",", ""))  # type: ignore[index]
    assert everything == len(json.loads(known("list", "-f", "json").out))  # the page holds all


@pytest.mark.parametrize(
    ("asked", "message", "hint"),
    [
        ("colour=red", "no filter 'colour'", "status, sector, country"),
        ("status=building", "status 'building'", "construction"),
        ("cost=big", "not a range", "1bn"),
    ],
)
def test_a_filter_that_is_none_writes_nothing(
    known: Tracker, tmp_path: Path, asked: str, message: str, hint: str
) -> None:
    ran = known("map", "--filter", asked)
    assert ran.code == 2 and message in ran.err and hint in ran.err
    assert not (tmp_path / "map.html").exists()


def test_beyond_the_limits_it_says_so_before_it_writes(
    known: Tracker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(maps.limits, "PROJECTS", 3)
    with monkeypatch.context() as unread:  # the number alone is enough to refuse: the statements are not read for it
        unread.setattr(tracker.views, "atlas", None)
        ran = known("map", "--basemap", "none")
    assert ran.code == 2 and "more than a page can show well" in ran.err and "--anyway" in ran.err
    assert not (tmp_path / "map.html").exists()
    ran = known("map", "--basemap", "none", "--anyway")
    assert ran.code == 0 and "more than a page can show well" in ran.err
    assert (tmp_path / "map.html").exists()
