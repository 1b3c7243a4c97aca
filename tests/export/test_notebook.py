"""HTML that a notebook shows."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

from make import claim, document, reading, record

from tracker import ingest, views
from tracker.store.store import Store
from tracker.views.html import card_html, ledger_html


class Tags(HTMLParser):
    """Counts tags and gathers the text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def test_a_ledger_in_short(catalogue: Store) -> None:
    html = ledger_html("tracker.gpkg", views.projects(catalogue), views.sources(catalogue))
    assert "154 projects" in html
    assert "Megaproject catalogue" in html
    assert len(html) < 2000


def test_an_empty_ledger_says_what_to_do(store: Store) -> None:
    assert "tracker demo" in ledger_html("a.gpkg", views.projects(store), views.sources(store))


def test_a_card_in_short(catalogue: Store) -> None:
    found = Tags(card_html(views.card(catalogue, "pinglu-canal")))
    for words in ("Pinglu Canal", "平陆运河", "China", "In operation", "derived from dates", "CNY", "Budget"):
        assert words in found.text
    assert len(found.text) < 3000


def test_every_card_of_the_catalogue_can_be_shown(catalogue: Store) -> None:
    for slug, card in views.atlas(catalogue, cards=True).cards.items():
        assert slug in Tags(card_html(card)).text


def test_text_from_data_is_text(store: Store, tmp_path: Path) -> None:
    evil = "<script>alert(1)</script>\"'&"
    said = document(evil, url="javascript:alert(1)")
    ingest.run_import(
        store,
        reading([record("canal", claim("name", evil, as_of="", by=said), claim("cost_budget", 1, unit=evil, by=said))]),
    )
    for html in (
        card_html(views.card(store, "canal")),
        ledger_html(evil, views.projects(store), views.sources(store)),
    ):
        found = Tags(html)
        assert "script" not in found.tags
        assert "a" not in found.tags
        assert evil in found.text


def test_a_card_shows_itself(catalogue: Store) -> None:
    card = views.card(catalogue, "pinglu-canal")
    assert card._repr_html_() == card_html(card)
    assert repr(card) == f"Card('pinglu-canal', operating, {len(card.claims)} claims)"


def test_what_a_map_is_made_of_fits_into_a_line(catalogue: Store) -> None:
    said = repr(views.atlas(catalogue, views.moment("2024")))
    assert said.startswith("Atlas(") and "as_of='2024-12-31'" in said and len(said) < 120
