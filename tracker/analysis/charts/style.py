"""The look of all charts: calm, few lines, the colours of the page; colour never stands alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK, SOFT, RULE, PAPER = "#1d2733", "#5b6877", "#d9dee4", "#ffffff"
#: Told apart also with the common forms of colour blindness (Okabe and Ito 2008), darkened for white paper.
SERIES = ("#0b6e99", "#c4501b", "#3d7a3a", "#8a5a9e", "#a87b00", "#4a4f57")
_WIDTH = 7.2
#: In this order, where they are installed.
_FONTS = ("Noto Sans", "DejaVu Sans", "Noto Sans CJK SC")


@contextmanager
def ours() -> Iterator[None]:
    """Hold matplotlib to our style while a chart is drawn; nothing of it stays behind."""
    import matplotlib as mpl
    from matplotlib import font_manager

    mpl.use("Agg")
    # matplotlib complains of each that is not there, once a letter.
    known = set(font_manager.get_font_names())
    with mpl.rc_context({
        "font.family": [*(f for f in _FONTS if f in known), "sans-serif"],
        "font.size": 9.5, "text.color": INK, "axes.labelcolor": SOFT, "axes.edgecolor": RULE, "xtick.color": SOFT,
        "ytick.color": SOFT, "axes.spines.top": False, "axes.spines.right": False, "axes.grid": True,
        "axes.axisbelow": True, "grid.color": RULE, "grid.linewidth": 0.6, "figure.facecolor": PAPER,
        "axes.facecolor": PAPER, "svg.hashsalt": "tracker", "svg.fonttype": "none", "legend.frameon": False,
        "axes.titlesize": 12, "axes.titleweight": "bold", "axes.titlelocation": "left",
        "figure.constrained_layout.use": True,
    }):  # fmt: skip
        yield


def figure(title: str, *, height: float = 4.4) -> tuple[Figure, Axes]:
    """Return a figure with one pair of axes and a title on the left. ``height`` in inches; it is 7.2 wide."""
    from matplotlib.figure import Figure as New

    made = New(figsize=(_WIDTH, height), layout="constrained")
    axes = made.add_subplot()
    axes.set_title(title)
    return made, axes


def foot(made: Figure, text: str) -> None:
    """Write below a chart what it rests on."""
    made.supxlabel(text, x=0.01, ha="left", fontsize=8, color=SOFT)
