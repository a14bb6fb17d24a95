"""The key of Explore's chart: each mark beside what it means, of which the script shows what a view has."""

from ...figures.style import NAVY, ORANGE, PLUM, TURQUOISE
from ...figures.words import Words

MARKS = {
    "estimate": f'<circle cx="16" cy="8" r="5" fill="{NAVY}"/>',
    "interval": f'<path d="M2 8h28" stroke="{NAVY}" stroke-opacity=".38" stroke-width="8"/>',
    "range": f'<path d="M4 8h24" stroke="{TURQUOISE}" stroke-width="2"/>'
    f'<path d="M1 8l7-5v10zM31 8l-7-5v10z" fill="{TURQUOISE}"/>',
    "beside": f'<path d="M16 2l5 6-5 6-5-6z" fill="#fff" stroke="{ORANGE}" stroke-width="2"/>',
    "line": f'<path d="M16 0v16" stroke="{PLUM}" stroke-width="1.5" stroke-dasharray="4 3"/>',
}


def key_html(words: Words) -> str:
    """A list, hidden as long as nothing is drawn."""
    items = "".join(
        f'<li data-mark="{name}" hidden><svg viewBox="0 0 32 16" width="32" height="16" aria-hidden="true">{mark}</svg>'
        f"<span>{words.say(f'explore.key.{name}')}</span></li>"
        for name, mark in MARKS.items()
    )
    return f'<ul class="key" id="key" aria-label="{words.say("explore.key.name")}">{items}</ul>'
