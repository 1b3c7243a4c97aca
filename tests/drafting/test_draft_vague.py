"""Drafts of tables whose dates leave more than a day open."""

from __future__ import annotations

from pathlib import Path

from drafts import dates, issues_of, written

OPENINGS = ("Q3 2027", "mid-2028", "by 2031", "late 2029", "2030-2032", "end of 2033")


def test_vague_dates_are_dates(tmp_path: Path) -> None:
    rows = "".join(f"a{i},Work {i},{opening}\n" for i, opening in enumerate(OPENINGS))
    it = written(tmp_path, f"Id,Name,Opening\n{rows}")
    assert it.said == {"name": "Name", "completion_planned": "Opening"}
    records, issues = it.read(tmp_path)
    assert dates(records, "completion_planned") == [
        "2027-35", "2028-05/2028-08", "../2031", "2029-10/2029-12", "2030/2032", "2033-12",
    ]  # fmt: skip
    assert issues_of(issues, "warning") == {}


def test_what_is_by_some_year_is_ahead(tmp_path: Path) -> None:
    it = written(tmp_path, "Id,Name,Completed\na,Dam,by 2031\nb,Lock,by the end of 2030\n")
    assert it.said["completion_planned"] == "Completed"
    it = written(tmp_path, "Id,Name,Completed\na,Dam,early 2019\nb,Lock,spring 2020\n")
    assert it.said["completion_actual"] == "Completed"


def test_starts_and_milestones_may_be_vague(tmp_path: Path) -> None:
    it = written(
        tmp_path,
        "Id,Name,Start of works,Financial close\na,Dam,spring 2024,Q1 2023\nb,Lock,H2 2024,around March 2023\n",
    )
    assert it.said["start_planned"] == "Start of works"
    assert it.said["milestone/financial close"] == "Financial close"


def test_the_day_of_saying_is_none_of_them(tmp_path: Path) -> None:
    it = written(tmp_path, "Id,Name,Last updated\na,Dam,early 2024\nb,Lock,mid-2024\n")
    assert it.mapping.record.as_of_column == ""
    assert it.unplaced()[0].startswith("Last updated")


def test_fiscal_years_of_unknown_months_offer_to_say_them(tmp_path: Path) -> None:
    it = written(tmp_path, "Id,Name,Planned completion\na,Dam,FY2029/30\nb,Lock,FY2031/32\n")
    offer = '# fiscal_year_start = "04-01"\n'
    assert offer in it.toml
    (tmp_path / "told.toml").write_text(it.toml.replace(offer, offer[2:]), encoding="utf-8")
    from tracker import sources

    reading = sources.open_path(it.path, tmp_path / "told.toml")
    assert dates(list(reading.records), "completion_planned") == ["2029-04/2030-03", "2031-04/2032-03"]


def test_words_and_names_with_years_are_no_dates(tmp_path: Path) -> None:
    it = written(tmp_path, "Id,Name,Opening\na,Line 2 2027,soon\nb,Port phase 2028,in due course\n")
    assert it.said == {"name": "Name"}
