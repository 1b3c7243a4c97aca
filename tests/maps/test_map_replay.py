"""The page replays the ledger as the tracker does: equal rows, choices and conflicts on every day that is tried."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import fake_atlas
import pytest

from maps.cards import cards_block
from maps.payload import about_block
from tracker import views
from tracker.analysis.prices import Prices
from tracker.fields import OVERALL_PROGRESS
from tracker.model import WEAK_RANK
from tracker.resolve.choose import WEAK_WINDOW_DAYS
from tracker.resolve.status import OPEN_ENDED, SILENCE_DAYS
from tracker.store.store import Store
from tracker.views import Atlas, Card, ProjectRow

STATIC = Path(__file__).parents[2] / "maps" / "static"
DAYS = ["1999-12-31", "2010-06-30", "2015-12-31", "2019-03-01", "2022-11-30", "2024-02-29", "2025-01-01", "2026-05-28"]


def replayed(atlas: Atlas, days: Iterable[str], prices: Prices | None = None) -> dict[str, Any]:
    """Return what the page answers, by day and slug."""
    node = shutil.which("node")
    if not node:
        pytest.skip("node is not installed")
    data = {
        "fields": about_block(atlas)["fields"],
        "slugs": [r.slug for r in atlas.projects],
        "cards": cards_block(atlas.projects, atlas.cards, prices=prices),
        "days": list(days),
    }
    script = Path(__file__).parent / "js" / "replay_rows.mjs"
    text = json.dumps(data).encode("utf-8")
    done = subprocess.run([node, str(script)], input=text, capture_output=True, check=True)
    out: dict[str, Any] = json.loads(done.stdout)
    return out


def when(row: ProjectRow, name: str) -> dict[str, str] | None:
    return getattr(row, name) or None


def told(row: ProjectRow) -> dict[str, Any]:
    """Return a row of the tracker in the page's words."""
    out: dict[str, Any] = {
        "name": "" if row.name == row.slug else row.name,
        "nameLocal": row.name_local,
        "country": row.country,
        "sector": row.sector,
        "status": row.status,
        "basis": row.status_basis,
        "statusAsOf": row.status_as_of or None,
        "owner": row.owner,
        "conflicts": row.conflicts,
        "length": row.length_km,
        "nClaims": row.n_claims,
        "nDocuments": row.n_documents,
        "lastEvidence": row.last_evidence or None,
        "progress": row.progress_pct,
        "progressItem": row.progress_item or None,
        "progressAbout": row.progress_about or None,
    }
    for name in ("start_planned", "start_actual", "completion_planned", "completion_actual"):
        out[name] = getattr(row, name) or None
    for name in ("cost_budget", "cost_estimate", "cost_actual", "spent_to_date"):
        out[name] = getattr(row, name)
        out[f"{name}_currency"] = getattr(row, f"{name}_currency") or None
        out[f"{name}_year"] = getattr(row, f"{name}_price_year")
    return out


def page_row(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row of the page with dates as their text, and None for what is not there."""
    out = {k: v["text"] if isinstance(v, dict) else v for k, v in row.items() if k != "known"}
    for name in ("progressItem", *(k for k in out if k.endswith("_currency"))):
        out[name] = out.get(name) or None
    return out


def choices(card: Card) -> dict[str, Any]:
    return {
        name: (c.winner, list(c.rivals), c.conflict, list(c.not_compared), list(c.outliers), list(c.members))
        for name, c in card.choices.items()
    }


def page_choices(given: list[dict[str, Any]]) -> dict[str, Any]:
    keys = ("winner", "rivals", "conflict", "notCompared", "outliers", "members")
    return {c["field"]: tuple(c[k] for k in keys) for c in given}


def test_the_page_answers_as_the_tracker_does(catalogue: Store) -> None:
    answers = replayed(views.atlas(catalogue), DAYS)
    seen = 0
    for day in DAYS:
        expected = views.atlas(catalogue, views.moment(day))
        assert sorted(answers[day]) == [r.slug for r in expected.projects], day
        for row in expected.projects:
            found = answers[day][row.slug]
            want = told(row)
            assert {k: page_row(found["row"]).get(k) for k in want} == want, (day, row.slug)
            assert found["claims"] == len(expected.cards[row.slug].claims)
            assert page_choices(found["choices"]) == choices(expected.cards[row.slug]), (day, row.slug)
            seen += 1
    assert seen > 500


def test_hostile_words_are_replayed_too() -> None:
    atlas = fake_atlas.hostile()
    assert replayed(atlas, ["2024-01-01"])["2024-01-01"]


@pytest.mark.parametrize(
    ("module", "words"),
    [
        ("choose.mjs", f"WEAK = {{ rank: {WEAK_RANK}, days: {WEAK_WINDOW_DAYS} }}"),
        ("choose.mjs", f"OVERALL = {json.dumps(OVERALL_PROGRESS)}"),
        ("standing.mjs", f"SILENCE = {SILENCE_DAYS}"),
        ("standing.mjs", f"UNFINISHED = {json.dumps(OPEN_ENDED)}"),
    ],
)
def test_rules_are_those_of_the_tracker(module: str, words: str) -> None:
    assert words in (STATIC / module).read_text(encoding="utf-8")
