"""Every frame that holds a row a project tells when the project was last heard of, as of the day that was asked."""

from __future__ import annotations

from pathlib import Path

import pytest

import tracker


@pytest.mark.parametrize("as_of", ["", "2020-06-30"])
def test_frames_tell_the_last_evidence_of_that_day(catalogue_file: Path, as_of: str) -> None:
    ledger = tracker.open(catalogue_file)
    listed = ledger.projects(as_of=as_of)["last_evidence"].dt.strftime("%Y-%m-%d")
    for result in (ledger.slippage(as_of=as_of), ledger.costs(as_of=as_of), ledger.forecast(as_of=as_of)):
        told = result.frame.drop_duplicates("project").set_index("project")["last_evidence"]
        assert len(told) > 5, result.key
        assert told.notna().all()
        assert (told == listed[told.index]).all()
        if as_of:
            assert (told <= as_of).all()
