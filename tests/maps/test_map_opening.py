"""What a page opens with: filters, colour and size in words, checked in Python, read by the page's link."""

from __future__ import annotations

from pathlib import Path

import fake_atlas
import pytest
from visit import Visit

import maps
from maps.asking import KEYS, fragment
from tracker.errors import UsageError


@pytest.mark.parametrize(
    ("asked", "link"),
    [
        ((), ""),
        (["status=construction"], "#status=construction"),
        (["status=Under construction"], "#status=construction"),
        (["status=planned,construction", "status=planned"], "#status=planned,construction"),
        ({"status": ["planned", "construction"]}, "#status=planned,construction"),
        (["country=china", "country=FRA"], "#country=CHN,FRA"),
        (["cost=1bn.."], "#cost=1000000000,"),
        (["cost=500m..2bn"], "#cost=500000000,2000000000"),
        (["cost=1000000000,"], "#cost=1000000000,"),  # as a link has it
        (["progress=0..50%"], "#progress=0,50"),
        (["delay=-1.5..0"], "#delay=-1.5,0"),
        (["overrun=50%.."], "#overrun=0.5,"),
        (["overrun=..0.5"], "#overrun=,0.5"),
        (["text=canal & lock=1"], "#text=canal%20%26%20lock%3D1"),
        (["nowhere=1", "disagree=yes"], "#disagree=1&nowhere=1"),
        ({"disagree": True}, "#disagree=1"),
        (["silent=24"], "#silent=24"),
    ],
)
def test_filters_become_the_words_of_a_link(asked: object, link: str) -> None:
    assert fragment(fake_atlas.small(), asked) == link  # type: ignore[arg-type]


def test_colour_and_size() -> None:
    assert fragment(fake_atlas.small(), color_by="delay", size_by="none") == "#colour=delay&size=none"
    assert fragment(fake_atlas.small(), color_by="status", size_by="cost") == ""


@pytest.mark.parametrize(
    ("asked", "message", "hint"),
    [
        (["colour=red"], "no filter 'colour'", ", ".join(KEYS)),
        (["construction"], "not KEY=VALUE", "status=construction"),
        (["status=building"], "status 'building'", "proposed, planned, construction"),
        (["sector=zoo"], "sector 'zoo'", "airport, bridge, canal"),
        (["country=JPN"], "country 'JPN'", "CHN"),
        (["cost=lots"], "not a range", "1bn"),
        (["cost=5%.."], "'5%' is no number", "dollars"),
        (["delay=3bn.."], "'3bn' is no number", "years"),
        (["progress=9..1"], "ends before it begins", "progress=1..9"),
        (["silent=soon"], "not a number of months", "silent=24"),
        (["nowhere=0"], "says nothing", "leave it out"),
        (["text="], "says nothing", "text=WORDS"),
        (["cost=1..", "cost=2.."], "twice", "dollars"),
    ],
)
def test_what_is_not_there_is_refused_with_what_is(asked: list[str], message: str, hint: str) -> None:
    with pytest.raises(UsageError, match=message) as refused:
        fragment(fake_atlas.small(), asked)
    assert hint in refused.value.hint


def test_a_colour_that_is_none() -> None:
    with pytest.raises(UsageError) as refused:
        maps.build(fake_atlas.small(), color_by="mood")  # type: ignore[arg-type]
    assert "status, sector, progress, delay, overrun" in refused.value.hint


@pytest.fixture(scope="module")
def asking_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("opening") / "map.html"
    maps.write(
        fake_atlas.small(), path, filter={"status": ["construction", "planned"], "country": ["DEU", "FJI", "NLD"]}
    )
    return path


def shown(visit: Visit) -> str:
    return str(visit.page.inner_text(".counts .kicker"))


def test_it_opens_already_asking_and_holds_all(visit: Visit, asking_path: Path) -> None:
    page = visit.open(asking_path)
    assert shown(visit).lower().startswith("3 projects shown of 13")
    page.wait_for_url("**status=**")
    assert "country=FJI,NLD,DEU" in page.url  # in the order of the data
    page.get_by_text("Clear the filters").first.click()
    assert "13 projects" in shown(visit).lower()
    page.wait_for_url("**#all")
    page.reload()
    page.wait_for_selector('html[data-cards="1"]', state="attached")
    assert "13 projects" in shown(visit).lower()  # the reader's "all" is not asked again


def test_a_fragment_in_the_address_goes_before(visit: Visit, asking_path: Path) -> None:
    visit.open(asking_path, "#status=retired")
    assert shown(visit).lower().startswith("1 project shown")


def test_a_fragment_that_is_nobodys_is_no_wish(visit: Visit, asking_path: Path) -> None:
    visit.open(asking_path, "#chapter-2")
    assert shown(visit).lower().startswith("3 projects shown")


def test_colour_of_the_opening(visit: Visit, tmp_path: Path) -> None:
    maps.write(fake_atlas.small(), tmp_path / "map.html", color_by="sector", size_by="none", basemap="none")
    page = visit.open(tmp_path / "map.html")
    page.wait_for_url("**colour=sector&size=none")
