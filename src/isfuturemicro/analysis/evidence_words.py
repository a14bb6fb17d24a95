"""What stands behind a verdict in sentences, in English and French: people alike, chance, missing answers, timing."""

import math

from ..vocabulary import load_vocabulary
from .claim import Bilingual, Predicate
from .estimate import Estimate
from .number_words import LANGUAGES, NBSP, show_range
from .scrutiny import CHANCE, Scrutiny, keeps

LATE = {
    "en": "The groups were measured after the course, so this does not say how things stood before it.",
    "fr": "Les groupes ont été mesurés après la formation; cela ne dit rien de la situation antérieure.",
}
ALIKE = {
    "en": "Within the same {context}, the gap is {range}.",
    "fr": "À {context} égal, l'écart est de {range}.",
}
SHORT = {
    "en": ", and within the same {context} {range}",
    "fr": ", et à {context} égal {range}",
}
TURNED = {
    "en": "It points the other way than the gap of all together, so the pooled gap decides nothing.",
    "fr": "Il va dans le sens contraire de l'écart global, lequel ne tranche donc rien.",
}
STANDS = {
    "en": "It stands when the {count} comparisons made at once are allowed for.",
    "fr": "Il demeure compte tenu des {count} comparaisons faites en même temps.",
}
FALLS = {
    "en": "Among {count} comparisons made at once it could be chance.",
    "fr": "Parmi {count} comparaisons faites en même temps, cela pourrait être le hasard.",
}
NEVER = {
    "en": "No way of filling in the missing answers would turn it.",
    "fr": "Aucune réponse manquante ne pourrait l'inverser.",
}
TURNS = {
    "en": "The known answers {side}; this would turn if {share} of the missing ones all fell the other way.",
    "fr": "Les réponses connues {side}; cela s'inverserait si {share} des réponses manquantes allaient toutes dans "
    "l'autre sens.",
}
SIDE = {
    True: {"en": "support the claim", "fr": "appuient l'affirmation"},
    False: {"en": "speak against it", "fr": "vont contre l'affirmation"},
}


def explain_scrutiny(estimate: Estimate, predicate: Predicate, found: Scrutiny) -> Bilingual:
    """The sentences that a test's number needs beside it; nothing where there is nothing to say."""
    if found.late:
        return LATE
    said = {}
    for language in LANGUAGES:
        parts = [tell_inside(gap, language) for gap in found.inside]
        parts += [TURNED[language]] if found.reversed else []
        if not math.isnan(found.adjusted):
            words = STANDS if found.adjusted <= CHANCE else FALLS
            parts.append(words[language].format(count=found.compared))
        parts += tell_missing(estimate, predicate, found.overturned, language)
        said[language] = " ".join(parts)
    return said


def shorten_inside(found: Scrutiny) -> Bilingual:
    """The gaps among people alike, to stand after a test's own range; nothing where there are none."""
    return {
        language: "".join(
            SHORT[language].format(context=name_context(gap, language), range=show_range(gap, language))
            for gap in found.inside
        )
        for language in LANGUAGES
    }


def name_context(gap: Estimate, language: str) -> str:
    return load_vocabulary().variables[gap.within.partition("=")[0]][f"label_{language}"].lower()


def tell_inside(gap: Estimate, language: str) -> str:
    return ALIKE[language].format(context=name_context(gap, language), range=show_range(gap, language))


def tell_missing(estimate: Estimate, predicate: Predicate, overturned: float, language: str) -> list[str]:
    """How many of the missing answers would turn what is known."""
    if math.isnan(overturned):
        return []
    if math.isinf(overturned):
        return [NEVER[language]]
    percent = {"en": f"{overturned * 100:.0f}%", "fr": f"{overturned * 100:.0f}{NBSP}%"}[language]
    return [TURNS[language].format(side=SIDE[keeps(estimate, predicate)][language], share=percent)]
