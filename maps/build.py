"""Build a page from an atlas: the one door of this package."""

from __future__ import annotations

from functools import lru_cache
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args

from maps.asking import ColourBy, Filter, SizeBy, fragment
from maps.bundle import bundle
from maps.cards import cards_block
from maps.cards_budget import FRONT_BYTES, PAGE_BYTES, packed_cards
from maps.columns import pack
from maps.forecasts import forecasts_block
from maps.frame import as_atlas
from maps.measures import measures_block
from maps.own import own_block
from maps.page import AtlasMap, Front, Page
from maps.payload import about_block, projects_block, world
from maps.style import page_style
from tracker.analysis.prices import load
from tracker.errors import UsageError
from tracker.views import Atlas

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas

    Own: TypeAlias = geopandas.GeoDataFrame | Mapping[str, geopandas.GeoDataFrame]

#: Heading of a page that is given none, by language.
TITLES = {"en": "Megaprojects, as they were known", "zh": "超级工程：当时所知"}

Basemap = Literal["bundled", "none", "online"]
Lang = Literal["en", "zh"]

#: Tiles of ``basemap="online"``. One host, so that the page's policy can name it.
TILES = {
    "host": "tile.openstreetmap.org",
    "url": "https://tile.openstreetmap.org/{z}/{x}/{y}.png",
    "maxZoom": 19,
}


def build(
    atlas: Atlas | geopandas.GeoDataFrame,
    *,
    own: Own | None = None,
    own_name: str = "",
    filter: Filter = (),
    color_by: ColourBy = "status",
    size_by: SizeBy = "cost",
    title: str = "",
    basemap: Basemap = "bundled",
    lang: Lang = "en",
    prices: str | PathLike[str] = "",
    extend: str = "",
) -> AtlasMap:
    """Build the page of `atlas` as a ``folium.Map``; as the last line of a notebook cell it shows itself.

    Parameters
    ----------
    atlas
        ``Ledger.atlas()``: projects and, unless the ledger is big, their cards. Its ``now`` is the page's today. Or the
        frame of ``Ledger.projects()``, as it is or cut down: a page without the statements behind the figures.
    own
        A GeoDataFrame of your own, in any CRS, drawn beside the projects with a row of its own in the legend, a table
        and small cards; or several as {"legend label": frame}. It enters no count or total of the ledger's.
    own_name
        Its column with the names; "" for one called name, title, label, project or place, else the first of text.
    filter
        What the page asks when it opens, in the words of its link: {"status": ["planned", "construction"],
        "country": "CHN", "cost": "1bn.."}, or ["status=planned,construction"]. Keys: status, sector, country; ranges
        cost (US dollars of the page's price year), progress (per cent), delay (years), overrun (share of the budget);
        text, disagree, silent (months), nowhere. All projects are in the page; a fragment in the address goes before.
    color_by
        status, sector, progress, delay or overrun.
    size_by
        cost or none. A project without a cost has the smallest size and a hollow centre.
    title
        Heading of the page and of the browser's tab; "" for the one in :data:`TITLES`.
    basemap
        ``bundled``: Natural Earth, in the file. ``none``: water and projects only. ``online``: OpenStreetMap tiles
        over the bundled basemap; the only choice that uses the network.
    lang
        Language of the page's own words: ``en`` or ``zh``. Data stay as they are.
    prices
        Folder of deflators and rates (``tracker prices refresh``) for the measures; "" for what ships with the tracker.
    extend
        "last": carry the last year of each deflator flat for up to two years, so that newer sums have a cost in
        constant dollars as well; the page marks what rests on it.

    Raises
    ------
    UsageError
        For a basemap, a language, a filter or a colour that does not exist (the hint lists those that do), for data
        that are not projects, and for a frame of one's own without geometry or CRS.
    """
    atlas = as_atlas(atlas)
    tables = load(str(prices), extend)
    if basemap not in get_args(Basemap):
        raise UsageError(f"no basemap {basemap!r}", f"choose one of {', '.join(get_args(Basemap))}")
    if lang not in get_args(Lang):
        raise UsageError(f"no language {lang!r}", f"choose one of {', '.join(get_args(Lang))}")
    title = (title or TITLES[lang]).encode("utf-8", "replace").decode()  # bytes of a shell that are no text
    tiles = TILES if basemap == "online" else None
    page = Page(title, lang, str(TILES["host"]) if tiles else "")
    m = AtlasMap(
        page,
        location=(25, 20),
        zoom_start=2,
        zoom_control=False,
        attribution_control=False,
        zoom_snap=0.25,
        zoom_delta=0.75,
        wheel_px_per_zoom_level=90,
        min_zoom=0.5,
        max_bounds_viscosity=1,
        max_zoom=TILES["maxZoom"] if tiles else 13,
        world_copy_jump=True,
    )
    columns = projects_block(atlas.projects, measures_block(atlas, tables))
    blocks = {"tracker-projects": pack({"about": about_block(atlas, tables), "projects": columns})}
    if basemap != "none":
        blocks["tracker-basemap"] = _world()
    forecasts = forecasts_block(atlas) if atlas.cards else None
    room = PAGE_BYTES - FRONT_BYTES - sum(map(len, blocks.values()))
    blocks["tracker-cards"], m.carried = packed_cards(
        atlas.projects, atlas.cards, room, lambda cards: pack(cards_block(atlas.projects, cards, forecasts, tables))
    )
    if m.carried:
        blocks["tracker-worker"] = _worker()
    if own is not None:
        blocks["tracker-own"] = pack(own_block(own, own_name, lang))
    config: dict[str, Any] = {"lang": lang, "title": title, "style": page_style(), "tiles": tiles}
    if m.carried < len(atlas.projects):
        config["without_cards"] = len(atlas.projects) - m.carried
    if initial := fragment(atlas, filter, color_by, size_by):
        config["initial"] = initial
    m.add_child(Front(config, blocks))
    return m


def write(
    atlas: Atlas | geopandas.GeoDataFrame,
    path: str | PathLike[str],
    *,
    own: Own | None = None,
    own_name: str = "",
    filter: Filter = (),
    color_by: ColourBy = "status",
    size_by: SizeBy = "cost",
    title: str = "",
    basemap: Basemap = "bundled",
    lang: Lang = "en",
    prices: str | PathLike[str] = "",
    extend: str = "",
) -> int:
    """Write the page of `atlas` to `path` (UTF-8) and return its size in bytes. Parameters as in :func:`build`."""
    page = build(
        atlas,
        own=own,
        own_name=own_name,
        filter=filter,
        color_by=color_by,
        size_by=size_by,
        title=title,
        basemap=basemap,
        lang=lang,
        prices=prices,
        extend=extend,
    )
    return Path(path).write_bytes(page.get_root().render().encode())


@lru_cache(maxsize=1)
def _world() -> str:
    """Return the bundled basemap as a packed block."""
    return pack(world())


@lru_cache(maxsize=1)
def _worker() -> str:
    """Return the script that reads the cards beside the page, as a packed block."""
    return pack(f"{bundle('worker.mjs')}\nserve(self);\n")
