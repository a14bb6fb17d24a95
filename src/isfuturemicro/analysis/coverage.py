"""The evidence map: for which jurisdiction, dimension and measure there are any open data about learners."""

from collections.abc import Iterable, Iterator
from typing import Any

import pandas as pd

from ..datasets import DatasetSpec
from ..vocabulary import load_vocabulary
from .estimate import Estimate

ABOUT_LEARNERS = ("uptake", "completion", "share")
"""A cell with one of these counts as held; claim 11 is held against that count."""
MAPPED = ("share", "uptake", "completion", "representation")
"""The measures that the map tells apart. A representation ratio is never there without a share."""
LEARNERS = ("learners", "completers", "eligible")
LACKS = {"uptake": "eligible", "completion": "outcome", "representation": "reference"}
"""What a measure lacks where the learners are known by the dimension; where they aren't, that is what it lacks."""
LEVELS = ("proxy", "close", "exact")
CELL = ["jurisdiction", "dimension", "measure"]


def map_evidence(estimates: Iterable[Estimate], specs: dict[str, DatasetSpec]) -> pd.DataFrame:
    """A line for each jurisdiction, equity dimension, measure and dataset with a usable number about learners."""
    equity = load_vocabulary().equity_dimensions
    cells = {
        (e.jurisdiction, e.dimension, e.measure, e.dataset, e.comparability)
        for e in estimates
        if e.dimension in equity
        and e.measure in MAPPED
        and e.population in LEARNERS
        and (e.measure, e.population) != ("share", "eligible")
        and specs[e.dataset].role == "evidence"
        and e.usable
        and e.category != "not_stated"
    }
    return pd.DataFrame(sorted(cells), columns=[*CELL, "dataset", "comparability"])


def mapped_places(cells: pd.DataFrame) -> list[str]:
    """The jurisdictions that the report speaks of, then those that have data; not the mixtures of countries."""
    codes = dict.fromkeys([*load_vocabulary().mapped_jurisdictions, *cells["jurisdiction"]])
    return [code for code in codes if code != "XW"]


def estimate_coverage(cells: pd.DataFrame) -> Iterator[Estimate]:
    """The share of cells with any open data, over all, per dimension and per measure.

    A cell is a jurisdiction that the report speaks of, or that has data, crossed with an equity dimension.
    """
    dimensions = load_vocabulary().equity_dimensions
    places = mapped_places(cells)
    about = Estimate(
        dataset="evidence_map",
        jurisdiction="XW",
        period="",
        population="learners",
        unit="cell",
        measure="coverage",
        method="cells of jurisdiction by dimension with any open data in this project",
    )
    held = held_cells(cells, ABOUT_LEARNERS)
    for dimension in dimensions:
        known = sum((place, dimension) in held for place in places)
        yield cover(about.with_(dimension=dimension), known, len(places))
    yield cover(about, len(held), len(places) * len(dimensions))
    for measure in MAPPED:
        known = len(held_cells(cells, (measure,)))
        yield cover(about.with_(dimension="measure", category=measure), known, len(places) * len(dimensions))


def held_cells(cells: pd.DataFrame, measures: tuple[str, ...]) -> set[tuple[str, str]]:
    """Jurisdiction and dimension of every cell in which one of the measures is known."""
    own = cells[cells["measure"].isin(measures) & (cells["jurisdiction"] != "XW")]
    return set(zip(own["jurisdiction"], own["dimension"], strict=True))


def cover(about: Estimate, known: int, cells: int) -> Estimate:
    return about.with_(estimate=known / cells, n=float(cells), numerator=float(known), denominator=float(cells))


def list_cells(cells: pd.DataFrame) -> pd.DataFrame:
    """Every jurisdiction by dimension by measure, the empty ones too: what exists, what lacks, who could publish it."""
    vocabulary = load_vocabulary()
    held: dict[Any, pd.DataFrame] = dict(iter(cells.groupby(CELL)))
    counted = {
        "uptake": held_cells(cells, ("share",)),
        "completion": held_cells(cells, ("share", "uptake")),
        "representation": held_cells(cells, ("share",)),
    }
    records = []
    for place in mapped_places(cells):
        for dimension in vocabulary.equity_dimensions:
            for measure in MAPPED:
                rows = held.get((place, dimension, measure), cells[:0])
                comparability = max(rows["comparability"], key=rank, default="")
                beside = (place, dimension) in counted.get(measure, ())
                lack = "" if len(rows) else LACKS[measure] if beside else "learners"
                wanted = "share" if lack == "learners" and measure == "representation" else measure
                keepers = vocabulary.keepers(place, dimension, wanted) if comparability != "exact" else ()
                named = [vocabulary.tables["keeper"][code] for code in keepers]
                records.append(
                    {
                        "jurisdiction": place,
                        "dimension": dimension,
                        "measure": measure,
                        "datasets": " ".join(sorted(set(rows["dataset"]))),
                        "comparability": comparability,
                        "missing": lack,
                        "keepers": " ".join(keepers),
                        "keeper_state": named[0]["state"] if named else "",
                        "who_could_publish_en": "; ".join(dict.fromkeys(row["label_en"] for row in named)),
                        "who_could_publish_fr": "; ".join(dict.fromkeys(row["label_fr"] for row in named)),
                    }
                )
    return pd.DataFrame(records)


def rank(level: str) -> int:
    """How near to the project's definition; a level that is not stated is the last."""
    return LEVELS.index(level) if level in LEVELS else -1
