"""What an import did, told to people and to programs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import typer

from tracker.cli.tables import one_line
from tracker.imported import WORDS, count, sentences
from tracker.model import SEVERITIES

if TYPE_CHECKING:
    from tracker.ingest import Report
    from tracker.model import IssueLog, Severity
    from tracker.sources.base import Reading

#: So many codes below an import; `tracker issues` and --errors give all.
_CODES = 12


def print_report(report: Report, *, codes: bool = True) -> None:
    """Tell what an import did or would do, how much, what was odd by code, and what to do next."""
    o, issues = report.outcome, report.issues
    said = sentences(report)
    typer.echo(said[0])
    if issues.total():
        advice = " --errors FILE.csv writes every single one." if report.dry_run and not report.refused else ""
        if o.import_id is not None:
            advice = f" `tracker issues --import {o.import_id}` lists them."
        typer.echo(said[1] + advice)
        if report.refused:
            _print_all(issues, ("error", "warning"))
        elif codes and o.same_as is None:
            _print_codes(issues)
        if (n := issues.total("error")) and o.import_id is not None:
            typer.echo(f"{count(n, 'statement')} could not be used: correct the file and import it again.")
    if report.dry_run:
        typer.echo("Dry run: nothing was changed.")


def json_line(report: Report, reading: Reading) -> str:
    """Return a report as one line of JSON; the keys are told in docs/how-to/import.md."""
    o = report.outcome
    counts: dict[tuple[Severity, str, str], int] = {}
    for (code, severity, field, _, _), n in report.issues.counts.items():
        counts[severity, code, field] = counts.get((severity, code, field), 0) + n
    status = "unchanged" if o.same_as is not None else "dry-run" if report.dry_run else "imported"
    line = {
        "status": "refused" if report.refused else status,
        "import": o.import_id,
        "same_as": o.same_as,
        "dry_run": report.dry_run,
        "source": o.source,
        "snapshot": reading.snapshot.name,
        "sha256": reading.snapshot.sha256,
        "release_date": reading.release_date,
        "recorded_at": o.recorded_at if o.import_id is not None else "",
        "records": o.records,
        "new": o.new,
        "unchanged": o.unchanged,
        "withdrawn": o.withdrawn,
        "projects": o.projects,
        "seconds": round(report.seconds, 3),
        "errors": report.issues.total("error"),
        "warnings": report.issues.total("warning"),
        "issues": [
            {"code": code, "severity": severity, "field": field, "count": n}
            for (severity, code, field), n in sorted(
                counts.items(), key=lambda x: (SEVERITIES.index(x[0][0]), x[0][1:])
            )
        ],
    }
    return json.dumps(line, ensure_ascii=False)


def _print_codes(issues: IssueLog) -> None:
    """Print one line per code, the worst first: how often, and the first example."""
    by_code: dict[tuple[Severity, str], int] = {}
    first: dict[tuple[Severity, str], str] = {}
    for (code, severity, field, raw, advice), n in issues.counts.items():
        by_code[severity, code] = by_code.get((severity, code), 0) + n
        first.setdefault((severity, code), _example(issues, (code, severity, field, raw, advice)))
    ordered = sorted(by_code, key=lambda k: (SEVERITIES.index(k[0]), -by_code[k], k[1]))
    width = max(len(code) for _, code in ordered)
    digits = max(len(f"{n:,}") for n in by_code.values())
    for kind in ordered[:_CODES]:
        line = f"  {WORDS[kind[0]]:<7}  {kind[1]:<{width}}  {by_code[kind]:>{digits},}  {first[kind]}"
        typer.echo(line.rstrip())
    if len(ordered) > _CODES:
        typer.echo(f"  and {len(ordered) - _CODES} more codes")


def _print_all(issues: IssueLog, severities: Sequence[Severity]) -> None:
    """Print one line per kind of issue, the worst first, with where it stands and what to do."""
    kinds = sorted(
        (k for k in issues.counts if k[1] in severities),
        key=lambda k: (SEVERITIES.index(k[1]), -issues.counts[k], k[0]),
    )
    for key in kinds:
        code, severity, _, _, advice = key
        times = f" ({issues.counts[key]:,} times)" if issues.counts[key] > 1 else ""
        typer.echo(one_line(f"  {WORDS[severity]:<7}  {code}  {_example(issues, key)}{times}. {advice}".rstrip()))


def _example(issues: IssueLog, key: tuple[str, Severity, str, str, str]) -> str:
    """Return field, value and first place of a kind of issue: completion_planned '31.02.2024' at works.csv:3."""
    _, _, field, raw, _ = key

    def parts() -> Iterator[str]:
        if field:
            yield field
        if raw:
            yield repr(raw if len(raw) <= 60 else raw[:60] + "…")
        if where := issues.locators.get(key):
            yield f"at {where[0]}"

    return one_line(" ".join(parts()))
