"""Pictures of pages, small enough to keep, and what differs between two of them."""

import base64
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from playwright.sync_api import Page

REFERENCE = Path(__file__).parent / "reference"
DIFFERENCES = Path(__file__).parent / "differences"
"""Where a failing comparison puts both pictures side by side; Git ignores it."""
MADE_WITH = REFERENCE / "made_with.json"
BLOCKS = {1280: 16, 360: 12}
"""Widths of pages in pixels, and the side of the square that becomes one point of the kept picture."""
SHARPNESS = 4
"""A page is drawn at a quarter of its size: a longer one would not fit into what Chromium can draw."""
QUALITY = 60

UNLIKE = 24
"""Levels of 255 by which the colours of a block differ for sure: half a pixel's shift is less, a mark is more."""
WINDOW = 12
"""Blocks of the square in which differences are counted, so that a figure counts as much on any page."""
MOST_UNLIKE = 0.15
"""Share of a window's blocks that may differ."""
CONTEXT = 40
"""Blocks above and below a difference that are shown with it."""

SETTLED = """() => document.fonts.ready.then(() => new Promise(done =>
  requestAnimationFrame(() => requestAnimationFrame(() => done(document.documentElement.scrollHeight)))))"""
FONTS = """() => ['body', 'code'].map(name => {
  const e = document.createElement(name === 'body' ? 'span' : name);
  e.textContent = 'Où lira-t-on 0123456789 % of those who could have enrolled?';
  e.style.cssText = 'position: absolute; white-space: nowrap';
  document.body.append(e);
  const width = e.getBoundingClientRect().width;
  e.remove();
  return width.toFixed(1);
}).join(' and ') + ' px'"""


@dataclass(frozen=True)
class Difference:
    """Where two pictures are the least alike: the share of blocks that differ there, and how far down, in pixels."""

    share: float
    top: int
    heights: tuple[int, int]

    @property
    def matters(self) -> bool:
        return self.share > MOST_UNLIKE

    def tell(self, file: str, width: int) -> str:
        was, now = self.heights
        grown = "" if was == now else f"; the page is {now} px high and was {was}"
        return f"{file} at {width} px: {self.share:.0%} of the blocks differ at {self.top} px from the top{grown}"


def take_picture(tab: "Page", width: int) -> Image.Image:
    """The whole page as it looks at a width, at a quarter of its size."""
    tab.set_viewport_size({"width": width, "height": 900})
    height = tab.evaluate(SETTLED)
    session = tab.context.new_cdp_session(tab)
    clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": 1 / SHARPNESS}
    wanted = {"format": "png", "captureBeyondViewport": True, "optimizeForSpeed": True, "clip": clip}
    taken = session.send("Page.captureScreenshot", wanted)["data"]
    session.detach()
    return Image.open(io.BytesIO(base64.b64decode(taken))).convert("RGB")


def reduce_picture(picture: Image.Image, width: int) -> bytes:
    """The picture with one point a block, as it is kept: a few kB of WebP."""
    kept = io.BytesIO()
    picture.reduce(BLOCKS[width] // SHARPNESS).save(kept, "WEBP", quality=QUALITY)
    return kept.getvalue()


def compare_pictures(reference: bytes, current: bytes, width: int) -> Difference:
    """The window with the largest share of blocks that differ; what only one of the two has differs."""
    before, after = (np.asarray(open_kept(kept), dtype=np.int16) for kept in (reference, current))
    height, breadth = (max(before.shape[axis], after.shape[axis]) for axis in (0, 1))
    unlike = np.ones((height, breadth))
    both = tuple(slice(min(before.shape[axis], after.shape[axis])) for axis in (0, 1))
    unlike[both] = np.abs(before[both] - after[both]).max(axis=2) > UNLIKE
    side, block = min(WINDOW, height, breadth), BLOCKS[width]
    summed = np.pad(unlike, ((1, 0), (1, 0))).cumsum(axis=0).cumsum(axis=1)
    windows = summed[side:, side:] - summed[:-side, side:] - summed[side:, :-side] + summed[:-side, :-side]
    worst = int(windows.max(axis=1).argmax())
    heights = (before.shape[0] * block, after.shape[0] * block)
    return Difference(float(windows.max()) / side**2, worst * block, heights)


def show_side_by_side(reference: bytes, current: Image.Image, difference: Difference, width: int) -> Image.Image:
    """What was kept, left, beside what the page looks like now, about the place where they differ the most."""
    scale = BLOCKS[width] // SHARPNESS
    kept = open_kept(reference)
    was = kept.resize((kept.width * scale, kept.height * scale))
    start = max(0, difference.top // SHARPNESS - CONTEXT * scale)
    height = min((2 * CONTEXT + WINDOW) * scale, max(was.height, current.height) - start)
    shown = Image.new("RGB", (was.width + 8 + current.width, height), "#F46A25")
    shown.paste(was.crop((0, start, was.width, start + height)), (0, 0))
    shown.paste(current.crop((0, start, current.width, start + height)), (was.width + 8, 0))
    return shown.resize((shown.width * 2, shown.height * 2))


def open_kept(kept: bytes) -> Image.Image:
    return Image.open(io.BytesIO(kept)).convert("RGB")


def reference_file(file: str, width: int) -> Path:
    return REFERENCE / f"{name_picture(file, width)}.webp"


def name_picture(file: str, width: int) -> str:
    return f"{file.removesuffix('.html').replace('/', '_')}-{width}"


def tell_maker(tab: "Page") -> dict[str, str]:
    """What pictures depend on beside the page: the browser, and how wide its fonts set one sentence."""
    return {"chromium": tab.context.browser.version, "fonts": tab.evaluate(FONTS)}


def read_maker() -> dict[str, str]:
    """What the kept pictures were made with."""
    return json.loads(MADE_WITH.read_text(encoding="utf-8")) if MADE_WITH.exists() else {}


def keep_references(pictures: dict[str, bytes], maker: dict[str, str]) -> None:
    """The references are these and no others."""
    REFERENCE.mkdir(exist_ok=True)
    for name, kept in pictures.items():
        (REFERENCE / f"{name}.webp").write_bytes(kept)
    for left_over in left_overs(pictures):
        left_over.unlink()
    MADE_WITH.write_text(json.dumps(maker, indent=1) + "\n", encoding="utf-8")


def left_overs(names: Iterable[str]) -> list[Path]:
    """Kept pictures of pages that are no more."""
    wanted = set(names)
    return sorted(path for path in REFERENCE.glob("*.webp") if path.stem not in wanted)
