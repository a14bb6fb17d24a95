"""Rows whose number stands but is to be used with caution, says the publisher (Statistics Canada's E)."""

import re

import pandas as pd

from ..datasets import DatasetSpec
from ..findings import Finding, tell_rows
from .withheld import find_ignored, list_parts

NARROW = "\u202f"
STATUS = "STATUS"
"""The column in which Statistics Canada's full tables judge a value."""


def check_cautioned(spec: DatasetSpec, raw: pd.DataFrame) -> list[Finding]:
    """A finding where `dataset.yml` does not say how many counts are to be used with caution.

    Sums over such a count and others are as unsure as it is, by how much nobody knows: all numbers of the dataset take
    the caution, and the catalogue tells how many rows it comes from.
    """
    many, declared = int((find_cautioned(spec, raw) & ~find_ignored(spec, raw)).sum()), spec.source.reading.cautioned
    if many == declared:
        return []
    found = f"{tell_rows(many)} whose {spec.count} is to be used with caution ({spec.source.reading.caution!r})"
    follows = "numbers would look surer than their publisher says they are"
    remedy = f"write cautioned: {many} under read:, so that every number of the dataset says so"
    return [Finding(spec.at("source.read.cautioned"), found, f"cautioned: {declared}", follows, remedy)]


def find_cautioned(spec: DatasetSpec, raw: pd.DataFrame) -> pd.Series:
    """The rows with a count that bears the symbol, after its digits or in the column beside it."""
    reading = spec.source.reading
    cautioned = pd.Series(False, index=raw.index)
    if not reading.caution:
        return cautioned
    after = rf".*[0-9] ?{re.escape(reading.caution)}"
    for column in filter(None, (spec.count, spec.size, *list_parts(spec))):
        cautioned |= raw[column].str.strip().str.fullmatch(after)
    if reading.format == "statcan":
        cautioned |= raw[STATUS].str.strip() == reading.caution
    return cautioned


def describe_cautioned(spec: DatasetSpec) -> dict[str, str]:
    """What the catalogue tells of such rows, in each language; nothing where there are none."""
    many = spec.source.reading.cautioned
    if not many:
        return {"en": "", "fr": ""}
    if many == 1:
        return {
            "en": "The publisher says to use the count of one row with caution (E).",
            "fr": "L'éditeur demande d'utiliser avec prudence (E) l'effectif d'une ligne.",
        }
    number = f"{many:,}"
    return {
        "en": f"The publisher says to use the counts of {number} rows with caution (E).",
        "fr": f"L'éditeur demande d'utiliser avec prudence (E) les effectifs de {number.replace(',', NARROW)} lignes.",
    }
