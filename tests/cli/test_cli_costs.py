"""``tracker costs`` and ``tracker prices`` as a person types them; the World Bank is a fake."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from processes import Tracker

from tracker import fetch
from tracker.errors import FetchError

GIVEN = {
    "NY.GDP.DEFL.KD.ZG": [(c, y, 2.0) for c in ("CHN", "USA") for y in range(2010, 2027)],
    "PA.NUS.PPP": [("CHN", 2026, 3.5), ("USA", 2026, 1.0)],
    "PA.NUS.FCRF": [("CHN", y, 7.0) for y in range(2010, 2027)],
}


@pytest.fixture
def world_bank(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A World Bank that answers from a table; what it was asked for."""
    asked = []

    def answer(series: str, economies: Sequence[str] = ()) -> Iterator[tuple[str, int, float]]:
        asked.append(series)
        yield from GIVEN[series]

    monkeypatch.setattr(fetch, "world_bank", answer)
    return asked


def test_one_amount_without_a_currency_stops_nothing(tracker: Tracker) -> None:
    text = "id,name,country,sector,cost\n1,Good,France,road,EUR 5 m\n2,Bare,France,road,1250\n"
    Path("nc.csv").write_text(text, encoding="utf-8")
    maps = [f"--map={f}={c}" for f, c in (("id", "id"), ("name", "name"), ("country", "country"), ("sector", "sector"))]
    assert tracker("import", "nc.csv", "--as-of", "2024", *maps, "--map=cost_estimate=cost").code == 0
    for by in ("project", "sector", "country"):
        ran = tracker("costs", "--by", by)
        assert ran.code == 0 and "Left out: 1, cost not converted: no currency (nc-2)." in ran.err
    panel = tracker("panel", "--money", "USD")
    assert panel.code == 0 and "1 of 2 projects have a cost in 2015 USD (not 1: no currency)." in panel.err
    assert tracker("map", "-o", "nc.html").code == 0 and Path("nc.html").is_file()


def test_costs_of_nothing_say_what_to_do(known: Tracker) -> None:
    ran = known("costs", "--text", "nosuch")
    assert ran.code == 0
    assert "No project fits text nosuch. Take a filter away, or run `tracker list` to see all." in ran.err


def test_costs_of_a_project(known: Tracker) -> None:
    ran = known("costs", "--text", "Pinglu", "-f", "csv")
    assert ran.code == 0
    rows = {r["what"]: r for r in csv.DictReader(io.StringIO(ran.out))}
    assert float(rows["budget"]["amount_usd"]) == pytest.approx(72.73e9 / 72.7e9 * 10.08e9, rel=1e-3)
    assert rows["budget"]["price_year_basis"].startswith("assumed")
    assert rows["latest estimate"]["why_not_usd"] == "no GDP deflator of CHN for 2025"
    said = "no GDP deflator of a year that is needed (--extend last carries the last one flat) (pinglu-canal)."
    assert f"Left out: 1, cost not converted: {said}" in ran.err
    assert "`tracker prices refresh FOLDER` fetches newer ones." in ran.err


def test_totals_as_json(known: Tracker) -> None:
    ran = known("costs", "--by", "sector", "-f", "json", "--to", "ppp")
    rows = json.loads(ran.out)
    assert {"sector", "projects", "n", "total"} <= rows[0].keys()
    assert "in constant 2015 international $" in ran.err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--order", "neither"], "There is no order 'neither'."),
        (["--to", "EUR"], "Money cannot be turned into 'EUR'."),
        (["--base-year", "1066"], "There are no prices of 1066."),
        (["--prices", "nowhere"], "There is no folder nowhere."),
        (["--out", "costs.docx"], "costs.docx ends in none of"),
    ],
)
def test_what_is_wrong_is_said_with_what_to_do(known: Tracker, words: list[str], told: str) -> None:
    ran = known("costs", *words)
    assert ran.code == 2
    assert ran.out == ""
    first, hint = ran.err.splitlines()
    assert told in first
    assert hint.startswith("  ")


def test_refresh_then_use(known: Tracker, world_bank: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    ran = known("prices", "refresh", "own")
    assert ran.code == 0
    assert world_bank == ["NY.GDP.DEFL.KD.ZG", "PA.NUS.PPP", "PA.NUS.FCRF"]
    assert ran.out.splitlines()[0] == "own/deflators.csv: 2 rows, 2010 to 2026."
    assert sorted(p.name for p in Path("own").iterdir()) == ["deflators.csv", "ppp.csv", "rates.csv"]
    by_option = known("costs", "--text", "Pinglu", "--prices", "own", "-f", "csv")
    rows = {r["what"]: r for r in csv.DictReader(io.StringIO(by_option.out))}
    assert float(rows["latest estimate"]["amount_usd"]) == pytest.approx(72.7e9 / 1.02**10 / 7)
    assert "World Bank, fetched" in rows["latest estimate"]["deflator"]
    monkeypatch.setenv("TRACKER_PRICES", "own")
    assert known("costs", "--text", "Pinglu", "-f", "csv").out == by_option.out


def test_refresh_without_network(tracker: Tracker, monkeypatch: pytest.MonkeyPatch) -> None:
    """wbgapi itself, with a wire that is cut: nothing is written, and one sentence says what to do."""
    import requests

    def cut(*args: object, **more: object) -> None:
        raise requests.ConnectionError("no route to host " * 20)

    monkeypatch.setattr(requests, "get", cut)
    ran = tracker("prices", "refresh", "own")
    assert ran.code == 1
    assert ran.err.splitlines() == [
        "Error: The World Bank gave no answer for NY.GDP.DEFL.KD.ZG: ConnectionError.",
        "  Check the connection and run it again; the prices that ship with the tracker stay in use until then.",
    ]
    assert not Path("own").exists()


def test_refresh_that_breaks_off_leaves_what_was_there(
    tracker: Tracker, world_bank: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert tracker("prices", "refresh", "own").code == 0
    before = {p.name: p.read_bytes() for p in Path("own").iterdir()}

    def half(series: str, economies: Sequence[str] = ()) -> Iterator[tuple[str, int, float]]:
        yield from GIVEN[series][:1]
        if series == "PA.NUS.FCRF":
            raise FetchError("It broke off.", "Again.")

    monkeypatch.setattr(fetch, "world_bank", half)
    assert tracker("prices", "refresh", "own").code == 1
    assert {p.name: p.read_bytes() for p in Path("own").iterdir()} == before
    monkeypatch.setitem(GIVEN, "PA.NUS.PPP", [])
    monkeypatch.setattr(fetch, "world_bank", lambda series: iter(GIVEN[series]))
    assert "gave no figure of PA.NUS.PPP" in tracker("prices", "refresh", "own").err
    Path("file").write_text("", encoding="utf-8")
    assert tracker("prices", "refresh", "file").code == 2


def test_prices_of_a_currency(tracker: Tracker) -> None:
    ran = tracker("prices", "show", "cny", "-f", "csv")
    rows = {r["year"]: r for r in csv.DictReader(io.StringIO(ran.out))}
    assert (rows["2015"]["rate"], rows["2015"]["prices"]) == ("6.2827", "100.0")
    assert rows["2025"]["prices"] == ""
    table = tracker("prices", "show", "EUR", "--country", "France")
    assert "Prices and PPP of FRA." in table.err
    assert "0.9012" in table.out
    assert tracker("prices", "show", "QQQ").code == 2
    assert tracker("prices", "show", "EUR", "-c", "Atlantis").code == 2
    assert "Nothing is known of XOF." in tracker("prices", "show", "XOF").err


def test_deflators_are_carried_flat_only_where_it_is_asked_for(known: Tracker) -> None:
    def converted(*args: str) -> list[dict[str, str]]:
        ran = known("costs", "-f", "csv", *args)
        assert ran.code == 0
        return [r for r in csv.DictReader(io.StringIO(ran.out)) if r["amount_usd"]]

    plain, flat = converted(), converted("--extend", "last")
    assert len(flat) > len(plain)
    assert not any(r["extended"] for r in plain)
    new = [r for r in flat if r["extended"]]
    assert len(new) == len(flat) - len(plain)
    assert {r["price_year"] for r in new} <= {"2024", "2025", "2026"}
    assert all("extended: " in r["deflator"] for r in new)
    assert known("costs", "--extend", "trend").code == 2


def test_a_panel_takes_them_too(known: Tracker) -> None:
    plain, flat = known("panel", "--from", "2020"), known("panel", "--from", "2020", "--extend", "last")
    assert plain.code == flat.code == 0
    assert "carried flat" in flat.err
    assert "carried flat" not in plain.err
