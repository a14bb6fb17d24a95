"""Every number of the project, from the harmonised tables."""

from collections.abc import Callable, Iterator
from pathlib import Path

from ..datasets import DatasetSpec, load_catalogue
from ..files import write_if_changed
from ..findings import Finding, stop_on
from ..ingest.build import to_csv as table_to_csv
from ..ingest.parquet import read_parquet
from .coverage import estimate_coverage, map_evidence
from .equity import estimate_gaps
from .estimate import Estimate, to_csv, to_table
from .frameworks import estimate_agreement
from .margins import all_shares, estimate_rates
from .policy import estimate_events
from .published import estimate_figures
from .representation import estimate_representation
from .rows import Rows
from .slices import populations
from .trend import estimate_trends


def estimate(root: Path, say: Callable[[str], None]) -> list[Estimate]:
    """Compute all estimates and write `estimates.csv` and `coverage.csv`.

    Raises FindingError where a number that a publisher printed is not reproduced.
    """
    specs = load_catalogue(root)
    processed = root / "data" / "processed"
    found: list[Estimate] = []
    for spec in specs.values():
        say(f"estimating {spec.id}")
        found += estimate_dataset(spec, processed / f"{spec.id}.parquet")
    found += estimate_representation(found, specs)
    found += estimate_trends(found)
    cells = map_evidence(found, specs)
    found += estimate_coverage(cells)
    stop_on(finding for spec in specs.values() for finding in check_published_estimates(spec, found))
    write_if_changed(processed / "coverage.csv", table_to_csv(cells))
    write_if_changed(processed / "estimates.csv", to_csv(to_table(found)))
    return found


def estimate_dataset(spec: DatasetSpec, path: Path) -> Iterator[Estimate]:
    """The estimates of one dataset by itself."""
    if spec.kind == "figures":
        yield from estimate_figures(spec, read_parquet(path))
    elif spec.kind == "events":
        yield from estimate_events(spec, read_parquet(path))
    elif spec.kind == "attributes":
        yield from estimate_agreement(spec, read_parquet(path))
    else:
        rows = Rows(spec, path)
        yield from all_shares(rows, populations(rows))
        for dimension in ("all", *rows.named("dimension")):
            for rates in estimate_rates(rows, dimension):
                yield from rates.records
                yield from estimate_gaps(rates)


def check_published_estimates(spec: DatasetSpec, found: list[Estimate]) -> list[Finding]:
    """A finding for each estimate that the publisher printed and the project does not reproduce."""
    findings = []
    for entry in spec.published:
        if not entry.measure:
            continue
        where = {name: values[0] for name, values in entry.where.items()}
        dimension, category = next(iter(where.items()), ("all", "all"))
        matching = [
            e.estimate
            for e in found
            if (e.dataset, e.measure, e.dimension, e.category, e.within)
            == (spec.id, entry.measure, dimension, category, "")
        ]
        if not any(abs(value - entry.value) <= entry.within + 1e-12 for value in matching):
            got = ", ".join(f"{value:.6g}" for value in matching) or "no such estimate"
            findings.append(
                Finding(
                    f"data/raw/{spec.id}/dataset.yml:{entry.line}",
                    f"{entry.measure} of {category} as {got} where {entry.at} prints {entry.value:g}",
                    f"a difference of at most {entry.within:g}",
                    "the project would stand for a number that its publisher does not",
                    "check the weight, the universe and the codes",
                )
            )
    return findings
