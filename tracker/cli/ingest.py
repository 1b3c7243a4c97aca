"""Commands that change the ledger: demo, import, undo, judge."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from tracker.cli.imports import import_
from tracker.cli.options import DEFAULT_DB, Db, Fmt, Format, check_output
from tracker.cli.report import print_report
from tracker.cli.tables import say
from tracker.imported import count


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(demo)
    app.command("import")(import_)
    app.command()(undo)
    app.command()(judge)
    app.command()(judgements)
    app.command()(catalogue)


def demo(
    db: Db = DEFAULT_DB,
    output: Annotated[Path, typer.Option("--output", "-o", help="The page to write.")] = Path("map.html"),
    browser: Annotated[bool, typer.Option("--open/--no-open", help="Open the page where there is a browser.")] = True,
) -> None:
    """Import the bundled catalogue of megaprojects and draw them on a map."""
    from tracker import ingest, sources, views
    from tracker.bundled import data_folder
    from tracker.store.store import Store, create, exists, is_url

    check_output(output)
    store = Store(db) if is_url(db) or exists(db) else create(db)
    report = ingest.run_import(store, sources.open_path(data_folder() / "catalogue"), on_wait=say)
    print_report(report, codes=False)
    from maps import write

    atlas = views.atlas(store)
    size = write(atlas, output)
    typer.echo(f"Ledger  {store.name}  ({len(atlas.projects)} projects)")
    typer.echo(f"Map     {output}  ({size / 1e6:.1f} MB, opens without a network)")
    typer.echo("\nNext:")
    typer.echo("  tracker show pinglu-canal                    one project, every figure with its source")
    typer.echo("  tracker history pinglu-canal completion_planned   what was said when")
    typer.echo("  tracker list --sector canal --as-of 2024     the canals as they were known in 2024")
    typer.echo("  tracker --help                               everything else")
    if browser and can_open():
        import webbrowser

        webbrowser.open(output.resolve().as_uri())


def undo(
    number: Annotated[int, typer.Argument(metavar="N", help="Number of the import (see `tracker imports`).")],
    db: Db = DEFAULT_DB,
) -> None:
    """Undo an import: the ledger reads as if it had not been made. Nothing is deleted."""
    from tracker import ingest
    from tracker.store.store import Store

    n = ingest.undo(Store(db), number, on_wait=say)
    typer.echo(f"Import {number} is undone; {count(n, 'project')} changed.")
    typer.echo("Import the file again to redo it. `tracker imports` shows both.")


def judge(
    first: Annotated[str, typer.Argument(metavar="ID", help="A project.")],
    second: Annotated[str, typer.Argument(metavar="ID", help="Another project.")],
    different: Annotated[bool, typer.Option("--different", help="They are not the same (default: they are).")] = False,
    why: Annotated[str, typer.Option("--why", help="The reason, for those who come after.")] = "",
    db: Db = DEFAULT_DB,
) -> None:
    """Decide that two projects are the same (their claims are read together) or are not."""
    import getpass

    from tracker.resolve import judge as judging
    from tracker.store import read
    from tracker.store.store import Store
    from tracker.views import find

    store = Store(db)
    a, b = find(store, first), find(store, second)
    with store.write(f"judge {first} {second}", say) as (conn, now):
        records = [read.founding_record(conn, name) or project for name, (project, _) in ((first, a), (second, b))]
        n = judging.decide(
            conn, now, *records, same=not different, kind="person", by=_user(getpass.getuser), reason=why
        )
    verdict = "are different" if different else "are the same project"
    typer.echo(f"Judgement {n}: {first} and {second} {verdict}. `tracker judgements --undo {n}` takes it back.")


def judgements(
    number: Annotated[int, typer.Option("--undo", metavar="N", help="Take this judgement back.")] = 0,
    form: Fmt = Format.table,
    db: Db = DEFAULT_DB,
) -> None:
    """List the decisions on which projects are the same; --undo takes one back."""
    from tracker import views
    from tracker.cli.tables import emit
    from tracker.resolve import judge as judging
    from tracker.store.store import Store

    store = Store(db)
    if number:
        with store.write(f"undo judgement {number}", say) as (conn, now):
            judging.undo(conn, now, number)
        typer.echo(f"Judgement {number} is undone.")
        return
    emit(
        views.judgements(store),
        [
            (" N", lambda r: str(r.id)),
            ("One", lambda r: r.first),
            ("Other", lambda r: r.second),
            ("Verdict", lambda r: "same" if r.same else "different"),
            ("By", lambda r: f"{r.by} ({r.kind})"),
            ("Why", lambda r: r.reason),
            ("Recorded (UTC)", lambda r: r.recorded_at[:19].replace("T", " ")),
            ("", lambda r: f"undone {r.undone_at[:10]}" if r.undone_at else ""),
        ],
        form,
        empty="No judgement was made yet. `tracker judge ID ID` makes one.",
        of=views.JudgementRow,
    )


def catalogue(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A folder that does not exist yet.")],
) -> None:
    """Copy the bundled catalogue into a folder, to read it, correct it and import it again."""
    import shutil

    from tracker.bundled import data_folder
    from tracker.errors import UsageError

    if folder.exists():
        raise UsageError(f"{folder} exists already.", "Name a folder that does not exist yet.")
    shutil.copytree(data_folder() / "catalogue", folder)
    typer.echo(f"{folder} holds the catalogue. Edit its CSV files, then run: tracker import {folder}")


def can_open() -> bool:
    """True where a browser can be expected: a person at a terminal with a screen."""
    if os.environ.get("CI") or not sys.stdout.isatty():
        return False
    return sys.platform in ("win32", "darwin") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _user(getuser: object) -> str:
    try:
        return str(getuser())  # type: ignore[operator]
    except (OSError, KeyError, ImportError):
        return "unknown"
