"""The evidence map: for which jurisdiction and dimension there are any open data about learners."""

from collections.abc import Iterable, Iterator

import pandas as pd

from ..datasets import DatasetSpec
from ..vocabulary import load_vocabulary
from .estimate import Estimate

ABOUT_LEARNERS = ("uptake", "completion", "share")
LEARNERS = ("learners", "completers", "eligible")


def map_evidence(estimates: Iterable[Estimate], specs: dict[str, DatasetSpec]) -> pd.DataFrame:
    """A line for each jurisdiction, equity dimension, measure and dataset with a usable number about learners."""
    equity = load_vocabulary().equity_dimensions
    cells = {
        (e.jurisdiction, e.dimension, e.measure, e.dataset, e.comparability)
        for e in estimates
        if e.dimension in equity
        and e.measure in ABOUT_LEARNERS
        and e.population in LEARNERS
        and (e.measure, e.population) != ("share", "eligible")
        and specs[e.dataset].role == "evidence"
        and e.status == "ok"
        and e.category != "not_stated"
    }
    return pd.DataFrame(sorted(cells), columns=["jurisdiction", "dimension", "measure", "dataset", "comparability"])


def estimate_coverage(cells: pd.DataFrame) -> Iterator[Estimate]:
    """The share of cells with any open data, over all and per dimension.

    A cell is a jurisdiction that the report speaks of, or that has data, crossed with an equity dimension.
    """
    vocabulary = load_vocabulary()
    held = set(zip(cells["jurisdiction"], cells["dimension"], strict=True))
    jurisdictions = {*vocabulary.mapped_jurisdictions, *cells["jurisdiction"]} - {"XW"}
    about = Estimate(
        dataset="evidence_map",
        jurisdiction="XW",
        period="",
        population="learners",
        unit="cell",
        measure="coverage",
        method="cells of jurisdiction by dimension with any open data in this project",
    )
    total = 0
    for dimension in vocabulary.equity_dimensions:
        known = sum((jurisdiction, dimension) in held for jurisdiction in jurisdictions)
        total += known
        yield cover(about.with_(dimension=dimension), known, len(jurisdictions))
    yield cover(about, total, len(jurisdictions) * len(vocabulary.equity_dimensions))


def cover(about: Estimate, known: int, cells: int) -> Estimate:
    return about.with_(estimate=known / cells, n=float(cells), numerator=float(known), denominator=float(cells))
