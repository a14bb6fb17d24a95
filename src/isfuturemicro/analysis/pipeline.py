"""Every number of the project, from the harmonised tables."""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from ..datasets import DatasetSpec, load_catalogue
from ..files import write_if_changed
from ..findings import Finding, stop_on
from ..ingest.build import check_built, list_present
from ..ingest.build import to_csv as table_to_csv
from ..ingest.parquet import read_parquet
from ..survey import LonelyPsuError
from .adjusted import estimate_adjusted
from .composition import estimate_composition
from .counts import estimate_counts
from .coverage import estimate_coverage, list_cells, map_evidence
from .equity import estimate_gaps
from .estimate import KEY, Estimate, to_csv, to_table
from .frameworks import estimate_agreement
from .inequality import estimate_inequality
from .joint_profiles import bound_profiles, estimate_profiles
from .margins import all_shares, estimate_rates
from .policy import estimate_events
from .published import estimate_figures
from .representation import estimate_representation
from .rows import Rows
from .slices import populations
from .trend import estimate_trends


def estimate(root: Path, say: Callable[[str], None]) -> list[Estimate]:
    """Compute all estimates and write `estimates.csv`, `coverage.csv` and `evidence_map.csv`.

    Raises FindingError where rows are not those of today's datasets, where an estimate can't be made of them or is made
    twice, and where a number that a publisher printed is not reproduced; then nothing of a former run has been touched.
    """
    specs = list_present(load_catalogue(root))
    processed = root / "data" / "processed"
    stop_on(check_built(root, specs))
    found: list[Estimate] = []
    findings: list[Finding] = []
    for spec in specs.values():
        say(f"estimating {spec.id}")
        try:
            found += estimate_dataset(spec, processed / f"{spec.id}.parquet")
        except (LonelyPsuError, ValueError, LookupError, ArithmeticError) as error:
            findings.append(explain_failure(spec, error))
    stop_on(findings)
    found += estimate_representation(found, specs)
    found += estimate_trends(found)
    found += bound_profiles(found)
    cells = map_evidence(found, specs)
    found += estimate_coverage(cells)
    stop_on(
        check_unique(found) + [fault for spec in specs.values() for fault in check_published_estimates(spec, found)]
    )
    table = to_csv(to_table(found))
    write_if_changed(processed / "coverage.csv", table_to_csv(cells))
    write_if_changed(processed / "evidence_map.csv", table_to_csv(list_cells(cells)))
    write_if_changed(processed / "estimates.csv", table)
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
        yield from estimate_counts(rows)
        yield from all_shares(rows, populations(rows))
        for dimension in ("all", *rows.named("dimension")):
            for rates in estimate_rates(rows, dimension):
                yield from rates.records
                yield from estimate_gaps(rates)
                yield from estimate_inequality(rates)
        for dimension in rows.named("dimension"):
            yield from estimate_composition(rows, dimension)
            yield from estimate_adjusted(rows, dimension)
        yield from estimate_profiles(rows)


def explain_failure(spec: DatasetSpec, error: Exception) -> Finding:
    """What an estimator could not do, said of the dataset whose rows it was given."""
    if isinstance(error, LonelyPsuError):
        found = str(error).partition(":")[0]
        remedy = "write lonely_psu: adjust, average or remove under design, or give strata that are alike one label"
        follows = f"the variance of {spec.id} is undefined, and no standard error would be honest"
        return Finding(spec.at("design"), found, "two clusters or more in each stratum", follows, remedy)
    remedy = f"run: isfuturemicro check {spec.id}; if it finds nothing, the fault is ours: tell us this line"
    found = f"rows that can't be estimated from ({type(error).__name__}: {error})"
    return Finding(spec.at(""), found, "rows that the estimators take", "no estimate is written", remedy)


def check_unique(found: list[Estimate]) -> list[Finding]:
    """A finding for each number that is there twice, so that nobody could tell which of the two is meant."""
    keys = Counter(tuple(str(getattr(e, name)) for name in (*KEY, "reference")) for e in found)
    findings = []
    for (dataset, *about, reference), many in keys.items():
        if many > 1:
            said = ", ".join(part for part in about if part) + (f", from {reference}" if reference else "")
            follows = "one would hide the other"
            remedy = "keep one of the rows that say so, in one currency, or correct what tells them apart"
            findings.append(
                Finding(f"data/raw/{dataset}", f"{many} estimates of {said}", "each number once", follows, remedy)
            )
    return findings


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
                    "correct value: where it was copied wrongly; else correct the weight under design:, the categories"
                    " under codes:, or the rows that do not belong to the population",
                )
            )
    return findings
