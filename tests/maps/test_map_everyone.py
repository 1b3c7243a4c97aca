"""For everyone: keyboard, focus, touch, large text, forced colours, still pictures, any script, either language."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import Any

import fake_atlas
import pytest
import shapely
from visit import Visit

import maps
from tracker.views import Atlas, Card

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
BOTH = pytest.mark.parametrize("visit", [{}, {"color_scheme": "dark"}], indirect=True, ids=["light", "dark"])
on_phone = pytest.mark.parametrize("visit", [PHONE], indirect=True, ids=["phone"])

#: Where the focus is, and how it can be seen: an outline of two pixels on it or around it, or ink on the dot of a chart.  # noqa: E501
FOCUS = """() => {
  const node = document.activeElement;
  if (!node || node === document.body) return null;
  const ring = (n) => n && getComputedStyle(n).outlineStyle !== "none" && parseFloat(getComputedStyle(n).outlineWidth) >= 2 && parseFloat(getComputedStyle(n).opacity) > 0.5;
  const ink = getComputedStyle(document.body).color;
  const mark = node.closest("svg") && node.querySelector(".dot, .line");
  const told = mark && [getComputedStyle(mark).stroke, getComputedStyle(mark).fill].includes(ink);
  const around = node.closest(".tick-box, .segments label, label, li");
  const box = (ring(node) ? node : around || node).getBoundingClientRect();
  const seen = box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth;
  window.stops ??= new Map();
  if (!stops.has(node)) stops.set(node, stops.size);
  return { at: stops.get(node), html: node.cloneNode(false).outerHTML.slice(0, 160), visible: seen && Boolean(ring(node) || (around && ring(around)) || told) };
}"""  # noqa: E501
#: What can be pressed or typed into but was never reached. Arrow keys lead to what has tabindex -1.
MISSED = """() => [...document.querySelectorAll("a[href], button, input, select, summary, [tabindex='0']")]
  .filter((n) => n.checkVisibility({ visibilityProperty: true }) && !n.disabled && n.tabIndex >= 0 && !n.closest("[inert]"))
  .filter((n) => !window.stops?.has(n) && !(n.type === "radio" && !n.checked))
  .map((n) => n.cloneNode(false).outerHTML.slice(0, 160))"""  # noqa: E501


def walk(page: Any, most: int = 700) -> list[dict[str, Any]]:
    """Press Tab until the focus comes round; return the stops in order."""
    stops: list[dict[str, Any]] = []
    for _ in range(most):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        if stop is None:  # past the end: what comes next is the beginning
            continue
        if stop["at"] < len(stops):
            assert stop["at"] == 0, f"Tab does not get past {stops[-1]['html']}"
            return stops
        stops.append(stop)
    raise AssertionError(f"Tab does not come round; last: {stops[-1]}")


@BOTH
@pytest.mark.parametrize(
    "fragment", ["", "#p=pinglu-canal", "#tab=list", "#tab=charts", "#tab=revisions", "#d=2024-01"]
)
def test_tab_reaches_all_and_shows_where_it_is(visit: Visit, page_path: Path, fragment: str) -> None:
    page = visit.open(page_path, fragment)
    page.wait_for_timeout(300)
    page.evaluate(
        "() => { for (const d of document.querySelectorAll('#panel details, #card details')) d.open = true; }"
    )
    page.wait_for_timeout(200)
    page.evaluate("document.activeElement.blur()")
    stops = walk(page)
    assert [stop["html"] for stop in stops if not stop["visible"]] == []
    assert page.evaluate(MISSED) == []
    assert len(stops) > 25


def test_a_project_is_found_and_left_without_a_mouse(visit: Visit, page_path: Path) -> None:
    """From the search to the card, along its dots, and back to where the reader was."""
    page = visit.open(page_path)
    page.locator("#search").focus()
    page.keyboard.type("pinglu")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "card-name"
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.pick')"):
            break
    first = page.evaluate("document.activeElement.getAttribute('aria-label')")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") != first
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.tagName") == "A"
    page.keyboard.press("Escape")
    assert page.locator("#card").is_hidden() and page.evaluate("document.activeElement.id") == "search"


def test_the_map_and_its_slider_by_keyboard(visit: Visit, page_path: Path) -> None:
    page = visit.open(page_path)
    page.locator(".month").focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_url(re.compile("d=2026-10"))
    page.keyboard.press("PageDown")
    page.wait_for_url(re.compile("d=2025-10"))
    assert "2025" in page.get_attribute(".month", "aria-valuetext")
    page.locator(".clock-line button:visible").press("Enter")
    page.wait_for_function("() => location.hash === ''")
    page.locator(".folium-map").focus()
    drawn = "document.querySelector('.leaflet-projects-pane canvas').toDataURL()"
    before = page.evaluate(drawn)
    page.keyboard.press("+")
    page.wait_for_timeout(400)
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(400)
    assert page.evaluate(drawn) != before


def test_legend_and_filters_by_keyboard(visit: Visit, page_path: Path) -> None:
    page = visit.open(page_path)
    row = page.locator('#panel li[data-word="construction"]').first
    row.locator("button").press("Enter")
    assert row.locator("button").get_attribute("aria-pressed") == "true"
    row.locator("button").press(" ")
    assert row.locator("button").get_attribute("aria-pressed") == "false"
    row.locator("input").press(" ")
    assert not row.locator("input").is_checked()
    for summary in page.locator("#panel details > summary").all():
        was = summary.evaluate("(s) => s.parentElement.open")
        summary.press("Enter")
        assert summary.evaluate("(s) => s.parentElement.open") != was


@pytest.mark.parametrize("menu", [".known-menu", ".download-menu"])
def test_escape_closes_one_thing_at_a_time(visit: Visit, page_path: Path, menu: str) -> None:
    page = visit.open(page_path, "#p=pinglu-canal")
    page.locator(f"{menu} > summary").press("Enter")
    assert page.locator(menu).get_attribute("open") is not None
    page.keyboard.press("Tab")  # into the menu
    page.keyboard.press("Escape")
    assert page.locator(menu).get_attribute("open") is None and page.locator("#card").is_visible()
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    page.fill("#search", "dam")
    page.keyboard.press("Escape")
    assert page.input_value("#search") == "" and page.locator("#card").is_visible()
    page.keyboard.press("Escape")
    assert page.locator("#card").is_hidden()
    page.keyboard.press("Escape")  # nothing more to close, and no harm


def test_tabs_by_arrow_keys(visit: Visit, page_path: Path) -> None:
    page = visit.open(page_path)
    page.locator("#tab-map").focus()
    for name in ("list", "charts", "revisions", "map"):
        page.keyboard.press("ArrowRight")
        assert page.evaluate("document.activeElement.id") == f"tab-{name}"
        panel = page.get_attribute(f"#tab-{name}", "aria-controls")
        assert page.locator(f"#{panel}").is_visible()
    page.keyboard.press("End")
    assert page.evaluate("document.activeElement.id") == "tab-revisions"
    page.keyboard.press("Home")
    assert page.evaluate("document.activeElement.id") == "tab-map"


#: What a finger presses: all but links within text, dots of charts (the table has them) and what a larger label covers.
SMALL = """() => {
  const out = [];
  const own = "button, input, select, summary, [role=tab], [role=option], a[href]";
  for (const n of document.querySelectorAll(own)) {
    if (!n.checkVisibility({ visibilityProperty: true, opacityProperty: false }) || n.disabled) continue;
    if (n.matches("a[href]") && n.closest("p, li, span, dd, td, th, figcaption, .readout")) continue;
    if (n.matches(".text-button") && n.closest("p, span, figcaption p")) continue;
    const target = n.closest("label") || (n.matches(".row-button") && n.closest("tr")) || n;
    const b = target.getBoundingClientRect();
    if (!b.width || b.right <= 0 || b.left >= innerWidth) continue;
    if (getComputedStyle(n).clipPath === "inset(50%)" || n.closest("thead")) continue;
    if (b.height < 43.5 || b.width < 43.5) out.push(`${Math.round(b.width)}x${Math.round(b.height)} ${n.cloneNode(false).outerHTML.slice(0, 120)}`);
  }
  return out;
}"""  # noqa: E501


@on_phone
@pytest.mark.parametrize(
    "fragment", ["", "#p=pinglu-canal", "#tab=list", "#tab=charts", "#tab=revisions", "#d=2024-01&k=2025-01-01"]
)
def test_targets_are_as_large_as_a_finger(visit: Visit, page_path: Path, fragment: str) -> None:
    page = visit.open(page_path, fragment)
    page.wait_for_timeout(300)
    if not fragment:
        page.tap(".filter-button")
        page.tap("#panel .handle")
    page.evaluate(
        "() => { for (const d of document.querySelectorAll('#panel details, #card details')) d.open = true; }"
    )
    page.wait_for_timeout(300)
    assert page.evaluate(SMALL) == []


@on_phone
def test_a_row_opens_wherever_it_is_pressed(visit: Visit, page_path: Path) -> None:
    page = visit.open(page_path, "#tab=list")
    row = page.locator("#list tr.data").nth(2)
    name = row.locator(".row-button bdi").inner_text()
    box = row.bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] - 12, box["y"] + box["height"] - 8)
    assert page.inner_text("#card h2") == name


def drag(page: Any, selector: str, by: int) -> None:
    """Drag with one finger, up where `by` is negative."""
    box = page.locator(selector).bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    finger = page.context.new_cdp_session(page)
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for part in (0.3, 0.6, 1):
        finger.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x, "y": y + by * part}]})
        page.wait_for_timeout(60)
    page.wait_for_timeout(200)  # the finger rests: a browser takes the tap after a fling for the hand that stops it
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.wait_for_timeout(350)


@on_phone
@pytest.mark.parametrize("sheet", ["#panel", "#card"])
def test_sheets_open_half_full_and_close(visit: Visit, page_path: Path, sheet: str) -> None:
    page = visit.open(page_path, "" if sheet == "#panel" else "#p=pinglu-canal")
    size = lambda: page.get_attribute(sheet, "data-size")  # noqa: E731
    top = lambda: page.locator(sheet).bounding_box()["y"]  # noqa: E731
    if sheet == "#panel":
        assert size() == "closed"
        page.tap(".filter-button")
    page.wait_for_timeout(350)
    assert size() == "half" and 330 < top() < 560
    drag(page, f"{sheet} .handle", -200)
    assert size() == "full" and top() < 130
    drag(page, f"{sheet} .handle", 200)
    assert size() == "half"
    page.tap(f"{sheet} .handle")  # the click follows the touch
    page.wait_for_selector(f'{sheet}[data-size="full"]', timeout=3000)
    assert page.get_attribute(f"{sheet} .handle", "aria-expanded") == "true"
    page.tap(f"{sheet} .handle")
    page.wait_for_selector(f'{sheet}[data-size="half"]', timeout=3000)
    drag(page, f"{sheet} .handle", 200)
    assert size() == "closed" and not page.locator(f"{sheet} .handle").is_visible()
    if sheet == "#panel":  # and by a button
        page.tap(".filter-button")
        page.wait_for_timeout(350)
        page.tap("#panel .close")
    else:
        page.evaluate("location.hash = '#p=alpine-tunnel'")
        page.wait_for_selector("#card h2 >> text=Alpine")
        page.tap("#card .close")
    page.wait_for_timeout(350)
    assert size() == "closed"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@on_phone
def test_escape_closes_the_sheets(visit: Visit, page_path: Path) -> None:
    page = visit.open(page_path, "#p=pinglu-canal")
    page.keyboard.press("Escape")
    assert page.locator("#card").is_hidden()
    page.tap(".filter-button")
    page.keyboard.press("Escape")
    assert page.get_attribute("#panel", "data-size") == "closed"


@pytest.mark.parametrize(
    "visit", [{"viewport": {"width": 720, "height": 450}, "device_scale_factor": 2}], indirect=True
)
def test_twice_as_large(visit: Visit, page_path: Path) -> None:
    """A window of 1440 x 900 at a zoom of 200 %."""
    page = visit.open(page_path, "#p=pinglu-canal")
    page.locator("#card .close").click()
    for tab in ("map", "list", "charts", "revisions"):
        page.locator(f"#tab-{tab}").click()
        page.wait_for_timeout(200)
        assert page.evaluate("document.documentElement.scrollWidth") <= 720, tab
    for selector in (".filter-button", ".download-menu > summary", ".known-menu > summary"):
        page.locator("#tab-map").click()
        page.locator(selector).click(trial=True)  # not covered
    view = page.get_attribute("meta[name=viewport]", "content")
    assert "user-scalable" not in view and "maximum-scale" not in view


SPACING = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }");
  document.adoptedStyleSheets = [sheet];
}"""  # noqa: E501
#: Words that are cut off without a sign of it, or that run out of what holds them.
CUT = """() => [...document.querySelectorAll("button, summary, label, h1, h2, h3, p, dt, dd, [role=tab]")].filter((n) => {
  if (!n.checkVisibility({ visibilityProperty: true }) || !n.textContent.trim() || n.closest(".sr, svg")) return false;
  const s = getComputedStyle(n);
  const cut = s.overflowX === "hidden" || s.overflowX === "clip";
  if (cut && s.textOverflow === "ellipsis") return false;
  return cut ? n.scrollWidth > n.clientWidth + 2 || n.scrollHeight > n.clientHeight + 4 : n.clientHeight > 0 && s.display !== "inline" && n.scrollHeight > n.clientHeight + 6 && s.overflowY === "hidden";
}).map((n) => n.outerHTML.slice(0, 140))"""  # noqa: E501


@pytest.mark.parametrize("visit", [{}, PHONE], indirect=True, ids=["wide", "phone"])
def test_wide_text_spacing(visit: Visit, page_path: Path) -> None:
    page = visit.open(page_path, "#p=pinglu-canal")
    width = page.viewport_size["width"]
    page.evaluate(SPACING)
    page.wait_for_timeout(100)
    assert page.evaluate(CUT) == []
    page.keyboard.press("Escape")
    for tab in ("list", "charts", "revisions", "map"):
        page.locator(f"#tab-{tab}").click()
        page.wait_for_timeout(150)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, tab
        assert page.evaluate(CUT) == [], tab


def test_motion_only_where_it_is_wanted(browser: Any, page_path: Path) -> None:
    moving = """() => [...document.querySelectorAll("*")].filter((n) => {
      const s = getComputedStyle(n);
      return parseFloat(s.transitionDuration) > 0 || (s.animationName !== "none" && parseFloat(s.animationDuration) > 0);
    }).length"""  # noqa: E501
    seen = {}
    for motion in ("no-preference", "reduce"):
        context = browser.new_context(offline=True, reduced_motion=motion, **PHONE)
        page = context.new_page()
        page.goto(f"file://{page_path}")
        page.wait_for_selector('html[data-cards="1"]', state="attached", timeout=20_000)
        seen[motion] = page.evaluate(moving)
        context.close()
    assert seen["reduce"] == 0 < seen["no-preference"]


@pytest.mark.parametrize("visit", [{"forced_colors": "active"}], indirect=True)
def test_forced_colours_keep_what_fills_tell(visit: Visit, page_path: Path) -> None:
    page = visit.open(page_path, "#p=pinglu-canal")
    page.evaluate("() => { for (const d of document.querySelectorAll('#panel details')) d.open = true; }")
    style = "(n) => { const s = getComputedStyle(n); return s.backgroundColor + s.color; }"
    chosen = page.locator("#tab-map").evaluate(style)
    assert chosen != page.locator("#tab-list").evaluate(style)
    row = page.locator("#panel li.row:visible").first
    on = row.screenshot()
    row.locator("input").press(" ")
    page.locator("#search").focus()
    assert row.screenshot() != on
    page.locator("#search").focus()
    assert page.evaluate(FOCUS)["visible"]


ARABIC, CHINESE, HEBREW = "قناة السويس الجديدة (2015)", "三峡大坝", "הרכבת הקלה, קו 3"


def scripts() -> Atlas:
    """The small atlas with a project in each of three scripts."""
    small = fake_atlas.small()
    place = shapely.Point(32.3, 30.6)
    more = [
        fake_atlas.row(21, "suez", ARABIC, place, name_local="New Suez Canal", country="EGY", sector="canal"),
        fake_atlas.row(22, "sanxia", CHINESE, place, name_local="Three Gorges", country="CHN", sector="dam"),
        fake_atlas.row(23, "light-rail", "Light rail 3", place, name_local=HEBREW, country="ISR", sector="metro"),
    ]
    cards = dict(small.cards)
    for row in more:
        said = fake_atlas.claim(row.slug, "owner", row.name, fake_atlas.XINHUA, "2024-01-02")
        cards[row.slug] = Card(row, (said,), {})
    return dataclasses.replace(small, projects=(*small.projects, *more), cards=cards)


def test_names_of_any_script_stand_right(visit: Visit, tmp_path: Path) -> None:
    maps.write(scripts(), tmp_path / "map.html")
    page = visit.open(tmp_path / "map.html", "#p=suez")
    way = "(n) => getComputedStyle(n).direction"
    assert page.locator("#card-name").evaluate(way) == "rtl"
    assert page.locator("#card .facts bdi").first.evaluate("(n) => n.textContent") == "New Suez Canal"
    page.locator("#tab-list").click()
    for name in (ARABIC, CHINESE):
        held = page.locator("#list .row-button bdi").filter(has_text=name)
        assert held.count() == 1 and held.evaluate(way) == ("rtl" if name == ARABIC else "ltr")
    local = page.locator("#list bdi").filter(has_text=HEBREW).first
    assert local.evaluate(way) == "rtl"
    # what stands around a name keeps its own direction, also behind an override that is never closed
    assert page.locator("#card .facts").evaluate(way) == "ltr"
    page.fill("#search", "قناة السويس")
    assert page.inner_text("#results li >> nth=0").startswith(ARABIC)
    page.keyboard.press("Escape")
    page.fill("#search", "三峡")
    page.keyboard.press("Enter")
    assert page.inner_text("#card h2") == CHINESE


#: Latin words that stay as they are in every language: names, formats, codes.
NAMES = {"CSV", "GeoJSON", "PNG", "SVG", "BibTeX", "Natural", "Earth", "Leaflet", "OpenStreetMap", "ODbL", "CNY", "USD"}
NAMES |= {"EUR", "km", "GDP", "Jun", "Play", "n"}
#: Every text that a reader sees or hears, outside what comes from data.
HEARD = """() => {
  const out = new Set();
  const skip = "script, style, pre, .bibtex, noscript";
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let n = walker.nextNode(); n; n = walker.nextNode()) if (!n.parentElement.closest(skip)) out.add(n.data.trim());
  for (const n of document.querySelectorAll("body *")) for (const a of ["aria-label", "title", "placeholder", "aria-valuetext", "alt"]) if (n.hasAttribute(a)) out.add(n.getAttribute(a));
  return [...out].filter((t) => /[A-Za-z]{2,}/.test(t));
}"""  # noqa: E501


def chinese_data() -> Atlas:
    """The two projects with cards, with every word of data in Chinese, so that what is left in English is the page's own."""  # noqa: E501
    word = "词"
    cards = {}
    for n, card in enumerate((fake_atlas.pinglu(), fake_atlas.tunnel())):
        row = dataclasses.replace(
            card.project, name=f"工程{n}", name_local="", owner=word, slug=f"{n}", progress_item=""
        )
        claims = []
        for c in card.claims:
            doc = dataclasses.replace(
                c.document, url="", publisher="报", original_publisher="", licence="", note="", linkable=False
            )
            unit = c.unit if c.field.startswith(("cost_", "spent_")) else ("percent" if c.unit == "percent" else "")
            text = word if not c.lo and c.number is None and c.field != "status" else c.text
            item = c.item and word
            claims.append(
                dataclasses.replace(
                    c, document=doc, item=item, note="", unit=unit, text=text, source="0", raw="", scope="whole"
                )
            )
        cards[row.slug] = Card(row, tuple(claims), card.choices)
    return Atlas(tuple(c.project for c in cards.values()), cards, fake_atlas.NOW, "", "", "0" * 16)


@pytest.mark.parametrize(
    "fragment", ["#p=0", "#p=1&d=2024-01&k=2026-06-01", "#tab=list", "#tab=charts", "#tab=revisions", "#status=-"]
)
def test_no_english_is_left_in_a_chinese_page(visit: Visit, tmp_path: Path, fragment: str) -> None:
    maps.write(chinese_data(), tmp_path / "zh.html", lang="zh", title="工程")
    page = visit.open(tmp_path / "zh.html", fragment)
    page.wait_for_timeout(250)
    page.evaluate("() => { for (const d of document.querySelectorAll('details')) d.open = true; }")
    page.wait_for_timeout(250)
    left = [t for t in page.evaluate(HEARD) if "zh.html#" not in t and set(re.findall(r"[A-Za-z]{2,}", t)) - NAMES]
    assert left == []
