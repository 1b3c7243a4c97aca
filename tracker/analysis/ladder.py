"""From a sector to wider classes, rung by rung: the sector, its family, its kind of infrastructure, all sectors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from tracker.vocab import sector_label, table

#: Sectors that are built alike.
FAMILIES: dict[str, tuple[str, ...]] = {
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
KINDS: dict[str, tuple[str, ...]] = {
    "all transport": ("rail", "roads and fixed links", "waterways and ports", "airport", "transport"),
    "all energy and dams": ("dams and hydropower", "thermal power", "wind and solar", "lines and pipelines", "energy"),
    "all water and waste": ("water works", "waste"),
}
ALL = "all sectors"


@dataclass(frozen=True, slots=True)
class Rung:
    """A class of projects by sector; ``sectors`` is None for all."""

    name: str
    sectors: frozenset[str] | None

    def __contains__(self, sector: str) -> bool:
        return self.sectors is None or sector in self.sectors


@cache
def rungs(sector: str) -> tuple[Rung, ...]:
    """Return the classes of a sector, each within the next; of an unknown one only that of all sectors."""
    out = []
    if sector in table("sectors"):
        out.append(Rung(sector_label(sector).lower(), frozenset({sector})))
        out += [Rung(name, frozenset(members)) for name, members in FAMILIES.items() if sector in members]
        for name, parts in KINDS.items():
            members = frozenset(s for part in parts for s in FAMILIES.get(part, (part,)))
            if sector in members:
                out.append(Rung(name, members))
    return (*out, Rung(ALL, None))


def first_with(sector: str, enough: Callable[[Rung], bool]) -> Rung | None:
    """Return the narrowest class that has enough, None where not even that of all sectors has."""
    return next((rung for rung in rungs(sector) if enough(rung)), None)
