"""Which sectors belong together: those that are built alike, wider kinds of infrastructure, and published kinds.

One table for forecasts (:mod:`tracker.analysis.ladder`), published rates (:mod:`tracker.analysis.base_rates`) and the
comparison with them (:mod:`tracker.analysis.slippage_groups`).
"""

from __future__ import annotations

from collections.abc import Mapping

#: Sectors that are built alike.
FAMILIES: Mapping[str, tuple[str, ...]] = {
    "rail": ("railway", "high-speed-rail", "metro", "urban-transport"),
    "roads and fixed links": ("road", "bridge", "tunnel"),
    "waterways and ports": ("canal", "port"),
    "dams and hydropower": ("hydropower", "dam"),
    "thermal power": ("nuclear", "coal", "gas-power", "biomass", "geothermal"),
    "wind and solar": ("wind", "solar"),
    "lines and pipelines": ("transmission", "pipeline", "lng", "oil-gas", "ccs"),
    "water works": ("water-supply", "wastewater", "irrigation", "flood-defence", "water"),
}
#: Families and single sectors that make up a kind of infrastructure.
KINDS: Mapping[str, tuple[str, ...]] = {
    "all transport": ("rail", "roads and fixed links", "waterways and ports", "airport", "transport"),
    "all energy and dams": ("dams and hydropower", "thermal power", "wind and solar", "lines and pipelines", "energy"),
    "all water and waste": ("water works", "waste"),
}

_RAIL, _LINKS = ("railway", "high-speed-rail", "metro"), ("bridge", "tunnel")
_POWER = (
    "hydropower", "nuclear", "wind", "solar", "geothermal", "biomass", "coal", "gas-power", "transmission",
)  # fmt: skip
#: Kind of project in published rates -> sectors of the tracker that are of that kind; None: all. They are cut by others
#: and do not agree with our families: published rail has no trams.
PUBLISHED: Mapping[str, tuple[str, ...] | None] = {
    "all projects": None,
    "transport infrastructure": (*_RAIL, *_LINKS, "road", "airport", "port", "canal", "transport", "urban-transport"),
    "rail": _RAIL,
    "roads": ("road",),
    "bridges and tunnels": _LINKS,
    "dams": ("dam", "hydropower"),
    "hydroelectric dams": ("hydropower",),
    "hydroelectric dams, Brazil": ("hydropower",),
    "nuclear power": ("nuclear",),
    "wind power": ("wind",),
    "solar power": ("solar",),
    "fossil thermal power": ("coal", "gas-power"),
    "power transmission": ("transmission",),
    "oil and gas": ("oil-gas", "pipeline", "lng"),
    "electricity infrastructure (401 projects)": _POWER,
    "electricity infrastructure (662 projects)": _POWER,
}
#: Of no use to a forecast: kinds so wide, or of one country, that they say nothing of a sector.
_TOO_WIDE = ("all projects", "electricity infrastructure", "hydroelectric dams, Brazil")


def published_kind(sector: str) -> str:
    """Return the narrowest published kind that speaks for a sector; "" where none does."""
    fit = [
        (len(sectors), kind)
        for kind, sectors in PUBLISHED.items()
        if sectors and sector in sectors and not kind.startswith(_TOO_WIDE)
    ]
    return min(fit)[1] if fit else ""
