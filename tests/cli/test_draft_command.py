"""``tracker draft-mapping``: to the screen or into a file, and on to the import."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from processes import Tracker

WORKS = "Ref;Project;Where;State\nR-01;Harbour tunnel;Netherlands;Planned\nR-02;North bypass;Netherlands;Ongoing\n"


@pytest.fixture
def works(tmp_path: Path) -> Path:
    (tmp_path / "my works.csv").write_text(WORKS, encoding="utf-8")
    return tmp_path / "my works.csv"


def test_a_draft_goes_to_the_screen(tracker: Tracker, works: Path) -> None:
    ran = tracker("draft-mapping", "my works.csv")
    assert (ran.code, ran.err) == (0, "")
    assert tomllib.loads(ran.out)["source"]["key"] == "my-works"
    assert ran.out.splitlines()[-2] == "# 4 of 4 columns placed, 0 ignored, 0 not placed."
    assert ran.out.splitlines()[-1] == "# Next: tracker import 'my works.csv' --mapping mapping.toml --dry-run"


def test_a_draft_goes_into_a_file_and_is_used(tracker: Tracker, works: Path, tmp_path: Path) -> None:
    ran = tracker("draft-mapping", "my works.csv", "-o", "works.toml")
    assert ran.code == 0
    first, second = ran.out.splitlines()
    assert first == "works.toml: 4 of 4 columns placed, 0 ignored, 0 not placed."
    assert second.endswith("tracker import 'my works.csv' --mapping works.toml --dry-run")
    used = tracker("import", "my works.csv", "--mapping", "works.toml")
    assert used.code == 0
    assert "2 records" in used.out
    assert "Harbour tunnel" in tracker("list").out


def test_a_file_is_not_written_over_unless_told(tracker: Tracker, works: Path, tmp_path: Path) -> None:
    (tmp_path / "works.toml").write_text("# mine", encoding="utf-8")
    ran = tracker("draft-mapping", "my works.csv", "-o", "works.toml")
    assert ran.code == 2
    assert "works.toml exists already" in ran.err
    assert "--force" in ran.err
    assert (tmp_path / "works.toml").read_text(encoding="utf-8") == "# mine"
    assert tracker("draft-mapping", "my works.csv", "-o", "works.toml", "--force").code == 0
    assert "[source]" in (tmp_path / "works.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        (("nothing.csv",), 2, "There is no file nothing.csv"),
        (("my works.csv", "-o", "no/such.toml"), 2, "There is no folder no"),
        (("my works.csv", "-o", "."), 2, "is a folder"),
        (("my works.csv", "-o", "my works.csv", "--force"), 2, "is the table itself"),
        (("claims.csv",), 2, "needs no mapping"),
        (("numbers.csv",), 2, "could be placed"),
        (("empty.csv",), 1, "empty"),
        ((".",), 1, "is a folder"),
    ],
)
def test_what_cannot_be_drafted_is_told(
    tracker: Tracker, works: Path, tmp_path: Path, args: tuple[str, ...], code: int, says: str
) -> None:
    (tmp_path / "claims.csv").write_text("project,field,value,url\ncanal,name,A,https://x.example/\n", encoding="utf-8")
    (tmp_path / "numbers.csv").write_text("1,2\n3,4\n", encoding="utf-8")
    (tmp_path / "empty.csv").write_text("", encoding="utf-8")
    ran = tracker("draft-mapping", *args)
    assert (ran.code, ran.out) == (code, "")
    assert says in ran.err
    assert len(ran.err.splitlines()) == 2
    assert "Traceback" not in ran.err
    assert works.read_text(encoding="utf-8") == WORKS


def test_a_sheet_that_is_not_there_is_told(tracker: Tracker, works: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook("book.xlsx") as book:
        book.add_worksheet("Works").write_row(0, 0, ["Id", "Name"])
    ran = tracker("draft-mapping", "book.xlsx", "--sheet", "Wrks")
    assert ran.code == 2
    assert "no sheet 'Wrks'" in ran.err
