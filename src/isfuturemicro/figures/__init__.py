"""House style and one function a chart, drawn from rows of estimates; nothing is computed here."""

from .dumbbell import draw_dumbbell
from .equiplot import draw_equiplot
from .evidence_map import draw_evidence_map
from .figure import Figure, FigureError
from .funnel import draw_funnel
from .intervals import draw_intervals
from .load import load_words
from .marks import Reference
from .matrix import draw_framework_matrix
from .parity import draw_parity
from .provision import draw_provision
from .scorecard import draw_scorecard
from .tiles import draw_province_tiles
from .timeline import draw_timeline
from .trend import draw_trend
from .words import Words

__all__ = [
    "Figure",
    "FigureError",
    "Reference",
    "Words",
    "draw_dumbbell",
    "draw_equiplot",
    "draw_evidence_map",
    "draw_framework_matrix",
    "draw_funnel",
    "draw_intervals",
    "draw_parity",
    "draw_province_tiles",
    "draw_provision",
    "draw_scorecard",
    "draw_timeline",
    "draw_trend",
    "load_words",
]
