"""Numbers, ranges and conditions in words, in English and French."""

import math
import re

from ..vocabulary import load_vocabulary
from .claim import Predicate
from .estimate import Estimate

LANGUAGES = ("en", "fr")
NBSP = "\u00a0"
NARROW = "\u202f"
"""Parts thousands in French, as Statistics Canada writes them."""
MILLION = 1_000_000
FRENCH_MONEY = {"cad": f"${NBSP}CA", "aud": f"${NBSP}AU", "nzd": f"${NBSP}NZ", "usd": f"${NBSP}US", "eur": "€"}

CONDITIONS = {
    "above": {"en": "more than {0}", "fr": "plus de {0}"},
    "below": {"en": "less than {0}", "fr": "moins de {0}"},
    "at_least": {"en": "at least {0}", "fr": "au moins {0}"},
    "at_most": {"en": "at most {0}", "fr": "au plus {0}"},
    "between": {"en": "between {0} and {1}", "fr": "entre {0} et {1}"},
    "equals": {"en": "exactly {0}", "fr": "exactement {0}"},
    "largest": {"en": "more than any other group", "fr": "plus que tout autre groupe"},
}
YES_OR_NO = ("listed", "named_most_likely")
"""Measures of one where a document says something and nought where it does not."""
YES = {True: {"en": "yes", "fr": "oui"}, False: {"en": "no", "fr": "non"}}
AGAINST = {"en": ", against {range} [{group}]", "fr": ", contre {range} [{group}]"}


def show_value(value: float, measure: str, language: str, unit: str = "") -> str:
    """A number in the way the language writes it, with the measure's unit.

    >>> show_value(0.858, "share", "en"), show_value(0.858, "share", "fr").replace(NBSP, "_")
    ('85.8%', '85,8_%')
    >>> show_value(-0.051, "completion_difference", "en")
    '−5.1 points'
    >>> show_value(0.014, "completion_difference", "fr").replace(NBSP, "_"), show_value(1.167, "growth", "en")
    ('+1,4_point', '+116.7%')
    >>> show_value(0, "listed", "en")
    'no'
    >>> show_value(59_500_000, "amount", "en", "cad").replace(NBSP, "_")
    '59.5_million_CAD'
    >>> show_value(59_500_000, "amount", "fr", "cad").replace(NBSP, "_")
    '59,5_M$_CA'
    """
    if measure in YES_OR_NO:
        return YES[bool(value)][language]
    kind = load_vocabulary().tables["measure"][measure]["unit"]
    after = ""
    if kind == "share":
        text, after = show_hundredths(value), {"en": "%", "fr": NBSP + "%"}[language]
    elif kind == "points":
        text = show_hundredths(value)
        one = abs(float(text.replace(",", ""))) < 2 if language == "fr" else text.lstrip("-") == "1"
        after = {"en": " point", "fr": NBSP + "point"}[language] + ("" if one else "s")
    elif kind == "ratio":
        text = f"{value:,.2f}"
    elif kind == "index":
        text = f"{value:,.4f}"
    elif abs(value) >= MILLION:
        text, after = (
            f"{value / MILLION:,.4g}",
            NBSP + ("million" if language == "en" or value < 2 * MILLION else "millions"),
        )
    else:
        text = f"{value:,.10g}"
    if kind == "currency":
        if language == "fr":
            after = NBSP + ("M" if after else "") + FRENCH_MONEY.get(unit.lower(), unit.upper())
        else:
            after += NBSP + unit.upper()
    text = ("+" if value > 0 and is_change(measure) else "") + text.replace("-", "−")
    if language == "fr":
        text = text.replace(",", NARROW).replace(".", ",")
    return text + after


def is_change(measure: str) -> bool:
    """Whether a number says how much more there is of something than of another, so that a gain carries a plus."""
    return measure == "growth" or load_vocabulary().tables["measure"][measure]["unit"] == "points"


def show_hundredths(value: float) -> str:
    """Hundredths as text, with a decimal only where there is one."""
    return f"{value * 100:,.1f}".removesuffix(".0")


def show_range(estimate: Estimate, language: str) -> str:
    """The estimate and the range that the evidence allows: `76%, 75.6% to 76.2%`, `−10 points, −11.9 to −8.2`."""
    low, high = estimate.low, estimate.high

    def show(value: float) -> str:
        return show_value(value, estimate.measure, language, estimate.unit)

    judged = NBSP + "E" if estimate.status == "caution" else ""
    if math.isnan(low) and math.isnan(high):
        return {"en": "no number", "fr": "aucun chiffre"}[language]
    if low == high:
        return show(low) + judged
    if math.isinf(high):
        return {"en": f"{show(low)} or more", "fr": f"{show(low)} ou plus"}[language] + judged
    first, last = show(low), show(high)
    if not math.isnan(estimate.estimate):
        first, last = drop_points(first), drop_points(last)
    between = {"en": f"{first} to {last}", "fr": f"de {first} à {last}"}[language]
    return between + judged if math.isnan(estimate.estimate) else f"{show(estimate.estimate)}{judged}, {between}"


def drop_points(shown: str) -> str:
    """A number without the word "points", which the number before it has said."""
    return re.sub(r"\s(points?)$", "", shown)


def show_rival(estimate: Estimate, others: list[Estimate], language: str) -> str:
    """The greatest of the other groups, to stand after the range of the one that would be the largest of all.

    Its own range is told only where the two overlap, since only there does it matter.
    """
    known = [other for other in others if not math.isnan(other.high)]
    if not known:
        return ""
    rival = max(known, key=lambda other: other.high if math.isnan(other.estimate) else other.estimate)
    group = load_vocabulary().label(rival.dimension, rival.category, language).lower()
    overlap = rival.low <= estimate.high and estimate.low <= rival.high
    alone = not overlap and not math.isnan(rival.estimate)
    range_ = show_value(rival.estimate, rival.measure, language) if alone else show_range(rival, language)
    return AGAINST[language].format(range=range_, group=group)


def show_predicate(predicate: Predicate, estimate: Estimate, language: str) -> str:
    """The condition in words."""
    values = [
        show_value(value, estimate.measure, language, estimate.unit) for value in (predicate.value, predicate.second)
    ]
    return values[0] if estimate.measure in YES_OR_NO else CONDITIONS[predicate.kind][language].format(*values)
