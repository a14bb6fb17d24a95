"""How the rows came about: counts, weights, strata and clusters, and whether a variance can be made of them."""

import math
from collections.abc import Iterable
from fnmatch import fnmatchcase

import pandas as pd

from ..datasets import DatasetSpec
from ..findings import Finding, list_allowed, tell_rows
from .numbers import MEND, explain_number, parse_numbers

DEFAULTS: dict[str, str | float] = {"copies": 1, "units": 1, "weight": 1.0, "stratum": "", "psu": "", "fpc": math.nan}
"""What a row has where the dataset names no column for it."""
LABELS = ("stratum", "psu")
WHOLE = ("copies", "units")
REPLICATE = "replicate_"
"""What the columns of the replicate weights are called in the harmonised rows, with a number after it."""
LARGEST = 2**53
"""Above this whole numbers are no longer told apart."""
SAID = {"copies": "count", "units": "size", "weight": "weight", "fpc": "sampled fraction"}
CHANCE = ("sample", "superpopulation")
"""Designs that give an interval, and so need a variance."""


def design_columns(spec: DatasetSpec) -> dict[str, tuple[str, str]]:
    """For each part of the design its column and the key of `dataset.yml` that names it."""
    named = {
        "copies": (spec.count, "count"),
        "units": (spec.size, "size"),
        "weight": (spec.design.weight, "design.weight"),
        "stratum": (spec.design.strata, "design.strata"),
        "psu": (spec.design.psu, "design.psu"),
        "fpc": (spec.design.fpc, "design.fpc"),
    }
    return {target: (column, key) for target, (column, key) in named.items() if column}


def find_replicates(spec: DatasetSpec, columns: Iterable[str]) -> dict[str, str]:
    """The columns that `replicates:` names, in the file's order, by their harmonised names; never the full weight."""
    if spec.design.replicates is None:
        return {}
    patterns = [part.strip() for part in spec.design.replicates.pattern.split(",")]
    found = [c for c in columns if c != spec.design.weight and any(fnmatchcase(c, pattern) for pattern in patterns)]
    return {f"{REPLICATE}{number}": column for number, column in enumerate(found, start=1)}


def check_replicates(spec: DatasetSpec, columns: Iterable[str]) -> list[Finding]:
    """A finding where `replicates:` names fewer than two columns, or not as many as there are factors for them."""
    if spec.design.replicates is None:
        return []
    found, factors, pattern = (
        find_replicates(spec, columns),
        spec.design.replicates.rscales,
        spec.design.replicates.pattern,
    )
    idle = [part for part in pattern.split(",") if not any(fnmatchcase(column, part.strip()) for column in columns)]
    if len(found) < 2 or idle:
        named, many = (idle[0].strip(), 0) if idle else (pattern, len(found))
        said = f"replicates: {named}, which fits {many} columns of {spec.source.file}"
        allowed, remedy = list_allowed("", list(columns)), "write the pattern of the replicate weights' names"
        return [Finding(spec.at("design.replicates"), said, allowed, "no variance can be made of them", remedy)]
    if len(factors) not in (0, 1, len(found)):
        said, allowed = f"{len(factors)} rscales for {len(found)} replicates", "one for each, or one for all of them"
        remedy = "write them in the order of the columns, or correct replicates:"
        follows = "nobody can tell which belongs to which"
        return [Finding(spec.at("design.rscales"), said, allowed, follows, remedy)]
    return []


def parse_design(target: str, values: pd.Series, spec: DatasetSpec) -> tuple[pd.Series, list[Finding]]:
    """One column of the design: labels as they are, numbers finite and not negative, whole where things are counted."""
    text = values.astype(str).str.strip()
    if target in LABELS:
        remedy = "write the label; where it was not given out, use a column that was, or none"
        return text, refuse(text == "", values, "a label in each row", f"the row's {target} is unknown", remedy, spec)
    _, numbers = parse_numbers(text, spec.source.reading)
    wrong = ~((numbers >= 0) & (numbers <= LARGEST))
    whole = target in WHOLE
    if whole:
        wrong |= numbers != numbers.round()
    if wrong.any():
        allowed = "a whole number, 0 or more" if whole else "a number, 0 or more"
        said = SAID.get(target, "replicate weight")
        remedy = "mend the cells; what is missing is not 0: leave such rows out and say so under notes:"
        if (signs := explain_number(text[wrong].iloc[0], spec.source.reading)[1]) != MEND:
            remedy = f"{signs}; or {remedy}"
        return numbers, refuse(wrong, values, allowed, f"the row's {said} is unknown", remedy, spec)
    return numbers.astype("int64") if whole else numbers.astype(float), []


def refuse(
    wrong: pd.Series, values: pd.Series, allowed: str, follows: str, remedy: str, spec: DatasetSpec
) -> list[Finding]:
    """A finding at the first row that is wrong; none where no row is."""
    if not wrong.any():
        return []
    line = wrong.index[wrong][0]
    where = f"{spec.shown_data}:{line}"
    found = f"{values[wrong].iloc[0]!r} in column {values.name} ({tell_rows(int(wrong.sum()))} so)"
    return [Finding(where, found, allowed, follows, remedy)]


def check_sample(spec: DatasetSpec, table: pd.DataFrame) -> list[Finding]:
    """Whether anything is left to estimate from, and a variance where the design promises one."""
    if table.empty:
        found, allowed = "only rows whose code is ignored", "at least one row that is kept"
        remedy = "write a category in place of ignored for the rows that count"
        return [Finding(spec.at("variables"), found, allowed, "there is nothing to estimate", remedy)]
    for target, (column, key) in design_columns(spec).items():
        if target not in LABELS and not (table[target] > 0).any():
            found, remedy = f"nothing above zero in column {column}", "write the column that holds the true numbers"
            return [Finding(spec.at(key), found, "a row above zero", "there is nothing to estimate", remedy)]
    return [
        finding
        for _, margin in table.groupby(number_margins(spec, table))
        for check in (check_copies, check_fractions, check_clusters)
        for finding in check(spec, margin)
    ]


def number_margins(spec: DatasetSpec, table: pd.DataFrame) -> pd.Series:
    """A number for each set of variables that rows are crossed by: each set covers every unit once."""
    numbers = pd.Series(0, index=table.index)
    for place, name in enumerate(spec.collected):
        numbers += (table[name] == "all").astype("int64") * 2**place
    return numbers


def check_copies(spec: DatasetSpec, table: pd.DataFrame) -> list[Finding]:
    """Where there are clusters a row's count is one of identical clusters, so the rows of a cluster share it."""
    if not spec.design.psu:
        return []
    several = table.groupby(["stratum", "psu"])["copies"].nunique()
    mixed = [" ".join(names).strip() for names in several.index[several > 1]]
    if not mixed:
        return []
    found = f"rows of one cluster with different counts in column {spec.count}, in cluster {tell_few(mixed)}"
    allowed = "one count in each cluster: count: says how many clusters are like it, size: how many people a row is"
    remedy = f"write size: {spec.count}, and count: with the name of a column of ones"
    follows = "nobody can tell clusters from the people in them"
    return [Finding(spec.at("count"), found, allowed, follows, remedy)]


def check_fractions(spec: DatasetSpec, table: pd.DataFrame) -> list[Finding]:
    """A stratum has one population of clusters (or sampled fraction), and it is no smaller than the sample."""
    if not spec.design.fpc:
        return []
    size = table.groupby("stratum")["fpc"]
    mixed = size.nunique() > 1
    small = (size.max() > 1) & (size.max() < count_clusters(spec, table))
    where, follows = spec.at("design.fpc"), "nobody can tell how much of the stratum was sampled"
    findings = []
    if mixed.any():
        found = f"more than one value of {spec.design.fpc} in stratum {tell_few(sorted(mixed.index[mixed]))}"
        remedy = "give each stratum its one value, or delete fpc:"
        findings.append(Finding(where, found, "one value in each stratum", follows, remedy))
    if small.any():
        found = (
            f"more clusters than {spec.design.fpc} says there are, in stratum {tell_few(sorted(small.index[small]))}"
        )
        remedy = "correct the cells, or delete fpc:"
        findings.append(Finding(where, found, "as many as were sampled, or more", follows, remedy))
    return findings


def count_clusters(spec: DatasetSpec, table: pd.DataFrame) -> pd.Series:
    """How many clusters each stratum has; where none are named, each unit is one."""
    if spec.design.psu:
        return table.groupby(["stratum", "psu"])["copies"].max().groupby("stratum").sum()
    return (table["copies"] * table["units"]).groupby(table["stratum"]).sum()


def check_clusters(spec: DatasetSpec, table: pd.DataFrame) -> list[Finding]:
    """Each stratum needs two clusters, or the description says what becomes of a lonely one."""
    if spec.design.kind not in CHANCE or spec.design.lonely_psu != "fail" or spec.design.replicates:
        return []
    clusters, size = count_clusters(spec, table), table.groupby("stratum")["fpc"].max()
    everyone = (size == 1) | ((size > 1) & (clusters >= size))
    lonely = sorted(clusters.index[(clusters < 2) & ~everyone])
    return [explain_lonely(spec, lonely)] if lonely else []


def explain_lonely(spec: DatasetSpec, strata: list[str]) -> Finding:
    """What is wrong with strata that hold one cluster, and each way out."""
    where = "the sample" if strata == [""] else f"stratum {tell_few(strata)} of column {spec.design.strata}"
    return Finding(
        spec.at("design.lonely_psu"),
        f"one cluster only in {where}",
        "two clusters or more in each stratum",
        f"the variance of {spec.id} is undefined, and no standard error would be honest",
        "give the stratum's rows the label of a like one; or write under design: lonely_psu: adjust (centred at the"
        " grand mean: cautious), lonely_psu: average (the mean of the other strata's variances), lonely_psu: remove"
        " (left out: too small)",
    )


def tell_few(names: list[str]) -> str:
    """Some names, and how many more there are.

    >>> tell_few(["A", "B"]), tell_few(list("ABCDEFG"))
    ('A, B', 'A, B, C, D, E and 2 more')
    """
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
