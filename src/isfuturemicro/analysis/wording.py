"""Verdicts in sentences, in English and French."""

import math
from dataclasses import dataclass

from ..vocabulary import load_vocabulary
from .estimate import Estimate
from .ledger import Predicate

Bilingual = dict[str, str]
LANGUAGES = ("en", "fr")
NBSP = "\u00a0"
NARROW = "\u202f"
"""Parts thousands in French, as Statistics Canada writes them."""
MILLION = 1_000_000
FRENCH_MONEY = {"cad": f"${NBSP}CA", "aud": f"${NBSP}AU", "nzd": f"${NBSP}NZ", "usd": f"${NBSP}US", "eur": "€"}

CONDITIONS = {
    "above": {"en": "above {0}", "fr": "au-dessus de {0}"},
    "below": {"en": "below {0}", "fr": "au-dessous de {0}"},
    "at_least": {"en": "at least {0}", "fr": "au moins {0}"},
    "at_most": {"en": "at most {0}", "fr": "au plus {0}"},
    "between": {"en": "between {0} and {1}", "fr": "entre {0} et {1}"},
    "equals": {"en": "exactly {0}", "fr": "exactement {0}"},
    "largest": {"en": "the largest group", "fr": "le groupe le plus nombreux"},
}
FINDS = {
    "reproduced": {"en": "the number is reproduced", "fr": "le chiffre est reproduit"},
    "supported": {"en": "this supports the claim", "fr": "cela appuie l'affirmation"},
    "contradicted": {"en": "this contradicts the claim", "fr": "cela contredit l'affirmation"},
    "inconclusive": {"en": "this does not decide it", "fr": "cela ne tranche pas"},
    "untestable": {"en": "this cannot be told", "fr": "cela ne peut être déterminé"},
}
CAUTION = {
    "en": " The publisher says to use this number with caution (E).",
    "fr": " L'éditeur demande d'utiliser ce chiffre avec prudence (E).",
}
ONLY_ANALOGUES = {
    "en": "Only evidence on other populations, on proxies or on those who chose to answer speaks here; "
    "it leans one way or the other but does not settle the claim.",
    "fr": "Seules des données sur d'autres populations, sur des mesures approchées ou sur des répondants volontaires "
    "existent; elles penchent d'un côté ou de l'autre, sans trancher.",
}


def show_value(value: float, measure: str, language: str, unit: str = "") -> str:
    """A number in the way the language writes it, with the measure's unit.

    >>> show_value(0.858, "share", "en"), show_value(0.858, "share", "fr").replace(NBSP, "_")
    ('85.8%', '85,8_%')
    >>> show_value(-0.051, "completion_difference", "en")
    '−5.1 points'
    >>> show_value(0.014, "completion_difference", "fr").replace(NBSP, "_")
    '1,4_point'
    >>> show_value(59_500_000, "amount", "en", "cad").replace(NBSP, "_")
    '59.5_million_CAD'
    >>> show_value(59_500_000, "amount", "fr", "cad").replace(NBSP, "_")
    '59,5_M$_CA'
    """
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
    text = text.replace("-", "−")
    if language == "fr":
        text = text.replace(",", NARROW).replace(".", ",")
    return text + after


def show_hundredths(value: float) -> str:
    """Hundredths as text, with a decimal only where there is one."""
    return f"{value * 100:,.1f}".removesuffix(".0")


def show_range(estimate: Estimate, language: str) -> str:
    """The estimate and the range that the evidence allows: `76%, 75.6% to 76.2%`, `2 or more`."""
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
    between = {"en": f"{show(low)} to {show(high)}", "fr": f"de {show(low)} à {show(high)}"}[language]
    return between + judged if math.isnan(estimate.estimate) else f"{show(estimate.estimate)}{judged}, {between}"


def show_predicate(predicate: Predicate, estimate: Estimate, language: str) -> str:
    """The condition in words."""
    values = [
        show_value(value, estimate.measure, language, estimate.unit) for value in (predicate.value, predicate.second)
    ]
    return CONDITIONS[predicate.kind][language].format(*values)


def explain_test(estimate: Estimate, predicate: Predicate, verdict: str, note: Bilingual) -> Bilingual:
    """A test's outcome in one sentence a language, and its caveats."""
    sentences = {}
    for language in LANGUAGES:
        needs = {"en": "the claim needs", "fr": "l'affirmation exige"}[language]
        colon = {"en": ":", "fr": NBSP + ":"}[language]
        condition = show_predicate(predicate, estimate, language)
        sentence = f"{show_range(estimate, language)}; {needs} {condition}{colon} {FINDS[verdict][language]}."
        if estimate.status == "caution":
            sentence += CAUTION[language]
        elif estimate.status == "unreliable":
            sentence += {
                "en": " The number is too unreliable to judge by.",
                "fr": " Le chiffre est trop peu fiable pour trancher.",
            }[language]
        sentences[language] = f"{sentence} {note.get(language, '')}".strip()
    return sentences


def explain_twins(pooled: Estimate, twins: list[Estimate]) -> Bilingual:
    """Whether a pooled gap points the same way inside each category of a context, since composition alone can make one.

    Nothing where the gap is not pooled or has no twin within a context.
    """
    known = [twin for twin in twins if twin.usable and not math.isnan(twin.estimate)]
    contexts = sorted({twin.within.partition("=")[0] for twin in known})
    sentences: dict[str, list[str]] = {language: [] for language in LANGUAGES}
    for context in contexts:
        inside = [twin for twin in known if twin.within.startswith(f"{context}=")]
        if len(inside) < 2:
            continue
        same = sum(twin.estimate * pooled.estimate > 0 for twin in inside)
        sure = sum(min(twin.low, twin.high) > 0 or max(twin.low, twin.high) < 0 for twin in inside)
        row = load_vocabulary().variables[context]
        sentences["en"].append(
            f"Within {row['label_en'].lower()}, {same} of {len(inside)} groups point the same way;"
            f" {sure or 'none'} of the {len(inside)} surely one way or the other."
        )
        sentences["fr"].append(
            f"Par « {row['label_fr'].lower()} », {same} groupes sur {len(inside)} vont dans le même sens; "
            f"{sure or 'aucun'} des {len(inside)} de façon certaine dans un sens ou dans l'autre."
        )
    return {language: " ".join(said) for language, said in sentences.items()}


@dataclass(frozen=True)
class Heard:
    """What one test said, ready to be told: `shown` is its number and range, or the reason why there is none."""

    relation: str
    verdict: str
    asks: Bilingual
    shown: Bilingual


@dataclass(frozen=True)
class Part:
    """One part of a claim with its verdict and its tests; a claim that says one thing has one part without a name."""

    name: Bilingual | None
    verdict: str
    tests: tuple[Heard, ...]


def explain_claim(parts: list[Part]) -> Bilingual:
    """A claim's verdict in sentences, a part at a time: what speaks for it, against it, and what leaves it open."""
    heard = {test.relation for part in parts for test in part.tests if test.verdict != "untestable"}
    sentences = {}
    for language in LANGUAGES:
        said = [explain_part(part, language) for part in parts]
        sentences[language] = " ".join([*said, ONLY_ANALOGUES[language]] if heard == {"analogue"} else said)
    return sentences


def explain_part(part: Part, language: str) -> str:
    """One part: its verdict, then its tests by the side that they take."""
    colon = {"en": ": ", "fr": NBSP + ": "}[language]
    label = load_vocabulary().label("verdict", part.verdict, language)
    head = f"{part.name[language]}{colon}{label.lower()}" if part.name else label
    sides = []
    for word, verdicts in SIDES:
        told = [f"{test.asks[language]} ({test.shown[language]})" for test in part.tests if test.verdict in verdicts]
        if told:
            sides.append(f"{word[language]}{colon}{'; '.join(told)}")
    reasons = [test.shown[language] for test in part.tests if test.verdict == "untestable"] if not sides else []
    body = " ".join(reasons) if reasons else ". ".join(side[0].upper() + side[1:] for side in sides) + "."
    return f"{head}. {body}"


SIDES: tuple[tuple[Bilingual, tuple[str, ...]], ...] = (
    ({"en": "for it", "fr": "pour"}, ("reproduced", "supported")),
    ({"en": "against it", "fr": "contre"}, ("contradicted",)),
    ({"en": "undecided", "fr": "sans conclusion"}, ("inconclusive",)),
)
