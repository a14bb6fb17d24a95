"""Outcomes that a table tells by a second count: so many started, so many of them finished."""

from dataclasses import replace

import pandas as pd

from ..datasets import DatasetSpec, VariableSpec
from ..findings import Finding
from .sample import parse_design, refuse


def part_outcomes(spec: DatasetSpec, raw: pd.DataFrame) -> tuple[DatasetSpec, pd.DataFrame, list[Finding]]:
    """Each row as two: those of its count who are a yes, and the others. The specification names the column made."""
    findings: list[Finding] = []
    for variable in [variable for variable in spec.collected.values() if variable.yes_in]:
        raw, faults = part_rows(variable, raw, spec)
        findings += faults
        named = replace(variable, column=name_part(variable))
        spec = replace(spec, variables=spec.variables | {variable.name: named})
    return spec, raw, findings


def name_part(variable: VariableSpec) -> str:
    return f"{variable.name} by {variable.yes_in}"


def part_rows(variable: VariableSpec, raw: pd.DataFrame, spec: DatasetSpec) -> tuple[pd.DataFrame, list[Finding]]:
    """The rows once with the yes and once with the rest of their count; findings where a yes is no part of a count."""
    every, findings = parse_design("copies", raw[spec.count], spec)
    yes, faults = parse_design("copies", raw[variable.yes_in], spec)
    if findings or faults:
        return raw.assign(**{name_part(variable): "no"}), faults
    allowed = f"a number no larger than {spec.count}"
    remedy = "mend the cells, or name the columns at count: and yes_in: the other way round"
    findings = refuse(yes > every, raw[variable.yes_in], allowed, "more finished than began", remedy, spec)
    halves = []
    for answer, number in (("yes", yes), ("no", every - yes)):
        half = raw.copy()
        half[spec.count], half[name_part(variable)] = number.astype(str), answer
        halves.append(half)
    return pd.concat(halves).sort_index(kind="stable"), findings
