"""``tracker slippage`` and ``tracker revisions``: tables, files, what is refused."""

from __future__ import annotations

import csv
import json
from io import StringIO
from pathlib import Path

import pytest
from processes import Tracker


def test_slippage_of_one_project(known: Tracker) -> None:
    ran = known("slippage", "--project", "pinglu")
    assert ran.code == 0
    assert "2026-09-16" in ran.out and "-2.99" in ran.out
    assert "1 of 1 projects." in ran.err
    assert "Method: Delay" in ran.err


def test_slippage_as_csv_and_json_carries_the_documents(known: Tracker) -> None:
    rows = list(csv.DictReader(StringIO(known("slippage", "-s", "canal", "--sort", "-delay", "-f", "csv").out)))
    assert rows[0]["project"] == "istanbul-canal"
    assert all(r["first_plan_url"].startswith("http") for r in rows if r["delay_months"])
    (row,) = json.loads(known("slippage", "-p", "high-speed-2", "-f", "json").out)
    assert (row["first_plan"], row["opening"], row["delay_bound"]) == ("2026", "2043", "at most")


def test_slippage_by_sector_refuses_what_is_too_few(known: Tracker) -> None:
    ran = known("slippage", "--by", "sector", "--assume-year")
    assert ran.code == 0
    assert "n below 15: airport (" in ran.err
    assert "railway" not in ran.out and " all " in ran.out  # a row each in files only
    assert "railway" in known("slippage", "--by", "sector", "--assume-year", "-f", "csv").out
    assert "a price year is assumed" in ran.err


def test_an_id_that_says_nothing_has_its_name_beside_it(tracker: Tracker) -> None:
    Path("hubs.csv").write_text("id,name,cost\n0010b33d366d430b,Science Hub,EUR 5 m\n", encoding="utf-8")
    maps = ("--map=id=id", "--map=name=name", "--map=cost_budget=cost")
    assert tracker("import", "hubs.csv", "--as-of", "2020", *maps).code == 0
    assert "hubs-0010b33d366d430b  Science Hub" in tracker("costs").out


def test_slippage_beside_published_rates(known: Tracker) -> None:
    ran = known("slippage", "--published")
    assert "BudgetOverrun.com" in ran.out and "2024" in ran.out
    assert "nuclear power" in ran.out and "mean cost overrun" in ran.out
    assert "no sample of all projects" in ran.err
    wrong = known("slippage", "--published", "--by", "country")
    assert wrong.code == 2 and "rows of its own" in wrong.err


def test_revisions_of_one_project(known: Tracker) -> None:
    ran = known("revisions", "-p", "pinglu", "--forecast", "opening")
    assert ran.code == 0
    assert [line.split()[4] for line in ran.out.splitlines() if line.startswith(" pinglu")] == [
        "first", "odd", "revision", "outcome",
    ]  # fmt: skip
    every = known("revisions", "-p", "pinglu", "--forecast", "opening", "--all")
    assert "restated" in every.out


def test_revisions_as_they_were_known(known: Tracker) -> None:
    ran = known("revisions", "-p", "pinglu", "--forecast", "opening", "--as-of", "2026-01-31")
    assert "2026-09" not in ran.out
    assert "first" in ran.out and "revision " not in ran.out


@pytest.mark.parametrize("command", ["slippage", "revisions"])
def test_files(known: Tracker, tmp_path: Path, command: str) -> None:
    names = [tmp_path / f"{command}{ending}" for ending in (".csv", ".dta", ".png")]
    ran = known(command, "-s", "canal", *(word for name in names for word in ("--out", str(name))))
    assert ran.code == 0, ran.err
    assert all(name.stat().st_size > 1000 for name in names)
    book = json.loads((tmp_path / f"{command}.csv.codebook.json").read_text(encoding="utf-8"))
    assert book["name"] == command and book["n_projects"] <= book["of_projects"]


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("slippage", "--sort", "size"), "cannot be sorted by 'size'"),
        (("slippage", "--out", "a.pdf"), "ends in none of"),
        (("revisions", "--forecast", "weather"), "weather"),
        (("revisions", "-p", "no-such-thing"), "There is no project"),
    ],
)
def test_wrong_calls(known: Tracker, args: tuple[str, ...], says: str) -> None:
    ran = known(*args)
    assert ran.code == 2
    assert says in ran.err
