"""Colours, marks and classes: told from their ground, from one another, also by eyes that see fewer colours."""

from __future__ import annotations

import csv
import importlib.resources
import itertools
import json
import math

import pytest

from maps.style import COST_SIZE, FAMILIES, MISSING, SCALES, STATUS_STYLES, THEMES, page_style
from tracker.fields import STATUSES

#: How linear red, green and blue look to normal eyes and to those without red, green and blue cones (Machado 2009).
EYES: dict[str, tuple[tuple[float, ...], ...]] = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.3039)),
}


def linear(colour: str) -> list[float]:
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]


def luminance(colour: str) -> float:
    return sum(share * c for share, c in zip((0.2126, 0.7152, 0.0722), linear(colour), strict=True))


def contrast(a: str, b: str) -> float:
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def lab(colour: str, eyes: str) -> tuple[float, float, float]:
    """CIELAB under D65, as seen by some eyes."""
    rgb = linear(colour)
    r, g, b = (min(1.0, max(0.0, sum(m * c for m, c in zip(row, rgb, strict=True)))) for row in EYES[eyes])
    xyz = (
        (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047,
        0.2126 * r + 0.7152 * g + 0.0722 * b,
        (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883,
    )
    x, y, z = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def hues(scheme: str) -> dict[str, list[str]]:
    out = {name: list(getattr(scale, scheme)) for name, scale in SCALES.items()}
    out["sector"] = [getattr(family, scheme) for family in FAMILIES.values()]
    return out


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_can_be_told_from_their_ground(scheme: str) -> None:
    theme = THEMES[scheme]
    assert set(STATUS_STYLES) == set(STATUSES)
    colours = {status: getattr(style, scheme) for status, style in STATUS_STYLES.items()}
    colours |= {f"{name} {k}": c for name, every in hues(scheme).items() for k, c in enumerate(every)}
    colours["missing"] = MISSING[scheme]
    for name, colour in colours.items():
        for ground in ("land", "water", "panel"):
            assert contrast(colour, theme[ground]) >= 3, (name, ground)
    for text in ("ink", "muted", "link"):
        for ground in ("paper", "panel", "hover"):
            assert contrast(theme[text], theme[ground]) >= 4.5, (text, ground)
    assert contrast(theme["place"], theme["land"]) >= 3.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("eyes", list(EYES))
def test_classes_can_be_told_from_one_another(scheme: str, eyes: str) -> None:
    least = 20 if eyes == "normal" else 8
    for name, colours in hues(scheme).items():
        for (i, a), (j, b) in itertools.combinations(enumerate(colours), 2):
            assert math.dist(lab(a, eyes), lab(b, eyes)) >= least, (name, i, j)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_more_is_farther_from_the_ground_in_grey_too(scheme: str) -> None:
    for name, scale in SCALES.items():
        strong = [contrast(c, THEMES[scheme]["land"]) for c in getattr(scale, scheme)]
        zero = scale.breaks.index(0) + 1 if 0 in scale.breaks else 0
        assert strong[zero:] == sorted(strong[zero:]), name
        assert strong[:zero] == sorted(strong[:zero], reverse=True), name
        assert len(getattr(scale, scheme)) == len(scale.breaks) + 1
        assert list(scale.breaks) == sorted(set(scale.breaks))


def test_no_status_looks_like_another_without_colour() -> None:
    looks = [(s.mark, s.dash, s.inlay) for s in STATUS_STYLES.values()]
    assert len(set(looks)) == len(looks)


def test_families_hold_words_of_the_vocabulary_once() -> None:
    text = (importlib.resources.files("tracker") / "vocab" / "sectors.csv").read_text(encoding="utf-8")
    words = {row["word"] for row in csv.DictReader(text.splitlines())}
    held = [sector for family in FAMILIES.values() for sector in family.sectors]
    assert set(held) <= words
    assert len(held) == len(set(held))


def test_the_page_gets_all_of_it() -> None:
    style = json.loads(json.dumps(page_style()))
    assert set(style["scales"]) == {"progress", "delay", "overrun"}
    assert style["cost_size"]["least"] < 1 < style["cost_size"]["most"]
    assert COST_SIZE["samples"] == sorted(COST_SIZE["samples"])
