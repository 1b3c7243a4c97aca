"""Big pages, at a small scale: which cards travel, what is coded, that the clocks turn in slices, and where the limits are."""  # noqa: E501

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import fake_atlas
import pytest
import shapely
from visit import Visit

import maps
from benchmarks.map import made
from maps import limits
from maps.bundle import bundle
from maps.cards import cards_block, distinct_dates
from maps.cards_budget import packed_cards
from maps.columns import pack, unpack
from tracker.views import Atlas, most_told


def block_of(atlas: Atlas) -> Any:
    return lambda cards: pack(cards_block(atlas.projects, cards))


@pytest.fixture(scope="module")
def told() -> Atlas:
    """A hundred projects, ten of which are told by many documents."""
    return made.atlas(100, carded=True)


def test_the_most_told_come_first_and_those_told_in_one_breath_never() -> None:
    few = fake_atlas.row(1, "few", "Few", n_claims=9, n_documents=2)
    many = fake_atlas.row(2, "many", "Many", n_claims=30, n_documents=5)
    new = fake_atlas.row(3, "new", "New", n_claims=9, n_documents=2, last_evidence="2026-06-01")
    disputed = fake_atlas.row(4, "disputed", "Disputed", n_claims=4, n_documents=1, conflicts="status")
    plain = fake_atlas.row(5, "plain", "Plain", n_claims=12, n_documents=1)
    rows = [few, many, new, disputed, plain]
    assert [r.slug for r in most_told(rows)] == ["disputed", "many", "new", "few"]
    assert [r.slug for r in most_told(rows, claims=40)] == ["disputed", "many"]


def test_as_many_cards_as_fit(told: Atlas) -> None:
    whole, every = packed_cards(told.projects, told.cards, 10**9, block_of(told))
    assert every == len(told.cards) == 10
    block, count = packed_cards(told.projects, told.cards, len(whole) * 6 // 10, block_of(told))
    assert 3 <= count < 10 and len(block) <= len(whole) * 6 // 10
    slugs = [row.slug for row in most_told(told.projects)][:count]
    carried = [n > 0 for n in unpack(block)["count"]["v"]]
    assert [row.slug for row, on in zip(told.projects, carried, strict=True) if on] == sorted(slugs)
    assert packed_cards(told.projects, told.cards, 100, block_of(told)) == ("", 0)


def test_a_page_of_few_projects_is_never_cut() -> None:
    atlas = fake_atlas.small()
    assert packed_cards(atlas.projects, atlas.cards, 10, block_of(atlas))[1] == len(atlas.projects)


def test_dates_stand_once() -> None:
    day, month = ("2026-05-01", "2026-05-01", "2026-05-01"), ("2026-05", "2026-05-01", "2026-05-31")
    column = distinct_dates([month, ("", "", ""), day, month])
    assert column["i"]["v"] == [2, 0, 1, 2]
    assert column["days"]["w"] == [0, 0, 30]


def test_two_hundred_thousand_dated_claims_have_room(told: Atlas) -> None:
    """Bytes a claim at a small scale, where dictionaries weigh more: 300,000 of them stay under the room of the cards."""  # noqa: E501
    claims = sum(len(card.claims) for card in told.cards.values())
    assert len(block_of(told)(told.cards)) / claims < 40


def test_the_page_says_how_many_carry_cards(told: Atlas, monkeypatch: pytest.MonkeyPatch) -> None:
    assert maps.build(told).carried == 10
    page = maps.build(told).get_root().render()
    assert '"without_cards":90' in page and 'id="tracker-worker"' in page
    monkeypatch.setattr(importlib.import_module("maps.build"), "PAGE_BYTES", 0)
    bare = maps.build(told)
    assert bare.carried == 0
    assert 'id="tracker-worker"' not in bare.get_root().render()


def test_the_worker_is_a_script_of_its_own() -> None:
    code = bundle("worker.mjs")
    assert "function serve(" in code and "document.getElementById" not in code and "export " not in code


def big(n: int) -> Atlas:
    row = fake_atlas.row(1, "a", "A", shapely.Point(1, 1))
    return Atlas((row,) * n, {}, "2026-11-22", "", "", "0" * 16)


def test_limits_say_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    assert limits.judge(big(3)) == []
    monkeypatch.setattr(limits, "PROJECTS", 2)
    (said,) = limits.judge(big(3))
    assert "3 projects" in said and "--bbox" in said and "tracker export" in said


def test_limits_of_shapes_and_statements(monkeypatch: pytest.MonkeyPatch) -> None:
    line = shapely.LineString([(k / 100, k / 100) for k in range(500)])
    atlas = replace(big(1), projects=(fake_atlas.row(1, "long", "Long", line), fake_atlas.row(2, "none", "None")))
    assert limits.judge(atlas) == []
    monkeypatch.setattr(limits, "ONE_SHAPE", 400)
    assert "long" in limits.judge(atlas)[0]
    monkeypatch.setattr(limits, "VERTICES", 400)
    (said,) = limits.judge(atlas)
    assert "500 vertices" in said and "simplify" in said
    monkeypatch.setattr(limits, "CLAIMS", 5)
    small = fake_atlas.small()
    assert "statements" in limits.judge(small)[0]


# in the browser: a hundred projects that are taken for very many


@pytest.fixture(scope="module")
def big_page(told: Atlas, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    path = tmp_path_factory.mktemp("big") / "big.html"
    page = maps.build(told).get_root().render()
    # the numbers above which a page is big, so that a small one walks the same ways
    for name, small in (("DENSE = 5000", "DENSE = 50"), ("rows: 5000", "rows: 50"), ("WORTH = 400_000", "WORTH = 10")):
        assert name in page
        page = page.replace(name, small)
    page = re.sub(r"script-src [^;]+;", "script-src 'unsafe-inline';", page)  # the hashes are of the page as it was
    path.write_text(page, encoding="utf-8")
    yield path


def line_text(page: Any) -> str:
    return str(page.inner_text(".clock-line"))


def test_as_known_on_a_big_page(visit: Visit, big_page: Path, told: Atlas) -> None:
    page = visit.open(big_page, "#k=2012-06-30")
    page.wait_for_function("() => document.querySelector('.clock-line').textContent.includes('stand as they do now')")
    assert "90 projects whose statements are not in the page" in line_text(page)
    unknown = sum(min(c.as_of_hi for c in card.claims) > "2012-06-30" for card in told.cards.values())
    assert f"{100 - unknown} projects shown" in page.inner_text(".counts").lower().replace("\n", " ") or unknown == 0
    page.evaluate("() => { location.hash = '#k=2012-06-30&d=2010-01'; }")
    page.wait_for_function("() => document.querySelector('.clock-line').textContent.includes('January 2010')")
    page.get_by_text("Back to now").first.click()
    page.wait_for_function("() => document.querySelector('.clock-line').hidden")


def test_cards_that_travel_and_cards_that_do_not(visit: Visit, big_page: Path, told: Atlas) -> None:
    with_card, without = told.projects[10].slug, told.projects[11].slug
    page = visit.open(big_page, f"#p={with_card}")
    page.wait_for_selector(".card-body .claims, .card-body .figure", state="attached")
    page.evaluate(f"() => {{ location.hash = '#p={without}'; }}")
    page.wait_for_function(f"() => document.getElementById('card').textContent.includes('tracker show {without}')")
    page.locator(".known-menu summary").click()
    assert "10 of 100 projects carry their statements" in page.inner_text(".known-body")


def test_points_of_a_big_page_are_drawn_and_found(visit: Visit, big_page: Path) -> None:
    page = visit.open(big_page)
    drawn = page.evaluate(
        """() => {
          const canvas = document.querySelector('.leaflet-projects-pane canvas');
          const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
          let best = -1;
          for (let k = 3; k < data.length && best < 0; k += 4 * 7) if (data[k] === 255) best = (k - 3) / 4;
          const box = canvas.getBoundingClientRect();
          return [box.left + (best % canvas.width), box.top + Math.floor(best / canvas.width), best];
        }"""
    )
    assert drawn[2] >= 0
