"""A dumbbell: each group's gap over all together, and the same gap among people of the same country or course."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing

from .assemble import assemble
from .canvas import Sheet
from .evidence import caption, describe_whose, tell_sources
from .figure import Figure, require_rows
from .intervals import axis_title, group_rows
from .lanes import Lane, lay_out
from .marks import KeyItem, draw_key, key_height
from .phrases import tell_phrase
from .rows import each_row, find_range, has_bounds, has_interval, has_number, tell_status, unique
from .scales import all_values, scale_for
from .style import NAVY, ORANGE, PAPER, SILVER
from .words import Words

APART = 0.055
"""Inches from a lane's middle to the intervals: the pooled gap's above it, the other's below."""
POOLED: dict[str, Any] = {
    "marker": "o",
    "color": NAVY,
    "markerfacecolor": PAPER,
    "markersize": 6.5,
    "markeredgewidth": 1.5,
}
ALIKE: dict[str, Any] = {"marker": "o", "color": NAVY, "markersize": 6.5}
TURNED: dict[str, Any] = {"marker": "D", "color": ORANGE, "markersize": 6.5}
Pair = tuple[Any, Any]


def draw_dumbbell(
    pooled: pd.DataFrame,
    alike: pd.DataFrame,
    words: Words,
    *,
    name: str,
    table: pd.DataFrame,
    turned: frozenset[tuple[str, str]] = frozenset(),
) -> Figure:
    """A lane a group, under its dimension: a ring for the gap over all, a dot for the gap among like people.

    alike: the gaps within a context that all its rows share, such as `country_group=all`. turned: dimension and
    category of the gaps whose sign surely turns. table: what stands under the chart as its numbers.

    Raises FigureError where there are no rows of either.
    """
    require_rows(pooled, name)
    require_rows(alike, name)
    pooled = group_rows(pooled, words, "dimension", ordered=True)
    others = {group_of(row): row for row in each_row(alike) if group_of(row) in set(map(group_of, each_row(pooled)))}
    pairs: list[Pair | None] = []
    lanes: list[Lane] = []
    for dimension in unique(pooled["dimension"]):
        lanes.append(Lane(words.variable(dimension), heading=True))
        pairs.append(None)
        for row in each_row(pooled[pooled["dimension"] == dimension]):
            pairs.append((row, others.get(group_of(row))))
            lanes.append(make_lane(row, others.get(group_of(row)), words))
    context = words.mid(words.variable(str(alike["within"].iloc[0]).partition("=")[0]))
    key = make_key(context, bool(turned), words)
    values = all_values(pooled.assign(lower=None, upper=None)) + all_values(alike.assign(lower=None, upper=None))
    measure, title = pooled["measure"].iloc[0], axis_title(pooled, words)

    def draw(sheet: Sheet) -> Drawing:
        above = key_height(key, sheet)
        layout = lay_out(sheet, lanes, title, above)
        scale_for(layout, [*values, 0.0], measure, words, sheet)
        draw_key(layout, key, sheet, above)
        for pair, y in zip(pairs, layout.centres, strict=True):
            if pair is not None:
                draw_pair(layout.axes, pair, y, group_of(pair[0]) in turned)
        return layout.drawing

    facts = count_pairs([pair for pair in pairs if pair is not None], turned, words) | {"context": context}
    bounded = [row for row in each_row(pooled) if has_bounds(row)]
    sure = sum(low > 0 or high < 0 for low, high in map(find_range, bounded))
    unsure = len(bounded) == len(pooled) and not sure
    finding = name_finding("most" in facts, bool(turned), unsure)
    drawn = words.say("drawn.dumbbell", measure=title, context=context)
    both = pd.concat([pooled, alike]).assign(lower=float("nan"), upper=float("nan"))
    flags = unique(tell_gap(other, words) for other in others.values() if not has_number(other))
    told = [words.say("caption.flags", flags="; ".join(flags))] if flags else []
    return assemble(
        draw,
        name=name,
        title=words.say(f"finding.{finding}", **facts),
        alt=words.say(
            "alt.dumbbell",
            rows=words.number(len(pooled)),
            what=describe_whose(pooled, words, drawn),
            list="; ".join(
                f"{words.label(str(pair[0].dimension), str(pair[0].category))} {lane.value} {lane.spread}".strip()
                for pair, lane in zip(pairs, lanes, strict=True)
                if pair is not None
            ),
        ),
        caption=caption(both, words, drawn, extra=(*told, *tell_sure(sure, len(bounded), words))),
        source=words.say("caption.source", source=tell_sources(pooled, words)),
        table=table,
        sources=tuple(unique(pooled["dataset"])),
    )


def group_of(row: Any) -> tuple[str, str]:
    return str(row.dimension), str(row.category)


def make_lane(row: Any, other: Any, words: Words) -> Lane:
    """The group with its gap over all and, after an arrow, that among like people or the symbol of its status."""
    if other is None:
        told = ""
    elif has_number(other):
        told = words.tick(other.estimate, other.measure, 1)
    else:
        told = tell_status(other.status, words).partition(words.say("colon"))[0]
    first = words.tick(row.estimate, row.measure, 1)
    return Lane(words.label(str(row.dimension), str(row.category)), f"{first} → {told}" if told else first)


def draw_pair(axes: Axes, pair: Pair, y: float, turned: bool) -> None:
    """Two marks and the way from one to the other, each with its interval beside the lane's middle."""
    row, other = pair
    if other is not None and has_number(other):
        axes.plot([row.estimate, other.estimate], [y, y], color=SILVER, linewidth=3, solid_capstyle="butt", zorder=1.5)
        look = TURNED if turned else ALIKE
        draw_spread(axes, other, y + APART, look["color"])
        axes.plot([other.estimate], [y], linestyle="none", clip_on=False, zorder=3, **look)
    draw_spread(axes, row, y - APART, NAVY)
    axes.plot([row.estimate], [y], linestyle="none", clip_on=False, zorder=2.5, **POOLED)


def draw_spread(axes: Axes, row: Any, y: float, colour: Any) -> None:
    if has_interval(row):
        axes.plot([row.ci_low, row.ci_high], [y, y], color=colour, linewidth=1.2, solid_capstyle="butt", zorder=2)


def count_pairs(pairs: list[Pair], turned: frozenset[tuple[str, str]], words: Words) -> dict[str, str]:
    """How many gaps there are on both sides, how many point the same way, which moves most, and which surely turn."""
    told = [(row, other) for row, other in pairs if other is not None and has_number(other)]
    facts = {
        "both": words.number(len(told)),
        "same": words.number(sum(row.estimate * other.estimate >= 0 for row, other in told)),
        "turned": words.few([words.mid(words.label(*group_of(row))) for row, _ in told if group_of(row) in turned]),
    }
    if told:
        row, other = max(told, key=lambda pair: abs(pair[1].estimate - pair[0].estimate))
        facts |= {
            "most": words.mid(words.label(*group_of(row))),
            "before": words.tick(row.estimate, row.measure, 1),
            "after": words.value(other.estimate, other.measure),
        }
    return facts


def name_finding(told: bool, turned: bool, unsure: bool) -> str:
    """The title's sentence; where unknown answers could turn every gap, that is what it must say."""
    if not told:
        return "dumbbell_silent"
    return "dumbbell_turned" if turned else "dumbbell_unsure" if unsure else "dumbbell"


def tell_sure(sure: int, bounded: int, words: Words) -> list[str]:
    """Of gaps that unknown answers leave in a range, which is in the table, how many have a certain sign."""
    counts = {"sure": words.number(sure), "gaps": words.number(bounded)}
    return [words.say("caption.sure", **counts)] if bounded else []


def tell_gap(row: Any, words: Words) -> str:
    """Why there is no gap: the symbol of its status and the reason."""
    status = tell_status(row.status, words)
    return (
        f"{status.partition(words.say('colon'))[0]}{words.say('colon')} {tell_phrase(row.reason, words)}"
        if row.reason
        else status
    )


def make_key(context: str, turned: bool, words: Words) -> list[KeyItem]:
    looks = [("pooled", POOLED), ("alike", ALIKE), *([("turned", TURNED)] if turned else [])]
    return [key_mark(words.say(f"key.{label}", context=context), look) for label, look in looks]


def key_mark(label: str, look: Any) -> KeyItem:
    return KeyItem(label, lambda layout, x, y: layout.page.line([x], [y], linestyle="none", **look))
