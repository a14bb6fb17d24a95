"""Raw codes to the one vocabulary. Nothing is guessed: an unknown code is a finding, a missing answer a category."""

import re
from unicodedata import normalize

import pandas as pd

from ..datasets import DatasetSpec, VariableSpec
from ..datasets.variables import IGNORED
from ..findings import Finding, find_nearest, list_allowed, tell_rows
from ..vocabulary import AgeBand, Vocabulary
from .caution import check_cautioned
from .only import keep_only
from .parts import part_outcomes
from .sample import (
    DEFAULTS,
    check_replicates,
    check_sample,
    design_columns,
    find_replicates,
    parse_design,
    tell_few,
)
from .withheld import leave_out_withheld

MAX_YEARS = 130
BAND = re.compile(r"(?P<first>\d{1,3})-(?P<last>\d{1,3})|<(?P<under>\d{1,3})|>(?P<over>\d{1,3})|(?P<open>\d{1,3})\+")
MOST_CODES = 5
"""More unknown codes than these in one column are told in one finding: the column itself is likely the wrong one."""


def harmonise(spec: DatasetSpec, raw: pd.DataFrame, vocabulary: Vocabulary) -> tuple[pd.DataFrame, list[Finding]]:
    """The rows of `raw` in the vocabulary's terms.

    Columns: each collected variable; `copies` and `units` (a row stands for so many identical cases of so many units);
    `weight`; `stratum`; `psu`; `fpc`; `replicate_1` and so on, where there are replicate weights. Rows whose code is
    `ignored`, or whose count is withheld, are left out.
    """
    findings = check_columns(spec, raw) + check_replicates(spec, raw.columns)
    if findings:
        return pd.DataFrame(), findings
    raw, findings = keep_only(spec, raw)
    if findings:
        return pd.DataFrame(), findings
    findings = check_cautioned(spec, raw)
    raw, faults = leave_out_withheld(spec, raw)
    findings += faults
    if findings:
        return pd.DataFrame(), findings
    spec, raw, findings = part_outcomes(spec, raw)
    columns: dict[str, pd.Series] = {}
    for name, variable in spec.collected.items():
        columns[name], faults = recode(variable, raw[variable.column], vocabulary, spec)
        findings += faults
    design = {target: column for target, (column, _) in design_columns(spec).items()}
    for target, column in (design | find_replicates(spec, raw.columns)).items():
        columns[target], faults = parse_design(target, raw[column], spec)
        findings += faults
    table = pd.DataFrame(columns, index=raw.index)
    for target, default in DEFAULTS.items():
        if target not in table:
            table[target] = default
    if findings:
        return pd.DataFrame(), findings
    kept = table[(table[list(spec.collected)] != IGNORED).all(axis=1)]
    return kept.reset_index(drop=True), check_sample(spec, kept)


def check_columns(spec: DatasetSpec, raw: pd.DataFrame) -> list[Finding]:
    """A finding for each column that `dataset.yml` names and the file lacks."""
    named = {
        variable.yes_in or variable.column: f"variables.{name}.{'yes_in' if variable.yes_in else 'from'}"
        for name, variable in spec.collected.items()
    }
    named |= dict(design_columns(spec).values())
    findings = []
    for column, key in named.items():
        if column not in raw.columns:
            near = find_nearest(column, raw.columns)
            findings.append(
                Finding(
                    spec.at(key),
                    f"{key.rpartition('.')[2]}: {column}, a column that {spec.source.file} does not have",
                    list_allowed(column, list(raw.columns)),
                    "no row is read",
                    f"write {near[0]}" if near else "write one of these",
                )
            )
    return findings


def recode(
    variable: VariableSpec, values: pd.Series, vocabulary: Vocabulary, spec: DatasetSpec
) -> tuple[pd.Series, list[Finding]]:
    """One column in the vocabulary's codes."""
    text = values.astype(str).str.strip()
    counts = text.value_counts()
    known = {raw: translate(variable, normalize("NFC", str(raw)), vocabulary) for raw in sorted(counts.index)}
    unknown = [str(raw) for raw, code in known.items() if code is None]
    if not unknown:
        return text.map(known), []
    several, labels = len(unknown) > MOST_CODES, values.attrs.get("labels", {}).get(variable.column, {})
    allowed = tell_codes(variable, vocabulary)
    follows = f"{variable.name} of these rows is unknown, and unknown is not the same as missing"
    findings = []
    for raw in unknown[:1] if several else unknown:
        where = f"{spec.shown_data}:{text.index[text == raw][0]}"
        label = f" (labelled {labels[raw]!r})" if raw in labels else ""
        found = f"the code {raw!r}{label} in column {variable.column} ({tell_rows(counts[raw])})"
        remedy = tell_remedy(variable, raw, spec)
        if several:
            named, rows = tell_few([repr(code) for code in unknown]), tell_rows(sum(counts[code] for code in unknown))
            found = f"{len(unknown)} codes in column {variable.column} ({rows}): {named}"
            remedy = f"write the column of {variable.name} at {spec.at(f'variables.{variable.name}.from')}, or {remedy}"
        findings.append(Finding(where, found, allowed, follows, remedy))
    return text.map(known), findings


def tell_codes(variable: VariableSpec, vocabulary: Vocabulary) -> str:
    """The raw values that a variable may have."""
    if variable.otherwise:
        return f"anything but an empty cell, since there is no code for it; {variable.otherwise} is what is not listed"
    listed = list_allowed("", list(variable.codes))
    if variable.in_years:
        year = variable.reached_in
        ages = f"whole years from 0 to {MAX_YEARS}, bands such as 25-39, <18 and 65+"
        whole = f"years of birth from {year - MAX_YEARS} to {year}" if year else ages
        return whole + (f", or {listed}" if listed else "")
    return listed or ", ".join(vocabulary.codes(variable.name))


def tell_remedy(variable: VariableSpec, raw: str, spec: DatasetSpec) -> str:
    """What to write so that a raw code is known."""
    where = spec.at(f"variables.{variable.name}.{'years' if variable.in_years else 'codes'}")
    if variable.codes:
        return f"add [{raw!r}, LABEL, CATEGORY] to the codes at {where}, or mend the cells"
    if variable.in_years:
        return f"write years: {{codes: [[{raw!r}, LABEL, CATEGORY]]}} at {where}, or mend the cells"
    return f"write codes: [[{raw!r}, LABEL, CATEGORY], ...] at {where}, with every code of the column"


def translate(variable: VariableSpec, raw: str, vocabulary: Vocabulary) -> str | None:
    """The category of one cell, or None where it is unknown; a cell of several answers may mean one of them all."""
    if not variable.parted_by:
        return translate_answer(variable, raw, vocabulary)
    meant = {translate_answer(variable, part.strip(), vocabulary) for part in raw.split(variable.parted_by)}
    if None in meant:
        return None
    return meant.pop() if len(meant) == 1 else variable.mixed


def translate_answer(variable: VariableSpec, raw: str, vocabulary: Vocabulary) -> str | None:
    """The category of one answer. Whole years are cut into the reporting bands, bands are kept as they are."""
    if raw in variable.codes:
        return variable.codes[raw]
    if variable.in_years:
        years = raw if variable.reached_in is None else reach_age(raw, variable.reached_in)
        found = cut_years(years, vocabulary) or read_band(years)
        if found:
            return found
    elif (not variable.codes or variable.name == "year") and vocabulary.holds(variable.name, raw):
        return raw
    return (variable.otherwise or None) if raw else None


def reach_age(raw: str, year: int) -> str:
    """The age that somebody born in a year reaches in another.

    >>> reach_age("1980", 2013), reach_age("1980.0", 2013), reach_age("80", 2013)
    ('33', '33', '')
    """
    return str(year - int(raw[:4])) if re.fullmatch(r"[12][0-9]{3}(\.0)?", raw) else ""


def read_band(raw: str) -> str | None:
    r"""A band of ages that the publisher wrote out in digits.

    >>> read_band("26-35"), read_band("26 \u2013 35"), read_band("<18"), read_band(">65"), read_band("35-26")
    ('26-35', '26-35', 'under-18', '66-plus', None)
    """
    match = BAND.fullmatch(re.sub(r" ?[-\u2013] ?", "-", raw))
    if match is None:
        return None
    if match["under"]:
        return AgeBand(0, int(match["under"]) - 1).code if int(match["under"]) else None
    if match["over"] or match["open"]:
        return AgeBand(int(match["over"]) + 1 if match["over"] else int(match["open"]), None).code
    first, last = int(match["first"]), int(match["last"])
    return AgeBand(first, last).code if first <= last <= MAX_YEARS else None


def cut_years(raw: str, vocabulary: Vocabulary) -> str | None:
    """The reporting band of an age in whole years.

    >>> from isfuturemicro.vocabulary import load_vocabulary
    >>> cut_years("44", load_vocabulary()), cut_years("x", load_vocabulary()), cut_years("131", load_vocabulary())
    ('30-44', None, None)
    """
    if not re.fullmatch(r"[0-9]{1,3}(\.0)?", raw) or float(raw) > MAX_YEARS:
        return None
    years = int(float(raw))
    return next(
        code
        for code, band in vocabulary.reporting_bands().items()
        if band.first <= years and (band.last is None or years <= band.last)
    )
