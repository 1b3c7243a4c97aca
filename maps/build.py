"""Build a page from an atlas: the one door of this package."""

from __future__ import annotations

from functools import lru_cache
from os import PathLike
from pathlib import Path
from typing import Any, Literal, get_args

from maps.columns import pack
from maps.page import AtlasMap, Front, Page
from maps.payload import about_block, cards_block, projects_block, world
from maps.style import page_style
from tracker.errors import UsageError
from tracker.views import Atlas

#: Heading of a page that is given none, by language.
TITLES = {"en": "Megaprojects, as they were known", "zh": "超级工程:当时所知"}

Basemap = Literal["bundled", "none", "online"]
Lang = Literal["en", "zh"]

#: Tiles of ``basemap="online"``. One host, so that the page's policy can name it.
TILES = {
    "host": "tile.openstreetmap.org",
    "url": "https://tile.openstreetmap.org/{z}/{x}/{y}.png",
    "maxZoom": 19,
}


def build(atlas: Atlas, *, title: str = "", basemap: Basemap = "bundled", lang: Lang = "en") -> AtlasMap:
    """Build the page of `atlas` as a ``folium.Map``.

    Parameters
    ----------
    atlas
        Projects and, unless the ledger is big, their cards (``tracker.views``). Its ``now`` is the page's today.
    title
        Heading of the page and of the browser's tab; "" for the one in :data:`TITLES`.
    basemap
        ``bundled``: Natural Earth, in the file. ``none``: water and projects only. ``online``: OpenStreetMap tiles
        over the bundled basemap; the only choice that uses the network.
    lang
        Language of the page's own words: ``en`` or ``zh``. Data stay as they are.

    Raises
    ------
    UsageError
        For a basemap or a language that does not exist.
    """
    if basemap not in get_args(Basemap):
        raise UsageError(f"no basemap {basemap!r}", f"choose one of {', '.join(get_args(Basemap))}")
    if lang not in get_args(Lang):
        raise UsageError(f"no language {lang!r}", f"choose one of {', '.join(get_args(Lang))}")
    title = title or TITLES[lang]
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
    blocks = {
        "tracker-projects": pack({"about": about_block(atlas), "projects": projects_block(atlas.projects)}),
        "tracker-cards": pack(cards_block(atlas.projects, atlas.cards)) if atlas.cards else "",
    }
    if basemap != "none":
        blocks["tracker-basemap"] = _world()
    config: dict[str, Any] = {"lang": lang, "title": title, "style": page_style(), "tiles": tiles}
    m.add_child(Front(config, blocks))
    return m


def write(
    atlas: Atlas, path: str | PathLike[str], *, title: str = "", basemap: Basemap = "bundled", lang: Lang = "en"
) -> int:
    """Write the page of `atlas` to `path` (UTF-8) and return its size in bytes. Parameters as in :func:`build`."""
    data = build(atlas, title=title, basemap=basemap, lang=lang).get_root().render().encode()
    return Path(path).write_bytes(data)


@lru_cache(maxsize=1)
def _world() -> str:
    """Return the bundled basemap as a packed block."""
    return pack(world())
