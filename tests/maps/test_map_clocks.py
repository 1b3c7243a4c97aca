"""The two clocks and the address of the page, in Chromium, from disk, without a network."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import fake_atlas
import pytest
from visit import Visit

import maps
from tracker import views
from tracker.store.store import Store
from tracker.views import Atlas

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


@pytest.fixture(scope="module")
def catalogue_page(catalogue_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the bundled catalogue."""
    path = tmp_path_factory.mktemp("clocks") / "map.html"
    maps.write(views.atlas(Store(catalogue_file)), path)
    return path


def shown(page: Any) -> int:
    return int(page.inner_text(".counts h2").split()[0])


def in_legend(page: Any, status: str) -> int:
    return int(page.inner_text(f'.facet-status li[data-word="{status}"] .count'))


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def names(page: Any) -> set[str]:
    """Names in the list, which stands for the map in words."""
    page.click("#tab-list")
    return set(page.locator("#list tbody th button").all_inner_texts())


def until(page: Any, expression: str) -> None:
    """Wait for an expression to hold. (Playwright's own way needs eval, which the page's policy forbids.)"""
    for _ in range(100):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never true: {expression}")


def ink(page: Any, colour: str) -> int:
    """How many pixels of the projects' canvas have a colour (#rrggbb)."""
    found: int = page.evaluate(
        """(colour) => { const c = document.querySelector('.leaflet-projects-pane canvas');
             const copy = new OffscreenCanvas(c.width, c.height).getContext('2d', {willReadFrequently: true});
             copy.drawImage(c, 0, 0);
             const d = copy.getImageData(0, 0, c.width, c.height).data;
             const [r, g, b] = [1, 3, 5].map((k) => parseInt(colour.slice(k, k + 2), 16));
             let n = 0;
             for (let k = 0; k < d.length; k += 4) if (d[k] === r && d[k + 1] === g && d[k + 2] === b) n++;
             return n; }""",
        colour,
    )
    return found


# the address


def test_a_copied_link_reopens_the_page_as_it_was(visit: Visit, page_path: Path) -> None:
    page = visit.open(page_path)
    page.locator('.facet-status li[data-word="construction"] button').click()
    page.fill(".when input", "Jun 2025")
    page.keyboard.press("Enter")
    page.click(".controls button >> nth=0")
    page.click("#tab-list")
    until(page, "location.hash.includes('at=') && location.hash.includes('tab=list')")
    link = page.evaluate("location.hash")
    before = page.inner_text(".counts"), page.inner_text(".clock-line"), names(page)
    page.goto("about:blank")
    page = visit.open(page_path, link)
    assert (page.inner_text(".counts"), page.inner_text(".clock-line"), names(page)) == before
    assert page.get_attribute("#tab-list", "aria-selected") == "true"
    page.click("#tab-map")
    assert page.input_value(".when input") == "Jun 2025"
    page.wait_for_timeout(400)
    assert page.evaluate("location.hash") == link.replace("&tab=list", "")


def test_a_link_with_a_card_and_a_place_does_not_drift(visit: Visit, page_path: Path) -> None:
    link = "#p=pinglu-canal&at=6/50/8"
    page = visit.open(page_path, link)
    page.wait_for_timeout(500)
    assert page.evaluate("location.hash") == link


def test_back_undoes_a_selection_not_each_step_of_the_slider(visit: Visit, page_path: Path) -> None:
    page = visit.open(page_path, "#p=alpine-tunnel")
    page.fill("#search", "pinglu")
    page.keyboard.press("Enter")
    page.focus(".month")
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("Escape")
    assert page.locator("#card").is_hidden()
    page.go_back()
    page.wait_for_selector("#card h2 >> text=Pinglu Canal")
    assert page.input_value(".when input") == "Aug 2026"
    page.go_back()
    page.wait_for_selector("#card h2 >> text=Alpine Base Tunnel")
    page.go_forward()
    page.wait_for_selector("#card h2 >> text=Pinglu Canal")


@pytest.mark.parametrize(
    "fragment",
    [
        "#p=__proto__&d=__proto__&tab=constructor&status=toString&k=<img src=x onerror=window.pwned=1>",
        "#d=9999-12&k=1000-01-01",
        f"#p={'a' * 30_000}",
        "#at=20/85/540&d=1000-01",
    ],
)
def test_a_hostile_address_changes_nothing_but_the_view(visit: Visit, page_path: Path, fragment: str) -> None:
    page = visit.open(page_path, fragment)
    assert page.evaluate("window.pwned") is None and page.locator("#card").is_hidden()
    page.fill("#search", "pinglu")
    page.keyboard.press("Enter")
    assert page.inner_text("#card h2") == "Pinglu Canal"


def test_the_link_can_be_copied_or_is_in_the_address(visit: Visit, page_path: Path) -> None:
    page = visit.open(page_path, "#p=pinglu-canal")
    page.click(".copy-link")
    assert page.inner_text(".copy-link") in ("Copied", "Copy it from the address")


def test_hostile_words_at_another_moment_are_only_text(visit: Visit, tmp_path: Path) -> None:
    maps.write(fake_atlas.hostile(), tmp_path / "map.html")
    page = visit.open(tmp_path / "map.html", "#d=2025-06&k=2026-03-01")
    page.fill("#search", "onerror")
    page.keyboard.press("Enter")
    page.locator(".facet-status button").last.click()
    page.click(".clock-line button:visible")
    page.click(".known-menu summary")
    page.click(".known-years button >> nth=2")
    assert page.evaluate("window.pwned") is None
    assert page.locator("img, iframe, object, embed").count() == 0


# event time


def test_the_slider_by_keyboard_and_typed(visit: Visit, page_path: Path) -> None:
    page = visit.open(page_path)
    assert page.inner_text(".said") == "now" and page.locator(".clock-line").is_hidden()
    page.focus(".month")
    page.keyboard.press("ArrowLeft")
    assert page.input_value(".when input") == "Oct 2026"
    page.keyboard.press("PageDown")
    assert page.input_value(".when input") == "Oct 2025"
    assert page.get_attribute(".month", "aria-valuetext") == "Oct 2025, end of the month"
    page.click(".step >> nth=1")
    assert page.input_value(".when input") == "Nov 2025"
    page.fill(".when input", "rubbish")
    page.keyboard.press("Enter")
    assert "Write 2015" in page.inner_text(".said")
    assert page.get_attribute(".when input", "aria-invalid") == "true"
    page.fill(".when input", "2031")
    page.keyboard.press("Enter")
    assert page.input_value(".when input") == "Dec 2031" and page.inner_text(".said") == "as planned"
    page.click(".clock-line button:visible")
    assert page.input_value(".when input") == "Nov 2026" and page.locator(".clock-line").is_hidden()


def test_legend_totals_and_lines_follow_the_slider(visit: Visit, page_path: Path) -> None:
    """The canal is a line: it is planned, under construction, in operation; before its first trace it is not there."""
    page = visit.open(page_path, "#p=pinglu-canal")
    assert page.locator(".at-date").is_hidden()
    for date, status, colour in (
        ("2022-08", "under construction (derived", "#b86e00"),
        ("2026-08", "under construction", "#b86e00"),
        ("2026-10", "in operation", "#00796b"),
    ):
        page.fill(".when input", date)
        page.keyboard.press("Enter")
        page.wait_for_timeout(100)
        assert status.split(" (")[0] in page.inner_text(".at-date"), date
        assert ink(page, colour) > 5, date  # a line without a cost is thin
    page.fill(".when input", "2022-01")
    page.keyboard.press("Enter")
    page.wait_for_timeout(100)
    assert "no trace" in page.inner_text(".at-date")
    assert ink(page, "#b86e00") == ink(page, "#00796b") == 0
    assert shown(page) == 1 and "12 projects had left no trace by then" in page.inner_text(".clock-line")
    assert in_legend(page, "planned") + in_legend(page, "construction") == 1  # the tunnel, whose plan of 2004 is known


def test_play_steps_and_stops(visit: Visit, page_path: Path) -> None:
    page = visit.open(page_path, "#d=2020-06")
    page.click(".play")
    assert page.get_attribute(".play", "aria-label") == "Pause"
    until(page, "document.querySelector('.when input').value === 'Jun 2021'")  # motion is reduced: a year
    page.click(".play")
    then = page.input_value(".when input")
    page.wait_for_timeout(1200)
    assert page.input_value(".when input") == then and page.get_attribute(".play", "aria-label") == "Play"


def test_opening_a_link_moves_the_slider_to_a_date_when_it_exists(visit: Visit, page_path: Path) -> None:
    page = visit.open(page_path, "#p=pinglu-canal&d=1999-01")
    assert page.input_value(".when input") == "Aug 2022"
    assert "under construction" in page.inner_text(".at-date")


def test_without_statements_the_columns_give_the_dates(visit: Visit, tmp_path: Path) -> None:
    small = fake_atlas.small()
    maps.write(Atlas(small.projects, {}, small.now, "", "", "0" * 16), tmp_path / "map.html", basemap="none")
    page = visit.open(tmp_path / "map.html", "#d=2024-06&k=2024-01-01")
    assert page.inner_text(".known").startswith("As known on 22 Nov 2026") and not page.locator(".known-menu").count()
    assert in_legend(page, "construction") == 2 and shown(page) < 13  # the tunnel and the canal


# knowledge time


def test_as_known_on_replays_the_ledger(visit: Visit, catalogue_page: Path, catalogue: Store) -> None:
    page = visit.open(catalogue_page)
    every = shown(page)
    for day in ("2019-12-31", "2010-06-30"):
        page.click(".known-menu summary")
        page.fill("#known-day", day)
        page.keyboard.press("Enter")
        page.keyboard.press("Escape")
        expected = views.projects(catalogue, views.moment(day))
        for _ in range(100):  # the ledger is replayed in slices
            if shown(page) == len(expected):
                break
            page.wait_for_timeout(50)
        assert shown(page) == len(expected)
        for status in ("planned", "construction", "operating"):
            assert in_legend(page, status) == sum(r.status == status for r in expected), (day, status)
        assert f"{every - len(expected)} projects nobody had spoken of yet" in page.inner_text(".clock-line")
    page.click(".clock-line button:visible")
    assert shown(page) == every


def test_a_project_nobody_had_spoken_of(visit: Visit, page_path: Path) -> None:
    page = visit.open(page_path, "#p=pinglu-canal&k=2021-01-01")
    text = page.inner_text("#card")
    assert "No dated document in this ledger had spoken of it by 1 Jan 2021." in text and "CNY" not in text
    page.click("#card >> text=Go to")
    assert "Under construction" in page.inner_text("#card") or "Planned" in page.inner_text("#card")
    assert page.evaluate("document.querySelector('.known-said').textContent").startswith("As known on")


def test_before_anything_was_known_the_page_says_so(visit: Visit, page_path: Path) -> None:
    page = visit.open(page_path, "#k=1950-01-01")
    # of some no dated document ever spoke: these are known at every date, as in the tracker
    page.locator(".group-sectors summary").click()
    page.locator('.group-sectors li[data-word="canal"] button').click()
    assert "Nothing matches these filters" in page.inner_text(".counts")
    page.goto("about:blank")
    page = visit.open(page_path, "#d=1950-01")
    assert "No project had left a trace" in page.inner_text(".counts")
    page.click(".counts >> text=Back to now")
    assert shown(page) == 13


def test_a_page_made_as_of_a_day_goes_back_from_there(visit: Visit, catalogue: Store, tmp_path: Path) -> None:
    maps.write(views.atlas(catalogue, views.moment("2020-06-30")), tmp_path / "map.html")
    page = visit.open(tmp_path / "map.html")
    assert page.inner_text(".known-said") == "As known on 30 Jun 2020"
    assert page.input_value(".when input") == "Jun 2020" and page.locator(".clock-line").is_hidden()
    page.click(".known-menu summary")
    page.click(".known-years >> text=end of 2015")
    assert shown(page) == views.count(catalogue, views.moment("2015"))


def test_the_day_is_typed_and_wrong_ones_are_told(visit: Visit, page_path: Path) -> None:
    page = visit.open(page_path)
    page.click(".known-menu summary")
    page.fill("#known-day", "soon")
    page.keyboard.press("Enter")
    assert "That is no date" in page.inner_text("#known-hint")
    page.fill("#known-day", "2030")
    page.keyboard.press("Enter")
    assert "no later" in page.inner_text("#known-hint") and page.locator(".clock-line").is_hidden()
    page.click(".known-years >> text=end of 2024")
    assert page.inner_text(".known-said") == "As known on 31 Dec 2024"
    page.keyboard.press("Escape")
    assert not page.locator(".known-body").is_visible()


# what must be readable from the page alone


def test_when_was_the_pinglu_canal_expected_to_open_and_how_did_that_change(visit: Visit, catalogue_page: Path) -> None:
    page = visit.open(catalogue_page, "#p=pinglu-canal&k=2025-01-01")
    then = plain(page.inner_text("#card"))
    assert "Opening, planned\nDec 2026 unchanged" in then
    assert "Planned for December 2026, unchanged since the first plan." in then
    assert "2026-09" not in then and "Sep 2026" not in then
    page.click(".clock-line button:visible")
    now = plain(page.inner_text("#card"))
    assert "Opened three months before the first plan of December 2026." in now
    assert "The last announcement had said September 2026" in now and "Dec 2026 → 16 Sep 2026" in now


def test_which_railways_were_under_construction_in_2015(visit: Visit, catalogue_page: Path, catalogue: Store) -> None:
    page = visit.open(catalogue_page, "#d=2015-12&sector=railway,high-speed-rail&status=construction")
    found = names(page)
    assert found == {
        "California High-Speed Rail",
        "China-Laos Railway",
        "Chuo Shinkansen (maglev)",
        "Mexico-Toluca Interurban Train (El Insurgente)",
        "Mombasa-Nairobi Standard Gauge Railway",
        "Stuttgart 21",
    }
    rows = views.projects(catalogue)
    for row in rows:
        if row.name in found:
            assert row.start_actual_hi <= "2015-12-31" and (row.completion_actual_lo or "9") > "2015-12-31"
    assert "end of December 2015" in page.inner_text(".clock-line")


# small screens, other languages, the dark


@pytest.mark.parametrize("visit", [PHONE], indirect=True)
def test_on_a_phone_a_date_with_two_arrows(visit: Visit, page_path: Path) -> None:
    page = visit.open(page_path)
    assert page.locator(".track").is_hidden() and page.locator(".play").is_hidden()
    page.tap(".step >> nth=0")
    assert page.input_value(".when input") == "Oct 2026"
    page.tap(".clock-line button:visible")
    page.tap(".known-menu summary")
    page.tap(".known-years >> text=end of 2025")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert "As known on 31 December 2025" in page.inner_text(".clock-line")


def test_in_chinese(visit: Visit, tmp_path: Path) -> None:
    maps.write(fake_atlas.small(), tmp_path / "zh.html", lang="zh")
    page = visit.open(tmp_path / "zh.html", "#d=2024-05&k=2025-01-01")
    assert page.input_value(".when input") == "2024 年 5 月"
    assert "截至 2025 年 1 月 1 日 所知" in page.inner_text(".clock-line")
    assert page.inner_text(".known-said") == "截至 2025 年 1 月 1 日 所知"
    page.fill("#search", "pinglu")
    assert page.inner_text("#results li .result-name") == "平陆运河"  # the local name leads, found by either
    page.keyboard.press("Enter")
    assert page.inner_text("#card h2") == "平陆运河" and "Pinglu Canal" in page.inner_text("#card .facts")
    page.keyboard.press("Escape")
    page.fill(".when input", "2023 年 6 月")
    page.keyboard.press("Enter")
    assert page.input_value(".when input") == "2023 年 6 月"
