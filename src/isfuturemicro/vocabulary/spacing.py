"""Spaces that must not break: what a language keeps together on one line."""

import re

NO_BREAK = "\u00a0"
NARROW = "\u202f"
FRENCH = (
    (re.compile(r"(?<=\d)[ \u00a0](?=\d{3}(?!\d))"), NARROW),
    (re.compile(r" (?=[:%»$])"), NO_BREAK),
    (re.compile(r"(?<=«) "), NO_BREAK),
    (re.compile(r"(?<=[\d}]) (?=(?:millions?|milliards?|points?|ans?|M)\b)"), NO_BREAK),
    (re.compile(r"(?<=\$) (?=(?:CA|AU|NZ|US)\b)"), NO_BREAK),
)
"""Canadian usage, of texts and of templates whose placeholders stand for numbers: a space before the colon, the
percentage sign and the closing quotation mark, none before ; ? and !

Source: Office québécois de la langue française and Le guide du rédacteur, as the Université de Montréal's guide
tabulates them (documentationcinema.umontreal.ca, 5.7 Espacement avant et après les signes de ponctuation).
"""


def keep_together(text: str, language: str) -> str:
    """The text with no-break spaces where its language wants them, so that authors may type ordinary ones.

    >>> keep_together("Source : 12 345 personnes, « 12,0 % »", "fr").replace(NO_BREAK, "_").replace(NARROW, "'")
    "Source_: 12'345 personnes, «_12,0_%_»"
    >>> keep_together("Source: 12,345 people", "en")
    'Source: 12,345 people'
    """
    if language == "fr":
        for place, space in FRENCH:
            text = place.sub(space, text)
    return text
