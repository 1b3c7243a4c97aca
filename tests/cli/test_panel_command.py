"""``tracker panel``: files with labels and a codebook, the table, and calls that cannot be."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from processes import Tracker


def test_files_say_the_same_and_carry_their_codebook(known: Tracker, tmp_path: Path) -> None:
    out = [f"--out=p{ending}" for ending in (".csv", ".parquet", ".dta")]
    ran = known(
        "panel", "--sector", "canal", "--unit", "cell:1", "--from", "2015", "--to", "2025", "--money", "none", *out
    )
    assert ran.code == 0, ran.err
    csv, parquet = pd.read_csv("p.csv"), pd.read_parquet("p.parquet")
    assert csv.shape == parquet.shape and csv["km_construction"].sum() == pytest.approx(
        parquet["km_construction"].sum()
    )
    with pd.io.stata.StataReader("p.dta") as reader:
        stata, labels = reader.read(), reader.variable_labels()
    assert stata.shape == csv.shape
    assert labels["km_opened"] == "Length opened (km)"
    assert labels["n_construction"] == "Projects under construction"
    book = json.loads(Path("p.csv.codebook.json").read_text(encoding="utf-8"))
    assert [c["name"] for c in book["columns"]] == list(csv.columns)
    assert book["n_projects"] <= book["of_projects"]
    assert "of 11 projects" in ran.err


def test_months_are_months_in_stata(known: Tracker) -> None:
    ran = known(
        "panel", "--sector", "canal", "--from", "2022-06", "--to", "2022-12", "--by", "month", "--money", "none",
        "--out=m.dta", "--out=m.csv",
    )  # fmt: skip
    assert ran.code == 0, ran.err
    csv, stata = pd.read_csv("m.csv"), pd.read_stata("m.dta")
    assert csv["period"].iloc[0] == 749  # tm(2022m6)
    assert stata["period"].dt.strftime("%Y-%m").tolist() == csv["month"].tolist()
    assert stata["cohort"].isna().tolist() == csv["cohort"].isna().tolist() and stata["cohort"].notna().any()
    raw = pd.read_stata("m.dta", convert_dates=False)
    assert (raw["period"] == csv["period"]).all()


def test_no_panel_of_days_that_have_not_come(known: Tracker) -> None:
    ran = known("panel", "--sector", "canal", "--from", "2020", "--as-of", "2040", "--money", "none", "--out=f.csv")
    assert ran.code == 0, ran.err
    now = known("panel", "--sector", "canal", "--from", "2020", "--money", "none", "--out=n.csv")
    assert now.code == 0
    assert pd.read_csv("f.csv").equals(pd.read_csv("n.csv"))


def test_the_table_shows_the_last_period_of_countries(known: Tracker) -> None:
    ran = known("panel", "--as-of", "2024", "--cohort", "ground-breaking", "--money", "none")
    assert ran.code == 0, ran.err
    assert "CHN" in ran.out and "2024" in ran.out and "2023" not in ran.out.split("CHN")[0]
    assert "The table shows the last period" in ran.err and "2024 ends for this panel on 2024-12-31" in ran.err


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--unit", "cell:0.3"], "no cells of 0.3"),
        (["--by", "week"], "no period 'week'"),
        (["--cohort", "birth"], "no cohort 'birth'"),
        (["--from", "soon"], "--from 'soon' is no year"),
        (["--from", "2020", "--to", "2010"], "ends before it begins"),
        (["--to", "2040"], "later than what is known"),
        (["--bands", "50"], "no bands around countries"),
        (["--unit", "cell:1", "--bands", "near"], "are no distances"),
        (["--unit", "cell:1", "--bands", "none", "--controls", "near"], "nothing is near"),
        (["--unit", "cell:1", "--controls", "some"], "no kind of controls"),
        (["--out", "panel.xlsx"], "ends in none of"),
    ],
)
def test_what_cannot_be(known: Tracker, args: list[str], said: str) -> None:
    ran = known("panel", *args)
    assert ran.code == 2 and said in ran.err and not ran.out
    assert len(ran.err.splitlines()) == 2
