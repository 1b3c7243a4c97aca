"""Filters, colours and sizes on the page of the bundled catalogue: counts follow, links reopen, the keyboard works."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import fake_atlas
import pytest
from visit import Visit

import maps
from maps.measures import measures_block
from tracker import views
from tracker.store.store import Store

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
WIDE: dict[str, Any] = {}
BOTH = pytest.mark.parametrize("visit", [WIDE, PHONE], ids=["wide", "phone"], indirect=True)

Row = views.ProjectRow


@pytest.fixture(scope="module")
def catalogue(catalogue_file: Path) -> views.Atlas:
    return views.atlas(Store(catalogue_file))


@pytest.fixture(scope="module")
def catalogue_page(catalogue: views.Atlas, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("filters") / "map.html"
    maps.write(catalogue, path)
    return path


@pytest.fixture(scope="module")
def figures(catalogue: views.Atlas) -> dict[str, list[float]]:
    """Cost, delay, overrun and progress of each project, NaN where there is none."""
    block = measures_block(catalogue)
    out = {
        name: [math.nan if v is None else float(v) for v in block[name]["v"]] for name in ("cost", "delay", "overrun")
    }
    out["progress"] = [math.nan if p.progress_pct is None else float(p.progress_pct) for p in catalogue.projects]
    return out


def is_phone(page: Any) -> bool:
    return bool(page.viewport_size["width"] < 820)


def open_panel(page: Any) -> None:
    """The filters: on a phone a sheet, drawn up to its full height."""
    if is_phone(page):
        page.click(".filter-button")
        page.click("#panel .handle")


def until(page: Any, script: str) -> None:
    """Wait for an expression to be true; the page's own policy forbids what Playwright would do."""
    for _ in range(100):
        if page.evaluate(script):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never true: {script}")


def open_group(page: Any, key: str) -> Any:
    group = page.locator(f".group-{key}")
    group.locator("summary").click()
    group.locator(".group-body").wait_for()  # it is filled when the browser tells that it was opened
    return group


def number(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def shown(page: Any) -> int:
    """How many projects the counts say are shown."""
    found = re.match(r"[\d\u202f]+", page.inner_text(".counts .kicker"))
    assert found
    return number(found.group())


def chips(page: Any) -> list[str]:
    return [" ".join(text.split()) for text in page.locator(".filter-chip").all_inner_texts()]


def count(catalogue: views.Atlas, keep: Callable[[Row], bool]) -> int:
    return sum(1 for row in catalogue.projects if keep(row))


def within(values: list[float], low: float = -math.inf, high: float = math.inf) -> int:
    return sum(1 for value in values if low <= value < high)


def test_every_filter_from_a_link(
    visit: Visit, catalogue_page: Path, catalogue: views.Atlas, figures: dict[str, list[float]]
) -> None:
    now = maps.payload.about_block(catalogue)["now"]
    today = date.fromisoformat(now[:10])

    def silent(row: Row, months: int) -> bool:
        return bool(row.last_evidence) and (today - date.fromisoformat(row.last_evidence)).days >= months * 30.4375

    wanted = {
        "#country=CHN": count(catalogue, lambda r: "CHN" in (r.country or "").split(";")),
        "#country=CHN,IND": count(catalogue, lambda r: bool({"CHN", "IND"} & set((r.country or "").split(";")))),
        "#cost=10000000000,": within(figures["cost"], 1e10),
        "#cost=1000000000,10000000000": within(figures["cost"], 1e9, 1e10),
        "#progress=50,": within(figures["progress"], 50),
        "#delay=,0": within(figures["delay"], high=0),
        "#delay=1,3": within(figures["delay"], 1, 3),
        "#overrun=1,": within(figures["overrun"], 1),
        "#disagree=1": count(catalogue, lambda r: bool(r.conflicts)),
        "#silent=24": count(catalogue, lambda r: silent(r, 24)),
        "#text=canal": None,
    }
    page = visit.open(catalogue_page)
    for fragment, n in wanted.items():
        page.evaluate("(to) => { location.hash = to; }", fragment)
        until(page, "document.querySelectorAll('.filter-chip').length === 1")
        seen = shown(page)
        assert n is None or seen == n, fragment
        assert 0 < seen < len(catalogue.projects), fragment
        assert page.evaluate("location.hash") == fragment


@BOTH
def test_ranges_are_typed_and_stepped(
    visit: Visit, catalogue_page: Path, catalogue: views.Atlas, figures: dict[str, list[float]]
) -> None:
    page = visit.open(catalogue_page)
    open_panel(page)
    group = open_group(page, "cost")
    missing = sum(1 for value in figures["cost"] if math.isnan(value))
    assert f"{missing} projects have no such figure." in group.inner_text()
    page.fill("#cost-from", "10")
    assert shown(page) == within(figures["cost"], 1e10)
    assert f"{missing} projects have no such figure and are left out." in group.inner_text()
    assert page.locator(".spread rect.out").count() > 0
    page.fill("#cost-under", "50")
    assert shown(page) == within(figures["cost"], 1e10, 5e10)
    assert chips(page) == ["Cost USD 10 bn to USD 50 bn ×"]
    page.press("#cost-under", "ArrowDown")  # from bound to bound of the bars
    assert page.input_value("#cost-under") == "20"
    assert shown(page) == within(figures["cost"], 1e10, 2e10)
    page.fill("#cost-under", "much")
    assert page.get_attribute("#cost-under", "aria-invalid") == "true"
    assert shown(page) == within(figures["cost"], 1e10)
    if not is_phone(page):
        box = group.locator(".spread").bounding_box()
        assert box
        y = box["y"] + 20
        page.mouse.move(box["x"] + box["width"] * 0.43, y)  # the bar of 1 bn to 2 bn of 15
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] * 0.62, y, steps=4)
        page.mouse.up()
        until(page, "document.getElementById('cost-under').value === '10'")
        assert page.input_value("#cost-from") == "0.5" or page.input_value("#cost-from") == "1"


@BOTH
def test_filters_act_together_and_are_taken_off_one_by_one(
    visit: Visit, catalogue_page: Path, catalogue: views.Atlas
) -> None:
    page = visit.open(catalogue_page)
    open_panel(page)
    group = open_group(page, "countries")
    page.fill("#country-search", "chi")
    assert page.locator(".group-countries .row:visible").count() < 6
    group.locator('li[data-word="CHN"] button').click()
    in_china = count(catalogue, lambda r: "CHN" in (r.country or "").split(";"))
    assert shown(page) == in_china
    assert group.locator(".group-set").inner_text() == "China"
    evidence = open_group(page, "disagree")
    tick = evidence.locator(".tick-row").filter(has_text="Sources disagree")
    would = number(tick.locator(".count").inner_text())
    tick.locator("input").focus()
    page.keyboard.press("Space")
    assert shown(page) == would
    assert would == count(catalogue, lambda r: "CHN" in (r.country or "").split(";") and bool(r.conflicts))
    assert len(chips(page)) == 2
    page.locator('.filter-chip[data-filter="countries"]').press("Enter")
    assert shown(page) == count(catalogue, lambda r: bool(r.conflicts))
    assert page.evaluate("document.activeElement.dataset.filter") == "disagree"  # on to the next chip
    page.locator(".clear-all").press("Enter")
    assert shown(page) == len(catalogue.projects) and chips(page) == []
    assert page.evaluate("document.activeElement.id") == "search"


@BOTH
def test_words_and_silence(visit: Visit, catalogue_page: Path) -> None:
    page = visit.open(catalogue_page)
    open_panel(page)
    open_group(page, "text")
    page.fill("#text-filter", "平陆")
    assert shown(page) == 1
    page.fill("#text-filter", "canal CHINA")
    some = shown(page)
    assert 1 <= some < 20
    page.fill("#text-filter", "")
    evidence = open_group(page, "disagree")
    button = evidence.get_by_role("button", name=re.compile("^24 months"))
    n = number(button.locator(".count").inner_text())
    button.click()
    assert shown(page) == n and button.get_attribute("aria-pressed") == "true"
    page.press("#silent-months", "ArrowUp")
    assert page.input_value("#silent-months") == "30" and shown(page) <= n
    page.fill("#silent-months", "x")
    assert page.get_attribute("#silent-months", "aria-invalid") == "true"


def test_facets_tell_what_a_row_would_add(visit: Visit, catalogue_page: Path, catalogue: views.Atlas) -> None:
    page = visit.open(catalogue_page, "#country=CHN&status=operating")
    rows = page.locator(".facet-status .row:visible .count").all_inner_texts()
    assert sum(map(number, rows)) == count(catalogue, lambda r: "CHN" in (r.country or "").split(";"))
    group = open_group(page, "countries")
    both = [row for row in catalogue.projects if len((row.country or "").split(";")) > 1]
    assert both
    counts = group.locator(".row .count").all_inner_texts()
    operating = [row for row in catalogue.projects if row.status == "operating"]
    assert sum(map(number, counts)) == sum(len((row.country or "").split(";")) for row in operating)


def test_totals_never_hide_what_is_missing(
    visit: Visit, catalogue_page: Path, catalogue: views.Atlas, figures: dict[str, list[float]]
) -> None:
    page = visit.open(catalogue_page)
    total = page.locator('.totals dd[data-total="cost"]')
    known = [value for value in figures["cost"] if not math.isnan(value)]
    assert f"{len(known)} of {len(figures['cost'])} have a figure" in total.inner_text()
    said = re.sub(r"[\u00a0\u202f]", " ", total.locator("strong").inner_text())
    assert said == f"USD {sum(known) / 1e12:.2f}".rstrip("0") + " tn"
    assert "median" in total.inner_text()
    stated = [row for row in catalogue.projects if row.cost_actual or row.cost_estimate or row.cost_budget]
    apart = len(stated) - len(known)
    assert apart > 0 and f"{apart} have a cost that cannot be put into prices of 2015" in total.inner_text()
    assert "can be compared in like prices" in page.inner_text('.totals dd[data-total="overrun"]')
    page.evaluate("location.hash = '#country=CHN&sector=canal'")
    until(page, "document.querySelectorAll('.filter-chip').length === 2")
    assert "median" not in page.inner_text(".totals").replace("for a median", "")
    assert "too few for a median (under 15)" in page.inner_text(".totals")


@BOTH
def test_an_empty_selection_says_what_to_do(visit: Visit, catalogue_page: Path, catalogue: views.Atlas) -> None:
    page = visit.open(catalogue_page, "#country=CHN&cost=,1000")
    open_panel(page)
    assert "Nothing matches these filters. Take one off below" in page.inner_text(".counts")
    assert len(chips(page)) == 2
    page.locator('.filter-chip[data-filter="cost"]').click()
    assert shown(page) > 0
    until(page, "location.hash === '#country=CHN'")
    page.evaluate("location.hash = '#country=CHN&cost=,1000'")
    until(page, "document.querySelector('.counts .empty')")
    assert page.locator(".counts button").count() == 0  # the chips have it
    page.click(".chip-line >> text=Clear the filters")
    assert shown(page) == len(catalogue.projects) and page.locator(".clock-line").is_hidden()


@BOTH
def test_an_empty_map_says_so_on_the_stage(visit: Visit, catalogue_page: Path, catalogue: views.Atlas) -> None:
    page = visit.open(catalogue_page, "#status=-")
    line = page.locator(".clock-line")
    assert line.inner_text().split() == ["Nothing", "matches", "these", "filters.", "Clear", "the", "filters"]
    line.get_by_text("Clear the filters").click()
    until(page, "document.querySelector('.clock-line').hidden")
    assert number(page.text_content(".counts .kicker").split()[0]) == len(catalogue.projects)
    page.evaluate("location.hash = '#tab=list&status=-'")
    until(page, "document.querySelector('#list .empty').offsetParent")
    assert line.is_hidden()  # the table says so itself


def test_a_link_to_a_project_that_is_not_here_says_so(visit: Visit, catalogue_page: Path) -> None:
    page = visit.open(catalogue_page, "#p=no-such-project")
    line = page.locator(".clock-line")
    assert line.inner_text() == "The link asks for a project that is not on this page: no-such-project"
    page.evaluate("location.hash = '#p=pinglu-canal'")
    until(page, "document.querySelector('.clock-line').hidden")
    assert page.inner_text("#card h2") == "Pinglu Canal"
    page.evaluate("location.hash = '#p=gone'")
    until(page, "document.querySelector('.clock-line').innerText.includes('gone')")


def test_the_data_version_stands_with_the_licences(visit: Visit, catalogue_page: Path, catalogue: views.Atlas) -> None:
    page = visit.open(catalogue_page)
    assert catalogue.data_version not in page.inner_text("#top")
    page.click("text=Data and licences")
    assert page.inner_text(".data-version") == f"Data version {catalogue.data_version}"


def test_the_slider_counts_what_there_is(visit: Visit, catalogue_page: Path) -> None:
    page = visit.open(catalogue_page, "#text=no%20such%20words")
    assert page.inner_text(".ticks .legend") == "under construction: none"


@BOTH
@pytest.mark.parametrize("colour", ["sector", "progress", "delay", "overrun"])
def test_each_colour(visit: Visit, catalogue_page: Path, catalogue: views.Atlas, colour: str) -> None:
    page = visit.open(catalogue_page)
    open_panel(page)
    before = page.evaluate(DRAWN)
    page.select_option("#choose-colour", colour)
    until(page, f"location.hash.includes('colour=') && {DRAWN} !== '{before}'")
    rows = page.locator(".facet-hue .row")
    counts = [number(text) for text in rows.locator(".count").all_inner_texts()]
    assert sum(counts) == len(catalogue.projects)
    assert page.inner_text(".facet-status .kicker").lower() == "status, by mark and dash"
    page.goto("about:blank")
    page = visit.open(catalogue_page, f"#colour={colour}")  # a link reopens it
    open_panel(page)
    assert page.input_value("#choose-colour") == colour
    n = number(rows.nth(1).locator(".count").inner_text())
    rows.nth(1).locator("button").press("Enter")  # a class is a filter
    assert shown(page) == n
    assert rows.nth(1).locator("button").get_attribute("aria-pressed") == "true"
    assert number(rows.nth(0).locator(".count").inner_text()) == counts[0]  # the others tell what they would show
    rows.nth(1).locator("button").press("Enter")
    assert shown(page) == len(catalogue.projects)


#: All that the canvas of the projects shows.
DRAWN = "document.querySelector('.leaflet-projects-pane canvas').toDataURL()"


def test_size_tells_the_cost(visit: Visit, catalogue_page: Path) -> None:
    page = visit.open(catalogue_page)
    assert "logarithmic" in page.inner_text(".sizes")
    assert "cannot be put into prices of 2015" in page.inner_text(".sizes")
    assert page.locator(".sizes li").all_inner_texts() == ["100\u00a0m", "1\u00a0bn", "10\u00a0bn", "100\u00a0bn"]
    before = page.evaluate(DRAWN)
    page.select_option("#choose-size", "none")
    until(page, f"location.hash === '#size=none' && {DRAWN} !== '{before}'")
    assert page.locator(".sizes").is_hidden()


def test_a_page_without_figures_has_no_such_filters(visit: Visit, page_path: Path) -> None:
    page = visit.open(page_path)
    visit_rows = page.locator(".group > summary").all_inner_texts()
    assert any("Country" in text for text in visit_rows)
    assert fake_atlas.small().projects
    page.evaluate("location.hash = '#cost=5,&text=%3Cb%3E'")  # what matches nothing is said, not executed
    until(page, "document.querySelectorAll('.filter-chip').length === 2")
    assert any("<b>" in text for text in page.locator(".filter-chip").all_inner_texts())


@pytest.mark.parametrize("visit", [PHONE], indirect=True)
def test_targets_are_large_enough_to_touch(visit: Visit, catalogue_page: Path) -> None:
    page = visit.open(catalogue_page, "#disagree=1&country=CHN,IND&colour=delay")
    open_panel(page)
    small = page.evaluate(
        """() => [...document.querySelectorAll('#panel :is(button, select, summary, input)')]
          .filter((n) => n.offsetParent && !n.closest('.tick-box, .tick-row') && n.getBoundingClientRect().height < 43.5)
          .map((n) => `${n.outerHTML.slice(0, 70)} ${n.getBoundingClientRect().height}`)"""  # noqa: E501
    )
    assert small == []
