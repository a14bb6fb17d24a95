"""The last step of every chart: export the drawing and put its evidence beside it."""

from collections.abc import Callable

import pandas as pd
from matplotlib.figure import Figure as Drawing

from .canvas import Sheet, export
from .figure import Figure


def assemble(
    draw: Callable[[Sheet], Drawing],
    *,
    name: str,
    title: str,
    alt: str,
    caption: str,
    source: str,
    table: pd.DataFrame,
    sources: tuple[str, ...],
) -> Figure:
    """The figure that a drawing and its evidence make. Raises FigureError where a part is missing."""
    exported = export(draw, name, title, source)
    return Figure(
        name=name,
        title=title,
        alt=alt,
        caption=caption,
        svg=exported.svg,
        svg_narrow=exported.svg_narrow,
        svg_file=exported.svg_file,
        png=exported.png,
        table=table,
        sources=sources,
    )
