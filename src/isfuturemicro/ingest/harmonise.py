"""Raw codes to the one vocabulary. Nothing is guessed: an unknown code is a finding, a missing answer a category."""

from collections.abc import Callable

import pandas as pd

from ..datasets import DatasetSpec, VariableSpec
from ..datasets.variables import IGNORED
from ..findings import Finding
from ..vocabulary import Vocabulary

MAX_YEARS = 130


def harmonise(spec: DatasetSpec, raw: pd.DataFrame, vocabulary: Vocabulary) -> tuple[pd.DataFrame, list[Finding]]:
    """The rows of `raw` in the vocabulary's terms.

    Columns: each collected variable; `copies` and `units` (a row stands for so many identical cases of so many units);
    `weight`; `stratum`; `psu`; `fpc`. Rows whose code is `ignored` are left out.
    """
    shown = f"data/raw/{spec.id}/{spec.source.file}"
    needed = {variable.column for variable in spec.collected.values()} | set(design_columns(spec).values())
    findings = [
        Finding(
            f"{shown}:1",
            f"no column {column!r}",
            ", ".join(raw.columns),
            "the variable can't be read",
            "name a column of the file",
        )
        for column in sorted(needed - set(raw.columns))
    ]
    if findings:
        return pd.DataFrame(), findings
    columns: dict[str, pd.Series] = {}
    for name, variable in spec.collected.items():
        columns[name], faults = recode(variable, raw[variable.column], vocabulary, spec, shown)
        findings += faults
    for target, column in design_columns(spec).items():
        parse = parse_label if target in ("stratum", "psu") else parse_number(target, spec, shown, findings)
        columns[target] = parse(raw[column])
    table = pd.DataFrame(columns, index=raw.index)
    for target, default in (
        ("copies", 1),
        ("units", 1),
        ("weight", 1.0),
        ("stratum", ""),
        ("psu", ""),
        ("fpc", float("nan")),
    ):
        if target not in table:
            table[target] = default
    kept = (table[list(spec.collected)] != IGNORED).all(axis=1)
    return table[kept].reset_index(drop=True), findings


def design_columns(spec: DatasetSpec) -> dict[str, str]:
    """Which column of the file holds each part of the design."""
    named = {
        "copies": spec.count,
        "units": spec.size,
        "weight": spec.design.weight,
        "stratum": spec.design.strata,
        "psu": spec.design.psu,
        "fpc": spec.design.fpc,
    }
    return {target: column for target, column in named.items() if column}


def parse_label(values: pd.Series) -> pd.Series:
    return values.astype(str).str.strip()


def parse_number(
    target: str, spec: DatasetSpec, shown: str, findings: list[Finding]
) -> Callable[[pd.Series], pd.Series]:
    """A parser for a column of numbers that must be finite and not negative; whole ones where things are counted."""

    def parse(values: pd.Series) -> pd.Series:
        text = values.astype(str).str.strip()
        if spec.source.decimal == ",":
            text = text.str.replace(",", ".", regex=False)
        numbers = pd.to_numeric(text, errors="coerce")
        whole = target in ("copies", "units")
        wrong = numbers.isna() | (numbers < 0) | (numbers.abs() == float("inf"))
        if whole:
            wrong |= numbers != numbers.round()
        if wrong.any():
            line = wrong.index[wrong][0]
            allowed = "a whole number, 0 or more" if whole else "a number, 0 or more"
            found = f"{values[line]!r} in column {values.name} ({wrong.sum()} rows so)"
            remedy = "mend the cells; a missing count is not 0: leave the row out and say so in notes"
            findings.append(Finding(f"{shown}:{line}", found, allowed, f"{target} can't be read", remedy))
            return numbers.where(~wrong, 0)
        return numbers.astype("int64") if whole else numbers.astype(float)

    return parse


def recode(
    variable: VariableSpec, values: pd.Series, vocabulary: Vocabulary, spec: DatasetSpec, shown: str
) -> tuple[pd.Series, list[Finding]]:
    """One column in the vocabulary's codes."""
    text = values.astype(str).str.strip()
    found: dict[str, str] = {}
    findings = []
    for raw in sorted(text.unique()):
        code = translate(variable, raw, vocabulary)
        if code is None:
            where = text.index[text == raw]
            allowed = ", ".join(variable.codes) or (
                "whole years" if variable.in_years else ", ".join(vocabulary.codes(variable.name))
            )
            findings.append(
                Finding(
                    f"{shown}:{where[0]}",
                    f"the code {raw!r} in column {variable.column} ({len(where)} rows)",
                    allowed,
                    f"{variable.name} of these rows is unknown, and unknown is not the same as missing",
                    f"add [{raw!r}, LABEL, CATEGORY] to {variable.name} in data/raw/{spec.id}/dataset.yml",
                )
            )
        else:
            found[raw] = code
    return text.map(found), findings


def translate(variable: VariableSpec, raw: str, vocabulary: Vocabulary) -> str | None:
    """The category of one raw code, or None where it is unknown. Whole years are cut into the reporting bands."""
    if raw in variable.codes:
        return variable.codes[raw]
    if variable.in_years:
        return cut_years(raw, vocabulary)
    if not variable.codes and vocabulary.holds(variable.name, raw):
        return raw
    return None


def cut_years(raw: str, vocabulary: Vocabulary) -> str | None:
    """The reporting band of an age in whole years.

    >>> from isfuturemicro.vocabulary import load_vocabulary
    >>> cut_years("44", load_vocabulary()), cut_years("x", load_vocabulary()), cut_years("131", load_vocabulary())
    ('30-44', None, None)
    """
    if not raw.removesuffix(".0").isdigit():
        return None
    years = int(raw.removesuffix(".0"))
    if years > MAX_YEARS:
        return None
    return next(
        code
        for code, band in vocabulary.reporting_bands().items()
        if band.first <= years and (band.last is None or years <= band.last)
    )
