"""House style: colours that stay apart for colour-blind readers and in greyscale, with a shape beside each colour."""

from contextlib import AbstractContextManager
from typing import Any, cast

import matplotlib

NAVY = "#12436D"
TURQUOISE = "#28A197"
PLUM = "#801650"
ORANGE = "#F46A25"
INK = "#1B2430"
GREY = "#59636E"
SILVER = "#A9B1B9"
GRID = "#E3E7EB"
TRACK = "#F3F5F7"
PALE_NAVY = "#D3DEE8"
PALE_TURQUOISE = "#E0F1EF"
PAPER = "#FFFFFF"

SERIES_COLOURS = (NAVY, ORANGE, TURQUOISE, PLUM)
SERIES_MARKERS = ("o", "s", "^", "D")

VERDICT_COLOURS = {
    "reproduced": NAVY,
    "supported": TURQUOISE,
    "contradicted": PLUM,
    "inconclusive": ORANGE,
    "untestable": GREY,
}
"""The order is the order in which verdicts are listed."""

TEXT_POINTS = 9.0
SMALL_POINTS = 8.0
POINTS_PER_INCH = 72.0

SETTINGS: dict[str, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": TEXT_POINTS,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": SILVER,
    "axes.facecolor": "none",
    "axes.linewidth": 0.8,
    "axes.labelsize": SMALL_POINTS,
    "axes.unicode_minus": True,
    "xtick.labelsize": SMALL_POINTS,
    "ytick.labelsize": SMALL_POINTS,
    "xtick.color": GREY,
    "ytick.color": GREY,
    "hatch.linewidth": 0.6,
    "figure.facecolor": PAPER,
    "svg.fonttype": "none",  # text stays text: it can be found, read aloud and takes the page's own face
    "svg.hashsalt": "isfuturemicro",  # else the ids in the file differ from run to run
    "path.simplify": True,
}


def house_style() -> AbstractContextManager[None]:
    """Matplotlib's settings for as long as a figure is drawn and saved."""
    return matplotlib.rc_context(cast(Any, SETTINGS))
