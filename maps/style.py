"""Colours, patterns and sizes, declared once: the canvas layer, the legend and the style sheet all read these.

Status is told by colour *and* by pattern, so that it survives colour blindness and grey printing: a mark for points
(ring, half disc, disc, bars, cross) and a dash for lines. Each colour has at least 3:1 on land and on water
(``tests/maps/test_style.py`` computes it). Where the reader lets the hue tell something else (sector, progress, delay,
overrun), the mark and the dash still tell the status. Lengths are CSS pixels.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

UNBROKEN = (1000.0, 0.0)

Mark = Literal["dotted", "dashed", "half", "disc", "bars", "ringdot", "cross", "ring"]


@dataclass(frozen=True, slots=True)
class StatusStyle:
    """How one status is drawn.

    Parameters
    ----------
    light, dark
        Colour on the light and on the dark ground.
    mark
        Shape of a point: ``dotted`` and ``dashed`` rings, ``half`` disc, ``disc``, ``bars`` (pause), ``ringdot``,
        ``cross`` in a disc, plain ``ring``.
    dash
        Dash pattern of a line; empty means solid.
    inlay
        Dash pattern of a pale line inside a solid one (``UNBROKEN``: all along, so that only the edges show); empty
        means none.
    width
        Width of a line, without its casing.
    """

    light: str
    dark: str
    mark: Mark
    dash: tuple[float, ...] = ()
    inlay: tuple[float, ...] = ()
    width: float = 3.0


STATUS_STYLES: dict[str, StatusStyle] = {
    "proposed": StatusStyle("#73736c", "#a6a69d", "dotted", dash=(0.1, 5), width=3),
    "planned": StatusStyle("#2b7fb0", "#6db5de", "dashed", dash=(7, 4)),
    "construction": StatusStyle("#b86e00", "#eb9f36", "half", inlay=(5, 5), width=4),
    "suspended": StatusStyle("#b0578d", "#d98abb", "bars", dash=(3, 3)),
    "completed": StatusStyle("#00796b", "#3fbcaa", "ringdot", inlay=UNBROKEN, width=4),
    "operating": StatusStyle("#00796b", "#3fbcaa", "disc"),
    "cancelled": StatusStyle("#6b6b6b", "#9c9c98", "cross", dash=(1, 7)),
    "retired": StatusStyle("#6b6b6b", "#9c9c98", "ring", inlay=UNBROKEN, width=3.5),
}

#: Ground colours. The dark ground is its own design, not an inversion.
THEMES: dict[str, dict[str, str]] = {
    "light": {
        "paper": "#fdfcf8",
        "panel": "#faf8f2",
        "land": "#f5f2ea",
        "water": "#dfe8ea",
        "border": "#d3cbb9",
        "coast": "#c9c8be",
        "river": "#bcd1d8",
        "place": "#77776d",
        "ink": "#17202a",
        "muted": "#5c6670",
        "rule": "#e3ded2",
        "hover": "#efece2",
        "bar": "#c9d3d0",
        "link": "#0b5f8a",
        "casing": "#ffffff",
        "plum": "#a04a7e",
    },
    "dark": {
        "paper": "#171b1f",
        "panel": "#1b2025",
        "land": "#262b2f",
        "water": "#14191d",
        "border": "#3f464b",
        "coast": "#3a4348",
        "river": "#2b3f4a",
        "place": "#8b949b",
        "ink": "#eceae3",
        "muted": "#a3abb2",
        "rule": "#333a40",
        "hover": "#262d33",
        "bar": "#46545a",
        "link": "#86c5ea",
        "casing": "#14191d",
        "plum": "#df93c3",
    },
}


@dataclass(frozen=True, slots=True)
class Scale:
    """Classes of a figure, each with its colour.

    Parameters
    ----------
    breaks
        Bounds between the classes: a class goes from its lower bound (included) to its upper one (not included).
    light, dark
        Colours on the light and on the dark ground, one more than breaks, the lowest class first. What is far from the
        ground in lightness is much.
    """

    breaks: tuple[float, ...]
    light: tuple[str, ...]
    dark: tuple[str, ...]


_MORE_LIGHT = ("#a17d00", "#a9481a", "#861016", "#45021f")
_MORE_DARK = ("#8f7a3f", "#d08a1e", "#f2a688", "#ffd5d8")

#: By key of the page's state: progress in per cent, delay in years, overrun as a share of the first figure. Delay and
#: overrun part at 0: blue under it, from ochre to dark red above.
SCALES: dict[str, Scale] = {
    "progress": Scale(
        (20, 40, 60, 80),
        ("#aa741a", "#436b22", "#0d6054", "#123f66", "#1d0f4f"),
        ("#a3672f", "#8f9a22", "#4cc191", "#8fd6f5", "#dcf3ff"),
    ),
    "delay": Scale((-1, 0, 1, 3, 5), ("#123a72", "#3b82c9", *_MORE_LIGHT), ("#b5dcff", "#4f94d6", *_MORE_DARK)),
    "overrun": Scale((0, 0.25, 0.5, 1), ("#3b82c9", *_MORE_LIGHT), ("#4f94d6", *_MORE_DARK)),
}

#: What has no such figure.
MISSING = {"light": "#73736c", "dark": "#9c9c98"}


@dataclass(frozen=True, slots=True)
class Family:
    """Sectors that share a hue: eyes do not tell forty hues apart. Words of the vocabulary in ``tracker/vocab``."""

    light: str
    dark: str
    sectors: tuple[str, ...]


#: A sector that stands in none of them is drawn as ``MISSING``, with its own row in the legend.
FAMILIES: dict[str, Family] = {
    "rail": Family("#1f74b8", "#4d9be8", ("railway", "high-speed-rail", "metro", "urban-transport")),
    "roads": Family("#a8380c", "#d9662a", ("road", "bridge", "tunnel", "transport")),
    "ports": Family("#00908f", "#6fe3dd", ("canal", "port", "airport")),
    "renewables": Family("#868200", "#c9cf3a", ("hydropower", "wind", "solar", "geothermal", "biomass")),
    "plants": Family("#9a1f7e", "#f58cc4", ("nuclear", "coal", "gas-power")),
    "grids": Family("#54340f", "#f3c89a", ("transmission", "pipeline", "lng", "ccs", "oil-gas", "energy", "telecom")),
    "water": Family(
        "#1a2660",
        "#8d96a8",
        ("dam", "water-supply", "wastewater", "waste", "flood-defence", "water", "irrigation", "environment"),
    ),
}

#: Size of a point by cost in constant dollars: the radius grows by the logarithm of the cost, in half decades.
COST_SIZE: dict[str, Any] = {
    "from": 7.5,  # power of ten of the lowest class
    "steps": 8,  # half decades up to the highest class
    "least": 0.75,  # factor on the radius in the lowest class, and of what has no cost in constant dollars
    "most": 2.35,
    "line_least": 0.5,  # factor on the width of a line: less is not seen, more hides what lies under it
    "line_most": 2.2,
    "samples": [1e8, 1e9, 1e10, 1e11],
}

#: Radius of a point by zoom (interpolated), for few, some and very many projects on one page.
POINT_RADIUS: dict[str, Any] = {
    "zooms": [1, 2.5, 5, 9],
    "few": [3.6, 5.5, 6.5, 8.5],
    "some": [2.8, 3.6, 5, 7.5],
    "many": [2, 2.5, 4, 7],
    "some_from": 3000,
    "many_from": 20000,
    "no_cost": 0.8,  # factor where size tells nothing; the centre of such a point is white as well
    "short_line": 16,  # a line shorter than this on the screen is drawn as a point
    "casing": 1.5,
    "inferred": 0.5,  # opacity
}


def page_style() -> dict[str, Any]:
    """Return everything that the page's scripts need to draw, as plain JSON data."""
    return {
        "status": {name: asdict(style) for name, style in STATUS_STYLES.items()},
        "themes": THEMES,
        "point": POINT_RADIUS,
        "scales": {name: asdict(scale) for name, scale in SCALES.items()},
        "families": {name: asdict(family) for name, family in FAMILIES.items()},
        "missing": MISSING,
        "cost_size": COST_SIZE,
    }


def css_variables() -> str:
    """Return the colours of ground, status and sectors as CSS custom properties, for both colour schemes."""

    def block(scheme: Literal["light", "dark"]) -> str:
        ground = [f"--{name}: {value};" for name, value in THEMES[scheme].items()]
        status = [f"--status-{name}: {getattr(style, scheme)};" for name, style in STATUS_STYLES.items()]
        hues = [f"--hue-{name}: {getattr(family, scheme)};" for name, family in FAMILIES.items()]
        hues.append(f"--hue-missing: {MISSING[scheme]};")
        return ":root { color-scheme: " + scheme + "; " + " ".join(ground + status + hues) + " }"

    return block("light") + "\n@media (prefers-color-scheme: dark) { " + block("dark") + " }\n"
