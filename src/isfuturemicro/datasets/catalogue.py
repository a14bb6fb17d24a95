"""Finding the datasets: each folder under `data/raw/` that holds a `dataset.yml`."""

from difflib import get_close_matches
from pathlib import Path

from ..findings import Finding, FindingError, stop_on
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
    return specs, findings + check_references(specs)


def check_references(specs: dict[str, DatasetSpec]) -> list[Finding]:
    """Each reference that a dataset declares must be a dataset of role `reference` that holds the dimension."""
    references = {id for id, spec in specs.items() if spec.role == "reference"}
    findings = []
    for spec in specs.values():
        for dimension, id in spec.reference.items():
            fit = sorted(r for r in references if dimension in specs[r].collected)
            if id not in fit:
                findings.append(
                    Finding(
                        f"data/raw/{spec.id}/dataset.yml",
                        f"{dimension}: {id} under reference",
                        ", ".join(fit) or f"a dataset of role reference that holds {dimension}",
                        "no share of this dataset could stand beside its population",
                        f"name one of them, or delete {dimension} under reference",
                    )
                )
    return findings


def find_dataset(root: Path, id: str) -> DatasetSpec:
    """One dataset by its id. Raises FindingError where there is none, or its description is faulty."""
    folder = root / "data" / "raw" / id
    if not folder.is_dir():
        ids = [path.name for path in find_datasets(root)]
        near = (get_close_matches(id, ids, n=1) or ids[:1] or [""])[0]
        raise FindingError(
            [Finding("command line", f"the dataset {id!r}", ", ".join(ids), "nothing is done", f"write {near}")]
        )
    return load_spec(folder)


def load_catalogue(root: Path) -> dict[str, DatasetSpec]:
    """All datasets of a project by id. Raises FindingError with every fault of every description."""
    specs, findings = read_catalogue(root)
    stop_on(findings)
    return specs
