"""Where things stand: on paper, on small and middling screens, in either direction of script."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any, Literal

import fake_atlas
import pytest
import shapely
from visit import Visit

import maps
from tracker.views import Atlas, Card

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
ON_ITS_SIDE = {"viewport": {"width": 844, "height": 390}, "has_touch": True, "is_mobile": True}
MIDDLING = {"viewport": {"width": 1024, "height": 700}}

LONG = "High-speed railway from the first city of the north to the last harbour of the south, section two of nine, with its tunnels and bridges"  # noqa: E501
ARABIC = "مشروع القطار السريع من أول مدينة في الشمال إلى آخر ميناء في الجنوب، القسم الثاني"


def long_names() -> Atlas:
    """The small atlas with a name that no column holds, in each direction."""
    small = fake_atlas.small()
    place = shapely.Point(32.3, 30.6)
    more = [
        fake_atlas.row(21, "long", LONG, place, country="EGY", sector="canal"),
        fake_atlas.row(22, "arabic", ARABIC, place, country="EGY", sector="canal"),
    ]
    cards = small.cards | {row.slug: Card(row, (), {}) for row in more}
    return dataclasses.replace(small, projects=(*small.projects, *more), cards=cards)


@pytest.fixture(scope="module")
def long_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("layout") / "long.html"
    maps.write(long_names(), path, basemap="none")
    return path


def heads(page: Any) -> list[str]:
    found: list[str] = page.eval_on_selector_all("#list thead th", "(all) => all.map((th) => th.dataset.key)")
    return found


def on_paper(page: Any) -> None:
    """As wide as a sheet of A4 between its margins, in ink."""
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 695, "height": 1000})
    page.wait_for_timeout(200)


# paper


def test_names_are_printed_whole(visit: Visit, long_path: Path) -> None:
    page = visit.open(long_path, "#tab=list")
    on_paper(page)
    cut = """(name) => {
      const bdi = [...document.querySelectorAll("#list .row-button bdi")].find((n) => n.textContent === name);
      const box = bdi.getBoundingClientRect();
      const out = [];
      for (let n = bdi.parentElement; n.tagName !== "TABLE"; n = n.parentElement) {
        const around = n.getBoundingClientRect();
        if (getComputedStyle(n).overflowY !== "visible" && around.height + 1 < box.height) out.push(n.className || n.tagName);
      }
      return { lines: bdi.getClientRects().length, out, height: box.height, row: bdi.closest("tr").getBoundingClientRect().height };
    }"""  # noqa: E501
    found = page.evaluate(cut, LONG)
    assert found["out"] == [] and found["lines"] > 1 and found["row"] > found["height"]
    assert {"country", "sector"} <= set(heads(page))  # what the screen had is printed


def test_the_printed_map_has_its_key_and_credits(visit: Visit, page_path: Path) -> None:
    page = visit.open(page_path)
    assert not page.locator(".print-key").is_visible()
    on_paper(page)
    said = page.inner_text(".print-key")
    for text in ("Under construction", "Natural Earth", "data version", fake_atlas.small().data_version):
        assert text in said
    strip = """() => {
      const [stage, map] = [".stage", ".folium-map"].map((s) => document.querySelector(s).getBoundingClientRect());
      return { right: stage.right - map.right, below: document.querySelector(".print-key").getBoundingClientRect().top - stage.bottom };
    }"""  # noqa: E501
    found = page.evaluate(strip)
    assert abs(found["right"]) < 3 and found["below"] >= 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 695
    page.locator("#tab-list").evaluate("(n) => n.click()")
    assert not page.locator(".print-key").is_visible()


# what is cut


@pytest.mark.parametrize("visit", [{}, MIDDLING], indirect=True, ids=["wide", "middling"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_figures_and_dates_are_never_cut(visit: Visit, tmp_path: Path, lang: Literal["en", "zh"]) -> None:
    maps.write(fake_atlas.small(), tmp_path / "map.html", lang=lang, basemap="none")
    page = visit.open(tmp_path / "map.html", "#tab=list")
    cut = """(id) => [...document.querySelectorAll(`#${id} td.whole`)].filter((n) => n.scrollWidth > n.clientWidth + 1 || n.scrollHeight > n.clientHeight + 2).map((n) => n.textContent)"""  # noqa: E501
    for tab in ("list", "revisions"):
        page.locator(f"#tab-{tab}").click()
        page.wait_for_selector(f"#{tab} td.whole")
        assert page.evaluate(cut, tab) == []
        tall = f"[...document.querySelectorAll('#{tab} tr.data')].some((n) => n.offsetHeight > 37)"
        assert not page.evaluate(tall)


def test_a_cut_name_tells_all_where_it_is_pointed_at(visit: Visit, long_path: Path) -> None:
    page = visit.open(long_path, "#tab=list")
    cell = page.locator("#list th[scope=row]").filter(has_text=LONG)
    assert cell.get_attribute("title") is None
    cell.hover()
    assert cell.get_attribute("title") == LONG
    short = page.locator("#list th[scope=row]").filter(has_text="Gulf Railway")
    short.hover()
    assert short.get_attribute("title") is None


@pytest.mark.parametrize("visit", [MIDDLING], indirect=True)
def test_country_and_sector_give_way(visit: Visit, page_path: Path) -> None:
    page = visit.open(page_path, "#tab=list")
    assert heads(page) == ["name", "status", "opening", "delay", "cost", "overrun"]
    assert (
        page.evaluate(
            "() => { const n = document.querySelector('#list .grid-scroll'); return n.scrollWidth - n.clientWidth; }"
        )
        < 5
    )
    assert "goes-on" not in page.get_attribute("#list .grid-scroll", "class")
    page.set_viewport_size({"width": 1600, "height": 900})
    page.wait_for_function("() => document.querySelectorAll('#list thead th').length === 8")
    page.set_viewport_size({"width": 1024, "height": 700})
    chosen = visit.open(page_path, "?#tab=list&cols=name,country,sector,status,opening,delay,cost,overrun")
    assert heads(chosen)[1:3] == ["country", "sector"]  # what a link or a reader chose stays
    assert "goes-on" in chosen.get_attribute("#list .grid-scroll", "class")


def test_marks_hang_after_the_figures(visit: Visit, page_path: Path) -> None:
    page = visit.open(page_path, "#tab=list")
    ends = """() => [...document.querySelectorAll("#list td[data-key=overrun] bdi")].map((n) => [n.getBoundingClientRect().right, n.parentElement.textContent.includes("†")])"""  # noqa: E501
    found = page.evaluate(ends)
    assert {marked for _, marked in found} == {True, False}
    assert max(x for x, _ in found) - min(x for x, _ in found) < 1


def test_filters_that_are_set_stay_in_their_column(visit: Visit, page_path: Path) -> None:
    page = visit.open(
        page_path, "#disagree=1&silent=3&text=a%20very%20long%20text%20that%20no%20chip%20can%20ever%20hold"
    )
    assert (
        page.evaluate("() => { const n = document.querySelector('.panel'); return n.scrollWidth - n.clientWidth; }")
        <= 0
    )


# scripts


def test_a_name_loses_its_own_end(visit: Visit, long_path: Path) -> None:
    page = visit.open(long_path, "#tab=list")
    # the first letter stands within what is seen: at the right where a name runs from the right
    first = """(name) => {
      const bdi = [...document.querySelectorAll("#list .row-button bdi")].find((n) => n.textContent === name);
      const range = document.createRange();
      range.setStart(bdi.firstChild, 0);
      range.setEnd(bdi.firstChild, 1);
      const [letter, cell] = [range.getBoundingClientRect(), bdi.closest("th").getBoundingClientRect()];
      return letter.left >= cell.left - 1 && letter.right <= cell.right + 1 && bdi.scrollWidth > bdi.clientWidth;
    }"""
    assert page.evaluate(first, ARABIC) and page.evaluate(first, LONG)


@pytest.mark.parametrize("visit", [{}, PHONE], indirect=True, ids=["wide", "phone"])
def test_nothing_lies_on_the_name_of_a_card(visit: Visit, long_path: Path) -> None:
    page = visit.open(long_path, "#p=arabic")
    page.wait_for_timeout(350)
    free = """() => {
      const range = document.createRange();
      range.selectNodeContents(document.querySelector("#card-name"));
      const close = document.querySelector("#card .close").getBoundingClientRect();
      return [...range.getClientRects()].every((r) => r.right <= close.left + 1 || r.top >= close.bottom - 1);
    }"""
    assert page.evaluate(free)


# small screens


@pytest.mark.parametrize("visit", [ON_ITS_SIDE], indirect=True)
def test_a_phone_on_its_side(visit: Visit, page_path: Path) -> None:
    page = visit.open(page_path)
    assert not page.locator("#panel").is_visible() and page.locator(".filter-button").is_visible()
    assert page.locator(".folium-map").bounding_box()["width"] == 844
    page.tap(".filter-button")
    page.wait_for_timeout(300)
    assert page.get_attribute("#panel", "data-size") == "half"
    page.tap("#panel .close")
    small = """() => [...document.querySelectorAll("button, summary, select, [role=tab]")].filter((n) => n.checkVisibility({ visibilityProperty: true }) && !n.closest("[hidden], thead") && n.getBoundingClientRect().height > 1 && n.getBoundingClientRect().height < 43.5 && !(n.matches(".row-button") && n.closest("tr").offsetHeight >= 44)).map((n) => n.outerHTML.slice(0, 100))"""  # noqa: E501
    for tab in ("map", "list", "charts", "revisions"):
        page.locator(f"#tab-{tab}").click()
        page.wait_for_timeout(150)
        assert page.evaluate(small) == [], tab
        assert page.evaluate("document.documentElement.scrollWidth") <= 844, tab


@pytest.mark.parametrize("visit", [{"viewport": {"width": 844, "height": 700}}], indirect=True)
def test_the_slider_is_there_or_away_but_never_a_stub(visit: Visit, page_path: Path) -> None:
    page = visit.open(page_path, "#p=pinglu-canal")
    track = page.locator(".track")
    assert not track.is_visible() or track.bounding_box()["width"] > 100
    page.locator("#card .close").click()
    assert track.bounding_box()["width"] > 100


@pytest.mark.parametrize("visit", [PHONE, ON_ITS_SIDE], indirect=True, ids=["upright", "on its side"])
@pytest.mark.parametrize("cols", ["", "&cols=name,status,delay", "&cols=name,country,usd,spent,silent,documents"])
def test_rows_of_a_phone_are_as_high_as_their_columns(visit: Visit, page_path: Path, cols: str) -> None:
    page = visit.open(page_path, f"#tab=list{cols}")
    spare = """() => [...document.querySelectorAll("#list tr.data")].map((tr) => {
      const last = Math.max(...[...tr.children].map((n) => n.getBoundingClientRect().bottom));
      return tr.getBoundingClientRect().bottom - last;
    })"""
    found = page.evaluate(spare)
    assert found and all(0 <= room <= 8 for room in found)


@pytest.mark.parametrize("visit", [PHONE], indirect=True)
def test_the_button_of_the_sheet_makes_way(visit: Visit, long_path: Path) -> None:
    page = visit.open(long_path, "#tab=list")

    def away() -> bool:
        return "away" in page.get_attribute(".filter-button", "class")

    def scroll(y: int) -> None:
        page.evaluate("(y) => document.querySelector('#list .grid-scroll').scrollTo(0, y)", y)
        page.wait_for_timeout(150)

    assert not away()
    scroll(300)
    assert away()
    scroll(200)
    assert not away()
    scroll(400)
    scroll(100_000)
    assert not away()  # there is room at the end


@pytest.mark.parametrize("visit", [MIDDLING, PHONE], indirect=True, ids=["middling", "phone"])
def test_the_link_is_copied_from_the_menu(visit: Visit, page_path: Path) -> None:
    page = visit.open(page_path)
    assert not page.locator(".copy-link").is_visible()
    page.click(".download-menu > summary")
    first = page.locator(".download-menu button:visible").first
    assert first.inner_text() == "Copy link"
    first.click()
    assert first.inner_text() in ("Copied", "Copy it from the address")


def test_a_wide_page_copies_beside_the_menu(visit: Visit, page_path: Path) -> None:
    page = visit.open(page_path)
    page.click(".download-menu > summary")
    assert page.locator(".copy-link").is_visible() and not page.locator(".menu-link").is_visible()


@pytest.mark.parametrize("fragment", ["#p=pinglu-canal", "#tab=list", "#tab=charts", "#tab=revisions"])
def test_targets_are_at_least_24_pixels_high(visit: Visit, page_path: Path, fragment: str) -> None:
    page = visit.open(page_path, fragment)
    page.wait_for_timeout(300)
    small = """() => [...document.querySelectorAll(".history, .cite-tools button, .head-button, .save")].filter((n) => n.checkVisibility() && n.getBoundingClientRect().height < 23.9).map((n) => n.outerHTML.slice(0, 100))"""  # noqa: E501
    assert page.evaluate(small) == []


@pytest.mark.parametrize("visit", [MIDDLING], indirect=True)
def test_the_legend_says_its_words_whole(visit: Visit, page_path: Path) -> None:
    page = visit.open(page_path)
    cut = """() => [...document.querySelectorAll(".legend .only bdi")].filter((n) => n.scrollWidth > n.clientWidth + 1).map((n) => n.textContent)"""  # noqa: E501
    assert page.evaluate(cut) == []
    field = """() => {
      const input = document.querySelector("#search");
      const g = document.createElement("canvas").getContext("2d");
      g.font = getComputedStyle(input).font;
      const pad = parseFloat(getComputedStyle(input).paddingLeft) * 2;
      return input.clientWidth - pad - g.measureText(input.placeholder).width;
    }"""
    assert page.evaluate(field) > 0
