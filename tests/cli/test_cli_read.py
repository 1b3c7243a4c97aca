"""The commands that read: what they print in each form, at each date, and where there is nothing."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import fields
from pathlib import Path

import pytest
from make import CURATED, claim, reading, record
from processes import Tracker

from tracker import ingest, views
from tracker.fields import FIELDS
from tracker.store.store import Store

DATED = ("--as-of", "2024-06-30")


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def slugs(known: Tracker, *args: str) -> list[str]:
    ran = known("list", "-f", "json", *args)
    assert ran.code == 0
    return [p["slug"] for p in json.loads(ran.out)]


# list


def test_the_table_shows_fifty_projects_and_says_how_many_there_are(known: Tracker) -> None:
    ran = known("list")
    assert ran.code == 0
    assert "50 of 154 projects" in ran.err
    assert "--limit 0" in ran.err
    assert len([line for line in ran.out.splitlines() if line.strip()]) >= 52


def test_data_goes_to_stdout_and_words_to_stderr(known: Tracker) -> None:
    ran = known("list", "--text", "pinglu")
    assert "pinglu-canal" in ran.out
    assert "projects" not in ran.out
    assert "tracker show ID" in ran.err


@pytest.mark.parametrize("args", [("--limit", "3"), ("-n", "3")])
@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_a_limit(known: Tracker, args: tuple[str, str], form: str) -> None:
    ran = known("list", "-f", form, *args)
    count = {
        "table": lambda: int(ran.err.split()[0]),
        "csv": lambda: len(rows_of(ran.out)),
        "json": lambda: len(json.loads(ran.out)),
    }
    assert count[form]() == 3


def test_files_carry_all_projects_unless_limited(known: Tracker) -> None:
    assert len(rows_of(known("list", "-f", "csv").out)) == 154
    assert len(json.loads(known("list", "-f", "json").out)) == 154
    assert "154 projects" in known("list", "-n", "0").err


def test_filters(known: Tracker) -> None:
    everything = json.loads(known("list", "-f", "json").out)

    def expected(keep: object) -> list[str]:
        return [p["slug"] for p in everything if keep(p)]  # type: ignore[operator]

    canals = expected(lambda p: p["sector"] == "canal")
    assert canals
    assert slugs(known, "--sector", "canal") == canals
    assert slugs(known, "-s", "canal", "-s", "port") == expected(lambda p: p["sector"] in ("canal", "port"))
    assert slugs(known, "--status", "cancelled") == expected(lambda p: p["status"] == "cancelled")
    chinese = expected(lambda p: "CHN" in p["country"].split(";"))
    assert slugs(known, "-c", "CHN") == slugs(known, "--country", "china") == slugs(known, "-c", "cn") == chinese
    assert slugs(known, "-c", "CHN", "-s", "canal") == [s for s in chinese if s in canals]


@pytest.mark.parametrize(
    "text", ["pinglu", "PINGLU canal", "canal pinglu", "平陆", "pinglu-canal", "Pinglu Canal Group"]
)
def test_text_is_found_in_any_script_case_and_order(known: Tracker, text: str) -> None:
    assert slugs(known, "--text", text) == ["pinglu-canal"]


def test_a_box_takes_what_lies_in_it(known: Tracker) -> None:
    found = slugs(known, "--bbox", "108,21,110,23")
    assert "pinglu-canal" in found
    assert "hinkley-point-c" not in found
    # West of 170 E and east of 170 W: across the date line.
    assert "pinglu-canal" not in slugs(known, "--bbox", "170,-60,-170,60")


@pytest.mark.parametrize(
    ("sort", "column"),
    [
        ("name", "name"), ("slug", "slug"), ("claims", "n_claims"), ("evidence", "last_evidence"),
        ("progress", "progress_pct"), ("start", "start_actual_lo"), ("opening", "completion_actual_lo"),
        ("planned-opening", "completion_planned_lo"),
    ],
)  # fmt: skip
def test_sorts_and_what_is_missing_comes_last(known: Tracker, sort: str, column: str) -> None:
    for sign in ("", "-"):
        values = [p[column] for p in json.loads(known("list", "-f", "json", "--sort", sign + sort).out)]
        filled = [v for v in values if v not in (None, "")]
        assert values[: len(filled)] == filled
        folded = [v.casefold() if isinstance(v, str) else v for v in filled]
        assert folded == sorted(folded, reverse=bool(sign))


def test_money_sorts_within_its_currency(known: Tracker) -> None:
    rows = [p for p in json.loads(known("list", "-f", "json", "--sort", "-cost").out) if p["cost_estimate"] is not None]
    keys = [(p["cost_estimate_currency"].casefold(), p["cost_estimate"]) for p in rows]
    assert keys == sorted(keys, reverse=True)


def test_the_same_columns_in_csv_and_json_and_in_the_documented_row(known: Tracker) -> None:
    table = rows_of(known("list", "-f", "csv").out)
    objects = json.loads(known("list", "-f", "json").out)
    names = [f.name for f in fields(views.ProjectRow) if f.name != "wkb"]
    assert list(table[0]) == names == list(objects[0])
    canal = next(r for r in table if r["slug"] == "pinglu-canal")
    assert (canal["cost_budget"], canal["cost_budget_currency"]) == ("72730000000.0", "CNY")
    assert (canal["completion_planned"], canal["completion_planned_hi"]) == ("2026-09", "2026-09-30")


def test_missing_is_empty_in_csv_and_null_in_json(known: Tracker) -> None:
    table = rows_of(known("list", "-f", "csv").out)
    objects = json.loads(known("list", "-f", "json").out)
    without = [p["slug"] for p in objects if p["cost_actual"] is None]
    assert without
    assert {r["slug"] for r in table if r["cost_actual"] == ""} == set(without)


# show and history


def test_a_card_answers_in_the_order_of_a_readers_questions(known: Tracker) -> None:
    out = known("show", "pinglu-canal").out
    parts = [
        "Pinglu Canal",
        "In operation, derived from dates (one source, weak)",
        "Dates",
        "Money",
        "Milestones",
        "Sources disagree",
        "All ",
    ]
    places = [out.index(part) for part in parts]
    assert places == sorted(places)
    for text in (
        "平陆运河 · China · Canal · 134.2 km", "Budget           CNY 72.73 bn", "Progress 89.7 % (investment)",
        "Opening actual   16 Sep 2026", "3 months before the first plan", "Dec 2028: outlier, weak source",
        "Khabar Asia", "USD 4.2 bn: other currency or prices, not compared",
    ):  # fmt: skip
        assert text in out


def test_an_address_of_a_copy_is_not_given_as_one_to_follow(known: Tracker, catalogue: Store) -> None:
    out = known("show", "pinglu-canal").out
    documents = {c.document for c in views.card(catalogue, "pinglu-canal").claims}
    for d in documents:
        assert (f"read in a copy, do not follow: {d.url}\n" in out) is not d.linkable


def test_every_claim_of_a_card_has_its_source_and_date(known: Tracker, catalogue: Store) -> None:
    card = json.loads(known("show", "pinglu-canal", "-f", "json").out)
    assert len(card["claims"]) == len(views.card(catalogue, "pinglu-canal").claims)
    for c in card["claims"]:
        assert c["document"]["url"]
        assert c["as_of"] or c["basis"] == "lookup"
    budget = card["claims"][card["choices"]["cost_budget"]["winner"]]
    assert (budget["number"], budget["unit"]) == (72.73e9, "CNY")


def test_the_claims_of_a_card_as_csv(known: Tracker) -> None:
    rows = rows_of(known("show", "pinglu-canal", "-f", "csv").out)
    assert {"project", "field", "text", "as_of", "document_url", "document_rank"} <= rows[0].keys()
    assert {r["project"] for r in rows} == {"pinglu-canal"}


@pytest.mark.parametrize("name", ["pinglu-canal", "Pinglu", "平陆", "PINGLU CANAL"])
def test_a_project_is_found_by_a_part_of_its_name(known: Tracker, name: str) -> None:
    assert "[pinglu-canal]" in known("show", name).out


def test_a_history_is_in_the_order_of_saying(known: Tracker) -> None:
    rows = json.loads(known("history", "pinglu-canal", "completion_planned", "-f", "json").out)
    days = [r["as_of_hi"] for r in rows]
    assert days == sorted(days)
    assert {r["field"] for r in rows} == {"completion_planned"}
    assert {r["text"] for r in rows} == {"2026-12", "2028-12", "2026-09"}
    out = known("history", "pinglu-canal", "completion_planned").out
    assert out.index("said 27 Aug 2023") < out.index("said 25 Feb 2026")


def test_a_withdrawn_statement_is_marked(tracker: Tracker, store: Store) -> None:
    for year, value in (("2025", 5e9), ("2026", 6e9)):
        made = claim("cost_budget", value, "2024-01-01", unit="EUR")
        ingest.run_import(store, reading([record("canal", made)], CURATED, f"{year}-01-01"))
    lines = [line for line in tracker("history", "canal").out.splitlines() if "EUR" in line]
    assert [("EUR 5 bn" in line, "withdrawn" in line) for line in sorted(lines)] == [(True, True), (False, False)]


# sources, imports, issues, fields


def test_sources_have_their_licence_and_what_they_hold(known: Tracker) -> None:
    (row,) = json.loads(known("sources", "-f", "json").out)
    assert (row["key"], row["n_records"], row["n_imports"]) == ("catalogue", 154, 1)
    assert row["licence"]
    assert row["n_claims"] == sum(p["n_claims"] for p in json.loads(known("list", "-f", "json").out))
    assert "catalogue" in known("sources").out


def test_imports_tell_what_was_done_when(known: Tracker) -> None:
    (row,) = rows_of(known("imports", "-f", "csv").out)
    assert (row["id"], row["source"], row["n_records"], row["undone_at"]) == ("1", "catalogue", "154", "")
    assert len(row["sha256"]) == 64
    assert "tracker undo N" in known("imports").err


def test_fields_are_those_of_the_dictionary(known: Tracker) -> None:
    rows = json.loads(known("fields", "-f", "json").out)
    assert [r["name"] for r in rows] == list(FIELDS)
    assert all(r["meaning"] for r in rows)
    assert [r["name"] for r in rows_of(known("fields", "-f", "csv").out)] == list(FIELDS)
    assert "cost_budget" in known("fields").out


def test_issues_tell_where_and_what_to_do(tracker: Tracker, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        "project,field,value,url,publisher\ncanal,name,A canal,https://x.example/,Xinhua\n"
        "canal,cost_budget,many,https://x.example/,Xinhua\n",
        encoding="utf-8",
    )
    ran = tracker("import", "a.csv")
    assert "Issues: 1 error" in ran.out
    assert "tracker issues --import 1" in ran.out
    (issue,) = json.loads(tracker("issues", "--import", "1", "-f", "json").out)
    assert (issue["severity"], issue["code"], issue["raw"], issue["locators"]) == (
        "error",
        "bad-number",
        "many",
        ["a.csv:3"],
    )
    assert "Write digits" in issue["advice"]
    out = tracker("issues").out
    assert "a.csv:3" in out
    assert "Write digits" in out
    assert rows_of(tracker("issues", "-f", "csv").out)[0]["locators"] == "a.csv:3"


# the two clocks


def test_as_of_turns_every_reading_command_back(known: Tracker) -> None:
    assert "In operation" not in known("show", "pinglu-canal", *DATED).out
    now = {p["slug"]: p for p in json.loads(known("list", "-f", "json").out)}
    then = {p["slug"]: p for p in json.loads(known("list", "-f", "json", *DATED).out)}
    assert then.keys() < now.keys()
    assert then["pinglu-canal"]["status"] == "construction"
    assert all(p["last_evidence"] <= "2024-06-30" for p in then.values())
    said = json.loads(known("history", "pinglu-canal", "-f", "json", *DATED).out)
    assert said
    assert all(r["as_of_hi"] <= "2024-06-30" for r in said)
    (source,) = json.loads(known("sources", "-f", "json", *DATED).out)
    assert source["n_claims"] < json.loads(known("sources", "-f", "json").out)[0]["n_claims"]
    assert "Nothing was imported" in known("imports", *DATED).err
    assert known("issues", *DATED).code == 0


@pytest.mark.parametrize("date", ["2024", "2024-06", "2024-06-30"])
def test_a_date_means_its_end(known: Tracker, date: str) -> None:
    end = {"2024": "2024-12-31", "2024-06": "2024-06-30", "2024-06-30": "2024-06-30"}[date]
    assert slugs(known, "--as-of", date) == slugs(known, "--as-of", end)


def test_recorded_before_turns_every_reading_command_back(known: Tracker, catalogue: Store) -> None:
    early, late = ("--recorded-before", "2020-01-01"), ("--recorded-before", "2999-01-01")
    assert slugs(known, *early) == []
    assert slugs(known, *late) == slugs(known)
    assert json.loads(known("sources", "-f", "json", *early).out) == []
    assert json.loads(known("imports", "-f", "json", *early).out) == []
    assert json.loads(known("issues", "-f", "json", *early).out) == []
    assert json.loads(known("history", "pinglu-canal", "-f", "json", *early).out) == []
    assert known("show", "pinglu-canal", *early).code == 2
    for command in ("sources", "imports", "issues"):
        assert known(command, "-f", "json", *late).out == known(command, "-f", "json").out
    for command in ("show", "history"):
        assert (
            known(command, "pinglu-canal", "-f", "json", *late).out == known(command, "pinglu-canal", "-f", "json").out
        )


def test_contemporary_leaves_out_what_no_document_of_its_day_told(known: Tracker) -> None:
    every = json.loads(known("history", "pinglu-canal", "-f", "json").out)
    kept = json.loads(known("history", "pinglu-canal", "-f", "json", "--contemporary").out)
    dated = [r for r in kept if r["as_of"]]
    assert dated
    assert all(r["basis"] not in ("recalled", "lookup") for r in dated)
    assert {r["basis"] for r in every if r["as_of"]} >= {"lookup"}
    assert len(kept) < len(every)
    told = {p["slug"]: p["n_claims"] for p in json.loads(known("list", "-f", "json").out)}
    then = {p["slug"]: p["n_claims"] for p in json.loads(known("list", "-f", "json", "--contemporary").out)}
    assert sum(then.values()) < sum(told.values())
    card = json.loads(known("show", "pinglu-canal", "-f", "json", "--contemporary").out)
    assert len(card["claims"]) == then["pinglu-canal"]
    assert known("map", "-s", "canal", "--contemporary").code == 0


# nothing there


@pytest.fixture
def nothing(tracker: Tracker, store: Store) -> Tracker:
    return tracker


@pytest.mark.parametrize(
    ("command", "says"),
    [("list", "tracker demo"), ("sources", "tracker demo"), ("imports", "tracker demo"), ("issues", "Nothing odd")],
)
def test_an_empty_ledger_says_how_to_begin(nothing: Tracker, command: str, says: str) -> None:
    ran = nothing(command)
    assert (ran.code, ran.out) == (0, "")
    assert says in ran.err


@pytest.mark.parametrize("command", ["list", "sources", "imports", "issues"])
def test_an_empty_file_has_its_columns(nothing: Tracker, command: str) -> None:
    assert json.loads(nothing(command, "-f", "json").out) == []
    text = nothing(command, "-f", "csv").out
    assert rows_of(text) == []
    assert text.count("\n") == 1
    assert len(text.split(",")) > 5


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("--sector", "geothermal"), "sector geothermal"),
        (("--text", "zzz", "--country", "CHN"), "country CHN, text zzz"),
        (("--as-of", "1800"), "as of 1800-12-31"),
        (("--recorded-before", "2020-01-01"), "2020-01-01"),
    ],
)
def test_filters_that_nothing_fits_are_named(known: Tracker, args: tuple[str, ...], says: str) -> None:
    ran = known("list", *args)
    assert (ran.code, ran.out) == (0, "")
    assert "No project fits" in ran.err
    assert says in ran.err
    assert "tracker list" in ran.err


# hostile text

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x","y")']


@pytest.fixture
def hostile(tracker: Tracker, store: Store) -> Tracker:
    claims = [claim("aliases", text, "") for text in FORMULAS]
    names = [claim("name", "=cmd|' /C calc'!A0", ""), claim("name_local", "\x1b[31mred\x1b[0m\nline\x07", "")]
    numbers = [claim("dimension", -5, "2024-01-01", item="depth", unit="m")]
    ingest.run_import(store, reading([record("canal", *names, *claims, *numbers)]))
    return tracker


def test_text_that_a_spreadsheet_would_run_is_guarded_and_numbers_are_not(hostile: Tracker) -> None:
    (row,) = rows_of(hostile("list", "-f", "csv").out)
    assert row["name"] == "'=cmd|' /C calc'!A0"
    rows = rows_of(hostile("show", "canal", "-f", "csv").out)
    assert {r["text"] for r in rows if r["field"] == "aliases"} == {f"'{text}".replace("\r", "\n") for text in FORMULAS}
    (depth,) = [r for r in rows if r["field"] == "dimension"]
    assert float(depth["number"]) == -5
    assert hostile("list", "-f", "json").out.count("'=cmd") == 0


def test_text_cannot_command_the_terminal(hostile: Tracker) -> None:
    for args in (("list",), ("show", "canal"), ("history", "canal")):
        ran = hostile(*args)
        assert ran.code == 0
        assert "\x1b" not in ran.out
        assert "\x07" not in ran.out


def test_an_unknown_sector_is_a_wrong_call_that_names_the_nearest(known: Tracker) -> None:
    ran = known("list", "--sector", "cannal")
    assert (ran.code, ran.out) == (2, "")
    assert "cannal" in ran.err and "canal" in ran.err.split("cannal")[-1]
