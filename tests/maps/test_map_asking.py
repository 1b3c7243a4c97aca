"""Asking the page of the bundled catalogue: table, charts, revisions, downloads, citations (Chromium, no network)."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import fake_atlas
import pytest
from visit import Visit

import maps
from tracker import views
from tracker.store.store import Store

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


@pytest.fixture(scope="module")
def catalogue_atlas(catalogue_file: Path) -> views.Atlas:
    return views.atlas(Store(catalogue_file))


@pytest.fixture(scope="module")
def catalogue_page(catalogue_atlas: views.Atlas, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("asking") / "map.html"
    maps.write(catalogue_atlas, path)
    return path


def plain(text: str) -> str:
    """Text with ordinary spaces: figures keep theirs together with no-break ones."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def taken(page: Any, click: str) -> tuple[str, bytes]:
    """Click something that saves a file; return its name and bytes."""
    with page.expect_download() as waiting:
        page.click(click)
    download = waiting.value
    return download.suggested_filename, Path(download.path()).read_bytes()


def test_the_table_tells_how_long_it_is(visit: Visit, catalogue_page: Path, catalogue_atlas: views.Atlas) -> None:
    page = visit.open(catalogue_page, "#tab=list")
    table = page.locator("#list table")
    n = len(catalogue_atlas.projects)
    assert table.get_attribute("aria-rowcount") == str(n + 1)
    assert page.locator('#list tr[role="row"]').count() < 80  # only those near the window are in the document
    assert page.locator("#list thead th").first.get_attribute("aria-sort") == "ascending"
    assert page.get_by_role("rowheader").first.inner_text().startswith("2Africa")
    assert page.get_by_role("columnheader", name="Cost").count() == 1
    rows = page.locator("#list tbody tr[role=row]")
    assert rows.first.get_attribute("aria-rowindex") == "2"
    assert len(set(rows.evaluate_all("(trs) => trs.map((tr) => tr.getBoundingClientRect().height)"))) == 1


def test_the_table_sorts(visit: Visit, catalogue_page: Path) -> None:
    page = visit.open(catalogue_page, "#tab=list")
    head = page.locator('#list th[data-key="overrun"]')
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "descending"
    shown = page.locator('#list td[data-key="overrun"]').all_inner_texts()
    figures = [int(re.sub(r"[^\d−]", "", text).replace("−", "-")) for text in shown[:8]]
    assert figures == sorted(figures, reverse=True) and figures[0] > 400
    head.locator("button").press("Enter")
    assert head.get_attribute("aria-sort") == "ascending"
    assert page.evaluate("document.activeElement.closest('th')?.dataset.key") == "overrun"
    assert page.locator('#list td[data-key="overrun"]').first.inner_text().startswith("−")
    page.locator('#list th[data-key="cost"] button').click()
    money = [plain(text).split()[0] for text in page.locator('#list td[data-key="cost"]').all_inner_texts() if text]
    assert money == sorted(money)  # currencies are kept apart


def test_the_table_by_keyboard_and_its_columns(visit: Visit, catalogue_page: Path) -> None:
    page = visit.open(catalogue_page, "#tab=list")
    page.locator("#list .row-button").first.focus()
    page.keyboard.press("ArrowDown")
    assert "Canakkale" in page.evaluate("document.activeElement.innerText")
    page.keyboard.press("End")
    row = page.evaluate("document.activeElement.closest('tr').getAttribute('aria-rowindex')")
    assert row == page.locator("#list table").get_attribute("aria-rowcount")
    name = page.evaluate("document.activeElement.innerText")
    page.keyboard.press("Enter")
    assert page.inner_text("#card h2") == name
    assert page.locator("#list tr.selected").count() == 1
    page.click("#list .columns-menu summary")
    page.locator("#list .columns-menu label").filter(has_text="Owner").locator("input").check()
    page.locator("#list .columns-menu label").filter(has_text="Country").locator("input").uncheck()
    page.keyboard.press("Escape")
    heads = page.locator("#list thead th").all_inner_texts()
    assert "Owner" in heads and "Country" not in heads and page.locator("#card").is_visible()


def test_a_row_flies_to_its_project(visit: Visit, catalogue_page: Path) -> None:
    page = visit.open(catalogue_page, "#tab=list")
    page.click("#list >> text=Akkuyu Nuclear Power Plant")
    page.click("#card .to-map")
    page.wait_for_timeout(200)
    assert page.get_attribute("#tab-map", "aria-selected") == "true"
    box = page.locator(".folium-map").bounding_box()
    page.keyboard.press("Escape")
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_timeout(150)
    assert page.inner_text(".tip") == "Akkuyu Nuclear Power Plant"


def test_the_table_follows_the_filters(visit: Visit, catalogue_page: Path) -> None:
    page = visit.open(catalogue_page, "#tab=list&sector=canal&status=operating")
    count = page.locator("#list table").get_attribute("aria-rowcount")
    assert count == str(1 + int(page.inner_text(".counts h2").split()[0]))
    assert set(page.locator('#list td[data-key="sector"]').all_inner_texts()) == {"Canal"}


def test_which_five_slipped_most(visit: Visit, catalogue_page: Path) -> None:
    page = visit.open(catalogue_page, "#tab=charts")
    page.wait_for_selector(".top-five li")
    five = [plain(text) for text in page.locator(".top-five li").all_inner_texts()]
    assert len(five) == 5
    for text, (name, size) in zip(
        five,
        [
            ("Strait of Messina Bridge", "+20.5 years"),
            ("High Speed 2 (HS2)", "+17 years"),
            ("Olkiluoto 3", "+14 years"),
            ("Flamanville 3 EPR", "+12.5 years"),
            ("Honolulu Skyline rail", "+10.7 years"),
        ],
        strict=True,
    ):
        assert name in text and size in text and "→" in text
    assert "Wikipedia, Jan 2012 (recalled later)" in five[1]  # who says so
    page.check("#contemporary")
    page.wait_for_function("() => !document.querySelector('.top-five').innerText.includes('Messina')")
    assert "Lesotho" in page.inner_text(".top-five")


def test_all_stories_in_one_and_one_by_one(visit: Visit, catalogue_page: Path) -> None:
    page = visit.open(catalogue_page, "#tab=charts")
    page.wait_for_selector(".chart.overlay")
    page.locator(".overlay .strand[tabindex='0']").focus()
    assert "Strait of Messina Bridge" in page.inner_text(".plate .readout >> nth=0")
    page.keyboard.press("ArrowRight")
    assert "High Speed 2" in page.inner_text(".plate .readout >> nth=0")
    assert page.locator(".multiple").count() == 12
    page.click(".one-by-one .more")
    assert page.locator(".multiple").count() == 36
    second = page.locator(".multiple").nth(1)
    assert "revised" in second.inner_text() and "2026 → 2043" in second.inner_text()
    second.locator(".pick").nth(1).focus()
    assert re.search("The Construction Index|Wikipedia", page.inner_text(".view-readout"))
    page.check("input[name=story-kind][value=cost]", force=True)
    page.wait_for_selector(".top-five >> text=Rail Baltica")
    assert "EUR 3.5 bn → 23.8 bn" in plain(page.inner_text(".top-five"))


#: Colours of what is drawn in a chart, and the sizes of its text on the screen, in pixels.
LOOKS = """(selector) => {
  const root = document.querySelector(selector);
  const of = (n, name) => getComputedStyle(n)[name];
  const scale = root.getBoundingClientRect().width / root.viewBox.baseVal.width;
  return { lines: [...root.querySelectorAll(".line")].map((n) => of(n, "stroke")),
    names: [...root.querySelectorAll(".series-name")].map((n) => of(n, "fill")),
    ink: of(document.body, "color"),
    sizes: [...root.querySelectorAll("text")].map((n) => scale * parseFloat(of(n, "fontSize"))) };
}"""


@pytest.mark.parametrize("visit", [{}, {"color_scheme": "dark"}, PHONE], indirect=True)
def test_charts_are_in_ink_or_in_the_colour_of_the_status(visit: Visit, catalogue_page: Path) -> None:
    page = visit.open(catalogue_page, "#tab=charts")
    page.wait_for_selector(".chart.overlay")
    small = page.evaluate(LOOKS, ".multiple .chart")
    assert set(small["lines"]) == {small["ink"]} and 11.5 <= min(small["sizes"]) <= max(small["sizes"]) < 12.5
    whole = page.evaluate(LOOKS, ".chart.overlay")
    assert set(whole["names"]) == {whole["ink"]} and 11.5 <= min(whole["sizes"]) <= max(whole["sizes"]) < 12.5
    told = page.evaluate(
        """() => [...document.querySelectorAll(".strand.named")].map((n) => [n.ariaLabel,
             getComputedStyle(n.querySelector(".line")).stroke, n.dataset.status])"""
    )
    assert len(told) >= 3
    for name, stroke, status in told:
        tone = page.evaluate(
            """(name) => { const n = document.createElement("i"); n.style.color = `var(--status-${name})`;
                 document.body.append(n); const tone = getComputedStyle(n).color; n.remove(); return tone; }""",
            status,
        )
        assert stroke == tone, name
    page = visit.open(catalogue_page, "#p=high-speed-2")
    card = page.evaluate(LOOKS, "#card .figure:has(figcaption) .chart")
    assert set(card["lines"]) == {card["ink"]} and min(card["sizes"]) >= 11.5


@pytest.mark.parametrize("visit", [PHONE], indirect=True)
def test_on_a_phone_a_key_names_the_largest(visit: Visit, catalogue_page: Path) -> None:
    page = visit.open(catalogue_page, "#tab=charts")
    page.wait_for_selector(".chart.overlay")
    text = plain(" ".join(page.locator(".chart.overlay text").all_text_contents()))
    assert "Strait of Messina Bridge, +20.5 years" in text and "High Speed 2 (HS2), +17 years" in text
    assert [page.locator(".chart.overlay .series-name", has_text=n).count() for n in "123"] == [2, 2, 2]


def test_a_line_that_begins_before_the_axis_enters_from_the_edge(visit: Visit, catalogue_page: Path) -> None:
    page = visit.open(catalogue_page, "#tab=charts")
    page.wait_for_selector(".chart.overlay")
    strand = page.locator(".strand:has(.entering)")
    n = strand.count()
    assert n >= 1 and "first figure said" in strand.first.get_attribute("aria-label")
    assert f"◂: {n} that began before" in page.inner_text(".plate:has(.overlay) figcaption p")
    strand.first.focus()
    assert "first figure said" in page.inner_text(".plate .readout >> nth=0")


def test_home_end_and_back_to_the_line(visit: Visit, catalogue_page: Path) -> None:
    page = visit.open(catalogue_page, "#tab=charts")
    page.wait_for_selector(".chart.overlay")
    at = "() => [document.activeElement.closest('[data-frame]')?.dataset.frame, document.activeElement.dataset.row]"
    for frame in ("overlay", "strips"):
        page.locator(f"[data-frame={frame}] [tabindex='0']").focus()
        first = page.evaluate(at)
        page.keyboard.press("End")
        assert page.evaluate(at) != first
        page.keyboard.press("Home")
        assert page.evaluate(at) == first
        page.keyboard.press("ArrowRight")
        before = page.evaluate(at)
        page.keyboard.press("Enter")
        page.wait_for_selector("#card-name:focus")
        page.wait_for_timeout(400)  # the charts are drawn anew beside the card
        page.keyboard.press("Escape")
        page.wait_for_timeout(400)  # and again without it
        assert page.evaluate(at) == before and before[0] == frame


def test_no_median_below_fifteen(visit: Visit, catalogue_page: Path) -> None:
    page = visit.open(catalogue_page, "#tab=charts")
    page.wait_for_selector(".chart.strips")
    counts = [int(t.split("=")[1]) for t in page.locator(".strips text").all_text_contents() if t.startswith("n = ")]
    assert counts[0] == sum(counts[1:]) >= 80
    assert page.locator(".strips .median").count() == sum(n >= 15 for n in counts)
    # what was given up is drawn, and in no n or median
    assert page.locator('.strips g[role="img"]').count() >= counts[0]
    assert page.locator(".strips .median-name").first.text_content().startswith("median +")


def test_hs2_estimates_one_by_one(visit: Visit, catalogue_page: Path, catalogue_atlas: views.Atlas) -> None:
    page = visit.open(catalogue_page, "#p=high-speed-2")
    page.click('#card [data-ledger="costsOneByOne"] summary')
    page.wait_for_selector(".ledger tbody tr")
    rows = [plain(text) for text in page.locator(".ledger tbody tr").all_inner_texts()]
    told = [c for c in catalogue_atlas.cards["high-speed-2"].claims if c.field.startswith("cost_")]
    assert len(rows) == len(told) == 16
    text = "\n".join(rows)
    for part in (
        "GBP 30 bn",
        "GBP 37.5 bn",
        "GBP 55.7 bn",
        "GBP 80 bn",
        "GBP 87.7 bn (low case)",
        "GBP 102.7 bn (high case)",
    ):
        assert part in text, part
    assert rows[0].startswith("2010 (recalled later)") and rows[-1].startswith("20 May 2026")
    for row, publisher in ((rows[0], "Financial"), (rows[-1], "The Construction Index")):
        assert publisher in row or "hotpaths" in row
    assert all(re.search("official|audit|news|encyclopaedia|aggregator", row) for row in rows)
    assert "prices of 2019" in text and "only part without-euston" in text


def test_revisions_are_dated_events(visit: Visit, catalogue_page: Path) -> None:
    page = visit.open(catalogue_page, "#tab=revisions&sector=canal")
    page.wait_for_selector("#revisions tbody tr[role=row]")
    rows = [
        plain(" | ".join(r.locator("th, td").all_inner_texts()))
        for r in page.locator("#revisions tr[role=row]").all()[1:]
    ]
    pinglu = [row for row in rows if row.startswith("Pinglu Canal") and "opening" in row]
    assert pinglu == ["Pinglu Canal | 25 Feb 2026 | opening | Dec 2026 | Sep 2026 | −3 months | Digital Phablet"]
    page.select_option("#revisions select >> nth=0", "cost")
    page.wait_for_function(
        "() => ![...document.querySelectorAll('#revisions td[data-key=kind]')].some((td) => td.innerText !== 'cost')"
    )
    head = page.locator('#revisions th[data-key="size"]')
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "descending"
    page.locator("#revisions .row-button").first.press("Enter")
    assert page.locator("#card").is_visible()


def test_charts_follow_what_was_known(visit: Visit, catalogue_page: Path) -> None:
    page = visit.open(catalogue_page, "#tab=charts&k=2020-01-01")
    page.wait_for_selector(".top-five li")
    text = page.inner_text(".top-five")
    assert "2043" not in text and "Strait" not in text


def test_download_of_what_is_shown(visit: Visit, catalogue_page: Path, catalogue_atlas: views.Atlas) -> None:
    page = visit.open(catalogue_page, "#sector=canal&k=2025-01-01")
    n = int(page.inner_text(".counts h2").split()[0])
    page.click(".download-menu summary")
    name, data = taken(page, '[data-take="takeProjects"]')
    assert name.startswith("tracker-projects-known-2025-01-01") and name.endswith(".csv")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8"))))
    assert len(rows) == n and {r["sector"] for r in rows} == {"canal"}
    pinglu = next(r for r in rows if r["slug"] == "pinglu-canal")
    assert pinglu["completion_planned"] == "2026-12" and pinglu["as_known_on"] == pinglu["state_on"] == "2025-01-01"
    assert pinglu["data_version"] == catalogue_atlas.data_version
    assert pinglu["completion_planned_url"].startswith("http") and "ODbL" in pinglu["licence"] and pinglu["attribution"]
    name, data = taken(page, '[data-take="takeStatements"]')
    said = list(csv.DictReader(io.StringIO(data.decode("utf-8"))))
    assert {r["slug"] for r in said} <= {r["slug"] for r in rows} and all(
        r["publisher"] and r["source_key"] for r in said
    )
    assert all(r["as_of"][:4] <= "2024" for r in said if re.match(r"\d{4}", r["as_of"]))
    name, data = taken(page, '[data-take="takeGeojson"]')
    found = json.loads(data)
    assert found["type"] == "FeatureCollection" and len(found["features"]) == n
    assert found["tracker"]["sources"][0]["licence"] and found["tracker"]["page"].startswith("map.html#")
    assert {f["geometry"]["type"] for f in found["features"] if f["geometry"]} <= {
        "Point",
        "LineString",
        "MultiLineString",
        "MultiPoint",
    }
    name, data = taken(page, '[data-take="takeMap"]')
    assert name.endswith(".png") and data.startswith(b"\x89PNG") and len(data) > 50_000
    assert page.locator('.download-menu [role="status"]').last.inner_text() == "Saved to your downloads."


def test_the_picture_keys_what_the_colour_tells(visit: Visit, catalogue_page: Path) -> None:
    page = visit.open(catalogue_page, "#colour=delay&size=none")
    page.evaluate(
        """() => {
        window.drawn = [];
        const draw = CanvasRenderingContext2D.prototype.fillText;
        CanvasRenderingContext2D.prototype.fillText = function (text, ...at) {
            window.drawn.push(text);
            draw.call(this, text, ...at);
        };
        }"""
    )
    page.click(".download-menu summary")
    taken(page, '[data-take="takeMap"]')
    drawn = page.evaluate("() => window.drawn")
    rows = page.evaluate(
        """() => [...document.querySelectorAll('.facet-hue .only')].map((row) =>
            [row.querySelector('bdi').textContent, row.querySelector('.count').textContent])"""
    )
    assert len(rows) > 3 and {f"{name} {n}" for name, n in rows if n != "0"} <= set(drawn)
    assert any(said.startswith("In operation ") for said in drawn)


def test_charts_as_files(visit: Visit, catalogue_page: Path, catalogue_atlas: views.Atlas) -> None:
    page = visit.open(catalogue_page, "#tab=charts")
    page.wait_for_selector(".chart.strips")
    _, data = taken(page, ".plate >> nth=0 >> .save >> nth=0")
    picture = ElementTree.fromstring(data)
    text = " ".join(picture.itertext())
    assert picture.tag == "{http://www.w3.org/2000/svg}svg" and "Openings as they were announced" in text
    assert catalogue_atlas.data_version in text and "ODbL" in text
    assert b"stroke" in data and b'class="reach' not in data
    name, data = taken(page, ".multiple >> nth=1 >> .save >> nth=1")
    assert name == "slippage-opening-high-speed-2.png" and data.startswith(b"\x89PNG") and len(data) > 5_000
    page.click(".multiple >> nth=1 >> .story-name button")
    assert page.locator("#card .figure").count() == page.locator("#card .saves").count() >= 3
    name, data = taken(page, "#card .figure >> nth=1 >> .save >> nth=0")
    text = " ".join(ElementTree.fromstring(data).itertext())
    assert name == "high-speed-2-chart-2.svg" and "High Speed 2" in text and catalogue_atlas.data_version in text


def test_cite_this(visit: Visit, catalogue_page: Path, catalogue_atlas: views.Atlas) -> None:
    page = visit.open(catalogue_page, "#p=pinglu-canal&k=2025-01-01")
    text = page.inner_text("#card .cite")
    version = catalogue_atlas.data_version
    assert f"Pinglu Canal. Megaprojects, as they were known, data version {version}, as known on 2025-01-01." in text
    assert "map.html#p=pinglu-canal&k=2025-01-01" in text and "file:" not in text
    page.click("#card .cite summary")
    entry = page.inner_text("#card .bibtex")
    assert entry.startswith("@misc{pinglu-canal-") and f"data version {version}" in entry and "year = {2025}" in entry


def test_milestones_on_an_axis(visit: Visit, catalogue_page: Path) -> None:
    page = visit.open(catalogue_page, "#p=pinglu-canal")
    axis = page.locator("#card .milestone-axis")
    assert axis.locator(".pick").count() >= 5
    axis.locator(".pick").first.focus()
    readout = page.locator("#card .figure:has(.milestone-axis) .readout")
    assert "2022" in readout.inner_text()
    page.keyboard.press("ArrowRight")
    assert readout.locator("strong").count() == 1
    page.keyboard.press("End")
    assert "2026" in readout.inner_text()
    page.keyboard.press("Home")
    assert "2022" in readout.inner_text()
    assert axis.locator(".mark-name").all_text_contents() == ["started", "opened"]


@pytest.mark.parametrize("visit", [PHONE], indirect=True)
def test_a_finger_beside_a_milestone_takes_it(visit: Visit, catalogue_page: Path) -> None:
    page = visit.open(catalogue_page, "#p=pinglu-canal")
    page.tap("#card .handle")
    page.evaluate("document.querySelector('#card .milestone-axis').scrollIntoView({ block: 'center' })")
    page.wait_for_timeout(400)
    dot = page.locator("#card .milestone-axis .pick .dot").first
    box = dot.bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] / 2 - 4, box["y"] + box["height"] / 2 + 18)
    assert page.evaluate("document.activeElement.matches('.milestone-axis .pick')")
    assert "2022" in page.locator("#card .figure:has(.milestone-axis) .readout").inner_text()


@pytest.mark.parametrize("visit", [PHONE], indirect=True)
@pytest.mark.parametrize("tab", ["list", "charts", "revisions"])
def test_the_views_on_a_phone(visit: Visit, catalogue_page: Path, tab: str) -> None:
    page = visit.open(catalogue_page, f"#tab={tab}")
    page.wait_for_selector(
        {"list": "#list tr[role=row]", "charts": ".multiple", "revisions": "#revisions tbody tr[role=row]"}[tab],
        state="attached",
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    small = page.evaluate(
        """() => [...document.querySelectorAll('button, input, select, summary')].filter((n) => {
             const b = n.getBoundingClientRect();
             const seen = n.checkVisibility({visibilityProperty: true}) && b.width && b.height > 1;
             return seen && !n.closest('label, thead') && !n.matches('.text-button') && b.height < 43.5; })
             .map((n) => n.outerHTML.slice(0, 80))"""
    )
    assert small == []
    button = {"list": "#list .row-button", "charts": ".top-five .text-button", "revisions": "#revisions .row-button"}[
        tab
    ]
    page.locator(button).first.tap()
    assert page.get_attribute("#card", "data-size") == "half"


def test_hostile_text_in_every_view(visit: Visit, tmp_path: Path) -> None:
    maps.write(fake_atlas.hostile(), tmp_path / "map.html")
    page = visit.open(tmp_path / "map.html")
    for tab in ("list", "charts", "revisions"):
        page.click(f"#tab-{tab}")
        page.wait_for_timeout(150)
    page.click(".download-menu summary")
    for take in ("takeProjects", "takeStatements", "takeGeojson"):
        _, data = taken(page, f'[data-take="{take}"]')
        text = data.decode("utf-8")
        if take != "takeGeojson":
            cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
            assert not [cell for cell in cells if re.match(r"[=@\t\r]|[+-](?!\d)", cell)]
        else:
            assert json.loads(text)["features"]
    assert page.evaluate("window.pwned") is None
    assert page.locator("img, iframe, object, embed").count() == 0


def test_the_views_in_chinese(visit: Visit, catalogue_atlas: views.Atlas, tmp_path: Path) -> None:
    maps.write(catalogue_atlas, tmp_path / "zh.html", lang="zh", basemap="none")
    page = visit.open(tmp_path / "zh.html", "#tab=charts")
    page.wait_for_selector(".chart.strips")
    text = page.inner_text("#charts")
    assert "延误最多的项目" in text and "+17\u00a0年" in text and not re.search(r"\{\w+\}", text)
    page.click("#tab-revisions")
    page.wait_for_selector("#revisions tbody tr[role=row]")
    assert "次修订" in page.inner_text("#revisions")


def test_without_statements_the_views_say_so(visit: Visit, tmp_path: Path) -> None:
    small = fake_atlas.small()
    maps.write(views.Atlas(small.projects, {}, small.now, "", "", "0" * 16), tmp_path / "map.html", basemap="none")
    page = visit.open(tmp_path / "map.html", "#tab=charts")
    assert "without the statements" in page.inner_text("#charts")
    page.click("#tab-revisions")
    assert "without the statements" in page.inner_text("#revisions")
    page.click(".download-menu summary")
    assert page.locator('[data-take="takeStatements"]').is_hidden()
