"""A catalogue of attacks: nothing runs, nothing is fetched, nothing is there that plain words would not bring as well."""  # noqa: E501

from __future__ import annotations

import csv
import io
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hostile_atlas
import pytest
from visit import Visit

import maps

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
SIZES = pytest.mark.parametrize("visit", [{}, PHONE], indirect=True, ids=["wide", "phone"])
TABS = ("map", "list", "charts", "revisions")
COLOURS = ("status", "sector", "progress", "delay", "overrun")

#: What a view is made of: how many elements of each kind there are, without the bundled drawings inside SVG.
CENSUS = """(within) => {
  const out = {};
  for (const node of document.querySelectorAll(`${within} *`)) {
    if (node.ownerSVGElement) continue;
    const kind = node.localName === "a" || (node.localName === "span" && node.dir === "auto") ? "link or text" : node.localName;
    out[kind] = (out[kind] || 0) + 1;
  }
  return out;
}"""  # noqa: E501
#: Text as ASCII: the protocol of the browser cannot carry lone surrogates.
ASCII = "(text) => text.replace(/[^ -~]/g, (c) => '\\\\u' + c.charCodeAt(0).toString(16).padStart(4, '0'))"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The page of attacks, the same without its policy, and its plain twin."""
    folder = tmp_path_factory.mktemp("hostile")
    paths = {name: folder / f"{name}.html" for name in ("hostile", "bare", "plain")}
    maps.write(hostile_atlas.atlas(), paths["hostile"], title=hostile_atlas.TITLE)
    maps.write(hostile_atlas.atlas(plain=True), paths["plain"], title="A plain title " * 30)
    html = paths["hostile"].read_text(encoding="utf-8")
    bare, n = re.subn(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", html)
    assert n == 1
    paths["bare"].write_text(bare, encoding="utf-8")
    return paths


@pytest.fixture
def watched(visit: Visit) -> Iterator[Visit]:
    """A visit that also hears of dialogs, windows and frames; at its end nothing of the catalogue has run."""

    def dialog(box: Any) -> None:
        visit.said.append(f"dialog: {box.message}")
        box.dismiss()

    visit.page.on("dialog", dialog)
    visit.page.on("popup", lambda page: visit.said.append(f"window: {page.url}"))
    visit.page.on("frameattached", lambda frame: visit.said.append(f"frame: {frame.url}"))
    yield visit
    page = visit.page
    assert page.evaluate("window.pwned") is None
    assert page.url.startswith("file://")
    assert page.locator("img, iframe, object, embed, form, base, link, body script[src]").count() == 0
    assert page.evaluate("document.querySelectorAll('[onerror], [onload], [onfocus], [autofocus], [ping]').length") == 0
    hrefs = page.eval_on_selector_all("a", "(links) => links.map((a) => a.getAttribute('href'))")
    assert hrefs and all(re.match("https?://", h) for h in hrefs)


def escaped(text: str) -> str:
    """Text as the page's ASCII gives it: one escape a UTF-16 unit."""
    units = text.encode("utf-16-be", "surrogatepass")
    codes = [int.from_bytes(units[k : k + 2], "big") for k in range(0, len(units), 2)]
    return "".join(chr(c) if 32 <= c < 127 else f"\\u{c:04x}" for c in codes)


def go(page: Any, fragment: str) -> None:
    """Go where a link leads, as a reader who changes the address."""
    page.evaluate("(to) => { location.hash = to; }", fragment)
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)))")


def settled(page: Any) -> dict[str, int]:
    """Wait until a view stands still; return its census."""
    page.wait_for_function("() => !/Reading the data/.test(document.querySelector('main').innerText)")
    page.wait_for_timeout(150)
    census: dict[str, int] = page.evaluate(CENSUS, "body")
    return census


@SIZES
def test_every_tab_is_made_of_what_plain_words_make(watched: Visit, pages: dict[str, Path]) -> None:
    seen = {}
    for name in ("plain", "hostile"):
        page = watched.open(pages[name])
        seen[name] = {}
        for tab in TABS:
            go(page, f"#tab={tab}")
            seen[name][tab] = settled(page)
    assert seen["hostile"] == seen["plain"]


#: Open cards one after the other, with all that folds in them; return name (ASCII) and census of each.
CARDS = f"""async (slugs) => {{
  const census = {CENSUS}, ascii = {ASCII};
  const out = [];
  for (const slug of slugs) {{
    const before = document.querySelector("#card-name");
    location.hash = `#p=${{encodeURIComponent(slug)}}`;
    for (let k = 0; k < 400 && document.querySelector("#card-name") === before; k++) await new Promise((done) => setTimeout(done, 5));
    for (const fold of document.querySelectorAll("#card details")) fold.open = true;
    await new Promise((done) => setTimeout(done, 20));
    out.push([ascii(document.querySelector("#card-name").textContent), census("#card")]);
  }}
  return out;
}}"""  # noqa: E501


@pytest.mark.parametrize(("visit", "step"), [({}, 1), (PHONE, 4)], indirect=["visit"], ids=["wide", "phone"])
def test_every_card_is_made_of_what_plain_words_make(watched: Visit, pages: dict[str, Path], step: int) -> None:
    wanted = [k for k in range(0, hostile_atlas.N, step) if "\ud800" not in hostile_atlas.text(k)]  # no link can say it
    seen = {}
    for name in ("plain", "hostile"):
        rows = hostile_atlas.atlas(plain=name == "plain").projects
        page = watched.open(pages[name])
        seen[name] = page.evaluate(CARDS, [rows[k].slug for k in wanted])
        for k, (shown, _) in zip(wanted, seen[name], strict=True):
            assert shown == escaped(rows[k].name[:2000] + "…" * (len(rows[k].name) > 2000)), k
    for k, (_, plain), (_, hostile) in zip(wanted, seen["plain"], seen["hostile"], strict=True):
        assert hostile == plain, k


@pytest.mark.parametrize("name", ["hostile", "bare"])
def test_every_mode_filter_and_search(watched: Visit, pages: dict[str, Path], name: str) -> None:
    """Also without a policy, as beside a folium layer: it is not the policy alone that keeps text from running."""
    page = watched.open(pages[name])
    for colour in COLOURS:
        go(page, f"#colour={colour}")
        settled(page)
    go(page, "#")
    page.evaluate("() => { for (const d of document.querySelectorAll('#panel details')) d.open = true; }")
    for button in page.locator("#panel button.only:visible").all()[:60:9]:
        button.click()
        button.click()
    for query in (*hostile_atlas.PAYLOADS[:12], "word", "id-"):
        page.fill("#search", query)
        page.wait_for_timeout(20)
    page.fill("#search", "onerror")
    page.keyboard.press("Enter")
    page.wait_for_selector("#card h2")
    go(page, "#tab=list")
    settled(page)
    buttons = page.locator("#list .row-button")
    assert buttons.count() > 25
    k = 0
    while k < buttons.count():  # the table keeps the rows of its window, which is lower beside a card
        buttons.nth(k).click()
        k += 5
        page.evaluate("() => { for (const d of document.querySelectorAll('#card details')) d.open = true; }")
        page.wait_for_timeout(50)
    for tab in ("charts", "revisions"):
        go(page, f"#tab={tab}")
        settled(page)
        for node in page.locator(f"#{tab} [tabindex='0']").all()[:8]:
            node.focus()
    go(page, "#d=2024-01&k=2025-01-01")
    settled(page)


def test_text_is_shown_and_cut(watched: Visit, pages: dict[str, Path]) -> None:
    page = watched.open(pages["hostile"])
    assert page.inner_text("h1").startswith("</script><script>window.pwned=1</script><img src=x")
    assert len(page.inner_text("h1")) == 201
    assert "{{7*7}}{{" in page.evaluate("document.body.innerText") and "49{{" not in page.inner_text("body")
    longest = "() => Math.max(...[...document.querySelectorAll('body *:not(script)')].map((n) => n.childElementCount ? 0 : n.textContent.length))"  # noqa: E501
    for tab in TABS:
        go(page, f"#tab={tab}")
        settled(page)
        assert page.evaluate(longest) <= 2001, tab
    assert page.evaluate("document.documentElement.scrollWidth") <= 1440


def taken(page: Any, what: str) -> tuple[str, str]:
    """Click a download; return its name and text."""
    with page.expect_download() as waiting:
        page.click(f'[data-take="{what}"]')
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_text(encoding="utf-8")


def test_what_is_taken_away_runs_nowhere(watched: Visit, pages: dict[str, Path]) -> None:
    page = watched.open(pages["hostile"])
    page.click(".download-menu > summary")
    csv.field_size_limit(10_000_000)
    number = re.compile(r"-?\d+(\.\d+)?(e[+-]?\d+)?")
    for what in ("takeProjects", "takeStatements"):
        name, text = taken(page, what)
        assert re.fullmatch(r"[\w.-]+\.csv", name) and not name.startswith(("-", "."))
        rows = list(csv.reader(io.StringIO(text)))
        assert len({len(row) for row in rows}) == 1 and len(rows) > hostile_atlas.N - 2
        for cell in (cell for row in rows for cell in row):
            assert not re.match(r"[=+\-@\uff1d\uff0b\uff0d\uff20\t\r\n]", cell) or number.fullmatch(cell), cell[:80]
        assert any(cell.startswith("'=HYPERLINK") for row in rows for cell in row)
    name, text = taken(page, "takeGeojson")
    found = json.loads(text)
    assert len(found["features"]) == hostile_atlas.N
    assert any(f["properties"]["name"] == hostile_atlas.PAYLOADS[0] for f in found["features"])
    page.click('[data-take="takeMap"]')
    page.wait_for_function("() => document.querySelector('.download-menu').innerText.includes('Saved')")


#: Parts of which fragments are made that try the page.
KEYS = ("p", "d", "k", "tab", "status", "sector", "nowhere", "at", "country", "cost", "progress", "delay", "overrun")
KEYS += (
    "text",
    "disagree",
    "silent",
    "colour",
    "size",
    "columns",
    "sort",
    "chart",
    "__proto__",
    "constructor",
    "",
    "x",
)
WORDS = ("", "-", ",", ",,", "1", "0", "-1", "1e9", "NaN", "Infinity", "..", "1..", "..1", "2..1", "null", "undefined")
WORDS += (
    "2020-13",
    "2020-02-30",
    "9999-12",
    "0000-01",
    "2015-06",
    "2024-12-31",
    "3/91/0",
    "3/0/0",
    "20/85/540",
    "list",
)
WORDS += (
    "charts",
    "map",
    "__proto__",
    "constructor",
    "%",
    "%00",
    "%ff",
    "%E2%80%A8",
    "%F0%9F%9A%A7",
    "<img src=x onerror=pwned=1>",
)
WORDS += (
    "javascript:pwned=1",
    "cost",
    "name",
    "name,,cost",
    "cost-",
    "opening.size.1",
    "planned",
    "a" * 30_000,
    "🚧",
    "=1+1",
)


def fuzzed(n: int) -> list[str]:
    """Fragments, the same in every run."""
    dice = random.Random(6)
    out = []
    for _ in range(n):
        parts = [
            f"{dice.choice(KEYS)}{dice.choice(('=', '=', '=', '', '=='))}{dice.choice(WORDS)}"
            for _ in range(dice.randint(1, 5))
        ]
        text = "&".join(parts)
        if dice.random() < 0.2:
            at = dice.randrange(len(text) + 1)
            text = text[:at] + dice.choice(("%", "#", "&", "\u202e", "'", "\\", "\x01")) + text[at:]
        out.append("#" + text)
    return out


@SIZES
def test_any_fragment_leads_somewhere(watched: Visit, pages: dict[str, Path]) -> None:
    page = watched.open(pages["plain"])
    walk = """async (fragments) => {
      for (const f of fragments) {
        location.hash = f;
        await new Promise((done) => setTimeout(done, 6));
        const open = [...document.querySelectorAll('[role=tab][aria-selected=true]')];
        if (open.length !== 1) return f;
      }
      location.hash = "";
      return null;
    }"""
    assert page.evaluate(walk, fuzzed(250)) is None
    page.wait_for_timeout(300)
    page.evaluate("location.hash = '#p=id-03-word 3'")
    page.wait_for_selector("#card h2 >> text=word 3")


EVERY = "#" + "&".join(f"{key}={word}" for key in KEYS for word in WORDS[:9])


@pytest.mark.parametrize("fragment", [*fuzzed(3), EVERY], ids=range(4))
def test_a_page_opens_with_any_fragment(watched: Visit, pages: dict[str, Path], fragment: str) -> None:
    page = watched.open(pages["hostile"], fragment.encode("ascii", "ignore").decode())
    assert page.locator("[role=tab][aria-selected=true]").count() == 1
