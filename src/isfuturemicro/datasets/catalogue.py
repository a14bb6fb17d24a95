"""Finding the datasets: each folder under `data/raw/` that holds a `dataset.yml`."""

from pathlib import Path

from ..findings import Finding, find_nearest, stop_on
from .schema import load_spec, read_spec
from .spec import DatasetSpec


def find_datasets(root: Path) -> list[Path]:
    """The dataset folders of a project, in the order of their ids."""
    return sorted(path for path in (root / "data" / "raw").iterdir() if path.is_dir() and not path.name.startswith("."))


def read_catalogue(root: Path) -> tuple[dict[str, DatasetSpec], list[Finding]]:
    """The datasets whose descriptions are sound, by id, and the faults of all the others."""
    specs: dict[str, DatasetSpec] = {}
    findings: list[Finding] = []
    for folder in find_datasets(root):
        spec, faults = read_spec(folder)
        findings += faults
        if spec is not None:
            specs[spec.id] = spec
    faulty = {folder.name for folder in find_datasets(root)} - set(specs)
    return specs, findings + check_references(specs, faulty)


def check_references(specs: dict[str, DatasetSpec], faulty: set[str]) -> list[Finding]:
    """Each reference that a dataset declares must be a dataset of role `reference` that holds the dimension.

    A reference whose own description is `faulty` is left for later.
    """
    findings = []
    for spec in specs.values():
        for dimension, id in spec.reference.items():
            fit = [r.id for r in specs.values() if r.role == "reference" and may_hold(r, dimension)]
            if id in fit or id in faulty:
                continue
            why = "of no such name" if id not in specs else f"of role {specs[id].role}"
            if id in specs and specs[id].role == "reference":
                why = f"that does not hold {dimension}"
            near = find_nearest(id, fit) or fit[:1]
            findings.append(
                Finding(
                    spec.at(f"reference.{dimension}"),
                    f"{dimension}: {id}, a dataset {why}",
                    ", ".join(fit) or f"a dataset of role reference that holds {dimension}; there is none yet",
                    "no share of this dataset could stand beside its population",
                    f"write {dimension}: {near[0]}" if near else f"delete {dimension}: {id}, or add such a dataset",
                )
            )
    return findings


def may_hold(reference: DatasetSpec, dimension: str) -> bool:
    """Whether a reference's description lets it hold a dimension; published figures name theirs row by row."""
    return reference.kind == "figures" or dimension in reference.collected


def find_dataset(root: Path, id: str) -> DatasetSpec:
    """One dataset by its id. Raises FindingError where there is none, or its description is faulty."""
    stop_on(check_ids(root, [id]))
    return load_spec(root / "data" / "raw" / id)


def choose_datasets(root: Path, ids: list[str]) -> list[DatasetSpec]:
    """The datasets of these ids, or all. Raises FindingError where an id has none, or a description is faulty."""
    stop_on(check_ids(root, ids))
    return [spec for spec in load_catalogue(root).values() if not ids or spec.id in ids]


def check_ids(root: Path, ids: list[str]) -> list[Finding]:
    """A finding for each id that no folder has."""
    known = [path.name for path in find_datasets(root)]
    findings = []
    for id in ids:
        if id not in known:
            near = find_nearest(id, known)
            remedy = f"write {near[0]}" if near else "run: isfuturemicro list"
            allowed = f"one of the {len(known)} that isfuturemicro list shows"
            findings.append(Finding("command line", f"the dataset {id!r}", allowed, "nothing is done", remedy))
    return findings


def load_catalogue(root: Path) -> dict[str, DatasetSpec]:
    """All datasets of a project by id. Raises FindingError with every fault of every description."""
    specs, findings = read_catalogue(root)
    stop_on(findings)
    return specs
