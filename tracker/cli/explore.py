"""Commands that read: list, show, history, sources, imports, issues, fields."""

from __future__ import annotations

from typing import Annotated

import typer

from tracker.cli.options import (
    DEFAULT_DB,
    SORTS,
    AsOf,
    Bbox,
    Contemporary,
    Country,
    Db,
    Fmt,
    Format,
    RecordedBefore,
    Sector,
    Status,
    Text,
    parse_bbox,
)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("list")(list_)
    app.command()(show)
    app.command()(history)
    app.command()(sources)
    app.command()(imports)
    app.command()(issues)
    app.command()(fields)


def list_(
    sector: Sector = None,
    status: Status = None,
    country: Country = None,
    text: Text = "",
    bbox: Bbox = "",
    sort: Annotated[
        str,
        typer.Option(
            "--sort",
            help=f"{', '.join(SORTS)}; with - in front for descending. Money sorts within its currency.",
        ),
    ] = "name",
    limit: Annotated[
        int, typer.Option("--limit", "-n", help="Show so many; 0 for all.", show_default="50 in a table, else all")
    ] = -1,
    as_of: AsOf = "",
    recorded_before: RecordedBefore = "",
    contemporary: Contemporary = False,
    form: Fmt = Format.table,
    db: Db = DEFAULT_DB,
) -> None:
    """List projects, filtered and sorted.

    Examples: tracker list --sector canal --sort -cost; tracker list --country CHN --as-of 2024 -f csv > china.csv
    """
    from tracker import views
    from tracker.cli import words
    from tracker.cli.tables import emit, nothing
    from tracker.store.store import Store
    from tracker.vocab import sector_label

    store = Store(db)
    at = views.moment(as_of, recorded_before, contemporary=contemporary)
    filters = views.Filters(tuple(sector or ()), tuple(status or ()), tuple(country or ()), text, parse_bbox(bbox))
    most = limit if limit >= 0 else 50 if form is Format.table else 0
    shown, total = views.listed(store, at, filters, sort, most or None)
    mark = {"claimed": "", "derived": " (derived)", "inferred": " (no news)"}

    def opening(r: views.ProjectRow) -> str:
        return words.day(r.completion_actual) or (
            f"{words.day(r.completion_planned)} planned" if r.completion_planned else ""
        )

    def cost(r: views.ProjectRow) -> str:
        for name in ("cost_actual", "cost_estimate", "cost_budget"):
            if getattr(r, name) is not None:
                return words.amount(getattr(r, name), getattr(r, f"{name}_currency"))
        return ""

    emit(
        shown,
        [
            ("Id", lambda r: r.slug),
            ("Name", lambda r: r.name),
            ("Country", lambda r: r.country.replace(";", " ")),
            ("Sector", lambda r: sector_label(r.sector)),
            ("Status", lambda r: r.status + mark[r.status_basis]),
            (
                " Progress",
                lambda r: "" if r.progress_pct is None or r.status == "operating" else f"{r.progress_pct:g} %",
            ),
            ("Opening", opening),
            (" Cost", cost),
            (" Claims", lambda r: str(r.n_claims)),
        ],
        form,
        empty=nothing(at, filters),
        footer=f"{len(shown)} of {total:,} projects. --limit 0 shows all."
        if len(shown) < total
        else f"{total:,} projects. `tracker show ID` tells more of one.",
        of=views.ProjectRow,
        give_up=("Claims", "Name", "Sector", "Progress", "Country", "Cost"),
    )


def show(
    project: Annotated[str, typer.Argument(metavar="ID", help="Id of the project, or a part of its name.")],
    as_of: AsOf = "",
    recorded_before: RecordedBefore = "",
    contemporary: Contemporary = False,
    form: Fmt = Format.table,
    db: Db = DEFAULT_DB,
) -> None:
    """Show one project in depth: status, dates and money planned against actual, conflicts, every claim."""
    from tracker import views
    from tracker.cli.card import print_card
    from tracker.cli.expected import forecast_lines
    from tracker.cli.tables import emit
    from tracker.store.store import Store

    store = Store(db)
    at = views.moment(as_of, recorded_before, contemporary=contemporary)
    card = views.card(store, project, at)
    if form is Format.table:
        print_card(card, project, forecast_lines(store, card, at))
    elif form is Format.csv:
        emit(card.claims, [], form, "", of=views.ClaimRow)
    else:
        import json
        import sys

        from tracker.cli.tables import plain

        out = {
            "project": plain(card.project),
            "claims": [plain(c) for c in card.claims],
            "choices": {name: plain(choice) for name, choice in card.choices.items()},
        }
        sys.stdout.write(json.dumps(out, ensure_ascii=False, indent=1) + "\n")


def history(
    project: Annotated[str, typer.Argument(metavar="ID", help="Id of the project, or a part of its name.")],
    field: Annotated[str, typer.Argument(metavar="[FIELD]", help="One field (see `tracker fields`).")] = "",
    as_of: AsOf = "",
    recorded_before: RecordedBefore = "",
    contemporary: Contemporary = False,
    form: Fmt = Format.table,
    db: Db = DEFAULT_DB,
) -> None:
    """Tell what was said when, also what was withdrawn since."""
    from tracker import views
    from tracker.cli import words
    from tracker.cli.tables import emit
    from tracker.fields import FIELDS
    from tracker.store.store import Store

    rows = views.history(Store(db), project, field, views.moment(as_of, recorded_before, contemporary=contemporary))
    rows.sort(key=lambda r: (list(FIELDS).index(r.field), r.as_of_hi, r.as_of_lo, r.document.rank, r.text, r.key))
    emit(
        rows,
        [
            ("Field", lambda r: FIELDS[r.field].label),
            ("About", lambda r: " · ".join(x for x in (r.item, "" if r.scope == "whole" else r.scope) if x)),
            ("Value", words.value),
            ("Said", words.said),
            ("Source", words.source),
            ("", lambda r: "withdrawn" if r.withdrawn else ""),
        ],
        form,
        empty=f"Nothing was said of it. `tracker show {project}` tells what is known.",
        footer=f"{len(rows):,} statement{'s' if len(rows) != 1 else ''}, oldest first in each field.",
        of=views.ClaimRow,
    )


def sources(
    as_of: AsOf = "", recorded_before: RecordedBefore = "", form: Fmt = Format.table, db: Db = DEFAULT_DB
) -> None:
    """List the sources with their licence and what they hold."""
    from tracker import views
    from tracker.cli.tables import emit
    from tracker.store.store import Store

    rows = views.sources(Store(db), views.moment(as_of, recorded_before))
    emit(
        rows,
        [
            ("Source", lambda r: r.key),
            ("Name", lambda r: r.name),
            ("Releases", lambda r: r.releases),
            (" Imports", lambda r: str(r.n_imports)),
            (" Records", lambda r: f"{r.n_records:,}"),
            (" Claims", lambda r: f"{r.n_claims:,}"),
            ("Last release", lambda r: r.last_release),
            ("Licence", lambda r: r.licence),
        ],
        form,
        empty="No source was imported yet. Begin with `tracker demo`, or `tracker import PATH`.",
        of=views.SourceRow,
    )


def imports(
    as_of: AsOf = "", recorded_before: RecordedBefore = "", form: Fmt = Format.table, db: Db = DEFAULT_DB
) -> None:
    """List the imports, oldest first; --as-of leaves out releases of a later date."""
    from tracker import views
    from tracker.cli.tables import emit
    from tracker.store.store import Store

    at = views.moment(as_of, recorded_before)
    rows = [r for r in views.imports(Store(db), at) if not at.as_of or r.release_date <= at.as_of]
    emit(
        rows,
        [
            (" N", lambda r: str(r.id)),
            ("Source", lambda r: r.source),
            ("Release", lambda r: r.release_date),
            ("Recorded (UTC)", lambda r: r.recorded_at[:19].replace("T", " ")),
            (" Records", lambda r: f"{r.n_records:,}"),
            (" New", lambda r: f"{r.n_new:,}"),
            (" Unchanged", lambda r: f"{r.n_unchanged:,}"),
            (" Withdrawn", lambda r: f"{r.n_withdrawn:,}"),
            (" Issues", lambda r: f"{r.n_issues:,}"),
            ("", lambda r: f"undone {r.undone_at[:10]}" if r.undone_at else ""),
        ],
        form,
        empty="Nothing was imported yet. Begin with `tracker demo`, or `tracker import PATH`.",
        footer="`tracker undo N` takes one back.",
        of=views.ImportRow,
    )


def issues(
    import_id: Annotated[int, typer.Option("--import", metavar="N", help="Of one import only.")] = 0,
    as_of: AsOf = "",
    recorded_before: RecordedBefore = "",
    form: Fmt = Format.table,
    db: Db = DEFAULT_DB,
) -> None:
    """List what was odd in the data, worst first, with where it stands and what to do."""
    from tracker import views
    from tracker.cli.tables import emit
    from tracker.store.store import Store

    store = Store(db)
    at = views.moment(as_of, recorded_before)
    rows = views.issues(store, at, import_id or None)
    if at.as_of:
        early = {r.id for r in views.imports(store, at) if r.release_date <= at.as_of}
        rows = [r for r in rows if r.import_id in early]
    emit(
        rows,
        [
            ("Severity", lambda r: r.severity),
            ("Code", lambda r: r.code),
            ("Field", lambda r: r.field),
            ("Value", lambda r: r.raw[:60]),
            (" Count", lambda r: f"{r.count:,}"),
            ("First at", lambda r: ", ".join(r.locators[:2])),
            ("What to do", lambda r: r.advice),
            (" Import", lambda r: str(r.import_id)),
        ],
        form,
        empty="Nothing odd was met.",
        footer=f"{sum(r.count for r in rows):,} issues of {len(rows)} kinds.",
        of=views.IssueRow,
    )


def fields(form: Fmt = Format.table) -> None:
    """List the fields of the ledger: what each means, its unit and how its value is chosen."""
    from tracker.cli.tables import emit
    from tracker.fields import FIELDS, Field

    def how(f: Field) -> str:
        return {"series": "a series", "events": "events"}.get(f.cardinality, f.policy)

    emit(
        list(FIELDS.values()),
        [
            ("Field", lambda f: f.name),
            ("Label", lambda f: f.label),
            ("Type", lambda f: f.type + (f", {f.unit}" if f.unit else "")),
            ("Chosen by", how),
            ("Item", lambda f: f.item),
            ("Meaning", lambda f: f.meaning),
        ],
        form,
        empty="",
        of=Field,
    )
