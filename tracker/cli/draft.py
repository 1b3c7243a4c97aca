"""``tracker draft-mapping``: begin a mapping of somebody's table."""

from __future__ import annotations

import shlex
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from tracker.errors import UsageError


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("draft-mapping")(draft_mapping)


def draft_mapping(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="Any table or vector file.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="MAPPING.toml", help="Write it here, not to the screen.")
    ] = None,
    sheet: Annotated[str, typer.Option("--sheet", "--layer", metavar="NAME", help="The sheet or layer to read.")] = "",
    crs: Annotated[
        str,
        typer.Option("--crs", metavar="CODE", help="What coordinates are in where the file does not say: EPSG:3857."),
    ] = "",
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
) -> None:
    """Write a first mapping of a table: which column seems to say what, with remarks on what is only guessed."""
    from tracker.drafting.draft import draft_mapping as draft_of
    from tracker.sources import claim_folder, claim_table
    from tracker.sources.base import check_path

    check_path(path, "file", folder=True)
    if output is not None:
        _check(path, output, force=force)
    if claim_table.knows(path) or claim_folder.knows(path):
        raise UsageError(f"{path} needs no mapping: it holds claims.", f"Run `tracker import {path}`.")
    name = str(output) if output is not None else "mapping.toml"
    draft = draft_of(path, today=datetime.now(UTC).date().isoformat(), sheet=sheet, crs=crs, mapping_name=name)
    if output is None:
        typer.echo(draft.toml, nl=False)
        return
    output.write_text(draft.toml, encoding="utf-8", newline="\n")
    typer.echo(f"{output}: {draft.count}.")
    typer.echo(
        f"Read it and correct it, then: tracker import {shlex.quote(str(path))} --mapping {shlex.quote(name)} --dry-run"
    )


def _check(path: Path, output: Path, *, force: bool) -> None:
    """Raise where the mapping may not be written, before the table is read."""
    if not output.parent.is_dir():
        raise UsageError(f"There is no folder {output.parent}.", "Make it first, or name another with --output.")
    if output.is_dir():
        raise UsageError(f"{output} is a folder.", "Name a file in it with --output.")
    if output.exists() and path.exists() and output.samefile(path):
        raise UsageError(f"{output} is the table itself.", "Name another file with --output.")
    if output.exists() and not force:
        raise UsageError(f"{output} exists already.", "Name another file with --output, or add --force to replace it.")
