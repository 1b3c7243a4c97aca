"""The command that draws: map."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from tracker.cli.options import (
    DEFAULT_DB,
    AsOf,
    Bbox,
    Contemporary,
    Country,
    Db,
    RecordedBefore,
    Sector,
    Status,
    Text,
    check_output,
    parse_bbox,
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("map")(map_)


def map_(
    output: Annotated[Path, typer.Option("--output", "-o", help="The page to write.")] = Path("map.html"),
    sector: Sector = None,
    status: Status = None,
    country: Country = None,
    text: Text = "",
    bbox: Bbox = "",
    as_of: AsOf = "",
    recorded_before: RecordedBefore = "",
    contemporary: Contemporary = False,
    title: Annotated[str, typer.Option("--title", help="Heading of the page.")] = "",
    basemap: Annotated[
        Literal["bundled", "none", "online"], typer.Option("--basemap", help="online needs a network.")
    ] = "bundled",
    lang: Annotated[Literal["en", "zh"], typer.Option("--lang", help="Language of the page.")] = "en",
    browser: Annotated[bool, typer.Option("--open", help="Open the page afterwards.")] = False,
    db: Db = DEFAULT_DB,
) -> None:
    """Write one HTML page with an interactive map; it opens from disk, without a network.

    Example: tracker map -o canals.html --sector canal --as-of 2024
    """
    from tracker import views
    from tracker.store.store import Store

    check_output(output)
    store = Store(db)
    at = views.moment(as_of, recorded_before, contemporary=contemporary)
    filters = views.Filters(tuple(sector or ()), tuple(status or ()), tuple(country or ()), text, parse_bbox(bbox))
    atlas = views.atlas(store, at, filters)
    from maps import write

    options = {"title": title} if title else {}
    size = write(atlas, output, basemap=basemap, lang=lang, **options)
    placed = sum(r.wkb is not None for r in atlas.projects)
    typer.echo(f"{output}: {len(atlas.projects):,} projects, {placed:,} on the map, {size / 1e6:.1f} MB.")
    if not atlas.projects:
        typer.echo("Nothing fits the filters: the map is empty.")
    if atlas.projects and not atlas.cards:
        typer.echo(f"Above {views.CARDS_UP_TO:,} projects a page carries no cards; filter to get them.")
    if browser:
        import webbrowser

        webbrowser.open(output.resolve().as_uri())
