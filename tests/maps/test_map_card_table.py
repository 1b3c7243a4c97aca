"""Table, charts and card of the page: choices in the link, measures, forecasts, paper (catalogue, Chromium)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from visit import Visit

import maps
from tracker import views
from tracker.store.store import Store

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
BOTH = [{}, PHONE]


@pytest.fixture(scope="module")
def atlas(catalogue_file: Path) -> views.Atlas:
    return views.atlas(Store(catalogue_file))


@pytest.fixture(scope="module")
def made(atlas: views.Atlas, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("cardtable") / "map.html"
    maps.write(atlas, path)
    return path


def plain(text: str) -> str:
    """Text with ordinary spaces: figures keep theirs together with no-break ones."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def cells(page: Any, key: str) -> list[str]:
    return [plain(text) for text in page.locator(f'#list td[data-key="{key}"]').all_inner_texts()]


def heads(page: Any) -> list[str]:
    return list(page.locator("#list thead th").evaluate_all("(ths) => ths.map((th) => th.dataset.key)"))


# table


def test_a_link_keeps_columns_and_sort(visit: Visit, made: Path) -> None:
    page = visit.open(made, "#tab=list&cols=name,country,usd,delay,silent,documents&sort=-delay")
    assert heads(page) == ["name", "country", "delay", "usd", "silent", "documents"]
    assert page.locator('#list th[data-key="delay"]').get_attribute("aria-sort") == "descending"
    shown = [float(text.replace("−", "-")) for text in cells(page, "delay") if text]
    assert shown == sorted(shown, reverse=True) and shown[0] > 15
    assert re.fullmatch(r"Cost, USD of \d{4}", plain(page.inner_text('#list th[data-key="usd"]')))
    page.click('#list th[data-key="usd"] button')
    page.wait_for_function("() => location.hash.includes('sort=-usd')")
    page.reload()
    page.wait_for_selector('html[data-cards="1"]', state="attached")
    assert page.locator('#list th[data-key="usd"]').get_attribute("aria-sort") == "descending"
    assert heads(page) == ["name", "country", "delay", "usd", "silent", "documents"]


def test_columns_of_a_hostile_link(visit: Visit, made: Path) -> None:
    page = visit.open(made, "#tab=list&cols=%3Cimg%20src=x%3E,__proto__&sort=-constructor&chart=%00,cost,toString")
    assert heads(page)[:4] == ["name", "country", "sector", "status"] and "overrun" in heads(page)
    assert page.locator('#list th[data-key="name"]').get_attribute("aria-sort") == "ascending"
    page.click("#tab-charts")
    page.wait_for_selector(".chart.strips")
    assert page.locator('input[name="story-kind"][value="cost"]').is_checked()


def test_the_columns_by_keyboard(visit: Visit, made: Path) -> None:
    page = visit.open(made, "#tab=list")
    page.locator("#list .columns-menu summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.value") == "country"
    page.keyboard.press("Space")
    page.wait_for_function("() => location.hash.includes('cols=')")
    assert "country" not in heads(page) and page.evaluate("document.activeElement.value") == "country"
    page.get_by_role("button", name="As at the beginning").press("Enter")
    page.wait_for_function("() => !location.hash.includes('cols=')")
    assert "country" in heads(page)
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    assert page.locator("#list .columns-menu .menu-body").is_hidden()


def test_measures_of_the_table_follow_what_was_known(visit: Visit, made: Path) -> None:
    page = visit.open(made, "#tab=list&cols=name,delay&sort=-delay&k=2020-01-01")
    then = cells(page, "delay")
    page.click(".clock-line button:visible")
    page.wait_for_function(
        "(then) => document.querySelector('#list td[data-key=delay]').innerText !== then", arg=then[0]
    )
    assert float(then[0]) < 20 <= float(cells(page, "delay")[0])


# charts


def test_a_link_keeps_the_choice_of_chart(visit: Visit, made: Path) -> None:
    page = visit.open(made, "#tab=charts&chart=cost,steps,told")
    page.wait_for_selector(".chart.strips")
    assert page.locator('input[name="story-kind"][value="cost"]').is_checked()
    assert page.input_value("#charts select") == "steps" and page.is_checked("#contemporary")
    page.uncheck("#contemporary")
    page.wait_for_function("() => location.hash.includes('chart=cost,steps') && !location.hash.includes('told')")
    page.check('input[name="story-kind"][value="opening"]', force=True)
    page.select_option("#charts select", "size")
    page.wait_for_function("() => !location.hash.includes('chart=')")


@pytest.mark.parametrize(("chart", "column"), [("opening", "delay"), ("cost", "overrun")])
def test_points_by_sector_are_the_measures_of_the_table(visit: Visit, made: Path, chart: str, column: str) -> None:
    page = visit.open(made, f"#tab=charts&chart={chart}&sector=nuclear,railway")
    page.wait_for_selector(".chart.strips")
    points = page.locator('.strips g[role="img"]').count()
    note = page.locator(".plate:has(.strips) figcaption p").inner_text()
    compared, without = (int(n) for n in re.findall(r"(\d+) (?:compared|without)", note))
    apart = re.search(r"(\d+) given up", note)
    left = int(apart[1]) if apart else 0
    assert points == compared + left > 5
    assert compared + left + without == int(page.inner_text(".counts h2").split()[0])
    assert ("kind of prices" in note) is (chart == "cost" and left > 0)
    assert ("first plan on record" if chart == "opening" else "first official budget") in note and "at least 15" in note
    page.click("#tab-list")
    assert sum(text != "" for text in cells(page, column)) >= points  # what cannot be compared is in the table only


# card


@pytest.mark.parametrize("visit", BOTH, indirect=True)
def test_a_forecast_stands_behind_the_official_line(visit: Visit, made: Path) -> None:
    page = visit.open(made, "#p=high-speed-2")
    figure = page.locator("#card .figure:has(.fan)").first
    order = figure.locator("svg.chart > *").evaluate_all("(all) => all.map((n) => n.getAttribute('class') || '')")
    fan = [k for k, name in enumerate(order) if name.startswith("fan")]
    line = [k for k, name in enumerate(order) if name.startswith("line")]
    assert fan and line and max(fan) < min(line)  # drawn first: behind
    assert figure.locator(".fan.outer").count() == figure.locator(".fan.inner").count() == 1
    assert {"P10", "P50"} <= {plain(t).split()[0] for t in figure.locator("text").all_text_contents() if t[0] == "P"}
    note = plain(page.locator("#card .fan-note").first.inner_text())
    assert re.search(r"class “[^”]+” opened .*\(n = \d+, \d+ of them have opened\)", note)
    assert "showed no skill" in note and re.search(r"\d+ forecasts of \d+ projects", note)
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def test_a_recalled_first_plan_leads_to_the_line_of_the_card(visit: Visit, made: Path) -> None:
    page = visit.open(made, "#p=high-speed-2")
    figure = page.locator("#card .figure:has(.fan)").first
    assert figure.locator(".line.lead").count() == 1 and figure.locator(".dot.hollow").count() == 1
    assert "first plan of 2026" in plain(page.inner_text("#card .verdict"))
    page = visit.open(made, "#tab=charts")
    page.wait_for_selector(".multiple")
    dig = plain(page.locator(".multiple", has_text="Big Dig").inner_text())
    assert "first plan recalled later" in dig and "revised 0 times" not in dig


def test_a_forecast_is_of_the_day_of_the_page(visit: Visit, made: Path) -> None:
    page = visit.open(made, "#p=high-speed-2&k=2025-01-01")
    assert page.locator("#card .fan").count() == 0
    assert "Forecasts are of" in page.inner_text("#card .fan-note")


def test_what_has_opened_has_no_forecast(visit: Visit, made: Path) -> None:
    page = visit.open(made, "#p=pinglu-canal")
    assert page.locator("#card .fan").count() == 0 and page.locator("#card .fan-note").count() == 0


def test_a_page_of_a_selection_says_why_it_has_no_forecast(visit: Visit, catalogue_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "map.html"
    rail = views.Filters(("high-speed-rail", "railway"))
    maps.write(views.atlas(Store(catalogue_file), filters=rail), path, basemap="none")
    page = visit.open(path, "#p=high-speed-2")
    assert "its class is made of all projects of a ledger" in page.inner_text("#card .fan-note")
    opened = visit.open(path, "#p=crossrail-elizabeth-line")
    assert "2022" in opened.inner_text("#card") and opened.locator("#card .fan-note").count() == 0


def test_a_chart_with_its_forecast_as_a_file(visit: Visit, made: Path) -> None:
    page = visit.open(made, "#p=high-speed-2")
    figure = page.locator("#card .figure:has(.fan)").first
    files = {}
    for kind in ("SVG", "PNG"):
        with page.expect_download() as waiting:
            figure.locator(".save", has_text=kind).click()
        files[kind] = Path(waiting.value.path()).read_bytes()
    assert files["PNG"].startswith(b"\x89PNG") and len(files["PNG"]) > 5_000
    picture = ElementTree.fromstring(files["SVG"])
    rects = [r for r in picture.iter("{http://www.w3.org/2000/svg}rect") if r.get("fill-opacity", "1") not in ("1", "")]
    text = " ".join(picture.itertext())
    assert len(rects) == 2 and "Reference class forecast" in text and "no skill" in text


def test_parts_have_slippage_charts_of_their_own(visit: Visit, made: Path) -> None:
    page = visit.open(made, "#p=hinkley-point-c")
    titles = page.locator("#card figcaption").all_inner_texts()
    assert any(re.search(r"opening announced.*only unit", title, re.IGNORECASE) for title in titles)


def test_the_history_of_a_field(visit: Visit, made: Path, atlas: views.Atlas) -> None:
    page = visit.open(made, "#p=pinglu-canal")
    card = atlas.cards["pinglu-canal"]
    page.click('#card .history[aria-label^="Opening: all"]')
    page.wait_for_function("() => document.activeElement.dataset.field === 'completion_planned'")
    head = page.locator('#card h4[data-field="completion_planned"]')
    told = head.locator("xpath=following-sibling::ul[1]/li")
    assert told.count() == sum(c.field == "completion_planned" for c in card.claims)
    assert told.locator(".stand", has_text="chosen").count() == 1
    assert told.locator(".stand", has_text="outlier").count() == 1
    years = [int(y) for t in told.all_inner_texts() for y in re.findall(r", (?:\w+ )*(20\d\d)", t)[:1]]
    assert years == sorted(years, reverse=True)


def test_evidence_documents_and_names(visit: Visit, made: Path, atlas: views.Atlas) -> None:
    page = visit.open(made, "#p=pinglu-canal")
    assert re.search(r"Last statement: .*2026, .* before the day of this page", page.inner_text(".last-evidence"))
    page.click("#card .documents-part summary")
    page.wait_for_selector("#card .documents li")
    documents = {c.document for c in atlas.cards["pinglu-canal"].claims}
    assert page.locator("#card .documents li").count() == len(documents)
    ranks = ["official", "audit or statistics", "established news", "encyclopaedia", "aggregator or repost"]
    found = [ranks.index(text) for text in page.locator("#card .documents h4").all_inner_texts()]
    assert found == sorted({d.rank - 1 for d in documents})
    assert "pinglu-canal" in page.inner_text("#card .identifiers dd")


# paper


def on_paper(page: Any) -> bytes:
    data: bytes = page.pdf(format="A4")
    return data


@pytest.mark.parametrize("visit", BOTH, indirect=True)
@pytest.mark.parametrize("fragment", ["#p=high-speed-2", "#tab=list", "#tab=charts"])
def test_on_paper_there_are_no_controls(visit: Visit, made: Path, fragment: str) -> None:
    page = visit.open(made, fragment)
    if "charts" in fragment:
        page.wait_for_selector(".chart.strips")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 700, "height": 900})
    for part in (".panel", ".tabs", ".copy-link", ".saves", ".view-tools", ".columns-menu", ".close", ".timebar"):
        assert not [n for n in page.locator(part).all() if n.is_visible()], part
    assert page.evaluate("document.documentElement.scrollWidth") <= 700
    assert page.locator(".title").is_visible() and "25" in page.inner_text(".known-said")
    page.emulate_media(media="screen")
    assert on_paper(page).startswith(b"%PDF")


def test_the_whole_table_stands_on_paper(visit: Visit, made: Path, atlas: views.Atlas) -> None:
    page = visit.open(made, "#tab=list")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#list tbody tr[role=row]").count() == len(atlas.projects)
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    page.wait_for_function("() => document.querySelectorAll('#list tbody tr[role=row]').length < 80")


@pytest.mark.parametrize("visit", [PHONE], indirect=True)
def test_figures_of_the_table_are_labelled_on_a_phone(visit: Visit, made: Path) -> None:
    page = visit.open(made, "#tab=list&sort=-delay")
    label = page.evaluate("getComputedStyle(document.querySelector('#list td[data-key=delay]'), '::before').content")
    assert "Delay, years" in label
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator("#list select").input_value() == "delay"


def test_the_card_in_chinese(visit: Visit, atlas: views.Atlas, tmp_path: Path) -> None:
    maps.write(atlas, tmp_path / "zh.html", lang="zh", basemap="none")
    page = visit.open(tmp_path / "zh.html", "#p=high-speed-2")
    text = page.inner_text("#card")
    assert "参考类别预测" in text and "最近一条说法" in text and not re.search(r"\{\w+\}", text)
