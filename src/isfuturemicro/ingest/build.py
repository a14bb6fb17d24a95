"""`data/raw` to `data/processed`: every dataset in one vocabulary, and the catalogue of them all."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from ..datasets import DatasetSpec
from ..datasets.catalogue import read_catalogue
from ..files import code_of, digest_of, read_digests, write_digests, write_if_changed
from ..findings import Finding, stop_on
from ..vocabulary import load_vocabulary
from .check import check_published_sums
from .harmonise import harmonise
from .parquet import read_parquet, write_parquet
from .read import read_data
from .statements import read_statements

CODE = ("vocabulary", "datasets", "ingest", "findings.py", "located.py")


def check_dataset(spec: DatasetSpec) -> tuple[pd.DataFrame, list[Finding]]:
    """The harmonised rows of one dataset and everything that is wrong with them."""
    raw, findings = read_data(spec)
    if findings:
        return pd.DataFrame(), findings
    if spec.kind in ("records", "counts"):
        table, findings = harmonise(spec, raw, load_vocabulary())
        return table, findings + check_published_sums(spec, raw)
    return read_statements(spec, raw, load_vocabulary())


def check_datasets(root: Path, ids: list[str]) -> list[Finding]:
    """Every fault of the datasets named, or of all; the faults of a description stand in for those of its rows."""
    specs, findings = read_catalogue(root)
    if ids:
        findings = [finding for finding in findings if any(f"data/raw/{id}/" in finding.where for id in ids)]
    for spec in specs.values():
        if not ids or spec.id in ids:
            findings += check_dataset(spec)[1]
    return sorted(set(findings))


def build(root: Path, say: Callable[[str], None]) -> None:
    """Harmonise each dataset whose description, data or reader changed, and write the catalogue.

    Raises FindingError with every finding of every dataset; then nothing of a former run has been touched.
    """
    specs, findings = read_catalogue(root)
    processed = root / "data" / "processed"
    noted = read_digests(processed / ".digests.json")
    code = digest_of(code_files())
    tables: dict[str, pd.DataFrame] = {}
    digests: dict[str, str] = {}
    for spec in specs.values():
        inputs = [spec.folder / "dataset.yml", *([spec.data_path] if spec.data_path.is_file() else [])]
        digests[spec.id] = digest_of(inputs) + code[:16]
        if noted.get(spec.id) != digests[spec.id] or not (processed / f"{spec.id}.parquet").is_file():
            say(f"reading {spec.id}")
            tables[spec.id], faults = check_dataset(spec)
            findings += faults
    stop_on(findings)
    for id, table in tables.items():
        write_parquet(table, processed / f"{id}.parquet")
    for stale in processed.glob("*.parquet"):
        if stale.stem not in specs:
            stale.unlink()
    write_catalogue(specs, processed)
    write_digests(processed / ".digests.json", digests)


def code_files() -> list[Path]:
    rooms = [room for room in CODE if not room.endswith(".py")]
    return code_of(*rooms) + [path for path in code_of("") if path.name in CODE]


def write_catalogue(specs: dict[str, DatasetSpec], processed: Path) -> None:
    """`datasets.csv`, and all events and attributes together, for the pages."""
    write_if_changed(processed / "datasets.csv", to_csv(pd.DataFrame([describe(spec) for spec in specs.values()])))
    for kind in ("events", "attributes"):
        tables = [
            read_parquet(processed / f"{spec.id}.parquet").assign(dataset=spec.id)
            for spec in specs.values()
            if spec.kind == kind
        ]
        if tables:
            table = pd.concat(tables)
            table.insert(0, "dataset", table.pop("dataset"))
            write_if_changed(processed / f"{kind}.csv", to_csv(table))


def describe(spec: DatasetSpec) -> dict[str, str]:
    """A dataset's line in the catalogue."""
    return {
        "dataset": spec.id,
        "title_en": spec.title["en"],
        "title_fr": spec.title["fr"],
        "jurisdiction": spec.jurisdiction,
        "period": spec.period,
        "kind": spec.kind,
        "unit": spec.unit,
        "stage": spec.stage,
        "population_en": spec.population["en"],
        "population_fr": spec.population["fr"],
        "role": spec.role,
        "publisher": spec.source.publisher,
        "citation": spec.source.citation,
        "licence": spec.source.licence,
        "url": spec.source.url,
        "source_sha256": spec.source.sha256,
        "design": spec.design.kind,
        "notes_en": spec.notes.get("en", ""),
        "notes_fr": spec.notes.get("fr", ""),
    }


def to_csv(table: pd.DataFrame) -> bytes:
    return table.to_csv(index=False, lineterminator="\n").encode("utf-8")
