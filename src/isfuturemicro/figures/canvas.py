"""Sheets to draw on, measured in inches, and their export to repeatable bytes."""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as Drawing
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from .style import GREY, INK, POINTS_PER_INCH, SMALL_POINTS, TEXT_POINTS, house_style

PNG_DOTS_PER_INCH = 160
TITLE_POINTS = 12.0
MARGIN = 0.18
"""Inches around a drawing that is taken away."""
ROUNDING = 1e-9
"""Inches by which a sum of widths may miss the width of the sum."""
LINE = 1.35
"""Height of a line of text over its size."""


@dataclass(frozen=True)
class Sheet:
    """How wide a drawing is, in inches; on a narrow one labels stand above their lanes."""

    width: float
    narrow: bool


WIDE = Sheet(7.2, False)
NARROW = Sheet(3.3, True)


@dataclass(frozen=True)
class Exported:
    """One drawing in the four forms that a page and its downloads need."""

    svg: str
    svg_narrow: str
    svg_file: bytes
    png: bytes


def new_drawing(sheet: Sheet, height: float) -> Drawing:
    """An empty drawing without pyplot, so nothing global is kept."""
    drawing = Drawing(figsize=(sheet.width, height))
    FigureCanvasAgg(drawing)
    return drawing


def export(draw: Callable[[Sheet], Drawing], name: str, title: str, source: str) -> Exported:
    """Draw wide and narrow for the page, and once more with title and source for whoever takes the file away."""
    with house_style():
        narrow = draw(NARROW)
        svg_narrow = inline_svg(svg_text(narrow), f"{name}-narrow")
        wide = draw(WIDE)
        svg = inline_svg(svg_text(wide), f"{name}-wide")
        frame(wide, title, source)
        svg_file = svg_text(wide).encode()
        buffer = io.BytesIO()
        wide.savefig(buffer, format="png", dpi=PNG_DOTS_PER_INCH, metadata={"Software": None})
    return Exported(svg, svg_narrow, svg_file, buffer.getvalue())


def svg_text(drawing: Drawing) -> str:
    buffer = io.StringIO()
    drawing.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    text = buffer.getvalue()
    return re.sub(r"\s*<metadata>.*?</metadata>", "", text, flags=re.DOTALL)


def inline_svg(text: str, prefix: str) -> str:
    """The `<svg>` element alone, its text in the page's own face and its ids unique on the page."""
    text = text[text.index("<svg") :]
    text = re.sub(r"<!--.*?-->\s*", "", text, flags=re.DOTALL)
    used = set(re.findall(r'(?:url\(#|href="#)([^")]+)', text))
    text = re.sub(r' id="([^"]+)"', lambda match: f' id="{prefix}-{match[1]}"' if match[1] in used else "", text)
    text = re.sub(r"(url\(#|href=\"#)", rf"\g<1>{prefix}-", text)
    text = re.sub(r"'DejaVu Sans'(, sans-serif)?", "inherit", text)
    text = re.sub(r' (xmlns(:\w+)?|version)="[^"]*"', "", text.replace("xlink:href", "href"), count=0)
    return re.sub(r"\n\s*", "\n", text).strip()


def frame(drawing: Drawing, title: str, source: str) -> None:
    """Put margins around a finished drawing, the title above it and the source below."""
    width, height = drawing.get_size_inches()
    heading = wrap(title, width, TITLE_POINTS, bold=True)
    foot = wrap(source, width, SMALL_POINTS)
    above = len(heading) * line_height(TITLE_POINTS) + MARGIN + 0.12
    below = len(foot) * line_height(SMALL_POINTS) + MARGIN + 0.1
    across, whole = width + 2 * MARGIN, height + above + below
    for axes in drawing.axes:
        left, bottom, wide, tall = axes.get_position().bounds
        place = (left * width + MARGIN) / across, (bottom * height + below) / whole
        axes.set_position((*place, wide * width / across, tall * height / whole))
    drawing.set_size_inches(across, whole)
    look: dict[str, Any] = {"linespacing": LINE}
    drawing.text(
        MARGIN / across,
        1 - MARGIN / whole,
        "\n".join(heading),
        fontsize=TITLE_POINTS,
        fontweight="bold",
        color=INK,
        va="top",
        **look,
    )
    drawing.text(
        MARGIN / across, MARGIN / whole, "\n".join(foot), fontsize=SMALL_POINTS, color=GREY, va="bottom", **look
    )


def line_height(points: float) -> float:
    """Inches from one line of text to the next."""
    return points * LINE / POINTS_PER_INCH


@cache
def text_width(text: str, points: float = TEXT_POINTS, bold: bool = False) -> float:
    """Inches that a line of text takes in DejaVu Sans, the widest face that a page may show it in."""
    face = FontProperties(family="DejaVu Sans", size=points, weight="bold" if bold else "normal")
    width, _, _ = text_to_path.get_text_width_height_descent(text, face, ismath=False)
    return float(width) / POINTS_PER_INCH


def wrap(text: str, inches: float, points: float = TEXT_POINTS, bold: bool = False) -> list[str]:
    """The text broken at blanks into lines that fit; a word that is too long keeps a line of its own.

    >>> [wrap(text, text_width(text)) == [text] for text in ("Not an ethnic minority", "All countries together, 2016")]
    [True, True]
    """
    lines: list[str] = []
    room = 0.0
    for word in text.split(" "):
        width = text_width(word, points, bold)  # measured word by word, since words come again and lines do not
        blank = text_width(" ", points, bold)
        if lines and blank + width <= room + ROUNDING:
            lines[-1] += f" {word}"
            room -= blank + width
        else:
            lines.append(word)
            room = inches - width
    return lines
