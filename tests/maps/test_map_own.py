"""A data frame of the user's own beside the ledger's, and the frame of Ledger.projects() as a map."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import fake_atlas
import geopandas
import numpy as np
import pandas as pd
import pytest
import shapely
from visit import Visit

import maps
from maps.columns import unpack
from maps.frame import as_atlas
from maps.own import own_block
from tracker.errors import UsageError
from tracker.frames import project_frame
from tracker.store.store import Store
from tracker.views import Atlas


def ports(**columns: Any) -> geopandas.GeoDataFrame:
    shapes = [shapely.Point(108.0, 21.0), shapely.LineString([(20, 10), (40, 30)]), shapely.box(-60, -20, -40, 0), None]
    given = {"name": ["Port A", "Road B", "Field C", "Nowhere D"]} | columns
    return geopandas.GeoDataFrame(given, geometry=shapes, crs="EPSG:4326")


def test_any_crs_becomes_degrees() -> None:
    (layer,) = own_block(ports().to_crs("EPSG:3857"))
    geometry = layer["geometry"]
    assert geometry["kind"] == {"v": [1, 2, 3, 0]}
    assert (geometry["x"]["v"][0], geometry["y"]["v"][0]) == (10_800_000, 2_100_000)


def test_cells_of_every_type() -> None:
    frame = ports(
        teu=np.array([1.5, np.nan, np.inf, 2], dtype="float32"),
        count=pd.array([1, None, 3, 4], dtype="Int64"),
        since=[pd.Timestamp("2020-01-01"), pd.Timestamp("2021-05-06 10:00"), pd.NaT, pd.Timestamp("2022-01-01")],
        day=[date(2020, 1, 2), None, None, None],
        ok=[True, False, None, True],
        many=[["a", 1], {}, None, "x" * 5_000],
    )
    (layer,) = own_block(frame)
    cells = dict(zip(layer["fields"], (c.get("v") for c in layer["columns"]), strict=True))
    assert cells["teu"] == [1.5, None, None, 2]
    assert cells["count"] == [1, None, 3, 4]
    assert cells["since"] == ["2020-01-01", "2021-05-06 10:00:00", None, "2022-01-01"]
    assert cells["day"] == ["2020-01-02", None, None, None]
    assert cells["ok"] == ["yes", "no", None, "yes"]
    assert cells["many"][0] == "['a', 1]" and len(cells["many"][3]) == 2_001


def test_names_from_a_column() -> None:
    frame = ports().rename(columns={"name": "harbour"}).assign(code=[1, 2, 3, 4])
    assert own_block(frame)[0]["name"] == {"v": ["Port A", "Road B", "Field C", "Nowhere D"]}  # the first of text
    assert own_block(frame, "code")[0]["name"] == {"v": ["1", "2", "3", "4"]}
    assert own_block(frame[["code", "geometry"]])[0]["name"]["v"][0] == "Your own data 1"
    with pytest.raises(UsageError) as refused:
        own_block(frame, "title")
    assert "harbour, code" in refused.value.hint


@pytest.mark.parametrize(
    ("own", "message", "hint"),
    [
        (ports().set_crs(None, allow_override=True), "CRS is missing", "set_crs"),
        (pd.DataFrame({"lon": [1.0]}), "DataFrame, not a GeoDataFrame", "points_from_xy"),
        (geopandas.GeoDataFrame({"name": ["x"]}), "no geometry", "set_geometry"),
        ({"Mine": [1]}, "own='Mine' is a list", "GeoDataFrame"),
    ],
)
def test_what_cannot_be_placed_is_refused(own: object, message: str, hint: str) -> None:
    with pytest.raises(UsageError, match=message) as refused:
        maps.build(fake_atlas.small(), own=own)
    assert hint in refused.value.hint


def test_it_is_no_part_of_the_ledgers_block() -> None:
    """The block of projects is the same, byte for byte, and so is the policy strict."""

    def blocks(html: str) -> dict[str, str]:
        return dict(re.findall(r'<script type="application/octet-stream" id="([\w-]+)">([^<]*)<', html))

    bare = maps.build(fake_atlas.small()).get_root().render()
    html = maps.build(fake_atlas.small(), own={"Mine": ports()}).get_root().render()
    assert blocks(html)["tracker-projects"] == blocks(bare)["tracker-projects"]
    assert unpack(blocks(html)["tracker-own"])[0]["label"] == "Mine"
    assert "Content-Security-Policy" in html


@pytest.fixture(scope="module")
def own_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("own") / "map.html"
    frame = ports(teu=[1_200_000, None, 3, 4], link=["https://example.org/a", "javascript:alert(1)", "", ""])
    maps.write(fake_atlas.small(), path, own={"My ports": frame, "More": frame.iloc[:1]})
    return path


def test_legend_table_and_card(visit: Visit, own_path: Path) -> None:
    page = visit.open(own_path)
    assert page.inner_text(".counts .kicker").lower().startswith("13 projects")
    rows = page.locator(".facet-own .row").all_inner_texts()
    assert [" ".join(r.split()) for r in rows] == ["My ports 4", "More 1"]
    page.click("#tab-list")
    assert page.inner_text(".list-count") == "13 projects"
    table = page.locator(".own-list").first
    assert "no source" in table.inner_text() and "1\u202f200\u202f000" in table.inner_text()
    table.locator(".row-button").first.click()
    card = page.locator(".own-card")
    assert page.get_attribute("#tab-map", "aria-selected") == "true"
    assert card.locator("h2").inner_text() == "Port A" and "no source" in card.inner_text()
    assert card.locator("a").get_attribute("href") == "https://example.org/a"
    page.keyboard.press("Escape")
    assert card.is_hidden()
    page.click("#tab-list")
    table.locator(".row-button").nth(1).click()
    assert "javascript:alert(1)" in card.inner_text() and card.locator("a").count() == 0


def test_a_click_on_the_map_opens_the_small_card(visit: Visit, own_path: Path) -> None:
    page = visit.open(own_path, "#at=6/21/108")
    page.wait_for_timeout(200)
    box = page.locator("#map_atlas").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert page.inner_text(".own-card h2") == "Port A" and page.locator("#card").is_hidden()
    page.uncheck(".facet-own .row:nth-child(1) input", force=True)
    page.uncheck(".facet-own .row:nth-child(2) input", force=True)
    page.click(".own-card .close")
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert page.locator(".own-card").is_hidden()


def test_hostile_cells_are_only_text(visit: Visit, tmp_path: Path) -> None:
    evil = fake_atlas.EVIL.replace("\ud800", "")  # which a data frame cannot hold
    frame = ports(**{evil: [evil] * 4}).assign(name=[evil, "x" * 1_000_000, "", evil])
    maps.write(fake_atlas.small(), tmp_path / "map.html", own={evil: frame})
    assert "pwned" not in (tmp_path / "map.html").read_text(encoding="utf-8")
    page = visit.open(tmp_path / "map.html")
    page.click("#tab-list")
    for k in range(4):
        page.locator(".own-list .row-button").nth(k).click()
        page.click("#tab-list")
    assert page.evaluate("window.pwned") is None and page.locator("img, iframe").count() == 0


def test_own_data_alone_are_looked_at(visit: Visit, tmp_path: Path) -> None:
    maps.write(Atlas((), {}, fake_atlas.NOW, "", "", "0" * 16), tmp_path / "map.html", own=ports(), basemap="none")
    page = visit.open(tmp_path / "map.html")
    assert page.locator(".facet-own .row").count() == 1


def test_a_frame_of_the_ledger_is_a_map(catalogue: Store) -> None:
    from tracker.ledger import Ledger

    ledger = Ledger(catalogue)
    frame = ledger.projects(sector="canal", as_of="2024")
    atlas = as_atlas(frame)
    whole = ledger.atlas(as_of="2024")
    assert set(atlas.projects) == {r for r in whole.projects if r.sector == "canal"}
    assert (atlas.now, atlas.as_of, atlas.data_version) == (whole.now, whole.as_of, whole.data_version)
    assert as_atlas(frame.to_crs("EPSG:3857").iloc[::-1]).projects[0].slug == atlas.projects[0].slug
    assert "tracker-projects" in maps.build(frame).get_root().render()


def test_a_frame_cut_down_or_read_from_a_file_keeps_its_day() -> None:
    frame = project_frame(fake_atlas.small().projects)
    frame.attrs.clear()
    assert as_atlas(frame).now == "2026-01-15"


def test_other_frames_are_refused_with_the_way_out() -> None:
    with pytest.raises(UsageError) as refused:
        maps.build(ports())
    assert "own=frame" in refused.value.hint
    with pytest.raises(UsageError, match="not made from a str"):
        maps.build("tracker.gpkg")  # type: ignore[arg-type]
