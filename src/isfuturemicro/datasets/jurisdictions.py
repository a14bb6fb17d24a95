"""Which codes name a jurisdiction, in `dataset.yml` and in the rows of statements."""

import re

from ..findings import find_nearest
from ..vocabulary import Vocabulary

ALLOWED = "the ISO 3166 code of a country (CA) or of a part of one (CA-ON), or XW for the world"


def knows_jurisdiction(code: str, vocabulary: Vocabulary) -> bool:
    """A code of the vocabulary, a subdivision of one, or one of the codes from XA to XZ that ISO 3166 leaves free."""
    known = vocabulary.codes("jurisdiction")
    country = re.sub(r"-[A-Z0-9]{1,3}$", "", code)
    return code in known or country in known or re.fullmatch(r"X[A-Z]", country) is not None


def suggest_jurisdiction(text: str, vocabulary: Vocabulary) -> str:
    """What to write: the code that looks like the text, or that of a place whose name does, in either language."""
    rows = vocabulary.tables["jurisdiction"]
    names = {row[f"label_{language}"]: code for code, row in rows.items() for language in ("en", "fr")}
    if near := find_nearest(text, rows):
        return f"write {near[0]}"
    near = find_nearest(text, names)
    return f"write {names[near[0]]}" if near else "write CA or the like"
