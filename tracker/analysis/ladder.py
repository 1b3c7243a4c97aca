"""From a sector to wider classes, rung by rung: the sector, its family, its kind of infrastructure, all sectors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from tracker.analysis.kinds import FAMILIES, KINDS
from tracker.vocab import sector_label, table

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
