"""Rows whose number the publisher withholds. They are left out, never zero; and how many they are is told."""

import math
import re

import pandas as pd

from ..datasets import DatasetSpec
from ..datasets.variables import IGNORED
from ..findings import Finding, tell_rows
from ..vocabulary import load_vocabulary


def leave_out_withheld(spec: DatasetSpec, raw: pd.DataFrame) -> tuple[pd.DataFrame, list[Finding]]:
    """The rows whose count is a number, or isn't said to be withheld.

    A sum without the others is too low, by an amount that only their bounds limit. So `dataset.yml` must say how many
    they are: its author has seen them, and the catalogue tells every reader.
    """
    withheld = pd.Series(False, index=raw.index)
    counted = [column for column in (spec.count, spec.size, *list_parts(spec)) if column]
    for column in counted:
        withheld |= raw[column].str.strip().isin(spec.source.reading.symbols)
    missed = withheld & ~find_ignored(spec, raw)
    many, declared = int(missed.sum()), spec.source.reading.withheld
    if many == declared:
        return raw[~withheld], []
    symbols = {text.strip() for column in counted for text in raw.loc[missed, column]}
    named = ", ".join(repr(symbol) for symbol in sorted(symbols & set(spec.source.reading.symbols)))
    found = f"{tell_rows(many)} whose {spec.count} is withheld" + (f" ({named})" if named else "")
    remedy = (
        f"write withheld: {many} under read:, so that each reader is told; better, where a total is printed, make an"
        " extract that puts what the total holds beyond its parts under not_stated"
    )
    follows = "sums would be too low and shares wrong by an unknown amount, and nobody would be told"
    return raw, [Finding(spec.at("source.read.withheld"), found, f"withheld: {declared}", follows, remedy)]


def list_parts(spec: DatasetSpec) -> list[str]:
    """The columns that say how many of a row's count are a yes."""
    return [variable.yes_in for variable in spec.collected.values() if variable.yes_in]


def find_ignored(spec: DatasetSpec, raw: pd.DataFrame) -> pd.Series:
    """The rows that are left out anyway, because they repeat others."""
    ignored = pd.Series(False, index=raw.index)
    for variable in spec.collected.values():
        if variable.yes_in:
            continue
        codes = {code for code, category in variable.codes.items() if category == IGNORED}
        ignored |= raw[variable.column].str.strip().isin(codes)
    return ignored


def bound_withheld(spec: DatasetSpec, cells: pd.Series) -> tuple[float, float]:
    """The least and the most that the withheld ones of some cells can hold together."""
    symbols = spec.source.reading.symbols
    held = [symbols[text] for text in cells.str.strip() if text in symbols]
    return sum(symbol.least for symbol in held), sum(symbol.most for symbol in held)


def describe_withheld(spec: DatasetSpec) -> dict[str, str]:
    """What the catalogue tells of withheld rows, in each language; nothing where there are none."""
    many, symbols = spec.source.reading.withheld, spec.source.reading.symbols.values()
    if not many:
        return {"en": "", "fr": ""}
    label = load_vocabulary().label
    reasons = {
        language: ", ".join(sorted({label("status", symbol.status, language).lower() for symbol in symbols}))
        for language in ("en", "fr")
    }
    told = {
        "en": f"{many:,} rows whose count has no number ({reasons['en']}) are left out: a total over them is a minimum",
        "fr": f"{many:,} lignes dont l'effectif n'est pas chiffré ({reasons['fr']}) sont laissées de côté : un total"
        " qui les comprend est un minimum",
    }
    most = many * max(symbol.most for symbol in symbols)
    if most < math.inf:
        told["en"] += f", too low by at most {most:,.0f}"
        told["fr"] += f", inférieur d'au plus {most:,.0f} à la réalité"
    return {"en": told["en"] + ".", "fr": re.sub(r"(?<=\d),(?=\d{3})", "\u202f", told["fr"]) + "."}
