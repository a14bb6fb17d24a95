"""The rows that a dataset is about, where its file holds more: `only:` names them by the values of some columns."""

import pandas as pd

from ..datasets import DatasetSpec
from ..findings import Finding, find_nearest, list_allowed


def keep_only(spec: DatasetSpec, raw: pd.DataFrame) -> tuple[pd.DataFrame, list[Finding]]:
    """The rows whose columns hold the values that `only:` names; findings for a column or value that is not there."""
    kept, findings = pd.Series(True, index=raw.index), []
    for column, values in spec.only.items():
        where, follows = spec.at(f"only.{column}"), "nobody can tell which rows are meant"
        if column not in raw.columns:
            near = (find_nearest(column, raw.columns) or ["one of these"])[0]
            found, allowed = f"only: {column}, which is no column", list_allowed(column, list(raw.columns))
            findings.append(Finding(where, found, allowed, follows, f"write {near}"))
            continue
        text = raw[column].astype(str).str.strip()
        for value in (value for value in values if not (text == value).any()):
            held = sorted(set(text))
            near = (find_nearest(value, held) or ["one of these"])[0]
            found, allowed = f"only: {{{column}: {value}}}, which no row has", list_allowed(value, held)
            findings.append(Finding(where, found, allowed, follows, f"write {near}"))
        kept &= text.isin(values)
    return raw[kept], findings
