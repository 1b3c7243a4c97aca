"""Commands for the ledger itself: create, info, upgrade, backup, copy, rebuild, log, purge."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tracker.cli.options import DEFAULT_DB, Db, Fmt, Format
from tracker.cli.tables import say

app = typer.Typer(
    help="Look after the ledger: create, info, upgrade, backup, copy, rebuild, log, purge.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command()
def info(db: Db = DEFAULT_DB) -> None:
    """Tell what the ledger is, how big, and when it was last written."""
    from tracker.store.care import describe
    from tracker.store.store import Store

    for label, text in describe(Store(db)).items():
        typer.echo(f"{label:<15}{text}")


@app.command()
def create(
    viewer: Annotated[
        str, typer.Option("--viewer", metavar="ROLE", help="Let this role read everything (made where it is missing).")
    ] = "",
    db: Db = DEFAULT_DB,
) -> None:
    """Prepare an empty database on a server (PostGIS, schema, layers), or make an empty file."""
    from tracker.errors import UsageError
    from tracker.store.store import Store, exists, is_url
    from tracker.store.store import create as make

    if viewer and not is_url(db):
        raise UsageError("A file has no roles.", "Leave --viewer out, or name a server with --db.")
    if viewer and exists(db):
        store = Store(db)
    else:
        store = make(db)
        typer.echo(f"An empty ledger: {store.name}")
    if viewer:
        from tracker.store.care import let_read

        let_read(store, viewer, on_wait=say)
        typer.echo(f"{viewer} may read everything there, and change nothing.")
    typer.echo("Next: `tracker demo`, or `tracker import FILE`.")


@app.command()
def upgrade(db: Db = DEFAULT_DB) -> None:
    """Bring an older ledger to this tracker's schema; a backup of a file is made first."""
    from tracker.store.care import upgrade as run
    from tracker.store.home import home_of

    before, after, backup = run(db, on_wait=say)
    name = home_of(db).name
    if before == after:
        typer.echo(f"{name} has schema {after} already; nothing to do.")
    elif backup is None:
        typer.echo(f"{name}: schema {before} -> {after}.")
    else:
        typer.echo(f"{name}: schema {before} -> {after}. The ledger as it was: {backup}")


@app.command()
def backup(
    target: Annotated[Path, typer.Argument(help="The copy to make.")],
    db: Db = DEFAULT_DB,
) -> None:
    """Copy the ledger, also while it is in use."""
    from tracker.store.store import Store

    typer.echo(f"Backup: {Store(db).backup(target)}")


@app.command()
def copy(
    source: Annotated[str, typer.Argument(metavar="FROM", help="The ledger: a file, or the address of a server.")],
    target: Annotated[
        str, typer.Argument(metavar="TO", help="A new file, or a database that `tracker db create` prepared.")
    ],
) -> None:
    """Carry a ledger from a file to a server or back, without loss; one that broke off goes on where it stopped.

    Both are named here, as --db takes them; TRACKER_DB does not count.
    """
    from tracker.cli.bar import progress
    from tracker.errors import Interrupted
    from tracker.resolve import current
    from tracker.store import copy as copying
    from tracker.store.store import Store

    store = Store(source)
    try:
        # The last part makes the layers anew and reads back every row.
        total, does = copying.count(store), ("Copying", "Checking")
        with progress(Path(store.name).name, total, does=does, unit="rows") as (told, check):
            done = copying.copy(store, target, current.refresh, on_wait=say, progress=told, on_finish=check)
    except KeyboardInterrupt:
        raise Interrupted(
            "Stopped; the copy is unfinished.", "Run the same command again: it goes on where it stopped."
        ) from None
    for name, rows in done.rows.items():
        typer.echo(f"{name:<15}{rows:>12,}")
    if done.resumed:
        typer.echo(f"{done.resumed:,} of these rows were there from a copy that broke off.")
    typer.echo(f"{done.source} is copied to {done.target}; every row was read back and is the same.")
    typer.echo(f"Data version of both: {done.data_version}")
    if done.remade:
        typer.echo(f"{done.remade:,} projects in the layers differ: run `tracker db rebuild` on {done.source} too.")


@app.command()
def rebuild(db: Db = DEFAULT_DB) -> None:
    """Make the ready answers (layers, live claims) anew from the claims."""
    from tracker.ingest import rebuild as run
    from tracker.store.store import Store

    n = run(Store(db), on_wait=say)
    typer.echo(f"{n:,} projects were made anew.")


@app.command()
def log(form: Fmt = Format.table, db: Db = DEFAULT_DB) -> None:
    """Tell what was done to the ledger outside imports: rebuilds and purges."""
    from tracker.cli.tables import emit
    from tracker.store.care import LogRow, log_rows
    from tracker.store.store import Store

    emit(
        log_rows(Store(db)),
        [
            ("At (UTC)", lambda r: r.at[:19].replace("T", " ")),
            ("What", lambda r: r.what),
            ("Detail", lambda r: r.detail),
        ],
        form,
        empty="Nothing was done to it outside imports.",
        of=LogRow,
    )


@app.command()
def purge(
    number: Annotated[int, typer.Argument(metavar="N", help="Number of the import; it must be undone first.")],
    why: Annotated[str, typer.Option("--why", help="The reason; it is kept in the log.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    db: Db = DEFAULT_DB,
) -> None:
    """Delete for good what only one undone import brought. For data that must go; it cannot be taken back."""
    from tracker.ingest import purge as run
    from tracker.store.store import Store

    store = Store(db)
    if not yes:
        typer.confirm(f"Delete for good what only import {number} brought?", abort=True)
    claims, records = run(store, number, why, on_wait=say)
    typer.echo(f"Import {number} is gone: {claims:,} claims and {records:,} records deleted. The log tells so.")
