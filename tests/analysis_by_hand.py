"""Invented datasets as folders, read the way a contributor's are, and the estimates made of them."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from isfuturemicro.analysis.equity import estimate_gaps
from isfuturemicro.analysis.estimate import Estimate
from isfuturemicro.analysis.margins import estimate_rates, estimate_shares
from isfuturemicro.analysis.rows import Rows
from isfuturemicro.datasets import load_spec
from isfuturemicro.ingest.build import check_dataset
from isfuturemicro.ingest.parquet import write_parquet
from isfuturemicro.vocabulary import load_vocabulary

DESCRIPTION = """\
title: {{en: Invented, fr: Inventé}}
jurisdiction: {jurisdiction}
period: 2020
kind: {kind}
unit: person
{stage}population: {{en: Nobody, fr: Personne}}
role: {role}
source:
  publisher: Nobody
  citation: Invented for a test
  licence: CC0-1.0
  redistribution: yes
  url: https://example.org/
  file: data.csv
  sha256: {sha256}
"""


def write_dataset(
    root: Path,
    id: str,
    kind: str,
    data: str,
    more: str,
    stage: str = "",
    role: str = "evidence",
) -> Path:
    """A folder data/raw/<id> with its data and its description."""
    folder = root / "data" / "raw" / id
    folder.mkdir(parents=True)
    (folder / "data.csv").write_text(data, encoding="utf-8")
    head = DESCRIPTION.format(
        jurisdiction="XA" if id.startswith("xx") else id[:2].upper(),
        kind=kind,
        stage=f"stage: {stage}\n" if stage else "",
        role=role,
        sha256=hashlib.sha256(data.encode()).hexdigest(),
    )
    (folder / "dataset.yml").write_text(head + more, encoding="utf-8")
    return folder


def write_rows(
    root: Path,
    table: pd.DataFrame,
    design: str = "kind: census",
    stage: str = "learners",
    id: str = "xa_invented_2020",
    role: str = "evidence",
    more: str = "",
) -> Path:
    """A folder of records, or of counts where the table has a column N; its columns are named as the variables."""
    counted = "N" in table
    lines = [f"design: {{{design}}}"] + (["count: N"] if counted else []) + (["size: SIZE"] if "SIZE" in table else [])
    lines += ["variables:"]
    for name in table.columns.intersection(list(load_vocabulary().variables)):
        codes = "".join(f"['{code}', '{code}', '{code}'], " for code in sorted(set(table[name])))
        meanings = f"years: {{codes: [{codes}]}}" if name == "age_band" else f"codes: [{codes}]"
        lines.append(f"  {name}: {{from: {name}, comparability: exact, {meanings}}}")
    return write_dataset(
        root,
        id,
        "counts" if counted else "records",
        table.to_csv(index=False, lineterminator="\n"),
        "\n".join(lines) + "\n" + more,
        stage,
        role,
    )


def read_rows(folder: Path) -> Rows:
    """The dataset's rows on the engine."""
    spec = load_spec(folder)
    table, findings = check_dataset(spec)
    assert findings == []
    path = folder / "rows.parquet"
    write_parquet(table, path)
    return Rows(spec, path)


def invent(root: Path, table: pd.DataFrame, **about: str) -> Rows:
    """Rows of an invented dataset."""
    return read_rows(write_rows(root, table, **about))


def shares_of(rows: Rows, dimension: str, population: str = "learners") -> dict[str, Estimate]:
    """The pooled shares by category."""
    found = estimate_shares(rows, population, dimension)
    return {estimate.category: estimate for estimate in found if not estimate.within}


def rates_of(rows: Rows, dimension: str, measure: str) -> dict[str, Estimate]:
    """The pooled rates by category."""
    records = [record for rates in estimate_rates(rows, dimension) for record in rates.records]
    return {record.category: record for record in records if record.measure == measure and not record.within}


def gaps_of(rows: Rows, dimension: str, within: str = "") -> dict[tuple[str, str], Estimate]:
    """Differences and ratios by measure and category."""
    gaps = [gap for rates in estimate_rates(rows, dimension) for gap in estimate_gaps(rates)]
    return {(gap.measure, gap.category): gap for gap in gaps if gap.within == within}


def pick(estimates: Iterable[Estimate], **about: str) -> Estimate:
    """The one estimate that these fields single out."""
    found = [e for e in estimates if all(getattr(e, name) == value for name, value in about.items())]
    assert len(found) == 1, f"{len(found)} estimates of {about}"
    return found[0]
