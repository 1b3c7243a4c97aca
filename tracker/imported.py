"""What an import did, in words and as a frame: for the command line and for notebooks alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas

    from tracker.ingest import Report
    from tracker.model import IssueLog, Severity
    from tracker.store.write import Outcome

WORDS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "remark"}


@dataclass(frozen=True, slots=True, repr=False)
class Imported:
    """The report of one import.

    Parameters
    ----------
    outcome
        Counts: ``import_id`` (None where nothing was imported), ``same_as`` (import of the same bytes), ``records``,
        ``new``, ``unchanged`` and ``withdrawn`` claims, ``projects`` touched.
    issues
        What was odd; :meth:`issue_frame` gives it as a frame.
    seconds
        How long it took.
    dry_run
        What it would have done; nothing was changed.
    refused
        It met problems and was strict; nothing was changed.
    """

    outcome: Outcome
    issues: IssueLog
    seconds: float
    dry_run: bool = False
    refused: bool = False

    @classmethod
    def of(cls, report: Report) -> Imported:
        """Return the report of an import for Python."""
        return cls(report.outcome, report.issues, report.seconds, report.dry_run, report.refused)

    @property
    def import_id(self) -> int | None:
        """Number of the import, for :meth:`tracker.Ledger.undo`; None where nothing was imported."""
        return self.outcome.import_id

    def issue_frame(self) -> pandas.DataFrame:
        """Return what was odd, one row per kind, the worst and most frequent first.

        Columns: ``code``, ``severity`` (error, warning or info), ``field``, ``raw`` (the cell as it stands), ``count``,
        ``advice``, ``locators`` (the first 20 places as file:row, joined by ", "). Text is NA where there is none.
        """
        from tracker.frames import issue_frame

        return issue_frame(self.issues)

    def __repr__(self) -> str:
        return "\n".join(sentences(self))

    def _repr_html_(self) -> str:
        said = "<br>".join(map(escape, sentences(self)))
        rows = self.issue_frame().head(12) if self.issues.total() else None
        return f"<div>{said}{rows.to_html(index=False, na_rep='') if rows is not None else ''}</div>"


def sentences(report: Report | Imported) -> list[str]:
    """Return what an import did or would do, and how much was odd."""
    o = report.outcome
    if o.same_as is not None:
        out = [f"{o.source}: the same bytes as import {o.same_as}, nothing changed."]
    elif report.refused:
        out = [f"{o.source}: {count(o.records, 'record')} read in {report.seconds:.1f} s, refused."]
    else:
        start = f"Import of {o.source} would give" if report.dry_run else f"Import {o.import_id} of {o.source}"
        withdrawn = f", {o.withdrawn:,} withdrawn" if o.withdrawn else ""
        out = [
            f"{start}: {count(o.records, 'record')}, {count(o.new, 'new claim')},"
            f" {o.unchanged:,} unchanged{withdrawn}, {count(o.projects, 'project')} touched, in {report.seconds:.1f} s."
        ]
    if report.issues.total():
        out.append(f"Issues: {totals(report.issues)}.")
    return out


def count(n: int, word: str) -> str:
    """Return a number with its noun: 1 record, 1,234 records."""
    return f"{n:,} {word}" if n == 1 else f"{n:,} {word}s"


def totals(issues: IssueLog, severities: Sequence[Severity] = tuple(WORDS)) -> str:
    """Return how many issues there are of each severity: 1 error, 3 remarks."""
    return ", ".join(count(n, WORDS[s]) for s in severities if (n := issues.total(s)))
