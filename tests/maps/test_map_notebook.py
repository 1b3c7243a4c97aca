"""The map in a notebook's cell, in a frame of a page, and with folium's own layers on it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import fake_atlas
import folium
import folium.plugins
import geopandas
import pandas as pd
import pytest
import shapely
from visit import Visit

import maps

PORTS = geopandas.GeoDataFrame({"name": ["Port A"]}, geometry=[shapely.Point(108, 21)], crs="EPSG:4326")


def steps(page: Any) -> tuple[int, str]:
    return page.evaluate("history.length"), page.url


def test_two_cells_of_a_notebook(visit: Visit, tmp_path: Path) -> None:
    """As nbconvert and Jupyter show them: frames with srcdoc, in the page of the notebook, without a network."""
    cells = [
        maps.build(fake_atlas.small(), own=PORTS, filter=["status=construction,planned"])._repr_html_(),
        maps.build(fake_atlas.small(), basemap="none")._repr_html_(),
    ]
    body = "".join(f'<div class="jp-RenderedHTMLCommon jp-RenderedHTML">{cell}</div>' for cell in cells)
    (tmp_path / "nb.html").write_text(f"<!DOCTYPE html><meta charset=utf-8><h2 id=a>x</h2>{body}", encoding="utf-8")
    page = visit.page
    page.goto(f"file://{tmp_path / 'nb.html'}#a")
    first, second = (page.frame_locator("iframe").nth(k) for k in (0, 1))
    assert first.locator(".counts .kicker").inner_text().lower().startswith("5 projects")
    assert second.locator(".counts .kicker").inner_text().lower().startswith("13 projects")
    before = steps(page)
    first.locator("#tab-list").click()
    first.locator(".own-list .row-button").click()
    assert first.locator(".own-card h2").inner_text() == "Port A"
    first.locator("#search").fill("pinglu")
    first.locator("#search").press("Enter")
    assert first.locator("#card h2").inner_text() == "Pinglu Canal"
    page.wait_for_timeout(400)
    assert steps(page) == before  # neither steps nor fragments of the map reach the notebook
    assert first.locator(".copy-link").count() == 0  # the frame has no address to copy
    assert "about:srcdoc" not in first.locator("#card").inner_text()


def test_a_page_in_a_frame_of_another_page_makes_no_steps(visit: Visit, page_path: Path, tmp_path: Path) -> None:
    (tmp_path / "site.html").write_text(
        f'<!DOCTYPE html><meta charset=utf-8><iframe width=1200 height=700 src="file://{page_path}#tab=list"></iframe>',
        encoding="utf-8",
    )
    page = visit.page
    page.goto(f"file://{tmp_path / 'site.html'}")
    frame = page.frame_locator("iframe")
    frame.locator("#list .row-button").first.click()
    before = steps(page)
    frame.locator("#tab-map").click()
    frame.locator("#tab-list").click()
    page.wait_for_timeout(400)
    assert steps(page) == before


def layers() -> dict[str, list[Any]]:
    """Some layers of folium's; all but the first want scripts from elsewhere, which are not reached in a test."""
    frame = PORTS.set_geometry([shapely.box(107, 20, 109, 22)], crs="EPSG:4326")
    return {
        "circle": [folium.CircleMarker((22, 109), radius=9)],
        "marker": [folium.Marker((22, 109), tooltip="mine")],
        "geojson": [folium.GeoJson(frame.to_json())],
        "tiles": [folium.TileLayer("https://tiles.example/{z}/{x}/{y}.png", attr="Tiles"), folium.LayerControl()],
        "choropleth": [
            folium.Choropleth(
                frame.to_json(), data=pd.DataFrame({"name": ["Port A"], "v": [1.0]}), columns=["name", "v"],
                key_on="feature.properties.name", bins=[0, 1, 2, 3],
            ),
            folium.LayerControl(),
        ],
        "group": [folium.FeatureGroup("Mine").add_child(folium.PolyLine([(0, 0), (10, 10)])), folium.LayerControl()],
        "cluster": [folium.plugins.MarkerCluster([(22, 109), (22.1, 109)])],
    }  # fmt: skip


@pytest.mark.parametrize("kind", layers())
def test_any_folium_layer_goes_on_the_map(browser: Any, tmp_path: Path, kind: str) -> None:
    """Ours stays whole whatever becomes of a layer whose scripts do not come."""
    m = maps.build(fake_atlas.small(), own=PORTS)
    for layer in layers()[kind]:
        layer.add_to(m)
    with pytest.warns(maps.ForeignLayerWarning):
        m.save(tmp_path / "map.html")
    assert "Content-Security-Policy" not in (tmp_path / "map.html").read_text(encoding="utf-8")
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.route(re.compile("^https:"), lambda route: route.fulfill(body=""))
    page.goto(f"file://{tmp_path / 'map.html'}#p=pinglu-canal")
    page.wait_for_selector('html[data-cards="1"]', state="attached")
    assert page.inner_text("#card h2") == "Pinglu Canal"
    drawn = {
        "circle": ".leaflet-overlay-pane path", "marker": ".leaflet-marker-pane img",
        "geojson": ".leaflet-overlay-pane path", "tiles": ".leaflet-control-layers",
        "group": ".leaflet-overlay-pane path",
    }  # fmt: skip
    if kind in drawn:
        assert page.locator(drawn[kind]).count() >= 1
        assert errors == []
    else:  # d3 and the cluster plugin have not come
        assert all(word in " ".join(errors) for word in ("not",))
    context.close()
