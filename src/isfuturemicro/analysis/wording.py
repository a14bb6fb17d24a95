"""Verdicts in sentences, in English and French."""

import math
from dataclasses import dataclass

from ..vocabulary import load_vocabulary
from .claim import Bilingual, Predicate
from .estimate import Estimate
from .number_words import LANGUAGES, NBSP, show_predicate, show_range

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
    "en": "All of this evidence is about other populations, proxies or people who chose to answer; "
    "it leans one way or the other but does not settle the claim.",
    "fr": "Toutes ces données portent sur d'autres populations, des mesures approchées ou des répondants volontaires; "
    "elles penchent d'un côté ou de l'autre, sans trancher.",
}


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
            f"Taken one {row['label_en'].lower()} at a time, the gap points the same way in {same} of {len(inside)};"
            f" its whole range lies on one side of zero in {sure or 'none'}."
        )
        sentences["fr"].append(
            f"Calculé par « {row['label_fr'].lower()} », l'écart va dans le même sens dans {same} cas sur "
            f"{len(inside)}; toute sa plage est d'un seul côté de zéro dans {sure or 'aucun'}."
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
