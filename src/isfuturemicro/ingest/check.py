"""Does the file hold what its publisher printed?"""

import pandas as pd

from ..datasets import DatasetSpec
from ..findings import Finding


def check_published_sums(spec: DatasetSpec, raw: pd.DataFrame) -> list[Finding]:
    """A finding for each printed sum that the raw rows don't reproduce."""
    findings = []
    for entry in spec.published:
        if not entry.sum:
            continue
        where = f"data/raw/{spec.id}/dataset.yml:{entry.line}"
        missing = [column for column in (entry.sum, *entry.where) if column not in raw.columns]
        if missing:
            allowed = ", ".join(raw.columns)
            findings.append(
                Finding(where, f"the column {missing[0]!r}", allowed, "the number can't be checked", "name a column")
            )
            continue
        chosen = pd.Series(True, index=raw.index)
        for column, values in entry.where.items():
            chosen &= raw[column].str.strip().isin(values)
        total = pd.to_numeric(raw.loc[chosen, entry.sum], errors="coerce").sum()
        if not abs(total - entry.value) <= entry.within + 1e-9:
            findings.append(
                Finding(
                    where,
                    f"{entry.sum} sums to {total:,.10g} where {entry.at} prints {entry.value:,.10g}",
                    f"a difference of at most {entry.within:g}",
                    "the file or the way it is read is not what the publisher counted",
                    "look for dropped rows, subtotals counted twice, or a printed number copied wrongly",
                )
            )
    return findings
