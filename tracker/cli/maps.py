"""The command that draws: map."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from tracker.cli.costs import Extend, PricesFolder
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
from tracker.errors import UsageError


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("map")(map_)


def map_(
    output: Annotated[Path, typer.Option("--output", "-o", help="The page to write.")] = Path("map.html"),
    filters: Annotated[
        list[str] | None,
        typer.Option(
            "--filter",
            metavar="KEY=VALUE",
            help="What the page asks when it opens, in the words of its link; may be repeated. The page holds all, "
            "and a reader can take the filter off. Keys: status, sector, country; cost, progress, delay, overrun "
            "(ranges: 1bn.., 0..50, 2.., 50%..); text; disagree, nowhere (1); silent (months).",
        ),
    ] = None,
    color_by: Annotated[
        Literal["status", "sector", "progress", "delay", "overrun"],
        typer.Option("--color-by", help="What the colour of a project tells when the page opens."),
    ] = "status",
    size_by: Annotated[
        Literal["cost", "none"],
        typer.Option("--size-by", help="What the size of a point tells; without a cost it has the smallest."),
    ] = "cost",
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
    prices: PricesFolder = "",
    extend: Extend = "",
    browser: Annotated[bool, typer.Option("--open", help="Open the page afterwards.")] = False,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Write the page even where it holds more than a browser shows well.")
    ] = False,
    db: Db = DEFAULT_DB,
) -> None:
    """Write one HTML page with an interactive map; it opens from disk, without a network.

    --sector, --status, --country, --text and --bbox decide which projects are in the page; --filter, --color-by and
    --size-by only what it shows first.

    Example: tracker map -o canals.html --sector canal --as-of 2024

    Example: tracker map --open --filter status=construction --filter cost=10bn.. --color-by delay
    """
    from tracker import views
    from tracker.store.store import Store

    check_output(output)
    store = Store(db)
    at = views.moment(as_of, recorded_before, contemporary=contemporary)
    inside = views.Filters(tuple(sector or ()), tuple(status or ()), tuple(country or ()), text, parse_bbox(bbox))
    from maps.limits import judge, judge_count

    if at.is_now and not anyway:  # counting is quick: what is far too much is not read first
        _stop_beyond(judge_count(views.count(store, at, inside)))
    atlas = views.atlas(store, at, inside)
    from maps import build

    beyond = judge(atlas)
    if not anyway:
        _stop_beyond(beyond)
    for sentence in beyond:
        typer.echo(sentence, err=True)
    page = build(
        atlas,
        filter=filters or (),
        color_by=color_by,
        size_by=size_by,
        title=title,
        basemap=basemap,
        lang=lang,
        prices=prices,
        extend=extend,
    )
    size = output.write_bytes(page.get_root().render().encode())
    placed = sum(r.wkb is not None for r in atlas.projects)
    typer.echo(f"{output}: {len(atlas.projects):,} projects, {placed:,} on the map, {size / 1e6:.1f} MB.")
    if not atlas.projects:
        typer.echo("Nothing fits the filters: the map is empty.")
    if page.carried < len(atlas.projects):
        typer.echo(
            f"It carries the statements behind the figures of {page.carried:,} projects, the most told; "
            f"up to {views.CARDS_UP_TO:,} projects it carries all: choose fewer by --sector, --country or --bbox."
        )
    if browser:
        import webbrowser

        webbrowser.open(output.resolve().as_uri())


def _stop_beyond(sentences: list[str]) -> None:
    """Refuse to write a page that passes its limits; raise UsageError where anything is said."""
    if sentences:
        told = " ".join(sentences)
        raise UsageError(f"The page was not written. {told}", "With --anyway it is written all the same.")
