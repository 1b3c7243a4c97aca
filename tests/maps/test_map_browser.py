"""The page in Chromium, from disk, without a network: what a reader does, with an empty console at the end."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import fake_atlas
import folium
import pytest
from visit import Visit

import maps
from tracker import views
from tracker.store.store import Store

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def shown(page: Any) -> str:
    return page.inner_text(".counts h2").split()[0]


def plain(text: str) -> str:
    """Text with ordinary spaces: figures keep theirs together with no-break ones."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_opens_and_draws(visit: Visit, page_path: Path) -> None:
    page = visit.open(page_path)
    assert shown(page) == "13"
    assert "2 \nwithout a location" in page.inner_text(".counts").replace("2\n", "2 \n")
    assert page.inner_text(".known").startswith("As known on 22 Nov 2026")
    drawn = page.evaluate(
        """() => ['ground', 'projects'].map((pane) => {
             const c = document.querySelector(`.leaflet-${pane}-pane canvas`);
             const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
             let n = 0; for (let k = 3; k < d.length; k += 4) if (d[k]) n++; return n; })"""
    )
    assert drawn[0] > 100_000 and drawn[1] > 500


def test_legend_filters(visit: Visit, page_path: Path) -> None:
    page = visit.open(page_path)
    row = page.locator('.facet-status li[data-word="construction"]')
    row.locator("button").click()
    assert shown(page) == "3" and row.locator("button").get_attribute("aria-pressed") == "true"
    assert not page.locator('.facet-status li[data-word="planned"] input').is_checked()
    row.locator("button").press("Enter")  # again: all
    assert shown(page) == "13"
    row.locator("input").focus()
    page.keyboard.press("Space")  # the checkbox: all but this
    assert shown(page) == "10"
    page.locator(".group-sectors summary").click()
    page.locator(".group-sectors button").filter(has_text="Tunnel").click()
    assert "Nothing matches these filters" in page.inner_text(".counts")
    page.click("text=Clear the filters")
    assert shown(page) == "13"


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("pinglu", "Pinglu Canal"),
        ("平陆", "Pinglu Canal"),
        ("SAO TOME", "Porto de São Tomé"),
        ("strasse", "Zweite Straße"),
        ("mexico airport", "New Airport"),
        ("brenner ges", "Alpine Base Tunnel"),
        ("hydro", "North Dam"),
    ],
)
def test_search_in_any_script(visit: Visit, page_path: Path, query: str, name: str) -> None:
    page = visit.open(page_path)
    page.fill("#search", query)
    assert page.inner_text("#results li >> nth=0").startswith(name)
    page.keyboard.press("Enter")
    assert page.inner_text("#card h2") == name


def test_search_by_arrow_keys_and_nothing_found(visit: Visit, page_path: Path) -> None:
    page = visit.open(page_path)
    page.fill("#search", "ital")
    assert page.get_attribute("#search", "aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    assert page.get_attribute("#search", "aria-activedescendant") == "result-1"
    page.fill("#search", "zzz")
    assert "No project matches" in page.inner_text("#results")
    page.keyboard.press("Escape")
    assert page.input_value("#search") == ""


def test_card_tells_the_story(visit: Visit, page_path: Path) -> None:
    page = visit.open(page_path, "#p=pinglu-canal")
    text = plain(page.inner_text("#card"))
    for part in (
        "In operation since 16 Sep 2026",
        "derived from the opening date · one source, weak",
        "Opened three months before the first plan of December 2026.",
        "CNY 72.73 bn",
        "±0 %",
        "Dec 2026 → 16 Sep 2026",
        "ground-breaking at the Madao hub",
        "other currency or prices, not compared",
        "outlier, weak source",
        "All 28 claims",
        "data version 0123456789abcdef",
    ):
        assert part in text, part
    assert page.locator("#card figure svg.chart").count() == 4
    assert "opening announced" in page.locator("#card figcaption").all_inner_texts()[2].lower()
    link = page.locator("#card a").first
    assert link.get_attribute("href").startswith("https://example.org/")
    assert link.get_attribute("rel") == "noopener noreferrer" and link.get_attribute("target") == "_blank"
    page.click("#card summary >> text=All 28 claims")
    page.wait_for_selector("#card .claims li")  # filled when the browser tells that it was opened
    claims = page.inner_text("#card .claims")
    assert "read in a copy" in claims and "http://hijacked.example/1" in claims and "only section ship locks" in claims
    assert page.locator('#card a[href*="hijacked"]').count() == 0


def test_chart_dots_tell_value_and_source(visit: Visit, page_path: Path) -> None:
    page = visit.open(page_path, "#p=pinglu-canal")
    figure = page.locator("#card figure").first
    figure.locator(".pick").first.focus()
    assert (
        plain(figure.locator(".readout").inner_text()) == "over CNY 25.07 bn, state of 31 Dec 2023 · Xinhua, 4 Jan 2024"
    )
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert "Ministry of Transport" in figure.locator(".readout").inner_text()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.tagName") == "A"
    assert figure.locator(".hollow").count() == 1
    assert page.locator("#card figure").nth(2).locator(".ring").count() == 1


def test_inferred_status_and_unlike_money(visit: Visit, page_path: Path) -> None:
    page = visit.open(page_path, "#p=alpine-tunnel")
    text = page.inner_text("#card")
    assert "no news for two years" in text and "other currency or prices, not compared" in text
    assert "Now planned for 2032, 16 years later than the first plan of 2016." in text
    assert "prices of 2004" in text and "2016 → 2032" in text


def test_escape_closes_and_the_address_follows(visit: Visit, page_path: Path) -> None:
    page = visit.open(page_path, "#p=pinglu-canal")
    page.keyboard.press("Escape")
    assert page.locator("#card").is_hidden() and page.evaluate("location.hash") == ""
    page.evaluate("location.hash = '#p=alpine-tunnel'")
    page.wait_for_selector("#card h2 >> text=Alpine Base Tunnel")
    page.evaluate("location.hash = '#p=<img src=x>'")
    assert page.inner_text("#card h2") == "Alpine Base Tunnel"


def test_click_on_the_map_opens_a_card(visit: Visit, page_path: Path) -> None:
    page = visit.open(page_path, "#p=north-dam")
    page.wait_for_timeout(100)  # the map stands still: motion is reduced
    box = page.locator(".folium-map").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.keyboard.press("Escape")  # the map grows by the card's width, its corner stays
    page.mouse.move(x, y)
    page.wait_for_timeout(100)
    assert page.inner_text(".tip") == "North Dam"
    page.mouse.click(x, y)
    assert page.inner_text("#card h2") == "North Dam"


def test_list_has_also_what_the_map_lacks(visit: Visit, page_path: Path) -> None:
    page = visit.open(page_path)
    page.click(".figure-button")
    assert page.locator("#list tr.data").count() == 2
    assert "Unplaced Scheme" in page.inner_text("#list")
    page.uncheck("#only-unlocated")
    assert page.locator("#list tr.data").count() == 13
    page.click("#list >> text=Pacific Cable")
    assert page.inner_text("#card h2") == "Pacific Cable"
    assert page.locator('#list tr[aria-current="true"]').count() == 1
    page.locator("#tab-list").press("ArrowLeft")
    assert page.locator("#list").is_hidden() and page.get_attribute("#tab-map", "aria-selected") == "true"


@pytest.mark.parametrize("visit", [PHONE], indirect=True)
def test_touch_on_a_phone(visit: Visit, page_path: Path) -> None:
    page = visit.open(page_path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.tap(".filter-button")
    page.fill("#search", "平陆")
    page.tap("#results li")
    assert page.get_attribute("#card", "data-size") == "half" and page.get_attribute("#panel", "data-size") == "closed"
    page.tap("#card .handle")
    assert page.get_attribute("#card", "data-size") == "full"
    page.tap("#card .close")
    assert page.locator("#card").is_hidden()
    page.tap(".filter-button")
    page.wait_for_timeout(300)
    small = page.evaluate(
        """() => [...document.querySelectorAll('button, input, summary, [role=tab]')].filter((n) => {
             const b = n.getBoundingClientRect();
             const seen = n.checkVisibility({visibilityProperty: true}) && b.width && !n.matches('.text-button');
             return seen && b.height < 43.5; })
             .map((n) => n.outerHTML.slice(0, 80))"""
    )
    assert small == []


@pytest.mark.parametrize("visit", [{"color_scheme": "dark"}], indirect=True)
def test_dark_ground(visit: Visit, page_path: Path) -> None:
    page = visit.open(page_path)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(23, 27, 31)"


def test_chinese(visit: Visit, tmp_path: Path) -> None:
    maps.write(fake_atlas.small(), tmp_path / "zh.html", lang="zh")
    page = visit.open(tmp_path / "zh.html", "#p=pinglu-canal")
    text = page.inner_text("#card")
    assert "2026 年 9 月 16 日" in text and "CNY\u00a0727.3\u00a0亿" in text and "中国" in text
    assert page.inner_text("#tab-list") == "表格" and page.evaluate("document.documentElement.lang") == "zh"


def test_runs_in_the_frame_of_a_notebook(visit: Visit, tmp_path: Path) -> None:
    frame = maps.build(fake_atlas.small())._repr_html_()
    (tmp_path / "cell.html").write_text(f"<!DOCTYPE html><meta charset=utf-8>{frame}", encoding="utf-8")
    visit.page.goto(f"file://{tmp_path / 'cell.html'}")
    cell = visit.page.frame_locator("iframe")
    cell.locator("#search").fill("pinglu")
    cell.locator("#search").press("Enter")
    assert cell.locator("#card h2").inner_text() == "Pinglu Canal"


def test_hostile_text_is_only_text(visit: Visit, tmp_path: Path) -> None:
    maps.write(fake_atlas.hostile(), tmp_path / "map.html")
    page = visit.open(tmp_path / "map.html")
    page.fill("#search", "onerror")
    assert "</script><img" in page.inner_text("#results")
    page.keyboard.press("Enter")
    assert fake_atlas.EVIL.split("\u2028")[0] in page.inner_text("#card h2")
    for summary in page.locator("#card summary").all():
        summary.click()
    page.click("#tab-list")
    for button in page.locator("#list tbody button").all()[:4]:
        button.click()
        for summary in page.locator("#card summary").all():
            summary.click()
    assert page.evaluate("window.pwned") is None
    assert page.locator("img, iframe, object, embed").count() == 0
    hrefs = page.eval_on_selector_all("a", "(links) => links.map((a) => a.href)")
    assert hrefs and all(h.startswith(("https://", "http://")) for h in hrefs)


def test_empty_atlas_says_what_to_do(visit: Visit, tmp_path: Path) -> None:
    atlas = views.Atlas((), {}, fake_atlas.NOW, "", "", "0" * 16)
    maps.write(atlas, tmp_path / "map.html")
    page = visit.open(tmp_path / "map.html")
    assert "Import a source" in page.inner_text(".counts")


def test_no_cards_says_where_the_statements_are(visit: Visit, tmp_path: Path) -> None:
    small = fake_atlas.small()
    maps.write(views.Atlas(small.projects, {}, small.now, "", "", "0" * 16), tmp_path / "map.html", basemap="none")
    page = visit.open(tmp_path / "map.html", "#p=pinglu-canal")
    text = page.inner_text("#card")
    assert "tracker show pinglu-canal" in text and "CNY 72.73 bn" in plain(text)


def test_the_bundled_catalogue(visit: Visit, catalogue: Store, tmp_path: Path) -> None:
    atlas = views.atlas(catalogue)
    maps.write(atlas, tmp_path / "map.html")
    page = visit.open(tmp_path / "map.html", "#p=pinglu-canal")
    assert shown(page) == str(len(atlas.projects))
    assert "Opened three months before" in page.inner_text("#card")
    page.click("#tab-list")
    for button in page.locator("#list tbody button").all()[:12]:
        button.click()


def test_a_folium_layer_works_beside_ours(browser: Any, tmp_path: Path) -> None:
    """Leaflet is in the page; what else folium brings is not reached here, and a plain layer does without."""
    m = maps.build(fake_atlas.small())
    folium.CircleMarker((22, 109), radius=9).add_to(m)
    with pytest.warns(maps.ForeignLayerWarning):
        m.save(tmp_path / "map.html")
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.route(re.compile("^https:"), lambda route: route.fulfill(body=""))
    page.goto(f"file://{tmp_path / 'map.html'}#p=pinglu-canal")
    page.wait_for_selector('html[data-cards="1"]', state="attached")
    assert page.inner_text("#card h2") == "Pinglu Canal"
    assert page.locator(".leaflet-overlay-pane path").count() == 1
    assert errors == []
    context.close()
