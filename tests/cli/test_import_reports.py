"""What ``tracker import`` says: dry runs, strict ones, files of problems, JSON, the closing summary, the bar."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import xlsxwriter
from homes import contents
from processes import COMMAND, Tracker

from tracker.cli import report as reports
from tracker.cli.problems import COLUMNS, ProblemFile
from tracker.ingest import Report
from tracker.model import Issue, IssueLog
from tracker.store.store import Store
from tracker.store.write import Outcome

posix = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX")
CLAIMS = "project,field,value,unit,as_of,url,publisher,rank\n"
GOOD = "dam,name,A dam,,,https://x.example/,Xinhua,news\n"
BAD = "dam,cost_budget,much,EUR,2024-01-01,https://x.example/,Xinhua,news\n"
WARNS = "dam,cost_budget,5,,2024-01-01,https://x.example/,Xinhua,news\n"
MAPS = ("--map", "id=Ref", "--map", "name=Project", "--map", "completion_planned=Opening")


@pytest.fixture
def good(tmp_path: Path) -> str:
    (tmp_path / "good.csv").write_text(CLAIMS + GOOD, encoding="utf-8")
    return "good.csv"


@pytest.fixture
def bad(tmp_path: Path) -> str:
    (tmp_path / "bad.csv").write_text(CLAIMS + GOOD + BAD + WARNS, encoding="utf-8")
    return "bad.csv"


def imports(tracker: Tracker) -> list[dict[str, object]]:
    ran = tracker("imports", "-f", "json")
    # A ledger that was made for an import into which nothing came is gone again.
    return [] if "There is no ledger" in ran.err else json.loads(ran.out)


def rows(path: str) -> list[dict[str, str]]:
    with Path(path).open(encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


# dry runs


def test_a_dry_run_without_a_ledger_makes_none(tracker: Tracker, bad: str, tmp_path: Path) -> None:
    before = sorted(tmp_path.iterdir())
    ran = tracker("import", bad, "--dry-run")
    assert ran.code == 0
    assert "Import of bad would give: 1 record, 2 new claims, 0 unchanged, 1 project touched" in ran.out
    assert "Issues: 1 error, 1 warning. --errors FILE.csv writes every single one.\n" in ran.out
    assert "error    bad-number   1  cost_budget 'much' at bad.csv:3\n" in ran.out
    assert ran.out.endswith("Dry run: nothing was changed.\n")
    assert sorted(tmp_path.iterdir()) == before


def test_a_dry_run_says_what_an_import_then_does_and_changes_no_byte(
    tracker: Tracker, home: str, bad: str, address: str, tmp_path: Path
) -> None:
    tracker("import", bad)
    (tmp_path / bad).write_text(CLAIMS + GOOD.replace("A dam", "The dam") + WARNS, encoding="utf-8")
    before, files = contents(address), sorted(tmp_path.iterdir())
    keys = ("source", "release_date", "records", "new", "unchanged", "withdrawn", "projects", "issues")
    dry = json.loads(tracker("import", bad, "-n", "--json").out)
    assert (dry["status"], dry["import"], dry["dry_run"]) == ("dry-run", None, True)
    assert (dry["new"], dry["unchanged"], dry["withdrawn"]) == (1, 1, 1)
    assert (contents(address), sorted(tmp_path.iterdir())) == (before, files)
    real = json.loads(tracker("import", bad, "--json").out)
    assert (real["status"], real["dry_run"]) == ("imported", False)
    assert real["import"] == {"file": 2, "server": 3}[home]  # a server's counter does not go back
    assert [dry[k] for k in keys] == [real[k] for k in keys]


def test_a_dry_run_of_the_same_bytes(tracker: Tracker, good: str) -> None:
    tracker("import", good)
    ran = tracker("import", good, "--dry-run")
    assert "the same bytes as import 1, nothing changed" in ran.out


def test_a_dry_run_numbers_no_field_that_the_ledger_has_not_met(
    tracker: Tracker, good: str, store: Store, address: str
) -> None:
    with store.write("forget") as (conn, _):
        conn.exec_driver_sql("delete from field where name = 'name'")
    before = contents(address)
    for _ in range(2):  # a server's counter does not go back
        assert tracker("import", good, "--dry-run").code == 0
        assert contents(address) == before
    assert "1 new claim" in tracker("import", good).out


# strict


def test_strict_refuses_and_lists_every_problem(tracker: Tracker, bad: str, tmp_path: Path) -> None:
    ran = tracker("import", bad, "--strict")
    assert ran.code == 3
    assert "error    bad-number  cost_budget 'much' at bad.csv:3. Write digits" in ran.out
    assert "warning  no-currency" in ran.out
    assert "Nothing was imported: bad has 1 error, 1 warning." in ran.err
    assert imports(tracker) == []


def test_strict_lets_remarks_pass(tracker: Tracker, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Ref,Project,Opening,Note\n1,A dam,2030,x\n", encoding="utf-8")
    ran = tracker("import", "a.csv", *MAPS, "--strict")
    assert ran.code == 0, ran.err
    assert "unmapped-column" in ran.out


def test_strict_with_several_files_imports_none_if_one_is_bad(tracker: Tracker, good: str, bad: str) -> None:
    ran = tracker("import", good, bad, "--strict", "--errors", "p.csv")
    assert ran.code == 3
    assert imports(tracker) == []
    assert len(rows("p.csv")) == 2
    Path(bad).write_text(CLAIMS + GOOD.replace("dam", "port"), encoding="utf-8")
    assert tracker("import", good, bad, "--strict").code == 0
    assert len(imports(tracker)) == 2


def test_strict_and_dry_run_check_a_file(tracker: Tracker, good: str, bad: str, tmp_path: Path) -> None:
    assert tracker("import", good, "--strict", "--dry-run").code == 0
    assert tracker("import", bad, "--strict", "--dry-run").code == 3
    assert tracker("import", good, bad, "--strict", "--dry-run").code == 3
    assert not (tmp_path / "tracker.gpkg").exists()


def test_strict_tells_of_problems_also_where_the_file_was_imported_before(tracker: Tracker, bad: str) -> None:
    tracker("import", bad)
    assert tracker("import", bad, "--strict").code == 3


# the file of problems


def test_every_problem_is_a_row(tracker: Tracker, tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "units.xlsx") as book:
        sheet = book.add_worksheet("Units, all")
        for n, row in enumerate((["Ref", "Project", "Opening"], *([f"R{i}", "A", "=soon"] for i in range(30)))):
            for place, cell in enumerate(row):
                sheet.write_string(n, place, cell)
    ran = tracker("import", "units.xlsx", *MAPS, "--errors", "problems.csv")
    assert ran.code == 0, ran.err
    assert "30 problems in problems.csv" in ran.err
    found = rows("problems.csv")
    assert len(found) == 30  # every one, though the ledger keeps the first 20 places
    assert tuple(found[0]) == COLUMNS
    first = dict(found[0])
    assert first.pop("advice")
    assert first == {
        "file": "units.xlsx", "sheet": "Units, all", "row": "2", "column": "Opening", "field": "completion_planned",
        "code": "bad-date", "severity": "warning", "raw": "'=soon",
    }  # fmt: skip


def test_problems_of_a_file_that_was_imported_before(tracker: Tracker, bad: str) -> None:
    tracker("import", bad)
    ran = tracker("import", bad, "--errors", "p.csv")
    assert "nothing changed" in ran.out
    assert [r["code"] for r in rows("p.csv")] == ["bad-number", "no-currency"]
    assert len(imports(tracker)) == 1


def test_no_problems_make_a_header_alone(tracker: Tracker, good: str) -> None:
    assert "0 problems in p.csv" in tracker("import", good, "--errors", "p.csv").err
    assert rows("p.csv") == []


def test_a_call_that_fails_leaves_an_older_list(tracker: Tracker, good: str) -> None:
    Path("p.csv").write_text("older", encoding="utf-8")
    assert tracker("import", "nothing.csv", "--errors", "p.csv").code == 2
    assert Path("p.csv").read_text(encoding="utf-8") == "older"


@pytest.mark.parametrize(
    ("path", "message"),
    [("p.txt", "is not a CSV file"), ("no/p.csv", "There is no folder no"), ("good.csv", "is what is to be imported")],
)
def test_a_list_of_problems_overwrites_nothing_else(tracker: Tracker, good: str, path: str, message: str) -> None:
    before = Path(good).read_bytes()
    ran = tracker("import", good, "--errors", path)
    assert ran.code == 2
    assert message in ran.err
    assert Path(good).read_bytes() == before


def test_places_are_told_apart(tmp_path: Path) -> None:
    with ProblemFile(tmp_path / "p.csv") as found:
        found.add(Issue("odd", "info", locator="map.gpkg!roads"))
        found.begin(["a:b.csv", "u!x.xlsx", "map.gpkg"])
        for locator in ("a:b.csv:7", "u!x.xlsx!A:B:14", "map.gpkg!roads:feature 3", "u!x.xlsx!A", "gone-7", ""):
            found.add(Issue("odd", "info", locator=locator))
    assert [(r["file"], r["sheet"], r["row"], r["raw"]) for r in rows(str(tmp_path / "p.csv"))] == [
        ("map.gpkg", "roads", "", ""),
        ("a:b.csv", "", "7", ""),
        ("u!x.xlsx", "A:B", "14", ""),
        ("map.gpkg", "roads", "feature 3", ""),
        ("u!x.xlsx", "A", "", ""),
        ("", "", "", "gone-7"),
        ("", "", "", ""),
    ]


# for programs


def test_json_is_one_line_per_import(tracker: Tracker, good: str, bad: str) -> None:
    ran = tracker("import", good, bad, "--json")
    assert (ran.code, ran.err) == (0, "")
    first, second = map(json.loads, ran.out.splitlines())
    assert (first["source"], first["import"], first["issues"]) == ("good", 1, [])
    assert set(second) == {
        "status", "import", "same_as", "dry_run", "source", "snapshot", "sha256", "release_date", "recorded_at",
        "records", "new", "unchanged", "withdrawn", "projects", "seconds", "errors", "warnings", "issues",
    }  # fmt: skip
    assert second["issues"] == [
        {"code": "bad-number", "severity": "error", "field": "cost_budget", "count": 1},
        {"code": "no-currency", "severity": "warning", "field": "cost_budget", "count": 1},
    ]
    again = json.loads(tracker("import", good, "--json").out)
    assert (again["status"], again["import"], again["same_as"]) == ("unchanged", None, 1)


def test_json_of_a_refusal(tracker: Tracker, bad: str) -> None:
    ran = tracker("import", bad, "--strict", "--json")
    assert ran.code == 3
    line = json.loads(ran.out)
    assert (line["status"], line["import"], line["errors"], line["warnings"]) == ("refused", None, 1, 1)


def test_quiet_says_nothing_but_errors(tracker: Tracker, good: str, bad: str) -> None:
    assert tracker("import", good, "--quiet", "--dry-run", "--errors", "p.csv").out == ""
    ran = tracker("import", bad, "--quiet", "--strict")
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith("Error: Nothing was imported")


# for people


def test_the_summary_counts_by_code_the_worst_first(tracker: Tracker, tmp_path: Path) -> None:
    lines = [f"{n},Dam {n},soon,x" for n in range(25)]
    (tmp_path / "a.csv").write_text("\n".join(["Ref,Project,Opening,Note", *lines]) + "\n", encoding="utf-8")
    out = tracker("import", "a.csv", *MAPS).out.splitlines()
    assert out[1] == "Issues: 25 warnings, 1 remark. `tracker issues --import 1` lists them."
    assert out[2] == "  warning  bad-date         25  completion_planned 'soon' at a.csv:2"
    assert out[3] == "  remark   unmapped-column   1  'Note' at a.csv"


def test_a_long_summary_is_cut_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    issues = IssueLog()
    for n in range(30):
        issues.add(Issue(f"code-{n}", "warning", raw="a\nb\x1b[31m" + "x" * 100, locator="f.csv:1"))
    reports.print_report(Report(Outcome(1, "x"), issues, 0.1))
    out = capsys.readouterr().out
    assert "  and 18 more codes\n" in out
    assert "\x1b" not in out
    reports.print_report(Report(Outcome(None, "x"), issues, 0.1, dry_run=True))
    assert "  and 18 more codes\n" in capsys.readouterr().out
    reports.print_report(Report(Outcome(None, "x"), issues, 0.1, refused=True))
    assert capsys.readouterr().out.count("warning  code-") == 30


@posix
@pytest.mark.parametrize(("more", "shown"), [((), True), (("--quiet",), False), (("--json",), False)])
def test_the_bar_is_for_a_terminal(good: str, more: tuple[str, ...], shown: bool) -> None:
    import pty

    ours, theirs = pty.openpty()
    env = {**os.environ, "TERM": "xterm-256color"}
    child = subprocess.Popen(
        [*COMMAND, "import", good, *more], stdin=theirs, stdout=subprocess.PIPE, stderr=theirs, env=env
    )
    os.close(theirs)
    got = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:
            break
        if not part:
            break
        got += part
    os.close(ours)
    assert child.stdout is not None
    out = child.stdout.read()
    child.stdout.close()
    assert child.wait(timeout=60) == 0
    assert (b"ing good" in got) is shown
    assert b"\x1b" not in out
